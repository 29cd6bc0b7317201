package calendar_test

import (
	"slices"
	"testing"
	"time"

	"dossier/internal/calendar"
)

func clocks(list []time.Time, zone *time.Location) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.In(zone).Format("02 15:04"))
	}
	return out
}

func TestFreeHoursStandAroundTheBusyOnes(t *testing.T) {
	zone := time.UTC
	at := func(h, m int) time.Time { return time.Date(2026, 11, 23, h, m, 0, 0, zone) }
	spans := []calendar.Span{{Start: at(9, 0), End: at(11, 0)}, {Start: at(12, 0), End: at(13, 0)}}
	busy := []calendar.Span{{Start: at(9, 30), End: at(10, 0)}}
	const half = 30 * time.Minute
	for _, one := range []struct {
		length, pause time.Duration
		first, last   time.Time
		want          []string
	}{
		{half, 0, at(0, 0), at(23, 0), []string{"23 09:00", "23 10:00", "23 10:30", "23 12:00", "23 12:30"}},
		{half, 15 * time.Minute, at(0, 0), at(23, 0), []string{"23 10:30", "23 12:00", "23 12:30"}},
		{2 * half, 0, at(0, 0), at(23, 0), []string{"23 10:00", "23 12:00"}},
		{half, 0, at(10, 10), at(12, 0), []string{"23 10:30", "23 12:00"}},
		{3 * half, 0, at(0, 0), at(23, 0), nil},
	} {
		if got := clocks(calendar.Free(spans, busy, one.length, half, one.pause, one.first, one.last), zone); !slices.Equal(got, one.want) {
			t.Errorf("%v with a pause of %v from %v: %q", one.length, one.pause, one.first, got)
		}
	}
}

// Over a change of clocks the hours stay those of the wall at home, and a
// reader elsewhere sees them where his own clocks stand.
func TestFreeHoursFollowTheClocksOfTheWall(t *testing.T) {
	for _, name := range []string{"Europe/Kyiv", "Europe/Sofia"} {
		zone, err := calendar.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		york, err := calendar.Zone("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		work := calendar.FiveDays(zone)
		work.Week = [7]bool{true, true, true, true, true, true, true}
		work.Hours = calendar.Hours{From: 0, To: 6 * 60}
		for _, one := range []struct {
			day         calendar.Day
			here, there []string
		}{
			{"2026-03-28", []string{"28 00:00", "28 02:00", "28 04:00"}, []string{"27 18:00", "27 20:00", "27 22:00"}},
			{"2026-03-29", []string{"29 00:00", "29 02:00"}, []string{"28 18:00", "28 20:00"}}, // 03:00 becomes 04:00, five hours are left
			{"2026-10-25", []string{"25 00:00", "25 02:00", "25 03:00"}, []string{"24 17:00", "24 19:00", "24 21:00"}},
		} {
			free := calendar.Free(work.Spans(one.day), nil, 2*time.Hour, 2*time.Hour, 0, time.Time{}, one.day.Add(2).Starts(zone))
			if got := clocks(free, zone); !slices.Equal(got, one.here) {
				t.Errorf("%s on %s: %q", name, one.day, got)
			}
			if got := clocks(free, york); !slices.Equal(got, one.there) {
				t.Errorf("%s on %s from New York: %q", name, one.day, got)
			}
		}
	}
}
