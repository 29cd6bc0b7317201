package web

import (
	"cmp"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/analysis"
	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

const (
	analysisPath = "/analysis"
	firstReport  = "results" // stands at the address itself
)

// reports are the pages of analysis, in the order of their switch.
var reports = []struct {
	name string // the end of the address
	work func(*report) error
}{
	{firstReport, (*report).results},
	{"funnel", (*report).funnel},
	{"conversion", (*report).conversion},
	{"stages", (*report).stagesOf},
	{"map", (*report).mapOf},
	{"losses", (*report).losses},
	{"forecast", (*report).forecast},
	{"chances", (*report).chancesOf},
}

// analysisRoutes are the reports on deals.
func (s *Server) analysisRoutes() {
	deals := of(crm.Deals.Register, register.See)
	for _, one := range reports {
		s.add("GET", reportPath(one.name), PageKind, func(c *call) error { return c.report(one.name, one.work) }, deals)
	}
}

// analysisAPI are the same reports for programs.
func (s *Server) analysisAPI() {
	for _, one := range reports {
		s.add("GET", apiPath+"analysis/"+one.name, APIKind, func(c *call) error { return c.apiReport(one.name, one.work) }, of(crm.Deals.Register, register.See))
	}
	s.add("GET", apiPath+"deals/{id}/chance", APIKind, (*call).apiDealChance, of(crm.Deals.Register, register.See))
}

func reportPath(name string) string {
	if name == firstReport {
		return analysisPath
	}
	return analysisPath + "/" + name
}

// report is one report being made.
type report struct {
	*call
	tx     *store.Tx
	name   string
	deals  *register.Register
	span   span
	kinds  []*crm.DealKind // those that may be chosen
	kind   *crm.DealKind   // the one that is; nil is all of them
	way    register.All    // the condition of the pipeline, where stages are told of
	prices bool            // amounts may be seen
	v      page.Figures
	tables []*reportTable
	chance map[string]any // of one deal, for programs
}

// span is some whole months.
type span struct {
	key      string // as addresses say it
	from, to register.Date
}

// of is the condition that a day lies within the span.
func (s span) of(field string) register.All {
	if s.from == "" {
		return nil
	}
	return register.All{
		register.Is{Field: field, Op: register.AtLeast, Value: string(s.from)}, register.Is{Field: field, Op: register.AtMost, Value: string(s.to)},
	}
}

// Spans that are no word of filters.
const (
	lastTwelve = "last12"
	always     = "all"
)

var spans = []string{lastTwelve, string(register.ThisMonth), string(register.ThisQuarter), string(register.LastQuarter), string(register.ThisYear), string(register.LastYear), always}

// spanOf reads the span of an address: a word, a year or a month.
func spanOf(key string, today register.Date) (span, error) {
	key = cmp.Or(key, lastTwelve)
	switch {
	case key == always:
		return span{key: key}, nil
	case key == lastTwelve:
		_, last := today.Month()
		first, _ := monthAfter(today, -11).Month()
		return span{key, first, last}, nil
	case slices.Contains(spans, key):
		from, to := register.Period(register.Word(key), today)
		return span{key, from, to}, nil
	}
	if _, err := time.Parse("2006", key); err == nil {
		return span{key, register.Date(key + "-01-01"), register.Date(key + "-12-31")}, nil
	}
	if first, last := register.Date(key + "-01").Month(); first != "" {
		return span{key, first, last}, nil
	}
	return span{}, register.BadFilter{Param: "period", Key: "not_a_choice"}
}

// monthAfter is the first day of the month so many months after that of a day.
func monthAfter(day register.Date, months int) register.Date {
	first, _ := day.Month()
	t, _ := time.Parse(time.DateOnly, string(first))
	return register.Date(t.AddDate(0, months, 0).Format(time.DateOnly))
}

// report answers a page.
func (c *call) report(name string, work func(*report) error) error {
	r, err := c.make(name, work)
	if err != nil {
		return err
	}
	crumbs := []page.Crumb{{Label: c.p.Text("analysis.title"), Href: analysisPath}}
	if name != firstReport {
		crumbs = append(crumbs, page.Crumb{Label: r.v.Title})
	}
	if c.target() == "main#main" {
		return c.fragment(page.FiguresBody(c.p, r.v))
	}
	c.render(http.StatusOK, page.FiguresPage(c.p, c.shell(r.v.Title, crumbs...), r.v))
	return nil
}

// apiReport answers the same figures as numbers: those of percent and of money
// are texts with all their digits.
func (c *call) apiReport(name string, work func(*report) error) error {
	r, err := c.make(name, work)
	if err != nil {
		return err
	}
	return c.answerJSON(http.StatusOK, map[string]any{"report": name, "period": r.span.key, "from": r.span.from, "to": r.span.to, "currency": c.baseCurrency(), "tables": r.asRead()})
}

// asRead are the tables of a report as programs read them.
func (r *report) asRead() map[string]any {
	tables := map[string]any{}
	for _, t := range r.tables {
		tables[t.name] = t.rows
	}
	return tables
}

// make counts a report.
func (c *call) make(name string, work func(*report) error) (*report, error) {
	r := &report{call: c, name: name}
	err := c.read(func(tx *store.Tx) error {
		r.tx, r.deals = tx, tx.Schema().This(crm.Deals.Register)
		if !register.May(c.actor, r.deals, register.See) {
			return register.ErrForbidden
		}
		r.prices = c.actor.Sees(r.deals, register.Prices)
		var err error
		if r.span, err = spanOf(c.r.URL.Query().Get("period"), tx.Today()); err != nil {
			return err
		}
		r.v = page.Figures{ID: "analysis", Title: c.p.Text("analysis." + name), Lead: c.p.Text("analysis." + name + "_lead")}
		if r.pages(); r.prices {
			r.v.Notes = []string{c.p.Text("analysis.note_base", "currency", c.baseCurrency())}
		}
		return work(r)
	})
	return r, err
}

// pages are the ways from one report to another.
func (r *report) pages() {
	s := page.Segments{Label: r.p.Text("analysis.reports")}
	for _, one := range reports {
		s.Items = append(s.Items, page.Segment{Label: r.p.Text("analysis." + one.name + "_short"), Href: withQuery(reportPath(one.name), r.keep("period", "kind")), Current: one.name == r.name})
	}
	r.v.Periods = s
}

// periods are the ways from one span to another.
func (r *report) periods() {
	s := page.Segments{Label: r.p.Text("figures.period")}
	list := spans
	if !slices.Contains(list, r.span.key) {
		list = append(slices.Clone(list), r.span.key)
	}
	for _, key := range list {
		s.Items = append(s.Items, page.Segment{Label: r.spanWords(key), Href: r.with("period", key), Current: key == r.span.key})
	}
	r.v.Choices = append(r.v.Choices, s)
}

func (r *report) spanWords(key string) string {
	switch {
	case key == lastTwelve || key == always:
		return r.p.Text("analysis.period_" + key)
	case slices.Contains(spans, key):
		return r.p.Text("op." + key)
	case len(key) == 4:
		return key
	}
	return r.p.MonthYear(key + "-01")
}

// kindsOffered reads the kinds and the one that is asked for. Stages of
// different kinds do not compare: where they are told of, one kind is chosen.
func (r *report) kindsOffered(staged bool) error {
	list, err := register.Select(r.r.Context(), r.tx, crm.DealKinds, register.Query{Filter: register.Alive()})
	if err != nil {
		return err
	}
	if staged {
		list = slices.DeleteFunc(list, func(k *crm.DealKind) bool { return k.Mode == crm.WithoutStages })
	}
	r.kinds = list
	asked := r.r.URL.Query().Get("kind")
	for _, k := range list {
		if strconv.FormatInt(k.ID, 10) == asked {
			r.kind = k
		}
	}
	if staged && r.kind == nil && len(list) > 0 {
		r.kind = list[0]
	}
	if len(list) > 1 {
		r.kindSwitch(staged)
	}
	if staged && r.kind != nil {
		return r.pipelines()
	}
	return nil
}

// pipelines reads those of the chosen kind and the one that is asked for: the
// kind's own way, unless the address says another.
func (r *report) pipelines() error {
	list, err := register.Select(r.r.Context(), r.tx, crm.Pipelines, register.Query{Filter: register.All{
		register.Eq(&crm.Pipelines.Row.Kind, register.Ref[crm.DealKind](r.kind.ID)), register.Alive(),
	}})
	if err != nil {
		return err
	}
	asked := r.r.URL.Query().Get("pipeline")
	now := register.Ref[crm.Pipeline](0)
	s := page.Segments{Label: label(r.p, r.deals, r.deals.Field("pipeline"))}
	for _, p := range list {
		id := strconv.FormatInt(p.ID, 10)
		if id == asked {
			now = register.Ref[crm.Pipeline](p.ID)
		}
		s.Items = append(s.Items, page.Segment{Label: p.Title(string(r.p.Language())), Href: r.with("pipeline", id), Current: id == asked})
	}
	r.way = register.All{is("pipeline", int64(now))}
	if len(list) > 0 {
		own := page.Segment{Label: r.kind.Title(string(r.p.Language())), Href: r.with("pipeline", ""), Current: now == 0}
		s.Items = append([]page.Segment{own}, s.Items...)
		r.v.Choices = append(r.v.Choices, s)
	}
	return nil
}

// kindSwitch leads from one kind to another.
func (r *report) kindSwitch(staged bool) {
	s := page.Segments{Label: label(r.p, r.deals, r.deals.Field("kind"))}
	if !staged {
		s.Items = append(s.Items, page.Segment{Label: r.p.Text("analysis.all_kinds"), Href: r.with("kind", ""), Current: r.kind == nil})
	}
	for _, k := range r.kinds {
		s.Items = append(s.Items, page.Segment{Label: k.Title(string(r.p.Language())), Href: r.with("kind", strconv.FormatInt(k.ID, 10)), Current: k == r.kind})
	}
	r.v.Choices = append(r.v.Choices, s)
}

// ofWay is the condition of the chosen kind and pipeline.
func (r *report) ofWay() register.All { return register.All{r.ofKind(), r.way} }

// ofKind is the condition of the chosen kind.
func (r *report) ofKind() register.All {
	if r.kind == nil {
		return nil
	}
	return register.All{register.Eq(&crm.Deals.Row.Kind, register.Ref[crm.DealKind](r.kind.ID))}
}

// stages are those of the chosen kind that are open, in their order.
func (r *report) stages() ([]*crm.Stage, error) {
	if r.kind == nil {
		return nil, nil
	}
	return register.Select(r.r.Context(), r.tx, crm.Stages, register.Query{Filter: register.All{
		r.way, register.Eq(&crm.Stages.Row.Kind, register.Ref[crm.DealKind](r.kind.ID)), register.Eq(&crm.Stages.Row.Outcome, crm.Open), register.Alive(),
	}})
}

// choice reads a parameter that is one of several, the first one being usual,
// and leads to the others.
func (r *report) choice(param string, values ...string) (string, error) {
	now := cmp.Or(r.r.URL.Query().Get(param), values[0])
	if !slices.Contains(values, now) {
		return "", register.BadFilter{Param: param, Key: "not_a_choice"}
	}
	s := page.Segments{Label: r.p.Text("analysis." + param)}
	for _, one := range values {
		s.Items = append(s.Items, page.Segment{Label: r.p.Text("analysis." + param + "_" + one), Href: r.with(param, one), Current: one == now})
	}
	r.v.Choices = append(r.v.Choices, s)
	return now, nil
}

// keep are those of the parameters that the address has.
func (r *report) keep(names ...string) url.Values {
	v := url.Values{}
	for _, name := range names {
		if s := r.r.URL.Query().Get(name); s != "" {
			v.Set(name, s)
		}
	}
	return v
}

// with is the address of the report with one parameter said otherwise.
func (r *report) with(name, value string) string {
	v := r.keep("period", "kind", "pipeline", "by", "view", "measure")
	if name == "kind" { // its pipelines are its own
		v.Del("pipeline")
	}
	if v.Set(name, value); value == "" {
		v.Del(name)
	}
	return withQuery(reportPath(r.name), v)
}

// group counts deals outside the archive.
func (r *report) group(sum string, by []string, filters ...register.Filter) ([]register.Group, error) {
	if !r.prices && sum == "amount_base" {
		sum = ""
	}
	return r.tx.Group(r.r.Context(), r.deals, register.Grouping{By: by, Sum: sum, Filter: register.All{register.All(filters), register.Alive()}})
}

// reportTable is a table of a report as programs read it.
type reportTable struct {
	name    string
	columns []string
	rows    []map[string]any
	shown   *page.FigureTable
	report  *report
}

// table begins a table whose rows are named by the first head; columns are the
// names of the others, for programs and, as analysis.{column}, for people.
func (r *report) table(name, head string, columns ...string) *reportTable {
	t := &reportTable{name: name, columns: columns, report: r, shown: &page.FigureTable{
		Title: r.p.Text("analysis.table_" + name), None: r.p.Text("analysis.none"), Heads: []string{head}, Whole: true,
	}}
	for _, one := range columns {
		t.shown.Heads = append(t.shown.Heads, r.p.Text("analysis."+one))
	}
	t.rows = []map[string]any{}
	r.tables = append(r.tables, t)
	return t
}

// show puts the table on the page.
func (t *reportTable) show() { t.report.v.Tables = append(t.report.v.Tables, *t.shown) }

// reportRow is a row being filled, cell by cell.
type reportRow struct {
	t  *reportTable
	at int // its place among the rows
	n  int // cells that it has
}

// row begins a row; the key tells programs what it is about.
func (t *reportTable) row(key any, name string) *reportRow {
	t.shown.Rows = append(t.shown.Rows, page.FigureRow{Name: name})
	t.rows = append(t.rows, map[string]any{"key": key, "name": name})
	return &reportRow{t: t, at: len(t.rows) - 1}
}

func (w *reportRow) shown() *page.FigureRow { return &w.t.shown.Rows[w.at] }

// cell adds a value: as programs read it, as people do, and the deals behind
// it, nil for none.
func (w *reportRow) cell(raw any, words string, rows register.Filter) error {
	w.t.rows[w.at][w.t.columns[w.n]] = raw
	w.n++
	href := ""
	if rows != nil {
		var err error
		if href, err = rowsOf(w.t.report.deals, rows); err != nil {
			return err
		}
	}
	one := w.shown()
	one.Values, one.Links = append(one.Values, words), append(one.Links, href)
	return nil
}

// count adds how many deals there are.
func (w *reportRow) count(n int64, rows register.Filter) error {
	if n == 0 {
		rows = nil
	}
	return w.cell(n, w.t.report.p.Integer(n), rows)
}

// share adds a share.
func (w *reportRow) share(s *big.Rat) error {
	if s == nil {
		return w.cell(nil, "–", nil)
	}
	return w.cell(hundredths(s), w.t.report.percent(s), nil)
}

// worth adds what deals are worth in the base currency.
func (w *reportRow) worth(minor int64, rows register.Filter) error {
	r := w.t.report
	if minor == 0 {
		rows = nil
	}
	return w.cell(decimal(minor, money.Digits(r.baseCurrency())), r.sum(minor), rows)
}

// days adds hundredths of a day.
func (w *reportRow) days(hundredths int64, ok bool) error {
	if !ok {
		return w.cell(nil, "–", nil)
	}
	return w.cell(decimal(hundredths, 2), w.t.report.p.Quantity(hundredths*10), nil)
}

func (r *report) percent(s *big.Rat) string {
	if s == nil {
		return "–"
	}
	return r.p.Percent(analysis.Millionths(s))
}

// sum is an amount in the base currency, in full.
func (r *report) sum(minor int64) string {
	return cmp.Or(r.p.Money(money.New(minor, r.baseCurrency())), r.p.Integer(0))
}

// short is an amount for tight places.
func (r *report) short(minor int64) string {
	if minor == 0 {
		return "0"
	}
	return cmp.Or(r.p.MoneyShort(money.New(minor, r.baseCurrency())), r.p.Short(minor))
}

// hundredths is a share in percent with two digits, for programs.
func hundredths(s *big.Rat) string { return decimal(analysis.Millionths(s)/100, 2) }

// decimal writes v/10^scale.
func decimal(v int64, scale int) string {
	digits := fmt.Sprintf("%0*d", scale+1, max(v, -v))
	text := digits[:len(digits)-scale]
	if scale > 0 {
		text += "." + digits[len(digits)-scale:]
	}
	if v < 0 {
		text = "-" + text
	}
	return text
}

// tile adds a number above the tables.
func (r *report) tile(key, value, note string, rows register.Filter) error {
	f := page.Fact{Label: r.p.Text("analysis." + key), Value: value, Note: note}
	if rows != nil {
		var err error
		if f.Href, err = rowsOf(r.deals, rows); err != nil {
			return err
		}
	}
	r.v.Figures = append(r.v.Figures, f)
	return nil
}

// named reads what groups are called by one of their keys.
func (r *report) named(target *register.Register, ids []int64) (func(id int64) string, error) {
	var w wanted
	w.add(target, ids...)
	n, err := w.read(r.r.Context(), r.tx)
	return func(id int64) string {
		if id == 0 {
			return r.p.Text("analysis.nobody")
		}
		if rec := n[target.Name][id]; rec != nil {
			return r.title(target, rec)
		}
		return r.p.Text("card.hidden_record")
	}, err
}

// is is the condition that a reference says an id, or nothing.
func is(field string, id int64) register.Filter {
	if id == 0 {
		return register.Is{Field: field, Op: register.Unset}
	}
	return register.Is{Field: field, Op: register.OneOf, Value: []any{id}}
}

// both joins conditions.
func both(filters ...register.Filter) register.Filter { return register.All(filters) }

// about tells a drawing in words: each name with its value.
func about(names, values []string) string {
	var out []string
	for i, name := range names {
		out = append(out, name+": "+values[i])
	}
	return strings.Join(out, "; ")
}
