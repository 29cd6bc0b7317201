// Package analysis counts what the reports of a sales department say: values
// in, values out, no database and no clock. Shares are exact; nil is a share of
// nothing, which reports print as a dash.
package analysis

import "math/big"

// Share is a part of a whole; nil when there is no whole.
func Share(part, whole int64) *big.Rat {
	if whole == 0 {
		return nil
	}
	return big.NewRat(part, whole)
}

// Millionths is a share as fields of percent keep it, rounded half-up to the
// two digits of a percent that reports print. Of nil it is nought.
func Millionths(share *big.Rat) int64 {
	if share == nil {
		return 0
	}
	return hundredths(share) * 100
}

// hundredths are hundredths of a percent, half-up.
func hundredths(share *big.Rat) int64 {
	n := new(big.Int).Mul(share.Num(), big.NewInt(2*100*100))
	d := new(big.Int).Mul(share.Denom(), big.NewInt(2))
	negative := n.Sign() < 0
	n.Abs(n).Add(n, share.Denom()).Quo(n, d)
	if negative {
		n.Neg(n)
	}
	return n.Int64()
}
