package lang

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Check tells everything that is wrong with the catalogues of the program, each
// fault with its file and key; nil means that they are whole.
//
// A file is valid JSON without equal keys, and a key lives in one file only. Each
// key has all four languages; if one is counted, all are, with every plural
// category of the language. The languages use the same placeholders. A text is not
// empty, has no idle spaces, no word of Latin and Cyrillic letters mixed, and no
// letter that its language does not have.
func Check() error {
	return check(files)
}

func check(folder fs.FS) error {
	c, err := load(folder)
	problems := []error{err}
	for _, key := range slices.Sorted(maps.Keys(c.keys)) {
		e := c.keys[key]
		for _, fault := range e.faults(key) {
			problems = append(problems, fmt.Errorf("%s: %s: %s", e.file, key, fault))
		}
	}
	return errors.Join(problems...)
}

func (e entry) faults(key string) []string {
	var faults []string
	if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_.-") != "" || key == "" {
		faults = append(faults, "a key has small Latin letters, digits, points, hyphens and underscores only")
	}
	var counted, plain int
	for _, l := range Languages() {
		m := e.texts[l]
		switch {
		case m == nil:
			faults = append(faults, "no text in "+string(l))
			continue
		case m.forms == nil:
			plain++
		default:
			counted++
		}
		faults = append(faults, m.faults()...)
	}
	if counted > 0 && plain > 0 {
		faults = append(faults, "counted in some languages and not in others")
	}
	return append(faults, e.unlikePlaceholders()...)
}

// unlikePlaceholders compares every text with all placeholders of the key.
func (e entry) unlikePlaceholders() []string {
	var all []string
	for _, m := range e.texts {
		for _, t := range m.templates() {
			all = append(all, t.names()...)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)

	var faults []string
	for _, l := range Languages() {
		m := e.texts[l]
		if m == nil {
			continue
		}
		for _, t := range m.templates() {
			if names := t.names(); !slices.Equal(names, all) && !(m.mayLeaveOutNumber(t) && sameNames(names, all)) {
				faults = append(faults, fmt.Sprintf("%s: %q has placeholders %v, the key has %v", l, t.text, names, all))
			}
		}
	}
	return faults
}

// mayLeaveOutNumber is true for a form that counts exactly one thing, which may
// say so in words; the Ukrainian and Russian form "one" is also that of 21.
func (m *message) mayLeaveOutNumber(t template) bool {
	return (m.language == Bulgarian || m.language == English) && m.forms != nil && m.forms[One].text == t.text
}

func (m *message) faults() []string {
	var faults []string
	add := func(format string, a ...any) {
		faults = append(faults, string(m.language)+": "+fmt.Sprintf(format, a...))
	}
	for _, category := range m.language.Categories() {
		if _, has := m.forms[category]; m.forms != nil && !has {
			add("no text for plural category %q", category)
		}
	}
	for _, t := range m.templates() {
		switch {
		case t.text == "":
			add("an empty text")
		case strings.TrimSpace(t.text) != t.text || strings.Contains(t.text, "  "):
			add("idle spaces in %q", t.text)
		}
		for _, r := range t.text {
			if unicode.IsControl(r) && r != '\n' {
				add("control character %U in %q", r, t.text)
			}
		}
		for _, word := range t.words() {
			if has(word, unicode.Latin) && has(word, unicode.Cyrillic) {
				add("Latin and Cyrillic letters mixed in %q", word)
			}
			if i := strings.IndexAny(strings.ToLower(word), m.language.foreignLetters()); i >= 0 {
				add("a letter of another language in %q", word)
			}
		}
	}
	return faults
}

// foreignLetters are Cyrillic ones that the language does not have.
func (l Language) foreignLetters() string {
	switch l {
	case Ukrainian:
		return "ыэёъ"
	case Russian:
		return "іїєґ"
	case Bulgarian:
		return "ыэёіїєґ"
	}
	return ""
}

// words are the runs of letters between the placeholders.
func (t template) words() []string {
	text := t.text
	if t.parts != nil {
		var stretches []string
		for _, p := range t.parts {
			stretches = append(stretches, p.before)
		}
		text = strings.Join(stretches, " ")
	}
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

func has(word string, script *unicode.RangeTable) bool {
	return strings.IndexFunc(word, func(r rune) bool { return unicode.Is(script, r) }) >= 0
}
