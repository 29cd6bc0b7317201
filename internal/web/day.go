package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// dayRoutes are the page of what is to be done now.
func (s *Server) dayRoutes() {
	s.add("GET", "/day", PageKind, (*call).day, of(crm.Tasks.Register, register.See))
}

// dayGroup is why something stands on the day.
type dayGroup string

// The groups, in their order.
const (
	dayOverdue   dayGroup = "overdue"
	dayToday     dayGroup = "today"
	dayAttention dayGroup = "attention"
	dayPromised  dayGroup = "promised"
	dayBirthdays dayGroup = "birthdays"
)

var dayMain, dayBeside = []dayGroup{dayOverdue, dayToday}, []dayGroup{dayAttention, dayPromised, dayBirthdays}

// mostOfDay is how many rows of one source a day shows.
const mostOfDay = 25

// dayOf is somebody's day while it is made.
type dayOf struct {
	who        register.ID
	mine       bool // of the reader himself
	today      register.Date
	begin, end time.Time // of today, where the reader is
	things     map[dayGroup][]dayThing
	more       map[dayGroup]string // leads to all where a source had more
}

// dayThing is one row before the client's name and phone are known.
type dayThing struct {
	page.DayRow
	at       time.Time // what rows are ordered by
	partner  register.Ref[crm.Partner]
	contacts register.Refs[crm.Contact]
	calls    bool // a call is one of its actions
}

func (d *dayOf) add(g dayGroup, t dayThing) { d.things[g] = append(d.things[g], t) }

// daySources are the registers that a day is made of. Each adds what it has
// for one person, by its index, and bounded.
var daySources = []func(*call, *store.Tx, *dayOf) error{
	(*call).dayEvents, (*call).dayTasks, (*call).dayHandling, (*call).dayLeads, (*call).dayClaims, (*call).dayDeals, (*call).dayWatched, (*call).dayNeglected,
	(*call).dayPromises, (*call).dayBirthdays,
}

// day answers what the reader has to do now, or one of those he leads.
func (c *call) day() error {
	d := &dayOf{who: c.actor.User(), mine: true, today: register.Date(c.p.Today()), things: map[dayGroup][]dayThing{}, more: map[dayGroup]string{}}
	d.begin = calendar.Day(d.today).Starts(c.p.Zone())
	d.end = calendar.Day(d.today).Add(1).Starts(c.p.Zone())
	if asked := c.r.URL.Query().Get("of"); asked != "" {
		id, _ := strconv.ParseInt(asked, 10, 64)
		if !slices.Contains(c.leads(), id) && id != d.who {
			return register.ErrNotFound
		}
		d.mine, d.who = id == d.who, id
	}
	var v page.Day
	err := c.read(func(tx *store.Tx) error {
		for _, source := range daySources {
			if err := source(c, tx, d); err != nil {
				return err
			}
		}
		var err error
		v, err = c.dayView(tx, d)
		return err
	})
	if err != nil {
		return err
	}
	if c.background() {
		return c.fragment(page.DayBody(c.p, v))
	}
	c.render(http.StatusOK, page.DayPage(c.p, c.shell(v.Title), v))
	return nil
}

// leads are the users whose work the reader may look over: those of his reach
// when his right to tasks goes beyond his own.
func (c *call) leads() []register.ID {
	switch c.who.rights.Scope(crm.Tasks.Register, register.See) {
	case crm.Nobody, crm.Own:
		return nil
	}
	return c.actor.Team()
}

func (c *call) dayView(tx *store.Tx, d *dayOf) (page.Day, error) {
	v := page.Day{Title: c.p.Text("day.title"), Lead: c.p.DateLong(string(d.today))}
	if !d.mine {
		v.Title = c.p.Text("day.of", "name", c.userTitle(d.who))
	}
	v.Members = c.dayMembers(d)
	if r := tx.Schema().This(crm.Tasks.Register); d.mine && register.May(c.actor, r, register.Create) {
		v.Create = append(v.Create, page.Button{Label: c.p.Text("task"), Icon: "plus", Href: "/tasks/new", Extra: page.With("data-drawer")})
	}
	if err := c.dayClients(tx, d); err != nil {
		return v, err
	}
	for _, g := range dayMain {
		if group := c.dayGroupView(d, g); len(group.Rows) > 0 || g == dayToday {
			v.Main = append(v.Main, group)
		}
	}
	for _, g := range dayBeside {
		if group := c.dayGroupView(d, g); len(group.Rows) > 0 {
			v.Beside = append(v.Beside, group)
		}
	}
	for _, group := range slices.Concat(v.Main, v.Beside) {
		v.Tallies = append(v.Tallies, page.DayTally{Label: group.Title, Value: cmp.Or(group.Count, "0"), Href: "#" + group.ID, Tone: group.Tone})
	}
	return v, nil
}

func (c *call) dayGroupView(d *dayOf, g dayGroup) page.DayGroup {
	things := d.things[g]
	slices.SortStableFunc(things, func(a, b dayThing) int { return a.at.Compare(b.at) })
	v := page.DayGroup{ID: "day-" + string(g), Title: c.p.Text("day." + string(g))}
	if len(things) > 0 {
		v.Count = c.p.Integer(int64(len(things)))
		if d.more[g] != "" {
			v.Count = c.p.Text("card.more_than", "n", v.Count)
			v.More, v.MoreText = d.more[g], c.p.Text("day.more")
		}
		v.Tone = map[dayGroup]page.Tone{dayOverdue: page.Bad, dayAttention: page.Care}[g]
	}
	for _, t := range things {
		v.Rows = append(v.Rows, t.DayRow)
	}
	if len(v.Rows) == 0 {
		v.None = c.p.Text("day.nothing_today")
	}
	return v
}

func (c *call) userTitle(id register.ID) string {
	if u := c.staff.Load().User(id); u != nil {
		return u.Title(string(c.p.Language()))
	}
	return ""
}

// dayMembers lead a head to the days of those who work under him.
func (c *call) dayMembers(d *dayOf) []page.MenuItem {
	var out []page.MenuItem
	for _, id := range c.leads() {
		u := c.staff.Load().User(id)
		if u == nil || u.Archived || u.Disabled {
			continue
		}
		out = append(out, page.MenuItem{Label: u.Title(string(c.p.Language())), Href: "/day?of=" + strconv.FormatInt(id, 10), Checked: id == d.who})
	}
	if len(out) < 2 {
		return nil
	}
	slices.SortFunc(out, func(a, b page.MenuItem) int { return cmp.Compare(a.Label, b.Label) })
	return out
}

// dayClients gives the rows the names of their clients and, where it may be
// seen, whom to call: the contact, or else the client.
func (c *call) dayClients(tx *store.Tx, d *dayOf) error {
	var partners, contacts []register.ID
	for _, things := range d.things {
		for _, t := range things {
			partners = append(partners, register.ID(t.partner))
			for _, one := range t.contacts {
				contacts = append(contacts, register.ID(one))
			}
		}
	}
	known := map[register.ID]*crm.Partner{}
	phones := map[string]string{}
	ctx := c.r.Context()
	if ids := distinct(partners); len(ids) > 0 {
		list, err := register.Select(ctx, tx, crm.Partners, register.Query{Filter: register.ByID(ids...), Whole: true, Only: []string{"name", "phones"}})
		if err != nil {
			return err
		}
		for _, p := range list {
			known[p.ID] = p
			if len(p.Phones) > 0 {
				phones["p"+strconv.FormatInt(p.ID, 10)] = p.Phones[0].Number
			}
		}
	}
	if ids := distinct(contacts); len(ids) > 0 {
		list, err := register.Select(ctx, tx, crm.Contacts, register.Query{Filter: register.ByID(ids...), Whole: true, Only: []string{"phones"}})
		if err != nil {
			return err
		}
		for _, one := range list {
			if len(one.Phones) > 0 {
				phones["c"+strconv.FormatInt(one.ID, 10)] = one.Phones[0].Number
			}
		}
	}
	sees := c.actor.Sees(tx.Schema().This(crm.Contacts.Register), register.Contact)
	for _, things := range d.things {
		for i := range things {
			t := &things[i]
			if p := known[register.ID(t.partner)]; p != nil && t.Href != address(crm.Partners.Register, p.ID) {
				t.About, t.AboutHref = p.Name, address(crm.Partners.Register, p.ID)
			}
			if !t.calls || !sees {
				continue
			}
			number := phones["p"+strconv.FormatInt(int64(t.partner), 10)]
			for _, one := range t.contacts {
				number = cmp.Or(phones["c"+strconv.FormatInt(int64(one), 10)], number)
			}
			if number != "" {
				call := page.Button{Label: c.p.Text("card.call_short"), Icon: "phone", Small: true, Href: "tel:" + number}
				t.Actions = append([]page.Button{call}, t.Actions...)
			}
		}
	}
	return nil
}

func distinct(ids []register.ID) []register.ID {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id register.ID) bool { return id == 0 })
}

// may reports whether the reader may do an act to some row of a register.
func (c *call) may(r *register.Register, act register.Act) bool { return register.May(c.actor, r, act) }

// actOn is a small button that opens the form of an action over the page.
func (c *call) actOn(r *register.Register, id register.ID, act string) page.Button {
	return page.Button{
		Label: c.p.Text(r.Name + "." + act), Icon: actionIcons[act], Small: true, Href: address(r, id) + "/" + act, Extra: page.With("data-dialog"),
	}
}

// lateWords say how long something has been due.
func (c *call) lateWords(at time.Time) string {
	if days := daysBetween(c.p.Day(at), c.p.Today()); days > 0 {
		return c.p.Count("card.days_late", days)
	}
	return c.p.Count("day.hours_late", max(int64(c.now.Sub(at)/time.Hour), 1))
}

// eventsOfDay are the fields of events that a day tells of.
var eventsOfDay = []string{"type", "subject", "partner", "contacts", "start", "end", "all_day", "place", "method", "handling", "handle_by"}

// dayEvents are the plans of today and those that were not said to have taken
// place.
func (c *call) dayEvents(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Events.Register)
	if !c.may(r, register.See) {
		return nil
	}
	who := register.Ref[crm.User](d.who)
	var list []*crm.Event
	for _, his := range []register.Filter{register.Eq(&crm.Events.Row.Responsible, who), register.Holds(&crm.Events.Row.Others, who)} {
		found, err := register.Select(c.r.Context(), tx, crm.Events, register.Query{
			Filter: register.All{his, register.Eq(&crm.Events.Row.Class, crm.Planned), register.Is{Field: "start", Op: register.Less, Value: d.end}, register.Alive()},
			Sort:   []register.Sort{{Field: "start", Down: true}}, Limit: mostOfDay, Whole: true, Only: eventsOfDay,
		})
		if err != nil {
			return err
		}
		if len(found) == mostOfDay {
			d.more[dayOverdue] = withQuery("/events", url.Values{"responsible.eq": {strconv.FormatInt(d.who, 10)}, "class.in": {string(crm.Planned)}, "sort": {"start"}})
		}
		list = append(list, found...)
	}
	types, err := register.Select(c.r.Context(), tx, crm.EventTypes, register.Query{})
	if err != nil {
		return err
	}
	kind := map[register.ID]*crm.EventType{}
	for _, one := range types {
		kind[one.ID] = one
	}
	for _, e := range list {
		g := dayToday
		t := dayThing{at: e.Start, partner: e.Partner, contacts: e.Contacts, calls: e.Method == "telephone"}
		t.Icon, t.Title, t.Href = "calendar-event", e.Subject, address(r, e.ID)
		if one := kind[register.ID(e.Type)]; one != nil {
			name := one.Title(string(c.p.Language()))
			t.Icon, t.Hue, t.Title = cmp.Or(string(one.Icon), t.Icon), page.Hue(one.Hue), cmp.Or(e.Subject, name)
			t.Why = name
		}
		over := e.End
		if over.Before(e.Start) {
			over = e.Start
		}
		if !e.AllDay {
			t.Time = c.p.Time(e.Start)
		}
		switch {
		case over.Before(c.now) && !(e.AllDay && !e.Start.Before(d.begin)):
			g, t.Tone = dayOverdue, page.Bad
			t.Why = c.lateWords(over)
			if e.Start.Before(d.begin) {
				t.Time = ""
			}
		case e.Place != "":
			t.Why = e.Place
		}
		for _, act := range []string{"hold", "reschedule"} {
			if c.may(r, register.Act(act)) {
				t.Actions = append(t.Actions, c.actOn(r, e.ID, act))
			}
		}
		d.add(g, t)
	}
	return nil
}

// dayTasks are the tasks due by tonight, and those that wait to be accepted.
func (c *call) dayTasks(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Tasks.Register)
	who := register.Ref[crm.User](d.who)
	his := register.All{register.Holds(&crm.Tasks.Row.Executors, who), register.Eq(&crm.Tasks.Row.Open, true), register.Alive()}
	due := register.All{his, register.Some(&crm.Tasks.Row.Deadline), register.Is{Field: "deadline", Op: register.Less, Value: d.end}}
	list, err := register.Select(c.r.Context(), tx, crm.Tasks, register.Query{Filter: due, Sort: []register.Sort{{Field: "deadline"}}, Limit: mostOfDay, Whole: true})
	if err != nil {
		return err
	}
	if len(list) == mostOfDay {
		d.more[dayOverdue] = withQuery("/tasks", url.Values{"executors.has": {strconv.FormatInt(d.who, 10)}, "open.eq": {"true"}, "sort": {"deadline"}})
	}
	for _, t := range list {
		thing := c.dayTask(r, d, t)
		if t.Late(c.now) {
			thing.Why, thing.Tone, thing.Time = c.lateWords(t.Deadline), page.Bad, ""
			d.add(dayOverdue, thing)
		} else {
			d.add(dayToday, thing)
		}
	}
	fresh, err := register.Select(c.r.Context(), tx, crm.Tasks, register.Query{
		Filter: register.All{
			his, register.Eq(&crm.Tasks.Row.Status, crm.TaskAssigned), register.Ne(&crm.Tasks.Row.Author, who),
			register.Any{register.None(&crm.Tasks.Row.Deadline), register.Is{Field: "deadline", Op: register.AtLeast, Value: d.end}},
		},
		Sort: []register.Sort{{Field: "deadline"}}, Limit: mostOfDay, Whole: true,
	})
	if err != nil {
		return err
	}
	for _, t := range fresh {
		thing := c.dayTask(r, d, t)
		thing.Time, thing.Why = "", c.p.Text("day.to_accept")
		if !t.Deadline.IsZero() {
			thing.Why = c.p.Text("day.to_accept_by", "when", c.p.DateWords(c.p.Day(t.Deadline)))
		}
		d.add(dayAttention, thing)
	}
	return nil
}

func (c *call) dayTask(r *register.Register, d *dayOf, t *crm.Task) dayThing {
	thing := dayThing{at: t.Deadline, partner: t.Partner}
	if t.Contact != 0 {
		thing.contacts = register.Refs[crm.Contact]{t.Contact}
	}
	thing.Icon, thing.Hue, thing.Title, thing.Href = "checkbox", page.Blue, t.Subject, address(r, t.ID)
	thing.Time, thing.Why = c.p.Time(t.Deadline), choice(c.p, r, r.Field("status"), string(t.Status))
	if t.Priority == crm.High {
		thing.Chips = append(thing.Chips, page.Chip{Label: choice(c.p, r, r.Field("priority"), string(t.Priority)), Tone: page.Bad})
	}
	acts := []string{"take", "confirm", "finish"}
	if !d.mine {
		acts = []string{"hand_over"}
	}
	for _, act := range acts {
		if t.Offers(register.Act(act)) && c.may(r, register.Act(act)) {
			thing.Actions = append(thing.Actions, c.actOn(r, t.ID, act))
		}
	}
	return thing
}

// dayHandling are the events that ask for something not yet done.
func (c *call) dayHandling(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Events.Register)
	if !c.may(r, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Events, register.Query{
		Filter: register.All{register.Eq(&crm.Events.Row.Responsible, register.Ref[crm.User](d.who)), crm.NeedsAttention(), register.Alive()},
		Sort:   []register.Sort{{Field: "start"}}, Limit: mostOfDay, Whole: true, Only: eventsOfDay,
	})
	if err != nil {
		return err
	}
	for _, e := range list {
		t := dayThing{at: e.Start, partner: e.Partner, contacts: e.Contacts, calls: true}
		t.Icon, t.Hue, t.Title, t.Href = "inbox", page.Amber, cmp.Or(e.Subject, c.p.Text("event")), address(r, e.ID)
		t.Why = choice(c.p, r, r.Field("handling"), string(e.Handling))
		if !e.HandleBy.IsZero() {
			t.Why = c.p.Text("day.handle_by", "when", c.p.MomentWords(e.HandleBy, c.now))
			if e.HandleBy.Before(c.now) {
				t.Tone = page.Bad
			}
		}
		if c.may(r, "handle") {
			t.Actions = append(t.Actions, c.actOn(r, e.ID, "handle"))
		}
		d.add(dayAttention, t)
	}
	return nil
}

// dayClaims are the claims to be answered within two days.
func (c *call) dayClaims(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Claims.Register)
	if !c.may(r, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Claims, register.Query{
		Filter: register.All{
			register.Eq(&crm.Claims.Row.Responsible, register.Ref[crm.User](d.who)), register.In(&crm.Claims.Row.Status, crm.ClaimRegistered, crm.ClaimInProcessing),
			register.Some(&crm.Claims.Row.Deadline), register.Le(&crm.Claims.Row.Deadline, register.Date(calendar.Day(d.today).Add(2))), register.Alive(),
		},
		Sort: []register.Sort{{Field: "deadline"}}, Limit: mostOfDay,
	})
	if err != nil {
		return err
	}
	for _, one := range list {
		t := dayThing{at: calendar.Day(one.Deadline).Starts(c.p.Zone()), partner: one.Partner, calls: true}
		t.Icon, t.Hue, t.Title, t.Href = "urgent", page.Red, one.Subject, address(r, one.ID)
		t.Why, t.Tone = c.untilWords(string(one.Deadline), string(d.today))
		d.add(dayAttention, t)
	}
	return nil
}

// dayDeals are the deals whose answer was expected before today.
func (c *call) dayDeals(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Deals.Register)
	if !c.may(r, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Deals, register.Query{
		Filter: register.All{
			register.Eq(&crm.Deals.Row.Responsible, register.Ref[crm.User](d.who)), register.Eq(&crm.Deals.Row.Outcome, crm.Open),
			register.Some(&crm.Deals.Row.CloseOn), register.Lt(&crm.Deals.Row.CloseOn, d.today), register.Alive(),
		},
		Sort: []register.Sort{{Field: "close_on", Down: true}}, Limit: 6,
	})
	if err != nil {
		return err
	}
	if len(list) == 6 {
		d.more[dayAttention] = withQuery("/deals", url.Values{
			"responsible.eq": {strconv.FormatInt(d.who, 10)}, "outcome.eq": {string(crm.Open)}, "close_on.within": {string(register.Past)},
		})
	}
	for _, one := range list {
		t := dayThing{at: calendar.Day(one.CloseOn).Starts(c.p.Zone()), partner: one.Partner, calls: true}
		if one.Contact != 0 {
			t.contacts = register.Refs[crm.Contact]{one.Contact}
		}
		t.Icon, t.Hue, t.Title, t.Href = "briefcase", page.Violet, c.title(r, one), address(r, one.ID)
		t.Why, t.Tone = c.p.Text("day.answer_was_due", "when", c.p.DateWords(string(one.CloseOn))), page.Care
		d.add(dayAttention, t)
	}
	return nil
}

// dayNeglected are the clients who by their strategy should have heard of us.
func (c *call) dayNeglected(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Partners.Register)
	if !c.may(r, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Partners, register.Query{
		Filter: register.All{
			register.Eq(&crm.Partners.Row.Responsible, register.Ref[crm.User](d.who)),
			register.Some(&crm.Partners.Row.ContactDueOn), register.Lt(&crm.Partners.Row.ContactDueOn, d.today), register.Alive(),
		},
		Sort: []register.Sort{{Field: "contact_due_on"}}, Limit: 6,
	})
	if err != nil {
		return err
	}
	if len(list) == 6 && d.more[dayAttention] == "" {
		d.more[dayAttention] = withQuery("/clients", url.Values{"responsible.eq": {strconv.FormatInt(d.who, 10)}, "contact_due_on.within": {string(register.Past)}})
	}
	for _, one := range list {
		t := dayThing{at: calendar.Day(one.ContactDueOn).Starts(c.p.Zone()), partner: register.Ref[crm.Partner](one.ID), calls: true}
		t.Icon, t.Hue, t.Title, t.Href = "building-store", page.Teal, one.Name, address(r, one.ID)
		t.Why, t.Tone = c.p.Text("day.neglected", "when", c.p.DateWords(string(one.ContactDueOn))), page.Care
		if events := tx.Schema().This(crm.Events.Register); c.may(events, register.Create) {
			t.Actions = append(t.Actions, page.Button{
				Label: c.p.Text("day.plan"), Icon: "calendar-plus", Small: true, Href: "/events/new?partner=" + strconv.FormatInt(one.ID, 10), Extra: page.With("data-drawer"),
			})
		}
		d.add(dayAttention, t)
	}
	return nil
}

// dayPromises are the promises of the coming week and those broken, both ways.
func (c *call) dayPromises(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Commitments.Register)
	if !c.may(r, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Commitments, register.Query{
		Filter: register.All{
			register.Eq(&crm.Commitments.Row.Responsible, register.Ref[crm.User](d.who)), register.Eq(&crm.Commitments.Row.State, crm.CommitmentOpen),
			register.Le(&crm.Commitments.Row.Due, register.Date(calendar.Day(d.today).Add(6))), register.Alive(),
		},
		Sort: []register.Sort{{Field: "due"}}, Limit: mostOfDay,
	})
	if err != nil {
		return err
	}
	if len(list) == mostOfDay {
		d.more[dayPromised] = withQuery("/commitments", url.Values{"responsible.eq": {strconv.FormatInt(d.who, 10)}, "state.in": {string(crm.CommitmentOpen)}, "sort": {"due"}})
	}
	for _, one := range list {
		t := dayThing{at: calendar.Day(one.Due).Starts(c.p.Zone()), partner: one.Partner, calls: one.Side == crm.TheirSide}
		t.Icon, t.Hue, t.Title, t.Href = "heart-handshake", page.Pink, one.Subject, address(r, one.ID)
		t.Why, t.Tone = c.untilWords(string(one.Due), string(d.today))
		if t.Tone == "" {
			t.Why = c.p.DateWords(string(one.Due))
		}
		if one.Side == crm.TheirSide {
			t.Chips = append(t.Chips, page.Chip{Label: choice(c.p, r, r.Field("side"), string(one.Side)), Tone: page.Outline})
			if c.may(r, "keep") {
				t.Actions = append(t.Actions, c.actOn(r, one.ID, "keep"))
			}
		}
		d.add(dayPromised, t)
	}
	return nil
}

// dayBirthdays are those of the coming week: of people and of firms.
func (c *call) dayBirthdays(tx *store.Tx, d *dayOf) error {
	byMonth := map[crm.Month][]int64{}
	var anniversaries []string
	order := map[string]int{}
	for i := range 7 {
		day := string(calendar.Day(d.today).Add(i))[5:]
		n, _ := strconv.ParseInt(day[3:], 10, 64)
		byMonth[crm.Month(day[:2])] = append(byMonth[crm.Month(day[:2])], n)
		anniversaries, order[day] = append(anniversaries, day), i
	}
	his := register.Eq(&crm.Partners.Row.Responsible, register.Ref[crm.User](d.who))
	add := func(day string, t dayThing) {
		on := calendar.Day(d.today).Add(order[day])
		t.at, t.Icon, t.Hue, t.calls = on.Starts(c.p.Zone()), "cake", page.Orange, true
		t.Why = c.p.DateWords(string(on))
		if order[day] == 0 {
			t.Why, t.Tone = c.p.Text("day.birthday_today"), page.Good
		}
		d.add(dayBirthdays, t)
	}
	if people := tx.Schema().This(crm.Contacts.Register); c.may(people, register.See) && c.actor.Sees(people, register.Personal) {
		for month, days := range byMonth {
			list, err := register.Select(c.r.Context(), tx, crm.Contacts, register.Query{
				Filter: register.All{
					register.Eq(&crm.Contacts.Row.BirthMonth, month), register.In(&crm.Contacts.Row.BirthDay, days...),
					register.Where(&crm.Contacts.Row.Partner, his), register.Eq(&crm.Contacts.Row.Left, false), register.Alive(),
				},
				Sort: []register.Sort{{Field: "birth_day"}}, Limit: mostOfDay,
			})
			if err != nil {
				return err
			}
			for _, one := range list {
				t := dayThing{partner: one.Partner, contacts: register.Refs[crm.Contact]{register.Ref[crm.Contact](one.ID)}}
				t.Title, t.Href = c.title(people, one), address(people, one.ID)
				add(string(one.BirthMonth)+"-"+twoDigits(one.BirthDay), t)
			}
		}
	}
	firms := tx.Schema().This(crm.Partners.Register)
	if !c.may(firms, register.See) {
		return nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Partners, register.Query{
		Filter: register.All{his, register.In(&crm.Partners.Row.Anniversary, anniversaries...), register.Alive()}, Sort: []register.Sort{{Field: "id"}}, Limit: mostOfDay,
	})
	if err != nil {
		return err
	}
	for _, one := range list {
		t := dayThing{partner: register.Ref[crm.Partner](one.ID)}
		t.Title, t.Href = one.Name, address(firms, one.ID)
		add(one.Anniversary, t)
	}
	return nil
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
