package crm

import (
	"context"

	"dossier/internal/register"
)

// Unit is a unit of measure: piece, kilogram, hour.
type Unit struct{ Entry }

// Units is the directory of them.
var Units = register.Define[Unit]("unit", "units")

// Describe lists the fields.
func (e *Unit) Describe(f *register.Fields) { e.describe(f) }

// Change gives a new row its code and place.
func (e *Unit) Change(ctx context.Context, tx register.Tx, _ *Unit) error {
	return e.fill(ctx, tx, Units.Register)
}
