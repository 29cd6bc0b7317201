package crm

import (
	"context"

	"dossier/internal/register"
)

// LossReason is an answer to "why not?". The row with the code not_specified
// stands for a reason nobody gave, and reports show it by that name.
type LossReason struct {
	Reason
	Class LossClass
}

// LossReasons is the directory of them.
var LossReasons = register.Define[LossReason]("loss_reason", "loss_reasons")

// Describe lists the fields.
func (e *LossReason) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Class).Required().Indexed()
}

// Change gives a new row its code and place; the row that stands for no reason
// keeps its code.
func (e *LossReason) Change(ctx context.Context, tx register.Tx, was *LossReason) error {
	if err := e.keep(before(was).Code); err != nil {
		return err
	}
	return e.fill(ctx, tx, LossReasons.Register)
}

// LossClass is the sort of a loss reason, the same in every company.
type LossClass string

// The classes that rules know: of a deal lost to a competitor we ask to whom.
const (
	LostToCompetitor LossClass = "competitor"
	LostNobodyKnows  LossClass = "unknown"
)

// Choices of classes.
func (LossClass) Choices() []string {
	return []string{"competitor", "price", "product", "terms", "service", "client", "unknown"}
}
