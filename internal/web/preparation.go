package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/paper"
	"dossier/internal/register"
	"dossier/internal/store"
)

// preparationRoutes are the sheet of a meeting and its print.
func (s *Server) preparationRoutes() {
	sheets := of(crm.Preparations.Register, register.See)
	s.add("GET", "/events/{id}/preparation", PageKind, (*call).prepare, of(crm.Events.Register, register.See))
	s.add("GET", "/preparations/{id}", PageKind, (*call).preparation, sheets)
	s.add("GET", "/print/preparations/{id}", PageKind, (*call).printPreparation, sheets)
}

// prepare leads from a meeting to its sheet, or to a new one.
func (c *call) prepare() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	to := ""
	err = c.read(func(tx *store.Tx) error {
		e, err := register.Load(c.r.Context(), tx, crm.Events, register.Ref[crm.Event](id))
		if err != nil {
			return err
		}
		sheet, err := sheetOf(c, tx, id)
		switch {
		case err != nil:
			return err
		case sheet != nil:
			to = address(crm.Preparations.Register, sheet.ID)
		case e.Meeting && e.Class == crm.Planned && register.May(c.actor, crm.Preparations.Register, register.Create):
			to = withQuery("/preparations/new", url.Values{"event": {strconv.FormatInt(id, 10)}})
		default:
			return register.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.goTo(to)
}

// sheetOf is the sheet of a meeting, nil when there is none to be seen.
func sheetOf(c *call, tx *store.Tx, event register.ID) (*crm.Preparation, error) {
	if !register.May(c.actor, tx.Schema().This(crm.Preparations.Register), register.See) {
		return nil, nil
	}
	return register.First(c.r.Context(), tx, crm.Preparations, register.Eq(&crm.Preparations.Row.Event, register.Ref[crm.Event](event)))
}

// preparation is a sheet: the form of it for those who may write on it.
func (c *call) preparation() error {
	if c.target() == "dialog#drawer" {
		return c.peek()
	}
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	f := form{reg: r, id: id, fields: c.asked(r)}
	err = c.read(func(tx *store.Tx) error {
		rec, err := tx.Load(c.r.Context(), r, id)
		if err != nil {
			return err
		}
		f.version = strconv.FormatInt(register.BaseOf(rec).Version, 10)
		f.said = c.written(f.fields, rec)
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.restoreDraft(&f); err != nil {
		return err
	}
	_, err = c.showPreparation(http.StatusOK, f)
	return err
}

// preparationCard replaces the form of a sheet by one of its own.
var preparationCard = special{
	form: func(c *call, status int, f form) (bool, error) { return c.showPreparation(status, f) },
}

// showPreparation draws the form of a sheet, where its meeting is known and it
// stands on a page of its own.
func (c *call) showPreparation(status int, f form) (bool, error) {
	if c.place() != "" || f.id == 0 && f.said.Get("event") == "" {
		return false, nil
	}
	var v page.Preparation
	err := c.read(func(tx *store.Tx) (err error) {
		v, err = c.preparationView(tx, f)
		return err
	})
	if err != nil {
		return true, err
	}
	if c.background() {
		c.render(status, page.PreparationForm(c.p, v))
		return true, nil
	}
	crumbs := []page.Crumb{{Label: c.p.Text("meeting.many"), Href: "/meetings"}, {Label: v.Title, Href: v.Back}, {Label: c.p.Text("preparation")}}
	c.render(status, page.PreparationPage(c.p, c.shell(c.p.Text("preparation.of", "name", v.Title), crumbs...), v))
	return true, nil
}

// preparing is a sheet with what it speaks of.
type preparing struct {
	sheet   *crm.Preparation // an empty one before it is first saved
	event   *crm.Event
	partner *crm.Partner // nil when the reader may not see him
	names   names
	of      *register.Register // events
	parties names              // what the partner points at
}

func (c *call) readPreparation(tx *store.Tx, id, event register.ID) (*preparing, error) {
	ctx := c.r.Context()
	w := &preparing{sheet: &crm.Preparation{}, of: tx.Schema().This(crm.Events.Register)}
	if id != 0 {
		sheet, err := register.Load(ctx, tx, crm.Preparations, register.Ref[crm.Preparation](id))
		if err != nil {
			return nil, err
		}
		w.sheet, event = sheet, register.ID(sheet.Event)
	}
	var err error
	if w.event, err = register.Load(ctx, tx, crm.Events, register.Ref[crm.Event](event)); err != nil {
		return nil, err
	}
	if w.names, err = namesOf(ctx, tx, []register.Record{w.event}, w.of.Fields); err != nil {
		return nil, err
	}
	if p, ok := w.names["partner"][register.ID(w.event.Partner)].(*crm.Partner); ok {
		partners := tx.Schema().This(crm.Partners.Register)
		whole, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](p.ID))
		if err != nil {
			return nil, err
		}
		w.partner = whole
		w.parties, err = namesOf(ctx, tx, []register.Record{whole}, []*register.Field{partners.Field("industry"), partners.Field("activities")})
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// words is a field of the meeting as people read it.
func (w *preparing) words(c *call, name string) string {
	f := w.of.Field(name)
	if f.Empty(w.event) {
		return ""
	}
	return w.names.valueWords(c.p, w.of, f, f.Value(w.event))
}

// party is a field of the client as people read it.
func (w *preparing) party(c *call, name string) string {
	partners := c.store.Schema().This(crm.Partners.Register)
	f := partners.Field(name)
	if w.partner == nil || f.Empty(w.partner) || !shown(c.actor, partners, f) {
		return ""
	}
	return w.parties.valueWords(c.p, partners, f, f.Value(w.partner))
}

// time is when the meeting is, from and to.
func (w *preparing) time(c *call) string {
	if w.event.Start.IsZero() {
		return ""
	}
	if w.event.AllDay {
		return c.p.DateLong(c.p.Day(w.event.Start))
	}
	from := c.p.Text("card.when_at", "day", c.p.DateLong(c.p.Day(w.event.Start)), "time", c.p.Time(w.event.Start))
	if !w.event.End.After(w.event.Start) {
		return from
	}
	return from + "–" + c.p.Time(w.event.End)
}

// techniquesFor are the techniques offered for an industry, by their type, with
// those that the sheet has already.
func (c *call) techniquesFor(tx *store.Tx, w *preparing) (map[crm.TechniqueType][]*crm.Technique, error) {
	list, err := register.Select(c.r.Context(), tx, crm.Techniques, register.Query{Whole: true})
	if err != nil {
		return nil, err
	}
	var industry register.Ref[crm.Industry]
	if w.partner != nil {
		industry = w.partner.Industry
	}
	out := map[crm.TechniqueType][]*crm.Technique{}
	for _, one := range list {
		if slices.Contains(w.sheet.Techniques, register.Ref[crm.Technique](one.ID)) || !one.Archived && one.Fits(industry) {
			out[one.Type] = append(out[one.Type], one)
		}
	}
	return out, nil
}

func (c *call) preparationView(tx *store.Tx, f form) (page.Preparation, error) {
	event, _ := strconv.ParseInt(f.said.Get("event"), 10, 64)
	w, err := c.readPreparation(tx, f.id, event)
	if err != nil {
		return page.Preparation{}, err
	}
	used := w.sheet.State == crm.PreparationUsed
	v := page.Preparation{
		Title: c.title(w.of, w.event), Back: address(w.of, w.event.ID), Used: used, Filled: int(w.sheet.Filled),
		Progress: c.p.Text("preparation.of_blocks", "n", c.p.Integer(w.sheet.Filled), "all", c.p.Integer(int64(len(crm.Blocks())))),
	}
	if f.id != 0 {
		v.Print = "/print" + address(f.reg, f.id)
		may, err := c.mayDo(tx, f.reg, f.id)
		if err != nil {
			return v, err
		}
		v.Writable = may[register.Edit] && !w.sheet.Archived
	} else {
		v.Writable = register.May(c.actor, f.reg, register.Create)
	}
	c.preparationHead(w, &v)
	v.Form = c.formView(names{}, f)
	v.Form.Submit = c.p.Text("form.save")
	v.Form.Hidden = append(v.Form.Hidden, page.Hidden{Name: "event", Value: strconv.FormatInt(w.event.ID, 10)})
	if !v.Writable || used {
		v.Form.Draft = page.Draft{}
	}
	if err := c.preparationBlocks(tx, w, f, &v); err != nil {
		return v, err
	}
	return v, c.preparationAround(tx, w, &v)
}

// preparationHead is what is known of the meeting before one begins.
func (c *call) preparationHead(w *preparing, v *page.Preparation) {
	if s, ok := w.names["event_status"][register.ID(w.event.Status)]; ok {
		r := w.of.Field("status").Target
		v.Chips = append(v.Chips, page.Chip{Label: c.title(r, s), Hue: hueOf(r, s), Title: label(c.p, w.of, w.of.Field("status"))})
	}
	sheets := crm.Preparations.Register
	state := w.sheet.State
	if state == "" {
		state = crm.PreparationEmpty
	}
	tone := map[crm.PreparationState]page.Tone{crm.PreparationReady: page.Good, crm.PreparationDraft: page.Care}[state]
	if tone == "" {
		tone = page.Outline
	}
	v.Chips = append(v.Chips, page.Chip{Label: choice(c.p, sheets, sheets.Field("state"), string(state)), Tone: tone, Title: label(c.p, sheets, sheets.Field("state"))})
	if w.partner != nil {
		v.Meta = append(v.Meta, page.Meta{Icon: "building-store", Text: w.words(c, "partner"), Href: address(crm.Partners.Register, w.partner.ID)})
	}
	for _, m := range []page.Meta{{Icon: "clock", Text: w.time(c)}, {Icon: "map-pin", Text: w.event.Place}, {Icon: "user", Text: w.words(c, "responsible")}} {
		if m.Text != "" {
			v.Meta = append(v.Meta, m)
		}
	}
	partners := crm.Partners.Register
	fact := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, page.Fact{Label: label, Value: value})
		}
	}
	fact(label(c.p, partners, partners.Field("industry")), w.party(c, "industry"))
	fact(label(c.p, partners, partners.Field("activities")), w.party(c, "activities"))
	if d, ok := w.names["deal"][register.ID(w.event.Deal)]; ok {
		deal := page.Fact{Label: label(c.p, w.of, w.of.Field("deal")), Value: c.title(crm.Deals.Register, d), Href: address(crm.Deals.Register, register.ID(w.event.Deal))}
		deal.Note = w.words(c, "stage")
		v.Facts = append(v.Facts, deal)
	}
}

// preparationBlocks are the eight parts, each beside its techniques.
func (c *call) preparationBlocks(tx *store.Tx, w *preparing, f form, v *page.Preparation) error {
	offered, err := c.techniquesFor(tx, w)
	if err != nil {
		return err
	}
	asked := map[string]page.Field{}
	for _, s := range v.Form.Sections {
		for _, q := range s.Fields {
			asked[q.Name] = q
		}
	}
	language := string(c.p.Language())
	for _, b := range crm.Blocks() {
		field := f.reg.Field(b.Name)
		view := page.PreparationBlock{
			Name: b.Name, Title: label(c.p, f.reg, field), Ask: c.p.Text("preparation.ask." + b.Name), Field: asked[b.Name],
			Filled: !blank(field, f.said), Text: b.Text(w.sheet),
		}
		view.Field.Hint = c.p.Text("preparation.ask." + b.Name)
		if b.Type == "" {
			view.Field.Hint = ""
		}
		view.Field.Focus = view.Field.Focus && f.id == 0
		if b.Name == "objections" {
			for _, o := range w.sheet.Objections {
				view.Answers = append(view.Answers, [2]string{o.Objection, o.Answer})
			}
		}
		for _, t := range offered[b.Type] {
			id := strconv.FormatInt(t.ID, 10)
			hint := page.PreparationTechnique{
				ID: id, Name: t.Title(language), About: t.Description.In(language), Phrases: t.Said(language),
				Chosen: slices.Contains(f.said["techniques"], id), Worked: slices.Contains(f.said["worked"], id),
			}
			if v.Used && !hint.Chosen {
				continue
			}
			view.Filled = view.Filled || hint.Chosen
			view.Techniques = append(view.Techniques, hint)
		}
		v.Blocks = append(v.Blocks, view)
	}
	return nil
}

// preparationAround is what helps to think: whom one meets, what was agreed
// last time, what was said and brought so far.
func (c *call) preparationAround(tx *store.Tx, w *preparing, v *page.Preparation) error {
	k := &cardOf{reg: w.of, rec: w.event, id: w.event.ID}
	if w.partner != nil {
		people, err := c.peopleOf(tx, w.partner.ID)
		if err != nil {
			return err
		}
		invited := map[string]bool{}
		for _, id := range w.event.Contacts {
			invited[address(crm.Contacts.Register, register.ID(id))] = true
		}
		slices.SortStableFunc(people.People, func(a, b page.RailPerson) int { return -compareBool(invited[a.Href], invited[b.Href]) })
		if people.Title != "" {
			v.Rail = append(v.Rail, people)
		}
		if v.Last, err = c.lastAgreements(tx, w); err != nil {
			return err
		}
	}
	tasks, err := c.tasksOf(tx, k)
	if err != nil {
		return err
	}
	v.Rail = append(v.Rail, tasks...)
	if v.Comments, err = c.comments(tx, k, ""); err != nil {
		return err
	}
	if v.Files, err = c.files(tx, k); err != nil {
		return err
	}
	if register.May(c.actor, w.of, register.History) {
		h, err := c.historyOf(tx, w.of, w.event.ID, "status")
		if err != nil {
			return err
		}
		v.Statuses = &h
	}
	return nil
}

// lastAgreements are those of the last meeting with the client before this
// one.
func (c *call) lastAgreements(tx *store.Tx, w *preparing) ([]page.Meta, error) {
	row := crm.Events.Row
	list, err := register.Select(c.r.Context(), tx, crm.Events, register.Query{
		Filter: register.All{
			register.Eq(&row.Partner, w.event.Partner), register.Eq(&row.Meeting, true), register.Eq(&row.Class, crm.Held),
			register.Is{Field: "start", Op: register.Less, Value: w.event.Start},
			register.Alive(),
		},
		Sort: []register.Sort{{Field: "start", Down: true}}, Limit: 1, Whole: true,
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var out []page.Meta
	for _, a := range list[0].Agreements {
		one := page.Meta{Text: a.Text, Href: address(w.of, list[0].ID)}
		if a.Deadline != "" {
			one.Title = c.p.DateWords(string(a.Deadline))
		}
		out = append(out, one)
	}
	return out, nil
}

// printPreparation is the sheet as it is taken along.
func (c *call) printPreparation() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.print(printed{
		back: address(crm.Preparations.Register, id),
		make: func(c *call, tx *store.Tx) (*paper.Sheet, error) {
			w, err := c.readPreparation(tx, id, 0)
			if err != nil {
				return nil, err
			}
			return c.preparationSheet(tx, w)
		},
	})
}

func (c *call) preparationSheet(tx *store.Tx, w *preparing) (*paper.Sheet, error) {
	form := paper.Preparation{Number: w.event.Number, Title: c.title(w.of, w.event), Facts: c.meetingFacts(w)}
	partners := crm.Partners.Register
	for _, name := range []string{"industry", "activities"} {
		if text := w.party(c, name); text != "" {
			form.Facts = append(form.Facts, paper.Fact{Label: label(c.p, partners, partners.Field(name)), Value: text})
		}
	}
	offered, err := c.techniquesFor(tx, w)
	if err != nil {
		return nil, err
	}
	language := string(c.p.Language())
	sheets := crm.Preparations.Register
	for _, b := range crm.Blocks() {
		block := paper.PreparationBlock{Title: label(c.p, sheets, sheets.Field(b.Name)), Text: b.Text(w.sheet)}
		if b.Name == "objections" {
			for _, o := range w.sheet.Objections {
				block.Answers = append(block.Answers, []string{o.Objection, o.Answer})
			}
		}
		for _, t := range offered[b.Type] {
			if slices.Contains(w.sheet.Techniques, register.Ref[crm.Technique](t.ID)) {
				block.Techniques = append(block.Techniques, t.Title(language)+": "+strings.Join(t.Said(language), " / "))
			}
		}
		form.Blocks = append(form.Blocks, block)
	}
	if form.Tasks, err = c.linkedTasks(tx, w.event.ID); err != nil {
		return nil, err
	}
	return form.Sheet(c.p), nil
}

// meetingFacts are what stands at the head of every paper of a meeting.
func (c *call) meetingFacts(w *preparing) paper.Facts {
	var out paper.Facts
	add := func(label, value string) {
		if value != "" {
			out = append(out, paper.Fact{Label: label, Value: value})
		}
	}
	client := w.words(c, "partner")
	if w.partner != nil && w.partner.Code != "" {
		client = w.partner.Code + " · " + client
	}
	add(label(c.p, w.of, w.of.Field("partner")), client)
	add(label(c.p, w.of, w.of.Field("status")), w.words(c, "status"))
	add(c.p.Text("paper.time"), w.time(c))
	for _, name := range []string{"place", "contacts", "responsible", "others", "deal"} {
		add(label(c.p, w.of, w.of.Field(name)), w.words(c, name))
	}
	return out
}
