package demo_test

import (
	"context"
	"strings"
	"testing"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/demo"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestTheDemoCompanyIsThatOfItsSpecification(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx := context.Background()
		clock := &demo.Clock{}
		st := open(storetest.Registers(crm.Registers()...), storetest.Clock(clock.Now), storetest.Dir(t.TempDir()))
		if err := demo.Build(ctx, st, clock); err != nil {
			t.Fatal(err)
		}
		err := st.Do(ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
			for _, c := range []struct {
				of     *register.Register
				filter register.Filter
				want   int
			}{
				{crm.Users.Register, nil, 12},
				{crm.Partners.Register, register.Includes(&crm.Partners.Row.Roles, crm.ClientRole), 19},
				{crm.Partners.Register, register.Includes(&crm.Partners.Row.Roles, crm.CompetitorRole), 3},
				{crm.PartnerLinks.Register, nil, 6},
				{crm.Deals.Register, register.Eq(&crm.Deals.Row.Outcome, crm.Open), 18},
				{crm.Deals.Register, register.Eq(&crm.Deals.Row.Outcome, crm.Lost), 21},
				{crm.Claims.Register, nil, 4},
				{crm.Claims.Register, register.Eq(&crm.Claims.Row.Status, crm.ClaimInProcessing), 2},
				{crm.Claims.Register, register.Eq(&crm.Claims.Row.Objections, int64(1)), 1},
				{crm.Leads.Register, nil, 10},
				{crm.Leads.Register, register.Eq(&crm.Leads.Row.Status, crm.ConvertedLead), 3},
				{crm.Leads.Register, register.Eq(&crm.Leads.Row.Status, crm.DisqualifiedLead), 2},
				{crm.InventoryUnits.Register, nil, 8},
				{crm.InventoryUnits.Register, register.Eq(&crm.InventoryUnits.Row.Status, crm.Placed), 5},
				{crm.InventoryUnits.Register, register.Eq(&crm.InventoryUnits.Row.Status, crm.InRepair), 1},
				{crm.InventoryUnits.Register, register.Eq(&crm.InventoryUnits.Row.Status, crm.WrittenOff), 1},
				{crm.InventoryChecks.Register, register.Eq(&crm.InventoryChecks.Row.Found, false), 1},
				{crm.StrategyChanges.Register, nil, 3},
				{crm.StrategyChanges.Register, register.Eq(&crm.StrategyChanges.Row.Status, crm.ChangeReacted), 1},
				{crm.Attachments.Register, nil, 5},
				{crm.Consents.Register, register.Eq(&crm.Consents.Row.State, crm.ConsentGiven), 8},
				{crm.Consents.Register, register.Eq(&crm.Consents.Row.State, crm.ConsentWithdrawn), 1},
				{crm.DataRequests.Register, register.Eq(&crm.DataRequests.Row.Deadline, register.Date(calendar.Day(tx.Today()).Add(30))), 1},
				{crm.Preparations.Register, register.Eq(&crm.Preparations.Row.State, crm.PreparationUsed), 1},
				{crm.Counterparties.Register, register.Eq(&crm.Counterparties.Row.Confirmed, false), 5},
			} {
				n, err := tx.Count(ctx, c.of, c.filter, 0)
				if err != nil {
					return err
				}
				if n != c.want {
					t.Errorf("%d %s, not %d", n, c.of.Path, c.want)
				}
			}
			if err := checkStatuses(ctx, t, tx); err != nil {
				return err
			}
			if err := checkLosses(ctx, t, tx); err != nil {
				return err
			}
			if err := checkWares(ctx, t, tx); err != nil {
				return err
			}
			// The classes of 7.4.
			for code, want := range map[string]crm.Relation{
				"K01": "regular_x", "K02": "regular_y", "K03": "regular_z", "K05": "one_time", "K06": "lost", "K07": "potential", "L01": "regular_y", "P01": "regular_x",
			} {
				p, err := register.First(ctx, tx, crm.Partners, register.Eq(&crm.Partners.Row.Code, code))
				if err != nil {
					return err
				}
				if p.Relation != want {
					t.Errorf("%s is %s, not %s", p.Name, p.Relation, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// checkWares wants each deal and claim to name its product as the client would,
// in his language and currency.
func checkWares(ctx context.Context, t *testing.T, tx register.Tx) error {
	t.Helper()
	check := func(of *register.Register, client register.Ref[crm.Partner], what register.Ref[crm.Product]) error {
		if what == 0 {
			return nil
		}
		c, err := register.Load(ctx, tx, crm.Partners, client)
		if err != nil {
			return err
		}
		ware, err := register.Load(ctx, tx, crm.Products, what)
		if err != nil {
			return err
		}
		if abroad := strings.HasPrefix(c.Code, "P"); abroad != (ware.Price.Currency == "EUR") || abroad && strings.ContainsAny(ware.Name, "іїєґІЇЄҐыэё") {
			t.Errorf("%s of %s is of %q for %s", of.Name, c.Name, ware.Name, ware.Price.Currency)
		}
		return nil
	}
	deals, err := register.Select(ctx, tx, crm.Deals, register.Query{})
	if err != nil {
		return err
	}
	for _, d := range deals {
		if err := check(crm.Deals.Register, d.Partner, d.Product); err != nil {
			return err
		}
	}
	claims, err := register.Select(ctx, tx, crm.Claims, register.Query{})
	if err != nil {
		return err
	}
	for _, c := range claims {
		if err := check(crm.Claims.Register, c.Partner, c.Product); err != nil {
			return err
		}
	}
	if len(deals) == 0 || len(claims) == 0 {
		t.Errorf("%d deals, %d claims", len(deals), len(claims))
	}
	return nil
}

// checkStatuses wants a task in every status, a commitment in every state that
// the story has, and events of every class but cancelled ones.
func checkStatuses(ctx context.Context, t *testing.T, tx register.Tx) error {
	t.Helper()
	some := func(of *register.Register, f register.Filter, what string) error {
		n, err := tx.Count(ctx, of, f, 1)
		if n == 0 {
			t.Errorf("no %s is %s", of.Name, what)
		}
		return err
	}
	for _, status := range crm.TaskStatus("").Choices() {
		if err := some(crm.Tasks.Register, register.Eq(&crm.Tasks.Row.Status, crm.TaskStatus(status)), status); err != nil {
			return err
		}
	}
	for _, state := range []crm.CommitmentState{crm.CommitmentOpen, crm.Fulfilled, crm.FulfilledLate, crm.CommitmentRefused} {
		if err := some(crm.Commitments.Register, register.Eq(&crm.Commitments.Row.State, state), string(state)); err != nil {
			return err
		}
	}
	for _, class := range []crm.EventClass{crm.Planned, crm.Held, crm.NotHeld} {
		if err := some(crm.Events.Register, register.Eq(&crm.Events.Row.Class, class), string(class)); err != nil {
			return err
		}
	}
	return some(crm.Events.Register, crm.OverdueEvents(tx.Now()), "overdue")
}

// checkLosses wants the sums of 4.9 by the reason of the loss.
func checkLosses(ctx context.Context, t *testing.T, tx register.Tx) error {
	t.Helper()
	reasons, err := register.Select(ctx, tx, crm.LossReasons, register.Query{})
	if err != nil {
		return err
	}
	want := map[string]int64{"price": 310_000, "competitor": 240_000, "terms": 95_000, "budget": 30_000, "not_specified": 12_000}
	for _, r := range reasons {
		list, err := register.Select(ctx, tx, crm.Deals, register.Query{Filter: register.Eq(&crm.Deals.Row.LossReason, register.Ref[crm.LossReason](r.ID))})
		if err != nil {
			return err
		}
		var sum int64
		for _, d := range list {
			sum += d.Amount.Minor / 100
			if d.ClosedOn >= tx.Today() {
				t.Errorf("%s was lost today", d.Name)
			}
		}
		if sum != want[r.Code] {
			t.Errorf("%d lost by %s, not %d", sum, r.Code, want[r.Code])
		}
	}
	return nil
}
