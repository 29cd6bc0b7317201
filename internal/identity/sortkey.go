package identity

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SortKey is the place of a text in the alphabet of a language (uk, ru, bg,
// en; any other is uk) as bytes that both databases compare alike. Quotation
// marks and other punctuation are passed over, so «Промінь» stands under П.
// Large and small letters stand alike; but in English, names in Cyrillic
// letters come before those in Latin ones. Only the first hundred letters count,
// which keeps the key below the limit of an index row. Keys change with the
// version of x/text: rebuild them then.
func SortKey(s, lang string) []byte {
	pool, ok := collators[lang]
	if !ok {
		pool = collators["uk"]
	}
	c := pool.Get().(*collator)
	defer pool.Put(c)
	text := sortable(s)
	key := shortest(c.KeyFromString(&c.buffer, text))
	sorted := make([]byte, 0, len(key)+1)
	if lang != "en" && len(key) > 0 {
		sorted = append(sorted, place(text))
	}
	sorted = append(sorted, key...)
	c.buffer.Reset()
	return sorted
}

// place puts names in one's own letters before those in foreign ones, as CLDR
// does for Ukrainian, Russian and Bulgarian ([reorder Cyrl]); numbers come
// first everywhere.
func place(text string) byte {
	switch r, _ := utf8.DecodeRuneInString(text); {
	case unicode.IsNumber(r):
		return 1
	case isCyrillic(r):
		return 2
	}
	return 3
}

// shortest drops the end of a key that says nothing: after the letters comes
// the weight of each accent, and the weight of none is the least there is.
// What is left sorts the same, at half the length: indices hold it many times.
func shortest(key []byte) []byte {
	none, letters := []byte{0x00, 0x20}, []byte{0x00, 0x00}
	for bytes.HasSuffix(key, none) {
		key = key[:len(key)-len(none)]
	}
	return bytes.TrimSuffix(key, letters)
}

// collator is one goroutine's; neither it nor its buffer may be shared.
type collator struct {
	*collate.Collator
	buffer collate.Buffer
}

var collators = map[string]*sync.Pool{
	"uk": poolOf(language.Ukrainian),
	"ru": poolOf(language.Russian),
	"bg": poolOf(language.Bulgarian),
	"en": poolOf(language.English),
}

func poolOf(tag language.Tag) *sync.Pool {
	return &sync.Pool{New: func() any { return &collator{Collator: collate.New(tag, collate.IgnoreCase)} }}
}

// sortable keeps letters, digits and single spaces.
func sortable(s string) string {
	const longest = 100
	var b strings.Builder
	n, gap := 0, false
	for _, r := range s {
		switch {
		case withoutDropped(r) < 0:
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r):
			gap = n > 0
			continue
		}
		if n == longest {
			break
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
