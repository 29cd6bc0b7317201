package page

// History is what was done to a record, latest day first.
type History struct {
	Days []HistoryDay
	// More loads the entries before these; empty at the beginning of the record.
	More string
	// Filters choose whose and which changes are shown.
	Filters []Segment
}

// HistoryDay is the entries of one day under its name: "20 листопада, пʼятниця".
type HistoryDay struct {
	Name    string
	Entries []HistoryEntry
}

// HistoryEntry is one save, or one action, with the fields it changed.
type HistoryEntry struct {
	Who  Face
	Time string
	// Moment is the machine-readable time, RFC 3339.
	Moment string
	// Did is the deed in words without an actor: "Створено", "Угоду програно".
	Did  string
	Icon string
	Hue  Hue
	// From is where it came from: form, import, API, process; empty means the form.
	From     string
	FromHref string
	Changes  []Change
	// Undo takes the entry back; empty when it cannot be.
	Undo string
}

// Change is one field: what it was and what it became. Hidden values are left
// out by the handler, never blanked here.
type Change struct {
	Label string
	Was   string
	Now   string
}

// Face is a person by name with the avatar that stands beside it.
type Face struct {
	Name   string
	Avatar Avatar
	Href   string
}

func (e HistoryEntry) icon() string { return or(e.Icon, "pencil") }
