package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// Kinds of the jobs of changes in bulk; the key of each names the change.
const (
	bulkJob     = "bulk"
	bulkUndoJob = "bulk.undo"
)

// How jobs share the one writer of SQLite: a unit of work begins no row after
// batchTime, and others get their turn between two units.
const (
	batchTime = 30 * time.Millisecond
	batchRest = 10 * time.Millisecond
	batchRows = 40
	batchIDs  = 1000
)

// bulkInput is what a job of a change in bulk is given: who asked stands in
// the job itself.
type bulkInput struct {
	List     string        `json:"list"`  // path of the list
	What     string        `json:"what"`  // the deed
	State    string        `json:"state"` // of the list, as its address says it
	IDs      []register.ID `json:"ids,omitempty"`
	Form     url.Values    `json:"form"`
	Language lang.Language `json:"language"` // in which the form was filled in
	Total    int           `json:"total"`
}

// bulkMemo is how far a change in bulk has come: first all ids are taken down,
// then each row is dealt with once.
type bulkMemo struct {
	Listed    bool        `json:"listed"`
	At        register.ID `json:"at"`
	StartedAt int64       `json:"started_at"`
	Did       int64       `json:"did"`
	Same      int64       `json:"same"`
	Refused   int64       `json:"refused"`
}

func (m *bulkMemo) done() int64 { return m.Did + m.Same + m.Refused }

// workAddress is the page of a change in bulk.
func workAddress(name string) string { return "/work/" + name }

func bulkAbout(name string) string { return "bulk:" + name }
func undoAbout(name string) string { return "undo:bulk:" + name }

// bulkRoutes show changes in bulk to those who began them.
func (s *Server) bulkRoutes() {
	s.add("GET", worksPath, PageKind, (*call).worksTab)
	s.add("GET", "/work/{job}", PageKind, (*call).work)
	s.add("POST", "/work/{job}/cancel", FormKind, (*call).cancelWork)
	s.add("GET", "/work/{job}/undo", FragmentKind, (*call).askUndoWork)
	s.add("POST", "/work/{job}/undo", FormKind, (*call).undoWork)
}

// bulkJobs gives a runner the work of changes in bulk.
func (s *Server) bulkJobs(r *job.Runner) {
	r.Register(bulkJob, s.changeInBulk)
	r.Register(bulkUndoJob, s.undoInBulk)
}

// bulkLater hands a deed to a job, in the same unit of work that answers the
// form: sent twice it is one job.
func (c *call) bulkLater(tx *store.Tx, s *state, what string, rows selection) (done, error) {
	name := newKey()
	form := url.Values{}
	for key, texts := range c.r.PostForm {
		if !formOwn[key] && key != "id" && key != "all" && key != "state" {
			form[key] = texts
		}
	}
	in := bulkInput{List: s.path, What: what, State: s.core().Encode(), IDs: rows.ids, Form: form, Language: c.p.Language(), Total: rows.n}
	if err := c.auditBulk(tx, s, what, int64(rows.n)); err != nil {
		return done{}, err
	}
	return done{To: workAddress(name), Leave: true}, tx.Enqueue(c.r.Context(), register.Job{Kind: bulkJob, Key: bulkAbout(name), Input: in})
}

// onBehalf is a call that a job makes for the person who asked for it: it has
// his rights of now, and nobody waits for an answer.
func (s *Server) onBehalf(ctx context.Context, rights *crm.Rights, language lang.Language, form url.Values) *call {
	r := &http.Request{Method: http.MethodPost, URL: &url.URL{}, Header: http.Header{}, Form: form, PostForm: form}
	p := s.printerOf(rights)
	if language.Known() {
		p = lang.For(language, p.Zone()).At(s.store.Now())
	}
	return &call{Server: s, r: r.WithContext(ctx), route: &Route{Kind: FormKind}, now: s.store.Now(), actor: rights, p: p}
}

// errWithdrawn ends work whose owner may not do it any more.
var errWithdrawn = errors.New("the one who asked may not do this any more")

// bulkWork is a change in bulk at work.
type bulkWork struct {
	*Server
	job  *job.Job
	in   bulkInput
	memo bulkMemo
}

// changeInBulk does a deed to many rows, a few at a time. Cut off, it goes on
// after the last row it kept: the rows and the place are kept together.
func (s *Server) changeInBulk(ctx context.Context, j *job.Job) error {
	w := &bulkWork{Server: s, job: j}
	if err := j.Read(&w.in); err != nil {
		return err
	}
	if err := s.store.Read(ctx, register.Program, func(tx *store.Tx) error { return tx.ReadMemo(ctx, j.ID, &w.memo) }); err != nil {
		return err
	}
	if w.memo.StartedAt == 0 {
		w.memo.StartedAt = s.store.Now().UnixMilli()
	}
	for more := true; more; {
		step := w.change
		if !w.memo.Listed {
			step = w.list
		}
		var err error
		switch more, err = step(ctx); {
		case errors.Is(err, errWithdrawn):
			return job.Hopeless(err)
		case err != nil:
			return err
		}
		if err := rest(ctx); err != nil {
			return err
		}
	}
	return s.store.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		return crm.NotifyOfWork(ctx, tx, register.Ref[crm.User](j.User), workAddress(strings.TrimPrefix(j.Key, bulkAbout(""))))
	})
}

// rest leaves the writer to others for a moment.
func rest(ctx context.Context) error {
	pause := time.NewTimer(batchRest)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-pause.C:
		return nil
	}
}

// begin finds the list and the deed again, with the rights of this moment.
func (w *bulkWork) begin(ctx context.Context) (*call, *state, error) {
	rights := w.staff.Load().Rights(w.job.User)
	if rights == nil {
		return nil, nil, errWithdrawn
	}
	values, err := url.ParseQuery(w.in.State)
	if err != nil {
		return nil, nil, job.Hopeless(err)
	}
	c := w.onBehalf(ctx, rights, w.in.Language, w.in.Form)
	for _, r := range w.store.Schema().Registers {
		for _, l := range listings(r) {
			if l.path != w.in.List {
				continue
			}
			if register.Never(rights.Rows(r, register.Bulk)) {
				return nil, nil, errWithdrawn
			}
			s, err := c.stateOf(l, values)
			if err != nil {
				return nil, nil, job.Hopeless(err)
			}
			return c, s, nil
		}
	}
	return nil, nil, job.Hopeless(fmt.Errorf("there is no list %s", w.in.List))
}

// list takes down the ids of the next rows that are meant.
func (w *bulkWork) list(ctx context.Context) (more bool, err error) {
	c, s, err := w.begin(ctx)
	if err != nil {
		return false, err
	}
	ids := w.in.IDs
	if len(ids) == 0 {
		err = c.read(func(tx *store.Tx) error {
			if _, err := c.understand(tx, s); err != nil {
				return err
			}
			ids, err = tx.IDs(ctx, s.reg, register.All{c.actor.Rows(s.reg, register.Bulk), s.filter}, w.memo.At, batchIDs)
			return err
		})
		if err != nil {
			return false, err
		}
	} else {
		from, _ := slices.BinarySearch(ids, w.memo.At+1)
		ids = ids[from:min(from+batchIDs, len(ids))]
	}
	next := w.memo
	if len(ids) > 0 {
		next.At = ids[len(ids)-1]
	}
	if len(ids) < batchIDs {
		next.Listed, next.At = true, 0
	}
	err = w.store.Write(ctx, c.actor, register.ByForm, func(tx *store.Tx) error {
		if err := tx.AddJobRows(ctx, w.job.ID, ids); err != nil {
			return err
		}
		return w.keep(ctx, tx, next)
	})
	if err == nil {
		w.memo = next
	}
	return true, err
}

// keep writes down the place with what was done there.
func (w *bulkWork) keep(ctx context.Context, tx *store.Tx, next bulkMemo) error {
	total := int64(w.in.Total)
	if next.Listed {
		var err error
		if total, err = tx.CountJobRows(ctx, w.job.ID); err != nil {
			return err
		}
	}
	return tx.KeepMemo(ctx, w.job.Worker(), w.job.ID, next, next.done(), total)
}

// change deals with the next rows for as long as a unit of work may last.
func (w *bulkWork) change(ctx context.Context) (more bool, err error) {
	c, s, err := w.begin(ctx)
	if err != nil {
		return false, err
	}
	d, err := c.deed(s.reg, w.in.What, w.in.Form)
	switch {
	case errors.Is(err, register.ErrForbidden), errors.Is(err, register.ErrNotFound):
		return false, errWithdrawn
	case err != nil:
		return false, job.Hopeless(err)
	}
	name := strings.TrimPrefix(w.job.Key, bulkAbout(""))
	next := w.memo
	err = w.store.Write(ctx, c.actor, register.ByForm, func(tx *store.Tx) error {
		tx.About(bulkAbout(name))
		next = w.memo
		began := time.Now()
		ids, err := tx.JobRows(ctx, w.job.ID, next.At, batchRows)
		if err != nil {
			return err
		}
		more = len(ids) == batchRows
		recs, err := d.load(ctx, tx, ids)
		if err != nil {
			return err
		}
		for n, id := range ids {
			refused, changed, err := d.try(ctx, tx, recs[id])
			if err != nil {
				return err
			}
			switch {
			case refused != nil:
				next.Refused++
				reason, err := json.Marshal(refused.List[:min(len(refused.List), 5)])
				if err != nil {
					return err
				}
				if err := tx.RefuseJobRow(ctx, w.job.ID, id, string(reason)); err != nil {
					return err
				}
			case changed:
				next.Did++
			default:
				next.Same++
			}
			next.At = id
			if time.Since(began) > batchTime && n < len(ids)-1 {
				more = true
				break
			}
		}
		return w.keep(ctx, tx, next)
	})
	if err == nil {
		w.memo = next
	}
	return more, err
}

// undoInBulk takes a change in bulk back, a few changes at a time.
func (s *Server) undoInBulk(ctx context.Context, j *job.Job) error {
	name := strings.TrimPrefix(j.Key, undoAbout(""))
	return s.undoInBatches(ctx, j, register.ByUndo, bulkAbout(name), undoAbout(name), func(*store.Tx, store.Undoing) error { return nil })
}

// undoInBatches undoes the units of work named about as the job's own, and
// does the last thing with the last of them.
func (s *Server) undoInBatches(ctx context.Context, j *job.Job, cause register.Cause, about, as string, last func(*store.Tx, store.Undoing) error) error {
	var u store.Undoing
	if err := s.store.Read(ctx, register.Program, func(tx *store.Tx) error { return tx.ReadMemo(ctx, j.ID, &u) }); err != nil {
		return err
	}
	actor := register.Actor(register.Program)
	if rights := s.staff.Load().Rights(j.User); rights != nil {
		actor = rights // history names him; what is put back is put back as the program
	}
	for more := !u.Over; more; { // cut off between the last unit and the end, it is over
		var next store.Undoing
		err := s.store.Write(ctx, actor, cause, func(tx *store.Tx) error {
			tx.About(as)
			next = u
			began := time.Now()
			enough := func() bool { return time.Since(began) > batchTime }
			for more = true; more && !enough(); {
				var err error
				if more, err = tx.UndoSome(ctx, about, &next, enough); err != nil {
					return err
				}
			}
			if err := tx.KeepMemo(ctx, j.Worker(), j.ID, next, int64(next.Restored+next.Kept), 0); err != nil || more {
				return err
			}
			return last(tx, next)
		})
		if err != nil {
			return err
		}
		u = next
		if err := rest(ctx); err != nil {
			return err
		}
	}
	return nil
}

// workAsked is the change in bulk that the address names, if it is the
// reader's own, and the undoing of it, if there is one.
func (c *call) workAsked() (did, undoing store.Job, in bulkInput, err error) {
	name := c.r.PathValue("job")
	did, err = c.store.LatestJob(c.r.Context(), bulkAbout(name))
	if err != nil {
		return did, undoing, in, err
	}
	if name == "" || did.User != c.actor.User() {
		return did, undoing, in, register.ErrNotFound
	}
	if err := json.Unmarshal(did.Input, &in); err != nil {
		return did, undoing, in, err
	}
	undoing, err = c.store.LatestJob(c.r.Context(), undoAbout(name))
	if errors.Is(err, register.ErrNotFound) {
		err = nil
	}
	return did, undoing, in, err
}

// work is how far a change in bulk is, or what came of it.
func (c *call) work() error {
	did, undoing, in, err := c.workAsked()
	if err != nil {
		return err
	}
	v, l, err := c.workView(did, undoing, in)
	if err != nil {
		return err
	}
	if c.background() && c.target() == "section#job-"+v.ID {
		c.render(http.StatusOK, page.JobBody(c.p, v))
		return nil
	}
	list := c.p.Text(l.key + ".many")
	sh := c.shell(v.Title, page.Crumb{Label: list, Href: "/" + l.path}, page.Crumb{Label: c.p.Text("profile.works"), Href: worksPath})
	c.render(http.StatusOK, page.JobPage(c.p, sh, v))
	return nil
}

// workView is a change in bulk as its page shows it.
func (c *call) workView(did, undoing store.Job, in bulkInput) (page.Job, listing, error) {
	name := c.r.PathValue("job")
	at := workAddress(name)
	l, r := c.listAt(in.List)
	if r == nil {
		return page.Job{}, l, register.ErrNotFound
	}
	var memo bulkMemo
	if did.Memo != nil {
		if err := json.Unmarshal(did.Memo, &memo); err != nil {
			return page.Job{}, l, err
		}
	}
	v := page.Job{
		ID: "work", Title: c.workTitle(l, r, in), State: stateOfJob(did), Poll: at,
		Who: c.personName(did.User), StartedAt: c.p.MomentWords(did.MadeAt, c.now),
		UndoText: c.p.Text("work.undo"), LeftTitle: c.p.Text("work.left_rows"),
	}
	v.Done, v.Total = memo.done(), cmp.Or(did.Total, int64(in.Total))
	if !did.State.Ended() {
		v.Cancel = at + "/cancel"
		c.workSpeed(&v, memo)
		if did.Stopping {
			v.Cancel, v.Step = "", c.p.Text("work.stopping")
		}
	} else {
		v.FinishedAt = c.p.Text("import.took", "when", c.p.MomentWords(did.FinishedAt, c.now), "time", c.duration(did.FinishedAt.Sub(did.MadeAt)))
	}
	if did.State == store.JobParked {
		v.Failed = c.p.Text("work.failed")
	}
	count := func(key string, n int64, tone page.Tone) page.Count {
		return page.Count{Label: c.p.Text(key), Number: c.p.Integer(n), Tone: tone}
	}
	v.Errors = memo.Refused
	if did.State.Ended() {
		v.Counts = []page.Count{
			count("job.count_changed", memo.Did, page.Good), count("job.count_same", memo.Same, ""), count("job.count_refused", memo.Refused, page.Bad),
		}
		if waiting := v.Total - v.Done; waiting > 0 {
			v.Counts = append(v.Counts, count("work.not_reached", waiting, page.Care))
		}
		v.Result = "/" + l.path
		if in.State != "" {
			v.Result += "?" + in.State
		}
		if until := did.FinishedAt.Add(crm.UndoTime); in.What != "delete" && memo.Did > 0 && undoing.ID == 0 && c.now.Before(until) {
			v.Undo = at + "/undo"
			v.UndoUntil = c.p.Text("import.undo_until", "day", c.p.DateWords(string(register.DayOf(until, c.p.Zone()))))
		}
	}
	if err := c.undoView(&v, undoing, memo.Did); err != nil {
		return v, l, err
	}
	var err error
	v.Rows, v.MoreRows, err = c.leftRows(r, did.ID)
	if v.MoreRows != "" {
		v.MoreRows = withQuery(at, url.Values{"after": {v.MoreRows}})
	}
	return v, l, err
}

// workTitle is what was done to which list.
func (c *call) workTitle(l listing, r *register.Register, in bulkInput) string {
	return c.p.Text("work.title", "what", c.deedWords(r, in), "register", c.p.Text(l.key+".many"))
}

// workSpeed is how fast a change goes, and how long it will last.
func (c *call) workSpeed(v *page.Job, memo bulkMemo) {
	switch {
	case v.State != page.JobRunning:
		return
	case !memo.Listed:
		v.Step = c.p.Text("work.listing")
		return
	}
	v.Step = c.p.Text("work.changing")
	v.Progress = c.p.Text("work.progress", "done", c.p.Integer(v.Done), "total", c.p.Integer(v.Total))
	if took := c.now.Sub(time.UnixMilli(memo.StartedAt)).Seconds(); took >= 1 && v.Done > 0 {
		speed := float64(v.Done) / took
		v.Speed = c.p.Count("work.speed", int64(speed))
		v.Left = c.p.Text("import.left", "time", c.duration(time.Duration(float64(v.Total-v.Done)/speed*float64(time.Second))))
	}
}

// undoView says how far the taking back is.
func (c *call) undoView(v *page.Job, undoing store.Job, changed int64) error {
	if undoing.ID == 0 {
		return nil
	}
	var u store.Undoing
	if undoing.Memo != nil {
		if err := json.Unmarshal(undoing.Memo, &u); err != nil {
			return err
		}
	}
	if !undoing.State.Ended() {
		v.State, v.Step, v.Total, v.Done, v.Counts, v.Result = page.JobRunning, c.p.Text("import.undoing"), changed, int64(u.Restored+u.Kept), nil, ""
		v.Progress = c.p.Count("work.undone", int64(u.Restored))
		return nil
	}
	v.State = page.JobCancelled
	v.FinishedAt = c.p.Count("work.undone", int64(u.Restored))
	if u.Kept > 0 {
		v.FinishedAt += " " + c.p.Count("import.not_taken_back", int64(u.Kept))
	}
	if undoing.State == store.JobParked {
		v.State, v.Failed = page.JobFailed, c.p.Text("work.failed")
	}
	v.Counts = nil
	return nil
}

func stateOfJob(j store.Job) page.JobState {
	switch j.State {
	case store.JobRunning:
		return page.JobRunning
	case store.JobDone:
		return page.JobDone
	case store.JobParked:
		return page.JobFailed
	case store.JobCancelled:
		return page.JobCancelled
	}
	return page.JobWaiting
}

// deedWords are what is done, in words.
func (c *call) deedWords(r *register.Register, in bulkInput) string {
	if a := r.Action(in.What); a != nil && a.On == register.OnSeveral {
		return c.p.Text(r.Name + "." + in.What)
	}
	if in.What == "edit" || in.What == "transfer" {
		if f := r.Field(in.Form.Get("bulk_field")); f != nil && c.actor.Sees(r, f.Class) {
			return c.p.Text("work.change_of", "field", label(c.p, r, f))
		}
		return c.p.Text("list.bulk_" + in.What)
	}
	return c.p.Text(in.What)
}

// listAt is the list at a path and its register.
func (c *call) listAt(path string) (listing, *register.Register) {
	for _, r := range c.store.Schema().Registers {
		for _, l := range listings(r) {
			if l.path == path && register.May(c.actor, r, register.See) {
				return l, r
			}
		}
	}
	return listing{}, nil
}

// mostLeft is how many of the rows that refused are shown at once.
const mostLeft = 100

// leftRows are the rows that refused a change and why, by the names that the
// reader may see; more is the row after which the rest follow.
func (c *call) leftRows(r *register.Register, id int64) (out []page.JobLeft, more string, err error) {
	after, _ := strconv.ParseInt(c.r.URL.Query().Get("after"), 10, 64)
	err = c.read(func(tx *store.Tx) error {
		refused, err := tx.RefusedRows(c.r.Context(), id, after, mostLeft+1)
		if err != nil || len(refused) == 0 {
			return err
		}
		if len(refused) > mostLeft {
			refused = refused[:mostLeft]
			more = strconv.FormatInt(refused[mostLeft-1].Record, 10)
		}
		var ids []register.ID
		for _, one := range refused {
			ids = append(ids, one.Record)
		}
		recs, err := tx.Select(c.r.Context(), r, register.Query{Filter: register.ByID(ids...)})
		if err != nil {
			return err
		}
		seen := map[register.ID]register.Record{}
		for _, rec := range recs {
			seen[register.BaseOf(rec).ID] = rec
		}
		for _, one := range refused {
			row := page.JobLeft{Label: fmt.Sprintf("№ %d", one.Record)}
			if rec := seen[one.Record]; rec != nil {
				row.Label, row.Href = c.title(r, rec), address(r, one.Record)
			}
			var p register.Problems
			if err := json.Unmarshal([]byte(one.Reason), &p.List); err != nil {
				return err
			}
			w, whole := c.wrongsOf(&p, r, nil)
			for _, text := range w {
				whole = cmp.Or(whole, text)
			}
			row.Reason = whole
			out = append(out, row)
		}
		return nil
	})
	return out, more, err
}

// cancelWork stops a change in bulk; rows already changed stay until they are
// taken back.
func (c *call) cancelWork() error {
	did, _, _, err := c.workAsked()
	if err != nil {
		return err
	}
	if !did.State.Ended() {
		if err := nilIfGone(c.store.CancelJob(c.r.Context(), did.ID)); err != nil {
			return err
		}
	}
	if c.background() {
		return c.work()
	}
	return c.goTo(workAddress(c.r.PathValue("job")))
}

func nilIfGone(err error) error {
	if errors.Is(err, register.ErrNotFound) {
		return nil // it has ended meanwhile
	}
	return err
}

// askUndoWork asks whether a change in bulk is to be taken back.
func (c *call) askUndoWork() error {
	did, undoing, in, err := c.workAsked()
	if err != nil {
		return err
	}
	v, _, err := c.workView(did, undoing, in)
	if err != nil {
		return err
	}
	if v.Undo == "" {
		return register.ErrNotFound
	}
	return c.fragment(page.FormBody(c.p, page.Form{
		ID: "undo-work", Action: v.Undo, Place: page.InDialog, Key: newKey(), Title: c.p.Text("work.undo"),
		Lead: c.p.Text("work.undo_text"), Submit: c.p.Text("work.undo"),
	}))
}

// undoWork hands the taking back to a job.
func (c *call) undoWork() error {
	did, undoing, in, err := c.workAsked()
	if err != nil {
		return err
	}
	v, _, err := c.workView(did, undoing, in)
	if err != nil {
		return err
	}
	if v.Undo == "" && undoing.ID == 0 {
		return register.ErrNotFound
	}
	name := c.r.PathValue("job")
	return c.once(func(tx *store.Tx) (done, error) {
		d := done{To: workAddress(name), Leave: true}
		if undoing.ID != 0 {
			return d, nil
		}
		r := c.store.Schema().At(in.List)
		about := register.Link{}
		if r != nil {
			about.Register = r.Name
		}
		if err := tx.Audit(c.r.Context(), "undo", about, map[string]any{"work": name}); err != nil {
			return d, err
		}
		return d, tx.Enqueue(c.r.Context(), register.Job{Kind: bulkUndoJob, Key: undoAbout(name), Input: struct{}{}})
	})
}
