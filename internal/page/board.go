package page

import "strconv"

// Board is records as cards in columns: deals by stage.
type Board struct {
	ID      string     // register's path, "deals"; begins the ids on the page
	Title   string     // of the process
	Others  []MenuItem // other processes; empty is none
	Summary []string   // "46 угод", one sum a currency
	Switch  Segments   // board, list
	Actions []Button
	Create  Button

	Views   []View
	NewView string
	Changed *Changed
	Filter  Filter

	Move    string // address that moves of cards are posted to
	Columns []BoardColumn
	Closing []BoardColumn // where a card ends: won and lost; dropped on, not listed
	Empty   *Empty        // no columns at all
}

// BoardColumn is a stage with its first cards.
type BoardColumn struct {
	ID       string
	Label    string
	Hue      Hue
	Count    string
	Sums     []string // of all its cards, one a currency
	Note     string   // "30 % · 454 тис."
	Slow     string   // "16 дн": days spent here are over the norm; empty while they are not
	SlowWhy  string   // the same in words
	Href     string   // of this column alone, for phones
	Current  bool     // of the phone's columns
	Cards    []BoardCard
	More     string // address of further cards; empty is none
	MoreText string // "Ще 10 угод"
	// All leads to the list of all cards, where a column shows some.
	All, AllText string
}

// BoardCard is one record.
type BoardCard struct {
	ID      string
	Version string
	Href    string
	Client  string // empty while nobody is named
	Avatar  Avatar
	Name    string
	Amount  string
	Base    string // "≈ 712 000 ₴" when the amount is in another currency
	Chips   []Chip
	Age     string // "9 дн" in this stage
	AgeTone Tone   // Care over the norm, Bad over twice
	AgeWhy  string // the same in words
	Next    BoardNext
	Person  Avatar
	Menu    string // address of its menu
	Locked  string // why it cannot be moved; empty when it can
}

// BoardNext is the next step or the expected day.
type BoardNext struct {
	Icon string
	Text string
	Tone Tone
}

// columns is the class with the number of columns, which is known before the
// first of them arrives, so that none of them changes its width.
func (b Board) columns() string {
	n := len(b.Columns)
	if n > 12 {
		return "board-many"
	}
	return "board-" + strconv.Itoa(n)
}

func (b Board) columnID(c BoardColumn) string { return b.ID + "-column-" + c.ID }

func (c BoardCard) mark() string {
	switch c.AgeTone {
	case Care:
		return "board-slow"
	case Bad:
		return "board-late"
	}
	return ""
}

// StageNeed is something a stage asks for that no field of the dialog gives,
// with the page where it is given.
type StageNeed struct{ Text, Href, Label string }
