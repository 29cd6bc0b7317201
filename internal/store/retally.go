package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"dossier/internal/register"
)

// total is a table of totals and how its rows are counted anew.
type total struct {
	table, from string // from is the table whose rows are counted
	columns     []string
	count       string
	own         string // which rows of the table are those counted; empty for all
}

// totals are all tables of totals of a schema.
func (st *Store) totals(s *register.Schema) []total {
	var out []total
	for _, r := range s.Registers {
		for _, t := range r.Tallies {
			out = append(out, recount(st.d, r, t))
		}
		for _, f := range r.Fields {
			if f.Visited {
				out = append(out, recountStays(st.d, r, f), recountSteps(st.d, r, f))
			}
		}
	}
	return out
}

// recount counts the rows of a tally from the records.
func recount(d dialect, r *register.Register, t *register.Tally) total {
	var values, names []string
	for i, f := range t.Rows.Fields {
		col := "t." + quote(f.Name)
		if _, month := register.ByMonth(t.By[i]); month {
			col = firstOfMonth(col)
		}
		names, values = append(names, f.Name), append(values, col)
	}
	if inCurrencies(r, t) {
		for _, name := range t.Sums {
			if r.Field(name).Kind == register.Money {
				names, values = append(names, "currency"), append(values, "t."+quote(name+"_currency"))
			}
		}
	}
	key, by := keyOf(values), strings.Join(values, ", ")
	list := append(append([]string{key}, values...), "count(*)")
	names = append(append([]string{"key"}, names...), "n")
	for _, name := range t.Sums {
		col := name
		if r.Field(name).Kind == register.Money {
			col += "_minor"
		}
		names, list = append(names, "sum_"+name), append(list, "CAST(COALESCE(SUM(t."+quote(col)+"), 0) AS BIGINT)")
	}
	return total{table: t.Rows.Path, from: r.Path, columns: names, count: "SELECT " + strings.Join(list, ", ") + " FROM " + r.Path + " t WHERE t.archived = 0 GROUP BY " + by}
}

// recountStays counts the stays of a visited field from the visits.
func recountStays(d dialect, r *register.Register, f *register.Field) total {
	month := "strftime('%Y-%m-01', v.left_at / 1000, 'unixepoch')"
	if d.name == "postgres" {
		month = "to_char(to_timestamp(v.left_at / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-01')"
	}
	days := fmt.Sprintf("(CASE WHEN v.left_at > v.entered_at THEN v.left_at - v.entered_at ELSE 0 END) / %d", dayMillis)
	values := []string{"v.register", "v.field", "v.value", month, days}
	return total{
		table: "stay", from: "visit", own: "register = '" + r.Name + "' AND field = '" + f.Name + "'", columns: []string{"key", "register", "field", "value", "left_on", "days", "n"},
		count: "SELECT " + keyOf(values) + ", " + strings.Join(values, ", ") + ", count(*) FROM visit v JOIN " + r.Path + " t ON t.id = v.record WHERE v.register = '" + r.Name +
			"' AND v.field = '" + f.Name + "' AND v.left_at > 0 AND t.archived = 0 GROUP BY v.register, v.field, v.value, " + month + ", " + days,
	}
}

// recountSteps counts the moves of a visited field from the visits.
func recountSteps(d dialect, r *register.Register, f *register.Field) total {
	month := "strftime('%Y-%m-01', v.entered_at / 1000, 'unixepoch')"
	if d.name == "postgres" {
		month = "to_char(to_timestamp(v.entered_at / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-01')"
	}
	values := []string{"v.register", "v.field", "v.origin", "v.value", month}
	return total{
		table: "step", from: "visit", own: "register = '" + r.Name + "' AND field = '" + f.Name + "'", columns: []string{"key", "register", "field", "origin", "value", "entered_on", "n"},
		count: "SELECT " + keyOf(values) + ", " + strings.Join(values, ", ") + ", count(*) FROM (SELECT w.register, w.field, w.record, w.value, w.entered_at," +
			" COALESCE(LAG(w.value) OVER (PARTITION BY w.record ORDER BY w.id), 0) AS origin FROM visit w WHERE w.register = '" + r.Name + "' AND w.field = '" + f.Name + "') v JOIN " +
			r.Path + " t ON t.id = v.record WHERE t.archived = 0 GROUP BY v.register, v.field, v.origin, v.value, " + month,
	}
}

// keyOf is the key of a total, as keyText writes it.
func keyOf(values []string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = "COALESCE(CAST(" + v + " AS TEXT), '0')"
	}
	return strings.Join(texts, " || '|' || ")
}

// anew are the statements that count totals anew from the records.
func anew(list []total) []string {
	var out []string
	for _, t := range list {
		out = append(out, "DELETE FROM "+t.table) // stays of all registers lie in one table
	}
	for _, t := range list {
		out = append(out, "INSERT INTO "+t.table+" ("+quoted(t.columns)+") "+t.count)
	}
	return out
}

// Retally counts all totals anew from the records.
func (st *Store) Retally(ctx context.Context) error {
	unit, err := st.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("count anew: %w", err)
	}
	defer unit.Rollback()
	list := st.totals(st.Schema())
	var texts []string
	if st.d.name == "postgres" { // nobody changes what is being counted
		for _, t := range list {
			texts = append(texts, "LOCK TABLE "+t.from+" IN SHARE ROW EXCLUSIVE MODE")
		}
	}
	for _, text := range append(texts, anew(list)...) {
		if _, err := unit.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("count anew: %w", err)
		}
	}
	if err := unit.Commit(); err != nil {
		return fmt.Errorf("count anew: %w", err)
	}
	return nil
}

// retally is Retally at the end of a filling, in its connection.
func (f *Filling) retally(ctx context.Context) error {
	list := f.st.totals(f.shape.schema)
	texts := anew(list)
	if f.st.d.name == "postgres" {
		for _, t := range list {
			texts = append(texts, "ANALYZE "+t.table)
		}
	}
	return f.run(ctx, texts)
}

// Mistold are the tables of totals that say something else than the records
// do.
func (st *Store) Mistold(ctx context.Context) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, t := range st.totals(st.Schema()) {
		columns := quoted(t.columns)
		kept := "SELECT " + columns + " FROM " + t.table + " WHERE n <> 0"
		if t.own != "" {
			kept += " AND " + t.own
		}
		text := "SELECT EXISTS (SELECT * FROM (" + t.count + ") a EXCEPT " + kept + ") OR EXISTS (" + kept + " EXCEPT SELECT * FROM (" + t.count + ") b)"
		var differs bool
		if err := st.read.QueryRowContext(ctx, text).Scan(&differs); err != nil {
			return nil, fmt.Errorf("compare %s: %w", t.table, err)
		}
		if differs && !seen[t.table] {
			seen[t.table] = true
			out = append(out, t.table)
		}
	}
	return out, nil
}

// completeTotals counts anew when totals were never counted though there are
// records: they were not described yet when the records were written.
func (st *Store) completeTotals(ctx context.Context) error {
	for _, t := range st.totals(st.Schema()) {
		if t.own != "" {
			continue
		}
		var missing bool
		err := st.write.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+t.from+" WHERE archived = 0) AND NOT EXISTS (SELECT 1 FROM "+t.table+")").Scan(&missing)
		if err != nil && err != sql.ErrNoRows {
			return fmt.Errorf("look for totals: %w", err)
		}
		if missing {
			return st.Retally(ctx)
		}
	}
	return nil
}
