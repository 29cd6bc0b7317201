package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/register"
)

// like finds what a record may be the same as, for a user.
func (w *world) like(u *crm.User, rec register.Record) crm.Duplicates {
	w.Helper()
	var found crm.Duplicates
	w.must(w.as(u, func(tx register.Tx) (err error) {
		found, err = crm.FindDuplicates(ctx, tx, rec)
		return err
	}))
	return found
}

func TestThePartnerOfTheSameNameIsFoundHoweverItIsSpelt(t *testing.T) {
	onWorld(t, func(w *world) {
		w.client(w.anna, "ТОВ «Промінь-Реклама»")
		for _, name := range []string{"Промінь Реклама", "Prominʹ Reklama LLC", "ООО Проминь-Реклама", "TOB Промінь Реклама"} {
			found := w.like(w.anna, &crm.Partner{Name: name})
			if len(found.Seen) != 1 || found.Hidden {
				t.Errorf("%s: %+v", name, found)
			}
		}
		if found := w.like(w.anna, &crm.Partner{Name: "Світло"}); len(found.Seen) != 0 || found.Hidden {
			t.Errorf("%+v", found)
		}
	})
}

func TestAHiddenDuplicateIsToldOfAndNotShown(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.Partner{Name: "Карпати", Roles: crm.PartnerRoles{crm.ClientRole}, Phones: register.Parts[crm.Phone]{{Number: "050 123 45 67"}}}
		w.must(w.save(w.vira, c))
		found := w.like(w.anna, &crm.Partner{Name: "Зовсім інша", Phones: register.Parts[crm.Phone]{{Number: "+38 (050) 123-45-67"}}})
		if len(found.Seen) != 0 || !found.Hidden {
			t.Errorf("%+v", found)
		}
		found = w.like(w.vira, &crm.Partner{Name: "Карпати", Phones: register.Parts[crm.Phone]{{Number: "050 123 45 67"}}})
		if len(found.Seen) != 1 || found.Hidden || found.Seen[0].Likeness != 100 {
			t.Errorf("%+v", found)
		}
		if own := w.like(w.vira, c); len(own.Seen) != 0 {
			t.Errorf("a record is its own duplicate: %+v", own)
		}
	})
}

func TestPeopleAreComparedByMoreThanTheirName(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		w.must(w.save(w.anna, &crm.Contact{
			Surname: "Шевченко", Given: "Тарас", Partner: at, Emails: register.Parts[crm.Email]{{Address: "taras@karpaty.example"}},
		}))
		same := w.like(w.anna, &crm.Contact{Surname: "Shevchenko", Emails: register.Parts[crm.Email]{{Address: "taras@KARPATY.example"}}})
		if len(same.Seen) != 1 || same.Seen[0].Warning != identity.Warn {
			t.Errorf("%+v", same)
		}
		namesake := w.like(w.anna, &crm.Contact{Surname: "Шевченко", Given: "Тарас"})
		if len(namesake.Seen) != 1 || namesake.Seen[0].Warning != identity.Hint {
			t.Errorf("%+v", namesake)
		}
	})
}

func TestCounterpartiesAreFoundByCodeAndAccount(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		w.must(w.save(w.petro, &crm.Counterparty{
			Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Code: "32855961", Partner: at,
			Accounts: register.Parts[crm.BankAccount]{{Iban: "UA213223130000026007233566001"}},
		}))
		for _, c := range []*crm.Counterparty{
			{Name: "Інша назва", Country: "ua", Kind: crm.LegalEntity, Code: "3285 5961"},
			{Name: "Інша назва", Accounts: register.Parts[crm.BankAccount]{{Iban: "UA21 3223 1300 0002 6007 2335 6600 1"}}},
		} {
			found := w.like(w.petro, c)
			if len(found.Seen) != 1 || found.Seen[0].Warning != identity.Block {
				t.Errorf("%+v", found)
			}
		}
	})
}
