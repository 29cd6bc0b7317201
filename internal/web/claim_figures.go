package web

import (
	"slices"

	"dossier/internal/analysis"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const claimFiguresPath = "/claims/figures"

// claimRoutes are the pages of claims beyond those of every register.
func (s *Server) claimRoutes() {
	s.add("GET", claimFiguresPath, PageKind, (*call).claimFigures, of(crm.Claims.Register, register.See))
}

// claimFigures answers what claims come to in a period.
func (c *call) claimFigures() error {
	within, err := c.period()
	if err != nil {
		return err
	}
	v := page.Figures{
		ID: "claim-figures", Title: c.p.Text("claim.figures"), Lead: c.p.Text("claim.figures_lead"),
		Switch: c.figuresSwitch("/claims", claimFiguresPath, claimFiguresPath), Periods: c.periodSwitch(claimFiguresPath, within),
	}
	err = c.read(func(tx *store.Tx) error {
		v.Figures, err = c.claimTiles(tx, within)
		if err != nil {
			return err
		}
		for _, field := range []string{"reason", "team", "employee"} {
			t, shown, err := c.claimsBy(tx, field, within)
			if err != nil {
				return err
			}
			if shown {
				v.Tables = append(v.Tables, t)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.showFigures(v, page.Crumb{Label: many(c.p, crm.Claims.Register), Href: "/claims"})
}

// claimTiles are the numbers of a period: what came in and what came of it.
func (c *call) claimTiles(tx *store.Tx, within register.Word) ([]page.Fact, error) {
	r := tx.Schema().This(crm.Claims.Register)
	in := func(field string) register.Filter {
		return register.Is{Field: field, Op: register.Within, Value: within}
	}
	open := register.In(&crm.Claims.Row.Status, crm.ClaimRegistered, crm.ClaimInProcessing)
	closed := func(status crm.ClaimStatus) register.Filter {
		return register.All{in("closed_on"), register.Eq(&crm.Claims.Row.Status, status)}
	}
	var out []page.Fact
	var counts []int64
	for _, one := range []struct {
		key    string
		filter register.Filter
	}{
		{"claim.figure_received", in("received_at")},
		{"claim.figure_satisfied", closed(crm.ClaimSatisfied)},
		{"claim.figure_not_satisfied", closed(crm.ClaimNotSatisfied)},
		{"claim.figure_late", register.Any{
			register.All{register.Eq(&crm.Claims.Row.AnsweredLate, true), in("answered_at")},
			register.All{open, register.Is{Field: "deadline", Op: register.Within, Value: register.Past}, register.Is{Field: "answered_at", Op: register.Unset}},
		}},
		{"claim.figure_repeats", register.All{in("received_at"), register.Some(&crm.Claims.Row.RepeatOf)}},
	} {
		f, n, err := c.tally(tx, r, one.key, one.filter)
		if err != nil {
			return nil, err
		}
		out, counts = append(out, f), append(counts, n)
	}
	received, satisfied, refused, late, repeats := counts[0], counts[1], counts[2], counts[3], counts[4]
	decided := satisfied + refused
	out[1].Note = c.p.Text("figures.share_of", "share", c.shareWords(satisfied, decided), "all", c.p.Integer(decided))
	if late > 0 {
		out[3].Tone, out[3].Note = page.Bad, c.p.Text("claim.figure_late_why")
	}
	out[4].Note = c.p.Text("figures.share_of", "share", c.shareWords(repeats, received), "all", c.p.Integer(received))

	days, err := c.daysToClose(tx, r, in("closed_on"))
	if err != nil {
		return nil, err
	}
	out = slices.Insert(out, 3, days)
	if c.actor.Sees(r, register.Prices) {
		cost := register.All{in("closed_on"), register.Is{Field: "remedy_cost", Op: register.IsSet}}
		total, err := tx.Sum(c.r.Context(), r, register.All{cost, register.Alive()}, "remedy_cost")
		if err != nil {
			return nil, err
		}
		href, err := rowsOf(r, cost)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Fact{Label: c.p.Text("claim.figure_cost"), Value: c.sumsWhole(total), Href: href})
	}
	return out, nil
}

// daysToClose is how long decided claims took: on average, and half of them.
func (c *call) daysToClose(tx *store.Tx, r *register.Register, closed register.Filter) (page.Fact, error) {
	groups, err := tx.Group(c.r.Context(), r, register.Grouping{Filter: register.All{closed, register.Alive()}, By: []string{"days_to_close"}})
	if err != nil {
		return page.Fact{}, err
	}
	days := analysis.Durations{}
	for _, g := range groups {
		days[g.Keys[0].(int64)] += g.Count
	}
	f := page.Fact{Label: c.p.Text("claim.figure_days"), Value: "—"}
	mean, ok := days.Mean()
	if !ok {
		return f, nil
	}
	median, _ := days.Median()
	f.Value = c.p.Quantity(mean * 10)
	f.Note = c.p.Text("claim.figure_median", "days", c.p.Quantity(median*10))
	v, err := register.Values(r, closed)
	v.Set("sort", "-days_to_close")
	f.Href = withQuery("/"+r.Path, v)
	return f, err
}

// claimsBy takes the claims of a period apart by a field; it is not shown to
// those who may not see the field.
func (c *call) claimsBy(tx *store.Tx, field string, within register.Word) (page.FigureTable, bool, error) {
	r := tx.Schema().This(crm.Claims.Register)
	if !shown(c.actor, r, r.Field(field)) {
		return page.FigureTable{}, false, nil
	}
	t, err := c.takenApart(tx, r, r.Field(field), register.Is{Field: "received_at", Op: register.Within, Value: within}, "")
	return t, true, err
}
