package page

// Role is the editor of one role: what its people may do with each register,
// which classes of fields they see and change, and which menu they get.
type Role struct {
	ID      string
	Title   string
	Action  string
	Key     string
	Version string
	// People leads to those who have the role, with their number in words.
	People     string
	PeopleHref string
	// About are name in four languages, note and menu profile.
	About []Field
	// System roles are shown and cannot be changed; Copy makes one that can.
	System bool
	Copy   string
	// Refusal is a problem of the whole: the last administrator would be lost.
	Refusal string

	Acts    Matrix
	Actions []RoleActions
	Classes Matrix
	Cancel  string
}

// Matrix is a table of choices: registers down, acts or classes across.
type Matrix struct {
	Heads  []MatrixHead
	Groups []MatrixGroup
}

// MatrixHead is a column: an act or a class of fields.
type MatrixHead struct {
	Label string
	// Title explains it: "Ціни закупівлі, собівартість, маржа".
	Title string
}

// MatrixGroup is registers that belong together, under the name of the menu's section.
type MatrixGroup struct {
	Title string
	Rows  []MatrixRow
}

// MatrixRow is one register.
type MatrixRow struct {
	Label string
	Icon  string
	// Cells are in the order of the heads.
	Cells []MatrixCell
}

// MatrixCell is one right.
type MatrixCell struct {
	// Name is the input: "deal.edit"; empty when the register has no such act.
	Name string
	// Label is for the ear: "Угоди: змінювати".
	Label string
	Value string
	// Choices go from none to all, in order; those beyond one's own right say
	// why they may not be taken.
	Choices []Choice
	// Why disables the whole cell and says why.
	Why string
}

// RoleActions are the actions that a register describes itself.
type RoleActions struct {
	Label string
	Icon  string
	Cells []MatrixCell
}

// label is the chosen scope in words.
func (c MatrixCell) label() string {
	for _, choice := range c.Choices {
		if choice.Value == c.Value {
			return choice.Label
		}
	}
	return "—"
}
