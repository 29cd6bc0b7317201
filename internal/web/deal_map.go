package web

import (
	"net/http"
	"net/url"
	"strconv"

	"dossier/internal/analysis"
	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// wayMap answers a way as a map: how many deals stand on each stage, what they
// are worth, and where they stand too long.
func (c *call) wayMap() error {
	var v page.DealMap
	err := c.read(func(tx *store.Tx) error {
		b, err := c.wayStateOf(tx, c.r.URL.Query(), wayMapPath)
		if err != nil {
			return err
		}
		v, err = c.wayMapView(tx, b)
		return err
	})
	if err != nil {
		return err
	}
	if c.target() == "main#main" {
		return c.fragment(page.DealMapBody(c.p, v))
	}
	c.render(http.StatusOK, page.DealMapPage(c.p, c.shell(v.Title), v))
	return nil
}

func (c *call) wayMapView(tx *store.Tx, b *boardState) (page.DealMap, error) {
	head, err := c.wayHead(tx, b, "map")
	v := page.DealMap{Board: head}
	if err != nil || b.way == nil {
		return v, err
	}
	totals, err := c.boardTotals(tx, b)
	if err != nil {
		return v, err
	}
	late, err := tx.Group(c.r.Context(), crm.Deals.Register, register.Grouping{
		Filter: register.All{c.onBoard(b), crm.DealWatches["over_norm"](c.now, register.Date(c.p.Today()))}, By: []string{"stage"},
	})
	if err != nil {
		return v, err
	}
	over := map[register.ID]int64{}
	for _, g := range late {
		over[g.Keys[0].(int64)] = g.Count
	}
	drawn := chart.Way{Label: v.Title}
	var whole worth
	for _, s := range b.open {
		w := totals[s.ID]
		whole.add(w)
		row := c.mapRow(s, b.chances.of(s.ID), w, over[s.ID])
		v.Rows = append(v.Rows, row)
		step := chart.Stop{Name: row.Stage, Count: row.Count, Href: row.Href, Note: row.Norm}
		if row.Norm != "" {
			step.Note = c.p.Text("card.norm", "days", c.p.Count("card.days", s.NormDays))
		}
		if sums := w.sums(); len(sums) == 1 {
			step.Sum = c.p.MoneyShort(sums[0])
		} else if len(sums) > 1 {
			sum, err := c.together(tx, sums)
			if err != nil {
				return v, err
			}
			if !sum.IsZero() {
				step.Sum = "≈ " + c.p.MoneyShort(sum)
			}
		}
		if n := over[s.ID]; n > 0 {
			step.Note, step.Class = c.p.Count("dealmap.over", n), "is-care"
			if 3*n > w.count {
				step.Class = "is-bad"
			}
		}
		drawn.Steps = append(drawn.Steps, step)
	}
	for _, s := range b.closing {
		e := chart.Stop{Name: s.Title(string(c.p.Language())), Class: "is-" + string(s.Outcome), Href: stageList(s, "")}
		if w := totals[s.ID]; w.count > 0 {
			e.Count = c.p.Integer(w.count)
		}
		drawn.Ends = append(drawn.Ends, e)
	}
	v.Drawing = drawn.SVG()
	v.Summary, err = c.worthWords(tx, whole)
	return v, err
}

// stageList is the list of the deals at a stage, or those of a watch.
func stageList(s *crm.Stage, watch string) string {
	v := url.Values{"stage.in": {strconv.FormatInt(s.ID, 10)}}
	if watch != "" {
		v.Set("only", watch)
	}
	return withQuery("/deals", v)
}

func (c *call) mapRow(s *crm.Stage, chance stageChance, w worth, over int64) page.DealMapRow {
	row := page.DealMapRow{
		Stage: s.Title(string(c.p.Language())), Href: stageList(s, ""), Hue: page.Hue(s.Hue), Count: c.p.Integer(w.count), Probability: c.p.Percent(analysis.Millionths(chance.share)), Over: "–",
	}
	for _, m := range w.sums() {
		row.Sums = append(row.Sums, c.p.Money(m))
	}
	for _, m := range w.weighted() {
		row.Weighted = append(row.Weighted, c.p.Money(m))
	}
	if s.NormDays > 0 {
		row.Norm = c.p.Integer(s.NormDays)
	}
	if over > 0 {
		row.Over, row.OverHref, row.Tone = c.p.Integer(over), stageList(s, "over_norm"), page.Care
	}
	return row
}
