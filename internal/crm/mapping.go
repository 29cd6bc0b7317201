package crm

import (
	"context"
	"encoding/json"

	"dossier/internal/register"
)

// Mapping is how the columns and values of a sheet become fields of a
// register, kept to be used again.
type Mapping struct {
	register.Base
	Name      string
	Register  string
	Body      string // JSON
	Owner     register.Ref[User]
	Everybody bool
}

// Mappings is the register of them.
var Mappings = register.Define[Mapping]("mapping", "mappings")

// Describe lists the fields.
func (m *Mapping) Describe(f *register.Fields) {
	f.Text(&m.Name).Max(150).Required().Searchable().Indexed()
	f.Text(&m.Register).Max(60).Required().Indexed()
	f.LongText(&m.Body).Max(200_000).Required()
	f.Ref(&m.Owner).Owner().ReadOnly()
	f.Bool(&m.Everybody).Shared()
	f.SortBy(&m.Name)
}

// Change gives a new mapping its owner.
func (m *Mapping) Change(_ context.Context, tx register.Tx, was *Mapping) error {
	if was == nil && m.Owner == 0 {
		m.Owner = register.Ref[User](tx.Actor().User())
	}
	if tx.Schema().Named(m.Register) == nil {
		return register.RefuseAt("register", "not_a_choice")
	}
	return nil
}

// Check refuses a body that cannot be read.
func (m *Mapping) Check(p *register.Problems) {
	if m.Body != "" && !json.Valid([]byte(m.Body)) {
		p.Add(&m.Body, "unreadable_json")
	}
}
