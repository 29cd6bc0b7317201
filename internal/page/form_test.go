package page

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"dossier/internal/lang"
)

func TestAFieldThatMayNotBeChangedPostsNothing(t *testing.T) {
	for _, control := range []Control{AskText, AskLongText, AskMoney, AskDate, AskYesNo, AskChoice, AskSeveral, AskReference, AskReferences, AskFile, AskNames} {
		f := Field{
			Name: "limit", Label: "Limit", Control: control, Values: []string{"1", "UAH"}, ReadOnly: true,
			Choices: []Choice{{Value: "1", Label: "One"}}, Chosen: []Chosen{{ID: "1", Label: "One"}},
			Files: []File{{ID: "1", Name: "one.pdf"}}, Names: []Named{{Language: "uk", Value: "Один"}},
		}
		if html := drawn(t, fieldView(english(), "form", f)); strings.Contains(html, `name="`) {
			t.Errorf("%s is posted:\n%s", control, html)
		}
	}
}

func TestTheCursorGoesToTheFirstWrongField(t *testing.T) {
	form := Form{ID: "deal", Sections: []Section{{Fields: []Field{
		{Name: "name", Control: AskText, Focus: true},
		{Name: "amount", Control: AskMoney, Problem: "not a sum"},
		{Name: "stage", Control: AskText, Problem: "no such stage"},
	}}}}
	html := drawn(t, FormBody(english(), form))
	if got := strings.Count(html, "autofocus"); got != 1 {
		t.Fatalf("%d fields want the cursor", got)
	}
	input := html[:strings.Index(html, "autofocus")]
	if input = input[strings.LastIndex(input, "<input"):]; !strings.Contains(input, `name="amount"`) {
		t.Errorf("the cursor goes to %s", input)
	}
}

func TestMoreThanTwoProblemsAreSummedUpWithLinks(t *testing.T) {
	phones := Field{Name: "phones", Control: AskParts, Rows: Rows{Rows: []Row{{Fields: []Field{{Name: "phones.0.number", Label: "Number", Control: AskPhone, Problem: "too short"}}}}}}
	form := Form{ID: "partner", Sections: []Section{{Fields: []Field{
		{Name: "name", Label: "Name", Control: AskText, Problem: "is missing"},
		{Name: "names", Label: "Titles", Control: AskNames, Names: []Named{{Language: "bg", Label: "Bulgarian", Problem: "is missing"}}},
		phones,
	}}}}
	html := drawn(t, FormBody(english(), form))
	for _, id := range []string{"partner-name", "partner-names.bg", "phones.0.number"} {
		if !strings.Contains(html, `href="#`+id+`"`) || !strings.Contains(html, ` id="`+id+`"`) {
			t.Errorf("%s is not linked from the summary to its input", id)
		}
	}

	form.Sections[0].Fields = form.Sections[0].Fields[:1]
	if html := drawn(t, FormBody(english(), form)); strings.Contains(html, "form-summary") {
		t.Error("one problem is summed up")
	}
}

func TestAProblemOpensItsFoldedSection(t *testing.T) {
	section := Section{Folded: true, Fields: []Field{{Name: "note", Control: AskText}}}
	if section.open() {
		t.Error("a folded section is open without a reason")
	}
	section.Fields[0].Problem = "too long"
	if !section.open() {
		t.Error("the problem is hidden in a folded section")
	}
}

func TestEveryStatusHasItsWords(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405, 409, 413, 415, 422, 428, 429, 500, 503, 418, 502} {
		html := drawn(t, FailureBody(english(), Failure{Status: status, Code: "7f3a"}))
		if strings.Contains(html, "⟦") || !strings.Contains(html, "7f3a") {
			t.Errorf("%d:\n%s", status, html)
		}
	}
}

func TestDatesAndAmountsTellTheScriptHowTheReaderWrites(t *testing.T) {
	for _, c := range []struct {
		p                       *lang.Printer
		order, separator, point string
		from                    string
	}{
		{lang.For("uk", time.UTC), "dmy", ".", ",", "4"},
		{lang.For("bg", time.UTC), "dmy", ".", ",", "5"},
		{lang.For("en", time.UTC), "dmy", "/", ".", "4"},
		{lang.For("en", time.UTC).ISODates(), "ymd", "-", ".", "4"},
	} {
		day, sum := attributes(dateWords(c.p)), attributes(amounts(c.p))
		if day["data-order"] != c.order || day["data-sep"] != c.separator || sum["data-decimal"] != c.point || sum["data-group-from"] != c.from {
			t.Errorf("%s: %v %v", c.p.Language(), day, sum)
		}
	}
}

func english() *lang.Printer { return lang.For("en", time.UTC) }

func drawn(t *testing.T, part templ.Component) string {
	t.Helper()
	var html strings.Builder
	if err := part.Render(context.Background(), &html); err != nil {
		t.Fatal(err)
	}
	return html.String()
}

func attributes(extra Extra) map[string]any {
	list := map[string]any{}
	for _, one := range extra {
		list[one.Key] = one.Value
	}
	return list
}
