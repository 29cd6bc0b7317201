package web

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// triedFields are what a lead is described by to try the rules.
var triedFields = []string{"channel", "ad_source", "region", "industry", "products"}

// distribution is the rules in their order, and whom a lead would go to.
func (c *call) distribution() error {
	var v page.Distribution
	err := c.read(func(tx *store.Tx) (err error) {
		v, err = c.distributionView(tx)
		return err
	})
	if err != nil {
		return err
	}
	title := c.p.Text("lead.distribution")
	c.render(http.StatusOK, page.DistributionPage(c.p, c.shell(title, page.Crumb{Label: many(c.p, crm.Leads.Register), Href: "/leads"}, page.Crumb{Label: title}), v))
	return nil
}

func (c *call) distributionView(tx *store.Tx) (page.Distribution, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.DistributionRules.Register)
	v := page.Distribution{Action: "/leads/distribution"}
	rules, err := register.Select(ctx, tx, crm.DistributionRules, register.Query{Filter: register.Alive(), Whole: true})
	if err != nil {
		return v, err
	}
	tried, asked, err := c.tryRules(tx, &v)
	if err != nil {
		return v, err
	}
	if register.May(c.actor, r, register.Create) {
		v.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Weight: page.Primary, Href: "/distribution_rules/new", Extra: page.With("data-drawer")}
	}
	recs := make([]register.Record, len(rules))
	for i, one := range rules {
		recs[i] = one
	}
	n, err := namesOf(ctx, tx, recs, r.Fields)
	if err != nil {
		return v, err
	}
	for i, one := range rules {
		line := page.DistributionRule{Name: c.title(r, one), Href: address(r, one.ID), When: c.ruleWhen(n, r, one), Whose: c.ruleWhose(n, r, one)}
		if c.may(r, "raise") && i > 0 {
			line.Raise = address(r, one.ID) + "/raise"
		}
		if c.may(r, "lower") && i < len(rules)-1 {
			line.Lower = address(r, one.ID) + "/lower"
		}
		if asked {
			line.Said, line.Tone = c.ruleSaid(r, one, tried)
		}
		v.Rules = append(v.Rules, line)
	}
	return v, nil
}

// ruleWhen are the conditions of a rule.
func (c *call) ruleWhen(n names, r *register.Register, one *crm.DistributionRule) string {
	var out []string
	for _, name := range []string{"channel", "ad_source", "region", "industry", "product"} {
		if f := r.Field(name); !f.Empty(one) {
			out = append(out, label(c.p, r, f)+": "+n.valueWords(c.p, r, f, f.Value(one)))
		}
	}
	if len(out) == 0 {
		return c.p.Text("distribution.any")
	}
	return strings.Join(out, " · ")
}

// ruleWhose is whom a rule gives leads to.
func (c *call) ruleWhose(n names, r *register.Register, one *crm.DistributionRule) string {
	who := n.title(c.p, crm.Users.Register, register.ID(one.Employee))
	if one.Way != crm.ToEmployee {
		who = n.title(c.p, crm.Teams.Register, register.ID(one.Team))
	}
	return choice(c.p, r, r.Field("way"), string(one.Way)) + ": " + who
}

// ruleSaid is what a rule said of the lead that was tried.
func (c *call) ruleSaid(r *register.Register, one *crm.DistributionRule, d crm.Distribution) (string, page.Tone) {
	for _, t := range d.Tried {
		switch {
		case t.Rule.ID != one.ID:
		case t.Field == "":
			return c.p.Text("distribution.fits"), page.Good
		case t.Field == crm.NobodyThere:
			return c.p.Text("distribution.nobody"), page.Care
		default:
			return c.p.Text("distribution.fails", "field", label(c.p, r, r.Field(t.Field))), ""
		}
	}
	return c.p.Text("distribution.not_asked"), ""
}

// tryRules asks the rules about the lead that the address describes.
func (c *call) tryRules(tx *store.Tx, v *page.Distribution) (crm.Distribution, bool, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Leads.Register)
	said := url.Values{}
	var fields []*register.Field
	l := &crm.Lead{}
	for _, name := range triedFields {
		fields = append(fields, r.Field(name))
	}
	for name, texts := range c.written(fields, l) {
		said[name] = texts
	}
	asked := c.r.URL.Query().Has("try")
	wrong := wrongs{}
	if asked {
		for _, name := range triedFields {
			if c.r.URL.Query().Has(name) {
				said[name] = c.r.URL.Query()[name]
			}
		}
		var p *register.Problems
		switch err := register.Fill(register.Program, r, l, map[string][]string(said), c.asTyped); {
		case errors.As(err, &p):
			for _, one := range p.List {
				wrong[one.Field] = c.p.TextOf(one.Key, one.Args)
			}
			asked = false
		case err != nil:
			return crm.Distribution{}, false, err
		}
	}
	var w wanted
	w.said(tx.Schema(), fields, said)
	n, err := w.read(ctx, tx)
	if err != nil {
		return crm.Distribution{}, false, err
	}
	for _, f := range fields {
		q := c.ask(n, r, f, said, wrong, "/lookup/leads/")
		q.Hint = ""
		v.Fields = append(v.Fields, q)
	}
	if !asked {
		return crm.Distribution{}, false, nil
	}
	d, err := crm.Distribute(ctx, tx, l)
	if err != nil {
		return d, true, err
	}
	return d, true, c.triedWords(tx, d, v)
}

// triedWords say who would get the lead.
func (c *call) triedWords(tx *store.Tx, d crm.Distribution, v *page.Distribution) error {
	if d.User == 0 {
		v.Result = c.p.Text("distribution.queue")
		return nil
	}
	ids := []register.ID{register.ID(d.User), register.ID(d.Absent)}
	for id := range d.Loads {
		ids = append(ids, id)
	}
	people, err := tx.Named(c.r.Context(), crm.Users.Register, ids)
	if err != nil {
		return err
	}
	name := func(id register.ID) string {
		if u := people[id]; u != nil {
			return c.title(crm.Users.Register, u)
		}
		return ""
	}
	v.Result = c.p.Text("distribution.gets", "name", name(register.ID(d.User)))
	if d.Absent != 0 {
		v.Because = append(v.Because, c.p.Text("distribution.stands_in", "name", name(register.ID(d.Absent))))
	}
	for _, id := range sortedByLoad(d.Loads) {
		v.Because = append(v.Because, c.p.Text("distribution.load", "name", name(id), "count", c.p.Count("lead.count", d.Loads[id])))
	}
	return nil
}

// sortedByLoad are the employees from the least loaded on.
func sortedByLoad(loads map[register.ID]int64) []register.ID {
	return slices.SortedFunc(maps.Keys(loads), func(a, b register.ID) int {
		return cmp.Or(cmp.Compare(loads[a], loads[b]), cmp.Compare(a, b))
	})
}
