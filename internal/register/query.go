package register

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"time"

	"dossier/internal/money"
)

// Query asks for rows of one register.
type Query struct {
	Filter Filter
	Sort   []Sort   // empty is the register's own order; the id always comes last
	Limit  int      // nought is all rows
	From   Cursor   // start after (or, going Back, before) this row
	Whole  bool     // with parts and sets; without, records come Partial
	Only   []string // fields, sets and parts that are read, none is all; the others stay empty and the records are Fragments
}

// Sort orders by one field.
type Sort struct {
	Field string
	Down  bool
}

// Cursor is a place in a list: the sort values of a row and its id. The zero
// Cursor is the beginning.
type Cursor struct {
	Keys []any // as the database compares them: int64, string or nil
	ID   ID
	Back bool // read towards the beginning
}

// IsZero reports whether c is the beginning.
func (c Cursor) IsZero() bool { return c.ID == 0 }

// String writes a cursor for an address.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	b, _ := json.Marshal([]any{c.Keys, c.ID})
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseCursor reads a cursor of an address; the error is BadFilter.
func ParseCursor(text string, back bool) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	bad := BadFilter{"after", "unreadable"}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) > 4000 {
		return Cursor{}, bad
	}
	var parts []json.RawMessage
	c := Cursor{Back: back}
	if json.Unmarshal(b, &parts) != nil || len(parts) != 2 || json.Unmarshal(parts[1], &c.ID) != nil || c.ID <= 0 {
		return Cursor{}, bad
	}
	d := json.NewDecoder(bytes.NewReader(parts[0]))
	d.UseNumber()
	if d.Decode(&c.Keys) != nil || len(c.Keys) > 4 {
		return Cursor{}, bad
	}
	for i, k := range c.Keys {
		switch k := k.(type) {
		case json.Number:
			n, err := k.Int64()
			if err != nil {
				return Cursor{}, bad
			}
			c.Keys[i] = n
		case string, nil:
		default:
			return Cursor{}, bad
		}
	}
	return c, nil
}

// Grouping asks for counts and sums of the rows that Filter means, one Group
// for each different set of values of By.
type Grouping struct {
	Filter Filter
	By     []string // single-column fields of the register itself, days also by their Month
	Sum    string   // a field to add up, empty for none
}

// Group is one answer of a Grouping. Keys have the Go types of their fields.
type Group struct {
	Keys  []any
	Count int64
	Total Total
}

// Total is a sum of a field: Money has one amount a currency, in the order of
// their codes; Number is the sum of the other kinds.
type Total struct {
	Money  []money.Money
	Number int64
}

// Period is the first and last day that a date word means on a day; an empty
// end is open.
func Period(w Word, today Date) (from, to Date) {
	t, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		return "", ""
	}
	day := func(t time.Time) Date { return Date(t.Format(time.DateOnly)) }
	add := func(days int) Date { return day(t.AddDate(0, 0, days)) }
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	month := func(offset int) (Date, Date) {
		first := time.Date(t.Year(), t.Month()+time.Month(offset), 1, 0, 0, 0, 0, time.UTC)
		return day(first), day(first.AddDate(0, 1, -1))
	}
	quarter := func(offset int) (Date, Date) {
		first := time.Date(t.Year(), (t.Month()-1)/3*3+1+time.Month(3*offset), 1, 0, 0, 0, 0, time.UTC)
		return day(first), day(first.AddDate(0, 3, -1))
	}
	year := func(offset int) (Date, Date) {
		first := time.Date(t.Year()+offset, 1, 1, 0, 0, 0, 0, time.UTC)
		return day(first), day(first.AddDate(1, 0, -1))
	}
	switch w {
	case Today:
		return today, today
	case Yesterday:
		return add(-1), add(-1)
	case Tomorrow:
		return add(1), add(1)
	case ThisWeek:
		return day(monday), day(monday.AddDate(0, 0, 6))
	case LastWeek:
		return day(monday.AddDate(0, 0, -7)), day(monday.AddDate(0, 0, -1))
	case NextWeek:
		return day(monday.AddDate(0, 0, 7)), day(monday.AddDate(0, 0, 13))
	case ThisMonth:
		return month(0)
	case LastMonth:
		return month(-1)
	case NextMonth:
		return month(1)
	case ThisQuarter:
		return quarter(0)
	case LastQuarter:
		return quarter(-1)
	case ThisYear:
		return year(0)
	case LastYear:
		return year(-1)
	case Last7:
		return add(-6), today
	case Last30:
		return add(-29), today
	case Last90:
		return add(-89), today
	case Last365:
		return add(-364), today
	case Next7:
		return today, add(6)
	case Next30:
		return today, add(29)
	case Past:
		return "", add(-1)
	case Future:
		return add(1), ""
	}
	return "", ""
}

func plainReflect(v any) any {
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.String:
		return rv.String()
	case reflect.Int64, reflect.Int:
		return rv.Int()
	case reflect.Bool:
		return rv.Bool()
	}
	return v
}
