package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"dossier/internal/register"
)

// AsOf is a record as it was at a version, from the journal; the record of now
// when nothing was changed since. The error is register.ErrNotFound when the
// record is not there to be seen, or was not there at that version.
func (tx *Tx) AsOf(ctx context.Context, r *register.Register, id register.ID, version int64) (register.Record, error) {
	r = tx.schema.This(r)
	now, err := tx.Load(ctx, r, id)
	if err != nil || register.BaseOf(now).Version == version {
		return now, err
	}
	var before string
	err = tx.queryRow(ctx, tx.d.sql("SELECT COALESCE(before, '') FROM journal WHERE register = ? AND record = ? AND version_after > ? ORDER BY id LIMIT 1"),
		r.Name, id, version).Scan(&before)
	if errors.Is(err, sql.ErrNoRows) || err == nil && before == "" {
		return nil, register.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("%s %d as of %d: %w", r.Path, id, version, err)
	}
	return fromImage(r, before)
}
