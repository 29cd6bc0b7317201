package web

import (
	"net/url"
	"slices"
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// consentCard is what the card of a consent has.
var consentCard = special{
	first: "withdraw",
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "contact", "address-book"), k.metaOf(c, "purpose", "shield"))
	},
}

// requestCard is what the card of a person's request has: by when it is owed
// an answer, and of whom we know who he is.
var requestCard = special{
	first: "take",
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "contact", "address-book"), k.metaOf(c, "responsible", "user"))
	},
	chips: func(c *call, k *cardOf) []page.Chip {
		one := k.rec.(*crm.DataRequest)
		return []page.Chip{{Label: choice(c.p, k.reg, k.reg.Field("kind"), string(one.Kind)), Tone: page.Outline}}
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.requestFacts(tx, k), nil },
}

func (c *call) requestFacts(tx *store.Tx, k *cardOf) []page.Fact {
	one := k.rec.(*crm.DataRequest)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	facts := []page.Fact{{Label: text("received_at"), Value: c.p.DateWords(c.p.Day(one.ReceivedAt)), Note: c.p.Time(one.ReceivedAt)}}
	if one.Waits() {
		today := string(tx.Today())
		f := page.Fact{Label: text("deadline"), Value: c.p.DateWords(string(one.Deadline))}
		f.Note, f.Tone = c.untilWords(string(one.Deadline), today)
		if f.Tone == "" && string(one.WarnOn) <= today {
			f.Tone = page.Care
		}
		facts = append(facts, f)
	} else {
		f := page.Fact{Label: text("answered_at"), Value: c.p.DateWords(c.p.Day(one.AnsweredAt)), Note: c.p.Text("claim.in_time"), Tone: page.Good}
		if one.Late {
			f.Note, f.Tone = c.p.Text("claim.late"), page.Bad
		}
		facts = append(facts, f)
	}
	if one.Identified != "" {
		facts = append(facts, page.Fact{Label: text("identified"), Value: choice(c.p, k.reg, k.reg.Field("identified"), string(one.Identified)), Note: c.p.DateWords(string(one.IdentifiedOn))})
	}
	return facts
}

// consentsBox is what a contact has agreed to and still does.
func (c *call) consentsBox(tx *store.Tx, k *cardOf) (page.RailBox, error) {
	r := tx.Schema().This(crm.Consents.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	given, err := register.Select(c.r.Context(), tx, crm.Consents, register.Query{Limit: mostOfRail, Filter: register.All{
		register.Eq(&crm.Consents.Row.Contact, register.Ref[crm.Contact](k.id)), register.Eq(&crm.Consents.Row.State, crm.ConsentGiven), register.Alive(),
	}})
	if err != nil {
		return page.RailBox{}, err
	}
	id := strconv.FormatInt(k.id, 10)
	box := page.RailBox{Title: c.p.Text("consent.box"), Count: c.p.Integer(int64(len(given))), Href: withQuery("/consents", url.Values{"contact.eq": {id}})}
	if register.May(c.actor, r, register.Create) && !register.BaseOf(k.rec).Archived {
		box.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Href: "/consents/new?contact=" + id, Extra: page.With("data-drawer")}
	}
	if len(given) == 0 {
		box.Count, box.Href, box.None = "", "", c.p.Text("consent.none")
		return box, nil
	}
	var purposes []register.ID
	for _, one := range given {
		purposes = append(purposes, register.ID(one.Purpose))
	}
	found, err := tx.Named(c.r.Context(), crm.ProcessingPurposes.Register, purposes)
	if err != nil {
		return box, err
	}
	for _, one := range given {
		d := page.RailDeal{
			Name: names{"processing_purpose": found}.title(c.p, crm.ProcessingPurposes.Register, register.ID(one.Purpose)), Href: address(r, one.ID),
			Stage: choice(c.p, r, r.Field("state"), string(one.State)), Hue: choiceHue(r, r.Field("state"), string(one.State)),
			Note: c.p.DateWords(c.p.Day(one.GivenAt)),
		}
		box.Deals = append(box.Deals, d)
	}
	return box, nil
}
