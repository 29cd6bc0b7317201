package web_test

import (
	"net/http"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestUnmetDemandIsCountedByReasonWithItsRows(t *testing.T) {
	onWorld(t, func(w *world) {
		rival := &crm.Partner{Name: "Меблярик", Roles: crm.PartnerRoles{crm.CompetitorRole}}
		w.write(func(tx *store.Tx) error {
			if err := tx.Save(w.ctx, rival); err != nil {
				return err
			}
			why, err := register.First(w.ctx, tx, crm.UnmetReasons, register.Eq(&crm.UnmetReasons.Row.Code, "out_of_stock"))
			if err != nil {
				return err
			}
			for i := range 3 {
				d := &crm.UnmetDemand{What: "Каркаси", Who: "Їжакевич", Reason: register.Ref[crm.UnmetReason](why.ID), Expected: money.New(int64(1000_00*(i+1)), "UAH"), Responsible: register.Ref[crm.User](w.anna.ID)}
				if i == 0 {
					d.Competitor, d.Responsible = register.Ref[crm.Partner](rival.ID), register.Ref[crm.User](w.vira.ID)
				}
				if err := tx.Save(w.ctx, d); err != nil {
					return err
				}
			}
			return nil
		})
		all := w.as(w.iryna).get("/unmet_demands/figures").is(http.StatusOK).says("Out of stock", "Меблярик", "6,000")
		w.as(w.anna).get("/unmet_demands/figures").is(http.StatusOK).says("Out of stock", "5,000").hides("6,000")
		rows := 0
		for _, href := range attributesOf(t, all.body, "href") {
			if len(href) > 15 && href[:15] == "/unmet_demands?" {
				w.as(w.iryna).get(href).is(http.StatusOK)
				rows++
			}
		}
		if rows < 4 {
			t.Errorf("%d numbers lead to their rows", rows)
		}
		w.as(w.anna).get("/unmet_demands/new").is(http.StatusOK)
	})
}
