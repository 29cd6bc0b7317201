package crm

import (
	"context"
	"slices"
	"strings"

	"dossier/internal/analysis"
	"dossier/internal/identity"
	"dossier/internal/register"
)

// Partner is whom business is done with: client, supplier, competitor or
// other, several at once. Law and accounting know its counterparties.
type Partner struct {
	register.Base
	Name        string
	Code        string
	Roles       PartnerRoles
	Kind        PartnerKind
	FullName    string
	Parent      register.Ref[Partner]
	Status      register.Ref[ClientStatus]
	Region      register.Ref[Region]
	Country     Country
	Industry    register.Ref[Industry]
	Activities  register.Refs[ActivityKind]
	AdSource    register.Ref[AdSource] // of the first contact
	FoundedOn   register.Date          // its birthday
	Anniversary string                 // month and day of it, as 11-22

	Responsible register.Ref[User]
	Backups     register.Refs[User]
	Common      bool // seen by all, whoever is responsible

	Head       register.Ref[Contact]
	Accountant register.Ref[Contact]
	Phones     register.Parts[Phone]
	Emails     register.Parts[Email]
	Sites      register.Parts[Site]
	Messengers register.Parts[Messenger]

	Class       PartnerClass
	ClassManual bool // set by a person, not by the classification
	ClassReason string
	Reliability Reliability
	Vip         bool
	VipOn       register.Date
	VipBy       register.Ref[User]
	Competitors register.Refs[Partner] // known to sell to this client

	Relation       Relation
	RelationManual bool          // set by a person
	RelationOn     register.Date // since when it is so
	RelationTill   register.Date // the last day of one set by hand; none is until the next sale
	Strategy       register.Ref[RelationStrategy]
	StrategyManual bool          // chosen by a person
	ContactedOn    register.Date // the last contact that was held
	ContactDueOn   register.Date // the next one by the strategy

	// Of competitors alone.
	Standing   register.Ref[CompetitiveStatus]
	PriceLevel PriceLevel
	PriceIndex int64 // their prices in per cent of ours, millionths
	Equipment  string
	Projects   string
	Volumes    register.Parts[Volume]
	Strengths  string
	Weaknesses string

	PaymentDays   int64 // preferred payment term
	LeadDays      int64 // usual time of an order
	DeliveryTerms string
	Addresses     register.Parts[DeliveryAddress]

	PaperWording  string
	PaperLanguage Language
	PaperCurrency string

	Note string

	MergedInto register.Ref[Partner] // which record took its place; the other one is archived
	Formerly   string                // names and codes of those merged into this one, a line each

	Erased     ErasedState // of a private person
	Suppressed bool        // an address was erased at somebody's wish: no offers are sent there

	MatchCyr, MatchUa, MatchBg, MatchRu int64 // hashes of the match keys

	uniting bool // takes what others said, with whoever said it and when
}

// Partners is the register of them.
var Partners = register.Define[Partner]("partner", "partners",
	register.DoAll[Partner, TransferPartners]("transfer"),
	register.DoAll[Partner, MergePartners]("merge"),
	register.Do[Partner, SetRelation]("set_relation"),
	register.Do[Partner, ErasePartner]("erase"),
	register.Do[Partner, HoldPartner]("hold"),
)

// Describe lists the fields.
func (c *Partner) Describe(f *register.Fields) {
	f.Text(&c.Name).Required().Searchable().Indexed().Tracked()
	f.Text(&c.Code).Max(40).Searchable().Unique().Tracked()
	f.Several(&c.Roles).Required().Indexed().Tracked()
	f.Choice(&c.Kind)
	f.Text(&c.FullName).Max(500).Searchable()
	f.Ref(&c.Status).Tracked()
	f.Ref(&c.Parent).Tracked()
	f.Ref(&c.Region).Tracked()
	f.Choice(&c.Country).Indexed()
	f.Ref(&c.Industry).Tracked()
	f.Refs(&c.Activities).Tracked()
	f.Ref(&c.AdSource).Tracked()
	f.Date(&c.FoundedOn)
	f.Text(&c.Anniversary).Max(5).Unseen().Indexed()
	f.Section("people")
	f.Ref(&c.Responsible).Owner().Tracked()
	f.Refs(&c.Backups).Owner().Tracked()
	f.Bool(&c.Common).Shared().Indexed().Tracked()
	f.Ref(&c.Head).Tracked()
	f.Ref(&c.Accountant).Tracked()
	f.Section("contacts")
	f.Parts(&c.Phones).Class(register.Contact).Tracked()
	f.Parts(&c.Emails).Class(register.Contact).Tracked()
	f.Parts(&c.Sites)
	f.Parts(&c.Messengers).Class(register.Contact)
	f.Section("assessment")
	f.Choice(&c.Class).Indexed().Tracked()
	f.Bool(&c.ClassManual).ReadOnly()
	f.Text(&c.ClassReason).Max(500).Tracked()
	f.Choice(&c.Reliability).Indexed().Tracked()
	f.Bool(&c.Vip).Indexed().Tracked()
	f.Date(&c.VipOn).ReadOnly()
	f.Ref(&c.VipBy).ReadOnly()
	f.Refs(&c.Competitors).Tracked()
	f.Section(rivalSection)
	f.Ref(&c.Standing).Tracked()
	f.Choice(&c.PriceLevel).Tracked()
	f.Percent(&c.PriceIndex).Tracked()
	f.LongText(&c.Equipment).Tracked()
	f.LongText(&c.Projects).Tracked()
	f.Parts(&c.Volumes).Tracked()
	f.LongText(&c.Strengths).Tracked()
	f.LongText(&c.Weaknesses).Tracked()
	f.Section("relation")
	f.Choice(&c.Relation).ReadOnly().Indexed()
	f.Bool(&c.RelationManual).ReadOnly()
	f.Date(&c.RelationOn).ReadOnly()
	f.Date(&c.RelationTill).ReadOnly()
	f.Ref(&c.Strategy).Tracked()
	f.Bool(&c.StrategyManual).ReadOnly()
	f.Date(&c.ContactedOn).ReadOnly().Indexed()
	f.Date(&c.ContactDueOn).ReadOnly().Indexed()
	f.Together(&c.Responsible, &c.ContactDueOn) // whom somebody neglects
	f.Section("terms")
	f.Int(&c.PaymentDays).Class(register.Prices).Tracked()
	f.Int(&c.LeadDays)
	f.Text(&c.DeliveryTerms).Max(1000)
	f.Parts(&c.Addresses)
	f.Section("papers")
	f.LongText(&c.PaperWording)
	f.Choice(&c.PaperLanguage)
	f.Text(&c.PaperCurrency).Max(3)
	f.Section("note")
	f.LongText(&c.Note)
	f.Ref(&c.MergedInto).ReadOnly().Tracked()
	f.LongText(&c.Formerly).ReadOnly().Searchable()
	f.Choice(&c.Erased).ReadOnly().Indexed()
	f.Bool(&c.Suppressed).ReadOnly().Indexed()
	f.Int(&c.MatchCyr).Unseen().Indexed()
	f.Int(&c.MatchUa).Unseen().Indexed()
	f.Int(&c.MatchBg).Unseen().Indexed()
	f.Int(&c.MatchRu).Unseen().Indexed()
	f.SortBy(&c.Name)
	f.Tree(&c.Parent)
}

// rivalSection is what is known of a competitor.
const rivalSection = "rival"

// Idle reports whether a section of fields has no meaning for a partner of
// these roles.
func (roles PartnerRoles) Idle(section string) bool {
	return section == rivalSection && !slices.Contains(roles, CompetitorRole)
}

// Hint is the code.
func (c *Partner) Hint(string) string { return c.Code }

// groupLevels is how deep a group of companies may be: group, company, branch
// and outlet, and one more.
const groupLevels = 5

// Change fills in what the program knows of a partner and keeps its links true.
func (c *Partner) Change(ctx context.Context, tx register.Tx, was *Partner) error {
	if err := stayMerged(tx, was != nil && was.MergedInto != 0); err != nil {
		return err
	}
	if err := stayErased(tx, c.Erased); err != nil {
		return err
	}
	p := register.ProblemsOf(c)
	readPhones(ctx, tx, p, c.Phones, c.Country)
	readEmails(p, c.Emails)
	readSites(p, c.Sites)
	if err := p.Err(); err != nil {
		return err
	}
	if err := lookSuppressed(ctx, tx, &c.Suppressed, reachedBy(c.Phones, c.Emails), reachedBy(before(was).Phones, before(was).Emails)); err != nil {
		return err
	}
	c.match(identity.CompanyKeys(c.Name))
	c.Anniversary = ""
	if _, day, ok := strings.Cut(string(c.FoundedOn), "-"); ok {
		c.Anniversary = day
	}
	if was == nil {
		if err := c.begin(ctx, tx); err != nil {
			return err
		}
	}
	c.take(was)
	if !c.uniting {
		c.assess(tx, was)
	}
	if was == nil && c.Relation == "" && slices.Contains(c.Roles, ClientRole) {
		c.Relation = Relation(analysis.Potential)
	}
	if tx.Actor() != register.Program && before(was).Strategy != c.Strategy {
		c.StrategyManual = c.Strategy != 0
	}
	if c.Parent != 0 && (was == nil || was.Parent != c.Parent) {
		if err := c.checkDepth(ctx, tx); err != nil {
			return err
		}
	}
	if err := c.checkPeople(ctx, tx, was); err != nil {
		return err
	}
	return c.checkCompetitors(ctx, tx, was)
}

// begin gives a new partner its code, its responsible and its kind.
func (c *Partner) begin(ctx context.Context, tx register.Tx) error {
	if c.Code == "" {
		code, err := unusedCode(ctx, tx, Partners.Register, "code", 6)
		if err != nil {
			return err
		}
		c.Code = code
	}
	if c.Kind == "" {
		c.Kind = Company
	}
	if c.Responsible == 0 && len(c.Backups) == 0 && !nobodysAllowed(tx, Partners.Register) {
		c.Responsible = register.Ref[User](tx.Actor().User())
	}
	switch {
	case len(c.Roles) > 0 && !slices.Contains(c.Roles, ClientRole):
		c.Common = true // everybody meets the same competitors and suppliers
	case c.Responsible == 0 && len(c.Backups) == 0:
		c.Common = true // what is nobody's would be seen by no seller
	}
	return nil
}

// take gives a client that was nobody's, and so seen by all, to the one who
// now answers for it.
func (c *Partner) take(was *Partner) {
	if was != nil && was.Responsible == 0 && c.Responsible != 0 && was.Common && c.Common && slices.Contains(c.Roles, ClientRole) {
		c.Common = false
	}
}

// nobodysAllowed reports whether a new record may be nobody's: in a sheet that
// does not say whose it is, brought by one who sees all records anyway.
func nobodysAllowed(tx register.Tx, of *register.Register) bool {
	return tx.Cause() == register.ByImport && register.Always(tx.Actor().Rows(of, register.Create))
}

// assess notes who set the class by hand, and who made the partner a VIP and
// when. The classification is the program's own and needs no reason.
func (c *Partner) assess(tx register.Tx, was *Partner) {
	had := before(was)
	if had.Class != c.Class {
		c.ClassManual = c.Class != "" && tx.Actor() != register.Program
		if !c.ClassManual {
			c.ClassReason = ""
		}
	}
	switch {
	case c.Vip && !had.Vip:
		c.VipOn, c.VipBy = tx.Today(), register.Ref[User](tx.Actor().User())
	case !c.Vip:
		c.VipOn, c.VipBy = "", 0
	}
}

// checkDepth refuses a group of companies that is too deep, or that would be
// part of itself.
func (c *Partner) checkDepth(ctx context.Context, tx register.Tx) error {
	all := tx.AsProgram()
	level := 1
	for at := c.Parent; at != 0; level++ {
		if register.ID(at) == c.ID {
			return register.RefuseAt("parent", "cycle")
		}
		if level == groupLevels {
			return register.RefuseAt("parent", "group_too_deep", "levels", groupLevels)
		}
		above, err := register.Load(ctx, all, Partners, at)
		if err != nil {
			return refuseUnknown("parent", err)
		}
		at = above.Parent
	}
	for row := []register.Ref[Partner]{register.Ref[Partner](c.ID)}; c.ID != 0 && len(row) > 0; level++ {
		if level > groupLevels {
			return register.RefuseAt("parent", "group_too_deep", "levels", groupLevels)
		}
		below, err := register.Select(ctx, all, Partners, register.Query{Filter: register.In(&Partners.Row.Parent, row...)})
		if err != nil {
			return err
		}
		row = nil
		for _, b := range below {
			row = append(row, register.Ref[Partner](b.ID))
		}
	}
	return nil
}

// checkPeople refuses a head or an accountant who is not among the partner's
// own contacts.
func (c *Partner) checkPeople(ctx context.Context, tx register.Tx, was *Partner) error {
	had := before(was)
	for _, one := range []struct {
		field    string
		now, was register.Ref[Contact]
	}{{"head", c.Head, had.Head}, {"accountant", c.Accountant, had.Accountant}} {
		if one.now == 0 || one.now == one.was {
			continue
		}
		contact, err := register.Load(ctx, tx.AsProgram(), Contacts, one.now)
		if err != nil {
			return refuseUnknown(one.field, err)
		}
		if c.ID == 0 || contact.Partner != register.Ref[Partner](c.ID) {
			return register.RefuseAt(one.field, "contact_of_another_partner")
		}
	}
	return nil
}

// checkCompetitors refuses as competitors those who are none.
func (c *Partner) checkCompetitors(ctx context.Context, tx register.Tx, was *Partner) error {
	for _, id := range c.Competitors {
		if was != nil && slices.Contains(was.Competitors, id) {
			continue
		}
		if err := mustCompete(ctx, tx, "competitors", id); err != nil {
			return err
		}
	}
	return nil
}

func mustCompete(ctx context.Context, tx register.Tx, field string, id register.Ref[Partner]) error {
	other, err := register.Load(ctx, tx.AsProgram(), Partners, id)
	if err != nil {
		return refuseUnknown(field, err)
	}
	if !slices.Contains(other.Roles, CompetitorRole) {
		return register.RefuseAt(field, "not_a_competitor")
	}
	return nil
}

func (c *Partner) match(k identity.Keys) {
	c.MatchCyr, c.MatchUa, c.MatchBg, c.MatchRu = keyHash(k.Cyrillic), keyHash(k.UA), keyHash(k.BG), keyHash(k.RU)
}

// Check holds the partner's own values.
func (c *Partner) Check(p *register.Problems) {
	if c.ClassManual && c.Class != "" && c.ClassReason == "" {
		p.Add(&c.ClassReason, "class_needs_reason")
	}
	if c.PaymentDays < 0 || c.PaymentDays > 3650 {
		p.Add(&c.PaymentDays, "out_of_range")
	}
	if c.PriceIndex < 0 || c.PriceIndex > 100*certain {
		p.Add(&c.PriceIndex, "out_of_range")
	}
	if c.LeadDays < 0 || c.LeadDays > 3650 {
		p.Add(&c.LeadDays, "out_of_range")
	}
	checkCurrency(p, "paper_currency", c.PaperCurrency)
	if c.ID != 0 && slices.Contains(c.Competitors, register.Ref[Partner](c.ID)) {
		p.Add(&c.Competitors, "not_oneself")
	}
}

// Leave keeps in sight a partner with whom deals are open, or who has our
// inventory.
func (c *Partner) Leave(ctx context.Context, tx register.Tx, _ register.Act) error {
	n, err := tx.AsProgram().Count(ctx, Deals.Register, register.All{
		register.Eq(&Deals.Row.Partner, register.Ref[Partner](c.ID)), register.Eq(&Deals.Row.Outcome, Open), register.Alive(),
	}, 1)
	if err != nil {
		return err
	}
	if n > 0 {
		return register.Refuse("partner_has_open_deals")
	}
	n, err = tx.AsProgram().Count(ctx, InventoryUnits.Register, register.Eq(&InventoryUnits.Row.Partner, register.Ref[Partner](c.ID)), 1)
	if err == nil && n > 0 {
		err = register.Refuse("partner_has_inventory")
	}
	return err
}

// Return refuses to come back when another record took the partner's place.
func (c *Partner) Return(context.Context, register.Tx) error {
	if c.Erased != "" {
		return register.Refuse("erased_record")
	}
	if c.MergedInto != 0 {
		return register.Refuse("merged_record")
	}
	return nil
}

// Notices offer repairs of the name, warn of personal codes in the note and
// tell of an address to which no offers are sent.
func (c *Partner) Notices() []Notice {
	return slices.Concat(suppressedNotice("suppressed", c.Suppressed), scriptNotice("name", c.Name), scriptNotice("full_name", c.FullName), personalNotice("note", c.Note))
}

// TransferPartners hands partners over to another employee, with what is to be
// done with them if so wished; the history stays with them.
type TransferPartners struct {
	To       register.Ref[User]
	WithWork bool // deals in work, planned events, open tasks and claims
}

// Describe lists the input.
func (in *TransferPartners) Describe(f *register.Fields) {
	f.Ref(&in.To).Required()
	f.Bool(&in.WithWork)
}

// DoAll makes the new employee responsible. What the former responsible has to
// do with a partner goes with it; what others have stays theirs.
func (in *TransferPartners) DoAll(ctx context.Context, tx register.Tx, partners []*Partner) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	all := tx.AsProgram()
	for _, c := range partners {
		former := c.Responsible
		c.Responsible = in.To
		if err := all.Save(ctx, c); err != nil {
			return err
		}
		if !in.WithWork || former == 0 || former == in.To {
			continue
		}
		for more := true; more; {
			n, err := handOverWork(ctx, all, register.Ref[Partner](c.ID), former, in.To)
			if err != nil {
				return err
			}
			more = n > 0
		}
	}
	return nil
}

// mustWork refuses to hand work to one who works here no more.
func mustWork(ctx context.Context, tx register.Tx, field string, id register.Ref[User]) error {
	u, err := register.Load(ctx, tx, Users, id)
	if err != nil {
		return refuseUnknown(field, err)
	}
	if u.Archived {
		return register.RefuseAt(field, "user_left")
	}
	return nil
}

// PartnerRole is what a partner is to us.
type PartnerRole string

// The roles.
const (
	ClientRole     PartnerRole = "client"
	SupplierRole   PartnerRole = "supplier"
	CompetitorRole PartnerRole = "competitor"
	OtherRole      PartnerRole = "other"
)

// PartnerRoles are the roles of one partner.
type PartnerRoles []PartnerRole

// Choices of roles.
func (PartnerRoles) Choices() []string { return []string{"client", "supplier", "competitor", "other"} }

// PartnerKind tells firms from people.
type PartnerKind string

// The kinds.
const (
	Company       PartnerKind = "company"
	PrivatePerson PartnerKind = "private_person"
)

// Choices of kinds.
func (PartnerKind) Choices() []string { return []string{"company", "private_person"} }

// PartnerClass is the place of a partner by its share in sales.
type PartnerClass string

// Choices of classes.
func (PartnerClass) Choices() []string { return []string{"a", "b", "c"} }

// Reliability is how far a partner is trusted to pay.
type Reliability string

// Choices of reliability.
func (Reliability) Choices() []string { return []string{"high", "medium", "low"} }

// DeliveryAddress is a place where goods are brought.
type DeliveryAddress struct {
	register.Part
	Label   string
	Address string
	Contact register.Ref[Contact]
	Hours   string
}

// Describe lists the fields.
func (a *DeliveryAddress) Describe(f *register.Fields) {
	f.Text(&a.Label).Max(100)
	f.Text(&a.Address).Max(500).Required().Searchable()
	f.Ref(&a.Contact)
	f.Text(&a.Hours).Max(100)
}
