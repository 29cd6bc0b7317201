package web

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// eventSource are calls, letters, meetings: what is planned, and what was.
var eventSource = timelineSource{
	name: "events", kinds: []timelineKind{workKind, paperKind},
	planned: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		f, ok := q.events(tx, c)
		if !ok {
			return nil, nil
		}
		list, err := register.Select(c.r.Context(), tx, crm.Events, register.Query{
			Filter: register.All{f, register.Eq(&crm.Events.Row.Class, crm.Planned), register.Alive()},
			Sort:   []register.Sort{{Field: "start"}, {Field: "id"}}, Limit: q.limit,
		})
		if err != nil {
			return nil, err
		}
		return c.eventEntries(tx, list)
	},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		f, ok := q.events(tx, c)
		if !ok {
			return nil, nil
		}
		list, err := older(c, tx, q, crm.Events, "start", register.All{f, register.Ne(&crm.Events.Row.Class, crm.Planned)})
		if err != nil {
			return nil, err
		}
		return c.eventEntries(tx, list)
	},
}

// events is met by the events that the query means, planned or not.
func (q timelineQuery) events(tx *store.Tx, c *call) (register.Filter, bool) {
	r := tx.Schema().This(crm.Events.Register)
	f, ok := q.of(r)
	if !ok || !register.May(c.actor, r, register.See) {
		return nil, false
	}
	all := register.All{f}
	if q.kinds != 0 {
		all = append(all, register.Eq(&crm.Events.Row.Type, register.Ref[crm.EventType](q.kinds)))
	}
	if q.kind == paperKind {
		all = append(all, register.Where(&crm.Events.Row.Type, register.Eq(&crm.EventTypes.Row.Code, offerType)))
	}
	if q.class != "" {
		all = append(all, register.Eq(&crm.Events.Row.Class, q.class))
	}
	if q.employee != 0 {
		user := register.Ref[crm.User](q.employee)
		all = append(all, register.Any{register.Eq(&crm.Events.Row.Responsible, user), register.Holds(&crm.Events.Row.Others, user)})
	}
	return all, true
}

// offerType is the code of the type of commercial offers, which are papers as
// well as work.
const offerType = "offer"

// eventEntries draws events with their people and files.
func (c *call) eventEntries(tx *store.Tx, list []*crm.Event) ([]entry, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ctx, r := c.r.Context(), tx.Schema().This(crm.Events.Register)
	recs := recordsOf(list)
	fields := []*register.Field{r.Field("contacts"), r.Field("others")}
	if err := tx.Complete(ctx, r, recs, fields); err != nil {
		return nil, err
	}
	for _, name := range []string{"type", "status", "responsible", "deal", "stage"} {
		fields = append(fields, r.Field(name))
	}
	n, err := namesOf(ctx, tx, recs, fields)
	if err != nil {
		return nil, err
	}
	files, err := c.filesOf(tx, r, recs)
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(list))
	for i, e := range list {
		out[i] = entry{at: e.Start, id: e.ID, view: c.eventView(n, r, e, files[e.ID])}
	}
	return out, nil
}

// filesOf are the files of some records, a few of each.
func (c *call) filesOf(tx *store.Tx, r *register.Register, recs []register.Record) (map[register.ID][]page.Chip, error) {
	of := tx.Schema().This(crm.Attachments.Register)
	if !register.May(c.actor, of, register.See) {
		return nil, nil
	}
	var about register.Any
	for _, rec := range recs {
		about = append(about, register.Eq(&crm.Attachments.Row.About, register.Link{Register: r.Name, ID: register.BaseOf(rec).ID}))
	}
	list, err := register.Select(c.r.Context(), tx, crm.Attachments, register.Query{
		Filter: register.All{about, register.Eq(&crm.Attachments.Row.Current, true), register.Alive()}, Limit: mostFiles,
	})
	out := map[register.ID][]page.Chip{}
	for _, one := range list {
		if len(out[one.About.ID]) < 5 {
			out[one.About.ID] = append(out[one.About.ID], c.fileChip(one))
		}
	}
	return out, err
}

func (c *call) fileChip(one *crm.Attachment) page.Chip {
	return page.Chip{
		Label: one.File.Name, Icon: "paperclip", Tone: page.Outline, Href: address(crm.Attachments.Register, one.ID) + "/download",
		Title: sizeWords(c.p, one.File.Size),
	}
}

// eventView is an event as a timeline shows it: a tinted box while it is a
// plan, a box when it is a fact.
func (c *call) eventView(n names, r *register.Register, e *crm.Event, files []page.Chip) page.TimelineEntry {
	v := page.TimelineEntry{
		Shape: page.EventShape, Href: address(r, e.ID), Moment: e.Start.Format(time.RFC3339), Files: files,
		Title: e.Subject, Result: e.Result, When: c.eventTime(e),
	}
	if e.Class == crm.Planned {
		v.Shape = page.PlanShape
		v.Late = e.End.Before(c.now)
	}
	if kind, ok := n["event_type"][register.ID(e.Type)].(*crm.EventType); ok {
		name := c.title(crm.EventTypes.Register, kind)
		v.Icon, v.Hue = string(kind.Icon), page.Hue(kind.Hue)
		if v.Title == "" {
			v.Title = name
		} else {
			v.Chips = append(v.Chips, page.Chip{Label: name, Tone: page.Outline})
		}
	}
	if status, ok := n["event_status"][register.ID(e.Status)].(*crm.EventStatus); ok && e.Class != crm.Planned {
		v.Chips = append(v.Chips, page.Chip{Label: c.title(crm.EventStatuses.Register, status), Hue: hueOf(crm.EventStatuses.Register, status)})
	}
	if e.Handling == crm.HandlingNotDone || e.Handling == crm.HandlingPartlyDone {
		v.Chips = append(v.Chips, page.Chip{Label: choice(c.p, r, r.Field("handling"), string(e.Handling)), Tone: page.Care, Icon: "alert-circle", Title: label(c.p, r, r.Field("handling"))})
	}
	switch {
	case e.CancelReason != "":
		v.Text = e.CancelReason
	case e.Text != "":
		v.Text = e.Text
	default:
		v.Text = e.Goals
	}
	if e.Responsible != 0 {
		face := n.face(c.p, register.ID(e.Responsible))
		v.Who = &face
	}
	v.With = c.peopleWords(n, e)
	if deal := n["deal"][register.ID(e.Deal)]; deal != nil {
		chip := page.Chip{Label: c.title(crm.Deals.Register, deal), Icon: "briefcase", Hue: page.Blue, Href: address(crm.Deals.Register, register.ID(e.Deal))}
		if stage := n["stage"][register.ID(e.Stage)]; stage != nil {
			chip.Title = label(c.p, r, r.Field("stage")) + ": " + c.title(crm.Stages.Register, stage)
		}
		v.Links = append(v.Links, chip)
	}
	if e.Class == crm.Planned && register.May(c.actor, r, "hold") {
		for _, act := range []string{"hold", "reschedule"} {
			v.Acts = append(v.Acts, page.Button{
				Label: actionLabel(c.p, r, r.Action(act)), Small: true, Weight: page.Quiet, Icon: actionIcons[act],
				Href: v.Href + "/" + act, Extra: page.With("data-dialog"),
			})
		}
	}
	return v
}

// peopleWords are the others who took part: contacts with their posts, then
// colleagues.
func (c *call) peopleWords(n names, e *crm.Event) string {
	var all []string
	for _, id := range e.Contacts {
		if one, ok := n["contact"][register.ID(id)].(*crm.Contact); ok {
			name := c.title(crm.Contacts.Register, one)
			if one.Position != "" {
				name += ", " + one.Position
			}
			all = append(all, name)
		}
	}
	for _, id := range e.Others {
		if n["user"][register.ID(id)] != nil {
			all = append(all, n.who(c.p, register.ID(id)))
		}
	}
	return strings.Join(all, "; ")
}

// eventTime is when an event is or was, and how long: a plan says its day too.
func (c *call) eventTime(e *crm.Event) string {
	if e.Class != crm.Planned {
		switch {
		case e.AllDay:
			return c.p.Text("timeline.all_day")
		case e.Minutes > 0 && e.Class == crm.Held:
			return c.p.Text("timeline.time_minutes", "time", c.p.Time(e.Start), "lasting", c.p.Minutes(e.Minutes))
		}
		return c.p.Time(e.Start)
	}
	day := c.p.DateWords(c.p.Day(e.Start))
	switch {
	case e.AllDay:
		return day
	case e.End.After(e.Start) && c.p.Day(e.Start) == c.p.Day(e.End):
		return c.p.Text("timeline.plan", "day", day, "from", c.p.Time(e.Start), "to", c.p.Time(e.End))
	}
	return c.p.Text("timeline.plan_at", "day", day, "time", c.p.Time(e.Start))
}

// commentSource are notes.
var commentSource = timelineSource{
	name: "comments", kinds: []timelineKind{workKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.Comments.Register)
		if !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		f := register.All{q.about("about")}
		if q.employee != 0 {
			f = append(f, register.Eq(&crm.Comments.Row.Author, register.Ref[crm.User](q.employee)))
		}
		list, err := older(c, tx, q, crm.Comments, "created_at", f)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		recs := recordsOf(list)
		if err := tx.Complete(c.r.Context(), r, recs, []*register.Field{r.Field("mentions")}); err != nil {
			return nil, err
		}
		n, err := namesOf(c.r.Context(), tx, recs, []*register.Field{r.Field("author"), r.Field("mentions")})
		if err != nil {
			return nil, err
		}
		out := make([]entry, len(list))
		for i, one := range list {
			face := n.face(c.p, register.ID(one.Author))
			out[i] = entry{at: one.CreatedAt, id: one.ID, view: page.TimelineEntry{
				Shape: page.EventShape, Icon: "note", Hue: page.Amber, Title: c.p.Text("timeline.note"),
				When: c.p.Time(one.CreatedAt), Moment: one.CreatedAt.Format(time.RFC3339), Words: c.runs(n, one), Who: &face,
			}}
		}
		return out, nil
	},
}

// fileSource are files brought to the record.
var fileSource = timelineSource{
	name: "files", kinds: []timelineKind{paperKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.Attachments.Register)
		if !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		f := register.All{q.about("about"), register.Eq(&crm.Attachments.Row.Current, true)}
		if q.employee != 0 {
			f = append(f, register.Eq(&crm.Attachments.Row.Author, register.Ref[crm.User](q.employee)))
		}
		list, err := older(c, tx, q, crm.Attachments, "created_at", f)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		recs := recordsOf(list)
		n, err := namesOf(c.r.Context(), tx, recs, []*register.Field{r.Field("author")})
		if err != nil {
			return nil, err
		}
		out := make([]entry, len(list))
		for i, one := range list {
			out[i] = entry{at: one.CreatedAt, id: one.ID, view: c.lineView(
				"paperclip", page.Gray, one.CreatedAt, c.p.Text("timeline.file_by", "who", n.who(c.p, register.ID(one.Author))),
			)}
			out[i].view.Files = []page.Chip{c.fileChip(one)}
		}
		return out, nil
	},
}

// lineView is a line that says some words.
func (c *call) lineView(icon string, hue page.Hue, at time.Time, words string) page.TimelineEntry {
	return page.TimelineEntry{
		Shape: page.LineShape, Icon: icon, Hue: hue, When: c.p.Time(at), Moment: at.Format(time.RFC3339), Words: []page.Words{{Text: words}},
	}
}

// stageSource are the stages that deals entered: begun, moved on, won, lost.
var stageSource = timelineSource{
	name: "stages", kinds: []timelineKind{workKind, moneyKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		r := tx.Schema().This(crm.Deals.Register)
		if !register.May(c.actor, r, register.See) {
			return nil, nil
		}
		f, ok := q.of(r)
		if q.k.reg.Name == "deal" {
			f, ok = register.ByID(q.k.id), true
		}
		if !ok {
			return nil, nil
		}
		var stages []*crm.Stage
		if q.kind != "" { // so that the page is full of what is asked for
			closing := q.kind == moneyKind
			list, err := register.Select(c.r.Context(), tx, crm.Stages, register.Query{})
			if err != nil {
				return nil, err
			}
			for _, s := range list {
				if (s.Outcome != crm.Open) == closing {
					stages = append(stages, s)
				}
			}
			if len(stages) == 0 {
				return nil, nil
			}
		}
		asked := store.VisitsAsked{Field: "stage", Of: register.All{f, register.Alive()}, Before: q.before, ID: q.last, Limit: q.limit, By: q.employee}
		for _, s := range stages {
			asked.Values = append(asked.Values, s.ID)
		}
		if q.from != "" {
			asked.From = startOf(q.from, c.p.Zone())
		}
		visits, err := tx.Visits(c.r.Context(), r, asked)
		if err != nil || len(visits) == 0 {
			return nil, err
		}
		var w wanted
		for _, visit := range visits {
			w.add(r, visit.Record)
			w.add(crm.Stages.Register, visit.Value, visit.From)
		}
		n, err := w.read(c.r.Context(), tx)
		if err != nil {
			return nil, err
		}
		out := make([]entry, 0, len(visits))
		for _, visit := range visits {
			if deal, ok := n["deal"][visit.Record].(*crm.Deal); ok {
				out = append(out, c.stageEntry(n, r, deal, visit))
			}
		}
		return out, nil
	},
}

func (c *call) stageEntry(n names, r *register.Register, deal *crm.Deal, visit store.Visit) entry {
	e := entry{at: visit.At, id: visit.ID}
	stage := func(id register.ID) string {
		if s := n["stage"][id]; s != nil {
			return c.title(crm.Stages.Register, s)
		}
		return ""
	}
	title := page.Words{Text: c.title(r, deal), Href: address(r, deal.ID)}
	v := c.lineView("arrow-right", page.Blue, visit.At, c.p.Text("timeline.deal")+" ")
	switch s, _ := n["stage"][visit.Value].(*crm.Stage); {
	case s != nil && s.Outcome == crm.Won:
		v.Icon, v.Hue = "trophy", page.Green
		v.Words[0].Text = c.p.Text("timeline.deal_won") + " "
		v.Tone = page.Good
	case s != nil && s.Outcome == crm.Lost:
		v.Icon, v.Hue = "circle-x", page.Red
		v.Words[0].Text = c.p.Text("timeline.deal_lost") + " "
		v.Tone = page.Bad
	case visit.From == 0:
		v.Icon, v.Hue = "briefcase", page.Blue
		v.Words[0].Text = c.p.Text("timeline.deal_began") + " "
	}
	v.Words = append(v.Words, title)
	if v.Tone != "" {
		if deal.Amount.Currency != "" && c.actor.Sees(r, register.Prices) {
			v.Amount = " " + c.p.Money(deal.Amount)
		}
	} else if from := stage(visit.From); from != "" {
		v.Words = append(v.Words, page.Words{Text: ": " + from + " → "}, page.Words{Text: stage(visit.Value), Mention: true})
	} else if to := stage(visit.Value); to != "" {
		v.Words = append(v.Words, page.Words{Text: ": " + to})
	}
	e.view = v
	return e
}

// changeSource are the tracked fields of the record itself, as its history has
// them.
var changeSource = timelineSource{
	name: "changes", kinds: []timelineKind{workKind},
	past: func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error) {
		if !q.k.may[register.History] {
			return nil, nil
		}
		r := q.k.reg
		until := q.before
		if q.last < 0 {
			until = until.Add(-time.Millisecond)
		}
		most := q.limit * linesOfSave
		lines, err := tx.HistoryUntil(c.r.Context(), r, q.k.id, until, most)
		var saves [][]store.Line
		for err == nil && len(lines) > 0 {
			full := len(lines) == most
			kept := q.saves(lines, full, c.p.Zone())
			saves = append(saves, kept...)
			if !full || len(saves) >= q.limit || q.from != "" && lines[len(lines)-1].At.Before(startOf(q.from, c.p.Zone())) {
				break
			}
			lines, err = tx.History(c.r.Context(), r, q.k.id, nextSave(lines), most)
		}
		if err != nil {
			return nil, err
		}
		saves = saves[:min(len(saves), q.limit)]
		n, err := c.namesInHistory(tx, r, slices.Concat(saves...))
		if err != nil {
			return nil, err
		}
		out := make([]entry, len(saves))
		for i, save := range saves {
			out[i] = c.changeEntry(n, r, save)
		}
		return out, nil
	},
}

// saves are the lines of history save by save, as far as the query means them.
// Where more lines follow, the last save may lack some and is left for later,
// unless it is the only one.
func (q timelineQuery) saves(lines []store.Line, more bool, zone *time.Location) [][]store.Line {
	var out [][]store.Line
	for i := 0; i < len(lines); {
		last := i + 1
		for last < len(lines) && lines[last].Unit == lines[i].Unit {
			last++
		}
		if last == len(lines) && more && i > 0 {
			break
		}
		first := lines[i]
		save := slices.DeleteFunc(slices.Clone(lines[i:last]), func(l store.Line) bool {
			return q.k.reg.Name == "deal" && (l.Field == "stage" || l.Field == "outcome") // the stages say it
		})
		seen := q.last > 0 && q.last < math.MaxInt64 && first.At.Equal(q.before) && first.ID >= q.last
		other := q.employee != 0 && first.Actor != q.employee || q.from != "" && first.At.Before(startOf(q.from, zone))
		if len(save) > 0 && !seen && !other {
			out = append(out, save)
		}
		i = last
	}
	return out
}

// nextSave is the line before which the last save of some full lines begins.
func nextSave(lines []store.Line) int64 {
	at := len(lines) - 1
	for at > 0 && lines[at-1].Unit == lines[at].Unit {
		at--
	}
	if at == 0 {
		return lines[len(lines)-1].ID
	}
	return lines[at].ID + 1
}

// linesOfSave is how many lines of history a save usually has at most.
const linesOfSave = 4

// changeEntry is a save in one line.
func (c *call) changeEntry(n names, r *register.Register, lines []store.Line) entry {
	did := c.historyEntry(n, r, lines)
	v := c.lineView(cmp.Or(did.Icon, "pencil"), page.Gray, lines[0].At, "")
	v.Words = []page.Words{{Text: did.Did, Mention: true}, {Text: " · " + did.Who.Name}}
	for i, change := range did.Changes {
		if i == mostChangesShown {
			v.Words = append(v.Words, page.Words{Text: " · " + c.p.Text("timeline.and_more", "n", c.p.Integer(int64(len(did.Changes)-i)))})
			break
		}
		text := " · " + change.Label + ": "
		if change.Was != "" {
			text += cut(change.Was, longestChange) + " → "
		}
		v.Words = append(v.Words, page.Words{Text: text}, page.Words{Text: cut(cmp.Or(change.Now, "—"), longestChange), Mention: true})
	}
	return entry{at: lines[0].At, id: lines[0].ID, view: v}
}

// Bounds of a change in one line.
const (
	mostChangesShown = 3
	longestChange    = 60
)
