package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// listRoutes are the lists of every register, with what is done on them.
func (s *Server) listRoutes() {
	for _, r := range s.store.Schema().Registers {
		for _, l := range listings(r) {
			at := func(do func(*call, listing) error) func(*call) error {
				return func(c *call) error { return do(c, l) }
			}
			p := "/" + l.path
			s.add("GET", p, PageKind, at((*call).list), of(r, register.See))
			s.add("GET", p+"/menu", FragmentKind, at((*call).listMenu), of(r, register.See))
			s.add("GET", p+"/count", FragmentKind, at((*call).listCount), of(r, register.See))
			s.add("GET", p+"/filter/fields", FragmentKind, at((*call).filterFields), of(r, register.See))
			s.add("GET", p+"/filter/edit", FragmentKind, at((*call).filterEditor), of(r, register.See))
			s.add("GET", p+"/filter/apply", FormKind, at((*call).filterApply), of(r, register.See))
			s.add("GET", p+"/filter/groups", FragmentKind, at((*call).filterGroups), of(r, register.See))
			s.add("GET", p+"/columns", FragmentKind, at((*call).columnChooser), of(r, register.See))
			s.add("POST", p+"/columns", FormKind, at((*call).chooseColumns), of(r, register.See))
			s.add("GET", p+"/view/new", FragmentKind, at((*call).newView), of(r, register.See))
			s.add("POST", p+"/view", FormKind, at((*call).saveView), of(r, register.See))
			s.add("GET", p+"/view/menu", FragmentKind, at((*call).viewMenu), of(r, register.See))
			s.add("GET", p+"/view/edit", FragmentKind, at((*call).editView), of(r, register.See))
			s.add("POST", p+"/view/save", FormKind, at((*call).changeView), of(r, register.See))
			s.add("POST", p+"/view/delete", FormKind, at((*call).deleteView), of(r, register.See))
			for _, what := range bulkDeeds(r) {
				s.add("GET", p+"/bulk/"+what, FragmentKind, func(c *call) error { return c.bulkDialog(l, what) }, of(r, register.Bulk))
				s.add("POST", p+"/bulk/"+what, FormKind, func(c *call) error { return c.bulk(l, what) }, of(r, register.Bulk))
			}
		}
		s.add("GET", "/"+r.Path+"/{id}/edit/{field}", FragmentKind, (*call).cellEditor, of(r, register.Edit))
		s.add("POST", "/"+r.Path+"/{id}/edit/{field}", FragmentKind, (*call).saveCell, of(r, register.Edit))
	}
}

// How far a list counts its rows exactly. Rows found by parts of their texts,
// or seen by some right and not by all, are looked at one by one: more than
// mostLookedAt are counted when the page is shown already.
const (
	mostCounted  = 10_000
	mostLookedAt = 1_000
)

// seeksText reports whether a filter looks for parts of texts.
func seeksText(r *register.Register, f register.Filter) bool {
	any := func(list []register.Filter) bool {
		return slices.ContainsFunc(list, func(one register.Filter) bool { return seeksText(r, one) })
	}
	switch f := f.(type) {
	case register.Asked:
		return seeksText(r, f.Filter)
	case register.All:
		return any(f)
	case register.Any:
		return any(f)
	case register.Not:
		return seeksText(r, f.Filter)
	case register.Mentions:
		return true
	case register.Is:
		fld, err := f.Of(r)
		return err == nil && f.Op == register.Has && fld.Kind != register.Several && fld.Kind != register.References
	}
	return false
}

// list answers a list: a page, or its body when a script asks.
func (c *call) list(l listing) error {
	s, err := c.stateOf(l, c.r.URL.Query())
	if err != nil {
		return err
	}
	if s.view != 0 && len(s.core()) == 0 {
		return c.openView(s)
	}
	var view page.List
	err = c.read(func(tx *store.Tx) error {
		view, err = c.listView(tx, s)
		return err
	})
	if key := brokenSegment(err); key != "" {
		return c.listOfBrokenSegment(s, key)
	}
	if err != nil {
		return err
	}
	if c.target() == "main#main" {
		c.render(http.StatusOK, page.ListBody(c.p, view))
		return nil
	}
	c.render(http.StatusOK, page.ListPage(c.p, c.shell(view.Title), view))
	return nil
}

// listView asks the database what the list shows: one question for the rows,
// one for their number, one for each register they point at, one for each sum.
func (c *call) listView(tx *store.Tx, s *state) (page.List, error) {
	ctx, r := c.r.Context(), s.reg
	v := page.List{ID: s.path, Title: c.p.Text(s.key + ".many"), Menu: "/" + s.path + "/menu"}
	found, err := c.understand(tx, s)
	if err != nil {
		return v, err
	}
	v.Found = found
	rows, err := tx.Page(ctx, r, register.Query{Filter: s.filter, Sort: s.sort, Limit: s.limit, From: s.from})
	if err != nil {
		return v, err
	}
	most := mostCounted
	if seeksText(r, s.filter) || !register.Always(c.actor.Rows(r, register.See)) {
		most = mostLookedAt
	}
	n, err := tx.Count(ctx, r, s.filter, most+1)
	if err != nil {
		return v, err
	}
	if v.Table, err = c.table(tx, s, rows.Records); err != nil {
		return v, err
	}
	if v.Filter, err = c.filterBar(tx, s); err != nil {
		return v, err
	}
	if v.Views, v.Changed, err = c.views(tx, s); err != nil {
		return v, err
	}
	v.NewView = s.under("/view/new")
	v.Columns = s.under("/columns")
	v.Shown = c.p.Integer(int64(len(s.columns)+1)) + " / " + c.p.Integer(int64(c.columnsThere(r)))
	v.Actions, v.Create = c.listActions(s)
	v.Switch = c.listSwitch(s)
	v.Pager = c.pager(s, rows)
	if err := c.measure(tx, s, &v, rowCount{n, most}, len(rows.Records), s.from.IsZero()); err != nil {
		return v, err
	}
	if n > most && most < mostCounted {
		shown := url.Values{"state": {s.core().Encode()}, "rows": {strconv.Itoa(len(rows.Records))}}
		if !s.from.IsZero() {
			shown.Set("deep", "1")
		}
		v.Recount = withQuery("/"+s.path+"/count", shown)
	}
	v.Table.Action = withQuery("/"+s.path+"/bulk/edit", s.core())
	v.Bulk = c.bulkBar(s)
	if len(rows.Records) == 0 && s.from.IsZero() {
		v.Empty = c.emptyList(s)
	}
	return v, nil
}

// understand reads the words of a search as typed, in another layout or as a
// transliteration, whichever finds something.
func (c *call) understand(tx *store.Tx, s *state) (*page.Notice, error) {
	typed := strings.TrimSpace(s.values.Get("q"))
	if typed == "" {
		return nil, nil
	}
	m, how, err := tx.Understand(c.r.Context(), s.reg, typed)
	if err != nil || how == store.AsTyped {
		return nil, err
	}
	s.filter = replaceMentions(s.filter, m)
	way := "layout"
	if how == store.Latin {
		way = "transliteration"
	}
	notice := page.FoundBy(c.p, way, typed, m.Words)
	return &notice, nil
}

// replaceMentions puts a search in the place of another.
func replaceMentions(f register.Filter, m register.Mentions) register.Filter {
	switch f := f.(type) {
	case register.Mentions:
		return m
	case register.Asked:
		return register.Asked{Filter: replaceMentions(f.Filter, m)}
	case register.All:
		out := make(register.All, len(f))
		for i, one := range f {
			out[i] = replaceMentions(one, m)
		}
		return out
	}
	return f
}

// rowCount is a number of rows, counted no further than most.
type rowCount struct{ n, most int }

func (n rowCount) over() bool { return n.n > n.most }

// measure fills in what a list tells of its number of rows. A page found by
// its key does not know its place among them.
func (c *call) measure(tx *store.Tx, s *state, v *page.List, n rowCount, rows int, first bool) error {
	v.Count = c.p.Integer(int64(n.n))
	if n.over() {
		v.Count = c.p.Count("list.over", int64(n.most))
	}
	switch shown := c.p.Integer(int64(rows)); {
	case !first:
		v.Pager.Range = c.p.Text("list.shown", "n", shown, "count", v.Count)
	case rows > 0:
		v.Pager.Range = c.p.Text("list.range", "from", c.p.Integer(1), "to", shown, "count", v.Count)
	}
	if n.over() {
		return nil
	}
	if n.n > rows {
		v.Table.Whole = c.p.Count("list.choose_all", int64(n.n))
	}
	var err error
	v.Filter.Sums, err = c.sums(tx, s)
	return err
}

// listCount answers with what a list that is shown could not tell at once.
func (c *call) listCount(l listing) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	rows, err := strconv.Atoi(c.r.Form.Get("rows"))
	if err != nil {
		return register.BadFilter{Param: "rows", Key: "unreadable"}
	}
	v := page.List{ID: s.path}
	err = c.read(func(tx *store.Tx) error {
		if _, err := c.understand(tx, s); err != nil {
			return err
		}
		n, err := tx.Count(c.r.Context(), s.reg, s.filter, mostCounted+1)
		if err != nil {
			return err
		}
		return c.measure(tx, s, &v, rowCount{n, mostCounted}, rows, c.r.Form.Get("deep") == "")
	})
	if err != nil {
		return err
	}
	return c.fragment(page.ListCount(c.p, v))
}

// under is an address below the list that knows its state.
func (s *state) under(path string) string {
	return withQuery("/"+s.path+path, url.Values{"state": {s.core().Encode()}})
}

// table is the rows with the columns of the list.
func (c *call) table(tx *store.Tx, s *state, recs []register.Record) (page.Table, error) {
	if err := tx.Complete(c.r.Context(), s.reg, recs, s.columns); err != nil {
		return page.Table{}, err
	}
	n, err := namesOf(c.r.Context(), tx, recs, slices.Concat(s.columns, speaking(s.reg)))
	if err != nil {
		return page.Table{}, err
	}
	t := page.Table{Columns: c.columnHeads(s)}
	for _, rec := range recs {
		t.Rows = append(t.Rows, c.tableRow(n, s, rec))
	}
	return t, nil
}

func (c *call) tableRow(n names, s *state, rec register.Record) page.TableRow {
	r, b := s.reg, register.BaseOf(rec)
	id := strconv.FormatInt(b.ID, 10)
	href := address(r, b.ID)
	title := c.titleBy(n, r, rec)
	row := page.TableRow{ID: id, Href: href, Label: title, Menu: href + "/menu", Muted: b.Archived}
	row.Cells = append(row.Cells, page.LinkCell(title, href, avatar(r, rec, title)))
	for _, f := range s.columns {
		cell := c.cell(n, r, f, rec)
		if f.Kind == register.Reference && f.Target != nil && isPerson(f.Target) {
			cell = c.personCell(n, f.Target, f.Value(rec).(int64))
		}
		if c.editable(r, f) {
			cell = cell.Editable(href + "/edit/" + f.Name)
		}
		if m, ok := f.Value(rec).(money.Money); ok && f.Summed && row.Sum == "" && !m.IsZero() {
			row.Sum = strconv.FormatInt(m.Minor, 10) + " " + m.Currency
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// personCell is a person in a column: by the short form of his name, which
// fits there, with the whole of it in the title.
func (c *call) personCell(n names, r *register.Register, id register.ID) page.Cell {
	rec := n[r.Name][id]
	if rec == nil {
		return page.NoCell()
	}
	text := func(name string) string {
		if f := r.Field(name); f != nil {
			return f.Text(f.Value(rec))
		}
		return ""
	}
	title := c.title(r, rec)
	return page.LinkCell(c.p.PersonShort(text("surname"), text("given"), text("patronymic")), address(r, id), avatar(r, rec, title)).Titled(title)
}

// columnHeads are the heads of the columns, each a link that sorts.
func (c *call) columnHeads(s *state) []page.Column {
	f := faceOf(s.reg)
	heads := []page.Column{c.head(s, s.reg.Field(f.name), c.p.Text(s.key), page.NameColumn)}
	for _, f := range s.columns {
		head := c.head(s, f, label(c.p, s.reg, f), columnKind(f))
		for _, one := range f.Choices {
			if text := choice(c.p, s.reg, f, one); f.Kind == register.Choice && utf8.RuneCountInString(text) > utf8.RuneCountInString(head.Words) {
				head.Words = text
			}
		}
		heads = append(heads, head)
	}
	return heads
}

func (c *call) head(s *state, f *register.Field, text string, kind page.ColumnKind) page.Column {
	col := page.Column{Label: text, Kind: kind}
	if f == nil {
		return col
	}
	col.Name = f.Name
	if !f.Sortable() {
		return col
	}
	sort := s.sort
	if len(sort) == 0 {
		sort = s.reg.Sort
	}
	down, at := false, -1
	for i, key := range sort {
		if key.Field == f.Name {
			down, at = key.Down, i
		}
	}
	first := kind == page.MoneyColumn || kind == page.DateColumn || kind == page.MomentColumn // the greatest first
	next := sortText(f.Name, first)
	if at >= 0 {
		next = sortText(f.Name, !down)
		col.Sorted = "ascending"
		if down {
			col.Sorted = "descending"
		}
		if at > 0 {
			col.Nth = strconv.Itoa(at + 1)
		}
	}
	col.Sort = s.href(set("sort", next))
	if text := s.values.Get("sort"); text != "" && at < 0 && len(s.sort) < 3 {
		col.Also = s.href(set("sort", text+","+next))
	}
	return col
}

func sortText(name string, down bool) string {
	if down {
		return "-" + name
	}
	return name
}

// sums are the totals of the shown columns that are worth adding up.
func (c *call) sums(tx *store.Tx, s *state) ([]page.FilterSum, error) {
	var out []page.FilterSum
	for _, f := range s.columns {
		if !f.Summed {
			continue
		}
		total, err := tx.Sum(c.r.Context(), s.reg, s.filter, f.Name)
		if err != nil {
			return nil, err
		}
		sum := page.FilterSum{Label: label(c.p, s.reg, f)}
		for _, m := range total.Money {
			sum.Sums = append(sum.Sums, c.p.Money(m))
		}
		if f.Kind != register.Money {
			sum.Sums = []string{names{}.words(c.p, s.reg, f, total.Number)}
		}
		if len(sum.Sums) > 0 {
			out = append(out, sum)
		}
		if s.register == crm.Deals.Name && f.Name == "amount" {
			weighted, err := c.weightedSum(tx, s.filter)
			if err != nil {
				return nil, err
			}
			out = append(out, weighted...)
		}
	}
	return out, nil
}

// listActions are the buttons over a list.
func (c *call) listActions(s *state) (actions []page.Button, create page.Button) {
	r := s.reg
	if c.takesSheets(r) {
		actions = append(actions, page.Button{Label: c.p.Text("list.import"), Icon: "upload", Weight: page.Quiet, Href: "/imports/new?register=" + r.Name})
	}
	if register.May(c.actor, r, register.Export) {
		actions = append(actions, page.Button{Label: c.p.Text("list.export"), Icon: "download", Weight: page.Quiet, Href: withQuery("/"+s.path+"/export", s.core())})
	}
	if r.Action(string(register.Merge)) != nil && register.May(c.actor, r, register.Merge) {
		actions = append(actions, page.Button{Label: c.p.Text("merge.duplicates"), Icon: mergeIcon, Weight: page.Quiet, Href: "/" + r.Path + "/duplicates"})
	}
	for _, a := range r.Actions {
		if a.On == register.OnNone && a.Name != "promise" && register.May(c.actor, r, register.Act(a.Name)) { // a promise is what New asks for
			actions = append(actions, page.Button{Label: c.p.Text(r.Name + "." + a.Name), Href: "/" + r.Path + "/" + a.Name, Extra: page.With("data-dialog")})
		}
	}
	if r.Name == crm.InventoryUnits.Name {
		actions = append(actions, page.Button{Label: c.p.Text("inventory_unit.scan"), Icon: "qrcode", Href: scanPath})
	}
	if register.May(c.actor, r, register.Create) && begins(r) {
		create = page.Button{
			Label: c.p.Text(s.key), Icon: "plus", Weight: page.Primary, Keys: "n",
			Href: withQuery("/"+r.Path+"/new", s.made), Extra: page.With("data-key", "KeyN"),
		}
	}
	return actions, create
}

// listMenu is what a right click beside the rows of a list offers: a new
// record, as its button does, and the others.
func (c *call) listMenu(l listing) error {
	s, err := c.stateOf(l, url.Values{})
	if err != nil {
		return err
	}
	var items page.MenuItems
	actions, create := c.listActions(s)
	if create.Label != "" {
		items = append(items, page.MenuItem{Label: newTitle(c.p, s.reg), Icon: "plus", Href: create.Href})
	}
	for i, a := range actions {
		items = append(items, page.MenuItem{Label: a.Label, Icon: cmp.Or(a.Icon, "bolt"), Href: a.Href, Extra: a.Extra, Rule: i == 0 && len(items) > 0})
	}
	c.render(http.StatusOK, items)
	return nil
}

// listSwitch leads to the other ways to see the register.
func (c *call) listSwitch(s *state) page.Segments {
	switch s.register {
	case "deal":
		return c.listWay(s.core())
	case "task":
		return boardSwitch(c, "/tasks", false, s.core())
	case "lead":
		return boardSwitch(c, "/leads", false, s.core())
	case "claim":
		return c.figuresSwitch("/claims", claimFiguresPath, "/claims")
	case "unmet_demand":
		return c.figuresSwitch("/unmet_demands", unmetFiguresPath, "/unmet_demands")
	case crm.Techniques.Name:
		return c.figuresSwitch("/techniques", techniqueFiguresPath, "/techniques")
	case "strategy_change":
		return changeSwitch(c, changesPath)
	}
	return page.Segments{}
}

func (c *call) pager(s *state, p store.Page) page.Pager {
	var out page.Pager
	if !p.Next.IsZero() {
		out.Next = s.href(set("after", p.Next.String()))
	}
	if !p.Previous.IsZero() {
		out.Back = s.href(set("before", p.Previous.String()))
	}
	for _, size := range []int{50, 100, 200} {
		text := strconv.Itoa(size)
		out.Sizes = append(out.Sizes, page.Segment{Label: text, Href: s.href(set("limit", text)), Current: s.limit == size})
	}
	return out
}

func (c *call) emptyList(s *state) *page.Empty {
	_, create := c.listActions(s)
	if len(s.conditions()) == 0 && s.values.Get("q") == "" && s.values.Get("filter") == "" {
		if register.Never(c.actor.Rows(s.reg, register.See)) {
			e := page.EmptyRights(c.p, c.p.Text("list.administrator"))
			return &e
		}
		var buttons []page.Button
		if create.Label != "" {
			create.Extra = nil
			buttons = append(buttons, create)
		}
		if c.takesSheets(s.reg) {
			buttons = append(buttons, page.Button{Label: c.p.Text("list.import_excel"), Icon: "upload", Href: "/imports/new?register=" + s.reg.Name})
		}
		e := page.EmptyRegister(c.p, faceOf(s.reg).icon, c.p.Text(s.key+".empty"), buttons...)
		return &e
	}
	e := page.EmptyFilter(c.p, "/"+s.path)
	return &e
}

// fragment answers with a part of a page.
func (c *call) fragment(body templ.Component) error {
	c.render(http.StatusOK, body)
	return nil
}

// stateOfDialog is the list's state as a dialog above it carries it.
func (c *call) stateOfDialog(l listing) (*state, error) {
	if err := c.r.ParseForm(); err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(c.r.Form.Get("state"))
	if err != nil {
		return nil, register.BadFilter{Param: "state", Key: "unreadable"}
	}
	return c.stateOf(l, values)
}
