package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// refusal is an error that a handler answers with itself: a status and, where
// the words of the status are not enough, a message key.
type refusal struct {
	status int
	key    string
}

func (e refusal) Error() string { return http.StatusText(e.status) + " " + e.key }

var errSignIn = refusal{http.StatusUnauthorized, ""}

// lead is an error that leads the reader elsewhere before he may go on.
type lead struct{ to string }

func (e lead) Error() string { return "lead to " + e.to }

// statusOf turns an error into a status. It is the one place that does.
func statusOf(err error) int {
	var own refusal
	var on lead
	var problems *register.Problems
	var unknown register.UnknownField
	var hidden register.HiddenField
	var bad register.BadFilter
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return own.status
	case errors.As(err, &on):
		return http.StatusServiceUnavailable
	case errors.As(err, &problems):
		return statusOfProblems(problems)
	case errors.As(err, &unknown), errors.As(err, &bad):
		return http.StatusBadRequest
	case errors.As(err, &hidden), errors.Is(err, register.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, register.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, register.ErrStale):
		return http.StatusConflict
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, register.ErrTooMuch):
		return http.StatusTooManyRequests
	case errors.Is(err, context.Canceled):
		return 499 // nobody waits for the answer any more
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, store.ErrDamaged):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// statusOfProblems: a field nobody described makes the request a bad one, a
// field that is not the actor's a forbidden one; anything else is about what
// the record says.
func statusOfProblems(p *register.Problems) int {
	status := http.StatusUnprocessableEntity
	for _, one := range p.List {
		switch one.Key {
		case "unknown_field", "duplicate_key", "unreadable_json", "invalid_utf8":
			return http.StatusBadRequest
		case "hidden_field", "read_only_field":
			status = http.StatusForbidden
		}
	}
	return status
}

// fail answers a request whose work was refused or broke.
func (c *call) fail(err error) {
	var on lead
	if errors.As(err, &on) && c.route.Kind != APIKind {
		_ = c.goTo(on.to)
		return
	}
	status := statusOf(err)
	switch {
	case status >= 500:
		c.log.Error("request failed", "code", c.code, "route", c.route.Method+" "+c.route.Path, "error", err.Error())
	case status == http.StatusForbidden || status == http.StatusNotFound:
		c.log.Info("request refused", "code", c.code, "route", c.route.Method+" "+c.route.Path, "status", status, "user", c.actor.User())
	}
	switch {
	case status == 499:
		return
	case c.route.Kind == APIKind:
		c.failJSON(status, err)
	case c.route.Kind == StreamKind:
		c.w.WriteHeader(status) // nobody reads a page there; the next thing the user does leads to sign-in
	case status == http.StatusUnauthorized && !c.background():
		c.toSignIn()
	default:
		c.failPage(status, err)
	}
}

// failPage answers with a page, or its body when asked in the background.
func (c *call) failPage(status int, err error) {
	f := page.Failure{Status: status, Code: c.code, Home: "/", Back: c.back(), Because: c.because(err)}
	if status >= 500 {
		f.Kept = c.typed()
	}
	var body templ.Component
	if c.background() {
		body = page.FailureBody(c.p, f)
	} else if c.actor.User() == 0 {
		f.Alone = true
		body = page.FailurePage(c.p, nil, f)
	} else {
		sh := c.shell(c.failureTitle(status))
		body = page.FailurePage(c.p, &sh, f)
	}
	c.render(status, body)
}

// failureTitle is what a page instead of another is called.
func (c *call) failureTitle(status int) string {
	for _, one := range []int{status, 500} {
		if key := "form.error_" + strconv.Itoa(one) + "_title"; c.p.Has(key) {
			return c.p.Text(key)
		}
	}
	return ""
}

// because says in words what the error is about, beyond its status.
func (c *call) because(err error) string {
	var own refusal
	var problems *register.Problems
	var unknown register.UnknownField
	var hidden register.HiddenField
	var bad register.BadFilter
	switch {
	case errors.As(err, &own) && own.key != "":
		return c.p.Text(own.key)
	case errors.Is(err, store.ErrDamaged):
		return c.p.Text("damage.text")
	case errors.As(err, &problems) && len(problems.List) > 0:
		var all []string
		for _, one := range problems.List {
			all = append(all, c.problemText(one))
		}
		return strings.Join(all, "\n")
	case errors.As(err, &unknown):
		return unknown.Field + ": " + c.p.Text("unknown_field")
	case errors.As(err, &hidden):
		return hidden.Field + ": " + c.p.Text("hidden_field")
	case errors.As(err, &bad):
		return bad.Param + ": " + c.p.Text(c.machineKey(bad.Key))
	}
	return ""
}

// problemText is a problem in words, for those who see no form around it.
func (c *call) problemText(p register.Problem) string {
	key := p.Key
	if c.route.Kind == APIKind {
		key = c.machineKey(key)
	}
	text := c.p.TextOf(key, p.Args)
	if p.Field == "" {
		return text
	}
	return p.Field + ": " + text
}

// machineKey is the key of a problem with what only programs write: addresses
// and JSON have one form of dates and numbers, in no reader's language.
func (c *call) machineKey(key string) string {
	if own := "api." + key; c.p.Has(own) {
		return own
	}
	return key
}

// typed is what a form said, so that a broken answer loses nothing.
func (c *call) typed() []page.Kept {
	var kept []page.Kept
	for name, values := range c.r.PostForm {
		text := strings.TrimSpace(strings.Join(values, "\n"))
		if text != "" && name != "idempotency_key" && name != "version" && !strings.Contains(name, "password") {
			kept = append(kept, page.Kept{Label: name, Text: text})
		}
	}
	return kept
}

// back is where the reader came from, if that was one of our own pages.
func (c *call) back() string {
	from := c.r.Header.Get("Referer")
	at := strings.Index(from, "://"+c.r.Host+"/")
	if at < 0 {
		return ""
	}
	return localPath(from[at+len("://"+c.r.Host):])
}

// localPath is an address inside the program, "/" for anything else: no
// request may send its reader elsewhere.
func localPath(text string) string {
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.HasPrefix(text, "/\\") || strings.ContainsAny(text, "\r\n\\") {
		return "/"
	}
	return text
}

// problemJSON is an error as RFC 9457 says it.
type problemJSON struct {
	Type   string             `json:"type"`
	Title  string             `json:"title"`
	Status int                `json:"status"`
	Detail string             `json:"detail,omitempty"`
	Code   string             `json:"code,omitempty"`
	Errors []register.Problem `json:"errors,omitempty"`
	// Version is that of the record now, where it changed since it was read.
	Version int64 `json:"version,omitempty"`
}

func (c *call) failJSON(status int, err error) {
	body := problemJSON{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: c.code, Detail: c.because(err)}
	var now stale
	if errors.As(err, &now) {
		body.Version = now.version
	}
	var problems *register.Problems
	var unknown register.UnknownField
	var hidden register.HiddenField
	var bad register.BadFilter
	switch {
	case errors.As(err, &problems):
		body.Errors = problems.List
	case errors.As(err, &unknown):
		body.Errors = []register.Problem{{Field: unknown.Field, Key: "unknown_field"}}
	case errors.As(err, &hidden):
		body.Errors = []register.Problem{{Field: hidden.Field, Key: "hidden_field"}}
	case errors.As(err, &bad):
		body.Errors = []register.Problem{{Field: bad.Param, Key: bad.Key}}
	}
	c.w.Header().Set("Content-Type", "application/problem+json")
	c.w.WriteHeader(status)
	json.NewEncoder(c.w).Encode(body)
}

// render answers with a component.
func (c *call) render(status int, body templ.Component) {
	h := c.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "HX-Request, HX-Target")
	if c.actor.User() != 0 && !c.background() {
		h.Set("Speculation-Rules", `"/speculation"`)
	}
	c.w.WriteHeader(status)
	if err := body.Render(c.r.Context(), c.w); err != nil && c.r.Context().Err() == nil {
		c.log.Error("page broke off", "code", c.code, "error", err)
	}
}

// goTo leads the reader on: by a redirect, or for a script by its header.
func (c *call) goTo(address string) error {
	if c.background() {
		c.w.Header().Set("HX-Redirect", address)
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(c.w, c.r, address, http.StatusSeeOther)
	return nil
}
