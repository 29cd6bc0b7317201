package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func rule(t testing.TB, text string) Rule {
	t.Helper()
	r, err := ParseRule(text)
	if err != nil {
		t.Fatalf("rule %s: %v", text, err)
	}
	return r
}

func days(list []Occurrence) string {
	var out []string
	for _, o := range list {
		if o.Of == o.On {
			out = append(out, string(o.On))
		} else {
			out = append(out, string(o.Of+">"+o.On))
		}
	}
	return strings.Join(out, " ")
}

func TestRulesNameTheDaysThatTheyMean(t *testing.T) {
	for _, c := range []struct{ rule, first, from, to, want string }{
		{"FREQ=DAILY;INTERVAL=3", "2026-11-23", "2026-11-23", "2026-12-01", "2026-11-23 2026-11-26 2026-11-29"},
		{"FREQ=WEEKLY;BYDAY=MO,WE", "2026-11-23", "2026-11-24", "2026-12-02", "2026-11-25 2026-11-30 2026-12-02"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24", "2026-11-20", "2026-12-31", "2026-11-24 2026-12-08 2026-12-22"},
		{"FREQ=WEEKLY;COUNT=2", "2026-11-23", "2026-11-01", "2027-11-01", "2026-11-23 2026-11-30"},
		{"FREQ=WEEKLY;UNTIL=20261207", "2026-11-23", "2026-11-01", "2027-11-01", "2026-11-23 2026-11-30 2026-12-07"},
		{"FREQ=WEEKLY;UNTIL=20261207T235959Z", "2026-11-23", "2026-12-01", "2027-11-01", "2026-12-07"},
		{"FREQ=MONTHLY", "2027-01-31", "2027-01-01", "2027-05-31", "2027-01-31 2027-03-31 2027-05-31"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31", "2027-01-01", "2027-04-30", "2027-01-31 2027-02-28 2027-03-31 2027-04-30"},
		{"FREQ=MONTHLY;BYDAY=+2TU", "2026-12-08", "2026-12-01", "2027-02-28", "2026-12-08 2027-01-12 2027-02-09"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", "2026-11-01", "2027-01-31", "2026-11-27 2026-12-25 2027-01-29"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30", "2026-11-01", "2027-01-31", "2026-11-30 2026-12-31 2027-01-29"},
		{"FREQ=YEARLY", "2028-02-29", "2028-01-01", "2030-12-31", "2028-02-29"},
		{"FREQ=YEARLY", "2024-02-29", "2028-01-01", "2030-12-31", "2028-02-29"},
		{"", "2026-11-23", "2026-11-01", "2027-11-01", "2026-11-23"},
		{"FREQ=WEEKLY;BYDAY=TH", "2026-11-23", "2026-11-23", "2026-11-30", "2026-11-23 2026-11-26"}, // the first day always
		{"FREQ=DAILY", "2026-11-23", "2026-11-01", "2026-11-22", ""},
	} {
		s := Series{First: Day(c.first), Rule: rule(t, c.rule)}
		if got := days(s.Days(Day(c.from), Day(c.to), 100)); got != c.want {
			t.Errorf("%s from %s: %s, want %s", c.rule, c.first, got, c.want)
		}
	}
}

func TestAWeeklyRecurrenceKeepsItsHourOverChangesOfClocks(t *testing.T) {
	for _, c := range changes {
		z := zone(t, c.zone)
		for _, hour := range []Clock{9 * 60, 3*60 + 30, 0, 23*60 + 45} {
			for _, change := range []Day{c.spring, c.autumn} {
				s := Series{First: change.Add(-14), Rule: rule(t, "FREQ=WEEKLY")} // on Sundays, the day of the change itself
				all := s.Days(s.First, change.Add(14), 10)
				if len(all) != 5 {
					t.Fatalf("%d Sundays about %s", len(all), change)
				}
				for _, o := range all {
					want := hour
					if o.On == c.spring && hour == 3*60+30 {
						want = 4*60 + 30 // on that day alone: the clocks skip it
					}
					if got := ClockOf(hour.On(o.On, z)); got != want {
						t.Errorf("%s of %s in %s is shown as %s", hour, o.On, c.zone, got)
					}
					if got := DayOf(hour.On(o.On, z)); got != o.On {
						t.Errorf("%s of %s in %s falls on %s", hour, o.On, c.zone, got)
					}
				}
			}
		}
	}
}

func TestExceptionsAreKnownByTheDayTheRuleGave(t *testing.T) {
	s := Series{
		First: "2026-11-23", Rule: rule(t, "FREQ=WEEKLY"),
		Skipped: map[Day]bool{"2026-11-30": true},
		Moved:   map[Day]Day{"2026-12-07": "2026-12-09", "2026-12-28": "2026-12-19", "2026-12-10": "2026-12-11"},
	}
	for _, c := range []struct{ from, to, want string }{
		{"2026-11-23", "2026-12-14", "2026-11-23 2026-12-07>2026-12-09 2026-12-14"},
		{"2026-12-07", "2026-12-08", ""},
		{"2026-12-15", "2026-12-20", "2026-12-28>2026-12-19"}, // moved into the window from beyond it
		{"2026-12-11", "2026-12-11", ""},                      // not a day of the rule: nothing to move
	} {
		if got := days(s.Days(Day(c.from), Day(c.to), 100)); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestRulesWithinADayAreRefused(t *testing.T) {
	for text, want := range map[string]BadRule{
		"FREQ=MINUTELY":                                  RuleTooOften,
		"FREQ=HOURLY;INTERVAL=48":                        RuleTooOften,
		"FREQ=SECONDLY":                                  RuleTooOften,
		"FREQ=DAILY;BYHOUR=9,10,11":                      RuleTooOften,
		"FREQ=DAILY;BYMINUTE=0":                          RuleTooOften,
		"FREQ=DAILY;COUNT=3;UNTIL=20270101":              RuleTwoEnds,
		"every day":                                      RuleUnreadable,
		"FREQ=DAILY;FOO=1":                               RuleUnreadable,
		"COUNT=3":                                        RuleUnreadable,
		"FREQ=DAILY;INTERVAL=-1":                         RuleUnreadable,
		"FREQ=DAILY;INTERVAL=100000":                     RuleUnreadable,
		"FREQ=DAILY;COUNT=100000":                        RuleUnreadable,
		"FREQ=MONTHLY;BYMONTHDAY=32":                     RuleUnreadable,
		"DTSTART:20200101T000000Z\nRRULE:X=1":            RuleUnreadable,
		"FREQ=DAILY;DTSTART=20200101":                    RuleUnreadable,
		"FREQ=YEARLY;BYEASTER=0":                         RuleUnreadable,
		"FREQ=DAILY;" + strings.Repeat("BYMONTH=1;", 60): RuleTooLong,
	} {
		if got, err := ParseRule(text); err != want {
			t.Errorf("%.40q: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestARuleThatNeverComesDoesNotHoldTheProgram(t *testing.T) {
	began := time.Now()
	for _, text := range []string{"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;INTERVAL=1000;BYMONTHDAY=31"} {
		s := Series{First: "1970-01-01", Rule: rule(t, text)}
		s.Days("2026-01-01", "9999-12-31", 1<<30)
		s.Next("2026-01-01")
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	s := Series{First: "1970-01-01", Rule: rule(t, "FREQ=DAILY")}
	if n := len(s.Days("2000-01-01", "9999-12-31", 1<<30)); n != mostOccurrences {
		t.Errorf("%d occurrences at once", n)
	}
	if n := len((Series{First: "0001-01-01", Rule: rule(t, "FREQ=DAILY")}).Days("2026-01-01", "2026-01-05", 10)); n != 0 {
		t.Errorf("a series from the first year gives %d", n)
	}
}

func TestTheNextOccurrenceIsFoundHoweverFar(t *testing.T) {
	for _, c := range []struct{ rule, first, from, want string }{
		{"FREQ=YEARLY", "2020-06-01", "2026-11-22", "2027-06-01"},
		{"FREQ=WEEKLY", "2026-11-23", "2026-11-23", "2026-11-23"},
		{"FREQ=WEEKLY;COUNT=1", "2026-11-23", "2026-11-24", ""},
	} {
		s := Series{First: Day(c.first), Rule: rule(t, c.rule)}
		if got := s.Next(Day(c.from)); string(got.On) != c.want {
			t.Errorf("%s after %s: %v, want %s", c.rule, c.from, got, c.want)
		}
	}
	if got := rule(t, "FREQ=WEEKLY;BYDAY=TH").FirstOn("2026-11-23"); got != "2026-11-26" {
		t.Errorf("the first Thursday is %s", got)
	}
	if got := (Rule{}).FirstOn("2026-11-23"); got != "" {
		t.Errorf("no rule begins on %s", got)
	}
}

func TestPlainRulesAreWrittenAndReadBack(t *testing.T) {
	for _, c := range []struct {
		plain Plain
		text  string
	}{
		{Plain{Every: 1, Unit: EachDay}, "FREQ=DAILY"},
		{Plain{Every: 3, Unit: EachDay, Count: 5}, "FREQ=DAILY;INTERVAL=3;COUNT=5"},
		{Plain{Every: 1, Unit: EachWeek}, "FREQ=WEEKLY"},
		{Plain{Every: 2, Unit: EachWeek, Weekdays: []time.Weekday{time.Monday, time.Friday, time.Sunday}, Until: "2027-01-31"}, "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270131;BYDAY=MO,FR,SU"},
		{Plain{Every: 1, Unit: EachMonth}, "FREQ=MONTHLY"},
		{Plain{Every: 1, Unit: EachMonth, MonthDay: -1}, "FREQ=MONTHLY;BYMONTHDAY=-1"},
		{Plain{Every: 1, Unit: EachMonth, MonthDay: 15}, "FREQ=MONTHLY;BYMONTHDAY=15"},
		{Plain{Every: 1, Unit: EachMonth, Nth: 2, Weekday: time.Tuesday}, "FREQ=MONTHLY;BYDAY=+2TU"},
		{Plain{Every: 3, Unit: EachMonth, Nth: -1, Weekday: time.Sunday}, "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SU"},
		{Plain{Every: 1, Unit: EachYear, Count: 10}, "FREQ=YEARLY;COUNT=10"},
	} {
		r, err := c.plain.Rule()
		if err != nil || r.String() != c.text {
			t.Errorf("%+v is written %s, %v, want %s", c.plain, r, err, c.text)
			continue
		}
		back, ok := rule(t, "RRULE:"+strings.ToLower(r.String())).Plain()
		if !ok || fmt.Sprint(back) != fmt.Sprint(c.plain) {
			t.Errorf("%s is read as %+v, want %+v", r, back, c.plain)
		}
	}
	for _, text := range []string{"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "FREQ=YEARLY;BYMONTH=3", "FREQ=MONTHLY;BYDAY=5MO", "FREQ=DAILY;BYDAY=MO", ""} {
		if p, ok := rule(t, text).Plain(); ok {
			t.Errorf("%s is read as plain: %+v", text, p)
		}
	}
	if _, err := (Plain{Unit: EachDay, Count: 1, Until: "2027-01-01"}).Rule(); err != RuleTwoEnds {
		t.Errorf("two ends: %v", err)
	}
}

func TestARuleEndsWhereItIsCut(t *testing.T) {
	r := rule(t, "FREQ=WEEKLY;COUNT=10").EndingOn("2026-12-07")
	if r.String() != "FREQ=WEEKLY;UNTIL=20261207" || r.Last() != "2026-12-07" {
		t.Errorf("cut rule: %s", r)
	}
	if got := days(Series{First: "2026-11-23", Rule: r}.Days("2026-11-01", "2027-11-01", 10)); got != "2026-11-23 2026-11-30 2026-12-07" {
		t.Errorf("cut series: %s", got)
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add("FREQ=WEEKLY;BYDAY=MO,-1TU;UNTIL=20270101T000000Z")
	f.Add("RRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		again, err := ParseRule(r.String())
		if err != nil || again.String() != r.String() {
			t.Errorf("%q is written %q and read %q, %v", text, r, again, err)
		}
		for _, d := range (Series{First: "2026-01-01", Rule: r}).Days("2026-01-01", "2026-12-31", 20) {
			if d.On < "2026-01-01" || d.On > "2026-12-31" {
				t.Errorf("%q gives %v", text, d)
			}
		}
	})
}

func TestHolidaysAreThoseOfTheLaw(t *testing.T) {
	for year, want := range map[int]Day{2024: "2024-05-05", 2025: "2025-04-20", 2026: "2026-04-12", 2027: "2027-05-02", 2028: "2028-04-16", 2030: "2030-04-28"} {
		if got := OrthodoxEaster(year); got != want {
			t.Errorf("Easter of %d is %s, want %s", year, got, want)
		}
	}
	off := func(country string, year int) []Day {
		var out []Day
		for _, h := range Holidays(country, year) {
			out = append(out, h.Day)
		}
		return out
	}
	// Decision of the Bulgarian government for 2026: 24 May and 6 September fall on a Sunday, 26 December on a Saturday.
	if got, want := off("bg", 2026), []Day{
		"2026-01-01", "2026-03-03", "2026-04-10", "2026-04-11", "2026-04-12", "2026-04-13", "2026-05-01", "2026-05-06",
		"2026-05-24", "2026-05-25", "2026-09-06", "2026-09-07", "2026-09-22", "2026-12-24", "2026-12-25", "2026-12-26", "2026-12-28",
	}; !slices.Equal(got, want) {
		t.Errorf("Bulgaria 2026: %v", got)
	}
	// In 2027 Labour Day is Holy Saturday; the Tuesday after Easter Monday is free for it, as it was in 2021.
	if got := off("bg", 2027); !slices.Contains(got, Day("2027-05-04")) || slices.Contains(got, Day("2027-05-05")) {
		t.Errorf("Bulgaria 2027: %v", got)
	}
	if got, want := off("ua", 2027), []Day{
		"2027-01-01", "2027-03-08", "2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04", "2027-05-08", "2027-05-10", "2027-06-20", "2027-06-21",
		"2027-06-28", "2027-07-15", "2027-08-24", "2027-10-01", "2027-12-25", "2027-12-27",
	}; !slices.Equal(got, want) {
		t.Errorf("Ukraine 2027: %v", got)
	}
	if got := Holidays("pl", 2027); got != nil {
		t.Errorf("Poland: %v", got)
	}
}
