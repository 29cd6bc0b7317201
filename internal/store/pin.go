package store

import (
	"context"
	"database/sql"

	"dossier/internal/register"
)

// Pin is an address that a user keeps in the sidebar.
type Pin struct {
	ID      int64
	Label   string
	Address string
}

// AddPin puts an address at the end of a user's pins; one that is there gets
// the new label.
func (tx *Tx) AddPin(ctx context.Context, user register.ID, label, address string) error {
	_, err := tx.run(ctx, `INSERT INTO pin (user_id, position, label, address)
		VALUES (?, (SELECT COALESCE(max(position), 0) + 1 FROM pin WHERE user_id = ?), ?, ?)
		ON CONFLICT (user_id, address) DO UPDATE SET label = excluded.label`, user, user, label, address)
	return wrap(err, "add pin")
}

// RemovePin takes a pin away.
func (tx *Tx) RemovePin(ctx context.Context, user register.ID, id int64) error {
	n, err := tx.run(ctx, "DELETE FROM pin WHERE user_id = ? AND id = ?", user, id)
	return found(n, err, "remove pin")
}

// OrderPins puts a user's pins in the order of their ids.
func (tx *Tx) OrderPins(ctx context.Context, user register.ID, order []int64) error {
	for i, id := range order {
		if _, err := tx.run(ctx, "UPDATE pin SET position = ? WHERE user_id = ? AND id = ?", i+1, user, id); err != nil {
			return wrap(err, "order pins")
		}
	}
	return nil
}

// Pins are a user's pins in their order.
func (st *Store) Pins(ctx context.Context, user register.ID) ([]Pin, error) {
	var out []Pin
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		var p Pin
		err := rows.Scan(&p.ID, &p.Label, &p.Address)
		out = append(out, p)
		return err
	}, st.d.sql("SELECT id, label, address FROM pin WHERE user_id = ? ORDER BY position, id"), user)
	return out, wrap(err, "pins")
}
