package crm

import (
	"context"
	"time"

	"dossier/internal/register"
)

// Notification tells somebody, in words of his own language, that something of
// his has happened: what kind of thing, and to which record.
type Notification struct {
	register.Base
	User   register.Ref[User]
	Kind   NotificationKind
	About  register.Link
	By     register.Ref[User] // who did it; nought is the program
	At     time.Time
	ReadAt time.Time // zero is unread
	Page   string    // that tells of it, where that is no record's
}

// Notifications is the register of them.
var Notifications = register.Define[Notification]("notification", "notifications",
	register.Do[Notification, ReadNotification]("read"),
	register.DoNone[Notification, ReadNotifications]("read_all"),
)

// Describe lists the fields. A notification is its reader's own.
func (n *Notification) Describe(f *register.Fields) {
	f.Ref(&n.User).Required().Owner()
	f.Choice(&n.Kind).Required().Indexed()
	f.Link(&n.About).Indexed()
	f.Ref(&n.By)
	f.Moment(&n.At).Required().Indexed()
	f.Moment(&n.ReadAt).Indexed()
	f.Text(&n.Page).Max(200).Unseen()
	f.Passing()
	f.Newest()
	f.Together(&n.User, &n.ReadAt, &n.At) // the bell
	f.Together(&n.User, &n.At)            // all of them
}

// NotificationKind is what has happened. Its text is the name of the choice.
type NotificationKind string

// The kinds.
const (
	TaskGiven       NotificationKind = "task_assigned"
	TaskHandedOver  NotificationKind = "task_handed_over"
	TaskDone        NotificationKind = "task_closed"
	Mentioned       NotificationKind = "mentioned"
	MadeResponsible NotificationKind = "made_responsible"
	EventGiven      NotificationKind = "event_given"
	ClaimGiven      NotificationKind = "claim_assigned"
	ImportEnded     NotificationKind = "import_finished"
	WorkEnded       NotificationKind = "work_finished"
	MergeEnded      NotificationKind = "merge_finished"
	Birthday        NotificationKind = "birthday"
	Anniversary     NotificationKind = "anniversary"
	DeputyNamed     NotificationKind = "deputy_named"
	LeadGiven       NotificationKind = "lead_assigned"
	RetentionEnds   NotificationKind = "retention_ends"
	FormSent        NotificationKind = "form_sent"
	ProcessStuck    NotificationKind = "process_stuck"
	ProcessLate     NotificationKind = "process_late"

	MeetingBooked    NotificationKind = "meeting_booked"
	MeetingMoved     NotificationKind = "meeting_moved"
	MeetingCalledOff NotificationKind = "meeting_called_off"
)

// Choices of kinds.
func (NotificationKind) Choices() []string {
	return []string{
		"task_assigned", "task_handed_over", "task_closed", "mentioned", "made_responsible", "event_given", "claim_assigned", "import_finished", "work_finished", "merge_finished",
		"birthday", "anniversary", "deputy_named", "lead_assigned", "retention_ends", "form_sent", "process_stuck", "process_late", "meeting_booked", "meeting_moved", "meeting_called_off",
	}
}

// Notify tells a user that something of his has happened to a record. Nobody
// is told of what he did himself, nor is one who works here no more.
func Notify(ctx context.Context, tx register.Tx, user register.Ref[User], kind NotificationKind, about register.Link) error {
	if register.ID(user) == tx.Doer() {
		return nil
	}
	return notify(ctx, tx, &Notification{User: user, Kind: kind, About: about})
}

// NotifyOfWork tells a user, once, that long work he began has ended, as a page
// says.
func NotifyOfWork(ctx context.Context, tx register.Tx, user register.Ref[User], page string) error {
	n, err := tx.AsProgram().Count(ctx, Notifications.Register, register.All{
		register.Eq(&Notifications.Row.User, user), register.Eq(&Notifications.Row.Kind, WorkEnded), register.Eq(&Notifications.Row.Page, page),
	}, 1)
	if err != nil || n > 0 {
		return err
	}
	return notify(ctx, tx, &Notification{User: user, Kind: WorkEnded, Page: page})
}

// notify saves a notification. The same that is not yet read is told anew.
func notify(ctx context.Context, tx register.Tx, n *Notification) error {
	all := tx.AsProgram()
	if n.User == 0 {
		return nil
	}
	u, err := register.Load(ctx, all, Users, n.User)
	if err != nil {
		return err
	}
	if !u.Enters() {
		return nil
	}
	if n.About.ID != 0 {
		old, err := register.First(ctx, all, Notifications, register.All{
			register.Eq(&Notifications.Row.About, n.About), register.Eq(&Notifications.Row.User, n.User),
			register.Eq(&Notifications.Row.Kind, n.Kind), register.None(&Notifications.Row.ReadAt),
		})
		if err != nil {
			return err
		}
		if old != nil {
			n = old
		}
	}
	n.At, n.By = tx.Now(), register.Ref[User](tx.Doer())
	return all.Save(ctx, n)
}

// ReadNotification says that its reader has seen a notification.
type ReadNotification struct{}

// Describe lists the input: none.
func (*ReadNotification) Describe(*register.Fields) {}

// Offered is for what is unread.
func (*ReadNotification) Offered(n *Notification) bool { return n.ReadAt.IsZero() }

// Do notes when. What was read stays so.
func (*ReadNotification) Do(ctx context.Context, tx register.Tx, n *Notification) error {
	if !n.ReadAt.IsZero() {
		return nil
	}
	n.ReadAt = tx.Now()
	return tx.AsProgram().Save(ctx, n)
}

// ReadNotifications says that the actor has seen all of his.
type ReadNotifications struct{}

// Describe lists the input: none.
func (*ReadNotifications) Describe(*register.Fields) {}

// DoAll notes when.
func (*ReadNotifications) DoAll(ctx context.Context, tx register.Tx, _ []*Notification) error {
	all := tx.AsProgram()
	list, err := register.Select(ctx, all, Notifications, register.Query{
		Filter: register.All{register.Eq(&Notifications.Row.User, register.Ref[User](tx.Actor().User())), register.None(&Notifications.Row.ReadAt)}, Whole: true,
	})
	if err != nil {
		return err
	}
	for _, n := range list {
		n.ReadAt = tx.Now()
		if err := all.Save(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
