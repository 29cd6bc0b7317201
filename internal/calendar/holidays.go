package calendar

import (
	"slices"
	"strings"
	"time"
)

// Holiday is a public holiday. Key names it in the catalogue of texts; a
// holiday observed on a later day, because its own was a day off already, says
// so by Observed.
type Holiday struct {
	Day      Day
	Key      string
	Observed bool
}

// Holidays are the public holidays of a year in Ukraine (ua) or Bulgaria (bg),
// in order; none for other countries.
//
// Ukraine: Labour Code (КЗпП), article 73, as changed by law 3107-IX of 14 July
// 2023 (Christmas on 25 December, Statehood Day on 15 July, Day of Defenders on
// 1 October); a holiday on a day off moves the rest to the next working day
// (article 67). While martial law lasts neither holds (law 2136-IX, article 6):
// these days are then worked, and it is for the organisation to say otherwise.
//
// Bulgaria: Labour Code (Кодекс на труда), article 154: a holiday on Saturday
// or Sunday gives the first working days after it, but Easter does not.
func Holidays(country string, year int) []Holiday {
	easter := OrthodoxEaster(year)
	var list []Holiday
	add := func(key string, month time.Month, day int) {
		list = append(list, Holiday{Day: DayOf(time.Date(year, month, day, 12, 0, 0, 0, time.UTC)), Key: key})
	}
	shifts := func(string) bool { return true }
	switch strings.ToLower(country) {
	case "ua":
		add("new_year", time.January, 1)
		add("womens_day", time.March, 8)
		list = append(list, Holiday{Day: easter, Key: "easter"}, Holiday{Day: easter.Add(49), Key: "trinity"})
		add("labour_day", time.May, 1)
		add("victory_day", time.May, 8)
		add("constitution_day", time.June, 28)
		add("statehood_day", time.July, 15)
		add("independence_day", time.August, 24)
		add("defenders_day", time.October, 1)
		add("christmas", time.December, 25)
	case "bg":
		add("new_year", time.January, 1)
		add("liberation_day", time.March, 3)
		list = append(list, Holiday{Day: easter.Add(-2), Key: "good_friday"}, Holiday{Day: easter.Add(-1), Key: "holy_saturday"},
			Holiday{Day: easter, Key: "easter"}, Holiday{Day: easter.Add(1), Key: "easter_monday"})
		add("labour_day", time.May, 1)
		add("st_george_day", time.May, 6)
		add("letters_day", time.May, 24)
		add("unification_day", time.September, 6)
		add("independence_day", time.September, 22)
		add("christmas_eve", time.December, 24)
		add("christmas", time.December, 25)
		add("christmas_second", time.December, 26)
		shifts = func(key string) bool {
			return key != "good_friday" && key != "holy_saturday" && key != "easter" && key != "easter_monday"
		}
	default:
		return nil
	}
	byDay := func(a, b Holiday) int { return strings.Compare(string(a.Day), string(b.Day)) }
	slices.SortFunc(list, byDay)
	taken := map[Day]bool{}
	for _, h := range list {
		taken[h.Day] = true
	}
	for _, h := range slices.Clone(list) {
		if d := h.Day.Weekday(); !shifts(h.Key) || d != time.Saturday && d != time.Sunday {
			continue
		}
		on := h.Day.Add(1)
		for taken[on] || on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
			on = on.Add(1)
		}
		taken[on] = true
		list = append(list, Holiday{Day: on, Key: h.Key, Observed: true})
	}
	slices.SortFunc(list, byDay)
	return list
}

// OrthodoxEaster is the day of Easter by the Julian reckoning (Meeus), as the
// Gregorian calendar writes it; right for 1900 to 2099.
func OrthodoxEaster(year int) Day {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	return DayOf(time.Date(year, time.Month(month), day, 12, 0, 0, 0, time.UTC).AddDate(0, 0, 13))
}
