package sheet

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// csvReader reads the rows of a delimited text. Unlike encoding/csv it bounds
// a cell, counts rows as a spreadsheet does, and takes a quote within a word
// for what it is.
type csvReader struct {
	in    *bufio.Reader
	comma byte
	lossy bool // a decoder before this one marks what it could not read
	row   int
	buf   []byte
	ends  []int
}

func newCSVReader(in io.Reader, comma byte) *csvReader {
	return &csvReader{in: bufio.NewReaderSize(in, 64<<10), comma: comma}
}

// next is the next row, io.EOF after the last one.
func (c *csvReader) next() (Row, error) {
	c.buf, c.ends = c.buf[:0], c.ends[:0]
	c.row++
	start, quoted := 0, false
	for begun := false; ; begun = true {
		b, err := c.in.ReadByte()
		switch {
		case err == io.EOF && !begun:
			return Row{}, io.EOF
		case err == io.EOF, err == nil && b == '\n':
			return c.finish()
		case err != nil:
			return Row{}, err
		case b == '\r':
			if ahead, _ := c.in.Peek(1); len(ahead) == 1 && ahead[0] == '\n' {
				continue
			}
			return c.finish()
		case b == c.comma:
			if err := c.end(); err != nil {
				return Row{}, err
			}
			start, quoted = len(c.buf), false
		case b == '"' && len(c.buf) == start && !quoted:
			quoted = true
			if err := c.quoted(start); err != nil {
				return Row{}, err
			}
		default:
			c.buf = append(c.buf, b)
			if err := c.bounded(start); err != nil {
				return Row{}, err
			}
		}
	}
}

// quoted reads on to the quote that closes the cell.
func (c *csvReader) quoted(start int) error {
	for {
		b, err := c.in.ReadByte()
		if err == io.EOF {
			return fault("unclosed_quote").at(c.row, len(c.ends)+1)
		}
		if err != nil {
			return err
		}
		if b == '"' {
			if ahead, _ := c.in.Peek(1); len(ahead) == 0 || ahead[0] != '"' {
				return nil
			}
			c.in.Discard(1)
		}
		c.buf = append(c.buf, b)
		if err := c.bounded(start); err != nil {
			return err
		}
	}
}

func (c *csvReader) bounded(start int) error {
	if n := len(c.buf) - start; n <= MaxCell || n <= MaxCell*utf8.UTFMax && utf8.RuneCount(c.buf[start:]) <= MaxCell {
		return nil
	}
	return fault("cell_too_long", "max", MaxCell).at(c.row, len(c.ends)+1)
}

func (c *csvReader) end() error {
	if len(c.ends) == MaxColumns {
		return fault("too_many_columns", "max", MaxColumns).at(c.row, 0)
	}
	c.ends = append(c.ends, len(c.buf))
	return nil
}

func (c *csvReader) finish() (Row, error) {
	if err := c.end(); err != nil {
		return Row{}, err
	}
	if !utf8.Valid(c.buf) || c.lossy && bytes.ContainsRune(c.buf, utf8.RuneError) {
		return Row{}, fault("wrong_encoding").at(c.row, 0)
	}
	whole := string(c.buf)
	cells, from := make([]string, len(c.ends)), 0
	for i, end := range c.ends {
		cells[i], from = whole[from:end], end
	}
	return Row{Number: c.row, Cells: cells, Found: len(cells)}, nil
}

// Delimiters are what may stand between the cells of a text file.
func Delimiters() []string { return []string{",", ";", "\t", "|"} }

// delimiter finds the delimiter with which the first rows of a text have the
// most equal number of cells. A first line "sep=;" is Excel's own word on it;
// skip says that it is there and no row.
func delimiter(head []byte) (comma byte, skip bool) {
	if first, _, _ := bytes.Cut(head, []byte("\n")); len(bytes.TrimSpace(first)) == 5 && bytes.HasPrefix(first, []byte("sep=")) {
		return first[4], true
	}
	comma, best := ',', 0
	for _, d := range Delimiters() {
		in := newCSVReader(bytes.NewReader(head), d[0])
		widths, rows := map[int]int{}, 0
		for rows < 50 {
			row, err := in.next()
			if err != nil {
				break
			}
			if strings.Join(row.Cells, "") != "" {
				widths[row.Found]++
				rows++
			}
		}
		for width, n := range widths {
			if width < 2 {
				continue
			}
			// Agreement counts first, then the number of cells.
			if score := n*1000/max(rows, 1)*1000 + min(width, 999); score > best {
				comma, best = d[0], score
			}
		}
	}
	return comma, false
}
