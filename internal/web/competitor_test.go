package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// rivals are two competitors at the client of Anna: to the first she lost two
// deals, to the second one, to nobody one, and she won one.
func (w *world) rivals() (first, second *crm.Partner) {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		first = &crm.Partner{Name: "Oakwood", Roles: crm.PartnerRoles{crm.CompetitorRole}, Equipment: "Two saws", Strengths: "Cheap"}
		second = &crm.Partner{Name: "Mebelor", Roles: crm.PartnerRoles{crm.CompetitorRole}}
		for _, p := range []*crm.Partner{first, second} {
			if err := tx.Save(w.ctx, p); err != nil {
				return err
			}
		}
		client, err := register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](w.clients[w.anna].ID))
		if err != nil {
			return err
		}
		client.Competitors = register.Refs[crm.Partner]{register.Ref[crm.Partner](first.ID)}
		if err := tx.Save(w.ctx, client); err != nil {
			return err
		}
		reason, err := register.First(w.ctx, tx, crm.LossReasons, register.Eq(&crm.LossReasons.Row.Code, "price"))
		if err != nil {
			return err
		}
		for i, to := range []register.ID{first.ID, first.ID, second.ID, 0, -1} {
			d := &crm.Deal{Name: "Kitchen " + strconv.Itoa(i), Partner: register.Ref[crm.Partner](client.ID), Responsible: register.Ref[crm.User](w.anna.ID), Amount: money.Of(100, "UAH")}
			if err := tx.Save(w.ctx, d); err != nil {
				return err
			}
			if to < 0 {
				err = new(crm.WinDeal).Do(w.ctx, tx, d)
			} else {
				err = (&crm.LoseDeal{LossReason: register.Ref[crm.LossReason](reason.ID), LostTo: register.Ref[crm.Partner](to)}).Do(w.ctx, tx, d)
			}
			if err != nil {
				return err
			}
		}
		for i, area := range []crm.StrategyArea{"price", "price", "staff"} {
			change := &crm.StrategyChange{
				Summary: "Change " + strconv.Itoa(i), Competitor: register.Ref[crm.Partner](first.ID), Area: area, Was: "before", Became: "after",
				ObservedOn: register.Date("2026-0" + strconv.Itoa(i+7) + "-15"),
			}
			if err := tx.Save(w.ctx, change); err != nil {
				return err
			}
		}
		return nil
	})
	return first, second
}

func TestACompetitorsCardSaysHowWeFareAgainstHim(t *testing.T) {
	onWorld(t, func(w *world) {
		first, _ := w.rivals()
		b := w.as(w.iryna)
		card := b.get("/partners/"+strconv.FormatInt(first.ID, 10)).is(http.StatusOK).says("33.33%", "Change 2")
		b.get("/partners/"+strconv.FormatInt(first.ID, 10)+"?tab=overview").is(http.StatusOK).says("As a competitor", "Two saws")
		for label, rows := range map[string]int{"Lost to them": 2, "Won where they compete": 1, "Lost to others": 2, "Clients we compete for": 1} {
			got := card.tiles()[label]
			if got[0] != strconv.Itoa(rows) || len(row.FindAllString(b.get(got[1]).is(http.StatusOK).body, -1)) != rows {
				t.Errorf("%s: %v, wanted %d rows", label, got, rows)
			}
		}
		page := b.get("/competitors/figures").is(http.StatusOK).says("Oakwood", "Mebelor", "75%", "Prices")
		for label, rows := range map[string]int{"Lost to competitors": 3, "Strategy changes": 3} {
			got := page.tiles()[label]
			if got[0] != strconv.Itoa(rows) || len(row.FindAllString(b.get(got[1]).is(http.StatusOK).body, -1)) != rows {
				t.Errorf("%s: %v, wanted %d rows", label, got, rows)
			}
		}
	})
}

func TestClientsAreNotAskedWhatCompetitorsAre(t *testing.T) {
	onFile(t, func(w *world) {
		first, _ := w.rivals()
		b := w.as(w.olena)
		client := "/partners/" + strconv.FormatInt(w.clients[w.anna].ID, 10)
		b.get(client+"/edit").is(http.StatusOK).hides("Weaknesses", "volumes")
		rival := "/partners/" + strconv.FormatInt(first.ID, 10)
		b.get(rival+"/edit").is(http.StatusOK).says("Weaknesses", "volumes")
		// Who competes no more keeps what was known, out of sight.
		b.get(rival+"/edit?field=roles").send(rival+"?field=roles", "roles", "client").is(http.StatusSeeOther)
		b.get(rival + "?tab=overview").is(http.StatusOK).hides("Two saws")
		b.get(rival+"/edit").send(rival, "name", "Oakwood again").is(http.StatusSeeOther)
		b.get(rival+"/edit?field=roles").send(rival+"?field=roles", "roles", "competitor").is(http.StatusSeeOther)
		b.get(rival+"?tab=overview").is(http.StatusOK).says("Two saws", "Oakwood again")
	})
}

func TestChangesOfCompetitorsStandOnALine(t *testing.T) {
	onWorld(t, func(w *world) {
		first, second := w.rivals()
		b := w.as(w.anna)
		line := b.get("/strategy_changes/timeline").is(http.StatusOK).says("September 2026", "Change 2", "Oakwood", "before", "after")
		if at := [3]int{strings.Index(line.body, "Change 2"), strings.Index(line.body, "Change 1"), strings.Index(line.body, "Change 0")}; at[0] > at[1] || at[1] > at[2] {
			t.Errorf("the last change is not the first: %v", at)
		}
		b.get("/strategy_changes/timeline?area=staff").is(http.StatusOK).says("Change 2").hides("Change 1")
		b.get("/strategy_changes/timeline?competitor="+strconv.FormatInt(first.ID, 10)).is(http.StatusOK).says("Strategy changes: Oakwood", "Change 1")
		b.get("/strategy_changes/timeline?competitor=" + strconv.FormatInt(second.ID, 10)).is(http.StatusOK).says("No changes noted yet").hides("Change 1")
		b.get("/strategy_changes/timeline?area=weather").is(http.StatusBadRequest)
		b.get("/strategy_changes/timeline?after=nowhere").is(http.StatusBadRequest)
		b.get("/strategy_changes/timeline?competitor=" + strconv.FormatInt(w.clients[w.vira].ID, 10)).is(http.StatusNotFound)
		w.as(w.petro).get("/strategy_changes/timeline").is(http.StatusOK).hides("Change 1")
	})
}

func TestStrategyChangesStandOnTheTimelineOfTheirCompetitor(t *testing.T) {
	onWorld(t, func(w *world) {
		first, second := w.rivals()
		b := w.as(w.iryna)
		timeline := func(of *crm.Partner) string { return "/partners/" + strconv.FormatInt(of.ID, 10) + "/timeline/print" }
		b.get(timeline(first)).is(http.StatusOK).says("Change 0", "Change 2")
		if body := b.get(timeline(second)).is(http.StatusOK).body; strings.Contains(body, "Change 0") {
			t.Error("a change stands on the timeline of another competitor")
		}
	})
}
