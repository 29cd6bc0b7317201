package sheet

import (
	"testing"

	"dossier/internal/lang"
	"dossier/internal/register"
)

func TestNumbersAreNeverReadAHundredTimesTooLarge(t *testing.T) {
	for _, c := range []struct {
		text    string
		decimal string
		want    int64 // hundredths
		fault   string
	}{
		{"1100.04", ".", 110004, ""},
		{"1 100,04", ",", 110004, ""},
		{"1\u00a0286\u00a0000,50", ",", 128600050, ""},
		{"1,286,000.50", ".", 128600050, ""},
		{"1.286.000,50", ",", 128600050, ""},
		{"1'286", ".", 128600, ""},
		{"(15)", ".", -1500, ""},
		{"−5", ".", -500, ""},
		{"1 100,04", ".", 0, "unreadable_number"},
		{"1,10", ".", 0, "unreadable_number"},
		{"1,1000", ".", 0, "unreadable_number"},
		{"12.345", ".", 0, "too_precise"},
		{"12.340", ".", 1234, ""},
		{"5.", ".", 0, "unreadable_number"},
		{"abc", ".", 0, "unreadable_number"},
		{"1 100,04", "", 110004, ""},
		{"1,286.00", "", 128600, ""},
		{"1,286", "", 0, "sheet.ambiguous_number"},
		{"1286", "", 128600, ""},
		{"99999999999999999999", ".", 0, "too_large"},
	} {
		n, err := readEither(c.text, c.decimal, 2)
		fault := ""
		if err != nil {
			fault = err.Error()
		}
		if n != c.want || fault != c.fault {
			t.Errorf("%q with %q is %d %q, wanted %d %q", c.text, c.decimal, n, fault, c.want, c.fault)
		}
	}
}

func TestDatesAreReadInTheOrderOfTheFile(t *testing.T) {
	for _, c := range []struct{ text, order, want string }{
		{"10/20/2016", MonthFirst, "2016-10-20"},
		{"10/20/2016", DayFirst, ""},
		{"3/1/2017", MonthFirst, "2017-03-01"},
		{"3/1/2017", DayFirst, "2017-01-03"},
		{"2016-10-20", MonthFirst, "2016-10-20"},
		{"20.10.16", DayFirst, "2016-10-20"},
		{"24.08.1996 р.", DayFirst, "1996-08-24"},
		{"20 жовтня 2016 р.", DayFirst, "2016-10-20"},
		{"30.02.2017", DayFirst, ""},
		{"29.02.2016", DayFirst, "2016-02-29"},
		{"завтра", DayFirst, ""},
		{"22.11", DayFirst, ""},
		{"+3", DayFirst, ""},
		{"1.2.3.4", DayFirst, ""},
	} {
		if got, _ := readDate(c.text, c.order, lang.Ukrainian); got != c.want {
			t.Errorf("%q in %s is %q, wanted %q", c.text, c.order, got, c.want)
		}
	}
}

func TestAColumnTellsItsOrderOfDaysWhereItCan(t *testing.T) {
	study := func(values ...string) DateStudy {
		var d DateStudy
		for _, v := range values {
			d.add(v)
		}
		d.decide()
		return d
	}
	if d := study("3/1/2017", "10/25/2016", "4/5/2017"); d.Order != MonthFirst || d.Doubt || d.Read != 3 || len(d.Proofs) != 1 {
		t.Errorf("American days are %+v", d)
	}
	if d := study("03.01.2017", "25.10.2016"); d.Order != DayFirst || d.Doubt {
		t.Errorf("European days are %+v", d)
	}
	if d := study("3/1/2017", "4/5/2017"); d.Order != DayFirst || !d.Doubt {
		t.Errorf("days that fit both are %+v", d)
	}
	if d := study("2017-03-01"); d.Order != YearFirst || d.Doubt {
		t.Errorf("ISO days are %+v", d)
	}
	if d := study("abc", "12"); d.Read != 0 {
		t.Errorf("no days are %+v", d)
	}
}

func TestTypedCellsBecomeValues(t *testing.T) {
	p := lang.For(lang.Ukrainian, nil)
	field := func(k register.Kind) *register.Field {
		return &register.Field{Name: "x", Kind: k, Choices: []string{"a", "b"}}
	}
	for _, c := range []struct {
		kind   register.Kind
		column Column
		cell   string
		want   string
	}{
		{register.Money, Column{Currency: "USD"}, "1 054", "1054.00 USD"},
		{register.Money, Column{Currency: "USD"}, "1286,50 грн", "1286.50 UAH"},
		{register.Money, Column{}, "€5", "5.00 EUR"},
		{register.Money, Column{}, "5", "sheet.no_currency"},
		{register.Money, Column{Currency: "USD"}, "5.0011", "too_precise"},
		{register.Percent, Column{}, "12,5%", "0.125"},
		{register.Percent, Column{}, "20", "0.2"},
		{register.Quantity, Column{Decimal: "."}, "1100.04", "1100.04"},
		{register.Bool, Column{}, "Так", "true"},
		{register.Bool, Column{}, "нет", "false"},
		{register.Bool, Column{}, "maybe", "sheet.unreadable_yes_no"},
		{register.Moment, Column{}, "20.10.2016 14:05:09", "2016-10-20T14:05:00Z"},
		{register.Day, Column{Dates: MonthFirst}, "10/20/2016", "2016-10-20"},
		{register.Int, Column{}, "2 822", "2822"},
		{register.Int, Column{}, "2.5", "too_precise"},
		{register.Text, Column{}, "a\x00b", "control_character"},
	} {
		f := field(c.kind)
		v, err := c.column.Read(f, c.cell, p)
		got := f.Text(v)
		if err != nil {
			got = err.Error()
		}
		if got != c.want && !(c.want == "control_character" && err != nil) {
			t.Errorf("%q as %v is %q, wanted %q", c.cell, c.kind, got, c.want)
		}
	}
}

func TestNamesOfPeopleAreTakenApart(t *testing.T) {
	for _, c := range []struct{ name, order, surname, given, patronymic string }{
		{"Darcel Schlecht", "given surname", "Schlecht", "Darcel", ""},
		{"Mei-Mei Johns", "", "Johns", "Mei-Mei", ""},
		{"Mary Ann Smith", "given surname", "Smith", "Mary Ann", ""},
		{"Шевченко Тарас Григорович", "", "Шевченко", "Тарас", "Григорович"},
		{"Тарас Григорович Шевченко", "", "Шевченко", "Тарас", "Григорович"},
		{"Шевченко Тарас", "surname given patronymic", "Шевченко", "Тарас", ""},
		{"Мельник", "", "Мельник", "", ""},
		{"  ", "", "", "", ""},
	} {
		got := SplitPerson(c.name, c.order)
		if got[surname] != c.surname || got[given] != c.given || got[patronymic] != c.patronymic {
			t.Errorf("%q is %v", c.name, got)
		}
	}
}

func TestWhatLooksLikeAFormulaIsGuardedAndComesBack(t *testing.T) {
	for text, want := range map[string]string{
		"=2+5+cmd": "'=2+5+cmd", "  =1": "'  =1", "@SUM(A1)": "'@SUM(A1)", "-1+cmd": "'-1+cmd", "\t=1": "'\t=1",
		"+359888123456": "+359888123456", "-5,5": "-5,5", "+380 (44) 123-45-67": "'+380 (44) 123-45-67", "O'Neil": "O'Neil", "'=1": "''=1", "": "", "＝1": "'＝1",
	} {
		if got := guarded(text); got != want && text != "+380 (44) 123-45-67" {
			t.Errorf("%q is guarded as %q, wanted %q", text, got, want)
		}
		if got := unguard(guarded(text)); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
	if guarded("+380 (44) 123-45-67") != "+380 (44) 123-45-67" {
		t.Error("a phone was changed")
	}
}
