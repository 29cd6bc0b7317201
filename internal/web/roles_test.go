package web_test

import (
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// preset is a role by the code of its preset.
func (w *world) preset(code string) *crm.Role {
	w.Helper()
	var role *crm.Role
	w.read(func(tx *store.Tx) error {
		r, err := register.Load(w.ctx, tx, crm.Roles, w.role(tx, code)[0])
		role = r
		return err
	})
	return role
}

// keeper is a user who looks after users and roles without being an
// administrator.
func (w *world) keeper() *browser {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		role := &crm.Role{Names: register.Names{Uk: "Кадри", En: "Staff"}, Menu: "reader"}
		for _, name := range []string{"user", "role"} {
			for _, act := range []string{"see", "create", "edit", "history"} {
				role.Grants = append(role.Grants, crm.Grant{Register: name, Act: act, Scope: crm.All})
			}
		}
		role.Grants = append(role.Grants, crm.Grant{Register: "partner", Act: "see", Scope: crm.OfTeam})
		if err := tx.Save(w.ctx, role); err != nil {
			return err
		}
		u := w.now(w.zoya)
		u.Roles = register.Refs[crm.Role]{register.Ref[crm.Role](role.ID)}
		return tx.Save(w.ctx, u)
	})
	return w.as(w.zoya)
}

func TestARoleIsEditedAsAMatrix(t *testing.T) {
	onWorld(t, func(w *world) {
		role := w.preset("manager")
		path := "/roles/" + number(role.ID)
		b := w.as(w.olena)
		page := b.get(path).is(200).says("Sales manager", "3 people have this role", `name="deal.edit"`, `name="class.*.contact"`)
		if got := page.fill(path); got.Get("deal.edit") != "own" || got.Get("deal.delete") != "none" || got.Get("class.*.contact") != "edit" {
			t.Errorf("shown: %v %v %v", got.Get("deal.edit"), got.Get("deal.delete"), got.Get("class.*.contact"))
		}
		page.send(path, "deal.edit", "team", "deal.see", "all", "class.*.price", "", "names.en", "Seller").is(303).leadsTo(path)
		now := w.preset("manager")
		scopes := map[string]crm.Scope{}
		for _, g := range now.Grants {
			scopes[g.Register+"."+g.Act] = g.Scope
		}
		if scopes["deal.edit"] != crm.OfTeam || scopes["deal.see"] != crm.All || scopes["partner.see"] != crm.Own || now.Names.En != "Seller" {
			t.Errorf("stored %v, %v", scopes, now.Names)
		}
		if len(now.Grants) != len(role.Grants) || len(now.Classes) != len(role.Classes)-1 {
			t.Errorf("%d grants became %d, %d classes %d", len(role.Grants), len(now.Grants), len(role.Classes), len(now.Classes))
		}
		anna := w.as(w.anna)
		anna.get("/api/v1/deals").is(200).says("Deal of borys", "Deal of vira").hides("7111")
		page.send(path, "deal.edit", "all", "idempotency_key", "another").is(409).says("changed meanwhile")
		page.post(path, said("version", number(now.Version), "names.en", "")).is(303)
	})
}

func TestANewRoleBeginsWithAnother(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.olena)
		from := w.preset("administrator")
		b.get("/roles/" + number(from.ID)).is(200).hides(`name="deal.edit"`).says("/roles/new?from=" + number(from.ID))
		page := b.get("/roles/new?from=" + number(from.ID)).is(200)
		page.send("/roles", "names.uk", "Помічник", "names.ru", "Помощник", "names.bg", "Помощник", "names.en", "Assistant", "deal.delete", "none", "role.edit", "none").is(303).follow().is(200).says("Assistant")
		w.read(func(tx *store.Tx) error {
			roles, err := register.Select(w.ctx, tx, crm.Roles, register.Query{Whole: true})
			last := roles[0]
			for _, r := range roles {
				if r.ID > last.ID {
					last = r
				}
			}
			seen := map[string]bool{}
			for _, g := range last.Grants {
				seen[g.Register+"."+g.Act] = true
			}
			if last.Names.En != "Assistant" || !seen["deal.edit"] || seen["deal.delete"] || seen["role.edit"] || seen["*.*"] {
				t.Errorf("%s has %v", last.Names.En, seen)
			}
			return err
		})
		page.send("/roles", "names.uk", "", "names.ru", "", "names.bg", "", "names.en", "", "idempotency_key", "another").is(422).says("Fill in this field")
	})
}

func TestNobodyGrantsWhatHeLacks(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.keeper()
		page := b.get("/roles/new").is(200).says("You do not have this right yourself")
		all := []string{"names.uk", "X", "names.ru", "X", "names.bg", "X", "names.en", "X"}
		for name, pairs := range map[string][]string{
			"a register":         {"deal.see", "own"},
			"a wider scope":      {"partner.see", "all"},
			"a class":            {"class.partner.contact", "see"},
			"everything":         {"*.see", "own"},
			"a class everywhere": {"class.*.secret", "edit"},
		} {
			a := page.send("/roles", append(append(pairs, "idempotency_key", name), all...)...)
			if a.status != 422 {
				t.Errorf("%s was given: %d", name, a.status)
			}
		}
		page.send("/roles", append([]string{"partner.see", "team", "user.see", "all"}, all...)...).is(303)

		manager := w.preset("manager")
		held := b.get("/roles/" + number(manager.ID)).is(200)
		held.send("/roles/"+number(manager.ID), "deal.delete", "all").is(422)
		administrator := w.preset("administrator")
		b.post("/roles/"+number(administrator.ID), said("version", number(administrator.Version), "names.en", "Mine")).is(303)
		if w.preset("administrator").Names.En != "Mine" || len(w.preset("administrator").Grants) != 1 {
			t.Error("the name of a role is not a right; its grants are")
		}
		b.post("/users/"+number(w.zoya.ID), said("version", number(w.now(w.zoya).Version), "roles", number(administrator.ID))).is(422)
		if len(w.now(w.zoya).Roles) != 1 || w.now(w.zoya).Roles[0] == register.Ref[crm.Role](administrator.ID) {
			t.Error("the keeper made himself an administrator")
		}
	})
}

func TestMatrixRefusesWhatItDoesNotKnow(t *testing.T) {
	onFile(t, func(w *world) {
		role := w.preset("manager")
		path, version := "/roles/"+number(role.ID), number(role.Version)
		b := w.as(w.olena)
		b.post(path, said("version", version, "deal.fly", "all")).is(400).says("deal.fly")
		b.post(path, said("version", version, "dragon.see", "all")).is(400)
		b.post(path, said("version", version, "deal.see", "universe")).is(422)
		b.post(path, said("version", version, "class.deal.price", "own")).is(422)
		b.post(path, said("deal.see", "all")).is(428)
		b.post(path, said("version", "x", "deal.see", "all")).is(428)
		b.post("/roles/999999", said("version", "1")).is(404)
		w.as(w.anna).post(path, said("version", version, "deal.see", "all")).is(404)
		w.as(w.anna).post("/roles", said("names.en", "X")).is(403)
		if got := w.preset("manager"); got.Version != role.Version {
			t.Error("something was written")
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.olena)
		b.post("/users/"+number(w.olena.ID)+"/access/disable", nil).is(422)
		w.write(func(tx *store.Tx) error {
			u := w.now(w.iryna)
			u.Roles = w.now(w.olena).Roles
			return tx.Save(w.ctx, u)
		})
		w.as(w.iryna).post("/users/"+number(w.olena.ID)+"/access/disable", nil).is(303)
		b.get("/").is(303).leadsTo("/sign-in")
	})
}
