package sheet

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/register"
)

// directory finds the entries of one register by what people call them.
type directory struct {
	reg    *register.Register
	naming []*register.Field // fields whose text is a name or a code
	small  bool              // all entries are in memory
	byText map[string][]register.ID
	firms  map[string][]register.ID // by company keys, of small ones
	title  map[register.ID]string
	buried map[register.ID]bool // archived
	asked  map[string][]register.ID
	undo   []func() // what this unit of work added
	// lasting says that it was read in a unit of work that was kept.
	lasting bool
}

// mostEntries is how many entries are kept in memory; of more, the database
// is asked for each text once.
const mostEntries = 5_000

// openDirectory reads a register's entries, as far as the actor sees them.
func openDirectory(ctx context.Context, tx register.Tx, reg *register.Register) (*directory, error) {
	d := &directory{
		reg: reg, naming: namingFields(reg), byText: map[string][]register.ID{}, firms: map[string][]register.ID{},
		title: map[register.ID]string{}, buried: map[register.ID]bool{}, asked: map[string][]register.ID{},
	}
	n, err := tx.Count(ctx, reg, register.All{}, mostEntries+1)
	if err != nil {
		return nil, err
	}
	if d.small = n <= mostEntries; !d.small {
		return d, nil
	}
	recs, err := tx.Select(ctx, reg, register.Query{Filter: register.All{}})
	if err != nil {
		return nil, err
	}
	for _, rec := range recs {
		d.keep(rec)
	}
	return d, nil
}

// namingFields are unique codes, e-mails, names in four languages and the
// first text of a register.
func namingFields(r *register.Register) []*register.Field {
	var out []*register.Field
	first := true
	for _, f := range r.Fields {
		switch f.Kind {
		case register.Text:
			if f.Unique || first && !keepsPeople(r) {
				out = append(out, f)
			}
			first = first && f.Unique
		case register.Email:
			if f.Unique {
				out = append(out, f)
			}
		case register.NamesOf:
			out = append(out, f)
			first = false
		}
	}
	return out
}

// calledBy are the texts by which a record may be meant.
func (d *directory) calledBy(rec register.Record) []string {
	var out []string
	for _, f := range d.naming {
		switch v := f.Value(rec).(type) {
		case string:
			out = append(out, v)
		case register.Names:
			all := v.All()
			out = append(out, all[:]...)
		}
	}
	for _, l := range register.Languages {
		out = append(out, d.reg.Title(rec, l))
	}
	return out
}

func (d *directory) keep(rec register.Record) (undo func()) {
	b := register.BaseOf(rec)
	var keys, firms []string
	for _, text := range d.calledBy(rec) {
		if key := fold(text); key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		for _, key := range identity.CompanyKeys(text).All() {
			if !slices.Contains(firms, key) {
				firms = append(firms, key)
			}
		}
	}
	add := func(index map[string][]register.ID, keys []string) {
		for _, key := range keys {
			if !slices.Contains(index[key], b.ID) {
				index[key] = append(index[key], b.ID)
			}
		}
	}
	switch {
	case d.small && len(d.title) >= 10*mostEntries:
		d.small, d.byText, d.firms = false, map[string][]register.ID{}, map[string][]register.ID{}
	case d.small:
		add(d.byText, keys)
		add(d.firms, firms)
	}
	for _, key := range keys {
		if _, known := d.asked[key]; known {
			add(d.asked, []string{key})
		}
	}
	if !d.small {
		return func() { clear(d.asked) }
	}
	d.title[b.ID] = d.reg.Title(rec, "en")
	d.buried[b.ID] = b.Archived
	return func() {
		take := func(index map[string][]register.ID, keys []string) {
			for _, key := range keys {
				index[key] = slices.DeleteFunc(slices.Clone(index[key]), func(id register.ID) bool { return id == b.ID })
				if len(index[key]) == 0 {
					delete(index, key)
				}
			}
		}
		take(d.byText, keys)
		take(d.asked, keys)
		take(d.firms, firms)
		delete(d.title, b.ID)
	}
}

// add takes in a record saved in this unit of work.
func (d *directory) add(rec register.Record) { d.undo = append(d.undo, d.keep(rec)) }

// dropped forgets what the unit of work added, for it was not kept.
func (d *directory) dropped() {
	for _, undo := range slices.Backward(d.undo) {
		undo()
	}
	d.undo = nil
}

// sought is a text to be found in a directory.
type sought struct {
	text    string
	by      string // field that the text is; empty for any name or code
	loosely bool   // the same company's name will do
	order   string // of a person's name
}

// find gives the entries that a text means: one, none, or several, which is
// for a person to decide. Live entries go before archived ones.
func (d *directory) find(ctx context.Context, tx register.Tx, s sought) ([]register.ID, error) {
	if s.by != "" {
		return d.findBy(ctx, tx, s)
	}
	ids, err := d.called(ctx, tx, s.text)
	if err != nil || len(ids) > 0 {
		return ids, err
	}
	if keepsPeople(d.reg) && len(strings.Fields(s.text)) > 1 {
		for _, other := range personSpellings(s) {
			if ids, err = d.called(ctx, tx, other); err != nil || len(ids) > 0 {
				return ids, err
			}
		}
	}
	if s.loosely && d.small {
		for _, key := range identity.CompanyKeys(s.text).All() {
			if ids := d.alive(d.firms[key]); len(ids) > 0 {
				return ids, nil
			}
		}
	}
	return nil, nil
}

// personSpellings are a person's name as the languages order it.
func personSpellings(s sought) []string {
	p := SplitPerson(s.text, s.order)
	join := func(parts ...string) string { return strings.Join(strings.Fields(strings.Join(parts, " ")), " ") }
	out := []string{join(p[surname], p[given], p[patronymic]), join(p[given], p[patronymic], p[surname])}
	if s.order == "" {
		if words := strings.Fields(s.text); len(words) == 2 {
			out = append(out, join(words[1], words[0]))
		}
	}
	return out
}

func (d *directory) called(ctx context.Context, tx register.Tx, text string) ([]register.ID, error) {
	key := fold(text)
	if d.small {
		return d.alive(d.byText[key]), nil
	}
	if ids, ok := d.asked[key]; ok {
		return d.alive(ids), nil
	}
	return d.ask(ctx, tx, key, text)
}

// ask looks for a text in a large register: equal names and codes first, which
// is fast, then by the words of a search.
func (d *directory) ask(ctx context.Context, tx register.Tx, key, text string) ([]register.ID, error) {
	var equal register.Any
	for _, f := range d.naming {
		if f.Kind != register.NamesOf {
			equal = append(equal, register.Is{Field: f.Name, Op: register.Equal, Value: text})
		}
	}
	for _, filter := range []register.Filter{equal, register.Mentions{Words: text}} {
		if any, ok := filter.(register.Any); ok && len(any) == 0 {
			continue
		}
		recs, err := tx.Select(ctx, d.reg, register.Query{Filter: filter, Limit: 50})
		if err != nil {
			return nil, err
		}
		var ids []register.ID
		for _, rec := range recs {
			if slices.ContainsFunc(d.calledBy(rec), func(s string) bool { return fold(s) == key }) {
				b := register.BaseOf(rec)
				ids = append(ids, b.ID)
				d.title[b.ID], d.buried[b.ID] = d.reg.Title(rec, "en"), b.Archived
			}
		}
		if len(ids) > 0 {
			d.remember(key, ids)
			return d.alive(ids), nil
		}
	}
	d.remember(key, nil)
	return nil, nil
}

// mostAsked bounds what is remembered of a large register.
const mostAsked = 100_000

func (d *directory) remember(key string, ids []register.ID) {
	if len(d.asked) >= mostAsked {
		clear(d.asked)
		clear(d.title)
	}
	d.asked[key] = ids
}

func (d *directory) findBy(ctx context.Context, tx register.Tx, s sought) ([]register.ID, error) {
	f := d.reg.Field(s.by)
	if f == nil {
		return nil, register.UnknownField{Register: d.reg.Name, Field: s.by}
	}
	key := s.by + "\x00" + s.text
	if ids, ok := d.asked[key]; ok {
		return d.alive(ids), nil
	}
	v, err := f.Parse(s.text)
	if err != nil || v == nil {
		return nil, err
	}
	recs, err := tx.Select(ctx, d.reg, register.Query{Filter: register.Is{Field: f.Name, Op: register.Equal, Value: v}, Limit: 10})
	if err != nil {
		return nil, err
	}
	var ids []register.ID
	for _, rec := range recs {
		b := register.BaseOf(rec)
		ids = append(ids, b.ID)
		d.title[b.ID], d.buried[b.ID] = d.reg.Title(rec, "en"), b.Archived
	}
	if len(ids) > 0 { // one not found may be made in a moment
		d.remember(key, ids)
	}
	return d.alive(ids), nil
}

// alive are the entries not archived, or all when all are.
func (d *directory) alive(ids []register.ID) []register.ID {
	living := slices.DeleteFunc(slices.Clone(ids), func(id register.ID) bool { return d.buried[id] })
	if len(living) > 0 {
		return living
	}
	return ids
}

// nameEntry says in what a new entry is called: the name of a person taken
// apart, the name in the language of its letters, or the first text.
func nameEntry(r *register.Register, text, order string, language lang.Language, said map[string][]string) {
	say := func(field, v string) {
		if _, already := said[field]; !already && v != "" {
			said[field] = []string{v}
		}
	}
	if keepsPeople(r) {
		for part, word := range SplitPerson(text, order) {
			say(part, word)
		}
		return
	}
	for _, f := range r.Fields {
		switch {
		case f.Kind == register.NamesOf:
			for name := range said {
				if strings.HasPrefix(name, f.Name+".") {
					return
				}
			}
			say(f.Name+"."+string(languageOf(text, language)), text)
			return
		case f.Kind == register.Text && !f.ReadOnly && (f.Required || !f.Unique):
			say(f.Name, text)
			return
		}
	}
}

// languageOf is the language that a name is taken to be in: English for Latin
// letters, else that of whoever imports.
func languageOf(text string, language lang.Language) lang.Language {
	cyrillic := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	switch {
	case !cyrillic:
		return lang.English
	case !language.Known() || language == lang.English:
		return lang.Ukrainian
	}
	return language
}
