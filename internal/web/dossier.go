package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/paper"
	"dossier/internal/register"
	"dossier/internal/store"
)

// dossierRoutes are all that is known of a partner, on one page and on paper.
func (s *Server) dossierRoutes() {
	partners := crm.Partners.Register
	s.add("GET", "/partners/{id}/dossier", PageKind, (*call).dossier, of(partners, register.See))
	s.add("GET", "/print/partners/{id}", PageKind, (*call).printDossier, of(partners, register.See))
}

// dossierPart is one block of a dossier: fields of the partner, or records that
// belong to it, in the columns named. Every register brings its own.
type dossierPart struct {
	name    string
	facts   []string // fields of the partner
	of      *register.Register
	columns []string
	first   string // the column that stands for the records' titles; empty is the titles
	sort    []register.Sort
	// rows are those that belong to the partner; with is the filter of the
	// partner itself, or of its whole group.
	rows func(with func(field string) register.Filter, today register.Date) register.Filter
	// read makes a block that is neither.
	read func(c *call, tx *store.Tx, p *crm.Partner) (page.DossierPart, error)
}

// ofPartner are the records that name the partner, as far as the filters mean
// them.
func ofPartner(filters ...register.Filter) func(func(string) register.Filter, register.Date) register.Filter {
	return func(with func(string) register.Filter, _ register.Date) register.Filter {
		return append(register.All{with("partner"), register.Alive()}, filters...)
	}
}

// dossierParts are the blocks in their order.
var dossierParts = []dossierPart{
	{name: "contact", facts: []string{
		"responsible", "backups", "status", "region", "country", "industry", "activities", "phones", "emails", "sites", "messengers", "addresses", "head",
		"accountant", "founded_on", "ad_source",
	}},
	{
		name: "people", of: crm.Contacts.Register, columns: []string{"position", "role", "phones", "emails", "messengers", "best_time"},
		rows: ofPartner(register.Eq(&crm.Contacts.Row.Left, false)),
	},
	{
		name: "deals", of: crm.Deals.Register, columns: []string{"stage", "amount", "close_on", "responsible"},
		sort: []register.Sort{{Field: "close_on"}}, rows: ofPartner(register.Eq(&crm.Deals.Row.Outcome, crm.Open)),
	},
	{
		name: "attention", of: crm.Events.Register, columns: []string{"type", "start", "handling", "responsible"},
		sort: []register.Sort{{Field: "start", Down: true}}, rows: ofPartner(crm.NeedsAttention()),
	},
	{
		name: "planned", of: crm.Events.Register, columns: []string{"type", "planned_start", "responsible"},
		sort: []register.Sort{{Field: "start"}}, rows: ofPartner(register.Eq(&crm.Events.Row.Class, crm.Planned)),
	},
	{
		name: "tasks", of: crm.Tasks.Register, columns: []string{"deadline", "status", "executors"},
		sort: []register.Sort{{Field: "deadline"}}, rows: ofPartner(register.Eq(&crm.Tasks.Row.Open, true)),
	},
	{
		name: "commitments", of: crm.Commitments.Register, columns: []string{"kind", "side", "due", "responsible"},
		sort: []register.Sort{{Field: "due"}}, rows: ofPartner(register.Eq(&crm.Commitments.Row.State, crm.CommitmentOpen)),
	},
	{
		name: "claims", of: crm.Claims.Register, columns: []string{"kind", "status", "received_at", "deadline", "responsible"},
		sort: []register.Sort{{Field: "deadline"}},
		rows: ofPartner(register.Any{register.Eq(&crm.Claims.Row.Status, crm.ClaimRegistered), register.Eq(&crm.Claims.Row.Status, crm.ClaimInProcessing)}),
	},
	{name: "terms", facts: []string{"payment_days", "lead_days", "delivery_terms", "paper_wording", "paper_language", "paper_currency"}},
	{name: "standing", facts: []string{
		"class", "class_reason", "reliability", "vip", "vip_on", "relation", "relation_on", "strategy", "contacted_on", "contact_due_on",
	}},
	{
		name: "relation_log", of: crm.RelationChanges.Register, first: "at", columns: []string{"was", "now", "reason", "comment"},
		sort: []register.Sort{{Field: "at", Down: true}}, rows: ofPartner(),
	},
	{name: "turnover", read: (*call).turnoverPart},
	{
		name: "entities", of: crm.Counterparties.Register, columns: []string{"kind", "code", "vat_number", "confirmed", "legal_address", "signatory"},
		rows: ofPartner(),
	},
	{
		name: "accounts", of: crm.Counterparties.Register, columns: []string{"accounts"},
		rows: ofPartner(),
	},
	{
		name: "inventory", of: crm.Placements.Register, first: "unit", columns: []string{"placed_on", "condition", "return_by", "deposit", "promised"},
		sort: []register.Sort{{Field: "placed_on", Down: true}}, rows: ofPartner(register.Is{Field: "ended_on", Op: register.Unset}),
	},
	{name: "rivals", facts: []string{"competitors"}},
	{name: "links", read: (*call).linksPart},
	{
		name: "files", of: crm.Attachments.Register, columns: []string{"kind", "description", "created_at"},
		sort: []register.Sort{{Field: "id", Down: true}}, rows: func(with func(string) register.Filter, _ register.Date) register.Filter {
			return register.All{with("about"), register.Eq(&crm.Attachments.Row.Current, true), register.Alive()}
		},
	},
	{name: "note", facts: []string{"note"}},
}

// mostOfDossier is how many records one block shows.
const mostOfDossier = 50

// dossierAsked is what the reader wants to see.
type dossierAsked struct {
	id    register.ID
	blank bool            // no block was chosen: all of them
	parts map[string]bool // chosen ones
	group bool            // with the companies below in the group
}

func (c *call) dossierAsked() (dossierAsked, error) {
	id, err := c.idOf()
	q := c.r.URL.Query()
	a := dossierAsked{id: id, blank: !q.Has("part"), parts: map[string]bool{}, group: q.Get("group") == "1"}
	for _, name := range q["part"] {
		a.parts[name] = true
	}
	return a, err
}

func (a dossierAsked) wants(name string) bool { return a.blank || a.parts[name] }

// query is the address part that asks for the same again.
func (a dossierAsked) query() url.Values {
	q := url.Values{}
	if a.group {
		q.Set("group", "1")
	}
	for _, p := range dossierParts {
		if !a.blank && a.parts[p.name] {
			q.Add("part", p.name)
		}
	}
	return q
}

// dossier shows the dossier as a page.
func (c *call) dossier() error {
	a, err := c.dossierAsked()
	if err != nil {
		return err
	}
	var v page.Dossier
	err = c.read(func(tx *store.Tx) error {
		p, err := register.Load(c.r.Context(), tx, crm.Partners, register.Ref[crm.Partner](a.id))
		if err != nil {
			return err
		}
		v.Title, v.Code = p.Name, p.Code
		v.Parts, v.Choices, err = c.dossierOf(tx, p, a)
		return err
	})
	if err != nil {
		return err
	}
	back := address(crm.Partners.Register, a.id)
	v.Back, v.Action, v.Group = back, back+"/dossier", a.group
	v.Print = withQuery("/print"+back, a.query())
	v.PDF = withQuery("/print"+back, func() url.Values { q := a.query(); q.Set("as", "pdf"); return q }())
	title := c.p.Text("dossier.title", "partner", v.Title)
	crumbs := []page.Crumb{{Label: many(c.p, crm.Partners.Register), Href: "/partners"}, {Label: v.Title, Href: back}, {Label: c.p.Text("dossier")}}
	c.render(http.StatusOK, page.DossierPage(c.p, c.shell(title, crumbs...), v))
	return nil
}

// printDossier puts the same on paper.
func (c *call) printDossier() error {
	a, err := c.dossierAsked()
	if err != nil {
		return err
	}
	return c.print(printed{
		back: withQuery(address(crm.Partners.Register, a.id)+"/dossier", a.query()),
		make: func(c *call, tx *store.Tx) (*paper.Sheet, error) {
			p, err := register.Load(c.r.Context(), tx, crm.Partners, register.Ref[crm.Partner](a.id))
			if err != nil {
				return nil, err
			}
			parts, _, err := c.dossierOf(tx, p, a)
			if err != nil {
				return nil, err
			}
			d := paper.Dossier{Partner: p.Name, Code: p.Code}
			for _, part := range parts {
				d.Parts = append(d.Parts, onPaper(part))
			}
			return d.Sheet(c.p), nil
		},
	})
}

// onPaper is a block as it is printed.
func onPaper(d page.DossierPart) paper.DossierPart {
	out := paper.DossierPart{Title: d.Title, Note: d.Note}
	for _, f := range d.Facts {
		out.Facts = append(out.Facts, paper.Fact{Label: f.Label, Value: f.Value})
	}
	for _, c := range d.Columns {
		out.Columns = append(out.Columns, paper.Column{Title: c})
	}
	for _, r := range d.Rows {
		out.Rows = append(out.Rows, append([]string{r.Title}, r.Cells...))
	}
	return out
}

// dossierOf makes the blocks asked for that have something to say, and lists
// all that there could be.
func (c *call) dossierOf(tx *store.Tx, p *crm.Partner, a dossierAsked) ([]page.DossierPart, []page.DossierChoice, error) {
	var parts []page.DossierPart
	var choices []page.DossierChoice
	for _, d := range dossierParts {
		if d.of != nil && !register.May(c.actor, tx.Schema().This(d.of), register.See) {
			continue
		}
		choices = append(choices, page.DossierChoice{Name: d.name, Label: c.p.Text("dossier." + d.name), On: a.wants(d.name)})
		if !a.wants(d.name) {
			continue
		}
		part, err := c.dossierPart(tx, p, d, a)
		if err != nil {
			return nil, nil, err
		}
		if len(part.Facts) > 0 || len(part.Rows) > 0 {
			part.Name, part.Title = d.name, c.p.Text("dossier."+d.name)
			parts = append(parts, part)
		}
	}
	return parts, choices, nil
}

func (c *call) dossierPart(tx *store.Tx, p *crm.Partner, d dossierPart, a dossierAsked) (page.DossierPart, error) {
	switch {
	case d.read != nil:
		return d.read(c, tx, p)
	case d.of == nil:
		return c.factsPart(tx, p, d.facts)
	}
	return c.rowsPart(tx, p, d, a)
}

// factsPart are fields of the partner that say something.
func (c *call) factsPart(tx *store.Tx, p *crm.Partner, fields []string) (page.DossierPart, error) {
	r := tx.Schema().This(crm.Partners.Register)
	seen := c.seenFields(r, fields)
	n, err := namesOf(c.r.Context(), tx, []register.Record{p}, seen)
	if err != nil {
		return page.DossierPart{}, err
	}
	var part page.DossierPart
	for _, f := range seen {
		v := f.Value(p)
		if f.Kind == register.Bool && !v.(bool) || f.Kind == register.Int && v.(int64) == 0 {
			continue
		}
		if text := n.wholeWords(c.p, r, f, v); text != "" {
			part.Facts = append(part.Facts, page.DossierFact{Label: label(c.p, r, f), Value: text})
		}
	}
	return part, nil
}

// seenFields are the named fields that the reader may see.
func (c *call) seenFields(r *register.Register, names []string) []*register.Field {
	var out []*register.Field
	for _, name := range names {
		if f := anyField(r, name); f != nil && shown(c.actor, r, f) {
			out = append(out, f)
		}
	}
	return out
}

// anyField is a field of the register or of every record's head.
func anyField(r *register.Register, name string) *register.Field {
	if f := r.Field(name); f != nil {
		return f
	}
	for _, f := range r.Head {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// rowsPart are records that belong to the partner.
func (c *call) rowsPart(tx *store.Tx, p *crm.Partner, d dossierPart, a dossierAsked) (page.DossierPart, error) {
	r := tx.Schema().This(d.of)
	with := func(field string) register.Filter {
		switch {
		case r.Field(field).Kind == register.LinkTo:
			return register.Linked{Field: field, Register: crm.Partners.Register, Filter: register.ByID(p.ID)}
		case a.group:
			return register.Is{Field: field, Op: register.Under, Value: p.ID}
		}
		return register.Is{Field: field, Op: register.Equal, Value: p.ID}
	}
	recs, err := tx.Select(c.r.Context(), r, register.Query{Filter: d.rows(with, tx.Today()), Sort: d.sort, Limit: mostOfDossier, Whole: true})
	if err != nil || len(recs) == 0 {
		return page.DossierPart{}, err
	}
	columns := c.seenFields(r, d.columns)
	if a.group && r.Field("partner") != nil {
		columns = append([]*register.Field{r.Field("partner")}, columns...)
	}
	n, err := namesOf(c.r.Context(), tx, recs, columns)
	if err != nil {
		return page.DossierPart{}, err
	}
	part := page.DossierPart{Columns: []string{c.p.Text(r.Name)}}
	first := r.Field(d.first)
	if first != nil {
		part.Columns[0] = label(c.p, r, first)
	}
	if len(recs) == mostOfDossier {
		part.Note = c.p.Text("dossier.only_first", "n", c.p.Integer(mostOfDossier))
	}
	for _, f := range columns {
		part.Columns = append(part.Columns, label(c.p, r, f))
	}
	for _, rec := range recs {
		row := page.DossierRow{Title: c.title(r, rec), Href: address(r, register.BaseOf(rec).ID)}
		if first != nil {
			row.Title = n.wholeWords(c.p, r, first, first.Value(rec))
		}
		for _, f := range columns {
			row.Cells = append(row.Cells, n.wholeWords(c.p, r, f, f.Value(rec)))
		}
		part.Rows = append(part.Rows, row)
	}
	if part.LeaveOut(); len(part.Columns) == 1 && len(columns) == 1 {
		return page.DossierPart{}, nil // bank accounts of firms that named none
	}
	return part, nil
}

// turnoverPart is what the partner bought in each year, by won deals.
func (c *call) turnoverPart(tx *store.Tx, p *crm.Partner) (page.DossierPart, error) {
	deals := tx.Schema().This(crm.Deals.Register)
	if !register.May(c.actor, deals, register.See) || !c.actor.Sees(deals, register.Prices) {
		return page.DossierPart{}, nil
	}
	groups, err := tx.Group(c.r.Context(), deals, register.Grouping{
		Filter: register.All{
			register.Eq(&crm.Deals.Row.Partner, register.Ref[crm.Partner](p.ID)), register.Eq(&crm.Deals.Row.Outcome, crm.Won), register.Alive(),
		},
		By: []string{"closed_on"}, Sum: "amount",
	})
	if err != nil || len(groups) == 0 {
		return page.DossierPart{}, err
	}
	type year struct {
		count int64
		total register.Total
	}
	years := map[string]*year{}
	for _, g := range groups {
		name, _, _ := strings.Cut(g.Keys[0].(string), "-")
		if years[name] == nil {
			years[name] = &year{}
		}
		y := years[name]
		y.count += g.Count
		if y.total, err = addTotals(y.total, g.Total); err != nil {
			return page.DossierPart{}, err
		}
	}
	part := page.DossierPart{Columns: []string{c.p.Text("dossier.year"), c.p.Text("deal.many"), c.p.Text("dossier.won_sum")}}
	names := make([]string, 0, len(years))
	for name := range years {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(b, a) })
	for _, name := range names {
		part.Rows = append(part.Rows, page.DossierRow{
			Title: name,
			Href: withQuery("/deals", url.Values{
				"partner.eq": {strconv.FormatInt(p.ID, 10)}, "outcome.eq": {string(crm.Won)}, "closed_on.ge": {name + "-01-01"}, "closed_on.le": {name + "-12-31"},
			}),
			Cells: []string{c.p.Integer(years[name].count), c.sumWords(years[name].total)},
		})
	}
	return part, nil
}

// addTotals adds sums of money, each currency to its own.
func addTotals(a, b register.Total) (register.Total, error) {
	out := register.Total{Money: slices.Clone(a.Money), Number: a.Number + b.Number}
	for _, m := range b.Money {
		i := slices.IndexFunc(out.Money, func(o money.Money) bool { return o.Currency == m.Currency })
		if i < 0 {
			out.Money = append(out.Money, m)
			continue
		}
		sum, err := out.Money[i].Add(m)
		if err != nil {
			return out, err
		}
		out.Money[i] = sum
	}
	return out, nil
}

// linksPart is with whom the partner hangs together.
func (c *call) linksPart(tx *store.Tx, p *crm.Partner) (page.DossierPart, error) {
	if !register.May(c.actor, tx.Schema().This(crm.PartnerLinks.Register), register.See) {
		return page.DossierPart{}, nil
	}
	w, err := c.nearOf(tx, p, mostNear*4, mostNear)
	if err != nil {
		return page.DossierPart{}, err
	}
	part := page.DossierPart{Columns: []string{
		c.p.Text("partner_link.to"), c.p.Text("partner_link.kind"), c.p.Text("partner_link.strength"), c.p.Text("links.valid"),
	}}
	for _, row := range w.rows(c) {
		part.Rows = append(part.Rows, page.DossierRow{Title: row.Name, Href: row.Href, Cells: []string{row.Kind, row.Strength, row.Valid}})
	}
	return part, nil
}
