package sheet_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/sheet"
)

func TestAMappingIsWrittenAsItIsRead(t *testing.T) {
	const text = `{"register":"deal","key":["number"],"columns":[
		{"column":"id","field":"number"},
		{"column":"stage","field":"stage","values":{"Won":"won","n/a":null,"New":{"create":{"kind":"sale"}},"Other":{"create":{}}}}],
		"constants":[{"field":"loss_reason","value":"not_specified","only":{"column":"stage","is":["Lost"]}}]}`
	list, err := sheet.ReadMappings(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	values := list[0].Columns[1].Values
	if values["Won"].Entry != "won" || !values["n/a"].Empty || values["New"].Create["kind"] != "sale" || values["Other"].Create == nil {
		t.Errorf("the values are %+v", values)
	}
	again, err := json.Marshal(list[0])
	if err != nil {
		t.Fatal(err)
	}
	second, err := sheet.ReadMappings(bytes.NewReader(again))
	if err != nil || !reflect.DeepEqual(list, second) {
		t.Errorf("%s reads otherwise: %v", again, err)
	}
}

func TestAMistypedMappingIsRefused(t *testing.T) {
	for _, text := range []string{``, `{`, `{"regster":"deal"}`, `{"register":"deal","columns":[{"column":"a","feild":"b"}]}`, `{"register":"a"} x`, `{"columns":[{"column":"a","values":{"x":{"crate":{}}}}]}`, `[1]`} {
		_, err := sheet.ReadMappings(strings.NewReader(text))
		if f := faultOf(t, err); f.Key != "sheet.unreadable_mapping" || f.Args["cause"] == "" {
			t.Errorf("%s: %v", text, f)
		}
	}
}

// written is a table with every sort of cell.
func written(t *testing.T, w sheet.Writer) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{
		{"=2+5+cmd", money.New(128650, "UAH"), register.Date("2026-11-22"), time.Date(2026, 11, 22, 12, 5, 0, 0, zone), sheet.Decimal{Count: 1500, Scale: 3}, true, int64(7)},
		{"+359888123456", money.Money{}, register.Date(""), time.Time{}, nil, false, 8},
	}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

var titles = []string{"Назва", "Сума", "Дата", "Час", "Кількість", "VIP", "№"}

func TestAWrittenCSVIsSafeAndReadsBack(t *testing.T) {
	var b bytes.Buffer
	w, err := sheet.NewCSV(&b, titles, sheet.CSVForm{Semicolon: true, BOM: true})
	if err != nil {
		t.Fatal(err)
	}
	written(t, w)
	text, bom := strings.CutPrefix(b.String(), "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || !bom {
		t.Fatal(err, bom)
	}
	if got := strings.Join(rows[1], "|"); got != "'=2+5+cmd|1286,50 UAH|2026-11-22|2026-11-22 10:05|1,500|true|7" {
		t.Errorf("the first row is %s", got)
	}
	if got := strings.Join(rows[2], "|"); got != "+359888123456|||||false|8" {
		t.Errorf("the second row is %s", got)
	}
	s, err := open(b.Bytes(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := table(t, s); !strings.HasPrefix(got[1], "2: =2+5+cmd|") {
		t.Errorf("it reads back %q", got)
	}
}

func TestAWrittenWorkbookHasTypedCellsAndNoFormulas(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := sheet.NewXLSX(&b, "Угоди: 2026/11", titles, zone)
	if err != nil {
		t.Fatal(err)
	}
	written(t, w)
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if formula, err := f.GetCellFormula(f.GetSheetName(0), "A2"); err != nil || formula != "" {
		t.Errorf("A2 is a formula %q %v", formula, err)
	}
	s, err := open(b.Bytes(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := table(t, s)
	want := "2: =2+5+cmd|1286.5|2026-11-22|2026-11-22 12:05:00|1.5|true|7"
	if len(got) != 3 || got[1] != want {
		t.Errorf("it reads back %q, wanted %q", got, want)
	}
}
