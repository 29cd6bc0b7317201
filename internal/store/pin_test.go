package store_test

import (
	"context"
	"slices"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
)

func TestPinsStayInTheOrderTheyWerePut(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		pin := func(user register.ID, address string, on bool) {
			t.Helper()
			keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.Pin(ctx, user, address, on) })
		}
		pin(ann, "/deals", true)
		pin(ann, "/clients?vip.eq=true", true)
		pin(ann, "/products", true)
		pin(ann, "/deals", true) // where it is already
		pin(ann, "/products", false)
		pin(boris, "/products", true)
		read(t, st, register.Program, func(tx *store.Tx) error {
			got, err := tx.Pins(t.Context(), ann)
			if !slices.Equal(got, []string{"/deals", "/clients?vip.eq=true"}) {
				t.Errorf("%q", got)
			}
			return err
		})
		for address, want := range map[string]bool{"/deals": true, "/products": false} {
			read(t, st, register.Program, func(tx *store.Tx) error {
				got, err := tx.Pinned(t.Context(), ann, address)
				if got != want {
					t.Errorf("%s is pinned: %v", address, got)
				}
				return err
			})
		}
	})
}
