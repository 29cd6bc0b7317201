package money

import (
	"fmt"
	"math/big"
)

// Rate is a factor in millionths: an exchange rate of 41.2531 is 41253100, a
// VAT rate of 20 % is 200000. Nought is a rate of nothing, not "unknown".
type Rate int64

// Percent returns n percent as a Rate: Percent(20) is 200000.
func Percent(n int64) Rate { return Rate(n * 10_000) }

// LevPerEuro is the irrevocable rate at which Bulgaria joined the euro on
// 1 January 2026: 1.95583 lev to the euro (Regulation (EU) 2025/1407).
const LevPerEuro Rate = 1_955_830

// ParseRate reads "1.95583" as a factor, with at most six decimals.
func ParseRate(text string) (Rate, error) {
	v, err := ParseDecimal(text, 6)
	return Rate(v), err
}

// String is the factor in decimal form with all six decimals: "1.955830".
func (r Rate) String() string { return FormatDecimal(int64(r), 6) }

// Rat is the factor, exactly.
func (r Rate) Rat() *big.Rat { return big.NewRat(int64(r), 1_000_000) }

// Convert turns m into another currency of which one unit of m's buys rate
// units: dollars into hryvnias at 41.2531. The error is ErrOverflow.
func Convert(m Money, rate Rate, currency string) (Money, error) {
	return Round(new(big.Rat).Mul(m.Rat(), rate.Rat()), currency)
}

// ConvertBack turns m into another currency of which one unit costs rate units
// of m's: hryvnias into dollars at 41.2531. It divides by the full rate and
// never multiplies by a rounded inverse. A rate of nought is an error.
func ConvertBack(m Money, rate Rate, currency string) (Money, error) {
	if rate == 0 {
		return Money{}, fmt.Errorf("convert %s to %s: the rate is nought", m, currency)
	}
	return Round(new(big.Rat).Quo(m.Rat(), rate.Rat()), currency)
}

// LevToEuro converts by law: the sum in lev divided by 1.95583, rounded by the
// third digit. Any other currency is ErrCurrency.
func LevToEuro(lev Money) (Money, error) {
	if lev.Currency != "BGN" {
		return Money{}, fmt.Errorf("convert %s from lev: %w", lev, ErrCurrency)
	}
	return ConvertBack(lev, LevPerEuro, "EUR")
}

// EuroToLev is the way back, for documents that show both. Any currency but
// the euro is ErrCurrency.
func EuroToLev(euro Money) (Money, error) {
	if euro.Currency != "EUR" {
		return Money{}, fmt.Errorf("convert %s to lev: %w", euro, ErrCurrency)
	}
	return Convert(euro, LevPerEuro, "BGN")
}
