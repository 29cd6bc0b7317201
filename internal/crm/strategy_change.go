package crm

import (
	"context"

	"dossier/internal/money"
	"dossier/internal/register"
)

// StrategyChange is something that a competitor does otherwise than before,
// what it means for us and what we do about it.
type StrategyChange struct {
	register.Base
	Summary       string
	Competitor    register.Ref[Partner]
	Area          StrategyArea
	Status        StrategyStatus
	ObservedOn    register.Date
	EffectiveFrom register.Date
	Was           string
	Became        string
	Text          string
	Source        string
	Responsible   register.Ref[User]

	Confidence Confidence
	Impact     Impact // on us
	Regions    register.Refs[Region]
	Groups     register.Refs[ProductGroup]
	Clients    register.Refs[Partner]
	AssessedOn register.Date

	Reaction  string
	ReactedOn register.Date
	Outcome   string // what came of it
	ClosedOn  register.Date
}

// StrategyChanges is the log of them.
var StrategyChanges = register.Define[StrategyChange]("strategy_change", "strategy_changes",
	register.Do[StrategyChange, AssessChange]("assess"),
	register.Do[StrategyChange, ReactToChange]("react"),
	register.Do[StrategyChange, CloseChange]("close"),
)

// Describe lists the fields.
func (s *StrategyChange) Describe(f *register.Fields) {
	f.Text(&s.Summary).Required().Searchable().Indexed().Tracked()
	f.Ref(&s.Competitor).Required().Guard().Tracked()
	f.Choice(&s.Area).Required().Indexed().Tracked()
	f.Choice(&s.Status).ReadOnly().Indexed().Tracked()
	f.Date(&s.ObservedOn).Indexed().Tracked()
	f.Date(&s.EffectiveFrom).Indexed().Tracked()
	f.Text(&s.Was).Max(1000).Tracked()
	f.Text(&s.Became).Max(1000).Tracked()
	f.LongText(&s.Text).Searchable()
	f.Text(&s.Source).Max(500).Tracked()
	f.Ref(&s.Responsible).Owner().Tracked()
	f.Section("assessment")
	f.Choice(&s.Confidence).Indexed().Tracked()
	f.Choice(&s.Impact).Indexed().Tracked()
	f.Refs(&s.Regions).Tracked()
	f.Refs(&s.Groups).Tracked()
	f.Refs(&s.Clients).Tracked()
	f.Date(&s.AssessedOn).ReadOnly()
	f.Section("reaction")
	f.LongText(&s.Reaction).ReadOnly().Tracked()
	f.Date(&s.ReactedOn).ReadOnly()
	f.LongText(&s.Outcome).ReadOnly().Tracked()
	f.Date(&s.ClosedOn).ReadOnly()
	f.Latest(&s.ObservedOn)
	f.Together(&s.Competitor, &s.ObservedOn)
}

// Change notes a new change, and keeps to competitors.
func (s *StrategyChange) Change(ctx context.Context, tx register.Tx, was *StrategyChange) error {
	if was == nil {
		s.Status = ChangeNoted
		if s.ObservedOn == "" {
			s.ObservedOn = tx.Today()
		}
		if s.Confidence == "" {
			s.Confidence = "likely"
		}
		if s.Responsible == 0 && !nobodysAllowed(tx, StrategyChanges.Register) {
			s.Responsible = register.Ref[User](tx.Actor().User())
		}
	}
	if s.ObservedOn > tx.Today() {
		return register.RefuseAt("observed_on", "in_future")
	}
	if s.Competitor != 0 && (was == nil || was.Competitor != s.Competitor) {
		return mustCompete(ctx, tx, "competitor", s.Competitor)
	}
	return nil
}

// Check holds whichever way the change was written.
func (s *StrategyChange) Check(p *register.Problems) {
	if s.Status != ChangeNoted && s.Impact == "" {
		p.Add(&s.Impact, "required")
	}
	if s.Was != "" && s.Was == s.Became {
		p.Add(&s.Became, "change_changes_nothing")
	}
}

// AssessChange says what a change means for us.
type AssessChange struct {
	Impact     Impact
	Confidence Confidence
}

// Describe lists the input.
func (in *AssessChange) Describe(f *register.Fields) {
	f.Choice(&in.Impact).Required()
	f.Choice(&in.Confidence).Required()
}

// Begin offers what was thought before.
func (in *AssessChange) Begin(s *StrategyChange) { in.Impact, in.Confidence = s.Impact, s.Confidence }

// Offered is for what was only noted.
func (*AssessChange) Offered(s *StrategyChange) bool { return s.Status == ChangeNoted && !s.Archived }

// Do assesses it.
func (in *AssessChange) Do(ctx context.Context, tx register.Tx, s *StrategyChange) error {
	if s.Status != ChangeNoted {
		return register.Refuse("change_assessed_already")
	}
	s.Impact, s.Confidence, s.Status, s.AssessedOn = in.Impact, in.Confidence, ChangeAssessed, tx.Today()
	return tx.Save(ctx, s)
}

// ReactToChange says what we do about a change; to do nothing is said too. What
// somebody has to do becomes his task, about the change and its competitor.
type ReactToChange struct {
	Reaction string
	Task     string // what is to be done; none gives no task
	Executor register.Ref[User]
	Deadline register.Date
}

// Describe lists the input.
func (in *ReactToChange) Describe(f *register.Fields) {
	f.LongText(&in.Reaction).Required()
	f.Text(&in.Task)
	f.Ref(&in.Executor)
	f.Date(&in.Deadline)
}

// Begin offers the task to whoever is responsible for the change.
func (in *ReactToChange) Begin(s *StrategyChange) { in.Executor = s.Responsible }

// Offered is for what was assessed.
func (*ReactToChange) Offered(s *StrategyChange) bool {
	return s.Status == ChangeAssessed && !s.Archived
}

// Do notes the reaction and gives the task.
func (in *ReactToChange) Do(ctx context.Context, tx register.Tx, s *StrategyChange) error {
	switch {
	case s.Status != ChangeAssessed:
		return register.Refuse("change_not_assessed")
	case in.Reaction == "":
		return register.RefuseAt("reaction", "required")
	case in.Task == "" && in.Deadline != "":
		return register.RefuseAt("task", "required")
	case in.Deadline != "" && in.Deadline < tx.Today():
		return register.RefuseAt("deadline", "in_past")
	}
	s.Reaction, s.Status, s.ReactedOn = in.Reaction, ChangeReacted, tx.Today()
	if err := tx.Save(ctx, s); err != nil || in.Task == "" {
		return err
	}
	return in.give(ctx, tx, s)
}

// give makes the task of the reaction.
func (in *ReactToChange) give(ctx context.Context, tx register.Tx, s *StrategyChange) error {
	t := &Task{
		Subject: in.Task, Text: in.Reaction, Partner: s.Competitor,
		About: register.Link{Register: StrategyChanges.Name, ID: s.ID},
	}
	if in.Executor != 0 {
		t.Executors = register.Refs[User]{in.Executor}
	}
	if in.Deadline != "" {
		end, err := endOf(ctx, tx, in.Deadline)
		if err != nil {
			return err
		}
		t.Deadline = end
	}
	return tx.Save(ctx, t)
}

// CloseChange ends the work on a change.
type CloseChange struct {
	Outcome string
}

// Describe lists the input.
func (in *CloseChange) Describe(f *register.Fields) { f.LongText(&in.Outcome) }

// Offered is for what was reacted to.
func (*CloseChange) Offered(s *StrategyChange) bool { return s.Status == ChangeReacted && !s.Archived }

// Do closes it.
func (in *CloseChange) Do(ctx context.Context, tx register.Tx, s *StrategyChange) error {
	if s.Status != ChangeReacted {
		return register.Refuse("change_not_reacted")
	}
	s.Outcome, s.Status, s.ClosedOn = in.Outcome, ChangeClosed, tx.Today()
	return tx.Save(ctx, s)
}

// StrategyArea is the part of its business that a competitor changes.
type StrategyArea string

// Choices of areas.
func (StrategyArea) Choices() []string {
	return []string{"price", "assortment", "promotion", "distribution", "service", "staff", "technology", "ownership", "geography"}
}

// StrategyStatus is how far we have come with a change. Actions alone move it.
type StrategyStatus string

// The statuses.
const (
	ChangeNoted    StrategyStatus = "noted"
	ChangeAssessed StrategyStatus = "assessed"
	ChangeReacted  StrategyStatus = "reacted"
	ChangeClosed   StrategyStatus = "closed"
)

// Choices of statuses.
func (StrategyStatus) Choices() []string { return []string{"noted", "assessed", "reacted", "closed"} }

// Confidence is how sure we are of what we heard.
type Confidence string

// Choices of confidence.
func (Confidence) Choices() []string { return []string{"rumour", "likely", "proven"} }

// Impact is what a change does to us, from -3 for great harm to 3 for a great
// chance.
type Impact string

// Choices of impact.
func (Impact) Choices() []string { return []string{"-3", "-2", "-1", "0", "1", "2", "3"} }

// PriceLevel is how a competitor's prices stand to ours.
type PriceLevel string

// Choices of price levels.
func (PriceLevel) Choices() []string { return []string{"lower", "same", "higher"} }

// Volume is what a competitor makes or sells in a period, and how we know.
type Volume struct {
	register.Part
	Period string
	Amount money.Money
	Goods  string // the same in pieces or square metres
	Source string
}

// Describe lists the fields.
func (v *Volume) Describe(f *register.Fields) {
	f.Text(&v.Period).Max(100).Required()
	f.Money(&v.Amount)
	f.Text(&v.Goods).Max(200)
	f.Text(&v.Source).Max(300)
}
