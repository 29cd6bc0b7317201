package crm

import (
	"context"

	"dossier/internal/register"
)

// InventoryKind is a kind of advertising inventory: a stand, a fridge, a flag.
type InventoryKind struct {
	Entry
	LifeMonths int64 // useful life of a new unit of the kind
}

// InventoryKinds is the directory of them.
var InventoryKinds = register.Define[InventoryKind]("inventory_kind", "inventory_kinds")

// Describe lists the fields.
func (e *InventoryKind) Describe(f *register.Fields) {
	e.describe(f)
	f.Int(&e.LifeMonths)
}

// Change gives a new row its code and place.
func (e *InventoryKind) Change(ctx context.Context, tx register.Tx, _ *InventoryKind) error {
	return e.fill(ctx, tx, InventoryKinds.Register)
}

// Check refuses a life that is none.
func (e *InventoryKind) Check(p *register.Problems) {
	e.Entry.Check(p)
	checkLife(p, e.LifeMonths)
}

// mostLife is the longest useful life in months: a century.
const mostLife = 1200

func checkLife(p *register.Problems, months int64) {
	if months < 0 || months > mostLife {
		p.AddAt("life_months", "out_of_range")
	}
}
