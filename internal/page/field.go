package page

// Control says how a field is filled in: which input stands under its label.
type Control string

// The closed set of controls. A field of a register has one by its kind; the
// pages of Dossier itself (sign-in, profile, import) use the same ones.
const (
	AskText       Control = "text"
	AskLongText   Control = "longtext"
	AskEmail      Control = "email"
	AskPhone      Control = "phone"
	AskLink       Control = "link"
	AskNumber     Control = "number"
	AskQuantity   Control = "quantity"
	AskPercent    Control = "percent"
	AskMoney      Control = "money"
	AskDate       Control = "date"
	AskMoment     Control = "moment"
	AskYesNo      Control = "yesno"
	AskChoice     Control = "choice"
	AskSeveral    Control = "several"
	AskReference  Control = "reference"
	AskReferences Control = "references"
	AskFile       Control = "file"
	AskNames      Control = "names"
	AskParts      Control = "parts"
	AskPassword   Control = "password"
	AskCode       Control = "code"
)

// NativeChoices is the number of choices up to which the browser's own list is
// shown; above it one searches.
const NativeChoices = 12

// Field is one question of a form: its label, what was typed so far, and what
// is wrong with that.
type Field struct {
	// Name is the name of the input and the key under which it is posted. Inputs
	// of one field share it: money adds Name.currency, a file Name.remove, names
	// Name.uk, Name.ru, Name.bg and Name.en.
	Name    string
	Label   string
	Hint    string
	Control Control

	// Values is the text as it was typed or as the reader's language writes it:
	// one for most controls, several for AskSeveral, amount and currency code for
	// AskMoney. A day is "24.11.2026", a moment "24.11.2026 14:30", "1" means yes.
	Values []string

	// Choices are those of AskChoice and AskSeveral, and the currencies of AskMoney.
	Choices []Choice
	// Lookup answers with <li role=option> while one types in a reference.
	Lookup string
	// With are names of other fields of the form that narrow the choice.
	With []string
	// Chosen are the records a reference already points at.
	Chosen []Chosen
	// Upload takes the bytes of AskFile at once; Files are those already there.
	// Largest is the limit in bytes, 0 for none but the server's; TooBig is the
	// sentence for a larger one, with {name} in it.
	Upload  string
	Files   []File
	Accept  string
	Camera  bool // phones begin with their camera
	Largest int64
	TooBig  string
	// Names are the four languages of AskNames, the reader's own one first.
	Names []Named
	Rows  Rows

	Required bool
	ReadOnly bool
	// Because says why a read-only field is read-only.
	Because string
	// Problem is what is wrong with the value, in words; empty when nothing is.
	Problem string
	// Focus puts the cursor here when the form opens.
	Focus bool
	// Pair puts the field beside the one after it where there is room.
	Pair bool
	// MaxLength is in characters; 0 means the kind's own limit.
	MaxLength int
	// Lines is the height of AskLongText; 0 means four.
	Lines int
	// Unit stands after the input: "%", "шт", "днів".
	Unit        string
	Placeholder string
	// Autocomplete is the token of the HTML standard; empty means "off".
	Autocomplete string
}

// Choice is one entry of a list.
type Choice struct {
	Value string
	Label string
	// Note is a second line or a count: "17 партнерів".
	Note string
	// Hue is one of the named colours, or empty.
	Hue Hue
	// Why says why the choice may not be taken; it is then shown disabled.
	Why string
}

// Chosen is a record a reference points at.
type Chosen struct {
	ID    string
	Label string
	// Note tells namesakes apart: a code, a town.
	Note string
	// Href is its card; empty when one may not open it.
	Href string
}

// Named is a name in one language.
type Named struct {
	Language string
	Label    string
	Value    string
	Required bool
	Problem  string
}

// Rows are the parts of a record: its phones, addresses, accounts. Each row is
// a line of small fields whose names carry the row's index ("phones.0.number").
type Rows struct {
	Rows []Row
	// Blank is the row that adding makes, with index 0 in its names; rows are
	// numbered anew after each change.
	Blank Row
	// Add is the label of the button: "Додати телефон".
	Add string
	// Sorted rows may be moved up and down.
	Sorted bool
	// None is said when there are no rows.
	None string
}

// Row is one part. The names of its fields and of what it hides carry its
// place: "phones.0.number".
type Row struct {
	Hidden  []Hidden
	Fields  []Field
	Problem string
}

// Hidden is a value that a form carries without showing it.
type Hidden struct{ Name, Value string }
