package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/internal/register"
)

// How many rows are tested before walking is given up: entries of an index, or
// rows that are read for it. Where many rows meet a condition, but not those
// at this place of the order, walking would go on for ever.
const (
	mostEntries = 20_000
	mostRows    = 4_000
)

// late is a condition that is tested while walking.
type late struct {
	cond   func(alias string) string
	walked bool // the index that is walked has all that it looks at
}

// later adds a condition that is tested while walking.
func (w *where) later(cond func(alias string) string, walked bool) {
	w.road.late = append(w.road.late, late{cond, walked})
}

// lateTests are all conditions tested while walking, on alias.
func (w *where) lateTests(alias string) string {
	all := make([]string, len(w.road.late))
	for i, l := range w.road.late {
		all[i] = l.cond(alias)
	}
	return strings.Join(all, " AND ")
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

// walk is the statement of the ids of the first rows in an order that pass the
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
