package web

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// bulkAtOnce is how many records are changed while the one who asked waits;
// more are a job's.
const bulkAtOnce = 200

// mostBulk is how many records a job changes.
const mostBulk = 1_000_000

// bulkBar is what can be done with chosen rows.
func (c *call) bulkBar(s *state) *page.Bulk {
	r := s.reg
	if r.Closed || !register.May(c.actor, r, register.Bulk) {
		return nil
	}
	button := func(what, text, icon string) page.Button {
		return page.Button{Label: text, Icon: icon, Form: "bulk-" + s.path, Extra: page.With("data-dialog", s.under("/bulk/"+what))}
	}
	v := &page.Bulk{}
	if register.May(c.actor, r, register.Edit) {
		if owner := ownerOf(r); owner != nil && c.editable(r, owner) && r.Action("transfer") == nil {
			v.Buttons = append(v.Buttons, button("transfer", c.p.Text("list.bulk_transfer"), "user"))
		}
		v.Buttons = append(v.Buttons, button("edit", c.p.Text("list.bulk_edit"), "pencil"))
	}
	for _, a := range r.Actions {
		if a.Name == string(register.Merge) && register.May(c.actor, r, register.Merge) {
			v.Buttons = append(v.Buttons, page.Button{
				Label: c.p.Text(r.Name + ".merge"), Icon: mergeIcon, Form: "bulk-" + s.path, Submit: true,
				Extra: page.With("formaction", "/"+r.Path+"/merge", "formmethod", "get"),
			})
		} else if a.On == register.OnSeveral && register.May(c.actor, r, register.Act(a.Name)) {
			v.Buttons = append(v.Buttons, button(a.Name, c.p.Text(r.Name+"."+a.Name), "bolt"))
		}
	}
	if r.Name == crm.InventoryUnits.Name {
		v.Buttons = append(v.Buttons, page.Button{
			Label: c.p.Text("inventory_unit.print_labels"), Icon: "qrcode", Form: "bulk-" + s.path, Submit: true,
			Extra: page.With("formaction", "/inventory_units/labels", "formmethod", "get"),
		})
	}
	if register.May(c.actor, r, register.Archive) {
		what, text := "archive", c.p.Text("archive")
		if s.speaksOfArchived() {
			what, text = "restore", c.p.Text("restore")
		}
		v.Buttons = append(v.Buttons, button(what, text, "archive"))
	}
	if register.May(c.actor, r, register.Delete) {
		v.Buttons = append(v.Buttons, button("delete", c.p.Text("delete"), "trash"))
	}
	if len(v.Buttons) == 0 {
		return nil
	}
	return v
}

// selection is what a list's selection means: the records named, or all that the
// list means when all is set. n counts them.
type selection struct {
	ids []register.ID
	all bool
	n   int
}

// chosenRows are the rows of a selection that may be changed in bulk; of all
// that a list means only as many as are changed at once.
func (c *call) chosenRows(tx *store.Tx, s *state) (selection, error) {
	ctx, rows := c.r.Context(), c.actor.Rows(s.reg, register.Bulk)
	if register.Never(rows) {
		return selection{}, register.ErrForbidden
	}
	if c.r.Form.Get("all") != "1" {
		asked, err := idsSaid(c.r.Form["id"])
		if err != nil {
			return selection{}, err
		}
		if len(asked) > mostBulk {
			return selection{}, register.Refuse("too_much")
		}
		return selection{ids: asked, n: len(asked)}, nil
	}
	if _, err := c.understand(tx, s); err != nil {
		return selection{}, err
	}
	filter := register.All{rows, s.filter}
	ids, err := tx.IDs(ctx, s.reg, filter, 0, bulkAtOnce+1)
	if err != nil || len(ids) <= bulkAtOnce {
		return selection{ids: ids, n: len(ids)}, err
	}
	n, err := tx.Count(ctx, s.reg, filter, mostBulk+1)
	if err == nil && n > mostBulk {
		err = register.Refuse("too_much")
	}
	return selection{all: true, n: n}, err
}

func idsSaid(texts []string) ([]register.ID, error) {
	var out []register.ID
	for _, text := range texts {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, register.BadFilter{Param: "id", Key: "unreadable_number"}
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// bulkDeeds are what may be done to the chosen rows of a register, each with
// an address of its own.
func bulkDeeds(r *register.Register) []string {
	deeds := []string{"edit", "archive", "restore", "delete"}
	if ownerOf(r) != nil {
		deeds = append(deeds, "transfer")
	}
	for _, a := range r.Actions {
		if a.On == register.OnSeveral && a.Name != string(register.Merge) && !slices.Contains(deeds, a.Name) { // a merge is of all at once
			deeds = append(deeds, a.Name)
		}
	}
	return deeds
}

// bulkDialog asks what is needed before the chosen rows are changed.
func (c *call) bulkDialog(l listing, what string) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	return c.read(func(tx *store.Tx) error {
		rows, err := c.chosenRows(tx, s)
		if err != nil {
			return err
		}
		f, err := c.bulkForm(tx, s, what, rows.n, nil)
		if err != nil {
			return err
		}
		return c.fragment(page.FormBody(c.p, f))
	})
}

// bulkForm is the dialog of one bulk deed.
func (c *call) bulkForm(tx *store.Tx, s *state, what string, n int, wrong wrongs) (page.Form, error) {
	f := page.Form{
		ID: "bulk", Action: "/" + s.path + "/bulk/" + what, Place: page.InDialog, Key: newKey(),
		Lead: c.p.Count("selected", int64(n)), Submit: c.p.Text("apply"),
		Hidden: []page.Hidden{{Name: "state", Value: s.core().Encode()}, {Name: "all", Value: c.r.Form.Get("all")}},
	}
	if c.r.Form.Get("all") != "1" {
		for _, id := range c.r.Form["id"] {
			f.Hidden = append(f.Hidden, page.Hidden{Name: "id", Value: id})
		}
	}
	r := s.reg
	a := r.Action(what)
	if a == nil || a.On != register.OnSeveral {
		if what == "edit" || what == "transfer" {
			return c.bulkFields(tx, s, f, what, wrong)
		}
		f.Title, f.Submit, f.Dangerous = c.p.Text(what), c.p.Text(what), what == "delete"
		return f, nil
	}
	f.Title, f.Submit = c.p.Text(r.Name+"."+what), c.p.Text(r.Name+"."+what)
	section := page.Section{}
	in := inputOf(r, a)
	for _, one := range in.Fields {
		section.Fields = append(section.Fields, c.ask(names{}, in, one, c.r.Form, wrong, "/lookup/"+r.Path+"/"+what+"/"))
	}
	f.Sections = []page.Section{section}
	return f, nil
}

// bulkFields asks for the field that all chosen rows get, then for its value.
func (c *call) bulkFields(tx *store.Tx, s *state, f page.Form, what string, wrong wrongs) (page.Form, error) {
	r := s.reg
	f.Title = c.p.Text("list.bulk_" + what)
	name := c.r.Form.Get("bulk_field")
	if what == "transfer" {
		name = ownerOf(r).Name
	}
	pick := page.Field{
		Name: "bulk_field", Label: c.p.Text("list.bulk_field"), Control: page.AskChoice, Values: []string{name}, Required: true,
	}
	for _, one := range r.Fields {
		if c.editable(r, one) {
			pick.Choices = append(pick.Choices, page.Choice{Value: one.Name, Label: label(c.p, r, one)})
		}
	}
	section := page.Section{}
	if what == "edit" {
		section.Fields = append(section.Fields, pick)
	} else {
		f.Hidden = append(f.Hidden, page.Hidden{Name: "bulk_field", Value: name})
	}
	field := r.Field(name)
	if field == nil {
		f.Submit = c.p.Text("next")
	} else if c.editable(r, field) {
		n, err := c.namesSaid(tx, field, c.r.Form[name])
		if err != nil {
			return f, err
		}
		section.Fields = append(section.Fields, c.ask(n, r, field, c.r.Form, wrong, "/lookup/"+r.Path+"/"))
	}
	f.Sections = []page.Section{section}
	return f, nil
}

// namesSaid names the records that a form says in a reference field.
func (c *call) namesSaid(tx *store.Tx, f *register.Field, texts []string) (names, error) {
	if f.Target == nil || f.Kind == register.PartsOf {
		return names{}, nil
	}
	var ids []register.ID
	for _, text := range texts {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	found, err := tx.Named(c.r.Context(), f.Target, ids)
	return names{f.Target.Name: found}, err
}

// bulk does one deed to all chosen rows as one unit of work, or hands them to
// a job when they are many; rows that refuse it stay as they are and are
// counted.
func (c *call) bulk(l listing, what string) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	if field := c.r.PostForm.Get("bulk_field"); what == "edit" && (field == "" || !c.r.PostForm.Has(field) && !c.r.PostForm.Has(field+".uk")) {
		return c.bulkDialog(l, what)
	}
	err = c.once(func(tx *store.Tx) (done, error) {
		rows, err := c.chosenRows(tx, s)
		if err != nil {
			return done{}, err
		}
		d, err := c.deed(s.reg, what, c.r.PostForm)
		if err != nil {
			return done{}, err
		}
		if rows.n > bulkAtOnce {
			return c.bulkLater(tx, s, what, rows)
		}
		return c.bulkNow(tx, s, d, rows.ids)
	})
	var p *register.Problems
	if errors.As(err, &p) && mendable(err) {
		return c.bulkAgain(s, what, p)
	}
	return err
}

// bulkNow does a deed to a few rows while the one who asked waits.
func (c *call) bulkNow(tx *store.Tx, s *state, d *deed, ids []register.ID) (done, error) {
	out := done{To: s.href()}
	if d.what != "delete" { // what is deleted does not come back
		out.Undo = c.undoable(tx)
	}
	var did, left int64
	var refused *register.Problems
	recs, err := d.load(c.r.Context(), tx, ids)
	if err != nil {
		return out, err
	}
	for _, id := range ids {
		p, _, err := d.try(c.r.Context(), tx, recs[id])
		switch {
		case err != nil:
			return out, err
		case p != nil:
			left++
			refused = cmp.Or(refused, p)
		default:
			did++
		}
	}
	if did == 0 && refused != nil {
		return out, refused
	}
	if err := c.auditBulk(tx, s, d.what, did); err != nil {
		return out, err
	}
	out.Told = c.p.Count("list.bulk_done", did)
	if left > 0 {
		out.Told = c.p.Count("list.bulk_left", left, "done", c.p.Integer(did))
	}
	return out, nil
}

func (c *call) auditBulk(tx *store.Tx, s *state, what string, rows int64) error {
	return tx.Audit(c.r.Context(), "bulk", register.Link{Register: s.register}, map[string]any{"act": what, "rows": rows, "filter": s.conditionNames()})
}

// bulkAgain shows the dialog again with what was wrong.
func (c *call) bulkAgain(s *state, what string, p *register.Problems) error {
	return c.read(func(tx *store.Tx) error {
		wrong, whole := c.wrongsOf(p, s.reg, s.reg.Fields)
		rows, err := c.chosenRows(tx, s)
		if err != nil {
			return err
		}
		f, err := c.bulkForm(tx, s, what, rows.n, wrong)
		if err != nil {
			return err
		}
		f.Refusal = whole
		c.render(http.StatusUnprocessableEntity, page.FormBody(c.p, f))
		return nil
	})
}

// deed is what is done to each of several rows.
type deed struct {
	reg    *register.Register
	what   string
	field  *register.Field // that edit and transfer set
	action *register.Action
	input  any
	set    func(register.Record) error
	actor  register.Actor
}

// deed reads what a form asks to be done. What cannot be read is refused
// before any row is touched.
func (c *call) deed(r *register.Register, what string, form url.Values) (*deed, error) {
	d := &deed{reg: r, what: what, actor: c.actor}
	if a := r.Action(what); a != nil && a.On == register.OnSeveral {
		d.action, d.input = a, a.New()
		given := url.Values{}
		for _, f := range a.Input.Fields {
			maps.Copy(given, inputsOf(f.Name, form))
		}
		if err := register.Fill(c.actor, a.Input, d.input, said(given), c.asTyped); err != nil {
			return nil, err
		}
		p := register.ProblemsOf(d.input)
		for _, f := range a.Input.Fields {
			if f.Required && f.Empty(d.input) {
				p.AddAt(f.Name, "required")
			}
		}
		return d, p.Err()
	}
	switch what {
	case "archive", "restore", "delete":
		return d, nil
	case "edit", "transfer":
		if d.field = r.Field(form.Get("bulk_field")); d.field == nil || !c.editable(r, d.field) {
			return nil, register.ErrForbidden
		}
		given := inputsOf(d.field.Name, form)
		d.set = func(rec register.Record) error { return register.Fill(c.actor, r, rec, said(given), c.asTyped) }
		return d, d.set(r.New())
	}
	return nil, register.ErrNotFound
}

// load reads the rows that may be changed in bulk, by their ids.
func (d *deed) load(ctx context.Context, tx *store.Tx, ids []register.ID) (map[register.ID]register.Record, error) {
	filter := register.All{register.ByID(ids...), d.actor.Rows(d.reg, register.Bulk)}
	if d.action != nil {
		filter = append(filter, d.actor.Rows(d.reg, register.Act(d.action.Name)))
	}
	recs, err := tx.Select(ctx, d.reg, register.Query{Filter: filter, Whole: true})
	out := make(map[register.ID]register.Record, len(recs))
	for _, rec := range recs {
		out[register.BaseOf(rec).ID] = rec
	}
	return out, err
}

// try does the deed to one row in an attempt of its own. It tells why the row
// refused it, and whether the row says something new.
func (d *deed) try(ctx context.Context, tx *store.Tx, rec register.Record) (refused *register.Problems, changed bool, err error) {
	if rec == nil {
		return &register.Problems{List: []register.Problem{{Key: "forbidden"}}}, false, nil
	}
	before := register.BaseOf(rec).Version
	err = tx.Try(ctx, func() error { return d.do(ctx, tx, rec) })
	switch {
	case err == nil:
		return nil, d.action != nil || d.what == "delete" || register.BaseOf(rec).Version != before, nil
	case errors.As(err, &refused):
		return refused, false, nil
	case errors.Is(err, register.ErrForbidden), errors.Is(err, register.ErrNotFound), errors.Is(err, register.ErrStale):
		return &register.Problems{List: []register.Problem{{Key: "forbidden"}}}, false, nil
	}
	return nil, false, err
}

func (d *deed) do(ctx context.Context, tx *store.Tx, rec register.Record) error {
	switch d.what {
	case "archive":
		return tx.Archive(ctx, rec, true)
	case "restore":
		return tx.Archive(ctx, rec, false)
	case "delete":
		return tx.Delete(ctx, rec)
	}
	if d.action != nil {
		return d.action.Run(ctx, tx, []register.Record{rec}, d.input)
	}
	if err := d.set(rec); err != nil {
		return err
	}
	return tx.Save(ctx, rec)
}

// editable reports whether a list may change a field in place: simple fields
// that the actor may write.
func (c *call) editable(r *register.Register, f *register.Field) bool {
	if r.Closed || f.ReadOnly || f.Unseen || slices.Contains(r.Head, f) || !c.actor.Edits(r, f.Class) || !register.May(c.actor, r, register.Edit) {
		return false
	}
	switch f.Kind {
	case register.PartsOf, register.FileOf, register.LinkTo, register.NamesOf, register.LongText, register.Several, register.References:
		return false
	}
	return true
}

// cellEditor is the form in a cell of a list.
func (c *call) cellEditor() error {
	return c.withCell(func(tx *store.Tx, r *register.Register, f *register.Field, rec register.Record) error {
		return c.showCell(tx, http.StatusOK, r, f, rec, c.written([]*register.Field{f}, rec), nil)
	})
}

// cellAsked is the cell that the address names, if its reader may change it.
func (c *call) cellAsked() (*register.Register, *register.Field, register.ID, error) {
	r := c.register()
	f := r.Field(c.r.PathValue("field"))
	if f == nil {
		return nil, nil, 0, register.ErrNotFound
	}
	if !c.editable(r, f) {
		return nil, nil, 0, register.ErrForbidden
	}
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, nil, 0, register.ErrNotFound
	}
	return r, f, id, nil
}

// withCell reads the record and the field that the address names.
func (c *call) withCell(fn func(*store.Tx, *register.Register, *register.Field, register.Record) error) error {
	r, f, id, err := c.cellAsked()
	if err != nil {
		return err
	}
	return c.read(func(tx *store.Tx) error {
		rec, err := tx.Load(c.r.Context(), r, id)
		if err != nil {
			return err
		}
		return fn(tx, r, f, rec)
	})
}

func (c *call) showCell(tx *store.Tx, status int, r *register.Register, f *register.Field, rec register.Record, said url.Values, wrong wrongs) error {
	n, err := c.namesSaid(tx, f, said[f.Name])
	if err != nil {
		return err
	}
	v := page.CellEditor{
		Action: address(r, register.BaseOf(rec).ID) + "/edit/" + f.Name, Version: versionOf(rec),
		Field: c.ask(n, r, f, said, wrong, "/lookup/"+r.Path+"/"),
	}
	v.Field.Hint, v.Field.Focus = "", true
	c.render(status, page.EditCell(c.p, v))
	return nil
}

// saveCell saves one field and answers the row it stands in, as the list that
// asked shows it.
func (c *call) saveCell() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r, f, id, err := c.cellAsked()
	if err != nil {
		return err
	}
	given := url.Values{f.Name: c.r.PostForm[f.Name]}
	if currency := c.r.PostForm[f.Name+".currency"]; currency != nil {
		given[f.Name+".currency"] = currency
	}
	var rec register.Record
	err = c.write(func(tx *store.Tx) error {
		if rec, err = tx.Load(c.r.Context(), r, id); err != nil {
			return err
		}
		if c.r.PostForm.Get("version") != versionOf(rec) {
			return register.ErrStale
		}
		if err := register.Fill(c.actor, r, rec, said(given), c.asTyped); err != nil {
			return err
		}
		return tx.Save(c.r.Context(), rec)
	})
	var p *register.Problems
	status := statusOf(err)
	switch {
	case err == nil:
		return c.answerRow(r, id)
	case errors.As(err, &p) && status == http.StatusUnprocessableEntity:
		wrong, whole := c.wrongsOf(p, r, []*register.Field{f})
		wrong[f.Name] = cmp.Or(wrong[f.Name], whole)
		return c.read(func(tx *store.Tx) error { return c.showCell(tx, status, r, f, rec, given, wrong) })
	case errors.Is(err, register.ErrStale):
		return c.read(func(tx *store.Tx) error {
			now, err := tx.Load(c.r.Context(), r, id)
			if err != nil {
				return err
			}
			n, err := namesOf(c.r.Context(), tx, []register.Record{now}, []*register.Field{f})
			if err != nil {
				return err
			}
			theirs := n.words(c.p, r, f, f.Value(now))
			return c.showCell(tx, http.StatusConflict, r, f, now, given, wrongs{f.Name: c.p.Text("list.cell_stale", "theirs", cmp.Or(theirs, c.p.Text("not_set")))})
		})
	}
	return err
}

// answerRow draws a row of the list that asked, found by its address.
func (c *call) answerRow(r *register.Register, id register.ID) error {
	l := listings(r)[0]
	values := url.Values{}
	if at, err := url.Parse(c.r.Header.Get("HX-Current-URL")); err == nil {
		for _, one := range listings(r) {
			if at.Path == "/"+one.path {
				l, values = one, at.Query()
			}
		}
	}
	s, err := c.stateOf(l, values)
	if err != nil {
		return err
	}
	return c.read(func(tx *store.Tx) error {
		rec, err := tx.Load(c.r.Context(), r, id)
		if err != nil {
			return err
		}
		n, err := namesOf(c.r.Context(), tx, []register.Record{rec}, slices.Concat(s.columns, speaking(s.reg)))
		if err != nil {
			return err
		}
		v := page.List{ID: s.path, Table: page.Table{Columns: c.columnHeads(s)}, Bulk: c.bulkBar(s)}
		return c.fragment(page.ListRow(c.p, v, c.tableRow(n, s, rec)))
	})
}
