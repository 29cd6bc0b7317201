package crm

import (
	"context"
	"net/url"

	"dossier/internal/register"
)

// Process is a regulated way of working with the records of a register: who
// does what, in which order, until an end. What is followed is one of its
// versions.
type Process struct {
	Entry
	About     ProcessAbout
	Kind      register.Ref[DealKind] // of deals alone; none is any kind
	Owner     register.Ref[User]     // who answers for it and hears of what got stuck
	Begins    ProcessBegins
	Condition string // which new records it begins with, as an address writes a filter; empty is all
	Note      string
	Active    register.Ref[ProcessVersion] // which new runs follow; none has been let loose yet
}

// Processes is the directory of them.
var Processes = register.Define[Process]("process", "processes")

// Describe lists the fields.
func (e *Process) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.About).Required().Indexed().Tracked()
	f.Ref(&e.Kind).Tracked()
	f.Ref(&e.Owner).Tracked()
	f.Ref(&e.Active).ReadOnly().Tracked()
	f.Section("begins")
	f.Choice(&e.Begins).Indexed().Tracked()
	f.Text(&e.Condition).Max(500).Tracked()
	f.Section("about")
	f.LongText(&e.Note).Tracked()
}

// Change gives a new process its code and place. One that has been run keeps
// what it is about.
func (e *Process) Change(ctx context.Context, tx register.Tx, was *Process) error {
	if e.Begins == "" {
		e.Begins = BegunByHand
	}
	if e.About != AboutDeals && e.Kind != 0 {
		return register.RefuseAt("kind", "process_kind_of_deals_alone")
	}
	if was != nil && was.About != e.About {
		n, err := tx.AsProgram().Count(ctx, ProcessRuns.Register, register.Eq(&ProcessRuns.Row.Process, register.Ref[Process](e.ID)), 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return register.RefuseAt("about", "process_was_run")
		}
	}
	p := register.ProblemsOf(e)
	readCondition(tx.Schema().Named(string(e.About)), p, "condition", e.Condition)
	if err := p.Err(); err != nil {
		return err
	}
	return e.fill(ctx, tx, Processes.Register)
}

// readCondition is the filter that a condition means, all rows when it is
// empty. What cannot be read is a problem at the field.
func readCondition(of *register.Register, p *register.Problems, field, condition string) register.Filter {
	if of == nil || condition == "" {
		return register.All{}
	}
	values, err := url.ParseQuery(condition)
	if err != nil {
		p.AddAt(field, "unreadable_condition")
		return nil
	}
	f, err := register.ParseFilter(of, values)
	if err != nil {
		p.AddAt(field, "unreadable_condition")
		return nil
	}
	return f
}

// ProcessAbout is the register whose records a process works with.
type ProcessAbout string

// The registers.
const (
	AboutDeals    ProcessAbout = "deal"
	AboutLeads    ProcessAbout = "lead"
	AboutClaims   ProcessAbout = "claim"
	AboutPartners ProcessAbout = "partner"
)

// Choices of registers.
func (ProcessAbout) Choices() []string { return []string{"deal", "lead", "claim", "partner"} }

// ProcessBegins is what sets a process off.
type ProcessBegins string

// What does.
const (
	BegunByHand ProcessBegins = "by_hand"
	BegunByNew  ProcessBegins = "new_record"
)

// Choices of what does.
func (ProcessBegins) Choices() []string { return []string{"by_hand", "new_record"} }
