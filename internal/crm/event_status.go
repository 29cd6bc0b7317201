package crm

import (
	"context"

	"dossier/internal/register"
)

// EventStatus is what may be said of the events of one type, in the company's
// own words; its class is one of the four that the program knows.
type EventStatus struct {
	Entry
	Type  register.Ref[EventType]
	Class EventClass
	Hue   Hue
}

// EventStatuses is the directory of them.
var EventStatuses = register.Define[EventStatus]("event_status", "event_statuses")

// Describe lists the fields.
func (s *EventStatus) Describe(f *register.Fields) {
	f.Ref(&s.Type).Required().Tracked()
	s.describe(f)
	f.Choice(&s.Class).Required().Indexed().Tracked()
	f.Choice(&s.Hue)
}

// Change gives a new status its code and place. A status in use keeps its type
// and class, for they are those of its events.
func (s *EventStatus) Change(ctx context.Context, tx register.Tx, was *EventStatus) error {
	if was != nil && (was.Type != s.Type || was.Class != s.Class) {
		n, err := tx.AsProgram().Count(ctx, Events.Register, register.Eq(&Events.Row.Status, register.Ref[EventStatus](s.ID)), 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return register.Refuse("event_status_in_use")
		}
	}
	return s.fill(ctx, tx, EventStatuses.Register)
}

// statusesOf are the statuses of a type with a class, in their order; an empty
// class is all of them.
func statusesOf(ctx context.Context, tx register.Tx, of register.Ref[EventType], class EventClass) ([]*EventStatus, error) {
	filter := register.All{register.Eq(&EventStatuses.Row.Type, of), register.Alive()}
	if class != "" {
		filter = append(filter, register.Eq(&EventStatuses.Row.Class, class))
	}
	return register.Select(ctx, tx.AsProgram(), EventStatuses, register.Query{Filter: filter})
}

// EventClass is what a status means.
type EventClass string

// The classes: a plan; what took place; an attempt without contact; what will
// not be.
const (
	Planned   EventClass = "planned"
	Held      EventClass = "held"
	NotHeld   EventClass = "not_held"
	Cancelled EventClass = "cancelled"
)

// Choices of classes.
func (EventClass) Choices() []string { return []string{"planned", "held", "not_held", "cancelled"} }
