package route

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// The names of BPMN 2.0 (OMG, formal/2013-12-09) and our own for what it has
// no element for; other modellers keep what stands in extensionElements.
const (
	spaceModel  = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	spaceDI     = "http://www.omg.org/spec/BPMN/20100524/DI"
	spaceDC     = "http://www.omg.org/spec/DD/20100524/DC"
	spaceLine   = "http://www.omg.org/spec/DD/20100524/DI"
	spaceSchema = "http://www.w3.org/2001/XMLSchema-instance"
	spaceOwn    = "urn:dossier:process:1"

	saysResult = "urn:dossier:result:1" // language of a way taken by the result of its task
	saysFilter = "urn:dossier:filter:1" // language of a condition
)

// WriteBPMN writes a map as BPMN 2.0 with its drawing. What is written reads
// back as the same map, but for ways that lead nowhere: the format has none.
func WriteBPMN(w io.Writer, m *Map) error {
	b := &bpmn{m: m, w: &writer{w: w}}
	b.w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	b.w.open("definitions", "xmlns", spaceModel, "xmlns:bpmndi", spaceDI, "xmlns:dc", spaceDC, "xmlns:di", spaceLine,
		"xmlns:xsi", spaceSchema, "xmlns:dossier", spaceOwn, "id", "Definitions", "targetNamespace", spaceOwn, "exporter", "Dossier")
	b.w.open("process", "id", "Process", "name", m.Name, "isExecutable", "false")
	for i := range m.Nodes {
		b.node(&m.Nodes[i])
	}
	for i := range m.Flows {
		b.flow(i, &m.Flows[i])
	}
	b.w.shut("process")
	b.drawing()
	b.w.shut("definitions")
	return b.w.err
}

type bpmn struct {
	m *Map
	w *writer
}

func nodeID(key string) string { return "Node_" + key }
func flowID(i int) string      { return "Flow_" + strconv.Itoa(i+1) }

// element is what BPMN calls a kind.
func (k Kind) element() string {
	switch k {
	case Start:
		return "startEvent"
	case Choice:
		return "exclusiveGateway"
	case Split, Join:
		return "parallelGateway"
	case Timer:
		return "intermediateCatchEvent"
	case Subprocess:
		return "callActivity"
	case Won, Lost, Done:
		return "endEvent"
	default:
		return "userTask"
	}
}

func (b *bpmn) node(n *Node) {
	element := n.Kind.element()
	attributes := []string{"id", nodeID(n.Key), "name", n.Title}
	switch n.Kind {
	case Split:
		attributes = append(attributes, "gatewayDirection", "Diverging")
	case Join:
		attributes = append(attributes, "gatewayDirection", "Converging")
	case Subprocess:
		attributes = append(attributes, "calledElement", n.Process)
	case Choice:
		for i, f := range b.m.Flows {
			if f.From == n.Key && f.Otherwise {
				attributes = append(attributes, "default", flowID(i))
				break // of several, which is a fault, the extension keeps the others
			}
		}
	}
	b.w.open(element, attributes...)
	if n.Instruction != "" {
		b.w.leaf("documentation", n.Instruction)
	}
	b.extension(n)
	for i, f := range b.m.Flows {
		if f.To == n.Key {
			b.w.leaf("incoming", flowID(i))
		}
	}
	for i, f := range b.m.Flows {
		if f.From == n.Key {
			b.w.leaf("outgoing", flowID(i))
		}
	}
	b.event(n)
	b.w.shut(element)
}

func (b *bpmn) extension(n *Node) {
	b.w.open("extensionElements")
	b.w.open("dossier:step", "key", n.Key, "kind", string(n.Kind), "stage", n.Stage, "executor", string(n.Executor), "who", n.Who,
		"norm", count(n.Norm), "produces", n.Produces, "wait", string(n.Wait), "minutes", count(n.Minutes), "field", n.Field,
		"condition", n.Condition, "process", n.Process)
	for _, r := range n.Results {
		b.w.leaf("dossier:result", r)
	}
	b.w.shut("dossier:step")
	b.w.shut("extensionElements")
}

// event writes what a timer waits for, and that a lost end is no success.
func (b *bpmn) event(n *Node) {
	id := nodeID(n.Key) + "_what"
	switch {
	case n.Kind == Lost:
		b.w.leaf("errorEventDefinition", "", "id", id)
	case n.Kind != Timer:
	case n.Wait == ForCondition:
		b.w.open("conditionalEventDefinition", "id", id)
		b.w.leaf("condition", n.Condition, "xsi:type", "tFormalExpression", "language", saysFilter)
		b.w.shut("conditionalEventDefinition")
	case n.Wait == ForTime:
		b.w.open("timerEventDefinition", "id", id)
		b.w.leaf("timeDuration", fmt.Sprintf("PT%dM", n.Minutes), "xsi:type", "tFormalExpression")
		b.w.shut("timerEventDefinition")
	default:
		b.w.leaf("timerEventDefinition", "", "id", id)
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (b *bpmn) flow(i int, f *Flow) {
	// A way that leads nowhere cannot stand in the file at all.
	if b.m.Node(f.From) == nil || b.m.Node(f.To) == nil {
		return
	}
	b.w.open("sequenceFlow", "id", flowID(i), "name", f.Result, "sourceRef", nodeID(f.From), "targetRef", nodeID(f.To))
	if f.Otherwise {
		b.w.open("extensionElements")
		b.w.leaf("dossier:way", "", "otherwise", "true")
		b.w.shut("extensionElements")
	}
	// Ways of a task with a condition each are what BPMN calls conditional
	// flows; without one all of them would be taken at once.
	switch {
	case f.Condition != "":
		b.w.leaf("conditionExpression", f.Condition, "xsi:type", "tFormalExpression", "language", saysFilter)
	case f.Result != "":
		b.w.leaf("conditionExpression", f.Result, "xsi:type", "tFormalExpression", "language", saysResult)
	}
	b.w.shut("sequenceFlow")
}

func (b *bpmn) drawing() {
	b.w.open("bpmndi:BPMNDiagram", "id", "Diagram")
	b.w.open("bpmndi:BPMNPlane", "id", "Plane", "bpmnElement", "Process")
	for i := range b.m.Nodes {
		n := &b.m.Nodes[i]
		wide, high := n.Kind.Size()
		b.w.open("bpmndi:BPMNShape", "id", nodeID(n.Key)+"_shape", "bpmnElement", nodeID(n.Key))
		b.w.leaf("dc:Bounds", "", "x", strconv.Itoa(n.X), "y", strconv.Itoa(n.Y), "width", strconv.Itoa(wide), "height", strconv.Itoa(high))
		b.w.shut("bpmndi:BPMNShape")
	}
	for i, line := range b.m.Lines() {
		if len(line) == 0 {
			continue
		}
		b.w.open("bpmndi:BPMNEdge", "id", flowID(i)+"_edge", "bpmnElement", flowID(i))
		for _, p := range line {
			b.w.leaf("di:waypoint", "", "x", strconv.Itoa(p.X), "y", strconv.Itoa(p.Y))
		}
		b.w.shut("bpmndi:BPMNEdge")
	}
	b.w.shut("bpmndi:BPMNPlane")
	b.w.shut("bpmndi:BPMNDiagram")
}

// writer writes elements one under another, indented; it keeps the first error.
type writer struct {
	w    io.Writer
	deep int
	err  error
}

func (w *writer) raw(s string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.w, s)
	}
}

func (w *writer) tag(name string, attributes []string, end string) {
	var s strings.Builder
	s.WriteString(strings.Repeat("  ", w.deep) + "<" + name)
	for pair := range slices.Chunk(attributes, 2) {
		if pair[1] != "" {
			s.WriteString(" " + pair[0] + `="` + escaped(pair[1]) + `"`)
		}
	}
	w.raw(s.String() + end)
}

func (w *writer) open(name string, attributes ...string) {
	w.tag(name, attributes, ">\n")
	w.deep++
}

func (w *writer) shut(name string) {
	w.deep--
	w.raw(strings.Repeat("  ", w.deep) + "</" + name + ">\n")
}

func (w *writer) leaf(name, text string, attributes ...string) {
	if text == "" {
		w.tag(name, attributes, "/>\n")
		return
	}
	w.tag(name, attributes, ">"+escaped(text)+"</"+name+">\n")
}

func escaped(s string) string {
	var b strings.Builder
	// A builder does not fail; what XML cannot hold becomes U+FFFD.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
