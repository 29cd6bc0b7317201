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
func (v *SavedView) Change(ctx context.Context, tx register.Tx, was *SavedView) error {
	if was == nil && v.Owner == 0 {
		v.Owner = register.Ref[User](tx.Actor().User())
	}
	of := tx.Schema().Named(v.Register)
	if of == nil {
		return register.RefuseAt("register", "not_a_choice")
	}
	p := register.ProblemsOf(v)
	if v.Filter != "" {
		f, err := register.UnmarshalFilter(of, []byte(v.Filter))
		if sayBad(p, "filter", err); err == nil {
			if err := v.checkViews(ctx, tx, p, f); err != nil {
				return err
			}
		}
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

// Kept is the filter that others may compare with, as partner.in=view:12.
func (v *SavedView) Kept() (of, filter string) { return v.Register, v.Filter }

// checkViews refuses a filter that goes by views which its author does not
// know, which fewer people see than this one, or which go by this one.
func (v *SavedView) checkViews(ctx context.Context, tx register.Tx, p *register.Problems, f register.Filter) error {
	met := map[register.View]bool{}
	for next := register.ViewsOf(f); len(next) > 0; {
		var ids []register.ID
		for _, one := range next {
			if one == register.View(v.ID) {
				p.AddAt("filter", "view_in_circle")
				return nil
			}
			if !met[one] {
				met[one] = true
				ids = append(ids, register.ID(one))
			}
		}
		first := len(met) == len(ids)
		reader := tx
		if !first {
			reader = tx.AsProgram() // a circle may go through what the author does not see
		}
		used, err := register.Select(ctx, reader, SavedViews, register.Query{Filter: register.ByID(ids...)})
		if err != nil {
			return err
		}
		if first && len(used) < len(ids) {
			p.AddAt("filter", "unknown_view")
			return nil
		}
		next = nil
		for _, one := range used {
			if first && v.seenMoreThan(one) {
				p.AddAt("filter", "view_of_fewer", "name", one.Name)
			}
			if of := tx.Schema().Named(one.Register); of != nil && one.Filter != "" {
				if f, err := register.UnmarshalFilter(of, []byte(one.Filter)); err == nil {
					next = append(next, register.ViewsOf(f)...)
				}
			}
		}
	}
	return nil
}

// seenMoreThan reports whether people see the view who do not see another.
func (v *SavedView) seenMoreThan(other *SavedView) bool {
	switch {
	case other.Everybody:
		return false
	case v.Everybody:
		return true
	case other.Team != 0 && other.Team == v.Team:
		return false
	case v.Team != 0:
		return true
	}
	return false
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
