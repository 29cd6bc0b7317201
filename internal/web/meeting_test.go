package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestAMeetingIsPreparedHeldAndWrittenDown(t *testing.T) {
	onWorld(t, func(w *world) {
		var meeting *crm.Event
		w.write(func(tx *store.Tx) error {
			kind, err := register.First(w.ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "meeting"))
			if err != nil {
				return err
			}
			meeting = &crm.Event{
				Type: register.Ref[crm.EventType](kind.ID), Subject: "New line", Partner: register.Ref[crm.Partner](w.clients[w.anna].ID),
				Responsible: register.Ref[crm.User](w.anna.ID), PlannedStart: storetest.Noon.Add(-time.Hour),
			}
			return tx.Save(w.ctx, meeting)
		})
		b := w.as(w.anna)
		at := "/events/" + strconv.FormatInt(meeting.ID, 10)
		b.get(at).is(http.StatusOK).says("Prepare the meeting")
		b.get("/print" + at).is(http.StatusOK).hides("Fix the protocol")
		b.get(at + "/preparation").is(http.StatusSeeOther)
		sheet := "/preparations/new?event=" + strconv.FormatInt(meeting.ID, 10)
		b.get(sheet).is(http.StatusOK).says("0 of 8", "Striking figure", "Summary of benefits").
			send("/preparations?event="+strconv.FormatInt(meeting.ID, 10), "goal", "Show the samples").is(http.StatusSeeOther)
		b.get("/preparations/1").is(http.StatusOK).says("1 of 8", "Show the samples")
		b.get("/print/preparations/1?language=bg").is(http.StatusOK).says("Бланк за среща", "Show the samples", "Бележки")
		if pdf := b.get("/print/preparations/1?as=pdf").is(http.StatusOK); !strings.HasPrefix(pdf.body, "%PDF-") {
			t.Error("the form is no PDF")
		}
		w.as(w.vira).get("/preparations/1").is(http.StatusNotFound)
		w.as(w.vira).get("/print/preparations/1").is(http.StatusNotFound)
		w.as(w.vira).get("/print" + at).is(http.StatusNotFound)

		b.get(at + "/hold").send(at + "/hold").is(http.StatusSeeOther)
		b.get("/preparations/1").is(http.StatusOK).says("The meeting was held", "Used").hides("<textarea name=\"goal\"")
		w.write(func(tx *store.Tx) error {
			e, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](meeting.ID))
			if err != nil {
				return err
			}
			e.Agreements = register.Parts[crm.Agreement]{{Text: "Count the delivery"}}
			return tx.Save(w.ctx, e)
		})
		b.get(at).says("Make tasks and commitments").send(at + "/assign").is(http.StatusSeeOther)
		b.get(at).is(http.StatusOK).hides("Make tasks and commitments").says("Count the delivery", "Task 000001")
		for range 2 {
			b.get("/print"+at).says("Fix the protocol", "Count the delivery").send(at + "/protocol?language=en").is(http.StatusSeeOther)
		}
		b.get(at).says("Protocol, edition 2", "Not sent yet")
		b.get(at + "/protocol_sent").send(at + "/protocol_sent").is(http.StatusSeeOther)
		b.get(at).says("Sent ")
		b.get("/techniques/figures").is(http.StatusOK).says("Which techniques move deals")
	})
}
