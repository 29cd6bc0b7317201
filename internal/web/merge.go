package web

import (
	"errors"
	"maps"
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

// mergeIcon is the sign of records that become one.
const mergeIcon = "arrows-join"

// mergeRoutes are where several records become one, and where those are found
// that look the same.
func (s *Server) mergeRoutes() {
	for _, r := range s.store.Schema().Registers {
		if r.Action(string(register.Merge)) == nil {
			continue
		}
		may := of(r, register.Merge)
		s.add("GET", "/"+r.Path+"/merge", PageKind, (*call).mergePage, may)
		s.add("POST", "/"+r.Path+"/merge", FormKind, (*call).merge, may)
		s.add("GET", "/"+r.Path+"/{id}/merge", PageKind, (*call).mergeWith, may)
		s.add("POST", "/"+r.Path+"/{id}/merge", FormKind, (*call).mergeChosen, may)
		s.add("GET", "/"+r.Path+"/duplicates", PageKind, (*call).duplicates, may)
		s.add("POST", "/"+r.Path+"/apart", FormKind, (*call).setApart, may)
	}
}

// leadsOn is the record that took the place of the one in the address; nought
// when it stands for itself, or when the reader may not see what took its place.
func (c *call) leadsOn(tx *store.Tx) (register.ID, error) {
	r := c.register()
	into := r.Field("merged_into")
	if into == nil {
		return 0, nil
	}
	id, err := c.idOf()
	if err != nil {
		return 0, err
	}
	rec, err := tx.AsProgram().Load(c.r.Context(), r, id)
	if errors.Is(err, register.ErrNotFound) {
		return 0, nil
	}
	if err != nil || into.Empty(rec) {
		return 0, err
	}
	to := into.Value(rec).(register.ID)
	if _, err := tx.Load(c.r.Context(), r, to); err != nil {
		if errors.Is(err, register.ErrNotFound) {
			err = nil
		}
		return 0, err
	}
	return to, nil
}

// mergeAddress is the page on which these records become one.
func mergeAddress(r *register.Register, ids ...register.ID) string {
	q := url.Values{}
	for _, id := range ids {
		q.Add("id", strconv.FormatInt(id, 10))
	}
	return withQuery("/"+r.Path+"/merge", q)
}

// mergePage shows the records side by side.
func (c *call) mergePage() error { return c.showMerge(http.StatusOK, "") }

func (c *call) showMerge(status int, refusal string) error {
	r := c.register()
	ids, err := c.actedOn(r.Action(string(register.Merge)))
	if err != nil {
		return err
	}
	if len(ids) < 2 || len(ids) > crm.MostMerged {
		return wrongNumber(len(ids))
	}
	v := page.Merge{
		Title: c.p.Text(r.Name + ".merge"), Lead: c.p.Text("merge.lead"), Action: mergeAddress(r, ids...), Key: newKey(),
		Refusal: refusal, Cancel: c.from("/" + r.Path),
	}
	err = c.read(func(tx *store.Tx) error {
		recs, err := c.loadAllFor(tx, r, ids, register.Merge)
		if err != nil {
			return err
		}
		return c.mergeView(tx, r, recs, &v)
	})
	if err != nil {
		return err
	}
	if c.background() && status != http.StatusOK {
		c.render(status, page.MergeBody(c.p, v))
		return nil
	}
	sh := c.shell(v.Title, page.Crumb{Label: many(c.p, r), Href: "/" + r.Path}, page.Crumb{Label: v.Title})
	c.render(status, page.MergePage(c.p, sh, v))
	return nil
}

// wrongNumber refuses a number of records that cannot become one.
func wrongNumber(n int) error {
	if n < 2 {
		return refusal{http.StatusBadRequest, "merge.needs_two"}
	}
	return refusal{http.StatusBadRequest, "merge.too_many"}
}

// mostPointing is how far the records that hang on one are counted.
const mostPointing = 1000

// mergeView fills in the columns and the fields. The one with the most to it
// is offered to stay.
func (c *call) mergeView(tx *store.Tx, r *register.Register, recs []register.Record, v *page.Merge) error {
	ctx := c.r.Context()
	n, err := namesOf(ctx, tx, recs, r.Fields)
	if err != nil {
		return err
	}
	most, stay := -1, recs[0]
	for _, rec := range recs {
		b := register.BaseOf(rec)
		hangs, err := tx.Pointing(ctx, r, []register.ID{b.ID}, mostPointing)
		if err != nil {
			return err
		}
		col := page.MergeColumn{ID: strconv.FormatInt(b.ID, 10), Label: c.title(r, rec), Href: address(r, b.ID)}
		total := 0
		for _, one := range hangs {
			if one.Register.Closed || one.Register.Name == crm.Merges.Name || one.Register.Name == crm.SavedViews.Name || one.Register.Name == r.Name {
				continue
			}
			total += one.Count
			col.Notes = append(col.Notes, c.p.Count(one.Register.Name+".count", int64(one.Count)))
		}
		if total > most {
			most, stay = total, rec
		}
		v.Columns = append(v.Columns, col)
		v.Hidden = append(v.Hidden, page.Hidden{Name: "version." + col.ID, Value: versionOf(rec)})
	}
	for i, rec := range recs {
		v.Columns[i].Stays = rec == stay
	}
	for _, f := range r.Fields {
		if !shown(c.actor, r, f) || f.ReadOnly {
			continue
		}
		row := page.MergeRow{Name: f.Name, Label: label(c.p, r, f)}
		source := crm.Source(f, stay, recs)
		differs, says := false, false
		for _, rec := range recs {
			text := n.wholeWords(c.p, r, f, f.Value(rec))
			row.Cells = append(row.Cells, page.MergeCell{
				ID: strconv.FormatInt(register.BaseOf(rec).ID, 10), Of: c.title(r, rec), Text: text, Chosen: rec == source,
			})
			differs, says = differs || text != row.Cells[0].Text, says || text != ""
		}
		switch {
		case !says:
		case !differs:
			row.Cells = row.Cells[:1]
			v.Same = append(v.Same, row)
		case crm.Chosen(f):
			v.Rows = append(v.Rows, row)
		default:
			v.United = append(v.United, row)
		}
	}
	return nil
}

// merge makes one of the records.
func (c *call) merge() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r := c.register()
	a := r.Action(string(register.Merge))
	ids, err := c.actedOn(a)
	if err != nil {
		return err
	}
	err = c.once(func(tx *store.Tx) (done, error) {
		recs, err := c.loadAllFor(tx, r, ids, register.Merge)
		if err != nil {
			return done{}, err
		}
		in := a.New()
		if err := register.FillJSON(register.Program, a.Input, in, mergeSaid(c.r.PostForm)); err != nil {
			return done{}, err
		}
		if err := perform(tx, r, a, recs, in, c); err != nil {
			return done{}, err
		}
		made, err := register.Load(c.r.Context(), tx.AsProgram(), crm.Merges, register.Ref[crm.Merge](crm.MadeBy(in)))
		if err != nil {
			return done{}, err
		}
		d := done{To: address(r, made.Stay.ID), Leave: true, Told: c.p.Text(r.Name + ".merge.done")}
		merges := tx.Schema().This(crm.Merges.Register)
		switch {
		case made.State == crm.MergeMoving:
			d.Told = c.p.Text("merge.moving")
			if register.May(c.actor, merges, register.See) {
				d.To = address(merges, made.ID)
			}
		case register.May(c.actor, merges, "undo"):
			d.Undo = address(merges, made.ID) + "/undo"
		}
		return d, nil
	})
	var refused *register.Problems
	switch {
	case errors.Is(err, register.ErrStale):
		return c.showMerge(http.StatusConflict, c.p.Text("merge.stale"))
	case errors.As(err, &refused) && mendable(err):
		w, whole := c.wrongsOf(refused, r, nil)
		for _, text := range w {
			whole = strings.TrimSpace(whole + " " + text)
		}
		return c.showMerge(http.StatusUnprocessableEntity, whole)
	}
	return err
}

// mergeSaid is what the page of a merge posts, as the action takes it. What
// cannot be read as a number is left as it is, to be refused.
func mergeSaid(form url.Values) map[string]any {
	out := map[string]any{"stay": jsonNumber(form.Get("stay"))}
	var take, read []any
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if field, ok := strings.CutPrefix(name, "take."); ok {
			take = append(take, map[string]any{"field": field, "from": jsonNumber(form.Get(name))})
		}
		if id, ok := strings.CutPrefix(name, "version."); ok {
			read = append(read, map[string]any{"record": jsonNumber(id), "version": jsonNumber(form.Get(name))})
		}
	}
	out["take"], out["read"] = take, read
	return out
}

// mergeWith asks with which other record this one shall become one.
func (c *call) mergeWith() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.askMergeWith(http.StatusOK, r, id, "")
}

func (c *call) askMergeWith(status int, r *register.Register, id register.ID, wrong string) error {
	var rec register.Record
	var alike page.Duplicates
	err := c.read(func(tx *store.Tx) (err error) {
		if rec, err = c.loadFor(tx, r, id, register.Merge); err == nil {
			alike, err = c.lookAlike(tx, rec)
		}
		return err
	})
	if err != nil {
		return err
	}
	with := page.Field{
		Name: "with", Label: c.p.Text("merge.with"), Control: page.AskReference, Required: true, Focus: true, Problem: wrong,
		Lookup: "/lookup/" + r.Path + "/" + map[string]string{"partner": "parent", "contact": "same_as"}[r.Name],
	}
	return c.showAside(status, r, page.Form{
		ID: "merge-" + r.Path, Title: c.p.Text(r.Name + ".merge"), Lead: c.title(r, rec), Key: newKey(), Place: c.place(),
		Action: withPlace(address(r, id)+"/merge", url.Values{}, c.place()), Submit: c.p.Text("merge.open"), Cancel: address(r, id),
		Duplicates: page.Duplicates{Found: alike.Found, Merging: true}, Sections: []page.Section{{Fields: []page.Field{with}}},
	})
}

// mergeChosen leads to the page on which the two become one.
func (c *call) mergeChosen() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	with, err := strconv.ParseInt(c.r.PostForm.Get("with"), 10, 64)
	if err != nil || with == id {
		return c.askMergeWith(http.StatusUnprocessableEntity, r, id, c.p.Text("merge.choose_other"))
	}
	return c.tell(done{To: mergeAddress(r, id, with), Leave: true})
}
