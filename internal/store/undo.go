package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"dossier/internal/register"
)

// Undone says what an undo did: rows put back, rows left alone because
// somebody changed them since.
type Undone struct{ Restored, Kept int }

// Undoing is how far an undo has come: it goes from unit to unit and from
// change to change, the newest first.
type Undoing struct {
	Unit     int64 `json:"unit"` // nought before the first
	Change   int64 `json:"change"`
	Restored int   `json:"restored"`
	Kept     int   `json:"kept"`
	Over     bool  `json:"over"`
}

// Undo puts back what the units of work named about did, newest first: what
// they made is deleted, what they changed says again what it said. Rows that
// were changed since are left as they are.
func (tx *Tx) Undo(ctx context.Context, about string) (Undone, error) {
	var u Undoing
	for more := true; more; {
		var err error
		if more, err = tx.UndoSome(ctx, about, &u, func() bool { return false }); err != nil {
			return Undone{u.Restored, u.Kept}, err
		}
	}
	return Undone{u.Restored, u.Kept}, nil
}

// undoneAtOnce is how many changes are read in one question.
const undoneAtOnce = 100

// UndoSome is a part of Undo, from where u stands: it goes on until enough
// says so, and reports whether there may be more. The units of work of one
// undo are named alike by About, so that each knows what the others did.
func (tx *Tx) UndoSome(ctx context.Context, about string, u *Undoing, enough func() bool) (more bool, err error) {
	if about == "" || u.Over {
		return false, nil
	}
	if u.Unit == 0 || u.Change == 0 {
		if u.Unit, err = tx.unitBefore(ctx, about, u.Unit); err != nil || u.Unit == 0 {
			u.Over = err == nil
			return false, err
		}
		u.Change = math.MaxInt64
	}
	steps, err := tx.steps(ctx, "WHERE j.unit = ? AND j.id < ?", undoneAtOnce, u.Unit, u.Change)
	if err != nil {
		return false, fmt.Errorf("undo %s: %w", about, err)
	}
	for _, s := range steps {
		if err := tx.undoStep(ctx, s, u); err != nil {
			return false, fmt.Errorf("undo %s: %w", about, err)
		}
		u.Change = s.id
		if enough() {
			return true, nil
		}
	}
	if len(steps) < undoneAtOnce {
		u.Change = 0 // on to the unit before
	}
	return true, nil
}

// unitBefore is the last unit of work named about before another, or the last
// of all; nought when there is none.
func (tx *Tx) unitBefore(ctx context.Context, about string, before int64) (id int64, err error) {
	if before == 0 {
		before = math.MaxInt64
	}
	err = tx.queryRow(ctx, tx.d.sql("SELECT COALESCE(max(id), 0) FROM unit WHERE about <> '' AND about = ? AND id < ?"), about, before).Scan(&id)
	return id, wrap(err, "undo "+about)
}

// undoStep is one change that is to be undone.
type undoStep struct {
	id       int64
	register string
	record   register.ID
	after    int64
	before   string
}

// steps are the changes of the journal j that meet a condition, the newest
// first: so many of them, or all when limit is nought.
func (tx *Tx) steps(ctx context.Context, where string, limit int, args ...any) ([]undoStep, error) {
	query := "SELECT j.id, j.register, j.record, j.version_after, COALESCE(j.before, '') FROM journal j " + where + " ORDER BY j.id DESC"
	if limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", limit)
	}
	rows, err := tx.query(ctx, tx.d.sql(query), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []undoStep
	for rows.Next() {
		var s undoStep
		if err := rows.Scan(&s.id, &s.register, &s.record, &s.after, &s.before); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func (tx *Tx) undoStep(ctx context.Context, s undoStep, u *Undoing) error {
	ok := false
	if r := tx.schema.Named(s.register); r != nil {
		var err error
		if ok, err = tx.putBack(ctx, r, s); err != nil {
			return err
		}
	}
	if ok {
		u.Restored++
	} else {
		u.Kept++
	}
	return nil
}

// undoneHere reports whether this undo itself left a record in a version:
// a step after the present one put it back already.
func (tx *Tx) undoneHere(ctx context.Context, r *register.Register, id register.ID, version int64) (here bool, err error) {
	err = tx.queryRow(ctx, tx.d.sql(`SELECT EXISTS (SELECT 1 FROM journal j JOIN unit u ON u.id = j.unit
		WHERE j.register = ? AND j.record = ? AND j.version_after = ? AND (u.id = ? OR u.about <> '' AND u.about = ?))`),
		r.Name, id, version, tx.work.unit, tx.work.about).Scan(&here)
	return here, err
}

// putBack undoes one row's change if the row still is as the change left it,
// or as an earlier step of this undo left it.
func (tx *Tx) putBack(ctx context.Context, r *register.Register, s undoStep) (ok bool, err error) {
	program := tx.program()
	rec, err := program.load(ctx, r, s.record, register.See)
	if err != nil {
		return false, nilIfNotFound(err)
	}
	if now := register.BaseOf(rec).Version; now != s.after {
		if here, err := tx.undoneHere(ctx, r, s.record, now); err != nil || !here {
			return false, err
		}
	}
	if s.before == "" {
		err := program.Try(ctx, func() error { return program.Delete(ctx, rec) })
		var refused *register.Problems
		if errors.As(err, &refused) {
			return false, nil
		}
		return err == nil, err
	}
	was, err := fromImage(r, s.before)
	if err != nil {
		return false, err
	}
	b := register.BaseOf(was)
	b.ID, b.Version = s.record, register.BaseOf(rec).Version
	err = program.Try(ctx, func() error { return program.sayAgain(ctx, r, rec, was) })
	var refused *register.Problems
	if errors.As(err, &refused) { // another has taken its place
		return false, nil
	}
	return err == nil, err
}

// sayAgain makes a record say what an image of it says.
func (tx *Tx) sayAgain(ctx context.Context, r *register.Register, rec, was register.Record) error {
	b, changed := register.BaseOf(was), changedFields(r, rec, was)
	if b.Archived != register.BaseOf(rec).Archived {
		if err := tx.Archive(ctx, rec, b.Archived); err != nil {
			return err
		}
		b.Version = register.BaseOf(rec).Version
	}
	if len(changed) == 0 {
		return nil
	}
	if err := tx.put(ctx, r, was, rec); err != nil {
		return err
	}
	for _, one := range []register.Record{rec, was} {
		if told, ok := one.(register.Undoer); ok {
			if err := told.Undone(ctx, tx); err != nil {
				return err
			}
		}
	}
	return tx.remember(ctx, r, was, rec, register.Edit, changed)
}

// fromImage reads what imageOf wrote.
func fromImage(r *register.Register, image string) (register.Record, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(image)))
	d.UseNumber()
	var body map[string]any
	if err := d.Decode(&body); err != nil {
		return nil, fmt.Errorf("image of %s: %w", r.Name, err)
	}
	rec := r.New()
	for _, f := range r.Fields {
		if err := f.Recall(rec, body[f.Name]); err != nil {
			return nil, fmt.Errorf("image of %s.%s: %w", r.Name, f.Name, err)
		}
	}
	if archived, ok := body["archived"].(bool); ok {
		register.BaseOf(rec).Archived = archived
	}
	return rec, nil
}

// Try runs fn so that what it writes is dropped when it fails, and the unit of
// work goes on: one bad row of a sheet does not spoil the others.
func (tx *Tx) Try(ctx context.Context, fn func() error) error {
	if _, err := tx.exec(ctx, "SAVEPOINT attempt"); err != nil {
		return wrap(err, "try")
	}
	audits, tallied := len(tx.work.audits), len(tx.work.tallied)
	err := fn()
	if err != nil {
		tx.work.audits, tx.work.tallied = tx.work.audits[:audits], tx.work.tallied[:tallied]
		tx.work.directories = nil
		if _, back := tx.exec(ctx, "ROLLBACK TO SAVEPOINT attempt"); back != nil {
			return wrap(back, "drop an attempt")
		}
	}
	if _, end := tx.exec(ctx, "RELEASE SAVEPOINT attempt"); end != nil {
		return wrap(end, "end an attempt")
	}
	return err
}
