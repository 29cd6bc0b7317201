package crm_test

import (
	"testing"

	"dossier/internal/crm"
)

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
