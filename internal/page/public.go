package page

// Public is a page for strangers, alone or in a frame of another site.
type Public struct {
	Company, Title, Intro string
	Sheets                []string
	// The proof of work: for what, how hard, and the scripts that do it.
	Challenge, Bits, Worker, Script string
	// Embedded pages stand in a frame of another site.
	Embedded bool
	Problem  string // of the whole page
}

// PublicForm is a form that strangers fill in.
type PublicForm struct {
	Public
	Action         string
	Hidden         []Hidden
	Fields         []PublicField
	Upload         bool // one of them is a file
	Consent        string
	ConsentProblem string
	Submit         string
	Trap           string // an input that people do not see
	Sent           bool
	Thanks         string
	Again          string
}

// PublicField is one thing it asks.
type PublicField struct {
	Name, Label, Value, Type, Complete, Hint, Problem string
	Long, Required                                    bool
}

func (f PublicField) described() string {
	if f.Problem != "" || f.Hint != "" {
		return f.Name + "-note"
	}
	return ""
}
