package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"dossier/internal/job"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

// timeToCheck is how long a dry run may take while somebody waits for its
// page; a longer one is a job's.
const timeToCheck = 4 * time.Second

// checkAgain is how long what a job found holds: the data go on changing.
const checkAgain = 15 * time.Minute

// importCheckJob is the kind of dry runs in the background; the input is
// a checkInput.
const importCheckJob = "import.check"

// checkInput is what a dry run is of: a version of an import, in the language
// of whoever reads what it found.
type checkInput struct {
	Import   register.ID   `json:"import"`
	Version  int64         `json:"version"`
	Language lang.Language `json:"language"`
}

func (in checkInput) key() string {
	return fmt.Sprintf("check:%d:%d:%s", in.Import, in.Version, in.Language)
}

// importCheck shows what would happen, without anything happening.
func (c *call) importCheck() error {
	return c.stepOf(func(i *sheetImport) error {
		report, at, err := c.rehearse(i)
		var problems *register.Problems
		switch {
		case errors.As(err, &problems):
			return c.askColumns(http.StatusUnprocessableEntity, i, nil, c.faultText(err))
		case err != nil:
			return err
		case report == nil:
			return c.showCheck(i, at)
		case c.background() && c.target() == "section#job-check":
			return c.goTo(i.at(checkStep) + "?show=") // the work that was looked at is over
		}
		return c.showStep(http.StatusOK, i, checkStep, page.Wizard{DryRun: c.dryRun(i, report), Back: i.at(valuesStep)})
	})
}

// rehearse runs the import dry. What it found is kept while its reader looks
// at the new, the changed and the refused rows in turn. A long file is given to
// a job: there is no report then, but how far the job is.
func (c *call) rehearse(i *sheetImport) (*sheet.Report, store.Job, error) {
	in := checkInput{Import: i.ID, Version: i.Version, Language: c.p.Language()}
	if report, ok := c.imports.checks.get(in.key()); ok && c.r.URL.Query().Has("show") {
		return report, store.Job{}, nil
	}
	latest, err := c.store.LatestJob(c.r.Context(), in.key())
	switch {
	case errors.Is(err, register.ErrNotFound):
	case err != nil:
		return nil, latest, err
	case !latest.State.Ended():
		return nil, latest, nil
	case latest.State == store.JobDone && latest.Memo != nil && c.now.Sub(latest.FinishedAt) < checkAgain:
		report := &sheet.Report{}
		if err := json.Unmarshal(latest.Memo, report); err != nil {
			return nil, latest, err
		}
		c.imports.checks.put(in.key(), report)
		return report, latest, nil
	}
	plan := sheet.Plan{Source: i.source, Mapping: i.mapping, Actor: c.actor, Printer: c.p, Dry: true}
	ctx, cancel := context.WithTimeout(c.r.Context(), c.paces.timeToCheck)
	defer cancel()
	report, err := plan.Run(ctx, c.store)
	if err == nil {
		c.imports.checks.put(in.key(), report)
		return report, latest, nil
	}
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) || c.r.Context().Err() != nil {
		return nil, latest, err
	}
	if err := c.write(func(tx *store.Tx) error {
		return tx.Enqueue(c.r.Context(), register.Job{Kind: importCheckJob, Key: in.key(), Input: in})
	}); err != nil {
		return nil, latest, err
	}
	latest, err = c.store.LatestJob(c.r.Context(), in.key())
	return nil, latest, err
}

// showCheck shows how far the dry run of a long file is.
func (c *call) showCheck(i *sheetImport, j store.Job) error {
	v := page.Job{
		ID: "check", Title: c.p.Text("import.checking"), State: stateOfJob(j), Poll: i.at(checkStep), Step: c.p.Text("import.checking"),
		Done: j.Done, Total: cmp.Or(j.Total, i.Total), Who: c.personName(j.User), StartedAt: c.p.MomentWords(j.MadeAt, c.now),
	}
	if v.Done > 0 {
		v.Progress = c.p.Text("wizard.progress", "done", c.p.Integer(v.Done), "total", c.p.Integer(v.Total))
	}
	if c.background() && c.target() == "section#job-check" {
		c.render(http.StatusOK, page.JobBody(c.p, v))
		return nil
	}
	return c.showStep(http.StatusOK, i, checkStep, page.Wizard{Job: &v, Back: i.at(valuesStep)})
}

// checkInJob runs an import dry for its owner, and keeps what it found with
// the job. An import that has changed meanwhile is not looked at.
func (s *Server) checkInJob(ctx context.Context, j *job.Job) error {
	var in checkInput
	if err := j.Read(&in); err != nil {
		return err
	}
	rights := s.staff.Load().Rights(j.User)
	if rights == nil {
		return nil
	}
	c := s.onBehalf(ctx, rights, in.Language, nil)
	var i *sheetImport
	err := c.read(func(tx *store.Tx) error {
		rec, err := tx.Load(ctx, importsRegister, in.Import)
		if err == nil {
			i = importOf(tx.Schema(), rec)
		}
		return err
	})
	switch {
	case errors.Is(err, register.ErrNotFound):
		return nil
	case err != nil:
		return err
	case !draft(i) || i.reg == nil || i.Version != in.Version:
		return nil
	}
	if err := i.open(s.store); err != nil {
		return job.Hopeless(err)
	}
	defer i.close()
	told := time.Now()
	plan := sheet.Plan{Source: i.source, Mapping: i.mapping, Actor: rights, Printer: c.p, Dry: true, Progress: func(r sheet.Report) {
		if time.Since(told) < 300*time.Millisecond {
			return
		}
		told = time.Now()
		if err := j.Progress(ctx, int64(r.Rows), int64(r.Total), ""); err != nil {
			s.log.Warn("progress is not noted", "import", i.ID, "error", err)
		}
	}}
	report, err := plan.Run(ctx, s.store)
	var problems *register.Problems
	switch {
	case errors.As(err, &problems), errors.Is(err, register.ErrForbidden):
		return job.Hopeless(err)
	case err != nil:
		return err
	}
	return s.store.Write(ctx, register.Program, register.ByProgram, func(tx *store.Tx) error {
		return tx.KeepMemo(ctx, j.Worker(), j.ID, report, int64(report.Rows), int64(report.Total))
	})
}

// dryRun is what a report says on the page, with one of its parts open: the
// refused rows first, as they ask for something to be done.
func (c *call) dryRun(i *sheetImport, r *sheet.Report) *page.WizardDryRun {
	show := c.r.URL.Query().Get("show")
	if show == "" {
		switch {
		case r.Refused > 0:
			show = "refused"
		case r.Changed > 0:
			show = "changed"
		default:
			show = "new"
		}
	}
	count := func(name string, n int, tone page.Tone) page.Count {
		one := page.Count{Label: c.p.Text("wizard.count_" + name), Number: c.p.Integer(int64(n)), Tone: tone, Current: name == show}
		if n > 0 && name != "same" {
			one.Href = i.at(checkStep) + "?show=" + name
		}
		return one
	}
	v := &page.WizardDryRun{
		Action: "/imports/" + strconv.FormatInt(i.ID, 10) + "/start", Key: newKey(),
		Counts: []page.Count{
			count("new", r.New, page.Good), count("changed", r.Changed, page.Info), count("same", r.Same, ""), count("refused", r.Refused, page.Bad),
		},
	}
	switch show {
	case "new":
		v.New = c.newRows(i, r)
		v.Shown = c.shownOf(len(r.NewRows), r.New)
	case "changed":
		for _, row := range r.ChangedRows {
			one := page.WizardChange{Row: strconv.Itoa(row.Row), Label: row.Title, Href: address(i.reg, row.ID)}
			for _, ch := range row.Changes {
				one.Changes = append(one.Changes, page.Change{Label: c.pathLabel(i, ch.Field), Was: ch.Was, Now: ch.Now})
			}
			v.Changed = append(v.Changed, one)
		}
		v.Shown = c.shownOf(len(r.ChangedRows), r.Changed)
	case "refused":
		v.Refused = refusalsOf(i.source.Header, r.RefusedRows)
		v.Shown = c.shownOf(len(r.RefusedRows), r.Refused)
	}
	if n := r.New + r.Changed; n > 0 {
		v.Start = c.p.Count("wizard.start", int64(n))
	}
	v.Warnings = append(v.Warnings, c.importWarnings(i, r)...)
	return v
}

// importWarnings are what one should know before: what is made on the way, and
// which fields stay empty.
func (c *call) importWarnings(i *sheetImport, r *sheet.Report) []string {
	var out []string
	for _, made := range r.Entries {
		of := c.store.Schema().Named(made.Register)
		if of == nil {
			continue
		}
		texts := made.Texts[:min(len(made.Texts), 8)]
		out = append(out, c.p.Count("import.makes", int64(made.Count), "register", many(c.p, of), "names", joined(c.p, texts, made.Count)))
	}
	for _, empty := range r.Empty {
		f := importedField(i.reg, empty.Field)
		if f != nil && f.Kind == register.Reference && empty.Rows > 0 {
			out = append(out, c.p.Count("import.empty_in", int64(empty.Rows), "field", c.pathLabel(i, empty.Field)))
		}
	}
	if r.Unlinked > 0 {
		out = append(out, c.p.Count("import.unlinked", int64(r.Unlinked)))
	}
	if r.Noted > 0 {
		out = append(out, c.p.Count("suppressed_rows", int64(r.Noted)))
	}
	if len(i.mapping.Key) == 0 {
		out = append(out, c.p.Text("wizard.key_none"))
	}
	return out
}

func joined(p *lang.Printer, texts []string, of int) string {
	out := ""
	for n, text := range texts {
		if n > 0 {
			out += ", "
		}
		out += text
	}
	if of > len(texts) {
		out = p.Text("import.and_more", "names", out)
	}
	return out
}

func (c *call) shownOf(shown, all int) string {
	if shown >= all {
		return ""
	}
	return c.p.Text("import.shown", "n", c.p.Integer(int64(shown)), "all", c.p.Integer(int64(all)))
}

// pathLabel is what a field of the mapping is called.
func (c *call) pathLabel(i *sheetImport, path string) string {
	head := i.reg.Field(headOf(path))
	f := importedField(i.reg, path)
	switch {
	case head == nil:
		for _, column := range i.mapping.Columns {
			if column.New != nil && column.New.Name == path {
				return column.Header
			}
		}
		return path
	case f == nil || f == head:
		return label(c.p, i.reg, head)
	}
	return label(c.p, i.reg, head) + ": " + label(c.p, head.Target, f)
}

// newRows is the table of the first rows that would be new.
func (c *call) newRows(i *sheetImport, r *sheet.Report) *page.NewRows {
	if len(r.NewRows) == 0 {
		return nil
	}
	v := &page.NewRows{Heads: []string{c.p.Text("job.row")}}
	at := map[string]int{}
	for _, row := range r.NewRows {
		for _, said := range row.Said {
			if _, known := at[said.Field]; !known {
				at[said.Field] = len(v.Heads)
				v.Heads = append(v.Heads, c.pathLabel(i, said.Field))
			}
		}
	}
	for _, row := range r.NewRows {
		cells := make([]string, len(v.Heads))
		cells[0] = strconv.Itoa(row.Row)
		for _, said := range row.Said {
			cells[at[said.Field]] = cutRunes(said.Text, 80)
		}
		v.Rows = append(v.Rows, cells)
	}
	return v
}

// refusalsOf are refused rows with each of their reasons.
func refusalsOf(header []string, rows []sheet.RefusedRow) []page.Refusal {
	var out []page.Refusal
	for _, row := range rows {
		for _, p := range row.Problems {
			one := page.Refusal{Row: strconv.Itoa(row.Row), Column: p.Column, Reason: p.Text}
			for n, name := range header {
				if name == p.Column && n < len(row.Cells) {
					one.Typed = cutRunes(row.Cells[n], 60)
				}
			}
			out = append(out, one)
		}
	}
	return out
}

// importJob is the work that goes on, or what came of it.
func (c *call) importJob() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var i *sheetImport
	var who names
	err = c.read(func(tx *store.Tx) error {
		rec, err := c.loadFor(tx, importsRegister, id, register.See)
		if err != nil {
			return err
		}
		i = importOf(tx.Schema(), rec)
		var w wanted
		w.add(tx.Schema().Named("user"), register.ID(i.Owner))
		who, err = w.read(c.r.Context(), tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case i.reg == nil:
		return register.ErrNotFound
	case draft(i):
		return c.goTo(i.at(columnsStep))
	}
	job, err := c.jobView(i, who)
	if err != nil {
		return err
	}
	if c.background() && c.target() == "section#job-"+job.ID {
		c.render(http.StatusOK, page.JobBody(c.p, job))
		return nil
	}
	return c.showStep(http.StatusOK, i, jobStep, page.Wizard{Job: &job})
}
