package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Damage looks for damage of the database itself and says what it found, in
// the database's own words; nothing found is an empty list. It reads
// everything, table by table, and rests after each as long as that took: it
// runs beside other work, and one long look would keep the write-ahead log
// from being emptied. PostgreSQL looks after its pages itself, by data
// checksums. Once something is found, nothing is written any more.
func (st *Store) Damage(ctx context.Context) ([]string, error) {
	if st.d.name == "postgres" {
		return nil, nil
	}
	tables, err := texts(ctx, st.read, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
	var found []string
	for _, table := range tables {
		began := time.Now()
		var here []string
		if here, err = st.damageOf(ctx, table); err != nil {
			break
		}
		found = append(found, here...)
		select {
		case <-ctx.Done():
		case <-time.After(time.Since(began)):
		}
	}
	if len(found) > 0 || err != nil && ctx.Err() == nil { // not even the check can read it
		st.damaged.Store(true)
	}
	return found, wrap(err, "look for damage")
}

// damageOf looks at one table, its indices and its references.
func (st *Store) damageOf(ctx context.Context, table string) ([]string, error) {
	found, err := texts(ctx, st.read, "PRAGMA quick_check("+quote(table)+")")
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(s string) bool { return s == "ok" })
	err = each(ctx, st.read, func(rows *sql.Rows) error {
		var row sql.NullInt64
		var parent string
		err := rows.Scan(&row, &parent)
		found = append(found, fmt.Sprintf("row %d of %s refers to a row of %s that is not there", row.Int64, table, parent))
		return err
	}, `SELECT rowid, parent FROM pragma_foreign_key_check(?) LIMIT 20`, table)
	return found, err
}

// Damaged reports whether damage was found: nothing is written any more.
func (st *Store) Damaged() bool { return st.damaged.Load() }

// ErrDamaged refuses writing to a database in which damage was found: what is
// still whole is read, and nothing is made worse.
var ErrDamaged = errors.New("the database is damaged; put a backup in its place")
