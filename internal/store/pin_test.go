package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
)

func TestPinsStayInTheOrderTheyArePut(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(
				tx.AddPin(ctx, ann, "Угоди", "/deals"), tx.AddPin(ctx, ann, "VIP", "/clients?vip.eq=true"),
				tx.AddPin(ctx, ann, "Мої угоди", "/deals"), tx.AddPin(ctx, boris, "Склад", "/products"),
			)
		})
		labels := func() (out []string) {
			t.Helper()
			pins, err := st.Pins(t.Context(), ann)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range pins {
				out = append(out, p.Label)
			}
			return out
		}
		if got := labels(); !slices.Equal(got, []string{"Мої угоди", "VIP"}) {
			t.Errorf("%v", got)
		}
		pins, err := st.Pins(t.Context(), ann)
		if err != nil {
			t.Fatal(err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			return tx.OrderPins(ctx, ann, []int64{pins[1].ID, pins[0].ID})
		})
		if got := labels(); !slices.Equal(got, []string{"VIP", "Мої угоди"}) {
			t.Errorf("put in another order: %v", got)
		}
		err = st.Write(t.Context(), register.Program, register.ByForm, func(tx *store.Tx) error {
			return tx.RemovePin(t.Context(), boris, pins[0].ID)
		})
		if !errors.Is(err, register.ErrNotFound) {
			t.Errorf("another's pin is removed: %v", err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.RemovePin(ctx, ann, pins[0].ID) })
		if got := labels(); !slices.Equal(got, []string{"VIP"}) {
			t.Errorf("removed: %v", got)
		}
	})
}
