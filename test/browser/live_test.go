package browser_test

import (
	"fmt"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// dismissAll lets what is due fire and takes it out of sight, so that nothing
// lies over the pages of other stories.
func (w *world) dismissAll() {
	w.Helper()
	w.must(crm.FireReminders(w.ctx, w.st))
	w.do(register.Program, func(tx *store.Tx) error {
		list, err := register.Select(w.ctx, tx, crm.Reminders, register.Query{Filter: register.Eq(&crm.Reminders.Row.State, crm.ReminderFired), Whole: true})
		for _, r := range list {
			if err := (&crm.DismissReminder{}).Do(w.ctx, tx, r); err != nil {
				return err
			}
		}
		return err
	})
}

func TestTheBellRingsInAnotherBrowserWithoutReload(t *testing.T) {
	onSmall(t, func(w *world) {
		borys := w.as(t, w.borys)
		borys.open("/clients")
		borys.until(`!!document.querySelector('x-bell').ready`)
		borys.want(`document.getElementById('bell-count').hidden`, "true")
		borys.run(`window.same = true`)

		anna := w.as(t, w.anna)
		anna.open("/tasks/new")
		anna.enter("[name=subject]", "Порахувати сходи з ясена")
		anna.refer("x-combo[data-lookup$='/executors'] input.input", w.borys.Surname)
		anna.click("main form .button-primary")
		anna.until(`location.pathname.match(/^\/tasks\/\d+$/)`)

		borys.until(`!document.getElementById('bell-count').hidden`)
		borys.want(`window.same`, "true")
		borys.want(`document.getElementById('bell-count').textContent`, "1")
		borys.until(`document.title.startsWith('(1) ')`)
		borys.click("x-bell a")
		borys.until(`document.querySelector('#bell:popover-open .bell-row')`)
		borys.says("#bell", "Порахувати сходи з ясена")
		borys.says("#bell", "Вам поручена задача") // in his own language
		borys.accessibleNow()
		borys.picture("bell-desktop-light")
		borys.system("dark")
		borys.picture("bell-desktop-dark")
		borys.system("light")
		borys.click("#bell .bell-head button")
		borys.until(`document.getElementById('bell-count').hidden`)
		borys.says("#bell", "Новых уведомлений нет")
		borys.open("/notifications")
		borys.says("main", "Порахувати сходи з ясена")
		borys.accessibleNow()
		borys.picture("notifications-desktop")
		borys.size(phone)
		borys.reload()
		borys.picture("notifications-phone")
		borys.click("x-bell a")
		borys.until(`document.querySelector('#bell:popover-open')`)
		borys.picture("bell-phone")
	})
}

func TestAReminderComesOverThePageAndIsPutOff(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/clients")
		b.until(`!!document.querySelector('x-bell').ready`)
		w.do(w.rights(w.anna), func(tx *store.Tx) error {
			kind, err := register.First(w.ctx, tx.AsProgram(), crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_out"))
			if err != nil {
				return err
			}
			return tx.Save(w.ctx, &crm.Event{
				Type: register.Ref[crm.EventType](kind.ID), Subject: "Погодити ціну дуба", Partner: register.Ref[crm.Partner](w.partners[0].ID),
				PlannedStart: storetest.Noon.Add(15 * time.Minute), Remind: "minutes_15",
			})
		})
		b.until(`document.querySelector('#reminding .reminder')`)
		b.says("#reminding", "Погодити ціну дуба")
		b.accessibleNow()
		b.picture("reminder-desktop")
		b.size(phone)
		b.picture("reminder-phone")
		b.size(desktop)
		b.open(fmt.Sprintf("/partners/%d", w.partners[0].ID))
		b.until(`document.querySelector('#reminding .reminder')`) // it stays
		b.click("#reminding [value=minutes_15]")
		b.until(`!document.querySelector('#reminding .reminder')`)
		b.reload()
		b.until(`!!document.querySelector('x-bell').ready`)
		b.want(`document.querySelectorAll('#reminding .reminder').length`, "0")
	})
}

func TestWhatFiredInTheAbsenceIsShownOnceAfterSignIn(t *testing.T) {
	onSmall(t, func(w *world) {
		w.do(w.rights(w.anna), func(tx *store.Tx) error {
			return tx.Save(w.ctx, &crm.Task{Subject: "Передзвонити", Deadline: storetest.Noon.Add(time.Minute), Remind: "at_start"})
		})
		w.do(register.Program, func(tx *store.Tx) error {
			list, err := register.Select(w.ctx, tx, crm.Reminders, register.Query{Filter: register.Eq(&crm.Reminders.Row.State, crm.ReminderScheduled), Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1, Whole: true})
			if err != nil {
				return err
			}
			list[0].At = storetest.Noon
			return tx.Save(w.ctx, list[0])
		})
		w.must(crm.FireReminders(w.ctx, w.st))
		b := w.tab(t)
		b.open("/sign-in")
		b.enter("[name=email]", w.anna.Email)
		b.enter("[name=password]", password)
		b.click("main button[type=submit], form .button-primary")
		b.until(`document.querySelector('#missed')`)
		b.says("#missed", "Передзвонити")
		b.accessibleNow()
		b.picture("missed-desktop")
		b.click("#missed [data-hide]")
		b.until(`!document.querySelector('#missed')`)
		b.open("/clients")
		b.want(`!!document.querySelector('#missed')`, "false")
	})
}
