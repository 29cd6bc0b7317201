package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"dossier/internal/analysis"
	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// funnel is how far deals come: those in work now, or those begun in a span.
func (r *report) funnel() error {
	view, err := r.choice("view", "cohort", "snapshot")
	if err != nil {
		return err
	}
	if view == "cohort" {
		r.periods()
	}
	if err := r.kindsOffered(true); err != nil {
		return err
	}
	measures := []string{"count", "amount"}
	if !r.prices {
		measures = measures[:1]
	}
	measure, err := r.choice("measure", measures...)
	if err != nil {
		return err
	}
	stages, err := r.stages()
	if err != nil {
		return err
	}
	if view == "snapshot" {
		return r.snapshot(stages, measure)
	}
	return r.cohort(stages, measure)
}

// places says at which stage of a list each of them stands.
func places(stages []*crm.Stage) map[int64]int {
	out := map[int64]int{}
	for i, s := range stages {
		out[s.ID] = i
	}
	return out
}

// furthest are deals by how far they came; what nobody knows of came to the
// first stage alone.
func furthest(groups []register.Group, stages []*crm.Stage, stage, outcome int) []analysis.Furthest {
	out, at := make([]analysis.Furthest, len(stages)), places(stages)
	if len(out) == 0 {
		return nil
	}
	for _, g := range groups {
		one, pile := &out[at[g.Keys[stage].(int64)]], analysis.Pile{Count: g.Count, Amount: g.Total.Number}
		switch crm.Outcome(g.Keys[outcome].(string)) {
		case crm.Won:
			one.Won.Add(pile)
		case crm.Lost:
			one.Lost.Add(pile)
		default:
			one.Open.Add(pile)
		}
	}
	return out
}

// cameTo are the deals that came to a stage or further.
func cameTo(stages []*crm.Stage, i int) register.Filter {
	if i == 0 {
		return both()
	}
	return register.Any{register.Eq(&crm.Deals.Row.Outcome, crm.Won), register.Is{Field: "furthest", Op: register.OneOf, Value: stageIDs(stages[i:])}}
}

// endedAt are the deals with an outcome that came to a stage and no further.
func endedAt(stages []*crm.Stage, i int, outcome crm.Outcome) register.Filter {
	here := register.Filter(is("furthest", stages[i].ID))
	if i == 0 { // and those of which nobody knows
		here = register.Not{Filter: register.Is{Field: "furthest", Op: register.OneOf, Value: stageIDs(stages[1:])}}
	}
	return both(register.Eq(&crm.Deals.Row.Outcome, outcome), here)
}

func stageIDs(stages []*crm.Stage) []any {
	out := make([]any, len(stages))
	for i, s := range stages {
		out[i] = s.ID
	}
	return out
}

// cohort is the way of the deals begun in the span.
func (r *report) cohort(stages []*crm.Stage, measure string) error {
	begun := both(r.span.of("started_on"), r.ofWay())
	groups, err := r.group("amount_base", []string{"furthest", "outcome"}, begun)
	if err != nil {
		return err
	}
	steps := analysis.Funnel(furthest(groups, stages, 0, 1))
	worst := analysis.LeastEffective(steps)
	columns := []string{"entered", "passed", "lost_here", "open_here", "conversion"}
	if r.prices {
		columns = append(columns, "entered_amount", "lost_amount")
	}
	t := r.table("funnel", label(r.p, r.deals, r.deals.Field("stage")), columns...)
	f := chart.Funnel{Title: r.v.Title}
	var names, words []string
	for i, s := range steps {
		name := stages[i].Title(string(r.p.Language()))
		w := t.row(stages[i].ID, name)
		next := register.Filter(register.Eq(&crm.Deals.Row.Outcome, crm.Won))
		if i+1 < len(stages) {
			next = cameTo(stages, i+1)
		}
		for _, one := range []struct {
			n    int64
			rows register.Filter
		}{
			{s.Entered.Count, cameTo(stages, i)},
			{s.Passed.Count, next},
			{s.Lost.Count, endedAt(stages, i, crm.Lost)},
			{s.Open.Count, endedAt(stages, i, crm.Open)},
		} {
			if err := w.count(one.n, both(begun, one.rows)); err != nil {
				return err
			}
		}
		conversion := s.Conversion()
		if measure == "amount" {
			conversion = s.Worth()
		}
		if err := w.share(conversion); err != nil {
			return err
		}
		if r.prices {
			if err := w.worth(s.Entered.Amount, both(begun, cameTo(stages, i))); err != nil {
				return err
			}
			if err := w.worth(s.Lost.Amount, both(begun, endedAt(stages, i, crm.Lost))); err != nil {
				return err
			}
		}
		if i == worst {
			w.shown().Chip = &page.Chip{Label: r.p.Text("analysis.least_effective"), Tone: page.Bad, Title: r.p.Text("analysis.least_effective_why")}
		}
		step := chart.Step{Name: name, Entered: s.Entered.Count, Passed: s.Passed.Count, Value: r.p.Integer(s.Entered.Count), Share: r.percent(conversion)}
		if measure == "amount" {
			step.Entered, step.Passed, step.Value = s.Entered.Amount, s.Passed.Amount, r.short(s.Entered.Amount)
		}
		f.Steps, names, words = append(f.Steps, step), append(names, name), append(words, step.Value+", "+step.Share)
	}
	f.About = about(names, words)
	t.shown.Draw(f.SVG)
	if len(steps) > 0 {
		if err := r.tile("begun", r.p.Integer(steps[0].Entered.Count), "", begun); err != nil {
			return err
		}
		won := steps[len(steps)-1].Passed
		if err := r.tile("won", r.p.Integer(won.Count), "", both(begun, register.Eq(&crm.Deals.Row.Outcome, crm.Won))); err != nil {
			return err
		}
		overall := analysis.Overall(steps)
		if measure == "amount" {
			overall = analysis.Share(won.Amount, steps[0].Entered.Amount)
		}
		if err := r.tile("overall", r.percent(overall), "", nil); err != nil {
			return err
		}
	}
	t.show()
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_reached"))
	return nil
}

// snapshot is what is in work now, and what it is worth by its chances.
func (r *report) snapshot(stages []*crm.Stage, measure string) error {
	open := both(register.Eq(&crm.Deals.Row.Outcome, crm.Open), r.ofWay())
	groups, err := r.group("amount_base", []string{"stage"}, open)
	if err != nil {
		return err
	}
	chances, err := r.chances(r.tx)
	if err != nil {
		return err
	}
	piles := make([]analysis.Pile, len(stages))
	at := places(stages)
	for _, g := range groups {
		if i, known := at[g.Keys[0].(int64)]; known {
			piles[i].Add(analysis.Pile{Count: g.Count, Amount: g.Total.Number})
		}
	}
	columns := []string{"open", "chance"}
	if r.prices {
		columns = append(columns, "open_amount", "weighted")
	}
	t := r.table("snapshot", label(r.p, r.deals, r.deals.Field("stage")), columns...)
	f := chart.Funnel{Title: r.v.Title}
	var names, words []string
	var all analysis.Pile
	var hopes []analysis.Hope
	for i, s := range stages {
		name, chance := s.Title(string(r.p.Language())), chances.of(s.ID)
		behind := both(open, is("stage", s.ID))
		w := t.row(s.ID, name)
		if err := w.count(piles[i].Count, behind); err != nil {
			return err
		}
		if err := w.share(chance.share); err != nil {
			return err
		}
		hope := analysis.Hope{Count: 1, Amount: piles[i].Amount, Chance: chance.share}
		weighted := analysis.Expected([]analysis.Hope{hope})
		if r.prices {
			if err := w.worth(piles[i].Amount, behind); err != nil {
				return err
			}
			if err := w.worth(weighted, behind); err != nil {
				return err
			}
		}
		all.Add(piles[i])
		hopes = append(hopes, hope)
		step := chart.Step{Name: name, Entered: piles[i].Count, Passed: analysis.Weighted(piles[i].Count, chance.share), Value: r.p.Integer(piles[i].Count), Share: r.percent(chance.share)}
		if measure == "amount" {
			step.Entered, step.Passed, step.Value = piles[i].Amount, weighted, r.short(piles[i].Amount)
		}
		f.Steps, names, words = append(f.Steps, step), append(names, name), append(words, step.Value+", "+step.Share)
	}
	f.About = about(names, words)
	t.shown.Draw(f.SVG)
	if err := r.tile("open", r.p.Integer(all.Count), "", open); err != nil {
		return err
	}
	if r.prices {
		if err := r.tile("open_amount", r.short(all.Amount), "", open); err != nil {
			return err
		}
		if err := r.tile("weighted", r.short(analysis.Expected(hopes)), "", nil); err != nil {
			return err
		}
	}
	t.show()
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_chance"))
	return nil
}

// conversion takes the way of deals apart: by seller, source or month.
func (r *report) conversion() error {
	r.periods()
	if err := r.kindsOffered(true); err != nil {
		return err
	}
	by, err := r.choice("by", "source", "seller", "month")
	if err != nil {
		return err
	}
	stages, err := r.stages()
	if err != nil {
		return err
	}
	field := map[string]string{"source": "ad_source", "seller": "responsible", "month": register.Month("started_on")}[by]
	begun := both(r.span.of("started_on"), r.ofWay())
	groups, err := r.group("", []string{field, "furthest", "outcome"}, begun)
	if err != nil {
		return err
	}
	var keys []any
	parts := map[any][]register.Group{}
	for _, g := range groups {
		if parts[g.Keys[0]] == nil {
			keys = append(keys, g.Keys[0])
		}
		parts[g.Keys[0]] = append(parts[g.Keys[0]], g)
	}
	name := func(key any) string { return r.p.MonthYear(key.(string)) }
	behind := func(key any) register.Filter {
		s, _ := spanOf(key.(string)[:7], r.tx.Today())
		return s.of("started_on")
	}
	if by != "month" {
		var ids []int64
		for _, key := range keys {
			ids = append(ids, key.(int64))
		}
		of, err := r.named(r.deals.Field(field).Target, ids)
		if err != nil {
			return err
		}
		name = func(key any) string { return of(key.(int64)) }
		behind = func(key any) register.Filter { return is(field, key.(int64)) }
	}
	return r.conversionTable(by, stages, keys, parts, name, behind, begun)
}

func (r *report) conversionTable(by string, stages []*crm.Stage, keys []any, parts map[any][]register.Group, name func(any) string, behind func(any) register.Filter, begun register.Filter) error {
	columns := []string{"begun"}
	for _, s := range stages[min(1, len(stages)):] {
		columns = append(columns, "stage_"+strconv.FormatInt(s.ID, 10))
	}
	columns = append(columns, "won", "overall")
	t := r.table("conversion", r.p.Text("analysis.by_"+by))
	t.columns = columns
	t.shown.Heads = append(t.shown.Heads, r.p.Text("analysis.begun"))
	for _, s := range stages[min(1, len(stages)):] {
		t.shown.Heads = append(t.shown.Heads, s.Title(string(r.p.Language())))
	}
	t.shown.Heads = append(t.shown.Heads, r.p.Text("analysis.won"), r.p.Text("analysis.overall"))
	steps := map[any][]analysis.Step{}
	for _, key := range keys {
		steps[key] = analysis.Funnel(furthest(parts[key], stages, 1, 2))
	}
	if by != "month" {
		slices.SortStableFunc(keys, func(a, b any) int { return cmp.Compare(entered(steps[b]), entered(steps[a])) })
	}
	for _, key := range keys {
		if len(stages) == 0 {
			break
		}
		w := t.row(key, name(key))
		rows := both(begun, behind(key))
		for i, s := range steps[key] {
			if err := w.count(s.Entered.Count, both(rows, cameTo(stages, i))); err != nil {
				return err
			}
		}
		won := steps[key][len(stages)-1].Passed.Count
		if err := w.count(won, both(rows, register.Eq(&crm.Deals.Row.Outcome, crm.Won))); err != nil {
			return err
		}
		if err := w.share(analysis.Overall(steps[key])); err != nil {
			return err
		}
		w.shown().Meter = page.Meter{Label: r.percent(analysis.Overall(steps[key])), Value: won, Of: entered(steps[key])}
	}
	t.show()
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_reached"))
	return nil
}

func entered(steps []analysis.Step) int64 {
	if len(steps) == 0 {
		return 0
	}
	return steps[0].Entered.Count
}

// stagesOf tells how long deals stay at each stage, and where they get stuck.
func (r *report) stagesOf() error {
	r.periods()
	if err := r.kindsOffered(true); err != nil {
		return err
	}
	stages, err := r.stages()
	if err != nil {
		return err
	}
	stays, losses, open, err := r.staying(stages)
	if err != nil {
		return err
	}
	return r.stageTable(stages, stays, losses, open)
}

// staying tells of each stage how long deals stayed there, what was lost there
// in the span, and what is open there now.
func (r *report) staying(stages []*crm.Stage) (stays []analysis.Stay, losses, open []analysis.Pile, err error) {
	from, to := r.span.bounds()
	found, err := r.tx.Stays(r.r.Context(), r.deals, store.StaysAsked{Field: "stage", From: from, To: to})
	if err != nil {
		return nil, nil, nil, err
	}
	lost, err := r.group("amount_base", []string{"lost_at"}, both(r.closedIn(crm.Lost), r.way))
	if err != nil {
		return nil, nil, nil, err
	}
	now, err := r.group("amount_base", []string{"stage"}, register.Eq(&crm.Deals.Row.Outcome, crm.Open), r.ofWay())
	if err != nil {
		return nil, nil, nil, err
	}
	at := places(stages)
	stays, losses, open = make([]analysis.Stay, len(stages)), make([]analysis.Pile, len(stages)), make([]analysis.Pile, len(stages))
	for i, s := range stages {
		stays[i] = analysis.Stay{Days: analysis.Durations{}, Norm: s.NormDays}
	}
	for _, s := range found {
		if i, known := at[s.Value]; known {
			stays[i].Days[s.Days] += s.Count
		}
	}
	for _, g := range lost {
		if i, known := at[g.Keys[0].(int64)]; known {
			losses[i] = analysis.Pile{Count: g.Count, Amount: g.Total.Number}
			stays[i].Lost = g.Total.Number
		}
	}
	for _, g := range now {
		if i, known := at[g.Keys[0].(int64)]; known {
			open[i] = analysis.Pile{Count: g.Count, Amount: g.Total.Number}
		}
	}
	return stays, losses, open, nil
}

func (r *report) stageTable(stages []*crm.Stage, stays []analysis.Stay, losses, open []analysis.Pile) error {
	columns := []string{"visits", "mean", "median", "p90", "norm", "overdue", "excess", "cycle_share", "open", "lost_here"}
	t := r.table("stages", label(r.p, r.deals, r.deals.Field("stage")), columns...)
	shares, worst := analysis.CycleShares(stays), analysis.Bottleneck(stays)
	c := chart.Columns{Title: r.p.Text("analysis.mean"), Say: r.p.Short, Share: r.p.Percent, Sets: []chart.Set{
		{Class: "chart-won", Name: r.p.Text("analysis.within_norm")}, {Class: "chart-over", Name: r.p.Text("analysis.excess")},
	}}
	var words []string
	for i, s := range stages {
		stay := stays[i]
		name := s.Title(string(r.p.Language()))
		w := t.row(s.ID, name)
		mean, ok := stay.Days.Mean()
		median, _ := stay.Days.Median()
		p90, _ := stay.Days.Percentile(90)
		_, excess := stay.Days.Over(stay.Norm)
		steps := []func() error{
			func() error { return w.cell(stay.Days.Count(), r.p.Integer(stay.Days.Count()), nil) },
			func() error { return w.days(mean, ok) },
			func() error { return w.days(median, ok) },
			func() error { return w.days(p90*100, ok) },
			func() error { return w.days(stay.Norm*100, stay.Norm > 0) },
			func() error { return w.share(stay.Overdue()) },
			func() error { return w.cell(excess, r.p.Integer(excess), nil) },
			func() error { return w.share(shares[i]) },
			func() error {
				return w.count(open[i].Count, both(register.Eq(&crm.Deals.Row.Outcome, crm.Open), is("stage", s.ID)))
			},
			func() error {
				return w.count(losses[i].Count, both(both(r.closedIn(crm.Lost), r.way), is("lost_at", s.ID)))
			},
		}
		for _, do := range steps {
			if err := do(); err != nil {
				return err
			}
		}
		if i == worst {
			w.shown().Chip = &page.Chip{Label: r.p.Text("analysis.bottleneck"), Tone: page.Bad, Title: r.p.Text("analysis.bottleneck_why")}
		}
		c.Names, words = append(c.Names, name), append(words, r.p.Quantity(mean*10))
		c.Sets[0].Values = append(c.Sets[0].Values, stay.Days.Sum()-excess)
		c.Sets[1].Values = append(c.Sets[1].Values, excess)
	}
	c.Title, c.About = r.p.Text("analysis.days_spent"), about(c.Names, words)
	t.shown.Lead = r.p.Text("analysis.days_spent")
	t.shown.Draw(c.SVG)
	value, note := "–", r.p.Text("analysis.no_bottleneck")
	if worst >= 0 {
		_, excess := stays[worst].Days.Over(stays[worst].Norm)
		value, note = stages[worst].Title(string(r.p.Language())), r.p.Count("analysis.days_over", excess)
	}
	if err := r.tile("bottleneck", value, note, nil); err != nil {
		return err
	}
	t.show()
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_stays"))
	return nil
}

// monthOf is the month of a day.
func monthOf(day string) time.Month {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.January
	}
	return t.Month()
}
