package crm

import (
	"context"
	"slices"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/identity"
	"dossier/internal/register"
)

// User is an employee. One without an e-mail cannot sign in until he is
// invited, yet deals and clients may be his.
type User struct {
	register.Base
	Surname    string
	Given      string
	Patronymic string
	Position   string

	Team   register.Ref[Team]
	Head   register.Ref[User] // whom he answers to
	Deputy register.Ref[User] // who works with his records while this is filled

	Email string // by which he signs in
	Phone string

	Roles    register.Refs[Role]
	Disabled bool // may not sign in

	Language Language // none is the organisation's
	Zone     string   // IANA name; empty is the organisation's
	Theme    Theme
	Density  Density
	KeysOff  bool // single-key shortcuts are off (WCAG 2.1.4)

	QuietFrom, QuietTo string // clock between which nothing rings, as 20:00 and 08:00
}

// Users is the register of employees.
var Users = register.Define[User]("user", "users",
	register.Do[User, Profile]("profile"),
	register.Do[User, HandOverPortfolio]("hand_over"),
)

// Describe lists the fields. Everybody knows his colleagues.
func (u *User) Describe(f *register.Fields) {
	f.Text(&u.Surname).Max(100).Required().Searchable().Indexed().Tracked()
	f.Text(&u.Given).Max(100).Searchable().Indexed().Tracked()
	f.Text(&u.Patronymic).Max(100).Searchable()
	f.Text(&u.Position).Max(150).Searchable().Tracked()
	f.Ref(&u.Team).Tracked()
	f.Ref(&u.Head).Tracked()
	f.Ref(&u.Deputy).Tracked()
	f.Section("contacts")
	f.Email(&u.Email).Class(register.Contact).Searchable().Unique().Tracked()
	f.Phone(&u.Phone).Class(register.Contact).Searchable().Indexed()
	f.Section("access")
	f.Refs(&u.Roles).Tracked()
	f.Bool(&u.Disabled).Indexed().Tracked()
	f.Section("screen")
	f.Choice(&u.Language)
	f.Text(&u.Zone).Max(64)
	f.Choice(&u.Theme)
	f.Choice(&u.Density)
	f.Bool(&u.KeysOff)
	f.Text(&u.QuietFrom).Max(5)
	f.Text(&u.QuietTo).Max(5)
	f.SortBy(&u.Surname, &u.Given)
	f.Directory()
}

// Title is the name in the order of the language.
func (u *User) Title(language string) string {
	return personName(language, u.Surname, u.Given, u.Patronymic)
}

// Hint is the position.
func (u *User) Hint(string) string { return u.Position }

// Enters reports whether the user could sign in as far as this record says.
func (u *User) Enters() bool { return !u.Disabled && !u.Archived && u.Email != "" }

// Change puts the e-mail and the phone into one form and guards the roles:
// nobody gives what he lacks, nobody takes over one who may do more, and there
// is always an administrator.
func (u *User) Change(ctx context.Context, tx register.Tx, was *User) error {
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if u.Phone != "" {
		p := register.ProblemsOf(u)
		u.Phone = readPhone(ctx, tx, p, "phone", u.Phone, "").E164
		if err := p.Err(); err != nil {
			return err
		}
	}
	if err := u.guardReach(tx, was); err != nil {
		return err
	}
	if err := u.guardRoles(ctx, tx, was); err != nil {
		return err
	}
	if was != nil && was.Enters() && !u.Enters() {
		return keepAdministrator(ctx, tx, u, nil)
	}
	if was != nil && !slices.Equal(was.Roles, u.Roles) {
		return keepAdministrator(ctx, tx, u, nil)
	}
	return nil
}

// guardReach keeps one who may not edit every user from moving himself to
// where he would see more.
func (u *User) guardReach(tx register.Tx, was *User) error {
	mine := tx.Actor().User() != 0 && u.ID == tx.Actor().User()
	if !mine || was == nil || register.Always(tx.Actor().Rows(Users.Register, register.Edit)) {
		return nil
	}
	switch {
	case was.Team != u.Team:
		return register.RefuseAt("team", "not_for_oneself")
	case was.Head != u.Head:
		return register.RefuseAt("head", "not_for_oneself")
	}
	return nil
}

// guardRoles compares the roles given, and those of a user whose entry is
// changed, with what the actor himself may do.
func (u *User) guardRoles(ctx context.Context, tx register.Tx, was *User) error {
	var given, held register.Refs[Role]
	if was != nil {
		held = was.Roles
	}
	for _, role := range u.Roles {
		if !slices.Contains(held, role) {
			given = append(given, role)
		}
	}
	taken := was != nil && (was.Email != u.Email || was.Disabled != u.Disabled || len(held)+len(given) != len(u.Roles))
	if len(given) == 0 && !taken {
		return nil
	}
	compare := given
	if taken && u.ID != tx.Actor().User() {
		compare = append(slices.Clone(given), held...)
	}
	for _, id := range compare {
		role, err := register.Load(ctx, tx.AsProgram(), Roles, id)
		if err != nil {
			return refuseUnknown("roles", err)
		}
		if lacks(tx.Actor(), tx.Schema(), role.Grants, role.Classes) {
			if slices.Contains(given, id) {
				return register.RefuseAt("roles", "role_gives_more_than_yours", "role", role.Names)
			}
			return register.Refuse("user_may_more_than_you")
		}
	}
	return nil
}

// Check holds the user's own values.
func (u *User) Check(p *register.Problems) {
	checkEmail(p, "email", u.Email)
	checkZone(p, "zone", u.Zone)
	u.checkQuiet(p)
	if u.ID != 0 && u.Head == register.Ref[User](u.ID) {
		p.Add(&u.Head, "not_oneself")
	}
	if u.ID != 0 && u.Deputy == register.Ref[User](u.ID) {
		p.Add(&u.Deputy, "not_oneself")
	}
}

// checkQuiet wants both hours or none.
func (u *User) checkQuiet(p *register.Problems) {
	for name, text := range map[string]string{"quiet_from": u.QuietFrom, "quiet_to": u.QuietTo} {
		if text == "" {
			if u.QuietFrom != u.QuietTo {
				p.AddAt(name, "required")
			}
			continue
		}
		if _, err := calendar.ParseClock(text); err != nil {
			p.AddAt(name, "unreadable_clock")
		}
	}
}

// Quiet reports whether nothing shall ring for the user at a moment, which is
// in his zone. Hours may go over midnight.
func (u *User) Quiet(now time.Time) bool {
	from, err := calendar.ParseClock(u.QuietFrom)
	if err != nil {
		return false
	}
	to, err := calendar.ParseClock(u.QuietTo)
	if err != nil || from == to {
		return false
	}
	at := calendar.ClockOf(now)
	if from < to {
		return from <= at && at < to
	}
	return at >= from || at < to
}

// Leave keeps the last administrator.
func (u *User) Leave(ctx context.Context, tx register.Tx, _ register.Act) error {
	gone := *u
	gone.Archived = true
	return keepAdministrator(ctx, tx, &gone, nil)
}

// Profile changes what a user sets for himself.
type Profile struct {
	Language Language
	Zone     string
	Theme    Theme
	Density  Density
	KeysOff  bool
	Phone    string

	QuietFrom, QuietTo string
}

// Describe lists the input.
func (in *Profile) Describe(f *register.Fields) {
	f.Choice(&in.Language)
	f.Text(&in.Zone).Max(64)
	f.Choice(&in.Theme)
	f.Choice(&in.Density)
	f.Bool(&in.KeysOff)
	f.Phone(&in.Phone)
	f.Text(&in.QuietFrom).Max(5)
	f.Text(&in.QuietTo).Max(5)
}

// Offered is never: the profile is a page, not a button.
func (in *Profile) Offered(*User) bool { return false }

// Do saves the settings of the actor's own record; any other is forbidden.
func (in *Profile) Do(ctx context.Context, tx register.Tx, u *User) error {
	if u.ID != tx.Actor().User() {
		return register.ErrForbidden
	}
	u.Language, u.Zone, u.Theme, u.Density, u.KeysOff, u.Phone = in.Language, in.Zone, in.Theme, in.Density, in.KeysOff, in.Phone
	u.QuietFrom, u.QuietTo = in.QuietFrom, in.QuietTo
	return tx.AsProgram().Save(ctx, u)
}

// personName writes a name as the language orders it: surname first in
// Ukrainian and Russian, last in Bulgarian and English.
func personName(language, surname, given, patronymic string) string {
	parts := []string{surname, given, patronymic}
	if language == "bg" || language == "en" {
		parts = []string{given, patronymic, surname}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// SplitName takes the name of a person apart as people write it in lists:
// surname first in Cyrillic letters, last in Latin ones; one word is a surname.
func SplitName(name string) (surname, given, patronymic string) {
	words := strings.Fields(name)
	switch len(words) {
	case 0:
		return "", "", ""
	case 1:
		return words[0], "", ""
	}
	last := len(words) - 1
	if words[0][0] < 0x80 {
		return words[last], words[0], strings.Join(words[1:last], " ")
	}
	return words[0], words[1], strings.Join(words[2:], " ")
}

func checkEmail(p *register.Problems, field, email string) {
	if email == "" {
		return
	}
	switch r := identity.CheckEmail(email); {
	case r.Valid():
	case r.Suggestion != "":
		p.AddAt(field, "email_mixed_scripts", "suggestion", r.Suggestion)
	default:
		p.AddAt(field, "unreadable_email")
	}
}

func checkZone(p *register.Problems, field, zone string) {
	if zone == "" {
		return
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		p.AddAt(field, "unknown_zone")
	}
}
