package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/internal/register"
)

// A statement comes to its rows by a road. It may walk an index in the order of
// the list, test each row and stop when the page is full: right when many rows
// meet the conditions. Or it may collect all rows that some condition means,
// and sort them: right when few do. The wrong one reads the whole table. So
// each condition that an index knows, though not in the order of the list, is
// counted first, up to common: few rows are collected (lead), many are tested
// while walking (late). Counts and sums have no order and always collect.
//
// SQLite keeps no statistics and would guess, so all this is for it. PostgreSQL
// knows how often values occur and is left to choose, but for parts of texts.

// road is what is known of the road while a statement is compiled.
type road struct {
	top     bool   // the condition must hold, whatever the others say
	either  bool   // it is one of alternatives
	order   string // the field that rows come by, none when they come by several
	ordered bool   // rows come in an order, and not all of them
	usual   bool   // the order is the register's own
	collect bool   // walking was tried in vain

	// What survey saw in the filter.
	best     int      // the best rank of a comparison with one value
	ranged   bool     // there is a comparison by the index of a range
	together []string // the fields of an index that answers all of the statement, the last is its order

	// What was decided.
	lead string // what leads to the rows instead of the table itself
	late []late // conditions that many rows meet, tested while walking
}

// common is how many rows are cheaper collected than walked to.
const common = 1000

// survey notes what of a filter decides the road before it is compiled: order
// is the field that rows come or are added up by, by those they are grouped by.
func (rd road) survey(r *register.Register, filter register.Filter, order string, by []string) road {
	rd.top, rd.best = true, ofNone
	known := slices.Clone(by)
	rd.note(r, filter, &known)
	for _, names := range r.Together {
		last := len(names) - 1
		if names[last] != order || slices.ContainsFunc(names[:last], func(name string) bool { return !slices.Contains(known, name) }) {
			continue
		}
		if bestOf(r, names[:last]) <= rd.best { // else another index has fewer rows, such as those of one client
			rd.together = names
		}
	}
	return rd
}

// bestOf is the best rank among some fields.
func bestOf(r *register.Register, names []string) int {
	best := ofNone
	for _, name := range names {
		best = min(best, rankOf(r.Field(name)))
	}
	return best
}

// begins reports whether the index that answers all of the statement begins
// with a field, among others.
func (rd road) begins(f *register.Field) bool {
	i := slices.Index(rd.together, f.Name)
	return i >= 0 && i < len(rd.together)-1
}

// note collects the fields that a filter compares with one value.
func (rd *road) note(r *register.Register, filter register.Filter, known *[]string) {
	switch f := filter.(type) {
	case register.Asked:
		rd.note(r, f.Filter, known)
	case register.All:
		for _, one := range f {
			rd.note(r, one, known)
		}
	case register.Is:
		fld, err := f.Of(r)
		if err == nil && fld.Name == "id" && (f.Op == register.Equal || f.Op == register.OneOf) {
			rd.best = ofOwner
		}
		if err != nil || !hasIndex(fld) || fld.Name == "archived" || f.Op == register.Moved {
			return
		}
		switch comparisonOf(fld, f) {
		case byOneValue:
			*known = append(*known, fld.Name)
			rd.best = min(rd.best, rankOf(fld))
		case bySeveral:
			if !rd.ordered && rankOf(fld) == ofOwner {
				rd.best = ofOwner // the rows of some clients are few, whatever else is asked of them
			}
		case byRange:
			rd.ranged = true
		}
	}
}

// chooses reports whether the compiler, and not the database, finds the road
// for a condition on alias.
func (w *where) chooses(alias string) bool {
	return w.road.top && alias == "t" && w.road.lead == "" && w.tx.d.name == "sqlite"
}

// aside makes what is compiled until the function it returns a part of
// something larger, that decides nothing alone.
func (w *where) aside() func() {
	outer := w.road.top
	w.road.top = false
	return func() { w.road.top = outer }
}

// weigh compiles a comparison and chooses how it takes part in the road:
//
//   - What no index knows is tested on each row, wherever the rows come from.
//   - An index that goes on in the order of the list, as that of one value does
//     in the usual order, is walked by SQLite unasked; so is, for a count or
//     a sum, any index. Of several it does not know the one with the fewest
//     rows: all but the best stand aloof.
//   - Any other index knows rows, but not in their order: decide.
func (w *where) weigh(r *register.Register, alias string, f *register.Field, is register.Is) (string, error) {
	if is.Op == register.Moved || !w.chooses(alias) || !hasIndex(f) {
		return w.compare(r, alias, f, is)
	}
	rd, how := &w.road, comparisonOf(f, is)
	aloof := false
	switch {
	case f.Name == "archived": // its index has the usual order alone, and any other says more
		aloof = len(rd.together) == 0 && (rd.ordered && !rd.usual || !rd.ordered && (rd.ranged || rd.best < ofNone))
	case how == byNoIndex, slices.Contains(rd.together, f.Name):
	case how != bySet && len(rd.together) > 0:
		aloof = true
	case how == byOneValue && (rd.usual || !rd.ordered):
		aloof = rankOf(f) > rd.best
	case how != bySet && !rd.ordered, how == byRange && f.Name == rd.order && f.Kind == register.Moment:
	default:
		walked, begins := f.Name+"_fold" == foldOf(r), ""
		if walked && (is.Op == register.Starts || is.Op == register.Has) {
			begins, _ = is.Value.(string)
		}
		return w.decide(r, walked, begins, func(w *where, alias string) (string, error) { return w.compare(r, alias, f, is) })
	}
	cond, err := w.compare(r, alias, f, is)
	switch {
	case aloof:
		cond = w.aloof(cond)
	case f.Name == "archived" && is.Value == false && rd.ordered && rd.usual && rd.ranged && rd.best < ofNone:
		cond = "likelihood(" + cond + ", 0.99)" // SQLite takes it for one in ten, and a period of all rows for less than that of one value
	}
	return cond, err
}

// any compiles alternatives. Those that are all found by an index decide the
// road together.
func (w *where) any(r *register.Register, alias string, f register.Any) (string, error) {
	compile := func(w *where, alias string) (string, error) {
		defer w.aside()()
		outer := w.road.either
		w.road.either = true
		defer func() { w.road.either = outer }()
		return w.join(r, alias, f, " OR ", "1 = 0")
	}
	if w.tx.d.name == "postgres" && w.road.top && alias == "t" && slices.ContainsFunc(f, isThrough) && w.allIndexed(r, f) {
		return w.union(r, f)
	}
	chooses := w.chooses(alias)
	switch owned := w.road.best <= ofDirectory && (w.road.usual || !w.road.ordered); {
	case chooses && (owned || len(w.road.together) > 0):
		cond, err := compile(w, alias)
		return w.aloof(cond), err
	case chooses && w.road.ordered && len(f) > 1 && w.allIndexed(r, f):
		return w.decide(r, false, "", compile)
	}
	return compile(w, alias)
}

func isThrough(f register.Filter) bool {
	_, ok := f.(register.Through)
	return ok
}

// union compiles alternatives that PostgreSQL can put together from indices
// only one by one: some of them lie in other tables.
func (w *where) union(r *register.Register, list register.Any) (string, error) {
	defer w.aside()()
	some := make([]string, len(list))
	for i, f := range list {
		cond, err := w.sql(r, "i", f)
		if err != nil {
			return "", err
		}
		some[i] = "SELECT i.id FROM " + r.Path + " i WHERE " + cond
	}
	return "t.id IN (" + strings.Join(some, " UNION ALL ") + ")", nil
}

// within is a filter with the right of the actor to its rows. Who asks for his
// own rows, and may see them because they are his, needs no other test.
func (tx *Tx) within(r *register.Register, act register.Act, f register.Filter) register.Filter {
	rows := tx.actor.Rows(r, act)
	ways, _ := rows.(register.Any)
	for _, way := range ways {
		if his, ok := way.(register.Is); ok && his.Op == register.OneOf && tx.means(r, f, his) {
			return f
		}
	}
	return register.All{rows, f}
}

// means reports whether all rows of a filter have one of the values his lists.
func (tx *Tx) means(r *register.Register, f register.Filter, his register.Is) bool {
	switch f := f.(type) {
	case register.Asked:
		return tx.means(r, f.Filter, his)
	case register.All:
		return slices.ContainsFunc(f, func(one register.Filter) bool { return tx.means(r, one, his) })
	case register.Is:
		asked, err := f.Of(r)
		field, failed := his.Of(r)
		if err != nil || failed != nil || asked != field || field.Kind != register.Reference && field.Kind != register.References {
			return false
		}
		known, _ := his.Value.([]any)
		switch f.Op {
		case register.Within:
			return f.Value == register.Me && slices.Contains(known, any(tx.actor.User()))
		case register.Equal, register.Has, register.OneOf:
			values, ok := f.Value.([]any)
			if !ok {
				values = []any{f.Value}
			}
			return len(values) > 0 && !slices.ContainsFunc(values, func(v any) bool { return !slices.Contains(known, v) })
		}
	}
	return false
}

// ways are filters that together mean the rows of f that the actor may see. Who
// sees rows by one of several ways, as his own or as a backup, has SQLite count
// them way by way, each by an index that has all it asks; of alternatives in
// one statement it would read every row.
func (w *where) ways(r *register.Register, f register.Filter) []register.Filter {
	rows := w.tx.actor.Rows(r, register.See)
	alternatives, ok := rows.(register.Any)
	if !ok || len(alternatives) < 2 || w.tx.d.name != "sqlite" || !w.allIndexed(r, alternatives) || (road{}).survey(r, f, "", nil).best <= ofDirectory {
		return []register.Filter{w.tx.within(r, register.See, f)}
	}
	out := make([]register.Filter, len(alternatives))
	for i, way := range alternatives {
		out[i] = register.All{way, f}
	}
	return out
}

// decide chooses between collecting the rows of a condition and testing it
// while walking; walked says that the walked index has what it looks at, begins
// is how the names begin that the order goes by.
func (w *where) decide(r *register.Register, walked bool, begins string, compile func(w *where, alias string) (string, error)) (string, error) {
	if w.road.ordered && !w.road.collect {
		own := &where{ctx: w.ctx, tx: w.tx, asked: w.asked}
		cond, err := compile(own, "t")
		if err != nil {
			return "", err
		}
		few, err := w.tx.few(w.ctx, "SELECT 1 FROM "+r.Path+" t WHERE "+cond, own.args)
		if err != nil {
			return "", err
		}
		if !few {
			w.later(func(alias string) string {
				late, _ := compile(w, alias) // it compiled above
				return late
			}, walked)
			return w.beginning(r, begins), nil
		}
	}
	outer := w.road
	w.road = road{}
	cond, err := compile(w, "i")
	w.road = outer
	if err != nil {
		return "", err
	}
	w.lead(r, "SELECT i.id FROM "+r.Path+" i WHERE "+cond)
	return "1 = 1", nil
}

// few reports whether a statement has at most common rows.
func (tx *Tx) few(ctx context.Context, text string, args []any) (bool, error) {
	var n int
	if err := tx.queryRow(ctx, fmt.Sprintf("SELECT count(*) FROM (%s LIMIT %d) x", text, common+1), args...).Scan(&n); err != nil {
		return false, fmt.Errorf("count up to %d: %w", common, err)
	}
	return n <= common, nil
}

// from is the table of r as t, with what leads to its rows.
func (w *where) from(r *register.Register) string {
	if w.road.lead == "" {
		return r.Path + " t"
	}
	return w.road.lead
}

// lead makes a list of ids lead to the rows. SQLite reads a CROSS JOIN in the
// order it is written.
func (w *where) lead(r *register.Register, ids string) {
	w.road.lead = "(" + ids + ") m CROSS JOIN " + r.Path + " t ON t.id = m.id"
}

// aloof is a condition that SQLite looks for no index for: rows are tested by
// it, whatever leads to them.
func (w *where) aloof(cond string) string {
	if w.tx.d.name == "sqlite" && cond != "1 = 1" && cond != "1 = 0" {
		return "+(" + cond + ")"
	}
	return cond
}
