package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// asks has a stage ask for things.
func (w *world) asks(list ...*crm.StageRequirement) {
	w.Helper()
	for _, q := range list {
		w.must(w.save(w.admin, q))
	}
}

func TestEveryRoadToAStageMeetsItsRequirements(t *testing.T) {
	onWorld(t, func(w *world) {
		offer := w.stage("offer")
		w.refused(w.save(w.admin, &crm.StageRequirement{Stage: offer, Kind: crm.NeedsField}), "field", "required")
		w.refused(w.save(w.admin, &crm.StageRequirement{Stage: offer, Kind: crm.NeedsTask, What: "Замір", Field: "amount"}), "field", "requirement_of_another_kind")
		point := &crm.StageRequirement{Stage: offer, Kind: crm.NeedsPoint, What: "Бюджет погоджено"}
		w.asks(&crm.StageRequirement{Stage: offer, Kind: crm.NeedsField, Field: "amount"}, point,
			&crm.StageRequirement{Stage: offer, Kind: crm.NeedsDocument, Document: "layout", What: "Макет"},
			&crm.StageRequirement{Stage: offer, Kind: crm.NeedsTask, What: "Зняти розміри"})
		w.refused(w.save(w.anna, &crm.Deal{Stage: offer, Amount: money.Of(1, "UAH")}), "confirmed", "stage_needs_point")

		d := &crm.Deal{}
		w.must(w.save(w.anna, d))
		move := func(to register.Ref[crm.Stage]) error {
			d = w.again(d)
			return w.as(w.anna, func(tx register.Tx) error { return (&crm.MoveDeal{Stage: to}).Do(ctx, tx, d) })
		}
		w.must(move(w.stage("qualification")))
		lacks := func(err error, all ...string) {
			w.Helper()
			for _, key := range all {
				field := map[string]string{"stage_needs_field": "amount", "stage_needs_point": "confirmed"}[key]
				w.refused(err, field, key)
			}
		}
		lacks(move(offer), "stage_needs_field", "stage_needs_point", "stage_needs_document", "stage_needs_task")
		lacks(move(w.stage("negotiation")), "stage_needs_field", "stage_needs_task") // it would pass over the offer

		d = w.again(d)
		d.Amount, d.Confirmed = money.Of(9000, "UAH"), register.Refs[crm.StageRequirement]{register.Ref[crm.StageRequirement](point.ID)}
		w.must(w.save(w.anna, d))
		w.must(w.save(w.anna, &crm.Attachment{About: register.Link{Register: "deal", ID: d.ID}, Kind: "layout", File: w.file("макет.pdf", "макет")}))
		lacks(move(offer), "stage_needs_task")
		task := &crm.Task{Subject: "Зняти розміри", Deal: register.Ref[crm.Deal](d.ID)}
		w.must(w.save(w.anna, task))
		lacks(move(offer), "stage_needs_task")
		w.must(w.do(register.Program, func(tx register.Tx) error {
			task.Status, task.Result = crm.TaskConfirmed, "2,4 м"
			return tx.Save(ctx, task)
		}))
		w.must(move(offer))
	})
}

func TestWhoLosesADealIsNotAskedForWhatWinningNeeds(t *testing.T) {
	onWorld(t, func(w *world) {
		w.asks(&crm.StageRequirement{Stage: w.stage("offer"), Kind: crm.NeedsField, Field: "close_on"})
		client := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		d := &crm.Deal{Partner: client}
		w.must(w.save(w.anna, d))
		w.refused(w.as(w.anna, func(tx register.Tx) error { return new(crm.WinDeal).Do(ctx, tx, d) }), "close_on", "stage_needs_field")
		d = w.again(d)
		w.must(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.LoseDeal{LossReason: w.reason("price")}).Do(ctx, tx, d)
		}))
		bring := func(d *crm.Deal) error {
			return w.st.Do(ctx, w.rights(w.admin), register.ByImport, func(tx register.Tx) error { return tx.Save(ctx, d) })
		}
		w.must(bring(&crm.Deal{Number: "A", Partner: client, Stage: w.stage("won")})) // history
		w.refused(bring(&crm.Deal{Number: "B", Stage: w.stage("offer")}), "close_on", "stage_needs_field")
	})
}
