package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// calendarNew leads from a place in the calendar to the form of a new event
// that begins there.
func (c *call) calendarNew() error {
	q, events := c.r.URL.Query(), crm.Events.Register
	to := url.Values{}
	day, err := calendar.ParseDay(q.Get("day"))
	if err == nil {
		e := &crm.Event{}
		if q.Get("at") == "" && q.Get("all_day") == "1" {
			e.AllDay, e.PlannedStart = true, day.Starts(c.p.Zone())
		} else {
			e.PlannedStart = c.clockAsked(q.Get("at"), 9*60).On(day, c.p.Zone())
			if minutes := minutesAsked(q.Get("for")); minutes > 0 {
				e.PlannedEnd = e.PlannedStart.Add(time.Duration(minutes) * time.Minute)
			}
		}
		for name, texts := range c.written([]*register.Field{events.Field("planned_start"), events.Field("planned_end"), events.Field("all_day")}, e) {
			if texts[0] != "" {
				to[name] = texts
			}
		}
	}
	if who, err := strconv.ParseInt(q.Get("who"), 10, 64); err == nil && who > 0 {
		to.Set("responsible", strconv.FormatInt(who, 10))
	}
	http.Redirect(c.w, c.r, withQuery("/"+events.Path+"/new", to), http.StatusSeeOther)
	return nil
}

// clockAsked reads a time of day in minutes from midnight, as scripts say it.
func (c *call) clockAsked(text string, usual calendar.Clock) calendar.Clock {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || calendar.Clock(n) >= calendar.Midnight {
		return usual
	}
	return calendar.Clock(n)
}

// minutesAsked reads a duration; nought when there is none.
func minutesAsked(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 || n > 24*60 {
		return 0
	}
	return n
}

// calendarMove puts a planned event to another time, as the button on its card
// does, and offers to take that back.
func (c *call) calendarMove() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form, r := c.r.PostForm, c.register()
	id, _ := strconv.ParseInt(form.Get("id"), 10, 64)
	day, err := calendar.ParseDay(form.Get("day"))
	if err != nil || id <= 0 {
		return refusal{http.StatusBadRequest, ""}
	}
	var e *crm.Event
	var undo string
	err = c.write(func(tx *store.Tx) error {
		undo = c.undoable(tx)
		rec, err := c.loadFor(tx, r, id, "reschedule")
		if err != nil {
			return err
		}
		e = rec.(*crm.Event)
		if form.Get("version") != strconv.FormatInt(e.Version, 10) {
			return register.ErrStale
		}
		in := c.movedTo(e, day, form)
		if who, err := strconv.ParseInt(form.Get("who"), 10, 64); err == nil && who > 0 && who != register.ID(e.Responsible) {
			if err := c.handTo(tx, e, who); err != nil {
				return err
			}
		}
		if in.PlannedStart.Equal(e.PlannedStart) && in.PlannedEnd.Equal(e.PlannedEnd) { // only somebody else's now
			return tx.Save(c.r.Context(), e)
		}
		return perform(tx, r, r.Action("reschedule"), []register.Record{e}, in, c)
	})
	if err != nil {
		return err
	}
	s := &calendarState{zone: c.p.Zone()}
	told := c.p.Text("calendar.moved", "name", c.title(r, e), "when", c.whenOf(s, e))
	if !c.background() {
		return c.goTo(c.from(calendarPath))
	}
	c.trigger(map[string]any{
		"toast":   map[string]string{"text": told, "kind": "ok", "undo": undo, "label": c.p.Text("menu.undo")},
		"refresh": map[string]string{"value": "#main"},
	})
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// handTo makes an event somebody else's, for who may change it.
func (c *call) handTo(tx *store.Tx, e *crm.Event, who register.ID) error {
	if _, err := c.loadFor(tx, c.register(), e.ID, register.Edit); err != nil {
		return err
	}
	e.Responsible = register.Ref[crm.User](who)
	return nil
}

// movedTo is where a drag puts an event: on a day, at a time of day or at its
// own, for a duration or for its own. Days are counted by the calendar and
// hours by the clock on the wall, so that an event moved over a change of
// clocks keeps its hour.
func (c *call) movedTo(e *crm.Event, day calendar.Day, form url.Values) *crm.RescheduleEvent {
	zone := c.p.Zone()
	start, end := e.PlannedStart.In(zone), e.PlannedEnd.In(zone)
	if e.AllDay {
		days := calendar.DayOf(start).Until(day)
		return &crm.RescheduleEvent{PlannedStart: day.Starts(zone), PlannedEnd: calendar.ClockOf(end).On(calendar.DayOf(end).Add(days), zone)}
	}
	in := &crm.RescheduleEvent{PlannedStart: c.clockAsked(form.Get("at"), calendar.ClockOf(start)).On(day, zone)}
	in.PlannedEnd = in.PlannedStart.Add(max(end.Sub(start), 0))
	if minutes := minutesAsked(form.Get("for")); minutes > 0 {
		in.PlannedEnd = in.PlannedStart.Add(time.Duration(minutes) * time.Minute)
	}
	return in
}

// calendarEvent answers what pops up over an event: who, with whom, what came
// of it.
func (c *call) calendarEvent() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	if !c.background() {
		return c.goTo(address(crm.Events.Register, id))
	}
	var v page.CalendarCard
	err = c.read(func(tx *store.Tx) error {
		e, err := register.Load(c.r.Context(), tx, crm.Events, register.Ref[crm.Event](id))
		if err != nil {
			return err
		}
		v, err = c.eventCardOf(tx, e)
		return err
	})
	if err != nil {
		return err
	}
	return c.fragment(page.CalendarPop(c.p, v))
}

func (c *call) eventCardOf(tx *store.Tx, e *crm.Event) (page.CalendarCard, error) {
	ctx, language := c.r.Context(), string(c.p.Language())
	events, users := tx.Schema().This(crm.Events.Register), crm.Users.Register
	s := &calendarState{zone: c.p.Zone()}
	v := page.CalendarCard{
		Href: address(events, e.ID), When: c.whenOf(s, e), Place: e.Place, Icon: "calendar-event",
		Text: e.Text, Result: e.Result, Reason: e.CancelReason,
	}
	n, err := namesOf(ctx, tx, []register.Record{e}, []*register.Field{
		events.Field("type"), events.Field("status"), events.Field("partner"), events.Field("deal"), events.Field("responsible"), events.Field("others"), events.Field("series"),
	})
	if err != nil {
		return v, err
	}
	if t, ok := n["event_type"][register.ID(e.Type)].(*crm.EventType); ok {
		v.Type, v.Icon, v.Hue = t.Title(language), cmp.Or(string(t.Icon), v.Icon), page.Hue(t.Hue)
	}
	v.Title = cmp.Or(e.Subject, v.Type)
	if st, ok := n["event_status"][register.ID(e.Status)].(*crm.EventStatus); ok {
		v.Status = page.Chip{Label: st.Title(language), Hue: page.Hue(st.Hue), Icon: page.StateIcon(string(e.Class))}
	}
	v.Client = c.linkTo(n, crm.Partners.Register, register.ID(e.Partner))
	v.Deal = c.linkTo(n, crm.Deals.Register, register.ID(e.Deal))
	for _, id := range append(register.Refs[crm.User]{e.Responsible}, e.Others...) {
		if u, ok := n[users.Name][register.ID(id)].(*crm.User); ok {
			v.Staff = append(v.Staff, page.CalendarPerson{Name: c.title(users, u), Note: u.Position, Href: address(users, u.ID)})
		}
	}
	if v.People, err = c.contactsOf(tx, e); err != nil {
		return v, err
	}
	if one, ok := n["event_series"][register.ID(e.Series)].(*crm.EventSeries); ok {
		v.Series = c.seriesWords(one)
	}
	k := &cardOf{reg: events, rec: e, id: e.ID}
	if k.may, err = c.mayDo(tx, events, e.ID); err != nil {
		return v, err
	}
	for _, a := range c.offered(k) {
		switch a.Name {
		case "hold", "reschedule", "repeat", "follow_up":
			weight := page.Weight("")
			if a.Name == "hold" {
				weight = page.Primary
			}
			v.Buttons = append(v.Buttons, page.Button{Label: actionLabel(c.p, events, a), Small: true, Weight: weight, Href: v.Href + "/" + a.Name, Extra: page.With("data-dialog")})
		}
	}
	v.Buttons = append(v.Buttons, page.Button{Label: c.p.Text("calendar.download"), Icon: "download", Bare: true, Small: true, Weight: page.Quiet, Href: v.Href + "/ics", Class: "end", Extra: page.With("download")})
	return v, nil
}

// linkTo leads to a record that the reader may see.
func (c *call) linkTo(n names, r *register.Register, id register.ID) page.Link {
	if title := n.title(c.p, r, id); title != "" {
		return page.Link{Label: title, Href: address(r, id)}
	}
	return page.Link{}
}

// contactsOf are the contacts of an event with their phones, or the main one of
// its client when it names nobody.
func (c *call) contactsOf(tx *store.Tx, e *crm.Event) ([]page.CalendarPerson, error) {
	contacts := tx.Schema().This(crm.Contacts.Register)
	var wanted register.Filter
	switch {
	case len(e.Contacts) > 0:
		ids := make([]register.ID, len(e.Contacts))
		for i, id := range e.Contacts {
			ids[i] = register.ID(id)
		}
		wanted = register.ByID(ids...)
	case e.Partner != 0:
		wanted = register.All{register.Eq(&crm.Contacts.Row.Partner, e.Partner), register.Eq(&crm.Contacts.Row.Main, true), register.Alive()}
	default:
		return nil, nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.Contacts, register.Query{Filter: wanted, Limit: 5, Whole: true})
	var out []page.CalendarPerson
	for _, one := range list {
		p := page.CalendarPerson{Name: c.title(contacts, one), Note: one.Position, Href: address(contacts, one.ID)}
		if c.actor.Sees(contacts, register.Contact) {
			for _, phone := range one.Phones {
				p.Calls = append(p.Calls, page.Link{Label: phone.Number, Href: "tel:" + phone.Number})
			}
		}
		out = append(out, p)
	}
	return out, err
}

// eventICS gives an event to other calendars.
func (c *call) eventICS() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var e *crm.Event
	var client string
	err = c.read(func(tx *store.Tx) error {
		if e, err = register.Load(c.r.Context(), tx, crm.Events, register.Ref[crm.Event](id)); err != nil {
			return err
		}
		n, err := namesOf(c.r.Context(), tx, []register.Record{e}, []*register.Field{crm.Events.Field("partner"), crm.Events.Field("type")})
		client = cmp.Or(n.title(c.p, crm.Partners.Register, register.ID(e.Partner)))
		if e.Subject == "" {
			e.Subject = n.title(c.p, crm.EventTypes.Register, register.ID(e.Type))
		}
		return err
	})
	if err != nil {
		return err
	}
	summary := e.Subject
	if client != "" {
		summary += " · " + client
	}
	zone := c.p.Zone()
	entry := calendar.Entry{
		UID: "event-" + strconv.FormatInt(e.ID, 10) + "@" + c.r.Host, Summary: summary, Description: e.Text, Location: e.Place,
		URL: c.origin() + address(crm.Events.Register, e.ID), Start: e.Start.In(zone), End: e.End.In(zone), AllDay: e.AllDay,
		Cancelled: e.Class == crm.Cancelled, Written: e.UpdatedAt, Version: e.Version,
	}
	c.asFile("event-"+e.Number+".ics", "text/calendar; charset=utf-8")
	_, err = c.w.Write([]byte(entry.ICS()))
	return err
}
