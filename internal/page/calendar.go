package page

import (
	"strconv"

	"github.com/a-h/templ"

	"dossier/internal/calendar"
)

// Calendar is events by time: in the columns of days or people, in the weeks of
// a month, or as a list. Days are written 2006-01-02 where scripts read them.
type Calendar struct {
	Title string // "23–29 листопада 2026"
	View  string // "day", "work", "week", "month", "list", "people"

	Back, Next Button
	Today      Button
	Keys       []Key // what single keys lead to
	Views      Segments
	Create     Button

	Filter CalendarFilter
	Notice string // that not all is shown

	Columns     []CalendarColumn // of day, weeks and people
	First, Last int              // hours shown
	Open        int              // the hour that is seen first
	Hours       []string         // their names, from the first
	AllHours    Segment          // the whole day, or working hours alone
	Weeks       [][]CalendarDay  // of the month
	Weekdays    []string
	Days        []CalendarDay // of the list: those with events
	Empty       *Empty

	Move string // address that moves are posted to
	New  string // address that makes a new event
}

// Key leads somewhere when it is pressed.
type Key struct {
	Code  string // event.code
	Label string
	Href  string
}

// CalendarFilter says whose events, and which, are shown.
type CalendarFilter struct {
	Action string
	Hidden []Hidden
	Who    Field
	// Segments are the choices among saved views; none where there are none.
	Segments []Field
	From     Field // of the list alone
	To       Field
	Days     bool // the days are asked for
	Apply    Button
	Clear    string // address without a filter; empty while there is none
	Types    []CalendarChip
	States   []CalendarChip
}

// CalendarChip is a part of the legend, and a switch of the filter.
type CalendarChip struct {
	Label string
	Icon  string
	Hue   Hue
	Href  string
	On    bool
}

// CalendarColumn is a day, or an employee's part of it.
type CalendarColumn struct {
	ID      string // unique on the page
	Day     string
	Who     string // id of the employee; empty of days
	Label   string // "пн, 23"
	Full    string // the same for the ear
	Href    string
	Avatar  *Avatar
	Notes   []CalendarNote
	Today   bool
	Chosen  bool // the day that arrows move
	Off     bool
	OffName string // of a holiday
	AllDay  []CalendarEvent
	Events  []CalendarEvent
	Rests   []CalendarRest
	Now     *calendar.Clock
}

// CalendarNote says something of a column under its name.
type CalendarNote struct {
	Text string
	Tone Tone
}

// CalendarRest is a stretch of the day outside working hours.
type CalendarRest struct{ From, To calendar.Clock }

// CalendarDay is a day of a month or of a list.
type CalendarDay struct {
	Day     string
	Label   string // "23", "понеділок, 23 листопада 2026 р."
	Full    string
	Href    string
	Today   bool
	Chosen  bool
	Off     bool
	Other   bool // of a neighbouring month
	OffName string
	Events  []CalendarEvent
	More    string // "ще 3"; empty is none
}

// CalendarEvent is one event on one day.
type CalendarEvent struct {
	ID      string
	Version string
	Href    string
	Time    string // "10:30–11:00", "весь день"
	Short   string // "10:30"
	Title   string
	Client  string
	Person  string
	Type    string
	Icon    string
	Hue     Hue
	State   string // "planned", "tentative", "held", "not_held", "cancelled"
	Status  Chip   // the status in words
	Spoken  string // all of it, for the ear
	Movable bool
	Series  bool
	Before  bool // began on an earlier day
	After   bool // goes on the next
	Place   calendar.Placed
}

// stateIcons tell the states apart without colour.
var stateIcons = map[string]string{"held": "check", "not_held": "phone-off", "cancelled": "x", "tentative": "help"}

// StateIcon is the icon of a state; none of a planned event.
func StateIcon(state string) string { return stateIcons[state] }

func (e CalendarEvent) classes() []string {
	out := []string{"cal-event", e.Hue.class(), "is-" + e.State}
	if e.Before {
		out = append(out, "is-before")
	}
	if e.After {
		out = append(out, "is-after")
	}
	return out
}

// stands are the classes of a place in a column: hour and minute of the
// beginning, length, lane. Minutes are shown in steps of five; the content
// policy allows no style written into a page.
func (e CalendarEvent) stands() []string {
	p := e.Place
	from := step(p.From)
	long := max(step(p.To)-from, 5)
	lanes := min(p.Lanes, mostLanes)
	return append(clockClasses(from), "u"+strconv.Itoa(int(long/60)), "v"+strconv.Itoa(int(long%60)),
		"lane-"+strconv.Itoa(min(p.Lane, lanes-1)), "lanes-"+strconv.Itoa(lanes), e.size(long))
}

// size says how much is written on the event.
func (e CalendarEvent) size(long calendar.Clock) string {
	switch {
	case long < 45:
		return "is-line"
	case long < 75:
		return "is-short"
	}
	return ""
}

// mostLanes is how many events stand beside each other; more lie over the last.
const mostLanes = 6

func step(c calendar.Clock) calendar.Clock { return c / 5 * 5 }

func clockClasses(c calendar.Clock) []string {
	return []string{"h" + strconv.Itoa(int(c/60)), "m" + strconv.Itoa(int(c%60))}
}

func (r CalendarRest) stands() []string {
	from, long := step(r.From), step(r.To)-step(r.From)
	return append(clockClasses(from), "u"+strconv.Itoa(int(long/60)), "v"+strconv.Itoa(int(long%60)))
}

func (v Calendar) grid() []string {
	return []string{"cal-grid", "cal-n" + strconv.Itoa(min(len(v.Columns), 14)), "from-" + strconv.Itoa(v.First), "hours-" + strconv.Itoa(v.Last-v.First)}
}

// CalendarCard is what pops up over an event.
type CalendarCard struct {
	Title   string
	Href    string
	Icon    string
	Type    string
	Hue     Hue
	Status  Chip
	Series  string // "щотижня в пн, до 31.12.2026"
	When    string
	Place   string
	Client  Link
	People  []CalendarPerson // contacts of the client
	Staff   []CalendarPerson // our employees, with their positions
	Deal    Link
	Text    string
	Result  string
	Reason  string // why it was cancelled
	Buttons []Button
}

// CalendarPerson is one of those who take part.
type CalendarPerson struct {
	Name   string
	Note   string
	Href   string
	Avatar Avatar
	Calls  []Link
}

// Link is words that lead somewhere.
type Link struct {
	Label string
	Href  string
}

// cal makes a link change the calendar in place.
func cal(href string) templ.Attributes {
	return templ.Attributes{"hx-get": href, "hx-target": "#main", "hx-push-url": "true"}
}
