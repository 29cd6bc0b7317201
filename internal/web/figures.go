package web

import (
	"cmp"
	"net/http"
	"net/url"
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
