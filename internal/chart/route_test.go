package chart

import (
	"strings"
	"testing"
)

func TestRoutesAreDrawnWholeWithEveryShape(t *testing.T) {
	r := Route{Label: "Процес <b>"}
	for i, kind := range []string{"start", "task", "choice", "split", "join", "timer", "subprocess", "won", "lost", "done"} {
		r.Steps = append(r.Steps, RouteStep{Key: kind, Kind: kind, Word: "Крок", Title: "Узгодження & дуже довгого договору з усіма", Note: "<b>", Href: "/x?a=1&b=2", X: 200 * i, Y: 40, Wide: 60, High: 60})
		if i > 0 {
			r.Ways = append(r.Ways, RouteWay{From: "a", To: kind, Label: "надто довгий <результат> завдання", Corners: [][2]int{{200*i - 140, 70}, {200*i - 100, 70}, {200*i - 100, -30}, {200 * i, -30}}})
		}
	}
	svg := r.SVG()
	wellFormed(t, svg)
	if n := strings.Count(svg, `class="route-step`); n != len(r.Steps) {
		t.Errorf("%d steps are drawn, want %d", n, len(r.Steps))
	}
	if n := strings.Count(svg, `<path class="route-way`); n != len(r.Ways) {
		t.Errorf("%d ways are drawn, want %d", n, len(r.Ways))
	}
	if !strings.Contains(svg, `viewBox="-52 -56 `) {
		t.Errorf("the drawing cuts what goes above its corner: %.120s", svg)
	}
}

func TestARouteOfNothingIsADrawingToo(t *testing.T) { wellFormed(t, Route{}.SVG()) }
