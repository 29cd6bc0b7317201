package identity

import "time"

// Sex is "m", "f", or empty when unknown.
type Sex string

// The sexes that a code or a patronymic may tell.
const (
	Male   Sex = "m"
	Female Sex = "f"
)

// Birth reads date of birth (YYYY-MM-DD) and sex from a compact and right РНОКПП
// or ЕГН. These are personal data: show them only to those who may see the code.
func Birth(kind Kind, compact string) (born string, sex Sex, ok bool) {
	d, fault := digitsOf(compact, 10)
	if fault != "" {
		return "", "", false
	}
	odd := d[8]%2 == 1
	switch kind {
	case UAPerson:
		days := weigh(d, 10_000, 1_000, 100, 10, 1)
		born = time.Date(1899, time.December, 31+days, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		return born, sexIf(odd), true
	case BGPerson:
		date, exists := bgBirth(d)
		return date.Format(time.DateOnly), sexIf(!odd), exists
	}
	return "", "", false
}

func sexIf(male bool) Sex {
	if male {
		return Male
	}
	return Female
}
