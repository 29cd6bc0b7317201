package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"dossier/internal/register"
)

// Repeated is a row that says in some field what another row says too.
type Repeated struct {
	ID    register.ID
	Value string
}

// rowsRepeated is how many rows are read for each value that is looked at.
const rowsRepeated = 20

// Repeated walks the index of a field, or of a field of the parts, from behind
// a value on, and gives the rows of the next so many values that several rows say: of
// those that the actor may merge and that are not archived. Rows of one value
// come together. It answers how far it came, empty at the end of the index; this
// may be a value of rows that the actor does not see.
func (tx *Tx) Repeated(ctx context.Context, r *register.Register, field, of, after string, most int) (out []Repeated, last string, err error) {
	r = tx.schema.This(r)
	f := r.Field(field)
	alias, table, join := "t", r.Path, ""
	if f.Kind == register.PartsOf {
		alias, table, join = "p", f.Target.Path, " CROSS JOIN "+r.Path+" t"
		f = f.Target.Field(of)
	}
	said := f.Name
	if folded(f) {
		said += "_fold" // the column that is indexed
	}
	said = quote(said)
	also := ""
	if join != "" {
		also = " AND t.id = p.owner"
	}
	var behind, upTo any
	nothing := "''"
	if f.Kind == register.Int {
		nothing = "0"
	}
	place := func(value string) any { return value }
	if f.Kind == register.Int {
		place = func(value string) any {
			n, _ := strconv.ParseInt(value, 10, 64) // what is no number begins at nought
			return n
		}
	}
	doubles := func(w *where) string {
		text := fmt.Sprintf("SELECT %s AS v FROM %s WHERE %[1]s <> %[3]s", said, table, nothing)
		if behind != nil {
			text += fmt.Sprintf(" AND %s > %s", said, w.arg(behind))
		}
		if upTo != nil {
			text += fmt.Sprintf(" AND %s <= %s", said, w.arg(upTo))
		}
		return fmt.Sprintf("%s GROUP BY %s HAVING COUNT(*) > 1", text, said)
	}
	if after != "" {
		behind = place(after)
	}
	w := &where{ctx: ctx, tx: tx}
	text := fmt.Sprintf("SELECT CAST(MAX(v) AS TEXT) FROM (%s ORDER BY v LIMIT %d) d", doubles(w), most)
	if last, err = tx.lastOf(ctx, text, w.args); err != nil || last == "" {
		return nil, "", err
	}
	upTo = place(last)
	w = &where{ctx: ctx, tx: tx}
	inner := doubles(w)
	cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), tx.actor.Rows(r, register.Merge), register.Alive()})
	if err != nil {
		return nil, "", err
	}
	// The values first and then their rows: CROSS JOIN keeps SQLite to this order.
	text = fmt.Sprintf("SELECT DISTINCT t.id, CAST(d.v AS TEXT), d.v FROM (%s) d CROSS JOIN %s %s%s WHERE %[3]s.%[5]s = d.v%[6]s AND (%[7]s) ORDER BY d.v, t.id LIMIT %[8]d",
		inner, table, alias, join, said, also, cond, most*rowsRepeated)
	rows, err := tx.query(ctx, text, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("repeated %s of %s: %w", field, r.Path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var one Repeated
		var same any
		if err := rows.Scan(&one.ID, &one.Value, &same); err != nil {
			return nil, "", err
		}
		out = append(out, one)
	}
	if len(out) == most*rowsRepeated {
		last = out[len(out)-1].Value
	}
	return out, last, rows.Err()
}

// lastOf is the text that a statement answers with, empty for none.
func (tx *Tx) lastOf(ctx context.Context, text string, args []any) (string, error) {
	var last sql.NullString
	if err := tx.queryRow(ctx, text, args...).Scan(&last); err != nil {
		return "", fmt.Errorf("last repeated: %w", err)
	}
	return last.String, nil
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
