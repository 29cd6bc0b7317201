package lang

import (
	"errors"
	"strings"
	"testing"
	"time"

	"dossier/internal/calendar"
)

// sunday is the day on which these tests stand still.
const sunday = "2026-11-22"

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := calendar.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestDaysAreWrittenAsEachLanguageWritesThem(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		what  string
		write func(*Printer) string
		want  [4]string
	}{
		{"in numbers", func(p *Printer) string { return p.Date("2026-11-02") }, [4]string{"02.11.2026", "02.11.2026", "02.11.2026", "02/11/2026"}},
		{"by the standard", func(p *Printer) string { return p.ISODates().Date("2026-11-02") }, [4]string{"2026-11-02", "2026-11-02", "2026-11-02", "2026-11-02"}},
		{"in words", func(p *Printer) string { return p.At(now).DateWords("2026-11-24") }, [4]string{"24_лис", "24_ноя", "24_ное", "24_Nov"}},
		{"in words, another year", func(p *Printer) string { return p.At(now).DateWords("2025-05-04") }, [4]string{"4_тра_2025", "4_май_2025", "4_май_2025", "4_May_2025"}},
		{"long", func(p *Printer) string { return p.DateLong("2026-11-24") }, [4]string{"24_листопада 2026_р.", "24_ноября 2026_г.", "24_ноември 2026_г.", "24_November 2026"}},
		{"near", func(p *Printer) string { return p.At(now).DateNear("2026-11-24") }, [4]string{"24_листопада", "24_ноября", "24_ноември", "24_November"}},
		{"near, another year", func(p *Printer) string { return p.At(now).DateNear("2025-11-24") }, [4]string{"24_листопада 2025_р.", "24_ноября 2025_г.", "24_ноември 2025_г.", "24_November 2025"}},
		{"month", func(p *Printer) string { return p.MonthYear("2026-11-24") }, [4]string{"листопад 2026", "ноябрь 2026", "ноември 2026", "November 2026"}},
		{"moment", func(p *Printer) string { return p.Moment(now) }, [4]string{"22.11.2026 12:05", "22.11.2026 12:05", "22.11.2026 12:05", "22/11/2026 12:05"}},
		{"weekday", func(p *Printer) string { return p.Weekday(time.Friday) }, [4]string{"пʼятниця", "пятница", "петък", "Friday"}},
		{"weekday in a calendar", func(p *Printer) string { return p.WeekdayShort(time.Sunday) }, [4]string{"нд", "вс", "нд", "Sun"}},
		{"month in a calendar", func(p *Printer) string { return p.Month(time.January) + " " + p.MonthShort(time.June) }, [4]string{"січень чер", "январь июн", "януари юни", "January Jun"}},
		{"no day", func(p *Printer) string { return p.Date("") + p.DateWords("") + p.Moment(time.Time{}) }, [4]string{}},
		{"not a day", func(p *Printer) string { return p.Date("soon") }, [4]string{"soon", "soon", "soon", "soon"}},
	} {
		inAll(t, c.what, c.write, c.want)
	}
}

func TestMomentsAreToldByTheClockOfTheZone(t *testing.T) {
	p := For(Ukrainian, zone(t, "Europe/Kyiv"))
	at := time.Date(2026, 7, 1, 21, 30, 0, 0, time.UTC)
	if got := p.Moment(at); got != "02.07.2026 00:30" {
		t.Errorf("moment: got %q", got)
	}
	if got := p.Day(at); got != "2026-07-02" {
		t.Errorf("day: got %q", got)
	}
	if got := p.At(at).Today(); got != "2026-07-02" {
		t.Errorf("today: got %q", got)
	}
}

func TestCloseMomentsAreToldFromNow(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		apart time.Duration
		want  [4]string
	}{
		{0, [4]string{"щойно", "только что", "току-що", "just now"}},
		{-59 * time.Second, [4]string{"щойно", "только что", "току-що", "just now"}},
		{-5 * time.Minute, [4]string{"5 хв тому", "5 мин назад", "преди 5 мин", "5 min ago"}},
		{59 * time.Minute, [4]string{"через 59 хв", "через 59 мин", "след 59 мин", "in 59 min"}},
		{-2 * time.Hour, [4]string{"сьогодні о 10:05", "сегодня в 10:05", "днес в 10:05", "today at 10:05"}},
		{-18 * time.Hour, [4]string{"вчора о 18:05", "вчера в 18:05", "вчера в 18:05", "yesterday at 18:05"}},
		{21 * time.Hour, [4]string{"завтра о 09:05", "завтра в 09:05", "утре в 09:05", "tomorrow at 09:05"}},
		{-3 * 24 * time.Hour, [4]string{"3 дні тому", "3 дня назад", "преди 3 дни", "3 days ago"}},
		{-7 * 24 * time.Hour, [4]string{"7 днів тому", "7 дней назад", "преди 7 дни", "7 days ago"}},
		{5 * 24 * time.Hour, [4]string{"через 5 днів", "через 5 дней", "след 5 дни", "in 5 days"}},
		{-8 * 24 * time.Hour, [4]string{"14_лис", "14_ноя", "14_ное", "14_Nov"}},
		{-365 * 24 * time.Hour, [4]string{"22_лис_2025", "22_ноя_2025", "22_ное_2025", "22_Nov_2025"}},
	} {
		inAll(t, c.apart.String(), func(p *Printer) string { return p.MomentWords(now.Add(c.apart), now) }, c.want)
	}
}

func TestWeeksBeginOnMondayAndAreNumberedByISO(t *testing.T) {
	if Weekdays()[0] != time.Monday || Weekdays()[6] != time.Sunday {
		t.Errorf("the week runs %v", Weekdays())
	}
	for day, want := range map[string][2]int{
		"2026-11-22": {2026, 47},
		"2026-11-23": {2026, 48},
		"2027-01-01": {2026, 53},
		"2027-01-04": {2027, 1},
		"never":      {0, 0},
	} {
		if year, week := Week(day); year != want[0] || week != want[1] {
			t.Errorf("week of %s: got %d of %d, want %v", day, week, year, want)
		}
	}
}

func TestTypedDaysAreRead(t *testing.T) {
	for _, c := range []struct {
		text string
		l    Language
		want string
	}{
		{"22.11.2026", Ukrainian, "2026-11-22"},
		{" 2.1.2027 ", Ukrainian, "2027-01-02"},
		{"22/11/2026", English, "2026-11-22"},
		{"03/04/2026", English, "2026-04-03"},
		{"2026-11-22", Russian, "2026-11-22"},
		{"2026.11.22", Russian, "2026-11-22"},
		{"22-11-2026", Bulgarian, "2026-11-22"},
		{"24.11.2026 г.", Bulgarian, "2026-11-24"},
		{"24.11.2026г.", Bulgarian, "2026-11-24"},
		{"22.11", Bulgarian, "2026-11-22"},
		{"29.02.2028", Ukrainian, "2028-02-29"},
		{"22.11.26", Ukrainian, "2026-11-22"},
		{"01.05.46", Ukrainian, "2046-05-01"},
		{"01.05.47", Ukrainian, "1947-05-01"},
		{"01.05.99", Ukrainian, "1999-05-01"},
		{"Сьогодні", Ukrainian, "2026-11-22"},
		{"завтра", Ukrainian, "2026-11-23"},
		{"вчора", Ukrainian, "2026-11-21"},
		{"сегодня", Russian, "2026-11-22"},
		{"вчера", Russian, "2026-11-21"},
		{"днес", Bulgarian, "2026-11-22"},
		{"утре", Bulgarian, "2026-11-23"},
		{"today", English, "2026-11-22"},
		{"TOMORROW", English, "2026-11-23"},
		{"yesterday", Ukrainian, "2026-11-21"},
		{"+3", Ukrainian, "2026-11-25"},
		{"+ 0", Ukrainian, "2026-11-22"},
		{"−22", Ukrainian, "2026-10-31"},
		{"-1", Ukrainian, "2026-11-21"},
		{"понеділок", Ukrainian, "2026-11-23"},
		{"п'ятниця", Ukrainian, "2026-11-27"},
		{"Пʼятниця", Ukrainian, "2026-11-27"},
		{"п’ятниця", Ukrainian, "2026-11-27"},
		{"неділя", Ukrainian, "2026-11-29"},
		{"нд", Ukrainian, "2026-11-29"},
		{"вс", Russian, "2026-11-29"},
		{"петък", Bulgarian, "2026-11-27"},
		{"Sat", English, "2026-11-28"},
		{"24 лис", Ukrainian, "2026-11-24"},
		{"24 листопада 2025 р.", Ukrainian, "2025-11-24"},
		{"24 авг.", Russian, "2026-08-24"},
		{"24 авг. 2025 г.", Bulgarian, "2025-08-24"},
		{"1 May 2027", English, "2027-05-01"},
	} {
		if got, err := ParseDate(c.text, c.l, sunday); err != nil || got != c.want {
			t.Errorf("read %q in %s: got %q, %v, want %q", c.text, c.l, got, err, c.want)
		}
	}
}

func TestDaysThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "31.02.2026", "29.02.2027", "0.1.2026", "1.13.2026", "11/22/2026", "22.11.202", "22.11.20266",
		"22.11-2026", "1.2.3.4", "22", "22112026", "+", "+x", "+99999", "--1", "someday", "24 foo", "foo 24", "24 лис 2025 2026",
		"2026-11-22T10:00", "٢٢.١١.٢٠٢٦", "22.11.\xff", "0000-01-01", strings.Repeat("1", 1000),
	} {
		if got, err := ParseDate(text, Ukrainian, sunday); !errors.Is(err, ErrUnreadable) {
			t.Errorf("read %q: got %q, %v, want a refusal", text, got, err)
		}
	}
}

func TestWrittenDaysAreReadBack(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, l := range Languages() {
		p := For(l, time.UTC).At(now)
		for day := now.AddDate(-1, 0, 0); day.Before(now.AddDate(1, 0, 0)); day = day.AddDate(0, 0, 7) {
			want := day.Format("2006-01-02")
			for _, text := range []string{p.Date(want), p.DateWords(want), p.DateLong(want), want} {
				if got, err := ParseDate(text, l, sunday); err != nil || got != want {
					t.Fatalf("read %q in %s: got %q, %v, want %q", text, l, got, err, want)
				}
			}
		}
	}
}

func TestTypedMomentsAreRead(t *testing.T) {
	kyiv := zone(t, "Europe/Kyiv")
	now := time.Date(2026, 11, 22, 12, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		text string
		l    Language
		want string
	}{
		{"22.11.2026 14:05", Ukrainian, "2026-11-22T14:05:00+02:00"},
		{"22.11.2026, 14:05", Ukrainian, "2026-11-22T14:05:00+02:00"},
		{"22/11/2026 9:05", English, "2026-11-22T09:05:00+02:00"},
		{"2026-07-22T14:05", English, "2026-07-22T14:05:00+03:00"},
		{"2026-07-22 14:05:59", English, "2026-07-22T14:05:00+03:00"},
		{"2026-11-22T14:05:00Z", English, "2026-11-22T16:05:00+02:00"},
		{"завтра о 9:00", Ukrainian, "2026-11-23T09:00:00+02:00"},
		{"завтра в 9:00", Russian, "2026-11-23T09:00:00+02:00"},
		{"утре в 9:00", Bulgarian, "2026-11-23T09:00:00+02:00"},
		{"tomorrow at 9:00", English, "2026-11-23T09:00:00+02:00"},
		{"о 9:00", Ukrainian, "2026-11-22T09:00:00+02:00"},
		{"9:00", Ukrainian, "2026-11-22T09:00:00+02:00"},
		{"24 лис 2025 9:00", Ukrainian, "2025-11-24T09:00:00+02:00"},
		{"пн 9:00", Ukrainian, "2026-11-23T09:00:00+02:00"},
		{"22.11.2026", Ukrainian, "2026-11-22T00:00:00+02:00"},
	} {
		got, err := ParseMoment(c.text, c.l, now, kyiv)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("read %q in %s: got %v, %v, want %s", c.text, c.l, got, err, c.want)
		}
	}
	for _, text := range []string{"", "24:00", "9:60", "9:5", "9", "22.11.2026 9", "31.02.2026 9:00", "9:00 завтра", "9:00:60", strings.Repeat("9:00 ", 100)} {
		if got, err := ParseMoment(text, Ukrainian, now, kyiv); !errors.Is(err, ErrUnreadable) {
			t.Errorf("read %q: got %v, %v, want a refusal", text, got, err)
		}
	}
}

func TestSkippedHoursComeLaterAndRepeatedOnesFirst(t *testing.T) {
	for _, c := range []struct {
		zone, text, want string
	}{
		{"Europe/Kyiv", "28.03.2027 02:59", "2027-03-28T00:59:00Z"},
		{"Europe/Kyiv", "28.03.2027 03:00", "2027-03-28T01:00:00Z"},
		{"Europe/Kyiv", "28.03.2027 03:30", "2027-03-28T01:30:00Z"},
		{"Europe/Kyiv", "28.03.2027 04:00", "2027-03-28T01:00:00Z"},
		{"Europe/Kyiv", "25.10.2026 02:59", "2026-10-24T23:59:00Z"},
		{"Europe/Kyiv", "25.10.2026 03:30", "2026-10-25T00:30:00Z"},
		{"Europe/Kyiv", "25.10.2026 04:00", "2026-10-25T02:00:00Z"},
		{"Europe/Sofia", "28.03.2027 03:30", "2027-03-28T01:30:00Z"},
		{"Europe/Sofia", "31.10.2027 03:30", "2027-10-31T00:30:00Z"},
		{"America/New_York", "14.03.2027 02:30", "2027-03-14T07:30:00Z"},
		{"America/New_York", "01.11.2026 01:30", "2026-11-01T05:30:00Z"},
		{"Asia/Tokyo", "28.03.2027 03:30", "2027-03-27T18:30:00Z"},
	} {
		z := zone(t, c.zone)
		got, err := ParseMoment(c.text, Ukrainian, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), z)
		if err != nil || got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s: got %v, %v, want %s", c.text, c.zone, got.UTC(), err, c.want)
		}
	}
	if got := For(Ukrainian, zone(t, "Europe/Kyiv")).Time(calendar.OnWall(2027, 3, 28, 3, 30, zone(t, "Europe/Kyiv"))); got != "04:30" {
		t.Errorf("the skipped half past three is shown as %s", got)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"22.11.2026", "22.11", "+3", "завтра", "24 лис 2025", "2026-11-22", "", "\xff", "24.11.2026 г."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, err := ParseDate(text, Bulgarian, sunday)
		if err != nil {
			if day != "" || !errors.Is(err, ErrUnreadable) {
				t.Errorf("%q was refused with %v but gave %q", text, err, day)
			}
			return
		}
		if again, err := ParseDate(day, Bulgarian, sunday); err != nil || again != day {
			t.Errorf("%q was read as %q, and that as %q, %v", text, day, again, err)
		}
	})
}
