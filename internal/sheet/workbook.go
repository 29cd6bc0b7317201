package sheet

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
)

// workbook is an XLSX file. We read it ourselves rather than through excelize,
// which writes our files: its row reader does not tell the number format of a
// cell, so that days cannot be told from numbers, and it bounds neither a
// shared string nor their count.
type workbook struct {
	parts   map[string]*zip.File // by name in small letters
	sheets  []string
	files   []string // part of each sheet
	formats []cellFormat
	since04 bool // days are counted from 1904
	shared  *sharedTexts
}

// Limits on the parts of a workbook that are kept in memory.
const (
	maxStyles      = 70_000
	maxShared      = 2_000_000
	maxSharedBytes = 48 << 20
	maxToken       = 4 << 20 // bytes of one element or text
)

func openWorkbook(file io.ReaderAt, size int64) (*workbook, error) {
	z, err := unpacking(file, size)
	if err != nil {
		return nil, err
	}
	b := &workbook{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		b.parts[strings.ToLower(f.Name)] = f
	}
	book := "xl/workbook.xml"
	top, err := b.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range top {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			book = r.target
		}
	}
	if b.parts[book] == nil {
		return nil, fault("broken_workbook")
	}
	if err := b.readBook(book); err != nil {
		return nil, err
	}
	if len(b.sheets) == 0 {
		return nil, fault("broken_workbook")
	}
	return b, nil
}

type relation struct{ id, kind, target string }

// relations are the parts that a part refers to.
func (b *workbook) relations(part string) ([]relation, error) {
	folder, name := path.Split(part)
	var out []relation
	err := b.read(folder+"_rels/"+name+".rels", func(d *tokens) error {
		for {
			e, err := d.next("Relationship")
			if err != nil {
				return ended(err)
			}
			target := strings.ToLower(attribute(e, "Target"))
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", folder, target)
			}
			out = append(out, relation{attribute(e, "Id"), attribute(e, "Type"), strings.TrimPrefix(path.Clean(target), "/")})
			if len(out) > maxEntries {
				return fault("bomb")
			}
		}
	})
	return out, err
}

func (b *workbook) readBook(book string) error {
	refs, err := b.relations(book)
	if err != nil {
		return err
	}
	byID := map[string]string{}
	for _, r := range refs {
		byID[r.id] = r.target
		switch {
		case strings.HasSuffix(r.kind, "/styles"):
			if err := b.read(r.target, b.readStyles); err != nil {
				return err
			}
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			b.shared = &sharedTexts{part: r.target}
		}
	}
	return b.read(book, func(d *tokens) error {
		for {
			e, err := d.next("workbookPr", "sheet")
			if err != nil {
				return ended(err)
			}
			if e.Name.Local == "workbookPr" {
				v := attribute(e, "date1904")
				b.since04 = v == "1" || v == "true"
				continue
			}
			part := byID[attribute(e, "id")]
			if b.parts[part] == nil || attribute(e, "state") == "veryHidden" {
				continue
			}
			b.sheets, b.files = append(b.sheets, attribute(e, "name")), append(b.files, part)
			if len(b.sheets) > maxEntries {
				return fault("bomb")
			}
		}
	})
}

// readStyles keeps of every cell style what kind of number it shows.
func (b *workbook) readStyles(d *tokens) error {
	custom := map[string]cellFormat{}
	inCells := false
	for {
		t, err := d.token()
		if err != nil {
			return ended(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "numFmt":
				if len(custom) > maxStyles {
					return fault("bomb")
				}
				custom[attribute(t, "numFmtId")] = formatOf(attribute(t, "formatCode"))
			case "cellXfs":
				inCells = true
			case "xf":
				if !inCells {
					continue
				}
				if len(b.formats) > maxStyles {
					return fault("bomb")
				}
				id := attribute(t, "numFmtId")
				format, own := custom[id]
				if !own {
					format = builtIn(id)
				}
				b.formats = append(b.formats, format)
			}
		case xml.EndElement:
			if t.Name.Local == "cellXfs" {
				return nil
			}
		}
	}
}

// read goes through the XML of a part; a part that is not there is empty.
func (b *workbook) read(part string, fn func(*tokens) error) error {
	f := b.parts[strings.ToLower(part)]
	if f == nil {
		return nil
	}
	in, err := f.Open()
	if err != nil {
		return fault("broken_workbook")
	}
	defer in.Close()
	return fn(newTokens(in))
}

// tokens reads XML without ever keeping more of it than maxToken.
type tokens struct {
	d    *xml.Decoder
	in   io.Reader
	left int
}

func newTokens(in io.Reader) *tokens {
	t := &tokens{in: in}
	t.d = xml.NewDecoder(t)
	return t
}

// Read gives the decoder the part in small pieces and stops it within one
// endless token.
func (t *tokens) Read(b []byte) (int, error) {
	if t.left <= 0 {
		return 0, fault("bomb")
	}
	n, err := t.in.Read(b[:min(len(b), t.left)])
	t.left -= n
	return n, err
}

func (t *tokens) token() (xml.Token, error) {
	t.left = maxToken
	tok, err := t.d.RawToken()
	if err != nil && err != io.EOF {
		if f, ok := err.(*Fault); ok {
			return nil, f
		}
		return nil, fault("broken_workbook")
	}
	return tok, err
}

// next is the next opening element of one of the names.
func (t *tokens) next(names ...string) (xml.StartElement, error) {
	for {
		tok, err := t.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := tok.(xml.StartElement); ok {
			for _, name := range names {
				if e.Name.Local == name {
					return e, nil
				}
			}
		}
	}
}

// ended turns the end of a part into no error.
func ended(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sharedTexts are the texts that cells refer to by number. They lie in a few
// large pieces: one growing piece would for a moment be there twice, and a
// string each would cost more than most of them are long.
type sharedTexts struct {
	part   string
	pieces [][]byte
	places []place
	size   int
	read   bool
}

// place is where a text lies.
type place struct{ piece, from, to uint32 }

// load reads them once.
func (s *sharedTexts) load(b *workbook) error {
	if s == nil || s.read {
		return nil
	}
	s.read = true
	return b.read(s.part, func(d *tokens) error {
		for {
			if _, err := d.next("si"); err != nil {
				return ended(err)
			}
			text, err := d.richText("si")
			if err != nil {
				return err
			}
			if s.size += len(text); len(s.places) >= maxShared || s.size > maxSharedBytes {
				return fault("workbook_too_large")
			}
			s.add(text)
		}
	})
}

func (s *sharedTexts) add(text string) {
	last := len(s.pieces) - 1
	if last < 0 || len(s.pieces[last])+len(text) > cap(s.pieces[last]) {
		s.pieces = append(s.pieces, make([]byte, 0, max(1<<20, len(text))))
		last++
	}
	from := len(s.pieces[last])
	s.pieces[last] = append(s.pieces[last], text...)
	s.places = append(s.places, place{uint32(last), uint32(from), uint32(from + len(text))})
}

func (s *sharedTexts) at(index string) (string, bool) {
	i, err := strconv.Atoi(index)
	if s == nil || err != nil || i < 0 || i >= len(s.places) {
		return "", false
	}
	p := s.places[i]
	return string(s.pieces[p.piece][p.from:p.to]), true
}

// richText reads on to the end of an element and joins the texts in it,
// without the phonetic hints of Japanese.
func (t *tokens) richText(end string) (string, error) {
	var out strings.Builder
	inText, hints := false, 0
	for {
		tok, err := t.token()
		if err != nil {
			if err == io.EOF {
				err = fault("broken_workbook")
			}
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			switch tok.Name.Local {
			case "t":
				inText = true
			case "rPh":
				hints++
			}
		case xml.EndElement:
			switch tok.Name.Local {
			case "t":
				inText = false
			case "rPh":
				hints--
			case end:
				return out.String(), nil
			}
		case xml.CharData:
			if inText && hints == 0 {
				out.Write(tok)
				if out.Len() > maxToken {
					return "", fault("bomb")
				}
			}
		}
	}
}
