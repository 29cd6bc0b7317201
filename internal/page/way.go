package page

// DealMap is the way of deals drawn as a map, with the table of the same.
type DealMap struct {
	Board
	Drawing string
	Rows    []DealMapRow
}

// DealMapRow is one stage.
type DealMapRow struct {
	Stage       string
	Href        string
	Hue         Hue
	Count       string
	Sums        []string
	Probability string
	Weighted    []string
	Norm        string
	Over        string
	OverHref    string
	Tone        Tone
}
