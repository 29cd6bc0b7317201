package crm_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

// routed is a world with a process of a kind of deals that a process drives, let loose.
type routed struct {
	*world
	kind    *crm.DealKind
	stages  map[string]register.Ref[crm.Stage]
	process *crm.Process
}

func onRoute(t *testing.T, nodes []crm.ProcessNode, ways []crm.ProcessFlow, test func(r *routed), options ...storetest.Option) {
	t.Helper()
	onWorld(t, func(w *world) {
		r := &routed{world: w, stages: map[string]register.Ref[crm.Stage]{}}
		r.kind = &crm.DealKind{Entry: crm.Entry{Names: register.Names{Uk: "За процесом"}}, Mode: crm.ProcessStages}
		w.must(w.save(w.admin, r.kind))
		for _, one := range []struct {
			code    string
			outcome crm.Outcome
		}{{"first", crm.Open}, {"second", crm.Open}, {"won", crm.Won}, {"lost", crm.Lost}} {
			s := &crm.Stage{Entry: crm.Entry{Code: "r_" + one.code, Names: register.Names{Uk: one.code}}, Kind: register.Ref[crm.DealKind](r.kind.ID), Outcome: one.outcome}
			w.must(w.save(w.admin, s))
			r.stages[one.code] = register.Ref[crm.Stage](s.ID)
		}
		r.process = &crm.Process{
			Entry: crm.Entry{Names: register.Names{Uk: "Продаж"}}, About: crm.AboutDeals, Kind: register.Ref[crm.DealKind](r.kind.ID), Owner: register.Ref[crm.User](w.iryna.ID),
		}
		w.must(w.save(w.admin, r.process))
		r.activate(r.process, nodes, ways)
		test(r)
	}, options...)
}

func (r *routed) activate(of *crm.Process, nodes []crm.ProcessNode, ways []crm.ProcessFlow) {
	r.Helper()
	v := &crm.ProcessVersion{Process: register.Ref[crm.Process](of.ID), Nodes: slices.Clone(nodes), Flows: slices.Clone(ways)}
	for i := range v.Nodes {
		if v.Nodes[i].Name == "Друге" {
			v.Nodes[i].Stage = r.stages["second"]
		}
	}
	r.must(r.save(r.admin, v))
	r.must(r.as(r.admin, func(tx register.Tx) error { return (&crm.ActivateVersion{}).Do(ctx, tx, v) }))
}

// deal is a new one of Anna's.
func (r *routed) deal() *crm.Deal {
	r.Helper()
	d := &crm.Deal{Kind: register.Ref[crm.DealKind](r.kind.ID), Partner: register.Ref[crm.Partner](r.client(r.anna, "Клієнт").ID)}
	r.must(r.save(r.anna, d))
	return d
}

// tasks are the open ones of a deal, in order.
func (r *routed) tasks(d *crm.Deal) []*crm.Task {
	r.Helper()
	var out []*crm.Task
	r.must(r.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Select(ctx, tx, crm.Tasks, register.Query{Whole: true, Sort: []register.Sort{{Field: "id"}}, Filter: register.All{
			register.Eq(&crm.Tasks.Row.Deal, register.Ref[crm.Deal](d.ID)), register.Eq(&crm.Tasks.Row.Open, true),
		}})
		return err
	}))
	return out
}

// only is the open task of a deal that has one.
func (r *routed) only(d *crm.Deal, name string) *crm.Task {
	r.Helper()
	list := r.tasks(d)
	if len(list) != 1 || list[0].Subject != name {
		r.Fatalf("wanted %q alone, got %d: %+v", name, len(list), list)
	}
	return list[0]
}

func (r *routed) finish(u *crm.User, t *crm.Task, in *crm.FinishTask) error {
	r.Helper()
	return r.as(u, func(tx register.Tx) error {
		one, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](t.ID))
		if err != nil {
			return err
		}
		return in.Do(ctx, tx, one)
	})
}

func (r *routed) runs(d *crm.Deal) []*crm.ProcessRun {
	r.Helper()
	var out []*crm.ProcessRun
	r.must(r.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Select(ctx, tx, crm.ProcessRuns, register.Query{Filter: register.Eq(&crm.ProcessRuns.Row.Deal, register.Ref[crm.Deal](d.ID)), Sort: []register.Sort{{Field: "id"}}})
		return err
	}))
	return out
}

func (r *routed) visits(d *crm.Deal) []*crm.ProcessVisit {
	r.Helper()
	var out []*crm.ProcessVisit
	run := register.Ref[crm.ProcessRun](r.runs(d)[0].ID)
	r.must(r.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Select(ctx, tx, crm.ProcessVisits, register.Query{Whole: true, Sort: []register.Sort{{Field: "id"}}, Filter: register.Eq(&crm.ProcessVisits.Row.Run, run)})
		return err
	}))
	return out
}

func (r *routed) state(d *crm.Deal, want crm.RunState) {
	r.Helper()
	if got := r.runs(d); len(got) == 0 || got[0].State != want {
		r.Fatalf("the run should be %s: %+v", want, got)
	}
}

func way(from, to string) crm.ProcessFlow { return crm.ProcessFlow{From: from, To: to} }

func on(from, result, to string) crm.ProcessFlow {
	return crm.ProcessFlow{From: from, To: to, Result: result}
}

// simple is two tasks in a row; the second may be sent back to the first.
var simple = []crm.ProcessNode{
	{Key: "s", Kind: "start"},
	{Key: "a", Kind: "task", Name: "Перше", Executor: "responsible", Norm: 60, Instruction: "Подзвонити", Results: "так\nні"},
	{Key: "b", Kind: "task", Name: "Друге", Executor: "head", Results: "готово\nзнову"},
	{Key: "w", Kind: "won", Name: "Виграно"},
	{Key: "l", Kind: "lost", Name: "Програно"},
}

var simpleWays = []crm.ProcessFlow{way("s", "a"), on("a", "так", "b"), on("a", "ні", "l"), on("b", "готово", "w"), on("b", "знову", "a")}

func TestAProcessLeadsItsDealFromTaskToTaskUntilItIsWon(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		d := r.deal()
		first := r.only(d, "Перше")
		if first.Text != "Подзвонити" || first.Executors[0] != register.Ref[crm.User](r.anna.ID) || first.Deadline.IsZero() || first.Source != crm.TaskByProcess {
			t.Errorf("the task of the first step: %+v", first)
		}
		r.refused(r.finish(r.anna, first, &crm.FinishTask{Outcome: "може"}), "outcome", "not_a_choice")
		r.refused(r.as(r.anna, func(tx register.Tx) error {
			one, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](first.ID))
			if err != nil {
				return err
			}
			return (&crm.CancelTask{Reason: "ні"}).Do(ctx, tx, one)
		}), "", "task_status_forbids")
		r.must(r.finish(r.anna, first, &crm.FinishTask{Outcome: "так"}))
		second := r.only(d, "Друге")
		if second.Executors[0] != register.Ref[crm.User](r.iryna.ID) {
			t.Errorf("the second step is the head's: %+v", second.Executors)
		}
		if now := r.again(d); now.Stage != r.stages["second"] || now.StageReason != "Продаж: Друге" {
			t.Errorf("the deal should have moved: %+v", now)
		}
		r.must(r.finish(r.iryna, second, &crm.FinishTask{Outcome: "знову"}))
		again := r.only(d, "Перше")
		r.must(r.finish(r.anna, again, &crm.FinishTask{Outcome: "так"}))
		r.must(r.finish(r.iryna, r.only(d, "Друге"), &crm.FinishTask{Outcome: "готово"}))
		if now := r.again(d); now.Outcome != crm.Won {
			t.Errorf("the deal should be won: %+v", now)
		}
		r.state(d, crm.RunWon)
		var turns []int64
		for _, v := range r.visits(d) {
			if v.Open || v.Finished.IsZero() {
				t.Errorf("an ended run is nowhere: %+v", v)
			}
			if v.Node == "a" {
				turns = append(turns, v.Turn)
			}
		}
		if !slices.Equal(turns, []int64{1, 2}) {
			t.Errorf("turns at the first step: %v", turns)
		}
	})
}

func TestALosingResultNeedsItsReasonAndLeavesNothingWithout(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		d := r.deal()
		first, before := r.only(d, "Перше"), len(r.visits(d))
		r.refused(r.finish(r.anna, first, &crm.FinishTask{Outcome: "ні"}), "loss_reason", "lost_deal_needs_reason")
		if left := r.only(d, "Перше"); left.ID != first.ID || left.Status != crm.TaskAssigned || len(r.visits(d)) != before {
			t.Error("what was refused left something behind")
		}
		r.must(r.finish(r.anna, first, &crm.FinishTask{Outcome: "ні", LossReason: r.reason("price")}))
		if now := r.again(d); now.Outcome != crm.Lost || now.LossReason != r.reason("price") {
			t.Errorf("the deal should be lost: %+v", now)
		}
		r.state(d, crm.RunLost)
	})
}

func TestEndingADealByHandEndsItsProcess(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		d := r.deal()
		first := r.only(d, "Перше")
		now := r.again(d)
		r.must(r.as(r.anna, func(tx register.Tx) error { return (&crm.WinDeal{}).Do(ctx, tx, now) }))
		r.state(d, crm.RunWon)
		if len(r.tasks(d)) != 0 {
			t.Error("a task is still open")
		}
		r.refused(r.finish(r.anna, first, &crm.FinishTask{Outcome: "так"}), "", "process_step_is_over")
	})
}

func TestAChoiceGoesByTheRecord(t *testing.T) {
	nodes := []crm.ProcessNode{
		{Key: "s", Kind: "start"},
		{Key: "c", Kind: "choice"},
		{Key: "big", Kind: "task", Name: "Велика", Executor: "head"},
		{Key: "small", Kind: "task", Name: "Мала", Executor: "responsible"},
		{Key: "e", Kind: "done"},
	}
	ways := []crm.ProcessFlow{
		way("s", "c"), {From: "c", To: "big", Condition: "name.starts=велика"}, {From: "c", To: "small", Otherwise: true}, way("big", "e"), way("small", "e"),
	}
	onRoute(t, nodes, ways, func(r *routed) {
		for name, want := range map[string]string{"велика справа": "Велика", "справа": "Мала"} {
			d := &crm.Deal{Kind: register.Ref[crm.DealKind](r.kind.ID), Name: name}
			r.must(r.save(r.anna, d))
			r.only(d, want)
		}
	})
}

// forked is two tasks at once, and a third when both are done.
var forked = []crm.ProcessNode{
	{Key: "s", Kind: "start"},
	{Key: "p", Kind: "split"},
	{Key: "j", Kind: "join"},
	{Key: "e", Kind: "done"},
	{Key: "a", Kind: "task", Name: "Ліве", Executor: "responsible"},
	{Key: "b", Kind: "task", Name: "Праве", Executor: "responsible"},
	{Key: "c", Kind: "task", Name: "Разом", Executor: "responsible"},
}

var forkedWays = []crm.ProcessFlow{way("s", "p"), way("p", "a"), way("p", "b"), way("a", "j"), way("b", "j"), way("j", "c"), way("c", "e")}

func TestBothBranchesFinishedAtOnceMeetOnce(t *testing.T) {
	onRoute(t, forked, forkedWays, func(r *routed) {
		d := r.deal()
		both := r.tasks(d)
		if len(both) != 2 {
			t.Fatalf("a split goes all ways: %+v", both)
		}
		errs := make([]error, 2)
		rights := r.rights(r.anna)
		var at sync.WaitGroup
		for i, one := range both {
			at.Go(func() {
				errs[i] = r.do(rights, func(tx register.Tx) error {
					t, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](one.ID))
					if err != nil {
						return err
					}
					return (&crm.FinishTask{}).Do(ctx, tx, t)
				})
			})
		}
		at.Wait()
		r.must(errors.Join(errs...))
		r.must(r.finish(r.anna, r.only(d, "Разом"), &crm.FinishTask{}))
		r.state(d, crm.RunDone)
	})
}

func TestATimerGoesOnOnceHoweverOftenItsJobRuns(t *testing.T) {
	nodes := []crm.ProcessNode{
		{Key: "s", Kind: "start"}, {Key: "t", Kind: "timer", Wait: "time", Minutes: 60}, {Key: "a", Kind: "task", Name: "Потім", Executor: "responsible"}, {Key: "e", Kind: "done"},
	}
	onRoute(t, nodes, []crm.ProcessFlow{way("s", "t"), way("t", "a"), way("a", "e")}, func(r *routed) {
		d := r.deal()
		if len(r.tasks(d)) != 0 {
			t.Fatal("the timer did not wait")
		}
		visit := r.visits(d)[1]
		if visit.Due.Sub(visit.Entered) < time.Hour {
			t.Errorf("it should wait an hour: %+v", visit)
		}
		for range 2 {
			r.must(crm.Awake(ctx, r.st, crm.VisitInput{Visit: visit.ID}))
		}
		first := r.only(d, "Потім")
		r.must(crm.Awake(ctx, r.st, crm.VisitInput{Visit: visit.ID}))
		if r.only(d, "Потім").ID != first.ID {
			t.Error("another task was made")
		}
	})
}

func TestAWorkThatFailsAfterAStepLeavesTheRunWhereItWas(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		d := r.deal()
		first, before := r.only(d, "Перше"), len(r.visits(d))
		killed := errors.New("killed")
		err := r.as(r.anna, func(tx register.Tx) error {
			one, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](first.ID))
			if err != nil {
				return err
			}
			if err := (&crm.FinishTask{Outcome: "так"}).Do(ctx, tx, one); err != nil {
				return err
			}
			return killed
		})
		if !errors.Is(err, killed) {
			t.Fatal(err)
		}
		if r.only(d, "Перше").ID != first.ID || len(r.visits(d)) != before {
			t.Error("half a step was kept")
		}
		r.must(r.finish(r.anna, first, &crm.FinishTask{Outcome: "так"}))
		r.only(d, "Друге")
	})
}

func TestTheDeputyDoesTheWorkOfAnAbsentExecutorAndHeadsHearOfDelay(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		var today register.Date
		r.must(r.do(register.Program, func(tx register.Tx) error {
			today = tx.Today()
			return nil
		}))
		r.must(r.save(r.admin, &crm.Absence{User: register.Ref[crm.User](r.anna.ID), Deputy: register.Ref[crm.User](r.borys.ID), From: today, Till: today}))
		d := r.deal()
		first := r.only(d, "Перше")
		if first.Executors[0] != register.Ref[crm.User](r.borys.ID) {
			t.Errorf("the deputy should do it: %+v", first.Executors)
		}
		for range 2 {
			r.must(crm.TellLate(ctx, r.st, crm.VisitInput{Visit: register.ID(first.Visit)}))
		}
		r.must(r.do(register.Program, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Notifications.Register, register.All{
				register.Eq(&crm.Notifications.Row.Kind, crm.ProcessLate), register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](r.iryna.ID)),
			}, 0)
			if n != 1 {
				t.Errorf("the head was told %d times", n)
			}
			return err
		}))
	})
}

func TestASubprocessIsWaitedFor(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		below := &crm.Process{Entry: crm.Entry{Names: register.Names{Uk: "Зразок"}}, About: crm.AboutDeals}
		r.must(r.save(r.admin, below))
		r.activate(below, []crm.ProcessNode{{Key: "s", Kind: "start"}, {Key: "m", Kind: "task", Name: "Зразок", Executor: "responsible"}, {Key: "e", Kind: "done"}},
			[]crm.ProcessFlow{way("s", "m"), way("m", "e")})
		r.activate(r.process, []crm.ProcessNode{
			{Key: "s", Kind: "start"}, {Key: "u", Kind: "subprocess", Process: register.Ref[crm.Process](below.ID)}, {Key: "a", Kind: "task", Name: "Далі", Executor: "responsible"}, {Key: "e", Kind: "done"},
		}, []crm.ProcessFlow{way("s", "u"), way("u", "a"), way("a", "e")})
		d := r.deal()
		r.must(r.finish(r.anna, r.only(d, "Зразок"), &crm.FinishTask{}))
		r.must(r.finish(r.anna, r.only(d, "Далі"), &crm.FinishTask{}))
		r.state(d, crm.RunDone)
		if now := r.again(d); now.Outcome != crm.Open {
			t.Errorf("a process that is done sells nothing: %+v", now)
		}
	})
}

func TestARunThatCannotGoOnIsStuckAndItsOwnerHears(t *testing.T) {
	nodes := []crm.ProcessNode{{Key: "s", Kind: "start"}, {Key: "t", Kind: "timer", Wait: "date", Field: "close_on"}, {Key: "e", Kind: "done"}}
	onRoute(t, nodes, []crm.ProcessFlow{way("s", "t"), way("t", "e")}, func(r *routed) {
		d := r.deal()
		r.state(d, crm.RunStuck)
		r.must(r.do(register.Program, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Notifications.Register, register.All{
				register.Eq(&crm.Notifications.Row.Kind, crm.ProcessStuck), register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](r.iryna.ID)),
			}, 0)
			if n != 1 {
				t.Errorf("the owner was told %d times", n)
			}
			return err
		}))
		run := r.runs(d)[0]
		r.must(r.as(r.admin, func(tx register.Tx) (err error) {
			if run, err = register.Load(ctx, tx, crm.ProcessRuns, register.Ref[crm.ProcessRun](run.ID)); err != nil {
				return err
			}
			return (&crm.CancelRun{}).Do(ctx, tx, run)
		}))
		r.state(d, crm.RunCancelled)
	})
}

func TestAClaimAndALeadBeginTheirProcesses(t *testing.T) {
	onRoute(t, simple, simpleWays, func(r *routed) {
		nodes := []crm.ProcessNode{{Key: "s", Kind: "start"}, {Key: "a", Kind: "task", Name: "Розібратися", Executor: "responsible"}, {Key: "e", Kind: "done"}}
		for _, about := range []crm.ProcessAbout{crm.AboutLeads, crm.AboutClaims} {
			of := &crm.Process{Entry: crm.Entry{Names: register.Names{Uk: string(about)}}, About: about, Begins: crm.BegunByNew}
			r.must(r.save(r.admin, of))
			r.activate(of, nodes, []crm.ProcessFlow{way("s", "a"), way("a", "e")})
		}
		l := &crm.Lead{Company: "Нова", Responsible: register.Ref[crm.User](r.anna.ID)}
		c := &crm.Claim{Partner: register.Ref[crm.Partner](r.client(r.anna, "Клієнт").ID), Kind: crm.Complaint, Severity: crm.Severe, Subject: "Брак", Text: "Брак", Responsible: register.Ref[crm.User](r.anna.ID)}
		r.must(r.save(r.anna, l, c))
		for _, about := range []register.Link{{Register: "lead", ID: l.ID}, {Register: "claim", ID: c.ID}} {
			var task *crm.Task
			r.must(r.do(register.Program, func(tx register.Tx) (err error) {
				task, err = register.First(ctx, tx, crm.Tasks, register.Eq(&crm.Tasks.Row.About, about))
				return err
			}))
			if task == nil {
				t.Fatalf("no task for %v", about)
			}
			r.must(r.finish(r.anna, task, &crm.FinishTask{}))
		}
	})
}
