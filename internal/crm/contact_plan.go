package crm

import (
	"context"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// ContactJob notes a contact with a client that was held.
const ContactJob = "contact"

// ContactInput is what ContactJob is about.
type ContactInput struct{ Partner register.ID }

// planAhead is how many days before a contact is due it is planned, for so long
// after the day's work has begun.
const (
	planAhead    = 7
	afterOpening = time.Hour
)

// planner knows what planning contacts needs of the whole company.
type planner struct {
	strategies []*RelationStrategy
	work       calendar.Work
	types      map[ContactMethod]*EventType
	today      calendar.Day
	language   string // of the subjects of what is planned
}

func newPlanner(ctx context.Context, tx register.Tx) (*planner, error) {
	p := &planner{today: calendar.Day(tx.Today()), types: map[ContactMethod]*EventType{}}
	var err error
	if p.strategies, err = register.Select(ctx, tx, RelationStrategies, register.Query{Filter: register.Alive()}); err != nil {
		return nil, err
	}
	if p.work, err = WorkOf(ctx, tx, tx.Today(), register.Date(p.today.Add(366))); err != nil {
		return nil, err
	}
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return nil, err
	}
	p.language = string(home.Language)
	types, err := register.Select(ctx, tx, EventTypes, register.Query{Filter: register.Alive()})
	if err != nil {
		return nil, err
	}
	for _, t := range types {
		if !t.Contact || t.Direction != "outgoing" {
			continue
		}
		if m := methodOf(t); m != "" && p.types[m] == nil {
			p.types[m] = t
		}
	}
	return p, nil
}

// methodOf is how the events of a type reach a client.
func methodOf(t *EventType) ContactMethod {
	switch t.Method {
	case "telephone":
		return "phone"
	case "email":
		return "email"
	case "messenger":
		return "messenger"
	case "meeting", "visit":
		return "meeting"
	}
	return ""
}

// PlanContacts gives each client without a strategy of its own the first one it
// fits, says when it is to be spoken to next and plans that contact a week
// before, when nobody has planned one.
func PlanContacts(ctx context.Context, work register.Work) error {
	var p *planner
	err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) (err error) {
		p, err = newPlanner(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	return eachClient(ctx, work, p.plan)
}

func (p *planner) plan(ctx context.Context, tx register.Tx, clients []*Partner) error {
	planned, err := plannedWith(ctx, tx, clients)
	if err != nil {
		return err
	}
	for _, c := range clients {
		strategy := p.strategyOf(c)
		due := p.due(c, strategy)
		if own := strategyRef(strategy); own != c.Strategy || due != calendar.Day(c.ContactDueOn) {
			whole, err := register.Load(ctx, tx, Partners, register.Ref[Partner](c.ID))
			if err != nil {
				return err
			}
			whole.Strategy, whole.ContactDueOn = own, register.Date(due)
			if err := tx.Save(ctx, whole); err != nil {
				return err
			}
		}
		if due == "" || due > p.today.Add(planAhead) || planned[register.Ref[Partner](c.ID)] || c.Responsible == 0 {
			continue
		}
		if err := p.planOne(ctx, tx, c, strategy, due); err != nil {
			return err
		}
	}
	return nil
}

// plannedWith says with which of the clients something is planned already.
func plannedWith(ctx context.Context, tx register.Tx, clients []*Partner) (map[register.Ref[Partner]]bool, error) {
	ids := make([]register.Ref[Partner], len(clients))
	for i, c := range clients {
		ids[i] = register.Ref[Partner](c.ID)
	}
	groups, err := tx.Group(ctx, Events.Register, register.Grouping{
		Filter: register.All{register.In(&Events.Row.Partner, ids...), register.Eq(&Events.Row.Class, Planned), register.Alive()},
		By:     []string{"partner"},
	})
	if err != nil {
		return nil, err
	}
	out := map[register.Ref[Partner]]bool{}
	for _, g := range groups {
		out[partnerKey(g.Keys[0])] = true
	}
	return out, nil
}

// strategyOf is the strategy that somebody chose for the client, else the
// first it fits; nil is none.
func (p *planner) strategyOf(c *Partner) *RelationStrategy {
	for _, s := range p.strategies {
		if c.StrategyManual && s.ID == register.ID(c.Strategy) || !c.StrategyManual && s.Fits(c) {
			return s
		}
	}
	return nil
}

func strategyRef(s *RelationStrategy) register.Ref[RelationStrategy] {
	if s == nil {
		return 0
	}
	return register.Ref[RelationStrategy](s.ID)
}

// due is the day of the next contact: so many days after the last one, or
// after the client was made, moved to a working day.
func (p *planner) due(c *Partner, s *RelationStrategy) calendar.Day {
	if s == nil || s.EveryDays == 0 {
		return ""
	}
	last := calendar.Day(c.ContactedOn)
	if last == "" {
		last = calendar.DayOf(c.CreatedAt.In(p.work.Zone))
	}
	return p.working(last.Add(int(s.EveryDays)))
}

// working is the day itself if it is worked, else the next that is.
func (p *planner) working(d calendar.Day) calendar.Day {
	if p.work.Works(d) {
		return d
	}
	if next := p.work.NextDay(d); next != "" {
		return next
	}
	return d
}

// planOne plans a contact on the day it is due, or today when that has passed.
func (p *planner) planOne(ctx context.Context, tx register.Tx, c *Partner, s *RelationStrategy, due calendar.Day) error {
	kind := p.types["phone"]
	for _, m := range s.Methods {
		if p.types[m] != nil {
			kind = p.types[m]
			break
		}
	}
	if kind == nil {
		return nil // the company has no such type any more
	}
	day := p.working(max(due, p.today))
	start := day.Starts(p.work.Zone)
	if spans := p.work.Spans(day); len(spans) > 0 {
		start = spans[0].Start.Add(afterOpening)
	}
	return tx.Save(ctx, &Event{
		Type: register.Ref[EventType](kind.ID), Partner: register.Ref[Partner](c.ID), Responsible: c.Responsible,
		Subject: s.Title(p.language), PlannedStart: start, PlannedEnd: start.Add(time.Duration(kind.Minutes) * time.Minute),
	})
}

// NoteContact keeps the day of the last contact held with a client, and when
// the next one is due.
func NoteContact(ctx context.Context, work register.Work, id register.ID) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		c, err := register.Load(ctx, tx, Partners, register.Ref[Partner](id))
		if err != nil {
			return unlessGone(err)
		}
		last, err := register.Select(ctx, tx, Events, register.Query{
			Filter: register.All{
				register.Eq(&Events.Row.Partner, register.Ref[Partner](id)), register.Eq(&Events.Row.Class, Held), register.Alive(),
			},
			Sort: []register.Sort{{Field: "start", Down: true}}, Limit: 1,
		})
		if err != nil {
			return err
		}
		p, err := newPlanner(ctx, tx)
		if err != nil {
			return err
		}
		before := *c
		c.ContactedOn = ""
		if len(last) > 0 {
			c.ContactedOn = register.Date(calendar.DayOf(last[0].Start.In(p.work.Zone)))
		}
		c.ContactDueOn = register.Date(p.due(c, p.strategyOf(c)))
		if before.ContactedOn == c.ContactedOn && before.ContactDueOn == c.ContactDueOn {
			return nil
		}
		return tx.Save(ctx, c)
	})
}
