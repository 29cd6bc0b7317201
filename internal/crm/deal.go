package crm

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Deal is one sale, from the first interest to won or lost. A partner is
// needed to win or lose, not to be interested.
type Deal struct {
	register.Base
	Number       string
	Name         string // a number and the partner stand for it when empty
	Partner      register.Ref[Partner]
	Counterparty register.Ref[Counterparty]
	Contact      register.Ref[Contact]
	Responsible  register.Ref[User]

	Kind        register.Ref[DealKind]
	Pipeline    register.Ref[Pipeline] // that of the stage; none is the kind's own way
	Stage       register.Ref[Stage]
	StageReason string  // why it was moved there, as moves ask
	Outcome     Outcome // follows the stage

	Chance       int64 // of winning, in millionths, as somebody says; nought is that of the stage
	ChanceReason string

	// What the monitoring goes by.
	StageDue    register.Date // the last day of the stage's norm; none is no norm
	AmountMoves int64         // how often the amount was changed while the deal was open
	CloseMoves  int64         // and the day it is expected to close
	Unsteady    bool          // one of them too often
	Fell        bool          // the last change of the probability was downwards

	Confirmed register.Refs[StageRequirement] // points that stages asked for

	Amount     money.Money // expected, or won
	AmountBase int64       // in the base currency, by the rate of the day
	StartedOn  register.Date
	CloseOn    register.Date // when the answer is expected
	ClosedOn   register.Date // when it came

	LossReason   register.Ref[LossReason]
	LostTo       register.Ref[Partner]
	LossComment  string
	LostAt       register.Ref[Stage] // the stage it was lost from
	Furthest     register.Ref[Stage] // the last of the open stages that it came to
	DaysToClose  int64               // from the first interest to the answer
	Timed        bool                // both days are known
	ReopenReason string

	Product  register.Ref[Product]
	Lines    register.Parts[DealLine]
	AdSource register.Ref[AdSource]
	Interest string // the first words of it
	Note     string

	Participants register.Parts[DealParticipant]
	Ties         register.Parts[DealTie] // between participants; actions make them
	Support      int64                   // the support index in millionths; nothing where the stance is unknown
	Stance       Stance
	Rivals       register.Parts[DealRival]
	Contested    bool // somebody else wants it too

	inProcess bool      // a process moves it
	reopening bool      // the action Reopen is at work
	since     time.Time // the stage of a deal that is older than its record
	began     time.Time // its first stage, told anew
}

// Deals is the register of them.
var Deals = register.Define[Deal]("deal", "deals",
	register.Do[Deal, MoveDeal]("move"),
	register.Do[Deal, WinDeal]("win"),
	register.Do[Deal, LoseDeal]("lose"),
	register.Do[Deal, ReopenDeal]("reopen"),
	register.Do[Deal, TieParticipants]("tie"),
	register.Do[Deal, UntieParticipants]("untie"),
	register.Do[Deal, StartDealProcess]("start_process"),
	register.DoAll[Deal, TransferDeals]("transfer"),
)

// Describe lists the fields.
func (d *Deal) Describe(f *register.Fields) {
	f.Text(&d.Number).Max(40).Searchable().Unique().Tracked()
	f.Text(&d.Name).Searchable().Indexed().Tracked()
	f.Ref(&d.Partner).Guard().Tracked()
	f.Ref(&d.Counterparty).Tracked()
	f.Ref(&d.Contact).Tracked()
	f.Ref(&d.Responsible).Owner().Tracked()
	f.Ref(&d.Kind).Tracked()
	f.Ref(&d.Pipeline).Tracked()
	f.Ref(&d.Stage).Tracked().Visited()
	f.Text(&d.StageReason).Max(500).ReadOnly().Tracked()
	f.Choice(&d.Outcome).ReadOnly().Indexed().Tracked()
	f.Section("money")
	amount := f.Money(&d.Amount).Class(register.Prices).Tracked().Summed()
	f.Base(&d.AmountBase, amount)
	f.Date(&d.StartedOn).Indexed().Tracked()
	f.Date(&d.CloseOn).Indexed().Tracked()
	f.Date(&d.ClosedOn).Indexed().Tracked()
	f.Section("chance")
	f.Percent(&d.Chance).Indexed().Tracked()
	f.Text(&d.ChanceReason).Max(500).Tracked()
	f.Bool(&d.Fell).ReadOnly().Indexed()
	f.Section("progress")
	f.Date(&d.StageDue).ReadOnly().Indexed()
	f.Int(&d.AmountMoves).Class(register.Prices).ReadOnly()
	f.Int(&d.CloseMoves).ReadOnly()
	f.Bool(&d.Unsteady).ReadOnly().Indexed()
	f.Refs(&d.Confirmed)
	f.Section("subject")
	f.Ref(&d.Product).Tracked()
	f.Parts(&d.Lines)
	f.Ref(&d.AdSource)
	f.LongText(&d.Interest)
	f.LongText(&d.Note)
	f.Section("environment")
	f.Parts(&d.Participants).Class(register.Personal).Tracked()
	f.Parts(&d.Ties).Class(register.Personal).ReadOnly().Tracked()
	f.Percent(&d.Support).Class(register.Personal).ReadOnly().Indexed()
	f.Choice(&d.Stance).Class(register.Personal).ReadOnly().Indexed()
	f.Parts(&d.Rivals).Class(register.Prices).Tracked()
	f.Bool(&d.Contested).ReadOnly()
	f.Section("loss")
	f.Ref(&d.LossReason).Tracked()
	f.Ref(&d.LostTo).Tracked()
	f.Text(&d.LossComment).Max(1000).Tracked()
	f.Ref(&d.LostAt).ReadOnly().Tracked()
	f.Ref(&d.Furthest).ReadOnly()
	f.Text(&d.ReopenReason).Max(500).ReadOnly().Tracked()
	f.Int(&d.DaysToClose).Unseen()
	f.Bool(&d.Timed).Unseen()
	f.Newest()
	f.Together(&d.Stage, &d.CloseOn)                                            // the columns of the board
	f.Together(&d.Responsible, &d.Outcome, &d.CloseOn)                          // whose answers are late
	f.Together(&d.Outcome, &d.Kind, &d.Stage, &d.Chance, &d.Amount)             // their sums
	f.Together(&d.Outcome, &d.Kind, &d.CloseOn, &d.Stage, &d.Chance, &d.Amount) // the months of the forecast
	f.Together(&d.Outcome, &d.CloseOn)                                          // what should have been answered
	f.Together(&d.Outcome, &d.StageDue)                                         // what stands too long
	d.tally(f)
}

// tally lists the totals that the analysis of deals reads.
func (d *Deal) tally(f *register.Fields) {
	worth, closed := []any{&d.AmountBase}, register.Whole(&d.ClosedOn)
	f.Tally("open", []any{&d.Amount, &d.AmountBase}, &d.Outcome, &d.Kind, &d.Pipeline, &d.Stage, &d.Responsible, register.Whole(&d.CloseOn))
	f.Tally("closed", []any{&d.AmountBase, &d.DaysToClose}, closed, &d.Outcome, &d.Kind, &d.Responsible, &d.LossReason, &d.Timed)
	f.Tally("product", []any{&d.AmountBase, &d.DaysToClose}, closed, &d.Outcome, &d.Kind, &d.Product, &d.LossReason, &d.Timed)
	f.Tally("chance", nil, closed, &d.Outcome, &d.Kind, &d.Pipeline, &d.Furthest)
	f.Tally("way", worth, closed, &d.Outcome, &d.Kind, &d.Pipeline, &d.Furthest, &d.LostAt, &d.AdSource, &d.LossReason, &d.Contested)
	f.Tally("cohort", worth, register.Whole(&d.StartedOn), &d.Outcome, &d.Kind, &d.Pipeline, &d.Furthest, &d.Responsible)
	f.Tally("source", worth, register.Whole(&d.StartedOn), &d.Outcome, &d.Kind, &d.Pipeline, &d.Furthest, &d.AdSource)
	f.Tally("lasting", nil, closed, &d.Outcome, &d.Kind, &d.Timed, &d.DaysToClose)
}

// Title is the name, or the number that stands for it.
func (d *Deal) Title(string) string {
	if d.Name != "" {
		return d.Name
	}
	return "№ " + d.Number
}

// Hint is the number.
func (d *Deal) Hint(string) string { return d.Number }

// Change numbers a new deal, lets the outcome follow the stage and counts the
// amounts. A closed deal stays as it was closed until it is reopened.
func (d *Deal) Change(ctx context.Context, tx register.Tx, was *Deal) error {
	if was == nil {
		if err := d.begin(ctx, tx); err != nil {
			return err
		}
	} else if was.Outcome != Open && !d.reopening {
		if err := d.stayClosed(tx, was); err != nil {
			return err
		}
	}
	if err := d.followStage(ctx, tx, was); err != nil {
		return err
	}
	if err := d.settle(ctx, tx, was); err != nil {
		return err
	}
	if err := d.count(ctx, tx, was); err != nil {
		return err
	}
	if err := d.weighPeople(ctx, tx, was); err != nil {
		return err
	}
	if err := d.watch(ctx, tx, was); err != nil {
		return err
	}
	if err := d.meetStage(ctx, tx, was); err != nil {
		return err
	}
	if err := d.backdate(ctx, tx, was); err != nil {
		return err
	}
	return d.tellRelation(ctx, tx, was)
}

// backdate notes the day on which a deal came to its stage that is recorded
// later, as one from a sheet: when it was closed, or began. A later sheet may
// tell the first day of one that is open, and the last of one it closes.
func (d *Deal) backdate(ctx context.Context, tx register.Tx, was *Deal) error {
	d.since, d.began = time.Time{}, time.Time{}
	if was != nil && tx.Cause() != register.ByImport {
		return nil
	}
	zone, err := homeZone(ctx, tx)
	if err != nil {
		return err
	}
	noon := func(day register.Date) time.Time {
		if day == "" || day >= tx.Today() {
			return time.Time{}
		}
		return calendar.Clock(12*60).On(calendar.Day(day), zone).UTC()
	}
	if was != nil && d.StartedOn != was.StartedOn {
		d.began = noon(d.StartedOn)
	}
	switch {
	case d.Outcome != Open && (was == nil || d.Stage != was.Stage):
		d.since = noon(d.ClosedOn)
	case was == nil:
		d.since = noon(d.StartedOn)
	}
	if was != nil && d.StartedOn == "" {
		d.began = d.since // no later than it ended
	}
	return nil
}

// Entered is since when a deal that is older than its record is at its stage,
// at noon of the day; the zero time is since the record was made.
func (d *Deal) Entered(string) time.Time { return d.since }

// Began is when a deal came to its first stage, if a sheet tells it later than
// the deal was recorded.
func (d *Deal) Began(string) time.Time { return d.began }

// tellRelation has the relation with the client told anew after a sale, or
// after one that was none.
func (d *Deal) tellRelation(ctx context.Context, tx register.Tx, was *Deal) error {
	if d.Partner == 0 || d.Outcome != Won && (was == nil || was.Outcome != Won) || was != nil && was.Outcome == d.Outcome && was.AmountBase == d.AmountBase {
		return nil
	}
	return tx.Enqueue(ctx, register.Job{
		Kind: RelationJob, Key: fmt.Sprintf("%s:%d", RelationJob, d.Partner), At: tx.Now().Add(jobPause), Input: RelationInput{register.ID(d.Partner)},
	})
}

// begin gives a new deal its number, its responsible and its first day.
func (d *Deal) begin(ctx context.Context, tx register.Tx) error {
	if d.Number == "" {
		number, err := unusedCode(ctx, tx, Deals.Register, "number", 6)
		if err != nil {
			return err
		}
		d.Number = number
	}
	if d.Responsible == 0 && !nobodysAllowed(tx, Deals.Register) {
		d.Responsible = register.Ref[User](tx.Actor().User())
	}
	if d.StartedOn == "" && tx.Cause() != register.ByImport { // a sheet says when, or nobody knows
		d.StartedOn = tx.Today()
	}
	return nil
}

// remarks are the fields of a closed deal that may still be changed.
var remarks = []string{"name", "note", "interest", "loss_comment", "responsible", "contact"}

// stayClosed refuses a change to what a closed deal says. Undoing a change is
// not one.
func (d *Deal) stayClosed(tx register.Tx, was *Deal) error {
	if tx.Cause() == register.ByUndo {
		return nil
	}
	return staysAsItWas(tx, Deals.Register, d, was, "deal_is_closed", remarks...)
}

// settle keeps the closing day and the reasons with the outcome they belong to.
func (d *Deal) settle(ctx context.Context, tx register.Tx, was *Deal) error {
	if d.Outcome != Lost {
		d.LossReason, d.LostTo, d.LossComment, d.LostAt = 0, 0, "", 0
	}
	switch {
	case d.Outcome != Open && d.ClosedOn == "":
		d.ClosedOn = tx.Today()
	case d.Outcome != Open && d.ClosedOn > tx.Today():
		return register.RefuseAt("closed_on", "in_future")
	case d.Outcome == Open && d.ClosedOn != "":
		if was == nil || was.ClosedOn != d.ClosedOn {
			return register.RefuseAt("closed_on", "open_deal_has_no_closing_day")
		}
		d.ClosedOn = ""
	}
	d.DaysToClose, d.Timed = daysBetween(d.StartedOn, d.ClosedOn)
	if d.LostTo != 0 && (was == nil || was.LostTo != d.LostTo) {
		if err := mustCompete(ctx, tx, "lost_to", d.LostTo); err != nil {
			return err
		}
	}
	return d.checkParties(ctx, tx, was)
}

// daysBetween is how many days lie between two, when both are known.
func daysBetween(from, to register.Date) (int64, bool) {
	a, err := time.Parse(time.DateOnly, string(from))
	b, err2 := time.Parse(time.DateOnly, string(to))
	if err != nil || err2 != nil || b.Before(a) {
		return 0, false
	}
	return int64(b.Sub(a).Hours() / 24), true
}

// checkParties refuses a counterparty or a contact of another partner; those
// of the companies above in the group are the partner's own as well.
func (d *Deal) checkParties(ctx context.Context, tx register.Tx, was *Deal) error {
	same := was != nil && was.Partner == d.Partner
	all := tx.AsProgram()
	if d.Counterparty != 0 && !(same && was.Counterparty == d.Counterparty) {
		of, err := register.Load(ctx, all, Counterparties, d.Counterparty)
		if err != nil {
			return refuseUnknown("counterparty", err)
		}
		if err := belongs(ctx, all, "counterparty", d.Partner, of.Partner); err != nil {
			return err
		}
	}
	if d.Contact != 0 && !(same && was.Contact == d.Contact) {
		of, err := register.Load(ctx, all, Contacts, d.Contact)
		if err != nil {
			return refuseUnknown("contact", err)
		}
		return belongs(ctx, all, "contact", d.Partner, of.Partner)
	}
	return nil
}

// count adds up the lines, which make the amount once they are priced, and
// counts the amount in the base currency by the rate of the closing day or of
// today.
func (d *Deal) count(ctx context.Context, tx register.Tx, was *Deal) error {
	if err := d.sumLines(ctx, tx, was); err != nil {
		return err
	}
	if was != nil && was.Amount == d.Amount && was.ClosedOn == d.ClosedOn {
		return nil
	}
	day := d.ClosedOn
	if day == "" {
		day = tx.Today()
	}
	base, err := inBase(ctx, tx, d.Amount, day)
	d.AmountBase = base
	return err
}

func (d *Deal) sumLines(ctx context.Context, tx register.Tx, was *Deal) error {
	if len(d.Lines) == 0 || was != nil && slices.Equal(was.Lines, d.Lines) && was.Amount == d.Amount {
		return nil
	}
	currency := d.Amount.Currency
	if currency == "" {
		home, err := homeOrganisation(ctx, tx)
		if err != nil {
			return err
		}
		currency = home.Currency
	}
	var total money.Money
	for i := range d.Lines {
		line := &d.Lines[i]
		sum, err := line.Price.Times(money.Quantity(line.Quantity), currency)
		if err != nil {
			return register.RefuseAt(partField("lines", i, "quantity"), "too_large")
		}
		line.Amount = sum
		if total, err = total.Add(sum); err != nil {
			return register.RefuseAt("lines", "too_large")
		}
	}
	if total.Minor != 0 {
		d.Amount = total
	}
	return nil
}

// Check holds whichever way the deal was written: form, board, sheet or API.
func (d *Deal) Check(p *register.Problems) {
	if d.Outcome != Open && d.Partner == 0 {
		p.Add(&d.Partner, "closed_deal_needs_partner")
	}
	if d.Outcome == Lost && d.LossReason == 0 {
		p.Add(&d.LossReason, "lost_deal_needs_reason")
	}
	if d.Amount.Minor < 0 {
		p.Add(&d.Amount, "too_small")
	}
	d.checkChance(p)
	d.checkPeople(p)
	if d.ClosedOn != "" && d.StartedOn != "" && d.ClosedOn < d.StartedOn {
		p.Add(&d.ClosedOn, "ends_before_it_begins")
	}
	for i, line := range d.Lines {
		if line.Quantity <= 0 {
			p.AddAt(partField("lines", i, "quantity"), "too_small")
		}
		if line.Price < 0 {
			p.AddAt(partField("lines", i, "price"), "too_small")
		}
	}
}

// Notices say what a lost deal does not tell, and warn of personal codes.
func (d *Deal) Notices() []Notice {
	return slices.Concat(scriptNotice("name", d.Name), personalNotice("note", d.Note), personalNotice("interest", d.Interest))
}

// DealLine is a product that a deal is about.
type DealLine struct {
	register.Part
	Product  register.Ref[Product]
	Quantity int64
	Price    money.Price // in the deal's currency
	Amount   money.Money
}

// Describe lists the fields.
func (l *DealLine) Describe(f *register.Fields) {
	f.Ref(&l.Product).Required()
	f.Quantity(&l.Quantity)
	f.Price(&l.Price).Class(register.Prices)
	f.Money(&l.Amount).Class(register.Prices).ReadOnly()
}
