package page

// Palette is what the search over the page answers.
type Palette struct {
	Note   string // says that the keys were read in another layout; empty is as typed
	Groups []PaletteGroup
	None   string // said when nothing is found
}

// PaletteGroup is one kind of answer: recent, clients, deals, commands, pages.
type PaletteGroup struct {
	Title string
	Note  string // how the words were read that found these; empty is as all the others
	Items []PaletteItem
}

// PaletteItem is a record, a command or a page.
type PaletteItem struct {
	Icon    string
	Label   string
	Hint    string // code, town, sum, stage
	Keys    []string
	Href    string
	Actions string // address of the record's actions; empty for anything else
	Dialog  string // address of a dialog instead of Href
	Click   string // selector of what to press instead of Href
}

func (i PaletteItem) does() Extra {
	var extra Extra
	for _, attribute := range [][2]string{{"data-href", i.Href}, {"data-actions", i.Actions}, {"data-dialog", i.Dialog}, {"data-click", i.Click}} {
		if attribute[1] != "" {
			extra = extra.And(attribute[0], attribute[1])
		}
	}
	return extra
}
