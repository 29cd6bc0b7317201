package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func (c *console) backup(args ...string) (path, text string, err error) {
	c.Helper()
	var out bytes.Buffer
	err = backupTo(c.Context(), &out, append(args, c.place...))
	path, _, _ = strings.Cut(out.String(), "\n")
	return path, out.String(), err
}

// elsewhere is an empty place of the same kind, with the same key.
func (c *console) elsewhere() *console {
	c.Helper()
	at := place{dir: c.TempDir(), db: storetest.Another(c.T, c.at.db)}
	key, err := os.ReadFile(filepath.Join(c.at.dir, "key"))
	if err == nil {
		err = os.WriteFile(filepath.Join(at.dir, "key"), key, 0o600)
	}
	if err != nil {
		c.Fatal(err)
	}
	return &console{T: c.T, at: at, place: []string{"--data", at.dir, "--db", at.db}}
}

func (c *console) restore(from string, args ...string) (string, error) {
	c.Helper()
	var out bytes.Buffer
	err := restoreTo(c.Context(), &out, append(append([]string{from}, args...), c.place...))
	return out.String(), err
}

// attached keeps a file with a product and gives its hash.
func (c *console) attached(name, text string) (hash string) {
	c.Helper()
	c.within(func(st *store.Store) error {
		sum, size, err := st.PutFile(c.Context(), strings.NewReader(text), 1000)
		if err != nil {
			return err
		}
		hash = sum
		return st.Do(c.Context(), register.Program, register.ByCommand, func(tx register.Tx) error {
			partner := &crm.Partner{Name: "Промінь " + name, Roles: crm.PartnerRoles{"client"}}
			if err := tx.Save(c.Context(), partner); err != nil {
				return err
			}
			return tx.Save(c.Context(), &crm.Attachment{
				About: register.Link{Register: "partner", ID: partner.ID}, File: register.File{Hash: sum, Name: name, Type: "text/plain", Size: size},
			})
		})
	})
	return hash
}

// rowsOf is every row of every table as text, but for the audit log, into
// which backing up writes itself.
func (c *console) rowsOf() map[string][]string {
	c.Helper()
	driver, ask := "sqlite", `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_stat%'`
	if store.IsPostgres(c.at.db) {
		driver, ask = "pgx", `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`
	}
	db, err := sql.Open(driver, c.at.db)
	if err != nil {
		c.Fatal(err)
	}
	defer db.Close()
	lines := func(text string) (out []string) {
		rows, err := db.QueryContext(c.Context(), text)
		if err != nil {
			c.Fatal(err)
		}
		defer rows.Close()
		names, _ := rows.Columns()
		for rows.Next() {
			cells := make([]any, len(names))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := rows.Scan(cells...); err != nil {
				c.Fatal(err)
			}
			line := ""
			for i, cell := range cells {
				line += fmt.Sprintf("%s=%v ", names[i], *cell.(*any))
			}
			out = append(out, line)
		}
		slices.Sort(out)
		return out
	}
	all := map[string][]string{}
	for _, line := range lines(ask) {
		_, table, _ := strings.Cut(strings.TrimSpace(line), "=")
		if table != "audit" && table != "sqlite_sequence" {
			all[table] = lines(`SELECT * FROM "` + table + `"`)
		}
	}
	return all
}

func TestABackupComesBackRowByRowAndFileByFile(t *testing.T) {
	onConsole(t, func(c *console) {
		if said, err := c.bring(sales+"products.csv", "--map", sales+"mapping.json"); err != nil {
			t.Fatal(said, err)
		}
		hash := c.attached("умови.txt", "договір\tдо 31.12\n")
		var last register.ID
		c.within(func(st *store.Store) error {
			return st.Do(t.Context(), register.Program, register.ByCommand, func(tx register.Tx) error {
				p := &crm.Product{Name: "Лампа з \\ похилою"}
				if err := tx.Save(t.Context(), p); err != nil {
					return err
				}
				last = p.ID
				return tx.Delete(t.Context(), p)
			})
		})
		want := c.rowsOf()
		path, text, err := c.backup()
		if err != nil || !strings.Contains(text, "read through and whole") || !strings.Contains(text, "1 files") {
			t.Fatal(text, err)
		}
		if _, err := os.Stat(filepath.Join(path, "key")); !errors.Is(err, fs.ErrNotExist) {
			t.Error("the key is in the backup")
		}
		c.attached("пізніше.txt", "після копії")

		there := c.elsewhere()
		if text, err = there.restore(path); err != nil {
			t.Fatal(text, err)
		}
		got := there.rowsOf()
		for table, rows := range want {
			if !slices.Equal(rows, got[table]) {
				t.Errorf("%s: %d rows became %d, or others", table, len(rows), len(got[table]))
			}
		}
		if len(want) < 30 || len(want) != len(got) {
			t.Errorf("%d tables became %d", len(want), len(got))
		}
		there.within(func(st *store.Store) error {
			f, err := st.OpenFile(hash)
			if err != nil {
				return err
			}
			defer f.Close()
			if b := make([]byte, 100); true {
				n, _ := f.Read(b)
				if string(b[:n]) != "договір\tдо 31.12\n" {
					t.Errorf("the file says %q", b[:n])
				}
			}
			if damage, err := st.Damage(t.Context()); err != nil || len(damage) > 0 {
				t.Errorf("damage: %v %v", damage, err)
			}
			if _, err := st.VerifyAudit(t.Context(), nil); err != nil {
				t.Errorf("the audit log: %v", err)
			}
			return st.Do(t.Context(), register.Program, register.ByCommand, func(tx register.Tx) error {
				p := &crm.Product{Name: "Нова лампа"}
				if err := tx.Save(t.Context(), p); err != nil {
					return err
				}
				if p.ID <= last {
					t.Errorf("id %d is given again after %d", p.ID, last)
				}
				return nil
			})
		})
		diff, err := store.Diff(t.Context(), there.at.dsn(), crm.Registers())
		if err != nil || !diff.Empty() {
			t.Errorf("the restored database is not as described: %v\n%s", err, diff.Migration("postgres"))
		}
	})
}

func TestABackupIsOfOneMomentWhilePeopleWork(t *testing.T) {
	onConsole(t, func(c *console) {
		key, err := c.at.key()
		if err != nil {
			t.Fatal(err)
		}
		st, err := store.Open(t.Context(), store.Options{
			DSN: c.at.dsn(), Registers: crm.Registers(), Dir: c.at.dir, Key: key.Sign([]byte("audit log")), Node: "another process",
		})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		ctx, stop := context.WithCancel(t.Context())
		written, began := make(chan int), make(chan struct{})
		go func() {
			n := 0
			pause := time.NewTicker(5 * time.Millisecond) // another process gets the writer of SQLite only by chance
			defer pause.Stop()
			for ctx.Err() == nil {
				<-pause.C
				err := st.Do(context.WithoutCancel(ctx), register.Program, register.ByForm, func(tx register.Tx) error {
					for range 2 {
						if err := tx.Save(ctx, &crm.Product{Name: fmt.Sprintf("Виріб %d", n)}); err != nil {
							return err
						}
					}
					return nil
				})
				if err == nil {
					n++
				}
				if n == 1 && err == nil {
					close(began)
				}
			}
			written <- n
		}()
		<-began
		path, text, err := c.backup()
		stop()
		n := <-written
		if err != nil {
			t.Fatal(text, err)
		}
		there := c.elsewhere()
		if text, err = there.restore(path); err != nil {
			t.Fatal(text, err)
		}
		if got := there.count(crm.Products.Register, nil); got == 0 || got%2 != 0 || got > 2*n {
			t.Errorf("%d products came back of %d written in pairs", got, 2*n)
		}
	})
}

func TestAByteChangedInABackupIsNoticedAndNothingIsRestored(t *testing.T) {
	onConsole(t, func(c *console) {
		c.attached("умови.txt", "договір")
		path, text, err := c.backup()
		if err != nil {
			t.Fatal(text, err)
		}
		var names []string
		if err := filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				names = append(names, name)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(names) < 4 {
			t.Fatalf("the backup has %v", names)
		}
		for _, name := range names {
			whole, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			bad := slices.Clone(whole)
			bad[len(bad)/2] ^= 1
			if err := os.WriteFile(name, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			there := c.elsewhere()
			if _, err := there.restore(path); !errors.Is(err, store.ErrBackupDamaged) {
				t.Errorf("a byte of %s: %v", filepath.Base(name), err)
			}
			if !store.IsPostgres(there.at.db) {
				if _, err := os.Stat(there.at.db); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("a byte of %s: something was restored", filepath.Base(name))
				}
			}
			if err := os.WriteFile(name, whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(path, "stranger"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, text := said(t, "check", "--backup", path); code != 1 || !strings.Contains(text, "stranger") {
			t.Errorf("a strange file: %d %s", code, text)
		}
		if err := os.Remove(filepath.Join(path, "stranger")); err != nil {
			t.Fatal(err)
		}
		if code, text := said(t, "check", "--backup", path); code != 0 || !strings.Contains(text, "whole") {
			t.Errorf("whole again: %d %s", code, text)
		}
	})
}

func TestABackupIsRestoredOnlyWhereNothingIsLost(t *testing.T) {
	onConsole(t, func(c *console) {
		path, text, err := c.backup()
		if err != nil {
			t.Fatal(text, err)
		}
		before := c.rowsOf()
		if _, err := c.restore(path); err == nil {
			t.Error("a database in use was written over")
		}
		if after := c.rowsOf(); len(after) != len(before) || !slices.Equal(after["users"], before["users"]) {
			t.Error("the database is another after the refusal")
		}
		other := &console{T: t, at: place{dir: t.TempDir(), db: filepath.Join(t.TempDir(), "dossier.db")}}
		if !store.IsPostgres(c.at.db) {
			other.at.db = "postgres://nobody@localhost/nothing"
		}
		other.place = []string{"--data", other.at.dir, "--db", other.at.db}
		if _, err := other.restore(path); err == nil || !strings.Contains(err.Error(), "another kind") {
			t.Errorf("into the other kind of database: %v", err)
		}
		if store.IsPostgres(c.at.db) {
			return
		}
		text, err = c.restore(path, "--replace")
		if err != nil || !strings.Contains(text, "replaced-") {
			t.Fatal(text, err)
		}
		aside, _ := filepath.Glob(filepath.Join(filepath.Dir(c.at.db), "replaced-*", "dossier.db"))
		if len(aside) != 1 {
			t.Errorf("set aside: %v", aside)
		}
		if c.count(crm.Users.Register, nil) != len(before["users"]) {
			t.Error("the users did not come back")
		}
	})
}

func TestABackupSaysWhichFilesAreLost(t *testing.T) {
	onConsole(t, func(c *console) {
		hash := c.attached("умови.txt", "договір")
		bad := c.attached("план.txt", "план")
		if err := os.Remove(filepath.Join(c.at.dir, "files", hash[:2], hash[2:])); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(c.at.dir, "files", bad[:2], bad[2:]), []byte("інше"), 0o600); err != nil {
			t.Fatal(err)
		}
		path, _, err := c.backup()
		if err == nil || !strings.Contains(err.Error(), "2 files") {
			t.Fatalf("two lost files: %v", err)
		}
		b, err := store.ReadBackup(t.Context(), path)
		if err != nil || !slices.Contains(b.Lost, hash) || !slices.Contains(b.Lost, bad) {
			t.Errorf("lost: %v %v", b, err)
		}
	})
}

func TestOldBackupsMakeRoomForNewOnes(t *testing.T) {
	onConsole(t, func(c *console) {
		to := t.TempDir()
		for _, name := range []string{"dossier-20260101-000000", "dossier-20260102-000000", "dossier-20260103-000000", "mine", "dossier-20260104-000000.part"} {
			if err := os.Mkdir(filepath.Join(to, name), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		path, text, err := c.backup("--to", to, "--keep", "2")
		if err != nil {
			t.Fatal(text, err)
		}
		var left []string
		entries, err := os.ReadDir(to)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			left = append(left, e.Name())
		}
		want := []string{"backup.lock", "dossier-20260103-000000", filepath.Base(path), "mine"}
		if !slices.Equal(left, want) {
			t.Errorf("left are %v, not %v", left, want)
		}
		if code, text := said(t, "backup", "--data", c.at.dir, "--keep", "-1"); code != 2 {
			t.Errorf("fewer than none: %d %s", code, text)
		}
	})
}
