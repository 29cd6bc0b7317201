package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/register"
)

// reopenTime is how long a closed task may be taken up again.
const reopenTime = 30 * 24 * time.Hour

// taskMoves are the statuses from which each action leads on.
var taskMoves = map[register.Act][]TaskStatus{
	"take":      {TaskAssigned},
	"make":      {TaskInProcessing},
	"wait":      {TaskInProcessing, TaskInProduction},
	"resume":    {TaskInProduction, TaskWaiting},
	"confirm":   {TaskInProcessing, TaskInProduction, TaskWaiting},
	"refuse":    {TaskInProcessing, TaskInProduction, TaskWaiting},
	"hand_over": {TaskAssigned, TaskInProcessing, TaskInProduction, TaskWaiting},
	"cancel":    {TaskAssigned, TaskInProcessing, TaskWaiting},
	"reopen":    {TaskConfirmed, TaskRefused},
	"finish":    {TaskAssigned, TaskInProcessing, TaskInProduction, TaskWaiting},
}

// Offers reports whether the status of the task allows an act.
func (t *Task) Offers(act register.Act) bool {
	from, known := taskMoves[act]
	switch act { // a process asks for one of its results and for nothing else
	case "confirm", "refuse", "cancel", "reopen":
		if t.Visit != 0 {
			return false
		}
	case "finish":
		if t.Visit == 0 {
			return false
		}
	}
	return !known || !t.Archived && slices.Contains(from, t.Status)
}

// Moves is the act that brings a task into a status, empty when none does.
func (t *Task) Moves(to TaskStatus) register.Act {
	act := map[TaskStatus]register.Act{
		TaskInProcessing: "take", TaskInProduction: "make", TaskWaiting: "wait",
		TaskConfirmed: "confirm", TaskRefused: "refuse", TaskCancelled: "cancel",
	}[to]
	if to == TaskInProcessing && !t.Offers("take") {
		act = "resume"
		if t.Status.Closed() {
			act = "reopen"
		}
	}
	if act == "" || !t.Offers(act) {
		return ""
	}
	return act
}

// Allows reports whether the actor is one of those who may do an act to the
// task: the work is the executors', or those they stand in for; handing over,
// cancelling and reopening are the author's and the heads'. The rights of
// roles come on top of it.
func (t *Task) Allows(ctx context.Context, tx register.Tx, act register.Act) (bool, error) {
	who := tx.Actor().User()
	if who == 0 {
		return true, nil
	}
	switch act {
	case "take", "make", "wait", "resume", "confirm", "refuse", "finish":
		return t.executedBy(ctx, tx, who)
	case "hand_over", "cancel", "reopen":
		if register.ID(t.Author) == who || register.Always(tx.Actor().Rows(Tasks.Register, act)) {
			return true, nil
		}
		return t.ledBy(ctx, tx, who)
	}
	return true, nil
}

// executedBy reports whether the user is one of the executors, or the deputy
// of one.
func (t *Task) executedBy(ctx context.Context, tx register.Tx, who register.ID) (bool, error) {
	if slices.Contains(t.Executors, register.Ref[User](who)) {
		return true, nil
	}
	people, err := t.people(ctx, tx)
	return slices.ContainsFunc(people, func(u *User) bool { return register.ID(u.Deputy) == who }), err
}

func (t *Task) people(ctx context.Context, tx register.Tx) ([]*User, error) {
	ids := make([]register.ID, len(t.Executors))
	for i, one := range t.Executors {
		ids[i] = register.ID(one)
	}
	return register.Select(ctx, tx.AsProgram(), Users, register.Query{Filter: register.ByID(ids...)})
}

// ledBy reports whether one of the executors answers to the user: directly,
// through another head, or by his team or one above it.
func (t *Task) ledBy(ctx context.Context, tx register.Tx, who register.ID) (bool, error) {
	people, err := t.people(ctx, tx)
	if err != nil {
		return false, err
	}
	for _, one := range people {
		if led, err := answersTo(ctx, tx.AsProgram(), one, who); led || err != nil {
			return led, err
		}
	}
	return false, nil
}

// answersTo reports whether a user works under another one.
func answersTo(ctx context.Context, all register.Tx, u *User, head register.ID) (bool, error) {
	if u.ID == head {
		return false, nil
	}
	for at, seen := u, map[register.ID]bool{}; at.Head != 0 && !seen[at.ID]; {
		if register.ID(at.Head) == head {
			return true, nil
		}
		seen[at.ID] = true
		above, err := register.Load(ctx, all, Users, at.Head)
		if err != nil {
			return false, err
		}
		at = above
	}
	for team := u.Team; team != 0; {
		one, err := register.Load(ctx, all, Teams, team)
		if err != nil {
			return false, err
		}
		if register.ID(one.Head) == head {
			return true, nil
		}
		team = one.Parent
	}
	return false, nil
}

// move brings the task into a status and lets its promise follow. The right
// to the act is enough: the executor need not be allowed to edit tasks.
func (t *Task) move(ctx context.Context, tx register.Tx, act register.Act, change func()) error {
	if !t.Offers(act) {
		return register.Refuse("task_status_forbids")
	}
	allowed, err := t.Allows(ctx, tx, act)
	if err != nil {
		return err
	}
	if !allowed {
		return register.Refuse("task_is_not_yours")
	}
	was := t.Open
	change()
	t.moving = true
	defer func() { t.moving = false }()
	all := tx.AsProgram()
	if err := all.Save(ctx, t); err != nil {
		return err
	}
	if was && !t.Open && t.Status != TaskCancelled {
		return t.again(ctx, all)
	}
	return nil
}

// again makes the next task of a repeated one that was closed, once.
func (t *Task) again(ctx context.Context, all register.Tx) error {
	if t.Repeat == "" || t.Promised {
		return nil
	}
	n, err := all.Count(ctx, Tasks.Register, register.Eq(&Tasks.Row.Previous, register.Ref[Task](t.ID)), 1)
	if err != nil || n > 0 {
		return err
	}
	zone, err := homeZone(ctx, all)
	if err != nil {
		return err
	}
	due, err := nextOf(t.Recurrence, t.Deadline, all.Now(), zone)
	if err != nil || due.IsZero() {
		return err
	}
	next := &Task{
		Subject: t.Subject, Text: t.Text, Executors: slices.Clone(t.Executors), Author: t.Author, Controller: t.Controller, Priority: t.Priority,
		Deadline: due, Remind: t.Remind, Partner: t.Partner, Contact: t.Contact, Deal: t.Deal, Event: t.Event, About: t.About, Parent: t.Parent, Source: TaskByRepeat,
		PlannedMinutes: t.PlannedMinutes, Repeat: t.Repeat, RepeatUntil: t.RepeatUntil, Recurrence: t.Recurrence, Previous: register.Ref[Task](t.ID),
	}
	for _, one := range t.Checklist {
		next.Checklist = append(next.Checklist, ChecklistItem{Text: one.Text})
	}
	return all.Save(ctx, next)
}

// TakeTask accepts a task: the executor begins.
type TakeTask struct{}

// Describe lists the input: none.
func (*TakeTask) Describe(*register.Fields) {}

// Offered is for assigned tasks.
func (*TakeTask) Offered(t *Task) bool { return t.Offers("take") }

// Do begins the work.
func (*TakeTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	return t.move(ctx, tx, "take", func() { t.Status, t.AcceptedAt = TaskInProcessing, tx.Now() })
}

// MakeTask says that a sample, a test article or the goods are being made.
type MakeTask struct{}

// Describe lists the input: none.
func (*MakeTask) Describe(*register.Fields) {}

// Offered is for tasks in processing.
func (*MakeTask) Offered(t *Task) bool { return t.Offers("make") }

// Do puts the task into production.
func (*MakeTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	return t.move(ctx, tx, "make", func() { t.Status = TaskInProduction })
}

// AwaitClient says that the client's answer is awaited. The deadline stands.
type AwaitClient struct{}

// Describe lists the input: none.
func (*AwaitClient) Describe(*register.Fields) {}

// Offered is for tasks at work.
func (*AwaitClient) Offered(t *Task) bool { return t.Offers("wait") }

// Do waits.
func (*AwaitClient) Do(ctx context.Context, tx register.Tx, t *Task) error {
	return t.move(ctx, tx, "wait", func() { t.Status = TaskWaiting })
}

// ResumeTask takes up the work again: the client asked for a change, or what
// was made is ready.
type ResumeTask struct{}

// Describe lists the input: none.
func (*ResumeTask) Describe(*register.Fields) {}

// Offered is for tasks being made or waiting.
func (*ResumeTask) Offered(t *Task) bool { return t.Offers("resume") }

// Do resumes the work.
func (*ResumeTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	return t.move(ctx, tx, "resume", func() { t.Status = TaskInProcessing })
}

// ConfirmTask closes a task: the client confirms what was done.
type ConfirmTask struct {
	Result       string
	HandedOn     register.Date // when the promised thing was handed over; none is today
	SpentMinutes int64
}

// Describe lists the input.
func (in *ConfirmTask) Describe(f *register.Fields) {
	f.LongText(&in.Result).Max(4000).Required()
	f.Date(&in.HandedOn)
	f.Int(&in.SpentMinutes)
}

// Offered is for tasks at work.
func (*ConfirmTask) Offered(t *Task) bool { return t.Offers("confirm") }

// Asks for the day of handing over where something was promised.
func (*ConfirmTask) Asks(t *Task, input string) bool { return input != "handed_on" || t.Promised }

// Do closes the task as a success and fulfils its promise, which needs what
// was promised.
func (in *ConfirmTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	if in.Result == "" {
		return register.RefuseAt("result", "confirmed_task_needs_result")
	}
	if in.HandedOn > tx.Today() {
		return register.RefuseAt("handed_on", "in_future")
	}
	err := t.move(ctx, tx, "confirm", func() {
		t.Status, t.Result, t.ClosedAt, t.RefusedBy, t.Reason = TaskConfirmed, in.Result, tx.Now(), "", ""
		if in.SpentMinutes != 0 {
			t.SpentMinutes = in.SpentMinutes
		}
	})
	if err != nil {
		return err
	}
	return followTask(ctx, tx, t, in.HandedOn)
}

// RefuseTask closes a task without success: the client refused, or we did.
type RefuseTask struct {
	RefusedBy RefusedBy // none is the client
	Reason    string
}

// Describe lists the input.
func (in *RefuseTask) Describe(f *register.Fields) {
	f.Choice(&in.RefusedBy)
	f.Text(&in.Reason).Max(1000).Required()
}

// Offered is for tasks at work.
func (*RefuseTask) Offered(t *Task) bool { return t.Offers("refuse") }

// Do closes the task.
func (in *RefuseTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	if in.Reason == "" {
		return register.RefuseAt("reason", "required")
	}
	if in.RefusedBy == "" {
		in.RefusedBy = ByClient
	}
	err := t.move(ctx, tx, "refuse", func() {
		t.Status, t.RefusedBy, t.Reason, t.ClosedAt = TaskRefused, in.RefusedBy, in.Reason, tx.Now()
	})
	if err != nil {
		return err
	}
	return followTask(ctx, tx, t, "")
}

// HandOverTask gives a task to another executor, who has yet to take it.
type HandOverTask struct {
	To     register.Ref[User]
	Reason string
}

// Describe lists the input.
func (in *HandOverTask) Describe(f *register.Fields) {
	f.Ref(&in.To).Required()
	f.Text(&in.Reason).Max(500)
}

// Offered is for open tasks.
func (*HandOverTask) Offered(t *Task) bool { return t.Offers("hand_over") }

// Do makes the other one the executor and notes it.
func (in *HandOverTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	if len(t.Executors) == 1 && t.Executors[0] == in.To {
		return register.RefuseAt("to", "task_is_his_already")
	}
	err := t.move(ctx, tx, "hand_over", func() {
		t.Status, t.Executors = TaskAssigned, register.Refs[User]{in.To}
		t.Handovers = append(t.Handovers, Handover{To: in.To, By: register.Ref[User](tx.Actor().User()), At: tx.Now(), Reason: in.Reason})
	})
	if err != nil {
		return err
	}
	return followTask(ctx, tx, t, "")
}

// CancelTask ends a task that is needed no more.
type CancelTask struct {
	Reason string
}

// Describe lists the input.
func (in *CancelTask) Describe(f *register.Fields) { f.Text(&in.Reason).Max(1000).Required() }

// Offered is for open tasks, but those that are being made.
func (*CancelTask) Offered(t *Task) bool { return t.Offers("cancel") }

// Do cancels the task, and with it the promise and the repeating.
func (in *CancelTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	if in.Reason == "" {
		return register.RefuseAt("reason", "required")
	}
	err := t.move(ctx, tx, "cancel", func() { t.Status, t.Reason, t.ClosedAt = TaskCancelled, in.Reason, tx.Now() })
	if err != nil {
		return err
	}
	return followTask(ctx, tx, t, "")
}

// ReopenTask takes a closed task back to work, within thirty days.
type ReopenTask struct {
	Reason string
}

// Describe lists the input.
func (in *ReopenTask) Describe(f *register.Fields) { f.Text(&in.Reason).Max(1000).Required() }

// Offered is for closed tasks.
func (*ReopenTask) Offered(t *Task) bool { return t.Offers("reopen") }

// Do opens the task and its promise.
func (in *ReopenTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	if in.Reason == "" {
		return register.RefuseAt("reason", "required")
	}
	if tx.Now().Sub(t.ClosedAt) > reopenTime {
		return register.Refuse("task_closed_long_ago")
	}
	err := t.move(ctx, tx, "reopen", func() {
		t.Status, t.Reason, t.RefusedBy, t.ClosedAt = TaskInProcessing, in.Reason, "", time.Time{}
		t.Reopened++
	})
	if err != nil {
		return err
	}
	return followTask(ctx, tx, t, "")
}

// TickTask ticks a point of the checklist, or takes the tick away.
type TickTask struct {
	Item   int64 // id of the point
	Ticked bool
}

// Describe lists the input.
func (in *TickTask) Describe(f *register.Fields) {
	f.Int(&in.Item).Required()
	f.Bool(&in.Ticked)
}

// Offered is nowhere: the card has the boxes.
func (*TickTask) Offered(*Task) bool { return false }

// Do ticks the point.
func (in *TickTask) Do(ctx context.Context, tx register.Tx, t *Task) error {
	for i := range t.Checklist {
		if t.Checklist[i].ID == in.Item {
			t.Checklist[i].Done = in.Ticked
			return tx.Save(ctx, t)
		}
	}
	return register.RefuseAt("item", "unknown_reference")
}
