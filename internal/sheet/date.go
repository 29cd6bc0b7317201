package sheet

import (
	"strings"
	"time"
	"unicode"

	"dossier/internal/lang"
)

// Orders in which a file writes day, month and year.
const (
	DayFirst   = "dmy"
	MonthFirst = "mdy"
	YearFirst  = "ymd"
)

// Orders lists them as they are offered.
func Orders() []string { return []string{DayFirst, MonthFirst, YearFirst} }

// numericDate is a date in numbers with what follows it.
type numericDate struct {
	n    [3]int
	long [3]bool // four digits
	rest string
}

// splitDate takes 10/20/2016 14:05 apart; ok is false for what is no three
// numbers with the same sign between them.
func splitDate(s string) (d numericDate, ok bool) {
	s = strings.TrimSpace(s)
	var sign byte
	for part := range 3 {
		digits := 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
			d.n[part] = d.n[part]*10 + int(s[digits]-'0')
			if digits++; digits > 4 {
				return d, false
			}
		}
		if digits == 0 || digits == 3 {
			return d, false
		}
		d.long[part] = digits == 4
		s = s[digits:]
		if part == 2 {
			break
		}
		if s == "" || s[0] != '.' && s[0] != '/' && s[0] != '-' || part == 1 && s[0] != sign {
			return d, false
		}
		sign, s = s[0], strings.TrimLeft(s[1:], " ")
	}
	for _, year := range []string{"р.", "г.", "р", "г"} {
		s = strings.TrimSuffix(strings.TrimSpace(s), year)
	}
	d.rest = strings.TrimSpace(strings.TrimPrefix(s, "T"))
	return d, d.rest == "" || d.rest[0] >= '0' && d.rest[0] <= '9'
}

// in reads the numbers in an order, as YYYY-MM-DD.
func (d numericDate) in(order string) (string, bool) {
	at := map[string][3]int{DayFirst: {2, 1, 0}, MonthFirst: {2, 0, 1}, YearFirst: {0, 1, 2}}[order]
	for part := range 3 {
		if d.long[part] && part != at[0] {
			return "", false
		}
	}
	year, month, day := d.n[at[0]], d.n[at[1]], d.n[at[2]]
	if !d.long[at[0]] {
		if order == YearFirst {
			return "", false // 16-10-20 is a day first to everybody here
		}
		if year += 2000; year > 2060 {
			year -= 100
		}
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1 || t.Day() != day || int(t.Month()) != month {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// readDate reads a day in an order, DayFirst unless said; a year of four
// digits in front is always taken at its word, and so are months in words.
func readDate(s, order string, l lang.Language) (string, bool) {
	day, _, ok := readDayAndTime(s, order, l)
	return day, ok
}

func readDayAndTime(s, order string, l lang.Language) (day, clock string, ok bool) {
	if d, numeric := splitDate(s); numeric {
		if d.long[0] {
			order = YearFirst
		}
		if order == "" {
			order = DayFirst
		}
		day, ok = d.in(order)
		return day, d.rest, ok
	}
	if l == "" || !strings.ContainsFunc(s, func(r rune) bool { return r >= '0' && r <= '9' }) || strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") {
		return "", "", false
	}
	// The year must be said: a file is not read on the day it was written.
	day, err := lang.ParseDate(s, l, "2000-01-01")
	other, err2 := lang.ParseDate(s, l, "2004-06-15")
	if err != nil || err2 != nil || day != other {
		return "", "", false
	}
	return day, "", true
}

// DateStudy is what the values of a column say about how it writes dates.
type DateStudy struct {
	Read   int      // values that are dates in Order
	Order  string   // the order that fits, or the likeliest; empty for no dates
	Doubt  bool     // another order fits as well: one must look
	Proofs []string // values that decided it, three at most

	fits   map[string]int
	proof  map[string][]string
	other  int // dates in words, which need no order
	missed int // texts that are none
}

func (d *DateStudy) add(s string) {
	if len(s) > 40 {
		return
	}
	n, ok := splitDate(s)
	if !ok {
		d.words(s)
		return
	}
	if d.fits == nil {
		d.fits, d.proof = map[string]int{}, map[string][]string{}
	}
	var fit []string
	for _, order := range Orders() {
		if _, ok := n.in(order); ok {
			fit = append(fit, order)
			d.fits[order]++
		}
	}
	if len(fit) == 1 && len(d.proof[fit[0]]) < 3 {
		d.proof[fit[0]] = append(d.proof[fit[0]], s)
	}
}

// words looks for months in words, which takes long: a column that has none at
// its top is not searched to its end.
func (d *DateStudy) words(s string) {
	const patience = 100
	if d.other == 0 && d.missed >= patience || !strings.ContainsFunc(s, unicode.IsDigit) {
		return
	}
	if _, ok := readDate(s, "", lang.Ukrainian); ok {
		d.other++
	} else {
		d.missed++
	}
}

// decide picks the order that most values fit. Values above 12 tell months
// from days; where there are none, day first is the custom, and a doubt.
func (d *DateStudy) decide() {
	for _, order := range Orders() {
		if d.fits[order] > d.fits[d.Order] {
			d.Order = order
		}
	}
	d.Read = d.fits[d.Order] + d.other
	if d.Order == "" && d.other > 0 {
		d.Order = DayFirst
	}
	for _, order := range Orders() {
		d.Doubt = d.Doubt || order != d.Order && d.fits[order] > 0 && d.fits[order] == d.fits[d.Order]
	}
	d.Proofs = d.proof[d.Order]
}
