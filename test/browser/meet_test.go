package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// A stranger chooses an hour on a phone by the clocks of his own zone, books
// it, moves it and calls it off.
func TestAStrangerPlansAMeetingOnAPhone(t *testing.T) {
	onSmall(t, func(w *world) {
		page := &crm.BookingPage{
			Outside: crm.Outside{Name: "Site", Title: "Зустріч із дизайнером кухонь", Intro: "Покажемо зразки й порахуємо вартість.", Running: true, Language: "uk", ConsentText: "Погоджуюся на обробку"},
			People:  register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}, Lengths: crm.BookingLengths{"30", "60"}, Place: "Київ, вул. Садова, 3", HorizonDays: 45,
		}
		w.do(register.Program, func(tx *store.Tx) error { return tx.Save(w.ctx, page) })
		b := w.tab(t)
		b.size("390x844")
		b.do(chromedp.Navigate(w.server.URL + "/meet/" + page.Key))
		b.until(`document.querySelector('.meet-zone button').hidden`)
		b.until(`document.querySelector('#meet-zone').value === Intl.DateTimeFormat().resolvedOptions().timeZone.replace('/Kiev', '/Kyiv')`) // the browser's own, unasked
		b.choose("#meet-zone", "America/New York")
		b.until(`location.search.includes('zone=America')`)
		b.until(`document.querySelector('.meet-times a')`)
		b.accessibleNow()
		b.picture("meet-hours")
		b.click(".meet-times li:last-child a")
		b.until(`document.querySelector('.meet-chosen')`)
		b.says(".meet-chosen", "America/New York")
		when := b.text(".meet-when")
		b.until(`document.querySelector('[name=proof]').value`)
		b.enter("#public-name", "Марта")
		b.enter("#public-email", "marta@vyshnia.example")
		b.click("[name=agreed]")
		b.accessibleNow()
		b.picture("meet-chosen")
		b.click("button[type=submit]")
		b.until(`location.pathname.startsWith('/booked/')`)
		b.says(".meet-when", when)
		b.accessibleNow()
		b.picture("meet-booked")

		b.press(".meet-acts", "Перенести")
		b.until(`document.querySelector('.meet-moving') && document.querySelector('.meet-times a')`)
		b.click(".meet-times li:first-child a")
		b.until(`document.querySelector('.meet-chosen')`)
		moved := b.text(".meet-when")
		b.press("main", "Перенести на цей час")
		b.until(`location.pathname.startsWith('/booked/')`)
		b.says(".meet-when", moved)
		b.click(".meet-cancel summary")
		b.enter("#public-reason", "Захворіла")
		b.press(".meet-cancel", "Так, скасувати")
		b.until(`document.querySelector('.meet-off')`)
		b.says("main", "скасовано")
	})
}
