package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

func TestWhatALeadAskedInVainIsUnmetDemand(t *testing.T) {
	onWorld(t, func(w *world) {
		reason := func(code string) register.Ref[crm.LeadReason] {
			var out *crm.LeadReason
			w.must(w.do(register.Program, func(tx register.Tx) (err error) {
				out, err = register.First(ctx, tx, crm.LeadReasons, register.Eq(&crm.LeadReasons.Row.Code, code))
				return err
			}))
			return register.Ref[crm.LeadReason](out.ID)
		}
		away := func(code, text string) *crm.Lead {
			l := &crm.Lead{Company: "Кав’ярня «Ґанок»", Text: text, Expected: money.New(90_000_00, "UAH"), Responsible: register.Ref[crm.User](w.anna.ID)}
			w.must(w.save(w.anna, l))
			why := reason(code)
			w.must(w.as(w.anna, func(tx register.Tx) error {
				if err := (&crm.TakeLead{}).Do(ctx, tx, l); err != nil {
					return err
				}
				return (&crm.DisqualifyLead{Reason: why, ReasonNote: "Шукають парасолі"}).Do(ctx, tx, l)
			}))
			return l
		}
		missed := func(l *crm.Lead) *crm.UnmetDemand {
			var out *crm.UnmetDemand
			w.must(w.as(w.anna, func(tx register.Tx) (err error) {
				out, err = register.First(ctx, tx, crm.UnmetDemands, register.Eq(&crm.UnmetDemands.Row.Lead, register.Ref[crm.Lead](l.ID)))
				return err
			}))
			return out
		}
		l := away("no_product", "Парасолі для літньої тераси")
		d := missed(l)
		if d == nil || d.What != l.Text || d.Who != l.Company || d.Expected.Minor != 90_000_00 || d.Note != "Шукають парасолі" || d.AskedOn == "" || register.ID(d.Responsible) != w.anna.ID {
			t.Fatalf("of it became %+v", d)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			r, err := register.Load(ctx, tx, crm.UnmetReasons, d.Reason)
			if err != nil || r.Code != "no_product" {
				t.Errorf("the reason is %+v, %v", r, err)
			}
			return err
		}))
		if d := missed(away("no_budget", "Столи")); d != nil {
			t.Errorf("of a client without money became %+v", d)
		}
		if d := missed(away("terms", "")); d != nil {
			t.Errorf("of who said nothing became %+v", d)
		}
	})
}

func TestUnmetDemandKnowsWhereItComesFrom(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.client(w.anna, "Сади Полісся")
		call := w.call(w.anna, client)
		d := &crm.UnmetDemand{Event: register.Ref[crm.Event](call.ID), What: "Сталеві каркаси"}
		w.must(w.save(w.anna, d))
		if register.ID(d.Partner) != client.ID || d.Reason == 0 || d.Number == "" {
			t.Errorf("of the call became %+v", d)
		}
		w.refused(w.save(w.anna, &crm.UnmetDemand{Who: "Хтось"}), "what", "unmet_says_nothing")
		w.refused(w.save(w.anna, &crm.UnmetDemand{What: "Каркаси", Quantity: -1}), "quantity", "too_small")
		w.refused(w.save(w.anna, &crm.UnmetDemand{What: "Каркаси", AskedOn: "2099-01-01"}), "asked_on", "in_future")
	})
}
