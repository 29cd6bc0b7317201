package calendar

import (
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// changes are the Sundays on which the clocks of both countries change.
var changes = []struct {
	zone   string
	spring Day
	autumn Day
}{
	{"Europe/Kyiv", "2027-03-28", "2027-10-31"},
	{"Europe/Sofia", "2027-03-28", "2027-10-31"},
	{"Europe/Kyiv", "2026-03-29", "2026-10-25"},
	{"Europe/Sofia", "2026-03-29", "2026-10-25"},
}

func TestADayIsAsLongAsItsClocksMakeIt(t *testing.T) {
	for _, c := range changes {
		z := zone(t, c.zone)
		for d, want := range map[Day]time.Duration{
			c.spring: 23 * time.Hour, c.autumn: 25 * time.Hour, c.spring.Add(-1): 24 * time.Hour, c.autumn.Add(1): 24 * time.Hour,
		} {
			if got := d.Hours(z); got != want {
				t.Errorf("%s in %s: %v, want %v", d, c.zone, got, want)
			}
		}
	}
}

func TestATimeThatClocksSkipComesLaterAndADoubledOneFirst(t *testing.T) {
	for _, c := range changes {
		z := zone(t, c.zone)
		skipped := Clock(3*60+30).On(c.spring, z)
		if got := skipped.UTC().Format("15:04"); got != "01:30" || ClockOf(skipped) != 4*60+30 {
			t.Errorf("half past three of %s in %s is %s UTC, shown as %s", c.spring, c.zone, got, ClockOf(skipped))
		}
		doubled := Clock(3*60+30).On(c.autumn, z)
		if got := doubled.UTC().Format("15:04"); got != "00:30" || ClockOf(doubled) != 3*60+30 {
			t.Errorf("half past three of %s in %s is %s UTC, shown as %s", c.autumn, c.zone, got, ClockOf(doubled))
		}
	}
}

func TestDaysAreCountedWithoutClocks(t *testing.T) {
	for _, c := range []struct{ what, got, want string }{
		{"over the change in spring", string(Day("2027-03-27").Add(2)), "2027-03-29"},
		{"over the change in autumn", string(Day("2027-10-30").Add(2)), "2027-11-01"},
		{"29 February", string(Day("2028-02-28").Add(1)), "2028-02-29"},
		{"a month on from the 31st", string(Day("2027-01-31").AddMonths(1)), "2027-02-28"},
		{"a month back from the 31st", string(Day("2027-03-31").AddMonths(-1)), "2027-02-28"},
		{"a year on", string(Day("2028-02-29").AddMonths(12)), "2029-02-28"},
		{"Monday of a Sunday", string(Day("2026-11-22").Monday()), "2026-11-16"},
		{"Monday of a Monday", string(Day("2026-11-16").Monday()), "2026-11-16"},
		{"first of the month", string(Day("2026-11-22").FirstOfMonth()), "2026-11-01"},
		{"none", string(Day("").Add(5) + Day("").AddMonths(1) + Day("soon").Add(1) + Day("").FirstOfMonth()), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if got := Day("2027-03-01").Until("2027-04-01"); got != 31 {
		t.Errorf("March has %d days", got)
	}
}

func TestTimesOfDayAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{"9": "09:00", "09:00": "09:00", "9.30": "09:30", "0930": "09:30", "930": "09:30", " 18:05 ": "18:05", "24:00": "24:00", "0": "00:00"} {
		got, err := ParseClock(text)
		if err != nil || got.String() != want {
			t.Errorf("%q: %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "25", "24:01", "9:60", "9:5", "nine", "-1", "12345", "1:2:3", "٩"} {
		if got, err := ParseClock(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestZonesAreChosenByName(t *testing.T) {
	if got := zone(t, "Europe/Kiev").String(); got != "Europe/Kyiv" {
		t.Errorf("the old name of Kyiv's zone gives %s", got)
	}
	for _, name := range []string{"", "Local", "Europe/Nowhere", "../etc/passwd", "EST5EDT4,M3"} {
		if z, err := Zone(name); err == nil {
			t.Errorf("zone %q: got %v, want a refusal", name, z)
		}
	}
}
