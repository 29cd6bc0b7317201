package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"dossier/internal/register"
)

//go:embed migrate
var migrations embed.FS

// versionTable is where goose remembers what has been done.
const versionTable = "schema_version"

// migrationLock is the advisory lock of PostgreSQL under which one node at a
// time brings the schema up to date.
const migrationLock = 0x646f7373_69657201

// ErrNewerSchema says that the database was last used by a newer program.
var ErrNewerSchema = errors.New("the database was last used by a newer version of the program")

// migrate brings the schema up to date. Of several processes starting at once
// one does it and the others wait. A SQLite database that is not new is first
// copied into the folder backups.
func migrate(ctx context.Context, d dialect, db *sql.DB, steps fs.FS, path, backups string, now time.Time) error {
	unlock, err := lockSchema(ctx, d, db, path)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer unlock()
	if err := refuseStranger(ctx, d, db); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	goose, err := newProvider(d, db, steps)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	current, target, err := goose.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	switch {
	case current > target:
		return fmt.Errorf("%w: it has schema %d, this program knows %d", ErrNewerSchema, current, target)
	case current == target:
		return nil
	case current > 0 && d.name == "sqlite":
		name := fmt.Sprintf("before-schema-%04d-%s.db", target, now.UTC().Format("20060102-150405"))
		if err := copySQLite(ctx, db, backups, name); err != nil {
			return fmt.Errorf("copy the database before migrating it: %w", err)
		}
	}
	done, err := goose.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	slog.InfoContext(ctx, "the schema is up to date", "from", current, "to", target, "steps", len(done))
	return nil
}

// steps are the migrations of a dialect.
func (d dialect) steps() fs.FS {
	folder, err := fs.Sub(migrations, "migrate/"+d.name)
	if err != nil {
		panic(err) // embedded
	}
	return folder
}

func newProvider(d dialect, db *sql.DB, steps fs.FS) (*goose.Provider, error) {
	kind := goose.DialectSQLite3
	if d.name == "postgres" {
		kind = goose.DialectPostgres
	}
	return goose.NewProvider(kind, db, steps, goose.WithTableName(versionTable),
		goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)))
}

// lockSchema waits until no other process is migrating the database.
func lockSchema(ctx context.Context, d dialect, db *sql.DB, path string) (unlock func(), err error) {
	if d.name == "sqlite" {
		l, err := waitLock(path + startingSuffix)
		if err != nil {
			return nil, err
		}
		return func() { l.Unlock() }, nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SET lock_timeout = 0"); err != nil {
		conn.Close()
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		conn.Close()
		return nil, err
	}
	return func() {
		ctx := context.WithoutCancel(ctx)
		conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
		conn.ExecContext(ctx, "RESET lock_timeout")
		conn.Close()
	}, nil
}

// refuseStranger refuses a database that has tables but none of ours.
func refuseStranger(ctx context.Context, d dialect, db *sql.DB) error {
	ask := `SELECT count(*), count(CASE WHEN name = '` + versionTable + `' THEN 1 END) FROM sqlite_schema WHERE type = 'table'`
	if d.name == "postgres" {
		ask = `SELECT count(*), count(CASE WHEN tablename = '` + versionTable + `' THEN 1 END) FROM pg_tables WHERE schemaname = current_schema()`
	}
	var tables, ours int
	if err := db.QueryRowContext(ctx, ask).Scan(&tables, &ours); err != nil {
		return err
	}
	if tables > 0 && ours == 0 {
		return errors.New("the database holds tables of another program; give Dossier one of its own")
	}
	return nil
}

// copySQLite writes a consistent copy of the database while others use it.
func copySQLite(ctx context.Context, db *sql.DB, dir, name string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	half := path + ".part"
	os.Remove(half) // of an attempt that was cut short
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", half); err != nil {
		return err
	}
	if err := os.Chmod(half, 0o600); err != nil {
		return err
	}
	if err := syncPath(half); err != nil {
		return err
	}
	if err := os.Rename(half, path); err != nil {
		return err
	}
	return syncPath(dir)
}

// syncPath makes a file or folder survive a power cut.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Migrate brings the schema of the database at dsn up to date, as Open does.
func Migrate(ctx context.Context, dsn string) error {
	d, db, err := openToWrite(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return migrate(ctx, d, db, d.steps(), dsn, filepath.Join(filepath.Dir(dsn), "backups"), time.Now())
}

// Scratch makes a new database with the program's own tables and with those of
// regs straight from their description, as if every migration had been done.
// It is for tests and for trying out a description.
func Scratch(ctx context.Context, dsn string, regs []*register.Register) error {
	schema, err := register.NewSchema(regs, nil)
	if err != nil {
		return err
	}
	d, db, err := openToWrite(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	goose, err := newProvider(d, db, d.steps())
	if err != nil {
		return err
	}
	if _, err := goose.UpTo(ctx, systemVersion); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, statement := range createTables(d, tablesOf(schema.Registers)) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	for _, source := range goose.ListSources() {
		if source.Version > systemVersion {
			insert := "INSERT INTO " + versionTable + " (version_id, is_applied) VALUES (" + d.mark(1) + ", " + d.mark(2) + ")"
			if _, err := tx.ExecContext(ctx, insert, source.Version, true); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

// systemVersion is the migration that makes the program's own tables.
const systemVersion = 1

// openToWrite opens the database at dsn for commands that change its schema.
func openToWrite(ctx context.Context, dsn string) (dialect, *sql.DB, error) {
	if IsPostgres(dsn) {
		db, err := openPostgres(ctx, dsn)
		return postgres, db, err
	}
	read, write, err := openSQLite(dsn)
	if err != nil {
		return sqlite, nil, err
	}
	read.Close()
	return sqlite, write, nil
}
