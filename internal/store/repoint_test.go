package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// pointAt makes a field of a record or a part refer to a row, if it can.
func pointAt(f *register.Field, rec any, of *register.Register, id register.ID) bool {
	switch f.Kind {
	case register.Reference:
		if f.Target != nil && f.Target.Name == of.Name {
			f.Set(rec, id)
			return true
		}
	case register.References:
		if f.Target != nil && f.Target.Name == of.Name {
			f.Set(rec, []register.ID{id})
			return true
		}
	case register.LinkTo:
		f.Set(rec, register.Link{Register: of.Name, ID: id})
		return true
	case register.PartsOf:
		part, points := f.Target.NewPart(), false
		for _, g := range f.Target.Fields {
			points = pointAt(g, part, of, id) || points
		}
		if points {
			f.Set(rec, []any{part})
		}
		return points
	}
	return false
}

// refersTo reports whether a field refers to a row.
func refersTo(f *register.Field, rec any, of *register.Register, id register.ID) bool {
	switch f.Kind {
	case register.Reference:
		return f.Target != nil && f.Target.Name == of.Name && f.Value(rec) == id
	case register.References:
		for _, one := range f.Value(rec).([]register.ID) {
			if f.Target != nil && f.Target.Name == of.Name && one == id {
				return true
			}
		}
	case register.LinkTo:
		return f.Value(rec) == register.Link{Register: of.Name, ID: id}
	case register.PartsOf:
		for _, part := range f.Value(rec).([]any) {
			for _, g := range f.Target.Fields {
				if refersTo(g, part, of, id) {
					return true
				}
			}
		}
	}
	return false
}

// said is what a record says, without its version and who changed it when.
func said(t *testing.T, r *register.Register, rec register.Record) string {
	t.Helper()
	all := map[string]any{"archived": register.BaseOf(rec).Archived}
	for _, f := range r.Fields {
		all[f.Name] = f.JSON(f.Value(rec))
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryReferenceOfEveryRegisterIsRepointedAndTakenBack(t *testing.T) {
	for _, of := range []*register.Register{crm.Partners.Register, crm.Contacts.Register} {
		t.Run(of.Name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, open storetest.Open) {
				repointAll(t, open(storetest.Registers(crm.Registers()...)), of)
			})
		})
	}
}

func repointAll(t *testing.T, st *store.Store, of *register.Register) {
	ctx := context.Background()
	custom := map[string][]*register.Field{"product": {{Name: "x_of", Kind: register.Reference, Class: register.Open, Target: of}}}
	if err := st.Use(custom); err != nil {
		t.Fatal(err)
	}
	write := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := st.Write(ctx, register.Program, register.ByForm, fn); err != nil {
			t.Fatal(err)
		}
	}
	of = st.Schema().This(of)
	var from, to register.ID
	type pointer struct {
		r  *register.Register
		f  *register.Field
		id register.ID
	}
	var all []pointer
	before := map[register.Link]string{}
	each := func(tx *store.Tx, fn func(p pointer, rec register.Record)) error {
		for _, p := range all {
			rec, err := tx.Load(ctx, p.r, p.id)
			if err != nil {
				return err
			}
			fn(p, rec)
		}
		return nil
	}
	write(func(tx *store.Tx) error {
		var err error
		if from, err = tx.PutRaw(ctx, of.New()); err != nil {
			return err
		}
		if to, err = tx.PutRaw(ctx, of.New()); err != nil {
			return err
		}
		for _, r := range st.Schema().Registers {
			for _, f := range r.Fields {
				rec := r.New()
				if !pointAt(f, rec, of, from) {
					continue
				}
				for _, g := range r.Fields { // no two rows of a register may say the same in these
					if g.Unique && g.Kind == register.Text {
						g.Set(rec, fmt.Sprint("u", len(all)))
					}
				}
				id, err := tx.PutRaw(ctx, rec)
				if err != nil {
					return fmt.Errorf("%s.%s: %w", r.Name, f.Name, err)
				}
				all = append(all, pointer{r, f, id})
			}
		}
		return tx.Pin(ctx, 1, fmt.Sprintf("/%s/%d", of.Path, from), true)
	})
	if len(all) < 15 {
		t.Fatalf("only %d fields refer to %s", len(all), of.Name)
	}
	custom2 := false
	for _, p := range all {
		custom2 = custom2 || p.f.Custom
	}
	if !custom2 {
		t.Error("no custom field refers")
	}
	write(func(tx *store.Tx) error {
		return each(tx, func(p pointer, rec register.Record) {
			before[register.Link{Register: p.r.Name, ID: p.id}] = said(t, p.r, rec)
			if !refersTo(p.f, rec, of, from) {
				t.Errorf("%s.%s does not refer to begin with", p.r.Name, p.f.Name)
			}
		})
	})
	write(func(tx *store.Tx) error {
		tx.About("move")
		_, err := tx.Repoint(ctx, of, []register.ID{from}, to, 0)
		return err
	})
	write(func(tx *store.Tx) error {
		left, err := tx.Pointing(ctx, of, []register.ID{from}, 10)
		if len(left) > 0 {
			t.Errorf("%s still refers", left[0].Register.Name)
		}
		if there, _ := tx.Pinned(ctx, 1, fmt.Sprintf("/%s/%d", of.Path, to)); !there {
			t.Error("the pin stayed where it was")
		}
		if err != nil {
			return err
		}
		return each(tx, func(p pointer, rec register.Record) {
			if refersTo(p.f, rec, of, from) || !refersTo(p.f, rec, of, to) {
				t.Errorf("%s.%s does not refer to what took the place", p.r.Name, p.f.Name)
			}
		})
	})
	write(func(tx *store.Tx) error {
		clashes, err := tx.TakeBack(ctx, "move")
		if len(clashes) > 0 {
			t.Errorf("cannot be taken back: %v", clashes)
		}
		return err
	})
	write(func(tx *store.Tx) error {
		if there, _ := tx.Pinned(ctx, 1, fmt.Sprintf("/%s/%d", of.Path, from)); !there {
			t.Error("the pin did not come back")
		}
		return each(tx, func(p pointer, rec register.Record) {
			if was, now := before[register.Link{Register: p.r.Name, ID: p.id}], said(t, p.r, rec); was != now {
				t.Errorf("%s.%s was\n%s\nand is\n%s", p.r.Name, p.f.Name, was, now)
			}
		})
	})
}
