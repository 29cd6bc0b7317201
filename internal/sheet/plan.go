package sheet

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"dossier/internal/lang"
	"dossier/internal/register"
)

// Plan is a file ready to be brought in. Run it dry first: that is the same
// work, none of it kept.
type Plan struct {
	Source  *Source
	Mapping Mapping
	Actor   register.Actor
	Cause   register.Cause // ByImport unless said
	Printer *lang.Printer  // of whoever imports: reads words, writes reasons
	Dry     bool
	// Batch is the longest unit of work; nought is 50 ms, after which others
	// get their turn at the one writer.
	Batch time.Duration
	// Refused takes the rows that were refused as a CSV: their cells and why.
	Refused io.Writer
	// Notable reports whether a row that is kept is counted as Noted; nil is
	// none.
	Notable func(register.Record) bool
	// Progress is told after each batch; a slow one slows the import.
	Progress func(Report)
}

// Report is what became of the rows.
type Report struct {
	Total   int // rows of the file
	Rows    int // rows dealt with: New, Changed, Same and Refused together
	New     int
	Changed int
	Same    int
	Refused int
	// Unlinked are rows that are kept, though a row of the same file they refer
	// to is not: the link is missing.
	Unlinked int
	Noted    int // rows that the plan calls notable

	Entries     []MadeEntries // entries of directories made on the way
	Empty       []EmptyCells  // columns in use that say nothing in some rows
	NewRows     []NewRow      // the first of each, PreviewRows at most
	ChangedRows []ChangedRow
	RefusedRows []RefusedRow
}

// PreviewRows is how many rows of each kind a report shows.
const PreviewRows = 20

// MadeEntries are new entries of one register.
type MadeEntries struct {
	Register string
	Count    int
	Texts    []string // what the file called them, PreviewRows at most
}

// EmptyCells is a column with cells that say nothing.
type EmptyCells struct {
	Header, Field string
	Rows          int
}

// NewRow is a row that makes a record.
type NewRow struct {
	Row  int
	ID   register.ID // nought in a dry run
	Said []Said
}

// Said is what a record says in a field, as the importer's language writes it.
type Said struct{ Field, Text string }

// ChangedRow is a row that changes a known record.
type ChangedRow struct {
	Row     int
	ID      register.ID
	Title   string
	Changes []Change
}

// Change is one field of a known record.
type Change struct{ Field, Was, Now string }

// RefusedRow is a row that was not taken.
type RefusedRow struct {
	Row      int
	Cells    []string
	Problems []Refusal
}

// Refusal is one reason. Column is the header of the column at fault, empty
// for the row as a whole; Text is the reason in the importer's language.
type Refusal struct {
	Column string
	Text   string
	register.Problem
}

// errDry ends a unit of work that is not to be kept.
var errDry = errors.New("sheet: a dry run keeps nothing")

// Run brings the file in, in batches, each a unit of work of its own. A *Fault
// or *register.Problems says that the file or the mapping is wrong as a whole,
// and nothing was written. Bad rows are refused one by one. When ctx ends, the
// batches done are kept, and the report says how far it came.
func (p *Plan) Run(ctx context.Context, work register.Work) (*Report, error) {
	return p.start(ctx, func(ctx context.Context, fn func(register.Tx) error) error {
		return work.Do(ctx, p.Actor, p.cause(), fn)
	}, false)
}

// Rehearse runs several plans dry in their order, each on what the ones before
// it would leave. It is one unit of work and holds the writer for as long as
// it lasts, so it is for the command line, not beside people at work.
func Rehearse(ctx context.Context, work register.Work, plans []*Plan) ([]*Report, error) {
	var out []*Report
	if len(plans) == 0 {
		return nil, nil
	}
	err := work.Do(ctx, plans[0].Actor, plans[0].cause(), func(tx register.Tx) error {
		for _, p := range plans {
			r, err := p.start(ctx, func(_ context.Context, fn func(register.Tx) error) error { return fn(tx) }, true)
			if r != nil {
				out = append(out, r)
			}
			if err != nil {
				return err
			}
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

func (p *Plan) cause() register.Cause {
	if p.Cause == "" {
		return register.ByImport
	}
	return p.Cause
}

func (p *Plan) start(ctx context.Context, unit unitOfWork, nested bool) (report *Report, err error) {
	defer recovered(&err)
	r := &run{Plan: p, unit: unit, nested: nested, dirs: map[string]*directory{}, seen: map[uint64]seenRow{}, making: map[string]bool{}}
	if err := r.bind(ctx); err != nil {
		return nil, err
	}
	if err := r.survey(ctx); err != nil {
		return nil, err
	}
	if p.Refused != nil {
		r.rejects = newRejects(p.Refused, p.Source, p.Printer)
	}
	err = r.rows(ctx)
	if err == nil {
		err = r.link(ctx)
	}
	if r.rejects != nil {
		err = errors.Join(err, r.rejects.flush())
	}
	return &r.report, err
}

// binding is a column of the mapping held against the file and the register.
type binding struct {
	Column
	at      int // its cell
	path    string
	field   *register.Field    // of the path; nil for Person without Field and for Makes
	head    *register.Field    // the record's own field that the path begins with
	target  *register.Register // of Makes
	checked bool               // the field is yet to be made: the value is looked at and not kept
}

// bind checks the mapping before anything is read: what is wrong with it is
// wrong with every row.
func (r *run) bind(ctx context.Context) error {
	return r.unit(ctx, func(tx register.Tx) error {
		r.printers = printersOf(r.Printer)
		r.reg = tx.Schema().Named(r.Mapping.Register)
		if r.reg == nil || r.reg.Closed {
			return fault("unknown_register", "name", r.Mapping.Register)
		}
		if !register.May(r.Actor, r.reg, register.Import) {
			return register.ErrForbidden
		}
		if err := r.bindColumns(tx); err != nil {
			return err
		}
		if err := r.bindConstants(); err != nil {
			return err
		}
		for _, path := range r.Mapping.Key {
			f := fieldAt(r.reg, path)
			if f == nil || strings.Contains(path, ".") && r.head(path).Kind == register.PartsOf {
				return fault("unknown_field", "name", path)
			}
			if !r.fills(path) {
				return fault("key_not_filled", "name", path)
			}
			r.key = append(r.key, keyField{path, f})
		}
		return r.openDirectories(ctx, tx)
	})
}

// openDirectories reads what the columns refer to before the first batch, so
// that no batch spends its time on it.
func (r *run) openDirectories(ctx context.Context, tx register.Tx) error {
	var regs []*register.Register
	for _, b := range r.columns {
		if b.target != nil {
			regs = append(regs, b.target)
		} else if b.field != nil && b.field.Target != nil {
			regs = append(regs, b.field.Target)
		}
	}
	for _, c := range r.constants {
		if c.field.Target != nil {
			regs = append(regs, c.field.Target)
		}
	}
	if len(r.key) > 0 && r.named() {
		regs = append(regs, r.reg)
	}
	for _, reg := range regs {
		d, err := r.directory(ctx, tx, reg)
		if err != nil {
			return err
		}
		d.lasting = true
	}
	return nil
}

func (r *run) bindColumns(tx register.Tx) error {
	var gone []string
	taken := map[string]bool{}
	for _, c := range r.Mapping.Columns {
		if c.Field == "" && c.Person == "" && c.Makes == "" {
			continue
		}
		b := binding{Column: c, at: r.cell(c.Header), path: c.Field}
		if b.at < 0 {
			gone = append(gone, c.Header)
			continue
		}
		switch {
		case c.Makes != "":
			if b.target = tx.Schema().Named(c.Makes); b.target == nil || b.target.Closed {
				return fault("unknown_register", "name", c.Makes)
			}
		case c.Field == "":
			if !keepsPeople(r.reg) {
				return fault("no_people", "name", r.reg.Name)
			}
		case r.Dry && c.New != nil && c.New.Name == c.Field && r.reg.Field(c.Field) == nil:
			kind, ok := register.KindNamed(c.New.Kind)
			if !ok {
				return fault("unknown_field", "name", c.Field)
			}
			b.field, b.checked = &register.Field{Name: c.Field, Kind: kind}, true
		default:
			b.field, b.head = fieldAt(r.reg, c.Field), r.head(c.Field)
			if err := r.mayFill(c.Field, b.field, b.head); err != nil {
				return err
			}
		}
		if b.path != "" && taken[b.path] {
			return fault("field_twice", "name", b.path)
		}
		taken[b.path] = true
		r.columns = append(r.columns, b)
	}
	if len(gone) > 0 {
		return fault("missing_columns", "names", strings.Join(gone, ", "))
	}
	if len(r.columns) == 0 {
		return fault("nothing_matched")
	}
	return nil
}

func (r *run) mayFill(path string, f, head *register.Field) error {
	switch {
	case f == nil || head == nil || head.Unseen || slices.Contains(r.reg.Head, head),
		f.Kind == register.NamesOf, f.Kind == register.PartsOf, f.Kind == register.FileOf, f.Kind == register.LinkTo:
		return fault("unknown_field", "name", path)
	case !r.Actor.Sees(r.reg, head.Class):
		return register.RefuseAt(path, "hidden_field")
	case head.ReadOnly || f.ReadOnly || !r.Actor.Edits(r.reg, head.Class):
		return register.RefuseAt(path, "read_only_field")
	}
	return nil
}

func (r *run) bindConstants() error {
	for _, c := range r.Mapping.Constants {
		b := binding{Column: Column{Header: c.Field, Field: c.Field}, at: -1, path: c.Field, field: fieldAt(r.reg, c.Field), head: r.head(c.Field)}
		if err := r.mayFill(c.Field, b.field, b.head); err != nil {
			return err
		}
		k := constant{binding: b, value: c.Value, at: -1}
		if c.Only != nil {
			if k.at = r.cell(c.Only.Column); k.at < 0 {
				return fault("missing_columns", "names", c.Only.Column)
			}
			k.only = c.Only.Is
		}
		r.constants = append(r.constants, k)
	}
	return nil
}

// constant is a Constant held against the file and the register.
type constant struct {
	binding
	value string
	at    int // cell of the condition, -1 for none
	only  []string
}

func (c constant) applies(row Row) bool {
	return c.at < 0 || slices.ContainsFunc(c.only, func(s string) bool { return fold(s) == fold(row.Cells[c.at]) })
}

// cell is the place of a column in the rows, -1 when the file has none.
func (r *run) cell(header string) int {
	if i := slices.Index(r.Source.Header, header); i >= 0 {
		return i
	}
	return slices.IndexFunc(r.Source.Header, func(h string) bool { return fold(h) == fold(header) })
}

func (r *run) head(path string) *register.Field {
	name, _, _ := strings.Cut(path, ".")
	return r.reg.Field(name)
}

// fills reports whether a column or a constant says something of a field.
func (r *run) fills(path string) bool {
	return slices.ContainsFunc(r.columns, func(b binding) bool {
		return b.path == path || b.path == "" && b.target == nil && (path == surname || path == given || path == patronymic)
	}) || slices.ContainsFunc(r.constants, func(c constant) bool { return c.path == path })
}
