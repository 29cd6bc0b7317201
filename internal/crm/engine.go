package crm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
	"dossier/internal/route"
)

// engine leads one run from step to step, within the unit of work that caused
// it: what it does is kept together with the cause, or not at all.
type engine struct {
	all     register.Tx
	run     *ProcessRun
	of      *Process
	version *ProcessVersion
	loss    *LoseDeal // why a deal is lost, as the one who chose the result says
	alone   bool      // what waits for the run ends with the record as well
	entered int       // steps in this unit of work
	work    *calendar.Work
}

// mostSteps is how many steps a run makes at once: more of them is a circle in
// which nobody has anything to do.
const mostSteps = 100

// lead is an engine for a run, alone with it until the unit of work ends.
func lead(ctx context.Context, tx register.Tx, id register.Ref[ProcessRun]) (*engine, error) {
	all := tx.AsProgram()
	if err := all.Alone(ctx, fmt.Sprintf("process_run:%d", id)); err != nil {
		return nil, err
	}
	run, err := register.Load(ctx, all, ProcessRuns, id)
	if err != nil {
		return nil, err
	}
	e := &engine{all: all, run: run}
	if e.of, err = register.Load(ctx, all, Processes, run.Process); err != nil {
		return nil, err
	}
	e.version, err = register.Load(ctx, all, ProcessVersions, run.Edition)
	return e, err
}

// beginProcess begins to follow a process with a record.
func beginProcess(ctx context.Context, tx register.Tx, of *Process, about register.Link, parent register.Ref[ProcessVisit]) error {
	all := tx.AsProgram()
	if of.Active == 0 || of.Archived {
		return register.RefuseAt("process", "process_has_no_version")
	}
	if string(of.About) != about.Register {
		return register.RefuseAt("process", "process_of_others")
	}
	if err := all.Alone(ctx, fmt.Sprintf("process:%s:%d", about.Register, about.ID)); err != nil {
		return err
	}
	goes, err := all.Count(ctx, ProcessRuns.Register, register.All{
		register.Eq(&ProcessRuns.Row.About, about), register.Eq(&ProcessRuns.Row.Process, register.Ref[Process](of.ID)), register.In(&ProcessRuns.Row.State, RunGoes, RunStuck),
	}, 1)
	if err != nil {
		return err
	}
	if goes > 0 {
		return register.RefuseAt("process", "process_goes_already")
	}
	e := &engine{all: all, of: of}
	if e.version, err = register.Load(ctx, all, ProcessVersions, of.Active); err != nil {
		return err
	}
	e.run = &ProcessRun{
		Process: register.Ref[Process](of.ID), Edition: of.Active, About: about, State: RunGoes, Began: all.Now(), By: register.Ref[User](tx.Doer()), Parent: parent,
	}
	if about.Register == Deals.Name {
		e.run.Deal = register.Ref[Deal](about.ID)
	}
	if err := all.Save(ctx, e.run); err != nil {
		return err
	}
	for _, n := range e.version.Nodes {
		if route.Kind(n.Kind) == route.Start {
			if err := e.enter(ctx, n.Key, 0); err != nil {
				return err
			}
			return e.keep(ctx)
		}
	}
	return e.stick(ctx, "process_lost_its_step")
}

// keep writes down how far the run has come.
func (e *engine) keep(ctx context.Context) error { return e.all.Save(ctx, e.run) }

// stick stops a run that cannot go on, and tells who answers for the process.
func (e *engine) stick(ctx context.Context, trouble string) error {
	e.run.State, e.run.Trouble = RunStuck, trouble
	if err := e.keep(ctx); err != nil {
		return err
	}
	owner := e.of.Owner
	if owner == 0 {
		one, err := e.administrator(ctx)
		if err != nil || one == nil {
			return err
		}
		owner = register.Ref[User](one.ID)
	}
	return notify(ctx, e.all, &Notification{User: owner, Kind: ProcessStuck, About: e.run.About})
}

// resume finishes an open visit with a result and goes on.
func (e *engine) resume(ctx context.Context, v *ProcessVisit, result string) error {
	if err := e.finish(ctx, v, result); err != nil {
		return err
	}
	if err := e.follow(ctx, v); err != nil {
		return err
	}
	return e.keep(ctx)
}

// finish closes a visit.
func (e *engine) finish(ctx context.Context, v *ProcessVisit, result string) error {
	v.Open, v.Finished, v.Result = false, e.all.Now(), result
	if !v.Due.IsZero() && v.Norm > 0 && v.Due.Before(v.Finished) {
		work, err := e.hours(ctx)
		if err != nil {
			return err
		}
		v.Overdue = work.Minutes(v.Due, v.Finished)
	}
	return e.all.Save(ctx, v)
}

// follow takes the way out of a step that its result means.
func (e *engine) follow(ctx context.Context, v *ProcessVisit) error {
	if !e.run.Goes() {
		return nil
	}
	for _, way := range e.version.Leaving(v.Node) {
		if way.Result == v.Result || way.Result == "" {
			return e.enter(ctx, way.To, v.Branch)
		}
	}
	return e.stick(ctx, "process_lost_its_way")
}

// hours are the working hours of the organisation.
func (e *engine) hours(ctx context.Context) (calendar.Work, error) {
	if e.work == nil {
		work, err := WorkOf(ctx, e.all, register.Date(calendar.Day(e.all.Today()).Add(-366)), "")
		if err != nil {
			return work, err
		}
		e.work = &work
	}
	return *e.work, nil
}

// deal is the record of the run when it is a deal.
func (e *engine) deal(ctx context.Context) (*Deal, error) {
	if e.run.Deal == 0 {
		return nil, nil
	}
	return register.Load(ctx, e.all, Deals, e.run.Deal)
}

// end brings a run to its end: what is open of it is closed, and a run that
// waits for it goes on.
func (e *engine) end(ctx context.Context, state RunState) error {
	if !e.run.Goes() {
		return nil
	}
	e.run.State, e.run.Ended = state, e.all.Now()
	if err := e.keep(ctx); err != nil {
		return err
	}
	open, err := register.Select(ctx, e.all, ProcessVisits, register.Query{Filter: register.All{
		register.Eq(&ProcessVisits.Row.Run, register.Ref[ProcessRun](e.run.ID)), register.Eq(&ProcessVisits.Row.Open, true),
	}, Whole: true})
	if err != nil {
		return err
	}
	for _, v := range open {
		if err := e.finish(ctx, v, ""); err != nil {
			return err
		}
		if err := e.cancelTask(ctx, v); err != nil {
			return err
		}
		if err := endChildren(ctx, e.all, v); err != nil {
			return err
		}
	}
	if e.run.Parent == 0 || e.alone || state == RunCancelled {
		return nil
	}
	waits, err := register.Load(ctx, e.all, ProcessVisits, e.run.Parent)
	if err != nil {
		return err
	}
	above, err := lead(ctx, e.all, waits.Run)
	if err != nil {
		return err
	}
	if waits, err = register.Load(ctx, e.all, ProcessVisits, e.run.Parent); err != nil || !waits.Open {
		return err
	}
	return above.resume(ctx, waits, "")
}

// endChildren cancels the runs that a step waits for.
func endChildren(ctx context.Context, all register.Tx, v *ProcessVisit) error {
	if route.Kind(v.Kind) != route.Subprocess {
		return nil
	}
	runs, err := register.Select(ctx, all, ProcessRuns, register.Query{Filter: register.Eq(&ProcessRuns.Row.Parent, register.Ref[ProcessVisit](v.ID))})
	if err != nil {
		return err
	}
	for _, r := range runs {
		below, err := lead(ctx, all, register.Ref[ProcessRun](r.ID))
		if err != nil {
			return err
		}
		if err := below.end(ctx, RunCancelled); err != nil {
			return err
		}
	}
	return nil
}

// cancelTask ends the task of a step that is no more.
func (e *engine) cancelTask(ctx context.Context, v *ProcessVisit) error {
	if v.Task == 0 {
		return nil
	}
	t, err := register.Load(ctx, e.all, Tasks, v.Task)
	if err != nil || !t.Open {
		return err
	}
	t.Status, t.Reason, t.ClosedAt, t.moving = TaskCancelled, e.of.Names.In(""), e.all.Now(), true
	defer func() { t.moving = false }()
	return e.all.Save(ctx, t)
}

// endRuns ends the runs of a record that has come to its own end.
func endRuns(ctx context.Context, tx register.Tx, about register.Link, state RunState) error {
	all := tx.AsProgram()
	runs, err := register.Select(ctx, all, ProcessRuns, register.Query{Filter: register.All{
		register.Eq(&ProcessRuns.Row.About, about), register.In(&ProcessRuns.Row.State, RunGoes, RunStuck),
	}})
	if err != nil {
		return err
	}
	for _, r := range runs {
		e, err := lead(ctx, all, register.Ref[ProcessRun](r.ID))
		if err != nil {
			return err
		}
		e.alone = true
		if err := e.end(ctx, state); err != nil {
			return err
		}
	}
	return nil
}

// beginFor begins the processes that a new record sets off. Deals of a kind
// that a process drives begin with it, whatever it says of beginning.
func beginFor(ctx context.Context, tx register.Tx, about register.Link, kind register.Ref[DealKind]) error {
	if mute(tx) {
		return nil
	}
	all := tx.AsProgram()
	list, err := register.Select(ctx, all, Processes, register.Query{Filter: register.All{
		register.Eq(&Processes.Row.About, ProcessAbout(about.Register)), register.Some(&Processes.Row.Active), register.Alive(),
	}})
	if err != nil || len(list) == 0 {
		return err
	}
	driven := false
	if kind != 0 {
		k, err := register.Load(ctx, all, DealKinds, kind)
		if err != nil {
			return err
		}
		driven = k.Mode == ProcessStages
	}
	for _, of := range list {
		if of.Kind != 0 && of.Kind != kind || of.Begins != BegunByNew && !(driven && of.Kind == kind) {
			continue
		}
		if holds, err := meets(ctx, all, about, of.Condition); err != nil || !holds {
			if err != nil {
				return err
			}
			continue
		}
		if err := beginProcess(ctx, tx, of, about, 0); err != nil {
			return err
		}
	}
	return nil
}

// meets reports whether a record meets a condition. One that cannot be read any
// more, as of a field that is gone, is met by nothing.
func meets(ctx context.Context, all register.Tx, about register.Link, condition string) (bool, error) {
	of := all.Schema().Named(about.Register)
	f := readCondition(of, &register.Problems{}, "condition", condition)
	if f == nil {
		return false, nil
	}
	n, err := all.Count(ctx, of, register.All{f, register.ByID(about.ID)}, 1)
	return n > 0, err
}

// Follow begins what a new deal sets off, and ends what a deal leaves behind
// that is won, lost or put away.
func (d *Deal) Follow(ctx context.Context, tx register.Tx, was *Deal) error {
	about := linkTo(Deals.Register, d.ID)
	switch {
	case was == nil && d.Outcome == Open:
		return beginFor(ctx, tx, about, d.Kind)
	case was == nil:
	case was.Outcome == Open && d.Outcome != Open:
		return endRuns(ctx, tx, about, RunState(d.Outcome))
	case d.Archived && !was.Archived:
		return endRuns(ctx, tx, about, RunCancelled)
	}
	return nil
}

// Follow begins what a new lead sets off, and ends it with the lead.
func (l *Lead) Follow(ctx context.Context, tx register.Tx, was *Lead) error {
	about := linkTo(Leads.Register, l.ID)
	switch {
	case was == nil && l.Opened():
		return beginFor(ctx, tx, about, 0)
	case was == nil:
	case was.Opened() && l.Status == ConvertedLead:
		return endRuns(ctx, tx, about, RunDone)
	case was.Opened() && !l.Opened():
		return endRuns(ctx, tx, about, RunCancelled)
	}
	return nil
}

// Follow begins what a new claim sets off, and ends it with the claim.
func (c *Claim) Follow(ctx context.Context, tx register.Tx, was *Claim) error {
	about := linkTo(Claims.Register, c.ID)
	switch {
	case was == nil && c.Opened():
		return beginFor(ctx, tx, about, 0)
	case was == nil:
	case was.Opened() && !c.Opened():
		return endRuns(ctx, tx, about, RunDone)
	}
	return nil
}

// Follow begins what a new partner sets off.
func (c *Partner) Follow(ctx context.Context, tx register.Tx, was *Partner) error {
	about := linkTo(Partners.Register, c.ID)
	switch {
	case was == nil:
		return beginFor(ctx, tx, about, 0)
	case c.Archived && !was.Archived:
		return endRuns(ctx, tx, about, RunCancelled)
	}
	return nil
}

// The jobs of processes: a step that waits, and one whose norm has passed.
const (
	WaitJob = "process.wait"
	LateJob = "process.late"
)

// VisitInput says which visit a job is about.
type VisitInput struct {
	Visit register.ID `json:"visit"`
}

// askAgain is how often a timer that waits for a condition asks.
const askAgain = 10 * time.Minute

// Awake lets a timer go on whose time has come. Once the visit is over it does
// nothing, so that doing it twice is doing it once. A run that cannot go on is
// stuck, and somebody is told.
func Awake(ctx context.Context, work register.Work, in VisitInput) error {
	err := work.Do(ctx, register.Program, register.ByProcess, func(tx register.Tx) error { return awake(ctx, tx, in) })
	var refused *register.Problems
	if !errors.As(err, &refused) {
		return err
	}
	return work.Do(ctx, register.Program, register.ByProcess, func(tx register.Tx) error {
		e, v, err := openVisit(ctx, tx, register.Ref[ProcessVisit](in.Visit))
		if err != nil || v == nil {
			return err
		}
		return e.stick(ctx, "process_was_refused")
	})
}

func awake(ctx context.Context, tx register.Tx, in VisitInput) error {
	e, v, err := openVisit(ctx, tx, register.Ref[ProcessVisit](in.Visit))
	if err != nil || v == nil {
		return err
	}
	n := e.version.Node(v.Node)
	if n != nil && route.Wait(n.Wait) == route.ForCondition {
		holds, err := meets(ctx, e.all, e.run.About, n.Condition)
		if err != nil {
			return err
		}
		if !holds {
			return e.wake(ctx, v, tx.Now().Add(askAgain))
		}
	}
	return e.resume(ctx, v, "")
}

// wake has a timer awakened at a moment.
func (e *engine) wake(ctx context.Context, v *ProcessVisit, at time.Time) error {
	return e.all.Enqueue(ctx, register.Job{Kind: WaitJob, At: at, Input: VisitInput{v.ID}, Key: fmt.Sprintf("%s:%d:%d", WaitJob, v.ID, at.Unix())})
}

// openVisit is a visit with the engine of its run, nil when it is over or its
// run does not go on. Who asks is alone with the run.
func openVisit(ctx context.Context, tx register.Tx, id register.Ref[ProcessVisit]) (*engine, *ProcessVisit, error) {
	all := tx.AsProgram()
	v, err := register.Load(ctx, all, ProcessVisits, id)
	if errors.Is(err, register.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	e, err := lead(ctx, all, v.Run)
	if err != nil {
		return nil, nil, err
	}
	// It may have been finished while this one waited to be alone.
	if v, err = register.Load(ctx, all, ProcessVisits, id); err != nil || !v.Open || e.run.State != RunGoes {
		return e, nil, err
	}
	return e, v, nil
}

// TellLate tells the head of an executor, once, that a step of a process is
// late.
func TellLate(ctx context.Context, work register.Work, in VisitInput) error {
	return work.Do(ctx, register.Program, register.ByProcess, func(tx register.Tx) error {
		e, v, err := openVisit(ctx, tx, register.Ref[ProcessVisit](in.Visit))
		if err != nil || v == nil || v.Told || v.Task == 0 {
			return err
		}
		v.Told = true
		if err := e.all.Save(ctx, v); err != nil {
			return err
		}
		t, err := register.Load(ctx, e.all, Tasks, v.Task)
		if err != nil || len(t.Executors) == 0 {
			return err
		}
		one, err := register.Load(ctx, e.all, Users, t.Executors[0])
		if err != nil {
			return err
		}
		head, err := headOf(ctx, e.all, one)
		if err != nil {
			return err
		}
		to := e.of.Owner
		if head != nil {
			to = register.Ref[User](head.ID)
		}
		return notify(ctx, e.all, &Notification{User: to, Kind: ProcessLate, About: linkTo(Tasks.Register, t.ID)})
	})
}

// FinishTask closes a task of a process with one of the results of its step,
// and the process goes on.
type FinishTask struct {
	Outcome      string
	Result       string // more of it in one's own words
	SpentMinutes int64
	LossReason   register.Ref[LossReason] // when the result loses the deal
	LostTo       register.Ref[Partner]
	LossComment  string
}

// Describe lists the input.
func (in *FinishTask) Describe(f *register.Fields) {
	f.Text(&in.Outcome).Max(200)
	f.LongText(&in.Result).Max(4000)
	f.Int(&in.SpentMinutes)
	f.Section("loss")
	f.Ref(&in.LossReason)
	f.Ref(&in.LostTo)
	f.Text(&in.LossComment).Max(1000)
}

// Offered is for open tasks of processes.
func (*FinishTask) Offered(t *Task) bool { return t.Offers("finish") }

// Asks for the loss where there is a deal to lose.
func (*FinishTask) Asks(t *Task, input string) bool {
	switch input {
	case "loss_reason", "lost_to", "loss_comment":
		return t.Deal != 0
	}
	return true
}

// Do closes the task and takes the way that the result means, in one unit of
// work.
func (in *FinishTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	e, v, err := openVisit(ctx, tx, t.Visit)
	if err != nil {
		return err
	}
	if v == nil {
		return register.Refuse("process_step_is_over")
	}
	n := e.version.Node(v.Node)
	if n == nil {
		return register.Refuse("process_lost_its_step")
	}
	options := n.Options()
	if len(options) > 0 && !slices.Contains(options, in.Outcome) {
		return register.RefuseAt("outcome", "not_a_choice")
	}
	if len(options) == 0 {
		in.Outcome = ""
	}
	err = t.move(ctx, tx, "finish", func() {
		t.Status, t.Outcome, t.Result, t.ClosedAt = TaskConfirmed, in.Outcome, cmp.Or(in.Result, in.Outcome, n.Name), tx.Now()
		if t.AcceptedAt.IsZero() {
			t.AcceptedAt = tx.Now()
		}
		if in.SpentMinutes != 0 {
			t.SpentMinutes = in.SpentMinutes
		}
	})
	if err != nil {
		return err
	}
	v.Accepted, v.Executor = t.AcceptedAt, t.Executors[0]
	e.loss = &LoseDeal{LossReason: in.LossReason, LostTo: in.LostTo, LossComment: in.LossComment}
	return e.resume(ctx, v, in.Outcome)
}

// TaskOutcomes are the results that a task of a process may be closed with.
func TaskOutcomes(ctx context.Context, tx register.Tx, t *Task) ([]string, error) {
	n, err := StepOf(ctx, tx, t)
	if err != nil || n == nil {
		return nil, err
	}
	return n.Options(), nil
}

// StepOf is the step of a process that a task is of, nil when it is of none.
func StepOf(ctx context.Context, tx register.Tx, t *Task) (*ProcessNode, error) {
	if t.Visit == 0 {
		return nil, nil
	}
	all := tx.AsProgram()
	v, err := register.Load(ctx, all, ProcessVisits, t.Visit)
	if err != nil {
		return nil, err
	}
	version, err := register.Load(ctx, all, ProcessVersions, v.Edition)
	if err != nil {
		return nil, err
	}
	return version.Node(v.Node), nil
}

// StartDealProcess begins a process with a deal.
type StartDealProcess struct{ Process register.Ref[Process] }

// Describe lists the input.
func (in *StartDealProcess) Describe(f *register.Fields) { f.Ref(&in.Process).Required() }

// Offered is for open deals.
func (*StartDealProcess) Offered(d *Deal) bool { return d.Outcome == Open && !d.Archived }

// Do begins it.
func (in *StartDealProcess) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	of, err := register.Load(ctx, tx, Processes, in.Process)
	if err != nil {
		return refuseUnknown("process", err)
	}
	if of.Kind != 0 && of.Kind != d.Kind {
		return register.RefuseAt("process", "process_of_others")
	}
	return beginProcess(ctx, tx, of, linkTo(Deals.Register, d.ID), 0)
}

// StartLeadProcess begins a process with a lead.
type StartLeadProcess struct{ Process register.Ref[Process] }

// Describe lists the input.
func (in *StartLeadProcess) Describe(f *register.Fields) { f.Ref(&in.Process).Required() }

// Offered is for open leads.
func (*StartLeadProcess) Offered(l *Lead) bool { return l.Opened() && !l.Archived }

// Do begins it.
func (in *StartLeadProcess) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	return begin(ctx, tx, in.Process, linkTo(Leads.Register, l.ID))
}

// StartClaimProcess begins a process with a claim.
type StartClaimProcess struct{ Process register.Ref[Process] }

// Describe lists the input.
func (in *StartClaimProcess) Describe(f *register.Fields) { f.Ref(&in.Process).Required() }

// Offered is for open claims.
func (*StartClaimProcess) Offered(c *Claim) bool { return c.Opened() && !c.Archived }

// Do begins it.
func (in *StartClaimProcess) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	return begin(ctx, tx, in.Process, linkTo(Claims.Register, c.ID))
}

func begin(ctx context.Context, tx register.Tx, id register.Ref[Process], about register.Link) error {
	of, err := register.Load(ctx, tx, Processes, id)
	if err != nil {
		return refuseUnknown("process", err)
	}
	return beginProcess(ctx, tx, of, about, 0)
}

// CancelRun ends a run by hand; the record stays as it is.
type CancelRun struct{}

// Describe lists the input: none.
func (*CancelRun) Describe(*register.Fields) {}

// Offered is for runs that go on.
func (*CancelRun) Offered(r *ProcessRun) bool { return r.Goes() }

// Do cancels the run and its open tasks.
func (*CancelRun) Do(ctx context.Context, tx register.Tx, r *ProcessRun) error {
	e, err := lead(ctx, tx, register.Ref[ProcessRun](r.ID))
	if err != nil {
		return err
	}
	return e.end(ctx, RunCancelled)
}
