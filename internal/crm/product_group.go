package crm

import (
	"context"

	"dossier/internal/register"
)

// ProductGroup is a shelf of the catalogue; groups lie below each other.
type ProductGroup struct {
	Entry
	Parent register.Ref[ProductGroup]
}

// ProductGroups is the directory of them, a tree.
var ProductGroups = register.Define[ProductGroup]("product_group", "product_groups")

// Describe lists the fields.
func (e *ProductGroup) Describe(f *register.Fields) {
	e.describe(f)
	f.Ref(&e.Parent).Tracked()
	f.Tree(&e.Parent)
}

// Change gives a new row its code and place.
func (e *ProductGroup) Change(ctx context.Context, tx register.Tx, _ *ProductGroup) error {
	return e.fill(ctx, tx, ProductGroups.Register)
}
