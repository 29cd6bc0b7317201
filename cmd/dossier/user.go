package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// linkLife is how long a link to set a password is good.
const linkLife = 72 * time.Hour

// user does what an administrator needs when he cannot come by the browser.
func user(ctx context.Context, args []string) error {
	const words = "add, list, link, reset, promote, disable or enable"
	if len(args) == 0 {
		return usageError("say what to do: " + words)
	}
	fs := newFlags("user "+args[0], "[flags]")
	var at place
	at.in(fs)
	email := fs.String("email", "", "by which the user signs in")
	surname := fs.String("surname", "", "of a new user")
	given := fs.String("given", "", "of a new user")
	roles := fs.String("role", "manager", "preset roles of a new user, comma between them")
	base := fs.String("base", "http://localhost:8080", "address that people reach the program under")
	if err := parse(fs, args[1:]); err != nil {
		return err
	}
	do := map[string]func(*desk) error{
		"list":    (*desk).list,
		"add":     func(d *desk) error { return d.add(*surname, *given, list(*roles)) },
		"link":    (*desk).link,
		"reset":   (*desk).reset,
		"promote": (*desk).promote,
		"disable": func(d *desk) error { return d.disable(true) },
		"enable":  func(d *desk) error { return d.disable(false) },
	}[args[0]]
	if do == nil {
		return usageError(fmt.Sprintf("there is no %q: %s", args[0], words))
	}
	if *email == "" && args[0] != "list" {
		return usageError("name the user with --email")
	}
	st, _, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	return st.Write(ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		d := &desk{ctx: ctx, tx: tx, email: strings.ToLower(strings.TrimSpace(*email)), base: strings.TrimSuffix(*base, "/")}
		return do(d)
	})
}

// desk is a unit of work on one user, named by his e-mail.
type desk struct {
	ctx   context.Context
	tx    *store.Tx
	email string
	base  string
}

// person is the user; it is an error if there is none.
func (d *desk) person() (*crm.User, error) { return userIn(d.ctx, d.tx, d.email) }

func (d *desk) audit(act string, u *crm.User) error {
	return d.tx.Audit(d.ctx, act, register.Link{Register: "user", ID: u.ID}, map[string]any{"by": "console"})
}

func (d *desk) list() error {
	all, err := register.Select(d.ctx, d.tx, crm.Users, register.Query{Whole: true})
	if err != nil {
		return err
	}
	roles, err := register.Select(d.ctx, d.tx, crm.Roles, register.Query{})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, u := range all {
		var called []string
		for _, r := range roles {
			if slices.Contains(u.Roles, register.Ref[crm.Role](r.ID)) {
				called = append(called, r.Title("en"))
			}
		}
		state := ""
		switch {
		case u.Archived:
			state = "archived"
		case u.Disabled:
			state = "disabled"
		case u.Email == "":
			state = "without e-mail"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", u.ID, u.Email, u.Title("en"), strings.Join(called, ", "), state)
	}
	return w.Flush()
}

func (d *desk) add(surname, given string, presets []string) error {
	if surname == "" {
		return usageError("give the new user a --surname")
	}
	u := &crm.User{Surname: surname, Given: given, Email: d.email}
	for _, code := range presets {
		r, err := d.preset(code)
		if err != nil {
			return err
		}
		u.Roles = append(u.Roles, register.Ref[crm.Role](r.ID))
	}
	if err := d.tx.Save(d.ctx, u); err != nil {
		return err
	}
	return d.invite(u, store.Join)
}

func (d *desk) preset(code string) (*crm.Role, error) {
	r, err := register.First(d.ctx, d.tx, crm.Roles, register.All{register.Eq(&crm.Roles.Row.Preset, code), register.Alive()})
	if err == nil && r == nil {
		var known []string
		for _, p := range crm.Presets() {
			known = append(known, p.Preset)
		}
		err = fmt.Errorf("there is no preset role %q; there are %s", code, strings.Join(known, ", "))
	}
	return r, err
}

// link makes a link by which the user sets a password.
func (d *desk) link() error {
	u, err := d.person()
	if err != nil {
		return err
	}
	return d.invite(u, store.Reset)
}

func (d *desk) invite(u *crm.User, kind store.InvitationKind) error {
	token, err := d.tx.Invite(d.ctx, u.ID, kind, linkLife)
	if err != nil {
		return err
	}
	fmt.Printf("%s sets a password here, once, within %d hours:\n%s/password/%s\n", u.Email, int(linkLife.Hours()), d.base, token)
	return d.audit("invite", u)
}

// reset takes the password and the second factor away, ends what is signed in
// and makes a link for a new password.
func (d *desk) reset() error {
	u, err := d.person()
	if err != nil {
		return err
	}
	if err := d.tx.SetPassword(d.ctx, u.ID, ""); err != nil {
		return err
	}
	if err := d.tx.SetTOTP(d.ctx, u.ID, "", nil); err != nil {
		return err
	}
	if _, err := d.tx.EndSessions(d.ctx, u.ID, ""); err != nil {
		return err
	}
	if err := d.audit("password_reset", u); err != nil {
		return err
	}
	return d.invite(u, store.Reset)
}

// promote makes the user an administrator.
func (d *desk) promote() error {
	u, err := d.person()
	if err != nil {
		return err
	}
	r, err := d.preset("administrator")
	if err != nil {
		return err
	}
	if role := register.Ref[crm.Role](r.ID); !slices.Contains(u.Roles, role) {
		u.Roles = append(u.Roles, role)
	}
	u.Disabled = false
	fmt.Println(u.Email, "is an administrator")
	return d.tx.Save(d.ctx, u)
}

func (d *desk) disable(yes bool) error {
	u, err := d.person()
	if err != nil {
		return err
	}
	u.Disabled = yes
	if yes {
		if _, err := d.tx.EndSessions(d.ctx, u.ID, ""); err != nil {
			return err
		}
	}
	return d.tx.Save(d.ctx, u)
}
