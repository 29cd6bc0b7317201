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

// wanted are records to be named: what the values of a page point at.
type wanted struct {
	ids     map[string][]register.ID
	targets map[string]*register.Register
}

// add wants records of a register; nought is none.
func (w *wanted) add(target *register.Register, ids ...register.ID) {
	if target == nil {
		return
	}
	if w.ids == nil {
		w.ids, w.targets = map[string][]register.ID{}, map[string]*register.Register{}
	}
	w.targets[target.Name] = target
	for _, id := range ids {
		if id != 0 {
			w.ids[target.Name] = append(w.ids[target.Name], id)
		}
	}
}

// by wants what the fields of a record point at.
func (w *wanted) by(schema *register.Schema, rec register.Record, fields []*register.Field) {
	for _, f := range fields {
		switch f.Kind {
		case register.Reference:
			w.add(f.Target, f.Value(rec).(int64))
		case register.References:
			w.add(f.Target, f.Value(rec).([]register.ID)...)
		case register.LinkTo:
			l := f.Value(rec).(register.Link)
			w.add(schema.Named(l.Register), l.ID)
		case register.PartsOf:
			for _, part := range f.Value(rec).([]any) {
				for _, g := range f.Target.Fields {
					if g.Kind == register.Reference {
						w.add(g.Target, g.Value(part).(int64))
					}
				}
			}
		}
	}
}

// read asks for them, one question a register however many there are.
func (w *wanted) read(ctx context.Context, tx *store.Tx) (names, error) {
	n := names{}
	for name, ids := range w.ids {
		slices.Sort(ids)
		found, err := tx.Named(ctx, w.targets[name], slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		n[name] = found
	}
	return n, nil
}

// namesOf reads what the fields of the records point at.
func namesOf(ctx context.Context, tx *store.Tx, recs []register.Record, fields []*register.Field) (names, error) {
	var w wanted
	for _, rec := range recs {
		w.by(tx.Schema(), rec, fields)
	}
	return w.read(ctx, tx)
}

// recordsOf are records of one register as records of any.
func recordsOf[R register.Record](list []R) []register.Record {
	out := make([]register.Record, len(list))
	for i, rec := range list {
		out[i] = rec
	}
	return out
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
