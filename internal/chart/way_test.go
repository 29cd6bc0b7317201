package chart

import (
	"strconv"
	"strings"
	"testing"
)

func TestEveryStepOfAWayLiesWithinTheDrawing(t *testing.T) {
	for n := range 7 {
		w := Way{Label: "Воронка <b>"}
		for range n {
			w.Steps = append(w.Steps, Stop{Name: "Узгодження дуже довгого договору", Count: "12", Sum: "1,2 млн ₴", Note: "3 понад норму", Href: "/deals"})
		}
		for range n / 2 {
			w.Ends = append(w.Ends, Stop{Name: "Виграна", Count: "5"})
		}
		svg := w.SVG()
		wellFormed(t, svg)
		var wide, high float64
		if _, err := sscan(svg, &wide, &high); err != nil {
			t.Fatal(err)
		}
		for _, m := range coordinate.FindAllStringSubmatch(svg, -1) {
			v, err := strconv.ParseFloat(m[2], 64)
			most := wide
			if strings.Contains(m[1], "y") {
				most = high
			}
			if err != nil || v < 0 || v > most {
				t.Errorf("%d steps: %s", n, m[0])
			}
		}
	}
}

// sscan reads the size of a drawing.
func sscan(svg string, wide, high *float64) (int, error) {
	box, _, _ := strings.Cut(strings.SplitN(svg, `viewBox="0 0 `, 2)[1], `"`)
	w, h, _ := strings.Cut(box, " ")
	var err error
	if *wide, err = strconv.ParseFloat(w, 64); err != nil {
		return 0, err
	}
	*high, err = strconv.ParseFloat(h, 64)
	return 2, err
}
