package web

import (
	"bytes"
	"net/http"

	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/paper"
	"dossier/internal/store"
)

// printed is a document on its way to paper.
type printed struct {
	back string          // address it was asked for at
	acts []page.PrintAct // beside printing
	make func(*call, *store.Tx) (*paper.Sheet, error)
}

// print answers a document: as a page of its own, or with ?as=pdf as a PDF. The
// reader chooses its language by ?language=bg, whatever his own is.
func (c *call) print(d printed) error {
	in := c.speaking(c.languageAsked())
	var s *paper.Sheet
	err := c.read(func(tx *store.Tx) (err error) {
		s, err = in.sheet(tx, d)
		return err
	})
	if err != nil {
		return err
	}
	if c.r.URL.Query().Get("as") == "pdf" {
		content, err := in.pdf(s)
		if err != nil {
			return err
		}
		h := c.w.Header()
		h.Set("Content-Type", "application/pdf")
		h.Set("Content-Disposition", disposition("inline", pdfName(s)))
		h.Set("Content-Security-Policy", inline["application/pdf"])
		h.Set("X-Content-Type-Options", "nosniff")
		_, err = c.w.Write(content)
		return err
	}
	v := page.Print{Title: s.Title, Back: d.back, Acts: d.acts}
	at := func(l lang.Language, pdf bool) string {
		q := c.r.URL.Query() // what the document was narrowed to stays
		q.Set("language", string(l))
		q.Del("as")
		if pdf {
			q.Set("as", "pdf")
		}
		return c.r.URL.Path + "?" + q.Encode()
	}
	v.PDF = at(in.p.Language(), true)
	for _, l := range lang.Languages() {
		v.Languages = append(v.Languages, page.PrintLanguage{Tag: l.Tag(), Name: l.Name(), Href: at(l, false), Current: l == in.p.Language()})
	}
	u := c.who.user()
	c.render(http.StatusOK, page.PrintPage(c.p, page.Head{Title: s.Title, Theme: string(u.Theme), Sheets: []string{"paper.css"}}, v, paper.HTML(in.p, s)))
	return nil
}

// languageAsked is the language that the address asks for, if any.
func (c *call) languageAsked() lang.Language { return lang.Language(c.r.URL.Query().Get("language")) }

// speaking is the same call in another language: its words, not its rights. An
// unknown language leaves it as it is.
func (c *call) speaking(l lang.Language) *call {
	if !l.Known() || l == c.p.Language() {
		return c
	}
	in := *c
	in.p = lang.For(l, c.p.Zone()).At(c.now)
	return &in
}

// sheet makes a document and says at its foot who printed it and when.
func (c *call) sheet(tx *store.Tx, d printed) (*paper.Sheet, error) {
	s, err := d.make(c, tx)
	if err != nil {
		return nil, err
	}
	s.Organisation = c.company.Load().name
	s.Printed = c.p.Text("paper.printed", "when", c.p.Moment(c.now))
	if u := c.who.user(); u != nil {
		s.By = c.p.PersonShort(u.Surname, u.Given, u.Patronymic)
	}
	return s, nil
}

// pdf draws a document.
func (c *call) pdf(s *paper.Sheet) ([]byte, error) {
	var out bytes.Buffer
	if err := paper.WritePDF(&out, c.p, s, c.now); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// pdfName is what the file of a document is called.
func pdfName(s *paper.Sheet) string {
	name := s.Number
	if name == "" {
		name = s.Title
	}
	clean, err := fileName(name + ".pdf")
	if err != nil {
		return "document.pdf"
	}
	return clean
}
