package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// roleRoutes show a role as a matrix of its grants, where other records are
// shown as cards and forms.
func (s *Server) roleRoutes() {
	roles := crm.Roles.Register
	s.add("GET", "/roles/new", PageKind, (*call).newRole, of(roles, register.Create))
	s.add("POST", "/roles", FormKind, (*call).createRole, of(roles, register.Create))
	s.add("GET", "/roles/{id}", PageKind, (*call).rolePage, of(roles, register.See))
	s.add("GET", "/roles/{id}/edit", PageKind, (*call).rolePage, of(roles, register.See))
	s.add("POST", "/roles/{id}", FormKind, (*call).saveRole, of(roles, register.Edit))
}

func (c *call) roles() *register.Register { return c.store.Schema().This(crm.Roles.Register) }

// roleAbout are the fields of a role that stand above its matrix.
var roleAbout = []string{"names", "menu", "note"}

func (c *call) rolePage() error {
	id, err := c.number("id")
	if err != nil {
		return err
	}
	var role *crm.Role
	err = c.read(func(tx *store.Tx) error {
		role, err = register.Load(c.r.Context(), tx, crm.Roles, register.Ref[crm.Role](id))
		return err
	})
	if err != nil {
		return err
	}
	return c.showRole(http.StatusOK, role, c.written(c.aboutFields(), role), nil, "")
}

// newRole begins with an empty role, or with the grants of another.
func (c *call) newRole() error {
	role := &crm.Role{}
	if from, err := strconv.ParseInt(c.r.URL.Query().Get("from"), 10, 64); err == nil {
		err := c.read(func(tx *store.Tx) error {
			origin, err := register.Load(c.r.Context(), tx, crm.Roles, register.Ref[crm.Role](from))
			if err != nil {
				return err
			}
			role.Menu, role.Note = origin.Menu, origin.Note
			role.Grants, role.Classes = c.spelledOut(origin)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return c.showRole(http.StatusOK, role, c.written(c.aboutFields(), role), nil, "")
}

// spelledOut are the grants of a role one by one, as far as the reader may
// give them himself, so that a copy can be cut down.
func (c *call) spelledOut(role *crm.Role) (register.Parts[crm.Grant], register.Parts[crm.ClassGrant]) {
	var grants register.Parts[crm.Grant]
	for _, r := range c.grantable() {
		for _, act := range r.Acts() {
			if scope := granted(role, r.Name, act, true); scope != crm.Nobody && scope.Within(c.who.rights.Scope(r, act)) {
				grants = append(grants, crm.Grant{Register: r.Name, Act: string(act), Scope: scope})
			}
		}
	}
	var classes register.Parts[crm.ClassGrant]
	for _, g := range role.Classes {
		classes = append(classes, crm.ClassGrant{Register: g.Register, Class: g.Class, Level: g.Level})
	}
	return grants, classes
}

func (c *call) aboutFields() []*register.Field {
	var out []*register.Field
	for _, name := range roleAbout {
		out = append(out, c.roles().Field(name))
	}
	return out
}

// grantable are the registers that a role may speak of.
func (c *call) grantable() []*register.Register {
	return slices.DeleteFunc(slices.Clone(c.store.Schema().Registers), func(r *register.Register) bool { return r.Closed && len(r.Actions) == 0 })
}

// granted is the scope that a role itself gives; wide counts what it gives on
// everything as well.
func granted(role *crm.Role, name string, act register.Act, wide bool) crm.Scope {
	widest := crm.Nobody
	for _, g := range role.Grants {
		here := g.Register == name || wide && g.Register == crm.Everything
		if here && (g.Act == string(act) || g.Act == crm.Everything) && widest.Within(g.Scope) {
			widest = g.Scope
		}
	}
	return widest
}

// whole reports whether a role gives everything there is: it has no cells to
// choose.
func whole(role *crm.Role) bool {
	return slices.ContainsFunc(role.Grants, func(g crm.Grant) bool { return g.Register == crm.Everything && g.Act == crm.Everything })
}

// showRole draws the editor of a role as it stands, or as it was typed.
func (c *call) showRole(status int, role *crm.Role, said url.Values, wrong wrongs, refused string) error {
	v := page.Role{
		ID: "role", Title: role.Title(string(c.p.Language())), Action: "/roles", Key: newKey(), Refusal: refused, Cancel: "/roles",
		System: whole(role) || !c.mayEditRole(role),
	}
	if role.ID == 0 {
		v.Title = c.p.Text("roles.new")
	} else {
		id := strconv.FormatInt(role.ID, 10)
		v.Action, v.Version = "/roles/"+id, versionOf(role)
		if register.May(c.actor, c.roles(), register.Create) {
			v.Copy = "/roles/new?from=" + id
		}
		v.PeopleHref = "/users?roles.in=" + id
		err := c.read(func(tx *store.Tx) error {
			n, err := tx.Count(c.r.Context(), c.users(), register.All{
				register.Is{Field: "roles", Op: register.OneOf, Value: []any{role.ID}}, register.Alive(),
			}, 0)
			v.People = c.p.Count("roles.people", int64(n))
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, f := range c.aboutFields() {
		v.About = append(v.About, c.ask(nil, c.roles(), f, said, wrong, "/lookup/roles/"))
	}
	v.Acts, v.Actions, v.Classes = c.actsMatrix(role), c.ownActions(role), c.classMatrix(role)
	if c.background() && c.target() != "main#main" {
		c.render(status, page.RoleBody(c.p, v))
		return nil
	}
	c.render(status, page.RolePage(c.p, c.shell(v.Title, page.Crumb{Label: many(c.p, c.roles()), Href: "/roles"}, page.Crumb{Label: v.Title}), v))
	return nil
}

func (c *call) mayEditRole(role *crm.Role) bool {
	if role.ID == 0 {
		return register.May(c.actor, c.roles(), register.Create)
	}
	return register.May(c.actor, c.roles(), register.Edit)
}

type roleGroup struct {
	title     string
	registers []string
}

// roleGroups put registers together as the matrix shows them.
var roleGroups = []roleGroup{
	{"roles.group_work", []string{"partner", "counterparty", "contact", "deal", "product", "product_group"}},
	{"roles.group_remarks", []string{"comment", "attachment", "saved_view"}},
	{"roles.group_people", []string{"user", "team", "role", "organisation"}},
	{"roles.group_data", []string{"data_import", "mapping", "custom_field", "rate"}},
	{"roles.group_directories", nil},
}

// grouped are the registers by group; those of no group are directories.
func (c *call) grouped() [][]*register.Register {
	out := make([][]*register.Register, len(roleGroups))
	for _, r := range c.grantable() {
		at := slices.IndexFunc(roleGroups, func(g roleGroup) bool { return slices.Contains(g.registers, r.Name) })
		if at < 0 {
			at = len(roleGroups) - 1
		}
		out[at] = append(out[at], r)
	}
	return out
}

var scopeLabels = []struct {
	scope crm.Scope
	key   string
}{
	{crm.Nobody, "roles.scope_none"},
	{crm.Own, "roles.scope_own"},
	{crm.OfTeam, "roles.scope_team"},
	{crm.Branch, "roles.scope_teams"},
	{crm.All, "roles.scope_all"},
}

// scopeCell is the choice of how far a right reaches. What the reader lacks
// himself he cannot choose.
func (c *call) scopeCell(r *register.Register, label, name string, act register.Act, value crm.Scope) page.MatrixCell {
	mine := c.who.rights.Scope(r, act)
	cell := page.MatrixCell{Name: name + "." + string(act), Label: label, Value: string(value)}
	for _, s := range scopeLabels {
		choice := page.Choice{Value: string(s.scope), Label: c.p.Text(s.key)}
		if !s.scope.Within(mine) {
			choice.Why = c.p.Text("roles.lacking")
		}
		cell.Choices = append(cell.Choices, choice)
	}
	return cell
}

// later stands for registers of later versions, which a grant on everything
// also reaches.
var later = &register.Register{Name: "later"}

func (c *call) actsMatrix(role *crm.Role) page.Matrix {
	var m page.Matrix
	for _, act := range register.Acts() {
		m.Heads = append(m.Heads, page.MatrixHead{Label: c.p.Text("roles.act_" + string(act))})
	}
	row := func(r *register.Register, label, name, icon string) page.MatrixRow {
		row := page.MatrixRow{Label: label, Icon: icon}
		for _, act := range register.Acts() {
			if r.Directory && (act == register.See || act == register.History) || r.Closed && act != register.See && act != register.History {
				row.Cells = append(row.Cells, page.MatrixCell{})
				continue
			}
			row.Cells = append(row.Cells, c.scopeCell(r, label+": "+c.p.Text("roles.act_"+string(act)), name, act, granted(role, name, act, false)))
		}
		return row
	}
	m.Groups = append(m.Groups, page.MatrixGroup{Rows: []page.MatrixRow{row(later, c.p.Text("roles.everything"), crm.Everything, "stack-2")}})
	for i, group := range c.grouped() {
		g := page.MatrixGroup{Title: c.p.Text(roleGroups[i].title)}
		for _, r := range group {
			g.Rows = append(g.Rows, row(r, many(c.p, r), r.Name, iconOf(r)))
		}
		m.Groups = append(m.Groups, g)
	}
	return m
}

// ownActions are the rights to what a register can do beyond the usual acts.
func (c *call) ownActions(role *crm.Role) []page.RoleActions {
	var out []page.RoleActions
	for _, r := range c.grantable() {
		one := page.RoleActions{Label: many(c.p, r), Icon: iconOf(r)}
		for _, a := range r.Actions {
			act := register.Act(a.Name)
			one.Cells = append(one.Cells, c.scopeCell(r, actionLabel(c.p, r, a), r.Name, act, granted(role, r.Name, act, false)))
		}
		if len(one.Cells) > 0 {
			out = append(out, one)
		}
	}
	return out
}

var levelLabels = []struct {
	level crm.Level
	key   string
}{
	{"", "roles.class_may_none"},
	{crm.Sees, "roles.class_may_see"},
	{crm.Edits, "roles.class_may_edit"},
}

func (c *call) classMatrix(role *crm.Role) page.Matrix {
	var m page.Matrix
	guarded := register.Classes()[1:]
	for _, class := range guarded {
		m.Heads = append(m.Heads, page.MatrixHead{Label: c.p.Text("roles.class_" + string(class)), Title: c.p.Text("roles.class_" + string(class) + "_note")})
	}
	row := func(r *register.Register, label, name, icon string, has func(register.Class) bool) page.MatrixRow {
		row := page.MatrixRow{Label: label, Icon: icon}
		for _, class := range guarded {
			if !has(class) {
				row.Cells = append(row.Cells, page.MatrixCell{})
				continue
			}
			cell := page.MatrixCell{
				Name: "class." + name + "." + string(class), Label: label + ": " + c.p.Text("roles.class_"+string(class)), Value: string(levelOf(role, name, class)),
			}
			for _, l := range levelLabels {
				choice := page.Choice{Value: string(l.level), Label: c.p.Text(l.key)}
				if !withinLevel(l.level, c.who.rights.Level(r, class)) {
					choice.Why = c.p.Text("roles.lacking")
				}
				cell.Choices = append(cell.Choices, choice)
			}
			row.Cells = append(row.Cells, cell)
		}
		return row
	}
	every := row(later, c.p.Text("roles.everything"), crm.Everything, "stack-2", func(register.Class) bool { return true })
	m.Groups = append(m.Groups, page.MatrixGroup{Rows: []page.MatrixRow{every}})
	for i, group := range c.grouped() {
		g := page.MatrixGroup{Title: c.p.Text(roleGroups[i].title)}
		for _, r := range group {
			if classes := classesOf(r); len(classes) > 0 {
				g.Rows = append(g.Rows, row(r, many(c.p, r), r.Name, iconOf(r), func(class register.Class) bool { return classes[class] }))
			}
		}
		if len(g.Rows) > 0 {
			m.Groups = append(m.Groups, g)
		}
	}
	return m
}

// classesOf are the guarded classes that fields of a register have.
func classesOf(r *register.Register) map[register.Class]bool {
	out := map[register.Class]bool{}
	var look func(*register.Register)
	look = func(r *register.Register) {
		for _, f := range r.Fields {
			if f.Class != register.Open {
				out[f.Class] = true
			}
			if f.Kind == register.PartsOf {
				look(f.Target)
			}
		}
	}
	look(r)
	return out
}

// levelOf is what a role itself gives on a class, by the name in its grant.
func levelOf(role *crm.Role, name string, class register.Class) crm.Level {
	level := crm.Level("")
	for _, g := range role.Classes {
		if g.Register == name && register.Class(g.Class) == class && withinLevel(level, g.Level) {
			level = g.Level
		}
	}
	return level
}

func withinLevel(a, b crm.Level) bool { return a == "" || a == b || b == crm.Edits }

func (c *call) createRole() error {
	return c.keepRole(func(*store.Tx) (*crm.Role, error) { return &crm.Role{}, nil })
}

func (c *call) saveRole() error {
	id, err := c.number("id")
	if err != nil {
		return err
	}
	return c.keepRole(func(tx *store.Tx) (*crm.Role, error) {
		return register.Load(c.r.Context(), tx, crm.Roles, register.Ref[crm.Role](id))
	})
}

// keepRole writes what the editor says. What is refused is shown in the editor
// as it was typed.
func (c *call) keepRole(load func(*store.Tx) (*crm.Role, error)) error {
	if err := c.parseForm(); err != nil {
		return err
	}
	var role *crm.Role
	var stored int64
	about := url.Values{}
	err := c.once(func(tx *store.Tx) (done, error) {
		var err error
		if role, err = load(tx); err != nil {
			return done{}, err
		}
		stored = role.Version
		if role.ID != 0 {
			version, err := strconv.ParseInt(c.r.PostForm.Get("version"), 10, 64)
			if err != nil {
				return done{}, refusal{http.StatusPreconditionRequired, ""}
			}
			role.Version = version
		}
		if err := c.readMatrix(role); err != nil {
			return done{}, err
		}
		for name, values := range c.r.PostForm {
			if slices.Contains(roleAbout, fieldOf(name)) {
				about[name] = values
			}
		}
		if err := register.Fill(c.actor, c.roles(), role, about, c.asTyped); err != nil {
			return done{}, err
		}
		if err := tx.Save(c.r.Context(), role); err != nil {
			return done{}, err
		}
		return done{To: "/roles/" + strconv.FormatInt(role.ID, 10), Told: c.p.Text("saved")}, nil
	})
	var problems *register.Problems
	switch {
	case errors.As(err, &problems) && role != nil:
		wrong, whole := c.wrongsOf(problems, c.roles(), c.aboutFields())
		role.Version = stored
		return c.showRole(http.StatusUnprocessableEntity, role, about, wrong, whole)
	case errors.Is(err, register.ErrStale) && role != nil:
		role.Version = stored
		return c.showRole(http.StatusConflict, role, about, nil, c.p.Text("stale"))
	}
	return err
}

// fieldOf is the field that an input belongs to: names of names.uk.
func fieldOf(input string) string {
	for i, r := range input {
		if r == '.' {
			return input[:i]
		}
	}
	return input
}

// readMatrix puts the cells that were sent into the role; cells that were not
// sent stay as they are.
func (c *call) readMatrix(role *crm.Role) error {
	form := c.r.PostForm
	if whole(role) {
		return nil
	}
	role.Grants = actByAct(role.Grants, c.grantable())
	known := map[string]bool{}
	set := func(name string, act register.Act) error {
		input := name + "." + string(act)
		known[input] = true
		if !form.Has(input) {
			return nil
		}
		scope := crm.Scope(form.Get(input))
		if !slices.Contains(scope.Choices(), string(scope)) {
			return refusal{http.StatusUnprocessableEntity, "not_a_choice"}
		}
		if scope != granted(role, name, act, false) {
			role.Grants = withGrant(role.Grants, name, act, scope)
		}
		return nil
	}
	for _, act := range register.Acts() {
		if err := set(crm.Everything, act); err != nil {
			return err
		}
	}
	names := []string{crm.Everything}
	for _, r := range c.grantable() {
		names = append(names, r.Name)
		for _, act := range r.Acts() {
			if err := set(r.Name, act); err != nil {
				return err
			}
		}
	}
	for _, name := range names {
		for _, class := range register.Classes()[1:] {
			input := "class." + name + "." + string(class)
			known[input] = true
			if !form.Has(input) {
				continue
			}
			level := crm.Level(form.Get(input))
			if level != "" && !slices.Contains(level.Choices(), string(level)) {
				return refusal{http.StatusUnprocessableEntity, "not_a_choice"}
			}
			if level != levelOf(role, name, class) {
				role.Classes = withLevel(role.Classes, name, class, level)
			}
		}
	}
	for name := range form {
		if !known[name] && !formOwn[name] && !slices.Contains(roleAbout, fieldOf(name)) {
			return register.UnknownField{Field: name}
		}
	}
	return nil
}

// actByAct are grants in which every act on a register is named.
func actByAct(grants register.Parts[crm.Grant], registers []*register.Register) register.Parts[crm.Grant] {
	var out register.Parts[crm.Grant]
	for _, g := range grants {
		at := slices.IndexFunc(registers, func(r *register.Register) bool { return r.Name == g.Register })
		if g.Act != crm.Everything || at < 0 {
			out = append(out, g)
			continue
		}
		for _, act := range registers[at].Acts() {
			out = append(out, crm.Grant{Register: g.Register, Act: string(act), Scope: g.Scope})
		}
	}
	return out
}

// withGrant are grants of which the one for an act reaches as far as scope.
func withGrant(grants register.Parts[crm.Grant], name string, act register.Act, scope crm.Scope) register.Parts[crm.Grant] {
	var out register.Parts[crm.Grant]
	put := scope == crm.Nobody
	for _, g := range grants {
		if g.Register == name && g.Act == string(act) {
			if put {
				continue
			}
			g.Scope, put = scope, true
		}
		out = append(out, g)
	}
	if !put {
		out = append(out, crm.Grant{Register: name, Act: string(act), Scope: scope})
	}
	return out
}

func withLevel(classes register.Parts[crm.ClassGrant], name string, class register.Class, level crm.Level) register.Parts[crm.ClassGrant] {
	var out register.Parts[crm.ClassGrant]
	put := level == ""
	for _, g := range classes {
		if g.Register == name && register.Class(g.Class) == class {
			if put {
				continue
			}
			g.Level, put = level, true
		}
		out = append(out, g)
	}
	if !put {
		out = append(out, crm.ClassGrant{Register: name, Class: crm.FieldClass(class), Level: level})
	}
	return out
}
