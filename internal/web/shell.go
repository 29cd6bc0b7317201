package web

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// shell is what stands around a page: the menu of the reader's work, what he
// pinned, what he may create. Without crumbs the title is the only one.
func (c *call) shell(title string, crumbs ...page.Crumb) page.Shell {
	u := c.who.user()
	s := page.Shell{
		Title: title, Theme: string(u.Theme), Density: string(u.Density), Narrow: c.cookie(sidebarCookie) == "narrow", KeysOff: u.KeysOff,
		Company: c.company.Load().name, Crumbs: crumbs, Create: c.createMenu(), Pinned: append(c.pinned(), c.pinnedRecords()...), Toasts: c.toasts(), User: c.face(u),
	}
	c.rings(&s)
	if len(crumbs) == 0 {
		s.Crumbs = []page.Crumb{{Label: title}}
	}
	profile := c.menuProfile()
	s.Menu = c.menu(profile)
	if len(s.Menu) > 0 {
		first := s.Menu[0].Links
		s.Bar = first[:min(len(first), 3)]
	}
	s.Profile = c.p.Text("menu.profile." + string(profile))
	if all := c.who.rights.Menus(); len(all) > 1 {
		for _, m := range all {
			s.Profiles = append(s.Profiles, page.MenuItem{
				Label: c.p.Text("menu.profile." + string(m)), Post: "/preferences", Name: "menu", Value: string(m), Checked: m == profile,
			})
		}
	}
	switch {
	case c.store.Damaged():
		s.Banner = c.damageBanner()
	case c.insecure() && c.administers():
		s.Banner = &page.Notice{Tone: page.Care, Icon: "lock-open", Text: c.p.Text("sign.insecure_banner")}
	}
	return s
}

// damageBanner tells everybody why nothing can be saved, and administrators
// what to do about it.
func (c *call) damageBanner() *page.Notice {
	n := &page.Notice{Tone: page.Bad, Title: c.p.Text("damage.title"), Text: c.p.Text("damage.text")}
	if c.administers() {
		dir, err := filepath.Abs(c.store.Dir())
		if err != nil {
			dir = c.store.Dir()
		}
		n.Text, n.Code = c.p.Text("damage.text_admin"), "dossier restore BACKUP --replace --data "+dir
	}
	return n
}

// face is a user as the shell shows him.
func (c *call) face(u *crm.User) page.User {
	return page.User{
		Name: c.p.Person(u.Surname, u.Given, u.Patronymic), Short: c.p.PersonShort(u.Surname, u.Given, u.Patronymic),
		Initials: personInitials(u.Given, u.Surname, u.Email), Hue: page.HueOf(u.ID), Href: "/profile",
	}
}

// menuProfile is the menu in use: the one chosen in this browser, else that
// of the first role.
func (c *call) menuProfile() crm.MenuProfile {
	all := c.who.rights.Menus()
	if chosen := crm.MenuProfile(c.cookie(menuCookie)); slices.Contains(all, chosen) {
		return chosen
	}
	if len(all) == 0 {
		return "reader"
	}
	return all[0]
}

// menu is the profile's menu as far as the reader may see its registers.
func (c *call) menu(profile crm.MenuProfile) []page.MenuSection {
	here := c.currentItem(profile)
	var out []page.MenuSection
	for _, section := range profile.Sections() {
		var links []page.MenuLink
		for _, item := range section.Items {
			if r := c.store.Schema().Named(item.Register); r == nil || !register.May(c.actor, r, register.See) {
				continue
			}
			links = append(links, page.MenuLink{
				Icon: item.Icon, Label: c.p.Text(item.Label), Href: item.Address, Key: item.Key, Current: item.Address == here,
			})
		}
		if len(links) == 0 {
			continue
		}
		title := ""
		if section.Name != "" {
			title = c.p.Text("menu.section." + section.Name)
		}
		out = append(out, page.MenuSection{Title: title, Links: links})
	}
	if c.seesSettings() {
		settings := page.MenuLink{Icon: "settings", Label: c.p.Text("settings.title"), Href: settingsPath, Key: "Comma", Current: here == settingsPath}
		if len(out) == 0 {
			out = append(out, page.MenuSection{})
		}
		last := &out[len(out)-1]
		last.Links = append(last.Links, settings)
	}
	return out
}

// currentItem is the address of the menu that the page lies under: the
// longest that its own begins with.
func (c *call) currentItem(profile crm.MenuProfile) string {
	here := c.pagePath()
	best := ""
	try := func(address string) {
		if (here == address || strings.HasPrefix(here, address+"/")) && len(address) > len(best) {
			best = address
		}
	}
	for _, section := range profile.Sections() {
		for _, item := range section.Items {
			try(item.Address)
		}
	}
	try(settingsPath)
	return best
}

// pagePath is the path of the page that is shown, also while a script asks
// for a part of it.
func (c *call) pagePath() string {
	if c.background() {
		if u, err := url.Parse(c.r.Header.Get("HX-Current-URL")); err == nil && u.Path != "" {
			return u.Path
		}
	}
	return c.r.URL.Path
}

// createOrder are the registers that the create menu offers, with the address
// of their form and the words of its entry.
var createOrder = []struct{ register, address, label, icon string }{
	{"deal", "/deals/new", "deal", "briefcase"},
	{"partner", "/partners/new?roles=client", "client", "users"},
	{"contact", "/contacts/new", "contact", "address-book"},
	{"counterparty", "/counterparties/new", "counterparty", "id"},
	{"partner", "/partners/new?roles=supplier", "supplier", "truck"},
	{"product", "/products/new", "product", "package"},
	{"user", "/users/new", "user", "user-plus"},
}

func (c *call) createMenu() []page.MenuItem {
	var out []page.MenuItem
	for _, one := range createOrder {
		if r := c.store.Schema().Named(one.register); r != nil && register.May(c.actor, r, register.Create) {
			out = append(out, page.MenuItem{Label: c.p.Text(one.label), Icon: one.icon, Href: one.address})
		}
	}
	return out
}

// pinned are the saved views and the records that the reader keeps in his
// menu.
func (c *call) pinned() []page.Pin {
	var views []page.Pin
	err := c.read(func(tx *store.Tx) (err error) {
		views, err = c.pinnedViews(tx)
		return err
	})
	if err != nil {
		c.log.Warn("pinned views cannot be read", "code", c.code, "error", err) // the page is worth more than its menu
	}
	return append(views, c.pinnedRecords()...)
}

// rings puts into the shell what rings for the reader.
func (c *call) rings(s *page.Shell) {
	err := c.read(func(tx *store.Tx) (err error) {
		if s.Bell, err = c.bell(tx); err != nil {
			return err
		}
		s.Missed, err = c.missed(tx)
		return err
	})
	if err != nil {
		c.log.Warn("the bell cannot be read", "code", c.code, "error", err) // the page is worth more than its bell
	}
}

func (c *call) pinnedViews(tx *store.Tx) ([]page.Pin, error) {
	if !register.May(c.actor, tx.Schema().This(crm.SavedViews.Register), register.See) {
		return nil, nil
	}
	mine, err := register.Select(c.r.Context(), tx, crm.SavedViews, register.Query{
		Filter: register.All{
			register.Eq(&crm.SavedViews.Row.Owner, register.Ref[crm.User](c.actor.User())),
			register.Eq(&crm.SavedViews.Row.Pinned, true), register.Alive(),
		},
		Limit: mostPins,
	})
	if err != nil {
		return nil, err
	}
	var pins []page.Pin
	for _, v := range mine {
		of := tx.Schema().Named(v.Register)
		if of == nil || !register.May(c.actor, of, register.See) {
			continue
		}
		id := strconv.FormatInt(v.ID, 10)
		pins = append(pins, page.Pin{
			Label: v.Name, Href: "/" + of.Path + "?view=" + id, Hue: page.HueOf(v.ID),
			Current: c.pagePath() == "/"+of.Path && c.r.URL.Query().Get("view") == id,
		})
	}
	return pins, nil
}

const mostPins = 12

// administers reports whether the reader may change everybody's rights.
func (c *call) administers() bool {
	schema := c.store.Schema()
	return register.Always(c.actor.Rows(schema.This(crm.Users.Register), register.Edit)) &&
		register.Always(c.actor.Rows(schema.This(crm.Roles.Register), register.Edit))
}

// told is a toast as the browser carries it to the next page.
type told struct {
	Text string    `json:"t"`
	Tone page.Tone `json:"k,omitempty"`
	Undo string    `json:"u,omitempty"`
	Href string    `json:"h,omitempty"`
	Look string    `json:"l,omitempty"`
}

// flash tells something on the page that is shown next.
func (c *call) flash(t page.Toast) {
	text, err := json.Marshal(told{cut(t.Text, 1000), t.Tone, t.Undo, t.Href, t.Look})
	if err != nil {
		return
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	c.setCookie(toastCookie, body+"."+c.sign("toast", body), time.Minute)
}

// toasts are what the last request has to tell, once.
func (c *call) toasts() []page.Toast {
	body, signature, _ := strings.Cut(c.cookie(toastCookie), ".")
	if body == "" || c.background() || c.r.Header.Get("Sec-Purpose") != "" {
		return nil
	}
	c.dropCookie(toastCookie)
	text, err := base64.RawURLEncoding.DecodeString(body)
	var t told
	if err != nil || signature != c.sign("toast", body) || json.Unmarshal(text, &t) != nil {
		return nil
	}
	return []page.Toast{{
		Text: t.Text, Tone: t.Tone, Undo: t.Undo, Again: c.p.Text("menu.undo"), Href: t.Href, Look: t.Look, Close: c.p.Text("menu.close"),
	}}
}
