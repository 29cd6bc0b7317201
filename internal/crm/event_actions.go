package crm

import (
	"context"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// planned is whether an event may still be held, moved, missed or cancelled.
func (e *Event) planned() bool { return e.Class == Planned && !e.Archived }

// move saves an event whose status an action moves.
func (e *Event) move(ctx context.Context, tx register.Tx) error {
	e.acting = true
	defer func() { e.acting = false }()
	if err := tx.Save(ctx, e); err != nil {
		return err
	}
	return followMeeting(ctx, tx, e)
}

// enter puts an event into a status: the one that was said, which must be of
// the class, or the first of that class.
func (e *Event) enter(ctx context.Context, tx register.Tx, said register.Ref[EventStatus], class EventClass) error {
	if said == 0 {
		status, err := statusOf(ctx, tx, e.Type, class)
		e.Status = status
		return err
	}
	status, err := register.Load(ctx, tx.AsProgram(), EventStatuses, said)
	if err != nil {
		return refuseUnknown("status", err)
	}
	if status.Type != e.Type || status.Class != class {
		return register.RefuseAt("status", "status_of_another_type")
	}
	e.Status = said
	return nil
}

// HoldEvent says that a planned event took place.
type HoldEvent struct {
	Status      register.Ref[EventStatus] // none is the first held one of the type
	ActualStart time.Time                 // none is now
	ActualEnd   time.Time
	Result      string
	Handling    EventHandling // none leaves it as it is
	HandleBy    time.Time
}

// Describe lists the input.
func (in *HoldEvent) Describe(f *register.Fields) {
	f.Ref(&in.Status)
	f.Moment(&in.ActualStart)
	f.Moment(&in.ActualEnd)
	f.LongText(&in.Result)
	f.Choice(&in.Handling)
	f.Moment(&in.HandleBy)
}

// Offered is for planned events.
func (*HoldEvent) Offered(e *Event) bool { return e.planned() }

// Begin is that it was held as planned, as far as that is over.
func (in *HoldEvent) Begin(e *Event, now time.Time) {
	in.Handling, in.Result = e.Handling, e.Result
	in.ActualStart = now.Truncate(time.Minute)
	if e.PlannedStart.Before(now) {
		in.ActualStart = e.PlannedStart
		if e.PlannedEnd.Before(now) {
			in.ActualEnd = e.PlannedEnd
		}
	}
}

// Do notes when it was and what came of it.
func (in *HoldEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	if e.Class != Planned {
		return register.Refuse("event_is_not_planned")
	}
	if err := e.enter(ctx, tx, in.Status, Held); err != nil {
		return err
	}
	e.ActualStart, e.ActualEnd = in.ActualStart, in.ActualEnd
	if e.ActualStart.IsZero() {
		e.ActualStart = tx.Now().Truncate(time.Minute)
	}
	if in.Result != "" {
		e.Result = in.Result
	}
	if in.Handling != "" {
		e.Handling = in.Handling
	}
	if !in.HandleBy.IsZero() {
		e.HandleBy = in.HandleBy
	}
	return e.move(ctx, tx)
}

// RescheduleEvent moves a planned event to another time.
type RescheduleEvent struct {
	PlannedStart time.Time
	PlannedEnd   time.Time // none keeps the duration
	Reason       string
}

// Describe lists the input.
func (in *RescheduleEvent) Describe(f *register.Fields) {
	f.Moment(&in.PlannedStart).Required()
	f.Moment(&in.PlannedEnd)
	f.Text(&in.Reason).Max(500)
}

// Offered is for planned events.
func (*RescheduleEvent) Offered(e *Event) bool { return e.planned() }

// Begin is the time it has.
func (in *RescheduleEvent) Begin(e *Event, _ time.Time) { in.PlannedStart = e.PlannedStart }

// Do moves the event and keeps where it was.
func (in *RescheduleEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	switch {
	case e.Class != Planned:
		return register.Refuse("event_is_not_planned")
	case in.PlannedStart.IsZero():
		return register.RefuseAt("planned_start", "required")
	}
	to := in.PlannedEnd
	if to.IsZero() {
		to = in.PlannedStart.Add(e.PlannedEnd.Sub(e.PlannedStart))
	}
	if in.PlannedStart.Equal(e.PlannedStart) && to.Equal(e.PlannedEnd) {
		return register.RefuseAt("planned_start", "event_stays_where_it_is")
	}
	e.Reschedules = append(e.Reschedules, Reschedule{
		Start: e.PlannedStart, End: e.PlannedEnd, At: tx.Now(), By: register.Ref[User](tx.Actor().User()), Reason: in.Reason,
	})
	e.PlannedStart, e.PlannedEnd = in.PlannedStart, to
	return e.move(ctx, tx)
}

// MissEvent says that an attempt brought no contact: no answer, nobody came.
type MissEvent struct {
	Status      register.Ref[EventStatus] // none is the first such one of the type
	ActualStart time.Time                 // of the attempt; none is now
	Result      string
	Again       time.Time // when to try once more; none is not
}

// Describe lists the input.
func (in *MissEvent) Describe(f *register.Fields) {
	f.Ref(&in.Status)
	f.Moment(&in.ActualStart)
	f.LongText(&in.Result)
	f.Moment(&in.Again)
}

// Offered is for planned events.
func (*MissEvent) Offered(e *Event) bool { return e.planned() }

// Begin is to try again at the same hour of the next working day.
func (in *MissEvent) Begin(ctx context.Context, tx register.Tx, e *Event, now time.Time) (err error) {
	in.ActualStart = now.Truncate(time.Minute)
	in.Again, err = nextWorkingDay(ctx, tx, e.PlannedStart, now)
	return err
}

// Do notes the attempt, and plans the next one where it is wished for.
func (in *MissEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	if e.Class != Planned {
		return register.Refuse("event_is_not_planned")
	}
	if err := e.enter(ctx, tx, in.Status, NotHeld); err != nil {
		return err
	}
	e.ActualStart, e.ActualEnd = in.ActualStart, time.Time{}
	if e.ActualStart.IsZero() {
		e.ActualStart = tx.Now().Truncate(time.Minute)
	}
	e.Minutes = 0
	if in.Result != "" {
		e.Result = in.Result
	}
	if err := e.move(ctx, tx); err != nil || in.Again.IsZero() {
		return err
	}
	_, err := e.again(ctx, tx, in.Again, time.Time{})
	return err
}

// CancelEvent says that a planned event will not be.
type CancelEvent struct {
	Reason string
	Status register.Ref[EventStatus] // none is the first cancelled one of the type
}

// Describe lists the input.
func (in *CancelEvent) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(500).Required()
	f.Ref(&in.Status)
}

// Offered is for planned events.
func (*CancelEvent) Offered(e *Event) bool { return e.planned() }

// Do cancels the event, which needs a reason.
func (in *CancelEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	switch {
	case e.Class != Planned:
		return register.Refuse("event_is_not_planned")
	case in.Reason == "":
		return register.RefuseAt("reason", "cancelled_event_needs_reason")
	}
	if err := e.enter(ctx, tx, in.Status, Cancelled); err != nil {
		return err
	}
	e.CancelReason = in.Reason
	return e.move(ctx, tx)
}

// RepeatEvent plans anew what was not held or was cancelled: the old event
// stays as it was, and the new one says what it repeats.
type RepeatEvent struct {
	PlannedStart time.Time
	PlannedEnd   time.Time // none is the same duration

	led register.Link
}

// Describe lists the input.
func (in *RepeatEvent) Describe(f *register.Fields) {
	f.Moment(&in.PlannedStart).Required()
	f.Moment(&in.PlannedEnd)
}

// Offered is for what was not held or was cancelled.
func (*RepeatEvent) Offered(e *Event) bool {
	return (e.Class == NotHeld || e.Class == Cancelled) && !e.Archived
}

// Begin is the same hour of the next working day.
func (in *RepeatEvent) Begin(ctx context.Context, tx register.Tx, e *Event, now time.Time) (err error) {
	in.PlannedStart, err = nextWorkingDay(ctx, tx, e.Start, now)
	return err
}

// Do makes the new event.
func (in *RepeatEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	switch {
	case e.Class != NotHeld && e.Class != Cancelled:
		return register.Refuse("event_is_not_repeated")
	case in.PlannedStart.IsZero():
		return register.RefuseAt("planned_start", "required")
	}
	next, err := e.again(ctx, tx, in.PlannedStart, in.PlannedEnd)
	if err == nil {
		in.led = register.Link{Register: Events.Name, ID: next.ID}
	}
	return err
}

// Leads to the new event.
func (in *RepeatEvent) Leads() register.Link { return in.led }

// again plans the event once more at another time, changed as it is told.
func (e *Event) again(ctx context.Context, tx register.Tx, from, to time.Time, but ...func(*Event)) (*Event, error) {
	if to.IsZero() && !e.PlannedEnd.IsZero() {
		to = from.Add(e.PlannedEnd.Sub(e.PlannedStart))
	}
	next := e.next(from, to)
	next.Type, next.RepeatOf, next.Subject = e.Type, register.Ref[Event](e.ID), e.Subject
	next.Method, next.Direction, next.Handling, next.HandleBy = e.Method, e.Direction, e.Handling, e.HandleBy
	next.Text, next.AllDay, next.Place, next.Goals = e.Text, e.AllDay, e.Place, e.Goals
	for _, point := range e.Agenda {
		next.Agenda = append(next.Agenda, AgendaPoint{Topic: point.Topic, Speaker: point.Speaker, Minutes: point.Minutes})
	}
	for _, guest := range e.Guests {
		next.Guests = append(next.Guests, Guest{Name: guest.Name, Company: guest.Company, Role: guest.Role, Contact: guest.Contact, User: guest.User})
	}
	status, err := statusOf(ctx, tx, next.Type, Planned)
	if err != nil {
		return nil, err
	}
	next.Status = status
	for _, change := range but {
		change(next)
	}
	return next, tx.Save(ctx, next)
}

// next is a new event of the same people.
func (e *Event) next(from, to time.Time) *Event {
	return &Event{
		Partner: e.Partner, Contacts: e.Contacts, Deal: e.Deal, Claim: e.Claim, Responsible: e.Responsible, Others: e.Others,
		Priority: e.Priority, Matter: e.Matter, PlannedStart: from, PlannedEnd: to,
	}
}

// FollowUpEvent plans the next step after what took place, or did not.
type FollowUpEvent struct {
	Type         register.Ref[EventType]
	PlannedStart time.Time
	Subject      string

	led register.Link
}

// Describe lists the input.
func (in *FollowUpEvent) Describe(f *register.Fields) {
	f.Ref(&in.Type).Required()
	f.Moment(&in.PlannedStart).Required()
	f.Text(&in.Subject)
}

// Offered is for what took place, or did not.
func (*FollowUpEvent) Offered(e *Event) bool {
	return (e.Class == Held || e.Class == NotHeld) && !e.Archived
}

// Begin is the same hour of the next working day.
func (in *FollowUpEvent) Begin(ctx context.Context, tx register.Tx, e *Event, now time.Time) (err error) {
	in.Type = e.Type
	in.PlannedStart, err = nextWorkingDay(ctx, tx, e.Start, now)
	return err
}

// Do makes the new event.
func (in *FollowUpEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	switch {
	case e.Class != Held && e.Class != NotHeld:
		return register.Refuse("event_is_not_followed")
	case in.Type == 0:
		return register.RefuseAt("type", "required")
	case in.PlannedStart.IsZero():
		return register.RefuseAt("planned_start", "required")
	}
	next := e.next(in.PlannedStart, time.Time{})
	next.Type, next.Subject = in.Type, in.Subject
	var err error
	if next.Status, err = statusOf(ctx, tx, in.Type, Planned); err != nil {
		return err
	}
	if err := tx.Save(ctx, next); err != nil {
		return err
	}
	in.led = register.Link{Register: Events.Name, ID: next.ID}
	return nil
}

// Leads to the new event.
func (in *FollowUpEvent) Leads() register.Link { return in.led }

// HandleEvent says how far what the event asked for is done.
type HandleEvent struct {
	Handling EventHandling
	HandleBy time.Time
	Result   string
}

// Describe lists the input.
func (in *HandleEvent) Describe(f *register.Fields) {
	f.Choice(&in.Handling).Required()
	f.Moment(&in.HandleBy)
	f.LongText(&in.Result)
}

// Offered is for what is not handled to the end.
func (*HandleEvent) Offered(e *Event) bool { return e.Handling != HandlingDone && !e.Archived }

// Begin is that it is done.
func (in *HandleEvent) Begin(e *Event, _ time.Time) {
	in.Handling, in.HandleBy, in.Result = HandlingDone, e.HandleBy, e.Result
	if e.Handling == HandlingNotRequired {
		in.Handling = HandlingNotDone
	}
}

// Do notes it. What needs handling goes on needing it.
func (in *HandleEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	if in.Handling == "" {
		return register.RefuseAt("handling", "required")
	}
	e.Handling = in.Handling
	if !in.HandleBy.IsZero() {
		e.HandleBy = in.HandleBy
	}
	if in.Result != "" {
		e.Result = in.Result
	}
	return tx.Save(ctx, e)
}

// CorrectEvent mends a fact that was written down wrongly, which is a right of
// its own and needs a reason.
type CorrectEvent struct {
	Reason      string
	Status      register.Ref[EventStatus] // none leaves it as it is
	ActualStart time.Time                 // none leaves them as they are
	ActualEnd   time.Time
	Responsible register.Ref[User]
}

// Describe lists the input.
func (in *CorrectEvent) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(500).Required()
	f.Ref(&in.Status)
	f.Moment(&in.ActualStart)
	f.Moment(&in.ActualEnd)
	f.Ref(&in.Responsible)
}

// Offered is for what is no longer planned.
func (*CorrectEvent) Offered(e *Event) bool { return e.Class != Planned && !e.Archived }

// Begin is what is written.
func (in *CorrectEvent) Begin(e *Event, _ time.Time) {
	in.Status, in.ActualStart, in.ActualEnd, in.Responsible = e.Status, e.ActualStart, e.ActualEnd, e.Responsible
}

// Do mends the fact and says so in the audit log, with the reason in the
// event's history.
func (in *CorrectEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	switch {
	case e.Class == Planned:
		return register.Refuse("event_is_planned")
	case in.Reason == "":
		return register.RefuseAt("reason", "required")
	}
	if in.Status != 0 {
		status, err := register.Load(ctx, tx.AsProgram(), EventStatuses, in.Status)
		if err != nil {
			return refuseUnknown("status", err)
		}
		if status.Type != e.Type {
			return register.RefuseAt("status", "status_of_another_type")
		}
		e.Status = in.Status
		switch status.Class {
		case Cancelled:
			e.CancelReason = in.Reason
		case Planned:
			e.ActualStart, e.ActualEnd = time.Time{}, time.Time{}
			in.ActualStart, in.ActualEnd = time.Time{}, time.Time{}
		}
	}
	if !in.ActualStart.IsZero() {
		e.ActualStart, e.ActualEnd = in.ActualStart, in.ActualEnd
	}
	if in.Responsible != 0 {
		e.Responsible = in.Responsible
	}
	e.CorrectReason = in.Reason
	return e.move(ctx, tx)
}

// TransferEvents hands planned events over to another employee.
type TransferEvents struct {
	To register.Ref[User]
}

// Describe lists the input.
func (in *TransferEvents) Describe(f *register.Fields) { f.Ref(&in.To).Required() }

// DoAll makes the new employee responsible for each that is still planned;
// facts stay with those whose they are.
func (in *TransferEvents) DoAll(ctx context.Context, tx register.Tx, events []*Event) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	for _, e := range events {
		if e.Class != Planned {
			continue
		}
		e.Responsible = in.To
		if err := tx.AsProgram().Save(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// nextWorkingDay is the hour of at on the organisation's next working day after
// now, in the zone of now.
func nextWorkingDay(ctx context.Context, tx register.Tx, at, now time.Time) (time.Time, error) {
	if at.IsZero() {
		at = now.Truncate(time.Hour)
	}
	at = at.In(now.Location())
	today := calendar.DayOf(now)
	work, err := WorkOf(ctx, tx, register.Date(today), "")
	if err != nil {
		return time.Time{}, err
	}
	day := work.NextDay(today)
	if day == "" {
		day = today.Add(1) // nobody works any day
	}
	return calendar.ClockOf(at).On(day, now.Location()).UTC(), nil
}
