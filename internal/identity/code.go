// Package identity knows codes and names: it checks registration and tax
// numbers, bank accounts, phones and e-mails, repairs mixed scripts,
// transliterates, makes the keys by which duplicates are found, and folds text
// for search. It has no database and no clock.
package identity

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Kind names a sort of code.
type Kind string

// The codes that Check knows.
const (
	UACompany   Kind = "ua_edrpou"        // ЄДРПОУ, 8 digits
	UATaxOffice Kind = "ua_tax_office_no" // 9 digits given to payers without ЄДРПОУ
	UAPerson    Kind = "ua_rnokpp"        // РНОКПП, 10 digits
	UAPassport  Kind = "ua_passport"      // two letters and 6 digits, or 9 digits of an ID card
	UAVAT12     Kind = "ua_vat12"         // VAT number of a company, 12 digits
	UAVAT       Kind = "ua_vat"           // VAT number of a company or a person, 12 or 10 digits
	UABank      Kind = "ua_mfo"           // МФО, 6 digits
	IBAN        Kind = "iban"             // bank account of any country
	BGCompany   Kind = "bg_eik"           // ЕИК/БУЛСТАТ, 9 digits, or 13 of a branch
	BGPerson    Kind = "bg_egn"           // ЕГН, 10 digits
	BGForeigner Kind = "bg_lnch"          // ЛНЧ, 10 digits
	BGVAT       Kind = "bg_vat"           // ИН по ЗДДС, BG and 9 or 10 digits
	RUTax       Kind = "ru_inn"           // ИНН, 10 digits, or 12 of a person
	KZTax       Kind = "kz_bin"           // БИН or ИИН, 12 digits
)

// Fault says what is wrong with a code; the empty Fault says that it is right.
type Fault string

// The faults, in the order in which they are looked for.
const (
	Empty      Fault = "empty"      // nothing but spaces
	Characters Fault = "characters" // a sign that the code cannot have
	Length     Fault = "length"     // too short or too long
	Component  Fault = "component"  // a part is impossible: a date, a prefix, a bank
	Checksum   Fault = "checksum"   // the check digit differs
)

// Result is what Check found out.
type Result struct {
	Compact    string // the form to store: no spaces, capital letters; of a wrong code, what was understood
	Grouped    string // the form to show
	Fault      Fault  // empty when the code is right
	Soft       bool   // the check digit's rule is practice, not law: warn, do not refuse
	Suggestion string // the compact form probably meant; itself right; empty when there is none
}

// Valid reports that nothing is wrong.
func (r Result) Valid() bool { return r.Fault == "" }

// Check examines a code as typed. Only dates of birth need today: a person born
// later has no number. It panics on a kind that is not in the list above.
func Check(kind Kind, value string, today time.Time) Result {
	rule, known := rules[kind]
	if !known {
		panic("identity: no such kind of code: " + string(kind))
	}
	compact := strings.ToUpper(withoutSeparators(value))
	if compact == "" {
		return Result{Fault: Empty}
	}
	r := Result{Compact: compact, Grouped: compact, Fault: rule.check(compact, today)}
	if r.Fault != Characters {
		r.Grouped = rule.group(compact)
	}
	if r.Valid() {
		return r
	}
	r.Soft = rule.soft && r.Fault == Checksum
	for _, offer := range rule.offers(compact) {
		if offer != compact && rule.check(offer, today) == "" {
			r.Suggestion = offer
			break
		}
	}
	return r
}

// Kinds lists all kinds of codes in alphabetical order.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(rules))
	for k := range rules {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// Country is the ISO code of the country whose law the code is from; "" for an
// IBAN. A wrong check digit in a foreign code is a warning that may be
// overridden with a reason.
func (k Kind) Country() string {
	country, _, found := strings.Cut(string(k), "_")
	if !found {
		return ""
	}
	return strings.ToUpper(country)
}

// Personal reports that the code tells who a natural person is.
func (k Kind) Personal() bool {
	switch k {
	case UAPerson, UAPassport, BGPerson, BGForeigner:
		return true
	}
	return false
}

// rule is how codes of one kind are checked, shown and mended.
type rule struct {
	check  func(compact string, today time.Time) Fault
	group  func(compact string) string
	offers func(compact string) []string
	soft   bool
}

var rules = map[Kind]rule{
	UACompany:   {check: timeless(uaCompany), group: plain, offers: offerPadded(8)},
	UATaxOffice: {check: timeless(uaTaxOffice), group: plain, offers: offerDigits},
	UAPerson:    {check: timeless(uaPerson), group: plain, offers: offerPadded(10)},
	UAPassport:  {check: timeless(uaPassport), group: groupPassport, offers: offerCyrillic},
	UAVAT12:     {check: timeless(uaVAT12), group: plain, offers: offerDigits, soft: true},
	UAVAT:       {check: timeless(uaVAT), group: plain, offers: offerDigits, soft: true},
	UABank:      {check: timeless(uaBank), group: plain, offers: offerDigits, soft: true},
	IBAN:        {check: timeless(iban), group: groupByFour, offers: offerLatin},
	BGCompany:   {check: timeless(bgCompany), group: groupBranch, offers: offerDigits},
	BGPerson:    {check: bgPerson, group: plain, offers: offerDigits},
	BGForeigner: {check: timeless(bgForeigner), group: plain, offers: offerDigits},
	BGVAT:       {check: bgVAT, group: plain, offers: offerLatin},
	RUTax:       {check: timeless(ruTax), group: plain, offers: offerDigits},
	KZTax:       {check: timeless(kzTax), group: plain, offers: offerDigits},
}

func timeless(check func(string) Fault) func(string, time.Time) Fault {
	return func(compact string, _ time.Time) Fault { return check(compact) }
}

// withoutSeparators drops what people put between digits: spaces of any width,
// hyphens and dashes, full stops.
func withoutSeparators(value string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '.', r == '-', r == '\u00ad', r >= '\u2010' && r <= '\u2015', r == '\u2212',
			r == '\ufeff', r >= '\u200b' && r <= '\u200d', unicode.IsSpace(r):
			return -1
		}
		return r
	}, value)
}

// digitsOf checks that a code is ASCII digits and as many as one of lengths.
func digitsOf(compact string, lengths ...int) ([]int, Fault) {
	d := make([]int, len(compact))
	for i := range len(compact) {
		if compact[i] < '0' || compact[i] > '9' {
			return nil, Characters
		}
		d[i] = int(compact[i] - '0')
	}
	if !slices.Contains(lengths, len(d)) {
		return nil, Length
	}
	return d, ""
}

// weigh is the sum of digits by weights.
func weigh(digits []int, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += digits[i] * w
	}
	return sum
}

// modulo is the remainder that is never negative.
func modulo(n, by int) int { return ((n % by) + by) % by }

func checksum(right bool) Fault {
	if right {
		return ""
	}
	return Checksum
}

func plain(compact string) string { return compact }

func groupByFour(compact string) string {
	var b strings.Builder
	for i, r := range []rune(compact) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// offerDigits reads letters that look like digits as digits.
func offerDigits(compact string) []string { return []string{asDigits.Replace(compact)} }

// offerPadded also restores leading zeros that a spreadsheet has eaten.
func offerPadded(length int) func(string) []string {
	return func(compact string) []string {
		digits := asDigits.Replace(compact)
		if missing := length - len(digits); missing > 0 && missing <= 3 {
			return []string{strings.Repeat("0", missing) + digits}
		}
		return []string{digits}
	}
}

func offerLatin(compact string) []string { return []string{ToLatinTwins(compact)} }

func offerCyrillic(compact string) []string { return []string{ToCyrillicTwins(compact)} }

var asDigits = strings.NewReplacer(
	"О", "0", "O", "0", "І", "1", "I", "1", "L", "1", "З", "3", "Б", "6", "В", "8", "B", "8", "S", "5", "Z", "2",
)
