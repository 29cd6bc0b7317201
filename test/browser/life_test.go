package browser_test

import (
	"fmt"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// live fills the company with what happens to it: a week of events, claims in
// every state, changes of competitors, links, relations that went worse,
// inventory at every place, leads and the rules whose they are. Each page and
// each action then has a record to show itself with.
func (w *world) live() {
	w.Helper()
	week := w.week()
	w.complain()
	w.rival()
	w.relate()
	w.furnish()
	w.consent()
	w.interest()
	w.publish()
	w.merge()
	w.regulate()
	w.met = week["meeting"].ID
	w.do(register.Program, func(tx *store.Tx) error {
		held, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](week["done"].ID))
		if err != nil {
			return err
		}
		held.Agreements = register.Parts[crm.Agreement]{{Text: "Надіслати зразки дуба й ясена до п’ятниці", Deadline: day(-3)}}
		return tx.Save(w.ctx, held)
	})
	w.do(w.rights(w.anna), func(tx *store.Tx) error {
		again, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](week["stand-up"].ID))
		if err != nil {
			return err
		}
		weekly := &crm.RecurEvent{}
		weekly.Begin(again)
		return weekly.Do(w.ctx, tx, again)
	})
	anna := register.Ref[crm.User](w.anna.ID)
	w.save(
		&crm.Preparation{
			Event: register.Ref[crm.Event](week["meeting"].ID), Goal: "Погодити проєкт інтер’єру й дату замірів",
			Questions: "Хто затверджує кошторис? Які номери здаються першими?", Agree: "Дату замірів і розмір авансу",
			Objections: register.Parts[crm.Objection]{{Objection: "Дорожче, ніж у сусідів", Answer: "Фурнітура з гарантією десять років"}},
		},
		&crm.DayOff{Day: day(-2), Names: register.Names{Uk: "День підприємства", Ru: "День предприятия", Bg: "Ден на предприятието", En: "Company day"}},
		&crm.Absence{User: register.Ref[crm.User](w.borys.ID), Deputy: anna, From: day(1), Till: day(-12), Kind: "vacation", Note: "Карпати"},
	)
}

// complain makes claims that are new, at work and decided.
func (w *world) complain() {
	w.Helper()
	for i, steps := range [][]register.Doer[crm.Claim]{
		nil,
		{&crm.TakeClaim{}, &crm.AcknowledgeClaim{}},
		{&crm.TakeClaim{}, &crm.SatisfyClaim{Decision: "Шухляди замінено за наш рахунок", Remedy: "replacement", RemedyCost: money.New(4_200_00, "UAH"), Answer: "Приїдемо в четвер"}},
		{&crm.TakeClaim{}, &crm.RefuseClaim{Decision: "Сліди вологи: виріб стояв без накриття", Answer: "Просимо вибачення, гарантія цього не обіймає"}},
	} {
		c := &crm.Claim{
			Partner: register.Ref[crm.Partner](w.partners[i].ID), Kind: crm.ClaimOnGoods, Subject: "Шухляди кухонного острова зачиняються з перекосом",
			Text: "Після двох тижнів користування напрямні скриплять, а дві шухляди не доходять до кінця.", Severity: "2", Channel: "phone",
			Claimed: money.New(18_600_00, "UAH"), Responsible: register.Ref[crm.User](w.anna.ID), ReceivedAt: before(3 + i), Deal: register.Ref[crm.Deal](w.deals[i].ID),
			Steps: register.Parts[crm.ClaimStep]{{What: "Викликати майстра на огляд"}},
		}
		w.save(c)
		w.do(w.rights(w.admin), func(tx *store.Tx) error {
			for _, step := range steps {
				now, err := register.Load(w.ctx, tx, crm.Claims, register.Ref[crm.Claim](c.ID))
				if err != nil {
					return err
				}
				if err := step.Do(w.ctx, tx, now); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// rival makes changes of a competitor: noted, assessed, answered.
func (w *world) rival() {
	w.Helper()
	rival := w.firm("«Конкурент»")
	rival.PriceLevel, rival.Strengths, rival.Weaknesses = "lower", "Власна лісопильня, швидкі терміни", "Одна бригада монтажу на три області"
	w.save(rival)
	for i, steps := range [][]register.Doer[crm.StrategyChange]{
		nil,
		{&crm.AssessChange{Impact: "-2", Confidence: "proven"}},
		{&crm.AssessChange{Impact: "1", Confidence: "rumour"}, &crm.ReactToChange{Reaction: "Пропонуємо розстрочку на ті самі кухні"}},
	} {
		s := &crm.StrategyChange{
			Competitor: register.Ref[crm.Partner](rival.ID), Area: crm.StrategyArea([]string{"price", "service", "geography"}[i]), ObservedOn: day(9 + i),
			Summary: []string{"Знижка 12 % на кухні до Нового року", "Безкоштовний замір у день звернення", "Салон у Благоєвграді"}[i],
			Was:     "Звичайні ціни", Became: "Знижка на всі кухні з дуба", Source: "Розмова з клієнтом", Responsible: register.Ref[crm.User](w.anna.ID),
			Clients: register.Refs[crm.Partner]{register.Ref[crm.Partner](w.partners[0].ID)},
		}
		w.save(s)
		w.do(w.rights(w.admin), func(tx *store.Tx) error {
			for _, step := range steps {
				if err := step.Do(w.ctx, tx, s); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// relate links partners and lets relations change, one without a reason named.
func (w *world) relate() {
	w.Helper()
	dealer := code(w, crm.LinkKinds, "dealer")
	one := func(i int) register.Ref[crm.Partner] { return register.Ref[crm.Partner](w.partners[i].ID) }
	w.save(
		&crm.PartnerLink{Partner: one(0), Kind: dealer, To: one(22), ValidFrom: day(300), Strength: "strong", Source: "Сайт фабрики"},
		&crm.PartnerLink{Partner: one(1), Kind: code(w, crm.LinkKinds, "recommends"), To: one(0), Note: "Познайомили на виставці KIFF"},
		&crm.RelationChange{Partner: one(1), Was: "regular_x", Now: "regular_y", At: before(20), Worse: true, Automatic: true},
	)
	w.do(w.rights(w.admin), func(tx *store.Tx) error {
		p, err := register.Load(w.ctx, tx, crm.Partners, one(0))
		if err != nil {
			return err
		}
		return (&crm.SetRelation{Relation: "regular_x", Reason: code(w, crm.RelationReasons, "quality"), Till: day(-60), Comment: "Домовилися про рамковий договір"}).Do(w.ctx, tx, p)
	})
}

// consent has somebody agree, and others ask for what is kept about them.
func (w *world) consent() {
	w.Helper()
	w.do(w.rights(w.admin), func(tx *store.Tx) error {
		return tx.Save(w.ctx, &crm.Consent{
			Contact: register.Ref[crm.Contact](w.contacts[0].ID), Purpose: code(w, crm.ProcessingPurposes, "marketing_email"), Way: "paper", GivenAt: before(1),
			Language: "uk", Edition: "2026-11", Text: "Погоджуюся отримувати пропозиції електронною поштою.",
		})
	})
	for i, kind := range []crm.RequestKind{"access", "erasure"} {
		q := &crm.DataRequest{
			Kind: kind, Applicant: "Соломія Ґонта", Contact: register.Ref[crm.Contact](w.contacts[1+i].ID), ReceivedAt: before(1), Channel: "email",
			Scope: "Усе, що зберігається про мене", Responsible: register.Ref[crm.User](w.anna.ID),
		}
		w.save(q)
		if kind == "erasure" {
			w.do(w.rights(w.admin), func(tx *store.Tx) error { return (&crm.TakeRequest{}).Do(w.ctx, tx, q) })
		}
	}
}

// interest makes a rule whose leads are, and leads in every status that an
// action moves: new, in work, qualified, put away.
func (w *world) interest() {
	w.Helper()
	w.save(&crm.DistributionRule{
		Entry: crm.Entry{Names: register.Names{Uk: "Заявки — Києву по черзі", Ru: "Заявки — Киеву по очереди", Bg: "Запитвания – по ред на Киев", En: "Requests in turn to Kyiv"}},
		Way:   crm.InTurn, Team: w.anna.Team,
	})
	known := &crm.AnswerLead{}
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
		questions, err := crm.ChecklistOf(w.ctx, tx)
		for _, q := range questions {
			known.Answers = append(known.Answers, crm.LeadAnswer{Question: register.Ref[crm.ChecklistQuestion](q.ID), Answer: crm.AnswerYes})
		}
		return err
	}))
	for i, steps := range [][]register.Doer[crm.Lead]{
		nil,
		{&crm.TakeLead{}},
		{&crm.TakeLead{}, known, &crm.QualifyLead{}},
		{&crm.DisqualifyLead{Reason: code(w, crm.LeadReasons, "spam"), ReasonNote: "Розсилка з пропозицією сайтів"}},
	} {
		l := &crm.Lead{
			Name: "Їжакевич Соломія", Company: []string{"Кав’ярня «Ґанок»", "Готель «Під Говерлою»", "Пекарня «Окраєць»", "SEO Boost"}[i], Phone: fmt.Sprintf("+38050%07d", 1112200+i),
			Email: fmt.Sprintf("lead%d@partner.example", i), Text: "Потрібні меблі для зали на сорок місць до весни.", ReceivedAt: before(1 + i),
			Channel: code(w, crm.LeadChannels, crm.WebFormChannel), Expected: money.New(86_000_00, "UAH"), Responsible: register.Ref[crm.User](w.anna.ID),
		}
		w.save(l)
		w.do(w.rights(w.admin), func(tx *store.Tx) error {
			for _, step := range steps {
				if err := step.Do(w.ctx, tx, l); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// publish puts a form on a site, which somebody has filled in, and a page on
// which one plans a meeting.
func (w *world) publish() {
	w.Helper()
	w.form = &crm.WebForm{Outside: crm.Outside{
		Name: "Заявка на замір", Title: "Порахуємо кухню за ваші розміри", Intro: "Відповідаємо того ж робочого дня.", Running: true, Language: "uk",
		ConsentText: "Погоджуюся, щоб мої дані зберігали для відповіді на заявку.", Campaign: "Осінь", Sites: "https://karpaty.example",
	}}
	w.save(w.form)
	w.booking = &crm.BookingPage{
		Outside: crm.Outside{Name: "Зустріч у салоні", Title: "Зустріч із дизайнером кухонь", Intro: "Оберіть зручну годину – покажемо зразки й порахуємо вартість.", Running: true, Language: "uk"},
		People:  register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}, Lengths: crm.BookingLengths{"30", "60"}, Place: "Київ, вул. Садова, 3", HorizonDays: 45,
	}
	w.save(w.booking)
	w.save(&crm.UnmetDemand{Who: "Кав’ярня «Ґанок»", What: "Садові парасолі для літньої тераси", Quantity: 12_000, Expected: money.New(90_000_00, "UAH"), Responsible: register.Ref[crm.User](w.anna.ID)})
	l := &crm.Lead{Name: "Марта", Email: "marta@partner.example", Responsible: register.Ref[crm.User](w.anna.ID), ReceivedAt: before(1)}
	w.save(l)
	w.save(&crm.FormEntry{Form: register.Ref[crm.WebForm](w.form.ID), Lead: register.Ref[crm.Lead](l.ID), At: before(1), Site: "https://karpaty.example", Edition: 1})
}

// merge makes one of two firms that were taken down twice.
func (w *world) merge() {
	w.Helper()
	var twice []*crm.Partner
	for range 2 {
		p := &crm.Partner{Name: "Майстерня «Ясень»", Roles: crm.PartnerRoles{crm.SupplierRole}, Country: "ua"}
		w.save(p)
		twice = append(twice, p)
	}
	w.do(w.rights(w.admin), func(tx *store.Tx) error {
		return (&crm.MergePartners{Stay: register.Ref[crm.Partner](twice[0].ID)}).DoAll(w.ctx, tx, twice)
	})
}

// furnish makes inventory: in stock, kept for a client, at one, in repair.
func (w *world) furnish() {
	w.Helper()
	one := func(i int) register.Ref[crm.Partner] { return register.Ref[crm.Partner](w.partners[i].ID) }
	for i, steps := range [][]register.Doer[crm.InventoryUnit]{
		nil,
		{&crm.ReserveUnit{Partner: one(2)}},
		{&crm.IssueUnit{Partner: one(0), Contract: "Договір про рекламу № 14"}, &crm.CheckUnit{Found: true, Condition: "good", Contents: 900_000, Remark: "Стоїть біля каси"}},
		{&crm.IssueUnit{Partner: one(3)}, &crm.RepairUnit{Note: "Тріснуло скло"}},
		{&crm.IssueUnit{Partner: one(4)}, &crm.TakeUnitBack{Condition: "worn"}},
	} {
		u := &crm.InventoryUnit{Name: "Стенд фасадів із дуба та ясена", Kind: code(w, crm.InventoryKinds, "stand"), Cost: money.New(12_000_00, "UAH"), BoughtOn: day(400)}
		w.save(u)
		w.do(w.rights(w.admin), func(tx *store.Tx) error {
			for n, step := range steps {
				now, err := register.Load(w.ctx, tx, crm.InventoryUnits, register.Ref[crm.InventoryUnit](u.ID))
				if err != nil {
					return err
				}
				if err := step.Do(w.ctx, tx, now); err != nil {
					return fmt.Errorf("unit %d, step %d: %w", i, n, err)
				}
			}
			return nil
		})
	}
}

// firm is a partner by a part of its name.
func (w *world) firm(part string) *crm.Partner {
	w.Helper()
	for _, p := range w.partners {
		if strings.Contains(p.Name, part) {
			return p
		}
	}
	w.Fatalf("no partner is called %s", part)
	return nil
}

// code is the record of a directory that has a code.
func code[T any](w *world, of *register.Of[T], code string) register.Ref[T] {
	w.Helper()
	var id register.ID
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
		one, err := register.First(w.ctx, tx, of, register.Is{Field: "code", Op: register.Equal, Value: code})
		if err == nil {
			id = register.BaseOf(any(one).(register.Record)).ID
		}
		return err
	}))
	return register.Ref[T](id)
}

// changed is the page of a change of many rows that has ended; it is shown to
// who made it.
func (w *world) changed() string {
	w.Helper()
	w.crowd(200)
	b := w.as(w.T, w.admin)
	b.open("/clients")
	path := b.await(`fetch('/clients/bulk/edit', {method: 'POST', body: new URLSearchParams({all: '1', bulk_field: 'payment_days', payment_days: '14'})}).then(answer => new URL(answer.url).pathname)`)
	if !strings.HasPrefix(path, "/work/") {
		w.Fatalf("a change of many rows leads to %s", path)
	}
	b.open(path)
	b.until(`document.querySelector('.job [href$="/undo"]')`)
	return path
}

// regulate lets a process loose, follows it with a deal as far as its first
// task, and begins another version.
func (w *world) regulate() {
	w.Helper()
	of := &crm.Process{Entry: crm.Entry{Names: register.Names{Uk: "Замір і кошторис", En: "Measuring and estimate"}}, About: crm.AboutDeals}
	w.save(of)
	v := &crm.ProcessVersion{
		Process: register.Ref[crm.Process](of.ID), Note: "Перша",
		Nodes: register.Parts[crm.ProcessNode]{
			{Key: "start", Kind: "start", X: 20, Y: 40},
			{Key: "measure", Kind: "task", Name: "Поміряти кухню клієнта", Executor: "responsible", Norm: 480, Results: "готово\nклієнт відмовився", X: 160, Y: 20},
			{Key: "won", Kind: "won", X: 420, Y: 20},
			{Key: "lost", Kind: "lost", X: 420, Y: 140},
		},
		Flows: register.Parts[crm.ProcessFlow]{{From: "start", To: "measure"}, {From: "measure", To: "won", Result: "готово"}, {From: "measure", To: "lost", Result: "клієнт відмовився"}},
	}
	w.save(v)
	deal := w.deals[12]
	w.do(w.rights(w.admin), func(tx *store.Tx) error {
		if err := (&crm.ActivateVersion{}).Do(w.ctx, tx, v); err != nil {
			return err
		}
		d, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](deal.ID))
		if err != nil {
			return err
		}
		if err := (&crm.StartDealProcess{Process: register.Ref[crm.Process](of.ID)}).Do(w.ctx, tx, d); err != nil {
			return err
		}
		return (&crm.CopyVersion{}).Do(w.ctx, tx, v)
	})
}
