package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

const lease = time.Minute

func enqueue(t *testing.T, st *store.Store, jobs ...register.Job) {
	t.Helper()
	keep(t, st, func(ctx context.Context, tx *store.Tx) error {
		for _, j := range jobs {
			if err := tx.Enqueue(ctx, j); err != nil {
				return err
			}
		}
		return nil
	})
}

func claim(t *testing.T, st *store.Store, worker string, lease time.Duration) []register.Claim {
	t.Helper()
	claims, err := st.Claim(t.Context(), worker, []string{"mail", "index"}, 10, lease)
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestAJobExistsExactlyWhenItsCauseDoes(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		refused := errors.New("refused")
		err := st.Write(t.Context(), register.Program, register.ByForm, func(tx *store.Tx) error {
			return errors.Join(tx.Enqueue(t.Context(), register.Job{Kind: "mail"}), refused)
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if claims := claim(t, st, "w1", lease); len(claims) != 0 {
			t.Errorf("of a unit of work that was not kept: %v", claims)
		}
		enqueue(t, st, register.Job{Kind: "mail", Input: map[string]any{"to": "ann"}})
		claims := claim(t, st, "w1", lease)
		if len(claims) != 1 || claims[0].Kind != "mail" || string(claims[0].Input) != `{"to":"ann"}` || claims[0].Attempt != 1 {
			t.Errorf("%+v", claims)
		}
	})
}

func TestAJobWaitsForItsMomentAndItsKind(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		enqueue(t, st, register.Job{Kind: "mail", At: c.now.Add(time.Hour)}, register.Job{Kind: "other"})
		if claims := claim(t, st, "w1", lease); len(claims) != 0 {
			t.Errorf("too early: %v", claims)
		}
		c.advance(time.Hour)
		if claims := claim(t, st, "w1", lease); len(claims) != 1 || claims[0].Kind != "mail" {
			t.Errorf("in time: %v", claims)
		}
	})
}

func TestWhileAJobWaitsAnotherOfItsKeyIsNotAdded(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		index := register.Job{Kind: "index", Key: "index:deal"}
		enqueue(t, st, index, index)
		enqueue(t, st, index)
		first := claim(t, st, "w1", lease)
		if len(first) != 1 || first[0].Key != "index:deal" {
			t.Fatalf("%v", first)
		}
		enqueue(t, st, index) // what changed after the first began must be seen
		if err := st.Retry(t.Context(), "w1", first[0].ID, storetest.Noon, "again"); err != nil {
			t.Fatal(err)
		}
		if again := claim(t, st, "w1", lease); len(again) != 2 {
			t.Errorf("one begun and one waiting: %v", again)
		}
	})
}

func TestAPeriodicJobIsAddedOnceForEachSlot(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		var all sync.WaitGroup
		var mu sync.Mutex
		added := 0
		for range 8 {
			all.Go(func() {
				ok, err := st.Schedule(t.Context(), "mail", "mail 2026-11-22")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if ok {
					added++
				}
			})
		}
		all.Wait()
		claims := claim(t, st, "w1", lease)
		if added != 1 || len(claims) != 1 {
			t.Fatalf("added %d times, %d jobs", added, len(claims))
		}
		if err := st.Finish(t.Context(), "w1", claims[0].ID); err != nil {
			t.Fatal(err)
		}
		if ok, err := st.Schedule(t.Context(), "mail", "mail 2026-11-22"); ok || err != nil {
			t.Errorf("added again once it was done: %v %v", ok, err)
		}
		if ok, err := st.Schedule(t.Context(), "mail", "mail 2026-11-23"); !ok || err != nil {
			t.Errorf("the next slot: %v %v", ok, err)
		}
	})
}

func TestManyWorkersShareTheJobs(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		const jobs = 60
		for i := range jobs {
			enqueue(t, st, register.Job{Kind: "mail", Input: i})
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		done := map[int64]int{}
		for w := range 4 {
			all.Go(func() {
				worker := fmt.Sprint("w", w)
				for {
					claims, err := st.Claim(t.Context(), worker, []string{"mail"}, 3, lease)
					if err != nil {
						t.Error(err)
						return
					}
					if len(claims) == 0 {
						state, err := st.Jobs(t.Context(), store.JobWaiting, 1)
						if err != nil || len(state) == 0 {
							return
						}
						continue // others hold the rows this one would have taken
					}
					for _, c := range claims {
						if err := st.Finish(t.Context(), worker, c.ID); err != nil {
							t.Error(err)
						}
						mu.Lock()
						done[c.ID]++
						mu.Unlock()
					}
				}
			})
		}
		all.Wait()
		if len(done) != jobs {
			t.Errorf("%d jobs done, want %d", len(done), jobs)
		}
		for id, times := range done {
			if times != 1 {
				t.Errorf("job %d was done %d times", id, times)
			}
		}
	})
}

func TestTheJobsOfADeadWorkerAreTakenOver(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		enqueue(t, st, register.Job{Kind: "mail"})
		const ranOut = -time.Minute
		dead := claim(t, st, "dead", ranOut)
		if own := claim(t, st, "dead", lease); len(own) != 0 {
			t.Errorf("a worker took its own job again: %v", own)
		}
		taken := claim(t, st, "w2", lease)
		if len(taken) != 1 || taken[0].ID != dead[0].ID || taken[0].Attempt != 2 {
			t.Fatalf("%v", taken)
		}
		if err := st.Finish(t.Context(), "dead", dead[0].ID); !errors.Is(err, store.ErrLost) {
			t.Errorf("the dead worker finished it: %v", err)
		}
		if held, err := st.Extend(t.Context(), "dead", lease); len(held) != 0 || err != nil {
			t.Errorf("the dead worker holds %v, %v", held, err)
		}
		if held, err := st.Extend(t.Context(), "w2", lease); len(held) != 1 || err != nil {
			t.Errorf("the other holds %v, %v", held, err)
		}
		if claims := claim(t, st, "w3", lease); len(claims) != 0 {
			t.Errorf("taken while it is held: %v", claims)
		}
		if err := st.ReleaseJobs(t.Context()); err != nil {
			t.Fatal(err)
		}
		if claims := claim(t, st, "w3", lease); len(claims) != 1 {
			t.Errorf("after the only process began anew: %v", claims)
		}
	})
}

func TestAJobIsWatchedStoppedParkedAndRevived(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		enqueue(t, st, register.Job{Kind: "mail", Key: "import:7"}, register.Job{Kind: "index", Key: "waits", At: c.now.Add(time.Hour)})
		job := claim(t, st, "w1", lease)[0]
		if err := st.Progress(t.Context(), "w1", job.ID, 200, 8800, "deals"); err != nil {
			t.Fatal(err)
		}
		got, err := st.LatestJob(t.Context(), "import:7")
		if err != nil || got.ID != job.ID || got.State != store.JobRunning || got.Done != 200 || got.Total != 8800 || got.Note != "deals" {
			t.Errorf("%+v %v", got, err)
		}

		if err := st.CancelJob(t.Context(), job.ID); err != nil {
			t.Fatal(err)
		}
		if stopped, err := st.Stopped(t.Context(), "w1"); err != nil || len(stopped) != 1 || stopped[0] != job.ID {
			t.Errorf("asked to stop: %v %v", stopped, err)
		}
		if err := st.Abandon(t.Context(), "w1", job.ID); err != nil {
			t.Fatal(err)
		}
		if got, _ := st.Job(t.Context(), job.ID); got.State != store.JobCancelled || !got.State.Ended() {
			t.Errorf("stopped: %+v", got)
		}

		waits, err := st.LatestJob(t.Context(), "waits")
		if err != nil {
			t.Fatal(err)
		}
		if err := st.CancelJob(t.Context(), waits.ID); err != nil {
			t.Fatal(err)
		}
		c.advance(time.Hour)
		if claims := claim(t, st, "w1", lease); len(claims) != 0 {
			t.Errorf("a cancelled job is done: %v", claims)
		}

		enqueue(t, st, register.Job{Kind: "mail", Key: "poison"})
		poison := claim(t, st, "w1", lease)[0]
		if err := st.Park(t.Context(), "w1", poison.ID, "boom"); err != nil {
			t.Fatal(err)
		}
		parked, err := st.Jobs(t.Context(), store.JobParked, 10)
		if err != nil || len(parked) != 1 || parked[0].Error != "boom" || !parked[0].FinishedAt.Equal(c.now) {
			t.Errorf("parked: %+v %v", parked, err)
		}
		if err := st.ReviveJob(t.Context(), poison.ID); err != nil {
			t.Fatal(err)
		}
		if claims := claim(t, st, "w1", lease); len(claims) != 1 || claims[0].Attempt != 1 {
			t.Errorf("revived: %v", claims)
		}
		c.advance(time.Hour)
		if err := st.SweepJobs(t.Context(), c.now); err != nil {
			t.Fatal(err)
		}
		if left, err := st.Jobs(t.Context(), "", 10); err != nil || len(left) != 1 {
			t.Errorf("left after sweeping: %+v %v", left, err)
		}
		if _, err := st.Job(t.Context(), job.ID); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("swept: %v", err)
		}
	})
}
