package store

import (
	"context"
	"fmt"

	"dossier/internal/register"
)

// Repeated is a row that says in some field what another row says too.
type Repeated struct {
	ID    register.ID
	Value string
}

// Repeated are the rows, of those that the actor may merge and that are not
// archived, which say in a field, or in a field of their parts, what some other
// row says: the doubles are found in the index of the field, before any row is
// read. Rows of one value come together.
func (tx *Tx) Repeated(ctx context.Context, r *register.Register, field, of string, most int) ([]Repeated, error) {
	r = tx.schema.This(r)
	f := r.Field(field)
	w := &where{ctx: ctx, tx: tx}
	cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), tx.actor.Rows(r, register.Merge), register.Alive()})
	if err != nil {
		return nil, err
	}
	column, table, said := "t."+quote(field), r.Path, quote(field)
	join := ""
	if f.Kind == register.PartsOf {
		column, table, said = "p."+quote(of), f.Target.Path, quote(of)
		join = fmt.Sprintf(" JOIN %s p ON p.owner = t.id", table)
		f = f.Target.Field(of)
	}
	nothing := "''"
	if f.Kind == register.Int {
		nothing = "0"
	}
	text := fmt.Sprintf("SELECT DISTINCT t.id, CAST(%s AS TEXT) FROM %s t%s WHERE %s IN (SELECT %s FROM %s WHERE %s <> %s GROUP BY %s HAVING COUNT(*) > 1) AND (%s) ORDER BY 2, 1 LIMIT %d",
		column, r.Path, join, column, said, table, said, nothing, said, cond, most)
	rows, err := tx.query(ctx, text, w.args...)
	if err != nil {
		return nil, fmt.Errorf("repeated %s of %s: %w", field, r.Path, err)
	}
	defer rows.Close()
	var out []Repeated
	for rows.Next() {
		var one Repeated
		if err := rows.Scan(&one.ID, &one.Value); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// Apart are the pairs of rows of a register of which somebody said that they
// are not the same, the smaller id first.
func (tx *Tx) Apart(ctx context.Context, r *register.Register) (map[[2]register.ID]bool, error) {
	rows, err := tx.query(ctx, tx.d.sql("SELECT one, other FROM apart WHERE register = ?"), r.Name)
	if err != nil {
		return nil, wrap(err, "apart")
	}
	defer rows.Close()
	out := map[[2]register.ID]bool{}
	for rows.Next() {
		var pair [2]register.ID
		if err := rows.Scan(&pair[0], &pair[1]); err != nil {
			return nil, err
		}
		out[pair] = true
	}
	return out, rows.Err()
}

// SetApart notes that each two of these rows are not the same.
func (tx *Tx) SetApart(ctx context.Context, r *register.Register, ids []register.ID) error {
	for _, one := range ids {
		for _, other := range ids {
			if one >= other {
				continue
			}
			if _, err := tx.run(ctx, "INSERT INTO apart (register, one, other, user_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (register, one, other) DO NOTHING",
				r.Name, one, other, tx.work.user, millis(tx.work.now)); err != nil {
				return wrap(err, "set apart")
			}
		}
	}
	return tx.Audit(ctx, "apart", register.Link{Register: r.Name}, map[string]any{"records": len(ids)})
}
