package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dossier/internal/register"
)

// mostViews is how many kept filters a statement may go through: views may
// speak of views, and each might speak of many.
const mostViews = 30

// inViews compares a field with the rows that kept filters mean, and with plain
// values beside them if there is a rest. The filters are read with the actor's
// rights and asked in his name: two readers of one view see each his own rows.
func (w *where) inViews(r *register.Register, alias string, f *register.Field, views []register.View, plain register.Is, rest bool) (string, error) {
	defer w.aside()()
	outer := *w
	defer func() { w.asked, w.road, w.views = outer.asked, outer.road, outer.views }()
	w.asked, w.road.either = true, true
	var some []string
	for _, view := range views {
		cond, err := w.inView(r, alias, f, view)
		if err != nil {
			return "", err
		}
		some = append(some, cond)
	}
	if rest {
		plain.Op = register.OneOf
		cond, err := w.compare(r, alias, f, plain)
		if err != nil {
			return "", err
		}
		some = append(some, cond)
	}
	cond := "(" + strings.Join(some, " OR ") + ")"
	if plain.Op == register.NoneOf {
		cond += " IS NOT TRUE"
	}
	return cond, nil
}

func (w *where) inView(r *register.Register, alias string, f *register.Field, view register.View) (string, error) {
	if slices.Contains(w.views, view) {
		return "", register.BadFilter{Param: f.Name, Key: "view_in_circle"}
	}
	if w.met++; w.met > mostViews {
		return "", register.BadFilter{Param: f.Name, Key: "too_much"}
	}
	target := r
	if f.Name != "id" {
		target = w.tx.schema.This(f.Target)
	}
	kept, err := w.tx.kept(w.ctx, target, view)
	var bad register.BadFilter
	if errors.As(err, &bad) {
		bad.Param = f.Name
		err = bad
	}
	if err != nil {
		return "", err
	}
	w.views = append(slices.Clone(w.views), view)
	defer func() { w.views = w.views[:len(w.views)-1] }()
	if f.Name != "id" {
		return w.through(r, alias, f, kept)
	}
	in, inner, err := w.nested(r, kept)
	return fmt.Sprintf("%s.id IN (SELECT %s.id FROM %s %s WHERE %s)", alias, inner, r.Path, inner, in), err
}

// keptBy is a view as somebody may know it.
type keptBy struct {
	view register.View
	user register.ID
}

// kept is the filter of a view of r, with what its list leaves out. One that
// the actor may not see, one of another register and one that is no more are
// alike: BadFilter, unknown_view.
func (tx *Tx) kept(ctx context.Context, r *register.Register, view register.View) (register.Filter, error) {
	unknown := register.BadFilter{Key: "unknown_view"}
	views := tx.schema.Keeping()
	if views == nil {
		return nil, unknown
	}
	key := keptBy{view, tx.actor.User()}
	if f, ok := tx.work.kept[key]; ok && f.of == r.Name {
		return f.filter, nil
	}
	found, err := tx.Select(ctx, views, register.Query{Filter: register.ByID(register.ID(view)), Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("load %v: %w", view, err)
	}
	if len(found) == 0 {
		return nil, unknown
	}
	of, text := found[0].(register.Keeper).Kept()
	if of != r.Name {
		return nil, unknown
	}
	var filter register.Filter
	if text != "" {
		if filter, err = register.UnmarshalFilter(r, []byte(text)); err != nil {
			return nil, register.BadFilter{Key: "view_speaks_of_what_is_gone"}
		}
	}
	if !register.SpeaksOf(r, filter, "archived") {
		filter = register.All{register.Alive(), filter}
	}
	if tx.work.reading {
		if tx.work.kept == nil {
			tx.work.kept = map[keptBy]keptFilter{}
		}
		tx.work.kept[key] = keptFilter{of, filter}
	}
	return filter, nil
}

// keptFilter is the filter of a view, and the register it is of.
type keptFilter struct {
	of     string
	filter register.Filter
}
