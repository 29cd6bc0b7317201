package chart

import (
	"math"
	"strings"
)

// Route is a map of steps that stand where their author put them, with the
// ways between them.
type Route struct {
	Label string // what it shows, for those who do not see it
	Steps []RouteStep
	Ways  []RouteWay
	Open  bool // it may be changed: steps bear a port that ways are drawn from
}

// RouteStep is one step of a route.
type RouteStep struct {
	Key        string
	Kind       string // start, task, choice, split, join, timer, subprocess, won, lost or done: each has its shape
	Word       string // what people call the kind, for those who do not see the shape
	Title      string
	Note       string // who does it, how long it may take
	Href       string
	Class      string // route-… and is-… classes of the style sheet
	X, Y       int
	Wide, High int
}

// RouteWay leads from one step to another.
type RouteWay struct {
	From, To string
	Label    string
	Class    string
	Corners  [][2]int
}

const (
	routeMargin = 26.0
	routeLetter = 23 // letters of a title in one line of a task
	wayLetter   = 13 // letters of a label in one line
	routeRound  = 8.0
)

// SVG draws the route as large as its steps stand apart.
func (r Route) SVG() string {
	left, top, right, bottom := r.bounds()
	var d drawing
	d.addf(`<svg class="route" viewBox="%s %s %s %s" width="%s" height="%s" role="group" aria-label="%s">`,
		number(left), number(top), number(right-left), number(bottom-top), number(right-left), number(bottom-top), text(r.Label))
	for _, tip := range []string{"", "-now", "-bad"} {
		d.addf(`<defs><marker id="route-arrow%s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="route-tip%s" d="M0 0 8 4 0 8z"/></marker></defs>`, tip, tip)
	}
	for _, w := range r.Ways {
		w.line(&d)
	}
	for _, s := range r.Steps {
		s.draw(&d, r.Open)
	}
	// Words stand above all lines, so that none runs through them.
	for _, w := range r.Ways {
		w.word(&d)
	}
	d.WriteString("</svg>")
	return d.String()
}

func (r Route) bounds() (left, top, right, bottom float64) {
	left, top, right, bottom = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	take := func(x, y int) {
		left, right = min(left, float64(x)), max(right, float64(x))
		top, bottom = min(top, float64(y)), max(bottom, float64(y))
	}
	for _, s := range r.Steps {
		take(s.X, s.Y)
		take(s.X+s.Wide, s.Y+s.High)
		if s.small() { // its title stands below
			middle := s.X + s.Wide/2
			take(middle-56, s.Y)
			take(middle+56, s.Y+s.High+28)
		}
	}
	for _, w := range r.Ways {
		for _, c := range w.Corners {
			take(c[0], c[1])
		}
	}
	if len(r.Steps) == 0 {
		return 0, 0, 2 * routeMargin, 2 * routeMargin
	}
	return left - routeMargin, top - routeMargin, right + routeMargin, bottom + routeMargin
}

// small reports whether the step has no room for its title within.
func (s RouteStep) small() bool { return s.Kind != "task" && s.Kind != "subprocess" }

func (w RouteWay) line(d *drawing) {
	if len(w.Corners) < 2 {
		return
	}
	tip := ""
	switch w.Class {
	case "is-now":
		tip = "-now"
	case "is-bad":
		tip = "-bad"
	}
	d.addf(`<path class="route-way %s" data-from="%s" data-to="%s" d="`, text(w.Class), text(w.From), text(w.To))
	last := len(w.Corners) - 1
	for i, c := range w.Corners {
		x, y := float64(c[0]), float64(c[1])
		switch i {
		case 0:
			d.addf("M%s %s", number(x), number(y))
		case last:
			d.addf(" L%s %s", number(x), number(y))
		default:
			before, after := w.Corners[i-1], w.Corners[i+1]
			ax, ay := towards(x, y, float64(before[0]), float64(before[1]))
			bx, by := towards(x, y, float64(after[0]), float64(after[1]))
			d.addf(" L%s %s Q%s %s %s %s", number(ax), number(ay), number(x), number(y), number(bx), number(by))
		}
	}
	d.addf(`" marker-end="url(#route-arrow%s)"/>`, tip)
}

// towards is the place on the way from a corner to the next point at which the
// corner begins to be round.
func towards(x, y, toX, toY float64) (float64, float64) {
	long := math.Hypot(toX-x, toY-y)
	if long == 0 {
		return x, y
	}
	part := min(routeRound, long/2) / long
	return x + (toX-x)*part, y + (toY-y)*part
}

// word writes the label of a way beside its first stretch that is long enough.
func (w RouteWay) word(d *drawing) {
	if w.Label == "" || len(w.Corners) < 2 {
		return
	}
	a, b := w.Corners[0], w.Corners[1]
	if len(w.Corners) > 2 && a[1] == b[1] && abs(a[0]-b[0]) < 50 {
		a, b = w.Corners[1], w.Corners[2]
	}
	lines := inLines(w.Label, wayLetter, 2)
	x, y, anchor := float64(a[0]+b[0])/2, float64(a[1])-6-13*float64(len(lines)-1), "middle"
	if a[1] != b[1] { // beside an upright line, near where it begins
		x, anchor = float64(a[0])+6, "start"
		away := 24.0
		if abs(a[1]-b[1]) > 70 { // below the steps at either side
			away = 46
		}
		y = float64(a[1]) + away
		if b[1] < a[1] {
			y = float64(a[1]) - away + 8 - 13*float64(len(lines)-1)
		}
	}
	for i, line := range lines {
		d.addf(`<text class="route-word %s" x="%s" y="%s" text-anchor="%s">%s</text>`, text(w.Class), number(x), number(y+13*float64(i)), anchor, text(line))
	}
}

func abs(n int) int { return max(n, -n) }

func (s RouteStep) draw(d *drawing, open bool) {
	d.addf(`<g class="route-step is-%s %s" data-step="%s" data-x="%d" data-y="%d" data-wide="%d" data-high="%d">`, text(s.Kind), text(s.Class), text(s.Key), s.X, s.Y, s.Wide, s.High)
	if s.Href != "" {
		d.addf(`<a href="%s" aria-label="%s">`, text(s.Href), text(strings.Join(strings.Fields(s.Word+" "+s.Title+" "+s.Note), " ")))
	}
	d.addf(`<title>%s</title>`, text(join(s.Word, s.Title, s.Note)))
	x, y, wide, high := float64(s.X), float64(s.Y), float64(s.Wide), float64(s.High)
	switch s.Kind {
	case "task", "subprocess":
		s.large(d, x, y, wide, high)
	case "choice", "split", "join":
		d.addf(`<path class="route-shape" d="M%s %sl%s %sl-%s %sl-%s -%sz"/>`, number(x+wide/2), number(y), number(wide/2), number(high/2), number(wide/2), number(high/2), number(wide/2), number(high/2))
		s.sign(d, x+wide/2, y+high/2)
		s.below(d, x+wide/2, y+high+14)
	default:
		d.addf(`<circle class="route-shape" cx="%s" cy="%s" r="%s"/>`, number(x+wide/2), number(y+high/2), number(wide/2))
		s.sign(d, x+wide/2, y+high/2)
		s.below(d, x+wide/2, y+high+15)
	}
	if s.Href != "" {
		d.WriteString("</a>")
	}
	if open && s.Kind != "won" && s.Kind != "lost" && s.Kind != "done" {
		d.addf(`<circle class="route-port" data-port cx="%s" cy="%s" r="6"/>`, number(x+wide), number(y+high/2))
	}
	d.WriteString("</g>")
}

func (s RouteStep) large(d *drawing, x, y, wide, high float64) {
	d.addf(`<rect class="route-shape" x="%s" y="%s" width="%s" height="%s" rx="9"/>`, number(x), number(y), number(wide), number(high))
	if s.Kind == "subprocess" {
		d.addf(`<rect class="route-inner" x="%s" y="%s" width="%s" height="%s" rx="6"/>`, number(x+3.5), number(y+3.5), number(wide-7), number(high-7))
	}
	d.addf(`<rect class="route-mark" x="%s" y="%s" width="4" height="22" rx="2"/>`, number(x), number(y+9))
	lines := inLines(s.Title, routeLetter, 2)
	for i, line := range lines {
		d.addf(`<text class="route-name" x="%s" y="%s">%s </text>`, number(x+13), number(y+22+15*float64(i)), text(line))
	}
	for _, line := range inLines(s.Note, routeLetter+5, 1) {
		d.addf(`<text class="route-note" x="%s" y="%s">%s</text>`, number(x+13), number(y+high-10), text(line))
	}
}

// below writes the title of a small step under it.
func (s RouteStep) below(d *drawing, x, y float64) {
	for i, line := range inLines(s.Title, 17, 2) {
		d.addf(`<text class="route-name" x="%s" y="%s" text-anchor="middle">%s</text>`, number(x), number(y+13*float64(i)), text(line))
	}
}

// signs are drawn within the small steps, around their middle.
var signs = map[string]string{
	"start":  "M-4 -7 7 0 -4 7z",
	"choice": "M-6 -6 6 6M6 -6-6 6",
	"split":  "M-8 0H8M0 -8V8",
	"join":   "M-8 0H8M0 -8V8",
	"timer":  "M0 -9V0H7",
	"won":    "M-8 0 -2 6 8 -6",
	"lost":   "M-6 -6 6 6M6 -6-6 6",
	"done":   "M-5 -5H5V5H-5z",
}

func (s RouteStep) sign(d *drawing, x, y float64) {
	if s.Kind == "timer" {
		d.addf(`<circle class="route-inner" cx="%s" cy="%s" r="17"/>`, number(x), number(y))
	}
	if path, ok := signs[s.Kind]; ok {
		d.addf(`<path class="route-sign" transform="translate(%s %s)" d="%s"/>`, number(x), number(y), path)
	}
}

// join puts what is said of a step into one line.
func join(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += p
	}
	return out
}
