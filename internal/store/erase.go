package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// Erase lets by change what a record says, and what it ever said: the row with
// its parts and search texts, history, and the images that undo reads. No rule
// is asked, and no image of the record as it was is kept. by is given each
// image in turn, some of them with one field alone, and must do the same to
// every one. Only the program erases.
func (tx *Tx) Erase(ctx context.Context, rec register.Record, by func(register.Record)) error {
	r, id, was, err := tx.beforeErasing(ctx, rec)
	if err != nil {
		return err
	}
	now, err := tx.load(ctx, r, id, register.See)
	if err != nil {
		return err
	}
	by(now)
	changed := changedFields(r, was, now)
	if len(changed) > 0 {
		tx.tallyChange(r, was, now, counted(was), counted(now))
		if err := tx.put(ctx, r, now, was); err != nil {
			return fmt.Errorf("erase %s %d: %w", r.Path, id, err)
		}
	}
	did, err := tx.erasePast(ctx, r, id, by)
	if err != nil {
		return fmt.Errorf("erase the past of %s %d: %w", r.Path, id, err)
	}
	if len(changed) == 0 && !did {
		return nil
	}
	return tx.toldErased(ctx, r, id, map[string]any{"fields": fieldNames(changed)})
}

// EraseWhole removes a record, what hangs on it by a guarding link, and what
// is known of their past but that there was something.
func (tx *Tx) EraseWhole(ctx context.Context, rec register.Record) error {
	r, id, was, err := tx.beforeErasing(ctx, rec)
	if err != nil {
		return err
	}
	if !r.Passing {
		if err := tx.eraseHanging(ctx, r, id); err != nil {
			return err
		}
	}
	if counted(was) {
		tx.tallyChange(r, was, nil, true, false)
		if err := tx.tallyStays(ctx, r, id, -1); err != nil {
			return err
		}
	}
	if _, err := tx.exec(ctx, "DELETE FROM "+r.Path+" WHERE id = "+tx.d.mark(1), id); err != nil {
		return tx.refused(r, fmt.Errorf("erase %s %d: %w", r.Path, id, err))
	}
	if _, err := tx.run(ctx, "UPDATE history SET was = '', now = '' WHERE register = ? AND record = ? AND field <> ''", r.Name, id); err != nil {
		return wrap(err, "erase history")
	}
	if _, err := tx.run(ctx, "UPDATE journal SET before = '{}' WHERE register = ? AND record = ? AND before IS NOT NULL", r.Name, id); err != nil {
		return wrap(err, "erase journal")
	}
	return tx.toldErased(ctx, r, id, map[string]any{"whole": true})
}

// Past are the images of a record that undo reads, the oldest first; those that
// cannot be read any more are left out. Only the program reads them: they know
// no rights.
func (tx *Tx) Past(ctx context.Context, r *register.Register, id register.ID) ([]register.Record, error) {
	if tx.actor != register.Program {
		return nil, register.ErrForbidden
	}
	r = tx.schema.This(r)
	images, err := tx.pastTexts(ctx, "SELECT id, before, '', '' FROM journal WHERE register = ? AND record = ? AND before IS NOT NULL ORDER BY id", r.Name, id)
	if err != nil {
		return nil, fmt.Errorf("the past of %s %d: %w", r.Path, id, err)
	}
	var out []register.Record
	for _, one := range images {
		if rec, err := fromImage(r, one.texts[0]); err == nil {
			out = append(out, rec)
		}
	}
	return out, nil
}

// eraseHanging removes what hangs on a record, the latest first: a file refers
// to the one whose place it took.
func (tx *Tx) eraseHanging(ctx context.Context, r *register.Register, id register.ID) error {
	for _, hanging := range tx.schema.Registers {
		for _, f := range hanging.Fields {
			if f.Kind != register.LinkTo || !f.Guard {
				continue
			}
			recs, err := tx.program().Select(ctx, hanging, register.Query{
				Filter: register.Is{Field: f.Name, Op: register.Equal, Value: register.Link{Register: r.Name, ID: id}},
				Sort:   []register.Sort{{Field: "id", Down: true}},
			})
			if err != nil {
				return err
			}
			for _, one := range recs {
				if err := tx.EraseWhole(ctx, one); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (tx *Tx) beforeErasing(ctx context.Context, rec register.Record) (*register.Register, register.ID, register.Record, error) {
	if tx.actor != register.Program {
		return nil, 0, nil, register.ErrForbidden
	}
	r, id := tx.schema.Of(rec), register.BaseOf(rec).ID
	was, err := tx.load(ctx, r, id, register.See)
	if err == nil {
		err = tx.begun(ctx)
	}
	return r, id, was, err
}

// toldErased notes that something was erased, and tells those who listen.
func (tx *Tx) toldErased(ctx context.Context, r *register.Register, id register.ID, facts map[string]any) error {
	tx.work.touched[r.Name] = true
	delete(tx.work.directories, r.Name)
	if r.Passing {
		return nil
	}
	if err := tx.insert(ctx, "history", []string{"at", "actor", "cause", "unit", "register", "record", "now"},
		millis(tx.work.now), tx.work.user, string(tx.work.cause), tx.work.unit, r.Name, id, erasedWord); err != nil {
		return err
	}
	if err := tx.insert(ctx, "notice", []string{"at", "unit", "register", "record", "act", "fields"},
		millis(tx.work.now), tx.work.unit, r.Name, id, string(register.Edit), ""); err != nil {
		return err
	}
	return tx.Audit(ctx, erasedWord, register.Link{Register: r.Name, ID: id}, facts)
}

// erasedWord is the line of history, and of the audit log, of what was erased.
const erasedWord = "erased"

// erasePast lets by change the images of a record in journal and history, and
// reports whether that changed any.
func (tx *Tx) erasePast(ctx context.Context, r *register.Register, id register.ID, by func(register.Record)) (did bool, err error) {
	images, err := tx.pastTexts(ctx, "SELECT id, before, '', '' FROM journal WHERE register = ? AND record = ? AND before IS NOT NULL", r.Name, id)
	if err != nil {
		return false, err
	}
	for _, one := range images {
		now, err := erasedImage(r, one.texts[0], by)
		if err != nil {
			return false, err
		}
		if now == one.texts[0] {
			continue
		}
		did = true
		if _, err := tx.run(ctx, "UPDATE journal SET before = ? WHERE id = ?", now, one.id); err != nil {
			return false, err
		}
	}
	lines, err := tx.pastTexts(ctx, "SELECT id, field, was, now FROM history WHERE register = ? AND record = ? AND field <> ''", r.Name, id)
	if err != nil {
		return false, err
	}
	for _, one := range lines {
		f := r.Field(one.texts[0])
		was, now := erasedText(r, f, one.texts[1], by), erasedText(r, f, one.texts[2], by)
		if was == one.texts[1] && now == one.texts[2] {
			continue
		}
		did = true
		if _, err := tx.run(ctx, "UPDATE history SET was = ?, now = ? WHERE id = ?", was, now, one.id); err != nil {
			return false, err
		}
	}
	return did, nil
}

// pastText is a row of the past and its texts.
type pastText struct {
	id    int64
	texts [3]string
}

func (tx *Tx) pastTexts(ctx context.Context, text string, args ...any) ([]pastText, error) {
	rows, err := tx.query(ctx, tx.d.sql(text), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []pastText
	for rows.Next() {
		var one pastText
		if err := rows.Scan(&one.id, &one.texts[0], &one.texts[1], &one.texts[2]); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// erasedImage is an image of the journal after by. What the register describes
// no more is not kept: nobody could say what it holds.
func erasedImage(r *register.Register, image string, by func(register.Record)) (string, error) {
	var head map[string]any
	d := json.NewDecoder(strings.NewReader(image))
	d.UseNumber()
	if err := d.Decode(&head); err != nil {
		return "{}", nil
	}
	rec, err := fromImage(r, image)
	if err != nil {
		return "{}", nil
	}
	by(rec)
	out := map[string]any{}
	for _, f := range r.Head {
		if v, said := head[f.Name]; said {
			out[f.Name] = v
		}
	}
	for _, f := range r.Fields {
		if _, said := head[f.Name]; said {
			out[f.Name] = f.JSON(f.Value(rec))
		}
	}
	text, err := json.Marshal(out)
	return string(text), err
}

// erasedText is a text of history after by. What cannot be read any more is
// not kept.
func erasedText(r *register.Register, f *register.Field, text string, by func(register.Record)) string {
	if text == "" || f == nil {
		return ""
	}
	rec := r.New()
	switch f.Kind {
	case register.Text, register.LongText, register.Email, register.Phone, register.Day, register.Choice:
		f.Set(rec, text)
	case register.PartsOf:
		var list any
		d := json.NewDecoder(bytes.NewReader([]byte(text)))
		d.UseNumber()
		if d.Decode(&list) != nil || f.Recall(rec, list) != nil {
			return ""
		}
	case register.FileOf:
		f.Set(rec, register.File{Hash: "past", Name: text})
	default:
		return text // numbers, moments, references and choices name nobody
	}
	by(rec)
	return f.Text(f.Value(rec))
}

// Traces finds in a text what tells of a person.
type Traces interface {
	// Mask is the text without it; of JSON it leaves JSON.
	Mask(text string) string
	// Tells reports whether the text as a whole tells who it is of, though
	// its pieces would not.
	Tells(text string) bool
}

// scrubbedAtOnce is how many rows are read in one question.
const scrubbedAtOnce = 1000

// Scrub takes the traces of a person out of what the program keeps beside the
// records: history, journal, drafts, kept answers and jobs. It counts the rows
// it changed by table, and may be done again.
func (st *Store) Scrub(ctx context.Context, of Traces) (map[string]int, error) {
	did := map[string]int{}
	for _, t := range []struct {
		table   string
		columns []string
		whole   string // what is done to a row that tells who it is of; empty is to mask it
	}{
		{"history", []string{"was", "now"}, ""},
		{"journal", []string{"before"}, ""},
		{"job", []string{"input", "memo", "note", "error"}, ""},
		{"draft", []string{"body"}, "DELETE FROM draft WHERE user_id = ? AND key = ?"},
		{"idempotency", []string{"answer"}, "UPDATE idempotency SET answer = '{}' WHERE user_id = ? AND key = ?"},
	} {
		n, err := 0, error(nil)
		if t.whole == "" {
			n, err = st.scrubTable(ctx, t.table, t.columns, of)
		} else {
			n, err = st.scrubKeyed(ctx, t.table, t.columns[0], t.whole, of)
		}
		if err != nil {
			return did, fmt.Errorf("scrub %s: %w", t.table, err)
		}
		if n > 0 {
			did[t.table] = n
		}
	}
	return did, nil
}

// scrubTable masks the texts of a table whose rows are numbered.
func (st *Store) scrubTable(ctx context.Context, table string, columns []string, of Traces) (did int, err error) {
	var names, sets []string
	for _, c := range columns {
		names, sets = append(names, "COALESCE("+quote(c)+", '')"), append(sets, quote(c)+" = ?")
	}
	ask := st.d.sql("SELECT id, " + strings.Join(names, ", ") + " FROM " + table + " WHERE id > ? ORDER BY id LIMIT " + fmt.Sprint(scrubbedAtOnce))
	change := "UPDATE " + table + " SET " + strings.Join(sets, ", ") + " WHERE id = ?"
	if table == "journal" { // that it was made is said by NULL
		change += " AND before IS NOT NULL"
	}
	for last := int64(0); ; {
		changed, seen, next, err := st.masked(ctx, ask, last, len(columns), of)
		if err != nil {
			return did, err
		}
		if len(changed) > 0 {
			err := st.Write(ctx, register.Program, register.ByProgram, func(tx *Tx) error {
				for _, id := range slices.Sorted(maps.Keys(changed)) {
					if _, err := tx.run(ctx, change, append(changed[id], id)...); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return did, err
			}
			did += len(changed)
		}
		if seen < scrubbedAtOnce {
			return did, nil
		}
		last = next
	}
}

// masked reads some rows and answers those that a mask changes, as they are
// to be.
func (st *Store) masked(ctx context.Context, ask string, after int64, columns int, of Traces) (changed map[int64][]any, seen int, last int64, err error) {
	rows, err := st.read.QueryContext(ctx, ask, after)
	if err != nil {
		return nil, 0, 0, err
	}
	defer rows.Close()
	changed = map[int64][]any{}
	texts := make([]string, columns)
	into := []any{&last}
	for i := range texts {
		into = append(into, &texts[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, 0, 0, err
		}
		seen++
		now, differs := make([]any, columns), false
		for i, text := range texts {
			clean := of.Mask(text)
			now[i], differs = clean, differs || clean != text
		}
		if differs {
			changed[last] = now
		}
	}
	return changed, seen, last, rows.Err()
}

// scrubKeyed does away with the rows of a small table that tell of the person.
func (st *Store) scrubKeyed(ctx context.Context, table, column, away string, of Traces) (did int, err error) {
	type key struct {
		user int64
		key  string
	}
	var found []key
	rows, err := st.read.QueryContext(ctx, "SELECT user_id, key, "+column+" FROM "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var text string
		if err := rows.Scan(&k.user, &k.key, &text); err != nil {
			return 0, err
		}
		if of.Tells(text) || of.Mask(text) != text {
			found = append(found, k)
		}
	}
	if err := rows.Err(); err != nil || len(found) == 0 {
		return 0, err
	}
	rows.Close()
	err = st.Write(ctx, register.Program, register.ByProgram, func(tx *Tx) error {
		for _, k := range found {
			if _, err := tx.run(ctx, away, k.user, k.key); err != nil {
				return err
			}
		}
		return nil
	})
	return len(found), err
}

// RemoveFiles removes contents that no record says any more, at once: what was
// erased does not wait for the sweep. Contents that some record says stay. It
// may be done again when it was cut off.
func (st *Store) RemoveFiles(ctx context.Context, hashes []string) (removed int, err error) {
	root, err := st.files()
	if err != nil {
		return 0, fmt.Errorf("remove files: %w", err)
	}
	defer root.Close()
	unsaid := st.unsaid()
	for _, hash := range hashes {
		if !hashForm.MatchString(hash) {
			continue
		}
		n, err := st.run(ctx, "DELETE FROM blob WHERE hash = ?"+unsaid, hash)
		if err != nil {
			return removed, fmt.Errorf("remove files: %w", err)
		}
		if n == 0 {
			lost, err := st.cutOff(ctx, root, hash)
			if err != nil {
				return removed, fmt.Errorf("remove files: %w", err)
			}
			if !lost {
				continue
			}
		}
		if err := removeContent(root, hash); err != nil {
			return removed, fmt.Errorf("remove files: %w", err)
		}
		removed++
	}
	return removed, nil
}

// settling is how long a content that was brought waits for its row, at most.
const settling = time.Minute

// cutOff reports whether a content stayed of which the row was removed: the
// process ended between the two. One that was only now brought is not it.
func (st *Store) cutOff(ctx context.Context, root *os.Root, hash string) (bool, error) {
	var one int
	err := st.read.QueryRowContext(ctx, st.d.sql("SELECT 1 FROM blob WHERE hash = ?"), hash).Scan(&one)
	if !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	info, err := root.Stat(place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && time.Since(info.ModTime()) > settling, err // by the clock of the file system
}

// Compact writes the database anew without what was deleted from it, so that
// its bytes are gone from the disk. SQLite reads and writes all of it
// meanwhile and lets nobody else write; PostgreSQL gives up the space of the
// rows, whose bytes go as it is used again.
func (st *Store) Compact(ctx context.Context) error {
	if st.d.name == "postgres" {
		_, err := st.write.ExecContext(ctx, "VACUUM")
		return wrap(err, "compact")
	}
	if _, err := st.write.ExecContext(ctx, "VACUUM"); err != nil {
		return wrap(err, "compact")
	}
	_, err := st.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return wrap(err, "compact")
}

// Size is how many bytes the database has; of PostgreSQL none.
func (st *Store) Size(ctx context.Context) (bytes int64, err error) {
	if st.d.name == "postgres" {
		return 0, nil
	}
	err = st.read.QueryRowContext(ctx, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()").Scan(&bytes)
	return bytes, wrap(err, "size")
}

// Abouts are the names of the works that changed a record, as import:12.
func (tx *Tx) Abouts(ctx context.Context, r *register.Register, id register.ID) ([]string, error) {
	rows, err := tx.query(ctx, tx.d.sql("SELECT DISTINCT u.about FROM journal j JOIN unit u ON u.id = j.unit WHERE j.register = ? AND j.record = ? AND u.about <> ''"), r.Name, id)
	if err != nil {
		return nil, wrap(err, "works")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}
