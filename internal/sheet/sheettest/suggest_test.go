package sheettest_test

import (
	"slices"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/register"
	"dossier/internal/sheet"
)

// suggested are the columns of a file as "header → field (why)".
func (c *company) suggested(file, reg string, l lang.Language) (sheet.Suggestion, []string, *sheet.Study) {
	c.Helper()
	s := source(c.T, file, sheet.Options{})
	study, err := s.Study(c.ctx)
	c.must(err)
	g := sheet.Suggest(c.actor, c.st.Schema().Named(reg), s, study, printer(c.T, l), "USD")
	var out []string
	for i, col := range g.Mapping.Columns {
		to := col.Field + col.Person
		if col.Field != "" && col.Person != "" {
			to = col.Field + " of " + col.Person
		}
		if to == "" && g.Columns[i].New != nil {
			to = "new " + g.Columns[i].New.Name + " " + g.Columns[i].New.Kind
		}
		out = append(out, col.Header+" → "+to)
	}
	return g, out, study
}

func TestColumnsOfTheFourFilesFindTheirFields(t *testing.T) {
	onCompany(t, func(c *company) {
		for _, want := range []struct {
			file, reg string
			columns   []string
			key       string
			missing   string
		}{
			{"accounts.csv", "partner", []string{
				"account → name", "sector → industry", "year_established → new x_year_established int", "revenue → new x_revenue quantity",
				"employees → new x_employees int", "office_location → region", "subsidiary_of → parent",
			}, "name", "roles"},
			{"products.csv", "product", []string{"product → name", "series → group", "sales_price → price"}, "name", ""},
			{"sales_teams.csv", "user", []string{"sales_agent → given surname", "manager → head of given surname", "regional_office → team"}, "surname given", ""},
			{"sales_pipeline.csv", "deal", []string{
				"opportunity_id → number", "sales_agent → responsible of given surname", "product → product", "account → partner",
				"deal_stage → stage", "engage_date → started_on", "close_date → closed_on", "close_value → amount",
			}, "number", ""},
		} {
			g, got, _ := c.suggested(want.file, want.reg, lang.Ukrainian)
			if !slices.Equal(got, want.columns) {
				c.Errorf("%s: %q, wanted %q", want.file, got, want.columns)
			}
			if key := strings.Join(g.Mapping.Key, " "); key != want.key {
				c.Errorf("%s: the key is %q", want.file, key)
			}
			if missing := strings.Join(g.Missing, " "); missing != want.missing {
				c.Errorf("%s: missing is %q", want.file, missing)
			}
			if want.reg == "deal" {
				day, sum := g.Mapping.Columns[5], g.Mapping.Columns[7]
				if day.Dates != sheet.MonthFirst || g.Columns[5].Doubt || sum.Currency != "USD" {
					c.Errorf("the day is %+v, the amount %+v", day, sum)
				}
			}
		}
		g, got, _ := c.suggested("broken/windows-1251.csv", "partner", lang.Ukrainian)
		if !slices.Equal(got, []string{"клієнт → name", "галузь → industry", "виторг → new x_vytorh quantity", "засновано → new x_zasnovano date"}) || g.Mapping.Encoding != "windows-1251" || g.Mapping.Delimiter != ";" {
			c.Errorf("Windows-1251: %q %+v", got, g.Mapping)
		}
	})
}

func TestValuesAreMatchedAndNearOnesOnlySuggested(t *testing.T) {
	onCompany(t, func(c *company) {
		c.run(c.plan("products.csv", mappings(c.T)["products.csv"]))
		c.must(c.do(func(tx register.Tx) error {
			return tx.Save(c.ctx, &crm.Industry{Entry: crm.Entry{Names: register.Names{En: "Technology"}}})
		}))
		match := func(file, reg, header string) map[string]sheet.Match {
			g, _, study := c.suggested(file, reg, lang.English)
			out := map[string]sheet.Match{}
			c.must(c.do(func(tx register.Tx) error {
				for i, col := range g.Mapping.Columns {
					if col.Header == header {
						list, err := sheet.Matches(c.ctx, tx, tx.Schema().Named(reg), col, study.Columns[i], printer(c.T, lang.English))
						if err != nil {
							return err
						}
						for _, m := range list {
							out[m.Text] = m
						}
					}
				}
				return nil
			}))
			return out
		}
		products := match("sales_pipeline.csv", "deal", "product")
		if m := products["GTXPro"]; m.How.Sure() || m.Title != "GTX Pro" || m.Count != 1480 {
			c.Errorf("GTXPro is %+v", m)
		}
		if m := products["MG Special"]; m.How != sheet.ByName || m.Title != "MG Special" || len(products) != 7 {
			c.Errorf("MG Special is %+v of %d", m, len(products))
		}
		stages := match("sales_pipeline.csv", "deal", "deal_stage")
		if won, engaging := stages["Won"], stages["Engaging"]; !won.How.Sure() || won.Count != 4238 || engaging.How.Sure() {
			c.Errorf("Won is %+v, Engaging %+v", won, engaging)
		}
		sectors := match("accounts.csv", "partner", "sector")
		if m := sectors["technolgy"]; m.How != sheet.Nearly || m.Title != "Technology" || m.Count != 12 {
			c.Errorf("technolgy is %+v", m)
		}
	})
}
