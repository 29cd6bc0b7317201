package crm

import (
	"context"

	"dossier/internal/register"
)

// EventType is a sort of dealing with a client: a call, a meeting, an offer.
// It says what a new event begins with, and has statuses of its own.
type EventType struct {
	Entry
	Icon      EventIcon
	Hue       Hue
	Prompt    register.Names // asked while the event is filled in: "what was agreed?"
	Direction EventDirection // what a new event begins with, as are the next three
	Method    EventMethod
	Minutes   int64 // the usual duration
	Handling  EventHandling
	First     register.Ref[EventStatus] // status of a new event; none is the first planned one
	Meeting   bool                      // its events are meetings
	Contact   bool                      // its events count as contacts with the client
}

// EventTypes is the directory of them.
var EventTypes = register.Define[EventType]("event_type", "event_types",
	register.Do[EventType, AddUsualStatuses]("usual_statuses"),
)

// Describe lists the fields.
func (e *EventType) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Icon)
	f.Choice(&e.Hue)
	f.Names(&e.Prompt)
	f.Section("begins")
	f.Choice(&e.Direction)
	f.Choice(&e.Method)
	f.Int(&e.Minutes)
	f.Choice(&e.Handling)
	f.Ref(&e.First)
	f.Section("counts")
	f.Bool(&e.Meeting).Tracked()
	f.Bool(&e.Contact).Tracked()
}

// Change gives a new row its code and place. A type in use stays a meeting or
// none, for its events are shown as what they were made.
func (e *EventType) Change(ctx context.Context, tx register.Tx, was *EventType) error {
	if was != nil && was.Meeting != e.Meeting {
		n, err := tx.AsProgram().Count(ctx, Events.Register, register.Eq(&Events.Row.Type, register.Ref[EventType](e.ID)), 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return register.RefuseAt("meeting", "event_type_in_use")
		}
	}
	if e.First != 0 && (was == nil || was.First != e.First) {
		first, err := register.Load(ctx, tx.AsProgram(), EventStatuses, e.First)
		if err != nil {
			return refuseUnknown("first", err)
		}
		if was == nil || first.Type != register.Ref[EventType](e.ID) {
			return register.RefuseAt("first", "status_of_another_type")
		}
	}
	return e.fill(ctx, tx, EventTypes.Register)
}

// Check holds the usual duration within a day.
func (e *EventType) Check(p *register.Problems) {
	e.Entry.Check(p)
	if e.Minutes < 0 || e.Minutes > mostMinutes {
		p.Add(&e.Minutes, "out_of_range")
	}
}

// AddUsualStatuses gives a type those statuses that it lacks: planned, held,
// not held, cancelled.
type AddUsualStatuses struct{}

// Describe lists the input: there is none.
func (*AddUsualStatuses) Describe(*register.Fields) {}

// Offered is for types in use.
func (*AddUsualStatuses) Offered(e *EventType) bool { return !e.Archived }

// Do adds one status of each class that the type has none of.
func (*AddUsualStatuses) Do(ctx context.Context, tx register.Tx, e *EventType) error {
	usual := map[EventClass]struct {
		called register.Names
		hue    Hue
	}{
		Planned:   {names("Заплановано", "Запланировано", "Планирано", "Planned"), "violet"},
		Held:      {names("Відбулося", "Состоялось", "Състояло се", "Held"), "green"},
		NotHeld:   {names("Не відбулося", "Не состоялось", "Не се състоя", "Not held"), "amber"},
		Cancelled: {names("Скасовано", "Отменено", "Отменено", "Cancelled"), "gray"},
	}
	for _, class := range []EventClass{Planned, Held, NotHeld, Cancelled} {
		have, err := statusesOf(ctx, tx, register.Ref[EventType](e.ID), class)
		if err != nil {
			return err
		}
		if len(have) > 0 {
			continue
		}
		one := &EventStatus{Type: register.Ref[EventType](e.ID), Class: class, Hue: usual[class].hue}
		one.Names = usual[class].called
		if err := tx.Save(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// EventIcon is the picture of an event type.
type EventIcon string

// Choices are the icons of the program that suit events.
func (EventIcon) Choices() []string {
	return []string{
		"calendar-event", "phone-outgoing", "phone-incoming", "phone", "mail", "message", "message-circle", "users-group", "user-check",
		"map-pin", "presentation", "building-store", "file-invoice", "gavel", "cash", "alert-circle", "note", "package", "world", "star",
	}
}
