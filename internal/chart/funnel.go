package chart

// Funnel are the stages that deals pass, one below the other.
type Funnel struct {
	Title, About string
	Steps        []Step
}

// Step is a stage: its bar is as long as what entered it, and as dark as what
// went on.
type Step struct {
	Name            string
	Entered, Passed int64
	Value           string // what entered, in words
	Share           string // how much of it went on, in words
}

const stepHigh = 46.0

// SVG draws the funnel so wide.
func (f Funnel) SVG(wide int) string {
	var d drawing
	w := float64(wide)
	begin(&d, "chart-funnel", w, stepHigh*float64(len(f.Steps))+4, f.Title, f.About)
	most := int64(1)
	for _, s := range f.Steps {
		most = max(most, s.Entered)
	}
	for i, s := range f.Steps {
		y := stepHigh * float64(i)
		long := func(v int64) float64 { return w * float64(v) / float64(most) }
		d.addf(`<text class="chart-name" x="0" y="%s">%s</text>`, number(y+13), text(cut(s.Name, int(w*0.55/letterWide))))
		d.addf(`<text class="chart-value" x="%s" y="%s" text-anchor="end">%s<tspan class="chart-scale" dx="8">%s</tspan></text>`, number(w), number(y+13), text(s.Value), text(s.Share))
		d.addf(`<rect class="chart-rest" x="0" y="%s" width="%s" height="18" rx="3"/>`, number(y+20), number(w))
		if s.Entered > 0 {
			d.addf(`<rect class="chart-entered" x="0" y="%s" width="%s" height="18" rx="3"/>`, number(y+20), number(max(long(s.Entered), 2)))
		}
		if s.Passed > 0 {
			d.addf(`<rect class="chart-passed" x="0" y="%s" width="%s" height="18" rx="3"/>`, number(y+20), number(max(long(s.Passed), 2)))
		}
	}
	d.WriteString("</svg>")
	return d.String()
}
