package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
)

// victim names, in the environment of a process to be killed, the folder that
// it writes to.
const victim = "DOSSIER_TEST_VICTIM"

// TestVictim is no test: it is the process that the next one kills. It writes
// without end and says what was kept.
func TestVictim(t *testing.T) {
	dir := os.Getenv(victim)
	if dir == "" {
		t.Skip("run by TestWhatWasAnsweredOutlivesAKill")
	}
	st, err := store.Open(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		text := fmt.Sprintf("planet %d of process %d", i, os.Getpid())
		hash, size, err := st.PutFile(t.Context(), strings.NewReader(text), 1000)
		if err != nil {
			t.Fatal(err)
		}
		p := &planet{Name: text, Picture: register.File{Hash: hash, Name: "p.txt", Type: "text/plain", Size: size}}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Save(ctx, p); err != nil {
				return err
			}
			return tx.Audit(ctx, "made", register.Link{Register: "planet", ID: p.ID}, nil)
		})
		fmt.Printf("kept %d %s\n", p.ID, text)
	}
}

func options(dir string) store.Options {
	return store.Options{
		DSN: filepath.Join(dir, "dossier.db"), Dir: dir, Node: "victim",
		Registers: []*register.Register{planets.Register}, Key: []byte("thirty-two bytes for tests alone"),
	}
}

func TestWhatWasAnsweredOutlivesAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	dir := t.TempDir()
	if err := store.Scratch(t.Context(), filepath.Join(dir, "dossier.db"), []*register.Register{planets.Register}); err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{}
	for round := range 5 {
		run := exec.Command(os.Args[0], "-test.run=^TestVictim$")
		run.Env = append(os.Environ(), victim+"="+dir)
		out, err := run.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for seen := 0; lines.Scan(); {
			rest, ok := strings.CutPrefix(lines.Text(), "kept ")
			if !ok {
				continue
			}
			id, name, _ := strings.Cut(rest, " ")
			kept[id] = name
			if seen++; seen == 20+7*round { // then whatever it is doing is cut short
				if err := run.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		var killed *exec.ExitError
		if err := run.Wait(); !errors.As(err, &killed) {
			t.Fatalf("the process ended by itself: %v", err)
		}
	}
	if len(kept) < 100 {
		t.Fatalf("only %d planets were kept before the kills", len(kept))
	}

	st, err := store.Open(t.Context(), options(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var sound string
	if err := st.Writer().QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity: %s %v", sound, err)
	}
	if _, err := st.Writer().Exec("INSERT INTO planets_fts (planets_fts, rank) VALUES ('integrity-check', 1)"); err != nil {
		t.Errorf("trigrams: %v", err)
	}
	if report, err := st.VerifyAudit(t.Context(), nil); err != nil || report.Lines < len(kept) {
		t.Errorf("audit log: %+v %v", report, err)
	}
	read(t, st, register.Program, func(tx *store.Tx) error {
		for id, name := range kept {
			var n register.ID
			fmt.Sscan(id, &n)
			rec, err := tx.Load(t.Context(), planets.Register, n)
			if err != nil {
				t.Errorf("planet %s: %v", id, err)
				continue
			}
			p := rec.(*planet)
			if p.Name != name || content(t, st, p.Picture.Hash) != name {
				t.Errorf("planet %s is %q and its file %q", id, p.Name, content(t, st, p.Picture.Hash))
			}
		}
		return nil
	})
}
