package store

import (
	"context"
	"sync"
	"time"
)

// changes tells those who keep something in memory that a register changed.
type changes struct {
	mu        sync.RWMutex
	listeners []func(register string)
	untold    map[string]bool // names that the other nodes are yet to be told
}

// OnChange calls fn after each commit, here or on another node or process,
// that changed a register; the name "" means that anything may have changed.
// fn must be quick.
func (st *Store) OnChange(fn func(register string)) {
	st.changed.mu.Lock()
	defer st.changed.mu.Unlock()
	st.changed.listeners = append(st.changed.listeners, fn)
}

// announce tells the listeners of this process, and then other nodes, what a
// commit changed.
func (st *Store) announce(names map[string]bool) {
	st.call(names)
	st.tellOthers(names)
}

// announceFromOutside is announce for commits of other nodes and processes:
// what is kept in memory is forgotten first.
func (st *Store) announceFromOutside(names map[string]bool) {
	st.kept.forget(names)
	st.call(names)
}

func (st *Store) call(names map[string]bool) {
	st.changed.mu.RLock()
	defer st.changed.mu.RUnlock()
	for name := range names {
		for _, fn := range st.changed.listeners {
			fn(name)
		}
	}
}

// SweepNotices forgets the notices of what changed before a moment: whoever
// listens has heard them.
func (st *Store) SweepNotices(ctx context.Context, before time.Time) error {
	_, err := st.run(ctx, "DELETE FROM notice WHERE at < ?", millis(before))
	return wrap(err, "sweep notices")
}
