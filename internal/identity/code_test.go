package identity

import (
	"testing"
	"time"
)

func TestCodesOfTheSpecificationAreJudgedRight(t *testing.T) {
	for kind, values := range map[Kind][]string{
		UACompany:   {"32855961", "00032106", "00032129", "59000016", "90001010", "59000091", "59000530", "90000080", "90000200"},
		UAPerson:    {"1759013776", "0012310016", "0012310140", "4000000007"},
		UAVAT12:     {"143605704021", "302755313052", "382128526529", "317930504629", "337202115546", "590011626500"},
		UAVAT:       {"143605704021", "1759013776"},
		UATaxOffice: {"770000012"},
		UAPassport:  {"АБ 123456", "123456789"},
		UABank:      {"300001", "305299", "322313", "399993"},
		IBAN:        {"UA913999930000026001000000001", "BG40 TEST 9155 1012 3456 78", "DE89 3704 0044 0532 0130 00"},
		BGCompany:   {"020469788", "1213961230342", "9900100170130"},
		BGForeigner: {"7111042925"},
		BGVAT:       {"BG175074752", "bg 990010017", "BG8032056031", "BG7111042925"},
		RUTax:       {"7707083893", "000000000184"},
		KZTax:       {"990140000007"},
	} {
		for _, value := range values {
			if r := Check(kind, value, today); !r.Valid() || r.Suggestion != "" {
				t.Errorf("%s %s: got %+v", kind, value, r)
			}
		}
	}
}

func TestSeparatorsAreDroppedAndNoughtsKept(t *testing.T) {
	for typed, compact := range map[string]string{" 000-321-06 ": "00032106", "000\u00a0321.06": "00032106", "000–32106": "00032106"} {
		if r := Check(UACompany, typed, today); !r.Valid() || r.Compact != compact {
			t.Errorf("%q: got %+v", typed, r)
		}
	}
	if r := Check(UACompany, " - ", today); r.Fault != Empty {
		t.Errorf("a dash is %q", r.Fault)
	}
}

func TestCodesAreShownInGroups(t *testing.T) {
	for _, v := range []struct {
		kind         Kind
		value, shown string
	}{
		{IBAN, "ua213223130000026007233566001", "UA21 3223 1300 0002 6007 2335 6600 1"},
		{BGCompany, "1213961230342", "121396123 0342"},
		{UAPassport, "аб123456", "АБ 123456"},
		{UACompany, "328 559 61", "32855961"},
	} {
		if r := Check(v.kind, v.value, today); r.Grouped != v.shown {
			t.Errorf("%s: shown as %q, want %q", v.value, r.Grouped, v.shown)
		}
	}
}

func TestTheCodeProbablyMeantIsOffered(t *testing.T) {
	for _, v := range []struct {
		kind         Kind
		typed, offer string
		fault        Fault
	}{
		{IBAN, "UА213223130000026007233566001", "UA213223130000026007233566001", Characters}, // Cyrillic А
		{BGVAT, "ВG175074752", "BG175074752", Characters},                                    // Cyrillic В
		{UACompany, "ОО032106", "00032106", Characters},
		{UACompany, "32106", "00032106", Length},
		{UAPassport, "AB123456", "АВ123456", Characters}, // Latin letters
		{UACompany, "32855968", "", Checksum},
		{UACompany, "32855О68", "", Characters},
		{BGVAT, "175074752", "", Component},
	} {
		if r := Check(v.kind, v.typed, today); r.Suggestion != v.offer || r.Fault != v.fault {
			t.Errorf("%s %s: got %+v, want %q offered for %q", v.kind, v.typed, r, v.offer, v.fault)
		}
	}
}

func TestWhatIsNotLawOnlyWarns(t *testing.T) {
	for _, v := range []struct {
		kind  Kind
		value string
		soft  bool
	}{
		{UABank, "305298", true},
		{UAVAT12, "590000126502", true},
		{UAVAT12, "14360570402", false},
		{UACompany, "32855968", false},
		{UABank, "305299", false},
	} {
		if r := Check(v.kind, v.value, today); r.Soft != v.soft {
			t.Errorf("%s %s: soft is %v", v.kind, v.value, r.Soft)
		}
	}
}

func TestABirthdayMustHaveCome(t *testing.T) {
	const newborn = "2642053000" // 2026-02-05
	born := time.Date(2026, time.February, 5, 9, 0, 0, 0, time.UTC)
	if r := Check(BGPerson, newborn, born.AddDate(0, 0, -1)); r.Fault != Component {
		t.Errorf("the day before birth: %q", r.Fault)
	}
	if r := Check(BGPerson, newborn, born); r.Fault == Component {
		t.Errorf("on the day of birth: %q", r.Fault)
	}
	if r := Check(BGPerson, "7502300000", today); r.Fault != Component {
		t.Errorf("30 February: %q", r.Fault)
	}
}

func TestAPersonsNumberTellsBirthAndSex(t *testing.T) {
	for _, v := range []struct {
		kind       Kind
		code, born string
		sex        Sex
		ok         bool
	}{
		{UAPerson, "0012310016", "1900-05-03", Male, true},
		{BGPerson, "8032056031", "1880-12-05", Female, true},
		{BGPerson, "7523169263", "1875-03-16", Male, true},
		{UACompany, "0012310016", "", "", false},
		{UAPerson, "123", "", "", false},
	} {
		born, sex, ok := Birth(v.kind, v.code)
		if born != v.born || sex != v.sex || ok != v.ok {
			t.Errorf("%s %s: got %s %s %v", v.kind, v.code, born, sex, ok)
		}
	}
}

func TestVATNumberAndCompanyCodeBelongTogether(t *testing.T) {
	if !SameUAPayer("590000126501", "59000016") || SameUAPayer("590000126501", "59001109") || !SameUAPayer("1759013776", "1759013776") {
		t.Error("the first seven digits do not decide")
	}
}

func TestBankIsReadFromTheAccount(t *testing.T) {
	for account, bank := range map[string]string{
		"UA213223130000026007233566001": "322313", "BG80BNBG96611020345678": "BNBG", "DE89370400440532013000": "", "": "",
	} {
		if got := BankOfIBAN(account); got != bank {
			t.Errorf("%s: got %q, want %q", account, got, bank)
		}
	}
}

func TestKindsKnowTheirCountryAndWhetherTheyArePersonal(t *testing.T) {
	if UACompany.Country() != "UA" || BGVAT.Country() != "BG" || IBAN.Country() != "" {
		t.Error("a kind is of another country")
	}
	if !BGPerson.Personal() || UACompany.Personal() || len(Kinds()) != 14 {
		t.Error("a kind was lost or is as personal as another")
	}
}

func FuzzCheckTakesAnything(f *testing.F) {
	f.Add("UA213223130000026007233566001")
	f.Add("BG80")
	f.Add("12139612О342")
	f.Add("\xff\xfeАБ")
	f.Fuzz(func(t *testing.T, value string) {
		for _, kind := range Kinds() {
			r := Check(kind, value, today)
			if r.Suggestion != "" && !Check(kind, r.Suggestion, today).Valid() {
				t.Errorf("%s %q: the wrong %q is offered", kind, value, r.Suggestion)
			}
			if r.Valid() {
				if again := Check(kind, r.Grouped, today); again.Compact != r.Compact {
					t.Errorf("%s %q: shown as %q reads as %q", kind, value, r.Grouped, again.Compact)
				}
			}
		}
		CheckEmail(value)
		if p := ParsePhone(value, "UA"); p.E164 != "" {
			if again := ParsePhone(GroupPhone(p.E164), "BG"); again.E164 != p.E164 {
				t.Errorf("%q: %s reads as %+v", value, GroupPhone(p.E164), again)
			}
		}
	})
}
