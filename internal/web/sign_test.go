package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
	"dossier/internal/web"
)

const password = "correct horse battery staple"

// passwordHash is made once: it is dear on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := secret.NewPasswords().Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// knows gives a user the password.
func (w *world) knows(users ...*crm.User) {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		for _, u := range users {
			if err := tx.SetPassword(w.ctx, u.ID, passwordHash()); err != nil {
				return err
			}
		}
		return nil
	})
}

// comes signs a user in by the form.
func (w *world) comes(u *crm.User) *browser {
	w.Helper()
	b := w.stranger()
	b.get("/sign-in").is(200).send("/sign-in", "email", u.Email, "password", password).is(303).leadsTo("/")
	return b
}

func setUpSaid(pairs ...string) url.Values {
	v := said("company", "Зоря", "country", "bg", "language", "bg", "zone", "Europe/Sofia", "currency", "EUR",
		"surname", "Иванова", "given", "Мария", "email", " Maria@Zorya.BG ", "password", password, "password_again", password)
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestAnEmptyProgramLeadsToSetUp(t *testing.T) {
	onNothing(t, func(w *world) {
		b := w.stranger()
		for _, path := range []string{"/", "/sign-in", "/deals", "/profile", "/nothing"} {
			b.get(path).is(303).leadsTo("/set-up")
		}
		b.get("/api/v1/deals").is(503)
		b.get("/health").is(200)
		b.get("/set-up").is(200).says("Let us begin", `name="company"`)
		b.get("/set-up?language=bg").is(200).says("Да започнем")
	})
}

func TestSetUpMakesTheCompanyOnce(t *testing.T) {
	onNothing(t, func(w *world) {
		b := w.stranger()
		b.post("/set-up", setUpSaid()).is(303).leadsTo("/")
		if b.cookies["dossier"] == "" {
			t.Fatal("the administrator is not signed in")
		}
		b.get("/settings").is(200).says("Настройки", "Мария")
		w.read(func(tx *store.Tx) error {
			u, err := register.First(w.ctx, tx, crm.Users, register.Eq(&crm.Users.Row.Email, "maria@zorya.bg"))
			if err != nil || u == nil {
				t.Fatalf("no administrator: %v", err)
			}
			home, err := register.First(w.ctx, tx, crm.Organisations, register.Eq(&crm.Organisations.Row.Main, true))
			if err != nil || home.Name != "Зоря" || home.Currency != "EUR" || home.Zone != "Europe/Sofia" {
				t.Fatalf("the company is %+v, %v", home, err)
			}
			return nil
		})
		if w.audited("set_up") != 1 {
			t.Error("set-up is not in the audit log")
		}
		w.stranger().post("/set-up", setUpSaid("email", "other@zorya.bg")).is(404)
		w.stranger().get("/set-up").is(404)
		w.stranger().get("/").is(303).leadsTo("/sign-in")
	})
}

func TestTwoSetUpsAtOnceMakeOneCompany(t *testing.T) {
	onNothing(t, func(w *world) {
		var both sync.WaitGroup
		status := make([]int, 2)
		for i, email := range []string{"a@zorya.bg", "b@zorya.bg"} {
			b := w.stranger()
			both.Go(func() { status[i] = b.post("/set-up", setUpSaid("email", email)).status })
		}
		both.Wait()
		w.read(func(tx *store.Tx) error {
			n, err := tx.Count(w.ctx, crm.Organisations.Register, nil, 0)
			if n != 1 || status[0] == status[1] {
				t.Errorf("%d companies, answers %v, %v", n, status, err)
			}
			return err
		})
	})
}

func TestSetUpSaysWhatIsWrongAndMakesNothing(t *testing.T) {
	onNothing(t, func(w *world) {
		for name, c := range map[string]struct{ field, value, says string }{
			"14 characters":     {"password", "abcd efgh ijkl", "At least 15 characters"},
			"everybody's":       {"password", "password1234567", "tried first"},
			"the company":       {"password", "зоря-зоря-зоря-2026", "tried first"},
			"another":           {"password_again", "something else entirely", "differ"},
			"no company":        {"company", "", "Fill in this field"},
			"no e-mail":         {"email", "", "Fill in this field"},
			"not an e-mail":     {"email", "maria at zorya", "address"},
			"unknown zone":      {"zone", "Europe/Atlantis", "zone"},
			"unknown currency":  {"currency", "XXQ", "urrency"},
			"control character": {"company", "Зоря\x00", "haracters"},
		} {
			said := setUpSaid(c.field, c.value)
			if c.field == "password" {
				said.Set("password_again", c.value)
			}
			a := w.stranger().post("/set-up", said)
			if a.status != 422 || !strings.Contains(a.body, c.says) {
				t.Errorf("%s: %d, %q is not said", name, a.status, c.says)
			}
			if strings.Contains(a.body, said.Get("password")) && said.Get("password") != "" {
				t.Errorf("%s: the password comes back", name)
			}
		}
		w.stranger().get("/").leadsTo("/set-up")
	})
}

func TestSigningInTellsNothingOfWhoExists(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna, w.borys)
		w.write(func(tx *store.Tx) error {
			u := *w.borys
			u.Disabled = true
			return tx.Save(w.ctx, &u)
		})
		var first string
		for _, email := range []string{"anna@promin.example", "nobody@promin.example", "vira@promin.example", "borys@promin.example", "", "x\x00y", "a'; --"} {
			pass := "a wrong password for all"
			if email == "borys@promin.example" {
				pass = password
			}
			a := w.stranger().post("/sign-in", said("email", email, "password", pass)).is(422)
			body := strings.ReplaceAll(a.body, email, "")
			if i := strings.Index(body, "sign-in-problem"); i < 0 {
				t.Fatalf("%q: nothing is said", email)
			} else {
				body = body[i : i+300]
			}
			if first == "" {
				first = body
			} else if body != first && email != "a'; --" {
				t.Errorf("%q is answered\n%s\nnot\n%s", email, body, first)
			}
			if a.browser.cookies["dossier"] != "" {
				t.Errorf("%q is signed in", email)
			}
		}
		w.comes(w.anna).get("/profile").is(200).says("Мельник")
		if w.audited("sign_in_failed") != 7 || w.audited("sign_in") != 1 {
			t.Errorf("%d failures, %d sign-ins are in the log", w.audited("sign_in_failed"), w.audited("sign_in"))
		}
	})
}

func TestManyTriesMustWait(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		try := func(pass string) *seen {
			return w.stranger().post("/sign-in", said("email", "anna@promin.example", "password", pass))
		}
		for range 10 {
			try("not it").is(422)
		}
		late := try(password).is(429).says("Too many attempts")
		if late.header.Get("Retry-After") == "" {
			t.Error("it is not said how long to wait")
		}
		w.stranger().post("/sign-in", said("email", "borys@promin.example", "password", "x")).is(422)
		w.clock.advance(16 * time.Minute)
		try(password).is(303)
		for range 9 {
			try("not it").is(422)
		}
		try(password).is(303)
	})
}

func TestNextLeadsOnlyToOwnPages(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna)
		for next, want := range map[string]string{
			"/deals?sort=name": "/deals?sort=name", "//evil.test/": "/", "https://evil.test/": "/", "/\\evil.test": "/", "/a\r\nSet-Cookie: x=1": "/",
			"javascript:alert(1)": "/", "": "/", "/%2F/evil.test": "/%2F/evil.test",
		} {
			a := w.stranger().post("/sign-in", said("email", "anna@promin.example", "password", password, "next", next)).is(303)
			if got := a.header.Get("Location"); got != want {
				t.Errorf("%q leads to %q, wanted %q", next, got, want)
			}
		}
		w.stranger().get("/deals?stage=1").leadsTo("/sign-in?next=%2Fdeals%3Fstage%3D1")
	})
}

func TestASessionIsNewAtEverySignIn(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna)
		b := w.comes(w.anna)
		before := b.cookies["dossier"]
		b.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(303)
		if b.cookies["dossier"] == before {
			t.Fatal("the session stayed the same")
		}
		old := w.stranger()
		old.cookies["dossier"] = before
		old.get("/profile").is(303).leadsTo("/sign-in")

		fixed := w.stranger()
		fixed.cookies["dossier"] = "ATTACKERSCHOICE"
		fixed.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(303)
		if fixed.cookies["dossier"] == "ATTACKERSCHOICE" {
			t.Error("a session was chosen by its bearer")
		}
	})
}

func TestCookiesAreBoundToTheHostUnderTLS(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna)
		b := w.stranger()
		b.server = w.node(web.Options{Secure: true})
		a := b.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(303)
		found := false
		for _, line := range a.header.Values("Set-Cookie") {
			if !strings.HasPrefix(line, "__Host-") || !strings.Contains(line, "Secure") || !strings.Contains(line, "HttpOnly") ||
				!strings.Contains(line, "SameSite=Lax") || !strings.Contains(line, "Path=/") || strings.Contains(line, "Domain") {
				t.Errorf("cookie %s", line)
			}
			found = found || strings.HasPrefix(line, "__Host-dossier=")
		}
		if !found || a.header.Get("Strict-Transport-Security") == "" {
			t.Errorf("no session cookie, or no HSTS: %v", a.header)
		}
	})
}

func TestSigningOutEndsTheSession(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.anna)
		token := b.cookies["dossier"]
		b.get("/profile").is(200)
		b.post("/sign-out", nil).is(303).leadsTo("/sign-in?out=1").follow().is(200).says("You have signed out")
		if b.cookies["dossier"] != "" {
			t.Error("the cookie stays")
		}
		b.cookies["dossier"] = token
		b.get("/profile").is(303).leadsTo("/sign-in")
	})
}

func TestASessionEndsByItself(t *testing.T) {
	onWorld(t, func(w *world) {
		idle, busy := w.as(w.anna), w.as(w.borys)
		for range 11 {
			w.clock.advance(60 * time.Hour)
			busy.get("/profile").is(200)
		}
		busy.get("/profile").is(200)
		idle.get("/profile").is(303).leadsTo("/sign-in")
		idle.script("main#main").get("/profile").is(401)
		w.as(w.anna).get("/profile").is(200)
	})
}

func TestASessionLastsAMonthAtMost(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		b := w.comes(w.anna)
		for range 15 {
			w.clock.advance(47 * time.Hour)
			b.get("/profile").is(200)
		}
		w.clock.advance(17 * time.Hour)
		b.get("/profile").is(303).leadsTo("/sign-in")
	})
}

// withFactor turns the second factor of a user on through the profile and
// gives the shared secret and the recovery codes.
func (w *world) withFactor(u *crm.User) (key string, recovery []string) {
	w.Helper()
	b := w.as(u)
	a := b.post("/profile/factor/begin", nil).is(200).says("<svg")
	_, rest, _ := strings.Cut(a.body, `<span class="factor-secret">`)
	_, rest, _ = strings.Cut(rest, "<code>")
	key, _, _ = strings.Cut(rest, "</code>")
	key = strings.ReplaceAll(key, " ", "")
	b.post("/profile/factor/confirm", said("code", "000000")).is(422).says("wrong")
	done := b.post("/profile/factor/confirm", said("code", w.code(key))).is(200)
	for _, part := range strings.Split(done.body, "<li><code>")[1:] {
		code, _, _ := strings.Cut(part, "</code>")
		recovery = append(recovery, code)
	}
	if len(recovery) != 10 {
		w.Fatalf("%d recovery codes in %s", len(recovery), cutTo(done.body, 3000))
	}
	w.clock.advance(time.Minute) // the code that was typed is used up
	return key, recovery
}

// code is what the telephone shows now.
func (w *world) code(key string) string {
	w.Helper()
	code, err := totp.GenerateCode(key, w.clock.Now())
	w.must(err)
	return code
}

func TestTheSecondFactorIsAskedForAndACodeOpensOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		key, _ := w.withFactor(w.anna)
		b := w.stranger()
		a := b.post("/sign-in", said("email", "anna@promin.example", "password", password, "next", "/deals")).is(303).leadsTo("/sign-in/factor")
		half := b.cookies["dossier"]
		a.follow().is(200).says("Second step")
		b.post("/sign-in/factor", said("code", "123456", "next", "/deals")).is(422).says("wrong or was used")
		code := w.code(key)
		b.post("/sign-in/factor", said("code", code, "next", "/deals")).is(303).leadsTo("/deals")
		if b.cookies["dossier"] == half {
			t.Error("the half session became the whole one")
		}
		b.get("/profile").is(200)

		again := w.stranger()
		again.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(303)
		again.post("/sign-in/factor", said("code", code)).is(422)
		again.get("/profile").is(303).leadsTo("/sign-in/factor")
		w.clock.advance(30 * time.Second)
		again.post("/sign-in/factor", said("code", w.code(key))).is(303)
	})
}

func TestCodesAreTriedAFewTimesOnly(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna)
		key, _ := w.withFactor(w.anna)
		b := w.stranger()
		b.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(303)
		for range 5 {
			b.post("/sign-in/factor", said("code", "000001")).is(422)
		}
		b.post("/sign-in/factor", said("code", w.code(key))).is(429)
		b.get("/profile").leadsTo("/sign-in/factor")
	})
}

func TestARecoveryCodeOpensOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		_, recovery := w.withFactor(w.anna)
		in := func() *seen {
			b := w.stranger()
			b.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(303)
			b.get("/sign-in/factor?recovery=1").is(200).says(`name="recovery"`)
			return b.post("/sign-in/factor", said("recovery", strings.ToLower(recovery[3])))
		}
		first := in().is(303)
		first.get("/profile/factor").is(200).says("9 recovery codes are left")
		in().is(422)
	})
}

func TestAHalfSessionOpensNothing(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.stranger()
		w.write(func(tx *store.Tx) (err error) {
			b.cookies["dossier"], err = tx.SignIn(w.ctx, store.Session{User: w.olena.ID, Method: "password", Half: true}, time.Hour)
			return err
		})
		half := b.cookies["dossier"]
		for _, r := range w.server.Routes() {
			b.cookies["dossier"] = half
			if r.Public || r.Half {
				continue
			}
			a := b.ask(r.Method, w.address(r.Path, 1), "")
			at := a.header.Get("Location")
			if a.status != http.StatusUnauthorized && (a.status != http.StatusSeeOther || !strings.HasPrefix(at, "/sign-in/factor")) {
				t.Errorf("%s %s: %d %s", r.Method, r.Path, a.status, at)
			}
		}
		b.cookies["dossier"] = half
		b.get("/").is(303).leadsTo("/sign-in/factor")
		w.clock.advance(61 * time.Minute)
		b.get("/").is(303).leadsTo("/sign-in?")
	})
}

// address is a route's path with something in place of its names.
func (w *world) address(path string, id register.ID) string {
	for {
		before, rest, found := strings.Cut(path, "{")
		if !found {
			return strings.TrimSuffix(before, "{$}")
		}
		name, after, _ := strings.Cut(rest, "}")
		value := number(id)
		switch {
		case name == "$":
			value = ""
		case name != "id":
			value = "x"
		}
		path = before + value + after
	}
}

func TestALinkSetsAPasswordOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		a := w.as(w.olena).get("/users/"+number(w.vira.ID)+"/access").is(200).says("Not invited", "Invite").
			send("/users/" + number(w.vira.ID) + "/access/link").is(200).says("http://dossier.example/password/")
		_, rest, _ := strings.Cut(a.body, "http://dossier.example/password/")
		token, _, _ := strings.Cut(rest, "<")
		link := "/password/" + strings.Split(token, `"`)[0]

		b := w.stranger()
		for range 3 {
			b.get(link).is(200).says("Welcome", "Віра", "vira@promin.example")
		}
		b.post(link, said("password", "too short", "password_again", "too short")).is(422).says("At least 15")
		b.post(link, said("password", "Гнатюк Гнатюк 2026", "password_again", "Гнатюк Гнатюк 2026")).is(422).says("tried first")
		b.post(link, said("password", password, "password_again", password)).is(303).leadsTo("/")
		b.get("/profile").is(200).says("Гнатюк")
		w.stranger().get(link).is(404).says("no longer valid")
		w.stranger().post(link, said("password", password+"2", "password_again", password+"2")).is(404)
		w.comes(w.vira)
		w.stranger().get("/password/nothing").is(404)
	})
}

func TestALinkRunsOutAndANewOneReplacesTheOld(t *testing.T) {
	onWorld(t, func(w *world) {
		invite := func() string {
			var token string
			w.write(func(tx *store.Tx) (err error) {
				token, err = tx.Invite(w.ctx, w.vira.ID, store.Join, 72*time.Hour)
				return err
			})
			return "/password/" + token
		}
		old := invite()
		now := invite()
		w.stranger().get(old).is(404)
		w.stranger().get(now).is(200)
		w.clock.advance(73 * time.Hour)
		w.stranger().get(now).is(404)
		w.stranger().post(now, said("password", password, "password_again", password)).is(404)
	})
}

func TestALinkIsMadeWithTheConfiguredAddress(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.olena)
		b.server = w.node(web.Options{Base: "https://crm.promin.example/"})
		a := b.post("/users/"+number(w.vira.ID)+"/access/link", nil).is(200)
		a.says("https://crm.promin.example/password/").hides("http://dossier.example/password")
	})
}

func TestALongPasswordCountsToItsLastLetter(t *testing.T) {
	onFile(t, func(w *world) {
		long := strings.Repeat("слон і 🐘 ", 14)[:0] + strings.Repeat("слон 🐘 ", 18)
		hash, err := secret.NewPasswords().Hash(w.ctx, long)
		w.must(err)
		w.write(func(tx *store.Tx) error { return tx.SetPassword(w.ctx, w.anna.ID, hash) })
		w.stranger().post("/sign-in", said("email", "anna@promin.example", "password", long[:len(long)-1])).is(422)
		w.stranger().post("/sign-in", said("email", "anna@promin.example", "password", long)).is(303)
	})
}

func TestTheDialogOverAPageSignsTheSameUserIn(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna, w.borys)
		b := w.comes(w.anna)
		delete(b.cookies, "dossier")
		over := b.script("dialog#sign-in")
		over.get("/sign-in").is(200).says("Your session has ended", "anna@promin.example").hides("<html")
		over.post("/sign-in", said("email", "anna@promin.example", "password", "wrong")).is(422).says("wrong").hides("<html")
		a := over.post("/sign-in", said("email", "anna@promin.example", "password", password)).is(204)
		if a.header.Get("HX-Trigger") != "signed-in" || a.header.Get("HX-Refresh") != "" {
			t.Errorf("the same user: %v", a.header)
		}
		a = over.post("/sign-in", said("email", "borys@promin.example", "password", password)).is(204)
		if a.header.Get("HX-Refresh") != "true" {
			t.Errorf("somebody else: %v", a.header)
		}
		stranger := w.stranger().script("dialog#sign-in")
		stranger.cookies["dossier-last"] = number(w.anna.ID) + ".0000"
		stranger.get("/sign-in").is(200).hides("anna@promin.example")
	})
}

func TestWhatAUserMayDoChangesAtOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.rada)
		b.get("/users/" + number(w.anna.ID) + "/access").is(403)
		promoted := func(roles register.Refs[crm.Role], disabled bool) {
			w.write(func(tx *store.Tx) error {
				u, err := register.Load(w.ctx, tx, crm.Users, register.Ref[crm.User](w.rada.ID))
				if err != nil {
					return err
				}
				u.Roles, u.Disabled = roles, disabled
				return tx.Save(w.ctx, u)
			})
		}
		var all register.Refs[crm.Role]
		w.read(func(tx *store.Tx) error { all = w.role(tx, "administrator"); return nil })
		promoted(all, false)
		b.get("/users/" + number(w.anna.ID) + "/access").is(200)
		promoted(nil, false)
		b.get("/users/" + number(w.anna.ID) + "/access").is(403)
		b.get("/").is(303).leadsTo("/products")
		promoted(all, true)
		b.get("/profile").is(303).leadsTo("/sign-in")
	})
}
