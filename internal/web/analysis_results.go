package web

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"dossier/internal/analysis"
	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
)

// narrowChart is the width of drawings that are as narrow on wide screens.
const narrowChart = 300

// mostDrawn is how many parts a drawing has at most; the table has all.
const mostDrawn = 12

// result is what closed deals came to.
type result struct {
	key       any // id or first day of a month
	won, lost analysis.Pile
	days      int64 // of those whose days are known
	timed     int64
}

func (one result) closed() int64 { return one.won.Count + one.lost.Count }

// resultFields are the ways to take results apart, and the field behind each.
var resultFields = map[string]string{
	"seller": "responsible", "head": "responsible", "team": "responsible", "product": "product", "month": register.Month("closed_on"),
}

// closedIn are the closed deals of the span and kind.
func (r *report) closedIn(outcomes ...crm.Outcome) register.Filter {
	return both(r.span.of("closed_on"), r.ofKind(), register.In(&crm.Deals.Row.Outcome, outcomes...))
}

// results tell who and what wins, and how long it takes.
func (r *report) results() error {
	r.periods()
	if err := r.kindsOffered(false); err != nil {
		return err
	}
	by, err := r.choice("by", "seller", "head", "team", "product", "month")
	if err != nil {
		return err
	}
	list, err := r.resultsBy(resultFields[by])
	if err != nil {
		return err
	}
	behind := func(key any) register.Filter { return is(resultFields[by], key.(int64)) }
	name := func(key any) string { return r.p.MonthYear(key.(string)) }
	switch by {
	case "head", "team":
		if list, err = r.roll(list, by); err != nil {
			return err
		}
		behind = func(key any) register.Filter { return r.ofSellers(by, key.(int64)) }
	case "month":
		behind = func(key any) register.Filter {
			s, _ := spanOf(string(key.(string)[:7]), r.tx.Today())
			return s.of("closed_on")
		}
	}
	if by != "month" {
		target := map[string]*register.Register{"product": crm.Products.Register, "team": crm.Teams.Register}[by]
		if target == nil {
			target = crm.Users.Register
		}
		ids := make([]int64, len(list))
		for i, one := range list {
			ids[i] = one.key.(int64)
		}
		of, err := r.named(target, ids)
		if err != nil {
			return err
		}
		name = func(key any) string { return of(key.(int64)) }
		slices.SortStableFunc(list, func(a, b result) int {
			return cmp.Or(cmp.Compare(b.won.Count, a.won.Count), cmp.Compare(b.closed(), a.closed()))
		})
	}
	return r.resultTable(by, list, name, behind)
}

// resultsBy are the closed deals by one field.
func (r *report) resultsBy(field string) ([]result, error) {
	ended := r.closedIn(crm.Won, crm.Lost)
	groups, err := r.group("amount_base", []string{field, "outcome"}, ended)
	if err != nil {
		return nil, err
	}
	lasting, err := r.group("days_to_close", []string{field}, ended, register.Eq(&crm.Deals.Row.Timed, true))
	if err != nil {
		return nil, err
	}
	var out []result
	at := func(key any) *result {
		i := slices.IndexFunc(out, func(one result) bool { return one.key == key })
		if i < 0 {
			out, i = append(out, result{key: key}), len(out)
		}
		return &out[i]
	}
	for _, g := range groups {
		one, pile := at(g.Keys[0]), analysis.Pile{Count: g.Count, Amount: g.Total.Number}
		if g.Keys[1] == string(crm.Won) {
			one.won = pile
		} else {
			one.lost = pile
		}
	}
	for _, g := range lasting {
		one := at(g.Keys[0])
		one.days, one.timed = g.Total.Number, g.Count
	}
	return out, nil
}

// roll adds results of sellers up to their heads or their teams.
func (r *report) roll(list []result, by string) ([]result, error) {
	users, err := register.Select(r.r.Context(), r.tx.AsProgram(), crm.Users, register.Query{})
	if err != nil {
		return nil, err
	}
	above := map[int64]int64{}
	for _, u := range users {
		if above[u.ID] = int64(u.Head); by == "team" {
			above[u.ID] = int64(u.Team)
		}
	}
	var out []result
	for _, one := range list {
		key := above[one.key.(int64)]
		i := slices.IndexFunc(out, func(o result) bool { return o.key == key })
		if i < 0 {
			out, i = append(out, result{key: key}), len(out)
		}
		out[i].won.Add(one.won)
		out[i].lost.Add(one.lost)
		out[i].days, out[i].timed = out[i].days+one.days, out[i].timed+one.timed
	}
	return out, nil
}

// ofSellers are the deals of those who answer to a head or belong to a team.
func (r *report) ofSellers(by string, id int64) register.Filter {
	in := register.Through{Field: "responsible", Filter: is(by, id)}
	if id != 0 {
		return in
	}
	return register.Any{in, register.None(&crm.Deals.Row.Responsible)}
}

func (r *report) resultTable(by string, list []result, name func(any) string, behind func(any) register.Filter) error {
	columns := []string{"closed", "won", "lost", "win_rate", "won_amount", "days_to_close"}
	if !r.prices {
		columns = slices.Delete(columns, 4, 5)
	}
	t := r.table("results", r.p.Text("analysis.by_"+by), columns...)
	all := result{}
	for _, one := range list {
		all.won.Add(one.won)
		all.lost.Add(one.lost)
		all.days, all.timed = all.days+one.days, all.timed+one.timed
	}
	line := func(w *reportRow, one result, behind register.Filter) error {
		if err := w.count(one.closed(), both(r.closedIn(crm.Won, crm.Lost), behind)); err != nil {
			return err
		}
		if err := w.count(one.won.Count, both(r.closedIn(crm.Won), behind)); err != nil {
			return err
		}
		if err := w.count(one.lost.Count, both(r.closedIn(crm.Lost), behind)); err != nil {
			return err
		}
		if err := w.share(analysis.Share(one.won.Count, one.closed())); err != nil {
			return err
		}
		if r.prices {
			if err := w.worth(one.won.Amount, both(r.closedIn(crm.Won), behind)); err != nil {
				return err
			}
		}
		mean, ok := meanDays(one.days, one.timed)
		return w.days(mean, ok)
	}
	c := chart.Columns{Title: r.p.Text("analysis.table_results"), Say: r.p.Short, Share: r.p.Percent, Sets: []chart.Set{
		{Class: "chart-won", Name: r.p.Text("analysis.won")}, {Class: "chart-lost", Name: r.p.Text("analysis.lost")},
	}}
	var words []string
	for i, one := range list {
		label := name(one.key)
		w := t.row(one.key, label)
		if err := line(w, one, behind(one.key)); err != nil {
			return err
		}
		w.shown().Meter = page.Meter{Label: r.percent(analysis.Share(one.won.Count, one.closed())), Value: one.won.Count, Of: one.closed()}
		if i < mostDrawn || by == "month" && len(list) <= 3*mostDrawn {
			if by == "month" {
				label = r.monthShort(one.key.(string))
			} else {
				label, _, _ = strings.Cut(label, " ")
			}
			c.Names, words = append(c.Names, label), append(words, r.percent(analysis.Share(one.won.Count, one.closed())))
			c.Sets[0].Values, c.Sets[1].Values = append(c.Sets[0].Values, one.won.Count), append(c.Sets[1].Values, one.lost.Count)
		}
	}
	if len(list) > 0 {
		w := t.row(nil, r.p.Text("analysis.total"))
		w.shown().Sum = true
		if err := line(w, all, both()); err != nil {
			return err
		}
	}
	c.About = about(c.Names, words)
	t.shown.Draw(c.SVG)
	if err := r.resultTiles(all); err != nil {
		return err
	}
	t.show()
	return nil
}

func (r *report) monthShort(day string) string {
	return r.p.MonthShort(monthOf(day)) + " " + day[2:4]
}

// meanDays is the mean in hundredths of a day.
func meanDays(sum, n int64) (int64, bool) {
	if n == 0 {
		return 0, false
	}
	return (200*sum + n) / (2 * n), true
}

// resultTiles are the figures of all closed deals.
func (r *report) resultTiles(all result) error {
	groups, err := r.group("", []string{"days_to_close"}, r.closedIn(crm.Won, crm.Lost), register.Eq(&crm.Deals.Row.Timed, true))
	if err != nil {
		return err
	}
	days := analysis.Durations{}
	for _, g := range groups {
		days[g.Keys[0].(int64)] += g.Count
	}
	if err := r.tile("win_rate", r.percent(analysis.Share(all.won.Count, all.closed())),
		r.p.Text("analysis.of_closed", "won", r.p.Integer(all.won.Count), "closed", r.p.Integer(all.closed())), r.closedIn(crm.Won, crm.Lost)); err != nil {
		return err
	}
	if err := r.tile("won", r.p.Integer(all.won.Count), "", r.closedIn(crm.Won)); err != nil {
		return err
	}
	if r.prices {
		if err := r.tile("won_amount", r.short(all.won.Amount), "", r.closedIn(crm.Won)); err != nil {
			return err
		}
	}
	value, note := "–", ""
	if mean, ok := days.Mean(); ok {
		median, _ := days.Median()
		p90, _ := days.Percentile(90)
		value = r.p.Quantity(mean * 10)
		note = r.p.Text("analysis.median_and_p90", "median", r.p.Quantity(median*10), "p90", r.p.Integer(p90))
	}
	return r.tile("days_to_close", value, note, nil)
}

// lossFields are the ways to take losses apart, and the field behind each.
var lossFields = map[string]string{
	"reason": "loss_reason", "seller": "responsible", "stage": "lost_at", "source": "ad_source", "product": "product", "competitor": "lost_to", "client": "partner",
}

// mostLosses is how many parts of a cut are told one by one.
const mostLosses = 30

// losses tell why deals are lost, and where.
func (r *report) losses() error {
	r.periods()
	if err := r.kindsOffered(false); err != nil {
		return err
	}
	by, err := r.choice("by", "reason", "seller", "stage", "source", "product", "competitor", "client")
	if err != nil {
		return err
	}
	lost := r.closedIn(crm.Lost)
	if err := r.lossTable("losses", by, lost, true); err != nil {
		return err
	}
	if by != "seller" {
		return r.pairs("seller", "reason", lost)
	}
	if err := r.pairs("seller", "reason", lost); err != nil {
		return err
	}
	return r.pairs("seller", "stage", lost)
}

func (r *report) lossTable(name, by string, lost register.Filter, tiles bool) error {
	field := lossFields[by]
	groups, err := r.group("amount_base", []string{field}, lost)
	if err != nil {
		return err
	}
	piles, ids := make([]analysis.Pile, len(groups)), make([]int64, len(groups))
	var all analysis.Pile
	for i, g := range groups {
		piles[i], ids[i] = analysis.Pile{Count: g.Count, Amount: g.Total.Number}, g.Keys[0].(int64)
		all.Add(piles[i])
	}
	ranks := analysis.Pareto(piles)
	shown := ranks[:min(len(ranks), mostLosses)]
	var wantedIDs []int64
	for _, rank := range shown {
		wantedIDs = append(wantedIDs, ids[rank.Place])
	}
	of, err := r.named(r.deals.Field(field).Target, wantedIDs)
	if err != nil {
		return err
	}
	columns := []string{"lost", "share_count", "lost_amount", "share_amount", "cumulative"}
	if !r.prices {
		columns = []string{"lost", "share_count", "cumulative"}
	}
	t := r.table(name, r.p.Text("analysis.by_"+by), columns...)
	c := chart.Columns{Title: r.p.Text("analysis.table_" + name), Say: r.short, Share: r.p.Percent, Sets: []chart.Set{{Class: "chart-won"}}}
	if !r.prices {
		c.Say = r.p.Short
	}
	var words []string
	for i, rank := range shown {
		id, pile := ids[rank.Place], piles[rank.Place]
		w := t.row(id, of(id))
		behind := both(lost, is(field, id))
		if err := r.lossLine(w, pile, rank, behind); err != nil {
			return err
		}
		w.shown().Meter = page.Meter{Label: r.percent(rank.Count), Value: pile.Count, Of: all.Count}
		if i < mostDrawn {
			value := pile.Amount
			if !r.prices {
				value = pile.Count
			}
			c.Names, c.Line = append(c.Names, of(id)), append(c.Line, analysis.Millionths(rank.Cumulative))
			c.Sets[0].Values, words = append(c.Sets[0].Values, value), append(words, r.p.Integer(pile.Count))
		}
	}
	if len(shown) > 0 {
		w := t.row(nil, r.p.Text("analysis.total"))
		w.shown().Sum = true
		whole := analysis.Rank{Count: analysis.Share(all.Count, all.Count), Amount: analysis.Share(all.Amount, all.Amount), Cumulative: big.NewRat(1, 1)}
		if err := r.lossLine(w, all, whole, lost); err != nil {
			return err
		}
	}
	c.About = about(c.Names, words)
	t.shown.Draw(c.SVG)
	if tiles {
		if err := r.tile("lost", r.p.Integer(all.Count), "", lost); err != nil {
			return err
		}
		if r.prices {
			if err := r.tile("lost_amount", r.short(all.Amount), "", lost); err != nil {
				return err
			}
		}
		if len(ranks) > 0 {
			first := ranks[0]
			if err := r.tile("first_"+by, r.percent(first.Cumulative), of(ids[first.Place]), both(lost, is(field, ids[first.Place]))); err != nil {
				return err
			}
		}
	}
	t.show()
	return nil
}

func (r *report) lossLine(w *reportRow, pile analysis.Pile, rank analysis.Rank, behind register.Filter) error {
	if err := w.count(pile.Count, behind); err != nil {
		return err
	}
	if err := w.share(rank.Count); err != nil {
		return err
	}
	if r.prices {
		if err := w.worth(pile.Amount, behind); err != nil {
			return err
		}
		if err := w.share(rank.Amount); err != nil {
			return err
		}
	}
	return w.share(rank.Cumulative)
}

// mostPairs is how many pairs are told of.
const mostPairs = 5

// pairs are who loses most by what.
func (r *report) pairs(one, other string, lost register.Filter) error {
	a, b := lossFields[one], lossFields[other]
	groups, err := r.group("amount_base", []string{a, b}, lost)
	if err != nil {
		return err
	}
	slices.SortStableFunc(groups, func(x, y register.Group) int {
		return cmp.Or(cmp.Compare(y.Total.Number, x.Total.Number), cmp.Compare(y.Count, x.Count))
	})
	groups = groups[:min(len(groups), mostPairs)]
	var as, bs []int64
	for _, g := range groups {
		as, bs = append(as, g.Keys[0].(int64)), append(bs, g.Keys[1].(int64))
	}
	nameA, err := r.named(r.deals.Field(a).Target, as)
	if err != nil {
		return err
	}
	nameB, err := r.named(r.deals.Field(b).Target, bs)
	if err != nil {
		return err
	}
	columns := []string{"lost", "lost_amount"}
	if !r.prices {
		columns = columns[:1]
	}
	t := r.table("pairs_"+one+"_"+other, r.p.Text("analysis.by_"+one)+" · "+r.p.Text("analysis.by_"+other), columns...)
	t.shown.Whole = false
	for i, g := range groups {
		w := t.row([]int64{as[i], bs[i]}, nameA(as[i])+" · "+nameB(bs[i]))
		behind := both(lost, is(a, as[i]), is(b, bs[i]))
		if err := w.count(g.Count, behind); err != nil {
			return err
		}
		if r.prices {
			if err := w.worth(g.Total.Number, behind); err != nil {
				return err
			}
		}
	}
	t.show()
	return nil
}
