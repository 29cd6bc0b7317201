package route

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func written(t *testing.T, m *Map) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBPMN(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTypicalSaleIsWrittenAsItWas(t *testing.T) {
	got := written(t, typical())
	const file = "testdata/typical_sale.bpmn"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the file differs from %s; -update writes it anew", file)
	}
}

// everything has each thing that a map may say, and words that XML dislikes.
func everything() *Map {
	return &Map{
		Name: `Кла"си <все> & 'всі'`,
		Nodes: []Node{
			{Key: "start", Kind: Start, X: 10, Y: 20},
			{Key: "t1", Kind: Task, Title: "a < b & \"c\"\nd", X: 300, Y: 40, Stage: "offer", Executor: Named, Who: "ann@x.example", Norm: 90, Instruction: " two\r\nlines\t", Produces: "quote", Results: []string{"так", "ні & <годі>"}},
			{Key: "t2", Kind: Task, Title: "Роль", Executor: Role, Who: "lawyer"},
			{Key: "c", Kind: Choice, Title: "?"},
			{Key: "split", Kind: Split},
			{Key: "join", Kind: Join},
			{Key: "w1", Kind: Timer, Wait: ForTime, Minutes: 480},
			{Key: "w2", Kind: Timer, Wait: ForDate, Field: "close_on", Minutes: -60},
			{Key: "w3", Kind: Timer, Wait: ForCondition, Condition: "stage=1&amount.ge=5"},
			{Key: "p", Kind: Subprocess, Process: "approval"},
			{Key: "won", Kind: Won, Title: "W"},
			{Key: "lost", Kind: Lost},
			{Key: "1done", Kind: Done, X: 900, Y: 900},
		},
		Flows: []Flow{
			{From: "start", To: "t1"},
			{From: "t1", To: "t2", Result: "так"},
			{From: "t1", To: "lost", Result: "ні & <годі>"},
			{From: "c", To: "won", Condition: "a=1&b=<2>"},
			{From: "c", To: "1done", Otherwise: true},
			{From: "c", To: "p", Otherwise: true},
			{From: "t2", To: "t2"},
			{From: "t2", To: "c"},
		},
	}
}

func TestMapsReadBackAsTheyWereWritten(t *testing.T) {
	for _, m := range []*Map{typical(), everything(), line(), fork(), choose()} {
		got, err := ReadBPMN(bytes.NewReader(written(t, m)))
		if err != nil {
			t.Fatalf("%s: %v", m.Name, err)
		}
		if !reflect.DeepEqual(got, m) {
			t.Errorf("%s: read back\n%+v\nwant\n%+v", m.Name, got, m)
		}
	}
}

func TestMapsOfAnotherModellerAreTaken(t *testing.T) {
	f, err := os.Open("testdata/modeler.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := ReadBPMN(f)
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "Invoice" {
		t.Errorf("name %q", m.Name)
	}
	review := m.Node("Activityreview")
	if review == nil || review.Kind != Task || fmt.Sprint(review.Results) != "[approved rejected]" || review.Instruction != "Look at the sums." {
		t.Errorf("the gateway behind the task has not become its results: %+v", review)
	}
	for key, kind := range map[string]Kind{"Start": Start, "Fork": Split, "Meet": Join, "Wait": Timer, "EndBad": Lost, "EndGood": Done} {
		if n := m.Node(key); n == nil || n.Kind != kind {
			t.Errorf("%s is %+v, want a %s", key, n, kind)
		}
	}
	if w := m.Node("Wait"); w.Wait != ForTime || w.Minutes != 24*60+30 {
		t.Errorf("the timer waits %+v", w)
	}
	if n := m.Node("Merge"); n != nil {
		t.Error("a gateway at which ways only meet has stayed")
	}
	if f := m.Faults(); len(f) > 0 {
		t.Errorf("faults %v", f)
	}
	for _, n := range m.Nodes {
		if n.X < 0 || n.Y < 0 {
			t.Errorf("%s stands outside of the drawing: %d, %d", n.Key, n.X, n.Y)
		}
	}
}

func TestMapsWithoutADrawingAreLaidOut(t *testing.T) {
	file := string(written(t, typical()))
	from, to := strings.Index(file, "<bpmndi:BPMNDiagram"), strings.Index(file, "</definitions>")
	m, err := ReadBPMN(strings.NewReader(file[:from] + file[to:]))
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Nodes {
		for j := range m.Nodes[:i] {
			a, b := m.Nodes[i].box(), m.Nodes[j].box()
			if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
				t.Errorf("%s stands on %s", m.Nodes[i].Key, m.Nodes[j].Key)
			}
		}
	}
}

// process puts elements into a file.
func process(inner string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="` + spaceModel + `" xmlns:d="` + spaceOwn + `"><process id="p">` + inner + `</process></definitions>`
}

func TestHostileAndStrangeFilesAreRefusedWithTheirReason(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><definitions xmlns="` + spaceModel + `"><process id="p"><task id="t" name="&b;"/></process></definitions>`
	outside := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><definitions>&a;</definitions>`
	for name, c := range map[string]struct{ file, key string }{
		"nothing":               {"", "xml"},
		"no xml":                {"PK\x03\x04", "xml"},
		"cut off":               {process("")[:120], "xml"},
		"entities in entities":  {bomb, "doctype"},
		"entity of a file":      {outside, "doctype"},
		"unknown entity":        {process(`<task id="t" name="&x;"/>`), "xml"},
		"another alphabet":      {`<?xml version="1.0" encoding="KOI8-U"?><a/>`, "xml"},
		"huge":                  {process(strings.Repeat(" ", mostBytes)), "large"},
		"very many elements":    {process(strings.Repeat("<documentation/>", mostElements)), "large"},
		"very deep":             {process(strings.Repeat("<a>", mostDepth) + strings.Repeat("</a>", mostDepth)), "large"},
		"a page":                {"<html><body/></html>", "not_bpmn"},
		"nothing in it":         {process(""), "empty"},
		"two processes":         {strings.Replace(process(`<task id="a"/>`), "</definitions>", `<process id="q"><task id="b"/></process></definitions>`, 1), "processes"},
		"unknown step":          {process(`<inclusiveGateway id="g" name="Or"/>`), "element"},
		"step of steps":         {process(`<subProcess id="s"/>`), "element"},
		"event at a border":     {process(`<boundaryEvent id="b" attachedToRef="t"/>`), "element"},
		"message":               {process(`<intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent>`), "event"},
		"two of one id":         {process(`<task id="a"/><task id="a"/>`), "id"},
		"step without an id":    {process(`<laneSet id="l"/><task/><task id="a"/>`), "id"},
		"way to nowhere":        {process(`<task id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>`), "way"},
		"very many steps":       {process(manyTasks(MostNodes + 1)), "steps"},
		"kind of another shape": {process(`<task id="a"><extensionElements><d:step kind="won"/></extensionElements></task>`), "kind"},
		"executor of no kind":   {process(`<userTask id="a"><extensionElements><d:step kind="task" executor="ghost"/></extensionElements></userTask>`), "kind"},
		"norm that is no count": {process(`<userTask id="a"><extensionElements><d:step kind="task" norm="99999999999"/></extensionElements></userTask>`), "number"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := ReadBPMN(strings.NewReader(c.file))
			var f Fault
			if !errors.As(err, &f) || f.Key != "route.file."+c.key {
				t.Errorf("answered %v and %v, want %s", m, err, c.key)
			}
		})
	}
}

func manyTasks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<task id="t%d"/>`, i)
	}
	return b.String()
}

func TestPlacesFarAwayAreTakenNear(t *testing.T) {
	file := string(written(t, line()))
	file = strings.Replace(file, `x="0" y="0"`, `x="NaN" y="1e300"`, 1)
	m, err := ReadBPMN(strings.NewReader(file))
	if err != nil || m.Nodes[0].X != 0 || m.Nodes[0].Y != 0 {
		t.Errorf("answered %+v, %v", m, err)
	}
}

func FuzzReadBPMN(f *testing.F) {
	typicalFile, err := os.ReadFile("testdata/typical_sale.bpmn")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(typicalFile)
	f.Add([]byte(process(`<task id="a"/><exclusiveGateway id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>`)))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := ReadBPMN(bytes.NewReader(file))
		if err != nil {
			return
		}
		m.Faults()
		var b bytes.Buffer
		if err := WriteBPMN(&b, m); err != nil {
			t.Fatal(err)
		}
		again, err := ReadBPMN(&b)
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if len(again.Nodes) != len(m.Nodes) || len(again.Flows) != len(m.Flows) {
			t.Errorf("%d steps and %d ways are read back as %d and %d", len(m.Nodes), len(m.Flows), len(again.Nodes), len(again.Flows))
		}
	})
}
