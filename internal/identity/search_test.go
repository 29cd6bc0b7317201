package identity

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestFoldMakesSearchForgiving(t *testing.T) {
	for text, folded := range map[string]string{
		"«Промінь-Реклама»":             "промінь реклама",
		"ПРОМІНЬ   рек ":                "промінь рек",
		"Ёлкина Ѝ":                      "елкина и",
		"Ґалаґан":                       "галаган",
		"М’ята м'ята мʼята м`ята м´ята": "мята мята мята мята мята",
		"Йосип Їжакевич":                "йосип їжакевич",
		"и\u0306осип і\u0308жак":        "йосип їжак",
		"ＡＢＣ １２":                        "abc 12",
		"№ 5/7":                         "no 5 7",
		"info@firma.ua":                 "info firma ua",
		"Café ﬁn":                       "café fin",
		"со\u00adсна":                   "сосна",
		"...":                           "",
		"":                              "",
		"100 %":                         "100",
		"日本 株式会社":                       "日本 株式会社",
	} {
		if got := Fold(text); got != folded {
			t.Errorf("%q: got %q, want %q", text, got, folded)
		}
	}
}

func TestBothSpellingsOfAQueryFindTheName(t *testing.T) {
	name := Fold("ТОВ «Промінь-Реклама»")
	for _, query := range []string{"промінь-рек", "промінь рек", "ПРОМІНЬ", "«промінь", "реклама»"} {
		if !strings.Contains(name, Fold(query)) {
			t.Errorf("%s is not found", query)
		}
	}
}

func FuzzFoldingTwiceChangesNothing(f *testing.F) {
	for _, seed := range []string{"«Промінь-Реклама»", "м´ята", "и\u0306", "İŉ¨", "\xff", "ΐ\u0301", "ﷺ", "ｶﾞ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("%+q: %+q, then %+q", s, once, twice)
		}
		if slowly := foldAny(s); slowly != once {
			t.Errorf("%+q: %+q by table, %+q without", s, once, slowly)
		}
	})
}

func TestLatinSpellingsFollowEveryTableThatCovers(t *testing.T) {
	for text, spellings := range map[string][]string{
		"Карпати":        {"karpaty", "karpati"},
		"Ґалаґан":        {"galagan"},
		"Щъркелово":      {"shtarkelovo", "shchierkelovo"},
		"Чистії ы":       nil,
		"Acme":           nil,
		"Acme Плюс":      {"acme plius", "acme plyus"},
		"":               nil,
		"Рила":           {"ryla", "rila"},
		"М’ясо-комбінат": {"miaso kombinat"},
	} {
		if got := Latin(text); !slices.Equal(got, spellings) {
			t.Errorf("%s: got %q, want %q", text, got, spellings)
		}
	}
}

func TestTheOtherKeyboardIsTried(t *testing.T) {
	for typed, meant := range map[string]string{
		"rfhgfn":  "карпат",
		"сщьзфтн": "company",
		"[fhrsd":  "харків",
		"Rjdfkm":  "коваль",
		"tkrf":    "елка",
		"'rhfy":   "єкран",
		"ФСЬУ":    "acme",
		"sofiq":   "софия", // Bulgarian, traditional phonetic
		"iunsd":   "скхяа", // Bulgarian, БДС
		"сдф":     "cla",
		"укр22":   "erh22",
	} {
		if got := OtherLayout(typed); !slices.Contains(got, meant) {
			t.Errorf("%s: got %q, want %q among them", typed, got, meant)
		}
	}
	for _, s := range []string{"", "123", "abв"} {
		if got := OtherLayout(s); got != nil {
			t.Errorf("%q: got %q", s, got)
		}
	}
}

func TestEveryLayoutReadsBackWhatItTyped(t *testing.T) {
	for i, l := range layouts {
		for latin, cyrillic := range l.fromLatin {
			if isCyrillic(cyrillic) && l.toLatin[cyrillic] != latin {
				t.Errorf("layout %d: %c types %c, which reads as %c", i, latin, cyrillic, l.toLatin[cyrillic])
			}
		}
		for r := 'a'; r <= 'z'; r++ {
			if l.fromLatin[r] == 0 {
				t.Errorf("layout %d has nothing on %c", i, r)
			}
		}
	}
}

func TestNamesStandInTheOrderOfTheAlphabet(t *testing.T) {
	for lang, ordered := range map[string][]string{
		"uk": {"3 поросяти", "Авто", "«Агро»", "Ґрунт", "Ґудзь", "Еко", "Єва", "Житомир", "Ива", "Іва", "Їжак", "Йод", "М'ята", "Ягода", "Acme"},
		"ru": {"Авто", "Ежи", "Ёлка", "Ель", "Жук", "Йод", "Яма"},
		"bg": {"Авто", "Йордан", "Щит", "Ъгъл", "Ям", "Zed"},
		"en": {"Acme", "acme 2", "Bolt", "Zed"},
	} {
		got := slices.Clone(ordered)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int { return bytes.Compare(SortKey(a, lang), SortKey(b, lang)) })
		if !slices.Equal(got, ordered) {
			t.Errorf("%s: got %v, want %v", lang, got, ordered)
		}
	}
	if !bytes.Equal(SortKey("Їжак", "??"), SortKey("Їжак", "uk")) {
		t.Error("an unknown language is not sorted as Ukrainian")
	}
}

func TestSortKeysFitAnIndexRow(t *testing.T) {
	if n := len(SortKey(strings.Repeat("Щі日", 10_000), "uk")); n > 1500 {
		t.Errorf("a key of %d bytes", n)
	}
}

func TestAShortSortKeyKeepsAccentsApart(t *testing.T) {
	ordered := []string{"резон", "резонанс", "резо́нанс", "ре́зонанс", "резонансний"}
	got := slices.Clone(ordered)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return bytes.Compare(SortKey(a, "uk"), SortKey(b, "uk")) })
	if !slices.Equal(got, ordered) {
		t.Errorf("got %v, want %v", got, ordered)
	}
	if n := len(SortKey("Текстильпостач", "uk")); n > 2*len([]rune("Текстильпостач"))+2 {
		t.Errorf("%d bytes for a plain name", n)
	}
}

func TestSortKeysMayBeMadeSideBySide(t *testing.T) {
	want := SortKey("Промінь", "uk")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if got := SortKey("Промінь", "uk"); !bytes.Equal(got, want) {
					t.Errorf("got %x, want %x", got, want)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestDigitsAreKeptAlone(t *testing.T) {
	if got := Digits("+38 (050) 123-45-67 вн"); got != "380501234567" {
		t.Errorf("got %s", got)
	}
}

func TestUncleanTextIsRefusedByName(t *testing.T) {
	for text, want := range map[string]Unclean{
		"a\x00b":       {"text_has_control", "U+0000", 1},
		"а\x1b[31m":    {"text_has_control", "U+001B", 1},
		"а\u0085б":     {"text_has_control", "U+0085", 1},
		"аб\xffв":      {"text_not_utf8", "0xFF", 2},
		"аб\u202eв":    {"text_has_direction", "U+202E", 2},
		"\u2066в":      {"text_has_direction", "U+2066", 0},
		"a\u2069":      {"text_has_direction", "U+2069", 1},
		"\xed\xa0\x80": {"text_not_utf8", "0xED", 0},
	} {
		for name, guard := range map[string]func(string) (string, error){"line": CleanLine, "text": CleanText} {
			var unclean *Unclean
			if got, err := guard(text); !errors.As(err, &unclean) || *unclean != want || got != "" {
				t.Errorf("%q as %s: got %q, %v", text, name, got, err)
			}
		}
	}
}

func TestCleanTextIsTrimmedAndComposed(t *testing.T) {
	for text, want := range map[string]string{
		"  и\u0306од \n": "йод",
		"\ufffd":         "\ufffd",
		"👩‍👩‍👧 \u200eok": "👩‍👩‍👧 \u200eok",
		"":               "",
	} {
		if got, err := CleanLine(text); err != nil || got != want {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	if got, err := CleanText("a\r\n\tb\rc"); err != nil || got != "a\n\tb\nc" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := CleanLine("a\nb"); err == nil {
		t.Error("two lines passed as one")
	}
}

const longName = "ТОВ «Промінь-Реклама Захід Україна» Львів"

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold(longName)
	}
}

func BenchmarkSortKey(b *testing.B) {
	for b.Loop() {
		SortKey(longName, "uk")
	}
}

func BenchmarkLatin(b *testing.B) {
	for b.Loop() {
		Latin(longName)
	}
}

func BenchmarkCompanyKeys(b *testing.B) {
	for b.Loop() {
		CompanyKeys(longName)
	}
}
