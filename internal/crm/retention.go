package crm

import (
	"cmp"
	"context"
	"errors"
	"time"

	"dossier/internal/register"
)

// Retention is that the time for which somebody's data are kept comes to its
// end, and what was decided of it; or that they are held whatever the time.
type Retention struct {
	register.Base
	Who         register.Link // a person: a contact, a lead, a private client; or a consent as the proof that it is
	Rule        RetentionRule
	State       RetentionState
	NoticedOn   register.Date
	ActOn       register.Date // from when it may be erased
	Responsible register.Ref[User]

	Reason   string // why it is held
	HeldBy   register.Ref[User]
	HeldAt   time.Time
	HeldTill register.Date // the last day; none is until it is lifted
}

// Retentions is the register of them.
var Retentions = register.Define[Retention]("retention", "retentions",
	register.Do[Retention, HoldRetention]("hold"),
	register.Do[Retention, LiftRetention]("lift"),
	register.Do[Retention, EraseRetention]("erase"),
)

// Describe lists the fields. Whoever sees the person sees it.
func (r *Retention) Describe(f *register.Fields) {
	f.Link(&r.Who).Required().ReadOnly().Guard().Indexed()
	f.Choice(&r.Rule).ReadOnly().Indexed()
	f.Choice(&r.State).ReadOnly().Indexed().Tracked()
	f.Date(&r.NoticedOn).ReadOnly().Indexed()
	f.Date(&r.ActOn).ReadOnly().Indexed()
	f.Ref(&r.Responsible).Owner().Tracked()
	f.Section("hold")
	f.LongText(&r.Reason).ReadOnly().Class(register.Personal)
	f.Ref(&r.HeldBy).ReadOnly().Tracked()
	f.Moment(&r.HeldAt).ReadOnly()
	f.Date(&r.HeldTill).ReadOnly().Indexed().Tracked()
	f.Newest()
	f.Together(&r.State, &r.ActOn)
}

// Change lets the program alone find what comes to its end.
func (r *Retention) Change(_ context.Context, tx register.Tx, was *Retention) error {
	if was == nil && tx.Actor() != register.Program {
		return register.ErrForbidden
	}
	return nil
}

// Leave keeps a hold in sight until it is lifted.
func (r *Retention) Leave(context.Context, register.Tx, register.Act) error {
	if r.State == RetentionHeld {
		return register.Refuse("retention_is_lifted_instead")
	}
	return nil
}

// Tell tells the responsible that thirty days have begun.
func (r *Retention) Tell(ctx context.Context, tx register.Tx, was *Retention) error {
	if was != nil || r.State != RetentionNoticed {
		return nil
	}
	return notify(ctx, tx, &Notification{User: r.Responsible, Kind: RetentionEnds, About: linkTo(Retentions.Register, r.ID)})
}

// RetentionRules are for how long data are kept, as the main organisation
// says.
type RetentionRules struct {
	ContactMonths int64 // of people with whom nothing was dealt since
	LeadMonths    int64 // of people of whom nothing came, since the last touch
	ConsentMonths int64 // the proof of a consent, after its end
	PaperDays     int64 // papers of sales
	SignInDays    int64 // from where and when somebody signed in, or tried to
}

// The usual times: the limitation period of three years, and papers as the tax
// laws have it: 1 825 days by article 44.3 of the Tax Code of Ukraine, ten years
// by the Bulgarian law on accounting.
const (
	usualContactMonths = 36
	usualConsentMonths = 36
	usualLeadMonths    = 12
	usualSignInDays    = 90
	usualPaperDaysUA   = 1825
	usualPaperDaysBG   = 3653
)

// RetentionOf reads for how long data are kept.
func RetentionOf(ctx context.Context, tx register.Tx) (RetentionRules, error) {
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return RetentionRules{}, err
	}
	papers := int64(usualPaperDaysUA)
	if home.Country == "bg" {
		papers = usualPaperDaysBG
	}
	return RetentionRules{
		ContactMonths: cmp.Or(home.KeepContacts, usualContactMonths), ConsentMonths: cmp.Or(home.KeepConsents, usualConsentMonths),
		LeadMonths: cmp.Or(home.KeepLeads, usualLeadMonths), PaperDays: cmp.Or(home.KeepPapers, papers),
		SignInDays: cmp.Or(home.KeepSignIns, usualSignInDays),
	}, nil
}

// noticeDays is how long the responsible has to say that something is kept.
const noticeDays = 30

// RetentionJob finds each night what comes to its end.
const RetentionJob = "retention"

// FindEnding notes whose data come to their end, lets holds end whose day is
// over, and marks what may be erased now.
func FindEnding(ctx context.Context, work register.Work) error {
	return errors.Join(
		findContacts(ctx, work), findPrivate(ctx, work), findLeads(ctx, work), findConsents(ctx, work),
		moveRetentions(ctx, work, func(tx register.Tx) register.Filter {
			return register.All{register.Eq(&Retentions.Row.State, RetentionNoticed), register.Le(&Retentions.Row.ActOn, tx.Today())}
		}),
		moveRetentions(ctx, work, func(tx register.Tx) register.Filter {
			return register.All{register.Eq(&Retentions.Row.State, RetentionHeld), register.Some(&Retentions.Row.HeldTill), register.Lt(&Retentions.Row.HeldTill, tx.Today())}
		}),
	)
}

// mostEnding is how many records a unit of work looks at: so few that whoever
// saves meanwhile does not wait long.
const mostEnding = 30

// moveRetentions makes those that a filter means due.
func moveRetentions(ctx context.Context, work register.Work, which func(register.Tx) register.Filter) error {
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			list, err := register.Select(ctx, tx, Retentions, register.Query{Whole: true, Limit: mostEnding, Filter: which(tx)})
			if err != nil {
				return err
			}
			more = len(list) == mostEnding
			for _, r := range list {
				r.State = RetentionDue
				if r.Rule == HeldByHand { // it was held, and is held no more
					r.State = RetentionOver
				}
				if err := tx.Save(ctx, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// findEnding gives the records that a filter means, one after another, to what
// notes them.
func findEnding[T any](ctx context.Context, work register.Work, of *register.Of[T], which func(register.Tx, RetentionRules) register.Filter, note func(context.Context, register.Tx, *T, RetentionRules) error) error {
	for last, more := register.ID(0), true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			rules, err := RetentionOf(ctx, tx)
			if err != nil {
				return err
			}
			list, err := register.Select(ctx, tx, of, register.Query{Limit: mostEnding, Sort: []register.Sort{{Field: "id"}}, Filter: register.All{
				register.Is{Field: "id", Op: register.Greater, Value: last}, which(tx, rules),
			}})
			if err != nil {
				return err
			}
			more = len(list) == mostEnding
			for _, one := range list {
				last = register.BaseOf(any(one).(register.Record)).ID
				if err := note(ctx, tx, one, rules); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// monthsAgo is the moment so many months ago, and its day.
func monthsAgo(tx register.Tx, months int64) (time.Time, register.Date) {
	since := tx.Now().AddDate(0, -int(months), 0)
	return since, register.Date(since.Format(time.DateOnly))
}

// findContacts notes the people with whom nothing was dealt for long.
func findContacts(ctx context.Context, work register.Work) error {
	return findEnding(ctx, work, Contacts, func(tx register.Tx, rules RetentionRules) register.Filter {
		since, day := monthsAgo(tx, rules.ContactMonths)
		return register.All{
			register.Is{Field: "created_at", Op: register.Less, Value: since},
			register.None(&Contacts.Row.Erased),
			register.Where(&Contacts.Row.Partner, register.All{
				register.Any{register.None(&Partners.Row.ContactedOn), register.Lt(&Partners.Row.ContactedOn, day)},
				register.Not{Filter: register.Eq(&Partners.Row.Kind, PrivatePerson)},
			}),
		}
	}, func(ctx context.Context, tx register.Tx, c *Contact, rules RetentionRules) error {
		since, day := monthsAgo(tx, rules.ContactMonths)
		busy, err := busyWith(ctx, tx, c.Partner, day,
			register.All{register.Holds(&Events.Row.Contacts, register.Ref[Contact](c.ID)), startedSince(since)},
			register.Eq(&Tasks.Row.Contact, register.Ref[Contact](c.ID)),
		)
		if err != nil || busy {
			return err
		}
		of, err := register.Load(ctx, tx, Partners, c.Partner)
		if err != nil {
			return err
		}
		return noteEnding(ctx, tx, linkTo(Contacts.Register, c.ID), LostContact, of.Responsible)
	})
}

// findPrivate notes the private people with whom nothing was dealt for long.
func findPrivate(ctx context.Context, work register.Work) error {
	return findEnding(ctx, work, Partners, func(tx register.Tx, rules RetentionRules) register.Filter {
		since, day := monthsAgo(tx, rules.ContactMonths)
		return register.All{
			register.Eq(&Partners.Row.Kind, PrivatePerson), register.None(&Partners.Row.Erased),
			register.Is{Field: "created_at", Op: register.Less, Value: since},
			register.Any{register.None(&Partners.Row.ContactedOn), register.Lt(&Partners.Row.ContactedOn, day)},
		}
	}, func(ctx context.Context, tx register.Tx, c *Partner, rules RetentionRules) error {
		since, day := monthsAgo(tx, rules.ContactMonths)
		ref := register.Ref[Partner](c.ID)
		busy, err := busyWith(ctx, tx, ref, day, register.All{register.Eq(&Events.Row.Partner, ref), startedSince(since)}, register.Eq(&Tasks.Row.Partner, ref))
		if err != nil || busy {
			return err
		}
		return noteEnding(ctx, tx, linkTo(Partners.Register, c.ID), LostContact, c.Responsible)
	})
}

// findLeads notes the leads of which nothing came and that nobody touched for
// long.
func findLeads(ctx context.Context, work register.Work) error {
	return findEnding(ctx, work, Leads, func(tx register.Tx, rules RetentionRules) register.Filter {
		since, _ := monthsAgo(tx, rules.LeadMonths)
		return register.All{
			register.Ne(&Leads.Row.Status, ConvertedLead), register.None(&Leads.Row.Erased),
			register.Is{Field: "received_at", Op: register.Less, Value: since},
			register.Is{Field: "created_at", Op: register.Less, Value: since},
			register.Any{register.None(&Leads.Row.NextStepOn), register.Lt(&Leads.Row.NextStepOn, tx.Today())},
		}
	}, func(ctx context.Context, tx register.Tx, l *Lead, rules RetentionRules) error {
		since, _ := monthsAgo(tx, rules.LeadMonths)
		about := linkTo(Leads.Register, l.ID)
		busy, err := anyOfThem(ctx, tx, []dealing{
			{Events.Register, register.All{register.Eq(&Events.Row.Lead, register.Ref[Lead](l.ID)), startedSince(since)}},
			{Tasks.Register, register.All{register.Eq(&Tasks.Row.About, about), register.Eq(&Tasks.Row.Open, true)}},
			{Comments.Register, register.All{register.Eq(&Comments.Row.About, about), register.Is{Field: "created_at", Op: register.AtLeast, Value: since}}},
		})
		if err != nil || busy {
			return err
		}
		return noteEnding(ctx, tx, about, OldLead, l.Responsible)
	})
}

func startedSince(since time.Time) register.Filter {
	return register.Is{Field: "start", Op: register.AtLeast, Value: since}
}

// dealing are records by which something is dealt with somebody.
type dealing struct {
	of *register.Register
	f  register.Filter
}

// busyWith reports whether a partner bought or is to buy something, or whether
// events or open tasks are among those that the filters mean.
func busyWith(ctx context.Context, tx register.Tx, partner register.Ref[Partner], day register.Date, events, tasks register.Filter) (bool, error) {
	return anyOfThem(ctx, tx, []dealing{
		{Deals.Register, register.All{register.Eq(&Deals.Row.Partner, partner), register.Any{
			register.Eq(&Deals.Row.Outcome, Open), register.Ge(&Deals.Row.ClosedOn, day),
		}}},
		{Events.Register, events},
		{Tasks.Register, register.All{tasks, register.Eq(&Tasks.Row.Open, true)}},
	})
}

func anyOfThem(ctx context.Context, tx register.Tx, some []dealing) (bool, error) {
	for _, one := range some {
		n, err := tx.Count(ctx, one.of, one.f, 1)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// findConsents notes consents that ended so long ago that nobody needs their
// proof.
func findConsents(ctx context.Context, work register.Work) error {
	return findEnding(ctx, work, Consents, func(tx register.Tx, rules RetentionRules) register.Filter {
		since, _ := monthsAgo(tx, rules.ConsentMonths)
		return register.All{register.Is{Field: "ended_at", Op: register.IsSet}, register.Is{Field: "ended_at", Op: register.Less, Value: since}}
	}, func(ctx context.Context, tx register.Tx, c *Consent, _ RetentionRules) error {
		return noteEnding(ctx, tx, linkTo(Consents.Register, c.ID), OldConsent, c.RegisteredBy)
	})
}

// noteEnding notes a record once, until it is decided.
func noteEnding(ctx context.Context, tx register.Tx, who register.Link, rule RetentionRule, responsible register.Ref[User]) error {
	n, err := tx.Count(ctx, Retentions.Register, register.All{
		register.Eq(&Retentions.Row.Who, who), register.In(&Retentions.Row.State, RetentionNoticed, RetentionDue, RetentionHeld, RetentionErasing),
	}, 1)
	if err != nil || n > 0 {
		return err
	}
	return tx.Save(ctx, &Retention{
		Who: who, Rule: rule, State: RetentionNoticed, NoticedOn: tx.Today(), ActOn: dayAfter(tx.Today(), noticeDays), Responsible: responsible,
	})
}

// held are the holds on the person that are not lifted.
func (p *person) held(ctx context.Context, all register.Tx) ([]*Retention, error) {
	return register.Select(ctx, all, Retentions, register.Query{Filter: register.All{
		p.linked(all.Schema().This(Retentions.Register)), register.Eq(&Retentions.Row.State, RetentionHeld),
	}})
}

// finishRetention notes that the person was erased.
func finishRetention(ctx context.Context, tx register.Tx, p *person) error {
	list, err := register.Select(ctx, tx, Retentions, register.Query{Whole: true, Filter: register.All{
		p.linked(tx.Schema().This(Retentions.Register)), register.Ne(&Retentions.Row.State, RetentionOver),
	}})
	if err != nil {
		return err
	}
	for _, r := range list {
		r.State = RetentionOver
		if err := tx.Save(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// Hold is why and till when somebody's data are kept.
type Hold struct {
	Reason string
	Till   register.Date
}

// Describe lists the input.
func (in *Hold) Describe(f *register.Fields) {
	f.LongText(&in.Reason).Required().Class(register.Personal)
	f.Date(&in.Till)
}

// hold keeps what r is about, with day and author.
func (in *Hold) hold(ctx context.Context, tx register.Tx, r *Retention) error {
	if in.Till != "" && in.Till < tx.Today() {
		return register.RefuseAt("till", "in_past")
	}
	r.State, r.Reason, r.HeldTill = RetentionHeld, in.Reason, in.Till
	r.HeldBy, r.HeldAt = register.Ref[User](tx.Doer()), tx.Now()
	return tx.AsProgram().Save(ctx, r)
}

// holdPerson forbids to erase a person who is not erased.
func (in *Hold) holdPerson(ctx context.Context, tx register.Tx, who register.Link, state ErasedState, responsible register.Ref[User]) error {
	if state != "" {
		return register.Refuse("erased_record")
	}
	return in.hold(ctx, tx, &Retention{Who: who, Rule: HeldByHand, Responsible: responsible})
}

// HoldRetention keeps what has come to its end, for a reason.
type HoldRetention struct{ Hold }

// Offered is for what is not decided.
func (*HoldRetention) Offered(r *Retention) bool {
	return r.State == RetentionNoticed || r.State == RetentionDue
}

// Do holds it, with day and author.
func (in *HoldRetention) Do(ctx context.Context, tx register.Tx, r *Retention) error {
	if !in.Offered(r) {
		return register.Refuse("retention_decided_already")
	}
	return in.hold(ctx, tx, r)
}

// LiftRetention ends a hold.
type LiftRetention struct{}

// Describe lists the input: there is none.
func (*LiftRetention) Describe(*register.Fields) {}

// Offered is for holds.
func (*LiftRetention) Offered(r *Retention) bool { return r.State == RetentionHeld }

// Do lets what was held be erased again.
func (in *LiftRetention) Do(ctx context.Context, tx register.Tx, r *Retention) error {
	if !in.Offered(r) {
		return register.Refuse("retention_not_held")
	}
	r.State = RetentionDue
	if r.Rule == HeldByHand {
		r.State = RetentionOver
	}
	return tx.AsProgram().Save(ctx, r)
}

// EraseRetention erases what has come to its end: a person as every person is
// erased, with a second employee's confirmation; the proof of a consent at once.
type EraseRetention struct{}

// Describe lists the input: there is none.
func (*EraseRetention) Describe(*register.Fields) {}

// Offered is once the days of notice are over.
func (*EraseRetention) Offered(r *Retention) bool { return r.State == RetentionDue }

// Do asks for the erasure, or removes the proof.
func (in *EraseRetention) Do(ctx context.Context, tx register.Tx, r *Retention) error {
	if !in.Offered(r) {
		return register.Refuse("retention_not_due")
	}
	all := tx.AsProgram()
	if r.Who.Register == Consents.Name {
		proof, err := register.Load(ctx, all, Consents, register.Ref[Consent](r.Who.ID))
		if err != nil {
			return err
		}
		r.State = RetentionOver
		if err := all.Save(ctx, r); err != nil {
			return err
		}
		if err := all.Erase(ctx, proof, (&person{}).someOf(tx.Schema().This(Consents.Register))); err != nil {
			return err
		}
		return tx.Audit(ctx, "retention.erased", r.Who, nil)
	}
	ask := askErasure{Ground: ByRetention}
	if err := ask.ask(ctx, tx, r.Who); err != nil {
		return err
	}
	r.State = RetentionErasing
	return all.Save(ctx, r)
}

// HoldContact forbids to erase a person while something is disputed.
type HoldContact struct{ Hold }

// Offered is for people who are not erased.
func (*HoldContact) Offered(c *Contact) bool { return c.Erased == "" }

// Do holds the person, with day and author.
func (in *HoldContact) Do(ctx context.Context, tx register.Tx, c *Contact) error {
	of, err := register.Load(ctx, tx.AsProgram(), Partners, c.Partner)
	if err != nil {
		return err
	}
	return in.holdPerson(ctx, tx, linkTo(Contacts.Register, c.ID), c.Erased, of.Responsible)
}

// HoldPartner forbids to erase a private person.
type HoldPartner struct{ Hold }

// Offered is for private people who are not erased.
func (*HoldPartner) Offered(c *Partner) bool { return c.Kind == PrivatePerson && c.Erased == "" }

// Do holds the person, with day and author.
func (in *HoldPartner) Do(ctx context.Context, tx register.Tx, c *Partner) error {
	if c.Kind != PrivatePerson {
		return register.Refuse("erasure_of_people_alone")
	}
	return in.holdPerson(ctx, tx, linkTo(Partners.Register, c.ID), c.Erased, c.Responsible)
}

// HoldLead forbids to erase somebody of whom nothing came yet.
type HoldLead struct{ Hold }

// Offered is for people who are not erased, nor anybody's contact: of those
// the contact is held.
func (*HoldLead) Offered(l *Lead) bool { return l.Contact == 0 && l.Erased == "" }

// Do holds the person, with day and author.
func (in *HoldLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	if l.Contact != 0 {
		return register.Refuse("erasure_of_its_contact")
	}
	return in.holdPerson(ctx, tx, linkTo(Leads.Register, l.ID), l.Erased, l.Responsible)
}

// RetentionRule is why something comes to its end, or does not.
type RetentionRule string

// The rules.
const (
	LostContact RetentionRule = "lost_contact"
	OldLead     RetentionRule = "old_lead"
	OldConsent  RetentionRule = "old_consent"
	HeldByHand  RetentionRule = "held_by_hand"
)

// Choices of rules.
func (RetentionRule) Choices() []string {
	return []string{"lost_contact", "old_lead", "old_consent", "held_by_hand"}
}

// RetentionState is what was decided.
type RetentionState string

// The states.
const (
	RetentionNoticed RetentionState = "noticed"
	RetentionDue     RetentionState = "due"
	RetentionHeld    RetentionState = "held"
	RetentionErasing RetentionState = "erasing"
	RetentionOver    RetentionState = "over"
)

// Choices of states.
func (RetentionState) Choices() []string {
	return []string{"noticed", "due", "held", "erasing", "over"}
}
