package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"dossier/internal/register"
)

// mostKept is how many rows a directory may have to be answered from memory.
const mostKept = 5000

// keptDirectories holds directories whole, as immutable maps, until one of
// their rows changes.
type keptDirectories struct {
	mu   sync.RWMutex
	all  map[string]map[register.ID]register.Record
	turn map[string]uint64 // counts the changes, so that a late reader keeps nothing stale
}

func (k *keptDirectories) forget(names map[string]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for name := range names {
		delete(k.all, name)
		if k.turn == nil {
			k.turn = map[string]uint64{}
		}
		k.turn[name]++
	}
}

// directory is every row of a directory by id, nil when it is too large to be
// kept. A unit of work that changed the directory keeps its own rows, until it
// changes them again.
func (tx *Tx) directory(ctx context.Context, r *register.Register) (map[register.ID]register.Record, error) {
	k := &tx.store.kept
	own := tx.work.touched[r.Name]
	k.mu.RLock()
	all, turn := k.all[r.Name], k.turn[r.Name]
	k.mu.RUnlock()
	if own {
		all = tx.work.directories[r.Name]
	}
	if all != nil {
		return all, nil
	}
	recs, err := tx.program().Select(ctx, r, register.Query{Limit: mostKept + 1, Sort: []register.Sort{{Field: "id"}}})
	if err != nil {
		return nil, err
	}
	if len(recs) > mostKept {
		return nil, nil
	}
	all = make(map[register.ID]register.Record, len(recs))
	for _, rec := range recs {
		all[register.BaseOf(rec).ID] = rec
	}
	if own {
		if tx.work.directories == nil {
			tx.work.directories = map[string]map[register.ID]register.Record{}
		}
		tx.work.directories[r.Name] = all
		return all, nil
	}
	k.mu.Lock()
	if k.turn[r.Name] == turn {
		if k.all == nil {
			k.all = map[string]map[register.ID]register.Record{}
		}
		k.all[r.Name] = all
	}
	k.mu.Unlock()
	return all, nil
}

// counters holds numbers taken ahead, where taking one would make others wait.
type counters struct {
	mu   sync.Mutex
	next map[string]int64
	last map[string]int64
}

// ahead is how many numbers a node takes at once on PostgreSQL.
const ahead = 32

// Alone waits until no other unit of work is alone in what is named. SQLite has
// one writer at a time as it is.
func (tx *Tx) Alone(ctx context.Context, what string) error {
	if tx.work.reading || tx.d.name == "sqlite" {
		return nil
	}
	_, err := tx.exec(ctx, "SELECT pg_advisory_xact_lock($1, hashtext($2))", aloneLock, what)
	return wrap(err, "be alone in "+what)
}

// aloneLock keeps the locks of units of work apart from other advisory locks.
const aloneLock = 1146377043

// Next is the next number of a series, from 1. Numbers may be skipped.
func (tx *Tx) Next(ctx context.Context, series string) (int64, error) {
	if tx.d.name == "sqlite" {
		var n int64
		err := tx.queryRow(ctx, "INSERT INTO counter (series, next) VALUES (?1, 2) ON CONFLICT (series) DO UPDATE SET next = next + 1 RETURNING next - 1", series).Scan(&n)
		return n, wrap(err, "number "+series)
	}
	c := &tx.store.counters
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next, c.last = map[string]int64{}, map[string]int64{}
	}
	if c.next[series] == c.last[series] {
		// Outside the unit of work: a row locked until its end would make
		// every other creator wait.
		text := fmt.Sprintf("INSERT INTO counter AS c (series, next) VALUES ($1, %d) ON CONFLICT (series) DO UPDATE SET next = c.next + %d RETURNING next", 1+ahead, ahead)
		var end int64
		if err := tx.store.side.QueryRowContext(ctx, text, series).Scan(&end); err != nil {
			return 0, wrap(err, "number "+series)
		}
		c.next[series], c.last[series] = end-ahead, end
	}
	n := c.next[series]
	c.next[series]++
	return n, nil
}

func wrap(err error, doing string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

func nilIfNotFound(err error) error {
	if errors.Is(err, register.ErrNotFound) {
		return nil
	}
	return err
}

// expressionIndex is the index of a filterable custom field.
func expressionIndex(d dialect, r *register.Register, f *register.Field) (name, text string) {
	name = strings.Join([]string{r.Path, f.Name, "custom"}, "_")
	concurrently := ""
	if d.name == "postgres" {
		concurrently = "CONCURRENTLY "
	}
	return name, fmt.Sprintf("CREATE INDEX %sIF NOT EXISTS %s ON %s (%s, %s)", concurrently, name, r.Path, d.custom("", f), quoted(listOf(r).under()))
}

// IndexCustom makes the index of a filterable custom field; a job calls it,
// outside any unit of work.
func (st *Store) IndexCustom(ctx context.Context, r *register.Register, f *register.Field) error {
	name, text := expressionIndex(st.d, st.Schema().This(r), f)
	_, err := st.write.ExecContext(ctx, text)
	return wrap(err, "index "+name)
}
