package lang

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dossier/internal/money"
)

func TestCataloguesAreWhole(t *testing.T) {
	if err := Check(); err != nil {
		t.Error(err)
	}
}

func TestNumbersChooseTheirPlural(t *testing.T) {
	for _, c := range []struct {
		v     int64
		scale int
		want  [4]Category
	}{
		{0, 0, [4]Category{Many, Many, Other, Other}},
		{1, 0, [4]Category{One, One, One, One}},
		{2, 0, [4]Category{Few, Few, Other, Other}},
		{4, 0, [4]Category{Few, Few, Other, Other}},
		{5, 0, [4]Category{Many, Many, Other, Other}},
		{11, 0, [4]Category{Many, Many, Other, Other}},
		{12, 0, [4]Category{Many, Many, Other, Other}},
		{14, 0, [4]Category{Many, Many, Other, Other}},
		{21, 0, [4]Category{One, One, Other, Other}},
		{22, 0, [4]Category{Few, Few, Other, Other}},
		{25, 0, [4]Category{Many, Many, Other, Other}},
		{101, 0, [4]Category{One, One, Other, Other}},
		{111, 0, [4]Category{Many, Many, Other, Other}},
		{112, 0, [4]Category{Many, Many, Other, Other}},
		{1_000_000, 0, [4]Category{Many, Many, Other, Other}},
		{-1, 0, [4]Category{One, One, One, One}},
		{-2, 0, [4]Category{Few, Few, Other, Other}},
		{15, 1, [4]Category{Other, Other, Other, Other}},
		{10, 1, [4]Category{Other, Other, One, Other}},
		{21, 1, [4]Category{Other, Other, Other, Other}},
	} {
		for i, l := range Languages() {
			if got := l.Plural(c.v, c.scale); got != c.want[i] {
				t.Errorf("%d at scale %d in %s: got %s, want %s", c.v, c.scale, l, got, c.want[i])
			}
		}
	}
}

func TestCountedTextsFitTheirNumber(t *testing.T) {
	for n, want := range map[int64][4]string{
		0:     {"0 записів", "0 записей", "0 записа", "0 records"},
		1:     {"1 запис", "1 запись", "1 запис", "1 record"},
		2:     {"2 записи", "2 записи", "2 записа", "2 records"},
		11:    {"11 записів", "11 записей", "11 записа", "11 records"},
		21:    {"21 запис", "21 запись", "21 записа", "21 records"},
		1234:  {"1_234 записи", "1_234 записи", "1234 записа", "1,234 records"},
		10000: {"10_000 записів", "10_000 записей", "10_000 записа", "10,000 records"},
	} {
		inAll(t, "records", func(p *Printer) string { return p.Count("records", n) }, want)
	}
	inAll(t, "one and a half", func(p *Printer) string { return p.CountQuantity("records", 1500) },
		[4]string{"1,5 запису", "1,5 записи", "1,5 записа", "1.5 records"})
	inAll(t, "two exactly", func(p *Printer) string { return p.CountQuantity("records", 2000) },
		[4]string{"2 записи", "2 записи", "2 записа", "2 records"})
}

func TestTextsTakeTheirValues(t *testing.T) {
	p := printerOf(t, `{"moved": {"uk": "Перенесено: {name} ({n}), {sum}, {at}.", "ru": "-", "bg": "-", "en": "-"}}`, Ukrainian)
	got := p.Text("moved", "name", "{n} <b>", "n", 1200, "sum", money.Money{Minor: 5, Currency: "UAH"}, "at", time.Date(2026, 11, 22, 12, 5, 0, 0, time.UTC), "unused", nil)
	if want := "Перенесено: {n} <b> (1_200), 0,05_₴, 22.11.2026 12:05."; shown(got) != want {
		t.Errorf("got %q, want %q", shown(got), want)
	}
	of := For(English, nil).TextOf("too_long", map[string]any{"max": 2000})
	if want := For(English, nil).Text("too_long", "max", 2000); of != want || !strings.Contains(of, "2,000") {
		t.Errorf("values of a map: got %q, want %q", of, want)
	}
	if got := For(English, nil).TextOf("save", nil); got != "Save" {
		t.Errorf("no values: got %q", got)
	}
}

func TestGapsPanicInTests(t *testing.T) {
	p := For(Ukrainian, nil)
	for name, ask := range map[string]func(){
		"an unknown key":          func() { p.Text("no_such_key") },
		"an unknown counted key":  func() { p.Count("no_such_key", 1) },
		"a missing value":         func() { p.Text("moment.today") },
		"a misspelt placeholder":  func() { p.Text("moment.today", "tine", "12:00") },
		"a name without a value":  func() { p.Text("moment.today", "time", "12:00", "name") },
		"a counted key uncounted": func() { p.Text("records") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			ask()
		})
	}
	if p.Has("no_such_key") || !p.Has("save") {
		t.Error("Has does not tell a known key from an unknown one")
	}
}

func TestGapsOfTheRunningProgramAreShownAndListed(t *testing.T) {
	if got := note("deal.titel"); got != "⟦deal.titel⟧" {
		t.Errorf("shown as %q", got)
	}
	note("deal.titel")
	for i := range 2 * mostMissing {
		note("custom." + strconv.Itoa(i))
	}
	if got := Missing(); len(got) != mostMissing || !slices.IsSorted(got) || !slices.Contains(got, "deal.titel") {
		t.Errorf("%d gaps are listed", len(got))
	}
}

func TestKeysAreListedInOrder(t *testing.T) {
	keys := Keys()
	if !slices.IsSorted(keys) || !slices.Contains(keys, "save") || !slices.Contains(keys, "error.404.what") {
		t.Errorf("keys: %v", keys)
	}
}

// printerOf is a printer of a catalogue of its own.
func printerOf(t *testing.T, file string, l Language) *Printer {
	t.Helper()
	c, err := load(folderOf(file))
	if err != nil {
		t.Fatal(err)
	}
	p := For(l, nil)
	p.texts = c.texts[l]
	return p
}

func folderOf(contents ...string) fstest.MapFS {
	folder := fstest.MapFS{}
	for i, content := range contents {
		folder["catalogue/"+string(rune('a'+i))+".json"] = &fstest.MapFile{Data: []byte(content)}
	}
	return folder
}

func TestCheckFindsEveryFault(t *testing.T) {
	const sound = `{"k": {"uk": "Так", "ru": "Да", "bg": "Да", "en": "Yes"}}`
	if err := check(folderOf(sound)); err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	plain := func(uk, ru, bg, en string) string {
		text, err := json.Marshal(map[string]map[string]string{"k": {"uk": uk, "ru": ru, "bg": bg, "en": en}})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const counted = `{"k": {"uk": {"one":"{n} а","few":"{n} а","many":"{n} а","other":"{n} а"}, "ru": {"one":"{n} а","few":"{n} а","many":"{n} а","other":"{n} а"}, "bg": {"one":"едно","other":"{n} а"}, "en": {"one":"one","other":"{n} a"}}}`
	if err := check(folderOf(counted)); err != nil {
		t.Fatalf("a sound counted text: %v", err)
	}
	for _, c := range []struct {
		name  string
		files []string
		says  string
	}{
		{"not JSON", []string{`{"k": `}, "a.json"},
		{"not an object", []string{`["k"]`}, "an object should begin"},
		{"more after the end", []string{sound + "{}"}, "follows the closing brace"},
		{"not UTF-8", []string{"{\"k\xff\": {}}"}, "not UTF-8"},
		{"a key twice in a file", []string{`{"k": {"uk": "Так", "ru": "Да", "bg": "Да", "en": "Yes"}, "k": {"uk": "Так", "ru": "Да", "bg": "Да", "en": "Yes"}}`}, `"k" is already in catalogue/a.json`},
		{"a key in two files", []string{sound, sound}, `"k" is already in catalogue/a.json`},
		{"a language twice", []string{`{"k": {"uk": "Так", "uk": "Так"}}`}, `"uk" stands twice`},
		{"an unknown language", []string{`{"k": {"de": "Ja"}}`}, `"de" is not one of the four`},
		{"a category twice", []string{`{"k": {"en": {"one": "1", "one": "1"}}}`}, `"one" stands twice`},
		{"an unknown category", []string{`{"k": {"bg": {"few": "1"}}}`}, `no plural category "few"`},
		{"neither text nor forms", []string{`{"k": {"en": 5}}`}, "neither a text nor plural forms"},
		{"a form that is no text", []string{`{"k": {"en": {"one": ["x"]}}}`}, "is not a text"},
		{"a missing language", []string{`{"k": {"uk": "Так", "ru": "Да", "bg": "Да"}}`}, "no text in en"},
		{"a missing category", []string{strings.Replace(counted, `"many":"{n} а",`, "", 1)}, `uk: no text for plural category "many"`},
		{"counted in some only", []string{strings.Replace(counted, `{"one":"one","other":"{n} a"}`, `"{n} a"`, 1)}, "counted in some languages"},
		{"a number left out where 21 is meant", []string{strings.Replace(counted, `{"one":"{n} а"`, `{"one":"один"`, 1)}, "has placeholders [], the key has [n]"},
		{"other placeholders", []string{plain("Так {name}", "Да {name}", "Да {имя}", "Yes")}, "broken placeholder"},
		{"a lacking placeholder", []string{plain("Так {name}", "Да {name}", "Да {name}", "Yes")}, `en: "Yes" has placeholders [], the key has [name]`},
		{"an open brace", []string{plain("Так {name", "Да", "Да", "Yes")}, "broken placeholder"},
		{"a lone closing brace", []string{plain("Так }", "Да", "Да", "Yes")}, "closing brace"},
		{"an empty text", []string{plain("", "Да", "Да", "Yes")}, "uk: an empty text"},
		{"a leading space", []string{plain(" Так", "Да", "Да", "Yes")}, "uk: idle spaces"},
		{"a trailing no-break space", []string{plain("Так", "Да\u00a0", "Да", "Yes")}, "ru: idle spaces"},
		{"a double space", []string{plain("Так", "Да", "Да  да", "Yes")}, "bg: idle spaces"},
		{"a control character", []string{plain("Так\t", "Да", "Да", "Y\u0007es")}, "en: control character U+0007"},
		{"mixed scripts", []string{plain("Тaк", "Да", "Да", "Yes")}, "uk: Latin and Cyrillic"},
		{"a Russian letter in Ukrainian", []string{plain("Мы", "Да", "Да", "Yes")}, `uk: a letter of another language in "Мы"`},
		{"a capital Russian letter in Ukrainian", []string{plain("Это", "Да", "Да", "Yes")}, `uk: a letter of another language in "Это"`},
		{"a Ukrainian letter in Russian", []string{plain("Так", "Ні", "Да", "Yes")}, "ru: a letter of another language"},
		{"a Russian letter in Bulgarian", []string{plain("Так", "Да", "Ещё", "Yes")}, "bg: a letter of another language"},
		{"a key with a capital", []string{strings.Replace(sound, `"k"`, `"K"`, 1)}, "small Latin letters"},
	} {
		if err := check(folderOf(c.files...)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want one that says %q", c.name, err, c.says)
		}
	}
}

func TestLongestShowsTheLongestOfFour(t *testing.T) {
	const file = `{
		"short": {"uk": "Так", "ru": "Да", "bg": "Да", "en": "Confirmed"},
		"n": {"uk": {"one":"{n} д","few":"{n} д","many":"{n} д","other":"{n} д"}, "ru": {"one":"{n} д","few":"{n} д","many":"{n} д","other":"{n} д"}, "bg": {"one":"{n} сделка","other":"{n} сделки на клиента"}, "en": {"one":"{n} d","other":"{n} d"}}}`
	p := printerOf(t, file, Longest)
	if got := p.Text("short"); got != "Confirmed" {
		t.Errorf("a plain text: got %q", got)
	}
	if got := p.Count("n", 21); got != "21 сделки на клиента" {
		t.Errorf("a counted text: got %q", got)
	}
	if p.Language() != Longest || Longest.Tag() != "uk" || shown(p.Integer(1234)) != "1_234" {
		t.Error("the rest of Longest is not Ukrainian")
	}
	for _, key := range Keys() {
		if !For(Longest, nil).Has(key) {
			t.Errorf("%s has no longest text", key)
		}
	}
}

func TestBrowsersLanguageIsMatched(t *testing.T) {
	for header, want := range map[string]Language{
		"":                                English,
		"de-DE,de;q=0.9":                  English,
		"uk-UA,uk;q=0.9,en-US;q=0.8":      Ukrainian,
		"de, bg;q=0.5, ru;q=0.7":          Russian,
		"bg":                              Bulgarian,
		"en-GB,en;q=0.9,uk;q=0.8":         English,
		"uk;q=0, bg;q=0.1":                Bulgarian,
		"ru;q=nonsense, bg;q=0.1":         Bulgarian,
		"BG-bg":                           Bulgarian,
		"uk;q=7, bg;q=0.2":                Bulgarian,
		"*":                               English,
		"longest":                         English,
		strings.Repeat("uk;q=0.1,", 1000): Ukrainian,
	} {
		if got := Match(header); got != want {
			t.Errorf("%.40q: got %s, want %s", header, got, want)
		}
	}
}

func TestNamesStandInTheOrderOfTheLanguage(t *testing.T) {
	full := func(p *Printer) string { return p.Person("Коваленко", "Олена", "Петрівна") }
	inAll(t, "full", full, [4]string{"Коваленко Олена Петрівна", "Коваленко Олена Петрівна", "Олена Петрівна Коваленко", "Олена Петрівна Коваленко"})
	short := func(p *Printer) string { return p.PersonShort("Коваленко", "Олена", "Петрівна") }
	inAll(t, "short", short, [4]string{"Коваленко_О._П.", "Коваленко_О._П.", "О._П._Коваленко", "О._П._Коваленко"})
	double := func(p *Printer) string {
		return p.PersonShort(" Нечуй-Левицька ", "Анна-Марія", "")
	}
	inAll(t, "double", double, [4]string{"Нечуй-Левицька_А.-М.", "Нечуй-Левицька_А.-М.", "А.-М._Нечуй-Левицька", "А.-М._Нечуй-Левицька"})
	nameless := func(p *Printer) string {
		return p.PersonShort("", "олена", "") + "|" + p.PersonShort("Ко", "", "") + "|" + p.Person("", "", "")
	}
	inAll(t, "parts missing", nameless, [4]string{"олена|Ко|", "олена|Ко|", "олена|Ко|", "олена|Ко|"})
	if got := PersonSort("Коваленко", "Олена", ""); got != "Коваленко Олена" {
		t.Errorf("for sorting: got %q", got)
	}
}

func TestQuotesAreThoseOfTheLanguage(t *testing.T) {
	inAll(t, "quotes", func(p *Printer) string { return p.Quote("x") }, [4]string{"«x»", "«x»", "„x“", "“x”"})
}

func TestLanguagesNameThemselves(t *testing.T) {
	var names []string
	for _, l := range Languages() {
		names = append(names, l.Name())
	}
	if got := strings.Join(names, " "); got != "Українська Русский Български English" {
		t.Errorf("got %s", got)
	}
	if For("de", nil).Language() != Ukrainian {
		t.Error("an unknown language is not written as Ukrainian")
	}
}

func TestPlainTextsCostNothing(t *testing.T) {
	p := For(Bulgarian, nil)
	if n := testing.AllocsPerRun(100, func() { p.Text("save") }); n != 0 {
		t.Errorf("a plain text made %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { p.Decimal(128600050, 2) }); n > 1 {
		t.Errorf("a number made %v allocations", n)
	}
}

// The catalogue's files are embedded by pattern; a file in the folder that the
// pattern does not take would be lost in silence.
func TestEveryFileOfTheFolderIsACatalogue(t *testing.T) {
	here, err := os.ReadDir("catalogue")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, e := range shipped().keys {
		known[strings.TrimPrefix(e.file, "catalogue/")] = true
	}
	for _, f := range here {
		if !known[f.Name()] {
			t.Errorf("no key comes from %s; known are %v", f.Name(), slices.Sorted(maps.Keys(known)))
		}
	}
}

func BenchmarkPlainText(b *testing.B) {
	p := For(Ukrainian, nil)
	b.ReportAllocs()
	for b.Loop() {
		p.Text("save")
	}
}

func BenchmarkTextWithValue(b *testing.B) {
	p := For(Ukrainian, nil)
	b.ReportAllocs()
	for b.Loop() {
		p.Text("moment.today", "time", "14:05")
	}
}

func BenchmarkCount(b *testing.B) {
	p := For(Ukrainian, nil)
	b.ReportAllocs()
	for b.Loop() {
		p.Count("records", 1286)
	}
}

func BenchmarkMoney(b *testing.B) {
	p := For(Ukrainian, nil)
	m := money.Money{Minor: 128600050, Currency: "UAH"}
	b.ReportAllocs()
	for b.Loop() {
		p.Money(m)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(files); err != nil {
			b.Fatal(err)
		}
	}
}
