package calendar

import (
	"cmp"
	"slices"
	"time"
)

// Placed is where a span stands in the column of one day: from one time of day
// to another, in one of the lanes that spans at the same time share.
type Placed struct {
	Of          int // index of the span
	From, To    Clock
	Lane, Lanes int
	Before      bool // it began on an earlier day
	After       bool // it goes on the next day
}

// shortest is how long a span looks at least; below that nothing could be read
// in it.
const shortest Clock = 30

// Lay places the spans that touch a day, in the order in which they begin. A
// span that ends at midnight does not touch the next day; one without length
// touches the day it is on.
func Lay(spans []Span, day Day, zone *time.Location) []Placed {
	start, end := day.Starts(zone), day.Add(1).Starts(zone)
	var out []Placed
	for i, s := range spans {
		if !s.touches(start, end) {
			continue
		}
		p := Placed{Of: i, From: 0, To: Midnight, Before: s.Start.Before(start), After: s.End.After(end)}
		if !p.Before {
			p.From = ClockOf(s.Start.In(zone))
		}
		if s.End.Before(end) {
			p.To = ClockOf(s.End.In(zone))
		}
		if p.To < p.From+shortest { // also when clocks went back in between
			p.To = min(p.From+shortest, Midnight)
			p.From = min(p.From, Midnight-shortest)
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Placed) int { return cmp.Or(int(a.From-b.From), int(b.To-a.To)) })
	for i := 0; i < len(out); {
		j := i + crowd(out[i:])
		share(out[i:j])
		i = j
	}
	return out
}

func (s Span) touches(start, end time.Time) bool {
	if !s.Start.Before(end) {
		return false
	}
	return s.End.After(start) || !s.Start.Before(start)
}

// crowd is how many of the first ones hang together in time.
func crowd(list []Placed) int {
	end := list[0].To
	for i, p := range list {
		if i > 0 && p.From >= end {
			return i
		}
		end = max(end, p.To)
	}
	return len(list)
}

// share gives each of a crowd the first lane that is free.
func share(list []Placed) {
	var ends []Clock
	for i := range list {
		lane := slices.IndexFunc(ends, func(end Clock) bool { return end <= list[i].From })
		if lane < 0 {
			lane, ends = len(ends), append(ends, 0)
		}
		ends[lane], list[i].Lane = list[i].To, lane
	}
	for i := range list {
		list[i].Lanes = len(ends)
	}
}

// DaysOf are the days that a span touches in a zone, from one day to another.
func (s Span) DaysOf(from, to Day, zone *time.Location) []Day {
	first, last := DayOf(s.Start.In(zone)), DayOf(s.Start.In(zone))
	if s.End.After(s.Start) {
		last = DayOf(s.End.Add(-time.Nanosecond).In(zone))
	}
	var out []Day
	for d := max(first, from); d != "" && d <= min(last, to); d = d.Add(1) {
		out = append(out, d)
	}
	return out
}

// Row is the longest row of spans that follow each other with no more than a
// pause between them, in the order of time.
func Row(spans []Span, pause time.Duration) int {
	list := slices.Clone(spans)
	slices.SortFunc(list, func(a, b Span) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) })
	longest, row := 0, 0
	var end time.Time
	for _, s := range list {
		if row == 0 || s.Start.Sub(end) > pause {
			row, end = 0, s.End
		}
		row++
		if s.End.After(end) {
			end = s.End
		}
		longest = max(longest, row)
	}
	return longest
}

// Busy is how much time the spans take between two moments, what overlaps
// counted once.
func Busy(spans []Span, from, to time.Time) time.Duration {
	list := slices.Clone(spans)
	slices.SortFunc(list, func(a, b Span) int { return a.Start.Compare(b.Start) })
	var total time.Duration
	for _, s := range list {
		if s.Start.Before(from) {
			s.Start = from
		}
		if s.End.After(to) {
			s.End = to
		}
		if s.End.After(s.Start) {
			total += s.End.Sub(s.Start)
			from = s.End
		}
	}
	return total
}
