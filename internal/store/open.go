package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	driver "modernc.org/sqlite"
)

// oldestSQLite is the first version whose write-ahead log cannot lose
// committed pages when two connections reset it at once.
const oldestSQLite = "3.51.3"

// oldestPostgres is the first supported server_version_num.
const oldestPostgres = 15_00_00

// startingSuffix names the file whose lock is held while a SQLite database is
// opened, and again while it is migrated.
const startingSuffix = ".starting"

// What every SQLite connection is told. Writing is durable before it is
// answered; times, money and yes/no are integers, so the driver never guesses.
// The caches are small: the system keeps the file in memory once for all
// connections, and larger ones made nothing faster that was measured.
const (
	sqliteCommon = "_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=temp_store(memory)&_dqs=0"
	sqliteWriter = sqliteCommon + "&_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=secure_delete(fast)&_pragma=cache_size(-4000)"
	sqliteReader = sqliteCommon + "&_pragma=query_only(1)&_pragma=cache_size(-2000)"
)

// openSQLite opens the pools of one file, making it when it is not there: one
// connection that writes, and several that cannot.
func openSQLite(path string) (read, write *sql.DB, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite itself would let others read it
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	file.Close()
	driver.StrictPragmas(true)
	if kind := networkFolder(filepath.Dir(path)); kind != "" {
		slog.Warn("the database lies on a network folder, where SQLite may lose what it wrote; use a local disk or PostgreSQL", "kind", kind)
	}
	starting, err := waitLock(path + startingSuffix) // two that turn the log on at once would refuse each other
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	defer starting.Unlock()

	at := "file:" + (&url.URL{Path: path}).EscapedPath() + "?"
	write, err = sql.Open("sqlite", at+sqliteWriter)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	write.SetConnMaxLifetime(0)
	if err := checkSQLite(write); err != nil {
		write.Close()
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}

	read, err = sql.Open("sqlite", at+sqliteReader)
	if err != nil {
		write.Close()
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return read, write, nil
}

func checkSQLite(db *sql.DB) error {
	var version, journal string
	if err := db.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if versionNumber(version) < versionNumber(oldestSQLite) {
		return fmt.Errorf("SQLite %s is older than %s, which first keeps every committed page", version, oldestSQLite)
	}
	if err := db.QueryRow("PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if journal != "wal" {
		return fmt.Errorf("the folder does not allow a write-ahead log (journal mode %s): is it on a network?", journal)
	}
	return nil
}

// versionNumber writes 3.51.3 as 3051003; what it cannot read is 0.
func versionNumber(s string) int {
	var major, minor, patch int
	if _, err := fmt.Sscanf(s, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return 0
	}
	return major*1_000_000 + minor*1_000 + patch
}

// openPostgres opens a pool of connections to a server that keeps text as
// people write it, and warns when the server may forget what it has answered.
func openPostgres(ctx context.Context, dsn string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the address of the PostgreSQL database cannot be read") // the driver's words may hold the password
	}
	for name, value := range map[string]string{
		"application_name":                    "dossier",
		"lock_timeout":                        "10s",
		"idle_in_transaction_session_timeout": "5min",
		"jit":                                 "off", // it costs more than the short statements here
		"max_parallel_workers_per_gather":     "0",   // so does starting a worker
		"timezone":                            "UTC",
	} {
		if _, said := config.RuntimeParams[name]; !said {
			config.RuntimeParams[name] = value
		}
	}
	db := stdlib.OpenDB(*config)
	conns := max(16, 4*runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := checkPostgres(ctx, db); err != nil {
		db.Close()
		return nil, fmt.Errorf("open PostgreSQL database %s on %s: %w", config.Database, config.Host, err)
	}
	return db, nil
}

func checkPostgres(ctx context.Context, db *sql.DB) error {
	var version int
	var encoding, ctype, fsync, commit, checksums string
	err := db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding), datctype,
		current_setting('fsync'), current_setting('synchronous_commit'), current_setting('data_checksums')
		FROM pg_database WHERE datname = current_database()`).Scan(&version, &encoding, &ctype, &fsync, &commit, &checksums)
	if err != nil {
		return err
	}
	switch {
	case version < oldestPostgres:
		return fmt.Errorf("PostgreSQL %d is older than %d", version/10000, oldestPostgres/10000)
	case encoding != "UTF8":
		return fmt.Errorf("its encoding is %s; make it with ENCODING 'UTF8'", encoding)
	case ctype == "C" || ctype == "POSIX":
		return fmt.Errorf("its LC_CTYPE is %s, which knows no letters but Latin ones; make it with LC_CTYPE 'C.UTF-8'", ctype)
	}
	if fsync == "off" || commit == "off" {
		slog.WarnContext(ctx, "PostgreSQL may lose what it has already answered", "fsync", fsync, "synchronous_commit", commit)
	}
	if checksums == "off" {
		slog.InfoContext(ctx, "PostgreSQL keeps no data checksums, so it will not notice a damaged page")
	}
	return nil
}
