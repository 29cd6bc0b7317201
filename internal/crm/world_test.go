package crm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var ctx = context.Background()

// world is a small company: Anna and Borys sell in Kyiv under Iryna, Vira in
// Lviv; Olena administers and Petro keeps the books.
type world struct {
	*testing.T
	st                                     *store.Store
	admin, anna, borys, vira, iryna, petro *crm.User
	sales, kyiv, lviv                      *crm.Team
	codes                                  map[string]register.ID
}

func onWorld(t *testing.T, test func(w *world), options ...storetest.Option) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := &world{T: t, st: open(append(options, storetest.Registers(crm.Registers()...))...)}
		w.must(w.do(register.Program, func(tx register.Tx) error {
			admin, err := crm.Start(ctx, tx, crm.Setup{
				Company: "Промінь", Country: "ua", Currency: "UAH", Language: "uk", Zone: "Europe/Kyiv",
				Surname: "Шевчук", Given: "Олена", Email: "Olena@promin.example",
			})
			w.admin = admin
			return err
		}))
		w.people()
		w.learn()
		test(w)
	})
}

func (w *world) people() {
	w.Helper()
	w.must(w.do(register.Program, func(tx register.Tx) error {
		w.sales, w.kyiv, w.lviv = &crm.Team{Name: "Продажі"}, &crm.Team{Name: "Київ"}, &crm.Team{Name: "Львів"}
		w.iryna = &crm.User{Surname: "Бондар", Given: "Ірина", Email: "iryna@promin.example", Roles: w.role(tx, "head_of_sales")}
		w.anna = &crm.User{Surname: "Мельник", Given: "Анна", Email: "anna@promin.example", Roles: w.role(tx, "manager")}
		w.borys = &crm.User{Surname: "Коваль", Given: "Борис", Email: "borys@promin.example", Roles: w.role(tx, "manager")}
		w.vira = &crm.User{Surname: "Гнатюк", Given: "Віра", Email: "vira@promin.example", Roles: w.role(tx, "manager")}
		w.petro = &crm.User{Surname: "Лисенко", Given: "Петро", Email: "petro@promin.example", Roles: w.role(tx, "accountant")}
		if err := tx.Save(ctx, w.sales); err != nil {
			return err
		}
		w.kyiv.Parent, w.lviv.Parent = register.Ref[crm.Team](w.sales.ID), register.Ref[crm.Team](w.sales.ID)
		for _, rec := range []register.Record{w.kyiv, w.lviv} {
			if err := tx.Save(ctx, rec); err != nil {
				return err
			}
		}
		w.anna.Team, w.borys.Team, w.vira.Team = register.Ref[crm.Team](w.kyiv.ID), register.Ref[crm.Team](w.kyiv.ID), register.Ref[crm.Team](w.lviv.ID)
		for _, rec := range []register.Record{w.iryna, w.anna, w.borys, w.vira, w.petro} {
			if err := tx.Save(ctx, rec); err != nil {
				return err
			}
		}
		w.kyiv.Head = register.Ref[crm.User](w.iryna.ID)
		return tx.Save(ctx, w.kyiv)
	}))
}

// role is a preset, as a user bears it.
func (w *world) role(tx register.Tx, preset string) register.Refs[crm.Role] {
	w.Helper()
	r, err := register.First(ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, preset))
	if err != nil || r == nil {
		w.Fatalf("no role %s: %v", preset, err)
	}
	return register.Refs[crm.Role]{register.Ref[crm.Role](r.ID)}
}

func (w *world) do(a register.Actor, fn func(register.Tx) error) error {
	return w.st.Do(ctx, a, register.ByForm, fn)
}

// as does something for a user with the rights he has now.
func (w *world) as(u *crm.User, fn func(register.Tx) error) error {
	w.Helper()
	return w.do(w.rights(u), fn)
}

func (w *world) rights(u *crm.User) *crm.Rights {
	w.Helper()
	var staff *crm.Staff
	w.must(w.do(register.Program, func(tx register.Tx) (err error) {
		staff, err = crm.ReadStaff(ctx, tx)
		return err
	}))
	return staff.Rights(u.ID)
}

// save saves records for a user.
func (w *world) save(u *crm.User, recs ...register.Record) error {
	w.Helper()
	return w.as(u, func(tx register.Tx) error {
		for _, rec := range recs {
			if err := tx.Save(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused wants a problem at a field, "" for none.
func (w *world) refused(err error, field, key string) {
	w.Helper()
	var p *register.Problems
	if !errors.As(err, &p) {
		w.Fatalf("wanted %s at %q, got %v", key, field, err)
	}
	for _, one := range p.List {
		if one.Field == field && one.Key == key {
			return
		}
	}
	w.Fatalf("wanted %s at %q, got %v", key, field, err)
}

// client is a saved partner of a user.
func (w *world) client(u *crm.User, name string) *crm.Partner {
	w.Helper()
	c := &crm.Partner{Name: name, Roles: crm.PartnerRoles{crm.ClientRole}}
	w.must(w.save(u, c))
	return c
}

func (w *world) stage(code string) register.Ref[crm.Stage] {
	return register.Ref[crm.Stage](w.codes["stage "+code])
}

func (w *world) reason(code string) register.Ref[crm.LossReason] {
	return register.Ref[crm.LossReason](w.codes["loss_reason "+code])
}

// learn notes the ids of stages and loss reasons by their codes.
func (w *world) learn() {
	w.Helper()
	w.codes = map[string]register.ID{}
	w.must(w.do(register.Program, func(tx register.Tx) error {
		for _, of := range []*register.Register{crm.Stages.Register, crm.LossReasons.Register, crm.ClaimReasons.Register, crm.EventTypes.Register, crm.EventStatuses.Register, crm.LinkKinds.Register, crm.RelationReasons.Register, crm.RelationStrategies.Register} {
			rows, err := tx.Select(ctx, of, register.Query{})
			if err != nil {
				return err
			}
			for _, row := range rows {
				w.codes[of.Name+" "+of.Field("code").Value(row).(string)] = register.BaseOf(row).ID
			}
		}
		return nil
	}))
}

// file is a stored file.
func (w *world) file(name, content string) register.File {
	w.Helper()
	hash, size, err := w.st.PutFile(ctx, strings.NewReader(content), 1<<20)
	w.must(err)
	return register.File{Hash: hash, Name: name, Type: "application/octet-stream", Size: size}
}
