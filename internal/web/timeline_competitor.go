package web

import (
	"slices"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// strategySource is what a competitor began to do otherwise, when we noted it.
var strategySource = timelineSource{
	name: "strategy", kinds: []timelineKind{workKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.StrategyChanges.Register)
		p, ok := q.k.rec.(*crm.Partner)
		if !ok || !slices.Contains(p.Roles, crm.CompetitorRole) || !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		f := register.All{register.In(&crm.StrategyChanges.Row.Competitor, refs(q.partners)...)}
		if q.employee != 0 {
			f = append(f, register.Eq(&crm.StrategyChanges.Row.Responsible, register.Ref[crm.User](q.employee)))
		}
		list, err := older(c, tx, q, crm.StrategyChanges, "created_at", f)
		if err != nil {
			return nil, err
		}
		var out []entry
		for _, one := range list {
			v := c.lineView("flag", choiceHue(r, r.Field("status"), string(one.Status)), one.CreatedAt, "")
			v.Words = []page.Words{
				{Text: choice(c.p, r, r.Field("area"), string(one.Area)) + " · "},
				{Text: one.Summary, Href: address(r, one.ID)},
				{Text: " · " + choice(c.p, r, r.Field("status"), string(one.Status))},
			}
			out = append(out, entry{at: one.CreatedAt, id: one.ID, view: v})
		}
		return out, nil
	},
}

func refs(partners []register.ID) []register.Ref[crm.Partner] {
	out := make([]register.Ref[crm.Partner], len(partners))
	for i, id := range partners {
		out[i] = register.Ref[crm.Partner](id)
	}
	return out
}
