// Package sheet reads and writes tables: it opens CSV and XLSX files, finds out
// how they are written, matches their columns and values to registers, and
// brings their rows in through the one write that everything goes through.
//
// An import goes Open, Study, Suggest, Matches and then a Plan, first dry and
// then in earnest. A Mapping holds what was decided on the way.
package sheet

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"dossier/internal/register"
)

// Limits on what is read. A cell is as long as spreadsheets let it be.
const (
	MaxFile    = 100 << 20 // bytes
	MaxRows    = 1_000_000
	MaxColumns = 500
	MaxCell    = 32_767 // characters
)

// Row is one row of a file.
type Row struct {
	Number int      // as a spreadsheet counts them, from 1
	Cells  []string // as many as the header has, for a whole row
	Found  int      // cells that the file has in this row
}

// Fault is why a file as a whole cannot be read. Its Key is a message key;
// Args fill the message, with row and column among them where they are known.
type Fault struct {
	Key         string
	Row, Column int // from 1; nought is unknown
	Args        map[string]any
}

func fault(key string, pairs ...any) *Fault {
	f := &Fault{Key: "sheet." + key, Args: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Args[pairs[i].(string)] = pairs[i+1]
	}
	return f
}

func (f *Fault) at(row, column int) *Fault {
	f.Row, f.Column = row, column
	f.Args["row"] = row
	if column > 0 {
		f.Args["column"] = Letter(column - 1)
	}
	return f
}

func (f *Fault) Error() string {
	var where string
	if f.Row > 0 {
		where = fmt.Sprintf(" at row %d", f.Row)
	}
	if f.Column > 0 {
		where += " column " + Letter(f.Column-1)
	}
	return "sheet: " + f.Key + where
}

// Unwrap makes a Fault a refusal like all others: *register.Problems.
func (f *Fault) Unwrap() error {
	return &register.Problems{List: []register.Problem{{Field: "file", Key: f.Key, Args: maps.Clone(f.Args)}}}
}

// Letter is what a spreadsheet calls a column, counted from 0: A, B … AA.
func Letter(column int) string {
	var s string
	for column >= 0 {
		s = string(rune('A'+column%26)) + s
		column = column/26 - 1
	}
	return s
}

// names makes a header usable: every column has a name and no two have the same.
func names(cells []string) []string {
	out := make([]string, len(cells))
	seen := map[string]int{}
	for i, cell := range cells {
		name := strings.Join(strings.Fields(cell), " ")
		if name == "" {
			name = Letter(i)
		}
		seen[name]++
		if n := seen[name]; n > 1 {
			name += " (" + strconv.Itoa(n) + ")"
		}
		out[i] = name
	}
	return out
}
