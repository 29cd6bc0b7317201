package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// openStatuses are the columns of the board of tasks, endStatuses where a card
// ends.
var (
	openStatuses = []crm.TaskStatus{crm.TaskAssigned, crm.TaskInProcessing, crm.TaskInProduction, crm.TaskWaiting}
	endStatuses  = []crm.TaskStatus{crm.TaskConfirmed, crm.TaskRefused, crm.TaskCancelled}
)

const taskBoardPath = "/tasks/board"

// taskState is what the board of tasks shows.
func (c *call) taskState(values url.Values) (*state, error) {
	own := url.Values{}
	for name, all := range values {
		if name != "from" {
			own[name] = all
		}
	}
	s, err := c.stateOf(listings(crm.Tasks.Register)[0], own)
	if err != nil {
		return nil, err
	}
	s.path = "tasks/board"
	return s, nil
}

// taskBoard is the tasks by status: a page, or its body when a script asks.
func (c *call) taskBoard() error {
	var v page.Board
	err := c.read(func(tx *store.Tx) error {
		s, err := c.taskState(c.r.URL.Query())
		if err != nil {
			return err
		}
		v, err = c.taskBoardView(tx, s)
		return err
	})
	if err != nil {
		return err
	}
	if c.target() == "main#main" {
		return c.fragment(page.BoardBody(c.p, v))
	}
	c.render(http.StatusOK, page.BoardPage(c.p, c.shell(v.Title, page.Crumb{Label: many(c.p, crm.Tasks.Register), Href: "/tasks"}, page.Crumb{Label: c.p.Text("board.view_board")}), v))
	return nil
}

func (c *call) taskBoardView(tx *store.Tx, s *state) (page.Board, error) {
	v := page.Board{ID: "tasks", Title: many(c.p, s.reg), Move: taskBoardPath + "/move", Switch: boardSwitch(c, "/tasks", true, s.values)}
	var err error
	if v.Filter, err = c.filterBar(tx, s); err != nil {
		return v, err
	}
	v.Filter.Search.Action = taskBoardPath
	if _, create := c.listActions(s); create.Label != "" {
		v.Create = create
	}
	counts, err := c.taskCounts(tx, s)
	if err != nil {
		return v, err
	}
	var n int64
	for _, status := range openStatuses {
		col := c.taskHead(s, status, counts)
		if err := c.taskCards(tx, s, status, register.Cursor{}, cardsShown, &col); err != nil {
			return v, err
		}
		v.Columns = append(v.Columns, col)
		n += counts[status]
	}
	v.Summary = []string{c.p.Count("task.count", n)}
	for _, status := range endStatuses {
		col := c.taskHead(s, status, nil)
		col.Label = c.p.Text("task.end." + string(status))
		col.Href = withQuery("/tasks", url.Values{"status.in": {string(status)}})
		v.Closing = append(v.Closing, col)
	}
	return v, nil
}

// taskCounts are the open tasks by status; what ended is not counted, for there
// is ever more of it.
func (c *call) taskCounts(tx *store.Tx, s *state) (map[crm.TaskStatus]int64, error) {
	groups, err := tx.Group(c.r.Context(), s.reg, register.Grouping{
		Filter: register.All{s.filter, register.Eq(&crm.Tasks.Row.Open, true)}, By: []string{"status"},
	})
	counts := map[crm.TaskStatus]int64{}
	for _, g := range groups {
		counts[crm.TaskStatus(g.Keys[0].(string))] = g.Count
	}
	return counts, err
}

// taskHead is the head of a column; nil counts say nothing of its number.
func (c *call) taskHead(s *state, status crm.TaskStatus, counts map[crm.TaskStatus]int64) page.BoardColumn {
	f := s.reg.Field("status")
	col := page.BoardColumn{ID: string(status), Label: choice(c.p, s.reg, f, string(status)), Hue: choiceHue(s.reg, f, string(status))}
	if counts != nil {
		col.Count = c.p.Integer(counts[status])
	}
	return col
}

// taskCards adds the cards of a column after a place, what is due first above.
func (c *call) taskCards(tx *store.Tx, s *state, status crm.TaskStatus, from register.Cursor, limit int, col *page.BoardColumn) error {
	p, err := tx.Page(c.r.Context(), s.reg, register.Query{
		Filter: register.All{s.filter, register.Eq(&crm.Tasks.Row.Status, status)}, Sort: []register.Sort{{Field: "deadline"}}, Limit: limit, From: from, Whole: true,
	})
	if err != nil {
		return err
	}
	cards, err := c.taskCardsOf(tx, s.reg, p.Records)
	if err != nil {
		return err
	}
	col.Cards = append(col.Cards, cards...)
	if !p.Next.IsZero() {
		v := s.core()
		v.Set("from", p.Next.String())
		col.More, col.MoreText = withQuery(taskBoardPath+"/column/"+string(status), v), c.p.Count("board.more", cardsMore)
	}
	return nil
}

func (c *call) taskCardsOf(tx *store.Tx, r *register.Register, recs []register.Record) ([]page.BoardCard, error) {
	n, err := namesOf(c.r.Context(), tx, recs, []*register.Field{r.Field("partner"), r.Field("executors")})
	if err != nil {
		return nil, err
	}
	var out []page.BoardCard
	for _, rec := range recs {
		out = append(out, c.taskCard(n, r, rec.(*crm.Task)))
	}
	return out, nil
}

func (c *call) taskCard(n names, r *register.Register, t *crm.Task) page.BoardCard {
	card := page.BoardCard{
		ID: strconv.FormatInt(t.ID, 10), Version: versionOf(t), Href: address(r, t.ID), Menu: address(r, t.ID) + "/menu?move=1",
		Client: n.title(c.p, crm.Partners.Register, register.ID(t.Partner)), Name: t.Subject,
	}
	if card.Client == "" {
		card.Client = "№ " + t.Number
	} else {
		card.Avatar = avatar(crm.Partners.Register, n["partner"][register.ID(t.Partner)], card.Client)
		card.Avatar.Size = page.Small
	}
	if t.Priority == crm.High {
		card.Chips = append(card.Chips, page.Chip{Label: choice(c.p, r, r.Field("priority"), string(t.Priority)), Tone: page.Bad})
	}
	if t.Promised {
		card.Chips = append(card.Chips, page.Chip{Label: label(c.p, r, r.Field("promised")), Tone: page.Info})
	}
	if done, all := t.Ticked(); all > 0 {
		card.Chips = append(card.Chips, page.Chip{Icon: "list-check", Label: c.p.Text("task.ticked", "done", c.p.Integer(int64(done)), "all", c.p.Integer(int64(all)))})
	}
	if !t.Deadline.IsZero() {
		card.Next.Icon = "calendar"
		card.Next.Text, card.Next.Tone = c.deadlineWords(t)
		card.AgeTone = card.Next.Tone
	}
	if len(t.Executors) > 0 {
		if person := n["user"][register.ID(t.Executors[0])]; person != nil {
			name := c.title(crm.Users.Register, person)
			card.Person = avatar(crm.Users.Register, person, name)
			card.Person.Name, card.Person.Size = name, page.Small
		}
	}
	return card
}

// taskColumn answers with the further cards of a column.
func (c *call) taskColumn() error {
	status := crm.TaskStatus(c.r.PathValue("status"))
	if !slices.Contains(openStatuses, status) {
		return register.ErrNotFound
	}
	var col page.BoardColumn
	err := c.read(func(tx *store.Tx) error {
		values := c.r.URL.Query()
		s, err := c.taskState(values)
		if err != nil {
			return err
		}
		from, err := register.ParseCursor(values.Get("from"), false)
		if err != nil {
			return err
		}
		return c.taskCards(tx, s, status, from, cardsMore, &col)
	})
	if err != nil {
		return err
	}
	return c.fragment(page.BoardCards(c.p, col))
}

// taskMove does the action that leads to the column a card was put in. What
// the action asks is asked in a dialog.
func (c *call) taskMove() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	form := c.r.PostForm
	id, _ := strconv.ParseInt(form.Get("id"), 10, 64)
	to := crm.TaskStatus(form.Get("column"))
	r := c.register()
	var task *crm.Task
	var was crm.TaskStatus
	var a *register.Action
	var undo string
	err := c.write(func(tx *store.Tx) error {
		undo = c.undoable(tx)
		rec, err := tx.Load(c.r.Context(), r, id)
		if err != nil {
			return err
		}
		task = rec.(*crm.Task)
		was = task.Status
		if form.Get("version") != "" && form.Get("version") != versionOf(task) {
			return register.ErrStale
		}
		if a = r.Action(string(task.Moves(to))); a == nil {
			return register.Refuse("task_status_forbids")
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
		task = recs[0].(*crm.Task)
		return nil
	})
	var p *register.Problems
	switch {
	case a != nil && errors.As(err, &p) && mendable(err):
		return c.taskAsk(task, a, p)
	case err != nil:
		return err
	}
	return c.taskMoved(task, was, undo)
}

// taskAsk is the dialog for what an action asks.
func (c *call) taskAsk(task *crm.Task, a *register.Action, p *register.Problems) error {
	r := c.register()
	in := inputOf(r, a)
	var asked []*register.Field
	for _, f := range in.Fields {
		if a.Asks(task, f.Name) {
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
		c.boardDialog(taskBoardPath+"/move", task.Subject, whole, fields)
		return nil
	})
}

// taskMoved answers a move: the card as it is now and the heads of the columns.
func (c *call) taskMoved(task *crm.Task, was crm.TaskStatus, undo string) error {
	told := c.boardTold(undo)
	if c.r.PostForm.Get("asked") != "" || !c.background() {
		return c.boardAnew(taskBoardPath, told)
	}
	return c.read(func(tx *store.Tx) error {
		s, err := c.taskState(c.boardValues())
		if err != nil {
			return err
		}
		counts, err := c.taskCounts(tx, s)
		if err != nil {
			return err
		}
		cards, err := c.taskCardsOf(tx, s.reg, []register.Record{task})
		if err != nil {
			return err
		}
		parts := []templ.Component{page.BoardCardView(c.p, cards[0])}
		for _, status := range openStatuses {
			if status == was || status == task.Status {
				parts = append(parts, page.BoardHead(c.p, page.Board{ID: "tasks"}, c.taskHead(s, status, counts), true))
			}
		}
		c.trigger(map[string]any{"toast": told})
		return c.fragment(templ.Join(parts...))
	})
}

// taskMoves are the columns a card of the board may be moved to.
func (c *call) taskMoves(k *cardOf) []page.MenuItem {
	t := k.rec.(*crm.Task)
	f := k.reg.Field("status")
	var out []page.MenuItem
	for _, status := range slices.Concat(openStatuses, endStatuses) {
		if act := t.Moves(status); status == t.Status || act != "" && k.may[act] {
			out = append(out, page.MenuItem{
				Label: choice(c.p, k.reg, f, string(status)), Hue: choiceHue(k.reg, f, string(status)), Checked: status == t.Status,
				Extra: page.With("data-move-to", string(status)),
			})
		}
	}
	return out
}
