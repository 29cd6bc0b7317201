// Package paper makes what is printed. A form takes values and gives a Sheet:
// a title and a row of blocks. Two renderers draw the same sheet, as a page of
// a browser and as a PDF.
package paper

// Sheet is one printed document, in one language. All its texts are ready.
type Sheet struct {
	Organisation string // stands over the title
	Title        string // "Протокол зустрічі № 12"
	Note         string // a line under the title
	Number       string // names the document at the foot of every page
	Printed      string // when, at the foot
	By           string // who printed it, at the foot
	Blocks       []Block
}

// Block is one piece of a sheet, as wide as the page.
type Block interface{ block() }

// Heading begins a part. It is never the last thing on a page.
type Heading struct{ Text string }

// Facts are short values beside their labels.
type Facts []Fact

// Fact is one value with its label.
type Fact struct{ Label, Value string }

// Text is running text; its line breaks are kept.
type Text struct {
	Text  string
	Muted bool // a remark beside the matter
}

// Table is rows under heads that are repeated on every page. A row stays whole
// unless it is taller than a page.
type Table struct {
	Columns []Column
	Rows    [][]string
	Sum     []string // the last row, stronger; none when nil
	Empty   string   // said in place of no rows; no table at all when empty too
}

// Column is one column of a table.
type Column struct {
	Title string
	Right bool // for figures
	Least int  // mm that it gets at least, as for something to be written by hand
}

// Ruled is room for handwriting.
type Ruled struct{ Lines int }

// Marks are boxes to be ticked by hand, each with its text.
type Marks []string

// Signatures are lines to be signed.
type Signatures []Signature

// Signature is who signs: for whom, and his name where it is known.
type Signature struct{ Role, Name string }

// Picture is a PNG or JPEG image in its own proportions.
type Picture struct {
	Name  string // says what it shows, also where it cannot be drawn
	Bytes []byte
	Width float64 // mm; nought is as wide as the page
}

func (Heading) block()    {}
func (Facts) block()      {}
func (Text) block()       {}
func (Table) block()      {}
func (Ruled) block()      {}
func (Marks) block()      {}
func (Signatures) block() {}
func (Picture) block()    {}

// foot is what stands at the foot of every page beside its number.
func (s *Sheet) foot() []string {
	var out []string
	for _, text := range []string{s.Number, s.Printed, s.By} {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}
