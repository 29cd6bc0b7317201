package store

import (
	"database/sql"
	"slices"
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/register"
)

// cell is one column of a row and whether it holds a number or a text.
type cell struct {
	name   string
	number bool
	null   bool // a reference: nought is kept as NULL
}

// cells are the columns that keep a field's value. Sets and parts have tables
// of their own, custom fields lie in the column custom.
func cells(f *register.Field) []cell {
	if f.Custom {
		return nil
	}
	switch f.Kind {
	case register.Int, register.Bool, register.Price, register.Quantity, register.Percent, register.Moment, register.Several:
		return []cell{{name: f.Name, number: true}}
	case register.Reference:
		return []cell{{name: f.Name, number: true, null: true}}
	case register.Money:
		return []cell{{name: f.Name + "_minor", number: true}, {name: f.Name + "_currency"}}
	case register.LinkTo:
		return []cell{{name: f.Name + "_register"}, {name: f.Name + "_id", number: true}}
	case register.FileOf:
		return []cell{{name: f.Name + "_hash"}, {name: f.Name + "_name"}, {name: f.Name + "_type"}, {name: f.Name + "_size", number: true}}
	case register.NamesOf:
		return []cell{{name: f.Name + "_uk"}, {name: f.Name + "_ru"}, {name: f.Name + "_bg"}, {name: f.Name + "_en"}}
	case register.References, register.PartsOf:
		return nil
	}
	return []cell{{name: f.Name}}
}

// folded reports whether the field keeps a folded copy beside its text.
func folded(f *register.Field) bool {
	return f.Indexed && !f.Custom && (f.Kind == register.Text || f.Kind == register.Email || f.Kind == register.Phone)
}

// keyed reports whether the field keeps a collation key beside its text.
func keyed(f *register.Field) bool { return f.Indexed && !f.Custom && f.Kind == register.Text }

// plan is how the rows of one register, or of one kind of part, are read and
// written: made once for each schema.
type plan struct {
	reg     *register.Register
	fields  []*register.Field // that are read
	cells   []cell
	list    string   // the columns of a SELECT, under alias t
	derived []string // columns written but not read: folded copies, keys, search texts
	search  []register.Class
	latin   bool
	insert  string
	update  string
}

func newPlan(d dialect, r *register.Register) *plan {
	p := &plan{reg: r, fields: r.Fields, cells: headOf(r)}
	for _, f := range r.Fields {
		p.cells = append(p.cells, cells(f)...)
		if folded(f) {
			p.derived = append(p.derived, f.Name+"_fold")
		}
		if keyed(f) {
			p.derived = append(p.derived, f.Name+"_key")
		}
	}
	if !r.IsPart() {
		p.search = searchClasses(r)
		for _, c := range p.search {
			p.derived = append(p.derived, "search_"+string(c))
			p.latin = p.latin || c == register.Open
		}
		if p.latin {
			p.derived = append(p.derived, "search_latin")
		}
	}
	var names, marks, sets []string
	written := p.cells[1:]
	n := 0
	add := func(name string) {
		n++
		names, marks = append(names, quote(name)), append(marks, d.mark(n))
		sets = append(sets, quote(name)+" = "+d.mark(n))
	}
	for _, c := range written {
		add(c.name)
	}
	for _, name := range p.derived {
		add(name)
	}
	p.list = columnsOf(d, p.cells)
	p.insert = "INSERT INTO " + r.Path + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ") RETURNING id"
	p.update = "UPDATE " + r.Path + " SET " + strings.Join(sets, ", ") + " WHERE id = " + d.mark(n+1)
	if !r.IsPart() {
		p.update += " AND version = " + d.mark(n+2)
	}
	return p
}

// headOf are the columns that begin each row.
func headOf(r *register.Register) []cell {
	if r.IsPart() {
		return []cell{{name: "id", number: true}, {name: "owner", number: true}, {name: "position", number: true}}
	}
	return []cell{
		{name: "id", number: true},
		{name: "version", number: true},
		{name: "created_at", number: true},
		{name: "created_by", number: true, null: true},
		{name: "updated_at", number: true},
		{name: "updated_by", number: true, null: true},
		{name: "archived", number: true},
		{name: "custom"},
	}
}

// columnsOf are the columns of a SELECT, under alias t.
func columnsOf(d dialect, cells []cell) string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = "t." + quote(c.name)
		switch {
		case c.null:
			list[i] = "COALESCE(" + list[i] + ", 0)"
		case c.name == "custom":
			list[i] = d.text(list[i])
		}
	}
	return strings.Join(list, ", ")
}

// only is the plan for reading some fields, all of them when none are named.
func (p *plan) only(d dialect, names []string) *plan {
	if len(names) == 0 {
		return p
	}
	some := &plan{reg: p.reg, cells: headOf(p.reg)}
	for _, f := range p.reg.Fields {
		if slices.Contains(names, f.Name) {
			some.fields = append(some.fields, f)
			some.cells = append(some.cells, cells(f)...)
		}
	}
	some.list = columnsOf(d, some.cells)
	return some
}

// searchClasses are the classes whose texts of r can be searched.
func searchClasses(r *register.Register) []register.Class {
	var out []register.Class
	for _, c := range register.Classes() {
		if hasSearchable(r, c) {
			out = append(out, c)
		}
	}
	return out
}

func hasSearchable(r *register.Register, c register.Class) bool {
	for _, f := range r.Fields {
		if f.Searchable && !f.Custom && f.Kind != register.PartsOf && f.Class == c {
			return true
		}
		if f.Kind == register.PartsOf && hasSearchable(f.Target, c) {
			return true
		}
	}
	return false
}

// reader reads rows into records; its buffers serve all rows of one answer.
type reader struct {
	plan  *plan
	ints  []int64
	texts []string
	into  []any
}

func (p *plan) reader() *reader {
	rd := &reader{plan: p, ints: make([]int64, len(p.cells)), texts: make([]string, len(p.cells)), into: make([]any, len(p.cells))}
	for i, c := range p.cells {
		if c.number {
			rd.into[i] = &rd.ints[i]
		} else {
			rd.into[i] = &rd.texts[i]
		}
	}
	return rd
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// record reads the row under the cursor of rows as a record.
func (rd *reader) record(rows *sql.Rows) (register.Record, error) {
	if err := rows.Scan(rd.into...); err != nil {
		return nil, err
	}
	r := rd.plan.reg
	rec := r.New()
	b := register.BaseOf(rec)
	b.ID, b.Version = rd.ints[0], rd.ints[1]
	b.CreatedAt, b.CreatedBy = moment(rd.ints[2]), rd.ints[3]
	b.UpdatedAt, b.UpdatedBy = moment(rd.ints[4]), rd.ints[5]
	b.Archived = rd.ints[6] != 0
	b.Partial, b.Fragment = true, len(rd.plan.fields) < len(r.Fields)
	rd.fields(rec, 8)
	return rec, register.UnmarshalCustom(r, rec, rd.texts[7])
}

// part reads the row under the cursor of rows as a part and its owner.
func (rd *reader) part(rows *sql.Rows) (part any, owner register.ID, err error) {
	if err := rows.Scan(rd.into...); err != nil {
		return nil, 0, err
	}
	part = rd.plan.reg.NewPart()
	register.PartOf(part).ID = rd.ints[0]
	rd.fields(part, 3)
	return part, rd.ints[1], nil
}

func (rd *reader) fields(rec any, i int) {
	for _, f := range rd.plan.fields {
		if f.Custom {
			continue
		}
		switch f.Kind {
		case register.References, register.PartsOf:
			continue
		case register.Int, register.Price, register.Quantity, register.Percent, register.Reference:
			f.Set(rec, rd.ints[i])
		case register.Bool:
			f.Set(rec, rd.ints[i] != 0)
		case register.Moment:
			f.Set(rec, moment(rd.ints[i]))
		case register.Several:
			f.Set(rec, choicesOf(f, rd.ints[i]))
		case register.Money:
			f.Set(rec, money.Money{Minor: rd.ints[i], Currency: rd.texts[i+1]})
			i++
		case register.LinkTo:
			f.Set(rec, register.Link{Register: rd.texts[i], ID: rd.ints[i+1]})
			i++
		case register.FileOf:
			f.Set(rec, register.File{Hash: rd.texts[i], Name: rd.texts[i+1], Type: rd.texts[i+2], Size: rd.ints[i+3]})
			i += 3
		case register.NamesOf:
			f.Set(rec, register.NamesFrom([4]string(rd.texts[i:i+4])))
			i += 3
		default:
			f.Set(rec, rd.texts[i])
		}
		i++
	}
}

func choicesOf(f *register.Field, bits int64) []string {
	var out []string
	for i, c := range f.Choices {
		if bits&(1<<i) != 0 {
			out = append(out, c)
		}
	}
	return out
}

func bitsOf(f *register.Field, chosen []string) int64 {
	var bits int64
	for i, c := range f.Choices {
		for _, s := range chosen {
			if s == c {
				bits |= 1 << i
			}
		}
	}
	return bits
}

// fieldValues appends the values of a record's or part's columns and of the
// columns derived from them, in the plan's order.
func (p *plan) fieldValues(out []any, rec any) []any {
	for _, f := range p.reg.Fields {
		if !f.Custom {
			out = appendValue(out, f, f.Value(rec))
		}
	}
	for _, f := range p.reg.Fields {
		if folded(f) {
			out = append(out, identity.Fold(f.Value(rec).(string)))
		}
		if keyed(f) {
			out = append(out, sortKey(f.Value(rec).(string)))
		}
	}
	return out
}

// sortLanguage is the alphabet that lists are ordered by: Ukrainian order
// holds all letters of the other Cyrillic alphabets too.
const sortLanguage = "uk"

func sortKey(text string) []byte {
	key := identity.SortKey(text, sortLanguage)
	if key == nil {
		return []byte{}
	}
	return key
}

func appendValue(out []any, f *register.Field, v any) []any {
	switch f.Kind {
	case register.References, register.PartsOf:
		return out
	case register.Reference:
		if v.(int64) == 0 {
			return append(out, nil)
		}
	case register.Bool:
		return append(out, bit(v.(bool)))
	case register.Moment:
		return append(out, millis(v.(time.Time)))
	case register.Several:
		return append(out, bitsOf(f, v.([]string)))
	case register.Money:
		m := v.(money.Money)
		return append(out, m.Minor, m.Currency)
	case register.LinkTo:
		l := v.(register.Link)
		return append(out, l.Register, l.ID)
	case register.FileOf:
		x := v.(register.File)
		return append(out, x.Hash, x.Name, x.Type, x.Size)
	case register.NamesOf:
		for _, s := range v.(register.Names).All() {
			out = append(out, s)
		}
		return out
	}
	return append(out, v)
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// values are the values of all written columns of a record.
func (p *plan) values(rec register.Record) ([]any, error) {
	b := register.BaseOf(rec)
	custom, err := register.MarshalCustom(p.reg, rec)
	if err != nil {
		return nil, err
	}
	out := []any{b.Version, millis(b.CreatedAt), orNull(b.CreatedBy), millis(b.UpdatedAt), orNull(b.UpdatedBy), bit(b.Archived), custom}
	out = p.fieldValues(out, rec)
	for _, c := range p.search {
		out = append(out, searchText(p.reg, rec, c))
	}
	if p.latin {
		out = append(out, latinText(p.reg, rec))
	}
	return out, nil
}

func orNull(id register.ID) any {
	if id == 0 {
		return nil
	}
	return id
}
