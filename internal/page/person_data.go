package page

// Person is all that is kept about a person, in words.
type Person struct {
	Language string // of the document, as html says it
	Title    string
	Lead     []string
	Sections []PersonSection
}

// PersonSection is what one register keeps.
type PersonSection struct {
	Title   string
	None    string // said when there is nothing
	Records []PersonRecord
}

// PersonRecord is one record, as far as it is about the person.
type PersonRecord struct {
	Title string
	Facts []Fact
}
