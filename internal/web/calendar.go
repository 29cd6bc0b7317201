package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const calendarPath = "/calendar"

// calendarRoutes are the calendar of events, what pops up in it, and what a
// drag in it does.
func (s *Server) calendarRoutes() {
	events := crm.Events.Register
	s.add("GET", calendarPath, PageKind, (*call).calendar, of(events, register.See))
	s.add("GET", calendarPath+"/new", PageKind, (*call).calendarNew, of(events, register.Create))
	s.add("GET", calendarPath+"/event/{id}", FragmentKind, (*call).calendarEvent, of(events, register.See))
	s.add("POST", calendarPath+"/move", FragmentKind, (*call).calendarMove, of(events, "reschedule"))
	s.add("GET", "/events/{id}/ics", FileKind, (*call).eventICS, of(events, register.See))
}

// The views of the calendar, in the order of their keys, 1 to 6.
const (
	dayView    = "day"
	workView   = "work"
	weekView   = "week"
	monthView  = "month"
	listView   = "list"
	peopleView = "people"
)

var calendarViews = []struct{ name, icon string }{
	{dayView, "calendar"}, {weekView, "calendar-week"}, {monthView, "table"}, {listView, "list"}, {workView, "briefcase"}, {peopleView, "users"},
}

const (
	mostShown      = 2000                // events of a page
	mostColleagues = 14                  // columns
	mostDays       = 92                  // of a list
	inMonth        = 4                   // events of a day of the month
	longestSpan    = 92 * 24 * time.Hour // how far back an event of whole days may have begun
	longestTime    = 24 * time.Hour      // the same of an event by the clock
)

// calendarState is what the address of a calendar says.
type calendarState struct {
	view     string
	day      calendar.Day // the chosen day
	from, to calendar.Day // days shown, both included
	who      []register.ID
	everyone bool
	types    []register.ID
	states   []string
	whole    bool            // all hours of the day
	dated    bool            // the days were asked for
	segment  register.Filter // saved views that the events, or their clients, are in; nil for none
	broken   string          // message key: why the segment cannot be asked
	values   url.Values
	zone     *time.Location
	work     calendar.Work
	off      map[calendar.Day]*crm.DayOff
	today    calendar.Day
}

// eventStates are the states that events are told apart by.
var eventStates = []string{"planned", "tentative", "held", "not_held", "cancelled"}

// calendarStateOf reads the address. What it does not say is the week of today
// of the reader himself; on a phone it is the list.
func (c *call) calendarStateOf(tx *store.Tx) (*calendarState, error) {
	q := c.r.URL.Query()
	s := &calendarState{values: url.Values{}, zone: c.p.Zone(), today: calendar.Day(c.p.Today()), whole: q.Get("hours") == "24", view: q.Get("view")}
	for _, name := range []string{"view", "day", "who", "type", "state", "hours", "from", "to", "partner.in", "id.in"} {
		if q.Has(name) {
			s.values[name] = q[name]
		}
	}
	if !slices.ContainsFunc(calendarViews, func(v struct{ name, icon string }) bool { return v.name == s.view }) {
		s.view = weekView
		if strings.Contains(c.r.UserAgent(), "Mobi") {
			s.view = listView
		}
	}
	s.day = s.today
	if day, err := calendar.ParseDay(q.Get("day")); err == nil && day > "1970" && day < "2200" {
		s.day = day
	}
	s.who, s.types = idsOf(q["who"]), idsOf(q["type"])
	s.everyone = q.Has("who") && len(s.who) == 0
	for _, state := range q["state"] {
		if slices.Contains(eventStates, state) {
			s.states = append(s.states, state)
		}
	}
	if err := s.segmentOf(tx.Schema().This(crm.Events.Register)); err != nil {
		return nil, err
	}
	s.span(c)
	days, err := crm.DaysOffBetween(c.r.Context(), tx, register.Date(s.from.Add(-7)), register.Date(s.to.Add(7)))
	if err != nil {
		return nil, err
	}
	home, err := crm.Home(c.r.Context(), tx)
	if err != nil {
		return nil, err
	}
	s.work, s.off = home.WorkWith(days), map[calendar.Day]*crm.DayOff{}
	for _, d := range days {
		s.off[calendar.Day(d.Day)] = d
	}
	return s, c.peopleShown(tx, s)
}

// calendarSegments are the conditions by saved views that a calendar takes, and
// whose views they go by.
var calendarSegments = []struct{ name, of string }{{"partner.in", "partner"}, {"id.in", "event"}}

// segmentOf reads the segments of the address.
func (s *calendarState) segmentOf(events *register.Register) error {
	asked := url.Values{}
	for _, one := range calendarSegments {
		if text := s.values.Get(one.name); text == "" {
			s.values.Del(one.name) // chosen as: any
		} else if _, err := viewsSaid(strings.Split(text, ",")); err != nil {
			return refusal{http.StatusBadRequest, "unknown_view"}
		} else {
			asked.Set(one.name, text)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	f, err := register.ParseFilter(events, asked)
	s.segment = register.Asked{Filter: f}
	return err
}

// span finds the first and the last day shown.
func (s *calendarState) span(c *call) {
	s.from, s.to = s.day, s.day
	switch s.view {
	case weekView, workView:
		s.from = s.day.Monday()
		s.to = s.from.Add(6)
	case monthView:
		s.from = s.day.FirstOfMonth().Monday()
		s.to = s.day.FirstOfMonth().AddMonths(1).Add(-1).Monday().Add(6)
	case listView:
		s.from = s.day.Monday()
		s.to = s.from.Add(6)
		from, to := c.dayTyped(s.values.Get("from")), c.dayTyped(s.values.Get("to"))
		if from == "" && to == "" {
			return
		}
		s.dated = true
		s.from = cmp.Or(from, to.Add(-6))
		s.to = min(max(cmp.Or(to, s.from.Add(6)), s.from), s.from.Add(mostDays-1))
	}
}

// dayTyped is a day as its reader writes days; none when it is not one.
func (c *call) dayTyped(text string) calendar.Day {
	f := crm.DaysOff.Field("day")
	v, err := c.asTyped(f, []string{text})
	day, ok := v.(string)
	if err != nil || !ok {
		return ""
	}
	return calendar.Day(day)
}

// peopleShown fills in whose events are shown: the reader's own, or those of
// his team beside each other.
func (c *call) peopleShown(tx *store.Tx, s *calendarState) error {
	if len(s.who) > 0 || s.everyone && s.view != peopleView {
		return nil
	}
	if s.view != peopleView {
		s.who = []register.ID{c.actor.User()}
		return nil
	}
	var wanted register.Filter = register.Alive()
	if team := c.who.rights.Team(); !s.everyone && len(team) > 1 {
		wanted = register.All{wanted, register.ByID(team...)}
	}
	users, err := register.Select(c.r.Context(), tx, crm.Users, register.Query{
		Filter: register.All{wanted, register.Eq(&crm.Users.Row.Disabled, false)}, Sort: []register.Sort{{Field: "surname"}}, Limit: mostColleagues,
	})
	for _, u := range users {
		s.who = append(s.who, u.ID)
	}
	return err
}

// href is the address of the same calendar with something else in it; an empty
// value takes that out.
func (s *calendarState) href(pairs ...string) string {
	v := url.Values{}
	for name, texts := range s.values {
		v[name] = texts
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Del(pairs[i])
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return withQuery(calendarPath, v)
}

// toggled is the address with one value more, or less, of a filter.
func (s *calendarState) toggled(name, value string) string {
	v := url.Values{}
	for other, texts := range s.values {
		v[other] = slices.Clone(texts)
	}
	if i := slices.Index(v[name], value); i >= 0 {
		v[name] = slices.Delete(v[name], i, i+1)
	} else {
		v[name] = append(v[name], value)
	}
	if len(v[name]) == 0 {
		v.Del(name)
	}
	return withQuery(calendarPath, v)
}

// calendar answers the calendar: a page, or its body when a script asks.
func (c *call) calendar() error {
	var v page.Calendar
	err := c.read(func(tx *store.Tx) error {
		s, err := c.calendarStateOf(tx)
		if err != nil {
			return err
		}
		v, err = c.calendarView(tx, s)
		return err
	})
	if err != nil {
		return err
	}
	if c.target() == "main#main" {
		return c.fragment(page.CalendarBody(c.p, v))
	}
	c.render(http.StatusOK, page.CalendarPage(c.p, c.shell(c.p.Text("calendar.title")), v))
	return nil
}

// shownEvents are events while a calendar of them is drawn.
type shownEvents struct {
	read     []*crm.Event // all of the days
	list     []*crm.Event // those of the types and states that are asked for
	names    names
	types    map[register.ID]*crm.EventType
	statuses map[register.ID]*crm.EventStatus
	first    map[register.ID]register.ID // of a type: its first of several planned statuses
	movable  map[register.ID]bool
	more     bool // than are shown
}

func (c *call) calendarView(tx *store.Tx, s *calendarState) (page.Calendar, error) {
	v := page.Calendar{View: s.view, Move: calendarPath + "/move", Notice: ""}
	ev, err := c.eventsShown(tx, s)
	if err != nil {
		return v, err
	}
	c.calendarHead(s, &v)
	c.calendarKeys(s, &v)
	if err := c.calendarFilter(tx, s, ev, &v); err != nil {
		return v, err
	}
	if s.broken != "" {
		v.Notice = c.p.Text(s.broken)
	} else if ev.more {
		v.Notice = c.p.Text("calendar.too_many", "n", c.p.Integer(mostShown))
	}
	if register.May(c.actor, crm.Events.Register, register.Create) {
		v.New = calendarPath + "/new"
		v.Create = page.Button{Label: c.p.Text("event.new"), Icon: "plus", Weight: page.Primary, Keys: "n", Href: c.newEventHref(s), Extra: page.With("data-drawer", "", "data-key", "KeyN")}
	}
	switch s.view {
	case monthView:
		v.Weeks, v.Weekdays = c.monthWeeks(s, ev), c.weekdayNames()
	case listView:
		v.Days = c.listDays(s, ev)
		if len(v.Days) == 0 {
			v.Empty = &page.Empty{Icon: "calendar-event", Title: c.p.Text("calendar.nothing"), Text: c.p.Text("calendar.nothing_text")}
			if v.Create.Label != "" {
				v.Empty.Actions = append(v.Empty.Actions, v.Create)
			}
		}
	case peopleView:
		c.peopleColumns(s, ev, &v)
	default:
		c.dayColumns(s, ev, &v)
	}
	return v, nil
}

func (c *call) newEventHref(s *calendarState) string {
	q := url.Values{"day": {string(s.day)}}
	if len(s.who) == 1 {
		q.Set("who", strconv.FormatInt(s.who[0], 10))
	}
	return withQuery(calendarPath+"/new", q)
}

// eventsShown reads the events that touch the days shown, and what names them,
// in a fixed number of questions.
func (c *call) eventsShown(tx *store.Tx, s *calendarState) (*shownEvents, error) {
	ctx := c.r.Context()
	ev := &shownEvents{types: map[register.ID]*crm.EventType{}, statuses: map[register.ID]*crm.EventStatus{}, first: map[register.ID]register.ID{}, movable: map[register.ID]bool{}}
	if err := c.readEvents(tx, s, ev); err != nil {
		if s.broken = brokenSegment(err); s.broken == "" {
			return nil, err
		}
		ev.read = nil
	}
	types, err := register.Select(ctx, tx, crm.EventTypes, register.Query{})
	if err != nil {
		return nil, err
	}
	for _, t := range types {
		ev.types[t.ID] = t
	}
	statuses, err := register.Select(ctx, tx, crm.EventStatuses, register.Query{})
	if err != nil {
		return nil, err
	}
	planned := map[register.Ref[crm.EventType]][]register.ID{}
	for _, st := range statuses {
		ev.statuses[st.ID] = st
		if st.Class == crm.Planned && !st.Archived {
			planned[st.Type] = append(planned[st.Type], st.ID)
		}
	}
	for kind, list := range planned {
		if len(list) > 1 {
			ev.first[register.ID(kind)] = list[0]
		}
	}
	ev.keep(s)
	var w wanted
	var ids []register.ID
	for _, e := range c.drawnOf(s, ev) {
		w.add(crm.Partners.Register, register.ID(e.Partner))
		w.add(crm.Users.Register, register.ID(e.Responsible))
		if e.Class == crm.Planned {
			ids = append(ids, e.ID)
		}
	}
	w.add(crm.Users.Register, s.who...)
	if ev.names, err = w.read(ctx, tx); err != nil {
		return nil, err
	}
	return ev, c.mayMove(tx, ids, ev.movable)
}

// drawnOf are the events that are drawn: of a month a few of each day.
func (c *call) drawnOf(s *calendarState, ev *shownEvents) []*crm.Event {
	if s.view != monthView {
		return ev.list
	}
	var out []*crm.Event
	for _, list := range c.byDay(s, ev) {
		out = append(out, list[:min(len(list), inMonth)]...)
	}
	return out
}

// mayMove notes which events the reader may move.
func (c *call) mayMove(tx *store.Tx, ids []register.ID, movable map[register.ID]bool) error {
	rows := c.actor.Rows(crm.Events.Register, "reschedule")
	if len(ids) == 0 || register.Never(rows) {
		return nil
	}
	if register.Always(rows) {
		for _, id := range ids {
			movable[id] = true
		}
		return nil
	}
	found, err := tx.Select(c.r.Context(), crm.Events.Register, register.Query{Filter: register.All{register.ByID(ids...), rows}})
	for _, rec := range found {
		movable[register.BaseOf(rec).ID] = true
	}
	return err
}

// drawn are the fields of events that a calendar draws.
var drawn = []string{"type", "status", "class", "subject", "partner", "responsible", "others", "start", "end", "all_day", "place", "series", "meeting"}

// readEvents reads the events that touch the days shown. An event by the clock
// lasts a day at most and one of whole days not forever, so that each is found
// by when it begins, however many there were before.
func (c *call) readEvents(tx *store.Tx, s *calendarState, ev *shownEvents) error {
	row := crm.Events.Row
	from, to := s.from.Starts(s.zone), s.to.Add(1).Starts(s.zone)
	begins := func(after, before time.Time) register.Filter {
		return register.All{register.Is{Field: "start", Op: register.AtLeast, Value: after}, register.Is{Field: "start", Op: register.Less, Value: before}}
	}
	// One question each for those responsible and those who take part: together
	// in one they would lead the database away from the index of either.
	whose := []register.Filter{register.All{}}
	if len(s.who) > 0 {
		responsible := register.Is{Field: "responsible", Op: register.OneOf, Value: anyOf(s.who)}
		if len(s.who) == 1 { // then the index of his events has them in their order
			responsible = register.Is{Field: "responsible", Op: register.Equal, Value: s.who[0]}
		}
		whose = []register.Filter{responsible, register.All{register.Is{Field: "others", Op: register.OneOf, Value: anyOf(s.who)}, register.Not{Filter: responsible}}}
	}
	if s.segment != nil {
		for i, of := range whose {
			whose[i] = register.All{of, s.segment}
		}
	}
	for _, of := range whose {
		for _, when := range []register.Filter{
			begins(from.Add(-longestTime), to),
			register.All{register.Eq(&row.AllDay, true), begins(from.Add(-longestSpan), from.Add(-longestTime))},
		} {
			found, err := register.Select(c.r.Context(), tx, crm.Events, register.Query{
				Filter: register.All{of, when, register.Alive()}, Sort: []register.Sort{{Field: "start", Down: true}}, Limit: mostShown + 1, Whole: s.view == peopleView, Only: drawn,
			})
			if err != nil {
				return err
			}
			for _, e := range found {
				if e.End.After(from) || !e.Start.Before(from) {
					ev.read = append(ev.read, e)
				}
			}
		}
	}
	slices.SortStableFunc(ev.read, func(a, b *crm.Event) int { return a.Start.Compare(b.Start) })
	if len(ev.read) > mostShown {
		ev.read, ev.more = ev.read[:mostShown], true
	}
	return nil
}

// keep leaves the events of the types and states that are asked for.
func (ev *shownEvents) keep(s *calendarState) {
	ev.list = slices.DeleteFunc(slices.Clone(ev.read), func(e *crm.Event) bool {
		return len(s.types) > 0 && !slices.Contains(s.types, register.ID(e.Type)) ||
			len(s.states) > 0 && !slices.Contains(s.states, ev.state(e))
	})
}

// state is what an event is told apart by: its class, or tentative while it is
// planned and not yet in the confirmed status that its type has as well.
func (ev *shownEvents) state(e *crm.Event) string {
	if e.Class == crm.Planned && ev.first[register.ID(e.Type)] == register.ID(e.Status) {
		return "tentative"
	}
	return string(e.Class)
}

// span is the time an event takes; of whole days from midnight to midnight.
func (s *calendarState) spanOf(e *crm.Event) calendar.Span {
	out := calendar.Span{Start: e.Start, End: e.End}
	if !e.AllDay {
		return out
	}
	days := out.DaysOf("", "9999-12-31", s.zone)
	return calendar.Span{Start: days[0].Starts(s.zone), End: days[len(days)-1].Add(1).Starts(s.zone)}
}

// calendarHead fills in the title and the ways to other days and views.
func (c *call) calendarHead(s *calendarState, v *page.Calendar) {
	step := func(by int) calendar.Day {
		switch s.view {
		case monthView:
			return s.day.AddMonths(by)
		case dayView, peopleView:
			return s.day.Add(by)
		}
		return s.day.Add(7 * by)
	}
	last := s.to
	if s.view == workView {
		for last > s.from && !s.worked(last) {
			last = last.Add(-1)
		}
	}
	v.Title = c.daysTitle(s.from, last)
	if s.view == monthView {
		v.Title = capital(c.p.MonthYear(string(s.day)))
	}
	moved := func(label, icon, href, key string) page.Button {
		b := page.Button{Label: c.p.Text(label), Icon: icon, Bare: icon != "", Href: href, Extra: page.With("hx-get", href, "hx-target", "#main", "hx-push-url", "true")}
		if key != "" {
			b.Extra = append(b.Extra, page.With("data-key", key)...)
		}
		return b
	}
	back, next := s.href("day", string(step(-1))), s.href("day", string(step(1)))
	if s.dated {
		days := s.from.Until(s.to) + 1
		typed := func(d calendar.Day) string { return c.p.Date(string(d)) }
		back = s.href("from", typed(s.from.Add(-days)), "to", typed(s.to.Add(-days)))
		next = s.href("from", typed(s.from.Add(days)), "to", typed(s.to.Add(days)))
	}
	v.Back, v.Next = moved("calendar.back", "chevron-left", back, "Shift+ArrowLeft"), moved("calendar.next", "chevron-right", next, "Shift+ArrowRight")
	v.Today = moved("calendar.today", "", s.href("day", "", "from", "", "to", ""), "KeyT")
	v.Views = page.Segments{Label: c.p.Text("calendar.views"), Class: "cal-views"}
	for i, one := range calendarViews {
		href := s.href("view", one.name, "from", "", "to", "", "day", string(s.day))
		v.Views.Items = append(v.Views.Items, page.Segment{
			Label: c.p.Text("calendar.view." + one.name), Icon: one.icon, Href: href, Current: one.name == s.view,
			Extra: page.With("data-key", "Digit"+strconv.Itoa(i+1), "hx-get", href, "hx-target", "#main", "hx-push-url", "true"),
		})
	}
}

// worked reports whether a column of the working week shows the day.
func (s *calendarState) worked(d calendar.Day) bool {
	return s.work.Week[d.Weekday()] || s.work.Works(d)
}

// daysTitle is "23–29 листопада 2026 р.", or both days in full.
func (c *call) daysTitle(from, to calendar.Day) string {
	switch {
	case from == to:
		return capital(c.p.Text("card.day", "day", c.p.DateLong(string(from)), "weekday", c.p.Weekday(from.Weekday())))
	case from.FirstOfMonth() == to.FirstOfMonth():
		return c.p.Text("calendar.days_of_month", "from", strconv.Itoa(from.Number()), "to", c.p.DateLong(string(to)))
	}
	return c.p.Text("calendar.days", "from", c.p.DateLong(string(from)), "to", c.p.DateLong(string(to)))
}

// capital makes the first letter a capital one.
func capital(text string) string {
	for i, r := range text {
		if i > 0 {
			return strings.ToUpper(text[:i]) + text[i:]
		}
		_ = r
	}
	return strings.ToUpper(text)
}

// calendarKeys are the keys that have no button of their own: arrows move the
// chosen day.
func (c *call) calendarKeys(s *calendarState, v *page.Calendar) {
	if s.dated {
		return
	}
	add := func(code, label string, day calendar.Day) {
		v.Keys = append(v.Keys, page.Key{Code: code, Label: c.p.Text(label), Href: s.href("day", string(day))})
	}
	add("ArrowLeft", "calendar.day_before", s.day.Add(-1))
	add("ArrowRight", "calendar.day_after", s.day.Add(1))
	if s.view == monthView {
		add("ArrowUp", "calendar.week_before", s.day.Add(-7))
		add("ArrowDown", "calendar.week_after", s.day.Add(7))
	}
}

// calendarFilter fills in the filter and the legend, which is one too.
func (c *call) calendarFilter(tx *store.Tx, s *calendarState, ev *shownEvents, v *page.Calendar) error {
	r := tx.Schema().This(crm.Events.Register)
	f := page.CalendarFilter{
		Action: calendarPath, Days: s.view == listView,
		Apply: page.Button{Label: c.p.Text("calendar.apply"), Submit: true, Small: true},
	}
	for _, name := range []string{"view", "day", "hours", "type", "state"} {
		for _, value := range s.values[name] {
			f.Hidden = append(f.Hidden, page.Hidden{Name: name, Value: value})
		}
	}
	shown := s.who
	if s.everyone && s.view != peopleView {
		shown = nil
	}
	f.Who = page.Field{Name: "who", Label: c.p.Text("calendar.who"), Control: page.AskReferences, Lookup: "/lookup/" + r.Path + "/others", Placeholder: c.p.Text("calendar.everyone")}
	for _, id := range shown {
		if name := ev.names.title(c.p, crm.Users.Register, id); name != "" {
			f.Who.Chosen = append(f.Who.Chosen, page.Chosen{ID: strconv.FormatInt(id, 10), Label: name})
		}
	}
	f.From = page.Field{Name: "from", Label: c.p.Text("calendar.from"), Control: page.AskDate, Values: []string{c.p.Date(string(s.from))}}
	f.To = page.Field{Name: "to", Label: c.p.Text("calendar.to"), Control: page.AskDate, Values: []string{c.p.Date(string(s.to))}}
	if len(s.types)+len(s.states) > 0 || s.values.Has("who") || s.segment != nil {
		f.Clear = s.href("type", "", "state", "", "who", "", "partner.in", "", "id.in", "")
	}
	if err := c.calendarSegmentFields(tx, s, &f); err != nil {
		return err
	}
	language := string(c.p.Language())
	kinds, states := map[register.ID]bool{}, map[string]bool{}
	for _, id := range s.types {
		kinds[id] = true
	}
	for _, state := range s.states {
		states[state] = true
	}
	for _, e := range ev.read {
		kinds[register.ID(e.Type)], states[ev.state(e)] = true, true
	}
	for _, t := range ev.typesInOrder() {
		if kinds[t.ID] {
			id := strconv.FormatInt(t.ID, 10)
			f.Types = append(f.Types, page.CalendarChip{
				Label: t.Title(language), Icon: cmp.Or(string(t.Icon), "calendar-event"), Hue: page.Hue(t.Hue), Href: s.toggled("type", id), On: len(s.types) == 0 || slices.Contains(s.types, t.ID),
			})
		}
	}
	for _, state := range eventStates {
		if states[state] {
			f.States = append(f.States, page.CalendarChip{
				Label: c.p.Text("calendar.state." + state), Icon: cmp.Or(page.StateIcon(state), "clock"), Href: s.toggled("state", state), On: len(s.states) == 0 || slices.Contains(s.states, state),
			})
		}
	}
	v.Filter = f
	return nil
}

// calendarSegmentFields are the choices among saved views: of clients, of
// events. There is none where there are no views.
func (c *call) calendarSegmentFields(tx *store.Tx, s *calendarState, f *page.CalendarFilter) error {
	views, err := c.segments(tx, "partner", "event")
	if err != nil {
		return err
	}
	for _, one := range calendarSegments {
		chosen := s.values.Get(one.name)
		if len(views[one.of]) == 0 && chosen == "" {
			continue
		}
		in := page.Field{
			Name: one.name, Label: c.p.Text("calendar.segment_" + one.of), Control: page.AskChoice, Values: []string{chosen},
			Choices: []page.Choice{{Label: c.p.Text("calendar.any_" + one.of)}},
		}
		known := chosen == ""
		for _, v := range views[one.of] {
			value := register.View(v.ID).String()
			known = known || value == chosen
			in.Choices = append(in.Choices, page.Choice{Value: value, Label: v.Name})
		}
		if !known {
			label := c.p.Text("filter.segment_gone")
			if strings.Contains(chosen, ",") {
				label = c.p.Text("calendar.segments_several")
			}
			in.Choices = append(in.Choices, page.Choice{Value: chosen, Label: label})
		}
		f.Segments = append(f.Segments, in)
	}
	return nil
}

func (ev *shownEvents) typesInOrder() []*crm.EventType {
	var out []*crm.EventType
	for _, t := range ev.types {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *crm.EventType) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// eventOnDay is an event as the calendar shows it on a day.
func (c *call) eventOnDay(s *calendarState, ev *shownEvents, e *crm.Event, day calendar.Day) page.CalendarEvent {
	language := string(c.p.Language())
	span := s.spanOf(e)
	out := page.CalendarEvent{
		ID: strconv.FormatInt(e.ID, 10), Version: strconv.FormatInt(e.Version, 10), Href: address(crm.Events.Register, e.ID),
		Title: e.Subject, State: ev.state(e), Movable: ev.movable[e.ID] && e.Class == crm.Planned, Series: e.Series != 0,
		Client: ev.names.title(c.p, crm.Partners.Register, register.ID(e.Partner)), Person: ev.names.title(c.p, crm.Users.Register, register.ID(e.Responsible)),
		Before: span.Start.Before(day.Starts(s.zone)), After: span.End.After(day.Add(1).Starts(s.zone)),
	}
	if t := ev.types[register.ID(e.Type)]; t != nil {
		out.Type, out.Icon, out.Hue = t.Title(language), cmp.Or(string(t.Icon), "calendar-event"), page.Hue(t.Hue)
	}
	out.Title = cmp.Or(out.Title, out.Type)
	if st := ev.statuses[register.ID(e.Status)]; st != nil {
		out.Status = page.Chip{Label: st.Title(language), Hue: page.Hue(st.Hue), Icon: page.StateIcon(out.State)}
	}
	out.Time, out.Short = c.timeOn(s, e, day)
	out.Spoken = c.p.Text("calendar.spoken", "time", c.whenOf(s, e), "type", out.Type, "title", out.Title, "status", out.Status.Label)
	if out.Client != "" {
		out.Spoken = c.p.Text("calendar.spoken_client", "event", out.Spoken, "client", out.Client)
	}
	return out
}

// timeOn is the time of an event as its box on a day says it: whole and short.
func (c *call) timeOn(s *calendarState, e *crm.Event, day calendar.Day) (whole, short string) {
	if e.AllDay {
		return c.p.Text("calendar.all_day"), ""
	}
	start, end := c.p.Time(e.Start), c.p.Time(e.End)
	before, after := e.Start.Before(day.Starts(s.zone)), e.End.After(day.Add(1).Starts(s.zone))
	switch {
	case before && after:
		return c.p.Text("calendar.all_day"), ""
	case before:
		return c.p.Text("calendar.until", "time", end), c.p.Text("calendar.until", "time", end)
	case after:
		return c.p.Text("calendar.since", "time", start), start
	case !e.End.After(e.Start):
		return start, start
	}
	return start + "–" + end, start
}

// whenOf is the time of an event with its days.
func (c *call) whenOf(s *calendarState, e *crm.Event) string {
	days := s.spanOf(e).DaysOf("", "9999-12-31", s.zone)
	first, last := c.p.DateWords(string(days[0])), c.p.DateWords(string(days[len(days)-1]))
	switch {
	case e.AllDay && first == last:
		return c.p.Text("calendar.on_day", "day", first)
	case e.AllDay:
		return c.p.Text("calendar.days", "from", first, "to", last)
	case !e.End.After(e.Start):
		return first + ", " + c.p.Time(e.Start)
	case first != last:
		return c.p.Text("calendar.days", "from", first+", "+c.p.Time(e.Start), "to", last+", "+c.p.Time(e.End))
	}
	return first + ", " + c.p.Time(e.Start) + "–" + c.p.Time(e.End)
}
