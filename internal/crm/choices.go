package crm

// Language is a language of people and papers.
type Language string

// Choices are the four languages of the program.
func (Language) Choices() []string { return []string{"uk", "ru", "bg", "en"} }

// Theme is the look of the screen; none and "system" are that of the device.
type Theme string

// Choices of themes.
func (Theme) Choices() []string { return []string{"system", "light", "dark"} }

// Density is how close rows stand; none is normal.
type Density string

// Choices of densities.
func (Density) Choices() []string { return []string{"compact", "normal", "comfortable"} }

// Hue is one of the named colours, the same in both themes and on paper.
type Hue string

// Choices are the eleven hues of the palette.
func (Hue) Choices() []string {
	return []string{"gray", "red", "orange", "amber", "lime", "green", "teal", "sky", "blue", "violet", "pink"}
}

// Sex of a person; none is unknown.
type Sex string

// Choices of sexes.
func (Sex) Choices() []string { return []string{"m", "f"} }

// Month of a birthday.
type Month string

// Choices are the months in their order.
func (Month) Choices() []string {
	return []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"}
}

// Country is an ISO 3166 code in small letters.
type Country string

// Choices are the countries of business: the two at home first, then the
// others by their code.
func (Country) Choices() []string {
	return []string{
		"ua", "bg",
		"ae", "al", "am", "at", "au", "az", "ba", "be", "br", "ca", "ch", "cn", "cy", "cz", "de", "dk", "ee", "eg", "es", "fi",
		"fr", "gb", "ge", "gr", "hr", "hu", "ie", "il", "in", "it", "jp", "ke", "kr", "kz", "lt", "lu", "lv", "md", "me", "mk",
		"mt", "nl", "no", "ph", "pl", "pt", "ro", "rs", "ru", "sa", "se", "si", "sk", "tr", "us", "uz", "xk", "za",
	}
}
