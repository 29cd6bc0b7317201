package web

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// timelineKind says what an entry of a timeline is about: work, money, papers.
type timelineKind string

const (
	workKind  timelineKind = "event"
	moneyKind timelineKind = "money"
	paperKind timelineKind = "paper"
)

// timelineSource brings entries of one sort to the timelines of cards. The page
// asks each source for its first few by key and merges them.
type timelineSource struct {
	name string
	// kinds of its entries; a source that has several narrows itself to the one
	// that is asked for.
	kinds []timelineKind
	// planned are what is still to come, the next first. It may be nil.
	planned func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error)
	// past are what happened before the place of the query, the latest first, at
	// most as many as it asks.
	past func(c *call, tx *store.Tx, q timelineQuery) ([]entry, error)
}

// timelineSources are all of them. The place in the list is their rank among
// entries of one moment, so new ones come at the end.
var timelineSources = []timelineSource{eventSource, commentSource, fileSource, stageSource, changeSource, taskSource, claimSource, placementSource, strategySource, leadSource, promiseSource}

// entry is one entry and its place in time.
type entry struct {
	at   time.Time
	rank int
	id   register.ID
	view page.TimelineEntry
}

// timelineQuery is what a source is asked.
type timelineQuery struct {
	k        *cardOf
	partners []register.ID // whose timeline it is; none on the card of a contact or a deal
	kind     timelineKind  // empty is all
	kinds    register.ID   // event type, nought is all
	class    crm.EventClass
	employee register.ID
	from     register.Date
	till     register.Date
	before   time.Time
	rank     int         // of the source asked
	last     register.ID // of the source: only what comes before this id at that very moment
	limit    int
}

// narrow reports whether only events are asked for.
func (q timelineQuery) narrow() bool { return q.kinds != 0 || q.class != "" }

// cursor is the place of the query in a list of a source, ordered by a moment
// and then by id, from the last down.
func (q timelineQuery) cursor() register.Cursor {
	return register.Cursor{Keys: []any{q.before.UnixMilli()}, ID: q.last}
}

// older are records of a register in the order of a moment, from the place of
// the query back.
func older[T any](c *call, tx *store.Tx, q timelineQuery, of *register.Of[T], moment string, f register.Filter) ([]*T, error) {
	filter := register.All{f, register.Alive()}
	if q.from != "" {
		filter = append(filter, register.Is{Field: moment, Op: register.AtLeast, Value: startOf(q.from, c.p.Zone())})
	}
	return register.Select(c.r.Context(), tx, of, register.Query{
		Filter: filter, Sort: []register.Sort{{Field: moment, Down: true}, {Field: "id", Down: true}}, Limit: q.limit, From: q.cursor(),
	})
}

// startOf is the first moment of a day in a zone.
func startOf(day register.Date, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(day), zone)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// timelines are the registers whose cards begin with a timeline.
var timelines = []string{"partner", "contact", "deal", "lead"}

// timelineRoutes are the timelines of cards, and what is written there.
func (s *Server) timelineRoutes() {
	for _, name := range timelines {
		r := s.store.Schema().Named(name)
		one := "/" + r.Path + "/{id}/"
		s.add("GET", one+"timeline", FragmentKind, (*call).timelinePart, of(r, register.See))
		s.add("GET", one+"timeline/print", PageKind, (*call).timelinePaper, of(r, register.See))
		s.add("GET", one+"types", FragmentKind, (*call).eventTypes, of(r, register.See))
		s.add("GET", one+"composer", FragmentKind, (*call).composerPart, of(r, register.See))
		s.add("POST", one+"composer", FormKind, (*call).compose, of(r, register.See), large(largestFile+usualBody))
	}
}

// Bounds of a timeline: what a page shows at once, the plans over it, and what
// goes on paper.
const (
	timelineShown = 30
	mostPlanned   = 20
	mostOnPaper   = 1000
)

// timelinePart answers the timeline as it is filtered, or its older entries.
func (c *call) timelinePart() error {
	older := c.r.URL.Query().Get("before") != ""
	var v page.Timeline
	var home string
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		home = withQuery(k.address(), c.timelineValues())
		v, err = c.timeline(tx, k, timelineShown)
		if err == nil && !older {
			v.Composer, err = c.composer(tx, k, nil, nil)
		}
		return err
	})
	if err != nil {
		return err
	}
	if !c.background() {
		return c.goTo(home)
	}
	if older {
		c.render(http.StatusOK, page.TimelineDays(c.p, v))
		return nil
	}
	c.w.Header().Set("HX-Push-Url", home)
	c.render(http.StatusOK, page.TimelineView(c.p, v))
	return nil
}

// timelinePaper is the timeline for printing.
func (c *call) timelinePaper() error {
	var v page.Timeline
	var title, home string
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		title, home = c.p.Text("timeline.of", "name", k.title), k.address()
		v, err = c.timeline(tx, k, mostOnPaper)
		return err
	})
	if err != nil {
		return err
	}
	v.More = ""
	crumbs := []page.Crumb{{Label: many(c.p, c.register()), Href: "/" + c.register().Path}, {Label: title, Href: home}, {Label: c.p.Text("timeline.print")}}
	c.render(http.StatusOK, page.TimelinePage(c.p, c.shell(title, crumbs...), title, v))
	return nil
}

// timelineParams are the parameters of a timeline in the address of its card.
var timelineParams = []string{"kind", "type", "class", "employee", "from", "till", "group"}

// timelineValues are those parameters that say something.
func (c *call) timelineValues() url.Values {
	out := url.Values{}
	for _, name := range timelineParams {
		if text := c.r.URL.Query().Get(name); text != "" {
			out.Set(name, text)
		}
	}
	return out
}

// timelineAsked reads what the address asks of the timeline. What cannot be
// read narrows nothing.
func (c *call) timelineAsked(tx *store.Tx, k *cardOf) (timelineQuery, error) {
	v := c.timelineValues()
	q := timelineQuery{k: k, kind: timelineKind(v.Get("kind")), class: crm.EventClass(v.Get("class"))}
	if !slices.Contains([]timelineKind{workKind, moneyKind, paperKind}, q.kind) {
		q.kind = ""
	}
	if !slices.Contains(q.class.Choices(), string(q.class)) {
		q.class = ""
	}
	q.kinds, _ = strconv.ParseInt(v.Get("type"), 10, 64)
	q.employee, _ = strconv.ParseInt(v.Get("employee"), 10, 64)
	day := crm.Deals.Field("close_on")
	for name, at := range map[string]*register.Date{"from": &q.from, "till": &q.till} {
		if read, err := c.asTyped(day, []string{v.Get(name)}); err == nil && read != nil {
			*at = register.Date(read.(string))
		}
	}
	q.before = c.now.Add(100 * 365 * 24 * time.Hour)
	if q.till != "" {
		q.before = startOf(q.till, c.p.Zone()).AddDate(0, 0, 1)
	}
	if k.reg.Name == crm.Partners.Name {
		q.partners = []register.ID{k.id}
		if v.Get("group") != "" {
			return q, c.wholeGroup(tx, &q)
		}
	}
	return q, nil
}

// mostOfGroup is how many companies of a group one timeline joins.
const mostOfGroup = 100

// wholeGroup joins the companies below this one.
func (c *call) wholeGroup(tx *store.Tx, q *timelineQuery) error {
	below, err := register.Select(c.r.Context(), tx, crm.Partners, register.Query{
		Filter: register.Below(&crm.Partners.Row.Parent, register.Ref[crm.Partner](q.k.id)), Limit: mostOfGroup,
	})
	for _, one := range below {
		if one.ID != q.k.id {
			q.partners = append(q.partners, one.ID)
		}
	}
	return err
}

// place of a timeline, as addresses keep it: a moment, the source and the id.
func placeText(e entry) string { return fmt.Sprintf("%d.%d.%d", e.at.UnixMilli(), e.rank, e.id) }

func readPlace(text string) (e entry, ok bool) {
	var ms int64
	n, err := fmt.Sscanf(text, "%d.%d.%d", &ms, &e.rank, &e.id)
	e.at = time.UnixMilli(ms).UTC()
	return e, err == nil && n == 3
}

// timeline are the entries that the address of the card asks for.
func (c *call) timeline(tx *store.Tx, k *cardOf, shown int) (page.Timeline, error) {
	v := page.Timeline{Home: k.address()}
	q, err := c.timelineAsked(tx, k)
	if err != nil {
		return v, err
	}
	from, paged := readPlace(c.r.URL.Query().Get("before"))
	if paged {
		q.before = from.at
	} else {
		from = entry{rank: -1}
		if err := c.timelinePlans(tx, q, &v); err != nil {
			return v, err
		}
		if err := c.timelineChoices(tx, k, q, &v); err != nil {
			return v, err
		}
	}
	past, err := c.timelinePast(tx, q, from, shown)
	if err != nil {
		return v, err
	}
	if len(past) > shown {
		past = past[:shown]
		at := c.timelineValues()
		at.Set("before", placeText(past[shown-1]))
		v.More = withQuery(k.address()+"/timeline", at)
	}
	day := ""
	for _, e := range past {
		if d := c.p.Day(e.at); d != day {
			day = d
			v.Days = append(v.Days, page.TimelineDay{Name: c.dayName(e.at)})
		}
		at := &v.Days[len(v.Days)-1]
		at.Entries = append(at.Entries, e.view)
	}
	if len(v.Days) == 0 && len(v.Planned) == 0 && !paged {
		v.Empty = &page.Empty{Icon: "history", Title: c.p.Text("timeline.empty")}
		if q.narrow() || q.kind != "" || q.employee != 0 || q.from != "" || q.till != "" {
			v.Empty = &page.Empty{Icon: "filter-off", Title: c.p.Text("timeline.empty_filtered")}
		}
	}
	return v, nil
}

// timelinePast asks each source for what comes before a place and merges the
// answers: the latest first, of one moment by source and id.
func (c *call) timelinePast(tx *store.Tx, q timelineQuery, from entry, shown int) ([]entry, error) {
	q.limit = shown + 1
	var all []entry
	for rank, s := range timelineSources {
		if q.kind != "" && !slices.Contains(s.kinds, q.kind) || q.narrow() && s.name != eventSource.name {
			continue
		}
		one := q
		one.rank = rank
		switch {
		case rank < from.rank:
			one.last = -1 // nothing of that very moment is left
		case rank == from.rank:
			one.last = from.id
		default:
			one.last = math.MaxInt64
		}
		found, err := s.past(c, tx, one)
		if err != nil {
			return nil, fmt.Errorf("timeline of %s: %w", s.name, err)
		}
		for _, e := range found {
			e.rank = rank
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.rank, b.rank), cmp.Compare(b.id, a.id))
	})
	return all, nil
}

// timelinePlans are what is still to come.
func (c *call) timelinePlans(tx *store.Tx, q timelineQuery, v *page.Timeline) error {
	if q.till != "" || q.class != "" && q.class != crm.Planned {
		return nil
	}
	q.limit = mostPlanned
	var all []entry
	for rank, s := range timelineSources {
		if s.planned == nil || q.kind != "" && !slices.Contains(s.kinds, q.kind) || q.narrow() && s.name != eventSource.name {
			continue
		}
		found, err := s.planned(c, tx, q)
		if err != nil {
			return fmt.Errorf("plans of %s: %w", s.name, err)
		}
		for _, e := range found {
			e.rank = rank
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id))
	})
	for _, e := range all {
		v.Planned = append(v.Planned, e.view)
	}
	return nil
}

// timelineChoices are the filters over a timeline.
func (c *call) timelineChoices(tx *store.Tx, k *cardOf, q timelineQuery, v *page.Timeline) error {
	now := c.timelineValues()
	with := func(name, value string) url.Values {
		out := url.Values{}
		for key, all := range now {
			out[key] = all
		}
		out.Del(name)
		if value != "" {
			out.Set(name, value)
		}
		return out
	}
	segment := func(key, name, value string) page.Segment {
		values := with(name, value)
		return page.Segment{
			Label: c.p.Text(key), Href: withQuery(k.address(), values), Current: now.Get(name) == value,
			Extra: page.With("hx-get", withQuery(k.address()+"/timeline", values), "hx-target", "#timeline", "hx-swap", "outerHTML"),
		}
	}
	v.Kinds = page.Segments{Label: c.p.Text("timeline.kinds"), Items: []page.Segment{
		segment("timeline.all", "kind", ""), segment("timeline.events", "kind", string(workKind)),
		segment("timeline.money", "kind", string(moneyKind)), segment("timeline.papers", "kind", string(paperKind)),
	}}
	v.Print = withQuery(k.address()+"/timeline/print", now)
	if k.reg.Name == crm.Partners.Name {
		below, err := tx.Count(c.r.Context(), crm.Partners.Register, register.Eq(&crm.Partners.Row.Parent, register.Ref[crm.Partner](k.id)), 1)
		if err != nil {
			return err
		}
		if below > 0 {
			v.Group = page.Segments{Label: c.p.Text("timeline.group"), Items: []page.Segment{
				segment("timeline.alone", "group", ""), segment("timeline.together", "group", "1"),
			}}
		}
	}
	return c.timelineFilter(tx, k, q, now, v)
}

// timelineFilter is the form that narrows a timeline.
func (c *call) timelineFilter(tx *store.Tx, k *cardOf, q timelineQuery, now url.Values, v *page.Timeline) error {
	ctx, events := c.r.Context(), tx.Schema().This(crm.Events.Register)
	kinds, err := register.Select(ctx, tx, crm.EventTypes, register.Query{})
	if err != nil {
		return err
	}
	f := &v.Filter
	f.Action = k.address() + "/timeline"
	for _, name := range []string{"kind", "group"} {
		if now.Get(name) != "" {
			f.Hidden = append(f.Hidden, page.Hidden{Name: name, Value: now.Get(name)})
		}
	}
	var says []string
	any := page.Choice{Label: c.p.Text("timeline.any")}
	types := page.Field{Name: "type", Label: label(c.p, events, events.Field("type")), Control: page.AskChoice, Values: []string{now.Get("type")}, Choices: []page.Choice{any}}
	for _, one := range kinds {
		types.Choices = append(types.Choices, page.Choice{Value: strconv.FormatInt(one.ID, 10), Label: c.title(crm.EventTypes.Register, one)})
		if one.ID == q.kinds {
			says = append(says, c.title(crm.EventTypes.Register, one))
		}
	}
	class := page.Field{Name: "class", Label: label(c.p, events, events.Field("status")), Control: page.AskChoice, Values: []string{string(q.class)}, Choices: []page.Choice{any}}
	for _, one := range q.class.Choices() {
		class.Choices = append(class.Choices, page.Choice{Value: one, Label: choice(c.p, events, events.Field("class"), one)})
	}
	if q.class != "" {
		says = append(says, choice(c.p, events, events.Field("class"), string(q.class)))
	}
	employee := page.Field{Name: "employee", Label: c.p.Text("timeline.employee"), Control: page.AskReference, Lookup: "/lookup/users", Values: []string{""}}
	if q.employee != 0 {
		named, err := tx.Named(ctx, crm.Users.Register, []register.ID{q.employee})
		if err != nil {
			return err
		}
		if u := named[q.employee]; u != nil {
			name := c.title(crm.Users.Register, u)
			employee.Values, employee.Chosen = []string{now.Get("employee")}, []page.Chosen{{ID: now.Get("employee"), Label: name}}
			says = append(says, name)
		}
	}
	days := [2]page.Field{{Name: "from", Label: c.p.Text("timeline.from"), Pair: true}, {Name: "till", Label: c.p.Text("timeline.till")}}
	for i, day := range []register.Date{q.from, q.till} {
		days[i].Control, days[i].Values = page.AskDate, []string{""}
		if day != "" {
			days[i].Values = []string{c.p.Date(string(day))}
			says = append(says, strings.ToLower(days[i].Label)+" "+c.p.Date(string(day)))
		}
	}
	f.Fields = []page.Field{types, class, employee, days[0], days[1]}
	f.Says = strings.Join(says, ", ")
	if len(says) > 0 {
		left := url.Values{}
		for _, name := range []string{"kind", "group"} {
			if now.Get(name) != "" {
				left.Set(name, now.Get(name))
			}
		}
		f.Reset = withQuery(k.address(), left)
	}
	return nil
}

// of is met by the records of a register that the timeline is of: those of its
// partners, of its contact, of its deal. Nothing is said of registers that do
// not know them.
func (q timelineQuery) of(r *register.Register) (register.Filter, bool) {
	switch {
	case len(q.partners) == 1 && r.Field("partner") != nil:
		return register.Is{Field: "partner", Op: register.Equal, Value: q.partners[0]}, true
	case len(q.partners) > 1 && r.Field("partner") != nil:
		return register.Is{Field: "partner", Op: register.OneOf, Value: anyOf(q.partners)}, true
	case q.k.reg.Name == "contact" && r.Field("contacts") != nil:
		return register.Is{Field: "contacts", Op: register.Has, Value: q.k.id}, true
	case q.k.reg.Name == "contact" && r.Field("contact") != nil:
		return register.Is{Field: "contact", Op: register.Equal, Value: q.k.id}, true
	case q.k.reg.Name == "lead" && r.Field("lead") != nil:
		return register.Is{Field: "lead", Op: register.Equal, Value: q.k.id}, true
	case q.k.reg.Name == "lead" && r.Name == crm.Tasks.Name:
		return register.Eq(&crm.Tasks.Row.About, register.Link{Register: "lead", ID: q.k.id}), true
	case q.k.reg.Name == "deal" && r.Field("deal") != nil:
		return register.Is{Field: "deal", Op: register.Equal, Value: q.k.id}, true
	}
	return nil, false
}

// about is met by the remarks on the records that the timeline is of.
func (q timelineQuery) about(field string) register.Filter {
	var some register.Any
	for _, id := range q.partners {
		some = append(some, register.Is{Field: field, Op: register.Equal, Value: register.Link{Register: q.k.reg.Name, ID: id}})
	}
	if len(some) == 0 {
		some = append(some, register.Is{Field: field, Op: register.Equal, Value: register.Link{Register: q.k.reg.Name, ID: q.k.id}})
	}
	if len(some) == 1 {
		return some[0]
	}
	return some
}

func anyOf(ids []register.ID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
