package web_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
	"dossier/internal/web"
)

// world is a small company over HTTP. Olena administers; Iryna heads sales of
// all; Anna and Borys sell in Kyiv, Vira in Lviv; Petro keeps the books; Rada
// only reads; Zoya has no role. Each seller has a client with a contact, a
// counterparty and a deal.
type world struct {
	*testing.T
	ctx    context.Context
	st     *store.Store
	server *web.Server
	open   storetest.Open // once more, as another node does
	log    *lines
	clock  *clock

	olena, iryna, anna, borys, vira, petro, rada, zoya *crm.User

	sales, kyiv, lviv *crm.Team
	clients           map[*crm.User]*crm.Partner
	contacts          map[*crm.User]*crm.Contact
	counterparties    map[*crm.User]*crm.Counterparty
	deals             map[*crm.User]*crm.Deal
}

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// lines is a log that a test may read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// onNothing runs a test on a server before set-up.
func onNothing(t *testing.T, test func(w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) { test(bareWorld(t, open)) })
}

func bareWorld(t *testing.T, open storetest.Open) *world {
	t.Helper()
	w := &world{T: t, ctx: t.Context(), open: open, clock: &clock{now: storetest.Noon}, log: &lines{}}
	w.st = open(storetest.Migrated(crm.Registers()), storetest.Clock(w.clock.Now))
	w.server = w.node(web.Options{})
	return w
}

// node is a server over the world's database.
func (w *world) node(o web.Options) *web.Server {
	w.Helper()
	key, err := secret.NewKey(bytes.Repeat([]byte{7}, 32))
	w.must(err)
	o.Store, o.Key, o.Log = w.st, key, slog.New(slog.NewTextHandler(w.log, nil))
	server, err := web.New(w.ctx, o)
	w.must(err)
	return server
}

// onWorld runs a test on the company.
func onWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := bareWorld(t, open)
		w.populate()
		test(w)
	})
}

// onFile is onWorld on SQLite alone, for what does not depend on the database.
func onFile(t *testing.T, test func(w *world)) {
	t.Helper()
	storetest.OnSQLite(t, func(t *testing.T, open storetest.Open) {
		w := bareWorld(t, open)
		w.populate()
		test(w)
	})
}

// onServer is onWorld on PostgreSQL alone.
func onServer(t *testing.T, test func(w *world)) {
	t.Helper()
	storetest.OnPostgres(t, func(t *testing.T, open storetest.Open) {
		w := bareWorld(t, open)
		w.populate()
		test(w)
	})
}

func (w *world) populate() {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		olena, err := crm.Start(w.ctx, tx, crm.Setup{
			Company: "Промінь", Country: "ua", Currency: "UAH", Language: "en", Zone: "Europe/Kyiv",
			Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
		})
		w.olena = olena
		return err
	})
	w.write(w.hire)
	w.clients, w.contacts, w.counterparties, w.deals = map[*crm.User]*crm.Partner{}, map[*crm.User]*crm.Contact{}, map[*crm.User]*crm.Counterparty{}, map[*crm.User]*crm.Deal{}
	w.write(func(tx *store.Tx) error {
		for i, seller := range []*crm.User{w.anna, w.borys, w.vira} {
			if err := w.trade(tx, seller, i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) hire(tx *store.Tx) error {
	w.sales, w.kyiv, w.lviv = &crm.Team{Name: "Продажі"}, &crm.Team{Name: "Київ"}, &crm.Team{Name: "Львів"}
	if err := tx.Save(w.ctx, w.sales); err != nil {
		return err
	}
	w.kyiv.Parent, w.lviv.Parent = register.Ref[crm.Team](w.sales.ID), register.Ref[crm.Team](w.sales.ID)
	for _, t := range []*crm.Team{w.kyiv, w.lviv} {
		if err := tx.Save(w.ctx, t); err != nil {
			return err
		}
	}
	person := func(surname, given, email, preset string, team *crm.Team) *crm.User {
		u := &crm.User{Surname: surname, Given: given, Email: email + "@promin.example", Language: "en"}
		if preset != "" {
			u.Roles = w.role(tx, preset)
		}
		if team != nil {
			u.Team = register.Ref[crm.Team](team.ID)
		}
		return u
	}
	w.iryna = person("Бондар", "Ірина", "iryna", "head_of_sales", w.sales)
	w.anna = person("Мельник", "Анна", "anna", "manager", w.kyiv)
	w.borys = person("Коваль", "Борис", "borys", "manager", w.kyiv)
	w.vira = person("Гнатюк", "Віра", "vira", "manager", w.lviv)
	w.petro = person("Лисенко", "Петро", "petro", "accountant", nil)
	w.rada = person("Савчук", "Рада", "rada", "read_only", nil)
	w.zoya = person("Яремко", "Зоя", "zoya", "", nil)
	for _, u := range w.staff()[1:] {
		if err := tx.Save(w.ctx, u); err != nil {
			return err
		}
	}
	w.sales.Head = register.Ref[crm.User](w.iryna.ID)
	return tx.Save(w.ctx, w.sales)
}

// staff is everybody.
func (w *world) staff() []*crm.User {
	return []*crm.User{w.olena, w.iryna, w.anna, w.borys, w.vira, w.petro, w.rada, w.zoya}
}

// role is a preset as a user bears it.
func (w *world) role(tx *store.Tx, preset string) register.Refs[crm.Role] {
	w.Helper()
	r, err := register.First(w.ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, preset))
	if err != nil || r == nil {
		w.Fatalf("no role %s: %v", preset, err)
	}
	return register.Refs[crm.Role]{register.Ref[crm.Role](r.ID)}
}

// trade gives a seller a client and all that belongs to it. The names tell
// whose they are.
func (w *world) trade(tx *store.Tx, seller *crm.User, i int) error {
	name := strings.TrimSuffix(seller.Email, "@promin.example")
	p := &crm.Partner{
		Name: "Client of " + name, Roles: crm.PartnerRoles{crm.ClientRole}, Responsible: register.Ref[crm.User](seller.ID),
		Phones: register.Parts[crm.Phone]{{Number: fmt.Sprintf("+38044123450%d", i)}},
	}
	if err := tx.Save(w.ctx, p); err != nil {
		return err
	}
	c := &crm.Contact{
		Surname: "Contact", Given: name, Partner: register.Ref[crm.Partner](p.ID), Birthday: register.Date(fmt.Sprintf("1981-02-0%d", i+1)),
		Phones: register.Parts[crm.Phone]{{Number: fmt.Sprintf("+38067765432%d", i)}},
	}
	k := &crm.Counterparty{Name: "Counterparty of " + name, Kind: crm.LegalEntity, Country: "ua", Partner: register.Ref[crm.Partner](p.ID)}
	d := &crm.Deal{
		Name: "Deal of " + name, Partner: register.Ref[crm.Partner](p.ID), Responsible: register.Ref[crm.User](seller.ID),
		Amount: money.New(int64(711100+i), "UAH"),
	}
	for _, rec := range []register.Record{c, k, d} {
		if err := tx.Save(w.ctx, rec); err != nil {
			return fmt.Errorf("%T: %w", rec, err)
		}
	}
	w.clients[seller], w.contacts[seller], w.counterparties[seller], w.deals[seller] = p, c, k, d
	return nil
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// write is a unit of work of the program.
func (w *world) write(fn func(*store.Tx) error) {
	w.Helper()
	w.must(w.st.Write(w.ctx, register.Program, register.ByProgram, fn))
}

// read looks into the database as the program.
func (w *world) read(fn func(*store.Tx) error) {
	w.Helper()
	w.must(w.st.Read(w.ctx, register.Program, fn))
}

// audited counts the lines of the audit log about an act.
func (w *world) audited(act string) int {
	w.Helper()
	list, err := w.st.AuditLog(w.ctx, store.AuditQuery{Act: act, Most: 1000})
	w.must(err)
	return len(list)
}

// browser is somebody before a screen.
type browser struct {
	*world
	server  *web.Server
	cookies map[string]string
	header  http.Header
	scheme  string
	remote  string
}

// stranger is nobody signed in.
func (w *world) stranger() *browser {
	return &browser{world: w, server: w.server, remote: "127.0.0.1:4711", cookies: map[string]string{}, header: http.Header{"Sec-Fetch-Site": {"same-origin"}, "Accept-Language": {"en"}}}
}

// as is a user signed in.
func (w *world) as(u *crm.User) *browser {
	w.Helper()
	b := w.stranger()
	w.write(func(tx *store.Tx) (err error) {
		b.cookies["dossier"], err = tx.SignIn(w.ctx, store.Session{User: u.ID, Method: "password", Device: "Firefox/130.0 (Windows)", Address: "10.0.0.1"}, 30*24*time.Hour)
		return err
	})
	return b
}

// script is the browser asking in the background, for an element.
func (b *browser) script(target string) *browser {
	own := *b
	own.header = b.header.Clone()
	own.header.Set("HX-Request", "true")
	own.header.Set("HX-Target", target)
	return &own
}

// seen is what a browser was answered.
type seen struct {
	*browser
	status int
	body   string
	header http.Header
	path   string
}

// ask sends a request and keeps the cookies of the answer.
func (b *browser) ask(method, path, body string, headers ...string) *seen {
	b.Helper()
	scheme := b.scheme
	if scheme == "" {
		scheme = "http"
	}
	r := httptest.NewRequestWithContext(b.ctx, method, scheme+"://dossier.example"+path, strings.NewReader(body))
	r.RemoteAddr = b.remote
	for name, values := range b.header {
		r.Header[name] = values
	}
	if method == http.MethodPost && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.server.Handler().ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return &seen{browser: b, status: w.Code, body: w.Body.String(), header: w.Header(), path: path}
}

func (b *browser) get(path string) *seen {
	b.Helper()
	return b.ask(http.MethodGet, path, "")
}

func (b *browser) post(path string, said url.Values) *seen {
	b.Helper()
	return b.ask(http.MethodPost, path, said.Encode())
}

// said makes the inputs of a form: name, value, name, value.
func said(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// is wants a status.
func (s *seen) is(status int) *seen {
	s.Helper()
	if s.status != status {
		s.Fatalf("%s: %d, wanted %d\n%s\n%s", s.path, s.status, status, s.header, cutTo(s.body, 4000))
	}
	return s
}

// leadsTo wants a redirect to an address that begins so.
func (s *seen) leadsTo(address string) *seen {
	s.Helper()
	at := s.header.Get("Location")
	if at == "" {
		at = s.header.Get("HX-Redirect")
	}
	if !strings.HasPrefix(at, address) || at == "" {
		s.Fatalf("%s: %d leads to %q, wanted %q\n%s", s.path, s.status, at, address, cutTo(s.body, 2000))
	}
	return s
}

// says wants texts in the answer.
func (s *seen) says(texts ...string) *seen {
	s.Helper()
	for _, t := range texts {
		if !strings.Contains(s.body, t) {
			s.Fatalf("%s: %q is not in\n%s", s.path, t, cutTo(s.body, 6000))
		}
	}
	return s
}

// hides wants texts not to be in the answer.
func (s *seen) hides(texts ...string) *seen {
	s.Helper()
	for _, t := range texts {
		if strings.Contains(s.body, t) {
			s.Fatalf("%s: %q is there", s.path, t)
		}
	}
	return s
}

// follow asks for where the answer leads.
func (s *seen) follow() *seen {
	s.Helper()
	at := s.header.Get("Location")
	if at == "" {
		s.Fatalf("%s: %d leads nowhere\n%s", s.path, s.status, cutTo(s.body, 2000))
	}
	return s.get(at)
}

// fill is the form of the page that posts to an address, with other values.
func (s *seen) fill(action string, pairs ...string) url.Values {
	s.Helper()
	f := readForms(s.T, s.body, action)
	if f == nil {
		s.Fatalf("%s: no form posts to %s", s.path, action)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

// send posts the form of the page that goes to an address.
func (s *seen) send(action string, pairs ...string) *seen {
	s.Helper()
	return s.post(action, s.fill(action, pairs...))
}

func cutTo(text string, n int) string { return text[:min(len(text), n)] }

func number(id register.ID) string { return strconv.FormatInt(id, 10) }

// sorted is a set in order.
func sorted(set map[string]bool) []string {
	var out []string
	for s := range set {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}
