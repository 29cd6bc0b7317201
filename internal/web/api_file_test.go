package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"dossier/internal/crm"
)

// attach brings a file by the API: the record first, then the content.
func (o *office) attach(token, record, name string, content []byte, headers ...string) reply {
	o.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if record != "" {
		o.must(w.WriteField("record", record))
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		o.must(err)
		part.Write(content)
	}
	o.must(w.Close())
	cookie := o.cookie
	o.cookie = ""
	defer func() { o.cookie = cookie }()
	return o.send("POST", "/api/v1/attachments", &body, append([]string{"Content-Type", w.FormDataContentType(), "Authorization", "Bearer " + token}, headers...)...)
}

func TestAFileComesAndGoesByTheAPI(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		token := o.token("all")
		about := fmt.Sprintf(`{"about": {"register": "partner", "id": %d}, "description": "Договір"}`, p.ID)
		content := []byte(strings.Repeat("договір\n", 200_000)) // more than a call may say otherwise
		r := o.attach(token, about, "договір.txt", content, "Idempotency-Key", "one")
		if r.StatusCode != http.StatusCreated {
			o.Fatalf("%d %s", r.StatusCode, r.body)
		}
		var made struct {
			ID   int64
			File struct {
				Name string
				Size int64
			}
		}
		o.must(json.Unmarshal([]byte(r.body), &made))
		if made.File.Name != "договір.txt" || made.File.Size != int64(len(content)) || r.Header.Get("Location") != fmt.Sprintf("/api/v1/attachments/%d", made.ID) {
			o.Errorf("made is %+v at %s", made, r.Header.Get("Location"))
		}
		if again := o.attach(token, about, "договір.txt", content, "Idempotency-Key", "one"); again.body != r.body || o.rows(crm.Attachments.Register) != 1 {
			o.Errorf("sent again: %d, %d attachments", again.StatusCode, o.rows(crm.Attachments.Register))
		}
		if other := o.attach(token, about, "договір.txt", []byte("інше"), "Idempotency-Key", "one"); other.StatusCode != http.StatusUnprocessableEntity {
			o.Errorf("the key with another file: %d", other.StatusCode)
		}
		path := fmt.Sprintf("attachments/%d/content", made.ID)
		if got := o.ask(token, "GET", path, ""); got.StatusCode != http.StatusOK || got.body != string(content) {
			o.Errorf("the content: %d, %d bytes", got.StatusCode, len(got.body))
		}
		if got := o.ask(token, "GET", path, "", "Range", "bytes=0-6"); got.StatusCode != http.StatusPartialContent || len(got.body) != 7 {
			o.Errorf("a range: %d, %q", got.StatusCode, got.body)
		}
		if got := o.ask("", "GET", path, ""); got.StatusCode != http.StatusUnauthorized {
			o.Errorf("to a stranger: %d", got.StatusCode)
		}
		for why, bad := range map[string]struct {
			reply
			status int
		}{
			"no file":            {o.attach(token, about, "", nil), http.StatusBadRequest},
			"nothing it is of":   {o.attach(token, `{"description": "x"}`, "a.txt", content), http.StatusUnprocessableEntity},
			"an unknown field":   {o.attach(token, `{"colour": "red"}`, "a.txt", content), http.StatusBadRequest},
			"not JSON":           {o.attach(token, `{`, "a.txt", content), http.StatusBadRequest},
			"a token that reads": {o.attach(o.token("read"), about, "a.txt", content), http.StatusForbidden},
			"a long body":        {o.ask(token, "POST", "attachments", `{"description": "`+strings.Repeat("x", 2<<20)+`"}`), http.StatusRequestEntityTooLarge},
		} {
			if bad.StatusCode != bad.status || !strings.Contains(bad.Header.Get("Content-Type"), "problem+json") {
				o.Errorf("%s: %d %s", why, bad.StatusCode, bad.body)
			}
		}
		if n := o.rows(crm.Attachments.Register); n != 1 {
			o.Errorf("%d attachments after refusals", n)
		}
	})
}
