package page

// Files are the attachments of a record.
type Files struct {
	// Upload takes new ones; its Href is empty when one may only read.
	Upload Upload
	// Limit is said under the drop zone: "До 50 МБ кожен".
	Limit   string
	Problem string
	List    []File
	// Total is the size of all: "12,4 МБ".
	Total string
}

// File is one attachment.
type File struct {
	ID   string
	Name string
	// Size is ready to read: "412 КБ".
	Size string
	// Shape chooses the icon: image, pdf, sheet, text, archive, sound, video or other.
	Shape    string
	Kind     string
	Who      string
	Time     string
	Moment   string
	Download string
	// View opens the safe preview; empty when there is none.
	View   string
	Delete string
	// Removed marks a file of a form field that saving will take away.
	Removed bool
}

// Upload takes files and shows how far each is.
type Upload struct {
	// ID is of the input, Name is its name.
	ID, Name string
	// Href takes the bytes of each file at once.
	Href   string
	Accept string
	Camera bool // phones begin with their camera
	// Largest is in bytes, 0 for no limit of its own; TooBig is the sentence for
	// a larger file, with {name} in it.
	Largest int64
	TooBig  string
	// Many takes several files.
	Many bool
	// Files are those already there, in a field of a form.
	Files []File
	// Lead is the text in the drop zone; empty is the usual one.
	Lead string
}

func (f File) icon() string {
	switch f.Shape {
	case "image":
		return "photo"
	case "pdf", "text":
		return "file-text"
	case "sheet":
		return "file-spreadsheet"
	case "archive":
		return "package"
	case "video":
		return "camera"
	}
	return "file"
}

func (f File) hue() Hue {
	switch f.Shape {
	case "image":
		return Violet
	case "pdf":
		return Red
	case "sheet":
		return Green
	case "text":
		return Blue
	case "archive":
		return Amber
	}
	return Gray
}

// open is where the name leads: the preview, or the file itself.
func (f File) open() string {
	if f.View != "" {
		return f.View
	}
	return f.Download
}
