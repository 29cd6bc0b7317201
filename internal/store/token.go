package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"dossier/internal/register"
)

// TokenPrefix begins every token, so that tools that look for leaked secrets
// know it.
const TokenPrefix = "dossier_"

// Token lets a program act as a user within scopes.
type Token struct {
	ID        int64
	User      register.ID
	Name      string
	Scopes    []string // as in partner:see
	CreatedAt time.Time
	ExpiresAt time.Time // zero is never
	UsedAt    time.Time // to the minute, zero is never
	RevokedAt time.Time
}

// CreateToken makes a token of t's User, Name, Scopes and ExpiresAt and
// returns its secret, which is shown once.
func (tx *Tx) CreateToken(ctx context.Context, t Token) (secret string, err error) {
	secret = TokenPrefix + newSecret()
	_, err = tx.run(ctx, "INSERT INTO token (user_id, name, hash, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
		t.User, t.Name, hashOf(secret), strings.Join(t.Scopes, " "), millis(tx.work.now), millis(t.ExpiresAt))
	return secret, wrap(err, "create token")
}

const tokenColumns = "id, user_id, name, scopes, created_at, expires_at, used_at, revoked_at"

// Token is the token with a secret; register.ErrNotFound when there is none,
// or it expired or was revoked. first says that it was never used before.
func (st *Store) Token(ctx context.Context, secret string) (t Token, first bool, err error) {
	now := st.Now()
	t, err = scanToken(st.read.QueryRowContext(ctx, st.d.sql("SELECT "+tokenColumns+" FROM token WHERE hash = ? AND revoked_at = 0 AND (expires_at = 0 OR expires_at > ?)"),
		hashOf(secret), millis(now)))
	if err != nil || now.Sub(t.UsedAt) < touchEvery {
		return t, false, err
	}
	n, err := st.run(ctx, "UPDATE token SET used_at = ? WHERE id = ? AND used_at = ?", millis(now), t.ID, millis(t.UsedAt))
	if err != nil {
		slog.WarnContext(ctx, "the use of a token is not noted", "error", err)
	}
	first = t.UsedAt.IsZero() && n == 1
	t.UsedAt = now
	return t, first, nil
}

func scanToken(row interface{ Scan(...any) error }) (Token, error) {
	var t Token
	var scopes string
	var created, expires, used, revoked int64
	err := row.Scan(&t.ID, &t.User, &t.Name, &scopes, &created, &expires, &used, &revoked)
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, register.ErrNotFound
	}
	if err != nil {
		return Token{}, fmt.Errorf("token: %w", err)
	}
	t.Scopes = strings.Fields(scopes)
	t.CreatedAt, t.ExpiresAt, t.UsedAt, t.RevokedAt = moment(created), moment(expires), moment(used), moment(revoked)
	return t, nil
}

// Tokens are a user's tokens, the newest first, revoked and expired ones among
// them.
func (st *Store) Tokens(ctx context.Context, user register.ID) ([]Token, error) {
	var out []Token
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		t, err := scanToken(rows)
		out = append(out, t)
		return err
	}, st.d.sql("SELECT "+tokenColumns+" FROM token WHERE user_id = ? ORDER BY id DESC"), user)
	return out, wrap(err, "tokens")
}

// RevokeToken ends one token of a user.
func (tx *Tx) RevokeToken(ctx context.Context, user register.ID, id int64) error {
	n, err := tx.run(ctx, "UPDATE token SET revoked_at = ? WHERE user_id = ? AND id = ? AND revoked_at = 0", millis(tx.work.now), user, id)
	return found(n, err, "revoke token")
}

// RevokeTokens ends all tokens of a user and counts them.
func (tx *Tx) RevokeTokens(ctx context.Context, user register.ID) (int64, error) {
	n, err := tx.run(ctx, "UPDATE token SET revoked_at = ? WHERE user_id = ? AND revoked_at = 0", millis(tx.work.now), user)
	return n, wrap(err, "revoke tokens")
}
