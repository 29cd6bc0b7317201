package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// Task is work that somebody gives to somebody, himself perhaps. Its status is
// moved by actions alone; closed means that the client confirmed what was done
// or refused it, and only the first is a success.
type Task struct {
	register.Base
	Number     string
	Subject    string
	Text       string
	Executors  register.Refs[User]
	Author     register.Ref[User]
	Controller register.Ref[User] // who watches over it, if somebody does
	Priority   Priority
	Deadline   time.Time // zero is none
	Remind     RemindBefore
	Status     TaskStatus
	Open       bool // not yet closed or cancelled

	Partner register.Ref[Partner]
	Contact register.Ref[Contact]
	Deal    register.Ref[Deal]
	Event   register.Ref[Event]
	About   register.Link // of anything else
	Parent  register.Ref[Task]
	Source  TaskSource
	Visit   register.Ref[ProcessVisit] // the step of a process that gave it

	Checklist      register.Parts[ChecklistItem]
	PlannedMinutes int64
	SpentMinutes   int64

	Repeat      Repeat
	RepeatUntil register.Date // the last day a next one may be due; none is for ever
	Recurrence  string        // the same as a rule of RFC 5545
	Previous    register.Ref[Task]

	Promised   bool // the task of a commitment
	Result     string
	Outcome    string // of a process's step, the result that was chosen
	RefusedBy  RefusedBy
	Reason     string // of a refusal, a cancelling, a reopening
	AcceptedAt time.Time
	ClosedAt   time.Time
	Reopened   int64 // times
	Handovers  register.Parts[Handover]

	moving bool // an action is at work
}

// Tasks is the register of them.
var Tasks = register.Define[Task]("task", "tasks",
	register.Do[Task, FinishTask]("finish"),
	register.Do[Task, TakeTask]("take"),
	register.Do[Task, MakeTask]("make"),
	register.Do[Task, AwaitClient]("wait"),
	register.Do[Task, ConfirmTask]("confirm"),
	register.Do[Task, RefuseTask]("refuse"),
	register.Do[Task, ResumeTask]("resume"),
	register.Do[Task, HandOverTask]("hand_over"),
	register.Do[Task, CancelTask]("cancel"),
	register.Do[Task, ReopenTask]("reopen"),
	register.Do[Task, TickTask]("tick"),
)

// Describe lists the fields. A task is seen by those who work on it and by
// those who see its client.
func (t *Task) Describe(f *register.Fields) {
	f.Text(&t.Subject).Required().Searchable().Indexed().Tracked()
	f.Text(&t.Number).Max(40).Searchable().Unique().ReadOnly()
	f.LongText(&t.Text).Searchable().Tracked()
	f.Refs(&t.Executors).Required().Owner().Tracked()
	f.Moment(&t.Deadline).Indexed().Tracked()
	f.Choice(&t.Remind)
	f.Choice(&t.Status).ReadOnly().Indexed().Tracked()
	f.Choice(&t.Priority).Indexed().Tracked()
	f.Bool(&t.Open).ReadOnly().Indexed()
	f.Ref(&t.Author).Owner().ReadOnly()
	f.Ref(&t.Controller).Owner().Tracked()
	f.Section("of")
	f.Ref(&t.Partner).Guard().Tracked()
	f.Ref(&t.Contact).Tracked()
	f.Ref(&t.Deal).Tracked()
	f.Ref(&t.Event).Tracked()
	f.Link(&t.About).Indexed()
	f.Ref(&t.Parent).Tracked()
	f.Section("work")
	f.Parts(&t.Checklist)
	f.Int(&t.PlannedMinutes).Tracked()
	f.Int(&t.SpentMinutes).Tracked()
	f.Section("repeat")
	f.Choice(&t.Repeat).Tracked()
	f.Date(&t.RepeatUntil).Tracked()
	f.Text(&t.Recurrence).ReadOnly()
	f.Ref(&t.Previous).ReadOnly()
	f.Section("end")
	f.LongText(&t.Result).ReadOnly().Tracked()
	f.Choice(&t.RefusedBy).ReadOnly().Tracked()
	f.Text(&t.Reason).Max(1000).ReadOnly().Tracked()
	f.Moment(&t.AcceptedAt).ReadOnly()
	f.Moment(&t.ClosedAt).ReadOnly().Indexed()
	f.Int(&t.Reopened).ReadOnly()
	f.Bool(&t.Promised).ReadOnly().Indexed()
	f.Choice(&t.Source).ReadOnly().Indexed()
	f.Ref(&t.Visit).ReadOnly()
	f.Text(&t.Outcome).Max(200).ReadOnly().Tracked()
	f.Parts(&t.Handovers).ReadOnly()
	f.Tree(&t.Parent)
	f.Newest()
	f.Together(&t.Open, &t.Deadline)             // my day, what is overdue
	f.Together(&t.Status, &t.Deadline)           // the columns of the board
	f.Together(&t.Partner, &t.Open, &t.Deadline) // what is to be done for a client
	f.Together(&t.Partner, &t.ClosedAt)          // what was done for him
}

// Hint is the number.
func (t *Task) Hint(string) string { return t.Number }

// Change numbers a new task and gives it to its author when it names nobody
// else. A closed task stays as it was closed until it is reopened.
func (t *Task) Change(ctx context.Context, tx register.Tx, was *Task) error {
	if was == nil {
		if err := t.begin(ctx, tx); err != nil {
			return err
		}
	} else if err := t.keep(ctx, tx, was); err != nil {
		return err
	}
	if t.Priority == "" {
		t.Priority = Medium
	}
	t.Open = t.Status.Open()
	if err := t.writeRule(ctx, tx, was); err != nil {
		return err
	}
	t.tick(tx, was)
	return t.checkParties(ctx, tx, was)
}

// begin is what a task has from the first.
func (t *Task) begin(ctx context.Context, tx register.Tx) error {
	number, err := unusedCode(ctx, tx, Tasks.Register, "number", 6)
	if err != nil {
		return err
	}
	t.Number = number
	if t.Status == "" {
		t.Status = TaskAssigned
	}
	if t.Remind == "" {
		t.Remind = "hour_1"
	}
	if t.Author == 0 {
		t.Author = register.Ref[User](tx.Actor().User())
	}
	if len(t.Executors) == 0 && t.Author != 0 {
		t.Executors = register.Refs[User]{t.Author}
	}
	if t.Source == "" {
		t.Source = TaskByHand
	}
	return nil
}

// keep refuses what only an action may change: anything of a closed task, and
// who is to do it.
func (t *Task) keep(ctx context.Context, tx register.Tx, was *Task) error {
	if t.moving || tx.Cause() == register.ByUndo {
		return nil
	}
	if !was.Open {
		return staysAsItWas(tx, Tasks.Register, t, was, "task_is_closed")
	}
	if !slices.Equal(was.Executors, t.Executors) {
		return register.RefuseAt("executors", "handed_over_by_action")
	}
	if t.Promised && !was.Deadline.Equal(t.Deadline) {
		return t.keepPromise(ctx, tx)
	}
	return nil
}

// staysAsItWas refuses any change but those to the named fields.
func staysAsItWas(tx register.Tx, of *register.Register, now, was register.Record, key string, but ...string) error {
	for _, f := range tx.Schema().This(of).Fields {
		if f.Custom || f.Unseen || slices.Contains(but, f.Name) {
			continue
		}
		if !f.Same(f.Value(was), f.Value(now)) {
			return register.RefuseAt(f.Name, key)
		}
	}
	return nil
}

// keepPromise refuses a deadline after the day that the client was promised.
func (t *Task) keepPromise(ctx context.Context, tx register.Tx) error {
	c, err := promiseOf(ctx, tx, t)
	if err != nil || c == nil {
		return err
	}
	zone, err := homeZone(ctx, tx)
	if err != nil {
		return err
	}
	if t.Deadline.IsZero() || register.DayOf(t.Deadline, zone) > c.Due {
		return register.RefuseAt("deadline", "deadline_after_promise")
	}
	return nil
}

// writeRule writes the rule of a repeated task anew when what it follows from
// has changed. The next task keeps the rule of the first, with its day.
func (t *Task) writeRule(ctx context.Context, tx register.Tx, was *Task) error {
	switch {
	case t.Repeat == "":
		t.Recurrence = ""
		return nil
	case was == nil && t.Recurrence != "", was != nil && was.Repeat == t.Repeat && was.RepeatUntil == t.RepeatUntil && was.Deadline.Equal(t.Deadline):
		return nil
	}
	zone, err := homeZone(ctx, tx)
	if !t.Deadline.IsZero() {
		t.Recurrence = t.Repeat.Rule(calendar.DayOf(t.Deadline.In(zone)), t.RepeatUntil)
	}
	return err
}

// homeZone is where the days of the organisation begin and end.
func homeZone(ctx context.Context, tx register.Tx) (*time.Location, error) {
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(home.Zone)
	if err != nil {
		return time.UTC, nil
	}
	return zone, nil
}

// tick signs the points of the checklist that were done now.
func (t *Task) tick(tx register.Tx, was *Task) {
	done := map[register.ID]ChecklistItem{}
	if was != nil {
		for _, one := range was.Checklist {
			done[one.ID] = one
		}
	}
	for i := range t.Checklist {
		one := &t.Checklist[i]
		before := done[one.ID]
		switch {
		case !one.Done:
			one.DoneBy, one.DoneAt = 0, time.Time{}
		case before.Done && one.ID != 0:
			one.DoneBy, one.DoneAt = before.DoneBy, before.DoneAt
		default:
			one.DoneBy, one.DoneAt = register.Ref[User](tx.Actor().User()), tx.Now()
		}
	}
}

// checkParties fills in the client of the deal or contact, and refuses those
// of another one.
func (t *Task) checkParties(ctx context.Context, tx register.Tx, was *Task) error {
	if was != nil && was.Partner == t.Partner && was.Contact == t.Contact && was.Deal == t.Deal {
		return nil
	}
	partner, err := partnerOf(ctx, tx, t.Partner, t.Contact, t.Deal)
	t.Partner = partner
	return err
}

// partnerOf is the client of a contact and a deal, which must be one: the
// given one, or else theirs. Companies above in the group are the client too.
func partnerOf(ctx context.Context, tx register.Tx, partner register.Ref[Partner], contact register.Ref[Contact], deal register.Ref[Deal]) (register.Ref[Partner], error) {
	all := tx.AsProgram()
	if deal != 0 {
		d, err := register.Load(ctx, all, Deals, deal)
		if err != nil {
			return partner, refuseUnknown("deal", err)
		}
		if partner == 0 {
			partner = d.Partner
		}
		if d.Partner != 0 && d.Partner != partner {
			return partner, register.RefuseAt("deal", "belongs_to_another_partner")
		}
	}
	if contact != 0 {
		c, err := register.Load(ctx, all, Contacts, contact)
		if err != nil {
			return partner, refuseUnknown("contact", err)
		}
		if partner == 0 {
			partner = c.Partner
		}
		return partner, belongs(ctx, all, "contact", partner, c.Partner)
	}
	return partner, nil
}

// Check holds whichever way the task was written.
func (t *Task) Check(p *register.Problems) {
	if t.PlannedMinutes < 0 {
		p.Add(&t.PlannedMinutes, "too_small")
	}
	if t.SpentMinutes < 0 {
		p.Add(&t.SpentMinutes, "too_small")
	}
	if t.Repeat != "" && t.Deadline.IsZero() {
		p.Add(&t.Deadline, "repeated_task_needs_deadline")
	}
	if t.Status == TaskConfirmed && t.Result == "" {
		p.Add(&t.Result, "confirmed_task_needs_result")
	}
	if (t.Status == TaskRefused || t.Status == TaskCancelled) && t.Reason == "" {
		p.Add(&t.Reason, "required")
	}
}

// Leave keeps the open task of a commitment: it goes when the promise is kept,
// refused or cancelled.
func (t *Task) Leave(context.Context, register.Tx, register.Act) error {
	if t.Promised && t.Open {
		return register.Refuse("promised_task_stays")
	}
	return nil
}

// Notices warn of personal codes.
func (t *Task) Notices() []Notice {
	return slices.Concat(scriptNotice("subject", t.Subject), personalNotice("text", t.Text))
}

// Late reports whether the deadline has passed and there is still something to
// do.
func (t *Task) Late(now time.Time) bool {
	return t.Open && !t.Deadline.IsZero() && t.Deadline.Before(now)
}

// Ticked counts the points of the checklist that are done.
func (t *Task) Ticked() (done, all int) {
	for _, one := range t.Checklist {
		if one.Done {
			done++
		}
	}
	return done, len(t.Checklist)
}

// ChecklistItem is one point of what is to be done.
type ChecklistItem struct {
	register.Part
	Text   string
	Done   bool
	DoneBy register.Ref[User]
	DoneAt time.Time
}

// Describe lists the fields.
func (i *ChecklistItem) Describe(f *register.Fields) {
	f.Text(&i.Text).Required()
	f.Bool(&i.Done)
	f.Ref(&i.DoneBy).ReadOnly()
	f.Moment(&i.DoneAt).ReadOnly()
}

// Handover is one passing of a task to somebody else.
type Handover struct {
	register.Part
	By     register.Ref[User]
	To     register.Ref[User]
	At     time.Time
	Reason string
}

// Describe lists the fields.
func (h *Handover) Describe(f *register.Fields) {
	f.Ref(&h.To)
	f.Ref(&h.By)
	f.Moment(&h.At)
	f.Text(&h.Reason).Max(500)
}

// TaskStatus is how far a task has come.
type TaskStatus string

// The statuses.
const (
	TaskAssigned     TaskStatus = "assigned"
	TaskInProcessing TaskStatus = "in_processing"
	TaskInProduction TaskStatus = "in_production"    // a sample, a test article or the goods are being made
	TaskWaiting      TaskStatus = "waiting_client"   // for the client's answer; the deadline stands
	TaskConfirmed    TaskStatus = "closed_confirmed" // the client confirmed what was done
	TaskRefused      TaskStatus = "closed_refused"   // he, or we, refused
	TaskCancelled    TaskStatus = "cancelled"
)

// Choices of statuses, in the order of the work.
func (TaskStatus) Choices() []string {
	return []string{"assigned", "in_processing", "in_production", "waiting_client", "closed_confirmed", "closed_refused", "cancelled"}
}

// Open reports whether there is still something to do.
func (s TaskStatus) Open() bool { return !s.Closed() && s != TaskCancelled }

// Closed reports whether the work was ended with an answer of the client.
func (s TaskStatus) Closed() bool { return s == TaskConfirmed || s == TaskRefused }

// TaskSource is where a task came from.
type TaskSource string

// The sources.
const (
	TaskByHand     TaskSource = "manual"
	TaskByProcess  TaskSource = "process"
	TaskByProtocol TaskSource = "protocol"
	TaskByRepeat   TaskSource = "recurring"
)

// Choices of sources.
func (TaskSource) Choices() []string { return []string{"manual", "process", "protocol", "recurring"} }

// RefusedBy is who said no.
type RefusedBy string

// The two who may.
const (
	ByClient RefusedBy = "client"
	ByUs     RefusedBy = "us"
)

// Choices of who.
func (RefusedBy) Choices() []string { return []string{"client", "us"} }
