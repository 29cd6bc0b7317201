package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// steps are migrations with these texts, the first numbered 1.
func steps(texts ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i, text := range texts {
		out["000"+string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return out
}

func openDSN(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if store.IsPostgres(dsn) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

const (
	makeMoon = "CREATE TABLE moon (id BIGINT); INSERT INTO moon VALUES (7);"
	addName  = "ALTER TABLE moon ADD COLUMN name TEXT;"
	fails    = "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);"
)

func TestMigrationsRunOnceAndWholly(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		backups := filepath.Join(t.TempDir(), "backups")
		migrate := func(texts ...string) error {
			return store.MigrateBy(t.Context(), dsn, steps(texts...), backups, storetest.Noon)
		}
		for range 2 {
			if err := migrate(makeMoon); err != nil {
				t.Fatal(err)
			}
		}
		if err := migrate(makeMoon, fails); err == nil {
			t.Fatal("a migration that fails is taken for done")
		}
		db := openDSN(t, dsn)
		if n := number(t, db, "SELECT count(*) FROM moon"); n != 1 {
			t.Errorf("%d rows", n)
		}
		if err := db.QueryRow("SELECT 1 FROM half").Scan(new(int)); err == nil || errors.Is(err, sql.ErrNoRows) {
			t.Errorf("half of the failed migration is there: %v", err)
		}
		if err := migrate(makeMoon, addName); err != nil {
			t.Errorf("once it is mended: %v", err)
		}
	})
}

func TestAnOlderProgramRefusesANewerSchema(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		if err := store.MigrateBy(t.Context(), dsn, steps(makeMoon, addName), t.TempDir(), storetest.Noon); err != nil {
			t.Fatal(err)
		}
		if err := store.MigrateBy(t.Context(), dsn, steps(makeMoon), t.TempDir(), storetest.Noon); !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("error %v", err)
		}
	})
}

func TestTheDatabaseOfAnotherProgramIsLeftAlone(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		if _, err := openDSN(t, dsn).Exec("CREATE TABLE wp_posts (id INTEGER)"); err != nil {
			t.Fatal(err)
		}
		err := store.Migrate(t.Context(), dsn)
		if err == nil || !strings.Contains(err.Error(), "another program") {
			t.Errorf("error %v", err)
		}
	})
}

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := store.MigrateBy(t.Context(), dsn, steps(makeMoon, addName), t.TempDir(), storetest.Noon); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := number(t, openDSN(t, dsn), "SELECT count(*) FROM moon"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestASQLiteDatabaseIsCopiedBeforeItIsMigrated(t *testing.T) {
	dir := t.TempDir()
	dsn, backups := filepath.Join(dir, "dossier.db"), filepath.Join(dir, "backups")
	if err := store.MigrateBy(t.Context(), dsn, steps(makeMoon), backups, storetest.Noon); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(backups); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a new database is copied: %v", err)
	}
	if err := store.MigrateBy(t.Context(), dsn, steps(makeMoon, addName), backups, storetest.Noon); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(backups, "before-schema-0002-20261122-100000.db")
	if n := number(t, openDSN(t, copied), "SELECT id FROM moon"); n != 7 {
		t.Errorf("the copy holds %d", n)
	}
	if n := number(t, openDSN(t, copied), "SELECT count(*) FROM pragma_table_info('moon')"); n != 1 {
		t.Errorf("the copy has %d columns", n)
	}
	if n := number(t, openDSN(t, dsn), "SELECT count(*) FROM pragma_table_info('moon')"); n != 2 {
		t.Errorf("the database has %d columns", n)
	}
}

func TestADifferenceIsFoundAndMended(t *testing.T) {
	regs := []*register.Register{planets.Register}
	storetest.EachDSN(t, regs, func(t *testing.T, dsn string) {
		db := openDSN(t, dsn)
		database := "sqlite"
		for _, spoil := range []string{
			`DROP INDEX planets_by_moons`, `DROP TABLE planets_neighbours`,
			`ALTER TABLE planets DROP COLUMN fare`, `ALTER TABLE planets ADD COLUMN extra TEXT`, `CREATE TABLE stranger (id BIGINT)`,
		} {
			if _, err := db.Exec(spoil); err != nil {
				t.Fatalf("%s: %v", spoil, err)
			}
		}
		if store.IsPostgres(dsn) {
			database = "postgres"
			if _, err := db.Exec(`DROP INDEX planets_search_open_trigrams`); err != nil {
				t.Fatal(err)
			}
		}
		diff, err := store.Diff(t.Context(), dsn, regs)
		if err != nil {
			t.Fatal(err)
		}
		if notes := strings.Join(diff.Notes(), "; "); notes != "planets.extra is not described; table stranger is not described" {
			t.Errorf("notes: %s", notes)
		}
		if _, err := db.Exec(diff.Migration(database)); err != nil {
			t.Fatalf("%v in\n%s", err, diff.Migration(database))
		}
		for _, drop := range []string{`ALTER TABLE planets DROP COLUMN extra`, `DROP TABLE stranger`} {
			if _, err := db.Exec(drop); err != nil {
				t.Fatal(err)
			}
		}
		if diff, err := store.Diff(t.Context(), dsn, regs); err != nil || !diff.Empty() {
			t.Errorf("after it: %v\n%s", err, diff.Migration(database))
		}
	})
}
