package identity

import "time"

// bgCompany checks ЕИК/БУЛСТАТ: 9 digits, or 13 of a branch, whose first nine
// are the company's.
func bgCompany(compact string) Fault {
	d, fault := digitsOf(compact, 9, 13)
	if fault != "" {
		return fault
	}
	if twice(d[:8], []int{1, 2, 3, 4, 5, 6, 7, 8}) != d[8] {
		return Checksum
	}
	return checksum(len(d) == 9 || twice(d[8:12], []int{2, 7, 3, 5}) == d[12])
}

func groupBranch(compact string) string {
	if len(compact) != 13 {
		return compact
	}
	return compact[:9] + " " + compact[9:]
}

// bgPerson checks ЕГН: the date of birth must exist and have come.
func bgPerson(compact string, today time.Time) Fault {
	d, fault := digitsOf(compact, 10)
	if fault != "" {
		return fault
	}
	born, exists := bgBirth(d)
	if !exists || born.After(today) {
		return Component
	}
	return checksum(weigh(d, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == d[9])
}

// bgBirth reads the date in the first six digits: 20 is added to the month of
// those born before 1900, 40 to that of those born since 2000.
func bgBirth(d []int) (born time.Time, exists bool) {
	year, month, day := 1900+d[0]*10+d[1], d[2]*10+d[3], d[4]*10+d[5]
	switch {
	case month > 40:
		year, month = year+100, month-40
	case month > 20:
		year, month = year-100, month-20
	}
	born = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return born, month >= 1 && month <= 12 && born.Day() == day
}

// bgForeigner checks ЛНЧ.
func bgForeigner(compact string) Fault {
	d, fault := digitsOf(compact, 10)
	if fault != "" {
		return fault
	}
	return checksum(weigh(d, 21, 19, 17, 13, 11, 9, 7, 3, 1)%10 == d[9])
}

// bgVAT checks ИН по ЗДДС. The prefix is part of the number: not every company
// is registered, so it must have been written by somebody who knows.
func bgVAT(compact string, today time.Time) Fault {
	if len(compact) < 2 || compact[:2] != "BG" {
		if _, fault := digitsOf(compact, 9, 10); fault != "" {
			return fault
		}
		return Component
	}
	number := compact[2:]
	d, fault := digitsOf(number, 9, 10)
	if fault != "" {
		return fault
	}
	if len(d) == 9 {
		return bgCompany(number)
	}
	right := bgPerson(number, today) == "" || bgForeigner(number) == "" || bgOtherPayer(d)
	return checksum(right)
}

// bgOtherPayer checks the ten digits of a payer that is neither ЕГН nor ЛНЧ.
func bgOtherPayer(d []int) bool {
	r := 11 - weigh(d, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
	if r == 11 {
		r = 0
	}
	return r == d[9]
}
