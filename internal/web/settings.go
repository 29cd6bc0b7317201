package web

import (
	"cmp"
	"net/http"
	"slices"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const settingsPath = "/settings"

// settingsRoutes are the index of what is set for everybody.
func (s *Server) settingsRoutes() {
	s.add("GET", settingsPath, PageKind, (*call).settings)
	s.add("GET", settingsPath+"/directories", PageKind, (*call).directories)
}

// settingGroup is a card of the index.
type settingGroup struct {
	title, icon string
	registers   []string
	rest        bool // all directories that stand in no other
}

// settingGroups are the registers of each group, in their order; a directory
// that stands in none is in the last.
var settingGroups = []settingGroup{
	{"office.people", "users-group", []string{"user", "team", "role"}, false},
	{"office.company", "building", []string{"organisation", "day_off", "custom_field", "data_import", "mapping"}, false},
	{"office.directories", "list", nil, true},
}

// seesSettings reports whether settings are worth a place in the reader's menu.
func (c *call) seesSettings() bool {
	if c.administers() {
		return true
	}
	return slices.ContainsFunc(c.store.Schema().Registers, func(r *register.Register) bool {
		return r.Directory && register.May(c.actor, r, register.Edit)
	})
}

func (c *call) settings() error { return c.showSettings(func(int) bool { return true }, true) }

// directories are the lists that other records choose from, alone.
func (c *call) directories() error {
	return c.showSettings(func(group int) bool { return settingGroups[group].rest }, false)
}

func (c *call) showSettings(shown func(group int) bool, program bool) error {
	var v page.Settings
	err := c.read(func(tx *store.Tx) error {
		for i, g := range settingGroups {
			if !shown(i) {
				continue
			}
			group := page.SettingGroup{Title: c.p.Text(g.title), Icon: g.icon}
			for _, r := range c.inGroup(i) {
				if !register.May(c.actor, r, register.See) {
					continue
				}
				n, err := tx.Count(c.r.Context(), r, register.Alive(), mostCounted)
				if err != nil {
					return err
				}
				group.Entries = append(group.Entries, page.Setting{
					Label: many(c.p, r), Note: c.settingNote(r.Name), Href: "/" + r.Path, Icon: iconOf(r), Count: c.p.Integer(int64(n)),
				})
			}
			if i == 0 && c.administers() {
				group.Entries = append(group.Entries, page.Setting{
					Label: c.p.Text("office.access"), Note: c.p.Text("office.access_note"), Href: accessPath, Icon: "key",
				})
			}
			if len(group.Entries) > 0 {
				v.Groups = append(v.Groups, group)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if program && c.administers() {
		v.Groups = append(v.Groups, page.SettingGroup{Title: c.p.Text("office.program"), Icon: "adjustments-horizontal", Entries: []page.Setting{
			{Label: c.p.Text("office.audit"), Note: c.p.Text("office.audit_note"), Href: auditPath, Icon: "shield-check"},
			{Label: c.p.Text("office.jobs"), Note: c.p.Text("office.jobs_note"), Href: jobsPath, Icon: "hourglass"},
		}})
	}
	c.render(http.StatusOK, page.SettingsPage(c.p, c.shell(c.p.Text("settings.title")), v))
	return nil
}

func (c *call) settingNote(name string) string {
	if key := "office.note_" + name; c.p.Has(key) {
		return c.p.Text(key)
	}
	return ""
}

// inGroup are the registers of a group of settings.
func (c *call) inGroup(i int) []*register.Register {
	var out []*register.Register
	if !settingGroups[i].rest {
		for _, name := range settingGroups[i].registers {
			if r := c.store.Schema().Named(name); r != nil {
				out = append(out, r)
			}
		}
		return out
	}
	for _, r := range c.store.Schema().Registers {
		taken := slices.ContainsFunc(settingGroups, func(g settingGroup) bool { return slices.Contains(g.registers, r.Name) })
		if !taken && r.Directory && r.Name != crm.Products.Name {
			out = append(out, r)
		}
	}
	return out
}

// icons are the signs of registers where there is no menu item to take them
// from.
var icons = map[string]string{
	"partner": "building-store", "counterparty": "id", "contact": "address-book", "deal": "briefcase", "product": "package",
	"product_group": "hierarchy-2", "comment": "message", "attachment": "paperclip", "saved_view": "bookmark",
	"user": "users", "team": "sitemap", "role": "shield", "organisation": "building-bank", "custom_field": "adjustments-horizontal",
	"data_import": "table-import", "mapping": "switch-horizontal", "region": "map-pin", "industry": "building-factory-2",
	"activity_kind": "briefcase", "client_status": "flame", "ad_source": "target", "loss_reason": "circle-x", "deal_kind": "files",
	"lead": "user-plus", "web_form": "forms", "form_entry": "forms", "booking_page": "calendar-plus", "unmet_demand": "help", "unmet_reason": "help", "lead_channel": "user-plus", "lead_reason": "circle-x", "checklist_question": "list-check", "distribution_rule": "share",
	"claim": "urgent", "claim_reason": "urgent", "strategy_change": "flag", "processing_purpose": "shield", "consent": "circle-check", "data_request": "shield", "erasure": "eraser", "retention": "hourglass", "inventory_kind": "tag", "inventory_unit": "tag", "placement": "truck", "inventory_check": "camera", "competitive_status": "flag",
	"event_type": "calendar-event", "event_status": "circle-check", "commitment_kind": "heart-handshake", "link_kind": "link",
	"relation_reason": "message", "relation_strategy": "target", "pipeline": "layout-kanban", "stage_requirement": "clipboard-check", "stage": "layout-kanban", "unit": "scale", "rate": "coin",
}

// iconOf is the sign of a register.
func iconOf(r *register.Register) string { return cmp.Or(icons[r.Name], faces[r.Name].icon, "list") }
