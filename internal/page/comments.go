package page

// Comments are a talk about a record, latest first.
type Comments struct {
	// Action takes a new comment; empty when one may only read.
	Action string
	Key    string
	// Typed is a comment that was not saved yet.
	Typed    string
	Problem  string
	DraftURL string
	List     []Comment
	More     string
}

// Comment is one remark.
type Comment struct {
	ID   string
	Who  Face
	Time string
	// Moment is the machine-readable time, RFC 3339.
	Moment string
	Text   []Words
	// Edited says when it was changed; empty when it never was.
	Edited string
	// Edit and Delete are addresses, empty when one may not (any longer).
	Edit, Delete string
	// EditUntil says till when: "Можна змінити до 14:20".
	EditUntil string
}

// Words is a run of text in a comment: plain, a person mentioned, or a link.
type Words struct {
	Text    string
	Href    string
	Mention bool
}
