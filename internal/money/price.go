package money

import "math/big"

// Price is the price of one unit in 1/10,000 of the currency's major unit:
// 125000 is 12.50. The currency is that of the list or document it stands in.
type Price int64

// Quantity is an amount of goods in 1/1,000 of their unit: 2500 is 2.5 kg.
type Quantity int64

// ParsePrice reads "12.5" with at most four decimals.
func ParsePrice(text string) (Price, error) {
	v, err := ParseDecimal(text, 4)
	return Price(v), err
}

// ParseQuantity reads "2.5" with at most three decimals.
func ParseQuantity(text string) (Quantity, error) {
	v, err := ParseDecimal(text, 3)
	return Quantity(v), err
}

// String is the price in decimal form with all four decimals: "12.5000".
func (p Price) String() string { return FormatDecimal(int64(p), 4) }

// String is the quantity in decimal form with all three decimals: "2.500".
func (q Quantity) String() string { return FormatDecimal(int64(q), 3) }

// Times is the sum for a quantity at this price, rounded once at the end. The
// error is ErrOverflow.
func (p Price) Times(q Quantity, currency string) (Money, error) {
	x := new(big.Rat).SetFrac(
		new(big.Int).Mul(big.NewInt(int64(p)), big.NewInt(int64(q))),
		big.NewInt(10_000*1_000),
	)
	return Round(x, currency)
}
