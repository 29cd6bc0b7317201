package web

import (
	"net/http"
	"strconv"
	"time"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

func (s *Server) sessionRoutes() {
	s.add("GET", "/profile/sessions", PageKind, (*call).sessionsTab)
	s.add("POST", "/profile/sessions/end", FormKind, (*call).endOtherSessions)
	s.add("POST", "/profile/sessions/{session}/end", FormKind, (*call).endSession)
	s.add("GET", "/profile/sign-ins", PageKind, (*call).signInsTab)
}

const sessionsPath = "/profile/sessions"

func (c *call) sessionsTab() error {
	list, err := c.store.Sessions(c.r.Context(), c.actor.User(), SessionIdle)
	if err != nil {
		return err
	}
	v := page.Sessions{}
	for _, s := range list {
		name, phone := deviceName(s.Device)
		one := page.Session{
			Device: name, Phone: phone, Address: s.Address, StartedAt: c.p.MomentWords(s.CreatedAt, c.now),
			SeenAt: c.p.MomentWords(s.SeenAt, c.now), Current: s.Hash == c.who.session.Hash,
		}
		if one.Device == "" {
			one.Device = c.p.Text("profile.unknown_device")
		}
		if !one.Current {
			one.Revoke = sessionsPath + "/" + s.Hash + "/end"
			v.RevokeAll = sessionsPath + "/end"
		}
		v.List = append(v.List, one)
	}
	return c.showProfile(http.StatusOK, sessionsPath, page.SessionsView(c.p, v), page.Profile{Sessions: &v})
}

// endSession ends one session of the user's own.
func (c *call) endSession() error {
	ctx, user := c.r.Context(), c.actor.User()
	err := c.write(func(tx *store.Tx) error {
		if err := tx.EndSession(ctx, user, c.r.PathValue("session")); err != nil {
			return err
		}
		return tx.Audit(ctx, "session_end", register.Link{Register: "user", ID: user}, nil)
	})
	if err != nil {
		return err
	}
	return c.afterEnding()
}

func (c *call) endOtherSessions() error {
	if err := c.write(func(tx *store.Tx) error { return c.endOthers(tx, "sessions_end") }); err != nil {
		return err
	}
	return c.afterEnding()
}

func (c *call) afterEnding() error {
	if c.background() {
		return c.sessionsTab()
	}
	return c.goTo(sessionsPath)
}

// mostSignIns is how much of the history of signing in is shown.
const mostSignIns = 100

func (c *call) signInsTab() error {
	list, err := c.store.SignIns(c.r.Context(), c.actor.User(), mostSignIns)
	if err != nil {
		return err
	}
	var v page.SignIns
	for _, s := range list {
		name, _ := deviceName(s.Device)
		one := page.SignInTry{
			Time: c.p.MomentWords(s.At, c.now), Moment: s.At.UTC().Format(time.RFC3339), Device: name, Address: s.Address, Worked: s.Outcome == "ok",
		}
		if one.Device == "" {
			one.Device = c.p.Text("profile.unknown_device")
		}
		if key := "profile.outcome_" + s.Outcome; !one.Worked && c.p.Has(key) {
			one.Note = c.p.Text(key)
		}
		v.List = append(v.List, one)
	}
	return c.showProfile(http.StatusOK, "/profile/sign-ins", page.SignInsView(c.p, v), page.Profile{SignIns: &v})
}

// number reads the id in the address; what is no number is not found.
func (c *call) number(name string) (int64, error) {
	n, err := strconv.ParseInt(c.r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, register.ErrNotFound
	}
	return n, nil
}
