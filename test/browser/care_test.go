package browser_test

import (
	"fmt"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// care makes what clients are owed and what stands at them: claims in every
// status, changes of a competitor, units of inventory wherever they may be.
func (w *world) care() {
	w.Helper()
	w.do(register.Program, func(tx *store.Tx) error {
		client := register.Ref[crm.Partner](w.partners[0].ID)
		claim := func(text string, acts ...register.Doer[crm.Claim]) error {
			c := &crm.Claim{
				Partner: client, Responsible: register.Ref[crm.User](w.anna.ID), Text: text, Kind: crm.ClaimOnGoods, Severity: crm.Severe, Reason: 1,
				ReceivedAt: before(20), Steps: register.Parts[crm.ClaimStep]{{What: "Виїхати на замір", Due: day(10)}},
			}
			return chain(w, tx, c, acts...)
		}
		rival := &crm.Partner{Name: "Дубрава", Roles: crm.PartnerRoles{crm.CompetitorRole}, Standing: 1, Strengths: "Ціна"}
		if err := tx.Save(w.ctx, rival); err != nil {
			return err
		}
		change := func(summary string, acts ...register.Doer[crm.StrategyChange]) error {
			return chain(w, tx, &crm.StrategyChange{
				Summary: summary, Competitor: register.Ref[crm.Partner](rival.ID), Area: "price", Was: "12 000 ₴", Became: "10 800 ₴", ObservedOn: day(30), Responsible: register.Ref[crm.User](w.head.ID),
			}, acts...)
		}
		unit := func(name string, acts ...register.Doer[crm.InventoryUnit]) error {
			return chain(w, tx, &crm.InventoryUnit{Name: name, Kind: 1, Cost: money.Of(12_000, "UAH"), BoughtOn: day(300)}, acts...)
		}
		person := register.Ref[crm.Contact](0)
		if one, err := register.First(w.ctx, tx, crm.Contacts, register.Alive()); err != nil {
			return err
		} else if one != nil {
			person = register.Ref[crm.Contact](one.ID)
		}
		consent := func(purpose string, acts ...register.Doer[crm.Consent]) error {
			of, err := register.First(w.ctx, tx, crm.ProcessingPurposes, register.Eq(&crm.ProcessingPurposes.Row.Code, purpose))
			if err != nil {
				return err
			}
			return chain(w, tx, &crm.Consent{
				Contact: person, Purpose: register.Ref[crm.ProcessingPurpose](of.ID), Way: "paper", Language: "uk", Edition: "2026-1", Text: "Погоджуюся отримувати пропозиції.",
			}, acts...)
		}
		asked := func(kind crm.RequestKind, acts ...register.Doer[crm.DataRequest]) error {
			return chain(w, tx, &crm.DataRequest{
				Kind: kind, Contact: person, Scope: "Усе, що ви про мене знаєте", ReceivedAt: before(25), Responsible: register.Ref[crm.User](w.head.ID),
			}, acts...)
		}
		private := &crm.Partner{Name: "Ґонта Соломія", Kind: crm.PrivatePerson, Roles: crm.PartnerRoles{crm.ClientRole}}
		ends := func(rule crm.RetentionRule, state crm.RetentionState) *crm.Retention {
			return &crm.Retention{Who: register.Link{Register: "contact", ID: register.ID(person)}, Rule: rule, State: state, NoticedOn: day(40), ActOn: day(10), Responsible: register.Ref[crm.User](w.head.ID)}
		}
		held := ends(crm.HeldByHand, crm.RetentionHeld)
		held.Who = register.Link{Register: "partner", ID: rival.ID}
		for _, rec := range []register.Record{
			private, ends(crm.LostContact, crm.RetentionNoticed), ends(crm.LostContact, crm.RetentionDue), held,
			&crm.Erasure{Number: "0001", Who: register.Link{Register: "contact", ID: register.ID(person)}, State: crm.ErasureAsked, Ground: crm.ByRequest, AskedBy: register.Ref[crm.User](w.head.ID), AskedAt: before(1)},
		} {
			if err := tx.AsProgram().Save(w.ctx, rec); err != nil {
				return err
			}
		}
		take, assess := &crm.TakeClaim{}, &crm.AssessChange{Impact: "-2", Confidence: "proven"}
		issue := func() *crm.IssueUnit { return &crm.IssueUnit{Partner: client, PlacedOn: day(120), Contract: "17"} }
		for _, err := range []error{
			claim("Двері шафи не зачиняються"),
			claim("Тріщина на стільниці", take),
			claim("Подряпини на фасаді", take, &crm.SatisfyClaim{Decision: "Замінимо", Remedy: "replacement"}),
			consent("marketing_email"),
			consent("marketing_phone", &crm.WithdrawConsent{Way: "call"}),
			asked("erasure"),
			asked("access", &crm.TakeRequest{Responsible: register.Ref[crm.User](w.head.ID)}),
			asked("correction", &crm.TakeRequest{Responsible: register.Ref[crm.User](w.head.ID)}, &crm.IdentifyApplicant{How: "in_person"}, &crm.AnswerRequest{Decision: crm.Granted, Answer: "Виправлено"}),
			change("Знизили ціни на кухні"),
			change("Нова лінія фарбування", assess),
			change("Відкрили салон", assess, &crm.ReactToChange{Reaction: "Акція на фасади"}),
			unit("Стелаж"),
			unit("Вітрина", &crm.ReserveUnit{Partner: client}),
			unit("Стенд фасадів «Вишня»", issue(), &crm.CheckUnit{Found: true, Condition: "worn", Contents: 850_000, On: day(100), Remark: "Дві полиці чужі"}),
			unit("Холодильник", issue(), &crm.RepairUnit{Note: "Не морозить"}),
			unit("Прапор", issue(), &crm.TakeUnitBack{Condition: "good"}), // the last placement has both acts
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// chain saves a record and does actions to it.
func chain[T any, P interface {
	*T
	register.Record
}](w *world, tx *store.Tx, rec P, acts ...register.Doer[T]) error {
	if err := tx.Save(w.ctx, rec); err != nil {
		return fmt.Errorf("save %T: %w", rec, err)
	}
	for _, act := range acts {
		if err := act.Do(w.ctx, tx, (*T)(rec)); err != nil {
			return fmt.Errorf("%T: %w", act, err)
		}
	}
	return nil
}

// A claim is taken to work, decided and objected to, each in a dialog over its
// card.
func TestAClaimIsDecidedOverItsCard(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		b.open("/claims/1")
		b.click(`a[href="/claims/1/take"]`)
		b.says("#dialog", "Відповісти до")
		b.press("#dialog", "Узяти в роботу")
		b.says(".card-meta", "Обробляється")
		b.click(`a[href="/claims/1/satisfy"]`)
		b.until(`document.querySelector('#dialog [name=decision]')`)
		b.press("#dialog", "Задовольнити")
		b.until(`document.querySelector('#dialog [aria-invalid=true]')`)
		b.enter("#dialog [name=decision]", "Замінимо петлі")
		b.run(`document.querySelector('#dialog [name=remedy]').value = 'replacement'`)
		b.press("#dialog", "Задовольнити")
		b.says(".card-meta", "Задоволена")
	})
}

// The number on a label leads to the unit, by the page and by the address that
// its code holds.
func TestAnInventoryNumberOpensItsUnit(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		b.open("/inventory_units/scan")
		b.enter("#scan-number", "000003")
		b.press(".scan-form", "Відкрити")
		b.until(`location.pathname === '/inventory_units/3'`)
		b.says("h1", "Стенд фасадів")
		b.open("/inventory_units/labels?id=3")
		b.until(`document.querySelector('.unit-label svg')`)
	})
}

// The timeline of competitors is narrowed to an area by its switch.
func TestChangesAreNarrowedToAnArea(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		b.open("/strategy_changes/timeline")
		b.says(".change-line", "Знизили ціни на кухні")
		b.press(".figures-periods", "Персонал")
		b.until(`location.search.includes('area=staff')`)
		b.says("main", "Змін ще не помічено")
	})
}
