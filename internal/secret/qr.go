package secret

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR draws a text as a QR code: an SVG picture of black squares on white with
// its quiet margin, which scales to any size and needs no style. label is read
// to those who cannot see it. The error says that the text is too long.
func QR(text, label string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw a QR code of %d bytes: %w", len(text), err)
	}
	const margin = 4
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			n := 0
			for x+n < size && code.At(x+n, y) == color.Black {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+margin, y+margin, n, n)
				x += n
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" role="img" aria-label="%[2]s" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path fill="#000" d="%[3]s"/></svg>`,
		size+2*margin, attribute.Replace(label), path.String()), nil
}

var attribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")
