package web

import (
	"slices"
	"strconv"

	"dossier/internal/analysis"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// relationTones are how a relation shows: what is lost is bad, what is regular
// is good.
var relationTones = map[analysis.Relation]page.Tone{
	analysis.LostRelation: page.Bad, analysis.RegularUneven: page.Good, analysis.RegularSteady: page.Good, analysis.RegularLikeClock: page.Good,
}

// relationChips say how far the relation with a client has come; they lead to
// the log of its changes.
func (c *call) relationChips(k *cardOf, p *crm.Partner) []page.Chip {
	f := k.reg.Field("relation")
	if p.Relation == "" || !slices.Contains(p.Roles, crm.ClientRole) || !slices.Contains(k.fields, f) {
		return nil
	}
	return []page.Chip{{
		Label: choice(c.p, k.reg, f, string(p.Relation)), Tone: relationTones[analysis.Relation(p.Relation)], Title: label(c.p, k.reg, f),
		Href: "/relation_changes?partner.eq=" + strconv.FormatInt(k.id, 10),
	}}
}

// contactFacts are when a client was last spoken to and when it is due again by
// its strategy.
func (c *call) contactFacts(k *cardOf, today string) []page.Fact {
	p := k.rec.(*crm.Partner)
	if p.ContactedOn == "" && p.ContactDueOn == "" {
		return nil
	}
	events := "/events?partner.eq=" + strconv.FormatInt(k.id, 10)
	last := page.Fact{Label: c.p.Text("card.last_contact"), Value: c.p.Text("card.never_contacted"), Href: events}
	if p.ContactedOn != "" {
		last.Value = c.p.DateWords(string(p.ContactedOn))
	}
	if p.ContactDueOn == "" {
		return []page.Fact{last}
	}
	due := page.Fact{Label: c.p.Text("card.contact_due"), Value: c.p.DateWords(string(p.ContactDueOn)), Href: events + "&class.eq=" + string(crm.Planned)}
	if late := daysBetween(string(p.ContactDueOn), today); late > 0 {
		due.Note, due.Tone = c.p.Count("card.days_late", late), page.Bad
	}
	return []page.Fact{last, due}
}

// linksBox names those a partner hangs together with.
func (c *call) linksBox(tx *store.Tx, k *cardOf) (page.RailBox, error) {
	r := tx.Schema().This(crm.PartnerLinks.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	w, err := c.nearOf(tx, k.rec.(*crm.Partner), mostOfRail, mostOfRail)
	if err != nil {
		return page.RailBox{}, err
	}
	box := page.RailBox{Title: c.p.Text("partner_link.many"), Href: k.address() + "/links"}
	if register.May(c.actor, r, register.Create) {
		box.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Href: "/partner_links/new?partner=" + strconv.FormatInt(k.id, 10), Extra: page.With("data-drawer")}
	}
	if len(w.links) == 0 {
		box.Href, box.None = "", c.p.Text("partner_link.empty")
		return box, nil
	}
	for _, row := range w.rows(c) {
		box.Lines = append(box.Lines, page.Line{Label: row.Kind, Value: page.LinkCell(row.Name, row.Href, page.Avatar{})})
	}
	return box, nil
}
