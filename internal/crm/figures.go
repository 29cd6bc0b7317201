package crm

import (
	"maps"
	"slices"
)

// Share is a part of a whole in millionths, half up. Of nothing there is none.
func Share(part, whole int64) (millionths int64, ok bool) {
	if whole <= 0 || part < 0 {
		return 0, false
	}
	return (2*part*certain + whole) / (2 * whole), true
}

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

// Mean is the mean in hundredths of a day, half up. Of nothing there is none.
func (d Durations) Mean() (hundredths int64, ok bool) {
	var sum, n int64
	for days, times := range d {
		sum, n = sum+days*times, n+times
	}
	if n == 0 {
		return 0, false
	}
	return (200*sum + n) / (2 * n), true
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

// at is the duration that stands so far from the shortest one, from nought.
func (d Durations) at(place int64) int64 {
	for _, days := range slices.Sorted(maps.Keys(d)) {
		if place -= d[days]; place < 0 {
			return days
		}
	}
	return 0
}
