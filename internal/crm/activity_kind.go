package crm

import (
	"context"

	"dossier/internal/register"
)

// ActivityKind is what a partner does; one partner may do several things.
type ActivityKind struct{ Entry }

// ActivityKinds is the directory of them.
var ActivityKinds = register.Define[ActivityKind]("activity_kind", "activity_kinds")

// Describe lists the fields.
func (e *ActivityKind) Describe(f *register.Fields) { e.describe(f) }

// Change gives a new row its code and place.
func (e *ActivityKind) Change(ctx context.Context, tx register.Tx, _ *ActivityKind) error {
	return e.fill(ctx, tx, ActivityKinds.Register)
}
