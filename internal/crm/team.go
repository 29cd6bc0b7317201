package crm

import (
	"context"
	"slices"

	"dossier/internal/register"
)

// Team is a department or an office; teams lie below each other.
type Team struct {
	register.Base
	Name   string
	Code   string
	Parent register.Ref[Team]
	Head   register.Ref[User] // works within the team's reach though he may belong elsewhere
	Office string             // town or address
}

// Teams is the register of teams.
var Teams = register.Define[Team]("team", "teams")

// Describe lists the fields. Everybody knows the teams.
func (t *Team) Describe(f *register.Fields) {
	f.Text(&t.Name).Max(150).Required().Searchable().Indexed().Tracked()
	f.Text(&t.Code).Max(40).Searchable().Unique()
	f.Ref(&t.Parent).Tracked()
	f.Ref(&t.Head).Tracked()
	f.Text(&t.Office).Max(200).Searchable()
	f.SortBy(&t.Name)
	f.Tree(&t.Parent)
	f.Directory()
}

// Hint is the office.
func (t *Team) Hint(string) string { return t.Office }

// Change keeps those who may not edit every user from widening their own
// reach, and gives a new team its code.
func (t *Team) Change(ctx context.Context, tx register.Tx, was *Team) error {
	widened := was == nil && t.Head != 0 || was != nil && (was.Head != t.Head || was.Parent != t.Parent)
	if widened && !register.Always(tx.Actor().Rows(Users.Register, register.Edit)) {
		return register.ErrForbidden
	}
	if t.Code == "" {
		code, err := unusedCode(ctx, tx, Teams.Register, "code", 3)
		t.Code = code
		return err
	}
	return nil
}

// withAbove lists the teams and all teams above them.
func withAbove(teams map[register.ID]*Team, ids []register.ID) []register.ID {
	var out []register.ID
	for _, id := range ids {
		for at := id; at != 0 && !slices.Contains(out, at); {
			out = append(out, at)
			t := teams[at]
			if t == nil {
				break
			}
			at = register.ID(t.Parent)
		}
	}
	return out
}

// withBelow lists the teams and all teams below them.
func withBelow(teams map[register.ID]*Team, ids []register.ID) []register.ID {
	out := slices.Clone(ids)
	for i := 0; i < len(out); i++ {
		for id, t := range teams {
			if register.ID(t.Parent) == out[i] && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}
