package page

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"dossier/internal/lang"
)

// List is a register seen as a table: everything inside the shell.
type List struct {
	ID      string // register's path, "deals"; begins the ids on the page
	Title   string
	Count   string // of the filtered rows: "1 284" or "понад 10 000"
	Recount string // address of ListCount, where Count stopped early; empty is none
	Switch  Segments
	Actions []Button // import, export: at the top, not on phones
	Columns string   // address of the column chooser; empty is none
	Shown   string   // "12 / 34", columns shown of those there are
	Create  Button   // without a label when one may not create
	Menu    string   // address of what a right click beside the rows offers; empty is none

	Views   []View
	NewView string   // address of the dialog that keeps the present state as a view
	Changed *Changed // the view differs from what was saved
	Filter  Filter
	Found   *Notice // how it was found: by another keyboard layout, by transliteration

	Table Table
	Bulk  *Bulk  // nil when nothing can be done with chosen rows
	Empty *Empty // stands in place of the table
	Pager Pager
}

// View is a saved view of a register: its filter, columns and order.
type View struct {
	Label   string
	Href    string
	Count   string // empty while it is not counted
	Tone    Tone   // of the count
	Current bool
	Menu    string // address of its menu: rename, share, pin, delete; empty is none
}

// Changed is shown while a view was changed and not saved. Save is empty when
// the view is somebody else's; SaveAs keeps it under another name.
type Changed struct {
	Save   string
	SaveAs string
	Reset  string
}

// Table is the rows of a register. The first column is the record's name and
// leads to its card.
type Table struct {
	Columns []Column
	Rows    []TableRow
	Whole   string // "Обрати всі 1 284 за фільтром"; empty when the page is all there is
	Action  string // address of bulk actions, with the filter in its query
}

// Bulk is what can be done with the chosen rows.
type Bulk struct {
	Buttons []Button // each with formaction in Extra, or data-dialog
	Label   string
}

// ColumnKind is what a column holds; its width and alignment follow from it.
type ColumnKind string

// The closed set of column kinds. Widths follow from kind and head, so that
// nothing shifts while rows stream in.
const (
	NameColumn    ColumnKind = "name"
	TextColumn    ColumnKind = "text"
	LongColumn    ColumnKind = "long"
	ChipColumn    ColumnKind = "chip"
	PeopleColumn  ColumnKind = "people"
	NumberColumn  ColumnKind = "number"
	MoneyColumn   ColumnKind = "money"
	DateColumn    ColumnKind = "date"
	MomentColumn  ColumnKind = "moment"
	YesNoColumn   ColumnKind = "yesno"
	TagsColumn    ColumnKind = "tags"
	LinkedColumn  ColumnKind = "linked"
	PersonColumn  ColumnKind = "person"
	ContactColumn ColumnKind = "contact"
)

// needs is how many pixels a column of a kind needs; others need 128.
var needs = map[ColumnKind]int{
	NameColumn: 256, LongColumn: 192, LinkedColumn: 192, TagsColumn: 176, ContactColumn: 176, PersonColumn: 160,
	ChipColumn: 160, DateColumn: 96, PeopleColumn: 80, YesNoColumn: 80,
}

// Column is the head of a column.
type Column struct {
	Name   string // of the field
	Label  string // with its unit: "Товарообіг, ₴"
	Title  string // longer, when the label is short; empty is the label
	Kind   ColumnKind
	Words  string // the longest of what it may hold, where that is known
	Sort   string // address of the list sorted by this column, or the other way round; empty cannot be sorted
	Also   string // address with this column as one more key: click with Shift
	Sorted string // "ascending", "descending" or empty
	Nth    string // "2" for the second key; empty for the only one
}

// TableRow is one record of a table.
type TableRow struct {
	ID     string
	Href   string
	Label  string // name of the record, for the ear
	Menu   string // address of its menu
	Sum    string // what the selection adds up: "128600050 UAH"; empty is nothing
	Muted  bool   // archived
	Chosen bool
	Cells  []Cell // one a column
}

// Cell is one value of a table, made by the functions below.
type Cell struct {
	kind   string
	text   string
	title  string
	href   string
	edit   string
	hue    Hue
	tone   Tone
	icon   string
	avatar Avatar
	people People
	tags   []Chip
	more   string
	yes    bool
}

// TextCell is plain text on one line; what is cut stands in its title.
func TextCell(text string) Cell { return Cell{kind: "text", text: text} }

// MutedCell is quieter text: a code, a class, a moment.
func MutedCell(text string) Cell { return Cell{kind: "muted", text: text} }

// NoCell is a value that is not there.
func NoCell() Cell { return Cell{kind: "none"} }

// LinkCell is another record, or this one in the first column. An avatar
// without initials is not drawn.
func LinkCell(text, href string, avatar Avatar) Cell {
	return Cell{kind: "link", text: text, href: href, avatar: avatar}
}

// ChipCell is a status or a choice.
func ChipCell(text string, hue Hue) Cell { return Cell{kind: "chip", text: text, hue: hue} }

// PeopleCell is one or several people by their initials.
func PeopleCell(people People) Cell { return Cell{kind: "people", people: people} }

// NumberCell is a number or an amount, written out.
func NumberCell(text string) Cell { return Cell{kind: "number", text: text} }

// DateCell is a day or a moment in words, with the exact one in the title.
func DateCell(text, exact string) Cell { return Cell{kind: "date", text: text, title: exact} }

// YesNoCell is a sign for yes and nothing for no; word is read aloud.
func YesNoCell(yes bool, word string) Cell { return Cell{kind: "yesno", yes: yes, title: word} }

// TagsCell is several choices, with "+2" for those that are not shown.
func TagsCell(tags []Chip, more string) Cell { return Cell{kind: "tags", tags: tags, more: more} }

// ContactCell is a phone, a mail address or another link that leaves the program.
func ContactCell(text, href string) Cell { return Cell{kind: "contact", text: text, href: href} }

// Titled gives the cell the text that is shown when one points at it.
func (c Cell) Titled(title string) Cell { c.title = title; return c }

// Toned colours the cell by what its value means.
func (c Cell) Toned(tone Tone) Cell { c.tone = tone; return c }

// Iconed puts a sign before the cell's text.
func (c Cell) Iconed(icon string) Cell { c.icon = icon; return c }

// Editable lets the cell be changed in place; address gives its CellEditor.
func (c Cell) Editable(address string) Cell { c.edit = address; return c }

// Pager leads to neighbouring pages by key; an empty address is none.
type Pager struct {
	Range string // "1–50 з 1 284"
	Back  string
	Next  string
	Sizes []Segment // 50, 100, 200 rows
}

// ColumnChooser is the dialog that says which columns a view has and in what order.
type ColumnChooser struct {
	Action string
	Reset  string // address that posts the register's own columns; empty is none
	Fields []ColumnChoice
}

// ColumnChoice is a field that may be a column; those shown come first, in order.
type ColumnChoice struct {
	Name  string
	Label string
	Group string // section of the card, or the register it comes from
	Shown bool
	Fixed bool // the name: always shown and first
}

// Preview is a record in the drawer, without leaving the list.
type Preview struct {
	Title   string
	Href    string
	Avatar  Avatar
	Chips   []Chip
	Actions []Button
	Facts   []PreviewFact
	Groups  []PreviewGroup
}

// PreviewGroup is a titled part of a preview.
type PreviewGroup struct {
	Title string
	Lines []PreviewLine
}

// PreviewLine is a field with its value.
type PreviewLine struct {
	Label string
	Value Cell
}

// PreviewFact is a number that matters, with what it is compared to.
type PreviewFact struct {
	Label string
	Value string
	Note  string
	Tone  Tone
}

// CellEditor is the form in a cell that is being changed.
type CellEditor struct {
	Action  string
	Version string
	Field   Field
}

// EmptyRegister is shown while there is nothing yet. It says how to begin to
// those who can.
func EmptyRegister(p *lang.Printer, icon, title string, actions ...Button) Empty {
	e := Empty{Icon: icon, Title: title, Actions: actions}
	if len(actions) > 0 {
		e.Text = p.Text("list.nothing_yet")
	}
	return e
}

// EmptyFilter is shown when the filter lets nothing through. Wider are ways to
// see more: without one of the conditions, each with its count.
func EmptyFilter(p *lang.Printer, reset string, wider ...Button) Empty {
	return Empty{
		Icon: "filter-off", Title: p.Text("list.nothing_found"), Text: p.Text("list.nothing_found_hint"),
		Actions: append([]Button{{Label: p.Text("filter.reset"), Href: reset, Weight: Primary, Extra: swap(reset)}}, wider...),
	}
}

// EmptyRights is shown to those who may see nothing here; who can give the right.
func EmptyRights(p *lang.Printer, who string) Empty {
	return Empty{Icon: "lock", Title: p.Text("list.no_right"), Text: p.Text("list.no_right_hint", "who", who)}
}

// FoundBy tells that what was typed was read in another way: "layout" or
// "transliteration".
func FoundBy(p *lang.Printer, way, typed, read string) Notice {
	return Notice{Tone: Info, Icon: "language", Text: p.Text("list.found_by_"+way, "typed", typed, "read", read)}
}

// swap makes a link to a state of the same page replace its content in place.
func swap(href string) Extra {
	return With("hx-get", href, "hx-target", "#main", "hx-push-url", "true")
}

// phone gives each column its place in the two lines of a row on a phone: the
// name, one number at the end, one chip and one more text under them.
func (t Table) phone() []string {
	places := make([]string, len(t.Columns))
	taken := map[string]bool{}
	for i, column := range t.Columns {
		place := ""
		switch column.Kind {
		case NameColumn:
			place = "at-name"
		case MoneyColumn, NumberColumn:
			place = "at-end"
		case ChipColumn:
			place = "at-chip"
		case TextColumn, LongColumn, DateColumn, MomentColumn, ContactColumn, LinkedColumn, PersonColumn:
			place = "at-line"
		}
		if taken[place] {
			place = ""
		}
		taken[place] = true
		places[i] = place
	}
	return places
}

// need is the width of a column in pixels: what its kind or its words ask for,
// and room for most of its head.
func (c Column) need() int {
	need := cmp.Or(needs[c.Kind], 128)
	if c.Words != "" {
		need = min(max(80, 36+7*utf8.RuneCountInString(c.Words)), 176)
	}
	head := 26 + 7*utf8.RuneCountInString(c.Label)
	if c.Sorted != "" {
		head += 20
	}
	return (max(need, min(head, 144)) + 15) / 16 * 16
}

// sum is what all columns need together, in the steps that the style sheet
// knows. More than it knows leaves nothing to share out.
func (t Table) sum() string {
	sum := 0
	for _, column := range t.Columns {
		sum += column.need()
	}
	return "sum-" + strconv.Itoa(max(400, (sum+99)/100*100))
}

func (k ColumnKind) numeric() bool { return k == NumberColumn || k == MoneyColumn }

func (c Column) arrow() string {
	if c.Sorted == "descending" {
		return "arrow-down"
	}
	return "arrow-up"
}

func (c Cell) classes(place string) string {
	var classes []string
	if place != "" {
		classes = append(classes, place)
	}
	switch c.kind {
	case "number", "none":
		classes = append(classes, c.kind)
	case "muted", "date":
		classes = append(classes, "soft")
	}
	if c.tone != "" {
		classes = append(classes, c.tone.class())
	}
	return strings.Join(classes, " ")
}

// fits is how many letters surely fit into the narrowest column of text.
const fits = 16

// hint is the title of the cell: its own one, or the text that may be cut. A
// text that fits is not sent twice.
func (c Cell) hint() string {
	switch {
	case c.kind == "people" || c.kind == "yesno":
		return ""
	case c.title != "":
		return c.title
	case utf8.RuneCountInString(c.text) > fits:
		return c.text
	}
	return ""
}

// follow is swap for an address that may be empty.
func follow(href string) Extra {
	if href == "" {
		return nil
	}
	return swap(href)
}

func (c ColumnChoice) input(i int, part string) string {
	return "columns." + strconv.Itoa(i) + "." + part
}

func (v ColumnChooser) reset(p *lang.Printer) Button {
	if v.Reset == "" {
		return Button{}
	}
	return Button{Label: p.Text("list.columns_reset"), Weight: Quiet, Submit: true, Extra: With("formaction", v.Reset)}
}
