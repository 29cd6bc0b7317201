package browser_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"dossier/internal/register"
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
