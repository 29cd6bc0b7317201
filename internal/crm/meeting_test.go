package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// held is a meeting that has just been held, with what was agreed on it.
func (w *world) held(u *crm.User, with *crm.Partner, agreed ...crm.Agreement) *crm.Event {
	w.Helper()
	e := w.meeting(u, with)
	w.must(w.step(u, e, &crm.HoldEvent{ActualStart: hour(-1)}))
	e = w.event(e.ID)
	e.Agreements = agreed
	w.must(w.save(u, e))
	return w.event(e.ID)
}

// count counts the rows of a register.
func (w *world) count(of *register.Register, f register.Filter) int {
	w.Helper()
	n := 0
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		n, err = tx.Count(ctx, of, f, 0)
		return err
	}))
	return n
}

func TestAgreementsBecomeTasksAndCommitmentsOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		var sample register.Ref[crm.CommitmentKind]
		w.must(w.do(register.Program, func(tx register.Tx) error {
			kind, err := register.First(ctx, tx, crm.CommitmentKinds, register.Eq(&crm.CommitmentKinds.Row.Code, "sample"))
			if err == nil {
				sample = register.Ref[crm.CommitmentKind](kind.ID)
			}
			return err
		}))
		client := w.client(w.anna, "Ліон")
		e := w.held(
			w.anna, client,
			crm.Agreement{Text: "Порахувати доставку"},
			crm.Agreement{Text: "Привезти зразки", User: register.Ref[crm.User](w.borys.ID), Kind: sample, Deadline: "2026-12-01"},
			crm.Agreement{Text: "Надіслати креслення", Side: crm.TheirAgreement, Deadline: "2026-11-30"},
		)
		if e.Unassigned() != 3 || !(&crm.AssignAgreements{}).Offered(e) {
			t.Fatalf("%d agreements are nobody's", e.Unassigned())
		}
		w.must(w.step(w.anna, e, &crm.AssignAgreements{}))
		w.must(w.step(w.anna, e, &crm.AssignAgreements{}))
		e = w.event(e.ID)
		if tasks, promises := w.count(crm.Tasks.Register, nil), w.count(crm.Commitments.Register, nil); tasks != 2 || promises != 2 {
			t.Fatalf("pressed twice: %d tasks and %d commitments; wanted 2 and 2", tasks, promises)
		}
		if (&crm.AssignAgreements{}).Offered(e) {
			t.Error("there is nothing left to assign, and it is offered")
		}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			first, err := register.Load(ctx, tx, crm.Tasks, e.Agreements[0].Task)
			if err != nil {
				return err
			}
			if first.Source != crm.TaskByProtocol || first.Event != register.Ref[crm.Event](e.ID) || first.Partner != e.Partner || first.Executors[0] != register.Ref[crm.User](w.anna.ID) {
				t.Errorf("the task is %+v", first)
			}
			second, err := register.Load(ctx, tx, crm.Commitments, e.Agreements[1].Commitment)
			if err != nil {
				return err
			}
			if second.Side != crm.OurSide || second.Task == 0 || second.Task != e.Agreements[1].Task || second.Kind != sample || second.Due != "2026-12-01" {
				t.Errorf("our commitment is %+v", second)
			}
			third, err := register.Load(ctx, tx, crm.Commitments, e.Agreements[2].Commitment)
			if err != nil {
				return err
			}
			if third.Side != crm.TheirSide || third.Task != 0 || e.Agreements[2].Task != 0 {
				t.Errorf("their commitment is %+v", third)
			}
			return nil
		}))
		// A form that is sent again keeps what was made of each.
		e.Agreements = append(e.Agreements, crm.Agreement{Text: "Надіслати прайс"})
		w.must(w.save(w.anna, e))
		w.must(w.step(w.anna, e, &crm.AssignAgreements{}))
		if tasks := w.count(crm.Tasks.Register, nil); tasks != 3 {
			t.Errorf("%d tasks after one more agreement", tasks)
		}
	})
}

func TestAgreementsAreAssignedAllOrNone(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.held(w.anna, w.client(w.anna, "Ліон"), crm.Agreement{Text: "Порахувати доставку"}, crm.Agreement{Text: "Надіслати креслення", Side: crm.TheirAgreement})
		w.refused(w.step(w.anna, e, &crm.AssignAgreements{}), "agreements.1.deadline", "agreement_needs_deadline")
		if n := w.count(crm.Tasks.Register, nil); n != 0 {
			t.Errorf("%d tasks are left of what was refused", n)
		}
	})
}

func TestOneMeetingLeadsToOneNext(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.held(w.anna, w.client(w.anna, "Ліон"), crm.Agreement{Text: "Порахувати доставку"})
		w.must(w.step(w.anna, e, &crm.PlanNextMeeting{PlannedStart: hour(72), Goals: "Підписати"}))
		e = w.event(e.ID)
		next := w.event(register.ID(e.NextMeeting))
		if next.Class != crm.Planned || !next.Meeting || next.Partner != e.Partner || next.Subject != e.Subject || next.Goals != "Підписати" || len(next.Agreements) != 0 || next.RepeatOf != 0 {
			t.Errorf("the next meeting is %+v", next)
		}
		w.refused(w.step(w.anna, e, &crm.PlanNextMeeting{PlannedStart: hour(96)}), "", "next_meeting_is_planned")
	})
}

func TestAProtocolIsFixedInEditionsAndSentOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Ліон")
		fix := func(e *crm.Event, content string) error {
			file := w.file("protocol.pdf", content)
			return w.st.Write(ctx, w.rights(w.anna), register.ByForm, func(tx *store.Tx) error {
				if err := tx.KeepFile(ctx, file.Hash); err != nil {
					return err
				}
				return crm.FixProtocol(ctx, tx, e, file)
			})
		}
		w.refused(fix(w.meeting(w.anna, client), "zero"), "", "meeting_is_not_held")
		e := w.held(w.anna, client)
		w.refused(w.step(w.anna, e, &crm.MarkProtocolSent{}), "", "protocol_is_not_fixed")
		w.must(fix(e, "one"))
		w.must(fix(e, "two"))
		about := register.Eq(&crm.Attachments.Row.About, register.Link{Register: "event", ID: e.ID})
		if n := w.count(crm.Attachments.Register, register.All{about, register.Eq(&crm.Attachments.Row.Kind, crm.ProtocolFile)}); n != 2 {
			t.Errorf("%d editions are kept, wanted 2", n)
		}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			last, err := crm.LastProtocol(ctx, tx, e.ID)
			if err == nil && (last.Edition != 2 || last.Previous == 0) {
				t.Errorf("the last edition is %d after %d", last.Edition, last.Previous)
			}
			return err
		}))
		w.refused(w.step(w.anna, e, &crm.MarkProtocolSent{At: hour(2)}), "at", "in_future")
		w.must(w.step(w.anna, e, &crm.MarkProtocolSent{}))
		if e = w.event(e.ID); !e.ProtocolSentAt.Equal(hour(0)) || (&crm.MarkProtocolSent{}).Offered(e) {
			t.Errorf("sent at %v", e.ProtocolSentAt)
		}
	})
}
