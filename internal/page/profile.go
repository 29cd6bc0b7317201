package page

import "strings"

// Profile is everything a person sets for himself.
type Profile struct {
	Face  Face
	Email string
	Roles []string
	Team  string
	// Tabs are the parts of the profile, each with its own address.
	Tabs []Tab
	// Only one of the following is shown: the one the current tab names.
	Person   *Form
	Look     *Look
	Password *Form
	Factor   *Factor
	Sessions *Sessions
	Tokens   *Tokens
	SignIns  *SignIns
	Works    *Works
}

// Look is language, theme, density and keyboard.
type Look struct {
	Action    string
	Languages []LookChoice
	Zones     []Choice
	Zone      string
	Themes    []LookChoice
	Densities []LookChoice
	// SingleKeys turns shortcuts without Ctrl on.
	SingleKeys bool

	QuietFrom, QuietTo string   // between them nothing comes over the page
	Hours              []string // to choose from
}

// LookChoice is one radio with a picture of what it does.
type LookChoice struct {
	Value, Label, Note string
	Chosen             bool
}

// Factor is the second factor: off, being turned on, or on.
type Factor struct {
	On bool
	// Since says when it was turned on.
	Since string
	// Begin, Confirm, Stop and Renew are where the steps post.
	Begin, Confirm, Stop, Renew string
	Key                         string
	// QR is an SVG drawn by the program; Secret is the same to type by hand.
	QR     string
	Secret string
	// Problem is what is wrong with the code typed.
	Problem string
	// Codes are the recovery codes, shown once; Kept goes on when they are kept.
	Codes []string
	Kept  string
	// Left is the number of codes not used yet, in words.
	Left string
	// Must is set when the password is too short to do without.
	Must bool
}

// Sessions are the browsers one is signed in with.
type Sessions struct {
	List []Session
	// RevokeAll ends all but this one.
	RevokeAll string
	Key       string
}

// Session is one browser.
type Session struct {
	// Device is read from the browser's name: "Chrome, Windows".
	Device string
	// Phone chooses the icon.
	Phone     bool
	Address   string
	StartedAt string
	SeenAt    string
	Current   bool
	Revoke    string
}

// Tokens are the keys by which programs act in one's name.
type Tokens struct {
	List []Token
	// Made is a new token, shown once.
	Made     string
	MadeName string
	// New is where a new token posts; its form follows.
	New    string
	Key    string
	Name   Field
	Expiry Field
	Scopes []TokenScope
	// Problem is said when no scope was chosen.
	Problem string
}

// Token is one key; its text cannot be shown again.
type Token struct {
	Name      string
	Start     string
	Scopes    []string
	MadeAt    string
	UsedAt    string
	ExpiresAt string
	Expired   bool
	Revoke    string
}

// TokenScope is a register that a token may read and write. Write is empty when
// one may not write oneself.
type TokenScope struct {
	Label           string
	Read, Write     string
	ReadOn, WriteOn bool
}

// SignIns is the history of signing in, latest first.
type SignIns struct {
	List []SignInTry
	More string
}

// SignInTry is one attempt.
type SignInTry struct {
	Time    string
	Moment  string
	Device  string
	Address string
	Worked  bool
	Note    string
}

// Works are the changes in bulk that a person began, latest first.
type Works struct {
	List []Work
	More string
}

// Work is one of them.
type Work struct {
	Title, Href  string
	State        JobState
	Progress     string
	Time, Moment string
}

func (w Work) icon() string { return w.State.icon() }
func (w Work) tone() Tone   { return w.State.tone() }

func (v Factor) codes() string { return strings.Join(v.Codes, "\n") }

// truth is a yes or no as ARIA writes it.
func truth(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}
