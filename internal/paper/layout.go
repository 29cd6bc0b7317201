package paper

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	_ "image/png" // read by image.Decode
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// A4 in millimetres.
const (
	width  = 210.0
	height = 297.0
	margin = 15.0

	inner  = width - 2*margin
	footAt = height - margin // baseline of the foot
	bottom = footAt - 8      // end of the body
)

// face is how a text looks; its size is in points.
type face struct {
	size   float64
	strong bool
	gray   int
}

var (
	titleFace   = face{size: 16, strong: true}
	headingFace = face{size: 11.5, strong: true}
	textFace    = face{size: 10}
	mutedFace   = face{size: 9, gray: 90}
	labelFace   = face{size: 9, gray: 90}
	cellFace    = face{size: 9}
	headFace    = face{size: 8.5, strong: true}
	sumFace     = face{size: 9, strong: true}
	footFace    = face{size: 8, gray: 90}
)

const (
	point   = 25.4 / 72 // mm
	leading = 1.38
)

// line is the height of a line.
func (f face) line() float64 { return f.size * point * leading }

// mark is one thing drawn on a page: a text whose baseline begins at x and y,
// a line to x+w and y+h, a box, or a picture.
type mark struct {
	x, y, w, h float64
	text       string
	face       face
	thick      float64 // of a line or box; 0 for a text or picture
	box        bool
	picture    string
}

// layout breaks a sheet into pages before anything is drawn, so that every
// page can say of how many it is.
type layout struct {
	measure *fpdf.Fpdf
	pages   [][]mark
	y       float64

	pictures int
}

// lay gives the pages of a sheet.
func lay(pdf *fpdf.Fpdf, s *Sheet) *layout {
	l := &layout{measure: pdf}
	l.turn()
	if s.Organisation != "" {
		l.lines(s.Organisation, mutedFace, margin, inner)
		l.y += 1
	}
	l.lines(s.Title, titleFace, margin, inner)
	if s.Note != "" {
		l.lines(s.Note, mutedFace, margin, inner)
	}
	l.y += 3
	for _, b := range s.Blocks {
		l.block(b)
	}
	return l
}

func (l *layout) turn() {
	l.pages = append(l.pages, nil)
	l.y = margin
}

func (l *layout) put(m mark) {
	last := len(l.pages) - 1
	l.pages[last] = append(l.pages[last], m)
}

// need begins a new page unless so much room is left on this one.
func (l *layout) need(h float64) bool {
	if l.y+h <= bottom || l.y == margin {
		return false
	}
	l.turn()
	return true
}

// afterHeading is what must have room under a heading on the same page.
const afterHeading = 22

func (l *layout) block(b Block) {
	switch b := b.(type) {
	case Heading:
		if l.y > margin {
			l.y += 4
		}
		l.need(headingFace.line() + afterHeading)
		l.lines(b.Text, headingFace, margin, inner)
		l.y += 1
	case Facts:
		l.facts(b)
	case Text:
		f := textFace
		if b.Muted {
			f = mutedFace
		}
		l.lines(b.Text, f, margin, inner)
		l.y += 2
	case Table:
		l.table(b)
	case Ruled:
		for range b.Lines {
			l.need(ruledGap)
			l.y += ruledGap
			l.put(mark{x: margin, y: l.y, w: inner, thick: .15, face: face{gray: 150}})
		}
		l.y += 3
	case Marks:
		l.marks(b)
	case Signatures:
		l.signatures(b)
	case Picture:
		l.picture(b)
	}
}

// ruledGap is how far handwriting needs lines to be from each other, in mm.
const ruledGap = 8

// lines writes a text from y on, over as many pages as it takes.
func (l *layout) lines(text string, f face, x, w float64) {
	for _, line := range l.wrap(text, f, w) {
		l.need(f.line())
		l.write(line, f, x)
		l.y += f.line()
	}
}

// write puts one line whose top is at y.
func (l *layout) write(text string, f face, x float64) {
	if text != "" {
		l.put(mark{x: x, y: l.y + f.base(), text: text, face: f, w: l.width(text, f)})
	}
}

// base is how far under the top of its line a text stands.
func (f face) base() float64 { return f.line() * .76 }

func (l *layout) width(text string, f face) float64 {
	use(l.measure, f)
	return l.measure.GetStringWidth(text)
}

// wrap breaks a text into lines no wider than w: between words, after hyphens
// and slashes, and inside a word only where it is wider than the whole line.
func (l *layout) wrap(text string, f face, w float64) []string {
	var out []string
	for _, paragraph := range strings.Split(strings.TrimRight(clean(text), "\n "), "\n") {
		line := ""
		for _, piece := range pieces(paragraph) {
			if l.width(strings.TrimRight(line+piece, " "), f) <= w {
				line += piece
				continue
			}
			if line != "" {
				out = append(out, strings.TrimRight(line, " "))
			}
			line = strings.TrimLeft(piece, " ")
			for l.width(strings.TrimRight(line, " "), f) > w {
				fits := l.fitting(line, f, w)
				out = append(out, line[:fits])
				line = line[fits:]
			}
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return out
}

// pieces cuts a paragraph where a line may end.
func pieces(text string) []string {
	var out []string
	from := 0
	for i, r := range text {
		if (r == ' ' || r == '-' || r == '/' || r == '\u2009') && i > from {
			out = append(out, text[from:i+len(string(r))])
			from = i + len(string(r))
		}
	}
	return append(out, text[from:])
}

// fitting is how many bytes of a word fit into w, one letter at least.
func (l *layout) fitting(word string, f face, w float64) int {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && l.width(word[:next], f) > w {
			break
		}
		end = next
	}
	return end
}

func (l *layout) facts(list Facts) {
	const gap, widest = 4.0, 62.0
	label := 0.0
	for _, one := range list {
		label = max(label, min(l.width(clean(one.Label), labelFace), widest))
	}
	label += gap
	for _, one := range list {
		l.row([]cell{
			{lines: l.wrap(one.Label, labelFace, label-gap), face: labelFace, x: margin, w: label - gap, down: textFace.base() - labelFace.base()},
			{lines: l.wrap(one.Value, textFace, inner-label), face: textFace, x: margin + label, w: inner - label},
		}, .8, nil)
	}
	l.y += 2
}

// cell is a text in a row, broken into lines.
type cell struct {
	lines []string
	face  face
	x, w  float64
	right bool
	down  float64 // to stand on one line with its neighbour
}

// row writes cells beside each other with so much room over and under them. It
// stays whole on a page, unless no page is tall enough; over is called on each
// new page.
func (l *layout) row(cells []cell, pad float64, over func()) {
	tall := 0.0
	for _, c := range cells {
		tall = max(tall, c.down+float64(len(c.lines))*c.face.line())
	}
	if l.need(tall+2*pad) && over != nil {
		over()
	}
	for {
		l.y += pad
		top, end, more := l.y, l.y, false
		for i := range cells {
			c := &cells[i]
			l.y = top + c.down
			for len(c.lines) > 0 && l.y+c.face.line() <= bottom {
				x := c.x
				if c.right {
					x += c.w - l.width(c.lines[0], c.face)
				}
				l.write(c.lines[0], c.face, x)
				l.y += c.face.line()
				c.lines = c.lines[1:]
			}
			end = max(end, l.y)
			more = more || len(c.lines) > 0
		}
		l.y = end + pad
		if !more {
			return
		}
		l.turn()
		if over != nil {
			over()
		}
	}
}

const (
	cellGap = 3.0 // between columns
	cellPad = 1.1 // over and under a row
)

func (l *layout) table(t Table) {
	if len(t.Rows) == 0 {
		if t.Empty != "" {
			l.block(Text{Text: t.Empty, Muted: true})
		}
		return
	}
	widths := l.columns(t)
	cells := func(texts []string, f face) []cell {
		var out []cell
		x := margin
		for i, c := range t.Columns {
			text := ""
			if i < len(texts) {
				text = texts[i]
			}
			w := widths[i] - cellGap
			out = append(out, cell{lines: l.wrap(text, f, w), face: f, x: x, w: w, right: c.Right})
			x += widths[i]
		}
		return out
	}
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	rule := func(thick float64, gray int) {
		l.put(mark{x: margin, y: l.y, w: inner, thick: thick, face: face{gray: gray}})
	}
	head := func() {
		l.row(cells(titles, headFace), cellPad, nil)
		rule(.35, 0)
	}
	l.need(2*(headFace.line()+2*cellPad) + cellFace.line())
	head()
	for _, r := range t.Rows {
		l.row(cells(r, cellFace), cellPad, head)
		rule(.15, 190)
	}
	if t.Sum != nil {
		l.row(cells(t.Sum, sumFace), cellPad, head)
	}
	l.y += 3
}

// columns shares the width of the page among the columns of a table: none is
// narrower than its longest word as long as that is possible, and what is left
// goes to those that have most to say.
func (l *layout) columns(t Table) []float64 {
	const longest = 45.0 // a longer word may be broken
	least, wish := make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	grow := func(i int, text string, f face) {
		for _, line := range strings.Split(clean(text), "\n") {
			wish[i] = max(wish[i], l.width(line, f))
			for _, word := range pieces(line) {
				least[i] = max(least[i], min(l.width(strings.TrimRight(word, " "), f), longest))
			}
		}
	}
	for i, c := range t.Columns {
		grow(i, c.Title, headFace)
		for _, r := range t.Rows {
			if i < len(r) {
				grow(i, r[i], cellFace)
			}
		}
		if i < len(t.Sum) {
			grow(i, t.Sum[i], sumFace)
		}
		const slack = .2 // widths are sums of rounded ones
		least[i] = max(least[i], float64(c.Least)) + cellGap + slack
		wish[i] = max(wish[i]+cellGap+slack, least[i])
	}
	total := func(list []float64) (sum float64) {
		for _, v := range list {
			sum += v
		}
		return sum
	}
	out := make([]float64, len(t.Columns))
	needed, wished := total(least), total(wish)
	for i := range out {
		switch {
		case needed >= inner:
			out[i] = least[i] * inner / needed
		case wished > inner:
			out[i] = least[i] + (wish[i]-least[i])*(inner-needed)/(wished-needed)
		default:
			out[i] = wish[i] * inner / wished
		}
	}
	return out
}

func (l *layout) marks(list Marks) {
	const side, gap = 3.2, 2.5
	for _, text := range list {
		lines := l.wrap(text, textFace, inner-side-gap)
		l.need(min(float64(len(lines)), 3) * textFace.line())
		l.put(mark{x: margin, y: l.y + (textFace.line()-side)/2, w: side, h: side, box: true, thick: .25})
		for _, line := range lines {
			l.need(textFace.line())
			l.write(line, textFace, margin+side+gap)
			l.y += textFace.line()
		}
		l.y += 1
	}
	l.y += 2
}

func (l *layout) signatures(list Signatures) {
	const across, gap, room = 2, 12.0, 14.0
	w := (inner - gap*(across-1)) / across
	for from := 0; from < len(list); from += across {
		pair := list[from:min(from+across, len(list))]
		tall := 0.0
		for _, one := range pair {
			lines := float64(len(l.wrap(one.Role, mutedFace, w)))
			tall = max(tall, lines*mutedFace.line()+room+float64(len(l.wrap(one.Name, mutedFace, w)))*mutedFace.line())
		}
		l.need(tall)
		top := l.y
		for i, one := range pair {
			x := margin + float64(i)*(w+gap)
			l.y = top
			l.lines(one.Role, mutedFace, x, w)
			l.y += room - 2
			l.put(mark{x: x, y: l.y, w: w, thick: .25})
			l.y += 1
			l.lines(one.Name, mutedFace, x, w)
		}
		l.y = top + tall + 4
	}
}

func (l *layout) picture(p Picture) {
	drawn, size, ok := drawable(p)
	if !ok {
		l.block(Text{Text: p.Name, Muted: true})
		return
	}
	w := p.Width
	if w <= 0 || w > inner {
		w = inner
	}
	h := w * float64(size.Y) / float64(size.X)
	if tallest := bottom - margin; h > tallest {
		w, h = w*tallest/h, tallest
	}
	l.need(h)
	l.pictures++
	name := strconv.Itoa(l.pictures)
	l.measure.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(drawn))
	l.put(mark{x: margin, y: l.y, w: w, h: h, picture: name})
	l.y += h + 3
}

// mostPixels is how large a picture may be: 40 megapixels take 160 MB.
const mostPixels = 40 << 20

// drawable is a picture as every reader of PDF draws it, on white.
func drawable(p Picture) (drawn []byte, size image.Point, ok bool) {
	shape, kind, err := image.DecodeConfig(bytes.NewReader(p.Bytes))
	if err != nil || shape.Width <= 0 || shape.Height <= 0 || shape.Width > mostPixels/shape.Height {
		return nil, size, false
	}
	size = image.Pt(shape.Width, shape.Height)
	if kind == "jpeg" {
		return p.Bytes, size, true
	}
	picture, _, err := image.Decode(bytes.NewReader(p.Bytes))
	if err != nil {
		return nil, size, false
	}
	flat := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Over)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 92}); err != nil {
		return nil, size, false
	}
	return out.Bytes(), size, true
}
