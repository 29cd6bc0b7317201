package sheet

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"dossier/internal/lang"
)

// rejects writes refused rows as they stood in the file, the reason in front,
// to be mended and brought in again by the same mapping: it goes by headers,
// and two more columns do not disturb it.
type rejects struct {
	out     *csv.Writer
	printer *lang.Printer
}

func newRejects(w io.Writer, s *Source, p *lang.Printer) *rejects {
	comma := ';'
	if s.Delimiter != "" {
		comma = rune(s.Delimiter[0])
	}
	r := &rejects{out: newCSV(w, comma, true), printer: p}
	r.write(p.Text("sheet.row_of_file"), p.Text("sheet.reason"), s.Header)
	return r
}

func (r *rejects) add(row Row, problems []Refusal) {
	var why []string
	for _, p := range problems {
		text := p.Text
		if p.Column != "" {
			text = p.Column + ": " + text
		}
		why = append(why, text)
	}
	r.write(r.printer.Integer(int64(row.Number)), strings.Join(why, "; "), row.Cells)
}

func (r *rejects) write(number, reason string, cells []string) {
	line := slices.Concat([]string{number, reason}, cells)
	for i, c := range line {
		line[i] = guarded(c)
	}
	r.out.Write(line)
}

func (r *rejects) flush() error {
	r.out.Flush()
	return r.out.Error()
}
