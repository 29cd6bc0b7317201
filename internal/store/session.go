package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dossier/internal/register"
)

// touchEvery is how exactly the last use of sessions and tokens is known.
const touchEvery = time.Minute

// SessionsChanged is the name under which OnChange tells that sessions ended.
const SessionsChanged = "session"

// Session is a browser that signed in. Its token is known to the browser
// alone; Hash names the session on pages.
type Session struct {
	Hash      string
	User      register.ID
	CreatedAt time.Time
	SeenAt    time.Time // to the minute
	ExpiresAt time.Time
	Address   string
	Device    string
	Method    string // how the user signed in: password, totp, recovery, set-up
	Half      bool   // the password was right, the second factor is awaited
}

// SignIn begins a session that ends after life at the latest, and returns the
// token for the cookie. It takes User, Address, Device, Method and Half of s.
func (tx *Tx) SignIn(ctx context.Context, s Session, life time.Duration) (token string, err error) {
	token = newSecret()
	now := tx.work.now
	_, err = tx.run(ctx, "INSERT INTO session (hash, user_id, created_at, seen_at, expires_at, address, device, method, half) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		hashOf(token), s.User, millis(now), millis(now), millis(now.Add(life)), s.Address, s.Device, s.Method, bit(s.Half))
	return token, wrap(err, "sign in")
}

// CompleteSignIn turns a half session into a whole one with a token of its own;
// method is the second factor that was shown. The half session is gone.
func (tx *Tx) CompleteSignIn(ctx context.Context, half Session, method string, life time.Duration) (token string, err error) {
	n, err := tx.run(ctx, "DELETE FROM session WHERE hash = ? AND half = 1", half.Hash)
	if err := found(n, err, "complete sign-in"); err != nil {
		return "", err
	}
	half.Half, half.Method = false, method
	return tx.SignIn(ctx, half, life)
}

const sessionColumns = "hash, user_id, created_at, seen_at, expires_at, address, device, method, half"

// Session is the session of a token. It is register.ErrNotFound when there is
// none, when it expired, or when it was not used for idle.
func (st *Store) Session(ctx context.Context, token string, idle time.Duration) (Session, error) {
	now := st.Now()
	s, err := st.PeekSession(ctx, token, idle)
	if err != nil {
		return Session{}, err
	}
	if now.Sub(s.SeenAt) >= touchEvery {
		if _, err := st.run(ctx, "UPDATE session SET seen_at = ? WHERE hash = ? AND seen_at < ?", millis(now), s.Hash, millis(now)); err != nil {
			slog.WarnContext(ctx, "the use of a session is not noted", "error", err) // whoever only reads still may
		}
		s.SeenAt = now
	}
	return s, nil
}

// PeekSession is Session for what a page does by itself: that is no use of the
// session, and does not keep it.
func (st *Store) PeekSession(ctx context.Context, token string, idle time.Duration) (Session, error) {
	now := st.Now()
	return scanSession(st.read.QueryRowContext(ctx, st.d.sql("SELECT "+sessionColumns+" FROM session WHERE hash = ? AND expires_at > ? AND seen_at > ?"),
		hashOf(token), millis(now), millis(now.Add(-idle))))
}

func scanSession(row interface{ Scan(...any) error }) (Session, error) {
	var s Session
	var created, seen, expires int64
	err := row.Scan(&s.Hash, &s.User, &created, &seen, &expires, &s.Address, &s.Device, &s.Method, &s.Half)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, register.ErrNotFound
	}
	if err != nil {
		return Session{}, fmt.Errorf("session: %w", err)
	}
	s.CreatedAt, s.SeenAt, s.ExpiresAt = moment(created), moment(seen), moment(expires)
	return s, nil
}

// Sessions are the whole sessions of a user that may still be used, the last
// used first.
func (st *Store) Sessions(ctx context.Context, user register.ID, idle time.Duration) ([]Session, error) {
	now := st.Now()
	var out []Session
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		s, err := scanSession(rows)
		out = append(out, s)
		return err
	}, st.d.sql("SELECT "+sessionColumns+" FROM session WHERE user_id = ? AND half = 0 AND expires_at > ? AND seen_at > ? ORDER BY seen_at DESC, hash"),
		user, millis(now), millis(now.Add(-idle)))
	return out, wrap(err, "sessions")
}

// EndSession ends one session of a user, named by its hash.
func (tx *Tx) EndSession(ctx context.Context, user register.ID, hash string) error {
	n, err := tx.run(ctx, "DELETE FROM session WHERE user_id = ? AND hash = ?", user, hash)
	tx.work.touched[SessionsChanged] = true
	return found(n, err, "end session")
}

// EndSessions ends every session of a user but the one whose hash is except,
// and counts them.
func (tx *Tx) EndSessions(ctx context.Context, user register.ID, except string) (int64, error) {
	n, err := tx.run(ctx, "DELETE FROM session WHERE user_id = ? AND hash <> ?", user, except)
	tx.work.touched[SessionsChanged] = true
	return n, wrap(err, "end sessions")
}

// SweepSessions forgets sessions that can no longer be used, and links that
// expired.
func (st *Store) SweepSessions(ctx context.Context, idle time.Duration) error {
	now := st.Now()
	_, err := st.run(ctx, "DELETE FROM session WHERE expires_at <= ? OR seen_at <= ?", millis(now), millis(now.Add(-idle)))
	_, err2 := st.run(ctx, "DELETE FROM invitation WHERE expires_at <= ?", millis(now))
	return wrap(errors.Join(err, err2), "sweep sessions")
}

// SignIn is one attempt to sign in, successful or not.
type SignIn struct {
	At      time.Time
	User    register.ID // nought when the name is nobody's
	Name    string      // as typed, empty when it is the user's own
	Address string
	Device  string
	Outcome string // a fixed word: ok, wrong_password, wrong_code, throttled …
}

// NoteSignIn keeps an attempt to sign in.
func (tx *Tx) NoteSignIn(ctx context.Context, s SignIn) error {
	_, err := tx.run(ctx, "INSERT INTO sign_in (at, user_id, name, address, device, outcome) VALUES (?, ?, ?, ?, ?, ?)",
		millis(tx.work.now), orNull(s.User), s.Name, s.Address, s.Device, s.Outcome)
	return wrap(err, "note sign-in")
}

// SignIns are a user's last attempts to sign in, the newest first.
func (st *Store) SignIns(ctx context.Context, user register.ID, most int) ([]SignIn, error) {
	var out []SignIn
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		s := SignIn{User: user}
		var at int64
		err := rows.Scan(&at, &s.Name, &s.Address, &s.Device, &s.Outcome)
		s.At = moment(at)
		out = append(out, s)
		return err
	}, st.d.sql("SELECT at, name, address, device, outcome FROM sign_in WHERE user_id = ? ORDER BY at DESC, id DESC LIMIT ?"), user, most)
	return out, wrap(err, "sign-ins")
}

// SweepSignIns forgets the attempts to sign in of before a moment.
func (st *Store) SweepSignIns(ctx context.Context, before time.Time) error {
	_, err := st.run(ctx, "DELETE FROM sign_in WHERE at < ?", millis(before))
	return wrap(err, "sweep sign-ins")
}

// SignedInFrom reports whether a user has signed in from a device before.
func (st *Store) SignedInFrom(ctx context.Context, user register.ID, device string) (bool, error) {
	var known bool
	err := st.read.QueryRowContext(ctx, st.d.sql("SELECT EXISTS (SELECT 1 FROM sign_in WHERE user_id = ? AND device = ? AND outcome = 'ok')"), user, device).Scan(&known)
	return known, wrap(err, "sign-ins")
}
