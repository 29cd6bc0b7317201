package sheet

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/register"
)

// How tells how the meaning of a text was found.
type How string

// The ways, from the surest.
const (
	ByMapping How = "mapping" // the mapping says so
	ByName    How = "name"    // a name or a choice, case and accents aside
	ByCode    How = "code"
	ByFirm    How = "firm" // the same company's name
	Nearly    How = "near" // spelt nearly so: one must look
	NotFound  How = ""
)

// Sure reports whether an import may take the meaning without being told.
func (h How) Sure() bool { return h == ByMapping || h == ByName || h == ByCode }

// Match is one text of a column and what it may mean.
type Match struct {
	Text   string
	Count  int // rows that say it
	How    How
	ID     register.ID // of a reference, the entry found or likeliest
	Title  string      // of it, or the label of the choice
	Entry  string      // what a Meaning says: the entry's code or name, or the choice
	Chosen *Meaning    // what the mapping says, nil when it says nothing
}

// Matches finds what the different values of a column mean, for the step in
// which a person looks at them. The column's field must be a choice, several
// of a list, a reference or a set of them; of other fields there is nothing to
// match and the answer is empty. tx is read only.
func Matches(ctx context.Context, tx register.Tx, r *register.Register, c Column, study ColumnStudy, p *lang.Printer) ([]Match, error) {
	f := fieldAt(r, c.Field)
	if c.Makes != "" {
		f = &register.Field{Kind: register.Reference, Target: tx.Schema().Named(c.Makes)}
	}
	if f == nil || !matchable(f) || f.Target == nil && len(f.Choices) == 0 {
		return nil, nil
	}
	var d *directory
	if f.Target != nil {
		var err error
		if d, err = openDirectory(ctx, tx, f.Target); err != nil {
			return nil, err
		}
	}
	var out []Match
	for _, v := range distinct(f, c, study.Values) {
		m := Match{Text: v.Text, Count: v.Count}
		if said, ok := c.meaning(v.Text); ok {
			m.Chosen = &said
		}
		if d == nil {
			matchChoice(&m, owner(r, c.Field), f, p)
		} else if err := d.match(ctx, tx, &m, c, p); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func matchable(f *register.Field) bool {
	return slices.Contains([]register.Kind{register.Choice, register.Several, register.Reference, register.References}, f.Kind)
}

// distinct are the texts to be matched: of sets, each member by itself.
func distinct(f *register.Field, c Column, values []Counted) []Counted {
	if f.Kind != register.Several && f.Kind != register.References {
		return values
	}
	var out []Counted
	at := map[string]int{}
	for _, v := range values {
		for _, one := range c.parts(v.Text) {
			i, known := at[one]
			if !known {
				i, at[one] = len(out), len(out)
				out = append(out, Counted{Text: one})
			}
			out[i].Count += v.Count
		}
	}
	return out
}

// meaning is what the column says of a text, letter for letter or else folded.
func (c *Column) meaning(text string) (Meaning, bool) {
	if m, ok := c.Values[text]; ok {
		return m, true
	}
	for said, m := range c.Values {
		if fold(said) == fold(text) {
			return m, true
		}
	}
	return Meaning{}, false
}

// owner is the register that describes the field of a path: the record's own,
// or that of a part.
func owner(r *register.Register, path string) *register.Register {
	head, _, nested := strings.Cut(path, ".")
	if f := r.Field(head); nested && f != nil && f.Kind == register.PartsOf {
		return f.Target
	}
	return r
}

func matchChoice(m *Match, r *register.Register, f *register.Field, p *lang.Printer) {
	printers := printersOf(p)
	text := m.Text
	if m.Chosen != nil && m.Chosen.Entry != "" {
		text = m.Chosen.Entry
	}
	choice := choiceMeant(r, f, text, printers)
	m.How = ByName
	if choice == "" {
		best := 0.0
		for _, c := range f.Choices {
			for _, q := range append(printers, nil) {
				name := c
				if q != nil {
					name = choiceLabel(r, f, c, q)
				}
				if s := likeness(text, name); s > best {
					choice, best = c, s
				}
			}
		}
		if m.How = Nearly; best < near {
			choice, m.How = "", NotFound
		}
	}
	if choice != "" {
		m.Entry, m.Title = choice, choiceLabel(r, f, choice, p)
	}
	if m.Chosen != nil {
		m.How = ByMapping
	}
}

// near is how alike two names must be to suggest one for the other, and
// lettersPerEdit how long they must be for each letter that differs: a short
// word with two other letters is another word.
const (
	near           = 0.9
	lettersPerEdit = 8
)

// likeness of two names from 0 to 1; those that differ in spaces and signs
// alone are equal.
func likeness(a, b string) float64 {
	a, b = tight(a), tight(b)
	switch {
	case a == "" || b == "":
		return 0
	case a == b:
		return 1
	case identity.Edits(a, b) > 1+min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))/lettersPerEdit:
		return 0
	}
	return identity.Similarity(a, b)
}

func (d *directory) match(ctx context.Context, tx register.Tx, m *Match, c Column, p *lang.Printer) error {
	text := m.Text
	if m.Chosen != nil && m.Chosen.Entry != "" {
		text = m.Chosen.Entry
	}
	ids, err := d.find(ctx, tx, sought{text: text, by: c.By, order: c.Person})
	if err != nil {
		return err
	}
	m.How = ByName
	if len(ids) != 1 {
		m.How = NotFound
		if m.ID = d.nearest(text); m.ID != 0 {
			m.How = Nearly
			if identity.CompanyKeys(text).Match(identity.CompanyKeys(d.title[m.ID])) {
				m.How = ByFirm
			}
		}
	} else {
		m.ID = ids[0]
	}
	if m.ID == 0 {
		if m.Chosen != nil {
			m.How = ByMapping
		}
		return nil
	}
	rec, err := tx.Load(ctx, d.reg, m.ID)
	if err != nil {
		return err
	}
	m.Title, m.Entry = d.reg.Title(rec, string(p.Language())), d.word(ctx, tx, rec)
	if m.How == ByName && fold(m.Entry) == fold(text) && fold(m.Title) != fold(text) {
		m.How = ByCode
	}
	if m.Chosen != nil {
		m.How = ByMapping
	}
	return nil
}

// word is what a mapping calls an entry: its code, which stays when it is
// renamed, or else its name.
func (d *directory) word(ctx context.Context, tx register.Tx, rec register.Record) string {
	id := register.BaseOf(rec).ID
	for _, f := range d.naming {
		if text, ok := f.Value(rec).(string); ok && f.Unique && text != "" {
			if ids, err := d.called(ctx, tx, text); err == nil && slices.Equal(ids, []register.ID{id}) {
				return text
			}
		}
	}
	return d.reg.Title(rec, "en")
}

// nearest is the entry whose name is most like a text, nought when none is
// like it, or when two are alike.
func (d *directory) nearest(text string) register.ID {
	var best register.ID
	score, tie := near, false
	text = tight(text)
	for key, ids := range d.byText {
		key = strings.ReplaceAll(key, " ", "")
		if gap := len(key) - len(text); max(gap, -gap)*3 > max(len(key), len(text)) {
			continue
		}
		ids = d.alive(ids)
		if len(ids) != 1 || d.buried[ids[0]] {
			continue
		}
		switch s := identity.Similarity(text, key); {
		case s > score:
			best, score, tie = ids[0], s, false
		case s == score && s > near && ids[0] != best:
			tie = true
		}
	}
	if tie {
		return 0
	}
	return best
}
