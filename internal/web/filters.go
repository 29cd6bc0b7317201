package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// term is a condition of an address as a path of fields, an operator and a
// value.
type term struct {
	condition
	path []*register.Field
	regs []*register.Register // the register of each field of the path
	is   register.Is
}

func (t term) field() *register.Field       { return t.path[len(t.path)-1] }
func (t term) register() *register.Register { return t.regs[len(t.regs)-1] }

// termOf reads one condition; it was read once already, so it is well formed.
func termOf(r *register.Register, c condition) (term, bool) {
	t := term{condition: c}
	f, err := register.ParseFilter(r, url.Values{c.name: {c.text}})
	if err != nil {
		return t, false
	}
	all := register.Terms(f)
	if len(all) != 1 {
		return t, false
	}
	at := all[0]
	for {
		switch one := at.(type) {
		case register.Through:
			f := r.Field(one.Field)
			t.path, t.regs = append(t.path, f), append(t.regs, r)
			r, at = f.Target, one.Filter
			continue
		case register.Is:
			t.path, t.regs, t.is = append(t.path, r.Field(one.Field)), append(t.regs, r), one
			return t, true
		}
		return t, false
	}
}

// filterBar is the row of conditions over a list.
func (c *call) filterBar(tx *store.Tx, s *state) (page.Filter, error) {
	v := page.Filter{Add: s.under("/filter/fields"), Groups: s.under("/filter/groups")}
	v.Search = page.Search{Action: "/" + s.path, Name: "q", Value: s.values.Get("q"), Label: c.p.Text("list.search_in", "list", c.p.Text(s.key+".many"))}
	for name, texts := range s.values {
		if name == "q" {
			continue
		}
		for _, text := range texts {
			v.Search.Hidden = append(v.Search.Hidden, page.Hidden{Name: name, Value: text})
		}
	}
	slices.SortFunc(v.Search.Hidden, func(a, b page.Hidden) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	for _, one := range s.conditions() {
		t, ok := termOf(s.reg, one)
		if !ok {
			continue
		}
		words, err := c.termWords(tx, t)
		if err != nil {
			return v, err
		}
		v.Chips = append(v.Chips, page.FilterChip{
			Field: c.termLabel(t), Words: words, Title: words,
			Edit:   c.editorHref(s, t.condition, ""),
			Remove: s.href(without(one.name, one.text)),
		})
	}
	if text := s.values.Get("filter"); text != "" {
		v.Chips = append(v.Chips, page.FilterChip{
			Field: c.p.Text("filter.groups"), Words: c.p.Text("filter.groups_set"), Edit: s.under("/filter/groups"), Remove: s.href(set("filter", "")),
		})
	}
	if len(v.Chips) > 0 {
		edits := []func(url.Values){set("filter", ""), set("q", "")}
		for _, one := range s.conditions() {
			edits = append(edits, set(one.name, ""))
		}
		v.Reset = s.href(edits...)
	}
	return v, nil
}

// termLabel names the field of a condition, with the way to it.
func (c *call) termLabel(t term) string {
	var all []string
	views, _, _ := t.is.Views()
	for i, f := range t.path {
		if f.Name == "id" && views != nil { // of the record itself, which the way names already
			if i == 0 {
				all = append(all, c.p.Text(t.regs[i].Name+".many"))
			}
			continue
		}
		all = append(all, label(c.p, t.regs[i], f))
	}
	return strings.Join(all, " › ")
}

// termWords says in words how and with what a condition compares.
func (c *call) termWords(tx *store.Tx, t term) (string, error) {
	f := t.field()
	switch t.is.Op {
	case register.IsSet, register.Unset:
		return c.p.Text("op." + string(t.is.Op)), nil
	case register.Within:
		return c.p.Text("op." + t.text), nil
	}
	list, many := t.is.Value.([]any)
	if !many {
		list = []any{t.is.Value}
	}
	n, err := c.namesOfValues(tx, f, list)
	if err == nil {
		err = c.namesOfViews(tx, n, list)
	}
	if err != nil {
		return "", err
	}
	var words []string
	for _, v := range list {
		words = append(words, c.operandWords(n, t.register(), f, v))
	}
	value := strings.Join(words, ", ")
	if many && len(list) > 2 {
		value = c.p.Count("filter.several", int64(len(list)))
	}
	key := "filter.words_" + string(t.is.Op)
	if f.Kind == register.Day || f.Kind == register.Moment {
		switch t.is.Op {
		case register.Less, register.AtMost, register.Greater, register.AtLeast:
			key = "filter.day_" + string(t.is.Op)
		}
	}
	return c.p.Text(key, "value", value), nil
}

// operandWords is one value of a condition in words: of a several-of-list
// field one of its choices, of a set one of its records.
func (c *call) operandWords(n names, r *register.Register, f *register.Field, v any) string {
	if view, ok := v.(register.View); ok {
		return c.segmentWords(n, view)
	}
	if m, ok := v.(register.Move); ok {
		return c.moveWords(n, f, m)
	}
	switch {
	case v == nil:
		return ""
	case f.Kind == register.Several:
		return choice(c.p, r, f, v.(string))
	case f.Kind == register.References, f.Kind == register.Reference:
		id, _ := v.(int64)
		if text := n.title(c.p, f.Target, id); text != "" {
			return text
		}
		return "№ " + strconv.FormatInt(id, 10)
	case f.Kind == register.Phone:
		return identity.GroupPhone(v.(string))
	}
	if text, ok := v.(string); ok && f.Kind != register.Choice && f.Kind != register.Day {
		return text
	}
	return n.words(c.p, r, f, v)
}

// moveWords are from where and to where a field moved, and when.
func (c *call) moveWords(n names, f *register.Field, m register.Move) string {
	name := func(id register.ID) string {
		return cmp.Or(n.title(c.p, f.Target, id), "№ "+strconv.FormatInt(id, 10))
	}
	words := name(m.To)
	switch {
	case m.From > 0:
		words = name(m.From) + " → " + words
	case m.From == 0:
		words = "→ " + words
	}
	if m.Since != "" || m.Till != "" {
		words += ", " + c.p.Date(string(m.Since)) + " – " + c.p.Date(string(m.Till))
	}
	return words
}

func (c *call) namesOfValues(tx *store.Tx, f *register.Field, list []any) (names, error) {
	if f.Target == nil || f.Kind == register.PartsOf {
		return names{}, nil
	}
	var ids []register.ID
	for _, v := range list {
		switch v := v.(type) {
		case int64:
			ids = append(ids, v)
		case register.Move:
			ids = append(ids, max(v.From, 0), v.To)
		}
	}
	found, err := tx.Named(c.r.Context(), f.Target, ids)
	return names{f.Target.Name: found}, err
}

// editorHref is the address of the dialog in which a condition is made: of a
// known one, or of a new one on the field at path.
func (c *call) editorHref(s *state, old condition, path string) string {
	v := url.Values{"state": {s.core().Encode()}}
	if old.name != "" {
		v.Set("was", old.name)
		v.Set("text", old.text)
	}
	if path != "" {
		v.Set("field", path)
	}
	if at := c.r.Form.Get("at"); at != "" {
		v.Set("at", at) // the condition goes into a group of the advanced filter
	}
	return withQuery("/"+s.path+"/filter/edit", v)
}

// filterFields is the dialog from which one takes a field to filter by: the
// register's own, and those of what it points at.
func (c *call) filterFields(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	query := c.r.Form.Get("q")
	views, err := c.segmentsOffered(s.reg)
	if err != nil {
		return err
	}
	v := page.FilterFields{Find: s.under("/filter/fields"), Query: query}
	add := func(title, prefix string, r *register.Register, fields []*register.Field) {
		g := page.FilterFieldGroup{Title: title}
		for _, f := range fields {
			if !offered(c.actor, r, f) {
				continue
			}
			text := label(c.p, r, f)
			if query != "" && !strings.Contains(identity.Fold(text), identity.Fold(query)) {
				continue
			}
			g.Fields = append(g.Fields, page.FilterField{Icon: kindIcon(f.Kind), Label: text, Href: c.editorHref(s, condition{}, prefix+f.Name)})
		}
		if len(g.Fields) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	addViews := func(title, path string, of *register.Register) {
		if fields := c.segmentFields(s, path, views[of.Name], query); len(fields) > 0 {
			v.Groups = append(v.Groups, page.FilterFieldGroup{Title: c.p.Text("filter.segments_of", "list", title), Fields: fields})
		}
	}
	add("", "", s.reg, s.reg.Fields)
	add(c.p.Text("filter.record"), "", s.reg, s.reg.Head)
	addViews(c.p.Text(s.reg.Name+".many"), "id", s.reg)
	for _, f := range s.reg.Fields {
		if of := segmented(s.reg, f); of != nil && shown(c.actor, s.reg, f) {
			addViews(label(c.p, s.reg, f), f.Name, of)
		}
		switch {
		case f.Kind == register.PartsOf && shown(c.actor, s.reg, f):
			add(label(c.p, s.reg, f), f.Name+".", f.Target, f.Target.Fields)
		case f.Kind == register.Reference && f.Target != nil && !f.Target.Directory && f.Target.Name != s.reg.Name && shown(c.actor, s.reg, f):
			add(label(c.p, s.reg, f), f.Name+".", f.Target, f.Target.Fields)
		}
	}
	if c.target() == "div#filter-fields" {
		return c.fragment(page.FilterFieldList(c.p, v))
	}
	return c.fragment(page.FieldsToFilter(c.p, v))
}

// kindIcon is the sign of a kind in lists of fields.
func kindIcon(k register.Kind) string {
	switch k {
	case register.Int, register.Price, register.Quantity, register.Percent:
		return "hash"
	case register.Money:
		return "cash"
	case register.Day, register.Moment:
		return "calendar"
	case register.Bool:
		return "checkbox"
	case register.Choice, register.Several:
		return "list"
	case register.Reference, register.References:
		return "link"
	case register.Phone:
		return "phone"
	case register.Email:
		return "mail"
	}
	return "note"
}

// fieldAt finds the field at a path of names as partner.region.
func fieldAt(r *register.Register, path string) (*register.Register, *register.Field, error) {
	names := strings.Split(path, ".")
	for i, name := range names {
		f := r.Field(name)
		if f == nil {
			return nil, nil, register.UnknownField{Register: r.Name, Field: name}
		}
		if i == len(names)-1 {
			return r, f, nil
		}
		if f.Target == nil {
			return nil, nil, register.UnknownField{Register: r.Name, Field: path}
		}
		r = f.Target
	}
	return nil, nil, register.UnknownField{Register: r.Name, Field: path}
}

// filterEditor is the dialog in which one condition is made or changed.
func (c *call) filterEditor(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	form := c.r.Form
	old := condition{form.Get("was"), form.Get("text")}
	path := form.Get("field")
	var was term
	if old.name != "" {
		t, ok := termOf(s.reg, old)
		if !ok {
			return register.BadFilter{Param: old.name, Key: "unreadable"}
		}
		if was = t; t.is.Op == register.Moved { // a report asks so; the dialog begins anew
			path, was = cmp.Or(path, strings.TrimSuffix(old.name, "."+string(register.Moved))), term{}
		}
		if path == "" {
			path = strings.TrimSuffix(old.name, "."+string(t.is.Op))
		}
	}
	r, f, err := fieldAt(s.reg, path)
	if err != nil {
		return err
	}
	if !c.actor.Sees(r, f.Class) {
		return register.HiddenField{Register: r.Name, Field: f.Name}
	}
	ops := opsOf(r, f)
	op := register.Op(form.Get("op"))
	if op == "" && was.is.Op != "" {
		op = dialogOp(was.is)
	}
	if !slices.Contains(ops, op) {
		op = ops[0]
	}
	v := page.FilterEditor{
		Title: label(c.p, r, f), Operator: string(op), Action: "/" + s.path + "/filter/apply", Self: "/" + s.path + "/filter/edit",
		Hidden: []page.Hidden{{Name: "state", Value: form.Get("state")}, {Name: "field", Value: path}, {Name: "was", Value: old.name}, {Name: "text", Value: old.text}, {Name: "at", Value: form.Get("at")}},
	}
	for _, o := range ops {
		v.Operators = append(v.Operators, page.Choice{Value: string(o), Label: c.opWords(f, o)})
	}
	if old.name != "" && form.Get("at") == "" {
		v.Remove = s.href(without(old.name, old.text))
	}
	err = c.read(func(tx *store.Tx) error {
		v.Inputs, v.Quick, err = c.operandInputs(tx, s, r, f, op, path, was)
		return err
	})
	if err != nil {
		return err
	}
	return c.fragment(page.Condition(c.p, v))
}

// opsOf are the operators offered for a field of r.
func opsOf(r *register.Register, f *register.Field) []register.Op {
	var out []register.Op
	for _, o := range f.Kind.Ops() {
		switch {
		case o == register.Under && (f.Target == nil || f.Target.Tree == ""),
			o == register.Within && len(f.Words()) == 0,
			o == register.OneOf && (f.Kind == register.Text || f.Kind == register.Email || f.Kind == register.Phone):
		default:
			out = append(out, o)
		}
	}
	if segmented(r, f) != nil {
		out = append(out, inView, notInView)
	}
	return out
}

// opWords is an operator in words; of days the others are said otherwise.
func (c *call) opWords(f *register.Field, o register.Op) string {
	if f.Kind == register.Day || f.Kind == register.Moment {
		if said := map[register.Op]string{register.Less: "before", register.AtMost: "until", register.Greater: "after", register.AtLeast: "since"}[o]; said != "" {
			return c.p.Text("op." + said)
		}
	}
	return c.p.Text("op." + string(o))
}

// operandInputs are the inputs of an operator, filled from the condition there
// was, and the words that need none.
func (c *call) operandInputs(tx *store.Tx, s *state, r *register.Register, f *register.Field, op register.Op, path string, was term) ([]page.Field, []page.Button, error) {
	in := page.Field{Name: "value", Label: c.p.Text("filter.value"), Focus: true}
	var values []any
	if len(was.path) > 0 && was.field().Name == f.Name {
		var many bool
		if values, many = was.is.Value.([]any); !many && was.is.Value != nil {
			values = []any{was.is.Value}
		}
	}
	switch op {
	case register.IsSet, register.Unset:
		return nil, nil, nil
	case inView, notInView:
		in, err := c.segmentInput(tx, segmented(r, f), values)
		return []page.Field{in}, nil, err
	case register.Within:
		in.Control = page.AskChoice
		for _, w := range f.Words() {
			in.Choices = append(in.Choices, page.Choice{Value: string(w), Label: c.p.Text("op." + string(w))})
		}
		if w, ok := was.is.Value.(register.Word); ok {
			in.Values = []string{string(w)}
		}
		var quick []page.Button
		for _, w := range f.Words() {
			quick = append(quick, page.Button{Label: c.p.Text("op." + string(w)), Small: true, Href: s.href(without(was.name, was.text), set(path+".within", string(w)))})
		}
		if len(quick) > 8 {
			quick = quick[:8]
		}
		return []page.Field{in}, quick, nil
	}
	n, err := c.namesOfValues(tx, f, values)
	if err == nil {
		err = c.namesOfViews(tx, n, values)
	}
	if err != nil {
		return nil, nil, err
	}
	switch f.Kind {
	case register.Choice, register.Several:
		in.Control = page.AskSeveral
		for _, value := range f.Choices {
			in.Choices = append(in.Choices, page.Choice{Value: value, Label: choice(c.p, r, f, value)})
		}
		for _, v := range values {
			in.Values = append(in.Values, v.(string))
		}
	case register.Reference, register.References:
		in.Control, in.Lookup = page.AskReferences, "/lookup/"+f.Target.Path
		if op == register.Under || op == register.Equal || op == register.Differs || op == register.Has {
			in.Control = page.AskReference
		}
		for _, v := range values {
			value := f.Text(v)
			if view, ok := v.(register.View); ok {
				value = view.String()
			}
			in.Chosen = append(in.Chosen, page.Chosen{ID: value, Label: c.operandWords(n, r, f, v)})
			in.Values = append(in.Values, value)
		}
	case register.Bool:
		in.Control = page.AskChoice
		in.Choices = []page.Choice{{Value: "true", Label: c.p.Text("yes")}, {Value: "false", Label: c.p.Text("no")}}
		in.Values = []string{"true"}
		if len(values) > 0 && values[0] == false {
			in.Values = []string{"false"}
		}
	default:
		plain := *f
		plain.Required = false
		var v any
		if len(values) > 0 {
			v = values[0]
		}
		in = c.filterInput(n, r, &plain, v)
	}
	return []page.Field{in}, nil, nil
}

// filterInput is the input of one plain value.
func (c *call) filterInput(n names, r *register.Register, f *register.Field, v any) page.Field {
	in := page.Field{Name: "value", Label: c.p.Text("filter.value"), Focus: true, Control: page.AskText}
	text := ""
	if v != nil {
		text = c.operandWords(n, r, f, v)
	}
	in.Values = []string{text}
	switch f.Kind {
	case register.Int:
		in.Control = page.AskNumber
	case register.Price, register.Quantity:
		in.Control = page.AskQuantity
	case register.Percent:
		in.Control = page.AskPercent
	case register.Day:
		in.Control = page.AskDate
	case register.Moment:
		in.Control = page.AskMoment
	case register.Money:
		in = c.moneyInput(in, v)
	}
	return in
}

// filterApply leads to the list with the condition that the dialog made.
func (c *call) filterApply(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	form := c.r.Form
	path := form.Get("field")
	r, f, err := fieldAt(s.reg, path)
	if err != nil {
		return err
	}
	op := register.Op(form.Get("op"))
	if !slices.Contains(opsOf(r, f), op) {
		return register.BadFilter{Param: path, Key: "unknown_operator"}
	}
	text, err := c.operandSaid(f, op, form)
	if err != nil {
		return err
	}
	op = plainOp(op)
	if at := form.Get("at"); at != "" {
		return c.addToGroup(s, at, path, op, text)
	}
	name := path + "." + string(op)
	if text == "" && op != register.IsSet && op != register.Unset {
		return c.goTo(s.href(without(form.Get("was"), form.Get("text"))))
	}
	return c.goTo(s.href(without(form.Get("was"), form.Get("text")), func(v url.Values) { v.Add(name, text) }))
}

// operandSaid is what the dialog's inputs say, as addresses write it.
func (c *call) operandSaid(f *register.Field, op register.Op, form url.Values) (string, error) {
	values := slices.DeleteFunc(slices.Clone(form["value"]), func(s string) bool { return s == "" })
	switch {
	case op == register.IsSet || op == register.Unset || len(values) == 0:
		return "", nil
	case op == inView, op == notInView:
		return viewsSaid(values)
	case op == register.Within, f.Kind == register.Bool:
		return values[0], nil
	case f.Kind == register.Choice, f.Kind == register.Several, f.Kind == register.Reference, f.Kind == register.References:
		return strings.Join(values, ","), nil
	case f.Kind == register.Money:
		values = []string{values[0], form.Get("value.currency")}
	case f.Kind == register.Text, f.Kind == register.LongText, f.Kind == register.Email, f.Kind == register.Phone:
		return values[0], nil
	}
	v, err := c.asTyped(f, values)
	if err != nil {
		var bad register.ErrUnreadable
		if errors.As(err, &bad) {
			return "", register.RefuseAt("value", string(bad))
		}
		return "", err
	}
	return f.Text(v), nil
}

// group is a tree of conditions as the advanced filter edits it, kept in the
// address as JSON in the form of register.MarshalFilter.
type group struct {
	All   []group `json:"all,omitzero"`
	Any   []group `json:"any,omitzero"`
	Not   *group  `json:"not,omitempty"`
	Field string  `json:"field,omitempty"`
	Op    string  `json:"op,omitempty"`
	Value *string `json:"value,omitempty"`
	// Through and Filter lead to a field of another register.
	Through string `json:"through,omitempty"`
	Filter  *group `json:"filter,omitempty"`
}

// groupsOf reads the tree of a list's address; there is always an outer group.
func groupsOf(text string) group {
	var g group
	if text == "" || json.Unmarshal([]byte(text), &g) != nil || g.All == nil && g.Any == nil && g.Not == nil {
		leaf := g
		g = group{All: []group{}}
		if leaf.leaf() {
			g.All = append(g.All, leaf)
		}
	}
	return g
}

func (g group) text() string {
	b, _ := json.Marshal(g)
	return string(b)
}

// leaf reports whether it is a condition and not a group of them.
func (g group) leaf() bool { return g.Field != "" || g.Through != "" }

// asCondition is a condition as addresses write it.
func (g group) asCondition() condition {
	name := ""
	for g.Through != "" && g.Filter != nil {
		name += g.Through + "."
		g = *g.Filter
	}
	text := ""
	if g.Value != nil {
		text = *g.Value
	}
	return condition{name + g.Field + "." + g.Op, text}
}

// leafOf is the condition on the field at a path of names.
func leafOf(path string, op register.Op, text string) group {
	names := strings.Split(path, ".")
	leaf := group{Field: names[len(names)-1], Op: string(op), Value: &text}
	for i := len(names) - 2; i >= 0; i-- {
		inner := leaf
		leaf = group{Through: names[i], Filter: &inner}
	}
	return leaf
}

// pruned is the group without the groups in it that say nothing yet.
func (g group) pruned() group {
	in := g.inner()
	list := slices.Clone(*g.children())
	for i := range list {
		if !list[i].leaf() {
			list[i] = list[i].pruned()
		}
	}
	list = slices.DeleteFunc(list, func(one group) bool { return !one.leaf() && len(*one.children()) == 0 })
	own := group{All: list}
	if in.Any != nil {
		own = group{Any: list}
	}
	if g.Not != nil {
		return group{Not: &own}
	}
	return own
}

// gathered takes the conditions of a list into one tree: those in its chips
// and the groups it has.
func (s *state) gathered() group {
	tree := groupsOf(s.values.Get("filter"))
	chips := group{All: []group{}}
	for _, one := range s.conditions() {
		t, ok := termOf(s.reg, one)
		if !ok {
			continue
		}
		var names []string
		for _, f := range t.path {
			names = append(names, f.Name)
		}
		chips.All = append(chips.All, leafOf(strings.Join(names, "."), t.is.Op, one.text))
	}
	switch {
	case len(*tree.children()) == 0:
		return chips
	case tree.All != nil:
		tree.All = slices.Concat(chips.All, tree.All)
		return tree
	case len(chips.All) > 0:
		chips.All = append(chips.All, tree)
		return chips
	}
	return tree
}

// scattered is the reverse: conditions that all hold are chips, which say in
// words what they are; groups that cannot be chips stay groups.
func (s *state) scattered(tree group) func(url.Values) {
	tree = tree.pruned()
	return func(v url.Values) {
		s.bare()(v)
		if tree.All == nil {
			if len(*tree.children()) > 0 {
				v.Set("filter", tree.text())
			}
			return
		}
		groups := group{All: []group{}}
		for _, one := range tree.All {
			if one.leaf() {
				c := one.asCondition()
				v.Add(c.name, c.text)
			} else {
				groups.All = append(groups.All, one)
			}
		}
		if len(groups.All) > 0 {
			v.Set("filter", groups.text())
		}
	}
}

// bare drops all conditions of a list but the words of its search.
func (s *state) bare() func(url.Values) {
	return func(v url.Values) {
		v.Del("filter")
		for _, one := range s.conditions() {
			v.Del(one.name)
		}
	}
}

// inner is the group itself without the Not around it.
func (g *group) inner() *group {
	if g.Not != nil {
		return g.Not
	}
	return g
}

func (g *group) children() *[]group {
	in := g.inner()
	if in.Any != nil {
		return &in.Any
	}
	if in.All == nil {
		in.All = []group{}
	}
	return &in.All
}

// at finds the group of a path of places: "0.2"; "-" is the outermost.
func (g *group) at(path string) *group {
	if path == "-" {
		return g
	}
	for _, step := range strings.Split(path, ".") {
		i, err := strconv.Atoi(step)
		list := *g.children()
		if err != nil || i < 0 || i >= len(list) {
			return nil
		}
		g = &list[i]
	}
	return g
}

// copied is a deep copy, so that each address on the page changes its own.
func (g group) copied() group { return groupsOf(g.text()) }

// filterGroups is the drawer with groups of conditions. It begins with the
// conditions that the list has.
func (c *call) filterGroups(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	tree := s.gathered()
	if text := c.r.Form.Get("tree"); text != "" {
		tree = groupsOf(text)
	}
	then := s.core()
	s.scattered(tree)(then)
	applied, err := c.stateOf(l, then)
	if err != nil {
		return err
	}
	s.bare()(s.values)
	v := page.FilterGroups{Apply: applied.href()}
	err = c.read(func(tx *store.Tx) error {
		if v.Root, err = c.groupView(tx, s, tree, "-"); err != nil {
			return err
		}
		if _, err := c.understand(tx, applied); err != nil {
			return err
		}
		n, err := tx.Count(c.r.Context(), applied.reg, applied.filter, mostCounted+1)
		if err != nil {
			return err
		}
		v.Count = c.p.Count("list.found", int64(min(n, mostCounted)))
		return nil
	})
	if err != nil {
		return err
	}
	return c.fragment(page.Groups(c.p, v))
}

func (c *call) groupsHref(s *state, tree group) string {
	return withQuery("/"+s.path+"/filter/groups", url.Values{"state": {s.core().Encode()}, "tree": {tree.text()}})
}

// changedTree is the tree after a change of the group at path.
func changedTree(tree group, path string, change func(*group)) group {
	own := tree.copied()
	if at := own.at(path); at != nil {
		change(at)
	}
	return own
}

func (c *call) groupView(tx *store.Tx, s *state, tree group, path string) (page.FilterGroup, error) {
	g := tree.at(path)
	in := g.inner()
	v := page.FilterGroup{Any: in.Any != nil, Not: g.Not != nil}
	v.Switch = c.groupsHref(s, changedTree(tree, path, func(g *group) {
		in := g.inner()
		if in.Any != nil {
			in.All, in.Any = in.Any, nil
		} else {
			in.Any, in.All = in.All, nil
			if in.Any == nil {
				in.Any = []group{}
			}
		}
	}))
	v.Invert = c.groupsHref(s, changedTree(tree, path, func(g *group) {
		if g.Not != nil {
			*g = *g.Not
		} else {
			own := *g
			*g = group{Not: &own}
		}
	}))
	if path != "-" {
		v.Remove = c.groupsHref(s, removed(tree, path))
	}
	place := url.Values{"state": {withTree(s, tree)}, "at": {path}}
	v.Add = withQuery("/"+s.path+"/filter/fields", place)
	if strings.Count(path, ".") < 2 {
		v.Nest = c.groupsHref(s, changedTree(tree, path, func(g *group) {
			list := g.children()
			*list = append(*list, group{Any: []group{}})
		}))
	}
	for i, child := range *g.children() {
		at := strconv.Itoa(i)
		if path != "-" {
			at = path + "." + at
		}
		if !child.leaf() {
			nested, err := c.groupView(tx, s, tree, at)
			if err != nil {
				return v, err
			}
			v.Groups = append(v.Groups, nested)
			continue
		}
		chip, err := c.groupChip(tx, s, child)
		if err != nil {
			return v, err
		}
		chip.Remove = c.groupsHref(s, removed(tree, at))
		v.Chips = append(v.Chips, chip)
	}
	return v, nil
}

func (c *call) groupChip(tx *store.Tx, s *state, g group) (page.FilterChip, error) {
	one := g.asCondition()
	t, ok := termOf(s.reg, one)
	if !ok {
		return page.FilterChip{Field: one.name, Words: one.text}, nil
	}
	words, err := c.termWords(tx, t)
	return page.FilterChip{Field: c.termLabel(t), Words: words, Title: words}, err
}

func removed(tree group, path string) group {
	own := tree.copied()
	parent, last := "-", path
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		parent, last = path[:i], path[i+1:]
	}
	if g := own.at(parent); g != nil {
		list := g.children()
		if i, err := strconv.Atoi(last); err == nil && i < len(*list) {
			*list = slices.Delete(*list, i, i+1)
		}
	}
	return own
}

// withTree is the state of the list with another tree of conditions.
func withTree(s *state, tree group) string {
	v := s.core()
	v.Set("filter", tree.text())
	return v.Encode()
}

// addToGroup puts a condition into the group at a place of the tree that the
// state carries, and shows the drawer again.
func (c *call) addToGroup(s *state, at, path string, op register.Op, text string) error {
	tree := groupsOf(s.values.Get("filter"))
	own := changedTree(tree, at, func(g *group) {
		list := g.children()
		*list = append(*list, leafOf(path, op, text))
	})
	return c.goTo(s.href(s.scattered(own)))
}

// moneyInput is an amount with its currency.
func (c *call) moneyInput(in page.Field, v any) page.Field {
	in.Control = page.AskMoney
	in.Values = []string{"", c.baseCurrency()}
	if m, ok := v.(money.Money); ok {
		in.Values = []string{c.p.Decimal(m.Minor, money.Digits(m.Currency)), m.Currency}
	}
	in.Choices = c.currencies(in.Values[1])
	return in
}
