package crm

import (
	"context"

	"dossier/internal/register"
)

// Pipeline is one of several ways that deals of a kind go, with stages of its
// own: sales from stock, tenders. The stages that name no pipeline are the
// kind's own way.
type Pipeline struct {
	Entry
	Kind register.Ref[DealKind]
}

// Pipelines is the directory of them.
var Pipelines = register.Define[Pipeline]("pipeline", "pipelines")

// Describe lists the fields.
func (e *Pipeline) Describe(f *register.Fields) {
	e.describe(f)
	f.Ref(&e.Kind).Required().Tracked()
}

// Change gives a new row its code and place. A pipeline that has stages keeps
// its kind, for it is theirs.
func (e *Pipeline) Change(ctx context.Context, tx register.Tx, was *Pipeline) error {
	all := tx.AsProgram()
	if was != nil && was.Kind != e.Kind {
		n, err := all.Count(ctx, Stages.Register, register.Eq(&Stages.Row.Pipeline, register.Ref[Pipeline](e.ID)), 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return register.RefuseAt("kind", "pipeline_has_stages")
		}
	}
	if e.Kind != 0 && (was == nil || was.Kind != e.Kind) {
		kind, err := register.Load(ctx, all, DealKinds, e.Kind)
		if err != nil {
			return refuseUnknown("kind", err)
		}
		if kind.Mode == WithoutStages {
			return register.RefuseAt("kind", "kind_without_stages")
		}
	}
	return e.fill(ctx, tx, Pipelines.Register)
}
