package page

import "strconv"

// Bell is what rings for the reader, as the top bar shows it.
type Bell struct {
	Count int    // unread notifications and reminders not dismissed
	Most  int    // above which it is only said that there are more
	Fired int    // reminders among them
	Have  string // what the page knows of, for the stream
	Quiet bool   // nothing comes over the page now
}

// number is the count as the bell shows it; empty is none.
func (b Bell) number() string {
	switch {
	case b.Count == 0:
		return ""
	case b.Most > 0 && b.Count >= b.Most:
		return strconv.Itoa(b.Most-1) + "+"
	}
	return strconv.Itoa(b.Count)
}

// BellRow is one thing that was told: a reminder, or a notification.
type BellRow struct {
	ID     string // "reminder-4"
	Icon   string
	Hue    Hue
	What   string // "Вам доручено задачу"
	Name   string // of what it is about
	Href   string // where it is; empty when the reader may not see it
	Note   string // who and when
	More   string // "і ще 4"
	Unread bool
	Tone   Tone
	Read   string // address that marks it read
	Call   string // "tel:…"
	Snooze string // address
	Close  string // address that dismisses a reminder
	Done   []Button
}

// BellGroup is a titled part of the bell.
type BellGroup struct {
	Title string
	Rows  []BellRow
}

// BellPanel is what the bell opens.
type BellPanel struct {
	Bell
	Groups  []BellGroup
	ReadAll string // address; empty when nothing is unread
	All     string // address of all of them
}

// Notifications is the page of all that was told.
type Notifications struct {
	Title   string
	Groups  []BellGroup
	ReadAll string
	More    string // address of what is older
	Empty   *Empty
}

// Missed is what fired while its reader was away.
type Missed struct {
	Rows []BellRow
	All  string
	More string // "і ще 4"
}

// posts has a form answered in the background into target, where there is one.
func posts(to, target string) Extra {
	if target == "" {
		return nil
	}
	return With("hx-post", to, "hx-target", target)
}

func itoa(n int) string { return strconv.Itoa(n) }
