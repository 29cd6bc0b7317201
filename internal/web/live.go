package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// livePath is where browsers listen.
const livePath = "/live"

// How streams are kept.
const (
	heartbeat      = 20 * time.Second      // keeps proxies from thinking that nobody is there
	gatherLive     = 50 * time.Millisecond // changes are told together
	streamsOfOne   = 12                    // of one user on one node: a browser has one
	listenAgainFor = 3000                  // milliseconds until a browser listens again
	mostUnread     = 100                   // are counted
	mostFired      = 20                    // reminders stand in the bell
)

// liveRoutes are the stream of what has changed for its reader.
func (s *Server) liveRoutes() {
	s.add("GET", livePath, StreamKind, (*call).listen, unasked)
}

// ringing is what rings for a user: what he has not read and the reminders he
// has not dismissed. It carries ids alone; who wants to know more asks, and
// hears what he may.
type ringing struct {
	unread int
	newest register.ID
	fired  []register.ID
}

// String is the same as long as nothing has changed.
func (r ringing) String() string {
	ids := make([]string, len(r.fired))
	for i, id := range r.fired {
		ids[i] = strconv.FormatInt(id, 10)
	}
	return fmt.Sprintf("%d.%d.%s", r.newest, r.unread, strings.Join(ids, "-"))
}

// ringingOf is what rings for some users, each by the indexes of his own.
func ringingOf(ctx context.Context, tx *store.Tx, users ...register.ID) (map[register.ID]ringing, error) {
	out := map[register.ID]ringing{}
	for _, id := range users {
		his := register.Ref[crm.User](id)
		unread, err := register.Select(ctx, tx, crm.Notifications, register.Query{
			Filter: register.All{register.Eq(&crm.Notifications.Row.User, his), register.None(&crm.Notifications.Row.ReadAt)},
			Sort:   []register.Sort{{Field: "at", Down: true}}, Limit: mostUnread,
		})
		if err != nil {
			return nil, err
		}
		fired, err := firedOf(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		r := ringing{unread: len(unread)}
		for _, n := range unread {
			r.newest = max(r.newest, n.ID)
		}
		for _, one := range fired {
			r.fired = append(r.fired, one.ID)
		}
		out[id] = r
	}
	return out, nil
}

// firedOf are the reminders that a user has not yet dismissed, the latest
// first.
func firedOf(ctx context.Context, tx *store.Tx, user register.ID) ([]*crm.Reminder, error) {
	return register.Select(ctx, tx, crm.Reminders, register.Query{
		Filter: register.All{register.Eq(&crm.Reminders.Row.User, register.Ref[crm.User](user)), register.Eq(&crm.Reminders.Row.State, crm.ReminderFired)},
		Sort:   []register.Sort{{Field: "at", Down: true}}, Limit: mostFired,
	})
}

// hub knows who listens on this node, and tells them what changed for them.
type hub struct {
	server  *Server
	mu      sync.Mutex
	streams map[*stream]bool
	waiting bool // a look is due
	closed  bool
}

// stream is one browser that listens.
type stream struct {
	user  register.ID
	rings chan ringing  // the last of what rings
	look  chan struct{} // session or rights may have changed
	over  chan struct{} // the program ends
}

// join adds a listener, false when he listens too often already.
func (h *hub) join(user register.ID) (*stream, bool) {
	s := &stream{user: user, rings: make(chan ringing, 1), look: make(chan struct{}, 1), over: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, false
	}
	same := 0
	for other := range h.streams {
		if other.user == user {
			same++
		}
	}
	if same >= streamsOfOne {
		return nil, false
	}
	if h.streams == nil {
		h.streams = map[*stream]bool{}
	}
	h.streams[s] = true
	return s, true
}

func (h *hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, s)
}

// close ends every stream: the program stops.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.streams {
		close(s.over)
	}
	h.streams = nil
}

// changed hears what was changed, here or on another node.
func (h *hub) changed(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.streams) == 0 {
		return
	}
	switch name {
	case crm.Notifications.Name, crm.Reminders.Name:
		if !h.waiting {
			h.waiting = true
			time.AfterFunc(gatherLive, h.tell)
		}
	case store.SessionsChanged, crm.Users.Name, crm.Roles.Name, crm.Teams.Name, "":
		for s := range h.streams {
			select {
			case s.look <- struct{}{}:
			default:
			}
		}
	}
}

// tell looks at what rings for those who listen, and hands it to each.
func (h *hub) tell() {
	h.mu.Lock()
	h.waiting = false
	var users []register.ID
	for s := range h.streams {
		users = append(users, s.user)
	}
	h.mu.Unlock()
	slices.Sort(users)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	found, err := h.server.ringingOf(ctx, slices.Compact(users)...)
	if err != nil {
		h.server.log.Warn("those who listen are not told", "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.streams {
		select {
		case <-s.rings: // what he has not heard is stale
		default:
		}
		s.rings <- found[s.user]
	}
}

func (s *Server) ringingOf(ctx context.Context, users ...register.ID) (found map[register.ID]ringing, err error) {
	err = s.store.Read(ctx, register.Program, func(tx *store.Tx) error {
		found, err = ringingOf(ctx, tx, users...)
		return err
	})
	return found, err
}

// listen is one browser's stream: what rings, each time that changes. It ends
// with the session, and when the reader's rights change: he begins anew.
func (c *call) listen() error {
	me, ok := c.hub.join(c.actor.User())
	if !ok {
		return refusal{http.StatusTooManyRequests, ""}
	}
	defer c.hub.leave(me)
	ctx := c.r.Context()
	now, err := c.Server.ringingOf(ctx, me.user)
	if err != nil {
		return err
	}
	control := http.NewResponseController(c.w)
	held := errors.Join(control.SetWriteDeadline(time.Time{}), control.SetReadDeadline(time.Time{}))
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	c.w.WriteHeader(http.StatusOK)
	heard := c.r.Header.Get("Last-Event-ID")
	if heard == "" {
		heard = c.r.URL.Query().Get("have")
	}
	fmt.Fprintf(c.w, "retry: %d\n\n", listenAgainFor)
	heard = c.ring(now[me.user], heard)
	if err := control.Flush(); err != nil || held != nil {
		return nil // a connection that cannot be held gets what there is
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	rights := c.who.rights
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-me.over:
			return nil
		case r := <-me.rings:
			heard = c.ring(r, heard)
		case <-me.look:
			if !c.listensOn(rights) {
				return nil
			}
			continue
		case <-beat.C:
			if !c.listensOn(rights) {
				return nil
			}
			if now, err = c.Server.ringingOf(ctx, me.user); err != nil {
				return nil
			}
			heard = c.ring(now[me.user], heard)
			fmt.Fprint(c.w, ":\n\n")
		}
		if err := control.Flush(); err != nil {
			return nil
		}
	}
}

// ring says what rings, unless that was heard; its id is what the browser
// tells when it listens again.
func (c *call) ring(r ringing, heard string) string {
	id := r.String()
	if id != heard {
		fmt.Fprintf(c.w, "id: %s\nevent: ring\ndata: {\"newest\":%d,\"fired\":%d}\n\n", id, r.newest, len(r.fired))
	}
	return id
}

// listensOn reports whether the session still stands and its user still may
// what he might. One who is signed out is told not to come back.
func (c *call) listensOn(had *crm.Rights) bool {
	ctx := c.r.Context()
	s, err := c.store.PeekSession(ctx, c.cookie(sessionCookie), SessionIdle)
	now := c.staff.Load().Rights(c.actor.User())
	if errors.Is(err, register.ErrNotFound) || err == nil && (now == nil || s.User != c.actor.User()) {
		fmt.Fprint(c.w, "event: end\ndata: {}\n\n")
		_ = http.NewResponseController(c.w).Flush()
		return false
	}
	return err == nil && now.Same(had)
}
