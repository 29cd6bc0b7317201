package web

import (
	"cmp"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// actRoutes are what is done to records beyond saving them: to leave and come
// back, and the register's own actions with their forms.
func (s *Server) actRoutes(r *register.Register) {
	if r.Closed {
		return
	}
	one := "/" + r.Path + "/{id}/"
	s.add("POST", one+"archive", FormKind, (*call).archive, of(r, register.Archive))
	s.add("POST", one+"restore", FormKind, (*call).restore, of(r, register.Archive))
	s.add("GET", one+"delete", PageKind, (*call).deleteForm, of(r, register.Delete))
	s.add("POST", one+"delete", FormKind, (*call).delete, of(r, register.Delete))
	for _, a := range r.Actions {
		path := one + a.Name
		if a.On == register.OnNone {
			path = "/" + r.Path + "/" + a.Name
		}
		do := func(how func(*call, *register.Action) error) func(*call) error {
			return func(c *call) error { return how(c, c.register().Action(a.Name)) }
		}
		s.add("GET", path, PageKind, do((*call).actionForm), of(r, register.Act(a.Name)))
		s.add("POST", path, FormKind, do((*call).act), of(r, register.Act(a.Name)), carries(a.Input))
		if a.On == register.OnSeveral {
			s.add("GET", "/"+r.Path+"/"+a.Name, PageKind, do((*call).actionForm), of(r, register.Act(a.Name)))
			s.add("POST", "/"+r.Path+"/"+a.Name, FormKind, do((*call).act), of(r, register.Act(a.Name)))
		}
	}
}

// undoRoutes take back what their user has just done.
func (s *Server) undoRoutes() {
	s.add("POST", "/undo/{unit}", FormKind, (*call).undo)
}

// archive hides a record from choice.
func (c *call) archive() error { return c.shelve(true) }

// restore brings it back.
func (c *call) restore() error { return c.shelve(false) }

func (c *call) shelve(archived bool) error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.once(func(tx *store.Tx) (done, error) {
		rec, err := c.loadFor(tx, r, id, register.Archive)
		if err != nil {
			return done{}, err
		}
		d := done{To: c.from(address(r, id)), Undo: c.undoable(tx), Leave: true, Told: c.p.Text("card.archived_told", "name", c.title(r, rec))}
		if !archived {
			d.Told = c.p.Text("card.restored_told", "name", c.title(r, rec))
		}
		return d, tx.Archive(c.r.Context(), rec, archived)
	})
}

// from is the page that the request came from, or another one when it did not
// come from a page of ours.
func (c *call) from(instead string) string {
	if back := c.back(); back != "" && back != "/" {
		return back
	}
	return instead
}

// deleteForm asks whether a record shall go for good.
func (c *call) deleteForm() error { return c.askDelete(http.StatusOK, "") }

func (c *call) askDelete(status int, refused string) error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var rec register.Record
	err = c.read(func(tx *store.Tx) error {
		rec, err = c.loadFor(tx, r, id, register.Delete)
		return err
	})
	if err != nil {
		return err
	}
	return c.showAside(status, r, page.Form{
		ID: "delete-" + r.Path, Title: c.p.Text("card.delete_title", "name", c.title(r, rec)), Lead: c.p.Text("card.delete_lead"),
		Key: newKey(), Version: versionOf(rec), Refusal: refused,
		Action: withPlace(address(r, id)+"/delete", url.Values{}, c.place()), Place: c.place(),
		Submit: c.p.Text("card.delete_sure"), Dangerous: true, Cancel: address(r, id),
	})
}

// showAside draws a form that stands beside a register's own forms.
func (c *call) showAside(status int, r *register.Register, v page.Form) error {
	if v.Place != "" || c.background() {
		c.render(status, page.FormBody(c.p, v))
		return nil
	}
	sh := c.shell(v.Title, page.Crumb{Label: many(c.p, r), Href: "/" + r.Path}, page.Crumb{Label: v.Title})
	c.render(status, page.FormPage(c.p, sh, v))
	return nil
}

// delete removes a record for good.
func (c *call) delete() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	err = c.once(func(tx *store.Tx) (done, error) {
		rec, err := c.loadFor(tx, r, id, register.Delete)
		if err != nil {
			return done{}, err
		}
		if c.r.PostForm.Get("version") != versionOf(rec) {
			return done{}, register.ErrStale
		}
		d := done{To: homeOf(tx.Schema(), r, rec), Told: c.p.Text("card.deleted_told", "name", c.title(r, rec))}
		d.Leave = c.pagePath() == address(r, id)
		return d, tx.Delete(c.r.Context(), rec)
	})
	var refused *register.Problems
	if errors.As(err, &refused) {
		return c.askDelete(http.StatusUnprocessableEntity, c.because(err))
	}
	if errors.Is(err, register.ErrStale) {
		return c.askDelete(http.StatusConflict, c.p.Text("stale"))
	}
	return err
}

// homeOf is where a record is found: its register, or for a remark the record
// that it is about.
func homeOf(schema *register.Schema, r *register.Register, rec register.Record) string {
	for _, f := range r.Fields {
		if f.Kind != register.LinkTo || !f.Guard {
			continue
		}
		l := f.Value(rec).(register.Link)
		if of := schema.Named(l.Register); of != nil {
			return address(of, l.ID)
		}
	}
	return "/" + r.Path
}

// asking is an action's form while it is answered.
type asking struct {
	action  *register.Action
	ids     []register.ID
	said    url.Values // nil while nobody has answered
	wrong   wrongs
	refusal string
	choices map[string][]page.Choice // of inputs with few values to choose from
	alike   page.Duplicates          // records that what is made may be the same as
	refused *register.Problems       // what it was refused for
	missing []*register.Field        // of the record itself, asked because the action cannot do without
	needs   []page.StageNeed         // of a deal, given elsewhere
}

// recordInput begins the names of inputs that speak of the record itself.
const recordInput = "record."

// mostAtOnce is how many records an action takes from one form; for more there
// are jobs.
const mostAtOnce = 500

// actedOn are the ids that an action is asked to act on: the one in the
// address, or those chosen in a list.
func (c *call) actedOn(a *register.Action) ([]register.ID, error) {
	if a.On == register.OnNone {
		return nil, nil
	}
	if c.r.PathValue("id") != "" {
		id, err := c.idOf()
		return []register.ID{id}, err
	}
	ids := idsOf(c.r.URL.Query()["id"])
	switch {
	case len(ids) == 0:
		return nil, refusal{http.StatusBadRequest, "card.nothing_chosen"}
	case len(ids) > mostAtOnce:
		return nil, register.ErrTooMuch
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// actionForm asks what an action needs to know.
func (c *call) actionForm(a *register.Action) error {
	ids, err := c.actedOn(a)
	if err != nil {
		return err
	}
	return c.showAsking(http.StatusOK, asking{action: a, ids: ids})
}

// begun are the texts of a form that nobody has filled in yet: what the record
// suggests, then what the address says.
func (c *call) begun(tx *store.Tx, a *register.Action, recs []register.Record) (url.Values, error) {
	in := a.New()
	if len(recs) == 1 {
		if err := a.Begin(c.r.Context(), tx, recs[0], in, c.now.In(c.p.Zone())); err != nil {
			return nil, err
		}
	}
	texts := c.written(a.Input.Fields, in)
	c.addressed(texts)
	return texts, nil
}

// showAsking draws the form of an action. One that asks nothing is still a
// question: shall it be done?
func (c *call) showAsking(status int, q asking) error {
	r := c.register()
	var n names
	var recs []register.Record
	err := c.read(func(tx *store.Tx) error {
		var err error
		if recs, err = c.actors(tx, r, q); err != nil {
			return err
		}
		fresh := q.said == nil
		if fresh {
			if q.said, err = c.begun(tx, q.action, recs); err != nil {
				return err
			}
		}
		var w wanted
		w.said(tx.Schema(), q.action.Input.Fields, q.said)
		for _, f := range q.missing {
			w.said(tx.Schema(), []*register.Field{f}, renamed(q.said, recordInput+f.Name, f.Name))
		}
		if n, err = w.read(c.r.Context(), tx); err != nil {
			return err
		}
		switch one := onlyOf(recs).(type) {
		case *crm.Event:
			q.choices, err = c.statusesFor(tx, one, q.action)
		case *crm.Deal:
			if q.choices, err = c.participantsFor(tx, one, q.action); err != nil {
				return err
			}
			err = c.pointsFor(tx, one, &q)
		case *crm.Task:
			if q.action.Name == "finish" {
				q.choices, err = c.outcomesOf(tx, one)
			}
		case *crm.Lead:
			if q.action.Name == "convert" {
				err = c.knownAlready(tx, one, &q, fresh, n)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.showAside(status, r, c.askingView(n, r, q, recs))
}

// outcomesOf are the results that a task of a process may be closed with.
func (c *call) outcomesOf(tx *store.Tx, t *crm.Task) (map[string][]page.Choice, error) {
	outcomes, err := crm.TaskOutcomes(c.r.Context(), tx, t)
	out := make([]page.Choice, len(outcomes))
	for i, one := range outcomes {
		out[i] = page.Choice{Value: one, Label: one}
	}
	return map[string][]page.Choice{"outcome": out}, err
}

// pointsFor are the points that a deal is asked for by the stage it was to go
// to, with those that it has ticked.
func (c *call) pointsFor(tx *store.Tx, d *crm.Deal, q *asking) error {
	if q.refused == nil || !q.refused.Has("confirmed") {
		return nil
	}
	points, err := c.points(tx, d, q.refused)
	if err != nil {
		return err
	}
	if q.choices == nil {
		q.choices = map[string][]page.Choice{}
	}
	name := recordInput + "confirmed"
	q.choices[name] = points
	if !q.said.Has(name) {
		q.said[name] = c.written(crm.Deals.Fields, d)["confirmed"]
	}
	return nil
}

// onlyOf is the record when there is one alone.
func onlyOf(recs []register.Record) register.Record {
	if len(recs) == 1 {
		return recs[0]
	}
	return nil
}

// actors are the records that an action is to act on, as far as the actor may.
func (c *call) actors(tx *store.Tx, r *register.Register, q asking) ([]register.Record, error) {
	if q.action.On == register.OnNone {
		if !register.May(c.actor, r, register.Act(q.action.Name)) {
			return nil, register.ErrForbidden
		}
		return nil, nil
	}
	return c.loadAllFor(tx, r, q.ids, register.Act(q.action.Name))
}

func (c *call) askingView(n names, r *register.Register, q asking, recs []register.Record) page.Form {
	a := q.action
	v := page.Form{
		ID: "act-" + r.Path + "-" + a.Name, Title: actionLabel(c.p, r, a), Key: newKey(), Refusal: q.refusal, Needs: q.needs,
		Place: c.place(), Submit: actionLabel(c.p, r, a), Cancel: c.from("/" + r.Path),
		Action: withPlace(c.r.URL.Path, c.formQuery(), c.place()),
	}
	switch {
	case len(recs) == 1:
		v.Lead = c.title(r, recs[0])
		v.Version = versionOf(recs[0])
		if c.r.PathValue("id") != "" {
			v.Cancel = address(r, q.ids[0])
		}
	case len(recs) > 1:
		v.Lead = c.p.Count("selected", int64(len(recs)))
	}
	if key := r.Name + "." + a.Name + ".lead"; c.p.Has(key) {
		v.Lead = strings.TrimSpace(v.Lead + "\n" + c.p.Text(key))
	}
	base := "/lookup/" + r.Path + "/"
	var s page.Section
	for _, f := range q.missing {
		one := c.question(n, r, f, recordInput+f.Name, q.said, q.wrong, base)
		one.Label, one.Lookup, one.Required = label(c.p, r, f), base+f.Name, true
		one.Problem = cmp.Or(one.Problem, q.wrong[f.Name])
		if points := q.choices[recordInput+f.Name]; points != nil {
			one = tickPoints(one, points)
		}
		s.Fields = append(s.Fields, one)
	}
	in := inputOf(r, a)
	section := ""
	for _, f := range in.Fields {
		if len(recs) == 1 && !a.Asks(recs[0], f.Name) {
			continue
		}
		one := c.ask(n, in, f, q.said, q.wrong, base+a.Name+"/")
		if few := q.choices[f.Name]; len(few) > 0 {
			one.Control, one.Choices = page.AskChoice, few
			if len(one.Values) == 0 || one.Values[0] == "" {
				one.Values = []string{few[0].Value}
			}
		}
		if f.Section != section && len(s.Fields) > 0 {
			v.Sections = append(v.Sections, s)
			s = page.Section{Title: sectionTitle(c.p, in, f.Section)}
		}
		section = f.Section
		one.Focus = len(s.Fields) == 0 && len(v.Sections) == 0
		s.Fields = append(s.Fields, one)
	}
	if len(s.Fields) > 0 {
		v.Sections = append(v.Sections, s)
	}
	v.Duplicates = q.alike
	return v
}

// inputOf is an action's input under the name that its words have:
// deal.lose.loss_reason.
func inputOf(r *register.Register, a *register.Action) *register.Register {
	in := *a.Input
	in.Name = r.Name + "." + a.Name
	in.Fields = slices.Clone(in.Fields)
	for i, f := range in.Fields {
		if f.Kind != register.PartsOf {
			continue
		}
		rows, of := *f, *f.Target
		of.Name = in.Name + "." + f.Name
		rows.Target = &of
		in.Fields[i] = &rows
	}
	return &in
}

// actionLabel is what the button of an action says.
func actionLabel(p *lang.Printer, r *register.Register, a *register.Action) string {
	return p.Text(r.Name + "." + a.Name)
}

// act does an action. What it lacks is asked for in its form, be it an input
// of the action or a field of the record.
func (c *call) act(a *register.Action) error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r := c.register()
	ids, err := c.actedOn(a)
	if err != nil {
		return err
	}
	q := asking{action: a, ids: ids, said: url.Values(c.r.PostForm)}
	q.missing = c.missingSaid(r, q.said)
	err = c.once(func(tx *store.Tx) (done, error) { return c.actIn(tx, r, q) })
	var refused *register.Problems
	switch {
	case err == nil:
		return nil
	case errors.Is(err, register.ErrStale):
		q.refusal = c.p.Text("stale")
		return c.showAsking(http.StatusConflict, q)
	case errors.As(err, &refused) && mendable(err):
		q.refused = refused
		if r.Name == crm.Deals.Name && len(ids) == 1 {
			q.needs = c.stageNeeds(r, ids[0], refused)
		}
		q.missing = append(q.missing, c.missing(r, a, q.missing, refused)...)
		q.wrong, q.refusal = c.wrongsOf(refused, r, slices.Concat(a.Input.Fields, q.missing))
		return c.showAsking(http.StatusUnprocessableEntity, q)
	}
	return err
}

// actIn is the unit of work of act.
func (c *call) actIn(tx *store.Tx, r *register.Register, q asking) (done, error) {
	ctx, a := c.r.Context(), q.action
	recs, err := c.actors(tx, r, q)
	if err != nil {
		return done{}, err
	}
	if version := q.said.Get("version"); version != "" && len(recs) == 1 && version != versionOf(recs[0]) {
		return done{}, register.ErrStale
	}
	own := url.Values{}
	for name, texts := range q.said {
		if field, ok := strings.CutPrefix(name, recordInput); !ok {
			own[name] = texts
		} else if len(recs) == 1 {
			if err := register.Fill(c.actor, r, recs[0], map[string][]string{field: texts}, c.asTyped); err != nil {
				return done{}, err
			}
		}
	}
	in := a.New()
	if err := register.Fill(register.Program, a.Input, in, said(own), c.asTyped); err != nil {
		return done{}, err
	}
	d := done{Undo: c.undoable(tx)}
	if err := perform(tx, r, a, recs, in, c); err != nil {
		return done{}, err
	}
	d.To, d.Told = c.afterAction(tx, r, q, recs, in)
	d.Leave = a.On == register.OnNone
	if l, ok := in.(register.Leader); ok && l.Leads() != (register.Link{}) {
		d.To, d.Leave = address(tx.Schema().Named(l.Leads().Register), l.Leads().ID), true
	}
	if tx.Unit() == 0 {
		d.Undo = ""
	}
	return d, ctx.Err()
}

// perform does an action with its input filled in; what is required of the
// input is asked for before.
func perform(tx *store.Tx, r *register.Register, a *register.Action, recs []register.Record, in any, c *call) error {
	p := register.ProblemsOf(in)
	for _, f := range a.Input.Fields {
		if f.Required && f.Empty(in) {
			p.AddAt(f.Name, "required")
		}
	}
	if err := p.Err(); err != nil {
		return err
	}
	ctx := c.r.Context()
	if err := a.Run(ctx, tx, recs, in); err != nil {
		return err
	}
	about := register.Link{Register: r.Name}
	if len(recs) == 1 {
		about.ID = register.BaseOf(recs[0]).ID
	}
	return tx.Audit(ctx, a.Name, about, map[string]any{"records": len(recs)})
}

// afterAction is where an action leads and what it tells.
func (c *call) afterAction(tx *store.Tx, r *register.Register, q asking, recs []register.Record, _ any) (to, told string) {
	told = c.p.Text(r.Name + "." + q.action.Name + ".done")
	if len(recs) == 1 {
		told = c.p.Text("card.did", "what", told, "name", c.title(r, recs[0]))
	}
	if c.r.PathValue("id") != "" {
		return address(r, q.ids[0]), told
	}
	return "/" + r.Path, told
}

// missing are the fields of the record itself that an action was refused for
// and that may be filled in with it.
func (c *call) missing(r *register.Register, a *register.Action, known []*register.Field, refused *register.Problems) []*register.Field {
	var out []*register.Field
	for _, one := range refused.List {
		f := r.Field(one.Field)
		if f == nil || f.ReadOnly || f.Kind == register.PartsOf || a.On != register.OnOne || a.Input.Field(one.Field) != nil || slices.Contains(known, f) {
			continue
		}
		if shown(c.actor, r, f) && c.actor.Edits(r, f.Class) {
			out = append(out, f)
		}
	}
	return out
}

// missingSaid are those that the form has asked for already.
func (c *call) missingSaid(r *register.Register, said url.Values) []*register.Field {
	var out []*register.Field
	for _, f := range r.Fields {
		if said.Has(recordInput + f.Name) {
			out = append(out, f)
		}
	}
	return out
}

// renamed are the inputs of a field under another name.
func renamed(said url.Values, from, to string) url.Values {
	out := url.Values{}
	for name, texts := range inputsOf(from, said) {
		out[to+strings.TrimPrefix(name, from)] = texts
	}
	return out
}

// newKey makes the idempotency key of a form.
func newKey() string { return rand.Text() }

// Undoing is for the moment after.
const undoTime = 10 * time.Minute

// undoable lets the present unit of work be taken back by its user for a
// while, and gives the address for it.
func (c *call) undoable(tx *store.Tx) string {
	name := strconv.FormatInt(c.now.Unix(), 36) + "-" + rand.Text()
	tx.About(c.aboutUndo(name))
	return "/undo/" + name
}

// aboutUndo is what a unit of work is about that its user may take back.
func (c *call) aboutUndo(name string) string {
	return "form:" + strconv.FormatInt(c.actor.User(), 10) + ":" + name
}

// undo takes back a unit of work of the same user, as far as nobody changed
// its records since.
func (c *call) undo() error {
	name := c.r.PathValue("unit")
	at, _, _ := strings.Cut(name, "-")
	began, err := strconv.ParseInt(at, 36, 64)
	if err != nil || c.now.Sub(time.Unix(began, 0)) > undoTime || len(name) > 60 {
		return register.ErrNotFound
	}
	var undone store.Undone
	err = c.store.Write(c.r.Context(), c.actor, register.ByUndo, func(tx *store.Tx) error {
		undone, err = tx.Undo(c.r.Context(), c.aboutUndo(name))
		return err
	})
	if err != nil {
		return err
	}
	if undone.Restored+undone.Kept == 0 {
		return register.ErrNotFound
	}
	told := c.p.Text("card.undone")
	if undone.Kept > 0 {
		told = c.p.Text("card.not_undone")
	}
	if c.background() {
		c.trigger(map[string]any{"toast": map[string]string{"text": told}, "refresh": map[string]string{"value": "#main"}})
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return c.tell(done{To: c.from("/"), Told: told})
}
