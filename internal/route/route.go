// Package route is the map of a process: its steps, the ways between them, and
// what makes a map one that a run can follow to an end. It knows nothing of
// records: whose work it is and where it is kept is the trade's.
package route

// Map is one version of a process as a graph.
type Map struct {
	Name  string
	Nodes []Node
	Flows []Flow
}

// Node is one step.
type Node struct {
	Key   string // unique in the map, letters and digits
	Kind  Kind
	Title string
	X, Y  int // of the upper left corner, in points of the drawing

	Stage       string // code of the stage that a deal comes to; empty changes nothing
	Executor    Executor
	Who         string // code of the role, sign-in name of the employee
	Norm        int    // working minutes; nought is no norm
	Instruction string
	Produces    string   // what is made at the step: quote, contract, order …
	Results     []string // one of which closes the task, in the order of choice

	Wait      Wait   // of a timer
	Minutes   int    // how long it waits: working minutes, or minutes after the day of Field
	Field     string // date of the record that it waits for
	Condition string // what it waits for, as an address writes a filter
	Process   string // code of the process that a subprocess runs
}

// Flow leads from one node to another.
type Flow struct {
	From, To  string // keys of nodes
	Result    string // of the task that is left; empty where it has none
	Condition string // of a choice, as an address writes a filter
	Otherwise bool   // the way of a choice when no condition holds
}

// Kind is what a step does.
type Kind string

// The kinds of steps.
const (
	Start      Kind = "start"
	Task       Kind = "task"
	Choice     Kind = "choice" // the first way whose condition holds
	Split      Kind = "split"  // all ways at once
	Join       Kind = "join"   // waits for all ways of its split
	Timer      Kind = "timer"
	Subprocess Kind = "subprocess"
	Won        Kind = "won"
	Lost       Kind = "lost"
	Done       Kind = "done" // the end of a process that sells nothing
)

// Executor says who does a task.
type Executor string

// The rules.
const (
	Responsible Executor = "responsible" // of the record
	Head        Executor = "head"        // of the responsible
	Named       Executor = "named"
	Role        Executor = "role" // who of the role has least to do
)

// Wait is what a timer waits for.
type Wait string

// The things.
const (
	ForTime      Wait = "time"
	ForDate      Wait = "date"
	ForCondition Wait = "condition"
)
