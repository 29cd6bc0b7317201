package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// channel is where nodes on one PostgreSQL database tell each other what they
// changed.
const channel = "dossier"

// Intervals of watching.
const (
	lookEvery   = 200 * time.Millisecond // SQLite is asked whether another process wrote
	gatherFor   = 20 * time.Millisecond  // changes are told together
	listenAgain = time.Second            // after the connection was lost
)

// Watch learns what other nodes and processes change, and tells those who
// asked OnChange within a second. It returns when ctx ends.
func (st *Store) Watch(ctx context.Context) error {
	watch := st.watchFile
	if st.d.name == "postgres" {
		watch = st.listen
	}
	pause := time.NewTicker(listenAgain)
	defer pause.Stop()
	for {
		err := watch(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		slog.WarnContext(ctx, "changes of other nodes are not heard", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-pause.C:
		}
	}
}

// everything is every name that OnChange tells, and the empty one.
func (st *Store) everything() map[string]bool {
	names := map[string]bool{"": true, JobsChanged: true, SettingsChanged: true, SessionsChanged: true}
	for _, r := range st.Schema().Registers {
		names[r.Name] = true
	}
	return names
}

// listen hears what other nodes tell. What was told before it began is made
// up for by telling that everything may have changed.
func (st *Store) listen(ctx context.Context) error {
	conn, err := st.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error {
		pg := raw.(*stdlib.Conn).Conn()
		if _, err := pg.Exec(ctx, "LISTEN "+channel); err != nil {
			return err
		}
		defer pg.Close(context.WithoutCancel(ctx)) // a listening connection must not go back to the pool
		st.announceFromOutside(st.everything())
		for {
			told, err := pg.WaitForNotification(ctx)
			if err != nil {
				return err
			}
			node, names, _ := strings.Cut(told.Payload, " ")
			if node == st.node {
				continue
			}
			changed := map[string]bool{}
			for _, name := range strings.Fields(names) {
				changed[name] = true
			}
			st.announceFromOutside(changed)
		}
	})
}

// tellOthers tells the other nodes what this one changed, soon and together.
func (st *Store) tellOthers(names map[string]bool) {
	if st.d.name != "postgres" {
		return // processes on a SQLite file look for themselves
	}
	c := &st.changed
	c.mu.Lock()
	defer c.mu.Unlock()
	first := len(c.untold) == 0
	if c.untold == nil {
		c.untold = map[string]bool{}
	}
	for name := range names {
		c.untold[name] = true
	}
	if first && len(c.untold) > 0 {
		time.AfterFunc(gatherFor, st.tell)
	}
}

func (st *Store) tell() {
	c := &st.changed
	c.mu.Lock()
	names := c.untold
	c.untold = nil
	c.mu.Unlock()
	payload := st.node
	for name := range names {
		payload += " " + name
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := st.write.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, payload); err != nil && !errors.Is(err, sql.ErrConnDone) {
		slog.Warn("other nodes are not told of a change", "error", err)
	}
}

// watchFile looks whether the SQLite file was written, and reads from the
// journal which registers were. That it also sees what this process wrote
// costs little and does no harm.
func (st *Store) watchFile(ctx context.Context) error {
	conn, err := st.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	version := func() (v int64, err error) {
		return v, conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	}
	seen, err := version()
	if err != nil {
		return err
	}
	var last sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT max(id) FROM journal").Scan(&last); err != nil {
		return err
	}
	st.announceFromOutside(st.everything())
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
		now, err := version()
		if err != nil {
			return err
		}
		if now == seen {
			continue
		}
		seen = now
		changed := map[string]bool{JobsChanged: true, SettingsChanged: true}
		rows, err := conn.QueryContext(ctx, "SELECT register, max(id) FROM journal WHERE id > ? GROUP BY register", last.Int64)
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		for rows.Next() {
			var name string
			var id int64
			if err := rows.Scan(&name, &id); err != nil {
				rows.Close()
				return fmt.Errorf("read the journal: %w", err)
			}
			changed[name] = true
			last.Int64 = max(last.Int64, id)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		st.announceFromOutside(changed)
	}
}
