package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Save checks and writes rec, new or known, and records what changed. Every
// write of a record, from a form, a sheet, the API or a rule, is this one. A
// known record that says what it said before is left alone.
func (tx *Tx) Save(ctx context.Context, rec register.Record) error {
	r, b := tx.schema.Of(rec), register.BaseOf(rec)
	if b.Fragment {
		return fmt.Errorf("save %s %d: only some of its fields were read", r.Path, b.ID)
	}
	was, err := tx.before(ctx, r, b)
	if err != nil {
		return err
	}
	if was != nil && b.Partial {
		keepParts(r, rec, was)
	}
	if err := tx.clean(r, rec); err != nil {
		return err
	}
	if err := r.Change(ctx, tx, rec, was); err != nil {
		return err
	}
	changed := changedFields(r, was, rec)
	if was != nil && len(changed) == 0 {
		return nil
	}
	if err := tx.check(ctx, r, rec, was, changed); err != nil {
		return err
	}
	if err := tx.putDistinct(ctx, r, rec, was, changed); err != nil {
		return err
	}
	act := register.Edit
	if was == nil {
		act = register.Create
	}
	if err := tx.stillMine(ctx, r, b.ID, act); err != nil {
		return err
	}
	return tx.remember(ctx, r, rec, was, act, changed)
}

// before reads the stored record that is to be changed, whole; nil for a new
// one. Who may see a record but not change it is told so.
func (tx *Tx) before(ctx context.Context, r *register.Register, b *register.Base) (register.Record, error) {
	if b.ID == 0 {
		if !register.May(tx.actor, r, register.Create) {
			return nil, register.ErrForbidden
		}
		return nil, nil
	}
	was, err := tx.load(ctx, r, b.ID, register.Edit)
	if errors.Is(err, register.ErrNotFound) {
		if _, seen := tx.load(ctx, r, b.ID, register.See); seen == nil {
			return nil, register.ErrForbidden
		}
	}
	if err != nil {
		return nil, err
	}
	if register.BaseOf(was).Version != b.Version {
		return nil, register.ErrStale
	}
	return was, nil
}

func keepParts(r *register.Register, rec, was register.Record) {
	for _, f := range r.Fields {
		if f.Kind == register.PartsOf || f.Kind == register.References {
			f.Set(rec, f.Value(was))
		}
	}
	register.BaseOf(rec).Partial = false
}

// clean puts every text in its normal form and refuses characters that no
// text may hold.
func (tx *Tx) clean(r *register.Register, rec register.Record) error {
	p := register.ProblemsOf(rec)
	cleanFields(r.Fields, rec, "", p)
	return p.Err()
}

func cleanFields(fields []*register.Field, rec any, prefix string, p *register.Problems) {
	for _, f := range fields {
		switch f.Kind {
		case register.Text, register.Email, register.Phone, register.LongText:
			old := f.Value(rec).(string)
			text, err := cleaner(f)(old)
			if err != nil {
				p.AddAt(prefix+f.Name, uncleanKey(err))
			} else if tooLong(f, text) {
				p.AddAt(prefix+f.Name, "too_long", "max", f.Max)
			}
			if text != old {
				f.Set(rec, text)
			}
		case register.NamesOf:
			all := f.Value(rec).(register.Names).All()
			for i, s := range all {
				text, err := identity.CleanLine(s)
				if err != nil {
					p.AddAt(prefix+f.Name, uncleanKey(err))
				} else if tooLong(f, text) {
					p.AddAt(prefix+f.Name, "too_long", "max", f.Max)
				}
				all[i] = text
			}
			f.Set(rec, register.NamesFrom(all))
		case register.Choice:
			if v := f.Value(rec).(string); v != "" && !slices.Contains(f.Choices, v) {
				p.AddAt(prefix+f.Name, "not_a_choice")
			}
		case register.Money:
			m := f.Value(rec).(money.Money)
			if m.Currency != "" && !money.Known(m.Currency) {
				p.AddAt(prefix+f.Name, "unknown_currency")
			}
		case register.PartsOf:
			for i, part := range f.Value(rec).([]any) {
				cleanFields(f.Target.Fields, part, fmt.Sprintf("%s%s.%d.", prefix, f.Name, i), p)
			}
		}
	}
}

func cleaner(f *register.Field) func(string) (string, error) {
	if f.Kind == register.LongText {
		return identity.CleanText
	}
	return identity.CleanLine
}

// uncleanKey is the message for a text that holds what no text may.
func uncleanKey(err error) string {
	var unclean *identity.Unclean
	if errors.As(err, &unclean) {
		return unclean.Key
	}
	return "unreadable"
}

func tooLong(f *register.Field, text string) bool {
	return f.Max > 0 && len(text) > f.Max && len([]rune(text)) > f.Max
}

// check asks what must hold of every record, then the record's own rules.
// All problems come back at once.
func (tx *Tx) check(ctx context.Context, r *register.Register, rec, was register.Record, changed []*register.Field) error {
	p := register.ProblemsOf(rec)
	requireFields(r.Fields, rec, "", p)
	for _, f := range changed {
		if err := tx.checkReferences(ctx, r, f, rec, was, p); err != nil {
			return err
		}
		if f.Unique {
			if err := tx.checkUnique(ctx, r, f, rec, p); err != nil {
				return err
			}
		}
		if f.Kind == register.FileOf && f.Value(rec).(register.File).Hash != "" {
			switch err := tx.KeepFile(ctx, f.Value(rec).(register.File).Hash); {
			case errors.Is(err, register.ErrNotFound):
				p.AddAt(f.Name, "file_gone")
			case err != nil:
				return err
			}
		}
		if f.Name == r.Tree && r.Tree != "" {
			if err := tx.checkTree(ctx, r, f, rec, p); err != nil {
				return err
			}
		}
	}
	if c, ok := rec.(register.Checker); ok {
		c.Check(p)
	}
	return p.Err()
}

func requireFields(fields []*register.Field, rec any, prefix string, p *register.Problems) {
	for _, f := range fields {
		if f.Required && f.Empty(rec) {
			p.AddAt(prefix+f.Name, "required")
		}
		if f.Kind == register.PartsOf {
			for i, part := range f.Value(rec).([]any) {
				requireFields(f.Target.Fields, part, fmt.Sprintf("%s%s.%d.", prefix, f.Name, i), p)
			}
		}
	}
}

// checkReferences refuses references to what is not there or not the actor's
// to see. What the record referred to before stays as it is.
func (tx *Tx) checkReferences(ctx context.Context, r *register.Register, f *register.Field, rec, was register.Record, p *register.Problems) error {
	known := map[register.ID]bool{0: true}
	var ids []register.ID
	target := f.Target
	switch f.Kind {
	case register.Reference:
		ids = []register.ID{f.Value(rec).(int64)}
	case register.References:
		ids = f.Value(rec).([]register.ID)
		if was != nil {
			for _, id := range f.Value(was).([]register.ID) {
				known[id] = true
			}
		}
	case register.LinkTo:
		l := f.Value(rec).(register.Link)
		if l == (register.Link{}) {
			return nil
		}
		if target = tx.schema.Named(l.Register); target == nil {
			p.AddAt(f.Name, "unknown_reference")
			return nil
		}
		ids = []register.ID{l.ID}
	case register.PartsOf:
		return tx.checkPartReferences(ctx, f, rec, was, p)
	default:
		return nil
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id register.ID) bool { return known[id] })
	if len(ids) == 0 || target == nil {
		return nil
	}
	found, err := tx.Named(ctx, target, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if found[id] == nil {
			p.AddAt(f.Name, "unknown_reference")
			return nil
		}
	}
	return nil
}

func (tx *Tx) checkPartReferences(ctx context.Context, f *register.Field, rec, was register.Record, p *register.Problems) error {
	old := map[register.ID]any{}
	if was != nil {
		for _, part := range f.Value(was).([]any) {
			old[register.PartOf(part).ID] = part
		}
	}
	for i, part := range f.Value(rec).([]any) {
		for _, g := range f.Target.Fields {
			if g.Kind != register.Reference || g.Empty(part) {
				continue
			}
			id := g.Value(part).(int64)
			if before := old[register.PartOf(part).ID]; before != nil && g.Value(before).(int64) == id {
				continue
			}
			found, err := tx.Named(ctx, g.Target, []register.ID{id})
			if err != nil {
				return err
			}
			if found[id] == nil {
				p.AddAt(fmt.Sprintf("%s.%d.%s", f.Name, i, g.Name), "unknown_reference")
			}
		}
	}
	return nil
}

func (tx *Tx) checkUnique(ctx context.Context, r *register.Register, f *register.Field, rec register.Record, p *register.Problems) error {
	if f.Empty(rec) {
		return nil
	}
	w := &where{ctx: ctx, tx: tx}
	var n int
	text := "SELECT count(*) FROM " + r.Path + " t WHERE t." + quote(f.Name) + " = " + w.arg(f.Value(rec)) + saysSomething(f, "t."+quote(f.Name)) + " AND t.id <> " + w.arg(register.BaseOf(rec).ID)
	if err := tx.queryRow(ctx, text, w.args...).Scan(&n); err != nil {
		return fmt.Errorf("look for %s of %s: %w", f.Name, r.Path, err)
	}
	if n > 0 {
		p.AddAt(f.Name, "not_unique")
	}
	return nil
}

// deepest is how many levels a tree may have unless its own rule says fewer.
const deepest = 32

func (tx *Tx) checkTree(ctx context.Context, r *register.Register, f *register.Field, rec register.Record, p *register.Problems) error {
	own := register.BaseOf(rec).ID
	at := f.Value(rec).(int64)
	for range deepest {
		if at == 0 {
			return nil
		}
		if at == own {
			p.AddAt(f.Name, "cycle")
			return nil
		}
		var up int64
		text := "SELECT COALESCE(t." + quote(f.Name) + ", 0) FROM " + r.Path + " t WHERE t.id = " + tx.d.mark(1)
		if err := tx.queryRow(ctx, text, at).Scan(&up); err != nil {
			return fmt.Errorf("climb %s: %w", r.Path, err)
		}
		at = up
	}
	p.AddAt(f.Name, "too_deep")
	return nil
}

// putDistinct is put where the database keeps records apart. Of two nodes that
// say the same at once, the second is told so by its own rule, which now sees
// what the first wrote.
func (tx *Tx) putDistinct(ctx context.Context, r *register.Register, rec, was register.Record, changed []*register.Field) error {
	touched := slices.ContainsFunc(r.Distinct, func(d register.Distinct) bool {
		return slices.ContainsFunc(changed, func(f *register.Field) bool { return f.Name == d.Unless || slices.Contains(d.Fields, f.Name) })
	})
	if !touched {
		return tx.put(ctx, r, rec, was)
	}
	version := register.BaseOf(rec).Version
	err := tx.Try(ctx, func() error { return tx.put(ctx, r, rec, was) })
	var p *register.Problems
	if !errors.As(err, &p) {
		return err
	}
	register.BaseOf(rec).Version = version
	if because := r.Change(ctx, tx, rec, was); because != nil {
		return because
	}
	return err
}

// put writes the record's row, parts and sets.
func (tx *Tx) put(ctx context.Context, r *register.Register, rec, was register.Record) error {
	b := register.BaseOf(rec)
	before := b.Version
	b.UpdatedAt, b.UpdatedBy = tx.work.now, tx.work.user
	b.Version++
	if was == nil {
		b.CreatedAt, b.CreatedBy = tx.work.now, tx.work.user
	} else {
		old := register.BaseOf(was)
		b.CreatedAt, b.CreatedBy, b.Archived = old.CreatedAt, old.CreatedBy, old.Archived
	}
	if err := tx.writeRow(ctx, r, rec, was == nil, before); err != nil {
		return err
	}
	for _, f := range r.Fields {
		var err error
		switch f.Kind {
		case register.PartsOf:
			err = tx.writeParts(ctx, f, rec, was)
		case register.References:
			err = tx.writeSet(ctx, r, f, rec, was)
		}
		if err != nil {
			return fmt.Errorf("write %s of %s: %w", f.Name, r.Path, err)
		}
	}
	return nil
}

func (tx *Tx) writeRow(ctx context.Context, r *register.Register, rec register.Record, create bool, before int64) error {
	b, plan := register.BaseOf(rec), tx.plan(r)
	values, err := plan.values(rec)
	if err != nil {
		return err
	}
	if create {
		if err := tx.queryRow(ctx, plan.insert, values...).Scan(&b.ID); err != nil {
			return tx.refused(r, fmt.Errorf("insert %s: %w", r.Path, err))
		}
		return nil
	}
	res, err := tx.exec(ctx, plan.update, append(values, b.ID, before)...)
	if err != nil {
		return tx.refused(r, fmt.Errorf("update %s: %w", r.Path, err))
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return register.ErrStale
	}
	return nil
}

func (tx *Tx) writeParts(ctx context.Context, f *register.Field, rec, was register.Record) error {
	owner, plan := register.BaseOf(rec).ID, tx.plan(f.Target)
	old := map[register.ID]any{}
	position := map[register.ID]int{}
	if was != nil {
		for i, part := range f.Value(was).([]any) {
			id := register.PartOf(part).ID
			old[id], position[id] = part, i
		}
	}
	for i, part := range f.Value(rec).([]any) {
		p := register.PartOf(part)
		values := plan.fieldValues([]any{owner, int64(i)}, part)
		before := old[p.ID]
		switch {
		case before == nil:
			if err := tx.queryRow(ctx, plan.insert, values...).Scan(&p.ID); err != nil {
				return err
			}
		case position[p.ID] != i || slices.ContainsFunc(f.Target.Fields, func(g *register.Field) bool { return !g.Same(g.Value(before), g.Value(part)) }):
			if _, err := tx.exec(ctx, plan.update, append(values, p.ID)...); err != nil {
				return err
			}
		}
		delete(old, p.ID)
	}
	for id := range old {
		if _, err := tx.exec(ctx, "DELETE FROM "+f.Target.Path+" WHERE id = "+tx.d.mark(1), id); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) writeSet(ctx context.Context, r *register.Register, f *register.Field, rec, was register.Record) error {
	now := f.Value(rec).([]register.ID)
	if was != nil && slices.Equal(now, f.Value(was).([]register.ID)) {
		return nil
	}
	table, owner := r.Path+"_"+f.Name, register.BaseOf(rec).ID
	if was != nil {
		if _, err := tx.exec(ctx, "DELETE FROM "+table+" WHERE owner = "+tx.d.mark(1), owner); err != nil {
			return err
		}
	}
	seen := map[register.ID]bool{}
	for i, id := range now {
		if seen[id] || id == 0 {
			continue
		}
		seen[id] = true
		if _, err := tx.exec(ctx, "INSERT INTO "+table+" (owner, target, position) VALUES ("+tx.d.mark(1)+", "+tx.d.mark(2)+", "+tx.d.mark(3)+")", owner, id, int64(i)); err != nil {
			return err
		}
	}
	return nil
}

// stillMine asks whether the row written is one the actor may write: the rows
// one may edit are a filter, and only the database reads filters.
func (tx *Tx) stillMine(ctx context.Context, r *register.Register, id register.ID, act register.Act) error {
	rows := tx.actor.Rows(r, act)
	if register.Always(rows) {
		return nil
	}
	w := &where{ctx: ctx, tx: tx}
	cond, err := w.sql(r, "t", register.All{register.ByID(id), rows})
	if err != nil {
		return err
	}
	var n int
	if err := tx.queryRow(ctx, "SELECT count(*) FROM "+r.Path+" t WHERE "+cond, w.args...).Scan(&n); err != nil {
		return fmt.Errorf("look again at %s: %w", r.Path, err)
	}
	if n == 0 {
		return register.ErrForbidden
	}
	return nil
}

// Derive stores the amounts in the base currency that rec says, and nothing
// else of it.
func (tx *Tx) Derive(ctx context.Context, rec register.Record) error {
	r := tx.schema.Of(rec)
	if err := tx.tallyDerived(ctx, r, rec); err != nil {
		return err
	}
	var columns []string
	w := &where{ctx: ctx, tx: tx}
	for _, f := range r.Fields {
		if f.Base != "" {
			columns = append(columns, quote(f.Base)+" = "+w.arg(r.Field(f.Base).Value(rec)))
		}
	}
	_, err := tx.exec(ctx, "UPDATE "+r.Path+" SET "+strings.Join(columns, ", ")+" WHERE id = "+w.arg(register.BaseOf(rec).ID), w.args...)
	if err != nil {
		return fmt.Errorf("derive %s: %w", r.Path, err)
	}
	tx.work.touched[r.Name] = true
	return nil
}

// Archive hides a record from choice, or brings it back.
func (tx *Tx) Archive(ctx context.Context, rec register.Record, archived bool) error {
	r, b := tx.schema.Of(rec), register.BaseOf(rec)
	was, err := tx.load(ctx, r, b.ID, register.Archive)
	if err != nil {
		return tx.seenButForbidden(ctx, r, b.ID, err)
	}
	if register.BaseOf(was).Version != b.Version {
		return register.ErrStale
	}
	if register.BaseOf(was).Archived == archived {
		return nil
	}
	if l, ok := rec.(register.Leaver); ok && archived {
		if err := l.Leave(ctx, tx, register.Archive); err != nil {
			return err
		}
	}
	if back, ok := rec.(register.Returner); ok && !archived {
		if err := back.Return(ctx, tx); err != nil {
			return err
		}
		if was, err = tx.load(ctx, r, b.ID, register.Archive); err != nil {
			return err
		}
	}
	res, err := tx.exec(ctx, "UPDATE "+r.Path+" SET archived = "+tx.d.mark(1)+", version = version + 1, updated_at = "+tx.d.mark(2)+
		", updated_by = "+tx.d.mark(3)+" WHERE id = "+tx.d.mark(4)+" AND version = "+tx.d.mark(5),
		bit(archived), millis(tx.work.now), orNull(tx.work.user), b.ID, b.Version)
	if err != nil {
		return tx.refused(r, fmt.Errorf("archive %s: %w", r.Path, err))
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return register.ErrStale
	}
	b.Archived, b.Version, b.UpdatedAt, b.UpdatedBy = archived, b.Version+1, tx.work.now, tx.work.user
	return tx.remember(ctx, r, rec, was, register.Archive, nil)
}

func (tx *Tx) seenButForbidden(ctx context.Context, r *register.Register, id register.ID, err error) error {
	if errors.Is(err, register.ErrNotFound) {
		if _, seen := tx.load(ctx, r, id, register.See); seen == nil {
			return register.ErrForbidden
		}
	}
	return err
}

// Delete removes a record that nothing refers to, and what hangs on it by a
// guarding link: its comments and attachments.
func (tx *Tx) Delete(ctx context.Context, rec register.Record) error {
	r, b := tx.schema.Of(rec), register.BaseOf(rec)
	was, err := tx.load(ctx, r, b.ID, register.Delete)
	if err != nil {
		return tx.seenButForbidden(ctx, r, b.ID, err)
	}
	if register.BaseOf(was).Version != b.Version {
		return register.ErrStale
	}
	if l, ok := was.(register.Leaver); ok {
		if err := l.Leave(ctx, tx, register.Delete); err != nil {
			return err
		}
	}
	for _, hanging := range tx.schema.Registers {
		for _, f := range hanging.Fields {
			if f.Kind != register.LinkTo || !f.Guard {
				continue
			}
			program := tx.program()
			recs, err := program.Select(ctx, hanging, register.Query{Filter: register.Is{Field: f.Name, Op: register.Equal, Value: register.Link{Register: r.Name, ID: b.ID}}})
			if err != nil {
				return err
			}
			for _, one := range recs {
				if err := program.Delete(ctx, one); err != nil {
					return err
				}
			}
		}
	}
	if _, err := tx.exec(ctx, "DELETE FROM "+r.Path+" WHERE id = "+tx.d.mark(1), b.ID); err != nil {
		return tx.refused(r, fmt.Errorf("delete %s: %w", r.Path, err))
	}
	return tx.remember(ctx, r, was, was, register.Delete, nil)
}

// refused puts what the database's own constraints say into the program's
// words: a record in use, a value not unique.
func (tx *Tx) refused(r *register.Register, err error) error {
	var lite *sqlitedriver.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite) && lite.Code() == sqlitelib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return register.Refuse("in_use")
	case errors.As(err, &pg) && pg.Code == "23503":
		return register.Refuse("in_use")
	case errors.As(err, &lite) && lite.Code() == sqlitelib.SQLITE_CONSTRAINT_UNIQUE:
		return register.Refuse("not_unique")
	case errors.As(err, &pg) && pg.Code == "23505":
		for _, d := range r.Distinct {
			if pg.ConstraintName == distinctIndex(r.Path, d) {
				return register.RefuseAt(d.Fields[len(d.Fields)-1], "not_unique")
			}
		}
		name := strings.TrimSuffix(strings.TrimPrefix(pg.ConstraintName, r.Path+"_"), "_unique")
		return register.RefuseAt(name, "not_unique")
	}
	return err
}
