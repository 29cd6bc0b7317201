package web_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestAConsentIsRegisteredOnTheCardAndWithdrawnAtOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		person := &crm.Contact{Surname: "Savchuk", Given: "Oksana", Partner: register.Ref[crm.Partner](w.clients[w.anna].ID)}
		var purpose register.ID
		w.write(func(tx *store.Tx) error {
			if err := tx.Save(w.ctx, person); err != nil {
				return err
			}
			p, err := register.First(w.ctx, tx, crm.ProcessingPurposes, register.Eq(&crm.ProcessingPurposes.Row.Code, "marketing_email"))
			if err == nil {
				purpose = p.ID
			}
			return err
		})
		id := strconv.FormatInt(person.ID, 10)
		b := w.as(w.anna)
		b.get("/contacts/"+id).is(http.StatusOK).says("No consent holds", "/consents/new?contact="+id)
		b.get("/consents/new?contact="+id).is(http.StatusOK).says("Savchuk").
			send("/consents?contact="+id, "purpose", fmt.Sprint(purpose), "way", "paper", "language", "en", "edition", "2026-1").
			is(http.StatusUnprocessableEntity).says("2026-1") // no text: what was typed stays
		b.get("/consents/new?contact="+id).
			send("/consents?contact="+id, "purpose", fmt.Sprint(purpose), "way", "paper", "language", "en", "edition", "2026-1", "text", "I agree to offers.").
			leadsTo("/consents/1")
		w.must(crm.FollowConsents(w.ctx, w.st, crm.ConsentsInput{Contact: person.ID}))
		b.get("/contacts/"+id).says("Offers by e-mail", "Given")
		b.get("/contacts?marketing.set=").is(http.StatusOK).says("Savchuk")
		b.get("/contacts?marketing.has=phone").is(http.StatusOK).hides("Savchuk")
		b.get("/consents/1").says("Withdraw", "I agree to offers.")

		other := w.as(w.vira)
		other.get("/consents/1").is(http.StatusNotFound)
		other.get("/consents/1/withdraw").is(http.StatusNotFound)
		b.get("/consents/1/withdraw").is(http.StatusOK).send("/consents/1/withdraw", "way", "call").is(http.StatusSeeOther)
		b.get("/contacts?marketing.set=").is(http.StatusOK).hides("Savchuk")
		b.get("/consents?state.in=withdrawn,expired").says("Withdrawn")
		b.get("/consents/1").hides("/consents/1/withdraw")
	})
}

func TestRequestsOfPersonsAreListedByTheirDays(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.anna)
		for _, one := range [][2]string{{"Early Oksana", "01/05/2026 10:00"}, {"Fresh Maria", ""}} {
			b.get("/data_requests/new").is(http.StatusOK).
				send("/data_requests", "kind", "erasure", "applicant", one[0], "received_at", one[1]).is(http.StatusSeeOther)
		}
		waits := "/data_requests?status.in=received,in_work"
		b.get(waits).says("Early Oksana", "Fresh Maria")
		b.get(waits + "&deadline.within=past").says("Early Oksana").hides("Fresh Maria")
		b.get(waits + "&warn_on.within=past").says("Early Oksana").hides("Fresh Maria")
		b.get("/data_requests").says("Due", "Overdue", "Unanswered")
		b.get("/data_requests/new").send("/data_requests", "kind", "erasure").is(http.StatusUnprocessableEntity)
		b.get("/data_requests/1/take").is(http.StatusOK).send("/data_requests/1/take").is(http.StatusSeeOther)
		b.get("/data_requests/1/reply").is(http.StatusOK).
			send("/data_requests/1/reply", "decision", "granted", "answer", "Done").is(http.StatusUnprocessableEntity).says("First check", "Done")
		w.as(w.vira).get("/data_requests/1").is(http.StatusNotFound)
		w.as(w.petro).get("/data_requests").hides("Early Oksana")
	})
}
