package page

// Filter is the row of conditions above a register, a board or a report. All
// of them hold together; inside one condition any of its values is enough.
type Filter struct {
	Search Search
	Chips  []FilterChip
	Add    string // address of the dialog with fields to filter by
	Groups string // address of the drawer with groups of conditions; empty is none
	Reset  string // address without any condition; empty while there is none
	Sums   []FilterSum
	Notice *Chip // what deserves care in what is shown: a bottleneck
}

// Search is the field that looks for words in the register's own rows.
type Search struct {
	Action string // address of the list; empty draws no field
	Name   string // of the parameter
	Value  string
	Label  string // "Пошук у клієнтах"
	Hidden []Hidden
}

// FilterChip is one condition: a field, and in words how and with what it is
// compared.
type FilterChip struct {
	Field  string // label of the field
	Words  string // "за останні 30 днів", "5 з 9", "від 50 000 ₴"
	Title  string // all of it, when Words had to be short
	Edit   string // address of its editor; empty cannot be edited here
	Remove string // address of the list without it; empty cannot be removed
}

// FilterSum is the sum of a column over all filtered rows, one text a currency.
type FilterSum struct {
	Label string
	Sums  []string
}

// FilterFields is the dialog from which one takes a field to filter by.
type FilterFields struct {
	Find   string // address that answers this dialog's list for what is typed in "q"
	Query  string
	Groups []FilterFieldGroup
}

// FilterFieldGroup is a section of fields, or another register's.
type FilterFieldGroup struct {
	Title  string
	Fields []FilterField
}

// FilterField leads to the editor of one field.
type FilterField struct {
	Icon  string
	Label string
	Href  string
	Done  bool // it leads to the list with a whole condition instead
}

// FilterEditor is the dialog in which one condition is made. Changing the
// operator asks for the editor again, since other operators want other inputs.
type FilterEditor struct {
	Title     string // label of the field
	Action    string // answers by going to the list with the condition
	Self      string // address of this editor
	Hidden    []Hidden
	Operators []Choice // in words; the one whose Value is Operator is chosen
	Operator  string
	Inputs    []Field  // none for "is empty"
	Quick     []Button // words that need no input: today, last 30 days
	Remove    string   // address of the list without the condition; empty for a new one
}

// FilterGroups is the drawer with groups of conditions.
type FilterGroups struct {
	Root  FilterGroup
	Apply string // address of the list with them
	Count string // rows that they let through: "Знайдено 23"
}

// FilterGroup is conditions and groups joined by "all" or by "any".
type FilterGroup struct {
	Any    bool
	Not    bool
	Switch string // address with the other joint
	Invert string // address with the group turned round
	Chips  []FilterChip
	Groups []FilterGroup
	Add    string // address of the dialog with fields
	Nest   string // address with one more group inside
	Remove string // address without the group; empty for the outermost
}

func (f Filter) shown(changed *Changed) bool {
	return f.Search.Action != "" || len(f.Chips) > 0 || f.Add != "" || changed != nil || len(f.Sums) > 0
}

// opens says that the editor of the field is a dialog.
func (f FilterField) opens() Extra {
	if f.Done {
		return nil
	}
	return With("data-dialog")
}
