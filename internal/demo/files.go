package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// files are layouts and letters that belong to clients and deals.
func (b *builder) files() error {
	for _, f := range []struct {
		by, name, kind, description string
		day                         int
		about                       register.Link
		content                     func() ([]byte, error)
	}{
		{"G1", "Макет чашки, варіант 2.png", "layout", "Зелений по білому", b.back(2), b.linkDeal("cups"), layout(color.RGBA{0x2f, 0x7d, 0x4f, 0xff}, color.RGBA{0xf4, 0xf1, 0xe8, 0xff})},
		{"G1", "Етикет, нова реколта.png", "layout", "Бордо върху крем", b.back(1), b.linkDeal("wine"), layout(color.RGBA{0x6d, 0x1a, 0x36, 0xff}, color.RGBA{0xf7, 0xef, 0xdd, 0xff})},
		{"M1", "Пропозиція для банку.txt", "letter", "Супровідний лист до пропозиції", b.back(2), b.linkDeal("bank"), written(
			"Шановна Надіє Петрівно!\n\nНадсилаємо пропозицію на брендування 40 відділень: 620 000 грн без ПДВ, монтаж за шість тижнів.\n\nІрина Мельник, «Барвограф»\n")},
		{"M1", "Прайс, сувеніри.csv", "price_list", "Ціни з листопада", b.back(7), b.linkPartner("K01"), b.priceList},
		{"M2", "Лист про нічний монтаж.txt", "letter", "", -3, b.linkPartner("K03"), written(
			"Доброго дня! Прорахуйте, будь ласка, монтаж уночі з 23:00 до 05:00, другий день резервний.\nІгор Мороз\n")},
	} {
		content, err := f.content()
		if err != nil {
			return err
		}
		file := register.File{Name: f.name, Type: types[f.name[len(f.name)-3:]]}
		if file.Hash, file.Size, err = b.st.PutFile(b.ctx, bytes.NewReader(content), int64(len(content))+1); err != nil {
			return err
		}
		err = b.by(f.by, b.at(f.day, 17, 20), func() error {
			return b.save(&crm.Attachment{About: f.about, File: file, Kind: crm.AttachmentKind(f.kind), Description: f.description})
		})
		if err != nil {
			return fmt.Errorf("file %s: %w", f.name, err)
		}
	}
	return nil
}

var types = map[string]string{"png": "image/png", "txt": "text/plain", "csv": "text/csv"}

func written(text string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(text), nil }
}

// layout is a picture of a label in two colours: a frame, a sign and lines
// where words will stand.
func layout(ink, paper color.Color) func() ([]byte, error) {
	return func() ([]byte, error) {
		const w, h, edge = 480, 320, 24
		to := image.NewRGBA(image.Rect(0, 0, w, h))
		fill := func(x0, y0, x1, y1 int, c color.Color) {
			draw.Draw(to, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
		}
		fill(0, 0, w, h, paper)
		fill(edge, edge, w-edge, h-edge, ink)
		fill(edge+6, edge+6, w-edge-6, h-edge-6, paper)
		const cx, cy, r = w / 2, 118, 52
		for y := -r; y <= r; y++ {
			for x := -r; x <= r; x++ {
				if d := x*x + y*y; d <= r*r && d >= r*r/3 {
					to.Set(cx+x, cy+y, ink)
				}
			}
		}
		for i, half := range []int{130, 96, 60} {
			fill(cx-half, 196+i*26, cx+half, 206+i*26, ink)
		}
		var out bytes.Buffer
		err := png.Encode(&out, to)
		return out.Bytes(), err
	}
}

// priceList is the sheet of the souvenirs as they cost.
func (b *builder) priceList() ([]byte, error) {
	var out bytes.Buffer
	io.WriteString(&out, "Артикул;Назва;Ціна, грн без ПДВ\n")
	for _, sku := range []string{"PEN", "MUG", "NOTE", "BAG", "TSHIRT"} {
		p := b.goods[sku]
		fmt.Fprintf(&out, "%s;%s;%d,%02d\n", p.Sku, p.Name, p.Price.Minor/100, p.Price.Minor%100)
	}
	return out.Bytes(), nil
}
