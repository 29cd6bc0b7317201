package web_test

import (
	"net/http"
	"strconv"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// units are a stand and a fridge in stock.
func (w *world) units() (stand, fridge *crm.InventoryUnit) {
	w.Helper()
	stand = &crm.InventoryUnit{Number: "ST/1 ї", Name: "Oak stand", Cost: money.Of(12_000, "UAH"), LifeMonths: 36, BoughtOn: "2025-11-22", Kind: 1}
	fridge = &crm.InventoryUnit{Name: "Fridge", Cost: money.Of(100, "UAH"), LifeMonths: 3, BoughtOn: "2026-10-22", Kind: 1}
	w.write(func(tx *store.Tx) error {
		for _, u := range []*crm.InventoryUnit{stand, fridge} {
			if err := tx.Save(w.ctx, u); err != nil {
				return err
			}
		}
		return nil
	})
	return stand, fridge
}

func TestInventoryIsIssuedCheckedAndTakenBack(t *testing.T) {
	onWorld(t, func(w *world) {
		stand, fridge := w.units()
		client := strconv.FormatInt(w.clients[w.anna].ID, 10)
		b := w.as(w.anna)
		at := func(u *crm.InventoryUnit) string { return "/inventory_units/" + strconv.FormatInt(u.ID, 10) }
		for _, u := range []*crm.InventoryUnit{stand, fridge} {
			b.get(at(u)+"/issue").is(http.StatusOK).send(at(u)+"/issue", "partner", client, "placed_on", "01/08/2026", "contract", "17-A").leadsTo("/placements/")
		}
		// 12,000.00 · 24/36 + 100.00 · 2/3 = 8,066.67
		b.get("/partners/"+client).is(http.StatusOK).says("Inventory at the client", "8,066.67", "Oak stand", "check overdue")
		b.get("/partners/"+client+"?tab=placements.partner").is(http.StatusOK).says("Oak stand", "Fridge")
		b.get("/inventory_units?status.in=placed&check_by.within=past").is(http.StatusOK).says("Oak stand")
		b.get(at(stand)).says("8,000.00", "of 12,000.00", "Client of anna")
		b.get(at(stand)+"/check").is(http.StatusOK).says(`capture="environment"`).
			send(at(stand)+"/check", "condition", "worn", "contents", "85", "remark", "Two shelves are others’").is(http.StatusSeeOther)
		b.get(at(stand)+"?tab=inventory_checks.unit").is(http.StatusOK).says("Worn", "85%", "Two shelves")
		b.get("/inventory_units?status.in=placed&check_by.within=past").hides("Oak stand")

		b.get("/print/placements/1").is(http.StatusOK).says("Act of issue of advertising inventory No. 000001", "17-A", "ST/1 ї")
		b.get("/print/placements/1?language=bg").is(http.StatusOK).says("Акт за предаване")
		if pdf := b.get("/print/placements/1?as=pdf").is(http.StatusOK); pdf.body[:5] != "%PDF-" {
			t.Errorf("the act is no PDF: %q", pdf.body[:20])
		}
		b.get("/print/placements/1/return").is(http.StatusNotFound)
		b.get(at(stand)+"/take_back").send(at(stand)+"/take_back", "condition", "worn").leadsTo("/placements/1")
		b.get("/print/placements/1/return").is(http.StatusOK).says("Act of return", "Worn")
		b.get("/partners/" + client).says("66.67").hides("8,066.67")

		other := w.as(w.vira)
		other.get("/placements/1").is(http.StatusNotFound)
		other.get("/print/placements/1").is(http.StatusNotFound)
		other.get(at(fridge)).is(http.StatusOK).hides("Client of anna")
	})
}

func TestALabelLeadsToItsUnit(t *testing.T) {
	onFile(t, func(w *world) {
		stand, fridge := w.units()
		b := w.as(w.iryna)
		ids := "id=" + strconv.FormatInt(stand.ID, 10) + "&id=" + strconv.FormatInt(fridge.ID, 10)
		b.get("/inventory_units/labels?"+ids).is(http.StatusOK).says("ST/1 ї", "Code of unit "+fridge.Number, "<svg", "Промінь")
		b.get("/inventory_units/labels").is(http.StatusBadRequest)
		b.get("/inventory_units/labels?id=987").is(http.StatusNotFound)
		b.get("/inventory_units/scan?number=ST%2F1+%D1%97").leadsTo("/inventory_units/" + strconv.FormatInt(stand.ID, 10))
		b.get("/inventory_units/scan?number=+" + fridge.Number + "+").leadsTo("/inventory_units/" + strconv.FormatInt(fridge.ID, 10))
		b.get("/inventory_units/scan").is(http.StatusOK).says("Find by number")
		b.get("/inventory_units/scan?number=none").is(http.StatusNotFound).says("There is no such number: none", `value="none"`)
		b.get("/inventory_units").is(http.StatusOK).says("Print labels", "/inventory_units/scan")
		b.get("/placements").is(http.StatusOK).hides(`href="/placements/new`)
	})
}

func TestTheTimelineTellsOfClaimsAndInventory(t *testing.T) {
	onWorld(t, func(w *world) {
		stand, _ := w.units()
		client := register.Ref[crm.Partner](w.clients[w.anna].ID)
		w.write(func(tx *store.Tx) error {
			if err := (&crm.IssueUnit{Partner: client}).Do(w.ctx, tx, stand); err != nil {
				return err
			}
			return tx.Save(w.ctx, &crm.Claim{Partner: client, Text: "The door creaks", Kind: crm.Complaint, Severity: crm.Severe})
		})
		w.as(w.anna).get("/partners/"+strconv.FormatInt(int64(client), 10)).is(http.StatusOK).says("The door creaks", "Inventory issued", "Oak stand")
	})
}
