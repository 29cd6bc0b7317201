package crm_test

import (
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

// leadOf is a lead that a user registered, received so long ago.
func (w *world) leadOf(u *crm.User, company string, ago time.Duration) *crm.Lead {
	w.Helper()
	l := &crm.Lead{
		Name: "Остап Вишневий", Company: company, Phone: "067 111 22 33", Email: "ostap@vyshnia.example", Text: "Потрібні вивіски",
		ReceivedAt: storetest.Noon.Add(-ago), Expected: money.New(5_000_000, "UAH"),
	}
	w.must(w.save(u, l))
	return l
}

func (w *world) onLead(u *crm.User, l *crm.Lead, in register.Doer[crm.Lead]) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error { return in.Do(ctx, tx, l) })
}

// yes are answers by yes to the questions of the checklist with these codes.
func (w *world) yes(codes ...string) *crm.AnswerLead {
	w.Helper()
	in := &crm.AnswerLead{}
	w.must(w.as(w.admin, func(tx register.Tx) error {
		all, err := crm.ChecklistOf(ctx, tx)
		for _, code := range codes {
			for _, q := range all {
				if q.Code == code {
					in.Answers = append(in.Answers, crm.LeadAnswer{Question: register.Ref[crm.ChecklistQuestion](q.ID), Answer: crm.AnswerYes})
				}
			}
		}
		return err
	}))
	return in
}

func TestALeadIsQualifiedByItsChecklist(t *testing.T) {
	onWorld(t, func(w *world) {
		l := w.leadOf(w.anna, "Вишня", time.Hour)
		if l.Status != crm.NewLead || register.ID(l.Responsible) != w.anna.ID || l.Phone != "+380671112233" {
			t.Errorf("%+v", l)
		}
		w.refused(w.onLead(w.anna, l, &crm.QualifyLead{}), "", "lead_not_in_work")
		w.refused(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, l, true) }), "", "lead_is_open")
		w.must(w.onLead(w.anna, l, &crm.TakeLead{}))
		w.refused(w.onLead(w.anna, l, &crm.QualifyLead{}), "", "lead_question_open")
		w.must(w.onLead(w.anna, l, w.yes("need", "budget")))
		w.refused(w.onLead(w.anna, l, &crm.QualifyLead{}), "", "lead_question_open")
		w.must(w.onLead(w.anna, l, w.yes("need", "budget", "no_competitor")))
		w.refused(w.onLead(w.anna, l, &crm.QualifyLead{}), "", "lead_score_low")
		w.must(w.onLead(w.anna, l, w.yes("decider", "deadline", "budget", "region", "no_competitor")))
		if l.Score != 80 {
			t.Errorf("four of five are worth %d", l.Score)
		}
		w.refused(w.onLead(w.anna, l, &crm.QualifyLead{}), "", "lead_question_open")
		w.must(w.onLead(w.anna, l, w.yes("need", "budget", "deadline", "no_competitor")))
		w.must(w.onLead(w.anna, l, &crm.QualifyLead{}))
		if l.Status != crm.QualifiedLead || l.Score != 60 {
			t.Errorf("%s with %d", l.Status, l.Score)
		}
		w.must(w.onLead(w.anna, l, &crm.ReturnLead{}))
		if l.Status != crm.LeadInWork {
			t.Errorf("taken back it is %s", l.Status)
		}
	})
}

func TestALeadIsPutAwayForAReason(t *testing.T) {
	onWorld(t, func(w *world) {
		reason := func(code string) register.Ref[crm.LeadReason] {
			var id register.ID
			w.must(w.as(w.admin, func(tx register.Tx) error {
				one, err := register.First(ctx, tx, crm.LeadReasons, register.Eq(&crm.LeadReasons.Row.Code, code))
				id = one.ID
				return err
			}))
			return register.Ref[crm.LeadReason](id)
		}
		first, l := w.leadOf(w.anna, "Вишня", time.Hour), w.leadOf(w.anna, "Вишня", time.Minute)
		w.refused(w.onLead(w.anna, l, &crm.DisqualifyLead{}), "reason", "required")
		w.refused(w.onLead(w.anna, l, &crm.DisqualifyLead{Reason: reason("no_budget")}), "reason", "new_lead_only_spam_or_duplicate")
		w.refused(w.onLead(w.anna, l, &crm.DisqualifyLead{Reason: reason("duplicate")}), "duplicate_of", "duplicate_needs_other")
		w.must(w.onLead(w.anna, l, &crm.DisqualifyLead{Reason: reason("duplicate"), DuplicateOf: register.Ref[crm.Lead](first.ID)}))
		if l.Status != crm.DisqualifiedLead || register.ID(l.DuplicateOf) != first.ID {
			t.Errorf("%+v", l)
		}
		w.refused(w.onLead(w.iryna, l, &crm.ReopenLead{}), "reopen_reason", "required")
		w.must(w.onLead(w.iryna, l, &crm.ReopenLead{ReopenReason: "Інша заявка"}))
		if l.Status != crm.LeadInWork || l.Reason != 0 || l.DuplicateOf != 0 {
			t.Errorf("reopened it is %+v", l)
		}
	})
}

func TestTheReactionIsCountedInWorkingTime(t *testing.T) {
	onWorld(t, func(w *world) {
		friday := storetest.Noon.AddDate(0, 0, -2).Truncate(24 * time.Hour).Add(15*time.Hour + 30*time.Minute) // 17:30 in Kyiv
		l := &crm.Lead{Name: "Остап", ReceivedAt: friday}
		w.must(w.save(w.anna, l))
		if want := friday.AddDate(0, 0, 3).Truncate(24 * time.Hour).Add(7*time.Hour + 30*time.Minute); !l.ReactBy.Equal(want) {
			t.Errorf("to be answered by %s, not %s", l.ReactBy, want)
		}
		var kind *crm.EventType
		w.must(w.as(w.anna, func(tx register.Tx) (err error) {
			kind, err = register.First(ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_out"))
			return err
		}))
		call := &crm.Event{Type: register.Ref[crm.EventType](kind.ID), Lead: register.Ref[crm.Lead](l.ID), ActualStart: friday.Add(20 * time.Minute)}
		w.must(w.save(w.anna, call))
		w.must(crm.NoteReaction(ctx, w.st, l.ID))
		w.must(w.as(w.anna, func(tx register.Tx) (err error) {
			l, err = register.Load(ctx, tx, crm.Leads, register.Ref[crm.Lead](l.ID))
			return err
		}))
		if l.Status != crm.LeadInWork || l.ReactionMinutes != 20 || l.ReactedLate || !l.RespondedAt.Equal(call.ActualStart) {
			t.Errorf("%s, answered at %s within %d minutes", l.Status, l.RespondedAt, l.ReactionMinutes)
		}
	})
}

func TestAQualifiedLeadBecomesAClientWithAllThatWasDone(t *testing.T) {
	onWorld(t, func(w *world) {
		l := w.leadOf(w.anna, "Вишня", time.Hour)
		about := register.Link{Register: "lead", ID: l.ID}
		var kind *crm.EventType
		w.must(w.as(w.anna, func(tx register.Tx) (err error) {
			kind, err = register.First(ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_in"))
			return err
		}))
		call := &crm.Event{Type: register.Ref[crm.EventType](kind.ID), Lead: register.Ref[crm.Lead](l.ID), ActualStart: storetest.Noon.Add(-time.Minute)}
		remark, task := &crm.Comment{About: about, Text: "Ввічливі"}, &crm.Task{Subject: "Надіслати каталог", About: about}
		for _, rec := range []register.Record{call, remark, task} {
			w.must(w.save(w.anna, rec))
		}
		w.refused(w.onLead(w.anna, l, &crm.ConvertLead{}), "", "lead_not_qualified")
		w.must(w.onLead(w.anna, l, &crm.TakeLead{}))
		w.must(w.onLead(w.anna, l, w.yes("need", "budget", "deadline", "no_competitor")))
		w.must(w.onLead(w.anna, l, &crm.QualifyLead{}))
		hidden := w.client(w.vira, "Інша Вишня")
		w.refused(w.onLead(w.anna, l, &crm.ConvertLead{Partner: register.Ref[crm.Partner](hidden.ID)}), "partner", "unknown_reference")
		in := &crm.ConvertLead{}
		in.Begin(l)
		w.must(w.onLead(w.anna, l, in))
		if l.Status != crm.ConvertedLead || l.Partner == 0 || l.Contact == 0 || l.Deal == 0 || in.Leads().Register != "deal" {
			t.Fatalf("%+v", l)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			deal, err := register.Load(ctx, tx, crm.Deals, l.Deal)
			if err != nil {
				return err
			}
			if deal.Partner != l.Partner || deal.Contact != l.Contact || deal.Amount != l.Expected || deal.Interest != l.Text {
				t.Errorf("the deal is %+v", deal)
			}
			person, err := register.Load(ctx, tx, crm.Contacts, l.Contact)
			if err != nil || person.Surname != "Вишневий" || person.Given != "Остап" || len(person.Phones) != 1 {
				t.Errorf("the contact is %+v, %v", person, err)
			}
			e, err := register.Load(ctx, tx, crm.Events, register.Ref[crm.Event](call.ID))
			if err != nil || e.Partner != l.Partner || e.Deal != l.Deal || register.ID(e.Lead) != l.ID {
				t.Errorf("the call is %+v, %v", e, err)
			}
			job, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](task.ID))
			if err != nil || job.Partner != l.Partner || job.Deal != l.Deal {
				t.Errorf("the task is %+v, %v", job, err)
			}
			said, err := register.Load(ctx, tx, crm.Comments, register.Ref[crm.Comment](remark.ID))
			if err != nil || said.About != (register.Link{Register: "deal", ID: register.ID(l.Deal)}) {
				t.Errorf("the remark is about %v, %v", said.About, err)
			}
			return nil
		}))
		l.Company = "Черешня"
		w.refused(w.save(w.anna, l), "company", "lead_is_converted")
	})
}

func TestALeadsDuplicatesAreFoundAndHiddenOnesOnlyTold(t *testing.T) {
	onWorld(t, func(w *world) {
		mine := w.client(w.anna, "ТОВ «Вишня»")
		l := w.leadOf(w.anna, "Вишня", time.Hour)
		find := func(u *crm.User) (out crm.LeadDuplicates) {
			w.must(w.as(u, func(tx register.Tx) (err error) {
				out, err = crm.FindLeadDuplicates(ctx, tx, l)
				return err
			}))
			return out
		}
		if got := find(w.anna); len(got.Partners.Seen) != 1 || register.BaseOf(got.Partners.Seen[0].Record).ID != mine.ID || got.Partners.Hidden {
			t.Errorf("Anna is told of %+v", got.Partners)
		}
		if got := find(w.vira); len(got.Partners.Seen) != 0 || !got.Partners.Hidden {
			t.Errorf("Vira is told of %+v", got.Partners)
		}
	})
}

func TestLeadsAreGivenOutByTheFirstRuleThatFits(t *testing.T) {
	onWorld(t, func(w *world) {
		var lviv, kyiv *crm.Region
		w.must(w.as(w.admin, func(tx register.Tx) (err error) {
			if lviv, err = register.First(ctx, tx, crm.Regions, register.Eq(&crm.Regions.Row.Code, "UA-46")); err != nil {
				return err
			}
			kyiv, err = register.First(ctx, tx, crm.Regions, register.Eq(&crm.Regions.Row.Code, "UA-30"))
			return err
		}))
		give := func(of *crm.Region) *crm.Lead {
			l := &crm.Lead{Name: "Хтось"}
			if of != nil {
				l.Region = register.Ref[crm.Region](of.ID)
			}
			w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, l) }))
			return l
		}
		if l := give(kyiv); l.Responsible != 0 || !l.Queued {
			t.Errorf("without rules it is %+v", l)
		}
		west := &crm.DistributionRule{Entry: crm.Entry{Names: register.Names{Uk: "Захід"}}, Region: register.Ref[crm.Region](lviv.ID), Way: crm.ToEmployee, Employee: register.Ref[crm.User](w.vira.ID)}
		rest := &crm.DistributionRule{Entry: crm.Entry{Names: register.Names{Uk: "Решта"}}, Way: crm.InTurn, Team: register.Ref[crm.Team](w.kyiv.ID)}
		w.must(w.save(w.admin, west))
		w.must(w.save(w.admin, rest))
		w.refused(w.save(w.admin, &crm.DistributionRule{Entry: crm.Entry{Names: register.Names{Uk: "Нікому"}}, Way: crm.ByLoad}), "team", "required")
		if l := give(lviv); register.ID(l.Responsible) != w.vira.ID || register.ID(l.Rule) != west.ID {
			t.Errorf("from Lviv it is %+v", l)
		}
		turns := []register.ID{register.ID(give(kyiv).Responsible), register.ID(give(nil).Responsible), register.ID(give(kyiv).Responsible)}
		if turns[0] != w.anna.ID || turns[1] != w.borys.ID || turns[2] != w.anna.ID {
			t.Errorf("in turn they are of %v", turns)
		}
		w.must(w.as(w.admin, func(tx register.Tx) error { return new(crm.RaiseRule).Do(ctx, tx, rest) }))
		if l := give(lviv); register.ID(l.Responsible) != w.borys.ID {
			t.Errorf("with the other rule first it is %+v", l)
		}
		w.must(w.save(w.admin, &crm.Absence{User: register.Ref[crm.User](w.anna.ID), Deputy: register.Ref[crm.User](w.vira.ID), From: "2026-11-20", Till: "2026-11-25"}))
		for range 2 {
			if l := give(nil); register.ID(l.Responsible) != w.borys.ID {
				t.Errorf("while Anna is away it is of %d", l.Responsible)
			}
		}
	})
}

func TestLeadsThatComeAtOnceAreSharedExactly(t *testing.T) {
	onWorld(t, func(w *world) {
		rule := &crm.DistributionRule{Entry: crm.Entry{Names: register.Names{Uk: "За навантаженням"}}, Way: crm.ByLoad, Team: register.Ref[crm.Team](w.kyiv.ID)}
		w.must(w.save(w.admin, rule))
		const many = 12
		var all sync.WaitGroup
		got := make([]register.ID, many)
		for i := range many {
			all.Go(func() {
				l := &crm.Lead{Name: "Хтось"}
				if err := w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, l) }); err != nil {
					t.Error(err)
				}
				got[i] = register.ID(l.Responsible)
			})
		}
		all.Wait()
		count := map[register.ID]int{}
		for _, id := range got {
			count[id]++
		}
		if count[w.anna.ID] != many/2 || count[w.borys.ID] != many/2 {
			t.Errorf("they were shared as %v", count)
		}
	})
}

func TestWhoeverWorksWithLeadsTakesFromTheQueue(t *testing.T) {
	onWorld(t, func(w *world) {
		l := &crm.Lead{Name: "Хтось"}
		w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, l) }))
		load := func(u *crm.User) error {
			return w.as(u, func(tx register.Tx) (err error) {
				l, err = register.Load(ctx, tx, crm.Leads, register.Ref[crm.Lead](l.ID))
				return err
			})
		}
		w.must(load(w.vira))
		w.must(load(w.anna))
		w.must(w.onLead(w.anna, l, &crm.TakeLead{}))
		if register.ID(l.Responsible) != w.anna.ID || l.Queued {
			t.Errorf("taken it is %+v", l)
		}
		if err := load(w.vira); err == nil {
			t.Error("Vira still sees what Anna took")
		}
	})
}
