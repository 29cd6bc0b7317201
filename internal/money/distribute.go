package money

import (
	"fmt"
	"math/big"
	"slices"
)

// Distribute splits total in proportion to weights so that the parts add up to
// it exactly: each gets its share rounded towards zero, and the units left over
// go one each to the largest remainders, the earlier first. There must be at
// least one weight, none negative and not all nought.
func Distribute(total Money, weights []int64) ([]Money, error) {
	whole := new(big.Int)
	for _, w := range weights {
		if w < 0 {
			return nil, fmt.Errorf("distribute %s: negative weight %d", total, w)
		}
		whole.Add(whole, big.NewInt(w))
	}
	if whole.Sign() == 0 {
		return nil, fmt.Errorf("distribute %s: nothing to distribute by", total)
	}

	parts := make([]Money, len(weights))
	remainders := make([]*big.Int, len(weights))
	left := total.Minor
	for i, w := range weights {
		share := new(big.Int).Mul(big.NewInt(total.Minor), big.NewInt(w))
		share, remainders[i] = share.QuoRem(share, whole, new(big.Int))
		parts[i] = Money{share.Int64(), total.Currency}
		left -= share.Int64()
	}

	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].CmpAbs(remainders[a]) })
	unit := int64(1)
	if left < 0 {
		unit = -1
	}
	for _, i := range order[:left*unit] {
		parts[i].Minor += unit
	}
	return parts, nil
}
