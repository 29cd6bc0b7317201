package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// meetRoutes are the pages on which strangers plan a meeting, and what they do
// with one that is planned. They know nobody's session: what they do, the
// program does.
func (s *Server) meetRoutes() {
	s.add("GET", "/meet/{key}", PageKind, (*call).meet, public)
	s.add("POST", "/meet/{key}", FormKind, (*call).meetBooked, public, large(largestSent+usualBody))
	s.add("GET", "/meet/{key}/embed.js", FileKind, (*call).meetScript, public)
	s.add("GET", "/booked/{token}", PageKind, (*call).booked, public)
	s.add("GET", "/booked/{token}/ics", FileKind, (*call).bookedICS, public)
	s.add("POST", "/booked/{token}/cancel", FormKind, (*call).bookedCancel, public)
	s.add("POST", "/booked/{token}/move", FormKind, (*call).bookedMove, public)
}

// meeting is a visit to such a page: what the address says, and what is free.
type meeting struct {
	page   *crm.BookingPage
	people map[register.ID]*crm.User
	wish   crm.BookingWish
	slots  []crm.Slot
	at     time.Time      // the chosen moment, zero before
	zone   *time.Location // of the visitor
	values url.Values     // what is passed on
	moving *crm.Event     // the meeting that is to be moved
	token  string         // of it
}

// meetAt reads the page of the address and what is free on it.
func (c *call) meetAt(tx *store.Tx, said url.Values) (*meeting, error) {
	ctx, all := c.r.Context(), tx.AsProgram()
	one, err := running(c, tx, crm.BookingPages, func(b *crm.BookingPage) *crm.Outside { return &b.Outside })
	if err != nil {
		return nil, err
	}
	m := &meeting{page: one, zone: c.store.Zone(), values: url.Values{}, people: map[register.ID]*crm.User{}}
	if zone, err := calendar.Zone(said.Get("zone")); err == nil && len(said.Get("zone")) < 64 {
		m.zone = zone
		m.values.Set("zone", zone.String())
	}
	c.speaks(one.Language, m.zone)
	c.openTo(&one.Outside)
	for _, name := range carried {
		if said.Has(name) {
			m.values.Set(name, said.Get(name))
		}
	}
	if err := c.wished(tx, m, said); err != nil {
		return nil, err
	}
	ids := make([]register.ID, 0, len(one.People)+1)
	for _, who := range append(slices.Clone(one.People), m.wish.With) {
		ids = append(ids, register.ID(who))
	}
	users, err := register.Select(ctx, all, crm.Users, register.Query{Filter: register.ByID(ids...)})
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		m.people[u.ID] = u
	}
	if at, err := time.Parse(time.RFC3339, said.Get("at")); err == nil {
		m.at = at.UTC()
	}
	m.slots, err = one.Slots(ctx, all, m.wish)
	return m, err
}

// wished reads how long and with whom, which a meeting that is moved says
// itself.
func (c *call) wished(tx *store.Tx, m *meeting, said url.Values) error {
	if said.Has("move") {
		entry, err := c.entryOf(tx, said.Get("move"))
		if err != nil {
			return err
		}
		of, event, err := entry.Booked(c.r.Context(), tx.AsProgram())
		if err != nil {
			return err
		}
		if of.ID != m.page.ID || event.Class != crm.Planned || !event.PlannedStart.After(c.now) {
			return register.ErrNotFound
		}
		m.moving, m.token, m.wish = event, said.Get("move"), event.MoveWish()
		m.values.Set("move", m.token)
		return nil
	}
	lengths := m.page.Minutes()
	m.wish.Minutes, _ = strconv.ParseInt(said.Get("minutes"), 10, 64)
	if !slices.Contains(lengths, m.wish.Minutes) {
		m.wish.Minutes = lengths[0]
	}
	if len(lengths) > 1 {
		m.values.Set("minutes", strconv.FormatInt(m.wish.Minutes, 10))
	}
	with, _ := strconv.ParseInt(said.Get("with"), 10, 64)
	switch {
	case m.page.Way != crm.BookChosen:
	case slices.Contains(m.page.People, register.Ref[crm.User](with)):
		m.wish.With = register.Ref[crm.User](with)
		m.values.Set("with", said.Get("with"))
	}
	return nil
}

// path is an address of the page with what is passed on, changed as it is told.
func (m *meeting) path(change ...string) string {
	q := url.Values{}
	for name, texts := range m.values {
		q[name] = texts
	}
	for i := 0; i < len(change); i += 2 {
		q.Set(change[i], change[i+1])
		if change[i+1] == "" {
			q.Del(change[i])
		}
	}
	return withQuery("/meet/"+m.page.Key, q)
}

// meet shows free hours, and for the chosen one asks who comes.
func (c *call) meet() error {
	var m *meeting
	said := c.r.URL.Query()
	err := c.read(func(tx *store.Tx) (err error) {
		m, err = c.meetAt(tx, said)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case said.Has("sent"):
		v := page.PublicForm{Public: c.public(&m.page.Outside, said.Has("embed")), Sent: true, Thanks: c.p.Text("outside.thanks"), Again: m.path()}
		c.render(http.StatusOK, page.PublicFormPage(c.p, v))
		return nil
	case m.at.IsZero():
		return c.showSlots(http.StatusOK, m, "")
	case !m.free():
		return c.showSlots(http.StatusConflict, m, c.p.Text("slot_is_taken"))
	}
	return c.showChosen(http.StatusOK, m, said, nil)
}

// free reports whether the chosen moment is.
func (m *meeting) free() bool {
	return slices.ContainsFunc(m.slots, func(s crm.Slot) bool { return s.At.Equal(m.at) })
}

// showSlots shows the days of a month that have free hours, and the hours of
// one of them.
func (c *call) showSlots(status int, m *meeting, problem string) error {
	v := page.Meet{Public: c.public(&m.page.Outside, m.values.Has("embed")), Guess: !m.values.Has("zone"), Place: m.page.Place}
	v.Sheets, v.Problem = []string{"meet.css"}, problem
	c.meetChoices(&v, m)
	byDay := map[calendar.Day][]crm.Slot{}
	var days []calendar.Day
	for _, s := range m.slots {
		d := calendar.DayOf(s.At.In(m.zone))
		if len(byDay[d]) == 0 {
			days = append(days, d)
		}
		byDay[d] = append(byDay[d], s)
	}
	if len(days) == 0 {
		v.Empty = c.p.Text("outside.meet.none")
		c.render(status, page.MeetPage(c.p, v))
		return nil
	}
	chosen := days[0]
	asked, err := calendar.ParseDay(c.r.URL.Query().Get("day"))
	if err == nil {
		if i := slices.IndexFunc(days, func(d calendar.Day) bool { return d >= asked }); i >= 0 {
			chosen = days[i]
		} else {
			chosen = days[len(days)-1]
		}
	}
	c.meetMonth(&v, m, days, chosen)
	v.Day = c.p.DateLong(string(chosen))
	for _, s := range byDay[chosen] {
		v.Times = append(v.Times, page.Link{Label: c.p.Time(s.At), Href: m.path("at", s.At.Format(time.RFC3339))})
	}
	c.render(status, page.MeetPage(c.p, v))
	return nil
}

// meetChoices fills in whose time, how much of it, and the zone it is shown in.
func (c *call) meetChoices(v *page.Meet, m *meeting) {
	v.Zones, v.Zone = c.zoneChoices(m.zone.String()), m.zone.String()
	v.Action = "/meet/" + m.page.Key
	for name, texts := range m.values {
		if name != "zone" {
			v.Hidden = append(v.Hidden, page.Hidden{Name: name, Value: texts[0]})
		}
	}
	slices.SortFunc(v.Hidden, func(a, b page.Hidden) int { return strings.Compare(a.Name, b.Name) })
	if m.moving != nil {
		v.Moving = c.p.Text("outside.meet.moving", "when", c.meetWhen(m.moving.Start))
		v.Back = "/booked/" + m.token
		return
	}
	if lengths := m.page.Minutes(); len(lengths) > 1 {
		for _, n := range lengths {
			v.Lengths = append(v.Lengths, page.MeetChoice{Link: page.Link{Label: c.p.Minutes(n), Href: m.path("minutes", strconv.FormatInt(n, 10))}, Current: n == m.wish.Minutes})
		}
	} else {
		v.Length = c.p.Minutes(m.wish.Minutes)
	}
	if m.page.Way != crm.BookChosen || len(m.page.People) < 2 {
		if len(m.page.People) == 1 {
			v.With = c.personOf(m, m.page.People[0])
		}
		return
	}
	v.People = append(v.People, page.MeetChoice{Link: page.Link{Label: c.p.Text("outside.meet.anybody"), Href: m.path("with", "")}, Current: m.wish.With == 0})
	for _, one := range m.page.People {
		if name := c.personOf(m, one); name != "" {
			v.People = append(v.People, page.MeetChoice{Link: page.Link{Label: name, Href: m.path("with", strconv.FormatInt(int64(one), 10))}, Current: m.wish.With == one})
		}
	}
}

func (c *call) personOf(m *meeting, one register.Ref[crm.User]) string {
	if u := m.people[register.ID(one)]; u != nil {
		return c.p.Person(u.Surname, u.Given, "")
	}
	return ""
}

// meetMonth draws the month of a day; days before it and after it that have
// free hours are a step away.
func (c *call) meetMonth(v *page.Meet, m *meeting, days []calendar.Day, chosen calendar.Day) {
	first := chosen.FirstOfMonth()
	next := first.AddMonths(1)
	v.Month = c.p.MonthYear(string(first))
	if days[0] < first {
		before := days[0]
		for _, d := range days {
			if d < first && d.FirstOfMonth() != before.FirstOfMonth() {
				before = d
			}
		}
		v.Previous = m.path("day", string(before))
	}
	if i := slices.IndexFunc(days, func(d calendar.Day) bool { return d >= next }); i >= 0 {
		v.Next = m.path("day", string(days[i]))
	}
	for i := range 7 {
		v.Weekdays = append(v.Weekdays, c.p.WeekdayShort(time.Weekday((i+1)%7)))
	}
	for d := first.Monday(); d < next; d = d.Add(7) {
		var week []page.MeetDay
		for i := range 7 {
			one := d.Add(i)
			day := page.MeetDay{Number: strconv.Itoa(one.Number()), Other: one < first || one >= next, Current: one == chosen}
			if slices.Contains(days, one) && !day.Other {
				day.Href, day.Label = m.path("day", string(one)), c.p.DateLong(string(one))
			}
			week = append(week, day)
		}
		v.Weeks = append(v.Weeks, week)
	}
}

// meetWhen is a day and a time by the clocks of the reader.
func (c *call) meetWhen(at time.Time) string {
	return c.p.Text("outside.meet.when", "weekday", c.p.Weekday(at.In(c.p.Zone()).Weekday()), "day", c.p.DateLong(c.p.Day(at)), "time", c.p.Time(at))
}

// showChosen shows the chosen moment and asks who comes, or whether the meeting
// is to be moved there.
func (c *call) showChosen(status int, m *meeting, said url.Values, wrong wrongs) error {
	at := m.at.Format(time.RFC3339)
	v := page.MeetChosen{
		When: c.meetWhen(m.at), Zone: zoneNameAt(m.zone.String(), m.at), Length: c.p.Minutes(m.wish.Minutes), Place: m.page.Place,
		Back: m.path("day", string(calendar.DayOf(m.at.In(m.zone)))),
	}
	switch {
	case m.wish.With != 0:
		v.With = c.personOf(m, m.wish.With)
	case len(m.page.People) == 1:
		v.With = c.personOf(m, m.page.People[0])
	}
	v.Form = c.outsideForm(&m.page.Outside, said, wrong)
	v.Form.Sheets = []string{"meet.css"}
	v.Form.Submit = cmp.Or(m.page.Submit, c.p.Text("outside.meet.plan"))
	v.Form.Action = "/meet/" + m.page.Key
	if m.moving != nil {
		v.Form.Fields, v.Form.Consent, v.Form.Trap, v.Form.Upload = nil, "", "", false
		v.Form.Submit, v.Form.Action = c.p.Text("outside.meet.move_here"), "/booked/"+m.token+"/move"
		v.Moving = c.p.Text("outside.meet.moving", "when", c.meetWhen(m.moving.Start))
	}
	for _, name := range []string{"zone", "minutes", "with", "move"} {
		if m.values.Has(name) {
			v.Form.Hidden = append(v.Form.Hidden, page.Hidden{Name: name, Value: m.values.Get(name)})
		}
	}
	v.Form.Hidden = append(v.Form.Hidden, page.Hidden{Name: "at", Value: at})
	c.render(status, page.MeetChosenPage(c.p, v))
	return nil
}

// meetBooked books the chosen moment.
func (c *call) meetBooked() error {
	if err := c.mustRun(); err != nil {
		return err
	}
	said, file, err := c.readSent()
	tooLarge := errors.Is(err, register.ErrTooMuch)
	if err != nil && !tooLarge {
		return err
	}
	var m *meeting
	said.Del("move")
	if err := c.read(func(tx *store.Tx) (err error) {
		m, err = c.meetAt(tx, said)
		return err
	}); err != nil {
		return err
	}
	if tooLarge {
		return c.showChosen(http.StatusRequestEntityTooLarge, m, said, wrongs{string(crm.AskFile): c.p.Text("outside.file_too_large", "size", sizeWords(c.p, largestSent))})
	}
	wait, err := c.admit(m.page.Key, said)
	if err != nil {
		return err
	}
	if wait > 0 {
		return c.showChosen(http.StatusTooManyRequests, m, said, wrongs{"": c.p.Text("outside.too_often")})
	}
	var entry *crm.FormEntry
	wrong, err := c.outsideDo(file, func(ctx context.Context, tx *store.Tx) (err error) {
		entry, err = m.page.Book(ctx, tx, c.sent(&m.page.Outside, said, file), m.wish, m.at)
		return err
	})
	switch {
	case err != nil:
		return err
	case wrong["at"] != "":
		return c.slotsAgain(said, wrong["at"])
	case wrong != nil:
		return c.showChosen(http.StatusUnprocessableEntity, m, said, wrong)
	case entry.Event == 0: // no person sent it
		http.Redirect(c.w, c.r, m.path("sent", "1"), http.StatusSeeOther)
		return nil
	}
	http.Redirect(c.w, c.r, m.booked(c.tokenOf(entry)), http.StatusSeeOther)
	return nil
}

// booked is the address of a meeting, in the zone and the frame of the visitor.
func (m *meeting) booked(token string) string {
	q := url.Values{}
	for _, name := range []string{"zone", "embed"} {
		if m.values.Has(name) {
			q.Set(name, m.values.Get(name))
		}
	}
	return withQuery("/booked/"+token, q)
}

// mustRun refuses what is sent to no page before it is read.
func (c *call) mustRun() error {
	return c.read(func(tx *store.Tx) error {
		_, err := running(c, tx, crm.BookingPages, func(b *crm.BookingPage) *crm.Outside { return &b.Outside })
		return err
	})
}

// slotsAgain shows what is free now, once the chosen moment is not.
func (c *call) slotsAgain(said url.Values, problem string) error {
	var m *meeting
	err := c.read(func(tx *store.Tx) (err error) {
		m, err = c.meetAt(tx, said)
		return err
	})
	if err != nil {
		return err
	}
	return c.showSlots(http.StatusConflict, m, problem)
}

// meetScript is what a site puts in to show the page.
func (c *call) meetScript() error {
	var one *crm.BookingPage
	err := c.read(func(tx *store.Tx) (err error) {
		one, err = running(c, tx, crm.BookingPages, func(b *crm.BookingPage) *crm.Outside { return &b.Outside })
		return err
	})
	if err != nil {
		return err
	}
	return c.embed(&one.Outside, "/meet/"+one.Key)
}

// tokenOf is what the visitor of a meeting alone knows: nothing of it is kept.
func (c *call) tokenOf(e *crm.FormEntry) string {
	id := strconv.FormatInt(e.ID, 36)
	return id + "-" + c.sign("booked", id)
}

// entryOf is the booking of a token.
func (c *call) entryOf(tx *store.Tx, token string) (*crm.FormEntry, error) {
	id, signed, _ := strings.Cut(token, "-")
	n, err := strconv.ParseInt(id, 36, 64)
	if err != nil || n <= 0 || c.sign("booked", id) != signed {
		return nil, register.ErrNotFound
	}
	return register.Load(c.r.Context(), tx.AsProgram(), crm.FormEntries, register.Ref[crm.FormEntry](n))
}

// visit is a meeting, its page and its booking, as the visitor reads them.
type visit struct {
	entry *crm.FormEntry
	page  *crm.BookingPage
	event *crm.Event
	who   *crm.User
	token string
	zone  string // chosen by the visitor, or empty
}

func (c *call) visited(tx *store.Tx) (*visit, error) {
	ctx, all := c.r.Context(), tx.AsProgram()
	v := &visit{token: c.r.PathValue("token")}
	var err error
	if v.entry, err = c.entryOf(tx, v.token); err != nil {
		return nil, err
	}
	if v.page, v.event, err = v.entry.Booked(ctx, all); err != nil {
		return nil, err
	}
	if v.who, err = register.Load(ctx, all, crm.Users, v.event.Responsible); err != nil && !errors.Is(err, register.ErrNotFound) {
		return nil, err
	}
	at := c.store.Zone()
	if zone, err := calendar.Zone(c.r.FormValue("zone")); err == nil && len(c.r.FormValue("zone")) < 64 {
		at, v.zone = zone, zone.String()
	}
	c.speaks(v.page.Language, at)
	c.openTo(&v.page.Outside)
	return v, nil
}

// booked shows a meeting to its visitor.
func (c *call) booked() error {
	var v *visit
	err := c.read(func(tx *store.Tx) (err error) {
		v, err = c.visited(tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.showBooked(http.StatusOK, v, "")
}

func (c *call) showBooked(status int, v *visit, problem string) error {
	q := url.Values{}
	if v.zone != "" {
		q.Set("zone", v.zone)
	}
	embedded := c.r.FormValue("embed") != ""
	if embedded {
		q.Set("embed", "1")
	}
	at := "/booked/" + v.token
	out := page.MeetBooked{
		Public: c.public(&v.page.Outside, embedded), When: c.meetWhen(v.event.Start), Zone: zoneNameAt(c.p.Zone().String(), v.event.Start),
		Length: c.p.Minutes(max(v.event.Minutes, 1)), Place: v.event.Place, Hidden: hiddenOf(q),
	}
	out.Sheets, out.Problem = []string{"meet.css"}, problem
	if v.who != nil {
		out.With = c.p.Person(v.who.Surname, v.who.Given, "")
	}
	open := v.event.Class == crm.Planned && v.event.Start.After(c.now)
	switch {
	case v.event.Class == crm.Cancelled:
		out.State, out.Off = c.p.Text("outside.meet.called_off"), true
	case open:
		out.State, out.Thanks = c.p.Text("outside.meet.planned"), v.page.Thanks
		out.ICS, out.Cancel = at+"/ics", at+"/cancel"
	default:
		out.State = c.p.Text("outside.meet.over")
	}
	if v.page.Running && !v.page.Archived {
		out.Again = withQuery("/meet/"+v.page.Key, q)
		if open {
			q.Set("move", v.token)
			out.Move, out.Again = withQuery("/meet/"+v.page.Key, q), ""
		}
	}
	c.render(status, page.MeetBookedPage(c.p, out))
	return nil
}

func hiddenOf(q url.Values) []page.Hidden {
	var out []page.Hidden
	for _, name := range []string{"zone", "embed"} {
		if q.Has(name) {
			out = append(out, page.Hidden{Name: name, Value: q.Get(name)})
		}
	}
	return out
}

// bookedICS gives a meeting to the calendar of its visitor.
func (c *call) bookedICS() error {
	var v *visit
	err := c.read(func(tx *store.Tx) (err error) {
		v, err = c.visited(tx)
		return err
	})
	if err != nil {
		return err
	}
	e := v.event
	entry := calendar.Entry{
		UID: "event-" + strconv.FormatInt(e.ID, 10) + "@" + c.r.Host, Summary: v.page.Heading(), Location: e.Place, URL: c.origin() + "/booked/" + v.token,
		Start: e.Start, End: e.End, Cancelled: e.Class == crm.Cancelled, Written: e.UpdatedAt, Version: e.Version,
	}
	if home := c.company.Load(); home != nil {
		entry.Summary += " · " + home.name
	}
	if v.who != nil {
		entry.Description = c.p.Person(v.who.Surname, v.who.Given, "")
	}
	c.asFile("meeting.ics", "text/calendar; charset=utf-8")
	_, err = c.w.Write([]byte(entry.ICS()))
	return err
}

// mostChanges is how often an hour a visitor changes his mind.
const mostChanges = 20

// changing reads a meeting that its visitor wants otherwise.
func (c *call) changing() (*visit, error) {
	if err := c.parseForm(); err != nil {
		return nil, err
	}
	var v *visit
	err := c.read(func(tx *store.Tx) (err error) {
		v, err = c.visited(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	wait, err := c.store.Throttle(c.r.Context(), "booked/"+v.token, mostChanges, sendsWindow)
	if err == nil && wait > 0 {
		err = refusal{http.StatusTooManyRequests, ""}
	}
	return v, err
}

// changed leads back to the meeting, or says why nothing was done.
func (c *call) changed(v *visit, wrong wrongs) error {
	for _, text := range wrong {
		return c.showBooked(http.StatusUnprocessableEntity, v, text)
	}
	q := url.Values{}
	if v.zone != "" {
		q.Set("zone", v.zone)
	}
	if c.r.FormValue("embed") != "" {
		q.Set("embed", "1")
	}
	http.Redirect(c.w, c.r, withQuery("/booked/"+v.token, q), http.StatusSeeOther)
	return nil
}

// bookedCancel calls a meeting off.
func (c *call) bookedCancel() error {
	v, err := c.changing()
	if err != nil {
		return err
	}
	ours := lang.For(c.company.Load().language, c.store.Zone())
	wrong, err := c.outsideDo(register.File{}, func(ctx context.Context, tx *store.Tx) error {
		return v.entry.CallOff(ctx, tx, c.r.PostFormValue("reason"), ours.Text("outside.meet.usual_reason"))
	})
	if err != nil {
		return err
	}
	return c.changed(v, wrong)
}

// bookedMove puts a meeting to another free moment.
func (c *call) bookedMove() error {
	v, err := c.changing()
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, c.r.PostFormValue("at"))
	if err != nil {
		return refusal{http.StatusBadRequest, ""}
	}
	ours := lang.For(c.company.Load().language, c.store.Zone())
	wrong, err := c.outsideDo(register.File{}, func(ctx context.Context, tx *store.Tx) error {
		return v.entry.Move(ctx, tx, at.UTC(), ours.Text("outside.meet.usual_reason"))
	})
	if err != nil {
		return err
	}
	if wrong["at"] != "" { // the page says so, and shows what is free
		q := url.Values{"move": {v.token}, "at": {c.r.PostFormValue("at")}}
		for _, one := range hiddenOf(c.r.PostForm) {
			q.Set(one.Name, one.Value)
		}
		http.Redirect(c.w, c.r, withQuery("/meet/"+v.page.Key, q), http.StatusSeeOther)
		return nil
	}
	return c.changed(v, wrong)
}

// bookingCard is what the card of a page has: how to put it on a site.
var bookingCard = special{
	begin: func(c *call, _ *store.Tx, f *form) error {
		start := &crm.BookingPage{Way: crm.BookInTurn, Lengths: crm.BookingLengths{"30"}, NoticeHours: 4, HorizonDays: 30}
		start.Running, start.Language = true, crm.Language(c.company.Load().language)
		start.People = register.Refs[crm.User]{register.Ref[crm.User](c.actor.User())}
		var fields []*register.Field
		for _, name := range []string{"running", "language", "people", "way", "lengths", "notice_hours", "horizon_days"} {
			fields = append(fields, f.reg.Field(name))
		}
		for name, texts := range c.written(fields, start) {
			if !f.said.Has(name) {
				f.said[name] = texts
			}
		}
		return nil
	},
	also: func(c *call, k *cardOf) []page.Button {
		b := k.rec.(*crm.BookingPage)
		return c.opening(&b.Outside, "/meet/"+b.Key, "booking_page.open")
	},
	rail: func(c *call, _ *store.Tx, k *cardOf) ([]page.RailBox, error) {
		b := k.rec.(*crm.BookingPage)
		return []page.RailBox{c.putting(&b.Outside, "/meet/"+b.Key)}, nil
	},
}
