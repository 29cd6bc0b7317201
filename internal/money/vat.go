package money

import (
	"fmt"
	"math/big"
)

// VATOnNet is the tax to be added to a net sum: 99.99 at 20 % gives 20.00. Give
// it the sum of all lines of one rate, not line by line.
func VATOnNet(net Money, rate Rate) (Money, error) {
	return Convert(net, rate, net.Currency)
}

// VATInGross takes the tax out of a sum that includes it: 29.99 at 20 % gives
// 24.99 net and 5.00 tax, which always add up to gross. A rate of -100 % or
// less is an error.
func VATInGross(gross Money, rate Rate) (net, vat Money, err error) {
	if rate <= -1_000_000 {
		return Money{}, Money{}, fmt.Errorf("take tax of %s out of %s: no such rate", rate, gross)
	}
	whole := new(big.Rat).Add(big.NewRat(1, 1), rate.Rat())
	if net, err = Round(new(big.Rat).Quo(gross.Rat(), whole), gross.Currency); err != nil {
		return Money{}, Money{}, err
	}
	vat, err = gross.Sub(net)
	return net, vat, err
}
