package browser_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// The palette opens by the place of the K, whatever letter it bears, and
// reads words typed in the wrong layout.
func TestThePaletteUnderstandsTheWrongLayout(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/deals")
		b.place("KeyK", "л", ctrl)
		b.until(`document.getElementById('cmd').open`)
		b.insert("rfhgfn")
		b.says("#cmd-list", "Карпатська меблева фабрика «Смерека»")
		b.says("#cmd-list", "карпат")
		b.accessibleNow()
		b.until(`document.querySelector('#cmd-list [aria-selected=true]')`)
		for range 8 {
			if strings.Contains(b.text("#cmd-list [aria-selected=true]"), "Карпатська меблева фабрика") {
				break
			}
			b.keys(kb.ArrowDown)
		}
		b.keys(kb.Tab)
		b.says("#cmd-list", "Редагувати")
		b.keys(kb.Backspace)
		b.says("#cmd-list", "Нещодавні")
		b.insert("karpat") // the people's addresses have it as typed
		b.says("#cmd-list", "за транслітерацією")
		b.says("#cmd-list", "Карпатська меблева фабрика «Смерека»")
		b.says("#cmd-list", "Співробітники")
		b.run(`document.querySelector('#cmd input').select()`)
		b.insert("смерека")
		b.until(`!document.querySelector('#cmd-list').innerText.includes('за транслітерацією')`)
		b.says("#cmd-list [aria-selected=true]", "Смерека")
		b.keys(kb.Enter)
		b.until(fmt.Sprintf(`location.pathname === '/partners/%d'`, w.partners[0].ID))
		b.place("Slash", ".")
		b.until(`document.getElementById('cmd').open`)
		b.keys(kb.Escape)
		b.until(`!document.getElementById('cmd').open`)
	})
}

// onStage is where a deal is now.
func (w *world) onStage(id register.ID) (code string, deal *crm.Deal) {
	w.Helper()
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
		deal, err = register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](id))
		return err
	}))
	for c, s := range w.stages {
		if s.ID == register.ID(deal.Stage) {
			code = c
		}
	}
	return code, deal
}

func TestADealMovesOverTheBoard(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.head)
		column := func(code string) string { return fmt.Sprintf(`[data-column="%d"]`, w.stages[code].ID) }
		in := func(code string, id register.ID) string {
			return fmt.Sprintf(`document.querySelector('%s #card-%d')`, column(code), id)
		}
		stands := func(code string, id register.ID) {
			t.Helper()
			b.until(in(code, id))
			b.until(`!document.querySelector('x-board .htmx-request, x-board [aria-busy=true]')`)
			if got, _ := w.onStage(id); got != code {
				t.Errorf("the deal is on %s, the board shows it on %s", got, code)
			}
		}
		b.open("/deals/board")
		b.until(`document.querySelector('x-board').ready !== false && document.querySelector('x-board [data-card]')`)
		counted := func(code string) string { return b.text(column(code) + " header") }

		// By dragging.
		dragged := w.deals[0].ID
		before := counted("qualification")
		b.until(`!!document.querySelector('x-board').ready`)
		b.drag(fmt.Sprintf("#card-%d", dragged), column("qualification")+" [data-cards]")
		stands("qualification", dragged)
		b.until(fmt.Sprintf(`document.querySelector('%s header').innerText.replace(/[\s\u00a0]+/g, ' ') !== %q`, column("qualification"), before))

		// By keys.
		keyed := w.deals[5].ID
		b.run(fmt.Sprintf(`document.querySelector('#card-%d a').focus()`, keyed))
		b.keys(kb.ArrowRight, ctrl, shift)
		stands("qualification", keyed)
		b.until(fmt.Sprintf(`document.activeElement.closest('#card-%d')`, keyed))
		b.keys(kb.ArrowLeft, ctrl, shift)
		stands("interest", keyed)

		// By the menu, to where it is lost: the reason is asked first.
		lost := w.deals[10].ID
		b.click(fmt.Sprintf(`#card-%d [data-menu]`, lost))
		b.until(`document.getElementById('menu').matches(':popover-open')`)
		b.accessibleNow()
		b.click(fmt.Sprintf(`#menu [data-move-to="%d"]`, w.stages["lost"].ID))
		b.until(`document.getElementById('dialog').open && document.querySelector('#dialog form')`)
		b.accessibleNow()
		b.picture("board asks why")
		b.click("#dialog .button-primary")
		b.settled()
		b.until(`document.querySelector('#dialog [aria-invalid=true]')`)
		if b.there("#dialog select[name*=loss_reason]") {
			b.choose("#dialog select[name*=loss_reason]", "Висока ціна")
		} else {
			b.refer("#dialog x-combo input.input", "Висока")
		}
		b.click("#dialog .button-primary")
		b.until(`!document.querySelector('dialog[open]')`)
		b.until(fmt.Sprintf(`!document.querySelector('x-board #card-%d')`, lost))
		stage, deal := w.onStage(lost)
		if stage != "lost" || deal.LossReason != w.reason("price") {
			t.Errorf("the deal is on %s for the reason %d", stage, deal.LossReason)
		}
		b.open(fmt.Sprintf("/deals/%d", lost))
		b.says("main", "Висока ціна")
	})
}

func TestACardTakesRemarksAndFiles(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		card := fmt.Sprintf("/partners/%d", w.partners[0].ID)
		b.open(card + "?tab=comments")
		b.says(".comments", "оновлене креслення")
		b.enter("[name=text]", "Домовилися на вівторок: https://karpaty.example/план")
		b.run(`document.querySelector('.composer [name=text]').focus()`)
		b.place("Enter", "Enter", ctrl)
		b.says(".comments-list", "Домовилися на вівторок")
		b.want(`document.querySelector('.composer [name=text]').value`, "")
		b.want(`document.querySelector('.comment a[target=_blank]').rel`, "noopener noreferrer")
		b.accessibleNow()

		b.open(card + "?tab=files")
		b.says(".files", "Креслення кухні, лист 1.pdf")
		big := sheetOf(t, "Договір поставки № 12.txt", strings.Repeat("Сторони домовилися. ", 40_000))
		b.until(`document.querySelector('x-upload').ready`)
		b.run(`window.steps = new Set(); new MutationObserver(() => document.querySelectorAll('x-upload progress').forEach(p => window.steps.add(p.value))).observe(document.querySelector('x-upload'), {childList: true, subtree: true, attributes: true})`)
		b.do(chromedp.SetUploadFiles(chromedp.CSS("x-upload input[type=file]"), []string{big}))
		b.says(".files", "Договір поставки № 12.txt")
		if b.read(`window.steps.size`) == "0" {
			t.Error("no progress was shown")
		}
		b.accessibleNow()
		info, err := os.Stat(big)
		w.must(err)
		b.reload()
		link := b.read(`document.querySelector('a[download][href*="/attachments/"], a[download]').getAttribute('href')`)
		if got := b.await(`fetch('` + link + `').then(answer => answer.text()).then(text => String(new TextEncoder().encode(text).length))`); got != fmt.Sprint(info.Size()) {
			t.Errorf("%s bytes come back of %d", got, info.Size())
		}
	})
}

// Tabs that find no room stand in a menu behind the others, and lead on as they
// do beside them; the one that is open has room in any case.
func TestTabsWithoutRoomStandInAMenu(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.size(desktop)
		b.open(fmt.Sprintf("/partners/%d", w.partners[0].ID))
		b.until(`!document.querySelector('.tabs-more').hidden`)
		b.want(`(nav => nav.scrollWidth > nav.clientWidth)(document.querySelector('.tabs'))`, "false")
		b.click(".tabs-more")
		b.until(`document.querySelector('#tabs-more').matches(':popover-open')`)
		b.accessibleNow()
		b.click("#tabs-more > a:last-of-type")
		b.until(`document.querySelector('.tabs > [aria-current]')?.dataset.at > 8`)
		b.size(phone)
		b.until(`document.querySelector('.tabs-more').hidden`)
	})
}

// Theme, density and language are there from the first byte of the next page:
// nothing flashes.
func TestPreferencesHoldFromTheFirstByte(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/partners")
		b.click(".side-user")
		b.until(`document.getElementById('user-menu').matches(':popover-open')`)
		b.click(`#user-menu [name=theme][value=dark]`)
		b.until(`document.documentElement.dataset.theme === 'dark' && document.querySelector('#user-menu [name=theme][value=dark]').getAttribute('aria-pressed') === 'true'`)
		b.click(`#user-menu [name=density][value=compact]`)
		b.until(`document.documentElement.dataset.density === 'compact'`)
		served := func(begin string) {
			b.Helper()
			b.until("(await (await fetch('/partners')).text()).match(/<html[^>]*>/)[0].includes('" + begin + "')")
		}
		served(`data-theme="dark"`)
		served(`data-density="compact"`)
		served(`lang="uk"`)
		b.keys(kb.Escape)
		b.place("BracketLeft", "х")
		b.until(`document.documentElement.dataset.sidebar === 'narrow'`)
		served(`data-sidebar="narrow"`)
		b.reload()
		b.want(`document.documentElement.dataset.sidebar`, "narrow")
		b.want(`getComputedStyle(document.documentElement).colorScheme`, "dark")
		b.open("/profile/look")
		b.choose(`select[name=language]`, "Български")
		if b.there(`main form .button-primary`) {
			b.click(`main form .button-primary`)
		}
		b.until(`document.documentElement.lang === 'bg'`)
		b.open("/partners")
		b.says("h1", "Партньори")
		served(`lang="bg"`)
	})
}

// A walk through list, form and palette without a mouse: whatever has the
// focus is seen to have it, and the walk ends with a saved deal.
func TestEverythingIsWithinReachOfTheKeyboard(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.anna)
		b.open("/deals?sort=name")
		b.ready()
		b.keys(kb.Tab)
		b.seesFocus()
		if got := b.focused(); got != "До вмісту" {
			t.Errorf("the first Tab comes to %q", got)
		}
		b.keys(kb.Enter)
		b.until(`document.activeElement.id === 'main'`)
		for range 60 {
			b.keys(kb.Tab)
			b.seesFocus()
			if b.read(`!!document.activeElement.closest('tbody th[scope=row]')`) == "true" {
				break
			}
		}
		b.until(`document.activeElement.closest('tbody th[scope=row]')`)
		b.place("KeyJ", "о")
		b.place("KeyJ", "о")
		b.until(`document.querySelectorAll('tbody tr')[2].getAttribute('aria-current') === 'true'`)
		b.run(`document.activeElement.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true}))`) // as Shift+F10 does
		b.until(`document.getElementById('menu').matches(':popover-open')`)
		b.keys(kb.ArrowDown)
		b.until(`document.activeElement.matches('#menu [role=menuitem]')`)
		b.keys(kb.Escape)
		b.until(`!document.getElementById('menu').matches(':popover-open')`)
		third := b.read(`document.querySelectorAll('tbody tr')[2].dataset.href`)
		b.keys(kb.Enter)
		b.at(third)

		b.place("KeyK", "л", ctrl)
		b.until(`document.getElementById('cmd').open && document.activeElement.closest('#cmd')`)
		b.insert("створити угод")
		b.until(`[...document.querySelectorAll('#cmd-list [role=option]')].some(o => o.innerText.includes('Створити: Угода'))`)
		for range 12 {
			if strings.Contains(b.text("#cmd-list [aria-selected=true]"), "Угода") {
				break
			}
			b.keys(kb.ArrowDown)
		}
		b.keys(kb.Enter)
		b.at("/deals/new")
		b.until(`document.activeElement.name === 'number' || document.activeElement.name === 'name'`)
		for range 6 {
			if b.focused() == "name" {
				break
			}
			b.keys(kb.Tab)
			b.seesFocus()
		}
		b.insert("Угода без миші")
		b.keys(kb.Tab)
		b.insert("смерека")
		b.until(`document.querySelector('.combo-list:popover-open [role=option][data-value]')`)
		b.keys(kb.Enter)
		b.until(`document.querySelector('[name=partner]').value !== ''`)
		b.place("Enter", "Enter", ctrl)
		b.until(`/^\/deals\/\d+$/.test(location.pathname)`)
		b.says("h1", "Угода без миші")
		b.says("main", "Смерека")
		b.place("KeyG", "п")
		b.place("KeyC", "с")
		b.at("/clients")
	})
}

// seesFocus fails when what has the focus cannot be seen: it is outside the
// window, covered by something, or bears no mark.
func (b *tab) seesFocus() {
	b.Helper()
	if fault := b.read(`(el => {
		if (el === document.body) return 'nothing has the focus';
		const box = el.getBoundingClientRect(), name = el.outerHTML.slice(0, 120);
		if (box.width === 0 || box.height === 0) return 'no size: ' + name;
		if (box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight) return 'outside the window: ' + name;
		const style = getComputedStyle(el), around = getComputedStyle(el.parentElement);
		const marked = s => parseFloat(s.outlineWidth) > 0 && s.outlineStyle !== 'none' || s.boxShadow !== 'none';
		if (!marked(style) && !marked(around) && !el.closest(':focus-within') ) return 'no mark: ' + name;
		const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 1), innerWidth - 1), y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
		const top = document.elementFromPoint(x, y);
		if (top && !el.contains(top) && !top.contains(el) && !top.closest('label')?.contains(el)) return 'covered by ' + top.outerHTML.slice(0, 80) + ': ' + name;
		return '';
	})(document.activeElement)`); fault != "" {
		b.Errorf("focus: %s", fault)
	}
}
