package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
)

func TestDamageIsFound(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dossier.db")
	if err := store.Scratch(t.Context(), path, []*register.Register{planets.Register}); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, st, func(ctx context.Context, tx *store.Tx) error {
		for range 300 {
			if err := tx.Save(ctx, &planet{Name: "Марс", About: strings.Repeat("червоний ", 100)}); err != nil {
				return err
			}
		}
		return nil
	})
	if found, err := st.Damage(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("a sound database: %v %v", found, err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(200 * 4096); at < info.Size(); at += 4096 {
		if _, err := file.WriteAt([]byte(strings.Repeat("\xff", 64)), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	st, err = store.Open(t.Context(), options(dir))
	if err != nil {
		return // too damaged even to be opened, and said so
	}
	defer st.Close()
	if found, err := st.Damage(t.Context()); err == nil && len(found) == 0 {
		t.Error("a damaged database is taken for sound")
	}
	err = st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error { return tx.Save(t.Context(), &planet{Name: "Плутон"}) })
	if !errors.Is(err, store.ErrDamaged) {
		t.Errorf("writing to a damaged database: %v", err)
	}
}
