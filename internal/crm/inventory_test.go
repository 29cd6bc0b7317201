package crm_test

import (
	"errors"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

func TestInventoryLosesAnEqualPartOfItsCostEachMonth(t *testing.T) {
	for _, one := range []struct {
		cost   int64
		life   int64
		bought register.Date
		on     register.Date
		want   int64
	}{
		{1_200_000, 36, "2025-11-22", "2026-11-22", 800_000}, // 12 of 36 months are over: 12,000.00 · 24/36
		{1_200_000, 36, "2025-11-22", "2026-11-21", 833_333}, // the twelfth is not: · 25/36 = 8,333.33
		{10_000, 3, "2026-01-10", "2026-02-10", 6_667},       // 100.00 · 2/3 = 66.67
		{10_000, 3, "2026-01-10", "2026-03-10", 3_333},
		{10_000, 3, "2026-01-10", "2026-04-09", 3_333},
		{10_000, 3, "2026-01-10", "2026-04-10", 0},
		{10_000, 3, "2026-01-10", "2036-04-10", 0},      // never below nought
		{10_000, 3, "2026-01-10", "2025-12-01", 10_000}, // before it was bought
		{10_000, 0, "2020-01-10", "2026-04-10", 10_000}, // no end of its life
		{10_001, 2, "2026-01-31", "2026-02-28", 5_001},  // 50.005 is rounded up; February has no 31st
	} {
		u := crm.InventoryUnit{Cost: money.New(one.cost, "UAH"), LifeMonths: one.life, BoughtOn: one.bought}
		if got := u.Value(one.on); got != money.New(one.want, "UAH") {
			t.Errorf("%d over %d months from %s on %s: %s, wanted %d", one.cost, one.life, one.bought, one.on, got, one.want)
		}
	}
	if got := (&crm.InventoryUnit{LifeMonths: 3, BoughtOn: "2026-01-10"}).Value("2026-02-10"); !got.IsZero() {
		t.Errorf("what cost nothing known is worth %s", got)
	}
}

// stand is a unit in stock.
func (w *world) stand() *crm.InventoryUnit {
	w.Helper()
	u := &crm.InventoryUnit{Name: "Стенд фасадів"}
	w.must(w.do(register.Program, func(tx register.Tx) error {
		kind, err := register.First(ctx, tx, crm.InventoryKinds, register.Eq(&crm.InventoryKinds.Row.Code, "stand"))
		if err != nil {
			return err
		}
		u.Kind, u.Cost, u.BoughtOn = register.Ref[crm.InventoryKind](kind.ID), money.Of(12_000, "UAH"), "2025-11-22"
		return tx.Save(ctx, u)
	}))
	return u
}

func (w *world) handle(by *crm.User, u *crm.InventoryUnit, in register.Doer[crm.InventoryUnit]) error {
	w.Helper()
	return w.as(by, func(tx register.Tx) error { return in.Do(ctx, tx, u) })
}

func TestAUnitIsAtOnePlaceAtATime(t *testing.T) {
	onWorld(t, func(w *world) {
		u, karpaty, dnister := w.stand(), w.client(w.anna, "Карпати"), w.client(w.anna, "Дністер")
		if u.Number != "000001" || u.Status != crm.InStock || u.LifeMonths != 36 || u.Condition != "new" {
			t.Errorf("%+v", u)
		}
		to := register.Ref[crm.Partner](karpaty.ID)
		w.must(w.handle(w.anna, u, &crm.ReserveUnit{Partner: to}))
		w.refused(w.handle(w.anna, u, &crm.IssueUnit{Partner: register.Ref[crm.Partner](dnister.ID)}), "partner", "inventory_reserved_for_another")
		w.refused(w.handle(w.anna, u, &crm.IssueUnit{Partner: to, PlacedOn: "2026-11-23"}), "placed_on", "in_future")
		issue := &crm.IssueUnit{Partner: to, PlacedOn: "2026-08-24", ReturnBy: "2027-01-31", Promised: money.Of(20_000, "UAH")}
		w.must(w.handle(w.anna, u, issue))
		if u.Status != crm.Placed || u.Partner != to || u.CheckBy != "2026-11-22" || issue.Leads().Register != "placement" {
			t.Errorf("issued: %+v", u)
		}
		w.refused(w.handle(w.anna, u, &crm.IssueUnit{Partner: register.Ref[crm.Partner](dnister.ID)}), "", "inventory_is_elsewhere")
		w.refused(w.as(w.iryna, func(tx register.Tx) error { return tx.Archive(ctx, karpaty, true) }), "", "partner_has_inventory")
		w.refused(w.as(w.admin, func(tx register.Tx) error { return tx.Archive(ctx, u, true) }), "", "inventory_is_away")

		w.refused(w.handle(w.anna, u, &crm.CheckUnit{On: "2026-08-01", Found: true}), "on", "ends_before_it_begins")
		w.refused(w.handle(w.anna, u, &crm.CheckUnit{}), "remark", "inventory_missing_needs_remark")
		w.must(w.handle(w.anna, u, &crm.CheckUnit{Found: true, Condition: "worn", Contents: 850_000, On: "2026-11-20"}))
		if u.Condition != "worn" || u.CheckedOn != "2026-11-20" || u.CheckBy != "2027-02-18" {
			t.Errorf("after the check %s, seen %s, again by %s", u.Condition, u.CheckedOn, u.CheckBy)
		}
		w.must(w.handle(w.anna, u, &crm.CheckUnit{Remark: "Магазин зачинено"}))
		if u.CheckBy != "2026-11-22" || u.CheckedOn != "2026-11-20" {
			t.Errorf("what was not found is to be looked for by %s", u.CheckBy)
		}
		w.must(w.handle(w.anna, u, &crm.RepairUnit{Note: "Тріснула полиця"}))
		w.must(w.handle(w.anna, u, &crm.MendedUnit{Back: true}))
		if u.Status != crm.Placed || u.Partner != to || u.Condition != "good" {
			t.Errorf("mended: %+v", u)
		}
		back := &crm.TakeUnitBack{Condition: "good"}
		w.must(w.handle(w.anna, u, back))
		if u.Status != crm.InStock || u.Partner != 0 || u.Placement != 0 || u.CheckBy != "" || back.Leads() != issue.Leads() {
			t.Errorf("taken back: %+v", u)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			l, err := register.Load(ctx, tx, crm.Placements, register.Ref[crm.Placement](back.Leads().ID))
			if err == nil && (l.End != crm.EndReturned || l.EndedOn != "2026-11-22" || l.EndCondition != "good" || register.ID(l.Responsible) != w.anna.ID) {
				t.Errorf("the stay ended so: %+v", l)
			}
			return err
		}))
		w.must(w.as(w.iryna, func(tx register.Tx) error { return tx.Archive(ctx, karpaty, true) }))
		w.refused(w.handle(w.iryna, u, &crm.IssueUnit{Partner: to}), "partner", "partner_is_archived")
		w.refused(w.handle(w.iryna, u, &crm.WriteOffUnit{}), "reason", "required")
		w.must(w.handle(w.iryna, u, &crm.WriteOffUnit{Reason: "Зношений"}))
		if u.Status != crm.WrittenOff || u.GoneOn != "2026-11-22" {
			t.Errorf("written off: %+v", u)
		}
		w.refused(w.handle(w.iryna, u, &crm.ReserveUnit{Partner: to}), "", "inventory_is_elsewhere")
	})
}

func TestPlacementsAndChecksAreMadeByTheirUnitAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		u, karpaty := w.stand(), w.client(w.anna, "Карпати")
		unit, to := register.Ref[crm.InventoryUnit](u.ID), register.Ref[crm.Partner](karpaty.ID)
		w.refused(w.save(w.admin, &crm.Placement{Unit: unit, Partner: to, PlacedOn: "2026-11-01"}), "", "placement_by_issue")
		w.refused(w.save(w.admin, &crm.InventoryCheck{Unit: unit, Partner: to, CheckedOn: "2026-11-01"}), "", "inventory_check_by_unit")
		w.must(w.handle(w.anna, u, &crm.IssueUnit{Partner: to}))
		for _, in := range []register.Doer[crm.InventoryUnit]{
			&crm.CheckUnit{Found: true}, &crm.TakeUnitBack{Condition: "good"}, &crm.RepairUnit{Note: "Так"}, &crm.LoseUnit{Reason: "Так"},
		} {
			if err := w.handle(w.vira, u, in); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("%T at a client she does not see: %v", in, err)
			}
		}
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			u, err = register.Load(ctx, tx, crm.InventoryUnits, unit)
			return err
		}))
		if u.Status != crm.Placed {
			t.Fatalf("it is %s", u.Status)
		}
		w.must(w.handle(w.anna, u, &crm.LoseUnit{Reason: "Магазин згорів"}))
		if u.Status != crm.UnitLost || u.GoneReason == "" || u.Partner != 0 {
			t.Errorf("%+v", u)
		}
	})
}
