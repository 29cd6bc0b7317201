package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const sales = "../../testdata/crm-sales/"

// console is an installation that was set up, and the arguments that lead to it.
type console struct {
	*testing.T
	place []string
	at    place
}

func onConsole(t *testing.T, test func(c *console)) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		c := &console{T: t, at: place{dir: t.TempDir(), db: dsn}}
		c.place = []string{"--data", c.at.dir, "--db", dsn}
		c.within(func(st *store.Store) error {
			return st.Do(t.Context(), register.Program, register.ByCommand, func(tx register.Tx) error {
				_, err := crm.Start(t.Context(), tx, crm.Setup{
					Company: "Промінь", Country: "ua", Currency: "USD", Language: "uk", Zone: "Europe/Kyiv",
					Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
				})
				return err
			})
		})
		test(c)
	})
}

func (c *console) within(do func(*store.Store) error) {
	c.Helper()
	st, _, err := c.at.open(c.Context())
	if err == nil {
		err = errors.Join(do(st), st.Close())
	}
	if err != nil {
		c.Fatal(err)
	}
}

func (c *console) bring(args ...string) (string, error) {
	c.Helper()
	var out bytes.Buffer
	err := bringTo(c.Context(), &out, append(args, c.place...))
	return out.String(), err
}

func (c *console) count(of *register.Register, f register.Filter) (n int) {
	c.Helper()
	c.within(func(st *store.Store) error {
		return st.Read(c.Context(), register.Program, func(tx *store.Tx) (err error) {
			n, err = tx.Count(c.Context(), of, f, 0)
			return err
		})
	})
	return n
}

func TestTheConsoleBringsInTheFourFiles(t *testing.T) {
	onConsole(t, func(c *console) {
		files := []string{sales + "sales_pipeline.csv", sales + "accounts.csv", sales + "products.csv", sales + "sales_teams.csv", "--map", sales + "mapping.json"}
		said, err := c.bring(files...)
		c.Log(said)
		if err != nil {
			c.Fatal(err)
		}
		deals := crm.Deals.Row
		for what, n := range map[string][2]int{
			"partners": {c.count(crm.Partners.Register, nil), 85}, "products": {c.count(crm.Products.Register, nil), 7},
			"users": {c.count(crm.Users.Register, nil), 1 + 35 + 6}, "teams": {c.count(crm.Teams.Register, nil), 3},
			"won":                   {c.count(crm.Deals.Register, register.Eq(&deals.Outcome, crm.Won)), 4238},
			"lost":                  {c.count(crm.Deals.Register, register.Eq(&deals.Outcome, crm.Lost)), 2473},
			"open without a client": {c.count(crm.Deals.Register, register.All{register.Eq(&deals.Outcome, crm.Open), register.None(&deals.Partner)}), 1425},
		} {
			if n[0] != n[1] {
				c.Errorf("%s: %d, wanted %d", what, n[0], n[1])
			}
		}
		said, err = c.bring(files...)
		if err != nil || strings.Count(said, "0 new, 0 changed") != 4 {
			c.Errorf("a second time: %v %s", err, said)
		}
	})
}

func TestADryRunOnTheConsoleKeepsNothing(t *testing.T) {
	onConsole(t, func(c *console) {
		said, err := c.bring(sales+"products.csv", sales+"accounts.csv", "--map", sales+"mapping.json", "--dry-run")
		if err != nil || !strings.Contains(said, "7 new") || !strings.Contains(said, "85 new") || c.count(crm.Products.Register, nil) != 0 {
			c.Errorf("%v %s", err, said)
		}
	})
}

func TestTheConsoleSaysWhatIsWrongWithAFile(t *testing.T) {
	onConsole(t, func(c *console) {
		if _, err := c.bring(sales+"products.csv", "--map", sales+"mapping.json"); err != nil {
			c.Fatal(err)
		}
		one := filepath.Join(c.TempDir(), "pipeline.json")
		all, err := os.ReadFile(sales + "mapping.json")
		if err != nil {
			c.Fatal(err)
		}
		_, deals, _ := strings.Cut(string(all), `"file": "sales_pipeline.csv",`)
		if err := os.WriteFile(one, []byte("{"+strings.TrimSuffix(strings.TrimSpace(deals), "]")), 0o600); err != nil {
			c.Fatal(err)
		}
		refused := filepath.Join(c.TempDir(), "refused.csv")
		for file, want := range map[string]string{
			"broken/all-columns.csv": "columns", "broken/dates.csv": "refused", "broken/stage.csv": "refused", "broken/no-header.csv": "",
		} {
			said, err := c.bring(sales+file, "--map", one, "--refused", refused)
			if err == nil || !strings.Contains(err.Error()+said, want) || strings.Contains(err.Error(), "sheet.") {
				c.Errorf("%s: %v\n%s", file, err, said)
			}
		}
		if n := c.count(crm.Deals.Register, register.Is{Field: "archived", Op: register.Equal, Value: true}); n != 0 {
			c.Errorf("%d deals are half done", n)
		}
		for _, args := range [][]string{
			{sales + "products.csv", "--register", "nothing"}, {"--register", "product"}, {sales + "products.csv", "--register", "deal", "--map", sales + "mapping.json"},
		} {
			var wrong usageError
			if _, err := c.bring(args...); !errors.As(err, &wrong) {
				c.Errorf("%v: %v", args, err)
			}
		}
	})
}
