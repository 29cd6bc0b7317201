package register

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Reader reads the texts said of one field, in the language of who said them.
// The error is ErrUnreadable.
type Reader func(f *Field, texts []string) (any, error)

// Plainly is the Reader of machines: Parse of the last text, and for sets the
// texts together.
func Plainly(f *Field, texts []string) (any, error) {
	switch f.Kind {
	case Several, References:
		var some []string
		for _, t := range texts {
			if t != "" {
				some = append(some, t)
			}
		}
		if len(some) == 0 {
			return f.Zero(), nil
		}
		return f.Parse(strings.Join(some, ","))
	}
	return f.Parse(texts[len(texts)-1])
}

// Fill reads what a form or a sheet says of a record into it. Names nobody
// described are unknown_field, fields the actor may not see or edit are
// hidden_field and read_only_field, unreadable texts are problems at their
// field; nothing is skipped in silence. Parts are said as phones.0.number; an
// empty "phones" among the names says that the rows given are all there are.
func Fill(a Actor, r *Register, into any, said map[string][]string, read Reader) error {
	p := ProblemsOf(into)
	parts := map[string]map[int]map[string][]string{}
	names := make([]string, 0, len(said))
	for name := range said {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		head, rest, nested := strings.Cut(name, ".")
		f := r.Field(head)
		if !settable(a, r, f, head, p) {
			continue
		}
		switch {
		case f.Kind == PartsOf:
			if parts[head] == nil {
				parts[head] = map[int]map[string][]string{}
			}
			row, field, ok := strings.Cut(rest, ".")
			n, err := strconv.Atoi(row)
			switch {
			case !nested:
			case !ok || err != nil || n < 0 || n > 10_000:
				p.AddAt(name, "unknown_field")
			default:
				if parts[head][n] == nil {
					parts[head][n] = map[string][]string{}
				}
				parts[head][n][field] = said[name]
			}
		case f.Kind == NamesOf && nested:
			i := slices.Index(Languages[:], rest)
			if i < 0 {
				p.AddAt(name, "unknown_field")
				continue
			}
			all := f.Value(into).(Names).All()
			all[i] = strings.TrimSpace(said[name][len(said[name])-1])
			f.Set(into, NamesFrom(all))
		case nested:
			p.AddAt(name, "unknown_field")
		default:
			v, err := read(f, said[name])
			if err != nil {
				p.unreadable(name, err)
				continue
			}
			f.Set(into, v)
		}
	}
	for head, rows := range parts {
		fillParts(a, r, r.Field(head), into, rows, read, p)
	}
	return p.Err()
}

func (p *Problems) unreadable(name string, err error) {
	key := "unreadable"
	var bad ErrUnreadable
	if errors.As(err, &bad) {
		key = string(bad)
	}
	p.AddAt(name, key)
}

// settable reports whether the actor may say something of the field; when not
// it says why.
func settable(a Actor, r *Register, f *Field, name string, p *Problems) bool {
	switch {
	case f == nil || f.Unseen || slices.Contains(r.Head, f):
		p.AddAt(name, "unknown_field")
	case !a.Sees(r, f.Class):
		p.AddAt(name, "hidden_field")
	case f.ReadOnly || !a.Edits(r, f.Class):
		p.AddAt(name, "read_only_field")
	default:
		return true
	}
	return false
}

// fillParts makes the parts the rows that were said, in their order. A row
// that names the id of a known part changes that one; a row that says nothing
// is dropped.
func fillParts(a Actor, r *Register, f *Field, into any, rows map[int]map[string][]string, read Reader, p *Problems) {
	known := map[ID]any{}
	for _, part := range f.Value(into).([]any) {
		known[PartOf(part).ID] = part
	}
	order := make([]int, 0, len(rows))
	for n := range rows {
		order = append(order, n)
	}
	slices.Sort(order)
	var out []any
	for _, n := range order {
		row := rows[n]
		part := f.Target.NewPart()
		if ids := row["id"]; len(ids) > 0 {
			id, _ := strconv.ParseInt(ids[0], 10, 64)
			if old := known[id]; old != nil && id != 0 {
				part = old
			}
		}
		empty := true
		for name, texts := range row {
			if name == "id" {
				continue
			}
			at := fmt.Sprintf("%s.%d.%s", f.Name, len(out), name)
			g := f.Target.Field(name)
			if g == nil || g.ReadOnly {
				p.AddAt(at, "unknown_field")
				continue
			}
			v, err := read(g, texts)
			if err != nil {
				p.unreadable(at, err)
				empty = false
				continue
			}
			if !g.Nothing(v) && g.Kind != Bool && g.Kind != Choice {
				empty = false
			}
			setOfPart(a, r, g, part, v, at, p)
		}
		if !empty {
			out = append(out, part)
		}
	}
	f.Set(into, out)
}

// setOfPart makes a part say v, as far as the class of the field is the
// actor's in the register that the part belongs to. Saying again what it says
// is no change.
func setOfPart(a Actor, r *Register, g *Field, part, v any, at string, p *Problems) {
	if v == nil {
		v = g.Zero()
	}
	switch {
	case !a.Sees(r, g.Class):
		p.AddAt(at, "hidden_field")
	case !a.Edits(r, g.Class) && !g.Same(v, g.Value(part)):
		p.AddAt(at, "read_only_field")
	default:
		g.Set(part, v)
	}
}

// FillJSON reads what the body of an API call says of a record into it, as
// Fill does. Set-valued fields and parts are replaced whole.
func FillJSON(a Actor, r *Register, into any, body map[string]any) error {
	p := ProblemsOf(into)
	names := make([]string, 0, len(body))
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := r.Field(name)
		if !settable(a, r, f, name, p) {
			continue
		}
		if f.Kind == PartsOf {
			partsFromJSON(a, r, f, into, body[name], p)
			continue
		}
		v, err := f.FromJSON(body[name])
		if err != nil {
			p.unreadable(name, err)
			continue
		}
		f.Set(into, v)
	}
	return p.Err()
}

func partsFromJSON(a Actor, r *Register, f *Field, into any, v any, p *Problems) {
	list, ok := v.([]any)
	if !ok && v != nil {
		p.AddAt(f.Name, "unreadable")
		return
	}
	known := map[ID]any{}
	for _, part := range f.Value(into).([]any) {
		known[PartOf(part).ID] = part
	}
	var out []any
	for i, one := range list {
		row, ok := one.(map[string]any)
		if !ok {
			p.AddAt(fmt.Sprintf("%s.%d", f.Name, i), "unreadable")
			continue
		}
		part := f.Target.NewPart()
		if n, ok := row["id"].(json.Number); ok {
			id, _ := n.Int64()
			if old := known[id]; old != nil {
				part = old
			}
		}
		for name, x := range row {
			if name == "id" {
				continue
			}
			at := fmt.Sprintf("%s.%d.%s", f.Name, i, name)
			g := f.Target.Field(name)
			if g == nil || g.ReadOnly {
				p.AddAt(at, "unknown_field")
				continue
			}
			v, err := g.FromJSON(x)
			if err != nil {
				p.unreadable(at, err)
				continue
			}
			setOfPart(a, r, g, part, v, at, p)
		}
		out = append(out, part)
	}
	f.Set(into, out)
}

// ReadObject reads one JSON object strictly: no key twice, nothing after it,
// numbers kept exact. A key given twice is a Problem duplicate_key; anything
// else wrong is a Problem unreadable_json.
func ReadObject(from io.Reader) (map[string]any, error) {
	raw, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(raw) {
		return nil, Refuse("invalid_utf8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, Refuse("unreadable_json")
	}
	obj, ok := v.(map[string]any)
	if !ok {
		return nil, Refuse("unreadable_json")
	}
	return obj, nil
}

func readValue(d *json.Decoder, depth int) (any, error) {
	if depth > 12 {
		return nil, Refuse("too_deep")
	}
	t, err := d.Token()
	if err != nil {
		return nil, Refuse("unreadable_json")
	}
	switch t {
	case json.Delim('{'):
		out := map[string]any{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, Refuse("unreadable_json")
			}
			name := key.(string)
			if _, twice := out[name]; twice {
				return nil, RefuseAt(name, "duplicate_key")
			}
			if out[name], err = readValue(d, depth+1); err != nil {
				return nil, err
			}
		}
		_, err = d.Token()
		return out, asUnreadable(err)
	case json.Delim('['):
		out := []any{}
		for d.More() {
			v, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		_, err = d.Token()
		return out, asUnreadable(err)
	}
	return t, nil
}

func asUnreadable(err error) error {
	if err != nil {
		return Refuse("unreadable_json")
	}
	return nil
}
