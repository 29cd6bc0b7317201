package browser_test

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/web"
	"dossier/test/axe"
)

// state is a page as people see it: opened, and perhaps something on it too.
type state struct {
	name  string
	path  string
	who   *person      // instead of an administrator; nobody when his session is ""
	then  func(b *tab) // what is done on the page first
	sized string       // desktop or phone alone
	error bool         // the page says that something is wrong
}

// TestEveryPageIsAccessible opens every page of the route list, and what
// people open on pages, on a screen and on a phone, light and dark. Together
// the visits speak all four languages.
func TestEveryPageIsAccessible(t *testing.T) {
	onSmall(t, func(w *world) {
		w.imports()
		w.live()
		states := slices.Concat(w.pages(), w.openings(), w.refusals())
		w.clock.freeze()
		var next sync.Mutex
		at := 0
		take := func() (int, bool) {
			next.Lock()
			defer next.Unlock()
			at++
			return at - 1, at <= len(states)
		}
		var both sync.WaitGroup
		for range 2 {
			b := w.tab(w.T)
			both.Go(func() {
				for i, more := take(); more; i, more = take() {
					w.Run(states[i].name, func(t *testing.T) {
						outer := b.T
						defer func() { b.T = outer }()
						b.T = t
						w.look(b, states[i], i)
					})
				}
			})
		}
		both.Wait()
	})
}

// What the looking is for is found when it is there.
func TestFaultsOfAPageAreFound(t *testing.T) {
	onSmall(t, func(w *world) {
		b := w.as(t, w.admin)
		b.open("/partners")
		b.settled()
		b.run(`document.querySelector('main').insertAdjacentElement('beforeend', document.createElement('img')).src = '/favicon.ico';
			const wide = document.createElement('h1'); wide.id = 'main'; wide.textContent = '⟦no.words⟧'; document.body.append(wide);
			const sheet = new CSSStyleSheet(); sheet.replaceSync('body { overflow: auto } body > h1 { position: absolute; inset: 0 auto auto 0; inline-size: 9000px; z-index: 9; color: #ccc; background: #ddd }'); document.adoptedStyleSheets.push(sheet);
			const script = document.createElement('script'); script.setAttribute('nonce', 'x'); script.append('window.__x = 1'); document.head.append(script)`)
		var rules []string
		for _, v := range b.accessible(axe.Rules) {
			rules = append(rules, v.Rule)
		}
		for _, rule := range []string{"image-alt", "color-contrast"} {
			if !slices.Contains(rules, rule) {
				t.Errorf("axe does not see %s, only %q", rule, rules)
			}
		}
		faults := strings.Join(b.wellMade(state{path: "/partners", error: true}), "\n")
		for _, one := range []string{"answered by 200", "2 headings", "⟦no.words⟧", "wider", "twice: main"} {
			if !strings.Contains(faults, one) {
				t.Errorf("nothing is said of %q:\n%s", one, faults)
			}
		}
		b.until(`window.__x === undefined`)
		b.mutex.Lock()
		defer b.mutex.Unlock()
		if len(b.said) == 0 || !strings.Contains(b.said[0], "Content Security Policy") && !strings.Contains(b.said[0], "Trusted") {
			t.Errorf("of the broken content policy the browser said %q", b.said)
		}
		b.said = nil
	})
}

// look is one state on a screen, light and then dark, and on a phone, dark and
// then light. A theme changes colours alone, so only those are looked at again.
func (w *world) look(b *tab, s state, nth int) {
	b.Helper()
	began := time.Now()
	onScreen, onPhone := []string{"uk", "en"}[nth%2], []string{"bg", "ru"}[nth%2]
	if os.Getenv("DOSSIER_SHOTS") != "" {
		onScreen, onPhone = "uk", "bg"
	}
	for _, one := range []struct{ size, language, theme, other string }{{desktop, onScreen, "light", "dark"}, {phone, onPhone, "dark", "light"}} {
		if s.sized != "" && s.sized != one.size {
			continue
		}
		b.size(one.size)
		b.system(one.theme)
		w.enterAs(b, s, one.language)
		b.open(s.path)
		b.settled()
		if s.then != nil {
			s.then(b)
			b.settled()
		}
		for _, fault := range b.wellMade(s) {
			b.Errorf("%s %s: %s", one.size, s.path, fault)
		}
		b.picture(fmt.Sprintf("%s %s %s %s", strings.TrimSuffix(one.size, "x900"), strings.ReplaceAll(strings.Trim(s.name, "/"), "/", "·"), one.language, one.theme))
		b.without(axe.Rules, one.size, one.language, one.theme)
		b.system(one.other)
		b.await(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done('ok'))))`)
		b.without(axe.Colours, one.size, one.language, one.other)
	}
	if b.Failed() {
		b.Logf("%s in %s", s.path, time.Since(began).Round(time.Millisecond))
	}
	b.calm()
}

func (w *world) enterAs(b *tab, s state, language string) {
	b.Helper()
	who := s.who
	if who == nil {
		who = w.speakers[language]
	}
	b.be(who)
	b.speaks(language)
}

// without fails for every rule of axe that the page breaks.
func (b *tab) without(rules string, where ...string) {
	b.Helper()
	for _, v := range b.accessible(rules) {
		b.Errorf("%s: %s", strings.Join(where, " "), v)
	}
}

// wellMade are the rules that axe does not know: one heading, no text without
// its words, nothing wider than the window, no id twice. It tells what breaks
// them.
func (b *tab) wellMade(s state) (faults []string) {
	b.Helper()
	if status := b.read(`performance.getEntriesByType('navigation')[0].responseStatus`); (status >= "400") != s.error {
		faults = append(faults, "it is answered by "+status)
	}
	// The gallery shows whole pages as its pieces.
	if got := b.count("h1"); got != 1 && s.path != "/ui" {
		faults = append(faults, fmt.Sprintf("it has %d headings h1", got))
	}
	for what, script := range map[string]string{
		"texts without words":       `(document.documentElement.outerHTML.match(/⟦[^⟧]*⟧/g) ?? []).join(' ')`,
		"wider than the window":     wider,
		"ids that are there twice":  `(ids => ids.filter((id, i) => ids.indexOf(id) !== i).join(' '))([...document.querySelectorAll('[id]')].map(el => el.id))`,
		"a window without a title":  `document.title ? '' : 'yes'`,
		"a page without a language": `document.documentElement.lang ? '' : 'yes'`,
	} {
		if found := b.read(script); found != "" {
			faults = append(faults, what+": "+found)
		}
	}
	return faults
}

// wider names what makes the page wider than the window.
const wider = `document.documentElement.scrollWidth <= innerWidth ? '' :
	[...document.querySelectorAll('body *')].filter(el => el.getBoundingClientRect().right > innerWidth + 1 && !el.closest('.table-scroll, .board, .views, [popover]:not(:popover-open)'))
		.slice(0, 4).map(el => el.outerHTML.slice(0, 120)).join('\n') || document.documentElement.scrollWidth + ' pixels'`

// pages are all routes of whole pages, with a record that is there in each.
func (w *world) pages() []state {
	var out []state
	for _, r := range w.web.Routes() {
		if r.Method != "GET" || r.Kind != web.PageKind || w.elsewhere(r.Path) {
			continue
		}
		path, ok := w.filled(r)
		if !ok {
			w.Errorf("no record for the page %s", r.Path)
			continue
		}
		s := state{name: strings.TrimSuffix(r.Path, "{$}"), path: path}
		if a := w.st.Schema().Named(r.Register); a != nil && a.Action(r.Act) != nil && !strings.Contains(r.Path, "{id}") {
			s.path += "?id=1&id=2" // what is done to several records is asked with them
		}
		if r.Path == "/inventory_units/labels" {
			s.path += "?id=1&id=2"
		}
		if r.Public {
			s.who = &person{}
		}
		out = append(out, s)
	}
	return out
}

// elsewhere are pages that another test or state opens, for they need more
// than an address.
func (w *world) elsewhere(path string) bool {
	switch path {
	case "/set-up", "/sign-in/factor", "/password/{token}", "/booked/{token}", "/work/{job}":
		return true
	case "/users/{id}/profile", "/tasks/{id}/tick": // offered nowhere: other pages do it
		return true
	}
	return false
}

var wild = regexp.MustCompile(`\{([a-z]+)(\.\.\.)?\}`)

// filled is a route's address with real records in the place of its wildcards.
func (w *world) filled(r *web.Route) (string, bool) {
	path, found := strings.TrimSuffix(r.Path, "{$}"), true
	path = wild.ReplaceAllStringFunc(path, func(name string) string {
		if name == "{key}" && w.form != nil {
			if strings.HasPrefix(r.Path, "/meet/") {
				return w.booking.Key
			}
			return w.form.Key
		}
		id := w.recordFor(r, strings.Trim(name, "{}."))
		if id == 0 {
			found = false
		}
		return fmt.Sprint(id)
	})
	return path, found
}

// recordFor is a record that a route can show: for most the first of its
// register, for an action one to which it is offered.
func (w *world) recordFor(r *web.Route, wildcard string) register.ID {
	reg := w.st.Schema().Named(r.Register)
	if reg == nil {
		return 0
	}
	var found register.ID
	w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
		switch {
		case strings.HasSuffix(r.Path, "/job"):
			found = w.brought
		case r.Path == "/events/{id}/preparation", r.Path == "/print/events/{id}", strings.HasPrefix(r.Path, "/meetings/"):
			found = w.met
		}
		recs, err := tx.Select(w.ctx, reg, register.Query{Filter: register.Alive(), Whole: true, Limit: 200})
		for _, rec := range recs {
			a := reg.Action(r.Act)
			if found == 0 && (a == nil || a.Offered(rec)) {
				found = register.BaseOf(rec).ID
			}
		}
		return err
	}))
	return found
}

// openings are what people open over a page.
func (w *world) openings() []state {
	on := func(condition string) func(*tab) { return func(b *tab) { b.until(condition) } }
	then := func(steps ...func(*tab)) func(*tab) {
		return func(b *tab) {
			for _, step := range steps {
				step(b)
			}
		}
	}
	click := func(selector string) func(*tab) { return func(b *tab) { b.click(selector) } }
	dialog := on(`document.getElementById('dialog').open`)
	rows := on(`document.querySelector('x-grid tbody tr[aria-selected]')`)
	partner := fmt.Sprintf("/partners/%d", w.partners[0].ID)
	return []state{
		{name: "list with a filter", path: "/partners?name.has=меб&vip=0"},
		{name: "list of nothing", path: "/partners?name.has=такого+немає"},
		{name: "list found in another layout", path: "/partners?q=rfhgfn"},
		{name: "filter fields", path: "/deals", then: then(click(`[data-menu*="/filter/fields"], [data-dialog*="/filter/fields"], [href*="/filter/fields"], [popovertarget="filter-menu"]`), on(`document.querySelector('.menu:popover-open, dialog[open]')`))},
		{name: "filter groups", path: "/deals?name.has=а", then: then(click(`[href*="/filter/groups"], [data-drawer*="/filter/groups"], [data-dialog*="/filter/groups"]`), on(`document.querySelector('dialog[open]')`))},
		{name: "column chooser", path: "/partners", sized: desktop, then: then(click(`[href*="/columns"]`), dialog)},
		{name: "new view", path: "/partners?name.has=меб", then: then(click(`.view-new`), dialog)},
		{name: "chosen rows", path: "/deals", sized: desktop, then: then(rows, click(`thead [data-all]`), on(`!document.querySelector('[data-bulk]').hidden`))},
		{name: "bulk change", path: "/deals", sized: desktop, then: then(rows, click(`thead [data-all]`), click(`[data-bulk] [data-dialog*="/bulk/edit"]`), dialog)},
		{name: "row menu", path: "/partners", sized: desktop, then: then(rows, click(`tbody tr [data-menu]`), on(`document.getElementById('menu').matches(':popover-open')`))},
		{name: "preview drawer", path: "/partners?peek=" + partner, then: on(`document.getElementById('drawer').open && document.querySelector('#drawer h2')`)},
		{name: "cell editor", path: "/deals", sized: desktop, then: then(rows, func(b *tab) {
			b.run(`document.querySelector('tbody tr td[data-edit]').dispatchEvent(new MouseEvent('dblclick', {bubbles: true}))`)
		}, on(`document.querySelector('form.cell')`))},
		{name: "palette", path: "/partners", then: then(func(b *tab) { b.place("KeyK", "л", chromedp.ModifierCtrl) }, on(`document.getElementById('cmd').open && document.querySelector('#cmd-list [role=option]')`))},
		{name: "palette with an answer", path: "/partners", then: then(func(b *tab) {
			b.place("KeyK", "л", chromedp.ModifierCtrl)
			b.until(`document.getElementById('cmd').open`)
			b.insert("rfhgfn")
		}, on(`document.querySelector('#cmd-list [data-actions^="/palette?of="]') && !document.querySelector('#cmd-list [data-href="/deals/new"]')`))},
		{name: "create menu", path: "/partners", then: opens("new-menu")},
		{name: "user menu", path: "/partners", sized: desktop, then: opens("user-menu")},
		{name: "menu on a phone", path: "/partners", sized: phone, then: opens("side")},
		{name: "user menu on a phone", path: "/partners", sized: phone, then: then(opens("side"), opens("user-menu"))},
		{name: "keys", path: "/partners", sized: desktop, then: then(func(b *tab) { b.place("Slash", "?", chromedp.ModifierShift) }, dialog)},
		{name: "card menu", path: partner, then: then(click(`.card [data-menu], main [data-menu]`), on(`document.getElementById('menu').matches(':popover-open')`))},
		{name: "loss dialog", path: fmt.Sprintf("/deals/%d", w.deals[0].ID), sized: desktop, then: then(click(`[href*="/lose"]`), dialog)},
		{name: "form with problems", path: "/partners/new?roles=client", then: then(func(b *tab) { b.click(`form .form-foot .button-primary, form .button-primary`) }, on(`document.querySelector('[aria-invalid=true]')`))},
		{name: "form with a reference open", path: "/deals/new", then: then(func(b *tab) {
			b.until(`document.querySelector('#form-deals-partner')`)
			b.run(`const el = document.querySelector('#form-deals-partner'); el.focus(); el.value = 'карп'; el.dispatchEvent(new Event('input', {bubbles: true}))`)
		}, on(`document.querySelector('.combo-list:popover-open [role=option]')`))},
		{name: "form with the month open", path: "/deals/new", sized: desktop, then: then(click(`x-date [data-open]`), on(`document.querySelector('.date-pop:popover-open')`))},
		{name: "form with phones", path: "/partners/new?roles=client", then: then(func(b *tab) {
			b.run(`document.querySelector('x-rows[data-name=phones]').closest('details')?.setAttribute('open', '')`)
			b.click(`x-rows[data-name=phones] [data-add]`)
		}, on(`document.querySelector('[name="phones.0.number"]')`))},
		{name: "warning of duplicates", path: "/partners/new?roles=client", then: then(func(b *tab) {
			b.enter(`[name=name]`, "Карпатська меблева фабрика Смерека")
			b.click(`form .button-primary`)
		}, on(`document.querySelector('.form-duplicates')`))},
		{name: "conflict", path: fmt.Sprintf("/partners/%d/edit", w.partners[5].ID), then: w.conflicted},
		{name: "board menu", path: "/deals/board", then: then(on(`document.querySelector('x-board [data-menu]')`), click(`x-board [data-card] [data-menu]`), on(`document.getElementById('menu').matches(':popover-open')`))},
		{name: "signed out in between", path: "/partners", then: w.signedOut},
		{name: "new password", path: w.invitation(), who: &person{}},
		{name: "second factor", path: "/sign-in/factor", who: w.half()},
		{name: "change of many rows", path: w.changed(), who: w.admin},
		{name: "wrong password", path: "/sign-in", who: &person{}, error: true, then: func(b *tab) {
			b.enter("[name=email]", "nobody@karpaty.example")
			b.enter("[name=password]", "wrong password indeed")
			b.keys(kb.Enter)
			b.until(`document.querySelector('.tone-bad, [aria-invalid=true], [role=alert]')`)
		}},
	}
}

// opens presses the button in sight that opens a popover.
func opens(popover string) func(*tab) {
	return func(b *tab) {
		b.run(`[...document.querySelectorAll('[popovertarget="` + popover + `"]')].find(el => el.checkVisibility()).click()`)
		b.until(`document.getElementById('` + popover + `').matches(':popover-open')`)
	}
}

// conflicted saves a form over a record that has changed meanwhile.
func (w *world) conflicted(b *tab) {
	p := w.partners[5]
	w.do(register.Program, func(tx *store.Tx) error {
		now, err := register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](p.ID))
		if err != nil {
			return err
		}
		now.Note += "Змінено."
		return tx.Save(w.ctx, now)
	})
	b.enter(`[name=note]`, "Моя нотатка")
	b.click(`form .button-primary`)
	b.until(`document.querySelector('[name="take.note"]')`)
}

// signedOut loses the session of a page that is open, and asks for something.
func (w *world) signedOut(b *tab) {
	b.be(&person{session: "none"})
	b.click(`.view-new`)
	b.until(`document.getElementById('sign-in').open && document.querySelector('#sign-in [name=password]')`)
}

// invitation is the address that a new user is sent.
func (w *world) invitation() string {
	token := ""
	w.do(register.Program, func(tx *store.Tx) (err error) {
		token, err = tx.Invite(w.ctx, w.vira.ID, store.Join, 24*time.Hour)
		return err
	})
	return "/password/" + token
}

// half is somebody who gave his password and not yet his code.
func (w *world) half() *person {
	p := &person{User: w.anna.User}
	w.do(w.rights(w.anna), func(tx *store.Tx) (err error) {
		p.session, err = tx.SignIn(w.ctx, store.Session{User: p.ID, Address: "127.0.0.1", Method: "password", Half: true}, time.Hour)
		return err
	})
	return p
}

// refusals are the pages that say why not.
func (w *world) refusals() []state {
	return []state{
		{name: "no such page", path: "/nothing/here", error: true},
		{name: "no such record", path: "/partners/999999", error: true},
		{name: "not allowed", path: fmt.Sprintf("/roles/%d", cmp.Or(register.ID(w.roles["director"][0]), 1)), who: w.reader, error: true},
		{name: "bad filter", path: "/partners?nonsense.has=1", error: true},
		{name: "strangers find nothing", path: "/nothing/here", who: &person{}, error: true},
	}
}
