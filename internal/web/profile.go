package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"

	"github.com/a-h/templ"
)

// profileRoutes are what everybody sets for himself.
func (s *Server) profileRoutes() {
	s.add("GET", "/profile", PageKind, (*call).personPage)
	s.add("POST", "/profile", FormKind, (*call).savePerson)
	s.add("GET", "/profile/look", PageKind, (*call).lookPage)
	s.add("GET", "/profile/password", PageKind, (*call).passwordPage)
	s.add("POST", "/profile/password", FormKind, (*call).changePassword)
	s.add("GET", "/.well-known/change-password", PageKind, (*call).toPasswordPage)
	s.factorRoutes()
	s.sessionRoutes()
	s.tokenRoutes()
}

// profileTabs are the parts of the profile: address, label, icon.
var profileTabs = [][3]string{
	{"/profile", "profile.person", "user"},
	{"/profile/look", "profile.look", "adjustments-horizontal"},
	{"/profile/password", "profile.password", "key"},
	{"/profile/factor", "profile.factor", "shield-lock"},
	{"/profile/sessions", "profile.sessions", "devices"},
	{"/profile/tokens", "profile.tokens", "plug"},
	{"/profile/sign-ins", "profile.sign_ins", "history"},
	{worksPath, "profile.works", "edit"},
}

// showProfile shows one part of the profile: alone to a script that fills its
// place, else as a page. part is put into v by the caller.
func (c *call) showProfile(status int, tab string, part templ.Component, v page.Profile) error {
	if c.background() && c.target() != "main#main" {
		c.render(status, part)
		return nil
	}
	u := c.who.user()
	face := c.face(u)
	v.Face = page.Face{Name: face.Name, Avatar: page.Avatar{Initials: face.Initials, Hue: face.Hue, Size: page.Huge}}
	v.Email = u.Email
	for _, t := range profileTabs {
		v.Tabs = append(v.Tabs, page.Tab{Label: c.p.Text(t[1]), Icon: t[2], Href: t[0], Current: t[0] == tab})
	}
	err := c.read(func(tx *store.Tx) error {
		n, err := namesOf(c.r.Context(), tx, []register.Record{u}, []*register.Field{c.userField("team"), c.userField("roles")})
		if err != nil {
			return err
		}
		v.Team = n.words(c.p, c.users(), c.userField("team"), int64(u.Team))
		for _, id := range u.Roles {
			if title := n.title(c.p, c.userField("roles").Target, register.ID(id)); title != "" {
				v.Roles = append(v.Roles, title)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.render(status, page.ProfilePage(c.p, c.shell(c.p.Text("page.profile")), v))
	return nil
}

func (c *call) users() *register.Register             { return c.store.Schema().This(crm.Users.Register) }
func (c *call) userField(name string) *register.Field { return c.users().Field(name) }

func (c *call) personPage() error { return c.personForm(http.StatusOK, c.who.user().Phone, "") }

// personForm shows who one is; only the telephone is one's own to change.
func (c *call) personForm(status int, phone, problem string) error {
	u := c.who.user()
	still := func(name, value string, pair bool) page.Field {
		return page.Field{
			Name: name, Label: label(c.p, c.users(), c.userField(name)), Control: page.AskText, Values: []string{value}, ReadOnly: true, Pair: pair,
		}
	}
	email := still("email", u.Email, true)
	email.Because = c.p.Text("profile.set_by_administrator")
	form := page.Form{
		ID: "person", Action: "/profile", Submit: c.p.Text("form.save"),
		Sections: []page.Section{{Fields: []page.Field{
			still("surname", u.Surname, true), still("given", u.Given, true),
			still("position", u.Position, true), email,
			{
				Name: "phone", Label: label(c.p, c.users(), c.userField("phone")), Control: page.AskPhone, Values: []string{phone},
				Problem: problem, Autocomplete: "tel", MaxLength: 64, Pair: true,
			},
		}}},
	}
	return c.showProfile(status, "/profile", page.FormBody(c.p, form), page.Profile{Person: &form})
}

func (c *call) savePerson() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	in := c.presentProfile()
	in.Phone = c.r.PostForm.Get("phone")
	err := c.saveProfile(in)
	var problems *register.Problems
	if errors.As(err, &problems) {
		return c.personForm(http.StatusUnprocessableEntity, in.Phone, c.problemAt(problems, "phone"))
	}
	if err != nil {
		return err
	}
	c.flash(page.Toast{Text: c.p.Text("saved"), Tone: page.Good})
	return c.goTo("/profile")
}

// problemAt is what is wrong at a field, or with the whole when nothing is
// said of the field itself.
func (c *call) problemAt(problems *register.Problems, field string) string {
	var rest []string
	for _, p := range problems.List {
		if p.Field == field {
			return c.p.TextOf(p.Key, p.Args)
		}
		rest = append(rest, c.problemText(p))
	}
	return strings.Join(rest, "\n")
}

func (c *call) lookPage() error {
	u := c.who.user()
	look := page.Look{Action: "/preferences", Zone: c.p.Zone().String(), SingleKeys: !u.KeysOff}
	look.QuietFrom, look.QuietTo, look.Hours = u.QuietFrom, u.QuietTo, quietHours(u.QuietFrom, u.QuietTo)
	for _, l := range lang.Languages() {
		look.Languages = append(look.Languages, page.LookChoice{Value: string(l), Label: l.Name(), Chosen: l == c.p.Language()})
	}
	theme, density := cmp.Or(string(u.Theme), "system"), cmp.Or(string(u.Density), "normal")
	for _, t := range []string{"light", "dark", "system"} {
		look.Themes = append(look.Themes, page.LookChoice{Value: t, Label: c.p.Text("page.theme_" + t), Chosen: t == theme})
	}
	for _, d := range []string{"compact", "normal", "comfortable"} {
		look.Densities = append(look.Densities, page.LookChoice{Value: d, Label: c.p.Text("page.density_" + d), Chosen: d == density})
	}
	look.Zones = c.zoneChoices(look.Zone)
	return c.showProfile(http.StatusOK, "/profile/look", page.LookView(c.p, look), page.Profile{Look: &look})
}

// quietHours are the full hours, and those somebody has said otherwise.
func quietHours(said ...string) []string {
	var out []string
	for h := range 24 {
		out = append(out, calendar.Clock(h*60).String())
	}
	for _, one := range said {
		if one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	slices.Sort(out)
	return out
}

// zones are the time zones that people choose from.
var zones = []string{
	"Europe/Kyiv", "Europe/Sofia", "Europe/Athens", "Europe/Belgrade", "Europe/Berlin", "Europe/Bratislava", "Europe/Brussels",
	"Europe/Bucharest", "Europe/Budapest", "Europe/Chisinau", "Europe/Copenhagen", "Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul",
	"Europe/Lisbon", "Europe/Ljubljana", "Europe/London", "Europe/Luxembourg", "Europe/Madrid", "Europe/Oslo", "Europe/Paris",
	"Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Sarajevo", "Europe/Skopje", "Europe/Stockholm", "Europe/Tallinn",
	"Europe/Tirane", "Europe/Vienna", "Europe/Vilnius", "Europe/Warsaw", "Europe/Zagreb", "Europe/Zurich", "Asia/Almaty", "Asia/Baku",
	"Asia/Dubai", "Asia/Jerusalem", "Asia/Nicosia", "Asia/Shanghai", "Asia/Tashkent", "Asia/Tbilisi", "Asia/Yerevan",
	"America/Chicago", "America/Los_Angeles", "America/New_York", "America/Toronto", "UTC",
}

func (c *call) zoneChoices(own string) []page.Choice {
	var out []page.Choice
	found := false
	for _, z := range zones {
		out = append(out, page.Choice{Value: z, Label: c.zoneName(z)})
		found = found || z == own
	}
	if !found {
		out = append(out, page.Choice{Value: own, Label: c.zoneName(own)})
	}
	return out
}

func (c *call) toPasswordPage() error { return c.goTo("/profile/password") }

func (c *call) passwordPage() error { return c.passwordForm(http.StatusOK, "", "", "") }

func (c *call) passwordForm(status int, old, problem, again string) error {
	fields := append([]page.Field{c.askPresent(old)}, c.passwordFields(problem, again)...)
	fields[1].Label = c.p.Text("sign.new_password")
	form := page.Form{
		ID: "password", Action: "/profile/password", Submit: c.p.Text("profile.change_password"), Lead: c.p.Text("profile.password_ends"),
		Sections: []page.Section{{Fields: fields}},
	}
	return c.showProfile(status, "/profile/password", page.FormBody(c.p, form), page.Profile{Password: &form})
}

// askPresent asks for the password in use, before what matters is changed.
func (c *call) askPresent(problem string) page.Field {
	return page.Field{
		Name: "present", Label: c.p.Text("profile.present_password"), Control: page.AskPassword, Required: true,
		Problem: problem, Autocomplete: "current-password",
	}
}

// present checks the password in use; problem is said when it is not that.
func (c *call) present() (credential store.Credential, problem string, err error) {
	if err := c.parseForm(); err != nil {
		return credential, "", err
	}
	ctx := c.r.Context()
	wait, err := c.store.Throttle(ctx, c.presentKey(), triesOfOne, triesWindow)
	if err != nil {
		return credential, "", err
	}
	if wait > 0 {
		return credential, c.p.Text("sign.too_many") + " " + c.waitWords(wait), nil
	}
	credential, err = c.store.Credential(ctx, c.actor.User())
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return credential, "", err
	}
	right, err := c.passwords.Verify(ctx, credential.Password, c.r.PostForm.Get("present"))
	if err != nil {
		return credential, "", err
	}
	if !right {
		return credential, c.p.Text("profile.wrong_password"), nil
	}
	return credential, "", c.store.Unthrottle(ctx, c.presentKey())
}

func (c *call) presentKey() string { return "present/" + c.p.Integer(c.actor.User()) }

// changePassword sets another password and ends every other session.
func (c *call) changePassword() error {
	credential, old, err := c.present()
	if err != nil {
		return err
	}
	if old != "" {
		return c.passwordForm(http.StatusUnprocessableEntity, old, "", "")
	}
	ctx, u := c.r.Context(), c.who.user()
	password := c.r.PostForm.Get("password")
	if problem, again := c.passwordProblems(password, c.r.PostForm.Get("password_again"), credential.TOTP != "", nameWords(u)...); problem != "" || again != "" {
		return c.passwordForm(http.StatusUnprocessableEntity, "", problem, again)
	}
	hash, err := c.passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	err = c.write(func(tx *store.Tx) error {
		if err := tx.SetPassword(ctx, u.ID, hash); err != nil {
			return err
		}
		return c.endOthers(tx, "password_change")
	})
	if err != nil {
		return err
	}
	c.flash(page.Toast{Text: c.p.Text("profile.password_changed"), Tone: page.Good})
	return c.goTo("/profile/password")
}

// endOthers ends the user's other sessions and notes why.
func (c *call) endOthers(tx *store.Tx, act string) error {
	ctx := c.r.Context()
	n, err := tx.EndSessions(ctx, c.actor.User(), c.who.session.Hash)
	if err != nil {
		return err
	}
	return tx.Audit(ctx, act, register.Link{Register: "user", ID: c.actor.User()}, map[string]any{"ended": n})
}
