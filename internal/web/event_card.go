package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// asEvent leads from a meeting to the event that it is.
func (c *call) asEvent() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.goTo(address(crm.Events.Register, id))
}

// eventCard is what the card and the form of an event have: of what type it
// is, with whom, when, and what is to be done next.
var eventCard = special{
	first:   "hold",
	sheet:   "meeting.css",
	apart:   []string{"preparation"}, // one of the papers of a meeting
	buttons: func(c *call, k *cardOf) []page.Button { return c.meetingButtons(k) },
	body:    func(c *call, tx *store.Tx, k *cardOf) (*page.Meeting, error) { return c.meetingView(tx, k) },
	plain:   []string{"stage"},
	quiet:   []string{"class", "meeting", "start", "end"},
	chips: func(c *call, k *cardOf) []page.Chip {
		e := k.rec.(*crm.Event)
		var out []page.Chip
		if e.Handling != "" && e.Handling != crm.HandlingNotRequired {
			tone := page.Care
			if e.Handling == crm.HandlingDone {
				tone = page.Good
			}
			f := k.reg.Field("handling")
			out = append(out, page.Chip{Label: choice(c.p, k.reg, f, string(e.Handling)), Tone: tone, Title: label(c.p, k.reg, f)})
		}
		if e.Class == crm.Planned && e.End.Before(c.now) {
			out = append(out, page.Chip{Label: c.p.Text("event.late"), Tone: page.Bad, Icon: "clock"})
		}
		return out
	},
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "partner", "building-store"), k.metaOf(c, "responsible", "user"))
	},
	also: func(c *call, k *cardOf) []page.Button {
		var out []page.Button
		e := k.rec.(*crm.Event)
		if register.May(c.actor, k.reg, register.Create) {
			out = append(out, page.Button{
				Label: c.p.Text("event.add_same"), Icon: "plus", Href: withQuery("/events/new", sameParties(e)), Extra: page.With("data-drawer"), Class: "desktop-only",
			})
		}
		if e.Partner != 0 && k.names["partner"][register.ID(e.Partner)] != nil {
			out = append(out, page.Button{
				Label: c.p.Text("event.open_history"), Icon: "history", Href: address(crm.Partners.Register, register.ID(e.Partner)), Class: "desktop-only",
			})
		}
		return out
	},
	menu: func(c *call, k *cardOf) page.MenuItems {
		e := k.rec.(*crm.Event)
		var out page.MenuItems
		if register.May(c.actor, k.reg, register.Create) {
			out = append(out, page.MenuItem{Label: c.p.Text("event.add_same"), Icon: "calendar-plus", Href: withQuery("/events/new", sameParties(e)), Extra: page.With("data-drawer")})
		}
		if e.Partner != 0 && k.names["partner"][register.ID(e.Partner)] != nil {
			out = append(out, page.MenuItem{Label: c.p.Text("event.open_history"), Icon: "history", Href: address(crm.Partners.Register, register.ID(e.Partner))})
		}
		return append(out, page.MenuItem{Label: c.p.Text("event.open_files"), Icon: "paperclip", Href: k.address() + "?tab=files"})
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.eventFacts(k), nil },
	rail:  func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) { return c.eventRail(tx, k) },
	begin: func(c *call, tx *store.Tx, f *form) error { return c.beginEvent(tx, f) },
	peek:  func(c *call, tx *store.Tx, k *cardOf) ([]page.PreviewGroup, error) { return c.eventPeek(tx, k) },
}

// mostPeeked is how many tasks and files a preview shows.
const mostPeeked = 6

// eventPeek are the tasks and files of an event, for its preview in the list.
func (c *call) eventPeek(tx *store.Tx, k *cardOf) ([]page.PreviewGroup, error) {
	var out []page.PreviewGroup
	add := func(title string, lines []page.PreviewLine) {
		if len(lines) > 0 {
			out = append(out, page.PreviewGroup{Title: title, Lines: lines})
		}
	}
	if r := tx.Schema().This(crm.Tasks.Register); register.May(c.actor, r, register.See) {
		list, err := register.Select(c.r.Context(), tx, crm.Tasks, register.Query{
			Filter: register.All{register.Eq(&crm.Tasks.Row.Event, register.Ref[crm.Event](k.id)), register.Alive()}, Limit: mostPeeked,
		})
		if err != nil {
			return nil, err
		}
		var lines []page.PreviewLine
		for _, t := range list {
			lines = append(lines, page.PreviewLine{
				Label: choice(c.p, r, r.Field("status"), string(t.Status)), Value: page.LinkCell(c.title(r, t), address(r, t.ID), page.Avatar{}),
			})
		}
		add(c.p.Text("event.linked_tasks"), lines)
	}
	if r := tx.Schema().This(crm.Attachments.Register); register.May(c.actor, r, register.See) {
		list, err := register.Select(c.r.Context(), tx, crm.Attachments, register.Query{Filter: k.about(r), Limit: mostPeeked})
		if err != nil {
			return nil, err
		}
		var lines []page.PreviewLine
		for _, one := range list {
			lines = append(lines, page.PreviewLine{
				Label: sizeWords(c.p, one.File.Size), Value: page.LinkCell(one.File.Name, address(r, one.ID)+"/download", page.Avatar{}),
			})
		}
		add(c.p.Text("card.files"), lines)
	}
	return out, nil
}

// sameParties is what a new event says at once that goes on with another.
func sameParties(e *crm.Event) url.Values {
	v := url.Values{}
	for name, id := range map[string]register.ID{"partner": register.ID(e.Partner), "deal": register.ID(e.Deal)} {
		if id != 0 {
			v.Set(name, strconv.FormatInt(id, 10))
		}
	}
	for _, id := range e.Contacts {
		v.Add("contacts", strconv.FormatInt(int64(id), 10))
	}
	return v
}

// eventFacts are when it is or was and how long, and how often it was moved.
func (c *call) eventFacts(k *cardOf) []page.Fact {
	e := k.rec.(*crm.Event)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	day := c.p.DateWords(c.p.Day(e.Start))
	start := page.Fact{Label: text("start"), Value: c.p.Text("timeline.plan_at", "day", day, "time", c.p.Time(e.Start)), Note: c.p.MomentWords(e.Start, c.now)}
	if e.AllDay {
		start.Value = day
	}
	if e.Class == crm.Planned && e.End.Before(c.now) {
		start.Tone = page.Bad
	}
	out := []page.Fact{start}
	if e.Minutes > 0 {
		out = append(out, page.Fact{
			Label: c.p.Text("event.duration"), Value: c.p.Minutes(e.Minutes),
			Note: c.p.Time(e.Start) + "–" + c.p.Time(e.End),
		})
	}
	if e.Class != crm.Planned && !e.PlannedStart.IsZero() {
		out = append(out, page.Fact{Label: text("planned_start"), Value: c.p.Moment(e.PlannedStart)})
	}
	if n := len(e.Reschedules); n > 0 {
		out = append(out, page.Fact{
			Label: c.p.Text("event.moved"), Value: c.p.Count("event.moved_times", int64(n)), Note: e.Reschedules[n-1].Reason,
		})
	}
	if !e.HandleBy.IsZero() {
		f := page.Fact{Label: text("handle_by"), Value: c.p.Moment(e.HandleBy), Note: c.p.MomentWords(e.HandleBy, c.now)}
		if e.HandleBy.Before(c.now) && (e.Handling == crm.HandlingNotDone || e.Handling == crm.HandlingPartlyDone) {
			f.Tone = page.Bad
		}
		out = append(out, f)
	}
	return out
}

// eventRail is whom to call: the people of the event first, else those of its
// client.
func (c *call) eventRail(tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
	e, people := k.rec.(*crm.Event), tx.Schema().This(crm.Contacts.Register)
	var out []page.RailBox
	if partner, ok := k.names["partner"][register.ID(e.Partner)].(*crm.Partner); ok {
		whole, err := tx.Load(c.r.Context(), crm.Partners.Register, partner.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, c.clientBox(whole.(*crm.Partner)))
	}
	if !register.May(c.actor, people, register.See) || e.Partner == 0 {
		return out, nil
	}
	if len(e.Contacts) == 0 {
		box, err := c.peopleOf(tx, register.ID(e.Partner))
		return append(out, box), err
	}
	ids := make([]register.ID, len(e.Contacts))
	for i, id := range e.Contacts {
		ids[i] = register.ID(id)
	}
	list, err := register.Select(c.r.Context(), tx, crm.Contacts, register.Query{Filter: register.ByID(ids...), Whole: true})
	if err != nil {
		return out, err
	}
	box := page.RailBox{Title: label(c.p, k.reg, k.reg.Field("contacts")), Count: c.p.Integer(int64(len(list)))}
	for _, one := range list {
		box.People = append(box.People, c.railPerson(people, one))
	}
	return append(out, box), nil
}

// clientBox is the client of an event with how to reach him.
func (c *call) clientBox(p *crm.Partner) page.RailBox {
	r := crm.Partners.Register
	title := c.title(r, p)
	box := page.RailBox{Title: label(c.p, crm.Events.Register, crm.Events.Field("partner"))}
	v := page.RailPerson{Name: title, Href: address(r, p.ID), Avatar: avatar(r, p, title), Note: p.Code}
	v.Avatar.Size = page.Large
	if c.actor.Sees(c.store.Schema().This(r), register.Contact) {
		if len(p.Phones) > 0 {
			v.Call = "tel:" + p.Phones[0].Number
		}
		if len(p.Emails) > 0 {
			v.Write = "mailto:" + p.Emails[0].Address
		}
	}
	box.People = []page.RailPerson{v}
	return box
}

// statusesFor are the statuses that an action may put an event into: those of
// its type and of the class that the action leads to.
func (c *call) statusesFor(tx *store.Tx, e *crm.Event, a *register.Action) (map[string][]page.Choice, error) {
	if a.Input.Field("status") == nil {
		return nil, nil
	}
	filter := register.All{register.Eq(&crm.EventStatuses.Row.Type, e.Type), register.Alive()}
	if class := map[string]crm.EventClass{"hold": crm.Held, "miss": crm.NotHeld, "cancel": crm.Cancelled}[a.Name]; class != "" {
		filter = append(filter, register.Eq(&crm.EventStatuses.Row.Class, class))
	}
	list, err := register.Select(c.r.Context(), tx, crm.EventStatuses, register.Query{Filter: filter})
	out := make([]page.Choice, len(list))
	for i, s := range list {
		out[i] = page.Choice{Value: strconv.FormatInt(s.ID, 10), Label: c.title(crm.EventStatuses.Register, s), Hue: page.Hue(s.Hue)}
	}
	return map[string][]page.Choice{"status": out}, err
}

// ofCard is what an event says at once that is made on a card.
func ofCard(k *cardOf) url.Values {
	v := url.Values{}
	set := func(name string, id register.ID) {
		if id != 0 {
			v.Set(name, strconv.FormatInt(id, 10))
		}
	}
	set("partner", partnerOf(k))
	switch k.reg.Name {
	case "contact":
		set("contacts", k.id)
	case "deal":
		set("deal", k.id)
	case "lead":
		set("lead", k.id)
	}
	return v
}

// addEvent is the split button: an event, or one of a type.
func (c *call) addEvent(k *cardOf) []page.Button {
	r := c.store.Schema().This(crm.Events.Register)
	if !register.May(c.actor, r, register.Create) || register.BaseOf(k.rec).Archived {
		return nil
	}
	return []page.Button{
		{Label: c.p.Text("event.add"), Icon: "plus", Href: withQuery("/events/new", ofCard(k)), Extra: page.With("data-drawer"), Class: "split"},
		{Label: c.p.Text("event.add_type"), Icon: "chevron-down", Bare: true, Class: "split-rest", Extra: page.With("data-menu", k.address()+"/types", "aria-haspopup", "menu")},
	}
}

// eventMenu is what rows of clients, contacts and deals offer beside their
// own.
func (c *call) eventMenu(k *cardOf) page.MenuItems {
	var out page.MenuItems
	if c.pagePath() != k.address() {
		out = append(out, page.MenuItem{Label: c.p.Text("event.open_history"), Icon: "history", Href: k.address()})
	}
	if register.May(c.actor, c.store.Schema().This(crm.Events.Register), register.Create) && !register.BaseOf(k.rec).Archived {
		out = append(out, page.MenuItem{Label: c.p.Text("event.add_same"), Icon: "calendar-plus", Href: withQuery("/events/new", ofCard(k)), Extra: page.With("data-drawer")})
	}
	return append(out, page.MenuItem{Label: c.p.Text("event.open_files"), Icon: "paperclip", Href: k.address() + "?tab=files"})
}

// eventTypes are the types of an event that is to be added on a card.
func (c *call) eventTypes() error {
	var items page.MenuItems
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		if !register.May(c.actor, tx.Schema().This(crm.Events.Register), register.Create) {
			return register.ErrForbidden
		}
		list, err := register.Select(c.r.Context(), tx, crm.EventTypes, register.Query{Filter: register.Alive()})
		for _, one := range list {
			v := ofCard(k)
			v.Set("type", strconv.FormatInt(one.ID, 10))
			items = append(items, page.MenuItem{
				Label: c.title(crm.EventTypes.Register, one), Icon: string(one.Icon), Href: withQuery("/events/new", v), Extra: page.With("data-drawer"),
			})
		}
		return err
	})
	if err != nil {
		return err
	}
	c.render(http.StatusOK, items)
	return nil
}

// beginEvent fills the form of a new event in as its type says, from the next
// full hour on. The address names the type, or that it shall be a meeting.
func (c *call) beginEvent(tx *store.Tx, f *form) error {
	ctx, q := c.r.Context(), c.r.URL.Query()
	filter := register.All{register.Alive()}
	switch {
	case f.said.Get("type") != "":
		id, err := strconv.ParseInt(f.said.Get("type"), 10, 64)
		if err != nil {
			return nil // the form says what is wrong when it is sent
		}
		filter = append(filter, register.ByID(id))
	case q.Get("meeting") != "":
		filter = append(filter, register.Eq(&crm.EventTypes.Row.Meeting, true))
	default:
		filter = nil
	}
	start := &crm.Event{PlannedStart: c.now.Truncate(time.Hour).Add(time.Hour), Priority: crm.MediumPriority, Remind: usualReminder}
	if filter != nil {
		list, err := register.Select(ctx, tx, crm.EventTypes, register.Query{Filter: filter, Limit: 1})
		if err != nil {
			return err
		}
		for _, kind := range list {
			start.Type = register.Ref[crm.EventType](kind.ID)
			start.Direction, start.Method, start.Handling, start.Minutes = kind.Direction, kind.Method, kind.Handling, kind.Minutes
		}
	}
	var fields []*register.Field
	for _, name := range []string{"type", "planned_start", "priority", "direction", "method", "handling", "minutes", "remind"} {
		fields = append(fields, f.reg.Field(name))
	}
	for name, texts := range c.written(fields, start) {
		if own := f.said.Get(name); own == "" || own == "0" {
			f.said[name] = texts
		}
	}
	return nil
}
