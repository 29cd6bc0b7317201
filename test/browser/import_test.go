package browser_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

// bring uploads a sheet for a register and comes to the step of its columns.
func (b *tab) bring(into, file string) {
	b.Helper()
	b.open("/imports/new?register=" + into)
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#import-file"), []string{file}))
	b.until(`document.querySelector('.upload-item input[type=hidden][name=file]')`)
	b.onward("/columns")
}

// onward presses the button of a step and waits for the next.
func (b *tab) onward(step string) {
	b.Helper()
	b.click(".wizard-form .wizard-foot .button-primary")
	b.until(`document.readyState === 'complete' && location.pathname.endsWith('` + step + `') && document.querySelector('.wizard')`)
}

// start sets the import at work and waits until it has ended.
func (b *tab) start() register.ID {
	b.Helper()
	b.click(`form[action$="/start"] .button-primary, .wizard-foot .button-primary`)
	b.until(`location.pathname.endsWith('/job')`)
	b.until(`document.querySelector('.job-done, .job-failed')`)
	if !b.there(".job-done") {
		b.Fatalf("the import failed: %s", b.text(".job"))
	}
	id, err := strconv.ParseInt(regexp.MustCompile(`\d+`).FindString(b.path()), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return register.ID(id)
}

// sheetOf writes a sheet into a file of the test.
func sheetOf(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// imports leaves one import that has ended, with a row refused, and one that
// waits to be checked.
func (w *world) imports() {
	w.Helper()
	b := w.as(w.T, w.admin)
	b.bring("product", sheetOf(w.T, "прайс.csv", "Назва;Ціна\nСтіл письмовий;12 400,50\nШафа-купе;дорого\nКомод;8 900\n"))
	b.onward("/values")
	b.onward("/check")
	w.brought = b.start()
	b.bring("partner", sheetOf(w.T, "клієнти.csv", "Назва,Роль,Регіон\nДеревообробка Плюс,клієнт,Київ\nМеблі Люкс,клиент,Невідомий край\n"))
	b.onward("/values")
}

// sheets are the files of real sales that everything is tried on.
func sheets(name string) string {
	path, err := filepath.Abs(filepath.Join("../../testdata/crm-sales", name))
	if err != nil {
		panic(err)
	}
	return path
}

// becomes sets what the columns of a sheet become, and which one tells known
// records from new ones.
func (b *tab) becomes(key string, targets ...string) {
	b.Helper()
	for n, target := range targets {
		if target == "" {
			continue
		}
		b.run(`const el = document.querySelector('[name="column.` + strconv.Itoa(n) + `"]');
			el.value = '` + target + `'; if (el.value !== '` + target + `') throw new Error('column ` + strconv.Itoa(n) + ` cannot become ` + target + `');
			el.dispatchEvent(new Event('change', {bubbles: true}))`)
	}
	if key != "" {
		b.run(`document.querySelector('[name=key][value="` + key + `"]').click()`)
	}
}

// TestRealSalesComeInThroughTheBrowser brings the four files in as a new user
// does and then reads the facts from the pages.
func TestRealSalesComeInThroughTheBrowser(t *testing.T) {
	storetest.OnSQLite(t, func(t *testing.T, open storetest.Open) {
		w := serve(t, open)
		w.clock.put(storetest.Noon)
		w.clock.start()
		b := w.tab(t)
		b.speaks("en")
		b.open("/")
		b.at("/set-up")
		b.enter("[name=company]", "Sales House")
		b.choose("[name=currency]", "USD")
		b.enter("[name=surname]", "Owner")
		b.enter("[name=email]", "owner@sales.example")
		b.enter("[name=password]", password)
		b.enter("[name=password_again]", password)
		b.click("#set-up .button-primary")
		b.until(`document.querySelector('.shell h1')`)

		b.bring("user", sheets("sales_teams.csv"))
		b.becomes("0", "@person", "head", "team")
		b.onward("/values")
		b.onward("/check")
		b.says(".counts", "35")
		b.start()

		b.bring("product", sheets("products.csv"))
		b.becomes("0", "name", "group", "price")
		b.onward("/values")
		b.onward("/check")
		b.start()

		b.bring("partner", sheets("accounts.csv"))
		b.becomes("0", "name", "industry", "@new", "@new", "@new", "region", "parent")
		b.onward("/values")
		b.constant("roles", "Client")
		b.onward("/check")
		b.says(".counts", "85")
		b.start()

		b.bring("deal", sheets("sales_pipeline.csv"))
		b.becomes("0", "number", "responsible", "product", "partner", "stage", "started_on", "closed_on", "amount")
		b.onward("/values")
		b.picture("values of real sales")
		b.says("main", "GTXPro")
		if got := b.read(`[...document.querySelectorAll('tr')].find(row => row.querySelector('th')?.innerText.trim() === 'GTXPro').innerText + [...[...document.querySelectorAll('tr')].find(row => row.querySelector('th')?.innerText.trim() === 'GTXPro').querySelectorAll('select, input')].map(el => el.selectedOptions?.[0]?.text ?? el.value).join(' ')`); !strings.Contains(got, "GTX Pro") {
			t.Errorf("GTXPro becomes %q", plain(got))
		}
		b.accessibleNow()
		b.constant("loss_reason", "Not specified")
		b.onward("/check")
		b.says(".counts", "8,800")
		b.accessibleNow()
		b.start()
		b.accessibleNow()

		for _, fact := range []struct{ path, count string }{
			{"/clients", "85"},
			{"/clients?parent.set=", "15"},
			{"/products", "7"},
			{"/users?head.set=", "35"},
			{"/teams", "3"},
			{"/deals", "8,800"},
			{"/deals?outcome=won", "4,238"},
			{"/deals?outcome=lost", "2,473"},
			{"/deals?outcome=open", "2,089"},
			{"/deals?outcome=open&partner.unset=", "1,425"},
			{"/deals?outcome=lost&loss_reason.unset=", "0"},
			{"/deals?product.name=GTX+Pro", "1,480"},
		} {
			b.open(fact.path)
			if got := b.text(".head-count"); got != fact.count {
				t.Errorf("%s shows %s, want %s", fact.path, got, fact.count)
			}
		}
		b.open("/deals?outcome=won")
		b.says(".filter-end", "10,005,534")
		b.open("/deals/board")
		b.says("main", "10,005,534")
		b.says("main", "4,238")
		b.says("main", "1,589")
		b.says("main", "500")
	})
}

// constant gives every row of a sheet the same value in a field that no column
// fills.
func (b *tab) constant(field, label string) {
	b.Helper()
	name := `[name="constant.` + field + `.to"]`
	b.until(`document.querySelector('` + name + `')`)
	b.run(`document.querySelector('` + name + `').closest('details')?.setAttribute('open', '')`)
	b.run(`const how = document.querySelector('[name="constant.` + field + `"]'); if (how?.tagName === 'SELECT' && [...how.options].some(o => o.value === 'entry')) { how.value = 'entry'; how.dispatchEvent(new Event('change', {bubbles: true})) }`)
	if b.there("select" + name) {
		b.choose("select"+name, label)
		return
	}
	b.run(`document.querySelector('` + name + `').closest('x-combo').querySelector('input.input').setAttribute('data-test-here', '')`)
	b.refer("[data-test-here]", label)
	b.run(`document.querySelector('[data-test-here]').removeAttribute('data-test-here')`)
}

// What cannot be brought in ends in a clear word and leaves nothing behind.
func TestABrokenSheetIsRefusedInWords(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.admin)
		before := w.count(nil)
		b.open("/imports/new?register=partner")
		b.do(chromedp.SetUploadFiles(chromedp.CSS("#import-file"), []string{sheetOf(t, "не таблиця.xlsx", "PK\x03\x04 це не таблиця")}))
		b.until(`document.querySelector('.upload-refused, .upload-item input[type=hidden][name=file]')`)
		if !b.there(".upload-refused") {
			b.click(".wizard-form .wizard-foot .button-primary")
			b.until(`document.querySelector('[role=alert], .tone-bad')`)
		}
		b.accessibleNow()
		b.bring("partner", sheetOf(t, "windows-1251.csv", "\xcd\xe0\xe7\xe2\xe0;\xd0\xee\xeb\xfc\n\xcc\xe5\xe1\xeb\xb3 \xcf\xeb\xfe\xf1;\xea\xeb\xb3\xba\xed\xf2\n"))
		b.says("main", "Меблі Плюс")
		b.bring("deal", sheetOf(t, "погані дати.csv", "Номер;Етап;Дата початку\nА-1;Немає такого;32.13.2026\nА-2;Інтерес;колись\n"))
		b.onward("/values")
		b.accessibleNow()
		if after := w.count(nil); after != before {
			t.Errorf("%d partners were left behind", after-before)
		}
	})
}
