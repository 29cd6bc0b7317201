package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// Commitment is a promise between us and a client. Ours has exactly one task,
// made with it, and its state follows the task; theirs is ended by hand. That
// one is overdue is a question of the day and stored nowhere.
type Commitment struct {
	register.Base
	Number      string
	Subject     string
	Kind        register.Ref[CommitmentKind]
	Side        Side
	Partner     register.Ref[Partner]
	Contact     register.Ref[Contact]
	Deal        register.Ref[Deal]
	Event       register.Ref[Event] // in which it was promised
	Due         register.Date
	Responsible register.Ref[User] // of ours the executor of the task
	Task        register.Ref[Task]
	State       CommitmentState

	Produced    register.Link // what was made: a document, its file
	HandedOn    register.Date // when a sample or a test article was handed over
	FulfilledOn register.Date
	RefusedBy   RefusedBy
	Reason      string // of a refusal, a cancelling, another day
	Moved       int64  // times another day was agreed on

	moving bool // an action is at work
}

// Commitments is the register of them.
var Commitments = register.Define[Commitment]("commitment", "commitments",
	register.DoNone[Commitment, Promise]("promise"),
	register.Do[Commitment, KeepCommitment]("keep"),
	register.Do[Commitment, MoveCommitment]("move"),
	register.Do[Commitment, RefuseCommitment]("refuse"),
	register.Do[Commitment, CancelCommitment]("cancel"),
	register.Do[Commitment, ReopenCommitment]("reopen"),
)

// Describe lists the fields. Whoever sees the client sees what was promised.
func (c *Commitment) Describe(f *register.Fields) {
	f.Text(&c.Subject).Required().Searchable().Indexed().Tracked()
	f.Text(&c.Number).Max(40).Searchable().Unique().ReadOnly()
	f.Ref(&c.Kind).Required().Tracked()
	f.Choice(&c.Side).Indexed().Tracked()
	f.Ref(&c.Partner).Required().Guard().Tracked()
	f.Ref(&c.Contact).Tracked()
	f.Ref(&c.Deal).Tracked()
	f.Ref(&c.Event).Tracked()
	f.Date(&c.Due).Required().Indexed().Tracked()
	f.Ref(&c.Responsible).Owner().Tracked()
	f.Ref(&c.Task).Unique().ReadOnly()
	f.Choice(&c.State).ReadOnly().Indexed().Tracked()
	f.Section("end")
	f.Link(&c.Produced).Tracked()
	f.Date(&c.HandedOn).ReadOnly().Tracked()
	f.Date(&c.FulfilledOn).ReadOnly().Indexed().Tracked()
	f.Choice(&c.RefusedBy).ReadOnly().Tracked()
	f.Text(&c.Reason).Max(1000).ReadOnly().Tracked()
	f.Int(&c.Moved).ReadOnly()
	f.Newest()
	f.Together(&c.Responsible, &c.State, &c.Due) // my day
	f.Together(&c.Partner, &c.Side, &c.State)    // how a client's were kept
	f.Together(&c.Partner, &c.CreatedAt)         // when they were made
}

// Hint is the number.
func (c *Commitment) Hint(string) string { return c.Number }

// Change numbers a new commitment and refuses what only an action may do: one
// of ours comes with its task, and its day is moved with it.
func (c *Commitment) Change(ctx context.Context, tx register.Tx, was *Commitment) error {
	if c.Side == "" {
		c.Side = OurSide
	}
	if was == nil {
		if err := c.begin(ctx, tx); err != nil {
			return err
		}
	} else if err := c.keep(tx, was); err != nil {
		return err
	}
	if was == nil || was.Partner != c.Partner || was.Contact != c.Contact || was.Deal != c.Deal {
		partner, err := partnerOf(ctx, tx, c.Partner, c.Contact, c.Deal)
		c.Partner = partner
		return err
	}
	return nil
}

func (c *Commitment) begin(ctx context.Context, tx register.Tx) error {
	if c.Side == OurSide && c.Task == 0 {
		return register.Refuse("commitment_needs_task")
	}
	number, err := unusedCode(ctx, tx, Commitments.Register, "number", 6)
	if err != nil {
		return err
	}
	c.Number = number
	if c.State == "" {
		c.State = CommitmentOpen
	}
	if c.Responsible == 0 && !nobodysAllowed(tx, Commitments.Register) {
		c.Responsible = register.Ref[User](tx.Actor().User())
	}
	return nil
}

func (c *Commitment) keep(tx register.Tx, was *Commitment) error {
	switch {
	case c.moving || tx.Cause() == register.ByUndo:
		return nil
	case was.State != CommitmentOpen:
		return staysAsItWas(tx, Commitments.Register, c, was, "commitment_is_closed", "produced")
	case was.Side != c.Side:
		return register.RefuseAt("side", "commitment_keeps_side")
	case was.Due != c.Due:
		return register.RefuseAt("due", "moved_by_action")
	case was.Side == OurSide && was.Responsible != c.Responsible:
		return register.RefuseAt("responsible", "handed_over_with_task")
	}
	return nil
}

// Check holds whichever way the commitment was written.
func (c *Commitment) Check(p *register.Problems) {
	if c.Side == OurSide && c.Task == 0 {
		p.Add(&c.Task, "commitment_needs_task")
	}
	if (c.State == Fulfilled || c.State == FulfilledLate) && c.FulfilledOn == "" {
		p.Add(&c.FulfilledOn, "required")
	}
}

// Leave keeps an open commitment of ours: its task is at work.
func (c *Commitment) Leave(context.Context, register.Tx, register.Act) error {
	if c.Side == OurSide && c.State == CommitmentOpen {
		return register.Refuse("open_commitment_stays")
	}
	return nil
}

// Overdue reports whether the promised day has passed in vain.
func (c *Commitment) Overdue(today register.Date) bool {
	return c.State == CommitmentOpen && c.Due < today
}

// save writes what an action did.
func (c *Commitment) save(ctx context.Context, tx register.Tx) error {
	c.moving = true
	defer func() { c.moving = false }()
	return tx.AsProgram().Save(ctx, c)
}

// promiseOf is the commitment whose task this is, nil when there is none.
func promiseOf(ctx context.Context, tx register.Tx, t *Task) (*Commitment, error) {
	if !t.Promised {
		return nil, nil
	}
	return register.First(ctx, tx.AsProgram(), Commitments, register.Eq(&Commitments.Row.Task, register.Ref[Task](t.ID)))
}

// followTask brings the promise of a task into the state that follows from the
// task. A fulfilled one needs its proof; handed is the day of handing over,
// none is today.
func followTask(ctx context.Context, tx register.Tx, t *Task, handed register.Date) error {
	c, err := promiseOf(ctx, tx, t)
	if err != nil || c == nil {
		return err
	}
	if len(t.Executors) > 0 {
		c.Responsible = t.Executors[0]
	}
	c.State, c.FulfilledOn, c.RefusedBy, c.Reason = CommitmentOpen, "", t.RefusedBy, t.Reason
	switch t.Status {
	case TaskConfirmed:
		err = c.fulfil(ctx, tx, handed)
	case TaskRefused:
		c.State = CommitmentRefused
	case TaskCancelled:
		c.State = CommitmentCancelled
	}
	if err != nil {
		return err
	}
	return c.save(ctx, tx)
}

// fulfil ends a commitment as kept, once there is what its kind asks for.
func (c *Commitment) fulfil(ctx context.Context, tx register.Tx, handed register.Date) error {
	kind, err := register.Load(ctx, tx.AsProgram(), CommitmentKinds, c.Kind)
	if err != nil {
		return refuseUnknown("kind", err)
	}
	switch kind.Proof {
	case ByDocument:
		if c.Produced.ID == 0 {
			if c.Produced, err = c.newestFile(ctx, tx); err != nil {
				return err
			}
		}
		if c.Produced.ID == 0 {
			return register.Refuse("commitment_needs_document")
		}
	case ByHandover:
		if handed == "" {
			return register.RefuseAt("handed_on", "commitment_needs_handover")
		}
	}
	c.HandedOn, c.FulfilledOn = handed, handed
	if c.FulfilledOn == "" {
		c.FulfilledOn = tx.Today()
	}
	c.State = Fulfilled
	if c.FulfilledOn > c.Due {
		c.State = FulfilledLate
	}
	return nil
}

// newestFile is the last file put to the commitment or to its task.
func (c *Commitment) newestFile(ctx context.Context, tx register.Tx) (register.Link, error) {
	to := register.Any{register.Eq(&Attachments.Row.About, register.Link{Register: Commitments.Name, ID: c.ID})}
	if c.Task != 0 {
		to = append(to, register.Eq(&Attachments.Row.About, register.Link{Register: Tasks.Name, ID: register.ID(c.Task)}))
	}
	list, err := register.Select(ctx, tx.AsProgram(), Attachments, register.Query{
		Filter: register.All{to, register.Eq(&Attachments.Row.Current, true), register.Alive()}, Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1,
	})
	if err != nil || len(list) == 0 {
		return register.Link{}, err
	}
	return register.Link{Register: Attachments.Name, ID: list[0].ID}, nil
}

// Side is whose promise it is.
type Side string

// The sides.
const (
	OurSide   Side = "ours"
	TheirSide Side = "theirs"
)

// Choices of sides.
func (Side) Choices() []string { return []string{"ours", "theirs"} }

// CommitmentState is what became of a promise.
type CommitmentState string

// The states.
const (
	CommitmentOpen      CommitmentState = "open"
	Fulfilled           CommitmentState = "fulfilled"
	FulfilledLate       CommitmentState = "fulfilled_late"
	CommitmentRefused   CommitmentState = "refused"
	CommitmentCancelled CommitmentState = "cancelled"
)

// Choices of states.
func (CommitmentState) Choices() []string {
	return []string{"open", "fulfilled", "fulfilled_late", "refused", "cancelled"}
}

// Kept counts what became of promises.
type Kept struct {
	OnTime, Late, Overdue, Open int64
	RefusedByUs, RefusedByThem  int64
	Cancelled                   int64
}

// Add counts so many of a state; overdue ones are open.
func (k *Kept) Add(state CommitmentState, by RefusedBy, overdue bool, n int64) {
	switch {
	case state == Fulfilled:
		k.OnTime += n
	case state == FulfilledLate:
		k.Late += n
	case state == CommitmentOpen && overdue:
		k.Overdue += n
	case state == CommitmentOpen:
		k.Open += n
	case state == CommitmentRefused && by == ByUs:
		k.RefusedByUs += n
	case state == CommitmentRefused:
		k.RefusedByThem += n
	case state == CommitmentCancelled:
		k.Cancelled += n
	}
}

// Judged is how many promises the rate speaks of: those kept, broken by their
// day or refused by us. What is not yet due, what the client refused and what
// was cancelled tells nothing of our word.
func (k Kept) Judged() int64 { return k.OnTime + k.Late + k.Overdue + k.RefusedByUs }

// Rate is the share of promises kept on time in millionths, half up; false
// when there is nothing to judge by.
func (k Kept) Rate() (int64, bool) {
	all := k.Judged()
	if all == 0 {
		return 0, false
	}
	return (k.OnTime*certain*2 + all) / (2 * all), true
}

// promiseEnds is when a promised day ends for the task of it.
const promiseEnds = calendar.Clock(18 * 60)

// Promise makes a commitment, and of ours the task that keeps it.
type Promise struct {
	Subject     string
	Kind        register.Ref[CommitmentKind]
	Side        Side // none is ours
	Partner     register.Ref[Partner]
	Contact     register.Ref[Contact]
	Deal        register.Ref[Deal]
	Event       register.Ref[Event]
	Due         register.Date
	Responsible register.Ref[User] // none is who promises
	Text        string             // of the task

	source TaskSource // none is by hand
	made   *Commitment
}

// Describe lists the input.
func (in *Promise) Describe(f *register.Fields) {
	f.Text(&in.Subject).Required()
	f.Ref(&in.Kind).Required()
	f.Choice(&in.Side)
	f.Ref(&in.Partner).Required()
	f.Ref(&in.Contact)
	f.Ref(&in.Deal)
	f.Ref(&in.Event)
	f.Date(&in.Due).Required()
	f.Ref(&in.Responsible)
	f.LongText(&in.Text).Max(4000)
}

// DoAll makes both in one unit of work, as the actor: he must see the client.
func (in *Promise) DoAll(ctx context.Context, tx register.Tx, _ []*Commitment) error {
	if in.Responsible == 0 {
		in.Responsible = register.Ref[User](tx.Actor().User())
	}
	if in.Side == "" {
		in.Side = OurSide
	}
	partner, err := partnerOf(ctx, tx, in.Partner, in.Contact, in.Deal)
	if err != nil {
		return err
	}
	if partner == 0 {
		return register.RefuseAt("partner", "required")
	}
	c := &Commitment{
		Subject: in.Subject, Kind: in.Kind, Side: in.Side, Partner: partner, Contact: in.Contact, Deal: in.Deal, Event: in.Event,
		Due: in.Due, Responsible: in.Responsible,
	}
	if in.Side == OurSide {
		t, err := in.task(ctx, tx, partner)
		if err != nil {
			return err
		}
		c.Task = register.Ref[Task](t.ID)
	}
	in.made = c
	return tx.Save(ctx, c)
}

// task makes the task of a promise of ours.
func (in *Promise) task(ctx context.Context, tx register.Tx, partner register.Ref[Partner]) (*Task, error) {
	if in.Due < tx.Today() && tx.Cause() != register.ByImport {
		return nil, register.RefuseAt("due", "promised_for_the_past")
	}
	if err := mustWork(ctx, tx, "responsible", in.Responsible); err != nil {
		return nil, err
	}
	deadline, err := endOf(ctx, tx, in.Due)
	if err != nil {
		return nil, err
	}
	t := &Task{
		Subject: in.Subject, Text: in.Text, Executors: register.Refs[User]{in.Responsible}, Deadline: deadline,
		Partner: partner, Contact: in.Contact, Deal: in.Deal, Event: in.Event, Promised: true, Source: in.source,
	}
	return t, tx.Save(ctx, t)
}

// endOf is when a promised day ends.
func endOf(ctx context.Context, tx register.Tx, due register.Date) (time.Time, error) {
	zone, err := homeZone(ctx, tx)
	if err != nil {
		return time.Time{}, err
	}
	return promiseEnds.On(calendar.Day(due), zone).UTC(), nil
}

// Leads to what was promised.
func (in *Promise) Leads() register.Link {
	if in.made == nil {
		return register.Link{}
	}
	return register.Link{Register: Commitments.Name, ID: in.made.ID}
}

// KeepCommitment says that the client kept his promise.
type KeepCommitment struct {
	On register.Date // none is today
}

// Describe lists the input.
func (in *KeepCommitment) Describe(f *register.Fields) { f.Date(&in.On) }

// Offered is for open promises of the client; ours follow their tasks.
func (*KeepCommitment) Offered(c *Commitment) bool { return c.theirs() && c.State == CommitmentOpen }

func (c *Commitment) theirs() bool { return c.Side == TheirSide && !c.Archived }

// Do fulfils the promise.
func (in *KeepCommitment) Do(ctx context.Context, tx register.Tx, c *Commitment) error {
	if !in.Offered(c) {
		return register.Refuse("commitment_follows_task")
	}
	if in.On > tx.Today() {
		return register.RefuseAt("on", "in_future")
	}
	if in.On == "" {
		in.On = tx.Today()
	}
	c.State, c.FulfilledOn = Fulfilled, in.On
	if in.On > c.Due {
		c.State = FulfilledLate
	}
	return c.save(ctx, tx)
}

// MoveCommitment agrees on another day, of ours for the task as well.
type MoveCommitment struct {
	Due    register.Date
	Reason string
}

// Describe lists the input.
func (in *MoveCommitment) Describe(f *register.Fields) {
	f.Date(&in.Due).Required()
	f.Text(&in.Reason).Max(1000).Required()
}

// Offered is for open promises.
func (*MoveCommitment) Offered(c *Commitment) bool { return c.State == CommitmentOpen && !c.Archived }

// Do moves the day and counts it.
func (in *MoveCommitment) Do(ctx context.Context, tx register.Tx, c *Commitment) error {
	switch {
	case !in.Offered(c):
		return register.Refuse("commitment_is_closed")
	case in.Due < tx.Today():
		return register.RefuseAt("due", "promised_for_the_past")
	case in.Reason == "":
		return register.RefuseAt("reason", "required")
	}
	c.Due, c.Reason = in.Due, in.Reason
	c.Moved++
	if err := c.save(ctx, tx); err != nil || c.Task == 0 {
		return err
	}
	all := tx.AsProgram()
	t, err := register.Load(ctx, all, Tasks, c.Task)
	if err != nil {
		return err
	}
	if t.Deadline, err = endOf(ctx, tx, c.Due); err != nil {
		return err
	}
	t.moving = true
	return all.Save(ctx, t)
}

// RefuseCommitment says that the client will not keep his promise.
type RefuseCommitment struct{ Reason string }

// Describe lists the input.
func (in *RefuseCommitment) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(1000).Required()
}

// Offered is for open promises of the client.
func (*RefuseCommitment) Offered(c *Commitment) bool { return c.theirs() && c.State == CommitmentOpen }

// Do ends the promise.
func (in *RefuseCommitment) Do(ctx context.Context, tx register.Tx, c *Commitment) error {
	if !in.Offered(c) {
		return register.Refuse("commitment_follows_task")
	}
	c.RefusedBy = ByClient
	return c.end(ctx, tx, CommitmentRefused, in.Reason)
}

func (c *Commitment) end(ctx context.Context, tx register.Tx, state CommitmentState, reason string) error {
	if reason == "" {
		return register.RefuseAt("reason", "required")
	}
	c.State, c.Reason = state, reason
	return c.save(ctx, tx)
}

// CancelCommitment ends a promise of the client that is needed no more.
type CancelCommitment struct{ Reason string }

// Describe lists the input.
func (in *CancelCommitment) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(1000).Required()
}

// Offered is for open promises of the client.
func (*CancelCommitment) Offered(c *Commitment) bool { return c.theirs() && c.State == CommitmentOpen }

// Do cancels the promise.
func (in *CancelCommitment) Do(ctx context.Context, tx register.Tx, c *Commitment) error {
	if !in.Offered(c) {
		return register.Refuse("commitment_follows_task")
	}
	return c.end(ctx, tx, CommitmentCancelled, in.Reason)
}

// ReopenCommitment takes back the end of a promise of the client.
type ReopenCommitment struct{ Reason string }

// Describe lists the input.
func (in *ReopenCommitment) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(1000).Required()
}

// Offered is for ended promises of the client.
func (*ReopenCommitment) Offered(c *Commitment) bool { return c.theirs() && c.State != CommitmentOpen }

// Do opens the promise.
func (in *ReopenCommitment) Do(ctx context.Context, tx register.Tx, c *Commitment) error {
	if !in.Offered(c) {
		return register.Refuse("commitment_follows_task")
	}
	c.FulfilledOn, c.RefusedBy = "", ""
	return c.end(ctx, tx, CommitmentOpen, in.Reason)
}

// Notices warn of personal codes.
func (c *Commitment) Notices() []Notice {
	return slices.Concat(scriptNotice("subject", c.Subject), personalNotice("subject", c.Subject))
}
