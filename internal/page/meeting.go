package page

// Meeting is what the card of a meeting shows before all else: who meets where
// and why, what was said and what was agreed.
type Meeting struct {
	Edit       string // form of the section; empty when one may not
	Time       string
	Place      string
	Goals      string
	Discussion string
	Agenda     []MeetingPoint
	Sides      []MeetingSide
	Agreements []MeetingAgreement
	// Assign makes tasks and commitments of the agreements; empty when there is
	// nothing to make or one may not.
	Assign, AssignKey string
	Next              Meta
	Preparation       MeetingPaper
	Protocol          MeetingPaper
}

// MeetingPoint is one topic of the agenda.
type MeetingPoint struct{ Topic, Speaker, Minutes string }

// MeetingSide is those who come from one side.
type MeetingSide struct {
	Title  string
	People []MeetingPerson
}

// MeetingPerson is one who takes part.
type MeetingPerson struct {
	Name, Note, Href string
	Attended         bool
}

// MeetingAgreement is what one side will do, and what was made of it.
type MeetingAgreement struct {
	Text, Who, By string
	Theirs        string // set when the client does it
	Became        []Meta
}

// MeetingPaper is a paper of the meeting: what it is, how far it is.
type MeetingPaper struct {
	Label, Href, Note string
	Tone              Tone
}
