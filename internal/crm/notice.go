package crm

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// Notice is a warning that refuses nothing: what is odd at a field, and the
// text that was probably meant, for a button that puts it in.
type Notice struct {
	Field      string
	Key        string // message key; {suggestion} is filled with Suggestion
	Suggestion string
}

// Noticed is a record that may look odd. Notices only read the record.
type Noticed interface{ Notices() []Notice }

// NoticesOf are the warnings about a record, none for most.
func NoticesOf(rec register.Record) []Notice {
	if n, ok := rec.(Noticed); ok {
		return n.Notices()
	}
	return nil
}

// scriptNotice warns of words that mix Latin and Cyrillic letters.
func scriptNotice(field, text string) []Notice {
	repaired, doubtful := identity.RepairScripts(text)
	switch {
	case repaired != text:
		return []Notice{{Field: field, Key: "mixed_scripts", Suggestion: repaired}}
	case doubtful:
		return []Notice{{Field: field, Key: "mixed_scripts_doubtful"}}
	}
	return nil
}

// personalNotice warns of what looks like the tax number of a person in a free
// text: it should not be kept there.
func personalNotice(field, text string) []Notice {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(word) != 10 {
			continue
		}
		for _, kind := range []identity.Kind{identity.UAPerson, identity.BGPerson} {
			if identity.Check(kind, word, endOfTime).Valid() {
				return []Notice{{Field: field, Key: "personal_code_in_text"}}
			}
		}
	}
	return nil
}

// suppressedNotice tells that offers are not to be sent to an address of a
// record.
func suppressedNotice(field string, suppressed bool) []Notice {
	if !suppressed {
		return nil
	}
	return []Notice{{Field: field, Key: suppressedTold}}
}

const suppressedTold = "suppressed_told"

// NoOffers reports whether offers are not to be sent to an address of a record.
func NoOffers(rec register.Record) bool {
	return slices.ContainsFunc(NoticesOf(rec), func(n Notice) bool { return n.Key == suppressedTold })
}

// endOfTime makes every date of birth a past one.
var endOfTime = time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)

// keyHash shortens a match key to what an index compares; no key is nought.
// Candidates that share a hash are compared by their names again.
func keyHash(key string) int64 {
	if key == "" {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return int64(h.Sum64())
}
