package chart

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// wellFormed fails the test when a drawing is no XML.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}

func star(first, second int) Graph {
	g := Graph{Label: "Зв’язки", Nodes: []Node{{Name: "Обрій", Href: "/partners/1"}}}
	for i := range first {
		g.Nodes = append(g.Nodes, Node{Name: fmt.Sprintf("Дуже довга назва підприємства номер %d та партнери", i), Href: "/partners/2"})
		g.Edges = append(g.Edges, Edge{From: 0, To: len(g.Nodes) - 1, Label: "Є дилером", Directed: true})
		for range second {
			g.Nodes = append(g.Nodes, Node{Name: "Друге коло", Person: true})
			g.Edges = append(g.Edges, Edge{From: len(g.Nodes) - 1, To: i*(second+1) + 1})
		}
	}
	return g
}

var coordinate = regexp.MustCompile(`\b(cx|x|x1|x2|cy|y|y1|y2)="(-?[0-9.]+)"`)

func TestEveryNodeOfAGraphLiesWithinTheDrawing(t *testing.T) {
	for _, g := range []Graph{{}, star(0, 0), star(1, 0), star(3, 2), star(12, 3), star(12, 0)} {
		_, high := g.places()
		_, tall := g.columns()
		for _, drawn := range []struct {
			svg        string
			wide, high float64
		}{{g.SVG(), graphWide, high}, {g.TallSVG(), tallWide, tall}} {
			wellFormed(t, drawn.svg)
			for _, m := range coordinate.FindAllStringSubmatch(drawn.svg, -1) {
				v, err := strconv.ParseFloat(m[2], 64)
				most := drawn.wide
				if strings.Contains(m[1], "y") {
					most = drawn.high
				}
				if err != nil || v < 0 || v > most {
					t.Errorf("%d nodes: %s", len(g.Nodes), m[0])
				}
			}
			if n := strings.Count(drawn.svg, `class="graph-node`); n != len(g.Nodes) {
				t.Errorf("%d nodes drawn of %d", n, len(g.Nodes))
			}
		}
	}
}

func TestNodesOfOneRingDoNotLieUponEachOther(t *testing.T) {
	broad, _ := star(6, 2).places()
	for _, at := range [][]point{broad, tallPlaces(star(6, 2)), tallPlaces(star(2, 0)), tallPlaces(star(1, 0))} {
		for i := range at {
			for j := range at[:i] {
				dx, dy := at[i].x-at[j].x, at[i].y-at[j].y
				if dx*dx+dy*dy < 4*nodeSize*nodeSize {
					t.Errorf("%d and %d share a place", i, j)
				}
			}
		}
	}
}

func tallPlaces(g Graph) []point {
	at, _ := g.columns()
	return at
}

func TestNamesAreBrokenAndCutButNeverMarkup(t *testing.T) {
	g := Graph{Nodes: []Node{{Name: `<b>"Обрій" & Ко</b>`}}}
	svg := g.SVG()
	wellFormed(t, svg)
	if strings.Contains(svg, "<b>") {
		t.Error("a name became markup")
	}
	lines := inLines("Товариство з обмеженою відповідальністю «Карпатська меблева фабрика»", 24, 2)
	if len(lines) != 2 || !strings.HasSuffix(lines[1], "…") {
		t.Errorf("lines: %q", lines)
	}
	if one := inLines(strings.Repeat("щ", 60), 24, 2); len(one) != 1 || len([]rune(one[0])) != 25 {
		t.Errorf("a long word: %q", one)
	}
}
