package sheet

import (
	"bytes"
	"io"
	"math"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encodings are the names a text file's encoding may have, in the order in
// which they are offered.
func Encodings() []string {
	return []string{"utf-8", "windows-1251", "utf-16le", "utf-16be", "koi8-u", "koi8-r", "cp866", "windows-1252"}
}

func decoder(name string) (encoding.Encoding, error) {
	switch name {
	case "utf-8":
		return encoding.Nop, nil
	case "utf-16le":
		return xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), nil
	case "utf-16be":
		return xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM), nil
	case "windows-1251":
		return charmap.Windows1251, nil
	case "koi8-u":
		return charmap.KOI8U, nil
	case "koi8-r":
		return charmap.KOI8R, nil
	case "cp866":
		return charmap.CodePage866, nil
	case "windows-1252":
		return charmap.Windows1252, nil
	}
	return nil, fault("unknown_encoding", "name", name)
}

// text reads a file in an encoding as UTF-8, without its byte order mark.
func text(file io.ReaderAt, size int64, name string) (io.Reader, error) {
	enc, err := decoder(name)
	if err != nil {
		return nil, err
	}
	var from int64
	head := make([]byte, 3)
	n, _ := file.ReadAt(head, 0)
	switch head = head[:n]; {
	case name == "utf-8" && bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		from = 3
	case name == "utf-16le" && bytes.HasPrefix(head, []byte("\xFF\xFE")), name == "utf-16be" && bytes.HasPrefix(head, []byte("\xFE\xFF")):
		from = 2
	}
	in := io.NewSectionReader(file, from, size-from)
	if enc == encoding.Nop {
		return in, nil
	}
	return transform.NewReader(in, enc.NewDecoder()), nil
}

// profile is what the bytes of a file say about its encoding.
type profile struct {
	bytes [256]int
	zeros [2]int // at even and at odd places
	utf8  bool
	empty bool
}

// profiled reads a file once. All of it counts: the first letter that is not
// ASCII may stand on the last page.
func profiled(file io.ReaderAt, size int64) (profile, error) {
	p := profile{utf8: true, empty: true}
	in := io.NewSectionReader(file, 0, size)
	buf := make([]byte, 0, 64<<10)
	var at int
	for {
		n, err := io.ReadFull(in, buf[len(buf):cap(buf)])
		fresh := buf[len(buf) : len(buf)+n]
		for i, b := range fresh {
			p.bytes[b]++
			if b == 0 {
				p.zeros[(at+i)%2]++
			}
			p.empty = p.empty && (b <= ' ')
		}
		at += n
		buf = buf[:len(buf)+n]
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return p, err
		}
		rest := p.check(buf, last)
		if last {
			return p, nil
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
}

// check tells whether b is UTF-8 so far and returns the beginning of a letter
// that goes on in the next piece.
func (p *profile) check(b []byte, last bool) []byte {
	if !p.utf8 {
		return nil
	}
	cut := len(b)
	if !last {
		for i := 1; i <= 3 && i <= len(b); i++ {
			if utf8.RuneStart(b[len(b)-i]) {
				if !utf8.FullRune(b[len(b)-i:]) {
					cut = len(b) - i
				}
				break
			}
		}
	}
	p.utf8 = utf8.Valid(b[:cut])
	return b[cut:]
}

// detect names the encoding of a file. It is sure when a mark or the form of
// the bytes says so, and a guess when the frequency of letters does.
func detect(file io.ReaderAt, size int64) (name string, sure bool, err error) {
	head := make([]byte, 4)
	n, _ := file.ReadAt(head, 0)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return "utf-8", true, nil
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return "utf-16le", true, nil
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return "utf-16be", true, nil
	}
	p, err := profiled(file, size)
	if err != nil {
		return "", false, err
	}
	switch zeros := p.zeros[0] + p.zeros[1]; {
	case p.empty:
		return "", false, fault("empty_file")
	case zeros > 0 && p.zeros[1]*10 > zeros*9 && int64(zeros)*10 > size:
		return "utf-16le", false, nil
	case zeros > 0 && p.zeros[0]*10 > zeros*9 && int64(zeros)*10 > size:
		return "utf-16be", false, nil
	case zeros > 0:
		return "", false, fault("not_a_table")
	case p.utf8:
		return "utf-8", true, nil
	}
	best := math.Inf(-1)
	for _, candidate := range []string{"windows-1251", "koi8-u", "cp866"} {
		if score := p.likelihood(candidate); score > best {
			name, best = candidate, score
		}
	}
	return name, false, nil
}

// frequency of letters per ten thousand, the mean of Ukrainian, Russian and
// Bulgarian prose.
var frequency = map[rune]float64{
	'о': 950, 'а': 900, 'и': 750, 'е': 750, 'н': 680, 'т': 620, 'і': 190, 'в': 480, 'р': 480, 'с': 460, 'л': 380,
	'к': 380, 'д': 320, 'м': 300, 'п': 290, 'у': 280, 'я': 240, 'з': 220, 'г': 150, 'б': 150, 'ь': 140, 'ч': 130,
	'й': 100, 'х': 90, 'ж': 80, 'ш': 70, 'ю': 70, 'ц': 60, 'ъ': 60, 'ы': 60, 'щ': 40, 'ї': 30, 'ф': 30, 'є': 20,
	'э': 10, 'ё': 3, 'ґ': 1,
}

// likelihood is how well the letters of an encoding fit those that people
// write. Capitals count nearly as small letters do: lists are often all in
// capitals, and then case says nothing.
func (p profile) likelihood(name string) float64 {
	var sum float64
	enc, _ := decoder(name)
	for b := 0x80; b <= 0xFF; b++ {
		if p.bytes[b] == 0 {
			continue
		}
		r := enc.(*charmap.Charmap).DecodeByte(byte(b))
		small := unicode.ToLower(r)
		share, letter := frequency[small]
		switch {
		case letter && small != r:
			share *= 0.7
		case !letter && (unicode.IsPunct(r) || r == '№' || r == '\u00a0' || r == '°'):
			share = 5
		case !letter:
			share = 0.1
		}
		sum += float64(p.bytes[b]) * math.Log(share)
	}
	return sum
}
