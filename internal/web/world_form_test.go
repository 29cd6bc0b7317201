package web_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// readForms is what stands in the form that posts to an address, nil when
// there is none.
func readForms(t *testing.T, page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && attribute(n, "action") == action {
			return readForm(n).values
		}
	}
	return nil
}

// attributesOf are the values of an attribute on a page.
func attributesOf(t *testing.T, page, name string) []string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && attribute(n, name) != "" {
			out = append(out, attribute(n, name))
		}
	}
	return out
}
