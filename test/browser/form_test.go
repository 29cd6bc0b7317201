package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestAClientIsMadeAndWarnedOfDuplicates(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners/new?roles=client")
		b.want(`document.querySelector('[name=roles][value=client]').checked`, "true")
		b.want(`document.activeElement.name`, "name")
		b.enter("[name=name]", "ТОВ «КАРПАТСЬКА МЕБЛЕВА ФАБРИКА Смерека»")
		b.phone(0, "050 765 43 21", "")
		b.phone(1, "не телефон", "")
		b.phone(2, "044 300 20 10", "7")
		b.click(`x-rows[data-name=phones] [data-row]:nth-child(3) [data-up]`)
		b.want(`document.querySelector('[name="phones.1.number"]').value`, "044 300 20 10")
		b.click("form .button-primary")
		b.says(".form-duplicates", "Карпатська меблева фабрика «Смерека»")
		b.until(`document.querySelector('[name="phones.2.number"][aria-invalid=true]')`)
		b.want(`document.activeElement.name`, "phones.2.number")
		b.want(`document.querySelector('[name="phones.2.number"]').value`, "не телефон")
		b.accessibleNow()
		b.enter("[name=name]", "Столярна майстерня «Їжачок»")
		b.click(`x-rows[data-name=phones] [data-row]:nth-child(3) [data-remove]`)
		b.click("form .button-primary")
		b.until(`/^\/partners\/\d+$/.test(location.pathname)`)
		b.says("h1", "Столярна майстерня «Їжачок»")
		b.says("main", "+380 50 765 43 21")
		b.says("main", "+380 44 300 20 10")
		b.says(".toast", "Їжачок")
	})
}

func TestAnEditSavesWhatWasChangedAlone(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		path := fmt.Sprintf("/partners/%d", w.partners[0].ID)
		b.open(path)
		b.click(`a[href="` + path + `/edit"]`)
		b.at(path + "/edit")
		b.enter("[name=name]", "Карпатська меблева фабрика «Смерека-2»")
		b.place("KeyS", "і", ctrl)
		b.at(path)
		b.says("h1", "«Смерека-2»")
		b.open(path + "?tab=history")
		b.says("main", "«Смерека-2»")
		b.says("main", "«Смерека»")
	})
}

// Two people have the same form open; the second to save decides field by
// field, and nothing that either typed is lost.
func TestASecondEditIsDecidedFieldByField(t *testing.T) {
	onSmall(t, func(w *world) {
		path := fmt.Sprintf("/partners/%d", w.partners[0].ID)
		mine, theirs := w.as(t, w.anna), w.as(t, w.head)
		mine.open(path + "/edit")
		theirs.open(path + "/edit")
		theirs.enter("[name=name]", "Смерека Груп")
		theirs.enter("[name=full_name]", "Приватне акціонерне товариство «Смерека Груп»")
		theirs.click("form .button-primary")
		theirs.at(path)

		mine.enter("[name=name]", "Фабрика «Смерека»")
		mine.enter("[name=delivery_terms]", "Доставка власним транспортом")
		mine.click("form .button-primary")
		mine.until(`document.querySelector('[name="take.name"]')`)
		mine.says("main", "Бондаренко")
		mine.says("main", "Смерека Груп")
		mine.says("main", "Фабрика «Смерека»")
		mine.accessibleNow()
		mine.picture("conflict of two")
		mine.want(`document.querySelector('[name="take.name"]:checked').value`, "mine")
		mine.want(`document.querySelector('[name="take.full_name"]:checked').value`, "theirs")
		mine.run(`document.querySelector('[name="take.name"][value=theirs]').click()`)
		mine.click("form .button-primary")
		mine.at(path)
		mine.says("h1", "Смерека Груп")
		mine.open(path + "?tab=overview")
		mine.says("main", "Доставка власним транспортом")
		mine.says("main", "Приватне акціонерне товариство «Смерека Груп»")
	})
}

func TestADraftSurvivesAReload(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners/new?roles=client")
		b.enter("[name=name]", "Недописана фірма")
		b.phone(0, "050 111 22 33", "")
		b.until(`document.querySelector('[data-draft-status]').textContent.trim() !== ''`)
		b.reload()
		b.want(`document.querySelector('[name=name]').value`, "Недописана фірма")
		b.want(`document.querySelector('[name="phones.0.number"]').value`, "050 111 22 33")
		b.accessibleNow()
		if asked := b.asked(); len(asked) > 0 {
			t.Errorf("the browser asked before leaving a saved draft: %q", asked)
		}
		b.click(".form-restored button")
		b.until(`document.querySelector('[name=name]')?.value === ''`)
		b.reload()
		b.want(`document.querySelector('[name=name]').value`, "")
	})
}

// The session ends while a form is being filled. The sign-in dialog comes over
// the page, what was typed stays, and after the password the form is sent.
func TestWhatWasTypedSurvivesALostSession(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners/new?roles=client")
		b.be(w.anna) // the name of who was here last comes with the first page
		b.enter("[name=name]", "Фірма під час бурі")
		w.do(register.Program, func(tx *store.Tx) error {
			_, err := tx.EndSessions(w.ctx, w.anna.ID, "")
			return err
		})
		b.click("form .button-primary")
		b.until(`document.getElementById('sign-in').open && document.querySelector('#sign-in [name=password]')`)
		b.want(`document.querySelector('main [name=name]').value`, "Фірма під час бурі")
		b.accessibleNow()
		b.enter("#sign-in [name=email]", w.anna.Email)
		b.enter("#sign-in [name=password]", "зовсім не той пароль")
		b.keys(kb.Enter)
		b.until(`document.querySelector('#sign-in [role=alert], #sign-in .tone-bad, #sign-in [aria-invalid=true]')`)
		b.enter("#sign-in [name=email]", w.anna.Email)
		b.enter("#sign-in [name=password]", password)
		b.keys(kb.Enter)
		b.until(`/^\/partners\/\d+$/.test(location.pathname)`)
		b.says("h1", "Фірма під час бурі")
		if got := w.count(register.Eq(&crm.Partners.Row.Name, "Фірма під час бурі")); got != 1 {
			t.Errorf("the firm was made %d times", got)
		}
	})
}

// count counts partners.
func (w *world) count(f register.Filter) int {
	w.Helper()
	var n int
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
		n, err = tx.Count(w.ctx, crm.Partners.Register, f, 1000)
		return err
	}))
	return n
}

// A form is pressed twice, as impatient people do.
func TestAFormPressedTwiceIsSavedOnce(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners/new?roles=client")
		b.enter("[name=name]", "Двічі натиснута")
		b.run(`const button = document.querySelector('form .button-primary'); button.click(); button.click(); button.form.requestSubmit()`)
		b.until(`/^\/partners\/\d+$/.test(location.pathname)`)
		if got := w.count(register.Eq(&crm.Partners.Row.Name, "Двічі натиснута")); got != 1 {
			t.Errorf("it was made %d times", got)
		}
	})
}

// A contact's partner is made on the way, from within its reference field.
func TestAPartnerIsMadeFromWithinAContact(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/contacts/new")
		b.enter("[name=surname]", "Ґудзь")
		b.until(`document.querySelector('#form-contacts-partner')`)
		b.run(`const el = document.getElementById('form-contacts-partner'); el.focus(); el.value = 'Щойно створена'; el.dispatchEvent(new Event('input', {bubbles: true}))`)
		b.until(`document.querySelector('#form-contacts-partner-list:popover-open [role=option][data-dialog], #form-contacts-partner-list:popover-open [data-drawer]')`)
		b.keys(kb.ArrowUp + kb.Enter)
		b.until(`document.querySelector('dialog[open] [name=name]')`)
		if got := b.read(`document.querySelector('dialog[open] [name=name]').value`); got != "Щойно створена" {
			t.Errorf("the dialog begins with %q", got)
		}
		b.accessibleNow()
		b.run(`document.querySelector('dialog[open] [name=roles][value=client]').checked = true`)
		b.click("dialog[open] form .button-primary")
		b.until(`!document.querySelector('dialog[open]') && document.querySelector('main [name=partner]').value !== ''`)
		b.want(`document.getElementById('form-contacts-partner').value`, "Щойно створена")
		b.want(`document.querySelector('main [name=surname]').value`, "Ґудзь")
		b.click("main form .button-primary")
		b.until(`/^\/contacts\/\d+$/.test(location.pathname)`)
		if got := b.text("main"); !strings.Contains(got, "Щойно створена") {
			t.Errorf("the card does not name the partner: %s", got)
		}
	})
}
