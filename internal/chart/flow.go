package chart

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Flow is a process as it went: steps, and how often things moved from one to
// another, forward and back. The first step is where they begin.
type Flow struct {
	Label string // what it shows, for those who do not see it
	Steps []FlowStep
	Moves []FlowMove
}

// FlowStep is a step, or one of the round places where things begin and end.
type FlowStep struct {
	Name  string
	Value string // what counts most
	Other string // beside it
	Note  string // under both
	Href  string
	Class string // flow-… classes of the style sheet
	End   End
	At    *Place // where it stands; none is laid out
}

// End says that a step is the beginning or an end.
type End string

// The ends of a process.
const (
	Begin End = "begin"
	Good  End = "good"
	Bad   End = "bad"
)

// Place is the left upper corner of a step, in pixels.
type Place struct{ X, Y float64 }

// FlowMove is how often things moved from one step to another, by their places
// in Steps.
type FlowMove struct {
	From, To int
	Label    string
	Href     string
	Title    string  // which move it is, in words
	Share    float64 // of the most frequent one, from 0 to 1
}

// The measures of the drawing, in pixels.
const (
	flowWide   = 132.0
	flowHigh   = 84.0
	flowGap    = 52.0
	flowRow    = 20.0 // between steps one above another
	flowLane   = 30.0 // of moves that pass steps by
	flowRound  = 19.0
	flowMargin = 14.0
	flowLetter = 17 // letters of a name in one line
	flowTurn   = 9.0
	flowTitle  = 30.0 // room for the name of an end
)

// flowPlan is where everything stands.
type flowPlan struct {
	layer     []int
	at        []Place
	above     map[int]int // lane of each move that passes above, from nought
	below     map[int]int
	top, low  float64 // the first lane above, the first one below
	wide, all float64
}

// layers puts each step as far to the right as the forward moves to it demand;
// ends stand at the right. A step that nothing came to follows the one before.
func (f Flow) layers() []int {
	layer := make([]int, len(f.Steps))
	last := 0
	for i, s := range f.Steps {
		if i == 0 || s.End == Good || s.End == Bad {
			continue
		}
		layer[i] = 0
		for _, m := range f.Moves {
			if m.To == i && m.From < i && f.Steps[m.From].End != Good && f.Steps[m.From].End != Bad {
				layer[i] = max(layer[i], layer[m.From]+1)
			}
		}
		if layer[i] == 0 {
			layer[i] = layer[i-1] + 1
		}
		last = max(last, layer[i])
	}
	for i, s := range f.Steps {
		if s.End == Good || s.End == Bad {
			layer[i] = last + 1
		}
	}
	return layer
}

// high is how high a step is, and wide how wide.
func (s FlowStep) high() float64 {
	if s.End != "" {
		return 2 * flowRound
	}
	return flowHigh
}

func (s FlowStep) wide() float64 {
	if s.End != "" {
		return 2 * flowRound
	}
	return flowWide
}

// plan lays the steps out, those of a layer one above another, and gives lanes
// to the moves that pass steps by: forward ones above, backward ones below.
func (f Flow) plan() flowPlan {
	p := flowPlan{layer: f.layers(), at: make([]Place, len(f.Steps)), above: map[int]int{}, below: map[int]int{}}
	rows := map[int]int{}
	most := 1
	for i, s := range f.Steps {
		if s.End == "" {
			rows[p.layer[i]]++
			most = max(most, rows[p.layer[i]])
		}
	}
	over := f.lanes(p.layer, p.above, func(m FlowMove) bool { return p.passes(f, m) && m.From < m.To })
	under := f.lanes(p.layer, p.below, func(m FlowMove) bool { return m.From > m.To })
	whole := float64(most)*flowHigh + float64(most-1)*flowRow
	p.top = flowMargin + flowTitle + float64(over)*flowLane
	p.low = p.top + whole
	x, placed := map[int]float64{}, map[int]int{}
	next := flowMargin
	for l := range slices.Max(append(slices.Clone(p.layer), 0)) + 1 {
		x[l] = next
		wide := 2 * flowRound
		if rows[l] > 0 {
			wide = flowWide
		}
		next += wide + flowGap
	}
	p.wide = next - flowGap + flowMargin + flowTitle
	middle := p.top + whole/2
	for i, s := range f.Steps {
		l := p.layer[i]
		if s.At != nil {
			p.at[i] = *s.At
			p.wide, p.low = max(p.wide, s.At.X+s.wide()+flowMargin), max(p.low, s.At.Y+s.high())
			continue
		}
		switch s.End {
		case Bad: // above the good one, at the end of its lane
			p.at[i] = Place{x[l], p.top - max(float64(over)-0.5, 0.5)*flowLane - flowRound}
		case Good, Begin:
			p.at[i] = Place{x[l], middle - flowRound}
		default:
			n := float64(rows[l])
			first := middle - (n*flowHigh+(n-1)*flowRow)/2
			p.at[i] = Place{x[l], first + float64(placed[l])*(flowHigh+flowRow)}
			placed[l]++
		}
	}
	p.all = p.low + float64(under)*flowLane + flowMargin + 16
	return p
}

// passes reports whether a forward move passes other steps by, or leads to the
// bad end.
func (p flowPlan) passes(f Flow, m FlowMove) bool {
	return p.layer[m.To]-p.layer[m.From] > 1 || p.layer[m.To] == p.layer[m.From] || f.Steps[m.To].End == Bad
}

// lanes gives each move of a sort the nearest lane in which it meets no other,
// short ones first, and says how many lanes there are. All moves to the bad
// end go in one, the farthest.
func (f Flow) lanes(layer []int, lane map[int]int, of func(FlowMove) bool) int {
	var list []int
	bad := false
	for i, m := range f.Moves {
		switch {
		case !of(m) || m.From == m.To:
		case f.Steps[m.To].End == Bad:
			bad = true
		default:
			list = append(list, i)
		}
	}
	long := func(i int) int {
		return max(layer[f.Moves[i].From], layer[f.Moves[i].To]) - min(layer[f.Moves[i].From], layer[f.Moves[i].To])
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(long(a), long(b)) })
	taken := [][][2]int{}
	for _, i := range list {
		m := f.Moves[i]
		from, to := min(layer[m.From], layer[m.To]), max(layer[m.From], layer[m.To])
		n := 0
		for n < len(taken) && slices.ContainsFunc(taken[n], func(o [2]int) bool { return from < o[1] && o[0] < to || from == to && from == o[0] }) {
			n++
		}
		if n == len(taken) {
			taken = append(taken, nil)
		}
		taken[n], lane[i] = append(taken[n], [2]int{from, to}), n
	}
	n := len(taken)
	if bad {
		for i, m := range f.Moves {
			if of(m) && f.Steps[m.To].End == Bad {
				lane[i] = n
			}
		}
		n++
	}
	return n
}

// SVG draws the process from left to right.
func (f Flow) SVG() string {
	if len(f.Steps) == 0 {
		return ""
	}
	p := f.plan()
	var d drawing
	d.addf(`<svg class="chart flow" viewBox="0 0 %s %s" width="%s" height="%s" role="group" aria-label="%s">`, number(p.wide), number(p.all), number(p.wide), number(p.all), text(f.Label))
	for _, name := range []string{"", "-bad", "-back"} {
		d.addf(`<defs><marker id="flow-arrow%s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="flow-tip%s" d="M0 0 8 4 0 8z"/></marker></defs>`, name, name)
	}
	for i, m := range f.Moves {
		if m.From != m.To {
			f.move(&d, p, i)
		}
	}
	for i, s := range f.Steps {
		flowStep(&d, s, p.at[i])
	}
	for i, m := range f.Moves { // over the lines of all
		if m.From != m.To {
			f.word(&d, p, i)
		}
	}
	d.WriteString("</svg>")
	return d.String()
}

// side is where a lane lies, and the step's edge that its lines leave from.
func (f Flow) side(p flowPlan, i int) (lane, from, to float64, passing bool) {
	m := f.Moves[i]
	a, b := p.at[m.From], p.at[m.To]
	if n, above := p.above[i]; above {
		return p.top - (float64(n)+0.5)*flowLane, a.Y, b.Y, true
	}
	if n, below := p.below[i]; below {
		return p.low + (float64(n)+0.6)*flowLane, a.Y + f.Steps[m.From].high(), b.Y + f.Steps[m.To].high(), true
	}
	return 0, 0, 0, false
}

// ends are where the line of a passing move leaves and arrives: forward ones at
// the right of the middle and back ones at its left, so that they do not meet.
func (f Flow) ends(p flowPlan, i int) (x1, x2 float64) {
	m := f.Moves[i]
	from, to := f.Steps[m.From], f.Steps[m.To]
	out, in := from.wide()*0.68, to.wide()*0.32
	if to.End == Bad {
		out = from.wide() * 0.5
	}
	if m.From > m.To {
		out, in = from.wide()*0.32, to.wide()*0.68
	}
	return p.at[m.From].X + out, p.at[m.To].X + in
}

func (f Flow) move(d *drawing, p flowPlan, i int) {
	m := f.Moves[i]
	class, arrow := "", ""
	switch {
	case f.Steps[m.To].End == Bad:
		class, arrow = " is-bad", "-bad"
	case m.From > m.To:
		class, arrow = " is-back", "-back"
	}
	wide := number(1 + 2.5*m.Share)
	lane, y1, y2, passing := f.side(p, i)
	if !passing {
		a, b := p.at[m.From], p.at[m.To]
		x1, x2 := a.X+f.Steps[m.From].wide(), b.X-2
		ya, yb := a.Y+f.Steps[m.From].high()/2, b.Y+f.Steps[m.To].high()/2
		d.addf(`<path class="flow-line%s" stroke-width="%s" d="M%s %sC%s %s %s %s %s %s" marker-end="url(#flow-arrow%s)"/>`, class, wide,
			number(x1), number(ya), number(x1+flowGap/2), number(ya), number(x2-flowGap/2), number(yb), number(x2), number(yb), arrow)
		return
	}
	x1, x2 := f.ends(p, i)
	up, right := -1.0, 1.0
	if lane > y1 {
		up = 1
	}
	if x2 < x1 {
		right = -1
	}
	if f.Steps[m.To].End == Bad && lane <= y2+2*flowRound { // from the side
		d.addf(`<path class="flow-line%s" stroke-width="%s" d="M%s %sV%sQ%s %s %s %sH%s" marker-end="url(#flow-arrow%s)"/>`, class, wide,
			number(x1), number(y1), number(lane+flowTurn), number(x1), number(lane), number(x1+flowTurn), number(lane), number(p.at[m.To].X-2), arrow)
		return
	}
	d.addf(`<path class="flow-line%s" stroke-width="%s" d="M%s %sV%sQ%s %s %s %sH%sQ%s %s %s %sV%s" marker-end="url(#flow-arrow%s)"/>`, class, wide,
		number(x1), number(y1), number(lane-up*flowTurn), number(x1), number(lane), number(x1+right*flowTurn), number(lane),
		number(x2-right*flowTurn), number(x2), number(lane), number(x2), number(lane-up*flowTurn), number(y2+up*2), arrow)
}

// word is how often a move was made, upon its line.
func (f Flow) word(d *drawing, p flowPlan, i int) {
	m := f.Moves[i]
	var x, y float64
	if lane, y1, _, passing := f.side(p, i); passing {
		x1, x2 := f.ends(p, i)
		x, y = (x1+x2)/2, lane
		if f.Steps[m.To].End == Bad { // where it leaves its step, for they share a lane
			x, y = x1, min(y1-11, (lane+y1)/2+4)
		}
	} else {
		a, b := p.at[m.From], p.at[m.To]
		x = (a.X + f.Steps[m.From].wide() + b.X) / 2
		y = (a.Y + f.Steps[m.From].high()/2 + b.Y + f.Steps[m.To].high()/2) / 2
	}
	wide := 12 + letterWide*float64(utf8.RuneCountInString(m.Label))
	if m.Href != "" {
		d.addf(`<a href="%s" aria-label="%s: %s">`, text(m.Href), text(m.Title), text(m.Label))
	}
	d.addf(`<g class="flow-word"><title>%s: %s</title><rect x="%s" y="%s" width="%s" height="18" rx="5"/><text x="%s" y="%s" text-anchor="middle">%s</text></g>`, text(m.Title), text(m.Label),
		number(x-wide/2), number(y-9), number(wide), number(x), number(y+4), text(m.Label))
	if m.Href != "" {
		d.WriteString("</a>")
	}
}

func flowStep(d *drawing, s FlowStep, at Place) {
	if s.Href != "" {
		d.addf(`<a href="%s">`, text(s.Href))
	}
	if s.End != "" {
		d.addf(`<circle class="flow-end is-%s" cx="%s" cy="%s" r="%s"/>`, text(string(s.End)), number(at.X+flowRound), number(at.Y+flowRound), number(flowRound))
		d.addf(`<text class="flow-count" x="%s" y="%s" text-anchor="middle">%s</text>`, number(at.X+flowRound), number(at.Y+flowRound+4), text(s.Value))
		name := at.Y + 2*flowRound + 14
		if s.End == Bad { // lines go below it
			name = at.Y - 7
		}
		d.addf(`<text class="flow-name" x="%s" y="%s" text-anchor="middle">%s</text>`, number(at.X+flowRound), number(name), text(cut(s.Name, 12)))
	} else {
		d.addf(`<rect class="flow-step %s" x="%s" y="%s" width="%s" height="%s" rx="9"/>`, text(s.Class), number(at.X), number(at.Y), number(flowWide), number(flowHigh))
		d.addf(`<rect class="flow-mark %s" x="%s" y="%s" width="3" height="16" rx="1.5"/>`, text(s.Class), number(at.X), number(at.Y+12))
		d.addf(`<text class="flow-name" x="%s" y="%s"><title>%s</title>%s</text>`, number(at.X+12), number(at.Y+24), text(s.Name), text(cut(s.Name, flowLetter)))
		d.addf(`<text class="flow-value" x="%s" y="%s">%s</text>`, number(at.X+12), number(at.Y+50), text(s.Value))
		d.addf(`<text class="flow-other %s" x="%s" y="%s" text-anchor="end">%s</text>`, text(s.Class), number(at.X+flowWide-10), number(at.Y+50), text(s.Other))
		d.addf(`<text class="flow-note" x="%s" y="%s">%s</text>`, number(at.X+12), number(at.Y+70), text(cut(s.Note, 20)))
	}
	if s.Href != "" {
		d.WriteString("</a>")
	}
}
