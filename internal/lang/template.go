package lang

import (
	"fmt"
	"slices"
	"strings"
)

// template is a text cut at its placeholders once, when the catalogue is loaded.
type template struct {
	text  string
	parts []part
}

// part is a stretch of text and the placeholder after it, if any.
type part struct {
	before string
	name   string
}

// cut finds the placeholders of a text: {name} in small Latin letters, digits and underscores.
// A brace that stands for itself is not needed in any text, so every other one is an error.
func cut(text string) (template, error) {
	t := template{text: text}
	rest := text
	for {
		before, after, found := strings.Cut(rest, "{")
		if strings.Contains(before, "}") {
			return t, fmt.Errorf("a closing brace without an opening one in %q", text)
		}
		if !found {
			break
		}
		name, following, closed := strings.Cut(after, "}")
		if !closed || !placeholder(name) {
			return t, fmt.Errorf("a broken placeholder in %q", text)
		}
		t.parts = append(t.parts, part{before, name})
		rest = following
	}
	if t.parts != nil && rest != "" {
		t.parts = append(t.parts, part{before: rest})
	}
	return t, nil
}

func placeholder(name string) bool {
	wrong := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
	}
	return name != "" && strings.IndexFunc(name, wrong) < 0
}

// names are the placeholders of the text in alphabetical order, each once.
func (t template) names() []string {
	var names []string
	for _, p := range t.parts {
		if p.name != "" {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
