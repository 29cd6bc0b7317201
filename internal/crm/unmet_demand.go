package crm

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"dossier/internal/money"
	"dossier/internal/register"
)

// UnmetDemand is what somebody asked us for and could not have: what, how much,
// why, and who could sell it to him.
type UnmetDemand struct {
	register.Base
	Number      string
	AskedOn     register.Date
	Who         string // in the words of who wrote it down
	Partner     register.Ref[Partner]
	Contact     register.Ref[Contact]
	Product     register.Ref[Product]
	What        string // what is no product of ours
	Quantity    int64
	Expected    money.Money
	Reason      register.Ref[UnmetReason]
	Competitor  register.Ref[Partner] // who could
	Note        string
	Lead        register.Ref[Lead] // of which it is known, as the next three
	Deal        register.Ref[Deal]
	Claim       register.Ref[Claim]
	Event       register.Ref[Event]
	Responsible register.Ref[User]
}

// UnmetDemands is the register of them.
var UnmetDemands = register.Define[UnmetDemand]("unmet_demand", "unmet_demands")

// Describe lists the fields.
func (d *UnmetDemand) Describe(f *register.Fields) {
	f.Text(&d.Number).Max(40).Searchable().Unique().Tracked()
	f.Date(&d.AskedOn).Indexed().Tracked()
	f.Text(&d.Who).Max(300).Class(register.Contact).Searchable().Tracked()
	f.Ref(&d.Partner).Tracked()
	f.Ref(&d.Contact).Tracked()
	f.Ref(&d.Responsible).Owner().Tracked()
	f.Section("want")
	f.Ref(&d.Product).Tracked()
	f.Text(&d.What).Max(500).Searchable().Tracked()
	f.Quantity(&d.Quantity).Tracked()
	f.Money(&d.Expected).Class(register.Prices).Tracked().Summed()
	f.Section("reason")
	f.Ref(&d.Reason).Tracked()
	f.Ref(&d.Competitor).Tracked()
	f.LongText(&d.Note).Searchable()
	f.Section("source")
	f.Ref(&d.Lead)
	f.Ref(&d.Deal)
	f.Ref(&d.Claim)
	f.Ref(&d.Event)
	f.Latest(&d.AskedOn)
	f.Together(&d.Reason, &d.AskedOn)
}

// Title is what was asked for, or the number where a product of ours says it.
func (d *UnmetDemand) Title(string) string { return cmp.Or(cut(d.What, 80), "№ "+d.Number) }

// Hint is the number.
func (d *UnmetDemand) Hint(string) string { return d.Number }

// Change fills in what the lead, deal, claim or event says of which it is known.
func (d *UnmetDemand) Change(ctx context.Context, tx register.Tx, was *UnmetDemand) error {
	if was == nil {
		if err := d.begin(ctx, tx); err != nil {
			return err
		}
	}
	if d.Reason == 0 {
		none, err := register.First(ctx, tx.AsProgram(), UnmetReasons, register.Eq(&UnmetReasons.Row.Code, NotSpecified))
		if err != nil {
			return err
		}
		if none != nil {
			d.Reason = register.Ref[UnmetReason](none.ID)
		}
	}
	if d.AskedOn > tx.Today() && (was == nil || was.AskedOn != d.AskedOn) {
		return register.RefuseAt("asked_on", "in_future")
	}
	return nil
}

func (d *UnmetDemand) begin(ctx context.Context, tx register.Tx) error {
	if d.Number == "" {
		number, err := unusedCode(ctx, tx, UnmetDemands.Register, "number", 5)
		if err != nil {
			return err
		}
		d.Number = number
	}
	d.AskedOn = cmp.Or(d.AskedOn, tx.Today())
	d.Responsible = cmp.Or(d.Responsible, register.Ref[User](tx.Actor().User()))
	if err := d.fromEvent(ctx, tx); err != nil {
		return err
	}
	if err := d.fromClaim(ctx, tx); err != nil {
		return err
	}
	if err := d.fromDeal(ctx, tx); err != nil {
		return err
	}
	return d.fromLead(ctx, tx)
}

func (d *UnmetDemand) fromEvent(ctx context.Context, tx register.Tx) error {
	if d.Event == 0 {
		return nil
	}
	e, err := register.Load(ctx, tx, Events, d.Event)
	if err != nil {
		return refuseUnknown("event", err)
	}
	d.Partner, d.Lead, d.Deal, d.Claim = cmp.Or(d.Partner, e.Partner), cmp.Or(d.Lead, e.Lead), cmp.Or(d.Deal, e.Deal), cmp.Or(d.Claim, e.Claim)
	if d.Contact == 0 && len(e.Contacts) > 0 {
		d.Contact = e.Contacts[0]
	}
	return nil
}

func (d *UnmetDemand) fromClaim(ctx context.Context, tx register.Tx) error {
	if d.Claim == 0 {
		return nil
	}
	c, err := register.Load(ctx, tx, Claims, d.Claim)
	if err != nil {
		return leaveOut(d.Event, &d.Claim, "claim", err)
	}
	d.Partner = cmp.Or(d.Partner, c.Partner)
	return nil
}

func (d *UnmetDemand) fromDeal(ctx context.Context, tx register.Tx) error {
	if d.Deal == 0 {
		return nil
	}
	one, err := register.Load(ctx, tx, Deals, d.Deal)
	if err != nil {
		return leaveOut(d.Event, &d.Deal, "deal", err)
	}
	d.Partner, d.Contact = cmp.Or(d.Partner, one.Partner), cmp.Or(d.Contact, one.Contact)
	if d.Product == 0 && d.What == "" {
		d.Product = one.Product
		d.What = cut(one.Interest, 500)
	}
	return nil
}

func (d *UnmetDemand) fromLead(ctx context.Context, tx register.Tx) error {
	if d.Lead == 0 {
		return nil
	}
	l, err := register.Load(ctx, tx, Leads, d.Lead)
	if err != nil {
		return leaveOut(d.Event, &d.Lead, "lead", err)
	}
	d.Partner, d.Contact, d.Who = cmp.Or(d.Partner, l.Partner), cmp.Or(d.Contact, l.Contact), cmp.Or(d.Who, cut(l.Title(""), 300))
	if d.Product == 0 && d.What == "" {
		if len(l.Products) == 1 {
			d.Product = l.Products[0]
		}
		d.What = cut(l.Text, 500)
	}
	if d.Expected.Minor == 0 {
		d.Expected = l.Expected
	}
	return nil
}

// leaveOut forgets what an event led to and the actor may not see; what he named
// himself is refused.
func leaveOut[T any](event register.Ref[Event], ref *register.Ref[T], field string, err error) error {
	if event != 0 && errors.Is(err, register.ErrNotFound) {
		*ref = 0
		return nil
	}
	return refuseUnknown(field, err)
}

// Check holds whichever way it was written.
func (d *UnmetDemand) Check(p *register.Problems) {
	if d.Product == 0 && d.What == "" {
		p.Add(&d.What, "unmet_says_nothing")
	}
	if d.Quantity < 0 {
		p.Add(&d.Quantity, "too_small")
	}
	if d.Expected.Minor < 0 {
		p.Add(&d.Expected, "too_small")
	}
}

// Notices warn of personal codes in the note.
func (d *UnmetDemand) Notices() []Notice {
	return slices.Concat(personalNotice("what", d.What), personalNotice("note", d.Note))
}

// miss writes down the demand of a lead that was put away because we have not
// what it asks for. One lead has one such demand, and one that says nothing
// none.
func (l *Lead) miss(ctx context.Context, tx register.Tx, why *LeadReason) error {
	if why.Sort != OfferLead || l.Text == "" && len(l.Products) == 0 {
		return nil
	}
	all := tx.AsProgram()
	n, err := all.Count(ctx, UnmetDemands.Register, register.Eq(&UnmetDemands.Row.Lead, register.Ref[Lead](l.ID)), 1)
	if err != nil || n > 0 {
		return err
	}
	reason, err := register.First(ctx, all, UnmetReasons, register.All{register.Eq(&UnmetReasons.Row.Code, why.Code), register.Alive()})
	if err != nil {
		return err
	}
	d := &UnmetDemand{Lead: register.Ref[Lead](l.ID), Note: l.ReasonNote, Responsible: cmp.Or(l.Responsible, register.Ref[User](tx.Actor().User()))}
	if reason != nil {
		d.Reason = register.Ref[UnmetReason](reason.ID)
	}
	if l.Text == "" {
		d.Product = l.Products[0]
	}
	return all.Save(ctx, d)
}
