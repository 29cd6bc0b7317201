package browser_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// ready waits until the list answers keys.
func (b *tab) ready() {
	b.Helper()
	b.until(`document.querySelector('x-grid tbody tr[aria-selected]')`)
}

// names are the first cells of the rows.
func (b *tab) names() []string {
	b.Helper()
	return strings.Split(b.read(`[...document.querySelectorAll('tbody th[scope=row] a')].map(a => a.innerText.trim().split('\n').pop()).join('|')`), "|")
}

func TestACellIsChangedByKeysAlone(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/deals?columns=amount,close_on,responsible&sort=name")
		b.ready()
		b.run(`document.querySelector('tbody th[scope=row] a').focus()`)
		first := b.read(`document.querySelector('tbody tr').id`)
		second := b.read(`document.querySelectorAll('tbody tr')[1].id`)
		b.place("KeyE", "у")
		b.until(`document.activeElement.closest('form.cell') && document.activeElement.name === 'amount'`)
		b.accessibleNow()
		b.run(`document.activeElement.select()`)
		b.insert("не число")
		b.keys(kb.Enter)
		b.until(`document.querySelector('form.cell [aria-invalid=true]')`)
		b.run(`document.querySelector('form.cell [name=amount]').focus(); document.activeElement.select()`)
		b.insert("77 000,50")
		b.keys(kb.Enter)
		b.says("#"+first, "77 000,50 ₴")
		b.until(`document.activeElement.closest('form.cell')?.closest('tr').id === '` + second + `'`)
		b.keys(kb.Tab)
		b.until(`document.activeElement.closest('form.cell')?.querySelector('[name=close_on]')`)
		b.keys(kb.Escape)
		b.until(`!document.querySelector('form.cell')`)
		b.until(`document.activeElement.closest('#` + second + `')`)
		b.reload()
		b.says("#"+first, "77 000,50 ₴")
	})
}

// The row was saved by another while the cell was open.
func TestACellThatChangedMeanwhileShowsBothValues(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/deals?columns=amount&sort=name")
		b.ready()
		row := b.read(`document.querySelector('tbody tr').id`)
		id, err := strconv.ParseInt(b.read(`document.querySelector('tbody tr').dataset.id`), 10, 64)
		w.must(err)
		b.run(`document.querySelector('tbody th[scope=row] a').focus()`)
		b.place("KeyE", "у")
		b.until(`document.activeElement.name === 'amount'`)
		w.do(w.rights(w.head), func(tx *store.Tx) error {
			d, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](id))
			if err != nil {
				return err
			}
			d.Amount.Minor = 1_111_11
			return tx.Save(w.ctx, d)
		})
		b.run(`document.activeElement.select()`)
		b.insert("2222,22")
		b.keys(kb.Enter)
		b.says("#"+row, "1 111,11")
		b.want(`document.querySelector('form.cell [name=amount]')?.value.replace(/\s/g, '') ?? ''`, "2222,22")
		b.accessibleNow()
	})
}

func TestAListIsFilteredInWordsAndKeptAsAView(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		b.open("/deals")
		b.ready()
		all := b.count("tbody tr")
		b.enter(".filter-search input", "кухонний")
		b.keys(kb.Enter)
		b.until(`location.search.includes('q=')`)
		b.until(`document.querySelectorAll('tbody tr').length < ` + strconv.Itoa(all))
		for _, name := range b.names() {
			if !strings.HasPrefix(name, "Кухонний") {
				t.Errorf("the search finds %q", name)
			}
		}
		b.place("KeyF", "а")
		b.until(`document.getElementById('dialog').open && document.querySelector('#filter-fields a')`)
		b.until(`document.activeElement.type === 'search'`)
		b.insert("сума")
		b.until(`document.querySelectorAll('#filter-fields a').length < 8`)
		b.press("#filter-fields", "Потенційна сума")
		b.until(`document.querySelector('#dialog #filter-op')`)
		b.choose("#dialog #filter-op", "більше")
		b.until(`document.querySelector('#dialog [name="amount.gt"], #dialog [name=value], #dialog [name=amount]')`)
		b.settled()
		b.run(`document.querySelector('#dialog input.number, #dialog input[type=text]').focus()`)
		b.insert("100 000")
		b.keys(kb.Enter)
		b.until(`!document.getElementById('dialog').open && document.querySelectorAll('.filter-chip').length === 1`)
		b.says(".filter-chip", "Потенційна сума")
		b.says(".filter-chip", "100 000")
		filtered := b.names()
		if len(filtered) == 0 || len(filtered) >= all {
			t.Errorf("the filter leaves %d of %d", len(filtered), all)
		}
		b.accessibleNow()

		b.click(".view-new, .changed a[data-dialog]")
		b.until(`document.querySelector('#dialog [name=name]')`)
		b.enter("#dialog [name=name]", "Великі кухні")
		b.run(`document.querySelector('#dialog input[type=checkbox][name=pinned]').checked = true`)
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]') && document.querySelector('.views [aria-current=page]')?.innerText.includes('Великі кухні')`)
		b.says("#side", "Великі кухні")
		b.open("/partners")
		b.press("#side", "Великі кухні")
		b.until(`location.pathname === '/deals' && document.querySelector('.views [aria-current=page]')?.innerText.includes('Великі кухні')`)
		if got := b.names(); !slices.Equal(got, filtered) {
			t.Errorf("the view shows %d rows, it was saved with %d", len(got), len(filtered))
		}
		b.click(".filter-chip .filter-remove")
		b.until(`document.querySelector('.changed form, .changed a')`)
		b.says(".changed", "Зберегти")
	})
}

func TestColumnsAreChosenAndStay(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners")
		b.ready()
		b.click(`[href*="/columns"]`)
		b.until(`document.getElementById('dialog').open && document.querySelector('#dialog input[type=checkbox]')`)
		before := b.count("thead th")
		b.run(`const row = [...document.querySelectorAll('#dialog [data-row]')].find(row => row.innerText.includes('Країна')); row.querySelector('input[type=checkbox]').click()`)
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]') && document.querySelectorAll('thead th').length === ` + strconv.Itoa(before+1))
		b.says("thead", "Країна")
		b.says("tbody", "Болгарія")
	})
}

func TestChosenRowsAreChangedTogether(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		b.open("/deals?sort=name&stage.has=&columns=responsible,amount&outcome.in=open")
		if !b.there("tbody tr") {
			b.open("/deals?sort=name&columns=responsible,amount&outcome.in=open")
		}
		b.ready()
		b.run(`document.querySelector('tbody th[scope=row] a').focus()`)
		b.place("KeyX", "ч")
		b.keys(kb.ArrowDown, shift)
		b.keys(kb.ArrowDown, shift)
		b.want(`document.querySelector('[data-count]').textContent.trim()`, "3")
		if got := b.text("[data-total]"); !strings.Contains(got, "₴") {
			t.Errorf("the sum of the chosen rows is %q", got)
		}
		b.click(`[data-bulk] [data-dialog*="/bulk/transfer"]`)
		b.until(`document.getElementById('dialog').open && document.querySelector('#dialog x-combo')`)
		b.says("#dialog", "3")
		b.accessibleNow()
		b.refer("#dialog x-combo input.input", "Христозова")
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.says(".toast", "3")
		b.until(`[...document.querySelectorAll('tbody tr')].slice(0, 3).every(row => row.innerText.includes('Христозова'))`)

		b.ready()
		b.click("thead [data-all]")
		b.click(`[data-bulk] [data-dialog*="/bulk/edit"]`)
		b.until(`document.querySelector('#dialog [name=bulk_field]')`)
		if b.there("#dialog select[name=bulk_field]") {
			b.choose("#dialog select[name=bulk_field]", "Очікувана дата")
		} else {
			b.refer("#dialog x-combo input.input", "Очікувана дата")
		}
		b.click("#dialog .button-primary")
		b.until(`document.querySelector('#dialog x-date input')`)
		b.enter("#dialog x-date input", "31.12.2026")
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.open("/deals?outcome.in=open&close_on.ne=2026-12-31")
		if got := b.count("tbody tr[data-id]"); got != 0 {
			t.Errorf("%d open deals keep another date", got)
		}
	})
}

// Pages of a long list follow one another without a gap, there and back.
func TestPagesFollowOneAnother(t *testing.T) {
	onSmall(t, func(w *world) {
		w.crowd(120)
		b := w.as(t, w.head)
		b.open("/clients?sort=name")
		seen := b.names()
		first := slices.Clone(seen)
		for range 2 {
			b.click(`a[href*="after="]`)
			b.until(fmt.Sprintf(`document.querySelector('tbody tr') && !document.querySelector('tbody').innerText.includes(%q)`, seen[len(seen)-1]))
			seen = append(seen, b.names()...)
		}
		count := map[string]bool{}
		for _, name := range seen {
			if count[name] {
				t.Errorf("%q is on two pages", name)
			}
			count[name] = true
		}
		var want int
		w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
			want, err = tx.Count(w.ctx, crm.Partners.Register, register.All{register.Includes(&crm.Partners.Row.Roles, crm.ClientRole), register.Alive()}, 0)
			return err
		}))
		if len(seen) != want || want < 120 {
			t.Errorf("three pages show %d of %d", len(seen), want)
		}
		for range 2 {
			b.click(`a[href*="before="]`)
			b.settled()
		}
		b.until(fmt.Sprintf(`document.querySelector('tbody').innerText.includes(%q)`, first[0]))
		if got := b.names(); !slices.Equal(got, first) {
			t.Error("the way back leads to another first page")
		}
		b.run(`history.back()`)
		b.until(fmt.Sprintf(`document.querySelector('tbody') && document.querySelector('tbody').innerText.includes(%q) && location.search.includes('before=')`, seen[len(first)]))
	})
}

// A row is looked at in the drawer without leaving the list; the address leads
// there too.
func TestARowIsPreviewedOverTheList(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners?sort=name")
		b.ready()
		b.run(`document.querySelector('tbody th[scope=row] a').focus()`)
		b.place("KeyO", "щ")
		b.until(`document.getElementById('drawer').open && document.querySelector('#drawer h2')`)
		name := b.names()[0]
		b.says("#drawer", name)
		if b.query("peek") == "" {
			t.Error("the address does not know the drawer")
		}
		b.reload()
		b.until(`document.getElementById('drawer').open && document.querySelector('#drawer h2')`)
		b.says("#drawer", name)
		b.keys(kb.Escape)
		b.until(`!document.getElementById('drawer').open && !location.search.includes('peek')`)
	})
}

// Rows found by words are counted when they are shown already.
func TestALongListSaysItsNumberAndSumsAfterItsRows(t *testing.T) {
	onSmall(t, func(w *world) {
		const many = 1005
		var deals []register.Record
		for range many {
			deals = append(deals, &crm.Deal{Name: "Столярка", Responsible: register.Ref[crm.User](w.head.ID), Amount: money.Of(100, "UAH")})
		}
		w.save(deals...)
		b := w.as(t, w.head)
		b.open("/deals?q=столярка&columns=amount")
		b.says(".head-count", "1 005")
		b.says(".pager-range", "1–50 з 1 005")
		b.says(".filter-sum", "100 500,00 ₴")
		b.ready()
		b.run(`document.querySelector('[data-all]').click()`)
		b.until(`!document.querySelector('[data-whole]').hidden`)
		b.says("[data-whole]", "Вибрати всі 1 005 записів за умовами")
		b.accessibleNow()
		b.picture("long")
	})
}

// A phone shows two lines of a row; of the second only what says something.
func TestARowWithoutASecondLineShowsNoneOnAPhone(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.admin)
		b.size(phone)
		b.open("/deals?columns=loss_reason,loss_comment,closed_on")
		b.until(`document.querySelector('tbody tr')`)
		b.want(`document.querySelectorAll('tbody td:is(.at-chip, .at-line).none').length > 1`, "true")
		b.want(`[...document.querySelectorAll('tbody td')].filter(td => td.checkVisibility() && td.innerText.trim() === '—').length`, "0")
	})
}

func TestASegmentIsTakenByItsNameInTheFilter(t *testing.T) {
	onSmall(t, func(w *world) {
		view := &crm.SavedView{
			Name: "Готелі й санаторії, що замовляють щороку", Register: "partner", Owner: register.Ref[crm.User](w.head.ID), Everybody: true,
			Filter: fmt.Sprintf(`{"field":"id","op":"in","value":"%d,%d"}`, w.partners[0].ID, w.partners[3].ID),
		}
		w.save(view)
		b := w.as(t, w.head)
		b.open("/events")
		b.click(".filter-add[data-dialog]")
		b.until(`document.querySelector('#dialog[open] #filter-fields')`)
		b.enter("#dialog [name=q]", "готелі")
		b.until(`document.querySelectorAll('#filter-fields a').length > 0 && [...document.querySelectorAll('#filter-fields a')].every(a => a.innerText.includes('Готелі'))`)
		b.accessibleNow()
		b.picture("segment in the filter")
		b.press("#filter-fields", "Готелі")
		b.until(fmt.Sprintf(`location.search.includes('partner.in=view%%3A%d')`, view.ID))
		b.says(".filter-chips", "сегмент «Готелі")
		b.click(".filter-chip a[data-dialog]")
		b.until(`document.querySelector('#dialog[open] [name=op]')?.value === 'in_view'`)
		b.accessibleNow()
		b.picture("segment condition")
		w.do(register.Program, func(tx *store.Tx) error { return tx.Delete(w.ctx, view) })
		b.reload()
		b.says("main", "Такого сегмента немає")
		b.accessibleNow()
		for _, size := range []string{"1440x900", phone} {
			b.size(size)
			b.picture("segment gone " + size)
		}
		b.press("main", "Прибрати умову")
		b.until(`!location.search.includes('view')`)
	})
}
