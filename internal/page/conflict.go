package page

// Conflict is shown instead of saving when somebody else saved the same record
// first: both versions field by field, and a choice for each.
type Conflict struct {
	// Title is the record's name.
	Title string
	// Who and When speak of the other save: "Мельник І. С.", "14:05".
	Who, When string
	// Action takes the choices; Version is the one the other save made.
	Action  string
	Version string
	Key     string
	Rows    []Difference
	// Hidden carries what both agree on, so that nothing typed is lost.
	Hidden []Hidden
	// Theirs opens the record as it is now; mine is given up by that.
	Theirs string
}

// Difference is one field in which the two versions differ. The choice is
// posted as take.Name, "theirs" or "mine".
type Difference struct {
	Name  string
	Label string
	// Was is the value both started from.
	Was string
	// Theirs and Mine are to read.
	Theirs, Mine string
	// Typed is my version as the form posted it; the server takes it for "mine".
	Typed []Hidden
	// Touched is set when I changed the field myself: mine is then the choice.
	Touched bool
}
