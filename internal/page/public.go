package page

// PublicForm is a form that strangers fill in, on a page of its own or in a
// frame of another site.
type PublicForm struct {
	Company, Title, Intro string
	Action                string
	Hidden                []Hidden
	Fields                []PublicField
	Upload                bool // one of them is a file
	Consent               string
	ConsentProblem        string
	Submit                string
	Trap                  string // an input that people do not see
	// The proof of work: for what, how hard, and the scripts that do it.
	Challenge, Bits, Worker, Script string

	Problem string // of the whole form
	Sent    bool
	Thanks  string
	Again   string
	// Embedded forms stand in a frame of another site.
	Embedded bool
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
