// Package job does durable work outside of requests: what was enqueued with a
// unit of work is done once it is kept, tried again when it fails, taken over
// when its worker dies, and parked when it keeps failing.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dossier/internal/register"
)

// Queue is where jobs wait. store has it; the interface keeps this room from
// knowing it.
type Queue interface {
	// Claim takes jobs of kinds for worker, which holds them for lease.
	Claim(ctx context.Context, worker string, kinds []string, most int, lease time.Duration) ([]register.Claim, error)
	// Extend prolongs all leases of worker and names the jobs it still holds.
	Extend(ctx context.Context, worker string, lease time.Duration) ([]int64, error)
	// Stopped names the jobs of worker that somebody asked to stop.
	Stopped(ctx context.Context, worker string) ([]int64, error)
	Progress(ctx context.Context, worker string, id, done, total int64, note string) error
	Finish(ctx context.Context, worker string, id int64) error
	Retry(ctx context.Context, worker string, id int64, at time.Time, cause string) error
	Park(ctx context.Context, worker string, id int64, cause string) error
	Abandon(ctx context.Context, worker string, id int64) error
	// Schedule adds a job for a slot of time, once on all nodes together.
	Schedule(ctx context.Context, kind, slot string) (added bool, err error)
}

// Do does one job. It may be begun again from the beginning after a crash, so
// what it does to the outside carries a key that makes doing it twice harmless.
// It returns soon after ctx ends.
type Do func(ctx context.Context, job *Job) error

// Job is a job being done.
type Job struct {
	register.Claim
	runner *Runner
}

// Read reads the job's input; input that cannot be read will never be.
func (j *Job) Read(into any) error {
	if err := json.Unmarshal(j.Input, into); err != nil {
		return Hopeless(fmt.Errorf("input: %w", err))
	}
	return nil
}

// Worker is whom the job belongs to while it is being done.
func (j *Job) Worker() string { return j.runner.worker }

// Progress says how far the job has come: done of total, total of nought being
// unknown, and a note for people.
func (j *Job) Progress(ctx context.Context, done, total int64, note string) error {
	return j.runner.queue.Progress(ctx, j.runner.worker, j.ID, done, total, note)
}

// Hopeless marks an error after which trying again is of no use: the job is
// parked at once.
func Hopeless(err error) error { return &hopeless{err} }

type hopeless struct{ error }

func (h *hopeless) Unwrap() error { return h.error }

func isHopeless(err error) bool {
	var h *hopeless
	return errors.As(err, &h)
}

// errStopped ends the context of a job that somebody asked to stop.
var errStopped = errors.New("somebody asked the job to stop")

// errLost ends the context of a job whose lease ran out.
var errLost = errors.New("the lease of the job ran out")

// pauses are waited after each failed attempt; after the last the job is
// parked.
var pauses = [...]time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 3 * time.Hour, 8 * time.Hour,
}
