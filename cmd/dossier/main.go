// Command dossier is the whole program: the server and what is done from the
// console. Each flag may also be set by the environment: --addr by
// DOSSIER_ADDR.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"dossier/internal/crm"
	"dossier/internal/secret"
	"dossier/internal/store"
)

// command is one word after dossier and what it does.
type command struct {
	name  string
	short string
	run   func(ctx context.Context, args []string) error
}

// commands are all commands in the order in which help lists them.
var commands = []command{
	{"serve", "listen and serve", serve},
	{"user", "add, list, invite, reset, promote, disable, enable users", user},
	{"token", "create, list, revoke tokens of the API", token},
	{"import", "bring in files: CSV or XLSX", bring},
	{"backup", "copy the database and the files, beside a running server", backup},
	{"restore", "put a backup into an empty place", restore},
	{"check", "check the database, the files and the audit log, or a backup", check},
	{"schema", "compare the database with the description of the registers", schema},
	{"routes", "print what the server answers", routes},
	{"demo", "build a company to look at in an empty database", demoCompany},
	{"bench", "make a large base and measure the program on it", bench},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run does what the arguments say and returns the exit status: 2 for words
// that were not understood, 1 for work that failed.
func run(ctx context.Context, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(os.Stdout)
		return 0
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:])
		var wrong usageError
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.As(err, &wrong):
			fmt.Fprintln(os.Stderr, "dossier "+c.name+":", err)
			return 2
		}
		fmt.Fprintln(os.Stderr, "dossier "+c.name+":", err)
		return 1
	}
	fmt.Fprintf(os.Stderr, "dossier: there is no command %q\n\n", args[0])
	usage(os.Stderr)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Dossier, a CRM.\n\n  dossier COMMAND [flags]")
	fmt.Fprintln(w)
	for _, c := range commands {
		fmt.Fprintf(w, "  %-8s %s\n", c.name, c.short)
	}
	fmt.Fprintln(w, "\ndossier COMMAND --help tells the flags of a command.")
}

// usageError says that a command was called wrongly.
type usageError string

func (e usageError) Error() string { return string(e) }

// newFlags begins the flags of a command.
func newFlags(name, synopsis string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), "dossier %s %s\n\n", name, synopsis)
		fs.PrintDefaults()
	}
	return fs
}

// parse reads the flags; those not given are taken from the environment.
func parse(fs *flag.FlagSet, args []string) error {
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usageError(err.Error())
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var wrong error
	fs.VisitAll(func(f *flag.Flag) {
		value, set := os.LookupEnv("DOSSIER_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")))
		if set && !given[f.Name] && wrong == nil {
			if err := fs.Set(f.Name, value); err != nil {
				wrong = usageError(fmt.Sprintf("DOSSIER_%s: %v", strings.ToUpper(f.Name), err))
			}
		}
	})
	return wrong
}

// place is where the data lies.
type place struct {
	dir string
	db  string
}

// in adds the flags that say where the data lies.
func (p *place) in(fs *flag.FlagSet) {
	fs.StringVar(&p.dir, "data", "./data", "folder of the data")
	fs.StringVar(&p.db, "db", "", "postgres://… instead of the SQLite database in the folder of the data")
}

// dsn is the database: the one named, or the file in the folder.
func (p *place) dsn() string {
	if p.db != "" {
		return p.db
	}
	return p.dir + "/dossier.db"
}

// key is the installation's secret; the folder is made when it is not there.
func (p *place) key() (secret.Key, error) {
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return secret.Key{}, err
	}
	return secret.OpenKey(p.dir + "/key")
}

// open opens the store with the custom fields of now.
func (p *place) open(ctx context.Context) (*store.Store, secret.Key, error) {
	return p.openBy(ctx, time.Now)
}

// openBy opens the store by another clock than that of the machine.
func (p *place) openBy(ctx context.Context, clock func() time.Time) (*store.Store, secret.Key, error) {
	key, err := p.key()
	if err != nil {
		return nil, key, err
	}
	st, err := store.Open(ctx, store.Options{
		DSN: p.dsn(), Registers: crm.Registers(), Dir: p.dir, Key: key.Sign([]byte("audit log")), Clock: clock,
	})
	return st, key, err
}

// logTo is the program's log: lines for people on a terminal, JSON otherwise.
func logTo(w *os.File) *slog.Logger {
	if info, err := w.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}
