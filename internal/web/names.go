package web

import (
	"context"
	"slices"

	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/store"
)

// names are the records that some values point at, read at once for a whole
// page, by register and id. What the actor may not see is not among them.
type names map[string]map[register.ID]register.Record

// namesOf reads what the fields of the records point at, one question a
// register however many records there are.
func namesOf(ctx context.Context, tx *store.Tx, recs []register.Record, fields []*register.Field) (names, error) {
	n := names{}
	wanted := map[string][]register.ID{}
	targets := map[string]*register.Register{}
	want := func(target *register.Register, ids ...register.ID) {
		if target == nil {
			return
		}
		targets[target.Name] = target
		for _, id := range ids {
			if id != 0 {
				wanted[target.Name] = append(wanted[target.Name], id)
			}
		}
	}
	for _, f := range fields {
		for _, rec := range recs {
			switch f.Kind {
			case register.Reference:
				want(f.Target, f.Value(rec).(int64))
			case register.References:
				want(f.Target, f.Value(rec).([]register.ID)...)
			case register.LinkTo:
				l := f.Value(rec).(register.Link)
				want(tx.Schema().Named(l.Register), l.ID)
			case register.PartsOf:
				for _, part := range f.Value(rec).([]any) {
					for _, g := range f.Target.Fields {
						if g.Kind == register.Reference {
							want(g.Target, g.Value(part).(int64))
						}
					}
				}
			}
		}
	}
	for name, ids := range wanted {
		slices.Sort(ids)
		found, err := tx.Named(ctx, targets[name], slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		n[name] = found
	}
	return n, nil
}

// title is what a record is called; empty when it is not there to be seen.
func (n names) title(p *lang.Printer, r *register.Register, id register.ID) string {
	if r == nil {
		return ""
	}
	rec := n[r.Name][id]
	if rec == nil {
		return ""
	}
	return r.Title(rec, string(p.Language()))
}
