package page

// Scan asks for an inventory number.
type Scan struct {
	Number  string
	Problem string
}

// Labels are stickers to be printed and cut.
type Labels struct {
	Title  string
	Back   string
	Labels []UnitLabel
}

// UnitLabel is the sticker of one thing. QR is an SVG picture.
type UnitLabel struct {
	Company string
	Number  string
	Name    string
	QR      string
}
