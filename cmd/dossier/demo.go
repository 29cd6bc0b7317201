package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/demo"
	"dossier/internal/register"
	"dossier/internal/store"
)

// demoCompany builds the demo company in an empty database and prints by what
// link its director sets a password. Nobody else can sign in until he is
// invited.
func demoCompany(ctx context.Context, args []string) error {
	fs := newFlags("demo", "[flags]")
	var at place
	at.in(fs)
	base := fs.String("base", "http://localhost:8080", "address that people reach the program under")
	if err := parse(fs, args); err != nil {
		return err
	}
	if !store.IsPostgres(at.dsn()) {
		if err := os.MkdirAll(at.dir, 0o700); err != nil {
			return err
		}
	}
	clock := &demo.Clock{}
	st, _, err := at.openBy(ctx, clock.Now)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := demo.Build(ctx, st, clock); err != nil {
		var p *register.Problems
		if errors.As(err, &p) {
			return fmt.Errorf("the demo company wants an empty database: %w", err)
		}
		return err
	}
	return st.Write(ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		director, err := register.First(ctx, tx, crm.Users, nil)
		if err != nil {
			return err
		}
		d := &desk{ctx: ctx, tx: tx, email: director.Email, base: strings.TrimSuffix(*base, "/")}
		return d.invite(director, store.Reset)
	})
}
