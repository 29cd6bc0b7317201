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

// bookable is a page with some people, whose meetings last half an hour.
func (w *world) bookable(change func(*crm.BookingPage), people ...*crm.User) *crm.BookingPage {
	w.Helper()
	b := &crm.BookingPage{Outside: crm.Outside{Name: "Консультація", Running: true, Language: "uk"}, HorizonDays: 7}
	for _, u := range people {
		b.People = append(b.People, register.Ref[crm.User](u.ID))
	}
	if change != nil {
		change(b)
	}
	w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, b) }))
	return b
}

// visitor is what a stranger says of himself.
func visitor(name, email string) crm.Sent {
	return crm.Sent{Values: map[crm.WebFormAsk]string{crm.AskName: name, crm.AskEmail: email, crm.AskText: "Кухня в новий будинок"}, IP: "192.0.2.7"}
}

// book books a moment; half an hour with anybody.
func (w *world) book(b *crm.BookingPage, s crm.Sent, at time.Time) (entry *crm.FormEntry, err error) {
	err = w.do(register.Program, func(tx register.Tx) (err error) {
		entry, err = b.Book(ctx, tx, s, crm.BookingWish{Minutes: 30}, at)
		return err
	})
	return entry, err
}

func (w *world) eventOf(e *crm.FormEntry) *crm.Event {
	w.Helper()
	var out *crm.Event
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Load(ctx, tx, crm.Events, e.Event)
		return err
	}))
	return out
}

// slots are the free moments of a page by the clocks of Kyiv.
func (w *world) slots(b *crm.BookingPage, with *crm.User) []string {
	w.Helper()
	var out []string
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	w.must(err)
	w.must(w.do(register.Program, func(tx register.Tx) error {
		wish := crm.BookingWish{Minutes: 30}
		if with != nil {
			wish.With = register.Ref[crm.User](with.ID)
		}
		list, err := b.Slots(ctx, tx, wish)
		for _, s := range list {
			out = append(out, s.At.In(kyiv).Format("2006-01-02 15:04"))
		}
		return err
	}))
	return out
}

// nextMonday is the Monday after the day of the tests at an hour in Kyiv.
func (w *world) nextMonday(hour, minute int) time.Time {
	w.Helper()
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	w.must(err)
	at := storetest.Noon.In(kyiv).AddDate(0, 0, 1)
	for at.Weekday() != time.Monday {
		at = at.AddDate(0, 0, 1)
	}
	return time.Date(at.Year(), at.Month(), at.Day(), hour, minute, 0, 0, kyiv).UTC()
}

func TestAMeetingIsBookedByAStranger(t *testing.T) {
	onWorld(t, func(w *world) {
		b, at := w.bookable(nil, w.anna), w.nextMonday(10, 0)
		entry, err := w.book(b, visitor("Остап Вишневий", "ostap@vyshnia.example"), at)
		w.must(err)
		e := w.eventOf(entry)
		if e.Class != crm.Planned || !e.Meeting || !e.Start.Equal(at) || e.Minutes != 30 || register.ID(e.Responsible) != w.anna.ID || e.Lead == 0 || len(e.Guests) != 2 || e.Guests[1].Name != "Остап Вишневий" {
			t.Errorf("the event is %+v", e)
		}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			l, err := register.Load(ctx, tx, crm.Leads, e.Lead)
			if err != nil || l.Email != "ostap@vyshnia.example" || register.ID(l.Responsible) != w.anna.ID || l.Channel == 0 || l.Text != "Кухня в новий будинок" {
				t.Errorf("the lead is %+v, %v", l, err)
			}
			return err
		}))
		if told := w.told(w.anna); !slices.Contains(told, crm.MeetingBooked) {
			t.Errorf("Anna was told %q", told)
		}
		_, err = w.book(b, visitor("Марта", "marta@vyshnia.example"), at)
		w.refused(err, "at", "slot_is_taken")
		_, err = w.book(b, visitor("Марта", "marta@vyshnia.example"), at.Add(5*time.Minute)) // not of the grid
		w.refused(err, "at", "slot_is_taken")
		_, err = w.book(b, visitor("", "marta@vyshnia.example"), at.Add(time.Hour))
		w.refused(err, "name", "required")
		_, err = w.book(b, visitor("Марта", "nowhere"), at.Add(time.Hour))
		if err == nil {
			t.Error("an address that is none was taken")
		}
	})
}

func TestTheLastFreeHourIsBookedOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		b, at := w.bookable(nil, w.anna), w.nextMonday(11, 0)
		var begin, end sync.WaitGroup
		begin.Add(1)
		errs := make([]error, 2)
		for i := range errs {
			end.Go(func() {
				begin.Wait()
				_, errs[i] = w.book(b, visitor("Остап", "ostap@vyshnia.example"), at)
			})
		}
		begin.Done()
		end.Wait()
		slices.SortFunc(errs, func(a, b error) int {
			if a == nil {
				return -1
			}
			return 1
		})
		var taken *register.Problems
		if errs[0] != nil || !errors.As(errs[1], &taken) || taken.List[0].Key != "slot_is_taken" {
			t.Errorf("both were answered %v", errs)
		}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Events.Register, register.Eq(&crm.Events.Row.PlannedStart, at), 0)
			if n != 1 {
				t.Errorf("%d meetings begin then", n)
			}
			return err
		}))
	})
}

func TestFreeHoursAreThoseOfWorkWithoutPlansAndAbsences(t *testing.T) {
	onWorld(t, func(w *world) {
		b, monday := w.bookable(func(b *crm.BookingPage) { b.BufferMinutes = 15 }, w.anna, w.borys), w.nextMonday(10, 0)
		day := monday.Format(time.DateOnly)
		at := func(clock string) string { return day + " " + clock }
		w.must(w.do(register.Program, func(tx register.Tx) error {
			kind, err := register.First(ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "meeting"))
			if err != nil {
				return err
			}
			for _, rec := range []register.Record{
				&crm.Event{Type: register.Ref[crm.EventType](kind.ID), Responsible: register.Ref[crm.User](w.vira.ID), Others: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}, PlannedStart: monday, PlannedEnd: monday.Add(time.Hour)},
				&crm.Absence{User: register.Ref[crm.User](w.borys.ID), Deputy: register.Ref[crm.User](w.vira.ID), From: register.Date(day), Till: register.Date(day), Kind: "vacation"},
				&crm.DayOff{Day: register.Date(monday.AddDate(0, 0, 1).Format(time.DateOnly)), Names: register.Names{Uk: "Свято", Ru: "Праздник", Bg: "Празник", En: "Holiday"}},
			} {
				if err := tx.Save(ctx, rec); err != nil {
					return err
				}
			}
			return nil
		}))
		free := w.slots(b, nil)
		for clock, want := range map[string]bool{
			at("08:30"): false, at("09:00"): true, at("09:30"): false, at("10:30"): false, at("11:00"): false, at("11:30"): true, at("12:30"): true,
			at("13:00"): false, at("14:00"): true, at("17:30"): true, at("18:00"): false,
			monday.AddDate(0, 0, 1).Format(time.DateOnly) + " 10:00": false, monday.AddDate(0, 0, 2).Format(time.DateOnly) + " 10:00": true,
		} {
			if slices.Contains(free, clock) != want {
				t.Errorf("%s is free: %v", clock, !want)
			}
		}
		if list := w.slots(b, w.borys); slices.Contains(list, at("14:00")) {
			t.Error("who is away is offered")
		}
		b.NoticeHours = 24 * 7
		w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, b) }))
		if list := w.slots(b, nil); slices.Contains(list, at("14:00")) {
			t.Errorf("a meeting is offered sooner than said: %q", list[0])
		}
	})
}

func TestMeetingsGoRoundAndKnownPeopleAreFound(t *testing.T) {
	onWorld(t, func(w *world) {
		b, at := w.bookable(nil, w.anna, w.borys), w.nextMonday(10, 0)
		client := w.client(w.vira, "Сади Полісся")
		known := &crm.Contact{Surname: "Гнатюк", Given: "Остап", Partner: register.Ref[crm.Partner](client.ID), Emails: register.Parts[crm.Email]{{Address: "ostap@polissia.example"}}}
		w.must(w.save(w.vira, known))
		var who []register.ID
		for i := range 4 {
			entry, err := w.book(b, visitor("Остап Гнатюк", "ostap@polissia.example"), at.Add(time.Duration(i/2)*time.Hour))
			w.must(err)
			e := w.eventOf(entry)
			if e.Lead != 0 || entry.Lead != 0 || register.ID(e.Partner) != client.ID || !slices.Equal(e.Contacts, register.Refs[crm.Contact]{register.Ref[crm.Contact](known.ID)}) {
				t.Errorf("of whom we know became %+v", e)
			}
			who = append(who, register.ID(e.Responsible))
		}
		if want := []register.ID{w.anna.ID, w.borys.ID, w.anna.ID, w.borys.ID}; !slices.Equal(who, want) {
			t.Errorf("it was the turn of %v, wanted %v", who, want)
		}
	})
}

func TestAVisitorMovesAMeetingAndCallsItOff(t *testing.T) {
	onWorld(t, func(w *world) {
		b, at := w.bookable(nil, w.anna), w.nextMonday(10, 0)
		entry, err := w.book(b, visitor("Остап", "ostap@vyshnia.example"), at)
		w.must(err)
		_, err = w.book(b, visitor("Марта", "marta@vyshnia.example"), at.Add(time.Hour))
		w.must(err)
		move := func(to time.Time) error {
			return w.do(register.Program, func(tx register.Tx) error { return entry.Move(ctx, tx, to, "На прохання") })
		}
		w.refused(move(at.Add(time.Hour)), "at", "slot_is_taken")
		w.must(move(at.Add(30 * time.Minute))) // its own half hour is no hindrance
		if e := w.eventOf(entry); !e.Start.Equal(at.Add(30*time.Minute)) || e.Minutes != 30 || len(e.Reschedules) != 1 {
			t.Errorf("it was moved to %v, %v", e.Start, e.Reschedules)
		}
		off := func() error {
			return w.do(register.Program, func(tx register.Tx) error { return entry.CallOff(ctx, tx, " ", "На прохання") })
		}
		w.must(off())
		if e := w.eventOf(entry); e.Class != crm.Cancelled || e.CancelReason != "На прохання" {
			t.Errorf("it is %s for %q", e.Class, e.CancelReason)
		}
		w.refused(off(), "", "booking_is_over")
		w.refused(move(at.Add(3*time.Hour)), "", "booking_is_over")
		if told := w.told(w.anna); !slices.Contains(told, crm.MeetingMoved) || !slices.Contains(told, crm.MeetingCalledOff) {
			t.Errorf("Anna was told %q", told)
		}
		if _, err := w.book(b, visitor("Ганна", "hanna@vyshnia.example"), at.Add(30*time.Minute)); err != nil {
			t.Errorf("the hour did not become free: %v", err)
		}
	})
}

func TestWhatARobotBooksTakesNobodysTime(t *testing.T) {
	onWorld(t, func(w *world) {
		b, at := w.bookable(nil, w.anna), w.nextMonday(10, 0)
		bot := visitor("Bot", "bot@spam.example")
		bot.Trapped = true
		entry, err := w.book(b, bot, at)
		w.must(err)
		if entry.Event != 0 || entry.Lead == 0 || !entry.Trapped {
			t.Errorf("it became %+v", entry)
		}
	})
}

func TestOneOffersOnesOwnHours(t *testing.T) {
	onWorld(t, func(w *world) {
		mine := &crm.BookingPage{Outside: crm.Outside{Name: "Моя"}}
		w.must(w.save(w.anna, mine))
		if !slices.Equal(mine.People, register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}) || !slices.Equal(mine.Minutes(), []int64{30}) || mine.HorizonDays != 30 || mine.Type == 0 {
			t.Errorf("it begins as %+v", mine)
		}
		others := &crm.BookingPage{Outside: crm.Outside{Name: "Чужа"}, People: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID), register.Ref[crm.User](w.vira.ID)}}
		w.refused(w.save(w.anna, others), "people", "not_your_people")
		heads := &crm.BookingPage{Outside: crm.Outside{Name: "Київ"}, People: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID), register.Ref[crm.User](w.borys.ID)}}
		w.must(w.save(w.iryna, heads))
		bad := &crm.BookingPage{Outside: crm.Outside{Name: "Погана"}, HorizonDays: 400, NoticeHours: -1, BufferMinutes: 999}
		err := w.save(w.anna, bad)
		w.refused(err, "horizon_days", "out_of_range")
		w.refused(err, "notice_hours", "out_of_range")
		w.refused(err, "buffer_minutes", "out_of_range")
	})
}
