package page

// Timeline is everything that was done with a client, in order of time: what
// is planned first, then day by day back.
type Timeline struct {
	// Home is the address of the card whose timeline it is.
	Home     string
	Composer *Composer
	Kinds    Segments
	Group    Segments // of a group of companies: this one alone, or all of them
	Filter   TimelineFilter
	// Print leads to a page of it for paper.
	Print   string
	Planned []TimelineEntry
	Days    []TimelineDay
	// More loads the entries before these; empty at the beginning.
	More  string
	Empty *Empty
}

// TimelineFilter narrows what a timeline shows.
type TimelineFilter struct {
	Action string
	Hidden []Hidden
	Fields []Field
	// Says is what it is narrowed to, in words; empty is to nothing. Reset
	// takes that back.
	Says  string
	Reset string
}

// TimelineDay is the entries of one day under its name.
type TimelineDay struct {
	Name    string
	Entries []TimelineEntry
}

// Shape is how much an entry weighs on the eye.
type Shape string

// A plan is a tinted box, an event a box, and all else a line.
const (
	PlanShape  Shape = "plan"
	EventShape Shape = "event"
	LineShape  Shape = "line"
)

// TimelineEntry is one thing that happened or will.
type TimelineEntry struct {
	Shape Shape
	Icon  string
	Hue   Hue
	Title string
	Href  string
	Chips []Chip
	// When is the time as it is read, Moment the machine-readable one.
	When, Moment string
	Late         bool
	Text         string
	// Result is what came of it, under the text.
	Result string
	Who    *Face
	// With are the others who took part, in words.
	With  string
	Links []Chip
	Files []Chip
	// Words say what a line is about; those with an address are links.
	Words []Words
	// Amount of money that came or is expected, and how it is to be seen.
	Amount string
	Tone   Tone
	Acts   []Button
}

// Composer writes a note or an event at the head of a timeline.
type Composer struct {
	Action   string
	Key      string
	DraftURL string
	Kinds    []ComposerKind
	Hue      Hue
	Hidden   []Hidden
	// Typed is the text so far, Prompt what it answers.
	Typed, Prompt string
	// Types and Statuses are those of an event; Change asks for the composer
	// anew when another type is chosen.
	Types, Statuses Field
	Change          string
	Fields          []Field
	Upload          Upload
	// Colleagues and Deals answer while one types @ and #.
	Colleagues, Deals string
	Problem           string
	Saved             string
}

// ComposerKind is one of the things that can be written.
type ComposerKind struct {
	Label   string
	Icon    string
	Href    string
	Current bool
	Hue     Hue
}
