package web

import (
	"cmp"
	"slices"

	"dossier/internal/analysis"
	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// places of the map besides the stages: where deals begin, and the two ends.
const (
	atBegin = int64(0)
	atWon   = int64(-1)
	atLost  = int64(-2)
)

// spot is a place of the map: a stage, the beginning or an end.
type spot struct {
	id    int64 // of the stage, or one of the places besides
	name  string
	stays analysis.Stay
	now   analysis.Pile // open here
	late  int64         // of them beyond the norm
	came  int64         // how often it was come to in the span
	ends  []int64       // the closing stages that an end stands for
}

// mapOf shows a way as deals went it in the span: how often they came to each
// stage and from where, how long they stayed, what is there now.
func (r *report) mapOf() error {
	r.periods()
	if err := r.kindsOffered(true); err != nil {
		return err
	}
	measures := []string{"time", "count", "amount"}
	if !r.prices {
		measures = measures[:2]
	}
	measure, err := r.choice("measure", measures...)
	if err != nil {
		return err
	}
	stages, err := r.stages()
	if err != nil || len(stages) == 0 {
		return err
	}
	spots, err := r.spots(stages)
	if err != nil {
		return err
	}
	from, to := r.span.bounds()
	steps, err := r.tx.Steps(r.r.Context(), r.deals, store.StaysAsked{Field: "stage", From: from, To: to})
	if err != nil {
		return err
	}
	moves := movesOf(spots, steps)
	f := chart.Flow{Label: r.v.Title}
	stays := make([]analysis.Stay, len(spots))
	for i, s := range spots {
		stays[i] = s.stays
	}
	worst := analysis.Bottleneck(stays)
	for i, s := range spots {
		step, err := r.mapStep(s, measure, i == worst)
		if err != nil {
			return err
		}
		f.Steps = append(f.Steps, step)
	}
	if err := r.mapMoves(spots, moves, &f); err != nil {
		return err
	}
	return r.mapTables(stages, spots, moves, f)
}

// bounds are the first and the last day of the span, of all of the time too.
func (s span) bounds() (from, to register.Date) {
	if s.from == "" {
		return "0001-01-01", "9999-12-31"
	}
	return s.from, s.to
}

// spots are the places of the map: the beginning, the stages, lost, won.
func (r *report) spots(stages []*crm.Stage) ([]spot, error) {
	ctx := r.r.Context()
	closing, err := register.Select(ctx, r.tx, crm.Stages, register.Query{Filter: both(
		r.way, register.Eq(&crm.Stages.Row.Kind, register.Ref[crm.DealKind](r.kind.ID)), register.In(&crm.Stages.Row.Outcome, crm.Won, crm.Lost),
	)})
	if err != nil {
		return nil, err
	}
	out := []spot{{id: atBegin, name: r.p.Text("analysis.map_begin")}}
	stays, _, open, err := r.staying(stages)
	if err != nil {
		return nil, err
	}
	late, err := r.group("", []string{"stage"}, crm.DealWatches["over_norm"](r.now, r.tx.Today()), r.ofWay())
	if err != nil {
		return nil, err
	}
	at := places(stages)
	for i, s := range stages {
		out = append(out, spot{id: s.ID, name: s.Title(string(r.p.Language())), stays: stays[i], now: open[i]})
	}
	for _, g := range late {
		if i, known := at[g.Keys[0].(int64)]; known {
			out[i+1].late = g.Count
		}
	}
	lost, won := spot{id: atLost, name: r.p.Text("analysis.lost")}, spot{id: atWon, name: r.p.Text("analysis.won")}
	for _, s := range closing {
		if s.Outcome == crm.Won {
			won.ends = append(won.ends, s.ID)
		} else {
			lost.ends = append(lost.ends, s.ID)
		}
	}
	return append(out, lost, won), nil
}

// flowed is how often deals moved from one place to another, by their places
// among the spots.
type flowed struct {
	from, to int
	count    int64
}

// movesOf are the moves between the places of the map. It counts too how often
// each place was come to.
func movesOf(spots []spot, steps []store.Steps) []flowed {
	place := map[int64]int{}
	for i, s := range spots {
		place[s.id] = i
		for _, id := range s.ends {
			place[id] = i
		}
	}
	var out []flowed
	for _, s := range steps {
		from, known := place[s.From]
		to, known2 := place[s.To]
		if !known || !known2 || from == to {
			continue
		}
		spots[to].came += s.Count
		if i := slices.IndexFunc(out, func(m flowed) bool { return m.from == from && m.to == to }); i >= 0 {
			out[i].count += s.Count
			continue
		}
		out = append(out, flowed{from, to, s.Count})
	}
	slices.SortStableFunc(out, func(a, b flowed) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return out
}

// came is the condition that a deal made one of some moves in the span.
func (r *report) came(from, to spot) register.Filter {
	var any register.Any
	for end := range cmp.Or(len(to.ends), 1) {
		m := register.Move{From: from.id, To: to.id, Since: r.span.from, Till: r.span.to}
		if len(to.ends) > 0 {
			m.To = to.ends[end]
		}
		for begin := range cmp.Or(len(from.ends), 1) {
			if len(from.ends) > 0 {
				m.From = from.ends[begin]
			}
			any = append(any, register.Came(&crm.Deals.Row.Stage, m))
		}
	}
	if len(any) == 1 {
		return any[0]
	}
	return any
}

// anywhere is the place that a deal may have come from, whichever it is.
var anywhere = spot{id: register.Anywhere}

// mapStep is a place as the map shows it, by what is measured.
func (r *report) mapStep(s spot, measure string, worst bool) (chart.FlowStep, error) {
	step := chart.FlowStep{Name: s.name}
	switch s.id {
	case atBegin:
		step.End = chart.Begin
		return step, nil
	case atWon, atLost:
		step.End, step.Value = chart.Good, r.p.Short(s.came)
		if s.id == atLost {
			step.End = chart.Bad
		}
		if s.came == 0 {
			return step, nil
		}
		var err error
		step.Href, err = rowsOf(r.deals, r.came(anywhere, s))
		return step, err
	}
	mean, known := s.stays.Days.Mean()
	days := "–"
	if known {
		days = r.p.Text("analysis.map_days", "days", r.p.Decimal((mean+5)/10, 1))
	}
	norm := r.p.Text("analysis.map_no_norm")
	if s.stays.Norm > 0 {
		norm = r.p.Text("analysis.map_norm", "days", r.p.Integer(s.stays.Norm))
		switch {
		case worst, known && mean > 200*s.stays.Norm:
			step.Class = "is-bad"
		case known && mean > 100*s.stays.Norm:
			step.Class = "is-care"
		}
	}
	now := both(register.Eq(&crm.Deals.Row.Outcome, crm.Open), is("stage", s.id))
	behind := now
	switch measure {
	case "time":
		step.Value, step.Other, step.Note = days, r.p.Short(s.came), norm
	case "count":
		step.Value, step.Other, step.Note = r.p.Short(s.came), days, r.p.Text("analysis.map_now", "n", r.p.Integer(s.now.Count))
		behind = r.came(anywhere, s)
	default:
		step.Value, step.Note = r.short(s.now.Amount), r.p.Text("analysis.map_now", "n", r.p.Integer(s.now.Count))
	}
	var err error
	step.Href, err = rowsOf(r.deals, behind)
	return step, err
}

// mapMoves draws the moves.
func (r *report) mapMoves(spots []spot, moves []flowed, f *chart.Flow) error {
	var most int64
	for _, m := range moves {
		most = max(most, m.count)
	}
	for _, m := range moves {
		href, err := rowsOf(r.deals, r.came(spots[m.from], spots[m.to]))
		if err != nil {
			return err
		}
		f.Moves = append(f.Moves, chart.FlowMove{
			From: m.from, To: m.to, Label: r.p.Integer(m.count), Href: href, Title: spots[m.from].name + " → " + spots[m.to].name, Share: float64(m.count) / float64(most),
		})
	}
	return nil
}

// mapTables are the map with the table of its places, and that of its moves.
func (r *report) mapTables(stages []*crm.Stage, spots []spot, moves []flowed, f chart.Flow) error {
	columns := []string{"came", "mean", "norm", "overdue", "excess", "open", "late_now"}
	if r.prices {
		columns = append(columns, "open_amount")
	}
	t := r.table("map", label(r.p, r.deals, r.deals.Field("stage")), columns...)
	t.shown.Map, t.shown.Lead = f.SVG(), r.p.Text("analysis.map_legend")
	var stays []analysis.Stay
	for _, s := range spots[1 : len(stages)+1] {
		stays = append(stays, s.stays)
	}
	worst := analysis.Bottleneck(stays)
	for i, s := range spots[1 : len(stages)+1] {
		w := t.row(s.id, s.name)
		mean, ok := s.stays.Days.Mean()
		_, excess := s.stays.Days.Over(s.stays.Norm)
		now := both(register.Eq(&crm.Deals.Row.Outcome, crm.Open), is("stage", s.id))
		cells := []func() error{
			func() error { return w.count(s.came, r.came(anywhere, s)) },
			func() error { return w.days(mean, ok) },
			func() error { return w.days(s.stays.Norm*100, s.stays.Norm > 0) },
			func() error { return w.share(s.stays.Overdue()) },
			func() error { return w.cell(excess, r.p.Integer(excess), nil) },
			func() error { return w.count(s.now.Count, now) },
			func() error {
				return w.count(s.late, both(crm.DealWatches["over_norm"](r.now, r.tx.Today()), is("stage", s.id)))
			},
		}
		if r.prices {
			cells = append(cells, func() error { return w.worth(s.now.Amount, now) })
		}
		for _, cell := range cells {
			if err := cell(); err != nil {
				return err
			}
		}
		if i == worst {
			w.shown().Chip = &page.Chip{Label: r.p.Text("analysis.bottleneck"), Tone: page.Bad, Title: r.p.Text("analysis.bottleneck_why")}
		}
	}
	t.show()
	m := r.table("moves", r.p.Text("analysis.map_move"), "moves", "share_leaving")
	m.shown.Whole = false
	leaving := map[int]int64{}
	for _, one := range moves {
		leaving[one.from] += one.count
	}
	for _, one := range moves {
		name := spots[one.from].name + " → " + spots[one.to].name
		w := m.row([]int64{spots[one.from].id, spots[one.to].id}, name)
		if err := w.count(one.count, r.came(spots[one.from], spots[one.to])); err != nil {
			return err
		}
		if err := w.share(analysis.Share(one.count, leaving[one.from])); err != nil {
			return err
		}
		if one.to < one.from {
			w.shown().Chip = &page.Chip{Label: r.p.Text("analysis.map_back"), Tone: page.Care}
		}
	}
	m.show()
	if err := r.lossTable("losses", "reason", both(r.closedIn(crm.Lost), r.way), false); err != nil {
		return err
	}
	r.v.Tables[len(r.v.Tables)-1].Whole = false
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_map"), r.p.Text("analysis.note_stays"))
	return nil
}
