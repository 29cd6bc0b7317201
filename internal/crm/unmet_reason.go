package crm

import (
	"context"

	"dossier/internal/register"
)

// UnmetReason is why we could not sell what somebody asked for.
type UnmetReason struct{ Entry }

// UnmetReasons is the directory of them.
var UnmetReasons = register.Define[UnmetReason]("unmet_reason", "unmet_reasons")

// Describe lists the fields.
func (e *UnmetReason) Describe(f *register.Fields) { e.describe(f) }

// Change gives a new row its code and place; the row that stands for no reason
// keeps its code.
func (e *UnmetReason) Change(ctx context.Context, tx register.Tx, was *UnmetReason) error {
	if was != nil && was.Code == NotSpecified && e.Code != NotSpecified {
		return register.RefuseAt("code", "not_specified_stays")
	}
	return e.fill(ctx, tx, UnmetReasons.Register)
}

// Leave keeps the row that stands for no reason.
func (e *UnmetReason) Leave(context.Context, register.Tx, register.Act) error {
	if e.Code == NotSpecified {
		return register.Refuse("not_specified_stays")
	}
	return nil
}
