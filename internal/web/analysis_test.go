package web_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// sheetOf reads one of the four files: each row by the names of its columns.
func sheetOf(o *office, name string) []map[string]string {
	o.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(sales(o, name)))).ReadAll()
	o.must(err)
	var out []map[string]string
	for _, row := range rows[1:] {
		one := map[string]string{}
		for i, head := range rows[0] {
			one[head] = row[i]
		}
		out = append(out, one)
	}
	return out
}

// score is won, lost and the days that they took.
type score struct{ won, lost, days int64 }

// analysed wants the analysis to say what the files say when they are counted
// by themselves.
func (o *office) analysed() {
	o.Helper()
	people := map[string]map[string]string{}
	for _, row := range sheetOf(o, "sales_teams.csv") {
		people[row["sales_agent"]] = row
	}
	want := map[string]map[string]*score{"seller": {}, "head": {}, "team": {}, "product": {}, "month": {}}
	for _, row := range sheetOf(o, "sales_pipeline.csv") {
		if row["deal_stage"] != "Won" && row["deal_stage"] != "Lost" {
			continue
		}
		begun, err := time.Parse("1/2/2006", row["engage_date"])
		o.must(err)
		ended, err := time.Parse("1/2/2006", row["close_date"])
		o.must(err)
		seller := people[row["sales_agent"]]
		for by, name := range map[string]string{
			"seller": row["sales_agent"], "head": seller["manager"], "team": seller["regional_office"],
			"product": strings.Replace(row["product"], "GTXPro", "GTX Pro", 1), "month": ended.Format("2006-01-02")[:8] + "01",
		} {
			s := want[by][name]
			if s == nil {
				s = &score{}
				want[by][name] = s
			}
			if s.days += int64(ended.Sub(begun).Hours() / 24); row["deal_stage"] == "Won" {
				s.won++
			} else {
				s.lost++
			}
		}
	}
	for by, names := range want {
		var got struct {
			Tables struct {
				Results []struct {
					Key       any
					Name      string
					Won, Lost json.Number
					Rate      string `json:"win_rate"`
					Days      string `json:"days_to_close"`
				}
			}
		}
		o.get("/api/v1/analysis/results?period=all&by="+by).json(o, &got)
		rows := got.Tables.Results
		if len(rows) != len(names)+1 {
			o.Errorf("by %s there are %d rows, wanted %d and their sum", by, len(rows), len(names))
		}
		for _, row := range rows {
			name := row.Name
			if by == "month" && row.Key != nil {
				name = row.Key.(string)
			}
			if row.Key == nil {
				if row.Rate != "63.15" || row.Won != "4238" || row.Lost != "2473" {
					o.Errorf("by %s all of them are %+v", by, row)
				}
				continue
			}
			s := names[name]
			if s == nil {
				o.Errorf("by %s the files have no %s", by, name)
				continue
			}
			mean := (200*s.days + s.won + s.lost) / (2 * (s.won + s.lost))
			if fmt.Sprintf("%s %s %s", row.Won, row.Lost, row.Days) != fmt.Sprintf("%d %d %d.%02d", s.won, s.lost, mean/100, mean%100) {
				o.Errorf("by %s %s is %+v, in the files %+v", by, name, row, s)
			}
		}
	}
	page := o.get("/analysis?period=all&by=team").body
	for _, wanted := range []string{"63.15%", "4,238 of 6,711 closed", "Central", `<svg class="chart`} {
		if !strings.Contains(page, wanted) {
			o.Errorf("the page does not say %s", wanted)
		}
	}
}

// behind follows each number of a report to its rows, and wants as many there.
func (b *browser) behind(path string) {
	b.Helper()
	body := b.get(path).is(http.StatusOK).body
	found := 0
	for _, one := range strings.Split(body, `<a class="link" href="`)[1:] {
		href, rest, _ := strings.Cut(one, `"`)
		_, rest, _ = strings.Cut(rest, ">")
		words, _, _ := strings.Cut(rest, "<")
		if strings.ContainsAny(words, ".%") { // an amount
			continue
		}
		found++
		list := b.get(strings.ReplaceAll(href, "&amp;", "&")).is(http.StatusOK).body
		if rows := fmt.Sprint(len(row.FindAllString(list, -1))); rows != words {
			b.Errorf("%s says %s, and %s has %s rows", path, words, href, rows)
		}
	}
	if found == 0 {
		b.Errorf("no number of %s leads anywhere", path)
	}
}

func TestEveryNumberOfTheAnalysisOpensItsRowsAndOnesOwnAlone(t *testing.T) {
	onWorld(t, func(w *world) {
		w.write(func(tx *store.Tx) error {
			reason, err := register.First(w.ctx, tx, crm.LossReasons, register.Eq(&crm.LossReasons.Row.Code, "price"))
			if err != nil {
				return err
			}
			stages, err := register.Select(w.ctx, tx, crm.Stages, register.Query{Filter: register.Eq(&crm.Stages.Row.Outcome, crm.Open)})
			if err != nil {
				return err
			}
			for i, u := range []*crm.User{w.anna, w.anna, w.anna, w.vira, w.vira, w.vira, w.vira} {
				d := &crm.Deal{
					Partner: register.Ref[crm.Partner](w.clients[u].ID), Responsible: register.Ref[crm.User](u.ID), Amount: money.Of(int64(100+i), "UAH"),
					StartedOn: "2026-10-02", CloseOn: "2026-12-04",
				}
				if err := tx.Save(w.ctx, d); err != nil {
					return err
				}
				if err := (&crm.MoveDeal{Stage: register.Ref[crm.Stage](stages[i%3].ID)}).Do(w.ctx, tx, d); err != nil {
					return err
				}
				on := register.Date("2026-11-05")
				if i < 3 {
					on = "2026-10-20" // these foretell what becomes of the others
				}
				switch i % 3 {
				case 0:
					err = (&crm.WinDeal{On: on}).Do(w.ctx, tx, d)
				case 1:
					err = (&crm.LoseDeal{LossReason: register.Ref[crm.LossReason](reason.ID), On: on}).Do(w.ctx, tx, d)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		paths := []string{
			"/analysis", "/analysis?by=team", "/analysis?by=head&period=thismonth", "/analysis?by=month&period=2026", "/analysis/funnel", "/analysis/funnel?measure=amount",
			"/analysis/funnel?view=snapshot", "/analysis/conversion?by=seller", "/analysis/conversion?by=month", "/analysis/stages", "/analysis/map", "/analysis/map?measure=count&period=thismonth", "/analysis/losses", "/analysis/losses?by=seller",
			"/analysis/losses?by=stage", "/analysis/forecast", "/analysis/chances", "/analysis/chances?period=thismonth",
		}
		for _, u := range []*crm.User{w.iryna, w.vira} {
			b := w.as(u)
			for _, path := range paths {
				b.behind(path)
			}
		}
		w.as(w.vira).get("/analysis").is(http.StatusOK).hides("Мельник")
		b := w.as(w.iryna)
		for _, path := range []string{"/analysis?period=once", "/analysis?by=x", "/analysis/funnel?view=x", "/analysis/losses?period=2026-13"} {
			b.get(path).is(http.StatusBadRequest)
		}
		if q, err := url.ParseQuery("kind=999999"); err == nil {
			b.get("/analysis?" + q.Encode()).is(http.StatusOK)
		}
	})
}

func TestTheCardTellsTheChanceOfADealAndWhatPullsAtIt(t *testing.T) {
	onWorld(t, func(w *world) {
		var open *crm.Deal
		w.write(func(tx *store.Tx) error {
			reason, err := register.First(w.ctx, tx, crm.LossReasons, register.Eq(&crm.LossReasons.Row.Code, "price"))
			if err != nil {
				return err
			}
			stages, err := register.Select(w.ctx, tx, crm.Stages, register.Query{Filter: register.Eq(&crm.Stages.Row.Outcome, crm.Open)})
			if err != nil {
				return err
			}
			rival := &crm.Partner{Name: "ТОВ «Маяк»", Roles: crm.PartnerRoles{crm.CompetitorRole}}
			if err := tx.Save(w.ctx, rival); err != nil {
				return err
			}
			// Of five that came to the second stage two were won, and one of those was contested.
			for i := range 6 {
				d := &crm.Deal{Partner: register.Ref[crm.Partner](w.clients[w.vira].ID), Responsible: register.Ref[crm.User](w.vira.ID), Amount: money.Of(1000, "UAH")}
				if i%2 == 0 {
					d.Rivals = register.Parts[crm.DealRival]{{Partner: register.Ref[crm.Partner](rival.ID)}}
				}
				if err := tx.Save(w.ctx, d); err != nil {
					return err
				}
				if err := (&crm.MoveDeal{Stage: register.Ref[crm.Stage](stages[1].ID)}).Do(w.ctx, tx, d); err != nil {
					return err
				}
				switch {
				case i < 2:
					err = (&crm.WinDeal{}).Do(w.ctx, tx, d)
				case i < 5:
					err = (&crm.LoseDeal{LossReason: register.Ref[crm.LossReason](reason.ID)}).Do(w.ctx, tx, d)
				default:
					open = d
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		at := fmt.Sprintf("/deals/%d", open.ID)
		// 3 of 7 by the stage; 2/5 · 1/2 · 3/4 against 3/5 · 2/5 · 4/5 by what else is known.
		w.as(w.olena).get(at).is(http.StatusOK).says("42.86%", "43.86%", "of which there are few", "No competitor", at+"/chance")
		w.as(w.olena).behind(at + "/chance")
		w.as(w.vira).get(at+"/chance").is(http.StatusOK).says("42.86%", "43.86%", "No competitor", "now here")
		w.as(w.anna).get(at + "/chance").is(http.StatusNotFound)
		w.write(func(tx *store.Tx) error {
			d, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](open.ID))
			if err != nil {
				return err
			}
			d.Chance, d.ChanceReason = 800_000, "обіцяли підписати"
			return tx.Save(w.ctx, d)
		})
		w.as(w.vira).get(at).is(http.StatusOK).says("80%", "as the seller sees it", "42.86%", "обіцяли підписати")
	})
}
