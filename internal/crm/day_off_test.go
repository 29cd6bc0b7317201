package crm_test

import (
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestHolidaysAreAddedOnceAndOnlyWhenAsked(t *testing.T) {
	onWorld(t, func(w *world) {
		work := func() (out struct{ off, on int }) {
			w.must(w.do(register.Program, func(tx register.Tx) error {
				got, err := crm.WorkOf(ctx, tx, tx.Today(), "")
				out.off, out.on = len(got.Off), len(got.On)
				return err
			}))
			return out
		}
		if got := work(); got.off != 0 {
			t.Fatalf("a new company rests on %d days", got.off)
		}
		own := &crm.DayOff{Day: "2027-08-24", Names: register.Names{Uk: "Працюємо", Ru: "Работаем", Bg: "Работим", En: "We work"}, Worked: true}
		w.must(w.save(w.admin, own))
		add := func(country crm.HolidayCountry) {
			w.must(w.as(w.admin, func(tx register.Tx) error {
				return (&crm.AddHolidays{Country: country}).DoAll(ctx, tx, nil)
			}))
		}
		add("ua")
		once := work()
		if once.off < 30 || once.on != 1 {
			t.Errorf("three years of holidays leave %d days off and %d worked", once.off, once.on)
		}
		add("ua")
		if again := work(); again != once {
			t.Errorf("a second time there are %v, after %v", again, once)
		}
		add("bg")
		if both := work(); both.off <= once.off {
			t.Errorf("Bulgaria adds nothing: %d days off", both.off)
		}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			days, err := crm.DaysOffBetween(ctx, tx, "2027-01-01", "2027-12-31")
			for _, d := range days {
				for _, name := range d.Names.All() {
					if name == "" {
						t.Errorf("%s lacks a name: %v", d.Day, d.Names)
					}
				}
			}
			return err
		}))
	})
}

func TestAnOrganisationSaysWhenItWorks(t *testing.T) {
	onWorld(t, func(w *world) {
		var home *crm.Organisation
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			home, err = register.First(ctx, tx, crm.Organisations, register.Eq(&crm.Organisations.Row.Main, true))
			return err
		}))
		if home.WorkFrom != "09:00" || len(home.WorkDays) != 5 {
			t.Errorf("a new organisation works from %q on %v", home.WorkFrom, home.WorkDays)
		}
		home.WorkDays, home.WorkFrom, home.WorkTo, home.BreakFrom, home.BreakTo = crm.WorkDays{"sat"}, "8", "12.30", "", ""
		w.must(w.save(w.admin, home))
		if home.WorkFrom != "08:00" || home.WorkTo != "12:30" {
			t.Errorf("hours are kept as %q, %q", home.WorkFrom, home.WorkTo)
		}
		got := home.Work()
		kyiv := got.Zone
		if n := got.Minutes(time.Date(2026, 11, 20, 0, 0, 0, 0, kyiv), time.Date(2026, 11, 23, 0, 0, 0, 0, kyiv)); n != 270 {
			t.Errorf("a Saturday morning has %d minutes", n)
		}
		for _, c := range []struct{ from, to, breakFrom, breakTo, field, problem string }{
			{"soon", "12:00", "", "", "work_from", "unreadable_clock"},
			{"12:00", "09:00", "", "", "work_to", "ends_before_it_begins"},
			{"09:00", "", "", "", "work_to", "required"},
			{"09:00", "18:00", "13:00", "", "break_to", "ends_before_it_begins"},
			{"09:00", "18:00", "", "14:00", "break_from", "required"},
			{"09:00", "18:00", "08:00", "10:00", "break_from", "break_outside_hours"},
		} {
			bad := *home
			bad.WorkFrom, bad.WorkTo, bad.BreakFrom, bad.BreakTo = c.from, c.to, c.breakFrom, c.breakTo
			w.refused(w.save(w.admin, &bad), c.field, c.problem)
		}
	})
}
