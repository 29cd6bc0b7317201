package crm

import (
	"context"

	"dossier/internal/register"
)

// LinkKind is a way in which two partners hang together, read from either
// side: "dealer of" and "has dealer".
type LinkKind struct {
	Entry
	Reverse   register.Names // as the other side reads it
	Symmetric bool           // both sides read it alike
	Hue       Hue
}

// LinkKinds is the directory of them.
var LinkKinds = register.Define[LinkKind]("link_kind", "link_kinds")

// Describe lists the fields.
func (e *LinkKind) Describe(f *register.Fields) {
	e.describe(f)
	f.Names(&e.Reverse)
	f.Bool(&e.Symmetric)
	f.Choice(&e.Hue)
}

// Change gives a new row its code and place. What is read alike from both
// sides has no reverse of its own.
func (e *LinkKind) Change(ctx context.Context, tx register.Tx, _ *LinkKind) error {
	if e.Symmetric || e.Reverse == (register.Names{}) {
		e.Reverse, e.Symmetric = e.Names, true
	}
	return e.fill(ctx, tx, LinkKinds.Register)
}

// From is how the link reads from the first partner to the second, or back.
func (e *LinkKind) From(first bool, language string) string {
	if first {
		return e.Names.In(language)
	}
	return e.Reverse.In(language)
}
