package page

// Erasure is what would be erased of a person, before it is asked for.
type Erasure struct {
	Title    string
	Lead     string
	Refusal  string
	Own      []ErasureLine
	Linked   []ErasureLine
	Keep     []ErasureLine
	Shared   []string // addresses that others have too
	Mentions []ErasureMention
	More     bool   // there are more mentions than are shown
	Blocked  bool   // it cannot be asked for now
	Waiting  string // address of the one that was asked for already
	Fields   []Field
	Action   string
	Key      string
	Cancel   string
}

// ErasureLine is a record or a kind of records, and what becomes of it.
type ErasureLine struct {
	Label string
	Value string
	Href  string
	Bad   bool
}

// ErasureMention is a text in which the person may be spoken of.
type ErasureMention struct {
	Value  string
	Of     string
	Label  string
	Href   string
	Field  string
	Text   string
	Chosen bool
}
