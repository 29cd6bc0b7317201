// Package test holds the program to what it promises as a whole.
package test

import (
	"flag"
	"os"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var rewrite = flag.Bool("rewrite-registers", false, "write the first migration of the registers anew; only before the first release")

func TestTheMigrationsMakeWhatTheRegistersDescribe(t *testing.T) {
	if *rewrite {
		all, err := store.Everything(crm.Registers())
		if err != nil {
			t.Fatal(err)
		}
		for _, database := range []string{"sqlite", "postgres"} {
			text := "-- The tables of the registers, as \"dossier schema diff\" writes them.\n\n" + all.Migration(database)
			if err := os.WriteFile("../internal/store/migrate/"+database+"/0002_registers.sql", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		t.Skip("written; run the test again to compile it in")
	}
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		if err := store.Migrate(t.Context(), dsn); err != nil {
			t.Fatal(err)
		}
		diff, err := store.Diff(t.Context(), dsn, crm.Registers())
		if err != nil {
			t.Fatal(err)
		}
		if !diff.Empty() {
			t.Errorf("the database is not as described: %q\nwhat is missing, for SQLite:\n%s\nfor PostgreSQL:\n%s",
				diff.Notes(), diff.Migration("sqlite"), diff.Migration("postgres"))
		}
	})
}
