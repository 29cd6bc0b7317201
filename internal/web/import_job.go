package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

var importsRegister = crm.Imports.Register

func importOf(schema *register.Schema, rec register.Record) *sheetImport {
	i := &sheetImport{Import: rec.(*crm.Import)}
	i.reg = schema.Named(i.Register)
	return i
}

func draft(i *sheetImport) bool { return i.State == crm.ImportDraft }

// importJobs gives a runner the work of imports.
func (s *Server) importJobs(r *job.Runner) {
	r.Register(crm.ImportJob, s.bringIn)
	r.Register(crm.ImportUndoJob, s.takeBack)
	r.Register(importCheckJob, s.checkInJob)
}

// progress is what a running import tells, in the note of its job.
type progress struct {
	New, Changed, Same, Refused int
	Refusals                    []page.Refusal `json:",omitempty"`
}

// errCancelled ends an import that somebody stopped.
var errCancelled = errors.New("the import was cancelled")

// importWork is the store as one import writes through it: every unit of work
// is the import's own, and none begins once it was cancelled.
type importWork struct {
	store *store.Store
	id    register.ID
}

// Do begins a unit of work.
func (w importWork) Do(ctx context.Context, actor register.Actor, cause register.Cause, fn func(register.Tx) error) error {
	return w.store.Write(ctx, actor, cause, func(tx *store.Tx) error {
		i, err := register.Load(ctx, tx.AsProgram(), crm.Imports, register.Ref[crm.Import](w.id))
		if err != nil {
			return err
		}
		if i.State != crm.ImportRunning {
			return errCancelled
		}
		tx.About(i.About())
		return fn(tx)
	})
}

// bringIn does an import. Cut off in the middle it is begun again: rows that
// are there are found by their key and left as they are; without a key, what
// was done is taken back first.
func (s *Server) bringIn(ctx context.Context, j *job.Job) error {
	i, rights, err := s.importOfJob(ctx, j, crm.ImportQueued, crm.ImportRunning)
	if err != nil || i == nil {
		return err
	}
	if rights == nil {
		return s.endImport(ctx, i, crm.ImportFailed, nil, s.printerOf(nil).Text("import.owner_gone"))
	}
	p := s.printerOf(rights)
	if err := i.open(s.store); err != nil {
		return s.endImport(ctx, i, crm.ImportFailed, nil, troubleText(p, err))
	}
	defer i.close()
	if i.State == crm.ImportRunning && len(i.mapping.Key) == 0 {
		if err := s.store.Write(ctx, register.Program, register.ByUndo, func(tx *store.Tx) error {
			_, err := tx.Undo(ctx, i.About())
			return err
		}); err != nil {
			return fmt.Errorf("take back what was cut off: %w", err)
		}
	}
	i.again = i.State == crm.ImportRunning && len(i.mapping.Key) > 0
	i.State = crm.ImportRunning
	if err := s.saveImport(ctx, i); err != nil {
		return err
	}
	rejected, err := os.CreateTemp("", "dossier-import-*.csv")
	if err != nil {
		return err
	}
	defer os.Remove(rejected.Name())
	defer rejected.Close()
	told := time.Now()
	report, err := BringIn(ctx, s.store, importWork{s.store, i.ID}, &sheet.Plan{
		Source: i.source, Mapping: i.mapping, Actor: rights, Printer: p, Refused: rejected,
		Progress: func(r sheet.Report) {
			if time.Since(told) < 300*time.Millisecond {
				return
			}
			told = time.Now()
			note, _ := json.Marshal(progress{r.New, r.Changed, r.Same, r.Refused, refusalsOf(i.source.Header, r.RefusedRows)})
			if err := j.Progress(ctx, int64(r.Rows), int64(r.Total), string(note)); err != nil {
				s.log.Warn("progress is not noted", "import", i.ID, "error", err)
			}
		},
	})
	var problems *register.Problems
	switch {
	case err == nil:
		return s.finishImport(ctx, i, report, rejected)
	case errors.Is(err, errCancelled):
		return s.endImport(ctx, i, crm.ImportCancelled, report, "")
	case ctx.Err() != nil:
		return err
	case errors.As(err, &problems), errors.Is(err, register.ErrForbidden):
		return s.endImport(ctx, i, crm.ImportFailed, report, troubleText(p, err))
	}
	return err
}

// BringIn makes the custom fields that a plan asks for and runs it. It is the
// one way in which files come in, from the browser and from the console.
func BringIn(ctx context.Context, st *store.Store, work register.Work, plan *sheet.Plan) (*sheet.Report, error) {
	plan.Notable = crm.NoOffers
	reg := st.Schema().Named(plan.Mapping.Register)
	if reg != nil {
		if fields := plan.Mapping.NewFields(reg); len(fields) > 0 && !plan.Dry {
			if err := makeFields(ctx, st, work, plan, fields); err != nil {
				return nil, err
			}
		}
	}
	return plan.Run(ctx, work)
}

func makeFields(ctx context.Context, st *store.Store, work register.Work, plan *sheet.Plan, fields []sheet.NewField) error {
	err := work.Do(ctx, plan.Actor, register.ByImport, func(tx register.Tx) error {
		for _, f := range fields {
			class := cmp.Or(crm.CustomClass(f.Class), crm.CustomClass(register.Personal))
			field := &crm.CustomField{
				Name: f.Name, Register: plan.Mapping.Register, Kind: crm.CustomKind(f.Kind), Class: class,
				Labels: register.Names{Uk: f.Labels["uk"], Ru: f.Labels["ru"], Bg: f.Labels["bg"], En: f.Labels["en"]},
			}
			if err := tx.Save(ctx, field); err != nil {
				return fmt.Errorf("make field %s: %w", f.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return st.Read(ctx, register.Program, func(tx *store.Tx) error {
		custom, err := crm.ReadCustom(ctx, tx)
		if err != nil {
			return err
		}
		return st.Use(custom)
	})
}

// importOfJob is the import that a job is about and the rights of its owner;
// none when it is in another state by now.
func (s *Server) importOfJob(ctx context.Context, j *job.Job, states ...crm.ImportState) (*sheetImport, *crm.Rights, error) {
	var in crm.ImportInput
	if err := j.Read(&in); err != nil {
		return nil, nil, err
	}
	var i *sheetImport
	err := s.store.Read(ctx, register.Program, func(tx *store.Tx) error {
		rec, err := tx.Load(ctx, importsRegister, in.Import)
		if err == nil {
			i = importOf(tx.Schema(), rec)
		}
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, state := range states {
		if i.State == state && i.reg != nil {
			return i, s.staff.Load().Rights(register.ID(i.Owner)), nil
		}
	}
	return nil, nil, nil
}

// printerOf writes in a user's language, or in the company's.
func (s *Server) printerOf(rights *crm.Rights) *lang.Printer {
	home := s.company.Load()
	if home == nil {
		return lang.For(lang.Ukrainian, s.store.Zone())
	}
	language, zone := home.language, home.zone
	if rights != nil {
		u := rights.Person()
		language = cmp.Or(lang.Language(u.Language), language)
		if z, err := calendar.Zone(u.Zone); u.Zone != "" && err == nil {
			zone = z
		}
	}
	return lang.For(language, zone).At(s.store.Now())
}

func troubleText(p *lang.Printer, err error) string {
	var problems *register.Problems
	if !errors.As(err, &problems) || len(problems.List) == 0 {
		return p.Text("import.forbidden")
	}
	one := problems.List[0]
	text := p.TextOf(one.Key, one.Args)
	if one.Field != "" && one.Field != "file" {
		text = one.Field + ": " + text
	}
	return cutRunes(text, 240)
}

// finishImport writes down what came of an import, and keeps its refused rows.
func (s *Server) finishImport(ctx context.Context, i *sheetImport, r *sheet.Report, rejected *os.File) error {
	if r.Refused+r.Unlinked > 0 {
		if _, err := rejected.Seek(0, io.SeekStart); err != nil {
			return err
		}
		hash, size, err := s.store.PutFile(ctx, rejected, 4*sheet.MaxFile)
		if err != nil {
			return fmt.Errorf("keep the refused rows: %w", err)
		}
		i.Rejects = register.File{Hash: hash, Name: "refused-" + strconv.FormatInt(i.ID, 10) + ".csv", Type: "text/csv", Size: size}
	}
	return s.endImport(ctx, i, crm.ImportDone, r, "")
}

// endImport writes down how an import ended. Of one that was cut off and begun
// again, what it made and changed is counted in the journal.
func (s *Server) endImport(ctx context.Context, i *sheetImport, state crm.ImportState, r *sheet.Report, trouble string) error {
	return s.store.Write(ctx, register.Program, register.ByProgram, func(tx *store.Tx) error {
		now, err := register.Load(ctx, tx, crm.Imports, register.Ref[crm.Import](i.ID))
		if err != nil {
			return err
		}
		now.State, now.Trouble, now.EndedAt, now.Rejects = state, trouble, tx.Now(), i.Rejects
		made, err := tx.Tally(ctx, i.About(), i.Register)
		if err != nil {
			return err
		}
		now.Created, now.Changed = made.Created, made.Changed
		if r != nil {
			if !i.again {
				now.Created, now.Changed = int64(r.New), int64(r.Changed)
			}
			now.Total, now.Done, now.Refused = int64(r.Total), int64(r.Rows), int64(r.Refused)
			now.NoOffers = int64(r.Noted)
			now.Unchanged = max(now.Done-now.Created-now.Changed-now.Refused, 0)
		}
		if err := tx.Save(ctx, now); err != nil {
			return err
		}
		return tx.Audit(ctx, "import_"+string(state), register.Link{Register: now.Register}, map[string]any{
			"import": now.ID, "user": now.Owner, "rows": now.Total, "created": now.Created, "changed": now.Changed, "refused": now.Refused,
		})
	})
}

// saveImport keeps an import that its job has moved on.
func (s *Server) saveImport(ctx context.Context, i *sheetImport) error {
	return s.store.Write(ctx, register.Program, register.ByProgram, func(tx *store.Tx) error { return tx.Save(ctx, i.Import) })
}

// takeBack undoes an import, a few rows at a time, where nobody has changed
// since what it brought.
func (s *Server) takeBack(ctx context.Context, j *job.Job) error {
	i, _, err := s.importOfJob(ctx, j, crm.ImportUndoing)
	if err != nil || i == nil {
		return err
	}
	return s.undoInBatches(ctx, j, register.ByUndo, i.About(), "undo:"+i.About(), func(tx *store.Tx, undone store.Undoing) error {
		i.State, i.Trouble = crm.ImportUndone, ""
		if undone.Kept > 0 {
			i.Trouble = s.printerOf(s.staff.Load().Rights(register.ID(i.Owner))).Count("import.not_taken_back", int64(undone.Kept))
		}
		if err := tx.AsProgram().Save(ctx, i.Import); err != nil {
			return err
		}
		return tx.Audit(ctx, "import_undone", register.Link{Register: i.Register}, map[string]any{
			"import": i.ID, "user": i.Owner, "restored": undone.Restored, "kept": undone.Kept,
		})
	})
}

// importStart hands the sheet to its job and shows it.
func (c *call) importStart() error {
	return c.stepOf(func(i *sheetImport) error {
		err := c.once(func(tx *store.Tx) (done, error) {
			rec, err := c.loadFor(tx, importsRegister, i.ID, "start")
			if err != nil {
				return done{}, err
			}
			return done{To: i.at(jobStep), Leave: true}, c.doPlainly(tx, "start", rec)
		})
		var problems *register.Problems
		if errors.As(err, &problems) {
			return c.askColumns(http.StatusUnprocessableEntity, i, nil, c.faultText(err))
		}
		return err
	})
}

// importCancel stops an import; what came in stays until it is taken back.
func (c *call) importCancel() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	err = c.write(func(tx *store.Tx) error {
		rec, err := c.loadFor(tx, importsRegister, id, "cancel")
		if err != nil {
			return err
		}
		if !(&crm.CancelImport{}).Offered(rec.(*crm.Import)) {
			return nil // it has ended meanwhile
		}
		return c.doPlainly(tx, "cancel", rec)
	})
	switch {
	case err != nil:
		return err
	case c.background():
		return c.importJob()
	}
	return c.goTo("/imports/" + strconv.FormatInt(id, 10) + "/" + string(jobStep))
}

// doPlainly does an action that asks nothing.
func (c *call) doPlainly(tx *store.Tx, name string, rec register.Record) error {
	r := tx.Schema().Of(rec)
	a := r.Action(name)
	return perform(tx, r, a, []register.Record{rec}, a.New(), c)
}

// jobState is how far an import is, as the page of a job knows it.
func jobState(s crm.ImportState) page.JobState {
	switch s {
	case crm.ImportRunning, crm.ImportUndoing:
		return page.JobRunning
	case crm.ImportDone:
		return page.JobDone
	case crm.ImportFailed:
		return page.JobFailed
	case crm.ImportCancelled, crm.ImportUndone:
		return page.JobCancelled
	}
	return page.JobWaiting
}

// jobView is an import that was started, as its page shows it.
func (c *call) jobView(i *sheetImport, who names) (page.Job, error) {
	card := "/imports/" + strconv.FormatInt(i.ID, 10)
	v := page.Job{
		ID: strconv.FormatInt(i.ID, 10), Title: c.p.Text("import.title_into", "register", many(c.p, i.reg)), State: jobState(i.State),
		Poll: i.at(jobStep), Who: who.who(c.p, register.ID(i.Owner)), StartedAt: c.p.MomentWords(i.StartedAt, c.now), Failed: i.Trouble,
	}
	latest, err := c.store.LatestJob(c.r.Context(), i.About())
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return v, err
	}
	may := func(act string) bool { return register.May(c.actor, importsRegister, register.Act(act)) }
	switch i.State {
	case crm.ImportQueued, crm.ImportRunning:
		c.running(&v, i, latest)
		if may("cancel") {
			v.Cancel = card + "/cancel"
		}
		return v, nil
	case crm.ImportUndoing:
		v.Step = c.p.Text("import.undoing")
		return v, nil
	case crm.ImportUndone:
		v.Failed = ""
		v.FinishedAt = c.p.Text("import.undone")
		if i.Trouble != "" {
			v.FinishedAt += " " + i.Trouble
		}
		return v, nil
	}
	v.FinishedAt = c.p.Text("import.took", "when", c.p.MomentWords(i.EndedAt, c.now), "time", c.duration(i.EndedAt.Sub(i.StartedAt)))
	count := func(name string, n int64, tone page.Tone) page.Count {
		return page.Count{Label: c.p.Text("job.count_" + name), Number: c.p.Integer(n), Tone: tone}
	}
	v.Counts = []page.Count{
		count("new", i.Created, page.Good), count("changed", i.Changed, page.Info), count("same", i.Unchanged, ""), count("refused", i.Refused, page.Bad),
	}
	if i.NoOffers > 0 {
		v.Heed = c.p.Count("suppressed_rows", i.NoOffers)
	}
	v.Errors = i.Refused
	if i.Rejects.Hash != "" {
		v.ErrorsURL = i.at("rejects")
	}
	if i.Created+i.Changed > 0 {
		v.Result = "/" + i.reg.Path
		if until := i.EndedAt.Add(crm.UndoTime); c.now.Before(until) && may("undo") {
			v.Undo = card + "/undo"
			v.UndoUntil = c.p.Text("import.undo_until", "day", c.p.DateWords(string(register.DayOf(until, c.p.Zone()))))
		}
	}
	return v, nil
}

// running is how far the job is by its own word.
func (c *call) running(v *page.Job, i *sheetImport, j store.Job) {
	if i.State == crm.ImportRunning {
		v.Step = c.p.Text("import.reading")
	}
	v.Done, v.Total = j.Done, cmp.Or(j.Total, i.Total)
	if j.Done == 0 {
		return
	}
	v.Step = c.p.Text("import.writing")
	v.Progress = c.p.Text("wizard.progress", "done", c.p.Integer(v.Done), "total", c.p.Integer(v.Total))
	var told progress
	if json.Unmarshal([]byte(j.Note), &told) == nil {
		v.Errors = int64(told.Refused)
		v.Shown = told.Refusals
	}
	if took := c.now.Sub(i.StartedAt).Seconds(); took >= 1 {
		speed := float64(v.Done) / took
		v.Speed = c.p.Count("wizard.speed", int64(speed))
		v.Left = c.p.Text("import.left", "time", c.duration(time.Duration(float64(v.Total-v.Done)/speed*float64(time.Second))))
	}
}

// duration is a stretch of time as people say it.
func (c *call) duration(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return c.p.Text("import.hours", "h", c.p.Integer(int64(d/time.Hour)), "m", c.p.Integer(int64(d%time.Hour/time.Minute)))
	case d >= time.Minute:
		return c.p.Text("import.minutes", "m", c.p.Integer(int64(d/time.Minute)), "s", c.p.Integer(int64(d%time.Minute/time.Second)))
	}
	return c.p.Text("import.seconds", "s", c.p.Integer(int64((d+time.Second/2)/time.Second)))
}

// importRejects sends the refused rows, to be mended and brought in again.
func (c *call) importRejects() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var i *crm.Import
	err = c.read(func(tx *store.Tx) error {
		i, err = register.Load(c.r.Context(), tx, crm.Imports, register.Ref[crm.Import](id))
		return err
	})
	if err != nil {
		return err
	}
	if i.Rejects.Hash == "" {
		return register.ErrNotFound
	}
	file, err := c.store.OpenFile(i.Rejects.Hash)
	if err != nil {
		return err
	}
	defer file.Close()
	c.asFile(i.Rejects.Name, "text/csv; charset=utf-8")
	http.ServeContent(c.w, c.r, "", i.EndedAt, file)
	return nil
}

// asFile says that the answer is a file to be kept, never to be shown.
func (c *call) asFile(name, kind string) {
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
}
