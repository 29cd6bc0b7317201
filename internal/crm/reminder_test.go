package crm_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// reminders are what a user is reminded of, by their state.
func (w *world) reminders(u *crm.User, states ...crm.ReminderState) []*crm.Reminder {
	w.Helper()
	var list []*crm.Reminder
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		list, err = register.Select(ctx, tx, crm.Reminders, register.Query{Filter: register.All{
			register.Eq(&crm.Reminders.Row.User, register.Ref[crm.User](u.ID)), register.In(&crm.Reminders.Row.State, states...),
		}, Whole: true})
		return err
	}))
	return list
}

// told are the kinds of what a user was told of, the newest first.
func (w *world) told(u *crm.User) []crm.NotificationKind {
	w.Helper()
	var kinds []crm.NotificationKind
	w.must(w.do(register.Program, func(tx register.Tx) error {
		list, err := register.Select(ctx, tx, crm.Notifications, register.Query{Filter: register.Eq(&crm.Notifications.Row.User, register.Ref[crm.User](u.ID))})
		for _, one := range list {
			kinds = append(kinds, one.Kind)
		}
		return err
	}))
	return kinds
}

// clocked is a world whose clock a test moves.
func clocked(t *testing.T, test func(w *world, open func() *store.Store, at func(time.Duration))) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		var mu sync.Mutex
		now := storetest.Noon
		clock := storetest.Clock(func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return now
		})
		node := 0
		again := func() *store.Store {
			node++
			return open(storetest.Registers(crm.Registers()...), clock, storetest.Node(string(rune('a'+node))))
		}
		w := &world{T: t, st: again()}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			admin, err := crm.Start(ctx, tx, crm.Setup{
				Company: "Промінь", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv", Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
			})
			w.admin = admin
			return err
		}))
		w.people()
		w.learn()
		test(w, again, func(d time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			now = storetest.Noon.Add(d)
		})
	})
}

func TestAReminderFollowsItsEventAndIsVoidOnceThatIsOver(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Меблі")
		e := &crm.Event{
			Type: w.eventType("call_out"), Subject: "Ціна", Partner: register.Ref[crm.Partner](client.ID), PlannedStart: hour(3), Remind: "hour_1",
			Others: register.Refs[crm.User]{register.Ref[crm.User](w.borys.ID)},
		}
		w.must(w.save(w.anna, e))
		for _, u := range []*crm.User{w.anna, w.borys} {
			if list := w.reminders(u, crm.ReminderScheduled); len(list) != 1 || !list[0].At.Equal(hour(2)) {
				t.Fatalf("planned: %+v", list)
			}
		}
		w.must(w.step(w.anna, e, &crm.RescheduleEvent{PlannedStart: hour(5), Reason: "попросили"}))
		if list := w.reminders(w.anna, crm.ReminderScheduled); len(list) != 1 || !list[0].At.Equal(hour(4)) {
			t.Errorf("moved: %+v", list)
		}
		own := w.event(e.ID)
		own.RemindAt = hour(1.5)
		w.must(w.save(w.anna, own))
		if list := w.reminders(w.anna, crm.ReminderScheduled); len(list) != 1 || !list[0].At.Equal(hour(1.5)) {
			t.Errorf("at a moment: %+v", list)
		}
		w.must(w.step(w.anna, e, &crm.CancelEvent{Reason: "передумали"}))
		for _, u := range []*crm.User{w.anna, w.borys} {
			if list := w.reminders(u, crm.ReminderScheduled, crm.ReminderFired); len(list) != 0 {
				t.Errorf("cancelled: %+v", list)
			}
		}
		held := &crm.Event{Type: w.eventType("call_out"), Subject: "Є", Partner: register.Ref[crm.Partner](client.ID), PlannedStart: hour(1), Remind: "minutes_15"}
		w.must(w.save(w.anna, held))
		w.must(w.step(w.anna, held, &crm.HoldEvent{ActualStart: hour(0)}))
		if list := w.reminders(w.anna, crm.ReminderScheduled); len(list) != 0 {
			t.Errorf("held: %+v", list)
		}
		if told := w.told(w.borys); !slices.Equal(told, []crm.NotificationKind{crm.EventGiven}) {
			t.Errorf("of the event he is part of: %v", told)
		}
	})
}

func TestADayBeforeIsTheSameHourOverAChangeOfTheClocks(t *testing.T) {
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 10, 25, 10, 0, 0, 0, kyiv) // the night before, clocks went back
	if at := crm.RemindBefore("day_1").Of(start.UTC(), kyiv); !at.Equal(time.Date(2026, 10, 24, 10, 0, 0, 0, kyiv)) {
		t.Error(at.In(kyiv))
	}
	if at := crm.RemindBefore("hours_4").Of(start, kyiv); start.Sub(at) != 4*time.Hour {
		t.Error(at)
	}
	for _, none := range []crm.RemindBefore{"", crm.Never} {
		if at := none.Of(start, kyiv); !at.IsZero() {
			t.Error(none, at)
		}
	}
}

func TestOfTwoNodesOneFiresAReminder(t *testing.T) {
	clocked(t, func(w *world, again func() *store.Store, at func(time.Duration)) {
		client := w.client(w.anna, "Меблі")
		for range 20 {
			w.must(w.save(w.anna, &crm.Event{
				Type: w.eventType("call_out"), Subject: "Ціна", Partner: register.Ref[crm.Partner](client.ID), PlannedStart: hour(2), Remind: "hour_1",
			}))
		}
		other := w.st
		if !w.st.IsFile() {
			other = again()
		}
		w.must(crm.FireReminders(ctx, w.st))
		if list := w.reminders(w.anna, crm.ReminderFired); len(list) != 0 {
			t.Fatalf("fired before their time: %d", len(list))
		}
		at(time.Hour)
		var both sync.WaitGroup
		for _, st := range []*store.Store{w.st, other} {
			both.Go(func() {
				if err := crm.FireReminders(ctx, st); err != nil && !errors.Is(err, register.ErrStale) {
					t.Error(err)
				}
			})
		}
		both.Wait()
		w.must(crm.FireReminders(ctx, other)) // as the job of the loser, tried again, does
		fired := w.reminders(w.anna, crm.ReminderFired)
		if len(fired) != 20 {
			t.Fatalf("fired: %d", len(fired))
		}
		for _, r := range fired {
			if r.Version != 2 {
				t.Errorf("written %d times", r.Version)
			}
		}
	})
}

func TestASnoozedReminderFiresAgainUntilItIsDismissed(t *testing.T) {
	clocked(t, func(w *world, _ func() *store.Store, at func(time.Duration)) {
		client := w.client(w.anna, "Меблі")
		w.must(w.save(w.anna, &crm.Event{
			Type: w.eventType("call_out"), Subject: "Ціна", Partner: register.Ref[crm.Partner](client.ID), PlannedStart: hour(2), Remind: "at_start",
		}))
		act := func(in register.Doer[crm.Reminder]) error {
			return w.as(w.anna, func(tx register.Tx) error {
				list, err := register.Select(ctx, tx, crm.Reminders, register.Query{Whole: true})
				if err != nil {
					return err
				}
				return in.Do(ctx, tx, list[0])
			})
		}
		w.refused(act(&crm.SnoozeReminder{For: "hour_1"}), "", "reminder_is_over")
		at(2 * time.Hour)
		w.must(crm.FireReminders(ctx, w.st))
		w.refused(act(&crm.SnoozeReminder{}), "until", "required")
		w.refused(act(&crm.SnoozeReminder{Until: hour(1)}), "until", "in_past")
		w.must(act(&crm.SnoozeReminder{For: "minutes_15"}))
		w.must(crm.FireReminders(ctx, w.st))
		if list := w.reminders(w.anna, crm.ReminderSnoozed); len(list) != 1 || !list[0].At.Equal(hour(2.25)) {
			t.Fatalf("snoozed: %+v", list)
		}
		at(2*time.Hour + 15*time.Minute)
		w.must(crm.FireReminders(ctx, w.st))
		if list := w.reminders(w.anna, crm.ReminderFired); len(list) != 1 {
			t.Fatalf("fired again: %+v", list)
		}
		w.must(act(&crm.SnoozeReminder{For: "tomorrow"}))
		if list := w.reminders(w.anna, crm.ReminderSnoozed); len(list) != 1 || !list[0].At.Equal(time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)) {
			t.Fatalf("tomorrow at nine in Kyiv: %+v", list)
		}
		at(24 * time.Hour)
		w.must(crm.FireReminders(ctx, w.st))
		w.must(act(&crm.DismissReminder{}))
		w.must(act(&crm.DismissReminder{}))
		w.must(crm.FireReminders(ctx, w.st))
		if list := w.reminders(w.anna, crm.ReminderDismissed); len(list) != 1 {
			t.Errorf("dismissed: %+v", list)
		}
	})
}

func TestWhoIsGivenWorkIsToldAndNobodyIsToldOfHisOwnDoing(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Меблі")
		w.task(w.anna, &crm.Task{Subject: "Собі"}, w.anna)
		one := w.task(w.anna, &crm.Task{Subject: "Порахувати", Deadline: hour(5)}, w.borys)
		if list := w.reminders(w.borys, crm.ReminderScheduled); len(list) != 1 || !list[0].At.Equal(hour(4)) {
			t.Errorf("before the deadline: %+v", list)
		}
		w.must(w.doTask(w.borys, one, &crm.TakeTask{}))
		w.must(w.doTask(w.borys, one, &crm.ConfirmTask{Result: "Ось"}))
		if list := w.reminders(w.borys, crm.ReminderScheduled); len(list) != 0 {
			t.Errorf("of a closed task: %+v", list)
		}
		other := w.task(w.anna, &crm.Task{Subject: "Ще"}, w.borys)
		w.must(w.doTask(w.anna, other, &crm.HandOverTask{To: register.Ref[crm.User](w.vira.ID)}))
		w.must(w.save(w.anna, &crm.Comment{
			About: register.Link{Register: "partner", ID: client.ID}, Text: "Погляньте", Mentions: register.Refs[crm.User]{register.Ref[crm.User](w.iryna.ID), register.Ref[crm.User](w.anna.ID)},
		}))
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			p, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](client.ID))
			if err != nil {
				return err
			}
			p.Responsible = register.Ref[crm.User](w.borys.ID)
			return tx.Save(ctx, p)
		}))
		w.must(w.as(w.admin, func(tx register.Tx) error {
			u, err := register.Load(ctx, tx, crm.Users, register.Ref[crm.User](w.vira.ID))
			if err != nil {
				return err
			}
			u.Deputy = register.Ref[crm.User](w.petro.ID)
			return tx.Save(ctx, u)
		}))
		for _, want := range []struct {
			u     *crm.User
			kinds []crm.NotificationKind
		}{
			{w.anna, []crm.NotificationKind{crm.TaskDone}},
			{w.borys, []crm.NotificationKind{crm.MadeResponsible, crm.TaskGiven, crm.TaskGiven}},
			{w.vira, []crm.NotificationKind{crm.TaskHandedOver}},
			{w.iryna, []crm.NotificationKind{crm.Mentioned}},
			{w.petro, []crm.NotificationKind{crm.DeputyNamed}},
			{w.admin, nil},
		} {
			if told := w.told(want.u); !slices.Equal(told, want.kinds) {
				t.Errorf("%s was told of %v, wanted %v", want.u.Given, told, want.kinds)
			}
		}
	})
}

func TestANotificationIsItsReadersAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		w.task(w.anna, &crm.Task{Subject: "Порахувати", Deadline: hour(5)}, w.borys)
		for _, u := range []*crm.User{w.anna, w.vira, w.iryna} {
			w.must(w.as(u, func(tx register.Tx) error {
				for _, of := range []*register.Register{crm.Notifications.Register, crm.Reminders.Register} {
					list, err := tx.Select(ctx, of, register.Query{})
					if err != nil || len(list) != 0 {
						t.Errorf("%s reads %d of %s: %v", u.Given, len(list), of.Path, err)
					}
				}
				return nil
			}))
		}
		w.must(w.as(w.borys, func(tx register.Tx) error {
			list, err := register.Select(ctx, tx, crm.Notifications, register.Query{Whole: true})
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			if err := (&crm.ReadNotifications{}).DoAll(ctx, tx, nil); err != nil {
				return err
			}
			again, err := register.Load(ctx, tx, crm.Notifications, register.Ref[crm.Notification](list[0].ID))
			if err == nil && again.ReadAt.IsZero() {
				t.Error("is still unread")
			}
			return err
		}))
	})
}

func TestBirthdaysAreToldOnceAYearToWhoMayKnowThem(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Меблі")
		w.must(w.as(w.anna, func(tx register.Tx) error {
			p, err := register.Load(ctx, tx, crm.Partners, register.Ref[crm.Partner](client.ID))
			if err != nil {
				return err
			}
			p.FoundedOn = "2001-11-22"
			if err := tx.Save(ctx, p); err != nil {
				return err
			}
			for _, born := range []register.Date{"1980-11-22", "1980-11-23"} {
				if err := tx.Save(ctx, &crm.Contact{Surname: "Панчук", Partner: register.Ref[crm.Partner](client.ID), Birthday: born}); err != nil {
					return err
				}
			}
			return nil
		}))
		w.must(crm.TellBirthdays(ctx, w.st))
		w.must(crm.TellBirthdays(ctx, w.st))
		if told := w.told(w.anna); !slices.Equal(told, []crm.NotificationKind{crm.Anniversary, crm.Birthday}) {
			t.Errorf("told of %v", told)
		}
	})
}

func TestQuietHoursGoOverMidnight(t *testing.T) {
	u := &crm.User{QuietFrom: "20:00", QuietTo: "08:00"}
	for text, quiet := range map[string]bool{"19:59": false, "20:00": true, "00:10": true, "07:59": true, "08:00": false} {
		at, _ := time.Parse("15:04", text)
		if u.Quiet(at) != quiet {
			t.Errorf("%s: %t", text, u.Quiet(at))
		}
	}
	if (&crm.User{}).Quiet(hour(0)) {
		t.Error("quiet without hours")
	}
}
