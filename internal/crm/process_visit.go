package crm

import (
	"time"

	"dossier/internal/register"
)

// ProcessVisit is a run being at a step: since when, whose it was, how it was
// left. What processes are judged by is counted from visits.
type ProcessVisit struct {
	register.Base
	Run      register.Ref[ProcessRun]
	About    register.Link // that of the run
	Process  register.Ref[Process]
	Edition  register.Ref[ProcessVersion]
	Node     string // key
	Kind     NodeKind
	Name     string
	Stage    register.Ref[Stage]
	Branch   register.Ref[ProcessVisit] // the split whose way this is
	Task     register.Ref[Task]
	Executor register.Ref[User]
	Entered  time.Time
	Accepted time.Time
	Finished time.Time
	Due      time.Time
	Norm     int64 // working minutes
	Overdue  int64 // working minutes beyond it
	Result   string
	Turn     int64 // how often the run has been at the step, this visit counted
	Open     bool
	Told     bool // the executor's head was told that it is late
}

// ProcessVisits is the register of them.
var ProcessVisits = register.Define[ProcessVisit]("process_visit", "process_visits")

// Describe lists the fields. Who sees the record sees where its runs were.
func (v *ProcessVisit) Describe(f *register.Fields) {
	f.Ref(&v.Run)
	f.Link(&v.About).Guard()
	f.Ref(&v.Process)
	f.Ref(&v.Edition)
	f.Text(&v.Name).Max(200)
	f.Text(&v.Node).Max(60)
	f.Choice(&v.Kind)
	f.Ref(&v.Stage)
	f.Ref(&v.Branch)
	f.Ref(&v.Task)
	f.Ref(&v.Executor)
	f.Moment(&v.Entered).Indexed()
	f.Moment(&v.Accepted)
	f.Moment(&v.Finished).Indexed()
	f.Moment(&v.Due).Indexed()
	f.Int(&v.Norm)
	f.Int(&v.Overdue).Indexed()
	f.Text(&v.Result).Max(200)
	f.Int(&v.Turn)
	f.Bool(&v.Open).Indexed()
	f.Bool(&v.Told)
	f.Closed()
	f.Newest()
	f.Together(&v.Run, &v.Entered)
	f.Together(&v.Process, &v.Open, &v.Due)     // what is late
	f.Together(&v.Process, &v.Node, &v.Entered) // how long a step takes
}

// Late reports whether the norm of an open visit has passed.
func (v *ProcessVisit) Late(now time.Time) bool {
	return v.Open && !v.Due.IsZero() && v.Due.Before(now)
}
