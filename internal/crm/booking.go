package crm

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// aloneBooking names the work of which one is done at a time: whoever comes
// second sees what the first has booked.
const aloneBooking = "booking"

// Book plans a meeting at a moment with who is free then, and makes a lead of
// the visitor unless he is a person we know. What no person sent books nothing.
// Problems name what the page asks, "agreed", and "at" when the moment is
// taken. It is done by the program.
func (b *BookingPage) Book(ctx context.Context, tx register.Tx, s Sent, w BookingWish, at time.Time) (*FormEntry, error) {
	if err := b.complete(s); err != nil {
		return nil, err
	}
	entry := &FormEntry{Booking: register.Ref[BookingPage](b.ID)}
	l, err := b.lead(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	if s.Trapped {
		if err := tx.Save(ctx, l); err != nil {
			return nil, err
		}
		entry.Lead = register.Ref[Lead](l.ID)
		return entry, b.receive(ctx, tx, s, entry, 0, MeetingBooked)
	}
	whose, err := b.take(ctx, tx, w, at)
	if err != nil {
		return nil, err
	}
	known, err := knownAs(ctx, tx, l)
	if err != nil {
		return nil, err
	}
	e := &Event{
		Type: b.Type, Method: b.Method, Subject: b.Heading(), Text: l.Text, Place: b.Place, Responsible: whose, AdSource: l.AdSource,
		PlannedStart: at, PlannedEnd: at.Add(time.Duration(w.Minutes) * time.Minute), Remind: "minutes_15",
		Guests: register.Parts[Guest]{{User: whose}, {Name: l.Name, Company: l.Company}},
	}
	if known != nil {
		e.Partner, e.Contacts, e.Guests[1].Contact = known.Partner, register.Refs[Contact]{register.Ref[Contact](known.ID)}, register.Ref[Contact](known.ID)
	} else {
		l.Responsible = whose
		if err := tx.Save(ctx, l); err != nil {
			return nil, err
		}
		e.Lead, entry.Lead = register.Ref[Lead](l.ID), register.Ref[Lead](l.ID)
	}
	if err := tx.Save(ctx, e); err != nil {
		return nil, err
	}
	entry.Event = register.Ref[Event](e.ID)
	if err := Notify(ctx, tx, whose, MeetingBooked, linkTo(Events.Register, e.ID)); err != nil {
		return nil, err
	}
	return entry, b.receive(ctx, tx, s, entry, whose, MeetingBooked)
}

// take is whose time a moment is, which nobody else may take meanwhile: of
// those who are free the next after whom the page was booked last.
func (b *BookingPage) take(ctx context.Context, tx register.Tx, w BookingWish, at time.Time) (register.Ref[User], error) {
	switch {
	case !slices.Contains(b.Minutes(), w.Minutes) && w.Instead == 0:
		return 0, register.RefuseAt("at", "slot_is_taken")
	case w.With != 0 && !slices.Contains(b.People, w.With) && w.Instead == 0:
		return 0, register.RefuseAt("at", "slot_is_taken")
	}
	if err := tx.Alone(ctx, aloneBooking); err != nil {
		return 0, err
	}
	slots, err := b.Slots(ctx, tx, w)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(slots, func(s Slot) bool { return s.At.Equal(at) })
	if i < 0 {
		return 0, register.RefuseAt("at", "slot_is_taken")
	}
	free := slots[i].Free
	if len(free) == 1 {
		return free[0], nil
	}
	last, err := register.Select(ctx, tx, FormEntries, register.Query{
		Filter: register.All{register.Eq(&FormEntries.Row.Booking, register.Ref[BookingPage](b.ID)), register.Some(&FormEntries.Row.Event)},
		Sort:   []register.Sort{{Field: "id", Down: true}}, Limit: 1,
	})
	if err != nil || len(last) == 0 {
		return free[0], err
	}
	e, err := register.Load(ctx, tx, Events, last[0].Event)
	if err != nil {
		return free[0], unlessGone(err)
	}
	next := slices.IndexFunc(free, func(one register.Ref[User]) bool { return one > e.Responsible })
	return free[max(next, 0)], nil
}

// knownAs is the one person of a client that a visitor surely is, by his name
// and an address; nil when there is none, or more than one.
func knownAs(ctx context.Context, tx register.Tx, l *Lead) (*Contact, error) {
	like := *l
	p := &register.Problems{}
	if l.Phone != "" {
		like.Phone = cmp.Or(readPhone(ctx, tx, p, "phone", l.Phone, "").E164, l.Phone)
	}
	checkEmail(p, "email", l.Email)
	if err := p.Err(); err != nil {
		return nil, err
	}
	found, err := FindLeadDuplicates(ctx, tx, &like)
	if err != nil {
		return nil, err
	}
	var out *Contact
	for _, d := range found.Contacts.Seen {
		if d.Warning != identity.Warn {
			continue
		}
		if out != nil {
			return nil, nil
		}
		out = d.Record.(*Contact)
	}
	if out == nil || out.Partner == 0 {
		return nil, nil
	}
	return out, nil
}

// Booked is a meeting as its visitor may know it: planned, until it began, was
// called off, or became something else.
func (e *FormEntry) Booked(ctx context.Context, tx register.Tx) (*BookingPage, *Event, error) {
	if e.Event == 0 {
		return nil, nil, register.ErrNotFound
	}
	page, err := register.Load(ctx, tx, BookingPages, e.Booking)
	if err != nil {
		return nil, nil, err
	}
	event, err := register.Load(ctx, tx, Events, e.Event)
	if err == nil && event.Archived {
		err = register.ErrNotFound
	}
	return page, event, err
}

// CallOff cancels a meeting for its visitor, who may say why; the usual reason
// stands where he says nothing. It is done by the program.
func (e *FormEntry) CallOff(ctx context.Context, tx register.Tx, reason, usual string) error {
	_, event, err := e.Booked(ctx, tx)
	if err != nil {
		return err
	}
	if !event.planned() || !event.PlannedStart.After(tx.Now()) {
		return register.Refuse("booking_is_over")
	}
	if err := (&CancelEvent{Reason: cmp.Or(cut(reason, 500), usual)}).Do(ctx, tx, event); err != nil {
		return err
	}
	return Notify(ctx, tx, event.Responsible, MeetingCalledOff, linkTo(Events.Register, event.ID))
}

// Move puts a meeting to another free moment of the same employee for its
// visitor. It is done by the program.
func (e *FormEntry) Move(ctx context.Context, tx register.Tx, at time.Time, reason string) error {
	page, event, err := e.Booked(ctx, tx)
	if err != nil {
		return err
	}
	if !event.planned() || !event.PlannedStart.After(tx.Now()) {
		return register.Refuse("booking_is_over")
	}
	if _, err := page.take(ctx, tx, event.MoveWish(), at); err != nil {
		return err
	}
	if err := (&RescheduleEvent{PlannedStart: at, Reason: reason}).Do(ctx, tx, event); err != nil {
		return err
	}
	return Notify(ctx, tx, event.Responsible, MeetingMoved, linkTo(Events.Register, event.ID))
}

// MoveWish is what another moment for a meeting must have.
func (e *Event) MoveWish() BookingWish {
	return BookingWish{With: e.Responsible, Minutes: max(e.Minutes, 1), Instead: register.Ref[Event](e.ID)}
}
