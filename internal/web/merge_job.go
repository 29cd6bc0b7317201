package web

import (
	"context"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/page"
	"dossier/internal/register"
)

// mergeCard is what the card of a merge has: how far it is, and what hindered it.
var mergeCard = special{above: func(c *call, k *cardOf, v *page.Card) {
	m := k.rec.(*crm.Merge)
	switch m.State {
	case crm.MergeMoving:
		v.Notices = append(v.Notices, page.Notice{
			Tone: page.Info, Icon: "loader-2", Title: c.p.Text("merge.moving"), Text: c.p.Count("merge.moved_so_far", m.Came()), Poll: k.address(),
		})
	case crm.MergeUndoing:
		v.Notices = append(v.Notices, page.Notice{Tone: page.Info, Icon: "loader-2", Text: c.p.Text("merge.undoing"), Poll: k.address()})
	}
	if m.Trouble != "" {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Bad, Title: c.p.Text("merge.hindered"), Text: c.p.Text(m.Trouble)})
	}
}}

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
