package crm_test

import (
	"errors"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

// claim is a registered claim of a client, received so many days ago.
func (w *world) claim(u *crm.User, of *crm.Partner, reason string, days int) *crm.Claim {
	w.Helper()
	c := &crm.Claim{
		Partner: register.Ref[crm.Partner](of.ID), Text: "Двері не зачиняються\nДруга партія поспіль", Kind: crm.ClaimOnGoods, Severity: crm.Considerable,
		Reason: register.Ref[crm.ClaimReason](w.codes["claim_reason "+reason]), ReceivedAt: storetest.Noon.AddDate(0, 0, -days),
	}
	w.must(w.save(u, c))
	return c
}

// act does an action on a claim for a user.
func (w *world) actOn(u *crm.User, c *crm.Claim, in register.Doer[crm.Claim]) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error { return in.Do(ctx, tx, c) })
}

func TestAClaimIsRegisteredWithItsDays(t *testing.T) {
	onWorld(t, func(w *world) {
		karpaty := w.client(w.anna, "Карпати")
		c := w.claim(w.anna, karpaty, "defect", 2) // Friday, 20.11.2026
		if c.Number == "" || c.Subject != "Двері не зачиняються" || c.Status != crm.ClaimRegistered || register.ID(c.Responsible) != w.anna.ID {
			t.Errorf("%+v", c)
		}
		if c.Deadline != "2026-12-04" || c.AcknowledgeBy != "2026-11-23" {
			t.Errorf("to be answered by %s, acknowledged by %s", c.Deadline, c.AcknowledgeBy)
		}
		c.Severity = crm.Severe
		w.must(w.save(w.anna, c))
		if c.Deadline != "2026-11-25" {
			t.Errorf("a severe one is to be answered by %s", c.Deadline)
		}
		c.Deadline = "2026-12-01"
		w.must(w.save(w.anna, c))
		c.Severity = crm.Considerable
		w.must(w.save(w.anna, c))
		if c.Deadline != "2026-12-01" {
			t.Errorf("a chosen deadline became %s", c.Deadline)
		}
		w.must(w.as(w.admin, func(tx register.Tx) error {
			home, err := register.First(ctx, tx, crm.Organisations, register.Eq(&crm.Organisations.Row.Main, true))
			if err != nil {
				return err
			}
			home.ClaimDays = 30
			return tx.Save(ctx, home)
		}))
		w.must(w.save(w.admin, &crm.DayOff{Day: "2026-11-23", Names: register.Names{Uk: "Санітарний день"}}))
		if late := w.claim(w.anna, karpaty, "papers", 2); late.Deadline != "2026-12-20" || late.AcknowledgeBy != "2026-11-24" {
			t.Errorf("by the organisation's own term and days %s, acknowledged by %s", late.Deadline, late.AcknowledgeBy)
		}
		w.refused(w.save(w.anna, &crm.Claim{Partner: register.Ref[crm.Partner](karpaty.ID), Kind: crm.Wish, Severity: crm.Considerable}), "text", "required")
		w.refused(w.save(w.anna, &crm.Claim{Text: "Хто?", Kind: crm.Wish, Severity: crm.Considerable}), "partner", "required")
		future := *c
		future.ID, future.Version, future.Number, future.ReceivedAt = 0, 0, "", storetest.Noon.Add(time.Hour)
		w.refused(w.save(w.anna, &future), "received_at", "in_future")
	})
}

func TestAClaimGoesItsWayByActionsAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.claim(w.anna, w.client(w.anna, "Карпати"), "defect", 2)
		done := &crm.SatisfyClaim{Decision: "Замінимо петлі", Remedy: "replacement", RemedyCost: money.New(120050, "UAH"), Answer: "Майстер буде в четвер"}
		w.refused(w.actOn(w.anna, c, done), "", "claim_not_in_processing")
		w.refused(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, c, true) }), "", "claim_is_open")
		w.must(w.actOn(w.anna, c, &crm.TakeClaim{Deadline: "2026-11-27"}))
		if c.Status != crm.ClaimInProcessing || c.Deadline != "2026-11-27" {
			t.Errorf("taken: %s by %s", c.Status, c.Deadline)
		}
		w.refused(w.actOn(w.anna, c, &crm.TakeClaim{}), "", "claim_not_registered")
		none := *c
		none.Responsible, none.Deadline = 0, ""
		w.refused(w.save(w.anna, &none), "responsible", "required")
		w.refused(w.save(w.anna, &none), "deadline", "required")

		w.refused(w.actOn(w.anna, c, &crm.RefuseClaim{Answer: "Ні"}), "decision", "refused_claim_needs_why")
		w.refused(w.actOn(w.anna, c, &crm.RefuseClaim{Decision: "Порушили умови монтажу"}), "answer", "refused_claim_needs_answer")
		w.refused(w.actOn(w.anna, c, &crm.SatisfyClaim{Decision: "Маєте рацію", Remedy: crm.NoRemedy}), "remedy", "satisfied_claim_needs_remedy")
		c.Satisfaction = "4"
		w.refused(w.save(w.anna, c), "satisfaction", "claim_not_decided_yet")
		c.Satisfaction = ""
		w.must(w.actOn(w.anna, c, done))
		if c.Status != crm.ClaimSatisfied || c.ClosedOn != "2026-11-22" || c.DaysToClose != 2 || c.AnsweredAt != storetest.Noon || c.AnsweredLate {
			t.Errorf("%+v", c)
		}
		c.Satisfaction = "4"
		w.must(w.save(w.anna, c))

		if register.May(w.rights(w.anna), crm.Claims.Register, "object") || !register.May(w.rights(w.iryna), crm.Claims.Register, "object") {
			t.Error("objections are taken by the head alone")
		}
		w.refused(w.actOn(w.iryna, c, &crm.ObjectClaim{}), "objection", "required")
		w.must(w.actOn(w.iryna, c, &crm.ObjectClaim{Objection: "Знову скриплять"}))
		if c.Status != crm.ClaimInProcessing || c.Objections != 1 || c.ClosedOn != "" || c.Deadline != "2026-12-06" || !c.AnsweredAt.IsZero() || c.Satisfaction != "" || c.DaysToClose != 0 {
			t.Errorf("after the objection %+v", c)
		}
		w.must(w.actOn(w.iryna, c, &crm.RefuseClaim{Decision: "Порушили умови монтажу", Answer: "Надсилаємо висновок"}))
		if c.Status != crm.ClaimNotSatisfied || c.Remedy != "" || !c.RemedyCost.IsZero() {
			t.Errorf("refused it still gives %s, %s", c.Remedy, c.RemedyCost)
		}
	})
}

func TestAnOpinionClosesWithoutARemedy(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.claim(w.anna, w.client(w.anna, "Карпати"), "other", 0)
		c.Kind = crm.Opinion
		w.must(w.save(w.anna, c))
		w.must(w.actOn(w.anna, c, &crm.TakeClaim{}))
		in := &crm.SatisfyClaim{Decision: "Дякуємо"}
		in.Begin(c)
		in.Decision = "Передали майстрам"
		w.must(w.actOn(w.anna, c, in))
		if c.Status != crm.ClaimSatisfied || c.Remedy != crm.NoRemedy {
			t.Errorf("%s, %s", c.Status, c.Remedy)
		}
	})
}

func TestAnAnswerIsLateByTheDayItWasSent(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.claim(w.anna, w.client(w.anna, "Карпати"), "late", 20)
		if c.Deadline != "2026-11-16" {
			t.Fatalf("to be answered by %s", c.Deadline)
		}
		w.must(w.actOn(w.anna, c, &crm.TakeClaim{}))
		sent := time.Date(2026, 11, 16, 21, 59, 0, 0, time.UTC) // 23:59 in Kyiv
		in := &crm.AnswerClaim{Answer: "Шукаємо", At: sent}
		w.must(w.actOn(w.anna, c, in))
		if c.AnsweredLate {
			t.Error("the last minute of the last day is in time")
		}
		c.AnsweredAt = sent.Add(time.Minute)
		w.must(w.save(w.anna, c))
		if !c.AnsweredLate {
			t.Error("the next day is late")
		}
		w.refused(w.actOn(w.anna, c, &crm.AnswerClaim{Answer: "Ще", At: storetest.Noon.Add(time.Hour)}), "at", "in_future")
		w.refused(w.actOn(w.anna, c, &crm.AnswerClaim{Answer: "Ще", At: storetest.Noon.AddDate(0, 0, -21)}), "at", "ends_before_it_begins")
	})
}

func TestTheSameAgainWithinHalfAYearIsARepeat(t *testing.T) {
	onWorld(t, func(w *world) {
		karpaty, dnister := w.client(w.anna, "Карпати"), w.client(w.anna, "Дністер")
		first := w.claim(w.anna, karpaty, "defect", 200)
		other := w.claim(w.anna, karpaty, "papers", 100)
		second := w.claim(w.anna, karpaty, "defect", 20) // 180 days later
		third := w.claim(w.anna, karpaty, "defect", 1)
		elsewhere := w.claim(w.anna, dnister, "defect", 1)
		if register.ID(second.RepeatOf) != first.ID || register.ID(third.RepeatOf) != second.ID || other.RepeatOf != 0 || elsewhere.RepeatOf != 0 || first.RepeatOf != 0 {
			t.Errorf("repeats: %d %d %d %d %d", first.RepeatOf, other.RepeatOf, second.RepeatOf, third.RepeatOf, elsewhere.RepeatOf)
		}
		second.Reason = register.Ref[crm.ClaimReason](w.codes["claim_reason papers"])
		w.must(w.save(w.anna, second))
		if register.ID(second.RepeatOf) != other.ID {
			t.Errorf("with another reason it repeats %d", second.RepeatOf)
		}
		if long := w.claim(w.anna, dnister, "late", 182); w.claim(w.anna, dnister, "late", 1).RepeatOf != 0 {
			t.Errorf("181 days after %s is no repeat", long.Number)
		}
	})
}

func TestAClaimSpeaksOfItsOwnClientAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		karpaty, dnister := w.client(w.anna, "Карпати"), w.client(w.borys, "Дністер")
		stranger := &crm.Contact{Surname: "Гук", Partner: register.Ref[crm.Partner](dnister.ID)}
		deal := &crm.Deal{Name: "Кухні", Partner: register.Ref[crm.Partner](dnister.ID)}
		w.must(w.save(w.borys, stranger, deal))
		c := w.claim(w.anna, karpaty, "defect", 0)
		wrong := *c
		wrong.Contact = register.Ref[crm.Contact](stranger.ID)
		w.refused(w.save(w.admin, &wrong), "contact", "belongs_to_another_partner")
		call := &crm.Event{Type: w.eventType("call_out"), Claim: register.Ref[crm.Claim](c.ID), PlannedStart: hour(1)}
		w.must(w.save(w.anna, call))
		if register.ID(call.Partner) != karpaty.ID {
			t.Errorf("an event about a claim is with %d", call.Partner)
		}
		call.Partner = register.Ref[crm.Partner](w.client(w.anna, "Бук").ID)
		w.refused(w.save(w.anna, call), "claim", "belongs_to_another_partner")
		wrong = *c
		wrong.Deal = register.Ref[crm.Deal](deal.ID)
		w.refused(w.save(w.admin, &wrong), "deal", "belongs_to_another_partner")

		sees := func(u *crm.User) bool {
			err := w.as(u, func(tx register.Tx) error {
				_, err := register.Load(ctx, tx, crm.Claims, register.Ref[crm.Claim](c.ID))
				return err
			})
			if err != nil && !errors.Is(err, register.ErrNotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		if !sees(w.anna) || !sees(w.iryna) || sees(w.borys) {
			t.Errorf("seen by anna %v, iryna %v, borys %v", sees(w.anna), sees(w.iryna), sees(w.borys))
		}
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			return (&crm.TransferClaims{To: register.Ref[crm.User](w.borys.ID)}).DoAll(ctx, tx, []*crm.Claim{c})
		}))
		if !sees(w.borys) {
			t.Error("it was handed over and is not seen")
		}
	})
}
