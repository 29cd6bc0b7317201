package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/internal/register"
)

// road is how a statement comes to its rows. A page of a list either walks
// the list in its order, testing each row, and stops when the page is full; or
// it collects all rows that a condition means and sorts them. Walking is right
// when many rows meet the conditions, collecting when few do, and the wrong one
// reads the whole table. So conditions that have an index, but not one in the
// order of the list, are counted first, up to common.
//
// SQLite keeps no statistics and would guess; PostgreSQL knows how often values
// occur and is left to choose, but for parts of texts.
type road struct {
	top     bool // the condition must hold, whatever the others say
	ordered bool // rows come in an order, and not all of them
	usual   bool // the order is the register's own
	best    int  // the best rank of a comparison with one value
	ranged  bool // there is a comparison by the index of a range
	// together are the fields of an index that answers all of the statement.
	together []string
	collect  bool // walking was tried in vain

	lead string // what leads to the rows instead of the table itself
	late []late // conditions that many rows meet, tested while walking
}

// late is a condition that is tested while walking.
type late struct {
	cond   func(alias string) string
	walked bool // the index that is walked has all that it looks at
}

// common is how many rows are cheaper collected than walked to.
const common = 1000

// How many rows are tested before walking is given up: entries of an index, or
// rows that are read for it. Where many rows meet a condition, but not those
// at this place of the order, walking would go on for ever.
const (
	mostEntries = 20_000
	mostRows    = 4_000
)

// aside makes what is compiled until the end of the caller a part of something
// larger, that decides nothing alone.
func (w *where) aside() func() {
	outer := w.road.top
	w.road.top = false
	return func() { w.road.top = outer }
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

// chooses reports whether the compiler, and not the database, finds the road
// for a condition on alias.
func (w *where) chooses(alias string) bool {
	return w.road.top && alias == "t" && w.road.lead == "" && w.tx.d.name == "sqlite"
}

// weigh compiles a comparison and finds the road to its rows.
func (w *where) weigh(r *register.Register, alias string, f *register.Field, is register.Is) (string, error) {
	if !w.chooses(alias) || !hasIndex(f) {
		return w.compare(r, alias, f, is)
	}
	kind := comparisonOf(f, is)
	switch {
	case f.Name == "archived" && len(w.road.together) == 0:
		cond, err := w.compare(r, alias, f, is)
		if w.road.ordered && !w.road.usual || !w.road.ordered && w.road.ranged {
			cond = w.aloof(cond) // its index has another order, or says less than another
		}
		return cond, err
	case kind == byNoIndex, slices.Contains(w.road.together, f.Name), f.Name == "archived":
		return w.compare(r, alias, f, is)
	case kind == bySet:
	case !w.road.ordered || len(w.road.together) > 0 || w.road.usual && kind == byOneValue:
		cond, err := w.compare(r, alias, f, is)
		if len(w.road.together) > 0 || kind == byOneValue && rankOf(f) > w.road.best {
			cond = w.aloof(cond)
		}
		return cond, err
	}
	walked, begins := f.Name+"_fold" == foldOf(r), ""
	if walked && (is.Op == register.Starts || is.Op == register.Has) {
		begins, _ = is.Value.(string)
	}
	return w.decide(r, walked, begins, func(w *where, alias string) (string, error) { return w.compare(r, alias, f, is) })
}

// How many rows say one value of a field: few of what belongs to something,
// half of the table of a yes or no.
const (
	ofOwner = iota
	ofDirectory
	ofChoice
	ofBool
	ofNone
)

func rankOf(f *register.Field) int {
	switch {
	case f.Kind == register.Choice:
		return ofChoice
	case f.Kind == register.Bool:
		return ofBool
	case f.Kind == register.Reference && (f.Target == nil || f.Target.Directory):
		return ofDirectory
	}
	return ofOwner
}

// survey notes what of a filter decides the road before it is compiled: order
// is the field that rows come or are added up by, by those they are grouped by.
func (rd road) survey(r *register.Register, filter register.Filter, order string, by []string) road {
	rd.top, rd.best = true, ofNone
	known := slices.Clone(by)
	rd.note(r, filter, &known)
	for _, names := range r.Together {
		last := len(names) - 1
		if names[last] == order && !slices.ContainsFunc(names[:last], func(name string) bool { return !slices.Contains(known, name) }) {
			rd.together = names[:last]
		}
	}
	return rd
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
		if err != nil || !hasIndex(fld) || fld.Name == "archived" {
			return
		}
		switch comparisonOf(fld, f) {
		case byOneValue:
			*known = append(*known, fld.Name)
			rd.best = min(rd.best, rankOf(fld))
		case byRange:
			rd.ranged = true
		}
	}
}

// hasIndex reports whether rows are found by an index of the field's value.
func hasIndex(f *register.Field) bool {
	if f.Custom {
		return f.Filterable
	}
	return (f.Indexed || f.Kind == register.References) && f.Name != "id"
}

// How an index finds the rows of a comparison.
const (
	byNoIndex  = iota
	byOneValue // and goes on in the usual order of lists
	bySeveral  // values, each with its own rows in the usual order
	bySet      // in a table of its own
	byRange    // in the order of the field itself
)

// comparisonOf tells how an index finds the rows of a comparison.
func comparisonOf(f *register.Field, is register.Is) int {
	if is.Value == nil && is.Op != register.Unset {
		return byNoIndex
	}
	list, _ := is.Value.([]any)
	switch f.Kind {
	case register.References:
		if is.Op == register.Equal || is.Op == register.OneOf || is.Op == register.Has {
			return bySet
		}
	case register.Reference, register.Choice, register.Bool:
		switch {
		case is.Op == register.OneOf && len(list) > 1, is.Op == register.Within && is.Value != register.Me:
			return bySeveral
		case is.Op == register.Equal, is.Op == register.Unset, is.Op == register.OneOf, is.Op == register.Within:
			return byOneValue
		}
	case register.Int, register.Price, register.Quantity, register.Percent, register.Day, register.Moment:
		switch is.Op {
		case register.Equal, register.OneOf, register.Less, register.AtMost, register.Greater, register.AtLeast, register.Within:
			return byRange
		}
	case register.Text, register.Email, register.Phone:
		switch {
		case !folded(f):
		case is.Op == register.Equal, is.Op == register.OneOf, is.Op == register.Starts,
			is.Op == register.Has && utf8.RuneCountInString(sought(f, is.Value)) < trigram:
			return byRange
		}
	}
	return byNoIndex
}

// any compiles alternatives. Those that are all found by an index decide the
// road together.
func (w *where) any(r *register.Register, alias string, f register.Any) (string, error) {
	compile := func(w *where, alias string) (string, error) {
		defer w.aside()()
		return w.join(r, alias, f, " OR ", "1 = 0")
	}
	if w.tx.d.name == "postgres" && w.road.top && alias == "t" && slices.ContainsFunc(f, isThrough) && w.allIndexed(r, f) {
		return w.union(r, f)
	}
	chooses := w.chooses(alias)
	switch owned := w.road.best <= ofDirectory && (w.road.usual || !w.road.ordered); {
	case chooses && owned:
		cond, err := compile(w, alias)
		return w.aloof(cond), err
	case chooses && w.road.ordered && len(f) > 1 && w.allIndexed(r, f):
		return w.decide(r, false, "", compile)
	}
	return compile(w, alias)
}

// ways are filters that together mean the rows of f that the actor may see. Who
// sees rows by one of several ways, as his own or as a backup, has SQLite count
// them way by way, each by an index that has all it asks; of alternatives in
// one statement it would read every row.
func (w *where) ways(r *register.Register, f register.Filter) []register.Filter {
	rows := w.tx.actor.Rows(r, register.See)
	alternatives, ok := rows.(register.Any)
	if !ok || len(alternatives) < 2 || w.tx.d.name != "sqlite" || !w.allIndexed(r, alternatives) || (road{}).survey(r, f, "", nil).best <= ofDirectory {
		return []register.Filter{register.All{rows, f}}
	}
	out := make([]register.Filter, len(alternatives))
	for i, way := range alternatives {
		out[i] = register.All{way, f}
	}
	return out
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

func (w *where) allIndexed(r *register.Register, list register.Any) bool {
	return !slices.ContainsFunc(list, func(f register.Filter) bool { return !isIndexed(r, f) })
}

// isIndexed reports whether rows that meet f are found by an index.
func isIndexed(r *register.Register, f register.Filter) bool {
	switch f := f.(type) {
	case register.Is:
		fld, err := f.Of(r)
		return err == nil && (fld.Name == "id" || hasIndex(fld) && comparisonOf(fld, f) != byNoIndex)
	case register.Through:
		fld, err := f.Of(r)
		return err == nil && fld.Kind == register.PartsOf && isIndexed(fld.Target, f.Filter)
	}
	return false
}

// decide finds the road for a condition that has an index: rows are collected
// when they are few or when nothing else is asked but their number, and tested
// while walking when they are many; walked says that the walked index has what
// it looks at, begins is how the names begin that the order goes by.
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
			w.test(func(alias string) string {
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

// test adds a condition that is tested while walking.
func (w *where) test(cond func(alias string) string, walked bool) {
	w.road.late = append(w.road.late, late{cond, walked})
}

// beginning lets a walk begin where names begin with a text. Folding puts a
// Cyrillic letter in the place of the ones sorted after it, so none stands
// before.
func (w *where) beginning(r *register.Register, text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.Is(unicode.Cyrillic, first) || !w.road.usual || r.Sort[0].Down {
		return "1 = 1"
	}
	return "t." + quote(orderOf(r)[0]) + " >= " + w.arg(sortKey(text))
}

// found compiles a search for words in the search texts. own is a further test
// of each row, nil for none, which may be all there is to test when the words
// are known to be in the search texts then; walked says that the walked index
// has what it looks at.
func (w *where) found(r *register.Register, alias string, columns, words []string, own func(alias string) string, enough, walked bool) (string, error) {
	tests := func(alias string) string {
		var all []string
		for _, word := range words {
			if !enough {
				all = append(all, w.anyContains(alias, columns, word))
			}
		}
		if own != nil {
			all = append(all, own(alias))
		}
		return strings.Join(all, " AND ")
	}
	seen, err := w.tx.search(w.ctx, r, columns, words, w.road.ordered)
	if err != nil {
		return "", err
	}
	if w.road.ordered && !w.road.collect {
		switch {
		case !seen.many:
		case w.road.top && alias == "t":
			w.test(tests, walked)
			return "1 = 1", nil
		default:
			return tests(alias), nil
		}
	}
	cond := "1 = 1"
	switch {
	case w.chooses(alias) && seen != nil && !seen.many:
		w.lead(r, "SELECT value AS id FROM json_each("+w.arg(seen.ids)+")")
	case w.chooses(alias):
		w.lead(r, strings.Replace(w.matching(r, columns, words), "SELECT rowid", "SELECT rowid AS id", 1))
	case w.road.top && !w.road.ordered && w.tx.d.name == "postgres":
		cond = w.likes(alias, columns, words)
	default:
		cond = fmt.Sprintf("%s.id IN (%s)", alias, w.matching(r, columns, words))
	}
	if own != nil {
		cond += " AND " + own(alias)
	}
	return "(" + cond + ")", nil
}

// searched is what the search index has for some words.
type searched struct {
	many bool
	ids  string // of the rows when they are not many, as JSON
}

// search looks into the search index once for each unit of work, when asked
// to or when it has done so before; otherwise it is nil. A unit that writes
// looks each time.
func (tx *Tx) search(ctx context.Context, r *register.Register, columns, words []string, look bool) (*searched, error) {
	w := &where{ctx: ctx, tx: tx}
	text := strings.TrimSuffix(w.matching(r, columns, words), " OFFSET 0")
	key := fmt.Sprint(text, w.args)
	if s := tx.work.searched[key]; s != nil || !look {
		return s, nil
	}
	rows, err := tx.query(ctx, fmt.Sprintf("%s LIMIT %d", text, common+1), w.args...)
	if err != nil {
		return nil, fmt.Errorf("search %s: %w", r.Path, err)
	}
	defer rows.Close()
	ids := []byte{'['}
	n := 0
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("search %s: %w", r.Path, err)
		}
		if n++; n > 1 {
			ids = append(ids, ',')
		}
		ids = strconv.AppendInt(ids, id, 10)
	}
	s := &searched{many: n > common, ids: string(append(ids, ']'))}
	if tx.work.reading {
		if tx.work.searched == nil {
			tx.work.searched = map[string]*searched{}
		}
		tx.work.searched[key] = s
	}
	return s, wrap(rows.Err(), "search "+r.Path)
}

// lateTests are all conditions tested while walking, on alias.
func (w *where) lateTests(alias string) string {
	all := make([]string, len(w.road.late))
	for i, l := range w.road.late {
		all[i] = l.cond(alias)
	}
	return strings.Join(all, " AND ")
}

// walk is a statement of the ids of the first rows in an order that pass the
// late tests, among so many as may be walked past. SQLite walks the index
// alone and looks at each row after; PostgreSQL could join in another order,
// so there the rows are read while walking.
func (w *where) walk(r *register.Register, cond, order string) string {
	if w.tx.d.name == "postgres" {
		return fmt.Sprintf("SELECT t.id FROM (SELECT t.* FROM %s t WHERE %s%s LIMIT %d) t WHERE %s", r.Path, cond, order, mostRows, w.lateTests("t"))
	}
	fold := foldOf(r)
	if fold == "" || slices.ContainsFunc(w.road.late, func(l late) bool { return !l.walked }) {
		return fmt.Sprintf("SELECT t.id FROM (SELECT t.id FROM %s t WHERE %s%s LIMIT %d) w CROSS JOIN %s t ON t.id = w.id WHERE %s",
			r.Path, cond, order, mostRows, r.Path, w.lateTests("t"))
	}
	return fmt.Sprintf("SELECT w.id FROM (SELECT t.id, t.%s FROM %s t WHERE %s%s LIMIT %d) w WHERE %s", quote(fold), r.Path, cond, order, mostEntries, w.lateTests("w"))
}

// few reports whether a statement has at most common rows.
func (tx *Tx) few(ctx context.Context, text string, args []any) (bool, error) {
	var n int
	if err := tx.queryRow(ctx, fmt.Sprintf("SELECT count(*) FROM (%s LIMIT %d) x", text, common+1), args...).Scan(&n); err != nil {
		return false, fmt.Errorf("count up to %d: %w", common, err)
	}
	return n <= common, nil
}

// aloof is a condition that SQLite looks for no index for.
func (w *where) aloof(cond string) string {
	if w.tx.d.name == "sqlite" && cond != "1 = 1" && cond != "1 = 0" {
		return "+(" + cond + ")"
	}
	return cond
}
