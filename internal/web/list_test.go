package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatTheProgramMakesIsNotBroughtInByASheet(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.olena)
		for path, taken := range map[string]bool{"retentions": false, "erasures": false, "industries": true} {
			page := b.get("/" + path).is(http.StatusOK)
			if got := strings.Contains(page.body, "/imports/new?register="); got != taken {
				t.Errorf("%s takes sheets: %t", path, got)
			}
		}
		b.get("/retentions").hides("Create the first record")
	})
}
