package crm

import (
	"context"
	"time"

	"dossier/internal/register"
)

// WebForm is a form that strangers fill in, on a page of ours or on any site
// that shows it. What they send becomes a lead.
type WebForm struct{ Outside }

// WebForms is the register of them.
var WebForms = register.Define[WebForm]("web_form", "web_forms")

// Describe lists the fields.
func (w *WebForm) Describe(f *register.Fields) {
	w.describe(f)
	w.describeLook(f)
	f.Directory()
}

// Change gives a new form its key and its usual fields, and counts the editions
// of the text that is agreed to.
func (w *WebForm) Change(ctx context.Context, tx register.Tx, was *WebForm) error {
	return w.fill(ctx, tx, &before(was).Outside)
}

// Receive makes a lead of what was sent. Problems name what the form asks, and
// "agreed". It is done by the program. What no person sent is put away as spam,
// where people may look it through.
func (w *WebForm) Receive(ctx context.Context, tx register.Tx, s Sent) (*Lead, error) {
	if err := w.complete(s); err != nil {
		return nil, err
	}
	l, err := w.lead(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	if err := tx.Save(ctx, l); err != nil {
		return nil, err
	}
	entry := &FormEntry{Form: register.Ref[WebForm](w.ID), Lead: register.Ref[Lead](l.ID)}
	return l, w.receive(ctx, tx, s, entry, l.Responsible, FormSent)
}

// FormEntry is a form that was sent: which text was agreed to, when and from
// where. The address it came from is forgotten after a while.
type FormEntry struct {
	register.Base
	Form    register.Ref[WebForm]
	Booking register.Ref[BookingPage] // or a page on which a meeting was planned
	Lead    register.Ref[Lead]
	Event   register.Ref[Event] // that was planned
	At      time.Time
	Site    string // that showed the form
	Address string // IP
	Edition int64  // of the text agreed to; nought is none
	Agreed  string // that text
	Trapped bool   // no person sent it
}

// FormEntries is the register of them.
var FormEntries = register.Define[FormEntry]("form_entry", "form_entries")

// Describe lists the fields. Who sees the lead or the event sees how it came.
func (e *FormEntry) Describe(f *register.Fields) {
	f.Ref(&e.Form)
	f.Ref(&e.Booking)
	f.Ref(&e.Lead).Guard()
	f.Ref(&e.Event).Guard()
	f.Moment(&e.At).Indexed()
	f.Text(&e.Site).Max(300)
	f.Text(&e.Address).Max(60).Class(register.Personal)
	f.Int(&e.Edition)
	f.LongText(&e.Agreed).Max(2000)
	f.Bool(&e.Trapped)
	f.Closed()
	f.Latest(&e.At)
	f.Together(&e.Lead, &e.At)
	f.Together(&e.Booking, &e.At)
}

// Title is the day it was sent on.
func (e *FormEntry) Title(string) string { return e.At.Format(time.DateOnly) }

// keepAddresses is for how long it is known from where a form was sent.
const keepAddresses = 90 * 24 * time.Hour

// ForgetAddresses forgets from where forms were sent long ago.
func ForgetAddresses(ctx context.Context, work register.Work) error {
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			old, err := register.Select(ctx, tx, FormEntries, register.Query{
				Filter: register.All{register.Some(&FormEntries.Row.Address), register.Is{Field: "at", Op: register.Less, Value: tx.Now().Add(-keepAddresses)}},
				Limit:  sweptAtOnce, Whole: true,
			})
			if err != nil {
				return err
			}
			more = len(old) == sweptAtOnce
			for _, e := range old {
				e.Address = ""
				if err := tx.Save(ctx, e); err != nil {
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
