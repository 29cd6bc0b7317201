package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"dossier/internal/register"
)

// auditLine is a line waiting for the end of its unit of work.
type auditLine struct {
	act   string
	about register.Link
	facts string
}

// auditChain gives the lines of one node and day their places in a chain. It
// is held from the first line written in a unit of work to its commit, which
// is short: lines are written last.
type auditChain struct{ mu sync.Mutex }

// Audit adds a line to the audit log. It is written when the unit of work is
// kept, and holds names and counts, never the personal data itself.
func (tx *Tx) Audit(_ context.Context, act string, about register.Link, facts map[string]any) error {
	text, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("audit %s: %w", act, err)
	}
	tx.work.audits = append(tx.work.audits, auditLine{act, about, string(text)})
	return nil
}

// seal writes the unit's audit lines into the chain of this node and day.
func (tx *Tx) seal(ctx context.Context) error {
	if len(tx.work.audits) == 0 {
		return nil
	}
	st := tx.store
	st.audits.mu.Lock()
	tx.work.unlock = st.audits.mu.Unlock
	chain := st.node + "/" + tx.work.now.Format(time.DateOnly)
	var seq int64
	var prev string
	err := tx.queryRow(ctx, "SELECT seq, hash FROM audit WHERE chain = "+tx.d.mark(1)+" ORDER BY seq DESC LIMIT 1", chain).Scan(&seq, &prev)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("audit: %w", err)
	}
	for _, l := range tx.work.audits {
		seq++
		at := millis(tx.work.now)
		hash := auditHash(st.key, prev, at, st.node, chain, seq, tx.work.user, l.act, l.about.Register, l.about.ID, l.facts)
		if err := tx.insert(ctx, "audit", []string{"at", "node", "chain", "seq", "actor", "act", "register", "record", "facts", "prev", "hash"},
			at, st.node, chain, seq, tx.work.user, l.act, l.about.Register, l.about.ID, l.facts, prev, hash); err != nil {
			return err
		}
		prev = hash
	}
	return nil
}

// AuditKept is how long lines of the audit log are kept: three years.
const AuditKept = 1095 * 24 * time.Hour

// SweepAudit removes the chains of the audit log that are kept no longer, each
// as a whole; the database lets no younger ones go.
func (st *Store) SweepAudit(ctx context.Context) error {
	day := st.Now().Add(-AuditKept).UTC().Truncate(24 * time.Hour)
	_, err := st.run(ctx, "DELETE FROM audit WHERE at < ?", millis(day))
	return wrap(err, "sweep the audit log")
}

// auditHash binds a line to all lines before it in its chain.
func auditHash(key []byte, prev string, parts ...any) string {
	mac := hmac.New(sha256.New, key)
	text, _ := json.Marshal(append([]any{prev}, parts...))
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}
