// Package store keeps registers in SQLite or PostgreSQL. It knows no register
// by name: everything comes from the description.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dossier/internal/register"
)

// Options say where a store lies and what it keeps.
type Options struct {
	// DSN is the path of a SQLite file, or postgres://…
	DSN       string
	Registers []*register.Register
	// Dir holds files, backups and the lock.
	Dir string
	// Key signs the audit log; 32 bytes.
	Key []byte
	// Zone is the organisation's, for what "today" means; nil is UTC.
	Zone *time.Location
	// Clock is time.Now unless a test says otherwise.
	Clock func() time.Time
	// Node names this process among several on one database; empty is made up.
	Node string
	// Asked is told of every question that units of work ask the database, for
	// those who count or explain them; nil tells nobody.
	Asked func(text string, args []any)
}

// Store is a database and the registers it holds.
type Store struct {
	d           dialect
	read, write *sql.DB // one pool on PostgreSQL
	side        *sql.DB // on PostgreSQL, for what is done outside the unit of work that waits for it
	dir         string
	key         []byte
	zone        atomic.Pointer[time.Location]
	clock       func() time.Time
	node        string
	registers   []*register.Register
	asked       func(text string, args []any)

	shape      atomic.Pointer[shape]
	statements statements
	kept       keptDirectories
	audits     auditChain
	counters   counters
	changed    changes
	damaged    atomic.Bool
}

// shape is a schema with what was derived from it for the database.
type shape struct {
	schema *register.Schema
	plans  map[string]*plan
}

// Open opens a database, brings its tables up to date and reads its custom
// fields.
func Open(ctx context.Context, o Options) (*Store, error) {
	st := &Store{
		statements: statements{read: map[string]*sql.Stmt{}, write: map[string]*sql.Stmt{}},
		dir:        o.Dir, key: o.Key, clock: o.Clock, node: o.Node, registers: o.Registers, asked: o.Asked,
	}
	st.zone.Store(cmp.Or(o.Zone, time.UTC))
	if st.clock == nil {
		st.clock = time.Now
	}
	if st.node == "" {
		host, _ := os.Hostname()
		st.node = fmt.Sprintf("%s-%d", host, os.Getpid())
	}
	var err error
	if IsPostgres(o.DSN) {
		st.d = postgres
		st.write, err = openPostgres(ctx, o.DSN)
		st.read = st.write
		if err == nil {
			st.side, err = openPostgres(ctx, o.DSN)
		}
		if err == nil {
			st.side.SetMaxOpenConns(1)
		}
	} else {
		st.d = sqlite
		st.read, st.write, err = openSQLite(o.DSN)
	}
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, st.d, st.write, st.d.steps(), o.DSN, filepath.Join(st.dir, "backups"), st.Now()); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if err := st.Use(nil); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if err := st.completeTotals(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// IsPostgres reports whether a DSN means PostgreSQL.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// IsFile reports whether the database is a file, which one process serves.
func (st *Store) IsFile() bool { return st.d.name == "sqlite" }

// Close closes the pools.
func (st *Store) Close() error {
	err := st.write.Close()
	if st.read != st.write {
		err = errors.Join(err, st.read.Close())
	}
	if st.side != nil {
		err = errors.Join(err, st.side.Close())
	}
	return err
}

// Use makes a schema with these custom fields, by register name, the one of
// every unit of work begun from now on.
func (st *Store) Use(custom map[string][]*register.Field) error {
	schema, err := register.NewSchema(st.registers, custom)
	if err != nil {
		return err
	}
	s := &shape{schema: schema, plans: map[string]*plan{}}
	for _, r := range schema.Registers {
		s.plans[r.Path] = newPlan(st.d, r)
		for _, f := range r.Fields {
			if f.Kind == register.PartsOf {
				s.plans[f.Target.Path] = newPlan(st.d, f.Target)
			}
		}
	}
	st.shape.Store(s)
	return nil
}

// Schema is the schema in use.
func (st *Store) Schema() *register.Schema { return st.shape.Load().schema }

// Dir is the folder of files, backups and the lock.
func (st *Store) Dir() string { return st.dir }

// SetZone makes zone the organisation's.
func (st *Store) SetZone(zone *time.Location) { st.zone.Store(zone) }

// Zone is the organisation's zone.
func (st *Store) Zone() *time.Location { return st.zone.Load() }

// Now is the moment by the store's clock, to the millisecond.
func (st *Store) Now() time.Time { return st.clock().UTC().Truncate(time.Millisecond) }

// Write runs fn as one unit of work for actor: kept whole when fn returns nil,
// dropped whole when it does not.
func (st *Store) Write(ctx context.Context, actor register.Actor, cause register.Cause, fn func(*Tx) error) error {
	if st.damaged.Load() {
		return ErrDamaged
	}
	unit, err := st.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer unit.Rollback()
	tx := st.tx(unit, actor, cause)
	defer tx.work.release()
	if err := fn(tx); err != nil {
		_ = unit.Rollback() // before the statements are prepared, which needs its connection
		st.prepare(tx.work)
		return err
	}
	if err := tx.keepTallies(ctx); err != nil {
		return err
	}
	if err := tx.seal(ctx); err != nil {
		return err
	}
	if err := unit.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	// Preparing waits for the connection, and whoever holds that may wait for
	// the chain of the audit log: let go of it first.
	tx.work.release()
	st.kept.forget(tx.work.touched)
	st.announce(tx.work.touched)
	st.prepare(tx.work)
	return nil
}

// Do is Write for those who know register.Tx alone.
func (st *Store) Do(ctx context.Context, actor register.Actor, cause register.Cause, fn func(register.Tx) error) error {
	return st.Write(ctx, actor, cause, func(tx *Tx) error { return fn(tx) })
}

// Read runs fn over one consistent state of the database; it cannot write.
func (st *Store) Read(ctx context.Context, actor register.Actor, fn func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if st.d.name == "postgres" {
		opts.Isolation = sql.LevelRepeatableRead
	}
	unit, err := st.read.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer unit.Rollback()
	tx := st.tx(unit, actor, "")
	tx.work.reading = true
	if err := fn(tx); err != nil {
		return err
	}
	if err := unit.Commit(); err != nil {
		return fmt.Errorf("end reading: %w", err)
	}
	st.prepare(tx.work)
	return nil
}

func (st *Store) tx(unit *sql.Tx, actor register.Actor, cause register.Cause) *Tx {
	s := st.shape.Load()
	return &Tx{
		store: st, unit: unit, d: st.d, schema: s.schema, shape: s, actor: actor,
		work: &work{now: st.Now(), cause: cause, touched: map[string]bool{}, user: actor.User()},
	}
}

// Tx is one unit of work. It implements register.Tx.
type Tx struct {
	store  *Store
	unit   *sql.Tx
	d      dialect
	schema *register.Schema
	shape  *shape
	actor  register.Actor
	work   *work
}

// work is what a unit of work has done so far; it is shared by the actor's
// and the program's view of the unit.
type work struct {
	now      time.Time
	cause    register.Cause
	user     register.ID // who began it, also while rules act as the program
	reading  bool
	about    string
	unit     int64 // row of table unit, nought until something is written
	touched  map[string]bool
	audits   []auditLine
	tallied  []tallied             // what goes into the totals when the unit is kept
	fresh    []string              // statements not yet prepared
	searched map[string]*searched  // what the search index was already asked
	kept     map[keptBy]keptFilter // filters of views, in a unit that only reads
	inside   map[string]*sql.Stmt  // those met, and prepared when met twice
	// directories are those that the unit changed and then read.
	directories map[string]map[register.ID]register.Record
	unlock      func()
}

func (w *work) release() {
	if w.unlock != nil {
		w.unlock()
		w.unlock = nil
	}
}

var _ register.Tx = (*Tx)(nil)

func (tx *Tx) Now() time.Time           { return tx.work.now }
func (tx *Tx) Today() register.Date     { return register.DayOf(tx.work.now, tx.store.Zone()) }
func (tx *Tx) Actor() register.Actor    { return tx.actor }
func (tx *Tx) Doer() register.ID        { return tx.work.user }
func (tx *Tx) Cause() register.Cause    { return tx.work.cause }
func (tx *Tx) Schema() *register.Schema { return tx.schema }

// AsProgram is the same unit of work without the actor's limits.
func (tx *Tx) AsProgram() register.Tx { return tx.program() }

func (tx *Tx) program() *Tx {
	own := *tx
	own.actor = register.Program
	return &own
}

// About names what the unit of work belongs to, as import:12, so that all its
// units can be undone together.
func (tx *Tx) About(name string) { tx.work.about = name }

func (tx *Tx) plan(r *register.Register) *plan { return tx.shape.plans[r.Path] }

func (st *Store) asks(text string, args []any) {
	if st.asked != nil {
		st.asked(text, args)
	}
}

func (tx *Tx) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	tx.store.asks(text, args)
	if s := tx.prepared(ctx, text); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return tx.unit.QueryContext(ctx, text, tx.d.planned(text, args)...)
}

func (tx *Tx) queryRow(ctx context.Context, text string, args ...any) *sql.Row {
	tx.store.asks(text, args)
	if s := tx.prepared(ctx, text); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return tx.unit.QueryRowContext(ctx, text, tx.d.planned(text, args)...)
}

func (tx *Tx) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if tx.work.reading {
		return nil, errors.New("store: a unit of work for reading cannot write")
	}
	if s := tx.prepared(ctx, text); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return tx.unit.ExecContext(ctx, text, args...)
}

// statements keeps statements prepared, one for each shape; pgx keeps its own.
type statements struct {
	mu          sync.Mutex
	read, write map[string]*sql.Stmt
}

// mostStatements bounds each half of the cache: filters from outside have many
// shapes.
const mostStatements = 600

func (s *statements) half(reading bool) map[string]*sql.Stmt {
	if reading {
		return s.read
	}
	return s.write
}

// prepared is the kept statement of a text, nil when there is none yet. A text
// seen for the first time is prepared when the unit of work has given its
// connection back: inside it, the pool may have no other.
func (tx *Tx) prepared(ctx context.Context, text string) *sql.Stmt {
	if tx.d.name != "sqlite" {
		return nil
	}
	kept := &tx.store.statements
	kept.mu.Lock()
	s, full := kept.half(tx.work.reading)[text], len(kept.half(tx.work.reading)) >= mostStatements
	kept.mu.Unlock()
	if s == nil {
		return tx.preparedInside(ctx, text, full)
	}
	return tx.unit.StmtContext(ctx, s)
}

// preparedInside is a statement that the unit of work itself prepared when it
// met the text for the second time, nil at the first.
func (tx *Tx) preparedInside(ctx context.Context, text string, full bool) *sql.Stmt {
	s, met := tx.work.inside[text]
	switch {
	case s != nil:
		return s
	case !met:
		if tx.work.inside == nil {
			tx.work.inside = map[string]*sql.Stmt{}
		}
		if len(tx.work.inside) < mostStatements {
			tx.work.inside[text] = nil
		}
		if !full {
			tx.work.fresh = append(tx.work.fresh, text)
		}
		return nil
	}
	s, err := tx.unit.PrepareContext(ctx, text)
	if err != nil {
		return nil
	}
	tx.work.inside[text] = s
	return s
}

// prepare keeps the statements that a unit of work used for the first time.
func (st *Store) prepare(w *work) {
	pool := st.write
	if w.reading {
		pool = st.read
	}
	for _, text := range w.fresh {
		s, err := pool.Prepare(text)
		if err != nil {
			continue
		}
		st.statements.mu.Lock()
		half := st.statements.half(w.reading)
		if half[text] == nil {
			half[text] = s
			s = nil
		}
		st.statements.mu.Unlock()
		if s != nil {
			s.Close()
		}
	}
}
