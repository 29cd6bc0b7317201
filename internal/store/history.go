package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// changedFields are the fields in which now says something else than was.
func changedFields(r *register.Register, was, now register.Record) []*register.Field {
	var out []*register.Field
	for _, f := range r.Fields {
		if was == nil {
			if !f.Empty(now) {
				out = append(out, f)
			}
			continue
		}
		if !f.Same(f.Value(was), f.Value(now)) {
			out = append(out, f)
		}
	}
	return out
}

// remember keeps what was done: history for readers, the journal for undoing,
// the audit log for proof, a notice for those who listen.
func (tx *Tx) remember(ctx context.Context, r *register.Register, rec, was register.Record, act register.Act, changed []*register.Field) error {
	tx.work.touched[r.Name] = true
	stood, stands := counted(was), counted(rec) && act != register.Delete
	tx.tallyChange(r, was, rec, stood, stands)
	if r.Passing {
		return nil
	}
	if err := tx.begun(ctx); err != nil {
		return err
	}
	b := register.BaseOf(rec)
	delete(tx.work.directories, r.Name)
	if err := tx.keepHistory(ctx, r, rec, was, act, changed); err != nil {
		return err
	}
	if stood && !stands {
		if err := tx.tallyStays(ctx, r, b.ID, -1); err != nil {
			return err
		}
	}
	if err := tx.keepVisits(ctx, r, rec, was, act, changed); err != nil {
		return err
	}
	if !stood && stands && was != nil {
		if err := tx.tallyStays(ctx, r, b.ID, 1); err != nil {
			return err
		}
	}
	var image any
	if was != nil {
		text, err := json.Marshal(imageOf(r, was))
		if err != nil {
			return err
		}
		image = string(text)
	}
	after := b.Version
	if act == register.Delete {
		after = 0
	}
	if err := tx.insert(ctx, "journal", []string{"unit", "at", "register", "record", "version_after", "before"},
		tx.work.unit, millis(tx.work.now), r.Name, b.ID, after, image); err != nil {
		return err
	}
	names := fieldNames(changed)
	if err := tx.insert(ctx, "notice", []string{"at", "unit", "register", "record", "act", "fields"},
		millis(tx.work.now), tx.work.unit, r.Name, b.ID, string(act), strings.Join(names, ",")); err != nil {
		return err
	}
	if err := tx.Audit(ctx, string(act), register.Link{Register: r.Name, ID: b.ID}, map[string]any{"fields": names}); err != nil {
		return err
	}
	if act == register.Delete {
		return nil // what told of it finds nothing there any more
	}
	if err := r.Tell(ctx, tx, rec, was); err != nil {
		return err
	}
	return r.Follow(ctx, tx, rec, was)
}

func fieldNames(fields []*register.Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out
}

// begun writes the row that the unit's changes belong to, once.
func (tx *Tx) begun(ctx context.Context) error {
	if tx.work.unit != 0 {
		return nil
	}
	text := "INSERT INTO unit (at, actor, cause, about) VALUES (" + tx.marks(4) + ") RETURNING id"
	err := tx.queryRow(ctx, text, millis(tx.work.now), tx.work.user, string(tx.work.cause), tx.work.about).Scan(&tx.work.unit)
	if err != nil {
		return fmt.Errorf("begin unit: %w", err)
	}
	return nil
}

// Unit is the number of the unit of work once it has written something.
func (tx *Tx) Unit() int64 { return tx.work.unit }

func (tx *Tx) marks(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = tx.d.mark(i + 1)
	}
	return strings.Join(out, ", ")
}

func (tx *Tx) insert(ctx context.Context, table string, columns []string, values ...any) error {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = quote(c)
	}
	if _, err := tx.exec(ctx, "INSERT INTO "+table+" ("+strings.Join(quoted, ", ")+") VALUES ("+tx.marks(len(values))+")", values...); err != nil {
		return fmt.Errorf("insert %s: %w", table, err)
	}
	return nil
}

// words of history for a record as a whole
var wholeWords = map[register.Act]string{register.Create: "created", register.Delete: "deleted"}

func (tx *Tx) keepHistory(ctx context.Context, r *register.Register, rec, was register.Record, act register.Act, changed []*register.Field) error {
	line := func(f *register.Field, old, now string) error {
		name, class := "", string(register.Open)
		if f != nil {
			name, class = f.Name, string(f.Class)
		}
		return tx.insert(ctx, "history", []string{"at", "actor", "cause", "unit", "register", "record", "field", "class", "was", "now"},
			millis(tx.work.now), tx.work.user, string(tx.work.cause), tx.work.unit, r.Name, register.BaseOf(rec).ID, name, class, old, now)
	}
	word := wholeWords[act]
	if act == register.Archive {
		word = "restored"
		if register.BaseOf(rec).Archived {
			word = "archived"
		}
	}
	if word != "" {
		if err := line(nil, "", word); err != nil {
			return err
		}
	}
	for _, f := range changed {
		if !f.Tracked || act == register.Create {
			continue
		}
		if err := line(f, f.Text(f.Value(was)), f.Text(f.Value(rec))); err != nil {
			return err
		}
	}
	return nil
}

// keepVisits keeps when each value of a visited field was entered and left.
func (tx *Tx) keepVisits(ctx context.Context, r *register.Register, rec, was register.Record, act register.Act, changed []*register.Field) error {
	if act == register.Delete {
		return nil
	}
	if w, ok := rec.(Backdated); ok && was != nil {
		if err := tx.beginEarlier(ctx, r, rec, w, counted(rec) && counted(was)); err != nil {
			return err
		}
	}
	tally := counted(rec) && (was == nil || counted(was))
	for _, f := range changed {
		if !f.Visited {
			continue
		}
		id, entered, from := register.BaseOf(rec).ID, millis(tx.work.now), register.ID(0)
		if w, ok := rec.(Backdated); ok {
			if at := w.Entered(f.Name); !at.IsZero() {
				entered = millis(at)
			}
		}
		if was != nil {
			var left int64
			var err error
			if from, left, err = tx.leave(ctx, r, id, f.Name, entered, tally); err != nil {
				return fmt.Errorf("leave %s: %w", f.Name, err)
			}
			entered = max(entered, left)
		}
		if f.Empty(rec) {
			continue
		}
		if err := tx.insert(ctx, "visit", []string{"register", "record", "field", "value", "entered_at", "left_at", "entered_by", "unit"},
			r.Name, id, f.Name, f.Value(rec), entered, int64(0), tx.work.user, tx.work.unit); err != nil {
			return err
		}
		if value, ok := f.Value(rec).(register.ID); ok && tally {
			tx.tallyStep(r.Name, f.Name, from, value, entered, 1)
		}
	}
	return nil
}

// beginEarlier lets the only visit of a record begin when it says now that it
// did.
func (tx *Tx) beginEarlier(ctx context.Context, r *register.Register, rec register.Record, w Backdated, tally bool) error {
	id := register.BaseOf(rec).ID
	for _, f := range r.Fields {
		if !f.Visited {
			continue
		}
		at := w.Began(f.Name)
		if at.IsZero() {
			continue
		}
		var visit, value, entered, n int64
		err := tx.queryRow(ctx, tx.d.sql("SELECT COALESCE(MAX(id), 0), COALESCE(MAX(value), 0), COALESCE(MAX(entered_at), 0), COALESCE(SUM(CASE WHEN left_at = 0 THEN 1 ELSE 2 END), 0) FROM visit WHERE register = ? AND record = ? AND field = ?"),
			r.Name, id, f.Name).Scan(&visit, &value, &entered, &n)
		if err == nil && n == 1 {
			_, err = tx.exec(ctx, tx.d.sql("UPDATE visit SET entered_at = ? WHERE id = ?"), millis(at), visit)
		}
		if err != nil {
			return fmt.Errorf("begin %s earlier: %w", f.Name, err)
		}
		if n == 1 && tally {
			tx.tallyStep(r.Name, f.Name, 0, value, entered, -1)
			tx.tallyStep(r.Name, f.Name, 0, value, millis(at), 1)
		}
	}
	return nil
}

// leave ends the visits of a field that still go on, none before it began. It
// says where the last visit was, and when it ended.
func (tx *Tx) leave(ctx context.Context, r *register.Register, id register.ID, field string, at int64, tally bool) (last register.ID, ended int64, err error) {
	rows, err := tx.query(ctx, tx.d.sql("UPDATE visit SET left_at = CASE WHEN entered_at > ? THEN entered_at ELSE ? END WHERE register = ? AND record = ? AND field = ? AND left_at = 0 RETURNING value, entered_at, left_at"),
		at, at, r.Name, id, field)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var entered, left int64
		if err := rows.Scan(&last, &entered, &left); err != nil {
			return 0, 0, err
		}
		ended = max(ended, left)
		if tally {
			tx.tallyStay(r.Name, field, last, entered, left, 1)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || last != 0 {
		return last, ended, err
	}
	// The field was emptied before: the visit before that is the last one.
	err = tx.queryRow(ctx, tx.d.sql("SELECT COALESCE((SELECT value FROM visit WHERE register = ? AND record = ? AND field = ? ORDER BY id DESC LIMIT 1), 0)"), r.Name, id, field).Scan(&last)
	return last, ended, err
}

// Backdated is a record that knows since when it has a visited value: an
// imported deal was won on its own day. The zero time is now.
type Backdated interface {
	Entered(field string) time.Time
	// Began is when the first of the visits began, of a record that says it later
	// than it was recorded; the zero time leaves it.
	Began(field string) time.Time
}

// Line is one line of a record's history.
type Line struct {
	ID       int64
	Record   register.ID // the record itself, or one that was merged into it
	At       time.Time
	Actor    register.ID // user, nought is the program
	Cause    register.Cause
	Unit     int64
	Field    string // empty for the record as a whole
	Was, Now string // machine text of the field's kind, or created, archived …
}

// mergedField is the reference by which a record that was merged leads on to
// the one that took its place.
const mergedField = "merged_into"

// withMerged are a record and those that were merged into it.
func (tx *Tx) withMerged(ctx context.Context, r *register.Register, id register.ID) ([]register.ID, error) {
	if tx.schema.This(r).Field(mergedField) == nil {
		return []register.ID{id}, nil
	}
	ids, err := tx.program().IDs(ctx, r, register.Is{Field: mergedField, Op: register.Equal, Value: id}, 0, 1000)
	return append([]register.ID{id}, ids...), err
}

// ofRecords are the lines of a record and of those merged into it; that they
// were merged is told by the line of the record itself.
func (w *where) ofRecords(ids []register.ID) string {
	own := w.arg(ids[0])
	if len(ids) == 1 {
		return "record = " + own
	}
	marks := []string{own}
	for _, id := range ids[1:] {
		marks = append(marks, w.arg(id))
	}
	return "record IN (" + strings.Join(marks, ", ") + ") AND NOT (record <> " + own + " AND (field = '" + mergedField + "' OR field = '' AND now = 'archived'))"
}

// History returns the newest lines of a record's history before line, all of
// them when before is nought, with those of the records merged into it. Lines
// of classes the actor may not see are left out.
func (tx *Tx) History(ctx context.Context, r *register.Register, id register.ID, before int64, limit int) ([]Line, error) {
	ids, err := tx.withMerged(ctx, r, id)
	if err != nil {
		return nil, err
	}
	return tx.historyLines(ctx, r, limit, func(w *where) string {
		cond := w.ofRecords(ids)
		if before > 0 {
			cond += " AND id < " + w.arg(before)
		}
		return cond
	})
}

// HistoryUntil is History of lines no later than a moment.
func (tx *Tx) HistoryUntil(ctx context.Context, r *register.Register, id register.ID, until time.Time, limit int) ([]Line, error) {
	ids, err := tx.withMerged(ctx, r, id)
	if err != nil {
		return nil, err
	}
	return tx.historyLines(ctx, r, limit, func(w *where) string { return w.ofRecords(ids) + " AND at <= " + w.arg(millis(until)) })
}

func (tx *Tx) historyLines(ctx context.Context, r *register.Register, limit int, of func(*where) string) ([]Line, error) {
	r = tx.schema.This(r)
	w := &where{ctx: ctx, tx: tx}
	cond := "register = " + w.arg(r.Name) + " AND " + of(w)
	var hidden []string
	for _, c := range register.Classes() {
		if !tx.actor.Sees(r, c) {
			hidden = append(hidden, w.arg(string(c)))
		}
	}
	if len(hidden) > 0 {
		cond += " AND class NOT IN (" + strings.Join(hidden, ", ") + ")"
	}
	rows, err := tx.query(ctx, fmt.Sprintf("SELECT id, record, at, actor, cause, unit, field, was, now FROM history WHERE %s ORDER BY id DESC LIMIT %d", cond, limit), w.args...)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", r.Path, err)
	}
	defer rows.Close()
	var out []Line
	for rows.Next() {
		var l Line
		var at int64
		if err := rows.Scan(&l.ID, &l.Record, &at, &l.Actor, &l.Cause, &l.Unit, &l.Field, &l.Was, &l.Now); err != nil {
			return nil, err
		}
		l.At = moment(at)
		out = append(out, l)
	}
	return out, rows.Err()
}

// imageOf is a record as the journal keeps it.
func imageOf(r *register.Register, rec register.Record) map[string]any {
	out := map[string]any{}
	for _, f := range slices.Concat(r.Head, r.Fields) {
		out[f.Name] = f.JSON(f.Value(rec))
	}
	return out
}

// Recent are the records that a user changed last, each once, newest first.
func (tx *Tx) Recent(ctx context.Context, user register.ID, most int) ([]register.Link, error) {
	rows, err := tx.query(ctx, fmt.Sprintf("SELECT register, record FROM history WHERE actor = %s ORDER BY id DESC LIMIT %d", tx.d.mark(1), 20*most), user)
	if err != nil {
		return nil, fmt.Errorf("recent records: %w", err)
	}
	defer rows.Close()
	var out []register.Link
	for rows.Next() && len(out) < most {
		var l register.Link
		if err := rows.Scan(&l.Register, &l.ID); err != nil {
			return nil, err
		}
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out, rows.Err()
}

// Since is when each of these records entered the present value of a visited
// field.
func (tx *Tx) Since(ctx context.Context, r *register.Register, field string, ids []register.ID) (map[register.ID]time.Time, error) {
	out := make(map[register.ID]time.Time, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	w := &where{ctx: ctx, tx: tx}
	cond := "register = " + w.arg(r.Name) + " AND field = " + w.arg(field) + " AND left_at = 0 AND record IN ("
	marks := make([]string, 0, len(ids))
	for _, id := range padded(ids) {
		marks = append(marks, w.arg(id))
	}
	rows, err := tx.query(ctx, "SELECT record, entered_at FROM visit WHERE "+cond+strings.Join(marks, ", ")+")", w.args...)
	if err != nil {
		return nil, fmt.Errorf("visits of %s: %w", r.Path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, at int64
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		out[id] = moment(at)
	}
	return out, rows.Err()
}

// Visit is a stay of a record at a value of a visited field.
type Visit struct {
	ID     int64
	Record register.ID
	Value  int64
	From   int64 // the value before; nought for the first
	At     time.Time
	By     register.ID // user, nought is the program
}

// VisitsAsked says which visits are meant.
type VisitsAsked struct {
	Field  string
	Of     register.Filter // the records
	Values []register.ID   // none is all
	By     register.ID     // nought is everybody
	From   time.Time       // the zero time is the beginning
	Before time.Time
	ID     int64 // of the visits at Before, those with smaller ids
	Limit  int
}

// Visits are the latest visits that are asked for, the latest first.
func (tx *Tx) Visits(ctx context.Context, r *register.Register, q VisitsAsked) ([]Visit, error) {
	r = tx.schema.This(r)
	w := &where{ctx: ctx, tx: tx, road: road{}.survey(r, q.Of, "", nil)}
	records, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), q.Of})
	if err != nil {
		return nil, err
	}
	cond := "v.register = " + w.arg(r.Name) + " AND v.field = " + w.arg(q.Field) +
		" AND v.record IN (SELECT t.id FROM " + w.from(r) + " WHERE " + records + ")" +
		" AND (v.entered_at < " + w.arg(millis(q.Before)) + " OR v.entered_at = " + w.arg(millis(q.Before)) + " AND v.id < " + w.arg(q.ID) + ")"
	if !q.From.IsZero() {
		cond += " AND v.entered_at >= " + w.arg(millis(q.From))
	}
	if q.By != 0 {
		cond += " AND v.entered_by = " + w.arg(q.By)
	}
	if len(q.Values) > 0 {
		marks := make([]string, len(q.Values))
		for i, id := range q.Values {
			marks[i] = w.arg(id)
		}
		cond += " AND v.value IN (" + strings.Join(marks, ", ") + ")"
	}
	text := "SELECT v.id, v.record, v.value, v.entered_at, v.entered_by, COALESCE((SELECT p.value FROM visit p" +
		" WHERE p.register = v.register AND p.record = v.record AND p.field = v.field AND p.id < v.id ORDER BY p.id DESC LIMIT 1), 0)" +
		" FROM visit v WHERE " + cond + fmt.Sprintf(" ORDER BY v.entered_at DESC, v.id DESC LIMIT %d", q.Limit)
	rows, err := tx.query(ctx, text, w.args...)
	if err != nil {
		return nil, fmt.Errorf("visits of %s: %w", r.Path, err)
	}
	defer rows.Close()
	var out []Visit
	for rows.Next() {
		var v Visit
		var at int64
		if err := rows.Scan(&v.ID, &v.Record, &v.Value, &at, &v.By, &v.From); err != nil {
			return nil, err
		}
		v.At = moment(at)
		out = append(out, v)
	}
	return out, rows.Err()
}
