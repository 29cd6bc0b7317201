package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
)

// dayColumns are the days of a day or a week beside each other.
func (c *call) dayColumns(s *calendarState, ev *shownEvents, v *page.Calendar) {
	for d := s.from; d <= s.to; d = d.Add(1) {
		if s.view == workView && !s.worked(d) && d != s.day {
			continue
		}
		col := c.columnOf(s, d)
		col.ID, col.Href, col.Chosen = "day-"+string(d), s.href("view", dayView, "day", string(d)), d == s.day && s.view != dayView
		col.Label = c.p.WeekdayShort(d.Weekday()) + ", " + strconv.Itoa(d.Number())
		if len(s.who) == 1 {
			col.Notes = c.overload(s, ev.list, d)
		}
		c.fillColumn(s, ev, ev.list, d, &col)
		v.Columns = append(v.Columns, col)
	}
	c.hoursOf(s, v)
}

// peopleColumns are employees beside each other on one day, with how much each
// has to do.
func (c *call) peopleColumns(s *calendarState, ev *shownEvents, v *page.Calendar) {
	users := crm.Users.Register
	for _, id := range s.who {
		rec := ev.names[users.Name][id]
		if rec == nil {
			continue
		}
		name := c.title(users, rec)
		face := avatar(users, rec, name)
		face.Size = page.Small
		col := c.columnOf(s, s.day)
		col.ID, col.Who, col.Label, col.Full, col.Avatar = "who-"+strconv.FormatInt(id, 10), strconv.FormatInt(id, 10), name, name, &face
		own := slices.Clone(ev.list)
		own = slices.DeleteFunc(own, func(e *crm.Event) bool {
			return register.ID(e.Responsible) != id && !slices.Contains(e.Others, register.Ref[crm.User](id))
		})
		col.Notes = append(c.load(s, own, s.day), c.overload(s, own, s.day)...)
		c.fillColumn(s, ev, own, s.day, &col)
		v.Columns = append(v.Columns, col)
		if len(v.Columns) == mostColleagues {
			break
		}
	}
	if len(v.Columns) == 0 {
		v.Empty = &page.Empty{Icon: "users", Title: c.p.Text("calendar.nobody")}
		return
	}
	c.hoursOf(s, v)
}

func (c *call) columnOf(s *calendarState, d calendar.Day) page.CalendarColumn {
	col := page.CalendarColumn{Day: string(d), Full: c.dayLong(d), Today: d == s.today, Off: !s.work.Works(d)}
	if off := s.off[d]; off != nil {
		col.OffName = off.Title(string(c.p.Language()))
	}
	if d == s.today {
		now := calendar.ClockOf(c.now.In(s.zone))
		col.Now = &now
	}
	return col
}

func (c *call) dayLong(d calendar.Day) string {
	return c.p.Text("card.day", "day", c.p.DateLong(string(d)), "weekday", c.p.Weekday(d.Weekday()))
}

// fillColumn puts the events of a day into its column: those of whole days and
// those longer than a day on top, the others where their time is.
func (c *call) fillColumn(s *calendarState, ev *shownEvents, list []*crm.Event, d calendar.Day, col *page.CalendarColumn) {
	var spans []calendar.Span
	var timed []*crm.Event
	for _, e := range list {
		span := s.spanOf(e)
		if e.AllDay || span.End.Sub(span.Start) > longestTime {
			if len(span.DaysOf(d, d, s.zone)) > 0 {
				col.AllDay = append(col.AllDay, c.eventOnDay(s, ev, e, d))
			}
			continue
		}
		spans, timed = append(spans, span), append(timed, e)
	}
	for _, p := range calendar.Lay(spans, d, s.zone) {
		view := c.eventOnDay(s, ev, timed[p.Of], d)
		view.Place = p
		col.Events = append(col.Events, view)
	}
	at := calendar.Clock(0)
	for _, span := range s.work.Spans(d) {
		from, to := calendar.ClockOf(span.Start.In(s.zone)), calendar.ClockOf(span.End.In(s.zone))
		if from > at {
			col.Rests = append(col.Rests, page.CalendarRest{From: at, To: from})
		}
		at = max(at, to)
	}
	if at < calendar.Midnight {
		col.Rests = append(col.Rests, page.CalendarRest{From: at, To: calendar.Midnight})
	}
}

// hoursOf finds the hours that the columns show: an hour about working hours,
// and as far as events reach; then cuts what stands outside them.
func (c *call) hoursOf(s *calendarState, v *page.Calendar) {
	first, last := 8, 19
	if h := s.work.Hours; h.To > h.From {
		day := s.work.NextDay(s.from.Add(-1))
		if spans := s.work.Spans(day); len(spans) > 0 {
			from, to := spans[0].Start.In(s.zone), spans[len(spans)-1].End.In(s.zone)
			first, last = from.Hour()-1, to.Hour()+1
			if to.Minute() > 0 {
				last++
			}
			if calendar.DayOf(to) != calendar.DayOf(from) {
				last = 24
			}
		}
	}
	v.Open = max(first, 0)
	for _, col := range v.Columns {
		for _, e := range col.Events {
			first, last = min(first, int(e.Place.From/60)), max(last, int((e.Place.To+59)/60))
		}
	}
	if s.whole {
		first, last = 0, 24
	}
	v.First, v.Last = max(first, 0), min(last, 24)
	v.AllHours = page.Segment{Label: c.p.Text("calendar.whole_day"), Icon: "clock", Href: s.href("hours", "24")}
	if s.whole {
		v.AllHours = page.Segment{Label: c.p.Text("calendar.working_hours"), Icon: "briefcase", Href: s.href("hours", "")}
	}
	for h := v.First; h < v.Last; h++ {
		v.Hours = append(v.Hours, calendar.Clock(h*60).String())
	}
	for i := range v.Columns {
		col := &v.Columns[i]
		low, high := calendar.Clock(v.First*60), calendar.Clock(v.Last*60)
		var rests []page.CalendarRest
		for _, r := range col.Rests {
			if r.From, r.To = max(r.From, low), min(r.To, high); r.From < r.To {
				rests = append(rests, r)
			}
		}
		col.Rests = rests
		if col.Now != nil && (*col.Now < low || *col.Now >= high) {
			col.Now = nil
		}
	}
}

// monthWeeks are the weeks of a month.
func (c *call) monthWeeks(s *calendarState, ev *shownEvents) [][]page.CalendarDay {
	on := c.byDay(s, ev)
	var out [][]page.CalendarDay
	for d := s.from; d <= s.to; d = d.Add(1) {
		if d.Weekday() == time.Monday {
			out = append(out, nil)
		}
		day := c.dayOf(s, d)
		day.Label, day.Other = strconv.Itoa(d.Number()), d.FirstOfMonth() != s.day.FirstOfMonth()
		day.Chosen = d == s.day
		all := on[d]
		room := inMonth
		if len(all) > inMonth {
			room = inMonth - 1
			day.More = c.p.Count("calendar.more", int64(len(all)-room))
		}
		for _, e := range all[:min(room, len(all))] {
			day.Events = append(day.Events, c.eventOnDay(s, ev, e, d))
		}
		out[len(out)-1] = append(out[len(out)-1], day)
	}
	return out
}

// byDay are the events of each day shown, those of whole days first.
func (c *call) byDay(s *calendarState, ev *shownEvents) map[calendar.Day][]*crm.Event {
	on := map[calendar.Day][]*crm.Event{}
	for _, e := range ev.list {
		for _, d := range s.spanOf(e).DaysOf(s.from, s.to, s.zone) {
			on[d] = append(on[d], e)
		}
	}
	for _, list := range on {
		slices.SortStableFunc(list, func(a, b *crm.Event) int {
			whole := func(e *crm.Event) int {
				if e.AllDay {
					return 0
				}
				return 1
			}
			return cmp.Compare(whole(a), whole(b))
		})
	}
	return on
}

func (c *call) dayOf(s *calendarState, d calendar.Day) page.CalendarDay {
	day := page.CalendarDay{
		Day: string(d), Full: c.dayLong(d), Href: s.href("view", dayView, "day", string(d), "from", "", "to", ""), Today: d == s.today, Off: !s.work.Works(d),
	}
	if off := s.off[d]; off != nil {
		day.OffName = off.Title(string(c.p.Language()))
	}
	return day
}

// listDays are the days that have events, each with all of them.
func (c *call) listDays(s *calendarState, ev *shownEvents) []page.CalendarDay {
	on := c.byDay(s, ev)
	var out []page.CalendarDay
	for d := s.from; d <= s.to; d = d.Add(1) {
		if len(on[d]) == 0 {
			continue
		}
		day := c.dayOf(s, d)
		day.Label = capital(day.Full)
		for _, e := range on[d] {
			day.Events = append(day.Events, c.eventOnDay(s, ev, e, d))
		}
		out = append(out, day)
	}
	return out
}

func (c *call) weekdayNames() []string {
	var out []string
	for i := range 7 {
		out = append(out, c.p.WeekdayShort(time.Weekday((i+1)%7)))
	}
	return out
}

// What is too much for one day: so many meetings with no pause worth the name
// between them.
const (
	tooManyInRow = 4
	noPause      = 15 * time.Minute
)

// load says how many events somebody has on a day, and how long they take.
func (c *call) load(s *calendarState, list []*crm.Event, d calendar.Day) []page.CalendarNote {
	spans := s.taken(list, d, false)
	if len(spans) == 0 {
		return []page.CalendarNote{{Text: c.p.Text("calendar.free")}}
	}
	busy := calendar.Busy(spans, d.Starts(s.zone), d.Add(1).Starts(s.zone))
	return []page.CalendarNote{{Text: c.p.Count("calendar.load", int64(len(spans)), "time", c.p.Lasting(busy))}}
}

// overload warns of meetings in a row and of more work than hours.
func (c *call) overload(s *calendarState, list []*crm.Event, d calendar.Day) []page.CalendarNote {
	var out []page.CalendarNote
	if n := calendar.Row(s.taken(list, d, true), noPause); n >= tooManyInRow {
		out = append(out, page.CalendarNote{Text: c.p.Count("calendar.in_row", int64(n)), Tone: page.Bad})
	}
	var hours time.Duration
	for _, span := range s.work.Spans(d) {
		hours += span.End.Sub(span.Start)
	}
	if busy := calendar.Busy(s.taken(list, d, false), d.Starts(s.zone), d.Add(1).Starts(s.zone)); hours > 0 && busy > hours {
		out = append(out, page.CalendarNote{Text: c.p.Text("calendar.overload", "busy", c.p.Lasting(busy), "hours", c.p.Lasting(hours)), Tone: page.Care})
	}
	return out
}

// taken is the time that events by the clock take of a day.
func (s *calendarState) taken(list []*crm.Event, d calendar.Day, meetings bool) []calendar.Span {
	var out []calendar.Span
	for _, e := range list {
		span := s.spanOf(e)
		if e.AllDay || meetings && !e.Meeting || e.Class == crm.Cancelled || e.Class == crm.NotHeld || len(span.DaysOf(d, d, s.zone)) == 0 {
			continue
		}
		out = append(out, span)
	}
	return out
}
