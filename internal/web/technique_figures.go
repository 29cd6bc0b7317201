package web

import (
	"cmp"
	"slices"
	"time"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const techniqueFiguresPath = "/techniques/figures"

// techniqueRoutes are the figures of techniques.
func (s *Server) techniqueRoutes() {
	s.add("GET", techniqueFiguresPath, PageKind, (*call).techniqueFigures, of(crm.Preparations.Register, register.See))
}

// Bounds of the figures: the latest meetings of a period, and their deals.
const (
	mostMeetingsCounted = 2000
	mostVisitsCounted   = 20000
)

// techniqueFigures answers which technique is followed by progress.
func (c *call) techniqueFigures() error {
	within, err := c.period()
	if err != nil {
		return err
	}
	v := page.Figures{
		ID: "technique-figures", Title: c.p.Text("technique.figures"), Lead: c.p.Text("technique.figures_lead"),
		Switch: c.figuresSwitch("/techniques", techniqueFiguresPath, techniqueFiguresPath), Periods: c.periodSwitch(techniqueFiguresPath, within),
	}
	err = c.read(func(tx *store.Tx) error {
		if !register.May(c.actor, tx.Schema().This(crm.Preparations.Register), register.See) {
			return register.ErrForbidden
		}
		v.Tables, err = c.techniqueTables(tx, within)
		return err
	})
	if err != nil {
		return err
	}
	return c.showFigures(v, page.Crumb{Label: many(c.p, crm.Techniques.Register), Href: "/techniques"})
}

// techniqueTables are the techniques in use, the most used first.
func (c *call) techniqueTables(tx *store.Tx, within register.Word) ([]page.FigureTable, error) {
	ctx, sheets := c.r.Context(), tx.Schema().This(crm.Preparations.Register)
	used := register.All{
		register.Eq(&crm.Preparations.Row.State, crm.PreparationUsed), register.Alive(),
		register.Through{Field: "event", Filter: register.Is{Field: "start", Op: register.Within, Value: within}},
	}
	list, err := register.Select(ctx, tx, crm.Preparations, register.Query{Filter: used, Limit: mostMeetingsCounted, Whole: true})
	if err != nil {
		return nil, err
	}
	ids := make([]register.ID, len(list))
	for i, one := range list {
		ids[i] = register.ID(one.Event)
	}
	events, err := register.Select(ctx, tx, crm.Events, register.Query{Filter: register.ByID(ids...)})
	if err != nil {
		return nil, err
	}
	progress, err := c.progress(tx, events)
	if err != nil {
		return nil, err
	}
	figures := crm.TechniqueFigures(list, progress)
	all, err := register.Select(ctx, tx, crm.Techniques, register.Query{})
	if err != nil {
		return nil, err
	}
	of := func(t *crm.Technique) crm.TechniqueFigure { return figures[register.Ref[crm.Technique](t.ID)] }
	all = slices.DeleteFunc(all, func(t *crm.Technique) bool { return of(t).Meetings == 0 })
	slices.SortStableFunc(all, func(a, b *crm.Technique) int { return cmp.Compare(of(b).Meetings, of(a).Meetings) })
	t := page.FigureTable{
		Title: many(c.p, crm.Techniques.Register), None: c.p.Text("technique.figures_none"),
		Heads: []string{c.p.Text("technique"), c.p.Text("technique.figure_meetings"), c.p.Text("technique.figure_worked"), c.p.Text("technique.figure_deals"), c.p.Text("technique.figure_moved"), c.p.Text("figures.share")},
	}
	for _, one := range all {
		f := of(one)
		row := page.FigureRow{
			Name:   one.Title(string(c.p.Language())) + " · " + choice(c.p, crm.Techniques.Register, crm.Techniques.Field("type"), string(one.Type)),
			Href:   address(crm.Techniques.Register, one.ID),
			Values: []string{c.p.Integer(f.Meetings), c.p.Integer(f.Worked), c.p.Integer(int64(len(f.Deals))), c.p.Integer(int64(len(f.Moved))), c.shareWords(int64(len(f.Moved)), int64(len(f.Deals)))},
			Meter:  page.Meter{Label: c.shareWords(int64(len(f.Moved)), int64(len(f.Deals))), Value: int64(len(f.Moved)), Of: int64(len(f.Deals))},
		}
		id := []any{one.ID}
		for _, rows := range []struct {
			of     *register.Register
			filter register.Filter
		}{
			{sheets, append(slices.Clone(used), register.Is{Field: "techniques", Op: register.OneOf, Value: id})},
			{sheets, append(slices.Clone(used), register.Is{Field: "worked", Op: register.OneOf, Value: id})},
			{crm.Deals.Register, register.ByID(f.Deals...)},
			{crm.Deals.Register, register.ByID(f.Moved...)},
		} {
			href, err := rowsOf(rows.of, rows.filter)
			if err != nil {
				return nil, err
			}
			row.Links = append(row.Links, href)
		}
		t.Rows = append(t.Rows, row)
	}
	return []page.FigureTable{t}, nil
}

// progress says of each meeting's deal whether it moved on in time.
func (c *call) progress(tx *store.Tx, events []*crm.Event) (map[register.Ref[crm.Event]]crm.Progress, error) {
	out := map[register.Ref[crm.Event]]crm.Progress{}
	var deals []register.ID
	var from, to time.Time
	for _, e := range events {
		if e.Deal == 0 {
			continue
		}
		deals = append(deals, register.ID(e.Deal))
		if from.IsZero() || e.Start.Before(from) {
			from = e.Start
		}
		if until := e.Start.Add(crm.ProgressTime); until.After(to) {
			to = until
		}
	}
	if len(deals) == 0 {
		return out, nil
	}
	slices.Sort(deals)
	visits, err := tx.Visits(c.r.Context(), crm.Deals.Register, store.VisitsAsked{Field: "stage", Of: register.ByID(slices.Compact(deals)...), From: from, Before: to, Limit: mostVisitsCounted})
	if err != nil {
		return nil, err
	}
	stages, err := register.Select(c.r.Context(), tx, crm.Stages, register.Query{})
	if err != nil {
		return nil, err
	}
	known := map[register.Ref[crm.Stage]]*crm.Stage{}
	for _, s := range stages {
		known[register.Ref[crm.Stage](s.ID)] = s
	}
	moves := map[register.ID][]store.Visit{}
	for _, v := range visits {
		moves[v.Record] = append(moves[v.Record], v)
	}
	for _, e := range events {
		if e.Deal == 0 {
			continue
		}
		p := crm.Progress{Deal: register.ID(e.Deal), Judged: c.now.After(e.Start.Add(crm.ProgressTime))}
		for _, v := range moves[p.Deal] {
			if v.At.After(e.Start) && !v.At.After(e.Start.Add(crm.ProgressTime)) && crm.Further(known[e.Stage], known[register.Ref[crm.Stage](v.Value)]) {
				p.Moved, p.Judged = true, true
			}
		}
		out[register.Ref[crm.Event](e.ID)] = p
	}
	return out, nil
}
