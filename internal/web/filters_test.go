package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// hrefWith is the first address on a page that begins so.
func (s *seen) hrefWith(start string) string {
	s.Helper()
	for _, href := range attributesOf(s.T, s.body, "href") {
		if strings.HasPrefix(href, start) {
			return href
		}
	}
	s.Fatalf("%s: no address begins with %s in\n%s", s.path, start, cutTo(s.body, 4000))
	return ""
}

func TestGroupsOfConditionsBeginWithThoseOfTheList(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.as(w.iryna)
		all := url.Values{"name.has": {"Deal"}, "responsible": {number(w.anna.ID)}}
		list := b.get("/deals?" + all.Encode()).is(http.StatusOK).says("Deal of anna").hides("Deal of vira")
		drawer := list.get(list.hrefWith("/deals/filter/groups")).is(http.StatusOK)
		drawer.says("1 record found", "Мельник")
		chips := regexp.MustCompile(`class="filter-chip"`).FindAllString(drawer.body, -1)
		if len(chips) != 2 {
			t.Errorf("%d conditions, wanted those two of the list", len(chips))
		}
		// What is shown without a change is the same list with the same chips.
		same, err := url.Parse(drawer.hrefWith("/deals?"))
		w.must(err)
		if got := same.Query(); got.Get("name.has") != "Deal" || got.Get("responsible.eq") != number(w.anna.ID) || got.Has("filter") {
			t.Errorf("shown without a change: %v", got)
		}

		// Either of them: a group, and no chips.
		var either *seen
		for _, href := range attributesOf(t, drawer.body, "href") {
			if strings.Contains(href, url.QueryEscape(`{"any":`)) {
				either = drawer.get(href).is(http.StatusOK)
				break
			}
		}
		if either == nil {
			t.Fatalf("no switch to any of them: %s", html.UnescapeString(drawer.body))
		}
		either.says("3 records found")
		shown := either.get(either.hrefWith("/deals?")).is(http.StatusOK).says("Deal of anna", "Deal of vira")
		shown.hides("name.has=")

		// And the groups of that list are those it was made of.
		shown.get(shown.hrefWith("/deals/filter/groups")).is(http.StatusOK).says("3 records found", "Мельник")
	})
}

func TestAnEmptyGroupOfConditionsAsksNothing(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.iryna)
		tree := `{"all":[{"field":"name","op":"has","value":"of anna"},{"any":[]}]}`
		drawer := b.get("/deals/filter/groups?" + url.Values{"tree": {tree}}.Encode()).is(http.StatusOK).says("1 record found")
		if !strings.Contains(drawer.body, url.QueryEscape(`{"any":[]}`)) {
			t.Error("the group is not one of any condition")
		}
		at, err := url.Parse(drawer.hrefWith("/deals?"))
		w.must(err)
		if got := at.Query(); got.Get("name.has") != "of anna" || got.Has("filter") {
			t.Errorf("%v", got)
		}
	})
}
