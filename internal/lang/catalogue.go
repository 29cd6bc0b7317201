package lang

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed catalogue/*.json
var files embed.FS

// message is one key in one language: a text, or one for each plural category.
type message struct {
	language Language // whose plural rule chooses among the forms
	plain    template
	forms    map[Category]template // nil for a plain text
}

// catalogue is what all files together say.
type catalogue struct {
	keys  map[string]entry
	texts map[Language]map[string]*message
}

// entry is a key and the file that has it.
type entry struct {
	file  string
	texts map[Language]*message
}

// shipped is the catalogue inside the program. It is read at first use and panics
// if a file cannot be read at all; what is merely incomplete is Check's to tell.
var shipped = sync.OnceValue(func() *catalogue {
	c, err := load(files)
	if err != nil {
		panic(err)
	}
	return c
})

// Keys lists the keys of all catalogues in alphabetical order.
func Keys() []string {
	return slices.Sorted(maps.Keys(shipped().keys))
}

// load reads and merges catalogue/*.json.
func load(folder fs.FS) (*catalogue, error) {
	c := &catalogue{keys: map[string]entry{}, texts: map[Language]map[string]*message{}}
	names, err := fs.Glob(folder, "catalogue/*.json")
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		if err := c.read(name, text); err != nil {
			problems = append(problems, fmt.Errorf("read %s: %w", name, err))
		}
	}
	c.index()
	return c, errors.Join(problems...)
}

// read adds the keys of one file.
func (c *catalogue) read(file string, text []byte) error {
	if !utf8.Valid(text) {
		return errors.New("not UTF-8")
	}
	in := json.NewDecoder(bytes.NewReader(text))
	var problems []error
	err := object(in, func(key string) error {
		texts, err := readTexts(in)
		if err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
		if first, taken := c.keys[key]; taken {
			problems = append(problems, fmt.Errorf("key %q is already in %s", key, first.file))
			return nil
		}
		c.keys[key] = entry{file, texts}
		return nil
	})
	if err == nil && in.More() {
		err = errors.New("something follows the closing brace")
	}
	return errors.Join(append(problems, err)...)
}

func readTexts(in *json.Decoder) (map[Language]*message, error) {
	texts := map[Language]*message{}
	err := object(in, func(code string) error {
		l := Language(code)
		if !l.Known() {
			return fmt.Errorf("language %q is not one of the four", code)
		}
		if texts[l] != nil {
			return fmt.Errorf("language %q stands twice", code)
		}
		m, err := readMessage(in, l)
		if err != nil {
			return fmt.Errorf("language %q: %w", code, err)
		}
		texts[l] = m
		return nil
	})
	return texts, err
}

// readMessage reads a string or an object of plural forms.
func readMessage(in *json.Decoder, l Language) (*message, error) {
	token, err := in.Token()
	if err != nil {
		return nil, err
	}
	m := &message{language: l}
	if text, plain := token.(string); plain {
		m.plain, err = cut(text)
		return m, err
	}
	if token != json.Delim('{') {
		return nil, fmt.Errorf("%v is neither a text nor plural forms", token)
	}
	m.forms = map[Category]template{}
	err = members(in, func(category string) error {
		if !slices.Contains(l.Categories(), Category(category)) {
			return fmt.Errorf("the language has no plural category %q", category)
		}
		if _, taken := m.forms[Category(category)]; taken {
			return fmt.Errorf("plural category %q stands twice", category)
		}
		token, err := in.Token()
		if err != nil {
			return err
		}
		text, plain := token.(string)
		if !plain {
			return fmt.Errorf("plural category %q: %v is not a text", category, token)
		}
		m.forms[Category(category)], err = cut(text)
		return err
	})
	return m, err
}

// object reads a whole JSON object, calling member at each value. The package
// reads tokens itself because encoding/json takes the last of two equal keys in silence.
func object(in *json.Decoder, member func(key string) error) error {
	token, err := in.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('{') {
		return fmt.Errorf("%v where an object should begin", token)
	}
	return members(in, member)
}

func members(in *json.Decoder, member func(key string) error) error {
	for in.More() {
		token, err := in.Token()
		if err != nil {
			return err
		}
		key, named := token.(string)
		if !named {
			return fmt.Errorf("%v where a key should be", token)
		}
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := in.Token()
	return err
}

// index arranges the texts by language for the printers.
func (c *catalogue) index() {
	for _, l := range append(Languages(), Longest) {
		c.texts[l] = make(map[string]*message, len(c.keys))
	}
	for key, e := range c.keys {
		for l, m := range e.texts {
			c.texts[l][key] = m
		}
		if m := e.longest(); m != nil {
			c.texts[Longest][key] = m
		}
	}
}

// longest is the message with the most letters; of equals the first in the order of Languages.
func (e entry) longest() *message {
	var best *message
	for _, l := range Languages() {
		if m := e.texts[l]; m != nil && (best == nil || m.length() > best.length()) {
			best = m
		}
	}
	return best
}

func (m *message) length() int {
	length := utf8.RuneCountInString(m.plain.text)
	for _, form := range m.forms {
		length = max(length, utf8.RuneCountInString(form.text))
	}
	return length
}

// templates are all texts of the message, the plain one or every form.
func (m *message) templates() []template {
	if m.forms == nil {
		return []template{m.plain}
	}
	var all []template
	for _, category := range m.language.Categories() {
		if form, has := m.forms[category]; has {
			all = append(all, form)
		}
	}
	return all
}

// sameNames reports whether a form names what the others name; a form for a
// single thing may say "one" in words and leave the number out.
func sameNames(form, all []string) bool {
	without := func(names []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "n" }), ",")
	}
	return without(form) == without(all)
}
