package lang

import (
	"strconv"
	"time"
)

// dayLayout is how days are kept: 2026-11-22.
const dayLayout = "2006-01-02"

// Date writes a day, given as YYYY-MM-DD, in numbers: 22.11.2026, in English
// 22/11/2026. An empty day is an empty text; a text that is no day comes back as it is.
func (p *Printer) Date(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return p.numbers(t)
}

func (p *Printer) numbers(t time.Time) string {
	switch {
	case p.isoDates:
		return t.Format(dayLayout)
	case p.grammar.dateSlash:
		return t.Format("02/01/2006")
	}
	return t.Format("02.01.2006")
}

// DateWords writes a day briefly with the month in letters: "24 лис", and "24 лис 2025"
// when the year is not the current one.
func (p *Printer) DateWords(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return p.words(t, p.now())
}

func (p *Printer) words(t, now time.Time) string {
	text := strconv.Itoa(t.Day()) + nbsp + p.grammar.monthsShort[t.Month()-1]
	if t.Year() != now.In(p.zone).Year() {
		text += nbsp + strconv.Itoa(t.Year())
	}
	return text
}

// DateLong writes a day as letters and papers do: "24 листопада 2026 р.".
func (p *Printer) DateLong(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return strconv.Itoa(t.Day()) + nbsp + p.grammar.monthsOf[t.Month()-1] + " " + strconv.Itoa(t.Year()) + p.grammar.yearWord
}

// DateNear writes a day in words, with the year only when it is another one:
// "24 листопада", "24 листопада 2025 р.".
func (p *Printer) DateNear(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil || t.Year() != p.now().In(p.zone).Year() {
		return p.DateLong(day)
	}
	return strconv.Itoa(t.Day()) + nbsp + p.grammar.monthsOf[t.Month()-1]
}

// MonthYear writes the month of a day as a heading: "листопад 2026".
func (p *Printer) MonthYear(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return p.grammar.months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Month is the name of a month by itself: "листопад".
func (p *Printer) Month(m time.Month) string { return p.grammar.months[m-1] }

// MonthShort is a month in three letters: "лис".
func (p *Printer) MonthShort(m time.Month) string { return p.grammar.monthsShort[m-1] }

// Weekday is the name of a day of the week: "понеділок".
func (p *Printer) Weekday(d time.Weekday) string { return p.grammar.weekdays[fromMonday(d)] }

// WeekdayShort is the head of a calendar column: "пн".
func (p *Printer) WeekdayShort(d time.Weekday) string { return p.grammar.weekdaysAbbr[fromMonday(d)] }

// Weekdays lists the days of the week in the order of a calendar, which is the
// same in all four languages.
func Weekdays() [7]time.Weekday {
	return [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// fromMonday counts the days of the week from 0 for Monday.
func fromMonday(d time.Weekday) int { return (int(d) + 6) % 7 }

// Week is the ISO 8601 number of the week of a day, given as YYYY-MM-DD, and the
// year that the week belongs to. Both are 0 for a text that is no day.
func Week(day string) (year, week int) {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return 0, 0
	}
	return t.ISOWeek()
}

// Day is the day, as YYYY-MM-DD, that a moment falls on by the clock of the printer's zone.
func (p *Printer) Day(t time.Time) string { return t.In(p.zone).Format(dayLayout) }

// Today is the current day in the printer's zone, as YYYY-MM-DD.
func (p *Printer) Today() string { return p.Day(p.now()) }

// Time writes the hour and minute of a moment: "14:05".
func (p *Printer) Time(t time.Time) string { return t.In(p.zone).Format("15:04") }

// Moment writes a moment in numbers: "22.11.2026 14:05". The zero time is an empty text.
func (p *Printer) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.numbers(t.In(p.zone)) + " " + p.Time(t)
}

// MomentWords tells how far a moment is from now, up to seven days either way:
// "5 хв тому", "сьогодні о 14:05", "вчора о 18:30", "через 3 дні"; farther moments
// are written as DateWords writes a day. Put Moment beside it, in a title.
func (p *Printer) MomentWords(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	apart := t.Sub(now)
	switch {
	case apart > -time.Minute && apart < time.Minute:
		return p.Text("moment.now")
	case apart > -time.Hour && apart < 0:
		return p.Count("moment.minutes_ago", int64(-apart/time.Minute))
	case apart < time.Hour && apart > 0:
		return p.Count("moment.minutes_ahead", int64(apart/time.Minute))
	}
	switch days := daysBetween(now.In(p.zone), t.In(p.zone)); {
	case days == 0:
		return p.Text("moment.today", "time", p.Time(t))
	case days == -1:
		return p.Text("moment.yesterday", "time", p.Time(t))
	case days == 1:
		return p.Text("moment.tomorrow", "time", p.Time(t))
	case days >= -7 && days < 0:
		return p.Count("moment.days_ago", int64(-days))
	case days <= 7 && days > 0:
		return p.Count("moment.days_ahead", int64(days))
	}
	return p.words(t.In(p.zone), now)
}

// daysBetween counts midnights on the wall, whatever the length of the days.
func daysBetween(from, to time.Time) int {
	noon := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}
