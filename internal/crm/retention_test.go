package crm_test

import (
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestWhoWasNotDealtWithForYearsIsNoticedOnceAndErasedByTwo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		now := storetest.Noon
		w := &world{T: t, st: open(storetest.Registers(crm.Registers()...), storetest.Clock(func() time.Time { return now }))}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			admin, err := crm.Start(ctx, tx, crm.Setup{
				Company: "Промінь", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv", Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
			})
			w.admin = admin
			return err
		}))
		w.people()
		old, busy := &crm.Contact{Surname: "Старий"}, &crm.Contact{Surname: "Зайнятий"}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			for i, c := range []*crm.Contact{old, busy} {
				p := &crm.Partner{Name: c.Surname, Roles: crm.PartnerRoles{crm.ClientRole}, Responsible: register.Ref[crm.User](w.anna.ID)}
				if err := tx.Save(ctx, p); err != nil {
					return err
				}
				c.Partner = register.Ref[crm.Partner](p.ID)
				if err := tx.Save(ctx, c); err != nil {
					return err
				}
				if i == 1 {
					if err := tx.Save(ctx, &crm.Deal{Partner: c.Partner, Responsible: p.Responsible}); err != nil {
						return err
					}
				}
			}
			return nil
		}))
		all := func() (list []*crm.Retention) {
			w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) (err error) {
				list, err = register.Select(ctx, tx, crm.Retentions, register.Query{Whole: true, Sort: []register.Sort{{Field: "id"}}})
				return err
			}))
			return list
		}
		w.must(crm.FindEnding(ctx, w.st))
		if list := all(); len(list) != 0 {
			t.Fatalf("at once comes to its end %+v", list)
		}
		now = now.AddDate(3, 0, 1)
		w.must(crm.FindEnding(ctx, w.st))
		w.must(crm.FindEnding(ctx, w.st))
		list := all()
		if len(list) != 1 || list[0].Who.ID != old.ID || list[0].State != crm.RetentionNoticed || list[0].Responsible != register.Ref[crm.User](w.anna.ID) {
			t.Fatalf("after three years come to their end %+v", list)
		}
		w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) error {
			told, err := tx.Count(ctx, crm.Notifications.Register, register.All{
				register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](w.anna.ID)), register.Eq(&crm.Notifications.Row.Kind, crm.RetentionEnds),
			}, 0)
			if told != 1 {
				t.Errorf("the responsible was told %d times", told)
			}
			return err
		}))
		one := list[0]
		act := func(do register.Doer[crm.Retention]) error {
			return w.as(w.admin, func(tx register.Tx) error {
				r, err := register.Load(ctx, tx, crm.Retentions, register.Ref[crm.Retention](one.ID))
				if err != nil {
					return err
				}
				return do.Do(ctx, tx, r)
			})
		}
		w.refused(act(&crm.EraseRetention{}), "", "retention_not_due")
		w.must(act(&crm.HoldRetention{Hold: crm.Hold{Reason: "Суд", Till: register.DayOf(now.AddDate(0, 2, 0), time.UTC)}}))
		if one = all()[0]; one.State != crm.RetentionHeld || one.HeldBy != register.Ref[crm.User](w.admin.ID) || !one.HeldAt.Equal(now) {
			t.Errorf("what is held is %+v", one)
		}
		now = now.AddDate(0, 3, 0)
		w.must(crm.FindEnding(ctx, w.st))
		if one = all()[0]; one.State != crm.RetentionDue {
			t.Fatalf("after its day a hold is %s", one.State)
		}
		w.must(act(&crm.EraseRetention{}))
		w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) error {
			asked, err := register.First(ctx, tx, crm.Erasures, register.Eq(&crm.Erasures.Row.State, crm.ErasureAsked))
			if asked == nil || asked.Who.ID != old.ID || asked.Ground != crm.ByRetention {
				t.Errorf("what is asked is %+v", asked)
			}
			return err
		}))
	})
}

func TestALeadAndAPrivateClientOfWhomNothingCameAreNoticed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		now := storetest.Noon
		w := &world{T: t, st: open(storetest.Registers(crm.Registers()...), storetest.Clock(func() time.Time { return now }))}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			admin, err := crm.Start(ctx, tx, crm.Setup{
				Company: "Промінь", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv", Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
			})
			w.admin = admin
			return err
		}))
		w.people()
		anna := register.Ref[crm.User](w.anna.ID)
		cold, warm := &crm.Lead{Name: "Забутий", Responsible: anna}, &crm.Lead{Name: "Живий", Responsible: anna}
		person := &crm.Partner{Name: "Коваль Марія", Kind: crm.PrivatePerson, Roles: crm.PartnerRoles{crm.ClientRole}, Responsible: anna}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			for _, rec := range []register.Record{cold, warm, person} {
				if err := tx.Save(ctx, rec); err != nil {
					return err
				}
			}
			return tx.Save(ctx, &crm.Contact{Surname: "Коваль", Given: "Марія", Partner: register.Ref[crm.Partner](person.ID)})
		}))
		found := func() map[register.Link]*crm.Retention {
			w.must(crm.FindEnding(ctx, w.st))
			out := map[register.Link]*crm.Retention{}
			w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) error {
				list, err := register.Select(ctx, tx, crm.Retentions, register.Query{Whole: true})
				for _, r := range list {
					out[r.Who] = r
				}
				return err
			}))
			return out
		}
		now = now.AddDate(0, 11, 0)
		w.must(w.do(register.Program, func(tx register.Tx) error {
			return tx.Save(ctx, &crm.Comment{About: register.Link{Register: "lead", ID: warm.ID}, Text: "Передзвонить навесні"})
		}))
		if list := found(); len(list) != 0 {
			t.Fatalf("before a year come to their end %v", list)
		}
		now = now.AddDate(0, 1, 1)
		list := found()
		one := list[register.Link{Register: "lead", ID: cold.ID}]
		if len(list) != 1 || one == nil || one.Rule != crm.OldLead || one.Responsible != anna {
			t.Fatalf("after a year come to their end %v", list)
		}
		w.must(w.as(w.admin, func(tx register.Tx) error {
			return (&crm.HoldRetention{Hold: crm.Hold{Reason: "Суд"}}).Do(ctx, tx, one)
		}))
		w.refused(w.as(w.admin, func(tx register.Tx) error {
			in := &crm.EraseLead{}
			in.Ground = crm.ByRequest
			return in.Do(ctx, tx, cold)
		}), "", "erasure_held")
		w.must(w.as(w.admin, func(tx register.Tx) error { return (&crm.LiftRetention{}).Do(ctx, tx, one) }))
		w.must(w.as(w.admin, func(tx register.Tx) error { return (&crm.EraseRetention{}).Do(ctx, tx, one) }))
		now = now.AddDate(2, 0, 0)
		list = found()
		if r := list[register.Link{Register: "partner", ID: person.ID}]; r == nil || r.Rule != crm.LostContact || len(list) != 3 {
			t.Errorf("after three years come to their end %v", list)
		}
		w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) error {
			asked, err := register.First(ctx, tx, crm.Erasures, register.Eq(&crm.Erasures.Row.Who, register.Link{Register: "lead", ID: cold.ID}))
			if asked == nil || asked.Ground != crm.ByRetention {
				t.Errorf("what is asked is %+v", asked)
			}
			return err
		}))
	})
}

func TestTheResponsibleIsRemindedOfARequestOnItsTwentiethDay(t *testing.T) {
	onWorld(t, func(w *world) {
		ask := &crm.DataRequest{Kind: crm.AccessRequest, Applicant: "Пан Ніхто", Responsible: register.Ref[crm.User](w.anna.ID)}
		w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, ask) }))
		waiting := func() (list []*crm.Reminder) {
			w.must(w.st.Read(ctx, register.Program, func(tx *store.Tx) (err error) {
				list, err = register.Select(ctx, tx, crm.Reminders, register.Query{Whole: true, Filter: register.All{
					register.Eq(&crm.Reminders.Row.About, register.Link{Register: "data_request", ID: ask.ID}), register.Eq(&crm.Reminders.Row.State, crm.ReminderScheduled),
				}})
				return err
			}))
			return list
		}
		list := waiting()
		if len(list) != 1 || list[0].User != ask.Responsible || register.DayOf(list[0].At, time.UTC) != ask.WarnOn {
			t.Fatalf("the request of %s, urgent on %s, has the reminders %+v", ask.ReceivedAt, ask.WarnOn, list)
		}
		w.must(w.as(w.admin, func(tx register.Tx) error {
			if err := (&crm.TakeRequest{}).Do(ctx, tx, ask); err != nil {
				return err
			}
			return (&crm.AnswerRequest{Decision: crm.Refused, Reasons: "Не він", Answer: "Ні"}).Do(ctx, tx, ask)
		}))
		if list := waiting(); len(list) != 0 {
			t.Errorf("an answered request still reminds: %+v", list)
		}
	})
}
