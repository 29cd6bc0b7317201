package lang

import "time"

// Lasting writes how long something takes, in hours and whole minutes: "45 хв",
// "6 год", "1 год 30 хв". The units are short forms, which stand after any verb
// and preposition.
func (p *Printer) Lasting(d time.Duration) string {
	h, m := int64(d/time.Hour), int64(d/time.Minute)%60
	switch {
	case h == 0:
		return p.Text("lasting.minutes", "m", p.Integer(m))
	case m == 0:
		return p.Text("lasting.hours", "h", p.Integer(h))
	}
	return p.Text("lasting.hours_minutes", "h", p.Integer(h), "m", p.Integer(m))
}

// Minutes writes so many minutes as Lasting does.
func (p *Printer) Minutes(n int64) string { return p.Lasting(time.Duration(n) * time.Minute) }
