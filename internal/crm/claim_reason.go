package crm

import (
	"context"

	"dossier/internal/register"
)

// ClaimReason is what claims are about: defects, delays, mistakes in papers.
type ClaimReason struct {
	Entry
	Sort ClaimSort
}

// ClaimReasons is the directory of them.
var ClaimReasons = register.Define[ClaimReason]("claim_reason", "claim_reasons")

// Describe lists the fields.
func (e *ClaimReason) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Sort).Required().Indexed()
}

// Change gives a new row its code and place.
func (e *ClaimReason) Change(ctx context.Context, tx register.Tx, _ *ClaimReason) error {
	return e.fill(ctx, tx, ClaimReasons.Register)
}

// ClaimSort is the part of the business that a reason speaks of, the same in
// every company.
type ClaimSort string

// Choices of sorts.
func (ClaimSort) Choices() []string {
	return []string{"product", "delivery", "papers", "money", "service", "people", "other"}
}
