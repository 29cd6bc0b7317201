package web

import (
	"cmp"
	"slices"
	"strconv"

	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// linkRoutes are the page of a partner's links.
func (s *Server) linkRoutes() {
	s.add("GET", "/partners/{id}/links", PageKind, (*call).links, of(crm.Partners.Register, register.See))
}

// mostNear is how many partners one ring of the graph shows.
const (
	mostNear = 16
	mostFar  = 40
)

// links shows with whom a partner hangs together: as a list, and as a graph of
// those linked to it and of those linked to them. Partners that the reader may
// not see are left out.
func (c *call) links() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var v page.Links
	var title string
	err = c.read(func(tx *store.Tx) error {
		of, err := register.Load(c.r.Context(), tx, crm.Partners, register.Ref[crm.Partner](id))
		if err != nil {
			return err
		}
		title = of.Name
		w, err := c.webOf(tx, of)
		if err != nil {
			return err
		}
		v = w.view(c)
		return nil
	})
	if err != nil {
		return err
	}
	v.Title, v.Back = title, address(crm.Partners.Register, id)
	links := c.store.Schema().This(crm.PartnerLinks.Register)
	if register.May(c.actor, links, register.Create) {
		v.Create = &page.Button{
			Label: newTitle(c.p, links), Icon: "plus", Href: "/partner_links/new?partner=" + strconv.FormatInt(id, 10), Extra: page.With("data-drawer"),
		}
	}
	crumbs := []page.Crumb{{Label: many(c.p, crm.Partners.Register), Href: "/partners"}, {Label: title, Href: v.Back}, {Label: c.p.Text("partner_link.many")}}
	c.render(200, page.LinksPage(c.p, c.shell(c.p.Text("links.title", "partner", title), crumbs...), v))
	return nil
}

// linkWeb are the partners around one, and what joins them.
type linkWeb struct {
	middle   *crm.Partner
	partners map[register.Ref[crm.Partner]]*crm.Partner
	links    []*crm.PartnerLink
	kinds    map[register.Ref[crm.LinkKind]]*crm.LinkKind
	people   []sharedPerson
	today    register.Date
}

// sharedPerson works at several of the partners.
type sharedPerson struct {
	name   string
	id     register.ID
	places []register.Ref[crm.Partner]
}

// nearOf reads so many links of a partner, and so many of those at their other
// ends.
func (c *call) nearOf(tx *store.Tx, of *crm.Partner, links, partners int) (*linkWeb, error) {
	me := register.Ref[crm.Partner](of.ID)
	w := &linkWeb{middle: of, partners: map[register.Ref[crm.Partner]]*crm.Partner{me: of}, today: tx.Today()}
	near, err := c.linksOf(tx, []register.Ref[crm.Partner]{me}, links)
	if err != nil || len(near) == 0 {
		return w, err
	}
	if err := w.take(c, tx, near, partners); err != nil {
		return nil, err
	}
	return w, w.learnKinds(c, tx)
}

// webOf reads the links of a partner and those of its neighbours.
func (c *call) webOf(tx *store.Tx, of *crm.Partner) (*linkWeb, error) {
	w, err := c.nearOf(tx, of, mostNear*4, mostNear)
	if err != nil {
		return nil, err
	}
	me := register.Ref[crm.Partner](of.ID)
	neighbours := make([]register.Ref[crm.Partner], 0, len(w.partners))
	for id := range w.partners {
		if id != me {
			neighbours = append(neighbours, id)
		}
	}
	slices.Sort(neighbours)
	if len(neighbours) > 0 {
		far, err := c.linksOf(tx, neighbours, mostFar)
		if err != nil {
			return nil, err
		}
		if err := w.take(c, tx, far, mostFar); err != nil {
			return nil, err
		}
	}
	return w, w.findPeople(c, tx)
}

func (c *call) linksOf(tx *store.Tx, ids []register.Ref[crm.Partner], most int) ([]*crm.PartnerLink, error) {
	row := crm.PartnerLinks.Row
	return register.Select(c.r.Context(), tx, crm.PartnerLinks, register.Query{
		Filter: register.All{register.Any{register.In(&row.Partner, ids...), register.In(&row.To, ids...)}, register.Alive()}, Limit: most,
	})
}

// take keeps the links whose both ends the reader sees.
func (w *linkWeb) take(c *call, tx *store.Tx, links []*crm.PartnerLink, most int) error {
	var unknown []register.Ref[crm.Partner]
	for _, l := range links {
		for _, end := range []register.Ref[crm.Partner]{l.Partner, l.To} {
			if w.partners[end] == nil && !slices.Contains(unknown, end) {
				unknown = append(unknown, end)
			}
		}
	}
	if len(unknown) > 0 {
		seen, err := register.Select(c.r.Context(), tx, crm.Partners, register.Query{Filter: register.ByID(refIDs(unknown)...), Limit: most})
		if err != nil {
			return err
		}
		for _, p := range seen {
			w.partners[register.Ref[crm.Partner](p.ID)] = p
		}
	}
	for _, l := range links {
		known := slices.ContainsFunc(w.links, func(o *crm.PartnerLink) bool { return o.ID == l.ID })
		if !known && w.partners[l.Partner] != nil && w.partners[l.To] != nil {
			w.links = append(w.links, l)
		}
	}
	return nil
}

func refIDs(refs []register.Ref[crm.Partner]) []register.ID {
	out := make([]register.ID, len(refs))
	for i, r := range refs {
		out[i] = register.ID(r)
	}
	return out
}

func (w *linkWeb) learnKinds(c *call, tx *store.Tx) error {
	kinds, err := register.Select(c.r.Context(), tx, crm.LinkKinds, register.Query{})
	if err != nil {
		return err
	}
	w.kinds = map[register.Ref[crm.LinkKind]]*crm.LinkKind{}
	for _, k := range kinds {
		w.kinds[register.Ref[crm.LinkKind](k.ID)] = k
	}
	return nil
}

// findPeople are the contacts said to be the same person at several of the
// partners.
func (w *linkWeb) findPeople(c *call, tx *store.Tx) error {
	r := tx.Schema().This(crm.Contacts.Register)
	if !register.May(c.actor, r, register.See) {
		return nil
	}
	row := crm.Contacts.Row
	ids := make([]register.Ref[crm.Partner], 0, len(w.partners))
	for id := range w.partners {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	same, err := register.Select(c.r.Context(), tx, crm.Contacts, register.Query{
		Filter: register.All{register.In(&row.Partner, ids...), register.Is{Field: "same_as", Op: register.IsSet}, register.Alive()}, Limit: mostFar,
	})
	if err != nil || len(same) == 0 {
		return err
	}
	var others []register.ID
	for _, one := range same {
		others = append(others, register.ID(one.SameAs))
	}
	firsts, err := register.Select(c.r.Context(), tx, crm.Contacts, register.Query{
		Filter: register.All{register.ByID(others...), register.In(&row.Partner, ids...)},
	})
	if err != nil {
		return err
	}
	for _, first := range firsts {
		person := sharedPerson{name: c.title(r, first), id: first.ID, places: []register.Ref[crm.Partner]{first.Partner}}
		for _, one := range same {
			if register.ID(one.SameAs) == first.ID && !slices.Contains(person.places, one.Partner) {
				person.places = append(person.places, one.Partner)
			}
		}
		if len(person.places) > 1 {
			w.people = append(w.people, person)
		}
	}
	return nil
}

// view draws the links and lists those of the partner itself.
func (w *linkWeb) view(c *call) page.Links {
	language := string(c.p.Language())
	g := chart.Graph{Label: c.p.Text("links.title", "partner", w.middle.Name)}
	place := map[register.Ref[crm.Partner]]int{}
	add := func(id register.Ref[crm.Partner]) {
		if _, known := place[id]; known {
			return
		}
		p := w.partners[id]
		place[id] = len(g.Nodes)
		g.Nodes = append(g.Nodes, chart.Node{Name: p.Name, Href: address(crm.Partners.Register, p.ID) + "/links", Class: "graph-" + roleClass(p)})
	}
	me := register.Ref[crm.Partner](w.middle.ID)
	add(me)
	v := page.Links{Rows: w.rows(c)}
	for _, l := range w.links {
		if l.Partner == me || l.To == me {
			add(l.Partner)
			add(l.To)
		}
	}
	for _, l := range w.links {
		if !l.Valid(w.today) {
			continue
		}
		add(l.Partner)
		add(l.To)
		e := chart.Edge{From: place[l.Partner], To: place[l.To], Class: "graph-" + cmp.Or(string(l.Strength), "medium")}
		if k := w.kinds[l.Kind]; k != nil {
			e.Label, e.Directed = k.From(true, language), !k.Symmetric
		}
		g.Edges = append(g.Edges, e)
	}
	for _, person := range w.people {
		at := len(g.Nodes)
		g.Nodes = append(g.Nodes, chart.Node{Name: person.name, Href: address(crm.Contacts.Register, person.id), Class: "graph-person", Person: true})
		for _, of := range person.places {
			if n, drawn := place[of]; drawn {
				g.Edges = append(g.Edges, chart.Edge{From: n, To: at, Class: "graph-weak"})
			}
		}
	}
	if len(g.Nodes) > 1 {
		v.Graph, v.Tall = g.SVG(), g.TallSVG()
	}
	return v
}

// rows are the links of the partner in the middle, kind by kind.
func (w *linkWeb) rows(c *call) []page.LinkRow {
	me := register.Ref[crm.Partner](w.middle.ID)
	var out []page.LinkRow
	for _, l := range w.links {
		if l.Partner == me || l.To == me {
			out = append(out, w.row(c, l, me))
		}
	}
	slices.SortStableFunc(out, func(a, b page.LinkRow) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name)) })
	return out
}

// row is a link as the partner in the middle reads it.
func (w *linkWeb) row(c *call, l *crm.PartnerLink, me register.Ref[crm.Partner]) page.LinkRow {
	other, first := l.To, true
	if l.To == me {
		other, first = l.Partner, false
	}
	p := w.partners[other]
	r := page.LinkRow{Name: p.Name, Href: address(crm.Partners.Register, p.ID), Open: address(crm.PartnerLinks.Register, l.ID), Past: !l.Valid(w.today)}
	if k := w.kinds[l.Kind]; k != nil {
		r.Kind = k.From(first, string(c.p.Language()))
	}
	links := c.store.Schema().This(crm.PartnerLinks.Register)
	if l.Strength != "" {
		r.Strength = choice(c.p, links, links.Field("strength"), string(l.Strength))
	}
	switch {
	case l.ValidFrom != "" && l.ValidTill != "":
		r.Valid = c.p.Text("links.from_till", "from", c.p.Date(string(l.ValidFrom)), "till", c.p.Date(string(l.ValidTill)))
	case l.ValidFrom != "":
		r.Valid = c.p.Text("links.from", "from", c.p.Date(string(l.ValidFrom)))
	case l.ValidTill != "":
		r.Valid = c.p.Text("links.till", "till", c.p.Date(string(l.ValidTill)))
	}
	return r
}

// roleClass colours a partner by what it is to us first of all.
func roleClass(p *crm.Partner) string {
	if len(p.Roles) == 0 {
		return string(crm.OtherRole)
	}
	return string(p.Roles[0])
}
