package crm_test

import (
	"errors"
	"slices"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// clientsOf are the names of the partners that a user sees.
func (w *world) clientsOf(u *crm.User) []string {
	w.Helper()
	var out []string
	w.must(w.as(u, func(tx register.Tx) error {
		list, err := register.Select(ctx, tx, crm.Partners, register.Query{})
		for _, c := range list {
			out = append(out, c.Name)
		}
		return err
	}))
	slices.Sort(out)
	return out
}

func TestARightReachesOwnTeamBranchOrAll(t *testing.T) {
	onWorld(t, func(w *world) {
		w.client(w.anna, "А")
		w.client(w.borys, "Б")
		w.client(w.vira, "В")
		shared := &crm.Partner{Name: "Г", Roles: crm.PartnerRoles{crm.ClientRole}, Backups: register.Refs[crm.User]{register.Ref[crm.User](w.vira.ID)}}
		shared.Responsible = register.Ref[crm.User](w.borys.ID)
		w.must(w.save(w.borys, shared))
		rival := &crm.Partner{Name: "Д", Roles: crm.PartnerRoles{crm.CompetitorRole}}
		w.must(w.save(w.admin, rival))
		for _, one := range []struct {
			who  *crm.User
			sees []string
		}{
			{w.anna, []string{"А", "Д"}},
			{w.borys, []string{"Б", "Г", "Д"}},
			{w.vira, []string{"В", "Г", "Д"}},
			{w.iryna, []string{"А", "Б", "Г", "Д"}}, // she heads Kyiv, not Lviv
			{w.petro, []string{"А", "Б", "В", "Г", "Д"}},
			{w.admin, []string{"А", "Б", "В", "Г", "Д"}},
		} {
			if got := w.clientsOf(one.who); !slices.Equal(got, one.sees) {
				t.Errorf("%s sees %v, not %v", one.who.Surname, got, one.sees)
			}
		}
		rival.Name = "Змінений"
		if err := w.save(w.anna, rival); !errors.Is(err, register.ErrForbidden) {
			t.Errorf("a manager edits what she only sees: %v", err)
		}
	})
}

func TestADeputyWorksWithTheRecordsOfWhomHeStandsInFor(t *testing.T) {
	onWorld(t, func(w *world) {
		c := w.client(w.vira, "Львівська пекарня")
		w.vira.Deputy = register.Ref[crm.User](w.anna.ID)
		w.must(w.save(w.admin, w.vira))
		if got := w.clientsOf(w.anna); !slices.Equal(got, []string{c.Name}) {
			t.Errorf("the deputy sees %v", got)
		}
		c.Note = "Замість Віри"
		w.must(w.save(w.anna, c))
	})
}

func TestWhatBelongsToAPartnerIsSeenWithIt(t *testing.T) {
	onWorld(t, func(w *world) {
		at := register.Ref[crm.Partner](w.client(w.anna, "Карпати").ID)
		contact := &crm.Contact{Surname: "Мазур", Partner: at}
		remark := &crm.Comment{About: register.Link{Register: "partner", ID: register.ID(at)}, Text: "Важливий клієнт"}
		w.must(w.save(w.anna, contact, remark))
		for u, want := range map[*crm.User]int{w.anna: 1, w.borys: 0, w.iryna: 1} {
			w.must(w.as(u, func(tx register.Tx) error {
				for _, of := range []*register.Register{crm.Contacts.Register, crm.Comments.Register} {
					n, err := tx.Count(ctx, of, nil, 0)
					if n != want || err != nil {
						t.Errorf("%s sees %d of %s, %v", u.Surname, n, of.Name, err)
					}
				}
				return nil
			}))
		}
		if err := w.save(w.borys, &crm.Comment{About: remark.About, Text: "І я тут"}); err == nil {
			t.Error("a remark was made about what its author does not see")
		}
		stolen := &crm.Contact{Surname: "Чужий", Partner: at}
		if err := w.save(w.borys, stolen); err == nil {
			t.Error("a contact was put to a partner that its author does not see")
		}
	})
}

func TestACommentIsMendedByItsAuthorForAWhile(t *testing.T) {
	onWorld(t, func(w *world) {
		c := &crm.Comment{About: register.Link{Register: "partner", ID: w.client(w.anna, "Карпати").ID}, Text: "Один"}
		w.must(w.save(w.anna, c))
		c.Text = "Два"
		if err := w.save(w.iryna, c); !errors.Is(err, register.ErrForbidden) {
			t.Errorf("another mends the remark: %v", err)
		}
		w.must(w.save(w.anna, c))
		if c.EditedAt.IsZero() {
			t.Error("the remark does not say that it was mended")
		}
		w.refused(w.save(w.anna, &crm.Comment{About: register.Link{Register: "region", ID: 1}, Text: "?"}), "about", "unknown_reference")
	})
}

func TestNobodyGivesWhatHeLacks(t *testing.T) {
	onWorld(t, func(w *world) {
		hr := &crm.Role{
			Names: register.Names{Uk: "Кадри"},
			Grants: register.Parts[crm.Grant]{
				{Register: "user", Act: "*", Scope: crm.All}, {Register: "role", Act: "*", Scope: crm.All}, {Register: "partner", Act: "see", Scope: crm.Own},
			},
		}
		w.must(w.save(w.admin, hr))
		lesia := &crm.User{Surname: "Леся", Email: "lesia@promin.example", Roles: register.Refs[crm.Role]{register.Ref[crm.Role](hr.ID)}}
		w.must(w.save(w.admin, lesia))

		w.refused(w.save(lesia, &crm.Role{Names: register.Names{Uk: "Усе"}, Grants: register.Parts[crm.Grant]{{Register: "partner", Act: "see", Scope: crm.OfTeam}}}),
			"grants", "role_gives_more_than_yours")
		w.refused(w.save(lesia, &crm.Role{Names: register.Names{Uk: "Усе"}, Grants: register.Parts[crm.Grant]{{Register: "*", Act: "see", Scope: crm.Own}}}),
			"grants", "role_gives_more_than_yours")
		w.refused(w.save(lesia, &crm.Role{Names: register.Names{Uk: "Гроші"}, Classes: register.Parts[crm.ClassGrant]{{Register: "*", Class: "secret", Level: crm.Sees}}}),
			"grants", "role_gives_more_than_yours")
		w.must(w.save(lesia, &crm.Role{Names: register.Names{Uk: "Дрібниця"}, Grants: register.Parts[crm.Grant]{{Register: "partner", Act: "see", Scope: crm.Own}}}))

		lesia.Roles = append(lesia.Roles, w.admin.Roles...)
		w.refused(w.save(lesia, lesia), "roles", "role_gives_more_than_yours")

		w.admin.Email = "lesia2@promin.example"
		w.refused(w.save(lesia, w.admin), "", "user_may_more_than_you")
	})
}

func TestTheLastAdministratorCannotBeLost(t *testing.T) {
	onWorld(t, func(w *world) {
		admin := func() *crm.User {
			var u *crm.User
			w.must(w.do(register.Program, func(tx register.Tx) (err error) {
				u, err = register.Load(ctx, tx, crm.Users, register.Ref[crm.User](w.admin.ID))
				return err
			}))
			return u
		}
		for name, lose := range map[string]func(u *crm.User){
			"disabled": func(u *crm.User) { u.Disabled = true },
			"unroled":  func(u *crm.User) { u.Roles = nil },
			"no entry": func(u *crm.User) { u.Email = "" },
		} {
			u := admin()
			lose(u)
			t.Log(name)
			w.refused(w.save(w.admin, u), "", "last_administrator")
		}
		w.refused(w.as(w.admin, func(tx register.Tx) error { return tx.Archive(ctx, stored(tx, w.admin), true) }), "", "last_administrator")

		var role *crm.Role
		w.must(w.do(register.Program, func(tx register.Tx) (err error) {
			role, err = register.Load(ctx, tx, crm.Roles, w.admin.Roles[0])
			return err
		}))
		w.refused(w.as(w.admin, func(tx register.Tx) error { return tx.Archive(ctx, role, true) }), "", "last_administrator")
		role.Grants = register.Parts[crm.Grant]{{Register: "deal", Act: "see", Scope: crm.All}}
		w.refused(w.save(w.admin, role), "", "last_administrator")

		w.petro.Roles = w.admin.Roles
		w.must(w.save(w.admin, w.petro))
		u := admin()
		u.Disabled = true
		w.must(w.save(w.petro, u))
	})
}

func stored(tx register.Tx, u *crm.User) *crm.User {
	found, err := register.Load(ctx, tx, crm.Users, register.Ref[crm.User](u.ID))
	if err != nil {
		panic(err)
	}
	return found
}

func TestATokenNarrowsItsUser(t *testing.T) {
	onWorld(t, func(w *world) {
		rights := w.rights(w.anna)
		for _, one := range []struct {
			scopes []string
			of     *register.Register
			act    register.Act
			may    bool
		}{
			{[]string{"all"}, crm.Deals.Register, "win", true},
			{[]string{"read"}, crm.Deals.Register, register.See, true},
			{[]string{"read"}, crm.Deals.Register, register.Edit, false},
			{[]string{"contact:read"}, crm.Contacts.Register, register.See, true},
			{[]string{"contact:read"}, crm.Partners.Register, register.See, false},
			{[]string{"contact:read"}, crm.Regions.Register, register.See, false},
			{[]string{"deal:win"}, crm.Deals.Register, "win", true},
			{[]string{"deal:write"}, crm.Deals.Register, "lose", true},
			{[]string{"deal:write"}, crm.Deals.Register, register.Delete, false},
			{[]string{"deal:all"}, crm.Deals.Register, register.Delete, false}, // the user may not either
			{nil, crm.Deals.Register, register.See, false},
		} {
			if got := register.May(crm.Narrow(rights, one.scopes), one.of, one.act); got != one.may {
				t.Errorf("%v on %s: %s is %v", one.scopes, one.of.Name, one.act, got)
			}
		}
		s := schema(t)
		for scope, want := range map[string]bool{"all": true, "deal:win": true, "deal:fly": false, "planet:read": false, "": false, "write": true} {
			if crm.CheckTokenScope(s, scope) != want {
				t.Errorf("scope %q is taken for %v", scope, !want)
			}
		}
	})
}

func TestOneSetsOnesOwnProfileAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		w.must(w.as(w.anna, func(tx register.Tx) error {
			return (&crm.Profile{Language: "en", Theme: "dark", Zone: "Europe/Sofia", Phone: "050 123 45 67"}).Do(ctx, tx, w.anna)
		}))
		if w.anna.Theme != "dark" || w.anna.Phone != "+380501234567" {
			t.Errorf("%+v", w.anna)
		}
		err := w.as(w.anna, func(tx register.Tx) error { return (&crm.Profile{}).Do(ctx, tx, w.borys) })
		if !errors.Is(err, register.ErrForbidden) {
			t.Errorf("another's profile was set: %v", err)
		}
		w.anna.Team = register.Ref[crm.Team](w.lviv.ID)
		if err := w.save(w.anna, w.anna); !errors.Is(err, register.ErrForbidden) {
			t.Errorf("a manager moved herself: %v", err)
		}
	})
}

func TestADisabledUserHasNoRights(t *testing.T) {
	onWorld(t, func(w *world) {
		w.anna.Disabled = true
		w.must(w.save(w.admin, w.anna))
		if w.rights(w.anna) != nil {
			t.Error("rights were made for a user who may not sign in")
		}
	})
}

func TestEveryPresetIsWhatItsNameSays(t *testing.T) {
	s := schema(t)
	for _, r := range crm.Presets() {
		u := &crm.User{Surname: r.Preset, Roles: register.Refs[crm.Role]{1}}
		u.ID, r.ID = 1, 1
		rights := crm.NewStaff(s, []*crm.User{u}, nil, []*crm.Role{r}).Rights(1)
		may := func(of string, act register.Act) bool { return register.May(rights, s.Named(of), act) }
		if !may("deal", register.See) || !may("user", "profile") || !may("comment", register.See) {
			t.Errorf("%s sees too little", r.Preset)
		}
		if got := may("role", register.Edit); got != (r.Preset == "administrator") {
			t.Errorf("%s edits roles: %v", r.Preset, got)
		}
		if got := may("deal", "reopen"); got != slices.Contains([]string{"administrator", "director", "head_of_sales"}, r.Preset) {
			t.Errorf("%s reopens deals: %v", r.Preset, got)
		}
		if got := may("counterparty", "confirm"); got != slices.Contains([]string{"administrator", "director", "accountant"}, r.Preset) {
			t.Errorf("%s confirms requisites: %v", r.Preset, got)
		}
		if got := rights.Sees(s.Named("counterparty"), register.Secret); got != slices.Contains([]string{"administrator", "director", "accountant"}, r.Preset) {
			t.Errorf("%s sees bank accounts: %v", r.Preset, got)
		}
		if got := rights.Sees(s.Named("product"), register.Cost); got != slices.Contains([]string{"administrator", "director", "head_of_sales", "accountant"}, r.Preset) {
			t.Errorf("%s sees costs: %v", r.Preset, got)
		}
		if r.Preset == "read_only" && (may("deal", register.Create) || may("comment", register.Create) || may("partner", register.Export)) {
			t.Error("one who only looks may write")
		}
	}
}
