package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const (
	auditPath = settingsPath + "/audit"
	jobsPath  = settingsPath + "/jobs"
)

// auditRoutes show administrators what was done and what is being done.
func (s *Server) auditRoutes() {
	s.add("GET", auditPath, PageKind, (*call).audit, administrative)
	s.add("GET", jobsPath, PageKind, (*call).jobs, administrative)
	s.add("POST", jobsPath+"/{job}/cancel", FormKind, (*call).cancelJob, administrative)
	s.add("POST", jobsPath+"/{job}/retry", FormKind, (*call).retryJob, administrative)
}

// auditActs are the acts by which the log can be narrowed.
var auditActs = []string{
	"sign_in", "sign_in_failed", "sign_out", "password_set", "password_change", "password_reset", "factor_on", "factor_off", "factor_dropped",
	"recovery_codes", "session_end", "sessions_end", "invite", "token_create", "token_first_use", "token_revoke", "set_up",
	"create", "edit", "archive", "delete", "export", "import", "bulk", "undo", "backup", "restore",
}

// auditPage is how many lines are shown at a time.
const auditPage = 100

func (c *call) audit() error {
	q := c.r.URL.Query()
	ask := store.AuditQuery{Act: q.Get("act"), Most: auditPage + 1}
	ask.Actor, _ = strconv.ParseInt(q.Get("who"), 10, 64)
	ask.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	lines, err := c.store.AuditLog(c.r.Context(), ask)
	if err != nil {
		return err
	}
	v := page.Audit{Act: ask.Act}
	for _, act := range auditActs {
		v.Acts = append(v.Acts, page.Choice{Value: act, Label: c.p.Text("audit." + act)})
	}
	if len(lines) > auditPage {
		lines = lines[:auditPage]
		more := url.Values{"before": {strconv.FormatInt(lines[auditPage-1].ID, 10)}}
		for _, name := range []string{"act", "who"} {
			if q.Get(name) != "" {
				more.Set(name, q.Get(name))
			}
		}
		v.More = auditPath + "?" + more.Encode()
	}
	if ask.Actor != 0 {
		v.Who, v.All = c.personName(ask.Actor), auditPath
	}
	titles, err := c.titlesOf(lines)
	if err != nil {
		return err
	}
	for _, l := range lines {
		v.Lines = append(v.Lines, c.auditLine(l, titles))
	}
	title := c.p.Text("office.audit")
	c.render(http.StatusOK, page.AuditPage(c.p, c.shell(title, c.settingsCrumb(), page.Crumb{Label: title}), v))
	return nil
}

// titlesOf are the names of what the lines speak of, one question a register.
func (c *call) titlesOf(lines []store.AuditLine) (names, error) {
	wanted := map[string][]register.ID{}
	for _, l := range lines {
		if l.About.ID != 0 {
			wanted[l.About.Register] = append(wanted[l.About.Register], l.About.ID)
		}
	}
	n := names{}
	err := c.read(func(tx *store.Tx) error {
		for name, ids := range wanted {
			r := tx.Schema().Named(name)
			if r == nil {
				continue
			}
			slices.Sort(ids)
			found, err := tx.Named(c.r.Context(), r, slices.Compact(ids))
			if err != nil {
				return err
			}
			n[name] = found
		}
		return nil
	})
	return n, err
}

// personName is a user by his name, or the program.
func (c *call) personName(id register.ID) string {
	if u := c.staff.Load().User(id); u != nil {
		return c.p.PersonShort(u.Surname, u.Given, u.Patronymic)
	}
	return c.p.Text("audit.program")
}

func (c *call) auditLine(l store.AuditLine, titles names) page.AuditLine {
	did := l.Act
	if key := "audit." + l.Act; c.p.Has(key) {
		did = c.p.Text(key)
	}
	one := page.AuditLine{
		Who: page.Face{Name: c.personName(l.Actor)}, Did: did, Icon: "pencil", Facts: c.factWords(l),
		Time: c.p.MomentWords(l.At, c.now), Moment: l.At.UTC().Format(time.RFC3339),
	}
	if l.Actor != 0 {
		one.WhoHref = auditPath + "?who=" + strconv.FormatInt(l.Actor, 10)
	}
	switch {
	case strings.HasSuffix(l.Act, "_failed"):
		one.Icon, one.Tone = "alert-circle", page.Bad
	case strings.HasPrefix(l.Act, "sign_"):
		one.Icon = "login"
	case strings.HasPrefix(l.Act, "token_"), strings.HasPrefix(l.Act, "password_"), strings.HasPrefix(l.Act, "factor_"), l.Act == "recovery_codes", l.Act == "invite":
		one.Icon = "key"
	case l.Act == "create":
		one.Icon, one.Tone = "plus", page.Good
	case l.Act == "archive":
		one.Icon = "archive"
	case l.Act == "delete":
		one.Icon, one.Tone = "trash", page.Bad
	}
	if r := c.store.Schema().Named(l.About.Register); r != nil && l.About.ID != 0 {
		one.About = c.p.Text(r.Name) + ": "
		title := titles.title(c.p, r, l.About.ID)
		if title == "" {
			title = "№ " + strconv.FormatInt(l.About.ID, 10)
		} else {
			one.Href = address(r, l.About.ID)
		}
		one.About += title
	}
	return one
}

// factWords are the facts of a line in the order of their names.
func (c *call) factWords(l store.AuditLine) string {
	r := c.store.Schema().Named(l.About.Register)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(l.Facts)) {
		value := fmt.Sprint(l.Facts[name])
		if list, ok := l.Facts[name].([]any); ok {
			var all []string
			for _, one := range list {
				word := fmt.Sprint(one)
				if r != nil && name == "fields" && r.Field(word) != nil {
					if r.Field(word).Unseen {
						continue
					}
					word = label(c.p, r, r.Field(word))
				}
				all = append(all, word)
			}
			value = strings.Join(all, ", ")
		}
		switch {
		case value == "" || value == "0" || l.Facts[name] == nil:
		case name == "fields":
			out = append(out, value)
		default:
			out = append(out, c.factWord(name, name)+": "+c.factWord("value_"+value, value))
		}
	}
	return strings.Join(out, " · ")
}

// factWord is the name or the value of a fact in words; one that has none
// stands as it is.
func (c *call) factWord(key, text string) string {
	if key = "audit.fact." + key; c.p.Has(key) {
		return c.p.Text(key)
	}
	for _, r := range c.store.Schema().Registers {
		if r.Path == text {
			return many(c.p, r)
		}
	}
	return text
}

// mostJobs is how many jobs are shown.
const mostJobs = 200

var jobStates = []store.JobState{"", store.JobWaiting, store.JobRunning, store.JobParked, store.JobDone, store.JobCancelled}

func (c *call) jobs() error {
	state := store.JobState(c.r.URL.Query().Get("state"))
	if !slices.Contains(jobStates, state) {
		state = ""
	}
	list, err := c.store.Jobs(c.r.Context(), state, mostJobs)
	if err != nil {
		return err
	}
	var v page.Jobs
	for _, s := range jobStates {
		href, label := jobsPath, c.p.Text("all")
		if s != "" {
			href, label = jobsPath+"?state="+string(s), c.p.Text("office.job_"+string(s))
		}
		v.Filters = append(v.Filters, page.Segment{Label: label, Href: href, Current: s == state})
	}
	for _, j := range list {
		v.List = append(v.List, c.jobLine(j))
	}
	title := c.p.Text("office.jobs")
	c.render(http.StatusOK, page.JobsPage(c.p, c.shell(title, c.settingsCrumb(), page.Crumb{Label: title}), v))
	return nil
}

func (c *call) jobLine(j store.Job) page.JobLine {
	label := j.Kind
	if key := "job.kind_" + j.Kind; c.p.Has(key) {
		label = c.p.Text(key)
	}
	one := page.JobLine{Label: label, Time: c.p.MomentWords(j.MadeAt, c.now), State: page.Chip{Label: c.p.Text("office.job_" + string(j.State))}}
	if j.User != 0 {
		one.Note = c.personName(j.User)
	}
	at := jobsPath + "/" + strconv.FormatInt(j.ID, 10)
	switch j.State {
	case store.JobParked:
		one.State.Tone, one.Error, one.Retry, one.Cancel = page.Bad, j.Error, at+"/retry", at+"/cancel"
	case store.JobRunning:
		one.State.Tone, one.Cancel = page.Info, at+"/cancel"
	case store.JobWaiting:
		one.State.Tone, one.Error, one.Cancel = page.Care, j.Error, at+"/cancel"
	case store.JobDone:
		one.State.Tone = page.Good
	}
	return one
}

func (c *call) cancelJob() error { return c.changeJob("job_cancel", c.store.CancelJob) }
func (c *call) retryJob() error  { return c.changeJob("job_retry", c.store.ReviveJob) }

func (c *call) changeJob(act string, do func(ctx context.Context, id int64) error) error {
	id, err := c.number("job")
	if err != nil {
		return err
	}
	if err := do(c.r.Context(), id); err != nil {
		return err
	}
	err = c.write(func(tx *store.Tx) error {
		return tx.Audit(c.r.Context(), act, register.Link{}, map[string]any{"job": id})
	})
	if err != nil {
		return err
	}
	return c.goTo(jobsPath)
}
