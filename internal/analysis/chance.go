package analysis

import (
	"math"
	"math/big"
)

// Closed are closed deals that visited a stage: all, those lost when they had
// come this far, and those won.
type Closed struct{ Visited, LostHere, Won int64 }

// ClosedAt are the closed deals of each stage of a funnel; what is open does
// not count.
func ClosedAt(stages []Furthest) []Closed {
	closed := make([]Furthest, len(stages))
	var won int64
	for i, s := range stages {
		closed[i] = Furthest{Won: s.Won, Lost: s.Lost}
		won += s.Won.Count
	}
	out := make([]Closed, len(stages))
	for i, s := range Funnel(closed) {
		out[i] = Closed{Visited: s.Entered.Count, LostHere: s.Lost.Count, Won: won}
	}
	return out
}

// Pass is the share that was not lost here.
func (c Closed) Pass() *big.Rat { return Share(c.Visited-c.LostHere, c.Visited) }

// Win is the share that was won.
func (c Closed) Win() *big.Rat { return Share(c.Won, c.Visited) }

// Smoothed is Win as few deals tell it: one more was won and one more was lost.
func (c Closed) Smoothed() *big.Rat { return Share(c.Won+1, c.Visited+2) }

// Ground says what a chance was told from.
type Ground string

// The grounds, from the firmest.
const (
	ByStage    Ground = "stage"   // closed deals that visited the stage
	ByFew      Ground = "few"     // the same, smoothed, for they are few
	ByAllKinds Ground = "kinds"   // the closed deals of all kinds
	ByNothing  Ground = "nothing" // nobody knows: half
	enough            = int64(10) // deals that need no smoothing
	fewest            = int64(3)  // deals that tell anything
)

// Bounds of what is foretold: nothing is certain before it is closed.
var (
	leastChance = big.NewRat(1, 100)
	mostChance  = big.NewRat(99, 100)
)

// Chance is the chance of winning at a stage, between 1 and 99 %, and what it
// was told from; all are the closed deals of all kinds.
func Chance(at, all Closed) (*big.Rat, Ground) {
	switch {
	case at.Visited >= enough:
		return clamp(at.Win()), ByStage
	case at.Visited >= fewest:
		return clamp(at.Smoothed()), ByFew
	case all.Visited >= enough:
		return clamp(all.Win()), ByAllKinds
	case all.Visited >= fewest:
		return clamp(all.Smoothed()), ByAllKinds
	}
	return big.NewRat(1, 2), ByNothing
}

func clamp(chance *big.Rat) *big.Rat {
	switch {
	case chance.Cmp(leastChance) < 0:
		return leastChance
	case chance.Cmp(mostChance) > 0:
		return mostChance
	}
	return chance
}

// Factor is something known of a deal: how many closed deals of which it is
// true were won and lost, and how many different things it could have been.
type Factor struct{ Won, Lost, Values int64 }

// share is how often the factor is met among so many deals, one more of each
// value being counted.
func (f Factor) share(met, of int64) *big.Rat { return Share(met+1, of+f.Values) }

// Odds is how many times more often the factor is met among won deals than
// among lost ones.
func (f Factor) Odds(won, lost int64) *big.Rat {
	return new(big.Rat).Quo(f.share(f.Won, won), f.share(f.Lost, lost))
}

// Pull is the natural logarithm of Odds: how strongly the factor speaks for
// winning, or against it when it is negative.
func (f Factor) Pull(won, lost int64) float64 {
	odds, _ := f.Odds(won, lost).Float64()
	return math.Log(odds)
}

// ByFactors is the chance of a deal of which these factors are true, among so
// many won and lost deals, as if each factor spoke for itself. It is between 1
// and 99 %; nil where nothing was closed.
func ByFactors(won, lost int64, factors []Factor) *big.Rat {
	if won+lost == 0 {
		return nil
	}
	yes, no := big.NewRat(won, won+lost), big.NewRat(lost, won+lost)
	for _, f := range factors {
		yes.Mul(yes, f.share(f.Won, won))
		no.Mul(no, f.share(f.Lost, lost))
	}
	return clamp(yes.Quo(yes, no.Add(no, yes)))
}
