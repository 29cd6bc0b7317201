package paper

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"dossier/internal/lang"
)

// family is the name of the faces within a document.
const family = "noto"

// WritePDF draws a sheet as a PDF of A4 pages, with its faces inside. The same
// sheet at the same moment gives the same bytes.
func WritePDF(w io.Writer, p *lang.Printer, s *Sheet, now time.Time) error {
	pdf := document()
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(now.UTC())
	pdf.SetModificationDate(now.UTC())
	pdf.SetProducer("Dossier", true)
	pdf.SetTitle(s.Title, true)
	pdf.SetAuthor(s.By, true)
	pdf.SetLang(p.Language().Tag())

	l := lay(pdf, s)
	for i := range l.pages {
		l.foot(p, s, i)
	}
	for _, marks := range l.pages {
		pdf.AddPage()
		for _, m := range marks {
			paint(pdf, m)
		}
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF %q: %w", s.Title, err)
	}
	return nil
}

// document is an empty PDF that knows the faces.
func document() *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.AddUTF8FontFromBytes(family, "", regular)
	pdf.AddUTF8FontFromBytes(family, "B", bold)
	return pdf
}

// foot writes the foot of a page: what the document is, and which page of how
// many.
func (l *layout) foot(p *lang.Printer, s *Sheet, i int) {
	count := clean(p.Text("paper.page", "n", p.Integer(int64(i+1)), "of", p.Integer(int64(len(l.pages)))))
	right := l.width(count, footFace)
	text := clean(strings.ReplaceAll(strings.Join(s.foot(), " · "), "\n", " "))
	if room := inner - right - 6; l.width(text, footFace) > room {
		text = strings.TrimSpace(text[:l.fitting(text, footFace, room-l.width("…", footFace))]) + "…"
	}
	l.pages[i] = append(l.pages[i],
		mark{x: margin, y: footAt - 4.5, w: inner, thick: .15, face: face{gray: 190}},
		mark{x: margin, y: footAt - 1, text: text, face: footFace, w: l.width(text, footFace)},
		mark{x: width - margin - right, y: footAt - 1, text: count, face: footFace, w: right},
	)
}

func use(pdf *fpdf.Fpdf, f face) {
	style := ""
	if f.strong {
		style = "B"
	}
	pdf.SetFont(family, style, f.size)
}

func paint(pdf *fpdf.Fpdf, m mark) {
	switch {
	case m.picture != "":
		pdf.ImageOptions(m.picture, m.x, m.y, m.w, m.h, false, fpdf.ImageOptions{}, 0, "")
	case m.thick > 0:
		pdf.SetDrawColor(m.face.gray, m.face.gray, m.face.gray)
		pdf.SetLineWidth(m.thick)
		if m.box {
			pdf.Rect(m.x, m.y, m.w, m.h, "D")
			return
		}
		pdf.Line(m.x, m.y, m.x+m.w, m.y+m.h)
	default:
		use(pdf, m.face)
		pdf.SetTextColor(m.face.gray, m.face.gray, m.face.gray)
		pdf.Text(m.x, m.y, m.text)
	}
}
