package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Restore puts a backup into a place where there is no database yet: the
// database to dsn, the files into dir. from is the folder of a backup, or
// a copy of a SQLite database alone, as migrations make. The backup is read
// through first; of a damaged one nothing is put anywhere. Files that are
// there already stay; with replace, a SQLite database that is there is moved
// into a folder beside it, which Aside names.
func Restore(ctx context.Context, from, dsn, dir string, replace bool) (*Backup, error) {
	b, err := readWhole(ctx, from)
	if err != nil {
		return nil, err
	}
	if err := fits(b, dsn); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if b.Database == sqlite.name {
		if replace {
			b.Aside, err = setAside(dsn, time.Now())
		} else {
			err = vacant(dsn)
		}
		if err != nil {
			return nil, fmt.Errorf("restore: %w", err)
		}
	}
	if err := restoreFiles(ctx, b, dir); err != nil {
		return nil, fmt.Errorf("restore files: %w", err)
	}
	if info, err := os.Stat(b.Path); err == nil && info.IsDir() {
		if err := joinErased(b.Path, dir); err != nil {
			return nil, fmt.Errorf("restore: %w", err)
		}
	}
	put := restoreSQLite
	if b.Database == postgres.name {
		put = restorePostgres
	}
	return b, wrap(put(ctx, dsn, b), "restore database")
}

// readWhole reads a backup of either kind.
func readWhole(ctx context.Context, from string) (*Backup, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if info.IsDir() {
		return ReadBackup(ctx, from)
	}
	if log, err := os.Stat(from + "-wal"); err == nil && log.Size() > 0 {
		return nil, fmt.Errorf("restore: %s is in use, or was not closed: its write-ahead log lies beside it", from)
	}
	b := &Backup{Form: backupForm, Database: sqlite.name, MadeAt: info.ModTime().UTC(), Path: from}
	return b, wrap(checkSQLiteCopy(ctx, from, b), "read "+from)
}

// fits refuses a place that is not for the backup.
func fits(b *Backup, dsn string) error {
	if IsPostgres(dsn) != (b.Database == postgres.name) {
		return fmt.Errorf("the backup is of a %s database and does not go into another kind", b.Database)
	}
	newest, err := b.newestStep()
	if err == nil && b.Schema > newest {
		err = fmt.Errorf("%w: the backup has schema %d, this program knows %d", ErrNewerSchema, b.Schema, newest)
	}
	return err
}

// Current reports whether the database had the schema of this program.
func (b *Backup) Current() bool {
	newest, err := b.newestStep()
	return err == nil && b.Schema == newest
}

// newestStep is the last migration this program knows.
func (b *Backup) newestStep() (newest int64, err error) {
	d := sqlite
	if b.Database == postgres.name {
		d = postgres
	}
	names, err := fs.Glob(d.steps(), "*.sql")
	for _, name := range names {
		var n int64
		if _, err := fmt.Sscanf(name, "%d_", &n); err != nil {
			return 0, fmt.Errorf("migration %s: %w", name, err)
		}
		newest = max(newest, n)
	}
	return newest, err
}

// sqliteFiles are the files that a SQLite database at a path consists of.
func sqliteFiles(path string) []string { return []string{path, path + "-wal", path + "-shm"} }

func restoreFiles(ctx context.Context, b *Backup, dir string) error {
	to := filepath.Join(dir, filesFolder)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	from := filepath.Join(b.Path, filesFolder)
	return walkContents(from, func(hash string) error {
		name := filepath.FromSlash(place(hash))
		return putInPlace(ctx, filepath.Join(from, name), filepath.Join(to, name))
	})
}

// putInPlace copies a file to where it belongs, wholly or not at all.
func putInPlace(ctx context.Context, from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	half := to + backupPart
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, _, err := copyOf(ctx, source, half); err != nil {
		return err
	}
	if err := os.Rename(half, to); err != nil {
		return err
	}
	return syncPath(filepath.Dir(to))
}

func restoreSQLite(ctx context.Context, dsn string, b *Backup) error {
	file := b.Path
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		file = filepath.Join(file, backupBase)
	}
	if err := putInPlace(ctx, file, dsn); err != nil {
		return err
	}
	return Migrate(ctx, dsn)
}

// vacant refuses a place where a SQLite database lies.
func vacant(dsn string) error {
	for _, name := range sqliteFiles(dsn) {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there: move it away first", name)
		}
	}
	return nil
}

// setAside moves the files of a SQLite database that nobody has open into
// a folder beside it, and names the folder; empty when there were none.
func setAside(dsn string, now time.Time) (aside string, err error) {
	for _, name := range sqliteFiles(dsn) {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		aside = filepath.Join(filepath.Dir(dsn), "replaced-"+now.UTC().Format("20060102-150405"))
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return "", err
		}
		if err := os.Rename(name, filepath.Join(aside, filepath.Base(name))); err != nil {
			return "", err
		}
	}
	return aside, syncPath(filepath.Dir(dsn))
}
