package identity

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Unclean is why a text from outside was refused. Key is a message key:
// text_not_utf8, text_has_control or text_has_direction.
type Unclean struct {
	Key  string
	Sign string // the sign that was found, as U+202E; for invalid UTF-8 the byte, as 0xFF
	At   int    // how many signs stand before it
}

// Error names the sign and its place, for the log.
func (u *Unclean) Error() string {
	return fmt.Sprintf("%s: %s after %d signs", u.Key, u.Sign, u.At)
}

// CleanLine guards a text of one line: it trims spaces, joins letters with
// their marks (NFC) and refuses, as *Unclean, invalid UTF-8, control signs, tabs
// and line ends within the text, and signs that turn the direction of writing
// so that a text reads other than it is.
func CleanLine(s string) (string, error) { return clean(s, "") }

// CleanText guards a text of several lines: as CleanLine, but tabs and line
// ends are kept, all line ends made "\n".
func CleanText(s string) (string, error) {
	if strings.Contains(s, "\r") {
		s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	}
	return clean(s, "\t\n")
}

func clean(s, allowed string) (string, error) {
	s = strings.TrimSpace(s)
	signs := 0
	for i, r := range s {
		key := ""
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			return "", &Unclean{"text_not_utf8", fmt.Sprintf("0x%02X", s[i]), signs}
		case unicode.IsControl(r) && !strings.ContainsRune(allowed, r):
			key = "text_has_control"
		case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			key = "text_has_direction"
		}
		if key != "" {
			return "", &Unclean{key, fmt.Sprintf("%U", r), signs}
		}
		signs++
	}
	return norm.NFC.String(s), nil
}
