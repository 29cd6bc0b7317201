package job_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/internal/job"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// clock stands still until a test moves it.
type clock struct{ ahead atomic.Int64 }

func (c *clock) Now() time.Time { return storetest.Noon.Add(time.Duration(c.ahead.Load())) }

// shop is a store and a runner on it.
type shop struct {
	*store.Store
	runner  *job.Runner
	clock   *clock
	leave   context.CancelFunc // begin no more jobs
	hurry   context.CancelFunc // end those begun
	stopped chan struct{}
	looking func() // called each time await looks, unless nil
}

// each runs a test on both databases. begin says what the runner does, before
// it runs.
func each(t *testing.T, begin func(*shop), test func(t *testing.T, s *shop)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := newShop(t, open)
		begin(s)
		s.run(t)
		test(t, s)
	})
}

func newShop(t *testing.T, open storetest.Open) *shop {
	s := &shop{clock: &clock{}, stopped: make(chan struct{})}
	s.Store = open(storetest.Registers(), storetest.Clock(s.clock.Now))
	s.runner = job.New(s.Store, job.Options{Workers: 2, Look: 5 * time.Millisecond, Lease: 300 * time.Millisecond, Clock: s.clock.Now})
	s.OnChange(func(name string) {
		if name == store.JobsChanged {
			s.runner.Wake()
		}
	})
	return s
}

func (s *shop) run(t *testing.T) {
	ctx, leave := context.WithCancel(context.Background())
	patience, hurry := context.WithCancel(context.Background())
	s.leave, s.hurry = leave, hurry
	go func() {
		defer close(s.stopped)
		s.runner.Run(ctx, patience)
	}()
	t.Cleanup(func() {
		leave()
		hurry()
		<-s.stopped
	})
}

func (s *shop) enqueue(t *testing.T, kind, key string, input any) {
	t.Helper()
	err := s.Do(t.Context(), register.Program, register.ByProgram, func(tx register.Tx) error {
		return tx.Enqueue(t.Context(), register.Job{Kind: kind, Key: key, Input: input})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// await waits until the last job of a key is in a state.
func (s *shop) await(t *testing.T, key string, want store.JobState) store.Job {
	t.Helper()
	late := time.After(10 * time.Second)
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for {
		j, err := s.LatestJob(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if j.State == want {
			return j
		}
		select {
		case <-look.C:
			if s.looking != nil {
				s.looking()
			}
		case <-late:
			t.Fatalf("the job is %s, not %s: %+v", j.State, want, j)
		}
	}
}

func TestAJobIsDoneWithItsInputAndShowsItsProgress(t *testing.T) {
	got := make(chan string, 1)
	each(t, func(s *shop) {
		s.runner.Register("mail", func(ctx context.Context, j *job.Job) error {
			var input struct{ To string }
			if err := j.Read(&input); err != nil {
				return err
			}
			got <- input.To
			return j.Progress(ctx, 3, 5, "letters")
		})
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "mail", "k", map[string]string{"to": "Анна"})
		j := s.await(t, "k", store.JobDone)
		if to := <-got; to != "Анна" || j.Done != 3 || j.Total != 5 || j.Note != "letters" || j.Attempts != 1 {
			t.Errorf("%q %+v", to, j)
		}
	})
}

func TestAJobThatPanicsIsTriedAgainAndHarmsNoOther(t *testing.T) {
	var times atomic.Int32
	each(t, func(s *shop) {
		times.Store(0)
		s.runner.Register("fragile", func(context.Context, *job.Job) error {
			if times.Add(1) == 1 {
				panic("boom")
			}
			return nil
		})
		s.runner.Register("mail", func(context.Context, *job.Job) error { return nil })
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "fragile", "k", nil)
		j := s.await(t, "k", store.JobWaiting)
		for j.Error == "" {
			j = s.await(t, "k", store.JobWaiting)
		}
		if j.Error != "panic: boom" || !j.At.After(s.clock.Now()) {
			t.Errorf("after the panic: %+v", j)
		}
		s.enqueue(t, "mail", "other", nil)
		s.await(t, "other", store.JobDone)
		s.clock.ahead.Store(int64(time.Minute))
		if j := s.await(t, "k", store.JobDone); j.Attempts != 2 {
			t.Errorf("%+v", j)
		}
	})
}

func TestAJobThatKeepsFailingIsParked(t *testing.T) {
	var times atomic.Int32
	each(t, func(s *shop) {
		times.Store(0)
		s.runner.Register("poison", func(context.Context, *job.Job) error {
			times.Add(1)
			return errors.New("no")
		})
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "poison", "k", nil)
		s.looking = func() { s.clock.ahead.Add(int64(time.Hour)) } // until the next attempt may begin
		if j := s.await(t, "k", store.JobParked); j.Error != "no" || j.Attempts != 8 || times.Load() != 8 {
			t.Errorf("%d times, %+v", times.Load(), j)
		}
	})
}

func TestAHopelessJobIsParkedAtOnce(t *testing.T) {
	each(t, func(s *shop) {
		s.runner.Register("mail", func(_ context.Context, j *job.Job) error {
			var input struct{ To string }
			return j.Read(&input)
		})
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "mail", "k", 7)
		if j := s.await(t, "k", store.JobParked); j.Attempts != 1 || j.Error == "" {
			t.Errorf("%+v", j)
		}
	})
}

func TestAJobIsStoppedWhenSomebodyAsks(t *testing.T) {
	began := make(chan struct{}, 1)
	each(t, func(s *shop) {
		s.runner.Register("import", func(ctx context.Context, _ *job.Job) error {
			began <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "import", "k", nil)
		<-began
		j := s.await(t, "k", store.JobRunning)
		if err := s.CancelJob(t.Context(), j.ID); err != nil {
			t.Fatal(err)
		}
		s.await(t, "k", store.JobCancelled)
	})
}

func TestJobsBegunAreFinishedBeforeTheProgramEnds(t *testing.T) {
	began, goOn := make(chan struct{}, 1), make(chan struct{})
	each(t, func(s *shop) {
		s.runner.Register("slow", func(context.Context, *job.Job) error {
			began <- struct{}{}
			<-goOn
			return nil
		})
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "slow", "k", nil)
		<-began
		s.leave()
		select {
		case <-s.stopped:
			t.Error("the runner left a job behind")
		default:
		}
		goOn <- struct{}{}
		<-s.stopped
		s.await(t, "k", store.JobDone)
	})
}

func TestAJobCutShortByTheEndOfTheProgramIsDoneByTheNext(t *testing.T) {
	began := make(chan struct{}, 1)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		first := newShop(t, open)
		first.runner.Register("slow", func(ctx context.Context, _ *job.Job) error {
			began <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
		first.run(t)
		first.enqueue(t, "slow", "k", nil)
		<-began
		first.leave()
		first.hurry()
		<-first.stopped

		second := newShop(t, open)
		second.runner.Register("slow", func(context.Context, *job.Job) error { return nil })
		second.run(t)
		if j := second.await(t, "k", store.JobDone); j.Error != "" {
			t.Errorf("%+v", j)
		}
	})
}

func TestAJobTakenOverByAnotherIsLetGo(t *testing.T) {
	began, ended := make(chan struct{}, 1), make(chan struct{}, 1)
	each(t, func(s *shop) {
		s.runner.Register("slow", func(ctx context.Context, _ *job.Job) error {
			began <- struct{}{}
			<-ctx.Done()
			ended <- struct{}{}
			return nil
		})
	}, func(t *testing.T, s *shop) {
		s.enqueue(t, "slow", "k", nil)
		<-began
		var taken []register.Claim
		for len(taken) == 0 { // the lease may be prolonged between the two
			if err := s.ReleaseJobs(t.Context()); err != nil {
				t.Fatal(err)
			}
			var err error
			if taken, err = s.Claim(t.Context(), "another", []string{"slow"}, 1, time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		<-ended
		s.leave()
		<-s.stopped
		if j, err := s.Job(t.Context(), taken[0].ID); err != nil || j.State != store.JobRunning {
			t.Errorf("the other's job: %+v %v", j, err)
		}
	})
}

func TestAPeriodicJobIsDoneOnceInEachSlotByAllNodesTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		var mu sync.Mutex
		times := 0
		done := make(chan struct{}, 100)
		count := func(context.Context, *job.Job) error {
			mu.Lock()
			defer mu.Unlock()
			times++
			done <- struct{}{}
			return nil
		}
		nodes := []*shop{newShop(t, open), newShop(t, open), newShop(t, open)}
		for _, s := range nodes {
			s.runner.Every("digest", job.Daily(8), count)
			s.run(t)
		}
		<-done
		for _, s := range nodes {
			s.clock.ahead.Store(int64(24 * time.Hour))
			s.runner.Wake()
		}
		<-done
		for _, s := range nodes {
			s.leave()
			<-s.stopped
		}
		if times != 2 {
			t.Errorf("done %d times in two days", times)
		}
	})
}

func TestADayBeginsAtItsHourAlsoWhenTheClockIsPutForward(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	at := func(year int, month time.Month, day, hour, minute int) time.Time {
		return time.Date(year, month, day, hour, minute, 0, 0, kyiv)
	}
	for _, c := range []struct {
		now  time.Time
		hour int
		want string
	}{
		{at(2026, 11, 22, 7, 59), 8, "2026-11-21"},
		{at(2026, 11, 22, 8, 0), 8, "2026-11-22"},
		{at(2027, 3, 28, 2, 59), 3, "2027-03-27"},
		{at(2027, 3, 28, 2, 59).Add(time.Minute), 3, "2027-03-28"}, // 03:00 is not on this day; it is 04:00
		{at(2027, 1, 1, 0, 30), 3, "2026-12-31"},
	} {
		if got := job.Daily(c.hour)(c.now); got != c.want {
			t.Errorf("%v from %d o'clock: %s, want %s", c.now, c.hour, got, c.want)
		}
	}
}
