package sheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Options say how a file is written, where the person knows better. Empty
// ones are found out.
type Options struct {
	Encoding  string // one of Encodings
	Delimiter string // one of Delimiters
	Sheet     string // name of a workbook's sheet
	HeaderRow int    // row with the names of the columns, from 1
}

// Source is a file that is open for reading, any number of times.
type Source struct {
	Name      string
	Size      int64  // bytes
	Format    string // csv or xlsx
	Encoding  string // of a csv
	Guessed   bool   // the encoding was guessed from letters: show a preview
	Delimiter string // of a csv
	Sheets    []string
	Sheet     string
	HeaderRow int
	Header    []string // names of the columns, each different

	file io.ReaderAt
	book *workbook
	skip bool // the first line says the delimiter
}

// Open looks into a file and finds out how it is written. The error is a
// *Fault, for files that are no tables. The file must stay open as long as the
// Source is used.
func Open(file io.ReaderAt, size int64, name string, o Options) (s *Source, err error) {
	defer recovered(&err)
	if size > MaxFile {
		return nil, fault("file_too_large", "max", MaxFile>>20)
	}
	s = &Source{Name: filepath.Base(name), Size: size, file: file}
	head := make([]byte, 8)
	n, err := file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch head = head[:n]; {
	case n == 0:
		return nil, fault("empty_file")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		err = s.openWorkbook(o)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return nil, fault("old_workbook")
	default:
		err = s.openText(o)
	}
	if err != nil {
		return nil, err
	}
	return s, s.findHeader(o)
}

// recovered turns a panic of a parser into a file that cannot be read.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = errors.Join(fault("broken_workbook"), fmt.Errorf("sheet: %v", r))
	}
}

func (s *Source) openWorkbook(o Options) (err error) {
	s.Format = "xlsx"
	if s.book, err = openWorkbook(s.file, s.Size); err != nil {
		return err
	}
	s.Sheets, s.Sheet = s.book.sheets, s.book.sheets[0]
	if o.Sheet != "" {
		if !slices.Contains(s.Sheets, o.Sheet) {
			return fault("no_such_sheet", "name", o.Sheet)
		}
		s.Sheet = o.Sheet
	}
	return nil
}

func (s *Source) openText(o Options) error {
	s.Format, s.Encoding = "csv", strings.ToLower(o.Encoding)
	if s.Encoding == "" {
		name, sure, err := detect(s.file, s.Size)
		if err != nil {
			return err
		}
		s.Encoding, s.Guessed = name, !sure
	}
	in, err := text(s.file, s.Size, s.Encoding)
	if err != nil {
		return err
	}
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	if bytes.IndexByte(head[:n], 0) >= 0 {
		return fault("not_a_table")
	}
	found, skip := delimiter(head[:n])
	s.Delimiter, s.skip = string(found), skip
	if o.Delimiter != "" {
		if len(o.Delimiter) != 1 || strings.ContainsAny(o.Delimiter, "\"\r\n") {
			return fault("unknown_delimiter")
		}
		s.Delimiter = o.Delimiter
	}
	return nil
}

// all are the rows as they stand in the file, header and blank ones too.
func (s *Source) all(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		next, done, err := s.start()
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer done()
		for n := 0; ; n++ {
			if n%1000 == 0 && ctx.Err() != nil {
				yield(Row{}, ctx.Err())
				return
			}
			row, err := next()
			if err == io.EOF {
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (s *Source) start() (next func() (Row, error), done func() error, err error) {
	if s.book != nil {
		w, err := s.book.open(s.Sheet)
		if err != nil {
			return nil, nil, err
		}
		return w.next, w.in.Close, nil
	}
	in, err := text(s.file, s.Size, s.Encoding)
	if err != nil {
		return nil, nil, err
	}
	c := newCSVReader(in, s.Delimiter[0])
	c.lossy = s.Encoding != "utf-8"
	if s.skip {
		if _, err := c.next(); err != nil && err != io.EOF {
			return nil, nil, err
		}
		c.row = 0 // spreadsheets do not show it
	}
	return c.next, func() error { return nil }, nil
}

// Rows are the rows below the header that say anything. A row of a CSV with
// more or fewer cells than the header has comes as it is, Found telling so.
func (s *Source) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		count := 0
		for row, err := range s.all(ctx) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if row.Number <= s.HeaderRow || blank(row.Cells) {
				continue
			}
			if count++; count > MaxRows {
				yield(Row{}, fault("too_many_rows", "max", MaxRows))
				return
			}
			if !yield(s.fit(row), nil) {
				return
			}
		}
	}
}

// fit gives a row as many cells as the header has: empty cells at the end are
// no cells, and a workbook leaves them out.
func (s *Source) fit(row Row) Row {
	for len(row.Cells) > len(s.Header) && row.Cells[len(row.Cells)-1] == "" {
		row.Cells = row.Cells[:len(row.Cells)-1]
	}
	if len(row.Cells) > len(s.Header) {
		row.Found = len(row.Cells)
		return row
	}
	if s.Format == "xlsx" || row.Found >= len(s.Header) {
		row.Found = len(s.Header)
	}
	for len(row.Cells) < len(s.Header) {
		row.Cells = append(row.Cells, "")
	}
	for i, cell := range row.Cells {
		row.Cells[i] = unguard(cell)
	}
	return row
}

// Ragged reports whether a row of this source has a wrong number of cells.
func (s *Source) Ragged(row Row) bool { return row.Found != len(s.Header) }

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// headerDepth is how far down the names of the columns are looked for: lists
// often begin with a title and a date.
const headerDepth = 30

// findHeader takes the first row that looks like names: most columns filled,
// few of them the same, none a number or a day.
func (s *Source) findHeader(o Options) error {
	var head []Row
	width := 0
	for row, err := range s.all(context.Background()) {
		if err != nil {
			return err
		}
		head = append(head, row)
		width = max(width, filled(row.Cells))
		if len(head) >= headerDepth && row.Number >= o.HeaderRow {
			break
		}
	}
	if width == 0 {
		return fault("empty_file")
	}
	for _, row := range head {
		if o.HeaderRow == row.Number || o.HeaderRow == 0 && likeNames(row.Cells, width) {
			s.HeaderRow = row.Number
			s.setHeader(row.Cells)
			return nil
		}
	}
	return fault("no_header")
}

func (s *Source) setHeader(cells []string) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" && s.Format == "xlsx" {
		cells = cells[:len(cells)-1]
	}
	s.Header = names(cells)
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

func likeNames(cells []string, width int) bool {
	if n := filled(cells); n*10 < width*6 || n < min(width, 2) {
		return false
	}
	seen, twice := map[string]bool{}, 0
	for _, c := range cells {
		c = strings.ToLower(strings.TrimSpace(c))
		if c == "" {
			continue
		}
		if seen[c] {
			twice++
		}
		number := strings.ContainsFunc(c, unicode.IsDigit) && !strings.ContainsFunc(c, unicode.IsLetter)
		if number || strings.Contains(c, "@") && strings.Contains(c, ".") {
			return false
		}
		if _, ok := readDate(c, "", ""); ok {
			return false
		}
		seen[c] = true
	}
	return twice <= len(seen)
}
