package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// Reminder tells somebody of a record at a moment, to the minute. Once fired it
// stays in sight until it is dismissed or put off.
type Reminder struct {
	register.Base
	About   register.Link
	User    register.Ref[User]
	At      time.Time
	State   ReminderState
	FiredAt time.Time
}

// Reminders is the register of them.
var Reminders = register.Define[Reminder]("reminder", "reminders",
	register.Do[Reminder, SnoozeReminder]("snooze"),
	register.Do[Reminder, DismissReminder]("dismiss"),
)

// Describe lists the fields. A reminder is its reader's own.
func (r *Reminder) Describe(f *register.Fields) {
	f.Link(&r.About).Required().Indexed()
	f.Ref(&r.User).Required().Owner()
	f.Moment(&r.At).Required().Indexed()
	f.Choice(&r.State).Required().Indexed()
	f.Moment(&r.FiredAt)
	f.Passing()
	f.Newest()
	f.Together(&r.State, &r.At)          // what is due
	f.Together(&r.User, &r.State, &r.At) // what somebody has before him
}

// Fires reports whether the reminder waits for its moment.
func (r *Reminder) Fires() bool { return r.State == ReminderScheduled || r.State == ReminderSnoozed }

// ReminderState is how far a reminder is.
type ReminderState string

// The states.
const (
	ReminderScheduled ReminderState = "scheduled"
	ReminderFired     ReminderState = "fired" // and waits to be dismissed
	ReminderSnoozed   ReminderState = "snoozed"
	ReminderDismissed ReminderState = "dismissed"
	ReminderVoid      ReminderState = "void" // what it told of is over
)

// Choices of states.
func (ReminderState) Choices() []string {
	return []string{"scheduled", "fired", "snoozed", "dismissed", "void"}
}

// RemindBefore is how long before its moment a record reminds of itself.
type RemindBefore string

// Never says that nobody shall be reminded, where somebody usually is.
const Never RemindBefore = "never"

var reminderOffsets = map[RemindBefore]time.Duration{
	"at_start": 0, "minutes_5": 5 * time.Minute, "minutes_15": 15 * time.Minute, "minutes_30": 30 * time.Minute,
	"hour_1": time.Hour, "hours_2": 2 * time.Hour, "hours_4": 4 * time.Hour, "day_1": 24 * time.Hour, "week_1": 7 * 24 * time.Hour,
}

// Choices of offsets.
func (RemindBefore) Choices() []string {
	return []string{"never", "at_start", "minutes_5", "minutes_15", "minutes_30", "hour_1", "hours_2", "hours_4", "day_1", "week_1"}
}

// Of is the moment to remind of a start, zero for never. A day and a week are
// those of the calendar, over a change of the clocks as well.
func (b RemindBefore) Of(start time.Time, zone *time.Location) time.Time {
	offset, known := reminderOffsets[b]
	switch {
	case !known || start.IsZero():
		return time.Time{}
	case b == "day_1":
		return start.In(zone).AddDate(0, 0, -1).UTC()
	case b == "week_1":
		return start.In(zone).AddDate(0, 0, -7).UTC()
	}
	return start.Add(-offset)
}

// Kinds of the jobs of reminders.
const (
	ReminderJob  = "reminder"
	BirthdaysJob = "birthdays"
)

// Remind has a user told of a record at a moment. There is one reminder of a
// record for a user: it is moved to another moment, and void when that is zero
// or has passed.
func Remind(ctx context.Context, tx register.Tx, about register.Link, user register.Ref[User], at time.Time) error {
	all := tx.AsProgram()
	old, err := register.Select(ctx, all, Reminders, register.Query{Filter: register.All{
		register.Eq(&Reminders.Row.About, about), register.Eq(&Reminders.Row.User, user), waits(),
	}, Whole: true})
	if err != nil {
		return err
	}
	at = at.Truncate(time.Minute)
	if at.IsZero() || at.Before(tx.Now().Truncate(time.Minute)) || user == 0 {
		return void(ctx, all, old)
	}
	r := &Reminder{About: about, User: user}
	if len(old) > 0 {
		r = old[0]
		if err := void(ctx, all, old[1:]); err != nil {
			return err
		}
	}
	r.At, r.State, r.FiredAt = at, ReminderScheduled, time.Time{}
	return r.wait(ctx, all)
}

// waits are the reminders that are neither dismissed nor void.
func waits() register.Filter {
	return register.In(&Reminders.Row.State, ReminderScheduled, ReminderFired, ReminderSnoozed)
}

func void(ctx context.Context, all register.Tx, list []*Reminder) error {
	for _, r := range list {
		r.State = ReminderVoid
		if err := all.Save(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// wait saves a reminder and has the job of its minute fire it.
func (r *Reminder) wait(ctx context.Context, all register.Tx) error {
	if err := all.Save(ctx, r); err != nil {
		return err
	}
	return all.Enqueue(ctx, register.Job{Kind: ReminderJob, Key: ReminderJob + ":" + r.At.UTC().Format("2006-01-02T15:04"), At: r.At})
}

// remindAll has these users alone told of a record at a moment.
func remindAll(ctx context.Context, tx register.Tx, about register.Link, at time.Time, users ...register.Ref[User]) error {
	all := tx.AsProgram()
	old, err := register.Select(ctx, all, Reminders, register.Query{Filter: register.All{register.Eq(&Reminders.Row.About, about), waits()}, Whole: true})
	if err != nil {
		return err
	}
	gone := slices.DeleteFunc(old, func(r *Reminder) bool { return slices.Contains(users, r.User) })
	if err := void(ctx, all, gone); err != nil {
		return err
	}
	for _, user := range users {
		if err := Remind(ctx, tx, about, user, at); err != nil {
			return err
		}
	}
	return nil
}

// firedAtOnce is how many reminders one unit of work fires.
const firedAtOnce = 100

// FireReminders fires what is due, each reminder once: of two nodes that come
// to it at the same time the second finds it changed and begins again.
func FireReminders(ctx context.Context, work register.Work) error {
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			list, err := register.Select(ctx, tx, Reminders, register.Query{
				Filter: register.All{
					register.In(&Reminders.Row.State, ReminderScheduled, ReminderSnoozed), register.Is{Field: "at", Op: register.AtMost, Value: tx.Now()},
				},
				Sort: []register.Sort{{Field: "at"}}, Limit: firedAtOnce, Whole: true,
			})
			if err != nil {
				return err
			}
			more = len(list) == firedAtOnce
			for _, r := range list {
				if err := r.fire(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fire puts a reminder before its reader, unless what it tells of is gone.
func (r *Reminder) fire(ctx context.Context, tx register.Tx) error {
	r.State, r.FiredAt = ReminderFired, tx.Now()
	of := tx.Schema().Named(r.About.Register)
	if of == nil {
		return void(ctx, tx, []*Reminder{r})
	}
	n, err := tx.Count(ctx, of, register.ByID(r.About.ID), 1)
	if err != nil {
		return err
	}
	if n == 0 {
		return void(ctx, tx, []*Reminder{r})
	}
	return tx.Save(ctx, r)
}

// Snooze is for how long a reminder is put off.
type Snooze string

// Choices of snoozing.
func (Snooze) Choices() []string { return []string{"minutes_15", "hour_1", "tomorrow"} }

// morning is when tomorrow begins for a reminder.
const morning = calendar.Clock(9 * 60)

// SnoozeReminder puts a reminder off: for a while, till tomorrow morning or to
// a moment.
type SnoozeReminder struct {
	For   Snooze
	Until time.Time
}

// Describe lists the input.
func (in *SnoozeReminder) Describe(f *register.Fields) {
	f.Choice(&in.For)
	f.Moment(&in.Until)
}

// Offered is for what was fired.
func (*SnoozeReminder) Offered(r *Reminder) bool { return r.State == ReminderFired }

// Do puts it off.
func (in *SnoozeReminder) Do(ctx context.Context, tx register.Tx, r *Reminder) error {
	if r.State != ReminderFired {
		return register.Refuse("reminder_is_over")
	}
	at := in.Until
	switch in.For {
	case "minutes_15":
		at = tx.Now().Add(15 * time.Minute)
	case "hour_1":
		at = tx.Now().Add(time.Hour)
	case "tomorrow":
		zone, err := zoneOf(ctx, tx, r.User)
		if err != nil {
			return err
		}
		at = morning.On(calendar.DayOf(tx.Now().In(zone)).Add(1), zone).UTC()
	}
	if at.IsZero() {
		return register.RefuseAt("until", "required")
	}
	if !at.After(tx.Now()) {
		return register.RefuseAt("until", "in_past")
	}
	r.At, r.State = at.Truncate(time.Minute), ReminderSnoozed
	return r.wait(ctx, tx.AsProgram())
}

// zoneOf is where the day of a user begins and ends.
func zoneOf(ctx context.Context, tx register.Tx, user register.Ref[User]) (*time.Location, error) {
	u, err := register.Load(ctx, tx.AsProgram(), Users, user)
	if err != nil {
		return nil, err
	}
	if zone, err := time.LoadLocation(u.Zone); err == nil && u.Zone != "" {
		return zone, nil
	}
	return homeZone(ctx, tx.AsProgram())
}

// DismissReminder takes a reminder out of sight.
type DismissReminder struct{}

// Describe lists the input: none.
func (*DismissReminder) Describe(*register.Fields) {}

// Offered is for what was fired.
func (*DismissReminder) Offered(r *Reminder) bool { return r.State == ReminderFired }

// Do dismisses it. What is over already stays so: two tabs may say it.
func (*DismissReminder) Do(ctx context.Context, tx register.Tx, r *Reminder) error {
	if r.State != ReminderFired {
		return nil
	}
	r.State = ReminderDismissed
	return tx.AsProgram().Save(ctx, r)
}
