// Package money holds amounts as whole minor units of one currency and does
// every calculation on them exactly, rounding half up away from zero.
package money

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// ErrCurrency is returned when amounts of two currencies meet, or a currency is unknown.
var ErrCurrency = errors.New("currencies differ or are unknown")

// ErrOverflow is returned when a result does not fit 64 bits of minor units.
var ErrOverflow = errors.New("amount too large")

// ErrSyntax is returned for a text that is not a number in machine form.
var ErrSyntax = errors.New("not a decimal number")

// Money is an amount of one currency. Minor counts the currency's smallest
// unit (kopiykas, cents); Currency is its ISO 4217 code. The zero Money is
// "no amount", not nought of something.
type Money struct {
	Minor    int64
	Currency string
}

// New returns an amount given in minor units: New(128600050, "UAH") is 1,286,000.50 hryvnias.
func New(minor int64, currency string) Money { return Money{minor, currency} }

// Of returns an amount given in whole major units, as code and tests write it.
// It panics when the amount does not fit; use Parse for what comes from outside.
func Of(major int64, currency string) Money {
	unit := power10(Digits(currency))
	if major > math.MaxInt64/unit || major < math.MinInt64/unit {
		panic(fmt.Sprintf("money: %d %s does not fit", major, currency))
	}
	return Money{major * unit, currency}
}

// Parse reads the machine form that String writes: "9000.00 UAH", "-5 EUR".
// Fewer decimals than the currency has are allowed, more are not. The empty
// text is no amount. Errors are ErrSyntax, ErrCurrency and ErrOverflow.
func Parse(text string) (Money, error) {
	if text == "" {
		return Money{}, nil
	}
	number, currency, found := strings.Cut(text, " ")
	if !found {
		return Money{}, fmt.Errorf("read amount %q: %w", text, ErrSyntax)
	}
	if !Known(currency) {
		return Money{}, fmt.Errorf("read amount %q: %w", text, ErrCurrency)
	}
	minor, err := ParseDecimal(number, Digits(currency))
	if err != nil {
		return Money{}, fmt.Errorf("read amount %q: %w", text, err)
	}
	return Money{minor, currency}, nil
}

// IsZero reports that there is no amount at all; 0.00 UAH is an amount.
func (m Money) IsZero() bool { return m == Money{} }

// String is the machine form, "1286000.50 UAH", with all digits of the
// currency; no amount is the empty text. People are shown lang.Printer.Money.
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	return FormatDecimal(m.Minor, Digits(m.Currency)) + " " + m.Currency
}

// Add returns m and n together. No amount adds nothing, so a sum may start
// from the zero Money. Errors are ErrCurrency and ErrOverflow.
func (m Money) Add(n Money) (Money, error) {
	switch {
	case n.IsZero():
		return m, nil
	case m.IsZero():
		return n, nil
	case m.Currency != n.Currency:
		return Money{}, fmt.Errorf("add %s to %s: %w", n.Currency, m.Currency, ErrCurrency)
	}
	sum := m.Minor + n.Minor
	if (sum > m.Minor) != (n.Minor > 0) && n.Minor != 0 {
		return Money{}, fmt.Errorf("add %s to %s: %w", n, m, ErrOverflow)
	}
	return Money{sum, m.Currency}, nil
}

// Sub returns m less n, with the rules and errors of Add.
func (m Money) Sub(n Money) (Money, error) {
	minus, err := n.Neg()
	if err != nil {
		return Money{}, err
	}
	return m.Add(minus)
}

// Neg returns the amount with the other sign, as a return of goods has it.
// The one amount without a counterpart gives ErrOverflow.
func (m Money) Neg() (Money, error) {
	if m.Minor == math.MinInt64 {
		return Money{}, fmt.Errorf("change the sign of %s: %w", m, ErrOverflow)
	}
	return Money{-m.Minor, m.Currency}, nil
}

// Sum adds amounts of one currency; of none it is the zero Money.
func Sum(amounts ...Money) (total Money, err error) {
	for _, m := range amounts {
		if total, err = total.Add(m); err != nil {
			return Money{}, err
		}
	}
	return total, nil
}

// Rat is the amount in major units, exactly, for calculations of several steps
// that Round ends.
func (m Money) Rat() *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(m.Minor), big.NewInt(power10(Digits(m.Currency))))
}
