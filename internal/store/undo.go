package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"dossier/internal/register"
)

// Undone says what an undo did: rows put back, rows left alone because
// somebody changed them since.
type Undone struct{ Restored, Kept int }

// Undo puts back what the units of work named about did, newest first: what
// they made is deleted, what they changed says again what it said. Rows that
// were changed since are left as they are.
func (tx *Tx) Undo(ctx context.Context, about string) (Undone, error) {
	rows, err := tx.query(ctx, "SELECT j.register, j.record, j.version_after, COALESCE(j.before, '') FROM journal j JOIN unit u ON u.id = j.unit WHERE u.about <> '' AND u.about = "+
		tx.d.mark(1)+" ORDER BY j.id DESC", about)
	if err != nil {
		return Undone{}, fmt.Errorf("undo %s: %w", about, err)
	}
	type step struct {
		register string
		record   register.ID
		after    int64
		before   string
	}
	var steps []step
	for rows.Next() {
		var s step
		if err := rows.Scan(&s.register, &s.record, &s.after, &s.before); err != nil {
			rows.Close()
			return Undone{}, err
		}
		steps = append(steps, s)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return Undone{}, err
	}
	var done Undone
	undoneTo := map[register.Link]int64{}
	for _, s := range steps {
		r := tx.schema.Named(s.register)
		if r == nil {
			done.Kept++
			continue
		}
		link := register.Link{Register: s.register, ID: s.record}
		ok, version, err := tx.putBack(ctx, r, s.record, s.after, s.before, undoneTo[link])
		if err != nil {
			return done, err
		}
		if ok {
			done.Restored++
			undoneTo[link] = version
		} else {
			done.Kept++
		}
	}
	return done, nil
}

// putBack undoes one row's change if the row still is as the change left it,
// or as an earlier step of this undo left it.
func (tx *Tx) putBack(ctx context.Context, r *register.Register, id register.ID, after int64, before string, undone int64) (ok bool, version int64, err error) {
	program := tx.program()
	rec, err := program.load(ctx, r, id, register.See)
	if err != nil {
		return false, 0, nilIfNotFound(err)
	}
	if now := register.BaseOf(rec).Version; now != after && now != undone {
		return false, 0, nil
	}
	if before == "" {
		err := program.Try(ctx, func() error { return program.Delete(ctx, rec) })
		var refused *register.Problems
		if errors.As(err, &refused) {
			return false, 0, nil
		}
		return err == nil, 0, err
	}
	was, err := fromImage(r, before)
	if err != nil {
		return false, 0, err
	}
	b := register.BaseOf(was)
	b.ID, b.Version = id, register.BaseOf(rec).Version
	err = program.Try(ctx, func() error { return program.sayAgain(ctx, r, rec, was) })
	var refused *register.Problems
	if errors.As(err, &refused) { // another has taken its place
		return false, 0, nil
	}
	return err == nil, b.Version, err
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
	audits := len(tx.work.audits)
	err := fn()
	if err != nil {
		tx.work.audits = tx.work.audits[:audits]
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
