// Package lang speaks the four languages of Dossier: it keeps the catalogues of
// texts and writes and reads numbers, money, dates and names as each language does.
//
// A page asks for a Printer once, by For, and everything it shows goes through it.
package lang

import (
	"slices"
	"strconv"
	"strings"
)

// Language is a two-letter code of a language that Dossier speaks.
type Language string

// The languages of the catalogues. Longest is not a language of people: it shows
// the longest of the four texts of each key, so that a layout can be checked once
// for all of them; numbers, dates and names it writes as Ukrainian does.
const (
	Ukrainian Language = "uk"
	Russian   Language = "ru"
	Bulgarian Language = "bg"
	English   Language = "en"
	Longest   Language = "longest"
)

// Languages lists the four languages of people in the order in which they are offered.
func Languages() []Language {
	return []Language{Ukrainian, Russian, Bulgarian, English}
}

// Known reports whether the language is one of the four of people.
func (l Language) Known() bool {
	return slices.Contains(Languages(), l)
}

// Tag is what the lang attribute of HTML and the Content-Language header want.
func (l Language) Tag() string {
	return string(l.grammar().language)
}

// Name is the name of the language in itself, as a menu of languages shows it.
func (l Language) Name() string {
	return l.grammar().name
}

// Match picks the language that a browser prefers by its Accept-Language header,
// and English when it prefers none of the four.
func Match(header string) Language {
	best, weight := English, 0.0
	for wish := range strings.SplitSeq(header, ",") {
		tag, parameters, _ := strings.Cut(wish, ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if q := quality(parameters); Language(primary).Known() && q > weight {
			best, weight = Language(primary), q
		}
	}
	return best
}

func quality(parameters string) float64 {
	name, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
	if !found || strings.TrimSpace(name) != "q" {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}
