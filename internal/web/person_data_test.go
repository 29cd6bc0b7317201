package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestAPersonIsGivenWhatIsKeptOfHimAndNothingOfOthers(t *testing.T) {
	onWorld(t, func(w *world) {
		person := &crm.Contact{
			Surname: "Savchuk", Given: "Oksana", Partner: register.Ref[crm.Partner](w.clients[w.anna].ID), Position: "Buyer",
			Phones: register.Parts[crm.Phone]{{Number: "+380671112233"}}, Emails: register.Parts[crm.Email]{{Address: "oksana@oak.example"}},
			Note: "Ask Petrenko, petrenko@oak.example or 050 999 88 77; herself 067 111 22 33",
		}
		colleague := &crm.Contact{Surname: "Petrenko", Given: "Ivan", Partner: person.Partner}
		ctx := w.ctx
		w.write(func(tx *store.Tx) error {
			for _, rec := range []register.Record{person, colleague} {
				if err := tx.Save(ctx, rec); err != nil {
					return err
				}
			}
			person.Position = "Head buyer"
			if err := tx.Save(ctx, person); err != nil {
				return err
			}
			client, err := register.Load(ctx, tx, crm.Partners, person.Partner)
			if err != nil {
				return err
			}
			client.Accountant = register.Ref[crm.Contact](person.ID)
			if err := tx.Save(ctx, client); err != nil {
				return err
			}
			purpose, err := register.First(ctx, tx, crm.ProcessingPurposes, register.Eq(&crm.ProcessingPurposes.Row.Code, "marketing_email"))
			if err != nil {
				return err
			}
			return tx.Save(ctx, &crm.Consent{
				Contact: register.Ref[crm.Contact](person.ID), Purpose: register.Ref[crm.ProcessingPurpose](purpose.ID), Way: "paper",
				Language: "en", Edition: "2026-1", Text: "I agree to offers.",
			})
		})
		at := "/contacts/" + strconv.FormatInt(person.ID, 10) + "/data"
		answer := w.as(w.iryna).get(at).is(http.StatusOK)
		files := unpacked(t, answer.body)
		for name, words := range map[string][]string{
			"data.json": {"Savchuk", "+380671112233", "oksana@oak.example", "I agree to offers."},
			"en.html":   {"Savchuk", "Head buyer", "Consents", "067 111 22 33", "was: Buyer; became: Head buyer"},
			"uk.html":   {"Savchuk", "Згоди"}, "ru.html": {"Savchuk", "Согласия"}, "bg.html": {"Savchuk", "Съгласия"},
		} {
			for _, word := range words {
				if !strings.Contains(files[name], word) {
					t.Errorf("%s does not say %q", name, word)
				}
			}
			for _, secret := range []string{"Petrenko", "petrenko@", "999 88 77"} {
				if strings.Contains(files[name], secret) {
					t.Errorf("%s says %q of somebody else", name, secret)
				}
			}
		}
		var data struct {
			Whole     bool                        `json:"whole"`
			Registers map[string][]map[string]any `json:"registers"`
		}
		w.must(json.Unmarshal([]byte(files["data.json"]), &data))
		if got := data.Registers["partners"]; len(got) != 1 || len(got[0]) != 5 || !strings.Contains(fmt.Sprint(got[0]["accountant"]), "Savchuk") {
			t.Errorf("of the company it says %v, wanted its name and its accountant", got)
		}
		if len(data.Registers["consents"]) != 1 || len(data.Registers["contacts"]) != 1 {
			t.Errorf("the data are of %d consents and %d contacts", len(data.Registers["consents"]), len(data.Registers["contacts"]))
		}
		w.as(w.anna).get(at).is(http.StatusForbidden)
		w.as(w.vira).get(at).is(http.StatusNotFound)
	})
}
