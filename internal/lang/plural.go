package lang

// Category is a plural category of the Unicode CLDR.
type Category string

// The categories that the four languages use.
const (
	One   Category = "one"
	Few   Category = "few"
	Many  Category = "many"
	Other Category = "other"
)

// Categories lists the plural categories that a counted text of the language must have.
func (l Language) Categories() []Category {
	switch l {
	case Bulgarian, English:
		return []Category{One, Other}
	}
	return []Category{One, Few, Many, Other}
}

// Plural is the category of the number v/10^scale written with scale digits after
// the point: Plural(15, 1) is that of "1,5" and Plural(10, 1) that of "1,0".
func (l Language) Plural(v int64, scale int) Category {
	// Two's complement makes this right for the least int64 as well.
	n := uint64(v)
	if v < 0 {
		n = -n
	}
	switch l {
	case English:
		return oneIf(n == 1 && scale == 0)
	case Bulgarian:
		return oneIf(n == power(scale))
	}
	if scale > 0 {
		return Other
	}
	unit, teens := n%10, n%100 >= 11 && n%100 <= 14
	switch {
	case unit == 1 && !teens:
		return One
	case unit >= 2 && unit <= 4 && !teens:
		return Few
	}
	return Many
}

func oneIf(single bool) Category {
	if single {
		return One
	}
	return Other
}

// power is 10^scale for scales up to 19.
func power(scale int) uint64 {
	p := uint64(1)
	for range scale {
		p *= 10
	}
	return p
}
