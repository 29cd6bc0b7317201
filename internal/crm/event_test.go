package crm_test

import (
	"errors"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

// hour is a moment of the day of the test worlds, which begins at noon.
func hour(offset float64) time.Time {
	return storetest.Noon.Add(time.Duration(offset * float64(time.Hour)))
}

// eventType is a type of events by its code.
func (w *world) eventType(code string) register.Ref[crm.EventType] {
	return register.Ref[crm.EventType](w.codes["event_type "+code])
}

// eventStatus is a status of events by its code.
func (w *world) eventStatus(code string) register.Ref[crm.EventStatus] {
	return register.Ref[crm.EventStatus](w.codes["event_status "+code])
}

// call is a planned call of a user to a client, an hour from now.
func (w *world) call(u *crm.User, to *crm.Partner) *crm.Event {
	w.Helper()
	e := &crm.Event{Type: w.eventType("call_out"), Subject: "Ціна плівки", Partner: register.Ref[crm.Partner](to.ID), PlannedStart: hour(1)}
	w.must(w.save(u, e))
	return e
}

// event is the stored event.
func (w *world) event(id register.ID) *crm.Event {
	w.Helper()
	var e *crm.Event
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		e, err = register.Load(ctx, tx, crm.Events, register.Ref[crm.Event](id))
		return err
	}))
	return e
}

// step does an action of events for a user.
func (w *world) step(u *crm.User, e *crm.Event, action register.Doer[crm.Event]) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error {
		fresh, err := register.Load(ctx, tx, crm.Events, register.Ref[crm.Event](e.ID))
		if err != nil {
			return err
		}
		return action.Do(ctx, tx, fresh)
	})
}

func TestANewEventBeginsAsItsTypeSays(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Карпатська меблева фабрика")
		e := w.call(w.anna, client)
		switch {
		case e.Number == "", e.Class != crm.Planned, e.Status != w.eventStatus("call_out_planned"):
			w.Errorf("the call began as %+v", e)
		case e.Direction != "outgoing", e.Method != "telephone", e.Priority != "medium", e.Handling != crm.HandlingNotRequired:
			w.Errorf("the call is %s by %s, %s, %s", e.Direction, e.Method, e.Priority, e.Handling)
		case register.ID(e.Responsible) != w.anna.ID:
			w.Error("the call is not of who made it")
		case e.Minutes != 10, !e.Start.Equal(hour(1)), !e.End.Equal(hour(1).Add(10 * time.Minute)), !e.PlannedEnd.Equal(e.End):
			w.Errorf("the call is from %v to %v, %d minutes", e.Start, e.End, e.Minutes)
		case e.Meeting:
			w.Error("a call is a meeting")
		}
		letter := &crm.Event{Type: w.eventType("message_in"), Partner: e.Partner, ActualStart: hour(-2)}
		w.must(w.save(w.anna, letter))
		if letter.Class != crm.Held || letter.Handling != crm.HandlingNotDone || letter.Direction != "incoming" {
			w.Errorf("a letter that came began as %s, %s", letter.Class, letter.Handling)
		}
		meeting := &crm.Event{Type: w.eventType("meeting"), Partner: e.Partner, PlannedStart: hour(24)}
		w.must(w.save(w.anna, meeting))
		if !meeting.Meeting || meeting.Minutes != 60 {
			w.Errorf("a meeting is %v of %d minutes", meeting.Meeting, meeting.Minutes)
		}
	})
}

func TestAPlanNeedsItsTimeAndAFactIsNotInTheFuture(t *testing.T) {
	onWorld(t, func(w *world) {
		client := register.Ref[crm.Partner](w.client(w.anna, "Ліон").ID)
		event := func(change func(*crm.Event)) error {
			e := &crm.Event{Type: w.eventType("call_out"), Partner: client}
			change(e)
			return w.save(w.anna, e)
		}
		w.refused(event(func(e *crm.Event) {}), "planned_start", "planned_event_needs_start")
		w.refused(event(func(e *crm.Event) { e.ActualStart = hour(0.2) }), "actual_start", "in_future")
		w.must(event(func(e *crm.Event) { e.ActualStart = hour(0).Add(4 * time.Minute) }))
		w.refused(event(func(e *crm.Event) { e.ActualStart, e.ActualEnd = hour(-1), hour(-2) }), "actual_end", "ends_before_it_begins")
		w.refused(event(func(e *crm.Event) { e.PlannedStart, e.PlannedEnd = hour(3), hour(2) }), "planned_end", "ends_before_it_begins")
		w.refused(event(func(e *crm.Event) { e.PlannedStart, e.Minutes = hour(3), 1441 }), "minutes", "longer_than_a_day")
		w.refused(event(func(e *crm.Event) { e.PlannedStart, e.PlannedEnd = hour(3), hour(28) }), "minutes", "longer_than_a_day")
		w.must(event(func(e *crm.Event) { e.PlannedStart, e.PlannedEnd, e.AllDay = hour(3), hour(28), true }))
		w.refused(event(func(e *crm.Event) { e.PlannedStart, e.Status = hour(3), w.eventStatus("meeting_planned") }), "status", "status_of_another_type")
		w.refused(event(func(e *crm.Event) { e.Type = 0 }), "type", "required")
		now := &crm.Event{Type: w.eventType("call_out"), Partner: client, Status: w.eventStatus("call_out_done")}
		w.must(w.save(w.anna, now))
		if !now.ActualStart.Equal(hour(0)) {
			w.Errorf("what was noted just now began at %v", now.ActualStart)
		}
	})
}

// Whole minutes between both moments, rounded up; said only without an end.
func TestMinutesFollowTheTimes(t *testing.T) {
	onWorld(t, func(w *world) {
		client := register.Ref[crm.Partner](w.client(w.anna, "Ліон").ID)
		e := &crm.Event{Type: w.eventType("call_out"), Partner: client, ActualStart: hour(-1), ActualEnd: hour(-1).Add(5*time.Minute + time.Second), Minutes: 99}
		w.must(w.save(w.anna, e))
		if e.Minutes != 6 {
			w.Errorf("five minutes and a second are %d", e.Minutes)
		}
		e = &crm.Event{Type: w.eventType("call_out"), Partner: client, ActualStart: hour(-1), Minutes: 25}
		w.must(w.save(w.anna, e))
		if e.Minutes != 25 || !e.End.Equal(hour(-1).Add(25*time.Minute)) {
			w.Errorf("said 25 minutes: %d until %v", e.Minutes, e.End)
		}
	})
}

func TestAPlannedEventIsHeldWithItsTimesAndHandling(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.call(w.anna, w.client(w.anna, "Ліон"))
		w.refused(w.step(w.anna, e, &crm.HoldEvent{Status: w.eventStatus("call_out_no_answer")}), "status", "status_of_another_type")
		w.refused(w.step(w.anna, e, &crm.HoldEvent{ActualStart: hour(1)}), "actual_start", "in_future")
		w.must(w.step(w.anna, e, &crm.HoldEvent{ActualStart: hour(-0.5), ActualEnd: hour(0), Result: "Просять знижку", Handling: crm.HandlingNotDone}))
		e = w.event(e.ID)
		switch {
		case e.Class != crm.Held, e.Status != w.eventStatus("call_out_done"):
			w.Errorf("held: %s", e.Class)
		case e.Minutes != 30, !e.Start.Equal(hour(-0.5)), !e.End.Equal(hour(0)):
			w.Errorf("held from %v to %v, %d minutes", e.Start, e.End, e.Minutes)
		case !e.PlannedStart.Equal(hour(1)):
			w.Error("the plan was lost")
		case e.Handling != crm.HandlingNotDone, e.Result != "Просять знижку":
			w.Errorf("handling %s, result %q", e.Handling, e.Result)
		}
		for _, again := range []register.Doer[crm.Event]{
			&crm.HoldEvent{}, &crm.MissEvent{}, &crm.CancelEvent{Reason: "ні"}, &crm.RescheduleEvent{PlannedStart: hour(5)},
		} {
			w.refused(w.step(w.anna, e, again), "", "event_is_not_planned")
		}
	})
}

func TestReschedulingKeepsWhereTheEventWas(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.call(w.anna, w.client(w.anna, "Ліон"))
		w.must(w.step(w.anna, e, &crm.RescheduleEvent{PlannedStart: hour(26), Reason: "Директор у відрядженні"}))
		w.must(w.step(w.anna, e, &crm.RescheduleEvent{PlannedStart: hour(27), PlannedEnd: hour(28)}))
		w.refused(w.step(w.anna, e, &crm.RescheduleEvent{PlannedStart: hour(27), PlannedEnd: hour(28)}), "planned_start", "event_stays_where_it_is")
		w.refused(w.step(w.anna, e, &crm.RescheduleEvent{}), "planned_start", "required")
		e = w.event(e.ID)
		if len(e.Reschedules) != 2 || !e.Start.Equal(hour(27)) || e.Minutes != 60 || e.Class != crm.Planned {
			w.Fatalf("moved %d times, starts %v, %d minutes", len(e.Reschedules), e.Start, e.Minutes)
		}
		first, second := e.Reschedules[0], e.Reschedules[1]
		if !first.Start.Equal(hour(1)) || first.Reason != "Директор у відрядженні" || register.ID(first.By) != w.anna.ID || !first.At.Equal(hour(0)) {
			w.Errorf("first it was %+v", first)
		}
		if !second.Start.Equal(hour(26)) || !second.End.Equal(hour(26).Add(10*time.Minute)) {
			w.Errorf("then it was %+v", second)
		}
	})
}

func TestAnAttemptIsLoggedAndTriedAgainOnTheNextWorkingDay(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.call(w.anna, w.client(w.anna, "Ліон"))
		again := func(day int) {
			w.Helper()
			in := &crm.MissEvent{}
			w.must(w.as(w.anna, func(tx register.Tx) error {
				return in.Begin(ctx, tx, e, time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)) // a Friday
			}))
			if want := time.Date(2026, 11, day, e.PlannedStart.Hour(), e.PlannedStart.Minute(), 0, 0, time.UTC); !in.Again.Equal(want) {
				w.Errorf("after a Friday one tries again at %v, wanted the %dth", in.Again, day)
			}
		}
		again(23)
		for _, day := range []*crm.DayOff{
			{Day: "2026-11-23", Names: register.Names{Uk: "Вихідний", Ru: "Выходной", Bg: "Почивен ден", En: "Day off"}},
			{Day: "2026-11-24", Names: register.Names{Uk: "Вихідний", Ru: "Выходной", Bg: "Почивен ден", En: "Day off"}},
		} {
			w.must(w.save(w.admin, day))
		}
		again(25)
		w.must(w.save(w.admin, &crm.DayOff{Day: "2026-11-21", Names: register.Names{Uk: "Перенесений день", Ru: "Перенесённый день", Bg: "Отработване", En: "Moved day"}, Worked: true}))
		again(21)
		w.must(w.step(w.anna, e, &crm.MissEvent{Status: w.eventStatus("call_out_no_answer"), Again: hour(25)}))
		e = w.event(e.ID)
		if e.Class != crm.NotHeld || !e.ActualStart.Equal(hour(0)) || e.Minutes != 0 {
			w.Errorf("missed: %s at %v, %d minutes", e.Class, e.ActualStart, e.Minutes)
		}
		next := w.repeats(e)
		if len(next) != 1 || next[0].Class != crm.Planned || !next[0].PlannedStart.Equal(hour(25)) || next[0].Subject != e.Subject || next[0].Partner != e.Partner {
			w.Fatalf("tried again as %+v", next)
		}
	})
}

// repeats are the events that repeat one.
func (w *world) repeats(e *crm.Event) []*crm.Event {
	w.Helper()
	var list []*crm.Event
	w.must(w.as(w.anna, func(tx register.Tx) (err error) {
		list, err = register.Select(ctx, tx, crm.Events, register.Query{Filter: register.Eq(&crm.Events.Row.RepeatOf, register.Ref[crm.Event](e.ID)), Whole: true})
		return err
	}))
	return list
}

func TestCancellingNeedsAReasonAndPlanningAgainIsANewEvent(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.call(w.anna, w.client(w.anna, "Ліон"))
		w.refused(w.step(w.anna, e, &crm.RepeatEvent{PlannedStart: hour(5)}), "", "event_is_not_repeated")
		w.refused(w.step(w.anna, e, &crm.CancelEvent{}), "reason", "cancelled_event_needs_reason")
		w.must(w.step(w.anna, e, &crm.CancelEvent{Reason: "Клієнт захворів"}))
		e = w.event(e.ID)
		if e.Class != crm.Cancelled || e.CancelReason != "Клієнт захворів" || !e.Start.Equal(hour(1)) {
			w.Errorf("cancelled: %s, %q, at %v", e.Class, e.CancelReason, e.Start)
		}
		again := &crm.RepeatEvent{PlannedStart: hour(30)}
		w.must(w.step(w.anna, e, again))
		next := w.repeats(e)
		if len(next) != 1 || again.Leads() != (register.Link{Register: "event", ID: next[0].ID}) || next[0].Minutes != 10 || next[0].CancelReason != "" {
			w.Fatalf("planned again as %+v", next)
		}
		if w.event(e.ID).Class != crm.Cancelled {
			w.Error("the cancelled event came back")
		}
	})
}

func TestAFactIsCorrectedByRightAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.call(w.anna, w.client(w.anna, "Ліон"))
		e.Status = w.eventStatus("call_out_done")
		w.refused(w.save(w.anna, e), "status", "event_status_by_actions")
		w.must(w.step(w.anna, e, &crm.HoldEvent{ActualStart: hour(-1), ActualEnd: hour(-0.5)}))
		e = w.event(e.ID)
		e.ActualStart = hour(-2)
		w.refused(w.save(w.anna, e), "actual_start", "event_is_fact")
		e = w.event(e.ID)
		e.Result, e.Handling = "Надіслати зразки", crm.HandlingNotDone
		w.must(w.save(w.anna, e))
		e.Handling = crm.HandlingNotRequired
		w.refused(w.save(w.anna, e), "handling", "handling_stays_required")

		right := register.Act("correct")
		if register.May(w.rights(w.anna), crm.Events.Register, right) || !register.May(w.rights(w.iryna), crm.Events.Register, right) {
			w.Error("a head corrects, a manager does not")
		}
		w.refused(w.step(w.iryna, e, &crm.CorrectEvent{Status: w.eventStatus("call_out_no_answer")}), "reason", "required")
		w.must(w.step(w.iryna, e, &crm.CorrectEvent{Reason: "Не додзвонилися", Status: w.eventStatus("call_out_no_answer"), ActualStart: hour(-2)}))
		e = w.event(e.ID)
		if e.Class != crm.NotHeld || e.CorrectReason != "Не додзвонилися" || !e.Start.Equal(hour(-2)) {
			w.Errorf("corrected: %s, %q, at %v", e.Class, e.CorrectReason, e.Start)
		}
		w.must(w.step(w.iryna, e, &crm.CorrectEvent{Reason: "Таки заплановано", Status: w.eventStatus("call_out_planned")}))
		if e = w.event(e.ID); e.Class != crm.Planned || !e.ActualStart.IsZero() || !e.Start.Equal(hour(1)) {
			w.Errorf("back to a plan: %s at %v", e.Class, e.Start)
		}
		w.refused(w.step(w.iryna, e, &crm.CorrectEvent{Reason: "ще"}), "", "event_is_planned")
	})
}

func TestHandlingIsAnAxisOfItsOwn(t *testing.T) {
	onWorld(t, func(w *world) {
		letter := &crm.Event{Type: w.eventType("message_in"), Partner: register.Ref[crm.Partner](w.client(w.anna, "Ліон").ID), ActualStart: hour(-3)}
		w.must(w.save(w.anna, letter))
		for _, to := range []crm.EventHandling{crm.HandlingPartlyDone, crm.HandlingDone, crm.HandlingNotDone} {
			w.must(w.step(w.anna, letter, &crm.HandleEvent{Handling: to}))
			if got := w.event(letter.ID); got.Handling != to || got.Class != crm.Held {
				w.Errorf("handled %s: %s, %s", to, got.Handling, got.Class)
			}
		}
		w.refused(w.step(w.anna, letter, &crm.HandleEvent{Handling: crm.HandlingNotRequired}), "handling", "handling_stays_required")
	})
}

func TestWhatNeedsAttentionAndWhatIsOverdueIsFound(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Ліон")
		to := register.Ref[crm.Partner](client.ID)
		late := w.call(w.anna, client)
		calm := &crm.Event{Type: w.eventType("call_out"), Partner: to, ActualStart: hour(-3)}
		letter := &crm.Event{Type: w.eventType("message_in"), Partner: to, ActualStart: hour(-3), HandleBy: hour(-1)}
		awaited := &crm.Event{Type: w.eventType("message_in"), Partner: to, PlannedStart: hour(40)}
		w.must(w.save(w.anna, calm, letter, awaited))
		found := func(f register.Filter) map[register.ID]bool {
			out := map[register.ID]bool{}
			w.must(w.as(w.anna, func(tx register.Tx) error {
				list, err := register.Select(ctx, tx, crm.Events, register.Query{Filter: f})
				for _, one := range list {
					out[one.ID] = true
				}
				return err
			}))
			return out
		}
		if got := found(crm.NeedsAttention()); len(got) != 2 || !got[letter.ID] || !got[awaited.ID] {
			w.Errorf("%v need attention", got)
		}
		if got := found(crm.OverdueEvents(hour(0))); len(got) != 1 || !got[letter.ID] {
			w.Errorf("%v are overdue at noon", got)
		}
		if got := found(crm.OverdueEvents(hour(2))); len(got) != 2 || !got[late.ID] {
			w.Errorf("%v are overdue at two", got)
		}
	})
}

func TestAnEventKnowsTheStageItsDealHadThen(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Ліон")
		deal := &crm.Deal{Name: "Кухні", Partner: register.Ref[crm.Partner](client.ID)}
		w.must(w.save(w.anna, deal))
		e := &crm.Event{Type: w.eventType("call_out"), Deal: register.Ref[crm.Deal](deal.ID), PlannedStart: hour(1)}
		w.must(w.save(w.anna, e))
		if e.Partner != deal.Partner || e.Stage != deal.Stage || e.Stage == 0 {
			w.Errorf("of the deal it has partner %d and stage %d", e.Partner, e.Stage)
		}
		move := func(code string) {
			w.must(w.as(w.anna, func(tx register.Tx) error {
				return (&crm.MoveDeal{Stage: w.stage(code)}).Do(ctx, tx, deal)
			}))
		}
		move("offer")
		w.must(w.step(w.anna, e, &crm.HoldEvent{}))
		if got := w.event(e.ID); got.Stage != w.stage("offer") {
			w.Errorf("held at stage %d", got.Stage)
		}
		move("negotiation")
		w.must(w.step(w.anna, e, &crm.HandleEvent{Handling: crm.HandlingDone}))
		if got := w.event(e.ID); got.Stage != w.stage("offer") {
			w.Errorf("the stage moved with the deal: %d", got.Stage)
		}
		other := w.client(w.anna, "Бук")
		w.refused(w.save(w.anna, &crm.Event{
			Type: w.eventType("call_out"), Deal: e.Deal, Partner: register.Ref[crm.Partner](other.ID), PlannedStart: hour(1),
		}), "deal", "belongs_to_another_partner")
		person := &crm.Contact{Surname: "Гнатюк", Given: "Степан", Partner: register.Ref[crm.Partner](other.ID)}
		w.must(w.save(w.anna, person))
		w.refused(w.save(w.anna, &crm.Event{
			Type: w.eventType("call_out"), Contacts: register.Refs[crm.Contact]{register.Ref[crm.Contact](person.ID)}, Partner: deal.Partner, PlannedStart: hour(1),
		}), "contacts", "belongs_to_another_partner")
	})
}

func TestEventsAreSeenByTheirPeopleAndByWhoSeesTheClient(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.call(w.anna, w.client(w.anna, "Ліон"))
		see := func(u *crm.User) error {
			return w.as(u, func(tx register.Tx) error {
				_, err := register.Load(ctx, tx, crm.Events, register.Ref[crm.Event](e.ID))
				return err
			})
		}
		if err := see(w.vira); !errors.Is(err, register.ErrNotFound) {
			w.Errorf("a seller of another town reads it: %v", err)
		}
		e.Others = register.Refs[crm.User]{register.Ref[crm.User](w.vira.ID)}
		w.must(w.save(w.anna, e))
		for _, u := range []*crm.User{w.vira, w.iryna, w.petro} {
			if err := see(u); err != nil {
				w.Errorf("%s: %v", u.Surname, err)
			}
		}
	})
}

func TestATypeHasStatusesOfItsOwn(t *testing.T) {
	onWorld(t, func(w *world) {
		own := &crm.EventType{Entry: crm.Entry{Names: register.Names{Uk: "Дегустація"}}}
		w.must(w.save(w.admin, own))
		e := &crm.Event{Type: register.Ref[crm.EventType](own.ID), Partner: register.Ref[crm.Partner](w.client(w.anna, "Ліон").ID), PlannedStart: hour(4)}
		w.refused(w.save(w.anna, e), "status", "type_lacks_planned_status")
		w.must(w.as(w.admin, func(tx register.Tx) error { return new(crm.AddUsualStatuses).Do(ctx, tx, own) }))
		w.must(w.save(w.anna, e))
		w.must(w.step(w.anna, e, &crm.HoldEvent{}))
		w.must(w.as(w.admin, func(tx register.Tx) error {
			if err := new(crm.AddUsualStatuses).Do(ctx, tx, own); err != nil {
				return err
			}
			n, err := tx.Count(ctx, crm.EventStatuses.Register, register.Eq(&crm.EventStatuses.Row.Type, register.Ref[crm.EventType](own.ID)), 0)
			if n != 4 {
				w.Errorf("%d statuses", n)
			}
			return err
		}))
		status, err := register.Ref[crm.EventStatus](0), error(nil)
		w.must(w.as(w.admin, func(tx register.Tx) error {
			held, e := register.First(ctx, tx, crm.EventStatuses, register.All{
				register.Eq(&crm.EventStatuses.Row.Type, register.Ref[crm.EventType](own.ID)), register.Eq(&crm.EventStatuses.Row.Class, crm.Held),
			})
			status = register.Ref[crm.EventStatus](held.ID)
			held.Class = crm.Cancelled
			err = tx.Save(ctx, held)
			return e
		}))
		w.refused(err, "", "event_status_in_use")
		own.Meeting = true
		w.refused(w.save(w.admin, own), "meeting", "event_type_in_use")
		if w.event(e.ID).Status != status {
			w.Error("the event lost its status")
		}
	})
}
