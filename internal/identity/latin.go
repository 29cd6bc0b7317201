package identity

import "slices"

// Latin are the folded spellings of a text in Latin letters, one by each
// official table whose alphabet has all its letters, each once: what to store
// so that "karpaty" finds «Карпати». Give it the text itself, not its Fold,
// which has lost ґ. It is nil when there is no Cyrillic, or no table has it all.
func Latin(s string) []string {
	if !slices.ContainsFunc([]rune(s), isCyrillic) {
		return nil
	}
	var spellings []string
	for _, scheme := range Schemes {
		if !scheme.Covers(s) {
			continue
		}
		if latin := Fold(Transliterate(scheme, s)); !slices.Contains(spellings, latin) {
			spellings = append(spellings, latin)
		}
	}
	return spellings
}
