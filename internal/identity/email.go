package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// CheckEmail examines an address: one @, a domain with a full stop in it.
// Compact has the domain in lower case and the part before it as typed.
// Domains in Cyrillic are allowed; look-alike Cyrillic letters in a Latin
// address are the fault Characters, with the Latin address suggested.
func CheckEmail(value string) Result {
	value = norm.NFC.String(strings.TrimSpace(value))
	if value == "" {
		return Result{Fault: Empty}
	}
	local, domain, _ := strings.Cut(value, "@")
	compact := value
	if domain != "" {
		compact = local + "@" + strings.ToLower(domain)
	}
	r := Result{Compact: compact, Grouped: compact, Fault: emailFault(compact)}
	if r.Fault == Characters {
		if offer := ToLatinTwins(compact); offer != compact && emailFault(offer) == "" {
			r.Suggestion = offer
		}
	}
	return r
}

func emailFault(email string) Fault {
	local, domain, found := strings.Cut(email, "@")
	if !found || local == "" || domain == "" || strings.Contains(domain, "@") {
		return Component
	}
	labels := strings.Split(domain, ".")
	cyrillicDomain := strings.ContainsFunc(labels[len(labels)-1], func(r rune) bool { return isCyrillic(r) && latinTwin[r] == 0 })
	for _, r := range local {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
			return Characters
		}
	}
	if !oneScript(local, cyrillicDomain) {
		return Characters
	}
	for _, label := range labels {
		for _, r := range label {
			if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '-' {
				return Characters
			}
		}
		if !oneScript(label, cyrillicDomain) {
			return Characters
		}
	}
	if len(local) > 64 || len(email) > 254 {
		return Length
	}
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") || len(labels) < 2 {
		return Component
	}
	for _, label := range labels {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' || len(label) > 63 {
			return Component
		}
	}
	return ""
}

// oneScript refuses Cyrillic mixed with Latin, and a Cyrillic word that only
// looks Latin unless the whole address is Cyrillic.
func oneScript(part string, cyrillicDomain bool) bool {
	var latin, cyrillic, decisive bool
	for _, r := range part {
		latin = latin || isLatin(r)
		cyrillic = cyrillic || isCyrillic(r)
		decisive = decisive || isCyrillic(r) && latinTwin[r] == 0
	}
	return !cyrillic || !latin && (decisive || cyrillicDomain)
}
