package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// A form stands on a page of another origin, by its script and as a form of
// that page's own; a robot's work is done beside the page.
func TestAFormWorksOnAPageOfAnotherOrigin(t *testing.T) {
	onSmall(t, func(w *world) {
		form := &crm.WebForm{Outside: crm.Outside{Name: "Site", Title: "Напишіть нам", Running: true, Language: "uk", ConsentText: "Погоджуюся"}}
		w.do(register.Program, func(tx *store.Tx) error { return tx.Save(w.ctx, form) })
		at := w.server.URL + "/f/" + form.Key
		shop := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(out, `<!DOCTYPE html><title>Shop</title><h1>Shop</h1><script src="%s/embed.js"></script>
				<form id="own" method="post" action="%s"><input name="name" value="Остап"><input name="email" value="ostap@vyshnia.example"><input name="agreed" value="1"><button>Go</button></form>`, at, at)
		}))
		defer shop.Close()
		b := w.tab(t)
		b.do(chromedp.Navigate(shop.URL + "/?utm_campaign=winter"))
		b.until(`document.querySelector('iframe')?.src.includes('utm_campaign=winter')`)
		b.until(`parseInt(document.querySelector('iframe').style.height) > 300 && document.querySelector('iframe').style.height !== '560px'`) // it tells how high it is
		b.click("#own button")
		b.until(`location.search.includes('sent=1') && document.querySelector('[role=status]')`)
		b.says("main", "Дякуємо")
		b.accessibleNow()

		b.do(chromedp.Navigate(at))
		b.until(`document.querySelector('[name=proof]').value`)
		b.enter("#public-name", "Марта")
		b.enter("#public-email", "marta@vyshnia.example")
		b.accessibleNow()
		b.click("[name=agreed]")
		b.click("button[type=submit]")
		b.until(`location.search.includes('sent=1')`)
		w.do(register.Program, func(tx *store.Tx) error {
			n, err := tx.Count(w.ctx, crm.FormEntries.Register, register.Eq(&crm.FormEntries.Row.Form, register.Ref[crm.WebForm](form.ID)), 0)
			if n != 2 {
				t.Errorf("%d were received", n)
			}
			return err
		})
	})
}
