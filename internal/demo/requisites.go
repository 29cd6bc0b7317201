package demo

import (
	"fmt"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// account is an invented bank account with right check digits.
func account(country crm.Country, code string) crm.BankAccount {
	if country == "bg" {
		return crm.BankAccount{Iban: iban("BG", "DEMO915010"+code[1:]), Bank: "„Условна банка“ АД", Bic: "DEMOBGSF", Currency: "EUR", Main: true}
	}
	return crm.BankAccount{Iban: iban("UA", "39999900000260000"+code), Bank: "АТ «Умовний банк»", Currency: "UAH", Main: true}
}

// iban puts a country and the check digits of ISO 7064 before an account.
func iban(country, account string) string {
	remainder := 0
	for _, r := range account + country + "00" {
		if r >= 'A' {
			remainder = (remainder*100 + int(r-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(r-'0')) % 97
		}
	}
	return fmt.Sprintf("%s%02d%s", country, 98-remainder, account)
}

// requisites are the sole traders, whose codes are their own, and what the
// accountant confirmed of all the others.
func (b *builder) requisites() error {
	for _, one := range []struct {
		by, partner string
		of          crm.Counterparty
	}{
		{"M3", "L05", crm.Counterparty{Country: "ua", Name: "ФОП Левицька Оксана Тарасівна", PersonCode: "3241700012", LegalAddress: "79005, м. Львів, вул. Неіснуюча, 11"}},
		{"M4", "P04", crm.Counterparty{Country: "bg", Name: "ЕТ „Агенция Идея – Димитър Илиев“", Code: "990010056", LegalAddress: "4003 Пловдив, ул. „Идейна“ 8"}},
	} {
		err := b.by(one.by, b.at(-90, 11, 0), func() error {
			c := one.of
			c.Partner, c.Kind = partner(b, one.partner), crm.SoleTrader
			return b.save(&c)
		})
		if err != nil {
			return err
		}
	}
	return b.by("A1", b.at(b.back(30), 10, 0), func() error {
		list, err := register.Select(b.ctx, b.tx, crm.Counterparties, register.Query{Whole: true})
		if err != nil {
			return err
		}
		for i, c := range list {
			if i%4 == 3 || c.Code == "" {
				continue // waits for its papers
			}
			if err := (&crm.ConfirmCounterparty{}).Do(b.ctx, b.tx, c); err != nil {
				return fmt.Errorf("confirm %s: %w", c.Name, err)
			}
		}
		return nil
	})
}
