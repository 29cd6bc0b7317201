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
	// Signs that fold to nothing go before NFKC, so that it can join what they
	// kept apart, and after it, because it makes new ones; the second NFKC joins
	// what lower case left.
	s = strings.Map(withoutDropped, norm.NFKC.String(strings.Map(withoutDropped, s)))
	s = norm.NFKC.String(strings.ToLower(s))
	folded, bare := make([]byte, 0, len(s)), true
	for _, r := range s {
		if bare && unicode.IsMark(r) {
			continue // a mark on nothing, or on a letter that has lost its own
		}
		f := foldRune(r)
		folded, bare = appendFolded(folded, f), f != r || f == ' '
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
	case withoutDropped(r) < 0:
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

// withoutDropped is for strings.Map: it leaves out apostrophes and signs that
// have no form, such as the soft hyphen.
func withoutDropped(r rune) rune {
	if isApostrophe(r) || r > unicode.MaxASCII && unicode.Is(unicode.Cf, r) {
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
		if f != dropped && !foldsAlone(r, f) {
			f = slow
		}
		table[r-from] = f
	}
	return table
}

// foldsAlone reports that NFKC neither changes the fold of a rune nor joins it
// to the one before.
func foldsAlone(r, fold rune) bool {
	normal := norm.NFKC.String(string(r))
	if fold == ' ' {
		return strings.IndexFunc(normal, func(r rune) bool { return foldRune(r) != ' ' && !unicode.IsMark(r) }) < 0
	}
	return normal == string(r) && !unicode.IsMark(r) && r != 'İ'
}
