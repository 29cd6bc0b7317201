package store

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dossier/internal/register"
)

// Difference is what a database lacks, compared with the description of the
// registers.
type Difference struct {
	tables  []table
	columns []missingColumn
	indices []missingIndex
	search  []table // whose search texts are kept in trigrams otherwise than described
	notes   []string
}

type missingColumn struct {
	table  string
	column column
}

type missingIndex struct {
	table string
	index index
}

// Diff compares the database at dsn with the description of regs. It brings
// nothing up to date.
func Diff(ctx context.Context, dsn string, regs []*register.Register) (Difference, error) {
	schema, err := register.NewSchema(regs, nil)
	if err != nil {
		return Difference{}, err
	}
	d, db, err := openToWrite(ctx, dsn)
	if err != nil {
		return Difference{}, err
	}
	defer db.Close()
	live, err := catalogue(ctx, d, db)
	if err != nil {
		return Difference{}, fmt.Errorf("read the catalogue: %w", err)
	}
	return compare(d, tablesOf(schema.Registers), live), nil
}

// Everything is what a database without registers lacks.
func Everything(regs []*register.Register) (Difference, error) {
	schema, err := register.NewSchema(regs, nil)
	if err != nil {
		return Difference{}, err
	}
	return compare(sqlite, tablesOf(schema.Registers), nil), nil
}

// compare says what live, read from a database of dialect d, lacks.
func compare(d dialect, wanted, live []table) Difference {
	var diff Difference
	note := func(format string, args ...any) { diff.notes = append(diff.notes, fmt.Sprintf(format, args...)) }
	named := map[string]table{}
	for _, t := range live {
		named[t.name] = t
	}
	for _, want := range wanted {
		have, there := named[want.name]
		delete(named, want.name)
		if !there {
			diff.tables = append(diff.tables, want)
			continue
		}
		for _, c := range want.columns {
			old, there := have.column(c.name)
			switch {
			case !there:
				diff.columns = append(diff.columns, missingColumn{want.name, c})
			case old != c.in(d):
				note("%s.%s is %s, described as %s", want.name, c.name, old, c.in(d))
			}
		}
		for _, c := range have.columns {
			if _, described := want.column(c.name); !described {
				note("%s.%s is not described", want.name, c.name)
			}
		}
		for _, x := range want.indices {
			i := slices.IndexFunc(have.indices, func(o index) bool { return o.name == x.name })
			switch {
			case i < 0:
				diff.indices = append(diff.indices, missingIndex{want.name, x})
			case !x.like(have.indices[i]):
				note("index %s is over (%s), described over (%s)", x.name, have.indices[i], x)
			}
		}
		for _, x := range have.indices {
			described := slices.ContainsFunc(want.indices, func(o index) bool { return o.name == x.name })
			if !described && !strings.HasSuffix(x.name, "_custom") {
				note("index %s on %s is not described", x.name, want.name)
			}
		}
		if !slices.Equal(want.key, have.key) {
			note("the key of %s is (%s), described as (%s)", want.name, quoted(have.key), quoted(want.key))
		}
		if !slices.Equal(want.search, have.search) {
			diff.search = append(diff.search, want)
		}
	}
	for _, t := range live {
		if _, left := named[t.name]; left && !slices.Contains(ownTables(), t.name) {
			note("table %s is not described", t.name)
		}
	}
	return diff
}

// in is the column as the catalogue of a database shows it: SQLite does not
// tell a yes or no from a number, nor JSON from text.
func (c column) in(d dialect) column {
	if d.name == "sqlite" {
		switch c.kind {
		case smallColumn:
			c.kind = wholeColumn
		case jsonColumn:
			c.kind = textColumn
		}
	}
	return c
}

func (c column) String() string {
	s := [...]string{"whole", "yes or no", "text", "bytes", "JSON", "identity"}[c.kind]
	if c.null {
		s += " or nothing"
	}
	if c.refers != "" {
		s += " referring to " + c.refers
	}
	if c.cascade {
		s += ", going with it"
	}
	return s
}

func (x index) String() string {
	s := quoted(x.columns)
	if x.unique {
		s += ", unique"
	}
	if x.where != "" {
		s += ", where " + x.where
	}
	return s
}

// like reports whether a live index is as described. Databases write its
// condition in words of their own, so that only its presence is compared.
func (x index) like(live index) bool {
	return slices.Equal(x.columns, live.columns) && x.unique == live.unique && (x.where == "") == (live.where == "")
}

// ownTables are the tables that belong to no register.
func ownTables() []string {
	text, err := migrations.ReadFile("migrate/sqlite/0001_system.sql")
	if err != nil {
		panic(err) // embedded
	}
	names := []string{versionTable}
	for _, m := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`).FindAllSubmatch(text, -1) {
		names = append(names, string(m[1]))
	}
	return names
}

// Empty reports whether the database is as described.
func (diff Difference) Empty() bool {
	return len(diff.tables)+len(diff.columns)+len(diff.indices)+len(diff.search)+len(diff.notes) == 0
}

// Notes are the differences that a person must decide on: what is there and
// not described may be dropped once no program of the last release reads it.
func (diff Difference) Notes() []string { return diff.notes }

// Migration is a migration file that adds what is missing. database is
// "sqlite" or "postgres".
func (diff Difference) Migration(database string) string {
	d := sqlite
	if database == "postgres" {
		d = postgres
	}
	var b strings.Builder
	b.WriteString("-- +goose Up\n")
	for _, note := range diff.notes {
		b.WriteString("-- " + note + "\n")
	}
	for _, s := range diff.statements(d) {
		switch {
		case strings.HasPrefix(s, "CREATE TRIGGER"):
			b.WriteString("-- +goose StatementBegin\n" + s + ";\n-- +goose StatementEnd\n")
		case strings.HasPrefix(s, "CREATE TABLE"):
			b.WriteString("\n" + s + ";\n")
		default:
			b.WriteString(s + ";\n")
		}
	}
	return b.String()
}

func (diff Difference) statements(d dialect) []string {
	out := createTables(d, diff.tables)
	for _, m := range diff.columns {
		s := "ALTER TABLE " + quote(m.table) + " ADD COLUMN " + m.column.define(d)
		if d.name == "sqlite" && m.column.refers != "" {
			s += " " + m.column.reference()
		}
		out = append(out, s)
		if d.name == "postgres" && m.column.refers != "" {
			out = append(out, m.column.constrain(m.table))
		}
	}
	for _, m := range diff.indices {
		out = append(out, m.index.create(m.table))
	}
	for _, t := range diff.search {
		out = append(out, t.replaceSearch(d)...)
	}
	return out
}
