package crm

import (
	"context"

	"dossier/internal/register"
)

// RelationReason is an answer to why a relation with a client changed.
type RelationReason struct{ Entry }

// RelationReasons is the directory of them.
var RelationReasons = register.Define[RelationReason]("relation_reason", "relation_reasons")

// Describe lists the fields.
func (e *RelationReason) Describe(f *register.Fields) { e.describe(f) }

// Change gives a new row its code and place.
func (e *RelationReason) Change(ctx context.Context, tx register.Tx, _ *RelationReason) error {
	return e.fill(ctx, tx, RelationReasons.Register)
}
