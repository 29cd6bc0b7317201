package web

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
	"unicode/utf16"

	"dossier/internal/page"
	"dossier/internal/store"
)

// done says how the work of a form ended: what is told and what is shown next.
// It is kept with the work, so that the same form sent twice is answered twice
// and done once.
type done struct {
	To     string  `json:"to,omitempty"`     // the page shown next; over another page only where Leave says so
	Leave  bool    `json:"leave,omitempty"`  // leads on even when the form stood over another page
	Stay   bool    `json:"-"`                // the handler itself answers a script
	Told   string  `json:"told,omitempty"`   // what a toast says
	Undo   string  `json:"undo,omitempty"`   // address that takes the work back
	Chosen *chosen `json:"chosen,omitempty"` // a record for the reference field that asked for it
}

// chosen is a record that was made from within a reference field.
type chosen struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// mostKey is the longest key that a form may carry.
const mostKey = 100

// once does the work of a posted form as one unit of work, exactly once for
// each idempotency key: a form sent again is answered as it was the first
// time, another form with the same key is refused with 422, and one that
// comes while the first is still at work with 409. Work that fails leaves the
// key free. Forms without a key are done as often as they are sent.
func (c *call) once(work func(*store.Tx) (done, error)) error {
	if err := c.parseForm(); err != nil {
		return err
	}
	key := c.r.PostForm.Get("idempotency_key")
	if len(key) > mostKey {
		return refusal{http.StatusBadRequest, ""}
	}
	var d done
	err := c.write(func(tx *store.Tx) error {
		if key == "" {
			var err error
			d, err = work(tx)
			return err
		}
		return c.onceFor(tx, key, &d, work)
	})
	switch {
	case errors.Is(err, store.ErrKeyReused):
		return refusal{http.StatusUnprocessableEntity, "form.key_reused"}
	case errors.Is(err, store.ErrInProgress):
		return refusal{http.StatusConflict, "form.in_progress"}
	case err != nil:
		return err
	}
	return c.tell(d)
}

func (c *call) onceFor(tx *store.Tx, key string, d *done, work func(*store.Tx) (done, error)) error {
	request := c.r.Method + " " + c.r.URL.RequestURI() + "\n" + c.r.PostForm.Encode()
	was, err := tx.Once(c.r.Context(), key, request)
	if err != nil {
		return err
	}
	if was != nil {
		return json.Unmarshal([]byte(was.Body), d)
	}
	if *d, err = work(tx); err != nil {
		return err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return tx.Answer(c.r.Context(), key, store.Answer{Status: http.StatusOK, Body: string(text)})
}

// parseForm reads the fields of a posted form, once.
func (c *call) parseForm() error {
	if c.r.PostForm != nil {
		return nil
	}
	if kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		return c.parseParts()
	}
	if err := c.r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return refusal{http.StatusBadRequest, ""}
	}
	return nil
}

// tell answers a form that is done: it leads on, or for a form over another
// page closes it and draws that page anew.
func (c *call) tell(d done) error {
	toast := page.Toast{Text: d.Told, Undo: d.Undo, Again: c.p.Text("menu.undo"), Close: c.p.Text("menu.close")}
	if !c.background() {
		if d.Told != "" {
			c.flash(toast)
		}
		return c.goTo(d.To)
	}
	if d.Stay {
		return nil
	}
	if c.place() == "" || d.Leave && d.Chosen == nil {
		if d.Told != "" {
			c.flash(toast)
		}
		return c.goTo(d.To)
	}
	events := map[string]any{"close": nil, "refresh": map[string]string{"value": "#main"}}
	if d.Told != "" {
		events["toast"] = map[string]string{"text": d.Told, "kind": "ok", "undo": d.Undo, "label": c.p.Text("menu.undo")}
	}
	if d.Chosen != nil {
		events = map[string]any{"chosen": d.Chosen}
	}
	c.trigger(events)
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// trigger sends events to the page in a header. Headers are ASCII, so letters
// beyond it are written as JSON escapes.
func (c *call) trigger(events map[string]any) {
	text, err := json.Marshal(events)
	if err != nil {
		c.log.Error("events cannot be written", "code", c.code, "error", err)
		return
	}
	c.w.Header().Set("HX-Trigger", asciiJSON(string(text)))
}

// asciiJSON is a JSON text in ASCII alone.
func asciiJSON(text string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[unit>>shift&15])
			}
		}
	}
	return b.String()
}
