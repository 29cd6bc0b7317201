package paper

import "dossier/internal/lang"

// Dossier is the printed dossier of a partner.
type Dossier struct {
	Partner string
	Code    string
	Parts   []DossierPart
}

// DossierPart is one block of it: facts, or rows.
type DossierPart struct {
	Title   string
	Facts   Facts
	Columns []Column
	Rows    [][]string
	Note    string
}

// Sheet lays the form out.
func (v Dossier) Sheet(p *lang.Printer) *Sheet {
	s := &Sheet{
		Title: p.Text("dossier.title", "partner", v.Partner), Note: v.Code,
		Number: p.Text("dossier.title", "partner", v.Partner),
	}
	for _, part := range v.Parts {
		s.Blocks = append(s.Blocks, Heading{part.Title})
		if len(part.Facts) > 0 {
			s.Blocks = append(s.Blocks, part.Facts)
		}
		if len(part.Rows) > 0 {
			s.Blocks = append(s.Blocks, Table{Columns: part.Columns, Rows: part.Rows})
		}
		if part.Note != "" {
			s.Blocks = append(s.Blocks, Text{Text: part.Note, Muted: true})
		}
	}
	if len(v.Parts) == 0 {
		s.Blocks = append(s.Blocks, Text{Text: p.Text("dossier.nothing"), Muted: true})
	}
	return s
}
