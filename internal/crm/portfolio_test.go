package crm_test

import (
	"errors"
	"testing"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestAPortfolioGoesOverWithItsWorkAndKeepsItsHistory(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Обрій")
		open := &crm.Deal{Partner: register.Ref[crm.Partner](c.ID)}
		planned := &crm.Event{Type: w.eventType("call_out"), Partner: register.Ref[crm.Partner](c.ID), PlannedStart: time.Now().Add(24 * time.Hour)}
		held := &crm.Event{Type: w.eventType("call_out"), Partner: register.Ref[crm.Partner](c.ID), ActualStart: time.Now().Add(-24 * time.Hour)}
		task := &crm.Task{Subject: "Надіслати зразки", Partner: register.Ref[crm.Partner](c.ID), Executors: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}}
		w.must(w.save(w.anna, open, planned, held, task))
		won := w.sold(c, string(w.today()), 100)

		portfolio := &crm.HandOverPortfolio{To: register.Ref[crm.User](w.borys.ID)}
		load := func(tx register.Tx) *crm.User {
			u, err := register.Load(ctx, tx, crm.Users, register.Ref[crm.User](w.anna.ID))
			w.must(err)
			return u
		}
		w.must(w.as(w.iryna, func(tx register.Tx) error { return portfolio.Do(ctx, tx, load(tx)) }))
		oneself := &crm.HandOverPortfolio{To: register.Ref[crm.User](w.anna.ID)}
		w.refused(w.as(w.iryna, func(tx register.Tx) error { return oneself.Do(ctx, tx, load(tx)) }), "to", "not_oneself")
		for range 2 { // a job may be begun again
			w.must(crm.HandOver(ctx, w.st, crm.PortfolioInput{From: w.anna.ID, To: w.borys.ID}))
		}

		now, then := w.event(planned.ID), w.event(held.ID)
		w.must(w.do(register.Program, func(tx register.Tx) error {
			client, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
			w.must(err)
			deal, err := register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](open.ID))
			w.must(err)
			closed, err := register.Load(ctx, tx, crm.Deals, register.Ref[crm.Deal](won.ID))
			w.must(err)
			work, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](task.ID))
			w.must(err)
			for what, got := range map[string]register.Ref[crm.User]{
				"client": client.Responsible, "deal": deal.Responsible, "planned event": now.Responsible, "task": work.Executors[0],
			} {
				if register.ID(got) != w.borys.ID {
					t.Errorf("%s stayed", what)
				}
			}
			for what, got := range map[string]register.Ref[crm.User]{"won deal": closed.Responsible, "held event": then.Responsible} {
				if register.ID(got) != w.anna.ID {
					t.Errorf("%s went over", what)
				}
			}
			if len(work.Executors) != 1 || len(work.Handovers) != 1 {
				t.Errorf("the task has executors %v, handovers %v", work.Executors, work.Handovers)
			}
			return nil
		}))
		if err := w.as(w.anna, func(tx register.Tx) error {
			_, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
			return err
		}); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("the former responsible still sees the client: %v", err)
		}
	})
}

func TestADeputyWorksWhileSomebodyIsAwayAndNoLonger(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Обрій")
		sees := func(u *crm.User) bool {
			t.Helper()
			err := w.as(u, func(tx register.Tx) error {
				_, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](c.ID))
				return err
			})
			if err != nil && !errors.Is(err, register.ErrNotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		day := func(n int) register.Date { return register.Date(calendar.Day(w.today()).Add(n)) }
		away := &crm.Absence{
			User: register.Ref[crm.User](w.anna.ID), Deputy: register.Ref[crm.User](w.borys.ID), From: day(0), Till: day(7), Kind: "vacation",
		}
		if sees(w.borys) {
			t.Fatal("the deputy saw the client before")
		}
		w.must(w.save(w.anna, away))
		w.must(crm.FollowAbsences(ctx, w.st))
		if !sees(w.borys) || !sees(w.anna) {
			t.Error("the deputy does not see the client of the absent one")
		}
		again := &crm.Absence{User: away.User, Deputy: register.Ref[crm.User](w.vira.ID), From: day(3), Till: day(9)}
		w.refused(w.save(w.anna, again), "from", "absent_already")
		w.refused(w.save(w.anna, &crm.Absence{User: away.User, Deputy: away.User, From: day(20), Till: day(21)}), "deputy", "not_oneself")
		w.refused(w.save(w.anna, &crm.Absence{User: away.User, Deputy: away.Deputy, From: day(21), Till: day(20)}), "till", "ends_before_it_begins")

		w.must(w.as(w.anna, func(tx register.Tx) error {
			a, err := register.Load(ctx, tx, crm.Absences, register.Ref[crm.Absence](away.ID))
			if err != nil {
				return err
			}
			return tx.Archive(ctx, a, true) // called off
		}))
		w.must(crm.FollowAbsences(ctx, w.st))
		if sees(w.borys) {
			t.Error("the deputy still sees the client")
		}
	})
}
