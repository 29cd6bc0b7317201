package identity

import (
	"slices"
	"strings"
)

// Traits are what two firms are compared by. Codes, accounts, phones and
// e-mails are in the form that is stored; empty ones never match.
type Traits struct {
	Country string // of the registration code
	Code    string
	VAT     string
	IBANs   []string
	Phones  []string
	Emails  []string
	Name    Keys
	City    string
}

// Likeness says from 0 to 100 how sure it is that two firms are one: the best
// of the signals in the name, and every other signal added to it.
func Likeness(a, b Traits) int {
	score := nameLikeness(a.Name, b.Name)
	if a.Code != "" && a.Code == b.Code && a.Country == b.Country {
		score += 100
	}
	if a.VAT != "" && a.VAT == b.VAT {
		score += 95
	}
	if share(a.IBANs, b.IBANs) {
		score += 90
	}
	if share(a.Phones, b.Phones) {
		score += 60
	}
	switch {
	case share(a.Emails, b.Emails):
		score += 60
	case share(companyDomains(a.Emails), companyDomains(b.Emails)):
		score += 25
	}
	if city := Fold(a.City); city != "" && city == Fold(b.City) {
		score += 10
	}
	return min(score, 100)
}

// Warning is how loudly a possible duplicate is told.
type Warning string

// The warnings; the empty one says nothing.
const (
	Block Warning = "block" // creation needs the right to override
	Warn  Warning = "warn"  // shown with a list
	Hint  Warning = "hint"  // mentioned
)

// WarningOf turns a likeness into a warning: 90 blocks, 60 warns, 40 hints.
func WarningOf(likeness int) Warning {
	switch {
	case likeness >= 90:
		return Block
	case likeness >= 60:
		return Warn
	case likeness >= 40:
		return Hint
	}
	return ""
}

// PersonTraits are what two people are compared by, in stored form.
type PersonTraits struct {
	Surname Keys
	Given   Keys
	Phones  []string
	Emails  []string
}

// PersonWarning warns of the same surname with the same phone or e-mail, and
// hints at the same surname and given name alone.
func PersonWarning(a, b PersonTraits) Warning {
	switch {
	case !a.Surname.Match(b.Surname):
		return ""
	case share(a.Phones, b.Phones) || share(a.Emails, b.Emails):
		return Warn
	case a.Given.Match(b.Given):
		return Hint
	}
	return ""
}

// similarEnough is the likeness of keys from which names count as similar.
const similarEnough = 0.92

func nameLikeness(a, b Keys) int {
	switch {
	case a.Cyrillic != "" && a.Cyrillic == b.Cyrillic:
		return 60
	case a.matchLatin(b):
		return 50
	case Similarity(a.Cyrillic, b.Cyrillic) >= similarEnough:
		return 40
	}
	for _, mine := range a.Latin() {
		for _, other := range b.Latin() {
			if Similarity(mine, other) >= similarEnough {
				return 40
			}
		}
	}
	return 0
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return s != "" && slices.Contains(b, s) })
}

func companyDomains(emails []string) []string {
	var domains []string
	for _, e := range emails {
		if d := CompanyDomain(e); d != "" {
			domains = append(domains, d)
		}
	}
	return domains
}

// CompanyDomain is the domain of a stored e-mail when it can be a firm's own,
// and "" for the public mail providers.
func CompanyDomain(email string) string {
	_, domain, _ := strings.Cut(email, "@")
	if publicMail[domain] {
		return ""
	}
	return domain
}

var publicMail = setOf(`
	gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com
	mac.com proton.me protonmail.com pm.me gmx.com gmx.net gmx.de web.de zoho.com tutanota.com fastmail.com mail.com
	ukr.net i.ua meta.ua bigmir.net online.ua email.ua ua.fm abv.bg mail.bg dir.bg gbg.bg
	mail.ru inbox.ru bk.ru list.ru internet.ru yandex.ru yandex.com yandex.ua yandex.kz ya.ru rambler.ru
	wp.pl o2.pl onet.pl interia.pl seznam.cz yahoo.de yahoo.co.uk hotmail.co.uk libero.it free.fr orange.fr`)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}
