package paper

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"dossier/internal/lang"
)

func TestBothRenderersSayTheSame(t *testing.T) {
	s := longSheet()
	s.Blocks = append(s.Blocks, Marks{"перевірити <зразки>"}, Ruled{2}, Picture{Name: "схема & план", Bytes: tallPicture(t)}, Table{Columns: []Column{{Title: "x"}}, Empty: "Порожньо"})
	p := lang.For(lang.Ukrainian, nil)
	var out bytes.Buffer
	if err := HTML(p, s).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	heads := 0
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode:
			words.WriteString(n.Data + " ")
		case n.Type == html.ElementNode && n.Data == "thead":
			heads++
		}
	}
	if heads != 1 {
		t.Errorf("%d heads of tables: an empty one needs none", heads)
	}
	shown := strings.Join(strings.Fields(words.String()), " ")
	for _, page := range drawn(t, s) {
		for _, m := range page {
			for _, word := range strings.Fields(m.text) {
				if strings.ContainsAny(word, "\uFFFD>") || strings.Contains(word, "надзвич") || len(word) > 30 {
					continue // shown by the browser as it was typed; broken by its width
				}
				if !strings.Contains(shown, word) {
					t.Errorf("%q is on paper and not on the page", word)
				}
			}
		}
	}
	if !strings.Contains(shown, "перевірити <зразки>") || !strings.Contains(out.String(), `alt="схема &amp; план"`) {
		t.Error("marks or the name of a picture are lost or not escaped")
	}
}
