package page

// ChangeLine is the changes of competitors' strategies by month, the last one
// first.
type ChangeLine struct {
	Title  string
	Switch Segments
	Areas  Segments
	Create Button
	Months []ChangeMonth
	More   string // address of earlier ones
	Empty  *Empty
}

// ChangeMonth is the changes of a month.
type ChangeMonth struct {
	Label   string
	Entries []ChangeEntry
}

// ChangeEntry is one change.
type ChangeEntry struct {
	Day            string
	Area           string
	Competitor     string
	CompetitorHref string
	Title          string
	Href           string
	Was, Became    string
	Source         string
	Confidence     string
	Hue            Hue // of the impact
	Impact         *Chip
	Status         Chip
}

// Add puts an entry under its month; entries come in their order.
func (l *ChangeLine) Add(month string, e ChangeEntry) {
	if n := len(l.Months); n == 0 || l.Months[n-1].Label != month {
		l.Months = append(l.Months, ChangeMonth{Label: month})
	}
	m := &l.Months[len(l.Months)-1]
	m.Entries = append(m.Entries, e)
}
