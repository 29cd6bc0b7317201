package identity_test

import (
	"testing"

	"dossier/internal/identity"
)

func TestEditsAreCounted(t *testing.T) {
	for _, c := range []struct {
		a, b string
		n    int
	}{{"", "", 0}, {"", "ab", 2}, {"technolgy", "technology", 1}, {"philipines", "philippines", 1}, {"medical", "media", 2}, {"їжак", "іжак", 1}} {
		if n := identity.Edits(c.a, c.b); n != c.n || identity.Edits(c.b, c.a) != n {
			t.Errorf("%q, %q: %d", c.a, c.b, n)
		}
	}
}
