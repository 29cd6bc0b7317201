package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"dossier/internal/register"
)

// Refused is a record that a job did not deal with, and why, in the words of
// the job.
type Refused struct {
	Record register.ID
	Reason string
}

// KeepMemo keeps with the unit of work what the worker's job must know when it
// is taken up again, and how far it has come. A job that gets on is at its first
// attempt, however often it was cut off. ErrLost says that the job is
// another worker's by now: nothing of the unit is to be kept.
func (tx *Tx) KeepMemo(ctx context.Context, worker string, job int64, memo any, done, total int64) error {
	text, err := json.Marshal(memo)
	if err != nil {
		return fmt.Errorf("job %d: %w", job, err)
	}
	n, err := tx.run(ctx, "UPDATE job SET memo = ?, done = ?, total = ?, attempts = 1 WHERE id = ? AND claimed_by = ? AND state = 'running'", string(text), done, total, job, worker)
	if err == nil && n == 0 {
		err = ErrLost
	}
	return wrap(err, "job "+strconv.FormatInt(job, 10))
}

// ReadMemo reads what the job kept; into stays as it is when that is nothing.
func (tx *Tx) ReadMemo(ctx context.Context, job int64, into any) error {
	var text string
	if err := tx.queryRow(ctx, tx.d.sql("SELECT memo FROM job WHERE id = ?"), job).Scan(&text); err != nil {
		return fmt.Errorf("job %d: %w", job, err)
	}
	if text == "" {
		return nil
	}
	return wrap(json.Unmarshal([]byte(text), into), "job "+strconv.FormatInt(job, 10))
}

// AddJobRows gives a job records to deal with.
func (tx *Tx) AddJobRows(ctx context.Context, job int64, ids []register.ID) error {
	if len(ids) == 0 {
		return nil
	}
	text, list := "SELECT ?, value FROM json_each(?) WHERE 1", jsonIDs(ids)
	if tx.d.name == "postgres" {
		text, list = "SELECT ?, unnest(?::bigint[])", "{"+list[1:len(list)-1]+"}"
	}
	_, err := tx.run(ctx, "INSERT INTO job_row (job, record) "+text+" ON CONFLICT (job, record) DO NOTHING", job, list)
	return wrap(err, "rows of a job")
}

func jsonIDs(ids []register.ID) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(id, 10))
	}
	b.WriteByte(']')
	return b.String()
}

// JobRows are the records of a job after one of them, at most most, in the
// order of their ids.
func (tx *Tx) JobRows(ctx context.Context, job int64, after register.ID, most int) ([]register.ID, error) {
	rows, err := tx.query(ctx, tx.d.sql("SELECT record FROM job_row WHERE job = ? AND record > ? ORDER BY record LIMIT ?"), job, after, most)
	if err != nil {
		return nil, fmt.Errorf("rows of a job: %w", err)
	}
	return idList(rows, "rows of a job")
}

// CountJobRows counts the records of a job.
func (tx *Tx) CountJobRows(ctx context.Context, job int64) (n int64, err error) {
	err = tx.queryRow(ctx, tx.d.sql("SELECT count(*) FROM job_row WHERE job = ?"), job).Scan(&n)
	return n, wrap(err, "rows of a job")
}

// RefuseJobRow notes why a job did not deal with a record.
func (tx *Tx) RefuseJobRow(ctx context.Context, job int64, record register.ID, reason string) error {
	_, err := tx.run(ctx, "UPDATE job_row SET reason = ? WHERE job = ? AND record = ?", reason, job, record)
	return wrap(err, "refused row")
}

// RefusedRows are the records after one of them that a job did not deal with,
// at most most.
func (tx *Tx) RefusedRows(ctx context.Context, job int64, after register.ID, most int) ([]Refused, error) {
	rows, err := tx.query(ctx, tx.d.sql("SELECT record, reason FROM job_row WHERE job = ? AND reason <> '' AND record > ? ORDER BY record LIMIT ?"), job, after, most)
	if err != nil {
		return nil, fmt.Errorf("refused rows: %w", err)
	}
	defer rows.Close()
	var out []Refused
	for rows.Next() {
		var one Refused
		if err := rows.Scan(&one.Record, &one.Reason); err != nil {
			return nil, fmt.Errorf("refused rows: %w", err)
		}
		out = append(out, one)
	}
	return out, wrap(rows.Err(), "refused rows")
}

// IDs are the ids after one of them of the records that f means and the actor
// may see, at most most, in their order.
func (tx *Tx) IDs(ctx context.Context, r *register.Register, f register.Filter, after register.ID, most int) ([]register.ID, error) {
	r = tx.schema.This(r)
	w := &where{ctx: ctx, tx: tx, road: road{}.survey(r, f, "", nil)}
	cond, err := w.sql(r, "t", register.All{tx.actor.Rows(r, register.See), f})
	if err != nil {
		return nil, err
	}
	args := append(w.args, after)
	text := "SELECT t.id FROM " + w.from(r) + " WHERE (" + cond + ") AND t.id > " + tx.d.mark(len(args)) + " ORDER BY t.id LIMIT " + strconv.Itoa(most)
	rows, err := tx.query(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("ids of %s: %w", r.Path, err)
	}
	return idList(rows, "ids of "+r.Path)
}
