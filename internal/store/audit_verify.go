package store

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dossier/internal/register"
)

// Anchor is the last line of a chain of the audit log, kept where those who
// can write to the database cannot: in the log stream, in a mail.
type Anchor struct {
	Chain string // node and day
	Seq   int64
	Hash  string
}

// AuditBroken says where the audit log is not as it was written.
type AuditBroken struct {
	Chain string
	Seq   int64
	Why   string
}

func (e *AuditBroken) Error() string {
	return fmt.Sprintf("audit log: %s, line %d: %s", e.Chain, e.Seq, e.Why)
}

// AuditSound is what VerifyAudit found in order.
type AuditSound struct {
	Chains, Lines int
}

// VerifyAudit reads the whole audit log. Each line must follow from the one
// before it, and each anchor, taken when its chain was shorter or as long,
// must still be there, unless its time is over; only anchors show that the end
// of a chain was cut off.
// The error is *AuditBroken at the first line that is wrong.
func (st *Store) VerifyAudit(ctx context.Context, anchors []Anchor) (AuditSound, error) {
	waiting := map[Anchor]bool{}
	since := st.Now().Add(-AuditKept).UTC().Format(time.DateOnly)
	for _, a := range anchors {
		if day := a.Chain[max(0, len(a.Chain)-len(time.DateOnly)):]; day > since {
			waiting[a] = true
		}
	}
	var sound AuditSound
	var last Anchor
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		var at, actor, record int64
		var node, act, about, facts, prev string
		var line Anchor
		if err := rows.Scan(&line.Chain, &line.Seq, &at, &node, &actor, &act, &about, &record, &facts, &prev, &line.Hash); err != nil {
			return err
		}
		if line.Chain != last.Chain {
			last = Anchor{Chain: line.Chain}
			sound.Chains++
		}
		broken := func(why string) error { return &AuditBroken{line.Chain, line.Seq, why} }
		want := auditHash(st.key, prev, at, node, line.Chain, line.Seq, register.ID(actor), act, about, register.ID(record), facts)
		switch {
		case line.Seq != last.Seq+1:
			return broken(fmt.Sprintf("line %d is missing before it", last.Seq+1))
		case prev != last.Hash:
			return broken("it does not follow the line before it")
		case !hmac.Equal([]byte(want), []byte(line.Hash)):
			return broken("it was changed")
		}
		delete(waiting, line)
		last = line
		sound.Lines++
		return nil
	}, "SELECT chain, seq, at, node, actor, act, register, record, facts, prev, hash FROM audit ORDER BY chain, seq")
	var broken *AuditBroken
	if err != nil && !errors.As(err, &broken) {
		err = fmt.Errorf("verify the audit log: %w", err)
	}
	if err != nil {
		return sound, err
	}
	for _, a := range anchors {
		if waiting[a] {
			return sound, &AuditBroken{a.Chain, a.Seq, "the log was cut off or rewritten since its anchor was taken"}
		}
	}
	return sound, nil
}

// Anchors are the last lines of the chains that grew since a day, 2006-01-02;
// the empty day means all.
func (st *Store) Anchors(ctx context.Context, day string) ([]Anchor, error) {
	var out []Anchor
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		var a Anchor
		err := rows.Scan(&a.Chain, &a.Seq, &a.Hash)
		out = append(out, a)
		return err
	}, st.d.sql(`SELECT a.chain, a.seq, a.hash FROM audit a WHERE a.seq = (SELECT max(b.seq) FROM audit b WHERE b.chain = a.chain)
		AND substr(a.chain, length(a.chain) - 9) >= ? ORDER BY a.chain`), day)
	return out, wrap(err, "anchors of the audit log")
}
