package crm

import (
	"context"
	"slices"

	"dossier/internal/register"
)

// CustomField is a field that a user added to a register.
type CustomField struct {
	register.Base
	Labels     register.Names
	Name       string // x_ and small Latin letters
	Register   string
	Kind       CustomKind
	Class      CustomClass
	Target     string // register that a reference points into
	Choices    register.Parts[CustomChoice]
	Section    string
	Position   int64
	Required   bool
	Searchable bool
	Filterable bool
}

// CustomFields is the register of them.
var CustomFields = register.Define[CustomField]("custom_field", "custom_fields")

// Describe lists the fields. Archiving a custom field keeps its values.
func (c *CustomField) Describe(f *register.Fields) {
	f.Names(&c.Labels).Required().Searchable().Tracked()
	f.Text(&c.Name).Max(42).Required().Indexed()
	f.Text(&c.Register).Max(60).Required().Indexed()
	f.Choice(&c.Kind).Required()
	f.Choice(&c.Class).Tracked()
	f.Text(&c.Target).Max(60)
	f.Parts(&c.Choices).Tracked()
	f.Text(&c.Section).Max(60)
	f.Int(&c.Position).Indexed()
	f.Bool(&c.Required).Tracked()
	f.Bool(&c.Searchable)
	f.Bool(&c.Filterable)
	f.SortBy(&c.Position, &c.Name)
}

// Title is the label in the reader's language.
func (c *CustomField) Title(language string) string { return c.Labels.In(language) }

// Hint is the name.
func (c *CustomField) Hint(string) string { return c.Name }

// CustomChoice is one of the values of a custom list.
type CustomChoice struct {
	register.Part
	Code  string
	Names register.Names
}

// Describe lists the fields.
func (c *CustomChoice) Describe(f *register.Fields) {
	f.Text(&c.Code).Max(40).Required()
	f.Names(&c.Names).Required()
}

// Change refuses what would make stored values unreadable.
func (c *CustomField) Change(ctx context.Context, tx register.Tx, was *CustomField) error {
	if c.Class == "" {
		c.Class = CustomClass(register.Personal)
	}
	of := tx.Schema().Named(c.Register)
	if of == nil || of.Closed {
		return register.RefuseAt("register", "not_a_choice")
	}
	if c.Target != "" && tx.Schema().Named(c.Target) == nil {
		return register.RefuseAt("target", "not_a_choice")
	}
	if was == nil {
		n, err := tx.AsProgram().Count(ctx, CustomFields.Register, register.All{
			register.Eq(&CustomFields.Row.Register, c.Register), register.Eq(&CustomFields.Row.Name, c.Name),
		}, 1)
		if err == nil && n > 0 {
			err = register.RefuseAt("name", "not_unique")
		}
		return err
	}
	switch {
	case was.Name != c.Name:
		return register.RefuseAt("name", "custom_field_stays")
	case was.Register != c.Register:
		return register.RefuseAt("register", "custom_field_stays")
	case was.Kind != c.Kind:
		return register.RefuseAt("kind", "custom_field_stays")
	case was.Target != c.Target:
		return register.RefuseAt("target", "custom_field_stays")
	}
	for _, old := range was.Choices {
		if !slices.ContainsFunc(c.Choices, func(now CustomChoice) bool { return now.Code == old.Code }) {
			return register.RefuseAt("choices", "custom_choice_stays", "choice", old.Names)
		}
	}
	return nil
}

// Check holds the description together.
func (c *CustomField) Check(p *register.Problems) {
	if !register.CustomName.MatchString(c.Name) {
		p.Add(&c.Name, "custom_field_name")
	}
	kind := c.kind()
	list := kind == register.Choice || kind == register.Several
	if list != (len(c.Choices) > 0) {
		p.Add(&c.Choices, "custom_field_choices")
	}
	if kind == register.Several && len(c.Choices) > 60 {
		p.Add(&c.Choices, "too_large")
	}
	if (kind == register.Reference) != (c.Target != "") {
		p.Add(&c.Target, "custom_field_target")
	}
	if c.Searchable && kind != register.Text && kind != register.LongText && kind != register.Email && kind != register.Phone {
		p.Add(&c.Searchable, "custom_field_not_searchable")
	}
	if c.Filterable && (kind == register.LongText || kind == register.Several) {
		p.Add(&c.Filterable, "custom_field_not_filterable")
	}
	codes := map[string]bool{}
	for i, one := range c.Choices {
		if codes[one.Code] {
			p.AddAt(partField("choices", i, "code"), "not_unique")
		}
		codes[one.Code] = true
	}
}

func (c *CustomField) kind() register.Kind {
	k, _ := register.KindNamed(string(c.Kind))
	return k
}

// Field is the description that the row stands for. Labels holds the label by
// language, and under "code.language" the names of the choices.
func (c *CustomField) Field() *register.Field {
	f := &register.Field{
		Name: c.Name, Kind: c.kind(), Class: register.Class(c.Class), Section: c.Section, Custom: true,
		Required: c.Required, Searchable: c.Searchable, Filterable: c.Filterable, Tracked: true,
		Labels: map[string]string{},
	}
	for i, language := range register.Languages {
		f.Labels[language] = c.Labels.In(language)
		for _, one := range c.Choices {
			if i == 0 {
				f.Choices = append(f.Choices, one.Code)
			}
			f.Labels[one.Code+"."+language] = one.Names.In(language)
		}
	}
	if c.Target != "" {
		f.Target = &register.Register{Name: c.Target} // the schema puts the real one here
	}
	return f
}

// ReadCustom reads the custom fields in use, by register; tx must be the
// program's.
func ReadCustom(ctx context.Context, tx register.Tx) (map[string][]*register.Field, error) {
	rows, err := register.Select(ctx, tx, CustomFields, register.Query{Filter: register.Alive(), Whole: true})
	if err != nil {
		return nil, err
	}
	out := map[string][]*register.Field{}
	for _, c := range rows {
		out[c.Register] = append(out[c.Register], c.Field())
	}
	return out, nil
}

// CustomKind is what a custom field holds.
type CustomKind string

// Choices are the kinds that the database keeps for custom fields.
func (CustomKind) Choices() []string {
	var out []string
	for _, k := range register.CustomKinds() {
		out = append(out, k.String())
	}
	return out
}

// CustomClass is the class of a custom field; personal unless chosen.
type CustomClass string

// Choices are all classes.
func (CustomClass) Choices() []string {
	var out []string
	for _, c := range register.Classes() {
		out = append(out, string(c))
	}
	return out
}
