package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const (
	changesPath       = "/strategy_changes"
	changeLinePath    = changesPath + "/timeline"
	rivalFiguresPath  = "/competitors/figures"
	mostChangesOnLine = 40
)

// competitorRoutes are the pages of competitors beyond their cards.
func (s *Server) competitorRoutes() {
	s.add("GET", changeLinePath, PageKind, (*call).changeLine, of(crm.StrategyChanges.Register, register.See))
	s.add("GET", rivalFiguresPath, PageKind, (*call).rivalFigures, of(crm.Partners.Register, register.See))
}

// strategyCard is what the card of a strategy change has: what it did to us.
var strategyCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "competitor", "building-store"), k.metaOf(c, "area", "flag"), k.metaOf(c, "responsible", "user"))
	},
	chips: func(c *call, k *cardOf) []page.Chip {
		one := k.rec.(*crm.StrategyChange)
		if one.Impact == "" {
			return nil
		}
		return []page.Chip{{Label: choice(c.p, k.reg, k.reg.Field("impact"), string(one.Impact)), Hue: impactHue(one.Impact), Title: label(c.p, k.reg, k.reg.Field("impact"))}}
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.changeFacts(tx, k) },
}

// impactHue is red for harm and green for gain.
func impactHue(i crm.Impact) page.Hue {
	switch {
	case i == "":
		return ""
	case strings.HasPrefix(string(i), "-"):
		return page.Red
	case i == "0":
		return page.Gray
	}
	return page.Green
}

// aroundChange is how many days before and after a change are compared.
const aroundChange = 90

// changeFacts are the days of a change, and which part of the lost deals went
// to that competitor before and after it took effect.
func (c *call) changeFacts(tx *store.Tx, k *cardOf) ([]page.Fact, error) {
	one := k.rec.(*crm.StrategyChange)
	text := func(name string) string { return label(c.p, k.reg, k.reg.Field(name)) }
	facts := []page.Fact{{Label: text("observed_on"), Value: c.p.DateWords(string(one.ObservedOn))}}
	if one.EffectiveFrom != "" {
		facts = append(facts, page.Fact{Label: text("effective_from"), Value: c.p.DateWords(string(one.EffectiveFrom))})
	}
	if !register.May(c.actor, tx.Schema().This(crm.Deals.Register), register.See) {
		return facts, nil
	}
	day := cmp.Or(one.EffectiveFrom, one.ObservedOn)
	later := func(days int) register.Date { return register.Date(calendar.Day(day).Add(days)) }
	for _, side := range []struct {
		key      string
		from, to register.Date
	}{
		{"competitor.share_before", later(-aroundChange), later(-1)},
		{"competitor.share_after", day, later(aroundChange - 1)},
	} {
		lost := register.All{register.Eq(&crm.Deals.Row.Outcome, crm.Lost), register.Ge(&crm.Deals.Row.ClosedOn, side.from), register.Le(&crm.Deals.Row.ClosedOn, side.to)}
		all, err := tx.Count(c.r.Context(), crm.Deals.Register, register.All{lost, register.Alive()}, 0)
		if err != nil {
			return nil, err
		}
		f, theirs, err := c.tally(tx, tx.Schema().This(crm.Deals.Register), side.key, register.All{lost, register.Eq(&crm.Deals.Row.LostTo, one.Competitor)})
		if err != nil {
			return nil, err
		}
		f.Value, f.Note = c.shareWords(theirs, int64(all)), c.p.Text("competitor.share_of_lost", "n", c.p.Integer(theirs), "all", c.p.Integer(int64(all)))
		facts = append(facts, f)
	}
	return facts, nil
}

// rivalry is how we fare against a competitor in a year.
func (c *call) rivalry(tx *store.Tx, k *cardOf) ([]page.Fact, error) {
	deals := tx.Schema().This(crm.Deals.Register)
	if !slices.Contains(k.rec.(*crm.Partner).Roles, crm.CompetitorRole) || !register.May(c.actor, deals, register.See) {
		return nil, nil
	}
	rival := register.Ref[crm.Partner](k.id)
	year := register.Is{Field: "closed_on", Op: register.Within, Value: register.Last365}
	there := register.Where(&crm.Deals.Row.Partner, register.Holds(&crm.Partners.Row.Competitors, rival))
	lost, n, err := c.tally(tx, deals, "competitor.lost_to", register.All{year, register.Eq(&crm.Deals.Row.LostTo, rival)})
	if err != nil {
		return nil, err
	}
	theirs, err := dealsOfItsClients(c.r.Context(), tx.AsProgram(), rival, there)
	if err != nil {
		return nil, err
	}
	beaten := register.All{year, register.Eq(&crm.Deals.Row.Outcome, crm.Won)}
	won, w, err := c.tallyBy(tx, deals, "competitor.won_against", register.All{beaten, there}, register.All{beaten, theirs})
	if err != nil {
		return nil, err
	}
	gone := register.All{year, register.Eq(&crm.Deals.Row.Outcome, crm.Lost), register.Ne(&crm.Deals.Row.LostTo, rival)}
	others, _, err := c.tallyBy(tx, deals, "competitor.lost_to_others", register.All{gone, there}, register.All{gone, theirs})
	if err != nil {
		return nil, err
	}
	facts := []page.Fact{lost, won, others}
	if n+w > 0 {
		facts = append(facts, page.Fact{
			Label: c.p.Text("competitor.win_rate"), Value: c.shareWords(w, n+w), Note: c.p.Text("card.of_closed", "n", c.p.Integer(w), "all", c.p.Integer(n+w)),
		})
	}
	clients, _, err := c.tally(tx, k.reg, "competitor.its_clients", register.Holds(&crm.Partners.Row.Competitors, rival))
	return append(facts, clients), err
}

// fewClients is up to how many clients their deals are looked for by them.
const fewClients = 500

// dealsOfItsClients is met by the deals that there means: those of clients at
// whom a competitor works. Where these are few, as always but of giants, it
// names them, so that their deals are found and not all deals of a year tested.
func dealsOfItsClients(ctx context.Context, all register.Tx, rival register.Ref[crm.Partner], there register.Filter) (register.Filter, error) {
	list, err := register.Select(ctx, all, crm.Partners, register.Query{
		Filter: register.Holds(&crm.Partners.Row.Competitors, rival), Sort: []register.Sort{{Field: "id"}}, Limit: fewClients + 1, Only: []string{"code"},
	})
	if err != nil || len(list) > fewClients {
		return there, err
	}
	ids := make([]register.Ref[crm.Partner], len(list))
	for i, one := range list {
		ids[i] = register.Ref[crm.Partner](one.ID)
	}
	return register.In(&crm.Deals.Row.Partner, ids...), nil
}

// latestChanges are the last changes of a competitor's strategy.
func (c *call) latestChanges(tx *store.Tx, k *cardOf) (page.RailBox, error) {
	r := tx.Schema().This(crm.StrategyChanges.Register)
	if !slices.Contains(k.rec.(*crm.Partner).Roles, crm.CompetitorRole) || !register.May(c.actor, r, register.See) {
		return page.RailBox{}, nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.StrategyChanges, register.Query{
		Filter: register.All{register.Eq(&crm.StrategyChanges.Row.Competitor, register.Ref[crm.Partner](k.id)), register.Alive()}, Limit: mostOfRail,
	})
	if err != nil {
		return page.RailBox{}, err
	}
	id := strconv.FormatInt(k.id, 10)
	box := page.RailBox{Title: c.p.Text("strategy_change.latest"), Href: changeLinePath + "?competitor=" + id}
	if len(list) == 0 {
		box.None = c.p.Text("strategy_change.empty")
	}
	if register.May(c.actor, r, register.Create) && !register.BaseOf(k.rec).Archived {
		box.Create = &page.Button{Label: newTitle(c.p, r), Icon: "plus", Href: changesPath + "/new?competitor=" + id, Extra: page.With("data-drawer")}
	}
	for _, one := range list {
		d := page.RailDeal{
			Name: one.Summary, Href: address(r, one.ID), Stage: choice(c.p, r, r.Field("area"), string(one.Area)), Note: c.p.DateWords(string(one.ObservedOn)),
			Hue: impactHue(one.Impact),
		}
		if one.Impact != "" {
			d.Amount = impactSign(one.Impact)
		}
		box.Deals = append(box.Deals, d)
	}
	return box, nil
}

// impactSign is an impact as a number with its sign: +2, −1, 0.
func impactSign(i crm.Impact) string {
	if rest, harm := strings.CutPrefix(string(i), "-"); harm {
		return "−" + rest
	}
	if i == "0" || i == "" {
		return string(i)
	}
	return "+" + string(i)
}

// changeSwitch leads between the list of changes, their timeline and figures.
func changeSwitch(c *call, now string) page.Segments {
	return page.Segments{Label: c.p.Text("board.view"), Items: []page.Segment{
		{Label: c.p.Text("timeline.by_list"), Icon: "list", Href: changesPath, Current: now == changesPath},
		{Label: c.p.Text("competitor.timeline"), Icon: "history", Href: changeLinePath, Current: now == changeLinePath},
		{Label: c.p.Text("figures.view"), Icon: "chart-bar", Href: rivalFiguresPath, Current: now == rivalFiguresPath},
	}}
}

// changeLine answers the changes of one competitor or of all, the last first.
func (c *call) changeLine() error {
	q := c.r.URL.Query()
	rival, _ := strconv.ParseInt(q.Get("competitor"), 10, 64)
	area := crm.StrategyArea(q.Get("area"))
	if area != "" && !slices.Contains(area.Choices(), string(area)) {
		return register.BadFilter{Param: "area", Key: "not_a_choice"}
	}
	from, err := register.ParseCursor(q.Get("after"), false)
	if err != nil {
		return err
	}
	r := c.register()
	v := page.ChangeLine{Title: c.p.Text("competitor.timeline_title"), Switch: changeSwitch(c, changeLinePath)}
	at := func(area crm.StrategyArea, after string) string {
		to := url.Values{}
		for name, value := range map[string]string{"competitor": q.Get("competitor"), "area": string(area), "after": after} {
			if value != "" {
				to.Set(name, value)
			}
		}
		return withQuery(changeLinePath, to)
	}
	v.Areas = page.Segments{Label: label(c.p, r, r.Field("area")), Items: []page.Segment{{Label: c.p.Text("competitor.timeline_all"), Href: at("", ""), Current: area == ""}}}
	for _, one := range area.Choices() {
		v.Areas.Items = append(v.Areas.Items, page.Segment{Label: choice(c.p, r, r.Field("area"), one), Href: at(crm.StrategyArea(one), ""), Current: string(area) == one})
	}
	create := url.Values{}
	err = c.read(func(tx *store.Tx) error {
		filter := register.All{register.Alive()}
		if rival != 0 {
			one, err := register.Load(c.r.Context(), tx, crm.Partners, register.Ref[crm.Partner](rival))
			if err != nil {
				return err
			}
			v.Title = c.p.Text("competitor.timeline_of", "name", one.Name)
			filter = append(filter, register.Eq(&crm.StrategyChanges.Row.Competitor, register.Ref[crm.Partner](rival)))
			create.Set("competitor", q.Get("competitor"))
		}
		if area != "" {
			filter = append(filter, register.Eq(&crm.StrategyChanges.Row.Area, area))
		}
		rows, err := tx.Page(c.r.Context(), r, register.Query{Filter: filter, Limit: mostChangesOnLine, From: from})
		if err != nil {
			return err
		}
		if !rows.Next.IsZero() {
			v.More = at(area, rows.Next.String())
		}
		n, err := namesOf(c.r.Context(), tx, rows.Records, []*register.Field{r.Field("competitor"), r.Field("responsible")})
		if err != nil {
			return err
		}
		for _, rec := range rows.Records {
			v.Add(c.p.MonthYear(string(rec.(*crm.StrategyChange).ObservedOn)), c.rivalEntry(r, n, rec.(*crm.StrategyChange)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if register.May(c.actor, r, register.Create) {
		v.Create = page.Button{Label: c.p.Text("strategy_change"), Icon: "plus", Weight: page.Primary, Href: withQuery(changesPath+"/new", create), Extra: page.With("data-drawer", "", "data-key", "KeyN")}
	}
	if len(v.Months) == 0 {
		v.Empty = &page.Empty{Icon: "flag", Title: c.p.Text("strategy_change.empty")}
	}
	c.render(http.StatusOK, page.ChangeLinePage(c.p, c.shell(v.Title, page.Crumb{Label: many(c.p, r), Href: changesPath}, page.Crumb{Label: c.p.Text("competitor.timeline")}), v))
	return nil
}

// rivalEntry is one change on the line.
func (c *call) rivalEntry(r *register.Register, n names, one *crm.StrategyChange) page.ChangeEntry {
	e := page.ChangeEntry{
		Day: c.p.DateWords(string(one.ObservedOn)), Title: one.Summary, Href: address(r, one.ID), Was: one.Was, Became: one.Became,
		Hue: impactHue(one.Impact), Area: choice(c.p, r, r.Field("area"), string(one.Area)), Source: one.Source,
	}
	if rec := n["partner"][register.ID(one.Competitor)]; rec != nil {
		e.Competitor, e.CompetitorHref = c.title(crm.Partners.Register, rec), address(crm.Partners.Register, register.ID(one.Competitor))
	}
	if one.Impact != "" {
		e.Impact = &page.Chip{Label: choice(c.p, r, r.Field("impact"), string(one.Impact)), Hue: impactHue(one.Impact)}
	}
	e.Status = page.Chip{Label: choice(c.p, r, r.Field("status"), string(one.Status)), Hue: choiceHue(r, r.Field("status"), string(one.Status))}
	e.Confidence = choice(c.p, r, r.Field("confidence"), string(one.Confidence))
	return e
}

// rivalFigures answers whom we lose to, and what competitors change.
func (c *call) rivalFigures() error {
	within, err := c.period()
	if err != nil {
		return err
	}
	v := page.Figures{
		ID: "rival-figures", Title: c.p.Text("competitor.figures"), Lead: c.p.Text("competitor.figures_lead"),
		Switch: changeSwitch(c, rivalFiguresPath), Periods: c.periodSwitch(rivalFiguresPath, within),
	}
	err = c.read(func(tx *store.Tx) error {
		deals, changes := tx.Schema().This(crm.Deals.Register), tx.Schema().This(crm.StrategyChanges.Register)
		if register.May(c.actor, deals, register.See) {
			if err := c.lossesOf(tx, deals, within, &v); err != nil {
				return err
			}
		}
		if register.May(c.actor, changes, register.See) {
			return c.changesOf(tx, changes, within, &v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.showFigures(v, page.Crumb{Label: c.p.Text("competitor.many"), Href: "/competitors"})
}

// lossesOf are the deals lost to competitors, by competitor.
func (c *call) lossesOf(tx *store.Tx, deals *register.Register, within register.Word, v *page.Figures) error {
	closed := register.Is{Field: "closed_on", Op: register.Within, Value: within}
	lost := register.All{closed, register.Eq(&crm.Deals.Row.Outcome, crm.Lost)}
	theirs := register.All{closed, register.Some(&crm.Deals.Row.LostTo)}
	all, err := tx.Count(c.r.Context(), deals, register.All{lost, register.Alive()}, 0)
	if err != nil {
		return err
	}
	f, n, err := c.tally(tx, deals, "competitor.lost_deals", theirs)
	if err != nil {
		return err
	}
	f.Note = c.p.Text("figures.share_of", "share", c.shareWords(n, int64(all)), "all", c.p.Integer(int64(all)))
	v.Figures = append(v.Figures, f)
	by := register.Grouping{Filter: register.All{theirs, register.Alive()}, By: []string{"lost_to"}}
	t := page.FigureTable{Title: c.p.Text("competitor.by_competitor"), None: c.p.Text("competitor.none"), Heads: []string{c.p.Text("competitor"), many(c.p, deals)}}
	if c.actor.Sees(deals, register.Prices) {
		by.Sum, t.Heads = "amount", append(t.Heads, c.p.Text("competitor.sum"))
	}
	groups, err := tx.Group(c.r.Context(), deals, by)
	if err != nil {
		return err
	}
	slices.SortStableFunc(groups, func(a, b register.Group) int { return cmp.Compare(b.Count, a.Count) })
	groups = groups[:min(len(groups), mostParts)]
	var w wanted
	for _, g := range groups {
		w.add(crm.Partners.Register, g.Keys[0].(int64))
	}
	named, err := w.read(c.r.Context(), tx)
	if err != nil {
		return err
	}
	for _, g := range groups {
		id := g.Keys[0].(int64)
		row := page.FigureRow{Name: c.p.Text("card.hidden_record"), Values: []string{c.p.Integer(g.Count)}, Meter: page.Meter{Label: c.p.Integer(g.Count), Value: g.Count, Of: groups[0].Count}}
		if rec := named["partner"][id]; rec != nil {
			row.Name = c.title(crm.Partners.Register, rec)
		}
		if by.Sum != "" {
			row.Values = append(row.Values, c.sumWords(g.Total))
		}
		if row.Href, err = rowsOf(deals, register.All{closed, register.Eq(&crm.Deals.Row.LostTo, register.Ref[crm.Partner](id))}); err != nil {
			return err
		}
		t.Rows = append(t.Rows, row)
	}
	v.Tables = append(v.Tables, t)
	return nil
}

// changesOf are the changes of strategy, by area.
func (c *call) changesOf(tx *store.Tx, changes *register.Register, within register.Word, v *page.Figures) error {
	observed := register.Is{Field: "observed_on", Op: register.Within, Value: within}
	f, _, err := c.tally(tx, changes, "competitor.changes", observed)
	if err != nil {
		return err
	}
	v.Figures = append(v.Figures, f)
	groups, err := tx.Group(c.r.Context(), changes, register.Grouping{Filter: register.All{observed, register.Alive()}, By: []string{"area"}})
	if err != nil {
		return err
	}
	slices.SortStableFunc(groups, func(a, b register.Group) int { return cmp.Compare(b.Count, a.Count) })
	t := page.FigureTable{
		Title: c.p.Text("competitor.by_area"), None: c.p.Text("competitor.none"),
		Heads: []string{label(c.p, changes, changes.Field("area")), c.p.Text("competitor.changes")},
	}
	for _, g := range groups {
		area := g.Keys[0].(string)
		row := page.FigureRow{
			Name: choice(c.p, changes, changes.Field("area"), area), Values: []string{c.p.Integer(g.Count)},
			Meter: page.Meter{Label: c.p.Integer(g.Count), Value: g.Count, Of: groups[0].Count},
		}
		if row.Href, err = rowsOf(changes, register.All{observed, register.Eq(&crm.StrategyChanges.Row.Area, crm.StrategyArea(area))}); err != nil {
			return err
		}
		t.Rows = append(t.Rows, row)
	}
	v.Tables = append(v.Tables, t)
	return nil
}
