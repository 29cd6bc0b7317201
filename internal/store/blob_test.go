package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// filesIn are the files below the folder of a store, by name.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(filepath.Join(dir, "files"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			out = append(out, entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func put(t *testing.T, st *store.Store, text string) (hash string) {
	t.Helper()
	hash, size, err := st.PutFile(t.Context(), strings.NewReader(text), 1000)
	if err != nil || size != int64(len(text)) {
		t.Fatal(size, err)
	}
	return hash
}

func content(t *testing.T, st *store.Store, hash string) string {
	t.Helper()
	f, err := st.OpenFile(hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAFileIsKeptByItsContent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		dir := t.TempDir()
		st := open(storetest.Registers(planets.Register), storetest.Dir(dir))
		hash := put(t, st, "договір")
		sum := sha256.Sum256([]byte("договір"))
		if hash != hex.EncodeToString(sum[:]) {
			t.Errorf("hash %s", hash)
		}
		if again := put(t, st, "договір"); again != hash {
			t.Errorf("the same content again: %s", again)
		}
		if got := content(t, st, hash); got != "договір" {
			t.Errorf("content %q", got)
		}
		if files := filesIn(t, dir); len(files) != 1 {
			t.Errorf("the folder holds %v", files)
		}
		info, err := os.Stat(filepath.Join(dir, "files", hash[:2], hash[2:]))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
	})
}

func TestNothingIsLeftOfAFileThatDidNotArrive(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		dir := t.TempDir()
		st := open(storetest.Registers(planets.Register), storetest.Dir(dir))
		cut := errors.New("the line was cut")
		if _, _, err := st.PutFile(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(cut)), 1000); !errors.Is(err, cut) {
			t.Errorf("cut: %v", err)
		}
		if _, _, err := st.PutFile(t.Context(), bytes.NewReader(make([]byte, 1001)), 1000); !errors.Is(err, register.ErrTooMuch) {
			t.Errorf("too large: %v", err)
		}
		if _, _, err := st.PutFile(t.Context(), bytes.NewReader(make([]byte, 1000)), 1000); err != nil {
			t.Errorf("just as large as allowed: %v", err)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, _, err := st.PutFile(gone, strings.NewReader("x"), 1000); !errors.Is(err, context.Canceled) {
			t.Errorf("nobody waits: %v", err)
		}
		if files := filesIn(t, dir); len(files) != 1 {
			t.Errorf("the folder holds %v", files)
		}
	})
}

func TestOnlyAHashOpensAFile(t *testing.T) {
	storetest.OnSQLite(t, func(t *testing.T, open storetest.Open) {
		st := open(storetest.Registers(planets.Register))
		hash := put(t, st, "x")
		for _, name := range []string{"", "..", "../dossier.db", hash[:63], hash + "0", strings.ToUpper(hash), strings.Repeat("../", 21) + "a", strings.Repeat("0", 64)} {
			if _, err := st.OpenFile(name); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}

func TestSweepingRemovesOnlyWhatNoRecordSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		c := &clock{storetest.Noon}
		dir := t.TempDir()
		st := open(storetest.Registers(planets.Register), storetest.Dir(dir), storetest.Clock(c.Now))
		said, unsaid, kept := put(t, st, "said"), put(t, st, "unsaid"), put(t, st, "kept")
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			return tx.Save(ctx, &planet{Name: "Марс", Picture: register.File{Hash: said, Name: "m.png", Type: "image/png", Size: 4}})
		})
		c.advance(24 * time.Hour)
		fresh := put(t, st, "fresh")
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.KeepFile(ctx, kept) })

		stray := filepath.Join(dir, "files", "incoming", "STRAY")
		young := filepath.Join(dir, "files", "incoming", "YOUNG")
		lost := filepath.Join(dir, "files", said[:2], strings.Repeat("0", 62))
		for _, path := range []string{stray, young, lost} {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		old := time.Now().Add(-2 * time.Hour)
		for _, path := range []string{stray, lost} {
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}

		removed, err := st.SweepFiles(t.Context(), c.now)
		if err != nil || removed != 1 {
			t.Fatalf("%d removed, %v", removed, err)
		}
		for name, hash := range map[string]string{"said": said, "fresh": fresh, "kept": kept} {
			if got := content(t, st, hash); got != name {
				t.Errorf("%s holds %q", name, got)
			}
		}
		if _, err := st.OpenFile(unsaid); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("what nothing says: %v", err)
		}
		for path, want := range map[string]bool{stray: false, lost: false, young: true} {
			if _, err := os.Stat(path); (err == nil) != want {
				t.Errorf("%s: %v", filepath.Base(path), err)
			}
		}
		err = st.Write(t.Context(), register.Program, register.ByForm, func(tx *store.Tx) error { return tx.KeepFile(t.Context(), unsaid) })
		if !errors.Is(err, register.ErrNotFound) {
			t.Errorf("kept what is gone: %v", err)
		}
	})
}
