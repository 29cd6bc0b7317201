// Package demo builds a company to look at: an invented maker of advertising
// products in Kyiv with a branch in Plovdiv, its people, clients and a few
// weeks of their work. All of it is written as people would write it, by the
// rules of the registers, so that nothing in it could not be. Its days lie
// around the day it is built on. Nobody in it has a password.
package demo

import (
	"context"
	"fmt"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/register"
)

// Build fills an empty database. It answers *Problems of Start when it is not
// empty.
func Build(ctx context.Context, work register.Work) error {
	b := &builder{
		ctx: ctx, codes: map[string]register.ID{}, people: map[string]*crm.User{}, partners: map[string]*crm.Partner{},
		contacts: map[string]*crm.Contact{}, deals: map[string]*crm.Deal{}, events: map[string]*crm.Event{},
	}
	// One unit of work a chapter: the one writer of SQLite stays free between them.
	for _, chapter := range []func() error{
		b.company, b.staff, b.products, b.clients, b.others, b.bonds,
	} {
		err := work.Do(ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
			b.tx = tx
			return chapter()
		})
		if err != nil {
			return err
		}
	}
	if err := crm.TellAllRelations(ctx, work); err != nil {
		return err
	}
	return crm.PlanContacts(ctx, work)
}

// builder is the company while it is built: what was made, by the short names
// of the specification.
type builder struct {
	ctx      context.Context
	tx       register.Tx
	zone     *time.Location
	codes    map[string]register.ID // "region UA-30" of the directories
	people   map[string]*crm.User
	partners map[string]*crm.Partner
	contacts map[string]*crm.Contact
	deals    map[string]*crm.Deal
	events   map[string]*crm.Event
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
	if b.zone, err = calendar.Zone("Europe/Kyiv"); err != nil {
		return err
	}
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
	return register.Date(calendar.Day(b.tx.Today()).Add(days))
}

// at is a moment of such a day, by the clock on the wall in Kyiv.
func (b *builder) at(days, hour, minute int) time.Time {
	d := calendar.Day(b.day(days)).Starts(b.zone)
	return calendar.OnWall(d.Year(), d.Month(), d.Day(), hour, minute, b.zone)
}

// monthDay is a day of the month so many months from this one.
func (b *builder) monthDay(months, day int) register.Date {
	return register.Date(calendar.Day(b.tx.Today()).FirstOfMonth().AddMonths(months).Add(day - 1))
}

// workday is the working day nearest to so many days from today: the same or
// the one after it, before it when it lies in the past.
func (b *builder) workday(days int) int {
	for {
		switch calendar.Day(b.day(days)).Weekday() {
		case time.Saturday, time.Sunday:
			if days < 0 {
				days--
			} else {
				days++
			}
		default:
			return days
		}
	}
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
