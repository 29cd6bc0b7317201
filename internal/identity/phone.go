package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Phone is a telephone number read from what people write.
type Phone struct {
	E164    string       // "+380501234567"; empty when the number could not be read
	Ext     string       // digits of the extension, or empty
	Mobile  bool         // a hint by prefix, for Ukraine and Bulgaria; prefixes change
	Warning PhoneWarning // what to tell; with an empty E164, why it was not read
}

// PhoneWarning is what is odd about a number; the empty one is nothing.
type PhoneWarning string

// The warnings. Foreign and TrunkMissing come with a number, the others without.
const (
	PhoneEmpty      PhoneWarning = "empty"
	PhoneCharacters PhoneWarning = "characters"
	PhoneLength     PhoneWarning = "length"
	PhoneLocal      PhoneWarning = "local_number_without_area_code"
	PhoneNoTrunk    PhoneWarning = "trunk_prefix_missing"
	PhoneForeign    PhoneWarning = "foreign"
)

// ParsePhone reads a number in any usual form. A number without + or 00 is of
// the country (ISO code) that the partner or else the organisation is in; with
// a country that we have no plan of, only international numbers are read.
func ParsePhone(raw, country string) Phone {
	text := strings.ToLower(strings.TrimSpace(norm.NFKC.String(raw)))
	if text == "" {
		return Phone{Warning: PhoneEmpty}
	}
	number, ext, ok := cutExtension(withoutPhoneLabel(text))
	digits, international, readable := phoneDigits(number)
	if !ok || !readable {
		return Phone{Warning: PhoneCharacters}
	}
	if international {
		return abroad(digits, ext, country)
	}
	return atHome(digits, ext, country)
}

// GroupPhone writes a stored number with spaces, as people read it:
// "+380 50 123 45 67".
func GroupPhone(e164 string) string {
	digits, ok := strings.CutPrefix(e164, "+")
	if !ok {
		return e164
	}
	calling := callingCode(digits)
	rest := digits[len(calling):]
	var sizes []int // of the groups; three where it ends
	switch {
	case calling == "380" && len(rest) == 9:
		sizes = []int{2, 3, 2, 2}
	case calling == "359" && len(rest) == 8 && rest[0] == '2':
		sizes = []int{1, 3, 2, 2}
	case calling == "359" && len(rest) == 8 && (rest[0] == '7' || rest[0] == '8'):
		sizes = []int{3, 2, 3}
	case calling == "359" && len(rest) == 8:
		sizes = []int{2, 3, 3}
	}
	var b strings.Builder
	b.WriteString("+" + calling)
	for i := 0; rest != ""; i++ {
		size := 3
		if i < len(sizes) {
			size = sizes[i]
		} else if len(rest) <= 4 {
			size = len(rest)
		}
		b.WriteString(" " + rest[:size])
		rest = rest[size:]
	}
	return b.String()
}

// phonePlan is how a country's numbers are built.
type phonePlan struct {
	calling  string // after the plus
	trunk    string // before the area code within the country; empty where there is none
	min, max int    // digits after calling code and trunk
	old      string // a trunk of old writing that already has the calling code's end: 8 0xx in Ukraine
}

// phonePlans are the countries whose numbers people here write without a plus.
var phonePlans = map[string]phonePlan{
	"UA": {"380", "0", 9, 9, "80"},
	"BG": {"359", "0", 8, 9, ""},
	"RU": {"7", "8", 10, 10, ""},
	"KZ": {"7", "8", 10, 10, ""},
	"PL": {"48", "", 9, 9, ""},
	"RO": {"40", "0", 9, 9, ""},
	"MD": {"373", "0", 8, 8, ""},
	"DE": {"49", "0", 6, 13, ""},
	"AT": {"43", "0", 7, 13, ""},
	"CH": {"41", "0", 9, 9, ""},
	"GB": {"44", "0", 9, 10, ""},
	"FR": {"33", "0", 9, 9, ""},
	"ES": {"34", "", 9, 9, ""},
	"CZ": {"420", "", 9, 9, ""},
	"SK": {"421", "0", 9, 9, ""},
	"GR": {"30", "", 10, 10, ""},
	"TR": {"90", "0", 10, 10, ""},
	"MK": {"389", "0", 8, 8, ""},
	"RS": {"381", "0", 8, 9, ""},
	"GE": {"995", "0", 9, 9, ""},
	"LT": {"370", "0", 8, 8, ""},
	"LV": {"371", "", 8, 8, ""},
	"EE": {"372", "", 7, 8, ""},
	"US": {"1", "1", 10, 10, ""},
}

// abroad reads the digits after + or 00.
func abroad(digits, ext, country string) Phone {
	calling := callingCode(digits)
	for _, plan := range phonePlans {
		if plan.calling != calling {
			continue
		}
		// "+359 (0)888" and "+380 050": the trunk was written as well.
		rest := digits[len(calling):]
		if without, ok := strings.CutPrefix(rest, plan.trunk); ok && len(rest) > plan.max && plan.trunk != "" {
			rest = without
		}
		if len(rest) < plan.min || len(rest) > plan.max {
			return Phone{Ext: ext, Warning: PhoneLength}
		}
		return found(calling, rest, ext, country)
	}
	if len(digits) < 7 || len(digits) > 15 || digits[0] == '0' {
		return Phone{Ext: ext, Warning: PhoneLength}
	}
	return found(calling, digits[len(calling):], ext, country)
}

// atHome reads the digits of a number written as within its country.
func atHome(digits, ext, country string) Phone {
	plan, known := phonePlans[country]
	if !known {
		return Phone{Ext: ext, Warning: PhoneLocal}
	}
	fits := func(rest string) bool { return len(rest) >= plan.min && len(rest) <= plan.max }
	if rest, ok := strings.CutPrefix(digits, plan.trunk); ok && plan.trunk != "" && fits(rest) {
		return found(plan.calling, rest, ext, country)
	}
	if rest, ok := strings.CutPrefix(digits, plan.old); ok && plan.old != "" && fits(rest) {
		return found(plan.calling, rest, ext, country)
	}
	if rest, ok := strings.CutPrefix(digits, plan.calling); ok && len(digits) > plan.max && fits(rest) {
		return found(plan.calling, rest, ext, country)
	}
	switch {
	case fits(digits) && plan.trunk == "":
		return found(plan.calling, digits, ext, country)
	case fits(digits) && !strings.HasPrefix(digits, plan.trunk):
		p := found(plan.calling, digits, ext, country)
		p.Warning = PhoneNoTrunk
		return p
	case len(digits) >= 5 && len(digits) <= 7:
		return Phone{Ext: ext, Warning: PhoneLocal}
	}
	return Phone{Ext: ext, Warning: PhoneLength}
}

func found(calling, rest, ext, country string) Phone {
	p := Phone{E164: "+" + calling + rest, Ext: ext}
	switch calling {
	case "380":
		p.Mobile = uaMobile[rest[:2]]
	case "359":
		p.Mobile = len(rest) == 9 && (strings.HasPrefix(rest, "8") || strings.HasPrefix(rest, "98") || strings.HasPrefix(rest, "99"))
	default:
		if phonePlans[country].calling != calling {
			p.Warning = PhoneForeign
		}
	}
	return p
}

var uaMobile = setOf("39 50 63 66 67 68 73 75 77 89 91 92 93 94 95 96 97 98 99")

// callingCode is the country part at the beginning of international digits: one
// digit for zones 1 and 7, two for the countries below, three for all others
// (ITU-T E.164).
func callingCode(digits string) string {
	switch {
	case digits == "":
		return ""
	case digits[0] == '1' || digits[0] == '7':
		return digits[:1]
	case len(digits) >= 2 && twoDigitCodes[digits[:2]]:
		return digits[:2]
	}
	return digits[:min(3, len(digits))]
}

var twoDigitCodes = setOf(`20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58
	60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98`)

// phoneDigits keeps the digits and says whether a + or 00 stood before them.
func phoneDigits(number string) (digits string, international, readable bool) {
	number = strings.ReplaceAll(number, "(0)", "")
	number, international = strings.CutPrefix(number, "+")
	var b strings.Builder
	for _, r := range number {
		switch {
		case isDigit(r):
			b.WriteRune(r)
		case unicode.IsSpace(r), strings.ContainsRune("-()./,;:", r), r >= '\u2010' && r <= '\u2015', r == '\u2212',
			unicode.Is(unicode.Cf, r):
		default:
			return "", false, false
		}
	}
	digits = b.String()
	if rest, ok := strings.CutPrefix(digits, "00"); ok && !international {
		digits, international = rest, true
	}
	return digits, international, digits != ""
}

// cutExtension takes off "вн. 105", "доб 12", "ext. 7", "x7", "#7" and the like.
// It is not ok when an extension is named and is not up to eight digits.
func cutExtension(text string) (number, ext string, ok bool) {
	at := strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || r == '#' })
	if at < 0 {
		return text, "", true
	}
	number, tail := strings.TrimSpace(text[:at]), text[at:]
	mark := strings.TrimRightFunc(tail, func(r rune) bool { return isDigit(r) })
	ext = tail[len(mark):]
	named := extensionMarks[strings.TrimRight(mark, " .:=№")]
	return number, ext, named && ext != "" && len(ext) <= 8
}

// withoutPhoneLabel takes off "тел.:", "mob " and the like in front.
func withoutPhoneLabel(text string) string {
	label, rest := text, ""
	if i := strings.IndexAny(text, "+(0123456789"); i >= 0 {
		label, rest = text[:i], text[i:]
	}
	if phoneLabels[strings.TrimRight(label, " .:")] {
		return rest
	}
	return text
}

var (
	extensionMarks = setOf("вн внут внутр внутрішній внутренний вътр вътрешен дод додатковий доб добавочный ext extension extn x х #")
	phoneLabels    = setOf("тел т телефон моб м мобільний мобильный мобилен факс ф tel t phone mob m mobile cell fax f gsm")
)
