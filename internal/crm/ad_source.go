package crm

import (
	"context"

	"dossier/internal/register"
)

// AdSource is where a first word of us was met: a channel, and below it the
// sources and campaigns of that channel.
type AdSource struct {
	Entry
	Parent register.Ref[AdSource]
}

// AdSources is the directory of them, a tree.
var AdSources = register.Define[AdSource]("ad_source", "ad_sources")

// Describe lists the fields.
func (e *AdSource) Describe(f *register.Fields) {
	e.describe(f)
	f.Ref(&e.Parent).Tracked()
	f.Tree(&e.Parent)
}

// Change gives a new row its code and place.
func (e *AdSource) Change(ctx context.Context, tx register.Tx, _ *AdSource) error {
	return e.fill(ctx, tx, AdSources.Register)
}
