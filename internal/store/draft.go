package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dossier/internal/register"
)

// SaveDraft keeps what a user typed into a form and has not yet sent. key
// names the form, as deal/12 or deal/new.
func (st *Store) SaveDraft(ctx context.Context, user register.ID, key, body string) error {
	_, err := st.run(ctx, "INSERT INTO draft (user_id, key, body, saved_at) VALUES (?, ?, ?, ?) ON CONFLICT (user_id, key) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
		user, key, body, millis(st.Now()))
	return wrap(err, "save draft")
}

// Draft is what SaveDraft kept and when, register.ErrNotFound when nothing is.
// Inside a unit of work ask Tx.Draft: units that each wait for a second
// connection would wait for each other.
func (st *Store) Draft(ctx context.Context, user register.ID, key string) (body string, saved time.Time, err error) {
	return readDraft(st.read.QueryRowContext(ctx, st.d.sql(askDraft), user, key))
}

// Draft is Store.Draft in a unit of work.
func (tx *Tx) Draft(ctx context.Context, user register.ID, key string) (body string, saved time.Time, err error) {
	return readDraft(tx.queryRow(ctx, tx.d.sql(askDraft), user, key))
}

const askDraft = "SELECT body, saved_at FROM draft WHERE user_id = ? AND key = ?"

func readDraft(row *sql.Row) (body string, saved time.Time, err error) {
	var at int64
	err = row.Scan(&body, &at)
	if errors.Is(err, sql.ErrNoRows) {
		err = register.ErrNotFound
	}
	return body, moment(at), wrap(err, "draft")
}

// DropDraft forgets a draft, with the unit of work that keeps what it said.
func (tx *Tx) DropDraft(ctx context.Context, user register.ID, key string) error {
	_, err := tx.run(ctx, "DELETE FROM draft WHERE user_id = ? AND key = ?", user, key)
	return wrap(err, "drop draft")
}

// DiscardDraft forgets a draft that its user does not want.
func (st *Store) DiscardDraft(ctx context.Context, user register.ID, key string) error {
	_, err := st.run(ctx, "DELETE FROM draft WHERE user_id = ? AND key = ?", user, key)
	return wrap(err, "discard draft")
}

// SweepDrafts forgets drafts last saved before a moment.
func (st *Store) SweepDrafts(ctx context.Context, before time.Time) error {
	_, err := st.run(ctx, "DELETE FROM draft WHERE saved_at < ?", millis(before))
	return wrap(err, "sweep drafts")
}
