package sheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/register"
)

// Suggestion is a first Mapping, for a person to look at.
type Suggestion struct {
	Mapping Mapping
	Columns []Suggested // one for each column of the file
	Missing []string    // required fields to which no column goes
}

// Suggested says why a column was matched as it was.
type Suggested struct {
	// Why is name, when the header says what it is, or content, when the values
	// do; empty when the column was not matched.
	Why string
	// Doubt is set when dates or numbers can be read in two ways.
	Doubt bool
	// New is a custom field that could be made for the column: offered for those
	// not matched.
	New *NewField
}

// Suggest matches the columns of a file to the fields of r that actor may
// fill: by their labels in four languages, by their names, by the headers that
// files usually have, and e-mails and phones by what they look like. currency
// is that of amounts without a sign.
func Suggest(actor register.Actor, r *register.Register, s *Source, st *Study, p *lang.Printer, currency string) Suggestion {
	g := suggesting{actor: actor, reg: r, study: st, printer: p, printers: printersOf(p), currency: currency}
	g.collect()
	return g.match(s)
}

type suggesting struct {
	actor    register.Actor
	reg      *register.Register
	study    *Study
	printer  *lang.Printer
	printers []*lang.Printer
	currency string
	targets  []target
}

// target is a place that a column may go to.
type target struct {
	path  string
	field *register.Field
	names map[string]int // folded header → how sure it is
	row   string         // phones, of phones.0.number: further columns go to further rows
	rest  string
}

const (
	byUsual = 3 // headers that files usually have
	byLabel = 2
	byField = 1
)

func (g *suggesting) collect() {
	for _, f := range g.reg.Fields {
		if f.Unseen || f.ReadOnly || !g.actor.Sees(g.reg, f.Class) || !g.actor.Edits(g.reg, f.Class) {
			continue
		}
		switch f.Kind {
		case register.FileOf, register.LinkTo:
		case register.NamesOf:
			g.names(f)
		case register.PartsOf:
			g.part(f)
		default:
			g.targets = append(g.targets, target{path: f.Name, field: f, names: g.called(g.reg, f, f.Name)})
		}
	}
}

// called are the headers by which a field is known.
func (g *suggesting) called(r *register.Register, f *register.Field, usual string) map[string]int {
	out := map[string]int{fold(f.Name): byField, fold(r.Name + " " + f.Name): byField}
	for _, p := range g.printers {
		if l := label(r, f, p); l != "" {
			out[fold(l)] = byLabel
		}
	}
	for _, h := range usualHeaders(g.reg, usual, g.printers) {
		out[fold(h)] = byUsual
	}
	return out
}

// names offers each language of a name, and the one that the values are in
// for a header without a language.
func (g *suggesting) names(f *register.Field) {
	for _, l := range register.Languages {
		t := target{path: f.Name + "." + l, field: f, names: map[string]int{}}
		for name, sure := range g.called(g.reg, f, f.Name) {
			for _, mark := range []string{l, lang.Language(l).Name()} {
				t.names[fold(name+" "+mark)] = sure
			}
			if l == string(g.printer.Language()) {
				t.names[name] = sure
			}
		}
		g.targets = append(g.targets, t)
	}
}

// part offers the first row of parts such as phones: its main field is known
// by the name of the parts.
func (g *suggesting) part(f *register.Field) {
	main := true
	for _, of := range f.Target.Fields {
		if of.ReadOnly || of.Unseen || of.Kind == register.PartsOf {
			continue
		}
		t := target{path: f.Name + ".0." + of.Name, field: of, row: f.Name, rest: of.Name, names: map[string]int{}}
		if main && (of.Kind == register.Text || of.Kind == register.Phone || of.Kind == register.Email || of.Kind == register.LongText) {
			t.names = g.called(g.reg, f, f.Name)
			main = false
		}
		for name, sure := range g.called(f.Target, of, f.Name+"."+of.Name) {
			if name != fold(of.Name) || sure > byField {
				t.names[name] = max(t.names[name], sure)
			}
		}
		g.targets = append(g.targets, t)
	}
}

// pair is a column and a target that may belong together.
type pair struct{ column, target, score int }

func (g *suggesting) match(s *Source) Suggestion {
	out := Suggestion{
		Mapping: Mapping{
			Register: g.reg.Name, Encoding: s.Encoding, Delimiter: s.Delimiter, Sheet: s.Sheet, HeaderRow: s.HeaderRow,
			Columns: make([]Column, len(s.Header)),
		},
		Columns: make([]Suggested, len(s.Header)),
	}
	for i, header := range s.Header {
		out.Mapping.Columns[i] = Column{Header: header}
	}
	for _, found := range g.pairs(s.Header) {
		c, t := &out.Mapping.Columns[found.column], g.targets[found.target]
		path, free := g.place(&out.Mapping, t)
		if c.Field != "" || c.Person != "" || !free {
			continue
		}
		c.Field = path
		out.Columns[found.column].Why = "name"
		g.detail(c, t.field, &g.study.Columns[found.column], &out.Columns[found.column])
	}
	g.people(&out)
	g.contents(&out)
	for i := range out.Columns {
		if c := out.Mapping.Columns[i]; c.Field == "" && c.Person == "" {
			out.Columns[i].New = g.newField(&out.Mapping, g.study.Columns[i])
		}
	}
	out.Mapping.Key = g.key(&out.Mapping)
	out.Missing = g.missing(&out.Mapping)
	return out
}

// pairs are the columns and targets that go together, the surest first.
func (g *suggesting) pairs(header []string) []pair {
	var out []pair
	for i, h := range header {
		name := fold(h)
		plain := strings.TrimRight(name, " 0123456789")
		for j, t := range g.targets {
			sure := t.names[name]
			if sure == 0 && t.row != "" {
				sure = t.names[plain] // phone 2
			}
			if (sure > 0 || nearAny(name, t.names)) && g.fits(t.field, &g.study.Columns[i]) {
				out = append(out, pair{i, j, sure})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	return out
}

// nearAny reports whether a header is another form of a name: one of many,
// many of one. It is the least sure of all.
func nearAny(header string, names map[string]int) bool {
	for name, sure := range names {
		if sure >= byLabel && nearForms(header, name) {
			return true
		}
	}
	return false
}

// nearForms compares two names word by word: роль and ролі, role and roles.
// Only the endings may differ.
func nearForms(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) == 0 || len(x) != len(y) {
		return false
	}
	for i := range x {
		if !nearWords([]rune(x[i]), []rune(y[i])) {
			return false
		}
	}
	return true
}

func nearWords(a, b []rune) bool {
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	ends := []int{len(a) - same, len(b) - same}
	slices.Sort(ends)
	return ends[1] == 0 || same >= 3 && ends[1] <= 1 || same >= 6 && ends[0] <= 1 && ends[1] <= 2
}

// place is where a column that goes to t ends up: of parts, the first row that
// is free.
func (g *suggesting) place(m *Mapping, t target) (string, bool) {
	taken := func(path string) bool {
		return slices.ContainsFunc(m.Columns, func(c Column) bool { return c.Field == path })
	}
	if t.row == "" {
		return t.path, !taken(t.path)
	}
	for n := range 5 {
		if path := fmt.Sprintf("%s.%d.%s", t.row, n, t.rest); !taken(path) {
			return path, true
		}
	}
	return "", false
}

// fits reports whether the values of a column can be what a field holds. A
// column of nothing fits everything.
func (g *suggesting) fits(f *register.Field, c *ColumnStudy) bool {
	half := func(n int) bool { return n*2 >= c.Filled }
	switch f.Kind {
	case register.Int, register.Quantity, register.Price, register.Percent, register.Money:
		return half(c.Numbers.Read)
	case register.Day, register.Moment:
		return half(c.Dates.Read)
	case register.Email:
		return half(c.Emails)
	}
	return true
}

// detail fills in how the column writes what it holds.
func (g *suggesting) detail(c *Column, f *register.Field, st *ColumnStudy, found *Suggested) {
	switch f.Kind {
	case register.Day, register.Moment:
		c.Dates, found.Doubt = st.Dates.Order, st.Dates.Doubt
	case register.Money:
		c.Currency = g.currency
		if st.Numbers.Currency != "" {
			c.Currency = st.Numbers.Currency
		}
		c.Decimal, found.Doubt = st.Numbers.Decimal, st.Numbers.Doubt
	case register.Int, register.Quantity, register.Price, register.Percent:
		c.Decimal, found.Doubt = st.Numbers.Decimal, st.Numbers.Doubt
	case register.Reference, register.References:
		if f.Target != nil && keepsPeople(f.Target) {
			c.Person = personOrder(st.Samples)
		}
	}
}

// people finds the column with the full names, in a register of people.
func (g *suggesting) people(out *Suggestion) {
	if !keepsPeople(g.reg) {
		return
	}
	for _, c := range out.Mapping.Columns {
		if c.Field == given {
			return
		}
	}
	for i := range out.Mapping.Columns {
		c, st := &out.Mapping.Columns[i], g.study.Columns[i]
		known := slices.ContainsFunc(usualHeaders(g.reg, "person", g.printers), func(h string) bool { return fold(h) == fold(c.Header) })
		words := 0
		for _, s := range st.Samples {
			if n := len(strings.Fields(s)); n == 2 || n == 3 {
				words++
			}
		}
		if words*2 > len(st.Samples) && (known || c.Field == surname) {
			*c = Column{Header: c.Header, Person: personOrder(st.Samples)}
			out.Columns[i].Why = "name"
			return
		}
	}
}

// contents matches columns whose values tell what they are.
func (g *suggesting) contents(out *Suggestion) {
	for i := range out.Mapping.Columns {
		c, st := &out.Mapping.Columns[i], &g.study.Columns[i]
		if c.Field != "" || c.Person != "" || st.Filled == 0 {
			continue
		}
		kind, is := register.Email, st.Emails*10 >= st.Filled*8
		if !is {
			kind, is = register.Phone, st.Phones*10 >= st.Filled*8 && strings.ContainsAny(strings.Join(st.Samples, ""), "+( -")
		}
		if !is {
			continue
		}
		for _, t := range g.targets {
			if path, free := g.place(&out.Mapping, t); t.field.Kind == kind && free {
				c.Field, out.Columns[i].Why = path, "content"
				break
			}
		}
	}
}

// newField describes the custom field that would hold a column.
func (g *suggesting) newField(m *Mapping, c ColumnStudy) *NewField {
	if c.Filled == 0 {
		return nil
	}
	kind := register.Text
	switch n := c.Numbers; {
	case c.Dates.Read == c.Filled:
		kind = register.Day
	case n.Read == c.Filled && n.Currency != "":
		kind = register.Money
	case n.Read == c.Filled && n.Percent && n.Digits <= 4:
		kind = register.Percent
	case n.Read == c.Filled && !n.leading && n.Decimal == "" && !n.Doubt:
		kind = register.Int
	case n.Read == c.Filled && !n.leading && n.Digits <= 3:
		kind = register.Quantity
	case c.Emails == c.Filled:
		kind = register.Email
	case c.Longest > 300:
		kind = register.LongText
	}
	labels := map[string]string{}
	for _, l := range register.Languages {
		labels[l] = strings.Join(strings.Fields(strings.ReplaceAll(c.Header, "_", " ")), " ")
	}
	return &NewField{Name: g.customName(m, c.Header), Kind: kind.String(), Class: string(register.Open), Labels: labels}
}

// customName makes a name of a header: x_ and what is left of it in small
// Latin letters.
func (g *suggesting) customName(m *Mapping, header string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(identity.Transliterate(identity.UA2010, header)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	name := strings.Trim(b.String(), "_")
	if name == "" {
		name = "column"
	}
	name = "x_" + strings.TrimRight(name[:min(len(name), 36)], "_")
	for n, one := 2, name; ; n++ {
		taken := g.reg.Field(one) != nil || slices.ContainsFunc(m.Columns, func(c Column) bool { return c.New != nil && c.New.Name == one })
		if !taken {
			return one
		}
		one = fmt.Sprintf("%s_%d", name, n)
	}
}

// key picks the column that tells known records from new ones: a unique field,
// the name of a person, or the first name, if no value stands twice.
func (g *suggesting) key(m *Mapping) []string {
	var name []string
	for i, c := range m.Columns {
		st := g.study.Columns[i]
		whole := st.Unique && st.Empty == 0
		switch f := fieldAt(g.reg, c.Field); {
		case c.Person != "" && c.Field == "" && c.Makes == "" && whole:
			name = []string{surname, given}
		case f == nil || !whole:
		case f.Unique:
			return []string{c.Field}
		case name == nil && slices.ContainsFunc(namingFields(g.reg), func(n *register.Field) bool { return n.Name == f.Name || strings.HasPrefix(c.Field, n.Name+".") }):
			name = []string{c.Field}
		}
	}
	return name
}

// missing are the required fields that nothing fills.
func (g *suggesting) missing(m *Mapping) []string {
	return missing(g.reg, m)
}

func missing(r *register.Register, m *Mapping) []string {
	var out []string
	for _, f := range r.Fields {
		if !f.Required || f.ReadOnly {
			continue
		}
		filled := slices.ContainsFunc(m.Columns, func(c Column) bool {
			head, _, _ := strings.Cut(c.Field, ".")
			return head == f.Name || c.Field == "" && c.Person != "" && c.Makes == "" && (f.Name == surname || f.Name == given)
		}) || slices.ContainsFunc(m.Constants, func(c Constant) bool {
			head, _, _ := strings.Cut(c.Field, ".")
			return head == f.Name && c.Only == nil
		})
		if !filled {
			out = append(out, f.Name)
		}
	}
	return out
}
