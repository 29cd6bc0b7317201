package crm_test

import (
	"math/big"
	"slices"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

// problems are what a record's own check says, as field and key.
func problems(rec register.Checker) []string {
	p := register.ProblemsOf(rec)
	rec.Check(p)
	var out []string
	for _, one := range p.List {
		out = append(out, one.Field+" "+one.Key)
	}
	return out
}

func TestARecordChecksItsOwnValues(t *testing.T) {
	for _, one := range []struct {
		rec  register.Checker
		want []string
	}{
		{&crm.Deal{Outcome: crm.Open}, nil},
		{&crm.Deal{Outcome: crm.Won}, []string{"partner closed_deal_needs_partner"}},
		{&crm.Deal{Outcome: crm.Lost, Partner: 1}, []string{"loss_reason lost_deal_needs_reason"}},
		{&crm.Deal{Outcome: crm.Open, Amount: money.New(-1, "UAH")}, []string{"amount too_small"}},
		{&crm.Contact{BirthMonth: "02", BirthDay: 29}, nil},
		{&crm.Contact{BirthMonth: "02", BirthDay: 30}, []string{"birth_day out_of_range"}},
		{&crm.Contact{BirthMonth: "01", BirthDay: 367}, []string{"birth_day out_of_range"}},
		{&crm.Contact{BirthDay: 1}, []string{"birth_month birthday_needs_month"}},
		{&crm.Contact{BirthMonth: "12"}, []string{"birth_day birthday_needs_day"}},
		{&crm.Stage{Probability: 1_000_001, NormDays: -1}, []string{"norm_days too_small", "probability out_of_range"}},
		{&crm.Counterparty{Kind: crm.SeparateSubdivision}, []string{"head subdivision_needs_head"}},
		{&crm.Counterparty{Kind: crm.LegalEntity, Head: 1, VatFrom: "2026-02-01", VatTill: "2026-01-01"}, []string{"head only_subdivision_has_head", "vat_till ends_before_it_begins"}},
		{&crm.Organisation{Currency: "XXX", Zone: "Nowhere/City"}, []string{"currency unknown_currency", "zone unknown_zone"}},
		{&crm.CustomField{Name: "height", Kind: "int"}, []string{"name custom_field_name"}},
		{&crm.CustomField{Name: "x_size", Kind: "choice"}, []string{"choices custom_field_choices"}},
		{&crm.CustomField{Name: "x_owner", Kind: "reference"}, []string{"target custom_field_target"}},
		{&crm.CustomField{Name: "x_n", Kind: "int", Searchable: true}, []string{"searchable custom_field_not_searchable"}},
	} {
		if got := problems(one.rec); !slices.Equal(got, one.want) {
			t.Errorf("%T: %v, not %v", one.rec, got, one.want)
		}
	}
}

func TestOddWordsAreNoticedAndNotRefused(t *testing.T) {
	for _, one := range []struct {
		rec  register.Record
		want crm.Notice
	}{
		{&crm.Partner{Name: "Cвітло"}, crm.Notice{Field: "name", Key: "mixed_scripts", Suggestion: "Світло"}},
		{&crm.Contact{Surname: "ЖZ"}, crm.Notice{Field: "surname", Key: "mixed_scripts_doubtful"}},
		{&crm.Comment{Text: "його код 1759013776"}, crm.Notice{Field: "text", Key: "personal_code_in_text"}},
		{&crm.Counterparty{Country: "ua", Code: "32855961", VatNumber: "143605704021"}, crm.Notice{Field: "vat_number", Key: "vat_number_of_another"}},
	} {
		if got := crm.NoticesOf(one.rec); !slices.Contains(got, one.want) {
			t.Errorf("%T: %+v", one.rec, got)
		}
	}
	if got := crm.NoticesOf(&crm.Partner{Name: "Світло 2000", Note: "тел. 0501234567"}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestNamesAreTakenApartAsTheyAreWritten(t *testing.T) {
	for name, want := range map[string][3]string{
		"Moses Frase": {"Frase", "Moses", ""},
		"Шевченко Тарас Григорович": {"Шевченко", "Тарас", "Григорович"},
		"Anna Maria Snelling":       {"Snelling", "Anna", "Maria"},
		"Ткач":                      {"Ткач", "", ""},
		"":                          {},
	} {
		surname, given, patronymic := crm.SplitName(name)
		if got := [3]string{surname, given, patronymic}; got != want {
			t.Errorf("%q is taken apart into %q", name, got)
		}
	}
}

func TestNamesAreWrittenInTheOrderOfTheLanguage(t *testing.T) {
	u := &crm.User{Surname: "Шевченко", Given: "Тарас", Patronymic: "Григорович"}
	if u.Title("uk") != "Шевченко Тарас Григорович" || u.Title("bg") != "Тарас Григорович Шевченко" {
		t.Error(u.Title("uk"), u.Title("bg"))
	}
}

func TestACustomFieldDescribesItself(t *testing.T) {
	c := &crm.CustomField{
		Name: "x_size", Kind: "choice", Class: "open", Labels: register.Names{Uk: "Розмір", En: "Size"},
		Choices: register.Parts[crm.CustomChoice]{{Code: "s", Names: register.Names{Uk: "Малий"}}, {Code: "l", Names: register.Names{Uk: "Великий"}}},
	}
	f := c.Field()
	if f.Kind != register.Choice || !slices.Equal(f.Choices, []string{"s", "l"}) || f.Labels["uk"] != "Розмір" || f.Labels["l.uk"] != "Великий" || f.Labels["ru"] != "Size" {
		t.Errorf("%+v", f)
	}
	if _, err := register.NewSchema(crm.Registers(), map[string][]*register.Field{"deal": {f}}); err != nil {
		t.Error(err)
	}
}

func TestASumIsWeighedByItsChance(t *testing.T) {
	if got := crm.Weighted(money.New(10_001, "UAH"), big.NewRat(45, 100)); got != money.New(4_500, "UAH") {
		t.Error(got)
	}
}

func TestEveryMenuLeadsToWhatIsThere(t *testing.T) {
	s := schema(t)
	for _, m := range crm.MenuProfile("").Choices() {
		for _, section := range crm.MenuProfile(m).Sections() {
			for _, item := range section.Items {
				if s.Named(item.Register) == nil || item.Icon == "" {
					t.Errorf("%s: %+v", m, item)
				}
			}
		}
	}
}
