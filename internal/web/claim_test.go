package web_test

import (
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// decide makes decided claims of a client that took so many days; the first of
// them were found wrong.
func (w *world) decide(of *crm.User, refused int, days ...int) {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		defect, err := register.First(w.ctx, tx, crm.ClaimReasons, register.Eq(&crm.ClaimReasons.Row.Code, "defect"))
		if err != nil {
			return err
		}
		for i, n := range days {
			c := &crm.Claim{
				Partner: register.Ref[crm.Partner](w.clients[of].ID), Responsible: register.Ref[crm.User](of.ID), Text: "Claim " + strconv.Itoa(i), Kind: crm.ClaimOnGoods,
				Severity: crm.Considerable, Reason: register.Ref[crm.ClaimReason](defect.ID), ReceivedAt: storetest.Noon.AddDate(0, 0, -n),
				Team: register.Ref[crm.Team](w.kyiv.ID), Status: crm.ClaimSatisfied, Remedy: "discount", RemedyCost: money.New(10_050, "UAH"), ClosedOn: "2026-11-22",
			}
			if i < refused {
				c.Status, c.Remedy, c.RemedyCost = crm.ClaimNotSatisfied, "", money.Money{}
			}
			if err := tx.Save(w.ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

var (
	tile = regexp.MustCompile(`(?s)<dt>([^<]*)</dt>\s*<dd>\s*(?:<a href="([^"]*)">)?([^<]*)<`)
	row  = regexp.MustCompile(`<tr id="[a-z_]+-[0-9]+"`)
)

// tiles are the figures of a page with the addresses of their rows, by label.
func (s *seen) tiles() map[string][2]string {
	out := map[string][2]string{}
	for _, m := range tile.FindAllStringSubmatch(s.body, -1) {
		out[html.UnescapeString(m[1])] = [2]string{strings.TrimSpace(html.UnescapeString(m[3])), html.UnescapeString(m[2])}
	}
	return out
}

func TestFiguresOfClaimsAreThoseOfTheirRows(t *testing.T) {
	onWorld(t, func(w *world) {
		w.decide(w.anna, 2, 9, 8, 6, 5, 4, 3, 3, 2, 2, 1, 1)
		w.write(func(tx *store.Tx) error {
			return tx.Save(w.ctx, &crm.Claim{
				Partner: register.Ref[crm.Partner](w.clients[w.vira].ID), Responsible: register.Ref[crm.User](w.vira.ID), Text: "Forgotten", Kind: crm.Complaint,
				Severity: crm.Severe, ReceivedAt: storetest.Noon.AddDate(0, 0, -6), Employee: register.Ref[crm.User](w.borys.ID),
			})
		})
		b := w.as(w.iryna)
		page := b.get("/claims/figures").is(http.StatusOK).says("81.82%", "median 3", "Defective goods", "Київ", "Коваль")
		figures := page.tiles()
		for label, want := range map[string]string{
			"Received": "12", "Satisfied": "9", "Not satisfied": "2", "Days to close, on average": "4",
			"Overdue answers": "1", "Repeated within 180 days": "10", "Cost of remedies": "904.50\u00a0₴",
		} {
			got := figures[label]
			if got[0] != want {
				t.Errorf("%s: %q, wanted %q", label, got[0], want)
			}
			n, other := map[string]int{"Days to close, on average": 11, "Cost of remedies": 9}[label]
			if !other {
				n, _ = strconv.Atoi(want)
			}
			if rows := len(row.FindAllString(b.get(got[1]).is(http.StatusOK).body, -1)); rows != n {
				t.Errorf("%s: %d rows stand behind %s at %s", label, rows, want, got[1])
			}
		}
		if got := b.get("/claims/figures?period=lastmonth").is(http.StatusOK).tiles(); got["Satisfied"][0] != "0" || got["Days to close, on average"][0] != "—" {
			t.Errorf("last month: %v", got)
		}
		b.get("/claims/figures?period=once").is(http.StatusBadRequest)
		own := w.as(w.vira).get("/claims/figures").is(http.StatusOK)
		if got := own.tiles(); got["Received"][0] != "1" || got["Satisfied"][0] != "0" {
			t.Errorf("vira counts the claims of others: %v", got)
		}
		own.hides("Defective goods")
	})
}

func TestAClaimIsWorkedOnFromItsCard(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.anna)
		client := strconv.FormatInt(w.clients[w.anna].ID, 10)
		b.get("/claims/new?partner="+client).is(http.StatusOK).
			send("/claims?partner="+client, "text", "The door does not shut", "kind", "claim", "severity", "3").is(http.StatusSeeOther)
		b.get("/claims").is(http.StatusOK).says("The door does not shut", "Overdue")
		b.get("/claims/1").says("Registered", "Severe", "Take to work").hides("Note an objection")
		b.get("/claims/1/take").is(http.StatusOK).says("27/11/2026").send("/claims/1/take").is(http.StatusSeeOther)
		b.get("/claims/1/refuse").send("/claims/1/refuse", "decision", "It was mounted wrongly").is(http.StatusUnprocessableEntity).says("It was mounted wrongly")
		b.get("/claims/1/satisfy").send("/claims/1/satisfy", "decision", "New hinges", "remedy", "replacement", "remedy_cost", "120.5", "remedy_cost.currency", "UAH", "answer", "On Thursday").
			is(http.StatusSeeOther)
		b.get("/claims/1").says("Satisfied", "120.50", "in time")
		b.get("/claims/1/object").is(http.StatusForbidden)
		head := w.as(w.iryna)
		head.get("/claims/1/object").is(http.StatusOK).send("/claims/1/object", "objection", "It creaks again").is(http.StatusSeeOther)
		b.get("/partners/"+client).says("Open claims", "The door does not shut", "In processing")
		w.as(w.vira).get("/claims/1").is(http.StatusNotFound)
	})
}

func TestOverdueClaimsHaveAViewOfTheirOwn(t *testing.T) {
	onFile(t, func(w *world) {
		w.write(func(tx *store.Tx) error {
			for text, days := range map[string]int{"Old one": 20, "Fresh one": 1} {
				c := &crm.Claim{
					Partner: register.Ref[crm.Partner](w.clients[w.anna].ID), Responsible: register.Ref[crm.User](w.anna.ID), Text: text, Kind: crm.Wish,
					Severity: crm.Considerable, ReceivedAt: storetest.Noon.AddDate(0, 0, -days),
				}
				if err := tx.Save(w.ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
		b := w.as(w.anna)
		overdue := regexp.MustCompile(`href="(/claims\?deadline[^"]*)"`).FindStringSubmatch(b.get("/claims").is(http.StatusOK).body)
		if overdue == nil {
			t.Fatal("no view of overdue claims")
		}
		b.get(html.UnescapeString(overdue[1])).is(http.StatusOK).says("Old one").hides("Fresh one")
	})
}
