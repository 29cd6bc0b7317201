package web

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"dossier/internal/analysis"
	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// forecastRoutes are the deals of one way by the month of their answer, and
// their way as a map.
func (s *Server) forecastRoutes() {
	deals := crm.Deals.Register
	s.add("GET", "/"+forecastPath, PageKind, (*call).forecast, of(deals, register.See))
	s.add("POST", "/"+forecastPath+"/move", FragmentKind, (*call).forecastMove, of(deals, register.Edit))
	s.add("GET", "/"+wayMapPath, PageKind, (*call).wayMap, of(deals, register.See))
	s.wayFilterRoutes(forecastPath)
	s.wayFilterRoutes(wayMapPath)
}

const (
	forecastPath = "deals/forecast"
	wayMapPath   = "deals/map"
	monthsShown  = 6  // that the forecast shows, this one among them
	cardsOfMonth = 12 // that a month shows; the list has all
)

// month is a column of the forecast: the deals whose answer is expected between
// two days.
type month struct {
	id       string // late, 2026-11, later, none
	from, to register.Date
	label    string
	hue      page.Hue
}

// months are the columns: what should have been answered, the months ahead,
// what comes after them, what says no day.
func (c *call) months() []month {
	first := calendar.Day(c.p.Today()).FirstOfMonth()
	out := []month{{id: "late", to: register.Date(first.Add(-1)), label: c.p.Text("forecast.late"), hue: page.Red}}
	for i := range monthsShown {
		from, next := first.AddMonths(i), first.AddMonths(i+1)
		out = append(out, month{id: string(from)[:7], from: register.Date(from), to: register.Date(next.Add(-1)), label: c.p.MonthYear(string(from)), hue: page.Sky})
	}
	after := first.AddMonths(monthsShown)
	return append(out, month{id: "later", from: register.Date(after), label: c.p.Text("forecast.later"), hue: page.Violet}, month{id: "none", label: c.p.Text("forecast.none"), hue: page.Gray})
}

// has reports whether a day lies in the month.
func (m month) has(day register.Date) bool {
	switch {
	case day == "" || m.id == "none":
		return day == "" && m.id == "none"
	case m.from != "" && day < m.from, m.to != "" && day > m.to:
		return false
	}
	return true
}

// filter is met by the deals of the month.
func (m month) filter() register.Filter {
	all := register.All{}
	at := &crm.Deals.Row.CloseOn
	if m.id == "none" {
		return register.None(at)
	}
	all = append(all, register.Some(at))
	if m.from != "" {
		all = append(all, register.Ge(at, m.from))
	}
	if m.to != "" {
		all = append(all, register.Le(at, m.to))
	}
	return all
}

// values are the same for an address.
func (m month) values() url.Values {
	v := url.Values{"outcome.in": {string(crm.Open)}}
	if m.id == "none" {
		v.Set("close_on.unset", "1")
	}
	if m.from != "" {
		v.Set("close_on.ge", string(m.from))
	}
	if m.to != "" {
		v.Set("close_on.le", string(m.to))
	}
	return v
}

// forecast answers the open deals of a way by months, weighted.
func (c *call) forecast() error { return c.columns(forecastPath, c.forecastView) }

// wayHead is what the pages of a way have above what they show.
func (c *call) wayHead(tx *store.Tx, b *boardState, now string) (page.Board, error) {
	v := page.Board{ID: now, Title: many(c.p, crm.Deals.Register), Switch: c.dealSwitch(b, now)}
	if b.way == nil {
		e := page.EmptyRegister(c.p, "layout-kanban", c.p.Text("board.no_stages"))
		v.Empty = &e
		return v, nil
	}
	v.Title, v.Others = b.title(c), c.otherWays(b)
	var err error
	if v.Filter, err = c.filterBar(tx, b.state); err != nil {
		return v, err
	}
	if _, create := c.listActions(b.state); create.Label != "" {
		v.Create = create
	}
	found, err := c.understand(tx, b.state)
	if found != nil {
		v.Filter.Notice = &page.Chip{Label: found.Text, Tone: page.Info, Icon: "language"}
	}
	return v, err
}

func (c *call) forecastView(tx *store.Tx, b *boardState) (page.Board, error) {
	v, err := c.wayHead(tx, b, "forecast")
	if err != nil || b.way == nil {
		return v, err
	}
	v.Move = "/" + forecastPath + "/move"
	worths, err := c.monthsWorth(tx, b)
	if err != nil {
		return v, err
	}
	var whole worth
	for _, m := range c.months() {
		w := worths[m.id]
		whole.add(w)
		if w.count == 0 && (m.id == "late" || m.id == "later" || m.id == "none") {
			continue
		}
		col := c.monthHead(m, w)
		if err := c.monthCards(tx, b, m, w, &col); err != nil {
			return v, err
		}
		v.Columns = append(v.Columns, col)
	}
	v.Summary, err = c.worthWords(tx, whole)
	return v, err
}

// monthsWorth adds up the open deals of a way by months, in one question.
func (c *call) monthsWorth(tx *store.Tx, b *boardState) (map[string]worth, error) {
	groups, err := tx.Group(c.r.Context(), crm.Deals.Register, register.Grouping{
		Filter: register.All{c.onBoard(b), register.Eq(&crm.Deals.Row.Outcome, crm.Open)}, By: []string{"close_on", "stage", "chance"}, Sum: "amount",
	})
	if err != nil {
		return nil, err
	}
	own := map[register.ID]bool{}
	for _, s := range b.open {
		own[s.ID] = true
	}
	out, months := map[string]worth{}, c.months()
	for _, g := range groups {
		day, stage, chance := register.Date(g.Keys[0].(string)), g.Keys[1].(int64), g.Keys[2].(int64)
		if !own[stage] {
			continue // of another way of the kind
		}
		for _, m := range months {
			if m.has(day) {
				w := out[m.id]
				w.take(g.Count, g.Total.Money, b.chances.weight(chance, stage))
				out[m.id] = w
			}
		}
	}
	return out, nil
}

func (c *call) monthHead(m month, w worth) page.BoardColumn {
	col := page.BoardColumn{ID: m.id, Label: m.label, Hue: m.hue, Count: c.p.Integer(w.count)}
	for _, sum := range w.sums() {
		col.Sums = append(col.Sums, c.p.Money(sum))
	}
	if sum := c.shortSums(w.weighted()); sum != "" {
		col.Note = c.p.Text("board.weighted_sum", "sum", sum)
	}
	return col
}

// ofWay are the deals of the way alone.
func (c *call) ofWay(b *boardState) register.Filter {
	if b.pipeline != nil {
		return register.All{c.onBoard(b), register.Eq(&crm.Deals.Row.Pipeline, register.Ref[crm.Pipeline](b.pipeline.ID))}
	}
	return register.All{c.onBoard(b), register.None(&crm.Deals.Row.Pipeline)}
}

// monthCards adds the first cards of a month.
func (c *call) monthCards(tx *store.Tx, b *boardState, m month, w worth, col *page.BoardColumn) error {
	if w.count == 0 {
		return nil
	}
	p, err := tx.Page(c.r.Context(), crm.Deals.Register, register.Query{
		Filter: register.All{c.ofWay(b), register.Eq(&crm.Deals.Row.Outcome, crm.Open), m.filter()}, Sort: boardOrder, Limit: cardsOfMonth,
	})
	if err != nil {
		return err
	}
	if col.Cards, err = c.monthCardsOf(tx, b, p.Records); err != nil {
		return err
	}
	if !p.Next.IsZero() {
		v := m.values()
		if b.pipeline != nil {
			v.Set("pipeline.in", strconv.FormatInt(b.pipeline.ID, 10))
		} else {
			v.Set("kind.in", strconv.FormatInt(b.kind.ID, 10))
		}
		col.All, col.AllText = withQuery("/deals", v), c.p.Text("board.show_list")
	}
	return nil
}

// monthCardsOf draws deals as cards with the chip of their stage.
func (c *call) monthCardsOf(tx *store.Tx, b *boardState, recs []register.Record) ([]page.BoardCard, error) {
	n, err := namesOf(c.r.Context(), tx, recs, []*register.Field{b.reg.Field("partner"), b.reg.Field("responsible"), b.reg.Field("product")})
	if err != nil {
		return nil, err
	}
	var out []page.BoardCard
	for _, rec := range recs {
		d := rec.(*crm.Deal)
		stage := &crm.Stage{}
		for _, s := range b.stages() {
			if s.ID == register.ID(d.Stage) {
				stage = s
			}
		}
		card := c.boardCard(n, d, stage, time.Time{})
		card.Next = page.BoardNext{}
		if d.CloseOn != "" {
			card.Next = page.BoardNext{Icon: "calendar", Text: c.p.DateWords(string(d.CloseOn))}
			if string(d.CloseOn) < c.p.Today() {
				card.Next.Tone = page.Bad
			}
		}
		p := analysis.Millionths(b.chances.weight(d.Chance, stage.ID))
		card.Chips = append([]page.Chip{{Label: c.p.Text("forecast.stage", "stage", stage.Title(string(c.p.Language())), "probability", c.p.Percent(p)), Hue: page.Hue(stage.Hue)}}, c.unsteadyChips(d)...)
		out = append(out, card)
	}
	return out, nil
}

// forecastMove puts the answer of a deal off to another month, or brings it
// forward: to the same day there, or the last.
func (c *call) forecastMove() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	id, _ := strconv.ParseInt(form.Get("id"), 10, 64)
	to := form.Get("column")
	var deal *crm.Deal
	var was register.Date
	var undo string
	err := c.write(func(tx *store.Tx) error {
		undo = c.undoable(tx)
		var err error
		if deal, err = register.Load(c.r.Context(), tx, crm.Deals, register.Ref[crm.Deal](id)); err != nil {
			return err
		}
		if form.Get("version") != "" && form.Get("version") != versionOf(deal) {
			return register.ErrStale
		}
		was = deal.CloseOn
		if to == "none" {
			deal.CloseOn = ""
		} else {
			first, err := time.Parse("2006-01", to)
			if err != nil {
				return register.RefuseAt("close_on", "forecast_needs_month")
			}
			day := 1
			if at, err := time.Parse(time.DateOnly, string(was)); err == nil {
				day = at.Day()
			}
			last := first.AddDate(0, 1, -1)
			deal.CloseOn = register.Date(first.AddDate(0, 0, min(day, last.Day())-1).Format(time.DateOnly))
		}
		return tx.Save(c.r.Context(), deal)
	})
	if err != nil {
		return err
	}
	told := map[string]string{"text": c.p.Text("forecast.moved", "when", c.p.Date(string(deal.CloseOn))), "kind": "ok", "undo": undo, "label": c.p.Text("menu.undo")}
	if deal.CloseOn == "" {
		told["text"] = c.p.Text("forecast.moved_nowhere")
	}
	if !c.background() {
		return c.goTo("/" + forecastPath)
	}
	return c.read(func(tx *store.Tx) error {
		values := c.boardValues()
		wayOf(deal).into(values)
		b, err := c.wayStateOf(tx, values, forecastPath)
		if err != nil {
			return err
		}
		worths, err := c.monthsWorth(tx, b)
		if err != nil {
			return err
		}
		cards, err := c.monthCardsOf(tx, b, []register.Record{deal})
		if err != nil {
			return err
		}
		parts := []templ.Component{page.BoardCardView(c.p, cards[0])}
		v := page.Board{ID: "forecast"}
		for _, m := range c.months() {
			if m.has(was) || m.has(deal.CloseOn) {
				parts = append(parts, page.BoardHead(c.p, v, c.monthHead(m, worths[m.id]), true))
			}
		}
		c.trigger(map[string]any{"toast": told})
		return c.fragment(templ.Join(parts...))
	})
}
