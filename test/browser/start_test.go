package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dossier/internal/store/storetest"
	"dossier/test/axe"
)

// TestAnOwnerStartsFromNothing is the first hour with the program, on each
// database: set-up, the first client with its telephones, out and in again.
func TestAnOwnerStartsFromNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := serve(t, open)
		w.clock.put(storetest.Noon)
		w.clock.start()
		b := w.tab(t)
		b.speaks("uk")
		b.open("/partners")
		b.at("/set-up")
		b.accessibleNow()
		b.picture("first start")
		b.enter("[name=company]", "Їжакові меблі")
		b.enter("[name=surname]", "Ґалаґан")
		b.enter("[name=given]", "Ївга")
		b.enter("[name=email]", "yivha@yizhak.example")
		b.enter("[name=password]", "коротко")
		b.enter("[name=password_again]", "інакше")
		b.click("#set-up .button-primary")
		b.until(`document.querySelector('#set-up [name=password][aria-invalid=true]')`)
		b.want(`document.querySelector('[name=company]').value`, "Їжакові меблі")
		b.accessibleNow()
		b.enter("[name=password]", password)
		b.enter("[name=password_again]", password)
		b.click("#set-up .button-primary")
		b.until(`document.querySelector('.shell h1')`)
		if got := b.text(".side-user"); !strings.Contains(got, "Ґалаґан") {
			t.Errorf("the shell greets %q", got)
		}
		b.open("/set-up")
		b.want(`performance.getEntriesByType('navigation')[0].responseStatus`, "404")

		b.open("/clients")
		b.says("main", "Імпортувати")
		b.place("KeyN", "т")
		b.at("/partners/new")
		b.enter("[name=name]", "Столярня «Під’їзд»")
		b.phone(0, "067 111-22-33", "")
		b.phone(1, "044 234 56 78 доб. 12", "")
		b.click("form .button-primary")
		b.until(`/^\/partners\/\d+$/.test(location.pathname)`)
		b.says("h1", "Столярня «Під’їзд»")
		b.says("main", "+380 67 111 22 33")
		b.says("main", "+380 44 234 56 78")
		b.says("#toasts, main", "Столярня")
		card := b.path()

		b.open("/clients")
		b.says("tbody", "Столярня «Під’їзд»")
		b.signOut()
		b.run(`history.back()`)
		b.until(`location.pathname === '/sign-in' && document.querySelector('[name=password]') || document.querySelector('.shell') === null && document.querySelector('[name=password]')`)
		if b.there(".shell") || strings.Contains(b.read(`document.body.innerText`), "Столярня") {
			t.Error("the back button shows what was there before signing out")
		}
		b.open(card)
		b.at("/sign-in")
		b.enter("[name=email]", "yivha@yizhak.example")
		b.enter("[name=password]", "not the password at all")
		b.keys(kb.Enter)
		b.until(`document.readyState === 'complete' && document.querySelector('[role=alert], .tone-bad')`)
		b.want(`document.querySelector('[name=email]').value`, "yivha@yizhak.example")
		b.enter("[name=password]", password)
		b.keys(kb.Enter)
		b.at(card)
		b.says("h1", "Столярня")
	})
}

// accessibleNow fails for every rule of axe that the page breaks as it is.
func (b *tab) accessibleNow() {
	b.Helper()
	b.settled()
	for _, v := range b.accessible(axe.Rules) {
		b.Errorf("%s: %s", b.path(), v)
	}
}

// phone fills a row of telephones, made if it is not there.
func (b *tab) phone(n int, number, ext string) {
	b.Helper()
	b.run(`document.querySelector('x-rows[data-name=phones]').closest('details')?.setAttribute('open', '')`)
	row := b.count(`x-rows[data-name=phones] [data-list] > [data-row]`)
	for ; row <= n; row++ {
		b.click(`x-rows[data-name=phones] [data-add]`)
	}
	at := `[name="phones.` + string(rune('0'+n)) + `.`
	b.enter(at+`number"]`, number)
	if ext != "" {
		b.enter(at+`ext"]`, ext)
	}
}

// signOut goes the way that people go.
func (b *tab) signOut() {
	b.Helper()
	b.click(".side-user")
	b.until(`document.getElementById('user-menu').matches(':popover-open')`)
	b.click(`form[action="/sign-out"] button`)
	b.until(`location.pathname === '/sign-in' && document.querySelector('[name=password]')`)
}
