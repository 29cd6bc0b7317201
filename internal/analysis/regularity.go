package analysis

import "math/big"

// Regularity is how evenly somebody buys (XYZ).
type Regularity string

// The classes, by the variation of the sums of equal sub-periods.
const (
	X         Regularity = "x" // up to 10 %
	Y         Regularity = "y" // up to 25 %
	Z         Regularity = "z"
	Irregular Regularity = "" // returns outweigh the purchases: not classified
)

// Borders of the classes, in percent.
const (
	borderX = 10
	borderY = 25
)

// RegularityOf is the class of sums of equal sub-periods, those without
// purchases among them as nought, and their coefficient of variation in
// hundredths of a percent, half-up: the standard deviation of the whole
// population divided by the mean. The border belongs to the better class. It is
// exact: no number is rounded before it is compared.
func RegularityOf(sums []int64) (class Regularity, variation int64) {
	n := big.NewInt(int64(len(sums)))
	sum, squares := new(big.Int), new(big.Int)
	for _, v := range sums {
		x := big.NewInt(v)
		sum.Add(sum, x)
		squares.Add(squares, new(big.Int).Mul(x, x))
	}
	if sum.Sign() <= 0 {
		return Irregular, 0
	}
	// (deviation / mean)² = (n·Σx² − (Σx)²) / (Σx)²
	mean := new(big.Int).Mul(sum, sum)
	spread := new(big.Int).Mul(n, squares)
	spread.Sub(spread, mean)
	within := func(percent int64) bool {
		scaled := new(big.Int).Mul(spread, big.NewInt(100*100))
		return scaled.Cmp(new(big.Int).Mul(mean, big.NewInt(percent*percent))) <= 0
	}
	switch {
	case within(borderX):
		class = X
	case within(borderY):
		class = Y
	default:
		class = Z
	}
	// Half-up of the root: twice the value, cut, plus one, halved.
	const scale = 2 * 100 * 100
	twice := new(big.Int).Mul(spread, big.NewInt(scale*scale))
	twice.Quo(twice, mean).Sqrt(twice)
	return class, (twice.Int64() + 1) / 2
}
