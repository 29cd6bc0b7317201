package web

import (
	"cmp"
	"context"
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

// partnerCard is what the card of a partner has: its trade in numbers, whom to
// call, what is open.
var partnerCard = special{
	inMenu: []string{"set_relation", "merge"},
	narrow: func(c *call, tx *store.Tx, k *cardOf) (err error) {
		if !register.May(c.actor, tx.Schema().This(crm.Counterparties.Register), register.See) {
			return nil
		}
		k.legal, err = register.Select(c.r.Context(), tx, crm.Counterparties, register.Query{
			Filter: register.All{register.Eq(&crm.Counterparties.Row.Partner, register.Ref[crm.Partner](k.id)), register.Alive()},
			Sort:   []register.Sort{{Field: "id"}}, Limit: mostLegal,
		})
		return err
	},
	apart: []string{crm.PartnerLinks.Name, crm.StrategyChanges.Name},
	pages: func(c *call, k *cardOf) []page.Tab {
		return []page.Tab{{Label: c.p.Text("dossier"), Icon: "folder", Href: k.address() + "/dossier"}}
	},
	chips: func(c *call, k *cardOf) []page.Chip {
		p := k.rec.(*crm.Partner)
		var out []page.Chip
		if p.Vip {
			out = append(out, page.Chip{Label: label(c.p, k.reg, k.reg.Field("vip")), Icon: "star", Hue: page.Amber})
		}
		if f := k.reg.Field("class"); p.Class != "" && slices.Contains(k.fields, f) {
			out = append(out, page.Chip{Label: choice(c.p, k.reg, f, string(p.Class)), Tone: page.Outline, Title: label(c.p, k.reg, f)})
		}
		return slices.Concat(out, c.accountingChip(k), c.relationChips(k, p))
	},
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "code", ""), k.metaOf(c, "region", "map-pin"), k.metaOf(c, "industry", "building-factory-2"))
	},
	menu: func(c *call, k *cardOf) page.MenuItems {
		items := c.eventMenu(k)
		if k.rec.(*crm.Partner).Kind == crm.PrivatePerson {
			items = append(items, c.personMenu(k)...)
		}
		return items
	},
	buttons: func(c *call, k *cardOf) []page.Button {
		p := k.rec.(*crm.Partner)
		out := c.addEvent(k)
		if deals := c.store.Schema().This(crm.Deals.Register); register.May(c.actor, deals, register.Create) && slices.Contains(p.Roles, crm.ClientRole) && !p.Archived {
			out = append(out, page.Button{
				Label: c.p.Text("deal"), Icon: "plus", Href: "/deals/new?partner=" + strconv.FormatInt(k.id, 10), Extra: page.With("data-drawer"),
			})
		}
		return append(out, c.reach(k, p.Phones, p.Emails, len(out))...)
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) {
		facts, err := c.trade(tx, k)
		if err != nil {
			return nil, err
		}
		rivalry, err := c.rivalry(tx, k)
		return slices.Concat(facts, rivalry, c.contactFacts(k, string(tx.Today()))), err
	},
	rail: func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
		people, err := c.peopleOf(tx, k.id)
		if err != nil {
			return nil, err
		}
		deals, err := c.openDeals(tx, k.id)
		if err != nil {
			return nil, err
		}
		claims, err := c.claimsOf(tx, k.id, 0)
		if err != nil {
			return nil, err
		}
		changes, err := c.latestChanges(tx, k)
		if err != nil {
			return nil, err
		}
		inventory, err := c.inventoryOf(tx, k.id)
		if err != nil {
			return nil, err
		}
		links, err := c.linksBox(tx, k)
		return slices.DeleteFunc([]page.RailBox{people, deals, claims, inventory, changes, links}, func(b page.RailBox) bool { return b.Title == "" }), err
	},
}

// mostLegal is how many counterparties of one partner its head speaks of.
const mostLegal = 20

// accountingChip says whether accounting confirmed the requisites of all
// counterparties of a partner, by whom and when; it leads to them.
func (c *call) accountingChip(k *cardOf) []page.Chip {
	if len(k.legal) == 0 || !shown(c.actor, crm.Counterparties.Register, crm.Counterparties.Field("confirmed")) {
		return nil
	}
	chip := page.Chip{Label: label(c.p, crm.Counterparties.Register, crm.Counterparties.Field("confirmed")), Icon: "shield-check", Tone: page.Good, Href: k.address() + "?tab=counterparties.partner"}
	var said []string
	for _, one := range k.legal {
		if !one.Confirmed {
			chip.Label, chip.Icon, chip.Tone = c.p.Text("counterparty.unconfirmed"), "", page.Outline
			said = append(said, one.Name)
			continue
		}
		said = append(said, one.Name+": "+c.p.Moment(one.ConfirmedAt)+", "+c.personName(register.ID(one.ConfirmedBy)))
	}
	chip.Title = strings.Join(said, "\n")
	return []page.Chip{chip}
}

// reach are the buttons that call and write.
func (c *call) reach(k *cardOf, phones register.Parts[crm.Phone], emails register.Parts[crm.Email], before int) []page.Button {
	if !c.actor.Sees(k.reg, register.Contact) {
		return nil
	}
	var out []page.Button
	if len(phones) > 0 {
		out = append(out, page.Button{
			Label: c.p.Text("card.call_short"), Icon: "phone", Href: "tel:" + phones[0].Number, // on phones most of all
		})
	}
	if len(emails) > 0 {
		out = append(out, page.Button{
			Label: c.p.Text("card.write_short"), Icon: "mail", Href: "mailto:" + emails[0].Address, Class: wide(before + len(out)),
		})
	}
	return out
}

// trade is what a partner buys, in numbers that lead to their deals.
func (c *call) trade(tx *store.Tx, k *cardOf) ([]page.Fact, error) {
	deals := tx.Schema().This(crm.Deals.Register)
	if !register.May(c.actor, deals, register.See) || !slices.Contains(k.rec.(*crm.Partner).Roles, crm.ClientRole) {
		return nil, nil
	}
	t, err := c.tradeOf(tx, k.id, register.Equal)
	if err != nil {
		return nil, err
	}
	below, err := tx.Count(c.r.Context(), k.reg, register.All{register.Eq(&crm.Partners.Row.Parent, register.Ref[crm.Partner](k.id)), register.Alive()}, 1)
	if err != nil {
		return nil, err
	}
	facts := []page.Fact{t.fact(c, "card.open_deals", crm.Open), t.fact(c, "card.won_year", crm.Won)}
	closed := t.by[crm.Won].Count + t.by[crm.Lost].Count
	switch {
	case below > 0: // a group says what its companies do instead
		group, err := c.tradeOf(tx, k.id, register.Under)
		if err != nil {
			return nil, err
		}
		facts = append(facts, group.fact(c, "card.open_deals_group", crm.Open), group.fact(c, "card.won_year_group", crm.Won))
	case closed > 0:
		facts = append(facts, t.fact(c, "card.lost_year", crm.Lost), page.Fact{
			Label: c.p.Text("card.win_rate"), Value: c.p.Percent(t.by[crm.Won].Count * 100 / closed * 10_000),
			Note: c.p.Text("card.of_closed", "n", c.p.Integer(t.by[crm.Won].Count), "all", c.p.Integer(closed)),
		})
	default:
		facts = append(facts, t.fact(c, "card.lost_year", crm.Lost))
	}
	next, err := c.nextAnswer(tx, k.id)
	return append(facts, next...), err
}

// trade are the deals of a partner, or of its whole group, by how they ended.
type trade struct {
	partner register.ID
	op      register.Op // Equal of the partner alone, Under of its group
	sums    bool        // the reader sees amounts
	by      map[crm.Outcome]register.Group
}

// tradeOf counts deals at work and those closed within a year.
func (c *call) tradeOf(tx *store.Tx, partner register.ID, op register.Op) (trade, error) {
	deals := tx.Schema().This(crm.Deals.Register)
	t := trade{partner: partner, op: op, sums: c.actor.Sees(deals, register.Prices), by: map[crm.Outcome]register.Group{}}
	sum := ""
	if t.sums {
		sum = "amount"
	}
	groups, err := tx.Group(c.r.Context(), deals, register.Grouping{
		Filter: register.All{
			register.Is{Field: "partner", Op: op, Value: partner},
			register.Alive(),
			register.Any{
				register.Is{Field: "outcome", Op: register.Equal, Value: string(crm.Open)},
				register.Is{Field: "closed_on", Op: register.Within, Value: register.Last365},
			},
		},
		By: []string{"outcome"}, Sum: sum,
	})
	for _, g := range groups {
		t.by[crm.Outcome(g.Keys[0].(string))] = g
	}
	return t, err
}

// fact is a number that leads to the deals it was counted from.
func (t trade) fact(c *call, key string, outcome crm.Outcome) page.Fact {
	v := url.Values{"partner." + string(t.op): {strconv.FormatInt(t.partner, 10)}, "outcome.eq": {string(outcome)}}
	if outcome != crm.Open {
		v.Set("closed_on.within", string(register.Last365))
	}
	g := t.by[outcome]
	f := page.Fact{Label: c.p.Text(key), Value: c.p.Integer(g.Count), Href: withQuery("/deals", v)}
	if t.sums {
		f.Value, f.Note = c.sumWords(g.Total), c.p.Count("deal.count", g.Count)
	}
	return f
}

// nextAnswer is the deal whose answer is expected first.
func (c *call) nextAnswer(tx *store.Tx, partner register.ID) ([]page.Fact, error) {
	list, err := register.Select(c.r.Context(), tx, crm.Deals, register.Query{
		Filter: register.All{
			register.Eq(&crm.Deals.Row.Partner, register.Ref[crm.Partner](partner)), register.Eq(&crm.Deals.Row.Outcome, crm.Open),
			register.Is{Field: "close_on", Op: register.IsSet},
			register.Alive(),
		},
		Sort: []register.Sort{{Field: "close_on"}}, Limit: 1,
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	d := list[0]
	f := page.Fact{
		Label: c.p.Text("card.next_answer"), Value: c.p.DateWords(string(d.CloseOn)), Note: d.Title(""), Href: address(crm.Deals.Register, d.ID),
	}
	if late := daysBetween(string(d.CloseOn), string(tx.Today())); late > 0 {
		f.Note, f.Tone = c.p.Count("card.days_late", late), page.Bad
	}
	return []page.Fact{f}, nil
}

// sumWords are sums of money, one a currency, briefly.
func (c *call) sumWords(t register.Total) string {
	var all []string
	for _, m := range t.Money {
		all = append(all, c.p.MoneyShort(m))
	}
	return cmp.Or(strings.Join(all, " + "), "—")
}

// mostOfRail is how many people and deals stand beside a card.
const mostOfRail = 6

// peopleOf are the contacts of a partner, the main one first.
func (c *call) peopleOf(tx *store.Tx, partner register.ID) (page.RailBox, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Contacts.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	works := register.All{register.Eq(&crm.Contacts.Row.Partner, register.Ref[crm.Partner](partner)), register.Eq(&crm.Contacts.Row.Left, false), register.Alive()}
	list, err := register.Select(ctx, tx, crm.Contacts, register.Query{Filter: works, Limit: mostOfRail, Whole: true})
	if err != nil {
		return page.RailBox{}, err
	}
	slices.SortStableFunc(list, func(a, b *crm.Contact) int { return -compareBool(a.Main, b.Main) })
	id := strconv.FormatInt(partner, 10)
	box := page.RailBox{Title: c.p.Text("contact.many"), Href: "/partners/" + id + "?tab=contacts.partner"}
	if len(list) > 0 {
		box.Count = c.p.Integer(int64(len(list)))
	} else {
		box.None = c.p.Text("contact.empty")
	}
	if len(list) == mostOfRail {
		n, err := tx.Count(ctx, r, works, mostCountedOnCard+1)
		if err != nil {
			return box, err
		}
		box.Count = c.countShort(n)
	}
	if register.May(c.actor, r, register.Create) {
		box.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Href: "/contacts/new?partner=" + id, Extra: page.With("data-drawer")}
	}
	for _, one := range list {
		box.People = append(box.People, c.railPerson(r, one))
	}
	return box, nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// railPerson is a contact one can call.
func (c *call) railPerson(r *register.Register, one *crm.Contact) page.RailPerson {
	title := c.title(r, one)
	v := page.RailPerson{Name: title, Href: address(r, one.ID), Avatar: avatar(r, one, title), Note: one.Position}
	v.Avatar.Size = page.Large
	if !c.actor.Sees(r, register.Contact) {
		return v
	}
	if len(one.Phones) > 0 {
		v.Call = "tel:" + one.Phones[0].Number
		v.Number = identity.GroupPhone(one.Phones[0].Number)
	}
	if len(one.Emails) > 0 {
		v.Write = "mailto:" + one.Emails[0].Address
	}
	return v
}

// openDeals are the deals at work with a partner, those whose answer is
// expected first at the top.
func (c *call) openDeals(tx *store.Tx, partner register.ID) (page.RailBox, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Deals.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	open := register.All{
		register.Eq(&crm.Deals.Row.Partner, register.Ref[crm.Partner](partner)), register.Eq(&crm.Deals.Row.Outcome, crm.Open), register.Alive(),
	}
	list, err := register.Select(ctx, tx, crm.Deals, register.Query{Filter: open, Limit: mostOfRail, Sort: []register.Sort{{Field: "id", Down: true}}})
	if err != nil || len(list) == 0 {
		return page.RailBox{}, err
	}
	id := strconv.FormatInt(partner, 10)
	box := page.RailBox{
		Title: c.p.Text("card.open_deals"), Count: c.p.Integer(int64(len(list))),
		Href: withQuery("/deals", url.Values{"partner.eq": {id}, "outcome.eq": {string(crm.Open)}}),
	}
	if len(list) == mostOfRail {
		n, err := tx.Count(ctx, r, open, mostCountedOnCard+1)
		if err != nil {
			return box, err
		}
		box.Count = c.countShort(n)
	}
	stages, err := stagesOf(ctx, tx)
	if err != nil {
		return box, err
	}
	slices.SortStableFunc(list, func(a, b *crm.Deal) int {
		return cmp.Compare(cmp.Or(string(a.CloseOn), "9"), cmp.Or(string(b.CloseOn), "9"))
	})
	for _, d := range list {
		box.Deals = append(box.Deals, c.railDeal(r, d, stages, string(tx.Today())))
	}
	return box, nil
}

// stagesOf are the stages in use, in their order.
func stagesOf(ctx context.Context, tx *store.Tx) ([]*crm.Stage, error) {
	return register.Select(ctx, tx, crm.Stages, register.Query{Filter: register.Alive()})
}

// railDeal is an open deal with how far it has come.
func (c *call) railDeal(r *register.Register, d *crm.Deal, stages []*crm.Stage, today string) page.RailDeal {
	v := page.RailDeal{Name: c.title(r, d), Href: address(r, d.ID)}
	if d.Amount.Currency != "" && c.actor.Sees(r, register.Prices) {
		v.Amount = c.p.MoneyShort(d.Amount)
	}
	for _, s := range stages {
		if s.Kind != d.Kind || s.Outcome != crm.Open {
			continue
		}
		v.Steps++
		if s.ID == register.ID(d.Stage) {
			v.Step, v.Stage, v.Hue = v.Steps, s.Title(string(c.p.Language())), page.Hue(s.Hue)
		}
	}
	if d.CloseOn != "" {
		v.Note = c.p.DateWords(string(d.CloseOn))
		if string(d.CloseOn) < today {
			v.Tone = page.Bad
		}
	}
	return v
}
