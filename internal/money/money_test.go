package money

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"os"
	"testing"
)

// vectors is testdata/vectors/money.json; sums are texts and rates whole percents.
var vectors struct {
	Rounding []struct{ X, Result string }
	BGNToEUR []struct{ BGN, EUR string } `json:"bgn_to_eur"`
	EURToBGN []struct{ EUR, BGN string } `json:"eur_to_bgn"`
	FromNet  []struct {
		Net, VAT string
		Rate     int64
	} `json:"vat_from_net"`
	FromGross []struct {
		Gross, Net, VAT string
		Rate            int64
	} `json:"vat_from_gross"`
	Distribute []struct {
		Total   string
		Weights []json.Number
		Parts   []string
	}
}

func TestMain(m *testing.M) {
	text, err := os.ReadFile("../../testdata/vectors/money.json")
	if err == nil {
		err = json.Unmarshal(text, &vectors)
	}
	if err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func exactly(t *testing.T, text string) *big.Rat {
	t.Helper()
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is not a number", text)
	}
	return x
}

func amount(t *testing.T, text string) Money {
	t.Helper()
	m, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func want(t *testing.T, got Money, err error, text string) {
	t.Helper()
	if err != nil || got.String() != text {
		t.Errorf("got %s (%v), want %s", got, err, text)
	}
}

func none(t *testing.T, n int) {
	t.Helper()
	if n == 0 {
		t.Fatal("the vector file has none of these")
	}
}

func TestRoundingIsHalfUpAwayFromZero(t *testing.T) {
	none(t, len(vectors.Rounding))
	for _, v := range vectors.Rounding {
		got, err := Round(exactly(t, v.X), "UAH")
		want(t, got, err, v.Result+" UAH")
	}
}

func TestLevBecomeEuroByTheFullRate(t *testing.T) {
	none(t, len(vectors.BGNToEUR))
	for _, v := range vectors.BGNToEUR {
		lev, err := Parse(v.BGN + " BGN")
		if err != nil { // finer than a stotinka: only the arithmetic can be asked
			got, err := Round(new(big.Rat).Quo(exactly(t, v.BGN), LevPerEuro.Rat()), "EUR")
			want(t, got, err, v.EUR+" EUR")
			continue
		}
		got, err := LevToEuro(lev)
		want(t, got, err, v.EUR+" EUR")
	}
}

func TestEuroBecomeLevByTheFullRate(t *testing.T) {
	none(t, len(vectors.EURToBGN))
	for _, v := range vectors.EURToBGN {
		got, err := EuroToLev(amount(t, v.EUR+" EUR"))
		want(t, got, err, v.BGN+" BGN")
	}
}

func TestOnlyLevAndEuroHaveTheFixedRate(t *testing.T) {
	if _, err := LevToEuro(Of(1, "UAH")); !errors.Is(err, ErrCurrency) {
		t.Errorf("hryvnias taken for lev: %v", err)
	}
	if _, err := EuroToLev(Of(1, "BGN")); !errors.Is(err, ErrCurrency) {
		t.Errorf("lev taken for euro: %v", err)
	}
}

func TestVATIsAddedToANetSum(t *testing.T) {
	none(t, len(vectors.FromNet))
	for _, v := range vectors.FromNet {
		got, err := VATOnNet(amount(t, v.Net+" UAH"), Percent(v.Rate))
		want(t, got, err, v.VAT+" UAH")
	}
}

func TestVATIsTakenOutOfAGrossSum(t *testing.T) {
	none(t, len(vectors.FromGross))
	for _, v := range vectors.FromGross {
		net, vat, err := VATInGross(amount(t, v.Gross+" UAH"), Percent(v.Rate))
		want(t, net, err, v.Net+" UAH")
		want(t, vat, err, v.VAT+" UAH")
	}
	if _, _, err := VATInGross(Of(1, "UAH"), Percent(-100)); err == nil {
		t.Error("a tax of minus hundred percent was taken out")
	}
}

func TestPartsGoToTheLargestRemaindersFirst(t *testing.T) {
	none(t, len(vectors.Distribute))
	for _, v := range vectors.Distribute {
		var weights []int64
		for _, w := range v.Weights {
			n, err := w.Int64()
			if err != nil {
				t.Fatal(err)
			}
			weights = append(weights, n)
		}
		parts, err := Distribute(amount(t, v.Total+" UAH"), weights)
		if err != nil || len(parts) != len(v.Parts) {
			t.Fatalf("%v: got %v (%v)", v, parts, err)
		}
		for i, p := range v.Parts {
			want(t, parts[i], nil, p+" UAH")
		}
	}
}

func TestPartsAlwaysAddUpToTheWhole(t *testing.T) {
	weights := [][]int64{{1}, {0, 5}, {3, 3, 3, 3, 3, 3, 3}, {math.MaxInt64, 1, math.MaxInt64}, {7, 11, 13}}
	for _, total := range []int64{0, 1, -1, -100, 99999, math.MaxInt64, math.MinInt64 + 1, math.MinInt64} {
		for _, w := range weights {
			parts, err := Distribute(New(total, "EUR"), w)
			if err != nil {
				t.Fatal(err)
			}
			sum, err := Sum(parts...)
			if err != nil || sum.Minor != total {
				t.Errorf("%d by %v: parts %v add up to %v (%v)", total, w, parts, sum, err)
			}
		}
	}
}

func TestNothingIsDistributedByNoWeight(t *testing.T) {
	for _, w := range [][]int64{nil, {0, 0}, {2, -1}} {
		if parts, err := Distribute(Of(1, "UAH"), w); err == nil {
			t.Errorf("%v: got %v", w, parts)
		}
	}
}

func TestTheMachineFormReadsBackWhatItWrote(t *testing.T) {
	for _, m := range []Money{
		{},
		New(128600050, "UAH"), New(-5, "EUR"), New(0, "BGN"), New(1500, "JPY"), New(1500, "TND"),
		New(math.MinInt64, "USD"), New(math.MaxInt64, "HUF"),
	} {
		if got, err := Parse(m.String()); err != nil || got != m {
			t.Errorf("%#v wrote %q and read %#v (%v)", m, m.String(), got, err)
		}
	}
	for text, m := range map[string]Money{
		"1286000.50 UAH": New(128600050, "UAH"),
		"9000 UAH":       Of(9000, "UAH"),
		"-0.5 EUR":       New(-50, "EUR"),
		"12 JPY":         New(12, "JPY"),
	} {
		want(t, amount(t, text), nil, m.String())
	}
}

func TestWhatIsNotAnAmountIsRefused(t *testing.T) {
	for text, reason := range map[string]error{
		"9000.00":                   ErrSyntax,
		"9000.001 UAH":              ErrSyntax,
		"1.5 JPY":                   ErrSyntax,
		"1,50 UAH":                  ErrSyntax,
		"+1 UAH":                    ErrSyntax,
		"--1 UAH":                   ErrSyntax,
		".5 UAH":                    ErrSyntax,
		"5. UAH":                    ErrSyntax,
		"1e3 UAH":                   ErrSyntax,
		"١ UAH":                     ErrSyntax,
		" 1 UAH":                    ErrCurrency,
		"1 uah":                     ErrCurrency,
		"1 XXX":                     ErrCurrency,
		"1  UAH":                    ErrCurrency,
		"100000000000000000.00 UAH": ErrOverflow,
	} {
		if m, err := Parse(text); !errors.Is(err, reason) {
			t.Errorf("%q: got %v (%v), want %v", text, m, err, reason)
		}
	}
}

func TestOfCountsInTheCurrencysOwnUnits(t *testing.T) {
	want(t, Of(3, "UAH"), nil, "3.00 UAH")
	want(t, Of(3, "JPY"), nil, "3 JPY")
	want(t, Of(3, "KWD"), nil, "3.000 KWD")
	defer func() {
		if recover() == nil {
			t.Error("an amount that does not fit was made")
		}
	}()
	Of(math.MaxInt64/10, "UAH")
}

func TestSumsKeepToOneCurrencyAndToTheirSize(t *testing.T) {
	sum, err := Of(2, "UAH").Add(Of(3, "UAH"))
	want(t, sum, err, "5.00 UAH")
	rest, err := Of(2, "UAH").Sub(Of(3, "UAH"))
	want(t, rest, err, "-1.00 UAH")
	sum, err = Money{}.Add(Of(3, "EUR"))
	want(t, sum, err, "3.00 EUR")
	rest, err = Money{}.Sub(Of(3, "EUR"))
	want(t, rest, err, "-3.00 EUR")

	if _, err := Of(1, "UAH").Add(Of(1, "EUR")); !errors.Is(err, ErrCurrency) {
		t.Errorf("hryvnias and euro were added: %v", err)
	}
	for _, pair := range [][2]int64{{math.MaxInt64, 1}, {math.MinInt64, -1}, {math.MinInt64, math.MinInt64}} {
		if got, err := New(pair[0], "UAH").Add(New(pair[1], "UAH")); !errors.Is(err, ErrOverflow) {
			t.Errorf("%v added up to %v (%v)", pair, got, err)
		}
	}
	if _, err := New(0, "UAH").Sub(New(math.MinInt64, "UAH")); !errors.Is(err, ErrOverflow) {
		t.Errorf("the smallest amount lost its sign: %v", err)
	}
}

func TestRatesConvertBothWays(t *testing.T) {
	rate, err := ParseRate("41.2531")
	if err != nil {
		t.Fatal(err)
	}
	uah, err := Convert(Of(100, "USD"), rate, "UAH")
	want(t, uah, err, "4125.31 UAH")
	usd, err := ConvertBack(uah, rate, "USD")
	want(t, usd, err, "100.00 USD")
	yen, err := Convert(New(150, "USD"), 150_000_000, "JPY")
	want(t, yen, err, "225 JPY")
	if _, err := ConvertBack(uah, 0, "USD"); err == nil {
		t.Error("divided by nought")
	}
	if _, err := Convert(New(math.MaxInt64, "USD"), rate, "UAH"); !errors.Is(err, ErrOverflow) {
		t.Errorf("too much was converted: %v", err)
	}
}

func TestPriceTimesQuantityIsRoundedOnce(t *testing.T) {
	price, err := ParsePrice("0.1235")
	if err != nil {
		t.Fatal(err)
	}
	for quantity, sum := range map[string]string{
		"1": "0.12 UAH", "1000": "123.50 UAH", "0.5": "0.06 UAH", "-1000": "-123.50 UAH", "10.122": "1.25 UAH",
	} {
		q, err := ParseQuantity(quantity)
		if err != nil {
			t.Fatal(err)
		}
		got, err := price.Times(q, "UAH")
		want(t, got, err, sum)
	}
	if _, err := Price(math.MaxInt64).Times(math.MaxInt64, "UAH"); !errors.Is(err, ErrOverflow) {
		t.Errorf("too large a sum was made: %v", err)
	}
	if price.String() != "0.1235" || Quantity(-2500).String() != "-2.500" {
		t.Errorf("written as %s and %s", price, Quantity(-2500))
	}
}

func TestCurrenciesFollowTheStandard(t *testing.T) {
	for currency, n := range map[string]int{"UAH": 2, "HUF": 2, "JPY": 0, "ISK": 0, "KWD": 3, "???": 2} {
		if Digits(currency) != n {
			t.Errorf("%s has %d digits, want %d", currency, Digits(currency), n)
		}
	}
	for _, c := range []string{"UAH", "EUR", "USD", "BGN", "PLN", "RON", "MDL", "GBP", "CZK", "HUF", "TRY", "CHF", "KZT", "RUB", "GEL"} {
		if !Known(c) {
			t.Errorf("%s is not known", c)
		}
	}
	for currency, symbol := range map[string]string{"UAH": "₴", "EUR": "€", "USD": "$", "BGN": "лв.", "PLN": "zł", "CHF": "CHF"} {
		if Symbol(currency) != symbol {
			t.Errorf("%s is written %s, want %s", currency, Symbol(currency), symbol)
		}
	}
	for currency := range symbols {
		if !Known(currency) {
			t.Errorf("%s has a symbol and is not known", currency)
		}
	}
}

func TestNoNewDocumentIsInLev(t *testing.T) {
	if !InUse("BGN", "2025-12-31") || InUse("BGN", "2026-01-01") || !InUse("EUR", "2026-01-01") || InUse("XXX", "2026-01-01") {
		t.Error("the lev ended on another day than 31 December 2025")
	}
}
