package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestTheAuditLogIsOnlyAddedTo(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		c.now = time.Now() // the database asks its own clock
		audit(t, st, "signed_in")
		for _, tamper := range []string{"UPDATE audit SET act = 'x'", "DELETE FROM audit"} {
			if _, err := st.Writer().Exec(tamper); err == nil {
				t.Errorf("%s: done", tamper)
			}
		}
		if sound, err := st.VerifyAudit(t.Context(), nil); err != nil || sound != (store.AuditSound{Chains: 1, Lines: 1}) {
			t.Errorf("%+v %v", sound, err)
		}
	})
}

func TestTheAuditLogIsKeptForThreeYearsAndNotOnlyToday(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		today := time.Now()
		c.now = today.AddDate(-3, 0, -2)
		audit(t, st, "signed_in", "signed_out")
		old, err := st.Anchors(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		c.now = today.AddDate(-2, -11, 0)
		audit(t, st, "signed_in")
		c.now = today
		audit(t, st, "signed_in")
		if err := st.SweepAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sound, err := st.VerifyAudit(t.Context(), old); err != nil || sound != (store.AuditSound{Chains: 2, Lines: 2}) {
			t.Errorf("after three years are left %+v, %v", sound, err)
		}
		c.now = today.AddDate(4, 0, 0) // a wrong clock of the program
		if err := st.SweepAudit(t.Context()); err == nil {
			t.Error("lines of less than three years went")
		}
		if _, err := st.Writer().Exec("DELETE FROM audit"); err == nil {
			t.Error("lines of today were deleted")
		}
	})
}

func audit(t *testing.T, st *store.Store, acts ...string) {
	t.Helper()
	keep(t, st, func(ctx context.Context, tx *store.Tx) error {
		for _, act := range acts {
			if err := tx.Audit(ctx, act, register.Link{Register: "planet", ID: 4}, map[string]any{"rows": 12, "by": "Анна"}); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestEveryChangeToTheAuditLogIsFound(t *testing.T) {
	for _, tampered := range []struct {
		name, with string
		line       int64
	}{
		{"a line is changed", "UPDATE audit SET facts = '{}' WHERE seq = 3", 3},
		{"a line's hash is changed", "UPDATE audit SET hash = prev WHERE seq = 3", 3},
		{"a line is deleted", "DELETE FROM audit WHERE seq = 3", 4},
		{"the first line is deleted", "DELETE FROM audit WHERE seq = 1", 2},
		{"a line is deleted and the rest moved up", "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3", 3},
		{"a line is inserted", `UPDATE audit SET seq = -seq WHERE seq >= 3; UPDATE audit SET seq = 1 - seq WHERE seq < 0;
			INSERT INTO audit (at, node, chain, seq, actor, act, register, record, facts, prev, hash)
			SELECT at, node, chain, 3, actor, 'forged', register, record, facts, hash, hash FROM audit WHERE seq = 2`, 3},
		{"two lines change places", "UPDATE audit SET seq = -3 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = -3", 3},
		{"the end is cut off", "DELETE FROM audit WHERE seq > 3", 5},
	} {
		t.Run(tampered.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, open storetest.Open) {
				c := &clock{storetest.Noon}
				st := open(storetest.Registers(planets.Register), storetest.Clock(c.Now), storetest.Node("kyiv"))
				audit(t, st, "signed_in", "exported", "role_changed")
				audit(t, st, "token_created", "signed_out")
				anchors, err := st.Anchors(t.Context(), "2026-11-22")
				if err != nil || len(anchors) != 1 || anchors[0].Seq != 5 {
					t.Fatalf("anchors %v, %v", anchors, err)
				}
				if sound, err := st.VerifyAudit(t.Context(), anchors); err != nil || sound.Lines != 5 {
					t.Fatalf("before: %+v %v", sound, err)
				}

				db := st.Writer()
				for _, s := range []string{"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_no_change ON audit", "DROP TRIGGER audit_no_delete ON audit"} {
					db.Exec(s) // those of the other database are not there
				}
				if _, err := db.Exec(tampered.with); err != nil {
					t.Fatal(err)
				}
				_, err = st.VerifyAudit(t.Context(), anchors)
				var broken *store.AuditBroken
				if !errors.As(err, &broken) || broken.Seq != tampered.line || broken.Chain != anchors[0].Chain {
					t.Errorf("found: %v, want line %d", err, tampered.line)
				}
			})
		})
	}
}

func TestEachNodeAndDayHasAChainOfItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		c := &clock{storetest.Noon}
		for day := range 2 {
			for _, node := range []string{"kyiv", "sofia"} {
				st := open(storetest.Registers(planets.Register), storetest.Clock(c.Now), storetest.Node(node))
				audit(t, st, fmt.Sprint("day ", day), "signed_out")
			}
			c.advance(24 * 3600e9)
		}
		st := open(storetest.Registers(planets.Register), storetest.Clock(c.Now))
		sound, err := st.VerifyAudit(t.Context(), nil)
		if err != nil || sound != (store.AuditSound{Chains: 4, Lines: 8}) {
			t.Errorf("%+v %v", sound, err)
		}
		anchors, err := st.Anchors(t.Context(), "2026-11-23")
		if err != nil || len(anchors) != 2 {
			t.Errorf("anchors of the second day: %v %v", anchors, err)
		}
	})
}
