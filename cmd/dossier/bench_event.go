package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// busyPartner is the partner with whom there are more dealings than with any
// other: one event in busyShare is his.
const (
	busyPartner = 6
	busyShare   = 25
)

// There is a task for so many events, and a commitment for so many tasks.
const (
	eventsOfTask      = 5
	tasksOfCommitment = 5
)

// Events lie between so many days ago and so many days from now.
const (
	daysPast   = 2 * 365
	daysToCome = 30
)

// withWhom is the partner of an event or a task, with his contacts and deals.
func (b *base) withWhom(rng *rand.Rand, seed uint64, partners int64) family {
	n := 1 + rng.Int64N(partners)
	if rng.IntN(busyShare) == 0 {
		n = min(busyPartner, partners)
	}
	return b.family(seed, n)
}

// working is a quarter of an hour of somebody's working day, near the share of
// the time that events lie in: the rows of a register follow each other in
// time, as far as people note them in time.
func (b *base) working(rng *rand.Rand, share float64) time.Time {
	days := int(share*(daysPast+daysToCome)) - daysPast + rng.IntN(7) - 3
	day := b.today.Truncate(24*time.Hour).AddDate(0, 0, min(days, daysToCome))
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, -1)
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), 8+rng.IntN(10), 15*rng.IntN(4), 0, 0, b.zone)
	return at.UTC()
}

var (
	eventSubjects = lines(`Уточнити потребу, Узгодити ціну, Нагадати про рахунок, Погодити терміни поставки, Розповісти про новинки, Надіслати каталог,
		Обговорити договір, Перевірити оплату, Домовитися про зустріч, Показати зразки, Отримати відгук, Передати документи, Привітати зі святом, , ,`)
	eventTexts = lines(`Клієнт просить передзвонити після обіду, Цікавить знижка за обсяг, Чекають на рішення директора, Порівнюють з двома конкурентами,
		Потрібна доставка на склад у Львові, Просять відтермінування на тридцять днів, Говорили про план закупівель на квартал, `)
	eventResults = lines(`Домовилися про поставку, Надіслано пропозицію, Відкладено на наступний місяць, Чекаємо на оплату, Погоджено умови, Запрошено на зустріч`)
	taskSubjects = lines(`Підготувати пропозицію, Виставити рахунок, Зібрати відомості про клієнта, Узгодити договір, Відвантажити зразок, Перевірити залишки`)
)

// event is the dealing of this number, from 1 to all, and the family it is
// with: always the same for the same seed and number.
func (b *base) event(seed uint64, n, all, partners int64) (*crm.Event, family) {
	rng := rand.New(rand.NewPCG(seed^0xE7E7, uint64(n)))
	f := b.withWhom(rng, seed, partners)
	kind := b.known[crm.EventTypes.Name][choose(rng, b.eventTypes)].(*crm.EventType)
	start := b.working(rng, float64(n)/float64(all))
	e := &crm.Event{
		Number: fmt.Sprintf("%06d", n), Type: register.Ref[crm.EventType](kind.ID), Subject: often(rng, eventSubjects), Text: often(rng, eventTexts),
		Partner: register.Ref[crm.Partner](f.partner.ID), Responsible: register.Ref[crm.User](b.users[rng.IntN(len(b.users))]),
		PlannedStart: start, Minutes: kind.Minutes, Direction: kind.Direction, Method: kind.Method,
		Priority: []crm.EventPriority{"medium", "medium", "medium", "high", "low"}[rng.IntN(5)],
		Matter:   crm.EventMatter(often(rng, crm.EventMatter("").Choices())), Handling: crm.HandlingNotRequired,
	}
	e.ID, e.CreatedAt, e.CreatedBy = n, start.Add(-time.Duration(1+rng.IntN(100))*time.Hour), register.ID(e.Responsible)
	e.CreatedAt = earlier(e.CreatedAt, b.today)
	if rng.IntN(8) == 0 || e.Method == "" {
		e.Method = crm.EventMethod(often(rng, crm.EventMethod("").Choices()))
	}
	if len(f.contacts) > 0 && rng.IntN(10) < 7 {
		e.Contacts = register.Refs[crm.Contact]{register.Ref[crm.Contact](f.contacts[rng.IntN(len(f.contacts))].ID)}
	}
	if other := register.Ref[crm.User](b.users[rng.IntN(len(b.users))]); rng.IntN(10) == 0 && other != e.Responsible {
		e.Others = register.Refs[crm.User]{other}
	}
	if len(f.deals) > 0 && rng.IntN(2) == 0 {
		e.Deal = register.Ref[crm.Deal](f.deals[rng.IntN(len(f.deals))].ID)
	}
	class := crm.Held
	switch k := rng.IntN(100); {
	case start.After(b.today), k < 2:
		class = crm.Planned
	case k < 10:
		class = crm.NotHeld
	case k < 15:
		class = crm.Cancelled
	}
	e.Status = b.statusOf(rng, kind, class)
	switch class {
	case crm.Held:
		e.ActualStart, e.Result = start, often(rng, eventResults)
		if kind.Handling == crm.HandlingNotDone {
			e.HandleBy = start.AddDate(0, 0, 2)
			e.Handling = []crm.EventHandling{crm.HandlingNotDone, crm.HandlingPartlyDone, crm.HandlingDone}[min(rng.IntN(40), 2)]
		}
	case crm.NotHeld:
		e.ActualStart = start
	case crm.Cancelled:
		e.CancelReason = "Клієнт попросив скасувати"
	}
	return e, f
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// statusOf is a status of the type with the class.
func (b *base) statusOf(rng *rand.Rand, kind *crm.EventType, class crm.EventClass) register.Ref[crm.EventStatus] {
	var list []register.ID
	for _, id := range b.eventStatuses {
		if one := b.known[crm.EventStatuses.Name][id].(*crm.EventStatus); one.Type == register.Ref[crm.EventType](kind.ID) && one.Class == class {
			list = append(list, id)
		}
	}
	return register.Ref[crm.EventStatus](choose(rng, list))
}

// task is the work of this number, from 1 to all, the promise that it is for,
// if it is for one, and the family that both are for. Every other promise is
// the client's own, and has no task.
func (b *base) task(seed uint64, n, all, partners int64) (*crm.Task, *crm.Commitment, family) {
	rng := rand.New(rand.NewPCG(seed^0x7A57, uint64(n)))
	f := b.withWhom(rng, seed, partners)
	who := register.Ref[crm.User](b.users[rng.IntN(len(b.users))])
	due := b.working(rng, float64(n)/float64(all))
	t := &crm.Task{
		Subject: often(rng, taskSubjects), Executors: register.Refs[crm.User]{who}, Author: who, Partner: register.Ref[crm.Partner](f.partner.ID),
		Deadline: due, Status: crm.TaskConfirmed, Result: "Зроблено", ClosedAt: earlier(due.Add(time.Duration(rng.IntN(48)-36)*time.Hour), b.today),
	}
	t.ID, t.CreatedAt, t.CreatedBy = n, earlier(due.AddDate(0, 0, -1-rng.IntN(10)), b.today), register.ID(who)
	if len(f.deals) > 0 && rng.IntN(2) == 0 {
		t.Deal = register.Ref[crm.Deal](f.deals[rng.IntN(len(f.deals))].ID)
	}
	if due.After(b.today) || rng.IntN(50) == 0 {
		t.Result, t.ClosedAt = "", time.Time{}
		t.Status = []crm.TaskStatus{crm.TaskAssigned, crm.TaskInProcessing, crm.TaskInProduction, crm.TaskWaiting}[rng.IntN(4)]
	}
	if n%tasksOfCommitment != 0 {
		return t, nil, f
	}
	c := &crm.Commitment{
		Subject: t.Subject, Kind: register.Ref[crm.CommitmentKind](choose(rng, b.commitmentKinds)), Side: crm.TheirSide, Partner: t.Partner, Deal: t.Deal,
		Due: register.DayOf(due, b.zone), Responsible: who, State: crm.CommitmentOpen,
	}
	c.ID, c.CreatedAt, c.CreatedBy = n/tasksOfCommitment, t.CreatedAt, t.CreatedBy
	if c.ID%2 == 0 {
		c.Side, c.Task, t.Promised = crm.OurSide, register.Ref[crm.Task](n), true
	}
	if !t.ClosedAt.IsZero() {
		c.State, c.FulfilledOn = crm.Fulfilled, register.DayOf(t.ClosedAt, b.zone)
		if c.FulfilledOn > c.Due {
			c.State = crm.FulfilledLate
		}
	}
	return t, c, f
}

// readyEvents makes the rows of the events of these numbers, and readyTasks
// those of tasks and commitments.
func (b *base) readyEvents(seed uint64, events, partners int64) maker {
	return func(ctx context.Context, st *store.Store, f *store.Filling, n int64) (*store.Rows, error) {
		e, with := b.event(seed, n, events, partners)
		return f.Ready(ctx, &seeding{base: b, st: st, family: &with}, e)
	}
}

func (b *base) readyTasks(seed uint64, tasks, partners int64) maker {
	return func(ctx context.Context, st *store.Store, f *store.Filling, n int64) (*store.Rows, error) {
		t, c, with := b.task(seed, n, tasks, partners)
		recs := []register.Record{t}
		if c != nil {
			recs = append(recs, c)
		}
		return f.Ready(ctx, &seeding{base: b, st: st, family: &with, numbers: map[string]int64{"task.number": n, "commitment.number": n / tasksOfCommitment}}, recs...)
	}
}
