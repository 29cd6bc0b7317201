package crm

import (
	"context"
	"slices"
	"time"

	"dossier/internal/register"
)

// Consent is what a person has agreed to: a purpose, and for offers a channel.
// It stands as it was given; withdrawn or expired, it stays as the proof, and
// what is agreed to anew is another one.
type Consent struct {
	register.Base
	Contact register.Ref[Contact]
	Purpose register.Ref[ProcessingPurpose]
	Channel Channel // follows the purpose
	State   ConsentState

	GivenAt      time.Time
	Way          ConsentWay
	ValidTill    register.Date // the last day; none is until it is withdrawn
	RegisteredBy register.Ref[User]

	Language Language
	Edition  string // of the text
	Text     string // as the person was shown it
	Proof    register.File
	Note     string

	EndedAt time.Time
	EndWay  ConsentWay // how it was withdrawn
	EndNote string
}

// Consents is the register of them.
var Consents = register.Define[Consent]("consent", "consents",
	register.Do[Consent, WithdrawConsent]("withdraw"),
)

// Describe lists the fields. Whoever sees the contact sees what he agreed to.
func (c *Consent) Describe(f *register.Fields) {
	f.Ref(&c.Contact).Required().Guard().Tracked()
	f.Ref(&c.Purpose).Required().Tracked()
	f.Choice(&c.Channel).ReadOnly().Indexed()
	f.Choice(&c.State).ReadOnly().Indexed().Tracked()
	f.Moment(&c.GivenAt).Indexed().Tracked()
	f.Choice(&c.Way).Required().Indexed().Tracked()
	f.Date(&c.ValidTill).Indexed().Tracked()
	f.Ref(&c.RegisteredBy).ReadOnly()
	f.Section("text")
	f.Choice(&c.Language).Required().Tracked()
	f.Text(&c.Edition).Max(60).Required().Tracked()
	f.LongText(&c.Text).Required()
	f.Section("proof")
	f.File(&c.Proof).Tracked()
	f.LongText(&c.Note).Class(register.Personal)
	f.Section("end")
	f.Moment(&c.EndedAt).ReadOnly().Indexed().Tracked()
	f.Choice(&c.EndWay).ReadOnly()
	f.LongText(&c.EndNote).ReadOnly().Class(register.Personal)
	f.Newest()
	f.Together(&c.Contact, &c.State)
}

// Title is the version of the text.
func (c *Consent) Title(string) string { return c.Edition }

// ConsentsJob puts the channels of a contact in order after something changed
// in what he has agreed to.
const ConsentsJob = "consents"

// ConsentsInput names the contact.
type ConsentsInput struct{ Contact register.ID }

// Change registers a new consent, and lets nothing but proof and note of a
// given one change.
func (c *Consent) Change(ctx context.Context, tx register.Tx, was *Consent) error {
	if was != nil {
		return c.stays(tx, was)
	}
	if c.GivenAt.IsZero() {
		c.GivenAt = tx.Now()
	}
	if c.GivenAt.After(tx.Now()) {
		return register.RefuseAt("given_at", "in_future")
	}
	c.State, c.RegisteredBy = ConsentGiven, register.Ref[User](tx.Actor().User())
	if c.ValidTill != "" && c.ValidTill < tx.Today() {
		c.State, c.EndedAt = ConsentExpired, tx.Now()
	}
	if c.Purpose == 0 || c.Contact == 0 {
		return nil // the missing ones are named by the rule of required fields
	}
	purpose, err := register.Load(ctx, tx, ProcessingPurposes, c.Purpose)
	if err != nil {
		return refuseUnknown("purpose", err)
	}
	if purpose.Ground != OnConsent {
		return register.RefuseAt("purpose", "purpose_needs_no_consent")
	}
	c.Channel = purpose.Channel
	return tx.Enqueue(ctx, register.Job{Kind: ConsentsJob, Input: ConsentsInput{register.ID(c.Contact)}, At: tx.Now()})
}

// stays refuses to have a person agree to something else than he did.
func (c *Consent) stays(tx register.Tx, was *Consent) error {
	if tx.Actor() == register.Program || tx.Cause() == register.ByUndo {
		return nil
	}
	p := register.ProblemsOf(c)
	for _, one := range []struct {
		at   any
		same bool
	}{
		{&c.Contact, c.Contact == was.Contact},
		{&c.Purpose, c.Purpose == was.Purpose},
		{&c.GivenAt, c.GivenAt.Equal(was.GivenAt)},
		{&c.Way, c.Way == was.Way},
		{&c.ValidTill, c.ValidTill == was.ValidTill},
		{&c.Language, c.Language == was.Language},
		{&c.Edition, c.Edition == was.Edition},
		{&c.Text, c.Text == was.Text},
		{&c.Proof, c.Proof == was.Proof || was.Proof == register.File{}},
	} {
		if !one.same {
			p.Add(one.at, "consent_stays")
		}
	}
	return p.Err()
}

// Check holds whichever way the consent was written.
func (c *Consent) Check(p *register.Problems) {
	if (c.State == ConsentGiven) != c.EndedAt.IsZero() {
		p.Add(&c.EndedAt, "required")
	}
}

// Leave keeps a consent in sight: it ends by being withdrawn.
func (c *Consent) Leave(_ context.Context, tx register.Tx, _ register.Act) error {
	if c.State == ConsentGiven && tx.Cause() != register.ByUndo {
		return register.Refuse("consent_is_withdrawn_instead")
	}
	return nil
}

// WithdrawConsent ends a consent at the person's word.
type WithdrawConsent struct {
	At   time.Time // none is now
	Way  ConsentWay
	Note string
}

// Describe lists the input.
func (in *WithdrawConsent) Describe(f *register.Fields) {
	f.Choice(&in.Way).Required()
	f.Moment(&in.At)
	f.LongText(&in.Note).Class(register.Personal)
}

// Offered is for what holds.
func (*WithdrawConsent) Offered(c *Consent) bool { return c.State == ConsentGiven && !c.Archived }

// Do ends it, and with it at once what was allowed by it.
func (in *WithdrawConsent) Do(ctx context.Context, tx register.Tx, c *Consent) error {
	if c.State != ConsentGiven {
		return register.Refuse("consent_ended_already")
	}
	at, err := momentOf(tx, "at", in.At, c.GivenAt)
	if err != nil {
		return err
	}
	c.State, c.EndedAt, c.EndWay, c.EndNote = ConsentWithdrawn, at, in.Way, in.Note
	if err := tx.AsProgram().Save(ctx, c); err != nil {
		return err
	}
	return followConsents(ctx, tx.AsProgram(), register.ID(c.Contact))
}

// FollowConsents puts the channels of a contact in order.
func FollowConsents(ctx context.Context, work register.Work, in ConsentsInput) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error { return followConsents(ctx, tx, in.Contact) })
}

// followConsents notes with a contact by which channels he may be written to
// with offers.
func followConsents(ctx context.Context, tx register.Tx, contact register.ID) error {
	one, err := register.Load(ctx, tx, Contacts, register.Ref[Contact](contact))
	if err != nil {
		return err
	}
	given, err := register.Select(ctx, tx, Consents, register.Query{Filter: register.All{
		register.Eq(&Consents.Row.Contact, register.Ref[Contact](contact)), register.Eq(&Consents.Row.State, ConsentGiven), register.Alive(),
	}})
	if err != nil {
		return err
	}
	var open Channels
	for _, name := range Channels(nil).Choices() {
		if slices.ContainsFunc(given, func(c *Consent) bool { return c.Channel == Channel(name) }) {
			open = append(open, Channel(name))
		}
	}
	if slices.Equal(open, one.Marketing) {
		return nil
	}
	one.Marketing = open
	return tx.Save(ctx, one)
}

// mostExpiring is how many consents a unit of work ends.
const mostExpiring = 200

// ExpireConsents ends what was agreed to until a day that is over.
func ExpireConsents(ctx context.Context, work register.Work) error {
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			over, err := register.Select(ctx, tx, Consents, register.Query{Whole: true, Limit: mostExpiring, Filter: register.All{
				register.Eq(&Consents.Row.State, ConsentGiven),
				register.Some(&Consents.Row.ValidTill), register.Lt(&Consents.Row.ValidTill, tx.Today()),
			}})
			if err != nil {
				return err
			}
			more = len(over) == mostExpiring
			for _, c := range over {
				c.State, c.EndedAt = ConsentExpired, tx.Now()
				if err := tx.Save(ctx, c); err != nil {
					return err
				}
				if err := followConsents(ctx, tx, register.ID(c.Contact)); err != nil {
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

// ConsentState is whether a consent holds. Actions and time alone move it.
type ConsentState string

// The states.
const (
	ConsentGiven     ConsentState = "given"
	ConsentWithdrawn ConsentState = "withdrawn"
	ConsentExpired   ConsentState = "expired"
)

// Choices of states.
func (ConsentState) Choices() []string { return []string{"given", "withdrawn", "expired"} }

// ConsentWay is how a person gave or withdrew a consent.
type ConsentWay string

// Choices of ways.
func (ConsentWay) Choices() []string {
	return []string{"form", "paper", "call", "email", "messenger", "meeting"}
}
