package crm

import (
	"context"

	"dossier/internal/register"
)

// CompetitiveStatus is the place of a competitor in its trade: leader, rival,
// follower.
type CompetitiveStatus struct {
	Entry
	Hue Hue
}

// CompetitiveStatuses is the directory of them.
var CompetitiveStatuses = register.Define[CompetitiveStatus]("competitive_status", "competitive_statuses")

// Describe lists the fields.
func (e *CompetitiveStatus) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Hue)
}

// Change gives a new row its code and place.
func (e *CompetitiveStatus) Change(ctx context.Context, tx register.Tx, _ *CompetitiveStatus) error {
	return e.fill(ctx, tx, CompetitiveStatuses.Register)
}
