// Package browser_test uses the program as people do, in a real Chromium: it
// types, clicks and reads what stands on the page.
package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dossier/internal/store/storetest"
	"dossier/test/axe"
)

func TestMain(m *testing.M) { storetest.Main(m, func() { ended() }) }

// chromium is started by the first test that needs it and ends with the program.
var chromium = sync.OnceValues(func() (context.Context, error) {
	var options []chromedp.ExecAllocatorOption
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	ended = cancel
	return ctx, chromedp.Do(ctx)
})

var ended = func() {}

// Sizes of screens that pages are looked at on.
const (
	desktop = "1440x900"
	phone   = "390x844"
)

// patience is how long a condition may take to come true: a busy machine is slow.
const patience = 30 * time.Second

// tab is a window of a browser of its own: its cookies are not another's.
type tab struct {
	*testing.T
	ctx  context.Context
	base string

	mutex  sync.Mutex
	said   []string // what the browser printed in red
	sent   []answered
	byID   map[network.RequestID]int
	asking []string // dialogs of the browser itself
}

// answered is an answer as it came over the wire.
type answered struct {
	address string
	status  int64
	bytes   int64 // headers and body as sent; nought when it came from the cache
	cached  bool
}

// tab opens an empty tab; nobody is signed in there.
func (w *world) tab(t *testing.T) *tab {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("Chromium is not installed; make setup installs it")
	}
	root, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	b := &tab{T: t, base: w.server.URL, byID: map[network.RequestID]int{}}
	ctx, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	t.Cleanup(cancel)
	b.ctx = ctx
	call(b, log.Enable, cdp.Empty{})
	call(b, network.Enable, network.EnableParams{})
	b.size(desktop)
	b.system("light")
	t.Cleanup(func() { b.calm() })
	return b
}

// as opens a tab in which a user is signed in.
func (w *world) as(t *testing.T, who *person) *tab {
	t.Helper()
	b := w.tab(t)
	b.be(who)
	return b
}

// be signs a user in with a session that is there already; one without makes
// the browser a stranger.
func (b *tab) be(who *person) {
	b.Helper()
	call(b, network.ClearBrowserCookies, cdp.Empty{})
	if who.session == "" {
		return
	}
	call(b, network.SetCookie, network.SetCookieParams{Name: "dossier", Value: who.session, URL: b.base, HTTPOnly: ptr(true), SameSite: network.CookieSameSiteLax})
}

// speaks sets the language that the browser asks for.
func (b *tab) speaks(language string) {
	b.Helper()
	call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": language}})
}

func ptr[T any](v T) *T { return &v }

func call[P, R any](b *tab, cmd cdp.Command[P, R], params P) R {
	b.Helper()
	answer, err := chromedp.Call(b.ctx, cmd, params)
	if err != nil {
		b.Fatal(err)
	}
	return answer
}

func (b *tab) listen(event any) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// A refused request is part of several stories; its answer is looked at there.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			b.said = append(b.said, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		line := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			line += " " + e.ExceptionDetails.Exception.Description
		}
		b.said = append(b.said, line)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var line strings.Builder
			for _, arg := range e.Args {
				line.WriteString(string(arg.Value) + arg.Description + " ")
			}
			b.said = append(b.said, "console: "+line.String())
		}
	case *page.EventJavascriptDialogOpening:
		b.asking = append(b.asking, string(e.Type)+" "+e.Message)
		go chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	case *network.EventResponseReceived:
		b.byID[e.RequestID] = len(b.sent)
		b.sent = append(b.sent, answered{address: e.Response.URL, status: e.Response.Status, cached: e.Response.FromDiskCache})
	case *network.EventRequestServedFromCache:
		if i, ok := b.byID[e.RequestID]; ok {
			b.sent[i].cached = true
		}
	case *network.EventLoadingFinished:
		if i, ok := b.byID[e.RequestID]; ok {
			b.sent[i].bytes = int64(e.EncodedDataLength)
		}
	}
}

// calm fails the test for all that the browser has complained about since the
// last time: broken content policy, errors of scripts.
func (b *tab) calm() {
	b.Helper()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, line := range b.said {
		b.Errorf("the browser said: %s", line)
	}
	b.said = nil
}

// answers are what came from the server since the last time.
func (b *tab) answers() []answered {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	all := b.sent
	b.sent, b.byID = nil, map[network.RequestID]int{}
	return all
}

// asked are the questions of the browser itself since the last time; each was
// agreed to.
func (b *tab) asked() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	all := b.asking
	b.asking = nil
	return all
}

// size makes the window so large, 1440x900.
func (b *tab) size(size string) {
	b.Helper()
	var width, height int64
	if _, err := fmt.Sscanf(size, "%dx%d", &width, &height); err != nil {
		b.Fatal(err)
	}
	options := []chromedp.EmulateViewportOption{}
	if size == phone {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	b.do(chromedp.EmulateViewport(width, height, options...))
}

// system says what the machine prefers: light or dark, and nothing that moves.
func (b *tab) system(theme string) {
	b.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-reduced-motion", Value: "reduce"}, {Name: "prefers-color-scheme", Value: theme},
	}})
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// open goes to a page of the program.
func (b *tab) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

func (b *tab) reload() {
	b.Helper()
	b.do(chromedp.Reload())
}

// at waits until the page's address is this one; only its path is compared
// unless a query is given.
func (b *tab) at(path string) {
	b.Helper()
	b.until(fmt.Sprintf(`document.readyState === 'complete' && (location.pathname === %[1]q || location.pathname + location.search === %[1]q)`, path))
}

// path is where the tab is.
func (b *tab) path() string {
	b.Helper()
	return b.read(`location.pathname`)
}

// query is a parameter of the page's address.
func (b *tab) query(name string) string {
	b.Helper()
	u, err := url.Parse(b.read(`location.href`))
	if err != nil {
		b.Fatal(err)
	}
	return u.Query().Get(name)
}

// until waits for a JavaScript condition to hold, through navigations too.
func (b *tab) until(condition string) {
	b.Helper()
	if err := b.wait(condition); err != nil {
		b.Fatalf("never came true: %s (%v)\n%s", condition, err, b.scene())
	}
}

// scene is where the tab is and what can be read there.
func (b *tab) scene() string {
	return b.tryRead(`location.href + ': ' + (document.querySelector('dialog[open]') ?? document.querySelector('main') ?? document.body).innerText.replace(/\s+/g, ' ').slice(0, 800)`)
}

func (b *tab) wait(condition string) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	var held bool
	var err error
	for !held && ctx.Err() == nil {
		held, err = chromedp.Run(ctx, chromedp.Evaluate[bool](`(async () => {
			for (let n = 0; n < 250; n++) {
				if (document.readyState !== 'loading' && (`+condition+`)) return true;
				await new Promise(done => setTimeout(done, 20));
			}
			return false;
		})()`, chromedp.EvalAwaitPromise))
	}
	if held {
		return nil
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// settled waits until nothing is asked of the server and all is drawn.
func (b *tab) settled() {
	b.Helper()
	b.until(`document.readyState === 'complete' && !document.documentElement.hasAttribute('data-busy') && !document.querySelector('.htmx-request, [aria-busy=true]')`)
	b.await(`Promise.all([document.fonts.ready, new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))]).then(() => 'ok')`)
}

// run evaluates statements for what they do.
func (b *tab) run(statements string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(() => {"+statements+"; return true})()")); err != nil {
		b.Fatalf("%s: %v", statements, err)
	}
}

// read evaluates an expression to a text.
func (b *tab) read(expression string) string {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return text
}

func (b *tab) tryRead(expression string) string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		return err.Error()
	}
	return text
}

// await evaluates a promise of a text.
func (b *tab) await(expression string) string {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return text
}

// want compares what an expression gives with a text; no-break spaces count as
// spaces, and several as one.
func (b *tab) want(expression, text string) {
	b.Helper()
	if got := plain(b.read(expression)); got != text {
		b.Errorf("%s is %q, want %q", expression, got, text)
	}
}

// plain is a text without what only a typesetter sees.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u00ad", "", "\u2060", "").Replace(text)), " ")
}

// text is what the first element that matches says.
func (b *tab) text(selector string) string {
	b.Helper()
	return plain(b.read(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? '(nothing is at %s)'`, selector, strings.ReplaceAll(selector, `'`, `\'`))))
}

// says waits until the first element that matches says a text.
func (b *tab) says(selector, text string) {
	b.Helper()
	b.until(fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? '').replace(/[\s\u00a0]+/g, ' ').includes(%q)`, selector, text))
}

// there reports whether an element matches.
func (b *tab) there(selector string) bool {
	b.Helper()
	return b.read(fmt.Sprintf(`!!document.querySelector(%q)`, selector)) == "true"
}

// count is how many elements match.
func (b *tab) count(selector string) int {
	b.Helper()
	var n int
	fmt.Sscan(b.read(fmt.Sprintf(`document.querySelectorAll(%q).length`, selector)), &n)
	return n
}

// click presses the first element that matches, once it is there.
func (b *tab) click(selector string) {
	b.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%q)`, selector))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.Fatalf("click %s: %v\n%s", selector, err, b.scene())
	}
}

// press clicks the link or button that says a text, inside the first element
// that matches the selector.
func (b *tab) press(inside, text string) {
	b.Helper()
	find := fmt.Sprintf(`[...(document.querySelector(%q)?.querySelectorAll('a, button, summary, [role=menuitem], [role=option], label') ?? [])].find(el => el.checkVisibility() && (el.innerText || el.getAttribute('aria-label') || '').replace(/[\s\u00a0]+/g, ' ').trim().startsWith(%q))`, inside, text)
	b.until(find)
	b.run(`document.querySelectorAll('[data-test-press]').forEach(el => el.removeAttribute('data-test-press')); ` + find + `.setAttribute('data-test-press', '')`)
	b.click("[data-test-press]")
}

// enter puts a text into the first field that matches, as typing does.
func (b *tab) enter(selector, text string) {
	b.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%q)`, selector))
	b.run(fmt.Sprintf(`const el = document.querySelector(%q); el.focus(); el.value = %q;
		el.dispatchEvent(new Event('input', {bubbles: true})); el.dispatchEvent(new Event('change', {bubbles: true}))`, selector, text))
}

// choose takes an option of a native list by its text.
func (b *tab) choose(selector, label string) {
	b.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%q)`, selector))
	b.run(fmt.Sprintf(`const el = document.querySelector(%q);
		const option = [...el.options].find(o => o.text.replace(/[\s\u00a0]+/g, ' ').trim().startsWith(%q));
		if (!option) throw new Error('no such option among ' + [...el.options].map(o => o.text).join('|'));
		el.focus(); el.value = option.value; el.dispatchEvent(new Event('input', {bubbles: true})); el.dispatchEvent(new Event('change', {bubbles: true}))`, selector, label))
}

// refer finds a record in the reference field with this label's input and
// takes it by keys.
func (b *tab) refer(selector, typed string) {
	b.Helper()
	b.until(fmt.Sprintf(`document.querySelector(%q)`, selector))
	b.run(fmt.Sprintf(`const el = document.querySelector(%q); el.focus(); el.value = %q; el.dispatchEvent(new Event('input', {bubbles: true}))`, selector, typed))
	b.until(fmt.Sprintf(`document.querySelector(%q).closest('x-combo').querySelector('[role=listbox]').matches(':popover-open') &&
		document.querySelector(%[1]q).closest('x-combo').querySelector('[role=option][data-value]')`, selector))
	b.keys(kb.Enter) // the first answer is marked already
	b.until(fmt.Sprintf(`[...document.querySelector(%q).closest('x-combo').querySelectorAll('input[type=hidden]')].some(i => i.value)`, selector))
}

// insert types a text where the focus is, letters of all alphabets too.
func (b *tab) insert(text string) {
	b.Helper()
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// keys presses keys where the focus is; kb names the special ones.
func (b *tab) keys(keys string, modifiers ...chromedp.Modifier) {
	b.Helper()
	for _, r := range keys {
		key := kb.Keys[r]
		if key == nil {
			b.Fatalf("no key for %q: use insert", r)
		}
		b.stroke(input.DispatchKeyEventParams{Code: key.Code, Key: key.Key, Text: key.Text, WindowsVirtualKeyCode: key.Windows}, modifiers)
	}
}

// place presses the key at a place of the keyboard, and the letter that a
// layout gives it.
func (b *tab) place(code, letter string, modifiers ...chromedp.Modifier) {
	b.Helper()
	b.stroke(input.DispatchKeyEventParams{Code: code, Key: letter}, modifiers)
}

func (b *tab) stroke(key input.DispatchKeyEventParams, modifiers []chromedp.Modifier) {
	b.Helper()
	for _, m := range modifiers {
		key.Modifiers |= int64(m)
	}
	if len(modifiers) > 0 && modifiers[0] != chromedp.ModifierShift {
		key.Text = ""
	}
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		key.Type = kind
		if kind == input.DispatchKeyEventTypeKeyUp {
			key.Text = ""
		}
		call(b, input.DispatchKeyEvent, key)
	}
}

// focused tells what has the focus: its name, label or text.
func (b *tab) focused() string {
	b.Helper()
	return plain(b.read(`(el => el.name || el.getAttribute('aria-label') || el.innerText || el.id || el.tagName)(document.activeElement)`))
}

// drag moves the mouse with the button down, slowly enough for a page to see it.
func (b *tab) drag(from, to string) {
	b.Helper()
	middle := func(selector string) (x, y float64) {
		b.Helper()
		text := b.read(fmt.Sprintf("(box => [box.left + box.width / 2, box.top + Math.min(box.height / 2, 60)])(document.querySelector(%q).getBoundingClientRect())", selector))
		if _, err := fmt.Sscanf(text, "%f,%f", &x, &y); err != nil {
			b.Fatal(err)
		}
		return x, y
	}
	b.run(fmt.Sprintf(`document.querySelector(%q).scrollIntoView({block: 'nearest', inline: 'nearest'})`, to))
	x, y := middle(from)
	toX, toY := middle(to)
	steps := []chromedp.Action[chromedp.Void]{chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1))}
	for n := range 10 {
		part := float64(n+1) / 10
		steps = append(steps, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x+(toX-x)*part, y+(toY-y)*part, chromedp.ButtonLeft))
	}
	steps = append(steps, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	b.do(steps...)
}

// accessible runs axe beside the page, in a world that its content policy
// does not reach.
func (b *tab) accessible(options string) []axe.Violation {
	b.Helper()
	frame := call(b, page.GetFrameTree, cdp.Empty{}).FrameTree.Frame.ID
	apart := call(b, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: frame, WorldName: "axe"}).ExecutionContextID
	inside := func(p *runtime.EvaluateParams) { p.ContextID = apart }
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	ready, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`typeof axe !== 'undefined'`, inside))
	if err == nil && !ready {
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](axe.Script+"\n;true", inside))
	}
	if err != nil {
		b.Fatalf("axe: %v", err)
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](axe.Run(options), inside, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("axe: %v", err)
	}
	var found []axe.Violation
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		b.Fatal(err)
	}
	return found
}

// picture writes a picture of the window when DOSSIER_SHOTS names a folder.
func (b *tab) picture(name string) {
	b.Helper()
	folder := os.Getenv("DOSSIER_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(folder+"/"+name+".png", png, 0o644); err != nil {
		b.Fatal(err)
	}
}

const (
	ctrl  = chromedp.ModifierCtrl
	shift = chromedp.ModifierShift
)
