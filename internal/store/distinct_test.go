package store_test

import (
	"context"
	"errors"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// asteroid is kept apart from the others by catalogue and number, a fragment of
// another not.
type asteroid struct {
	register.Base
	Catalogue string
	Number    string
	Of        register.Ref[asteroid]
}

func (c *asteroid) Describe(f *register.Fields) {
	f.Text(&c.Catalogue).Required()
	f.Text(&c.Number)
	f.Ref(&c.Of)
	f.Newest()
	f.Distinct(&c.Of, &c.Catalogue, &c.Number)
}

var asteroids = register.Define[asteroid]("asteroid", "asteroids")

func TestTheDatabaseKeepsRecordsApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		st := open(storetest.Registers(asteroids.Register))
		save := func(c *asteroid) error {
			return st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error { return tx.Save(t.Context(), c) })
		}
		archive := func(c *asteroid, archived bool) error {
			return st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error { return tx.Archive(t.Context(), c, archived) })
		}
		accepted := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refused := func(err error) {
			t.Helper()
			var p *register.Problems
			if !errors.As(err, &p) || p.List[0].Key != "not_unique" {
				t.Fatalf("%v, wanted not_unique", err)
			}
		}
		first := &asteroid{Catalogue: "P", Number: "1"}
		accepted(save(first))
		accepted(save(&asteroid{Catalogue: "C", Number: "1"}))
		accepted(save(&asteroid{Catalogue: "P"}))
		accepted(save(&asteroid{Catalogue: "P"}))
		accepted(save(&asteroid{Catalogue: "P", Number: "1", Of: register.Ref[asteroid](first.ID)}))
		twin := &asteroid{Catalogue: "P", Number: "1"}
		refused(save(twin))

		// The unit of work goes on after a refusal inside an attempt, and a
		// changed record is held to the same.
		other := &asteroid{Catalogue: "P", Number: "2"}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			refused(tx.Try(ctx, func() error { return tx.Save(ctx, &asteroid{Catalogue: "P", Number: "1"}) }))
			return tx.Save(ctx, other)
		})
		other.Number = "1"
		refused(save(other))

		// What is archived stands aside until it comes back.
		accepted(archive(first, true))
		twin = &asteroid{Catalogue: "P", Number: "1"}
		accepted(save(twin))
		refused(archive(first, false))
	})
}

func TestAnUndoLeavesAloneWhatAnotherHasTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		st := open(storetest.Registers(asteroids.Register))
		first := &asteroid{Catalogue: "P", Number: "1"}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.Save(ctx, first) })
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			tx.About("renumbered")
			first.Number = "2"
			return tx.Save(ctx, first)
		})
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			return tx.Save(ctx, &asteroid{Catalogue: "P", Number: "1"})
		})
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			undone, err := tx.Undo(ctx, "renumbered")
			if undone != (store.Undone{Kept: 1}) {
				t.Errorf("%+v", undone)
			}
			return err
		})
	})
}
