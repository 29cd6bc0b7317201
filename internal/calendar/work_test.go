package calendar

import (
	"testing"
	"time"
)

func TestWorkingMinutesAreThoseOfWorkingHours(t *testing.T) {
	w := FiveDays(zone(t, "Europe/Kyiv"))
	w.Off = map[Day]bool{"2026-12-25": true}
	w.On = map[Day]bool{"2026-12-26": true} // a Saturday worked instead
	for _, c := range []struct {
		what, from, to string
		want           int64
	}{
		{"an hour of a morning", "2026-11-23T10:00:00+02:00", "2026-11-23T11:00:00+02:00", 60},
		{"over lunch", "2026-11-23T12:30:00+02:00", "2026-11-23T14:30:00+02:00", 60},
		{"a whole day", "2026-11-23T00:00:00+02:00", "2026-11-24T00:00:00+02:00", 480},
		{"from Friday to Monday", "2026-11-20T17:00:00+02:00", "2026-11-23T10:00:00+02:00", 120},
		{"over a weekend", "2026-11-21T08:00:00+02:00", "2026-11-22T23:00:00+02:00", 0},
		{"a holiday and a moved day", "2026-12-25T00:00:00+02:00", "2026-12-28T00:00:00+02:00", 480},
		{"backwards", "2026-11-23T11:00:00+02:00", "2026-11-23T10:00:00+02:00", 0},
		{"in another zone", "2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z", 60},
		{"a week with the change of clocks in spring", "2027-03-22T00:00:00+02:00", "2027-03-29T00:00:00+03:00", 5 * 480},
	} {
		if got := w.Minutes(at(t, c.from), at(t, c.to)); got != c.want {
			t.Errorf("%s: %d minutes, want %d", c.what, got, c.want)
		}
	}
}

func TestANightShiftIsShorterOrLongerWhenClocksChange(t *testing.T) {
	for _, c := range changes {
		w := Work{Zone: zone(t, c.zone), Week: [7]bool{true, true, true, true, true, true, true}, Hours: Hours{From: 0, To: Midnight}}
		for d, want := range map[Day]int64{c.spring: 23 * 60, c.autumn: 25 * 60, c.spring.Add(1): 24 * 60} {
			if got := w.Minutes(d.Starts(w.Zone), d.Add(1).Starts(w.Zone)); got != want {
				t.Errorf("%s in %s: %d minutes, want %d", d, c.zone, got, want)
			}
		}
		w.Hours = Hours{From: 3 * 60, To: 4 * 60} // the hour itself
		if got := w.Minutes(c.spring.Starts(w.Zone), c.spring.Add(1).Starts(w.Zone)); got != 0 {
			t.Errorf("the skipped hour of %s has %d minutes", c.spring, got)
		}
		if got := w.Minutes(c.autumn.Starts(w.Zone), c.autumn.Add(1).Starts(w.Zone)); got != 120 {
			t.Errorf("the doubled hour of %s has %d minutes", c.autumn, got)
		}
	}
}

func TestADeadlineFallsIntoWorkingHours(t *testing.T) {
	w := FiveDays(zone(t, "Europe/Sofia"))
	for _, c := range []struct {
		from    string
		minutes int64
		want    string
	}{
		{"2026-11-20T17:30:00+02:00", 60, "2026-11-23T09:30:00+02:00"},
		{"2026-11-20T12:30:00+02:00", 60, "2026-11-20T14:30:00+02:00"},
		{"2026-11-21T12:00:00+02:00", 480, "2026-11-23T18:00:00+02:00"},
		{"2027-03-26T17:00:00+02:00", 120, "2027-03-29T10:00:00+03:00"}, // over the change of clocks
		{"2026-11-23T10:00:00+02:00", 0, "2026-11-23T10:00:00+02:00"},
	} {
		got, ok := w.After(at(t, c.from), c.minutes)
		if !ok || !got.Equal(at(t, c.want)) {
			t.Errorf("%d minutes after %s: %v, want %s", c.minutes, c.from, got, c.want)
		}
		if back := w.Minutes(at(t, c.from), got); back != c.minutes {
			t.Errorf("from %s to %v are %d minutes, want %d", c.from, got, back, c.minutes)
		}
	}
	w.Week = [7]bool{}
	if got, ok := w.After(at(t, "2026-11-20T17:30:00+02:00"), 60); ok {
		t.Errorf("who never works is done by %v", got)
	}
}

func TestWorkingDaysFollowEachOther(t *testing.T) {
	w := FiveDays(time.UTC)
	w.Off = map[Day]bool{"2026-11-23": true}
	w.On = map[Day]bool{"2026-11-28": true}
	for _, c := range []struct{ what, got, want string }{
		{"after Friday, Monday being off", string(w.NextDay("2026-11-20")), "2026-11-24"},
		{"after Friday before a worked Saturday", string(w.NextDay("2026-11-27")), "2026-11-28"},
		{"before Tuesday", string(w.PreviousDay("2026-11-24")), "2026-11-20"},
		{"when nobody ever works", string(Work{}.NextDay("2026-11-20")), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if got := w.DaysBetween("2026-11-20", "2026-11-29"); got != 5 {
		t.Errorf("%d working days, want 5", got)
	}
}

func TestCountingOverManyYearsComesToAnEnd(t *testing.T) {
	w := FiveDays(zone(t, "Europe/Kyiv"))
	began := time.Now()
	w.Minutes(at(t, "0001-01-01T00:00:00Z"), at(t, "9999-12-31T00:00:00Z"))
	w.After(at(t, "2026-01-01T00:00:00Z"), 1<<40)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
}
