package identity

import (
	"fmt"
	"slices"
	"testing"
)

func TestFirmsOfTheSpecificationMatch(t *testing.T) {
	for _, group := range [][]string{
		{"ТОВ «Промінь-Реклама»", "Товариство з обмеженою відповідальністю «Промінь-Реклама»", "ООО Проминь-Реклама", "Prominʹ Reklama LLC"},
		{"„Светлина 2000“ ЕООД", "Светлина-2000 ООД", `ET "Svetlina 2000"`},
		{"РИЛА ПРИНТ АД", "Акционерно дружество Рила Принт", "Rila Print AD"},
		{"Ґрунт-Сервіс", "Грунт-Сервис ТОВ"},
		{`ТOВ "Аpтель"`, "Артель", "Artel Ltd."},
		{"TOB Промінь", "Промінь"},
	} {
		for _, a := range group {
			for _, b := range group {
				if !CompanyKeys(a).Match(CompanyKeys(b)) {
					t.Errorf("%s and %s do not match: %v, %v", a, b, CompanyKeys(a), CompanyKeys(b))
				}
			}
		}
	}
	if CompanyKeys("Світло ТОВ «Київ»").Match(CompanyKeys("Світло Київ")) {
		t.Error("a legal form in the middle was stripped")
	}
	if CompanyKeys("").Match(CompanyKeys("«»")) {
		t.Error("names of nothing match")
	}
}

func TestLegalFormsGoFromBothEndsButNeverAll(t *testing.T) {
	for name, stripped := range map[string]string{
		"ТзОВ «Зоря» ЛТД":  "ЗОРЯ ЛТД",
		"ТОВ ПП Зоря LLC":  "ЗОРЯ",
		"Sp. z o.o. Zorza": "ZORZA",
		"Zorza Sp. z o.o.": "ZORZA",
		"ТОВ ООО":          "ООО",
		"Фізична особа — підприємець К":       "К",
		"Командитно дружество с акции «Рила»": "РИЛА",
		"ТОВариство друзів":                   "ТОВАРИСТВО ДРУЗІВ",
		"":                                    "",
	} {
		if got := StripLegalForm(name); got != stripped {
			t.Errorf("%q: got %q, want %q", name, got, stripped)
		}
	}
}

func TestSurnamesMatchAcrossLanguages(t *testing.T) {
	for _, pair := range [][2]string{
		{"Шевченко", "Shevchenko"},
		{"Коваленко", "КОВАЛЕНКО"},
		{"Григор’єва", "Григорєва"},
		{"Сергієнко", "Сергиенко"},
		{"Иванов", "Ivanov"},
		{"Кoваль", "Коваль"}, // Latin o
	} {
		if !SurnameKeys(pair[0]).Match(SurnameKeys(pair[1])) {
			t.Errorf("%s and %s: %v, %v", pair[0], pair[1], SurnameKeys(pair[0]), SurnameKeys(pair[1]))
		}
	}
	if SurnameKeys("Коваленко").Match(SurnameKeys("Коваль")) {
		t.Error("two surnames are one")
	}
	if got := SurnameKeys("Ко").All(); !slices.Equal(got, []string{"КО", "KO"}) {
		t.Errorf("keys to store: %v", got)
	}
}

func TestLikenessAddsTheSignalsUp(t *testing.T) {
	zorya := Traits{
		Country: "UA", Code: "32855961", VAT: "328559612345", IBANs: []string{"UA21"}, Phones: []string{"+380501234567"},
		Emails: []string{"a@zorya.ua"}, Name: CompanyKeys("ТОВ Зоря"), City: "Київ",
	}
	for _, v := range []struct {
		other   Traits
		score   int
		warning Warning
	}{
		{Traits{}, 0, ""},
		{Traits{Country: "UA", Code: "32855961"}, 100, Block},
		{Traits{Country: "BG", Code: "32855961"}, 0, ""},
		{Traits{VAT: "328559612345"}, 95, Block},
		{Traits{IBANs: []string{"BG", "UA21"}}, 90, Block},
		{Traits{Phones: []string{"+380501234567"}}, 60, Warn},
		{Traits{Phones: []string{"+380501234567"}, Name: CompanyKeys("Зоря")}, 100, Block},
		{Traits{Emails: []string{"a@zorya.ua"}}, 60, Warn},
		{Traits{Emails: []string{"b@zorya.ua"}}, 25, ""},
		{Traits{Emails: []string{"b@zorya.ua"}, Name: CompanyKeys("Зоря")}, 85, Warn},
		{Traits{Name: CompanyKeys("Зоря")}, 60, Warn},
		{Traits{Name: CompanyKeys("Zoria"), City: "київ"}, 60, Warn},
		{Traits{Name: CompanyKeys("Zoria")}, 50, Hint},
		{Traits{Name: CompanyKeys("Зорян")}, 40, Hint},
		{Traits{City: "Київ"}, 10, ""},
	} {
		score := Likeness(zorya, v.other)
		if score != v.score || WarningOf(score) != v.warning || Likeness(v.other, zorya) != score {
			t.Errorf("%+v: got %d %q, want %d %q", v.other, score, WarningOf(score), v.score, v.warning)
		}
	}
}

func TestPeopleAreComparedBySurnameAndContact(t *testing.T) {
	person := func(surname, given, phone string) PersonTraits {
		return PersonTraits{Surname: SurnameKeys(surname), Given: SurnameKeys(given), Phones: []string{phone}}
	}
	ann := person("Коваль", "Ганна", "+380501234567")
	for _, v := range []struct {
		other   PersonTraits
		warning Warning
	}{
		{person("Koval", "Іван", "+380501234567"), Warn},
		{person("Коваль", "Ганна", ""), Hint},
		{person("Коваль", "Іван", "+380501234568"), ""},
		{person("Мельник", "Ганна", "+380501234567"), ""},
	} {
		if got := PersonWarning(ann, v.other); got != v.warning {
			t.Errorf("%+v: got %q, want %q", v.other, got, v.warning)
		}
	}
}

func TestSimilarityIsJaroWinkler(t *testing.T) {
	for _, v := range []struct{ a, b, like string }{
		{"MARTHA", "MARHTA", "0.961"},
		{"DWAYNE", "DUANE", "0.840"},
		{"DIXON", "DICKSONX", "0.813"},
		{"ЗОРЯ", "ЗОРЯ", "1.000"},
		{"ЗОРЯ", "", "0.000"},
		{"AB", "CD", "0.000"},
	} {
		if got := fmt.Sprintf("%.3f", Similarity(v.a, v.b)); got != v.like {
			t.Errorf("%s and %s: got %s, want %s", v.a, v.b, got, v.like)
		}
	}
}

func TestOnlyWordsOfBothScriptsAreMended(t *testing.T) {
	for text, want := range map[string]string{
		"ТOВ PEN і Cвітло, ЖZ": "ТОВ PEN і Світло, ЖZ",
		"SТО":                  "STO", // a Latin S decides
		"":                     "",
		"Résumé":               "Résumé",
	} {
		if got, _ := RepairScripts(text); got != want {
			t.Errorf("%+q: got %+q, want %+q", text, got, want)
		}
	}
	if ToLatinTwins("СК-05") != ToLatinTwins("CK-05") {
		t.Error("a goods code depends on the script that it is typed in")
	}
}
