package web

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"dossier/internal/analysis"
	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// boardRoutes are the board of deals.
func (s *Server) boardRoutes() {
	deals := crm.Deals.Register
	s.add("GET", "/deals/board", PageKind, (*call).board, of(deals, register.See))
	s.add("GET", "/deals/board/column/{stage}", FragmentKind, (*call).boardColumn, of(deals, register.See))
	s.add("POST", "/deals/board/move", FragmentKind, (*call).boardMove, of(deals, register.Edit))
	s.wayFilterRoutes("deals/board")
}

// cardsShown is how many cards a column shows at once, cardsMore how many
// further ones it adds.
const (
	cardsShown = 30
	cardsMore  = 30
)

// boardSwitch leads between the board and the list of the same records.
func boardSwitch(c *call, path string, board bool, values url.Values) page.Segments {
	v := sameConditions(values)
	return page.Segments{Label: c.p.Text("board.view"), Items: []page.Segment{
		{Label: c.p.Text("board.view_board"), Icon: "layout-kanban", Href: withQuery(path+"/board", v), Current: board},
		{Label: c.p.Text("board.view_list"), Icon: "list", Href: withQuery(path, v), Current: !board},
	}}
}

// sameConditions are what one view of records hands on to another.
func sameConditions(values url.Values) url.Values {
	v := url.Values{}
	for name, all := range values {
		switch name {
		case "kind", "columns", "sort", "limit", "view":
		default:
			v[name] = all
		}
	}
	return v
}

// boardState is what a board shows: one way of deals and its stages.
type boardState struct {
	*state
	*way
	ways    []*way
	chances chanceOf
}

// boardStateOf reads the address of the board and the stages of its way.
func (c *call) boardStateOf(tx *store.Tx, values url.Values) (*boardState, error) {
	return c.wayStateOf(tx, values, "deals/board")
}

// board answers the deals of a way by their stages.
func (c *call) board() error { return c.columns("deals/board", c.boardView) }

// columns answers a page of columns of the deals of one way, or its body when a
// script asks.
func (c *call) columns(path string, view func(*store.Tx, *boardState) (page.Board, error)) error {
	var v page.Board
	err := c.read(func(tx *store.Tx) error {
		b, err := c.wayStateOf(tx, c.r.URL.Query(), path)
		if err != nil {
			return err
		}
		v, err = view(tx, b)
		return err
	})
	if err != nil {
		return err
	}
	if c.target() == "main#main" {
		return c.fragment(page.BoardBody(c.p, v))
	}
	c.render(http.StatusOK, page.BoardPage(c.p, c.shell(v.Title), v))
	return nil
}

func (c *call) boardView(tx *store.Tx, b *boardState) (page.Board, error) {
	v := page.Board{ID: "deals", Title: many(c.p, crm.Deals.Register), Move: "/deals/board/move", Switch: c.dealSwitch(b, "board")}
	if b.way == nil {
		e := page.EmptyRegister(c.p, "layout-kanban", c.p.Text("board.no_stages"))
		v.Empty = &e
		return v, nil
	}
	v.Title = b.title(c)
	v.Others = c.otherWays(b)
	var err error
	if v.Filter, err = c.boardFilter(tx, b); err != nil {
		return v, err
	}
	if _, create := c.listActions(b.state); create.Label != "" {
		v.Create = create
	}
	found, err := c.understand(tx, b.state)
	if err != nil {
		return v, err
	}
	if found != nil {
		v.Filter.Notice = &page.Chip{Label: found.Text, Tone: page.Info, Icon: "language"}
	}
	totals, err := c.boardTotals(tx, b)
	if err != nil {
		return v, err
	}
	var whole worth
	for _, st := range b.open {
		col, err := c.boardStage(tx, b, st, totals[st.ID])
		if err != nil {
			return v, err
		}
		v.Columns = append(v.Columns, col)
		whole.add(totals[st.ID])
	}
	if v.Summary, err = c.worthWords(tx, whole); err != nil {
		return v, err
	}
	for _, st := range b.closing {
		col := c.boardHead(b, st, totals[st.ID])
		col.Href = withQuery("/deals", url.Values{"stage.in": {strconv.FormatInt(st.ID, 10)}})
		v.Closing = append(v.Closing, col)
	}
	return v, nil
}

// onBoard are the deals of the board's kind that the conditions let through.
func (c *call) onBoard(b *boardState) register.Filter {
	return register.All{b.filter, register.Eq(&crm.Deals.Row.Kind, register.Ref[crm.DealKind](b.kind.ID))}
}

// boardTotals are what the deals of the board's columns are worth, by stage.
// Deals that ended are added up where the company has no more of them than
// lists count, whoever asks: to see which are his, all are looked at. Else
// their columns say nothing, for the board is about the open ones.
func (c *call) boardTotals(tx *store.Tx, b *boardState) (map[register.ID]worth, error) {
	ctx, deals := c.r.Context(), crm.Deals.Register
	totals, err := c.worthByStage(tx, b.chances, c.onBoard(b), crm.Open)
	if err != nil {
		return nil, err
	}
	n, err := tx.AsProgram().Count(ctx, deals, register.In(&crm.Deals.Row.Outcome, crm.Won, crm.Lost), mostCounted+1)
	if err != nil || n > mostCounted {
		return totals, err
	}
	for _, o := range []crm.Outcome{crm.Won, crm.Lost} {
		ended, err := c.worthByStage(tx, b.chances, c.onBoard(b), o)
		if err != nil {
			return nil, err
		}
		maps.Copy(totals, ended)
	}
	return totals, nil
}

func (c *call) boardFilter(tx *store.Tx, b *boardState) (page.Filter, error) {
	f, err := c.filterBar(tx, b.state)
	if err != nil {
		return f, err
	}
	f.Search.Action = "/deals/board"
	return f, nil
}

// boardHead is the head of a column: its name, number and sums.
func (c *call) boardHead(b *boardState, st *crm.Stage, w worth) page.BoardColumn {
	id := strconv.FormatInt(st.ID, 10)
	col := page.BoardColumn{ID: id, Label: st.Title(string(c.p.Language())), Hue: page.Hue(st.Hue)}
	if st.Outcome == crm.Open || w.count > 0 {
		col.Count = c.p.Integer(w.count)
	}
	for _, m := range w.sums() {
		col.Sums = append(col.Sums, c.p.Money(m))
	}
	if st.Outcome == crm.Open {
		col.Note = c.p.Percent(analysis.Millionths(b.chances.of(st.ID).share))
		if sum := c.shortSums(w.weighted()); sum != "" {
			col.Note = c.p.Text("board.weighted", "probability", col.Note, "sum", sum)
		}
	}
	return col
}

// boardStage is a column with its first cards.
func (c *call) boardStage(tx *store.Tx, b *boardState, st *crm.Stage, w worth) (page.BoardColumn, error) {
	col := c.boardHead(b, st, w)
	err := c.boardCards(tx, b, st, register.Cursor{}, cardsShown, &col)
	return col, err
}

// boardOrder is the order of cards: what is expected first stands first.
var boardOrder = []register.Sort{{Field: "close_on"}}

// boardCards adds the cards of a column after a place.
func (c *call) boardCards(tx *store.Tx, b *boardState, st *crm.Stage, from register.Cursor, limit int, col *page.BoardColumn) error {
	ctx := c.r.Context()
	p, err := tx.Page(ctx, crm.Deals.Register, register.Query{
		Filter: register.All{c.onBoard(b), register.Eq(&crm.Deals.Row.Stage, register.Ref[crm.Stage](st.ID))}, Sort: boardOrder, Limit: limit, From: from,
	})
	if err != nil {
		return err
	}
	cards, err := c.boardCardsOf(tx, b.reg, st, p.Records)
	if err != nil {
		return err
	}
	col.Cards = append(col.Cards, cards...)
	if !p.Next.IsZero() {
		v := b.core()
		b.into(v)
		v.Set("from", p.Next.String())
		col.More = withQuery("/deals/board/column/"+strconv.FormatInt(st.ID, 10), v)
		col.MoreText = c.p.Count("board.more", cardsMore)
	}
	return nil
}

// boardCardsOf draws deals as cards, with how long each is in its stage.
func (c *call) boardCardsOf(tx *store.Tx, r *register.Register, st *crm.Stage, recs []register.Record) ([]page.BoardCard, error) {
	ctx := c.r.Context()
	fields := []*register.Field{r.Field("partner"), r.Field("responsible"), r.Field("product")}
	n, err := namesOf(ctx, tx, recs, fields)
	if err != nil {
		return nil, err
	}
	var ids []register.ID
	for _, rec := range recs {
		ids = append(ids, register.BaseOf(rec).ID)
	}
	since, err := tx.Since(ctx, r, "stage", ids)
	if err != nil {
		return nil, err
	}
	var next map[register.ID]nextStep
	if st.Outcome == crm.Open {
		if next, err = c.nextSteps(tx, ids); err != nil {
			return nil, err
		}
	}
	var out []page.BoardCard
	for _, rec := range recs {
		id := register.BaseOf(rec).ID
		card := c.boardCard(n, rec.(*crm.Deal), st, since[id])
		if rec.(*crm.Deal).Outcome == crm.Open {
			card.Next = page.BoardNext{Icon: "alert-circle", Text: c.p.Text("board.no_next"), Tone: page.Bad}
			if step, planned := next[id]; planned {
				card.Next = page.BoardNext{Icon: step.icon, Text: step.text}
			}
		}
		out = append(out, card)
	}
	return out, nil
}

func (c *call) boardCard(n names, d *crm.Deal, st *crm.Stage, since time.Time) page.BoardCard {
	id := strconv.FormatInt(d.ID, 10)
	card := page.BoardCard{
		ID: id, Version: versionOf(d), Href: "/deals/" + id, Menu: "/deals/" + id + "/menu?move=1",
		Client: n.title(c.p, crm.Partners.Register, register.ID(d.Partner)), Name: d.Title(string(c.p.Language())),
	}
	if d.Name == "" && d.Product != 0 {
		if text := n.title(c.p, crm.Products.Register, register.ID(d.Product)); text != "" {
			card.Name = text
		}
	}
	if partner := n["partner"][register.ID(d.Partner)]; partner != nil {
		card.Avatar = avatar(crm.Partners.Register, partner, card.Client)
		card.Avatar.Size = page.Small
	}
	if c.actor.Sees(crm.Deals.Register, register.Prices) && !d.Amount.IsZero() {
		card.Amount = c.p.Money(d.Amount)
		if base := c.baseCurrency(); d.AmountBase != 0 && base != "" && base != d.Amount.Currency {
			card.Base = "≈ " + c.p.Money(money.New(d.AmountBase, base))
		}
	}
	if !since.IsZero() {
		days := int64(c.now.Sub(since).Hours() / 24)
		card.Age = c.p.Count("board.days", days)
		card.AgeWhy = c.p.Count("board.in_stage", days)
		switch {
		case st.NormDays > 0 && days > 2*st.NormDays:
			card.AgeTone = page.Bad
		case st.NormDays > 0 && days > st.NormDays:
			card.AgeTone = page.Care
		}
	}
	if d.Outcome == crm.Open {
		card.Chips = c.watchChips(d)
	}
	if person := n["user"][register.ID(d.Responsible)]; person != nil {
		name := c.title(crm.Users.Register, person)
		card.Person = avatar(crm.Users.Register, person, name)
		card.Person.Name, card.Person.Size = name, page.Small
	}
	return card
}

// boardColumn answers with the further cards of a column.
func (c *call) boardColumn() error {
	var col page.BoardColumn
	err := c.read(func(tx *store.Tx) error {
		values := c.r.URL.Query()
		b, err := c.boardStateOf(tx, values)
		if err != nil {
			return err
		}
		from, err := register.ParseCursor(values.Get("from"), false)
		if err != nil {
			return err
		}
		for _, st := range b.open {
			if strconv.FormatInt(st.ID, 10) == c.r.PathValue("stage") {
				return c.boardCards(tx, b, st, from, cardsMore, &col)
			}
		}
		return register.ErrNotFound
	})
	if err != nil {
		return err
	}
	return c.fragment(page.BoardCards(c.p, col))
}

// boardMove puts a deal on another stage: the same write as any other. What
// the stage asks for and the deal lacks is asked in a dialog, which comes back
// here with the answers.
func (c *call) boardMove() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	id, _ := strconv.ParseInt(form.Get("id"), 10, 64)
	stage, _ := strconv.ParseInt(form.Get("column"), 10, 64)
	var deal *crm.Deal
	var was register.ID
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
		given := url.Values{}
		for name, texts := range form {
			if f := tx.Schema().Named("deal").Field(strings.TrimSuffix(name, ".currency")); f != nil && f.Name != "version" && f.Name != "id" {
				given[name] = texts
			}
		}
		if err := register.Fill(c.actor, tx.Schema().Named("deal"), deal, said(given), c.asTyped); err != nil {
			return err
		}
		was = register.ID(deal.Stage)
		deal.Stage = register.Ref[crm.Stage](stage)
		return tx.Save(c.r.Context(), deal)
	})
	var p *register.Problems
	switch {
	case errors.As(err, &p) && mendable(err):
		return c.boardAsk(deal, p)
	case err != nil:
		return err
	}
	return c.boardMoved(deal, was, undo)
}

// boardAsk is the dialog for what a stage asks before a deal may enter it.
func (c *call) boardAsk(deal *crm.Deal, p *register.Problems) error {
	return c.read(func(tx *store.Tx) error {
		r := tx.Schema().Named("deal")
		said := c.written(r.Fields, deal)
		for name, texts := range c.r.PostForm {
			said[name] = texts
		}
		needs := c.stageNeeds(r, deal.ID, p)
		points, err := c.points(tx, deal, p)
		if err != nil {
			return err
		}
		var asked []*register.Field
		for _, f := range r.Fields { // what was answered before is asked again, with the answer
			if c.r.PostForm.Has(f.Name) && !f.ReadOnly && f.Kind != register.PartsOf && f.Name != "stage" {
				asked = append(asked, f)
			}
		}
		for _, one := range p.List {
			head, _, _ := strings.Cut(one.Field, ".")
			if f := r.Field(head); f != nil && !f.ReadOnly && f.Kind != register.PartsOf && !contains(asked, f) && f.Name != "stage" {
				asked = append(asked, f)
			}
		}
		wrong, whole := c.wrongsOf(p, r, asked)
		var fields []page.Field
		for _, f := range asked {
			n, err := c.namesSaid(tx, f, said[f.Name])
			if err != nil {
				return err
			}
			q := c.ask(n, r, f, said, wrong, "/lookup/"+r.Path+"/")
			q.Required = true
			if f.Name == "confirmed" {
				q = tickPoints(q, points)
			}
			fields = append(fields, q)
		}
		c.boardDialog("/deals/board/move", deal.Title(string(c.p.Language())), whole, fields, needs...)
		return nil
	})
}

// boardDialog asks for what a move of a card lacks; it comes back to the move
// with the answers.
func (c *call) boardDialog(move, title, why string, fields []page.Field, needs ...page.StageNeed) {
	form := c.r.PostForm
	hidden := []page.Hidden{
		{Name: "id", Value: form.Get("id")}, {Name: "column", Value: form.Get("column")}, {Name: "version", Value: form.Get("version")}, {Name: "asked", Value: "1"},
	}
	if len(fields) > 0 {
		fields[0].Focus = true
	}
	c.render(http.StatusUnprocessableEntity, page.BoardAsk(c.p, title, cmp.Or(why, c.p.Text("board.asks")), move, hidden, fields, needs, c.p.Text("board.move")))
}

func contains(fields []*register.Field, f *register.Field) bool {
	for _, one := range fields {
		if one.Name == f.Name {
			return true
		}
	}
	return false
}

// boardMoved answers a move: the card as it is now and the heads of both
// columns. A move that came through the dialog draws the board anew.
func (c *call) boardMoved(deal *crm.Deal, was register.ID, undo string) error {
	told := c.boardTold(undo)
	if c.r.PostForm.Get("asked") != "" || !c.background() {
		return c.boardAnew("/deals/board", told)
	}
	return c.read(func(tx *store.Tx) error {
		values := c.boardValues()
		wayOf(deal).into(values)
		b, err := c.boardStateOf(tx, values)
		if err != nil {
			return err
		}
		totals, err := c.boardTotals(tx, b)
		if err != nil {
			return err
		}
		var parts []templ.Component
		v := page.Board{ID: "deals"}
		for _, st := range append(append([]*crm.Stage{}, b.open...), b.closing...) {
			if st.ID == register.ID(deal.Stage) {
				cards, err := c.boardCardsOf(tx, b.reg, st, []register.Record{deal})
				if err != nil {
					return err
				}
				parts = append([]templ.Component{page.BoardCardView(c.p, cards[0])}, parts...)
			}
			if st.ID == register.ID(deal.Stage) || st.ID == was {
				parts = append(parts, page.BoardHead(c.p, v, c.boardHead(b, st, totals[st.ID]), true))
			}
		}
		c.trigger(map[string]any{"toast": told})
		return c.fragment(templ.Join(parts...))
	})
}

// boardTold is the toast of a move, with the way to take it back.
func (c *call) boardTold(undo string) map[string]string {
	return map[string]string{"text": c.p.Text("board.moved"), "kind": "ok", "undo": undo, "label": c.p.Text("menu.undo")}
}

// boardAnew draws a board anew after a move that came through the dialog.
func (c *call) boardAnew(board string, told map[string]string) error {
	if !c.background() {
		return c.goTo(board)
	}
	c.trigger(map[string]any{"close": nil, "refresh": map[string]string{"value": "#main"}, "toast": told})
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// boardValues are the conditions of the board that a card was moved on.
func (c *call) boardValues() url.Values {
	if at, err := url.Parse(c.r.Header.Get("HX-Current-URL")); err == nil {
		return at.Query()
	}
	return url.Values{}
}
