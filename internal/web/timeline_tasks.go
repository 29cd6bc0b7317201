package web

import (
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// taskSource are tasks: what is to be done, and what was confirmed or refused.
var taskSource = timelineSource{
	name: "tasks", kinds: []timelineKind{workKind},
	planned: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		f, ok := q.tasks(tx, c)
		if !ok {
			return nil, nil
		}
		list, err := register.Select(c.r.Context(), tx, crm.Tasks, register.Query{
			Filter: register.All{f, register.Eq(&crm.Tasks.Row.Open, true), register.Alive()},
			Sort:   []register.Sort{{Field: "deadline"}, {Field: "id"}}, Limit: q.limit,
		})
		if err != nil {
			return nil, err
		}
		return c.taskEntries(tx, list, func(t *crm.Task) time.Time {
			if t.Deadline.IsZero() {
				return t.CreatedAt
			}
			return t.Deadline
		})
	},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		f, ok := q.tasks(tx, c)
		if !ok {
			return nil, nil
		}
		list, err := older(c, tx, q, crm.Tasks, "closed_at", register.All{f, register.Eq(&crm.Tasks.Row.Open, false), register.Some(&crm.Tasks.Row.ClosedAt)})
		if err != nil {
			return nil, err
		}
		return c.taskEntries(tx, list, func(t *crm.Task) time.Time { return t.ClosedAt })
	},
}

// tasks is met by the tasks that the query means.
func (q timelineQuery) tasks(tx *store.Tx, c *call) (register.Filter, bool) {
	r := tx.Schema().This(crm.Tasks.Register)
	f, ok := q.of(r)
	if !ok || !register.May(c.actor, r, register.See) {
		return nil, false
	}
	if q.employee != 0 {
		f = register.All{f, register.Holds(&crm.Tasks.Row.Executors, register.Ref[crm.User](q.employee))}
	}
	return f, true
}

func (c *call) taskEntries(tx *store.Tx, list []*crm.Task, at func(*crm.Task) time.Time) ([]entry, error) {
	r := tx.Schema().This(crm.Tasks.Register)
	recs := recordsOf(list)
	fields := []*register.Field{r.Field("executors")}
	if err := tx.Complete(c.r.Context(), r, recs, fields); err != nil {
		return nil, err
	}
	n, err := namesOf(c.r.Context(), tx, recs, fields)
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(list))
	for i, t := range list {
		out[i] = entry{at: at(t), id: t.ID, view: c.taskLine(n, r, t, at(t))}
	}
	return out, nil
}

// taskLine is a task in one line: what, who, by when or how it ended.
func (c *call) taskLine(n names, r *register.Register, t *crm.Task, at time.Time) page.TimelineEntry {
	v := c.lineView("checkbox", page.Pink, at, "")
	v.Words = []page.Words{{Text: c.title(r, t), Href: address(r, t.ID)}}
	for _, id := range t.Executors {
		if n["user"][register.ID(id)] != nil {
			v.Words = append(v.Words, page.Words{Text: " · " + n.who(c.p, register.ID(id))})
		}
	}
	f := r.Field("status")
	switch {
	case !t.Open:
		v.Chips = []page.Chip{{Label: choice(c.p, r, f, string(t.Status)), Hue: choiceHue(r, f, string(t.Status)), Tone: page.Outline}}
	case t.Deadline.IsZero():
		v.When = ""
	default:
		v.When = c.p.Time(t.Deadline)
		chip := page.Chip{Label: c.p.DateWords(c.p.Day(t.Deadline)), Tone: page.Care}
		if t.Deadline.Before(c.now) {
			chip.Tone = page.Bad
		}
		v.Chips = []page.Chip{chip}
	}
	return v
}
