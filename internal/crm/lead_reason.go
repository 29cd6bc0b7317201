package crm

import (
	"context"

	"dossier/internal/register"
)

// LeadReason is why a lead came to nothing.
type LeadReason struct {
	Reason
	Sort LeadReasonSort
}

// LeadReasons is the directory of them.
var LeadReasons = register.Define[LeadReason]("lead_reason", "lead_reasons")

// Describe lists the fields.
func (e *LeadReason) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Sort).Required().Indexed()
}

// Change gives a new row its code and place; the row that stands for no reason
// keeps its code.
func (e *LeadReason) Change(ctx context.Context, tx register.Tx, was *LeadReason) error {
	if err := e.keep(before(was).Code); err != nil {
		return err
	}
	return e.fill(ctx, tx, LeadReasons.Register)
}

// LeadReasonSort is the sort of a reason, the same in every company.
type LeadReasonSort string

// The sorts that rules know: what was never a lead may be put away unseen, and
// a duplicate says of what.
const (
	SpamLead      LeadReasonSort = "spam"
	DuplicateLead LeadReasonSort = "duplicate"
	OfferLead     LeadReasonSort = "offer" // we have not what is asked for
)

// Choices of sorts.
func (LeadReasonSort) Choices() []string {
	return []string{"spam", "duplicate", "client", "offer", "unknown"}
}
