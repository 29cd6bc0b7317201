package store

import (
	"context"
	"fmt"
)

// Tally says what the units of work named about did to one register: records
// they made, and records that were there before and that they changed.
type Tally struct{ Created, Changed int64 }

// Tally counts what the units of work named about did to the records of the
// register of a name.
func (tx *Tx) Tally(ctx context.Context, about, register string) (Tally, error) {
	var t Tally
	err := tx.queryRow(ctx, tx.d.sql(`SELECT COALESCE(SUM(made), 0), COUNT(*) - COALESCE(SUM(made), 0) FROM (
		SELECT j.record, MAX(CASE WHEN j.before IS NULL THEN 1 ELSE 0 END) AS made
		FROM journal j JOIN unit u ON u.id = j.unit WHERE u.about = ? AND u.about <> '' AND j.register = ? GROUP BY j.record) x`), about, register).Scan(&t.Created, &t.Changed)
	if err != nil {
		return Tally{}, fmt.Errorf("tally of %s: %w", about, err)
	}
	return t, nil
}
