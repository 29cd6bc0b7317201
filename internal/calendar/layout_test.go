package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func span(t testing.TB, from, to string) Span { return Span{at(t, from), at(t, to)} }

func placed(list []Placed) string {
	var out []string
	for _, p := range list {
		text := fmt.Sprintf("%d %s-%s %d/%d", p.Of, p.From, p.To, p.Lane, p.Lanes)
		if p.Before {
			text = "<" + text
		}
		if p.After {
			text += ">"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestEventsAtTheSameTimeStandBesideEachOther(t *testing.T) {
	kyiv := zone(t, "Europe/Kyiv")
	spans := []Span{
		span(t, "2026-11-24T11:30:00+02:00", "2026-11-24T12:15:00+02:00"),
		span(t, "2026-11-24T11:00:00+02:00", "2026-11-24T12:30:00+02:00"),
		span(t, "2026-11-24T14:00:00+02:00", "2026-11-24T14:05:00+02:00"), // too short to be read
		span(t, "2026-11-24T12:30:00+02:00", "2026-11-24T13:00:00+02:00"),
		span(t, "2026-11-24T12:15:00+02:00", "2026-11-24T12:40:00+02:00"),
		span(t, "2026-11-25T12:15:00+02:00", "2026-11-25T12:40:00+02:00"), // of another day
	}
	want := "1 11:00-12:30 0/2, 0 11:30-12:15 1/2, 4 12:15-12:45 1/2, 3 12:30-13:00 0/2, 2 14:00-14:30 0/1"
	if got := placed(Lay(spans, "2026-11-24", kyiv)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAnOvernightEventStandsOnEachDayItTouches(t *testing.T) {
	sofia := zone(t, "Europe/Sofia")
	night := []Span{span(t, "2026-11-24T22:00:00+02:00", "2026-11-25T02:00:00+02:00")}
	late := []Span{span(t, "2026-11-24T22:00:00+02:00", "2026-11-25T00:00:00+02:00")}
	point := []Span{span(t, "2026-11-24T00:00:00+02:00", "2026-11-24T00:00:00+02:00")}
	last := []Span{span(t, "2026-11-24T23:55:00+02:00", "2026-11-24T23:58:00+02:00")}
	for _, c := range []struct {
		what  string
		spans []Span
		day   Day
		want  string
	}{
		{"the evening", night, "2026-11-24", "0 22:00-24:00 0/1>"},
		{"the morning", night, "2026-11-25", "<0 00:00-02:00 0/1"},
		{"the day after", night, "2026-11-26", ""},
		{"until midnight", late, "2026-11-24", "0 22:00-24:00 0/1"},
		{"from midnight on", late, "2026-11-25", ""},
		{"a moment", point, "2026-11-24", "0 00:00-00:30 0/1"},
		{"a moment, the day before", point, "2026-11-23", ""},
		{"the last minutes", last, "2026-11-24", "0 23:30-24:00 0/1"},
	} {
		if got := placed(Lay(c.spans, c.day, sofia)); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	if got := fmt.Sprint(night[0].DaysOf("2026-11-01", "2026-11-30", sofia), late[0].DaysOf("2026-11-01", "2026-11-30", sofia), night[0].DaysOf("2026-11-25", "2026-11-30", sofia)); got != "[2026-11-24 2026-11-25] [2026-11-24] [2026-11-25]" {
		t.Errorf("days touched: %s", got)
	}
}

func TestEventsOfTheNightInWhichClocksChangeAreShownByTheWall(t *testing.T) {
	for _, c := range changes {
		z := zone(t, c.zone)
		over := []Span{{Clock(2*60+30).On(c.spring, z), Clock(4*60+30).On(c.spring, z)}} // one hour long
		if got := placed(Lay(over, c.spring, z)); got != "0 02:30-04:30 0/1" {
			t.Errorf("spring in %s: %s", c.zone, got)
		}
		first := Clock(3*60+30).On(c.autumn, z)
		twice := []Span{{first, first.Add(45 * time.Minute)}} // 03:30 to 03:15 of the second time
		if got := placed(Lay(twice, c.autumn, z)); got != "0 03:30-04:00 0/1" {
			t.Errorf("autumn in %s: %s", c.zone, got)
		}
	}
}

func TestARowOfMeetingsIsCountedByTheirPauses(t *testing.T) {
	row := []Span{
		span(t, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"),
		span(t, "2026-11-24T10:10:00Z", "2026-11-24T11:00:00Z"),
		span(t, "2026-11-24T09:30:00Z", "2026-11-24T09:45:00Z"), // within the first
		span(t, "2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z"),
		span(t, "2026-11-24T14:00:00Z", "2026-11-24T15:00:00Z"),
	}
	if got := Row(row, 15*time.Minute); got != 4 {
		t.Errorf("%d in a row, want 4", got)
	}
	if got := Row(row, 0); got != 2 {
		t.Errorf("%d without a pause, want 2", got)
	}
	if got := Row(nil, time.Hour); got != 0 {
		t.Errorf("%d of none", got)
	}
	if got := Busy(row, at(t, "2026-11-24T09:30:00Z"), at(t, "2026-11-24T14:30:00Z")); got != 2*time.Hour+50*time.Minute {
		t.Errorf("busy for %v", got)
	}
}

func TestAnEventIsWrittenForOtherCalendars(t *testing.T) {
	kyiv := zone(t, "Europe/Kyiv")
	e := Entry{
		UID: "event-17@dossier", Summary: "Зустріч; «Карпати», офіс", Description: "перший\nдругий \\ " + strings.Repeat("довго ", 40),
		Location: "Київ", URL: "https://crm.example/events/17", Start: at(t, "2027-03-28T01:30:00Z").In(kyiv), End: at(t, "2027-03-28T02:30:00Z").In(kyiv),
		Written: at(t, "2026-11-22T10:00:00Z"), Version: 3,
	}
	text := e.ICS()
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\n", "DTSTART:20270328T013000Z\r\n", "DTEND:20270328T023000Z\r\n", "SUMMARY:Зустріч\\; «Карпати»\\, офіс\r\n",
		`DESCRIPTION:перший\nдругий \\ `, "SEQUENCE:3\r\n", "STATUS:CONFIRMED\r\n", "END:VCALENDAR\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 || strings.ToValidUTF8(line, "") != line {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	if whole := strings.ReplaceAll(text, "\r\n ", ""); !strings.Contains(whole, strings.Repeat("довго ", 40)) {
		t.Error("folding loses text")
	}
	e.AllDay, e.Cancelled = true, true
	e.Start, e.End = Day("2027-03-28").Starts(kyiv), Day("2027-03-30").Starts(kyiv)
	for _, want := range []string{"DTSTART;VALUE=DATE:20270328\r\n", "DTEND;VALUE=DATE:20270330\r\n", "STATUS:CANCELLED\r\n"} {
		if text := e.ICS(); !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}
