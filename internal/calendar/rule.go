package calendar

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Rule says on which days something recurs: a recurrence rule of RFC 5545 that
// speaks of days and nothing smaller. The hour is not the rule's affair, so a
// change of clocks cannot move it. The zero Rule never recurs.
type Rule struct {
	option rrule.ROption
	text   string
}

// BadRule is what a rule is refused for. Its text is a message key.
type BadRule string

func (e BadRule) Error() string { return string(e) }

// What ParseRule refuses.
const (
	RuleUnreadable BadRule = "rule_unreadable"
	RuleTooOften   BadRule = "rule_too_often" // within a day
	RuleTwoEnds    BadRule = "rule_two_ends"  // a count and a last day
	RuleTooLong    BadRule = "rule_too_long"
)

const (
	longestRule     = 500
	mostOccurrences = 1000
	mostInterval    = 1000
	earliest        = Day("1970-01-01")
	widestWindow    = 3 * 366 // days
)

// ParseRule reads a rule as RFC 5545 writes it, with or without RRULE: before
// it. Rules that recur within a day are refused: nothing here happens by the
// minute, and a rule by the second since 2000 would take the machine with it.
func ParseRule(text string) (Rule, error) {
	s := strings.ToUpper(strings.TrimSpace(text))
	s = strings.TrimSuffix(strings.TrimPrefix(s, "RRULE:"), ";")
	switch {
	case s == "":
		return Rule{}, nil
	case len(s) > longestRule:
		return Rule{}, RuleTooLong
	case strings.ContainsAny(s, "\r\n") || strings.Contains(s, "DTSTART"):
		return Rule{}, RuleUnreadable
	}
	o, err := rrule.StrToROption(s)
	if err != nil {
		return Rule{}, RuleUnreadable
	}
	switch {
	case o.Freq > rrule.DAILY || len(o.Byhour)+len(o.Byminute)+len(o.Bysecond) > 0:
		return Rule{}, RuleTooOften
	case o.Count != 0 && !o.Until.IsZero():
		return Rule{}, RuleTwoEnds
	case o.Interval < 0 || o.Interval > mostInterval || o.Count < 0 || o.Count > mostOccurrences || len(o.Byeaster) > 0:
		return Rule{}, RuleUnreadable
	}
	if !o.Until.IsZero() { // the last day, whichever hour was said
		o.Until = o.Until.UTC().Truncate(24 * time.Hour)
	}
	if o.Interval == 1 {
		o.Interval = 0
	}
	o.Dtstart = earliest.noon()
	if _, err := rrule.NewRRule(*o); err != nil {
		return Rule{}, RuleUnreadable
	}
	o.Dtstart = time.Time{}
	return ruleOf(*o), nil
}

func ruleOf(o rrule.ROption) Rule {
	text := o.RRuleString()
	if !o.Until.IsZero() { // a day, not a moment of it
		text = strings.Replace(text, o.Until.Format("20060102T150405Z"), o.Until.Format("20060102"), 1)
	}
	return Rule{option: o, text: text}
}

// String writes the rule as RFC 5545 does, without RRULE: before it. The zero
// Rule is empty.
func (r Rule) String() string { return r.text }

// Last is the last day the rule may speak of; none when it has no such day.
func (r Rule) Last() Day {
	if r.option.Until.IsZero() {
		return ""
	}
	return DayOf(r.option.Until)
}

// EndingOn is the rule with another last day, and without a count.
func (r Rule) EndingOn(last Day) Rule {
	if r.text == "" {
		return r
	}
	o := r.option
	o.Count, o.Until = 0, last.noon().Truncate(24*time.Hour)
	return ruleOf(o)
}

// Series is a rule with its first day and the days that differ from it.
type Series struct {
	First   Day
	Rule    Rule
	Skipped map[Day]bool // days of the rule that are left out
	Moved   map[Day]Day  // days of the rule that take place on another day
}

// Occurrence is one time that a series takes place.
type Occurrence struct {
	Of Day // the day the rule gave it, by which it is known
	On Day // the day it takes place
}

// Days are the occurrences that take place from one day to another, both
// included, in order: at most so many, and never more than a thousand nor over
// more than three years. The first day is an occurrence whether or not the
// rule names it.
func (s Series) Days(from, to Day, most int) []Occurrence {
	if s.First < earliest || from == "" || to < from {
		return nil
	}
	most = min(most, mostOccurrences)
	to = min(to, from.Add(widestWindow))
	var out []Occurrence
	for _, d := range s.ruled(from, to) {
		if _, moved := s.Moved[d]; !moved && !s.Skipped[d] {
			out = append(out, Occurrence{d, d})
		}
	}
	for of, on := range s.Moved {
		if on >= from && on <= to && !s.Skipped[of] && slices.Contains(s.ruled(of, of), of) {
			out = append(out, Occurrence{of, on})
		}
	}
	slices.SortFunc(out, func(a, b Occurrence) int { return strings.Compare(string(a.On+a.Of), string(b.On+b.Of)) })
	return out[:min(len(out), max(most, 0))]
}

// Next is the first occurrence on a day or after it, as far as three years
// on; the zero Occurrence when there is none.
func (s Series) Next(day Day) Occurrence {
	for _, days := range []int{31, 366, widestWindow} {
		if all := s.Days(day, day.Add(days), 1); len(all) > 0 {
			return all[0]
		}
	}
	return Occurrence{}
}

// FirstOn is the first day that the rule itself names, on a day or after it, as
// far as three years on; none when there is no such day. A series is best begun
// on it.
func (r Rule) FirstOn(day Day) Day {
	for d := range r.days(day, day.Add(widestWindow)) {
		return d
	}
	return ""
}

// ruled are the days that the rule gives within a window, the first one always.
func (s Series) ruled(from, to Day) []Day {
	if to < s.First {
		return nil
	}
	var out []Day
	if s.First >= from {
		out = append(out, s.First)
	}
	for d := range s.Rule.days(s.First, to) {
		if d >= from && d != s.First {
			out = append(out, d)
		}
	}
	return out
}

// days are the days that the rule names from its first one on. The library
// counts them at midnight UTC, where no clocks change; it is stopped at a last
// day, for a rule may name a day that never comes.
func (r Rule) days(first, last Day) iter.Seq[Day] {
	return func(yield func(Day) bool) {
		if r.text == "" || first < earliest {
			return
		}
		o := r.option
		o.Dtstart = first.noon().Truncate(24 * time.Hour)
		if end := last.noon().Truncate(24 * time.Hour); o.Until.IsZero() || o.Until.After(end) {
			o.Until = end
		}
		rule, err := rrule.NewRRule(o)
		if err != nil {
			return
		}
		next := rule.Iterator()
		for t, ok := next(); ok && yield(DayOf(t)); t, ok = next() {
			continue
		}
	}
}

// Unit is what a plain rule counts in.
type Unit string

// The units of plain rules.
const (
	EachDay   Unit = "day"
	EachWeek  Unit = "week"
	EachMonth Unit = "month"
	EachYear  Unit = "year"
)

// Units lists them.
func Units() []Unit { return []Unit{EachDay, EachWeek, EachMonth, EachYear} }

// Plain is a rule of the sort that people say: every so many days, weeks on
// these days, months on that day, years; so many times or until a day.
type Plain struct {
	Every    int // 1 is each
	Unit     Unit
	Weekdays []time.Weekday // of weeks; none is that of the first day
	MonthDay int            // of months: 1 to 31, -1 is the last; nought is that of the first day, or Nth
	Nth      int            // of months: 1 to 4 or -1, which Weekday of the month; nought is none
	Weekday  time.Weekday
	Count    int // nought is no end by count
	Until    Day // none is no last day
}

var library = [7]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// Rule writes it as a rule. It answers what ParseRule does.
func (p Plain) Rule() (Rule, error) {
	freq, known := map[Unit]string{EachDay: "DAILY", EachWeek: "WEEKLY", EachMonth: "MONTHLY", EachYear: "YEARLY"}[p.Unit]
	if !known {
		return Rule{}, RuleUnreadable
	}
	text := "FREQ=" + freq
	if p.Every > 1 {
		text += fmt.Sprintf(";INTERVAL=%d", p.Every)
	}
	switch {
	case p.Count != 0 && p.Until != "":
		return Rule{}, RuleTwoEnds
	case p.Count != 0:
		text += fmt.Sprintf(";COUNT=%d", p.Count)
	case p.Until != "":
		text += ";UNTIL=" + strings.ReplaceAll(string(p.Until), "-", "")
	}
	switch {
	case p.Unit == EachWeek && len(p.Weekdays) > 0:
		var names []string
		for _, d := range monday(p.Weekdays) {
			names = append(names, library[d].String())
		}
		text += ";BYDAY=" + strings.Join(names, ",")
	case p.Unit == EachMonth && p.Nth != 0:
		text += fmt.Sprintf(";BYDAY=%+d%s", p.Nth, library[p.Weekday])
	case p.Unit == EachMonth && p.MonthDay != 0:
		text += fmt.Sprintf(";BYMONTHDAY=%d", p.MonthDay)
	}
	return ParseRule(text)
}

// Plain reads a rule as people would say it. False when it is none of that
// sort; such a rule came from elsewhere and is kept as it is.
func (r Rule) Plain() (Plain, bool) {
	o := r.option
	if r.text == "" || len(o.Bysetpos)+len(o.Bymonth)+len(o.Byyearday)+len(o.Byweekno) > 0 || o.Wkst != rrule.MO {
		return Plain{}, false
	}
	p := Plain{Every: max(o.Interval, 1), Count: o.Count, Until: r.Last()}
	switch o.Freq {
	case rrule.DAILY:
		p.Unit = EachDay
		return p, len(o.Byweekday)+len(o.Bymonthday) == 0
	case rrule.YEARLY:
		p.Unit = EachYear
		return p, len(o.Byweekday)+len(o.Bymonthday) == 0
	case rrule.WEEKLY:
		p.Unit = EachWeek
		for _, d := range o.Byweekday {
			if d.N() != 0 {
				return Plain{}, false
			}
			p.Weekdays = append(p.Weekdays, time.Weekday((d.Day()+1)%7))
		}
		p.Weekdays = monday(p.Weekdays)
		return p, len(o.Bymonthday) == 0
	case rrule.MONTHLY:
		p.Unit = EachMonth
		switch {
		case len(o.Byweekday)+len(o.Bymonthday) == 0:
			return p, true
		case len(o.Byweekday) == 1 && len(o.Bymonthday) == 0:
			p.Nth, p.Weekday = o.Byweekday[0].N(), time.Weekday((o.Byweekday[0].Day()+1)%7)
			return p, p.Nth == -1 || p.Nth >= 1 && p.Nth <= 4
		case len(o.Bymonthday) == 1 && len(o.Byweekday) == 0:
			p.MonthDay = o.Bymonthday[0]
			return p, p.MonthDay >= -1
		}
	}
	return Plain{}, false
}

// monday puts days of the week in the order in which they come, each once.
func monday(days []time.Weekday) []time.Weekday {
	out := slices.Clone(days)
	slices.SortFunc(out, func(a, b time.Weekday) int { return (int(a)+6)%7 - (int(b)+6)%7 })
	return slices.Compact(out)
}
