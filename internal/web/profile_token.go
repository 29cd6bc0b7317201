package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

func (s *Server) tokenRoutes() {
	s.add("GET", "/profile/tokens", PageKind, (*call).tokensTab)
	s.add("POST", "/profile/tokens", FormKind, (*call).createToken)
	s.add("GET", "/profile/tokens/{token}/revoke", FragmentKind, (*call).revokeTokenDialog)
	s.add("POST", "/profile/tokens/{token}/revoke", FormKind, (*call).revokeToken)
}

const tokensPath = "/profile/tokens"

// tokenForm is what the form for a new token says so far.
type tokenForm struct {
	name, expiry           string
	scopes                 []string
	nameWrong, expiryWrong string
	scopesWrong            string
	made, madeName         string
}

func (c *call) tokensTab() error {
	return c.showTokens(http.StatusOK, tokenForm{expiry: c.p.Date(c.now.In(c.p.Zone()).AddDate(1, 0, 0).Format(time.DateOnly))})
}

func (c *call) showTokens(status int, form tokenForm) error {
	list, err := c.store.Tokens(c.r.Context(), c.actor.User())
	if err != nil {
		return err
	}
	v := page.Tokens{
		Made: form.made, MadeName: form.madeName, New: tokensPath, Key: newKey(), Problem: form.scopesWrong,
		Name: page.Field{
			Name: "name", Label: c.p.Text("profile.token_name"), Control: page.AskText, Values: []string{form.name}, Required: true,
			Hint: c.p.Text("profile.token_name_hint"), Problem: form.nameWrong, MaxLength: 100, Pair: true,
		},
		Expiry: page.Field{
			Name: "expiry", Label: c.p.Text("profile.token_expiry"), Control: page.AskDate, Values: []string{form.expiry},
			Hint: c.p.Text("profile.token_expiry_hint"), Problem: form.expiryWrong, Pair: true,
		},
		Scopes: c.tokenScopes(form.scopes),
	}
	for _, t := range list {
		if t.RevokedAt.IsZero() {
			v.List = append(v.List, c.tokenLine(t))
		}
	}
	return c.showProfile(status, tokensPath, page.TokensView(c.p, v), page.Profile{Tokens: &v})
}

func (c *call) tokenLine(t store.Token) page.Token {
	one := page.Token{
		Name: t.Name, MadeAt: c.p.Text("profile.token_made_at", "when", c.p.MomentWords(t.CreatedAt, c.now)),
		UsedAt: c.p.Text("profile.token_unused"), ExpiresAt: c.p.Text("profile.token_for_ever"),
		Revoke: tokensPath + "/" + strconv.FormatInt(t.ID, 10) + "/revoke",
	}
	if !t.UsedAt.IsZero() {
		one.UsedAt = c.p.Text("profile.token_used", "when", c.p.MomentWords(t.UsedAt, c.now))
	}
	if !t.ExpiresAt.IsZero() {
		key := "profile.token_until"
		if one.Expired = t.ExpiresAt.Before(c.now); one.Expired {
			key = "profile.token_expired"
		}
		one.ExpiresAt = c.p.Text(key, "day", c.p.Date(c.p.Day(t.ExpiresAt)))
	}
	for _, s := range t.Scopes {
		one.Scopes = append(one.Scopes, c.scopeWords(s))
	}
	return one
}

// scopeWords is a scope as people read it: "Угоди: читати".
func (c *call) scopeWords(scope string) string {
	name, what, found := strings.Cut(scope, ":")
	if !found {
		name, what = "", scope
	}
	words := what
	if key := "profile.scope_" + what; c.p.Has(key) {
		words = c.p.Text(key)
	}
	r := c.store.Schema().Named(name)
	if r == nil {
		return words
	}
	return many(c.p, r) + ": " + words
}

// tokenScopes are the registers that a token of the reader may be given.
func (c *call) tokenScopes(chosen []string) []page.TokenScope {
	var out []page.TokenScope
	for _, r := range c.store.Schema().Registers {
		if !register.May(c.actor, r, register.See) {
			continue
		}
		one := page.TokenScope{Label: many(c.p, r), Read: r.Name + ":read"}
		if !r.Closed && (register.May(c.actor, r, register.Edit) || register.May(c.actor, r, register.Create)) {
			one.Write = r.Name + ":write"
		}
		one.ReadOn, one.WriteOn = slices.Contains(chosen, one.Read), slices.Contains(chosen, one.Write)
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b page.TokenScope) int { return strings.Compare(a.Label, b.Label) })
	return out
}

// mostTokens is how many tokens one may have at a time.
const mostTokens = 50

// createToken makes a token and shows it, once.
func (c *call) createToken() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	ctx, form := c.r.Context(), c.r.PostForm
	f := tokenForm{name: strings.TrimSpace(cut(form.Get("name"), 400)), expiry: form.Get("expiry"), scopes: form["scope"]}
	t := store.Token{User: c.actor.User(), Name: f.name}
	offered := c.tokenScopes(nil)
	for _, s := range f.scopes {
		if !slices.ContainsFunc(offered, func(o page.TokenScope) bool { return s != "" && (o.Read == s || o.Write == s) }) || !crm.CheckTokenScope(c.store.Schema(), s) {
			return refusal{http.StatusUnprocessableEntity, "not_a_choice"}
		}
		t.Scopes = append(t.Scopes, s)
	}
	if f.name == "" {
		f.nameWrong = c.p.Text("required")
	} else if len([]rune(f.name)) > 100 {
		f.nameWrong = c.p.Text("too_long", "max", 100)
	}
	if len(t.Scopes) == 0 {
		f.scopesWrong = c.p.Text("profile.token_no_scope")
	}
	t.ExpiresAt, f.expiryWrong = c.expiry(f.expiry)
	if f.nameWrong+f.scopesWrong+f.expiryWrong != "" {
		return c.showTokens(http.StatusUnprocessableEntity, f)
	}
	list, err := c.store.Tokens(ctx, t.User)
	if err != nil {
		return err
	}
	if len(slices.DeleteFunc(list, func(t store.Token) bool { return !t.RevokedAt.IsZero() })) >= mostTokens {
		return register.ErrTooMuch
	}
	key, again := form.Get("idempotency_key"), false
	var text string
	err = c.write(func(tx *store.Tx) error {
		if key != "" && len(key) <= mostKey {
			was, err := tx.Once(ctx, key, c.r.URL.Path+"\n"+form.Encode())
			if again = was != nil; again || err != nil {
				return err
			}
			if err := tx.Answer(ctx, key, store.Answer{Status: http.StatusOK}); err != nil {
				return err
			}
		}
		if text, err = tx.CreateToken(ctx, t); err != nil {
			return err
		}
		return tx.Audit(ctx, "token_create", register.Link{Register: "user", ID: t.User}, map[string]any{"name": t.Name, "scopes": t.Scopes})
	})
	if errors.Is(err, store.ErrKeyReused) || errors.Is(err, store.ErrInProgress) {
		return refusal{http.StatusConflict, "form.key_reused"}
	}
	if err != nil {
		return err
	}
	if again { // it was shown; it is not known any more
		return c.goTo(tokensPath)
	}
	return c.showTokens(http.StatusOK, tokenForm{made: text, madeName: t.Name})
}

// expiry reads the last day of a token; empty is for ever.
func (c *call) expiry(text string) (time.Time, string) {
	if strings.TrimSpace(text) == "" {
		return time.Time{}, ""
	}
	day, err := lang.ParseDate(text, c.p.Language(), c.p.Today())
	if err != nil {
		return time.Time{}, c.p.Text("unreadable_date")
	}
	t, err := time.ParseInLocation(time.DateOnly, day, c.p.Zone())
	if err != nil {
		return time.Time{}, c.p.Text("unreadable_date")
	}
	t = t.AddDate(0, 0, 1)
	if t.Before(c.now) {
		return time.Time{}, c.p.Text("profile.token_past")
	}
	return t.UTC(), ""
}

func (c *call) revokeTokenDialog() error {
	t, err := c.ownToken()
	if err != nil {
		return err
	}
	title := c.p.Text("profile.token_revoke", "name", t.Name)
	form := page.Form{
		ID: "token-revoke", Title: title, Lead: c.p.Text("profile.token_revoke_lead"), Submit: c.p.Text("profile.token_revoke_sure"),
		Action: c.r.URL.Path, Dangerous: true, Cancel: tokensPath,
	}
	if c.background() {
		form.Place = page.InDialog
		c.render(http.StatusOK, page.FormBody(c.p, form))
		return nil
	}
	c.render(http.StatusOK, page.FormPage(c.p, c.shell(title), form))
	return nil
}

// ownToken is the token in the address, if it is the reader's own.
func (c *call) ownToken() (store.Token, error) {
	id, err := c.number("token")
	if err != nil {
		return store.Token{}, err
	}
	list, err := c.store.Tokens(c.r.Context(), c.actor.User())
	if err != nil {
		return store.Token{}, err
	}
	for _, t := range list {
		if t.ID == id && t.RevokedAt.IsZero() {
			return t, nil
		}
	}
	return store.Token{}, register.ErrNotFound
}

func (c *call) revokeToken() error {
	id, err := c.number("token")
	if err != nil {
		return err
	}
	ctx, user := c.r.Context(), c.actor.User()
	err = c.write(func(tx *store.Tx) error {
		if err := tx.RevokeToken(ctx, user, id); err != nil {
			return err
		}
		return tx.Audit(ctx, "token_revoke", register.Link{Register: "user", ID: user}, map[string]any{"token": id})
	})
	if err != nil {
		return err
	}
	c.flash(page.Toast{Text: c.p.Text("profile.token_revoked"), Tone: page.Good})
	return c.goTo(tokensPath)
}
