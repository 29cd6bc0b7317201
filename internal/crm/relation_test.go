package crm_test

import (
	"testing"
	"time"

	"dossier/internal/analysis"
	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// sold makes a deal won on a day.
func (w *world) sold(client *crm.Partner, on string, hryvnias int64) *crm.Deal {
	w.Helper()
	d := &crm.Deal{
		Partner: register.Ref[crm.Partner](client.ID), Responsible: register.Ref[crm.User](w.anna.ID),
		StartedOn: register.Date(on), ClosedOn: register.Date(on), Amount: money.Money{Minor: hryvnias * 100, Currency: "UAH"},
		Stage: register.Ref[crm.Stage](w.codes["stage won"]),
	}
	w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, d) }))
	return d
}

func (w *world) reload(c *crm.Partner) *crm.Partner {
	w.Helper()
	var out *crm.Partner
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
		return err
	}))
	return out
}

// monthsAgo is the fifteenth of a month so many months before this one.
func (w *world) monthsAgo(n int) string {
	today := calendar.Day(w.today())
	return string(today.FirstOfMonth().AddMonths(-n).Add(14))
}

func (w *world) today() register.Date {
	var day register.Date
	w.must(w.do(register.Program, func(tx register.Tx) error { day = tx.Today(); return nil }))
	return day
}

func (w *world) changesOf(c *crm.Partner) []*crm.RelationChange {
	w.Helper()
	var out []*crm.RelationChange
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Select(ctx, tx, crm.RelationChanges, register.Query{
			Filter: register.Eq(&crm.RelationChanges.Row.Partner, register.Ref[crm.Partner](c.ID)), Sort: []register.Sort{{Field: "id"}},
		})
		return err
	}))
	return out
}

func (w *world) tasksOf(c *crm.Partner) []*crm.Task {
	w.Helper()
	var out []*crm.Task
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Select(ctx, tx, crm.Tasks, register.Query{Filter: register.Eq(&crm.Tasks.Row.Partner, register.Ref[crm.Partner](c.ID)), Whole: true})
		return err
	}))
	return out
}

func TestARelationFollowsTheSalesAndIsLogged(t *testing.T) {
	onWorld(t, func(w *world) {
		fresh, steady, once, gone := w.client(w.anna, "Новий"), w.client(w.anna, "Сталий"), w.client(w.anna, "Разовий"), w.client(w.anna, "Колишній")
		for month := 1; month <= 12; month++ {
			w.sold(steady, w.monthsAgo(month), 1000)
		}
		w.sold(once, w.monthsAgo(0)[:8]+"01", 500)
		w.sold(gone, w.monthsAgo(20), 700)
		w.must(crm.TellAllRelations(ctx, w.st))
		for c, want := range map[*crm.Partner]analysis.Relation{
			fresh: analysis.Potential, steady: analysis.RegularLikeClock, once: analysis.OneTime, gone: analysis.LostRelation,
		} {
			if got := w.reload(c).Relation; got != crm.Relation(want) {
				t.Errorf("%s: %s, not %s", c.Name, got, want)
			}
		}
		if log := w.changesOf(fresh); len(log) != 0 {
			t.Errorf("a new client has %d changes", len(log))
		}
		log := w.changesOf(gone)
		if len(log) != 1 || !log[0].Worse || !log[0].Automatic || log[0].Reason != 0 {
			t.Fatalf("the log of a lost client: %+v", log)
		}
		w.must(crm.TellAllRelations(ctx, w.st))
		if log := w.changesOf(gone); len(log) != 1 {
			t.Errorf("told twice, the log has %d lines", len(log))
		}
		asked := w.tasksOf(gone)
		if len(asked) != 1 || !asked[0].Open || asked[0].Executors[0] != gone.Responsible {
			t.Fatalf("who is asked for the reason: %+v", asked)
		}
		explain := &crm.ExplainRelation{Reason: register.Ref[crm.RelationReason](w.codes["relation_reason price"])}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			line, err := register.Load(ctx, tx, crm.RelationChanges, register.Ref[crm.RelationChange](log[0].ID))
			if err != nil {
				return err
			}
			return explain.Do(ctx, tx, line)
		}))
		if asked := w.tasksOf(gone); asked[0].Open || asked[0].Result != "Ціна" {
			t.Errorf("the task after the reason is named: %+v", asked[0])
		}
	})
}

func TestARelationSetByHandHoldsUntilTheNextSale(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Обрій")
		reason := register.Ref[crm.RelationReason](w.codes["relation_reason work"])
		set := &crm.SetRelation{Relation: crm.Relation(analysis.RegularSteady), Reason: reason}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			c, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
			if err != nil {
				return err
			}
			return set.Do(ctx, tx, c)
		}))
		w.must(crm.TellAllRelations(ctx, w.st))
		if got := w.reload(c); got.Relation != set.Relation || !got.RelationManual {
			t.Fatalf("the night took it back: %s", got.Relation)
		}
		if log := w.changesOf(c); len(log) != 1 || log[0].Automatic || log[0].Reason != reason || log[0].Worse {
			t.Fatalf("the log: %+v", log)
		}
		// A sale of a later day ends it; today's does not, for nobody knows which came first.
		w.must(w.do(register.Program, func(tx register.Tx) error {
			c, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
			if err != nil {
				return err
			}
			c.RelationOn = register.Date(calendar.Day(tx.Today()).Add(-40))
			return tx.Save(ctx, c)
		}))
		w.sold(c, string(w.today()), 300)
		w.must(crm.TellRelation(ctx, w.st, c.ID))
		if got := w.reload(c); got.Relation != crm.Relation(analysis.OneTime) || got.RelationManual {
			t.Errorf("after a sale: %s", got.Relation)
		}
	})
}

func TestAContactIsPlannedByTheStrategyOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Ключовий")
		w.must(w.do(register.Program, func(tx register.Tx) error {
			c, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
			if err != nil {
				return err
			}
			c.Class = "a"
			if err := tx.Save(ctx, c); err != nil {
				return err
			}
			held := tx.Now().Add(-20 * 24 * time.Hour)
			return tx.Save(ctx, &crm.Event{
				Type: register.Ref[crm.EventType](w.codes["event_type call_out"]), Partner: register.Ref[crm.Partner](c.ID),
				Responsible: c.Responsible, ActualStart: held, ActualEnd: held.Add(time.Minute),
			})
		}))
		w.must(crm.NoteContact(ctx, w.st, c.ID))
		for range 2 {
			w.must(crm.PlanContacts(ctx, w.st))
		}
		got := w.reload(c)
		if register.ID(got.Strategy) != w.codes["relation_strategy key"] || got.StrategyManual {
			t.Errorf("the strategy is %d", got.Strategy)
		}
		if got.ContactDueOn == "" || got.ContactDueOn >= w.today() {
			t.Errorf("due on %q", got.ContactDueOn)
		}
		var planned []*crm.Event
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			planned, err = register.Select(ctx, tx, crm.Events, register.Query{Filter: register.All{
				register.Eq(&crm.Events.Row.Partner, register.Ref[crm.Partner](c.ID)), register.Eq(&crm.Events.Row.Class, crm.Planned),
			}})
			return err
		}))
		if len(planned) != 1 || planned[0].Responsible != got.Responsible || planned[0].PlannedStart.Before(time.Now().Add(-24*time.Hour)) {
			t.Errorf("planned: %+v", planned)
		}
	})
}

func TestTwoPartnersAreLinkedOnceAtATime(t *testing.T) {
	onWorld(t, func(w *world) {
		a, b := w.client(w.anna, "Обрій"), w.client(w.anna, "Колос")
		link := func(kind string, from, to *crm.Partner, since, till register.Date) error {
			return w.do(register.Program, func(tx register.Tx) error {
				return tx.Save(ctx, &crm.PartnerLink{
					Partner: register.Ref[crm.Partner](from.ID), To: register.Ref[crm.Partner](to.ID),
					Kind: register.Ref[crm.LinkKind](w.codes["link_kind "+kind]), ValidFrom: since, ValidTill: till,
				})
			})
		}
		w.must(link("dealer", a, b, "", "2025-12-31"))
		w.must(link("dealer", a, b, "2026-01-01", ""))
		w.must(link("dealer", b, a, "", ""))
		w.must(link("same_owner", a, b, "", ""))
		w.refused(link("dealer", a, b, "2026-05-01", "2026-06-01"), "kind", "link_exists")
		w.refused(link("same_owner", b, a, "2026-05-01", ""), "kind", "link_exists")
		w.refused(link("owns", a, a, "", ""), "to", "not_oneself")
		w.refused(link("owns", a, b, "2026-05-02", "2026-05-01"), "valid_till", "ends_before_it_begins")
	})
}
