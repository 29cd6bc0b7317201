package crm_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestACompanyBeginsOnceAndWhole(t *testing.T) {
	onWorld(t, func(w *world) {
		w.must(w.as(w.admin, func(tx register.Tx) error {
			for of, least := range map[*register.Register]int{
				crm.Regions.Register: 57, crm.Stages.Register: 7, crm.LossReasons.Register: 10, crm.Roles.Register: 9, crm.AdSources.Register: 10,
			} {
				n, err := tx.Count(ctx, of, nil, 0)
				if err != nil || n < least {
					w.Errorf("%d rows of %s, %v", n, of.Name, err)
				}
			}
			kyiv, err := register.First(ctx, tx, crm.Regions, register.Eq(&crm.Regions.Row.Code, "UA-30"))
			if err != nil || kyiv.Title("bg") != "Киев" || kyiv.Parent == 0 {
				w.Errorf("Kyiv is %+v, %v", kyiv, err)
			}
			return err
		}))
		if w.admin.Email != "olena@promin.example" {
			w.Errorf("the e-mail is kept as %s", w.admin.Email)
		}
		w.refused(w.do(register.Program, func(tx register.Tx) error {
			_, err := crm.Start(ctx, tx, crm.Setup{Company: "Друга"})
			return err
		}), "", "already_set_up")
	})
}

func TestThereIsAlwaysOneMainOrganisation(t *testing.T) {
	onWorld(t, func(w *world) {
		second := &crm.Organisation{Name: "Лъч", Country: "bg", Language: "bg", Zone: "Europe/Sofia", Currency: "EUR"}
		w.must(w.save(w.admin, second))
		if second.Main {
			w.Error("the second organisation became the main one")
		}
		w.must(w.as(w.admin, func(tx register.Tx) error {
			return new(crm.MakeMainOrganisation).Do(ctx, tx, second)
		}))
		w.must(w.as(w.admin, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Organisations.Register, register.Eq(&crm.Organisations.Row.Main, true), 0)
			if n != 1 {
				w.Errorf("%d main organisations", n)
			}
			return err
		}))
		w.refused(w.as(w.admin, func(tx register.Tx) error { return tx.Archive(ctx, second, true) }), "", "main_organisation_stays")
	})
}
