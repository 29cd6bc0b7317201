package sheet

import (
	"context"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/register"
)

// directory is the directory of a register, read when first needed.
func (r *run) directory(ctx context.Context, tx register.Tx, reg *register.Register) (*directory, error) {
	if d := r.dirs[reg.Name]; d != nil {
		return d, nil
	}
	d, err := openDirectory(ctx, tx, reg)
	if err == nil {
		r.dirs[reg.Name] = d
	}
	return d, err
}

// entry is the row of a register that a text of a column means. It is made
// when the column says so. Nought with wait is one that a later row of the
// file makes; nought alone is nothing.
func (r *run) entry(ctx context.Context, tx register.Tx, row Row, c *Column, target *register.Register, text string, o *outcome) (id register.ID, wait bool, problem *register.Problem, err error) {
	d, err := r.directory(ctx, tx, target)
	if err != nil {
		return 0, false, nil, err
	}
	wanted, create := text, c.CreateMissing
	var also map[string]string
	if m, ok := c.meaning(text); ok {
		switch {
		case m.Empty:
			return 0, false, nil, nil
		case m.Create != nil:
			create, also = true, m.Create
		default:
			wanted, create = m.Entry, false
		}
	}
	ids, err := d.find(ctx, tx, sought{text: wanted, by: c.By, loosely: c.Loosely, order: c.Person})
	switch {
	case err != nil:
		return 0, false, nil, err
	case len(ids) == 1:
		return ids[0], false, nil, nil
	case len(ids) > 1:
		return 0, false, &register.Problem{Key: "sheet.ambiguous_entry", Args: map[string]any{"text": wanted}}, nil
	}
	if _, coming := r.inFile[maphash.String(seed, fold(wanted))]; coming && target.Name == r.reg.Name {
		return 0, true, nil, nil
	}
	if !create {
		return 0, false, &register.Problem{Key: "sheet.unknown_entry", Args: map[string]any{"text": wanted}}, nil
	}
	mark := target.Name + "\x00" + fold(wanted)
	if r.making[mark] {
		return 0, true, nil, nil
	}
	r.making[mark] = true
	defer delete(r.making, mark)
	return r.create(ctx, tx, row, c, target, wanted, also, o)
}

// create makes an entry that a text names.
func (r *run) create(ctx context.Context, tx register.Tx, row Row, c *Column, target *register.Register, text string, also map[string]string, o *outcome) (register.ID, bool, *register.Problem, error) {
	said := saying{}
	var waits []awaited
	for _, more := range []map[string]string{c.NewEntry, also} {
		for path, value := range more {
			f := fieldAt(target, path)
			if f == nil {
				return 0, false, &register.Problem{Key: "sheet.unknown_field", Args: map[string]any{"name": target.Name + "." + path}}, nil
			}
			column, value := r.source(value, row)
			if value == "" {
				continue
			}
			texts, wait, problem, err := r.convertFor(ctx, tx, row, &column, target, f, path, value, o)
			switch {
			case err != nil || problem != nil:
				return 0, false, problem, err
			case wait:
				waits = append(waits, awaited{reg: target, path: path, col: column, row: row, text: value})
			case texts != nil:
				said[path] = texts
			}
		}
	}
	if id, err := r.otherwiseKnown(ctx, tx, target, said); id != 0 || err != nil {
		return id, false, nil, err
	}
	nameEntry(target, text, c.Person, r.Printer.Language(), said)
	rec := target.New()
	problems, err := refusal(register.Fill(r.Actor, target, rec, said, register.Plainly))
	if problems == nil && err == nil {
		r.saves++
		problems, err = refusal(tx.Save(ctx, rec))
	}
	if err != nil {
		return 0, false, nil, err
	}
	if len(problems) > 0 {
		p := problems[0]
		return 0, false, &register.Problem{Key: "sheet.entry_refused", Args: map[string]any{"text": text, "reason": r.reason(p), "field": r.fieldName(target, p.Field)}}, nil
	}
	d, err := r.directory(ctx, tx, target)
	if err != nil {
		return 0, false, nil, err
	}
	d.add(rec)
	o.entries = append(o.entries, madeEntry{target.Name, text})
	id := register.BaseOf(rec).ID
	for _, w := range waits {
		w.id = id
		r.patch = append(r.patch, w)
	}
	return id, false, nil, nil
}

// source is the column and the text that a value of a new entry stands for:
// its own, or those of {Column} in the row.
func (r *run) source(value string, row Row) (Column, string) {
	header, ok := placeholder(value)
	if !ok {
		return Column{}, value
	}
	at := r.cell(header)
	if at < 0 {
		return Column{}, ""
	}
	if c := r.Mapping.column(header); c != nil {
		return *c, strings.TrimSpace(row.Cells[at])
	}
	return Column{}, strings.TrimSpace(row.Cells[at])
}

// otherwiseKnown finds an entry that the mapping gives a name or code of its
// own: the text of the file is then not what it is called.
func (r *run) otherwiseKnown(ctx context.Context, tx register.Tx, target *register.Register, said saying) (register.ID, error) {
	d, err := r.directory(ctx, tx, target)
	if err != nil {
		return 0, err
	}
	for path, texts := range said {
		head, _, _ := strings.Cut(path, ".")
		if !slices.ContainsFunc(d.naming, func(f *register.Field) bool { return f.Name == head }) {
			continue
		}
		ids, err := d.find(ctx, tx, sought{text: texts[0]})
		if err != nil || len(ids) == 1 {
			return append(ids, 0)[0], err
		}
	}
	return 0, nil
}

func (r *run) fieldName(of *register.Register, path string) string {
	if f := fieldAt(of, path); f != nil {
		if l := label(owner(of, path), f, r.Printer); l != "" {
			return l
		}
	}
	return path
}

// mend sets the references between entries that were being made at the same
// time.
func (r *run) mend(ctx context.Context, tx register.Tx) ([]register.Problem, error) {
	waiting := r.patch
	r.patch = nil
	for _, w := range waiting {
		if problems, err := r.await(ctx, tx, w); problems != nil || err != nil {
			return problems, err
		}
	}
	return nil, nil
}

// preview is what a new record says in the fields that the file fills.
func (r *run) preview(ctx context.Context, tx register.Tx, rec register.Record) []Said {
	var out []Said
	seen := map[string]bool{}
	for _, b := range r.columns {
		fields := []*register.Field{b.head}
		if b.path == "" && b.target == nil {
			fields = []*register.Field{r.reg.Field(surname), r.reg.Field(given), r.reg.Field(patronymic)}
		}
		for _, f := range fields {
			if f != nil && !seen[f.Name] {
				seen[f.Name] = true
				out = append(out, Said{f.Name, r.shown(ctx, tx, f, f.Value(rec))})
			}
		}
	}
	return out
}

// changes are the fields of a known record that now say something else.
func (r *run) changes(ctx context.Context, tx register.Tx, rec register.Record, was []string) []Change {
	var out []Change
	for i, f := range r.reg.Fields {
		now := f.Value(rec)
		if f.Unseen || f.Text(now) == was[i] {
			continue
		}
		before := was[i]
		if f.Kind != register.PartsOf && f.Kind != register.NamesOf {
			if v, err := f.Parse(was[i]); err == nil {
				before = r.shown(ctx, tx, f, v)
			}
		}
		out = append(out, Change{f.Name, before, r.shown(ctx, tx, f, now)})
	}
	return out
}

// shown writes a value for the importer to read.
func (r *run) shown(ctx context.Context, tx register.Tx, f *register.Field, v any) string {
	if f.Nothing(v) {
		return ""
	}
	switch f.Kind {
	case register.Reference:
		return r.titleOf(ctx, tx, f.Target, v.(register.ID))
	case register.References:
		var out []string
		for _, id := range v.([]register.ID) {
			out = append(out, r.titleOf(ctx, tx, f.Target, id))
		}
		return strings.Join(out, ", ")
	case register.Choice, register.Several:
		list, several := v.([]string)
		if !several {
			list = []string{v.(string)}
		}
		var out []string
		for _, c := range list {
			if l := choiceLabel(r.reg, f, c, r.Printer); l != "" {
				c = l
			}
			out = append(out, c)
		}
		return strings.Join(out, ", ")
	case register.PartsOf:
		var out []string
		for _, part := range v.([]any) {
			var words []string
			for _, g := range f.Target.Fields {
				if text := r.shown(ctx, tx, g, g.Value(part)); text != "" && g.Kind != register.Bool {
					words = append(words, text)
				}
			}
			out = append(out, strings.Join(words, " "))
		}
		return strings.Join(out, "; ")
	}
	return Shown(f, v, r.Printer)
}

func (r *run) titleOf(ctx context.Context, tx register.Tx, of *register.Register, id register.ID) string {
	if of == nil || id == 0 {
		return ""
	}
	rec, err := tx.Load(ctx, of, id)
	if err != nil {
		return "№ " + strconv.FormatInt(id, 10)
	}
	return of.Title(rec, string(r.Printer.Language()))
}
