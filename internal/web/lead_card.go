package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// leadRoutes are what leads have beyond all registers.
func (s *Server) leadRoutes() {
	leadBoard.routes(s)
	s.add("GET", "/leads/distribution", PageKind, (*call).distribution, of(crm.DistributionRules.Register, register.See))
}

// leadBoard is the leads by status, the last received above.
var leadBoard = &statusBoard{
	register: crm.Leads.Register, path: "/leads",
	open: []string{string(crm.NewLead), string(crm.LeadInWork), string(crm.QualifiedLead)},
	ends: []string{string(crm.ConvertedLead), string(crm.DisqualifiedLead)},
	sort: register.Sort{Field: "received_at", Down: true}, refs: []string{"channel", "responsible"},
	moves: func(rec register.Record, to string) register.Act {
		return leadMove(rec.(*crm.Lead).Status, crm.LeadStatus(to))
	},
	card: func(c *call, n names, r *register.Register, rec register.Record) page.BoardCard {
		return c.leadOnBoard(n, r, rec.(*crm.Lead))
	},
}

// leadMove is the action that takes a lead from one status to another.
func leadMove(from, to crm.LeadStatus) register.Act {
	return map[[2]crm.LeadStatus]register.Act{
		{crm.NewLead, crm.LeadInWork}:          "take",
		{crm.LeadInWork, crm.QualifiedLead}:    "qualify",
		{crm.QualifiedLead, crm.LeadInWork}:    "return",
		{crm.NewLead, crm.DisqualifiedLead}:    "disqualify",
		{crm.LeadInWork, crm.DisqualifiedLead}: "disqualify",
		{crm.DisqualifiedLead, crm.LeadInWork}: "reopen",
		{crm.QualifiedLead, crm.ConvertedLead}: "convert",
	}[[2]crm.LeadStatus{from, to}]
}

func (c *call) leadOnBoard(n names, r *register.Register, l *crm.Lead) page.BoardCard {
	card := page.BoardCard{
		ID: strconv.FormatInt(l.ID, 10), Version: versionOf(l), Href: address(r, l.ID), Menu: address(r, l.ID) + "/menu?move=1",
		Client: c.title(r, l), Name: firstLine(l.Text),
	}
	card.Avatar = page.Avatar{Initials: initials(card.Client), Hue: page.HueOf(l.ID), Square: true, Size: page.Small}
	if card.Name == "" {
		card.Name = l.Name
	}
	if channel := n["lead_channel"][register.ID(l.Channel)]; channel != nil {
		card.Chips = append(card.Chips, page.Chip{Label: c.title(crm.LeadChannels.Register, channel), Hue: hueOf(crm.LeadChannels.Register, channel)})
	}
	if l.Score > 0 {
		card.Chips = append(card.Chips, page.Chip{Icon: "list-check", Label: c.p.Integer(l.Score)})
	}
	if l.Waits() {
		card.Next.Icon = "clock"
		card.Next.Text, card.Next.Tone = c.p.MomentWords(l.ReactBy, c.now), c.reactionTone(l)
		card.AgeTone = card.Next.Tone
	} else if l.NextStepOn != "" {
		card.Next.Icon, card.Next.Text = "calendar", c.p.DateWords(string(l.NextStepOn))
	}
	if person := n["user"][register.ID(l.Responsible)]; person != nil {
		name := c.title(crm.Users.Register, person)
		card.Person = avatar(crm.Users.Register, person, name)
		card.Person.Name, card.Person.Size = name, page.Small
	}
	return card
}

// firstLine is the beginning of a text for a line of its own.
func firstLine(text string) string {
	const enough = 90
	for i, r := range text {
		if r == '\n' || i > enough {
			return text[:i]
		}
	}
	return text
}

// reactionTone warns of a lead that waits too long.
func (c *call) reactionTone(l *crm.Lead) page.Tone {
	switch {
	case c.now.After(l.ReactBy):
		return page.Bad
	case l.ReactBy.Sub(c.now) < time.Hour:
		return page.Care
	}
	return ""
}

// leadCard is what the card of a lead has: whether it was answered in time, what
// is known of it, what came of it.
var leadCard = special{
	sheet: "lead.css", first: "convert", inMenu: []string{"answer", "transfer"},
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "name", "user-circle"), k.metaOf(c, "responsible", "user"))
	},
	also: func(c *call, k *cardOf) []page.Button {
		l := k.rec.(*crm.Lead)
		var phones register.Parts[crm.Phone]
		var emails register.Parts[crm.Email]
		if l.Phone != "" {
			phones = append(phones, crm.Phone{Number: l.Phone})
		}
		if l.Email != "" {
			emails = append(emails, crm.Email{Address: l.Email})
		}
		return append(c.addEvent(k), c.reach(k, phones, emails, 1)...)
	},
	menu: func(c *call, k *cardOf) page.MenuItems { return c.eventMenu(k) },
	chips: func(c *call, k *cardOf) []page.Chip {
		if l := k.rec.(*crm.Lead); l.Queued {
			return []page.Chip{{Label: label(c.p, k.reg, k.reg.Field("queued")), Tone: page.Care}}
		}
		return nil
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.leadFacts(tx, k) },
	rail:  func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) { return c.leadRail(tx, k) },
	moves: func(c *call, _ *store.Tx, k *cardOf) ([]page.MenuItem, error) { return leadBoard.menu(c, k), nil },
	quiet: []string{"answers"},
}

// leadFacts are the reaction, the score, the sum and the next step.
func (c *call) leadFacts(tx *store.Tx, k *cardOf) ([]page.Fact, error) {
	l := k.rec.(*crm.Lead)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	facts := []page.Fact{{Label: text("received_at"), Value: c.p.DateWords(c.p.Day(l.ReceivedAt)), Note: c.p.Time(l.ReceivedAt)}}
	switch {
	case !l.RespondedAt.IsZero():
		f := page.Fact{Label: text("responded_at"), Value: c.p.MomentWords(l.RespondedAt, c.now), Note: c.p.Text("lead.took", "time", c.p.Minutes(l.ReactionMinutes)), Tone: page.Good}
		if l.ReactedLate {
			f.Tone = page.Bad
		}
		facts = append(facts, f)
	case l.Waits():
		work, err := crm.WorkOf(c.r.Context(), tx, register.DayOf(l.ReactBy, c.p.Zone()), register.DayOf(c.now.AddDate(0, 0, 1), c.p.Zone()))
		if err != nil {
			return nil, err
		}
		f := page.Fact{Label: text("react_by"), Value: c.p.MomentWords(l.ReactBy, c.now), Tone: c.reactionTone(l)}
		if c.now.After(l.ReactBy) {
			f.Note = c.p.Text("lead.late", "time", c.p.Minutes(work.Minutes(l.ReactBy, c.now)))
		} else {
			f.Note = c.p.Text("lead.left", "time", c.p.Minutes(work.Minutes(c.now, l.ReactBy)))
		}
		facts = append(facts, f)
	}
	if l.Score > 0 || len(l.Answers) > 0 {
		facts = append(facts, page.Fact{Label: text("score"), Value: c.p.Integer(l.Score)})
	}
	if l.Expected.Currency != "" && c.actor.Sees(k.reg, register.Prices) {
		facts = append(facts, page.Fact{Label: text("expected"), Value: c.p.Money(l.Expected)})
	}
	if l.NextStepOn != "" && l.Opened() {
		f := page.Fact{Label: text("next_step_on"), Value: c.p.DateWords(string(l.NextStepOn))}
		f.Note, f.Tone = c.untilWords(string(l.NextStepOn), string(tx.Today()))
		facts = append(facts, f)
	}
	return facts, nil
}

// leadRail is the checklist.
func (c *call) leadRail(tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
	l := k.rec.(*crm.Lead)
	questions, err := crm.ChecklistOf(c.r.Context(), tx)
	if err != nil || len(questions) == 0 {
		return nil, err
	}
	q := page.Questions{Note: c.p.Text("lead.checklist_enough", "n", c.p.Integer(crm.EnoughScore))}
	if k.may["answer"] && new(crm.AnswerLead).Offered(l) {
		q.Action, q.Key = k.address()+"/answer", newKey()
	}
	for _, one := range questions {
		line := page.Question{ID: strconv.FormatInt(one.ID, 10), Text: c.title(crm.ChecklistQuestions.Register, one)}
		if one.Essential {
			line.Note = c.p.Text("lead.checklist_essential")
		}
		for _, a := range l.Answers {
			if register.ID(a.Question) == one.ID {
				line.Answer = string(a.Answer)
			}
		}
		q.List = append(q.List, line)
	}
	return []page.RailBox{{Title: c.p.Text("lead.checklist"), Count: c.p.Integer(l.Score), Questions: &q}}, nil
}

// dayLeads are the leads that wait for the first answer.
func (c *call) dayLeads(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Leads.Register)
	if !c.may(r, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Leads, register.Query{
		Filter: register.All{
			register.Eq(&crm.Leads.Row.Responsible, register.Ref[crm.User](d.who)), register.In(&crm.Leads.Row.Status, crm.NewLead, crm.LeadInWork),
			register.None(&crm.Leads.Row.RespondedAt), register.Alive(),
		},
		Sort: []register.Sort{{Field: "react_by"}}, Limit: mostOfDay,
	})
	if err != nil {
		return err
	}
	if len(list) == mostOfDay {
		d.more[dayAttention] = withQuery("/leads", url.Values{"responsible.eq": {strconv.FormatInt(d.who, 10)}, "status.in": {"new,in_work"}, "responded_at.unset": {""}})
	}
	for _, l := range list {
		t := dayThing{at: l.ReactBy}
		t.Icon, t.Hue, t.Title, t.Href = "user-plus", page.Teal, c.title(r, l), address(r, l.ID)
		t.Why, t.Tone = c.p.MomentWords(l.ReactBy, c.now), c.reactionTone(l)
		if l.Status == crm.NewLead && c.may(r, "take") {
			t.Actions = append(t.Actions, c.actOn(r, l.ID, "take"))
		}
		d.add(dayAttention, t)
	}
	return nil
}

// leadSource are the leads that a client came from, when they came.
var leadSource = timelineSource{
	name: "leads", kinds: []timelineKind{workKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.Leads.Register)
		f, ok := q.of(r)
		if !ok || !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		if q.employee != 0 {
			f = register.All{f, register.Eq(&crm.Leads.Row.Responsible, register.Ref[crm.User](q.employee))}
		}
		list, err := older(c, tx, q, crm.Leads, "received_at", f)
		if err != nil {
			return nil, err
		}
		var out []entry
		for _, l := range list {
			v := c.lineView("user-plus", page.Teal, l.ReceivedAt, "")
			v.Words = []page.Words{{Text: c.p.Text("lead") + " · "}, {Text: c.title(r, l), Href: address(r, l.ID)}}
			out = append(out, entry{at: l.ReceivedAt, id: l.ID, view: v})
		}
		return out, nil
	},
}
