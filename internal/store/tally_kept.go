package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
)

// tallied is a change of one total: so many records more or less, and so much
// more or less of each sum.
type tallied struct {
	table   string
	columns []string // those of values
	key     string   // the values in one text
	values  []any
	n       int64
	names   []string // the columns of sums
	sums    []int64
}

// counted reports whether a record is one that totals count.
func counted(rec register.Record) bool { return rec != nil && !register.BaseOf(rec).Archived }

// tallyTable keeps the totals of a tally.
func tallyTable(r *register.Register, t *register.Tally) table {
	out := table{name: t.Rows.Path, key: []string{"key"}, columns: []column{{name: "key", kind: textColumn}}}
	for _, f := range t.Rows.Fields {
		c := cells(f)[0]
		col := column{name: c.name, kind: textColumn, null: c.null}
		if c.number {
			col.kind = wholeColumn
		}
		out.columns = append(out.columns, col)
	}
	if inCurrencies(r, t) {
		out.columns = append(out.columns, column{name: "currency", kind: textColumn})
	}
	out.columns = append(out.columns, column{name: "n", kind: wholeColumn})
	for _, name := range t.Sums {
		out.columns = append(out.columns, column{name: "sum_" + name, kind: wholeColumn})
	}
	out.addIndex("what", out.columns[1].name)
	return out
}

// inCurrencies reports whether a tally adds up money: its totals are kept apart
// by currency.
func inCurrencies(r *register.Register, t *register.Tally) bool {
	return slices.ContainsFunc(t.Sums, func(name string) bool { return r.Field(name).Kind == register.Money })
}

// tallyChange notes what the change of a record does to the totals.
func (tx *Tx) tallyChange(r *register.Register, was, now register.Record, before, after bool) {
	for _, t := range r.Tallies {
		if before {
			tx.work.tallied = append(tx.work.tallied, tallyOf(r, t, was, -1))
		}
		if after {
			tx.work.tallied = append(tx.work.tallied, tallyOf(r, t, now, 1))
		}
	}
}

// tallyOf is what a record adds to a total, or takes from it.
func tallyOf(r *register.Register, t *register.Tally, rec register.Record, times int64) tallied {
	out := tallied{table: t.Rows.Path, n: times}
	var key []string
	add := func(column string, v any) {
		out.columns, out.values = append(out.columns, column), append(out.values, v)
		key = append(key, keyText(v))
	}
	for i, f := range t.Rows.Fields {
		v := appendValue(nil, f, f.Value(rec))[0]
		if _, month := register.ByMonth(t.By[i]); month {
			first, _ := register.Date(v.(string)).Month()
			v = string(first)
		}
		add(f.Name, v)
	}
	currency := ""
	for _, name := range t.Sums {
		f := r.Field(name)
		minor, _ := f.Value(rec).(int64)
		if m, ok := f.Value(rec).(money.Money); ok {
			minor, currency = m.Minor, m.Currency
		}
		out.names, out.sums = append(out.names, "sum_"+name), append(out.sums, times*minor)
	}
	if inCurrencies(r, t) {
		add("currency", currency)
	}
	out.key = strings.Join(key, "|")
	return out
}

// keyText is a value as the key of a total has it, the same as keyOf writes in
// the database.
func keyText(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	}
	return "0" // a reference to nothing
}

// tallyDerived notes what another amount in the base currency does to totals.
func (tx *Tx) tallyDerived(ctx context.Context, r *register.Register, rec register.Record) error {
	if len(r.Tallies) == 0 {
		return nil
	}
	program := tx.program()
	was, err := program.load(ctx, r, register.BaseOf(rec).ID, register.See)
	if err != nil {
		return err
	}
	now, err := program.load(ctx, r, register.BaseOf(rec).ID, register.See)
	if err != nil {
		return err
	}
	for _, f := range r.Fields {
		if f.Base != "" {
			base := r.Field(f.Base)
			base.Set(now, base.Value(rec))
		}
	}
	tx.tallyChange(r, was, now, counted(was), counted(now))
	return nil
}

// dayMillis is a whole day of a stay.
const dayMillis = 24 * 60 * 60 * 1000

// tallyStay notes a visit that is over.
func (tx *Tx) tallyStay(of, field string, value, entered, left, times int64) {
	first, _ := register.DayOf(moment(left), time.UTC).Month()
	v := []any{of, field, value, string(first), max(left-entered, 0) / dayMillis}
	key := make([]string, len(v))
	for i := range v {
		key[i] = keyText(v[i])
	}
	tx.work.tallied = append(tx.work.tallied, tallied{table: "stay", columns: []string{"register", "field", "value", "left_on", "days"}, key: strings.Join(key, "|"), values: v, n: times})
}

// tallyStep notes that a visited field came to a value from another one.
func (tx *Tx) tallyStep(of, field string, origin, value register.ID, entered, times int64) {
	first, _ := register.DayOf(moment(entered), time.UTC).Month()
	v := []any{of, field, origin, value, string(first)}
	key := make([]string, len(v))
	for i := range v {
		key[i] = keyText(v[i])
	}
	tx.work.tallied = append(tx.work.tallied, tallied{table: "step", columns: []string{"register", "field", "origin", "value", "entered_on"}, key: strings.Join(key, "|"), values: v, n: times})
}

// tallyStays notes all visits of a record, those that are over and the moves
// between them, as it leaves the archive or goes there.
func (tx *Tx) tallyStays(ctx context.Context, r *register.Register, id register.ID, times int64) error {
	if !slices.ContainsFunc(r.Fields, func(f *register.Field) bool { return f.Visited }) {
		return nil
	}
	rows, err := tx.query(ctx, tx.d.sql("SELECT field, value, entered_at, left_at FROM visit WHERE register = ? AND record = ? ORDER BY field, id"), r.Name, id)
	if err != nil {
		return fmt.Errorf("stays of %s: %w", r.Path, err)
	}
	defer rows.Close()
	var last register.ID
	of := ""
	for rows.Next() {
		var field string
		var value, entered, left int64
		if err := rows.Scan(&field, &value, &entered, &left); err != nil {
			return err
		}
		if left > 0 {
			tx.tallyStay(r.Name, field, value, entered, left, times)
		}
		if field != of {
			of, last = field, 0
		}
		tx.tallyStep(r.Name, field, last, value, entered, times)
		last = value
	}
	return rows.Err()
}

// talliedAtOnce is how many totals one statement changes.
const talliedAtOnce = 64

// keepTallies writes what the unit of work did to the totals, in the order of
// their keys: units that change the same ones wait for each other, and never in
// a circle.
func (tx *Tx) keepTallies(ctx context.Context) error {
	list := tx.work.tallied
	slices.SortStableFunc(list, func(a, b tallied) int { return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.key, b.key)) })
	var net []tallied
	for _, one := range list {
		if last := len(net) - 1; last >= 0 && net[last].table == one.table && net[last].key == one.key {
			net[last].n += one.n
			net[last].sums = slices.Clone(net[last].sums)
			for i := range one.sums {
				net[last].sums[i] += one.sums[i]
			}
			continue
		}
		net = append(net, one)
	}
	net = slices.DeleteFunc(net, func(t tallied) bool {
		return t.n == 0 && !slices.ContainsFunc(t.sums, func(v int64) bool { return v != 0 })
	})
	for len(net) > 0 {
		same := 1
		for same < len(net) && same < talliedAtOnce && net[same].table == net[0].table {
			same++
		}
		n := 1
		for 2*n <= same { // few different statements, each prepared once
			n *= 2
		}
		if err := tx.putTallies(ctx, net[:n]); err != nil {
			return fmt.Errorf("totals %s: %w", net[0].table, err)
		}
		net = net[n:]
	}
	tx.work.tallied = nil
	return nil
}

func (tx *Tx) putTallies(ctx context.Context, list []tallied) error {
	one := list[0]
	columns := slices.Concat([]string{"key"}, one.columns, []string{"n"}, one.names)
	w := &where{tx: tx}
	rows := make([]string, len(list))
	for i, t := range list {
		marks := []string{w.arg(t.key)}
		for _, v := range t.values {
			marks = append(marks, w.arg(v))
		}
		marks = append(marks, w.arg(t.n))
		for _, v := range t.sums {
			marks = append(marks, w.arg(v))
		}
		rows[i] = "(" + strings.Join(marks, ", ") + ")"
	}
	var sets []string
	for _, name := range append([]string{"n"}, one.names...) {
		sets = append(sets, fmt.Sprintf("%s = %s.%s + excluded.%s", quote(name), one.table, quote(name), quote(name)))
	}
	_, err := tx.exec(ctx, "INSERT INTO "+one.table+" ("+quoted(columns)+") VALUES "+strings.Join(rows, ", ")+
		" ON CONFLICT (key) DO UPDATE SET "+strings.Join(sets, ", "), w.args...)
	return err
}

// answering is the tally that can answer what is asked, nil when none can: then
// the rows themselves are asked, as they are by a unit of work whose own
// changes are not yet in the totals.
func (tx *Tx) answering(r *register.Register, by []string, sum string, f register.Filter) (*register.Tally, register.Filter) {
	if len(tx.work.tallied) > 0 {
		return nil, nil
	}
	for _, t := range r.Tallies {
		if asked, ok := t.Answers(r, by, sum, tx.Today(), tx.within(r, register.See, f)); ok {
			return t, asked
		}
	}
	return nil, nil
}

// groupTally is Group from the totals of a tally.
func (tx *Tx) groupTally(ctx context.Context, r *register.Register, t *register.Tally, f register.Filter, g register.Grouping) ([]register.Group, error) {
	w := &where{ctx: ctx, tx: tx}
	cond, err := w.sql(t.Rows, "t", f)
	if err != nil {
		return nil, err
	}
	var by []string
	var fields []*register.Field
	for _, name := range g.By {
		field, _ := register.ByMonth(name)
		f, err := tx.visible(r, field)
		if err != nil {
			return nil, err
		}
		fields, by = append(fields, f), append(by, "t."+quote(field))
	}
	list := append(slices.Clone(by), "CAST(COALESCE(SUM(t.n), 0) AS BIGINT)")
	inMoney := false
	if g.Sum != "" {
		f, err := tx.visible(r, g.Sum)
		if err != nil {
			return nil, err
		}
		list = append(list, "CAST(COALESCE(SUM(t."+quote("sum_"+g.Sum)+"), 0) AS BIGINT)")
		if inMoney = f.Kind == register.Money; inMoney {
			by, list = append(by, "t.currency"), append(list, "t.currency")
		}
	}
	text := "SELECT " + strings.Join(list, ", ") + " FROM " + t.Rows.Path + " t WHERE " + cond
	if len(by) > 0 {
		text += " GROUP BY " + strings.Join(by, ", ") + " HAVING SUM(t.n) <> 0 ORDER BY " + strings.Join(by, tx.d.nullsFirst+", ") + tx.d.nullsFirst
	}
	return tx.groups(ctx, text, w.args, fields, g.Sum != "", inMoney)
}

// firstOfMonth is the first day of the month of a column with days.
func firstOfMonth(col string) string {
	return "CASE WHEN " + col + " = '' THEN '' ELSE substr(" + col + ", 1, 8) || '01' END"
}

// StaysAsked says which stays are meant: those of records at values of a
// visited field that ended from the first of one month to the end of another.
type StaysAsked struct {
	Field    string
	Of       register.Filter // the records
	From, To register.Date
}

// Stays are how many visits lasted so many days.
type Stays struct {
	Value register.ID
	Days  int64
	Count int64
}

// Stays counts the visits that are over by how long they were, of records
// outside the archive that the actor may see.
func (tx *Tx) Stays(ctx context.Context, r *register.Register, q StaysAsked) ([]Stays, error) {
	r = tx.schema.This(r)
	w := &where{ctx: ctx, tx: tx}
	text := ""
	if register.Always(tx.actor.Rows(r, register.See)) && register.Always(q.Of) && len(tx.work.tallied) == 0 {
		text = "SELECT value, days, CAST(SUM(n) AS BIGINT) FROM stay WHERE register = " + w.arg(r.Name) + " AND field = " + w.arg(q.Field) +
			" AND left_on >= " + w.arg(string(q.From)) + " AND left_on <= " + w.arg(string(q.To)) + " GROUP BY value, days HAVING SUM(n) <> 0 ORDER BY value, days"
	} else {
		cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), q.Of, register.Alive()})
		if err != nil {
			return nil, err
		}
		days := fmt.Sprintf("(CASE WHEN v.left_at > v.entered_at THEN v.left_at - v.entered_at ELSE 0 END) / %d", dayMillis)
		text = "SELECT v.value, " + days + ", count(*) FROM " + r.Path + " t JOIN visit v ON v.record = t.id AND v.register = " + w.arg(r.Name) + " AND v.field = " + w.arg(q.Field) +
			" WHERE " + cond + " AND v.left_at > 0 AND v.left_at >= " + w.arg(midnight(q.From, 0)) + " AND v.left_at < " + w.arg(midnight(q.To, 1)) +
			" GROUP BY 1, 2 ORDER BY 1, 2"
	}
	rows, err := tx.query(ctx, text, w.args...)
	if err != nil {
		return nil, fmt.Errorf("stays of %s: %w", r.Path, err)
	}
	defer rows.Close()
	var out []Stays
	for rows.Next() {
		var s Stays
		if err := rows.Scan(&s.Value, &s.Days, &s.Count); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Steps are how often a visited field came to a value from another one, nought
// being none.
type Steps struct {
	From, To register.ID
	Count    int64
}

// Steps counts the moves of a visited field, of records outside the archive
// that the actor may see.
func (tx *Tx) Steps(ctx context.Context, r *register.Register, q StaysAsked) ([]Steps, error) {
	r = tx.schema.This(r)
	w := &where{ctx: ctx, tx: tx}
	text := ""
	if register.Always(tx.actor.Rows(r, register.See)) && register.Always(q.Of) && len(tx.work.tallied) == 0 {
		text = "SELECT origin, value, CAST(SUM(n) AS BIGINT) FROM step WHERE register = " + w.arg(r.Name) + " AND field = " + w.arg(q.Field) +
			" AND entered_on >= " + w.arg(string(q.From)) + " AND entered_on <= " + w.arg(string(q.To)) + " GROUP BY origin, value HAVING SUM(n) <> 0 ORDER BY origin, value"
	} else {
		cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), q.Of, register.Alive()})
		if err != nil {
			return nil, err
		}
		text = "SELECT x.origin, x.value, count(*) FROM (SELECT v.value, v.entered_at, COALESCE(LAG(v.value) OVER (PARTITION BY v.record ORDER BY v.id), 0) AS origin FROM " + r.Path +
			" t JOIN visit v ON v.record = t.id AND v.register = " + w.arg(r.Name) + " AND v.field = " + w.arg(q.Field) + " WHERE " + cond + ") x WHERE x.entered_at >= " + w.arg(midnight(q.From, 0)) +
			" AND x.entered_at < " + w.arg(midnight(q.To, 1)) + " GROUP BY x.origin, x.value ORDER BY x.origin, x.value"
	}
	rows, err := tx.query(ctx, text, w.args...)
	if err != nil {
		return nil, fmt.Errorf("steps of %s: %w", r.Path, err)
	}
	defer rows.Close()
	var out []Steps
	for rows.Next() {
		var s Steps
		if err := rows.Scan(&s.From, &s.To, &s.Count); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
