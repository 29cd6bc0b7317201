package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

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

// readings are the ways to understand words: as typed, as the same keys in
// another layout and, if they are in Latin letters, as a transliteration.
func readings(words string) []reading {
	out := []reading{{register.Mentions{Words: words}, AsTyped}}
	for _, other := range identity.OtherLayout(words) {
		out = append(out, reading{register.Mentions{Words: other}, OtherLayout})
	}
	if strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return out
	}
	return append(out, reading{register.Mentions{Words: words, Latin: true}, Latin})
}

// Understand is the first reading of words that finds anything, and how it
// reads them; when none does, they are as typed.
func (tx *Tx) Understand(ctx context.Context, r *register.Register, words string) (register.Mentions, How, error) {
	for _, way := range readings(words) {
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
	found, _, _, err := tx.FindIn(ctx, []*register.Register{r}, words, f, most)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Records, nil
}

// Found are the records of one register that a search found.
type Found struct {
	Register *register.Register
	Records  []register.Record
}

// FindIn is Find in several registers. The first reading of the words that
// finds anything in any of them is that of all; it is returned too.
func (tx *Tx) FindIn(ctx context.Context, regs []*register.Register, words string, f register.Filter, most int) ([]Found, register.Mentions, How, error) {
	for _, way := range readings(words) {
		var out []Found
		for _, r := range regs {
			r = tx.schema.This(r)
			recs, err := tx.findFew(ctx, r, way.Mentions, f, most)
			if err != nil {
				return nil, way.Mentions, way.how, err
			}
			if len(recs) > 0 {
				out = append(out, Found{r, recs})
			}
		}
		if len(out) > 0 {
			return out, way.Mentions, way.how, nil
		}
	}
	return nil, register.Mentions{Words: words}, AsTyped, nil
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
