package store

import (
	"fmt"
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
