package web

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// bellRoutes are what the reader was told and is reminded of. They stand where
// closed registers would have had their usual list.
func (s *Server) bellRoutes() {
	told, fired := crm.Notifications.Register, crm.Reminders.Register
	s.add("GET", "/notifications", PageKind, (*call).notifications, of(told, register.See))
	s.add("GET", "/notifications/bell", FragmentKind, (*call).bellPanel, of(told, register.See), unasked)
	s.add("GET", "/reminders/fired", FragmentKind, (*call).firedReminders, of(fired, register.See), unasked)
	s.add("GET", "/notifications/{id}", PageKind, (*call).openNotification, of(told, register.See))
	s.add("GET", "/reminders/{id}", PageKind, (*call).openReminder, of(fired, register.See))
	s.add("POST", "/notifications/read_all", FormKind, (*call).readAll, of(told, "read_all"))
	s.add("POST", "/notifications/{id}/read", FormKind, func(c *call) error { return c.ringAct("read") }, of(told, "read"))
	s.add("POST", "/reminders/{id}/snooze", FormKind, func(c *call) error { return c.ringAct("snooze") }, of(fired, "snooze"))
	s.add("POST", "/reminders/{id}/dismiss", FormKind, func(c *call) error { return c.ringAct("dismiss") }, of(fired, "dismiss"))
}

// bell is how much rings for the reader. A page is worth more than its bell:
// what cannot be read rings not.
func (c *call) bell(tx *store.Tx) (page.Bell, error) {
	u := c.actor.User()
	found, err := ringingOf(c.r.Context(), tx, u)
	if err != nil {
		return page.Bell{}, err
	}
	r := found[u]
	return page.Bell{
		Count: r.unread + len(r.fired), Most: mostUnread, Fired: len(r.fired), Have: r.String(), Quiet: c.who.user().Quiet(c.now.In(c.p.Zone())),
	}, nil
}

// missed are the reminders that fired while the reader was away: on the first
// page after he signed in.
func (c *call) missed(tx *store.Tx) (*page.Missed, error) {
	if c.cookie(missedCookie) == "" || c.background() || c.r.Header.Get("Sec-Purpose") != "" {
		return nil, nil
	}
	c.dropCookie(missedCookie)
	rows, more, err := c.reminderRows(tx, mostMissed)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	v := &page.Missed{Rows: rows, All: "/notifications"}
	if more > 0 {
		v.More = c.p.Count("live.more", int64(more))
	}
	return v, nil
}

// How many rows stand where.
const (
	mostMissed   = 8
	mostOver     = 3 // reminders over the page
	mostOfBell   = 40
	notesOnAPage = 50
)

// bellPanel answers with what the bell opens.
func (c *call) bellPanel() error {
	if !c.background() {
		return c.goTo("/notifications")
	}
	var v page.BellPanel
	err := c.read(func(tx *store.Tx) error {
		var err error
		if v.Bell, err = c.bell(tx); err != nil {
			return err
		}
		v.All = "/notifications"
		if n := c.damagedRow(); n != nil {
			v.Groups = append(v.Groups, page.BellGroup{Title: c.p.Text("live.unread"), Rows: []page.BellRow{*n}})
		}
		rows, _, err := c.reminderRows(tx, mostFired)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			v.Groups = append(v.Groups, page.BellGroup{Title: c.p.Text("live.reminders"), Rows: rows})
		}
		notes, err := c.notes(tx, register.None(&crm.Notifications.Row.ReadAt), mostOfBell)
		if err != nil {
			return err
		}
		if rows, err = c.noteRows(tx, notes, true); err != nil {
			return err
		}
		if len(rows) > 0 {
			v.Groups = append(v.Groups, page.BellGroup{Title: c.p.Text("live.unread"), Rows: rows})
			v.ReadAll = "/notifications/read_all"
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.render(http.StatusOK, page.BellView(c.p, v))
	return nil
}

// damagedRow tells administrators of a damaged database, which cannot keep a
// notification of it.
func (c *call) damagedRow() *page.BellRow {
	if !c.store.Damaged() || !c.administers() {
		return nil
	}
	return &page.BellRow{
		ID: "damaged", Icon: "alert-circle", Tone: page.Bad, What: c.p.Text("live.damaged"), Name: c.p.Text("live.damaged_text"), Href: "/settings", Unread: true,
	}
}

// firedReminders answers with those that come over the page: none in quiet
// hours.
func (c *call) firedReminders() error {
	if !c.background() {
		return c.goTo("/notifications")
	}
	var b page.Bell
	var rows []page.BellRow
	more := 0
	err := c.read(func(tx *store.Tx) error {
		var err error
		if b, err = c.bell(tx); err != nil || b.Quiet {
			return err
		}
		rows, more, err = c.reminderRows(tx, mostOver)
		return err
	})
	if err != nil {
		return err
	}
	text := ""
	if more > 0 {
		text = c.p.Count("live.more", int64(more))
	}
	c.render(http.StatusOK, page.RemindersView(c.p, b, rows, text))
	return nil
}

// notes are notifications of the reader, the latest first.
func (c *call) notes(tx *store.Tx, f register.Filter, most int) ([]*crm.Notification, error) {
	his := register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](c.actor.User()))
	return register.Select(c.r.Context(), tx, crm.Notifications, register.Query{
		Filter: register.All{his, f}, Sort: []register.Sort{{Field: "at", Down: true}}, Limit: most,
	})
}

// noteIcons are how each kind shows itself.
var noteIcons = map[crm.NotificationKind]struct {
	icon string
	hue  page.Hue
}{
	crm.TaskGiven: {"checkbox", page.Blue}, crm.TaskHandedOver: {"checkbox", page.Blue}, crm.TaskDone: {"circle-check", page.Green},
	crm.Mentioned: {"message", page.Violet}, crm.MadeResponsible: {"user-plus", page.Teal}, crm.EventGiven: {"calendar-event", page.Violet},
	crm.ClaimGiven:  {"urgent", page.Amber},
	crm.ImportEnded: {"upload", page.Gray}, crm.WorkEnded: {"circle-check", page.Gray}, crm.MergeEnded: {mergeIcon, page.Gray}, crm.Birthday: {"cake", page.Pink}, crm.Anniversary: {"cake", page.Pink},
	crm.DeputyNamed: {"users", page.Sky},
}

// noteRows are notifications with the names of what they are about, as far as
// the reader may see it. Many of one kind by one person are one row in the
// bell.
func (c *call) noteRows(tx *store.Tx, list []*crm.Notification, together bool) ([]page.BellRow, error) {
	r := tx.Schema().This(crm.Notifications.Register)
	recs := recordsOf(list)
	names, err := namesOf(c.r.Context(), tx, recs, []*register.Field{r.Field("about"), r.Field("by")})
	if err != nil {
		return nil, err
	}
	type likeness struct {
		kind crm.NotificationKind
		by   register.Ref[crm.User]
	}
	var out []page.BellRow
	first, more := map[likeness]int{}, map[int]int64{}
	for _, n := range list {
		like := likeness{n.Kind, n.By}
		if at, known := first[like]; known && together && n.About.ID != 0 {
			more[at]++
			continue
		}
		first[like] = len(out)
		out = append(out, c.noteRow(tx, names, n))
	}
	for at, n := range more {
		out[at].More = c.p.Count("live.more", n)
		out[at].Read = "" // one does not answer for the others
	}
	return out, nil
}

func (c *call) noteRow(tx *store.Tx, n names, note *crm.Notification) page.BellRow {
	r := tx.Schema().This(crm.Notifications.Register)
	look := noteIcons[note.Kind]
	id := strconv.FormatInt(note.ID, 10)
	row := page.BellRow{
		ID: "notification-" + id, Icon: look.icon, Hue: look.hue, What: choice(c.p, r, r.Field("kind"), string(note.Kind)), Unread: note.ReadAt.IsZero(),
		Name: c.p.Text("live.gone"), Note: c.p.MomentWords(note.At, c.now),
	}
	if by := n.title(c.p, c.users(), register.ID(note.By)); by != "" {
		row.Note = by + " · " + row.Note
	}
	if row.Unread {
		row.Read = "/notifications/" + id + "/read"
	}
	of := tx.Schema().Named(note.About.Register)
	switch title := n.title(c.p, of, note.About.ID); {
	case note.Page != "":
		row.Name, row.Href = c.p.Text("live.open"), note.Page
	case title != "":
		row.Name, row.Href = title, address(of, note.About.ID)
	}
	return row
}

// reminderRows are the reminders that fired and were not dismissed, and how
// many more there are.
func (c *call) reminderRows(tx *store.Tx, most int) ([]page.BellRow, int, error) {
	list, err := firedOf(c.r.Context(), tx, c.actor.User())
	if err != nil || len(list) == 0 {
		return nil, 0, err
	}
	more := max(len(list)-most, 0)
	list = list[:len(list)-more]
	about, err := c.recordsOf(tx, list)
	if err != nil {
		return nil, 0, err
	}
	calls, err := c.phonesOf(tx, about)
	if err != nil {
		return nil, 0, err
	}
	tasks, err := c.tasksOfPromises(tx, about)
	if err != nil {
		return nil, 0, err
	}
	var out []page.BellRow
	for _, one := range list {
		id := "/reminders/" + strconv.FormatInt(one.ID, 10)
		of := tx.Schema().Named(one.About.Register)
		row := page.BellRow{
			ID: "reminder-" + strconv.FormatInt(one.ID, 10), Icon: "bell", Hue: page.Amber, What: c.p.Text("reminder"), Name: c.p.Text("live.gone"),
			Note: c.p.MomentWords(one.At, c.now), Unread: true, Snooze: id + "/snooze", Close: id + "/dismiss",
		}
		if rec := about[one.About]; rec != nil {
			row.Icon, row.What = faceOf(of).icon, c.p.Text(of.Name)
			row.Name, row.Href, row.Call = c.title(of, rec), address(of, one.About.ID), calls[one.About]
			row.Note, row.Tone = c.dueWords(rec, row.Note)
			if row.Done = c.reminderActs(of, rec); row.Done == nil && tasks[one.About] != nil {
				row.Done = c.reminderActs(tx.Schema().This(crm.Tasks.Register), tasks[one.About])
			}
		}
		out = append(out, row)
	}
	return out, more, nil
}

// dueWords say when what a reminder tells of is, and whether that is over.
func (c *call) dueWords(rec register.Record, otherwise string) (string, page.Tone) {
	var at time.Time
	switch one := rec.(type) {
	case *crm.Event:
		at = one.Start
	case *crm.Task:
		at = one.Deadline
	case *crm.Commitment:
		return c.p.DateWords(string(one.Due)), ""
	default:
		return otherwise, ""
	}
	if at.Before(c.now) {
		return c.p.MomentWords(at, c.now), page.Bad
	}
	return c.p.MomentWords(at, c.now), ""
}

// reminderActs are what one does with the record itself.
func (c *call) reminderActs(of *register.Register, rec register.Record) []page.Button {
	act := map[string]string{"event": "hold", "task": "confirm", "commitment": "keep"}[of.Name]
	if act == "" || !c.may(of, register.Act(act)) || !of.Action(act).Offered(rec) {
		return nil
	}
	return []page.Button{c.actOn(of, register.BaseOf(rec).ID, act)}
}

// tasksOfPromises are the tasks by which our promises among some records are
// kept, as far as the reader may see them.
func (c *call) tasksOfPromises(tx *store.Tx, about map[register.Link]register.Record) (map[register.Link]register.Record, error) {
	links := map[register.ID]register.Link{}
	for link, rec := range about {
		if one, ok := rec.(*crm.Commitment); ok && one.Task != 0 {
			links[register.ID(one.Task)] = link
		}
	}
	r := tx.Schema().This(crm.Tasks.Register)
	if len(links) == 0 || !c.may(r, register.See) {
		return nil, nil
	}
	recs, err := tx.Select(c.r.Context(), r, register.Query{Filter: register.ByID(slices.Collect(maps.Keys(links))...), Whole: true})
	out := map[register.Link]register.Record{}
	for _, rec := range recs {
		out[links[register.BaseOf(rec).ID]] = rec
	}
	return out, err
}

// recordsOf are the records that reminders tell of, as far as the reader may
// see them, one question a register.
func (c *call) recordsOf(tx *store.Tx, list []*crm.Reminder) (map[register.Link]register.Record, error) {
	ids := map[string][]register.ID{}
	for _, one := range list {
		ids[one.About.Register] = append(ids[one.About.Register], one.About.ID)
	}
	out := map[register.Link]register.Record{}
	for name, some := range ids {
		of := tx.Schema().Named(name)
		if of == nil || !c.may(of, register.See) {
			continue
		}
		recs, err := tx.Select(c.r.Context(), of, register.Query{Filter: register.ByID(some...), Whole: true})
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			out[register.Link{Register: name, ID: register.BaseOf(rec).ID}] = rec
		}
	}
	return out, nil
}

// phonesOf are the numbers to call about records: of their contact, else of
// their client.
func (c *call) phonesOf(tx *store.Tx, about map[register.Link]register.Record) (map[register.Link]string, error) {
	out := map[register.Link]string{}
	if !c.actor.Sees(tx.Schema().This(crm.Contacts.Register), register.Contact) {
		return out, nil
	}
	partners, contacts := map[register.Link]register.ID{}, map[register.Link]register.ID{}
	for link, rec := range about {
		switch one := rec.(type) {
		case *crm.Event:
			partners[link] = register.ID(one.Partner)
			if len(one.Contacts) > 0 {
				contacts[link] = register.ID(one.Contacts[0])
			}
		case *crm.Task:
			partners[link], contacts[link] = register.ID(one.Partner), register.ID(one.Contact)
		case *crm.Commitment:
			partners[link], contacts[link] = register.ID(one.Partner), register.ID(one.Contact)
		}
	}
	for _, side := range []struct {
		of  *register.Register
		ids map[register.Link]register.ID
	}{{crm.Partners.Register, partners}, {crm.Contacts.Register, contacts}} {
		var ids []register.ID
		for _, id := range side.ids {
			ids = append(ids, id)
		}
		if ids = distinct(ids); len(ids) == 0 {
			continue
		}
		recs, err := tx.Select(c.r.Context(), side.of, register.Query{Filter: register.ByID(ids...), Whole: true})
		if err != nil {
			return nil, err
		}
		numbers := map[register.ID]string{}
		for _, rec := range recs {
			if phones := phonesIn(rec); len(phones) > 0 {
				numbers[register.BaseOf(rec).ID] = phones[0].Number
			}
		}
		for link, id := range side.ids {
			if n := numbers[id]; n != "" {
				out[link] = "tel:" + n
			}
		}
	}
	return out, nil
}

func phonesIn(rec register.Record) register.Parts[crm.Phone] {
	switch one := rec.(type) {
	case *crm.Partner:
		return one.Phones
	case *crm.Contact:
		return one.Phones
	}
	return nil
}

// notifications answers with all that the reader was told, a page at a time.
func (c *call) notifications() error {
	v := page.Notifications{Title: c.p.Text("notification.many")}
	err := c.read(func(tx *store.Tx) error {
		before, _ := strconv.ParseInt(c.r.URL.Query().Get("before"), 10, 64)
		older := register.All{}
		if before > 0 {
			older = append(older, register.Is{Field: "id", Op: register.Less, Value: before})
		} else {
			rows, _, err := c.reminderRows(tx, mostFired)
			if err != nil {
				return err
			}
			if n := c.damagedRow(); n != nil {
				rows = slices.Insert(rows, 0, *n)
			}
			if len(rows) > 0 {
				v.Groups = append(v.Groups, page.BellGroup{Title: c.p.Text("live.reminders"), Rows: rows})
			}
		}
		list, err := register.Select(c.r.Context(), tx, crm.Notifications, register.Query{
			Filter: register.All{register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](c.actor.User())), older},
			Sort:   []register.Sort{{Field: "id", Down: true}}, Limit: notesOnAPage,
		})
		if err != nil {
			return err
		}
		if len(list) == notesOnAPage {
			v.More = "/notifications?before=" + strconv.FormatInt(list[len(list)-1].ID, 10)
		}
		// What somebody wrote down later stands by its own moment.
		slices.SortStableFunc(list, func(a, b *crm.Notification) int { return b.At.Compare(a.At) })
		return c.notesByDay(tx, &v, list)
	})
	if err != nil {
		return err
	}
	if len(v.Groups) == 0 {
		v.Empty = &page.Empty{Icon: "bell", Title: c.p.Text("notification.empty"), Text: c.p.Text("live.empty_lead")}
	}
	c.render(http.StatusOK, page.NotificationsPage(c.p, c.shell(v.Title), v))
	return nil
}

// notesByDay puts notifications under the days they came on.
func (c *call) notesByDay(tx *store.Tx, v *page.Notifications, list []*crm.Notification) error {
	rows, err := c.noteRows(tx, list, false)
	if err != nil {
		return err
	}
	day := ""
	for i, n := range list {
		if n.ReadAt.IsZero() {
			v.ReadAll = "/notifications/read_all"
		}
		if on := c.p.Day(n.At); on != day || i == 0 {
			day = on
			v.Groups = append(v.Groups, page.BellGroup{Title: c.p.DateWords(on)})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, rows[i])
	}
	return nil
}

// openNotification leads to what it is about.
func (c *call) openNotification() error {
	return c.openAbout(crm.Notifications.Register, func(rec register.Record) (register.Link, string) {
		n := rec.(*crm.Notification)
		return n.About, n.Page
	})
}

// openReminder leads to what it tells of.
func (c *call) openReminder() error {
	return c.openAbout(crm.Reminders.Register, func(rec register.Record) (register.Link, string) { return rec.(*crm.Reminder).About, "" })
}

func (c *call) openAbout(r *register.Register, about func(register.Record) (register.Link, string)) error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	to := "/notifications"
	err = c.read(func(tx *store.Tx) error {
		rec, err := tx.Load(c.r.Context(), r, id)
		if err != nil {
			return err
		}
		link, page := about(rec)
		if of := tx.Schema().Named(link.Register); of != nil {
			to = address(of, link.ID)
		} else if page != "" {
			to = page
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.goTo(to)
}

// readAll marks all that the reader was told as read.
func (c *call) readAll() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	if err := c.write(func(tx *store.Tx) error { return (&crm.ReadNotifications{}).DoAll(c.r.Context(), tx, nil) }); err != nil {
		return err
	}
	return c.ringAgain()
}

// ringAct does something to one notification or reminder of the reader.
func (c *call) ringAct(name string) error {
	if err := c.parseForm(); err != nil {
		return err
	}
	id, err := c.idOf()
	if err != nil {
		return err
	}
	err = c.write(func(tx *store.Tx) error {
		r := tx.Schema().Named(c.route.Register)
		rec, err := c.loadFor(tx, r, id, register.Act(name))
		if err != nil {
			return err
		}
		switch name {
		case "read":
			return (&crm.ReadNotification{}).Do(c.r.Context(), tx, rec.(*crm.Notification))
		case "dismiss":
			return (&crm.DismissReminder{}).Do(c.r.Context(), tx, rec.(*crm.Reminder))
		}
		in := &crm.SnoozeReminder{For: crm.Snooze(c.r.PostForm.Get("for"))}
		return in.Do(c.r.Context(), tx, rec.(*crm.Reminder))
	})
	if err != nil {
		return err
	}
	return c.ringAgain()
}

// ringAgain answers with what rings now: in the bell, over the page, or by the
// page it was asked from.
func (c *call) ringAgain() error {
	switch {
	case !c.background():
		return c.goTo(c.from("/notifications"))
	case strings.HasSuffix(c.target(), "#reminding"):
		return c.firedReminders()
	}
	return c.bellPanel()
}
