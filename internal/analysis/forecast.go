package analysis

import (
	"math/big"
	"math/rand/v2"
	"slices"
)

// Weighted is an amount times a chance, half up at the last digit.
func Weighted(amount int64, chance *big.Rat) int64 {
	return rounded(new(big.Rat).Mul(new(big.Rat).SetInt64(amount), chance))
}

// rounded is a number half up at the last digit.
func rounded(r *big.Rat) int64 {
	twice := new(big.Int).Mul(r.Num(), big.NewInt(2))
	twice.Add(twice, r.Denom())
	return twice.Div(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2))).Int64()
}

// Hope are open deals of one amount and one chance.
type Hope struct {
	Count  int64
	Amount int64 // of each, in minor units
	Chance *big.Rat
}

// Expected is what the deals are worth by their chances.
func Expected(hopes []Hope) int64 {
	sum := new(big.Rat)
	for _, h := range hopes {
		one := new(big.Rat).SetInt64(h.Amount)
		one.Mul(one, new(big.Rat).SetInt64(h.Count))
		sum.Add(sum, one.Mul(one, h.Chance))
	}
	return rounded(sum)
}

// Reach is what may be won: in nine trials of ten at least Low, in half of them
// at least Middle, in one of ten at least High.
type Reach struct{ Low, Middle, High int64 }

// Range plays the deals to their end so many times, each winning or losing by
// its chance, and says how far the outcomes lie apart. The same seed plays the
// same game.
func Range(hopes []Hope, trials int, seed uint64) Reach {
	if len(hopes) == 0 || trials <= 0 {
		return Reach{}
	}
	dice := rand.New(rand.NewPCG(seed, seed))
	// A chance is compared with a whole random number, so that the game is the
	// same on every machine.
	const faces = 1_000_000
	chances := make([]uint64, len(hopes))
	for i, h := range hopes {
		chances[i] = uint64(rounded(new(big.Rat).Mul(h.Chance, big.NewRat(faces, 1))))
	}
	sums := make([]int64, trials)
	for t := range sums {
		for i, h := range hopes {
			for range h.Count {
				if dice.Uint64N(faces) < chances[i] {
					sums[t] += h.Amount
				}
			}
		}
	}
	slices.Sort(sums)
	at := func(of100 int) int64 { return sums[max((of100*trials+99)/100-1, 0)] }
	return Reach{Low: at(10), Middle: at(50), High: at(90)}
}

// Foretold is what was said of some closed deals, and what became of them.
type Foretold struct {
	Chance    *big.Rat
	Won, Lost int64
}

// Band are the deals that were given a chance between From and To, in whole
// percent: what was foretold of them on average, and what came.
type Band struct {
	From, To          int64
	Count             int64
	Predicted, Actual *big.Rat
}

// bandWide is how many percent a band has.
const bandWide = 10

// BandOf is the number of the band that a chance lies in, from nought.
func BandOf(chance *big.Rat) int {
	at := new(big.Rat).Mul(chance, big.NewRat(100/bandWide, 1))
	i := int(new(big.Int).Quo(at.Num(), at.Denom()).Int64())
	return min(max(i, 0), 100/bandWide-1)
}

// Holds reports whether a chance lies in the band.
func (b Band) Holds(chance *big.Rat) bool { return int64(BandOf(chance)*bandWide) == b.From }

// Calibration compares what was foretold with what came, band by band; a band
// without deals has no shares.
func Calibration(told []Foretold) []Band {
	out := make([]Band, 100/bandWide)
	sums, won := make([]*big.Rat, len(out)), make([]int64, len(out))
	for i := range out {
		out[i].From, out[i].To = int64(i*bandWide), int64((i+1)*bandWide)
		sums[i] = new(big.Rat)
	}
	for _, one := range told {
		n := new(big.Rat).SetInt64(one.Won + one.Lost)
		i := BandOf(one.Chance)
		out[i].Count += one.Won + one.Lost
		won[i] += one.Won
		sums[i].Add(sums[i], n.Mul(n, one.Chance))
	}
	for i := range out {
		if out[i].Count > 0 {
			out[i].Predicted = sums[i].Quo(sums[i], new(big.Rat).SetInt64(out[i].Count))
			out[i].Actual = Share(won[i], out[i].Count)
		}
	}
	return out
}
