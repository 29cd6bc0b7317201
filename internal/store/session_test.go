package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

const (
	idle = 12 * time.Hour
	life = 30 * 24 * time.Hour

	ann   register.ID = 1
	boris register.ID = 2
)

// clock stands still until a test moves it.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time          { return c.now }
func (c *clock) advance(d time.Duration) { c.now = c.now.Add(d) }

// each runs a test on both databases, with no registers but planets.
func each(t *testing.T, test func(t *testing.T, st *store.Store, c *clock)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		c := &clock{storetest.Noon}
		test(t, open(storetest.Registers(planets.Register), storetest.Clock(c.Now)), c)
	})
}

func keep(t *testing.T, st *store.Store, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	err := st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error { return fn(t.Context(), tx) })
	if err != nil {
		t.Fatal(err)
	}
}

func signIn(t *testing.T, st *store.Store, s store.Session) (token string) {
	t.Helper()
	keep(t, st, func(ctx context.Context, tx *store.Tx) (err error) {
		token, err = tx.SignIn(ctx, s, life)
		return err
	})
	return token
}

func TestASessionIsFoundByItsTokenUntilItIsIdleOrOld(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		token := signIn(t, st, store.Session{User: ann, Address: "10.0.0.7", Device: "Firefox", Method: "password"})

		s, err := st.Session(t.Context(), token, idle)
		if err != nil {
			t.Fatal(err)
		}
		if s.User != ann || s.Address != "10.0.0.7" || s.Device != "Firefox" || s.Method != "password" || s.Half || !s.CreatedAt.Equal(storetest.Noon) {
			t.Errorf("session %+v", s)
		}
		if s.Hash == token {
			t.Error("the token itself is kept")
		}
		if _, err := st.Session(t.Context(), token+"x", idle); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("another token: %v", err)
		}

		for range 59 { // used each half day, it lasts thirty days
			c.advance(idle - time.Second)
			if _, err := st.Session(t.Context(), token, idle); err != nil {
				t.Fatalf("after %v: %v", c.now.Sub(storetest.Noon), err)
			}
		}
		c.advance(idle)
		if _, err := st.Session(t.Context(), token, idle); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("after thirty days: %v", err)
		}
	})
}

func TestAnIdleSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		token := signIn(t, st, store.Session{User: ann})
		c.advance(idle)
		if _, err := st.Session(t.Context(), token, idle); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("idle for twelve hours: %v", err)
		}
		if list, err := st.Sessions(t.Context(), ann, idle); err != nil || len(list) != 0 {
			t.Errorf("listed: %v, %v", list, err)
		}
	})
}

func TestUseOfASessionIsNotedToTheMinute(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		token := signIn(t, st, store.Session{User: ann})
		seen := func() time.Duration {
			t.Helper()
			if _, err := st.Session(t.Context(), token, idle); err != nil {
				t.Fatal(err)
			}
			list, err := st.Sessions(t.Context(), ann, idle)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			return list[0].SeenAt.Sub(storetest.Noon)
		}
		c.advance(59 * time.Second)
		if got := seen(); got != 0 {
			t.Errorf("within a minute noted again: %v", got)
		}
		c.advance(time.Second)
		if got := seen(); got != time.Minute {
			t.Errorf("after a minute: %v", got)
		}
	})
}

func TestAHalfSessionBecomesAWholeOneWithAnotherToken(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		halfToken := signIn(t, st, store.Session{User: ann, Device: "Firefox", Method: "password", Half: true})
		half, err := st.Session(t.Context(), halfToken, idle)
		if err != nil || !half.Half {
			t.Fatal(half, err)
		}
		if list, _ := st.Sessions(t.Context(), ann, idle); len(list) != 0 {
			t.Errorf("a half session is listed: %v", list)
		}
		var token string
		keep(t, st, func(ctx context.Context, tx *store.Tx) (err error) {
			token, err = tx.CompleteSignIn(ctx, half, "totp", life)
			return err
		})
		if _, err := st.Session(t.Context(), halfToken, idle); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("the half session is still there: %v", err)
		}
		whole, err := st.Session(t.Context(), token, idle)
		if err != nil || whole.Half || whole.Method != "totp" || whole.Device != "Firefox" || token == halfToken {
			t.Errorf("whole session %+v, %v", whole, err)
		}
		err = st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error {
			_, err := tx.CompleteSignIn(t.Context(), half, "totp", life)
			return err
		})
		if !errors.Is(err, register.ErrNotFound) {
			t.Errorf("completed twice: %v", err)
		}
	})
}

func TestSessionsAreEndedOneByOneAndAllButOne(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		here := signIn(t, st, store.Session{User: ann, Device: "here"})
		there := signIn(t, st, store.Session{User: ann, Device: "there"})
		signIn(t, st, store.Session{User: ann, Device: "elsewhere"})
		others := signIn(t, st, store.Session{User: boris})

		theirs, err := st.Session(t.Context(), others, idle)
		if err != nil {
			t.Fatal(err)
		}
		err = st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error {
			return tx.EndSession(t.Context(), ann, theirs.Hash)
		})
		if !errors.Is(err, register.ErrNotFound) {
			t.Errorf("another's session is ended: %v", err)
		}

		mine, err := st.Session(t.Context(), there, idle)
		if err != nil {
			t.Fatal(err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.EndSession(ctx, ann, mine.Hash) })
		if _, err := st.Session(t.Context(), there, idle); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("ended session: %v", err)
		}

		kept, err := st.Session(t.Context(), here, idle)
		if err != nil {
			t.Fatal(err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.EndSessions(ctx, ann, kept.Hash)
			if n != 1 {
				t.Errorf("%d sessions ended, want 1", n)
			}
			return err
		})
		if list, err := st.Sessions(t.Context(), ann, idle); err != nil || len(list) != 1 || list[0].Device != "here" {
			t.Errorf("left: %v, %v", list, err)
		}
		if _, err := st.Session(t.Context(), others, idle); err != nil {
			t.Errorf("another user's session: %v", err)
		}
	})
}

func TestSweepingForgetsSessionsThatEnded(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		signIn(t, st, store.Session{User: ann, Device: "old"})
		c.advance(idle)
		token := signIn(t, st, store.Session{User: ann, Device: "new"})
		if err := st.SweepSessions(t.Context(), idle); err != nil {
			t.Fatal(err)
		}
		if _, err := st.Session(t.Context(), token, idle); err != nil {
			t.Error(err)
		}
		if list, err := st.Sessions(t.Context(), ann, 10*idle); err != nil || len(list) != 1 {
			t.Errorf("left: %v, %v", list, err)
		}
	})
}

func TestAttemptsToSignInAreKept(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		for _, s := range []store.SignIn{
			{User: ann, Address: "10.0.0.7", Device: "Firefox", Outcome: "wrong_password"},
			{User: ann, Address: "10.0.0.7", Device: "Firefox", Outcome: "ok"},
			{Name: "nobody", Address: "10.0.0.8", Outcome: "unknown"},
		} {
			keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.NoteSignIn(ctx, s) })
			c.advance(time.Second)
		}
		list, err := st.SignIns(t.Context(), ann, 10)
		if err != nil || len(list) != 2 || list[0].Outcome != "ok" || list[1].Outcome != "wrong_password" {
			t.Errorf("%+v, %v", list, err)
		}
		for device, want := range map[string]bool{"Firefox": true, "Chrome": false} {
			if known, err := st.SignedInFrom(t.Context(), ann, device); known != want || err != nil {
				t.Errorf("%s: %v, %v", device, known, err)
			}
		}
	})
}

func TestAttemptsAreCountedWithinAWindow(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		attempt := func(key string) time.Duration {
			t.Helper()
			wait, err := st.Throttle(t.Context(), key, 3, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return wait
		}
		for range 3 {
			if wait := attempt("ann"); wait != 0 {
				t.Fatalf("within the limit: wait %v", wait)
			}
			c.advance(10 * time.Second)
		}
		if wait, err := st.Throttled(t.Context(), "ann", 3); wait != 30*time.Second || err != nil {
			t.Errorf("asked: wait %v, %v", wait, err)
		}
		if wait := attempt("ann"); wait != 30*time.Second {
			t.Errorf("the fourth: wait %v", wait)
		}
		if wait := attempt("boris"); wait != 0 {
			t.Errorf("another key: wait %v", wait)
		}
		c.advance(30 * time.Second)
		if wait := attempt("ann"); wait != 0 {
			t.Errorf("in the next window: wait %v", wait)
		}
		for range 3 {
			attempt("ann")
		}
		if err := st.Unthrottle(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		if wait := attempt("ann"); wait != 0 {
			t.Errorf("after it was forgiven: wait %v", wait)
		}
		c.advance(time.Hour)
		if err := st.SweepThrottle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if wait, err := st.Throttled(t.Context(), "ann", 1); wait != 0 || err != nil {
			t.Errorf("swept: %v, %v", wait, err)
		}
	})
}

func TestSignInsAreForgottenOnceTheirTimeIsOver(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		attempt := func(outcome string) {
			keep(t, st, func(ctx context.Context, tx *store.Tx) error {
				return tx.NoteSignIn(ctx, store.SignIn{User: ann, Address: "198.51.100.7", Device: "Firefox", Outcome: outcome})
			})
		}
		attempt("wrong_password")
		c.advance(60 * 24 * time.Hour)
		attempt("ok")
		c.advance(31 * 24 * time.Hour)
		if err := st.SweepSignIns(t.Context(), c.now.AddDate(0, 0, -90)); err != nil {
			t.Fatal(err)
		}
		left, err := st.SignIns(t.Context(), ann, 10)
		if err != nil || len(left) != 1 || left[0].Outcome != "ok" {
			t.Errorf("left are %+v, %v", left, err)
		}
	})
}
