package store

import (
	"context"

	"dossier/internal/register"
)

// Pins are the addresses that a user keeps in his menu, in the order in which
// he put them there.
func (tx *Tx) Pins(ctx context.Context, user register.ID) ([]string, error) {
	rows, err := tx.query(ctx, tx.d.sql("SELECT address FROM pin WHERE user_id = ? ORDER BY position, id"), user)
	if err != nil {
		return nil, wrap(err, "pins")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var address string
		if err := rows.Scan(&address); err != nil {
			return nil, err
		}
		out = append(out, address)
	}
	return out, rows.Err()
}

// Pinned reports whether a user keeps an address in his menu.
func (tx *Tx) Pinned(ctx context.Context, user register.ID, address string) (bool, error) {
	var n int
	err := tx.queryRow(ctx, tx.d.sql("SELECT count(*) FROM pin WHERE user_id = ? AND address = ?"), user, address).Scan(&n)
	return n > 0, wrap(err, "pinned")
}

// Pin puts an address at the end of a user's menu, or takes it out.
func (tx *Tx) Pin(ctx context.Context, user register.ID, address string, on bool) error {
	if !on {
		_, err := tx.run(ctx, "DELETE FROM pin WHERE user_id = ? AND address = ?", user, address)
		return wrap(err, "unpin")
	}
	_, err := tx.run(ctx, "INSERT INTO pin (user_id, position, label, address) VALUES (?, (SELECT COALESCE(MAX(position), 0) + 1 FROM pin WHERE user_id = ?), '', ?) ON CONFLICT (user_id, address) DO NOTHING",
		user, user, address)
	return wrap(err, "pin")
}
