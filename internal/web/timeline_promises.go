package web

import (
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// promiseSource are promises: when one was made, by whom, and what became of
// it. Those of the client that are open stand among the plans; ours stand there
// as their tasks.
var promiseSource = timelineSource{
	name: "promises", kinds: []timelineKind{workKind},
	planned: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		f, ok := q.promises(tx, c)
		if !ok {
			return nil, nil
		}
		list, err := register.Select(c.r.Context(), tx, crm.Commitments, register.Query{
			Filter: register.All{
				f, register.Eq(&crm.Commitments.Row.Side, crm.TheirSide), register.Eq(&crm.Commitments.Row.State, crm.CommitmentOpen), register.Alive(),
			},
			Sort: []register.Sort{{Field: "due"}, {Field: "id"}}, Limit: q.limit,
		})
		if err != nil {
			return nil, err
		}
		out := c.promiseEntries(tx, list, func(one *crm.Commitment) time.Time { return startOf(one.Due, c.p.Zone()) })
		for i := range out {
			out[i].view.When = "" // a day has no hour
		}
		return out, nil
	},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		f, ok := q.promises(tx, c)
		if !ok {
			return nil, nil
		}
		list, err := older(c, tx, q, crm.Commitments, "created_at", f)
		if err != nil {
			return nil, err
		}
		return c.promiseEntries(tx, list, func(one *crm.Commitment) time.Time { return one.CreatedAt }), nil
	},
}

// promises is met by the promises that the query means.
func (q timelineQuery) promises(tx *store.Tx, c *call) (register.Filter, bool) {
	r := tx.Schema().This(crm.Commitments.Register)
	f, ok := q.of(r)
	if !ok || !register.May(c.actor, r, register.See) {
		return nil, false
	}
	if q.employee != 0 {
		f = register.All{f, register.Eq(&crm.Commitments.Row.Responsible, register.Ref[crm.User](q.employee))}
	}
	return f, true
}

func (c *call) promiseEntries(tx *store.Tx, list []*crm.Commitment, at func(*crm.Commitment) time.Time) []entry {
	r := tx.Schema().This(crm.Commitments.Register)
	out := make([]entry, len(list))
	for i, one := range list {
		out[i] = entry{at: at(one), id: one.ID, view: c.promiseLine(tx, r, one, at(one))}
	}
	return out
}

// promiseLine is a promise in one line: whose, what, by which day, how it ended.
func (c *call) promiseLine(tx *store.Tx, r *register.Register, one *crm.Commitment, at time.Time) page.TimelineEntry {
	state := r.Field("state")
	v := c.lineView("heart-handshake", choiceHue(r, state, string(one.State)), at, "")
	v.Words = []page.Words{
		{Text: c.p.Text("commitment.made_"+string(one.Side)) + " · "},
		{Text: c.title(r, one), Href: address(r, one.ID)},
		{Text: " · " + c.p.Text("commitment.by_day", "day", c.p.DateWords(string(one.Due)))},
	}
	chip := page.Chip{Label: choice(c.p, r, state, string(one.State)), Hue: choiceHue(r, state, string(one.State)), Tone: page.Outline}
	if one.Overdue(tx.Today()) {
		chip = page.Chip{Label: c.p.Text("commitment.overdue"), Tone: page.Bad}
	}
	v.Chips = []page.Chip{chip}
	return v
}
