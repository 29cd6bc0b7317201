package lang

import (
	"errors"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/internal/money"
)

// What may be wrong with something typed. Tell them apart by errors.Is.
var (
	// ErrUnreadable: it is not a number, a date or a moment at all.
	ErrUnreadable = errors.New("cannot be read")
	// ErrAmbiguous: it can be read in two ways, as 1,286 can.
	ErrAmbiguous = errors.New("can be read in two ways")
	// ErrTooLarge: it does not fit.
	ErrTooLarge = errors.New("is too large")
	// ErrTooPrecise: it has more digits after the point than are kept.
	ErrTooPrecise = errors.New("has too many digits after the point")
)

// longestNumber is more than anyone types and keeps hostile input cheap.
const longestNumber = 64

// ParseDecimal reads a number as people of the four languages type it and gives
// it as a whole count of 1/10^scale, scale being 0 to 18: "1 286 000,5",
// "1286000.5", "1,286,000.50", "1'000", "−5", "1,2 млн", "500 тис".
//
// One point or comma with three digits after it can be read in two ways, so that
// "1,286" is ErrAmbiguous; ParseDecimalIn knows the language and reads it.
// Digits beyond the scale are ErrTooPrecise unless they are zeros.
func ParseDecimal(text string, scale int) (int64, error) {
	return parseDecimal(text, scale, "")
}

// ParseDecimalIn is ParseDecimal for a reader of a language: "1,286" is a
// thousand and more in English and one and a fraction in the other three;
// "1.286" is one and a fraction in all four.
func ParseDecimalIn(text string, l Language, scale int) (int64, error) {
	return parseDecimal(text, scale, l)
}

// ParseMoney reads a sum as people type it, with the sign or code of its currency
// before or after the number or without any: "1 286,50 ₴", "EUR 5", "$1,000.00".
// Without one, and where a sign is that of several currencies, the currency is usual.
func ParseMoney(text string, l Language, usual string) (money.Money, error) {
	if len(text) > 2*longestNumber {
		return money.Money{}, ErrUnreadable
	}
	number, currency := cutCurrency(strings.TrimFunc(text, unicode.IsSpace), usual)
	minor, err := ParseDecimalIn(number, l, money.Digits(currency))
	if err != nil {
		return money.Money{}, err
	}
	return money.Money{Minor: minor, Currency: currency}, nil
}

// cutCurrency parts the number of a sum from its currency. Where it finds none, the
// text stays whole, and reading it as a number will tell.
func cutCurrency(text, usual string) (number, currency string) {
	if rest, found := withoutCurrency(text, usual); found {
		return rest, usual
	}
	starts := func(r rune) bool { return figure(r) || strings.ContainsRune("+-−–.,", r) }
	if start := strings.IndexFunc(text, starts); start > 0 {
		if code, known := currencyOf(text[:start]); known {
			return text[start:], code
		}
	}
	for _, end := range []int{
		strings.LastIndexFunc(text, unicode.IsSpace),
		strings.LastIndexFunc(text, figure) + 1,
	} {
		if end <= 0 {
			continue
		}
		if code, known := currencyOf(text[end:]); known {
			return text[:end], code
		}
	}
	return text, usual
}

// withoutCurrency takes the sign or code of a currency off either end.
func withoutCurrency(text, currency string) (string, bool) {
	for _, mark := range []string{money.Symbol(currency), currency} {
		if mark == "" {
			continue
		}
		if rest, found := strings.CutSuffix(text, mark); found {
			return rest, true
		}
		if rest, found := strings.CutPrefix(text, mark); found {
			return rest, true
		}
	}
	return text, false
}

// currencyOf finds the one currency that a sign, a code or a word means. Of the signs
// of several currencies only those are read that most people mean by them.
func currencyOf(mark string) (string, bool) {
	mark = strings.ToUpper(strings.TrimFunc(mark, unicode.IsSpace))
	if money.Known(mark) {
		return mark, true
	}
	switch mark {
	case "$":
		return "USD", true
	case "¥":
		return "JPY", true
	case "ГРН", "ГРН.":
		return "UAH", true
	case "ЛВ", "ЛВ.":
		return "BGN", true
	case "РУБ", "РУБ.":
		return "RUB", true
	case "ЄВРО", "ЕВРО", "EURO":
		return "EUR", true
	}
	found := ""
	for _, code := range money.Currencies() {
		if symbol := money.Symbol(code); symbol != code && strings.ToUpper(symbol) == mark {
			if found != "" {
				return "", false
			}
			found = code
		}
	}
	return found, found != ""
}

func parseDecimal(text string, scale int, l Language) (int64, error) {
	if len(text) > 2*longestNumber || utf8.RuneCountInString(text) > longestNumber || !utf8.ValidString(text) {
		return 0, ErrUnreadable
	}
	text = strings.TrimFunc(text, unicode.IsSpace)
	negative, text := cutSign(text)
	text, exponent := cutUnit(text)
	whole, fraction, err := split(text, l)
	if err != nil {
		return 0, err
	}
	v, err := scaled(whole, fraction, exponent+scale)
	if err != nil {
		return 0, err
	}
	if negative {
		return -v, nil
	}
	return v, nil
}

func cutSign(text string) (negative bool, rest string) {
	for _, mark := range []string{"-", minus, "–"} {
		if rest, found := strings.CutPrefix(text, mark); found {
			return true, strings.TrimLeftFunc(rest, unicode.IsSpace)
		}
	}
	return false, strings.TrimPrefix(text, "+")
}

// units are the words after a number that multiply it, in four languages.
var units = map[string]int{
	"тис": 3, "тыс": 3, "хил": 3, "k": 3, "к": 3,
	"млн": 6, "mln": 6, "m": 6,
	"млрд": 9, "bn": 9, "b": 9,
}

// cutUnit takes the word of a thousand, a million or a milliard off the end.
func cutUnit(text string) (rest string, exponent int) {
	last := strings.LastIndexFunc(text, figure)
	word := strings.ToLower(strings.TrimSuffix(strings.TrimLeftFunc(text[last+1:], unicode.IsSpace), "."))
	if exponent, known := units[word]; known && last >= 0 {
		return text[:last+1], exponent
	}
	return text, 0
}

// split finds the digits before and after the point.
func split(text string, l Language) (whole, fraction string, err error) {
	at := pointAt(text)
	if at >= 0 && looksGrouped(text, at) {
		grouped, sure := l.readsAsGroup(text[at])
		if !sure {
			return "", "", ErrAmbiguous
		}
		if grouped {
			at = -1
		}
	}
	if at < 0 {
		whole, err = ungroup(text)
		return whole, "", err
	}
	fraction = text[at+1:]
	if fraction == "" || !digitsOnly(fraction) {
		return "", "", ErrUnreadable
	}
	if at == 0 {
		return "0", fraction, nil
	}
	whole, err = ungroup(text[:at])
	return whole, fraction, err
}

// pointAt is the place of the mark that may begin the fraction: the last point or comma,
// unless the same mark stands several times and so can only part thousands.
func pointAt(text string) int {
	at := strings.LastIndexAny(text, ".,")
	if at < 0 || strings.Count(text, text[at:at+1]) > 1 {
		return -1
	}
	return at
}

// looksGrouped reports whether the only mark of a text has one to three digits before
// it, not a nought first, and exactly three after.
func looksGrouped(text string, at int) bool {
	before, after := text[:at], text[at+1:]
	return len(before) >= 1 && len(before) <= 3 && before[0] != '0' && len(after) == 3 &&
		digitsOnly(before) && digitsOnly(after)
}

// readsAsGroup tells what a reader of the language means by a mark before three
// digits; without a language nobody is sure.
func (l Language) readsAsGroup(mark byte) (grouped, sure bool) {
	if l == "" {
		return false, false
	}
	return mark == ',' && l == English, true
}

// ungroup takes the marks between thousands out; all are the same, and each has
// three digits after it.
func ungroup(text string) (string, error) {
	if text == "" {
		return "", ErrUnreadable
	}
	if digitsOnly(text) {
		return text, nil
	}
	mark := ' '
	if i := strings.IndexFunc(text, func(r rune) bool { return !figure(r) }); i >= 0 {
		mark, _ = utf8.DecodeRuneInString(text[i:])
	}
	same := func(r rune) bool { return r == mark }
	switch {
	case unicode.IsSpace(mark):
		same = unicode.IsSpace
	case strings.ContainsRune("'’ʼ", mark):
		same = func(r rune) bool { return strings.ContainsRune("'’ʼ", r) }
	case mark != '.' && mark != ',':
		return "", ErrUnreadable
	}
	var digits strings.Builder
	count := 0
	for _, r := range text {
		switch {
		case figure(r):
			digits.WriteRune(r)
			count++
		case !same(r) || count == 0 || count > 3 || count != digits.Len() && count != 3:
			return "", ErrUnreadable
		default:
			count = 0
		}
	}
	if count != 3 {
		return "", ErrUnreadable
	}
	return digits.String(), nil
}

func figure(r rune) bool { return r >= '0' && r <= '9' }

func digitsOnly(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}

// scaled is the number whole.fraction times 10^exponent.
func scaled(whole, fraction string, exponent int) (int64, error) {
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > exponent {
		return 0, ErrTooPrecise
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, nil
	}
	digits += strings.Repeat("0", exponent-len(fraction))
	if len(digits) > 19 {
		return 0, ErrTooLarge
	}
	var v uint64
	for _, d := range []byte(digits) {
		v = v*10 + uint64(d-'0')
	}
	if v > math.MaxInt64 {
		return 0, ErrTooLarge
	}
	return int64(v), nil
}
