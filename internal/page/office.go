package page

// Entrances is how everybody comes in: who has a password, a second factor, an
// open invitation.
type Entrances struct {
	List []EntranceLine
}

// EntranceLine is one user.
type EntranceLine struct {
	Face  Face
	Email string
	// Chips say how he comes in; Seen when he last did.
	Chips []Chip
	Seen  string
	// Href is where his access is changed; empty when it may not be.
	Href string
}

// Access is how one user comes in and what can be done about it.
type Access struct {
	Face  Face
	Email string
	Lines []AccessLine
	Acts  []AccessAct
	// Link is a link made just now, shown once; Lead says for whom and how long.
	Link, Lead string
}

// AccessLine is a fact about somebody's access.
type AccessLine struct {
	Label, Value string
	Tone         Tone
}

// AccessAct is something to do about it: a button that posts.
type AccessAct struct {
	Label  string
	Note   string
	Icon   string
	Post   string
	Key    string
	Danger bool
}

// Audit is the audit log, the newest lines first.
type Audit struct {
	Acts  []Choice // what the log can be narrowed to
	Act   string
	Who   string // name of whom it is narrowed to
	All   string // address of the whole log, when it is narrowed
	Lines []AuditLine
	More  string // address of earlier lines; empty at the beginning
}

// AuditLine is one thing that was done.
type AuditLine struct {
	Who     Face
	Did     string
	Icon    string
	Tone    Tone
	About   string // what it was done to
	Href    string
	Facts   string
	Time    string
	Moment  string
	WhoHref string // the log of this person alone
}

// Jobs is the work done outside of requests, the newest first.
type Jobs struct {
	Filters []Segment
	List    []JobLine
}

// JobLine is one of them.
type JobLine struct {
	Label  string
	Note   string
	State  Chip
	Error  string
	Time   string
	Cancel string // address that ends it; empty when it has ended
	Retry  string // address that begins it again; empty unless it was parked
	Href   string // where its outcome is shown
}

func (a AccessAct) weight() Weight {
	if a.Danger {
		return Danger
	}
	return ""
}
