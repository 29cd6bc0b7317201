package sheet

import "strings"

// guarded keeps a text from being taken for a formula by the spreadsheet that
// opens it: a quotation mark goes before it. Numbers and phones begin with a
// sign and are left alone.
func guarded(s string) string {
	if dangerous(s) {
		return "'" + s
	}
	return s
}

// unguard is the reverse of guarded, so that what was written is read back.
func unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && dangerous(rest) {
		return rest
	}
	return s
}

func dangerous(s string) bool {
	t := strings.TrimLeft(s, " \u00a0\v\f\u200b\ufeff'")
	if t == "" {
		return false
	}
	switch t[0] {
	case '=', '@', '\t', '\r', '\n':
		return true
	case '+', '-':
		return strings.Trim(t[1:], "0123456789 \u00a0.,()-") != ""
	}
	return strings.HasPrefix(t, "＝") || strings.HasPrefix(t, "＋") || strings.HasPrefix(t, "－") || strings.HasPrefix(t, "＠")
}
