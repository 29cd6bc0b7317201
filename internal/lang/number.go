package lang

import (
	"strconv"

	"dossier/internal/money"
)

// Integer writes a whole number: 1 286 000.
func (p *Printer) Integer(n int64) string {
	return p.Decimal(n, 0)
}

// Decimal writes v/10^scale with exactly scale digits after the point, 0 to 18:
// Decimal(128650, 2) is "1 286,50".
func (p *Printer) Decimal(v int64, scale int) string {
	return p.digits(v, scale, "")
}

// Quantity writes thousandths without idle zeros: 1500 is "1,5" and 2000 is "2".
func (p *Printer) Quantity(milli int64) string {
	return p.Decimal(trimZeros(milli, 3))
}

// Percent writes a share in millionths, of which 1,000,000 is the whole, with at
// most two digits after the point: 124000 is "12,4%".
func (p *Printer) Percent(millionths int64) string {
	v, scale := trimZeros(divideHalfUp(millionths, 100), 2)
	return p.digits(v, scale, p.grammar.percent)
}

// Money writes a sum with all decimals of its currency and the sign after it:
// "1 286 000,50 ₴". The zero Money, which is no amount, is an empty text.
func (p *Printer) Money(m money.Money) string {
	if m.IsZero() {
		return ""
	}
	return p.digits(m.Minor, money.Digits(m.Currency), sign(m))
}

// MoneyShort writes a sum for tight places, rounded to about three digits:
// "1,3 млн ₴", "128 тис. ₴", "950 ₴".
func (p *Printer) MoneyShort(m money.Money) string {
	if m.IsZero() {
		return ""
	}
	v, scale, unit := short(m.Minor, money.Digits(m.Currency))
	return p.digits(v, scale, p.grammar.units[unit]+sign(m))
}

// Short writes a whole number for tight places: "1,3 млн".
func (p *Printer) Short(n int64) string {
	v, scale, unit := short(n, 0)
	return p.digits(v, scale, p.grammar.units[unit])
}

func sign(m money.Money) string {
	if m.Currency == "" {
		return ""
	}
	return nbsp + money.Symbol(m.Currency)
}

// short rounds v/10^scale to a number below a thousand of a unit, which counts
// thousands: 1 is a thousand, 2 a million, 3 a milliard. Below a hundred of a unit
// one decimal is kept.
func short(v int64, scale int) (rounded int64, decimals, unit int) {
	n := uint64(v)
	if v < 0 {
		n = -n
	}
	whole := power(scale)
	for unit = 0; unit < 3; unit++ {
		// The next unit begins where rounding would write a thousand of this one.
		if size := whole * power(3*unit); halfUp(n, size) < 1000 {
			break
		}
	}
	size := whole * power(3*unit)
	rounded = int64(halfUp(n, size))
	if unit > 0 {
		if tenths := halfUp(n, size/10); tenths < 1000 {
			rounded, decimals = trimZeros(int64(tenths), 1)
		}
	}
	if v < 0 {
		rounded = -rounded
	}
	return rounded, decimals, unit
}

// halfUp is n/by rounded to a whole, halves up.
func halfUp(n, by uint64) uint64 {
	q, rest := n/by, n%by
	if rest >= by-rest {
		q++
	}
	return q
}

// divideHalfUp rounds halves away from zero.
func divideHalfUp(v, by int64) int64 {
	q, rest := v/by, v%by
	switch {
	case rest*2 >= by:
		q++
	case rest*2 <= -by:
		q--
	}
	return q
}

func trimZeros(v int64, scale int) (int64, int) {
	for scale > 0 && v%10 == 0 {
		v, scale = v/10, scale-1
	}
	return v, scale
}

// digits writes the number and what follows it in one allocation.
func (p *Printer) digits(v int64, scale int, after string) string {
	var room [24]byte
	n := uint64(v)
	if v < 0 {
		n = -n
	}
	figures := strconv.AppendUint(room[:0], n, 10)
	for len(figures) <= scale {
		figures = append(figures, 0)
		copy(figures[1:], figures)
		figures[0] = '0'
	}
	whole := len(figures) - scale

	var space [64]byte
	out := space[:0]
	if v < 0 {
		out = append(out, minus...)
	}
	for i, figure := range figures {
		switch {
		case i == whole:
			out = append(out, p.grammar.point...)
		case i > 0 && i < whole && (whole-i)%3 == 0 && whole >= p.grammar.groupFrom:
			out = append(out, p.grammar.group...)
		}
		out = append(out, figure)
	}
	out = append(out, after...)
	return string(out)
}
