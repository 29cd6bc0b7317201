package crm_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/register"
)

// inSeries are the events of a series in the order of their days.
func (w *world) inSeries(s register.Ref[crm.EventSeries]) []*crm.Event {
	w.Helper()
	var out []*crm.Event
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Select(ctx, tx, crm.Events, register.Query{
			Filter: register.All{register.Eq(&crm.Events.Row.Series, s), register.Alive()}, Sort: []register.Sort{{Field: "series_day"}}, Whole: true,
		})
		return err
	}))
	return out
}

// weekly is Anna's call every Monday at half past nine, from 23 November 2026.
func (w *world) weekly(in crm.Recurrence) *crm.Event {
	w.Helper()
	kyiv, err := calendar.Zone("Europe/Kyiv")
	w.must(err)
	e := &crm.Event{
		Subject: "Планірка", Responsible: register.Ref[crm.User](w.anna.ID),
		PlannedStart: calendar.Clock(9*60+30).On("2026-11-23", kyiv), PlannedEnd: calendar.Clock(10*60).On("2026-11-23", kyiv),
	}
	w.must(w.do(register.Program, func(tx register.Tx) error {
		kind, err := register.First(ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_out"))
		e.Type = register.Ref[crm.EventType](kind.ID)
		return err
	}))
	w.must(w.save(w.anna, e))
	w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.RecurEvent{Recurrence: in}).Do(ctx, tx, e) }))
	return e
}

// reread is an event as it is stored.
func (w *world) reread(e *crm.Event) *crm.Event {
	w.Helper()
	var out *crm.Event
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		out, err = register.Load(ctx, tx, crm.Events, register.Ref[crm.Event](e.ID))
		return err
	}))
	return out
}

func TestARecurringEventIsMadeBeforehandAndKeepsItsHour(t *testing.T) {
	onWorld(t, func(w *world) {
		first := w.weekly(crm.Recurrence{Every: 1, Unit: "week"})
		all := w.inSeries(first.Series)
		if len(all) != 9 { // 23 November to 18 January: sixty days from the 22nd
			t.Fatalf("%d events are there beforehand", len(all))
		}
		for i, e := range all {
			if want := register.Date(calendar.Day("2026-11-23").Add(7 * i)); e.SeriesDay != want || e.Class != crm.Planned || e.Subject != "Планірка" || e.Minutes != 30 {
				t.Errorf("event %d is of %s, want %s: %+v", i, e.SeriesDay, want, e)
			}
		}
		// Half a year on, over the change of clocks.
		w.must(w.st.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			s, err := register.Load(ctx, tx, crm.EventSeriesList, first.Series)
			if err != nil {
				return err
			}
			s.MadeUntil = "2027-03-01"
			return tx.Save(ctx, s)
		}))
		w.must(crm.MakeSeries(ctx, later{w, 130 * 24 * time.Hour}))
		kyiv, _ := calendar.Zone("Europe/Kyiv")
		spring := 0
		for _, e := range w.inSeries(first.Series) {
			if got := calendar.ClockOf(e.PlannedStart.In(kyiv)); got != 9*60+30 {
				t.Errorf("on %s it begins at %s", e.SeriesDay, got)
			}
			if e.SeriesDay > "2027-03-28" {
				spring++
			}
		}
		if spring < 5 {
			t.Errorf("%d events after the change of clocks", spring)
		}
		n := len(w.inSeries(first.Series))
		w.must(crm.MakeSeries(ctx, later{w, 130 * 24 * time.Hour}))
		if again := len(w.inSeries(first.Series)); again != n {
			t.Errorf("a second night makes %d more", again-n)
		}
	})
}

// later does the work of the world some time on.
type later struct {
	*world
	by time.Duration
}

func (l later) Do(_ context.Context, a register.Actor, cause register.Cause, fn func(register.Tx) error) error {
	return l.st.Do(ctx, a, cause, func(tx register.Tx) error { return fn(onwards{tx, l.by}) })
}

type onwards struct {
	register.Tx
	by time.Duration
}

func (o onwards) Today() register.Date { return register.DayOf(o.Tx.Now().Add(o.by), time.UTC) }

func (o onwards) AsProgram() register.Tx { return onwards{o.Tx.AsProgram(), o.by} }

func TestOneEventOfASeriesIsChangedAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		first := w.weekly(crm.Recurrence{Every: 1, Unit: "week", Count: 5})
		all := w.inSeries(first.Series)
		if len(all) != 5 {
			t.Fatalf("%d events", len(all))
		}
		moved := all[2]
		w.must(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.RescheduleEvent{PlannedStart: moved.PlannedStart.Add(26 * time.Hour)}).Do(ctx, tx, moved)
		}))
		cancelled := all[3]
		w.must(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.CancelEvent{Reason: "Свято"}).Do(ctx, tx, cancelled)
		}))

		// What one says is spread over those after it: the one that was moved keeps
		// its time, the cancelled one everything.
		one := w.reread(all[1])
		one.Subject, one.PlannedStart, one.PlannedEnd = "Планірка відділу", one.PlannedStart.Add(time.Hour), one.PlannedEnd.Add(time.Hour)
		w.must(w.save(w.anna, one))
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.SpreadEvent{Reach: crm.LaterEvents}).Do(ctx, tx, one) }))
		kyiv, _ := calendar.Zone("Europe/Kyiv")
		for i, want := range []struct{ subject, start string }{
			{"Планірка", "23 09:30"}, {"Планірка відділу", "30 10:30"}, {"Планірка відділу", "08 11:30"}, {"Планірка", "14 09:30"}, {"Планірка відділу", "21 10:30"},
		} {
			e := w.reread(all[i])
			if got := e.PlannedStart.In(kyiv).Format("02 15:04"); e.Subject != want.subject || got != want.start {
				t.Errorf("event %d is %q at %s, want %q at %s", i, e.Subject, got, want.subject, want.start)
			}
		}
		one = w.reread(all[1])
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.SpreadEvent{Reach: crm.AllEvents}).Do(ctx, tx, one) }))
		if e := w.reread(all[0]); e.Subject != "Планірка відділу" {
			t.Errorf("the first one stays %q", e.Subject)
		}
	})
}

func TestASeriesChangesItsRuleAndEnds(t *testing.T) {
	onWorld(t, func(w *world) {
		first := w.weekly(crm.Recurrence{Every: 1, Unit: "week"})
		all := w.inSeries(first.Series)
		second := w.reread(all[1])
		w.must(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.ChangeRule{Recurrence: crm.Recurrence{Every: 2, Unit: "week", WorkDays: crm.WorkDays{"mon", "wed"}}}).Do(ctx, tx, second)
		}))
		var got []register.Date
		for _, e := range w.inSeries(first.Series) {
			got = append(got, e.SeriesDay)
		}
		want := []register.Date{"2026-11-23", "2026-11-30", "2026-12-02", "2026-12-14", "2026-12-16", "2026-12-28", "2026-12-30", "2027-01-11", "2027-01-13"}
		if len(got) != len(want) {
			t.Fatalf("days %v, want %v", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("days %v, want %v", got, want)
			}
		}
		last := w.inSeries(first.Series)[3]
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.EndSeries{}).Do(ctx, tx, last) }))
		if n := len(w.inSeries(first.Series)); n != 4 {
			t.Errorf("%d events are left", n)
		}
		w.must(crm.MakeSeries(ctx, later{w, 200 * 24 * time.Hour}))
		if n := len(w.inSeries(first.Series)); n != 4 {
			t.Errorf("a series that ended has %d events", n)
		}
	})
}

func TestAYearlyEventHasItsNextOne(t *testing.T) {
	onWorld(t, func(w *world) {
		first := w.weekly(crm.Recurrence{Unit: "year"})
		if n := len(w.inSeries(first.Series)); n != 1 {
			t.Errorf("%d events while the first is still to come", n)
		}
		w.must(crm.MakeSeries(ctx, later{w, 3 * 24 * time.Hour}))
		all := w.inSeries(first.Series)
		if len(all) != 2 || all[1].SeriesDay != "2027-11-23" {
			t.Errorf("the next one is missing: %d events", len(all))
		}
	})
}

func TestRecurrencesThatMakeNoSenseAreRefused(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.weekly(crm.Recurrence{Unit: "week", Count: 1})
		recur := func(e *crm.Event, in crm.Recurrence) error {
			return w.as(w.anna, func(tx register.Tx) error { return (&crm.RecurEvent{Recurrence: in}).Do(ctx, tx, e) })
		}
		w.refused(recur(w.reread(e), crm.Recurrence{Unit: "week"}), "", "event_does_not_recur")
		alone := &crm.Event{Type: e.Type, Subject: "Разом", Responsible: e.Responsible, PlannedStart: e.PlannedStart}
		w.must(w.save(w.anna, alone))
		for _, c := range []struct {
			in         crm.Recurrence
			field, key string
		}{
			{crm.Recurrence{Unit: "week", Count: 3, Until: "2027-01-01"}, "count", "rule_two_ends"},
			{crm.Recurrence{Unit: "week", Until: "2026-11-01"}, "until", "ends_before_it_begins"},
			{crm.Recurrence{Unit: "week", Every: -1}, "every", "out_of_range"},
			{crm.Recurrence{Unit: "week", Count: 5000}, "count", "out_of_range"},
			{crm.Recurrence{Unit: "minute"}, "every", "rule_unreadable"},
		} {
			w.refused(recur(w.reread(alone), c.in), c.field, c.key)
		}
		// Borys sees nothing of it, and so may not end it.
		w.must(w.as(w.borys, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Events.Register, register.Eq(&crm.Events.Row.Series, e.Series), 0)
			if n != 0 {
				t.Errorf("another seller sees %d events", n)
			}
			return err
		}))
	})
}

func TestTheFormOfARuleBeginsWithTheRuleThereIs(t *testing.T) {
	onWorld(t, func(w *world) {
		once := &crm.RecurEvent{}
		if once.Begin(nil); once.Every != 1 || once.Unit != "week" {
			t.Errorf("a new rule begins with %+v", once.Recurrence)
		}
		for _, in := range []crm.Recurrence{
			{Every: 2, Unit: "week", WorkDays: crm.WorkDays{"mon", "wed", "sun"}, Count: 9},
			{Every: 1, Unit: "month", Month: crm.LastWeekday, Until: "2027-11-30"},
			{Every: 3, Unit: "month", Month: crm.SameWeekday},
			{Every: 1, Unit: "month", Month: crm.LastDay},
			{Every: 1, Unit: "month", Month: crm.SameDay},
			{Every: 1, Unit: "day"},
		} {
			e := w.reread(w.weekly(in))
			form := &crm.ChangeRule{}
			w.must(w.as(w.anna, func(tx register.Tx) error { return form.Begin(ctx, tx, e, tx.Now()) }))
			if got, want := fmt.Sprint(form.Recurrence), fmt.Sprint(in); got != want {
				t.Errorf("%s is asked as %s", want, got)
			}
		}
	})
}
