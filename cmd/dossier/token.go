package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// token makes and ends tokens of the API.
func token(ctx context.Context, args []string) error {
	const words = "create, list or revoke"
	if len(args) == 0 {
		return usageError("say what to do: " + words)
	}
	fs := newFlags("token "+args[0], "--user E-MAIL [flags]")
	var at place
	at.in(fs)
	email := fs.String("user", "", "e-mail of the user in whose name the token acts")
	name := fs.String("name", "console", "what the token is called")
	days := fs.Int("days", 365, "days that it is good for; 0 is for ever")
	id := fs.Int64("id", 0, "number of the token to revoke")
	var scopes []string
	fs.Func("scope", "what it may do: partner:read, deal:write, read, all; may be repeated", func(s string) error {
		scopes = append(scopes, list(s)...)
		return nil
	})
	if err := parse(fs, args[1:]); err != nil {
		return err
	}
	if *email == "" {
		return usageError("name the user with --user")
	}
	st, _, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	u, err := userByEmail(ctx, st, *email)
	if err != nil {
		return err
	}
	switch args[0] {
	case "create":
		return createToken(ctx, st, u, *name, scopes, *days)
	case "list":
		return listTokens(ctx, st, u)
	case "revoke":
		return st.Write(ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
			if err := tx.RevokeToken(ctx, u.ID, *id); err != nil {
				return err
			}
			return tx.Audit(ctx, "token_revoke", register.Link{Register: "user", ID: u.ID}, map[string]any{"token": *id, "by": "console"})
		})
	}
	return usageError(fmt.Sprintf("there is no %q: %s", args[0], words))
}

// userByEmail is the user who signs in by an e-mail; it is an error if there is
// none.
func userByEmail(ctx context.Context, st *store.Store, email string) (u *crm.User, err error) {
	err = st.Read(ctx, register.Program, func(tx *store.Tx) error {
		u, err = userIn(ctx, tx, email)
		return err
	})
	return u, err
}

// userIn is userByEmail in a unit of work.
func userIn(ctx context.Context, tx *store.Tx, email string) (*crm.User, error) {
	u, err := register.First(ctx, tx, crm.Users, register.Eq(&crm.Users.Row.Email, strings.ToLower(strings.TrimSpace(email))))
	if err == nil && u == nil {
		err = fmt.Errorf("nobody signs in by %s", email)
	}
	return u, err
}

// createToken prints the new token alone, so that a script may take it.
func createToken(ctx context.Context, st *store.Store, u *crm.User, name string, scopes []string, days int) error {
	if len(scopes) == 0 {
		return usageError("say what the token may do with --scope")
	}
	for _, s := range scopes {
		if !crm.CheckTokenScope(st.Schema(), s) {
			return usageError(fmt.Sprintf("%q is no scope", s))
		}
	}
	t := store.Token{User: u.ID, Name: name, Scopes: scopes}
	if days > 0 {
		t.ExpiresAt = st.Now().AddDate(0, 0, days)
	}
	return st.Write(ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		text, err := tx.CreateToken(ctx, t)
		if err != nil {
			return err
		}
		fmt.Println(text)
		return tx.Audit(ctx, "token_create", register.Link{Register: "user", ID: u.ID}, map[string]any{"name": name, "scopes": scopes, "by": "console"})
	})
}

func listTokens(ctx context.Context, st *store.Store, u *crm.User) error {
	all, err := st.Tokens(ctx, u.ID)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	day := func(t time.Time) string {
		if t.IsZero() {
			return "never"
		}
		return t.Format(time.DateOnly)
	}
	for _, t := range all {
		state := ""
		if !t.RevokedAt.IsZero() {
			state = "revoked"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\tuntil %s\tused %s\t%s\n", t.ID, t.Name, strings.Join(t.Scopes, " "), day(t.ExpiresAt), day(t.UsedAt), state)
	}
	return w.Flush()
}
