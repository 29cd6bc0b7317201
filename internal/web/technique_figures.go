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

// How many meetings, and moves of their deals, are looked at in one question.
const (
	meetingsAtOnce = 500
	visitsAtOnce   = 5000
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
	figures := crm.TechniqueFigures{}
	for after := register.ID(0); ; {
		ids, err := tx.IDs(ctx, sheets, used, after, meetingsAtOnce)
		if err != nil {
			return nil, err
		}
		if err := c.addTechniques(tx, figures, ids); err != nil {
			return nil, err
		}
		if len(ids) < meetingsAtOnce {
			break
		}
		after = ids[len(ids)-1]
	}
	all, err := register.Select(ctx, tx, crm.Techniques, register.Query{})
	if err != nil {
		return nil, err
	}
	of := func(t *crm.Technique) *crm.TechniqueFigure { return figures[register.Ref[crm.Technique](t.ID)] }
	all = slices.DeleteFunc(all, func(t *crm.Technique) bool { return of(t) == nil })
	slices.SortStableFunc(all, func(a, b *crm.Technique) int { return cmp.Compare(of(b).Meetings, of(a).Meetings) })
	t := page.FigureTable{
		Title: many(c.p, crm.Techniques.Register), None: c.p.Text("technique.figures_none"),
		Heads: []string{c.p.Text("technique"), c.p.Text("technique.figure_meetings"), c.p.Text("technique.figure_worked"), c.p.Text("technique.figure_deals"), c.p.Text("technique.figure_moved"), c.p.Text("figures.share")},
	}
	for _, one := range all {
		f := of(one)
		deals, moved := f.Deals(), f.Moved()
		row := page.FigureRow{
			Name:   one.Title(string(c.p.Language())) + " · " + choice(c.p, crm.Techniques.Register, crm.Techniques.Field("type"), string(one.Type)),
			Href:   address(crm.Techniques.Register, one.ID),
			Values: []string{c.p.Integer(f.Meetings), c.p.Integer(f.Worked), c.p.Integer(int64(len(deals))), c.p.Integer(int64(len(moved))), c.shareWords(int64(len(moved)), int64(len(deals)))},
			Meter:  page.Meter{Label: c.shareWords(int64(len(moved)), int64(len(deals))), Value: int64(len(moved)), Of: int64(len(deals))},
		}
		id := []any{one.ID}
		for _, rows := range []struct {
			of     *register.Register
			filter register.Filter
		}{
			{sheets, append(slices.Clone(used), register.Is{Field: "techniques", Op: register.OneOf, Value: id})},
			{sheets, append(slices.Clone(used), register.Is{Field: "worked", Op: register.OneOf, Value: id})},
			{crm.Deals.Register, register.ByID(deals...)},
			{crm.Deals.Register, register.ByID(moved...)},
		} {
			href, err := rowsOf(rows.of, rows.filter)
			if err != nil {
				return nil, err
			}
			if len(href) > longestAddress {
				href = "" // more than an address can name
			}
			row.Links = append(row.Links, href)
		}
		t.Rows = append(t.Rows, row)
	}
	return []page.FigureTable{t}, nil
}

// longestAddress is how long an address of the rows behind a figure may be.
const longestAddress = 4000

// addTechniques counts the techniques of some sheets.
func (c *call) addTechniques(tx *store.Tx, figures crm.TechniqueFigures, ids []register.ID) error {
	ctx := c.r.Context()
	list, err := register.Select(ctx, tx, crm.Preparations, register.Query{Filter: register.ByID(ids...), Whole: true})
	if err != nil {
		return err
	}
	meetings := make([]register.ID, len(list))
	for i, one := range list {
		meetings[i] = register.ID(one.Event)
	}
	events, err := register.Select(ctx, tx, crm.Events, register.Query{Filter: register.ByID(meetings...)})
	if err != nil {
		return err
	}
	progress, err := c.progress(tx, events)
	if err == nil {
		figures.Add(list, progress)
	}
	return err
}

// movesOf are the stages that deals entered in a time.
func (c *call) movesOf(tx *store.Tx, deals []register.ID, from, to time.Time) (map[register.ID][]store.Visit, error) {
	out := map[register.ID][]store.Visit{}
	asked := store.VisitsAsked{Field: "stage", Of: register.ByID(deals...), From: from, Before: to, Limit: visitsAtOnce}
	for {
		visits, err := tx.Visits(c.r.Context(), crm.Deals.Register, asked)
		if err != nil {
			return nil, err
		}
		for _, v := range visits {
			out[v.Record] = append(out[v.Record], v)
		}
		if len(visits) < visitsAtOnce {
			return out, nil
		}
		last := visits[len(visits)-1]
		asked.Before, asked.ID = last.At, last.ID
	}
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
	moves, err := c.movesOf(tx, slices.Compact(deals), from, to)
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
