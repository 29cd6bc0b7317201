package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
)

// Writer writes a table row by row. A cell is nil, string, int64, int, bool,
// money.Money, Decimal, register.Date or time.Time; texts are guarded so that
// no spreadsheet takes them for formulas.
type Writer interface {
	Row(cells []any) error
	// Close ends the table; without it the file is not whole.
	Close() error
}

// Decimal is a number counted in 1/10^Scale.
type Decimal struct {
	Count int64
	Scale int
}

// CSVForm is how a CSV is written.
type CSVForm struct {
	Semicolon bool           // ; between cells and , before fractions, as Excel wants it in Europe
	BOM       bool           // a mark by which Excel knows UTF-8
	Zone      *time.Location // of moments; nil is UTC
}

// NewCSV writes the titles of a CSV and gives the Writer of its rows.
func NewCSV(w io.Writer, titles []string, form CSVForm) (Writer, error) {
	comma := ','
	if form.Semicolon {
		comma = ';'
	}
	out := &csvWriter{out: newCSV(w, comma, form.BOM), form: form}
	return out, out.Row(asCells(titles))
}

func newCSV(w io.Writer, comma rune, bom bool) *csv.Writer {
	// csv.NewWriter takes a large enough buffer for its own, so its Flush is ours.
	b := bufio.NewWriterSize(w, 32<<10)
	if bom {
		b.WriteString("\uFEFF")
	}
	out := csv.NewWriter(b)
	out.Comma, out.UseCRLF = comma, true
	return out
}

func asCells(titles []string) []any {
	out := make([]any, len(titles))
	for i, t := range titles {
		out[i] = t
	}
	return out
}

type csvWriter struct {
	out  *csv.Writer
	form CSVForm
}

func (c *csvWriter) Row(cells []any) error {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = c.text(cell)
	}
	return c.out.Write(row)
}

func (c *csvWriter) text(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return guarded(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	case register.Date:
		return string(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(c.zone()).Format("2006-01-02 15:04")
	case Decimal:
		return c.number(v.Count, v.Scale)
	case money.Money:
		if v.Currency == "" {
			return ""
		}
		return c.number(v.Minor, money.Digits(v.Currency)) + " " + v.Currency
	}
	return guarded(fmt.Sprint(cell))
}

func (c *csvWriter) number(count int64, scale int) string {
	text := []byte(money.FormatDecimal(count, scale))
	for i, b := range text {
		if b == '.' && c.form.Semicolon {
			text[i] = ','
		}
	}
	return string(text)
}

func (c *csvWriter) zone() *time.Location {
	if c.form.Zone == nil {
		return time.UTC
	}
	return c.form.Zone
}

func (c *csvWriter) Close() error {
	c.out.Flush()
	return c.out.Error()
}
