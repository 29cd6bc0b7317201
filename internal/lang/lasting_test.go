package lang

import (
	"testing"
	"time"
)

func TestHowLongSomethingTakesIsSaidInHoursAndMinutes(t *testing.T) {
	for minutes, want := range map[int64][4]string{
		0:   {"0 хв", "0 мин", "0 мин", "0 min"},
		45:  {"45 хв", "45 мин", "45 мин", "45 min"},
		360: {"6 год", "6 ч", "6 ч", "6 h"},
		95:  {"1 год 35 хв", "1 ч 35 мин", "1 ч 35 мин", "1 h 35 min"},
	} {
		inAll(t, "minutes", func(p *Printer) string { return p.Minutes(minutes) }, want)
		inAll(t, "lasting", func(p *Printer) string { return p.Lasting(time.Duration(minutes)*time.Minute + 20*time.Second) }, want)
	}
}
