package web

import (
	"context"
	"fmt"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/job"
)

// addRoutes declares every route. Pages of their own come before the generic
// ones of registers, whose places they take.
func (s *Server) addRoutes() {
	s.staticRoutes()
	s.setUpRoutes()
	s.signRoutes()
	s.homeRoutes()
	s.preferenceRoutes()
	s.profileRoutes()
	s.settingsRoutes()
	s.roleRoutes()
	s.accessRoutes()
	s.auditRoutes()
	s.boardRoutes()
	s.environmentRoutes()
	s.designRoutes()
	s.forecastRoutes()
	s.chanceRoutes()
	s.calendarRoutes()
	s.taskRoutes()
	s.leadRoutes()
	s.webFormRoutes()
	s.meetRoutes()
	s.unmetRoutes()
	s.dayRoutes()
	s.liveRoutes()
	s.bellRoutes()
	s.linkRoutes()
	s.dossierRoutes()
	s.preparationRoutes()
	s.meetingRoutes()
	s.techniqueRoutes()
	s.claimRoutes()
	s.analysisRoutes()
	s.competitorRoutes()
	s.inventoryRoutes()
	s.privacyRoutes()
	s.erasureRoutes()
	s.timelineRoutes()
	s.importRoutes()
	s.exportRoutes()
	s.bulkRoutes()
	s.mergeRoutes()
	s.listRoutes()
	s.cardRoutes()
	s.lookupRoutes()
	s.apiRoutes()
	s.checkRoutes()
	s.mux.Handle("/", s.handle(&Route{Path: "/", Kind: PageKind, Public: true, most: usualBody, do: (*call).unrouted}))
	s.mux.Handle("/api/", s.handle(&Route{Path: "/api/", Kind: APIKind, Public: true, most: usualBody, do: (*call).unrouted}))
}

// fixedPaths are the first segments of addresses that are no register's.
var fixedPaths = []string{
	"analysis", "api", "calendar", "clients", "competitors", "day", "drafts", "f", "favicon.ico", "files", "health", "imports", "keys", "live", "lookup", "meetings", "palette", "password",
	"preferences", "print", "profile", "robots.txt", "set-up", "settings", "sign-in", "sign-out", "speculation", "static", "suppliers", "ui", "undo", "work",
}

// checkRoutes panics when a register lies where the program has a page of its
// own: that is a fault in the description, found at start.
func (s *Server) checkRoutes() {
	for _, path := range fixedPaths {
		if r := s.store.Schema().At(path); r != nil && path != "imports" {
			panic(fmt.Sprintf("web: the register %s lies at /%s, which is taken", r.Name, path))
		}
	}
	for _, route := range s.routes {
		if strings.Contains(route.Path, "//") {
			panic("web: route " + route.Path)
		}
	}
}

// Jobs gives a runner the work that pages and rules begin and leave to it.
func (s *Server) Jobs(r *job.Runner) {
	s.importJobs(r)
	s.bulkJobs(r)
	registerJob(r, crm.RecountJob, func(ctx context.Context, in crm.RecountInput) error { return crm.Recount(ctx, s.store, in) })
	registerJob(r, crm.LeadJob, func(ctx context.Context, in crm.LeadInput) error { return crm.NoteReaction(ctx, s.store, in.Lead) })
	registerJob(r, crm.WaitJob, func(ctx context.Context, in crm.VisitInput) error { return crm.Awake(ctx, s.store, in) })
	registerJob(r, crm.LateJob, func(ctx context.Context, in crm.VisitInput) error { return crm.TellLate(ctx, s.store, in) })
	registerJob(r, crm.NormJob, func(ctx context.Context, in crm.NormInput) error { return crm.Redate(ctx, s.store, in) })
	registerJob(r, crm.RelationJob, func(ctx context.Context, in crm.RelationInput) error {
		return crm.TellRelation(ctx, s.store, in.Partner)
	})
	registerJob(r, crm.PortfolioJob, func(ctx context.Context, in crm.PortfolioInput) error { return crm.HandOver(ctx, s.store, in) })
	registerJob(r, crm.ConsentsJob, func(ctx context.Context, in crm.ConsentsInput) error { return crm.FollowConsents(ctx, s.store, in) })
	registerJob(r, crm.AbsencesJob, func(ctx context.Context, _ struct{}) error { return crm.FollowAbsences(ctx, s.store) })
	r.Register(crm.ReminderJob, func(ctx context.Context, _ *job.Job) error { return crm.FireReminders(ctx, s.store) })
	s.mergeJobs(r)
	s.erasureJobs(r)
	registerJob(r, crm.ContactJob, func(ctx context.Context, in crm.ContactInput) error { return crm.NoteContact(ctx, s.store, in.Partner) })
}

// registerJob gives a runner a kind of work with the input it is about.
func registerJob[T any](r *job.Runner, kind string, do func(context.Context, T) error) {
	r.Register(kind, func(ctx context.Context, j *job.Job) error {
		var in T
		if err := j.Read(&in); err != nil {
			return err
		}
		return do(ctx, in)
	})
}
