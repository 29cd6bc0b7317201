package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// Damage looks for damage of the database itself and says what it found, in
// the database's own words; nothing found is an empty list. It reads
// everything, so it runs beside other work, not before it. PostgreSQL looks
// after its pages itself, by data checksums. Once something is found, nothing
// is written any more.
func (st *Store) Damage(ctx context.Context) ([]string, error) {
	if st.d.name == "postgres" {
		return nil, nil
	}
	found, err := texts(ctx, st.read, "PRAGMA quick_check(20)")
	if err != nil {
		st.damaged.Store(ctx.Err() == nil) // not even the check can read it
		return nil, fmt.Errorf("look for damage: %w", err)
	}
	found = slices.DeleteFunc(found, func(s string) bool { return s == "ok" })
	err = each(ctx, st.read, func(rows *sql.Rows) error {
		var table, parent string
		var row sql.NullInt64
		err := rows.Scan(&table, &row, &parent)
		found = append(found, fmt.Sprintf("row %d of %s refers to a row of %s that is not there", row.Int64, table, parent))
		return err
	}, `SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 20`)
	if len(found) > 0 {
		st.damaged.Store(true)
	}
	return found, wrap(err, "look for damage")
}

// ErrDamaged refuses writing to a database in which damage was found: what is
// still whole is read, and nothing is made worse.
var ErrDamaged = errors.New("the database is damaged; put a backup in its place")
