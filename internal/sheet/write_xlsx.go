package sheet

import (
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"dossier/internal/money"
	"dossier/internal/register"
)

// NewXLSX begins a workbook with one sheet, its titles bold and always in
// sight. Rows go to disk as they come; the workbook goes to w when the Writer
// is closed. Moments are written by the clock of zone.
func NewXLSX(w io.Writer, name string, titles []string, zone *time.Location) (Writer, error) {
	f := excelize.NewFile()
	x := &xlsxWriter{w: w, file: f, zone: zone, styles: map[string]int{}}
	if zone == nil {
		x.zone = time.UTC
	}
	return x, x.begin(sheetName(name), titles)
}

// sheetName makes a name that a workbook allows.
func sheetName(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, s), " '")
	if r := []rune(s); len(r) > 31 {
		s = strings.TrimSpace(string(r[:31]))
	}
	if s == "" {
		return "1"
	}
	return s
}

type xlsxWriter struct {
	w      io.Writer
	file   *excelize.File
	out    *excelize.StreamWriter
	zone   *time.Location
	row    int
	styles map[string]int // by number format
}

func (x *xlsxWriter) begin(name string, titles []string) error {
	if err := x.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	var err error
	if x.out, err = x.file.NewStreamWriter(name); err != nil {
		return err
	}
	for i, t := range titles {
		width := min(max(float64(utf8.RuneCountInString(t))+4, 12), 40)
		if err := x.out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := x.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	cells := make([]any, len(titles))
	for i, t := range titles {
		cells[i] = excelize.Cell{StyleID: bold, Value: t}
	}
	return x.write(cells)
}

func (x *xlsxWriter) write(cells []any) error {
	x.row++
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return err
	}
	return x.out.SetRow(at, cells)
}

func (x *xlsxWriter) Row(cells []any) error {
	if x.row > MaxRows {
		return register.ErrTooMuch
	}
	out := make([]any, len(cells))
	for i, c := range cells {
		var err error
		if out[i], err = x.cell(c); err != nil {
			return err
		}
	}
	return x.write(out)
}

func (x *xlsxWriter) cell(cell any) (any, error) {
	switch v := cell.(type) {
	case register.Date:
		t, err := time.Parse(time.DateOnly, string(v))
		if err != nil {
			return nil, nil
		}
		return x.styled("yyyy-mm-dd", t)
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		v = v.In(x.zone)
		wall := time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
		return x.styled("yyyy-mm-dd hh:mm", wall)
	case Decimal:
		return x.number(v.Count, v.Scale, "")
	case money.Money:
		if v.Currency == "" {
			return nil, nil
		}
		return x.number(v.Minor, money.Digits(v.Currency), ` "`+v.Currency+`"`)
	case string:
		if r := []rune(v); len(r) > MaxCell {
			v = string(r[:MaxCell])
		}
		return v, nil // a text cell of a workbook is no formula, whatever it begins with
	}
	return cell, nil
}

// number writes an amount as a number, which is all a workbook can calculate
// with. Beyond fifteen digits it would lose some, and becomes a text.
func (x *xlsxWriter) number(count int64, scale int, unit string) (any, error) {
	if count > 1e15 || count < -1e15 {
		return money.FormatDecimal(count, scale) + strings.Trim(strings.ReplaceAll(unit, `"`, ""), " "), nil
	}
	format := "#,##0"
	if scale > 0 {
		format += "." + strings.Repeat("0", scale)
	}
	return x.styled(format+unit, float64(count)/math.Pow10(scale))
}

func (x *xlsxWriter) styled(format string, value any) (any, error) {
	id, known := x.styles[format]
	if !known {
		var err error
		if id, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
		x.styles[format] = id
	}
	return excelize.Cell{StyleID: id, Value: value}, nil
}

func (x *xlsxWriter) Close() error {
	defer x.file.Close()
	if err := x.out.Flush(); err != nil {
		return err
	}
	return x.file.Write(x.w)
}
