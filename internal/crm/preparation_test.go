package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// meeting is a planned meeting of a user with a client, an hour from now.
func (w *world) meeting(u *crm.User, with *crm.Partner) *crm.Event {
	w.Helper()
	e := &crm.Event{Type: w.eventType("meeting"), Subject: "Нова лінія", Partner: register.Ref[crm.Partner](with.ID), PlannedStart: hour(1)}
	w.must(w.save(u, e))
	return e
}

// techniques are techniques by their codes.
func (w *world) techniques(codes ...string) register.Refs[crm.Technique] {
	w.Helper()
	var out register.Refs[crm.Technique]
	w.must(w.do(register.Program, func(tx register.Tx) error {
		for _, code := range codes {
			one, err := register.First(ctx, tx, crm.Techniques, register.Eq(&crm.Techniques.Row.Code, code))
			if err != nil || one == nil {
				w.Fatalf("no technique %s: %v", code, err)
			}
			out = append(out, register.Ref[crm.Technique](one.ID))
		}
		return nil
	}))
	return out
}

func (w *world) sheet(id register.ID) *crm.Preparation {
	w.Helper()
	var p *crm.Preparation
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		p, err = register.Load(ctx, tx, crm.Preparations, register.Ref[crm.Preparation](id))
		return err
	}))
	return p
}

func TestASheetIsReadyWhenItsEightBlocksSaySomething(t *testing.T) {
	onWorld(t, func(w *world) {
		meeting := w.meeting(w.anna, w.client(w.anna, "Ліон"))
		p := &crm.Preparation{Event: register.Ref[crm.Event](meeting.ID)}
		w.must(w.save(w.anna, p))
		want := func(filled int64, readiness int64, state crm.PreparationState) {
			t.Helper()
			if p.Filled != filled || p.Readiness != readiness || p.State != state {
				t.Errorf("%d blocks, %d, %s; wanted %d, %d, %s", p.Filled, p.Readiness, p.State, filled, readiness, state)
			}
		}
		want(0, 0, crm.PreparationEmpty)
		p.Goal, p.Agree = "Показати зразки", "  \n "
		w.must(w.save(w.anna, p))
		want(1, 125_000, crm.PreparationDraft)
		p.Techniques = w.techniques("figure", "news", "choice") // two of one block
		w.must(w.save(w.anna, p))
		want(3, 375_000, crm.PreparationDraft)
		p.Questions, p.Agree, p.Benefits, p.Support = "Хто вирішує?", "Пробна партія", "Кромка 2 мм", "Каталог"
		p.Objections = register.Parts[crm.Objection]{{Objection: "Дорого", Answer: "Порівняно з чим?"}}
		w.must(w.save(w.anna, p))
		want(8, 1_000_000, crm.PreparationReady)
		p.Objections = register.Parts[crm.Objection]{{Answer: "Порівняно з чим?"}}
		w.refused(w.save(w.anna, p), "objections.0.objection", "required")
	})
}

func TestAMeetingHasOneSheetAndACallHasNone(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Ліон")
		call, meeting := w.call(w.anna, client), w.meeting(w.anna, client)
		w.refused(w.save(w.anna, &crm.Preparation{Event: register.Ref[crm.Event](call.ID)}), "event", "event_is_no_meeting")
		first := &crm.Preparation{Event: register.Ref[crm.Event](meeting.ID)}
		w.must(w.save(w.anna, first))
		w.refused(w.save(w.anna, &crm.Preparation{Event: register.Ref[crm.Event](meeting.ID)}), "event", "not_unique")
		first.Event = register.Ref[crm.Event](w.meeting(w.anna, client).ID)
		w.refused(w.save(w.anna, first), "event", "preparation_stays")
		w.must(w.step(w.anna, meeting, &crm.CancelEvent{Reason: "Клієнт захворів"}))
		other := w.meeting(w.anna, client)
		w.must(w.step(w.anna, other, &crm.HoldEvent{ActualStart: hour(-1)}))
		w.refused(w.save(w.anna, &crm.Preparation{Event: register.Ref[crm.Event](other.ID)}), "event", "meeting_is_over")
	})
}

func TestTheSheetOfAHeldMeetingStaysAndSaysWhatWorked(t *testing.T) {
	onWorld(t, func(w *world) {
		meeting := w.meeting(w.anna, w.client(w.anna, "Ліон"))
		chosen := w.techniques("figure", "choice", "fab")
		p := &crm.Preparation{Event: register.Ref[crm.Event](meeting.ID), Goal: "Показати зразки", Techniques: chosen[:2], Worked: chosen[:1]}
		w.must(w.save(w.anna, p))
		if len(p.Worked) != 0 {
			t.Error("a technique worked before the meeting")
		}
		w.must(w.step(w.anna, meeting, &crm.HoldEvent{ActualStart: hour(-1)}))
		p = w.sheet(p.ID)
		if p.State != crm.PreparationUsed || p.Filled != 3 {
			t.Errorf("after the meeting the sheet is %s with %d blocks", p.State, p.Filled)
		}
		p.Goal = "Було інше"
		w.refused(w.save(w.anna, p), "goal", "preparation_is_used")
		p = w.sheet(p.ID)
		p.Techniques = chosen
		w.refused(w.save(w.anna, p), "techniques", "preparation_is_used")
		p = w.sheet(p.ID)
		p.Worked = register.Refs[crm.Technique]{chosen[0], chosen[2]}
		w.must(w.save(w.anna, p))
		if len(p.Worked) != 1 || p.Worked[0] != chosen[0] {
			t.Errorf("worked: %v; what was not chosen cannot have worked", p.Worked)
		}
		w.must(w.step(w.iryna, meeting, &crm.CorrectEvent{Reason: "Не та зустріч", Status: w.eventStatus("meeting_no_show")}))
		if p = w.sheet(p.ID); p.State != crm.PreparationDraft || len(p.Worked) != 0 {
			t.Errorf("a corrected meeting leaves the sheet %s, worked %v", p.State, p.Worked)
		}
	})
}
