package store_test

import (
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestTablesMadeFromADescriptionAreAsDescribed(t *testing.T) {
	storetest.EachDSN(t, []*register.Register{planets.Register}, func(t *testing.T, dsn string) {
		diff, err := store.Diff(t.Context(), dsn, []*register.Register{planets.Register})
		if err != nil {
			t.Fatal(err)
		}
		if !diff.Empty() {
			t.Errorf("notes: %q\n%s", diff.Notes(), diff.Migration("postgres"))
		}
	})
}
