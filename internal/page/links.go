package page

// Links is with whom a partner hangs together.
type Links struct {
	Title  string
	Back   string // to the partner's card
	Create *Button
	Graph  string // the drawing; empty when there is nothing to draw
	Tall   string // the same for a phone
	Rows   []LinkRow
}

// LinkRow is one link as the partner reads it.
type LinkRow struct {
	Kind     string
	Name     string // the other partner
	Href     string
	Open     string // the link itself
	Strength string
	Valid    string // since when and until when; empty is always
	Past     bool   // it holds no more, or not yet
}
