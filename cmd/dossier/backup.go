package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/web"
)

// backup copies the database and the files as they are at one moment, beside
// a running server.
func backup(ctx context.Context, args []string) error { return backupTo(ctx, os.Stdout, args) }

func backupTo(ctx context.Context, out io.Writer, args []string) error {
	fs := newFlags("backup", "[flags]")
	var at place
	at.in(fs)
	to := fs.String("to", "", "folder that backups are written to, each into one of its own; DATA/backups when empty")
	keep := fs.Int("keep", 0, "how many backups stay there, the newest; 0 keeps all")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *keep < 0 {
		return usageError("--keep is a number of backups")
	}
	if *to == "" {
		*to = filepath.Join(at.dir, "backups")
	}
	b, err := store.MakeBackup(ctx, at.dsn(), at.dir, *to, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\n", b.Path)
	tellBackup(out, b)
	if *keep > 0 {
		removed, err := store.KeepBackups(*to, *keep)
		for _, name := range removed {
			fmt.Fprintln(out, "removed:", name)
		}
		if err != nil {
			return err
		}
	}
	if err := at.note(ctx, "backup", b); err != nil {
		return fmt.Errorf("the backup is whole, and could not be noted in the audit log: %w", err)
	}
	if len(b.Lost) > 0 {
		return fmt.Errorf("the backup is whole, but %d files that records name were not, the first is %s", len(b.Lost), b.Lost[0])
	}
	return nil
}

// tellBackup says what a backup holds, after it was read to its end.
func tellBackup(out io.Writer, b *store.Backup) {
	fmt.Fprintf(out, "made %s: %s, schema %d, %d tables with %d rows, %d files of %d bytes; read through and whole\n",
		b.MadeAt.Format(time.RFC3339), b.Database, b.Schema, len(b.Tables), b.Rows(), b.Files, b.Bytes)
}

// note writes a line about a backup into the audit log, where this program's
// schema and the installation's key are there for it.
func (p *place) note(ctx context.Context, act string, b *store.Backup) error {
	if _, err := os.Stat(filepath.Join(p.dir, "key")); errors.Is(err, fs.ErrNotExist) || act == "backup" && !b.Current() {
		return nil
	}
	st, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	err = st.Write(ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		return tx.Audit(ctx, act, register.Link{}, map[string]any{"made_at": b.MadeAt, "rows": b.Rows(), "files": b.Files, "lost": len(b.Lost)})
	})
	return errors.Join(err, st.Close())
}

// restore puts a backup into a place where there is no database.
func restore(ctx context.Context, args []string) error { return restoreTo(ctx, os.Stdout, args) }

func restoreTo(ctx context.Context, out io.Writer, args []string) error {
	fs := newFlags("restore", "BACKUP [flags]")
	var at place
	at.in(fs)
	replace := fs.Bool("replace", false, "move a SQLite database that is there into a folder beside it first")
	from, args := filesFirst(args)
	if err := parse(fs, args); err != nil {
		return err
	}
	if from = append(from, fs.Args()...); len(from) != 1 {
		return usageError("name the backup: its folder, or a copy of a database from the folder backups")
	}
	if err := os.MkdirAll(at.dir, 0o700); err != nil {
		return err
	}
	if !store.IsPostgres(at.dsn()) {
		lock, err := store.LockFolder(at.dir)
		if err != nil {
			return err
		}
		defer lock.Unlock()
	}
	b, err := store.Restore(ctx, from[0], at.dsn(), at.dir, *replace)
	if err != nil {
		return err
	}
	tellBackup(out, b)
	if b.Aside != "" {
		fmt.Fprintln(out, "the database that was here lies in", b.Aside)
	}
	if _, err := os.Stat(filepath.Join(at.dir, "key")); err != nil {
		fmt.Fprintf(out, "the key is not in %s: put the one of the backed up installation there before the first start\n", at.dir)
	}
	if err := at.note(ctx, "restore", b); err != nil {
		return err
	}
	return at.eraseAgain(ctx, out)
}

// eraseAgain erases whom the backup still knows and the journal of erasures
// names, where the installation's key is there for it; otherwise the server
// does so when it starts.
func (p *place) eraseAgain(ctx context.Context, out io.Writer) error {
	lines, err := store.ReadErased(p.dir)
	if err != nil || len(lines) == 0 {
		return err
	}
	if _, err := os.Stat(filepath.Join(p.dir, "key")); err != nil {
		return nil
	}
	st, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	n, err := web.EraseAgain(ctx, st)
	if n > 0 {
		fmt.Fprintf(out, "erased again: %d, as the journal of erasures says\n", n)
	}
	return errors.Join(err, st.Close())
}
