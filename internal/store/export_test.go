package store

import (
	"context"
	"database/sql"
	"io/fs"
	"time"

	"dossier/internal/register"
)

// MigrateBy is Migrate with migrations of a test's own.
func MigrateBy(ctx context.Context, dsn string, steps fs.FS, backups string, now time.Time) error {
	d, db, err := openToWrite(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return migrate(ctx, d, db, steps, dsn, backups, now)
}

// Writer is the pool that writes, for tests that tamper.
func (st *Store) Writer() *sql.DB { return st.write }

// Reader is the pool that only reads.
func (st *Store) Reader() *sql.DB { return st.read }

// PutRaw writes a new record without asking any rule.
func (tx *Tx) PutRaw(ctx context.Context, rec register.Record) (register.ID, error) {
	err := tx.put(ctx, tx.schema.Of(rec), rec, nil)
	return register.BaseOf(rec).ID, err
}
