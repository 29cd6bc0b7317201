package page

import "slices"

// Dossier is all that is known of a partner.
type Dossier struct {
	Title   string
	Code    string
	Back    string // to the partner's card
	Action  string // where the choice of blocks is sent to
	Print   string
	PDF     string
	Group   bool // with the companies below in the group
	Choices []DossierChoice
	Parts   []DossierPart
}

// DossierChoice is a block that may be switched on or off.
type DossierChoice struct {
	Name  string
	Label string
	On    bool
}

// DossierPart is one block: facts, or rows under heads.
type DossierPart struct {
	Name    string
	Title   string
	Facts   []DossierFact
	Columns []string // the first one is that of the rows' titles
	Rows    []DossierRow
	Note    string
}

// DossierFact is a value with its label; its line breaks are kept.
type DossierFact struct{ Label, Value string }

// DossierRow is a record or a sum that leads to its records.
type DossierRow struct {
	Title string
	Href  string
	Cells []string
}

// LeaveOut drops the columns in which no row says anything.
func (d *DossierPart) LeaveOut() {
	for i := len(d.Columns) - 1; i > 0; i-- {
		if slices.ContainsFunc(d.Rows, func(r DossierRow) bool { return r.Cells[i-1] != "" }) {
			continue
		}
		d.Columns = slices.Delete(d.Columns, i, i+1)
		for n := range d.Rows {
			d.Rows[n].Cells = slices.Delete(d.Rows[n].Cells, i-1, i)
		}
	}
}
