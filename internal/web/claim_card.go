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

// claimCard is what the card of a claim has: by when it is owed an answer, how
// it is being worked on, whom to call.
var claimCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "partner", "building-store"), k.metaOf(c, "responsible", "user"))
	},
	chips: func(c *call, k *cardOf) []page.Chip {
		one := k.rec.(*crm.Claim)
		out := []page.Chip{{Label: choice(c.p, k.reg, k.reg.Field("kind"), string(one.Kind)), Tone: page.Outline}}
		if one.Severity == crm.Severe {
			out = append(out, page.Chip{Label: choice(c.p, k.reg, k.reg.Field("severity"), string(one.Severity)), Tone: page.Bad})
		}
		return out
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.claimFacts(tx, k), nil },
	rail:  func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) { return c.claimRail(tx, k) },
}

// claimFacts are the days of a claim, what it has cost and whether the client
// had complained of the same before.
func (c *call) claimFacts(tx *store.Tx, k *cardOf) []page.Fact {
	one := k.rec.(*crm.Claim)
	today := string(tx.Today())
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	var facts []page.Fact
	if one.Opened() {
		f := page.Fact{Label: text("deadline"), Value: c.p.DateWords(string(one.Deadline))}
		f.Note, f.Tone = c.untilWords(string(one.Deadline), today)
		if one.Deadline != "" {
			facts = append(facts, f)
		}
	} else {
		facts = append(facts, page.Fact{Label: text("closed_on"), Value: c.p.DateWords(string(one.ClosedOn)), Note: c.p.Count("card.days", one.DaysToClose)})
	}
	facts = append(facts, page.Fact{Label: text("received_at"), Value: c.p.DateWords(c.p.Day(one.ReceivedAt)), Note: c.p.Time(one.ReceivedAt)})
	switch {
	case !one.AnsweredAt.IsZero():
		f := page.Fact{Label: text("answered_at"), Value: c.p.DateWords(c.p.Day(one.AnsweredAt)), Note: c.p.Text("claim.in_time"), Tone: page.Good}
		if one.AnsweredLate {
			f.Note, f.Tone = c.p.Text("claim.late"), page.Bad
		}
		facts = append(facts, f)
	case !one.AcknowledgedAt.IsZero():
		facts = append(facts, page.Fact{Label: text("acknowledged_at"), Value: c.p.DateWords(c.p.Day(one.AcknowledgedAt)), Note: c.p.Time(one.AcknowledgedAt)})
	case one.Opened():
		f := page.Fact{Label: text("acknowledge_by"), Value: c.p.DateWords(string(one.AcknowledgeBy))}
		f.Note, f.Tone = c.untilWords(string(one.AcknowledgeBy), today)
		facts = append(facts, f)
	}
	if one.RemedyCost.Currency != "" && c.actor.Sees(k.reg, register.Prices) {
		facts = append(facts, page.Fact{Label: text("remedy_cost"), Value: c.p.Money(one.RemedyCost)})
	}
	if before, known := k.names["claim"][register.ID(one.RepeatOf)]; known {
		facts = append(facts, page.Fact{Label: text("repeat_of"), Value: "№ " + before.(*crm.Claim).Number, Tone: page.Care, Note: c.title(k.reg, before), Href: address(k.reg, register.ID(one.RepeatOf))})
	}
	if one.Objections > 0 {
		facts = append(facts, page.Fact{Label: text("objections"), Value: c.p.Integer(one.Objections)})
	}
	return facts
}

// untilWords say how far off a day is, and warn when it is past.
func (c *call) untilWords(day, today string) (string, page.Tone) {
	switch left := daysBetween(today, day); {
	case left < 0:
		return c.p.Count("card.days_late", -left), page.Bad
	case left <= 1:
		return c.p.Count("card.days_left", left), page.Care
	default:
		return c.p.Count("card.days_left", left), ""
	}
}

// claimRail is the client with whom to speak, and his other claims.
func (c *call) claimRail(tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
	one := k.rec.(*crm.Claim)
	if k.names["partner"][register.ID(one.Partner)] == nil {
		return nil, nil
	}
	people, err := c.peopleOf(tx, register.ID(one.Partner))
	if err != nil {
		return nil, err
	}
	others, err := c.claimsOf(tx, register.ID(one.Partner), one.ID)
	if err != nil {
		return nil, err
	}
	others.Create = nil
	return slices.DeleteFunc([]page.RailBox{people, others}, func(b page.RailBox) bool { return b.Title == "" }), nil
}

// claimsOf are the open claims of a partner, but for the one on whose card
// they stand; the first to be answered comes first.
func (c *call) claimsOf(tx *store.Tx, partner, but register.ID) (page.RailBox, error) {
	r := tx.Schema().This(crm.Claims.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	open := register.All{
		register.Eq(&crm.Claims.Row.Partner, register.Ref[crm.Partner](partner)),
		register.In(&crm.Claims.Row.Status, crm.ClaimRegistered, crm.ClaimInProcessing), register.Alive(),
		register.Is{Field: "id", Op: register.Differs, Value: but},
	}
	list, err := register.Select(c.r.Context(), tx, crm.Claims, register.Query{Filter: open, Sort: []register.Sort{{Field: "deadline"}}, Limit: mostOfRail})
	if err != nil || len(list) == 0 {
		return page.RailBox{}, err
	}
	id := strconv.FormatInt(partner, 10)
	box := page.RailBox{
		Title: c.p.Text("claim.open"), Count: c.p.Integer(int64(len(list))),
		Href: withQuery("/claims", url.Values{"partner.eq": {id}, "status.in": {"registered,in_processing"}}),
	}
	if len(list) == mostOfRail {
		n, err := tx.Count(c.r.Context(), r, open, mostCountedOnCard+1)
		if err != nil {
			return box, err
		}
		box.Count = c.countShort(n)
	}
	if register.May(c.actor, r, register.Create) {
		box.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Href: "/claims/new?partner=" + id, Extra: page.With("data-drawer")}
	}
	today := string(tx.Today())
	for _, one := range list {
		d := page.RailDeal{
			Name: one.Subject, Href: address(r, one.ID), Hue: choiceHue(r, r.Field("status"), string(one.Status)),
			Stage: choice(c.p, r, r.Field("status"), string(one.Status)),
		}
		if one.Deadline != "" {
			d.Note, d.Tone = c.untilWords(string(one.Deadline), today)
		}
		box.Deals = append(box.Deals, d)
	}
	return box, nil
}
