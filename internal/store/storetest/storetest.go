// Package storetest runs tests on both databases: on a SQLite file and on a
// PostgreSQL server that is started once for each test program.
//
//	func TestMain(m *testing.M) { storetest.Main(m) }
//
//	func TestADealIsKept(t *testing.T) {
//		storetest.Each(t, func(t *testing.T, open storetest.Open) {
//			st := open(storetest.Registers(crm.Deals.Register))
//			…
//		})
//	}
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
)

// Noon is the moment that a store's clock stands at unless a test says
// otherwise: a Sunday in Kyiv.
var Noon = time.Date(2026, time.November, 22, 10, 0, 0, 0, time.UTC)

// Open opens the test's database. Opened again, it is another node on the
// same database; the options that say what it holds count the first time.
type Open func(options ...Option) *store.Store

// Option says what a test's store is like.
type Option func(*setup)

type setup struct {
	store.Options
	at      *string // is told where the database lies
	scratch bool    // tables from the description, not from the migrations
	empty   bool    // no tables at all
}

// Registers are kept in tables made straight from their description.
func Registers(regs ...*register.Register) Option {
	return func(s *setup) { s.Registers, s.scratch = regs, true }
}

// Migrated are registers whose tables the program's own migrations make.
func Migrated(regs []*register.Register) Option {
	return func(s *setup) { s.Registers, s.scratch = regs, false }
}

// At tells where the database lies, for tests that look into it past the store.
func At(dsn *string) Option { return func(s *setup) { s.at = dsn } }

// Clock is the store's clock.
func Clock(now func() time.Time) Option { return func(s *setup) { s.Clock = now } }

// Dir is the folder of the store's files.
func Dir(dir string) Option { return func(s *setup) { s.Dir = dir } }

// Node is the name of this node.
func Node(name string) Option { return func(s *setup) { s.Node = name } }

// Zone is the organisation's time zone, Europe/Kyiv unless said.
func Zone(z *time.Location) Option { return func(s *setup) { s.Zone = z } }

// Each runs a test on each database. Without PostgreSQL the test fails, for a
// rule that holds on one database only is not a rule.
func Each(t *testing.T, test func(t *testing.T, open Open)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { OnSQLite(t, test) })
	t.Run("postgres", func(t *testing.T) { OnPostgres(t, test) })
}

// EachDSN runs a test on the address of a database of each kind, with tables
// straight from the description of regs or, when it is nil, new and empty.
func EachDSN(t *testing.T, regs []*register.Register, test func(t *testing.T, dsn string)) {
	t.Helper()
	s := &setup{scratch: true, empty: regs == nil}
	s.Registers = regs
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteDatabase(t, filepath.Join(t.TempDir(), "dossier.db"), s)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgresDatabase(t, s)) })
}

// Another is the address of one more database of the same kind as dsn, new
// and empty.
func Another(t *testing.T, dsn string) string {
	t.Helper()
	if store.IsPostgres(dsn) {
		return postgresDatabase(t, &setup{empty: true})
	}
	return filepath.Join(t.TempDir(), "dossier.db")
}

// OnSQLite runs a test on SQLite alone.
func OnSQLite(t *testing.T, test func(t *testing.T, open Open)) {
	t.Helper()
	dir := t.TempDir()
	test(t, opener(t, dir, func(s *setup) string { return sqliteDatabase(t, filepath.Join(dir, "dossier.db"), s) }))
}

// OnPostgres runs a test on PostgreSQL alone.
func OnPostgres(t *testing.T, test func(t *testing.T, open Open)) {
	t.Helper()
	test(t, opener(t, t.TempDir(), func(s *setup) string { return postgresDatabase(t, s) }))
}

func sqliteDatabase(t *testing.T, path string, s *setup) string {
	t.Helper()
	if s.empty {
		return path
	}
	template := templates.of(t, "sqlite", s, func(name string) error {
		return prepare(filepath.Join(scratchDir(t), name+".db"), s)
	})
	content, err := os.ReadFile(filepath.Join(scratchDir(t), template+".db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func postgresDatabase(t *testing.T, s *setup) string {
	t.Helper()
	server := postgres(t)
	create := "CREATE DATABASE " + nameOf("test")
	if !s.empty {
		template := templates.of(t, "postgres", s, func(name string) error {
			if err := server.exec("CREATE DATABASE " + name); err != nil {
				return err
			}
			return prepare(server.at(name), s)
		})
		create += " TEMPLATE " + template + " STRATEGY file_copy"
	}
	name := strings.Fields(create)[2]
	if err := server.exec(create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return server.at(name)
}

// opener makes the database at the first opening and closes the stores before
// it goes.
func opener(t *testing.T, dir string, make func(*setup) (dsn string)) Open {
	dsn := ""
	return func(options ...Option) *store.Store {
		t.Helper()
		kyiv, err := time.LoadLocation("Europe/Kyiv")
		if err != nil {
			t.Fatal(err)
		}
		s := &setup{Options: store.Options{
			Dir: dir, Key: []byte("thirty-two bytes for tests alone"), Zone: kyiv,
			Clock: func() time.Time { return Noon },
		}}
		for _, o := range options {
			o(s)
		}
		if dsn == "" {
			dsn = make(s)
		}
		s.DSN = dsn
		if s.at != nil {
			*s.at = dsn
		}
		st, err := store.Open(t.Context(), s.Options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := st.Close(); err != nil {
				t.Error(err)
			}
		})
		return st
	}
}

// prepare fills a new database with the tables that tests begin with.
func prepare(dsn string, s *setup) error {
	ctx := context.Background()
	if s.scratch {
		return store.Scratch(ctx, dsn, s.Registers)
	}
	return store.Migrate(ctx, dsn)
}

// templates are the databases that tests are copies of, one for each database
// and set of tables.
var templates templateSet

type templateSet struct {
	mu   sync.Mutex
	made map[string]string
}

func (set *templateSet) of(t *testing.T, kind string, s *setup, create func(name string) error) string {
	t.Helper()
	set.mu.Lock()
	defer set.mu.Unlock()
	key := kind + " migrated"
	if s.scratch {
		key = kind
		for _, r := range s.Registers {
			key += fmt.Sprintf(" %p", r)
		}
	}
	if name, ok := set.made[key]; ok {
		return name
	}
	name := nameOf("template")
	if err := create(name); err != nil {
		t.Fatal(err)
	}
	if set.made == nil {
		set.made = map[string]string{}
	}
	set.made[key] = name
	return name
}

// nameOf is a name no other database on the server has.
func nameOf(kind string) string { return fmt.Sprintf("%s_%d_%d", kind, os.Getpid(), databases.next()) }

// databases numbers the databases made.
var databases sequence

type sequence struct {
	mu   sync.Mutex
	last int
}

func (s *sequence) next() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	return s.last
}

func (s *server) at(database string) string {
	u, err := url.Parse(s.dsn)
	if err != nil {
		panic(err) // checked when the server was found
	}
	u.Path = "/" + database
	return u.String()
}

// exec runs a statement about databases, which cannot run inside one.
func (s *server) exec(statement string) error {
	db, err := sql.Open("pgx", s.dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", strings.Fields(statement)[0], err)
	}
	return nil
}
