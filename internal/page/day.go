package page

// Day is what somebody has to do now, in order, and why.
type Day struct {
	Title string // "Мій день"
	Lead  string // the date in words
	// Members lead to the days of others; empty for who leads nobody.
	Members []MenuItem
	Tallies []DayTally
	Main    []DayGroup // to be done, in order
	Beside  []DayGroup // to be kept in mind
	Empty   *Empty     // nothing at all
	Create  []Button
}

// DayTally is how much there is of a group, and leads to it.
type DayTally struct {
	Label string
	Value string
	Href  string
	Tone  Tone
}

// DayGroup is one reason to act: what is overdue, what today brings.
type DayGroup struct {
	ID    string
	Title string
	Count string
	Tone  Tone
	Rows  []DayRow
	// More leads to all rows when only the first are shown.
	More, MoreText string
	None           string // said when there is nothing
}

// DayRow is one thing to do.
type DayRow struct {
	Icon  string
	Hue   Hue
	Time  string // "10:30"; empty of what has no hour
	Title string
	Href  string
	About string // the client
	// AboutHref leads to him.
	AboutHref string
	Why       string // "прострочено на 3 дні"
	Tone      Tone   // of why
	Chips     []Chip
	Actions   []Button // the most usual one first
}
