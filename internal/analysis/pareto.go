package analysis

import (
	"cmp"
	"math/big"
	"slices"
)

// Rank is a pile among others: its place in what was given, its share of all by
// count and by amount, and the share by amount of it and all before it.
type Rank struct {
	Place         int
	Count, Amount *big.Rat
	Cumulative    *big.Rat
}

// Pareto ranks piles from the one worth most; of those worth as much, from the
// one with the most deals. Where nothing is worth anything, Cumulative is by
// count.
func Pareto(piles []Pile) []Rank {
	var all Pile
	order := make([]int, len(piles))
	for i, p := range piles {
		all.Add(p)
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(piles[b].Amount, piles[a].Amount), cmp.Compare(piles[b].Count, piles[a].Count))
	})
	out := make([]Rank, 0, len(piles))
	var sum Pile
	for _, i := range order {
		sum.Add(piles[i])
		r := Rank{Place: i, Count: Share(piles[i].Count, all.Count), Amount: Share(piles[i].Amount, all.Amount), Cumulative: Share(sum.Amount, all.Amount)}
		if all.Amount == 0 {
			r.Cumulative = Share(sum.Count, all.Count)
		}
		out = append(out, r)
	}
	return out
}
