package register

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"dossier/internal/money"
)

// Kind says what a field holds. The list is closed: a new kind is added here,
// in store's columns, in the widgets of page and nowhere else.
type Kind int

// Kinds, with the Go type that Field.Value gives and Field.Set takes.
const (
	Text       Kind = iota // string, one line
	LongText               // string, several lines
	Email                  // string
	Phone                  // string, E.164 once the record's Change has put it so
	Int                    // int64
	Bool                   // bool
	Money                  // money.Money
	Price                  // int64, 1/10,000 of the currency's unit
	Quantity               // int64, 1/1,000
	Percent                // int64, 1/1,000,000: 0.2 is 200000
	Day                    // string "2006-01-02", empty for none
	Moment                 // time.Time in UTC, zero for none
	Choice                 // string, one of Choices, empty for none
	Several                // []string, some of Choices in their order
	Reference              // ID
	References             // []ID
	LinkTo                 // Link
	FileOf                 // File
	NamesOf                // Names
	PartsOf                // []any, each the address of a part
)

var kindNames = [...]string{
	"text", "long_text", "email", "phone", "int", "bool", "money", "price", "quantity", "percent", "date",
	"moment", "choice", "several", "reference", "references", "link", "file", "names", "parts",
}

func (k Kind) String() string { return kindNames[k] }

// KindNamed is the kind of that name, as custom fields and the API say it.
func KindNamed(name string) (Kind, bool) {
	for i, n := range kindNames {
		if n == name {
			return Kind(i), true
		}
	}
	return 0, false
}

// Class groups fields for permission: a role sees and edits classes.
type Class string

// Classes, from the least to the most guarded.
const (
	Open     Class = "open"     // whoever sees the record
	Contact  Class = "contact"  // phones, e-mails, messengers
	Personal Class = "personal" // birthdays, personal codes, opinions on people
	Prices   Class = "price"    // amounts, discounts, terms
	Cost     Class = "cost"     // what it costs us, margins
	Secret   Class = "secret"   // bank accounts, what few may read
)

// Classes lists them in order.
func Classes() []Class { return []Class{Open, Contact, Personal, Prices, Cost, Secret} }

// Date is a calendar day, written 2006-01-02. The zero Date is "".
type Date string

// Day is the day of a moment in a zone.
func DayOf(t time.Time, zone *time.Location) Date { return Date(t.In(zone).Format(time.DateOnly)) }

// Link points at a record of any register, named by Register.Name.
type Link struct {
	Register string
	ID       ID
}

// File is a stored file: its content is found by Hash, hex SHA-256.
type File struct {
	Hash, Name, Type string
	Size             int64 // bytes
}

// Names is a name in the four languages.
type Names struct{ Uk, Ru, Bg, En string }

// In is the name in a language, or the first other that is filled.
func (n Names) In(language string) string {
	own := map[string]string{"uk": n.Uk, "ru": n.Ru, "bg": n.Bg, "en": n.En}[language]
	for _, s := range []string{own, n.En, n.Uk, n.Ru, n.Bg} {
		if s != "" {
			return s
		}
	}
	return ""
}

// All is the four names in the order uk, ru, bg, en.
func (n Names) All() [4]string { return [4]string{n.Uk, n.Ru, n.Bg, n.En} }

// NamesFrom is the reverse of All.
func NamesFrom(s [4]string) Names { return Names{s[0], s[1], s[2], s[3]} }

// Languages are the suffixes of the columns and inputs of a NamesOf field.
var Languages = [4]string{"uk", "ru", "bg", "en"}

// Field is one thing a record says. Fields declared in code and fields added
// by a user are the same to everything but Value and Set.
type Field struct {
	Name    string
	Kind    Kind
	Class   Class
	Section string    // heading in forms and cards, empty for the first
	Choices []string  // of Choice and Several
	Target  *Register // of Reference and References; what PartsOf consists of
	Max     int       // longest text in characters
	Base    string    // of Money: name of the Int field with the amount in the base currency

	Required   bool
	Searchable bool // found by the words of a search
	Indexed    bool // may be sorted by and filtered fast
	Tracked    bool // changes are shown in the record's history
	ReadOnly   bool // set by the program alone
	Unique     bool // no two records say the same, emptiness aside
	Owner      bool // reference to a user whose record it is
	Guard      bool // reference to a record: who sees that one sees this one
	Shared     bool // a team whose members, or a yes with which everybody, may see it
	Visited    bool // the store keeps when each value was entered and left
	Unseen     bool // not shown in forms, lists or the API: a technical field
	Summed     bool // lists offer its sum

	Custom     bool
	Filterable bool              // of a custom field: has an index of its own
	Labels     map[string]string // of a custom field, by language

	index  []int
	target reflect.Type
}

// Decl is a field being declared.
type Decl struct{ f *Field }

func (d Decl) Required() Decl     { d.f.Required = true; return d }
func (d Decl) Searchable() Decl   { d.f.Searchable = true; return d }
func (d Decl) Indexed() Decl      { d.f.Indexed = true; return d }
func (d Decl) Tracked() Decl      { d.f.Tracked = true; return d }
func (d Decl) ReadOnly() Decl     { d.f.ReadOnly = true; return d }
func (d Decl) Unique() Decl       { d.f.Unique, d.f.Indexed = true, true; return d }
func (d Decl) Owner() Decl        { d.f.Owner = true; return d }
func (d Decl) Guard() Decl        { d.f.Guard = true; return d }
func (d Decl) Shared() Decl       { d.f.Shared = true; return d }
func (d Decl) Visited() Decl      { d.f.Visited = true; return d }
func (d Decl) Unseen() Decl       { d.f.Unseen, d.f.ReadOnly = true, true; return d }
func (d Decl) Summed() Decl       { d.f.Summed = true; return d }
func (d Decl) Class(c Class) Decl { d.f.Class = c; return d }
func (d Decl) Max(n int) Decl     { d.f.Max = n; return d }

// Named keeps an old name after the Go field was renamed.
func (d Decl) Named(name string) Decl { d.f.Name = name; return d }

// Fields collects a description. Each method takes the address of a field of
// the record being described, so a wrong type does not compile and a renamed
// field is renamed everywhere.
type Fields struct {
	row     reflect.Value
	reg     *Register
	list    []*Field
	names   map[place]string
	sort    []Sort
	section string

	together [][]string
	distinct []Distinct
	tallies  []*Tally
}

// Longest texts in characters, unless Max says otherwise.
const (
	maxText     = 300
	maxLongText = 20_000
	maxEmail    = 254
)

func (f *Fields) Text(p *string) Decl       { return f.add(p, Text).Max(maxText) }
func (f *Fields) LongText(p *string) Decl   { return f.add(p, LongText).Max(maxLongText) }
func (f *Fields) Email(p *string) Decl      { return f.add(p, Email).Max(maxEmail) }
func (f *Fields) Phone(p *string) Decl      { return f.add(p, Phone).Max(64) }
func (f *Fields) Int(p *int64) Decl         { return f.add(p, Int) }
func (f *Fields) Bool(p *bool) Decl         { return f.add(p, Bool) }
func (f *Fields) Money(p *money.Money) Decl { return f.add(p, Money) }
func (f *Fields) Price(p *money.Price) Decl { return f.add(p, Price) }
func (f *Fields) Quantity(p *int64) Decl    { return f.add(p, Quantity) }
func (f *Fields) Percent(p *int64) Decl     { return f.add(p, Percent) }
func (f *Fields) Date(p *Date) Decl         { return f.add(p, Day) }
func (f *Fields) Moment(p *time.Time) Decl  { return f.add(p, Moment) }
func (f *Fields) Link(p *Link) Decl         { return f.add(p, LinkTo) }
func (f *Fields) File(p *File) Decl         { return f.add(p, FileOf) }
func (f *Fields) Names(p *Names) Decl       { return f.add(p, NamesOf).Max(maxText) }
func (f *Fields) Base(p *int64, of Decl) Decl {
	d := f.add(p, Int).Unseen().Indexed()
	of.f.Base, d.f.Class = d.f.Name, of.f.Class
	return d
}

// Choice takes the address of a string type that lists its own values.
func (f *Fields) Choice(p interface{ Choices() []string }) Decl {
	d := f.add(p, Choice)
	d.f.Choices = p.Choices()
	return d
}

// Several takes the address of a slice of such strings. The order of Choices
// is stored: new values are added at its end.
func (f *Fields) Several(p interface{ Choices() []string }) Decl {
	d := f.add(p, Several)
	d.f.Choices = p.Choices()
	return d
}

// Ref takes the address of a Ref.
func (f *Fields) Ref(p interface{ target() reflect.Type }) Decl {
	d := f.add(p, Reference)
	d.f.target, d.f.Indexed = p.target(), true
	return d
}

// Refs takes the address of a Refs.
func (f *Fields) Refs(p interface{ target() reflect.Type }) Decl {
	d := f.add(p, References)
	d.f.target = p.target()
	return d
}

// Parts takes the address of a Parts.
func (f *Fields) Parts(p interface{ element() reflect.Type }) Decl {
	d := f.add(p, PartsOf)
	typ := p.element()
	one := reflect.New(typ)
	part := &Register{
		Name: f.reg.Name + "." + d.f.Name, Path: f.reg.Path + "_" + d.f.Name,
		typ: typ, partOf: true, newPart: func() any { return reflect.New(typ).Interface() },
	}
	part.describe(one.Elem(), one.Interface().(interface{ Describe(*Fields) }).Describe)
	part.index()
	PartOf(one.Interface()) // a part embeds Part
	d.f.Target = part
	return d
}

// Section puts the fields described after it under a heading.
func (f *Fields) Section(name string) { f.section = name }

// SortBy is the order of lists when none is asked for: the fields at these
// addresses, then the id.
func (f *Fields) SortBy(p ...any) {
	for _, at := range p {
		f.sort = append(f.sort, Sort{Field: f.nameOf(at)})
	}
}

// Together says that rows are looked for by all these fields at once and read
// in the order of the last, or that the last is added up for each set of
// values of the others: an index has them all.
func (f *Fields) Together(p ...any) {
	names := make([]string, len(p))
	for i, at := range p {
		names[i] = f.nameOf(at)
	}
	f.together = append(f.together, names)
}

// Distinct is a set of fields in which no two records outside the archive say
// the same, as long as each of the fields says something. Problems are at the
// last of them. Records in which the reference Unless is set stand aside.
type Distinct struct {
	Fields []string
	Unless string // empty for none
}

// Distinct has the database itself keep records apart by all these fields, but
// those in which the reference at unless, nil for none, is set. The rule that
// says so in better words is the record's Change.
func (f *Fields) Distinct(unless any, p ...any) {
	var d Distinct
	for _, at := range p {
		d.Fields = append(d.Fields, f.nameOf(at))
	}
	if unless != nil {
		d.Unless = f.nameOf(unless)
	}
	f.distinct = append(f.distinct, d)
}

// Newest orders lists from the last made to the first when none is asked for.
func (f *Fields) Newest() { f.sort = append(f.sort, Sort{Field: "id", Down: true}) }

// Latest orders lists from the last by the field at p when none is asked for.
func (f *Fields) Latest(p any) { f.sort = append(f.sort, Sort{Field: f.nameOf(p), Down: true}) }

// Directory says that everybody signed in sees the register.
func (f *Fields) Directory() { f.reg.Directory = true }

// Closed says that only the program writes the register.
func (f *Fields) Closed() { f.reg.Closed = true }

// Passing says that the register tells of other records: what is done to its
// own goes into no history, no journal and no audit log.
func (f *Fields) Passing() { f.reg.Passing, f.reg.Closed = true, true }

// Tree says that the reference at p makes the register a tree.
func (f *Fields) Tree(p interface{ target() reflect.Type }) { f.reg.Tree = f.nameOf(p) }

func (f *Fields) nameOf(p any) string {
	v := reflect.ValueOf(p)
	if name, ok := f.names[place{v.Pointer(), v.Type().Elem()}]; ok {
		return name
	}
	if sf, ok := fieldAt(f.row, p); ok && f.row.Type().FieldByIndex(sf.Index[:1]).Type == reflect.TypeFor[Base]() {
		return snake(sf.Name) // of what every record has
	}
	panic(fmt.Sprintf("register: %T is not yet described in %s", p, f.reg.Name))
}

func (f *Fields) add(p any, k Kind) Decl {
	sf, ok := fieldAt(f.row, p)
	if !ok {
		panic(fmt.Sprintf("register: %T is not the address of a field of %v", p, f.row.Type()))
	}
	fld := &Field{Name: snake(sf.Name), Kind: k, Class: Open, Section: f.section, index: sf.Index}
	if f.names == nil {
		f.names = map[place]string{}
	}
	at := place{reflect.ValueOf(p).Pointer(), sf.Type}
	if _, twice := f.names[at]; twice {
		panic("register: " + f.reg.Name + "." + fld.Name + " is described twice")
	}
	f.names[at] = fld.Name
	f.list = append(f.list, fld)
	return Decl{fld}
}

// fieldAt finds the field of the struct row whose address is p.
func fieldAt(row reflect.Value, p any) (reflect.StructField, bool) {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer {
		return reflect.StructField{}, false
	}
	for _, sf := range reflect.VisibleFields(row.Type()) {
		if sf.Type == v.Type().Elem() && row.FieldByIndex(sf.Index).Addr().Pointer() == v.Pointer() {
			return sf, true
		}
	}
	return reflect.StructField{}, false
}

// headFields describes what every record has.
func headFields(typ reflect.Type) []*Field {
	base, ok := typ.FieldByName("Base")
	if !ok {
		panic(fmt.Sprintf("register: %v does not embed Base", typ))
	}
	head := func(name string, k Kind, goName string) *Field {
		sf, _ := reflect.TypeFor[Base]().FieldByName(goName)
		return &Field{
			Name: name, Kind: k, Class: Open, ReadOnly: true, Indexed: name != "version",
			index: append(append([]int{}, base.Index...), sf.Index...),
		}
	}
	return []*Field{
		head("id", Int, "ID"), head("version", Int, "Version"),
		head("created_at", Moment, "CreatedAt"), head("created_by", Reference, "CreatedBy"),
		head("updated_at", Moment, "UpdatedAt"), head("updated_by", Reference, "UpdatedBy"),
		head("archived", Bool, "Archived"),
	}
}

func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && r >= 'A' && r <= 'Z' && s[i-1] >= 'a' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
