package web

import (
	"net/http"
	"strconv"

	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// environmentRoutes are the page of who has a say in a deal.
func (s *Server) environmentRoutes() {
	s.add("GET", "/deals/{id}/environment", PageKind, (*call).environment, of(crm.Deals.Register, register.See))
}

// environment shows the participants of a deal as a map and as tables. What is
// thought of them is seen by those who see opinions.
func (c *call) environment() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	r := c.store.Schema().This(crm.Deals.Register)
	if !c.actor.Sees(r, register.Personal) {
		return register.ErrForbidden
	}
	var v page.Environment
	err = c.read(func(tx *store.Tx) error {
		d, err := register.Load(c.r.Context(), tx, crm.Deals, register.Ref[crm.Deal](id))
		if err != nil {
			return err
		}
		n, err := namesOf(c.r.Context(), tx, []register.Record{d}, r.Fields)
		if err != nil {
			return err
		}
		may, err := c.mayDo(tx, r, id)
		if err != nil {
			return err
		}
		v = c.environmentOf(n, d)
		if may[register.Edit] && c.actor.Edits(r, register.Personal) && d.Outcome == crm.Open && !d.Archived {
			v.Actions = c.environmentActions(d, may)
		}
		return nil
	})
	if err != nil {
		return err
	}
	crumbs := []page.Crumb{{Label: many(c.p, r), Href: "/deals"}, {Label: v.Title, Href: address(r, id)}, {Label: c.p.Text("deal.section.environment")}}
	c.render(http.StatusOK, page.EnvironmentPage(c.p, c.shell(c.p.Text("environment.title", "deal", v.Title), crumbs...), v))
	return nil
}

func (c *call) environmentActions(d *crm.Deal, may map[register.Act]bool) []page.Button {
	at := address(crm.Deals.Register, d.ID)
	out := []page.Button{{Label: c.p.Text("environment.edit"), Icon: "edit", Weight: page.Primary, Href: at + "/edit?section=environment", Extra: page.With("data-drawer")}}
	for _, act := range []string{"tie", "untie"} {
		a := crm.Deals.Action(act)
		if may[register.Act(act)] && a.Offered(d) {
			out = append(out, page.Button{Label: actionLabel(c.p, crm.Deals.Register, a), Icon: map[string]string{"tie": "link", "untie": "x"}[act], Href: at + "/" + act, Extra: page.With("data-dialog")})
		}
	}
	return out
}

// participantName is what a participant is called, and his card; one whom the
// reader may not see is called by his role.
func (c *call) participantName(n names, one *crm.DealParticipant) (name, href string) {
	for _, end := range []struct {
		of *register.Register
		id register.ID
	}{{crm.Contacts.Register, register.ID(one.Contact)}, {crm.Partners.Register, register.ID(one.Partner)}} {
		if title := n.title(c.p, end.of, end.id); title != "" {
			return title, address(end.of, end.id)
		}
	}
	return c.p.Text("deal.participants.role." + string(one.Role)), ""
}

func (c *call) environmentOf(n names, d *crm.Deal) page.Environment {
	r := c.store.Schema().This(crm.Deals.Register)
	v := page.Environment{Title: c.title(r, d), Prices: c.actor.Sees(r, register.Prices)}
	v.Index, v.Tone = c.supportWords(d)
	if d.Stance != "" {
		v.Stance = choice(c.p, r, r.Field("stance"), string(d.Stance))
	}
	part := r.Field("participants").Target
	words := func(field, value string) string {
		if value == "" {
			return ""
		}
		return choice(c.p, part, part.Field(field), value)
	}
	g := chart.Graph{Label: c.p.Text("environment.title", "deal", v.Title), Nodes: []chart.Node{{Name: v.Title, Href: address(r, d.ID), Class: "graph-deal"}}}
	place, called := map[int64]int{}, map[int64]string{}
	for i := range d.Participants {
		one := &d.Participants[i]
		row := page.ParticipantRow{
			Role: words("role", string(one.Role)), Attitude: words("attitude", string(one.Attitude)), Influence: words("influence", string(one.Influence)), Comment: one.Comment,
		}
		row.Name, row.Href = c.participantName(n, one)
		if one.Contact != 0 && one.Partner != 0 {
			row.Firm = n.title(c.p, crm.Partners.Register, register.ID(one.Partner))
		}
		class := "graph-neutral"
		switch points := one.Attitude.Points(); {
		case points > 0:
			class, row.Tone = "graph-for", page.Good
		case points < 0:
			class, row.Tone = "graph-against", page.Bad
		}
		v.People = append(v.People, row)
		place[one.No], called[one.No] = len(g.Nodes), row.Name
		g.Nodes = append(g.Nodes, chart.Node{Name: row.Name, Href: row.Href, Class: class, Person: one.Contact != 0, Weight: int(one.Influence.Points())})
		g.Edges = append(g.Edges, chart.Edge{From: 0, To: place[one.No], Label: row.Role, Class: "graph-weak"})
	}
	kinds := r.Field("ties").Target
	for _, t := range d.Ties {
		kind := choice(c.p, kinds, kinds.Field("kind"), string(t.Kind))
		v.Ties = append(v.Ties, page.TieRow{From: called[t.From], Kind: kind, To: called[t.To]})
		g.Edges = append(g.Edges, chart.Edge{From: place[t.From], To: place[t.To], Label: kind, Class: "graph-" + string(t.Kind), Directed: !t.Kind.Mutual()})
	}
	if len(d.Participants) > 0 {
		v.Graph, v.Tall = g.SVG(), g.TallSVG()
	}
	if v.Prices {
		v.Rivals = c.rivalRows(n, d)
	}
	return v
}

func (c *call) rivalRows(n names, d *crm.Deal) []page.RivalRow {
	var out []page.RivalRow
	for _, one := range d.Rivals {
		row := page.RivalRow{Name: c.p.Text("deal.participants.role.competitor"), Strengths: one.Strengths, Weaknesses: one.Weaknesses}
		if title := n.title(c.p, crm.Partners.Register, register.ID(one.Partner)); title != "" {
			row.Name, row.Href = title, address(crm.Partners.Register, register.ID(one.Partner))
		}
		if !one.Price.IsZero() {
			row.Price = c.p.Money(one.Price)
		}
		if one.Chance != 0 {
			row.Chance = c.p.Percent(one.Chance)
		}
		out = append(out, row)
	}
	return out
}

// supportWords is the support index as people read it: −1 to +1, and a dash
// where nobody has influence.
func (c *call) supportWords(d *crm.Deal) (string, page.Tone) {
	text := c.p.Decimal(roundTo(d.Support, 10_000), 2)
	switch d.Stance {
	case "":
		return "–", ""
	case crm.InFavour:
		return "+" + text, page.Good
	case crm.Against:
		return text, page.Bad
	}
	return text, ""
}

// roundTo divides half up, away from nought.
func roundTo(n, by int64) int64 {
	if n < 0 {
		return -roundTo(-n, by)
	}
	return (n + by/2) / by
}

// participantsFor are the participants that a tie may name.
func (c *call) participantsFor(tx *store.Tx, d *crm.Deal, a *register.Action) (map[string][]page.Choice, error) {
	if a.Name != "tie" && a.Name != "untie" {
		return c.stagesFor(tx, d, a)
	}
	n, err := namesOf(c.r.Context(), tx, []register.Record{d}, []*register.Field{crm.Deals.Field("participants")})
	if err != nil {
		return nil, err
	}
	var who []page.Choice
	for i := range d.Participants {
		name, _ := c.participantName(n, &d.Participants[i])
		who = append(who, page.Choice{Value: strconv.FormatInt(d.Participants[i].No, 10), Label: name})
	}
	return map[string][]page.Choice{"from": who, "to": who}, nil
}

// environmentBox is the same in the rail of the deal's card.
func (c *call) environmentBox(k *cardOf) []page.RailBox {
	d := k.rec.(*crm.Deal)
	if !c.actor.Sees(k.reg, register.Personal) {
		return nil
	}
	box := page.RailBox{Title: c.p.Text("deal.section.environment"), Href: k.address() + "/environment"}
	if edit := k.edits("section", "environment"); edit != "" && d.Outcome == crm.Open {
		box.Create = &page.Button{Label: c.p.Text("environment.edit"), Icon: "plus", Href: edit, Extra: page.With("data-drawer")}
	}
	if len(d.Participants) == 0 {
		box.None = c.p.Text("environment.empty")
		return []page.RailBox{box}
	}
	box.Count = c.p.Integer(int64(len(d.Participants)))
	index, _ := c.supportWords(d)
	box.Lines = []page.Line{{Label: c.p.Text("deal.support"), Value: page.NumberCell(index)}}
	part := k.reg.Field("participants").Target
	for i := range d.Participants {
		one := &d.Participants[i]
		person := page.RailPerson{Note: choice(c.p, part, part.Field("role"), string(one.Role))}
		person.Name, person.Href = c.participantName(k.names, one)
		person.Avatar = page.Avatar{Initials: initials(person.Name), Hue: page.HueOf(int64(one.Contact) + int64(one.Partner)), Square: one.Contact == 0}
		if one.Attitude != "" {
			person.Note = c.p.Text("environment.note", "role", person.Note, "attitude", choice(c.p, part, part.Field("attitude"), string(one.Attitude)))
		}
		box.People = append(box.People, person)
	}
	return []page.RailBox{box}
}
