package web_test

import (
	"net/http"
	"strings"
	"testing"

	"dossier/internal/web"
)

// everywhere are the headers of every answer.
var everywhere = map[string]string{
	"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}

func TestEveryAnswerHasTheHeaders(t *testing.T) {
	onFile(t, func(w *world) {
		admin, anna, stranger := w.as(w.olena), w.as(w.anna), w.stranger()
		routes := append(w.server.Routes(), &web.Route{Method: "GET", Path: "/nothing"}, &web.Route{Method: "DELETE", Path: "/deals"})
		for _, r := range routes {
			for name, b := range map[string]*browser{"admin": admin, "anna": anna, "stranger": stranger} {
				if r.Path == "/sign-out" && name != "stranger" || r.Method == http.MethodPost && strings.Contains(r.Path, "sessions") {
					continue
				}
				token := b.cookies["dossier"]
				a := b.ask(r.Method, w.address(r.Path, 1), "")
				b.cookies["dossier"] = token
				for header, want := range everywhere {
					if got := a.header.Get(header); got != want {
						t.Errorf("%s %s for %s: %s is %q", r.Method, r.Path, name, header, got)
					}
				}
				if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
					t.Errorf("%s %s for %s: the policy is %q", r.Method, r.Path, name, policy)
				}
				if r.Kind != web.FileKind && a.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s %s for %s may be cached: %q", r.Method, r.Path, name, a.header.Get("Cache-Control"))
				}
				if a.status >= 500 {
					t.Errorf("%s %s for %s: %d", r.Method, r.Path, name, a.status)
				}
			}
		}
	})
}

func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.olena)
		b.header.Set("Sec-Fetch-Site", "cross-site")
		for _, r := range w.server.Routes() {
			if r.Method == http.MethodGet || r.Path == "/f/{key}" { // a form for other sites, which takes no cookie
				continue
			}
			if a := b.ask(r.Method, w.address(r.Path, 1), ""); a.status != http.StatusForbidden {
				t.Errorf("%s %s: %d", r.Method, r.Path, a.status)
			}
		}
		b.header.Del("Sec-Fetch-Site")
		b.header.Set("Origin", "https://evil.test")
		b.post("/sign-out", nil).is(403).says("another site")
		b.header.Set("Origin", "http://dossier.example")
		b.post("/sign-out", nil).is(303)
	})
}

func TestAddressesThatAreNotThereSaySo(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.anna)
		b.get("/nothing").is(404).says("Nothing was found", "/profile")
		b.get("/deals/999999").is(404)
		b.get("/deals/x").is(404)
		if a := b.ask("DELETE", "/sign-in", "").is(405); a.header.Get("Allow") != "GET, POST" {
			t.Errorf("allowed: %q", a.header.Get("Allow"))
		}
		b.ask("POST", "/api/v1/nothing", "{}").is(404).says(`"status":404`)
		b.ask("OPTIONS", "/deals", "").is(405)
		w.stranger().get("/nothing").is(404).hides("side-link")
	})
}

func TestABodyTooLargeIsRefusedAsSuch(t *testing.T) {
	onFile(t, func(w *world) {
		big := "note=" + strings.Repeat("x", 2<<20)
		b := w.as(w.olena)
		b.ask("POST", "/preferences", big).is(413).says("Too large")
		b.ask("POST", "/roles", big).is(413)
		w.stranger().ask("POST", "/sign-in", big).is(413)
	})
}

func TestFormsThatCannotBeReadAreRefused(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.olena)
		b.ask("POST", "/preferences", "theme=%zz").is(400)
		b.ask("POST", "/profile/tokens", "name=%zz").is(400)
		b.ask("POST", "/sign-in", "%").is(400)
		b.post("/preferences", said("nonsense", "1")).is(400)
		b.post("/preferences", said("density", "enormous")).is(422)
		b.post("/preferences", said("zone", "Europe/Atlantis")).is(422)
		b.post("/preferences", said("language", "tlh")).is(422)
	})
}

func TestTextsAreSentCompressed(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.olena)
		for accepted, want := range map[string]string{"gzip": "gzip", "gzip, zstd": "zstd", "br": "", "": ""} {
			a := b.ask("GET", "/settings", "", "Accept-Encoding", accepted).is(200)
			if got := a.header.Get("Content-Encoding"); got != want || !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%q is answered in %q, varying by %v", accepted, got, a.header.Values("Vary"))
			}
		}
	})
}

func TestLinksMayBeFetchedAheadWithoutEffect(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.anna)
		a := b.get("/profile").is(200)
		if a.header.Get("Speculation-Rules") != `"/speculation"` {
			t.Errorf("rules are at %q", a.header.Get("Speculation-Rules"))
		}
		rules := b.get("/speculation").is(200).says(`"prefetch"`, `"moderate"`)
		if rules.header.Get("Content-Type") != "application/speculationrules+json" {
			t.Errorf("rules are %q", rules.header.Get("Content-Type"))
		}
	})
}

func TestRobotsAndWatchdogsAreAnswered(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.stranger()
		b.get("/robots.txt").is(200).says("Disallow: /")
		b.get("/health").is(200).says("ok")
		b.get("/favicon.ico").is(302).follow().is(200).says("<svg")
		b.get("/static/nothing.js").is(404)
	})
}
