package crm

import (
	"context"

	"dossier/internal/register"
)

// MoveDeal puts a deal on another stage of its kind, be it of another pipeline.
type MoveDeal struct {
	Stage  register.Ref[Stage]
	Reason string // of a move back
}

// Describe lists the input.
func (in *MoveDeal) Describe(f *register.Fields) {
	f.Ref(&in.Stage).Required()
	f.Text(&in.Reason).Max(500)
}

// Offered is for open deals that have stages.
func (*MoveDeal) Offered(d *Deal) bool { return d.Outcome == Open && d.Stage != 0 && !d.Archived }

// Do moves the deal. A stage that closes it asks what closing asks.
func (in *MoveDeal) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	d.Stage, d.StageReason = in.Stage, in.Reason
	return tx.Save(ctx, d)
}

// WinDeal closes a deal as won.
type WinDeal struct {
	On register.Date // none is today
}

// Describe lists the input.
func (in *WinDeal) Describe(f *register.Fields) { f.Date(&in.On) }

// Offered is for open deals.
func (*WinDeal) Offered(d *Deal) bool { return d.Outcome == Open && !d.Archived }

// Do puts the deal on the winning stage of its kind.
func (in *WinDeal) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	return d.close(ctx, tx, Won, in.On)
}

// LoseDeal closes a deal as lost, which needs a reason.
type LoseDeal struct {
	LossReason  register.Ref[LossReason]
	LostTo      register.Ref[Partner]
	LossComment string
	On          register.Date // none is today
}

// Describe lists the input.
func (in *LoseDeal) Describe(f *register.Fields) {
	f.Ref(&in.LossReason).Required()
	f.Ref(&in.LostTo)
	f.Text(&in.LossComment).Max(1000)
	f.Date(&in.On)
}

// Offered is for open deals.
func (*LoseDeal) Offered(d *Deal) bool { return d.Outcome == Open && !d.Archived }

// Do puts the deal on the losing stage of its kind. Of a deal lost to a
// competitor it asks to whom.
func (in *LoseDeal) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	if in.LossReason == 0 {
		return register.RefuseAt("loss_reason", "lost_deal_needs_reason")
	}
	reason, err := register.Load(ctx, tx, LossReasons, in.LossReason)
	if err != nil {
		return refuseUnknown("loss_reason", err)
	}
	if reason.Class == LostToCompetitor && in.LostTo == 0 {
		return register.RefuseAt("lost_to", "lost_to_whom")
	}
	d.LossReason, d.LostTo, d.LossComment = in.LossReason, in.LostTo, in.LossComment
	return d.close(ctx, tx, Lost, in.On)
}

// close ends an open deal: by the stage of its kind with that outcome, or
// directly when the kind has no stages.
func (d *Deal) close(ctx context.Context, tx register.Tx, outcome Outcome, on register.Date) error {
	if d.Outcome != Open {
		return register.Refuse("deal_is_closed")
	}
	kind, err := register.Load(ctx, tx.AsProgram(), DealKinds, d.Kind)
	if err != nil {
		return refuseUnknown("kind", err)
	}
	if kind.Mode == WithoutStages {
		d.Outcome = outcome
	} else if d.Stage, err = stageOf(ctx, tx.AsProgram(), d.Kind, d.Pipeline, outcome); err != nil {
		return err
	}
	d.ClosedOn = on
	process := d.inProcess
	d.inProcess = true // a sale ends when it ends, be a process at work or not
	defer func() { d.inProcess = process }()
	return tx.Save(ctx, d)
}

// ReopenDeal takes a closed deal back to work, which is a right of its own and
// needs a reason. What it was closed with stays in its history.
type ReopenDeal struct {
	Reason string
	Stage  register.Ref[Stage] // none is the stage it was lost from, or the first
}

// Describe lists the input.
func (in *ReopenDeal) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(500).Required()
	f.Ref(&in.Stage)
}

// Offered is for closed deals.
func (*ReopenDeal) Offered(d *Deal) bool { return d.Outcome != Open && !d.Archived }

// Do opens the deal.
func (in *ReopenDeal) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	if d.Outcome == Open {
		return register.Refuse("deal_is_open")
	}
	if in.Reason == "" {
		return register.RefuseAt("reason", "required")
	}
	all := tx.AsProgram()
	kind, err := register.Load(ctx, all, DealKinds, d.Kind)
	if err != nil {
		return refuseUnknown("kind", err)
	}
	switch {
	case kind.Mode == WithoutStages:
		d.Outcome = Open
	case in.Stage != 0:
		d.Stage = in.Stage
	case d.LostAt != 0:
		d.Stage = d.LostAt
	default:
		if d.Stage, err = stageOf(ctx, all, d.Kind, d.Pipeline, Open); err != nil {
			return err
		}
	}
	if d.Stage != 0 {
		stage, err := register.Load(ctx, all, Stages, d.Stage)
		if err != nil {
			return refuseUnknown("stage", err)
		}
		if stage.Outcome != Open {
			return register.RefuseAt("stage", "stage_is_closing")
		}
	}
	d.ReopenReason, d.reopening = in.Reason, true
	defer func() { d.reopening = false }()
	return all.Save(ctx, d)
}

// TransferDeals hands deals over to another employee.
type TransferDeals struct {
	To register.Ref[User]
}

// Describe lists the input.
func (in *TransferDeals) Describe(f *register.Fields) { f.Ref(&in.To).Required() }

// DoAll makes the new employee responsible for each; they may thereby leave
// the reach of who hands them over.
func (in *TransferDeals) DoAll(ctx context.Context, tx register.Tx, deals []*Deal) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	for _, d := range deals {
		d.Responsible = in.To
		if err := tx.AsProgram().Save(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
