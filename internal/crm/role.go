package crm

import (
	"context"
	"errors"
	"slices"

	"dossier/internal/register"
)

// Role is what one who bears it may do; several roles of a user unite.
type Role struct {
	register.Base
	Names   register.Names
	Preset  string // code of the preset it was made from; empty for an own role
	Menu    MenuProfile
	Grants  register.Parts[Grant]
	Classes register.Parts[ClassGrant]
	Note    string
}

// Roles is the register of roles.
var Roles = register.Define[Role]("role", "roles")

// Describe lists the fields.
func (r *Role) Describe(f *register.Fields) {
	f.Names(&r.Names).Required().Searchable().Tracked()
	f.Text(&r.Preset).Max(40).ReadOnly().Indexed()
	f.Choice(&r.Menu).Tracked()
	f.LongText(&r.Note)
	f.Section("rights")
	f.Parts(&r.Grants).Tracked()
	f.Parts(&r.Classes).Tracked()
	f.SortBy(&r.Preset)
}

// Title is the name in the reader's language.
func (r *Role) Title(language string) string { return r.Names.In(language) }

// Everything stands in a grant for every register or every act.
const Everything = "*"

// Grant lets one act on the rows of a register within a scope. Everything in
// either place means all of them, those of later versions too.
type Grant struct {
	register.Part
	Register string
	Act      string
	Scope    Scope
}

// Describe lists the fields.
func (g *Grant) Describe(f *register.Fields) {
	f.Text(&g.Register).Max(60).Required()
	f.Text(&g.Act).Max(60).Required()
	f.Choice(&g.Scope).Required()
}

// ClassGrant lets one see or edit the fields of a class. Open fields go with
// the record and need no grant.
type ClassGrant struct {
	register.Part
	Register string
	Class    FieldClass
	Level    Level
}

// Describe lists the fields.
func (g *ClassGrant) Describe(f *register.Fields) {
	f.Text(&g.Register).Max(60).Required()
	f.Choice(&g.Class).Required()
	f.Choice(&g.Level).Required()
}

// Scope is how far a grant reaches.
type Scope string

// Scopes, each within the next.
const (
	Nobody Scope = "none"
	Own    Scope = "own"    // one's own records, and those of whom one deputises for
	OfTeam Scope = "team"   // of one's teams and those who answer to one
	Branch Scope = "branch" // of the teams below as well
	All    Scope = "all"
)

var scopes = []Scope{Nobody, Own, OfTeam, Branch, All}

// Choices are the scopes from the narrowest.
func (Scope) Choices() []string { return []string{"none", "own", "team", "branch", "all"} }

// Within reports whether s reaches no farther than other.
func (s Scope) Within(other Scope) bool {
	return slices.Index(scopes, s) <= slices.Index(scopes, other)
}

// FieldClass is a class of fields that needs a grant.
type FieldClass string

// Choices are the classes but the open one.
func (FieldClass) Choices() []string {
	return []string{"contact", "personal", "price", "cost", "secret"}
}

// Level is what one may do with the fields of a class.
type Level string

// The levels; editing includes seeing.
const (
	Sees  Level = "see"
	Edits Level = "edit"
)

// Choices of levels.
func (Level) Choices() []string { return []string{"see", "edit"} }

// Change refuses a role that gives more than its writer has, and one without
// which nobody would administer.
func (r *Role) Change(ctx context.Context, tx register.Tx, was *Role) error {
	if err := r.checkNames(tx.Schema()); err != nil {
		return err
	}
	if was == nil || !sameGrants(was, r) {
		if lacks(tx.Actor(), tx.Schema(), r.Grants, r.Classes) {
			return register.RefuseAt("grants", "role_gives_more_than_yours", "role", r.Names)
		}
	}
	if was != nil && was.administers() && !r.administers() {
		return keepAdministrator(ctx, tx, nil, r)
	}
	return nil
}

// Leave keeps the last administrator's role.
func (r *Role) Leave(ctx context.Context, tx register.Tx, _ register.Act) error {
	gone := *r
	gone.Archived = true
	return keepAdministrator(ctx, tx, nil, &gone)
}

// checkNames refuses registers and acts that do not exist.
func (r *Role) checkNames(schema *register.Schema) error {
	p := register.ProblemsOf(r)
	for i, g := range r.Grants {
		of := schema.Named(g.Register)
		switch {
		case of == nil && g.Register != Everything:
			p.AddAt(partField("grants", i, "register"), "not_a_choice")
		case g.Act == Everything:
		case of != nil && !slices.Contains(of.Acts(), register.Act(g.Act)),
			of == nil && !slices.Contains(register.Acts(), register.Act(g.Act)):
			p.AddAt(partField("grants", i, "act"), "not_a_choice")
		}
	}
	for i, g := range r.Classes {
		if schema.Named(g.Register) == nil && g.Register != Everything {
			p.AddAt(partField("classes", i, "register"), "not_a_choice")
		}
	}
	return p.Err()
}

func sameGrants(a, b *Role) bool {
	return slices.EqualFunc(a.Grants, b.Grants, func(x, y Grant) bool {
		return x.Register == y.Register && x.Act == y.Act && x.Scope == y.Scope
	}) && slices.EqualFunc(a.Classes, b.Classes, func(x, y ClassGrant) bool {
		return x.Register == y.Register && x.Class == y.Class && x.Level == y.Level
	})
}

// administers reports whether the role lets one give rights to everybody.
func (r *Role) administers() bool {
	p := newPowers([]*Role{r})
	return !r.Archived && p.scope(Users.Register, register.Edit) == All && p.scope(Roles.Register, register.Edit) == All
}

// keepAdministrator refuses a change after which no user who may sign in would
// administer. user and role, when given, stand for their stored rows.
func keepAdministrator(ctx context.Context, tx register.Tx, user *User, role *Role) error {
	all := tx.AsProgram()
	roles, err := register.Select(ctx, all, Roles, register.Query{Filter: register.Alive(), Whole: true})
	if err != nil {
		return err
	}
	var giving []any
	was := false
	for _, r := range roles {
		if role != nil && r.ID == role.ID {
			was = r.administers()
			r = role
		}
		if r.administers() {
			giving = append(giving, r.ID)
		}
	}
	if role != nil && !was {
		return nil
	}
	users, err := register.Select(ctx, all, Users, register.Query{
		Filter: register.All{register.Is{Field: "roles", Op: register.OneOf, Value: giving}, register.Alive()}, Whole: true,
	})
	if err != nil {
		return err
	}
	before := role != nil
	for _, u := range users {
		if user != nil && u.ID == user.ID {
			before = before || u.Enters()
			u = user
		}
		if u.Enters() && slices.ContainsFunc(u.Roles, func(r register.Ref[Role]) bool { return slices.Contains(giving, any(register.ID(r))) }) {
			return nil
		}
	}
	if !before {
		return nil // it was no administrator who is lost
	}
	return register.Refuse("last_administrator")
}

// refuseUnknown turns the absence of what a field points at into a problem.
func refuseUnknown(field string, err error) error {
	if errors.Is(err, register.ErrNotFound) {
		return register.RefuseAt(field, "unknown_reference")
	}
	return err
}
