package crm

import (
	"context"

	"dossier/internal/register"
)

// CommitmentKind is a sort of promise: an offer, a sample. Its proof is what
// there must be before such a promise counts as kept.
type CommitmentKind struct {
	Entry
	Proof Proof
}

// CommitmentKinds is the directory of them.
var CommitmentKinds = register.Define[CommitmentKind]("commitment_kind", "commitment_kinds")

// Describe lists the fields.
func (k *CommitmentKind) Describe(f *register.Fields) {
	k.describe(f)
	f.Choice(&k.Proof).Indexed().Tracked()
}

// Change gives a new row its code and place.
func (k *CommitmentKind) Change(ctx context.Context, tx register.Tx, _ *CommitmentKind) error {
	return k.fill(ctx, tx, CommitmentKinds.Register)
}

// Proof is what shows that a promise was kept; none is the word of who kept
// it.
type Proof string

// The proofs.
const (
	ByDocument Proof = "document" // a contract, an offer, an invoice: a record or a file
	ByHandover Proof = "handover" // the day on which a sample or a test article was handed over
)

// Choices of proofs.
func (Proof) Choices() []string { return []string{"document", "handover"} }
