package web

import (
	"strconv"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// asEvent leads from a meeting to the event that it is.
func (c *call) asEvent() error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	return c.goTo(address(crm.Events.Register, id))
}

// eventCard is what the card and the form of an event have.
var eventCard = special{
	first: "hold",
	begin: func(c *call, tx *store.Tx, f *form) error { return c.beginEvent(tx, f) },
}

// beginEvent fills the form of a new event in as its type says, from the next
// full hour on. The address names the type, or that it shall be a meeting.
func (c *call) beginEvent(tx *store.Tx, f *form) error {
	q := c.r.URL.Query()
	if q.Get("meeting") != "" && f.said.Get("type") == "" {
		kind, err := register.First(c.r.Context(), tx, crm.EventTypes, register.All{register.Eq(&crm.EventTypes.Row.Meeting, true), register.Alive()})
		if err != nil {
			return err
		}
		if kind != nil {
			f.said.Set("type", strconv.FormatInt(kind.ID, 10))
		}
	}
	if f.said.Get("planned_start") == "" && f.said.Get("actual_start") == "" {
		start := c.now.Truncate(time.Hour).Add(time.Hour)
		f.said.Set("planned_start", c.written([]*register.Field{f.reg.Field("planned_start")}, &crm.Event{PlannedStart: start}).Get("planned_start"))
	}
	return nil
}
