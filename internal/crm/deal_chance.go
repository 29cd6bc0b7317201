package crm

import (
	"math/big"

	"dossier/internal/money"
	"dossier/internal/register"
)

// ChanceSource says where the probability of a deal comes from.
type ChanceSource string

// The sources: what somebody said of this deal, what the stage says of all of
// them, and how the deal ended.
const (
	ChanceSaid    ChanceSource = "said"
	ChanceOfStage ChanceSource = "stage"
	ChanceOver    ChanceSource = "over"
)

// Probability is how likely a deal at a stage is to be won, in millionths, and
// who says so. A word of the seller beats the stage; a deal that ended is sure.
// Of a deal without a stage nobody says anything.
func (d *Deal) Probability(at *Stage) (int64, ChanceSource) {
	switch {
	case d.Outcome == Won:
		return certain, ChanceOver
	case d.Outcome == Lost:
		return 0, ChanceOver
	case d.Chance != 0:
		return d.Chance, ChanceSaid
	case at != nil && at.Probability != 0:
		return at.Probability, ChanceOfStage
	}
	return 0, ""
}

// checkChance holds a probability that somebody says between 1 and 99 %, with
// a reason.
func (d *Deal) checkChance(p *register.Problems) {
	switch {
	case d.Chance == 0:
	case d.Chance < certain/100 || d.Chance > certain/100*99:
		p.Add(&d.Chance, "chance_out_of_range")
	case d.ChanceReason == "":
		p.Add(&d.ChanceReason, "chance_needs_reason")
	}
}

// Weighted is a sum by a chance: half up at the last digit.
func Weighted(sum money.Money, chance *big.Rat) money.Money {
	m, err := money.Round(new(big.Rat).Mul(sum.Rat(), chance), sum.Currency)
	if err != nil {
		return money.Money{}
	}
	return m
}
