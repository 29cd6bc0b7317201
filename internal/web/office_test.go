package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
	"dossier/internal/web"
)

// office is a new company over HTTP, its administrator signed in, its jobs at
// work.
type office struct {
	*testing.T
	ctx    context.Context
	st     *store.Store
	at     string
	server *httptest.Server
	pages  *web.Server
	admin  *crm.User
	cookie string
	ended  chan string // registers that changed
}

func onOffice(t *testing.T, test func(o *office)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		o := &office{T: t, ctx: t.Context(), st: open(storetest.Registers(crm.Registers()...)), ended: make(chan string, 1000)}
		o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
			admin, err := crm.Start(o.ctx, tx, crm.Setup{
				Company: "Промінь", Country: "ua", Currency: "USD", Language: "en", Zone: "Europe/Kyiv",
				Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
			})
			if err != nil {
				return err
			}
			o.admin = admin
			o.cookie, err = tx.SignIn(o.ctx, store.Session{User: admin.ID, Method: "password"}, time.Hour)
			return err
		}))
		key, err := secret.OpenKey(filepath.Join(t.TempDir(), "key"))
		o.must(err)
		server, err := web.New(o.ctx, web.Options{Store: o.st, Log: slog.New(slog.DiscardHandler), Key: key})
		o.must(err)
		o.st.OnChange(func(name string) {
			select {
			case o.ended <- name:
			default:
			}
		})
		o.pages = server
		o.server = httptest.NewServer(server.Handler())
		o.at = o.server.URL
		t.Cleanup(o.server.Close)
		o.work(server)
		test(o)
	})
}

// work runs the jobs of the server until the test ends.
func (o *office) work(server *web.Server) {
	runner := job.New(o.st, job.Options{Look: 20 * time.Millisecond})
	server.Jobs(runner)
	o.st.OnChange(func(name string) {
		if name == store.JobsChanged {
			runner.Wake()
		}
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { runner.Run(ctx, ctx); close(done) }()
	o.Cleanup(func() { stop(); <-done })
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// reply is an answer read to its end.
type reply struct {
	*http.Response
	body string
}

// json reads the answer into something.
func (r reply) json(o *office, into any) {
	o.Helper()
	d := json.NewDecoder(strings.NewReader(r.body))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		o.Fatalf("%v in %s", err, r.body)
	}
}

// send asks the server as the administrator's browser does.
func (o *office) send(method, path string, body io.Reader, headers ...string) reply {
	o.Helper()
	req, err := http.NewRequestWithContext(o.ctx, method, o.at+path, body)
	o.must(err)
	if o.cookie != "" {
		req.AddCookie(&http.Cookie{Name: "dossier", Value: o.cookie})
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	o.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	o.must(err)
	return reply{res, string(text)}
}

// get asks for a page that must be there.
func (o *office) get(path string) reply {
	o.Helper()
	r := o.send("GET", path, nil)
	if r.StatusCode != http.StatusOK {
		o.Fatalf("GET %s: %d %s", path, r.StatusCode, r.body)
	}
	return r
}

// form is a form of a page with what stands in it.
type form struct {
	action string
	values url.Values
	// labels are the options of selects by their words, as name\x00label.
	labels map[string]string
	texts  map[string]string // name of a select in a row → the words of the row's head
}

// form finds the form of a page that posts to an address.
func (r reply) form(o *office, action string) form {
	o.Helper()
	doc, err := html.Parse(strings.NewReader(r.body))
	o.must(err)
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && strings.HasPrefix(attribute(n, "action"), action) {
			return readForm(n)
		}
	}
	o.Fatalf("no form posts to %s in %s", action, r.body)
	return form{}
}

func readForm(n *html.Node) form {
	f := form{action: attribute(n, "action"), values: url.Values{}, labels: map[string]string{}, texts: map[string]string{}}
	head := ""
	for e := range n.Descendants() {
		name := attribute(e, "name")
		switch {
		case e.Type != html.ElementNode:
		case e.Data == "th":
			head = words(e)
		case name == "":
		case e.Data == "select":
			f.texts[name] = head
			f.values.Set(name, "")
			for i, option := range slices.Collect(elements(e, "option")) {
				f.labels[name+"\x00"+words(option)] = attribute(option, "value")
				if has(option, "selected") || i == 0 {
					f.values.Set(name, attribute(option, "value"))
				}
			}
		case e.Data == "textarea":
			f.values.Add(name, words(e))
		case e.Data == "input":
			kind := attribute(e, "type")
			if (kind == "radio" || kind == "checkbox") && !has(e, "checked") || kind == "file" || kind == "submit" {
				continue
			}
			f.values.Add(name, attribute(e, "value"))
		}
	}
	return f
}

// choose sets a select to the option of some words.
func (f form) choose(o *office, name, label string) {
	o.Helper()
	value, ok := f.labels[name+"\x00"+label]
	if !ok {
		o.Fatalf("%s does not offer %q", name, label)
	}
	f.values.Set(name, value)
}

// offers reports whether a select has a value among its options.
func (f form) offers(name, value string) bool {
	for label, v := range f.labels {
		if strings.HasPrefix(label, name+"\x00") && v == value {
			return true
		}
	}
	return false
}

// row is the name of the select in the row with some head and a suffix.
func (f form) row(o *office, head, suffix string) string {
	o.Helper()
	for name, text := range f.texts {
		if text == head && strings.HasSuffix(name, ".to") == (suffix == ".to") {
			return name
		}
	}
	o.Fatalf("no row %q among %v", head, f.texts)
	return ""
}

// post sends a form; it must lead on.
func (o *office) post(f form) string {
	o.Helper()
	r := o.send("POST", f.action, strings.NewReader(f.values.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	if r.StatusCode != http.StatusSeeOther {
		said := text(o, r.body)
		if at := strings.Index(said, "Import: "); at >= 0 {
			said = said[at:]
		}
		o.Fatalf("POST %s: %d %s", f.action, r.StatusCode, said[:min(len(said), 600)])
	}
	return r.Header.Get("Location")
}

func elements(n *html.Node, tag string) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for e := range n.Descendants() {
			if e.Type == html.ElementNode && e.Data == tag && !yield(e) {
				return
			}
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func words(n *html.Node) string {
	var b strings.Builder
	for e := range n.Descendants() {
		if e.Type == html.TextNode {
			b.WriteString(e.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// upload begins an import of a file in the browser and gives the address of its
// next step, or the page that refuses it.
func (o *office) upload(register, name string, content []byte) reply {
	o.Helper()
	f := o.get("/imports/new?register="+register).form(o, "/imports")
	f.values.Set("register", register)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, field := range []string{"idempotency_key", "register"} {
		o.must(w.WriteField(field, f.values.Get(field)))
	}
	part, err := w.CreateFormFile("file", name)
	o.must(err)
	_, err = part.Write(content)
	o.must(err)
	o.must(w.Close())
	return o.send("POST", "/imports", &body, "Content-Type", w.FormDataContentType())
}

// sales is one of the four files.
func sales(o *office, name string) []byte {
	o.Helper()
	content, err := os.ReadFile(filepath.Join("../../testdata/crm-sales", name))
	o.must(err)
	return content
}

// awaitImport waits until the import has ended.
func (o *office) awaitImport(id register.ID) *crm.Import {
	o.Helper()
	limit := time.After(2 * time.Minute)
	for {
		var i *crm.Import
		o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
			i, err = register.Load(o.ctx, tx, crm.Imports, register.Ref[crm.Import](id))
			return err
		}))
		switch i.State {
		case crm.ImportDraft, crm.ImportQueued, crm.ImportRunning, crm.ImportUndoing:
		default:
			return i
		}
		select {
		case <-o.ended:
		case <-limit:
			o.Fatalf("import %d is still %s", id, i.State)
		}
	}
}

// text is what a page says, without its markup.
func text(o *office, page string) string {
	o.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	o.must(err)
	return words(doc)
}
