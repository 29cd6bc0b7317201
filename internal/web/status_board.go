package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// statusBoard is a board of the records of a register by their status, which
// actions move.
type statusBoard struct {
	register *register.Register
	path     string                                            // of the list
	open     []string                                          // the columns
	ends     []string                                          // where a card ends
	sort     register.Sort                                     // of a column
	refs     []string                                          // fields whose names cards show
	moves    func(rec register.Record, to string) register.Act // empty where no action leads
	card     func(c *call, n names, r *register.Register, rec register.Record) page.BoardCard
}

func (b *statusBoard) routes(s *Server) {
	s.add("GET", b.path+"/board", PageKind, b.page, of(b.register, register.See))
	s.add("GET", b.path+"/board/column/{status}", FragmentKind, b.column, of(b.register, register.See))
	s.add("POST", b.path+"/board/move", FragmentKind, b.move, of(b.register, register.See))
}

// state is what the board shows.
func (b *statusBoard) state(c *call, values url.Values) (*state, error) {
	own := url.Values{}
	for name, all := range values {
		if name != "from" {
			own[name] = all
		}
	}
	s, err := c.stateOf(listings(b.register)[0], own)
	if err != nil {
		return nil, err
	}
	s.path = b.path[1:] + "/board"
	return s, nil
}

// page answers the board, or its body when a script asks.
func (b *statusBoard) page(c *call) error {
	var v page.Board
	err := c.read(func(tx *store.Tx) error {
		s, err := b.state(c, c.r.URL.Query())
		if err != nil {
			return err
		}
		v, err = b.view(c, tx, s)
		return err
	})
	if err != nil {
		return err
	}
	if c.target() == "main#main" {
		return c.fragment(page.BoardBody(c.p, v))
	}
	c.render(http.StatusOK, page.BoardPage(c.p, c.shell(v.Title, page.Crumb{Label: many(c.p, b.register), Href: b.path}, page.Crumb{Label: c.p.Text("board.view_board")}), v))
	return nil
}

func (b *statusBoard) view(c *call, tx *store.Tx, s *state) (page.Board, error) {
	v := page.Board{ID: b.path[1:], Title: many(c.p, s.reg), Move: b.path + "/board/move", Switch: boardSwitch(c, b.path, true, s.values)}
	var err error
	if v.Filter, err = c.filterBar(tx, s); err != nil {
		return v, err
	}
	v.Filter.Search.Action = b.path + "/board"
	if _, create := c.listActions(s); create.Label != "" {
		v.Create = create
	}
	counts, err := b.counts(c, tx, s)
	if err != nil {
		return v, err
	}
	var n int64
	for _, status := range b.open {
		col := b.head(c, s, status, counts)
		if err := b.cards(c, tx, s, status, register.Cursor{}, cardsShown, &col); err != nil {
			return v, err
		}
		v.Columns = append(v.Columns, col)
		n += counts[status]
	}
	v.Summary = []string{c.p.Count(b.register.Name+".count", n)}
	for _, status := range b.ends {
		col := b.head(c, s, status, nil)
		col.Label = c.p.Text(b.register.Name + ".end." + status)
		col.Href = withQuery(b.path, url.Values{"status.in": {status}})
		v.Closing = append(v.Closing, col)
	}
	return v, nil
}

// counts are the open records by status; what ended is not counted, for there
// is ever more of it.
func (b *statusBoard) counts(c *call, tx *store.Tx, s *state) (map[string]int64, error) {
	some := make([]any, len(b.open))
	for i, one := range b.open {
		some[i] = one
	}
	groups, err := tx.Group(c.r.Context(), s.reg, register.Grouping{
		Filter: register.All{s.filter, register.Is{Field: "status", Op: register.OneOf, Value: some}}, By: []string{"status"},
	})
	counts := map[string]int64{}
	for _, g := range groups {
		counts[g.Keys[0].(string)] = g.Count
	}
	return counts, err
}

// head is the head of a column; nil counts say nothing of its number.
func (b *statusBoard) head(c *call, s *state, status string, counts map[string]int64) page.BoardColumn {
	f := s.reg.Field("status")
	col := page.BoardColumn{ID: status, Label: choice(c.p, s.reg, f, status), Hue: choiceHue(s.reg, f, status)}
	if counts != nil {
		col.Count = c.p.Integer(counts[status])
	}
	return col
}

// cards adds the cards of a column after a place.
func (b *statusBoard) cards(c *call, tx *store.Tx, s *state, status string, from register.Cursor, limit int, col *page.BoardColumn) error {
	p, err := tx.Page(c.r.Context(), s.reg, register.Query{
		Filter: register.All{s.filter, register.Is{Field: "status", Op: register.Equal, Value: status}}, Sort: []register.Sort{b.sort}, Limit: limit, From: from, Whole: true,
	})
	if err != nil {
		return err
	}
	cards, err := b.cardsOf(c, tx, s.reg, p.Records)
	if err != nil {
		return err
	}
	col.Cards = append(col.Cards, cards...)
	if !p.Next.IsZero() {
		v := s.core()
		v.Set("from", p.Next.String())
		col.More, col.MoreText = withQuery(b.path+"/board/column/"+status, v), c.p.Count("board.more", cardsMore)
	}
	return nil
}

func (b *statusBoard) cardsOf(c *call, tx *store.Tx, r *register.Register, recs []register.Record) ([]page.BoardCard, error) {
	var fields []*register.Field
	for _, name := range b.refs {
		fields = append(fields, r.Field(name))
	}
	n, err := namesOf(c.r.Context(), tx, recs, fields)
	if err != nil {
		return nil, err
	}
	var out []page.BoardCard
	for _, rec := range recs {
		out = append(out, b.card(c, n, r, rec))
	}
	return out, nil
}

// column answers with the further cards of a column.
func (b *statusBoard) column(c *call) error {
	status := c.r.PathValue("status")
	if !slices.Contains(b.open, status) {
		return register.ErrNotFound
	}
	var col page.BoardColumn
	err := c.read(func(tx *store.Tx) error {
		values := c.r.URL.Query()
		s, err := b.state(c, values)
		if err != nil {
			return err
		}
		from, err := register.ParseCursor(values.Get("from"), false)
		if err != nil {
			return err
		}
		return b.cards(c, tx, s, status, from, cardsMore, &col)
	})
	if err != nil {
		return err
	}
	return c.fragment(page.BoardCards(c.p, col))
}

// statusOf is the status of a record.
func (b *statusBoard) statusOf(rec register.Record) string {
	return b.register.Field("status").Value(rec).(string)
}

// move does the action that leads to the column a card was put in. What the
// action asks is asked in a dialog.
func (b *statusBoard) move(c *call) error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	id, _ := strconv.ParseInt(form.Get("id"), 10, 64)
	r := c.register()
	var rec register.Record
	var was, undo string
	var a *register.Action
	err := c.write(func(tx *store.Tx) error {
		undo = c.undoable(tx)
		var err error
		if rec, err = tx.Load(c.r.Context(), r, id); err != nil {
			return err
		}
		was = b.statusOf(rec)
		if form.Get("version") != "" && form.Get("version") != versionOf(rec) {
			return register.ErrStale
		}
		if a = r.Action(string(b.moves(rec, form.Get("column")))); a == nil {
			return register.Refuse(b.register.Name + "_status_forbids")
		}
		recs, err := c.loadAllFor(tx, r, []register.ID{id}, register.Act(a.Name))
		if err != nil {
			return err
		}
		in := a.New()
		given := url.Values{}
		for _, f := range a.Input.Fields {
			if form.Has(f.Name) {
				given[f.Name] = form[f.Name]
			}
		}
		if err := register.Fill(register.Program, a.Input, in, said(given), c.asTyped); err != nil {
			return err
		}
		if err := perform(tx, r, a, recs, in, c); err != nil {
			return err
		}
		rec = recs[0]
		return nil
	})
	var p *register.Problems
	switch {
	case a != nil && errors.As(err, &p) && mendable(err):
		return b.ask(c, rec, a, p)
	case err != nil:
		return err
	}
	return b.moved(c, rec, was, undo)
}

// ask is the dialog for what an action asks.
func (b *statusBoard) ask(c *call, rec register.Record, a *register.Action, p *register.Problems) error {
	r := c.register()
	in := inputOf(r, a)
	var asked []*register.Field
	for _, f := range in.Fields {
		if a.Asks(rec, f.Name) {
			asked = append(asked, f)
		}
	}
	if len(asked) == 0 {
		return p
	}
	wrong, whole := c.wrongsOf(p, in, asked)
	if c.r.PostForm.Get("asked") == "" {
		wrong = wrongs{} // nothing was asked yet
	}
	said := c.written(in.Fields, a.New())
	for name, texts := range c.r.PostForm {
		said[name] = texts
	}
	return c.read(func(tx *store.Tx) error {
		var fields []page.Field
		for _, f := range asked {
			n, err := c.namesSaid(tx, f, said[f.Name])
			if err != nil {
				return err
			}
			fields = append(fields, c.ask(n, in, f, said, wrong, "/lookup/"+r.Path+"/"+a.Name+"/"))
		}
		if whole == "" {
			whole = actionLabel(c.p, r, a)
		}
		c.boardDialog(b.path+"/board/move", c.title(r, rec), whole, fields)
		return nil
	})
}

// moved answers a move: the card as it is now and the heads of the columns.
func (b *statusBoard) moved(c *call, rec register.Record, was, undo string) error {
	told := c.boardTold(undo)
	if c.r.PostForm.Get("asked") != "" || !c.background() {
		return c.boardAnew(b.path+"/board", told)
	}
	return c.read(func(tx *store.Tx) error {
		s, err := b.state(c, c.boardValues())
		if err != nil {
			return err
		}
		counts, err := b.counts(c, tx, s)
		if err != nil {
			return err
		}
		cards, err := b.cardsOf(c, tx, s.reg, []register.Record{rec})
		if err != nil {
			return err
		}
		parts := []templ.Component{page.BoardCardView(c.p, cards[0])}
		for _, status := range b.open {
			if status == was || status == b.statusOf(rec) {
				parts = append(parts, page.BoardHead(c.p, page.Board{ID: b.path[1:]}, b.head(c, s, status, counts), true))
			}
		}
		c.trigger(map[string]any{"toast": told})
		return c.fragment(templ.Join(parts...))
	})
}

// menu are the columns a card of the board may be moved to.
func (b *statusBoard) menu(c *call, k *cardOf) []page.MenuItem {
	f := k.reg.Field("status")
	now := b.statusOf(k.rec)
	var out []page.MenuItem
	for _, status := range slices.Concat(b.open, b.ends) {
		if act := b.moves(k.rec, status); status == now || act != "" && k.may[act] {
			out = append(out, page.MenuItem{
				Label: choice(c.p, k.reg, f, status), Hue: choiceHue(k.reg, f, status), Checked: status == now,
				Extra: page.With("data-move-to", status),
			})
		}
	}
	return out
}
