package crm

import (
	"cmp"
	"context"
	"slices"

	"dossier/internal/money"
	"dossier/internal/register"
)

// ConvertLead makes a client of a qualified lead: a partner and a contact,
// chosen or made, and a deal when one is wished.
type ConvertLead struct {
	Partner     register.Ref[Partner] // none makes one
	PartnerName string
	Contact     register.Ref[Contact] // none makes one
	Surname     string
	Given       string
	Patronymic  string
	Position    string
	MakeDeal    bool
	Kind        register.Ref[DealKind]
	DealName    string
	Amount      money.Money
	CloseOn     register.Date

	lead *Lead
}

// Describe lists the input.
func (in *ConvertLead) Describe(f *register.Fields) {
	f.Ref(&in.Partner)
	f.Text(&in.PartnerName).Max(300)
	f.Section("contact")
	f.Ref(&in.Contact)
	f.Text(&in.Surname).Max(100)
	f.Text(&in.Given).Max(100)
	f.Text(&in.Patronymic).Max(100)
	f.Text(&in.Position).Max(150)
	f.Section("deal")
	f.Bool(&in.MakeDeal)
	f.Ref(&in.Kind)
	f.Text(&in.DealName)
	f.Money(&in.Amount)
	f.Date(&in.CloseOn)
}

// Offered is for qualified leads.
func (*ConvertLead) Offered(l *Lead) bool { return l.Status == QualifiedLead && !l.Archived }

// Begin offers what the lead says.
func (in *ConvertLead) Begin(l *Lead) {
	in.PartnerName = cmp.Or(l.Company, l.Name)
	in.Surname, in.Given, in.Patronymic = wordsOf(l.Name)
	in.MakeDeal, in.Amount = true, l.Expected
}

// Leads is the deal that came of it, else the partner.
func (in *ConvertLead) Leads() register.Link {
	if in.lead.Deal != 0 {
		return linkTo(Deals.Register, register.ID(in.lead.Deal))
	}
	return linkTo(Partners.Register, register.ID(in.lead.Partner))
}

// Do makes what is missing and lets all that was done with the lead belong to
// the client from now on. The lead keeps its links and stays as it is.
func (in *ConvertLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	if l.Status != QualifiedLead {
		return register.Refuse("lead_not_qualified")
	}
	in.lead = l
	partner, err := in.partner(ctx, tx, l)
	if err != nil {
		return err
	}
	l.Partner = register.Ref[Partner](partner.ID)
	if err := in.contact(ctx, tx, l); err != nil {
		return err
	}
	if err := in.deal(ctx, tx, l); err != nil {
		return err
	}
	l.Status, l.ConvertedAt = ConvertedLead, tx.Now()
	if err := l.move(ctx, tx); err != nil {
		return err
	}
	return l.bring(ctx, tx)
}

// partner is the chosen one, who becomes a client if he was none, or a new one.
func (in *ConvertLead) partner(ctx context.Context, tx register.Tx, l *Lead) (*Partner, error) {
	if in.Partner != 0 {
		one, err := register.Load(ctx, tx, Partners, in.Partner)
		if err != nil {
			return nil, refuseUnknown("partner", err)
		}
		if slices.Contains(one.Roles, ClientRole) {
			return one, nil
		}
		one.Roles = append(one.Roles, ClientRole)
		return one, tx.AsProgram().Save(ctx, one)
	}
	if in.PartnerName == "" {
		return nil, register.RefuseAt("partner_name", "required")
	}
	one := &Partner{
		Name: in.PartnerName, Roles: PartnerRoles{ClientRole}, Region: l.Region, Industry: l.Industry, AdSource: l.AdSource,
		Responsible: cmp.Or(l.Responsible, register.Ref[User](tx.Actor().User())),
	}
	if l.Company == "" {
		one.Kind = PrivatePerson
	}
	if l.Phone != "" {
		one.Phones = register.Parts[Phone]{{Number: l.Phone}}
	}
	if l.Email != "" {
		one.Emails = register.Parts[Email]{{Address: l.Email}}
	}
	return one, problemsIn(tx.Save(ctx, one), "partner_name", map[string]string{"name": "partner_name"})
}

// contact is the chosen one, or a new one, when the lead names a person.
func (in *ConvertLead) contact(ctx context.Context, tx register.Tx, l *Lead) error {
	if in.Contact != 0 {
		one, err := register.Load(ctx, tx, Contacts, in.Contact)
		if err != nil {
			return refuseUnknown("contact", err)
		}
		l.Contact = in.Contact
		return belongs(ctx, tx.AsProgram(), "contact", l.Partner, one.Partner)
	}
	if in.Surname == "" && in.Given == "" {
		return nil // a firm without a person
	}
	one := &Contact{
		Surname: cmp.Or(in.Surname, in.Given), Given: in.Given, Patronymic: in.Patronymic, Position: in.Position, Partner: l.Partner,
	}
	if in.Surname == "" {
		one.Given = ""
	}
	if l.Phone != "" {
		one.Phones = register.Parts[Phone]{{Number: l.Phone}}
	}
	if l.Email != "" {
		one.Emails = register.Parts[Email]{{Address: l.Email}}
	}
	err := problemsIn(tx.Save(ctx, one), "surname", map[string]string{"surname": "surname", "given": "given", "patronymic": "patronymic", "position": "position"})
	l.Contact = register.Ref[Contact](one.ID)
	return err
}

// deal is a new one, when it is wished.
func (in *ConvertLead) deal(ctx context.Context, tx register.Tx, l *Lead) error {
	if !in.MakeDeal {
		return nil
	}
	one := &Deal{
		Name: in.DealName, Partner: l.Partner, Contact: l.Contact, Kind: in.Kind, Amount: in.Amount, CloseOn: in.CloseOn,
		AdSource: l.AdSource, Interest: l.Text, Responsible: cmp.Or(l.Responsible, register.Ref[User](tx.Actor().User())),
		StartedOn: tx.Today(),
	}
	if len(l.Products) == 1 {
		one.Product = l.Products[0]
	}
	err := problemsIn(tx.Save(ctx, one), "make_deal", map[string]string{"kind": "kind", "name": "deal_name", "amount": "amount", "close_on": "close_on"})
	l.Deal = register.Ref[Deal](one.ID)
	return err
}

// problemsIn puts the problems of a record that an action makes to the inputs
// they come from, others to one of them.
func problemsIn(err error, other string, inputs map[string]string) error {
	p, ok := err.(*register.Problems)
	if !ok {
		return err
	}
	out := &register.Problems{}
	for _, one := range p.List {
		one.Field = cmp.Or(inputs[one.Field], other)
		out.List = append(out.List, one)
	}
	return out
}

// bring lets the events, tasks, comments and files of the lead belong to what
// came of it.
func (l *Lead) bring(ctx context.Context, tx register.Tx) error {
	all := tx.AsProgram()
	events, err := register.Select(ctx, all, Events, register.Query{Filter: register.Eq(&Events.Row.Lead, register.Ref[Lead](l.ID)), Whole: true})
	if err != nil {
		return err
	}
	for _, e := range events {
		e.Partner, e.Deal = l.Partner, l.Deal
		if l.Contact != 0 && len(e.Contacts) == 0 {
			e.Contacts = register.Refs[Contact]{l.Contact}
		}
		if err := all.Save(ctx, e); err != nil {
			return err
		}
	}
	about := linkTo(Leads.Register, l.ID)
	tasks, err := register.Select(ctx, all, Tasks, register.Query{Filter: register.Eq(&Tasks.Row.About, about), Whole: true})
	if err != nil {
		return err
	}
	for _, t := range tasks {
		t.Partner, t.Deal, t.Contact = l.Partner, l.Deal, l.Contact
		t.moving = true
		if err := all.Save(ctx, t); err != nil {
			return err
		}
	}
	return l.bringRemarks(ctx, all, about)
}

// bringRemarks moves comments and files to the deal, or to the client when
// there is none.
func (l *Lead) bringRemarks(ctx context.Context, all register.Tx, about register.Link) error {
	to := linkTo(Partners.Register, register.ID(l.Partner))
	if l.Deal != 0 {
		to = linkTo(Deals.Register, register.ID(l.Deal))
	}
	remarks, err := register.Select(ctx, all, Comments, register.Query{Filter: register.Eq(&Comments.Row.About, about), Whole: true})
	if err != nil {
		return err
	}
	for _, one := range remarks {
		one.About = to
		if err := all.Save(ctx, one); err != nil {
			return err
		}
	}
	files, err := register.Select(ctx, all, Attachments, register.Query{Filter: register.Eq(&Attachments.Row.About, about), Whole: true})
	if err != nil {
		return err
	}
	for _, one := range files {
		one.About = to
		if err := all.Save(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// LeadDuplicates are the partners and contacts that a lead may already be.
type LeadDuplicates struct {
	Partners Duplicates
	Contacts Duplicates
}

// FindLeadDuplicates looks for the firm and the person of a lead by names,
// telephone and e-mail.
func FindLeadDuplicates(ctx context.Context, tx register.Tx, l *Lead) (LeadDuplicates, error) {
	var out LeadDuplicates
	phones, emails := register.Parts[Phone]{}, register.Parts[Email]{}
	if l.Phone != "" {
		phones = append(phones, Phone{Number: l.Phone})
	}
	if l.Email != "" {
		emails = append(emails, Email{Address: l.Email})
	}
	var err error
	out.Partners, err = FindDuplicates(ctx, tx, &Partner{Name: cmp.Or(l.Company, l.Name), Phones: phones, Emails: emails})
	if err != nil {
		return out, err
	}
	surname, given, _ := wordsOf(l.Name)
	if surname == "" {
		return out, nil
	}
	out.Contacts, err = FindDuplicates(ctx, tx, &Contact{Surname: surname, Given: given, Phones: phones, Emails: emails})
	return out, err
}
