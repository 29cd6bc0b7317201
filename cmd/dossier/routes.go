package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"dossier/internal/crm"
	"dossier/internal/secret"
	"dossier/internal/store"
	"dossier/internal/web"
)

// routes prints every route of the server, from the router itself. It opens
// no data: a new database in a folder of its own is enough to know them.
func routes(ctx context.Context, args []string) (err error) {
	fs := newFlags("routes", "[--json]")
	asJSON := fs.Bool("json", false, "print JSON")
	if err := parse(fs, args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dossier-routes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, store.Options{DSN: filepath.Join(dir, "routes.db"), Registers: crm.Registers(), Dir: dir, Key: make([]byte, 32)})
	if err != nil {
		return err
	}
	defer st.Close()
	key, err := secret.NewKey(make([]byte, 32))
	if err != nil {
		return err
	}
	server, err := web.New(ctx, web.Options{Store: st, Key: key})
	if err != nil {
		return err
	}
	if *asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(server.Routes())
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, r := range server.Routes() {
		who := ""
		if r.Public {
			who = "public"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Method, r.Path, r.Kind, r.Register, r.Act, who)
	}
	return w.Flush()
}
