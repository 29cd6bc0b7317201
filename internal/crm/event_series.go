package crm

import (
	"time"

	"dossier/internal/register"
)

// EventSeries is what events that come again and again have in common: what
// the first was, and the rule by which the others follow. It is made and ended
// by actions on its events.
type EventSeries struct {
	register.Base
	Subject     string
	Type        register.Ref[EventType]
	Partner     register.Ref[Partner]
	Responsible register.Ref[User]
	Rule        string // RFC 5545, without DTSTART: FREQ=WEEKLY;BYDAY=MO
	Zone        string // IANA name: ten o'clock stays ten o'clock when clocks change
	FirstStart  time.Time
	Until       register.Date // the last day it may come; none is no end
	MadeUntil   register.Date // its events exist up to this day
	Ended       bool
}

// EventSeriesList is the register of them.
var EventSeriesList = register.Define[EventSeries]("event_series", "event_series")

// Describe lists the fields.
func (s *EventSeries) Describe(f *register.Fields) {
	f.Text(&s.Subject).Searchable().Indexed()
	f.Ref(&s.Type)
	f.Ref(&s.Partner).Guard()
	f.Ref(&s.Responsible).Owner()
	f.Text(&s.Rule).Max(500).Required()
	f.Text(&s.Zone).Max(64).Required()
	f.Moment(&s.FirstStart)
	f.Date(&s.Until)
	f.Date(&s.MadeUntil).Indexed()
	f.Bool(&s.Ended).Indexed()
	f.Newest()
	f.Closed()
}
