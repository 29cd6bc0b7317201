package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"dossier/internal/store"
)

// benchRun measures a server as browsers meet it.
func benchRun(ctx context.Context, args []string) error {
	fs := newFlags("bench run", "--password WORD [flags]")
	var at place
	at.in(fs)
	url := fs.String("url", "", "server to measure; one of its own on --data or --db when empty")
	pid := fs.Int("pid", 0, "process of the server at --url, to tell its memory")
	email := fs.String("email", benchEmail, "who signs in")
	seller := fs.String("seller", benchSeller, "who signs in as one who sees his own; nobody when empty")
	password := fs.String("password", "", "their password")
	each := fs.Duration("each", 5*time.Second, "how long each thing is measured")
	many := fs.String("clients", "1,8", "how many clients at once, comma between the numbers")
	only := fs.String("only", "", "things to measure, comma between them; all when empty")
	asJSON := fs.String("json", "", "file for the figures as JSON; - is the output")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *password == "" {
		return usageError("give the --password of " + *email)
	}
	r := report{Machine: machine(), Database: "SQLite", Began: time.Now().UTC().Truncate(time.Second)}
	if store.IsPostgres(at.dsn()) {
		r.Database = "PostgreSQL"
	}
	if *url == "" {
		own, err := startServer(ctx, at)
		if err != nil {
			return err
		}
		defer own.stop()
		*url, *pid, r.ReadyMS = own.url, own.pid, milliseconds(own.ready)
	}
	v, err := signInVisitor(ctx, *url, *email, *password)
	if err != nil {
		return err
	}
	if *seller != "" {
		if v.seller, err = signInVisitor(ctx, *url, *seller, *password); err != nil {
			return err
		}
	}
	if *pid != 0 {
		time.Sleep(2*lookAtMemory + time.Second) // what starting and signing in needed is given back
		r.IdleMB = memory(*pid)
	}
	if err := v.look(ctx); err != nil {
		return err
	}
	r.Partners = v.partners
	watch := watchMemory(*pid)
	for _, task := range v.tasks() {
		if *only != "" && !contains(list(*only), task.name) {
			continue
		}
		if _, err := measure(ctx, task, 1, *each/5); err != nil {
			return fmt.Errorf("%s: %w", task.name, err)
		}
		for _, text := range list(*many) {
			clients, err := strconv.Atoi(text)
			if err != nil || clients < 1 {
				return usageError("say how many clients: --clients 1,8")
			}
			f, err := measure(ctx, task, clients, *each)
			if err != nil {
				return fmt.Errorf("%s: %w", task.name, err)
			}
			r.Figures = append(r.Figures, f)
			fmt.Fprint(os.Stderr, ".")
		}
	}
	fmt.Fprintln(os.Stderr)
	r.LoadedMB = watch()
	if r.Fsync, err = measureFsync(ctx, at.dir); err != nil {
		return err
	}
	if *asJSON == "-" {
		return r.writeJSON(os.Stdout)
	}
	r.writeTable(os.Stdout)
	if *asJSON == "" {
		return nil
	}
	file, err := os.Create(*asJSON)
	if err != nil {
		return err
	}
	return errors.Join(r.writeJSON(file), file.Close())
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

// ownServer is a server that was started to be measured.
type ownServer struct {
	url   string
	pid   int
	ready time.Duration // from the start of the process to its readiness
	stop  func()
}

// startServer starts this program as a server in a process of its own, so that
// its memory is its own too.
func startServer(ctx context.Context, at place) (*ownServer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--data", at.dir, "--addr", "localhost:0"}
	if at.db != "" {
		args = append(args, "--db", at.db)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &ownServer{pid: cmd.Process.Pid}
	s.stop = sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(log)
	var said []string
	for lines.Scan() {
		var line struct{ Msg, Address string }
		said = append(said, lines.Text())
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "ready" {
			s.url, s.ready = line.Address, time.Since(began)
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return s, nil
		}
	}
	s.stop()
	return nil, fmt.Errorf("the server did not start:\n%s", strings.Join(said, "\n"))
}

// task is one thing that people do, measured by one request each time.
type task struct {
	name string
	do   func(ctx context.Context, rng *rand.Rand) (answer, error)
}

// measure lets so many clients do a task again and again for a time.
func measure(ctx context.Context, t task, clients int, long time.Duration) (figure, error) {
	ctx, cancel := context.WithTimeout(ctx, long+time.Minute)
	defer cancel()
	began := time.Now()
	end := began.Add(long)
	took, sizes, failed := make([][]time.Duration, clients), make([][]int, clients), make([]error, clients)
	var working sync.WaitGroup
	for i := range clients {
		working.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(i), uint64(began.UnixNano())))
			for time.Now().Before(end) {
				a, err := t.do(ctx, rng)
				if err != nil {
					failed[i] = err
					return
				}
				took[i], sizes[i] = append(took[i], a.took), append(sizes[i], a.size)
			}
		})
	}
	working.Wait()
	return newFigure(t.name, clients, time.Since(began), took, sizes), errors.Join(failed...)
}

// memory is the resident memory of a process in MB, nought where the system
// does not tell.
func memory(pid int) float64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	var kb float64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		return 0
	}
	return kb / 1024
}

// watchMemory notes the most memory a process has from now until the function
// it returns is called.
func watchMemory(pid int) (most func() float64) {
	if pid == 0 {
		return func() float64 { return 0 }
	}
	done, told := make(chan struct{}), make(chan float64)
	go func() {
		look := time.NewTicker(50 * time.Millisecond)
		defer look.Stop()
		seen := 0.0
		for {
			select {
			case <-look.C:
				seen = max(seen, memory(pid))
			case <-done:
				told <- seen
				return
			}
		}
	}()
	return func() float64 {
		close(done)
		return <-told
	}
}

// measureFsync tells what the disk below the data takes to make 64 kB
// durable, which no write can beat.
func measureFsync(ctx context.Context, dir string) (figure, error) {
	file, err := os.CreateTemp(dir, "fsync-")
	if err != nil {
		return figure{}, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	block := make([]byte, 64<<10)
	return measure(ctx, task{"fsync of 64 kB", func(context.Context, *rand.Rand) (answer, error) {
		began := time.Now()
		if _, err := file.WriteAt(block, 0); err != nil {
			return answer{}, err
		}
		err := file.Sync()
		return answer{took: time.Since(began), size: len(block)}, err
	}}, 1, time.Second)
}
