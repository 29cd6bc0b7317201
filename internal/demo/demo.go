// Package demo builds a company to look at: an invented maker of advertising
// products in Kyiv with a branch in Plovdiv, its people, clients and a few
// weeks of their work. All of it is written as people would write it, by the
// rules of the registers, so that nothing in it could not be. Its days lie
// around the day it is built on. Nobody in it has a password.
package demo

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/register"
)

// Store is where a company is built.
type Store interface {
	register.Work
	PutFile(ctx context.Context, r io.Reader, most int64) (hash string, size int64, err error)
}

// Clock is the time of the store a company is built in. While it is built, it
// goes through the days on which things were done, so that whatever was done on
// a day is written on it; afterwards it is the present.
type Clock struct{ at atomic.Pointer[time.Time] }

// Now is the moment that the clock shows.
func (c *Clock) Now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return time.Now()
}

func (c *Clock) set(at time.Time) { c.at.Store(&at) }

// Build fills an empty database whose store goes by the clock. It answers
// *Problems of Start when it is not empty.
func Build(ctx context.Context, st Store, clock *Clock) error {
	now := clock.Now()
	defer clock.at.Store(nil)
	b := &builder{
		ctx: ctx, st: st, clock: clock, now: now, codes: map[string]register.ID{}, people: map[string]*crm.User{}, partners: map[string]*crm.Partner{},
		contacts: map[string]*crm.Contact{}, deals: map[string]*crm.Deal{}, goods: map[string]*crm.Product{},
	}
	var err error
	if b.zone, err = calendar.Zone("Europe/Kyiv"); err != nil {
		return err
	}
	b.today = calendar.DayOf(now.In(b.zone))
	// One unit of work a chapter: the one writer of SQLite stays free between them.
	for _, chapter := range []func() error{b.company, b.pipelines, b.staff, b.products, b.clients, b.others, b.bonds} {
		if err := b.do(register.Program, register.ByCommand, b.at(-600, 9, 0), chapter); err != nil {
			return err
		}
	}
	// What people do is a unit of work each, on its day and by its doer.
	for _, chapter := range []func() error{
		b.requisites, b.sales, b.lost, b.work, b.tenders, b.environments, b.habits, b.rounds, b.calls, b.plans, b.meeting,
		b.tasks, b.promises, b.talks, b.away, b.claims, b.leads, b.inventory, b.competitors, b.privacy, b.files,
	} {
		if err := chapter(); err != nil {
			return err
		}
	}
	clock.set(now)
	if err := crm.FollowAbsences(ctx, st); err != nil {
		return err
	}
	if err := crm.TellAllRelations(ctx, st); err != nil {
		return err
	}
	return crm.PlanContacts(ctx, st)
}

// do does one unit of work at a moment, which is never to come.
func (b *builder) do(who register.Actor, cause register.Cause, when time.Time, chapter func() error) error {
	if when.After(b.now) {
		when = b.now
	}
	b.clock.set(when)
	return b.st.Do(b.ctx, who, cause, func(tx register.Tx) error {
		b.tx = tx
		return chapter()
	})
}

// by lets one of the staff do something at a moment, by his own rights.
func (b *builder) by(who string, when time.Time, chapter func() error) error {
	if b.rights == nil {
		err := b.do(register.Program, register.ByCommand, when, func() error {
			var err error
			b.rights, err = crm.ReadStaff(b.ctx, b.tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	err := b.do(b.rights.Rights(b.people[who].ID), register.ByForm, when, chapter)
	if err != nil {
		return fmt.Errorf("%s: %w", who, err)
	}
	return nil
}

// builder is the company while it is built: what was made, by the short names
// of the specification.
type builder struct {
	ctx      context.Context
	st       Store
	clock    *Clock
	now      time.Time
	today    calendar.Day
	zone     *time.Location
	rights   *crm.Staff
	tx       register.Tx            // of the unit of work at hand
	codes    map[string]register.ID // "region UA-30" of the directories
	people   map[string]*crm.User
	works    *crm.Team // who makes the goods
	partners map[string]*crm.Partner
	contacts map[string]*crm.Contact
	deals    map[string]*crm.Deal
	goods    map[string]*crm.Product
	sold     []sale
}

// company is «Барвограф» with its two firms and the preset roles and
// directories of every company.
func (b *builder) company() error {
	director, err := crm.Start(b.ctx, b.tx, crm.Setup{
		Company: "Барвограф", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv",
		Surname: "Бондаренко", Given: "Олена", Patronymic: "Петрівна", Email: "olena.bondarenko@example.com",
	})
	if err != nil {
		return err
	}
	b.people["D1"] = director
	main, err := register.First(b.ctx, b.tx, crm.Organisations, nil)
	if err != nil {
		return err
	}
	main.FullName, main.Code, main.VatNumber = "Товариство з обмеженою відповідальністю «Барвограф»", "59000016", "590000126501"
	main.Address, main.Director, main.Accountant = "04070, м. Київ, вул. Вигадана, 7", "Бондаренко О. П.", "Левченко Н. Ю."
	if err := b.save(main); err != nil {
		return err
	}
	branch := &crm.Organisation{
		Name: "Барвограф България", FullName: "„Барвограф България“ ЕООД", Country: "bg", Language: "bg", Zone: "Europe/Sofia", Currency: "EUR",
		Code: "990010049", Address: "4000 Пловдив, ул. „Измислена“ 12", Director: "Ива Петрова",
	}
	if err := b.save(branch); err != nil {
		return err
	}
	if err := b.save(&crm.Rate{Currency: "EUR", Day: b.day(-1000), Units: 1, Price: 500_000}); err != nil {
		return err
	}
	return b.learn()
}

// learn notes the rows of the directories by their codes.
func (b *builder) learn() error {
	for _, of := range b.tx.Schema().Registers {
		code := of.Field("code")
		if code == nil || !of.Directory {
			continue
		}
		rows, err := b.tx.Select(b.ctx, of, register.Query{})
		if err != nil {
			return err
		}
		for _, row := range rows {
			b.codes[of.Name+" "+code.Value(row).(string)] = register.BaseOf(row).ID
		}
	}
	return nil
}

func (b *builder) save(recs ...register.Record) error {
	for _, rec := range recs {
		if err := b.tx.Save(b.ctx, rec); err != nil {
			r := b.tx.Schema().Of(rec)
			return fmt.Errorf("make %s %q: %w", r.Name, r.Title(rec, "uk"), err)
		}
	}
	return nil
}

// day is so many days after today; negative days lie before it.
func (b *builder) day(days int) register.Date {
	return register.Date(b.today.Add(days))
}

// at is a moment of such a day, by the clock on the wall in Kyiv.
func (b *builder) at(days, hour, minute int) time.Time {
	d := calendar.Day(b.day(days)).Starts(b.zone)
	return calendar.OnWall(d.Year(), d.Month(), d.Day(), hour, minute, b.zone)
}

// monthDay is a day of the month so many months from this one.
func (b *builder) monthDay(months, day int) register.Date {
	return register.Date(b.today.FirstOfMonth().AddMonths(months).Add(day - 1))
}

// back is so many working days before today: 1 is the last one.
func (b *builder) back(n int) int { return b.working(-1, n) }

// ahead is so many working days after today: 1 is the next one; 0 is today,
// whatever day it is.
func (b *builder) ahead(n int) int { return b.working(1, n) }

func (b *builder) working(step, n int) int {
	days := 0
	for n > 0 {
		days += step
		if d := calendar.Day(b.day(days)).Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return days
}

// entry is the row of a directory with a code; a wrong code is a fault of this
// package.
func entry[T any](b *builder, of *register.Of[T], code string) register.Ref[T] {
	id := b.codes[of.Name+" "+code]
	if id == 0 {
		panic("demo: " + of.Name + " has no " + code)
	}
	return register.Ref[T](id)
}

func person(b *builder, name string) register.Ref[crm.User] {
	u := b.people[name]
	if u == nil {
		panic("demo: nobody is " + name)
	}
	return register.Ref[crm.User](u.ID)
}

func partner(b *builder, name string) register.Ref[crm.Partner] {
	p := b.partners[name]
	if p == nil {
		panic("demo: no partner is " + name)
	}
	return register.Ref[crm.Partner](p.ID)
}

func contact(b *builder, name string) register.Ref[crm.Contact] {
	c := b.contacts[name]
	if c == nil {
		panic("demo: no contact is " + name)
	}
	return register.Ref[crm.Contact](c.ID)
}

func ref[T any](id register.ID) register.Ref[T] { return register.Ref[T](id) }
