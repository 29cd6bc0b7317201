package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/web"
)

// How long things are kept that nobody asks for any more.
const (
	keepAnswers = 24 * time.Hour
	keepDrafts  = 30 * 24 * time.Hour
	keepJobs    = 30 * 24 * time.Hour
	keepFiles   = 24 * time.Hour
	keepNotices = 30 * 24 * time.Hour
)

// chores are the jobs that keep the house clean.
func chores(r *job.Runner, st *store.Store, log *slog.Logger) {
	r.Every("sweep", job.Hourly, func(ctx context.Context, _ *job.Job) error {
		now := st.Now()
		removed, err := st.SweepFiles(ctx, now.Add(-keepFiles))
		if removed > 0 {
			log.Info("files that nothing holds were removed", "count", removed)
		}
		return errors.Join(
			err,
			st.SweepSessions(ctx, web.SessionIdle),
			st.SweepThrottle(ctx),
			st.SweepAnswers(ctx, now.Add(-keepAnswers)),
			st.SweepDrafts(ctx, now.Add(-keepDrafts)),
			st.SweepJobs(ctx, now.Add(-keepJobs)),
			st.SweepNotices(ctx, now.Add(-keepNotices)),
			st.SweepAudit(ctx),
		)
	})
	r.Every("consents_expire", job.Daily(0), func(ctx context.Context, _ *job.Job) error { return crm.ExpireConsents(ctx, st) })
	r.Every(crm.RetentionJob, job.Daily(4), func(ctx context.Context, _ *job.Job) error {
		return errors.Join(crm.FindEnding(ctx, st), forgetSignIns(ctx, st))
	})
	r.Every("absences_today", job.Daily(0), func(ctx context.Context, _ *job.Job) error { return crm.FollowAbsences(ctx, st) })
	r.Every(crm.RelationsJob, job.Daily(2), func(ctx context.Context, _ *job.Job) error {
		return errors.Join(crm.TellAllRelations(ctx, st), crm.PlanContacts(ctx, st))
	})
	r.Every(crm.SeriesJob, job.Daily(3), func(ctx context.Context, _ *job.Job) error { return crm.MakeSeries(ctx, st) })
	r.Every(crm.BirthdaysJob, job.Daily(7), func(ctx context.Context, _ *job.Job) error {
		return errors.Join(crm.TellBirthdays(ctx, st), crm.SweepTold(ctx, st), crm.ForgetAddresses(ctx, st))
	})
	// The last lines of the audit log go where the database's administrator
	// cannot write: into the log stream.
	r.Every("audit_anchor", job.Daily(1), func(ctx context.Context, _ *job.Job) error {
		anchors, err := st.Anchors(ctx, st.Now().AddDate(0, 0, -2).Format(time.DateOnly))
		if err != nil {
			return err
		}
		for _, a := range anchors {
			log.Info("audit anchor", "chain", a.Chain, "seq", a.Seq, "hash", a.Hash)
		}
		return nil
	})
}

// forgetSignIns forgets who signed in, and from where, after the days that the
// main organisation says.
func forgetSignIns(ctx context.Context, st *store.Store) error {
	var before time.Time
	err := st.Read(ctx, register.Program, func(tx *store.Tx) error {
		rules, err := crm.RetentionOf(ctx, tx)
		before = tx.Now().AddDate(0, 0, -int(rules.SignInDays))
		return err
	})
	if err != nil {
		return err
	}
	return st.SweepSignIns(ctx, before)
}
