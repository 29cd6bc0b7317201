package crm_test

import (
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// task is a saved task of a user for others.
func (w *world) task(by *crm.User, t *crm.Task, to ...*crm.User) *crm.Task {
	w.Helper()
	for _, u := range to {
		t.Executors = append(t.Executors, register.Ref[crm.User](u.ID))
	}
	w.must(w.save(by, t))
	return t
}

// doTask does something to a task as it is stored.
func (w *world) doTask(u *crm.User, t *crm.Task, in register.Doer[crm.Task]) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error {
		again, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](t.ID))
		if err != nil {
			return err
		}
		return in.Do(ctx, tx, again)
	})
}

func (w *world) taskNow(t *crm.Task) *crm.Task {
	w.Helper()
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		t, err = register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](t.ID))
		return err
	}))
	return t
}

func (w *world) stands(t *crm.Task, status crm.TaskStatus) *crm.Task {
	w.Helper()
	now := w.taskNow(t)
	if now.Status != status || now.Open != status.Open() {
		w.Fatalf("the task is %s, open %t; wanted %s", now.Status, now.Open, status)
	}
	return now
}

func TestATaskGoesFromAssignedToConfirmedByItsExecutorAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		one := w.task(w.anna, &crm.Task{Subject: "Порахувати кухню"}, w.borys)
		if one.Number != "000001" || one.Status != crm.TaskAssigned || register.ID(one.Author) != w.anna.ID || one.Priority != crm.Medium {
			t.Errorf("%+v", one)
		}
		w.refused(w.doTask(w.anna, one, &crm.TakeTask{}), "", "task_is_not_yours")
		w.refused(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "Готово"}), "", "task_status_forbids")
		w.must(w.doTask(w.borys, one, &crm.TakeTask{}))
		if now := w.stands(one, crm.TaskInProcessing); now.AcceptedAt.IsZero() {
			t.Error("nobody knows when it was accepted")
		}
		w.must(w.doTask(w.borys, one, &crm.MakeTask{}))
		w.stands(one, crm.TaskInProduction)
		w.must(w.doTask(w.borys, one, &crm.AwaitClient{}))
		w.stands(one, crm.TaskWaiting)
		w.must(w.doTask(w.borys, one, &crm.ResumeTask{}))
		w.refused(w.doTask(w.borys, one, &crm.ConfirmTask{}), "result", "confirmed_task_needs_result")
		w.must(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "Клієнт задоволений", SpentMinutes: 90}))
		if now := w.stands(one, crm.TaskConfirmed); now.Result != "Клієнт задоволений" || now.ClosedAt.IsZero() || now.SpentMinutes != 90 {
			t.Errorf("%+v", now)
		}
	})
}

func TestARefusalNeedsAReasonAndSaysWhoRefused(t *testing.T) {
	onWorld(t, func(w *world) {
		one := w.task(w.anna, &crm.Task{Subject: "Надіслати зразок"})
		w.must(w.doTask(w.anna, one, &crm.TakeTask{}))
		w.refused(w.doTask(w.anna, one, &crm.RefuseTask{}), "reason", "required")
		w.must(w.doTask(w.anna, one, &crm.RefuseTask{Reason: "Дорого"}))
		if now := w.stands(one, crm.TaskRefused); now.RefusedBy != crm.ByClient || now.Reason != "Дорого" {
			t.Errorf("%+v", now)
		}
	})
}

func TestATaskIsHandedOverByItsAuthorOrAHeadAndThatIsNoted(t *testing.T) {
	onWorld(t, func(w *world) {
		one := w.task(w.anna, &crm.Task{Subject: "Заміряти"}, w.borys)
		to := func(u *crm.User) *crm.HandOverTask {
			return &crm.HandOverTask{To: register.Ref[crm.User](u.ID), Reason: "відпустка"}
		}
		w.must(w.doTask(w.borys, one, &crm.TakeTask{}))
		w.refused(w.doTask(w.borys, one, to(w.vira)), "", "task_is_not_yours")
		w.refused(w.doTask(w.iryna, one, to(w.borys)), "to", "task_is_his_already")
		w.must(w.doTask(w.iryna, one, to(w.vira))) // heads Kyiv, where Borys works
		now := w.stands(one, crm.TaskAssigned)
		if len(now.Handovers) != 1 || register.ID(now.Handovers[0].To) != w.vira.ID || register.ID(now.Handovers[0].By) != w.iryna.ID || now.Handovers[0].Reason != "відпустка" {
			t.Errorf("%+v", now.Handovers)
		}
		w.must(w.doTask(w.anna, one, to(w.borys))) // the author
		now.Executors = register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}
		now.Version = w.taskNow(one).Version
		w.refused(w.save(w.anna, now), "executors", "handed_over_by_action")
	})
}

func TestACancelledTaskSaysWhyAndOneInProductionIsNotCancelled(t *testing.T) {
	onWorld(t, func(w *world) {
		one := w.task(w.anna, &crm.Task{Subject: "Зразок фасаду"}, w.borys)
		w.must(w.doTask(w.borys, one, &crm.TakeTask{}))
		w.must(w.doTask(w.borys, one, &crm.MakeTask{}))
		w.refused(w.doTask(w.anna, one, &crm.CancelTask{Reason: "передумали"}), "", "task_status_forbids")
		w.must(w.doTask(w.borys, one, &crm.AwaitClient{}))
		w.refused(w.doTask(w.borys, one, &crm.CancelTask{Reason: "передумали"}), "", "task_is_not_yours")
		w.refused(w.doTask(w.anna, one, &crm.CancelTask{}), "reason", "required")
		w.must(w.doTask(w.anna, one, &crm.CancelTask{Reason: "передумали"}))
		w.stands(one, crm.TaskCancelled)
	})
}

func TestAClosedTaskStaysUntilItIsReopenedWithinThirtyDays(t *testing.T) {
	onWorld(t, func(w *world) {
		one := w.task(w.anna, &crm.Task{Subject: "Порахувати"}, w.borys)
		w.must(w.doTask(w.borys, one, &crm.TakeTask{}))
		w.must(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "так"}))
		now := w.taskNow(one)
		now.Subject = "Інше"
		w.refused(w.save(w.borys, now), "subject", "task_is_closed")
		w.refused(w.doTask(w.borys, one, &crm.ReopenTask{Reason: "помилка"}), "", "task_is_not_yours")
		w.must(w.doTask(w.anna, one, &crm.ReopenTask{Reason: "помилка"}))
		if now := w.stands(one, crm.TaskInProcessing); now.Reopened != 1 || !now.ClosedAt.IsZero() {
			t.Errorf("%+v", now)
		}
		w.must(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "так"}))
		old := w.taskNow(one)
		old.ClosedAt = old.ClosedAt.Add(-31 * 24 * time.Hour)
		err := w.as(w.anna, func(tx register.Tx) error { return (&crm.ReopenTask{Reason: "пізно"}).Do(ctx, tx, old) })
		w.refused(err, "", "task_closed_long_ago")
	})
}

func TestATickIsSignedAndTakenAway(t *testing.T) {
	onWorld(t, func(w *world) {
		one := w.task(w.anna, &crm.Task{Subject: "Запуск", Checklist: register.Parts[crm.ChecklistItem]{{Text: "Замір"}, {Text: "Ескіз"}}}, w.borys)
		second := w.taskNow(one).Checklist[1].ID
		w.must(w.doTask(w.borys, one, &crm.TickTask{Item: second, Ticked: true}))
		now := w.taskNow(one)
		if done, all := now.Ticked(); done != 1 || all != 2 || register.ID(now.Checklist[1].DoneBy) != w.borys.ID || now.Checklist[1].DoneAt.IsZero() {
			t.Errorf("%+v", now.Checklist)
		}
		w.must(w.doTask(w.anna, one, &crm.TickTask{Item: second}))
		if now := w.taskNow(one); now.Checklist[1].Done || now.Checklist[1].DoneBy != 0 {
			t.Errorf("%+v", now.Checklist)
		}
		w.refused(w.doTask(w.anna, one, &crm.TickTask{Item: 1 << 40, Ticked: true}), "item", "unknown_reference")
	})
}

func TestClosingARepeatedTaskMakesTheNextOneOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		kyiv, err := time.LoadLocation("Europe/Kyiv")
		w.must(err)
		one := w.task(w.anna, &crm.Task{
			Subject: "Звіт клієнту", Repeat: "month", Deadline: time.Date(2026, 10, 31, 10, 0, 0, 0, kyiv),
			Checklist: register.Parts[crm.ChecklistItem]{{Text: "Звірити", Done: true}},
		}, w.borys)
		if one.Recurrence != "FREQ=MONTHLY;BYMONTHDAY=31,-1;BYSETPOS=1" {
			t.Error(one.Recurrence)
		}
		finish := func(one *crm.Task) {
			w.must(w.doTask(w.borys, one, &crm.TakeTask{}))
			w.must(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "надіслано"}))
		}
		finish(one)
		next := w.nextOf(one)
		if want := time.Date(2026, 11, 30, 10, 0, 0, 0, kyiv); len(next) != 1 || !next[0].Deadline.Equal(want) || next[0].Source != crm.TaskByRepeat || next[0].Status != crm.TaskAssigned {
			t.Fatalf("%+v", next)
		}
		if now := w.taskNow(next[0]); now.Checklist[0].Done || now.Author != one.Author || now.Executors[0] != one.Executors[0] {
			t.Errorf("%+v", now)
		}
		w.must(w.doTask(w.anna, one, &crm.ReopenTask{Reason: "ще раз"}))
		w.must(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "надіслано"}))
		if again := w.nextOf(one); len(again) != 1 {
			t.Errorf("%d next tasks", len(again))
		}
		finish(next[0])
		if third := w.nextOf(next[0]); len(third) != 1 || !third[0].Deadline.Equal(time.Date(2026, 12, 31, 10, 0, 0, 0, kyiv)) {
			t.Errorf("the last day of the month is kept: %+v", third)
		}
	})
}

func (w *world) nextOf(t *crm.Task) (next []*crm.Task) {
	w.Helper()
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		next, err = register.Select(ctx, tx, crm.Tasks, register.Query{Filter: register.Eq(&crm.Tasks.Row.Previous, register.Ref[crm.Task](t.ID))})
		return err
	}))
	return next
}

func TestARepeatedTaskEndsWithItsLastDayAndNeedsADeadline(t *testing.T) {
	onWorld(t, func(w *world) {
		w.refused(w.save(w.anna, &crm.Task{Subject: "Щотижня", Repeat: "week"}), "deadline", "repeated_task_needs_deadline")
		one := w.task(w.anna, &crm.Task{
			Subject: "Щотижня", Repeat: "week", RepeatUntil: "2026-11-28", Deadline: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		})
		w.must(w.doTask(w.anna, one, &crm.TakeTask{}))
		w.must(w.doTask(w.anna, one, &crm.ConfirmTask{Result: "так"}))
		if next := w.nextOf(one); len(next) != 0 {
			t.Errorf("%+v", next)
		}
	})
}

func TestATaskTakesTheClientOfItsDealAndRefusesAnother(t *testing.T) {
	onWorld(t, func(w *world) {
		carpathians, other := w.client(w.anna, "Карпати"), w.client(w.anna, "Дністер")
		deal := &crm.Deal{Partner: register.Ref[crm.Partner](carpathians.ID)}
		w.must(w.save(w.anna, deal))
		one := w.task(w.anna, &crm.Task{Subject: "Порахувати", Deal: register.Ref[crm.Deal](deal.ID)})
		if register.ID(one.Partner) != carpathians.ID {
			t.Errorf("the client is %d", one.Partner)
		}
		w.refused(w.save(w.anna, &crm.Task{Subject: "А", Deal: one.Deal, Partner: register.Ref[crm.Partner](other.ID)}), "deal", "belongs_to_another_partner")
	})
}

func TestATaskIsSeenByThoseWhoWorkOnItAndThoseWhoSeeItsClient(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Карпати")
		one := w.task(w.iryna, &crm.Task{Subject: "Порахувати", Partner: register.Ref[crm.Partner](client.ID)}, w.vira)
		own := w.task(w.iryna, &crm.Task{Subject: "Звіт"}, w.borys)
		sees := func(u *crm.User, t *crm.Task) bool {
			return w.as(u, func(tx register.Tx) error {
				_, err := register.Load(ctx, tx, crm.Tasks, register.Ref[crm.Task](t.ID))
				return err
			}) == nil
		}
		for _, c := range []struct {
			who  *crm.User
			task *crm.Task
			want bool
		}{
			{w.anna, one, true},
			{w.vira, one, true},
			{w.borys, one, false},
			{w.iryna, one, true},
			{w.anna, own, false},
			{w.borys, own, true},
			{w.vira, own, false},
			{w.petro, own, false},
		} {
			if got := sees(c.who, c.task); got != c.want {
				t.Errorf("%s sees %s: %t", c.who.Surname, c.task.Subject, got)
			}
		}
	})
}
