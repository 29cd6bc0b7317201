package page

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"dossier/internal/lang"
)

func TestTheGalleryIsDrawnInEveryLanguage(t *testing.T) {
	for _, language := range []lang.Language{"uk", "ru", "bg", "en"} {
		t.Run(string(language), func(t *testing.T) {
			html := gallery(t, language)
			for _, group := range exhibits(lang.For(language, time.UTC)) {
				if !strings.Contains(html, `id="`+group.ID+`"`) {
					t.Errorf("the group %q is not drawn", group.ID)
				}
			}
			if !strings.Contains(html, `<html lang="`+string(language)+`"`) {
				t.Errorf("the page does not say that it is in %q", language)
			}
		})
	}
}

// The content policy has no exceptions, so what it would stop must not be drawn.
func TestComponentsKeepToTheContentPolicy(t *testing.T) {
	html := gallery(t, "uk")
	for _, forbidden := range []string{` style="`, ` on[a-z]+="`, `javascript:`, ` hx-on`, ` data-hx-`, `<script>`, ` hx-trigger="[^"]*\[`, `about:invalid`} {
		if found := regexp.MustCompile(forbidden).FindString(html); found != "" {
			t.Errorf("the gallery has %q", found)
		}
	}
}

func TestIdsAreUniqueOnAPage(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(gallery(t, "en"), -1) {
		if seen[id[1]] {
			t.Errorf("two elements have the id %q", id[1])
		}
		seen[id[1]] = true
	}
}

func TestARowOnAPhoneShowsANameANumberAChipAndOneMoreText(t *testing.T) {
	table := Table{Columns: []Column{{Kind: NameColumn}, {Kind: ChipColumn}, {Kind: TextColumn}, {Kind: ChipColumn}, {Kind: MoneyColumn}, {Kind: NumberColumn}, {Kind: DateColumn}}}
	want := []string{"at-name", "at-chip", "at-line", "", "at-end", "", ""}
	for i, got := range table.phone() {
		if got != want[i] {
			t.Errorf("column %d stands %q, want %q", i, got, want[i])
		}
	}
}

func TestATitleRepeatsATextOnlyWhenItMayBeCut(t *testing.T) {
	for _, c := range []struct {
		cell Cell
		want string
	}{
		{TextCell("Львів"), ""},
		{TextCell("Меблеве виробництво на замовлення"), "Меблеве виробництво на замовлення"},
		{DateCell("вчора", "21.11.2026 15:42"), "21.11.2026 15:42"},
		{YesNoCell(true, "Так"), ""},
	} {
		if got := c.cell.hint(); got != c.want {
			t.Errorf("the title of %q is %q, want %q", c.cell.text, got, c.want)
		}
	}
}

func TestAMeterNeverFillsPastItsEnd(t *testing.T) {
	for _, c := range []struct{ value, of, want int64 }{{74, 100, 74}, {130, 100, 100}, {5, 0, 0}, {-3, 10, 0}} {
		if got := (Meter{Value: c.value, Of: c.of}).width(); got != c.want {
			t.Errorf("%d of %d fills %d, want %d", c.value, c.of, got, c.want)
		}
	}
}

func gallery(t *testing.T, language lang.Language) string {
	t.Helper()
	p := lang.For(language, time.UTC)
	s := Shell{
		Title: p.Text("page.gallery"), Crumbs: []Crumb{{Label: p.Text("page.gallery")}},
		Menu: []MenuSection{{Links: []MenuLink{{Icon: "list", Label: p.Text("page.gallery_list"), Href: "/ui"}}}},
		User: User{Name: "Ann Lee", Short: "Lee A.", Initials: "AL", Href: "/profile"},
	}
	var html strings.Builder
	if err := GalleryPage(p, s).Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	return html.String()
}
