package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dossier/internal/register"
)

// AuditQuery asks for lines of the audit log; what is empty does not narrow it.
type AuditQuery struct {
	Actor  register.ID
	Act    string
	About  register.Link // without an id, all records of the register
	Before int64         // lines older than this one
	Most   int
}

// AuditLine is a line of the audit log.
type AuditLine struct {
	ID    int64
	At    time.Time
	Node  string
	Actor register.ID // nought is the program
	Act   string
	About register.Link
	Facts map[string]any
}

// AuditLog are lines of the audit log, the newest first. Who may read it is
// for the caller to know: it speaks of everybody.
func (st *Store) AuditLog(ctx context.Context, q AuditQuery) ([]AuditLine, error) {
	var when []string
	var args []any
	narrow := func(cond string, value any) {
		when, args = append(when, cond), append(args, value)
	}
	if q.Actor != 0 {
		narrow("actor = ?", q.Actor)
	}
	if q.Act != "" {
		narrow("act = ?", q.Act)
	}
	if q.About.Register != "" {
		narrow("register = ?", q.About.Register)
	}
	if q.About.ID != 0 {
		narrow("record = ?", q.About.ID)
	}
	if q.Before != 0 {
		narrow("id < ?", q.Before)
	}
	text := "SELECT id, at, node, actor, act, register, record, facts FROM audit"
	if len(when) > 0 {
		text += " WHERE " + strings.Join(when, " AND ")
	}
	rows, err := st.read.QueryContext(ctx, st.d.sql(text+" ORDER BY id DESC LIMIT ?"), append(args, q.Most)...)
	if err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	defer rows.Close()
	var out []AuditLine
	for rows.Next() {
		var l AuditLine
		var at int64
		var facts string
		if err := rows.Scan(&l.ID, &at, &l.Node, &l.Actor, &l.Act, &l.About.Register, &l.About.ID, &facts); err != nil {
			return nil, fmt.Errorf("audit log: %w", err)
		}
		l.At = moment(at)
		if err := json.Unmarshal([]byte(facts), &l.Facts); err != nil {
			return nil, fmt.Errorf("audit log, line %d: %w", l.ID, err)
		}
		out = append(out, l)
	}
	return out, wrap(rows.Err(), "audit log")
}

// AuditActs are the acts that the audit log speaks of, in order.
func (st *Store) AuditActs(ctx context.Context) ([]string, error) {
	return texts(ctx, st.read, "SELECT DISTINCT act FROM audit ORDER BY act")
}
