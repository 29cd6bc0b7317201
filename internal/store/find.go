package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// How says by what road a search found something.
type How string

const (
	AsTyped     How = ""
	OtherLayout How = "layout" // the keys were pressed in another keyboard layout
	Latin       How = "latin"  // the words are a transliteration
)

// reading is one way to understand what was typed.
type reading struct {
	register.Mentions
	how How
}

// readings are the ways to understand words, the likelier first: what the
// letters say, as typed and, of Latin ones, as a transliteration; then what the
// same keys give in each other layout. Of those that stand together a register
// takes the first that finds something there; those after them are for words
// that nothing was found by anywhere.
func readings(words string) [][]reading {
	letters := []reading{{register.Mentions{Words: words}, AsTyped}}
	if mayBeLatin(words) {
		letters = append(letters, reading{register.Mentions{Words: words, Latin: true}, Latin})
	}
	out := [][]reading{letters}
	for _, other := range identity.OtherLayout(words) {
		out = append(out, []reading{{register.Mentions{Words: other}, OtherLayout}})
	}
	return out
}

// mayBeLatin reports whether words can be a transliteration that the search
// index knows.
func mayBeLatin(words string) bool {
	has := func(script *unicode.RangeTable) bool {
		return strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(script, r) })
	}
	return has(unicode.Latin) && !has(unicode.Cyrillic) &&
		slices.ContainsFunc(wordsOf(words), func(word string) bool { return utf8.RuneCountInString(word) >= trigram })
}

// Understand is the first reading of words that finds anything, and how it
// reads them; when none does, they are as typed.
func (tx *Tx) Understand(ctx context.Context, r *register.Register, words string) (register.Mentions, How, error) {
	for _, way := range slices.Concat(readings(words)...) {
		n, err := tx.Count(ctx, r, register.Asked{Filter: way.Mentions}, 1)
		if n > 0 || err != nil {
			return way.Mentions, way.how, err
		}
	}
	return register.Mentions{Words: words}, AsTyped, nil
}

// candidates is how many rows of a search are looked at to choose the best of.
const candidates = 50

// Find is a few records for words that somebody is still typing, those first
// one of whose names begins with the words. It is not the whole answer: of a
// common word it looks at some rows alone. Records come without their parts.
func (tx *Tx) Find(ctx context.Context, r *register.Register, words string, f register.Filter, most int) ([]register.Record, error) {
	found, err := tx.FindIn(ctx, []*register.Register{r}, words, f, most)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Records, nil
}

// Found are the records of one register that a search found.
type Found struct {
	Register *register.Register
	Records  []register.Record
	How      How
	Words    string // what was looked for: those typed, but in another layout
}

// FindIn is Find in several registers. Each register reads the words on its
// own: somebody's address may have them literally, where a name has them in
// Cyrillic. The keys are read in another layout only when no register has
// anything.
func (tx *Tx) FindIn(ctx context.Context, regs []*register.Register, words string, f register.Filter, most int) ([]Found, error) {
	for _, together := range readings(words) {
		var out []Found
		for _, r := range regs {
			r = tx.schema.This(r)
			for _, way := range together {
				recs, err := tx.findFew(ctx, r, way.Mentions, f, most)
				if err != nil {
					return nil, err
				}
				if len(recs) > 0 {
					out = append(out, Found{r, recs, way.how, way.Words})
					break
				}
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

func (tx *Tx) findFew(ctx context.Context, r *register.Register, m register.Mentions, f register.Filter, most int) ([]register.Record, error) {
	var out []register.Record
	if !m.Latin {
		var err error
		if out, err = tx.findBeginning(ctx, r, m.Words, f, most); err != nil || len(out) == most {
			return out, err
		}
	}
	others, err := tx.findSome(ctx, r, register.All{f, register.Asked{Filter: m}}, candidates)
	if err != nil {
		return nil, err
	}
	others = slices.DeleteFunc(others, func(rec register.Record) bool { return hasRecord(out, rec) })
	inOrder(r, others)
	return slices.Concat(out, others[:min(len(others), most-len(out))]), nil
}

// findBeginning are records one of whose names begins with the words, in the
// order of that name.
func (tx *Tx) findBeginning(ctx context.Context, r *register.Register, words string, f register.Filter, most int) ([]register.Record, error) {
	word := identity.Fold(words)
	if word == "" {
		return nil, nil
	}
	var out []register.Record
	for _, name := range r.Fields {
		if !name.Searchable || !folded(name) || !tx.actor.Sees(r, name.Class) || len(out) == most {
			continue
		}
		w := &where{ctx: ctx, tx: tx}
		column := "t." + quote(name.Name+"_fold")
		begins := w.prefix(column, word)
		cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), f})
		if err != nil {
			return nil, err
		}
		text := fmt.Sprintf("SELECT %s FROM %s t WHERE %s AND %s ORDER BY %s LIMIT %d", tx.plan(r).list, r.Path, begins, w.aloof(cond), column, most)
		recs, err := tx.records(ctx, r, text, w.args)
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			if len(out) < most && !hasRecord(out, rec) {
				out = append(out, rec)
			}
		}
	}
	return out, nil
}

// findSome are the first rows that come to hand.
func (tx *Tx) findSome(ctx context.Context, r *register.Register, f register.Filter, most int) ([]register.Record, error) {
	w := &where{ctx: ctx, tx: tx, road: road{}.survey(r, f, "", nil)}
	cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), f})
	if err != nil {
		return nil, err
	}
	return tx.records(ctx, r, fmt.Sprintf("SELECT %s FROM %s WHERE %s LIMIT %d", tx.plan(r).list, w.from(r), cond, most), w.args)
}

func hasRecord(list []register.Record, rec register.Record) bool {
	return slices.ContainsFunc(list, func(one register.Record) bool { return register.BaseOf(one).ID == register.BaseOf(rec).ID })
}

// inOrder sorts by the first text that lists of the register are ordered by.
func inOrder(r *register.Register, recs []register.Record) {
	for _, s := range r.Sort {
		if f := r.Field(s.Field); keyed(f) {
			slices.SortStableFunc(recs, func(a, b register.Record) int {
				return bytes.Compare(sortKey(f.Value(a).(string)), sortKey(f.Value(b).(string)))
			})
			return
		}
	}
}
