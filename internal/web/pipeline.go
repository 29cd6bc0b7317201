package web

import (
	"maps"
	"net/url"
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// way is one of the ways on which deals go from stage to stage: a pipeline, or
// the stages that a kind has of its own.
type way struct {
	kind     *crm.DealKind
	pipeline *crm.Pipeline // none is the kind's own way
	open     []*crm.Stage
	closing  []*crm.Stage
}

// title is the pipeline's name, or that of the kind.
func (w *way) title(c *call) string {
	if w.pipeline != nil {
		return w.pipeline.Title(string(c.p.Language()))
	}
	return w.kind.Title(string(c.p.Language()))
}

// into puts the way into an address.
func (w *way) into(v url.Values) {
	v.Del("kind")
	v.Del("pipeline")
	if w.pipeline != nil {
		v.Set("pipeline", strconv.FormatInt(w.pipeline.ID, 10))
	} else {
		v.Set("kind", strconv.FormatInt(w.kind.ID, 10))
	}
}

// is reports whether an address means this way.
func (w *way) is(values url.Values) bool {
	if asked := values.Get("pipeline"); asked != "" {
		return w.pipeline != nil && strconv.FormatInt(w.pipeline.ID, 10) == asked
	}
	return w.pipeline == nil && strconv.FormatInt(w.kind.ID, 10) == values.Get("kind")
}

// wayOf is the way that a deal is on, by its ids alone.
func wayOf(d *crm.Deal) *way {
	w := &way{kind: &crm.DealKind{}}
	w.kind.ID = register.ID(d.Kind)
	if d.Pipeline != 0 {
		w.pipeline = &crm.Pipeline{}
		w.pipeline.ID = register.ID(d.Pipeline)
	}
	return w
}

// stages are all stages of the way, in their order.
func (w *way) stages() []*crm.Stage { return append(append([]*crm.Stage{}, w.open...), w.closing...) }

// ways are all of them in the order of their kinds: of each kind its own way,
// if it has one, and its pipelines.
func (c *call) ways(tx *store.Tx) ([]*way, error) {
	ctx, alive := c.r.Context(), register.Query{Filter: register.Alive()}
	kinds, err := register.Select(ctx, tx, crm.DealKinds, alive)
	if err != nil {
		return nil, err
	}
	pipelines, err := register.Select(ctx, tx, crm.Pipelines, alive)
	if err != nil {
		return nil, err
	}
	stages, err := register.Select(ctx, tx, crm.Stages, alive)
	if err != nil {
		return nil, err
	}
	var out []*way
	for _, k := range kinds {
		if k.Mode == crm.WithoutStages {
			continue
		}
		of := []*way{{kind: k}}
		for _, p := range pipelines {
			if register.ID(p.Kind) == k.ID {
				of = append(of, &way{kind: k, pipeline: p})
			}
		}
		for i, w := range of {
			w.take(stages)
			if len(w.open) > 0 || i == 0 && len(of) == 1 {
				out = append(out, w)
			}
		}
	}
	return out, nil
}

// take finds the stages of the way among all.
func (w *way) take(stages []*crm.Stage) {
	for _, s := range stages {
		own := register.ID(s.Kind) == w.kind.ID && (s.Pipeline == 0) == (w.pipeline == nil) && (w.pipeline == nil || register.ID(s.Pipeline) == w.pipeline.ID)
		switch {
		case !own:
		case s.Outcome == crm.Open:
			w.open = append(w.open, s)
		default:
			w.closing = append(w.closing, s)
		}
	}
}

// wayListing is a page that shows the deals of one way, which its address
// names by a kind or a pipeline.
func wayListing(path string) listing {
	l := listings(crm.Deals.Register)[0]
	l.path, l.aside = path, []string{"kind", "pipeline"}
	return l
}

// wayFilterRoutes are the dialogs of the conditions over such a page.
func (s *Server) wayFilterRoutes(path string) {
	for name, do := range map[string]func(*call, listing) error{
		"fields": (*call).filterFields, "edit": (*call).filterEditor, "groups": (*call).filterGroups,
	} {
		s.add("GET", "/"+path+"/filter/"+name, FragmentKind, func(c *call) error { return do(c, wayListing(path)) }, of(crm.Deals.Register, register.See))
	}
	s.add("GET", "/"+path+"/filter/apply", FormKind, func(c *call) error { return c.filterApply(wayListing(path)) }, of(crm.Deals.Register, register.See))
}

// wayStateOf reads the address of a page that shows the deals of one way: the
// one it names, or the first.
func (c *call) wayStateOf(tx *store.Tx, values url.Values, path string) (*boardState, error) {
	own := maps.Clone(values)
	delete(own, "from")
	s, err := c.stateOf(wayListing(path), own)
	if err != nil {
		return nil, err
	}
	b := &boardState{state: s}
	if b.ways, err = c.ways(tx); err != nil {
		return nil, err
	}
	for _, w := range b.ways {
		if b.way == nil || w.is(values) {
			b.way = w
		}
	}
	b.chances, err = c.chances(tx)
	return b, err
}

// otherWays lead to the other ways, with the same conditions.
func (c *call) otherWays(b *boardState) []page.MenuItem {
	if len(b.ways) < 2 {
		return nil
	}
	var out []page.MenuItem
	for _, w := range b.ways {
		out = append(out, page.MenuItem{Label: w.title(c), Checked: w == b.way, Href: b.href(w.into)})
	}
	return out
}

// dealSwitch leads between the views of the deals of one way.
func (c *call) dealSwitch(b *boardState, now string) page.Segments {
	v := sameConditions(b.values)
	v.Del("pipeline")
	list := maps.Clone(v)
	if b.way != nil && len(b.ways) > 1 {
		b.into(v)
		if b.pipeline != nil {
			list.Set("pipeline.in", strconv.FormatInt(b.pipeline.ID, 10))
		}
	}
	return c.dealViews(v, list, now)
}

// dealViews are the ways to look at deals.
func (c *call) dealViews(way, list url.Values, now string) page.Segments {
	return page.Segments{Label: c.p.Text("board.view"), Items: []page.Segment{
		{Label: c.p.Text("board.view_board"), Icon: "layout-kanban", Href: withQuery("/deals/board", way), Current: now == "board"},
		{Label: c.p.Text("board.view_list"), Icon: "list", Href: withQuery("/deals", list), Current: now == "list"},
		{Label: c.p.Text("board.view_forecast"), Icon: "chart-bar", Href: withQuery("/"+forecastPath, way), Current: now == "forecast"},
		{Label: c.p.Text("board.view_map"), Icon: "sitemap", Href: withQuery("/"+wayMapPath, way), Current: now == "map"},
	}}
}

// listWay is the switch of the list: the pipeline that it is narrowed to goes
// along to the other views.
func (c *call) listWay(values url.Values) page.Segments {
	v := sameConditions(values)
	for _, name := range []string{"pipeline.in", "pipeline.eq", "pipeline"} {
		id, err := strconv.ParseInt(v.Get(name), 10, 64)
		v.Del(name)
		if err == nil && id > 0 {
			v.Set("pipeline", strconv.FormatInt(id, 10))
		}
	}
	return c.dealViews(v, sameConditions(values), "list")
}
