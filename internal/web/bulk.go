package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// mostBulk is how many records one request changes; more are a matter for an
// import.
const mostBulk = 2000

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
		if a.On == register.OnSeveral && register.May(c.actor, r, register.Act(a.Name)) {
			v.Buttons = append(v.Buttons, button(a.Name, c.p.Text(r.Name+"."+a.Name), "bolt"))
		}
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

// chosenRows are the ids that a list's selection means.
func (c *call) chosenRows(tx *store.Tx, s *state, act register.Act) ([]register.ID, error) {
	var out []register.ID
	if c.r.Form.Get("all") == "1" {
		recs, err := tx.Select(c.r.Context(), s.reg, register.Query{Filter: s.filter, Limit: mostBulk + 1})
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			out = append(out, register.BaseOf(rec).ID)
		}
	} else {
		for _, text := range c.r.Form["id"] {
			id, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, register.BadFilter{Param: "id", Key: "unreadable_number"}
			}
			out = append(out, id)
		}
	}
	if len(out) > mostBulk {
		return nil, register.Refuse("too_much")
	}
	return out, nil
}

// bulkDeeds are what may be done to the chosen rows of a register, each with
// an address of its own.
func bulkDeeds(r *register.Register) []string {
	deeds := []string{"edit", "archive", "restore", "delete"}
	if ownerOf(r) != nil {
		deeds = append(deeds, "transfer")
	}
	for _, a := range r.Actions {
		if a.On == register.OnSeveral && !slices.Contains(deeds, a.Name) {
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
		ids, err := c.chosenRows(tx, s, register.Bulk)
		if err != nil {
			return err
		}
		f, err := c.bulkForm(tx, s, what, len(ids), nil)
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

// bulk does one deed to all chosen rows as one unit of work; rows that refuse
// it stay as they are and are counted.
func (c *call) bulk(l listing, what string) error {
	s, err := c.stateOfDialog(l)
	if err != nil {
		return err
	}
	if field := c.r.PostForm.Get("bulk_field"); what == "edit" && (field == "" || !c.r.PostForm.Has(field) && !c.r.PostForm.Has(field+".uk")) {
		return c.bulkDialog(l, what)
	}
	var refused *register.Problems
	err = c.once(func(tx *store.Tx) (done, error) {
		ids, err := c.chosenRows(tx, s, register.Bulk)
		if err != nil {
			return done{}, err
		}
		about := "bulk:" + newKey()
		tx.About(about)
		did, left, err := c.bulkDo(tx, s, what, ids, &refused)
		if err != nil {
			return done{}, err
		}
		if did == 0 && refused != nil {
			return done{}, refused
		}
		facts := map[string]any{"act": what, "rows": did, "filter": s.core().Encode()}
		if err := tx.Audit(c.r.Context(), "bulk", register.Link{Register: s.register}, facts); err != nil {
			return done{}, err
		}
		told := c.p.Count("list.bulk_done", int64(did))
		if left > 0 {
			told = c.p.Count("list.bulk_left", int64(left), "done", c.p.Integer(int64(did)))
		}
		return done{To: s.href(), Told: told}, nil
	})
	var p *register.Problems
	if asProblems(err, &p) && statusOf(err) == http.StatusUnprocessableEntity {
		return c.bulkAgain(s, what, p)
	}
	return err
}

// bulkAgain shows the dialog again with what was wrong.
func (c *call) bulkAgain(s *state, what string, p *register.Problems) error {
	return c.read(func(tx *store.Tx) error {
		wrong, whole := c.wrongsOf(p, s.reg, s.reg.Fields)
		ids, err := c.chosenRows(tx, s, register.Bulk)
		if err != nil {
			return err
		}
		f, err := c.bulkForm(tx, s, what, len(ids), wrong)
		if err != nil {
			return err
		}
		f.Refusal = whole
		c.render(http.StatusUnprocessableEntity, page.FormBody(c.p, f))
		return nil
	})
}

// bulkDo changes the rows one by one through Save, each in an attempt of its
// own. refused is the first refusal.
func (c *call) bulkDo(tx *store.Tx, s *state, what string, ids []register.ID, refused **register.Problems) (did, left int, err error) {
	ctx, r := c.r.Context(), s.reg
	if a := r.Action(what); a != nil && a.On == register.OnSeveral {
		return c.bulkAction(tx, r, a, ids)
	}
	one := func(rec register.Record) error {
		switch what {
		case "archive":
			return tx.Archive(ctx, rec, true)
		case "restore":
			return tx.Archive(ctx, rec, false)
		case "delete":
			return tx.Delete(ctx, rec)
		case "edit", "transfer":
			name := c.r.PostForm.Get("bulk_field")
			given := url.Values{}
			for key, texts := range c.r.PostForm {
				if key == name || key == name+".currency" || len(key) > len(name) && key[:len(name)+1] == name+"." {
					given[key] = texts
				}
			}
			if err := register.Fill(c.actor, r, rec, said(given), c.asTyped); err != nil {
				return err
			}
			return tx.Save(ctx, rec)
		}
		return register.ErrNotFound
	}
	for _, id := range ids {
		rec, err := tx.Load(ctx, r, id)
		if err == nil {
			err = tx.Try(ctx, func() error { return one(rec) })
		}
		var p *register.Problems
		switch {
		case err == nil:
			did++
		case asProblems(err, &p), errors.Is(err, register.ErrForbidden), errors.Is(err, register.ErrNotFound), errors.Is(err, register.ErrStale):
			left++
			if *refused == nil {
				*refused = cmp.Or(p, &register.Problems{List: []register.Problem{{Key: "forbidden"}}})
			}
		default:
			return did, left, err
		}
	}
	return did, left, nil
}

func (c *call) bulkAction(tx *store.Tx, r *register.Register, a *register.Action, ids []register.ID) (did, left int, err error) {
	ctx := c.r.Context()
	recs, err := tx.Select(ctx, r, register.Query{Filter: register.All{register.ByID(ids...), c.actor.Rows(r, register.Act(a.Name))}, Whole: true})
	if err != nil {
		return 0, 0, err
	}
	in := a.New()
	given := url.Values{}
	for _, f := range a.Input.Fields {
		for key, texts := range c.r.PostForm {
			if key == f.Name || key == f.Name+".currency" {
				given[key] = texts
			}
		}
	}
	if err := register.Fill(c.actor, a.Input, in, said(given), c.asTyped); err != nil {
		return 0, 0, err
	}
	if err := a.Run(ctx, tx, recs, in); err != nil {
		return 0, 0, err
	}
	return len(recs), len(ids) - len(recs), nil
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
	b := register.BaseOf(rec)
	v := page.CellEditor{
		Action: address(r, b.ID) + "/edit/" + f.Name, Version: strconv.FormatInt(b.Version, 10),
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
		b := register.BaseOf(rec)
		if version := c.r.PostForm.Get("version"); version != strconv.FormatInt(b.Version, 10) {
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
	case asProblems(err, &p) && status == http.StatusUnprocessableEntity:
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
		n, err := namesOf(c.r.Context(), tx, []register.Record{rec}, s.columns)
		if err != nil {
			return err
		}
		v := page.List{ID: s.path, Table: page.Table{Columns: c.columnHeads(s)}, Bulk: c.bulkBar(s)}
		return c.fragment(page.ListRow(c.p, v, c.tableRow(n, s, rec)))
	})
}
