package identity

import (
	"slices"
	"strings"
)

// uaCompany checks ЄДРПОУ: weights 1…7, or 7,1…6 for codes between 30 and 60
// million; a remainder of 10 repeats with every weight two higher.
func uaCompany(compact string) Fault {
	d, fault := digitsOf(compact, 8)
	if fault != "" {
		return fault
	}
	weights := []int{1, 2, 3, 4, 5, 6, 7}
	if compact > "30000000" && compact < "60000000" {
		weights = []int{7, 1, 2, 3, 4, 5, 6}
	}
	return checksum(twice(d[:7], weights) == d[7])
}

// twice is the control digit of the company codes of Ukraine and Bulgaria: the
// weighted sum modulo 11; when that is 10, again with every weight two higher;
// when that is 10 too, nought.
func twice(d, weights []int) int {
	r := weigh(d, weights...) % 11
	if r == 10 {
		heavier := slices.Clone(weights)
		for i := range heavier {
			heavier[i] += 2
		}
		r = weigh(d, heavier...) % 11
	}
	return r % 10
}

func uaTaxOffice(compact string) Fault {
	_, fault := digitsOf(compact, 9)
	return fault
}

// uaPerson checks РНОКПП. The weighted sum may be negative; the remainder is not.
func uaPerson(compact string) Fault {
	d, fault := digitsOf(compact, 10)
	if fault != "" {
		return fault
	}
	sum := weigh(d, -1, 5, 7, 9, 4, 6, 10, 5, 7)
	return checksum(modulo(sum, 11)%10 == d[9])
}

// uaPassport accepts a series of two Cyrillic letters with six digits, or the
// nine digits of an ID card; persons who refused РНОКПП are known by it.
func uaPassport(compact string) Fault {
	letters := []rune(compact)
	series := 0
	for series < len(letters) && isCyrillic(letters[series]) {
		series++
	}
	number := string(letters[series:])
	switch series {
	case 0:
		_, fault := digitsOf(number, 9)
		return fault
	case 2:
		_, fault := digitsOf(number, 6)
		return fault
	}
	return Component
}

func groupPassport(compact string) string {
	i := strings.IndexAny(compact, "0123456789")
	if i <= 0 {
		return compact
	}
	return compact[:i] + " " + compact[i:]
}

// uaVAT12 checks the number of a company. The rule stands in no law that we
// know, but holds for every published number; hence it is soft.
func uaVAT12(compact string) Fault {
	d, fault := digitsOf(compact, 12)
	if fault != "" {
		return fault
	}
	return checksum(weigh(d, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)%11%10 == d[11])
}

func uaVAT(compact string) Fault {
	if _, fault := digitsOf(compact, 10, 12); fault != "" {
		return fault
	}
	if len(compact) == 10 {
		return uaPerson(compact)
	}
	return uaVAT12(compact)
}

// SameUAPayer reports that a VAT number and a company code, both compact and
// right, can belong to one payer: the first seven digits are shared, or both
// are the number of one person.
func SameUAPayer(vat, code string) bool {
	if len(vat) == 12 && len(code) == 8 {
		return vat[:7] == code[:7]
	}
	return vat == code
}

// uaBank checks МФО by the rule that holds for all published codes; it is soft.
func uaBank(compact string) Fault {
	d, fault := digitsOf(compact, 6)
	if fault != "" {
		return fault
	}
	return checksum(weigh(d, 1, 3, 7, 1, 3)*7%10 == d[5])
}
