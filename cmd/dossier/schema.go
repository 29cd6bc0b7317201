package main

import (
	"context"
	"errors"
	"fmt"

	"dossier/internal/crm"
	"dossier/internal/store"
)

// schema tells how the database differs from the description of the
// registers, as the migration that would make up for it.
func schema(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "diff" {
		return usageError("say: dossier schema diff [--dialect sqlite|postgres] [--data DIR] [--db DSN]")
	}
	fs := newFlags("schema diff", "[flags]")
	var at place
	at.in(fs)
	dialect := fs.String("dialect", "", "print the migration for sqlite or postgres; both when empty")
	if err := parse(fs, args[1:]); err != nil {
		return err
	}
	diff, err := store.Diff(ctx, at.dsn(), crm.Registers())
	if err != nil {
		return err
	}
	if diff.Empty() {
		fmt.Println("the database is as described")
		return nil
	}
	for _, d := range []string{"sqlite", "postgres"} {
		if *dialect == "" || *dialect == d {
			if *dialect == "" {
				fmt.Printf("-- %s\n", d)
			}
			fmt.Print(diff.Migration(d))
		}
	}
	return errors.New("the database is not as described")
}
