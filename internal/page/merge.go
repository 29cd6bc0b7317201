package page

import "strconv"

// Merge is the choice of what stays when several records become one: a column
// each, field by field.
type Merge struct {
	Title   string
	Lead    string
	Action  string // takes the choices
	Cancel  string
	Key     string
	Refusal string
	Columns []MergeColumn
	// Rows are the fields in which they differ; Same those in which they do not.
	Rows, Same []MergeRow
	// United are lists of which all is kept.
	United []MergeRow

	Hidden []Hidden
}

// MergeColumn is one of the records: its name, and what hangs on it.
type MergeColumn struct {
	ID    string
	Label string
	Href  string
	Notes []string // "12 deals"
	Stays bool
}

// MergeRow is one field of all of them. The choice is posted as take.Name.
type MergeRow struct {
	Name  string
	Label string
	Cells []MergeCell
}

// MergeCell is what one record says.
type MergeCell struct {
	ID     string
	Of     string // name of the record, for narrow screens
	Text   string
	Chosen bool
}

// DuplicatePage are the records of a register that look the same, in groups.
type DuplicatePage struct {
	Title  string
	Lead   string
	Groups []DuplicateGroup
	Empty  *Empty
	Next   string // address of those behind; empty at the end
	First  string // address of the beginning; empty there
}

// DuplicateGroup are records that may be one.
type DuplicateGroup struct {
	Because string // "the same phone"
	Records []DuplicateRecord
	Merge   string // address of the page on which they become one
	Apart   string // address that notes that they are not the same
	Key     string
}

// DuplicateRecord is one of them.
type DuplicateRecord struct{ ID, Label, Href, Hint string }

// width is how many records stand side by side.
func (m Merge) width() string { return strconv.Itoa(len(m.Columns)) }
