package web

import (
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const unmetFiguresPath = "/unmet_demands/figures"

// unmetRoutes are the pages of unmet demand beyond those of every register.
func (s *Server) unmetRoutes() {
	s.add("GET", unmetFiguresPath, PageKind, (*call).unmetFigures, of(crm.UnmetDemands.Register, register.See))
}

// unmetFigures answers what people asked for in vain in a period.
func (c *call) unmetFigures() error {
	period, err := c.period()
	if err != nil {
		return err
	}
	v := page.Figures{
		ID: "unmet-figures", Title: c.p.Text("unmet_demand.figures"), Lead: c.p.Text("unmet_demand.figures_lead"),
		Switch: c.figuresSwitch("/unmet_demands", unmetFiguresPath, unmetFiguresPath), Periods: c.periodSwitch(unmetFiguresPath, period),
	}
	within := register.Is{Field: "asked_on", Op: register.Within, Value: period}
	err = c.read(func(tx *store.Tx) error {
		r := tx.Schema().This(crm.UnmetDemands.Register)
		asked, _, err := c.tally(tx, r, "unmet_demand.figure_asked", within)
		if err != nil {
			return err
		}
		v.Figures = append(v.Figures, asked)
		if c.actor.Sees(r, register.Prices) {
			total, err := tx.Sum(c.r.Context(), r, register.All{within, register.Alive()}, "expected")
			if err != nil {
				return err
			}
			v.Figures = append(v.Figures, page.Fact{Label: c.p.Text("unmet_demand.figure_amount"), Value: c.sumsWhole(total), Href: asked.Href})
		}
		rivals, _, err := c.tally(tx, r, "unmet_demand.figure_rivals", register.All{within, register.Some(&crm.UnmetDemands.Row.Competitor)})
		if err != nil {
			return err
		}
		v.Figures = append(v.Figures, rivals)
		for _, field := range []string{"reason", "product", "competitor"} {
			t, err := c.takenApart(tx, r, r.Field(field), within, "expected")
			if err != nil {
				return err
			}
			v.Tables = append(v.Tables, t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.showFigures(v, page.Crumb{Label: many(c.p, crm.UnmetDemands.Register), Href: "/unmet_demands"})
}
