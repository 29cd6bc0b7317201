// Package web turns requests into work and records into pages. It is the only
// package that knows request, actor, store and page together. Handlers are
// thin: read, one unit of work, answer. No handler asks for a right: rights
// lie in the unit of work's actor, below every route.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
)

// Options are what a server is made of.
type Options struct {
	Store *store.Store
	Log   *slog.Logger
	// Key seals the secrets of one-time codes and signs what browsers keep.
	Key secret.Key
	// Base is the address people reach the program under, as in links sent by
	// mail: https://crm.example.com. Empty means that of the request.
	Base string
	// Secure says that people come by TLS, ended here or before us.
	Secure bool
	// Proxies may say whom they speak for in X-Forwarded-For.
	Proxies []string
}

// Server answers requests.
type Server struct {
	store  *store.Store
	log    *slog.Logger
	base   string
	secure bool
	key    secret.Key

	passwords *secret.Passwords
	proxies   []netip.Prefix
	pace      pace
	imports   importCache
	paces     paces
	hub       hub

	staff   atomic.Pointer[crm.Staff]
	company atomic.Pointer[company] // nil until set-up

	routes []*Route
	shapes map[string]bool // of the routes: method and path, without the names of wildcards
	mux    *http.ServeMux
}

// paces are how long pages work on something before they go another way.
type paces struct{ exportReads, timeToCheck time.Duration }

// New makes a server over a store. The routes of registers are expanded now,
// one literal pattern each.
func New(ctx context.Context, o Options) (*Server, error) {
	proxies, err := readProxies(o.Proxies)
	if err != nil {
		return nil, fmt.Errorf("read the addresses of proxies: %w", err)
	}
	s := &Server{
		store: o.Store, log: o.Log, base: strings.TrimSuffix(o.Base, "/"), secure: o.Secure, key: o.Key,
		passwords: secret.NewPasswords(), proxies: proxies, mux: http.NewServeMux(),
		paces: paces{exportReads: exportReads, timeToCheck: timeToCheck},
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if err := s.readCustom(ctx); err != nil {
		return nil, err
	}
	if err := s.readCompany(ctx); err != nil {
		return nil, err
	}
	s.hub.server = s
	s.store.OnChange(s.changed)
	s.store.OnChange(s.hub.changed)
	s.addRoutes()
	for _, r := range s.routes {
		s.mux.Handle(r.Method+" "+r.Path, s.handle(r))
	}
	return s, nil
}

// readStaff reads users, teams and roles into a snapshot.
func (s *Server) readStaff(ctx context.Context) error {
	return s.store.Read(ctx, register.Program, func(tx *store.Tx) error {
		staff, err := crm.ReadStaff(ctx, tx)
		if err != nil {
			return fmt.Errorf("read staff: %w", err)
		}
		s.staff.Store(staff)
		return nil
	})
}

// readCustom puts the custom fields of now into the schema, and the schema
// into the rights.
func (s *Server) readCustom(ctx context.Context) error {
	err := s.store.Read(ctx, register.Program, func(tx *store.Tx) error {
		custom, err := crm.ReadCustom(ctx, tx)
		if err != nil {
			return fmt.Errorf("read custom fields: %w", err)
		}
		return s.store.Use(custom)
	})
	if err != nil {
		return err
	}
	return s.readStaff(ctx)
}

// changed swaps what is kept in memory when a register it comes from changed;
// the empty name means that any may have.
func (s *Server) changed(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var err error
	switch name {
	case "user", "team", "role":
		err = s.readStaff(ctx)
	case "organisation":
		err = s.readCompany(ctx)
	case "custom_field":
		err = s.readCustom(ctx)
	case "":
		err = errors.Join(s.readCustom(ctx), s.readCompany(ctx))
	}
	if err != nil {
		s.log.Error("what is kept in memory is stale", "register", name, "error", err)
	}
}

// Routes are all routes, as dossier routes prints them.
func (s *Server) Routes() []*Route { return s.routes }

// Handler is the whole server with what every request passes.
func (s *Server) Handler() http.Handler { return s.guarded(s.mux) }
