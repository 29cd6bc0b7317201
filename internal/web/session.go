package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/store"
)

// SessionIdle is how long one stays signed in without a word: over a weekend.
const SessionIdle = 72 * time.Hour

// A month at most; ten minutes to find the telephone with the second factor.
const (
	sessionLife = 30 * 24 * time.Hour
	halfLife    = 10 * time.Minute
)

// who is who asks. The zero who is nobody.
type who struct {
	rights  *crm.Rights
	session store.Session // of a browser
	token   *store.Token  // of a program
}

// user is the record of who asks, nil for nobody.
func (w who) user() *crm.User {
	if w.rights == nil {
		return nil
	}
	return w.rights.Person()
}

// company is the main organisation as every page needs it.
type company struct {
	id       register.ID
	name     string
	language lang.Language
	zone     *time.Location
	currency string
}

// readCompany reads the main organisation into memory; none is before set-up.
func (s *Server) readCompany(ctx context.Context) error {
	return s.store.Read(ctx, register.Program, func(tx *store.Tx) error {
		main, err := register.First(ctx, tx, crm.Organisations, register.Eq(&crm.Organisations.Row.Main, true))
		if err != nil || main == nil {
			return err
		}
		zone, err := calendar.Zone(main.Zone)
		if err != nil {
			return err
		}
		s.store.SetZone(zone)
		s.company.Store(&company{main.ID, main.Name, lang.Language(main.Language), zone, main.Currency})
		return nil
	})
}

// identify finds out who asks and what he may: by the session of his browser
// or, where programs ask, by the token they show.
func (c *call) identify() error {
	c.p = c.strangersPrinter()
	if c.route.Kind == FileKind && c.route.Public {
		return nil
	}
	if c.company.Load() == nil {
		if c.route.Path == setUpPath {
			return nil
		}
		return lead{setUpPath}
	}
	var err error
	if strings.HasPrefix(c.route.Path, "/api/") {
		err = c.byToken()
	} else {
		err = c.bySession()
	}
	if err != nil {
		return err
	}
	switch {
	case c.route.Kind == APIKind && c.route.Register != "" && c.actor.User() != 0 && !register.May(c.actor, c.register(), register.Act(c.route.Act)):
		return register.ErrForbidden // a list without a right is not an empty list
	case c.route.Administrative && c.actor.User() != 0 && !c.administers():
		return register.ErrForbidden
	case c.actor.User() != 0 || c.route.Public:
		return nil
	}
	if c.who.session.Half && !c.background() {
		return lead{"/sign-in/factor?" + url.Values{"next": {c.here()}}.Encode()}
	}
	return errSignIn
}

// bySession knows the reader by the cookie of his browser. A half session is
// nobody's yet, except where the second factor is asked for.
func (c *call) bySession() error {
	token := c.cookie(sessionCookie)
	if token == "" {
		return nil
	}
	look := c.store.Session
	if c.route.Unasked {
		look = c.store.PeekSession
	}
	s, err := look(c.r.Context(), token, SessionIdle)
	if errors.Is(err, register.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	rights := c.staff.Load().Rights(s.User)
	if rights == nil {
		return nil
	}
	c.who.session = s
	if s.Half && !c.route.Half {
		return nil
	}
	c.be(rights)
	if s.Half {
		c.actor = nobody{}
	}
	return nil
}

// byToken knows the program that asks by the token it shows, and without one a
// script of our own pages by its reader's session.
func (c *call) byToken() error {
	text, found := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !found {
		if err := c.bySessionHere(); err != nil || c.actor.User() != 0 {
			return err
		}
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="Dossier"`)
		return errSignIn
	}
	t, first, err := c.store.Token(c.r.Context(), strings.TrimSpace(text))
	if errors.Is(err, register.ErrNotFound) {
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="Dossier", error="invalid_token"`)
		return errSignIn
	}
	if err != nil {
		return err
	}
	rights := c.staff.Load().Rights(t.User)
	if rights == nil {
		return errSignIn
	}
	c.be(rights)
	c.who.token = &t
	c.actor = crm.Narrow(rights, t.Scopes)
	if !first {
		return nil
	}
	return c.write(func(tx *store.Tx) error {
		return tx.Audit(c.r.Context(), "token_first_use", register.Link{Register: "user", ID: t.User}, map[string]any{"token": t.ID})
	})
}

// be makes a user the one who asks: his rights, his language, his clock.
func (c *call) be(rights *crm.Rights) {
	c.who.rights, c.actor = rights, rights
	u, home := rights.Person(), c.company.Load()
	language, zone := lang.Language(u.Language), home.zone
	if language == "" {
		language = home.language
	}
	if u.Zone != "" {
		if z, err := calendar.Zone(u.Zone); err == nil {
			zone = z
		}
	}
	c.p = lang.For(language, zone).At(c.now)
}

// strangersPrinter writes for those who are not known: in the language they
// chose on the page, that of their browser, or that of the company.
func (c *call) strangersPrinter() *lang.Printer {
	home, zone := c.company.Load(), time.UTC
	language := lang.Match(c.r.Header.Get("Accept-Language"))
	if home != nil {
		zone = home.zone
		if c.r.Header.Get("Accept-Language") == "" {
			language = home.language
		}
	}
	for _, l := range []lang.Language{lang.Language(c.cookie(languageCookie)), lang.Language(c.r.URL.Query().Get("language"))} {
		if l.Known() {
			language = l
		}
	}
	return lang.For(language, zone).At(c.now)
}

// here is the page that was asked for, so that one can be led back to it.
func (c *call) here() string {
	if c.background() {
		if u, err := url.Parse(c.r.Header.Get("HX-Current-URL")); err == nil {
			return localPath(u.RequestURI())
		}
	}
	if c.r.Method != http.MethodGet {
		return "/"
	}
	return localPath(c.r.URL.RequestURI())
}

// toSignIn leads to the sign-in page and from there back.
func (c *call) toSignIn() {
	q := url.Values{}
	if next := c.here(); next != "/" {
		q.Set("next", next)
	}
	if c.cookie(sessionCookie) != "" {
		q.Set("ended", "1")
	}
	address := "/sign-in"
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	_ = c.goTo(address)
}

// Names of the cookies.
const (
	sessionCookie  = "dossier"
	lastCookie     = "dossier-last" // who was signed in last, signed by us
	languageCookie = "dossier-language"
	sidebarCookie  = "dossier-sidebar"
	menuCookie     = "dossier-menu"
	toastCookie    = "dossier-toast"
	missedCookie   = "dossier-missed" // what fired in the absence is yet to be shown
)

// cookieName binds a cookie to this host and to TLS, where there is TLS.
func (c *call) cookieName(name string) string {
	if c.overTLS(c.r) {
		return "__Host-" + name
	}
	return name
}

func (c *call) cookie(name string) string {
	k, err := c.r.Cookie(c.cookieName(name))
	if err != nil {
		return ""
	}
	return k.Value
}

// setCookie keeps a value in the browser for a time; nought is until it closes.
func (c *call) setCookie(name, value string, life time.Duration) {
	http.SetCookie(c.w, &http.Cookie{
		Name: c.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second),
		Secure: c.overTLS(c.r), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

func (c *call) dropCookie(name string) {
	http.SetCookie(c.w, &http.Cookie{
		Name: c.cookieName(name), Path: "/", MaxAge: -1, Secure: c.overTLS(c.r), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// rememberLast keeps who signed in, so that the dialog over a page whose
// session ended knows whether the same person is back.
func (c *call) rememberLast(user register.ID) {
	text := strconv.FormatInt(user, 10)
	c.setCookie(lastCookie, text+"."+c.sign("last", text), sessionLife)
}

// last is who was signed in with this browser last, nought when unknown.
func (c *call) last() register.ID {
	text, signature, _ := strings.Cut(c.cookie(lastCookie), ".")
	if text == "" || c.sign("last", text) != signature {
		return 0
	}
	id, _ := strconv.ParseInt(text, 10, 64)
	return id
}

// insecure reports whether what is typed crosses a network unencrypted.
func (c *call) insecure() bool {
	if c.overTLS(c.r) {
		return false
	}
	host, _, err := net.SplitHostPort(c.r.Host)
	if err != nil {
		host = c.r.Host
	}
	return host != "localhost" && !c.address(c.r).IsLoopback()
}
