package page

// Wizard is the import of a file, step by step. Each step has its own address;
// one may go back to any that is done.
type Wizard struct {
	Title string
	// File is what is being imported: name, size, rows, ready to read.
	File  string
	Steps []WizardStep
	// Back is the address of the step before; empty on the first.
	Back string
	// One of the following is the current step.
	Upload  *WizardUpload
	Columns *WizardColumns
	Values  *WizardValues
	DryRun  *WizardDryRun
	Job     *Job
}

// WizardStep is one of the bar.
type WizardStep struct {
	Label   string
	Href    string
	Done    bool
	Current bool
}

// WizardUpload is step 1: the file and the register that it goes into.
type WizardUpload struct {
	Action   string
	Key      string
	Register Field
	// Mapping are saved matches of columns, to begin with.
	Mapping Field
	Upload  Upload
	Problem string
	// Earlier are imports done before, to look at or to repeat.
	Earlier []EarlierImport
}

// EarlierImport is one of them.
type EarlierImport struct {
	File  string
	Note  string
	Href  string
	State JobState
}

// WizardColumns is step 2: which column goes into which field.
type WizardColumns struct {
	Action string
	Key    string
	// Reading are encoding, delimiter, sheet and header row; changing one of
	// them reads the file again by posting to Reread.
	Reading []Field
	Reread  string
	// Columns are in the order of the file.
	Columns []WizardColumn
	// KeyNone may be chosen: then every row is a new record.
	KeyNone bool
	// Missing are required fields to which no column goes.
	Missing []string
	// SaveAs keeps the match under a name; empty name keeps nothing.
	SaveAs  Field
	Problem string
}

// WizardColumn is one column of the file.
type WizardColumn struct {
	// Index is its number from 0; Letter is what a spreadsheet calls it.
	Index  string
	Letter string
	Header string
	// Samples are its first different values, three at most.
	Samples []string
	// Target is the field chosen, among Targets; empty does not import.
	Target  string
	Targets []ChoiceGroup
	// Suggested says by what the program found the field: name, content or a saved match.
	Suggested string
	// Key is set when the column tells known records from new ones; MayBeKey
	// when its field can do that.
	Key, MayBeKey bool
	Problem       string
}

// ChoiceGroup are choices under a heading: a section of the register.
type ChoiceGroup struct {
	Label   string
	Choices []Choice
}

// WizardValues is step 3: what the words of the file mean here.
type WizardValues struct {
	Action string
	Key    string
	// Formats are how days and amounts are written: detected, changeable.
	Formats []WizardFormat
	Groups  []ValueGroup
	Problem string
}

// WizardFormat is one question about how the file writes things.
type WizardFormat struct {
	Field Field
	// Examples show what is understood: "2017-04-12 → 12 кві 2017".
	Examples []Reading
	// Sure is how it was found: "усі 8 800 значень".
	Sure string
	// Doubt is set when several readings fit; one must look.
	Doubt bool
}

// Reading is a value of the file and what it is read as.
type Reading struct {
	Typed string
	Read  string
	// Wrong is set when it cannot be read.
	Wrong bool
}

// ValueGroup is one column whose values are entries of a directory.
type ValueGroup struct {
	// ID is unique on the page.
	ID string
	// Column and Field are read as "Column → Field".
	Column string
	Field  string
	// Note counts them: "7 різних значень, 2 не знайдено".
	Note string
	// Open groups have something to decide.
	Open   bool
	Values []ImportValue
	// Rest makes the same choice for all values not found, when that is offered.
	Rest *ImportValue
}

// ImportValue is one distinct text of a column and what becomes of it.
type ImportValue struct {
	// Name is the input; its Name.to is posted with the entry chosen for "entry".
	Name string
	// Typed is the text; empty for rows where the column is empty.
	Typed string
	// Count is the number of rows, ready to read.
	Count string
	// Choice is entry, create, constant or empty.
	Choice string
	// May are the choices there are, in that order.
	May []Choice
	// Entries are the directory when it is small; else Lookup searches it.
	Entries []Choice
	Entry   string
	Lookup  string
	Chosen  Chosen
	// Found says how the entry was found: by name, by code, nearly the same.
	Found string
	// Nearly asks one to look: the text is not quite the entry's name.
	Nearly  bool
	Problem string
}

// WizardDryRun is step 4: what would happen, without anything happening yet.
type WizardDryRun struct {
	Action string
	Key    string
	Counts []Count
	// One of the following is the preview of the count that is open.
	New     *NewRows
	Changed []WizardChange
	Refused []Refusal
	// Shown says how much of it is shown: "Показано перші 20 з 4 238".
	Shown string
	// Start is the label of the button with its number; empty when there is
	// nothing to import.
	Start string
	// Warnings are what one should know before: "1 425 угод без клієнта".
	Warnings []string
}

// NewRows is the first rows that would be new.
type NewRows struct {
	Heads []string
	Rows  [][]string
}

// WizardChange is a known record that would change.
type WizardChange struct {
	Row     string
	Label   string
	Href    string
	Changes []Change
}

func (v ImportValue) chosen() []Chosen {
	if v.Chosen.ID == "" {
		return nil
	}
	return []Chosen{v.Chosen}
}

// keyless is set when no column is the key.
func (c WizardColumns) keyless() bool {
	for _, column := range c.Columns {
		if column.Key {
			return false
		}
	}
	return true
}
