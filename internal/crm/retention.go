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
	Who         register.Link // a contact, or a consent as the proof that it is
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
	ConsentMonths int64 // the proof of a consent, after its end
	PaperDays     int64 // papers of sales
}

// The usual times: the limitation period of three years, and papers as the tax
// laws have it: 1 825 days by article 44.3 of the Tax Code of Ukraine, ten years
// by the Bulgarian law on accounting.
const (
	usualContactMonths = 36
	usualConsentMonths = 36
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
		PaperDays: cmp.Or(home.KeepPapers, papers),
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
		findContacts(ctx, work), findConsents(ctx, work),
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

// findContacts notes the people with whom nothing was dealt for long.
func findContacts(ctx context.Context, work register.Work) error {
	for last, more := register.ID(0), true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			rules, err := RetentionOf(ctx, tx)
			if err != nil {
				return err
			}
			since := tx.Now().AddDate(0, -int(rules.ContactMonths), 0)
			day := register.Date(since.Format(time.DateOnly))
			list, err := register.Select(ctx, tx, Contacts, register.Query{Limit: mostEnding, Sort: []register.Sort{{Field: "id"}}, Filter: register.All{
				register.Is{Field: "id", Op: register.Greater, Value: last},
				register.Is{Field: "created_at", Op: register.Less, Value: since},
				register.None(&Contacts.Row.Erased),
				register.Where(&Contacts.Row.Partner, register.Any{register.None(&Partners.Row.ContactedOn), register.Lt(&Partners.Row.ContactedOn, day)}),
			}})
			if err != nil {
				return err
			}
			more = len(list) == mostEnding
			for _, c := range list {
				last = c.ID
				if err := endContact(ctx, tx, c, since, day); err != nil {
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

// endContact notes a person whose firm bought nothing and is to buy nothing,
// and with whom nothing is planned.
func endContact(ctx context.Context, tx register.Tx, c *Contact, since time.Time, day register.Date) error {
	for _, one := range []struct {
		of *register.Register
		f  register.Filter
	}{
		{Deals.Register, register.All{register.Eq(&Deals.Row.Partner, c.Partner), register.Any{
			register.Eq(&Deals.Row.Outcome, Open), register.Ge(&Deals.Row.ClosedOn, day),
		}}},
		{Events.Register, register.All{register.Holds(&Events.Row.Contacts, register.Ref[Contact](c.ID)), register.Is{Field: "start", Op: register.AtLeast, Value: since}}},
		{Tasks.Register, register.All{register.Eq(&Tasks.Row.Contact, register.Ref[Contact](c.ID)), register.Eq(&Tasks.Row.Open, true)}},
	} {
		n, err := tx.Count(ctx, one.of, one.f, 1)
		if err != nil || n > 0 {
			return err
		}
	}
	of, err := register.Load(ctx, tx, Partners, c.Partner)
	if err != nil {
		return err
	}
	return noteEnding(ctx, tx, linkTo(Contacts.Register, c.ID), LostContact, of.Responsible)
}

// findConsents notes consents that ended so long ago that nobody needs their
// proof.
func findConsents(ctx context.Context, work register.Work) error {
	for last, more := register.ID(0), true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			rules, err := RetentionOf(ctx, tx)
			if err != nil {
				return err
			}
			list, err := register.Select(ctx, tx, Consents, register.Query{Limit: mostEnding, Sort: []register.Sort{{Field: "id"}}, Filter: register.All{
				register.Is{Field: "id", Op: register.Greater, Value: last},
				register.Is{Field: "ended_at", Op: register.IsSet},
				register.Is{Field: "ended_at", Op: register.Less, Value: tx.Now().AddDate(0, -int(rules.ConsentMonths), 0)},
			}})
			if err != nil {
				return err
			}
			more = len(list) == mostEnding
			for _, c := range list {
				last = c.ID
				if err := noteEnding(ctx, tx, linkTo(Consents.Register, c.ID), OldConsent, c.RegisteredBy); err != nil {
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
	f := leadsTo(all.Schema().This(Retentions.Register), Contacts.Register, p.ids())
	if f == nil {
		return nil, nil
	}
	return register.Select(ctx, all, Retentions, register.Query{Filter: register.All{f, register.Eq(&Retentions.Row.State, RetentionHeld)}})
}

// finishRetention notes that the person was erased.
func finishRetention(ctx context.Context, tx register.Tx, p *person) error {
	f := leadsTo(tx.Schema().This(Retentions.Register), Contacts.Register, p.ids())
	if f == nil {
		return nil
	}
	list, err := register.Select(ctx, tx, Retentions, register.Query{Whole: true, Filter: register.All{f, register.Ne(&Retentions.Row.State, RetentionOver)}})
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

// HoldRetention keeps what has come to its end, for a reason.
type HoldRetention struct {
	Reason string
	Till   register.Date
}

// Describe lists the input.
func (in *HoldRetention) Describe(f *register.Fields) {
	f.LongText(&in.Reason).Required().Class(register.Personal)
	f.Date(&in.Till)
}

// Offered is for what is not decided.
func (*HoldRetention) Offered(r *Retention) bool {
	return r.State == RetentionNoticed || r.State == RetentionDue
}

// Do holds it, with day and author.
func (in *HoldRetention) Do(ctx context.Context, tx register.Tx, r *Retention) error {
	switch {
	case !in.Offered(r):
		return register.Refuse("retention_decided_already")
	case in.Till != "" && in.Till < tx.Today():
		return register.RefuseAt("till", "in_past")
	}
	r.hold(tx, in.Reason, in.Till)
	return tx.AsProgram().Save(ctx, r)
}

func (r *Retention) hold(tx register.Tx, reason string, till register.Date) {
	r.State, r.Reason, r.HeldTill = RetentionHeld, reason, till
	r.HeldBy, r.HeldAt = register.Ref[User](tx.Doer()), tx.Now()
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
type HoldContact struct {
	Reason string
	Till   register.Date
}

// Describe lists the input.
func (in *HoldContact) Describe(f *register.Fields) {
	f.LongText(&in.Reason).Required().Class(register.Personal)
	f.Date(&in.Till)
}

// Offered is for people who are not erased.
func (*HoldContact) Offered(c *Contact) bool { return c.Erased == "" }

// Do holds the person, with day and author.
func (in *HoldContact) Do(ctx context.Context, tx register.Tx, c *Contact) error {
	switch {
	case !in.Offered(c):
		return register.Refuse("erased_record")
	case in.Till != "" && in.Till < tx.Today():
		return register.RefuseAt("till", "in_past")
	}
	of, err := register.Load(ctx, tx.AsProgram(), Partners, c.Partner)
	if err != nil {
		return err
	}
	r := &Retention{Who: linkTo(Contacts.Register, c.ID), Rule: HeldByHand, Responsible: of.Responsible}
	r.hold(tx, in.Reason, in.Till)
	return tx.AsProgram().Save(ctx, r)
}

// RetentionRule is why something comes to its end, or does not.
type RetentionRule string

// The rules.
const (
	LostContact RetentionRule = "lost_contact"
	OldConsent  RetentionRule = "old_consent"
	HeldByHand  RetentionRule = "held_by_hand"
)

// Choices of rules.
func (RetentionRule) Choices() []string {
	return []string{"lost_contact", "old_consent", "held_by_hand"}
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
