package crm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Claim is what a client has to say of our work and wants an answer to: a
// claim on goods, a complaint about people, an opinion or a wish.
type Claim struct {
	register.Base
	Number     string
	Subject    string // in a line; the first words of the text when empty
	Kind       ClaimKind
	Status     ClaimStatus
	Partner    register.Ref[Partner]
	Contact    register.Ref[Contact]
	ReceivedAt time.Time
	Channel    ClaimChannel
	Severity   Severity
	Reason     register.Ref[ClaimReason]
	Text       string

	Deal     register.Ref[Deal]
	Product  register.Ref[Product]
	Lot      string
	Document string // number of the paper and its line
	Demand   string // what the client wants
	Claimed  money.Money
	Team     register.Ref[Team] // concerned, not in charge
	Employee register.Ref[User]

	Responsible    register.Ref[User]
	Deadline       register.Date // of the answer
	AcknowledgeBy  register.Date
	AcknowledgedAt time.Time
	Steps          register.Parts[ClaimStep]

	Decision     string
	Remedy       Remedy
	RemedyCost   money.Money
	Answer       string
	AnsweredAt   time.Time
	AnsweredLate bool
	ClosedOn     register.Date
	DaysToClose  int64
	Objections   int64 // how often the client would not have it so
	Objection    string
	RepeatOf     register.Ref[Claim] // the one before about the same
	Satisfaction Satisfaction
}

// Claims is the register of them.
var Claims = register.Define[Claim]("claim", "claims",
	register.Do[Claim, TakeClaim]("take"),
	register.Do[Claim, SatisfyClaim]("satisfy"),
	register.Do[Claim, RefuseClaim]("refuse"),
	register.Do[Claim, AcknowledgeClaim]("acknowledge"),
	register.Do[Claim, AnswerClaim]("answer"),
	register.Do[Claim, ObjectClaim]("object"),
	register.Do[Claim, StartClaimProcess]("start_process"),
	register.DoAll[Claim, TransferClaims]("transfer"),
)

// Describe lists the fields.
func (c *Claim) Describe(f *register.Fields) {
	f.Text(&c.Number).Max(40).Searchable().Unique().Tracked()
	f.Text(&c.Subject).Searchable().Indexed().Tracked()
	f.Choice(&c.Kind).Required().Indexed().Tracked()
	f.Choice(&c.Status).ReadOnly().Indexed().Tracked()
	f.Ref(&c.Partner).Required().Guard().Tracked()
	f.Ref(&c.Contact).Tracked()
	f.Moment(&c.ReceivedAt).Indexed().Tracked()
	f.Choice(&c.Channel).Indexed()
	f.Choice(&c.Severity).Required().Indexed().Tracked()
	f.Ref(&c.Reason).Tracked()
	f.LongText(&c.Text).Required().Searchable()
	f.Section("subject")
	f.Ref(&c.Deal).Tracked()
	f.Ref(&c.Product).Tracked()
	f.Text(&c.Lot).Max(100).Searchable()
	f.Text(&c.Document).Max(200).Searchable()
	f.Text(&c.Demand).Max(1000).Tracked()
	f.Money(&c.Claimed).Class(register.Prices).Tracked()
	f.Ref(&c.Team).Tracked()
	f.Ref(&c.Employee).Class(register.Personal).Tracked()
	f.Ref(&c.RepeatOf).ReadOnly()
	f.Section("work")
	f.Ref(&c.Responsible).Owner().Tracked()
	f.Date(&c.Deadline).Indexed().Tracked()
	f.Date(&c.AcknowledgeBy).ReadOnly().Indexed()
	f.Moment(&c.AcknowledgedAt).ReadOnly().Tracked()
	f.Parts(&c.Steps).Tracked()
	f.Section("decision")
	f.LongText(&c.Decision).ReadOnly().Tracked()
	f.Choice(&c.Remedy).ReadOnly().Indexed().Tracked()
	f.Money(&c.RemedyCost).ReadOnly().Class(register.Prices).Tracked().Summed()
	f.LongText(&c.Answer).ReadOnly().Tracked()
	f.Moment(&c.AnsweredAt).ReadOnly().Indexed().Tracked()
	f.Bool(&c.AnsweredLate).ReadOnly().Indexed()
	f.Date(&c.ClosedOn).ReadOnly().Indexed().Tracked()
	f.Int(&c.DaysToClose).ReadOnly().Indexed()
	f.Int(&c.Objections).ReadOnly().Indexed().Tracked()
	f.LongText(&c.Objection).ReadOnly().Tracked()
	f.Choice(&c.Satisfaction).Indexed().Tracked()
	f.Newest()
	f.Together(&c.Status, &c.Deadline)
	f.Together(&c.Partner, &c.ReceivedAt)
}

// Title is what the claim is about.
func (c *Claim) Title(string) string { return c.Subject }

// Hint is the number.
func (c *Claim) Hint(string) string { return c.Number }

// Opened reports whether the claim waits for a decision.
func (c *Claim) Opened() bool { return c.Status == ClaimRegistered || c.Status == ClaimInProcessing }

// subjectLetters is how much of the text stands for a missing subject.
const subjectLetters = 80

// Change registers a new claim and counts its days.
func (c *Claim) Change(ctx context.Context, tx register.Tx, was *Claim) error {
	if c.Subject == "" {
		c.Subject = firstWords(c.Text, subjectLetters)
	}
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return err
	}
	zone := home.Work().Zone
	if was == nil {
		if err := c.begin(ctx, tx, home, zone); err != nil {
			return err
		}
	}
	if c.ReceivedAt.After(tx.Now()) {
		return register.RefuseAt("received_at", "in_future")
	}
	if err := c.schedule(ctx, tx, home, zone, was); err != nil {
		return err
	}
	c.settle(zone)
	if err := c.checkParties(ctx, tx, was); err != nil {
		return err
	}
	return c.findRepeat(ctx, tx, was)
}

// begin gives a new claim its number, its moment and who answers for it.
func (c *Claim) begin(ctx context.Context, tx register.Tx, home *Organisation, zone *time.Location) error {
	if c.Number == "" {
		number, err := unusedCode(ctx, tx, Claims.Register, "number", 6)
		if err != nil {
			return err
		}
		c.Number = number
	}
	c.Status = cmp.Or(c.Status, ClaimRegistered)
	c.Kind = cmp.Or(c.Kind, ClaimOnGoods)
	c.Severity = cmp.Or(c.Severity, Considerable)
	if c.ReceivedAt.IsZero() {
		c.ReceivedAt = tx.Now()
	}
	if c.Responsible == 0 && !nobodysAllowed(tx, Claims.Register) {
		c.Responsible = register.Ref[User](tx.Actor().User())
	}
	if c.Deadline == "" {
		c.Deadline = c.usualDeadline(home, zone)
	}
	return nil
}

// usualDeadline is the day by which a claim of this severity is answered.
func (c *Claim) usualDeadline(home *Organisation, zone *time.Location) register.Date {
	return dayAfter(register.DayOf(c.ReceivedAt, zone), home.daysOfClaim(c.Severity))
}

// mostDaysOff is how many days off may follow each other.
const mostDaysOff = 30

// schedule lets the days follow the moment of receipt and the severity; a
// deadline that somebody chose stays.
func (c *Claim) schedule(ctx context.Context, tx register.Tx, home *Organisation, zone *time.Location, was *Claim) error {
	if was != nil && c.Opened() && was.Deadline == c.Deadline && was.Deadline == was.usualDeadline(home, zone) {
		c.Deadline = c.usualDeadline(home, zone)
	}
	if was != nil && was.ReceivedAt.Equal(c.ReceivedAt) {
		return nil
	}
	day := register.DayOf(c.ReceivedAt, zone)
	work, err := WorkOf(ctx, tx, day, dayAfter(day, mostDaysOff))
	if err != nil {
		return err
	}
	c.AcknowledgeBy = register.Date(work.NextDay(calendar.Day(day)))
	return nil
}

// settle counts what follows from the moments of the answer and of the end.
func (c *Claim) settle(zone *time.Location) {
	c.AnsweredLate = !c.AnsweredAt.IsZero() && c.Deadline != "" && register.DayOf(c.AnsweredAt, zone) > c.Deadline
	c.DaysToClose = 0
	if c.ClosedOn != "" {
		c.DaysToClose = int64(calendar.Day(register.DayOf(c.ReceivedAt, zone)).Until(calendar.Day(c.ClosedOn)))
	}
}

// checkParties refuses a contact or a deal of another partner.
func (c *Claim) checkParties(ctx context.Context, tx register.Tx, was *Claim) error {
	same := was != nil && was.Partner == c.Partner
	all := tx.AsProgram()
	if c.Contact != 0 && !(same && was.Contact == c.Contact) {
		of, err := register.Load(ctx, all, Contacts, c.Contact)
		if err != nil {
			return refuseUnknown("contact", err)
		}
		if err := belongs(ctx, all, "contact", c.Partner, of.Partner); err != nil {
			return err
		}
	}
	if c.Deal != 0 && !(same && was.Deal == c.Deal) {
		of, err := register.Load(ctx, all, Deals, c.Deal)
		if err != nil {
			return refuseUnknown("deal", err)
		}
		return belongs(ctx, all, "deal", c.Partner, of.Partner)
	}
	return nil
}

// repeatWithin is for how long the same again from the same client is a repeat.
const repeatWithin = 180 * 24 * time.Hour

// findRepeat finds the last claim before this one of the same client and for
// the same reason.
func (c *Claim) findRepeat(ctx context.Context, tx register.Tx, was *Claim) error {
	if was != nil && was.Partner == c.Partner && was.Reason == c.Reason && was.ReceivedAt.Equal(c.ReceivedAt) {
		return nil
	}
	c.RepeatOf = 0
	if c.Reason == 0 || c.Partner == 0 {
		return nil
	}
	before, err := register.Select(ctx, tx.AsProgram(), Claims, register.Query{
		Filter: register.All{
			register.Eq(&Claims.Row.Partner, c.Partner), register.Eq(&Claims.Row.Reason, c.Reason),
			register.Is{Field: "received_at", Op: register.AtMost, Value: c.ReceivedAt},
			register.Is{Field: "received_at", Op: register.AtLeast, Value: c.ReceivedAt.Add(-repeatWithin)},
			register.Is{Field: "id", Op: register.Differs, Value: c.ID},
		},
		Sort: []register.Sort{{Field: "received_at", Down: true}}, Limit: 1,
	})
	if err == nil && len(before) > 0 {
		c.RepeatOf = register.Ref[Claim](before[0].ID)
	}
	return err
}

// Check holds whichever way the claim was written.
func (c *Claim) Check(p *register.Problems) {
	if c.Claimed.Minor < 0 {
		p.Add(&c.Claimed, "too_small")
	}
	if c.RemedyCost.Minor < 0 {
		p.Add(&c.RemedyCost, "too_small")
	}
	if c.Status == ClaimInProcessing {
		if c.Responsible == 0 {
			p.Add(&c.Responsible, "required")
		}
		if c.Deadline == "" {
			p.Add(&c.Deadline, "required")
		}
	}
	if c.Satisfaction != "" && c.Opened() {
		p.Add(&c.Satisfaction, "claim_not_decided_yet")
	}
	for i, s := range c.Steps {
		if s.DoneOn == "" && s.Result != "" {
			p.AddAt(partField("steps", i, "done_on"), "required")
		}
	}
}

// Leave keeps in sight a claim that waits for its decision.
func (c *Claim) Leave(_ context.Context, _ register.Tx, act register.Act) error {
	if act == register.Archive && c.Opened() {
		return register.Refuse("claim_is_open")
	}
	return nil
}

// Notices warn of personal codes in the text.
func (c *Claim) Notices() []Notice {
	return slices.Concat(personalNotice("text", c.Text), personalNotice("demand", c.Demand))
}

// firstWords are the first words of a text that fit into so many letters.
func firstWords(text string, most int) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.TrimSpace(line)
	letters := []rune(line)
	if len(letters) <= most {
		return line
	}
	cut := string(letters[:most])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " .,;:–—-") + "…"
}

// dayAfter is so many calendar days after a day.
func dayAfter(day register.Date, days int64) register.Date {
	return register.Date(calendar.Day(day).Add(int(days)))
}

// ClaimKind is what the client does: claims, complains of people, says an
// opinion or a wish.
type ClaimKind string

// The kinds.
const (
	ClaimOnGoods ClaimKind = "claim"
	Complaint    ClaimKind = "complaint"
	Opinion      ClaimKind = "opinion"
	Wish         ClaimKind = "wish"
)

// Choices of kinds.
func (ClaimKind) Choices() []string { return []string{"claim", "complaint", "opinion", "wish"} }

// ClaimStatus is how far a claim has come. Actions alone move it.
type ClaimStatus string

// The statuses.
const (
	ClaimRegistered   ClaimStatus = "registered"
	ClaimInProcessing ClaimStatus = "in_processing"
	ClaimSatisfied    ClaimStatus = "satisfied"
	ClaimNotSatisfied ClaimStatus = "not_satisfied"
)

// Choices of statuses.
func (ClaimStatus) Choices() []string {
	return []string{"registered", "in_processing", "satisfied", "not_satisfied"}
}

// ClaimChannel is how the claim came.
type ClaimChannel string

// Choices of channels.
func (ClaimChannel) Choices() []string {
	return []string{"phone", "email", "letter", "meeting", "messenger", "site", "other"}
}

// Severity is how bad it is, from 1 to 3.
type Severity string

// The severities that rules know.
const (
	Considerable Severity = "2"
	Severe       Severity = "3" // has a term of its own
)

// Choices of severity.
func (Severity) Choices() []string { return []string{"1", "2", "3"} }

// Remedy is what the client was given.
type Remedy string

// NoRemedy is for opinions and wishes, which ask for none.
const NoRemedy Remedy = "none"

// Choices of remedies.
func (Remedy) Choices() []string {
	return []string{"replacement", "repair", "discount", "refund", "redo", "apology", "none"}
}

// Satisfaction is what the client says of how the claim was dealt with, 5 is
// the best.
type Satisfaction string

// Choices of satisfaction.
func (Satisfaction) Choices() []string { return []string{"1", "2", "3", "4", "5"} }

// ClaimStep is a step of the work on a claim.
type ClaimStep struct {
	register.Part
	What     string
	Executor register.Ref[User]
	Due      register.Date
	DoneOn   register.Date
	Result   string
}

// Describe lists the fields.
func (s *ClaimStep) Describe(f *register.Fields) {
	f.Text(&s.What).Max(500).Required()
	f.Ref(&s.Executor)
	f.Date(&s.Due)
	f.Date(&s.DoneOn)
	f.Text(&s.Result).Max(500)
}
