package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which text is stored for search and in which a query is
// asked: Unicode compatibility forms made plain (NFKC), lower case, ё as е, ґ as
// г, ѝ as и, apostrophes gone, every other run of punctuation or space one
// space, none at the ends. й and ї stay letters of their own. Punctuation
// becomes space on both sides, so «промінь-рек» and «промінь рек» both find
// «Промінь-Реклама», and "a.b@firma.ua" still finds itself.
func Fold(s string) string {
	folded := make([]byte, 0, len(s))
	for _, r := range s {
		f := slow
		switch {
		case r < rune(len(quickFolds)):
			f = quickFolds[r]
		case r >= punctuation && r < punctuation+rune(len(quickMarks)):
			f = quickMarks[r-punctuation]
		}
		if f == slow {
			return foldAny(s)
		}
		folded = appendFolded(folded, f)
	}
	return string(withoutLastSpace(folded))
}

// Digits keeps the ASCII digits of a text, for the search of phones and codes
// typed with any spaces and dashes.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if isDigit(r) {
			return r
		}
		return -1
	}, s)
}

// foldAny is Fold without the tables: it can do every letter of the world.
func foldAny(s string) string {
	// Before NFKC, because that makes a lone acute accent a space and a mark;
	// after it, because lower case may leave forms that it would have joined.
	s = norm.NFKC.String(strings.Map(dropApostrophes, s))
	s = norm.NFKC.String(strings.ToLower(s))
	folded := make([]byte, 0, len(s))
	for _, r := range s {
		if unicode.IsMark(r) && (len(folded) == 0 || folded[len(folded)-1] == ' ') {
			continue // a mark on nothing
		}
		folded = appendFolded(folded, foldRune(r))
	}
	return string(withoutLastSpace(folded))
}

const (
	dropped rune = 0  // folded to nothing
	slow    rune = -1 // not to be folded by itself
)

// foldRune folds one rune of normal, lower-case text.
func foldRune(r rune) rune {
	switch {
	case r == 'ё':
		return 'е'
	case r == 'ґ':
		return 'г'
	case r == 'ѝ':
		return 'и'
	case isApostrophe(r) || unicode.Is(unicode.Cf, r):
		return dropped
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		return r
	}
	return ' '
}

func appendFolded(folded []byte, r rune) []byte {
	switch {
	case r == dropped:
		return folded
	case r == ' ' && (len(folded) == 0 || folded[len(folded)-1] == ' '):
		return folded
	}
	return utf8.AppendRune(folded, r)
}

func withoutLastSpace(folded []byte) []byte {
	if n := len(folded); n > 0 && folded[n-1] == ' ' {
		return folded[:n-1]
	}
	return folded
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', 'ʹ', 'ʼ', '‘', '’', '′':
		return true
	}
	return false
}

func dropApostrophes(r rune) rune {
	if isApostrophe(r) {
		return -1
	}
	return r
}

// punctuation is the first rune of the block with quotation marks and dashes.
const punctuation rune = 0x2000

// quickFolds and quickMarks hold the fold of every rune of the scripts that we
// live among and of their punctuation; slow where neighbours matter.
var (
	quickFolds = foldTable(0, 0x530)
	quickMarks = foldTable(punctuation, punctuation+0x70)
)

func foldTable(from, to rune) []rune {
	table := make([]rune, to-from)
	for r := from; r < to; r++ {
		f := foldRune(unicode.ToLower(r))
		plain := f == dropped || f == ' ' || norm.NFKC.String(string(r)) == string(r)
		if !plain || unicode.IsMark(r) || r == 'İ' || r == utf8.RuneError {
			f = slow
		}
		table[r-from] = f
	}
	return table
}
