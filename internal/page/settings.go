package page

// Settings is the index of what an administrator may set and of all directories.
type Settings struct {
	Groups []SettingGroup
}

// SettingGroup is a card of entries: "Люди й права", "Довідники продажів".
type SettingGroup struct {
	Title   string
	Icon    string
	Entries []Setting
}

// Setting is one page of settings or one directory.
type Setting struct {
	Label string
	Note  string
	Href  string
	Icon  string
	Hue   Hue
	// Count is the number of rows of a directory, ready to read.
	Count string
}
