package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/store"
)

// preferenceRoutes keep how somebody likes his screen.
func (s *Server) preferenceRoutes() {
	s.add("POST", "/preferences", FormKind, (*call).prefer)
}

// prefer keeps what was chosen: theme, density, keys, language and zone with
// the user, the width of the sidebar and the menu profile with the browser.
func (c *call) prefer() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	said := c.r.PostForm
	in := c.presentProfile()
	changed, known := false, false
	for name, values := range said {
		value := values[len(values)-1]
		switch name {
		case "theme":
			in.Theme, changed = crm.Theme(value), true
		case "density":
			in.Density, changed = crm.Density(value), true
		case "keys":
			in.KeysOff, changed = value == "off", true
		case "language":
			in.Language, changed = crm.Language(value), true
		case "zone":
			if _, err := calendar.Zone(value); err != nil {
				return refusal{http.StatusUnprocessableEntity, "unknown_zone"}
			}
			in.Zone, changed = value, true
		case "quiet_from", "quiet_to":
			changed = true
			keepQuiet(in, said)
		case "sidebar":
			known = true
			c.setCookie(sidebarCookie, value, sessionLife)
		case "menu":
			known = true
			if slices.Contains(c.who.rights.Menus(), crm.MenuProfile(value)) {
				c.setCookie(menuCookie, value, sessionLife)
			}
		default:
			return refusal{http.StatusBadRequest, "unknown_field"}
		}
	}
	if !changed && !known {
		return refusal{http.StatusBadRequest, ""}
	}
	if changed {
		if err := c.saveProfile(in); err != nil {
			return err
		}
	}
	if c.background() {
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if said.Has("menu") {
		return c.goTo("/")
	}
	back := c.back()
	if back == "" {
		back = "/"
	}
	return c.goTo(back)
}

// keepQuiet takes the hours of quiet that were chosen. Both are said, or none:
// the usual other one goes with the first, and who takes one away takes both.
func keepQuiet(in *crm.Profile, said url.Values) {
	was := in.QuietFrom != ""
	from, to := in.QuietFrom, in.QuietTo
	if said.Has("quiet_from") {
		from = said.Get("quiet_from")
	}
	if said.Has("quiet_to") {
		to = said.Get("quiet_to")
	}
	switch {
	case from == "" && to == "", was && (from == "" || to == ""):
		in.QuietFrom, in.QuietTo = "", ""
	default:
		in.QuietFrom, in.QuietTo = cmp.Or(from, "20:00"), cmp.Or(to, "08:00")
	}
}

// presentProfile is what the reader has set for himself.
func (c *call) presentProfile() *crm.Profile {
	u := c.who.user()
	return &crm.Profile{Language: u.Language, Zone: u.Zone, Theme: u.Theme, Density: u.Density, KeysOff: u.KeysOff, Phone: u.Phone, QuietFrom: u.QuietFrom, QuietTo: u.QuietTo}
}

// saveProfile keeps what the reader sets for himself.
func (c *call) saveProfile(in *crm.Profile) error {
	return c.write(func(tx *store.Tx) error { return c.saveProfileIn(tx, in) })
}

func (c *call) saveProfileIn(tx *store.Tx, in *crm.Profile) error {
	rec, err := tx.AsProgram().Load(c.r.Context(), tx.Schema().This(crm.Users.Register), c.actor.User())
	if err != nil {
		return err
	}
	return in.Do(c.r.Context(), tx, rec.(*crm.User))
}
