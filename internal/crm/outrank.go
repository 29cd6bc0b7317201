package crm

import "dossier/internal/register"

// Outranks reports whether the role gives something that the actor has not, so
// that he may neither give it nor come in as one who bears it.
func (r *Role) Outranks(a register.Actor, schema *register.Schema) bool {
	return !r.Archived && lacks(a, schema, r.Grants, r.Classes)
}
