package chart

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Graph is who hangs together with whom around one in the middle.
type Graph struct {
	Label string // what it shows, for those who do not see it
	Nodes []Node // the first one stands in the middle
	Edges []Edge
}

// Node is one who is drawn.
type Node struct {
	Name   string
	Href   string // none for one who has no page
	Class  string // graph-… classes of the style sheet
	Person bool   // drawn as a circle, others as a square
	Weight int    // 0 to 3: how much larger than usual it is drawn
}

// half is half the width of a node.
func (n Node) half() float64 { return nodeSize + 3*float64(n.Weight) }

// Edge joins two nodes, by their places in Nodes.
type Edge struct {
	From, To int
	Label    string
	Class    string
	Directed bool // an arrow points to To
}

// The measures of the drawing, in pixels.
const (
	graphWide   = 860.0
	graphMargin = 60.0
	nodeSize    = 11.0
	nameLine    = 24 // letters of a name in one line

	tallWide = 330.0
	tallSide = 80.0 // from the edge to the middle of a column
	tallStep = 92.0
	tallHigh = 280.0 // of few rows
	tallLine = 15
)

// SVG draws the graph: those next to the middle on a first ring, those next to
// them on a second, each near the one it hangs on.
func (g Graph) SVG() string {
	at, high := g.places()
	return g.drawn("graph-broad", graphWide, high, at)
}

// TallSVG draws it for a phone: in two columns with the one in the middle
// between them, each with those who hang on it below.
func (g Graph) TallSVG() string {
	at, high := g.columns()
	return g.drawn("graph-tall", tallWide, high, at)
}

// columns puts every node into one of two columns, the shorter one first, and
// says how high the drawing is.
func (g Graph) columns() ([]point, float64) {
	ring, above := g.rings()
	below := children(ringOf(ring, 2), above)
	at := make([]point, len(g.Nodes))
	var rows [2]int
	columns := make([]int, len(g.Nodes))
	for _, n := range ringOf(ring, 1) {
		side := 0
		if rows[1] < rows[0] {
			side = 1
		}
		for _, one := range append([]int{n}, below[n]...) {
			at[one].y = float64(rows[side])
			columns[one] = side
			rows[side]++
		}
	}
	most := max(rows[0], rows[1], 1)
	step := max(tallStep, tallHigh/float64(most)) // few stand further apart
	high := step*float64(most) + 20
	for i := range at {
		x := tallSide
		if columns[i] == 1 {
			x = tallWide - tallSide
		}
		at[i] = point{x, 46 + step*at[i].y}
	}
	if len(at) > 0 {
		at[0] = point{tallWide / 2, high/2 - 12}
	}
	return at, high
}

func (g Graph) drawn(kind string, wide, high float64, at []point) string {
	var d drawing
	d.addf(`<svg class="graph %s" viewBox="0 0 %s %s" width="%s" height="%s" role="group" aria-label="%s">`,
		kind, number(wide), number(high), number(wide), number(high), text(g.Label))
	d.addf(`<defs><marker id="%s-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="graph-tip" d="M0 0 8 4 0 8z"/></marker></defs>`, kind)
	for _, e := range g.Edges {
		g.edge(&d, kind, at, e)
	}
	for i, n := range g.Nodes {
		node(&d, n, at[i], wide, i == 0)
	}
	d.WriteString("</svg>")
	return d.String()
}

type point struct{ x, y float64 }

// places puts every node somewhere and says how high the drawing is.
func (g Graph) places() ([]point, float64) {
	ring, above := g.rings()
	first, second := ringOf(ring, 1), ringOf(ring, 2)
	high := 360.0
	radius := []point{{}, {graphWide/2 - graphMargin - 60, 130}}
	if len(first) <= 2 && len(second) == 0 {
		high = 180 // all of them stand in one line
	}
	if len(second) > 0 || len(first) > 8 {
		high = 600
		radius = []point{{}, {230, 150}, {graphWide/2 - graphMargin, 250}}
	}
	middle := point{graphWide / 2, high / 2}
	at := make([]point, len(g.Nodes))
	angle := make([]float64, len(g.Nodes))
	if len(at) > 0 {
		at[0] = middle
	}
	begin := -math.Pi / 2
	if len(first) == 1 {
		begin = -math.Pi // it stands at the side, as two do
	}
	for i, n := range first {
		angle[n] = begin + 2*math.Pi*(float64(i)+0.5)/float64(len(first))
		at[n] = onRing(middle, radius[1], angle[n])
	}
	for n, of := range children(second, above) {
		step := 2 * math.Pi / float64(max(len(first), 1)) / float64(len(of))
		step = min(step, math.Pi/7)
		for i, child := range of {
			angle[child] = angle[n] + step*(float64(i)-float64(len(of)-1)/2)
			at[child] = onRing(middle, radius[2], angle[child])
		}
	}
	return at, high
}

func onRing(middle, radius point, angle float64) point {
	return point{middle.x + radius.x*math.Cos(angle), middle.y + radius.y*math.Sin(angle)}
}

// rings says how many edges lie between each node and the middle, and which
// node it hangs on; a node that hangs on none is on the first ring.
func (g Graph) rings() (ring, above []int) {
	ring, above = make([]int, len(g.Nodes)), make([]int, len(g.Nodes))
	for i := range ring {
		ring[i] = -1
	}
	if len(ring) > 0 {
		ring[0] = 0
	}
	for near := 0; near < 2; near++ {
		for _, e := range g.Edges {
			for _, end := range [][2]int{{e.From, e.To}, {e.To, e.From}} {
				if ring[end[0]] == near && ring[end[1]] < 0 {
					ring[end[1]], above[end[1]] = near+1, end[0]
				}
			}
		}
	}
	for i := range ring {
		if ring[i] < 0 {
			ring[i] = 1
		}
	}
	return ring, above
}

func ringOf(ring []int, n int) (out []int) {
	for i, r := range ring {
		if r == n {
			out = append(out, i)
		}
	}
	return out
}

func children(second, above []int) map[int][]int {
	out := map[int][]int{}
	for _, n := range second {
		out[above[n]] = append(out[above[n]], n)
	}
	return out
}

func (g Graph) edge(d *drawing, kind string, at []point, e Edge) {
	if e.From == e.To || e.From >= len(at) || e.To >= len(at) {
		return
	}
	a, b := at[e.From], at[e.To]
	long := math.Hypot(b.x-a.x, b.y-a.y)
	if long == 0 {
		return
	}
	// The line ends at the edge of the node, not under it.
	dx, dy := (b.x-a.x)/long, (b.y-a.y)/long
	from, to := g.Nodes[e.From].half()+4, g.Nodes[e.To].half()+4
	marker := ""
	if e.Directed {
		marker = ` marker-end="url(#` + kind + `-arrow)"`
	}
	d.addf(`<line class="graph-edge %s" x1="%s" y1="%s" x2="%s" y2="%s"%s/>`, text(e.Class),
		number(a.x+dx*from), number(a.y+dy*from), number(b.x-dx*to), number(b.y-dy*to), marker)
	if e.Label == "" {
		return
	}
	d.addf(`<text class="graph-word" x="%s" y="%s" text-anchor="middle">%s</text>`,
		number((a.x+b.x)/2), number((a.y+b.y)/2-4), text(e.Label))
}

func node(d *drawing, n Node, at point, wide float64, middle bool) {
	if n.Href != "" {
		d.addf(`<a href="%s">`, text(n.Href))
	}
	class, half := "graph-node "+n.Class, n.half()
	if middle {
		class += " graph-middle"
	}
	if n.Person {
		d.addf(`<circle class="%s" cx="%s" cy="%s" r="%s"/>`, text(class), number(at.x), number(at.y), number(half))
	} else {
		d.addf(`<rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="5"/>`, text(class),
			number(at.x-half), number(at.y-half), number(2*half), number(2*half))
	}
	anchor, x, letters := "middle", at.x, nameLine
	switch { // names at the sides lean inwards, so that none is cut
	case wide < graphWide:
		letters = tallLine
	case at.x < graphMargin*2:
		anchor, x = "start", at.x-half
	case at.x > graphWide-graphMargin*2:
		anchor, x = "end", at.x+half
	}
	for i, line := range inLines(n.Name, letters, 2) {
		d.addf(`<text class="graph-name" x="%s" y="%s" text-anchor="%s">%s</text>`,
			number(x), number(at.y+half+15+float64(i)*14), anchor, text(line))
	}
	if n.Href != "" {
		d.WriteString("</a>")
	}
}

// inLines breaks a name into lines of so many letters; what does not fit into
// the last one is cut.
func inLines(name string, letters, most int) []string {
	var lines []string
	for _, word := range strings.Fields(name) {
		last := len(lines) - 1
		if last >= 0 && utf8.RuneCountInString(lines[last])+1+utf8.RuneCountInString(word) <= letters {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	if len(lines) > most {
		lines = slices.Clone(lines[:most])
		lines[most-1] += " …"
	}
	for i, line := range lines {
		if runes := []rune(line); len(runes) > letters+2 {
			lines[i] = string(runes[:letters]) + "…"
		}
	}
	return lines
}
