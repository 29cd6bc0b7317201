package sheet

import (
	"strings"
	"unicode"

	"dossier/internal/register"
)

// The fields by which a register that keeps people is known.
const (
	surname    = "surname"
	given      = "given"
	patronymic = "patronymic"
)

// keepsPeople reports whether the records of r are people.
func keepsPeople(r *register.Register) bool {
	return r.Field(surname) != nil && r.Field(given) != nil
}

// PersonOrders are the orders in which names of people are written, as they
// are offered.
func PersonOrders() []string {
	return []string{"given surname", "surname given", "surname given patronymic", "given patronymic surname"}
}

// SplitPerson takes a full name apart. Words beyond the order belong to the
// given name that has neighbours, as in "Mary Ann Smith"; a single word is a
// surname.
func SplitPerson(name, order string) map[string]string {
	words := strings.Fields(name)
	if order == "" {
		order = personOrder([]string{name})
	}
	parts := strings.Fields(order)
	switch {
	case len(words) == 0:
		return map[string]string{}
	case len(words) == 1:
		return map[string]string{surname: words[0]}
	case len(words) < len(parts):
		kept := parts[:0:0]
		for _, p := range parts {
			if p != patronymic {
				kept = append(kept, p)
			}
		}
		parts = kept
	}
	extra := len(words) - len(parts)
	out := map[string]string{}
	for _, p := range parts {
		n := 1
		if p == given && extra > 0 {
			n, extra = n+extra, 0
		}
		out[p] = strings.Join(words[:n], " ")
		words = words[n:]
	}
	return out
}

// personOrder guesses the order from names: a patronymic is known by its
// ending; without one, Latin letters mean the given name first.
func personOrder(names []string) string {
	var second, third, cyrillic int
	for _, name := range names {
		words := strings.Fields(name)
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			cyrillic++
		}
		if len(words) == 3 {
			if likePatronymic(words[2]) {
				third++
			} else if likePatronymic(words[1]) {
				second++
			}
		}
	}
	switch {
	case third > 0 && third >= second:
		return "surname given patronymic"
	case second > 0:
		return "given patronymic surname"
	case cyrillic*2 > len(names):
		return "surname given"
	}
	return "given surname"
}

func likePatronymic(word string) bool {
	word = strings.ToLower(word)
	for _, end := range []string{"ович", "йович", "евич", "івна", "ївна", "овна", "евна", "ична", "ич"} {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
