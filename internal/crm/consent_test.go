package crm_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// person is a contact of a client.
func (w *world) person(u *crm.User, surname string) *crm.Contact {
	w.Helper()
	c := &crm.Contact{Surname: surname, Given: "Оксана", Partner: register.Ref[crm.Partner](w.client(u, "Клієнт "+surname).ID)}
	w.must(w.save(u, c))
	return c
}

func (w *world) purpose(code string) register.Ref[crm.ProcessingPurpose] {
	w.Helper()
	var id register.ID
	w.must(w.do(register.Program, func(tx register.Tx) error {
		p, err := register.First(ctx, tx, crm.ProcessingPurposes, register.Eq(&crm.ProcessingPurposes.Row.Code, code))
		if err == nil {
			id = p.ID
		}
		return err
	}))
	return register.Ref[crm.ProcessingPurpose](id)
}

// offers are the channels by which a contact may be written to.
func (w *world) offers(c *crm.Contact) (out crm.Channels) {
	w.Helper()
	w.must(w.do(register.Program, func(tx register.Tx) error {
		now, err := register.Load(ctx, tx, crm.Contacts, register.Ref[crm.Contact](c.ID))
		if err == nil {
			out = now.Marketing
		}
		return err
	}))
	return out
}

func TestAConsentAllowsItsChannelUntilItIsWithdrawn(t *testing.T) {
	onWorld(t, func(w *world) {
		person := w.person(w.anna, "Савчук")
		yes := func(code string) *crm.Consent {
			return &crm.Consent{
				Contact: register.Ref[crm.Contact](person.ID), Purpose: w.purpose(code), Way: "paper",
				Language: "uk", Edition: "2026-1", Text: "Погоджуюся отримувати пропозиції.",
			}
		}
		first := yes("marketing_email")
		w.must(w.save(w.anna, first))
		w.must(crm.FollowConsents(ctx, w.st, crm.ConsentsInput{Contact: person.ID}))
		if first.RegisteredBy != register.Ref[crm.User](w.anna.ID) || first.State != crm.ConsentGiven {
			t.Errorf("registered by %d, %s", first.RegisteredBy, first.State)
		}
		if got := w.offers(person); !slices.Equal(got, crm.Channels{"email"}) {
			t.Errorf("allowed by %v, wanted email", got)
		}
		w.refused(w.save(w.anna, yes("accounting")), "purpose", "purpose_needs_no_consent")

		first.Text = "Погоджуюся на все."
		w.refused(w.save(w.anna, first), "text", "consent_stays")
		w.must(w.as(w.anna, func(tx register.Tx) error {
			now, err := register.Load(ctx, tx, crm.Consents, register.Ref[crm.Consent](first.ID))
			if err != nil {
				return err
			}
			return (&crm.WithdrawConsent{Way: "call"}).Do(ctx, tx, now)
		}))
		if got := w.offers(person); len(got) != 0 {
			t.Errorf("withdrawn at once, yet allowed by %v", got)
		}
		w.must(w.save(w.anna, yes("marketing_phone"))) // given anew is another record
		w.must(w.do(register.Program, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Consents.Register, register.Eq(&crm.Consents.Row.Contact, register.Ref[crm.Contact](person.ID)), 10)
			if n != 2 {
				t.Errorf("%d consents, wanted the withdrawn and the new one", n)
			}
			return err
		}))
		if err := w.save(w.vira, yes("marketing_sms")); err == nil {
			t.Error("somebody registered a consent of a contact he does not see")
		}
	})
}

func TestAConsentUntilADayExpires(t *testing.T) {
	onWorld(t, func(w *world) {
		person := w.person(w.anna, "Савчук")
		c := &crm.Consent{
			Contact: register.Ref[crm.Contact](person.ID), Purpose: w.purpose("marketing_email"), Way: "form",
			Language: "bg", Edition: "1", Text: "Съгласен съм.",
		}
		w.must(w.save(w.anna, c))
		w.must(crm.FollowConsents(ctx, w.st, crm.ConsentsInput{Contact: person.ID}))
		w.must(w.do(register.Program, func(tx register.Tx) error {
			c.ValidTill = register.DayOf(tx.Now().Add(-48*time.Hour), time.UTC)
			return tx.Save(ctx, c)
		}))
		w.must(crm.ExpireConsents(ctx, w.st))
		w.must(w.do(register.Program, func(tx register.Tx) error {
			now, err := register.Load(ctx, tx, crm.Consents, register.Ref[crm.Consent](c.ID))
			if err == nil && (now.State != crm.ConsentExpired || now.EndedAt.IsZero()) {
				t.Errorf("%s, ended %s", now.State, now.EndedAt)
			}
			return err
		}))
		if got := w.offers(person); len(got) != 0 {
			t.Errorf("expired, yet allowed by %v", got)
		}
	})
}

func TestARequestOfAPersonIsAnsweredWithinItsDays(t *testing.T) {
	onWorld(t, func(w *world) {
		person := w.person(w.anna, "Савчук")
		q := &crm.DataRequest{Kind: "erasure", Contact: register.Ref[crm.Contact](person.ID), ReceivedAt: w.st.Now().Add(-24 * time.Hour)}
		w.must(w.save(w.anna, q))
		day := register.DayOf(q.ReceivedAt, w.st.Zone())
		at, err := time.Parse(time.DateOnly, string(day))
		w.must(err)
		if got, want := string(q.Deadline), at.AddDate(0, 0, 30).Format(time.DateOnly); got != want {
			t.Errorf("to be answered by %s, wanted %s", got, want)
		}
		if got, want := string(q.WarnOn), at.AddDate(0, 0, 20).Format(time.DateOnly); got != want {
			t.Errorf("urgent from %s, wanted %s", got, want)
		}
		do := func(in register.Doer[crm.DataRequest]) error {
			return w.as(w.anna, func(tx register.Tx) error {
				now, err := register.Load(ctx, tx, crm.DataRequests, register.Ref[crm.DataRequest](q.ID))
				if err != nil {
					return err
				}
				return in.Do(ctx, tx, now)
			})
		}
		w.refused(do(&crm.AnswerRequest{Decision: crm.Granted, Answer: "Зроблено"}), "", "request_not_in_work")
		w.must(do(&crm.TakeRequest{}))
		w.refused(do(&crm.AnswerRequest{Decision: crm.Granted, Answer: "Зроблено"}), "decision", "applicant_not_identified")
		w.refused(do(&crm.AnswerRequest{Decision: crm.Refused, Answer: "Ні"}), "reasons", "required")
		w.must(do(&crm.IdentifyApplicant{How: "called_back"}))
		w.must(do(&crm.ExtendRequest{Reason: "Багато записів"}))
		w.refused(do(&crm.ExtendRequest{Reason: "Ще"}), "", "request_extended_already")
		w.must(do(&crm.AnswerRequest{Decision: crm.Granted, Answer: "Зроблено"}))
		w.refused(do(&crm.AnswerRequest{Decision: crm.Granted, Answer: "Ще раз"}), "", "request_not_in_work")

		access := &crm.DataRequest{Kind: crm.AccessRequest, Applicant: "Оксана"}
		w.must(w.save(w.anna, access))
		w.refused(w.as(w.anna, func(tx register.Tx) error { return (&crm.ExtendRequest{Reason: "Ні"}).Do(ctx, tx, access) }), "", "access_is_not_put_off")
		w.refused(w.save(w.anna, &crm.DataRequest{Kind: "erasure"}), "applicant", "required")
		if err := w.as(w.petro, func(tx register.Tx) error {
			_, err := register.Load(ctx, tx, crm.DataRequests, register.Ref[crm.DataRequest](access.ID))
			return err
		}); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("who has no part in it sees a request: %v", err)
		}
	})
}
