package sheet

import (
	"strings"
	"unicode"

	"dossier/internal/money"
	"dossier/internal/register"
)

// readNumber reads a number whose fraction stands after decimal, '.' or ',',
// as a whole count of 1/10^scale. The other sign, spaces and apostrophes may
// part thousands, three digits each: a number that breaks this is refused
// rather than read a hundred times too large. Brackets mean less than nothing,
// as in accounts.
func readNumber(s string, decimal byte, scale int) (int64, error) {
	s = strings.TrimSpace(s)
	minus := false
	if in, ok := strings.CutPrefix(s, "("); ok {
		s, minus = strings.TrimSuffix(in, ")"), true
	}
	s = strings.TrimSpace(s)
	for _, sign := range []string{"-", "−", "–"} {
		if rest, ok := strings.CutPrefix(s, sign); ok && !minus {
			s, minus = strings.TrimSpace(rest), true
		}
	}
	s = strings.TrimPrefix(s, "+")
	whole, fraction, pointed := strings.Cut(s, string(decimal))
	digits, ok := joinThousands(whole, decimal)
	if !ok || strings.Trim(fraction, "0123456789") != "" || pointed && fraction == "" {
		return 0, register.ErrUnreadable("unreadable_number")
	}
	text := digits
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		text += "." + fraction
	}
	if len(fraction) > scale {
		return 0, register.ErrUnreadable("too_precise")
	}
	n, err := money.ParseDecimal(text, scale)
	if err != nil {
		return 0, register.ErrUnreadable("too_large")
	}
	if minus {
		n = -n
	}
	return n, nil
}

// joinThousands checks that thousands are parted by one sign into threes.
func joinThousands(s string, decimal byte) (string, bool) {
	var out strings.Builder
	var sign rune
	run, groups := 0, 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			out.WriteRune(r)
			run++
			continue
		}
		known := r == '\'' || r == '’' || unicode.IsSpace(r) || (r == '.' || r == ',') && r != rune(decimal)
		if !known || sign != 0 && r != sign || run == 0 || run > 3 || groups > 0 && run != 3 {
			return "", false
		}
		sign, run = r, 0
		groups++
	}
	return out.String(), out.Len() > 0 && (groups == 0 || run == 3)
}

// readEither reads a number whose decimal sign nobody told; one that can be
// read in two ways is ambiguous.
func readEither(s, decimal string, scale int) (int64, error) {
	if decimal != "" {
		return readNumber(s, decimal[0], scale)
	}
	point, err := readNumber(s, '.', scale)
	comma, err2 := readNumber(s, ',', scale)
	switch {
	case err2 != nil && err2 != register.ErrUnreadable("too_precise"):
		return point, err
	case err != nil && err != register.ErrUnreadable("too_precise"):
		return comma, err2
	case err == nil && err2 == nil && point == comma:
		return point, nil
	}
	return 0, register.ErrUnreadable("sheet.ambiguous_number")
}

// NumberStudy is what the values of a column say about how it writes numbers.
type NumberStudy struct {
	Read     int    // values that are numbers
	Decimal  string // "." or ","; empty when no value has a fraction
	Digits   int    // longest fraction
	Doubt    bool   // values can be read in two ways
	Currency string // ISO code of the sign that stands with all of them
	Percent  bool   // all have a percent sign

	point, comma, both, percents, signs int
	leading                             bool // noughts in front: codes, not numbers
}

func (n *NumberStudy) add(s string) {
	if len(s) > 40 || !strings.ContainsAny(s, "0123456789") {
		return
	}
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		n.percents++
		s = rest
	}
	if rest, currency := cutCurrency(s); currency != "" {
		if n.Currency == "" || n.Currency == currency {
			n.Currency = currency
			n.signs++
		}
		s = rest
	}
	const fine = 9
	point, err := readNumber(s, '.', fine)
	comma, err2 := readNumber(s, ',', fine)
	if err != nil && err2 != nil {
		return
	}
	n.Read++
	n.leading = n.leading || len(s) > 1 && s[0] == '0' && strings.Trim(s, "0123456789") == ""
	switch {
	case err2 != nil:
		n.point++
	case err != nil:
		n.comma++
	case point != comma:
		n.both++
	}
	if at := strings.LastIndexAny(s, ".,"); at >= 0 && (err == nil) != (err2 == nil) {
		n.Digits = max(n.Digits, len(s)-at-1)
	}
}

func (n *NumberStudy) decide() {
	switch {
	case n.point == 0 && n.comma == 0 && n.both == 0:
	case n.comma > n.point:
		n.Decimal = ","
	case n.point > 0:
		n.Decimal = "."
	}
	n.Doubt = n.both > 0 && n.Decimal == "" || n.point > 0 && n.comma > 0
	if n.both > 0 && n.Digits == 0 {
		n.Digits = 3
	}
	n.Percent = n.Read > 0 && n.percents == n.Read
	if n.signs < n.Read {
		n.Currency = ""
	}
}

// currencySigns are the signs and words that stand with amounts.
var currencySigns = []struct{ sign, code string }{
	{"грн.", "UAH"},
	{"грн", "UAH"},
	{"₴", "UAH"},
	{"€", "EUR"},
	{"$", "USD"},
	{"£", "GBP"},
	{"лв.", "BGN"},
	{"лв", "BGN"},
	{"руб.", "RUB"},
	{"₽", "RUB"},
	{"zł", "PLN"},
	{"₸", "KZT"},
}

// cutCurrency takes the sign or code of a currency off an amount.
func cutCurrency(s string) (rest, code string) {
	s = strings.TrimSpace(s)
	for _, c := range currencySigns {
		if rest, ok := strings.CutSuffix(s, c.sign); ok {
			return strings.TrimSpace(rest), c.code
		}
		if rest, ok := strings.CutPrefix(s, c.sign); ok {
			return strings.TrimSpace(rest), c.code
		}
	}
	if len(s) > 3 {
		if end := strings.ToUpper(s[len(s)-3:]); money.Known(end) {
			return strings.TrimSpace(s[:len(s)-3]), end
		}
		if begin := strings.ToUpper(s[:3]); money.Known(begin) {
			return strings.TrimSpace(s[3:]), begin
		}
	}
	return s, ""
}
