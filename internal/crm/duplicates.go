package crm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// Duplicates are the records that a record may be the same as. They refuse
// nothing: they are told before a second one is made.
type Duplicates struct {
	Seen []Duplicate // what the actor may see, the likeliest first
	// Hidden says that there are others which the actor may not see. Nothing
	// more of them is told: neither how many nor which.
	Hidden bool
}

// Duplicate is one of them.
type Duplicate struct {
	Record   register.Record
	Likeness int // 0 to 100; of people 60 for a warning, 40 for a hint
	Warning  identity.Warning
}

// mostCandidates is how many rows that share a signal are compared.
const mostCandidates = 50

// FindDuplicates looks for records like a partner, a counterparty or a
// contact, saved or not yet; other records have none. Candidates are looked for
// among all rows, so that nobody makes a second record of what is hidden from
// him.
func FindDuplicates(ctx context.Context, tx register.Tx, rec register.Record) (Duplicates, error) {
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return Duplicates{}, err
	}
	s, ok := searchFor(rec, home.Country)
	if !ok || len(s.signals) == 0 {
		return Duplicates{}, nil
	}
	of := tx.Schema().Of(rec)
	own := register.Not{Filter: register.ByID(register.BaseOf(rec).ID)}
	q := register.Query{Filter: register.All{s.signals, own, register.Alive()}, Limit: mostCandidates, Whole: true}
	candidates, err := tx.AsProgram().Select(ctx, of, q)
	if err != nil {
		return Duplicates{}, err
	}
	var found []Duplicate
	var ids []register.ID
	for _, c := range candidates {
		likeness, warning := s.compare(c)
		if warning != "" {
			found = append(found, Duplicate{c, likeness, warning})
			ids = append(ids, register.BaseOf(c).ID)
		}
	}
	return divide(ctx, tx, of, found, ids)
}

// divide keeps the duplicates that the actor may see.
func divide(ctx context.Context, tx register.Tx, of *register.Register, found []Duplicate, ids []register.ID) (Duplicates, error) {
	if len(found) == 0 {
		return Duplicates{}, nil
	}
	visible, err := tx.Select(ctx, of, register.Query{Filter: register.ByID(ids...)})
	if err != nil {
		return Duplicates{}, err
	}
	var out Duplicates
	for _, d := range found {
		id := register.BaseOf(d.Record).ID
		at := slices.IndexFunc(visible, func(v register.Record) bool { return register.BaseOf(v).ID == id })
		if at < 0 {
			out.Hidden = out.Hidden || d.Warning != identity.Hint
			continue
		}
		d.Record = visible[at]
		out.Seen = append(out.Seen, d)
	}
	slices.SortStableFunc(out.Seen, func(a, b Duplicate) int { return cmp.Compare(b.Likeness, a.Likeness) })
	return out, nil
}

// search is what rows may share with a record, and how they are compared.
type search struct {
	signals register.Any
	compare func(register.Record) (likeness int, warning identity.Warning)
}

// searchFor reads a record as it may have been typed, numbers without the code
// of a country being those of home.
func searchFor(rec register.Record, home Country) (search, bool) {
	switch rec := rec.(type) {
	case *Partner:
		return partnerSearch(rec, home), true
	case *Counterparty:
		return counterpartySearch(rec), true
	case *Contact:
		return contactSearch(rec, home), true
	}
	return search{}, false
}

func partnerSearch(c *Partner, home Country) search {
	row := Partners.Row
	own := c.traits(home)
	s := search{signals: keySignals(own.Name, &row.MatchCyr, &row.MatchUa, &row.MatchBg, &row.MatchRu)}
	s.signals = append(s.signals, addressSignals(own.Phones, own.Emails, &row.Phones, &row.Emails)...)
	s.compare = func(other register.Record) (int, identity.Warning) {
		likeness := identity.Likeness(own, other.(*Partner).traits(home))
		return likeness, identity.WarningOf(likeness)
	}
	return s
}

func (c *Partner) traits(home Country) identity.Traits {
	phones := numbersOf(c.Phones, cmp.Or(c.Country, home))
	return identity.Traits{Name: identity.CompanyKeys(c.Name), Phones: phones, Emails: addressesOf(c.Emails)}
}

func counterpartySearch(c *Counterparty) search {
	row := Counterparties.Row
	typed := *c
	typed.placeCode()
	c = &typed
	c.Code, c.PersonCode = compact(firmCodes(c.Country), c.Code), compact(personCodes(c.Country), c.PersonCode)
	c.VatNumber = compact(vatCodes(c.Country), c.VatNumber)
	own := c.traits()
	s := search{signals: keySignals(own.Name, &row.MatchCyr, &row.MatchUa, &row.MatchBg, &row.MatchRu)}
	for _, one := range []struct {
		value string
		same  register.Filter
	}{
		{c.Code, register.Eq(&row.Code, c.Code)},
		{c.PersonCode, register.Eq(&row.PersonCode, c.PersonCode)},
		{c.VatNumber, register.Eq(&row.VatNumber, c.VatNumber)},
	} {
		if one.value != "" {
			s.signals = append(s.signals, one.same)
		}
	}
	for _, iban := range own.IBANs {
		s.signals = append(s.signals, register.WherePart(&row.Accounts, register.Is{Field: "iban", Op: register.Equal, Value: iban}))
	}
	s.compare = func(other register.Record) (int, identity.Warning) {
		likeness := identity.Likeness(own, other.(*Counterparty).traits())
		return likeness, identity.WarningOf(likeness)
	}
	return s
}

func (c *Counterparty) traits() identity.Traits {
	t := identity.Traits{
		Country: string(c.Country), Code: cmp.Or(c.Code, c.PersonCode), VAT: c.VatNumber,
		Name: identity.CompanyKeys(c.Name),
	}
	for _, a := range c.Accounts {
		t.IBANs = append(t.IBANs, compact([]identity.Kind{identity.IBAN}, a.Iban))
	}
	return t
}

// compact is a code in the form that is stored.
func compact(kinds []identity.Kind, code string) string {
	if code == "" || len(kinds) == 0 {
		return code
	}
	return bestReading(kinds, code, endOfTime).Compact
}

// Likeness of people, who are told apart by less than firms.
const (
	likePerson = 60
	namesake   = 40
)

func contactSearch(c *Contact, home Country) search {
	row := Contacts.Row
	own := c.traits(home)
	s := search{signals: keySignals(own.Surname, &row.MatchCyr, &row.MatchUa, &row.MatchBg, &row.MatchRu)}
	s.compare = func(other register.Record) (int, identity.Warning) {
		warning := identity.PersonWarning(own, other.(*Contact).traits(home))
		if warning == identity.Warn {
			return likePerson, warning
		}
		return namesake, warning
	}
	return s
}

func (c *Contact) traits(home Country) identity.PersonTraits {
	return identity.PersonTraits{
		Surname: identity.SurnameKeys(c.Surname), Given: identity.SurnameKeys(c.Given),
		Phones: numbersOf(c.Phones, home), Emails: addressesOf(c.Emails),
	}
}

// keySignals look for names that have a match key in common.
func keySignals(k identity.Keys, cyr, ua, bg, ru *int64) register.Any {
	var some register.Any
	if k.Cyrillic != "" {
		some = append(some, register.Eq(cyr, keyHash(k.Cyrillic)))
	}
	var latin []int64
	for _, key := range k.Latin() {
		latin = append(latin, keyHash(key))
	}
	if len(latin) > 0 {
		some = append(some, register.In(ua, latin...), register.In(bg, latin...), register.In(ru, latin...))
	}
	return some
}

func addressSignals(phones, emails []string, inPhones *register.Parts[Phone], inEmails *register.Parts[Email]) register.Any {
	var some register.Any
	if len(phones) > 0 {
		some = append(some, register.WherePart(inPhones, register.Is{Field: "number", Op: register.OneOf, Value: anyTexts(phones)}))
	}
	if len(emails) > 0 {
		some = append(some, register.WherePart(inEmails, register.Is{Field: "address", Op: register.OneOf, Value: anyTexts(emails)}))
	}
	return some
}

func numbersOf(phones []Phone, country Country) []string {
	var out []string
	for _, p := range phones {
		if n := identity.ParsePhone(p.Number, strings.ToUpper(string(country))).E164; n != "" {
			out = append(out, n)
		}
	}
	return out
}

func addressesOf(emails []Email) []string {
	var out []string
	for _, e := range emails {
		if r := identity.CheckEmail(e.Address); r.Valid() {
			out = append(out, r.Compact)
		}
	}
	return out
}

func anyTexts(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}
