package web

import (
	"slices"
	"strconv"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// dealCard is what the card of a deal has: what it is worth, how long it
// stands where it stands, whom to call.
var dealCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "partner", "building-store"), k.metaOf(c, "responsible", "user"))
	},
	first: "win",
	also:  func(c *call, k *cardOf) []page.Button { return c.addEvent(k) },
	menu:  func(c *call, k *cardOf) page.MenuItems { return c.eventMenu(k) },
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.dealFacts(tx, k) },
	rail:  func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) { return c.dealRail(tx, k) },
	moves: func(c *call, tx *store.Tx, k *cardOf) ([]page.MenuItem, error) { return c.stageMoves(tx, k) },
	pages: func(c *call, k *cardOf) []page.Tab {
		if !c.actor.Sees(k.reg, register.Personal) {
			return nil
		}
		return []page.Tab{{Label: c.p.Text("deal.section.environment"), Icon: "users-group", Href: k.address() + "/environment"}}
	},
	chips: func(c *call, k *cardOf) []page.Chip {
		if d := k.rec.(*crm.Deal); d.Outcome == crm.Open {
			return c.unsteadyChips(d)
		}
		return nil
	},
	peek: func(c *call, tx *store.Tx, k *cardOf) ([]page.PreviewGroup, error) {
		told, err := c.chanceOfCard(tx, k)
		if err != nil || told == nil {
			return nil, err
		}
		g := page.PreviewGroup{Title: c.p.Text("deal.section.chance")}
		for _, l := range c.chanceLines(told) {
			if l.Text == "" {
				g.Lines = append(g.Lines, page.PreviewLine{Label: l.Label, Value: l.Value})
			}
		}
		return []page.PreviewGroup{g}, nil
	},
	inMenu: []string{"tie", "untie"},
	plain:  []string{"lost_at", "furthest"},
	quiet:  []string{"participants", "ties", "support", "stance", "fell", "unsteady", "contested"},
}

// contactCard is what the card of a contact has: how to reach him.
var contactCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "position", "id-badge"), k.metaOf(c, "partner", "building-store"))
	},
	inMenu: []string{"merge"},
	menu: func(c *call, k *cardOf) page.MenuItems {
		return append(c.eventMenu(k), c.personMenu(k)...)
	},
	rail: func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
		box, err := c.consentsBox(tx, k)
		return some(box), err
	},
	buttons: func(c *call, k *cardOf) []page.Button {
		one := k.rec.(*crm.Contact)
		add := c.addEvent(k)
		return append(add, c.reach(k, one.Phones, one.Emails, len(add))...)
	},
}

// userCard leads those who look after a user to how he comes in.
var userCard = special{
	buttons: func(c *call, k *cardOf) []page.Button {
		if !k.may[register.Edit] || register.BaseOf(k.rec).Archived {
			return nil
		}
		return []page.Button{{Label: c.p.Text("user.section.access"), Icon: "key", Href: k.address() + "/access"}}
	},
	rail: func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
		kept, err := c.keptBox(tx, register.Eq(&crm.Commitments.Row.Responsible, register.Ref[crm.User](k.id)), "commitment.kept_by_user")
		return some(kept), err
	},
}

func (c *call) dealFacts(tx *store.Tx, k *cardOf) ([]page.Fact, error) {
	d := k.rec.(*crm.Deal)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	var facts []page.Fact
	stage, _ := k.names["stage"][register.ID(d.Stage)].(*crm.Stage)
	if c.actor.Sees(k.reg, register.Prices) && d.Amount.Currency != "" {
		f := page.Fact{Label: text("amount"), Value: c.p.Money(d.Amount)}
		facts = append(facts, f)
	}
	if told, err := c.chanceOfCard(tx, k); err != nil {
		return nil, err
	} else if told != nil {
		facts = append(facts, c.chanceFact(told))
	}
	if d.Outcome == crm.Open {
		f, err := c.nextFact(tx, d)
		if err != nil {
			return nil, err
		}
		facts = append(facts, f)
	}
	if stage != nil && d.Outcome == crm.Open {
		f, err := c.stageFact(tx, k, stage)
		if err != nil {
			return nil, err
		}
		facts = append(facts, f...)
	}
	today := string(tx.Today())
	if d.StartedOn != "" {
		end := today
		if d.ClosedOn != "" {
			end = string(d.ClosedOn)
		}
		facts = append(facts, page.Fact{Label: text("started_on"), Value: c.p.DateWords(string(d.StartedOn)), Note: c.p.Count("card.days", daysBetween(string(d.StartedOn), end))})
	}
	switch {
	case d.ClosedOn != "":
		facts = append(facts, page.Fact{Label: text("closed_on"), Value: c.p.DateWords(string(d.ClosedOn))})
	case d.CloseOn != "":
		f := page.Fact{Label: text("close_on"), Value: c.p.DateWords(string(d.CloseOn))}
		if late := daysBetween(string(d.CloseOn), today); late > 0 {
			f.Note, f.Tone = c.p.Count("card.days_late", late), page.Bad
		}
		facts = append(facts, f)
	}
	return facts, nil
}

// stageFact is how long the deal stands on its stage, against the norm.
func (c *call) stageFact(tx *store.Tx, k *cardOf, stage *crm.Stage) ([]page.Fact, error) {
	since, err := tx.Since(c.r.Context(), k.reg, "stage", []register.ID{k.id})
	if err != nil || since[k.id].IsZero() {
		return nil, err
	}
	days := daysBetween(c.p.Day(since[k.id]), c.p.Day(c.now))
	f := page.Fact{Label: c.p.Text("card.on_stage"), Value: c.p.Count("card.days", days)}
	if stage.NormDays > 0 {
		f.Note = c.p.Text("card.norm", "days", c.p.Count("card.days", stage.NormDays))
		switch {
		case days > 2*stage.NormDays:
			f.Tone = page.Bad
		case days > stage.NormDays:
			f.Tone = page.Care
		}
	}
	return []page.Fact{f}, nil
}

// daysBetween counts the days from one to another.
func daysBetween(from, to string) int64 {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int64(b.Sub(a) / (24 * time.Hour))
}

// dealRail is the client with whom to speak.
func (c *call) dealRail(tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
	d := k.rec.(*crm.Deal)
	around := c.environmentBox(k)
	told, err := c.chanceOfCard(tx, k)
	if err != nil {
		return nil, err
	}
	if told != nil {
		around = append([]page.RailBox{{Title: c.p.Text("deal.section.chance"), Href: k.address() + "/chance", Lines: c.chanceLines(told)}}, around...)
	}
	if d.Partner == 0 || k.names["partner"][register.ID(d.Partner)] == nil {
		return around, nil
	}
	people, err := c.peopleOf(tx, register.ID(d.Partner))
	if err != nil || people.Title == "" {
		return around, err
	}
	if d.Contact != 0 { // who the deal is spoken of with comes first
		at := address(crm.Contacts.Register, register.ID(d.Contact))
		slices.SortStableFunc(people.People, func(a, b page.RailPerson) int { return -compareBool(a.Href == at, b.Href == at) })
	}
	others, err := c.openDeals(tx, register.ID(d.Partner))
	if err != nil {
		return nil, err
	}
	others.Deals = slices.DeleteFunc(others.Deals, func(o page.RailDeal) bool { return o.Href == k.address() })
	boxes := append([]page.RailBox{people}, around...)
	if len(others.Deals) > 0 {
		others.Title, others.Count = c.p.Text("card.other_deals"), c.p.Integer(int64(len(others.Deals)))
		boxes = append(boxes, others)
	}
	return boxes, nil
}

// stageMoves are the stages a card of the board may be moved to.
func (c *call) stageMoves(tx *store.Tx, k *cardOf) ([]page.MenuItem, error) {
	d := k.rec.(*crm.Deal)
	if !k.may[register.Edit] || d.Archived {
		return nil, nil
	}
	stages, err := stagesOf(c.r.Context(), tx)
	if err != nil {
		return nil, err
	}
	var out []page.MenuItem
	elsewhere := false
	for _, s := range stages {
		elsewhere = elsewhere || s.Kind == d.Kind && s.Pipeline != d.Pipeline
		if s.Kind == d.Kind && s.Pipeline == d.Pipeline {
			out = append(out, page.MenuItem{
				Label: s.Title(string(c.p.Language())), Hue: page.Hue(s.Hue), Checked: s.ID == register.ID(d.Stage),
				Extra: page.With("data-move-to", strconv.FormatInt(s.ID, 10)),
			})
		}
	}
	if elsewhere && d.Outcome == crm.Open && k.may["move"] {
		out = append(out, page.MenuItem{Label: c.p.Text("deal.other_pipeline"), Icon: "switch-horizontal", Href: k.address() + "/move", Extra: page.With("data-dialog"), Rule: true})
	}
	return out, nil
}

// stagesFor are the stages a deal may be moved to, those of other pipelines by
// the name of their pipeline too.
func (c *call) stagesFor(tx *store.Tx, d *crm.Deal, a *register.Action) (map[string][]page.Choice, error) {
	if a.Name != "move" {
		return nil, nil
	}
	ways, err := c.ways(tx)
	if err != nil {
		return nil, err
	}
	var own, others []page.Choice
	for _, w := range ways {
		if w.kind.ID != register.ID(d.Kind) {
			continue
		}
		for _, s := range w.stages() {
			one := page.Choice{Value: strconv.FormatInt(s.ID, 10), Label: s.Title(string(c.p.Language())), Hue: page.Hue(s.Hue)}
			if s.Pipeline == d.Pipeline {
				if s.ID != register.ID(d.Stage) {
					own = append(own, one)
				}
				continue
			}
			one.Label = w.title(c) + " › " + one.Label
			others = append(others, one)
		}
	}
	return map[string][]page.Choice{"stage": append(own, others...)}, nil
}
