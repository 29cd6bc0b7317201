package page

// Meet is where strangers choose when to meet: the days of a month and the
// hours of one of them, by the clocks of their own zone.
type Meet struct {
	Public
	People, Lengths []MeetChoice
	With, Length    string // said where there is nothing to choose
	Place           string
	Moving, Back    string // which meeting is moved, and the way back to it

	Action string
	Hidden []Hidden
	Zones  []Choice
	Zone   string
	Guess  bool // nobody chose the zone yet: the browser may

	Month, Previous, Next string
	Weekdays              []string
	Weeks                 [][]MeetDay
	Day                   string
	Times                 []Link
	Empty                 string
}

// MeetChoice is one of several.
type MeetChoice struct {
	Link
	Current bool
}

// MeetDay is a day of the month; one without free hours leads nowhere.
type MeetDay struct {
	Number, Label, Href string
	Current, Other      bool
}

// MeetChosen is a chosen moment, and the form that asks who comes.
type MeetChosen struct {
	When, Zone, Length, With, Place, Back, Moving string
	Form                                          PublicForm
}

// MeetBooked is a meeting as its visitor sees it.
type MeetBooked struct {
	Public
	State, Thanks                   string
	Off                             bool
	When, Zone, Length, With, Place string
	ICS, Move, Cancel, Again        string
	Hidden                          []Hidden
}
