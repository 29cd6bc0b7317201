package paper

import "dossier/internal/lang"

// Preparation is the printed sheet of a meeting that is prepared: what was
// thought of, with room to write by hand.
type Preparation struct {
	Number string // of the meeting
	Title  string
	Facts  Facts // of the meeting and the client
	Blocks []PreparationBlock
	Tasks  []string
}

// PreparationBlock is one part of the sheet.
type PreparationBlock struct {
	Title      string
	Text       string
	Answers    [][]string // objections, each with its answer
	Techniques []string
}

// Lines for handwriting under a block that says something, and under one that
// says nothing yet.
const (
	linesMore  = 2
	linesEmpty = 4
	linesNotes = 8
)

// Sheet lays the form out.
func (v Preparation) Sheet(p *lang.Printer) *Sheet {
	s := &Sheet{
		Title: p.Text("paper.preparation", "number", v.Number), Note: v.Title,
		Number: p.Text("paper.preparation", "number", v.Number), Blocks: []Block{v.Facts},
	}
	for _, b := range v.Blocks {
		s.Blocks = append(s.Blocks, Heading{b.Title})
		lines := linesEmpty
		if b.Text != "" {
			s.Blocks, lines = append(s.Blocks, Text{Text: b.Text}), linesMore
		}
		if len(b.Answers) > 0 {
			s.Blocks, lines = append(s.Blocks, Table{
				Columns: []Column{{Title: p.Text("preparation.objections.objection"), Least: 50}, {Title: p.Text("preparation.objections.answer"), Least: 50}},
				Rows:    b.Answers,
			}), linesMore
		}
		if len(b.Techniques) > 0 {
			s.Blocks = append(s.Blocks, Marks(b.Techniques))
		}
		s.Blocks = append(s.Blocks, Ruled{lines})
	}
	if len(v.Tasks) > 0 {
		s.Blocks = append(s.Blocks, Heading{p.Text("paper.tasks")}, Marks(v.Tasks))
	}
	s.Blocks = append(s.Blocks, Heading{p.Text("paper.notes")}, Ruled{linesNotes})
	return s
}
