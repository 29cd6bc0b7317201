package page

// Environment is who has a say in a deal, who competes for it, and how they
// hang together.
type Environment struct {
	Title   string
	Actions []Button
	Index   string // the support index, "–" where nobody has influence
	Stance  string // in words; empty is unknown
	Tone    Tone
	Graph   string // the drawing; empty when there is nothing to draw
	Tall    string // the same for a phone
	People  []ParticipantRow
	Ties    []TieRow
	Rivals  []RivalRow
	Prices  bool // competitors and their prices may be seen
}

// ParticipantRow is one participant.
type ParticipantRow struct {
	Name, Href, Firm, Role, Attitude, Influence, Comment string
	Tone                                                 Tone // of the attitude
}

// TieRow is a tie as it is read: who, how, whom.
type TieRow struct{ From, Kind, To string }

// RivalRow is a competitor in the deal.
type RivalRow struct{ Name, Href, Price, Chance, Strengths, Weaknesses string }
