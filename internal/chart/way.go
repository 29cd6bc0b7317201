package chart

// Way is a row of steps that things go through, each with how many stand on it,
// and the ends that they come to.
type Way struct {
	Label string // what it shows, for those who do not see it
	Steps []Stop
	Ends  []Stop
}

// Stop is one step, or an end.
type Stop struct {
	Name  string
	Count string // how many
	Sum   string // what they are worth; empty is not shown
	Note  string // how long they stand, how many too long
	Href  string
	Class string // way-… classes of the style sheet
}

// The measures of the drawing, in pixels.
const (
	stopWide   = 168.0
	stopHigh   = 96.0
	stopGap    = 34.0
	stopTop    = 20.0
	wayMargin  = 8.0
	endHigh    = 44.0
	stopLetter = 22 // letters of a name in one line
)

// SVG draws the way from left to right; the ends stand one under another at
// its right.
func (w Way) SVG() string {
	n := float64(len(w.Steps))
	wide := wayMargin*2 + n*(stopWide+stopGap)
	if len(w.Ends) > 0 {
		wide += stopWide
	}
	high := stopTop*2 + stopHigh
	if ends := float64(len(w.Ends))*(endHigh+8) + stopTop*2; ends > high {
		high = ends
	}
	var d drawing
	d.addf(`<svg class="way" viewBox="0 0 %s %s" width="%s" height="%s" role="group" aria-label="%s">`, number(wide), number(high), number(wide), number(high), text(w.Label))
	d.addf(`<defs><marker id="way-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="way-tip" d="M0 0 8 4 0 8z"/></marker></defs>`)
	y := (high - stopHigh) / 2
	for i, s := range w.Steps {
		x := wayMargin + float64(i)*(stopWide+stopGap)
		if i > 0 {
			d.addf(`<line class="way-line" x1="%s" y1="%s" x2="%s" y2="%s" marker-end="url(#way-arrow)"/>`, number(x-stopGap+3), number(high/2), number(x-3), number(high/2))
		}
		stop(&d, s, x, y)
	}
	for i, e := range w.Ends {
		x := wayMargin + n*(stopWide+stopGap)
		at := (high-float64(len(w.Ends))*(endHigh+8)+8)/2 + float64(i)*(endHigh+8)
		if n > 0 {
			d.addf(`<line class="way-line %s" x1="%s" y1="%s" x2="%s" y2="%s" marker-end="url(#way-arrow)"/>`, text(e.Class), number(x-stopGap+3), number(high/2), number(x-3), number(at+endHigh/2))
		}
		wayEnd(&d, e, x, at)
	}
	d.WriteString("</svg>")
	return d.String()
}

func stop(d *drawing, s Stop, x, y float64) {
	openStop(d, s)
	d.addf(`<rect class="way-step %s" x="%s" y="%s" width="%s" height="%s" rx="9"/>`, text(s.Class), number(x), number(y), number(stopWide), number(stopHigh))
	d.addf(`<rect class="way-mark %s" x="%s" y="%s" width="4" height="22" rx="2"/>`, text(s.Class), number(x), number(y+10))
	lines := inLines(s.Name, stopLetter, 1)
	for _, line := range lines {
		d.addf(`<text class="way-name" x="%s" y="%s">%s</text>`, number(x+14), number(y+26), text(line))
	}
	d.addf(`<text class="way-count" x="%s" y="%s">%s</text>`, number(x+14), number(y+52), text(s.Count))
	d.addf(`<text class="way-sum" x="%s" y="%s" text-anchor="end">%s</text>`, number(x+stopWide-12), number(y+51), text(s.Sum))
	d.addf(`<text class="way-note %s" x="%s" y="%s">%s</text>`, text(s.Class), number(x+14), number(y+78), text(s.Note))
	shutStop(d, s)
}

func wayEnd(d *drawing, s Stop, x, y float64) {
	openStop(d, s)
	d.addf(`<rect class="way-end %s" x="%s" y="%s" width="%s" height="%s" rx="22"/>`, text(s.Class), number(x), number(y), number(stopWide), number(endHigh))
	for _, line := range inLines(s.Name, stopLetter, 1) {
		d.addf(`<text class="way-name" x="%s" y="%s">%s</text>`, number(x+16), number(y+endHigh/2+4), text(line))
	}
	d.addf(`<text class="way-sum" x="%s" y="%s" text-anchor="end">%s</text>`, number(x+stopWide-16), number(y+endHigh/2+4), text(s.Count))
	shutStop(d, s)
}

func openStop(d *drawing, s Stop) {
	if s.Href != "" {
		d.addf(`<a href="%s">`, text(s.Href))
	}
}

func shutStop(d *drawing, s Stop) {
	if s.Href != "" {
		d.WriteString("</a>")
	}
}
