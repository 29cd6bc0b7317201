package calendar

import "time"

// Work says when an organisation works: on which days of the week, from when
// till when, and which days differ from that.
type Work struct {
	Zone  *time.Location
	Week  [7]bool // by time.Weekday
	Hours Hours
	Off   map[Day]bool // not worked, though the week says so
	On    map[Day]bool // worked, though the week does not say so
}

// Hours are the working hours of a day. A break of which the end is not after
// its beginning is none.
type Hours struct {
	From, To           Clock
	BreakFrom, BreakTo Clock
}

// Span is a stretch of time, its end not included.
type Span struct{ Start, End time.Time }

// FiveDays is Monday to Friday from nine to six with a lunch at one: what an
// organisation that has said nothing works.
func FiveDays(zone *time.Location) Work {
	return Work{
		Zone: zone, Week: [7]bool{false, true, true, true, true, true, false},
		Hours: Hours{From: 9 * 60, To: 18 * 60, BreakFrom: 13 * 60, BreakTo: 14 * 60},
	}
}

// Works reports whether a day is a working day.
func (w Work) Works(d Day) bool {
	switch {
	case w.On[d]:
		return true
	case w.Off[d]:
		return false
	}
	return w.Week[d.Weekday()]
}

// Spans are the working stretches of a day, in order; none of a day off.
func (w Work) Spans(d Day) []Span {
	if !w.Works(d) || w.Hours.To <= w.Hours.From {
		return nil
	}
	h := w.Hours
	day := func(from, to Clock) []Span {
		s := Span{from.On(d, w.Zone), to.On(d, w.Zone)}
		if !s.Start.Before(s.End) {
			return nil
		}
		return []Span{s}
	}
	if h.BreakTo <= h.BreakFrom || h.BreakTo <= h.From || h.BreakFrom >= h.To {
		return day(h.From, h.To)
	}
	return append(day(h.From, h.BreakFrom), day(h.BreakTo, h.To)...)
}

// furthest is how many days working time is counted over; no deadline and no
// delay is further off.
const furthest = 20 * 366

// Minutes counts the working minutes between two moments, nought when the
// second is not after the first. It does not look further than twenty years.
func (w Work) Minutes(from, to time.Time) int64 {
	var total time.Duration
	last := DayOf(to.In(w.Zone))
	for d, n := DayOf(from.In(w.Zone)), 0; d <= last && n < furthest; d, n = d.Add(1), n+1 {
		for _, s := range w.Spans(d) {
			start, end := s.Start, s.End
			if start.Before(from) {
				start = from
			}
			if end.After(to) {
				end = to
			}
			if start.Before(end) {
				total += end.Sub(start)
			}
		}
	}
	return int64(total / time.Minute)
}

// After is the moment when so many working minutes have passed since another
// moment. Who never works is answered with that moment and false.
func (w Work) After(from time.Time, minutes int64) (time.Time, bool) {
	left := time.Duration(minutes) * time.Minute
	if left <= 0 {
		return from, true
	}
	for d, n := DayOf(from.In(w.Zone)), 0; n < furthest; d, n = d.Add(1), n+1 {
		for _, s := range w.Spans(d) {
			start := s.Start
			if start.Before(from) {
				start = from
			}
			if !start.Before(s.End) {
				continue
			}
			if has := s.End.Sub(start); has < left {
				left -= has
				continue
			}
			return start.Add(left), true
		}
	}
	return from, false
}

// NextDay is the first working day after a day; none when there is no such day
// within a year.
func (w Work) NextDay(d Day) Day { return w.step(d, 1) }

// PreviousDay is the last working day before a day; none when there is no such
// day within a year.
func (w Work) PreviousDay(d Day) Day { return w.step(d, -1) }

func (w Work) step(d Day, by int) Day {
	for range 366 {
		if d = d.Add(by); d == "" || w.Works(d) {
			return d
		}
	}
	return ""
}

// DaysBetween counts the working days from one day to another, the first not
// included and the last included. It does not look further than twenty years.
func (w Work) DaysBetween(from, to Day) int {
	count := 0
	for d, n := from.Add(1), 0; d != "" && d <= to && n < furthest; d, n = d.Add(1), n+1 {
		if w.Works(d) {
			count++
		}
	}
	return count
}
