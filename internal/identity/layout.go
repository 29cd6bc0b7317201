package identity

import (
	"slices"
	"strings"
)

// OtherLayout is what the same keys give on other keyboards, folded: "rfhgfn"
// typed without switching is «карпат», «сщьзфтн» is "company". Latin text is
// read on the Ukrainian, Russian and the Bulgarian keyboards (БДС and both
// phonetic ones), Cyrillic text as the Latin one; layouts that lack
// a letter are left out. Give it the query as typed: brackets and commas are letters on
// the other keyboard. It is nil for text of both scripts or of neither.
func OtherLayout(s string) []string {
	latin, cyrillic := strings.ContainsFunc(s, isLatin), strings.ContainsFunc(s, isCyrillic)
	if latin == cyrillic {
		return nil
	}
	var readings []string
	for _, l := range layouts {
		keys := l.fromLatin
		if cyrillic {
			keys = l.toLatin
		}
		reading, ok := typed(s, keys)
		if ok && reading != "" && !slices.Contains(readings, reading) {
			readings = append(readings, reading)
		}
	}
	return readings
}

func typed(s string, keys map[rune]rune) (folded string, ok bool) {
	var b strings.Builder
	for _, r := range s {
		other, known := keys[r]
		switch {
		case isLatin(r) && !isCyrillic(other), isCyrillic(r) && !known:
			return "", false
		case known:
			b.WriteRune(other)
		default:
			b.WriteRune(r)
		}
	}
	return Fold(b.String()), true
}

// layout maps the signs of the American keyboard to those of another and back.
type layout struct{ fromLatin, toLatin map[rune]rune }

// The keys of a keyboard from ` to /, row by row, as they are and with Shift.
const (
	latinKeys   = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
	latinShifts = `~QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?`
)

var layouts = []layout{
	newLayout("'йцукенгшщзхїґфівапролджєячсмитьбю.", "ʼЙЦУКЕНГШЩЗХЇҐФІВАПРОЛДЖЄЯЧСМИТЬБЮ,"), // Ukrainian
	newLayout(`ёйцукенгшщзхъ\фывапролджэячсмитьбю.`, `ЁЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,`), // Russian
	newLayout("(,уеишщксдзц;„ьяаожгтнвмчюйъэфхпрлб", ")ыУЕИШЩКСДЗЦ§“ѝЯАОЖГТНВМЧЮЙЪЭФХПРЛБ"), // Bulgarian, БДС 5237
	newLayout("чявертъуиопшщюасдфгхйкл;'зьцжбнм,./", `ЧЯВЕРТЪУИОПШЩЮАСДФГХЙКЛ:"ЗѝЦЖБНМ„“?`), // Bulgarian, traditional phonetic
	newLayout("ючшертъуиопящьасдфгхйкл;'зжцвбнм,./", `ЮЧШЕРТЪУИОПЯЩѝАСДФГХЙКЛ:"ЗЖЦВБНМ„“?`), // Bulgarian, phonetic
}

func newLayout(keys, shifts string) layout {
	l := layout{twins(latinKeys, keys), twins(latinShifts, shifts)}
	for latin, r := range twins(latinShifts, shifts) {
		l.fromLatin[latin] = r
	}
	l.toLatin = map[rune]rune{}
	for latin, r := range l.fromLatin {
		if isCyrillic(r) {
			l.toLatin[r] = latin
		}
	}
	return l
}
