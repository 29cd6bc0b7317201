package browser_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// giveTasks fills Anna's day: tasks late, of today and in work, promises both
// ways, somebody's birthday; some of each have ended.
func (w *world) giveTasks() {
	w.Helper()
	at := func(days, hour int) time.Time {
		return time.Date(2026, 11, 22+days, hour-2, 0, 0, 0, time.UTC)
	}
	w.clock.put(before(6))
	partner := func(i int) register.Ref[crm.Partner] { return register.Ref[crm.Partner](w.partners[i].ID) }
	anna := register.Ref[crm.User](w.anna.ID)
	w.do(w.rights(w.head), func(tx *store.Tx) error {
		for i, t := range []*crm.Task{
			{Subject: "Порахувати кухню з дуба за новими розмірами замовника", Partner: partner(0), Deadline: at(-3, 12), Priority: crm.High, Checklist: register.Parts[crm.ChecklistItem]{{Text: "Отримати розміри", Done: true}, {Text: "Порахувати матеріал"}, {Text: "Узгодити ціну з начальником відділу"}}},
			{Subject: "Надіслати договір на підпис", Partner: partner(3), Deadline: at(0, 17)},
			{Subject: "Уточнити колір фасадів", Partner: partner(6), Deadline: at(0, 20), Priority: crm.Low},
			{Subject: "Підготувати зразки тканин", Partner: partner(9), Deadline: at(4, 18), Repeat: "month"},
			{Subject: "Перевірити рахунок", Partner: partner(0), Deadline: at(-1, 18)},
			{Subject: "Зателефонувати щодо відгуку", Partner: partner(0), Deadline: at(2, 11)},
			{Subject: "Зібрати побажання", Partner: partner(3), Deadline: at(1, 11)},
		} {
			t.Executors, t.Controller = register.Refs[crm.User]{anna}, register.Ref[crm.User](w.head.ID)
			if err := tx.Save(w.ctx, t); err != nil {
				return fmt.Errorf("task %d: %w", i, err)
			}
		}
		return nil
	})
	w.do(w.rights(w.anna), func(tx *store.Tx) error {
		for id, steps := range map[register.ID][]register.Doer[crm.Task]{
			1: {&crm.TakeTask{}},
			2: {&crm.TakeTask{}, &crm.AwaitClient{}},
			5: {&crm.TakeTask{}, &crm.ConfirmTask{Result: "Рахунок правильний, клієнт погодив"}},
			6: {&crm.TakeTask{}, &crm.MakeTask{}},
			7: {&crm.TakeTask{}, &crm.RefuseTask{Reason: "Клієнт передумав"}},
		} {
			for _, step := range steps {
				t, err := register.Load(w.ctx, tx, crm.Tasks, register.Ref[crm.Task](id))
				if err != nil {
					return err
				}
				if err := step.Do(w.ctx, tx, t); err != nil {
					return fmt.Errorf("task %d: %w", id, err)
				}
			}
		}
		return nil
	})
	w.do(w.rights(w.anna), func(tx *store.Tx) error {
		for i, p := range []*crm.Promise{
			{Subject: "Комерційна пропозиція на 48 номерів", Kind: w.promised(tx, "offer"), Partner: partner(0), Due: day(-3)},
			{Subject: "Аванс 30 %", Kind: w.promised(tx, "other"), Side: crm.TheirSide, Partner: partner(3), Due: day(2)},
			{Subject: "Відповідь на лист", Kind: w.promised(tx, "other"), Partner: partner(0), Due: day(4)},
			{Subject: "Розміри приміщень", Kind: w.promised(tx, "other"), Side: crm.TheirSide, Partner: partner(0), Due: day(4)},
		} {
			if err := p.DoAll(w.ctx, tx, nil); err != nil {
				return fmt.Errorf("promise %d: %w", i, err)
			}
		}
		kept, err := register.Load(w.ctx, tx, crm.Commitments, register.Ref[crm.Commitment](4))
		if err != nil {
			return err
		}
		return (&crm.KeepCommitment{}).Do(w.ctx, tx, kept)
	})
	w.clock.put(storetest.Noon)
	born := w.contacts[0]
	born.BirthMonth, born.BirthDay = "11", 22
	w.save(born)
}

// promised is a commitment kind by its code.
func (w *world) promised(tx *store.Tx, code string) register.Ref[crm.CommitmentKind] {
	w.Helper()
	k, err := register.First(w.ctx, tx, crm.CommitmentKinds, register.Eq(&crm.CommitmentKinds.Row.Code, code))
	w.must(err)
	return register.Ref[crm.CommitmentKind](k.ID)
}

func TestAPromiseIsMadeWorkedOnAndConfirmedByTheClient(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open(fmt.Sprintf("/partners/%d", w.partners[0].ID))
		b.click(`.rail a[href^="/commitments/promise"]`)
		b.until(`document.querySelector('#drawer[open] form [name=subject]')`)
		b.accessibleNow()
		b.enter("#drawer [name=subject]", "Зразок фасаду з дуба")
		b.refer("#drawer x-combo[data-lookup$='/kind'] input.input", "Зраз")
		b.enter("#drawer [name=due]", "25.11.2026")
		b.click("#drawer button[type=submit].button-primary, #drawer .button-primary")
		b.until(`location.pathname.match(/^\/commitments\/\d+$/)`)
		b.says("main", "Зразок фасаду з дуба")
		b.says(".card-meta", "Відкрите")
		commitment := b.path()

		b.click(".facts a[href^='/tasks/']")
		b.until(`location.pathname.match(/^\/tasks\/\d+$/)`)
		b.says("main", "Обіцяно клієнту")
		task := b.path()
		act := func(name string, fill func()) {
			t.Helper()
			b.click(`.card-acts a[href$="/` + name + `"]`)
			b.until(`document.querySelector('#dialog[open] form')`)
			if fill != nil {
				b.accessibleNow()
				fill()
			}
			b.click("#dialog .button-primary")
			b.until(`!document.querySelector('dialog[open]')`)
		}
		act("take", nil)
		b.says(".card-meta", "Опрацьовується")
		act("make", nil)
		b.says(".card-meta", "Виготовляється")
		b.open(task)
		b.click(`.card-acts a[href$="/confirm"]`)
		b.until(`document.querySelector('#dialog[open] form [name=result]')`)
		b.enter("#dialog [name=result]", "Клієнт затвердив зразок")
		b.click("#dialog .button-primary")
		b.until(`document.querySelector('#dialog [aria-invalid=true]')`) // an untold day of handing over
		b.enter("#dialog [name=handed_on]", "22.11.2026")
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.says(".card-meta", "Завершена: підтверджено")
		b.open(commitment)
		b.says(".card-meta", "Виконане")
		b.open(fmt.Sprintf("/partners/%d", w.partners[0].ID))
		b.says(".rail", "1 з 2") // the reply to a letter is overdue
	})
}

func TestAPointOfATaskIsTickedOnItsCard(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/tasks/1")
		b.says(".checklist header", "1 з 3")
		b.click(".checklist li:nth-child(2) button")
		b.says(".checklist header", "2 з 3")
		b.accessibleNow()
		b.reload()
		b.want(`document.querySelector('.checklist li:nth-child(2) [role=checkbox]').ariaChecked`, "true")
	})
}

func TestATaskMovesOverItsBoardByWhatItsExecutorMayDo(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/tasks/board")
		b.until(`!!document.querySelector('x-board').ready`)
		in := func(column string, id int) string {
			return fmt.Sprintf(`document.querySelector('[data-column="%s"] #card-%d')`, column, id)
		}
		b.drag("#card-3", `[data-column="in_processing"] [data-cards]`)
		b.until(in("in_processing", 3))
		b.until(`!document.querySelector('x-board .htmx-request, x-board [aria-busy=true]')`)
		b.says(`[data-column="in_processing"] header`, "2")
		b.click("#card-4 [data-menu]")
		b.until(`document.querySelector('#menu:popover-open [data-move-to="in_processing"]')`)
		if b.there(`#menu [data-move-to="waiting_client"]`) {
			t.Error("a task that nobody accepted is offered to wait for the client")
		}
		b.keys(kb.Escape)
		b.until(`!document.querySelector('#menu:popover-open')`)

		b.click("#card-3 [data-menu]")
		b.until(`document.getElementById('menu').matches(':popover-open')`)
		b.click(`#menu [data-move-to="closed_confirmed"]`)
		b.until(`document.querySelector('#dialog[open] [name=result]')`)
		b.accessibleNow()
		b.enter("#dialog [name=result]", "Колір погоджено")
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.until(`!document.querySelector('#card-3')`)
		b.open("/tasks/3")
		b.says("main", "Колір погоджено")
	})
}

func TestTheDayLeadsFromWhatIsLateToItsEnd(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/day")
		b.says("#day-overdue", "прострочено на 3 дні")
		b.says("#day-today", "17:00")
		b.says("#day-promised", "Аванс 30 %")
		b.says("#day-birthdays", "сьогодні")
		b.accessibleNow()
		b.picture("day desktop")
		b.click(`#day-overdue a[href="/tasks/1/confirm"]`)
		b.until(`document.querySelector('#dialog[open] [name=result]')`)
		b.enter("#dialog [name=result]", "Надіслано розрахунок")
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.until(`!document.querySelector('#day-overdue a[href="/tasks/1"]')`)

		head := w.as(t, w.head)
		head.open(fmt.Sprintf("/day?of=%d", w.anna.ID))
		head.says("h1", "День:")
		head.says("#day-today", "Надіслати договір на підпис")
	})
}
