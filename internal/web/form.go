package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// formRoutes are the forms by which records of a register are made and
// changed.
func (s *Server) formRoutes(r *register.Register) {
	if r.Closed {
		return
	}
	s.add("GET", "/"+r.Path+"/new", PageKind, (*call).newForm, of(r, register.Create))
	s.add("POST", "/"+r.Path, FormKind, (*call).create, of(r, register.Create), carries(r))
	s.add("GET", "/"+r.Path+"/{id}/edit", PageKind, (*call).editForm, of(r, register.Edit))
	s.add("POST", "/"+r.Path+"/{id}", FormKind, (*call).change, of(r, register.Edit))
}

// form is a form of a register while it is answered: what it asks, what stands
// in it and what is wrong with that.
type form struct {
	reg        *register.Register
	id         register.ID // nought for a new record
	title      string
	fields     []*register.Field
	said       url.Values
	wrong      wrongs
	refusal    string
	version    string
	anyway     bool // duplicates were seen and this is another
	duplicates page.Duplicates
	restored   string // when the draft in it was typed
}

// idOf reads the id in the address.
func (c *call) idOf() (register.ID, error) {
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, register.ErrNotFound
	}
	return id, nil
}

// versionOf is a record's version as forms carry it.
func versionOf(rec register.Record) string {
	return strconv.FormatInt(register.BaseOf(rec).Version, 10)
}

// addressed puts what the address says into the fields of a form that it names:
// ?partner=17.
func (c *call) addressed(said url.Values) {
	q := c.r.URL.Query()
	for name := range said {
		if q.Has(name) {
			said[name] = q[name]
		}
	}
}

// loadFor is a whole record on which the actor may do act. Who sees it and may
// not is told so.
func (c *call) loadFor(tx *store.Tx, r *register.Register, id register.ID, act register.Act) (register.Record, error) {
	recs, err := c.loadAllFor(tx, r, []register.ID{id}, act)
	if err != nil {
		return nil, err
	}
	return recs[0], nil
}

func (c *call) loadAllFor(tx *store.Tx, r *register.Register, ids []register.ID, act register.Act) ([]register.Record, error) {
	ctx := c.r.Context()
	recs, err := tx.Select(ctx, r, register.Query{Whole: true, Filter: register.All{register.ByID(ids...), c.actor.Rows(r, act)}})
	if err != nil || len(recs) == len(ids) {
		return recs, err
	}
	for _, id := range ids {
		if _, err := tx.Load(ctx, r, id); err != nil {
			return nil, err
		}
	}
	return nil, register.ErrForbidden
}

// place is where the form of the request stands: over another page when a
// script asked for it there.
func (c *call) place() page.Place {
	if !c.background() {
		return ""
	}
	switch c.target() {
	case "dialog#dialog":
		return page.InDialog
	case "dialog#drawer":
		return page.InDrawer
	}
	switch p := page.Place(c.r.URL.Query().Get("place")); p {
	case page.InDialog, page.InDrawer:
		return p
	}
	return ""
}

// asked are the fields that a form of the register asks: those of the section
// or the one field that its address names, or all that may be written.
func (c *call) asked(r *register.Register) []*register.Field {
	q := c.r.URL.Query()
	var out []*register.Field
	for _, f := range r.Fields {
		switch {
		case !shown(c.actor, r, f), f.ReadOnly:
		case f.Name == "number" && numbered[r.Name] && c.r.PathValue("id") == "": // the program gives it
		case f.Kind == register.FileOf && c.r.PathValue("id") != "": // a stored file stays as it is
		case q.Has("field") && f.Name != q.Get("field"):
		case q.Has("section") && sectionName(f) != q.Get("section"):
		default:
			out = append(out, f)
		}
	}
	return out
}

// numbered are the registers whose new records nobody thinks up a number for.
var numbered = map[string]bool{crm.Deals.Name: true, crm.Events.Name: true, crm.Claims.Name: true}

// sectionName is the section of a field; the first one has no name of its own.
func sectionName(f *register.Field) string { return cmp.Or(f.Section, "main") }

// newForm is the form of a record that is to be: empty, with what its address
// says (?partner=17), or filled from another record (?copy=17).
func (c *call) newForm() error {
	r := c.register()
	if !register.May(c.actor, r, register.Create) {
		return register.ErrForbidden
	}
	f := form{reg: r, fields: c.asked(r)}
	q := c.r.URL.Query()
	err := c.read(func(tx *store.Tx) error {
		from := r.New()
		if q.Has("copy") {
			id, _ := strconv.ParseInt(q.Get("copy"), 10, 64)
			original, err := tx.Load(c.r.Context(), r, id)
			if err != nil {
				return err
			}
			from = original
		}
		f.said = c.written(f.fields, from)
		if q.Has("copy") {
			f.forgetOwn()
		}
		c.addressed(f.said)
		if begin := specials[r.Name].begin; begin != nil {
			return begin(c, tx, &f)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.restoreDraft(&f); err != nil {
		return err
	}
	return c.showForm(http.StatusOK, f)
}

// forgetOwn empties what is a record's alone and goes into no copy: what no
// other record may say, and the ids of its parts.
func (f *form) forgetOwn() {
	for _, one := range f.fields {
		if one.Unique {
			f.said[one.Name] = []string{""}
		}
		if one.Kind == register.PartsOf {
			for i := range rowsSaid(one.Name, f.said) {
				delete(f.said, one.Name+"."+strconv.Itoa(i)+".id")
			}
		}
	}
}

// editForm is the form of a record that is there, or of one section or field
// of it.
func (c *call) editForm() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var rec register.Record
	err = c.read(func(tx *store.Tx) error {
		rec, err = c.loadFor(tx, r, id, register.Edit)
		return err
	})
	if err != nil {
		return err
	}
	f := form{
		reg: r, id: id, title: c.title(r, rec), fields: c.asked(r),
		version: versionOf(rec),
	}
	f.said = c.written(f.fields, rec)
	if err := c.restoreDraft(&f); err != nil {
		return err
	}
	return c.showForm(http.StatusOK, f)
}

// create makes a record of what a form says.
func (c *call) create() error { return c.save(0) }

// change makes a record say what a form says.
func (c *call) change() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.save(id)
}

// save writes what a form says, and answers with the form again when something
// must be mended.
func (c *call) save(id register.ID) error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r := c.register()
	f := form{
		reg: r, id: id, fields: c.asked(r), said: url.Values(c.r.PostForm),
		version: c.r.PostForm.Get("version"), anyway: c.r.PostForm.Get("anyway") == "1",
	}
	if parts := f.said.Get("rows"); parts != "" {
		f.said.Set(parts+"."+strconv.Itoa(rowsSaid(parts, f.said))+".id", "")
		return c.showForm(http.StatusOK, f)
	}
	f.said = chosenSides(f.said)
	err := c.once(func(tx *store.Tx) (done, error) { return c.saveIn(tx, &f) })
	var refused *register.Problems
	var alike looksAlike
	switch {
	case err == nil:
		return nil
	case errors.Is(err, register.ErrStale) && id != 0:
		return c.conflict(f)
	case errors.As(err, &alike):
		f.duplicates, f.anyway = alike.duplicates, true
		if alike.wrong.Err() != nil {
			f.wrong, f.refusal = c.wrongsOf(alike.wrong, r, f.fields)
		}
	case errors.As(err, &refused) && mendable(err):
		f.wrong, f.refusal = c.wrongsOf(refused, r, f.fields)
	default:
		return err
	}
	return c.showForm(http.StatusUnprocessableEntity, f)
}

// saveIn is the unit of work of save.
func (c *call) saveIn(tx *store.Tx, f *form) (done, error) {
	ctx, r := c.r.Context(), f.reg
	rec, err := c.filled(tx, *f)
	if err != nil && !mendable(err) {
		return done{}, err
	}
	// A record with something unreadable in it, or one that looks like another,
	// is saved only to hear what else is to be mended: all is said at once, and
	// the unit of work ends with an error.
	var alike page.Duplicates
	if f.id == 0 && !f.anyway {
		var broken error
		if alike, broken = c.lookAlike(tx, rec); broken != nil {
			return done{}, broken
		}
	}
	d := done{Undo: c.undoable(tx)}
	saved := tx.Save(ctx, rec)
	if saved != nil && !mendable(saved) {
		return done{}, saved
	}
	wrong := together(err, saved)
	switch {
	case len(alike.Found) > 0 || alike.Hidden:
		return done{}, looksAlike{alike, wrong}
	case wrong.Err() != nil:
		return done{}, wrong
	}
	if err := tx.DropDraft(ctx, c.actor.User(), c.formKey(f.id)); err != nil {
		return done{}, err
	}
	id := register.BaseOf(rec).ID
	d.To = address(r, id)
	d.Told = c.p.Text("card.saved", "name", c.title(r, rec))
	if f.id == 0 {
		d.Told, d.Undo = c.p.Text("card.created", "name", c.title(r, rec)), ""
		d.Leave = c.place() == page.InDrawer
		if with, err := strconv.ParseInt(c.r.PostForm.Get("merge_with"), 10, 64); err == nil && register.May(c.actor, r, register.Merge) {
			d.To, d.Leave = mergeAddress(r, with, id), true
		}
		if c.place() == page.InDialog {
			d.Chosen = &chosen{strconv.FormatInt(id, 10), c.title(r, rec)}
		}
	}
	if crm.NoOffers(rec) {
		d.Told = c.p.Text("suppressed_saved", "name", c.title(r, rec))
	}
	if tx.Unit() == 0 { // it says what it said before
		d.Undo = ""
	}
	return d, nil
}

// mendable reports whether an error is about what was typed.
func mendable(err error) bool {
	var p *register.Problems
	return errors.As(err, &p) && statusOfProblems(p) == http.StatusUnprocessableEntity
}

// together is one refusal of two: the first problem of each field.
func together(first, second error) *register.Problems {
	all := &register.Problems{}
	for _, err := range []error{first, second} {
		var p *register.Problems
		if !errors.As(err, &p) {
			continue
		}
		for _, one := range p.List {
			if one.Field == "" || !all.Has(one.Field) {
				all.List = append(all.List, one)
			}
		}
	}
	return all
}

// filled is the record with what the form says. What was not changed in the
// form is left as it is, to the last digit that the form does not show.
func (c *call) filled(tx *store.Tx, f form) (register.Record, error) {
	rec, texts := f.reg.New(), f.said
	if f.id != 0 {
		var err error
		if rec, err = tx.Load(c.r.Context(), f.reg, f.id); err != nil {
			return nil, err
		}
		version, err := strconv.ParseInt(f.version, 10, 64)
		if err != nil {
			return nil, refusal{http.StatusPreconditionRequired, ""}
		}
		if register.BaseOf(rec).Version != version {
			return nil, register.ErrStale
		}
		texts = changedTexts(f.reg, c.written(f.reg.Fields, rec), texts)
	}
	return rec, register.Fill(c.actor, f.reg, rec, said(texts), c.asTyped)
}

// changedTexts are the inputs of the fields that say something else than
// before; the inputs of a field stay together.
func changedTexts(r *register.Register, before, now url.Values) url.Values {
	same := map[string]bool{}
	for _, f := range r.Fields {
		same[f.Name] = true
	}
	touch := func(name string, texts, others []string) {
		head, _, _ := strings.Cut(name, ".")
		if !slices.EqualFunc(texts, others, sameText) {
			same[head] = false
		}
	}
	for name, texts := range now {
		if formOwn[name] {
			continue
		}
		if _, known := before[name]; known && len(texts) > 1 && len(before[name]) == 1 {
			texts = texts[len(texts)-1:] // a box that is ticked also says that it was there
		}
		touch(name, texts, before[name])
	}
	for name, texts := range before {
		head, _, inside := strings.Cut(name, ".")
		if _, said := now[name]; inside && !said && now.Has(head) {
			touch(name, nil, texts) // a row that is there no more
		}
	}
	out := url.Values{}
	for name, texts := range now {
		if head, _, _ := strings.Cut(name, "."); !same[head] {
			out[name] = texts
		}
	}
	return out
}

// sameText compares what was typed, whatever ends its lines.
func sameText(a, b string) bool {
	return strings.ReplaceAll(a, "\r\n", "\n") == strings.ReplaceAll(b, "\r\n", "\n")
}

// showForm draws a form where it stands, with what is wrong with it.
func (c *call) showForm(status int, f form) error {
	if own := specials[f.reg.Name].form; own != nil {
		if drawn, err := own(c, status, f); drawn || err != nil {
			return err
		}
	}
	var n names
	err := c.read(func(tx *store.Tx) error {
		if f.id != 0 && f.title == "" {
			rec, err := tx.Load(c.r.Context(), f.reg, f.id)
			if err != nil {
				return err
			}
			f.title = c.title(f.reg, rec)
		}
		var w wanted
		w.said(tx.Schema(), f.fields, f.said)
		var err error
		n, err = w.read(c.r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	v := c.formView(n, f)
	if c.background() {
		c.render(status, page.FormBody(c.p, v))
		return nil
	}
	crumbs, crumb := []page.Crumb{{Label: many(c.p, f.reg), Href: "/" + f.reg.Path}}, v.Title
	if f.id != 0 {
		crumb = c.p.Text("menu.edit")
		crumbs = append(crumbs, page.Crumb{Label: f.title, Href: address(f.reg, f.id)})
	}
	c.render(status, page.FormPage(c.p, c.shell(v.Title, append(crumbs, page.Crumb{Label: crumb})...), v))
	return nil
}

// formView is a form as it is drawn.
func (c *call) formView(n names, f form) page.Form {
	r := f.reg
	if roles, said := f.said["roles"]; said && r.Name == crm.Partners.Name {
		var own crm.PartnerRoles
		for _, role := range roles {
			own = append(own, crm.PartnerRole(role))
		}
		f.fields = slices.DeleteFunc(slices.Clone(f.fields), func(one *register.Field) bool { return own.Idle(one.Section) })
	}
	v := page.Form{
		ID: "form-" + r.Path, Version: f.version, Key: newKey(), Place: c.place(), Submit: c.p.Text("form.save"),
		Refusal: f.refusal, Duplicates: f.duplicates, Cancel: "/" + r.Path,
		Title: newTitle(c.p, r), Action: withPlace("/"+r.Path, c.formQuery(), c.place()),
	}
	if f.id != 0 {
		v.Title = c.p.Text("card.edit_title", "name", f.title)
		v.Cancel = address(r, f.id)
		v.Action = withPlace(v.Cancel, c.formQuery(), c.place())
	} else {
		v.Submit = c.p.Text("create")
	}
	if f.anyway {
		v.Hidden = append(v.Hidden, page.Hidden{Name: "anyway", Value: "1"})
		if len(f.duplicates.Found) > 0 || f.duplicates.Hidden {
			v.Submit = c.p.Text("card.create_anyway")
		}
	}
	for _, one := range f.fields {
		if one.Kind == register.PartsOf || one.Kind == register.LinkTo && c.actor.Edits(r, one.Class) {
			v.Hidden = append(v.Hidden, page.Hidden{Name: one.Name, Value: f.said.Get(one.Name)})
		}
	}
	v.Sections = c.formSections(n, f)
	if len(f.fields) > 3 {
		v.Draft = c.draftOf(f)
	}
	return v
}

// formSections are the questions under their headings. A form of one section
// needs no heading; of many, those after the second are folded while nothing
// stands in them.
func (c *call) formSections(n names, f form) []page.Section {
	var out []page.Section
	last := ""
	base := "/lookup/" + f.reg.Path + "/"
	for _, one := range f.fields {
		q := c.ask(n, f.reg, one, f.said, f.wrong, base)
		if !c.actor.Edits(f.reg, one.Class) {
			q.ReadOnly, q.Because = true, c.p.Text("card.not_yours")
		}
		if f.id == 0 && f.reg.Name == crm.Tasks.Name && one.Name == "executors" {
			q.Required = false // nobody named is oneself
		}
		if q.ReadOnly && q.Problem == "" && blank(one, f.said) {
			continue // nothing to see and nothing to answer
		}
		if len(out) == 0 || sectionName(one) != last {
			last = sectionName(one)
			out = append(out, page.Section{Title: sectionTitle(c.p, f.reg, last), Folded: len(out) >= 2})
		}
		s := &out[len(out)-1]
		s.Fields = append(s.Fields, q)
		if one.Required || !blank(one, f.said) {
			s.Folded = false
		}
	}
	pairShort(out)
	if len(out) == 1 {
		out[0].Title = ""
	}
	if len(out) > 0 && len(out[0].Fields) > 0 && f.wrong == nil {
		out[0].Title = ""
		if i := slices.IndexFunc(out[0].Fields, func(q page.Field) bool { return !q.ReadOnly }); i >= 0 {
			out[0].Fields[i].Focus = true
		}
	}
	return out
}

// blank reports whether the form says nothing of a field.
func blank(f *register.Field, said url.Values) bool {
	if f.Kind == register.PartsOf {
		return rowsSaid(f.Name, said) == 0
	}
	if f.Kind == register.NamesOf {
		return !slices.ContainsFunc(register.Languages[:], func(l string) bool { return said.Get(f.Name+"."+l) != "" })
	}
	return !slices.ContainsFunc(said[f.Name], func(text string) bool { return text != "" && text != "0" })
}

// pairShort puts short questions that follow one another side by side.
func pairShort(sections []page.Section) {
	short := map[page.Control]bool{
		page.AskDate: true, page.AskChoice: true, page.AskNumber: true, page.AskQuantity: true,
		page.AskPercent: true, page.AskMoney: true, page.AskPhone: true, page.AskReference: true,
	}
	for _, s := range sections {
		for i := 0; i+1 < len(s.Fields); i++ {
			if short[s.Fields[i].Control] && short[s.Fields[i+1].Control] {
				s.Fields[i].Pair = true
				s.Fields[i+1].Pair = true
				i++
			}
		}
	}
}

// formQuery are the parameters of a form's address that its work depends on.
func (c *call) formQuery() url.Values {
	q := c.r.URL.Query()
	q.Del("place")
	q.Del("peek")
	return q
}

// formKey names a form among the drafts of its user: its own address.
func (c *call) formKey(id register.ID) string {
	path := c.register().Path + "/new"
	if id != 0 {
		path = c.register().Path + "/" + strconv.FormatInt(id, 10) + "/edit"
	}
	return withQuery(path, c.formQuery())
}

func withPlace(path string, q url.Values, p page.Place) string {
	if p != "" {
		q.Set("place", string(p))
	}
	return withQuery(path, q)
}
