package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
)

// Limits on a workbook, which is a zip: nobody writes more by hand, and who
// writes more wants the server to unpack it.
const (
	maxEntries  = 2_000
	maxFolder   = 1 << 20    // bytes of its table of contents
	maxUnpacked = 1536 << 20 // bytes of all entries
	maxRatio    = 200        // unpacked to packed, of entries that matter
	bigEntry    = 1 << 20
)

// unpacking opens a zip that came from outside after looking at what it says
// of itself. That no entry unpacks to more than it says, archive/zip sees to
// while it is read.
func unpacking(file io.ReaderAt, size int64) (*zip.Reader, error) {
	if err := contents(file, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fault("broken_workbook")
	}
	if len(z.File) > maxEntries {
		return nil, fault("bomb")
	}
	var total uint64
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(z.File))
	seen := map[string]bool{}
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		switch {
		case f.Flags&1 != 0:
			return nil, fault("locked_workbook")
		case name == "", seen[name], strings.HasPrefix(name, "/"), strings.ContainsAny(name, "\\:\x00"),
			slices.Contains(strings.Split(name, "/"), ".."), f.Method != zip.Store && f.Method != zip.Deflate:
			return nil, fault("broken_workbook")
		}
		seen[name] = true
		total += f.UncompressedSize64
		if total > maxUnpacked || f.UncompressedSize64 > bigEntry && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio {
			return nil, fault("bomb")
		}
		from, err := f.DataOffset()
		if err != nil || f.CompressedSize64 > uint64(size) {
			return nil, fault("broken_workbook")
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(max(-1, min(1, a.from-b.from))) })
	for i, s := range spans {
		if s.to > size || i > 0 && s.from < spans[i-1].to {
			return nil, fault("bomb") // one piece of data unpacked many times
		}
	}
	return z, nil
}

// contents reads the end of a zip, where its table of contents is announced,
// before anything makes room for that table.
func contents(file io.ReaderAt, size int64) error {
	const fixed, comment = 22, 1 << 16
	tail := make([]byte, min(size, fixed+comment))
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+fixed > len(tail) {
		return fault("broken_workbook")
	}
	end := tail[at:]
	entries := binary.LittleEndian.Uint16(end[10:])
	folder, offset := binary.LittleEndian.Uint32(end[12:]), binary.LittleEndian.Uint32(end[16:])
	switch {
	case entries == 0xFFFF, folder == 0xFFFFFFFF, offset == 0xFFFFFFFF, bytes.Contains(tail[:at], []byte("PK\x06\x07")):
		return fault("bomb") // Zip64, which no workbook of a permitted size needs
	case entries > maxEntries, folder > maxFolder:
		return fault("bomb")
	case int64(offset)+int64(folder) != size-int64(len(tail))+int64(at):
		return fault("broken_workbook")
	}
	return nil
}
