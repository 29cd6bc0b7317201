package sheet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"dossier/internal/sheet"
)

func open(content []byte, o sheet.Options) (*sheet.Source, error) {
	return sheet.Open(bytes.NewReader(content), int64(len(content)), "table", o)
}

// table reads a whole file: header, then rows as "number: cells".
func table(t *testing.T, s *sheet.Source) []string {
	t.Helper()
	out := []string{strings.Join(s.Header, "|")}
	for row, err := range s.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|")))
	}
	return out
}

func TestEncodingsAreFoundByTheirLetters(t *testing.T) {
	texts := map[string]string{
		"uk":   "Назва;Місто\nТОВ «Промінь-Реклама»;Київ\nПП Їжачок і Ґава;Чернівці\nЄвропідряд;Львів\nСвітло, щастя, ґанок, їжа;Кривий Ріг\n",
		"ru":   "Название;Город\nООО «Рекламный мастер»;Харьков\nЗавод железобетонных изделий;Днепр\nЁлочные украшения;Одесса\n",
		"bg":   "Име;Град\nПлевен Принт ЕООД;Плевен\nФабрика за хартия;София\nЪгъл и щастие;Пловдив\n",
		"caps": "НАЗВА;МІСТО\nТОВ ПРОМІНЬ РЕКЛАМА;КИЇВ\nЗАВОД ЗАЛІЗОБЕТОННИХ ВИРОБІВ;ДНІПРО\nПЕРША ДРУКАРНЯ МІСТА ЛЬВОВА;ЛЬВІВ\n",
	}
	for name, text := range texts {
		for encoding, enc := range map[string]interface{ Bytes([]byte) ([]byte, error) }{
			"windows-1251": charmap.Windows1251.NewEncoder(), "koi8-u": charmap.KOI8U.NewEncoder(), "cp866": charmap.CodePage866.NewEncoder(),
			"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), "utf-8": unicode.UTF8BOM.NewEncoder(),
			"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(),
		} {
			content, err := enc.Bytes([]byte(text))
			if err != nil {
				continue // the encoding lacks a letter
			}
			s, err := open(content, sheet.Options{})
			if err != nil {
				t.Fatalf("%s in %s: %v", name, encoding, err)
			}
			if s.Encoding != encoding || s.Delimiter != ";" {
				t.Errorf("%s in %s was taken for %s with %q", name, encoding, s.Encoding, s.Delimiter)
				continue
			}
			if got := strings.Join(s.Header, ";"); !strings.HasPrefix(text, got) {
				t.Errorf("%s in %s reads %q", name, encoding, got)
			}
		}
	}
	content, _ := charmap.Windows1251.NewEncoder().Bytes([]byte(texts["uk"]))
	s, err := open(content, sheet.Options{Encoding: "koi8-u"})
	if err != nil || s.Encoding != "koi8-u" || s.Header[0] == "Назва" {
		t.Errorf("a chosen encoding was not taken: %v %v", s, err)
	}
}

func TestDelimitersQuotesAndTitlesAboveTheHeader(t *testing.T) {
	for text, want := range map[string][]string{
		"a,b\n1,2\n":                         {"a|b", "2: 1|2"},
		"a;b\n1,5;2\n\n3;4":                  {"a|b", "2: 1,5|2", "4: 3|4"},
		"a\tb\r\n1\t2\r\n":                   {"a|b", "2: 1|2"},
		"a|b\n1|2\n":                         {"a|b", "2: 1|2"},
		"sep=;\na;b\n1;2":                    {"a|b", "2: 1|2"},
		"a,b\n\"x\ny\",\"say \"\"hi\"\"\"\n": {"a|b", "2: x\ny|say \"hi\""},
		"a,b\n5\" disk,x\n":                  {"a|b", "2: 5\" disk|x"},
		"Клієнти станом на 1.10.2026,,\n,,\nНазва,Місто,Сума\nПромінь,Київ,5\n": {"Назва|Місто|Сума", "4: Промінь|Київ|5"},
		"name,,name\nx,y,z\n":              {"name|B|name (2)", "2: x|y|z"},
		"\ufeffa,b\n'=1+1,+380501234567\n": {"a|b", "2: =1+1|+380501234567"},
	} {
		s, err := open([]byte(text), sheet.Options{})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := table(t, s); !slices.Equal(got, want) {
			t.Errorf("%q reads %q, wanted %q", text, got, want)
		}
	}
}

func TestFilesThatAreNoTablesSayWhy(t *testing.T) {
	broken := func(text string, o sheet.Options) error {
		s, err := open([]byte(text), o)
		if err != nil {
			return err
		}
		_, err = s.Study(context.Background())
		return err
	}
	long := strings.Repeat("x", sheet.MaxCell+1)
	for _, c := range []struct {
		text, key   string
		row, column int
	}{
		{"", "sheet.empty_file", 0, 0},
		{" \n\n", "sheet.empty_file", 0, 0},
		{"a,b\n", "sheet.no_rows", 0, 0},
		{"1,2\n3,4\n", "sheet.no_header", 0, 0},
		{"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "sheet.not_a_table", 0, 0},
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "sheet.old_workbook", 0, 0},
		{"PK\x03\x04nonsense", "sheet.broken_workbook", 0, 0},
		{"a,b\n1,\"2\n", "sheet.unclosed_quote", 2, 2},
		{"a,b\n1," + long, "sheet.cell_too_long", 2, 2},
		{"a,b\n1,2\n" + strings.Repeat(",", sheet.MaxColumns+1), "sheet.too_many_columns", 3, 0},
		{"a,b\n1,2,3\n4,5,6\n7,8\n", "sheet.wrong_column_count", 2, 0},
	} {
		f := faultOf(t, broken(c.text, sheet.Options{}))
		if f.Key != c.key || f.Row != c.row || f.Column != c.column {
			t.Errorf("%.20q: %v, wanted %s at row %d column %d", c.text, f, c.key, c.row, c.column)
		}
	}
	if f := faultOf(t, broken("a,b\nЇ,2\n\xff,1\n", sheet.Options{Encoding: "utf-8"})); f.Key != "sheet.wrong_encoding" || f.Row != 3 {
		t.Errorf("a letter that is no UTF-8: %v", f)
	}
	if f := faultOf(t, broken("a,b\n1,2", sheet.Options{Encoding: "ebcdic"})); f.Key != "sheet.unknown_encoding" {
		t.Errorf("an unknown encoding: %v", f)
	}
}

func TestAWorkbookReadsAsPeopleSeeIt(t *testing.T) {
	f := excelize.NewFile()
	day, share, text := "dd/mm/yyyy", "0.00%", "General"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	style := func(format string) int {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(err)
		return id
	}
	must(f.SetSheetRow("Sheet1", "A1", &[]any{"Назва", "Дата", "Частка", "Сума", "Код", "Так"}))
	must(f.SetSheetRow("Sheet1", "A2", &[]any{"ТОВ «Промінь»", 42663, 0.2, 1100.04, "00123", true}))
	must(f.SetSheetRow("Sheet1", "A4", &[]any{"Їжак", 42663.75, 0.124, 0.1 + 0.2, "=2+2", false}))
	must(f.SetCellStyle("Sheet1", "B2", "B2", style(day)))
	must(f.SetCellStyle("Sheet1", "B4", "B4", style("yyyy-mm-dd hh:mm")))
	must(f.SetCellStyle("Sheet1", "C2", "C4", style(share)))
	must(f.SetCellStyle("Sheet1", "D2", "D4", style(text)))
	_, err := f.NewSheet("Друга")
	must(err)
	must(f.SetSheetRow("Друга", "A1", &[]any{"a", "b"}))
	must(f.SetSheetRow("Друга", "A2", &[]any{1, 2}))
	var b bytes.Buffer
	must(f.Write(&b))

	s, err := open(b.Bytes(), sheet.Options{})
	must(err)
	if !slices.Equal(s.Sheets, []string{"Sheet1", "Друга"}) {
		t.Errorf("sheets are %q", s.Sheets)
	}
	want := []string{
		"Назва|Дата|Частка|Сума|Код|Так",
		"2: ТОВ «Промінь»|2016-10-20|20%|1100.04|00123|true",
		"4: Їжак|2016-10-20 18:00:00|12.4%|0.3|=2+2|false",
	}
	if got := table(t, s); !slices.Equal(got, want) {
		t.Errorf("reads %q, wanted %q", got, want)
	}
	s, err = open(b.Bytes(), sheet.Options{Sheet: "Друга"})
	must(err)
	if got := table(t, s); !slices.Equal(got, []string{"a|b", "2: 1|2"}) {
		t.Errorf("the second sheet reads %q", got)
	}
	if _, err := open(b.Bytes(), sheet.Options{Sheet: "Third"}); faultOf(t, err).Key != "sheet.no_such_sheet" {
		t.Error(err)
	}
}

// zipped is a zip of entries written one by one.
func zipped(t testing.TB, write func(z *zip.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	write(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func entry(t testing.TB, z *zip.Writer, name string, content io.Reader) {
	t.Helper()
	w, err := z.Create(name)
	if err == nil {
		_, err = io.Copy(w, content)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// workbook is the smallest workbook around a sheet.
func workbook(t testing.TB, sheetXML, shared io.Reader) []byte {
	return zipped(t, func(z *zip.Writer) {
		entry(t, z, "_rels/.rels", strings.NewReader(`<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`))
		entry(t, z, "xl/workbook.xml", strings.NewReader(`<workbook><sheets><sheet name="S" id="a"/></sheets></workbook>`))
		entry(t, z, "xl/_rels/workbook.xml.rels", strings.NewReader(`<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="shared.xml"/></Relationships>`))
		entry(t, z, "xl/sheet.xml", sheetXML)
		if shared != nil {
			entry(t, z, "xl/shared.xml", shared)
		}
	})
}

// endless is n bytes of a text over and over.
func endless(text string, n int64) io.Reader {
	return io.LimitReader(&loop{text: text}, n)
}

type loop struct {
	text string
	at   int
}

func (l *loop) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = l.text[l.at]
		l.at = (l.at + 1) % len(l.text)
	}
	return len(b), nil
}

func TestBombsAreRefusedFastAndInLittleMemory(t *testing.T) {
	row := `<row><c><v>1</v></c></row>`
	random := func(n int64) io.Reader { // packs badly, so that no ratio gives it away
		return io.LimitReader(&noise{state: 1}, n)
	}
	bombs := map[string][]byte{
		"a ratio of a thousand": workbook(t, endless(" ", 300<<20), nil),
		"one text without end":  workbook(t, io.MultiReader(strings.NewReader(`<sheetData><row><c t="str"><v>`), random(40<<20)), nil),
		"texts without end":     workbook(t, strings.NewReader(`<sheetData>`+row+row), io.MultiReader(strings.NewReader("<sst>"), &texts{left: 90 << 20})),
		"a name that climbs":    zipped(t, func(z *zip.Writer) { entry(t, z, "../evil", strings.NewReader("x")) }),
		"too many entries": zipped(t, func(z *zip.Writer) {
			for i := range 3000 {
				entry(t, z, fmt.Sprint("e", i), strings.NewReader(""))
			}
		}),
		"one name twice": zipped(t, func(z *zip.Writer) {
			entry(t, z, "a", strings.NewReader("x"))
			entry(t, z, "A", strings.NewReader("y"))
		}),
	}
	for name, content := range bombs {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		begin := time.Now()
		s, err := open(content, sheet.Options{HeaderRow: 1})
		if err == nil {
			_, err = s.Study(t.Context())
		}
		took := time.Since(begin)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s was read", name)
			continue
		}
		f := faultOf(t, err)
		if !slices.Contains([]string{"sheet.bomb", "sheet.broken_workbook", "sheet.workbook_too_large"}, f.Key) {
			t.Errorf("%s: %v", name, f)
		}
		if took > 2*time.Second && len(content) < 5<<20 {
			t.Errorf("%s took %v", name, took)
		}
		if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 128<<20 {
			t.Errorf("%s took %d MB", name, grown>>20)
		}
	}
}

// noise is letters in no order.
type noise struct{ state uint32 }

func (n *noise) Read(b []byte) (int, error) {
	for i := range b {
		n.state = n.state*1664525 + 1013904223
		b[i] = 'a' + byte(n.state>>24)%26
	}
	return len(b), nil
}

// texts are shared texts, each different.
type texts struct {
	noise
	left int
	rest []byte
}

func (x *texts) Read(b []byte) (int, error) {
	if len(x.rest) == 0 {
		if x.left <= 0 {
			return 0, io.EOF
		}
		word := make([]byte, 30_000)
		x.noise.Read(word)
		x.rest = []byte("<si><t>" + string(word) + "</t></si>")
		x.left -= len(x.rest)
	}
	n := copy(b, x.rest)
	x.rest = x.rest[n:]
	return n, nil
}

// readAll reads everything of whatever it is given; it must come to an end
// without falling over.
func readAll(content []byte) {
	s, err := open(content, sheet.Options{})
	if err != nil {
		return
	}
	n := 0
	for _, err := range s.Rows(context.Background()) {
		if n++; err != nil || n > 10_000 {
			return
		}
	}
}

func FuzzText(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "a;\"b\n\"\"c\";\r\n", "sep=|\na|b\r1|2", "\xff\xfea\x00,\x00b\x00", "Їжак;\xd0", "\"", "a\tb\n\"x"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) { readAll(content) })
}

func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f, strings.NewReader(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>b</t></is></c></row><row><c><v>1</v></c></row></sheetData>`), strings.NewReader(`<sst><si><t>a</t><rPh><t>x</t></rPh></si></sst>`)))
	f.Add([]byte("PK\x03\x04PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) { readAll(content) })
}
