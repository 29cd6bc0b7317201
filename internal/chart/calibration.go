package chart

import "math"

// Calibration compares what was foretold with what came: what was foretold well
// lies on the slant.
type Calibration struct {
	Title, About      string
	Predicted, Actual string // the names of the axes
	Dots              []Dot
	Share             func(int64) string // writes a share in millionths
}

// Dot is a band of predictions: shares in millionths, and how many there were.
type Dot struct {
	Predicted, Actual, Count int64
}

const squareHigh = 320.0

// SVG draws the square so wide.
func (c Calibration) SVG(wide int) string {
	var d drawing
	w := min(float64(wide), 460)
	begin(&d, "chart-calibration", w, squareHigh, c.Title, c.About)
	left, right, top, bottom := 44.0, w-14, 12.0, squareHigh-44
	x := func(v int64) float64 { return left + (right-left)*float64(v)/whole }
	y := func(v int64) float64 { return bottom - (bottom-top)*float64(v)/whole }
	for v := int64(0); v <= whole; v += whole / 4 {
		d.addf(`<path class="chart-grid" d="M%s %sH%sM%s %sV%s"/>`, number(left), number(y(v)), number(right), number(x(v)), number(top), number(bottom))
		d.addf(`<text class="chart-scale" x="%s" y="%s" text-anchor="end">%s</text>`, number(left-6), number(y(v)+4), text(c.Share(v)))
		d.addf(`<text class="chart-scale" x="%s" y="%s" text-anchor="middle">%s</text>`, number(min(x(v), w-16)), number(bottom+16), text(c.Share(v)))
	}
	d.addf(`<line class="chart-slant" x1="%s" y1="%s" x2="%s" y2="%s"/>`, number(left), number(bottom), number(right), number(top))
	d.addf(`<text class="chart-name" x="%s" y="%s" text-anchor="end">%s</text>`, number(right), number(bottom+34), text(c.Predicted))
	d.addf(`<text class="chart-name" x="%s" y="%s">%s</text>`, number(left+6), number(top+10), text(c.Actual))
	var most int64
	for _, dot := range c.Dots {
		most = max(most, dot.Count)
	}
	for _, dot := range c.Dots {
		if dot.Count > 0 {
			d.addf(`<circle class="chart-dot" cx="%s" cy="%s" r="%s"/>`, number(x(dot.Predicted)), number(y(dot.Actual)), number(4+9*math.Sqrt(float64(dot.Count)/float64(most))))
		}
	}
	d.WriteString("</svg>")
	return d.String()
}
