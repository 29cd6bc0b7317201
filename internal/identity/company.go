package identity

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Keys are the forms of a name by which duplicates are found. Empty ones do not
// exist: the name has letters that the table lacks.
type Keys struct {
	Cyrillic string // letters that Ukrainian, Russian and Bulgarian spell differently made one
	UA       string // Latin by the Ukrainian table
	BG       string // Latin by the Bulgarian table
	RU       string // Latin by the Russian table
}

// CompanyKeys makes the keys of a firm's name: legal form stripped, scripts
// repaired, punctuation and spaces gone.
func CompanyKeys(name string) Keys { return keysOf(StripLegalForm(name)) }

// SurnameKeys makes the keys of a person's surname.
func SurnameKeys(surname string) Keys {
	repaired, _ := RepairScripts(words(surname))
	return keysOf(repaired)
}

// Match reports that two names are spelt alike in some key.
func (k Keys) Match(other Keys) bool {
	return k.Cyrillic != "" && k.Cyrillic == other.Cyrillic || k.matchLatin(other)
}

// Latin are the Latin keys that exist, each once.
func (k Keys) Latin() []string {
	var all []string
	for _, key := range []string{k.UA, k.BG, k.RU} {
		if key != "" && !slices.Contains(all, key) {
			all = append(all, key)
		}
	}
	return all
}

// All are the keys that exist, each once, the Cyrillic one first: what to store
// and what to look for.
func (k Keys) All() []string {
	latin := k.Latin()
	if k.Cyrillic == "" || slices.Contains(latin, k.Cyrillic) {
		return latin
	}
	return append([]string{k.Cyrillic}, latin...)
}

func (k Keys) matchLatin(other Keys) bool {
	theirs := other.Latin()
	return slices.ContainsFunc(k.Latin(), func(key string) bool { return slices.Contains(theirs, key) })
}

// StripLegalForm returns a firm's name in capitals without its legal form at
// either end, short or written out in four languages, and without punctuation:
// «ТОВ „Промінь-Реклама“» is ПРОМІНЬ РЕКЛАМА. A form alone or in the middle stays.
func StripLegalForm(name string) string {
	repaired, _ := RepairScripts(words(name))
	rest := strings.Fields(repaired)
	for {
		n := len(rest)
		for size := min(longestForm, n-1); size > 0; size-- {
			if legalForms[formKey(rest[:size])] {
				rest = rest[size:]
				break
			}
			if legalForms[formKey(rest[n-size:])] {
				rest = rest[:n-size]
				break
			}
		}
		if len(rest) == n {
			return strings.Join(rest, " ")
		}
	}
}

// words is a name in capitals, apostrophes dropped, all other punctuation made
// single spaces.
func words(name string) string {
	name = strings.ToUpper(norm.NFKC.String(strings.Map(withoutDropped, name)))
	return strings.Join(strings.FieldsFunc(strings.Map(withoutDropped, name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	}), " ")
}

func keysOf(stripped string) Keys {
	latin := func(s Scheme) string {
		if !s.Covers(stripped) {
			return ""
		}
		return strings.ReplaceAll(strings.ToUpper(Transliterate(s, stripped)), " ", "")
	}
	return Keys{Cyrillic: cyrillicKey(stripped), UA: latin(UA2010), BG: latin(BG2009), RU: latin(RUICAO)}
}

// cyrillicKey makes one of the letters that the three languages spell the same
// sound with, drops the signs, and makes doubled letters single.
func cyrillicKey(stripped string) string {
	var b strings.Builder
	var last rune
	for _, r := range stripped {
		switch r {
		case 'І', 'Ї', 'Й', 'Ы', 'Ѝ':
			r = 'И'
		case 'Є', 'Э', 'Ё':
			r = 'Е'
		case 'Ґ':
			r = 'Г'
		case 'Ь', 'Ъ':
			continue
		}
		if r != last || unicode.IsNumber(r) {
			if r != ' ' {
				b.WriteRune(r)
			}
			last = r
		}
	}
	return b.String()
}

// formKey is a legal form in look-alike Latin letters, so that «TOB» typed in
// Latin is the same as «ТОВ».
func formKey(form []string) string { return ToLatinTwins(strings.Join(form, " ")) }

//go:embed legal_forms.txt
var legalFormList string

var legalForms, longestForm = readLegalForms(legalFormList)

func readLegalForms(list string) (forms map[string]bool, longest int) {
	forms = map[string]bool{}
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(line, "#")
		for form := range strings.SplitSeq(line, ",") {
			if parts := strings.Fields(words(form)); len(parts) > 0 {
				forms[formKey(parts)] = true
				longest = max(longest, len(parts))
			}
		}
	}
	return forms, longest
}
