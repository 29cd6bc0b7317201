package crm

import (
	"context"
	"fmt"

	"dossier/internal/register"
)

// Stage is a step of a sale, in the company's own words and order; its outcome
// is one of the three that the program knows.
type Stage struct {
	Entry
	Kind        register.Ref[DealKind]
	Pipeline    register.Ref[Pipeline] // none is the kind's own way
	Outcome     Outcome
	Hue         Hue
	NormDays    int64 // a deal that stays longer is late; nought is no norm
	Probability int64 // of winning, in millionths
}

// Stages is the directory of them.
var Stages = register.Define[Stage]("stage", "stages")

// Describe lists the fields.
func (s *Stage) Describe(f *register.Fields) {
	f.Ref(&s.Kind).Required().Tracked()
	f.Ref(&s.Pipeline).Tracked()
	s.describe(f)
	f.Choice(&s.Outcome).Indexed().Tracked()
	f.Choice(&s.Hue)
	f.Int(&s.NormDays)
	f.Percent(&s.Probability).Tracked()
}

// Change gives a new stage its code and place, and the kind of its pipeline. A
// stage in use keeps its kind, pipeline and outcome, for they are those of its
// deals.
func (s *Stage) Change(ctx context.Context, tx register.Tx, was *Stage) error {
	if err := s.takeKind(ctx, tx, was); err != nil {
		return err
	}
	if was != nil && (was.Kind != s.Kind || was.Pipeline != s.Pipeline || was.Outcome != s.Outcome) {
		n, err := tx.AsProgram().Count(ctx, Deals.Register, register.Eq(&Deals.Row.Stage, register.Ref[Stage](s.ID)), 1)
		if err != nil {
			return err
		}
		if n > 0 {
			return register.Refuse("stage_has_deals")
		}
	}
	if s.Outcome == "" {
		s.Outcome = Open
	}
	if was != nil && was.NormDays != s.NormDays {
		err := tx.Enqueue(ctx, register.Job{
			Kind: NormJob, At: tx.Now(), Input: NormInput{s.ID, s.NormDays, was.NormDays}, Key: fmt.Sprintf("%s:%d:%d", NormJob, s.ID, s.Version),
		})
		if err != nil {
			return err
		}
	}
	if was == nil && s.Probability == 0 && s.Outcome == Won {
		s.Probability = certain
	}
	return s.fill(ctx, tx, Stages.Register)
}

// takeKind fills in the kind of the pipeline, and refuses another one.
func (s *Stage) takeKind(ctx context.Context, tx register.Tx, was *Stage) error {
	if s.Pipeline == 0 || was != nil && was.Pipeline == s.Pipeline && was.Kind == s.Kind {
		return nil
	}
	of, err := register.Load(ctx, tx.AsProgram(), Pipelines, s.Pipeline)
	if err != nil {
		return refuseUnknown("pipeline", err)
	}
	if s.Kind == 0 {
		s.Kind = of.Kind
	}
	if s.Kind != of.Kind {
		return register.RefuseAt("pipeline", "pipeline_of_another_kind")
	}
	return nil
}

// certain is a probability or a share of 100 %.
const certain = 1_000_000

// Check holds the numbers within their bounds.
func (s *Stage) Check(p *register.Problems) {
	s.Entry.Check(p)
	if s.NormDays < 0 {
		p.Add(&s.NormDays, "too_small")
	}
	if s.Probability < 0 || s.Probability > certain {
		p.Add(&s.Probability, "out_of_range")
	}
}

// Outcome is how a deal ended, if it did.
type Outcome string

// The outcomes.
const (
	Open Outcome = "open"
	Won  Outcome = "won"
	Lost Outcome = "lost"
)

// Choices of outcomes.
func (Outcome) Choices() []string { return []string{"open", "won", "lost"} }
