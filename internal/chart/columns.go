package chart

import (
	"strings"
	"unicode/utf8"
)

// Columns are values side by side: by reason, by month. Where there are several
// sets they stand upon each other.
type Columns struct {
	Title string // what is drawn
	About string // what it says, in a sentence, for those who do not see it
	Names []string
	Sets  []Set
	// Line are shares of the whole in millionths, drawn over the columns by a
	// scale of their own; none for no line.
	Line []int64
	// Ranges are what the values may come to, drawn as a line from the least to
	// the most; none for no ranges.
	Ranges []Span
	// Say writes a value for the scale.
	Say func(int64) string
	// Share writes a share in millionths.
	Share func(int64) string
}

// Set is one value for each name.
type Set struct {
	Class  string // chart-… classes of the style sheet
	Name   string // for the legend; empty for none
	Values []int64
}

// Span is from the least to the most.
type Span struct{ Low, High int64 }

// The measures of drawings, in pixels.
const (
	columnsHigh = 240.0
	headRoom    = 26.0
	footRoom    = 34.0
	sideRoom    = 68.0
	letterWide  = 6.9 // of text in its size of 11 pixels, on average
)

// whole is a share of 100 %, in millionths.
const whole = 1_000_000

// SVG draws the columns so wide.
func (c Columns) SVG(wide int) string {
	var d drawing
	w := float64(wide)
	right := w - 8
	if len(c.Line) > 0 {
		right = w - 42
	}
	bottom := columnsHigh - footRoom
	begin(&d, "chart-columns", w, columnsHigh, c.Title, c.About)
	c.legend(&d)
	top, step := scale(c.most())
	y := func(v int64) float64 { return bottom - (bottom-headRoom)*float64(v)/float64(top) }
	for v := int64(0); v <= top; v += step {
		d.addf(`<line class="chart-grid" x1="%s" y1="%s" x2="%s" y2="%s"/>`, number(sideRoom), number(y(v)), number(right), number(y(v)))
		d.addf(`<text class="chart-scale" x="%s" y="%s" text-anchor="end">%s</text>`, number(sideRoom-6), number(y(v)+4), text(c.Say(v)))
	}
	each := (right - sideRoom) / float64(max(len(c.Names), 1))
	bar := min(each*0.62, 46)
	var line []string
	lastName := 0.0
	for i, name := range c.Names {
		middle := sideRoom + each*(float64(i)+0.5)
		foot := int64(0)
		for _, s := range c.Sets {
			from, to := y(foot), y(foot+s.Values[i])
			if s.Values[i] > 0 {
				d.addf(`<rect class="chart-bar %s" x="%s" y="%s" width="%s" height="%s" rx="2"/>`, text(s.Class), number(middle-bar/2), number(to), number(bar), number(max(from-to, 1)))
			}
			foot += s.Values[i]
		}
		if i < len(c.Ranges) {
			r := c.Ranges[i]
			d.addf(`<path class="chart-range" d="M%s %sV%sM%s %sH%sM%s %sH%s"/>`, number(middle), number(y(r.Low)), number(y(r.High)),
				number(middle-5), number(y(r.Low)), number(middle+5), number(middle-5), number(y(r.High)), number(middle+5))
		}
		if i < len(c.Line) {
			line = append(line, number(middle)+" "+number(bottom-(bottom-headRoom)*float64(c.Line[i])/whole))
		}
		// Names that would run into each other are left to the table.
		room := max(each, 34)
		if label := cut(name, int(room/letterWide)); middle-room/2 >= lastName {
			d.addf(`<text class="chart-name" x="%s" y="%s" text-anchor="middle">%s</text>`, number(middle), number(bottom+18), text(label))
			lastName = middle + room/2 - 1
		}
	}
	if len(line) > 0 {
		d.addf(`<polyline class="chart-line" points="%s"/>`, strings.ReplaceAll(strings.Join(line, " "), " ", ","))
		for _, at := range line {
			x, y, _ := strings.Cut(at, " ")
			d.addf(`<circle class="chart-dot" cx="%s" cy="%s" r="3"/>`, x, y)
		}
		for _, share := range []int64{0, whole / 2, whole} {
			d.addf(`<text class="chart-scale" x="%s" y="%s">%s</text>`, number(right+6), number(bottom-(bottom-headRoom)*float64(share)/whole+4), text(c.Share(share)))
		}
	}
	d.WriteString("</svg>")
	return d.String()
}

// legend names the sets above the columns.
func (c Columns) legend(d *drawing) {
	x := sideRoom
	for _, s := range c.Sets {
		if s.Name == "" {
			continue
		}
		d.addf(`<rect class="chart-bar %s" x="%s" y="4" width="10" height="10" rx="2"/>`, text(s.Class), number(x))
		d.addf(`<text class="chart-name" x="%s" y="13">%s</text>`, number(x+15), text(s.Name))
		x += 31 + letterWide*float64(utf8.RuneCountInString(s.Name))
	}
}

func (c Columns) most() int64 {
	var most int64
	for i := range c.Names {
		var sum int64
		for _, s := range c.Sets {
			sum += s.Values[i]
		}
		most = max(most, sum)
	}
	for _, r := range c.Ranges {
		most = max(most, r.High)
	}
	return most
}

// scale is a round number not below the greatest value, and the steps to it.
func scale(most int64) (top, step int64) {
	step = 1
	for {
		for _, times := range []int64{1, 2, 5} {
			if s := step * times; most <= 5*s {
				return max((most+s-1)/s, 1) * s, s
			}
		}
		step *= 10
	}
}

// begin opens a drawing with its name and what it says.
func begin(d *drawing, class string, wide, high float64, title, about string) {
	d.addf(`<svg class="chart %s" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-label="%s"><title>%s</title><desc>%s</desc>`,
		class, number(wide), number(high), number(wide), number(high), text(title), text(title), text(about))
}

// cut is a name in so many letters at most.
func cut(name string, letters int) string {
	if runes := []rune(name); len(runes) > letters {
		return strings.TrimSpace(string(runes[:max(letters-1, 1)])) + "…"
	}
	return name
}
