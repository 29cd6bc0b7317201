package crm

import (
	"cmp"
	"context"
	"strings"

	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Organisation is one of our own firms. Exactly one is the main one: its
// currency is the base currency, its country the one at home, its zone and
// language those of users who chose none.
type Organisation struct {
	register.Base
	Name     string
	FullName string
	Main     bool
	Country  Country
	Language Language
	Zone     string
	Currency string

	Code       string
	VatNumber  string
	Address    string
	Director   string
	Accountant string
	Accounts   register.Parts[BankAccount]

	// The working week; times of day are written 09:00.
	WorkDays           WorkDays
	WorkFrom, WorkTo   string
	BreakFrom, BreakTo string // a lunch; none is none
	ClaimDays          int64  // in which claims are answered, calendar days
	SevereClaimDays    int64  // the same of severe ones
	LeadMinutes        int64  // of working time in which a lead is answered

	// For how long data are kept; nought is as the law has it.
	KeepContacts int64 // months after the last dealing
	KeepLeads    int64 // months after the last touch
	KeepConsents int64 // months after their end
	KeepPapers   int64 // days
	KeepSignIns  int64 // days
}

// Organisations is the register of our own firms.
var Organisations = register.Define[Organisation]("organisation", "organisations",
	register.Do[Organisation, MakeMainOrganisation]("make_main"),
)

// Describe lists the fields.
func (o *Organisation) Describe(f *register.Fields) {
	f.Text(&o.Name).Required().Searchable().Indexed().Tracked()
	f.Text(&o.FullName).Max(500).Searchable()
	f.Bool(&o.Main).ReadOnly().Tracked()
	f.Choice(&o.Country).Required().Tracked()
	f.Choice(&o.Language).Required()
	f.Text(&o.Zone).Max(64).Required()
	f.Text(&o.Currency).Max(3).Required().Tracked()
	f.Section("requisites")
	f.Text(&o.Code).Max(30).Searchable().Tracked()
	f.Text(&o.VatNumber).Max(30).Searchable().Tracked()
	f.Text(&o.Address).Max(500)
	f.Text(&o.Director).Max(200)
	f.Text(&o.Accountant).Max(200)
	f.Parts(&o.Accounts).Class(register.Secret).Tracked()
	f.Section("work")
	f.Several(&o.WorkDays).Tracked()
	f.Text(&o.WorkFrom).Max(5).Tracked()
	f.Text(&o.WorkTo).Max(5).Tracked()
	f.Text(&o.BreakFrom).Max(5).Tracked()
	f.Text(&o.BreakTo).Max(5).Tracked()
	f.Section("claims")
	f.Int(&o.ClaimDays).Tracked()
	f.Int(&o.SevereClaimDays).Tracked()
	f.Section("leads")
	f.Int(&o.LeadMinutes).Tracked()
	f.Section("retention")
	f.Int(&o.KeepContacts).Tracked()
	f.Int(&o.KeepLeads).Tracked()
	f.Int(&o.KeepConsents).Tracked()
	f.Int(&o.KeepPapers).Tracked()
	f.Int(&o.KeepSignIns).Tracked()
	f.SortBy(&o.Name)
	f.Directory()
}

// Change makes the first organisation the main one, puts codes into one form
// and keeps the base currency once deals are counted in it.
func (o *Organisation) Change(ctx context.Context, tx register.Tx, was *Organisation) error {
	o.Currency = strings.ToUpper(strings.TrimSpace(o.Currency))
	p := register.ProblemsOf(o)
	readCode(p, "code", &o.Code, firmCodes(o.Country), tx, nil)
	readCode(p, "vat_number", &o.VatNumber, vatCodes(o.Country), tx, nil)
	readAccounts(p, tx, o.Accounts)
	o.readHours(p, was == nil)
	if err := p.Err(); err != nil {
		return err
	}
	all := tx.AsProgram()
	if was == nil {
		o.ClaimDays, o.SevereClaimDays = cmp.Or(o.ClaimDays, usualClaimDays), cmp.Or(o.SevereClaimDays, usualSevereClaimDays)
		o.LeadMinutes = cmp.Or(o.LeadMinutes, usualLeadMinutes)
		others, err := all.Count(ctx, Organisations.Register, nil, 1)
		o.Main = others == 0
		return err
	}
	if was.Main && was.Currency != o.Currency {
		deals, err := all.Count(ctx, Deals.Register, nil, 1)
		if err != nil {
			return err
		}
		if deals > 0 {
			return register.RefuseAt("currency", "base_currency_in_use")
		}
	}
	return nil
}

// Check holds the organisation's own values.
func (o *Organisation) Check(p *register.Problems) {
	checkCurrency(p, "currency", o.Currency)
	checkZone(p, "zone", o.Zone)
	checkOneMain(p, o.Accounts)
	o.checkHours(p)
	if o.ClaimDays < 0 || o.ClaimDays > 365 {
		p.Add(&o.ClaimDays, "out_of_range")
	}
	if o.SevereClaimDays < 0 || o.SevereClaimDays > 365 {
		p.Add(&o.SevereClaimDays, "out_of_range")
	}
	if o.LeadMinutes < 0 || o.LeadMinutes > 100*mostMinutes {
		p.Add(&o.LeadMinutes, "out_of_range")
	}
}

// In how many calendar days claims are answered where nobody says otherwise.
const (
	usualClaimDays       = 14
	usualSevereClaimDays = 5
)

// daysOfClaim is in how many days a claim of this severity is answered.
func (o *Organisation) daysOfClaim(s Severity) int64 {
	if s == Severe {
		return cmp.Or(o.SevereClaimDays, usualSevereClaimDays)
	}
	return cmp.Or(o.ClaimDays, usualClaimDays)
}

// usualLeadMinutes is in how many minutes of working time leads are answered
// where nobody says otherwise.
const usualLeadMinutes = 60

// leadMinutes is the norm of the reaction to leads.
func (o *Organisation) leadMinutes() int64 { return cmp.Or(o.LeadMinutes, usualLeadMinutes) }

// Leave keeps the main organisation.
func (o *Organisation) Leave(context.Context, register.Tx, register.Act) error {
	if o.Main {
		return register.Refuse("main_organisation_stays")
	}
	return nil
}

// MakeMainOrganisation makes an organisation the main one instead of the other.
type MakeMainOrganisation struct{}

// Describe lists the input: there is none.
func (*MakeMainOrganisation) Describe(*register.Fields) {}

// Offered is for those that are not it yet.
func (*MakeMainOrganisation) Offered(o *Organisation) bool { return !o.Main && !o.Archived }

// Do moves the mark. Amounts in the base currency would mean something else in
// another, so once there are deals the currencies must be the same.
func (*MakeMainOrganisation) Do(ctx context.Context, tx register.Tx, o *Organisation) error {
	if o.Archived {
		return register.Refuse("archived_cannot_be_main")
	}
	old, err := register.First(ctx, tx, Organisations, register.Eq(&Organisations.Row.Main, true))
	if err != nil || old != nil && old.ID == o.ID {
		return err
	}
	if old != nil {
		deals, err := tx.AsProgram().Count(ctx, Deals.Register, nil, 1)
		if err != nil {
			return err
		}
		if deals > 0 && old.Currency != o.Currency {
			return register.Refuse("base_currency_in_use")
		}
		old.Main = false
		if err := tx.Save(ctx, old); err != nil {
			return err
		}
	}
	o.Main = true
	return tx.Save(ctx, o)
}

// homeOrganisation is the main organisation, empty before set-up.
func homeOrganisation(ctx context.Context, tx register.Tx) (*Organisation, error) {
	list, err := register.Select(ctx, tx.AsProgram(), Organisations, register.Query{
		Filter: register.Eq(&Organisations.Row.Main, true), Limit: 1,
	})
	if err != nil || len(list) == 0 {
		return &Organisation{}, err
	}
	return list[0], nil
}

// BankAccount is where money is sent.
type BankAccount struct {
	register.Part
	Iban     string
	Bank     string
	Bic      string
	Currency string
	Main     bool // one of each currency
	From     register.Date
	Till     register.Date
}

// Describe lists the fields.
func (a *BankAccount) Describe(f *register.Fields) {
	f.Text(&a.Iban).Class(register.Secret).Max(40).Required().Indexed()
	f.Text(&a.Bank).Class(register.Secret).Max(200)
	f.Text(&a.Bic).Class(register.Secret).Max(11)
	f.Text(&a.Currency).Class(register.Secret).Max(3)
	f.Bool(&a.Main).Class(register.Secret)
	f.Date(&a.From).Class(register.Secret)
	f.Date(&a.Till).Class(register.Secret)
}

// readAccounts checks the IBANs and stores them without spaces.
func readAccounts(p *register.Problems, tx register.Tx, accounts register.Parts[BankAccount]) {
	for i := range accounts {
		a := &accounts[i]
		a.Currency = strings.ToUpper(strings.TrimSpace(a.Currency))
		a.Bic = strings.ToUpper(strings.ReplaceAll(a.Bic, " ", ""))
		readCode(p, partField("accounts", i, "iban"), &a.Iban, []identity.Kind{identity.IBAN}, tx, nil)
		checkCurrency(p, partField("accounts", i, "currency"), a.Currency)
		if a.From != "" && a.Till != "" && a.Till < a.From {
			p.AddAt(partField("accounts", i, "till"), "ends_before_it_begins")
		}
	}
}

// checkOneMain refuses two main accounts of one currency.
func checkOneMain(p *register.Problems, accounts register.Parts[BankAccount]) {
	main := map[string]bool{}
	for i, a := range accounts {
		if a.Main && main[a.Currency] {
			p.AddAt(partField("accounts", i, "main"), "main_account_twice")
		}
		main[a.Currency] = main[a.Currency] || a.Main
	}
}

func checkCurrency(p *register.Problems, field, currency string) {
	if currency != "" && !money.Known(currency) {
		p.AddAt(field, "unknown_currency")
	}
}
