package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/money"
	"dossier/internal/register"
)

// Load returns a whole record.
func (tx *Tx) Load(ctx context.Context, r *register.Register, id register.ID) (register.Record, error) {
	return tx.load(ctx, r, id, register.See)
}

func (tx *Tx) load(ctx context.Context, r *register.Register, id register.ID, act register.Act) (register.Record, error) {
	recs, err := tx.find(ctx, tx.schema.This(r), register.Query{Filter: register.ByID(id), Limit: 1, Whole: true}, act)
	if err == nil && len(recs) == 0 {
		err = register.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return recs[0], nil
}

// Select returns the records that q asks for and the actor may see.
func (tx *Tx) Select(ctx context.Context, r *register.Register, q register.Query) ([]register.Record, error) {
	return tx.find(ctx, tx.schema.This(r), q, register.See)
}

// Page is one page of a list: its records and where the neighbours begin.
type Page struct {
	Records        []register.Record
	Next, Previous register.Cursor // zero where there is none
}

// Page returns a page of q.Limit records. Next and Previous lead on.
func (tx *Tx) Page(ctx context.Context, r *register.Register, q register.Query) (Page, error) {
	r = tx.schema.This(r)
	size := q.Limit
	q.Limit++
	recs, err := tx.find(ctx, r, q, register.See)
	if err != nil {
		return Page{}, err
	}
	more := len(recs) > size
	if more {
		recs = recs[:size]
	}
	if q.From.Back {
		if more {
			recs = recs[:size]
		}
		slices.Reverse(recs)
	}
	p := Page{Records: recs}
	if len(recs) == 0 {
		return p, nil
	}
	orders, err := (&where{ctx: ctx, tx: tx}).orders(r, q.Sort)
	if err != nil {
		return Page{}, err
	}
	if more || q.From.Back {
		p.Next = cursor(orders, recs[len(recs)-1], false)
	}
	if more && q.From.Back || !q.From.IsZero() && !q.From.Back {
		p.Previous = cursor(orders, recs[0], true)
	}
	return p, nil
}

func (tx *Tx) find(ctx context.Context, r *register.Register, q register.Query, act register.Act) ([]register.Record, error) {
	plan := tx.plan(r).only(tx.d, q.Only)
	text, args, walks, err := tx.statement(ctx, r, q, act, plan.list, false)
	if err != nil {
		return nil, err
	}
	out, err := tx.recordsBy(ctx, plan, text, args)
	if err == nil && walks && len(out) < q.Limit {
		if text, args, _, err = tx.statement(ctx, r, q, act, plan.list, true); err == nil {
			out, err = tx.recordsBy(ctx, plan, text, args)
		}
	}
	if err != nil {
		return nil, err
	}
	switch {
	case q.Whole && len(q.Only) > 0:
		err = tx.Complete(ctx, r, out, plan.fields)
	case q.Whole:
		err = tx.complete(ctx, r, out)
	}
	return out, err
}

// records are the rows that a statement answers with.
func (tx *Tx) records(ctx context.Context, r *register.Register, text string, args []any) ([]register.Record, error) {
	return tx.recordsBy(ctx, tx.plan(r), text, args)
}

func (tx *Tx) recordsBy(ctx context.Context, plan *plan, text string, args []any) ([]register.Record, error) {
	r := plan.reg
	rows, err := tx.query(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("select %s: %w", r.Path, err)
	}
	defer rows.Close()
	reader := plan.reader()
	var out []register.Record
	for rows.Next() {
		rec, err := reader.record(rows)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", r.Path, err)
		}
		out = append(out, rec)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("select %s: %w", r.Path, err)
	}
	return out, nil
}

// statement is the SELECT of a query, with its parameters. One that walks may
// find too little; then it is made again to collect.
func (tx *Tx) statement(ctx context.Context, r *register.Register, q register.Query, act register.Act, list string, collect bool) (text string, args []any, walks bool, err error) {
	if last := len(q.Sort) - 1; last > 0 && q.Sort[last] == (register.Sort{Field: "id", Down: q.Sort[last-1].Down}) {
		q.Sort = q.Sort[:last] // every order ends so
	}
	rd := road{ordered: q.Limit > 0, collect: collect, usual: len(q.Sort) == 0 || slices.Equal(q.Sort, r.Sort)}
	order := ""
	if len(q.Sort) == 1 {
		order = q.Sort[0].Field
	}
	if rd.order = order; len(q.Sort) == 0 && len(r.Sort) == 1 {
		rd.order = r.Sort[0].Field
	}
	w := &where{ctx: ctx, tx: tx, road: rd.survey(r, q.Filter, order, nil)}
	cond, err := w.sql(r, "t", tx.within(r, act, q.Filter))
	if err != nil {
		return "", nil, false, err
	}
	orders, err := w.orders(r, q.Sort)
	if err != nil {
		return "", nil, false, err
	}
	if !q.From.IsZero() {
		after, err := w.after(orders, q.From)
		if err != nil {
			return "", nil, false, err
		}
		cond += " AND " + after
	}
	by := make([]string, len(orders))
	for i, o := range orders {
		by[i] = o.expr
		if o.down != q.From.Back {
			by[i] += " DESC"
		}
	}
	from, end := w.from(r), " ORDER BY "+strings.Join(by, ", ")
	switch {
	case len(w.road.late) == 0:
	case w.road.lead != "":
		cond += " AND " + w.lateTests("t")
	default:
		from = fmt.Sprintf("(%s LIMIT %d) m CROSS JOIN %s t", w.walk(r, cond, end), q.Limit, r.Path)
		cond, walks = "t.id = m.id", true
	}
	text = "SELECT " + list + " FROM " + from + " WHERE " + cond + end
	if q.Limit > 0 {
		text += " LIMIT " + strconv.Itoa(q.Limit)
	}
	return text, w.args, walks, nil
}

// complete reads all parts and sets of records.
func (tx *Tx) complete(ctx context.Context, r *register.Register, recs []register.Record) error {
	if err := tx.Complete(ctx, r, recs, r.Fields); err != nil {
		return err
	}
	for _, rec := range recs {
		register.BaseOf(rec).Partial = false
	}
	return nil
}

// Complete reads the parts and sets among these fields into partial records,
// one question a field; the records stay partial.
func (tx *Tx) Complete(ctx context.Context, r *register.Register, recs []register.Record, fields []*register.Field) error {
	if len(recs) == 0 {
		return nil
	}
	byID := make(map[register.ID]register.Record, len(recs))
	for _, rec := range recs {
		byID[register.BaseOf(rec).ID] = rec
	}
	for _, f := range fields {
		var err error
		switch f.Kind {
		case register.PartsOf:
			err = tx.readParts(ctx, f, byID)
		case register.References:
			err = tx.readSet(ctx, r, f, byID)
		}
		if err != nil {
			return fmt.Errorf("read %s of %s: %w", f.Name, r.Path, err)
		}
	}
	return nil
}

// mostPadded is the longest list that is padded.
const mostPadded = 256

// padded repeats the last of a list until it is 1, 4, 16, 64 or 256 long, so
// that statements have few shapes, however many rows they are about.
func padded[T any](list []T) []T {
	if len(list) == 0 || len(list) > mostPadded {
		return list
	}
	size := 1
	for size < len(list) {
		size *= 4
	}
	return slices.Concat(list, slices.Repeat(list[len(list)-1:], size-len(list)))
}

func owners(w *where, byID map[register.ID]register.Record) string {
	marks := make([]string, 0, len(byID))
	for _, id := range padded(slices.Sorted(maps.Keys(byID))) {
		marks = append(marks, w.arg(id))
	}
	return strings.Join(marks, ", ")
}

func (tx *Tx) readParts(ctx context.Context, f *register.Field, byID map[register.ID]register.Record) error {
	w := &where{ctx: ctx, tx: tx}
	plan := tx.plan(f.Target)
	rows, err := tx.query(ctx, "SELECT "+plan.list+" FROM "+f.Target.Path+" t WHERE t.owner IN ("+owners(w, byID)+") ORDER BY t.owner, t.position, t.id", w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	reader := plan.reader()
	parts := map[register.ID][]any{}
	for rows.Next() {
		part, owner, err := reader.part(rows)
		if err != nil {
			return err
		}
		parts[owner] = append(parts[owner], part)
	}
	for id, list := range parts {
		f.Set(byID[id], list)
	}
	return rows.Err()
}

func (tx *Tx) readSet(ctx context.Context, r *register.Register, f *register.Field, byID map[register.ID]register.Record) error {
	w := &where{ctx: ctx, tx: tx}
	rows, err := tx.query(ctx, "SELECT l.owner, l.target FROM "+r.Path+"_"+f.Name+" l WHERE l.owner IN ("+owners(w, byID)+") ORDER BY l.owner, l.position", w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	sets := map[register.ID][]register.ID{}
	for rows.Next() {
		var owner, target register.ID
		if err := rows.Scan(&owner, &target); err != nil {
			return err
		}
		sets[owner] = append(sets[owner], target)
	}
	for id, list := range sets {
		f.Set(byID[id], list)
	}
	return rows.Err()
}

// Count counts the rows that f means, stopping at most.
func (tx *Tx) Count(ctx context.Context, r *register.Register, f register.Filter, most int) (int, error) {
	r = tx.schema.This(r)
	if t, asked := tx.answering(r, nil, "", f); t != nil {
		groups, err := tx.groupTally(ctx, r, t, asked, register.Grouping{})
		if err != nil || len(groups) == 0 {
			return 0, err
		}
		n := int(groups[0].Count)
		if most > 0 {
			n = min(n, most)
		}
		return n, nil
	}
	n, err := tx.Counts(ctx, []Counted{{r, f}}, most)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// Counted is what rows of a register are counted.
type Counted struct {
	Register *register.Register
	Filter   register.Filter
}

// Counts are several counts of Count in one question, in the order asked.
func (tx *Tx) Counts(ctx context.Context, list []Counted, most int) ([]int, error) {
	if len(list) == 0 {
		return nil, nil
	}
	w := &where{ctx: ctx, tx: tx}
	texts, n, into := make([]string, len(list)), make([]int, len(list)), make([]any, len(list))
	for i, one := range list {
		text, err := w.rowsOf(tx.schema.This(one.Register), one.Filter)
		if err != nil {
			return nil, err
		}
		if most > 0 {
			text += " LIMIT " + strconv.Itoa(most)
		}
		texts[i], into[i] = "(SELECT count(*) FROM ("+text+") x)", &n[i]
	}
	if err := tx.queryRow(ctx, "SELECT "+strings.Join(texts, ", "), w.args...).Scan(into...); err != nil {
		return nil, fmt.Errorf("count %s: %w", list[0].Register.Path, err)
	}
	return n, nil
}

// rowsOf is a statement for the ids of the rows that f means.
func (w *where) rowsOf(r *register.Register, f register.Filter) (string, error) {
	ways := w.ways(r, f)
	some := make([]string, len(ways))
	for i, way := range ways {
		w.road = road{}.survey(r, way, "", nil)
		cond, err := w.sql(r, "t", way)
		if err != nil {
			return "", err
		}
		some[i] = "SELECT t.id FROM " + w.from(r) + " WHERE " + cond
	}
	if len(some) == 1 {
		return some[0], nil
	}
	return "SELECT DISTINCT id FROM (" + strings.Join(some, " UNION ALL ") + ") y", nil
}

// Sum adds up a field over the rows that f means.
func (tx *Tx) Sum(ctx context.Context, r *register.Register, f register.Filter, field string) (register.Total, error) {
	groups, err := tx.Group(ctx, r, register.Grouping{Filter: f, Sum: field})
	if err != nil || len(groups) == 0 {
		return register.Total{}, err
	}
	return groups[0].Total, nil
}

// Group counts and adds up, one Group for each different set of values of By,
// in the order of the values.
func (tx *Tx) Group(ctx context.Context, r *register.Register, g register.Grouping) ([]register.Group, error) {
	r = tx.schema.This(r)
	if t, f := tx.answering(r, g.By, g.Sum, g.Filter); t != nil {
		return tx.groupTally(ctx, r, t, f, g)
	}
	w := &where{ctx: ctx, tx: tx, road: road{}.survey(r, g.Filter, g.Sum, g.By)}
	cond, err := w.sql(r, "t", tx.within(r, register.See, g.Filter))
	if err != nil {
		return nil, err
	}
	var by []string
	var fields []*register.Field
	for _, name := range g.By {
		field, month := register.ByMonth(name)
		f, err := tx.visible(r, field)
		if err != nil {
			return nil, err
		}
		fields = append(fields, f)
		col := w.column("t", f)
		if month {
			col = firstOfMonth(col)
		}
		if f.Custom {
			col = "COALESCE(" + col + ", " + zeroText(f) + ")"
		}
		by = append(by, col)
	}
	list := append(slices.Clone(by), "count(*)")
	money := false
	if g.Sum != "" {
		f, err := tx.visible(r, g.Sum)
		if err != nil {
			return nil, err
		}
		list = append(list, "CAST(COALESCE(SUM("+w.column("t", f)+"), 0) AS BIGINT)")
		if money = f.Kind == register.Money; money {
			by = append(by, w.currency("t", f))
			list = append(list, w.currency("t", f))
		}
	}
	text := "SELECT " + strings.Join(list, ", ") + " FROM " + w.from(r) + " WHERE " + cond
	if len(by) > 0 {
		text += " GROUP BY " + strings.Join(by, ", ") + " ORDER BY " + strings.Join(by, tx.d.nullsFirst+", ") + tx.d.nullsFirst
	}
	return tx.groups(ctx, text, w.args, fields, g.Sum != "", money)
}

// visible is a field by name, if the actor may see it.
func (tx *Tx) visible(r *register.Register, name string) (*register.Field, error) {
	f := r.Field(name)
	if f == nil {
		return nil, register.UnknownField{Register: r.Name, Field: name}
	}
	if !tx.actor.Sees(r, f.Class) {
		return nil, register.HiddenField{Register: r.Name, Field: name}
	}
	return f, nil
}

func (tx *Tx) groups(ctx context.Context, text string, args []any, fields []*register.Field, sum, byCurrency bool) ([]register.Group, error) {
	rows, err := tx.query(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("group: %w", err)
	}
	defer rows.Close()
	var out []register.Group
	for rows.Next() {
		raw := make([]any, len(fields))
		into := make([]any, 0, len(fields)+3)
		for i := range raw {
			into = append(into, &raw[i])
		}
		var n, total int64
		var currency string
		into = append(into, &n)
		if sum {
			into = append(into, &total)
		}
		if byCurrency {
			into = append(into, &currency)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("group: %w", err)
		}
		keys := make([]any, len(fields))
		for i, f := range fields {
			keys[i] = groupKey(f, raw[i])
		}
		if last := len(out) - 1; byCurrency && last >= 0 && slices.Equal(out[last].Keys, keys) {
			out[last].Count += n
			out[last].Total.Money = appendMoney(out[last].Total.Money, total, currency)
			continue
		}
		g := register.Group{Keys: keys, Count: n}
		if byCurrency {
			g.Total.Money = appendMoney(nil, total, currency)
		} else {
			g.Total.Number = total
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

func appendMoney(list []money.Money, minor int64, currency string) []money.Money {
	if currency == "" {
		return list
	}
	return append(list, money.Money{Minor: minor, Currency: currency})
}

func groupKey(f *register.Field, raw any) any {
	switch v := raw.(type) {
	case []byte:
		raw = string(v)
	case int32:
		raw = int64(v)
	case int16:
		raw = int64(v)
	}
	switch f.Kind {
	case register.Reference:
		if raw == nil {
			return register.ID(0)
		}
	case register.Bool:
		return raw.(int64) != 0
	case register.Moment:
		return moment(raw.(int64))
	}
	return raw
}

// Named reads the records that ids point at and the actor may see, for their
// titles. Directories are answered from memory.
func (tx *Tx) Named(ctx context.Context, r *register.Register, ids []register.ID) (map[register.ID]register.Record, error) {
	r = tx.schema.This(r)
	out := make(map[register.ID]register.Record, len(ids))
	if r.Directory {
		all, err := tx.directory(ctx, r)
		if err != nil {
			return nil, err
		}
		if all != nil {
			for _, id := range ids {
				if rec := all[id]; rec != nil {
					out[id] = rec
				}
			}
			return out, nil
		}
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id register.ID) bool { return id == 0 })
	for len(ids) > 0 {
		n := min(len(ids), mostPadded)
		recs, err := tx.Select(ctx, r, register.Query{Filter: register.ByID(ids[:n]...)})
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			out[register.BaseOf(rec).ID] = rec
		}
		ids = ids[n:]
	}
	return out, nil
}
