package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"dossier/internal/page"
	"dossier/internal/register"
)

// draftRoutes keep what is typed and not yet sent.
func (s *Server) draftRoutes() {
	s.add("POST", "/drafts/{form...}", FormKind, (*call).keepDraft)
}

// Bounds of a draft: its name, and what a form may hold.
const (
	longestForm = 300
	largestForm = 512 << 10
)

// keepDraft keeps the fields of a form, or forgets them when ?discard is asked
// and shows the form anew. The name of a draft is the address of its form.
func (c *call) keepDraft() error {
	q := c.r.URL.Query()
	discard := q.Has("discard")
	q.Del("discard")
	q.Del("place")
	key := withQuery(c.r.PathValue("form"), q)
	if key == "" || len(key) > longestForm {
		return refusal{http.StatusBadRequest, ""}
	}
	if discard {
		if err := c.store.DiscardDraft(c.r.Context(), c.actor.User(), key); err != nil {
			return err
		}
		return c.goTo(localPath("/" + key))
	}
	if err := c.parseForm(); err != nil {
		return err
	}
	typed := url.Values{}
	for name, texts := range c.r.PostForm {
		if name != "idempotency_key" && name != "anyway" && !strings.Contains(name, "password") {
			typed[name] = texts
		}
	}
	body := typed.Encode()
	if len(body) > largestForm {
		return register.ErrTooMuch
	}
	if err := c.store.SaveDraft(c.r.Context(), c.actor.User(), key, body); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := c.w.Write([]byte(c.p.Text("card.draft_saved", "time", c.p.Time(c.now))))
	return err
}

// restoreDraft puts what was typed before into a form, with the version that
// it was typed upon.
func (c *call) restoreDraft(f *form) error {
	body, saved, err := c.store.Draft(c.r.Context(), c.actor.User(), c.formKey(f.id))
	if errors.Is(err, register.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	typed, err := url.ParseQuery(body)
	if err != nil {
		return nil // a draft of an older form: the record as it is will do
	}
	for _, one := range f.fields {
		own := inputsOf(one.Name, typed)
		if len(own) == 0 {
			continue
		}
		for name := range inputsOf(one.Name, f.said) {
			delete(f.said, name)
		}
		for name, texts := range own {
			f.said[name] = texts
		}
	}
	if version := typed.Get("version"); version != "" && f.version != "" {
		f.version = version
	}
	f.restored = c.p.MomentWords(saved, c.now)
	return nil
}

// draftText is one field of a draft.
func draftText(body, field string) string {
	typed, err := url.ParseQuery(body)
	if err != nil {
		return ""
	}
	return typed.Get(field)
}

// draftOf says where a form's drafts go.
func (c *call) draftOf(f form) page.Draft {
	address := "/drafts/" + c.formKey(f.id)
	discard := address + "?discard=1"
	if strings.Contains(address, "?") {
		discard = address + "&discard=1"
	}
	return page.Draft{URL: address, RestoredAt: f.restored, Discard: discard}
}
