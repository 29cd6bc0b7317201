package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"dossier/internal/web"
)

// policyParts must stand in the content policy of every page, and nothing
// that loosens it.
var policyParts = []string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
	"require-trusted-types-for 'script'",
}

// TestEveryAnswerHasItsHeaders asks every route in every way that people and
// those who mean ill do, and looks at what protects the answer.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	onSmall(t, func(w *world) {
		for _, r := range w.web.Routes() {
			path := w.address(r)
			for who, p := range map[string]*person{"administrator": w.admin, "reader": w.reader, "stranger": {}} {
				if r.Method != http.MethodGet && who == "administrator" {
					continue // what is done for good is another test's
				}
				answer := w.ask(p, r.Method, path, "", nil)
				w.protected(fmt.Sprintf("%s %s for %s", r.Method, path, who), r, answer)
				if answer.StatusCode >= 500 {
					w.Errorf("%s %s for %s: %d", r.Method, path, who, answer.StatusCode)
				}
			}
		}
		for _, one := range []struct{ method, path string }{
			{"GET", "/nothing/here"}, {"GET", "/partners/999999"}, {"DELETE", "/partners"}, {"TRACE", "/"}, {"GET", "/static/nothing.css"}, {"GET", "/../etc/passwd"}, {"GET", "/%zz"},
		} {
			if answer := w.ask(w.admin, one.method, one.path, "", nil); answer != nil {
				w.protected(one.method+" "+one.path, &web.Route{Kind: web.PageKind}, answer)
			}
		}
	})
}

// TestNoOtherSiteMayPost sends every form as a page of another site would.
func TestNoOtherSiteMayPost(t *testing.T) {
	onSmall(t, func(w *world) {
		for _, r := range w.web.Routes() {
			if r.Method == http.MethodGet || r.Path == "/f/{key}" { // forms stand on other sites
				continue
			}
			for _, origin := range []map[string]string{
				{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
			} {
				answer := w.ask(w.admin, r.Method, w.address(r), "name=x", origin)
				if answer.StatusCode != http.StatusForbidden {
					w.Errorf("%s %s with %v: %d", r.Method, r.Path, origin, answer.StatusCode)
				}
				w.protected(r.Method+" "+r.Path, r, answer)
			}
		}
	})
}

// address is a route's address with something in the place of each wildcard.
func (w *world) address(r *web.Route) string {
	if path, ok := w.filled(r); ok {
		return path
	}
	return wild.ReplaceAllString(strings.TrimSuffix(r.Path, "{$}"), "1")
}

// ask sends a request as a user's browser does, and follows nothing.
func (w *world) ask(who *person, method, path, body string, headers map[string]string) *http.Response {
	w.Helper()
	request, err := http.NewRequestWithContext(w.ctx, method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		return nil // not even an address
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who.session != "" {
		request.AddCookie(&http.Cookie{Name: "dossier", Value: who.session})
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	client := &http.Client{Transport: w.server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	w.must(err)
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") { // that one has no end
		_, err = io.Copy(io.Discard, answer.Body)
		w.must(err)
	}
	w.must(answer.Body.Close())
	return answer
}

// protected fails for every header that an answer lacks.
func (w *world) protected(what string, r *web.Route, answer *http.Response) {
	w.Helper()
	h := answer.Header
	for name, value := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := h.Get(name); got != value {
			w.Errorf("%s: %s is %q", what, name, got)
		}
	}
	if len(h.Values("Content-Security-Policy")) != 1 {
		w.Errorf("%s has %d content policies", what, len(h.Values("Content-Security-Policy")))
	}
	policy := h.Get("Content-Security-Policy")
	file := strings.HasPrefix(r.Path, "/attachments/") || strings.HasSuffix(r.Path, "/data")
	if file && r.Kind == web.FileKind && answer.StatusCode == http.StatusOK {
		// What somebody brought may do nothing at all, wherever it is shown.
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") {
			w.Errorf("%s: a file may load: %s", what, policy)
		}
	} else {
		for _, part := range policyParts {
			if !strings.Contains(policy, part) {
				w.Errorf("%s: no %s in the content policy", what, part)
			}
		}
	}
	for _, loose := range []string{"unsafe-", "*", "http:", "https:"} {
		if strings.Contains(policy, loose) {
			w.Errorf("%s: the content policy has %s", what, loose)
		}
	}
	if cache := h.Get("Cache-Control"); cache != "no-store" && !(r.Kind == web.FileKind && r.Public) {
		w.Errorf("%s may be kept: %q", what, cache)
	}
	if kind := h.Get("Content-Type"); answer.StatusCode == http.StatusOK && kind == "" && answer.ContentLength != 0 {
		w.Errorf("%s does not say what it is", what)
	}
	if from := h.Get("Location"); strings.Contains(from, "//") {
		w.Errorf("%s leads to %s", what, from)
	}
	for _, name := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if h.Get(name) != "" {
			w.Errorf("%s tells %s: %s", what, name, h.Get(name))
		}
	}
	for _, cookie := range answer.Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			w.Errorf("%s: the cookie %s is %s", what, cookie.Name, cookie.Raw)
		}
	}
}
