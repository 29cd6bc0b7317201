package demo_test

import (
	"context"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/demo"
	"dossier/internal/register"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestTheDemoCompanyIsThatOfItsSpecification(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		ctx := context.Background()
		st := open(storetest.Registers(crm.Registers()...))
		if err := demo.Build(ctx, st); err != nil {
			t.Fatal(err)
		}
		err := st.Do(ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
			for _, c := range []struct {
				of     *register.Register
				filter register.Filter
				want   int
			}{
				{crm.Users.Register, nil, 12},
				{crm.Partners.Register, register.Includes(&crm.Partners.Row.Roles, crm.ClientRole), 19},
				{crm.Partners.Register, register.Includes(&crm.Partners.Row.Roles, crm.CompetitorRole), 3},
				{crm.PartnerLinks.Register, nil, 6},
			} {
				n, err := tx.Count(ctx, c.of, c.filter, 0)
				if err != nil {
					return err
				}
				if n != c.want {
					t.Errorf("%d %s, not %d", n, c.of.Path, c.want)
				}
			}
			// The classes of 7.4.
			for code, want := range map[string]crm.Relation{
				"K01": "regular_x", "K02": "regular_y", "K03": "regular_z", "K05": "one_time", "K06": "lost", "K07": "potential", "L01": "regular_y", "P01": "regular_x",
			} {
				p, err := register.First(ctx, tx, crm.Partners, register.Eq(&crm.Partners.Row.Code, code))
				if err != nil {
					return err
				}
				if p.Relation != want {
					t.Errorf("%s is %s, not %s", p.Name, p.Relation, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
