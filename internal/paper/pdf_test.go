package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/internal/lang"
)

// printed is a sheet as a PDF in a file.
func printed(t *testing.T, p *lang.Printer, s *Sheet) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.pdf")
	if folder := os.Getenv("DOSSIER_SHOTS"); folder != "" {
		path = filepath.Join(folder, strings.ReplaceAll(t.Name(), "/", "-")+".pdf")
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := WritePDF(f, p, s, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	return path
}

// tool runs one of Poppler's programs.
func tool(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s (make setup brings it): %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// textOf is what a reader of the PDF finds in it.
func textOf(t *testing.T, path string) string {
	t.Helper()
	return tool(t, "pdftotext", "-layout", path, "-")
}

// inkInMargins counts the dark points of all pages outside of the margins.
func inkInMargins(t *testing.T, path string) (pages, ink int) {
	t.Helper()
	folder := t.TempDir()
	tool(t, "pdftoppm", "-png", "-gray", "-r", "50", path, filepath.Join(folder, "p"))
	files, _ := filepath.Glob(filepath.Join(folder, "p*.png"))
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		b := picture.Bounds()
		const edge = 27 // 15 mm at 50 points an inch are 29.5
		clear := b.Inset(edge)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				if !image.Pt(x, y).In(clear) && color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y < 200 {
					ink++
				}
			}
		}
	}
	return len(files), ink
}

const letters4 = "Ґрунтовна їжа – Єва й ґанок; подъезд, ёлка, эхо; ѝ, щъркел, ЪЬ; € 1 286 000,50 ₴ № 12 «лапки» „кавички“ ўѓќ"

func longSheet() *Sheet {
	t := Table{Columns: []Column{{Title: "№", Right: true}, {Title: "Домовленість"}, {Title: "Відповідальний"}, {Title: "Сума", Right: true}}, Sum: []string{"", "Разом", "", "20 100,00 ₴"}}
	for i := range 200 {
		what := fmt.Sprintf("Рядок-%03d: надіслати комерційну пропозицію", i+1)
		if i%17 == 0 {
			what += strings.Repeat(" з урахуванням особливих умов постачання до складу покупця", 4)
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), what, "Володимирчук-Александрова Єлизавета-Анастасія Костянтинівна", fmt.Sprintf("%d,00 ₴", i+1)})
	}
	return &Sheet{
		Organisation: "ТОВ «Досьє»", Title: "Протокол зустрічі № 12", Note: letters4, Number: "Протокол № 12", Printed: "22.11.2026 14:00", By: "Іван Петренко",
		Blocks: []Block{
			Facts{
				{"Клієнт", "0017 · Публічне акціонерне товариство «Карпатська меблева фабрика імені сорокаріччя визволення та возз'єднання українських земель»"},
				{"Слово без кінця", strings.Repeat("надзвичайнодовгеслово", 12)},
				{"Дуже довга назва поля, яка мусить переноситися на другий рядок, бо місця немає", "так"},
			},
			Heading{"Обговорення"},
			Text{Text: strings.Repeat("Домовилися про зразки до пʼятниці. ", 40) + "\n\nДругий абзац → кінець 🙂."},
			t,
			Heading{"Підписи"},
			Signatures{{"Від нас", "Іван Петренко"}, {"Від клієнта", "Олена Ґоянюк"}, {"Свідок", ""}},
		},
	}
}

func TestLettersOfAllFourLanguagesCanBeReadBack(t *testing.T) {
	text := strings.Join(strings.Fields(textOf(t, printed(t, lang.For(lang.Ukrainian, nil), longSheet()))), " ")
	for _, word := range strings.Fields(letters4) {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in the text", word)
		}
	}
	for _, want := range []string{"Домовленість", "Рядок-200:", "Разом", "Олена Ґоянюк", "абзац -> кінець"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text", want)
		}
	}
}

func TestEveryPageSaysItsNumberAndTheHeadsOfATableAreRepeated(t *testing.T) {
	for _, l := range lang.Languages() {
		p := lang.For(l, nil)
		pages := strings.Split(strings.TrimSuffix(textOf(t, printed(t, p, longSheet())), "\f"), "\f")
		if len(pages) < 10 {
			t.Fatalf("%d pages", len(pages))
		}
		for i, text := range pages {
			if want := p.Text("paper.page", "n", fmt.Sprint(i+1), "of", fmt.Sprint(len(pages))); !strings.Contains(text, want) {
				t.Errorf("%s: page %d does not say %q", l, i+1, want)
			}
			if !strings.Contains(text, "Протокол № 12 · 22.11.2026 14:00 · Іван Петренко") {
				t.Errorf("%s: page %d does not say what it belongs to", l, i+1)
			}
			if strings.Contains(text, "Рядок-") && !strings.Contains(text, "Відповідальний") {
				t.Errorf("%s: page %d has rows without heads", l, i+1)
			}
		}
	}
}

func TestNothingIsDrawnOutsideTheMargins(t *testing.T) {
	s := longSheet()
	s.Blocks = append(s.Blocks, Ruled{40}, Marks{strings.Repeat("позначка ", 60), "коротка"}, Picture{Name: "схема", Bytes: tallPicture(t)}, Picture{Name: "не картинка", Bytes: []byte("мотлох")})
	wide := Table{}
	row := []string{}
	for i := range 12 {
		wide.Columns = append(wide.Columns, Column{Title: fmt.Sprintf("Найдовшийзаголовок%d", i)})
		row = append(row, "нерозривнийвмістклітинки")
	}
	wide.Rows = [][]string{row, {strings.Repeat("клітинка, вища за сторінку ", 400)}}
	s.Blocks = append(s.Blocks, wide)
	path := printed(t, lang.For(lang.Ukrainian, nil), s)
	pages, ink := inkInMargins(t, path)
	if ink != 0 {
		t.Errorf("%d points of ink in the margins of %d pages", ink, pages)
	}
	if text := textOf(t, path); !strings.Contains(text, "не картинка") {
		t.Error("a picture that cannot be drawn is not even named")
	}
}

func tallPicture(t *testing.T) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, 100, 600))
	for y := range 600 {
		for x := range 100 {
			picture.Set(x, y, color.NRGBA{uint8(x), uint8(y), 200, 128})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// drawn gives the pages of a sheet as the marks on them.
func drawn(t *testing.T, s *Sheet) [][]mark {
	t.Helper()
	return lay(document(), s).pages
}

func TestARowIsNeverTornApart(t *testing.T) {
	for i, marks := range drawn(t, longSheet()) {
		for _, m := range marks {
			if m.y > bottom {
				t.Errorf("page %d: %q stands at %.1f mm, the body ends at %.1f", i+1, m.text, m.y, bottom)
			}
		}
		// What a row is torn into begins a page without its number.
		first := ""
		for _, m := range marks {
			if m.text != "" && m.face == cellFace {
				first = m.text
				break
			}
		}
		if first != "" && strings.Trim(first, "0123456789") != "" {
			t.Errorf("page %d begins within a row: %q", i+1, first)
		}
	}
}

func TestAHeadingIsNeverTheLastThingOnAPage(t *testing.T) {
	for n := range 60 {
		s := &Sheet{Title: "Заголовок", Blocks: []Block{Ruled{n}, Heading{"Підсумок"}, Text{Text: strings.Repeat("текст ", 60)}}}
		for i, marks := range drawn(t, s) {
			if last := marks[len(marks)-1]; last.text == "Підсумок" {
				t.Errorf("%d lines: the heading ends page %d", n, i+1)
			}
		}
	}
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	p, at := lang.For(lang.Bulgarian, nil), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := WritePDF(w, p, longSheet(), at); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two prints of one sheet differ")
	}
}

func TestNoTextBreaksAPrint(t *testing.T) {
	for _, text := range []string{"", "\n\n", "   ", "\x00\x01", "\U00010000\U0010FFFF", "漢字 عربى 🙂", strings.Repeat("\u00a0", 500), "(\\)", strings.Repeat("x/", 5000)} {
		s := &Sheet{
			Organisation: text, Title: text, Note: text, Number: text, By: text,
			Blocks: []Block{
				Heading{text},
				Facts{{text, text}},
				Text{Text: text},
				Marks{text},
				Signatures{{text, text}},
				Table{Columns: []Column{{Title: text}}, Rows: [][]string{{text}, nil}, Sum: []string{}},
				Table{Empty: text},
			},
		}
		if _, ink := inkInMargins(t, printed(t, lang.For(lang.English, nil), s)); ink != 0 {
			t.Errorf("%.20q: ink in the margins", text)
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	p, s := lang.For(lang.Ukrainian, nil), longSheet()
	for b.Loop() {
		var out bytes.Buffer
		if err := WritePDF(&out, p, s, time.Time{}); err != nil {
			b.Fatal(err)
		}
	}
}
