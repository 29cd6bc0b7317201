package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Throttle counts one attempt under a key, on all nodes together. It returns
// how long to wait when there were more than most in the window, else nought.
func (st *Store) Throttle(ctx context.Context, key string, most int, window time.Duration) (wait time.Duration, err error) {
	now := st.Now()
	var count int
	var until int64
	err = st.write.QueryRowContext(ctx, st.d.sql(`INSERT INTO throttle (key, count, since, until) VALUES (?, 1, ?, ?) ON CONFLICT (key) DO UPDATE SET
		count = CASE WHEN throttle.until <= excluded.since THEN 1 ELSE throttle.count + 1 END,
		since = CASE WHEN throttle.until <= excluded.since THEN excluded.since ELSE throttle.since END,
		until = CASE WHEN throttle.until <= excluded.since THEN excluded.until ELSE throttle.until END
		RETURNING count, until`), key, millis(now), millis(now.Add(window))).Scan(&count, &until)
	if err != nil || count <= most {
		return 0, wrap(err, "throttle")
	}
	return moment(until).Sub(now), nil
}

// Throttled is how long to wait before another attempt under a key, without
// counting one.
func (st *Store) Throttled(ctx context.Context, key string, most int) (wait time.Duration, err error) {
	now := st.Now()
	var until int64
	err = st.read.QueryRowContext(ctx, st.d.sql("SELECT until FROM throttle WHERE key = ? AND count >= ? AND until > ?"), key, most, millis(now)).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, wrap(err, "throttle")
	}
	return moment(until).Sub(now), nil
}

// Unthrottle forgets the attempts under a key.
func (st *Store) Unthrottle(ctx context.Context, key string) error {
	_, err := st.run(ctx, "DELETE FROM throttle WHERE key = ?", key)
	return wrap(err, "throttle")
}

// SweepThrottle forgets attempts whose window has passed.
func (st *Store) SweepThrottle(ctx context.Context) error {
	_, err := st.run(ctx, "DELETE FROM throttle WHERE until <= ?", millis(st.Now()))
	return wrap(err, "sweep throttle")
}
