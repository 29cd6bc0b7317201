// Package register is the vocabulary the program speaks: registers and their
// fields, what may be asked of them (filters, queries), what may be done to
// them (Save, actions) and by whom (Actor). It holds no SQL, no HTTP, no HTML
// and no words of any human language; store, page and web each read the same
// description.
package register

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// ID names a row of a register. Nought names none. IDs are never used again.
type ID = int64

// Ref points at a row of the register of T. The zero Ref points nowhere.
type Ref[T any] int64

func (Ref[T]) target() reflect.Type { return reflect.TypeFor[T]() }

// Refs is a set of references, kept in a link table in the order given.
type Refs[T any] []Ref[T]

func (Refs[T]) target() reflect.Type { return reflect.TypeFor[T]() }

// Parts are the rows a record owns: phones, addresses, bank accounts. They are
// saved, versioned, authorised and kept in history with their owner.
type Parts[T any] []T

func (Parts[T]) element() reflect.Type { return reflect.TypeFor[T]() }

// Part is what every part has. ID is nought until the part is first saved.
type Part struct{ ID ID }

func (p *Part) part() *Part { return p }

// PartOf returns the part every element of Parts embeds.
func PartOf(p any) *Part { return p.(interface{ part() *Part }).part() }

// Base is what every record has.
type Base struct {
	ID        ID
	Version   int64 // counts saves; saving an older one is ErrStale
	CreatedAt time.Time
	CreatedBy ID // user; nought is the program
	UpdatedAt time.Time
	UpdatedBy ID
	Archived  bool           // hidden from choice, still visible in reports
	Custom    map[string]any // values of custom fields, by field name

	// Kept holds the stored values of custom fields that are no longer
	// described, so that bringing a field back brings its values back.
	Kept map[string]any
	// Partial says that parts and sets were not read. Saving a partial record
	// leaves them as they are.
	Partial bool
	// Fragment says that only some fields were read. A fragment cannot be saved.
	Fragment bool
}

func (b *Base) base() *Base { return b }

// A struct that embeds Base has the part of Record that nobody writes.
var _ interface{ base() *Base } = (*Base)(nil)

// BaseOf returns the part every record has.
func BaseOf(r Record) *Base { return r.base() }

// Record is a row of some register: a struct that embeds Base and describes
// its own fields.
type Record interface {
	Describe(*Fields)
	base() *Base
}

// Checker is a record with invariants of its own. Check runs on every write,
// by whatever road it came, and only reads the record.
type Checker interface{ Check(*Problems) }

// Changer is a record that fills in or refuses a change to itself. was is the
// stored record, nil for a new one. Change may set the record's own fields and
// may read others; writing others belongs in an action.
type Changer[T any] interface {
	Change(ctx context.Context, tx Tx, was *T) error
}

// Teller is a record that tells people of what became of it: by reminders and
// notifications and nothing else. Tell runs once it is written, in the same
// unit of work; was is the stored record, nil for a new one.
type Teller[T any] interface {
	Tell(ctx context.Context, tx Tx, was *T) error
}

// Follower is a record with which processes are followed: Follow runs once it
// is written and told of, in the same unit of work, and leads them on. was is
// the stored record, nil for a new one.
type Follower[T any] interface {
	Follow(ctx context.Context, tx Tx, was *T) error
}

// Titled is a record that says its own name in a language (uk, ru, bg, en).
// Other records are named by their first text field.
type Titled interface{ Title(language string) string }

// Hinted is a record with a second line for choice lists: a code, a town.
type Hinted interface{ Hint(language string) string }

// Register is a kind of record the program keeps, with the type left out.
type Register struct {
	Name      string // "deal": permission, label and JSON name
	Path      string // "deals": address and table name
	Fields    []*Field
	Head      []*Field // what every record has: id, version, created_at …
	Actions   []*Action
	Sort      []Sort     // the order of a list when none is asked
	Together  [][]string // fields that rows are looked for by at once, the last one giving the order
	Distinct  []Distinct
	Tallies   []*Tally
	Directory bool   // seen by everybody signed in, whoever may change it
	Closed    bool   // written by the program alone
	Passing   bool   // tells of other records: no history, no undo, no audit of its own
	Tree      string // name of the reference to the register itself, if it is a tree
	New       func() Record

	typ     reflect.Type
	names   map[place]string
	change  func(context.Context, Tx, Record, Record) error
	tell    func(context.Context, Tx, Record, Record) error
	follow  func(context.Context, Tx, Record, Record) error
	byName  map[string]*Field
	partOf  bool
	newPart func() any
}

// place is where a field of the prototype row lies; two fields may share an
// address, never both address and type.
type place struct {
	at  uintptr
	typ reflect.Type
}

// Of is a register whose records are T. Row is a record that is never saved:
// its fields' addresses name the fields in filters, as in Eq(&Deals.Row.Stage, x).
type Of[T any] struct {
	*Register
	Row *T
}

// Define describes the register of T from T's own Describe. It panics when
// the description is wrong: that is a fault in the program, found at start.
func Define[T any, P interface {
	*T
	Record
}](name, path string, actions ...*Action) *Of[T] {
	row := new(T)
	r := &Register{
		Name: name, Path: path, Actions: actions,
		New: func() Record { return P(new(T)) },
		typ: reflect.TypeFor[T](),
	}
	r.describe(reflect.ValueOf(row).Elem(), P(row).Describe)
	r.Head = headFields(r.typ)
	if _, ok := any(row).(Changer[T]); ok {
		r.change = func(ctx context.Context, tx Tx, now, was Record) error {
			old, _ := was.(P)
			return any(now).(Changer[T]).Change(ctx, tx, (*T)(old))
		}
	}
	if _, ok := any(row).(Teller[T]); ok {
		r.tell = func(ctx context.Context, tx Tx, now, was Record) error {
			old, _ := was.(P)
			return any(now).(Teller[T]).Tell(ctx, tx, (*T)(old))
		}
	}
	if _, ok := any(row).(Follower[T]); ok {
		r.follow = func(ctx context.Context, tx Tx, now, was Record) error {
			old, _ := was.(P)
			return any(now).(Follower[T]).Follow(ctx, tx, (*T)(old))
		}
	}
	r.index()
	return &Of[T]{r, row}
}

func (r *Register) describe(row reflect.Value, by func(*Fields)) {
	f := &Fields{row: row, reg: r}
	by(f)
	r.Fields, r.names, r.Sort, r.Together, r.Distinct, r.Tallies = f.list, f.names, f.sort, f.together, f.distinct, f.tallies
}

func (r *Register) index() {
	r.byName = make(map[string]*Field, len(r.Fields)+len(r.Head))
	for _, f := range slices.Concat(r.Head, r.Fields) {
		if r.byName[f.Name] != nil {
			panic(fmt.Sprintf("register: %s.%s is described twice", r.Name, f.Name))
		}
		r.byName[f.Name] = f
	}
}

// Field returns the field of that name, nil when there is none.
func (r *Register) Field(name string) *Field { return r.byName[name] }

// Action returns the action of that name, nil when there is none.
func (r *Register) Action(name string) *Action {
	for _, a := range r.Actions {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// IsPart reports whether r describes parts of another register's records.
func (r *Register) IsPart() bool { return r.partOf }

// NewPart makes an empty part.
func (r *Register) NewPart() any { return r.newPart() }

// Change runs the record's own Change, if it has one.
func (r *Register) Change(ctx context.Context, tx Tx, now, was Record) error {
	if r.change == nil {
		return nil
	}
	return r.change(ctx, tx, now, was)
}

// Tell runs the record's own Tell, if it has one.
func (r *Register) Tell(ctx context.Context, tx Tx, now, was Record) error {
	if r.tell == nil {
		return nil
	}
	return r.tell(ctx, tx, now, was)
}

// Follow runs the record's own Follow, if it has one.
func (r *Register) Follow(ctx context.Context, tx Tx, now, was Record) error {
	if r.follow == nil {
		return nil
	}
	return r.follow(ctx, tx, now, was)
}

// Title is what a record is called in a language.
func (r *Register) Title(rec Record, language string) string {
	if t, ok := rec.(Titled); ok {
		return t.Title(language)
	}
	for _, f := range r.Fields {
		switch f.Kind {
		case Text:
			return f.Value(rec).(string)
		case NamesOf:
			return f.Value(rec).(Names).In(language)
		}
	}
	return fmt.Sprint("№ ", rec.base().ID)
}

// Hint is the second line of a record in choice lists, empty when it has none.
func (r *Register) Hint(rec Record, language string) string {
	if h, ok := rec.(Hinted); ok {
		return h.Hint(language)
	}
	return ""
}

// At names the field whose address in the prototype row is p.
func (r *Register) At(p any) (*Field, error) {
	v := reflect.ValueOf(p)
	if v.Kind() == reflect.Pointer {
		if name, ok := r.names[place{v.Pointer(), v.Type().Elem()}]; ok {
			return r.byName[name], nil
		}
	}
	return nil, fmt.Errorf("%T is not a field of %s", p, r.Name)
}
