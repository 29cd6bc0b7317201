package sheet

import (
	"context"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/register"
)

// prefetch reads the known records of a batch in one question, when the key is
// one field.
func (r *run) prefetch(ctx context.Context, tx register.Tx, rows []Row) error {
	r.found = nil
	if len(r.key) != 1 || r.key[0].field.Kind == register.Reference || strings.Contains(r.key[0].path, ".") {
		return nil
	}
	key := r.key[0]
	i := slices.IndexFunc(r.columns, func(b binding) bool { return b.path == key.path })
	if i < 0 {
		return nil
	}
	r.found = map[string][]register.Record{}
	var list []any
	for _, row := range rows {
		if r.Source.Ragged(row) {
			continue
		}
		if v, err := r.columns[i].Read(key.field, row.Cells[r.columns[i].at], r.Printer); err == nil && v != nil {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return nil
	}
	// Few different lengths are few different statements.
	size := leastAhead
	for size < len(list) {
		size *= 2
	}
	for len(list) < size {
		list = append(list, list[0])
	}
	recs, err := tx.Select(ctx, r.reg, register.Query{Filter: register.Is{Field: key.field.Name, Op: register.OneOf, Value: list}, Whole: true})
	for _, rec := range recs {
		text := key.field.Text(key.field.Value(rec))
		r.found[text] = append(r.found[text], rec)
	}
	return err
}

// row makes or changes the record of one row.
func (r *run) row(ctx context.Context, tx register.Tx, row Row) (outcome, error) {
	o := outcome{row: row, fate: refused}
	if r.Source.Ragged(row) {
		o.problems = []register.Problem{{Key: "sheet.row_cells", Args: map[string]any{"found": row.Found, "columns": len(r.Source.Header)}}}
		return o, nil
	}
	said, err := r.say(ctx, tx, row, &o)
	if err != nil || len(o.problems) > 0 {
		return o, err
	}
	if again, same := r.repeated(row, said, &o); again {
		if same {
			o.fate = unaltered
		}
		return o, nil
	}
	rec, problem, err := r.known(ctx, tx, said)
	if err != nil {
		return o, err
	}
	if problem != nil {
		o.problems = []register.Problem{*problem}
		return o, nil
	}
	return o, r.write(ctx, tx, rec, said, &o)
}

// saying is what a row says of its record: texts as register.Plainly reads
// them, by the path of the field.
type saying map[string][]string

// say reads the cells of a row.
func (r *run) say(ctx context.Context, tx register.Tx, row Row, o *outcome) (saying, error) {
	said := saying{}
	refuse := func(p *register.Problem) { o.problems = append(o.problems, *p) }
	for i := range r.columns {
		b := &r.columns[i]
		cell := strings.TrimSpace(row.Cells[b.at])
		switch {
		case cell == "" && b.Clear && b.field != nil && !b.checked:
			said[b.path] = []string{""}
		case cell == "":
		case b.target != nil:
			if _, _, problem, err := r.entry(ctx, tx, row, &b.Column, b.target, cell, o); err != nil {
				return nil, err
			} else if problem != nil {
				problem.Field = b.path
				refuse(problem)
			}
		case b.path == "":
			for part, word := range SplitPerson(cell, b.Person) {
				said[part] = []string{word}
			}
		case b.checked:
			if _, err := b.Read(b.field, cell, r.Printer); err != nil {
				refuse(unreadable(b.path, cell, err))
			}
		default:
			texts, wait, problem, err := r.convertFor(ctx, tx, row, &b.Column, r.reg, b.field, b.path, cell, o)
			switch {
			case err != nil:
				return nil, err
			case problem != nil:
				refuse(problem)
			case wait:
				o.later = append(o.later, awaited{reg: r.reg, path: b.path, col: b.Column, row: row, text: cell})
			case texts != nil:
				said[b.path] = texts
			}
		}
	}
	return said, nil
}

func unreadable(path, cell string, err error) *register.Problem {
	return &register.Problem{Field: path, Key: cause(err), Args: map[string]any{"text": cell}}
}

func (r *run) convert(ctx context.Context, tx register.Tx, row Row, c *Column, reg *register.Register, f *register.Field, path, cell string) ([]string, bool, *register.Problem, error) {
	return r.convertFor(ctx, tx, row, c, reg, f, path, cell, &outcome{})
}

// convertFor reads a cell into the texts that Plainly takes. Nil texts say
// nothing; wait says that the entry meant is not there yet.
func (r *run) convertFor(ctx context.Context, tx register.Tx, row Row, c *Column, reg *register.Register, f *register.Field, path, cell string, o *outcome) (texts []string, wait bool, problem *register.Problem, err error) {
	switch f.Kind {
	case register.Reference:
		id, wait, problem, err := r.entry(ctx, tx, row, c, f.Target, cell, o)
		if problem != nil {
			problem.Field = path
		}
		if id == 0 {
			return nil, wait, problem, err
		}
		return []string{strconv.FormatInt(id, 10)}, false, nil, nil
	case register.References:
		for _, one := range c.parts(cell) {
			id, wait, problem, err := r.entry(ctx, tx, row, c, f.Target, one, o)
			if problem != nil {
				problem.Field = path
			}
			if err != nil || problem != nil || wait {
				return nil, wait, problem, err
			}
			if id != 0 {
				texts = append(texts, strconv.FormatInt(id, 10))
			}
		}
		return texts, false, nil, nil
	case register.Choice, register.Several:
		members := []string{cell}
		if f.Kind == register.Several {
			members = c.parts(cell)
		}
		for _, one := range members {
			choice, ok := r.choice(c, reg, f, path, one)
			if !ok {
				return nil, false, &register.Problem{Field: path, Key: "sheet.unknown_choice", Args: map[string]any{"text": one}}, nil
			}
			if choice != "" {
				texts = append(texts, choice)
			}
		}
		return texts, false, nil, nil
	}
	if m, ok := c.meaning(cell); ok && len(c.Values) > 0 {
		if m.Empty {
			return nil, false, nil, nil
		}
		cell = m.Entry
	}
	v, bad := c.read(f, cell, r.currency(c, row), r.Printer)
	if bad != nil {
		return nil, false, unreadable(path, cell, bad), nil
	}
	return []string{f.Text(v)}, false, nil, nil
}

// currency of the amounts of a column in a row: the column's own, or the one
// that another column says.
func (r *run) currency(c *Column, row Row) string {
	if header, ok := placeholder(c.Currency); ok {
		if at := r.cell(header); at >= 0 {
			return row.Cells[at]
		}
	}
	return c.Currency
}

// placeholder takes {Column} apart.
func placeholder(s string) (header string, ok bool) {
	rest, opened := strings.CutPrefix(s, "{")
	rest, closed := strings.CutSuffix(rest, "}")
	return rest, opened && closed && rest != ""
}

// choice is what a text means among the choices of a field; "" with ok is
// nothing.
func (r *run) choice(c *Column, reg *register.Register, f *register.Field, path, text string) (string, bool) {
	if m, ok := c.meaning(text); ok {
		if m.Empty {
			return "", true
		}
		text = m.Entry
	}
	choice := choiceMeant(owner(reg, path), f, text, r.printers)
	return choice, choice != ""
}

// repeated reports whether a row has the key of an earlier one: same when it
// says the same, and refused when it does not, for the second would undo the
// first each time the file is brought in.
func (r *run) repeated(row Row, said saying, o *outcome) (again, same bool) {
	if len(r.key) == 0 {
		return false, false
	}
	var key, content maphash.Hash
	key.SetSeed(seed)
	content.SetSeed(seed)
	for _, k := range r.key {
		text := ""
		if texts := said[k.path]; len(texts) > 0 {
			text = texts[0]
		}
		key.WriteString(fold(text))
		key.WriteByte(0)
	}
	for _, b := range r.columns {
		content.WriteString(row.Cells[b.at])
		content.WriteByte(0)
	}
	h := key.Sum64()
	first, known := r.seen[h]
	if !known || first.row == row.Number {
		r.seen[h] = seenRow{row.Number, content.Sum64()}
		return false, false
	}
	if first.content == content.Sum64() {
		return true, true
	}
	o.problems = []register.Problem{{Field: r.key[0].path, Key: "sheet.repeated_key", Args: map[string]any{"row": first.row}}}
	return true, false
}

// known finds the record that a row is about; nil when it is new.
func (r *run) known(ctx context.Context, tx register.Tx, said saying) (register.Record, *register.Problem, error) {
	if len(r.key) == 0 {
		return nil, nil, nil
	}
	var all register.All
	var words []string
	for _, k := range r.key {
		text := ""
		if texts := said[k.path]; len(texts) > 0 {
			text = texts[0]
		}
		if text != "" {
			words = append(words, text)
		}
		if strings.Contains(k.path, ".") {
			continue
		}
		v, err := k.field.Parse(text)
		if err != nil {
			return nil, unreadable(k.path, text, err), nil
		}
		if v == nil {
			all = append(all, register.Is{Field: k.field.Name, Op: register.Unset})
		} else {
			all = append(all, register.Is{Field: k.field.Name, Op: register.Equal, Value: v})
		}
	}
	if len(words) == 0 {
		return nil, &register.Problem{Field: r.key[0].path, Key: "sheet.key_empty"}, nil
	}
	var recs []register.Record
	var err error
	switch {
	case r.found != nil:
		recs = r.found[words[0]]
	case len(all) == len(r.key):
		recs, err = tx.Select(ctx, r.reg, register.Query{Filter: all, Limit: 2, Whole: true})
	}
	if err != nil {
		return nil, nil, err
	}
	if len(recs) == 0 && r.named() {
		recs, err = r.knownByName(ctx, tx, strings.Join(words, " "))
	}
	switch {
	case err != nil || len(recs) == 0:
		return nil, nil, err
	case len(recs) > 1:
		return nil, &register.Problem{Field: r.key[0].path, Key: "sheet.ambiguous_key", Args: map[string]any{"text": strings.Join(words, " ")}}, nil
	}
	return recs[0], nil, nil
}

// named reports whether the key is the name that people call the record by:
// then case and punctuation do not make it another one.
func (r *run) named() bool {
	if len(r.key) == 1 {
		f := r.head(r.key[0].path)
		return f.Kind == register.NamesOf || f.Kind == register.Text && !f.Unique && slices.Contains(namingFields(r.reg), f)
	}
	return keepsPeople(r.reg) && len(r.key) == 2 && r.key[0].path == surname && r.key[1].path == given
}

func (r *run) knownByName(ctx context.Context, tx register.Tx, name string) ([]register.Record, error) {
	d, err := r.directory(ctx, tx, r.reg)
	if err != nil {
		return nil, err
	}
	ids, err := d.find(ctx, tx, sought{text: name})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var out []register.Record
	for _, id := range ids {
		rec, err := tx.Load(ctx, r.reg, id)
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// write fills and saves the record of a row. What was saved and what was not
// is known by its version: one that says what it said before is left alone.
func (r *run) write(ctx context.Context, tx register.Tx, rec register.Record, said saying, o *outcome) error {
	isNew := rec == nil
	if isNew {
		rec = r.reg.New()
	}
	if problem, err := r.constantsOf(ctx, tx, o.row, rec, isNew, said, o); err != nil || problem != nil {
		if problem != nil {
			o.problems = []register.Problem{*problem}
		}
		return err
	}
	var was []string
	if !isNew {
		r.leaveAlone(rec, said)
		was = texts(r.reg, rec)
	}
	kept := knownParts(r.reg, rec, said)
	if problems, err := refusal(register.Fill(r.Actor, r.reg, rec, said, register.Plainly)); problems != nil || err != nil {
		o.problems = problems
		return err
	}
	kept(rec)
	b := register.BaseOf(rec)
	version := b.Version
	if isNew || !slices.Equal(was, texts(r.reg, rec)) {
		r.saves++
		if problems, err := refusal(tx.Save(ctx, rec)); problems != nil || err != nil {
			o.problems = problems
			return err
		}
	}
	if problems, err := r.mend(ctx, tx); problems != nil || err != nil {
		o.problems = problems
		return err
	}
	o.id = b.ID
	o.noted = r.Notable != nil && r.Notable(rec)
	for i := range o.later {
		o.later[i].id = b.ID
	}
	switch {
	case isNew:
		o.fate = made
		if len(r.report.NewRows) < PreviewRows {
			o.said = r.preview(ctx, tx, rec)
		}
	case b.Version != version:
		o.fate = altered
		if len(r.report.ChangedRows) < PreviewRows {
			o.title, o.changes = r.reg.Title(rec, string(r.Printer.Language())), r.changes(ctx, tx, rec, was)
		}
	default:
		o.fate = unaltered
	}
	if d := r.dirs[r.reg.Name]; d != nil && o.fate != unaltered {
		d.add(rec)
	}
	return nil
}

// constantsOf adds what the mapping says of every row: it fills what is empty
// and adds to sets.
func (r *run) constantsOf(ctx context.Context, tx register.Tx, row Row, rec register.Record, isNew bool, said saying, o *outcome) (*register.Problem, error) {
	say := func(b binding, value string) (*register.Problem, error) {
		if _, already := said[b.path]; already || value == "" {
			return nil, nil
		}
		set := b.field.Kind == register.Several || b.field.Kind == register.References
		if !isNew && !b.head.Empty(rec) && !set {
			return nil, nil
		}
		texts, err := r.constant(ctx, tx, row, b, value, o)
		if err != nil {
			if p, ok := err.(*register.Problems); ok {
				return &p.List[0], nil
			}
			return nil, err
		}
		if set && !isNew {
			texts = joined(b.field, rec, texts)
		}
		said[b.path] = texts
		return nil, nil
	}
	for _, b := range r.columns {
		if b.field != nil && b.head != nil && b.Empty != "" {
			if p, err := say(b, b.Empty); p != nil || err != nil {
				return p, err
			}
		}
	}
	for _, c := range r.constants {
		if c.applies(row) {
			if p, err := say(c.binding, c.value); p != nil || err != nil {
				return p, err
			}
		}
	}
	return nil, nil
}

// constant reads a value that the mapping itself says, as the API would.
func (r *run) constant(ctx context.Context, tx register.Tx, row Row, b binding, value string, o *outcome) ([]string, error) {
	switch b.field.Kind {
	case register.Reference, register.References, register.Choice, register.Several:
		texts, wait, problem, err := r.convertFor(ctx, tx, row, &Column{Person: b.Person, By: b.By}, r.reg, b.field, b.path, value, o)
		if wait {
			problem = &register.Problem{Field: b.path, Key: "sheet.unknown_entry", Args: map[string]any{"text": value}}
		}
		if problem != nil {
			return nil, &register.Problems{List: []register.Problem{*problem}}
		}
		return texts, err
	}
	return []string{value}, nil
}

// joined adds the members of a set to those that it has.
func joined(f *register.Field, rec register.Record, texts []string) []string {
	out := strings.Split(f.Text(f.Value(rec)), ",")
	if out[0] == "" {
		out = nil
	}
	for _, t := range texts {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// leaveAlone unsays what a known record says already, in columns that only
// fill what is empty.
func (r *run) leaveAlone(rec register.Record, said saying) {
	for _, b := range r.columns {
		if !b.OnlyEmpty {
			continue
		}
		paths := []string{b.path}
		if b.path == "" {
			paths = []string{surname, given, patronymic}
		}
		for _, path := range paths {
			if f := r.head(path); f != nil && !f.Empty(rec) {
				delete(said, path)
			}
		}
	}
}

// knownParts lets the rows of parts that a file says change those that a known
// record has, in their order, and keeps those the file does not speak of:
// Fill takes the rows it is given for all there are.
func knownParts(r *register.Register, rec register.Record, said saying) (keep func(register.Record)) {
	rows := map[string][]int{}
	for path := range said {
		head, rest, _ := strings.Cut(path, ".")
		f := r.Field(head)
		if f == nil || f.Kind != register.PartsOf {
			continue
		}
		row, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(row); err == nil && !slices.Contains(rows[head], n) {
			rows[head] = append(rows[head], n)
		}
	}
	rest := map[string][]any{}
	for head, numbers := range rows {
		slices.Sort(numbers)
		parts := r.Field(head).Value(rec).([]any)
		for i, n := range numbers {
			if i < len(parts) {
				said[head+"."+strconv.Itoa(n)+".id"] = []string{strconv.FormatInt(register.PartOf(parts[i]).ID, 10)}
			}
		}
		if len(parts) > len(numbers) {
			rest[head] = parts[len(numbers):]
		}
	}
	return func(rec register.Record) {
		for head, parts := range rest {
			f := r.Field(head)
			f.Set(rec, append(f.Value(rec).([]any), parts...))
		}
	}
}

// texts are what a record says, field by field, to be compared.
func texts(r *register.Register, rec register.Record) []string {
	out := make([]string, len(r.Fields))
	for i, f := range r.Fields {
		out[i] = f.Text(f.Value(rec))
	}
	return out
}
