package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/web"
)

// The leak test walks every route as every actor over his own records, those
// of others and none, and listens for canaries. Its verdicts are
//
//	LEAK       a canary is heard that the policy keeps from the actor
//	WRITE      something was written that the policy does not let him write
//	EXISTENCE  what is not his is answered otherwise than what is not there
//	ORACLE     a filter or an order by what is hidden is answered at all
//	5XX        the program broke
//	UNMAPPED   a route is of no shape that the test knows
type verdict struct{ kind, what string }

func (v verdict) String() string { return v.kind + " " + v.what }

// shapes are all kinds of routes there are; a register's path is R, one of its
// actions A. A route of another shape must be thought about first.
var shapes = strings.Fields(`
	GET/{$} GET/day GET/keys GET/ui GET/static/ GET/favicon.ico GET/robots.txt GET/speculation GET/health
	GET/set-up POST/set-up GET/sign-in POST/sign-in GET/sign-in/factor POST/sign-in/factor POST/sign-out GET/password/{} POST/password/{}
	GET/f/{} POST/f/{} GET/f/{}/embed.js
	GET/meet/{} POST/meet/{} GET/meet/{}/embed.js GET/booked/{} GET/booked/{}/ics POST/booked/{}/cancel POST/booked/{}/move
	GET/.well-known/change-password POST/preferences
	GET/profile POST/profile GET/profile/look GET/profile/password POST/profile/password GET/profile/sign-ins
	GET/profile/factor POST/profile/factor/begin POST/profile/factor/confirm GET/profile/factor/stop POST/profile/factor/stop
	GET/profile/factor/codes POST/profile/factor/codes
	GET/profile/sessions POST/profile/sessions/end POST/profile/sessions/{}/end
	GET/profile/tokens POST/profile/tokens GET/profile/tokens/{}/revoke POST/profile/tokens/{}/revoke
	GET/settings GET/settings/directories GET/settings/access GET/settings/audit GET/settings/jobs POST/settings/jobs/{}/cancel POST/settings/jobs/{}/retry
	GET/R/{}/access POST/R/{}/access/link POST/R/{}/access/factor POST/R/{}/access/sessions POST/R/{}/access/disable POST/R/{}/access/enable
	GET/R GET/R/new POST/R GET/R/{} POST/R/{} GET/R/{}/edit GET/R/{}/edit/{} POST/R/{}/edit/{} GET/R/{}/menu GET/R/{}/history POST/R/{}/pin
	POST/R/{}/archive POST/R/{}/restore GET/R/{}/delete POST/R/{}/delete GET/R/{}/A POST/R/{}/A GET/R/A POST/R/A
	GET/R/count GET/R/menu GET/R/{}/types GET/R/columns POST/R/columns GET/R/export
	GET/R/filter/fields GET/R/filter/edit GET/R/filter/apply GET/R/filter/groups
	GET/R/view/new GET/R/view/menu GET/R/view/edit POST/R/view POST/R/view/save POST/R/view/delete
	GET/R/bulk/edit POST/R/bulk/edit GET/R/bulk/archive POST/R/bulk/archive GET/R/bulk/restore POST/R/bulk/restore
	GET/R/bulk/delete POST/R/bulk/delete GET/R/bulk/transfer POST/R/bulk/transfer GET/R/bulk/A POST/R/bulk/A
	GET/R/{}/comments POST/R/{}/comments POST/R/{}/files
	POST/R/{}/protocol GET/R/{}/preparation GET/print/R/{}
	GET/R/board GET/R/board/filter/fields GET/R/board/filter/edit GET/R/board/filter/groups GET/R/board/filter/apply GET/R/forecast POST/R/forecast/move GET/R/forecast/filter/fields GET/R/forecast/filter/edit GET/R/forecast/filter/groups GET/R/forecast/filter/apply GET/R/map GET/R/map/filter/fields GET/R/map/filter/edit GET/R/map/filter/groups GET/R/map/filter/apply GET/R/{}/environment GET/R/{}/chance GET/api/v1/R/{}/chance GET/R/{}/design POST/R/{}/design GET/R/{}/bpmn GET/R/{}/draw POST/R/{}/draw GET/R/board/column/{} POST/R/board/move GET/R/timeline GET/R/figures GET/R/distribution GET/R/scan GET/R/labels GET/print/R/{}/return GET/R/{}/links GET/R/{}/data GET/R/{}/dossier
	GET/R/duplicates POST/R/apart
	GET/calendar GET/calendar/new GET/calendar/event/{} POST/calendar/move GET/R/{}/ics
	GET/live GET/R/bell GET/R/fired
	GET/lookup/R GET/lookup/R/{} GET/palette POST/drafts/{} POST/undo/{} GET/work GET/work/{} POST/work/{}/cancel GET/work/{}/undo POST/work/{}/undo POST/files GET/R/{}/download GET/R/{}/view
	GET/R/{}/timeline GET/R/{}/timeline/print GET/R/{}/composer POST/R/{}/composer
	GET/R/{}/columns POST/R/{}/columns GET/R/{}/values POST/R/{}/values GET/R/{}/check GET/R/{}/job GET/R/{}/rejects POST/R/{}/read POST/R/upload
	GET/analysis GET/analysis/funnel GET/analysis/conversion GET/analysis/R GET/analysis/map GET/api/v1/analysis/map GET/analysis/losses GET/analysis/forecast GET/analysis/chances
	GET/api/v1/analysis/results GET/api/v1/analysis/funnel GET/api/v1/analysis/conversion GET/api/v1/analysis/R
	GET/api/v1/analysis/losses GET/api/v1/analysis/forecast GET/api/v1/analysis/chances
	GET/api/v1/openapi.json GET/api/v1/R POST/api/v1/R GET/api/v1/R/{} PATCH/api/v1/R/{} DELETE/api/v1/R/{}
	GET/api/v1/R/{}/content POST/api/v1/R/{}/archive POST/api/v1/R/{}/restore POST/api/v1/R/{}/A POST/api/v1/R/A
`)

var braces = regexp.MustCompile(`\{[a-z.]+\}`)

// shapeOf is a route's shape.
func (a *aviary) shapeOf(r *web.Route) string {
	path := strings.Split(braces.ReplaceAllString(r.Path, "{}"), "/")
	schema := a.st.Schema()
	at := -1
	for i, step := range path {
		if schema.At(step) != nil || slices.Contains([]string{"clients", "suppliers", "competitors", "meetings"}, step) {
			if at < 0 {
				path[i], at = "R", i
			}
		}
	}
	if at >= 0 && schema.Named(r.Register) != nil {
		last := len(path) - 1
		before := path[last-1]
		if schema.Named(r.Register).Action(path[last]) != nil && last > at && (before == "R" || before == "{}" || before == "bulk") {
			path[last] = "A"
		}
	}
	return r.Method + strings.Join(path, "/")
}

// walk is one actor's way over all routes.
type walk struct {
	*aviary
	policy
	user    *crm.User
	b       *browser
	found   map[verdict]bool
	asked   int
	heard   map[string]bool
	handler http.Handler // instead of the server's own, for planted holes
	// sparing leaves the world as it is for those who walk after, and their
	// time: it writes only where the actor must be refused, and passes by
	// registers in which no canary sits.
	sparing bool
}

func (k *walk) blame(kind, format string, args ...any) {
	k.found[verdict{kind, k.name + " " + fmt.Sprintf(format, args...)}] = true
}

// fresh signs the actor in anew when his session is gone.
func (k *walk) fresh() {
	if k.user == nil {
		k.b = k.stranger()
		return
	}
	if k.b == nil || k.b.cookies["dossier"] == "" {
		k.b = k.as(k.user)
	}
}

// ask sends a request of the walk and judges its answer.
func (k *walk) ask(r *web.Route, path, body string, owner string) *seen {
	k.fresh()
	before := k.lastLine()
	b := *k.b
	headers := []string{}
	if path, over := strings.CutSuffix(path, "#drawer"); over {
		return k.judge(r, path, before, k.send(&b, r.Method, path, body, []string{"HX-Request", "true", "HX-Target", "dialog#drawer"}))
	}
	if r.Kind == web.APIKind {
		headers = append(headers, "Content-Type", "application/json", "If-Match", `"1"`)
	}
	return k.judge(r, path, before, k.send(&b, r.Method, path, body, headers))
}

// judge looks for faults in an answer and in what was written for it.
func (k *walk) judge(r *web.Route, path string, before int64, a *seen) *seen {
	k.asked++
	if a.status >= 500 {
		k.blame("5XX", "%s %s: %d", r.Method, path, a.status)
	}
	asked, _ := url.QueryUnescape(path)
	for _, token := range heard(a.body) {
		c, known := k.perch[token]
		if known && k.heard != nil {
			k.heard[token] = true
		}
		if known && !k.hears(c) && !strings.Contains(asked, token) {
			k.blame("LEAK", "%s %s: %s of %s's %s", r.Method, path, c.class, c.owner, c.register)
		}
	}
	if r.Method != http.MethodGet {
		k.judgeWrites(r, path, before)
	}
	return a
}

func (k *walk) send(b *browser, method, path, body string, headers []string) *seen {
	if k.handler == nil {
		return b.ask(method, path, body, headers...)
	}
	r := httptest.NewRequest(method, "http://dossier.example"+path, strings.NewReader(body))
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, r)
	return &seen{browser: b, status: w.Code, body: w.Body.String(), header: w.Header(), path: path}
}

func (k *walk) lastLine() int64 {
	list, err := k.st.AuditLog(k.ctx, store.AuditQuery{Most: 1})
	k.must(err)
	if len(list) == 0 {
		return 0
	}
	return list[0].ID
}

// judgeWrites holds what the audit log says was written against the policy.
func (k *walk) judgeWrites(r *web.Route, path string, after int64) {
	list, err := k.st.AuditLog(k.ctx, store.AuditQuery{Most: 50})
	k.must(err)
	for _, line := range list {
		if line.ID <= after {
			break
		}
		owner, known := k.owners[line.About]
		if line.Act == "create" && !known {
			owner = k.name
			k.owners[line.About] = owner
		}
		table := k.writes
		switch line.Act {
		case "create", "edit", "archive":
		case "delete":
			table = k.deletes
		default:
			continue
		}
		himself := line.About.Register == "user" && k.user != nil && line.About.ID == k.user.ID
		if !himself && !k.may(table, line.About.Register, owner) {
			k.blame("WRITE", "%s %s: %s %s %d of %q", r.Method, path, line.Act, line.About.Register, line.About.ID, owner)
		}
	}
}

// missing is the id of no record.
const missing register.ID = 987654

// fillings are what may stand in place of a name in an address.
func (k *walk) fillings(r *web.Route, name string) []string {
	reg := k.st.Schema().Named(r.Register)
	switch strings.TrimSuffix(name, "...") {
	case "$":
		return []string{""}
	case "field":
		if reg == nil {
			return []string{"x"}
		}
		var out []string
		for _, f := range reg.Fields {
			if f.Class != register.Open || len(out) == 0 {
				out = append(out, f.Name)
			}
		}
		return out
	case "form":
		return []string{"partners/new", "partners/" + number(k.records["partner"]["vira"])}
	case "stage":
		return []string{"1", "3"}
	}
	return []string{"1"}
}

// addresses are those of a route with everything in place of its names but
// the id.
func (k *walk) addresses(r *web.Route) []string {
	out := []string{r.Path}
	for {
		_, rest, found := strings.Cut(strings.ReplaceAll(out[0], "{id}", ""), "{")
		if !found {
			return out
		}
		name, _, _ := strings.Cut(rest, "}")
		var next []string
		for _, path := range out {
			for _, value := range k.fillings(r, name) {
				next = append(next, strings.ReplaceAll(path, "{"+name+"}", value))
			}
		}
		out = next
	}
}

// visit asks a route for the actor's own records, for those of others and for
// none.
func (k *walk) visit(r *web.Route) {
	spare := k.sparing && r.Method != http.MethodGet
	for _, path := range k.addresses(r) {
		if !strings.Contains(path, "{id}") {
			if spare {
				return
			}
			for _, query := range k.queries(r) {
				k.ask(r, path+query, k.body(r, 0, ""), "")
			}
			continue
		}
		none := k.ask(r, strings.ReplaceAll(path, "{id}", number(missing)), k.body(r, missing, ""), "")
		for owner, id := range k.records[r.Register] {
			if spare && k.may(k.sees, r.Register, owner) {
				continue
			}
			at := strings.ReplaceAll(path, "{id}", number(id))
			a := k.ask(r, at, k.body(r, id, owner), owner)
			for _, further := range k.further(r, at, a) {
				k.ask(r, further, "", owner)
			}
			if !k.may(k.sees, r.Register, owner) && (a.status != none.status || a.header.Get("Content-Type") != none.header.Get("Content-Type")) {
				k.blame("EXISTENCE", "%s %s: %d, but %d for none", r.Method, path, a.status, none.status)
			}
		}
	}
}

// further are the parts of a card and of a history.
func (k *walk) further(r *web.Route, at string, a *seen) []string {
	switch {
	case r.Method != http.MethodGet:
		return nil
	case strings.HasSuffix(r.Path, "/history"):
		return []string{at + "?before=987654"}
	case strings.HasSuffix(r.Path, "/{id}") && r.Kind == web.PageKind:
		out := []string{at + "#drawer", at + "?tab=comments", at + "?tab=files", at + "?tab=history"}
		for _, href := range attributesOf(k.T, a.body, "href") {
			if strings.HasPrefix(href, at+"?tab=") && !slices.Contains(out, href) {
				out = append(out, href)
			}
		}
		return out
	}
	return nil
}

// queries are what a list may be asked.
func (k *walk) queries(r *web.Route) []string {
	reg := k.st.Schema().Named(r.Register)
	if r.Method != http.MethodGet || reg == nil {
		if r.Path == "/palette" {
			out := []string{"", "?q=zq", "?q=8317"}
			for reg, byOwner := range k.records {
				for _, id := range byOwner {
					out = append(out, "?of=/"+k.st.Schema().Named(reg).Path+"/"+number(id))
				}
			}
			slices.Sort(out)
			return out
		}
		return []string{""}
	}
	if strings.Contains(r.Path, "/lookup/") {
		return []string{"?q=", "?q=zq", "?q=8317"}
	}
	if strings.Contains(r.Path, "/bulk/") || strings.Contains(r.Path, "/view/") || strings.Contains(r.Path, "/filter/") {
		return []string{"", "?all=1", "?id=" + number(k.records[r.Register]["vira"]), "?view=" + number(k.records["saved_view"]["vira"])}
	}
	var names []string
	for _, f := range reg.Fields {
		names = append(names, f.Name)
	}
	columns := url.QueryEscape(strings.Join(names, ","))
	out := []string{"", "?q=zq", "?q=8317", "?columns=" + columns, "?fields=" + columns, "?view=" + number(k.records["saved_view"]["vira"])}
	if strings.HasSuffix(r.Path, "/export") {
		out = append(out, "?format=xlsx&columns="+columns, "?format=csv&columns="+columns, "?format=csv&all=1")
	}
	return out
}

// body is what a request that writes says: enough to succeed where it may.
func (k *walk) body(r *web.Route, id register.ID, owner string) string {
	if r.Method == http.MethodGet || r.Method == http.MethodDelete {
		return ""
	}
	v := url.Values{
		"version": {k.versionOf(r.Register, id)}, "id": {number(id), number(k.records[r.Register]["vira"]), number(k.records[r.Register]["anna"])},
		"text": {"written"}, "note": {"written"}, "name": {"written"}, "surname": {"written"}, "value": {"written"}, "on": {"1"},
		"column": {"2"}, "after": {""}, "field": {"note"}, "reason": {"1"}, "to": {number(k.borys.ID)}, "responsible": {number(k.borys.ID)},
	}
	if r.Kind == web.APIKind {
		name := "name"
		if reg := k.st.Schema().Named(r.Register); reg != nil && reg.Field("name") == nil {
			name = "note"
		}
		return fmt.Sprintf(`{"%s":"written"}`, name)
	}
	if !strings.Contains(r.Path, "/bulk/") && !strings.Contains(r.Path, "/board/") {
		v.Del("id")
	}
	if reg := k.st.Schema().Named(r.Register); reg != nil && strings.Count(strings.Trim(r.Path, "/"), "/") < 2 {
		for name := range v {
			if name != "version" && reg.Field(name) == nil {
				v.Del(name)
			}
		}
	}
	return v.Encode()
}

// versionOf is the version of a record now, so that nothing is stale.
func (k *walk) versionOf(name string, id register.ID) string {
	reg := k.st.Schema().Named(name)
	version := int64(1)
	if reg != nil && id != 0 && id != missing {
		k.read(func(tx *store.Tx) error {
			if rec, err := tx.Load(k.ctx, reg, id); err == nil {
				version = register.BaseOf(rec).Version
			}
			return nil
		})
	}
	return fmt.Sprint(version)
}

// guess asks whether lists may be filtered, searched or ordered by what the
// actor may not see.
func (k *walk) guess() {
	for _, reg := range k.st.Schema().Registers {
		for _, f := range reg.Fields {
			if f.Class == register.Open || f.Unseen || k.hears(canary{reg.Name, k.name, f.Class}) || k.sees[reg.Name] == "" {
				continue
			}
			for _, path := range []string{
				"/" + reg.Path + "?" + f.Name + ".set=1", "/" + reg.Path + "?sort=" + f.Name, "/" + reg.Path + "?sum=" + f.Name,
				"/" + reg.Path + "/export?" + f.Name + ".set=1",
			} {
				if strings.Contains(path, "sum=") {
					continue
				}
				k.fresh()
				if a := k.b.get(path); a.status < 400 {
					k.blame("ORACLE", "%s: %d", path, a.status)
				}
			}
		}
	}
	for token, c := range k.perch {
		if k.hears(c) || !k.may(k.sees, c.register, c.owner) {
			continue
		}
		reg := k.st.Schema().Named(c.register)
		k.fresh()
		a := k.b.get("/" + reg.Path + "?q=" + token)
		for _, open := range k.of(c.register, c.owner, register.Open) {
			if slices.Contains(heard(a.body), open) {
				k.blame("ORACLE", "/%s is found by %s of class %s", reg.Path, token, c.class)
			}
		}
	}
}

// ways are the actors with who they are in the world.
func (a *aviary) ways() map[string]*crm.User {
	return map[string]*crm.User{
		"stranger": nil, "zoya": a.zoya, "rada": a.rada, "anna": a.anna, "pavlo": a.pavlo, "petro": a.petro, "iryna": a.iryna,
	}
}

// skipped are routes that end the actor's own sessions.
func skipped(r *web.Route) bool {
	return r.Path == "/sign-out" || strings.HasPrefix(r.Path, "/profile/sessions/") || r.Path == "/profile/password" && r.Method == http.MethodPost ||
		strings.HasPrefix(r.Path, "/profile/factor/") && r.Method == http.MethodPost
}

func report(t *testing.T, found map[verdict]bool) {
	t.Helper()
	all := slices.SortedFunc(maps.Keys(found), func(a, b verdict) int { return strings.Compare(a.String(), b.String()) })
	for i, v := range all {
		if i == 60 {
			t.Errorf("and %d more", len(all)-i)
			break
		}
		t.Error(v)
	}
}

// TestNothingLeaks walks on SQLite with a world for each actor, all routes of
// it, and on PostgreSQL in one world for all: only what the compiler of filters
// makes differs there, and the whole walk would take a minute.
func TestNothingLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("the walk is long")
	}
	for _, p := range policies {
		t.Run(p.name, func(t *testing.T) {
			onFile(t, func(w *world) { settle(w).walkAs(t, p, false) })
		})
	}
	t.Run("postgres", func(t *testing.T) {
		onServer(t, func(w *world) {
			a := settle(w)
			for _, p := range policies {
				t.Run(p.name, func(t *testing.T) { a.walkAs(t, p, true) })
			}
		})
	})
}

// walkAs walks all routes as one actor.
func (a *aviary) walkAs(t *testing.T, p policy, sparing bool) {
	k := &walk{aviary: a, policy: p, user: a.ways()[p.name], found: map[verdict]bool{}, heard: map[string]bool{}, sparing: sparing}
	k.guess()
	k.wander()
	report(t, k.found)
	k.reachable(t)
	if testing.Verbose() && len(k.found) > 0 {
		for _, line := range strings.Split(a.log.String(), "\n") {
			if strings.Contains(line, "panicked") || strings.Contains(line, "request failed") {
				t.Log(cutTo(line, 1500))
				break
			}
		}
	}
	t.Logf("%d requests, %d canaries heard of %d", k.asked, len(k.heard), len(a.perch))
}

// wander visits every route but those that end the actor's own sessions.
func (k *walk) wander() {
	for _, r := range k.server.Routes() {
		if !skipped(r) && !(k.sparing && r.Register != "" && k.records[r.Register] == nil) {
			k.visit(r)
		}
	}
}

// reachable wants the walk to have heard what the actor may hear: a walk that
// hears nothing proves nothing.
func (k *walk) reachable(t *testing.T) {
	t.Helper()
	for token, c := range k.perch {
		if k.hears(c) && !k.heard[token] && c.register != "mapping" {
			t.Errorf("DEAF %s never hears %s, the %s of %q's %s", k.name, token, c.class, c.owner, c.register)
		}
	}
}

func TestEveryRouteIsMapped(t *testing.T) {
	onFile(t, func(w *world) {
		a := &aviary{world: w}
		unused := map[string]bool{}
		for _, s := range shapes {
			unused[s] = true
		}
		for _, r := range w.server.Routes() {
			shape := a.shapeOf(r)
			if !slices.Contains(shapes, shape) {
				t.Errorf("UNMAPPED %s %s is of the shape %s", r.Method, r.Path, shape)
			}
			delete(unused, shape)
			if reg := w.st.Schema().Named(r.Register); r.Register != "" && (reg == nil || !slices.Contains(reg.Acts(), register.Act(r.Act))) {
				t.Errorf("UNMAPPED %s %s needs %s of %s", r.Method, r.Path, r.Act, r.Register)
			}
		}
		t.Logf("shapes of no route: %v", sorted(unused))
	})
}

// TestPlantedHolesAreFound is the test of the test: a server with a hole of
// each kind is blamed for each of them, a clean one for nothing.
func TestPlantedHolesAreFound(t *testing.T) {
	onFile(t, func(w *world) {
		a := settle(w)
		secret := a.of("partner", "vira", register.Open)[0]
		foreign := a.records["partner"]["vira"]
		route := func(method, path string) *web.Route {
			return &web.Route{Method: method, Path: path, Register: "partner", Act: "see", Kind: web.PageKind}
		}
		for name, hole := range map[string]struct {
			kind  string
			route *web.Route
			serve func(w http.ResponseWriter, r *http.Request)
		}{
			"clean": {"", route("GET", "/partners/{id}"), func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }},
			"search": {"LEAK", route("GET", "/partners"), func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, `{"name":"%s%s"}`, `\u007a`, secret[1:])
			}},
			"card": {"LEAK", route("GET", "/partners/{id}"), func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "<h1>&#122;%s</h1>", secret[1:])
			}},
			"amount": {"LEAK", route("GET", "/partners"), func(w http.ResponseWriter, r *http.Request) {
				digits := a.of("deal", "vira", register.Prices)[0]
				fmt.Fprintf(w, "%s\u00a0%s,00 ₴", digits[:4], digits[4:])
			}},
			"existence": {"EXISTENCE", route("GET", "/partners/{id}"), func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/"+number(foreign)) {
					http.Error(w, "forbidden", http.StatusForbidden)
					return
				}
				http.Error(w, "not found", http.StatusNotFound)
			}},
			"write": {"WRITE", route("POST", "/partners/{id}"), func(http.ResponseWriter, *http.Request) {
				a.write(func(tx *store.Tx) error {
					p, err := register.Load(a.ctx, tx, crm.Partners, register.Ref[crm.Partner](foreign))
					if err != nil {
						return err
					}
					p.Note += "x"
					return tx.Save(a.ctx, p)
				})
			}},
			"broken": {"5XX", route("GET", "/partners"), func(w http.ResponseWriter, r *http.Request) { http.Error(w, "oh", http.StatusInternalServerError) }},
		} {
			k := &walk{aviary: a, policy: policies[3], user: a.anna, found: map[verdict]bool{}, handler: http.HandlerFunc(hole.serve)}
			k.visit(hole.route)
			kinds := map[string]bool{}
			for v := range k.found {
				kinds[v.kind] = true
			}
			if hole.kind == "" && len(kinds) > 0 || hole.kind != "" && !kinds[hole.kind] {
				t.Errorf("%s: blamed for %v, wanted %q", name, k.found, hole.kind)
			}
		}
	})
}

func TestATokenReachesNoFartherThanItsScope(t *testing.T) {
	onFile(t, func(w *world) {
		a := settle(w)
		var token string
		w.write(func(tx *store.Tx) (err error) {
			token, err = tx.CreateToken(w.ctx, store.Token{User: w.olena.ID, Name: "contacts", Scopes: []string{"contact:read"}})
			return err
		})
		program := w.stranger()
		program.header.Set("Authorization", "Bearer "+token)
		k := &walk{aviary: a, policy: policy{name: "program"}}
		reached := 0
		for _, r := range w.server.Routes() {
			if r.Public {
				continue
			}
			id := a.records[r.Register]["anna"]
			path := strings.ReplaceAll(k.addresses(r)[0], "{id}", number(max(id, 1)))
			answer := program.ask(r.Method, path, k.body(r, id, "anna"), "Content-Type", "application/json", "If-Match", `"1"`)
			allowed := r.Kind == web.APIKind && r.Method == http.MethodGet && (r.Register == "contact" || strings.HasSuffix(r.Path, "/openapi.json"))
			switch {
			case answer.status < 300 && !allowed:
				t.Errorf("%s %s: %d", r.Method, path, answer.status)
			case answer.status >= 500:
				t.Errorf("%s %s: %d", r.Method, path, answer.status)
			case answer.status < 300:
				reached++
			}
		}
		if reached < 2 {
			t.Errorf("the token reached %d routes", reached)
		}
	})
}
