package page

// Card is one record: who it is, what matters about it, and everything known,
// part by part. The parts of the current tab are drawn in the order of the
// fields below; those that are empty are left out.
type Card struct {
	// ID is the record's path, "partners-17"; ids on the page begin with it.
	ID     string
	Title  string
	Avatar Avatar
	// Star pins the record; nil when it cannot be pinned.
	Star  *Star
	Chips []Chip
	Meta  []Meta
	// Actions are the record's own, the most usual one first.
	Actions []Button
	// Menu is the address of all others, behind "⋯"; empty is none.
	Menu     string
	Archived *Archived
	// Notices are warnings about the record: a wrong code, a namesake.
	Notices []Notice
	// Sheet is a style sheet of this sort of card alone.
	Sheet string
	Facts []Fact
	Tabs  []Tab

	Timeline  *Timeline
	Comments  *Comments
	Checklist *Checklist
	Meeting   *Meeting
	Sections  []CardSection
	Related   *Related
	Files     *Files
	History   *History
	// Rail stands beside every tab, on phones under it.
	Rail []RailBox
}

// Star is whether the record is pinned, and where that is changed.
type Star struct {
	On     bool
	Action string
}

// Meta is a small fact in the line under the name: code, town, industry.
type Meta struct {
	Icon string
	Text string
	Href string
	// Title says what the text is, for the ear and the pointer.
	Title string
}

// Archived is the banner of a record that is out of use.
type Archived struct {
	Who, When string
	// Restore takes it back; empty when one may not.
	Restore string
}

// Fact is a number of the strip under the head, a link to its proof.
type Fact struct {
	Label string
	Value string
	Note  string
	// Tone colours the note.
	Tone Tone
	Href string
}

// CardSection is a group of fields under a title.
type CardSection struct {
	Title string
	// Edit opens the form of the section; empty when one may not.
	Edit  string
	Lines []Line
}

// Line is a field with its value. One of Value, Text and Values is set.
type Line struct {
	Label string
	Value Cell
	// Text is long and keeps its line breaks.
	Text string
	// Values are one under another: phones, addresses, accounts.
	Values []Valued
	// Wide lines take the whole width.
	Wide bool
	// Edit opens the form of this field; empty when one may not.
	Edit string
}

// Checklist is points that are ticked on the card, each by a form of its own.
type Checklist struct {
	ID     string
	Done   string // "2 з 5"
	Action string // empty when the reader may not tick
	Points []Point
}

// Point is one of a checklist.
type Point struct {
	ID   string
	Text string
	Done bool
	Who  string // who did it and when
}

// Valued is one of several values with a note: "мобільний", "основна".
type Valued struct {
	Value Cell
	Note  string
	// Chip marks one of them: "основний".
	Chip string
}

// Related is a register seen from this record: its deals, its contacts.
type Related struct {
	Title string
	Count string
	// All leads to the register with a filter on this record.
	All string
	// Create opens the form of a new one that already points here.
	Create Button
	List   List
	Empty  *Empty
}

// RailBox is a box of the rail. It shows what it has of the four kinds.
type RailBox struct {
	Title string
	Count string
	// Href leads to all, when the box shows only some.
	Href string
	// Edit and Create open forms; their labels are for the ear.
	Edit   *Button
	Create *Button
	Lines  []Line
	People []RailPerson
	Deals  []RailDeal
	Files  []File
	// Questions are a checklist to be answered.
	Questions *Questions
	// None is said when there is nothing in the box.
	None string
}

// RailPerson is a contact person one can call.
type RailPerson struct {
	Name   string
	Href   string
	Avatar Avatar
	Note   string // the position
	Number string // the phone as it is read
	// Call and Write are tel: and mailto: addresses, empty when unknown.
	Call, Write string
}

// RailDeal is an open deal with how far it has come.
type RailDeal struct {
	Name   string
	Href   string
	Amount string
	Stage  string
	Hue    Hue
	// Step is the number of the stage from 1, of Steps.
	Step, Steps int
	Note        string
	// Tone of the note: a late next step is bad.
	Tone Tone
}

func (d RailDeal) bars() []bool {
	bars := make([]bool, d.Steps)
	for i := range bars {
		bars[i] = i < d.Step
	}
	return bars
}

// current is the name of the tab that is open.
func (c Card) current() string {
	for _, t := range c.Tabs {
		if t.Current {
			return t.Label
		}
	}
	return c.Title
}

// as is the button with more or less weight.
func (b Button) as(w Weight) Button {
	b.Weight = w
	return b
}

// bare is the button as a small sign in the head of a box.
func (b Button) bare() Button {
	b.Bare, b.Small, b.Weight = true, true, Quiet
	return b
}

func (p Point) checked() string {
	if p.Done {
		return "true"
	}
	return "false"
}

func (c Card) sheets() []string {
	if c.Sheet == "" {
		return []string{"timeline.css"}
	}
	return []string{"timeline.css", c.Sheet}
}
