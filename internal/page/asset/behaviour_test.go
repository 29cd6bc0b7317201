package asset_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const partners = `<li role="option" data-value="21" data-label="Карпатська фабрика"><b>Карпатська</b> фабрика</li>` +
	`<li role="option" data-value="22" data-label="Карпати-Буд">Карпати-Буд</li>` +
	`<li role="option" data-dialog="/partners/new">Створити</li>`

func TestAReferenceIsFoundByTypingAndChosenByKeys(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /lookup/partner": says(partners)})
	b.enter("partner-text", "карп")
	b.until(`document.getElementById('partner-list').matches(':popover-open')`)
	b.keys(kb.ArrowDown)
	b.want(`document.getElementById('partner-text').getAttribute('aria-activedescendant')`, "partner-list-1")
	b.keys(kb.Enter)
	b.want(`document.querySelector('[name=partner]').value`, "22")
	b.want(`document.getElementById('partner-text').value`, "Карпати-Буд")
	b.want(`document.getElementById('partner-text').getAttribute('aria-expanded')`, "false")
	if got := b.requests("GET /lookup"); len(got) != 1 || got[0] != "GET /lookup/partner?q=карп&region=3" {
		t.Errorf("asked %q", got)
	}
}

func TestATextThatWasNotChosenFallsBackAndAnEmptyOneClears(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /lookup/partner": says(partners)})
	b.enter("partner-text", "щось")
	b.run(`document.getElementById('title').focus()`)
	b.want(`document.getElementById('partner-text').value`, "Карпати")
	b.want(`document.querySelector('[name=partner]').value`, "17")
	b.enter("partner-text", "")
	b.run(`document.getElementById('title').focus()`)
	b.want(`document.querySelector('[name=partner]').value`, "")
}

func TestSeveralReferencesBecomeChips(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /lookup/activity": says(`<li role="option" data-value="4" data-label="Меблі">Меблі</li><li role="option" data-value="5" data-label="Двері">Двері</li>`)})
	chips := `[...document.querySelectorAll('#activities [name=activities]')].map(i => i.value).join('|')`
	for range 2 {
		b.enter("activities-text", "д")
		b.until(`document.getElementById('activities-list').matches(':popover-open')`)
		b.keys(kb.ArrowDown + kb.Enter)
	}
	b.want(chips, "|4|5")
	b.want(`document.querySelector('#activities [data-chip]:nth-of-type(2) button').getAttribute('aria-label')`, "Прибрати: Двері")
	b.keys(kb.Backspace)
	b.want(chips, "|4")
}

func TestARecordMadeOnTheWayIsTakenByItsField(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{
		"GET /lookup/partner": says(partners),
		"GET /partners/new":   says(`<h2>Новий</h2><form hx-post="/partners" method="post" hx-target="this"><button id="make">Make</button></form>`),
		"POST /partners": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("HX-Trigger", `{"chosen":{"value":"30","label":"\u041d\u043e\u0432\u0438\u0439"}}`)
			w.WriteHeader(http.StatusNoContent)
		},
	})
	b.enter("partner-text", "нов")
	b.until(`document.getElementById('partner-list').matches(':popover-open')`)
	b.keys(kb.ArrowUp + kb.Enter)
	b.until(`document.getElementById('dialog').open`)
	b.click("#make")
	b.until(`document.querySelector('[name=partner]').value === '30'`)
	b.want(`document.getElementById('partner-text').value`, "Новий")
	b.until(`!document.getElementById('dialog').open`)
}

func TestDatesAreWrittenOut(t *testing.T) {
	b := visit(t, nil)
	for typed, full := range map[string]string{
		"завтра": "23.11.2026", "+3": "25.11.2026", "-1": "21.11.2026", "пн": "23.11.2026", "нд": "29.11.2026",
		"5.12": "05.12.2026", "051226": "05.12.2026", "2026-12-05": "05.12.2026", "5/12/26 9:30": "05.12.2026 9:30",
		"31.02.2026": "31.02.2026", "колись": "колись",
	} {
		b.enter("close_on", typed)
		b.run(`document.getElementById('close_on').dispatchEvent(new Event('change', {bubbles: true}))`)
		if got := b.read(`document.getElementById('close_on').value`); got != full {
			t.Errorf("%q became %q, want %q", typed, got, full)
		}
	}
}

func TestADayIsChosenInTheMonthByKeys(t *testing.T) {
	b := visit(t, nil)
	b.click("#close_on-open")
	b.until(`document.querySelector('.date-pop')?.matches(':popover-open')`)
	b.want(`document.querySelector('.date-head b').textContent`, "листопад 2026")
	b.want(`document.querySelector('.date-grid th').textContent`, "пн")
	b.want(`document.activeElement.textContent`, "22")
	b.keys(kb.ArrowDown + kb.ArrowRight + kb.Enter)
	b.until(`document.getElementById('close_on').value === '30.11.2026'`)
	b.want(`document.activeElement.id`, "close_on")
}

func TestAmountsAreGroupedWhenLeft(t *testing.T) {
	b := visit(t, nil)
	for typed, tidy := range map[string]string{
		"1286000,5": "1 286 000,5", "1286000.50": "1 286 000,50", "1,286,000": "1 286 000", "1.286.000,50": "1 286 000,50",
		"1,2 млн": "1 200 000", "15 тис.": "15 000", "-700": "−700", "0.125": "0,125", "12,345": "12,345",
		"1.286": "1.286", "багато": "багато", "1,2,3.4.5": "1,2,3.4.5",
	} {
		b.enter("amount", typed)
		b.run(`document.getElementById('amount').dispatchEvent(new Event('change', {bubbles: true}))`)
		if got := strings.ReplaceAll(b.read(`document.getElementById('amount').value`), "\u00a0", " "); got != tidy {
			t.Errorf("%q became %q, want %q", typed, got, tidy)
		}
	}
}

func TestRowsAreNumberedAnew(t *testing.T) {
	b := visit(t, nil)
	rows := `[...document.querySelectorAll('#phones [data-list] input')].map(i => i.name + ' ' + i.id + '=' + i.value.slice(0, 6)).join()`
	b.click("#add-phone")
	b.want(rows, "phones.0.number f-phones.0.number=+38050,phones.1.number f-phones.1.number=+38067,phones.2.number f-phones.2.number=")
	b.want(`document.activeElement.name`, "phones.2.number")
	b.click("#phones [data-row]:nth-child(2) [data-up]")
	b.want(rows, "phones.0.number f-phones.0.number=+38067,phones.1.number f-phones.1.number=+38050,phones.2.number f-phones.2.number=")
	b.click("#phones [data-row]:nth-child(1) [data-remove]")
	b.want(rows, "phones.0.number f-phones.0.number=+38050,phones.1.number f-phones.1.number=")
}

func TestFilesGoOneByOne(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"POST /files": func(w http.ResponseWriter, r *http.Request) {
		file, head, err := r.FormFile("file")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		content, _ := io.ReadAll(file)
		_, _ = io.WriteString(w, `<li class="done">`+head.Filename+" "+string(content)+`</li>`)
	}})
	b.until(`document.querySelector('x-upload').ready`)
	b.run(`const bag = new DataTransfer();
		bag.items.add(new File(['зміст'], 'опис.txt')); bag.items.add(new File(['b'], 'b.txt')); bag.items.add(new File(['x'.repeat(2000)], 'big.txt'));
		const input = document.getElementById('file'); input.files = bag.files; input.dispatchEvent(new Event('change', {bubbles: true}))`)
	b.until(`document.querySelectorAll('#uploads .done').length === 2`)
	b.want(`document.getElementById('uploads').textContent`, "опис.txt змістb.txt b")
	b.want(`document.querySelector('.toast:not(#flash) [data-text]').textContent`, "Завеликий: big.txt")
	b.want(`document.querySelector('.toast:not(#flash)').classList.contains('tone-bad')`, "true")
}

func TestRowsAreWalkedChosenAndSummed(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /deals/bulk/stage": says(`<h2>Stage</h2>`), "GET /deals/2": says(`<h2>Two</h2>`)})
	b.until(`document.querySelector('#deals-1[aria-selected]')`)
	b.run(`document.querySelector('#deals-1 th a').focus()`)
	b.keys("j")
	b.want(`document.querySelector('tr[aria-current=true]').id`, "deals-2")
	b.keys("x")
	b.keys(kb.ArrowUp, chromedp.ModifierShift)
	b.want(`document.querySelector('[data-count]').textContent`, "2")
	b.want(`document.querySelector('[data-total]').textContent.replace(/\s/g, ' ')`, "300,75 ₴")
	b.want(`document.querySelector('[data-all]').indeterminate`, "true")
	b.click("#bulk-stage")
	b.until(`document.getElementById('dialog').open`)
	if got := b.sent("GET /deals/bulk", 1); !slices.Equal(got, []string{"GET /deals/bulk/stage?all=&id=1&id=2"}) {
		t.Errorf("asked %q", got)
	}
	b.run(`document.getElementById('dialog').close()`)
	b.click("[data-all]")
	b.want(`document.querySelector('[data-whole]').hidden`, "false")
	b.click("[data-select-all]")
	b.want(`document.querySelector('[name=all]').value`, "1")
	b.click("[data-clear]")
	b.want(`document.querySelector('[data-bulk]').hidden`, "true")
	b.run(`document.querySelector('#deals-2 th a').focus()`)
	b.keys("o")
	b.until(`document.getElementById('drawer').open && location.search === '?peek=%2Fdeals%2F2'`)
}

func TestACellIsEditedInPlace(t *testing.T) {
	form := func(value, wrong string) string {
		return `<form class="cell" method="post" action="/deals/1/edit/amount"><input name="version" type="hidden" value="1"><input name="amount" aria-label="Amount" value="` + value + `">` + wrong + `</form>`
	}
	b := visit(t, map[string]http.HandlerFunc{
		"GET /deals/1/edit/amount": says(form("100,50", "")),
		"GET /deals/2/edit/amount": says(form("200,25", "")),
		"POST /deals/1/edit/amount": func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("amount") == "много" {
				refuses(http.StatusUnprocessableEntity, form("много", `<i id="wrong">не число</i>`))(w, r)
				return
			}
			_, _ = io.WriteString(w, `<tr id="deals-1" data-id="1" data-href="/deals/1"><td><input type="checkbox" name="id" value="1"></td><th><a href="/deals/1">One</a></th><td data-edit="/deals/1/edit/amount">`+r.FormValue("amount")+`</td></tr>`)
		},
	})
	b.until(`document.querySelector('#deals-1[aria-selected]')`)
	b.run(`document.querySelector('#deals-1 th a').focus()`)
	b.keys("e")
	b.until(`document.activeElement.name === 'amount' && document.activeElement.closest('form.cell')`)
	b.run(`document.activeElement.value = 'много'`)
	b.keys(kb.Enter)
	b.until(`document.getElementById('wrong')`)
	b.run(`document.querySelector('form.cell [name=amount]').value = '300,00'`)
	b.keys(kb.Enter)
	b.until(`document.querySelector('#deals-1 td:nth-child(3)').textContent === '300,00'`)
	b.until(`document.querySelector('#deals-2 form.cell [name=amount]') === document.activeElement`)
	b.keys(kb.Escape)
	b.want(`document.querySelector('#deals-2 td:nth-child(3)').textContent`, "200,25")
}

func TestARowsMenuOpensByRightClick(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /deals/2/menu": says(`<a role="menuitem" href="#a">Copy</a><a role="menuitem" href="#b" id="b">Delete</a>`)})
	b.run(`document.getElementById('deals-2').dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true, clientX: 90, clientY: 120}))`)
	b.until(`document.getElementById('menu').matches(':popover-open') && document.activeElement.textContent === 'Copy'`)
	b.keys(kb.ArrowDown)
	b.want(`document.activeElement.id`, "b")
	b.keys(kb.Escape)
	b.until(`document.activeElement.dataset.menu === '/deals/2/menu'`)
}

func TestCardsMoveByMenuAndKeyboardAndComeBackWhenRefused(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{
		"GET /cards/17/menu": says(`<button role="menuitem" data-move-to="4">Move</button>`),
		"POST /deals/board/move": func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("column") == "9" {
				refuses(http.StatusUnprocessableEntity, `<h2>Why lost?</h2>`)(w, r)
				return
			}
			_, _ = io.WriteString(w, `<li id="card-17" data-card="17" data-version="5" tabindex="0"><a href="/deals/17">Kitchen</a></li><header id="col-4" hx-swap-oob="true">1</header>`)
		},
	})
	b.click("#card-17 [data-menu]")
	b.until(`document.querySelector('#menu [data-move-to]') === document.activeElement`)
	b.keys(kb.Enter)
	b.until(`document.querySelector('[data-column="4"] #card-17')?.dataset.version === '5'`)
	b.until(`document.getElementById('col-4').textContent === '1'`)
	if got := b.sent("POST /deals/board", 1); !slices.Equal(got, []string{"POST /deals/board/move? after=&column=4&id=17&version=4"}) {
		t.Errorf("moved by %q", got)
	}
	b.run(`document.getElementById('card-17').focus()`)
	b.keys(kb.ArrowRight, chromedp.ModifierCtrl, chromedp.ModifierShift)
	b.until(`document.getElementById('dialog').open && document.getElementById('dialog').textContent === 'Why lost?'`)
	b.want(`!!document.querySelector('[data-column="4"] #card-17')`, "true")
}

func TestACardIsDragged(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"POST /deals/board/move": says(`<li id="card-18" data-card="18" data-version="2" tabindex="0"><a href="/deals/18">Doors</a></li>`)})
	b.run(`document.querySelectorAll('[data-cards]').forEach(list => list.style.minHeight = '60px'); document.getElementById('card-18').scrollIntoView({block: 'center'})`)
	b.until(`document.querySelector('[data-cards]').closest('x-board').ready`)
	b.drag("#card-18", `[data-column="4"] [data-cards]`)
	b.until(`document.querySelector('[data-column="4"] #card-18')?.dataset.version === '2'`)
}

func TestThePaletteOpensInAnyLayoutAndShowsActions(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /palette": func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("of") != "" {
			_, _ = io.WriteString(w, `<li role="option" data-dialog="/deals/17/lose">Lose</li>`)
			return
		}
		_, _ = io.WriteString(w, `<li role="presentation">Deals</li><li role="option" data-href="/elsewhere">A</li><li role="option" data-href="/deals/17" data-actions="/palette?of=/deals/17">B</li>`)
	}, "GET /deals/17/lose": says(`<h2>Lose</h2>`)})
	b.press("KeyK", "л", chromedp.ModifierCtrl)
	b.until(`document.getElementById('cmd').open && document.querySelectorAll('#cmd-list [role=option]').length === 2`)
	b.keys(kb.ArrowDown)
	b.want(`document.querySelector('#cmd-list [aria-selected=true]').textContent`, "B")
	b.keys(kb.Tab)
	b.until(`document.querySelector('#cmd-list').textContent === 'Lose'`)
	b.keys(kb.Enter)
	b.until(`!document.getElementById('cmd').open && document.getElementById('dialog').open`)
	b.run(`document.getElementById('dialog').close()`)
	b.press("Slash", ".")
	b.until(`document.getElementById('cmd').open`)
}

func TestSingleKeysActOutsideFieldsAndCanBeSwitchedOff(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"POST /preferences": refuses(http.StatusNoContent, ""), "GET /elsewhere": says(page("elsewhere"))})
	b.press("BracketLeft", "х")
	b.until(`document.documentElement.dataset.sidebar === 'narrow'`)
	b.press("BracketLeft", "х")
	b.until(`document.documentElement.dataset.sidebar === 'wide'`)
	b.press("KeyN", "т")
	b.until(`document.getElementById('new-menu').matches(':popover-open') && document.activeElement.textContent === 'Partner'`)
	b.keys(kb.Escape)
	b.run(`document.getElementById('title').focus()`)
	b.press("BracketLeft", "х")
	b.run(`document.activeElement.blur(); document.documentElement.dataset.keys = 'off'`)
	b.press("BracketLeft", "х")
	b.want(`document.documentElement.dataset.sidebar`, "wide")
	b.run(`document.documentElement.dataset.keys = 'on'`)
	b.press("KeyG", "п")
	b.press("KeyD", "в")
	b.until(`document.title === 'elsewhere'`)
	if got := b.sent("POST /preferences", 2); !slices.Equal(got, []string{"POST /preferences? sidebar=narrow", "POST /preferences? sidebar=wide"}) {
		t.Errorf("kept %q", got)
	}
}

func TestTheThemeIsShownAtOnceAndKept(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"POST /preferences": refuses(http.StatusNoContent, "")})
	b.click("#dark")
	b.want(`document.documentElement.dataset.theme`, "dark")
	b.want(`document.getElementById('dark').getAttribute('aria-pressed')`, "true")
	if got := b.sent("POST /preferences", 1); len(got) != 1 {
		t.Errorf("kept %q", got)
	}
}

func TestADialogIsNamedByItsHeadingAndClosesBeside(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /deals/17/lose": func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `<h2>Why?</h2><p>`+r.Header.Get("HX-Request")+" "+r.Header.Get("HX-Target")+`</p><button data-close>×</button>`)
	}})
	b.click("#lose")
	b.until(`document.getElementById('dialog').open`)
	b.want(`document.querySelector('#dialog p').textContent`, "true dialog#dialog")
	b.want(`document.getElementById(document.getElementById('dialog').getAttribute('aria-labelledby')).textContent`, "Why?")
	b.click("#dialog [data-close]")
	b.until(`!document.getElementById('dialog').open`)
}

func TestADrawerIsPartOfTheAddress(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /deals/17": says(`<h2>Kitchen</h2>`)})
	b.click("#peek")
	b.until(`document.getElementById('drawer').open && location.search === '?peek=%2Fdeals%2F17'`)
	b.keys(kb.Escape)
	b.until(`!document.getElementById('drawer').open && location.search === ''`)
	b.open("/?peek=/deals/17")
	b.until(`document.getElementById('drawer').open && document.getElementById('drawer').textContent === 'Kitchen'`)
	b.open("/?peek=//example.org/x")
	b.until(`!document.getElementById('drawer').open`)
}

func TestADraftIsKeptWhileTyping(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"POST /drafts/deals/17": says("Чернетку збережено 14:02")})
	b.enter("title", "Їжа")
	b.until(`document.getElementById('draft-status').textContent === 'Чернетку збережено 14:02'`)
	got := b.requests("POST /drafts")
	if len(got) != 1 || !strings.Contains(got[0], "title=Їжа") {
		t.Errorf("kept %q", got)
	}
	b.want(`sessionStorage.length`, "0")
}

func TestADraftThatCouldNotBeSavedSurvivesAReload(t *testing.T) {
	down := true
	b := visit(t, map[string]http.HandlerFunc{"POST /drafts/deals/17": func(w http.ResponseWriter, r *http.Request) {
		if down {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "saved")
	}})
	b.enter("title", "Не загубити")
	b.until(`document.querySelector('form[data-unsaved]')`)
	down = false
	b.run(`document.querySelector('form[data-unsaved]').removeAttribute('data-unsaved')`) // or the browser asks whether to leave
	b.open("/")
	b.until(`sessionStorage.length === 0`)
	got := b.sent("POST /drafts", 2)
	if len(got) != 2 || !strings.Contains(got[1], "title=Не загубити") {
		t.Errorf("sent %q", got)
	}
}

func TestAFormIsSentOnceAndItsErrorsAreShown(t *testing.T) {
	release := make(chan bool)
	b := visit(t, map[string]http.HandlerFunc{
		"POST /drafts/deals/17": says("saved"),
		"POST /deals/17": func(w http.ResponseWriter, _ *http.Request) {
			<-release
			refuses(http.StatusUnprocessableEntity, `<form id="form" method="post"><input id="title" name="title" aria-invalid="true"></form>`)(w, nil)
		},
	})
	b.run(`document.getElementById('title').focus()`)
	b.press("KeyS", "і", chromedp.ModifierCtrl)
	b.until(`document.getElementById('save').disabled && document.getElementById('form').getAttribute('aria-busy') === 'true'`)
	b.press("KeyS", "і", chromedp.ModifierCtrl)
	b.until(`document.documentElement.hasAttribute('data-busy')`)
	close(release)
	b.until(`document.activeElement.getAttribute('aria-invalid') === 'true'`)
	if got := b.requests("POST /deals/17"); len(got) != 1 {
		t.Errorf("sent %d times", len(got))
	}
	b.until(`!document.documentElement.hasAttribute('data-busy')`)
}

func TestAButtonWithItsOwnAddressMeansIt(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"POST /drafts/discard": says(page("discarded"))})
	b.click("#discard")
	b.until(`document.title === 'discarded'`)
	if got := b.requests("POST /deals/17"); len(got) != 0 {
		t.Errorf("also sent %q", got)
	}
}

func TestALostSessionAsksToSignInAndGoesOn(t *testing.T) {
	in := false
	b := visit(t, map[string]http.HandlerFunc{
		"POST /drafts/deals/17": func(w http.ResponseWriter, r *http.Request) {
			if !in {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_, _ = io.WriteString(w, "saved")
		},
		"GET /sign-in": says(`<h2>Sign in</h2><form method="post" hx-post="/sign-in" hx-target="this"><input name="password" id="password" autofocus><button id="enter">In</button></form>`),
		"POST /sign-in": func(w http.ResponseWriter, _ *http.Request) {
			in = true
			w.Header().Set("HX-Trigger", "signed-in")
			w.WriteHeader(http.StatusNoContent)
		},
	})
	b.enter("title", "Довгий текст")
	b.until(`document.getElementById('sign-in').open`)
	b.click("#enter")
	b.until(`!document.getElementById('sign-in').open`)
	b.until(`document.getElementById('draft-status').textContent === 'saved'`)
	b.want(`document.getElementById('title').value`, "Довгий текст")
	if got := b.sent("POST /drafts", 2); len(got) < 2 || !strings.Contains(got[1], "title=Довгий текст") {
		t.Errorf("sent %q", got)
	}
}

func TestALostSessionRepeatsTheFormThatWasSent(t *testing.T) {
	in := false
	b := visit(t, map[string]http.HandlerFunc{
		"POST /deals/17": func(w http.ResponseWriter, r *http.Request) {
			if !in {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_, _ = io.WriteString(w, `<p id="kept">kept</p>`)
		},
		"GET /sign-in": says(`<form method="post" hx-post="/sign-in" hx-target="this"><button id="enter">In</button></form>`),
		"POST /sign-in": func(w http.ResponseWriter, _ *http.Request) {
			in = true
			w.Header().Set("HX-Trigger", "signed-in")
			w.WriteHeader(http.StatusNoContent)
		},
	})
	b.click("#save")
	b.until(`document.getElementById('sign-in').open`)
	b.click("#enter")
	b.until(`document.getElementById('kept')`)
}

func TestAToastComesWithTheAnswerAndUndoes(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{
		"POST /toasting": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("HX-Trigger", `{"toast":{"text":"\u0413\u043e\u0442\u043e\u0432\u043e","undo":"/undo/12","label":"Undo"}}`)
			w.WriteHeader(http.StatusNoContent)
		},
		"POST /undo/12": refuses(http.StatusNoContent, ""),
	})
	b.click("#toasting")
	b.until(`document.querySelector('.toast:not(#flash) [data-text]')?.textContent === 'Готово'`)
	b.click(".toast:not(#flash) [data-undo] button")
	b.until(`!document.querySelector('.toast:not(#flash)')`)
	if got := b.sent("POST /undo/12", 1); len(got) != 1 {
		t.Errorf("undone by %q", got)
	}
}

func TestNoScriptEntersWithAFragment(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /scripted": says(`<p id="in">in</p><script>window.entered = 1</script>`)})
	b.click("#scripting")
	b.until(`document.getElementById('in')`)
	b.want(`document.querySelectorAll('#scripted script').length + ' ' + window.entered`, "0 undefined")
}

func TestSmallHelps(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{"GET /elsewhere": says(page("elsewhere"))})
	b.until(`!document.querySelector('[data-find]').hidden`)
	b.enter("find", "ПОШ")
	b.want(`[...document.querySelectorAll('li.found')].filter(li => !li.hidden).map(li => li.textContent)`, "Пошта")
	b.click("#reveal")
	b.want(`document.getElementById('secret').type + document.getElementById('reveal').getAttribute('aria-pressed')`, "texttrue")
	b.click("#flash [data-close]")
	b.until(`!document.getElementById('flash')`)
	b.until(`document.querySelector('#deals-1[aria-selected]')`)
	b.run(`document.getElementById('sort').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true}))`)
	b.until(`document.title === 'elsewhere'`)
}

func TestAnAnswerClosesItsDialogAndRefreshesAPartOfThePage(t *testing.T) {
	b := visit(t, map[string]http.HandlerFunc{
		"GET /deals/17/lose": says(`<form method="post" hx-post="/deals/17/lose" hx-target="this" hx-swap="outerHTML"><h2>Why?</h2><input name="reason"><button id="sure">Lose</button></form>`),
		"POST /deals/17/lose": func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("reason") == "" {
				refuses(http.StatusUnprocessableEntity, `<form method="post" hx-post="/deals/17/lose" hx-target="this"><h2>Why indeed?</h2><input name="reason" id="reason" aria-invalid="true"><button id="sure">Lose</button></form>`)(w, r)
				return
			}
			w.Header().Set("HX-Trigger", `{"close":{},"refresh":"#counter"}`)
			w.WriteHeader(http.StatusNoContent)
		},
	})
	b.want(`document.getElementById('counter').textContent`, "opened 1 times")
	b.click("#lose")
	b.until(`document.getElementById('dialog').open`)
	b.click("#sure")
	b.until(`document.activeElement.id === 'reason'`)
	b.want(`document.getElementById(document.getElementById('dialog').getAttribute('aria-labelledby')).textContent`, "Why indeed?")
	b.enter("reason", "ціна")
	b.click("#sure")
	b.until(`!document.getElementById('dialog').open`)
	b.until(`document.getElementById('counter').textContent === 'opened 2 times'`)
}
