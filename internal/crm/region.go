package crm

import (
	"context"

	"dossier/internal/register"
)

// Region is a part of the world where partners are: a country, an oblast, a town.
type Region struct {
	Entry
	Parent register.Ref[Region]
}

// Regions is the directory of them, a tree.
var Regions = register.Define[Region]("region", "regions")

// Describe lists the fields.
func (e *Region) Describe(f *register.Fields) {
	e.describe(f)
	f.Ref(&e.Parent).Tracked()
	f.Tree(&e.Parent)
}

// Change gives a new row its code and place.
func (e *Region) Change(ctx context.Context, tx register.Tx, _ *Region) error {
	return e.fill(ctx, tx, Regions.Register)
}
