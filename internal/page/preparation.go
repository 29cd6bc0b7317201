package page

// Preparation is what a seller thinks of before a meeting: a form whose blocks
// stand beside the techniques that serve them. Of a held meeting it is the
// same sheet, no longer written on, with marks of what worked.
type Preparation struct {
	Title    string // of the meeting
	Back     string // the meeting
	Chips    []Chip
	Meta     []Meta
	Facts    []Fact
	Print    string // address of the printed form; empty while there is no sheet
	Filled   int
	Progress string // "6 з 8"
	Form     Form   // what is asked, but for the blocks
	Blocks   []PreparationBlock
	Writable bool // somebody may write on it
	Used     bool // the meeting was held
	Rail     []RailBox
	Comments *Comments
	Files    *Files
	Statuses *History
	Last     []Meta // agreements of the meeting before
}

// PreparationBlock is one of the eight parts of the sheet.
type PreparationBlock struct {
	Name       string
	Title      string
	Ask        string // what one should think of
	Filled     bool
	Field      Field
	Text       string      // what it says, where nobody may write
	Answers    [][2]string // objections with answers, where nobody may write
	Techniques []PreparationTechnique
}

// PreparationTechnique is a hint beside a block.
type PreparationTechnique struct {
	ID, Name, About string
	Phrases         []string
	Chosen, Worked  bool
}

func (b PreparationBlock) id() string { return "block-" + b.Name }

// into is the input that a phrase goes into.
func (b PreparationBlock) into(form string) string { return b.Field.id(form) }
