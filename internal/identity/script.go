package identity

import (
	"strings"
	"unicode"
)

// ToLatinTwins replaces Cyrillic letters that look like Latin ones by these.
// Goods codes and contract numbers are compared in this form.
func ToLatinTwins(s string) string { return strings.Map(mapped(latinTwin), s) }

// ToCyrillicTwins replaces Latin letters that look like Cyrillic ones by these.
func ToCyrillicTwins(s string) string { return strings.Map(mapped(cyrillicTwin), s) }

// RepairScripts mends words that mix Latin and Cyrillic look-alikes: «ТOВ» with
// a Latin O becomes all Cyrillic. Letters of one script alone decide, else the
// majority, else Cyrillic. A word with letters of both that have no twin, such
// as «ЖZ», is left, and doubtful is true.
func RepairScripts(s string) (repaired string, doubtful bool) {
	if !mixed(s) {
		return s, false
	}
	var b strings.Builder
	b.Grow(len(s))
	word := 0
	for i, r := range s + " " {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			continue
		}
		fixed, ok := repairWord(s[word:i])
		doubtful = doubtful || !ok
		b.WriteString(fixed)
		if i < len(s) {
			b.WriteRune(r)
			word = i + len(string(r))
		}
	}
	return b.String(), doubtful
}

func repairWord(word string) (fixed string, ok bool) {
	var latin, cyrillic, onlyLatin, onlyCyrillic int
	for _, r := range word {
		switch {
		case isLatin(r):
			latin++
			if cyrillicTwin[r] == 0 {
				onlyLatin++
			}
		case isCyrillic(r):
			cyrillic++
			if latinTwin[r] == 0 {
				onlyCyrillic++
			}
		}
	}
	switch {
	case latin == 0 || cyrillic == 0:
		return word, true
	case onlyLatin > 0 && onlyCyrillic > 0:
		return word, false
	case onlyLatin > 0, onlyCyrillic == 0 && latin > cyrillic:
		return ToLatinTwins(word), true
	}
	return ToCyrillicTwins(word), true
}

func mixed(s string) bool {
	var latin, cyrillic bool
	for _, r := range s {
		latin = latin || isLatin(r)
		cyrillic = cyrillic || isCyrillic(r)
	}
	return latin && cyrillic
}

func isLatin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xC0 && unicode.Is(unicode.Latin, r)
}

func isCyrillic(r rune) bool {
	return r >= 0x400 && r <= 0x52F && unicode.IsLetter(r) || r > 0x52F && unicode.Is(unicode.Cyrillic, r)
}

func mapped(twins map[rune]rune) func(rune) rune {
	return func(r rune) rune {
		if twin, ok := twins[r]; ok {
			return twin
		}
		return r
	}
}

var (
	// The Macedonian ј and ѕ are written for Latin letters by mistake, hardly
	// ever the other way round: a Latin j or s decides for Latin.
	latinTwin    = twins("АВСЕНІКМОРТХУасеіорхуЈЅјѕ", "ABCEHIKMOPTXYaceiopxyJSjs")
	cyrillicTwin = twins("ABCEHIKMOPTXYaceiopxy", "АВСЕНІКМОРТХУасеіорху")
)

func twins(from, to string) map[rune]rune {
	pairs, other := map[rune]rune{}, []rune(to)
	for i, r := range []rune(from) {
		pairs[r] = other[i]
	}
	return pairs
}
