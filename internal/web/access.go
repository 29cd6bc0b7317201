package web

import (
	"net/http"
	"strconv"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const accessPath = settingsPath + "/access"

// linkLife is how long a link to set a password is good.
const linkLife = 72 * time.Hour

// accessRoutes let those who look after users let them in and keep them out.
// What is done needs the right to edit the user.
func (s *Server) accessRoutes() {
	users := crm.Users.Register
	s.add("GET", accessPath, PageKind, (*call).entrances, of(users, register.Edit))
	s.add("GET", "/users/{id}/access", PageKind, (*call).accessPage, of(users, register.Edit))
	s.add("POST", "/users/{id}/access/link", FormKind, (*call).makeLink, of(users, register.Edit))
	s.add("POST", "/users/{id}/access/factor", FormKind, (*call).dropFactor, of(users, register.Edit))
	s.add("POST", "/users/{id}/access/sessions", FormKind, (*call).endUser, of(users, register.Edit))
	s.add("POST", "/users/{id}/access/disable", FormKind, (*call).disableUser, of(users, register.Edit))
	s.add("POST", "/users/{id}/access/enable", FormKind, (*call).enableUser, of(users, register.Edit))
}

// entrances lists how everybody whom the reader looks after comes in.
func (c *call) entrances() error {
	var people []*crm.User
	err := c.read(func(tx *store.Tx) error {
		rows := c.actor.Rows(c.users(), register.Edit)
		if register.Never(rows) {
			return register.ErrForbidden
		}
		var err error
		people, err = register.Select(c.r.Context(), tx, crm.Users, register.Query{Filter: register.All{rows, register.Alive()}, Limit: mostPeople})
		return err
	})
	if err != nil {
		return err
	}
	all, err := c.store.Entrances(c.r.Context())
	if err != nil {
		return err
	}
	var v page.Entrances
	for _, u := range people {
		e := all[u.ID]
		line := page.EntranceLine{
			Face: c.personFace(u), Email: u.Email, Chips: c.entranceChips(u, e), Href: "/users/" + strconv.FormatInt(u.ID, 10) + "/access",
		}
		if !e.SeenAt.IsZero() {
			line.Seen = c.p.MomentWords(e.SeenAt, c.now)
		}
		v.List = append(v.List, line)
	}
	title := c.p.Text("office.access")
	c.render(http.StatusOK, page.EntrancesPage(c.p, c.shell(title, c.settingsCrumb(), page.Crumb{Label: title}), v))
	return nil
}

const mostPeople = 2000

func (c *call) settingsCrumb() page.Crumb {
	return page.Crumb{Label: c.p.Text("settings.title"), Href: settingsPath}
}

func (c *call) personFace(u *crm.User) page.Face {
	f := c.face(u)
	return page.Face{Name: f.Name, Avatar: page.Avatar{Initials: f.Initials, Hue: f.Hue, Size: page.Large}}
}

func (c *call) entranceChips(u *crm.User, e store.Entrance) []page.Chip {
	state := page.Chip{Label: c.p.Text("office.state_in"), Tone: page.Good}
	switch {
	case u.Disabled:
		state = page.Chip{Label: c.p.Text("office.state_disabled"), Tone: page.Bad}
	case u.Email == "":
		state = page.Chip{Label: c.p.Text("office.state_no_email"), Tone: page.Outline}
	case !e.Password && !e.InvitedUntil.IsZero():
		state = page.Chip{Label: c.p.Text("office.state_invited"), Tone: page.Info}
	case !e.Password:
		state = page.Chip{Label: c.p.Text("office.state_not_invited"), Tone: page.Care}
	}
	if e.Factor {
		return []page.Chip{{Label: c.p.Text("office.factor"), Icon: "shield-check", Tone: page.Outline}, state}
	}
	return []page.Chip{state}
}

// lookedAfter is the user in the address, when the reader may edit him and he
// may do nothing that the reader may not: whoever lets somebody in could come
// in as him.
func (c *call) lookedAfter(tx *store.Tx) (*crm.User, error) {
	id, err := c.number("id")
	if err != nil {
		return nil, err
	}
	ctx := c.r.Context()
	if _, err := register.Load(ctx, tx, crm.Users, register.Ref[crm.User](id)); err != nil {
		return nil, err
	}
	found, err := register.Select(ctx, tx, crm.Users, register.Query{
		Filter: register.All{c.actor.Rows(c.users(), register.Edit), register.Is{Field: "id", Op: register.Equal, Value: id}}, Limit: 1, Whole: true,
	})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, register.ErrForbidden
	}
	return found[0], nil
}

// outranked refuses to touch the access of one who may do more than the
// reader.
func (c *call) outranked(tx *store.Tx, u *crm.User) error {
	all := tx.AsProgram()
	for _, id := range u.Roles {
		role, err := register.Load(c.r.Context(), all, crm.Roles, id)
		if err != nil {
			return err
		}
		if role.Outranks(c.actor, c.store.Schema()) {
			return register.Refuse("user_may_more_than_you")
		}
	}
	return nil
}

func (c *call) accessPage() error {
	var u *crm.User
	err := c.read(func(tx *store.Tx) (err error) {
		u, err = c.lookedAfter(tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.showAccess(http.StatusOK, u, "", "")
}

func (c *call) showAccess(status int, u *crm.User, link, lead string) error {
	ctx := c.r.Context()
	all, err := c.store.Entrances(ctx)
	if err != nil {
		return err
	}
	sessions, err := c.store.Sessions(ctx, u.ID, SessionIdle)
	if err != nil {
		return err
	}
	tokens, err := c.store.Tokens(ctx, u.ID)
	if err != nil {
		return err
	}
	live := 0
	for _, t := range tokens {
		if t.RevokedAt.IsZero() && (t.ExpiresAt.IsZero() || t.ExpiresAt.After(c.now)) {
			live++
		}
	}
	e := all[u.ID]
	chips := c.entranceChips(u, e)
	state := chips[len(chips)-1]
	v := page.Access{Face: c.personFace(u), Email: u.Email, Link: link, Lead: lead}
	v.Face.Href = "/users/" + strconv.FormatInt(u.ID, 10)
	v.Face.Avatar.Size = page.Huge
	factor := page.AccessLine{Label: c.p.Text("office.factor"), Value: c.p.Text("no")}
	if e.Factor {
		factor.Value, factor.Tone = c.p.Text("yes"), page.Good
	}
	seen := c.p.Text("office.never")
	if !e.SeenAt.IsZero() {
		seen = c.p.MomentWords(e.SeenAt, c.now)
	}
	v.Lines = []page.AccessLine{
		{Label: c.p.Text("office.state"), Value: state.Label, Tone: state.Tone},
		factor,
		{Label: c.p.Text("office.seen"), Value: seen},
		{Label: c.p.Text("profile.sessions"), Value: c.p.Integer(int64(len(sessions)))},
		{Label: c.p.Text("profile.tokens"), Value: c.p.Integer(int64(live))},
	}
	v.Acts = c.accessActs(u, e, len(sessions)+live)
	if c.background() && c.target() != "main#main" {
		c.render(status, page.AccessBody(c.p, v))
		return nil
	}
	crumbs := []page.Crumb{c.settingsCrumb(), {Label: c.p.Text("office.access"), Href: accessPath}, {Label: v.Face.Name}}
	c.render(status, page.AccessPage(c.p, c.shell(v.Face.Name, crumbs...), v))
	return nil
}

// accessActs are what makes sense for the user as he is.
func (c *call) accessActs(u *crm.User, e store.Entrance, open int) []page.AccessAct {
	base := "/users/" + strconv.FormatInt(u.ID, 10) + "/access/"
	act := func(name, icon, path string, danger bool) page.AccessAct {
		return page.AccessAct{
			Label: c.p.Text("office." + name), Note: c.p.Text("office." + name + "_note"), Icon: icon, Post: base + path, Key: newKey(), Danger: danger,
		}
	}
	var acts []page.AccessAct
	if u.Enters() {
		if e.Password {
			acts = append(acts, act("reset", "key", "link", false))
		} else {
			acts = append(acts, act("invite", "send", "link", false))
		}
	}
	if e.Factor {
		acts = append(acts, act("drop_factor", "shield", "factor", true))
	}
	if open > 0 {
		acts = append(acts, act("end_sessions", "logout", "sessions", false))
	}
	switch {
	case u.ID == c.actor.User():
	case u.Disabled:
		acts = append(acts, act("enable", "lock-open", "enable", false))
	default:
		acts = append(acts, act("disable", "lock", "disable", true))
	}
	return acts
}

// changeAccess does something about a user's access as one unit of work and
// shows what became of it.
func (c *call) changeAccess(do func(*store.Tx, *crm.User) error) error {
	var u *crm.User
	err := c.write(func(tx *store.Tx) (err error) {
		if u, err = c.lookedAfter(tx); err != nil {
			return err
		}
		if err := c.outranked(tx, u); err != nil {
			return err
		}
		return do(tx, u)
	})
	if err != nil {
		return err
	}
	if c.background() {
		return c.showAccess(http.StatusOK, u, "", "")
	}
	return c.goTo("/users/" + strconv.FormatInt(u.ID, 10) + "/access")
}

// makeLink makes a link by which the user sets a password, and shows it once.
func (c *call) makeLink() error {
	var u *crm.User
	var token string
	ctx := c.r.Context()
	known, err := c.store.Entrances(ctx)
	if err != nil {
		return err
	}
	err = c.write(func(tx *store.Tx) (err error) {
		if u, err = c.lookedAfter(tx); err != nil {
			return err
		}
		if !u.Enters() {
			return register.Refuse("office.cannot_enter")
		}
		if err := c.outranked(tx, u); err != nil {
			return err
		}
		kind := store.Join
		if known[u.ID].Password {
			kind = store.Reset
		}
		if token, err = tx.Invite(ctx, u.ID, kind, linkLife); err != nil {
			return err
		}
		return tx.Audit(ctx, "invite", register.Link{Register: "user", ID: u.ID}, map[string]any{"kind": string(kind)})
	})
	if err != nil {
		return err
	}
	return c.showAccess(http.StatusOK, u, c.origin()+"/password/"+token, c.p.Count("office.link_for", int64(linkLife/time.Hour), "who", u.Email))
}

func (c *call) dropFactor() error {
	return c.changeAccess(func(tx *store.Tx, u *crm.User) error {
		ctx := c.r.Context()
		if err := tx.SetTOTP(ctx, u.ID, "", nil); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, u.ID, ""); err != nil {
			return err
		}
		return tx.Audit(ctx, "factor_dropped", register.Link{Register: "user", ID: u.ID}, nil)
	})
}

func (c *call) endUser() error {
	return c.changeAccess(func(tx *store.Tx, u *crm.User) error {
		ctx := c.r.Context()
		sessions, err := tx.EndSessions(ctx, u.ID, c.who.session.Hash)
		if err != nil {
			return err
		}
		tokens, err := tx.RevokeTokens(ctx, u.ID)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, "sessions_end", register.Link{Register: "user", ID: u.ID}, map[string]any{"ended": sessions, "tokens": tokens})
	})
}

func (c *call) disableUser() error { return c.setDisabled(true) }
func (c *call) enableUser() error  { return c.setDisabled(false) }

// setDisabled shuts a user out, or lets him in again. What he was signed in
// with ends at once.
func (c *call) setDisabled(yes bool) error {
	return c.changeAccess(func(tx *store.Tx, u *crm.User) error {
		u.Disabled = yes
		if err := tx.Save(c.r.Context(), u); err != nil {
			return err
		}
		if !yes {
			return nil
		}
		_, err := tx.EndSessions(c.r.Context(), u.ID, "")
		return err
	})
}
