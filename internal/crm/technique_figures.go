package crm

import (
	"maps"
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
	Meetings int64                // held ones, where it was used
	Worked   int64                // where it was said to have worked
	deals    map[register.ID]bool // of those meetings, as far as they can be judged, and whether they moved on
}

// Deals are the deals that can be judged, in order.
func (f *TechniqueFigure) Deals() []register.ID { return slices.Sorted(maps.Keys(f.deals)) }

// Moved are those of the deals that moved on in time.
func (f *TechniqueFigure) Moved() []register.ID {
	return slices.DeleteFunc(f.Deals(), func(id register.ID) bool { return !f.deals[id] })
}

// TechniqueFigures are the figures of techniques, counted sheet by sheet.
type TechniqueFigures map[register.Ref[Technique]]*TechniqueFigure

// Add counts the techniques of some more used sheets. A deal counts once for a
// technique, and as moved when it moved on after one of the meetings.
func (all TechniqueFigures) Add(sheets []*Preparation, progress map[register.Ref[Event]]Progress) {
	for _, sheet := range sheets {
		p := progress[sheet.Event]
		for _, id := range sheet.Techniques {
			f := all[id]
			if f == nil {
				f = &TechniqueFigure{deals: map[register.ID]bool{}}
				all[id] = f
			}
			f.Meetings++
			if slices.Contains(sheet.Worked, id) {
				f.Worked++
			}
			if p.Judged || p.Moved {
				f.deals[p.Deal] = f.deals[p.Deal] || p.Moved
			}
		}
	}
}
