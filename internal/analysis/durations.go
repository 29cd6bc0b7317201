package analysis

import (
	"maps"
	"math/big"
	"slices"
)

// Durations are how many things took so many days.
type Durations map[int64]int64

// Count is how many things there are.
func (d Durations) Count() int64 {
	var n int64
	for _, times := range d {
		n += times
	}
	return n
}

// Sum is how many days they took together.
func (d Durations) Sum() int64 {
	var sum int64
	for days, times := range d {
		sum += days * times
	}
	return sum
}

// Mean is the mean in hundredths of a day, half up. Of nothing there is none.
func (d Durations) Mean() (hundredths int64, ok bool) {
	n := d.Count()
	if n == 0 {
		return 0, false
	}
	return (200*d.Sum() + n) / (2 * n), true
}

// Median is the middle one in hundredths of a day, or the mean of the two in
// the middle. Of nothing there is none.
func (d Durations) Median() (hundredths int64, ok bool) {
	n := d.Count()
	if n == 0 {
		return 0, false
	}
	return 50 * (d.at((n-1)/2) + d.at(n/2)), true
}

// Percentile is the nearest rank: the least number of days within which so many
// of a hundred were done. Of nothing there is none.
func (d Durations) Percentile(of100 int64) (days int64, ok bool) {
	n := d.Count()
	if n == 0 {
		return 0, false
	}
	return d.at((of100*n+99)/100 - 1), true
}

// at is the duration that stands so far from the shortest one, from nought.
func (d Durations) at(place int64) int64 {
	var last int64
	for _, days := range slices.Sorted(maps.Keys(d)) {
		last = days
		if place -= d[days]; place < 0 {
			break
		}
	}
	return last
}

// Over is how many took longer than a norm, and how many days longer they took
// together. A norm of nought is none.
func (d Durations) Over(norm int64) (times, excess int64) {
	if norm <= 0 {
		return 0, 0
	}
	for days, n := range d {
		if days > norm {
			times, excess = times+n, excess+n*(days-norm)
		}
	}
	return times, excess
}

// Stay is how long deals stayed at one stage.
type Stay struct {
	Days Durations
	Norm int64 // days; nought is none
	Lost int64 // what was lost there, for ties
}

// Overdue is the share of stays longer than the norm.
func (s Stay) Overdue() *big.Rat {
	times, _ := s.Days.Over(s.Norm)
	return Share(times, s.Days.Count())
}

// CycleShares are the shares of the stages in the time that all of them took.
func CycleShares(stays []Stay) []*big.Rat {
	var whole int64
	for _, s := range stays {
		whole += s.Days.Sum()
	}
	out := make([]*big.Rat, len(stays))
	for i, s := range stays {
		out[i] = Share(s.Days.Sum(), whole)
	}
	return out
}

// Bottleneck is the stage that took the most days beyond its norm; of those
// that took as many, the one with the greater share of late stays, then the one
// where more was lost. It is -1 when none was longer than its norm: a long
// stage within its norm is no bottleneck.
func Bottleneck(stays []Stay) int {
	best, most := -1, int64(0)
	for i, s := range stays {
		_, excess := s.Days.Over(s.Norm)
		if excess == 0 {
			continue
		}
		if best < 0 || excess > most || excess == most && worse(s, stays[best]) {
			best, most = i, excess
		}
	}
	return best
}

func worse(a, b Stay) bool {
	if by := a.Overdue().Cmp(b.Overdue()); by != 0 {
		return by > 0
	}
	return a.Lost > b.Lost
}
