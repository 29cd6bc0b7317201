package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func sale() Flow {
	return Flow{
		Label: "Sales <of> 2026",
		Steps: []FlowStep{
			{Name: "Start", End: Begin},
			{Name: "Contact & need", Value: "40"},
			{Name: "Sample", Value: "12"},
			{Name: "Offer", Value: "31", Class: "is-bad"},
			{Name: "Lost", End: Bad},
			{Name: "Won", End: Good},
		},
		Moves: []FlowMove{
			{From: 0, To: 1, Label: "40", Share: 1},
			{From: 1, To: 2, Label: "12"},
			{From: 2, To: 3, Label: "11"},
			{From: 1, To: 3, Label: "20"},
			{From: 3, To: 1, Label: "2", Href: "/deals?a=1&b=2"},
			{From: 1, To: 4, Label: "8"},
			{From: 3, To: 4, Label: "10"},
			{From: 3, To: 5, Label: "9"},
		},
	}
}

func TestAFlowGoesFromLeftToRightAndPassesStepsBy(t *testing.T) {
	f := sale()
	p := f.plan()
	for _, m := range f.Moves {
		a, b := p.at[m.From], p.at[m.To]
		if m.From < m.To && b.X < a.X+f.Steps[m.From].wide() {
			t.Errorf("%s → %s does not go to the right: %v, %v", f.Steps[m.From].Name, f.Steps[m.To].Name, a, b)
		}
	}
	if _, above := p.above[3]; !above {
		t.Error("the move past the sample does not pass above")
	}
	if _, below := p.below[4]; !below {
		t.Error("the move back does not pass below")
	}
	if len(p.above) != 3 || len(p.below) != 1 || p.above[5] != p.above[6] || p.above[5] == p.above[3] {
		t.Errorf("lanes above %v, below %v", p.above, p.below)
	}
	if p.all < p.low+flowLane {
		t.Error("there is no room for the lane below")
	}
}

func TestAFlowTakesThePlacesItIsGiven(t *testing.T) {
	f := sale()
	f.Steps[2].At = &Place{700, 300}
	p := f.plan()
	if p.at[2] != (Place{700, 300}) || p.wide < 700+flowWide || p.low < 300+flowHigh {
		t.Errorf("%+v", p)
	}
}

func TestAFlowIsAWholeDrawingWithoutMarkupOfPeople(t *testing.T) {
	text := sale().SVG()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"Contact &amp; need", "/deals?a=1&amp;b=2", "is-back", "flow-end is-bad", "Sales &lt;of&gt; 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not drawn", want)
		}
	}
	if (Flow{}).SVG() != "" {
		t.Error("nothing is drawn of nothing")
	}
}
