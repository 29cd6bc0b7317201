package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"dossier/internal/register"
)

// Options say how a runner works; nought is the usual.
type Options struct {
	Workers int           // jobs done at once, 4
	Look    time.Duration // how often the queue is looked at unasked, 1 s
	Lease   time.Duration // how long a dead worker's jobs wait for another, 30 s
	Clock   func() time.Time
	Zone    func() *time.Location // of the slots of periodic jobs, UTC
}

// Runner does the jobs of the kinds it was given.
type Runner struct {
	queue    Queue
	worker   string // this process, until it ends
	options  Options
	kinds    map[string]Do
	periodic []periodic
	wake     chan struct{}

	mu      sync.Mutex
	running map[int64]context.CancelCauseFunc
}

type periodic struct {
	kind string
	slot func(now time.Time) string
	last string
}

// New makes a runner that takes its work from queue.
func New(queue Queue, o Options) *Runner {
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Look == 0 {
		o.Look = time.Second
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Zone == nil {
		o.Zone = func() *time.Location { return time.UTC }
	}
	return &Runner{
		queue: queue, worker: rand.Text(), options: o, kinds: map[string]Do{},
		wake: make(chan struct{}, 1), running: map[int64]context.CancelCauseFunc{},
	}
}

// Register says what does the jobs of a kind, before Run. A kind is a fixed
// string: jobs outlive renamed code.
func (r *Runner) Register(kind string, do Do) {
	if r.kinds[kind] != nil {
		panic("job: " + kind + " is registered twice")
	}
	r.kinds[kind] = do
}

// Every has a job of a kind done once in each slot, by one of all nodes. slot
// names the slot a moment in the organisation's zone lies in; Hourly and Daily
// are slots.
func (r *Runner) Every(kind string, slot func(now time.Time) string, do Do) {
	r.Register(kind, do)
	r.periodic = append(r.periodic, periodic{kind: kind, slot: slot})
}

// Hourly is a slot for each hour.
func Hourly(now time.Time) string { return now.UTC().Format("2006-01-02T15Z") }

// Minutely is a slot for each minute.
func Minutely(now time.Time) string { return now.UTC().Format("2006-01-02T15:04Z") }

// Daily is a slot for each day, beginning at an hour of the organisation's
// clock. On a day that lacks the hour it begins with the next.
func Daily(hour int) func(now time.Time) string {
	return func(now time.Time) string {
		day := now
		if now.Hour() < hour {
			day = time.Date(now.Year(), now.Month(), now.Day()-1, 12, 0, 0, 0, now.Location())
		}
		return day.Format(time.DateOnly)
	}
}

// Wake has the queue looked at now. It never waits.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run does jobs until ctx ends; then it lets those being done come to an end
// and returns. Their own context ends when patience ends.
func (r *Runner) Run(ctx, patience context.Context) {
	kinds := make([]string, 0, len(r.kinds))
	for kind := range r.kinds {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	var working sync.WaitGroup
	ended := make(chan struct{})
	working.Go(func() { r.keepLeases(patience, ended) })

	look := time.NewTicker(r.options.Look)
	defer look.Stop()
	var jobs sync.WaitGroup
	for ctx.Err() == nil {
		r.schedule(ctx)
		for r.take(ctx, patience, kinds, &jobs) {
		}
		select {
		case <-ctx.Done():
		case <-look.C:
		case <-r.wake:
		}
	}
	jobs.Wait()
	close(ended)
	working.Wait()
}

// schedule adds the periodic jobs of slots that began.
func (r *Runner) schedule(ctx context.Context) {
	now := r.options.Clock().In(r.options.Zone())
	for i := range r.periodic {
		p := &r.periodic[i]
		slot := p.kind + " " + p.slot(now)
		if slot == p.last {
			continue
		}
		if _, err := r.queue.Schedule(ctx, p.kind, slot); err != nil {
			r.complain(ctx, "schedule", err)
			continue
		}
		p.last = slot
	}
}

// take begins the jobs that may begin, as many as there are free workers. It
// reports whether there may be more.
func (r *Runner) take(ctx, patience context.Context, kinds []string, jobs *sync.WaitGroup) bool {
	r.mu.Lock()
	free := r.options.Workers - len(r.running)
	r.mu.Unlock()
	if free <= 0 {
		return false
	}
	claims, err := r.queue.Claim(ctx, r.worker, kinds, free, r.options.Lease)
	if err != nil {
		r.complain(ctx, "claim", err)
		return false
	}
	for _, c := range claims {
		own, cancel := context.WithCancelCause(patience)
		r.mu.Lock()
		r.running[c.ID] = cancel
		r.mu.Unlock()
		jobs.Go(func() {
			defer r.Wake() // a worker is free
			defer cancel(nil)
			r.settle(patience, own, c, r.try(own, c))
			r.mu.Lock()
			delete(r.running, c.ID)
			r.mu.Unlock()
		})
	}
	return len(claims) == free
}

// try does a job; a panic is an error like others.
func (r *Runner) try(ctx context.Context, c register.Claim) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			slog.ErrorContext(ctx, "a job panicked", "kind", c.Kind, "job", c.ID, "fault", fault, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", fault)
		}
	}()
	if c.Attempt > len(pauses)+1 {
		return Hopeless(errors.New("its workers died again and again"))
	}
	return r.kinds[c.Kind](ctx, &Job{Claim: c, runner: r})
}

// settle writes down how a job came out, and keeps trying to: the job is this
// worker's until then.
func (r *Runner) settle(patience, own context.Context, c register.Claim, outcome error) {
	if errors.Is(context.Cause(own), errLost) {
		slog.WarnContext(patience, "a job was taken over by another worker", "kind", c.Kind, "job", c.ID)
		return
	}
	write := func(ctx context.Context) error {
		switch {
		case outcome == nil:
			return r.queue.Finish(ctx, r.worker, c.ID)
		case errors.Is(context.Cause(own), errStopped):
			return r.queue.Abandon(ctx, r.worker, c.ID)
		case patience.Err() != nil: // the program ends; the job is not to blame
			return r.queue.Retry(ctx, r.worker, c.ID, r.options.Clock(), "")
		case isHopeless(outcome), c.Attempt > len(pauses):
			slog.ErrorContext(ctx, "a job is parked", "kind", c.Kind, "job", c.ID, "attempt", c.Attempt, "error", outcome)
			return r.queue.Park(ctx, r.worker, c.ID, outcome.Error())
		}
		slog.WarnContext(ctx, "a job failed", "kind", c.Kind, "job", c.ID, "attempt", c.Attempt, "error", outcome)
		pause := pauses[c.Attempt-1]
		pause += time.Duration(mathrand.Int64N(int64(pause/5) + 1)) // so that they do not all come back at once
		return r.queue.Retry(ctx, r.worker, c.ID, r.options.Clock().Add(pause), outcome.Error())
	}
	again := time.NewTicker(r.options.Look)
	defer again.Stop()
	for {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(patience), 10*time.Second)
		err := write(ctx)
		cancel()
		if err == nil || patience.Err() != nil || errors.Is(context.Cause(own), errLost) {
			return
		}
		r.complain(patience, "settle", err)
		select {
		case <-patience.Done():
		case <-again.C:
		}
	}
}

// keepLeases prolongs the leases of the jobs being done, and ends those that
// somebody stopped or another worker took.
func (r *Runner) keepLeases(ctx context.Context, ended <-chan struct{}) {
	look := time.NewTicker(r.options.Look)
	defer look.Stop()
	extended := time.Now()
	for {
		select {
		case <-ended:
			return
		case <-look.C:
		}
		r.mu.Lock()
		mine := make([]int64, 0, len(r.running))
		for id := range r.running {
			mine = append(mine, id)
		}
		r.mu.Unlock()
		if len(mine) == 0 {
			continue
		}
		if stopped, err := r.queue.Stopped(ctx, r.worker); err == nil {
			r.end(stopped, errStopped)
		}
		if time.Since(extended) < r.options.Lease/3 {
			continue
		}
		held, err := r.queue.Extend(ctx, r.worker, r.options.Lease)
		if err != nil {
			r.complain(ctx, "extend", err)
			continue
		}
		extended = time.Now()
		mine = slices.DeleteFunc(mine, func(id int64) bool { return slices.Contains(held, id) })
		r.end(mine, errLost)
	}
}

func (r *Runner) end(ids []int64, why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if cancel := r.running[id]; cancel != nil {
			cancel(why)
		}
	}
}

func (r *Runner) complain(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil {
		slog.ErrorContext(ctx, "the job queue does not answer", "doing", doing, "error", err)
	}
}
