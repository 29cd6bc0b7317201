package page

// Figures are what a register comes to in a period, each a way to the rows it
// was counted from.
type Figures struct {
	ID      string
	Title   string
	Lead    string
	Switch  Segments // list, figures
	Periods Segments
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
}

// FigureRow is one part.
type FigureRow struct {
	Name   string
	Href   string
	Values []string
	Links  []string // to the rows behind each value; those without come last
	Meter  Meter    // of the first value; none when Of is nought
}
