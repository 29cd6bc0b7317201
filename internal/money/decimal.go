package money

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// ParseDecimal reads "-12.5" as an integer scaled by ten to the power of scale:
// with scale 2 that is -1250. It takes an optional minus, ASCII digits and one
// full stop, nothing else; more decimals than scale are ErrSyntax, a number
// that does not fit is ErrOverflow.
func ParseDecimal(text string, scale int) (int64, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || (point && fraction == "") || len(fraction) > scale || !isDigits(whole) || !isDigits(fraction) {
		return 0, ErrSyntax
	}
	digits = whole + fraction + strings.Repeat("0", scale-len(fraction))
	if negative {
		digits = "-" + digits
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, ErrOverflow
	}
	return v, nil
}

// FormatDecimal writes an integer scaled by ten to the power of scale with all
// its decimals and a full stop: FormatDecimal(-1250, 2) is "-12.50".
func FormatDecimal(v int64, scale int) string {
	if scale == 0 {
		return strconv.FormatInt(v, 10)
	}
	sign, size := "", uint64(v)
	if v < 0 {
		sign, size = "-", -size
	}
	unit := uint64(power10(scale))
	return fmt.Sprintf("%s%d.%0*d", sign, size/unit, scale, size%unit)
}

// Round turns an exact number of major units into an amount, half up away from
// zero at the currency's last digit: 2.345 gives 2.35, -2.345 gives -2.35.
func Round(x *big.Rat, currency string) (Money, error) {
	minor, err := roundScaled(x, power10(Digits(currency)))
	if err != nil {
		return Money{}, fmt.Errorf("round to %s: %w", currency, err)
	}
	return Money{minor, currency}, nil
}

// roundScaled is x times unit, rounded half up away from zero.
func roundScaled(x *big.Rat, unit int64) (int64, error) {
	// ⌊(2·|n|·unit + d) / 2d⌋ rounds |n|/d·unit; the sign comes back afterwards.
	n := new(big.Int).Abs(x.Num())
	n.Mul(n, big.NewInt(2*unit)).Add(n, x.Denom())
	n.Quo(n, new(big.Int).Lsh(x.Denom(), 1))
	if x.Sign() < 0 {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return 0, ErrOverflow
	}
	return n.Int64(), nil
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func power10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
