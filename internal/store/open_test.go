package store_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestASQLiteFileIsOpenedSoThatItKeepsItsWord(t *testing.T) {
	dir := t.TempDir()
	o := options(dir)
	o.DSN = filepath.Join(dir, "a?b#c%41 ї.db")
	if err := store.Scratch(t.Context(), o.DSN, []*register.Register{planets.Register}); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for pragma, want := range map[string]int{"synchronous": 2, "foreign_keys": 1, "query_only": 0, "busy_timeout": 10000} {
		if got := number(t, st.Writer(), "PRAGMA "+pragma); got != want {
			t.Errorf("writer: %s is %d, want %d", pragma, got, want)
		}
	}
	if got := number(t, st.Reader(), "PRAGMA query_only"); got != 1 {
		t.Error("readers may write")
	}
	if _, err := st.Reader().Exec("INSERT INTO setting (name, value) VALUES ('a', '1')"); err == nil {
		t.Error("a reader wrote")
	}
	info, err := os.Stat(o.DSN)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v %v", info, err)
	}
}

func TestAPostgreSQLDatabaseThatKnowsNoCyrillicIsRefused(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		if !store.IsPostgres(dsn) {
			return
		}
		db := openDSN(t, dsn)
		for _, c := range []struct{ with, want string }{
			{"ENCODING 'UTF8' LC_CTYPE 'C'", "LC_CTYPE"},
			{"ENCODING 'SQL_ASCII' LC_CTYPE 'C'", "encoding"},
		} {
			if _, err := db.Exec("CREATE DATABASE latin TEMPLATE template0 LC_COLLATE 'C' " + c.with); err != nil {
				t.Fatal(err)
			}
			at, err := url.Parse(dsn)
			if err != nil {
				t.Fatal(err)
			}
			at.Path = "/latin"
			if err := store.Migrate(t.Context(), at.String()); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v", c.with, err)
			}
			if _, err := db.Exec("DROP DATABASE latin"); err != nil {
				t.Fatal(err)
			}
		}
	})
}
