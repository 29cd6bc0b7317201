package web

import (
	"slices"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

// A constant is said of every row, or of those that say something in another
// column. It is asked for where the register needs what the file does not say.

// wantedConstant is one that an import asks for.
type wantedConstant struct {
	field *register.Field
	only  *sheet.Only
	usual string // proposed until somebody chooses
}

// constantsWanted are the required fields without a column, and the reason of
// the deals that the file says are lost.
func constantsWanted(i *sheetImport, all []matching) []wantedConstant {
	var out []wantedConstant
	covered := func(name string) bool {
		return slices.ContainsFunc(i.mapping.Columns, func(c sheet.Column) bool {
			return headOf(c.Field) == name || targetOf(c) == asPerson && (name == "surname" || name == "given")
		})
	}
	for _, f := range i.reg.Fields {
		if f.Required && !f.ReadOnly && constantMay(f) && !covered(f.Name) {
			w := wantedConstant{field: f}
			if i.reg.Name == crm.Partners.Name && f.Name == "roles" {
				w.usual = string(crm.ClientRole)
			}
			out = append(out, w)
		}
	}
	if i.reg.Name != crm.Deals.Name || covered("loss_reason") {
		return out
	}
	for _, m := range all {
		if m.field.Name == "stage" {
			out = append(out, wantedConstant{field: i.reg.Field("loss_reason"), only: &sheet.Only{Column: m.column.Header}, usual: crm.NotSpecified})
		}
	}
	return out
}

// constantMay reports whether a constant may be chosen for a field.
func constantMay(f *register.Field) bool {
	return f.Target != nil && f.Kind == register.Reference || len(f.Choices) > 0
}

// lostTexts are the texts of a stage column that mean lost.
func lostTexts(tx *store.Tx, c *call, m matching) ([]string, error) {
	lost, err := register.Select(c.r.Context(), tx, crm.Stages, register.Query{Filter: register.Eq(&crm.Stages.Row.Outcome, crm.Lost)})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, match := range m.matches {
		means := match.ID
		if match.Chosen != nil && (match.Chosen.Empty || match.Chosen.Create != nil) {
			means = 0
		}
		if slices.ContainsFunc(lost, func(s *crm.Stage) bool { return s.ID == means }) {
			out = append(out, match.Text)
		}
	}
	return out, nil
}

// askConstants is the group of what every row says alike.
func (c *call) askConstants(tx *store.Tx, i *sheetImport, all []matching) ([]page.ValueGroup, error) {
	var out []page.ValueGroup
	for _, w := range constantsWanted(i, all) {
		m := matching{field: w.field, owner: i.reg, column: sheet.Column{Header: w.field.Name, Field: w.field.Name}}
		_, entries, lookup, err := c.becoming(tx, m)
		if err != nil {
			return nil, err
		}
		g := page.ValueGroup{ID: "constant-" + w.field.Name, Column: c.p.Text("import.every_row"), Field: label(c.p, i.reg, w.field), Open: true}
		v := page.ImportValue{
			Name: "constant." + w.field.Name, Typed: c.p.Text("import.every_row"), Count: c.p.Integer(i.Total), Choice: becomesEntry, Entries: entries, Lookup: lookup,
			May: []page.Choice{{Value: becomesEntry, Label: c.p.Text("wizard.value_constant")}},
		}
		if w.only != nil {
			texts, n, err := c.lostRows(tx, w, all)
			if err != nil {
				return nil, err
			}
			if len(texts) == 0 {
				continue
			}
			g.Column = w.only.Column
			v.Typed, v.Count = strings.Join(texts, ", "), c.p.Integer(int64(n))
		}
		said := w.usual
		for _, k := range i.mapping.Constants {
			if k.Field == w.field.Name {
				said = k.Value
			}
		}
		if said != "" {
			if v.Entry, v.Chosen, err = c.entryMeant(tx, m, said); err != nil {
				return nil, err
			}
		}
		g.Values = []page.ImportValue{v}
		out = append(out, g)
	}
	return out, nil
}

// lostRows are the texts and the number of rows that a constant is limited to.
func (c *call) lostRows(tx *store.Tx, w wantedConstant, all []matching) (texts []string, rows int, err error) {
	for _, m := range all {
		if m.column.Header != w.only.Column {
			continue
		}
		if texts, err = lostTexts(tx, c, m); err != nil {
			return nil, 0, err
		}
		for _, match := range m.matches {
			if slices.Contains(texts, match.Text) {
				rows += match.Count
			}
		}
	}
	return texts, rows, nil
}

// takeConstants keeps the constants chosen. Those that the import does not ask
// for, as a saved mapping may have, stay.
func (c *call) takeConstants(tx *store.Tx, i *sheetImport) error {
	study, err := i.study(c)
	if err != nil {
		return err
	}
	all, err := c.matchings(tx, i, study) // with the decisions just taken
	if err != nil {
		return err
	}
	for _, w := range constantsWanted(i, all) {
		chosen := c.r.PostForm.Get("constant." + w.field.Name + ".to")
		if w.only != nil {
			if w.only.Is, _, err = c.lostRows(tx, w, all); err != nil {
				return err
			}
		}
		i.mapping.Constants = slices.DeleteFunc(i.mapping.Constants, func(k sheet.Constant) bool { return k.Field == w.field.Name })
		switch {
		case w.only != nil && len(w.only.Is) == 0:
			continue
		case chosen == "":
			if chosen = w.usual; chosen == "" { // it became needed only by this form's decisions
				continue
			}
		default:
			m := matching{field: w.field, owner: i.reg, column: sheet.Column{Header: w.field.Name, Field: w.field.Name}}
			if chosen, err = c.entryWord(tx, m, chosen); err != nil {
				return err
			}
		}
		i.mapping.Constants = append(i.mapping.Constants, sheet.Constant{Field: w.field.Name, Value: chosen, Only: w.only})
	}
	return nil
}
