package lang

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dossier/internal/calendar"
)

// longestDate is more than the longest day in words.
const longestDate = 64

// farthest is how many days "+3" may count, about a century.
const farthest = 36600

// ParseDate reads a day as people type it and gives it as YYYY-MM-DD; today is
// the reader's day in the same shape. An empty text and a day that the calendar
// does not have are ErrUnreadable.
//
// It reads 22.11.2026, 22/11/2026, 2026-11-22 and 22.11.26 (always day before
// month); 22.11 and 22 лис (this year); 22 листопада 2026 р.; сьогодні, завтра,
// вчора; +3 and -3 (days from today); пн or понеділок (the next one after today).
// Words of all four languages are read, those of l first. Two digits of a year
// mean the year from 79 years ago to 20 years ahead.
func ParseDate(text string, l Language, today string) (string, error) {
	now, err := time.Parse(dayLayout, today)
	if err != nil || len(text) > 4*longestDate || !utf8.ValidString(text) || utf8.RuneCountInString(text) > longestDate {
		return "", ErrUnreadable
	}
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, read := range []func(string, Language, time.Time) (time.Time, bool){
		readFigures, readWord, readSteps, readMonthWord,
	} {
		if day, ok := read(text, l, now); ok {
			return day.Format(dayLayout), nil
		}
	}
	return "", ErrUnreadable
}

// readFigures reads 22.11.2026, 22.11 and 2026-11-22 with any one of the marks . / -
func readFigures(text string, _ Language, today time.Time) (time.Time, bool) {
	text = withoutYearWord(text)
	at := strings.IndexAny(text, "./-")
	if at < 0 {
		return time.Time{}, false
	}
	parts := strings.Split(text, text[at:at+1])
	if len(parts) == 3 && len(strings.TrimSpace(parts[0])) == 4 {
		return dayOf(parts[2], number(parts[1]), parts[0], today)
	}
	switch len(parts) {
	case 3:
		return dayOf(parts[0], number(parts[1]), parts[2], today)
	case 2:
		return dayOf(parts[0], number(parts[1]), "", today)
	}
	return time.Time{}, false
}

// withoutYearWord takes off the "р." or "г." that papers write after the year.
func withoutYearWord(text string) string {
	for _, word := range []string{"р", "г"} {
		rest, found := strings.CutSuffix(strings.TrimSuffix(text, "."), word)
		rest = strings.TrimSpace(rest)
		if last := len(rest) - 1; found && last >= 0 && figure(rune(rest[last])) {
			return rest
		}
	}
	return text
}

// number is -1 for anything but one to four digits.
func number(text string) int {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 4 || !digitsOnly(text) {
		return -1
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// dayOf makes a day of the calendar, in the year of today if none is given.
func dayOf(day string, month int, year string, today time.Time) (time.Time, bool) {
	d, y := number(day), today.Year()
	year = strings.TrimSpace(year)
	switch len(year) {
	case 0:
	case 2:
		if y = number(year); y < 0 {
			return time.Time{}, false
		}
		earliest := today.Year() - 79
		y += (earliest - y + 99) / 100 * 100
	case 4:
		y = number(year)
	default:
		return time.Time{}, false
	}
	if d < 1 || d > 31 || month < 1 || month > 12 || y < 1000 {
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d
}

// grammars lists the four, the reader's first.
func grammars(l Language) []*grammar {
	all := []*grammar{l.grammar()}
	for _, other := range Languages() {
		if other != all[0].language {
			all = append(all, other.grammar())
		}
	}
	return all
}

// readWord reads today, tomorrow, yesterday and the days of the week.
func readWord(text string, l Language, today time.Time) (time.Time, bool) {
	text = foldApostrophe(strings.TrimSuffix(text, "."))
	for _, g := range grammars(l) {
		switch text {
		case g.today:
			return today, true
		case g.tomorrow:
			return today.AddDate(0, 0, 1), true
		case g.yesterday:
			return today.AddDate(0, 0, -1), true
		}
		for i := range 7 {
			if text == foldApostrophe(strings.ToLower(g.weekdays[i])) || text == strings.ToLower(g.weekdaysAbbr[i]) {
				ahead := (i - fromMonday(today.Weekday()) + 6) % 7
				return today.AddDate(0, 0, ahead+1), true
			}
		}
	}
	return time.Time{}, false
}

func foldApostrophe(text string) string {
	return strings.NewReplacer("'", "ʼ", "’", "ʼ", "`", "ʼ").Replace(text)
}

// readSteps reads +3 and -3.
func readSteps(text string, _ Language, today time.Time) (time.Time, bool) {
	sign, width := utf8.DecodeRuneInString(text)
	figures := strings.TrimSpace(text[width:])
	if !strings.ContainsRune("+-−–", sign) || figures == "" || len(figures) > 5 || !digitsOnly(figures) {
		return time.Time{}, false
	}
	days, err := strconv.Atoi(figures)
	if err != nil || days > farthest {
		return time.Time{}, false
	}
	if sign != '+' {
		days = -days
	}
	day := today.AddDate(0, 0, days)
	return day, day.Year() >= 1000 && day.Year() <= 9999
}

// readMonthWord reads "22 лис", "22 листопада 2026 р." and "22 Nov 2026".
func readMonthWord(text string, l Language, today time.Time) (time.Time, bool) {
	words := strings.Fields(withoutYearWord(text))
	if len(words) != 2 && len(words) != 3 {
		return time.Time{}, false
	}
	year := ""
	if len(words) == 3 {
		year = words[2]
	}
	month := monthOf(strings.TrimRight(words[1], ".,"), l)
	return dayOf(words[0], month, year, today)
}

// monthOf is 0 for a word that is no month.
func monthOf(word string, l Language) int {
	for _, g := range grammars(l) {
		for i := range 12 {
			for _, name := range []string{g.monthsOf[i], g.months[i], g.monthsShort[i]} {
				if word == strings.ToLower(name) {
					return i + 1
				}
			}
		}
	}
	return 0
}

// ParseMoment reads a moment as people type it, by the clock of a zone: a day as
// ParseDate reads it and a time of 24 hours after it ("22.11.2026 14:05", "завтра
// о 9:00", "2026-11-22T14:05"), a time alone (today) or a day alone (its beginning).
// A time with its own offset, as 2026-11-22T14:05:00Z, is taken at its word.
// Times that clocks skip or show twice are chosen as calendar.OnWall does.
func ParseMoment(text string, l Language, now time.Time, zone *time.Location) (time.Time, error) {
	if len(text) > 4*longestDate {
		return time.Time{}, ErrUnreadable
	}
	text = strings.TrimFunc(text, unicode.IsSpace)
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(zone), nil
	}
	today := now.In(zone).Format(dayLayout)
	dayText, hour, minute, timed := cutTime(text)
	day := today
	if dayText != "" || !timed {
		var err error
		if day, err = ParseDate(dayText, l, today); err != nil {
			return time.Time{}, err
		}
	}
	d, err := time.Parse(dayLayout, day)
	if err != nil {
		return time.Time{}, ErrUnreadable
	}
	return calendar.OnWall(d.Year(), d.Month(), d.Day(), hour, minute, zone), nil
}

// cutTime takes the time off the end of a text, with the word or mark before it.
func cutTime(text string) (day string, hour, minute int, found bool) {
	last := text
	if at := strings.LastIndexAny(text, " \u00a0\u202fT"); at >= 0 {
		_, width := utf8.DecodeRuneInString(text[at:])
		day, last = text[:at], text[at+width:]
	}
	clock, timed := parseClock(last)
	if !timed {
		return text, 0, 0, false
	}
	words := strings.Fields(strings.ToLower(day))
	if n := len(words); n > 0 && slices.Contains([]string{"о", "об", "в", "във", "at"}, words[n-1]) {
		words = words[:n-1]
	}
	day = strings.TrimRight(strings.Join(words, " "), ",")
	return day, clock / 60, clock % 60, true
}

// parseClock reads 14:05 and 14:05:00 as minutes since midnight; 24:00 is not a time.
func parseClock(text string) (minutes int, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return 0, false
	}
	hour, minute, second := number(parts[0]), -1, 0
	if len(parts[1]) == 2 {
		minute = number(parts[1])
	}
	if len(parts) == 3 {
		second = number(parts[2])
	}
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return 0, false
	}
	return hour*60 + minute, true
}
