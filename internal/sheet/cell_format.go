package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// cellFormat is what a number of a spreadsheet stands for.
type cellFormat int

const (
	general cellFormat = iota
	dayFormat
	momentFormat
	timeFormat
	percentFormat
)

// builtIn is the meaning of the number formats that every workbook has
// (ECMA-376, part 1, 18.8.30), East Asian ones among them.
func builtIn(id string) cellFormat {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return general
	case n == 9, n == 10:
		return percentFormat
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 58:
		return dayFormat
	case n >= 18 && n <= 21, n >= 32 && n <= 35, n >= 45 && n <= 47:
		return timeFormat
	case n == 22:
		return momentFormat
	}
	return general
}

// formatOf reads a format code as dd/mm/yyyy hh:mm;@. Letters in quotes, after
// a backslash and in brackets are not its own.
func formatOf(code string) cellFormat {
	code, _, _ = strings.Cut(code, ";")
	var day, clock, percent bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			} else {
				i = len(code)
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				i = len(code)
				continue
			}
			if in := strings.ToLower(code[i+1 : i+end]); in != "" && strings.Trim(in, "hms") == "" {
				clock = true
			}
			i += end
		case 'y', 'Y', 'd', 'D':
			day = true
		case 'h', 'H', 's', 'S':
			clock = true
		case 'm', 'M':
			day = day || !clock && !strings.ContainsAny(code[i:], "sS")
		case '%':
			percent = true
		case 'G', 'g':
			if strings.HasPrefix(strings.ToLower(code[i:]), "general") {
				i += len("general") - 1
			}
		}
	}
	switch {
	case day && clock:
		return momentFormat
	case day:
		return dayFormat
	case clock:
		return timeFormat
	case percent:
		return percentFormat
	}
	return general
}

// show writes a number of a cell: days as 2016-10-20, shares as 20%, and
// numbers without the dust of binary fractions.
func (c cellFormat) show(value string, since04 bool) string {
	if c == general && len(value) <= 15 && strings.Trim(value, "0123456789") == "" {
		return value
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return value
	}
	switch c {
	case percentFormat:
		return plainNumber(f*100) + "%"
	case dayFormat, momentFormat, timeFormat:
		return serial(f, c, since04)
	}
	if strings.Trim(value, "0123456789") == "" {
		return value // a code of many digits, not an amount
	}
	return plainNumber(f)
}

// plainNumber keeps the fifteen digits that a spreadsheet keeps.
func plainNumber(f float64) string {
	if math.Abs(f) >= 1e18 {
		return strconv.FormatFloat(f, 'g', 15, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// serial is the day and time that a count of days means. Excel counts a 29
// February 1900 that never was.
func serial(f float64, c cellFormat, since04 bool) string {
	first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case since04:
		first = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case f < 60:
		first = first.AddDate(0, 0, 1)
	}
	if f < 0 || f > 2_958_466 {
		return plainNumber(f)
	}
	days, part := math.Modf(f)
	seconds := int(math.Round(part * 86_400))
	t := first.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	switch {
	case c == timeFormat && f < 1:
		return t.Format("15:04:05")
	case seconds == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04:05")
}
