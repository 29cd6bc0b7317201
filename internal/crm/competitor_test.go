package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func (w *world) rival(name string) *crm.Partner {
	w.Helper()
	c := &crm.Partner{Name: name, Roles: crm.PartnerRoles{crm.CompetitorRole}}
	w.must(w.save(w.iryna, c))
	return c
}

func TestAChangeOfStrategyGoesFromNotedToClosed(t *testing.T) {
	onWorld(t, func(w *world) {
		rival := w.rival("Дубрава")
		s := &crm.StrategyChange{Summary: "Знизили ціни на кухні", Competitor: register.Ref[crm.Partner](rival.ID), Area: "price", Was: "12 000 ₴", Became: "10 800 ₴"}
		w.must(w.save(w.anna, s))
		if s.Status != crm.ChangeNoted || s.ObservedOn != "2026-11-22" || s.Confidence != "likely" || register.ID(s.Responsible) != w.anna.ID {
			t.Errorf("%+v", s)
		}
		if rights := w.rights(w.anna); register.May(rights, crm.StrategyChanges.Register, "assess") || !register.May(rights, crm.StrategyChanges.Register, register.See) {
			t.Error("sellers see and note changes; the head assesses them")
		}
		do := func(in register.Doer[crm.StrategyChange]) error {
			return w.as(w.iryna, func(tx register.Tx) error { return in.Do(ctx, tx, s) })
		}
		w.refused(do(&crm.ReactToChange{Reaction: "Нічого"}), "", "change_not_assessed")
		w.refused(do(&crm.CloseChange{}), "", "change_not_reacted")
		w.must(do(&crm.AssessChange{Impact: "-2", Confidence: "proven"}))
		w.refused(do(&crm.AssessChange{Impact: "-2", Confidence: "proven"}), "", "change_assessed_already")
		w.refused(do(&crm.ReactToChange{}), "reaction", "required")
		w.must(do(&crm.ReactToChange{Reaction: "Акція на фасади до кінця року"}))
		w.must(do(&crm.CloseChange{Outcome: "Частку втримали"}))
		if s.Status != crm.ChangeClosed || s.AssessedOn == "" || s.ReactedOn == "" || s.ClosedOn == "" || s.Impact != "-2" {
			t.Errorf("%+v", s)
		}
		s.Impact = ""
		w.refused(w.save(w.iryna, s), "impact", "required")
	})
}

func TestTheReactionToAChangeGivesATaskLinkedToIt(t *testing.T) {
	onWorld(t, func(w *world) {
		rival := w.rival("Дубрава")
		s := &crm.StrategyChange{Summary: "Знизили ціни на кухні", Competitor: register.Ref[crm.Partner](rival.ID), Area: "price", Responsible: register.Ref[crm.User](w.anna.ID)}
		w.must(w.save(w.iryna, s))
		do := func(in register.Doer[crm.StrategyChange]) error {
			return w.as(w.iryna, func(tx register.Tx) error { return in.Do(ctx, tx, s) })
		}
		w.must(do(&crm.AssessChange{Impact: "-2", Confidence: "proven"}))
		in := &crm.ReactToChange{Reaction: "Знижка на фасади"}
		if in.Begin(s); in.Executor != s.Responsible {
			t.Errorf("the task is offered to %d", in.Executor)
		}
		in.Deadline = "2026-11-30"
		w.refused(do(in), "task", "required")
		in.Task, in.Deadline = "Порахувати знижку", "2026-11-01"
		w.refused(do(in), "deadline", "in_past")
		in.Deadline = "2026-11-30"
		w.must(do(in))
		tasks := func() (out []*crm.Task) {
			w.Helper()
			w.must(w.as(w.anna, func(tx register.Tx) (err error) {
				out, err = register.Select(ctx, tx, crm.Tasks, register.Query{
					Filter: register.Eq(&crm.Tasks.Row.About, register.Link{Register: "strategy_change", ID: s.ID}), Whole: true,
				})
				return err
			}))
			return out
		}()
		if len(tasks) != 1 {
			t.Fatalf("%d tasks", len(tasks))
		}
		one := tasks[0]
		if one.Subject != "Порахувати знижку" || one.Text != in.Reaction || one.Partner != s.Competitor || len(one.Executors) != 1 || register.ID(one.Executors[0]) != w.anna.ID ||
			register.ID(one.Author) != w.iryna.ID || one.Deadline.IsZero() || !one.Open {
			t.Errorf("%+v", one)
		}
		if s.Status != crm.ChangeReacted {
			t.Errorf("the change is %s", s.Status)
		}
	})
}

func TestAChangeOfStrategyIsACompetitorsAndChangesSomething(t *testing.T) {
	onWorld(t, func(w *world) {
		rival, client := w.rival("Дубрава"), w.client(w.anna, "Карпати")
		s := crm.StrategyChange{Summary: "Новий салон", Competitor: register.Ref[crm.Partner](client.ID), Area: "geography"}
		w.refused(w.save(w.anna, &s), "competitor", "not_a_competitor")
		s = crm.StrategyChange{Summary: "Новий салон", Competitor: register.Ref[crm.Partner](rival.ID), Area: "geography", ObservedOn: "2026-11-23"}
		w.refused(w.save(w.anna, &s), "observed_on", "in_future")
		s = crm.StrategyChange{Summary: "Новий салон", Competitor: register.Ref[crm.Partner](rival.ID), Area: "geography", Was: "Луцьк", Became: "Луцьк"}
		w.refused(w.save(w.anna, &s), "became", "change_changes_nothing")
		rival.PriceIndex = -1
		w.refused(w.save(w.iryna, rival), "price_index", "out_of_range")
	})
}
