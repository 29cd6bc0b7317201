package sheet

import (
	"strings"

	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/register"
)

// label is what a field is called in a printer's language, empty when it has
// no name there.
func label(r *register.Register, f *register.Field, p *lang.Printer) string {
	if f.Custom {
		return f.Labels[string(p.Language())]
	}
	if key := r.Name + "." + f.Name; p.Has(key) {
		return p.Text(key)
	}
	return ""
}

// choiceLabel is what a value of a choice is called.
func choiceLabel(r *register.Register, f *register.Field, choice string, p *lang.Printer) string {
	if f.Custom {
		return f.Labels[choice+"."+string(p.Language())]
	}
	if key := r.Name + "." + f.Name + "." + choice; p.Has(key) {
		return p.Text(key)
	}
	return ""
}

// usualHeaders are other names by which files call a field, in all languages.
func usualHeaders(r *register.Register, field string, printers []*lang.Printer) []string {
	var out []string
	for _, p := range printers {
		if key := "sheet.headers." + r.Name + "." + field; p.Has(key) {
			out = append(out, strings.Split(p.Text(key), ",")...)
		}
	}
	return out
}

// fold is the form in which texts are compared; what has no letters at all is
// compared as it is.
func fold(s string) string {
	if f := identity.Fold(s); f != "" {
		return f
	}
	return strings.TrimSpace(s)
}

// tight is fold without spaces: GTX Pro and GTXPro are the same.
func tight(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// choiceMeant finds the choice that a text names: by its value or by its label
// in any language.
func choiceMeant(r *register.Register, f *register.Field, text string, printers []*lang.Printer) string {
	want := fold(text)
	for _, c := range f.Choices {
		if c == text || fold(c) == want {
			return c
		}
		for _, p := range printers {
			if l := choiceLabel(r, f, c, p); l != "" && fold(l) == want {
				return c
			}
		}
	}
	return ""
}

// printersOf are printers of the four languages by the clock of one of them.
func printersOf(p *lang.Printer) []*lang.Printer {
	var out []*lang.Printer
	for _, l := range lang.Languages() {
		out = append(out, lang.For(l, p.Zone()))
	}
	return out
}
