package crm

import (
	"context"
	"errors"

	"dossier/internal/register"
)

// SavedView is a list as somebody likes it: a filter, an order and columns.
type SavedView struct {
	register.Base
	Name      string
	Register  string
	Filter    string // as register.MarshalFilter writes it
	Order     string // as register.ParseSort reads it
	Columns   register.Parts[Column]
	Owner     register.Ref[User]
	Team      register.Ref[Team] // its members see the view
	Everybody bool
	Pinned    bool // stands in the owner's menu
	Position  int64
}

// SavedViews is the register of them.
var SavedViews = register.Define[SavedView]("saved_view", "saved_views",
	register.Do[SavedView, ShareView]("share"),
)

// Describe lists the fields.
func (v *SavedView) Describe(f *register.Fields) {
	f.Text(&v.Name).Max(100).Required().Indexed()
	f.Text(&v.Register).Max(60).Required().Indexed()
	f.LongText(&v.Filter)
	f.Text(&v.Order).Max(200)
	f.Parts(&v.Columns)
	f.Ref(&v.Owner).Owner().ReadOnly()
	f.Ref(&v.Team).Shared().ReadOnly()
	f.Bool(&v.Everybody).Shared().ReadOnly().Indexed()
	f.Bool(&v.Pinned).Indexed()
	f.Int(&v.Position).Indexed()
	f.SortBy(&v.Position, &v.Name)
}

// Column is a column of a view.
type Column struct {
	register.Part
	Field string
	Width int64 // pixels; nought is as wide as fits
}

// Describe lists the fields.
func (c *Column) Describe(f *register.Fields) {
	f.Text(&c.Field).Max(60).Required()
	f.Int(&c.Width)
}

// Change gives a new view its owner and refuses what its register cannot show.
func (v *SavedView) Change(_ context.Context, tx register.Tx, was *SavedView) error {
	if was == nil && v.Owner == 0 {
		v.Owner = register.Ref[User](tx.Actor().User())
	}
	of := tx.Schema().Named(v.Register)
	if of == nil {
		return register.RefuseAt("register", "not_a_choice")
	}
	p := register.ProblemsOf(v)
	if v.Filter != "" {
		_, err := register.UnmarshalFilter(of, []byte(v.Filter))
		sayBad(p, "filter", err)
	}
	_, err := register.ParseSort(of, v.Order)
	sayBad(p, "order", err)
	for i, c := range v.Columns {
		if f := of.Field(c.Field); f == nil || f.Unseen {
			p.AddAt(partField("columns", i, "field"), "unknown_field")
		}
		if c.Width < 0 || c.Width > 2000 {
			p.AddAt(partField("columns", i, "width"), "out_of_range")
		}
	}
	return p.Err()
}

func sayBad(p *register.Problems, field string, err error) {
	var bad register.BadFilter
	switch {
	case errors.As(err, &bad):
		p.AddAt(field, bad.Key)
	case err != nil:
		p.AddAt(field, "unknown_field")
	}
}

// ShareView shows a view to a team, to everybody, or to its owner alone.
type ShareView struct {
	Team      register.Ref[Team]
	Everybody bool
}

// Describe lists the input.
func (in *ShareView) Describe(f *register.Fields) {
	f.Ref(&in.Team)
	f.Bool(&in.Everybody)
}

// Do notes with whom the view is shared.
func (in *ShareView) Do(ctx context.Context, tx register.Tx, v *SavedView) error {
	v.Team, v.Everybody = in.Team, in.Everybody
	return tx.Save(ctx, v)
}
