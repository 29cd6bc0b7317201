package register

import (
	"slices"
	"strings"
	"time"
)

// Tally are totals that the store keeps of a register: for each set of values
// of some fields, how many records outside the archive say so and what other
// fields of them add up to. They are kept by the write itself, so that they are
// right at any moment, and groups and counts that they can answer are read from
// them, whoever asks.
type Tally struct {
	Name string   // of the totals among those of the register
	By   []string // the fields, days by their month
	Sums []string // the fields that are added up
	// Rows is the register of the totals themselves: the fields of By, under
	// their own names. A month stands there as its first day.
	Rows *Register
}

// monthly is the mark of a day that is known by its month alone.
const monthly = ".month"

// Month is a day counted by its month, in a Grouping: its values are the first
// days of months.
func Month(field string) string { return field + monthly }

// ByMonth is the field that Month was said of.
func ByMonth(name string) (field string, ok bool) { return strings.CutSuffix(name, monthly) }

// Whole says of the address of a day that a Tally knows it by its month.
func Whole(p *Date) any { return whole{p} }

type whole struct{ at *Date }

// Tally has totals kept of the fields at sums, by the values of the fields at
// by.
func (f *Fields) Tally(name string, sums []any, by ...any) {
	t := &Tally{Name: name}
	for _, at := range sums {
		t.Sums = append(t.Sums, f.nameOf(at))
	}
	for _, at := range by {
		if w, ok := at.(whole); ok {
			t.By = append(t.By, Month(f.nameOf(w.at)))
		} else {
			t.By = append(t.By, f.nameOf(at))
		}
	}
	f.tallies = append(f.tallies, t)
}

// of is the tally in a schema, with the fields of the schema's own register.
func (t *Tally) of(r *Register) *Tally {
	own := *t
	rows := &Register{Name: r.Name, Path: r.Path + "_tally_" + t.Name, names: r.names, typ: r.typ}
	for _, name := range t.By {
		field, _ := ByMonth(name)
		rows.Fields = append(rows.Fields, r.Field(field))
	}
	rows.index()
	own.Rows = rows
	return &own
}

// Answers reports whether the totals can answer what is asked: groups by these
// fields with this sum, empty for none, of the records that the filters mean.
// It gives the filters as they are asked of Rows. The day is that of today, for
// the words of a filter.
func (t *Tally) Answers(r *Register, by []string, sum string, today Date, filters ...Filter) (Filter, bool) {
	if sum != "" && !slices.Contains(t.Sums, sum) {
		return nil, false
	}
	for _, name := range by {
		if !slices.Contains(t.By, name) {
			return nil, false
		}
	}
	c := cover{tally: t, of: r, today: today}
	var all All
	for _, f := range filters {
		one, ok := c.all(f, true)
		if !ok {
			return nil, false
		}
		all = append(all, one)
	}
	return all, c.alive
}

// cover looks whether a filter speaks of the fields of a tally alone.
type cover struct {
	tally *Tally
	of    *Register
	today Date
	alive bool // the archive is left out
}

// all is a filter without the term that leaves the archive out, which may stand
// at its top.
func (c *cover) all(f Filter, top bool) (Filter, bool) {
	switch f := f.(type) {
	case nil:
		return All{}, true
	case All:
		out := All{}
		for _, one := range f {
			in, ok := c.all(one, top)
			if !ok {
				return nil, false
			}
			out = append(out, in)
		}
		return out, true
	case Any:
		out := Any{}
		for _, one := range f {
			in, ok := c.all(one, false)
			if !ok {
				return nil, false
			}
			out = append(out, in)
		}
		return out, true
	case Asked:
		in, ok := c.all(f.Filter, top)
		return Asked{in}, ok
	case Not:
		in, ok := c.all(f.Filter, false)
		return Not{in}, ok
	case Through:
		fld, err := f.Of(c.of)
		return f, err == nil && slices.Contains(c.tally.By, fld.Name)
	case Is:
		fld, err := f.Of(c.of)
		if err != nil {
			return nil, false
		}
		if fld.Name == "archived" && top && f.Op == Equal && f.Value == false {
			c.alive = true
			return All{}, true
		}
		if f.Op == Moved {
			return nil, false
		}
		return f, slices.Contains(c.tally.By, fld.Name) || slices.Contains(c.tally.By, Month(fld.Name)) && c.wholeMonths(f)
	}
	return nil, false
}

// wholeMonths reports whether a condition on a day means whole months.
func (c *cover) wholeMonths(f Is) bool {
	day := func(v any) Date {
		text, _ := v.(string)
		return Date(text)
	}
	switch f.Op {
	case IsSet, Unset:
		return true
	case AtLeast, Less:
		return day(f.Value).firstOfMonth()
	case AtMost, Greater:
		return day(f.Value).lastOfMonth()
	case Within:
		word, _ := f.Value.(Word)
		from, to := Period(word, c.today)
		return (from == "" || from.firstOfMonth()) && (to == "" || to.lastOfMonth())
	}
	return false
}

func (d Date) firstOfMonth() bool { return strings.HasSuffix(string(d), "-01") }

func (d Date) lastOfMonth() bool {
	_, last := d.Month()
	return d != "" && d == last
}

// Month is the first and the last day of the month of a day; of none, none.
func (d Date) Month() (first, last Date) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return "", ""
	}
	begin := t.AddDate(0, 0, 1-t.Day())
	return DayOf(begin, begin.Location()), DayOf(begin.AddDate(0, 1, -1), begin.Location())
}
