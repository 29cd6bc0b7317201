package chart

import (
	"fmt"
	"strings"
	"testing"
)

func plain(v int64) string { return fmt.Sprint(v) }

func columns(n int) Columns {
	c := Columns{Title: "Причини <програшу>", About: "Ціна: 8 угод", Say: plain, Share: plain, Sets: []Set{{Class: "chart-won", Name: "Виграно"}, {Class: "chart-lost"}}}
	for i := range n {
		c.Names = append(c.Names, fmt.Sprintf("Дуже довга назва причини %d", i))
		c.Sets[0].Values = append(c.Sets[0].Values, int64(i*37))
		c.Sets[1].Values = append(c.Sets[1].Values, int64(n-i))
		c.Line = append(c.Line, int64(i+1)*whole/int64(n))
		c.Ranges = append(c.Ranges, Span{int64(i), int64(i * 90)})
	}
	return c
}

// sound fails the test when a drawing is no XML, has no name or says how it
// looks instead of what it is.
func sound(t *testing.T, svg string) {
	t.Helper()
	wellFormed(t, svg)
	for _, wanted := range []string{`role="img"`, "<title>", "<desc>", "aria-label="} {
		if !strings.Contains(svg, wanted) {
			t.Errorf("no %s in %.200s", wanted, svg)
		}
	}
	for _, unwanted := range []string{"style=", "fill=", "stroke=", "<script"} {
		if strings.Contains(svg, unwanted) {
			t.Errorf("%s in %.200s", unwanted, svg)
		}
	}
}

func TestColumnsStandUponEachOtherWithinTheDrawing(t *testing.T) {
	for _, n := range []int{0, 1, 7, 40} {
		for _, wide := range []int{336, 720} {
			svg := columns(n).SVG(wide)
			sound(t, svg)
			for _, m := range coordinate.FindAllStringSubmatch(svg, -1) {
				var v float64
				_, _ = fmt.Sscan(m[2], &v)
				most := float64(wide)
				if strings.Contains(m[1], "y") {
					most = columnsHigh
				}
				if v < 0 || v > most {
					t.Errorf("%d columns, %d wide: %s", n, wide, m[0])
				}
			}
			if bars := strings.Count(svg, `class="chart-bar`); bars != 1+max(2*n-1, 0) { // the legend, and all but the first nought
				t.Errorf("%d bars of %d columns", bars, n)
			}
		}
	}
}

func TestScalesEndInRoundNumbers(t *testing.T) {
	for _, c := range []struct{ most, top, step int64 }{{0, 1, 1}, {3, 3, 1}, {7, 8, 2}, {23, 25, 5}, {99, 100, 20}, {101, 150, 50}, {4238, 5000, 1000}} {
		if top, step := scale(c.most); top != c.top || step != c.step {
			t.Errorf("to %d: %d by %d, wanted %d by %d", c.most, top, step, c.top, c.step)
		}
	}
}

func TestAFunnelHasABarForWhatEnteredAndOneForWhatWentOn(t *testing.T) {
	f := Funnel{Title: "Лійка", About: "40 угод", Steps: []Step{{"Контакт", 40, 30, "40", "75%"}, {"Пропозиція", 20, 0, "20", "0%"}, {Name: "Переговори"}}}
	svg := f.SVG(336)
	sound(t, svg)
	for class, want := range map[string]int{"chart-entered": 2, "chart-passed": 1, "chart-rest": 3} {
		if n := strings.Count(svg, `class="`+class); n != want {
			t.Errorf("%d of %s, wanted %d", n, class, want)
		}
	}
	if !strings.Contains(svg, `class="chart-entered" x="0" y="66" width="168"`) {
		t.Error("half of what entered is not half as long")
	}
	sound(t, Funnel{}.SVG(336))
}

func TestWhatWasForetoldWellLiesOnTheSlant(t *testing.T) {
	c := Calibration{Title: "Точність", About: "Одна смуга", Share: plain, Dots: []Dot{{whole / 2, whole / 2, 9}, {0, whole, 0}}}
	svg := c.SVG(720)
	sound(t, svg)
	if n := strings.Count(svg, "<circle"); n != 1 {
		t.Errorf("%d dots, wanted the one that has deals", n)
	}
	if !strings.Contains(svg, `cx="245" cy="144" r="13"`) {
		t.Errorf("the dot is not in the middle: %s", svg)
	}
}
