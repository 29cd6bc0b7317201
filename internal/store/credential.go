package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// Credential is what a user signs in with.
type Credential struct {
	User      register.ID
	Password  string   // its hash, empty while the user cannot sign in
	TOTP      string   // sealed key of one-time codes, empty for none
	Recovery  []string // hashes of the recovery codes not yet used
	ChangedAt time.Time
}

// Credential is a user's; register.ErrNotFound when the user never had one.
func (st *Store) Credential(ctx context.Context, user register.ID) (Credential, error) {
	c := Credential{User: user}
	var recovery string
	var changed int64
	err := st.read.QueryRowContext(ctx, st.d.sql("SELECT password, totp, recovery, changed_at FROM credential WHERE user_id = ?"), user).
		Scan(&c.Password, &c.TOTP, &recovery, &changed)
	if errors.Is(err, sql.ErrNoRows) {
		return Credential{}, register.ErrNotFound
	}
	if err != nil {
		return Credential{}, fmt.Errorf("credential: %w", err)
	}
	c.Recovery, c.ChangedAt = strings.Fields(recovery), moment(changed)
	return c, nil
}

// SetPassword keeps the hash of a user's password; the empty hash takes the
// possibility to sign in away.
func (tx *Tx) SetPassword(ctx context.Context, user register.ID, hash string) error {
	return tx.setCredential(ctx, user, "password", hash)
}

// SetTOTP keeps the sealed key of a user's one-time codes, empty for none,
// and the hashes of new recovery codes.
func (tx *Tx) SetTOTP(ctx context.Context, user register.ID, sealed string, recovery []string) error {
	if err := tx.setCredential(ctx, user, "totp", sealed); err != nil {
		return err
	}
	_, err := tx.run(ctx, "UPDATE credential SET totp_step = 0 WHERE user_id = ?", user)
	if err != nil {
		return wrap(err, "set totp")
	}
	return tx.SetRecovery(ctx, user, recovery)
}

// SetRecovery replaces a user's recovery codes, given by their hashes.
func (tx *Tx) SetRecovery(ctx context.Context, user register.ID, hashes []string) error {
	return tx.setCredential(ctx, user, "recovery", strings.Join(hashes, " "))
}

func (tx *Tx) setCredential(ctx context.Context, user register.ID, column, value string) error {
	_, err := tx.run(ctx, "INSERT INTO credential (user_id, "+column+", changed_at) VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET "+
		column+" = excluded."+column+", changed_at = excluded.changed_at", user, value, millis(tx.work.now))
	return wrap(err, "set "+column)
}

// UseCode notes that the one-time code of a time step was used. It is false
// when that step or a later one was used before: no code opens twice.
func (tx *Tx) UseCode(ctx context.Context, user register.ID, step int64) (bool, error) {
	n, err := tx.run(ctx, "UPDATE credential SET totp_step = ? WHERE user_id = ? AND totp_step < ?", step, user, step)
	return n == 1, wrap(err, "use code")
}

// UseRecovery takes a recovery code, given by its hash, from those left. It is
// false when it is not among them.
func (tx *Tx) UseRecovery(ctx context.Context, user register.ID, hash string) (bool, error) {
	var left string
	err := tx.queryRow(ctx, tx.d.sql("SELECT recovery FROM credential WHERE user_id = ?"), user).Scan(&left)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, wrap(err, "use recovery code")
	}
	codes := strings.Fields(left)
	i := slices.Index(codes, hash)
	if i < 0 {
		return false, nil
	}
	rest := strings.Join(slices.Delete(codes, i, i+1), " ")
	n, err := tx.run(ctx, "UPDATE credential SET recovery = ? WHERE user_id = ? AND recovery = ?", rest, user, left) // another node may have been first
	return n == 1, wrap(err, "use recovery code")
}

// InvitationKind says what a link is for.
type InvitationKind string

const (
	Join  InvitationKind = "join"  // to set the first password
	Reset InvitationKind = "reset" // to set another one
)

// Invite makes a link that lets a user set a password once, within life, and
// returns its token. An earlier link of the kind is no longer good.
func (tx *Tx) Invite(ctx context.Context, user register.ID, kind InvitationKind, life time.Duration) (token string, err error) {
	if _, err := tx.run(ctx, "DELETE FROM invitation WHERE user_id = ? AND kind = ?", user, string(kind)); err != nil {
		return "", wrap(err, "invite")
	}
	token = newSecret()
	_, err = tx.run(ctx, "INSERT INTO invitation (hash, user_id, kind, expires_at) VALUES (?, ?, ?, ?)",
		hashOf(token), user, string(kind), millis(tx.work.now.Add(life)))
	return token, wrap(err, "invite")
}

// Invited is whom a link is for, without using it: mail programs follow links
// too. register.ErrNotFound when it is used, expired or was never made.
func (st *Store) Invited(ctx context.Context, token string) (register.ID, InvitationKind, error) {
	var user register.ID
	var kind string
	err := st.read.QueryRowContext(ctx, st.d.sql("SELECT user_id, kind FROM invitation WHERE hash = ? AND used_at = 0 AND expires_at > ?"),
		hashOf(token), millis(st.Now())).Scan(&user, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		err = register.ErrNotFound
	}
	return user, InvitationKind(kind), wrap(err, "invitation")
}

// UseInvitation uses a link up; register.ErrNotFound as with Invited.
func (tx *Tx) UseInvitation(ctx context.Context, token string) (register.ID, InvitationKind, error) {
	var user register.ID
	var kind string
	err := tx.queryRow(ctx, tx.d.sql("UPDATE invitation SET used_at = ? WHERE hash = ? AND used_at = 0 AND expires_at > ? RETURNING user_id, kind"),
		millis(tx.work.now), hashOf(token), millis(tx.work.now)).Scan(&user, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		err = register.ErrNotFound
	}
	return user, InvitationKind(kind), wrap(err, "use invitation")
}
