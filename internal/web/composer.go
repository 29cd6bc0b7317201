package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// composerKind is one of the things that are written at the head of a
// timeline: a note, or an event of some types.
type composerKind struct {
	name, icon string
	hue        page.Hue
	types      func(*crm.EventType) bool // nil is a note or a task
	plans      bool                      // begins with a plan rather than a fact
	subject    bool                      // asks for a short description
}

// composerKinds are all of them; a type is written by the first that takes it.
var composerKinds = []composerKind{
	{name: "note", icon: "note", hue: ""},
	{name: "call", icon: "phone", hue: page.Sky, types: func(t *crm.EventType) bool { return t.Method == "telephone" && t.Code != "claim" }},
	{name: "meeting", icon: "users-group", hue: page.Violet, types: func(t *crm.EventType) bool { return t.Meeting }, plans: true, subject: true},
	{name: "letter", icon: "mail", hue: page.Blue, types: func(t *crm.EventType) bool {
		return !t.Meeting && t.Code != offerType && slices.Contains([]crm.EventMethod{"email", "post", "messenger"}, t.Method)
	}, subject: true},
	{name: "offer", icon: "file-invoice", hue: page.Teal, types: func(t *crm.EventType) bool { return t.Code == offerType }, subject: true},
	{name: "other", icon: "calendar-event", hue: page.Gray, types: func(*crm.EventType) bool { return true }, subject: true},
	{name: taskKind, icon: "checkbox", hue: page.Pink},
}

// taskKind writes a task.
const taskKind = "task"

// taskInputs are the fields of a task that the composer asks.
var taskInputs = []string{"subject", "deadline", "remind", "executors", "deal"}

// composerInputs are the fields of an event that the composer asks.
var composerInputs = []string{"minutes", "remind", "subject", "contacts", "deal"}

// usualReminder is when one is reminded of what one plans, unless one says
// otherwise.
const usualReminder crm.RemindBefore = "minutes_15"

// composerDraft is the name of the draft of a card's composer.
func composerDraft(k *cardOf) string { return strings.TrimPrefix(k.address(), "/") + "?tab=timeline" }

// composerPart answers with the composer for another kind or type.
func (c *call) composerPart() error {
	if !c.background() {
		return c.goTo("/" + c.register().Path + "/" + c.r.PathValue("id") + "?write=" + url.QueryEscape(c.r.URL.Query().Get("write")))
	}
	var v *page.Composer
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		said := c.r.URL.Query()
		said.Del("status") // of the type before
		v, err = c.composer(tx, k, said, nil)
		if err == nil && v == nil {
			err = register.ErrForbidden
		}
		return err
	})
	if err != nil {
		return err
	}
	c.render(http.StatusOK, page.ComposerView(c.p, *v))
	return nil
}

// composer is what the reader may write on a card, with what was said of it so
// far: in the form, else in a draft. Nothing where he may write nothing.
func (c *call) composer(tx *store.Tx, k *cardOf, said url.Values, wrong wrongs) (*page.Composer, error) {
	if register.BaseOf(k.rec).Archived {
		return nil, nil
	}
	if said == nil {
		var err error
		if said, err = c.composerSaid(tx, k); err != nil {
			return nil, err
		}
	}
	kinds, err := c.composerOffered(tx)
	if err != nil || len(kinds) == 0 {
		return nil, err
	}
	at := slices.IndexFunc(kinds, func(o offeredKind) bool { return o.name == said.Get("write") })
	if at < 0 {
		at = 0
	}
	chosen := kinds[at]
	v := &page.Composer{
		Action: k.address() + "/composer", Key: newKey(), DraftURL: "/drafts/" + composerDraft(k), Hue: chosen.hue, Typed: said.Get("text"),
		Prompt: c.p.Text("timeline.prompt"), Hidden: []page.Hidden{{Name: "write", Value: chosen.name}},
		Upload: page.Upload{
			ID: "composer-files", Name: "files", Href: "/files", Many: true, Largest: largestFile,
			TooBig: c.p.Text("card.file_too_big", "size", sizeWords(c.p, largestFile), "name", "{name}"),
		},
		Colleagues: "/lookup/users", Problem: wrong["text"],
	}
	for i, one := range kinds {
		v.Kinds = append(v.Kinds, page.ComposerKind{
			Label: c.p.Text("timeline.write_" + one.name), Icon: one.icon, Hue: one.hue, Current: i == at,
			Href: k.address() + "/composer?write=" + one.name,
		})
	}
	if partner := partnerOf(k); partner != 0 {
		v.Hidden = append(v.Hidden, page.Hidden{Name: "partner", Value: strconv.FormatInt(partner, 10)})
		v.Deals = "/lookup/deals?partner=" + strconv.FormatInt(partner, 10)
	}
	for _, text := range said["files"] {
		if f, err := c.fileSaid(text); err == nil && f != nil {
			v.Upload.Files = append(v.Upload.Files, c.fileInForm(f.(register.File)))
		}
	}
	switch {
	case chosen.name == taskKind:
		return v, c.composeTask(tx, k, said, wrong, v)
	case chosen.types == nil:
		return v, nil
	}
	return v, c.composeEvent(tx, k, chosen, said, wrong, v)
}

// partnerOf is the partner that a card is about.
func partnerOf(k *cardOf) register.ID {
	switch rec := k.rec.(type) {
	case *crm.Partner:
		return rec.ID
	case *crm.Contact:
		return register.ID(rec.Partner)
	case *crm.Deal:
		return register.ID(rec.Partner)
	case *crm.Lead:
		return register.ID(rec.Partner)
	}
	return 0
}

// composerSaid is what was typed before and not saved, and what the address
// asks to write.
func (c *call) composerSaid(tx *store.Tx, k *cardOf) (url.Values, error) {
	body, _, err := tx.Draft(c.r.Context(), c.actor.User(), composerDraft(k))
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return nil, err
	}
	said, err := url.ParseQuery(body)
	if err != nil {
		said = url.Values{} // a draft of an older composer
	}
	if write := c.r.URL.Query().Get("write"); write != "" {
		said.Set("write", write)
	}
	return said, nil
}

// offeredKind is a kind with the types that it writes.
type offeredKind struct {
	composerKind
	list []*crm.EventType
}

// composerOffered are the kinds that the reader may write and that have types.
func (c *call) composerOffered(tx *store.Tx) ([]offeredKind, error) {
	var out []offeredKind
	schema := tx.Schema()
	var all []*crm.EventType
	if register.May(c.actor, schema.This(crm.Events.Register), register.Create) {
		var err error
		if all, err = register.Select(c.r.Context(), tx, crm.EventTypes, register.Query{Filter: register.Alive()}); err != nil {
			return nil, err
		}
	}
	for _, kind := range composerKinds {
		if kind.types == nil {
			of := crm.Comments.Register
			if kind.name == taskKind {
				of = crm.Tasks.Register
			}
			if register.May(c.actor, schema.This(of), register.Create) {
				out = append(out, offeredKind{composerKind: kind})
			}
			continue
		}
		one := offeredKind{composerKind: kind}
		all = slices.DeleteFunc(all, func(t *crm.EventType) bool {
			if kind.types(t) {
				one.list = append(one.list, t)
			}
			return kind.types(t)
		})
		if len(one.list) > 0 {
			out = append(out, one)
		}
	}
	return out, nil
}

// composeEvent asks what an event of a kind needs: its type and the statuses
// of that type, when, with whom, about which deal.
func (c *call) composeEvent(tx *store.Tx, k *cardOf, kind offeredKind, said url.Values, wrong wrongs, v *page.Composer) error {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Events.Register)
	typ := kind.list[0]
	for _, t := range kind.list {
		if strconv.FormatInt(t.ID, 10) == said.Get("type") {
			typ = t
		}
	}
	if prompt := typ.Prompt.In(string(c.p.Language())); prompt != "" {
		v.Prompt = prompt
	}
	v.Hue = page.Hue(cmp.Or(string(typ.Hue), string(v.Hue)))
	v.Change = k.address() + "/composer"
	v.Types = page.Field{Name: "type", Label: label(c.p, r, r.Field("type")), Control: page.AskChoice, Values: []string{strconv.FormatInt(typ.ID, 10)}}
	for _, t := range kind.list {
		v.Types.Choices = append(v.Types.Choices, page.Choice{Value: strconv.FormatInt(t.ID, 10), Label: c.title(crm.EventTypes.Register, t)})
	}
	if len(kind.list) == 1 {
		v.Hidden = append(v.Hidden, page.Hidden{Name: "type", Value: v.Types.Values[0]})
	}
	statuses, err := register.Select(ctx, tx, crm.EventStatuses, register.Query{
		Filter: register.All{register.Eq(&crm.EventStatuses.Row.Type, register.Ref[crm.EventType](typ.ID)), register.Ne(&crm.EventStatuses.Row.Class, crm.Cancelled), register.Alive()},
	})
	if err != nil {
		return err
	}
	begins := chosenStatus(statuses, said.Get("status"), kind.plans)
	v.Statuses = page.Field{Name: "status", Label: label(c.p, r, r.Field("status")), Control: page.AskChoice, Problem: wrong["status"], Values: []string{""}}
	for _, s := range statuses {
		v.Statuses.Choices = append(v.Statuses.Choices, page.Choice{Value: strconv.FormatInt(s.ID, 10), Label: c.title(crm.EventStatuses.Register, s), Hue: page.Hue(s.Hue)})
	}
	if begins != nil {
		v.Statuses.Values[0] = strconv.FormatInt(begins.ID, 10)
	}
	when := said.Get("when")
	if when == "" {
		at := c.now.Truncate(time.Minute)
		if begins != nil && begins.Class == crm.Planned {
			at = c.now.Truncate(time.Hour).Add(time.Hour)
		}
		when = c.p.Moment(at)
	}
	v.Fields = append(v.Fields, page.Field{
		Name: "when", Label: c.p.Text("timeline.when"), Control: page.AskMoment, Values: []string{when},
		Problem: cmp.Or(wrong["when"], wrong["planned_start"], wrong["actual_start"]),
	})
	return c.composerFields(tx, k, kind, typ, said, wrong, v)
}

// chosenStatus is the status that was said, else the first that is a plan, or
// is a fact.
func chosenStatus(list []*crm.EventStatus, said string, plans bool) *crm.EventStatus {
	for _, s := range list {
		if strconv.FormatInt(s.ID, 10) == said {
			return s
		}
	}
	wanted := crm.Held
	if plans {
		wanted = crm.Planned
	}
	if at := slices.IndexFunc(list, func(s *crm.EventStatus) bool { return s.Class == wanted }); at >= 0 {
		return list[at]
	}
	if len(list) > 0 {
		return list[0]
	}
	return nil
}

// composerFields are the further inputs, as forms of events ask them.
func (c *call) composerFields(tx *store.Tx, k *cardOf, kind offeredKind, typ *crm.EventType, said url.Values, wrong wrongs, v *page.Composer) error {
	r := tx.Schema().This(crm.Events.Register)
	start := &crm.Event{Minutes: typ.Minutes, Remind: usualReminder}
	if k.reg.Name == "contact" {
		start.Contacts = register.Refs[crm.Contact]{register.Ref[crm.Contact](k.id)}
	}
	var fields []*register.Field
	for _, name := range composerInputs {
		switch {
		case name == "subject" && !kind.subject, name == "deal" && k.reg.Name == "deal", name == "minutes" && typ.Minutes == 0:
		case shown(c.actor, r, r.Field(name)):
			fields = append(fields, r.Field(name))
		}
	}
	return c.composerAsks(tx, r, fields, c.written(fields, start), said, wrong, v)
}

// composeTask asks what a task needs: who does it, and by when.
func (c *call) composeTask(tx *store.Tx, k *cardOf, said url.Values, wrong wrongs, v *page.Composer) error {
	r := tx.Schema().This(crm.Tasks.Register)
	start := &crm.Task{Remind: "hour_1", Executors: register.Refs[crm.User]{register.Ref[crm.User](c.actor.User())}, Deadline: c.now.Truncate(time.Hour).Add(24 * time.Hour)}
	var fields []*register.Field
	for _, name := range taskInputs {
		if f := r.Field(name); shown(c.actor, r, f) && (name != "deal" || k.reg.Name != "deal") {
			fields = append(fields, f)
		}
	}
	v.Prompt = c.p.Text("timeline.prompt_task")
	return c.composerAsks(tx, r, fields, c.written(fields, start), said, wrong, v)
}

// composerAsks adds inputs as the forms of a register ask them.
func (c *call) composerAsks(tx *store.Tx, r *register.Register, fields []*register.Field, texts, said url.Values, wrong wrongs, v *page.Composer) error {
	for _, f := range fields {
		if said.Get("asked") == r.Name && said.Has(f.Name) {
			texts[f.Name] = said[f.Name]
		}
	}
	v.Hidden = append(v.Hidden, page.Hidden{Name: "asked", Value: r.Name})
	var w wanted
	w.said(tx.Schema(), fields, texts)
	n, err := w.read(c.r.Context(), tx)
	if err != nil {
		return err
	}
	for _, f := range fields {
		q := c.ask(n, r, f, texts, wrong, "/lookup/"+r.Path+"/")
		q.Hint = ""
		if f.Kind == register.Reference || f.Kind == register.References {
			q.With = []string{"partner"}
		}
		v.Fields = append(v.Fields, q)
	}
	return nil
}

// compose writes what the composer says: a note or an event, with its files.
func (c *call) compose() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	said := url.Values(c.r.PostForm)
	err := c.once(func(tx *store.Tx) (done, error) { return c.composeIn(tx, said) })
	var refused *register.Problems
	switch {
	case err == nil && !c.background():
		return nil // led back to the card
	case err == nil:
		return c.showTimeline(http.StatusOK, nil, nil)
	case errors.As(err, &refused) && statusOfProblems(refused) == http.StatusUnprocessableEntity:
		return c.showTimeline(http.StatusUnprocessableEntity, said, c.composerWrongs(refused))
	}
	return err
}

// composerWrongs puts what no input of the composer asks under its text.
func (c *call) composerWrongs(refused *register.Problems) wrongs {
	out := wrongs{}
	var rest []string
	for _, one := range refused.List {
		text := c.p.TextOf(one.Key, one.Args)
		if slices.Contains(append([]string{"text", "when", "status", "planned_start", "actual_start"}, slices.Concat(composerInputs, taskInputs)...), one.Field) {
			out[one.Field] = cmp.Or(out[one.Field], text)
		} else {
			rest = append(rest, text)
		}
	}
	if len(rest) > 0 {
		out["text"] = strings.Join(append([]string{out["text"]}, rest...), " ")
	}
	return out
}

// showTimeline answers with the timeline and the composer as it was filled in.
func (c *call) showTimeline(status int, said url.Values, wrong wrongs) error {
	var v page.Timeline
	var whole page.Card
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		if v, err = c.timeline(tx, k, timelineShown); err != nil {
			return err
		}
		if v.Composer, err = c.composer(tx, k, said, wrong); err != nil || c.background() {
			return err
		}
		whole, err = c.cardView(tx, k)
		return err
	})
	if err != nil {
		return err
	}
	if !c.background() {
		whole.Sections, whole.Timeline = nil, &v
		c.render(status, page.CardPage(c.p, c.shell(whole.Title), whole))
		return nil
	}
	if status == http.StatusOK {
		c.trigger(map[string]any{"toast": map[string]string{"text": c.p.Text("timeline.saved"), "kind": "ok"}})
	}
	c.render(status, page.TimelineView(c.p, v))
	return nil
}

// composeIn is the unit of work of compose.
func (c *call) composeIn(tx *store.Tx, said url.Values) (done, error) {
	ctx := c.r.Context()
	k, err := c.readCard(tx)
	if err != nil {
		return done{}, err
	}
	kinds, err := c.composerOffered(tx)
	if err != nil {
		return done{}, err
	}
	at := slices.IndexFunc(kinds, func(o offeredKind) bool { return o.name == said.Get("write") })
	if at < 0 {
		return done{}, register.ErrForbidden
	}
	var made register.Record
	about := register.Link{Register: k.reg.Name, ID: k.id}
	text := said.Get("text")
	mentions, err := c.mentioned(tx, text)
	if err != nil {
		return done{}, err
	}
	files := c.composerFiles(said)
	switch {
	case kinds[at].name == taskKind:
		if made, err = c.composedTask(tx, k, said); err != nil {
			return done{}, err
		}
	case kinds[at].types == nil:
		made = &crm.Comment{About: about, Text: text, Mentions: mentions}
	default:
		e, err := c.composedEvent(tx, k, said)
		if err != nil {
			return done{}, err
		}
		for _, u := range mentions {
			if u != e.Responsible && !slices.Contains(e.Others, u) && register.ID(u) != c.actor.User() {
				e.Others = append(e.Others, u)
			}
		}
		made = e
	}
	if note, ok := made.(*crm.Comment); !ok || note.Text != "" || len(files) == 0 { // files alone need no words
		if err := tx.Save(ctx, made); err != nil {
			return done{}, err
		}
	}
	if _, note := made.(*crm.Comment); !note {
		about = register.Link{Register: tx.Schema().Of(made).Name, ID: register.BaseOf(made).ID}
	}
	for _, f := range files {
		if err := tx.KeepFile(ctx, f.Hash); err != nil {
			return done{}, err
		}
		if err := tx.Save(ctx, &crm.Attachment{About: about, File: f}); err != nil {
			return done{}, err
		}
	}
	return done{To: k.address(), Stay: true, Told: c.p.Text("timeline.saved")}, tx.DropDraft(ctx, c.actor.User(), composerDraft(k))
}

// composerFiles are the files of the form that were not taken out again.
func (c *call) composerFiles(said url.Values) []register.File {
	var out []register.File
	for _, text := range said["files"] {
		if slices.Contains(said["files.remove"], text) {
			continue
		}
		if f, err := c.fileSaid(text); err == nil && f != nil {
			out = append(out, f.(register.File))
		}
	}
	return out
}

// composedEvent is the event that the composer says. Its moment is that of a
// plan or of a fact, as its status has it.
func (c *call) composedEvent(tx *store.Tx, k *cardOf, said url.Values) (*crm.Event, error) {
	ctx, r := c.r.Context(), tx.Schema().This(crm.Events.Register)
	texts := map[string][]string{}
	for _, name := range append([]string{"type", "status", "text"}, composerInputs...) {
		if said.Has(name) {
			texts[name] = said[name]
		}
	}
	e := &crm.Event{Partner: register.Ref[crm.Partner](partnerOf(k))}
	if deal, ok := k.rec.(*crm.Deal); ok {
		e.Deal = register.Ref[crm.Deal](deal.ID)
	}
	if lead, ok := k.rec.(*crm.Lead); ok {
		e.Lead = register.Ref[crm.Lead](lead.ID)
	}
	id, _ := strconv.ParseInt(said.Get("status"), 10, 64)
	status, err := register.Load(ctx, tx, crm.EventStatuses, register.Ref[crm.EventStatus](id))
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return nil, err
	}
	name := "actual_start"
	if status == nil || status.Class == crm.Planned {
		name = "planned_start"
	}
	if name == "actual_start" {
		delete(texts, "remind") // it is over
	}
	if said.Get("when") != "" {
		texts[name] = said["when"]
	}
	if status != nil && status.Class == crm.NotHeld {
		delete(texts, "minutes") // an attempt has no duration
	}
	if err := register.Fill(c.actor, r, e, texts, c.asTyped); err != nil {
		return nil, err
	}
	if e.Deal == 0 {
		e.Deal, err = c.dealMentioned(tx, e)
	}
	return e, err
}

// composedTask is the task that the composer says.
func (c *call) composedTask(tx *store.Tx, k *cardOf, said url.Values) (register.Record, error) {
	texts := map[string][]string{}
	for _, name := range append([]string{"text"}, taskInputs...) {
		if said.Has(name) {
			texts[name] = said[name]
		}
	}
	t := &crm.Task{Partner: register.Ref[crm.Partner](partnerOf(k))}
	switch rec := k.rec.(type) {
	case *crm.Deal:
		t.Deal = register.Ref[crm.Deal](rec.ID)
	case *crm.Contact:
		t.Contact = register.Ref[crm.Contact](rec.ID)
	case *crm.Lead:
		t.About = register.Link{Register: crm.Leads.Name, ID: rec.ID}
	}
	return t, register.Fill(c.actor, tx.Schema().This(crm.Tasks.Register), t, texts, c.asTyped)
}

var dealInText = regexp.MustCompile(`#([\p{L}\p{N}/-]+)`)

// dealMentioned is the deal of the event's partner that its text names by
// #number.
func (c *call) dealMentioned(tx *store.Tx, e *crm.Event) (register.Ref[crm.Deal], error) {
	var numbers []string
	for _, found := range dealInText.FindAllStringSubmatch(e.Text, mostMentions) {
		numbers = append(numbers, found[1])
	}
	if len(numbers) == 0 || e.Partner == 0 {
		return 0, nil
	}
	deal, err := register.First(c.r.Context(), tx, crm.Deals, register.All{
		register.Eq(&crm.Deals.Row.Partner, e.Partner), register.In(&crm.Deals.Row.Number, numbers...), register.Alive(),
	})
	if err != nil || deal == nil {
		return 0, err
	}
	return register.Ref[crm.Deal](deal.ID), nil
}
