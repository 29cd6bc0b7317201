package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dossier/internal/crm"
)

// visitor is a browser that is signed in; all clients of a measurement are
// tabs of it.
type visitor struct {
	client   *http.Client
	base     string
	partners int64
	deep     []string      // addresses of pages deep in the list
	users    []string      // whose months are looked at
	types    []string      // of events
	states   []string      // their statuses
	stages   []string      // between which deals are moved
	seller   *visitor      // who sees his own; nil where nobody can sign in so
	numbers  atomic.Uint64 // telephone numbers given so far, from a place of chance

	mu       sync.Mutex
	versions map[int64]int64 // of the records that are edited
	free     []int64         // those nobody is editing now
	deals    []string        // of the board, those nobody is moving now
}

// answer is how long an answer took, to its last byte, and its size as it
// travelled.
type answer struct {
	took time.Duration
	size int
}

// signInVisitor signs in by the page, as people do.
func signInVisitor(ctx context.Context, base, email, password string) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &visitor{base: strings.TrimSuffix(base, "/"), versions: map[int64]int64{}}
	v.client = &http.Client{
		Jar:           jar,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	v.numbers.Store(uint64(time.Now().UnixMilli()))
	if _, _, err := v.get(ctx, "/sign-in"); err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	if _, _, err := v.post(ctx, "/sign-in", url.Values{"email": {email}, "password": {password}}); err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	return v, nil
}

func (v *visitor) get(ctx context.Context, path string) (answer, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+path, nil)
	if err != nil {
		return answer{}, "", err
	}
	return v.send(req)
}

func (v *visitor) post(ctx context.Context, path string, form url.Values) (answer, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(req)
}

// send times a request. A page may be answered with 200, a form that is done
// with a lead to the next page; anything else is an error.
func (v *visitor) send(req *http.Request) (answer, string, error) {
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Accept-Language", "uk")
	if req.Context().Value(part{}) != nil {
		req.Header.Set("HX-Request", "true")
	}
	began := time.Now()
	res, err := v.client.Do(req)
	if err != nil {
		return answer{}, "", err
	}
	var body strings.Builder
	n, err := io.Copy(&body, res.Body)
	took := time.Since(began)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return answer{}, "", err
	}
	text := body.String()
	if res.Header.Get("Content-Encoding") == "gzip" && (res.StatusCode != http.StatusOK || req.Context().Value(whole{}) != nil) {
		text = unzip(text)
	}
	right := http.StatusOK
	if req.Method == http.MethodPost && req.Context().Value(part{}) == nil {
		right = http.StatusSeeOther
	}
	if res.StatusCode != right {
		return answer{}, "", fmt.Errorf("%s %s is answered with %s, leading to %q: %.2000s", req.Method, req.URL, res.Status, res.Header.Get("Location"), text)
	}
	return answer{took, int(n)}, text + res.Header.Get("Location"), nil
}

// whole asks, in a context, for the text of a page and not only its time.
type whole struct{}

// part asks, in a context, for a piece of a page, as a script does.
type part struct{}

func unzip(text string) string {
	r, err := gzip.NewReader(strings.NewReader(text))
	if err != nil {
		return ""
	}
	out, _ := io.ReadAll(r)
	return string(out)
}

var (
	partnerHref = regexp.MustCompile(`href="/partners/(\d+)"`)
	nextHref    = regexp.MustCompile(`[?&](after=[A-Za-z0-9_%=-]+)`)
	userHref    = regexp.MustCompile(`href="/users/(\d+)"`)
	typeHref    = regexp.MustCompile(`href="/event_types/(\d+)"`)
	statusHref  = regexp.MustCompile(`href="/event_statuses/(\d+)"`)
	boardColumn = regexp.MustCompile(`class="board-column" id="[^"]*" data-column="(\d+)"`)
	boardCard   = regexp.MustCompile(`data-card="(\d+)"`)
	versionHeld = regexp.MustCompile(`name="version" value="(\d+)"`)
)

// look finds out how many partners there are and where the list is deep.
func (v *visitor) look(ctx context.Context) error {
	ctx = context.WithValue(ctx, whole{}, true)
	_, text, err := v.get(ctx, "/partners?sort=-created_at&all=1")
	if err != nil {
		return err
	}
	for _, m := range partnerHref.FindAllStringSubmatch(text, -1) {
		id, _ := strconv.ParseInt(m[1], 10, 64)
		v.partners = max(v.partners, id)
	}
	_, text, err = v.get(ctx, "/partners?sort=-code&all=1") // codes are given in the order of making
	if err != nil {
		return err
	}
	for _, m := range partnerHref.FindAllStringSubmatch(text, -1) {
		id, _ := strconv.ParseInt(m[1], 10, 64)
		v.partners = max(v.partners, id)
	}
	if v.partners == 0 {
		return errors.New("there are no partners; make some: dossier bench seed")
	}
	for _, letter := range []string{"е", "к", "м", "п", "с", "т"} {
		_, text, err := v.get(ctx, "/clients?"+url.Values{"name.starts": {letter}}.Encode())
		if err != nil {
			return err
		}
		if m := nextHref.FindStringSubmatch(html.UnescapeString(text)); m != nil {
			v.deep = append(v.deep, "/clients?"+m[1])
		}
	}
	if len(v.deep) == 0 {
		v.deep = []string{"/clients"} // a base so small has no depth
	}
	for path, into := range map[string]*[]string{"/users": &v.users, "/event_types": &v.types, "/event_statuses": &v.states, "/deals/board": &v.deals} {
		_, text, err := v.get(ctx, path)
		if err != nil {
			return err
		}
		of := map[string]*regexp.Regexp{"/users": userHref, "/event_types": typeHref, "/event_statuses": statusHref, "/deals/board": boardCard}[path]
		*into = found(of, text)
		if path == "/deals/board" {
			v.stages = found(boardColumn, text)
		}
	}
	if len(v.users) == 0 || len(v.types) == 0 || len(v.states) == 0 || len(v.deals) == 0 || len(v.stages) < 2 {
		return errors.New("there are no people, types of events or open deals; make a base: dossier bench seed")
	}
	return nil
}

// found are the things that a page mentions, each once.
func found(what *regexp.Regexp, text string) []string {
	var out []string
	for _, m := range what.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// parts of names that people look for, rare and common, inside words too.
var parts = words("насос полтава мельник буд постач строй агро тервіс енерго зерно логіст трейд нтаж київсер лісо ристал черкас")

// sought are words of a global search: firms, people, numbers, addresses, a
// wrong keyboard layout and Latin letters.
var sought = []string{
	"буд", "насоспостач", "мельник", "коваленко олена", "шевченко", "067123", "380501", "office@", "euro-trade", "agro", "ljvgfc", "melnyk",
	"строй", "димитров", "тепломонтаж", "kowalski", "вікна", "000777", "полтава буд", "іванова",
}

// tasks are the things that are measured.
func (v *visitor) tasks() []task {
	read := func(name string, path func(rng *rand.Rand) string) task {
		return task{name, func(ctx context.Context, rng *rand.Rand) (answer, error) {
			a, _, err := v.get(ctx, path(rng))
			return a, err
		}}
	}
	piece := func(name string, path func(rng *rand.Rand) string) task {
		return task{name, func(ctx context.Context, rng *rand.Rand) (answer, error) {
			a, _, err := v.get(context.WithValue(ctx, part{}, true), path(rng))
			return a, err
		}}
	}
	events := func(by string, ask func(rng *rand.Rand) [2]string) task {
		return read("events-"+by, func(rng *rand.Rand) string {
			q := ask(rng)
			return "/events?" + url.Values{q[0]: {q[1]}}.Encode()
		})
	}
	busy := "/partners/" + strconv.Itoa(busyPartner)
	somebody := func(rng *rand.Rand) string { return "/partners/" + strconv.FormatInt(1+rng.Int64N(v.partners), 10) }
	all := []task{
		read("list", func(*rand.Rand) string { return "/clients" }),
		read("filter", func(rng *rand.Rand) string { return "/clients?" + url.Values{"name.has": {one(parts, rng)}}.Encode() }),
		read("search", func(rng *rand.Rand) string { return "/palette?" + url.Values{"q": {one(sought, rng)}}.Encode() }),
		read("card", somebody),
		read("deep", func(rng *rand.Rand) string { return one(v.deep, rng) }),
		read("board", func(*rand.Rand) string { return "/deals/board" }),
		{"create", v.create},
		{"edit", v.edit},
		piece("timeline", func(rng *rand.Rand) string { return somebody(rng) + "/timeline" }),
		piece("busy-timeline", func(*rand.Rand) string { return busy + "/timeline" }),
		read("busy-card", func(*rand.Rand) string { return busy }),
		read("month", func(rng *rand.Rand) string {
			day := time.Now().AddDate(0, -rng.IntN(12), 0).Format(time.DateOnly)
			return "/calendar?" + url.Values{"view": {"month"}, "day": {day}, "who": {one(v.users, rng)}}.Encode()
		}),
		read("events", func(*rand.Rand) string { return "/events" }),
		events("client", func(rng *rand.Rand) [2]string {
			return [2]string{"partner.in", strings.TrimPrefix(somebody(rng), "/partners/")}
		}),
		events("busy-client", func(*rand.Rand) [2]string { return [2]string{"partner.in", strconv.Itoa(busyPartner)} }),
		events("type", func(rng *rand.Rand) [2]string { return [2]string{"type.in", one(v.types, rng)} }),
		events("status", func(rng *rand.Rand) [2]string { return [2]string{"status.in", one(v.states, rng)} }),
		events("class", func(rng *rand.Rand) [2]string { return [2]string{"class.in", one(crm.EventClass("").Choices(), rng)} }),
		events("employee", func(rng *rand.Rand) [2]string { return [2]string{"responsible.in", one(v.users, rng)} }),
		events("period", func(rng *rand.Rand) [2]string {
			return [2]string{"start.within", one(words("today last7 next7 last30"), rng)}
		}),
		events("method", func(rng *rand.Rand) [2]string { return [2]string{"method.in", one(crm.EventMethod("").Choices(), rng)} }),
		events("handling", func(rng *rand.Rand) [2]string {
			return [2]string{"handling.in", one(crm.EventHandling("").Choices(), rng)}
		}),
		events("attention", func(*rand.Rand) [2]string { return [2]string{"only", "attention"} }),
		events("overdue", func(*rand.Rand) [2]string { return [2]string{"only", "overdue"} }),
		{"create-event", v.createEvent},
		{"move-deal", v.moveDeal},
	}
	if v.seller == nil {
		return all
	}
	for name, path := range map[string]string{"day": "/day", "seller-clients": "/clients", "seller-board": "/deals/board", "seller-events": "/events"} {
		all = append(all, task{name, func(ctx context.Context, _ *rand.Rand) (answer, error) {
			a, _, err := v.seller.get(ctx, path)
			return a, err
		}})
	}
	slices.SortStableFunc(all[len(all)-4:], func(a, b task) int { return strings.Compare(a.name, b.name) })
	return all
}

// createEvent notes a call with some client, as the form of an event does.
func (v *visitor) createEvent(ctx context.Context, rng *rand.Rand) (answer, error) {
	a, _, err := v.post(ctx, "/events", url.Values{
		"type": {one(v.types, rng)}, "partner": {strconv.FormatInt(1+rng.Int64N(v.partners), 10)}, "subject": {"Домовитися про зустріч"},
		"planned_start": {time.Now().AddDate(0, 0, 1+rng.IntN(20)).Format("2006-01-02T15:04")}, "responsible": {one(v.users, rng)},
		"idempotency_key": {strconv.FormatUint(rng.Uint64(), 36)},
	})
	return a, err
}

// moveDeal puts a card of the board into one of its columns, each client cards
// of its own: of two who move one card at once the second is told so.
func (v *visitor) moveDeal(ctx context.Context, rng *rand.Rand) (answer, error) {
	v.mu.Lock()
	if len(v.deals) == 0 {
		v.mu.Unlock()
		return answer{}, errors.New("there are fewer deals on the board than clients who move them")
	}
	at := rng.IntN(len(v.deals))
	deal := v.deals[at]
	v.deals = slices.Delete(v.deals, at, at+1)
	v.mu.Unlock()
	a, _, err := v.post(context.WithValue(ctx, part{}, true), "/deals/board/move", url.Values{"id": {deal}, "column": {one(v.stages, rng)}})
	v.mu.Lock()
	defer v.mu.Unlock()
	v.deals = append(v.deals, deal)
	return a, err
}

// create makes a client with a telephone. Its name is like no other, so that
// the search for duplicates that goes before finds none.
func (v *visitor) create(ctx context.Context, rng *rand.Rand) (answer, error) {
	var name strings.Builder
	for range 4 {
		name.WriteString(one(words("ба бе ва га ди жо зу ки ло ме на пи ра ру са ті ту фа ха це ча ша ще ю я"), rng))
		name.WriteString(one(words("б в г д ж з к л м н п р с т ф х ц ч ш"), rng))
	}
	a, _, err := v.post(ctx, "/partners", url.Values{
		"name": {"ТОВ «" + name.String() + " " + strconv.Itoa(rng.IntN(1000)) + "»"}, "roles": {"client"},
		"phones.0.kind": {"work"}, "phones.0.number": {v.number()},
		"note": {"Новий клієнт, просить передзвонити"}, "idempotency_key": {strconv.FormatUint(rng.Uint64(), 36)},
	})
	return a, err
}

// number is a telephone number that nobody has: the prefixes are not those of
// a made base.
func (v *visitor) number() string {
	n := v.numbers.Add(1) % 40_000_000
	return []string{"+38091", "+38092", "+38094", "+38073"}[n/10_000_000] + fmt.Sprintf("%07d", n%10_000_000)
}

func one(list []string, rng *rand.Rand) string { return list[rng.IntN(len(list))] }

// edit changes the note of a partner, each client of its own ones.
func (v *visitor) edit(ctx context.Context, rng *rand.Rand) (answer, error) {
	id, version, err := v.take(ctx, rng)
	if err != nil {
		return answer{}, err
	}
	path := "/partners/" + strconv.FormatInt(id, 10) + "?field=note"
	a, _, err := v.post(ctx, path, url.Values{
		"version": {strconv.FormatInt(version, 10)}, "note": {"Передзвонити у вівторок, " + strconv.FormatUint(rng.Uint64(), 36)},
		"idempotency_key": {strconv.FormatUint(rng.Uint64(), 36)},
	})
	v.mu.Lock()
	defer v.mu.Unlock()
	v.versions[id], v.free = version+1, append(v.free, id)
	return a, err
}

// mostEdited is how many partners are edited in turn.
const mostEdited = 200

// take finds a partner that nobody else is editing, and its version.
func (v *visitor) take(ctx context.Context, rng *rand.Rand) (id, version int64, err error) {
	v.mu.Lock()
	if len(v.versions) >= mostEdited && len(v.free) > 0 {
		id, v.free = v.free[0], v.free[1:]
		version = v.versions[id]
		v.mu.Unlock()
		return id, version, nil
	}
	for {
		id = 1 + rng.Int64N(v.partners)
		if _, taken := v.versions[id]; !taken {
			break
		}
	}
	v.versions[id] = 0
	v.mu.Unlock()
	_, text, err := v.get(context.WithValue(ctx, whole{}, true), "/partners/"+strconv.FormatInt(id, 10)+"/edit?field=note")
	if err != nil {
		return 0, 0, err
	}
	m := versionHeld.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, fmt.Errorf("the form of partner %d has no version", id)
	}
	version, err = strconv.ParseInt(m[1], 10, 64)
	return id, version, err
}
