package crm

import (
	"context"

	"dossier/internal/register"
)

// Industry is a branch of the economy: trade, medicine, printing.
type Industry struct{ Entry }

// Industries is the directory of them.
var Industries = register.Define[Industry]("industry", "industries")

// Describe lists the fields.
func (e *Industry) Describe(f *register.Fields) { e.describe(f) }

// Change gives a new row its code and place.
func (e *Industry) Change(ctx context.Context, tx register.Tx, _ *Industry) error {
	return e.fill(ctx, tx, Industries.Register)
}
