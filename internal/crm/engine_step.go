package crm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
	"dossier/internal/route"
)

// enter brings the run to a step, and on from there until every branch stands
// at a task, a timer, another process or an end.
func (e *engine) enter(ctx context.Context, key string, branch register.Ref[ProcessVisit]) error {
	n := e.version.Node(key)
	if n == nil {
		return e.stick(ctx, "process_lost_its_step")
	}
	if e.entered++; e.entered > mostSteps {
		return e.stick(ctx, "process_turns_in_circle")
	}
	turn, err := e.all.Count(ctx, ProcessVisits.Register, register.All{
		register.Eq(&ProcessVisits.Row.Run, register.Ref[ProcessRun](e.run.ID)), register.Eq(&ProcessVisits.Row.Node, key),
	}, 0)
	if err != nil {
		return err
	}
	e.run.Steps++
	v := &ProcessVisit{
		Run: register.Ref[ProcessRun](e.run.ID), Process: e.run.Process, Edition: e.run.Edition, Node: key, Kind: n.Kind, Name: n.Name, Stage: n.Stage,
		About: e.run.About, Branch: branch, Entered: e.all.Now(), Norm: n.Norm, Turn: int64(turn) + 1, Open: true,
	}
	if err := e.all.Save(ctx, v); err != nil {
		return err
	}
	if err := e.stage(ctx, n); err != nil {
		return err
	}
	switch route.Kind(n.Kind) {
	case route.Task:
		return e.giveTask(ctx, v, n)
	case route.Choice:
		return e.choose(ctx, v)
	case route.Split:
		return e.split(ctx, v)
	case route.Join:
		return e.join(ctx, v)
	case route.Timer:
		return e.wait(ctx, v, n)
	case route.Subprocess:
		of, err := register.Load(ctx, e.all, Processes, n.Process)
		if err != nil {
			return e.stick(ctx, "process_lost_its_step")
		}
		return e.descend(ctx, of, v)
	case route.Won, route.Lost, route.Done:
		return e.arrive(ctx, v)
	}
	if err := e.finish(ctx, v, ""); err != nil {
		return err
	}
	return e.follow(ctx, v)
}

// descend begins the process of a step. One that ends at once has led this run
// on already.
func (e *engine) descend(ctx context.Context, of *Process, v *ProcessVisit) error {
	if err := e.keep(ctx); err != nil {
		return err
	}
	if err := beginProcess(ctx, e.all, of, e.run.About, register.Ref[ProcessVisit](v.ID)); err != nil {
		return err
	}
	var err error
	e.run, err = register.Load(ctx, e.all, ProcessRuns, register.Ref[ProcessRun](e.run.ID))
	return err
}

// stage brings the deal to the stage of a step, which names the step as the
// reason.
func (e *engine) stage(ctx context.Context, n *ProcessNode) error {
	if n.Stage == 0 {
		return nil
	}
	d, err := e.deal(ctx)
	if err != nil || d == nil || d.Outcome != Open || d.Stage == n.Stage {
		return err
	}
	d.Stage, d.StageReason, d.inProcess = n.Stage, e.because(n.Name), true
	return e.all.Save(ctx, d)
}

// because names the process and the step.
func (e *engine) because(step string) string { return cut(e.of.Names.In("")+": "+step, 500) }

// giveTask has the work of a step done by somebody.
func (e *engine) giveTask(ctx context.Context, v *ProcessVisit, n *ProcessNode) error {
	who, err := e.executor(ctx, n)
	if err != nil {
		return err
	}
	if who == nil {
		return e.stick(ctx, "process_has_nobody")
	}
	t := &Task{
		Subject: cmp.Or(n.Name, e.of.Names.In("")), Text: n.Instruction, Executors: register.Refs[User]{register.Ref[User](who.ID)},
		Source: TaskByProcess, Visit: register.Ref[ProcessVisit](v.ID), Author: e.of.Owner,
	}
	switch e.run.About.Register {
	case Deals.Name:
		t.Deal = e.run.Deal
	case Partners.Name:
		t.Partner = register.Ref[Partner](e.run.About.ID)
	default:
		t.About = e.run.About
	}
	if n.Norm > 0 {
		work, err := e.hours(ctx)
		if err != nil {
			return err
		}
		due, _ := work.After(e.all.Now(), n.Norm)
		t.Deadline, v.Due = due.UTC(), due.UTC()
	}
	if err := e.all.Save(ctx, t); err != nil {
		return err
	}
	v.Task, v.Executor = register.Ref[Task](t.ID), register.Ref[User](who.ID)
	if err := e.all.Save(ctx, v); err != nil {
		return err
	}
	if v.Due.IsZero() {
		return nil
	}
	return e.all.Enqueue(ctx, register.Job{Kind: LateJob, At: v.Due.Add(time.Minute), Input: VisitInput{v.ID}, Key: fmt.Sprintf("%s:%d", LateJob, v.ID)})
}

// choose takes the first way whose condition the record meets, else the one
// that is left.
func (e *engine) choose(ctx context.Context, v *ProcessVisit) error {
	if err := e.finish(ctx, v, ""); err != nil {
		return err
	}
	otherwise := ""
	for _, way := range e.version.Leaving(v.Node) {
		if way.Otherwise || way.Condition == "" {
			otherwise = way.To
			continue
		}
		holds, err := meets(ctx, e.all, e.run.About, way.Condition)
		if err != nil {
			return err
		}
		if holds {
			return e.enter(ctx, way.To, v.Branch)
		}
	}
	if otherwise == "" {
		return e.stick(ctx, "process_lost_its_way")
	}
	return e.enter(ctx, otherwise, v.Branch)
}

// split goes all ways at once.
func (e *engine) split(ctx context.Context, v *ProcessVisit) error {
	if err := e.finish(ctx, v, ""); err != nil {
		return err
	}
	for _, way := range e.version.Leaving(v.Node) {
		if !e.run.Goes() {
			return nil
		}
		if err := e.enter(ctx, way.To, register.Ref[ProcessVisit](v.ID)); err != nil {
			return err
		}
	}
	return nil
}

// join waits until all ways of its split have come, and goes on as one.
func (e *engine) join(ctx context.Context, v *ProcessVisit) error {
	if v.Branch == 0 {
		return e.stick(ctx, "process_lost_its_way")
	}
	from, err := register.Load(ctx, e.all, ProcessVisits, v.Branch)
	if err != nil {
		return err
	}
	came, err := register.Select(ctx, e.all, ProcessVisits, register.Query{Whole: true, Filter: register.All{
		register.Eq(&ProcessVisits.Row.Run, v.Run), register.Eq(&ProcessVisits.Row.Node, v.Node), register.Eq(&ProcessVisits.Row.Branch, v.Branch),
		register.Eq(&ProcessVisits.Row.Open, true),
	}})
	if err != nil || len(came) < len(e.version.Leaving(from.Node)) {
		return err
	}
	for _, one := range came {
		if err := e.finish(ctx, one, ""); err != nil {
			return err
		}
	}
	last := came[0]
	last.Branch = from.Branch
	return e.follow(ctx, last)
}

// wait has the run awakened when the time has come.
func (e *engine) wait(ctx context.Context, v *ProcessVisit, n *ProcessNode) error {
	at := e.all.Now()
	switch route.Wait(n.Wait) {
	case route.ForTime:
		work, err := e.hours(ctx)
		if err != nil {
			return err
		}
		at, _ = work.After(at, n.Minutes)
	case route.ForDate:
		day, err := e.dateOf(ctx, n.Field)
		if err != nil {
			return err
		}
		if day == "" {
			return e.stick(ctx, "process_lacks_date")
		}
		zone, err := homeZone(ctx, e.all)
		if err != nil {
			return err
		}
		at = calendar.Clock(0).On(day, zone).Add(time.Duration(n.Minutes) * time.Minute)
	}
	v.Due = at.UTC()
	if err := e.all.Save(ctx, v); err != nil {
		return err
	}
	return e.wake(ctx, v, v.Due)
}

// dateOf is a date of the record, none when it says none.
func (e *engine) dateOf(ctx context.Context, field string) (calendar.Day, error) {
	of := e.all.Schema().Named(e.run.About.Register)
	rec, err := e.all.Load(ctx, of, e.run.About.ID)
	if err != nil {
		return "", err
	}
	f := of.Field(field)
	if f == nil {
		return "", nil
	}
	switch value := f.Value(rec).(type) {
	case string:
		return calendar.Day(value), nil
	case time.Time:
		if !value.IsZero() {
			zone, err := homeZone(ctx, e.all)
			return calendar.DayOf(value.In(zone)), err
		}
	}
	return "", nil
}

// arrive ends the run, and with it the deal.
func (e *engine) arrive(ctx context.Context, v *ProcessVisit) error {
	if err := e.finish(ctx, v, ""); err != nil {
		return err
	}
	states := map[route.Kind]RunState{route.Won: RunWon, route.Lost: RunLost, route.Done: RunDone}
	kind := route.Kind(v.Kind)
	d, err := e.deal(ctx)
	if err != nil {
		return err
	}
	if e.run.Parent == 0 && d != nil && d.Outcome == Open && kind != route.Done {
		if kind == route.Lost && e.loss == nil {
			return e.stick(ctx, "process_loses_without_reason")
		}
		if err := e.end(ctx, states[kind]); err != nil {
			return err
		}
		d.StageReason, d.inProcess = e.because(v.Name), true
		if kind == route.Won {
			return d.close(ctx, e.all, Won, "")
		}
		return e.loss.Do(ctx, e.all, d)
	}
	return e.end(ctx, states[kind])
}

// executor is who does the work of a step: by its rule, or whoever stands in
// for him. Work is never lost: at the last it is the administrator's.
func (e *engine) executor(ctx context.Context, n *ProcessNode) (*User, error) {
	responsible, err := e.responsible(ctx)
	if err != nil {
		return nil, err
	}
	head, err := headOf(ctx, e.all, responsible)
	if err != nil {
		return nil, err
	}
	first := responsible
	switch route.Executor(n.Executor) {
	case route.Head:
		first = head
	case route.Named:
		if first, err = userOf(ctx, e.all, n.User); err != nil {
			return nil, err
		}
	case route.Role:
		if first, err = e.leastBusy(ctx, n.Role); err != nil {
			return nil, err
		}
	}
	owner, err := userOf(ctx, e.all, e.of.Owner)
	if err != nil {
		return nil, err
	}
	for _, one := range []*User{first, head, owner} {
		if who, err := e.present(ctx, one); who != nil || err != nil {
			return who, err
		}
	}
	return e.administrator(ctx)
}

// present is the user, or in his absence his deputy, or else his head.
func (e *engine) present(ctx context.Context, u *User) (*User, error) {
	for range 5 {
		if u == nil {
			return nil, nil
		}
		deputy, err := e.away(ctx, u)
		if err != nil {
			return nil, err
		}
		if deputy == nil {
			return u, nil
		}
		stands, err := userOf(ctx, e.all, *deputy)
		if err != nil {
			return nil, err
		}
		if stands != nil {
			other, err := e.away(ctx, stands)
			if err != nil {
				return nil, err
			}
			if other == nil {
				return stands, nil
			}
		}
		if u, err = headOf(ctx, e.all, u); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// away is who stands in for a user who is away today or works here no more, nil
// when he is there.
func (e *engine) away(ctx context.Context, u *User) (*register.Ref[User], error) {
	if u.Archived || u.Disabled {
		return &u.Deputy, nil
	}
	today := e.all.Today()
	one, err := register.First(ctx, e.all, Absences, register.All{
		register.Eq(&Absences.Row.User, register.Ref[User](u.ID)), register.Le(&Absences.Row.From, today), register.Ge(&Absences.Row.Till, today), register.Alive(),
	})
	if err != nil || one == nil {
		return nil, err
	}
	return &one.Deputy, nil
}

// userOf is the user of a reference, nil when it points nowhere.
func userOf(ctx context.Context, all register.Tx, id register.Ref[User]) (*User, error) {
	if id == 0 {
		return nil, nil
	}
	return register.Load(ctx, all, Users, id)
}

// headOf is whom a user answers to: his own head, or that of his team or one
// above it; nil when there is none.
func headOf(ctx context.Context, all register.Tx, u *User) (*User, error) {
	if u == nil {
		return nil, nil
	}
	if u.Head != 0 {
		return userOf(ctx, all, u.Head)
	}
	for team := u.Team; team != 0; {
		one, err := register.Load(ctx, all, Teams, team)
		if err != nil {
			return nil, err
		}
		if one.Head != 0 && register.ID(one.Head) != u.ID {
			return userOf(ctx, all, one.Head)
		}
		team = one.Parent
	}
	return nil, nil
}

// responsible is whose the record is.
func (e *engine) responsible(ctx context.Context) (*User, error) {
	of := e.all.Schema().Named(e.run.About.Register)
	rec, err := e.all.Load(ctx, of, e.run.About.ID)
	if err != nil {
		return nil, err
	}
	f := of.Field("responsible")
	if f == nil {
		return nil, nil
	}
	id, _ := f.Value(rec).(register.ID)
	return userOf(ctx, e.all, register.Ref[User](id))
}

// mostCompared is how many of a role are compared.
const mostCompared = 50

// leastBusy is who of a role is there and has the fewest open tasks.
func (e *engine) leastBusy(ctx context.Context, role register.Ref[Role]) (*User, error) {
	list, err := register.Select(ctx, e.all, Users, register.Query{
		Filter: register.All{register.Holds(&Users.Row.Roles, role), register.Eq(&Users.Row.Disabled, false), register.Alive()},
		Sort:   []register.Sort{{Field: "id"}}, Limit: mostCompared,
	})
	if err != nil {
		return nil, err
	}
	var least *User
	fewest := 0
	for _, u := range list {
		deputy, err := e.away(ctx, u)
		if err != nil {
			return nil, err
		}
		if deputy != nil {
			continue
		}
		n, err := e.all.Count(ctx, Tasks.Register, register.All{
			register.Holds(&Tasks.Row.Executors, register.Ref[User](u.ID)), register.Eq(&Tasks.Row.Open, true),
		}, 1000)
		if err != nil {
			return nil, err
		}
		if least == nil || n < fewest {
			least, fewest = u, n
		}
	}
	return least, nil
}

// administrator is the first who may do everything.
func (e *engine) administrator(ctx context.Context) (*User, error) {
	roles, err := register.Select(ctx, e.all, Roles, register.Query{Filter: register.Alive(), Whole: true})
	if err != nil {
		return nil, err
	}
	for _, r := range slices.DeleteFunc(roles, func(r *Role) bool { return !r.administers() }) {
		one, err := register.First(ctx, e.all, Users, register.All{
			register.Holds(&Users.Row.Roles, register.Ref[Role](r.ID)), register.Eq(&Users.Row.Disabled, false), register.Alive(),
		})
		if err != nil || one != nil {
			return one, err
		}
	}
	return nil, nil
}
