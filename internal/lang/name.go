package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Person writes a full name in the order of the language: "Коваленко Олена
// Петрівна" in Ukrainian and Russian, "Олена Петрівна Коваленко" in Bulgarian and
// English. Empty parts are left out.
func (p *Printer) Person(surname, given, patronymic string) string {
	if p.grammar.surnameFirst {
		return joinNames(" ", surname, given, patronymic)
	}
	return joinNames(" ", given, patronymic, surname)
}

// PersonShort writes the surname with initials, held together by no-break spaces:
// "Коваленко О. П.". Without a surname it is the given name in full.
func (p *Printer) PersonShort(surname, given, patronymic string) string {
	if strings.TrimSpace(surname) == "" {
		return joinNames(nbsp, given, patronymic)
	}
	if p.grammar.surnameFirst {
		return joinNames(nbsp, surname, initial(given), initial(patronymic))
	}
	return joinNames(nbsp, initial(given), initial(patronymic), surname)
}

// PersonSort is the name as lists of people are ordered in every language:
// surname, given name, patronymic.
func PersonSort(surname, given, patronymic string) string {
	return joinNames(" ", surname, given, patronymic)
}

func joinNames(between string, parts ...string) string {
	kept := parts[:0]
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, between)
}

// initial of a double name has two letters: Анна-Марія is А.-М.
func initial(name string) string {
	var letters []string
	for part := range strings.SplitSeq(strings.TrimSpace(name), "-") {
		if first, size := utf8.DecodeRuneInString(part); size > 0 {
			letters = append(letters, string(unicode.ToUpper(first))+".")
		}
	}
	return strings.Join(letters, "-")
}

// Quote puts a text into the quotation marks of the language: «…», „…“ or “…”.
func (p *Printer) Quote(text string) string {
	return p.grammar.quotes[0] + text + p.grammar.quotes[1]
}
