package crm

import (
	"strconv"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// Repeat is how often a task comes again once it is closed; none is once.
type Repeat string

// Choices of intervals.
func (Repeat) Choices() []string {
	return []string{"day", "workday", "week", "two_weeks", "month", "quarter", "year"}
}

// Rule is the interval as a rule of RFC 5545, from a first day until the last
// one if there is one. In months that lack the day of the first, the last day
// stands for it.
func (r Repeat) Rule(first calendar.Day, until register.Date) string {
	at, err := time.Parse(time.DateOnly, string(first))
	if r == "" || err != nil {
		return ""
	}
	monthly := ";BYMONTHDAY=" + strconv.Itoa(at.Day())
	if at.Day() > 28 {
		monthly += ",-1;BYSETPOS=1"
	}
	rule := map[Repeat]string{
		"day": "FREQ=DAILY", "workday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "week": "FREQ=WEEKLY", "two_weeks": "FREQ=WEEKLY;INTERVAL=2",
		"month": "FREQ=MONTHLY" + monthly, "quarter": "FREQ=MONTHLY;INTERVAL=3" + monthly,
		"year": "FREQ=YEARLY;BYMONTH=" + strconv.Itoa(int(at.Month())) + monthly,
	}[r]
	if until != "" {
		rule += ";UNTIL=" + strings.ReplaceAll(string(until), "-", "")
	}
	return rule
}

// nextOf is the first deadline that a rule gives after another one and after
// now, at the same hour of the wall clock; zero when there is none.
func nextOf(rule string, deadline, now time.Time, zone *time.Location) (time.Time, error) {
	r, err := calendar.ParseRule(rule)
	if err != nil {
		return time.Time{}, err
	}
	local := deadline.In(zone)
	first := calendar.DayOf(local)
	series := calendar.Series{First: first, Rule: r}
	for from := max(first.Add(1), calendar.DayOf(now.In(zone))); ; {
		on := series.Next(from).On
		if on == "" {
			return time.Time{}, nil
		}
		if at := calendar.ClockOf(local).On(on, zone); at.After(now) {
			return at.UTC(), nil
		}
		from = on.Add(1)
	}
}
