package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// listing is a register seen as a list: all its rows, or the system view of
// some of them that has an address of its own.
type listing struct {
	register string
	path     string          // "partners", "clients"
	key      string          // its words: client.many, client.new
	fixed    register.Filter // the rows it is limited to
	made     url.Values      // what a record made here says at once
	aside    []string        // parameters of the page that are no conditions
	columns  string          // those it has until somebody chooses; empty are those of the register
}

// listings are the lists of a register: its own, and for partners those by
// role.
func listings(r *register.Register) []listing {
	own := listing{register: r.Name, path: r.Path, key: r.Name}
	switch r.Name {
	case crm.Partners.Name:
	case crm.Events.Name:
		return []listing{own, {
			register: r.Name, path: "meetings", key: "meeting", fixed: register.Eq(&crm.Events.Row.Meeting, true), made: url.Values{"meeting": {"true"}},
		}}
	default:
		return []listing{own}
	}
	role := func(path, key string, role crm.PartnerRole) listing {
		return listing{
			register: r.Name, path: path, key: key, made: url.Values{"roles": {string(role)}},
			fixed: register.Is{Field: "roles", Op: register.Has, Value: string(role)},
		}
	}
	clients := role("clients", "client", crm.ClientRole)
	clients.columns = "status,class,region,responsible,contacted_on,contact_due_on,relation,industry"
	rivals := role("competitors", "competitor", crm.CompetitorRole)
	rivals.columns = "standing,price_level,price_index,region,industry,responsible"
	return []listing{
		own,
		clients,
		role("suppliers", "supplier", crm.SupplierRole),
		rivals,
	}
}

// face is how a register shows itself in lists: which field is its name, which
// columns it has until somebody chooses others.
type face struct {
	icon    string
	name    string // field the first column is ordered by
	columns []string
}

var faces = map[string]face{
	"partner":           {"building-store", "name", []string{"status", "region", "industry", "responsible", "class", "roles", "parent", "code"}},
	"counterparty":      {"file-certificate", "", []string{"partner", "kind", "country", "code", "vat_number", "confirmed"}},
	"contact":           {"address-book", "surname", []string{"partner", "position", "phones", "emails", "role", "main"}},
	"deal":              {"layout-kanban", "number", []string{"partner", "stage", "amount", "responsible", "product", "started_on", "close_on", "closed_on"}},
	"absence":           {"plane-departure", "from", []string{"deputy", "from", "till", "kind", "state", "note"}},
	"web_form":          {"forms", "name", []string{"running", "language", "channel", "campaign", "notify"}},
	"unmet_demand":      {"help", "number", []string{"asked_on", "who", "product", "what", "quantity", "expected", "reason", "competitor", "responsible"}},
	"booking_page":      {"calendar-plus", "name", []string{"running", "people", "lengths", "way", "language"}},
	"form_entry":        {"forms", "", []string{"form", "booking", "lead", "event", "at", "site", "edition", "trapped"}},
	"process":           {"route", "", []string{"about", "kind", "active", "begins", "owner", "code"}},
	"process_version":   {"route", "number", []string{"process", "state", "note", "updated_at"}},
	"process_run":       {"route", "", []string{"about", "process", "state", "began", "ended", "steps"}},
	"process_visit":     {"route", "", []string{"name", "executor", "entered", "finished", "due", "overdue", "result"}},
	"lead":              {"user-plus", "company", []string{"name", "status", "received_at", "channel", "responsible", "react_by", "score"}},
	"claim":             {"urgent", "subject", []string{"status", "partner", "deadline", "reason", "severity", "responsible", "kind"}},
	"inventory_unit":    {"tag", "name", []string{"number", "status", "partner", "kind", "condition", "check_by", "return_by", "cost"}},
	"placement":         {"truck", "number", []string{"unit", "partner", "placed_on", "return_by", "ended_on", "end", "responsible"}},
	"inventory_check":   {"camera", "checked_on", []string{"checked_on", "partner", "found", "condition", "contents", "by", "remark"}},
	"consent":           {"circle-check", "given_at", []string{"state", "given_at", "way", "edition", "valid_till"}},
	"data_request":      {"shield", "number", []string{"kind", "status", "deadline", "applicant", "contact", "responsible", "decision"}},
	"erasure":           {"eraser", "number", []string{"who", "state", "ground", "asked_by", "asked_at", "confirmed_by", "done_at"}},
	"retention":         {"hourglass", "rule", []string{"who", "rule", "state", "act_on", "responsible", "held_by", "held_till"}},
	"strategy_change":   {"flag", "summary", []string{"competitor", "area", "impact", "status", "observed_on", "confidence", "responsible"}},
	"event":             {"calendar-event", "subject", []string{"type", "status", "start", "partner", "responsible", "method", "handling"}},
	"event_type":        {"list-details", "", []string{"icon", "hue", "direction", "method", "minutes", "meeting", "code"}},
	"event_status":      {"list-details", "", []string{"type", "class", "hue", "code"}},
	"event_series":      {"refresh", "subject", []string{"type", "partner", "responsible", "rule", "until", "ended"}},
	"merge":             {"arrows-join", "name", []string{"stay", "gone", "state", "by", "created_at"}},
	"partner_link":      {"link", "", []string{"partner", "kind", "to", "strength", "valid_from", "valid_till"}},
	"relation_change":   {"heart-handshake", "", []string{"at", "was", "now", "reason", "worse", "author"}},
	"task":              {"checkbox", "subject", []string{"status", "deadline", "executors", "partner", "deal", "priority", "author"}},
	"commitment":        {"heart-handshake", "subject", []string{"partner", "kind", "due", "state", "side", "responsible", "task"}},
	"product":           {"package", "name", []string{"sku", "group", "unit", "price", "kind"}},
	"user":              {"users", "surname", []string{"position", "team", "email", "phone", "roles", "disabled"}},
	"team":              {"users-group", "name", []string{"parent", "head", "office", "code"}},
	"comment":           {"message", "", nil},
	"attachment":        {"paperclip", "", nil},
	"data_import":       {"upload", "name", []string{"register", "state", "total", "created", "changed", "unchanged", "refused", "ended_at"}},
	"reminder":          {"bell", "", []string{"at", "state", "user"}},
	"notification":      {"bell", "", []string{"kind", "about", "by", "at", "read_at"}},
	"organisation":      {"building", "", nil},
	"day_off":           {"calendar-off", "", []string{"day", "worked"}},
	"role":              {"shield", "", []string{"menu", "note"}},
	"custom_field":      {"forms", "", []string{"register", "kind", "class", "required", "filterable", "position"}},
	"saved_view":        {"bookmark", "", nil},
	"pipeline":          {"layout-kanban", "", []string{"kind", "code"}},
	"stage_requirement": {"clipboard-check", "what", []string{"stage", "kind", "field", "document"}},
	"technique":         {"bulb", "", []string{"type", "description", "industries", "code"}},
	"preparation":       {"clipboard-check", "", []string{"state", "readiness", "updated_at"}},
}

func faceOf(r *register.Register) face {
	f := faces[r.Name]
	if f.icon == "" {
		f.icon = "list-details"
	}
	if f.name == "" {
		for _, one := range r.Fields {
			if one.Kind == register.Text && one.Sortable() {
				f.name = one.Name
				break
			}
		}
	}
	return f
}

// mostColumns is how many columns a list has until somebody chooses.
const mostColumns = 7

// columnsOf are the fields a list shows: those asked for, or the usual ones,
// as far as the actor may see them.
func columnsOf(a register.Actor, r *register.Register, asked string) []*register.Field {
	names := strings.Split(asked, ",")
	if asked == "" {
		names = faceOf(r).columns
	}
	var out []*register.Field
	for _, name := range names {
		if f := r.Field(name); f != nil && shown(a, r, f) {
			out = append(out, f)
		}
	}
	if len(out) > 0 || asked != "" {
		return out
	}
	for _, f := range r.Fields {
		if shown(a, r, f) && f.Name != faceOf(r).name && f.Kind != register.NamesOf && f.Kind != register.LongText && f.Kind != register.PartsOf && len(out) < mostColumns {
			out = append(out, f)
		}
	}
	return out
}

// shown reports whether a field may stand in lists and cards before the actor.
func shown(a register.Actor, r *register.Register, f *register.Field) bool {
	return !f.Unseen && a.Sees(r, f.Class)
}

// offered reports whether lists offer to filter by a field: only where an
// index answers.
func offered(a register.Actor, r *register.Register, f *register.Field) bool {
	if !shown(a, r, f) || len(f.Kind.Ops()) == 0 || f.Name == "version" {
		return false
	}
	switch f.Kind {
	case register.PartsOf, register.FileOf, register.LinkTo, register.NamesOf:
		return false
	case register.References, register.Reference:
		return f.Target != nil
	case register.Several:
		return f.Indexed
	case register.Money:
		return true
	}
	return f.Indexed || f.Searchable && !f.Custom || f.Custom && f.Filterable
}

// state is what the address of a list says.
type state struct {
	listing
	reg     *register.Register
	values  url.Values // what is kept when one condition changes
	filter  register.Filter
	sort    []register.Sort
	columns []*register.Field
	limit   int
	from    register.Cursor
	view    register.ID
}

// quickFilters are rows that an address means by one word, ?only=overdue: what
// is overdue is another thing each minute.
var quickFilters = map[string]map[string]func(now time.Time) register.Filter{
	"event": {
		"attention": func(time.Time) register.Filter { return crm.NeedsAttention() },
		"overdue":   crm.OverdueEvents,
	},
}

// kept are the parameters of a list that are not conditions but stay.
var kept = []string{"only", "sort", "columns", "limit", "view", "all"}

// usualLimit and mostLimit bound the rows of a page.
const (
	usualLimit = 50
	mostLimit  = 200
)

// stateOf reads the state of a list from the parameters of an address.
func (c *call) stateOf(l listing, values url.Values) (*state, error) {
	r := c.store.Schema().Named(l.register)
	s := &state{listing: l, reg: r, values: url.Values{}}
	for name, all := range values {
		switch name {
		case "after", "before", "peek", "tab":
			continue
		}
		s.values[name] = all
	}
	said := values
	if len(l.aside) > 0 {
		said = maps.Clone(values)
		for _, name := range l.aside {
			delete(said, name)
		}
	}
	asked, err := register.ParseFilter(r, said)
	if err != nil {
		return nil, err
	}
	filter := register.All{}
	if only := quickFilters[l.register][values.Get("only")]; only != nil {
		filter = append(filter, only(c.now))
	}
	if watch := crm.DealWatches[values.Get("only")]; watch != nil && l.register == crm.Deals.Name {
		filter = append(filter, watch(c.now, register.Date(c.p.Today())))
	}
	if l.fixed != nil {
		filter = append(filter, l.fixed)
	}
	if !s.speaksOfArchived() {
		filter = append(filter, register.Alive())
	}
	s.filter = append(filter, asked)
	if s.sort, err = register.ParseSort(r, values.Get("sort")); err != nil {
		return nil, err
	}
	if len(s.sort) == 0 && l.register == "event" && values.Get("only") == "overdue" {
		s.sort = []register.Sort{{Field: "due_by"}} // the longest overdue first, by the index that knows them
	}
	if s.limit, err = register.ParseLimit(values.Get("limit"), usualLimit, mostLimit); err != nil {
		return nil, err
	}
	if text := values.Get("before"); text != "" {
		s.from, err = register.ParseCursor(text, true)
	} else {
		s.from, err = register.ParseCursor(values.Get("after"), false)
	}
	if err != nil {
		return nil, err
	}
	s.columns = columnsOf(c.actor, r, cmp.Or(values.Get("columns"), l.columns))
	s.view, _ = strconv.ParseInt(values.Get("view"), 10, 64)
	return s, nil
}

func (s *state) speaksOfArchived() bool {
	for name := range s.values {
		if name == "archived" || strings.HasPrefix(name, "archived.") || name == "all" {
			return true
		}
	}
	return false
}

// href is the address of the list in this state, changed by some edits.
func (s *state) href(edits ...func(url.Values)) string {
	v := url.Values{}
	for name, all := range s.values {
		v[name] = slices.Clone(all)
	}
	for _, e := range edits {
		e(v)
	}
	return withQuery("/"+s.path, v)
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func set(name, value string) func(url.Values) {
	return func(v url.Values) {
		if value == "" {
			v.Del(name)
		} else {
			v.Set(name, value)
		}
	}
}

// without drops one condition: the value text of parameter name.
func without(name, text string) func(url.Values) {
	return func(v url.Values) {
		left := slices.DeleteFunc(slices.Clone(v[name]), func(s string) bool { return s == text })
		if len(left) == 0 {
			v.Del(name)
		} else {
			v[name] = left
		}
	}
}

// condition is one filter parameter of an address.
type condition struct{ name, text string }

// conditions are the filter parameters in a fixed order.
func (s *state) conditions() []condition {
	var out []condition
	for name, texts := range s.values {
		if slices.Contains(kept, name) || slices.Contains(s.aside, name) || name == "q" || name == "filter" || name == "fields" {
			continue
		}
		for _, text := range texts {
			out = append(out, condition{name, text})
		}
	}
	slices.SortFunc(out, func(a, b condition) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.text, b.text))
	})
	return out
}

// core is what a saved view keeps of the state.
func (s *state) core() url.Values {
	v := url.Values{}
	for name, all := range s.values {
		if name != "view" && name != "limit" {
			v[name] = all
		}
	}
	return v
}
