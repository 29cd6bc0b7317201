package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// cardRoutes are the cards of every register, with what is done on them.
func (s *Server) cardRoutes() {
	for _, r := range s.store.Schema().Registers {
		one := "/" + r.Path + "/{id}"
		s.add("GET", one, PageKind, (*call).card, of(r, register.See))
		s.add("GET", one+"/menu", FragmentKind, (*call).cardMenu, of(r, register.See))
		s.add("GET", one+"/history", FragmentKind, (*call).moreHistory, of(r, register.History))
		s.add("POST", one+"/pin", FormKind, (*call).pin, of(r, register.See))
		s.formRoutes(r)
		s.actRoutes(r)
		if crm.Discussed(r) {
			s.remarkRoutes(r)
		}
	}
	s.add("GET", "/meetings/{id}", PageKind, (*call).asEvent, of(crm.Events.Register, register.See))
	s.add("GET", "/clients/{id}", PageKind, (*call).asPartner, of(crm.Partners.Register, register.See))
	s.add("GET", "/suppliers/{id}", PageKind, (*call).asPartner, of(crm.Partners.Register, register.See))
	s.add("GET", "/competitors/{id}", PageKind, (*call).asPartner, of(crm.Partners.Register, register.See))
	s.fileRoutes()
	s.draftRoutes()
	s.undoRoutes()
}

// asPartner leads from a client to the partner that he is.
func (c *call) asPartner() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.goTo(address(crm.Partners.Register, id))
}

// special is what the card of one register has beyond what all cards have.
// Every part may be nil.
type special struct {
	chips   func(*call, *cardOf) []page.Chip
	meta    func(*call, *cardOf) []page.Meta
	buttons func(*call, *cardOf) []page.Button
	facts   func(*call, *store.Tx, *cardOf) ([]page.Fact, error)
	rail    func(*call, *store.Tx, *cardOf) ([]page.RailBox, error)
	body    func(*call, *store.Tx, *cardOf) (*page.Meeting, error)       // stands over the fields
	form    func(*call, int, form) (bool, error)                         // draws the form itself, where it says so
	first   string                                                       // action whose button stands first
	inMenu  []string                                                     // actions that stand in the menu alone
	pages   func(*call, *cardOf) []page.Tab                              // pages of their own that stand among the tabs
	apart   []string                                                     // registers pointing here that the card shows in its own way
	moves   func(*call, *store.Tx, *cardOf) ([]page.MenuItem, error)     // of the menu asked by a board
	begin   func(*call, *store.Tx, *form) error                          // what the form of a new record begins with
	narrow  func(*call, *store.Tx, *cardOf) error                        // takes away what the record itself allows others alone, or reads what its head says
	above   func(*call, *cardOf, *page.Card)                             // what stands above the sections
	sheet   string                                                       // a style sheet of this card alone
	also    func(*call, *cardOf) []page.Button                           // buttons after those of the actions
	menu    func(*call, *cardOf) page.MenuItems                          // of the menu of rows and cards
	peek    func(*call, *store.Tx, *cardOf) ([]page.PreviewGroup, error) // what its preview shows besides
	quiet   []string                                                     // fields that the card says in another place
	plain   []string                                                     // fields that are no chip, though what they mean has a colour
}

var specials = map[string]special{
	"event_series":    seriesCard,
	"partner":         partnerCard,
	"process":         processCard,
	"process_version": versionCard,
	"contact":         contactCard,
	"deal":            dealCard,
	"user":            userCard,
	"claim":           claimCard,
	"lead":            leadCard,
	"merge":           mergeCard,
	"web_form":        webFormCard,
	"booking_page":    bookingCard,
	"strategy_change": strategyCard,
	"inventory_unit":  inventoryCard,
	"placement":       placementCard,
	"consent":         consentCard,
	"data_request":    requestCard,
	"erasure":         erasureCard,
	"retention":       retentionCard,
	"event":           eventCard,
	"task":            taskCard,
	"commitment":      commitmentCard,

	"preparation": preparationCard,

	"attachment": attachmentCard,
}

// cardOf is a card while it is made.
type cardOf struct {
	reg     *register.Register
	rec     register.Record
	id      register.ID
	title   string
	fields  []*register.Field // that the reader may see
	names   names
	may     map[register.Act]bool // on this record
	legal   []*crm.Counterparty   // of a partner, as far as the reader may see them
	outlook *outlook              // of a deal, what statistics tell of its chance
	special
}

// readCard reads what every view of one record needs.
func (c *call) readCard(tx *store.Tx) (*cardOf, error) {
	id, err := c.idOf()
	if err != nil {
		return nil, err
	}
	r := c.register()
	k := &cardOf{reg: r, id: id, special: specials[r.Name]}
	if k.rec, err = tx.Load(c.r.Context(), r, id); err != nil {
		return nil, err
	}
	for _, f := range r.Fields {
		if shown(c.actor, r, f) && !idle(k.rec, f) {
			k.fields = append(k.fields, f)
		}
	}
	if k.names, err = namesOf(c.r.Context(), tx, []register.Record{k.rec}, slices.Concat(k.fields, r.Head, speaking(r))); err != nil {
		return nil, err
	}
	k.title = c.titleBy(k.names, r, k.rec)
	if k.may, err = c.mayDo(tx, r, id); err == nil && k.narrow != nil {
		err = k.narrow(c, tx, k)
	}
	return k, err
}

// idle reports whether a field has no meaning for a record: what is known of a
// competitor, for a client.
func idle(rec register.Record, f *register.Field) bool {
	p, ok := rec.(*crm.Partner)
	return ok && p.Roles.Idle(f.Section)
}

// mayDo is what the actor may do to one record. Rights that reach equally far
// are asked about once.
func (c *call) mayDo(tx *store.Tx, r *register.Register, id register.ID) (map[register.Act]bool, error) {
	may := map[register.Act]bool{}
	asked := map[string]bool{}
	for _, act := range r.Acts() {
		rows := c.actor.Rows(r, act)
		if register.Never(rows) || register.Always(rows) {
			may[act] = register.Always(rows)
			continue
		}
		key := fmt.Sprint(rows)
		if _, known := asked[key]; !known {
			n, err := tx.Count(c.r.Context(), r, register.All{register.ByID(id), rows}, 1)
			if err != nil {
				return nil, err
			}
			asked[key] = n > 0
		}
		may[act] = asked[key]
	}
	if r.Closed {
		may = map[register.Act]bool{register.See: may[register.See], register.History: may[register.History]}
	}
	return may, nil
}

// card answers the card of a record, a tab of it, or its preview.
func (c *call) card() error {
	if c.target() == "dialog#drawer" {
		return c.peek()
	}
	var v page.Card
	var home page.Crumb
	var to register.ID
	var err error
	err = c.read(func(tx *store.Tx) error {
		if to, err = c.leadsOn(tx); err != nil || to != 0 {
			return err
		}
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		home = c.listCrumb(k.reg, k.rec)
		v, err = c.cardView(tx, k)
		return err
	})
	if err != nil {
		return err
	}
	if to != 0 {
		return c.goTo(address(c.register(), to))
	}
	if c.background() {
		c.render(http.StatusOK, page.CardBody(c.p, v))
		return nil
	}
	crumbs := []page.Crumb{home, {Label: v.Title}}
	c.render(http.StatusOK, page.CardPage(c.p, c.shell(v.Title, crumbs...), v))
	return nil
}

// listCrumb is the list in which a record is found: for a partner that of his
// first role.
func (c *call) listCrumb(r *register.Register, rec register.Record) page.Crumb {
	if p, ok := rec.(*crm.Partner); ok && len(p.Roles) > 0 {
		for _, l := range listings(r) {
			if slices.Contains(l.made["roles"], string(p.Roles[0])) {
				return page.Crumb{Label: c.p.Text(l.key + ".many"), Href: "/" + l.path}
			}
		}
	}
	return page.Crumb{Label: many(c.p, r), Href: "/" + r.Path}
}

func (c *call) cardView(tx *store.Tx, k *cardOf) (page.Card, error) {
	v := page.Card{
		ID: k.reg.Path + "-" + strconv.FormatInt(k.id, 10), Title: k.title, Avatar: avatar(k.reg, k.rec, k.title),
		Chips: c.chips(k), Meta: c.meta(k), Actions: c.buttons(k), Menu: k.address() + "/menu", Sheet: k.sheet,
	}
	v.Avatar.Size = page.Huge
	if v.Avatar.Initials == "" {
		v.Avatar = k.standIn(c)
	}
	starred, err := tx.Pinned(c.r.Context(), c.actor.User(), k.address())
	if err != nil {
		return v, err
	}
	v.Star = &page.Star{On: starred, Action: k.address() + "/pin"}
	if b := register.BaseOf(k.rec); b.Archived {
		v.Archived = &page.Archived{Who: k.names.who(c.p, b.UpdatedBy), When: c.p.MomentWords(b.UpdatedAt, c.now)}
		if k.may[register.Archive] {
			v.Archived.Restore = k.address() + "/restore"
		}
	}
	for _, notice := range crm.NoticesOf(k.rec) {
		if f := k.reg.Field(notice.Field); f == nil || shown(c.actor, k.reg, f) {
			v.Notices = append(v.Notices, page.Notice{Tone: page.Care, Text: c.p.Text(notice.Key, "suggestion", notice.Suggestion)})
		}
	}
	if k.facts != nil {
		if v.Facts, err = k.facts(c, tx, k); err != nil {
			return v, err
		}
	}
	if k.rail != nil {
		if v.Rail, err = k.rail(c, tx, k); err != nil {
			return v, err
		}
	}
	tasks, err := c.tasksOf(tx, k)
	if err != nil {
		return v, err
	}
	v.Rail = append(v.Rail, tasks...)
	if slices.Contains(timelines, k.reg.Name) && c.r.URL.Query().Get("tab") != "overview" {
		v.Rail = append([]page.RailBox{c.details(k)}, v.Rail...)
	}
	return v, c.tabs(tx, k, &v)
}

// standIn is the avatar of a record without a face of its own: that of the
// partner it belongs to, or its letters.
func (k *cardOf) standIn(c *call) page.Avatar {
	a := page.Avatar{Initials: initials(k.title), Hue: page.HueOf(k.id), Square: true}
	if f := k.reg.Field("partner"); f != nil && f.Kind == register.Reference {
		if rec := k.names["partner"][f.Value(k.rec).(int64)]; rec != nil {
			a = avatar(f.Target, rec, c.title(f.Target, rec))
		}
	}
	a.Size = page.Huge
	return a
}

func (k *cardOf) address() string { return address(k.reg, k.id) }

// edits is the form of the record, or of one part of it, where the reader may
// change it; empty where he may not.
func (k *cardOf) edits(what, name string) string {
	if !k.may[register.Edit] || register.BaseOf(k.rec).Archived {
		return ""
	}
	if what == "" {
		return k.address() + "/edit"
	}
	return k.address() + "/edit?" + what + "=" + url.QueryEscape(name)
}

// chips are the states of the record: its status, its stage.
func (c *call) chips(k *cardOf) []page.Chip {
	var out []page.Chip
	for _, f := range k.fields {
		switch f.Kind {
		case register.Reference:
			if f.Target == nil || f.Target.Field("hue") == nil {
				continue
			}
			if rec := k.names[f.Target.Name][f.Value(k.rec).(int64)]; rec != nil && !slices.Contains(k.plain, f.Name) {
				out = append(out, page.Chip{Label: c.title(f.Target, rec), Hue: hueOf(f.Target, rec), Title: label(c.p, k.reg, f)})
			}
		case register.Choice:
			value := f.Value(k.rec).(string)
			if hue := choiceHue(k.reg, f, value); hue != "" && len(out) == 0 { // a stage says its outcome
				out = append(out, page.Chip{Label: choice(c.p, k.reg, f, value), Hue: hue, Title: label(c.p, k.reg, f)})
			}
		}
	}
	if k.special.chips != nil {
		out = append(out, k.special.chips(c, k)...)
	}
	return out
}

func (c *call) meta(k *cardOf) []page.Meta {
	if k.special.meta != nil {
		return k.special.meta(c, k)
	}
	if text := k.reg.Hint(k.rec, string(c.p.Language())); text != "" {
		return []page.Meta{{Text: text}}
	}
	return nil
}

// metaOf is a field in the line under the name, where it says something.
func (k *cardOf) metaOf(c *call, name, icon string) []page.Meta {
	f := k.reg.Field(name)
	if f == nil || !slices.Contains(k.fields, f) || f.Empty(k.rec) {
		return nil
	}
	text := k.names.valueWords(c.p, k.reg, f, f.Value(k.rec))
	if text == "" {
		return nil
	}
	m := page.Meta{Icon: icon, Text: text, Title: label(c.p, k.reg, f)}
	if f.Kind == register.Reference && !f.Target.Directory {
		m.Href = address(f.Target, f.Value(k.rec).(int64))
	}
	return []page.Meta{m}
}

// mostButtons is how many actions stand beside the name; all are in the menu.
const mostButtons = 3

// buttons are the usual things to do, the first one first.
func (c *call) buttons(k *cardOf) []page.Button {
	var out []page.Button
	if k.special.buttons != nil {
		out = k.special.buttons(c, k)
	}
	actions := c.offered(k)
	slices.SortStableFunc(actions, func(a, b *register.Action) int { return -compareBool(a.Name == k.first, b.Name == k.first) })
	for _, a := range actions {
		if a.On == register.OnOne && len(out) < mostButtons && !slices.Contains(k.inMenu, a.Name) {
			out = append(out, page.Button{
				Label: actionLabel(c.p, k.reg, a), Icon: actionIcons[a.Name],
				Href: k.address() + "/" + a.Name, Extra: page.With("data-dialog"), Class: wide(len(out)),
			})
		}
	}
	if k.also != nil {
		out = append(out, k.also(c, k)...)
	}
	if edit := k.edits("", ""); edit != "" {
		out = append(out, page.Button{Label: c.p.Text("menu.edit"), Icon: "pencil", Href: edit, Class: wide(len(out))})
	}
	return out
}

// wide keeps all buttons but the first off phones: the menu has them.
func wide(before int) string {
	if before == 0 {
		return ""
	}
	return "desktop-only"
}

var actionIcons = map[string]string{
	"hold": "circle-check", "reschedule": "calendar", "miss": "circle-x", "repeat": "refresh", "follow_up": "arrow-right", "handle": "check", "correct": "pencil", "recur": "refresh", "end_series": "circle-x",
	"win": "circle-check", "lose": "circle-x", "reopen": "arrow-back-up", "transfer": "users", "move": "arrow-right",
	"issue": "truck", "check": "camera", "take_back": "arrow-back-up", "reserve": "clock", "release": "lock-open", "repair": "settings", "mended": "circle-check", "write_off": "trash",
	"withdraw": "circle-x", "identify": "id", "reply": "send", "extend": "clock",
	"take": "arrow-right", "qualify": "circle-check", "convert": "user-check", "disqualify": "circle-x", "raise": "arrow-up", "lower": "arrow-down", "satisfy": "circle-check", "refuse": "circle-x", "acknowledge": "check", "assess": "scale", "react": "bolt", "close": "check", "answer": "send", "object": "arrow-back-up",
	"finish": "circle-check", "start_process": "route", "make": "tool", "wait": "hourglass", "resume": "arrow-back-up", "hand_over": "users", "cancel": "x", "keep": "circle-check",
	"confirm": "circle-check", "make_main": "star", "merge": mergeIcon, "undo": "arrow-back-up", "leave": "logout", "return": "arrow-back-up", "replace": "upload", "share": "users",
}

// offered are the actions that make sense for the record as it is, and that
// the reader may do.
func (c *call) offered(k *cardOf) []*register.Action {
	var out []*register.Action
	for _, a := range k.reg.Actions {
		if a.On != register.OnNone && k.may[register.Act(a.Name)] && a.Offered(k.rec) {
			out = append(out, a)
		}
	}
	return out
}

// cardMenu is everything that may be done to a record.
func (c *call) cardMenu() error {
	var items page.MenuItems
	err := c.read(func(tx *store.Tx) error {
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		if c.r.URL.Query().Has("move") && k.moves != nil {
			if items, err = k.moves(c, tx, k); err != nil {
				return err
			}
		}
		items = append(items, c.menuOf(k)...)
		return nil
	})
	if err != nil {
		return err
	}
	c.render(http.StatusOK, items)
	return nil
}

func (c *call) menuOf(k *cardOf) page.MenuItems {
	at := k.address()
	var items page.MenuItems
	if c.pagePath() != at {
		items = append(items, page.MenuItem{Label: c.p.Text("menu.open"), Icon: "eye", Href: at})
	}
	if edit := k.edits("", ""); edit != "" {
		items = append(items, page.MenuItem{Label: c.p.Text("menu.edit"), Icon: "pencil", Href: edit})
	}
	if home := c.pagePath(); home != at && register.May(c.actor, k.reg, register.Create) && begins(k.reg) && !asksFile(k.reg) {
		items = append(items, page.MenuItem{Label: newTitle(c.p, k.reg), Icon: "plus", Href: withQuery("/"+k.reg.Path+"/new", madeOn(k.reg, home))})
	}
	if k.menu != nil {
		items = append(items, k.menu(c, k)...)
	}
	for i, a := range c.offered(k) {
		items = append(items, page.MenuItem{
			Label: actionLabel(c.p, k.reg, a), Icon: cmp.Or(actionIcons[a.Name], "bolt"), Rule: i == 0,
			Href: at + "/" + a.Name, Extra: page.With("data-dialog"),
		})
	}
	first := len(items)
	if give := c.taskFor(k); give != "" {
		items = append(items, page.MenuItem{Label: c.p.Text("task.new"), Icon: "checkbox", Href: give, Extra: page.With("data-drawer")})
	}
	if register.May(c.actor, k.reg, register.Create) && !k.reg.Closed && !asksFile(k.reg) {
		items = append(items, page.MenuItem{Label: c.p.Text("menu.copy"), Icon: "copy", Href: "/" + k.reg.Path + "/new?copy=" + strconv.FormatInt(k.id, 10)})
	}
	items = append(items, page.MenuItem{
		Label: c.p.Text("menu.copy_link"), Icon: "link", Extra: page.With("data-copy", c.origin()+at, "data-copied", c.p.Text("menu.link_copied")),
	})
	items[first].Rule = true
	if k.may[register.Archive] {
		leave := page.MenuItem{Label: c.p.Text("menu.archive"), Icon: "archive", Post: at + "/archive", Rule: true}
		if register.BaseOf(k.rec).Archived {
			leave = page.MenuItem{Label: c.p.Text("menu.restore"), Icon: "archive-off", Post: at + "/restore", Rule: true}
		}
		items = append(items, leave)
	}
	if k.may[register.Delete] {
		items = append(items, page.MenuItem{
			Label: c.p.Text("menu.delete"), Icon: "trash", Danger: true, Rule: !k.may[register.Archive],
			Href: at + "/delete", Extra: page.With("data-dialog"),
		})
	}
	return items
}

// madeOn is what a record says at once that is made on a list of its register.
func madeOn(r *register.Register, home string) url.Values {
	for _, l := range listings(r) {
		if "/"+l.path == home {
			return l.made
		}
	}
	return nil
}

// origin is the address of the program as its reader knows it.
func (c *call) origin() string {
	if c.base != "" {
		return c.base
	}
	if c.overTLS(c.r) {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// tabs fills in the tabs of a card and what the current one shows.
func (c *call) tabs(tx *store.Tx, k *cardOf, v *page.Card) error {
	asked := c.r.URL.Query().Get("tab")
	add := func(name, icon, text string, n int) bool {
		href := k.address()
		if name != "" {
			href += "?tab=" + url.QueryEscape(name)
		}
		t := page.Tab{Label: text, Icon: icon, Href: href, Current: asked == name, Extra: page.With("hx-get", href, "hx-target", "#main", "hx-push-url", "true")}
		if n > 0 {
			t.Count = c.countShort(n)
		}
		v.Tabs = append(v.Tabs, t)
		return t.Current
	}
	overview := ""
	if slices.Contains(timelines, k.reg.Name) {
		overview = "overview"
		if add("", "history", c.p.Text("timeline.title"), 0) {
			t, err := c.timeline(tx, k, timelineShown)
			if err != nil {
				return err
			}
			if t.Composer, err = c.composer(tx, k, nil, nil); err != nil {
				return err
			}
			v.Timeline = &t
		}
	}
	if add(overview, "id", c.p.Text("card.overview"), 0) {
		v.Sections = c.sections(k)
		if k.above != nil {
			k.above(c, k, v)
		}
		if k.body != nil {
			meeting, err := k.body(c, tx, k)
			if err != nil {
				return err
			}
			if v.Meeting = meeting; meeting != nil {
				title := sectionTitle(c.p, k.reg, "meeting")
				v.Sections = slices.DeleteFunc(v.Sections, func(s page.CardSection) bool { return s.Title == title })
			}
		}
	}
	if k.pages != nil {
		v.Tabs = append(v.Tabs, k.pages(c, k)...)
	}
	backs, comments, files, err := c.hanging(tx, k)
	if err != nil {
		return err
	}
	for _, b := range backs {
		if add(b.name(), faceOf(b.Register).icon, b.title, b.count) {
			if v.Related, err = c.related(tx, k, b); err != nil {
				return err
			}
		}
	}
	if crm.Discussed(k.reg) {
		if add("comments", "message", c.p.Text("card.comments"), comments) {
			if v.Comments, err = c.comments(tx, k, ""); err != nil {
				return err
			}
		}
		if add("files", "paperclip", c.p.Text("card.files"), files) {
			if v.Files, err = c.files(tx, k); err != nil {
				return err
			}
		}
	}
	changes := "card.history"
	if overview != "" {
		changes = "timeline.changes"
	}
	if k.may[register.History] && add("history", "pencil", c.p.Text(changes), 0) {
		h, err := c.history(tx, k.reg, k.id, 0)
		if err != nil {
			return err
		}
		v.History = &h
	}
	if !slices.ContainsFunc(v.Tabs, func(t page.Tab) bool { return t.Current }) {
		return register.ErrNotFound
	}
	return nil
}

// mostCountedOnCard is how far a tab counts.
const mostCountedOnCard = 1000

// countShort is a count beside a tab's name.
func (c *call) countShort(n int) string {
	if n > mostCountedOnCard {
		return c.p.Text("card.more_than", "n", c.p.Integer(mostCountedOnCard))
	}
	return c.p.Integer(int64(n))
}

// about is met by what hangs on the record.
func (k *cardOf) about(of *register.Register) register.Filter {
	link := register.Link{Register: k.reg.Name, ID: k.id}
	if of.Name == crm.Attachments.Name {
		return register.All{register.Eq(&crm.Attachments.Row.About, link), register.Eq(&crm.Attachments.Row.Current, true), register.Alive()}
	}
	return register.All{register.Eq(&crm.Comments.Row.About, link), register.Alive()}
}

// sections are the fields that say something, under their headings.
func (c *call) sections(k *cardOf) []page.CardSection {
	var out []page.CardSection
	last := ""
	for _, f := range k.fields {
		if !says(f, k.rec) || slices.Contains(k.quiet, f.Name) {
			continue
		}
		if len(out) == 0 || sectionName(f) != last {
			last = sectionName(f)
			out = append(out, page.CardSection{Title: sectionTitle(c.p, k.reg, last), Edit: k.edits("section", last)})
		}
		s := &out[len(out)-1]
		s.Lines = append(s.Lines, c.line(k, f))
	}
	return append(out, page.CardSection{Title: c.p.Text("card.record"), Lines: c.recordLines(k)})
}

// mostDetails is how many fields stand beside a timeline.
const mostDetails = 9

// details are the first fields of a record, for the rail beside its timeline.
func (c *call) details(k *cardOf) page.RailBox {
	box := page.RailBox{Title: c.p.Text("timeline.details"), Href: k.address() + "?tab=overview"}
	if edit := k.edits("section", "main"); edit != "" {
		box.Edit = &page.Button{Label: c.p.Text("card.edit_section", "section", c.p.Text("card.main")), Icon: "edit", Href: edit, Extra: page.With("data-drawer")}
	}
	for _, f := range k.fields {
		switch {
		case len(box.Lines) == mostDetails, !says(f, k.rec), f.Kind == register.LongText:
		case f.Kind == register.Text && f.Value(k.rec).(string) == k.title:
		case f.Target != nil && f.Target.Field("hue") != nil: // a chip under the name says it
		default:
			box.Lines = append(box.Lines, c.line(k, f))
		}
	}
	return box
}

// says reports whether a field says something worth a line: a no and a nought
// that nobody set do not.
func says(f *register.Field, rec any) bool {
	switch v := f.Value(rec).(type) {
	case bool:
		return v
	case int64:
		return v != 0
	}
	return !f.Empty(rec)
}

// sectionTitle is the heading of a section; the first one is called as such.
func sectionTitle(p *lang.Printer, r *register.Register, section string) string {
	if section == "main" {
		return p.Text("card.main")
	}
	return p.Text(r.Name + ".section." + section)
}

// line is a field with its value.
func (c *call) line(k *cardOf, f *register.Field) page.Line {
	l := page.Line{Label: label(c.p, k.reg, f)}
	if !f.ReadOnly && c.actor.Edits(k.reg, f.Class) && f.Kind != register.LinkTo && f.Kind != register.FileOf {
		l.Edit = k.edits("field", f.Name)
	}
	if m, ok := k.rec.(*crm.Mapping); ok && f.Name == "body" {
		l.Values, l.Wide, l.Edit = c.mappingLines(m), true, ""
		return l
	}
	switch f.Kind {
	case register.LongText:
		l.Text = f.Value(k.rec).(string)
	case register.PartsOf:
		l.Values = c.partLines(k, f)
		l.Wide = len(f.Target.Fields) > 4
	case register.References:
		ids := f.Value(k.rec).([]register.ID)
		for _, id := range ids {
			if k.names[f.Target.Name][id] != nil {
				l.Values = append(l.Values, page.Valued{Value: c.referenceCell(k.names, f.Target, id)})
			}
		}
	case register.NamesOf:
		for i, text := range f.Value(k.rec).(register.Names).All() {
			if text != "" {
				l.Values = append(l.Values, page.Valued{Value: page.TextCell(text), Note: c.p.Text("language." + register.Languages[i])})
			}
		}
	case register.FileOf:
		file := f.Value(k.rec).(register.File)
		l.Value = page.TextCell(file.Name)
		if k.reg.Name == crm.Attachments.Name {
			l.Value = page.LinkCell(file.Name, k.address()+"/download", page.Avatar{})
		}
	default:
		l.Value = c.cell(k.names, k.reg, f, k.rec)
		if f.Kind == register.Reference && f.Target != nil && k.names[f.Target.Name][f.Value(k.rec).(int64)] == nil {
			l.Value = page.MutedCell(c.p.Text("card.hidden_record"))
		}
	}
	return l
}

// partLines are the parts of a record one under another, each by what it
// mainly says with the rest as a note.
func (c *call) partLines(k *cardOf, f *register.Field) []page.Valued {
	main := mainField(f.Target)
	var out []page.Valued
	for _, part := range f.Value(k.rec).([]any) {
		v := page.Valued{Value: c.cellOf(k.names, f.Target, main, main.Value(part))}
		var rest []string
		for _, g := range f.Target.Fields {
			if g == main || !c.actor.Sees(k.reg, g.Class) || !says(g, part) || g.Name == "typed" {
				continue
			}
			if g.Kind == register.Bool {
				v.Chip = label(c.p, f.Target, g)
				continue
			}
			rest = append(rest, k.names.valueWords(c.p, f.Target, g, g.Value(part)))
		}
		v.Note = strings.Join(slices.DeleteFunc(rest, func(s string) bool { return s == "" }), " · ")
		out = append(out, v)
	}
	return out
}

// recordLines say who made the record and who changed it last.
func (c *call) recordLines(k *cardOf) []page.Line {
	b := register.BaseOf(k.rec)
	lines := []page.Line{
		{Label: c.p.Text("card.number"), Value: page.MutedCell("№ " + strconv.FormatInt(k.id, 10))},
		{Label: c.p.Text("head.created_at"), Value: page.TextCell(c.p.Text("card.when_who", "when", c.p.MomentWords(b.CreatedAt, c.now), "who", k.names.who(c.p, b.CreatedBy))).Titled(c.p.Moment(b.CreatedAt))},
	}
	if b.Version > 1 {
		lines = append(lines, page.Line{
			Label: c.p.Text("head.updated_at"),
			Value: page.TextCell(c.p.Text("card.when_who", "when", c.p.MomentWords(b.UpdatedAt, c.now), "who", k.names.who(c.p, b.UpdatedBy))).Titled(c.p.Moment(b.UpdatedAt)),
		})
	}
	return lines
}

// back is a register seen from the record: what points at it by a field.
type back struct {
	register.Back
	title string
	count int
	shown bool // also while there is none
}

func (b back) name() string { return b.Register.Path + "." + b.Field.Name }

// filter is met by the records that point here.
func (b back) filter(id register.ID) register.Filter {
	op, value := register.Equal, any(id)
	if b.Field.Kind == register.References {
		op = register.Has
	}
	return register.All{register.Is{Field: b.Field.Name, Op: op, Value: value}, register.Alive()}
}

// begins reports whether records of a register begin with a form: not those
// that the program makes, nor those that the actions of others do.
func begins(r *register.Register) bool {
	return !r.Closed && !slices.ContainsFunc(r.Fields, func(f *register.Field) bool { return f.Required && f.ReadOnly })
}

// takesSheets reports whether the reader may bring in a sheet of a register.
func (c *call) takesSheets(r *register.Register) bool {
	return begins(r) && register.May(c.actor, r, register.Import)
}

// hanging is what hangs on a record: the references to it, those that belong
// to it always and all others when there are some, and the numbers of its
// comments and files. All is counted in one question.
func (c *call) hanging(tx *store.Tx, k *cardOf) (out []back, comments, files int, err error) {
	var all []back
	var counted []store.Counted
	for _, b := range tx.Schema().Back(k.reg) {
		r, f := b.Register, b.Field
		if !shown(c.actor, r, f) || !register.May(c.actor, r, register.See) || r.Closed || r.Name == "saved_view" || f.ReadOnly && !f.Guard && !f.Required || slices.Contains(k.apart, r.Name) {
			continue
		}
		one := back{Back: b, shown: f.Guard || f.Required && f.Kind == register.Reference}
		all = append(all, one)
		counted = append(counted, store.Counted{Register: r, Filter: one.filter(k.id)})
	}
	var remarks []*register.Register
	for _, r := range []*register.Register{crm.Comments.Register, crm.Attachments.Register} {
		if crm.Discussed(k.reg) && register.May(c.actor, tx.Schema().This(r), register.See) {
			remarks = append(remarks, r)
			counted = append(counted, store.Counted{Register: r, Filter: k.about(r)})
		}
	}
	counts, err := tx.Counts(c.r.Context(), counted, mostCountedOnCard+1)
	if err != nil {
		return nil, 0, 0, err
	}
	for i, r := range remarks {
		if n := counts[len(all)+i]; r == crm.Comments.Register {
			comments = n
		} else {
			files = n
		}
	}
	for i := range all {
		all[i].count = counts[i]
	}
	times := map[string]int{}
	for _, one := range all {
		if one.count > 0 || one.shown {
			times[one.Register.Name]++
			out = append(out, one)
		}
	}
	for i := range out {
		out[i].title = c.backTitle(k.reg, out[i].Back, times[out[i].Register.Name] > 1)
	}
	slices.SortStableFunc(out, func(a, b back) int { return cmp.Compare(weightOf(a), weightOf(b)) })
	return out, comments, files, nil
}

// weightOf puts what belongs to a record before what only mentions it, and
// deals before all.
func weightOf(b back) int {
	switch {
	case b.Register.Name == "deal" && b.shown:
		return 0
	case b.shown:
		return 1
	}
	return 2
}

// backTitle is what a tab of references is called; where a register points at
// the record by several fields, the field is named too.
func (c *call) backTitle(r *register.Register, b register.Back, several bool) string {
	if key := "back." + b.Register.Name + "." + b.Field.Name; c.p.Has(key) {
		return c.p.Text(key)
	}
	if several {
		return c.p.Text("card.back_by", "register", many(c.p, b.Register), "field", label(c.p, b.Register, b.Field))
	}
	return many(c.p, b.Register)
}

// mostRelated is how many rows a tab shows; the list has all.
const mostRelated = 50

// related is the tab of one reference back.
func (c *call) related(tx *store.Tx, k *cardOf, b back) (*page.Related, error) {
	op := "eq"
	if b.Field.Kind == register.References {
		op = "has"
	}
	id := strconv.FormatInt(k.id, 10)
	s, err := c.stateOf(listings(b.Register)[0], url.Values{b.Field.Name + "." + op: {id}})
	if err != nil {
		return nil, err
	}
	s.columns = slices.DeleteFunc(s.columns, func(f *register.Field) bool { return f == b.Field || f.Name == "name" }) // the first column says it
	v := &page.Related{Title: b.title, Count: c.countShort(b.count), All: s.href()}
	if b.count == 0 {
		v.Count, v.All = "", ""
	}
	if register.May(c.actor, b.Register, register.Create) && begins(b.Register) && !register.BaseOf(k.rec).Archived {
		v.Create = page.Button{
			Label: newTitle(c.p, b.Register), Icon: "plus", Small: true,
			Href: "/" + b.Register.Path + "/new?" + url.Values{b.Field.Name: {id}}.Encode(), Extra: page.With("data-drawer"),
		}
	}
	rows, err := tx.Page(c.r.Context(), b.Register, register.Query{Filter: s.filter, Limit: mostRelated})
	if err != nil {
		return nil, err
	}
	if len(rows.Records) == 0 {
		v.Empty = &page.Empty{Icon: faceOf(b.Register).icon, Title: c.p.Text(b.Register.Name + ".empty")}
		return v, nil
	}
	v.List = page.List{ID: b.Register.Path, Title: b.title}
	v.List.Table, err = c.table(tx, s, rows.Records)
	return v, err
}

// newTitle is what the form of a new record is called, and the button to it.
func newTitle(p *lang.Printer, r *register.Register) string { return p.Text(r.Name + ".new") }

// Bounds of a preview: it is a glance, not the card.
const (
	mostPeekFacts  = 4
	mostPeekLines  = 14
	mostPeekGroups = 3
)

// peek is the preview of a record in the drawer.
func (c *call) peek() error {
	var v page.Preview
	err := c.read(func(tx *store.Tx) error {
		to, err := c.leadsOn(tx)
		if err != nil {
			return err
		}
		if to != 0 { // the drawer shows it in its place
			c.r.SetPathValue("id", strconv.FormatInt(to, 10))
		}
		k, err := c.readCard(tx)
		if err != nil {
			return err
		}
		v = page.Preview{
			Title: k.title, Href: k.address(), Avatar: avatar(k.reg, k.rec, k.title), Chips: c.chips(k), Actions: c.buttons(k),
		}
		for i := range v.Actions {
			v.Actions[i].Class, v.Actions[i].Small = "", true
		}
		if k.facts != nil {
			facts, err := k.facts(c, tx, k)
			if err != nil {
				return err
			}
			for _, f := range facts[:min(len(facts), mostPeekFacts)] {
				v.Facts = append(v.Facts, page.PreviewFact{Label: f.Label, Value: f.Value, Note: f.Note, Tone: f.Tone})
			}
		}
		v.Groups = c.peekGroups(k)
		if k.peek != nil {
			more, err := k.peek(c, tx, k)
			if err != nil {
				return err
			}
			v.Groups = append(v.Groups, more...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.render(http.StatusOK, page.Peek(c.p, v))
	return nil
}

func (c *call) peekGroups(k *cardOf) []page.PreviewGroup {
	var out []page.PreviewGroup
	last, lines := "", 0
	for _, f := range k.fields {
		if !says(f, k.rec) || lines == mostPeekLines || f.Target != nil && f.Target.Field("hue") != nil {
			continue
		}
		if f.Kind == register.Text && f.Value(k.rec).(string) == k.title {
			continue // the heading says it
		}
		if len(out) == 0 || sectionName(f) != last {
			if len(out) == mostPeekGroups {
				break
			}
			last = sectionName(f)
			out = append(out, page.PreviewGroup{Title: sectionTitle(c.p, k.reg, last)})
		}
		g := &out[len(out)-1]
		g.Lines = append(g.Lines, page.PreviewLine{Label: label(c.p, k.reg, f), Value: c.cell(k.names, k.reg, f, k.rec)})
		lines++
	}
	return out
}
