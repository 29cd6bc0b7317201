package crm

import (
	"context"
	"slices"
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// Counterparty is whom law and accounting know: a legal or natural person with
// requisites. A partner may have several.
type Counterparty struct {
	register.Base
	Partner     register.Ref[Partner]
	Name        string // as registered
	ShortName   string
	Kind        CounterpartyKind
	Country     Country
	LegalForm   string
	Head        register.Ref[Counterparty] // of a separate subdivision
	Code        string                     // of a firm
	PersonCode  string                     // of a natural person
	VatPayer    bool
	VatNumber   string
	VatFrom     register.Date
	VatTill     register.Date
	CodeReason  string // why a code with a wrong check digit was accepted
	Confirmed   bool   // by accounting
	ConfirmedAt time.Time
	ConfirmedBy register.Ref[User]

	LegalAddress  string
	PostalAddress string
	Accounts      register.Parts[BankAccount]

	Signatory         string
	SignatoryPosition string
	Basis             SignatoryBasis
	BasisNumber       string
	BasisOn           register.Date
	GoodsPerson       string // answers for goods, printed on Bulgarian papers

	Note string

	MatchCyr, MatchUa, MatchBg, MatchRu int64 // hashes of the match keys

	overriding bool // the reason given goes with the code given
}

// Counterparties is the register of them.
var Counterparties = register.Define[Counterparty]("counterparty", "counterparties",
	register.Do[Counterparty, ConfirmCounterparty]("confirm"),
	register.Do[Counterparty, OverrideCode]("override_code"),
)

// Describe lists the fields. Whoever sees the partner sees its counterparties;
// codes of people are not found by search.
func (c *Counterparty) Describe(f *register.Fields) {
	f.Text(&c.Name).Max(500).Required().Searchable().Indexed().Tracked()
	f.Ref(&c.Partner).Required().Guard().Tracked()
	f.Choice(&c.Kind).Required().Indexed().Tracked()
	f.Choice(&c.Country).Required().Indexed().Tracked()
	f.Text(&c.ShortName).Searchable()
	f.Text(&c.LegalForm).Max(100)
	f.Ref(&c.Head).Tracked()
	f.Section("codes")
	f.Text(&c.Code).Max(30).Searchable().Indexed().Tracked()
	f.Text(&c.PersonCode).Max(30).Class(register.Personal).Indexed().Tracked()
	f.Bool(&c.VatPayer).Tracked()
	f.Text(&c.VatNumber).Max(30).Searchable().Indexed().Tracked()
	f.Date(&c.VatFrom)
	f.Date(&c.VatTill)
	f.Text(&c.CodeReason).ReadOnly().Tracked()
	f.Bool(&c.Confirmed).ReadOnly().Indexed().Tracked()
	f.Moment(&c.ConfirmedAt).ReadOnly()
	f.Ref(&c.ConfirmedBy).ReadOnly()
	f.Section("addresses")
	f.Text(&c.LegalAddress).Max(500)
	f.Text(&c.PostalAddress).Max(500)
	f.Section("accounts")
	f.Parts(&c.Accounts).Class(register.Secret).Tracked()
	f.Section("signatory")
	f.Text(&c.Signatory)
	f.Text(&c.SignatoryPosition)
	f.Choice(&c.Basis)
	f.Text(&c.BasisNumber).Max(60)
	f.Date(&c.BasisOn)
	f.Text(&c.GoodsPerson)
	f.Section("note")
	f.LongText(&c.Note)
	f.Int(&c.MatchCyr).Unseen().Indexed()
	f.Int(&c.MatchUa).Unseen().Indexed()
	f.Int(&c.MatchBg).Unseen().Indexed()
	f.Int(&c.MatchRu).Unseen().Indexed()
	f.SortBy(&c.Name)
	f.Distinct(&c.Head, &c.Country, &c.Code) // a subdivision has the code of its head
	f.Distinct(&c.Head, &c.Country, &c.PersonCode)
}

// Hint is the firm's code; the code of a person is shown to nobody by the way.
func (c *Counterparty) Hint(string) string { return c.Code }

// Change checks the codes by the law of their country, refuses a second active
// counterparty with the same ones, and drops the confirmation of accounting
// when what it confirmed is changed.
func (c *Counterparty) Change(ctx context.Context, tx register.Tx, was *Counterparty) error {
	if c.Country == "" {
		home, err := homeOrganisation(ctx, tx)
		if err != nil {
			return err
		}
		c.Country = home.Country
	}
	c.placeCode()
	if was != nil && !c.overriding && (was.Code != c.Code || was.PersonCode != c.PersonCode || was.Country != c.Country) {
		c.CodeReason = ""
	}
	if err := c.readCodes(ctx, tx); err != nil {
		return err
	}
	k := identity.CompanyKeys(c.Name)
	c.MatchCyr, c.MatchUa, c.MatchBg, c.MatchRu = keyHash(k.Cyrillic), keyHash(k.UA), keyHash(k.BG), keyHash(k.RU)
	if err := c.checkHead(ctx, tx, was); err != nil {
		return err
	}
	if was != nil && c.Confirmed && was.Confirmed && c.requisites() != was.requisites() {
		c.Confirmed, c.ConfirmedAt, c.ConfirmedBy = false, time.Time{}, 0
	}
	if was != nil && was.Country == c.Country && was.Code == c.Code && was.PersonCode == c.PersonCode &&
		was.Kind == c.Kind && was.Head == c.Head {
		return nil
	}
	return c.refuseTwins(ctx, tx)
}

// person reports whether the counterparty is a natural person by law, whose
// code tells who he is.
func (c *Counterparty) person() bool {
	return c.Kind == NaturalPerson || c.Kind == SoleTrader && c.Country != "bg" // the sole trader of Bulgaria has a firm's code
}

// placeCode moves a person's code typed into the firm's place to its own,
// where it is guarded.
func (c *Counterparty) placeCode() {
	if c.person() && c.Code != "" && c.PersonCode == "" {
		c.Code, c.PersonCode = "", c.Code
	}
}

func (c *Counterparty) readCodes(ctx context.Context, tx register.Tx) error {
	p := register.ProblemsOf(c)
	overrule := func() bool {
		home, err := homeOrganisation(ctx, tx)
		return err == nil && c.Country != home.Country && c.CodeReason != ""
	}
	codes, people, vat := firmCodes(c.Country), personCodes(c.Country), vatCodes(c.Country)
	if c.Kind == NonResident {
		codes, people = nil, nil
	}
	readCode(p, "code", &c.Code, codes, tx, overrule)
	readCode(p, "person_code", &c.PersonCode, people, tx, overrule)
	readCode(p, "vat_number", &c.VatNumber, vat, tx, overrule)
	readAccounts(p, tx, c.Accounts)
	return p.Err()
}

func (c *Counterparty) checkHead(ctx context.Context, tx register.Tx, was *Counterparty) error {
	if c.Head == 0 || was != nil && was.Head == c.Head && was.Country == c.Country {
		return nil
	}
	head, err := register.Load(ctx, tx.AsProgram(), Counterparties, c.Head)
	if err != nil {
		return refuseUnknown("head", err)
	}
	if head.Kind == SeparateSubdivision || head.Country != c.Country {
		return register.RefuseAt("head", "not_a_head_firm")
	}
	return nil
}

// requisites is what accounting confirms, as one text.
func (c *Counterparty) requisites() string {
	parts := []string{c.Name, string(c.Country), c.Code, c.PersonCode, c.VatNumber}
	for _, a := range c.Accounts {
		if a.Main {
			parts = append(parts, a.Currency+a.Iban)
		}
	}
	return strings.Join(parts, "\n")
}

// refuseTwins refuses a code that another active counterparty of the country
// has, whoever may see that one; subdivisions share the code of their head.
func (c *Counterparty) refuseTwins(ctx context.Context, tx register.Tx) error {
	if c.Kind == SeparateSubdivision && c.Head != 0 {
		return nil
	}
	row := Counterparties.Row
	for _, one := range []struct {
		field, code string
		same        register.Filter
	}{{"code", c.Code, register.Eq(&row.Code, c.Code)}, {"person_code", c.PersonCode, register.Eq(&row.PersonCode, c.PersonCode)}} {
		if one.code == "" {
			continue
		}
		twins, err := register.Select(ctx, tx.AsProgram(), Counterparties, register.Query{Limit: 1, Filter: register.All{
			one.same, register.Eq(&row.Country, c.Country), register.Alive(),
			register.Not{Filter: register.ByID(c.ID)},
			register.Not{Filter: register.All{register.Eq(&row.Kind, SeparateSubdivision), register.Some(&row.Head)}},
		}})
		if err != nil {
			return err
		}
		if len(twins) == 0 {
			continue
		}
		if seen, err := register.Load(ctx, tx, Counterparties, register.Ref[Counterparty](twins[0].ID)); err == nil {
			return register.RefuseAt(one.field, "counterparty_code_taken", "name", seen.Name, "id", seen.ID)
		}
		return register.RefuseAt(one.field, "counterparty_code_taken_hidden")
	}
	return nil
}

// Return refuses to come back to a code that another has taken meanwhile.
func (c *Counterparty) Return(ctx context.Context, tx register.Tx) error {
	return c.refuseTwins(ctx, tx)
}

// Check holds the counterparty's own values.
func (c *Counterparty) Check(p *register.Problems) {
	if c.Kind == SeparateSubdivision && c.Head == 0 {
		p.Add(&c.Head, "subdivision_needs_head")
	}
	if c.Kind != SeparateSubdivision && c.Head != 0 {
		p.Add(&c.Head, "only_subdivision_has_head")
	}
	if c.VatFrom != "" && c.VatTill != "" && c.VatTill < c.VatFrom {
		p.Add(&c.VatTill, "ends_before_it_begins")
	}
	checkOneMain(p, c.Accounts)
}

// Notices offer repairs and tell what is odd about the codes.
func (c *Counterparty) Notices() []Notice {
	out := slices.Concat(scriptNotice("name", c.Name), scriptNotice("short_name", c.ShortName), personalNotice("note", c.Note))
	if c.VatNumber != "" && c.Country == "ua" {
		code := c.Code + c.PersonCode
		switch {
		case identity.Check(identity.UAVAT, c.VatNumber, endOfTime).Fault != "":
			out = append(out, Notice{Field: "vat_number", Key: "vat_number_doubtful"})
		case code != "" && !identity.SameUAPayer(c.VatNumber, code):
			out = append(out, Notice{Field: "vat_number", Key: "vat_number_of_another"})
		}
	}
	if c.CodeReason != "" {
		out = append(out, Notice{Field: "code", Key: "code_overridden"})
	}
	return out
}

// ConfirmCounterparty is accounting's word that the requisites are right.
type ConfirmCounterparty struct{}

// Describe lists the input: there is none.
func (*ConfirmCounterparty) Describe(*register.Fields) {}

// Offered is for those not confirmed yet.
func (*ConfirmCounterparty) Offered(c *Counterparty) bool { return !c.Confirmed && !c.Archived }

// Do notes who confirmed and when. Without a code there is nothing to confirm.
func (*ConfirmCounterparty) Do(ctx context.Context, tx register.Tx, c *Counterparty) error {
	if c.Code == "" && c.PersonCode == "" && c.Kind != NonResident {
		return register.RefuseAt("code", "confirmation_needs_code")
	}
	c.Confirmed, c.ConfirmedAt, c.ConfirmedBy = true, tx.Now(), register.Ref[User](tx.Actor().User())
	return tx.AsProgram().Save(ctx, c)
}

// OverrideCode accepts a code of foreign law though its check digit is wrong.
type OverrideCode struct {
	Code   string
	Reason string
}

// Describe lists the input.
func (in *OverrideCode) Describe(f *register.Fields) {
	f.Text(&in.Code).Max(30).Required()
	f.Text(&in.Reason).Required()
}

// Do saves the code with the reason and leaves a line in the audit log.
func (in *OverrideCode) Do(ctx context.Context, tx register.Tx, c *Counterparty) error {
	if c.person() {
		c.PersonCode = in.Code
	} else {
		c.Code = in.Code
	}
	c.CodeReason, c.overriding = in.Reason, true
	defer func() { c.overriding = false }()
	if err := tx.Save(ctx, c); err != nil {
		return err
	}
	return tx.Audit(ctx, "counterparty.override_code", register.Link{Register: "counterparty", ID: c.ID}, nil)
}

// CounterpartyKind is what a counterparty is by law.
type CounterpartyKind string

// The kinds.
const (
	LegalEntity         CounterpartyKind = "legal_entity"
	SoleTrader          CounterpartyKind = "sole_trader"
	NaturalPerson       CounterpartyKind = "natural_person"
	SeparateSubdivision CounterpartyKind = "separate_subdivision"
	NonResident         CounterpartyKind = "non_resident"
)

// Choices of kinds.
func (CounterpartyKind) Choices() []string {
	return []string{"legal_entity", "sole_trader", "natural_person", "separate_subdivision", "non_resident"}
}

// SignatoryBasis is by what a signatory signs.
type SignatoryBasis string

// Choices of bases.
func (SignatoryBasis) Choices() []string { return []string{"statute", "order", "proxy"} }
