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

// taskRoutes are what tasks and promises have beyond all registers.
func (s *Server) taskRoutes() {
	tasks, promises := crm.Tasks.Register, crm.Commitments.Register
	s.add("POST", "/tasks/{id}/tick", FormKind, (*call).tickTask, of(tasks, "tick"))
	taskBoard.routes(s)
	s.add("GET", "/commitments/new", PageKind, (*call).promiseForm, of(promises, "promise"))
}

// promiseForm leads to where a commitment is made together with its task.
func (c *call) promiseForm() error {
	return c.goTo(withQuery("/commitments/promise", c.r.URL.Query()))
}

// taskCard is what the card of a task has: by when, how far, and its points to
// tick.
var taskCard = special{
	sheet: "task.css", first: "confirm",
	narrow: func(c *call, tx *store.Tx, k *cardOf) error {
		t := k.rec.(*crm.Task)
		for _, a := range k.reg.Actions {
			act := register.Act(a.Name)
			if !k.may[act] || !t.Offers(act) {
				continue
			}
			allowed, err := t.Allows(c.r.Context(), tx, act)
			if err != nil {
				return err
			}
			k.may[act] = allowed
		}
		return nil
	},
	chips: func(c *call, k *cardOf) []page.Chip {
		t := k.rec.(*crm.Task)
		var out []page.Chip
		if t.Priority == crm.High {
			out = append(out, page.Chip{Label: choice(c.p, k.reg, k.reg.Field("priority"), string(t.Priority)), Hue: page.Red, Title: label(c.p, k.reg, k.reg.Field("priority"))})
		}
		if t.Late(c.now) {
			out = append(out, page.Chip{Label: c.p.Text("task.overdue"), Tone: page.Bad, Icon: "flame"})
		}
		if t.Promised {
			out = append(out, page.Chip{Label: label(c.p, k.reg, k.reg.Field("promised")), Tone: page.Info, Icon: "heart-handshake"})
		}
		return out
	},
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "partner", "building-store"), k.metaOf(c, "deal", "briefcase"))
	},
	facts: func(c *call, _ *store.Tx, k *cardOf) ([]page.Fact, error) { return c.taskFacts(k), nil },
	rail: func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
		return c.peopleBeside(tx, register.ID(k.rec.(*crm.Task).Partner))
	},
	above: func(c *call, k *cardOf, v *page.Card) {
		if list := c.checklist(k.names, k.rec.(*crm.Task), k.may["tick"] && k.edits("", "") != ""); len(list.Points) > 0 {
			v.Checklist = &list
		}
	},
	moves: func(c *call, tx *store.Tx, k *cardOf) ([]page.MenuItem, error) { return c.taskMoves(k), nil },
}

// peopleBeside are the people of a client beside what concerns him.
func (c *call) peopleBeside(tx *store.Tx, partner register.ID) ([]page.RailBox, error) {
	if partner == 0 {
		return nil, nil
	}
	if n, err := tx.Count(c.r.Context(), crm.Partners.Register, register.ByID(partner), 1); n == 0 || err != nil {
		return nil, err
	}
	people, err := c.peopleOf(tx, partner)
	if err != nil || people.Title == "" {
		return nil, err
	}
	return []page.RailBox{people}, nil
}

func (c *call) taskFacts(k *cardOf) []page.Fact {
	t := k.rec.(*crm.Task)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	deadline := page.Fact{Label: text("deadline"), Value: c.p.Text("task.no_deadline")}
	if !t.Deadline.IsZero() {
		deadline.Value, deadline.Note = c.p.DateWords(c.p.Day(t.Deadline)), c.p.Time(t.Deadline)
		if t.Late(c.now) {
			deadline.Note, deadline.Tone = c.lateWords(t.Deadline), page.Bad
		}
	}
	facts := []page.Fact{deadline}
	if !t.AcceptedAt.IsZero() {
		facts = append(facts, page.Fact{Label: text("accepted_at"), Value: c.p.MomentWords(t.AcceptedAt, c.now)})
	}
	if !t.ClosedAt.IsZero() {
		facts = append(facts, page.Fact{Label: text("closed_at"), Value: c.p.MomentWords(t.ClosedAt, c.now)})
	}
	if done, all := t.Ticked(); all > 0 {
		facts = append(facts, page.Fact{Label: text("checklist"), Value: c.p.Text("task.ticked", "done", c.p.Integer(int64(done)), "all", c.p.Integer(int64(all)))})
	}
	if t.PlannedMinutes > 0 || t.SpentMinutes > 0 {
		facts = append(facts, page.Fact{Label: c.p.Text("task.spent"), Value: c.p.Minutes(t.SpentMinutes), Note: c.p.Text("task.spent_of", "planned", c.p.Minutes(t.PlannedMinutes))})
	}
	return facts
}

// deadlineWords say when an open task is due, or how late it is.
func (c *call) deadlineWords(t *crm.Task) (string, page.Tone) {
	switch {
	case t.Late(c.now):
		return c.lateWords(t.Deadline), page.Bad
	case c.p.Day(t.Deadline) == c.p.Today():
		return c.p.MomentWords(t.Deadline, c.now), ""
	}
	return c.p.DateWords(c.p.Day(t.Deadline)), ""
}

// checklist are the points of a task.
func (c *call) checklist(n names, t *crm.Task, ticks bool) page.Checklist {
	done, all := t.Ticked()
	id := strconv.FormatInt(t.ID, 10)
	v := page.Checklist{ID: "checklist-" + id, Done: c.p.Text("task.ticked", "done", c.p.Integer(int64(done)), "all", c.p.Integer(int64(all)))}
	if ticks {
		v.Action = "/tasks/" + id + "/tick"
	}
	for _, one := range t.Checklist {
		p := page.Point{ID: strconv.FormatInt(one.ID, 10), Text: one.Text, Done: one.Done}
		if one.Done {
			p.Who = c.p.Text("card.when_who", "when", c.p.MomentWords(one.DoneAt, c.now), "who", n.who(c.p, register.ID(one.DoneBy)))
		}
		v.Points = append(v.Points, p)
	}
	return v
}

// tickTask ticks a point and draws the list anew.
func (c *call) tickTask() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var list page.Checklist
	err = c.once(func(tx *store.Tx) (done, error) {
		r := c.register()
		a := r.Action("tick")
		recs, err := c.loadAllFor(tx, r, []register.ID{id}, "tick")
		if err != nil {
			return done{}, err
		}
		in := a.New()
		if err := register.Fill(register.Program, a.Input, in, said(url.Values(c.r.PostForm)), c.asTyped); err != nil {
			return done{}, err
		}
		if err := perform(tx, r, a, recs, in, c); err != nil {
			return done{}, err
		}
		n, err := namesOf(c.r.Context(), tx, recs, []*register.Field{r.Field("checklist")})
		list = c.checklist(n, recs[0].(*crm.Task), true)
		return done{To: address(r, id), Stay: true}, err
	})
	if err == nil && c.background() {
		c.render(200, page.ChecklistView(c.p, list))
	}
	return err
}

// taskFor is the form of a task about a record, empty where there is none.
func (c *call) taskFor(k *cardOf) string {
	r := c.store.Schema().This(crm.Tasks.Register)
	if !register.May(c.actor, r, register.Create) || !crm.Discussed(k.reg) || register.BaseOf(k.rec).Archived {
		return ""
	}
	id := strconv.FormatInt(k.id, 10)
	switch k.reg.Name {
	case "partner", "contact", "deal", "event":
		return "/tasks/new?" + url.Values{k.reg.Name: {id}}.Encode()
	case crm.Tasks.Name:
		return "/tasks/new?" + url.Values{"parent": {id}}.Encode()
	}
	return "/tasks/new?" + url.Values{"about": {k.reg.Name + ":" + id}}.Encode()
}

// tasksOf are the open tasks and promises of a record, the first one due at the
// top, and for a client how our word to him was kept.
func (c *call) tasksOf(tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
	if !crm.Discussed(k.reg) || k.reg.Name == crm.Tasks.Name {
		return nil, nil
	}
	about := register.Filter(register.Eq(&crm.Tasks.Row.About, register.Link{Register: k.reg.Name, ID: k.id}))
	named := slices.Contains([]string{"partner", "contact", "deal", "event"}, k.reg.Name)
	if named {
		about = register.Is{Field: k.reg.Name, Op: register.Equal, Value: k.id}
	}
	tasks, err := c.tasksBox(tx, k, about, named)
	if err != nil || !named {
		return some(tasks), err
	}
	promises, err := c.promisesBox(tx, k, about)
	if err != nil || k.reg.Name != crm.Partners.Name {
		return some(tasks, promises), err
	}
	kept, err := c.keptBox(tx, about, "commitment.kept")
	return some(tasks, promises, kept), err
}

func some(boxes ...page.RailBox) []page.RailBox {
	return slices.DeleteFunc(boxes, func(b page.RailBox) bool { return b.Title == "" })
}

func (c *call) tasksBox(tx *store.Tx, k *cardOf, about register.Filter, always bool) (page.RailBox, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Tasks.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	open := register.All{about, register.Eq(&crm.Tasks.Row.Open, true), register.Alive()}
	list, err := register.Select(ctx, tx, crm.Tasks, register.Query{Filter: open, Sort: []register.Sort{{Field: "deadline"}}, Limit: mostOfRail})
	if err != nil || len(list) == 0 && !always {
		return page.RailBox{}, err
	}
	href, err := rowsOf(r, register.All{about, register.Eq(&crm.Tasks.Row.Open, true)})
	if err != nil {
		return page.RailBox{}, err
	}
	box := page.RailBox{Title: c.p.Text("task.many"), Href: href, None: c.p.Text("task.empty")}
	if len(list) > 0 {
		box.Title, box.None, box.Count = c.p.Text("task.open_ones"), "", c.p.Integer(int64(len(list)))
	}
	if len(list) == mostOfRail {
		n, err := tx.Count(ctx, r, open, mostCountedOnCard+1)
		if err != nil {
			return box, err
		}
		box.Count = c.countShort(n)
	}
	if give := c.taskFor(k); give != "" {
		box.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Href: give, Extra: page.With("data-drawer")}
	}
	for _, t := range list {
		d := page.RailDeal{
			Name: t.Subject, Href: address(r, t.ID), Hue: choiceHue(r, r.Field("status"), string(t.Status)), Stage: choice(c.p, r, r.Field("status"), string(t.Status)),
		}
		if !t.Deadline.IsZero() {
			d.Note, d.Tone = c.deadlineWords(t)
		}
		box.Deals = append(box.Deals, d)
	}
	return box, nil
}

func (c *call) promisesBox(tx *store.Tx, k *cardOf, about register.Filter) (page.RailBox, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Commitments.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	open := register.All{about, register.Eq(&crm.Commitments.Row.State, crm.CommitmentOpen), register.Alive()}
	list, err := register.Select(ctx, tx, crm.Commitments, register.Query{Filter: open, Sort: []register.Sort{{Field: "due"}}, Limit: mostOfRail})
	if err != nil {
		return page.RailBox{}, err
	}
	href, err := rowsOf(r, register.All{about, register.Eq(&crm.Commitments.Row.State, crm.CommitmentOpen)})
	if err != nil {
		return page.RailBox{}, err
	}
	box := page.RailBox{Title: many(c.p, r), Href: href, None: c.p.Text("commitment.empty")}
	if len(list) > 0 {
		box.Title, box.None, box.Count = c.p.Text("commitment.open_ones"), "", c.p.Integer(int64(len(list)))
	}
	if register.May(c.actor, r, "promise") && !register.BaseOf(k.rec).Archived {
		box.Create = &page.Button{
			Label: c.p.Text("commitment.promise"), Icon: "plus", Extra: page.With("data-drawer"),
			Href: "/commitments/promise?" + c.promiseOf(k).Encode(),
		}
	}
	for _, one := range list {
		d := page.RailDeal{
			Name: one.Subject, Href: address(r, one.ID), Hue: choiceHue(r, r.Field("state"), string(one.State)),
			Stage: choice(c.p, r, r.Field("side"), string(one.Side)), Note: c.p.DateWords(string(one.Due)),
		}
		if one.Overdue(tx.Today()) {
			d.Tone = page.Bad
		}
		box.Deals = append(box.Deals, d)
	}
	return box, nil
}

// promiseOf is what a promise made on a card says at once.
func (c *call) promiseOf(k *cardOf) url.Values {
	v := url.Values{k.reg.Name: {strconv.FormatInt(k.id, 10)}}
	if f := k.reg.Field("partner"); f != nil && f.Value(k.rec).(int64) != 0 {
		v.Set("partner", strconv.FormatInt(f.Value(k.rec).(int64), 10))
	}
	return v
}

// keptBox is how our word was kept: a rate and the counts that it is made of,
// each leading to its promises. It is nothing while nobody promised.
func (c *call) keptBox(tx *store.Tx, about register.Filter, title string) (page.RailBox, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Commitments.Register)
	if !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	ours := register.All{about, register.Eq(&crm.Commitments.Row.Side, crm.OurSide)}
	groups, err := tx.Group(ctx, r, register.Grouping{Filter: register.All{ours, register.Alive()}, By: []string{"state", "refused_by"}})
	if err != nil || len(groups) == 0 {
		return page.RailBox{}, err
	}
	overdue := register.All{ours, register.Eq(&crm.Commitments.Row.State, crm.CommitmentOpen), register.Lt(&crm.Commitments.Row.Due, tx.Today())}
	late, err := tx.Count(ctx, r, register.All{overdue, register.Alive()}, 0)
	if err != nil {
		return page.RailBox{}, err
	}
	var kept crm.Kept
	for _, g := range groups {
		state, n := crm.CommitmentState(g.Keys[0].(string)), g.Count
		if state == crm.CommitmentOpen {
			kept.Add(state, "", true, int64(late))
			n -= int64(late)
		}
		kept.Add(state, crm.RefusedBy(g.Keys[1].(string)), false, n)
	}
	box := page.RailBox{Title: c.p.Text(title)}
	line := func(key string, n int64, f register.Filter) error {
		if n == 0 {
			return nil
		}
		href, err := rowsOf(r, f)
		box.Lines = append(box.Lines, page.Line{Label: c.p.Text(key), Value: page.LinkCell(c.p.Integer(n), href, page.Avatar{})})
		return err
	}
	state := func(states ...crm.CommitmentState) register.Filter {
		return register.All{ours, register.In(&crm.Commitments.Row.State, states...)}
	}
	if rate, ok := kept.Rate(); ok {
		of := c.p.Text("commitment.kept_of", "n", c.p.Integer(kept.OnTime), "all", c.p.Integer(kept.Judged()))
		box.Lines = append(box.Lines, page.Line{Label: c.p.Text("commitment.kept_rate"), Value: page.TextCell(c.p.Percent(rate) + " · " + of)})
	}
	for _, one := range []struct {
		key string
		n   int64
		f   register.Filter
	}{
		{"commitment.kept_in_time", kept.OnTime, state(crm.Fulfilled)},
		{"commitment.kept_late", kept.Late, state(crm.FulfilledLate)},
		{"commitment.kept_overdue", kept.Overdue, overdue},
		{"commitment.kept_refused", kept.RefusedByUs, register.All{state(crm.CommitmentRefused), register.Eq(&crm.Commitments.Row.RefusedBy, crm.ByUs)}},
		{"commitment.kept_open", kept.Open, register.All{state(crm.CommitmentOpen), register.Ge(&crm.Commitments.Row.Due, tx.Today())}},
	} {
		if err := line(one.key, one.n, one.f); err != nil {
			return box, err
		}
	}
	return box, nil
}

// commitmentCard is what the card of a promise has.
var commitmentCard = special{
	chips: func(c *call, k *cardOf) []page.Chip {
		one := k.rec.(*crm.Commitment)
		out := []page.Chip{{Label: choice(c.p, k.reg, k.reg.Field("side"), string(one.Side)), Tone: page.Outline, Title: label(c.p, k.reg, k.reg.Field("side"))}}
		if one.Overdue(register.Date(c.p.Day(c.now))) {
			out = append(out, page.Chip{Label: c.p.Text("commitment.overdue"), Tone: page.Bad, Icon: "flame"})
		}
		return out
	},
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "number", "hash"), k.metaOf(c, "kind", ""), k.metaOf(c, "partner", "building-store"))
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) {
		one := k.rec.(*crm.Commitment)
		text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
		due := page.Fact{Label: text("due"), Value: c.p.DateWords(string(one.Due))}
		if one.State == crm.CommitmentOpen {
			due.Note, due.Tone = c.untilWords(string(one.Due), string(tx.Today()))
		}
		facts := []page.Fact{due}
		if one.FulfilledOn != "" {
			facts = append(facts, page.Fact{Label: text("fulfilled_on"), Value: c.p.DateWords(string(one.FulfilledOn))})
		}
		if t, ok := k.names["task"][register.ID(one.Task)].(*crm.Task); ok {
			r := tx.Schema().This(crm.Tasks.Register)
			facts = append(facts, page.Fact{Label: text("task"), Value: choice(c.p, r, r.Field("status"), string(t.Status)), Href: address(r, t.ID)})
		}
		return facts, nil
	},
	rail: func(c *call, tx *store.Tx, k *cardOf) ([]page.RailBox, error) {
		return c.peopleBeside(tx, register.ID(k.rec.(*crm.Commitment).Partner))
	},
}
