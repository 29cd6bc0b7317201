package crm

import (
	"context"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// oftenMoved is how many times an amount or a date may move before the deal is
// looked upon as unsteady.
const oftenMoved = 2

// watch keeps what the monitoring of deals goes by: until when the stage may
// last, how often amount and date were moved, whether the probability fell.
func (d *Deal) watch(ctx context.Context, tx register.Tx, was *Deal) error {
	if was != nil && was.Outcome == Open {
		if was.Amount != d.Amount && !was.Amount.IsZero() && d.Outcome == Open {
			d.AmountMoves++
		}
		if was.CloseOn != d.CloseOn && was.CloseOn != "" && d.Outcome == Open {
			d.CloseMoves++
		}
	}
	d.Unsteady = d.AmountMoves > oftenMoved || d.CloseMoves > oftenMoved
	if was != nil && was.Stage == d.Stage && was.Chance == d.Chance && was.Outcome == d.Outcome {
		return nil
	}
	now, err := stageAt(ctx, tx, d.Stage)
	if err != nil {
		return err
	}
	if was == nil || was.Stage != d.Stage || was.Outcome != d.Outcome {
		d.StageDue = ""
		if now != nil && now.NormDays > 0 && d.Outcome == Open {
			d.StageDue = register.Date(calendar.Day(tx.Today()).Add(int(now.NormDays)))
		}
	}
	if was == nil || d.Outcome != Open || was.Outcome != Open {
		d.Fell = false
		return nil
	}
	before, err := stageAt(ctx, tx, was.Stage)
	if err != nil {
		return err
	}
	p, _ := d.Probability(now)
	former, _ := was.Probability(before)
	if p != former {
		d.Fell = p < former
	}
	return nil
}

func stageAt(ctx context.Context, tx register.Tx, id register.Ref[Stage]) (*Stage, error) {
	if id == 0 {
		return nil, nil
	}
	stage, err := register.Load(ctx, tx.AsProgram(), Stages, id)
	return stage, refuseUnknown("stage", err)
}

// DealWatches are the rows that the monitoring of deals asks for, by their
// names, as they are at a moment. Each speaks of open deals alone.
var DealWatches = map[string]func(now time.Time, today register.Date) register.Filter{
	"no_step": func(now time.Time, _ register.Date) register.Filter {
		return register.All{register.Eq(&Deals.Row.Outcome, Open), register.Not{Filter: HasNextStep(now)}}
	},
	"over_norm": func(_ time.Time, today register.Date) register.Filter {
		return register.All{register.Eq(&Deals.Row.Outcome, Open), register.Some(&Deals.Row.StageDue), register.Lt(&Deals.Row.StageDue, today)}
	},
	"date_passed": func(_ time.Time, today register.Date) register.Filter {
		return register.All{register.Eq(&Deals.Row.Outcome, Open), register.Some(&Deals.Row.CloseOn), register.Lt(&Deals.Row.CloseOn, today)}
	},
	"unsteady": func(time.Time, register.Date) register.Filter {
		return register.All{register.Eq(&Deals.Row.Outcome, Open), register.Eq(&Deals.Row.Unsteady, true)}
	},
	"fell": func(time.Time, register.Date) register.Filter {
		return register.All{register.Eq(&Deals.Row.Outcome, Open), register.Eq(&Deals.Row.Fell, true)}
	},
}

// HasNextStep is met by deals with something planned that is still to come, or
// with a task that is not done.
func HasNextStep(now time.Time) register.Filter {
	return register.Any{
		register.Referred{By: Events.Register, Field: "deal", Filter: register.All{
			register.Eq(&Events.Row.Class, Planned), register.Is{Field: "start", Op: register.AtLeast, Value: now}, register.Alive(),
		}},
		register.Referred{By: Tasks.Register, Field: "deal", Filter: register.All{register.Eq(&Tasks.Row.Open, true), register.Alive()}},
	}
}

// NormJob dates the deals of a stage anew after its norm was changed.
const NormJob = "deal_norm"

// NormInput says which stage, and by how many days its norm is longer now.
type NormInput struct {
	Stage register.ID `json:"stage"`
	Days  int64       `json:"days"` // the norm itself; nought is none
	Was   int64       `json:"was"`
}

// Redate dates the open deals of a stage by its new norm.
func Redate(ctx context.Context, work register.Work, in NormInput) error {
	const batch = 200
	for from := (register.Cursor{}); ; {
		more := false
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			list, err := register.Select(ctx, tx, Deals, register.Query{
				Filter: register.All{register.Eq(&Deals.Row.Stage, register.Ref[Stage](in.Stage)), register.Eq(&Deals.Row.Outcome, Open)},
				Sort:   []register.Sort{{Field: "id"}}, From: from, Limit: batch,
			})
			if err != nil {
				return err
			}
			for _, d := range list {
				began := calendar.DayOf(d.UpdatedAt)
				if d.StageDue != "" {
					began = calendar.Day(d.StageDue).Add(-int(in.Was))
				}
				d.StageDue = ""
				if in.Days > 0 {
					d.StageDue = register.Date(began.Add(int(in.Days)))
				}
				if err := tx.Save(ctx, d); err != nil {
					return err
				}
				from.ID = d.ID
			}
			from.Keys, more = []any{}, len(list) == batch
			return nil
		})
		if err != nil || !more {
			return err
		}
	}
}
