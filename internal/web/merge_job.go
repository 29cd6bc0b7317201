package web

import (
	"context"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/register"
)

// mergeJobs gives a runner the merges that have much to move.
func (s *Server) mergeJobs(r *job.Runner) {
	for kind, do := range map[string]func(context.Context, register.Work, register.Actor, crm.MergeInput) error{
		crm.MergeJob: crm.MoveMerged, crm.MergeUndoJob: crm.TakeBackMerged,
	} {
		r.Register(kind, func(ctx context.Context, j *job.Job) error {
			var in crm.MergeInput
			if err := j.Read(&in); err != nil {
				return err
			}
			actor := register.Actor(register.Program)
			if rights := s.staff.Load().Rights(j.User); rights != nil {
				actor = rights // history names who asked for it
			}
			return do(ctx, s.store, actor, in)
		})
	}
}
