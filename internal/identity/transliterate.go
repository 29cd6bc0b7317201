package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Scheme is an official table of Cyrillic in Latin letters.
type Scheme string

// The tables of the countries served.
const (
	UA2010 Scheme = "ua2010"  // Cabinet of Ukraine, resolution 55 of 27 January 2010
	BG2009 Scheme = "bg2009"  // Bulgarian Transliteration Act of 2009
	RUICAO Scheme = "ru_icao" // Russian passports, after ICAO Doc 9303
)

// Schemes are all tables, the Ukrainian first.
var Schemes = []Scheme{UA2010, BG2009, RUICAO}

// Covers reports that every Cyrillic letter of s is in the scheme's alphabet.
func (s Scheme) Covers(text string) bool {
	letters := tables[s].letters
	for _, r := range text {
		if isCyrillic(r) {
			if _, ok := letters[unicode.ToLower(r)]; !ok {
				return false
			}
		}
	}
	return true
}

// Transliterate writes Cyrillic words in Latin letters by the scheme; what is
// not in its alphabet stays. A word all in capitals stays so: Щ is SHCH in it
// and Shch elsewhere.
func Transliterate(scheme Scheme, text string) string {
	t := tables[scheme]
	var b strings.Builder
	b.Grow(len(text))
	for text != "" {
		n := wordLength(text)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text)
			b.WriteString(text[:n])
		} else {
			t.word(&b, text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// table is one scheme. Letters are keyed in lower case.
type table struct {
	letters map[rune]string
	initial map[rune]string   // instead of letters at the beginning of a word
	pairs   map[string]string // two letters together
	final   map[string]string // two letters together at the end of a word
	words   map[string]string // names with a spelling of their own
	silent  bool              // an apostrophe within a word is left out
}

// wordLength is the number of bytes of the word at the beginning of text;
// apostrophes between letters belong to it.
func wordLength(text string) int {
	end, apostrophe := 0, false
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			end, apostrophe = i+utf8.RuneLen(r), false
		case end > 0 && !apostrophe && isApostrophe(r):
			apostrophe = true
		default:
			return end
		}
	}
	return end
}

func (t table) word(b *strings.Builder, word string) {
	small := []rune(strings.ToLower(word))
	letters := []rune(word)
	if len(small) != len(letters) { // a letter whose small form is two: none of ours
		b.WriteString(word)
		return
	}
	shout := allCapitals(letters)
	if whole, ok := t.words[string(small)]; ok {
		writeCased(b, whole, letters[0], shout)
		return
	}
	for i := 0; i < len(small); i++ {
		if i+1 < len(small) {
			pair := string(small[i : i+2])
			latin, ok := t.pairs[pair]
			if i+2 == len(small) && !ok {
				latin, ok = t.final[pair]
			}
			if ok {
				writeCased(b, latin, letters[i], shout)
				i++
				continue
			}
		}
		latin, ok := t.letters[small[i]]
		if first, special := t.initial[small[i]]; special && i == 0 {
			latin = first
		}
		switch {
		case ok:
			writeCased(b, latin, letters[i], shout)
		case t.silent && isApostrophe(small[i]):
		default:
			b.WriteRune(letters[i])
		}
	}
}

// writeCased gives latin the case of the letter that it stands for.
func writeCased(b *strings.Builder, latin string, letter rune, shout bool) {
	switch {
	case latin == "" || !unicode.IsUpper(letter):
		b.WriteString(latin)
	case shout:
		b.WriteString(strings.ToUpper(latin))
	default:
		b.WriteString(strings.ToUpper(latin[:1]))
		b.WriteString(latin[1:])
	}
}

// allCapitals reports at least two letters, all capital.
func allCapitals(letters []rune) bool {
	n := 0
	for _, r := range letters {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// tables hold what the three share once and what differs by scheme.
var tables = map[Scheme]table{
	UA2010: {
		letters: letters("г h ґ g є ie и y і i ї i й i х kh щ shch ь - ю iu я ia"),
		initial: map[rune]string{'є': "ye", 'ї': "yi", 'й': "y", 'ю': "yu", 'я': "ya"},
		pairs:   map[string]string{"зг": "zgh"},
		silent:  true,
	},
	BG2009: {
		letters: letters("г g и i ѝ i й y х h щ sht ъ a ь y ю yu я ya"),
		final:   map[string]string{"ия": "ia"},
		words:   map[string]string{"българия": "bulgaria"},
	},
	RUICAO: {
		letters: letters("г g ё e и i й i х kh щ shch ъ ie ы y ь - э e ю iu я ia"),
	},
}

// letters adds a scheme's own letters to those that all schemes write alike; a
// hyphen is a letter that is not written.
func letters(own string) map[rune]string {
	const shared = "а a б b в v д d е e ж zh з z к k л l м m н n о o п p р r с s т t у u ф f ц ts ч ch ш sh "
	all := map[rune]string{}
	words := strings.Fields(shared + own)
	for i := 0; i < len(words); i += 2 {
		r, _ := utf8.DecodeRuneInString(words[i])
		all[r] = strings.TrimPrefix(words[i+1], "-")
	}
	return all
}
