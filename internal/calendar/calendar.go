// Package calendar reckons with days and clocks: what a clock on the wall means
// in a zone, when an organisation works, on which days something recurs, which
// days are public holidays. It takes values and gives values.
//
// Days are counted as days and moments as moments. Between them stand the
// clocks of a zone, which twice a year skip an hour or show it twice.
package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Day is a day of the calendar, written 2006-01-02, so that days compare as
// texts do. The empty Day is none.
type Day string

// DayOf is the day of a moment by the clocks of its own zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// ParseDay reads 2006-01-02 and nothing else.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", fmt.Errorf("read day %q: %w", text, err)
	}
	return DayOf(t), nil
}

// Add is the day so many days later. None stays none.
func (d Day) Add(days int) Day {
	if t := d.noon(); !t.IsZero() {
		return DayOf(t.AddDate(0, 0, days))
	}
	return ""
}

// AddMonths is the same day of a later month, or the last one of a month that
// is too short for it.
func (d Day) AddMonths(months int) Day {
	t := d.noon()
	if t.IsZero() {
		return ""
	}
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Weekday is the day of the week; Sunday of none.
func (d Day) Weekday() time.Weekday {
	if t := d.noon(); !t.IsZero() {
		return t.Weekday()
	}
	return time.Sunday
}

// Monday is the Monday of the day's week.
func (d Day) Monday() Day { return d.Add(-(int(d.Weekday()) + 6) % 7) }

// FirstOfMonth is the first day of the day's month.
func (d Day) FirstOfMonth() Day {
	if len(d) != 10 {
		return ""
	}
	return d[:8] + "01"
}

// Number is the day of the month; nought of none.
func (d Day) Number() int {
	if t := d.noon(); !t.IsZero() {
		return t.Day()
	}
	return 0
}

// Until counts the days from d to another one.
func (d Day) Until(other Day) int {
	a, b := d.noon(), other.noon()
	if a.IsZero() || b.IsZero() {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}

// Starts is the first moment of the day in a zone.
func (d Day) Starts(zone *time.Location) time.Time { return Clock(0).On(d, zone) }

// Hours is how long the day is in a zone: 24, or 23 and 25 when clocks change.
func (d Day) Hours(zone *time.Location) time.Duration {
	return d.Add(1).Starts(zone).Sub(d.Starts(zone))
}

// noon stands for the day where days are counted: no clock changes there.
func (d Day) noon() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t.Add(12 * time.Hour)
}

// Clock is a time of day as clocks on the wall show it, in minutes from
// midnight, 0 to 24:00.
type Clock int

// Midnight is the end of a day.
const Midnight Clock = 24 * 60

// ParseClock reads a time of day as people write it: 9, 09:00, 9.30, 0930.
func ParseClock(text string) (Clock, error) {
	wrong := fmt.Errorf("read time of day %q", text)
	s := strings.NewReplacer(".", ":", "-", ":").Replace(strings.TrimSpace(text))
	hours, minutes, split := strings.Cut(s, ":")
	if !split && len(hours) > 2 {
		hours, minutes = hours[:len(hours)-2], hours[len(hours)-2:]
	} else if split && len(minutes) != 2 {
		return 0, wrong
	}
	if minutes == "" {
		minutes = "00"
	}
	if strings.Trim(hours+minutes, "0123456789") != "" || len(hours) == 0 || len(hours) > 2 {
		return 0, wrong
	}
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	c := Clock(h*60 + m)
	if m > 59 || c > Midnight {
		return 0, wrong
	}
	return c, nil
}

// ClockOf is what the clocks of a moment's own zone show.
func ClockOf(t time.Time) Clock { return Clock(t.Hour()*60 + t.Minute()) }

// String writes 09:30.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// On is the moment when clocks of a zone show this time on a day; skipped and
// doubled times are chosen as OnWall does.
func (c Clock) On(d Day, zone *time.Location) time.Time {
	if c >= Midnight {
		d, c = d.Add(1), c-Midnight
	}
	t := d.noon()
	return OnWall(t.Year(), t.Month(), t.Day(), int(c/60), int(c%60), zone)
}
