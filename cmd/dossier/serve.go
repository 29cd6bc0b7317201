package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"time"

	"dossier/internal/job"
	"dossier/internal/store"
	"dossier/internal/web"
)

// patience is how long requests and jobs that have begun may go on after the
// program was asked to stop.
const patience = 30 * time.Second

// serve listens until the program is asked to stop.
func serve(ctx context.Context, args []string) error {
	began := time.Now()
	fs := newFlags("serve", "[flags]")
	var at place
	at.in(fs)
	addr := fs.String("addr", "localhost:8080", "address to listen on")
	base := fs.String("base", "", "address that people reach the program under, as https://crm.example.com")
	secure := fs.Bool("secure", false, "people come by TLS that ends before this program")
	proxies := fs.String("proxies", "", "addresses of proxies that say whom they speak for, comma between them")
	cert := fs.String("tls-cert", "", "certificate chain, to speak TLS ourselves")
	certKey := fs.String("tls-key", "", "key of the certificate")
	if err := parse(fs, args); err != nil {
		return err
	}
	if (*cert == "") != (*certKey == "") {
		return usageError("--tls-cert and --tls-key go together")
	}
	log := logTo(os.Stderr)
	slog.SetDefault(log)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}

	if !store.IsPostgres(at.dsn()) {
		if err := os.MkdirAll(at.dir, 0o700); err != nil {
			return err
		}
		lock, err := store.LockFolder(at.dir)
		if err != nil {
			return err
		}
		defer lock.Unlock()
	}
	st, key, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err := st.Close(); err != nil {
			log.Error("the database did not close", "error", err)
		}
	}()
	server, err := web.New(ctx, web.Options{
		Store: st, Log: log, Key: key, Base: *base, Secure: *secure || *cert != "", Proxies: list(*proxies),
	})
	if err != nil {
		return err
	}
	again, err := web.EraseAgain(ctx, st)
	if err != nil {
		return err
	}
	if again > 0 {
		log.Info("people were erased again, of whom a backup that was put back still knew", "count", again)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	listener = server.Limited(listener)

	if !store.IsPostgres(at.dsn()) {
		if err := st.ReleaseJobs(ctx); err != nil {
			return err
		}
	}
	patient, enough := context.WithCancel(context.WithoutCancel(ctx))
	defer enough()
	runner := job.New(st, job.Options{Zone: st.Zone})
	chores(runner, st, log)
	server.Jobs(runner)
	st.OnChange(func(name string) {
		if name == store.JobsChanged {
			runner.Wake()
		}
	})
	var working sync.WaitGroup
	working.Go(func() { watched(log, "jobs", func() { runner.Run(ctx, patient) }) })
	working.Go(func() {
		watched(log, "watch", func() {
			if err := st.Watch(ctx); err != nil && ctx.Err() == nil {
				log.Error("changes of others are not heard", "error", err)
			}
		})
	})
	working.Go(func() { watched(log, "damage", func() { lookForDamage(ctx, st, log) }) })

	working.Go(func() { watched(log, "memory", func() { giveBack(ctx) }) })

	listening := server.HTTP()
	failed := make(chan error, 1)
	go watched(log, "listen", func() {
		if *cert != "" {
			failed <- listening.ServeTLS(listener, *cert, *certKey)
			return
		}
		failed <- listening.Serve(listener)
	})
	log.Info("ready", "address", "http://"+strings.TrimPrefix(listener.Addr().String(), "http://"), "after_ms", time.Since(began).Milliseconds())
	select {
	case err = <-failed:
	case <-ctx.Done():
		log.Info("stopping")
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	context.AfterFunc(late, enough)
	if stopErr := listening.Shutdown(late); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("requests were cut off: %w", stopErr))
	}
	if ctx.Err() != nil {
		working.Wait()
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// lookForDamage reads the whole database beside the work that goes on, and
// tells what it found.
func lookForDamage(ctx context.Context, st *store.Store, log *slog.Logger) {
	began := time.Now()
	found, err := st.Damage(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.Error("the database could not be looked through", "error", err)
	case len(found) > 0:
		log.Error("the database is damaged and only read now: stop the program and run dossier restore BACKUP --replace", "found", found)
	case st.IsFile(): // PostgreSQL looks after its own
		log.Info("the database was looked through", "after_ms", time.Since(began).Milliseconds())
	}
}

// garbage is how much of it there may be before it is looked for, in hundredths
// of what is in use: half of the usual, for a tenth less memory under load and
// no time that could be measured.
const garbage = 50

// How often and from how many bytes on memory is given back.
const (
	lookAtMemory = 5 * time.Second
	worthGiving  = 12 << 20
)

// giveBack gives memory back to the system while the program rests: one
// password takes 19 MB, and garbage is otherwise looked for when new memory is
// wanted.
func giveBack(ctx context.Context) {
	held := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
	look := time.NewTicker(lookAtMemory)
	defer look.Stop()
	cycles := uint64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		metrics.Read(held)
		if held[0].Value.Uint64() == cycles && held[1].Value.Uint64()+held[2].Value.Uint64() > worthGiving {
			debug.FreeOSMemory()
			metrics.Read(held)
		}
		cycles = held[0].Value.Uint64()
	}
}

// watched keeps a panic of one worker from ending the program for everybody.
func watched(log *slog.Logger, name string, fn func()) {
	defer func() {
		if fault := recover(); fault != nil {
			log.Error("worker panicked", "worker", name, "fault", fmt.Sprint(fault), "at", string(debug.Stack()))
		}
	}()
	fn()
}

// list splits a flag of several values.
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
