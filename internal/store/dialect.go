package store

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"dossier/internal/register"
)

// dialect is everything SQLite and PostgreSQL say differently when rows are
// read and written; tables.go has what they say differently about tables.
type dialect struct {
	name string
	// mark is the n-th parameter of a statement, from 1.
	mark func(n int) string
	// nullsFirst makes an order begin with the rows that say nothing.
	nullsFirst string
	// text reads the custom column as text.
	text func(column string) string
	// contains is true when a folded text has a folded part; part is a mark.
	contains func(column, part string) string
}

var sqlite = dialect{
	name:     "sqlite",
	mark:     func(n int) string { return "?" + strconv.Itoa(n) },
	text:     func(column string) string { return column },
	contains: func(column, part string) string { return "instr(" + column + ", " + part + ") > 0" },
}

var postgres = dialect{
	name:       "postgres",
	nullsFirst: " NULLS FIRST",
	mark:       func(n int) string { return "$" + strconv.Itoa(n) },
	text:       func(column string) string { return column + "::text" },
	contains:   func(column, part string) string { return "strpos(" + column + ", " + part + ") > 0" },
}

// planned lets PostgreSQL plan a search anew each time: the plan it would keep
// for any words takes all words for common ones, and reads the table.
func (d dialect) planned(text string, args []any) []any {
	if d.name == "postgres" && strings.Contains(text, " LIKE $") {
		return append([]any{pgx.QueryExecModeCacheDescribe}, args...)
	}
	return args
}

// custom is the SQL expression of a custom field of the table under alias; an
// index made for a filterable field has the same expression, to the letter.
func (d dialect) custom(alias string, f *register.Field) string {
	if alias != "" {
		alias += "."
	}
	path := f.Name
	if f.Kind == register.Money {
		path += ".minor"
	}
	if d.name == "sqlite" {
		return fmt.Sprintf("json_extract(%scustom, '$.%s')", alias, path)
	}
	get := fmt.Sprintf("(%scustom->>'%s')", alias, f.Name)
	if f.Kind == register.Money {
		get = fmt.Sprintf("(%scustom->'%s'->>'minor')", alias, f.Name)
	}
	switch f.Kind {
	case register.Int, register.Quantity, register.Percent, register.Price, register.Reference, register.Moment, register.Money:
		return "(" + get + "::bigint)"
	case register.Bool:
		return "(" + get + "::boolean::int)"
	}
	return get
}

// quote writes a name so that none is a keyword: a field may be called order.
func quote(name string) string { return `"` + name + `"` }
