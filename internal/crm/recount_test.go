package crm_test

import (
	"encoding/json"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// recounts does the waiting recounts that may begin, as a worker does, and says
// how many there were.
func (w *world) recounts() int {
	w.Helper()
	claims, err := w.st.Claim(ctx, "worker", []string{crm.RecountJob}, 100, time.Minute)
	w.must(err)
	for _, claim := range claims {
		var in crm.RecountInput
		w.must(json.Unmarshal(claim.Input, &in))
		w.must(crm.Recount(ctx, w.st, in))
		w.must(w.st.Finish(ctx, "worker", claim.ID))
	}
	return len(claims)
}

func TestAmountsAreCountedAnewWhenARateChanges(t *testing.T) {
	onWorld(t, func(w *world) {
		partner := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		open := &crm.Deal{Amount: money.Of(100, "USD")}
		won := &crm.Deal{Amount: money.Of(100, "USD"), Partner: partner, StartedOn: "2026-11-02"}
		home := &crm.Deal{Amount: money.Of(100, "UAH")}
		goods := &crm.Product{Name: "Візитки", Price: money.Of(7, "USD")}
		w.must(w.save(w.anna, open, won, home))
		w.must(w.save(w.admin, goods))
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.WinDeal{On: "2026-11-10"}).Do(ctx, tx, won) }))
		want := func(when string, opened, closed, price int64) {
			t.Helper()
			w.must(w.do(register.Program, func(tx register.Tx) error {
				for _, one := range []struct {
					deal *crm.Deal
					base int64
				}{{open, opened}, {won, closed}, {home, 100_00}} {
					now, err := register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](one.deal.ID))
					if err != nil {
						return err
					}
					if now.AmountBase != one.base || now.Version != one.deal.Version {
						t.Errorf("%s: %s is %d kopiykas in version %d, wanted %d in %d", when, now.Number, now.AmountBase, now.Version, one.base, one.deal.Version)
					}
				}
				now, err := register.Load(ctx, tx, crm.Products, register.Ref[crm.Product](goods.ID))
				if err == nil && now.PriceBase != price {
					t.Errorf("%s: the goods are %d kopiykas, wanted %d", when, now.PriceBase, price)
				}
				return err
			}))
		}
		want("no rate is known", 0, 0, 0)

		first := &crm.Rate{Currency: "USD", Day: "2026-11-01", Price: 410_000}
		w.must(w.save(w.admin, first, &crm.Rate{Currency: "USD", Day: "2026-11-20", Price: 420_000}))
		if n := w.recounts(); n != 1 {
			t.Errorf("%d recounts for two rates at once", n)
		}
		want("rates are known", 420_000, 410_000, 29_400)

		first.Price = 450_000
		w.must(w.do(register.Program, func(tx register.Tx) error {
			tx.(*store.Tx).About("slip")
			return tx.Save(ctx, first)
		}))
		w.recounts()
		want("a slip of the pen", 420_000, 450_000, 29_400)
		w.must(w.do(register.Program, func(tx register.Tx) error {
			undone, err := tx.(*store.Tx).Undo(ctx, "slip")
			if undone.Restored != 1 {
				t.Errorf("undone: %+v", undone)
			}
			return err
		}))
		w.recounts()
		want("the slip is undone", 420_000, 410_000, 29_400)
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			first, err = register.Load(ctx, tx, crm.Rates, register.Ref[crm.Rate](first.ID))
			return err
		}))

		first.Price = 405_000
		w.must(w.save(w.admin, first))
		w.recounts()
		want("the rate of the closing day was wrong", 420_000, 405_000, 29_400)

		w.must(w.save(w.admin, first))
		tomorrow := &crm.Rate{Currency: "USD", Day: "2026-11-23", Price: 500_000}
		w.must(w.save(w.admin, tomorrow))
		if n := w.recounts(); n != 0 {
			t.Errorf("%d recounts for a rate that says nothing new and one of tomorrow", n)
		}
		want("a rate of tomorrow", 420_000, 405_000, 29_400)

		w.must(w.as(w.admin, func(tx register.Tx) error { return tx.Delete(ctx, first) }))
		w.recounts()
		want("the first rate is gone", 420_000, 420_000, 29_400)
	})
}
