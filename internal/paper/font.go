package paper

import (
	_ "embed"
	"encoding/binary"
	"strings"
	"sync"
	"unicode"
)

// The faces are subsets of Noto Sans: Latin, Greek, all Cyrillic in use in
// Ukraine and Bulgaria, and the signs of currencies. How they were made stands
// in docs/dependencies.md.
var (
	//go:embed font/NotoSans-Regular.ttf
	regular []byte
	//go:embed font/NotoSans-Bold.ttf
	bold []byte
)

// covered are the letters that both faces have.
var covered = sync.OnceValue(func() map[rune]bool {
	have := map[rune]bool{}
	strong := letters(bold)
	for r := range letters(regular) {
		have[r] = strong[r]
	}
	return have
})

// letters reads the character map of a TrueType face: table cmap, format 4
// (OpenType 1.9, "cmap").
func letters(face []byte) map[rune]bool {
	at := func(i int) int { return int(binary.BigEndian.Uint16(face[i:])) }
	have := map[rune]bool{}
	for i := range at(4) { // tables
		record := 12 + 16*i
		if string(face[record:record+4]) != "cmap" {
			continue
		}
		table := int(binary.BigEndian.Uint32(face[record+8:]))
		for j := range at(table + 2) { // encodings
			sub := table + int(binary.BigEndian.Uint32(face[table+4+8*j+4:]))
			if at(sub) != 4 {
				continue
			}
			segments := at(sub+6) / 2
			for k := range segments {
				end, start := at(sub+14+2*k), at(sub+16+2*segments+2*k)
				for r := start; r <= end && r != 0xFFFF; r++ {
					have[rune(r)] = true
				}
			}
		}
	}
	return have
}

// instead are signs people type that the faces lack.
var instead = map[rune]string{
	'→': "->", '←': "<-", '↔': "<->", '⇒': "=>", '✓': "+", '✔': "+", '☑': "[+]", '☐': "[ ]", '✗': "x", '✘': "x", '■': "*", '▪': "*",
	'\t': " ", '‑': "-",
}

// clean is a text in letters that can be printed: line breaks stay, other
// controls and invisible marks go, what the faces lack is shown as such.
func clean(text string) string {
	have := covered()
	var out strings.Builder
	out.Grow(len(text))
	for _, r := range text {
		switch {
		case r == '\n' || have[r]:
			out.WriteRune(r)
		case instead[r] != "":
			out.WriteString(instead[r])
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector):
		default:
			out.WriteRune(unicode.ReplacementChar)
		}
	}
	return out.String()
}
