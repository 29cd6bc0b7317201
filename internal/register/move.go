package register

import (
	"strconv"
	"strings"
)

// Move is what Moved compares with: a visited field came to a value from another
// one, within some days. An address writes stage.moved=4-5_2026-01-01_2026-12-31.
type Move struct {
	From        ID // the value before: nought is none, Anywhere is any
	To          ID
	Since, Till Date // the first and the last day, in UTC; empty is no bound
}

// Anywhere is the value before of a Move that came from any, or from none.
const Anywhere ID = -1

func (m Move) String() string {
	from := "any"
	if m.From != Anywhere {
		from = strconv.FormatInt(m.From, 10)
	}
	text := from + "-" + strconv.FormatInt(m.To, 10)
	if m.Since != "" || m.Till != "" {
		text += "_" + string(m.Since) + "_" + string(m.Till)
	}
	return text
}

// Came is met by records whose visited field made a move.
func Came[T any](p *Ref[T], m Move) Filter { return Is{Op: Moved, Value: m, at: p} }

func parseMove(text string) (any, error) {
	pair, days, bounded := strings.Cut(text, "_")
	from, to, ok := strings.Cut(pair, "-")
	m := Move{From: Anywhere}
	var err error
	if from != "any" {
		if m.From, err = strconv.ParseInt(from, 10, 64); err != nil || m.From < 0 {
			return nil, ErrUnreadable("unreadable")
		}
	}
	if m.To, err = strconv.ParseInt(to, 10, 64); !ok || err != nil || m.To <= 0 {
		return nil, ErrUnreadable("unreadable")
	}
	if !bounded {
		return m, nil
	}
	since, till, ok := strings.Cut(days, "_")
	for _, day := range []string{since, till} {
		if first, _ := Date(day).Month(); !ok || day != "" && first == "" {
			return nil, ErrUnreadable("not_a_date")
		}
	}
	m.Since, m.Till = Date(since), Date(till)
	return m, nil
}
