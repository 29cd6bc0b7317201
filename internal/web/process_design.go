package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/chart"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/route"
	"dossier/internal/store"
)

// designRoutes are the page on which a version of a process is drawn, and its
// exchange with other modellers.
func (s *Server) designRoutes() {
	versions, processes := crm.ProcessVersions.Register, crm.Processes.Register
	s.add("GET", "/process_versions/{id}/design", PageKind, (*call).design, of(versions, register.See))
	s.add("POST", "/process_versions/{id}/design", FormKind, (*call).redesign, of(versions, register.Edit))
	s.add("GET", "/process_versions/{id}/bpmn", FileKind, (*call).designFile, of(versions, register.See))
	s.add("GET", "/processes/{id}/draw", PageKind, (*call).drawForm, of(processes, register.See))
	s.add("POST", "/processes/{id}/draw", FormKind, (*call).draw, of(processes, register.See), large(bpmnFile+usualBody))
}

// bpmnFile is how large a file of another modeller may be.
const bpmnFile = 4 << 20

// versionCard leads from a version to its map.
var versionCard = special{
	pages: func(c *call, k *cardOf) []page.Tab {
		return []page.Tab{{Label: c.p.Text("design.map"), Icon: "sitemap", Href: designAddress(k.id)}}
	},
	quiet: []string{"nodes", "flows", "papers"},
}

// processCard leads from a process to the map that is followed, and to a new
// version.
var processCard = special{
	pages: func(c *call, k *cardOf) []page.Tab {
		if active := k.rec.(*crm.Process).Active; active != 0 {
			return []page.Tab{{Label: c.p.Text("design.map"), Icon: "sitemap", Href: designAddress(register.ID(active))}}
		}
		return nil
	},
	also: func(c *call, k *cardOf) []page.Button {
		if !register.May(c.actor, crm.ProcessVersions.Register, register.Create) || k.rec.(*crm.Process).Archived {
			return nil
		}
		return []page.Button{{Label: c.p.Text("design.draw"), Icon: "sitemap", Href: k.address() + "/draw"}}
	},
}

func designAddress(id register.ID) string {
	return address(crm.ProcessVersions.Register, id) + "/design"
}

// designed is a version while its map is shown.
type designed struct {
	*crm.ProcessVersion
	of      *crm.Process
	reg     *register.Register
	m       *route.Map
	names   names
	open    bool       // a draft that the reader may change
	said    url.Values // what stands in the fields
	wrong   wrongs
	refusal string
	step    string // key of the chosen one
	files   []*crm.Attachment
	may     map[register.Act]bool
}

func (d *designed) at() string { return designAddress(d.ID) }

// here is the page with a step chosen.
func (d *designed) here(step string) string {
	if step == "" {
		return d.at()
	}
	return withQuery(d.at(), url.Values{"step": {step}})
}

// design shows the map of a version, and of a draft the forms that change it.
func (c *call) design() error {
	return c.showDesign(http.StatusOK, c.r.URL.Query().Get("step"), nil, nil, "")
}

func (c *call) showDesign(status int, step string, typed url.Values, wrong *register.Problems, refusal string) error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var v page.Design
	var crumbs []page.Crumb
	err = c.read(func(tx *store.Tx) error {
		d, err := c.readDesign(tx, id)
		if err != nil {
			return err
		}
		if step != "" && d.Node(step) == nil {
			step = ""
		}
		d.step, d.refusal = step, refusal
		for name, texts := range typed {
			if strings.HasPrefix(name, "nodes.") || strings.HasPrefix(name, "flows.") {
				d.said[name] = texts
			}
		}
		if wrong != nil {
			d.wrong, d.refusal = wrongs{}, ""
			for _, one := range wrong.List {
				text := c.p.TextOf(one.Key, one.Args)
				if one.Field != "" && d.said.Has(one.Field) {
					d.wrong[one.Field] = text
				} else {
					d.refusal = cmp.Or(d.refusal, text)
				}
			}
		}
		v = c.designView(d)
		crumbs = []page.Crumb{
			{Label: many(c.p, crm.Processes.Register), Href: "/processes"},
			{Label: d.of.Title(string(c.p.Language())), Href: address(crm.Processes.Register, d.of.ID)},
			{Label: d.Title(""), Href: address(d.reg, d.ID)},
			{Label: c.p.Text("design.map")},
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.target() == "x-route#design-board" {
		c.render(status, page.DesignBoardView(c.p, v.Board))
		return nil
	}
	c.render(status, page.DesignPage(c.p, c.shell(v.Title, crumbs...), v))
	return nil
}

func (c *call) readDesign(tx *store.Tx, id register.ID) (*designed, error) {
	ctx := c.r.Context()
	v, err := register.Load(ctx, tx, crm.ProcessVersions, register.Ref[crm.ProcessVersion](id))
	if err != nil {
		return nil, err
	}
	d := &designed{ProcessVersion: v, reg: tx.Schema().This(crm.ProcessVersions.Register)}
	if d.of, err = register.Load(ctx, tx, crm.Processes, v.Process); err != nil {
		return nil, err
	}
	if d.m, err = v.Map(ctx, tx); err != nil {
		return nil, err
	}
	d.said = c.written(d.reg.Fields, v)
	var w wanted
	w.said(tx.Schema(), d.reg.Fields, d.said)
	if d.names, err = w.read(ctx, tx); err != nil {
		return nil, err
	}
	if d.may, err = c.mayDo(tx, d.reg, id); err != nil {
		return nil, err
	}
	d.open = v.State == crm.VersionDraft && !v.Archived && d.may[register.Edit]
	d.files, err = register.Select(ctx, tx, crm.Attachments, register.Query{Filter: register.All{
		register.Is{Field: "about", Op: register.Equal, Value: register.Link{Register: crm.Processes.Name, ID: d.of.ID}}, register.Alive(),
	}, Limit: 200})
	return d, err
}

// title is what people call the step of a key.
func (d *designed) title(c *call, key string) string {
	n := d.Node(key)
	if n == nil {
		return key
	}
	return cmp.Or(n.Name, c.kindWord(n.Kind))
}

func (c *call) kindWord(k crm.NodeKind) string {
	return c.p.Text("process_version.nodes.kind." + string(k))
}

// stepNote says who does a step and how long it may take, or what it waits for.
func (c *call) stepNote(d *designed, n *crm.ProcessNode) string {
	var out []string
	part := d.reg.Field("nodes").Target
	switch route.Kind(n.Kind) {
	case route.Task:
		who := ""
		switch route.Executor(n.Executor) {
		case route.Named:
			who = d.names.title(c.p, c.store.Schema().This(crm.Users.Register), register.ID(n.User))
		case route.Role:
			who = d.names.title(c.p, c.store.Schema().This(crm.Roles.Register), register.ID(n.Role))
		case route.Responsible, route.Head:
			who = c.p.Text("design.executor." + string(n.Executor))
		}
		out = append(out, who)
		if n.Norm > 0 {
			out = append(out, c.hours(n.Norm))
		}
	case route.Timer:
		if n.Wait != "" {
			out = append(out, choice(c.p, part, part.Field("wait"), string(n.Wait)))
		}
		if route.Wait(n.Wait) == route.ForTime && n.Minutes > 0 {
			out = append(out, c.hours(n.Minutes))
		}
	case route.Subprocess:
		out = append(out, d.names.title(c.p, c.store.Schema().This(crm.Processes.Register), register.ID(n.Process)))
	}
	return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), " · ")
}

// hours are minutes of work as people say them.
func (c *call) hours(minutes int64) string {
	if minutes < 60 {
		return c.p.Text("design.minutes", "n", c.p.Integer(minutes))
	}
	return c.p.Text("design.hours", "n", c.p.Quantity(minutes*1000/60))
}

func (c *call) designView(d *designed) page.Design {
	v := page.Design{
		Title:   c.p.Text("design.title", "process", d.of.Title(string(c.p.Language())), "number", strconv.FormatInt(d.Number, 10)),
		Chips:   []page.Chip{{Label: choice(c.p, d.reg, d.reg.Field("state"), string(d.State)), Tone: versionTones[d.State]}},
		Actions: c.designActions(d), Open: d.open, Board: c.designBoard(d),
		Files: address(crm.Processes.Register, d.of.ID) + "?tab=files",
	}
	if d.step != "" {
		v.Step = c.designStep(d)
	}
	if d.open {
		v.Add = c.designAdd(d)
	}
	c.designPapers(d, &v)
	return v
}

var versionTones = map[crm.VersionState]page.Tone{crm.VersionDraft: page.Care, crm.VersionActive: page.Good}

// designActions are what is done with the whole version.
func (c *call) designActions(d *designed) []page.Button {
	var out []page.Button
	at := address(d.reg, d.ID)
	for _, act := range []string{"activate", "copy"} {
		a := d.reg.Action(act)
		if a == nil || !d.may[register.Act(act)] || !a.Offered(d.ProcessVersion) {
			continue
		}
		b := page.Button{Label: actionLabel(c.p, d.reg, a), Icon: map[string]string{"activate": "player-play", "copy": "copy"}[act], Href: at + "/" + act, Extra: page.With("data-dialog")}
		if act == "activate" {
			b.Weight = page.Primary
			b.Off = len(d.m.Faults()) > 0
		}
		out = append(out, b)
	}
	return append(out, page.Button{Label: "BPMN", Icon: "download", Href: at + "/bpmn", Extra: page.With("download")})
}

// designBoard draws the map.
func (c *call) designBoard(d *designed) page.DesignBoard {
	v := page.DesignBoard{Version: versionOf(d.ProcessVersion), Refusal: d.refusal}
	wrong := map[string]bool{}
	wrongWay := map[int]bool{}
	if d.State == crm.VersionDraft {
		for _, f := range d.m.Faults() {
			one := page.DesignFault{Text: c.faultWords(d, f)}
			if d.Node(f.Node) != nil {
				one.Href = d.here(f.Node)
				wrong[f.Node] = true
			}
			wrongWay[f.Flow] = f.Flow > 0
			v.Faults = append(v.Faults, one)
		}
		v.Sound = len(v.Faults) == 0
	}
	if d.open {
		v.Action = d.at()
	}
	drawn := chart.Route{Label: c.p.Text("design.title", "process", d.of.Title(string(c.p.Language())), "number", strconv.FormatInt(d.Number, 10)), Open: d.open}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		wide, high := route.Kind(n.Kind).Size()
		s := chart.RouteStep{
			Key: n.Key, Kind: string(n.Kind), Word: c.kindWord(n.Kind), Title: n.Name, Note: c.stepNote(d, n), Href: d.here(n.Key),
			X: int(n.X), Y: int(n.Y), Wide: wide, High: high,
		}
		if wrong[n.Key] {
			s.Class = "is-wrong"
		}
		if n.Key == d.step {
			s.Class += " is-chosen"
		}
		drawn.Steps = append(drawn.Steps, s)
	}
	for i, line := range d.m.Lines() {
		if line == nil {
			continue
		}
		f := d.Flows[i]
		w := chart.RouteWay{From: f.From, To: f.To, Label: c.wayLabel(f)}
		if wrongWay[i+1] {
			w.Class = "is-bad"
		}
		for _, p := range line {
			w.Corners = append(w.Corners, [2]int{p.X, p.Y})
		}
		drawn.Ways = append(drawn.Ways, w)
	}
	v.Drawing = drawn.SVG()
	for _, i := range d.m.InOrder() {
		n := &d.Nodes[i]
		line := page.DesignLine{Kind: string(n.Kind), Title: d.title(c, n.Key), Href: d.here(n.Key)}
		line.Note = c.stepNote(d, n)
		if kind := c.kindWord(n.Kind); kind != line.Title {
			line.Note = strings.TrimSuffix(kind+" · "+line.Note, " · ")
		}
		for _, f := range d.Leaving(n.Key) {
			line.Ways = append(line.Ways, c.wayTitle(d, f))
		}
		v.Steps = append(v.Steps, line)
	}
	return v
}

// faultWords says a fault; steps without a title are called by their kind.
func (c *call) faultWords(d *designed, f route.Fault) string {
	args := map[string]any{}
	for name, value := range f.Args {
		args[name] = value
		if key, ok := value.(string); ok && (name == "step" || name == "to" || name == "split") && d.Node(key) != nil {
			args[name] = d.title(c, key)
		}
	}
	return c.p.TextOf(f.Key, args)
}

// wayLabel is what stands at a way in the drawing.
func (c *call) wayLabel(f crm.ProcessFlow) string {
	switch {
	case f.Result != "":
		return f.Result
	case f.Otherwise:
		return c.p.Text("design.otherwise")
	}
	return f.Condition
}

func (c *call) wayTitle(d *designed, f crm.ProcessFlow) string {
	to := d.title(c, f.To)
	if label := c.wayLabel(f); label != "" {
		return c.p.Text("design.way_when", "when", label, "step", to)
	}
	return c.p.Text("design.way", "step", to)
}

// stepFields are the questions about a step of a kind.
func stepFields(k crm.NodeKind) []string {
	switch route.Kind(k) {
	case route.Task:
		return []string{"name", "executor", "user", "role", "norm", "results", "stage", "produces", "instruction"}
	case route.Timer:
		return []string{"name", "wait", "minutes", "field", "condition"}
	case route.Subprocess:
		return []string{"name", "process"}
	}
	return []string{"name"}
}

// part is the name of an input about one part: nodes.2.name.
func part(parts string, i int, field string) string { return fmt.Sprintf("%s.%d.%s", parts, i, field) }

func (d *designed) form(id, do string, pairs ...string) page.Form {
	f := page.Form{ID: id, Action: d.at(), Version: versionOf(d.ProcessVersion), Hidden: []page.Hidden{{Name: "do", Value: do}}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Hidden = append(f.Hidden, page.Hidden{Name: pairs[i], Value: pairs[i+1]})
	}
	return f
}

// asked are the questions about one part of the version.
func (c *call) askedOf(d *designed, parts string, i int, fields []string) []page.Field {
	of := d.reg.Field(parts).Target
	var out []page.Field
	for _, name := range fields {
		f := of.Field(name)
		q := c.question(d.names, of, f, part(parts, i, name), d.said, d.wrong, "/lookup/"+d.reg.Path+"/")
		q.Label = label(c.p, of, f)
		out = append(out, q)
	}
	return out
}

// designStep is the form of the chosen step with its ways.
func (c *call) designStep(d *designed) *page.DesignStep {
	i := slices.IndexFunc(d.Nodes, func(n crm.ProcessNode) bool { return n.Key == d.step })
	n := &d.Nodes[i]
	v := &page.DesignStep{Title: d.title(c, n.Key), Kind: c.kindWord(n.Kind), Back: d.at()}
	if !d.open {
		v.Lines = c.stepLines(d, n)
	} else {
		v.Form = d.form("step", "step", "step", n.Key)
		v.Form.Submit = c.p.Text("form.save")
		v.Form.Sections = []page.Section{
			{Fields: c.askedOf(d, "nodes", i, stepFields(n.Kind))},
			{Title: c.p.Text("design.place"), Folded: true, Fields: c.askedOf(d, "nodes", i, []string{"x", "y"})},
		}
		drop := d.form("drop", "drop", "step", n.Key)
		drop.Submit, drop.Dangerous = c.p.Text("design.drop"), true
		v.Drop = &drop
	}
	for j, f := range d.Flows {
		if f.From != n.Key {
			continue
		}
		w := page.DesignWay{Title: c.wayTitle(d, f)}
		if d.open {
			id := strconv.Itoa(j)
			w.Form, w.Cut = d.form("way-"+id, "way", "way", id, "step", n.Key), d.form("cut-"+id, "cut", "way", id, "step", n.Key)
			w.Form.Sections, w.Form.Submit = []page.Section{{Fields: c.wayFields(d, n, j, f)}}, c.p.Text("form.save")
			w.Cut.Submit, w.Cut.Dangerous = c.p.Text("design.cut"), true
		}
		v.Ways = append(v.Ways, w)
	}
	if d.open && !route.Kind(n.Kind).Ends() {
		v.Join = d.form("join", "join", "from", n.Key, "step", n.Key)
		v.Join.Submit = c.p.Text("design.join_do")
		v.Join.Sections = []page.Section{{Fields: c.wayFields(d, n, len(d.Flows), crm.ProcessFlow{From: n.Key, Result: d.uncovered(n)})}}
	}
	return v
}

// stepLines is what a step says, for those who may not change it.
func (c *call) stepLines(d *designed, n *crm.ProcessNode) []page.Line {
	of := d.reg.Field("nodes").Target
	var out []page.Line
	for _, name := range stepFields(n.Kind) {
		f := of.Field(name)
		v := f.Value(n)
		if said := c.written([]*register.Field{f}, n).Get(name); said == "" || said == "0" {
			continue
		}
		if text, ok := v.(string); ok && f.Kind == register.LongText {
			out = append(out, page.Line{Label: label(c.p, of, f), Text: text})
		} else {
			out = append(out, page.Line{Label: label(c.p, of, f), Value: c.cellOf(d.names, of, f, v)})
		}
	}
	return out
}

// wayFields are the questions about a way out of a step.
func (c *call) wayFields(d *designed, n *crm.ProcessNode, j int, f crm.ProcessFlow) []page.Field {
	of := d.reg.Field("flows").Target
	q := func(name string, control page.Control, value string) page.Field {
		at := part("flows", j, name)
		one := page.Field{Name: at, Label: label(c.p, of, of.Field(name)), Control: control, Values: []string{value}, Problem: d.wrong[at], MaxLength: of.Field(name).Max}
		if texts, said := d.said[at]; said {
			one.Values = texts[len(texts)-1:]
		}
		return one
	}
	to := q("to", page.AskChoice, f.To)
	to.Choices = append(to.Choices, page.Choice{})
	for _, i := range d.m.InOrder() {
		if one := &d.Nodes[i]; route.Kind(one.Kind) != route.Start {
			to.Choices = append(to.Choices, page.Choice{Value: one.Key, Label: d.title(c, one.Key)})
		}
	}
	out := []page.Field{to}
	switch route.Kind(n.Kind) {
	case route.Task:
		result := q("result", page.AskChoice, f.Result)
		options := n.Options()
		if f.Result != "" && !slices.Contains(options, f.Result) {
			options = append(options, f.Result)
		}
		if len(options) > 0 {
			result.Choices = append(result.Choices, page.Choice{})
			for _, one := range options {
				result.Choices = append(result.Choices, page.Choice{Value: one, Label: one})
			}
			out = append(out, result)
		}
	case route.Choice:
		condition := q("condition", page.AskText, f.Condition)
		condition.Hint = c.p.Text("design.condition_hint")
		yes := ""
		if f.Otherwise {
			yes = "1"
		}
		out = append(out, condition, q("otherwise", page.AskYesNo, yes))
	}
	return out
}

// uncovered is the first result of a task that leads nowhere yet.
func (d *designed) uncovered(n *crm.ProcessNode) string { return uncovered(d.ProcessVersion, n) }

func uncovered(v *crm.ProcessVersion, n *crm.ProcessNode) string {
	if route.Kind(n.Kind) != route.Task {
		return ""
	}
	for _, result := range n.Options() {
		if !slices.ContainsFunc(v.Leaving(n.Key), func(f crm.ProcessFlow) bool { return f.Result == result }) {
			return result
		}
	}
	return ""
}

// designAdd asks for one more step and where it comes from.
func (c *call) designAdd(d *designed) page.Form {
	f := d.form("add", "add")
	f.Submit = c.p.Text("design.add_do")
	of := d.reg.Field("nodes").Target
	kind := page.Field{Name: "kind", Label: label(c.p, of, of.Field("kind")), Control: page.AskChoice, Values: []string{string(route.Task)}, Pair: true}
	if len(d.Nodes) == 0 {
		kind.Values[0] = string(route.Start)
	}
	for _, one := range crm.NodeKind("").Choices() {
		kind.Choices = append(kind.Choices, page.Choice{Value: one, Label: c.kindWord(crm.NodeKind(one))})
	}
	after := page.Field{Name: "after", Label: c.p.Text("design.after"), Control: page.AskChoice, Values: []string{d.step}, Choices: []page.Choice{{}}, Pair: true}
	last := ""
	for _, i := range d.m.InOrder() {
		if n := &d.Nodes[i]; !route.Kind(n.Kind).Ends() {
			after.Choices = append(after.Choices, page.Choice{Value: n.Key, Label: d.title(c, n.Key)})
			last = n.Key
		}
	}
	if d.step == "" || route.Kind(d.Node(d.step).Kind).Ends() {
		after.Values = []string{last}
	}
	name := page.Field{Name: "name", Label: label(c.p, of, of.Field("name")), Control: page.AskText, MaxLength: of.Field("name").Max, Pair: true}
	f.Sections = []page.Section{{Fields: []page.Field{kind, name, after}}}
	return f
}

// designPapers are the documents of the version, those of the chosen step
// alone when there is one.
func (c *call) designPapers(d *designed, v *page.Design) {
	of := d.reg.Field("papers").Target
	for i, one := range d.Papers {
		if d.step != "" && one.Node != d.step && one.Node != "" {
			continue
		}
		row := page.DesignPaper{
			Kind: choice(c.p, of, of.Field("kind"), string(one.Kind)), Href: address(crm.Attachments.Register, register.ID(one.File)),
			Name: cmp.Or(one.Name, d.names.title(c.p, c.store.Schema().This(crm.Attachments.Register), register.ID(one.File)), c.p.Text("design.paper")),
		}
		if one.Node != "" {
			row.Step = "· " + d.title(c, one.Node)
		}
		if d.open {
			drop := d.form("paper-"+strconv.Itoa(i), "unpaper", "paper", strconv.Itoa(i), "step", d.step)
			drop.Submit, drop.Dangerous = c.p.Text("design.cut"), true
			row.Drop = &drop
		}
		v.Papers = append(v.Papers, row)
	}
	if !d.open || len(d.files) == 0 {
		return
	}
	f := d.form("paper", "paper", "step", d.step)
	f.Submit = c.p.Text("design.paper_do")
	file := page.Field{Name: "file", Label: label(c.p, of, of.Field("file")), Control: page.AskChoice, Choices: []page.Choice{{}}}
	for _, one := range d.files {
		file.Choices = append(file.Choices, page.Choice{Value: strconv.FormatInt(one.ID, 10), Label: one.File.Name})
	}
	kind := page.Field{Name: "kind", Label: label(c.p, of, of.Field("kind")), Control: page.AskChoice, Values: []string{"instruction"}}
	for _, one := range crm.PaperKind("").Choices() {
		kind.Choices = append(kind.Choices, page.Choice{Value: one, Label: choice(c.p, of, of.Field("kind"), one)})
	}
	f.Sections = []page.Section{{Fields: []page.Field{file, kind}}}
	v.Paper = &f
}

// redesign makes one change of the map.
func (c *call) redesign() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	id, err := c.idOf()
	if err != nil {
		return err
	}
	typed := c.r.PostForm
	step := typed.Get("step")
	work := func(tx *store.Tx) (done, error) {
		rec, err := c.loadFor(tx, crm.ProcessVersions.Register, id, register.Edit)
		if err != nil {
			return done{}, err
		}
		v := rec.(*crm.ProcessVersion)
		if was := typed.Get("version"); was != "" && was != versionOf(v) {
			return done{}, register.ErrStale
		}
		next, err := c.changeMap(v, typed)
		if err != nil {
			return done{}, err
		}
		d := &designed{ProcessVersion: v}
		out := done{To: d.here(next), Undo: c.undoable(tx), Told: c.p.Text("design.changed." + typed.Get("do"))}
		if typed.Get("do") == "place" {
			out.Told = "" // one sees it
		}
		return out, tx.Save(c.r.Context(), v)
	}
	if c.target() == "x-route#design-board" {
		err = c.write(func(tx *store.Tx) error {
			_, err := work(tx)
			return err
		})
	} else {
		err = c.once(work)
	}
	var refused *register.Problems
	switch {
	case errors.Is(err, register.ErrStale):
		return c.showDesign(http.StatusConflict, step, typed, nil, c.p.Text("stale"))
	case errors.As(err, &refused) && mendable(err):
		return c.showDesign(http.StatusUnprocessableEntity, step, typed, refused, "")
	case err != nil || c.target() != "x-route#design-board":
		return err
	}
	return c.showDesign(http.StatusOK, "", nil, nil, "")
}

// changeMap makes the change that a form asks for, and names the step that is
// shown next.
func (c *call) changeMap(v *crm.ProcessVersion, said url.Values) (next string, err error) {
	step := said.Get("step")
	if n := said.Get("step"); n != "" && v.Node(n) == nil {
		return "", register.ErrNotFound
	}
	switch said.Get("do") {
	case "add":
		return c.addStep(v, said)
	case "step":
		i := slices.IndexFunc(v.Nodes, func(n crm.ProcessNode) bool { return n.Key == step })
		if i < 0 {
			return "", register.ErrNotFound
		}
		return step, c.fillPart(crm.ProcessVersions.Field("nodes").Target, &v.Nodes[i], "nodes", i, append(stepFields(v.Nodes[i].Kind), "x", "y"), said)
	case "drop":
		v.Nodes = slices.DeleteFunc(v.Nodes, func(n crm.ProcessNode) bool { return n.Key == step })
		v.Flows = slices.DeleteFunc(v.Flows, func(f crm.ProcessFlow) bool { return f.From == step || f.To == step })
		v.Papers = slices.DeleteFunc(v.Papers, func(d crm.ProcessPaper) bool { return d.Node == step })
		return "", nil
	case "join":
		return step, c.joinSteps(v, said)
	case "way":
		i, err := strconv.Atoi(said.Get("way"))
		if err != nil || i < 0 || i >= len(v.Flows) {
			return "", register.ErrNotFound
		}
		return step, c.fillWay(v, &v.Flows[i], i, said)
	case "cut":
		i, err := strconv.Atoi(said.Get("way"))
		if err != nil || i < 0 || i >= len(v.Flows) {
			return "", register.ErrNotFound
		}
		v.Flows = slices.Delete(v.Flows, i, i+1)
		return step, nil
	case "place":
		return step, c.placeSteps(v, said["at"])
	case "arrange":
		arrange(v)
		return step, nil
	case "paper":
		id, err := strconv.ParseInt(said.Get("file"), 10, 64)
		if err != nil {
			return "", register.RefuseAt("papers.file", "required")
		}
		v.Papers = append(v.Papers, crm.ProcessPaper{Node: step, Kind: crm.PaperKind(said.Get("kind")), File: register.Ref[crm.Attachment](id)})
		return step, nil
	case "unpaper":
		i, err := strconv.Atoi(said.Get("paper"))
		if err != nil || i < 0 || i >= len(v.Papers) {
			return "", register.ErrNotFound
		}
		v.Papers = slices.Delete(v.Papers, i, i+1)
		return step, nil
	}
	return "", refusal{http.StatusBadRequest, ""}
}

// fillPart reads what a form says of one part into it.
func (c *call) fillPart(of *register.Register, into any, parts string, i int, fields []string, said url.Values) error {
	var p register.Problems
	for _, name := range fields {
		f, at := of.Field(name), part(parts, i, name)
		texts, ok := said[at]
		if !ok {
			continue
		}
		v, err := c.asTyped(f, texts)
		if err != nil {
			var bad register.ErrUnreadable
			errors.As(err, &bad)
			p.AddAt(at, cmp.Or(string(bad), "unreadable"))
			continue
		}
		f.Set(into, v)
	}
	return p.Err()
}

// addStep puts a step behind another one and joins the two.
func (c *call) addStep(v *crm.ProcessVersion, said url.Values) (string, error) {
	kind := crm.NodeKind(said.Get("kind"))
	if !slices.Contains(kind.Choices(), string(kind)) {
		return "", register.RefuseAt("kind", "not_a_choice")
	}
	if len(v.Nodes) >= route.MostNodes {
		return "", register.Refuse("route.many", "step", "", "most", route.MostNodes)
	}
	n := crm.ProcessNode{Key: freeKey(v), Kind: kind, Name: strings.TrimSpace(said.Get("name")), X: 24, Y: 60}
	if route.Kind(kind) == route.Task {
		n.Executor = crm.ExecutorRule(route.Responsible)
	}
	after := v.Node(said.Get("after"))
	wide, high := route.Kind(kind).Size()
	if after != nil {
		broad, tall := route.Kind(after.Kind).Size()
		n.X, n.Y = after.X+int64(broad)+72, after.Y+int64(tall-high)/2
	}
	for taken(v, n.X, n.Y, int64(wide), int64(high)) {
		n.Y += 108
	}
	v.Nodes = append(v.Nodes, n)
	if after != nil && !route.Kind(after.Kind).Ends() && kind != crm.NodeKind(route.Start) {
		v.Flows = append(v.Flows, crm.ProcessFlow{From: after.Key, To: n.Key, Result: uncovered(v, v.Node(after.Key))})
	}
	return n.Key, nil
}

func taken(v *crm.ProcessVersion, x, y, wide, high int64) bool {
	return slices.ContainsFunc(v.Nodes, func(o crm.ProcessNode) bool {
		w, h := route.Kind(o.Kind).Size()
		return x < o.X+int64(w)+8 && o.X < x+wide+8 && y < o.Y+int64(h)+8 && o.Y < y+high+8
	})
}

func freeKey(v *crm.ProcessVersion) string {
	for i := len(v.Nodes) + 1; ; i++ {
		if key := "s" + strconv.Itoa(i); v.Node(key) == nil {
			return key
		}
	}
}

// joinSteps draws a way, from the form of a step or by mouse: then it has the
// first result that leads nowhere yet.
func (c *call) joinSteps(v *crm.ProcessVersion, said url.Values) error {
	from := v.Node(said.Get("from"))
	if from == nil {
		return register.ErrNotFound
	}
	i := len(v.Flows)
	f := crm.ProcessFlow{From: from.Key, To: said.Get("to")}
	if f.To != "" {
		f.Result = uncovered(v, from)
	}
	v.Flows = append(v.Flows, f)
	return c.fillWay(v, &v.Flows[i], i, said)
}

func (c *call) fillWay(v *crm.ProcessVersion, f *crm.ProcessFlow, i int, said url.Values) error {
	if err := c.fillPart(crm.ProcessVersions.Field("flows").Target, f, "flows", i, []string{"to", "result", "condition", "otherwise"}, said); err != nil {
		return err
	}
	if v.Node(f.To) == nil {
		return register.RefuseAt(part("flows", i, "to"), "required")
	}
	return nil
}

// placeSteps puts steps where they were dragged: key,x,y each.
func (c *call) placeSteps(v *crm.ProcessVersion, places []string) error {
	for _, place := range places {
		words := strings.Split(place, ",")
		if len(words) != 3 {
			return refusal{http.StatusBadRequest, ""}
		}
		x, wrongX := strconv.ParseInt(words[1], 10, 32)
		y, wrongY := strconv.ParseInt(words[2], 10, 32)
		n := v.Node(words[0])
		if wrongX != nil || wrongY != nil {
			return refusal{http.StatusBadRequest, ""}
		}
		if n == nil {
			return register.ErrNotFound
		}
		n.X, n.Y = min(max(x, 0), 20_000), min(max(y, 0), 20_000)
	}
	return nil
}

// arrange gives every step a place.
func arrange(v *crm.ProcessVersion) {
	m := &route.Map{}
	for _, n := range v.Nodes {
		m.Nodes = append(m.Nodes, route.Node{Key: n.Key, Kind: route.Kind(n.Kind)})
	}
	for _, f := range v.Flows {
		m.Flows = append(m.Flows, route.Flow{From: f.From, To: f.To})
	}
	m.Arrange()
	for i, n := range m.Nodes {
		v.Nodes[i].X, v.Nodes[i].Y = int64(n.X), int64(n.Y)
	}
}

// designFile is the version as other modellers open it.
func (c *call) designFile() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var m *route.Map
	var name string
	err = c.read(func(tx *store.Tx) error {
		v, err := register.Load(c.r.Context(), tx, crm.ProcessVersions, register.Ref[crm.ProcessVersion](id))
		if err != nil {
			return err
		}
		of, err := register.Load(c.r.Context(), tx, crm.Processes, v.Process)
		if err != nil {
			return err
		}
		name = of.Title(string(c.p.Language()))
		m, err = v.Map(c.r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	m.Name = name
	c.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	c.w.Header().Set("Content-Disposition", disposition("attachment", name+".bpmn"))
	return route.WriteBPMN(c.w, m)
}

// drawForm asks what a new version of a process begins with: nothing, or a
// file of another modeller.
func (c *call) drawForm() error { return c.askDraw(http.StatusOK, "") }

func (c *call) askDraw(status int, refused string) error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var of *crm.Process
	err = c.read(func(tx *store.Tx) error {
		of, err = register.Load(c.r.Context(), tx, crm.Processes, register.Ref[crm.Process](id))
		return err
	})
	if err != nil {
		return err
	}
	if !register.May(c.actor, crm.ProcessVersions.Register, register.Create) {
		return register.ErrForbidden
	}
	f := page.Form{
		ID: "draw", Title: c.p.Text("design.draw_title", "process", of.Title(string(c.p.Language()))), Lead: c.p.Text("design.draw_lead"), Key: newKey(), Refusal: refused,
		Action: address(crm.Processes.Register, id) + "/draw", Submit: c.p.Text("design.draw"), Cancel: address(crm.Processes.Register, id),
		Sections: []page.Section{{Fields: []page.Field{{Name: "file", Label: c.p.Text("design.file"), Hint: c.p.Text("design.file_hint"), Control: page.AskFile, Accept: ".bpmn,.xml", Upload: "/files", Largest: bpmnFile}}}},
	}
	f.Sections[0].Fields[0].TooBig = c.p.Text("card.file_too_big", "size", sizeWords(c.p, bpmnFile), "name", "{name}")
	return c.showAside(status, crm.Processes.Register, f)
}

// draw makes a new version.
func (c *call) draw() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	if err := c.parseForm(); err != nil {
		return err
	}
	m, err := c.drawn()
	var fault route.Fault
	if errors.As(err, &fault) {
		return c.askDraw(http.StatusUnprocessableEntity, c.p.TextOf(fault.Key, fault.Args))
	}
	if err != nil {
		return err
	}
	err = c.once(func(tx *store.Tx) (done, error) {
		of, err := register.Load(c.r.Context(), tx, crm.Processes, register.Ref[crm.Process](id))
		if err != nil {
			return done{}, err
		}
		v := &crm.ProcessVersion{Process: register.Ref[crm.Process](of.ID)}
		told := c.p.Text("design.drawn")
		if m != nil {
			unknown, err := v.Take(c.r.Context(), tx, m)
			if err != nil {
				return done{}, err
			}
			if len(unknown) > 0 {
				slices.Sort(unknown)
				told = c.p.Text("design.drawn_without", "codes", strings.Join(slices.Compact(unknown), ", "))
			}
		}
		if err := tx.Save(c.r.Context(), v); err != nil {
			return done{}, err
		}
		return done{To: designAddress(v.ID), Leave: true, Told: told}, nil
	})
	var refused *register.Problems
	if errors.As(err, &refused) && mendable(err) {
		return c.askDraw(http.StatusUnprocessableEntity, c.because(err))
	}
	return err
}

// drawn is the map of the file that a form brought; nil when it brought none.
func (c *call) drawn() (*route.Map, error) {
	var file register.File
	for _, text := range c.r.PostForm["file"] {
		v, err := c.fileSaid(text)
		if err != nil {
			return nil, err
		}
		if f, ok := v.(register.File); ok && f.Hash != "" {
			file = f
		}
	}
	if file.Hash == "" {
		return nil, nil
	}
	f, err := c.store.OpenFile(file.Hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return route.ReadBPMN(f)
}
