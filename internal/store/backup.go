package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A backup is a folder:
//
//	backup.json    what it is of, as Backup
//	dossier.db     a SQLite database
//	tables/*.gz    or the rows of a PostgreSQL database, as COPY writes them
//	files/ab/cdef… the contents that records name
//	erasures.log   who was erased, if anybody was
//	SHA256SUMS     the sums of all of these, as sha256sum reads them
//
// The installation's key is not in it.
const (
	backupForm   = 1
	backupFacts  = "backup.json"
	backupSums   = "SHA256SUMS"
	backupBase   = "dossier.db"
	backupTables = "tables"
	backupPart   = ".part"
)

var backupName = regexp.MustCompile(`^dossier-\d{8}-\d{6}$`)

// Backup is what a backup holds.
type Backup struct {
	Form     int           `json:"form"`
	MadeAt   time.Time     `json:"made_at"`
	Database string        `json:"database"` // sqlite or postgres
	Schema   int64         `json:"schema"`   // the last migration done
	Tables   []BackupTable `json:"tables"`
	Files    int           `json:"files"`
	Bytes    int64         `json:"bytes"` // of the files
	// Lost are the hashes of contents that the database names and the folder
	// did not hold whole.
	Lost []string `json:"lost,omitempty"`
	Path string   `json:"-"`
	// Aside is where Restore moved the database that was there before.
	Aside string `json:"-"`
}

// BackupTable is a table of a backup. Columns, Counted and Next are
// PostgreSQL's: the column that numbers rows, and the next number.
type BackupTable struct {
	Name    string   `json:"name"`
	Rows    int64    `json:"rows"`
	Columns []string `json:"columns,omitempty"`
	Counted string   `json:"counted,omitempty"`
	Next    int64    `json:"next,omitempty"`
}

// Rows are the rows of all tables.
func (b *Backup) Rows() (n int64) {
	for _, t := range b.Tables {
		n += t.Rows
	}
	return n
}

// ErrBackupDamaged says that a backup is not what was written.
var ErrBackupDamaged = errors.New("the backup is damaged")

// MakeBackup writes a backup of the database at dsn and of the files in dir
// into a new folder below to, and reads it again before it gives it its name.
// The server may go on working: the backup is of one moment. What the folder
// of files lacks is told in Lost.
func MakeBackup(ctx context.Context, dsn, dir, to string, now time.Time) (*Backup, error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	lock, err := openLock(filepath.Join(to, "backup.lock"))
	if err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	defer lock.Unlock()
	switch taken, err := takeLock(lock.file, false); {
	case err != nil:
		return nil, fmt.Errorf("back up: %w", err)
	case !taken:
		return nil, fmt.Errorf("back up: another backup is being written to %s", to)
	}
	if err := sweepBackups(to); err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	name := filepath.Join(to, "dossier-"+now.UTC().Format("20060102-150405"))
	if _, err := os.Lstat(name); err == nil {
		return nil, fmt.Errorf("back up: %s is there already", name)
	}
	b, err := writeBackup(ctx, dsn, dir, name+backupPart, now)
	if err == nil {
		err = os.Rename(name+backupPart, name)
	}
	if err == nil {
		err = syncPath(to)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("back up: %w", err), os.RemoveAll(name+backupPart))
	}
	b.Path = name
	return b, nil
}

// sweepBackups removes what attempts left that were cut short.
func sweepBackups(to string) error {
	entries, err := os.ReadDir(to)
	for _, e := range entries {
		if whole, half := strings.CutSuffix(e.Name(), backupPart); half && backupName.MatchString(whole) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(to, e.Name())))
		}
	}
	return err
}

func writeBackup(ctx context.Context, dsn, dir, part string, now time.Time) (*Backup, error) {
	if err := os.MkdirAll(filepath.Join(part, filesFolder), 0o700); err != nil {
		return nil, err
	}
	c := &contents{from: filepath.Join(dir, filesFolder), to: filepath.Join(part, filesFolder), size: map[string]int64{}, wrong: map[string]bool{}}
	// What the database names was there before it, or came lately and stays
	// for a day: copied before and after, none is missed.
	if err := c.copyAll(ctx); err != nil {
		return nil, err
	}
	copyBase := copySQLiteBase
	if IsPostgres(dsn) {
		copyBase = copyPostgres
	}
	b := &Backup{Form: backupForm, MadeAt: now.UTC().Truncate(time.Second)}
	named, err := copyBase(ctx, dsn, part, b)
	if err != nil {
		return nil, err
	}
	if b.Lost, err = c.onlyNamed(ctx, named); err != nil {
		return nil, err
	}
	for _, size := range c.size {
		b.Files++
		b.Bytes += size
	}
	text, err := json.MarshalIndent(b, "", "\t")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(part, backupFacts), append(text, '\n'), 0o600); err != nil {
		return nil, err
	}
	if err := joinErased(dir, part); err != nil {
		return nil, err
	}
	if err := writeSums(ctx, part); err != nil {
		return nil, err
	}
	return ReadBackup(ctx, part)
}

// contents are the files on their way into a backup.
type contents struct {
	from, to string
	size     map[string]int64 // of those copied, by hash
	wrong    map[string]bool  // not what their names say
}

func (c *contents) copyAll(ctx context.Context) error {
	return walkContents(c.from, func(hash string) error { return c.copy(ctx, hash) })
}

// walkContents names the contents in a folder of files.
func walkContents(dir string, fn func(hash string) error) error {
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if hash := filepath.Base(filepath.Dir(name)) + entry.Name(); hashForm.MatchString(hash) {
			return fn(hash)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // none was ever brought, or one was swept meanwhile and the second pass decides
	}
	return err
}

// copy copies a content if it is what its name says.
func (c *contents) copy(ctx context.Context, hash string) error {
	source, err := os.Open(filepath.Join(c.from, filepath.FromSlash(place(hash))))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer source.Close()
	name := filepath.Join(c.to, filepath.FromSlash(place(hash)))
	sum, size, err := copyOf(ctx, source, name)
	switch {
	case err != nil:
		return err
	case sum != hash:
		c.wrong[hash] = true
		return os.Remove(name)
	}
	c.size[hash] = size
	return nil
}

// copyOf writes a new file, durably, and sums it up.
func copyOf(ctx context.Context, source io.Reader, name string) (sum string, size int64, err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return "", 0, err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	h := sha256.New()
	if size, err = io.Copy(io.MultiWriter(file, h), whileWanted{ctx, source}); err != nil {
		return "", 0, err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// onlyNamed brings the copies to what the database names, and tells what is
// lost.
func (c *contents) onlyNamed(ctx context.Context, named []string) (lost []string, err error) {
	wanted := map[string]bool{}
	for _, hash := range named {
		if !hashForm.MatchString(hash) {
			continue
		}
		wanted[hash] = true
		if _, there := c.size[hash]; !there && !c.wrong[hash] {
			if err := c.copy(ctx, hash); err != nil {
				return nil, err
			}
		}
		if _, there := c.size[hash]; !there {
			lost = append(lost, hash)
		}
	}
	for hash := range c.size {
		if !wanted[hash] {
			delete(c.size, hash)
			if err := os.Remove(filepath.Join(c.to, filepath.FromSlash(place(hash)))); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(lost)
	return lost, nil
}

// copySQLiteBase copies a SQLite database as it is at one moment, and names
// the contents it knows.
func copySQLiteBase(ctx context.Context, dsn, part string, b *Backup) (named []string, err error) {
	if _, err := os.Stat(dsn); err != nil {
		return nil, err // opening would make one
	}
	read, write, err := openSQLite(dsn)
	if err != nil {
		return nil, err
	}
	read.Close()
	err = refuseStranger(ctx, sqlite, write)
	if err == nil {
		err = copySQLite(ctx, write, part, backupBase)
	}
	if err = errors.Join(err, write.Close()); err != nil {
		return nil, err
	}
	b.Database = sqlite.name
	copied, err := openCopy(filepath.Join(part, backupBase))
	if err != nil {
		return nil, err
	}
	defer copied.Close()
	if err := copied.QueryRowContext(ctx, "SELECT max(version_id) FROM "+versionTable).Scan(&b.Schema); err != nil {
		return nil, err
	}
	if b.Tables, err = countTables(ctx, copied); err != nil {
		return nil, err
	}
	return texts(ctx, copied, "SELECT hash FROM blob")
}

// openCopy opens a SQLite file that nobody writes.
func openCopy(path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&immutable=1&"+sqliteCommon)
}

// countTables counts the rows of a SQLite database. The tables of search are
// made from others.
func countTables(ctx context.Context, db *sql.DB) ([]BackupTable, error) {
	names, err := texts(ctx, db, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	var out []BackupTable
	for _, name := range names {
		t := BackupTable{Name: name}
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+quote(name)).Scan(&t.Rows); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// writeSums writes the sums of all files of a backup.
func writeSums(ctx context.Context, dir string) error {
	sums, err := sumsOf(ctx, dir)
	if err != nil {
		return err
	}
	var lines []string
	for name, sum := range sums {
		lines = append(lines, sum+"  "+name+"\n")
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[64:], b[64:]) })
	file := filepath.Join(dir, backupSums)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "")), 0o600); err != nil {
		return err
	}
	for _, name := range []string{file, filepath.Join(dir, backupFacts)} {
		if err := syncPath(name); err != nil {
			return err
		}
	}
	return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = syncPath(name)
		}
		return err
	})
}

// sumsOf are the sums of the files below a folder, by their names in it.
func sumsOf(ctx context.Context, dir string) (map[string]string, error) {
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside, err := filepath.Rel(dir, name)
		if err != nil || inside == backupSums {
			return err
		}
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		h := sha256.New()
		if _, err := io.Copy(h, whileWanted{ctx, file}); err != nil {
			return err
		}
		out[filepath.ToSlash(inside)] = hex.EncodeToString(h.Sum(nil))
		return nil
	})
	return out, err
}

// ReadBackup reads a backup from its beginning to its end and tells what it
// holds. The error is ErrBackupDamaged when a byte of it is not what was
// written, or what was written is not whole.
func ReadBackup(ctx context.Context, dir string) (*Backup, error) {
	text, err := os.ReadFile(filepath.Join(dir, backupFacts))
	if err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	if err := checkSums(ctx, dir); err != nil {
		return nil, fmt.Errorf("read backup %s: %w", dir, err)
	}
	b := &Backup{}
	if err := json.Unmarshal(text, b); err != nil {
		return nil, fmt.Errorf("read backup %s: %w: %w", dir, ErrBackupDamaged, err)
	}
	if b.Form != backupForm {
		return nil, fmt.Errorf("read backup %s: it is of form %d, and this program knows %d", dir, b.Form, backupForm)
	}
	b.Path = dir
	if b.Database == postgres.name {
		return b, wrap(checkPostgresCopy(ctx, dir, b), "read backup "+dir)
	}
	return b, wrap(checkSQLiteCopy(ctx, filepath.Join(dir, backupBase), b), "read backup "+dir)
}

func checkSums(ctx context.Context, dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, backupSums))
	if err != nil {
		return err
	}
	sums, err := sumsOf(ctx, dir)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		switch got, there := sums[name]; {
		case !there:
			return fmt.Errorf("%w: %s is missing", ErrBackupDamaged, name)
		case got != sum:
			return fmt.Errorf("%w: %s is not what was written", ErrBackupDamaged, name)
		}
		delete(sums, name)
	}
	for name := range sums {
		return fmt.Errorf("%w: %s does not belong to it", ErrBackupDamaged, name)
	}
	return nil
}

// checkSQLiteCopy looks whether a copied database is whole and holds the rows
// that were counted, if any were.
func checkSQLiteCopy(ctx context.Context, file string, b *Backup) error {
	db, err := openCopy(file)
	if err != nil {
		return err
	}
	defer db.Close()
	found, err := texts(ctx, db, "PRAGMA integrity_check(5)")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBackupDamaged, err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fmt.Errorf("%w: %s", ErrBackupDamaged, strings.Join(found, "; "))
	}
	if found, err = texts(ctx, db, `SELECT 'row ' || COALESCE(rowid, 0) || ' of ' || "table" || ' refers to a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check LIMIT 5`); err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%w: %s", ErrBackupDamaged, strings.Join(found, "; "))
	}
	tables, err := countTables(ctx, db)
	if err != nil {
		return err
	}
	for i, t := range tables {
		if b.Tables != nil && (i >= len(b.Tables) || b.Tables[i].Name != t.Name || b.Tables[i].Rows != t.Rows) {
			return fmt.Errorf("%w: table %s has %d rows", ErrBackupDamaged, t.Name, t.Rows)
		}
	}
	if b.Tables == nil {
		b.Tables = tables
		return db.QueryRowContext(ctx, "SELECT max(version_id) FROM "+versionTable).Scan(&b.Schema)
	}
	return nil
}

// KeepBackups removes the oldest backups below a folder but for the newest n,
// and names those removed.
func KeepBackups(to string, n int) (removed []string, err error) {
	entries, err := os.ReadDir(to) // in the order of their names, which is that of time
	if err != nil {
		return nil, fmt.Errorf("keep backups: %w", err)
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() || !backupName.MatchString(e.Name()) })
	for _, e := range entries[:max(len(entries)-n, 0)] {
		name := filepath.Join(to, e.Name())
		if err := os.RemoveAll(name); err != nil {
			return removed, fmt.Errorf("keep backups: %w", err)
		}
		removed = append(removed, name)
	}
	return removed, nil
}

// tableFile is where the rows of a table lie in a backup.
func tableFile(table string) string { return path.Join(backupTables, table+".gz") }
