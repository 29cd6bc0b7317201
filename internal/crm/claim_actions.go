package crm

import (
	"cmp"
	"context"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
)

// TakeClaim begins the work on a claim.
type TakeClaim struct {
	Responsible register.Ref[User] // none is the one it has
	Deadline    register.Date
}

// Describe lists the input.
func (in *TakeClaim) Describe(f *register.Fields) {
	f.Ref(&in.Responsible)
	f.Date(&in.Deadline)
}

// Begin offers what the claim says.
func (in *TakeClaim) Begin(c *Claim) { in.Responsible, in.Deadline = c.Responsible, c.Deadline }

// Offered is for what was only registered.
func (*TakeClaim) Offered(c *Claim) bool { return c.Status == ClaimRegistered && !c.Archived }

// Do moves the claim into work: somebody answers for it, by a day.
func (in *TakeClaim) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	if c.Status != ClaimRegistered {
		return register.Refuse("claim_not_registered")
	}
	c.Responsible, c.Deadline = cmp.Or(in.Responsible, c.Responsible), cmp.Or(in.Deadline, c.Deadline)
	if c.Responsible != 0 {
		if err := mustWork(ctx, tx, "responsible", c.Responsible); err != nil {
			return err
		}
	}
	c.Status = ClaimInProcessing
	return tx.AsProgram().Save(ctx, c)
}

// AcknowledgeClaim notes that the client was told we have his claim.
type AcknowledgeClaim struct {
	At time.Time // none is now
}

// Describe lists the input.
func (in *AcknowledgeClaim) Describe(f *register.Fields) { f.Moment(&in.At) }

// Offered is until it was done.
func (*AcknowledgeClaim) Offered(c *Claim) bool {
	return c.Opened() && c.AcknowledgedAt.IsZero() && !c.Archived
}

// Do notes the moment.
func (in *AcknowledgeClaim) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	if !c.AcknowledgedAt.IsZero() {
		return register.Refuse("claim_acknowledged_already")
	}
	at, err := momentOf(tx, "at", in.At, c.ReceivedAt)
	if err != nil {
		return err
	}
	c.AcknowledgedAt = at
	return tx.Save(ctx, c)
}

// SatisfyClaim ends a claim in the client's favour.
type SatisfyClaim struct {
	Decision   string
	Remedy     Remedy
	RemedyCost money.Money
	Answer     string // when it goes out with the decision
}

// Describe lists the input.
func (in *SatisfyClaim) Describe(f *register.Fields) {
	f.LongText(&in.Decision).Required()
	f.Choice(&in.Remedy).Required()
	f.Money(&in.RemedyCost)
	f.LongText(&in.Answer)
}

// Begin offers no remedy to what asks for none.
func (in *SatisfyClaim) Begin(c *Claim) {
	in.Decision, in.Answer = c.Decision, c.Answer
	if c.Kind == Opinion || c.Kind == Wish {
		in.Remedy = NoRemedy
	}
}

// Offered is for claims at work.
func (*SatisfyClaim) Offered(c *Claim) bool { return c.Status == ClaimInProcessing && !c.Archived }

// Do decides. A claim or a complaint that was right gets a remedy, be it only
// an apology.
func (in *SatisfyClaim) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	switch {
	case c.Status != ClaimInProcessing:
		return register.Refuse("claim_not_in_processing")
	case in.Decision == "":
		return register.RefuseAt("decision", "required")
	case in.Remedy == "":
		return register.RefuseAt("remedy", "required")
	case in.Remedy == NoRemedy && (c.Kind == ClaimOnGoods || c.Kind == Complaint):
		return register.RefuseAt("remedy", "satisfied_claim_needs_remedy")
	case in.RemedyCost.Minor < 0:
		return register.RefuseAt("remedy_cost", "too_small")
	}
	c.Remedy, c.RemedyCost = in.Remedy, in.RemedyCost
	return c.decide(ctx, tx, ClaimSatisfied, in.Decision, in.Answer)
}

// RefuseClaim ends a claim that was found wrong. It says why, to ourselves and
// to the client.
type RefuseClaim struct {
	Decision string // why
	Answer   string
}

// Describe lists the input.
func (in *RefuseClaim) Describe(f *register.Fields) {
	f.LongText(&in.Decision).Required()
	f.LongText(&in.Answer).Required()
}

// Begin offers what was said before.
func (in *RefuseClaim) Begin(c *Claim) { in.Decision, in.Answer = c.Decision, c.Answer }

// Offered is for claims at work.
func (*RefuseClaim) Offered(c *Claim) bool { return c.Status == ClaimInProcessing && !c.Archived }

// Do decides.
func (in *RefuseClaim) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	switch {
	case c.Status != ClaimInProcessing:
		return register.Refuse("claim_not_in_processing")
	case in.Decision == "":
		return register.RefuseAt("decision", "refused_claim_needs_why")
	case in.Answer == "":
		return register.RefuseAt("answer", "refused_claim_needs_answer")
	}
	c.Remedy, c.RemedyCost = "", money.Money{}
	return c.decide(ctx, tx, ClaimNotSatisfied, in.Decision, in.Answer)
}

// decide ends the work on a claim.
func (c *Claim) decide(ctx context.Context, tx register.Tx, status ClaimStatus, decision, answer string) error {
	c.Status, c.Decision, c.ClosedOn = status, decision, tx.Today()
	if answer != "" && (answer != c.Answer || c.AnsweredAt.IsZero()) {
		c.Answer, c.AnsweredAt = answer, tx.Now()
	}
	return tx.Save(ctx, c)
}

// AnswerClaim notes the answer that was sent to the client.
type AnswerClaim struct {
	Answer string
	At     time.Time // none is now
}

// Describe lists the input.
func (in *AnswerClaim) Describe(f *register.Fields) {
	f.LongText(&in.Answer).Required()
	f.Moment(&in.At)
}

// Begin offers the answer it has.
func (in *AnswerClaim) Begin(c *Claim) { in.Answer = c.Answer }

// Offered is for what was taken to work.
func (*AnswerClaim) Offered(c *Claim) bool {
	return c.Status != ClaimRegistered && c.AnsweredAt.IsZero() && !c.Archived
}

// Do notes the answer and its moment.
func (in *AnswerClaim) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	if in.Answer == "" {
		return register.RefuseAt("answer", "required")
	}
	at, err := momentOf(tx, "at", in.At, c.ReceivedAt)
	if err != nil {
		return err
	}
	c.Answer, c.AnsweredAt = in.Answer, at
	return tx.Save(ctx, c)
}

// momentOf is the moment that a form says, or now. It lies between what it
// follows and now.
func momentOf(tx register.Tx, field string, said, after time.Time) (time.Time, error) {
	switch {
	case said.IsZero():
		return tx.Now(), nil
	case said.After(tx.Now()):
		return said, register.RefuseAt(field, "in_future")
	case said.Before(after.Truncate(time.Minute)): // forms say no seconds
		return said, register.RefuseAt(field, "ends_before_it_begins")
	}
	return said, nil
}

// ObjectClaim takes a decided claim back to work because the client would not
// have it so. It is a right of its own.
type ObjectClaim struct {
	Objection string
	Deadline  register.Date // none is the usual one from today
}

// Describe lists the input.
func (in *ObjectClaim) Describe(f *register.Fields) {
	f.LongText(&in.Objection).Required()
	f.Date(&in.Deadline)
}

// Offered is for decided claims.
func (*ObjectClaim) Offered(c *Claim) bool { return !c.Opened() && !c.Archived }

// Do opens the claim again and counts. What was decided stays until it is
// decided anew; the answer is owed again.
func (in *ObjectClaim) Do(ctx context.Context, tx register.Tx, c *Claim) error {
	switch {
	case c.Opened():
		return register.Refuse("claim_is_open")
	case in.Objection == "":
		return register.RefuseAt("objection", "required")
	}
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return err
	}
	c.Objections++
	c.Objection = in.Objection
	c.Deadline = cmp.Or(in.Deadline, dayAfter(tx.Today(), home.daysOfClaim(c.Severity)))
	c.Status, c.ClosedOn, c.AnsweredAt, c.Satisfaction = ClaimInProcessing, "", time.Time{}, ""
	return tx.AsProgram().Save(ctx, c)
}

// TransferClaims hands claims over to another employee.
type TransferClaims struct {
	To register.Ref[User]
}

// Describe lists the input.
func (in *TransferClaims) Describe(f *register.Fields) { f.Ref(&in.To).Required() }

// DoAll makes the new employee responsible for each; they may thereby leave
// the reach of who hands them over.
func (in *TransferClaims) DoAll(ctx context.Context, tx register.Tx, claims []*Claim) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	for _, c := range claims {
		c.Responsible = in.To
		if err := tx.AsProgram().Save(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
