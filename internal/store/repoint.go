package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"dossier/internal/register"
)

// repointedAtOnce is how many records are read in one question.
const repointedAtOnce = 200

// pointers are the conditions under which a record of from refers to rows of a
// register, one for each of its fields, so that each walks its own index.
func pointers(from, r *register.Register, ids []register.ID) []register.Filter {
	var out []register.Filter
	for _, f := range from.Fields {
		if cond := points(f, r, ids); cond != nil {
			out = append(out, cond)
		}
	}
	return out
}

// points is the condition under which a field refers to rows of a register,
// nil when it never does.
func points(f *register.Field, r *register.Register, ids []register.ID) register.Filter {
	switch f.Kind {
	case register.Reference, register.References:
		if f.Target != nil && f.Target.Name == r.Name {
			return register.Is{Field: f.Name, Op: register.OneOf, Value: anyIDs(ids)}
		}
	case register.LinkTo:
		var some register.Any
		for _, id := range ids {
			some = append(some, register.Is{Field: f.Name, Op: register.Equal, Value: register.Link{Register: r.Name, ID: id}})
		}
		return some
	case register.PartsOf:
		var some register.Any
		for _, g := range f.Target.Fields {
			if cond := points(g, r, ids); cond != nil {
				some = append(some, cond)
			}
		}
		if len(some) > 0 {
			return register.Through{Field: f.Name, Filter: some}
		}
	}
	return nil
}

func anyIDs(ids []register.ID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// pointing are the ids of records of a register that refer to rows of another,
// at most so many of each field.
func (tx *Tx) pointing(ctx context.Context, in, r *register.Register, ids []register.ID, most int) ([]register.ID, error) {
	var out []register.ID
	for _, cond := range pointers(in, r, ids) {
		filter := cond
		if in.Name == r.Name { // the rows themselves go nowhere
			filter = register.All{cond, register.Not{Filter: register.ByID(ids...)}}
		}
		found, err := tx.IDs(ctx, in, filter, 0, most)
		if err != nil {
			return nil, fmt.Errorf("what of %s refers to %s: %w", in.Path, r.Path, err)
		}
		out = append(out, found...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Pointing counts the records of each register that refer to some rows, as far
// as the actor may see them.
func (tx *Tx) Pointing(ctx context.Context, r *register.Register, to []register.ID, most int) ([]register.Pointed, error) {
	var out []register.Pointed
	for _, in := range tx.schema.Registers {
		ids, err := tx.pointing(ctx, in, tx.schema.This(r), to, most)
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			out = append(out, register.Pointed{Register: in, Count: len(ids)})
		}
	}
	return out, nil
}

// Repoint makes what refers to the rows from refer to another row. What is
// repointed says nothing else that is new, so that its own rules are not asked
// again; what they would have to mend, Moved does.
func (tx *Tx) Repoint(ctx context.Context, r *register.Register, from []register.ID, to register.ID, most int) (register.Repointed, error) {
	m := move{of: tx.schema.This(r), from: from, to: to}
	var out register.Repointed
	left := most
	for _, in := range tx.schema.Registers {
		moved := 0
		for {
			batch := repointedAtOnce
			if most > 0 {
				batch = min(batch, left)
			}
			if batch == 0 {
				out.More = true
				break
			}
			ids, err := tx.program().pointing(ctx, in, m.of, from, batch)
			if err != nil {
				return out, err
			}
			ids = ids[:min(len(ids), batch)]
			did, err := tx.repointSome(ctx, in, ids, m)
			if err != nil {
				return out, err
			}
			moved, left = moved+did, left-len(ids)
			if len(ids) == 0 || did < len(ids) {
				break // did all, or met what it cannot move
			}
		}
		if moved > 0 {
			out.Moved = append(out.Moved, register.Pointed{Register: in, Count: moved})
		}
	}
	if !out.More {
		if err := tx.repointPins(ctx, m); err != nil {
			return out, err
		}
	}
	return out, nil
}

// move is what takes the place of what.
type move struct {
	of   *register.Register
	from []register.ID
	to   register.ID
}

func (tx *Tx) repointSome(ctx context.Context, in *register.Register, ids []register.ID, m move) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	q := register.Query{Filter: register.ByID(ids...), Whole: true}
	program := tx.program()
	befores, err := program.Select(ctx, in, q)
	if err != nil {
		return 0, err
	}
	recs, err := program.Select(ctx, in, q)
	if err != nil {
		return 0, err
	}
	did := 0
	for i, rec := range recs {
		was := befores[i]
		m.apply(in, rec)
		meant := true
		if mover, ok := rec.(register.Mover); ok {
			if meant, err = mover.Moved(ctx, program); err != nil {
				return did, err
			}
		}
		changed := changedFields(in, was, rec)
		if len(changed) == 0 {
			continue
		}
		if err := tx.putAs(ctx, in, rec, was, register.BaseOf(was).Archived || !meant, changed); err != nil {
			return did, fmt.Errorf("repoint %s %d: %w", in.Path, register.BaseOf(rec).ID, err)
		}
		did++
	}
	return did, nil
}

// putAs writes a record and whether it is archived, without asking its rules.
func (tx *Tx) putAs(ctx context.Context, r *register.Register, rec, was register.Record, archived bool, changed []*register.Field) error {
	if err := tx.put(ctx, r, rec, was); err != nil {
		return err
	}
	b, act := register.BaseOf(rec), register.Edit
	if b.Archived != archived {
		if _, err := tx.exec(ctx, "UPDATE "+r.Path+" SET archived = "+tx.d.mark(1)+" WHERE id = "+tx.d.mark(2), bit(archived), b.ID); err != nil {
			return tx.refused(r, err)
		}
		b.Archived, act = archived, register.Archive
	}
	if r.Passing { // the journal knows it from this alone
		if err := tx.keepImage(ctx, r, was, b.Version); err != nil {
			return err
		}
	}
	return tx.remember(ctx, r, rec, was, act, changed)
}

// keepImage keeps in the journal what a record said before.
func (tx *Tx) keepImage(ctx context.Context, r *register.Register, was register.Record, after int64) error {
	if err := tx.begun(ctx); err != nil {
		return err
	}
	image, err := json.Marshal(imageOf(r, was))
	if err != nil {
		return err
	}
	return tx.insert(ctx, "journal", []string{"unit", "at", "register", "record", "version_after", "before"},
		tx.work.unit, millis(tx.work.now), r.Name, register.BaseOf(was).ID, after, string(image))
}

// apply makes a record refer to what takes the place.
func (m move) apply(in *register.Register, rec register.Record) {
	own := register.ID(0)
	if in.Name == m.of.Name {
		own = register.BaseOf(rec).ID
	}
	for _, f := range in.Fields {
		m.set(f, rec, own)
	}
}

// set repoints one field of a record or of a part. A record of the register
// itself does not come to refer to itself.
func (m move) set(f *register.Field, rec any, own register.ID) {
	switch f.Kind {
	case register.Reference:
		if id := f.Value(rec).(register.ID); f.Target != nil && f.Target.Name == m.of.Name && slices.Contains(m.from, id) {
			f.Set(rec, m.instead(own))
		}
	case register.References:
		if f.Target == nil || f.Target.Name != m.of.Name {
			return
		}
		var now []register.ID
		moved := false
		for _, id := range f.Value(rec).([]register.ID) {
			if slices.Contains(m.from, id) {
				id, moved = m.instead(own), true
			}
			if id != 0 && !slices.Contains(now, id) {
				now = append(now, id)
			}
		}
		if moved {
			f.Set(rec, now)
		}
	case register.LinkTo:
		if l := f.Value(rec).(register.Link); l.Register == m.of.Name && slices.Contains(m.from, l.ID) {
			f.Set(rec, register.Link{Register: m.of.Name, ID: m.to})
		}
	case register.PartsOf:
		parts := f.Value(rec).([]any)
		for _, part := range parts {
			for _, g := range f.Target.Fields {
				m.set(g, part, 0)
			}
		}
		f.Set(rec, parts)
	}
}

func (m move) instead(own register.ID) register.ID {
	if own == m.to {
		return 0
	}
	return m.to
}

// pinImage is a pin as the journal keeps it.
type pinImage struct {
	User    register.ID `json:"user"`
	Address string      `json:"address"`
}

// pinJournal is the name under which the journal keeps pins, which are no
// register.
const pinJournal = "pin"

// repointPins leads the pins of the rows from to the row that took their place.
func (tx *Tx) repointPins(ctx context.Context, m move) error {
	for _, id := range m.from {
		pins, err := tx.pinsOf(ctx, pageOf(m.of, id))
		if err != nil {
			return err
		}
		for pin, user := range pins {
			there, err := tx.Pinned(ctx, user, pageOf(m.of, m.to))
			if err != nil {
				return err
			}
			if there { // he keeps both; the address leads on by itself
				continue
			}
			if err := tx.rememberPin(ctx, pin, pinImage{User: user, Address: pageOf(m.of, id)}); err != nil {
				return err
			}
			if _, err := tx.exec(ctx, tx.d.sql("UPDATE pin SET address = ? WHERE id = ?"), pageOf(m.of, m.to), pin); err != nil {
				return wrap(err, "repoint pin")
			}
		}
	}
	return nil
}

// pageOf is the address of a record's card.
func pageOf(r *register.Register, id register.ID) string { return fmt.Sprintf("/%s/%d", r.Path, id) }

// pinsOf are the pins of an address and whose they are.
func (tx *Tx) pinsOf(ctx context.Context, address string) (map[int64]register.ID, error) {
	rows, err := tx.query(ctx, tx.d.sql("SELECT id, user_id FROM pin WHERE address = ?"), address)
	if err != nil {
		return nil, wrap(err, "pins of "+address)
	}
	defer rows.Close()
	out := map[int64]register.ID{}
	for rows.Next() {
		var id, user int64
		if err := rows.Scan(&id, &user); err != nil {
			return nil, err
		}
		out[id] = user
	}
	return out, rows.Err()
}

func (tx *Tx) rememberPin(ctx context.Context, pin int64, was pinImage) error {
	if err := tx.begun(ctx); err != nil {
		return err
	}
	image, err := json.Marshal(was)
	if err != nil {
		return err
	}
	return tx.insert(ctx, "journal", []string{"unit", "at", "register", "record", "version_after", "before"},
		tx.work.unit, millis(tx.work.now), pinJournal, pin, int64(0), string(image))
}

// TakeBack puts back what the units of work named about changed, the newest
// change first, if every field of it still says what it was made to say.
func (tx *Tx) TakeBack(ctx context.Context, about string) ([]register.Clash, error) {
	steps, err := tx.steps(ctx, "JOIN unit u ON u.id = j.unit WHERE u.about <> '' AND u.about = ?", 0, about)
	if err != nil {
		return nil, fmt.Errorf("take back %s: %w", about, err)
	}
	var order []register.Link
	backs := map[register.Link]*back{}
	var clashes []register.Clash
	made := map[register.Link]bool{}
	for _, s := range steps {
		made[register.Link{Register: s.register, ID: s.record}] = s.before == "" // the first step is the last here
	}
	for _, s := range steps {
		at := register.Link{Register: s.register, ID: s.record}
		r := tx.schema.Named(s.register)
		if r == nil || made[at] { // what was made stays
			continue
		}
		b := backs[at]
		if b == nil {
			if b, err = tx.backOf(ctx, r, s.record); err != nil {
				return nil, err
			}
			backs[at], order = b, append(order, at)
		}
		found, err := tx.unsay(ctx, r, b, s)
		if err != nil {
			return nil, err
		}
		for _, field := range found {
			clashes = append(clashes, register.Clash{Record: at, Field: field})
		}
	}
	if len(clashes) > 0 {
		return clashes, nil
	}
	for _, at := range order {
		if err := tx.putBackWhole(ctx, tx.schema.Named(at.Register), backs[at]); err != nil {
			return nil, fmt.Errorf("take back %s %d: %w", at.Register, at.ID, err)
		}
	}
	for _, s := range steps {
		if s.register == pinJournal {
			if err := tx.putBackPin(ctx, s); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

// back is a record on its way back.
type back struct {
	stored, now register.Record // as it is kept, and as it will be; nil when it is gone
	archived    bool
}

func (tx *Tx) backOf(ctx context.Context, r *register.Register, id register.ID) (*back, error) {
	program := tx.program()
	stored, err := program.load(ctx, r, id, register.See)
	if err != nil {
		return &back{}, nilIfNotFound(err)
	}
	now, err := program.load(ctx, r, id, register.See)
	if err != nil {
		return nil, err
	}
	return &back{stored: stored, now: now, archived: register.BaseOf(stored).Archived}, nil
}

// unsay takes one change from a record, and answers the fields that say
// something else than the change left there.
func (tx *Tx) unsay(ctx context.Context, r *register.Register, b *back, s undoStep) (clashes []string, err error) {
	switch {
	case b.now == nil && r.Passing: // it would be gone by now anyway
		return nil, nil
	case b.now == nil:
		return []string{""}, nil
	}
	before, err := fromImage(r, s.before)
	if err != nil {
		return nil, err
	}
	after, err := tx.after(ctx, r, s)
	if err != nil {
		return nil, err
	}
	for _, f := range changedFields(r, before, after) {
		if r.Passing && !isReference(f) { // it was read since, or is done with
			continue
		}
		if f.Unseen && !isReference(f) { // follows from the others
			f.Set(b.now, f.Value(before))
			continue
		}
		if !f.Same(f.Value(b.now), f.Value(after)) {
			clashes = append(clashes, f.Name)
			continue
		}
		f.Set(b.now, f.Value(before))
	}
	if was, is := register.BaseOf(before).Archived, register.BaseOf(after).Archived; was != is {
		if b.archived != is {
			clashes = append(clashes, "archived")
		}
		b.archived = was
	}
	return clashes, nil
}

func isReference(f *register.Field) bool {
	return f.Kind == register.Reference || f.Kind == register.References || f.Kind == register.LinkTo
}

// after is a record as a change left it: as the next change found it, or as it
// is now.
func (tx *Tx) after(ctx context.Context, r *register.Register, s undoStep) (register.Record, error) {
	var image string
	err := tx.queryRow(ctx, tx.d.sql("SELECT COALESCE(before, '') FROM journal WHERE register = ? AND record = ? AND id > ? ORDER BY id LIMIT 1"),
		s.register, s.record, s.id).Scan(&image)
	if errors.Is(err, sql.ErrNoRows) {
		return tx.program().load(ctx, r, s.record, register.See)
	}
	if err != nil {
		return nil, err
	}
	return fromImage(r, image)
}

func (tx *Tx) putBackWhole(ctx context.Context, r *register.Register, b *back) error {
	if b.now == nil {
		return nil
	}
	changed := changedFields(r, b.stored, b.now)
	if len(changed) == 0 && b.archived == register.BaseOf(b.stored).Archived {
		return nil
	}
	return tx.putAs(ctx, r, b.now, b.stored, b.archived, changed)
}

func (tx *Tx) putBackPin(ctx context.Context, s undoStep) error {
	var was pinImage
	if err := json.Unmarshal([]byte(s.before), &was); err != nil {
		return err
	}
	there, err := tx.Pinned(ctx, was.User, was.Address)
	if err != nil || there {
		return err
	}
	_, err = tx.exec(ctx, tx.d.sql("UPDATE pin SET address = ? WHERE id = ?"), was.Address, s.record)
	return wrap(err, "put back pin")
}
