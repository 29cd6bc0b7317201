package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

var (
	// ErrKeyReused says that the key was given with another request before.
	ErrKeyReused = errors.New("the idempotency key was used for another request")
	// ErrInProgress says that the first request with the key is still worked on.
	ErrInProgress = errors.New("a request with this idempotency key is in progress")
)

// Answer is what was answered to a request, to be given again.
type Answer struct {
	Status int
	Body   string
}

// Once begins a request that must not be done twice. It returns nil the first
// time; the caller then does the work and calls Answer in the same unit, so
// that the effect and its answer are kept together or not at all. Later it
// returns the first answer. Requests in the same moment wait for one another.
// The errors are ErrKeyReused and ErrInProgress.
func (tx *Tx) Once(ctx context.Context, key, request string) (*Answer, error) {
	user := tx.work.user
	sum := sha256.Sum256([]byte(request))
	want := hex.EncodeToString(sum[:])
	n, err := tx.run(ctx, "INSERT INTO idempotency (user_id, key, request, at) VALUES (?, ?, ?, ?) ON CONFLICT (user_id, key) DO NOTHING",
		user, key, want, millis(tx.work.now))
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "55P03" { // lock_not_available: the first is slow
		return nil, ErrInProgress
	}
	if err != nil {
		return nil, fmt.Errorf("idempotency key: %w", err)
	}
	if n == 1 {
		return nil, nil
	}
	var was string
	var a Answer
	err = tx.queryRow(ctx, tx.d.sql("SELECT request, status, answer FROM idempotency WHERE user_id = ? AND key = ?"), user, key).Scan(&was, &a.Status, &a.Body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("idempotency key: %w", err)
	case was != want:
		return nil, ErrKeyReused
	case a.Status == 0:
		return nil, ErrInProgress
	}
	return &a, nil
}

// Answer keeps what is answered to the request that Once began.
func (tx *Tx) Answer(ctx context.Context, key string, a Answer) error {
	n, err := tx.run(ctx, "UPDATE idempotency SET status = ?, answer = ? WHERE user_id = ? AND key = ?", a.Status, a.Body, tx.work.user, key)
	return found(n, err, "keep answer")
}

// SweepAnswers forgets answers given before a moment; a day is customary.
func (st *Store) SweepAnswers(ctx context.Context, before time.Time) error {
	_, err := st.run(ctx, "DELETE FROM idempotency WHERE at < ?", millis(before))
	return wrap(err, "sweep answers")
}
