package crm

import (
	"context"

	"dossier/internal/register"
)

// followStage fills in the usual kind and the first stage, and takes the
// pipeline and the outcome from the stage.
func (d *Deal) followStage(ctx context.Context, tx register.Tx, was *Deal) error {
	if was != nil && was.Kind == d.Kind && was.Pipeline == d.Pipeline && was.Stage == d.Stage && d.Kind != 0 {
		if d.Outcome == "" {
			d.Outcome = was.Outcome
		}
		return nil
	}
	all := tx.AsProgram()
	if err := d.chooseKind(ctx, all, was); err != nil {
		return err
	}
	kind, err := register.Load(ctx, all, DealKinds, d.Kind)
	if err != nil {
		return refuseUnknown("kind", err)
	}
	if err := d.leaveKind(ctx, tx, was); err != nil {
		return err
	}
	if kind.Mode == WithoutStages {
		return d.withoutStages(was)
	}
	if was != nil && was.Stage == d.Stage { // the way is another one
		d.Stage = 0
	}
	if d.Stage == 0 {
		if d.Stage, err = stageOf(ctx, all, d.Kind, d.Pipeline, Open); err != nil {
			return err
		}
	}
	stage, err := register.Load(ctx, all, Stages, d.Stage)
	if err != nil {
		return refuseUnknown("stage", err)
	}
	if stage.Kind != d.Kind {
		return register.RefuseAt("stage", "stage_of_another_kind")
	}
	if err := d.takePipeline(stage, was); err != nil {
		return err
	}
	if kind.Mode == ProcessStages && !d.reopening && !d.movedByProcess(tx) {
		if err := d.stayInProcess(ctx, all, was); err != nil {
			return err
		}
	}
	d.Outcome = stage.Outcome
	if d.Outcome == Lost && was != nil && was.Outcome == Open {
		d.LostAt = was.Stage
	}
	return d.comeTo(ctx, all, stage)
}

// comeTo keeps the furthest of the open stages, also when the deal goes back.
func (d *Deal) comeTo(ctx context.Context, all register.Tx, stage *Stage) error {
	if stage.Outcome != Open {
		return nil
	}
	if d.Furthest != 0 {
		far, err := register.Load(ctx, all, Stages, d.Furthest)
		if err != nil {
			return err
		}
		if far.Kind == stage.Kind && far.Pipeline == stage.Pipeline && far.Position >= stage.Position {
			return nil
		}
	}
	d.Furthest = register.Ref[Stage](stage.ID)
	return nil
}

// takePipeline takes the pipeline from the stage, and refuses a stage of
// another one than was asked for.
func (d *Deal) takePipeline(stage *Stage, was *Deal) error {
	if d.Pipeline != 0 && d.Pipeline != stage.Pipeline && (was == nil || was.Pipeline != d.Pipeline) {
		return register.RefuseAt("stage", "stage_of_another_pipeline")
	}
	d.Pipeline = stage.Pipeline
	return nil
}

// withoutStages is a deal of a kind that knows outcomes alone.
func (d *Deal) withoutStages(was *Deal) error {
	if was != nil && was.Kind != d.Kind { // it leaves its stages behind
		if d.Stage == was.Stage {
			d.Stage = 0
		}
		if d.Pipeline == was.Pipeline {
			d.Pipeline = 0
		}
	}
	switch {
	case d.Stage != 0:
		return register.RefuseAt("stage", "kind_without_stages")
	case d.Pipeline != 0:
		return register.RefuseAt("pipeline", "kind_without_stages")
	case d.Outcome == "":
		d.Outcome = Open
	}
	return nil
}

// leaveKind refuses to take an open deal out of a kind that a process drives.
func (d *Deal) leaveKind(ctx context.Context, tx register.Tx, was *Deal) error {
	if was == nil || was.Kind == 0 || was.Kind == d.Kind || was.Outcome != Open || d.movedByProcess(tx) {
		return nil
	}
	former, err := register.Load(ctx, tx.AsProgram(), DealKinds, was.Kind)
	if err != nil {
		return refuseUnknown("kind", err)
	}
	if former.Mode == ProcessStages {
		return register.RefuseAt("kind", "stage_moved_by_process")
	}
	return nil
}

// stayInProcess lets hands put a deal on the first stage of a process alone.
func (d *Deal) stayInProcess(ctx context.Context, all register.Tx, was *Deal) error {
	if was != nil && was.Kind == d.Kind && was.Stage != 0 {
		if was.Stage != d.Stage {
			return register.RefuseAt("stage", "stage_moved_by_process")
		}
		return nil
	}
	first, err := stageOf(ctx, all, d.Kind, d.Pipeline, Open)
	if err != nil {
		return err
	}
	if first != d.Stage {
		return register.RefuseAt("stage", "stage_moved_by_process")
	}
	return nil
}

func (d *Deal) movedByProcess(tx register.Tx) bool {
	if d.inProcess {
		return true
	}
	switch tx.Cause() {
	case register.ByProcess, register.ByUndo, register.ByImport:
		return true
	}
	return false
}

// chooseKind fills in the kind of the pipeline or of the stage, or the first
// kind. A pipeline of another kind that is chosen brings its kind along, and a
// kind that is chosen leaves a pipeline that is not its own.
func (d *Deal) chooseKind(ctx context.Context, all register.Tx, was *Deal) error {
	if d.Pipeline != 0 && (was == nil || was.Pipeline != d.Pipeline || was.Kind != d.Kind) {
		of, err := register.Load(ctx, all, Pipelines, d.Pipeline)
		if err != nil {
			return refuseUnknown("pipeline", err)
		}
		switch {
		case d.Kind == 0, was != nil && was.Kind == d.Kind:
			d.Kind = of.Kind
		case of.Kind != d.Kind && was != nil && was.Pipeline == d.Pipeline:
			d.Pipeline = 0
		case of.Kind != d.Kind:
			return register.RefuseAt("pipeline", "pipeline_of_another_kind")
		}
	}
	if d.Kind != 0 {
		return nil
	}
	if d.Stage != 0 {
		stage, err := register.Load(ctx, all, Stages, d.Stage)
		if err != nil {
			return refuseUnknown("stage", err)
		}
		d.Kind = stage.Kind
		return nil
	}
	kinds, err := register.Select(ctx, all, DealKinds, register.Query{Filter: register.Alive(), Limit: 1})
	if err != nil {
		return err
	}
	if len(kinds) == 0 {
		return register.RefuseAt("kind", "required")
	}
	d.Kind = register.Ref[DealKind](kinds[0].ID)
	return nil
}

// stageOf is the first stage of a pipeline with an outcome. No pipeline is the
// kind's own way, or where it has none its first pipeline.
func stageOf(ctx context.Context, tx register.Tx, kind register.Ref[DealKind], pipeline register.Ref[Pipeline], outcome Outcome) (register.Ref[Stage], error) {
	list, err := register.Select(ctx, tx, Stages, register.Query{Filter: register.All{
		register.Eq(&Stages.Row.Kind, kind), register.Eq(&Stages.Row.Outcome, outcome), register.Alive(),
	}})
	if err != nil {
		return 0, err
	}
	for _, stage := range list {
		if stage.Pipeline == pipeline {
			return register.Ref[Stage](stage.ID), nil
		}
	}
	if len(list) == 0 || pipeline != 0 {
		return 0, register.RefuseAt("stage", "kind_lacks_"+string(outcome)+"_stage")
	}
	return register.Ref[Stage](list[0].ID), nil
}
