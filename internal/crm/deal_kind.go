package crm

import (
	"context"

	"dossier/internal/register"
)

// DealKind is a way of selling: with stages of its own, or with none.
type DealKind struct {
	Entry
	Mode DealMode
}

// DealKinds is the directory of them; the first is the usual kind.
var DealKinds = register.Define[DealKind]("deal_kind", "deal_kinds")

// Describe lists the fields.
func (e *DealKind) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Mode).Required()
}

// Change gives a new row its code and place, and keeps the mode of a kind that
// has deals: their stages were reached in that mode.
func (e *DealKind) Change(ctx context.Context, tx register.Tx, was *DealKind) error {
	if was != nil && was.Mode != e.Mode {
		n, err := tx.AsProgram().Count(ctx, Deals.Register, register.Eq(&Deals.Row.Kind, register.Ref[DealKind](e.ID)), 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return register.RefuseAt("mode", "deal_kind_has_deals")
		}
	}
	return e.fill(ctx, tx, DealKinds.Register)
}

// DealMode says who moves the deals of a kind.
type DealMode string

// The modes: long projects know outcomes alone; stages are moved by hand, or
// by the tasks of a process.
const (
	WithoutStages DealMode = "without_stages"
	ManualStages  DealMode = "manual"
	ProcessStages DealMode = "process"
)

// Choices of modes.
func (DealMode) Choices() []string { return []string{"manual", "process", "without_stages"} }
