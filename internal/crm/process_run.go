package crm

import (
	"fmt"
	"time"

	"dossier/internal/register"
)

// ProcessRun is a process being followed with one record. It keeps to the
// version it began with.
type ProcessRun struct {
	register.Base
	Process register.Ref[Process]
	Edition register.Ref[ProcessVersion] // the version it keeps to
	About   register.Link
	Deal    register.Ref[Deal] // the record, when it is a deal
	State   RunState
	Began   time.Time
	Ended   time.Time
	By      register.Ref[User]         // who began it; nought is the program
	Parent  register.Ref[ProcessVisit] // the step of another run that waits for this one
	Trouble string                     // message key of why it is stuck
	Steps   int64                      // visits so far
}

// ProcessRuns is the register of them.
var ProcessRuns = register.Define[ProcessRun]("process_run", "process_runs",
	register.Do[ProcessRun, CancelRun]("cancel"),
)

// Describe lists the fields. Who sees the record sees its run; the engine alone
// writes it.
func (r *ProcessRun) Describe(f *register.Fields) {
	f.Ref(&r.Process).Required().ReadOnly()
	f.Ref(&r.Edition).Required().ReadOnly()
	f.Link(&r.About).Required().ReadOnly().Guard()
	f.Ref(&r.Deal).ReadOnly()
	f.Choice(&r.State).ReadOnly().Indexed().Tracked()
	f.Moment(&r.Began).ReadOnly().Indexed()
	f.Moment(&r.Ended).ReadOnly().Indexed()
	f.Ref(&r.By).ReadOnly()
	f.Ref(&r.Parent).ReadOnly()
	f.Text(&r.Trouble).Max(100).Unseen()
	f.Int(&r.Steps).ReadOnly()
	f.Newest()
	f.Together(&r.About, &r.State)
	f.Together(&r.Process, &r.State, &r.Began)
}

// Title is the number.
func (r *ProcessRun) Title(string) string { return fmt.Sprint("№ ", r.ID) }

// Goes reports whether the run has not come to an end.
func (r *ProcessRun) Goes() bool { return r.State == RunGoes || r.State == RunStuck }

// RunState is where a run stands.
type RunState string

// The states.
const (
	RunGoes      RunState = "running"
	RunWon       RunState = "won"
	RunLost      RunState = "lost"
	RunDone      RunState = "done"
	RunCancelled RunState = "cancelled"
	RunStuck     RunState = "stuck"
)

// Choices of states.
func (RunState) Choices() []string {
	return []string{"running", "won", "lost", "done", "cancelled", "stuck"}
}
