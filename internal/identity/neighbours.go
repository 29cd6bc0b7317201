package identity

// ruTax checks ИНН: 10 digits of a company, 12 of a person.
func ruTax(compact string) Fault {
	d, fault := digitsOf(compact, 10, 12)
	if fault != "" {
		return fault
	}
	if len(d) == 10 {
		return checksum(weigh(d, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == d[9])
	}
	return checksum(weigh(d, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == d[10] &&
		weigh(d, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == d[11])
}

// kzTax checks БИН and ИИН; a number for which both passes give 10 is never issued.
func kzTax(compact string) Fault {
	d, fault := digitsOf(compact, 12)
	if fault != "" {
		return fault
	}
	r := weigh(d, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) % 11
	if r == 10 {
		r = weigh(d, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2) % 11
	}
	return checksum(r == d[11])
}
