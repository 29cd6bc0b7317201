package web

import (
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// claimSource are the claims of a client, when they came.
var claimSource = timelineSource{
	name: "claims", kinds: []timelineKind{workKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.Claims.Register)
		f, ok := q.of(r)
		if !ok || !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		if q.employee != 0 {
			f = register.All{f, register.Eq(&crm.Claims.Row.Responsible, register.Ref[crm.User](q.employee))}
		}
		list, err := older(c, tx, q, crm.Claims, "received_at", f)
		if err != nil {
			return nil, err
		}
		var out []entry
		for _, one := range list {
			v := c.lineView("urgent", choiceHue(r, r.Field("status"), string(one.Status)), one.ReceivedAt, "")
			v.Words = []page.Words{
				{Text: choice(c.p, r, r.Field("kind"), string(one.Kind)) + " · "},
				{Text: one.Subject, Href: address(r, one.ID)},
				{Text: " · " + choice(c.p, r, r.Field("status"), string(one.Status))},
			}
			out = append(out, entry{at: one.ReceivedAt, id: one.ID, view: v})
		}
		return out, nil
	},
}

// placementSource is the inventory that a client was given.
var placementSource = timelineSource{
	name: "placements", kinds: []timelineKind{workKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.Placements.Register)
		f, ok := q.of(r)
		if !ok || !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		if q.employee != 0 {
			f = register.All{f, register.Eq(&crm.Placements.Row.Responsible, register.Ref[crm.User](q.employee))}
		}
		list, err := older(c, tx, q, crm.Placements, "created_at", f)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		recs := recordsOf(list)
		n, err := namesOf(c.r.Context(), tx, recs, []*register.Field{r.Field("unit")})
		if err != nil {
			return nil, err
		}
		var out []entry
		for _, one := range list {
			v := c.lineView("tag", page.Violet, one.CreatedAt, "")
			v.Words = []page.Words{{Text: c.p.Text("placement.timeline") + " · "}, {Text: n.title(c.p, r.Field("unit").Target, register.ID(one.Unit)), Href: address(r, one.ID)}}
			if one.End != "" {
				v.Words = append(v.Words, page.Words{Text: " · " + choice(c.p, r, r.Field("end"), string(one.End))})
			}
			out = append(out, entry{at: one.CreatedAt, id: one.ID, view: v})
		}
		return out, nil
	},
}
