package crm

import (
	"context"
	"time"

	"dossier/internal/register"
)

// AssignAgreements turns what a meeting agreed into tasks and commitments, each
// once: a word of the client's is a commitment of theirs; what we do is a task,
// and where a kind is said, a commitment of ours with its task.
type AssignAgreements struct{}

// Describe lists the input: none.
func (*AssignAgreements) Describe(*register.Fields) {}

// Offered is for meetings with agreements that are not yet anybody's.
func (*AssignAgreements) Offered(e *Event) bool {
	return e.Meeting && !e.Archived && e.Unassigned() > 0
}

// Unassigned counts the agreements that neither a task nor a commitment stands
// for.
func (e *Event) Unassigned() int {
	n := 0
	for _, a := range e.Agreements {
		if a.Task == 0 && a.Commitment == 0 {
			n++
		}
	}
	return n
}

// Do makes what is not there yet, all in one unit of work; a second time it
// makes nothing.
func (*AssignAgreements) Do(ctx context.Context, tx register.Tx, e *Event) error {
	if !e.Meeting {
		return register.Refuse("event_is_no_meeting")
	}
	for i := range e.Agreements {
		a := &e.Agreements[i]
		if a.Task != 0 || a.Commitment != 0 {
			continue
		}
		var err error
		if a.Side != TheirAgreement && a.Kind == 0 {
			err = a.assignTask(ctx, tx, e)
		} else {
			err = a.promise(ctx, tx, e, i)
		}
		if err != nil {
			return err
		}
	}
	return tx.Save(ctx, e)
}

// who does it of ours: who was named, else whose meeting it is.
func (a *Agreement) who(e *Event) register.Ref[User] {
	if a.User != 0 {
		return a.User
	}
	return e.Responsible
}

// whom it was agreed with.
func (a *Agreement) whom(e *Event) register.Ref[Contact] {
	if a.Contact == 0 && len(e.Contacts) == 1 {
		return e.Contacts[0]
	}
	return a.Contact
}

func (a *Agreement) assignTask(ctx context.Context, tx register.Tx, e *Event) error {
	t := &Task{
		Subject: a.subject(), Text: a.Text, Partner: e.Partner, Contact: a.whom(e), Deal: e.Deal, Event: register.Ref[Event](e.ID), Source: TaskByProtocol,
	}
	if who := a.who(e); who != 0 {
		t.Executors = register.Refs[User]{who}
	}
	if a.Deadline != "" {
		end, err := endOf(ctx, tx, a.Deadline)
		if err != nil {
			return err
		}
		t.Deadline = end
	}
	if err := tx.Save(ctx, t); err != nil {
		return err
	}
	a.Task = register.Ref[Task](t.ID)
	return nil
}

func (a *Agreement) promise(ctx context.Context, tx register.Tx, e *Event, i int) error {
	switch {
	case e.Partner == 0:
		return register.RefuseAt("partner", "required")
	case a.Deadline == "":
		return register.RefuseAt(partField("agreements", i, "deadline"), "agreement_needs_deadline")
	}
	if a.Kind == 0 {
		other, err := register.First(ctx, tx.AsProgram(), CommitmentKinds, register.Eq(&CommitmentKinds.Row.Code, otherCommitment))
		if err != nil {
			return err
		}
		if other == nil {
			return register.RefuseAt(partField("agreements", i, "kind"), "required")
		}
		a.Kind = register.Ref[CommitmentKind](other.ID)
	}
	in := &Promise{
		Subject: a.subject(), Text: a.Text, Kind: a.Kind, Side: OurSide, Partner: e.Partner, Contact: a.whom(e), Deal: e.Deal,
		Event: register.Ref[Event](e.ID), Due: a.Deadline, Responsible: a.who(e), source: TaskByProtocol,
	}
	if a.Side == TheirAgreement {
		in.Side = TheirSide
	}
	if err := in.DoAll(ctx, tx, nil); err != nil {
		return err
	}
	a.Commitment, a.Task = register.Ref[Commitment](in.made.ID), in.made.Task
	return nil
}

// otherCommitment is the code of the kind of promises that are of no other.
const otherCommitment = "other"

// subject is the text of the agreement, short enough for the name of a task.
func (a *Agreement) subject() string {
	const most = 120
	letters := []rune(a.Text)
	if len(letters) <= most {
		return a.Text
	}
	return string(letters[:most-1]) + "…"
}

// PlanNextMeeting plans the meeting that follows from one.
type PlanNextMeeting struct {
	PlannedStart time.Time
	PlannedEnd   time.Time // none is as long as this one
	Subject      string    // none is the same
	Place        string
	Goals        string

	led register.Link
}

// Describe lists the input.
func (in *PlanNextMeeting) Describe(f *register.Fields) {
	f.Moment(&in.PlannedStart).Required()
	f.Moment(&in.PlannedEnd)
	f.Text(&in.Subject)
	f.Text(&in.Place).Max(500)
	f.LongText(&in.Goals)
}

// Offered is for meetings that were held and lead to none yet.
func (*PlanNextMeeting) Offered(e *Event) bool {
	return e.Meeting && e.Class == Held && e.NextMeeting == 0 && !e.Archived
}

// Begin is the same meeting a week later.
func (in *PlanNextMeeting) Begin(e *Event, now time.Time) {
	in.Subject, in.Place = e.Subject, e.Place
	in.PlannedStart = e.Start.AddDate(0, 0, 7)
	if in.PlannedStart.Before(now) {
		in.PlannedStart = now.Truncate(time.Hour).AddDate(0, 0, 7)
	}
}

// Do plans it with the same people and notes it at this one.
func (in *PlanNextMeeting) Do(ctx context.Context, tx register.Tx, e *Event) error {
	switch {
	case !e.Meeting:
		return register.Refuse("event_is_no_meeting")
	case e.NextMeeting != 0:
		return register.Refuse("next_meeting_is_planned")
	case in.PlannedStart.IsZero():
		return register.RefuseAt("planned_start", "required")
	}
	next, err := e.again(ctx, tx, in.PlannedStart, in.PlannedEnd, func(next *Event) {
		next.RepeatOf, next.Text, next.Goals, next.Place = 0, "", in.Goals, in.Place
		next.Handling, next.HandleBy, next.Agenda = "", time.Time{}, nil
		if in.Subject != "" {
			next.Subject = in.Subject
		}
	})
	if err != nil {
		return err
	}
	e.NextMeeting = register.Ref[Event](next.ID)
	in.led = register.Link{Register: Events.Name, ID: next.ID}
	return tx.Save(ctx, e)
}

// Leads to the new meeting.
func (in *PlanNextMeeting) Leads() register.Link { return in.led }

// MarkProtocolSent notes that the client has the protocol.
type MarkProtocolSent struct {
	At time.Time // none is now
}

// Describe lists the input.
func (in *MarkProtocolSent) Describe(f *register.Fields) { f.Moment(&in.At) }

// Offered is for meetings that were held and whose protocol is not yet sent.
func (*MarkProtocolSent) Offered(e *Event) bool {
	return e.Meeting && e.Class == Held && e.ProtocolSentAt.IsZero() && !e.Archived
}

// Begin is now.
func (in *MarkProtocolSent) Begin(_ *Event, now time.Time) { in.At = now.Truncate(time.Minute) }

// Do notes when; a protocol that was never fixed cannot have been sent.
func (in *MarkProtocolSent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	if in.At.IsZero() {
		in.At = tx.Now().Truncate(time.Minute)
	}
	if in.At.After(tx.Now().Add(tolerance)) {
		return register.RefuseAt("at", "in_future")
	}
	last, err := LastProtocol(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	if last == nil {
		return register.Refuse("protocol_is_not_fixed")
	}
	e.ProtocolSentAt = in.At
	return tx.Save(ctx, e)
}

// LastProtocol is the newest edition of the protocol of a meeting, nil when
// none was fixed.
func LastProtocol(ctx context.Context, tx register.Tx, meeting register.ID) (*Attachment, error) {
	row := Attachments.Row
	return register.First(ctx, tx, Attachments, register.All{
		register.Eq(&row.About, register.Link{Register: Events.Name, ID: meeting}),
		register.Eq(&row.Kind, ProtocolFile), register.Eq(&row.Current, true), register.Alive(),
	})
}

// FixProtocol keeps the printed protocol of a meeting as the next edition of
// it. The file must be kept in the same unit of work.
func FixProtocol(ctx context.Context, tx register.Tx, meeting *Event, file register.File) error {
	switch {
	case !meeting.Meeting:
		return register.Refuse("event_is_no_meeting")
	case meeting.Class != Held:
		return register.Refuse("meeting_is_not_held")
	}
	last, err := LastProtocol(ctx, tx, meeting.ID)
	if err != nil {
		return err
	}
	if last != nil {
		return (&ReplaceFile{File: file}).Do(ctx, tx, last)
	}
	return tx.Save(ctx, &Attachment{About: register.Link{Register: Events.Name, ID: meeting.ID}, File: file, Kind: ProtocolFile})
}
