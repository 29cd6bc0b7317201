package crm

import (
	"cmp"
	"context"
	"slices"

	"dossier/internal/register"
)

// StageRequirement is one thing that a deal must have to enter a stage.
type StageRequirement struct {
	register.Base
	Stage    register.Ref[Stage]
	Kind     RequirementKind
	Field    RequiredField  // of the deal, for a field
	Document AttachmentKind // for a document; empty is any
	What     string         // the subject of the task, the words of the point, what document
}

// StageRequirements is the directory of them.
var StageRequirements = register.Define[StageRequirement]("stage_requirement", "stage_requirements")

// Describe lists the fields.
func (q *StageRequirement) Describe(f *register.Fields) {
	f.Ref(&q.Stage).Required().Tracked()
	f.Choice(&q.Kind).Required().Tracked()
	f.Choice(&q.Field).Tracked()
	f.Choice(&q.Document).Tracked()
	f.Text(&q.What).Searchable().Tracked()
	f.SortBy(&q.Stage)
	f.Directory()
}

// Title is what it asks for.
func (q *StageRequirement) Title(string) string {
	return cmp.Or(q.What, string(q.Field), string(q.Document), string(q.Kind))
}

// Check holds that the row says what it asks for, and nothing besides.
func (q *StageRequirement) Check(p *register.Problems) {
	switch q.Kind {
	case NeedsField:
		if q.Field == "" {
			p.Add(&q.Field, "required")
		}
	case NeedsDocument, NeedsTask, NeedsPoint:
		if q.What == "" {
			p.Add(&q.What, "required")
		}
	}
	if q.Field != "" && q.Kind != NeedsField {
		p.Add(&q.Field, "requirement_of_another_kind")
	}
	if q.Document != "" && q.Kind != NeedsDocument {
		p.Add(&q.Document, "requirement_of_another_kind")
	}
}

// RequirementKind is what sort of thing a stage asks for.
type RequirementKind string

// The kinds: a field of the deal says something, a document lies with it, a
// task of it is done, a point is confirmed.
const (
	NeedsField    RequirementKind = "field"
	NeedsDocument RequirementKind = "document"
	NeedsTask     RequirementKind = "task"
	NeedsPoint    RequirementKind = "checklist"
)

// Choices of kinds.
func (RequirementKind) Choices() []string { return []string{"field", "document", "task", "checklist"} }

// RequiredField is a field of the deal that a stage may ask for.
type RequiredField string

// Choices are their names.
func (RequiredField) Choices() []string {
	return []string{"partner", "counterparty", "contact", "amount", "close_on", "product", "lines", "ad_source", "interest", "note", "participants", "rivals"}
}

// meetStage refuses a stage whose requirements the deal does not meet, and
// those of the stages that it passes over. Who loses a deal or takes it back is
// asked for the stage itself alone; what ended elsewhere and is brought in by a
// sheet is history, and a timer of a process asks nobody.
func (d *Deal) meetStage(ctx context.Context, tx register.Tx, was *Deal) error {
	if d.Stage == 0 || d.reopening || was != nil && was.Stage == d.Stage {
		return nil
	}
	switch tx.Cause() {
	case register.ByUndo:
		return nil
	case register.ByImport:
		if d.Outcome != Open {
			return nil
		}
	case register.ByProcess:
		if tx.Doer() == 0 {
			return nil
		}
	}
	all := tx.AsProgram()
	entered, err := d.entered(ctx, all, was)
	if err != nil || len(entered) == 0 {
		return err
	}
	asked, err := register.Select(ctx, all, StageRequirements, register.Query{
		Filter: register.All{register.In(&StageRequirements.Row.Stage, entered...), register.Alive()},
	})
	if err != nil {
		return err
	}
	p := register.ProblemsOf(d)
	for _, q := range asked {
		if err := q.ask(ctx, all, d, p); err != nil {
			return err
		}
	}
	return p.Err()
}

// entered are the stages whose requirements a move has to meet.
func (d *Deal) entered(ctx context.Context, all register.Tx, was *Deal) ([]register.Ref[Stage], error) {
	list, err := register.Select(ctx, all, Stages, register.Query{
		Filter: register.All{register.Eq(&Stages.Row.Kind, d.Kind), register.Alive()},
	})
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(s *Stage) bool { return s.Pipeline != d.Pipeline })
	at := func(id register.Ref[Stage]) int {
		return slices.IndexFunc(list, func(s *Stage) bool { return s.ID == register.ID(id) })
	}
	out := []register.Ref[Stage]{d.Stage}
	from, to := -1, at(d.Stage)
	if was != nil {
		from = at(was.Stage)
	}
	if d.Outcome == Lost || to < 0 {
		return out, nil
	}
	for i, s := range list {
		if i > from && (i < to || d.Outcome == Won) && s.Outcome == Open {
			out = append(out, register.Ref[Stage](s.ID))
		}
	}
	return out, nil
}

// ask notes what the deal lacks.
func (q *StageRequirement) ask(ctx context.Context, all register.Tx, d *Deal, p *register.Problems) error {
	me := register.Ref[Deal](d.ID)
	has := func(of *register.Register, f register.Filter) (bool, error) {
		if me == 0 {
			return false, nil
		}
		n, err := all.Count(ctx, of, f, 1)
		return n > 0, err
	}
	switch q.Kind {
	case NeedsField:
		if f := Deals.Field(string(q.Field)); f != nil && f.Empty(d) {
			p.AddAt(f.Name, "stage_needs_field")
		}
	case NeedsPoint:
		if !slices.Contains(d.Confirmed, register.Ref[StageRequirement](q.ID)) {
			p.AddAt("confirmed", "stage_needs_point", "what", q.What)
		}
	case NeedsDocument:
		file := register.All{
			register.Eq(&Attachments.Row.About, register.Link{Register: Deals.Name, ID: d.ID}), register.Eq(&Attachments.Row.Current, true), register.Alive(),
		}
		if q.Document != "" {
			file = append(file, register.Eq(&Attachments.Row.Kind, q.Document))
		}
		there, err := has(Attachments.Register, file)
		if err != nil {
			return err
		}
		if !there {
			p.AddAt("", "stage_needs_document", "what", q.What)
		}
	case NeedsTask:
		there, err := has(Tasks.Register, register.All{
			register.Eq(&Tasks.Row.Deal, me), register.Eq(&Tasks.Row.Subject, q.What), register.Eq(&Tasks.Row.Status, TaskConfirmed), register.Alive(),
		})
		if err != nil {
			return err
		}
		if !there {
			p.AddAt("", "stage_needs_task", "what", q.What)
		}
	}
	return nil
}
