package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"dossier/internal/register"
)

// Filling fills a database that is there to be measured. Its rows are those
// that Save would have made, by the same rules and derivations; only indices
// are made last and all at once, and neither the audit log nor the outbox is
// told of each row. The program itself never writes this way.
type Filling struct {
	st     *Store
	shape  *shape
	conn   *sql.Conn
	tables []string          // those that are filled, in the order of writing
	insert map[string]insert // by table

	tx     *sql.Tx
	stmts  map[string]*sql.Stmt
	unkept int
}

// insert is how rows of one table are written.
type insert struct {
	columns []string
	marks   string
}

// Rows are records made ready to be written.
type Rows struct {
	tables map[string][][]any // by table, values in the order of its columns
}

// unitOf is the place of a row's unit of work, which is known when the row is
// written.
type unitOf struct{}

// rowsKept is how many rows are written between two commits on SQLite.
const rowsKept = 100_000

// Fill lets fn write records of these registers, whose order is that of
// writing: a register comes after those that its records refer to. It drops
// the indices of their tables and makes them again; a database whose filling
// was cut off is to be thrown away.
func (st *Store) Fill(ctx context.Context, regs []*register.Register, fn func(*Filling) error) (err error) {
	conn, err := st.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	defer conn.Close()
	f := &Filling{st: st, shape: st.shape.Load(), conn: conn, insert: map[string]insert{}}
	f.describe(regs)
	before, after, err := f.fast(ctx, regs)
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	if err := f.run(ctx, before); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	if err := errors.Join(fn(f), f.keep()); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	if err := f.run(ctx, after); err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	names := map[string]bool{}
	for _, r := range regs {
		names[r.Name] = true
	}
	st.kept.forget(names)
	return f.retally(ctx)
}

// describe notes the tables and columns of the registers.
func (f *Filling) describe(regs []*register.Register) {
	add := func(name string, columns ...string) {
		marks := make([]string, len(columns))
		for i := range marks {
			marks[i] = f.st.d.mark(i + 1)
		}
		f.tables = append(f.tables, name)
		f.insert[name] = insert{columns, strings.Join(marks, ", ")}
	}
	for _, r := range regs {
		r = f.shape.schema.This(r)
		add(r.Path, append([]string{"id"}, f.shape.plans[r.Path].written()...)...)
	}
	for _, r := range regs {
		r = f.shape.schema.This(r)
		for _, fld := range r.Fields {
			switch fld.Kind {
			case register.References:
				add(r.Path+"_"+fld.Name, "owner", "target", "position")
			case register.PartsOf:
				add(fld.Target.Path, f.shape.plans[fld.Target.Path].written()...)
			}
		}
	}
	add("history", "at", "actor", "cause", "unit", "register", "record", "field", "class", "was", "now")
	add("journal", "unit", "at", "register", "record", "version_after", "before")
	add("visit", "register", "record", "field", "value", "entered_at", "left_at", "entered_by", "unit")
}

// Ready makes records ready as new ones: it puts their texts in order, runs
// their rules with tx and derives what is stored beside them. Their ids are
// given by the caller; a record without CreatedAt is made now. It may be
// called by several goroutines at once, each with its own records.
func (f *Filling) Ready(ctx context.Context, tx register.Tx, recs ...register.Record) (*Rows, error) {
	rows := &Rows{tables: map[string][][]any{}}
	for _, rec := range recs {
		if err := f.ready(ctx, tx, rec, rows); err != nil {
			return nil, fmt.Errorf("make %s %d: %w", f.shape.schema.Of(rec).Name, register.BaseOf(rec).ID, err)
		}
	}
	return rows, nil
}

func (f *Filling) ready(ctx context.Context, tx register.Tx, rec register.Record, rows *Rows) error {
	r, b := f.shape.schema.Of(rec), register.BaseOf(rec)
	id := b.ID
	b.ID = 0 // what is new has no number while its rules look at it
	p := register.ProblemsOf(rec)
	cleanFields(r.Fields, rec, "", p)
	if err := p.Err(); err != nil {
		return err
	}
	if err := r.Change(ctx, tx, rec, nil); err != nil {
		return err
	}
	requireFields(r.Fields, rec, "", p)
	if c, ok := rec.(register.Checker); ok {
		c.Check(p)
	}
	if err := p.Err(); err != nil {
		return err
	}
	b.ID, b.Version = id, 1
	if b.CreatedAt.IsZero() {
		b.CreatedAt, b.CreatedBy = tx.Now(), tx.Actor().User()
	}
	if b.UpdatedAt.IsZero() {
		b.UpdatedAt, b.UpdatedBy = b.CreatedAt, b.CreatedBy
	}
	values, err := f.shape.plans[r.Path].values(rec)
	if err != nil {
		return err
	}
	rows.add(r.Path, append([]any{id}, values...)...)
	at := millis(b.CreatedAt)
	rows.add("history", at, b.CreatedBy, string(tx.Cause()), unitOf{}, r.Name, id, "", string(register.Open), "", wholeWords[register.Create])
	rows.add("journal", unitOf{}, at, r.Name, id, b.Version, nil)
	for _, fld := range r.Fields {
		switch v := fld.Value(rec).(type) {
		case []register.ID:
			for i, target := range v {
				rows.add(r.Path+"_"+fld.Name, id, target, int64(i))
			}
		case []any:
			for i, part := range v {
				rows.add(fld.Target.Path, f.shape.plans[fld.Target.Path].fieldValues([]any{id, int64(i)}, part)...)
			}
		case int64:
			if fld.Visited && v != 0 {
				rows.add("visit", r.Name, id, fld.Name, v, at, int64(0), b.CreatedBy, unitOf{})
			}
		}
	}
	return nil
}

// Append adds the rows of more; both are written together.
func (rows *Rows) Append(more *Rows) {
	if rows.tables == nil {
		rows.tables = map[string][][]any{}
	}
	for table, list := range more.tables {
		rows.tables[table] = append(rows.tables[table], list...)
	}
}

func (rows *Rows) add(table string, values ...any) {
	rows.tables[table] = append(rows.tables[table], values)
}

// Visited puts the visits of a field before its present value in the place of
// the one made by Ready: values[i] was entered at moments[i], the last is the
// present one.
func (rows *Rows) Visited(rec register.Record, r *register.Register, field string, values []register.ID, moments []int64) {
	id := register.BaseOf(rec).ID
	own := func(row []any) bool { return row[0] == r.Name && row[1] == id && row[2] == field }
	rows.tables["visit"] = slices.DeleteFunc(rows.tables["visit"], own)
	for i, v := range values {
		left := int64(0)
		if i+1 < len(values) {
			left = moments[i+1]
		}
		rows.add("visit", r.Name, id, field, v, moments[i], left, register.BaseOf(rec).CreatedBy, unitOf{})
	}
}

// Put writes what Ready made as one unit of work.
func (f *Filling) Put(ctx context.Context, rows *Rows) error {
	if err := f.begin(ctx); err != nil {
		return err
	}
	var unit int64
	text := "INSERT INTO unit (at, actor, cause, about) VALUES (" + f.st.d.mark(1) + ", 0, " + f.st.d.mark(2) + ", '') RETURNING id"
	if err := f.tx.QueryRowContext(ctx, text, millis(f.st.Now()), string(register.ByImport)).Scan(&unit); err != nil {
		return fmt.Errorf("begin unit: %w", err)
	}
	for _, table := range f.tables {
		list := rows.tables[table]
		for _, row := range list {
			for i := range row {
				if row[i] == (unitOf{}) {
					row[i] = unit
				}
			}
		}
		write := f.putSQLite
		if f.st.d.name == "postgres" {
			write = f.putPostgres
		}
		if err := write(ctx, table, list); err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
		f.unkept += len(list)
	}
	if f.unkept >= rowsKept {
		return f.keep()
	}
	return nil
}

func (f *Filling) begin(ctx context.Context) (err error) {
	if f.tx != nil {
		return nil
	}
	f.tx, err = f.conn.BeginTx(context.WithoutCancel(ctx), nil) // it outlives the call
	f.stmts = map[string]*sql.Stmt{}
	return err
}

// keep commits what was written so far.
func (f *Filling) keep() error {
	if f.tx == nil {
		return nil
	}
	err := f.tx.Commit()
	f.tx, f.unkept = nil, 0
	return err
}

func (f *Filling) putSQLite(ctx context.Context, table string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	s := f.stmts[table]
	if s == nil {
		in := f.insert[table]
		var err error
		if s, err = f.tx.PrepareContext(ctx, "INSERT INTO "+quote(table)+" ("+quoted(in.columns)+") VALUES ("+in.marks+")"); err != nil {
			return err
		}
		f.stmts[table] = s
	}
	for _, row := range rows {
		if _, err := s.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filling) putPostgres(ctx context.Context, table string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	return f.conn.Raw(func(raw any) error {
		_, err := raw.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, f.insert[table].columns, pgx.CopyFromRows(rows))
		return err
	})
}

// Number lets a series go on after last.
func (f *Filling) Number(ctx context.Context, series string, last int64) error {
	if err := f.begin(ctx); err != nil {
		return err
	}
	_, err := f.tx.ExecContext(ctx, "INSERT INTO counter (series, next) VALUES ("+f.st.d.mark(1)+", "+f.st.d.mark(2)+
		") ON CONFLICT (series) DO UPDATE SET next = excluded.next", series, last+1)
	return wrap(err, "number "+series)
}

func (f *Filling) run(ctx context.Context, statements []string) error {
	for _, text := range statements {
		if _, err := f.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// fast are the statements before and after rows are written fast.
func (f *Filling) fast(ctx context.Context, regs []*register.Register) (before, after []string, err error) {
	if f.st.d.name == "postgres" {
		return f.fastPostgres(ctx, regs)
	}
	return f.fastSQLite(ctx, regs)
}

func (f *Filling) fastSQLite(ctx context.Context, regs []*register.Register) (before, after []string, err error) {
	before = []string{"PRAGMA foreign_keys = 0", "PRAGMA synchronous = off", "PRAGMA cache_size = -400000"}
	rows, err := f.conn.QueryContext(ctx, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, rowid")
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name, table, text string
		if err := rows.Scan(&kind, &name, &table, &text); err != nil {
			return nil, nil, err
		}
		if slices.Contains(f.tables, table) {
			before, after = append(before, "DROP "+kind+" "+quote(name)), append(after, text)
		}
	}
	for _, r := range regs {
		if len(f.shape.plans[r.Path].search) > 0 {
			fts := quote(r.Path + "_fts")
			after = append(after, "INSERT INTO "+fts+" ("+fts+") VALUES ('rebuild')")
		}
	}
	after = append(after, "PRAGMA cache_size = -4000", "PRAGMA foreign_keys = 1", "PRAGMA wal_checkpoint(truncate)", "PRAGMA synchronous = full")
	return before, after, rows.Err()
}

func (f *Filling) fastPostgres(ctx context.Context, regs []*register.Register) (before, after []string, err error) {
	rows, err := f.conn.QueryContext(ctx, `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
		AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY tablename, indexname`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	after = append(after, "SET maintenance_work_mem = '512MB'")
	for rows.Next() {
		var table, name, text string
		if err := rows.Scan(&table, &name, &text); err != nil {
			return nil, nil, err
		}
		if slices.Contains(f.tables, table) {
			before, after = append(before, "DROP INDEX "+quote(name)), append(after, text)
		}
	}
	for _, r := range regs {
		after = append(after, fmt.Sprintf("SELECT setval(pg_get_serial_sequence('%s', 'id'), (SELECT max(id) FROM %s))", r.Path, r.Path))
	}
	for _, table := range f.tables {
		after = append(after, "VACUUM ANALYZE "+quote(table))
	}
	return before, append(after, "RESET maintenance_work_mem"), rows.Err()
}

// written are the columns that are written, in the order of their values.
func (p *plan) written() []string {
	var out []string
	for _, c := range p.cells[1:] {
		out = append(out, c.name)
	}
	return append(out, p.derived...)
}
