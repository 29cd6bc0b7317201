package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"dossier/internal/register"
)

// JobsChanged is the name under which OnChange tells of new jobs.
const JobsChanged = "job"

// JobState is how far a job has come.
type JobState string

const (
	JobWaiting   JobState = "waiting"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobParked    JobState = "parked" // failed too often; a person decides
	JobCancelled JobState = "cancelled"
)

// Ended reports whether nothing more will happen by itself.
func (s JobState) Ended() bool { return s == JobDone || s == JobParked || s == JobCancelled }

// Job is a job as people watch it.
type Job struct {
	ID         int64
	Kind, Key  string
	State      JobState
	Attempts   int
	At         time.Time // when it may begin
	Done       int64     // of Total; Total of nought is not known
	Total      int64
	Note       string // what it is doing, for people: a message key or a name
	Error      string // of the last attempt
	Stopping   bool   // asked to stop
	User       register.ID
	MadeAt     time.Time
	FinishedAt time.Time
	Input      json.RawMessage
	Memo       json.RawMessage // what it keeps of itself; nil at first
}

// ErrLost says that a job is no longer the worker's: its lease ran out, or it
// was cancelled.
var ErrLost = errors.New("the job is another worker's")

// Enqueue adds a job that exists exactly when the unit of work is kept. While
// a job with the same key waits, nothing is added.
func (tx *Tx) Enqueue(ctx context.Context, job register.Job) error {
	input, err := json.Marshal(job.Input)
	if err != nil {
		return fmt.Errorf("job %s: %w", job.Kind, err)
	}
	at := job.At
	if at.IsZero() {
		at = tx.work.now
	}
	_, err = tx.exec(ctx, tx.d.sql(`INSERT INTO job (kind, input, key, at, actor, made_at) VALUES (?, ?, NULLIF(?, ''), ?, ?, ?)
		ON CONFLICT (key) WHERE state = 'waiting' DO NOTHING`),
		job.Kind, string(input), job.Key, millis(at), tx.work.user, millis(tx.work.now))
	if err != nil {
		return fmt.Errorf("job %s: %w", job.Kind, err)
	}
	tx.work.touched[JobsChanged] = true
	return nil
}

// Schedule adds a periodic job for one slot, such as "digest 2026-11-22". Of
// all nodes one adds it, once, even after it is done.
func (st *Store) Schedule(ctx context.Context, kind, slot string) (added bool, err error) {
	var there bool
	if err := st.read.QueryRowContext(ctx, st.d.sql("SELECT EXISTS (SELECT 1 FROM job WHERE slot = ?)"), slot).Scan(&there); err != nil || there {
		return false, wrap(err, "schedule "+kind)
	}
	now := millis(st.Now())
	n, err := st.run(ctx, "INSERT INTO job (kind, input, slot, at, made_at) VALUES (?, 'null', ?, ?, ?) ON CONFLICT (slot) DO NOTHING", kind, slot, now, now)
	if err != nil {
		return false, fmt.Errorf("schedule %s: %w", kind, err)
	}
	return n == 1, nil
}

// dbNow is the database's own clock in Unix milliseconds: leases compare the
// clocks of several nodes.
func (d dialect) dbNow() string {
	if d.name == "postgres" {
		return "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
	}
	return "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
}

// Claim takes up to most jobs of kinds that may begin, and those that other
// workers dropped: their lease ran out. A worker never takes its own again.
func (st *Store) Claim(ctx context.Context, worker string, kinds []string, most int, lease time.Duration) ([]register.Claim, error) {
	if len(kinds) == 0 || most <= 0 {
		return nil, nil
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(kinds)), ", ")
	ready := "kind IN (" + marks + ") AND (state = 'waiting' AND at <= ? OR state = 'running' AND lease_until < " + st.d.dbNow() + " AND claimed_by <> ?)"
	var when []any
	for _, k := range kinds {
		when = append(when, k)
	}
	when = append(when, millis(st.Now()), worker)

	// Asking first keeps an idle worker from taking the one writer's time.
	var some bool
	if err := st.read.QueryRowContext(ctx, st.d.sql("SELECT EXISTS (SELECT 1 FROM job WHERE "+ready+")"), when...).Scan(&some); err != nil || !some {
		return nil, wrap(err, "claim jobs")
	}
	skip := ""
	if st.d.name == "postgres" {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	args := append([]any{worker, lease.Milliseconds()}, when...)
	rows, err := st.write.QueryContext(ctx, st.d.sql("UPDATE job SET state = 'running', attempts = attempts + 1, claimed_by = ?, lease_until = "+st.d.dbNow()+
		" + ?, error = '' WHERE id IN (SELECT id FROM job WHERE "+ready+" ORDER BY at, id LIMIT ?"+skip+")"+
		" RETURNING id, kind, COALESCE(key, ''), input, attempts, actor"), append(args, most)...)
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	defer rows.Close()
	var out []register.Claim
	for rows.Next() {
		var c register.Claim
		var input string
		if err := rows.Scan(&c.ID, &c.Kind, &c.Key, &input, &c.Attempt, &c.User); err != nil {
			return nil, fmt.Errorf("claim jobs: %w", err)
		}
		c.Input = json.RawMessage(input)
		out = append(out, c)
	}
	return out, wrap(rows.Err(), "claim jobs")
}

// Extend prolongs the leases of all jobs that the worker holds, and names
// them; a job that is not among them is lost.
func (st *Store) Extend(ctx context.Context, worker string, lease time.Duration) ([]int64, error) {
	rows, err := st.write.QueryContext(ctx, st.d.sql("UPDATE job SET lease_until = "+st.d.dbNow()+" + ? WHERE claimed_by = ? AND state = 'running' RETURNING id"),
		lease.Milliseconds(), worker)
	if err != nil {
		return nil, fmt.Errorf("extend leases: %w", err)
	}
	return idList(rows, "extend leases")
}

// Stopped names the worker's jobs that someone asked to stop.
func (st *Store) Stopped(ctx context.Context, worker string) ([]int64, error) {
	rows, err := st.read.QueryContext(ctx, st.d.sql("SELECT id FROM job WHERE state = 'running' AND stop = 1 AND claimed_by = ?"), worker)
	if err != nil {
		return nil, fmt.Errorf("stopped jobs: %w", err)
	}
	return idList(rows, "stopped jobs")
}

// Progress says how far the worker's job has come.
func (st *Store) Progress(ctx context.Context, worker string, id, done, total int64, note string) error {
	return st.ofWorker(ctx, "done = ?, total = ?, note = ?", worker, id, done, total, note)
}

// Finish ends the worker's job.
func (st *Store) Finish(ctx context.Context, worker string, id int64) error {
	return st.ofWorker(ctx, "state = 'done', finished_at = ?", worker, id, millis(st.Now()))
}

// Retry lets the worker's job be tried again later. Its key is dropped when a
// job with the same key waits already.
func (st *Store) Retry(ctx context.Context, worker string, id int64, at time.Time, cause string) error {
	return st.ofWorker(ctx, `state = 'waiting', at = ?, error = ?, claimed_by = '', lease_until = 0,
		key = CASE WHEN EXISTS (SELECT 1 FROM job w WHERE w.key = job.key AND w.state = 'waiting') THEN NULL ELSE key END`, worker, id, millis(at), cause)
}

// Park puts the worker's job aside until a person looks at it.
func (st *Store) Park(ctx context.Context, worker string, id int64, cause string) error {
	return st.ofWorker(ctx, "state = 'parked', finished_at = ?, error = ?", worker, id, millis(st.Now()), cause)
}

// Abandon ends the worker's job because someone asked for it.
func (st *Store) Abandon(ctx context.Context, worker string, id int64) error {
	return st.ofWorker(ctx, "state = 'cancelled', finished_at = ?", worker, id, millis(st.Now()))
}

// ofWorker changes a job that the worker holds, ErrLost when it does not.
func (st *Store) ofWorker(ctx context.Context, set, worker string, id int64, args ...any) error {
	n, err := st.run(ctx, "UPDATE job SET "+set+" WHERE id = ? AND claimed_by = ? AND state = 'running'", append(args, id, worker)...)
	if err != nil {
		return fmt.Errorf("job %d: %w", id, err)
	}
	if n == 0 {
		return fmt.Errorf("job %d: %w", id, ErrLost)
	}
	return nil
}

// ReleaseJobs lets every running job be taken at once. The only process that
// serves a database calls it at start: whoever ran them is gone.
func (st *Store) ReleaseJobs(ctx context.Context) error {
	_, err := st.run(ctx, "UPDATE job SET lease_until = 0 WHERE state = 'running'")
	return wrap(err, "release jobs")
}

// CancelJob ends a waiting job and asks a running one to stop.
func (st *Store) CancelJob(ctx context.Context, id int64) error {
	n, err := st.run(ctx, `UPDATE job SET stop = 1, finished_at = CASE WHEN state = 'running' THEN finished_at ELSE ? END,
		state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END WHERE id = ? AND state IN ('waiting', 'running', 'parked')`, millis(st.Now()), id)
	return found(n, err, "cancel job")
}

// ReviveJob lets a parked job be tried again from the beginning.
func (st *Store) ReviveJob(ctx context.Context, id int64) error {
	n, err := st.run(ctx, `UPDATE job SET state = 'waiting', at = ?, attempts = 0, finished_at = 0, claimed_by = '', stop = 0,
		key = CASE WHEN EXISTS (SELECT 1 FROM job w WHERE w.key = job.key AND w.state = 'waiting') THEN NULL ELSE key END WHERE id = ? AND state = 'parked'`, millis(st.Now()), id)
	if err := found(n, err, "revive job"); err != nil {
		return err
	}
	st.announce(map[string]bool{JobsChanged: true})
	return nil
}

const jobColumns = `id, kind, COALESCE(key, ''), state, attempts, at, done, total, note, error, stop, actor, made_at, finished_at, input, memo`

// Job is a job as it stands, register.ErrNotFound when there is none.
func (st *Store) Job(ctx context.Context, id int64) (Job, error) {
	return st.oneJob(ctx, "WHERE id = ?", id)
}

// LatestJob is the last job added with a key, register.ErrNotFound when there is none.
func (st *Store) LatestJob(ctx context.Context, key string) (Job, error) {
	return st.oneJob(ctx, "WHERE key = ? ORDER BY id DESC LIMIT 1", key)
}

func (st *Store) oneJob(ctx context.Context, where string, args ...any) (Job, error) {
	list, err := st.jobs(ctx, where, args...)
	if err == nil && len(list) == 0 {
		err = register.ErrNotFound
	}
	if err != nil {
		return Job{}, err
	}
	return list[0], nil
}

// Jobs are the newest jobs in a state, of every state when it is empty.
func (st *Store) Jobs(ctx context.Context, state JobState, most int) ([]Job, error) {
	if state == "" {
		return st.jobs(ctx, "ORDER BY id DESC LIMIT ?", most)
	}
	return st.jobs(ctx, "WHERE state = ? ORDER BY id DESC LIMIT ?", string(state), most)
}

// JobsOf are the newest jobs of a kind that a user asked for, those before one
// of them when before is not nought.
func (st *Store) JobsOf(ctx context.Context, user register.ID, kind string, before int64, most int) ([]Job, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return st.jobs(ctx, "WHERE actor = ? AND kind = ? AND id < ? ORDER BY id DESC LIMIT ?", user, kind, before, most)
}

func (st *Store) jobs(ctx context.Context, where string, args ...any) ([]Job, error) {
	rows, err := st.read.QueryContext(ctx, st.d.sql("SELECT "+jobColumns+" FROM job "+where), args...)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		var j Job
		var state, input, memo string
		var at, made, finished int64
		if err := rows.Scan(&j.ID, &j.Kind, &j.Key, &state, &j.Attempts, &at, &j.Done, &j.Total, &j.Note, &j.Error, &j.Stopping, &j.User, &made, &finished, &input, &memo); err != nil {
			return nil, fmt.Errorf("jobs: %w", err)
		}
		j.State, j.At, j.MadeAt, j.FinishedAt = JobState(state), moment(at), moment(made), moment(finished)
		j.Input = json.RawMessage(input)
		if memo != "" {
			j.Memo = json.RawMessage(memo)
		}
		out = append(out, j)
	}
	return out, wrap(rows.Err(), "jobs")
}

// SweepJobs forgets jobs that ended well, or were cancelled, before a moment.
func (st *Store) SweepJobs(ctx context.Context, before time.Time) error {
	_, err := st.run(ctx, "DELETE FROM job WHERE state IN ('done', 'cancelled') AND finished_at < ?", millis(before))
	if err == nil {
		_, err = st.run(ctx, "DELETE FROM job_row WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.id = job_row.job)")
	}
	return wrap(err, "sweep jobs")
}

func idList(rows *sql.Rows, doing string) ([]int64, error) {
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		out = append(out, id)
	}
	return out, wrap(rows.Err(), doing)
}
