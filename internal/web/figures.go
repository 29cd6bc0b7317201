package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// periods are what figures may be counted over, the usual one first.
var periods = []register.Word{
	register.Last365, register.ThisMonth, register.LastMonth, register.ThisQuarter, register.LastQuarter, register.ThisYear, register.LastYear,
}

// period is the one that the address asks for.
func (c *call) period() (register.Word, error) {
	asked := register.Word(c.r.URL.Query().Get("period"))
	if asked == "" {
		return periods[0], nil
	}
	for _, one := range periods {
		if one == asked {
			return one, nil
		}
	}
	return "", register.BadFilter{Param: "period", Key: "not_a_choice"}
}

// figuresSwitch leads between a list and the figures counted from it.
func (c *call) figuresSwitch(list, figures string, now string) page.Segments {
	return page.Segments{Label: c.p.Text("board.view"), Items: []page.Segment{
		{Label: c.p.Text("board.view_list"), Icon: "list", Href: list, Current: now == list},
		{Label: c.p.Text("figures.view"), Icon: "chart-bar", Href: figures, Current: now == figures},
	}}
}

// showFigures answers with figures that stand under a list.
func (c *call) showFigures(v page.Figures, list page.Crumb) error {
	c.render(http.StatusOK, page.FiguresPage(c.p, c.shell(v.Title, list, page.Crumb{Label: c.p.Text("figures.view")}), v))
	return nil
}

// periodSwitch leads from one period to another.
func (c *call) periodSwitch(path string, now register.Word) page.Segments {
	out := page.Segments{Label: c.p.Text("figures.period")}
	for _, one := range periods {
		href := withQuery(path, url.Values{"period": {string(one)}})
		out.Items = append(out.Items, page.Segment{Label: c.p.Text("op." + string(one)), Href: href, Current: one == now})
	}
	return out
}

// rowsOf is the list that shows the rows of a filter.
func rowsOf(r *register.Register, f register.Filter) (string, error) {
	v, err := register.Values(r, f)
	return withQuery("/"+r.Path, v), err
}

// tally counts the rows of a filter and leads to them.
func (c *call) tally(tx *store.Tx, r *register.Register, key string, f register.Filter) (page.Fact, int64, error) {
	return c.tallyBy(tx, r, key, f, f)
}

// tallyBy leads to the rows of a filter and counts them by another, that means
// the same and is found quicker.
func (c *call) tallyBy(tx *store.Tx, r *register.Register, key string, f, quicker register.Filter) (page.Fact, int64, error) {
	n, err := tx.Count(c.r.Context(), r, register.All{quicker, register.Alive()}, 0)
	if err != nil {
		return page.Fact{}, 0, err
	}
	href, err := rowsOf(r, f)
	return page.Fact{Label: c.p.Text(key), Value: c.p.Integer(int64(n)), Href: href}, int64(n), err
}

// shareWords are a share in words, a dash of nothing.
func (c *call) shareWords(part, whole int64) string {
	if share, ok := crm.Share(part, whole); ok {
		return c.p.Percent(share)
	}
	return "—"
}

// sumsWhole are sums of money to the last digit, one a currency.
func (c *call) sumsWhole(t register.Total) string {
	var all []string
	for _, m := range t.Money {
		all = append(all, c.p.Money(m))
	}
	return cmp.Or(strings.Join(all, " + "), "—")
}

// mostParts is how many reasons, departments or people a table names.
const mostParts = 10

// takenApart takes the rows of a filter apart by a reference, the most frequent
// first; each part leads to its rows. A field of money is added up, for whoever
// sees prices.
func (c *call) takenApart(tx *store.Tx, r *register.Register, f *register.Field, within register.Filter, sum string) (page.FigureTable, error) {
	ctx := c.r.Context()
	t := page.FigureTable{
		Title: c.p.Text(r.Name + ".figures_by_" + f.Name), None: c.p.Text(r.Name + ".figures_none"),
		Heads: []string{label(c.p, r, f), many(c.p, r), c.p.Text("figures.share")},
	}
	by := register.Grouping{Filter: register.All{within, register.Is{Field: f.Name, Op: register.IsSet}, register.Alive()}, By: []string{f.Name}}
	if sum != "" && c.actor.Sees(r, register.Prices) {
		t.Heads, by.Sum = append(t.Heads, label(c.p, r, r.Field(sum))), sum
	}
	groups, err := tx.Group(ctx, r, by)
	if err != nil {
		return t, err
	}
	slices.SortStableFunc(groups, func(a, b register.Group) int { return cmp.Compare(b.Count, a.Count) })
	var all int64
	var w wanted
	for i, g := range groups {
		all += g.Count
		if i < mostParts {
			w.add(f.Target, g.Keys[0].(int64))
		}
	}
	n, err := w.read(ctx, tx)
	if err != nil {
		return t, err
	}
	for _, g := range groups[:min(len(groups), mostParts)] {
		id := g.Keys[0].(int64)
		row := page.FigureRow{
			Name: c.p.Text("card.hidden_record"), Values: []string{c.p.Integer(g.Count), c.shareWords(g.Count, all)},
			Meter: page.Meter{Label: c.shareWords(g.Count, all), Value: g.Count, Of: groups[0].Count},
		}
		if by.Sum != "" {
			row.Values = append(row.Values, c.sumsWhole(g.Total))
		}
		if rec := n[f.Target.Name][id]; rec != nil {
			row.Name = c.title(f.Target, rec)
		}
		if row.Href, err = rowsOf(r, register.All{within, register.Is{Field: f.Name, Op: register.OneOf, Value: []any{id}}}); err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}
