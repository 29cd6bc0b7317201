package store

import (
	"context"
	"database/sql"
	"time"

	"dossier/internal/register"
)

// Entrance is how a user may come in, without the secrets of it.
type Entrance struct {
	Password     bool      // has one
	Factor       bool      // has a second factor
	InvitedUntil time.Time // an unused link is good until then; zero is none
	SeenAt       time.Time // last use of a session that is still there; zero is none
}

// Entrances are those of all users who ever had one.
func (st *Store) Entrances(ctx context.Context) (map[register.ID]Entrance, error) {
	now := millis(st.Now())
	out := map[register.ID]Entrance{}
	err := each(ctx, st.read, func(rows *sql.Rows) error {
		var user register.ID
		var e Entrance
		var invited, seen int64
		if err := rows.Scan(&user, &e.Password, &e.Factor, &invited, &seen); err != nil {
			return err
		}
		e.InvitedUntil, e.SeenAt = moment(invited), moment(seen)
		out[user] = e
		return nil
	}, st.d.sql(`SELECT u.user_id,
			COALESCE((SELECT CASE WHEN c.password <> '' THEN 1 ELSE 0 END FROM credential c WHERE c.user_id = u.user_id), 0),
			COALESCE((SELECT CASE WHEN c.totp <> '' THEN 1 ELSE 0 END FROM credential c WHERE c.user_id = u.user_id), 0),
			COALESCE((SELECT max(i.expires_at) FROM invitation i WHERE i.user_id = u.user_id AND i.used_at = 0 AND i.expires_at > ?), 0),
			COALESCE((SELECT max(s.seen_at) FROM session s WHERE s.user_id = u.user_id AND s.half = 0), 0)
		FROM (SELECT user_id FROM credential UNION SELECT user_id FROM invitation) u`), now)
	return out, wrap(err, "entrances")
}
