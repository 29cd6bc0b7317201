package web

import (
	"crypto/rand"
	"encoding/base32"
	"net/http"
	"regexp"
	"time"

	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/store"
)

// Route is one method and path the server answers. The list of routes is the
// program's surface: the leak test walks it.
type Route struct {
	Method   string `json:"method"`
	Path     string `json:"path"`
	Register string `json:"register,omitempty"` // name of the register it speaks of
	Act      string `json:"act,omitempty"`      // right on the register that its unit of work needs
	Kind     Kind   `json:"kind"`
	Public   bool   `json:"public,omitempty"` // answers those who are not signed in
	Half     bool   `json:"half,omitempty"`   // also answers those whose second factor is awaited
	// Administrative routes answer those who may change everybody's rights.
	Administrative bool `json:"administrative,omitempty"`
	// Unasked routes are asked by pages themselves, not by who reads them.
	Unasked bool `json:"unasked,omitempty"`

	most int64 // bytes of the body
	do   func(*call) error
}

// Kind says what a route answers with.
type Kind string

const (
	PageKind     Kind = "page"     // a whole page, or its part when asked in the background
	FragmentKind Kind = "fragment" // a part of a page
	FormKind     Kind = "form"     // does something and leads on
	APIKind      Kind = "api"      // JSON
	FileKind     Kind = "file"     // bytes
	StreamKind   Kind = "stream"   // what happens from now on, without an end
)

// usualBody is how many bytes a request may carry unless its route says more.
const usualBody = 1 << 20

// add declares a route. One declared before keeps its place: a page of its own
// stands where a register would have had its usual one.
func (s *Server) add(method, path string, kind Kind, do func(*call) error, with ...func(*Route)) {
	r := &Route{Method: method, Path: path, Kind: kind, do: do, most: usualBody}
	for _, w := range with {
		w(r)
	}
	shape := method + " " + wildcard.ReplaceAllString(path, "{}")
	if s.shapes[shape] {
		return
	}
	if s.shapes == nil {
		s.shapes = map[string]bool{}
	}
	s.shapes[shape] = true
	s.routes = append(s.routes, r)
}

var wildcard = regexp.MustCompile(`\{[a-z]+\}`)

// of says which register a route speaks of and which right it needs.
func of(r *register.Register, act register.Act) func(*Route) {
	return func(route *Route) { route.Register, route.Act = r.Name, string(act) }
}

// public lets in those who are not signed in.
func public(r *Route) { r.Public = true }

// half lets in those whose second factor is awaited, beside the others.
func half(r *Route) { r.Half = true }

// unasked says that pages ask for it by themselves: it keeps no session alive.
func unasked(r *Route) { r.Unasked = true }

// administrative lets in those alone who may change everybody's rights: what
// the route shows belongs to no register whose rows could be asked.
func administrative(r *Route) { r.Administrative = true }

// large lets a body be longer than usual.
func large(most int64) func(*Route) { return func(r *Route) { r.most = most } }

// call is one request being answered.
type call struct {
	*Server
	w     http.ResponseWriter
	r     *http.Request
	route *Route
	code  string // names the request in the log and on error pages
	now   time.Time

	who   who
	actor register.Actor
	p     *lang.Printer
}

// handle answers a route: who asks, in what language, then its own work.
func (s *Server) handle(route *Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, route.most)
		if route.most > usualBody {
			r.Body = &patient{ReadCloser: r.Body, control: http.NewResponseController(w)}
		}
		c := &call{Server: s, w: w, r: r, route: route, code: requestCode(), now: s.store.Now(), actor: nobody{}}
		err := c.identify()
		if err == nil {
			err = route.do(c)
		}
		if err != nil {
			c.fail(err)
		}
	})
}

func requestCode() string {
	var b [5]byte
	rand.Read(b[:])
	return base32.StdEncoding.EncodeToString(b[:])
}

// background reports whether a script asks, not the browser for a page.
func (c *call) background() bool { return c.r.Header.Get("HX-Request") == "true" }

// target is the element that a background request fills: main#main, dialog#drawer …
func (c *call) target() string { return c.r.Header.Get("HX-Target") }

// read runs fn over one consistent state of the database.
func (c *call) read(fn func(*store.Tx) error) error {
	return c.store.Read(c.r.Context(), c.actor, fn)
}

// write runs fn as one unit of work.
func (c *call) write(fn func(*store.Tx) error) error {
	cause := register.ByForm
	if c.route.Kind == APIKind {
		cause = register.ByAPI
	}
	return c.store.Write(c.r.Context(), c.actor, cause, fn)
}

// register is the register of the route, with its custom fields of now.
func (c *call) register() *register.Register { return c.store.Schema().Named(c.route.Register) }

// nobody is the actor of those who are not signed in: he may do nothing.
type nobody struct{}

func (nobody) User() register.ID                                     { return 0 }
func (nobody) Name() string                                          { return "nobody" }
func (nobody) Rows(*register.Register, register.Act) register.Filter { return register.Any{} }
func (nobody) Sees(*register.Register, register.Class) bool          { return false }
func (nobody) Edits(*register.Register, register.Class) bool         { return false }
func (nobody) Team() []register.ID                                   { return nil }
