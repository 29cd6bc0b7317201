package web

import (
	"bytes"
	"cmp"
	"slices"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/paper"
	"dossier/internal/register"
	"dossier/internal/store"
)

// meetingRoutes are the protocol of a meeting: to print, and to be kept.
func (s *Server) meetingRoutes() {
	s.add("GET", "/print/events/{id}", PageKind, (*call).printProtocol, of(crm.Events.Register, register.See))
	s.add("POST", "/events/{id}/protocol", FormKind, (*call).fixProtocol, of(crm.Events.Register, register.Edit))
}

// meetingButtons are the papers of a meeting.
func (c *call) meetingButtons(k *cardOf) []page.Button {
	e := k.rec.(*crm.Event)
	if !e.Meeting || e.Archived {
		return nil
	}
	if e.Class == crm.Held {
		return []page.Button{{Label: c.p.Text("meeting.protocol"), Icon: "printer", Href: "/print" + k.address()}}
	}
	return nil
}

// meetingView is what a card shows of a meeting; nil for other events.
func (c *call) meetingView(tx *store.Tx, k *cardOf) (*page.Meeting, error) {
	e := k.rec.(*crm.Event)
	if !e.Meeting {
		return nil, nil
	}
	w := &preparing{event: e, of: k.reg, names: k.names}
	m := &page.Meeting{Edit: k.edits("section", "meeting"), Time: w.time(c), Place: e.Place, Goals: e.Goals, Discussion: e.Discussion, Sides: c.meetingSides(w)}
	for _, point := range e.Agenda {
		m.Agenda = append(m.Agenda, page.MeetingPoint{Topic: point.Topic, Speaker: point.Speaker, Minutes: c.minutesWords(point.Minutes)})
	}
	for _, a := range e.Agreements {
		m.Agreements = append(m.Agreements, c.agreementView(w, a))
	}
	if k.may["assign"] && (&crm.AssignAgreements{}).Offered(e) {
		m.Assign, m.AssignKey = k.address()+"/assign", newKey()
	}
	if next, ok := k.names["event"][register.ID(e.NextMeeting)].(*crm.Event); ok {
		m.Next = page.Meta{Title: label(c.p, k.reg, k.reg.Field("next_meeting")), Text: c.p.MomentWords(next.Start, c.now), Href: address(k.reg, next.ID)}
	}
	return m, c.meetingPapers(tx, k, e, m)
}

// meetingPapers are the sheet of preparation and the protocol.
func (c *call) meetingPapers(tx *store.Tx, k *cardOf, e *crm.Event, m *page.Meeting) error {
	sheets := tx.Schema().This(crm.Preparations.Register)
	sheet, err := sheetOf(c, tx, e.ID)
	if err != nil {
		return err
	}
	switch {
	case sheet != nil:
		m.Preparation = page.MeetingPaper{
			Label: c.p.Text("meeting.preparation"), Href: address(sheets, sheet.ID),
			Note: c.p.Text("preparation.of_blocks", "n", c.p.Integer(sheet.Filled), "all", c.p.Integer(int64(len(crm.Blocks())))) + " · " +
				choice(c.p, sheets, sheets.Field("state"), string(sheet.State)),
		}
		if sheet.State == crm.PreparationReady {
			m.Preparation.Tone = page.Good
		}
	case e.Class == crm.Planned && !e.Archived && register.May(c.actor, sheets, register.Create):
		m.Preparation = page.MeetingPaper{
			Label: c.p.Text("meeting.prepare"), Href: k.address() + "/preparation",
			Note: choice(c.p, sheets, sheets.Field("state"), string(crm.PreparationEmpty)), Tone: page.Care,
		}
	}
	if e.Class != crm.Held {
		return nil
	}
	m.Protocol = page.MeetingPaper{Label: c.p.Text("meeting.protocol"), Href: "/print" + k.address(), Note: c.p.Text("meeting.not_sent")}
	last, err := c.lastProtocol(tx, e.ID)
	if err != nil {
		return err
	}
	if last != nil {
		m.Protocol.Label = c.p.Text("meeting.edition", "n", c.p.Integer(last.Edition))
	}
	if !e.ProtocolSentAt.IsZero() {
		m.Protocol.Note, m.Protocol.Tone = c.p.Text("meeting.sent", "when", c.p.MomentWords(e.ProtocolSentAt, c.now)), page.Good
	}
	return nil
}

// lastProtocol is the newest kept protocol that the reader may see.
func (c *call) lastProtocol(tx *store.Tx, meeting register.ID) (*crm.Attachment, error) {
	if !register.May(c.actor, tx.Schema().This(crm.Attachments.Register), register.See) {
		return nil, nil
	}
	return crm.LastProtocol(c.r.Context(), tx, meeting)
}

func (c *call) minutesWords(n int64) string {
	if n == 0 {
		return ""
	}
	return c.p.Minutes(n)
}

// meetingSides are those who take part: ours, the client's, others. Who stands
// in the list of guests is said to have been there or not.
func (c *call) meetingSides(w *preparing) []page.MeetingSide {
	e := w.event
	var ours, theirs, others []page.MeetingPerson
	guest := func(user register.Ref[crm.User], contact register.Ref[crm.Contact]) (crm.Guest, bool) {
		i := slices.IndexFunc(e.Guests, func(g crm.Guest) bool { return user != 0 && g.User == user || contact != 0 && g.Contact == contact })
		if i < 0 {
			return crm.Guest{}, false
		}
		return e.Guests[i], true
	}
	user := func(id register.Ref[crm.User]) {
		u, ok := w.names["user"][register.ID(id)].(*crm.User)
		if !ok {
			return
		}
		g, _ := guest(id, 0)
		ours = append(ours, page.MeetingPerson{Name: c.title(crm.Users.Register, u), Note: cmp.Or(g.Role, u.Position), Attended: g.Attended})
	}
	contact := func(id register.Ref[crm.Contact]) {
		one, ok := w.names["contact"][register.ID(id)].(*crm.Contact)
		if !ok {
			return
		}
		g, _ := guest(0, id)
		theirs = append(theirs, page.MeetingPerson{
			Name: c.title(crm.Contacts.Register, one), Note: cmp.Or(g.Role, one.Position), Href: address(crm.Contacts.Register, one.ID), Attended: g.Attended,
		})
	}
	user(e.Responsible)
	for _, id := range e.Others {
		user(id)
	}
	for _, id := range e.Contacts {
		contact(id)
	}
	for _, g := range e.Guests {
		switch {
		case g.User != 0:
			if g.User != e.Responsible && !slices.Contains(e.Others, g.User) {
				user(g.User)
			}
		case g.Contact != 0:
			if !slices.Contains(e.Contacts, g.Contact) {
				contact(g.Contact)
			}
		default:
			others = append(others, page.MeetingPerson{Name: g.Name, Note: inLine(g.Role, g.Company), Attended: g.Attended})
		}
	}
	var out []page.MeetingSide
	for i, people := range [][]page.MeetingPerson{ours, theirs, others} {
		if len(people) > 0 {
			title := []string{"meeting.side.ours", "meeting.side.client", "meeting.side.others"}[i]
			out = append(out, page.MeetingSide{Title: c.p.Text(title), People: people})
		}
	}
	return out
}

// inLine are the texts that say something, in one line.
func inLine(texts ...string) string {
	out := ""
	for _, text := range texts {
		if text == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += text
	}
	return out
}

func (c *call) agreementView(w *preparing, a crm.Agreement) page.MeetingAgreement {
	v := page.MeetingAgreement{Text: a.Text}
	if a.Deadline != "" {
		v.By = c.p.Date(string(a.Deadline))
	}
	schema := c.store.Schema()
	if a.Side == crm.TheirAgreement {
		v.Theirs = c.p.Text("event.agreements.side.theirs")
		v.Who = w.names.title(c.p, schema.Named("contact"), register.ID(a.Contact))
	} else {
		v.Who = w.names.title(c.p, schema.Named("user"), register.ID(a.User))
		if a.User == 0 {
			v.Who = w.names.title(c.p, schema.Named("user"), register.ID(w.event.Responsible))
		}
	}
	for _, made := range []struct {
		of   *register.Register
		id   register.ID
		icon string
	}{{schema.Named("task"), register.ID(a.Task), "list-check"}, {schema.Named("commitment"), register.ID(a.Commitment), "heart-handshake"}} {
		if rec := w.names[made.of.Name][made.id]; rec != nil {
			number := made.of.Field("number").Value(rec).(string)
			v.Became = append(v.Became, page.Meta{
				Icon: made.icon, Text: c.p.Text(made.of.Name) + " " + number, Title: c.title(made.of, rec), Href: address(made.of, made.id),
			})
		}
	}
	return v
}

// protocol is the printed record of a meeting.
func (c *call) protocol(tx *store.Tx, id register.ID) (*paper.Sheet, error) {
	w, err := c.readPreparation(tx, 0, id)
	if err != nil {
		return nil, err
	}
	e := w.event
	if !e.Meeting {
		return nil, register.ErrNotFound
	}
	form := paper.Protocol{Number: e.Number, Title: c.title(w.of, e), Facts: c.meetingFacts(w), Goals: e.Goals, Discussion: e.Discussion}
	for _, side := range c.meetingSides(w) {
		for _, one := range side.People {
			attended := ""
			if one.Attended {
				attended = "+"
			}
			form.Participants = append(form.Participants, []string{side.Title, one.Name, one.Note, attended})
		}
	}
	for _, point := range e.Agenda {
		form.Agenda = append(form.Agenda, []string{point.Topic, point.Speaker, c.minutesWords(point.Minutes)})
	}
	for _, a := range e.Agreements {
		v := c.agreementView(w, a)
		made := ""
		for _, one := range v.Became {
			made = inLine(made, one.Text)
		}
		form.Agreements = append(form.Agreements, []string{v.Text, inLine(v.Theirs, v.Who), v.By, made})
	}
	if form.Tasks, err = c.linkedTasks(tx, id); err != nil {
		return nil, err
	}
	if next, ok := w.names["event"][register.ID(e.NextMeeting)].(*crm.Event); ok {
		form.Next = inLine(c.p.Moment(next.Start), next.Place)
	}
	form.Signatures = paper.Signatures{{Role: c.p.Text("meeting.side.ours"), Name: w.words(c, "responsible")}, {Role: c.p.Text("meeting.side.client")}}
	if len(e.Contacts) > 0 {
		form.Signatures[1].Name = w.names.title(c.p, c.store.Schema().Named("contact"), register.ID(e.Contacts[0]))
	}
	return form.Sheet(c.p), nil
}

// linkedTasks are the tasks that a meeting led to, as a paper says them.
func (c *call) linkedTasks(tx *store.Tx, meeting register.ID) ([]string, error) {
	list, err := c.meetingTasks(tx, meeting)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range list {
		by := ""
		if !t.Deadline.IsZero() {
			by = c.p.Moment(t.Deadline)
		}
		out = append(out, inLine(t.Subject, by))
	}
	return out, nil
}

// meetingTasks are the tasks of a meeting that the reader may see.
func (c *call) meetingTasks(tx *store.Tx, meeting register.ID) ([]*crm.Task, error) {
	if !register.May(c.actor, tx.Schema().This(crm.Tasks.Register), register.See) {
		return nil, nil
	}
	return register.Select(c.r.Context(), tx, crm.Tasks, register.Query{
		Filter: register.All{register.Eq(&crm.Tasks.Row.Event, register.Ref[crm.Event](meeting)), register.Alive()}, Limit: mostOfRail,
	})
}

// printProtocol is the protocol to be looked at, printed and kept.
func (c *call) printProtocol() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	at := address(crm.Events.Register, id)
	d := printed{back: at, make: func(c *call, tx *store.Tx) (*paper.Sheet, error) { return c.protocol(tx, id) }}
	err = c.read(func(tx *store.Tx) error {
		e, err := register.Load(c.r.Context(), tx, crm.Events, register.Ref[crm.Event](id))
		if err != nil {
			return err
		}
		may, err := c.mayDo(tx, tx.Schema().This(crm.Events.Register), id)
		if err != nil {
			return err
		}
		if e.Class == crm.Held && may[register.Edit] && register.May(c.actor, tx.Schema().This(crm.Attachments.Register), register.Create) {
			d.acts = append(d.acts, page.PrintAct{
				Button: page.Button{Label: c.p.Text("meeting.fix"), Icon: "lock", Submit: true},
				Action: at + "/protocol?language=" + string(c.speaking(c.languageAsked()).p.Language()), Key: newKey(),
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.print(d)
}

// fixProtocol keeps the protocol as it is now among the files of the meeting,
// as the next edition of what was kept before.
func (c *call) fixProtocol() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	in := c.speaking(c.languageAsked())
	var s *paper.Sheet
	err = c.read(func(tx *store.Tx) error {
		if _, err := c.loadFor(tx, tx.Schema().This(crm.Events.Register), id, register.Edit); err != nil {
			return err
		}
		s, err = in.sheet(tx, printed{make: func(c *call, tx *store.Tx) (*paper.Sheet, error) { return c.protocol(tx, id) }})
		return err
	})
	if err != nil {
		return err
	}
	content, err := in.pdf(s)
	if err != nil {
		return err
	}
	file := register.File{Name: pdfName(s), Type: "application/pdf"}
	if file.Hash, file.Size, err = c.store.PutFile(c.r.Context(), bytes.NewReader(content), largestFile); err != nil {
		return err
	}
	return c.once(func(tx *store.Tx) (done, error) {
		rec, err := c.loadFor(tx, tx.Schema().This(crm.Events.Register), id, register.Edit)
		if err != nil {
			return done{}, err
		}
		if err := tx.KeepFile(c.r.Context(), file.Hash); err != nil {
			return done{}, err
		}
		if err := crm.FixProtocol(c.r.Context(), tx, rec.(*crm.Event), file); err != nil {
			return done{}, err
		}
		return done{To: address(crm.Events.Register, id) + "?tab=files", Leave: true, Told: c.p.Text("meeting.fixed")}, nil
	})
}
