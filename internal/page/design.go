package page

// Design is the map of one version of a process, and the forms by which it is
// drawn.
type Design struct {
	Title   string
	Chips   []Chip
	Actions []Button

	Board DesignBoard
	// Step and Way are the forms of what is chosen; nil shows the list of steps.
	Step   *DesignStep
	Add    Form
	Open   bool // it is a draft that the reader may change
	Papers []DesignPaper
	Paper  *Form // takes one more; nil when the process has no files
	Files  string
}

// DesignBoard is the drawing with what is wrong with it: the part of the page
// that a change by mouse draws anew.
type DesignBoard struct {
	Drawing string
	Action  string // takes changes; empty when there are none to make
	Version string
	Faults  []DesignFault
	Sound   bool // it was looked for faults, and there are none
	Steps   []DesignLine
	Refusal string // why the last change was not made
}

// DesignFault is one thing that keeps a map from being followed.
type DesignFault struct{ Text, Href string }

// DesignLine says a step in words: the twin of the drawing.
type DesignLine struct {
	Kind, Title, Note, Href string
	Current                 bool
	Ways                    []string
}

// DesignStep is the chosen step.
type DesignStep struct {
	Title string
	Kind  string
	Form  Form
	Ways  []DesignWay
	Join  Form // draws one more way; without fields there is none to draw
	Drop  *Form
	Back  string
	Lines []Line // what the step says, where it may not be changed
}

// DesignWay is one way out of the chosen step.
type DesignWay struct {
	Title string
	Form  Form
	Cut   Form
}

// DesignPaper is a document that helps with the process or a step of it.
type DesignPaper struct {
	Kind, Name, Href, Step string
	Drop                   *Form
}
