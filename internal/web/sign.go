package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
)

// How often one may try to sign in, at all nodes together.
const (
	triesOfOne     = 10 // for one name from one address
	triesOfName    = 50 // for one name from anywhere
	triesOfAddress = 200
	triesOfCode    = 5
	triesWindow    = 15 * time.Minute
)

// signRoutes are the ways in and out.
func (s *Server) signRoutes() {
	s.add("GET", "/sign-in", PageKind, (*call).signInPage, public)
	s.add("POST", "/sign-in", FormKind, (*call).signIn, public)
	s.add("GET", "/sign-in/factor", PageKind, (*call).factorPage, public, half)
	s.add("POST", "/sign-in/factor", FormKind, (*call).secondFactor, public, half)
	s.add("POST", "/sign-out", FormKind, (*call).signOut, public, half)
	s.add("GET", "/password/{token}", PageKind, (*call).newPasswordPage, public)
	s.add("POST", "/password/{token}", FormKind, (*call).newPassword, public)
}

// overPage reports whether the sign-in form stands in a dialog over a page
// whose session ended.
func (c *call) overPage() bool { return c.background() }

func (c *call) signInPage() error {
	q := c.r.URL.Query()
	if c.overPage() {
		c.render(http.StatusOK, page.SessionEndedBody(c.p, page.SessionEnded{Action: "/sign-in", Email: c.lastEmail()}))
		return nil
	}
	if c.actor.User() != 0 {
		return c.goTo(localPath(q.Get("next")))
	}
	v := page.SignIn{Next: q.Get("next"), Ended: q.Has("ended"), SignedOut: q.Has("out")}
	if v.Ended {
		v.Email = c.lastEmail()
	}
	return c.signInForm(http.StatusOK, v)
}

func (c *call) signInForm(status int, v page.SignIn) error {
	v.Entrance, v.Action, v.Next = c.entrance(), "/sign-in", localPath(v.Next)
	c.render(status, page.SignInPage(c.p, v))
	return nil
}

// lastEmail is the address of who was signed in with this browser last.
func (c *call) lastEmail() string {
	if u := c.staff.Load().User(c.last()); u != nil {
		return u.Email
	}
	return ""
}

// entrance is what the pages before the shell share.
func (c *call) entrance() page.Entrance {
	e := page.Entrance{Insecure: c.insecure(), Damaged: c.store.Damaged()}
	if home := c.company.Load(); home != nil {
		e.Company = home.name
	}
	for _, l := range lang.Languages() {
		q := c.r.URL.Query()
		q.Set("language", string(l))
		e.Languages = append(e.Languages, page.LanguageLink{
			Code: l.Tag(), Name: l.Name(), Href: c.r.URL.Path + "?" + q.Encode(), Current: l == c.p.Language(),
		})
	}
	if l := lang.Language(c.r.URL.Query().Get("language")); l.Known() {
		c.setCookie(languageCookie, string(l), sessionLife)
	}
	return e
}

// signIn lets in who knows his password. Whether the name or the password was
// wrong is told by no word, status or time.
func (c *call) signIn() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	email, password, next := strings.ToLower(strings.TrimSpace(cut(form.Get("email"), 254))), form.Get("password"), localPath(form.Get("next"))
	wait, err := c.mayTry(email)
	if err != nil {
		return err
	}
	if wait > 0 {
		if err := c.noteTry(0, email, "throttled"); err != nil {
			return err
		}
		return c.refuseSignIn(http.StatusTooManyRequests, email, next, wait)
	}
	user, credential, err := c.knows(email, password)
	if err != nil {
		return err
	}
	if user == 0 {
		if err := c.noteTry(credential.User, email, "wrong_password"); err != nil {
			return err
		}
		return c.refuseSignIn(http.StatusUnprocessableEntity, email, next, 0)
	}
	if err := c.store.Unthrottle(c.r.Context(), oneKey(email, c.address(c.r))); err != nil {
		return err
	}
	if credential.TOTP != "" {
		return c.beginHalf(user, next)
	}
	if err := c.begin(user, "password"); err != nil {
		return err
	}
	return c.welcome(user, next)
}

func oneKey(email string, at netip.Addr) string { return "sign-in/" + email + "/" + at.String() }

// mayTry counts a try to sign in and tells how long to wait before the next.
func (c *call) mayTry(email string) (time.Duration, error) {
	ctx, at := c.r.Context(), c.address(c.r)
	var longest time.Duration
	for _, limit := range []struct {
		key  string
		most int
	}{
		{oneKey(email, at), triesOfOne},
		{"sign-in/" + email, triesOfName},
		{"sign-in//" + at.String(), triesOfAddress},
	} {
		wait, err := c.store.Throttle(ctx, limit.key, limit.most, triesWindow)
		if err != nil {
			return 0, err
		}
		longest = max(longest, wait)
	}
	return longest, nil
}

// knows finds the user whose e-mail and password these are; nought when there
// is none. credential.User is set as soon as the e-mail is somebody's. It takes
// as long for an unknown name as for a wrong password.
func (c *call) knows(email, password string) (register.ID, store.Credential, error) {
	ctx := c.r.Context()
	user, err := c.userOf(email)
	if err != nil {
		return 0, store.Credential{}, err
	}
	credential, err := c.store.Credential(ctx, user)
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return 0, credential, err
	}
	hash := credential.Password
	if c.staff.Load().Rights(user) == nil || len(password) > 4*secret.Longest {
		hash = ""
	}
	right, err := c.passwords.Verify(ctx, hash, password)
	if err != nil {
		return 0, credential, err
	}
	credential.User = user
	if !right {
		return 0, credential, nil
	}
	if secret.Outdated(hash) {
		hash, err := c.passwords.Hash(ctx, password)
		if err != nil {
			return 0, credential, err
		}
		err = c.asUser(user, func(tx *store.Tx) error { return tx.SetPassword(ctx, user, hash) })
		if err != nil {
			return 0, credential, err
		}
	}
	return user, credential, nil
}

// userOf is the user who signs in by an e-mail, nought when nobody does.
func (c *call) userOf(email string) (id register.ID, err error) {
	if email == "" {
		return 0, nil
	}
	err = c.store.Read(c.r.Context(), register.Program, func(tx *store.Tx) error {
		u, err := register.First(c.r.Context(), tx, crm.Users, register.Eq(&crm.Users.Row.Email, email))
		if u != nil {
			id = u.ID
		}
		return err
	})
	return id, err
}

// asUser writes on behalf of a user who is not signed in yet.
func (c *call) asUser(user register.ID, fn func(*store.Tx) error) error {
	rights := c.staff.Load().Rights(user)
	if rights == nil {
		return errSignIn
	}
	return c.store.Write(c.r.Context(), rights, register.ByForm, fn)
}

// noteTry keeps a try that failed.
func (c *call) noteTry(user register.ID, name, outcome string) error {
	return c.store.Write(c.r.Context(), register.Program, register.ByForm, func(tx *store.Tx) error {
		if user != 0 {
			name = ""
		}
		err := tx.NoteSignIn(c.r.Context(), store.SignIn{User: user, Name: cut(name, 254), Address: c.address(c.r).String(), Device: c.device(), Outcome: outcome})
		if err != nil {
			return err
		}
		return tx.Audit(c.r.Context(), "sign_in_failed", register.Link{Register: "user", ID: user}, map[string]any{"outcome": outcome, "address": c.address(c.r).String()})
	})
}

func (c *call) refuseSignIn(status int, email, next string, wait time.Duration) error {
	problem, words := c.p.Text("sign.wrong"), ""
	if wait > 0 {
		c.w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		problem, words = c.p.Text("sign.too_many"), c.waitWords(wait)
	}
	if c.overPage() {
		c.render(status, page.SessionEndedBody(c.p, page.SessionEnded{Action: "/sign-in", Email: email, Problem: strings.TrimSpace(problem + " " + words)}))
		return nil
	}
	return c.signInForm(status, page.SignIn{Email: email, Next: next, Problem: problem, Wait: words})
}

func (c *call) waitWords(wait time.Duration) string {
	return c.p.Count("sign.wait", int64((wait+time.Minute-1)/time.Minute))
}

// begin signs a user in: a session of its own, never the one that was there.
func (c *call) begin(user register.ID, method string) error {
	ctx := c.r.Context()
	var token string
	err := c.asUser(user, func(tx *store.Tx) error {
		if err := c.endPresent(tx); err != nil {
			return err
		}
		var err error
		token, err = tx.SignIn(ctx, c.fresh(user, method, false), sessionLife)
		if err != nil {
			return err
		}
		return c.noteSignedIn(tx, user, method)
	})
	if err == nil {
		c.setCookie(sessionCookie, token, sessionLife)
		c.rememberLast(user)
	}
	return err
}

func (c *call) noteSignedIn(tx *store.Tx, user register.ID, method string) error {
	ctx := c.r.Context()
	if err := tx.NoteSignIn(ctx, store.SignIn{User: user, Address: c.address(c.r).String(), Device: c.device(), Outcome: "ok"}); err != nil {
		return err
	}
	return tx.Audit(ctx, "sign_in", register.Link{Register: "user", ID: user}, map[string]any{"method": method, "address": c.address(c.r).String()})
}

// endPresent ends the session the browser came with, if there is one.
func (c *call) endPresent(tx *store.Tx) error {
	old := c.who.session
	if old.Hash == "" {
		return nil
	}
	if err := tx.EndSession(c.r.Context(), old.User, old.Hash); err != nil && !errors.Is(err, register.ErrNotFound) {
		return err
	}
	return nil
}

func (c *call) fresh(user register.ID, method string, half bool) store.Session {
	return store.Session{User: user, Address: c.address(c.r).String(), Device: c.device(), Method: method, Half: half}
}

// device is the browser's name for itself, cut to what is worth keeping.
func (c *call) device() string { return cut(c.r.UserAgent(), 300) }

// cut shortens a text to at most n bytes of whole characters, and makes it one
// that the database takes.
func cut(text string, n int) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "�"), "\x00", "")
	if len(text) > n {
		text = strings.ToValidUTF8(text[:n], "")
	}
	return text
}

// beginHalf remembers that the password was right and asks for the code.
func (c *call) beginHalf(user register.ID, next string) error {
	var token string
	err := c.asUser(user, func(tx *store.Tx) error {
		if err := c.endPresent(tx); err != nil {
			return err
		}
		var err error
		token, err = tx.SignIn(c.r.Context(), c.fresh(user, "password", true), halfLife)
		return err
	})
	if err != nil {
		return err
	}
	c.setCookie(sessionCookie, token, halfLife)
	if c.overPage() {
		c.render(http.StatusOK, page.SessionEndedBody(c.p, page.SessionEnded{Action: "/sign-in/factor", Factor: true}))
		return nil
	}
	return c.goTo("/sign-in/factor?" + url.Values{"next": {next}}.Encode())
}

// welcome leads one who signed in to where he wanted to go; over a page it
// stays there, unless somebody else came.
func (c *call) welcome(user register.ID, next string) error {
	if !c.overPage() {
		c.setCookie(missedCookie, "1", time.Minute)
		return c.goTo(next)
	}
	if before := c.last(); before != 0 && before != user {
		c.w.Header().Set("HX-Refresh", "true")
	}
	c.w.Header().Set("HX-Trigger", "signed-in")
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *call) factorPage() error {
	q := c.r.URL.Query()
	if !c.who.session.Half {
		return c.goTo("/sign-in")
	}
	return c.factorForm(http.StatusOK, page.SecondFactor{Next: q.Get("next"), Recovery: q.Has("recovery")})
}

func (c *call) factorForm(status int, v page.SecondFactor) error {
	if c.overPage() {
		c.render(status, page.SessionEndedBody(c.p, page.SessionEnded{Action: "/sign-in/factor", Factor: true, Problem: v.Problem}))
		return nil
	}
	v.Entrance, v.Action, v.Next, v.Cancel = c.entrance(), "/sign-in/factor", localPath(v.Next), "/sign-in"
	q := url.Values{"next": {v.Next}}
	if !v.Recovery {
		q.Set("recovery", "1")
	}
	v.Other = "/sign-in/factor?" + q.Encode()
	c.render(status, page.SecondFactorPage(c.p, v))
	return nil
}

// secondFactor lets in who also has the telephone, or a recovery code.
func (c *call) secondFactor() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	half := c.who.session
	if !half.Half {
		return errSignIn
	}
	ctx, next := c.r.Context(), form.Get("next")
	v := page.SecondFactor{Next: next, Recovery: form.Has("recovery")}
	wait, err := c.store.Throttle(ctx, "factor/"+strconv.FormatInt(half.User, 10), triesOfCode, triesWindow)
	if err != nil {
		return err
	}
	if wait > 0 {
		if err := c.noteTry(half.User, "", "throttled"); err != nil {
			return err
		}
		v.Problem = c.p.Text("sign.too_many") + " " + c.waitWords(wait)
		return c.factorForm(http.StatusTooManyRequests, v)
	}
	token, method, err := c.complete(half, form)
	if err != nil {
		return err
	}
	if token == "" {
		if err := c.noteTry(half.User, "", "wrong_code"); err != nil {
			return err
		}
		v.Problem = c.p.Text("sign.wrong_code")
		return c.factorForm(http.StatusUnprocessableEntity, v)
	}
	if err := c.store.Unthrottle(ctx, "factor/"+strconv.FormatInt(half.User, 10)); err != nil {
		return err
	}
	c.setCookie(sessionCookie, token, sessionLife)
	c.rememberLast(half.User)
	if method == "recovery" {
		c.flash(page.Toast{Text: c.p.Text("sign.recovery_used"), Tone: page.Care})
	}
	return c.welcome(half.User, localPath(next))
}

// complete turns the half session into a whole one when the code is right, in
// one unit of work with using the code up. The token is empty when it is not.
func (c *call) complete(half store.Session, form url.Values) (token, method string, err error) {
	ctx := c.r.Context()
	credential, err := c.store.Credential(ctx, half.User)
	if err != nil {
		return "", "", err
	}
	err = c.asUser(half.User, func(tx *store.Tx) error {
		right := false
		if form.Has("recovery") {
			method = "recovery"
			right, err = tx.UseRecovery(ctx, half.User, secret.RecoveryHash(form.Get("recovery")))
		} else {
			method = "totp"
			right, err = c.useCode(tx, credential, form.Get("code"))
		}
		if err != nil || !right {
			return err
		}
		if token, err = tx.CompleteSignIn(ctx, half, method, sessionLife); err != nil {
			return err
		}
		return c.noteSignedIn(tx, half.User, method)
	})
	return token, method, err
}

// useCode checks a one-time code and uses it up.
func (c *call) useCode(tx *store.Tx, credential store.Credential, code string) (bool, error) {
	shared, err := c.openCodeSecret(credential.User, credential.TOTP)
	if err != nil {
		return false, err
	}
	step, right := secret.CheckCode(shared, code, c.now, 0)
	if !right {
		return false, nil
	}
	return tx.UseCode(c.r.Context(), credential.User, step)
}

func codePlace(user register.ID) string { return "user " + strconv.FormatInt(user, 10) + " totp" }

// sealCodeSecret seals the secret of a user's one-time codes for the database.
func (s *Server) sealCodeSecret(user register.ID, shared []byte) string {
	return hex.EncodeToString(s.key.Seal(shared, codePlace(user)))
}

func (s *Server) openCodeSecret(user register.ID, sealed string) ([]byte, error) {
	raw, err := hex.DecodeString(sealed)
	if err != nil {
		return nil, secret.ErrOpen
	}
	return s.key.Open(raw, codePlace(user))
}

// sign is a signature that only this installation can make.
func (s *Server) sign(kind, text string) string {
	return hex.EncodeToString(s.key.Sign([]byte(kind), []byte(text))[:16])
}

// signOut ends the session and forgets who was here.
func (c *call) signOut() error {
	ctx := c.r.Context()
	if s := c.who.session; s.Hash != "" {
		err := c.store.Write(ctx, c.actor, register.ByForm, func(tx *store.Tx) error {
			if err := tx.EndSession(ctx, s.User, s.Hash); err != nil && !errors.Is(err, register.ErrNotFound) {
				return err
			}
			return tx.Audit(ctx, "sign_out", register.Link{Register: "user", ID: s.User}, nil)
		})
		if err != nil {
			return err
		}
	}
	c.dropCookie(sessionCookie)
	c.dropCookie(lastCookie)
	c.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return c.goTo("/sign-in?out=1")
}

// newPasswordPage shows where an invitation leads. To open it changes nothing:
// mail programs open links too.
func (c *call) newPasswordPage() error {
	user, kind, err := c.invited(c.r.Context())
	if err != nil {
		return err
	}
	if user == nil {
		return c.staleLink()
	}
	return c.newPasswordForm(http.StatusOK, user, kind, "", "")
}

func (c *call) staleLink() error {
	if c.background() {
		return c.goTo(c.r.URL.Path)
	}
	c.render(http.StatusNotFound, page.NewPasswordPage(c.p, page.NewPassword{Entrance: c.entrance(), Stale: true, SignIn: "/sign-in"}))
	return nil
}

// invited is the user a link is for, nil when the link is no longer good.
func (c *call) invited(ctx context.Context) (*crm.User, store.InvitationKind, error) {
	id, kind, err := c.store.Invited(ctx, c.r.PathValue("token"))
	if errors.Is(err, register.ErrNotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	u := c.staff.Load().User(id)
	if u == nil || !u.Enters() {
		return nil, "", nil
	}
	return u, kind, nil
}

func (c *call) newPasswordForm(status int, u *crm.User, kind store.InvitationKind, problem, again string) error {
	form := page.Form{
		ID: "new-password", Action: c.r.URL.Path, Submit: c.p.Text("sign.set_password"),
		Sections: []page.Section{{Fields: c.passwordFields(problem, again)}},
	}
	if c.background() {
		c.render(status, page.FormBody(c.p, form))
		return nil
	}
	c.render(status, page.NewPasswordPage(c.p, page.NewPassword{
		Entrance: c.entrance(), Person: u.Title(string(c.p.Language())), Email: u.Email, Invitation: kind == store.Join, Form: form,
	}))
	return nil
}

// passwordFields ask for a new password, twice.
func (c *call) passwordFields(problem, again string) []page.Field {
	rule := c.p.Text("sign.password_rule")
	if problem == c.p.Text("password_too_short") || problem == c.p.Text("password_too_short_with_code") {
		rule = "" // the problem says it
	}
	return []page.Field{
		{
			Name: "password", Label: c.p.Text("sign.password"), Control: page.AskPassword, Required: true,
			Hint: rule, Problem: problem, Autocomplete: "new-password", MaxLength: secret.Longest,
		},
		{
			Name: "password_again", Label: c.p.Text("sign.password_again"), Control: page.AskPassword, Required: true,
			Problem: again, Autocomplete: "new-password", MaxLength: secret.Longest,
		},
	}
}

// passwordProblems are what is wrong with a new password, in words.
func (c *call) passwordProblems(password, again string, withCode bool, words ...string) (problem, mismatch string) {
	if home := c.company.Load(); home != nil {
		words = append(words, home.name)
	}
	if key := secret.Weakness(password, withCode, words...); key != "" {
		return c.p.Text(key), ""
	}
	if password != again {
		return "", c.p.Text("sign.passwords_differ")
	}
	return "", ""
}

// newPassword sets the password that an invited user chose, uses the link up,
// ends what was signed in before and signs him in.
func (c *call) newPassword() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	ctx := c.r.Context()
	u, kind, err := c.invited(ctx)
	if err != nil {
		return err
	}
	if u == nil {
		return c.staleLink()
	}
	credential, err := c.store.Credential(ctx, u.ID)
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return err
	}
	password := form.Get("password")
	if problem, again := c.passwordProblems(password, form.Get("password_again"), credential.TOTP != "", nameWords(u)...); problem != "" || again != "" {
		return c.newPasswordForm(http.StatusUnprocessableEntity, u, kind, problem, again)
	}
	hash, err := c.passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	err = c.asUser(u.ID, func(tx *store.Tx) error {
		user, _, err := tx.UseInvitation(ctx, c.r.PathValue("token"))
		if err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, user, hash); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, user, ""); err != nil {
			return err
		}
		return tx.Audit(ctx, "password_set", register.Link{Register: "user", ID: user}, map[string]any{"by": string(kind)})
	})
	if errors.Is(err, register.ErrNotFound) {
		return c.staleLink()
	}
	if err != nil {
		return err
	}
	if credential.TOTP != "" {
		return c.beginHalf(u.ID, "/")
	}
	if err := c.begin(u.ID, string(kind)); err != nil {
		return err
	}
	return c.goTo("/")
}

// nameWords are what an attacker would try first.
func nameWords(u *crm.User) []string {
	return []string{u.Surname, u.Given, u.Patronymic, u.Email}
}
