package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestADossierSaysWhatItsReaderMaySee(t *testing.T) {
	onOffice(t, func(o *office) {
		horizon := o.partner("Обрій")
		of := register.Ref[crm.Partner](horizon.ID)
		shop := &crm.Partner{Name: "Обрій, Позняки", Roles: crm.PartnerRoles{crm.ClientRole}, Parent: of}
		o.keep(shop)
		o.keep(
			&crm.Contact{Surname: "Яременко", Partner: of, Position: "Директор", Phones: register.Parts[crm.Phone]{{Kind: "work", Number: "+380445551122"}}},
			&crm.Contact{Surname: "Пішов", Partner: of, Left: true, LeftOn: "2026-01-02"},
			&crm.Deal{Name: "Стенди", Partner: of},
			&crm.Deal{Name: "Банери для магазину", Partner: register.Ref[crm.Partner](shop.ID)},
			&crm.Task{Subject: "Надіслати зразки", Partner: of, Executors: register.Refs[crm.User]{register.Ref[crm.User](o.admin.ID)}},
			&crm.Counterparty{Partner: of, Kind: crm.LegalEntity, Country: "ua", Name: "ТОВ «Обрій»", Accounts: register.Parts[crm.BankAccount]{{
				Iban: "UA213223130000026007233566001", Currency: "UAH", Main: true,
			}}},
		)
		path := at(crm.Partners.Register, horizon.ID) + "/dossier"
		whole := o.get(path)
		o.answers(whole, http.StatusOK, "Яременко", "Стенди", "Надіслати зразки", "UA21", "Bank accounts")
		o.lacks(whole, "Пішов")
		o.lacks(whole, "Банери для магазину")
		o.answers(o.get(path+"?group=1"), http.StatusOK, "Банери для магазину")
		some := o.get(path + "?part=people")
		o.answers(some, http.StatusOK, "Яременко")
		o.lacks(some, "Стенди")

		print := o.get("/print" + at(crm.Partners.Register, horizon.ID) + "?" + url.Values{"part": {"people"}, "language": {"bg"}}.Encode())
		o.answers(print, http.StatusOK, "Досие: Обрій", "Лица за контакт", "part=people")
		o.lacks(print, "Стенди")
		pdf := o.get("/print" + at(crm.Partners.Register, horizon.ID) + "?as=pdf")
		if !strings.HasPrefix(pdf.body, "%PDF-") {
			t.Errorf("the PDF begins with %.20q", pdf.body)
		}

		// Who may not see bank accounts or telephones does not read them here.
		_, cookie := o.colleague("Савчук", "production")
		theirs := o.as(cookie).get(path)
		o.answers(theirs, http.StatusOK, "Стенди")
		for _, secret := range []string{"UA21", "555"} {
			o.lacks(theirs, secret)
		}
		stranger, cookie := o.colleague("Гнатів", "manager")
		if stranger.ID == 0 {
			t.Fatal("nobody there")
		}
		for _, p := range []string{path, "/print" + at(crm.Partners.Register, horizon.ID)} {
			o.answers(o.as(cookie).send("GET", p, nil), http.StatusNotFound)
		}
	})
}
