package store_test

import (
	"testing"
	"time"

	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestNoticesAreForgottenInTime(t *testing.T) {
	onPlanets(t, func(t *testing.T, st *store.Store) {
		save(t, st, &planet{Name: "Марс"})
		left := func() (n int64) {
			t.Helper()
			if err := st.Reader().QueryRow("SELECT count(*) FROM notice").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := st.SweepNotices(ctx, storetest.Noon); err != nil || left() != 1 {
			t.Errorf("what has just happened: %d left, %v", left(), err)
		}
		if err := st.SweepNotices(ctx, storetest.Noon.Add(time.Minute)); err != nil || left() != 0 {
			t.Errorf("what is old: %d left, %v", left(), err)
		}
	})
}
