package sheet

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// worksheet reads the rows of one sheet of a workbook, one after another.
type worksheet struct {
	book *workbook
	in   io.Closer
	d    *tokens
	row  int
}

func (b *workbook) open(sheet string) (*worksheet, error) {
	for i, name := range b.sheets {
		if name != sheet {
			continue
		}
		if err := b.shared.load(b); err != nil {
			return nil, err
		}
		in, err := b.parts[b.files[i]].Open()
		if err != nil {
			return nil, fault("broken_workbook")
		}
		return &worksheet{book: b, in: in, d: newTokens(in)}, nil
	}
	return nil, fault("no_such_sheet", "name", sheet)
}

// next is the next row that the sheet has, io.EOF after the last one. Rows
// without cells are left out, and counted.
func (w *worksheet) next() (Row, error) {
	for {
		tok, err := w.d.token()
		if err != nil {
			return Row{}, err
		}
		switch e := tok.(type) {
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				return Row{}, io.EOF
			}
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			number := w.row + 1
			if r := attribute(e, "r"); r != "" {
				if number, err = strconv.Atoi(r); err != nil || number <= w.row || number > 1<<21 {
					return Row{}, fault("broken_workbook")
				}
			}
			w.row = number
			cells, err := w.cells()
			return Row{Number: number, Cells: cells, Found: len(cells)}, err
		}
	}
}

func (w *worksheet) cells() ([]string, error) {
	var out []string
	column := -1
	for {
		tok, err := w.d.token()
		if err != nil {
			return nil, unfinished(err)
		}
		switch e := tok.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return out, nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			column++
			if ref := attribute(e, "r"); ref != "" {
				at, ok := columnOf(ref)
				if !ok || at < column {
					return nil, fault("broken_workbook")
				}
				column = at
			}
			if column >= MaxColumns {
				return nil, fault("too_many_columns", "max", MaxColumns).at(w.row, 0)
			}
			text, err := w.cell(e)
			if err != nil {
				return nil, err
			}
			if len(text) > MaxCell && utf8.RuneCountInString(text) > MaxCell {
				return nil, fault("cell_too_long", "max", MaxCell).at(w.row, column+1)
			}
			if text == "" {
				continue
			}
			for len(out) < column {
				out = append(out, "")
			}
			out = append(out, text)
		}
	}
}

// cell is the text of a cell: what a person would type to get it.
func (w *worksheet) cell(e xml.StartElement) (string, error) {
	kind, style := attribute(e, "t"), attribute(e, "s")
	var value strings.Builder
	inValue := false
	for {
		tok, err := w.d.token()
		if err != nil {
			return "", unfinished(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				inValue = true
			case "is":
				text, err := w.d.richText("is")
				if err != nil {
					return "", err
				}
				value.WriteString(text)
			}
		case xml.CharData:
			if inValue {
				value.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v":
				inValue = false
			case "c":
				return w.shown(kind, style, value.String())
			}
		}
		if value.Len() > maxToken {
			return "", fault("bomb")
		}
	}
}

func (w *worksheet) shown(kind, style, value string) (string, error) {
	switch kind {
	case "s":
		text, ok := w.book.shared.at(strings.TrimSpace(value))
		if !ok && value != "" {
			return "", fault("broken_workbook")
		}
		return text, nil
	case "b":
		if value == "1" {
			return "true", nil
		}
		return "false", nil
	case "", "n":
		format := general
		if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(w.book.formats) {
			format = w.book.formats[i]
		}
		return format.show(strings.TrimSpace(value), w.book.since04), nil
	}
	return value, nil
}

// columnOf is the column, counted from 0, of a reference such as AB12.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i]
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'A') + 1; n > 20_000 {
			return 0, false
		}
	}
	return n - 1, n > 0
}

func unfinished(err error) error {
	if err == io.EOF {
		return fault("broken_workbook")
	}
	return err
}
