package web

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"

	"dossier/internal/analysis"
	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/register"
)

// How many months the forecast looks ahead, how often it plays them, and from
// which seed: the same deals have the same forecast.
const (
	monthsAhead  = 6
	mostTrials   = 2000
	fewestTrials = 200
	mostDraws    = 5_000_000
	forecastSeed = 1
)

// forecast is what the open deals may bring, month by month.
func (r *report) forecast() error {
	if err := r.kindsOffered(false); err != nil {
		return err
	}
	today := r.tx.Today()
	begin, _ := today.Month()
	end := monthAfter(today, monthsAhead)
	open := both(register.Eq(&crm.Deals.Row.Outcome, crm.Open), r.ofKind())
	by := []string{register.Month("close_on"), "stage"}
	if r.prices {
		by = append(by, "amount_base") // deals of one amount are counted together
	}
	groups, err := r.group("", by, open)
	if err != nil {
		return err
	}
	chances, err := r.chances(r.tx)
	if err != nil {
		return err
	}
	columns := []string{"open"}
	if r.prices {
		columns = append(columns, "open_amount", "weighted", "low", "high")
	}
	t := r.table("forecast", r.p.Text("analysis.by_expected"), columns...)
	type month struct {
		name, short string
		rows        register.Filter
		holds       func(string) bool
	}
	var months []month
	for n := range monthsAhead {
		first := monthAfter(today, n)
		s, _ := spanOf(string(first[:7]), today)
		months = append(months, month{r.p.MonthYear(string(first)), r.monthShort(string(first)), s.of("close_on"), func(day string) bool { return day == string(first) }})
	}
	late := len(months)
	months = append(months,
		month{r.p.Text("analysis.expected_before"), "", both(register.Some(&crm.Deals.Row.CloseOn), register.Lt(&crm.Deals.Row.CloseOn, begin)), func(day string) bool { return day != "" && day < string(begin) }},
		month{r.p.Text("analysis.expected_later"), "", register.Ge(&crm.Deals.Row.CloseOn, end), func(day string) bool { return day >= string(end) }},
		month{r.p.Text("analysis.expected_never"), "", register.None(&crm.Deals.Row.CloseOn), func(day string) bool { return day == "" }},
	)
	c := chart.Columns{Title: r.v.Title, Say: r.short, Share: r.p.Percent, Sets: []chart.Set{{Class: "chart-won", Name: r.p.Text("analysis.weighted")}}}
	var words []string
	var all []analysis.Hope
	for i, m := range months {
		hopes := hopesOf(groups, chances, r.prices, m.holds)
		var pile analysis.Pile
		for _, h := range hopes {
			pile.Add(analysis.Pile{Count: h.Count, Amount: h.Count * h.Amount})
		}
		if i >= late && pile.Count == 0 {
			continue
		}
		w := t.row(m.name, m.name)
		behind := both(open, m.rows)
		if err := w.count(pile.Count, behind); err != nil {
			return err
		}
		if !r.prices {
			continue
		}
		expected := analysis.Expected(hopes)
		if err := w.worth(pile.Amount, behind); err != nil {
			return err
		}
		if err := w.worth(expected, behind); err != nil {
			return err
		}
		reach := played(hopes)
		if err := w.worth(reach.Low, nil); err != nil {
			return err
		}
		if err := w.worth(reach.High, nil); err != nil {
			return err
		}
		if i < late {
			all = append(all, hopes...)
			c.Names, words = append(c.Names, m.short), append(words, r.short(expected))
			c.Sets[0].Values, c.Ranges = append(c.Sets[0].Values, expected), append(c.Ranges, chart.Span{Low: reach.Low, High: reach.High})
		}
	}
	if r.prices {
		c.About = about(c.Names, words)
		t.shown.Draw(c.SVG)
		reach := played(all)
		if err := r.tile("weighted", r.short(analysis.Expected(all)), r.p.Text("analysis.in_months", "n", r.p.Integer(monthsAhead)), nil); err != nil {
			return err
		}
		if err := r.tile("range", r.short(reach.Low)+" – "+r.short(reach.High), r.p.Text("analysis.range_why"), nil); err != nil {
			return err
		}
	}
	t.show()
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_chance"), r.p.Text("analysis.note_range"))
	return nil
}

// hopesOf are the open deals of a month with their chances.
func hopesOf(groups []register.Group, chances chanceOf, prices bool, holds func(string) bool) []analysis.Hope {
	var out []analysis.Hope
	for _, g := range groups {
		if !holds(g.Keys[0].(string)) {
			continue
		}
		h := analysis.Hope{Count: g.Count, Chance: chances.of(g.Keys[1].(int64)).share}
		if prices {
			h.Amount = g.Keys[2].(int64)
		}
		out = append(out, h)
	}
	return out
}

// played is what the deals may bring, played the more often the fewer they are.
func played(hopes []analysis.Hope) analysis.Reach {
	n := int64(1)
	for _, h := range hopes {
		n += h.Count
	}
	return analysis.Range(hopes, int(min(max(mostDraws/n, fewestTrials), mostTrials)), forecastSeed)
}

// chancesOf tells the chances of stages, what speaks for and against winning,
// and whether what was foretold came.
func (r *report) chancesOf() error {
	r.periods()
	if err := r.kindsOffered(true); err != nil {
		return err
	}
	stages, err := r.stages()
	if err != nil {
		return err
	}
	chances, err := r.chances(r.tx)
	if err != nil {
		return err
	}
	// The chance of a stage is the same for everybody; what he sees of the deals
	// that tell it is the reader's own.
	lately := both(learned(r.tx.Today()).of("closed_on"), r.ofWay(), register.In(&crm.Deals.Row.Outcome, crm.Won, crm.Lost))
	groups, err := r.group("", []string{"furthest", "outcome"}, lately)
	if err != nil {
		return err
	}
	seen := analysis.ClosedAt(furthest(groups, stages, 0, 1))
	t := r.table("chances", label(r.p, r.deals, r.deals.Field("stage")), "closed", "pass", "win", "chance", "ground")
	for i, s := range stages {
		one := chances.of(s.ID)
		w := t.row(s.ID, s.Title(string(r.p.Language())))
		if err := w.count(seen[i].Visited, both(lately, cameTo(stages, i))); err != nil {
			return err
		}
		for _, share := range []*big.Rat{seen[i].Pass(), seen[i].Win(), one.share} {
			if err := w.share(share); err != nil {
				return err
			}
		}
		if err := w.cell(string(one.ground), r.p.Text("analysis.ground_"+string(one.ground)), nil); err != nil {
			return err
		}
	}
	t.show()
	if err := r.calibration(stages); err != nil {
		return err
	}
	for _, by := range []string{"source", "product", "seller"} {
		if err := r.pulls(by); err != nil {
			return err
		}
	}
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_chance"), r.p.Text("analysis.note_pull"))
	return nil
}

// mostPulls is how many values of a factor are told of.
const mostPulls = 10

// pulls are how strongly each value of a factor speaks for winning.
func (r *report) pulls(by string) error {
	field := lossFields[by]
	s := learned(r.tx.Today())
	ended := both(s.of("closed_on"), r.ofKind(), register.In(&crm.Deals.Row.Outcome, crm.Won, crm.Lost))
	groups, err := r.group("", []string{field, "outcome"}, ended)
	if err != nil {
		return err
	}
	var won, lost int64
	var ids []int64
	factors := map[int64]*analysis.Factor{}
	for _, g := range groups {
		id := g.Keys[0].(int64)
		if factors[id] == nil {
			factors[id], ids = &analysis.Factor{}, append(ids, id)
		}
		if g.Keys[1] == string(crm.Won) {
			factors[id].Won, won = g.Count, won+g.Count
		} else {
			factors[id].Lost, lost = g.Count, lost+g.Count
		}
	}
	for _, f := range factors {
		f.Values = int64(len(factors))
	}
	slices.SortStableFunc(ids, func(a, b int64) int {
		return cmp.Compare(factors[b].Won+factors[b].Lost, factors[a].Won+factors[a].Lost)
	})
	ids = ids[:min(len(ids), mostPulls)]
	slices.SortStableFunc(ids, func(a, b int64) int { return factors[b].Odds(won, lost).Cmp(factors[a].Odds(won, lost)) })
	of, err := r.named(r.deals.Field(field).Target, ids)
	if err != nil {
		return err
	}
	t := r.table("pulls_"+by, r.p.Text("analysis.by_"+by), "won", "lost", "pull")
	t.shown.Whole = false
	for _, id := range ids {
		f := factors[id]
		w := t.row(id, of(id))
		for _, one := range []struct {
			n       int64
			outcome crm.Outcome
		}{{f.Won, crm.Won}, {f.Lost, crm.Lost}} {
			if err := w.count(one.n, both(s.of("closed_on"), r.ofKind(), register.Eq(&crm.Deals.Row.Outcome, one.outcome), is(field, id))); err != nil {
				return err
			}
		}
		pull := strconv.FormatFloat(f.Pull(won, lost), 'f', 2, 64)
		words := r.p.Decimal(hundredthsOf(f.Pull(won, lost)), 2)
		if pull[0] != '-' {
			words = "+" + words
		}
		if err := w.cell(pull, words, nil); err != nil {
			return err
		}
	}
	t.show()
	return nil
}

func hundredthsOf(v float64) int64 {
	if v < 0 {
		return -hundredthsOf(-v)
	}
	return int64(v*100 + 0.5)
}

// calibration compares what the two years before the span would have foretold
// of its deals with what became of them. A deal is counted once in each band in
// which a chance was foretold of it on its way.
func (r *report) calibration(stages []*crm.Stage) error {
	of := span{from: r.span.from, to: r.span.to}
	if of.from == "" { // all of the time: its last year
		_, of.to = r.tx.Today().Month()
		of.from = monthAfter(r.tx.Today(), -11)
	}
	before := learned(monthAfter(of.from, -1))
	ended, by := register.In(&crm.Deals.Row.Outcome, crm.Won, crm.Lost), []string{"ad_source", "contested", "furthest", "outcome"}
	known, err := r.group("", by, before.of("closed_on"), r.ofWay(), ended)
	if err != nil {
		return err
	}
	came, err := r.group("", by, of.of("closed_on"), r.ofWay(), ended)
	if err != nil {
		return err
	}
	list := foretold(known, came, stages)
	told := make([]analysis.Foretold, len(list))
	for i, one := range list {
		told[i] = one.Foretold
	}
	t := r.table("calibration", r.p.Text("analysis.band"), "foretold", "won", "predicted", "actual")
	t.shown.Whole = false
	t.shown.Lead = r.p.Text("analysis.calibration_lead")
	c := chart.Calibration{Title: r.p.Text("analysis.table_calibration"), Predicted: r.p.Text("analysis.predicted"), Actual: r.p.Text("analysis.actual"), Share: r.p.Percent}
	var names, words []string
	for _, b := range analysis.Calibration(told) {
		if b.Count == 0 {
			continue
		}
		name := r.p.Integer(b.From) + "–" + r.p.Percent(b.To*10_000)
		w := t.row([]int64{b.From, b.To}, name)
		var behind register.Any
		var won int64
		for _, one := range list {
			if b.Holds(one.Chance) {
				behind, won = append(behind, one.rows), won+one.Won
			}
		}
		closed := both(of.of("closed_on"), r.ofWay())
		if err := w.count(b.Count, both(closed, ended, behind)); err != nil {
			return err
		}
		if err := w.count(won, both(closed, register.Eq(&crm.Deals.Row.Outcome, crm.Won), behind)); err != nil {
			return err
		}
		if err := w.share(b.Predicted); err != nil {
			return err
		}
		if err := w.share(b.Actual); err != nil {
			return err
		}
		names, words = append(names, name), append(words, r.percent(b.Actual))
		c.Dots = append(c.Dots, chart.Dot{Predicted: analysis.Millionths(b.Predicted), Actual: analysis.Millionths(b.Actual), Count: b.Count})
	}
	c.About = about(names, words)
	t.shown.Wide, t.shown.Narrow = c.SVG(narrowChart), c.SVG(narrowChart)
	t.show()
	return nil
}

// prophecy is a chance that was foretold of some closed deals when they had come
// to a stage and not yet to one of another band.
type prophecy struct {
	analysis.Foretold
	rows register.Filter
}

// foretold is what closed deals that are known foretell of those that came: by
// the stage, by the source and by whether they were contested, as the card of a
// deal tells it. Of the stages of one deal that lie in one band the last counts.
func foretold(known, came []register.Group, stages []*crm.Stage) []prophecy {
	whole := analysis.ClosedAt(furthest(known, stages, 2, 3))
	if len(whole) == 0 || whole[0].Visited == 0 {
		return nil
	}
	won := whole[0].Won
	lost := whole[0].Visited - won
	type cell struct {
		source    int64
		contested bool
	}
	sources, rivals := map[int64]*analysis.Factor{}, map[bool]*analysis.Factor{}
	for _, g := range known {
		learn(sources, g.Keys[0].(int64), g)
		learn(rivals, g.Keys[1].(bool), g)
	}
	cells := map[cell][]register.Group{}
	for _, g := range came {
		at := cell{g.Keys[0].(int64), g.Keys[1].(bool)}
		cells[at] = append(cells[at], g)
	}
	var out []prophecy
	for at, groups := range cells {
		here := furthest(groups, stages, 2, 3)
		chances := make([]*big.Rat, len(stages))
		for i := range stages {
			source, rival := analysis.Factor{}, analysis.Factor{}
			if f := sources[at.source]; f != nil {
				source = *f
			}
			if f := rivals[at.contested]; f != nil {
				rival = *f
			}
			source.Values, rival.Values = int64(max(len(sources), 1)), 2
			reached := analysis.Factor{Won: whole[i].Won, Lost: whole[i].Visited - whole[i].Won, Values: 2}
			if chances[i] = analysis.ByFactors(won, lost, []analysis.Factor{source, rival, reached}); chances[i] == nil {
				return nil
			}
		}
		own := both(is("ad_source", at.source), register.Eq(&crm.Deals.Row.Contested, at.contested))
		for far, pile := range here { // deals that came so far and no further
			for _, one := range []struct {
				n       int64
				outcome crm.Outcome
			}{{pile.Won.Count, crm.Won}, {pile.Lost.Count, crm.Lost}} {
				if one.n == 0 {
					continue
				}
				last := far
				if one.outcome == crm.Won { // it passed all of them
					last = len(stages) - 1
				}
				rows := both(own, endedAt(stages, far, one.outcome))
				for i := 0; i <= last; i++ {
					if i < last && analysis.BandOf(chances[i]) == analysis.BandOf(chances[i+1]) {
						continue
					}
					f := analysis.Foretold{Chance: chances[i], Lost: one.n}
					if one.outcome == crm.Won {
						f.Won, f.Lost = one.n, 0
					}
					out = append(out, prophecy{f, rows})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b prophecy) int { return a.Chance.Cmp(b.Chance) })
	return out
}

// learn adds the deals of a group to what is known of a value.
func learn[K comparable](known map[K]*analysis.Factor, value K, g register.Group) {
	if known[value] == nil {
		known[value] = &analysis.Factor{}
	}
	if g.Keys[3] == string(crm.Won) {
		known[value].Won += g.Count
	} else {
		known[value].Lost += g.Count
	}
}
