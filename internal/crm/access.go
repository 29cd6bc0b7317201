package crm

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"dossier/internal/register"
)

// powers are the united grants of some roles.
type powers struct {
	scopes  map[string]map[register.Act]Scope
	classes map[string]map[register.Class]Level
}

func newPowers(roles []*Role) powers {
	p := powers{map[string]map[register.Act]Scope{}, map[string]map[register.Class]Level{}}
	for _, r := range roles {
		p.add(r.Grants, r.Classes)
	}
	return p
}

func (p powers) add(grants []Grant, classes []ClassGrant) {
	for _, g := range grants {
		if p.scopes[g.Register] == nil {
			p.scopes[g.Register] = map[register.Act]Scope{}
		}
		act := register.Act(g.Act)
		p.scopes[g.Register][act] = wider(p.scopes[g.Register][act], g.Scope)
	}
	for _, g := range classes {
		if p.classes[g.Register] == nil {
			p.classes[g.Register] = map[register.Class]Level{}
		}
		class := register.Class(g.Class)
		if p.classes[g.Register][class] != Edits {
			p.classes[g.Register][class] = g.Level
		}
	}
}

// scope is the widest of the grants that speak of the act.
func (p powers) scope(r *register.Register, act register.Act) Scope {
	widest := Nobody
	for _, name := range []string{r.Name, Everything} {
		widest = wider(widest, wider(p.scopes[name][act], p.scopes[name][Everything]))
	}
	return widest
}

// level is the greater of the grants that speak of the class.
func (p powers) level(r *register.Register, c register.Class) Level {
	if c == register.Open {
		return Edits
	}
	name, _, _ := strings.Cut(r.Name, ".") // a part is as its owner
	return greater(p.classes[name][c], p.classes[Everything][c])
}

func greater(a, b Level) Level {
	if a == Edits || b == "" {
		return a
	}
	return b
}

func wider(a, b Scope) Scope {
	if a == "" || a.Within(b) && b != "" {
		a = b
	}
	if a == "" {
		return Nobody
	}
	return a
}

// Rights are what one user may do: his roles united, and the people and teams
// within his reach. They never change; when users, teams or roles do, a new
// Staff makes new ones.
type Rights struct {
	powers
	user   *User
	roles  []*Role
	schema *register.Schema
	reach  map[Scope]register.Reach
	rows   sync.Map // rowsKey → register.Filter
}

type rowsKey struct {
	register string
	act      register.Act
}

// User is the user's id.
func (r *Rights) User() register.ID { return r.user.ID }

// Name is the user's name for logs.
func (r *Rights) Name() string { return r.user.Title("en") }

// Person is the user's record as it was when the rights were made.
func (r *Rights) Person() *User { return r.user }

// Menus are the menu profiles of the user's roles, each once.
func (r *Rights) Menus() []MenuProfile {
	var out []MenuProfile
	for _, role := range r.roles {
		if role.Menu != "" && !slices.Contains(out, role.Menu) {
			out = append(out, role.Menu)
		}
	}
	return out
}

// Team are the users of the user's teams and those who answer to him.
func (r *Rights) Team() []register.ID { return r.reach[OfTeam].Users }

// Scope is how far the right to an act reaches.
func (r *Rights) Scope(of *register.Register, act register.Act) Scope { return r.scope(of, act) }

// Level is what the user may do with a class of fields; empty is nothing.
func (r *Rights) Level(of *register.Register, c register.Class) Level { return r.level(of, c) }

// Sees reports whether the user may see fields of the class.
func (r *Rights) Sees(of *register.Register, c register.Class) bool { return r.level(of, c) != "" }

// Edits reports whether the user may edit fields of the class.
func (r *Rights) Edits(of *register.Register, c register.Class) bool { return r.level(of, c) == Edits }

// Rows are the rows on which the user may do the act.
func (r *Rights) Rows(of *register.Register, act register.Act) register.Filter {
	key := rowsKey{of.Name, act}
	if f, ok := r.rows.Load(key); ok {
		return f.(register.Filter)
	}
	f := r.compile(r.schema.This(of), act)
	r.rows.Store(key, f)
	return f
}

func (r *Rights) compile(of *register.Register, act register.Act) register.Filter {
	scope := r.scope(of, act)
	switch {
	case of.Directory && (act == register.See || act == register.History):
		return register.All{}
	case scope == Nobody:
		return register.Any{}
	}
	if link := guardingLink(of); link != nil {
		return r.belonging(of, link, act, scope)
	}
	if scope == All {
		return register.All{}
	}
	return r.reached(of, act, scope)
}

func (r *Rights) reached(of *register.Register, act register.Act, scope Scope) register.Filter {
	reach := r.reach[scope]
	reach.Through = func(target *register.Register) register.Filter {
		if target.Directory {
			return register.All{}
		}
		return r.reached(r.schema.This(target), act, scope)
	}
	return register.Reached(of, act, reach)
}

// belonging are the rows that hang on other records: comments and files are
// seen by those who see what they belong to, and changed by their authors.
func (r *Rights) belonging(of *register.Register, link *register.Field, act register.Act, scope Scope) register.Filter {
	var seen register.Any
	everywhere := true
	for _, target := range r.schema.Registers {
		if !discussed(target) {
			continue
		}
		rows := r.Rows(target, register.See)
		everywhere = everywhere && register.Always(rows)
		if !register.Never(rows) {
			seen = append(seen, register.Linked{Field: link.Name, Register: target, Filter: rows})
		}
	}
	var rows register.Filter = seen
	if everywhere {
		rows = register.All{}
	}
	switch act {
	case register.See, register.History, register.Export, register.Create:
		return rows
	}
	if scope == All {
		return rows
	}
	for _, f := range of.Fields {
		if f.Owner && f.Kind == register.Reference {
			mine := register.Is{Field: f.Name, Op: register.OneOf, Value: anyIDs(r.reach[scope].Users)}
			return register.All{rows, mine}
		}
	}
	return rows
}

func guardingLink(of *register.Register) *register.Field {
	for _, f := range of.Fields {
		if f.Guard && f.Kind == register.LinkTo {
			return f
		}
	}
	return nil
}

// discussed reports whether comments and files may belong to the register's
// records: all but directories, what is itself such a remark, and what
// describes the program rather than the business.
func discussed(of *register.Register) bool {
	switch of.Name {
	case "user", "team", "organisation", "product", "process":
		return true
	case "role", "saved_view", "custom_field", "mapping", "data_import", "preparation": // of a sheet one speaks at its meeting
		return false
	}
	return !of.Directory && !of.Closed && guardingLink(of) == nil
}

func anyIDs(ids []register.ID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// graded is an actor whose grants can be compared.
type graded interface {
	Scope(*register.Register, register.Act) Scope
	Level(*register.Register, register.Class) Level
}

// lacks reports whether the grants give something that the actor has not. The
// program lacks nothing.
func lacks(a register.Actor, schema *register.Schema, grants []Grant, classes []ClassGrant) bool {
	if a == register.Program {
		return false
	}
	mine, ok := a.(graded)
	if !ok {
		return true
	}
	given := newPowers(nil)
	given.add(grants, classes)
	if !wholly(given, mine) {
		return true
	}
	for _, of := range schema.Registers {
		for _, act := range of.Acts() {
			if !given.scope(of, act).Within(mine.Scope(of, act)) {
				return true
			}
		}
		for _, c := range register.Classes() {
			if c != register.Open && greater(mine.Level(of, c), given.level(of, c)) != mine.Level(of, c) {
				return true
			}
		}
	}
	return false
}

// wholly compares grants on everything, which reach registers and acts of
// later versions: only one who has such a grant may give it.
func wholly(given powers, mine graded) bool {
	later := &register.Register{Name: "a register of a later version"}
	for act, scope := range given.scopes[Everything] {
		if !scope.Within(mine.Scope(later, act)) {
			return false
		}
	}
	for c, level := range given.classes[Everything] {
		if greater(mine.Level(later, c), level) != mine.Level(later, c) {
			return false
		}
	}
	for name, acts := range given.scopes {
		of := &register.Register{Name: name}
		if scope, ok := acts[Everything]; ok && !scope.Within(mine.Scope(of, "an act of a later version")) {
			return false
		}
	}
	return true
}

// Narrow is the actor limited to the scopes of an API token: "all"; "read" or
// "write" of every register; "deal:read", "deal:write", "deal:win" of one.
// Reading is to see a record and its history; writing is also to create, edit,
// archive and do the register's own actions.
func Narrow(a register.Actor, scopes []string) register.Actor {
	return &narrowed{a, slices.Clone(scopes)}
}

type narrowed struct {
	register.Actor
	scopes []string
}

func (n *narrowed) Rows(of *register.Register, act register.Act) register.Filter {
	if !n.allows(of, act) {
		return register.Any{}
	}
	return n.Actor.Rows(of, act)
}

// Scope is nobody where the token does not reach.
func (n *narrowed) Scope(of *register.Register, act register.Act) Scope {
	if g, ok := n.Actor.(graded); ok && n.allows(of, act) {
		return g.Scope(of, act)
	}
	return Nobody
}

// Level is the actor's own.
func (n *narrowed) Level(of *register.Register, c register.Class) Level {
	if g, ok := n.Actor.(graded); ok {
		return g.Level(of, c)
	}
	return ""
}

func (n *narrowed) allows(of *register.Register, act register.Act) bool {
	return slices.ContainsFunc(n.scopes, func(s string) bool {
		name, what, found := strings.Cut(s, ":")
		if !found {
			name, what = of.Name, s
		}
		if name != of.Name {
			return false
		}
		return what == "all" || what == string(act) && found || slices.Contains(actsOf(of, what), act)
	})
}

// actsOf are the acts that a word of a token's scope stands for.
func actsOf(of *register.Register, word string) []register.Act {
	switch word {
	case "read":
		return []register.Act{register.See, register.History}
	case "write":
		acts := []register.Act{register.See, register.History, register.Create, register.Edit, register.Archive}
		for _, a := range of.Actions {
			acts = append(acts, register.Act(a.Name))
		}
		return acts
	}
	return nil
}

// CheckTokenScope reports whether a scope of a token means something.
func CheckTokenScope(schema *register.Schema, scope string) bool {
	name, what, found := strings.Cut(scope, ":")
	if !found {
		return slices.Contains([]string{"all", "read", "write"}, scope)
	}
	of := schema.Named(name)
	return of != nil && (slices.Contains([]string{"all", "read", "write"}, what) || slices.Contains(of.Acts(), register.Act(what)))
}

// sortedIDs are the keys of a set in order, so that equal rights make equal
// filters.
func sortedIDs(set map[register.ID]bool) []register.ID { return slices.Sorted(maps.Keys(set)) }

// Same reports whether two snapshots give their user the same: his own record
// and his roles are as they were, and so are those within his reach.
func (r *Rights) Same(other *Rights) bool {
	if r == other {
		return true
	}
	if r.user.ID != other.user.ID || r.user.Version != other.user.Version || len(r.roles) != len(other.roles) {
		return false
	}
	for i, role := range r.roles {
		if role.ID != other.roles[i].ID || role.Version != other.roles[i].Version {
			return false
		}
	}
	return slices.Equal(r.reach[Branch].Users, other.reach[Branch].Users)
}
