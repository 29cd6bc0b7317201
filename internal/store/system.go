package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"dossier/internal/register"
)

// sql gives a statement written with ? the marks of the dialect. No text in
// it holds a question mark.
func (d dialect) sql(text string) string {
	if d.name == "sqlite" {
		return text
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, more := strings.Cut(text, "?")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		b.WriteString(d.mark(n))
		text = after
	}
}

// run does one statement on its own and counts the rows it changed. It waits
// for the writer, so it must not be called inside a unit of work.
func (st *Store) run(ctx context.Context, text string, args ...any) (int64, error) {
	res, err := st.write.ExecContext(ctx, st.d.sql(text), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// run does one statement of the unit of work and counts the rows it changed.
func (tx *Tx) run(ctx context.Context, text string, args ...any) (int64, error) {
	res, err := tx.exec(ctx, tx.d.sql(text), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// found is register.ErrNotFound when a change met no row.
func found(changed int64, err error, doing string) error {
	if err == nil && changed == 0 {
		err = register.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// newSecret is a token with 130 bits of chance, for a cookie, a link or a
// header.
func newSecret() string { return rand.Text() }

// hashOf is what is kept of a token: whoever reads the database cannot use it.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
