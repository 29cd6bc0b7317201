package identity

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// today is when the vectors were made.
var today = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

// read fills into with a file of testdata/vectors; a null leaves the text empty.
func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// names is testdata/vectors/names.json.
type names struct {
	Transliteration []struct{ Scheme, Source, Latin string }
	MixedScript     []struct{ Source, Fixed string } `json:"mixed_script"`
	CompanyKeys     []struct {
		Source, Stripped string
		Cyrillic         string `json:"key_cyr"`
		UA               string `json:"key_ua"`
		BG               string `json:"key_bg"`
		RU               string `json:"key_ru"`
	} `json:"company_keys"`
	Phones []struct {
		Raw     string
		Country string `json:"default_country"`
		E164    string
		Ext     string
		Warning string
	}
	Sexes []struct{ P, Sex string } `json:"sex_by_patronymic"`
}

func namesVectors(t *testing.T) names {
	t.Helper()
	var v names
	read(t, "names.json", &v)
	if len(v.Transliteration) == 0 || len(v.MixedScript) == 0 || len(v.CompanyKeys) == 0 || len(v.Phones) == 0 || len(v.Sexes) == 0 {
		t.Fatal("the vector file lacks a part")
	}
	return v
}

func TestEveryCodeVectorIsJudgedRight(t *testing.T) {
	var codes []struct {
		Type, Value, Error, Note string
		Valid                    bool
	}
	read(t, "ids.json", &codes)
	if len(codes) == 0 {
		t.Fatal("the vector file is empty")
	}
	for _, v := range codes {
		r := Check(Kind(v.Type), v.Value, today)
		if r.Valid() != v.Valid || string(r.Fault) != v.Error {
			t.Errorf("%s %q (%s): got %q, want %q", v.Type, v.Value, v.Note, r.Fault, v.Error)
		}
	}
}

func TestEveryTransliterationVectorIsWrittenRight(t *testing.T) {
	for _, v := range namesVectors(t).Transliteration {
		if got := Transliterate(Scheme(v.Scheme), v.Source); got != v.Latin {
			t.Errorf("%s %s: got %s, want %s", v.Scheme, v.Source, got, v.Latin)
		}
	}
}

func TestEveryMixedScriptVectorIsMended(t *testing.T) {
	for _, v := range namesVectors(t).MixedScript {
		got, doubtful := RepairScripts(v.Source)
		if got != v.Fixed || doubtful != (v.Source == "ЖZ") {
			t.Errorf("%+q: got %+q, doubtful %v; want %+q", v.Source, got, doubtful, v.Fixed)
		}
	}
}

func TestEveryCompanyVectorHasItsKeys(t *testing.T) {
	for _, v := range namesVectors(t).CompanyKeys {
		if got := StripLegalForm(v.Source); got != v.Stripped {
			t.Errorf("%s: stripped to %s, want %s", v.Source, got, v.Stripped)
		}
		if got, want := CompanyKeys(v.Source), (Keys{v.Cyrillic, v.UA, v.BG, v.RU}); got != want {
			t.Errorf("%s: got %v, want %v", v.Source, got, want)
		}
	}
}

func TestEveryPhoneVectorIsRead(t *testing.T) {
	for _, v := range namesVectors(t).Phones {
		got := ParsePhone(v.Raw, v.Country)
		if got.E164 != v.E164 || got.Ext != v.Ext || string(got.Warning) != strings.ReplaceAll(v.Warning, " ", "_") {
			t.Errorf("%q in %s: got %+v, want %+v", v.Raw, v.Country, got, v)
		}
	}
}

func TestEveryPatronymicVectorTellsTheSex(t *testing.T) {
	for _, v := range namesVectors(t).Sexes {
		if got := SexByPatronymic(v.P); string(got) != v.Sex {
			t.Errorf("%s: got %q, want %q", v.P, got, v.Sex)
		}
	}
}
