package page

// Figures are what a register comes to in a period, each a way to the rows it
// was counted from.
type Figures struct {
	ID      string
	Title   string
	Lead    string
	Switch  Segments // list, figures
	Periods Segments
	Choices []Segments // how the figures are taken apart
	Notes   []string   // how they were counted
	Figures []Fact
	Tables  []FigureTable
	// Empty stands for all of it when there is nothing to count.
	Empty *Empty
}

// FigureTable is a figure taken apart: by reason, by department.
type FigureTable struct {
	Title string
	Heads []string // over the name and the values
	Rows  []FigureRow
	None  string // said when there are no rows
	Lead  string // what it says, under the title
	// Full, Wide and Narrow are the drawing of the rows for boxes of three
	// widths, as SVG of package chart; none for no drawing, and without Full the
	// wide one stands in the widest box too.
	Full, Wide, Narrow string
	Map                string // a drawing of its own width, that is scrolled
	Whole              bool   // as wide as the page
}

// The widths of drawings, in pixels; a full one is fitted to its box.
const (
	fullChart   = 1080
	wideChart   = 720
	narrowChart = 300
)

// Draw fills in the drawings for all widths.
func (t *FigureTable) Draw(svg func(wide int) string) {
	t.Full, t.Wide, t.Narrow = svg(fullChart), svg(wideChart), svg(narrowChart)
}

// FigureRow is one part.
type FigureRow struct {
	Name   string
	Href   string
	Values []string
	Links  []string // to the rows behind each value; those without come last
	Meter  Meter    // of the first value; none when Of is nought
	Chip   *Chip    // beside the name
	Sum    bool     // the row adds up the others
}
