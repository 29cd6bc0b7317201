package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// DayOff is a day on which the organisation works otherwise than its week says:
// a holiday, or a day off that is worked instead of another.
type DayOff struct {
	register.Base
	Day    register.Date
	Names  register.Names
	Worked bool // it is worked, though the week does not say so
}

// DaysOff is the register of them.
var DaysOff = register.Define[DayOff]("day_off", "days_off",
	register.DoNone[DayOff, AddHolidays]("add_holidays"),
)

// Describe lists the fields.
func (d *DayOff) Describe(f *register.Fields) {
	f.Date(&d.Day).Required().Unique().Tracked()
	f.Names(&d.Names).Required().Searchable().Tracked()
	f.Bool(&d.Worked).Indexed().Tracked()
	f.Directory()
	f.SortBy(&d.Day)
}

// Title is the name in the reader's language.
func (d *DayOff) Title(language string) string { return d.Names.In(language) }

// Hint is the day.
func (d *DayOff) Hint(string) string { return string(d.Day) }

// AddHolidays adds the public holidays of a country, of this year and the next
// two. Those already there stay as they are. It is an offer: while martial law
// lasts, Ukraine's holidays are working days by law, and whether to rest on
// them is for the organisation to say.
type AddHolidays struct {
	Country HolidayCountry
}

// HolidayCountry is a country whose public holidays are known.
type HolidayCountry string

// Choices are the countries.
func (HolidayCountry) Choices() []string { return []string{"ua", "bg"} }

// holidayYears is how many years of holidays are added at once.
const holidayYears = 3

// Describe lists the input.
func (in *AddHolidays) Describe(f *register.Fields) { f.Choice(&in.Country).Required() }

// DoAll adds what is missing.
func (in *AddHolidays) DoAll(ctx context.Context, tx register.Tx, _ []*DayOff) error {
	first, err := time.Parse(time.DateOnly, string(tx.Today()))
	if err != nil {
		return err
	}
	known, err := register.Select(ctx, tx, DaysOff, register.Query{})
	if err != nil {
		return err
	}
	taken := map[register.Date]bool{}
	for _, d := range known {
		taken[d.Day] = true
	}
	called := map[string]register.Names{}
	for _, row := range starterRows("holiday") {
		called[row["code"]] = row.entry().Names
	}
	for year := first.Year(); year < first.Year()+holidayYears; year++ {
		for _, h := range calendar.Holidays(string(in.Country), year) {
			day := register.Date(h.Day)
			if taken[day] {
				continue
			}
			taken[day] = true
			names, ok := called[string(in.Country)+"."+h.Key]
			if !ok {
				names = called[h.Key]
			}
			if err := tx.Save(ctx, &DayOff{Day: day, Names: names}); err != nil {
				return err
			}
		}
	}
	return nil
}

// WorkDay is a day of the week.
type WorkDay string

// Choices are the days in the order of the week.
func (WorkDay) Choices() []string {
	return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
}

// WorkDays are the days worked.
type WorkDays []WorkDay

// Choices are those of one day.
func (WorkDays) Choices() []string { return WorkDay("").Choices() }

func (d WorkDay) weekday() time.Weekday {
	return time.Weekday((slices.Index(d.Choices(), string(d)) + 1) % 7)
}

// The usual working week.
const (
	usualFrom, usualTo           = "09:00", "18:00"
	usualBreakFrom, usualBreakTo = "13:00", "14:00"
)

// readHours puts times of day into one form; an organisation that says nothing
// works the usual week.
func (o *Organisation) readHours(p *register.Problems, fresh bool) {
	if fresh && len(o.WorkDays) == 0 && o.WorkFrom == "" && o.WorkTo == "" {
		o.WorkDays = WorkDays{"mon", "tue", "wed", "thu", "fri"}
		o.WorkFrom, o.WorkTo, o.BreakFrom, o.BreakTo = usualFrom, usualTo, usualBreakFrom, usualBreakTo
	}
	for field, text := range map[string]*string{"work_from": &o.WorkFrom, "work_to": &o.WorkTo, "break_from": &o.BreakFrom, "break_to": &o.BreakTo} {
		if *text == "" {
			continue
		}
		c, err := calendar.ParseClock(*text)
		if err != nil {
			p.AddAt(field, "unreadable_clock")
			continue
		}
		*text = c.String()
	}
}

// checkHours refuses a day that ends before it begins and a break outside it.
func (o *Organisation) checkHours(p *register.Problems) {
	switch {
	case len(o.WorkDays) > 0 && o.WorkFrom == "":
		p.Add(&o.WorkFrom, "required")
	case o.WorkFrom != "" && o.WorkTo == "":
		p.Add(&o.WorkTo, "required")
	case o.WorkTo != "" && o.WorkTo <= o.WorkFrom:
		p.Add(&o.WorkTo, "ends_before_it_begins")
	}
	switch {
	case o.BreakFrom == "" && o.BreakTo == "":
	case o.BreakFrom == "":
		p.Add(&o.BreakFrom, "required")
	case o.BreakTo == "" || o.BreakTo <= o.BreakFrom:
		p.Add(&o.BreakTo, "ends_before_it_begins")
	case o.BreakFrom < o.WorkFrom || o.BreakTo > o.WorkTo:
		p.Add(&o.BreakFrom, "break_outside_hours")
	}
}

// Work is when the organisation works by its week alone.
func (o *Organisation) Work() calendar.Work {
	zone, err := calendar.Zone(o.Zone)
	if err != nil {
		zone = time.UTC
	}
	if len(o.WorkDays) == 0 || o.WorkFrom == "" || o.WorkTo == "" {
		return calendar.FiveDays(zone)
	}
	clock := func(text string) calendar.Clock {
		c, _ := calendar.ParseClock(text)
		return c
	}
	w := calendar.Work{Zone: zone, Hours: calendar.Hours{
		From: clock(o.WorkFrom), To: clock(o.WorkTo), BreakFrom: clock(o.BreakFrom), BreakTo: clock(o.BreakTo),
	}}
	for _, d := range o.WorkDays {
		w.Week[d.weekday()] = true
	}
	return w
}

// WorkOf is when the main organisation works, with the days from one to
// another that differ from its week; no last day is all that are known. It asks
// two questions.
func WorkOf(ctx context.Context, tx register.Tx, from, to register.Date) (calendar.Work, error) {
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return calendar.Work{}, err
	}
	days, err := DaysOffBetween(ctx, tx, from, to)
	return home.WorkWith(days), err
}

// Home is the main organisation, whoever asks.
func Home(ctx context.Context, tx register.Tx) (*Organisation, error) {
	return homeOrganisation(ctx, tx)
}

// WorkWith is when the organisation works by its week and the days that differ
// from it.
func (o *Organisation) WorkWith(days []*DayOff) calendar.Work {
	w := o.Work()
	w.Off, w.On = map[calendar.Day]bool{}, map[calendar.Day]bool{}
	for _, d := range days {
		if d.Worked {
			w.On[calendar.Day(d.Day)] = true
		} else {
			w.Off[calendar.Day(d.Day)] = true
		}
	}
	return w
}

// DaysOffBetween are the days that differ from the week, in order, from one to
// another; no last day is all that follow.
func DaysOffBetween(ctx context.Context, tx register.Tx, from, to register.Date) ([]*DayOff, error) {
	within := register.All{register.Alive(), register.Ge(&DaysOff.Row.Day, from)}
	if to != "" {
		within = append(within, register.Le(&DaysOff.Row.Day, to))
	}
	return register.Select(ctx, tx.AsProgram(), DaysOff, register.Query{Filter: within})
}
