package crm_test

import (
	"slices"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

// watched are the deals that a watch names, in the order of their ids.
func (w *world) watched(name string, days int) []register.ID {
	w.Helper()
	var out []register.ID
	now := storetest.Noon.AddDate(0, 0, days)
	w.must(w.as(w.anna, func(tx register.Tx) error {
		list, err := register.Select(ctx, tx, crm.Deals, register.Query{
			Filter: register.All{crm.DealWatches[name](now, register.DayOf(now, time.UTC)), register.Alive()}, Sort: []register.Sort{{Field: "id"}},
		})
		for _, d := range list {
			out = append(out, d.ID)
		}
		return err
	}))
	return out
}

func TestDealsThatStandStillAreSeen(t *testing.T) {
	onWorld(t, func(w *world) {
		idle, busy, planned := &crm.Deal{CloseOn: "2026-11-24"}, &crm.Deal{}, &crm.Deal{}
		w.must(w.save(w.anna, idle, busy, planned))
		task := &crm.Task{Subject: "Надіслати", Deal: register.Ref[crm.Deal](busy.ID)}
		call := &crm.Event{
			Type: register.Ref[crm.EventType](w.codes["event_type call_out"]), Subject: "Подзвонити", Deal: register.Ref[crm.Deal](planned.ID), PlannedStart: storetest.Noon.Add(24 * time.Hour),
		}
		w.must(w.save(w.anna, task, call))
		want := func(name string, days int, deals ...*crm.Deal) {
			w.Helper()
			var ids []register.ID
			for _, d := range deals {
				ids = append(ids, d.ID)
			}
			if got := w.watched(name, days); !slices.Equal(got, ids) {
				t.Errorf("%s in %d days: %v, wanted %v", name, days, got, ids)
			}
		}
		want("no_step", 0, idle)
		want("no_step", 2, idle, planned) // a plan that passed is no next step
		want("over_norm", 7)
		want("over_norm", 8, idle, busy, planned)
		want("date_passed", 2)
		want("date_passed", 3, idle)

		w.must(w.do(register.Program, func(tx register.Tx) error {
			stage, err := register.Load(ctx, tx, crm.Stages, w.stage("interest"))
			if err != nil {
				return err
			}
			stage.NormDays = 3
			return tx.Save(ctx, stage)
		}))
		w.must(crm.Redate(ctx, w.st, crm.NormInput{Stage: register.ID(w.stage("interest")), Days: 3, Was: 7}))
		want("over_norm", 3)
		want("over_norm", 4, idle, busy, planned)
	})
}

func TestADealThatKeepsMovingIsUnsteady(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{}
		w.must(w.save(w.anna, d))
		for i, amount := range []int64{100, 200, 300, 400} { // the first one is no change
			d.Amount = money.Of(amount, "UAH")
			w.must(w.save(w.anna, d))
			if d.Unsteady != (i == 3) {
				t.Errorf("after %d changes: %v", i, d.Unsteady)
			}
		}
		late := &crm.Deal{CloseOn: "2026-12-01"}
		w.must(w.save(w.anna, late))
		for _, day := range []register.Date{"2026-12-02", "2026-12-03", "2026-12-04"} {
			late.CloseOn = day
			w.must(w.save(w.anna, late))
		}
		if got := w.watched("unsteady", 0); !slices.Equal(got, []register.ID{d.ID, late.ID}) {
			t.Errorf("unsteady: %v", got)
		}
	})
}

func TestAFallOfTheProbabilityIsSeenUntilItRises(t *testing.T) {
	onWorld(t, func(w *world) {
		d := &crm.Deal{}
		w.must(w.save(w.anna, d))
		move := func(code string) {
			w.Helper()
			w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.MoveDeal{Stage: w.stage(code)}).Do(ctx, tx, d) }))
		}
		move("offer")
		if d.Fell {
			t.Error("a step forward is no fall")
		}
		move("qualification")
		if got := w.watched("fell", 0); !slices.Equal(got, []register.ID{d.ID}) {
			t.Errorf("fell: %v", got)
		}
		d.Chance, d.ChanceReason = 900_000, "Підписують завтра"
		w.must(w.save(w.anna, d))
		if d.Fell {
			t.Error("it rose again")
		}
		d.Chance = 200_000
		w.must(w.save(w.anna, d))
		if !d.Fell {
			t.Error("the seller himself believes in it less")
		}
	})
}
