package crm_test

import (
	"testing"

	"dossier/internal/crm"
)

func durations(days ...int64) crm.Durations {
	d := crm.Durations{}
	for _, one := range days {
		d[one]++
	}
	return d
}

func TestSharesAreRoundedHalfUp(t *testing.T) {
	for _, one := range []struct{ part, whole, want int64 }{
		{9, 11, 818_182}, {1, 3, 333_333}, {2, 3, 666_667}, {0, 7, 0}, {7, 7, 1_000_000}, {1, 2_000_000, 1}, {1, 2_000_001, 0},
	} {
		if got, ok := crm.Share(one.part, one.whole); got != one.want || !ok {
			t.Errorf("%d of %d is %d millionths, wanted %d", one.part, one.whole, got, one.want)
		}
	}
	if _, ok := crm.Share(0, 0); ok {
		t.Error("nothing has a share of nothing")
	}
}

func TestDaysToCloseHaveTheirMeanAndMedian(t *testing.T) {
	for _, one := range []struct {
		days         crm.Durations
		mean, median int64
	}{
		{durations(2, 5, 1, 3, 8, 4, 2, 6, 9, 1, 3), 400, 300},
		{durations(1, 2), 150, 150},
		{durations(0, 0, 1), 33, 0},
		{durations(7), 700, 700},
		{durations(1, 1, 3, 100), 2625, 200},
	} {
		mean, _ := one.days.Mean()
		median, ok := one.days.Median()
		if mean != one.mean || median != one.median || !ok {
			t.Errorf("%v: mean %d, median %d, wanted %d and %d", one.days, mean, median, one.mean, one.median)
		}
	}
	if _, ok := durations().Mean(); ok {
		t.Error("nothing has a mean")
	}
	if _, ok := durations().Median(); ok {
		t.Error("nothing has a median")
	}
}
