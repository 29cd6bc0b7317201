package sheet

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"

	"dossier/internal/identity"
)

// MostValues is how many different values of a column are kept; a column with
// more is not matched value by value.
const MostValues = 500

// Study is what reading a whole file once tells about it.
type Study struct {
	Rows    int
	Ragged  int   // rows with a wrong number of cells
	Crooked []int // the first ten of them, by their number
	Columns []ColumnStudy
}

// ColumnStudy is what the values of one column are like.
type ColumnStudy struct {
	Header  string
	Filled  int
	Empty   int
	Longest int       // characters
	Samples []string  // the first different values, five at most
	Values  []Counted // all different values, most frequent first; nil when Many
	Many    bool      // more different values than MostValues
	Unique  bool      // no value stands twice, as far as was counted
	Emails  int
	Phones  int
	Dates   DateStudy
	Numbers NumberStudy

	counts map[string]int
	seen   map[uint64]struct{}
	full   bool
}

// Counted is a value and the number of rows that say it.
type Counted struct {
	Text  string
	Count int
}

// Limits on what a study keeps of a column.
const (
	samples      = 5
	longestValue = 200       // characters of a value to be matched
	remembered   = 2_000_000 // values of all columns whose uniqueness is watched
)

// Study reads the file to its end. It is a *Fault when there is no row, or
// when most rows have a wrong number of cells: then the delimiter or the file
// is wrong, and nothing of it should be taken.
func (s *Source) Study(ctx context.Context) (st *Study, err error) {
	defer recovered(&err)
	st = &Study{Columns: make([]ColumnStudy, len(s.Header))}
	for i := range st.Columns {
		st.Columns[i] = ColumnStudy{Header: s.Header[i], Unique: true, counts: map[string]int{}, seen: map[uint64]struct{}{}}
	}
	seed, most := maphash.MakeSeed(), remembered/max(len(s.Header), 1)
	for row, err := range s.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		st.Rows++
		if s.Ragged(row) {
			st.Ragged++
			if len(st.Crooked) < 10 {
				st.Crooked = append(st.Crooked, row.Number)
			}
			continue
		}
		for i, cell := range row.Cells {
			st.Columns[i].add(cell, seed, most)
		}
	}
	switch {
	case st.Rows == 0:
		return nil, fault("no_rows")
	case st.Ragged*2 > st.Rows:
		return nil, fault("wrong_column_count", "columns", len(s.Header), "rows", st.Ragged).at(st.Crooked[0], 0)
	}
	for i := range st.Columns {
		st.Columns[i].decide()
	}
	return st, nil
}

func (c *ColumnStudy) add(cell string, seed maphash.Seed, most int) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		c.Empty++
		return
	}
	c.Filled++
	n := utf8.RuneCountInString(cell)
	c.Longest = max(c.Longest, n)
	if len(c.Samples) < samples && !slices.Contains(c.Samples, cell) {
		c.Samples = append(c.Samples, cell)
	}
	if c.Unique && !c.full {
		h := maphash.String(seed, cell)
		_, twice := c.seen[h]
		c.Unique = !twice
		c.seen[h] = struct{}{}
		c.full = len(c.seen) >= most
	}
	if !c.Many {
		c.counts[cell]++
		c.Many = len(c.counts) > MostValues || n > longestValue
	}
	c.Dates.add(cell)
	c.Numbers.add(cell)
	if strings.Contains(cell, "@") && identity.CheckEmail(cell).Valid() {
		c.Emails++
	}
	if likePhone(cell) {
		c.Phones++
	}
}

func (c *ColumnStudy) decide() {
	if !c.Many {
		for text, n := range c.counts {
			c.Values = append(c.Values, Counted{text, n})
		}
		slices.SortFunc(c.Values, func(a, b Counted) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
		})
	}
	c.Unique = c.Unique && c.Filled > 1
	c.counts, c.seen = nil, nil
	c.Dates.decide()
	c.Numbers.decide()
}

// likePhone tells numbers that are dialled from those that are counted.
func likePhone(s string) bool {
	digits := identity.Digits(s)
	if len(digits) < 9 || len(digits) > 15 || len(s) > 30 || strings.Trim(s, "0123456789+-() \u00a0.") != "" {
		return false
	}
	return strings.HasPrefix(s, "+") || strings.HasPrefix(s, "0") || strings.HasPrefix(s, "(") || strings.HasPrefix(digits, "380") || strings.HasPrefix(digits, "359")
}
