package lang

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"dossier/internal/money"
)

// shown makes what is invisible readable in tables: an underscore is a no-break space.
func shown(text string) string { return strings.ReplaceAll(text, "\u00a0", "_") }

// inAll checks one text in the order uk, ru, bg, en.
func inAll(t *testing.T, what string, write func(*Printer) string, want [4]string) {
	t.Helper()
	for i, l := range Languages() {
		if got := shown(write(For(l, time.UTC))); got != want[i] {
			t.Errorf("%s in %s: got %q, want %q", what, l, got, want[i])
		}
	}
}

func TestNumbersAreWrittenAsEachLanguageWritesThem(t *testing.T) {
	for _, c := range []struct {
		name  string
		v     int64
		scale int
		want  [4]string
	}{
		{"nought", 0, 0, [4]string{"0", "0", "0", "0"}},
		{"three digits", 999, 0, [4]string{"999", "999", "999", "999"}},
		{"four digits", 1234, 0, [4]string{"1_234", "1_234", "1234", "1,234"}},
		{"four digits and a fraction", 12345, 1, [4]string{"1_234,5", "1_234,5", "1234,5", "1,234.5"}},
		{"five digits", 12345, 0, [4]string{"12_345", "12_345", "12_345", "12,345"}},
		{"millions", 128600050, 2, [4]string{"1_286_000,50", "1_286_000,50", "1_286_000,50", "1,286,000.50"}},
		{"less than one", 5, 2, [4]string{"0,05", "0,05", "0,05", "0.05"}},
		{"below nought", -12345, 1, [4]string{"−1_234,5", "−1_234,5", "−1234,5", "−1,234.5"}},
		{"the least", math.MinInt64, 0, [4]string{"−9_223_372_036_854_775_808", "−9_223_372_036_854_775_808", "−9_223_372_036_854_775_808", "−9,223,372,036,854,775,808"}},
		{"the most decimals", 1, 18, [4]string{"0,000000000000000001", "0,000000000000000001", "0,000000000000000001", "0.000000000000000001"}},
	} {
		inAll(t, c.name, func(p *Printer) string { return p.Decimal(c.v, c.scale) }, c.want)
	}
}

func TestQuantitiesDropIdleZeros(t *testing.T) {
	for milli, want := range map[int64][4]string{
		2000:    {"2", "2", "2", "2"},
		1500:    {"1,5", "1,5", "1,5", "1.5"},
		1234567: {"1_234,567", "1_234,567", "1234,567", "1,234.567"},
		0:       {"0", "0", "0", "0"},
	} {
		inAll(t, "quantity", func(p *Printer) string { return p.Quantity(milli) }, want)
	}
}

func TestPercentSignStandsAsEachLanguagePutsIt(t *testing.T) {
	for millionths, want := range map[int64][4]string{
		124_000:   {"12,4%", "12,4_%", "12,4%", "12.4%"},
		1_000_000: {"100%", "100_%", "100%", "100%"},
		333_333:   {"33,33%", "33,33_%", "33,33%", "33.33%"},
		50:        {"0,01%", "0,01_%", "0,01%", "0.01%"},
		49:        {"0%", "0_%", "0%", "0%"},
		-49:       {"0%", "0_%", "0%", "0%"},
		-75_050:   {"−7,51%", "−7,51_%", "−7,51%", "−7.51%"},
	} {
		inAll(t, "percent", func(p *Printer) string { return p.Percent(millionths) }, want)
	}
}

func TestMoneyHasItsSignAfterTheNumber(t *testing.T) {
	for _, c := range []struct {
		m    money.Money
		want [4]string
	}{
		{money.Money{Minor: 128600050, Currency: "UAH"}, [4]string{"1_286_000,50_₴", "1_286_000,50_₴", "1_286_000,50_₴", "1,286,000.50_₴"}},
		{money.Money{Minor: 123400, Currency: "EUR"}, [4]string{"1_234,00_€", "1_234,00_€", "1234,00_€", "1,234.00_€"}},
		{money.Money{Minor: -5, Currency: "USD"}, [4]string{"−0,05_$", "−0,05_$", "−0,05_$", "−0.05_$"}},
		{money.Money{Minor: 15000, Currency: "JPY"}, [4]string{"15_000_¥", "15_000_¥", "15_000_¥", "15,000_¥"}},
		{money.Money{Minor: 1500, Currency: "CHF"}, [4]string{"15,00_CHF", "15,00_CHF", "15,00_CHF", "15.00_CHF"}},
		{money.Money{Currency: "UAH"}, [4]string{"0,00_₴", "0,00_₴", "0,00_₴", "0.00_₴"}},
		{money.Money{}, [4]string{}},
	} {
		inAll(t, c.m.String(), func(p *Printer) string { return p.Money(c.m) }, c.want)
	}
}

func TestShortMoneyHasAboutThreeDigits(t *testing.T) {
	for major, want := range map[int64][4]string{
		0:             {"0_₴", "0_₴", "0_₴", "0_₴"},
		950:           {"950_₴", "950_₴", "950_₴", "950_₴"},
		1_286:         {"1,3_тис._₴", "1,3_тыс._₴", "1,3_хил._₴", "1.3K_₴"},
		128_600:       {"129_тис._₴", "129_тыс._₴", "129_хил._₴", "129K_₴"},
		999_499:       {"999_тис._₴", "999_тыс._₴", "999_хил._₴", "999K_₴"},
		999_500:       {"1_млн_₴", "1_млн_₴", "1_млн._₴", "1M_₴"},
		1_286_000:     {"1,3_млн_₴", "1,3_млн_₴", "1,3_млн._₴", "1.3M_₴"},
		10_005_534:    {"10_млн_₴", "10_млн_₴", "10_млн._₴", "10M_₴"},
		99_960_000:    {"100_млн_₴", "100_млн_₴", "100_млн._₴", "100M_₴"},
		2_500_000_000: {"2,5_млрд_₴", "2,5_млрд_₴", "2,5_млрд._₴", "2.5B_₴"},
		-1_286_000:    {"−1,3_млн_₴", "−1,3_млн_₴", "−1,3_млн._₴", "−1.3M_₴"},
	} {
		inAll(t, "short money", func(p *Printer) string { return p.MoneyShort(money.Money{Minor: major * 100, Currency: "UAH"}) }, want)
	}
	if got := shown(For(Ukrainian, nil).Short(2_473_000)); got != "2,5_млн" {
		t.Errorf("a short number: got %q", got)
	}
}

func TestTypedNumbersAreRead(t *testing.T) {
	for _, c := range []struct {
		text  string
		scale int
		want  int64
	}{
		{"1 286 000,5", 2, 128600050},
		{"1286000.5", 2, 128600050},
		{"1,286,000.50", 2, 128600050},
		{"1.286.000,50", 2, 128600050},
		{"1\u00a0286\u00a0000,50", 2, 128600050},
		{"1\u202f286,5", 2, 128650},
		{"1'000", 0, 1000},
		{"1’000’000", 0, 1000000},
		{"1,286,000", 2, 128600000},
		{"−5", 2, -500},
		{"-5", 2, -500},
		{"+5", 2, 500},
		{" 5 ", 0, 5},
		{".5", 1, 5},
		{"0,125", 3, 125},
		{"1286,500", 2, 128650},
		{"1,2 млн", 2, 120000000},
		{"1,2 млн.", 0, 1200000},
		{"500 тис", 2, 50000000},
		{"500 тис.", 0, 500000},
		{"3 хил.", 0, 3000},
		{"2тыс", 0, 2000},
		{"1.3M", 0, 1300000},
		{"1,5 млрд", 0, 1500000000},
		{"007", 0, 7},
		{"0", 2, 0},
		{"-0,00", 2, 0},
		{"9223372036854775807", 0, math.MaxInt64},
		{"1,2345678 млн", 1, 12345678},
	} {
		if got, err := ParseDecimal(c.text, c.scale); err != nil || got != c.want {
			t.Errorf("read %q at scale %d: got %d, %v, want %d", c.text, c.scale, got, err, c.want)
		}
	}
}

func TestDoubtfulNumbersAreRefused(t *testing.T) {
	for _, c := range []struct {
		text  string
		scale int
		want  error
	}{
		{"1,286", 2, ErrAmbiguous},
		{"1.286", 2, ErrAmbiguous},
		{"12,000", 0, ErrAmbiguous},
		{"-1,286", 3, ErrAmbiguous},
		{"1,005 млн", 0, ErrAmbiguous},
		{"0,005", 2, ErrTooPrecise},
		{"1,5", 0, ErrTooPrecise},
		{"1,23456789 млн", 1, ErrTooPrecise},
		{"9223372036854775808", 0, ErrTooLarge},
		{"92233720368547758,08", 2, ErrTooLarge},
		{"9999999999 млрд", 2, ErrTooLarge},
		{strings.Repeat("9", 60), 0, ErrTooLarge},
		{strings.Repeat("9", 5000), 0, ErrUnreadable},
		{"", 0, ErrUnreadable},
		{"  ", 0, ErrUnreadable},
		{"-", 0, ErrUnreadable},
		{",", 0, ErrUnreadable},
		{"5,", 0, ErrUnreadable},
		{"млн", 0, ErrUnreadable},
		{"abc", 0, ErrUnreadable},
		{"12abc", 0, ErrUnreadable},
		{"1 23 456", 0, ErrUnreadable},
		{"1234 567", 0, ErrUnreadable},
		{"12 34", 0, ErrUnreadable},
		{"1,286.000,5", 2, ErrUnreadable},
		{"1,2,3", 0, ErrUnreadable},
		{"1'000 000", 0, ErrUnreadable},
		{"--5", 0, ErrUnreadable},
		{"1e5", 0, ErrUnreadable},
		{"0x10", 0, ErrUnreadable},
		{"٣", 0, ErrUnreadable},
		{"1\x00", 0, ErrUnreadable},
		{"\xff", 0, ErrUnreadable},
	} {
		if got, err := ParseDecimal(c.text, c.scale); !errors.Is(err, c.want) {
			t.Errorf("read %q at scale %d: got %d, %v, want %v", c.text, c.scale, got, err, c.want)
		}
	}
}

func TestLanguageSettlesWhatOneCommaMeans(t *testing.T) {
	for _, c := range []struct {
		text string
		l    Language
		want int64
	}{
		{"1,286", English, 1286000},
		{"1,286", Ukrainian, 1286},
		{"1,286", Bulgarian, 1286},
		{"1.286", English, 1286},
		{"1.286", Russian, 1286},
		{"1,5", English, 1500},
	} {
		if got, err := ParseDecimalIn(c.text, c.l, 3); err != nil || got != c.want {
			t.Errorf("read %q in %s: got %d, %v, want %d", c.text, c.l, got, err, c.want)
		}
	}
}

func TestTypedSumsAreReadWithTheirCurrency(t *testing.T) {
	for text, want := range map[string]money.Money{
		"1 286,50":              {Minor: 128650, Currency: "UAH"},
		"1\u00a0286,50\u00a0₴":  {Minor: 128650, Currency: "UAH"},
		"1,2 млн ₴":             {Minor: 120000000, Currency: "UAH"},
		"1,2 млн грн":           {Minor: 120000000, Currency: "UAH"},
		"500грн.":               {Minor: 50000, Currency: "UAH"},
		"-5 EUR":                {Minor: -500, Currency: "EUR"},
		"€5":                    {Minor: 500, Currency: "EUR"},
		"usd 5":                 {Minor: 500, Currency: "USD"},
		"$1,000.00":             {Minor: 100000, Currency: "USD"},
		"15 000 JPY":            {Minor: 15000, Currency: "JPY"},
		"9000.00 UAH":           {Minor: 900000, Currency: "UAH"},
		"1\u00a0286\u00a0000 €": {Minor: 128600000, Currency: "EUR"},
	} {
		if got, err := ParseMoney(text, Ukrainian, "UAH"); err != nil || got != want {
			t.Errorf("read %q: got %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "₴", "5 kr", "5 XXZ", "EUR", "5 EUR UAH", "five"} {
		if got, err := ParseMoney(text, Ukrainian, "UAH"); !errors.Is(err, ErrUnreadable) {
			t.Errorf("read %q: got %v, %v, want a refusal", text, got, err)
		}
	}
}

func TestWrittenNumbersAreReadBack(t *testing.T) {
	for _, l := range Languages() {
		p := For(l, nil)
		for _, minor := range []int64{0, 1, -1, 99, 123456, -128600050, math.MaxInt64, -math.MaxInt64} {
			m := money.Money{Minor: minor, Currency: "UAH"}
			if got, err := ParseMoney(p.Money(m), l, "UAH"); err != nil || got != m {
				t.Errorf("read %q in %s: got %v, %v, want %v", p.Money(m), l, got, err, m)
			}
		}
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, text := range []string{"1 286 000,5", "1,286", "−5", "1,2 млн", "1'000", "", "\xff", "9223372036854775808"} {
		f.Add(text, 2)
	}
	p := For(Ukrainian, nil)
	f.Fuzz(func(t *testing.T, text string, scale int) {
		if scale < 0 || scale > 18 {
			return
		}
		v, err := ParseDecimal(text, scale)
		if err != nil {
			if v != 0 {
				t.Errorf("%q was refused but gave %d", text, v)
			}
			return
		}
		again, err := ParseDecimalIn(p.Decimal(v, scale), Ukrainian, scale)
		if err != nil || again != v {
			t.Errorf("%q was read as %d, then %q as %d, %v", text, v, p.Decimal(v, scale), again, err)
		}
	})
}
