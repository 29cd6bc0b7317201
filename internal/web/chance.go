package web

import (
	"cmp"
	"math/big"
	"net/http"
	"slices"
	"strconv"

	"dossier/internal/analysis"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// chanceRoutes are the page that explains how likely a deal is to be won.
func (s *Server) chanceRoutes() {
	s.add("GET", "/deals/{id}/chance", PageKind, (*call).dealChance, of(crm.Deals.Register, register.See))
}

// byHand is a chance that the stage itself says, for too few deals were closed.
const byHand analysis.Ground = "hand"

// stageChance is a chance and what it was told from.
type stageChance struct {
	share  *big.Rat
	ground analysis.Ground
	closed analysis.Closed
}

// chanceOf are the chances of the stages of all kinds.
type chanceOf map[int64]stageChance

// of is the chance at a stage; half where nobody knows it.
func (c chanceOf) of(stage int64) stageChance {
	if one, known := c[stage]; known {
		return one
	}
	half, ground := analysis.Chance(analysis.Closed{}, analysis.Closed{})
	return stageChance{share: half, ground: ground}
}

// millions is the number of millionths of a whole.
const millions = 1_000_000

// weight is the chance by which a deal at a stage counts in sums: what somebody
// says of the deal, in millionths, or the chance at the stage. Without a stage
// nobody knows anything.
func (c chanceOf) weight(said, stage int64) *big.Rat {
	switch {
	case said != 0:
		return big.NewRat(said, millions)
	case stage == 0:
		return new(big.Rat)
	}
	return c.of(stage).share
}

// chanceMonths is of how many months the closed deals tell the chances.
const chanceMonths = 24

// learned is the span whose closed deals tell the chances of a day.
func learned(day register.Date) span {
	_, last := day.Month()
	return span{from: monthAfter(day, 1-chanceMonths), to: last}
}

// closedLately are the closed deals that tell the chances of today.
func closedLately(tx *store.Tx) register.Filter {
	return both(learned(tx.Today()).of("closed_on"), register.In(&crm.Deals.Row.Outcome, crm.Won, crm.Lost), register.Alive())
}

// chances are the chances of winning at the stages, told by the closed deals of
// the last two years: a deal has the same chance whoever looks at it. While too
// few are closed to tell, a stage says its chance itself.
func (c *call) chances(tx *store.Tx) (chanceOf, error) {
	ctx, all := c.r.Context(), tx.AsProgram()
	list, err := register.Select(ctx, all, crm.Stages, register.Query{Filter: register.All{register.Eq(&crm.Stages.Row.Outcome, crm.Open), register.Alive()}})
	if err != nil {
		return nil, err
	}
	groups, err := all.Group(ctx, tx.Schema().This(crm.Deals.Register), register.Grouping{By: []string{"kind", "pipeline", "furthest", "outcome"}, Filter: closedLately(tx)})
	if err != nil {
		return nil, err
	}
	var every analysis.Closed
	type way struct{ kind, pipeline int64 }
	byWay := map[way][]register.Group{}
	for _, g := range groups {
		if every.Visited += g.Count; g.Keys[3] == string(crm.Won) {
			every.Won += g.Count
		}
		at := way{g.Keys[0].(int64), g.Keys[1].(int64)}
		byWay[at] = append(byWay[at], g)
	}
	stages := map[way][]*crm.Stage{}
	for _, s := range list {
		at := way{int64(s.Kind), int64(s.Pipeline)}
		stages[at] = append(stages[at], s)
	}
	out := chanceOf{}
	for at, own := range stages {
		slices.SortStableFunc(own, func(a, b *crm.Stage) int { return cmp.Compare(a.Position, b.Position) })
		for i, closed := range analysis.ClosedAt(furthest(byWay[at], own, 2, 3)) {
			share, ground := analysis.Chance(closed, every)
			if ground == analysis.ByNothing && own[i].Probability != 0 {
				share, ground = big.NewRat(own[i].Probability, millions), byHand
			}
			out[own[i].ID] = stageChance{share, ground, closed}
		}
	}
	return out, nil
}

// factor is something known of a deal that speaks for winning it or against.
type factor struct {
	analysis.Factor
	key  string // stage, source or rivals
	what any    // its value, for programs
	name string
	rows register.Filter // the deals of which it is true
}

// outlook is what the statistics of deals tell of one.
type outlook struct {
	deal      *crm.Deal
	stages    []*crm.Stage // of its way, in their order
	closed    []analysis.Closed
	at        stageChance
	won, lost int64 // closed deals of the way
	factors   []factor
	refined   *big.Rat // by the factors; nil where nothing was closed
}

// chanceOfDeal tells the chance of an open deal, by its stage and by what else
// is known of it. Where a deal stands beyond the first stage, that it came so
// far is a factor too.
func (c *call) chanceOfDeal(tx *store.Tx, d *crm.Deal) (*outlook, error) {
	ctx, all, deals := c.r.Context(), tx.AsProgram(), tx.Schema().This(crm.Deals.Register)
	chances, err := c.chances(tx)
	if err != nil {
		return nil, err
	}
	t := &outlook{deal: d, at: chances.of(int64(d.Stage))}
	way := both(register.Eq(&crm.Deals.Row.Kind, d.Kind), is("pipeline", int64(d.Pipeline)))
	t.stages, err = register.Select(ctx, all, crm.Stages, register.Query{Filter: register.All{
		register.Eq(&crm.Stages.Row.Kind, d.Kind), is("pipeline", int64(d.Pipeline)), register.Eq(&crm.Stages.Row.Outcome, crm.Open), register.Alive(),
	}})
	if err != nil {
		return nil, err
	}
	groups, err := all.Group(ctx, deals, register.Grouping{By: []string{"ad_source", "contested", "furthest", "outcome"}, Filter: both(closedLately(tx), way)})
	if err != nil {
		return nil, err
	}
	t.closed = analysis.ClosedAt(furthest(groups, t.stages, 2, 3))
	source, rivals, sources := analysis.Factor{Values: 1}, analysis.Factor{Values: 2}, map[any]bool{int64(d.AdSource): true}
	for _, g := range groups {
		won, lost := g.Count, int64(0)
		if g.Keys[3] != string(crm.Won) {
			won, lost = 0, g.Count
		}
		t.won, t.lost = t.won+won, t.lost+lost
		if sources[g.Keys[0]] = true; g.Keys[0] == int64(d.AdSource) {
			source.Won, source.Lost = source.Won+won, source.Lost+lost
		}
		if g.Keys[1] == d.Contested {
			rivals.Won, rivals.Lost = rivals.Won+won, rivals.Lost+lost
		}
	}
	source.Values = int64(len(sources))
	if err := t.know(c, tx, source, rivals); err != nil {
		return nil, err
	}
	var known []analysis.Factor
	for _, f := range t.factors {
		known = append(known, f.Factor)
	}
	t.refined = analysis.ByFactors(t.won, t.lost, known)
	return t, nil
}

// know lists the factors of the deal in words.
func (t *outlook) know(c *call, tx *store.Tx, source, rivals analysis.Factor) error {
	d, deals := t.deal, tx.Schema().This(crm.Deals.Register)
	text := func(field string) string { return label(c.p, deals, deals.Field(field)) }
	if i := slices.IndexFunc(t.stages, func(s *crm.Stage) bool { return s.ID == register.ID(d.Stage) }); i > 0 {
		at := t.closed[i]
		t.factors = append(t.factors, factor{
			Factor: analysis.Factor{Won: at.Won, Lost: at.Visited - at.Won, Values: 2}, key: "stage", what: t.stages[i].ID,
			name: text("stage") + ": " + t.stages[i].Title(string(c.p.Language())), rows: cameTo(t.stages, i),
		})
	}
	var w wanted
	w.add(crm.AdSources.Register, int64(d.AdSource))
	n, err := w.read(c.r.Context(), tx)
	if err != nil {
		return err
	}
	name := cmp.Or(n.title(c.p, crm.AdSources.Register, register.ID(d.AdSource)), c.p.Text("analysis.nobody"))
	t.factors = append(t.factors,
		factor{Factor: source, key: "source", what: int64(d.AdSource), name: text("ad_source") + ": " + name, rows: is("ad_source", int64(d.AdSource))},
		factor{Factor: rivals, key: "rivals", what: d.Contested, name: c.p.Text("deal.contested_" + strconv.FormatBool(d.Contested)), rows: register.Eq(&crm.Deals.Row.Contested, d.Contested)},
	)
	return nil
}

// pullWords say how strongly a factor pulls, for winning or against it.
func (t *outlook) pullWords(c *call, f factor) string {
	pull := hundredthsOf(f.Pull(t.won, t.lost))
	words := c.p.Decimal(pull, 2)
	if pull > 0 {
		words = "+" + words
	}
	return words
}

// used is the chance by which the deal counts in sums, and who says so.
func (t *outlook) used(c *call) (words, source string) {
	if t.deal.Chance != 0 {
		return c.p.Percent(t.deal.Chance), c.p.Text("deal.chance_of_said")
	}
	return c.p.Percent(analysis.Millionths(t.at.share)), c.p.Text("deal.chance_of_" + string(t.at.ground))
}

// chanceFact is the chance of an open deal on its card, and the box that tells
// where it comes from.
func (c *call) chanceFact(t *outlook) page.Fact {
	words, source := t.used(c)
	f := page.Fact{Label: c.p.Text("deal.section.chance"), Value: words, Note: source, Href: address(crm.Deals.Register, t.deal.ID) + "/chance"}
	if d := t.deal; c.actor.Sees(crm.Deals.Register, register.Prices) && d.Amount.Currency != "" {
		weight := chanceOf{int64(d.Stage): t.at}.weight(d.Chance, int64(d.Stage))
		f.Note = c.p.Text("deal.chance_weighs", "source", f.Note, "sum", c.p.MoneyShort(crm.Weighted(d.Amount, weight)))
	}
	return f
}

// chanceLines are the chances of a deal and what pulls at them.
func (c *call) chanceLines(t *outlook) []page.Line {
	line := func(label, value string) page.Line {
		return page.Line{Label: label, Value: page.NumberCell(value)}
	}
	var out []page.Line
	if t.deal.Chance != 0 {
		out = append(out, line(c.p.Text("deal.chance_own"), c.p.Percent(t.deal.Chance)))
		if t.deal.ChanceReason != "" {
			out = append(out, page.Line{Label: label(c.p, crm.Deals.Register, crm.Deals.Field("chance_reason")), Text: t.deal.ChanceReason})
		}
	}
	out = append(out, line(c.p.Text("deal.chance_by_stage"), c.p.Percent(analysis.Millionths(t.at.share))))
	if t.refined == nil {
		return out
	}
	out = append(out, line(c.p.Text("deal.chance_by_factors"), c.p.Percent(analysis.Millionths(t.refined))))
	for _, f := range t.factors {
		out = append(out, line(f.name, t.pullWords(c, f)))
	}
	return out
}

// chanceOfCard is what the statistics tell of the deal of a card: nothing of
// one that ended or that has no stages. It is asked once a card.
func (c *call) chanceOfCard(tx *store.Tx, k *cardOf) (*outlook, error) {
	d := k.rec.(*crm.Deal)
	if d.Outcome != crm.Open || d.Stage == 0 {
		return nil, nil
	}
	if k.outlook == nil {
		var err error
		if k.outlook, err = c.chanceOfDeal(tx, d); err != nil {
			return nil, err
		}
	}
	return k.outlook, nil
}

// chanceReport makes the page that explains the chance of a deal.
func (c *call) chanceReport() (*report, error) {
	id, err := c.idOf()
	if err != nil {
		return nil, err
	}
	r := &report{call: c, name: "chance", chance: map[string]any{}}
	err = c.read(func(tx *store.Tx) error {
		r.tx, r.deals = tx, tx.Schema().This(crm.Deals.Register)
		d, err := register.Load(c.r.Context(), tx, crm.Deals, register.Ref[crm.Deal](id))
		if err != nil {
			return err
		}
		r.v = page.Figures{ID: "chance", Title: c.title(r.deals, d), Lead: c.p.Text("deal.chance_lead")}
		if d.Outcome != crm.Open || d.Stage == 0 {
			e := page.EmptyRegister(c.p, "chart-bar", c.p.Text("deal.chance_none"))
			r.v.Empty = &e
			return nil
		}
		t, err := c.chanceOfDeal(tx, d)
		if err != nil {
			return err
		}
		return r.explain(t)
	})
	return r, err
}

func (r *report) explain(t *outlook) error {
	used, source := t.used(r.call)
	r.chance = map[string]any{
		"used": hundredths(chanceOf{int64(t.deal.Stage): t.at}.weight(t.deal.Chance, int64(t.deal.Stage))), "said": nil,
		"by_stage": hundredths(t.at.share), "by_factors": nil, "ground": string(t.at.ground),
	}
	if t.deal.Chance != 0 {
		r.chance["said"] = hundredths(big.NewRat(t.deal.Chance, millions))
	}
	if t.refined != nil {
		r.chance["by_factors"] = hundredths(t.refined)
	}
	r.v.Figures = append(r.v.Figures, page.Fact{Label: r.p.Text("deal.chance_counts"), Value: used, Note: source})
	if t.deal.Chance != 0 {
		r.v.Figures = append(r.v.Figures, page.Fact{Label: r.p.Text("deal.chance_own"), Value: r.p.Percent(t.deal.Chance), Note: t.deal.ChanceReason})
	}
	r.v.Figures = append(r.v.Figures, page.Fact{Label: r.p.Text("deal.chance_by_stage"), Value: r.percent(t.at.share), Note: r.p.Text("deal.chance_of_" + string(t.at.ground))})
	if t.refined != nil {
		r.v.Figures = append(r.v.Figures, page.Fact{Label: r.p.Text("deal.chance_by_factors"), Value: r.percent(t.refined)})
	}
	// How many deals there are is for those who may see all of them.
	counts := register.Always(r.actor.Rows(r.deals, register.See))
	way := both(register.Eq(&crm.Deals.Row.Kind, t.deal.Kind), is("pipeline", int64(t.deal.Pipeline)))
	if err := r.chanceStages(t, way, counts); err != nil {
		return err
	}
	if t.refined != nil {
		if err := r.chanceFactors(t, way, counts); err != nil {
			return err
		}
	}
	r.v.Notes = append(r.v.Notes, r.p.Text("analysis.note_chance"), r.p.Text("analysis.note_pull"))
	return nil
}

// chanceStages are the chances of the stages of the deal's way.
func (r *report) chanceStages(t *outlook, way register.Filter, counts bool) error {
	columns := []string{"pass", "win", "smoothed"}
	if counts {
		columns = append([]string{"closed", "won", "lost_here"}, columns...)
	}
	s := r.table("chances", label(r.p, r.deals, r.deals.Field("stage")), columns...)
	for i, stage := range t.stages {
		w, closed := s.row(stage.ID, stage.Title(string(r.p.Language()))), t.closed[i]
		if counts {
			came := both(learned(r.tx.Today()).of("closed_on"), way)
			for _, one := range []struct {
				n    int64
				rows register.Filter
			}{
				{closed.Visited, both(came, register.In(&crm.Deals.Row.Outcome, crm.Won, crm.Lost), cameTo(t.stages, i))},
				{closed.Won, both(came, register.Eq(&crm.Deals.Row.Outcome, crm.Won))},
				{closed.LostHere, both(came, endedAt(t.stages, i, crm.Lost))},
			} {
				if err := w.count(one.n, one.rows); err != nil {
					return err
				}
			}
		}
		for _, share := range []*big.Rat{closed.Pass(), closed.Win(), closed.Smoothed()} {
			if err := w.share(share); err != nil {
				return err
			}
		}
		if stage.ID == register.ID(t.deal.Stage) {
			w.shown().Chip = &page.Chip{Label: r.p.Text("deal.chance_here"), Tone: page.Info}
		}
	}
	s.show()
	return nil
}

// chanceFactors are what speaks for winning the deal and against it.
func (r *report) chanceFactors(t *outlook, way register.Filter, counts bool) error {
	columns := []string{"pull"}
	if counts {
		columns = []string{"won", "lost", "pull"}
	}
	s := r.table("factors", r.p.Text("analysis.factor"), columns...)
	for _, f := range t.factors {
		w := s.row(map[string]any{f.key: f.what}, f.name)
		if counts {
			for _, one := range []struct {
				n       int64
				outcome crm.Outcome
			}{{f.Won, crm.Won}, {f.Lost, crm.Lost}} {
				if err := w.count(one.n, both(learned(r.tx.Today()).of("closed_on"), way, register.Eq(&crm.Deals.Row.Outcome, one.outcome), f.rows)); err != nil {
					return err
				}
			}
		}
		if err := w.cell(strconv.FormatFloat(f.Pull(t.won, t.lost), 'f', 2, 64), t.pullWords(r.call, f), nil); err != nil {
			return err
		}
	}
	s.show()
	return nil
}

func (c *call) dealChance() error {
	r, err := c.chanceReport()
	if err != nil {
		return err
	}
	id, _ := c.idOf()
	crumbs := []page.Crumb{{Label: many(c.p, r.deals), Href: "/deals"}, {Label: r.v.Title, Href: address(r.deals, id)}, {Label: c.p.Text("deal.section.chance")}}
	c.render(http.StatusOK, page.FiguresPage(c.p, c.shell(c.p.Text("deal.chance_title", "deal", r.v.Title), crumbs...), r.v))
	return nil
}

func (c *call) apiDealChance() error {
	r, err := c.chanceReport()
	if err != nil {
		return err
	}
	return c.answerJSON(http.StatusOK, map[string]any{"report": r.name, "chance": r.chance, "tables": r.asRead()})
}
