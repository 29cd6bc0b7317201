package crm_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// tally wants the totals to say what the records say, by the database's own
// comparison and by what groups answer with the totals and without.
func (w *world) tally(when string) {
	w.Helper()
	wrong, err := w.st.Mistold(ctx)
	w.must(err)
	if len(wrong) > 0 {
		w.Fatalf("%s: %v say something else than the records", when, wrong)
	}
	d := crm.Deals.Row
	for _, g := range []register.Grouping{
		{By: []string{"outcome", "stage"}, Sum: "amount"},
		{By: []string{"responsible"}, Sum: "amount_base", Filter: register.In(&d.Outcome, crm.Won, crm.Lost)},
		{By: []string{register.Month("closed_on"), "loss_reason"}, Sum: "days_to_close", Filter: register.All{
			register.Ge(&d.ClosedOn, "2026-01-01"), register.Le(&d.ClosedOn, "2026-11-30"),
		}},
		{By: []string{"furthest"}, Filter: register.Where(&d.Responsible, register.Eq(&crm.Users.Row.Team, register.Ref[crm.Team](w.kyiv.ID)))},
	} {
		w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) error {
			g.Filter = register.All{g.Filter, register.Alive()}
			quick, err := tx.Group(ctx, crm.Deals.Register, g)
			if err != nil {
				return err
			}
			g.Filter = register.All{g.Filter, register.Is{Field: "id", Op: register.Greater, Value: int64(0)}} // totals know no ids
			slow, err := tx.Group(ctx, crm.Deals.Register, g)
			if !reflect.DeepEqual(quick, slow) {
				w.Errorf("%s: by %v the totals say %v, the records %v", when, g.By, quick, slow)
			}
			return err
		}))
	}
}

func TestTotalsSayWhatTheRecordsSayWhateverHappened(t *testing.T) {
	if len(crm.Deals.Tallies) == 0 {
		t.Fatal("no totals are kept of deals")
	}
	var passed atomic.Int64
	clock := storetest.Clock(func() time.Time { return storetest.Noon.Add(time.Duration(passed.Load())) })
	onWorld(t, func(w *world) {
		dice := rand.New(rand.NewPCG(4, 15))
		one, other := w.client(w.anna, "Карпати"), w.client(w.anna, "Говерла")
		users := []*crm.User{w.anna, w.borys, w.vira}
		var ids []register.ID
		create := func(tx register.Tx) error {
			d := &crm.Deal{
				Partner: register.Ref[crm.Partner](one.ID), Responsible: register.Ref[crm.User](users[dice.IntN(3)].ID),
				Amount: money.Of(int64(dice.IntN(9000)), []string{"UAH", "USD"}[dice.IntN(2)]), StartedOn: register.Date(fmt.Sprintf("2026-%02d-07", 1+dice.IntN(9))),
			}
			err := tx.Save(ctx, d)
			ids = append(ids, d.ID)
			return err
		}
		change := func(tx register.Tx) error {
			d, err := register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](ids[dice.IntN(len(ids))]))
			if err != nil {
				return err
			}
			switch act := dice.IntN(9); {
			case act == 0:
				return tx.Archive(ctx, d, !d.Archived)
			case d.Archived:
				d.Note = "в архіві"
				return tx.Save(ctx, d)
			case d.Outcome != crm.Open:
				return (&crm.ReopenDeal{Reason: "помилка"}).Do(ctx, tx, d)
			case act == 1:
				return (&crm.WinDeal{On: register.Date(fmt.Sprintf("2026-10-%02d", 1+dice.IntN(28)))}).Do(ctx, tx, d)
			case act == 2:
				return (&crm.LoseDeal{LossReason: w.reason("price")}).Do(ctx, tx, d)
			case act < 6:
				return (&crm.MoveDeal{Stage: w.stage([]string{"interest", "offer", "negotiation"}[dice.IntN(3)])}).Do(ctx, tx, d)
			case act == 6:
				return (&crm.TransferDeals{To: register.Ref[crm.User](users[dice.IntN(3)].ID)}).DoAll(ctx, tx, []*crm.Deal{d})
			}
			d.Amount = money.Of(int64(dice.IntN(9000)), "UAH")
			return tx.Save(ctx, d)
		}
		for n := range 25 {
			about := fmt.Sprint("import:", n)
			w.must(w.st.Write(ctx, register.Program, register.ByImport, func(tx *store.Tx) error {
				tx.About(about)
				for range 3 {
					if err := create(tx); err != nil {
						return err
					}
				}
				for range 8 {
					if err := change(tx); err != nil {
						return err
					}
				}
				_ = tx.Try(ctx, func() error { // what is dropped counts for nothing
					if err := create(tx); err != nil {
						return err
					}
					ids = ids[:len(ids)-1]
					return register.ErrStale
				})
				return nil
			}))
			passed.Add(int64(31 * time.Hour))
			if n%6 == 5 {
				w.must(w.st.Write(ctx, register.Program, register.ByUndo, func(tx *store.Tx) error {
					_, err := tx.Undo(ctx, about)
					return err
				}))
				w.must(w.do(register.Program, func(tx register.Tx) error {
					alive, err := register.Select(ctx, tx, crm.Deals, register.Query{})
					ids = ids[:0]
					for _, d := range alive {
						ids = append(ids, d.ID)
					}
					return err
				}))
			}
		}
		w.tally("after changes and undoing")
		w.must(w.mergePartners(w.iryna, &crm.MergePartners{Stay: register.Ref[crm.Partner](other.ID)}, one.ID, other.ID))
		w.tally("after a merge")
		w.must(w.do(register.Program, func(tx register.Tx) error {
			return tx.Save(ctx, &crm.Rate{Currency: "USD", Day: "2026-01-01", Units: 1, Price: 415_000})
		}))
		passed.Add(int64(time.Hour))
		if w.recounts() == 0 {
			t.Error("nothing was counted anew for the rate")
		}
		w.tally("after a rate")
		w.must(w.do(register.Program, func(tx register.Tx) error {
			d, err := register.First(ctx, tx, crm.Deals, register.All{register.Eq(&crm.Deals.Row.Outcome, crm.Open), register.Alive()})
			if err != nil || d == nil {
				return err
			}
			return tx.Delete(ctx, d)
		}))
		w.tally("after a removal")
		w.must(w.do(register.Program, func(tx register.Tx) error {
			d, err := register.First(ctx, tx, crm.Deals, register.All{register.Eq(&crm.Deals.Row.Outcome, crm.Open), register.Alive()})
			if err != nil {
				return err
			}
			return tx.EraseWhole(ctx, d)
		}))
		w.tally("after an erasure")
		w.must(w.st.Retally(ctx))
		w.tally("after they were counted anew")
	}, clock)
}

func TestTotalsAreReadByThoseWhoSeeAllAndEachSeesHisOwn(t *testing.T) {
	onWorld(t, func(w *world) {
		partner := w.client(w.vira, "Карпати")
		for range 3 {
			w.must(w.save(w.vira, &crm.Deal{Partner: register.Ref[crm.Partner](partner.ID), Amount: money.Of(100, "UAH")}))
		}
		w.must(w.save(w.anna, &crm.Deal{Amount: money.Of(5, "UAH")}))
		for _, c := range []struct {
			who  *crm.User
			want int64
		}{{w.anna, 1}, {w.vira, 3}, {w.admin, 4}} {
			w.must(w.st.Read(ctx, w.rights(c.who), func(tx *store.Tx) error {
				groups, err := tx.Group(ctx, crm.Deals.Register, register.Grouping{By: []string{"outcome"}, Sum: "amount", Filter: register.Alive()})
				if err == nil && (len(groups) != 1 || groups[0].Count != c.want) {
					t.Errorf("%s sees %v, wanted %d", c.who.Given, groups, c.want)
				}
				return err
			}))
		}
	})
}
