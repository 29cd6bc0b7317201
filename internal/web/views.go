package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// standingView is a view that every company has of a list.
type standingView struct {
	key    string // message key
	values url.Values
}

// standing are those of each list, by its path.
var standing = map[string][]standingView{
	"inventory_units": {
		{"inventory_unit.view_placed", url.Values{"status.in": {"placed"}}},
		{"inventory_unit.view_check", url.Values{"status.in": {"placed"}, "check_by.within": {"past"}}},
		{"inventory_unit.view_stock", url.Values{"status.in": {"in_stock"}}},
	},
	"placements": {
		{"placement.view_now", url.Values{"ended_on.unset": {""}}},
		{"placement.view_late", url.Values{"ended_on.unset": {""}, "return_by.within": {"past"}}},
	},
	"strategy_changes": {{"strategy_change.view_open", url.Values{"status.in": {"noted,assessed"}}}},
	"tasks": {
		{"task.view_given", url.Values{"author.within": {string(register.Me)}, "open.eq": {"true"}}},
		{"task.view_watched", url.Values{"controller.within": {string(register.Me)}, "open.eq": {"true"}}},
		{"task.view_overdue", url.Values{"open.eq": {"true"}, "deadline.within": {string(register.Past)}}},
	},
	"commitments": {
		{"commitment.view_overdue", url.Values{"state.in": {string(crm.CommitmentOpen)}, "due.within": {string(register.Past)}}},
		{"commitment.view_open", url.Values{"state.in": {string(crm.CommitmentOpen)}}},
	},
	"events": {
		{"event.view_attention", url.Values{"only": {"attention"}}},
		{"event.view_overdue", url.Values{"only": {"overdue"}}},
	},
	"meetings": {
		{"event.view_overdue", url.Values{"only": {"overdue"}}},
	},
	"contacts": {{"contact.view_marketing", url.Values{"marketing.set": {""}}}},
	"consents": {
		{"consent.view_given", url.Values{"state.in": {"given"}}},
		{"consent.view_ended", url.Values{"state.in": {"withdrawn,expired"}}},
	},
	"erasures": {
		{"erasure.view_waiting", url.Values{"state.in": {"asked,going"}}},
		{"erasure.view_done", url.Values{"state.in": {"done"}}},
	},
	"retentions": {
		{"retention.view_open", url.Values{"state.in": {"noticed,due"}}},
		{"retention.view_held", url.Values{"state.in": {"held"}}},
	},
	"data_requests": {
		{"data_request.view_due", url.Values{"status.in": {"received,in_work"}, "warn_on.within": {"past"}}},
		{"data_request.view_overdue", url.Values{"status.in": {"received,in_work"}, "deadline.within": {"past"}}},
		{"data_request.view_open", url.Values{"status.in": {"received,in_work"}}},
	},
	"leads": {
		{"lead.view_waiting", url.Values{"status.in": {"new,in_work"}, "responded_at.unset": {""}}},
		{"lead.view_queue", url.Values{"queued.eq": {"true"}}},
		{"lead.view_open", url.Values{"status.in": {"new,in_work,qualified"}}},
	},
	"deals": {
		{"deal.watch.no_step", url.Values{"only": {"no_step"}}},
		{"deal.watch.over_norm", url.Values{"only": {"over_norm"}}},
		{"deal.watch.date_passed", url.Values{"only": {"date_passed"}}},
		{"deal.watch.unsteady", url.Values{"only": {"unsteady"}}},
		{"deal.watch.fell", url.Values{"only": {"fell"}}},
	},
	"claims": {
		{"claim.view_overdue", url.Values{"status.in": {"registered,in_processing"}, "deadline.within": {"past"}}},
		{"claim.view_open", url.Values{"status.in": {"registered,in_processing"}}},
	},
}

// views are the tabs over a list: all rows, those of the reader, those that
// every company has, then the views that somebody saved and the reader may see.
func (c *call) views(tx *store.Tx, s *state) ([]page.View, *page.Changed, error) {
	all := page.View{Label: c.p.Text("list.view_all"), Href: "/" + s.path}
	out := []page.View{all}
	if owner := ownerOf(s.reg); owner != nil {
		mine := url.Values{owner.Name + ".within": {string(register.Me)}}
		if s.reg.Field("open") != nil {
			mine.Set("open.eq", "true")
		}
		out = append(out, page.View{Label: c.p.Text("list.view_mine"), Href: withQuery("/"+s.path, mine)})
	}
	for _, view := range standing[s.path] {
		out = append(out, page.View{Label: c.p.Text(view.key), Href: withQuery("/"+s.path, view.values)})
	}
	given := len(out)
	saved, err := register.Select(c.r.Context(), tx, crm.SavedViews, register.Query{
		Filter: register.All{register.Eq(&crm.SavedViews.Row.Register, s.register), register.Alive()}, Whole: true, Limit: 40,
	})
	if err != nil {
		return nil, nil, err
	}
	var changed *page.Changed
	current := false
	for _, view := range saved {
		core, err := viewValues(s.reg, view)
		if err != nil {
			continue // what it speaks of is gone; the view can still be deleted in its register
		}
		core.Set("view", strconv.FormatInt(view.ID, 10))
		tab := page.View{Label: view.Name, Href: withQuery("/"+s.path, core), Menu: viewAddress(s.path, "menu", view.ID)}
		if view.ID == s.view {
			tab.Current, current = true, true
			core.Del("view")
			if core.Encode() != s.core().Encode() {
				changed = &page.Changed{Reset: tab.Href, SaveAs: s.under("/view/new")}
				if register.ID(view.Owner) == c.actor.User() {
					changed.Save = viewAddress(s.path, "save", view.ID) + "&" + url.Values{"state": {s.core().Encode()}}.Encode()
				}
			}
		}
		out = append(out, tab)
	}
	if !current {
		bare := s.core().Encode()
		at := slices.IndexFunc(out[:given], func(v page.View) bool { return strings.TrimPrefix(strings.TrimPrefix(v.Href, "/"+s.path), "?") == bare })
		if at >= 0 {
			out[at].Current = true
		} else {
			changed = &page.Changed{Reset: "/" + s.path, SaveAs: s.under("/view/new")}
		}
	}
	return out, changed, nil
}

// ownerOf is the field that says whose a record is.
func ownerOf(r *register.Register) *register.Field {
	for _, f := range r.Fields {
		if f.Owner {
			return f
		}
	}
	return nil
}

// viewValues are the parameters of an address that show a saved view.
func viewValues(r *register.Register, view *crm.SavedView) (url.Values, error) {
	values := url.Values{}
	if view.Filter != "" {
		f, err := register.UnmarshalFilter(r, []byte(view.Filter))
		if err != nil {
			return nil, err
		}
		if values, err = register.Values(r, f); err != nil {
			return nil, err
		}
	}
	if view.Order != "" {
		values.Set("sort", view.Order)
	}
	var columns []string
	for _, one := range view.Columns {
		columns = append(columns, one.Field)
	}
	if len(columns) > 0 {
		values.Set("columns", strings.Join(columns, ","))
	}
	return values, nil
}

// keep puts the state of a list into a view.
func (s *state) keep(view *crm.SavedView) error {
	asked, err := register.ParseFilter(s.reg, s.values)
	if err != nil {
		return err
	}
	view.Filter = ""
	if terms := register.Terms(asked); len(terms) > 0 {
		text, err := register.MarshalFilter(s.reg, register.All(terms))
		if err != nil {
			return err
		}
		view.Filter = string(text)
	}
	view.Register, view.Order, view.Columns = s.register, s.values.Get("sort"), nil
	if s.values.Get("columns") != "" {
		for _, f := range s.columns {
			view.Columns = append(view.Columns, crm.Column{Field: f.Name})
		}
	}
	return nil
}

// openView leads from the bare number of a view to its conditions.
func (c *call) openView(s *state) error {
	var to string
	err := c.read(func(tx *store.Tx) error {
		view, err := register.Load(c.r.Context(), tx, crm.SavedViews, register.Ref[crm.SavedView](s.view))
		if err != nil {
			return err
		}
		core, err := viewValues(s.reg, view)
		if err != nil {
			return err
		}
		if len(core) == 0 {
			core.Set("sort", sortOf(s.reg))
		}
		core.Set("view", strconv.FormatInt(view.ID, 10))
		to = withQuery("/"+s.path, core)
		return nil
	})
	if err != nil {
		return err
	}
	http.Redirect(c.w, c.r, to, http.StatusSeeOther)
	return nil
}

func sortOf(r *register.Register) string {
	var all []string
	for _, key := range r.Sort {
		all = append(all, sortText(key.Field, key.Down))
	}
	return strings.Join(all, ",")
}

// newView is the dialog that keeps the state of a list under a name.
func (c *call) newView(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	return c.fragment(page.FormBody(c.p, c.viewForm(s, "/"+s.path+"/view", c.p.Text("list.view_new"), &crm.SavedView{}, "")))
}

// viewForm asks for a view's name and with whom it is shared.
func (c *call) viewForm(s *state, action, title string, view *crm.SavedView, problem string) page.Form {
	share := "me"
	switch {
	case view.Everybody:
		share = "everybody"
	case view.Team != 0:
		share = "team"
	}
	choices := []page.Choice{{Value: "me", Label: c.p.Text("list.view_own")}}
	if c.who.user().Team != 0 {
		choices = append(choices, page.Choice{Value: "team", Label: c.p.Text("list.view_team")})
	}
	if register.May(c.actor, crm.SavedViews.Register, "share") {
		choices = append(choices, page.Choice{Value: "everybody", Label: c.p.Text("list.view_everybody")})
	}
	pinned := ""
	if view.Pinned {
		pinned = "1"
	}
	return page.Form{
		ID: "view", Title: title, Action: action, Submit: c.p.Text("save"), Place: page.InDialog,
		Hidden: []page.Hidden{{Name: "state", Value: s.core().Encode()}},
		Sections: []page.Section{{Fields: []page.Field{
			{Name: "name", Label: c.p.Text("saved_view.name"), Control: page.AskText, Values: []string{view.Name}, Required: true, MaxLength: 100, Focus: true, Problem: problem},
			{Name: "share", Label: c.p.Text("list.view_share"), Control: page.AskChoice, Values: []string{share}, Choices: choices, Required: true},
			{Name: "pinned", Label: c.p.Text("saved_view.pinned"), Control: page.AskYesNo, Values: []string{pinned}},
		}}},
	}
}

// saveView keeps the state of a list as a new view.
func (c *call) saveView(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	view := &crm.SavedView{}
	return c.writeView(s, view, "/"+s.path+"/view")
}

// writeView saves a view with what its dialog says and shows it.
func (c *call) writeView(s *state, view *crm.SavedView, action string) error {
	form := c.r.PostForm
	err := c.write(func(tx *store.Tx) error {
		if view.ID != 0 {
			known, err := register.Load(c.r.Context(), tx, crm.SavedViews, register.Ref[crm.SavedView](view.ID))
			if err != nil {
				return err
			}
			*view = *known
		}
		if form.Has("name") {
			view.Name, view.Pinned = form.Get("name"), slices.Contains(form["pinned"], "1")
		}
		if form.Has("state") || view.ID == 0 || c.r.URL.Query().Has("state") {
			if err := s.keep(view); err != nil {
				return err
			}
		}
		if err := tx.Save(c.r.Context(), view); err != nil {
			return err
		}
		return c.share(tx, view, form.Get("share"))
	})
	if key, ok := problemAt(err, "name"); ok {
		c.render(http.StatusUnprocessableEntity, page.FormBody(c.p, c.viewForm(s, action, c.p.Text("list.view_new"), view, c.p.Text(key))))
		return nil
	}
	if err != nil {
		return err
	}
	core, err := viewValues(s.reg, view)
	if err != nil {
		return err
	}
	core.Set("view", strconv.FormatInt(view.ID, 10))
	return c.goTo(withQuery("/"+s.path, core))
}

// share shows a view to whom its dialog says, through the action whose right
// that is.
func (c *call) share(tx *store.Tx, view *crm.SavedView, with string) error {
	in := &crm.ShareView{Everybody: with == "everybody"}
	if with == "team" {
		in.Team = c.who.user().Team
	}
	if with == "" || in.Everybody == view.Everybody && in.Team == view.Team {
		return nil
	}
	if !register.May(c.actor, crm.SavedViews.Register, "share") && with != "me" {
		return register.ErrForbidden
	}
	return in.Do(c.r.Context(), tx, view)
}

// problemAt is the message of the problem at a field, if err has one.
func problemAt(err error, field string) (string, bool) {
	var p *register.Problems
	if !errors.As(err, &p) {
		return "", false
	}
	for _, one := range p.List {
		if one.Field == field {
			return one.Key, true
		}
	}
	return "", false
}

func (c *call) viewID() register.ID {
	id, _ := strconv.ParseInt(c.r.URL.Query().Get("id"), 10, 64)
	return id
}

// viewAddress is where something is done with a view of a list.
func viewAddress(list, what string, view register.ID) string {
	return "/" + list + "/view/" + what + "?id=" + strconv.FormatInt(view, 10)
}

// viewMenu is what can be done with a view.
func (c *call) viewMenu(l listing) error {
	return c.read(func(tx *store.Tx) error {
		view, err := register.Load(c.r.Context(), tx, crm.SavedViews, register.Ref[crm.SavedView](c.viewID()))
		if err != nil {
			return err
		}
		items := page.MenuItems{}
		if register.ID(view.Owner) == c.actor.User() {
			items = append(items,
				page.MenuItem{Label: c.p.Text("edit"), Icon: "pencil", Href: viewAddress(l.path, "edit", view.ID), Extra: page.With("data-dialog")},
				page.MenuItem{Label: c.p.Text("delete"), Icon: "trash", Post: viewAddress(l.path, "delete", view.ID), Danger: true, Rule: true})
		} else {
			items = append(items, page.MenuItem{Label: c.p.Text("list.view_owner", "name", c.userName(tx, register.ID(view.Owner))), Icon: "user", Href: "/users/" + strconv.FormatInt(int64(view.Owner), 10)})
		}
		return c.fragment(items)
	})
}

func (c *call) userName(tx *store.Tx, id register.ID) string {
	found, err := tx.Named(c.r.Context(), crm.Users.Register, []register.ID{id})
	if err != nil {
		return ""
	}
	return names{"user": found}.title(c.p, crm.Users.Register, id)
}

// editView is the dialog that renames and shares a view.
func (c *call) editView(l listing) error {
	s, err := c.stateOf(l, url.Values{})
	if err != nil {
		return err
	}
	return c.read(func(tx *store.Tx) error {
		view, err := register.Load(c.r.Context(), tx, crm.SavedViews, register.Ref[crm.SavedView](c.viewID()))
		if err != nil {
			return err
		}
		f := c.viewForm(s, viewAddress(l.path, "save", view.ID), view.Name, view, "")
		f.Hidden = nil // the conditions stay as they are
		return c.fragment(page.FormBody(c.p, f))
	})
}

// changeView renames or shares a view, or puts the list's state into it.
func (c *call) changeView(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	return c.writeView(s, &crm.SavedView{Base: register.Base{ID: c.viewID()}}, viewAddress(l.path, "save", c.viewID()))
}

// deleteView removes a view.
func (c *call) deleteView(l listing) error {
	err := c.write(func(tx *store.Tx) error {
		view, err := tx.Load(c.r.Context(), crm.SavedViews.Register, c.viewID())
		if err != nil {
			return err
		}
		return tx.Delete(c.r.Context(), view)
	})
	if err != nil {
		return err
	}
	return c.goTo("/" + l.path)
}

// columnChooser is the dialog that says which columns the list has.
func (c *call) columnChooser(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	v := page.ColumnChooser{Action: s.under("/columns"), Reset: s.under("/columns") + "&usual=1"}
	v.Fields = append(v.Fields, page.ColumnChoice{Name: "-", Label: c.p.Text(s.key), Shown: true, Fixed: true})
	on := map[string]bool{}
	add := func(f *register.Field) {
		one := page.ColumnChoice{Name: f.Name, Label: label(c.p, s.reg, f), Shown: on[f.Name]}
		if f.Section != "" {
			one.Group = c.p.Text(s.register + ".section." + f.Section)
		}
		v.Fields = append(v.Fields, one)
	}
	for _, f := range s.columns {
		on[f.Name] = true
		add(f)
	}
	for _, f := range c.choosable(s.reg) {
		if !on[f.Name] {
			add(f)
		}
	}
	return c.fragment(page.Columns(c.p, v))
}

// choosable are the fields that may be columns.
func (c *call) choosable(r *register.Register) []*register.Field {
	var out []*register.Field
	for _, f := range append(append([]*register.Field{}, r.Fields...), r.Head...) {
		if shown(c.actor, r, f) && f.Name != "version" && f.Name != faceOf(r).name {
			out = append(out, f)
		}
	}
	return out
}

func (c *call) columnsThere(r *register.Register) int { return len(c.choosable(r)) + 1 }

// chooseColumns leads to the list with the columns the dialog says.
func (c *call) chooseColumns(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	if c.r.Form.Get("usual") != "" {
		return c.goTo(s.href(set("columns", "")))
	}
	var chosen []string
	for i := range len(c.choosable(s.reg)) + 2 {
		at := "columns." + strconv.Itoa(i)
		if name := c.r.PostForm.Get(at + ".name"); name != "-" && name != "" && c.r.PostForm.Get(at+".shown") != "" {
			chosen = append(chosen, name)
		}
	}
	if len(chosen) == 0 {
		return c.goTo(s.href(set("columns", "")))
	}
	return c.goTo(s.href(set("columns", strings.Join(chosen, ","))))
}
