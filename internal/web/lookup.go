package web

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// lookupRoutes answer reference fields while one types.
func (s *Server) lookupRoutes() {
	for _, r := range s.store.Schema().Registers {
		s.add("GET", "/lookup/"+r.Path, FragmentKind, (*call).lookup, of(r, register.See))
		s.add("GET", "/lookup/"+r.Path+"/{field...}", FragmentKind, (*call).lookupField, of(r, register.See))
	}
	s.add("GET", "/palette", FragmentKind, (*call).palette)
}

// mostFound is how many answers a choice list shows.
const mostFound = 12

// lookup answers with records of the register itself.
func (c *call) lookup() error {
	r := c.register()
	return c.options(r, nil, false)
}

// lookupField answers with what a field of the register may point at. A field
// of a part is named as phones.kind, one of an action's input as action/field.
func (c *call) lookupField() error {
	r := c.register()
	path := c.r.PathValue("field")
	if act, name, ok := strings.Cut(path, "/"); ok {
		a := r.Action(act)
		if a == nil {
			return register.ErrNotFound
		}
		r, path = a.Input, name
	}
	_, f, err := fieldAt(r, path)
	if err != nil {
		return err
	}
	if f.Kind == register.Choice || f.Kind == register.Several {
		return c.choiceOptions(r, f)
	}
	if f.Target == nil || f.Kind == register.PartsOf {
		return register.ErrNotFound
	}
	return c.options(f.Target, c.narrowed(f), true)
}

// narrowed are the rows a reference may choose from, given the other fields
// of its form: people of the partner named there, stages of the deal's kind.
func (c *call) narrowed(f *register.Field) register.Filter {
	filter := register.All{}
	for _, g := range f.Target.Fields {
		if g.Kind != register.Reference || g.Target == nil {
			continue
		}
		if id, err := strconv.ParseInt(c.r.URL.Query().Get(g.Name), 10, 64); err == nil && id != 0 {
			filter = append(filter, register.Is{Field: g.Name, Op: register.Equal, Value: id})
		}
	}
	if f.Target.Name == crm.Contacts.Name {
		filter = append(filter, register.Is{Field: "left_on", Op: register.Unset})
	}
	return filter
}

// options are the records that the words typed so far mean, newest first when
// nothing is typed; those archived are not offered.
func (c *call) options(r *register.Register, narrow register.Filter, create bool) error {
	q := strings.TrimSpace(c.r.URL.Query().Get("q"))
	if len(q) > 200 {
		return register.BadFilter{Param: "q", Key: "too_much"}
	}
	return c.read(func(tx *store.Tx) error {
		filter := register.All{register.Alive(), narrow}
		var recs []register.Record
		var err error
		if q != "" {
			recs, err = tx.Find(c.r.Context(), r, q, filter, mostFound)
		} else {
			recs, err = tx.Select(c.r.Context(), r, register.Query{Filter: filter, Limit: mostFound})
		}
		if err != nil {
			return err
		}
		var b strings.Builder
		language := string(c.p.Language())
		for _, rec := range recs {
			option(&b, strconv.FormatInt(register.BaseOf(rec).ID, 10), c.title(r, rec), r.Hint(rec, language), wordOf(rec))
		}
		if len(recs) == 0 {
			b.WriteString(`<li role="presentation" class="combo-none">` + html.EscapeString(c.p.Text("list.nothing_to_choose")) + "</li>")
		}
		if create && q != "" && !r.Closed && register.May(c.actor, r, register.Create) && len(recs) < mostFound {
			href := "/" + r.Path + "/new?" + newName(r, q)
			b.WriteString(`<li role="option" class="combo-create" data-dialog="` + html.EscapeString(href) + `">` + html.EscapeString(c.p.Text("list.create_named", "name", q)) + "</li>")
		}
		return c.listItems(b.String())
	})
}

// wordOf is how a text mentions a record: a colleague by surname, a deal by
// number.
func wordOf(rec register.Record) string {
	switch rec := rec.(type) {
	case *crm.User:
		return rec.Surname
	case *crm.Deal:
		return rec.Number
	}
	return ""
}

func option(b *strings.Builder, value, text, hint, word string) {
	b.WriteString(`<li role="option" data-value="` + html.EscapeString(value) + `" data-label="` + html.EscapeString(text) + `"`)
	if word != "" {
		b.WriteString(` data-word="` + html.EscapeString(word) + `"`)
	}
	b.WriteString("><span>" + html.EscapeString(text) + "</span>")
	if hint != "" {
		b.WriteString(`<small class="faint">` + html.EscapeString(hint) + "</small>")
	}
	b.WriteString("</li>")
}

func (c *call) choiceOptions(r *register.Register, f *register.Field) error {
	q := strings.ToLower(strings.TrimSpace(c.r.URL.Query().Get("q")))
	var b strings.Builder
	for _, value := range f.Choices {
		if text := choice(c.p, r, f, value); strings.Contains(strings.ToLower(text), q) {
			option(&b, value, text, "", "")
		}
	}
	return c.listItems(b.String())
}

func (c *call) listItems(items string) error {
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(http.StatusOK)
	_, err := io.WriteString(c.w, items)
	return err
}

// newName is the query that gives a record made from a choice list its name.
func newName(r *register.Register, name string) string {
	field := "name"
	if f := r.Field(faceOf(r).name); f != nil {
		field = f.Name
	}
	for _, f := range r.Fields {
		if f.Kind == register.NamesOf {
			field = f.Name + ".uk"
			break
		}
	}
	return url.Values{field: {name}}.Encode()
}

// sought are the registers that the palette looks in, in its order.
var sought = []string{"partner", "contact", "deal", "counterparty", "product", "user"}

// mostPalette is how many records of one register the palette shows.
const mostPalette = 5

// palette answers the search over the page: recent records, records found,
// commands and pages; of one record, what can be done with it.
func (c *call) palette() error {
	q := strings.TrimSpace(c.r.URL.Query().Get("q"))
	if len(q) > 200 {
		return register.BadFilter{Param: "q", Key: "too_much"}
	}
	var v page.Palette
	err := c.read(func(tx *store.Tx) error {
		if of := c.r.URL.Query().Get("of"); of != "" {
			return c.paletteActions(tx, &v, of)
		}
		if q == "" {
			return c.paletteRecent(tx, &v)
		}
		return c.paletteFound(tx, &v, q)
	})
	if err != nil {
		return err
	}
	if c.r.URL.Query().Get("of") == "" {
		c.paletteCommands(&v, q)
	}
	if len(v.Groups) == 0 {
		v.None = c.p.Text("palette.none", "query", q)
	}
	return c.fragment(page.PaletteResults(v))
}

func (c *call) paletteItem(r *register.Register, rec register.Record) page.PaletteItem {
	href := address(r, register.BaseOf(rec).ID)
	return page.PaletteItem{
		Icon: faceOf(r).icon, Label: c.title(r, rec), Hint: r.Hint(rec, string(c.p.Language())), Href: href, Actions: "/palette?of=" + href,
	}
}

func (c *call) paletteFound(tx *store.Tx, v *page.Palette, q string) error {
	var regs []*register.Register
	for _, name := range sought {
		if r := tx.Schema().Named(name); r != nil && register.May(c.actor, r, register.See) {
			regs = append(regs, r)
		}
	}
	found, err := tx.FindIn(c.r.Context(), regs, q, register.Alive(), mostPalette)
	if err != nil {
		return err
	}
	for _, one := range found {
		g := page.PaletteGroup{Title: many(c.p, one.Register)}
		switch one.How {
		case store.OtherLayout:
			v.Note = c.p.Text("list.found_by_layout", "typed", q, "read", one.Words)
		case store.Latin:
			g.Note = c.p.Text("palette.transliterated")
		}
		for _, rec := range one.Records {
			g.Items = append(g.Items, c.paletteItem(one.Register, rec))
		}
		v.Groups = append(v.Groups, g)
	}
	return nil
}

func (c *call) paletteRecent(tx *store.Tx, v *page.Palette) error {
	recent, err := tx.Recent(c.r.Context(), c.actor.User(), 8)
	if err != nil {
		return err
	}
	g := page.PaletteGroup{Title: c.p.Text("palette.recent")}
	for _, link := range recent {
		r := tx.Schema().Named(link.Register)
		if r == nil {
			continue
		}
		found, err := tx.Named(c.r.Context(), r, []register.ID{link.ID})
		if err != nil {
			return err
		}
		if rec := found[link.ID]; rec != nil {
			g.Items = append(g.Items, c.paletteItem(r, rec))
		}
	}
	if len(g.Items) > 0 {
		v.Groups = append(v.Groups, g)
	}
	return nil
}

// paletteActions are what can be done with one record.
func (c *call) paletteActions(tx *store.Tx, v *page.Palette, of string) error {
	parts := strings.Split(strings.TrimPrefix(of, "/"), "/")
	if len(parts) != 2 {
		return register.ErrNotFound
	}
	r := tx.Schema().At(parts[0])
	id, err := strconv.ParseInt(parts[1], 10, 64)
	if r == nil || err != nil {
		return register.ErrNotFound
	}
	rec, err := tx.Load(c.r.Context(), r, id)
	if err != nil {
		return err
	}
	g := page.PaletteGroup{Title: c.title(r, rec)}
	g.Items = append(g.Items, page.PaletteItem{Icon: faceOf(r).icon, Label: c.p.Text("open"), Href: of})
	if register.May(c.actor, r, register.Edit) && !r.Closed {
		g.Items = append(g.Items, page.PaletteItem{Icon: "pencil", Label: c.p.Text("edit"), Href: of + "/edit"})
	}
	for _, a := range r.Actions {
		if a.On == register.OnOne && a.Offered(rec) && register.May(c.actor, r, register.Act(a.Name)) {
			g.Items = append(g.Items, page.PaletteItem{Icon: "bolt", Label: c.p.Text(r.Name + "." + a.Name), Dialog: of + "/" + a.Name})
		}
	}
	v.Groups = append(v.Groups, g)
	return nil
}

// paletteCommands are the pages of the menu and the things one may create
// whose names have the words typed.
func (c *call) paletteCommands(v *page.Palette, q string) {
	sh := c.shell("")
	has := func(text string) bool { return q == "" || strings.Contains(strings.ToLower(text), strings.ToLower(q)) }
	commands := page.PaletteGroup{Title: c.p.Text("palette.commands")}
	for _, item := range sh.Create {
		text := c.p.Text("list.create_what", "what", item.Label)
		if has(text) {
			commands.Items = append(commands.Items, page.PaletteItem{Icon: "plus", Label: text, Href: item.Href})
		}
	}
	pages := page.PaletteGroup{Title: c.p.Text("palette.pages")}
	for _, section := range sh.Menu {
		for _, link := range section.Links {
			if has(link.Label) {
				item := page.PaletteItem{Icon: link.Icon, Label: link.Label, Href: link.Href}
				if link.Key != "" {
					item.Keys = []string{"G", strings.TrimPrefix(link.Key, "Key")}
				}
				pages.Items = append(pages.Items, item)
			}
		}
	}
	for _, g := range []page.PaletteGroup{commands, pages} {
		if len(g.Items) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
}
