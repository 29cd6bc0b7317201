package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

// What a column may become besides a field.
const (
	asPerson = "@person" // the name of the person that the record is
	asNew    = "@new"    // a custom field that is made for it
)

// importColumns shows which column goes into which field.
func (c *call) importColumns() error {
	return c.stepOf(func(i *sheetImport) error { return c.askColumns(http.StatusOK, i, nil, "") })
}

func (c *call) askColumns(status int, i *sheetImport, wrong map[int]string, problem string) error {
	study, err := i.study(c)
	if err != nil {
		return err
	}
	found := sheet.Suggest(c.actor, i.reg, i.source, study, c.p, c.baseCurrency())
	v := page.WizardColumns{
		Action: i.at(columnsStep), Key: newKey(), Reread: i.at("read"), KeyNone: true, Problem: problem,
		Reading: c.askReading(i),
		SaveAs:  page.Field{Name: "save_as", Label: c.p.Text("wizard.save_as"), Hint: c.p.Text("wizard.save_as_hint"), Control: page.AskText, MaxLength: 150},
	}
	if !register.May(c.actor, crm.Mappings.Register, register.Create) {
		v.SaveAs = page.Field{}
	}
	if study.Ragged > 0 && v.Problem == "" {
		v.Problem = c.p.Count("import.ragged", int64(study.Ragged), "row", c.p.Integer(int64(study.Crooked[0])))
	}
	targets := c.importTargets(i.reg)
	for n, column := range i.mapping.Columns {
		one := page.WizardColumn{
			Index: strconv.Itoa(n), Letter: sheet.Letter(n), Header: column.Header, Samples: samplesOf(study.Columns[n]),
			Target: targetOf(column), Targets: c.offerTargets(targets, found.Columns[n].New), Problem: wrong[n],
		}
		if one.Target != "" && one.Target == targetOf(found.Mapping.Columns[n]) && found.Columns[n].Why != "" {
			one.Suggested = c.p.Text("wizard.found_by_" + found.Columns[n].Why)
		}
		one.MayBeKey = mayBeKey(i.reg, column, one.Target)
		one.Key = one.MayBeKey && isKey(i.mapping, column)
		v.Columns = append(v.Columns, one)
	}
	for _, name := range found.Missing {
		if f := i.reg.Field(name); !constantMay(f) && !slices.ContainsFunc(i.mapping.Columns, func(col sheet.Column) bool { return headOf(col.Field) == name }) {
			v.Missing = append(v.Missing, label(c.p, i.reg, f))
		}
	}
	return c.showStep(status, i, columnsStep, page.Wizard{Columns: &v})
}

// mappingLines are what becomes of each column by a mapping that is kept.
func (c *call) mappingLines(m *crm.Mapping) []page.Valued {
	var kept sheet.Mapping
	r := c.store.Schema().Named(m.Register)
	if json.Unmarshal([]byte(m.Body), &kept) != nil || r == nil {
		return nil
	}
	words := map[string]string{asNew: c.p.Text("mapping.new_field")}
	for _, g := range c.importTargets(r) {
		for _, one := range g.Choices {
			words[one.Value] = strings.TrimPrefix(g.Label+" · "+one.Label, " · ")
		}
	}
	var out []page.Valued
	for _, col := range kept.Columns {
		to := targetOf(col)
		out = append(out, page.Valued{
			Value: page.TextCell(cmp.Or(col.Header, "—")), Note: "→ " + cmp.Or(words[to], to, c.p.Text("mapping.nowhere")),
			Chip: map[bool]string{true: c.p.Text("wizard.key")}[isKey(kept, col)],
		})
	}
	return out
}

func samplesOf(st sheet.ColumnStudy) []string {
	var out []string
	for _, s := range st.Samples[:min(len(st.Samples), 3)] {
		out = append(out, cutRunes(s, 60))
	}
	return out
}

func cutRunes(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}

// headOf is the record's own field that a path begins with.
func headOf(path string) string {
	head, _, _ := strings.Cut(path, ".")
	return head
}

// targetOf is what a column becomes, as the form says it.
func targetOf(c sheet.Column) string {
	switch {
	case c.New != nil && c.Field == c.New.Name:
		return asNew
	case c.Field == "" && c.Person != "" && c.Makes == "":
		return asPerson
	}
	return c.Field
}

// mayBeKey reports whether the values of a column can tell known records from
// new ones: by one text, number or choice of the record itself.
func mayBeKey(r *register.Register, c sheet.Column, target string) bool {
	if target == asPerson {
		return true
	}
	f := r.Field(headOf(c.Field))
	if f == nil || strings.Contains(c.Field, ".") && f.Kind == register.PartsOf {
		return false
	}
	switch f.Kind {
	case register.Text, register.Email, register.Phone:
		return f.Unique || f.Indexed
	case register.NamesOf:
		return true
	}
	return false
}

func isKey(m sheet.Mapping, c sheet.Column) bool {
	if targetOf(c) == asPerson {
		return slices.Contains(m.Key, "surname")
	}
	return slices.Contains(m.Key, c.Field)
}

// askReading are the questions how the file is written.
func (c *call) askReading(i *sheetImport) []page.Field {
	s := i.source
	choice := func(name, key, value string, values []string, words func(string) string) page.Field {
		f := page.Field{Name: name, Label: c.p.Text(key), Control: page.AskChoice, Required: true, Values: []string{value}}
		for _, v := range values {
			f.Choices = append(f.Choices, page.Choice{Value: v, Label: words(v)})
		}
		return f
	}
	var out []page.Field
	if s.Format == "csv" {
		encodings := sheet.Encodings()
		out = append(out,
			choice("encoding", "wizard.encoding", s.Encoding, encodings, strings.ToUpper),
			choice("delimiter", "wizard.delimiter", s.Delimiter, sheet.Delimiters(), func(d string) string { return c.p.Text("import.delimiter." + delimiterNames[d]) }))
	} else if len(s.Sheets) > 1 {
		out = append(out, choice("sheet", "wizard.sheet", s.Sheet, s.Sheets, func(name string) string { return name }))
	}
	return append(out, page.Field{
		Name: "header_row", Label: c.p.Text("wizard.header_row"), Control: page.AskNumber, Required: true, Values: []string{strconv.Itoa(s.HeaderRow)},
	})
}

var delimiterNames = map[string]string{",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

// importTargets are the fields that a column may go into, by section.
func (c *call) importTargets(r *register.Register) []page.ChoiceGroup {
	var out []page.ChoiceGroup
	group := func(f *register.Field) *page.ChoiceGroup {
		title := sectionTitle(c.p, r, sectionName(f))
		if f.Kind == register.PartsOf {
			title = label(c.p, r, f)
		}
		for i := range out {
			if out[i].Label == title {
				return &out[i]
			}
		}
		out = append(out, page.ChoiceGroup{Label: title})
		return &out[len(out)-1]
	}
	if isPerson(r) {
		out = append(out, page.ChoiceGroup{Choices: []page.Choice{{Value: asPerson, Label: c.p.Text("import.person")}}})
	}
	for _, f := range r.Fields {
		if !shown(c.actor, r, f) || f.ReadOnly || !c.actor.Edits(r, f.Class) {
			continue
		}
		g := group(f)
		add := func(path, text string) { g.Choices = append(g.Choices, page.Choice{Value: path, Label: text}) }
		switch f.Kind {
		case register.FileOf, register.LinkTo:
		case register.NamesOf:
			for _, l := range register.Languages {
				add(f.Name+"."+l, label(c.p, r, f)+" · "+c.p.Text("language."+l))
			}
		case register.PartsOf:
			for n := range 3 {
				for _, of := range f.Target.Fields {
					if of.ReadOnly || of.Unseen || of.Kind == register.PartsOf {
						continue
					}
					text := label(c.p, f.Target, of)
					if n > 0 {
						text += " " + strconv.Itoa(n+1)
					}
					add(f.Name+"."+strconv.Itoa(n)+"."+of.Name, text)
				}
			}
		default:
			add(f.Name, label(c.p, r, f))
		}
	}
	return slices.DeleteFunc(out, func(g page.ChoiceGroup) bool { return len(g.Choices) == 0 })
}

// offerTargets adds the custom field that would be made for a column, to those
// who may make one.
func (c *call) offerTargets(targets []page.ChoiceGroup, field *sheet.NewField) []page.ChoiceGroup {
	if field == nil || !register.May(c.actor, crm.CustomFields.Register, register.Create) {
		return targets
	}
	text := c.p.Text("import.new_field", "name", field.Labels[string(c.p.Language())], "kind", c.p.Text("import.kind."+field.Kind))
	return append([]page.ChoiceGroup{{Choices: []page.Choice{{Value: asNew, Label: text}}}}, targets...)
}

// importRead reads the file again in another way: encoding, delimiter, sheet,
// row of the headers.
func (c *call) importRead() error {
	return c.stepOf(func(i *sheetImport) error {
		if err := c.parseForm(); err != nil {
			return err
		}
		form := c.r.PostForm
		row, _ := strconv.Atoi(strings.TrimSpace(form.Get("header_row")))
		o := sheet.Options{Encoding: form.Get("encoding"), Delimiter: form.Get("delimiter"), Sheet: form.Get("sheet"), HeaderRow: max(row, 0)}
		source, err := sheet.Open(i.file, i.File.Size, i.Name, o)
		if err == nil {
			known := i.mapping
			known.Encoding, known.Delimiter, known.Sheet, known.HeaderRow = source.Encoding, source.Delimiter, source.Sheet, source.HeaderRow
			if err = c.suggest(i.Import, i.reg, source, sheet.Mapping{}); err == nil {
				i.source = source
				err = c.write(func(tx *store.Tx) error { return tx.AsProgram().Save(c.r.Context(), i.Import) })
			}
		}
		var problems *register.Problems
		switch {
		case errors.As(err, &problems):
			return c.askColumns(http.StatusUnprocessableEntity, i, nil, c.faultText(err))
		case err != nil:
			return err
		case !c.background():
			return c.goTo(i.at(columnsStep))
		}
		again, err := c.openImport()
		if err != nil {
			return err
		}
		defer again.close()
		return c.askColumns(http.StatusOK, again, nil, "")
	})
}

// importMatchColumns keeps which column goes where.
func (c *call) importMatchColumns() error {
	return c.stepOf(func(i *sheetImport) error {
		if err := c.parseForm(); err != nil {
			return err
		}
		study, err := i.study(c)
		if err != nil {
			return err
		}
		found := sheet.Suggest(c.actor, i.reg, i.source, study, c.p, c.baseCurrency())
		wrong := map[int]string{}
		taken := map[string]bool{}
		i.mapping.Key = nil
		for n := range i.mapping.Columns {
			column := &i.mapping.Columns[n]
			target := c.r.PostForm.Get("column." + strconv.Itoa(n))
			if target != "" && target != asNew && taken[target] {
				wrong[n] = c.p.Text("import.field_twice")
			}
			taken[target] = true
			if target == targetOf(*column) {
				continue
			}
			if !c.aim(column, target, found, n, i.reg, study.Columns[n]) {
				wrong[n] = c.p.Text("import.no_such_field")
			}
		}
		if n, err := strconv.Atoi(c.r.PostForm.Get("key")); err == nil && n >= 0 && n < len(i.mapping.Columns) {
			i.mapping.Key = keyOf(i.mapping.Columns[n])
		}
		if len(wrong) > 0 {
			return c.askColumns(http.StatusUnprocessableEntity, i, wrong, "")
		}
		name := strings.TrimSpace(c.r.PostForm.Get("save_as"))
		err = c.saveMapping(i, withSaveAs(i.at(valuesStep), name), func(tx *store.Tx) error { return c.keepMappingAs(tx, i, name) })
		var problems *register.Problems
		if errors.As(err, &problems) {
			return c.askColumns(http.StatusUnprocessableEntity, i, wrong, c.faultText(err))
		}
		return err
	})
}

// aim sends a column somewhere else than before. How it writes dates and
// amounts is found out for the new place.
func (c *call) aim(column *sheet.Column, target string, found sheet.Suggestion, n int, r *register.Register, st sheet.ColumnStudy) bool {
	*column = sheet.Column{Header: column.Header}
	switch target {
	case "":
		return true
	case asPerson:
		column.Person = sheet.PersonOrders()[0]
		if p := found.Mapping.Columns[n].Person; p != "" {
			column.Person = p
		}
		return isPerson(r)
	case asNew:
		column.New = found.Columns[n].New
		if column.New == nil {
			return false
		}
		column.Field = column.New.Name
		kind, _ := register.KindNamed(column.New.Kind)
		c.readAs(column, kind, st)
		return register.May(c.actor, crm.CustomFields.Register, register.Create)
	}
	if target == found.Mapping.Columns[n].Field {
		*column = found.Mapping.Columns[n]
		return true
	}
	f := importedField(r, target)
	if f == nil {
		return false
	}
	column.Field = target
	c.readAs(column, f.Kind, st)
	return true
}

// readAs notes how a column writes values of a kind.
func (c *call) readAs(column *sheet.Column, kind register.Kind, st sheet.ColumnStudy) {
	switch kind {
	case register.Day, register.Moment:
		column.Dates = st.Dates.Order
	case register.Money:
		column.Decimal, column.Currency = st.Numbers.Decimal, st.Numbers.Currency
		if column.Currency == "" {
			column.Currency = c.baseCurrency()
		}
	case register.Int, register.Quantity, register.Price, register.Percent:
		column.Decimal = st.Numbers.Decimal
	}
}

// importedField is the field of a path: name, names.uk, phones.0.number.
func importedField(r *register.Register, path string) *register.Field {
	parts := strings.Split(path, ".")
	f := r.Field(parts[0])
	switch {
	case f == nil || f.Unseen || slices.Contains(r.Head, f):
		return nil
	case len(parts) == 1:
		return f
	case len(parts) == 2 && f.Kind == register.NamesOf && slices.Contains(register.Languages[:], parts[1]):
		return f
	case len(parts) == 3 && f.Kind == register.PartsOf:
		return f.Target.Field(parts[2])
	}
	return nil
}

func keyOf(c sheet.Column) []string {
	switch targetOf(c) {
	case "":
		return nil
	case asPerson:
		return []string{"surname", "given"}
	}
	return []string{c.Field}
}

// withSaveAs carries the name of a saved mapping to the next step, whose
// decisions it keeps as well.
func withSaveAs(path, name string) string {
	if name == "" {
		return path
	}
	return withQuery(path, url.Values{"save_as": {name}})
}

// keepMappingAs keeps the mapping under a name for the next file of its kind;
// one of the same name is replaced.
func (c *call) keepMappingAs(tx *store.Tx, i *sheetImport, name string) error {
	if name == "" {
		return nil
	}
	ctx := c.r.Context()
	m, err := register.First(ctx, tx, crm.Mappings, register.All{
		register.Eq(&crm.Mappings.Row.Name, name), register.Eq(&crm.Mappings.Row.Register, i.Register),
		register.Eq(&crm.Mappings.Row.Owner, register.Ref[crm.User](c.actor.User())), register.Alive(),
	})
	if err != nil {
		return err
	}
	if m == nil {
		m = &crm.Mapping{Name: name, Register: i.Register}
	}
	m.Body = i.Body
	return tx.Save(ctx, m)
}
