package crm_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestAPartnerIsFilledInAsItIsMade(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.Partner{
			Name: "ТОВ «Карпати»", Roles: crm.PartnerRoles{crm.ClientRole}, Vip: true,
			Phones: register.Parts[crm.Phone]{{Number: "050 123 45 67"}, {Number: "(044) 501 85 46 доб. 12"}},
			Emails: register.Parts[crm.Email]{{Address: "Office@KARPATY.example"}}, Sites: register.Parts[crm.Site]{{Address: "karpaty.example"}},
		}
		w.must(w.save(w.anna, c))
		if c.Code != "000001" || register.ID(c.Responsible) != w.anna.ID || c.Kind != crm.Company {
			t.Errorf("%+v", c)
		}
		if c.VipOn != "2026-11-22" || register.ID(c.VipBy) != w.anna.ID {
			t.Errorf("VIP since %s by %d", c.VipOn, c.VipBy)
		}
		if c.Phones[0].Number != "+380501234567" || c.Phones[0].Typed != "050 123 45 67" || c.Phones[1].Ext != "12" {
			t.Errorf("%+v", c.Phones)
		}
		if c.Emails[0].Address != "Office@karpaty.example" || c.Sites[0].Address != "https://karpaty.example" {
			t.Errorf("%+v %+v", c.Emails, c.Sites)
		}
		c.Vip = false
		w.must(w.save(w.anna, c))
		if c.VipOn != "" || c.VipBy != 0 || c.Phones[0].Typed != "050 123 45 67" {
			t.Errorf("%+v", c)
		}
	})
}

func TestWhatCannotBeReadIsToldAtItsRow(t *testing.T) {
	onWorld(t, func(w *world) {
		err := w.save(w.anna, &crm.Partner{
			Name: "Х", Roles: crm.PartnerRoles{crm.ClientRole},
			Phones: register.Parts[crm.Phone]{{Number: "+380 50 123 45 67"}, {Number: "501-85-46"}, {Number: "05012345678"}},
			Emails: register.Parts[crm.Email]{{Address: "nobody"}, {Address: "аnn@firm.com"}}, Sites: register.Parts[crm.Site]{{Address: "javascript:alert(1)"}},
		})
		w.refused(err, "phones.1.number", "phone_local")
		w.refused(err, "phones.2.number", "phone_length")
		w.refused(err, "emails.0.address", "unreadable_email")
		w.refused(err, "emails.1.address", "email_mixed_scripts")
		w.refused(err, "sites.0.address", "unreadable_site")
	})
}

func TestAGroupOfCompaniesHasFiveLevelsAndNoCircle(t *testing.T) {
	onWorld(t, func(w *world) {
		var chain []*crm.Partner
		for i := range 5 {
			c := &crm.Partner{Name: fmt.Sprint("Рівень ", i+1), Roles: crm.PartnerRoles{crm.ClientRole}}
			if i > 0 {
				c.Parent = register.Ref[crm.Partner](chain[i-1].ID)
			}
			w.must(w.save(w.anna, c))
			chain = append(chain, c)
		}
		below := func(c *crm.Partner) register.Ref[crm.Partner] { return register.Ref[crm.Partner](c.ID) }
		w.refused(w.save(w.anna, &crm.Partner{Name: "Шостий", Roles: crm.PartnerRoles{crm.ClientRole}, Parent: below(chain[4])}), "parent", "group_too_deep")
		chain[0].Parent = below(chain[2])
		w.refused(w.save(w.anna, chain[0]), "parent", "cycle")
		above := w.client(w.anna, "Над усіма")
		chain[0].Parent = below(above)
		w.refused(w.save(w.anna, chain[0]), "parent", "group_too_deep")
	})
}

func TestHeadAndAccountantAreThePartnersOwnContacts(t *testing.T) {
	onWorld(t, func(w *world) {
		mine, other := w.client(w.anna, "Своя"), w.client(w.anna, "Чужа")
		own := &crm.Contact{Surname: "Мазур", Partner: register.Ref[crm.Partner](mine.ID)}
		stranger := &crm.Contact{Surname: "Коваль", Partner: register.Ref[crm.Partner](other.ID)}
		w.must(w.save(w.anna, own, stranger))
		mine.Head, mine.Accountant = register.Ref[crm.Contact](own.ID), register.Ref[crm.Contact](own.ID)
		w.must(w.save(w.anna, mine))
		mine.Accountant = register.Ref[crm.Contact](stranger.ID)
		w.refused(w.save(w.anna, mine), "accountant", "contact_of_another_partner")
	})
}

func TestAClassSetByHandNeedsAReason(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Карпати")
		c.Class = "a"
		w.refused(w.save(w.anna, c), "class_reason", "class_needs_reason")
		c.ClassReason = "Стратегічний"
		w.must(w.save(w.anna, c))
		if !c.ClassManual {
			t.Error("the class does not say that it is set by hand")
		}
		c.Class = "b"
		w.must(w.do(register.Program, func(tx register.Tx) error { return tx.Save(ctx, c) }))
		if c.ClassManual || c.ClassReason != "" {
			t.Error("the classification needs no reason")
		}
	})
}

func TestOnlyCompetitorsCompete(t *testing.T) {
	onWorld(t, func(w *world) {
		c, friend := w.client(w.anna, "Карпати"), w.client(w.anna, "Друг")
		c.Competitors = register.Refs[crm.Partner]{register.Ref[crm.Partner](friend.ID)}
		w.refused(w.save(w.anna, c), "competitors", "not_a_competitor")
	})
}

func TestAPartnerWithOpenDealsIsNotArchived(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Карпати")
		d := &crm.Deal{Partner: register.Ref[crm.Partner](c.ID)}
		w.must(w.save(w.anna, d))
		w.refused(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, c, true) }), "", "partner_has_open_deals")
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.WinDeal).Do(ctx, tx, d) }))
		w.must(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, c, true) }))
	})
}

func TestAPartnerIsHandedOverWithItsOpenDeals(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.anna, "Карпати")
		open, won := &crm.Deal{Partner: register.Ref[crm.Partner](c.ID)}, &crm.Deal{Partner: register.Ref[crm.Partner](c.ID)}
		w.must(w.save(w.anna, open, won))
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.WinDeal).Do(ctx, tx, won) }))
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			return (&crm.TransferPartners{To: register.Ref[crm.User](w.borys.ID), WithWork: true}).DoAll(ctx, tx, []*crm.Partner{c})
		}))
		if got := w.again(open).Responsible; register.ID(got) != w.borys.ID {
			t.Errorf("the open deal is %d's", got)
		}
		if got := w.again(won).Responsible; register.ID(got) != w.anna.ID {
			t.Errorf("the won deal is %d's", got)
		}
	})
}

func TestOneMainContactAtEachPartner(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		first, second := &crm.Contact{Surname: "Мазур", Partner: at}, &crm.Contact{Surname: "Ткач", Partner: at}
		w.must(w.save(w.anna, first, second))
		if !first.Main || second.Main {
			t.Fatalf("main: %v and %v", first.Main, second.Main)
		}
		w.refused(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, first, true) }), "", "main_contact_stays")
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.LeaveCompany{}).Do(ctx, tx, first) }))
		mains := func() (out []string) {
			w.must(w.as(w.anna, func(tx register.Tx) error {
				list, err := register.Select(ctx, tx, crm.Contacts, register.Query{Filter: register.Eq(&crm.Contacts.Row.Main, true)})
				for _, c := range list {
					out = append(out, c.Surname)
				}
				return err
			}))
			return out
		}
		if got := mains(); len(got) != 1 || got[0] != "Ткач" || first.LeftOn != "2026-11-22" {
			t.Errorf("main contacts %v, left on %s", got, first.LeftOn)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.ReturnToCompany).Do(ctx, tx, first) }))
		w.must(w.as(w.anna, func(tx register.Tx) error { return new(crm.MakeMainContact).Do(ctx, tx, first) }))
		if got := mains(); len(got) != 1 || got[0] != "Мазур" {
			t.Errorf("main contacts %v", got)
		}
	})
}

func TestAMainContactBackFromTheArchiveIsNotASecondOne(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		first, second := &crm.Contact{Surname: "Мазур", Partner: at}, &crm.Contact{Surname: "Ткач", Partner: at}
		shelve := func(c *crm.Contact, archived bool) {
			t.Helper()
			w.must(w.as(w.anna, func(tx register.Tx) error {
				now, err := register.Load(ctx, tx, crm.Contacts, register.Ref[crm.Contact](c.ID))
				if err != nil {
					return err
				}
				return tx.Archive(ctx, now, archived)
			}))
		}
		wantMain := func(when, want string) {
			t.Helper()
			w.must(w.as(w.anna, func(tx register.Tx) error {
				list, err := register.Select(ctx, tx, crm.Contacts, register.Query{Filter: register.All{register.Eq(&crm.Contacts.Row.Main, true), register.Alive()}})
				if err == nil && (len(list) != 1 || list[0].Surname != want) {
					t.Errorf("%s: %d main contacts, wanted %s alone", when, len(list), want)
				}
				return err
			}))
		}
		w.must(w.save(w.anna, first))
		shelve(first, true)
		w.must(w.save(w.anna, second))
		shelve(first, false)
		wantMain("the first one is back", "Ткач")

		shelve(first, true)
		shelve(second, true)
		shelve(first, false)
		wantMain("the first one is back alone", "Мазур")
		shelve(second, false)
		wantMain("both are back", "Мазур")
	})
}

func TestASexTypedIsNotGuessedAway(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		guessed := &crm.Contact{Surname: "Мазур", Patronymic: "Миколайович", Partner: at}
		typed := &crm.Contact{Surname: "Мазур", Patronymic: "Миколайович", Sex: "f", Partner: at, Birthday: "1980-05-03"}
		w.must(w.save(w.anna, guessed, typed))
		if guessed.Sex != "m" || typed.Sex != "f" || typed.BirthMonth != "05" || typed.BirthDay != 3 {
			t.Errorf("%+v %+v", guessed, typed)
		}
	})
}

func TestACounterpartysCodeIsCheckedByTheLawOfItsCountry(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		made := func(c crm.Counterparty) error {
			c.Partner = at
			return w.save(w.anna, &c)
		}
		w.must(made(crm.Counterparty{Name: "ТОВ Перша", Kind: crm.LegalEntity, Country: "ua", Code: "3285 5961"}))
		w.refused(made(crm.Counterparty{Name: "ТОВ Друга", Kind: crm.LegalEntity, Country: "ua", Code: "32855968"}), "code", "code_checksum")
		w.refused(made(crm.Counterparty{Name: "ТОВ Третя", Kind: crm.LegalEntity, Country: "ua", Code: "32855961"}), "code", "counterparty_code_taken")
		w.refused(made(crm.Counterparty{Name: "ТОВ Четверта", Kind: crm.LegalEntity, Country: "ua", Code: "1"}), "code", "code_length")
		w.must(made(crm.Counterparty{Name: "ЕООД Пета", Kind: crm.LegalEntity, Country: "bg", Code: "175074752", VatNumber: "BG175074752"}))
		w.must(made(crm.Counterparty{Name: "GmbH Sechs", Kind: crm.NonResident, Country: "de", Code: "HRB 1"}))
	})
}

func TestASubdivisionSharesTheCodeOfItsHead(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		head := &crm.Counterparty{Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Code: "32855961", Partner: at}
		w.must(w.save(w.anna, head))
		branch := &crm.Counterparty{Name: "Філія", Kind: crm.SeparateSubdivision, Country: "ua", Code: "32855961", Partner: at}
		w.refused(w.save(w.anna, branch), "code", "counterparty_code_taken")
		branch.Head = register.Ref[crm.Counterparty](head.ID)
		w.must(w.save(w.anna, branch))
		head.LegalAddress = "Київ"
		w.must(w.save(w.anna, head))
	})
}

func TestOfSeveralAtOnceOneCounterpartyHasTheCode(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		var all sync.WaitGroup
		made := make([]error, 8)
		for i := range made {
			all.Go(func() {
				made[i] = w.save(w.anna, &crm.Counterparty{Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Code: "32855961", Partner: at})
			})
		}
		all.Wait()
		kept := 0
		for _, err := range made {
			var p *register.Problems
			switch {
			case err == nil:
				kept++
			case !errors.As(err, &p) || p.List[0].Field != "code" || p.List[0].Key != "counterparty_code_taken" || p.List[0].Args["id"] == nil:
				t.Errorf("refused with %v, wanted a problem at the code that leads to the first", err)
			}
		}
		if kept != 1 {
			t.Errorf("%d counterparties have the code", kept)
		}
	})
}

func TestACounterpartyComesBackToNoCodeThatWasTaken(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		old := &crm.Counterparty{Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Code: "32855961", Partner: at}
		w.must(w.save(w.anna, old))
		w.must(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, old, true) }))
		w.must(w.save(w.anna, &crm.Counterparty{Name: "ТОВ Карпати нові", Kind: crm.LegalEntity, Country: "ua", Code: "32855961", Partner: at}))
		w.refused(w.as(w.anna, func(tx register.Tx) error { return tx.Archive(ctx, old, false) }), "code", "counterparty_code_taken")
	})
}

func TestAPersonsCodeIsKeptAmongPersonalData(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.Counterparty{
			Name: "ФОП Мазур", Kind: crm.SoleTrader, Country: "ua", Code: "1759013776",
			Partner: register.Ref[crm.Partner](w.client(w.anna, "Мазур").ID),
		}
		w.must(w.save(w.anna, c))
		if c.Code != "" || c.PersonCode != "1759013776" {
			t.Errorf("code %q, personal code %q", c.Code, c.PersonCode)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Counterparties.Register, register.Mentions{Words: "1759013776"}, 0)
			if n != 0 {
				t.Error("the code of a person is found by search")
			}
			return err
		}))
	})
}

func TestAccountingsConfirmationFallsWithTheRequisites(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.Counterparty{
			Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Partner: register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID),
			Accounts: register.Parts[crm.BankAccount]{{Iban: "UA21 3223 1300 0002 6007 2335 6600 1", Currency: "UAH", Main: true}},
		}
		w.must(w.save(w.petro, c))
		confirm := func() error {
			return w.as(w.petro, func(tx register.Tx) error { return new(crm.ConfirmCounterparty).Do(ctx, tx, c) })
		}
		w.refused(confirm(), "code", "confirmation_needs_code")
		c.Code = "32855961"
		w.must(w.save(w.petro, c))
		w.must(confirm())
		if !c.Confirmed || register.ID(c.ConfirmedBy) != w.petro.ID {
			t.Errorf("%+v", c)
		}
		c.Note = "Дзвонити зранку"
		w.must(w.save(w.petro, c))
		if !c.Confirmed {
			t.Error("a note dropped the confirmation")
		}
		c.Accounts[0].Iban = "UA913999930000026001000000001"
		w.must(w.save(w.petro, c))
		if c.Confirmed || c.ConfirmedBy != 0 || !c.ConfirmedAt.IsZero() {
			t.Error("the confirmation stands though the account changed")
		}
	})
}

func TestAForeignCodeIsAcceptedWithAReason(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.Counterparty{Name: "ЕООД Лъч", Kind: crm.LegalEntity, Country: "bg", Partner: register.Ref[crm.Partner](w.client(w.anna, "Лъч").ID)}
		w.must(w.save(w.iryna, c))
		w.must(w.as(w.iryna, func(tx register.Tx) error {
			return (&crm.OverrideCode{Code: "175074751", Reason: "Так у витягу"}).Do(ctx, tx, c)
		}))
		if c.Code != "175074751" || c.CodeReason != "Так у витягу" {
			t.Errorf("%+v", c)
		}
		c.Code = "131071588"
		w.refused(w.save(w.iryna, c), "code", "code_checksum")

		own := &crm.Counterparty{Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Partner: c.Partner}
		w.must(w.save(w.iryna, own))
		w.refused(w.as(w.iryna, func(tx register.Tx) error {
			return (&crm.OverrideCode{Code: "32855968", Reason: "Так у витягу"}).Do(ctx, tx, own)
		}), "code", "code_checksum")
	})
}

func TestAnImportedClientOfNobodyIsSeenUntilSomebodyTakesIt(t *testing.T) {
	onWorld(t, func(w *world) {
		p := &crm.Partner{Name: "Acme", Roles: crm.PartnerRoles{crm.ClientRole}}
		w.must(w.st.Do(ctx, w.rights(w.admin), register.ByImport, func(tx register.Tx) error { return tx.Save(ctx, p) }))
		seen := func() int {
			n := 0
			w.must(w.as(w.vira, func(tx register.Tx) (err error) {
				n, err = tx.Count(ctx, crm.Partners.Register, register.ByID(p.ID), 0)
				return err
			}))
			return n
		}
		if p.Responsible != 0 || !p.Common || seen() != 1 {
			t.Errorf("responsible %d, common %v, seen %d", p.Responsible, p.Common, seen())
		}
		p.Responsible = register.Ref[crm.User](w.anna.ID)
		w.must(w.save(w.admin, p))
		if p.Common || seen() != 0 {
			t.Errorf("taken, yet common %v and seen %d", p.Common, seen())
		}
	})
}
