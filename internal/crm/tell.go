package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// Who is told of what, in one place: each Tell makes reminders and
// notifications and nothing else.

func linkTo(of *register.Register, id register.ID) register.Link {
	return register.Link{Register: of.Name, ID: id}
}

// mute reports whether a change tells nobody: what a sheet brings in is no
// news, and what is undone has been told already.
func mute(tx register.Tx) bool {
	return tx.Cause() == register.ByImport || tx.Cause() == register.ByUndo
}

// before is a record as it was; one that is new was nothing.
func before[T any](was *T) *T {
	if was == nil {
		return new(T)
	}
	return was
}

// Tell tells those of the event that they are, and has them reminded of it
// while it is planned.
func (e *Event) Tell(ctx context.Context, tx register.Tx, was *Event) error {
	about, all := linkTo(Events.Register, e.ID), append(register.Refs[User]{e.Responsible}, e.Others...)
	had := append(register.Refs[User]{before(was).Responsible}, before(was).Others...)
	for _, one := range all {
		if mute(tx) || tx.Doer() == 0 || slices.Contains(had, one) {
			continue
		}
		if err := Notify(ctx, tx, one, EventGiven, about); err != nil {
			return err
		}
	}
	if was == nil && (e.Class != Planned || e.Remind == "" && e.RemindAt.IsZero()) {
		return nil
	}
	if was != nil && was.Class == e.Class && was.Archived == e.Archived && was.PlannedStart.Equal(e.PlannedStart) && was.Remind == e.Remind &&
		was.RemindAt.Equal(e.RemindAt) && was.Responsible == e.Responsible && slices.Equal(was.Others, e.Others) {
		return nil
	}
	at := e.RemindAt
	if at.IsZero() {
		zone, err := homeZone(ctx, tx.AsProgram())
		if err != nil {
			return err
		}
		at = e.Remind.Of(e.PlannedStart, zone)
	}
	if e.Class != Planned || e.Archived {
		at = time.Time{}
	}
	return remindAll(ctx, tx, about, at, all...)
}

// Tell has the executors reminded before the deadline, and tells them of what
// they are given and the author of its end.
func (t *Task) Tell(ctx context.Context, tx register.Tx, was *Task) error {
	about := linkTo(Tasks.Register, t.ID)
	if err := t.remind(ctx, tx, about, was); err != nil || mute(tx) {
		return err
	}
	kind, had := TaskGiven, register.Refs[User]{}
	if was != nil {
		kind, had = TaskHandedOver, was.Executors
	}
	if t.Open {
		for _, one := range t.Executors {
			if slices.Contains(had, one) {
				continue
			}
			if err := Notify(ctx, tx, one, kind, about); err != nil {
				return err
			}
		}
	}
	if was == nil || !was.Open || !t.Status.Closed() {
		return nil
	}
	for _, one := range slices.Compact([]register.Ref[User]{t.Author, t.Controller}) {
		if err := Notify(ctx, tx, one, TaskDone, about); err != nil {
			return err
		}
	}
	return nil
}

func (t *Task) remind(ctx context.Context, tx register.Tx, about register.Link, was *Task) error {
	if was != nil && was.Open == t.Open && was.Archived == t.Archived && was.Deadline.Equal(t.Deadline) && was.Remind == t.Remind && slices.Equal(was.Executors, t.Executors) {
		return nil
	}
	if was == nil && t.Deadline.IsZero() {
		return nil
	}
	zone, err := homeZone(ctx, tx.AsProgram())
	if err != nil {
		return err
	}
	at := t.Remind.Of(t.Deadline, zone)
	if !t.Open || t.Archived {
		at = time.Time{}
	}
	return remindAll(ctx, tx, about, at, t.Executors...)
}

// Tell has the responsible reminded in the morning of the promised day.
func (c *Commitment) Tell(ctx context.Context, tx register.Tx, was *Commitment) error {
	if was != nil && was.State == c.State && was.Archived == c.Archived && was.Due == c.Due && was.Responsible == c.Responsible {
		return nil
	}
	var at time.Time
	if c.State == CommitmentOpen && !c.Archived {
		zone, err := homeZone(ctx, tx.AsProgram())
		if err != nil {
			return err
		}
		at = morning.On(calendar.Day(c.Due), zone).UTC()
	}
	return remindAll(ctx, tx, linkTo(Commitments.Register, c.ID), at, c.Responsible)
}

// Tell tells those who are mentioned, at what the comment is about.
func (c *Comment) Tell(ctx context.Context, tx register.Tx, was *Comment) error {
	if mute(tx) || c.Archived {
		return nil
	}
	for _, one := range c.Mentions {
		if slices.Contains(before(was).Mentions, one) {
			continue
		}
		if err := Notify(ctx, tx, one, Mentioned, c.About); err != nil {
			return err
		}
	}
	return nil
}

// Tell has the responsible reminded on the day from which a person's request
// is urgent, while it has no answer.
func (q *DataRequest) Tell(ctx context.Context, tx register.Tx, was *DataRequest) error {
	if was != nil && was.Waits() == q.Waits() && was.Archived == q.Archived && was.WarnOn == q.WarnOn && was.Responsible == q.Responsible {
		return nil
	}
	var at time.Time
	if q.Waits() && !q.Archived && q.WarnOn != "" {
		zone, err := homeZone(ctx, tx.AsProgram())
		if err != nil {
			return err
		}
		at = morning.On(calendar.Day(q.WarnOn), zone).UTC()
	}
	return remindAll(ctx, tx, linkTo(DataRequests.Register, q.ID), at, q.Responsible)
}

// given tells a user that a record became his by the doing of another.
func given(ctx context.Context, tx register.Tx, now, was register.Ref[User], kind NotificationKind, about register.Link) error {
	if now == was || mute(tx) || tx.Doer() == 0 {
		return nil
	}
	return Notify(ctx, tx, now, kind, about)
}

// Tell tells the new responsible.
func (c *Partner) Tell(ctx context.Context, tx register.Tx, was *Partner) error {
	return given(ctx, tx, c.Responsible, before(was).Responsible, MadeResponsible, linkTo(Partners.Register, c.ID))
}

// Tell tells the new responsible.
func (d *Deal) Tell(ctx context.Context, tx register.Tx, was *Deal) error {
	return given(ctx, tx, d.Responsible, before(was).Responsible, MadeResponsible, linkTo(Deals.Register, d.ID))
}

// Tell tells the new responsible.
func (c *Claim) Tell(ctx context.Context, tx register.Tx, was *Claim) error {
	return given(ctx, tx, c.Responsible, before(was).Responsible, ClaimGiven, linkTo(Claims.Register, c.ID))
}

// Tell tells the new responsible, whoever gave the lead to him, and has him
// reminded when the time to answer runs out.
func (l *Lead) Tell(ctx context.Context, tx register.Tx, was *Lead) error {
	about := linkTo(Leads.Register, l.ID)
	if !mute(tx) && (was == nil || was.Responsible != l.Responsible) {
		if err := Notify(ctx, tx, l.Responsible, LeadGiven, about); err != nil {
			return err
		}
	}
	if was != nil && was.Waits() == l.Waits() && was.ReactBy.Equal(l.ReactBy) && was.Responsible == l.Responsible && was.Archived == l.Archived {
		return nil
	}
	at := l.ReactBy
	if !l.Waits() || l.Archived || at.Before(tx.Now()) {
		at = time.Time{}
	}
	if l.Responsible == 0 {
		return remindAll(ctx, tx, about, at)
	}
	return remindAll(ctx, tx, about, at, l.Responsible)
}

// Tell tells the deputy of one who names him.
func (u *User) Tell(ctx context.Context, tx register.Tx, was *User) error {
	return given(ctx, tx, u.Deputy, before(was).Deputy, DeputyNamed, linkTo(Users.Register, u.ID))
}

// Tell tells the deputy that he stands in.
func (a *Absence) Tell(ctx context.Context, tx register.Tx, was *Absence) error {
	return given(ctx, tx, a.Deputy, before(was).Deputy, DeputyNamed, linkTo(Users.Register, register.ID(a.User)))
}

// Tell tells the owner that his sheet was brought in, or was not.
func (i *Import) Tell(ctx context.Context, tx register.Tx, was *Import) error {
	if was == nil || was.State == i.State || i.State != ImportDone && i.State != ImportFailed {
		return nil
	}
	return notify(ctx, tx, &Notification{User: i.Owner, Kind: ImportEnded, About: linkTo(Imports.Register, i.ID)})
}

// toldWithin is for how long a birthday is not told again.
const toldWithin = 300 * 24 * time.Hour

// TellBirthdays tells the responsible of clients whose people, or who
// themselves, have their birthday today, each once a year. Those born on a day
// that the year lacks have it the day before.
func TellBirthdays(ctx context.Context, work register.Work) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		staff, err := ReadStaff(ctx, tx)
		if err != nil {
			return err
		}
		for _, day := range birthdaysOf(tx.Today()) {
			if err := tellPeople(ctx, tx, staff, day); err != nil {
				return err
			}
			if err := tellFirms(ctx, tx, day); err != nil {
				return err
			}
		}
		return nil
	})
}

// birthdaysOf are the days of any year that are celebrated on a day.
func birthdaysOf(today register.Date) []calendar.Day {
	day := calendar.Day(today)
	if today[5:] == "02-28" && day.Add(1)[5:] != "02-29" {
		return []calendar.Day{day, "2000-02-29"}
	}
	return []calendar.Day{day}
}

func tellPeople(ctx context.Context, tx register.Tx, staff *Staff, day calendar.Day) error {
	born := int64(10*(day[8]-'0') + day[9] - '0')
	people, err := register.Select(ctx, tx, Contacts, register.Query{Filter: register.All{
		register.Eq(&Contacts.Row.BirthMonth, Month(day[5:7])), register.Eq(&Contacts.Row.BirthDay, born), register.Eq(&Contacts.Row.Left, false), register.Alive(),
	}})
	if err != nil {
		return err
	}
	for _, one := range people {
		of, err := register.Load(ctx, tx, Partners, one.Partner)
		if err != nil {
			return err
		}
		rights := staff.Rights(register.ID(of.Responsible))
		if of.Archived || rights == nil || !rights.Sees(Contacts.Register, register.Personal) {
			continue
		}
		if err := tellOnceAYear(ctx, tx, of.Responsible, Birthday, linkTo(Contacts.Register, one.ID)); err != nil {
			return err
		}
	}
	return nil
}

func tellFirms(ctx context.Context, tx register.Tx, day calendar.Day) error {
	firms, err := register.Select(ctx, tx, Partners, register.Query{Filter: register.All{
		register.Eq(&Partners.Row.Anniversary, string(day[5:])), register.Some(&Partners.Row.Responsible), register.Alive(),
	}})
	if err != nil {
		return err
	}
	for _, one := range firms {
		if one.FoundedOn >= tx.Today() {
			continue // founded, not celebrated
		}
		if err := tellOnceAYear(ctx, tx, one.Responsible, Anniversary, linkTo(Partners.Register, one.ID)); err != nil {
			return err
		}
	}
	return nil
}

func tellOnceAYear(ctx context.Context, tx register.Tx, user register.Ref[User], kind NotificationKind, about register.Link) error {
	n, err := tx.Count(ctx, Notifications.Register, register.All{
		register.Eq(&Notifications.Row.About, about), register.Eq(&Notifications.Row.User, user), register.Eq(&Notifications.Row.Kind, kind),
		register.Is{Field: "at", Op: register.Greater, Value: tx.Now().Add(-toldWithin)},
	}, 1)
	if err != nil || n > 0 {
		return err
	}
	return Notify(ctx, tx, user, kind, about)
}

// How long is kept what was told and is over.
const (
	keepNotifications = 180 * 24 * time.Hour
	keepReminders     = 60 * 24 * time.Hour
	sweptAtOnce       = 100
)

// SweepTold forgets old notifications, and reminders that were dismissed or
// are void.
func SweepTold(ctx context.Context, work register.Work) error {
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			more = false
			for of, f := range map[*register.Register]register.Filter{
				Notifications.Register: register.Is{Field: "at", Op: register.Less, Value: tx.Now().Add(-keepNotifications)},
				Reminders.Register: register.All{
					register.In(&Reminders.Row.State, ReminderDismissed, ReminderVoid), register.Is{Field: "at", Op: register.Less, Value: tx.Now().Add(-keepReminders)},
				},
			} {
				list, err := tx.Select(ctx, of, register.Query{Filter: f, Limit: sweptAtOnce})
				if err != nil {
					return err
				}
				more = more || len(list) == sweptAtOnce
				for _, one := range list {
					if err := tx.Delete(ctx, one); err != nil {
						return err
					}
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
