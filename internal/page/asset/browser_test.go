package asset_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dossier/internal/page/asset"
)

// policy is the one of security.md with trusted types on top.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types dossier"

// patience is how long a condition may take to come true: a busy machine is slow.
const patience = 30 * time.Second

// browser is started by the first test that needs it and ends with the program.
var browser = sync.OnceValues(func() (context.Context, error) {
	options := []chromedp.ExecAllocatorOption{}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	ended = cancel
	return ctx, chromedp.Do(ctx)
})

var ended = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	ended()
	os.Exit(code)
}

// tab is a window on the page of testdata, with the server behind it.
type tab struct {
	*testing.T
	ctx    context.Context
	server *httptest.Server
	mutex  sync.Mutex
	said   []string      // what the browser printed in red
	asked  []string      // "METHOD path?query body" of each request
	came   chan struct{} // says that there are more of them
	answer map[string]http.HandlerFunc
}

// visit opens the page; answers are by "METHOD /path".
func visit(t *testing.T, answers map[string]http.HandlerFunc) *tab {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("Chromium is not installed; make setup installs it")
	}
	root, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	b := &tab{T: t, answer: answers, came: make(chan struct{}, 1)}
	b.server = httptest.NewServer(http.HandlerFunc(b.serve))
	t.Cleanup(b.server.Close)
	ctx, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	t.Cleanup(cancel)
	b.ctx = ctx
	if _, err := chromedp.Call(b.ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	b.open("/")
	t.Cleanup(func() {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		for _, line := range b.said {
			t.Errorf("the browser said: %s", line)
		}
	})
	return b
}

func (b *tab) open(path string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(b.server.URL+path)); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) listen(event any) {
	line := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// A refused request is part of several stories here.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			line = e.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		line = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			line += " " + e.ExceptionDetails.Exception.Description
		}
	}
	if line != "" {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		b.said = append(b.said, line)
	}
}

var placeholder = regexp.MustCompile(`\{\{([a-z.]+)\}\}`)

func (b *tab) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	if strings.HasPrefix(r.URL.Path, asset.Prefix) {
		asset.Handler().ServeHTTP(w, r)
		return
	}
	if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		_ = r.ParseForm()
	}
	query, _ := url.QueryUnescape(r.URL.RawQuery)
	b.mutex.Lock()
	b.asked = append(b.asked, strings.TrimSpace(r.Method+" "+r.URL.Path+"?"+query+" "+unescaped(r.PostForm)))
	b.mutex.Unlock()
	select {
	case b.came <- struct{}{}:
	default: // it is said already
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if answer := b.answer[r.Method+" "+r.URL.Path]; answer != nil {
		answer(w, r)
		return
	}
	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	page, err := os.ReadFile("testdata/contract.html")
	if err != nil {
		b.Error(err)
	}
	fmt.Fprint(w, placeholder.ReplaceAllStringFunc(string(page), func(name string) string {
		switch name {
		case "{{config}}":
			return html.EscapeString(asset.HtmxConfig)
		case "{{counter}}":
			return fmt.Sprintf("opened %d times", len(b.requests("GET /?")))
		}
		return asset.URL(strings.Trim(name, "{}"))
	}))
}

func unescaped(form url.Values) string {
	text, _ := url.QueryUnescape(form.Encode())
	return text
}

// sent waits for n requests that begin so, and answers all that came by then.
func (b *tab) sent(prefix string, n int) []string {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		got := b.requests(prefix)
		if len(got) >= n || ctx.Err() != nil {
			return got
		}
		select {
		case <-b.came:
		case <-ctx.Done():
		}
	}
}

// requests that begin so, in order.
func (b *tab) requests(prefix string) []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	var found []string
	for _, line := range b.asked {
		if strings.HasPrefix(line, prefix) {
			found = append(found, line)
		}
	}
	return found
}

// until waits for a JavaScript condition to hold, through navigations too.
func (b *tab) until(condition string) {
	b.Helper()
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
	if !held {
		b.Fatalf("never came true: %s (%v)", condition, err)
	}
}

// run evaluates a statement for what it does.
func (b *tab) run(statement string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(() => {"+statement+"; return true})()")); err != nil {
		b.Fatalf("%s: %v", statement, err)
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

func (b *tab) want(expression, text string) {
	b.Helper()
	if got := b.read(expression); got != text {
		b.Errorf("%s is %q, want %q", expression, got, text)
	}
}

// keys presses keys where the focus is; kb names the special ones.
func (b *tab) keys(keys string, modifiers ...chromedp.Modifier) {
	b.Helper()
	for _, r := range keys {
		key := kb.Keys[r]
		b.stroke(input.DispatchKeyEventParams{Code: key.Code, Key: key.Key, Text: key.Text, WindowsVirtualKeyCode: key.Windows}, modifiers)
	}
}

// press sends a key by its place and the letter that a layout gives it.
func (b *tab) press(code, letter string, modifiers ...chromedp.Modifier) {
	b.Helper()
	b.stroke(input.DispatchKeyEventParams{Code: code, Key: letter}, modifiers)
}

func (b *tab) stroke(key input.DispatchKeyEventParams, modifiers []chromedp.Modifier) {
	b.Helper()
	for _, m := range modifiers {
		key.Modifiers |= int64(m)
	}
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		key.Type = kind
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, key); err != nil {
			b.Fatal(err)
		}
	}
}

// enter puts a text into a field as typing does.
func (b *tab) enter(id, text string) {
	b.Helper()
	b.run(fmt.Sprintf(`const el = document.getElementById(%q); el.focus(); el.value = %q; el.dispatchEvent(new Event('input', {bubbles: true}))`, id, text))
}

func (b *tab) click(selector string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Click(selector)); err != nil {
		b.Fatalf("click %s: %v", selector, err)
	}
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

func refuses(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}
}

// drag moves the mouse with the button down, slowly enough for a page to see it.
func (b *tab) drag(from, to string) {
	b.Helper()
	middle := func(selector string) (x, y float64) {
		b.Helper()
		text := b.read(fmt.Sprintf("(box => [box.left + box.width / 2, box.top + box.height / 2])(document.querySelector(%q).getBoundingClientRect())", selector))
		if _, err := fmt.Sscanf(text, "%f,%f", &x, &y); err != nil {
			b.Fatal(err)
		}
		return x, y
	}
	x, y := middle(from)
	toX, toY := middle(to)
	steps := []chromedp.Action[chromedp.Void]{chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1))}
	for n := range 10 {
		part := float64(n+1) / 10
		steps = append(steps, chromedp.MouseEvent(chromedp.MouseMoved, x+(toX-x)*part, y+(toY-y)*part, chromedp.ButtonLeft))
	}
	steps = append(steps, chromedp.MouseEvent(chromedp.MouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// page is another page of the program: it has the same style sheet.
func page(title string) string {
	return `<!doctype html><title>` + title + `</title><link rel="icon" href="data:,"><link rel="stylesheet" href="` + asset.URL("app.css") + `"><h1>` + title + `</h1>`
}
