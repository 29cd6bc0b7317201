package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

// What a text of the file may become.
const (
	becomesEntry  = "entry"
	becomesCreate = "create"
	becomesEmpty  = "empty"
	becomesRow    = "row" // the record of another row of the file
)

// mostEntries is how many entries are offered in lists, all lists of a column
// together; of more one searches.
const mostEntries = 600

// importValues shows what the words of the file mean here.
func (c *call) importValues() error {
	return c.stepOf(func(i *sheetImport) error { return c.askValues(http.StatusOK, i, "") })
}

// matching is a column whose values are entries of a directory or choices.
type matching struct {
	at      int
	column  sheet.Column
	field   *register.Field
	owner   *register.Register // describes the field
	study   sheet.ColumnStudy
	matches []sheet.Match
	own     func(text string) bool // whether a row of the file is called so
}

// matchings are the columns with values to be matched, with what was found.
func (c *call) matchings(tx *store.Tx, i *sheetImport, study *sheet.Study) ([]matching, error) {
	var out []matching
	for n, column := range i.mapping.Columns {
		f := importedField(i.reg, column.Field)
		if f == nil || f.Target == nil && len(f.Choices) == 0 || f.Kind == register.PartsOf {
			continue
		}
		m := matching{at: n, column: column, field: f, owner: i.reg, study: study.Columns[n], own: i.callsRows(study)}
		if head := i.reg.Field(headOf(column.Field)); head != f {
			m.owner = head.Target
		}
		var err error
		if m.matches, err = sheet.Matches(c.r.Context(), tx, i.reg, column, m.study, c.p); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// callsRows tells whether a row of the file is called by a text, going by the
// columns of the key; it cannot be known of a file with very many rows, where
// it is taken to be so.
func (i *sheetImport) callsRows(study *sheet.Study) func(string) bool {
	names, unknown := map[string]bool{}, false
	for n, column := range i.mapping.Columns {
		if !isKey(i.mapping, column) {
			continue
		}
		unknown = unknown || study.Columns[n].Many
		for _, v := range study.Columns[n].Values {
			names[identity.Fold(v.Text)] = true
		}
	}
	return func(text string) bool { return unknown || names[identity.Fold(text)] }
}

func (c *call) askValues(status int, i *sheetImport, problem string) error {
	study, err := i.study(c)
	if err != nil {
		return err
	}
	v := page.WizardValues{Action: withSaveAs(i.at(valuesStep), c.r.URL.Query().Get("save_as")), Key: newKey(), Problem: problem}
	for n, column := range i.mapping.Columns {
		v.Formats = append(v.Formats, c.askFormats(i, n, column, study.Columns[n])...)
	}
	err = c.read(func(tx *store.Tx) error {
		all, err := c.matchings(tx, i, study)
		if err != nil {
			return err
		}
		constants, err := c.askConstants(tx, i, all)
		if err != nil {
			return err
		}
		v.Groups = append(v.Groups, constants...)
		for _, m := range all {
			g, err := c.valueGroup(tx, m)
			if err != nil {
				return err
			}
			v.Groups = append(v.Groups, g)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(v.Groups)+len(v.Formats) == 0 && problem == "" {
		v.Problem = "" // nothing to decide: the step only leads on
	}
	return c.showStep(status, i, valuesStep, page.Wizard{Values: &v, Back: i.at(columnsStep)})
}

// askFormats are the questions how a column writes days, amounts and names.
func (c *call) askFormats(i *sheetImport, n int, column sheet.Column, st sheet.ColumnStudy) []page.WizardFormat {
	f := importedField(i.reg, column.Field)
	if f == nil && column.New != nil {
		kind, _ := register.KindNamed(column.New.Kind)
		f = &register.Field{Name: column.New.Name, Kind: kind}
	}
	at := strconv.Itoa(n)
	ask := func(name, key, value string, values []string, words func(string) string) page.Field {
		q := page.Field{Name: name + "." + at, Label: c.p.Text(key, "column", column.Header), Control: page.AskChoice, Required: true, Values: []string{value}}
		for _, one := range values {
			q.Choices = append(q.Choices, page.Choice{Value: one, Label: words(one)})
		}
		return q
	}
	var out []page.WizardFormat
	if column.Person != "" {
		format := page.WizardFormat{Field: ask("person", "import.names_of", column.Person, sheet.PersonOrders(), func(o string) string {
			return c.p.Text("import.order." + strings.ReplaceAll(o, " ", "_"))
		})}
		for _, s := range st.Samples[:min(len(st.Samples), 3)] {
			p := sheet.SplitPerson(s, column.Person)
			format.Examples = append(format.Examples, page.Reading{Typed: s, Read: c.p.Person(p["surname"], p["given"], p["patronymic"])})
		}
		out = append(out, format)
	}
	if f == nil {
		return out
	}
	switch f.Kind {
	case register.Day, register.Moment:
		format := page.WizardFormat{
			Field: ask("dates", "import.dates_of", cmp.Or(column.Dates, sheet.DayFirst), sheet.Orders(), func(o string) string { return c.p.Text("import.dates." + o) }),
			Doubt: st.Dates.Doubt,
		}
		format.Examples = c.readings(f, column, append(slices.Clone(st.Dates.Proofs), st.Samples...))
		format.Sure = c.p.Count("import.read_dates", int64(st.Dates.Read))
		if st.Dates.Doubt {
			format.Sure = c.p.Text("import.two_ways")
		}
		out = append(out, format)
	case register.Money:
		if strings.HasPrefix(column.Currency, "{") {
			break
		}
		var codes []string
		for _, one := range c.currencies(column.Currency) {
			codes = append(codes, one.Value)
		}
		out = append(out, page.WizardFormat{
			Field:    ask("currency", "import.currency_of", column.Currency, codes, func(code string) string { return code }),
			Examples: c.readings(f, column, st.Samples), Sure: c.p.Count("import.read_numbers", int64(st.Numbers.Read)),
		})
	}
	switch f.Kind {
	case register.Money, register.Price, register.Quantity, register.Percent, register.Int:
		if st.Numbers.Doubt {
			out = append(out, page.WizardFormat{
				Field:    ask("decimal", "import.decimal_of", cmp.Or(column.Decimal, "."), []string{".", ","}, func(sign string) string { return "1" + sign + "5" }),
				Examples: c.readings(f, column, st.Samples), Sure: c.p.Text("import.two_ways"), Doubt: true,
			})
		}
	}
	return out
}

// readings show what some values of the file are read as.
func (c *call) readings(f *register.Field, column sheet.Column, texts []string) []page.Reading {
	var out []page.Reading
	for _, text := range texts {
		if len(out) == 3 {
			break
		}
		if slices.ContainsFunc(out, func(r page.Reading) bool { return r.Typed == text }) {
			continue
		}
		one := page.Reading{Typed: text}
		if v, err := column.Read(f, text, c.p); err != nil {
			one.Read, one.Wrong = c.p.TextOf(unreadableKey(err), nil), true
		} else {
			one.Read = names{}.words(c.p, nil, f, v)
		}
		out = append(out, one)
	}
	return out
}

func unreadableKey(err error) string {
	var bad register.ErrUnreadable
	if errors.As(err, &bad) {
		return string(bad)
	}
	return "unreadable"
}

// valueGroup is one column with its values.
func (c *call) valueGroup(tx *store.Tx, m matching) (page.ValueGroup, error) {
	at := strconv.Itoa(m.at)
	g := page.ValueGroup{ID: "values-" + at, Column: m.column.Header, Field: label(c.p, m.owner, m.field)}
	may, entries, lookup, err := c.becoming(tx, m)
	if err != nil {
		return g, err
	}
	unfound, near := 0, 0
	for k, match := range m.matches {
		v := page.ImportValue{
			Name: "value." + at + "." + strconv.Itoa(k), Typed: match.Text, Count: c.p.Integer(int64(match.Count)),
			May: may, Entries: entries, Lookup: lookup,
		}
		v.Choice, v.Entry, v.Chosen = chosenMeaning(m, match)
		switch {
		case match.Chosen != nil:
		case match.How == sheet.Nearly || match.How == sheet.ByFirm:
			v.Found, v.Nearly = c.p.Text("wizard.found_nearly"), true
			near++
			if match.How == sheet.Nearly && !sameLetters(match.Text, match.Title) {
				v.Choice = firstChoice(m, match.Text, may)
			}
		case match.How == sheet.ByCode:
			v.Found = c.p.Text("wizard.found_by_code")
		case match.How == sheet.ByName:
			v.Found = c.p.Text("wizard.found_by_name")
		}
		if match.How == sheet.NotFound {
			unfound++
			if v.Choice == "" {
				v.Choice = firstChoice(m, match.Text, may)
			}
		}
		g.Open = g.Open || v.Nearly || match.How == sheet.NotFound
		g.Values = append(g.Values, v)
	}
	if m.study.Empty > 0 {
		v := page.ImportValue{
			Name: "empty." + at, Count: c.p.Integer(int64(m.study.Empty)), Choice: becomesEmpty, Entries: entries, Lookup: lookup,
			May: []page.Choice{{Value: becomesEmpty, Label: c.p.Text("wizard.value_empty")}, {Value: becomesEntry, Label: c.p.Text("wizard.value_constant")}},
		}
		if m.column.Empty != "" {
			if v.Entry, v.Chosen, err = c.entryMeant(tx, m, m.column.Empty); err != nil {
				return g, err
			}
			v.Choice = becomesEntry
		}
		g.Values = append(g.Values, v)
	}
	if m.study.Many {
		g.Open = true
		v := page.ImportValue{
			Name: "rest." + at, Typed: c.p.Text("import.all_unfound"), Count: c.p.Integer(int64(m.study.Filled)), May: restOf(may), Choice: becomesEmpty,
		}
		if m.column.CreateMissing {
			v.Choice = becomesCreate
		}
		g.Rest = &v
	}
	g.Note = c.p.Count("import.different", int64(len(m.matches)))
	if m.study.Many {
		g.Note = c.p.Text("import.too_different")
	}
	if near > 0 {
		g.Note = c.p.Text("import.and", "a", g.Note, "b", c.p.Count("import.near", int64(near)))
	}
	if unfound > 0 {
		g.Note = c.p.Text("import.and", "a", g.Note, "b", c.p.Count("import.unfound", int64(unfound)))
	}
	return g, nil
}

// sameLetters reports whether two texts differ in spaces and signs alone, as
// GTXPro and GTX Pro. What is less alike is offered, and not taken unasked.
func sameLetters(a, b string) bool {
	tight := func(s string) string { return strings.ReplaceAll(identity.Fold(s), " ", "") }
	return tight(a) == tight(b)
}

// restOf are the choices for all values that are not found, one by one or not.
func restOf(may []page.Choice) []page.Choice {
	return slices.DeleteFunc(slices.Clone(may), func(one page.Choice) bool { return one.Value == becomesEntry })
}

// becoming are what a value of a column may become: the choices, and the
// entries there are, as a list or to be searched.
func (c *call) becoming(tx *store.Tx, m matching) (may, entries []page.Choice, lookup string, err error) {
	may = []page.Choice{{Value: becomesEntry, Label: c.p.Text("wizard.value_entry")}}
	target := m.field.Target
	if target == nil {
		for _, value := range m.field.Choices {
			entries = append(entries, page.Choice{Value: value, Label: choice(c.p, m.owner, m.field, value)})
		}
	} else {
		recs, err := tx.Select(c.r.Context(), target, register.Query{Filter: register.Alive(), Limit: mostEntries + 1})
		if err != nil {
			return nil, nil, "", err
		}
		if target.Name == m.owner.Name {
			may = append([]page.Choice{{Value: becomesRow, Label: c.p.Text("import.another_row")}}, may...)
		}
		if len(recs)*max(len(m.matches), 1) > mostEntries || len(recs) == 0 {
			lookup = "/lookup/" + target.Path
		} else {
			for _, rec := range recs {
				entries = append(entries, page.Choice{Value: strconv.FormatInt(register.BaseOf(rec).ID, 10), Label: c.title(target, rec)})
			}
		}
		if !target.Closed && register.May(c.actor, target, register.Create) {
			may = append(may, page.Choice{Value: becomesCreate, Label: c.p.Text("wizard.value_create")})
		}
	}
	return append(may, page.Choice{Value: becomesEmpty, Label: c.p.Text("wizard.value_empty")}), entries, lookup, nil
}

// chosenMeaning is what is decided of a value so far, or what was found.
func chosenMeaning(m matching, match sheet.Match) (choice, entry string, chosen page.Chosen) {
	if match.Chosen != nil {
		switch {
		case match.Chosen.Empty:
			return becomesEmpty, "", chosen
		case match.Chosen.Create != nil:
			return becomesCreate, "", chosen
		}
	}
	switch {
	case m.field.Target == nil && match.Entry != "":
		return becomesEntry, match.Entry, chosen
	case match.ID != 0:
		id := strconv.FormatInt(match.ID, 10)
		return becomesEntry, id, page.Chosen{ID: id, Label: match.Title}
	}
	return "", "", chosen
}

// firstChoice is what is proposed for a value that was not found: another row
// where rows may refer to each other, a new entry where its name is all it
// needs, else nothing.
func firstChoice(m matching, text string, may []page.Choice) string {
	if may[0].Value == becomesRow && m.own(text) {
		return becomesRow
	}
	simple := m.field.Target != nil && m.field.Target.Name != crm.LossReasons.Name && m.field.Target.Name != crm.Partners.Name
	if simple && slices.ContainsFunc(may, func(one page.Choice) bool { return one.Value == becomesCreate }) {
		return becomesCreate
	}
	return becomesEntry
}

// besidesName is what a new entry says besides its name: a stage is an open
// one of the first kind of deals.
func (c *call) besidesName(tx *store.Tx, target *register.Register) map[string]string {
	said := map[string]string{}
	if target.Name != crm.Stages.Name {
		return said
	}
	said["outcome"] = string(crm.Open)
	kinds, err := register.Select(c.r.Context(), tx, crm.DealKinds, register.Query{Filter: register.Alive(), Limit: 1})
	if err == nil && len(kinds) == 1 {
		said["kind"] = kinds[0].Code
	}
	return said
}

// entryMeant finds the entry that a mapping names.
func (c *call) entryMeant(tx *store.Tx, m matching, text string) (entry string, chosen page.Chosen, err error) {
	found, err := sheet.Matches(c.r.Context(), tx, c.store.Schema().Named(m.owner.Name), m.column, sheet.ColumnStudy{Values: []sheet.Counted{{Text: text, Count: 1}}}, c.p)
	if err != nil || len(found) == 0 {
		return "", chosen, err
	}
	m.column.Values = nil
	_, entry, chosen = chosenMeaning(m, found[0])
	return entry, chosen, nil
}

// importMatchValues keeps what the words of the file mean.
func (c *call) importMatchValues() error {
	return c.stepOf(func(i *sheetImport) error {
		if err := c.parseForm(); err != nil {
			return err
		}
		study, err := i.study(c)
		if err != nil {
			return err
		}
		c.takeFormats(i)
		undecided := 0
		err = c.read(func(tx *store.Tx) error {
			all, err := c.matchings(tx, i, study)
			if err != nil {
				return err
			}
			for _, m := range all {
				n, err := c.takeValues(tx, i, m)
				if err != nil {
					return err
				}
				undecided += n
			}
			return c.takeConstants(tx, i)
		})
		if err != nil {
			return err
		}
		if undecided > 0 {
			return c.askValues(http.StatusUnprocessableEntity, i, c.p.Count("import.undecided", int64(undecided)))
		}
		name := c.r.URL.Query().Get("save_as")
		err = c.saveMapping(i, i.at(checkStep), func(tx *store.Tx) error { return c.keepMappingAs(tx, i, name) })
		var problems *register.Problems
		if errors.As(err, &problems) {
			return c.askValues(http.StatusUnprocessableEntity, i, c.faultText(err))
		}
		return err
	})
}

func (c *call) takeFormats(i *sheetImport) {
	form := c.r.PostForm
	for n := range i.mapping.Columns {
		column, at := &i.mapping.Columns[n], "."+strconv.Itoa(n)
		take := func(name string, allowed []string, into *string) {
			if v := form.Get(name + at); v != "" && (allowed == nil || slices.Contains(allowed, v)) {
				*into = v
			}
		}
		take("dates", sheet.Orders(), &column.Dates)
		take("currency", nil, &column.Currency)
		take("decimal", []string{".", ","}, &column.Decimal)
		take("person", sheet.PersonOrders(), &column.Person)
	}
}

// takeValues keeps the decisions on one column, and counts the values that
// nobody decided. What is found surely by its name needs none.
func (c *call) takeValues(tx *store.Tx, i *sheetImport, m matching) (undecided int, err error) {
	form, at := c.r.PostForm, strconv.Itoa(m.at)
	column := &i.mapping.Columns[m.at]
	values := map[string]sheet.Meaning{}
	for k, match := range m.matches {
		name := "value." + at + "." + strconv.Itoa(k)
		to := form.Get(name + ".to")
		switch form.Get(name) {
		case becomesEntry:
			if to == "" {
				undecided++
				continue
			}
			if _, found, _ := chosenMeaning(m, sheet.Match{ID: match.ID, Entry: match.Entry}); found == to && match.How.Sure() && match.Chosen == nil {
				continue
			}
			word, err := c.entryWord(tx, m, to)
			if err != nil {
				return 0, err
			}
			values[match.Text] = sheet.Meaning{Entry: word}
		case becomesCreate:
			values[match.Text] = sheet.Meaning{Create: c.besidesName(tx, m.field.Target)}
			if match.Chosen != nil && match.Chosen.Create != nil {
				values[match.Text] = *match.Chosen
			}
		case becomesEmpty:
			values[match.Text] = sheet.Meaning{Empty: true}
		case becomesRow: // it is looked for when the rows are there
		default:
			if !match.How.Sure() {
				undecided++
			} else if match.Chosen != nil {
				values[match.Text] = *match.Chosen
			}
		}
	}
	if column.Values = values; len(values) == 0 {
		column.Values = nil
	}
	if m.study.Many {
		column.CreateMissing = form.Get("rest."+at) == becomesCreate
	}
	column.Empty = ""
	if form.Get("empty."+at) == becomesEntry && form.Get("empty."+at+".to") != "" {
		column.Empty, err = c.entryWord(tx, m, form.Get("empty."+at+".to"))
	}
	return undecided, err
}

// entryWord is what a mapping calls an entry chosen in a form: the code that
// stays when it is renamed, or its name; of choices, the choice.
func (c *call) entryWord(tx *store.Tx, m matching, chosen string) (string, error) {
	if m.field.Target == nil {
		if !slices.Contains(m.field.Choices, chosen) {
			return "", register.RefuseAt(m.column.Header, "not_a_choice")
		}
		return chosen, nil
	}
	id, err := strconv.ParseInt(chosen, 10, 64)
	if err != nil {
		return "", register.RefuseAt(m.column.Header, "not_a_choice")
	}
	rec, err := tx.Load(c.r.Context(), m.field.Target, id)
	if err != nil {
		return "", err
	}
	for _, f := range m.field.Target.Fields {
		if f.Unique && (f.Kind == register.Text || f.Kind == register.Email) && !f.Empty(rec) && c.actor.Sees(m.field.Target, f.Class) {
			return f.Value(rec).(string), nil
		}
	}
	return m.field.Target.Title(rec, "en"), nil
}
