package identity

import "strings"

// iban checks an account number of any country: signs, length by country, the
// build of Ukrainian and Bulgarian numbers, and the remainder of 97 (ISO 13616).
func iban(compact string) Fault {
	for _, r := range compact {
		if !isCapital(r) && !isDigit(r) {
			return Characters
		}
	}
	if len(compact) < 4 {
		return Length
	}
	country := compact[:2]
	if !made(compact, "AA00") {
		return Component
	}
	if want, known := ibanLengths[country]; known && len(compact) != want || len(compact) < 15 || len(compact) > 34 {
		return Length
	}
	if !made(compact[4:], ibanBuilds[country]) {
		return Component
	}
	return checksum(ibanRemainder(compact) == 1)
}

// made reports that a number begins as its build says: A is a letter, 0 a digit.
func made(number, build string) bool {
	for i, sign := range build {
		r := rune(number[i])
		if sign == 'A' && !isCapital(r) || sign == '0' && !isDigit(r) {
			return false
		}
	}
	return true
}

// ibanRemainder moves the first four signs to the end, reads letters as
// 10…35 and divides the whole number by 97.
func ibanRemainder(compact string) int {
	remainder := 0
	for _, r := range compact[4:] + compact[:4] {
		if isDigit(r) {
			remainder = (remainder*10 + int(r-'0')) % 97
		} else {
			remainder = (remainder*100 + int(r-'A') + 10) % 97
		}
	}
	return remainder
}

// BankOfIBAN is the bank code within a compact and right IBAN of Ukraine (МФО)
// or Bulgaria (four letters), and "" for other countries.
func BankOfIBAN(compact string) string {
	switch {
	case strings.HasPrefix(compact, "UA") && len(compact) == 29:
		return compact[4:10]
	case strings.HasPrefix(compact, "BG") && len(compact) == 22:
		return compact[4:8]
	}
	return ""
}

func isCapital(r rune) bool { return r >= 'A' && r <= 'Z' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// ibanBuilds says how the part after the check digits begins.
var ibanBuilds = map[string]string{
	"UA": "000000",     // МФО; the account follows
	"BG": "AAAA000000", // bank, branch, kind of account; the account follows
}

// ibanLengths is the whole length by country, from the registry of ISO 13616.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
	"BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
	"ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
	"LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
	"MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29,
	"RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "TN": 24,
	"TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}
