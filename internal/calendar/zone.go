package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // the program must know its zones on machines that have none
)

// Zone finds a time zone by its IANA name. Europe/Kiev means Europe/Kyiv. An empty
// name and Local are errors: a zone is always chosen, never the server's.
func Zone(name string) (*time.Location, error) {
	switch name {
	case "", "Local":
		return nil, fmt.Errorf("find zone %q: a zone is needed by name", name)
	case "Europe/Kiev":
		name = "Europe/Kyiv"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("find zone %q: %w", name, err)
	}
	return zone, nil
}

// OnWall is the moment when the clocks of a zone show an hour and minute of a
// day. When clocks go forward and skip that time, it is as much later as they
// skip: 03:30 becomes 04:30. When clocks go back and show it twice, it is the
// first of the two. (time.Date takes the second.)
func OnWall(year int, month time.Month, day, hour, minute int, zone *time.Location) time.Time {
	wall := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	earlier := offset(wall.Add(-24*time.Hour), zone)
	first := wall.Add(-earlier)
	if offset(first, zone) == earlier {
		return first.In(zone)
	}
	later := offset(wall.Add(24*time.Hour), zone)
	if second := wall.Add(-later); offset(second, zone) == later {
		return second.In(zone)
	}
	return first.In(zone)
}

// offset is how far the clocks of the zone are ahead of UTC at a moment.
func offset(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
