package storetest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Environment that names a running server instead of starting one: a user who
// may make databases, as in postgres://postgres@/postgres?host=/tmp/socket.
const serverVariable = "DOSSIER_TEST_PG"

// program is what the tests of one program share.
var program struct {
	mu     sync.Mutex
	main   bool
	dir    string
	server *server
	failed error
}

type server struct {
	dsn     string
	process *os.Process
	ended   chan struct{}
}

// Main runs the tests of a package and ends what they started; after is what
// a package has to end itself.
func Main(m *testing.M, after ...func()) {
	program.main = true
	flag.Parse()
	if !testing.Verbose() {
		slog.SetDefault(slog.New(slog.DiscardHandler)) // every test is told that fsync is off
	}
	code := m.Run()
	for _, end := range after {
		end()
	}
	if s := program.server; s != nil && s.process != nil {
		s.process.Signal(syscall.SIGQUIT) // at once: nothing there is to be kept
		<-s.ended
	}
	if program.dir != "" {
		os.RemoveAll(program.dir)
	}
	os.Exit(code)
}

// scratchDir is the folder that the tests of this program share.
func scratchDir(t *testing.T) string {
	t.Helper()
	program.mu.Lock()
	defer program.mu.Unlock()
	if !program.main {
		t.Fatal("tests of stores need func TestMain(m *testing.M) { storetest.Main(m) }")
	}
	if program.dir == "" {
		dir, err := os.MkdirTemp("", "dossier-test-")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, 0o711); err != nil { // the server runs as another user
			t.Fatal(err)
		}
		program.dir = dir
	}
	return program.dir
}

// postgres is the server of this test program, started when first asked for.
func postgres(t *testing.T) *server {
	t.Helper()
	dir := scratchDir(t)
	program.mu.Lock()
	defer program.mu.Unlock()
	if program.server == nil && program.failed == nil {
		if dsn := os.Getenv(serverVariable); dsn != "" {
			_, err := url.Parse(dsn)
			program.server, program.failed = &server{dsn: dsn}, err
		} else {
			program.server, program.failed = start(filepath.Join(dir, "postgres"))
		}
	}
	if program.failed != nil {
		t.Fatalf("PostgreSQL (Debian: apt-get install postgresql; or set %s): %v", serverVariable, program.failed)
	}
	return program.server
}

// start starts a server on a socket in dir. What it holds is not made durable.
func start(dir string) (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	credential, err := serverUser(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--lc-ctype", "C.UTF-8", "--no-sync")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}

	run := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-h", "", "-F",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB",
		"-c", "autovacuum=off", "-c", "max_wal_size=4GB", "-c", "log_min_messages=fatal")
	run.Dir = dir
	run.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	dieWithParent(run.SysProcAttr)
	s := &server{ended: make(chan struct{}), dsn: "postgres://postgres@/postgres?host=" + url.QueryEscape(dir)}
	started := make(chan error, 1)
	go func() {
		defer close(s.ended)
		keepThread()
		err := run.Start()
		started <- err
		if err == nil {
			run.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	s.process = run.Process
	return s, s.wait()
}

// wait waits until the server answers.
func (s *server) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.dsn)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.ended:
			return fmt.Errorf("the server ended: %w", err)
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}

// binaries is the folder of the newest PostgreSQL of Debian, or that of the
// server found on the path.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errors.New("no server is installed")
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// serverUser is whom the server runs as: PostgreSQL refuses root. The folder
// becomes that user's.
func serverUser(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}
