package crm

import (
	"context"
	"fmt"

	"dossier/internal/register"
)

// Entry is what every row of a directory has: names in four languages and a
// code, which the program makes when nobody gives one.
type Entry struct {
	register.Base
	Names    register.Names
	Code     string
	Position int64 // lists go by it; a new row comes last
}

// Title is the name in the reader's language.
func (e *Entry) Title(language string) string { return e.Names.In(language) }

// Hint is the code.
func (e *Entry) Hint(string) string { return e.Code }

// describe puts the fields of a directory into a register; the register's own
// come after them.
func (e *Entry) describe(f *register.Fields) {
	f.Names(&e.Names).Required().Searchable().Tracked()
	f.Text(&e.Code).Max(40).Searchable().Unique().Tracked()
	f.Int(&e.Position).Indexed()
	f.SortBy(&e.Position, &e.Code)
	f.Directory()
}

// Check refuses a place before the first.
func (e *Entry) Check(p *register.Problems) {
	if e.Position < 0 {
		p.Add(&e.Position, "too_small")
	}
}

// fill gives a new row its code and its place at the end.
func (e *Entry) fill(ctx context.Context, tx register.Tx, of *register.Register) error {
	if e.Code == "" {
		code, err := unusedCode(ctx, tx, of, "code", 3)
		if err != nil {
			return err
		}
		e.Code = code
	}
	if e.ID == 0 && e.Position == 0 {
		n, err := tx.Next(ctx, of.Name+".position")
		if err != nil {
			return err
		}
		e.Position = n * 10
	}
	return nil
}

// unusedCode is the next number of the register's series that no row bears,
// padded with zeros to so many digits.
func unusedCode(ctx context.Context, tx register.Tx, of *register.Register, field string, digits int) (string, error) {
	all := tx.AsProgram()
	for {
		n, err := tx.Next(ctx, of.Name+"."+field)
		if err != nil {
			return "", err
		}
		code := fmt.Sprintf("%0*d", digits, n)
		taken, err := all.Count(ctx, of, register.Is{Field: field, Op: register.Equal, Value: code}, 1)
		if err != nil || taken == 0 {
			return code, err
		}
	}
}
