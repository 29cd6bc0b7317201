package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// searchText is what a search of one class finds a record by: its searchable
// texts, folded, phones and codes by their digits too.
func searchText(r *register.Register, rec register.Record, c register.Class) string {
	var b strings.Builder
	eachSearched(r, rec, c, func(f *register.Field, text string) {
		b.WriteString(identity.Fold(text))
		b.WriteByte('\n')
		if f.Kind == register.Phone {
			b.WriteString(identity.Digits(text))
			b.WriteByte('\n')
		}
	})
	return b.String()
}

// latinText is the Latin transliteration of what everybody may find.
func latinText(r *register.Register, rec register.Record) string {
	var b strings.Builder
	eachSearched(r, rec, register.Open, func(f *register.Field, text string) {
		if f.Kind == register.LongText {
			return
		}
		for _, latin := range identity.Latin(text) {
			b.WriteString(latin)
			b.WriteByte('\n')
		}
	})
	return b.String()
}

func eachSearched(r *register.Register, rec any, c register.Class, do func(*register.Field, string)) {
	for _, f := range r.Fields {
		if f.Kind == register.PartsOf {
			for _, part := range f.Value(rec).([]any) {
				eachSearched(f.Target, part, c, do)
			}
			continue
		}
		if !f.Searchable || f.Class != c {
			continue
		}
		switch v := f.Value(rec).(type) {
		case string:
			if v != "" {
				do(f, v)
			}
		case register.Names:
			for _, s := range v.All() {
				if s != "" {
					do(f, s)
				}
			}
		default:
			if text := f.Text(v); text != "" {
				do(f, text)
			}
		}
	}
}

// wordsOf splits a search into folded words; what is a number as a whole, a
// phone or a code, is one word of digits.
func wordsOf(text string) []string {
	if d := identity.Digits(text); len(d) >= 3 && strings.Trim(text, "0123456789 +-().,/№#\u00a0") == "" {
		return []string{d}
	}
	words := strings.Fields(identity.Fold(text))
	if len(words) > 8 {
		words = words[:8]
	}
	return words
}

// trigram is the shortest word that the search index finds anywhere in a text.
const trigram = 3

// mentions compiles a search.
func (w *where) mentions(r *register.Register, alias string, m register.Mentions) (string, error) {
	columns := w.searchColumns(r, m.Latin)
	if len(columns) == 0 {
		return "1 = 0", nil
	}
	var long, short []string
	for _, word := range wordsOf(m.Words) {
		if utf8.RuneCountInString(word) >= trigram {
			long = append(long, word)
		} else {
			short = append(short, word)
		}
	}
	if len(long) == 0 {
		return w.allBegin(r, alias, short)
	}
	if len(short) == 0 {
		return w.found(r, alias, columns, long, nil, false, false)
	}
	return w.found(r, alias, columns, long, func(alias string) string {
		var all []string
		for _, word := range short {
			all = append(all, w.anyContains(alias, columns, word))
		}
		return strings.Join(all, " AND ")
	}, false, false)
}

// allBegin is met by rows in which each word begins a name.
func (w *where) allBegin(r *register.Register, alias string, short []string) (string, error) {
	if len(short) == 0 {
		return "1 = 1", nil
	}
	compile := func(w *where, alias string) (string, error) {
		var all []string
		for _, word := range short {
			all = append(all, w.begins(r, alias, word))
		}
		return strings.Join(all, " AND "), nil
	}
	if w.chooses(alias) {
		return w.decide(r, false, "", compile)
	}
	return compile(w, alias)
}

// searchColumns are the search texts that the actor may be answered from.
func (w *where) searchColumns(r *register.Register, latin bool) []string {
	plan := w.tx.plan(r)
	if latin {
		if plan.latin {
			return []string{"search_latin"}
		}
		return nil
	}
	var out []string
	for _, c := range plan.search {
		if !w.asked || w.tx.actor.Sees(r, c) {
			out = append(out, "search_"+string(c))
		}
	}
	return out
}

// matching is a statement of the ids whose texts have all the words.
func (w *where) matching(r *register.Register, columns, words []string) string {
	if w.tx.d.name == "sqlite" {
		return fmt.Sprintf("SELECT rowid FROM %s_fts WHERE %s_fts MATCH %s", r.Path, r.Path, w.arg(ftsQuery(columns, words)))
	}
	// OFFSET 0 keeps the planner from walking the outer list instead.
	return fmt.Sprintf("SELECT s.id FROM %s s WHERE %s OFFSET 0", r.Path, w.likes("s", columns, words))
}

// likes is met by rows whose search texts have all the words, for the trigram
// indices of PostgreSQL.
func (w *where) likes(alias string, columns, words []string) string {
	var all []string
	for _, word := range words {
		var some []string
		mark := w.arg("%" + likeEscape(word) + "%")
		for _, c := range columns {
			some = append(some, alias+"."+c+" LIKE "+mark)
		}
		all = append(all, "("+strings.Join(some, " OR ")+")")
	}
	return strings.Join(all, " AND ")
}

func ftsQuery(columns, words []string) string {
	var all []string
	for _, word := range words {
		all = append(all, `"`+strings.ReplaceAll(word, `"`, `""`)+`"`)
	}
	return "{" + strings.Join(columns, " ") + "} : (" + strings.Join(all, " AND ") + ")"
}

func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}

func (w *where) anyContains(alias string, columns []string, word string) string {
	mark := w.arg(word)
	var some []string
	for _, c := range columns {
		some = append(some, w.tx.d.contains(alias+"."+c, mark))
	}
	return "(" + strings.Join(some, " OR ") + ")"
}

// begins is met by rows one of whose indexed searchable texts begins with the
// word, which is too short for the search index.
func (w *where) begins(r *register.Register, alias, word string) string {
	var some []string
	for _, f := range r.Fields {
		if f.Searchable && folded(f) && (!w.asked || w.tx.actor.Sees(r, f.Class)) {
			some = append(some, w.prefix(alias+"."+quote(f.Name+"_fold"), word))
		}
	}
	if len(some) == 0 {
		return w.anyContains(alias, w.searchColumns(r, false), word)
	}
	return "(" + strings.Join(some, " OR ") + ")"
}

// prefix is a range of an index: texts that begin with word.
func (w *where) prefix(column, word string) string {
	return fmt.Sprintf("(%s >= %s AND %s < %s)", column, w.arg(word), column, w.arg(word+"\U0010FFFF"))
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
			w.later(tests, walked)
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
