package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// A saved view is a segment elsewhere: "the client is in segment Regular" is the
// condition partner.in=view:12 of deals, events, tasks.

// What the dialog of a condition offers beside the operators of a field.
const (
	inView    register.Op = "in_view"
	notInView register.Op = "notin_view"
)

// mostSegments is how many views a dialog offers.
const mostSegments = 100

// plainOp is the operator that an address writes for one of the dialog's.
func plainOp(op register.Op) register.Op {
	switch op {
	case inView:
		return register.OneOf
	case notInView:
		return register.NoneOf
	}
	return op
}

// dialogOp is the operator that the dialog shows for a condition.
func dialogOp(is register.Is) register.Op {
	if views, _, rest := is.Views(); views != nil && !rest {
		switch is.Op {
		case register.OneOf:
			return inView
		case register.NoneOf:
			return notInView
		}
	}
	return is.Op
}

// segmented is the register whose views a field may be compared with, nil for
// none: of what it leads to, or of r itself for the number of its records.
func segmented(r *register.Register, f *register.Field) *register.Register {
	switch {
	case !f.TakesViews():
		return nil
	case f.Name == "id":
		return r
	case f.Target.Directory:
		return nil // a directory is chosen from by hand
	}
	return f.Target
}

// segments are the views that the reader may see, by the registers they are of.
func (c *call) segments(tx *store.Tx, regs ...string) (map[string][]*crm.SavedView, error) {
	found, err := register.Select(c.r.Context(), tx, crm.SavedViews, register.Query{
		Filter: register.All{register.In(&crm.SavedViews.Row.Register, regs...), register.Alive()}, Limit: mostSegments,
	})
	if err != nil {
		return nil, err
	}
	out := map[string][]*crm.SavedView{}
	for _, v := range found {
		out[v.Register] = append(out[v.Register], v)
	}
	return out, nil
}

// segmentsOffered are the views that conditions on a list of r may go by.
func (c *call) segmentsOffered(r *register.Register) (map[string][]*crm.SavedView, error) {
	regs := []string{r.Name}
	for _, f := range r.Fields {
		if of := segmented(r, f); of != nil && shown(c.actor, r, f) && !slices.Contains(regs, of.Name) {
			regs = append(regs, of.Name)
		}
	}
	var out map[string][]*crm.SavedView
	err := c.read(func(tx *store.Tx) error {
		var err error
		out, err = c.segments(tx, regs...)
		return err
	})
	return out, err
}

// segmentFields are the entries of the dialog of fields for the views of what
// the field at path leads to; each is a whole condition already.
func (c *call) segmentFields(s *state, path string, views []*crm.SavedView, query string) []page.FilterField {
	var out []page.FilterField
	for _, v := range views {
		if query != "" && !strings.Contains(identity.Fold(v.Name), identity.Fold(query)) {
			continue
		}
		to := url.Values{
			"state": {s.core().Encode()}, "field": {path}, "op": {string(inView)}, "value": {register.View(v.ID).String()},
		}
		if at := c.r.Form.Get("at"); at != "" {
			to.Set("at", at)
		}
		out = append(out, page.FilterField{Icon: "bookmark", Label: v.Name, Href: withQuery("/"+s.path+"/filter/apply", to), Done: true})
	}
	return out
}

// segmentInput is the choice among the views of what a field leads to.
func (c *call) segmentInput(tx *store.Tx, of *register.Register, values []any) (page.Field, error) {
	in := page.Field{Name: "value", Label: c.p.Text("filter.segment"), Focus: true, Control: page.AskSeveral}
	found, err := c.segments(tx, of.Name)
	if err != nil {
		return in, err
	}
	known := map[string]bool{}
	for _, v := range found[of.Name] {
		value := register.View(v.ID).String()
		known[value] = true
		in.Choices = append(in.Choices, page.Choice{Value: value, Label: v.Name})
	}
	for _, v := range values {
		view, ok := v.(register.View)
		if !ok {
			continue
		}
		if !known[view.String()] {
			in.Choices = append(in.Choices, page.Choice{Value: view.String(), Label: c.p.Text("filter.segment_gone")})
		}
		in.Values = append(in.Values, view.String())
	}
	if len(in.Choices) == 0 {
		in.Hint = c.p.Text("filter.no_segments", "list", c.p.Text(of.Name+".many"))
	}
	return in, nil
}

// segmentWords names a view; one that is gone, or that the reader may not see,
// is told as such.
func (c *call) segmentWords(n names, view register.View) string {
	if rec, ok := n["saved_view"][register.ID(view)].(*crm.SavedView); ok {
		return c.p.Text("filter.segment_named", "name", rec.Name)
	}
	return c.p.Text("filter.segment_gone")
}

// namesOfViews reads the views among the values of a condition.
func (c *call) namesOfViews(tx *store.Tx, n names, list []any) error {
	var ids []register.ID
	for _, v := range list {
		if view, ok := v.(register.View); ok {
			ids = append(ids, register.ID(view))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := tx.Named(c.r.Context(), crm.SavedViews.Register, ids)
	n["saved_view"] = found
	return err
}

// brokenSegment is the key that tells why a condition by a view cannot be
// asked, empty when something else is wrong.
func brokenSegment(err error) string {
	var bad register.BadFilter
	if errors.As(err, &bad) {
		switch bad.Key {
		case "unknown_view", "view_in_circle", "view_speaks_of_what_is_gone":
			return bad.Key
		}
	}
	return ""
}

// listOfBrokenSegment answers a list whose condition goes by a view that is
// gone: its conditions stay, so that this one can be changed or taken away, and
// in the place of the rows stands why there are none.
func (c *call) listOfBrokenSegment(s *state, key string) error {
	v := page.List{ID: s.path, Title: c.p.Text(s.key + ".many"), NewView: s.under("/view/new"), Columns: s.under("/columns")}
	v.Empty = &page.Empty{Icon: "filter-off", Title: c.p.Text("filter.broken_segment"), Text: c.p.Text(key)}
	err := c.read(func(tx *store.Tx) error {
		var err error
		if v.Filter, err = c.filterBar(tx, s); err != nil {
			return err
		}
		v.Views, v.Changed, err = c.views(tx, s)
		return err
	})
	if err != nil {
		return err
	}
	without := []func(url.Values){}
	for _, one := range s.conditions() {
		if t, ok := termOf(s.reg, one); ok {
			if views, _, _ := t.is.Views(); views != nil {
				without = append(without, set(one.name, ""))
			}
		}
	}
	if len(without) > 0 {
		v.Empty.Actions = []page.Button{{Label: c.p.Text("filter.remove_it"), Icon: "x", Href: s.href(without...)}}
	}
	if c.target() == "main#main" {
		c.render(http.StatusBadRequest, page.ListBody(c.p, v))
		return nil
	}
	c.render(http.StatusBadRequest, page.ListPage(c.p, c.shell(v.Title), v))
	return nil
}

// viewsSaid are the views that a dialog chose, as an address writes them.
func viewsSaid(values []string) (string, error) {
	for _, v := range values {
		id, ok := strings.CutPrefix(v, "view:")
		if _, err := strconv.ParseUint(id, 10, 63); !ok || err != nil {
			return "", register.RefuseAt("value", "not_a_choice")
		}
	}
	return strings.Join(values, ","), nil
}
