package crm

import (
	"slices"
	"time"

	"dossier/internal/register"
)

// ProgressTime is how long after a meeting its deal may take to move on for the
// techniques of the meeting to have helped.
const ProgressTime = 14 * 24 * time.Hour

// Progress is what became of the deal of a meeting.
type Progress struct {
	Deal   register.ID
	Moved  bool // to a further stage in time
	Judged bool // it moved, or its time is over
}

// Further reports whether a stage lies after another: it is won, or open and
// later in the same order. Lost is not further.
func Further(from, to *Stage) bool {
	switch {
	case to == nil || to.Outcome == Lost:
		return false
	case from == nil || from.Kind != to.Kind:
		return to.Outcome == Won
	case to.Outcome == Won:
		return from.Outcome != Won
	}
	return to.Position > from.Position
}

// TechniqueFigure is what one technique came to.
type TechniqueFigure struct {
	Meetings int64         // held ones, where it was used
	Worked   int64         // where it was said to have worked
	Deals    []register.ID // of those meetings, as far as they can be judged
	Moved    []register.ID // of those deals, that moved on in time
}

// TechniqueFigures counts the techniques of used sheets. A deal counts once for
// a technique, and as moved when it moved on after one of the meetings.
func TechniqueFigures(sheets []*Preparation, progress map[register.Ref[Event]]Progress) map[register.Ref[Technique]]TechniqueFigure {
	out := map[register.Ref[Technique]]TechniqueFigure{}
	for _, sheet := range sheets {
		p := progress[sheet.Event]
		for _, id := range sheet.Techniques {
			f := out[id]
			f.Meetings++
			if slices.Contains(sheet.Worked, id) {
				f.Worked++
			}
			if p.Judged && !slices.Contains(f.Deals, p.Deal) {
				f.Deals = append(f.Deals, p.Deal)
			}
			if p.Moved && !slices.Contains(f.Moved, p.Deal) {
				f.Moved = append(f.Moved, p.Deal)
			}
			out[id] = f
		}
	}
	return out
}
