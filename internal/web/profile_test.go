package web_test

import (
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// now is a user as he is stored now.
func (w *world) now(u *crm.User) *crm.User {
	w.Helper()
	var found *crm.User
	w.read(func(tx *store.Tx) (err error) {
		found, err = register.Load(w.ctx, tx, crm.Users, register.Ref[crm.User](u.ID))
		return err
	})
	return found
}

func TestEveryPartOfTheProfileIsThereInFourLanguages(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.anna)
		for language, title := range map[string]string{"uk": "Мій профіль", "ru": "Мой профиль", "bg": "Моят профил", "en": "My profile"} {
			b.post("/preferences", said("language", language)).is(303)
			for _, path := range []string{"/profile", "/profile/look", "/profile/password", "/profile/factor", "/profile/sessions", "/profile/tokens", "/profile/sign-ins"} {
				b.get(path).is(200).says(title, "anna@promin.example", `lang="`+language+`"`)
			}
		}
	})
}

func TestAUserChangesHisTelephoneAndNothingElse(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.rada)
		b.get("/profile").is(200).send("/profile", "phone", "067 765 43 21", "surname", "Інша", "roles", "1", "email", "x@y.example").is(303)
		u := w.now(w.rada)
		if u.Phone != "+380677654321" || u.Surname != "Савчук" || u.Email != "rada@promin.example" || len(u.Roles) != 1 || u.Roles[0] != w.rada.Roles[0] {
			t.Errorf("stored: %+v", u)
		}
		b.get("/profile").says("Saved")
		b.get("/profile").hides("Saved")
		b.post("/profile", said("phone", "not a number")).is(422).says("not a number")
		b.script("form#person").post("/profile", said("phone", "12")).is(422).hides("<html")
	})
}

func TestPreferencesAreKeptAndShown(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.rada)
		b.script("main#main").post("/preferences", said("theme", "dark")).is(204)
		b.post("/preferences", said("density", "comfortable")).is(303)
		b.post("/preferences", said("keys", "off")).is(303)
		b.post("/preferences", said("sidebar", "narrow")).is(303)
		b.get("/profile").is(200).says(`data-theme="dark"`, `data-density="comfortable"`, `data-keys="off"`, `data-sidebar="narrow"`)
		b.post("/preferences", said("theme", "system")).is(303)
		b.post("/preferences", said("keys", "on")).is(303)
		b.post("/preferences", said("zone", "Asia/Tokyo")).is(303)
		b.get("/profile/look").is(200).says(`data-theme="system"`, `data-keys="on"`, "Asia/Tokyo")
		if u := w.now(w.rada); u.Zone != "Asia/Tokyo" || u.Density != "comfortable" || u.Theme != "system" {
			t.Errorf("stored: %+v", u)
		}
	})
}

func TestAPasswordChangesWithTheOldOneAndEndsOtherSessions(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		b, other := w.comes(w.anna), w.comes(w.anna)
		change := func(present, password, again string) *seen {
			return b.post("/profile/password", said("present", present, "password", password, "password_again", again))
		}
		const better = "yellow submarine at the window"
		change("wrong", better, better).is(422).says("The password is wrong")
		change(password, "short", "short").is(422).says("At least 15")
		change(password, better, better+"s").is(422).says("differ")
		change(password, "мельник-промінь", "мельник-промінь").is(422).says("tried first")
		other.get("/profile").is(200)
		change(password, better, better).is(303).leadsTo("/profile/password").follow().is(200).says("other sessions have ended")
		other.get("/profile").is(303).leadsTo("/sign-in")
		w.stranger().post("/sign-in", said("email", w.anna.Email, "password", password)).is(422)
		w.stranger().post("/sign-in", said("email", w.anna.Email, "password", better)).is(303)
		if w.audited("password_change") != 1 {
			t.Error("it is not in the audit log")
		}
	})
}

func TestTheOldPasswordCannotBeGuessedThroughTheProfile(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna)
		b := w.comes(w.anna)
		for range 10 {
			b.post("/profile/password", said("present", "guess", "password", "x", "password_again", "x")).is(422).says("The password is wrong")
		}
		b.post("/profile/password", said("present", password, "password", "yellow submarine at the window", "password_again", "yellow submarine at the window")).
			is(422).says("Too many attempts")
	})
}

func TestTheSecondFactorIsTurnedOffWithThePassword(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		key, old := w.withFactor(w.anna)
		b := w.stranger()
		b.post("/sign-in", said("email", w.anna.Email, "password", password)).is(303)
		b.post("/sign-in/factor", said("code", w.code(key))).is(303)
		b.get("/profile/factor").is(200).says("The second factor is on", "10 recovery codes are left")
		b.script("dialog#dialog").get("/profile/factor/stop").is(200).says("Turn off the second factor?").hides("<html")
		b.post("/profile/factor/stop", said("present", "wrong")).is(422)

		fresh := b.post("/profile/factor/codes", said("present", password)).is(200)
		if strings.Contains(fresh.body, old[0]) {
			t.Error("the old codes are shown again")
		}
		back := w.stranger()
		back.post("/sign-in", said("email", w.anna.Email, "password", password)).is(303)
		back.post("/sign-in/factor", said("recovery", old[0])).is(422)

		b.post("/profile/factor/stop", said("present", password)).is(303)
		b.get("/profile/factor").is(200).says("The second factor is off")
		w.stranger().post("/sign-in", said("email", w.anna.Email, "password", password)).is(303).leadsTo("/")
	})
}

func TestAShortPasswordNeedsTheSecondFactor(t *testing.T) {
	onFile(t, func(w *world) {
		w.knows(w.anna)
		key, _ := w.withFactor(w.anna)
		b := w.stranger()
		b.post("/sign-in", said("email", w.anna.Email, "password", password)).is(303)
		b.post("/sign-in/factor", said("code", w.code(key))).is(303)
		b.post("/profile/password", said("present", password, "password", "kolomyia 8", "password_again", "kolomyia 8")).is(303)
		b.post("/profile/factor/stop", said("present", "kolomyia 8")).is(422).says("shorter than 15")
	})
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	onWorld(t, func(w *world) {
		b, phone, third, borys := w.as(w.anna), w.as(w.anna), w.as(w.anna), w.as(w.borys)
		list := b.get("/profile/sessions").is(200).says("Firefox, Windows", "10.0.0.1", "This device")
		var ends []string
		for _, action := range attributesOf(t, list.body, "action") {
			if strings.HasSuffix(action, "/end") && action != "/profile/sessions/end" {
				ends = append(ends, action)
			}
		}
		if len(ends) != 2 {
			t.Fatalf("%d sessions may be ended", len(ends))
		}
		borys.post(ends[0], nil).is(404)
		b.post(ends[0], nil).is(303)
		alive := 0
		for _, other := range []*browser{phone, third} {
			if other.get("/profile").status == 200 {
				alive++
			}
		}
		if alive != 1 {
			t.Errorf("%d of the other sessions are alive", alive)
		}
		b.post("/profile/sessions/end", nil).is(303)
		for _, other := range []*browser{phone, third} {
			other.get("/profile").is(303)
		}
		b.get("/profile").is(200)
		borys.get("/profile").is(200)
	})
}

func TestSignInsAreRemembered(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		w.stranger().post("/sign-in", said("email", w.anna.Email, "password", "wrong")).is(422)
		w.comes(w.anna).get("/profile/sign-ins").is(200).says("wrong password", "127.0.0.1")
	})
}

// made is the text of the token that a page shows.
func made(t *testing.T, a *seen) string {
	t.Helper()
	_, rest, found := strings.Cut(a.body, "<code>dossier_")
	if !found {
		t.Fatalf("no token in %s", cutTo(a.body, 3000))
	}
	token, _, _ := strings.Cut(rest, "<")
	return "dossier_" + token
}

func TestATokenIsShownOnceAndDoesWhatItMay(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.anna)
		form := b.get("/profile/tokens").is(200).fill("/profile/tokens", "name", "reports")
		form["scope"] = []string{"partner:read"}
		token := made(t, b.post("/profile/tokens", form).is(200).says("reports"))
		b.post("/profile/tokens", form).is(303)
		list := b.get("/profile/tokens").is(200).says("reports", "read").hides(token)
		if n := strings.Count(list.body, "<b>reports</b>"); n != 1 {
			t.Errorf("sent twice, made %d times", n)
		}

		program := w.stranger()
		program.header.Set("Authorization", "Bearer "+token)
		program.get("/api/v1/partners").is(200).says("Client of anna").hides("Client of borys")
		program.get("/api/v1/deals").is(403)
		program.get("/profile").is(303).leadsTo("/sign-in")
		program.ask("POST", "/api/v1/partners", `{"name":"X","roles":["client"]}`, "Content-Type", "application/json").is(403)
		if w.audited("token_create") != 1 || w.audited("token_first_use") != 1 {
			t.Error("the audit log misses the token")
		}

		revoke := ""
		for _, href := range attributesOf(t, list.body, "href") {
			if strings.HasSuffix(href, "/revoke") {
				revoke = href
			}
		}
		w.as(w.borys).post(revoke, nil).is(404)
		w.as(w.borys).get(revoke).is(404)
		b.get(revoke).is(200).says("reports")
		b.post(revoke, nil).is(303)
		program.get("/api/v1/partners").is(401)
	})
}

func TestATokenEndsWithItsDayAndItsUser(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.anna)
		short := made(t, b.post("/profile/tokens", said("name", "short", "scope", "partner:read", "expiry", "23/11/2026")).is(200))
		long := made(t, b.post("/profile/tokens", said("name", "long", "scope", "partner:read", "expiry", "")).is(200))
		asks := func(token string, status int) {
			t.Helper()
			program := w.stranger()
			program.header.Set("Authorization", "Bearer "+token)
			program.get("/api/v1/partners").is(status)
		}
		asks(short, 200)
		w.clock.advance(48 * time.Hour)
		asks(short, 401)
		asks(long, 200)
		w.write(func(tx *store.Tx) error {
			u := w.now(w.anna)
			u.Disabled = true
			return tx.Save(w.ctx, u)
		})
		asks(long, 401)
		asks("dossier_NOTATOKEN", 401)
	})
}

func TestATokenGivesNoMoreThanItsUserHas(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.rada)
		b.get("/profile/tokens").is(200).says(`value="partner:read"`).hides(`value="partner:write"`)
		for _, scope := range []string{"partner:write", "all", "write", "nonsense", "partner:read partner:write", ""} {
			b.post("/profile/tokens", said("name", "x", "scope", scope)).is(422)
		}
		b.post("/profile/tokens", said("name", "", "scope", "partner:read")).is(422).says("Fill in this field")
		b.post("/profile/tokens", said("name", "x", "scope", "partner:read", "expiry", "tomorrow-ish")).is(422)
		b.post("/profile/tokens", said("name", "x", "scope", "partner:read", "expiry", "01/01/2020")).is(422).says("passed")
		b.post("/profile/tokens", said("name", "x\x00y", "scope", "partner:read")).is(200)
	})
}
