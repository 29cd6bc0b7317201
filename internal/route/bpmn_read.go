package route

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The bounds of a file that is read.
const (
	mostBytes    = 4 << 20
	mostElements = 50_000
	mostDepth    = 60
)

// ReadBPMN reads the process of a BPMN 2.0 file, of this program or of another
// modeller; the error is a Fault. Steps of other modellers that have a plain
// meaning here are taken as such (any task as a task, the gateway behind a task
// as its results); those that have none are refused by their names, as a map
// with silent holes would be followed wrongly. A file without a drawing is laid
// out.
func ReadBPMN(r io.Reader) (*Map, error) {
	root, err := readTree(r)
	if err != nil {
		return nil, err
	}
	if root.name != (xml.Name{Space: spaceModel, Local: "definitions"}) {
		return nil, fileFault("not_bpmn", "element", root.name.Local)
	}
	p, err := root.process()
	if err != nil {
		return nil, err
	}
	in := &reader{m: &Map{Name: cmp.Or(p.attr("name"), root.participant())}, keys: map[string]string{}, used: map[string]bool{}, plain: map[string]bool{}, other: map[string]bool{}}
	for _, e := range p.kids {
		if err := in.step(e); err != nil {
			return nil, err
		}
	}
	for _, e := range p.kids {
		if err := in.way(e); err != nil {
			return nil, err
		}
	}
	in.foldResults()
	in.foldMeetings()
	in.gateways()
	if !in.places(root) {
		in.m.Arrange()
	}
	return in.m, nil
}

func fileFault(key string, pairs ...any) Fault {
	f := Fault{Key: "route.file." + key, Args: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Args[pairs[i].(string)] = pairs[i+1]
	}
	return f
}

// element is one element of a file with what is in it.
type element struct {
	name       xml.Name
	attributes []xml.Attr
	letters    []byte
	kids       []*element
}

func (e *element) text() string { return string(e.letters) }

func (e *element) attr(name string) string {
	for _, a := range e.attributes {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// model reports whether it is a BPMN element of one of the names.
func (e *element) model(names ...string) bool {
	return e.name.Space == spaceModel && slices.Contains(names, e.name.Local)
}

func (e *element) kid(space, name string) *element {
	for _, k := range e.kids {
		if k.name.Space == space && k.name.Local == name {
			return k
		}
	}
	return nil
}

// readTree reads a whole file. Only plain XML is taken: a document type, and so
// every entity of its own, is refused before anything is expanded.
func readTree(r io.Reader) (*element, error) {
	limited := &io.LimitedReader{R: r, N: mostBytes + 1}
	d := xml.NewDecoder(limited)
	var stack []*element
	var root *element
	elements := 0
	for {
		token, err := d.Token()
		switch {
		case limited.N <= 0:
			return nil, fileFault("large", "most", mostBytes>>20)
		case errors.Is(err, io.EOF) && root != nil:
			return root, nil
		case err != nil:
			line, _ := d.InputPos()
			return nil, fileFault("xml", "line", line)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, fileFault("doctype")
		case xml.StartElement:
			if elements++; elements > mostElements || len(stack) >= mostDepth {
				return nil, fileFault("large", "most", mostBytes>>20)
			}
			e := &element{name: t.Name, attributes: slices.Clone(t.Attr)}
			if len(stack) > 0 {
				above := stack[len(stack)-1]
				above.kids = append(above.kids, e)
			} else if root == nil {
				root = e
			}
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				above := stack[len(stack)-1]
				above.letters = append(above.letters, t...)
			}
		}
	}
}

// process is the one process of a file that has steps.
func (e *element) process() (*element, error) {
	var found *element
	for _, k := range e.kids {
		if !k.model("process") || !slices.ContainsFunc(k.kids, func(s *element) bool { return s.attr("id") != "" && !s.model("laneSet") }) {
			continue
		}
		if found != nil {
			return nil, fileFault("processes")
		}
		found = k
	}
	if found == nil {
		return nil, fileFault("empty")
	}
	return found, nil
}

// participant is the name of the pool, which other modellers give instead of
// one to the process.
func (e *element) participant() string {
	c := e.kid(spaceModel, "collaboration")
	if c == nil {
		return ""
	}
	if p := c.kid(spaceModel, "participant"); p != nil {
		return p.attr("name")
	}
	return ""
}

type reader struct {
	m     *Map
	keys  map[string]string // of steps, by the id in the file
	used  map[string]bool   // keys
	plain map[string]bool   // keys of steps that another modeller made
	other map[string]bool   // ids of ways that are taken when no condition holds
	names []string          // that others gave to ways, as the ways of the map stand
}

// silent are elements of a process that say nothing of its way.
var silent = []string{
	"documentation", "extensionElements", "auditing", "monitoring", "property", "laneSet", "artifact", "textAnnotation", "association", "group",
	"dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification", "category", "correlationSubscription", "resourceRole", "supports",
}

// step takes one element as a step.
func (in *reader) step(e *element) error {
	if e.name.Space != spaceModel || e.model(silent...) || e.model("sequenceFlow") {
		return nil
	}
	n, err := in.node(e)
	if err != nil {
		return err
	}
	if len(in.m.Nodes) >= MostNodes {
		return fileFault("steps", "most", MostNodes)
	}
	if id := e.attr("id"); id == "" || in.keys[id] != "" {
		return fileFault("id", "element", e.name.Local, "id", id)
	}
	in.keys[e.attr("id")] = n.Key
	in.m.Nodes = append(in.m.Nodes, n)
	return nil
}

func (in *reader) node(e *element) (Node, error) {
	own := ownStep(e)
	n := Node{Title: e.attr("name")}
	if d := e.kid(spaceModel, "documentation"); d != nil {
		n.Instruction = d.text()
	}
	if own == nil {
		n.Title, n.Instruction = words(n.Title, 200), strings.TrimSpace(n.Instruction)
	}
	var err error
	switch {
	case e.model("startEvent"):
		n.Kind = Start
	case e.model("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"):
		n.Kind, n.Executor = Task, Responsible
	case e.model("exclusiveGateway"):
		n.Kind = Choice
	case e.model("parallelGateway"):
		n.Kind = Split // or a join: its ways tell
	case e.model("intermediateCatchEvent"):
		err = in.waits(e, &n)
	case e.model("callActivity"):
		n.Kind, n.Process = Subprocess, e.attr("calledElement")
	case e.model("endEvent"):
		n.Kind = Done
		if e.kid(spaceModel, "errorEventDefinition") != nil || e.kid(spaceModel, "terminateEventDefinition") != nil || e.kid(spaceModel, "cancelEventDefinition") != nil {
			n.Kind = Lost
		}
	default:
		return n, fileFault("element", "element", e.name.Local, "name", cmp.Or(e.attr("name"), e.attr("id")))
	}
	if err != nil {
		return n, err
	}
	if own != nil {
		err = own.into(&n, e)
	}
	n.Key = in.key(n.Key, e.attr("id"))
	in.plain[n.Key] = own == nil
	if d := e.attr("default"); d != "" && n.Kind == Choice {
		in.other[d] = true
	}
	return n, err
}

// waits reads what an event in the middle of the way waits for.
func (in *reader) waits(e *element, n *Node) error {
	n.Kind = Timer
	switch {
	case e.kid(spaceModel, "conditionalEventDefinition") != nil:
		n.Wait = ForCondition
		if c := e.kid(spaceModel, "conditionalEventDefinition").kid(spaceModel, "condition"); c != nil && c.attr("language") == saysFilter {
			n.Condition = strings.TrimSpace(c.text())
		}
	case e.kid(spaceModel, "timerEventDefinition") != nil:
		n.Wait = ForTime
		t := e.kid(spaceModel, "timerEventDefinition")
		if t.kid(spaceModel, "timeDate") != nil {
			n.Wait = ForDate
		} else if d := t.kid(spaceModel, "timeDuration"); d != nil {
			n.Minutes = duration(strings.TrimSpace(d.text()))
		}
	default:
		return fileFault("event", "name", cmp.Or(e.attr("name"), e.attr("id")))
	}
	return nil
}

// duration reads days, hours and minutes of an ISO 8601 duration; nought is
// what it cannot read, and the map says that the timer lacks its time.
func duration(s string) int {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok {
		return 0
	}
	minutes, digits, inTime := 0, "", false
	for _, r := range rest {
		switch {
		case r >= '0' && r <= '9' && len(digits) < 6:
			digits += string(r)
			continue
		case r == 'T' && digits == "" && !inTime:
			inTime = true
			continue
		}
		n, err := strconv.Atoi(digits)
		if err != nil {
			return 0
		}
		digits = ""
		switch {
		case r == 'W' && !inTime:
			minutes += n * 7 * 24 * 60
		case r == 'D' && !inTime:
			minutes += n * 24 * 60
		case r == 'H' && inTime:
			minutes += n * 60
		case r == 'M' && inTime:
			minutes += n
		case r == 'S' && inTime:
		default:
			return 0
		}
	}
	return minutes
}

func ownStep(e *element) *element {
	if x := e.kid(spaceModel, "extensionElements"); x != nil {
		return x.kid(spaceOwn, "step")
	}
	return nil
}

// into takes what the program has written of a step beside what BPMN says.
func (e *element) into(n *Node, outer *element) error {
	kind := Kind(e.attr("kind"))
	if kind.element() != outer.name.Local && !(kind == Task && n.Kind == Task) {
		return fileFault("kind", "kind", string(kind), "name", cmp.Or(n.Title, outer.attr("id")))
	}
	n.Kind, n.Key = kind, e.attr("key")
	n.Stage, n.Executor, n.Who, n.Produces = e.attr("stage"), Executor(e.attr("executor")), e.attr("who"), e.attr("produces")
	n.Wait, n.Field, n.Condition, n.Process = Wait(e.attr("wait")), e.attr("field"), e.attr("condition"), e.attr("process")
	if kind == Task && !slices.Contains([]Executor{Responsible, Head, Named, Role, ""}, n.Executor) ||
		kind == Timer && !slices.Contains([]Wait{ForTime, ForDate, ForCondition, ""}, n.Wait) {
		return fileFault("kind", "kind", string(n.Executor)+string(n.Wait), "name", cmp.Or(n.Title, outer.attr("id")))
	}
	for _, number := range []struct {
		name string
		to   *int
	}{{"norm", &n.Norm}, {"minutes", &n.Minutes}} {
		*number.to = 0
		if s := e.attr(number.name); s != "" {
			v, err := strconv.ParseInt(s, 10, 32)
			if err != nil {
				return fileFault("number", "value", s, "name", cmp.Or(n.Title, outer.attr("id")))
			}
			*number.to = int(v)
		}
	}
	for _, k := range e.kids {
		if k.name == (xml.Name{Space: spaceOwn, Local: "result"}) {
			n.Results = append(n.Results, k.text())
		}
	}
	return nil
}

// key is the wanted key of a step or one made of its id, unlike all others.
func (in *reader) key(want, id string) string {
	if !ValidKey(want) || in.used[want] {
		want = plainKey(id)
		for base, i := want, 2; in.used[want]; i++ {
			want = base + strconv.Itoa(i)
		}
	}
	in.used[want] = true
	return want
}

func plainKey(id string) string {
	key := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, strings.TrimPrefix(id, "Node_"))
	if len(key) > 32 {
		key = key[:32]
	}
	return cmp.Or(key, "step")
}

// words is what people wrote, in one line and not longer than a title may be.
func words(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most])
	}
	return s
}

// way takes one element as a way between steps that are known by now.
func (in *reader) way(e *element) error {
	if !e.model("sequenceFlow") {
		return nil
	}
	from, to := in.keys[e.attr("sourceRef")], in.keys[e.attr("targetRef")]
	if from == "" || to == "" {
		return fileFault("way", "id", cmp.Or(e.attr("name"), e.attr("id")))
	}
	if len(in.m.Flows) >= 4*MostNodes {
		return fileFault("steps", "most", MostNodes)
	}
	f, name := Flow{From: from, To: to, Otherwise: in.other[e.attr("id")]}, ""
	condition := e.kid(spaceModel, "conditionExpression")
	switch {
	case condition != nil && condition.attr("language") == saysFilter:
		f.Condition = condition.text()
	case condition != nil && condition.attr("language") == saysResult:
		f.Result = condition.text()
	default:
		name = words(e.attr("name"), 100)
	}
	if x := e.kid(spaceModel, "extensionElements"); x != nil {
		if w := x.kid(spaceOwn, "way"); w != nil {
			f.Otherwise = f.Otherwise || w.attr("otherwise") == "true"
		}
	}
	in.m.Flows = append(in.m.Flows, f)
	in.names = append(in.names, name)
	return nil
}

// made gives the keys of the steps of a kind that another modeller made.
func (in *reader) made(kind Kind) (keys []string) {
	for _, n := range in.m.Nodes {
		if n.Kind == kind && in.plain[n.Key] {
			keys = append(keys, n.Key)
		}
	}
	return keys
}

// foldResults takes the names of several ways out of a task of another modeller
// as its results, also where a gateway that asks nothing stands behind it.
func (in *reader) foldResults() {
	for _, key := range in.made(Choice) {
		in.foldGateway(key)
	}
	for _, key := range in.made(Task) {
		n, ways := in.m.Node(key), survey(in.m).out[key]
		if len(ways) < 2 {
			continue
		}
		for _, i := range ways {
			f := &in.m.Flows[i]
			f.Result = cmp.Or(in.names[i], in.m.Node(f.To).Name())
			if !slices.Contains(n.Results, f.Result) {
				n.Results = append(n.Results, f.Result)
			}
		}
	}
}

// foldGateway makes the ways of a gateway those of the task before it.
func (in *reader) foldGateway(key string) {
	s := survey(in.m)
	if len(s.in[key]) != 1 || len(s.out[key]) < 2 {
		return
	}
	into := s.in[key][0]
	task := in.m.Node(in.m.Flows[into].From)
	if task.Kind != Task || !in.plain[task.Key] || len(s.out[task.Key]) != 1 {
		return
	}
	for _, i := range s.out[key] {
		if in.names[i] == "" && !in.m.Flows[i].Otherwise {
			return
		}
	}
	for _, i := range s.out[key] {
		in.m.Flows[i].From, in.m.Flows[i].Otherwise = task.Key, false
	}
	in.drop(key, into)
}

// foldMeetings drops gateways at which ways only meet: here any step may be
// come to by several ways.
func (in *reader) foldMeetings() {
	for _, key := range in.made(Choice) {
		s := survey(in.m)
		if len(s.out[key]) != 1 || in.m.Flows[s.out[key][0]].To == key {
			continue
		}
		on := in.m.Flows[s.out[key][0]].To
		for _, i := range s.in[key] {
			in.m.Flows[i].To = on
		}
		in.drop(key, s.out[key][0])
	}
}

func (in *reader) drop(key string, flow int) {
	in.m.Flows = slices.Delete(in.m.Flows, flow, flow+1)
	in.names = slices.Delete(in.names, flow, flow+1)
	in.m.Nodes = slices.DeleteFunc(in.m.Nodes, func(n Node) bool { return n.Key == key })
}

// gateways tells the joins of another modeller from splits by their ways.
func (in *reader) gateways() {
	s := survey(in.m)
	for _, key := range in.made(Split) {
		if len(s.out[key]) < 2 && len(s.in[key]) > 1 {
			in.m.Node(key).Kind = Join
		}
	}
}

// places reads where the steps stand; false if the file does not say it of all.
func (in *reader) places(root *element) bool {
	at := map[string]Point{}
	for _, diagram := range root.kids {
		for _, plane := range diagram.kids {
			for _, shape := range plane.kids {
				b := shape.kid(spaceDC, "Bounds")
				if shape.name != (xml.Name{Space: spaceDI, Local: "BPMNShape"}) || b == nil {
					continue
				}
				if key := in.keys[shape.attr("bpmnElement")]; key != "" {
					at[key] = in.place(key, b)
				}
			}
		}
	}
	left, top := math.MaxInt32, math.MaxInt32
	for _, n := range in.m.Nodes {
		p, ok := at[n.Key]
		if !ok {
			return false
		}
		left, top = min(left, p.X), min(top, p.Y)
	}
	// A drawing may begin anywhere; nothing of ours stands left of or above
	// the corner, nor far from it.
	dx, dy := max(0, -left), max(0, -top)
	if left > 400 {
		dx = margin - left
	}
	if top > 400 {
		dy = margin - top
	}
	for i := range in.m.Nodes {
		p := at[in.m.Nodes[i].Key]
		in.m.Nodes[i].X, in.m.Nodes[i].Y = p.X+dx, p.Y+dy
	}
	return true
}

// place is where a step stands. Others draw tasks narrower than we do: their
// drawings are stretched, each step around its middle.
func (in *reader) place(key string, bounds *element) Point {
	p := Point{coordinate(bounds.attr("x")), coordinate(bounds.attr("y"))}
	n := in.m.Node(key)
	if n == nil || !in.plain[key] {
		return p
	}
	wide, high := n.Kind.Size()
	return Point{
		(p.X+coordinate(bounds.attr("width"))/2)*17/10 - wide/2,
		(p.Y+coordinate(bounds.attr("height"))/2)*5/4 - high/2,
	}
}

// coordinate reads a place; modellers write fractions of points too.
func coordinate(s string) int {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 100_000 {
		return 0
	}
	return int(math.Round(v))
}
