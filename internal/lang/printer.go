package lang

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/internal/money"
)

// Printer writes for one reader: in a language, by the clock of a zone. It is
// small and never changes, so many goroutines may share one.
type Printer struct {
	language Language
	zone     *time.Location
	grammar  *grammar
	texts    map[string]*message
	now      func() time.Time
	isoDates bool
}

// For makes the printer of a language and a zone; a nil zone is UTC, and an
// unknown language is written as Ukrainian.
func For(l Language, zone *time.Location) *Printer {
	if zone == nil {
		zone = time.UTC
	}
	if l != Longest {
		l = l.grammar().language
	}
	return &Printer{
		language: l,
		zone:     zone,
		grammar:  l.grammar(),
		texts:    shipped().texts[l],
		now:      time.Now,
	}
}

// At is the same printer with a clock that stands at now; what depends on the
// current day, as DateWords does, then depends on now.
func (p *Printer) At(now time.Time) *Printer {
	q := *p
	q.now = func() time.Time { return now }
	return &q
}

// ISODates is the same printer with dates in numbers written as 2026-11-22.
func (p *Printer) ISODates() *Printer {
	q := *p
	q.isoDates = true
	return &q
}

// Language is the language that the printer writes.
func (p *Printer) Language() Language { return p.language }

// Zone is the zone whose clock the printer reads.
func (p *Printer) Zone() *time.Location { return p.zone }

// Has reports whether the catalogue has the key in the printer's language.
func (p *Printer) Has(key string) bool { return p.texts[key] != nil }

// Text is the text of a key with its placeholders filled from pairs of a name
// and a value: Text("moved", "name", deal.Name). Whole numbers, money and moments
// are written as the language writes them, all other values as fmt prints them.
//
// An unknown key, a placeholder without a value and a name without a value panic
// under go test; in the running program the key or the placeholder is shown as
// ⟦key⟧, and Missing names it. A counted key given to Text shows its form for many.
func (p *Printer) Text(key string, pairs ...any) string {
	m := p.texts[key]
	if m == nil {
		return absent(key)
	}
	if m.forms != nil {
		return p.fill(key, m.forms[Other], nil, pairs)
	}
	if m.plain.parts == nil {
		return m.plain.text
	}
	return p.fill(key, m.plain, nil, pairs)
}

// TextOf is Text with the values in a map, as a problem of a record carries them.
func (p *Printer) TextOf(key string, values map[string]any) string {
	if len(values) == 0 {
		return p.Text(key)
	}
	pairs := make([]any, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, name, value)
	}
	return p.Text(key, pairs...)
}

// Count is the text of a key in the plural form for n, which stands at {n}. A key
// with one text for all numbers may be counted too.
func (p *Printer) Count(key string, n int64, pairs ...any) string {
	return p.count(key, n, 0, p.Integer(n), pairs)
}

// CountQuantity is Count for a quantity in thousandths: 1500 is "1,5 угоди".
func (p *Printer) CountQuantity(key string, milli int64, pairs ...any) string {
	v, scale := trimZeros(milli, 3)
	return p.count(key, v, scale, p.Decimal(v, scale), pairs)
}

func (p *Printer) count(key string, v int64, scale int, number string, pairs []any) string {
	m := p.texts[key]
	if m == nil {
		return absent(key)
	}
	t := m.plain
	if m.forms != nil {
		t = m.forms[m.language.Plural(v, scale)]
	}
	return p.fill(key, t, &number, pairs)
}

// fill writes a template; n, if there is one, stands at {n}.
func (p *Printer) fill(key string, t template, n *string, pairs []any) string {
	if len(pairs)%2 != 0 {
		absent(key + ": a name without a value")
	}
	if t.parts == nil {
		return t.text
	}
	var out strings.Builder
	out.Grow(len(t.text) + 32)
	for _, part := range t.parts {
		out.WriteString(part.before)
		switch {
		case part.name == "":
		case part.name == "n" && n != nil:
			out.WriteString(*n)
		default:
			out.WriteString(p.value(key, part.name, pairs))
		}
	}
	return out.String()
}

func (p *Printer) value(key, name string, pairs []any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return p.show(pairs[i+1])
		}
	}
	return absent(key + "{" + name + "}")
}

func (p *Printer) show(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return p.Integer(int64(v))
	case int64:
		return p.Integer(v)
	case money.Money:
		return p.Money(v)
	case time.Time:
		return p.Moment(v)
	}
	return fmt.Sprint(value)
}

// missing remembers what the running program asked for in vain; at most as many
// as a programmer would read, since some of it may come from custom labels.
var missing struct {
	sync.Mutex
	what map[string]bool
}

const mostMissing = 1000

// absent marks a gap: under go test it panics, so that no gap gets past a test.
func absent(what string) string {
	if testing.Testing() {
		panic("lang: nothing in the catalogue for " + what)
	}
	return note(what)
}

// note remembers a gap and shows it where the text should be.
func note(what string) string {
	missing.Lock()
	defer missing.Unlock()
	if missing.what == nil {
		missing.what = map[string]bool{}
	}
	if len(missing.what) < mostMissing {
		missing.what[what] = true
	}
	return "⟦" + what + "⟧"
}

// Missing lists the keys and placeholders that were asked for and not found since
// the program started, in alphabetical order; it is empty in a sound program.
func Missing() []string {
	missing.Lock()
	defer missing.Unlock()
	all := make([]string, 0, len(missing.what))
	for what := range missing.what {
		all = append(all, what)
	}
	slices.Sort(all)
	return all
}
