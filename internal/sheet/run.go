package sheet

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"time"

	"dossier/internal/lang"
	"dossier/internal/register"
)

type unitOfWork func(ctx context.Context, fn func(register.Tx) error) error

// run is a Plan at work.
type run struct {
	*Plan
	unit      unitOfWork
	nested    bool // the unit of work is another's: it cannot be dropped and begun again
	reg       *register.Register
	printers  []*lang.Printer
	columns   []binding
	constants []constant
	key       []keyField
	dirs      map[string]*directory // by register
	inFile    map[uint64]struct{}   // names of the file's own rows, when its rows refer to each other
	seen      map[uint64]seenRow
	later     []awaited // references to rows of the file that came after, or were not yet there
	rejects   *rejects
	report    Report

	// Of the batch at work:
	found  map[string][]register.Record // known records by key, when the key is one field
	making map[string]bool              // entries being made, against circles
	patch  []awaited                    // references between entries being made
	saves  int                          // of the row at work
}

type keyField struct {
	path  string
	field *register.Field
}

// seenRow is the first row with a key, and what it says.
type seenRow struct {
	row     int
	content uint64
}

// awaited is a reference that could not yet be set.
type awaited struct {
	reg  *register.Register
	id   register.ID
	path string
	col  Column
	row  Row
	text string
}

// kind of outcome of a row.
type fate int

const (
	made fate = iota
	altered
	unaltered
	refused
)

// outcome is what became of a row, as long as its batch is kept.
type outcome struct {
	row      Row
	fate     fate
	id       register.ID
	said     []Said
	title    string
	changes  []Change
	problems []register.Problem
	noted    bool
	later    []awaited
	entries  []madeEntry
}

type madeEntry struct{ register, text string }

var seed = maphash.MakeSeed()

// survey reads the file once before anything is written. What makes the whole
// of it unfit is found here: a wrong encoding, delimiter or number of cells.
func (r *run) survey(ctx context.Context) error {
	var naming []binding
	if slices.ContainsFunc(r.columns, func(b binding) bool {
		return b.field != nil && b.field.Kind == register.Reference && b.field.Target != nil && b.field.Target.Name == r.reg.Name
	}) {
		r.inFile = map[uint64]struct{}{}
		for _, b := range r.columns {
			person := b.path == "" && b.target == nil
			if person || b.head != nil && slices.Contains(namingFields(r.reg), b.head) {
				naming = append(naming, b)
			}
		}
	}
	ragged, first := 0, 0
	for row, err := range r.Source.Rows(ctx) {
		if err != nil {
			return err
		}
		r.report.Total++
		if r.Source.Ragged(row) {
			if ragged++; ragged == 1 {
				first = row.Number
			}
			continue
		}
		for _, b := range naming {
			r.inFile[maphash.String(seed, fold(row.Cells[b.at]))] = struct{}{}
		}
	}
	switch {
	case r.report.Total == 0:
		return fault("no_rows")
	case ragged*2 > r.report.Total:
		return fault("wrong_column_count", "columns", len(r.Source.Header), "rows", ragged).at(first, 0)
	}
	for _, b := range r.columns {
		r.report.Empty = append(r.report.Empty, EmptyCells{Header: b.Header, Field: b.path})
	}
	return nil
}

// The most and the fewest rows of a batch: all that it may have are looked up
// at its beginning, so it should not have many more than its time allows.
const (
	mostAhead  = 512
	leastAhead = 32
)

func (r *run) rows(ctx context.Context) error {
	next, stop := iter.Pull2(r.Source.Rows(ctx))
	defer stop()
	var waiting []Row
	ahead := 4 * leastAhead
	for {
		for len(waiting) < ahead {
			row, err, more := next()
			if err != nil {
				return err
			}
			if !more {
				break
			}
			waiting = append(waiting, row)
		}
		if len(waiting) == 0 {
			return nil
		}
		done, err := r.batch(ctx, waiting[:min(ahead, len(waiting))])
		if err != nil {
			return err
		}
		waiting = waiting[:copy(waiting, waiting[done:])]
		switch {
		case done >= ahead && ahead < mostAhead:
			ahead *= 2
		case done*3 < ahead && ahead > leastAhead:
			ahead /= 2
		}
		if r.Progress != nil {
			r.Progress(r.report)
		}
	}
}

// batch works on the first of the rows, as many as its time allows, and tells
// how many. A row refused by a write may have left something behind: then the
// unit of work is dropped, the rows before it are done again in a new one, and
// nothing of the bad row stays.
func (r *run) batch(ctx context.Context, rows []Row) (int, error) {
	var bad *outcome
	for most := len(rows); most > 0; {
		out, refused, err := r.attempt(ctx, rows[:most])
		switch {
		case err != nil:
			return 0, err
		case refused == nil && (bad == nil || len(out) < most):
			r.settle(out)
			return len(out), nil
		case refused == nil:
			r.settle(append(out, *bad))
			return most + 1, nil
		case r.Dry:
			r.settle(append(out, *refused))
			return len(out) + 1, nil
		}
		bad, most = refused, len(out)
	}
	r.settle([]outcome{*bad})
	return 1, nil
}

// attempt is one unit of work. It gives the outcomes that are kept, or the row
// for whose sake none is.
func (r *run) attempt(ctx context.Context, rows []Row) (out []outcome, bad *outcome, err error) {
	limit := r.Batch
	if limit == 0 {
		limit = 50 * time.Millisecond
	}
	begin := time.Now()
	err = r.unit(ctx, func(tx register.Tx) error {
		out, bad, r.patch = nil, nil, nil
		if err := r.prefetch(ctx, tx, rows); err != nil {
			return err
		}
		for _, row := range rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			r.saves = 0
			o, err := r.row(ctx, tx, row)
			if err != nil {
				return err
			}
			if o.fate == refused && r.saves > 0 && !r.nested {
				bad = &o
				return errDry
			}
			out = append(out, o)
			if time.Since(begin) > limit && !r.nested {
				break
			}
		}
		if r.Dry && !r.nested {
			return errDry
		}
		return nil
	})
	for name, d := range r.dirs {
		switch {
		case err == nil:
			d.undo, d.lasting = nil, true
		case !d.lasting:
			delete(r.dirs, name) // it was read where things were that are no more
		default:
			d.dropped()
		}
	}
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, bad, err
}

// settle counts outcomes whose batch is over.
func (r *run) settle(out []outcome) {
	rep := &r.report
	for _, o := range out {
		rep.Rows++
		switch o.fate {
		case made:
			rep.New++
			if len(rep.NewRows) < PreviewRows {
				if r.Dry {
					o.id = 0
				}
				rep.NewRows = append(rep.NewRows, NewRow{o.row.Number, o.id, o.said})
			}
		case altered:
			rep.Changed++
			if len(rep.ChangedRows) < PreviewRows {
				rep.ChangedRows = append(rep.ChangedRows, ChangedRow{o.row.Number, o.id, o.title, o.changes})
			}
		case unaltered:
			rep.Same++
		case refused:
			rep.Refused++
			r.refuse(o.row, o.problems)
			continue
		}
		if o.noted {
			rep.Noted++
		}
		if !r.Dry || r.nested {
			r.later = append(r.later, o.later...)
		}
		for _, e := range o.entries {
			rep.made(e)
		}
		for i, b := range r.columns {
			if strings.TrimSpace(o.row.Cells[b.at]) == "" {
				rep.Empty[i].Rows++
			}
		}
	}
}

// made counts an entry once: a dry run makes it again in each batch.
func (rep *Report) made(e madeEntry) {
	i := slices.IndexFunc(rep.Entries, func(m MadeEntries) bool { return m.Register == e.register })
	if i < 0 {
		i = len(rep.Entries)
		rep.Entries = append(rep.Entries, MadeEntries{Register: e.register})
	}
	m := &rep.Entries[i]
	if slices.Contains(m.Texts, e.text) {
		return
	}
	m.Count++
	m.Texts = append(m.Texts, e.text)
}

// refuse keeps a refused row for the preview and the file of refused rows.
func (r *run) refuse(row Row, problems []register.Problem) {
	list := make([]Refusal, len(problems))
	for i, p := range problems {
		list[i] = Refusal{Column: r.header(p.Field), Text: r.reason(p), Problem: p}
	}
	if len(r.report.RefusedRows) < PreviewRows {
		r.report.RefusedRows = append(r.report.RefusedRows, RefusedRow{row.Number, row.Cells, list})
	}
	if r.rejects != nil {
		r.rejects.add(row, list)
	}
}

// header is the column at fault for a problem at a field.
func (r *run) header(field string) string {
	if field == "" {
		return ""
	}
	head, _, _ := strings.Cut(field, ".")
	near := ""
	for _, b := range r.columns {
		own, _, _ := strings.Cut(b.path, ".")
		switch {
		case b.path == field:
			return b.Header
		case b.path == "" && b.target == nil && (field == surname || field == given || field == patronymic), own == head:
			near = b.Header
		}
	}
	if f := r.reg.Field(head); near == "" && f != nil {
		return label(r.reg, f, r.Printer) // no column fills it: the field itself is named
	}
	return near
}

func (r *run) reason(p register.Problem) string {
	if !r.Printer.Has(p.Key) {
		return p.Key
	}
	return r.Printer.TextOf(p.Key, p.Args)
}

// link sets the references between rows of the file that had to wait until
// all rows were there.
func (r *run) link(ctx context.Context) error {
	for len(r.later) > 0 {
		most := len(r.later)
		for {
			done, problems, err := r.linkUpTo(ctx, most)
			if err != nil {
				return err
			}
			if problems == nil {
				r.later = r.later[done:]
				break
			}
			if done == 0 {
				r.report.Unlinked++
				r.refuse(r.later[0].row, problems)
				r.later = r.later[1:]
				break
			}
			most = done
		}
	}
	return nil
}

// linkUpTo is one unit of work. It is dropped when one of them is refused, and
// tells how many were before that one.
func (r *run) linkUpTo(ctx context.Context, most int) (done int, problems []register.Problem, err error) {
	begin := time.Now()
	err = r.unit(ctx, func(tx register.Tx) error {
		done, problems = 0, nil
		for _, w := range r.later[:most] {
			var err error
			if problems, err = r.await(ctx, tx, w); err != nil {
				return err
			}
			if problems != nil {
				if r.nested {
					done = 0
					return nil
				}
				return errDry
			}
			if done++; time.Since(begin) > 50*time.Millisecond {
				return nil
			}
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return done, problems, err
}

// await sets one awaited reference, or says why it cannot be set.
func (r *run) await(ctx context.Context, tx register.Tx, w awaited) ([]register.Problem, error) {
	f := fieldAt(w.reg, w.path)
	texts, wait, problem, err := r.convert(ctx, tx, w.row, &w.col, w.reg, f, w.path, w.text)
	switch {
	case err != nil:
		return nil, err
	case problem != nil:
		return []register.Problem{*problem}, nil
	case wait:
		return []register.Problem{{Field: w.path, Key: "sheet.row_not_taken", Args: map[string]any{"text": w.text}}}, nil
	}
	rec, err := tx.Load(ctx, w.reg, w.id)
	if err == nil {
		err = register.Fill(r.Actor, w.reg, rec, map[string][]string{w.path: texts}, register.Plainly)
	}
	if err == nil {
		err = tx.Save(ctx, rec)
	}
	return refusal(err)
}

// refusal parts what refuses a row from what stops the import.
func refusal(err error) ([]register.Problem, error) {
	var p *register.Problems
	switch {
	case err == nil:
		return nil, nil
	case errors.As(err, &p):
		return p.List, nil
	case errors.Is(err, register.ErrForbidden), errors.Is(err, register.ErrNotFound):
		return []register.Problem{{Key: "sheet.not_yours"}}, nil
	case errors.Is(err, register.ErrStale):
		return []register.Problem{{Key: "sheet.changed_meanwhile"}}, nil
	}
	return nil, fmt.Errorf("import: %w", err)
}
