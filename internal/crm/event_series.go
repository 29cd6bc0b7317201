package crm

import (
	"context"
	"errors"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// EventSeries is what events that come again and again have in common: what
// they are like, and the rule by which they follow each other. Its events are
// made beforehand, so that reminders, the timeline, reports and rights know
// them as they know all others; what is changed in one of them stays there. It
// is made, changed and ended by actions on its events.
type EventSeries struct {
	register.Base
	Subject     string
	Type        register.Ref[EventType]
	Partner     register.Ref[Partner]
	Responsible register.Ref[User]
	Rule        string // RFC 5545, without DTSTART: FREQ=WEEKLY;BYDAY=MO
	Zone        string // IANA name: ten o'clock stays ten o'clock when clocks change
	FirstStart  time.Time
	Until       register.Date // the last day it may come; none is no end
	MadeUntil   register.Date // its events exist up to this day
	Ended       bool

	Text     string
	Place    string
	Deal     register.Ref[Deal]
	Contacts register.Refs[Contact]
	Others   register.Refs[User]
	Minutes  int64
	AllDay   bool
}

// EventSeriesList is the register of them.
var EventSeriesList = register.Define[EventSeries]("event_series", "event_series")

// Describe lists the fields.
func (s *EventSeries) Describe(f *register.Fields) {
	f.Text(&s.Subject).Searchable().Indexed()
	f.Ref(&s.Type)
	f.Ref(&s.Partner).Guard()
	f.Ref(&s.Responsible).Owner()
	f.Text(&s.Rule).Max(500).Required()
	f.Text(&s.Zone).Max(64).Required()
	f.Moment(&s.FirstStart)
	f.Date(&s.Until)
	f.Date(&s.MadeUntil).Indexed()
	f.Bool(&s.Ended).Indexed()
	f.LongText(&s.Text)
	f.Text(&s.Place).Max(500)
	f.Ref(&s.Deal)
	f.Refs(&s.Contacts)
	f.Refs(&s.Others)
	f.Int(&s.Minutes)
	f.Bool(&s.AllDay)
	f.Newest()
	f.Closed()
}

// SeriesJob makes the events of the coming days; it is done every night.
const SeriesJob = "event_series"

// daysAhead is how many days of a series exist beforehand, mostAhead how many
// of its events. The next one exists however far it is.
const (
	daysAhead = 60
	mostAhead = 100
)

// take copies what the events of the series have in common from one of them.
func (s *EventSeries) take(e *Event) {
	s.Subject, s.Type, s.Partner, s.Responsible = e.Subject, e.Type, e.Partner, e.Responsible
	s.Text, s.Place, s.Deal, s.AllDay = e.Text, e.Place, e.Deal, e.AllDay
	s.Contacts, s.Others = slices.Clone(e.Contacts), slices.Clone(e.Others)
	s.Minutes = int64(e.PlannedEnd.Sub(e.PlannedStart) / time.Minute)
}

// give puts it into an event.
func (s *EventSeries) give(e *Event) {
	e.Subject, e.Type, e.Partner, e.Responsible = s.Subject, s.Type, s.Partner, s.Responsible
	e.Text, e.Place, e.Deal, e.AllDay = s.Text, s.Place, s.Deal, s.AllDay
	e.Contacts, e.Others = slices.Clone(s.Contacts), slices.Clone(s.Others)
}

func (s *EventSeries) zone() *time.Location {
	zone, err := calendar.Zone(s.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// place is when the event of a day takes place: at the hour of the first one
// by the clock on the wall, for as long.
func (s *EventSeries) place(day calendar.Day) (start, end time.Time) {
	zone := s.zone()
	start = calendar.ClockOf(s.FirstStart.In(zone)).On(day, zone)
	if s.AllDay {
		days := int((s.Minutes + 24*60 - 1) / (24 * 60))
		return day.Starts(zone), day.Add(max(days, 1)).Starts(zone)
	}
	return start, start.Add(time.Duration(s.Minutes) * time.Minute)
}

// days is the series as the calendar reckons with it.
func (s *EventSeries) days() (calendar.Series, error) {
	rule, err := calendar.ParseRule(s.Rule)
	return calendar.Series{First: calendar.DayOf(s.FirstStart.In(s.zone())), Rule: rule}, err
}

// make makes the events of the coming days that are not there yet. It never
// goes back, so that what somebody removed does not come again.
func (s *EventSeries) make(ctx context.Context, tx register.Tx) error {
	all := tx.AsProgram()
	days, err := s.days()
	if err != nil {
		return refuseRule(err)
	}
	today := calendar.Day(tx.Today())
	from, to := calendar.Day(s.MadeUntil).Add(1), today.Add(daysAhead)
	found := days.Days(from, to, mostAhead)
	switch {
	case len(found) == mostAhead:
		to = found[len(found)-1].Of
	case len(found) == 0 && len(days.Days(today, calendar.Day(s.MadeUntil), 1)) == 0: // none to come
		next := days.Next(max(from, today))
		if next.Of == "" {
			s.Ended = true
			return all.Save(ctx, s)
		}
		found, to = append(found, next), max(to, next.Of)
	}
	for _, one := range found {
		e := &Event{Series: register.Ref[EventSeries](s.ID), SeriesDay: register.Date(one.Of)}
		s.give(e)
		e.PlannedStart, e.PlannedEnd = s.place(one.On)
		if e.Status, err = statusOf(ctx, tx, e.Type, Planned); err != nil {
			return err
		}
		if err := all.Save(ctx, e); err != nil {
			return err
		}
	}
	s.MadeUntil = register.Date(max(to, calendar.Day(s.MadeUntil)))
	return all.Save(ctx, s)
}

// MakeSeries makes the events of the coming days of every series. One that
// cannot go on, because what it is about is there no more, ends.
func MakeSeries(ctx context.Context, w register.Work) error {
	for {
		done := 0
		err := w.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			until := register.Date(calendar.Day(tx.Today()).Add(daysAhead))
			list, err := register.Select(ctx, tx, EventSeriesList, register.Query{
				Filter: register.All{register.Alive(), register.Eq(&EventSeriesList.Row.Ended, false), register.Lt(&EventSeriesList.Row.MadeUntil, until)}, Limit: 20, Whole: true,
			})
			done = len(list)
			for _, s := range list {
				if err == nil {
					err = s.goOn(ctx, tx)
				}
			}
			return err
		})
		if err != nil || done < 20 {
			return err
		}
	}
}

func (s *EventSeries) goOn(ctx context.Context, tx register.Tx) error {
	before := *s
	err := s.make(ctx, tx)
	var refused *register.Problems
	if errors.As(err, &refused) {
		before.Ended = true
		return tx.Save(ctx, &before)
	}
	return err
}

func refuseRule(err error) error {
	switch err {
	case calendar.RuleTwoEnds:
		return register.RefuseAt("count", "rule_two_ends")
	case calendar.RuleTooOften:
		return register.RefuseAt("unit", "rule_too_often")
	}
	return register.RefuseAt("every", "rule_unreadable")
}

// SeriesUnit is what a plain rule counts in.
type SeriesUnit string

// Choices of units.
func (SeriesUnit) Choices() []string {
	var out []string
	for _, u := range calendar.Units() {
		out = append(out, string(u))
	}
	return out
}

// MonthPlace says which day of the month a monthly event falls on.
type MonthPlace string

// Places in the month.
const (
	SameDay     MonthPlace = "same_day"     // the 15th, as the first one
	LastDay     MonthPlace = "last_day"     // of the month
	SameWeekday MonthPlace = "same_weekday" // the second Tuesday, as the first one
	LastWeekday MonthPlace = "last_weekday" // the last Tuesday
)

// Choices of places in the month.
func (MonthPlace) Choices() []string {
	return []string{string(SameDay), string(LastDay), string(SameWeekday), string(LastWeekday)}
}

// Recurrence is a rule as people say it.
type Recurrence struct {
	Every    int64
	Unit     SeriesUnit
	WorkDays WorkDays   // of weeks; none is that of the first event
	Month    MonthPlace // of months; none is the same day
	Until    register.Date
	Count    int64
}

func (in *Recurrence) describe(f *register.Fields) {
	f.Int(&in.Every)
	f.Choice(&in.Unit).Required()
	f.Several(&in.WorkDays)
	f.Choice(&in.Month)
	f.Date(&in.Until)
	f.Int(&in.Count)
}

// read puts a rule into the words of the form.
func (in *Recurrence) read(p calendar.Plain) {
	in.Every, in.Unit, in.Until, in.Count = int64(p.Every), SeriesUnit(p.Unit), register.Date(p.Until), int64(p.Count)
	days := WorkDay("").Choices()
	for _, d := range p.Weekdays {
		in.WorkDays = append(in.WorkDays, WorkDay(days[(int(d)+6)%7]))
	}
	switch {
	case p.Unit != calendar.EachMonth:
	case p.Nth == -1:
		in.Month = LastWeekday
	case p.Nth > 0:
		in.Month = SameWeekday
	case p.MonthDay == -1:
		in.Month = LastDay
	default:
		in.Month = SameDay
	}
}

// rule is the rule of a series that begins on a day.
func (in *Recurrence) rule(first calendar.Day) (calendar.Rule, error) {
	switch {
	case in.Every < 0 || in.Every > 99:
		return calendar.Rule{}, register.RefuseAt("every", "out_of_range")
	case in.Count < 0 || in.Count > 999:
		return calendar.Rule{}, register.RefuseAt("count", "out_of_range")
	case in.Until != "" && calendar.Day(in.Until) < first:
		return calendar.Rule{}, register.RefuseAt("until", "ends_before_it_begins")
	}
	p := calendar.Plain{Every: int(max(in.Every, 1)), Unit: calendar.Unit(in.Unit), Until: calendar.Day(in.Until), Count: int(in.Count)}
	for _, d := range in.WorkDays {
		p.Weekdays = append(p.Weekdays, d.weekday())
	}
	nth := (first.Number()-1)/7 + 1
	switch {
	case p.Unit != calendar.EachMonth:
	case in.Month == LastDay:
		p.MonthDay = -1
	case in.Month == LastWeekday, in.Month == SameWeekday && nth > 4:
		p.Nth, p.Weekday = -1, first.Weekday()
	case in.Month == SameWeekday:
		p.Nth, p.Weekday = nth, first.Weekday()
	}
	rule, err := p.Rule()
	if err != nil {
		return rule, refuseRule(err)
	}
	return rule, nil
}

// RecurEvent makes a planned event the first of a series.
type RecurEvent struct{ Recurrence }

// Describe lists the input.
func (in *RecurEvent) Describe(f *register.Fields) { in.describe(f) }

// Offered is for planned events that are of no series.
func (*RecurEvent) Offered(e *Event) bool { return e.planned() && e.Series == 0 }

// Begin is once a week.
func (in *RecurEvent) Begin(*Event) { in.Every, in.Unit = 1, SeriesUnit(calendar.EachWeek) }

// Do makes the series and the events of the coming days.
func (in *RecurEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	if !(*RecurEvent)(nil).Offered(e) {
		return register.Refuse("event_does_not_recur")
	}
	zone, err := seriesZone(ctx, tx, e)
	if err != nil {
		return err
	}
	s := &EventSeries{Zone: zone.String(), FirstStart: e.PlannedStart, Until: in.Until}
	s.take(e)
	first := calendar.DayOf(e.PlannedStart.In(zone))
	rule, err := in.rule(first)
	if err != nil {
		return err
	}
	s.Rule, s.MadeUntil = rule.String(), register.Date(first)
	if err := tx.AsProgram().Save(ctx, s); err != nil {
		return err
	}
	e.Series, e.SeriesDay = register.Ref[EventSeries](s.ID), register.Date(first)
	if err := tx.Save(ctx, e); err != nil {
		return err
	}
	return s.make(ctx, tx)
}

// seriesZone is the zone of whose event it is, or the organisation's.
func seriesZone(ctx context.Context, tx register.Tx, e *Event) (*time.Location, error) {
	if e.Responsible != 0 {
		u, err := register.Load(ctx, tx.AsProgram(), Users, e.Responsible)
		if err != nil {
			return nil, err
		}
		if zone, err := calendar.Zone(u.Zone); err == nil {
			return zone, nil
		}
	}
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return nil, err
	}
	return home.Work().Zone, nil
}

// SeriesReach says which events of a series a change is for.
type SeriesReach string

// How far a change goes.
const (
	LaterEvents SeriesReach = "later" // this one and those after it
	AllEvents   SeriesReach = "all"   // whatever is still planned
)

// Choices of reaches.
func (SeriesReach) Choices() []string { return []string{string(LaterEvents), string(AllEvents)} }

// SpreadEvent gives what one event of a series says to the others: what it is
// about, who takes part, its hour and duration. An event that was moved by hand
// keeps its time, and what is over keeps everything.
type SpreadEvent struct {
	Reach SeriesReach
}

// Describe lists the input.
func (in *SpreadEvent) Describe(f *register.Fields) { f.Choice(&in.Reach).Required() }

// Offered is for planned events of a series.
func (*SpreadEvent) Offered(e *Event) bool { return e.planned() && e.Series != 0 }

// Begin is this one and those after it.
func (in *SpreadEvent) Begin(*Event) { in.Reach = LaterEvents }

// Do changes the series and its planned events.
func (in *SpreadEvent) Do(ctx context.Context, tx register.Tx, e *Event) error {
	s, rest, err := e.inSeries(ctx, tx, in.Reach)
	if err != nil {
		return err
	}
	was := *s
	s.take(e)
	zone := s.zone()
	hour := calendar.ClockOf(e.PlannedStart.In(zone))
	s.FirstStart = hour.On(calendar.DayOf(s.FirstStart.In(zone)), zone)
	for _, other := range rest {
		usual, _ := was.place(calendar.Day(other.SeriesDay))
		if other.PlannedStart.Equal(usual) {
			other.PlannedStart, other.PlannedEnd = s.place(calendar.Day(other.SeriesDay))
		}
		s.give(other)
		if err := tx.AsProgram().Save(ctx, other); err != nil {
			return err
		}
	}
	return tx.AsProgram().Save(ctx, s)
}

// inSeries is the series of an event and the other planned events of it that a
// change is for.
func (e *Event) inSeries(ctx context.Context, tx register.Tx, reach SeriesReach) (*EventSeries, []*Event, error) {
	if !(*SpreadEvent)(nil).Offered(e) {
		return nil, nil, register.Refuse("event_is_of_no_series")
	}
	all := tx.AsProgram()
	s, err := register.Load(ctx, all, EventSeriesList, e.Series)
	if err != nil {
		return nil, nil, err
	}
	row := Events.Row
	wanted := register.All{register.Eq(&row.Series, e.Series), register.Eq(&row.Class, Planned), register.Alive(), register.Not{Filter: register.ByID(e.ID)}}
	if reach != AllEvents {
		wanted = append(wanted, register.Gt(&row.SeriesDay, e.SeriesDay))
	}
	rest, err := register.Select(ctx, all, Events, register.Query{Filter: wanted, Whole: true})
	return s, rest, err
}

// ChangeRule lets a series follow another rule from one of its events on.
type ChangeRule struct{ Recurrence }

// Describe lists the input.
func (in *ChangeRule) Describe(f *register.Fields) { in.describe(f) }

// Offered is for planned events of a series.
func (*ChangeRule) Offered(e *Event) bool { return (*SpreadEvent)(nil).Offered(e) }

// Begin is the rule that the series has.
func (in *ChangeRule) Begin(ctx context.Context, tx register.Tx, e *Event, _ time.Time) error {
	s, err := register.Load(ctx, tx, EventSeriesList, e.Series)
	if err != nil {
		return err
	}
	rule, err := calendar.ParseRule(s.Rule)
	if err != nil {
		return refuseRule(err)
	}
	plain, said := rule.Plain()
	if !said { // a rule of its own, that the form cannot say
		plain = calendar.Plain{Every: 1, Unit: calendar.EachWeek}
	}
	in.read(plain)
	return nil
}

// Do takes the later planned events away and makes others by the new rule.
func (in *ChangeRule) Do(ctx context.Context, tx register.Tx, e *Event) error {
	s, rest, err := e.inSeries(ctx, tx, LaterEvents)
	if err != nil {
		return err
	}
	first := calendar.DayOf(e.PlannedStart.In(s.zone()))
	rule, err := in.rule(first)
	if err != nil {
		return err
	}
	if err := takeAway(ctx, tx, rest); err != nil {
		return err
	}
	s.Rule, s.Until, s.Ended = rule.String(), in.Until, false
	s.FirstStart, s.MadeUntil = e.PlannedStart, register.Date(first)
	e.SeriesDay = register.Date(first)
	if err := tx.AsProgram().Save(ctx, e); err != nil {
		return err
	}
	return s.make(ctx, tx)
}

// EndSeries ends a series with one of its events.
type EndSeries struct{}

// Describe lists the input: there is none.
func (*EndSeries) Describe(*register.Fields) {}

// Offered is for planned events of a series.
func (*EndSeries) Offered(e *Event) bool { return (*SpreadEvent)(nil).Offered(e) }

// Do takes the later planned events away; what took place stays.
func (*EndSeries) Do(ctx context.Context, tx register.Tx, e *Event) error {
	s, rest, err := e.inSeries(ctx, tx, LaterEvents)
	if err != nil {
		return err
	}
	if err := takeAway(ctx, tx, rest); err != nil {
		return err
	}
	rule, err := calendar.ParseRule(s.Rule)
	if err != nil {
		return refuseRule(err)
	}
	s.Rule, s.Until, s.Ended = rule.EndingOn(calendar.Day(e.SeriesDay)).String(), e.SeriesDay, true
	return tx.AsProgram().Save(ctx, s)
}

// takeAway removes events that are not to be. One that other records speak of
// is archived.
func takeAway(ctx context.Context, tx register.Tx, list []*Event) error {
	all := tx.AsProgram()
	for _, e := range list {
		err := all.Delete(ctx, e)
		var refused *register.Problems
		if errors.As(err, &refused) {
			err = all.Archive(ctx, e, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
