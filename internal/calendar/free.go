package calendar

import "time"

// Free are the moments at which something of a length may begin within the
// spans, between the first moment and the last, each so many steps after the
// beginning of its span, and so that there is a pause between it and whatever
// else is to be done. Spans and moments come and go in order.
func Free(spans, busy []Span, length, step, pause time.Duration, first, last time.Time) []time.Time {
	var out []time.Time
	if length <= 0 || step <= 0 {
		return nil
	}
	for _, s := range spans {
		for at := s.Start; !at.Add(length).After(s.End); at = at.Add(step) {
			if at.Before(first) || at.After(last) {
				continue
			}
			want := Span{at.Add(-pause), at.Add(length + pause)}
			if !want.meetsAny(busy) {
				out = append(out, at)
			}
		}
	}
	return out
}

func (s Span) meetsAny(others []Span) bool {
	for _, o := range others {
		if s.Start.Before(o.End) && o.Start.Before(s.End) {
			return true
		}
	}
	return false
}
