package calendar

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Entry is one event as calendars of other programs read it.
type Entry struct {
	UID         string // the same for the same event, always
	Summary     string
	Description string
	Location    string
	URL         string
	Start, End  time.Time
	AllDay      bool // by the days of the moments' own zone
	Cancelled   bool
	Written     time.Time
	Version     int64
}

// ICS writes the entry as a calendar of its own, by RFC 5545. Moments are
// written in UTC, so that no reader needs our zones.
func (e Entry) ICS() string {
	var b strings.Builder
	line := func(name, value string) { b.WriteString(folded(name + ":" + value)) }
	const utc = "20060102T150405Z"
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Dossier//CRM//EN")
	line("METHOD", "PUBLISH")
	line("BEGIN", "VEVENT")
	line("UID", escaped(e.UID))
	line("DTSTAMP", e.Written.UTC().Format(utc))
	line("SEQUENCE", fmt.Sprint(e.Version))
	if e.AllDay {
		last := DayOf(e.Start)
		if e.End.After(e.Start) {
			last = DayOf(e.End.Add(-time.Nanosecond))
		}
		line("DTSTART;VALUE=DATE", strings.ReplaceAll(string(DayOf(e.Start)), "-", ""))
		line("DTEND;VALUE=DATE", strings.ReplaceAll(string(last.Add(1)), "-", ""))
	} else {
		line("DTSTART", e.Start.UTC().Format(utc))
		if e.End.After(e.Start) {
			line("DTEND", e.End.UTC().Format(utc))
		}
	}
	line("SUMMARY", escaped(e.Summary))
	for _, one := range []struct{ name, value string }{{"DESCRIPTION", e.Description}, {"LOCATION", e.Location}} {
		if one.value != "" {
			line(one.name, escaped(one.value))
		}
	}
	if e.URL != "" {
		line("URL", e.URL)
	}
	if e.Cancelled {
		line("STATUS", "CANCELLED")
	} else {
		line("STATUS", "CONFIRMED")
	}
	line("END", "VEVENT")
	line("END", "VCALENDAR")
	return b.String()
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func escaped(text string) string { return escapes.Replace(text) }

// folded ends a line, breaking it where it is longer than 75 bytes, and never
// within a letter.
func folded(line string) string {
	var b strings.Builder
	room := 75
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], 74
	}
	return b.String() + line + "\r\n"
}
