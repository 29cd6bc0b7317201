package sheettest_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const data = "../../../testdata/crm-sales/"

// company is a new company with an administrator, who imports.
type company struct {
	*testing.T
	st    *store.Store
	ctx   context.Context
	actor register.Actor
}

func onCompany(t *testing.T, test func(c *company)) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		c := &company{T: t, st: open(storetest.Registers(crm.Registers()...)), ctx: t.Context(), actor: register.Program}
		c.must(c.do(func(tx register.Tx) error {
			admin, err := crm.Start(c.ctx, tx, crm.Setup{
				Company: "Промінь", Country: "ua", Currency: "USD", Language: "uk", Zone: "Europe/Kyiv",
				Surname: "Шевчук", Given: "Олена", Email: "olena@promin.example",
			})
			if err != nil {
				return err
			}
			staff, err := crm.ReadStaff(c.ctx, tx)
			if err == nil {
				c.actor = staff.Rights(admin.ID)
			}
			return err
		}))
		test(c)
	})
}

func (c *company) do(fn func(register.Tx) error) error {
	return c.st.Do(c.ctx, c.actor, register.ByImport, fn)
}

func (c *company) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func source(t *testing.T, name string, o sheet.Options) *sheet.Source {
	t.Helper()
	content, err := os.ReadFile(data + name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sheet.Open(bytes.NewReader(content), int64(len(content)), name, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mappings(t *testing.T) map[string]sheet.Mapping {
	t.Helper()
	f, err := os.Open(data + "mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := sheet.ReadMappings(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]sheet.Mapping{}
	for _, m := range list {
		out[m.File] = m
	}
	return out
}

func printer(t *testing.T, l lang.Language) *lang.Printer {
	t.Helper()
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	return lang.For(l, kyiv)
}

func (c *company) plan(file string, m sheet.Mapping) *sheet.Plan {
	return &sheet.Plan{
		Source: source(c.T, file, m.Options()), Mapping: m, Actor: c.actor, Printer: printer(c.T, lang.English),
	}
}

// run brings a file in, or tries it.
func (c *company) run(p *sheet.Plan) *sheet.Report {
	c.Helper()
	r, err := p.Run(c.ctx, c.st)
	if err != nil {
		c.Fatalf("%s: %v", p.Source.Name, err)
	}
	if r.Rows != r.New+r.Changed+r.Same+r.Refused || r.Rows != r.Total {
		c.Errorf("%s: the counts do not add up: %+v", p.Source.Name, r)
	}
	return r
}

// counts wants what became of the rows.
func (c *company) counts(r *sheet.Report, made, changed, same, refused int) {
	c.Helper()
	if r.New != made || r.Changed != changed || r.Same != same || r.Refused != refused {
		c.Errorf("%d new, %d changed, %d same, %d refused; wanted %d, %d, %d, %d", r.New, r.Changed, r.Same, r.Refused, made, changed, same, refused)
		for _, row := range r.RefusedRows[:min(3, len(r.RefusedRows))] {
			c.Logf("row %d: %+v", row.Row, row.Problems)
		}
		for _, row := range r.ChangedRows[:min(3, len(r.ChangedRows))] {
			c.Logf("row %d: %+v", row.Row, row.Changes)
		}
	}
}

func (c *company) count(r *register.Register, f register.Filter) (n int) {
	c.Helper()
	c.must(c.do(func(tx register.Tx) (err error) {
		n, err = tx.Count(c.ctx, r, f, 0)
		return err
	}))
	return n
}

// makeFields makes the custom fields that a mapping asks for, as the web and
// the command do before an import.
func (c *company) makeFields(m sheet.Mapping) {
	c.Helper()
	r := c.st.Schema().Named(m.Register)
	c.must(c.do(func(tx register.Tx) error {
		for _, f := range m.NewFields(r) {
			field := &crm.CustomField{
				Name: f.Name, Register: m.Register, Kind: crm.CustomKind(f.Kind), Class: crm.CustomClass(f.Class),
				Labels: register.Names{Uk: f.Labels["uk"], Ru: f.Labels["ru"], Bg: f.Labels["bg"], En: f.Labels["en"]},
			}
			if err := tx.Save(c.ctx, field); err != nil {
				return err
			}
		}
		return nil
	}))
	c.must(c.do(func(tx register.Tx) error {
		custom, err := crm.ReadCustom(c.ctx, tx.AsProgram())
		if err != nil {
			return err
		}
		return c.st.Use(custom)
	}))
}

func TestTheFourFilesComeInAndASecondTimeChangeNothing(t *testing.T) {
	onCompany(t, func(c *company) {
		all := mappings(c.T)
		for _, step := range []struct {
			file string
			rows int
		}{{"accounts.csv", 85}, {"products.csv", 7}, {"sales_teams.csv", 35}, {"sales_pipeline.csv", 8800}} {
			m := all[step.file]
			dry := c.plan(step.file, m)
			dry.Dry = true
			c.counts(c.run(dry), step.rows, 0, 0, 0)
			if n := c.count(c.st.Schema().Named(m.Register), register.Is{Field: "created_at", Op: register.IsSet}); step.file != "sales_teams.csv" && n != 0 {
				c.Fatalf("%s: a dry run left %d records", step.file, n)
			}
			c.makeFields(m)
			begin := time.Now()
			c.counts(c.run(c.plan(step.file, m)), step.rows, 0, 0, 0)
			c.Logf("%s: %d rows in %v", step.file, step.rows, time.Since(begin).Round(time.Millisecond))
			c.counts(c.run(c.plan(step.file, m)), 0, 0, step.rows, 0)
		}
		c.facts()
	})
}

func (c *company) facts() {
	c.Helper()
	want := func(what string, got, want int) {
		c.Helper()
		if got != want {
			c.Errorf("%s: %d, wanted %d", what, got, want)
		}
	}
	deals := crm.Deals.Row
	want("partners with a parent", c.count(crm.Partners.Register, register.Some(&crm.Partners.Row.Parent)), 15)
	want("teams", c.count(crm.Teams.Register, nil), 3)
	want("users", c.count(crm.Users.Register, nil), 1+35+6)
	want("users with a team", c.count(crm.Users.Register, register.Some(&crm.Users.Row.Team)), 41)
	want("users with a head", c.count(crm.Users.Register, register.Some(&crm.Users.Row.Head)), 35)
	want("won", c.count(crm.Deals.Register, register.Eq(&deals.Outcome, crm.Won)), 4238)
	want("lost", c.count(crm.Deals.Register, register.Eq(&deals.Outcome, crm.Lost)), 2473)
	want("open without a client", c.count(crm.Deals.Register, register.All{register.Eq(&deals.Outcome, crm.Open), register.None(&deals.Partner)}), 1425)
	want("engaging", c.count(crm.Deals.Register, register.Where(&deals.Stage, register.Eq(&crm.Stages.Row.Hue, "blue"))), 1589)
	want("without a day of beginning", c.count(crm.Deals.Register, register.None(&deals.StartedOn)), 500)
	c.must(c.do(func(tx register.Tx) error {
		total, err := tx.Sum(c.ctx, crm.Deals.Register, register.Eq(&deals.Outcome, crm.Won), "amount")
		if err == nil && (len(total.Money) != 1 || total.Money[0].String() != "10005534.00 USD") {
			c.Errorf("the won sum is %v", total.Money)
		}
		partners, err2 := register.Select(c.ctx, tx, crm.Partners, register.Query{Filter: register.Eq(&crm.Partners.Row.Name, "Acme Corporation"), Whole: true})
		if err2 == nil && (len(partners) != 1 || partners[0].Custom["x_revenue"] != int64(1_100_040) || partners[0].Custom["x_year_established"] != int64(1996)) {
			c.Errorf("Acme Corporation is %+v", partners)
		}
		return err
	}))
}

func TestARehearsalOfAllFilesKnowsWhatTheEarlierOnesBring(t *testing.T) {
	onCompany(t, func(c *company) {
		all := mappings(c.T)
		c.makeFields(all["accounts.csv"])
		var plans []*sheet.Plan
		for _, file := range []string{"accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"} {
			p := c.plan(file, all[file])
			p.Dry = true
			plans = append(plans, p)
		}
		reports, err := sheet.Rehearse(c.ctx, c.st, plans)
		c.must(err)
		c.counts(reports[3], 8800, 0, 0, 0)
		if n := c.count(crm.Deals.Register, nil) + c.count(crm.Partners.Register, nil); n != 0 {
			c.Errorf("a rehearsal left %d records", n)
		}
	})
}

// refusals are the reasons of a report as "row: column: key".
func refusals(r *sheet.Report) string {
	var out []string
	for _, row := range r.RefusedRows {
		for _, p := range row.Problems {
			out = append(out, strings.Join([]string{itoa(row.Row), p.Column, p.Key}, " "))
		}
	}
	return strings.Join(out, "; ")
}

func TestBrokenRowsAreRefusedOneByOneAndNothingOfThemStays(t *testing.T) {
	onCompany(t, func(c *company) {
		all := mappings(c.T)
		c.makeFields(all["accounts.csv"])
		for _, file := range []string{"accounts.csv", "products.csv", "sales_teams.csv"} {
			c.run(c.plan(file, all[file]))
		}
		for _, broken := range []struct {
			file    string
			made    int
			refused string
		}{
			{"columns.csv", 3, "3  sheet.row_cells; 4  sheet.row_cells"},
			{"dates.csv", 0, "3 engage_date unreadable_date; 4 engage_date unreadable_date"},
			{"stage.csv", 1, "3 deal_stage sheet.unknown_entry"},
			{"repeated.csv", 1, "4 opportunity_id sheet.repeated_key"},
			{"formula.csv", 3, ""},
		} {
			before := c.count(crm.Deals.Register, nil)
			p := c.plan(filepath.Join("broken", broken.file), all["sales_pipeline.csv"])
			var rejected bytes.Buffer
			p.Refused = &rejected
			r := c.run(p)
			if got := refusals(r); got != broken.refused {
				c.Errorf("%s: refused %q, wanted %q", broken.file, got, broken.refused)
			}
			if n := c.count(crm.Deals.Register, nil) - before; n != broken.made || r.New != n {
				c.Errorf("%s: %d deals made, %d reported", broken.file, n, r.New)
			}
			if lines := strings.Count(rejected.String(), "\n"); lines != 1+r.Refused {
				c.Errorf("%s: the file of refused rows has %d lines:\n%s", broken.file, lines, rejected.String())
			}
		}
	})
}

func TestAFileThatIsWrongAsAWholeChangesNothing(t *testing.T) {
	onCompany(t, func(c *company) {
		m := mappings(c.T)["sales_pipeline.csv"]
		m.Delimiter = ","
		for file, key := range map[string]string{"broken/all-columns.csv": "sheet.wrong_column_count", "broken/no-header.csv": "sheet.missing_columns", "accounts.csv": "sheet.missing_columns"} {
			content, err := os.ReadFile(data + file)
			c.must(err)
			s, err := sheet.Open(bytes.NewReader(content), int64(len(content)), file, sheet.Options{HeaderRow: 1, Delimiter: ","})
			c.must(err)
			p := c.plan("sales_pipeline.csv", m)
			p.Source = s
			_, err = p.Run(c.ctx, c.st)
			if got := faultOf(c.T, err).Key; got != key {
				c.Errorf("%s: %s, wanted %s", file, got, key)
			}
		}
		if n := c.count(crm.Deals.Register, nil); n != 0 {
			c.Errorf("%d deals were made", n)
		}
	})
}
