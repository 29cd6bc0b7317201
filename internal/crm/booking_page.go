package crm

import (
	"context"
	"slices"
	"strconv"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/register"
)

// BookingPage is a page on which strangers plan a meeting with one of us: it
// shows the free hours of some employees and books one of them.
type BookingPage struct {
	Outside
	People  register.Refs[User]
	Way     BookingWay
	Lengths BookingLengths // the visitor chooses of them
	Type    register.Ref[EventType]
	Method  EventMethod // none is the type's
	Place   string

	NoticeHours   int64 // no sooner than in so many hours
	HorizonDays   int64 // no later than in so many days
	BufferMinutes int64 // free before and after a meeting
}

// BookingPages is the register of them.
var BookingPages = register.Define[BookingPage]("booking_page", "booking_pages")

// Describe lists the fields. A page belongs to those with whom one plans.
func (b *BookingPage) Describe(f *register.Fields) {
	b.describe(f)
	f.Section("time")
	f.Refs(&b.People).Owner().Tracked()
	f.Choice(&b.Way).Tracked()
	f.Several(&b.Lengths).Tracked()
	f.Int(&b.NoticeHours).Tracked()
	f.Int(&b.HorizonDays).Tracked()
	f.Int(&b.BufferMinutes).Tracked()
	f.Section("meeting")
	f.Ref(&b.Type).Tracked()
	f.Choice(&b.Method).Tracked()
	f.Text(&b.Place).Max(500).Tracked()
	b.describeLook(f)
}

// The bounds of what a page offers, and what it offers when nothing is said.
const (
	mostBooked    = 20 // people of a page
	mostNotice    = 30 * 24
	mostHorizon   = 180
	mostBuffer    = 4 * 60
	usualHorizon  = 30
	usualLength   = "30"
	bookingGrid   = 30 * time.Minute
	bookingFinest = 15 * time.Minute
)

// Change gives a new page its key, its usual fields, and what nobody said: a
// meeting of half an hour within a month, with who makes the page.
func (b *BookingPage) Change(ctx context.Context, tx register.Tx, was *BookingPage) error {
	if was == nil {
		if err := b.usual(ctx, tx); err != nil {
			return err
		}
	}
	for _, one := range b.People {
		if slices.Contains(before(was).People, one) {
			continue
		}
		if err := mustWork(ctx, tx, "people", one); err != nil {
			return err
		}
		if !offers(tx.Actor(), one) {
			return register.RefuseAt("people", "not_your_people")
		}
	}
	return b.fill(ctx, tx, &before(was).Outside)
}

// offers reports whether an actor may let strangers see the free hours of an
// employee: his own, and those of the people within his reach.
func offers(a register.Actor, one register.Ref[User]) bool {
	if register.Always(a.Rows(BookingPages.Register, register.Create)) || register.ID(one) == a.User() {
		return true
	}
	r, ok := a.(*Rights)
	return ok && slices.Contains(r.reach[r.scope(BookingPages.Register, register.Create)].Users, register.ID(one))
}

func (b *BookingPage) usual(ctx context.Context, tx register.Tx) error {
	if len(b.People) == 0 && tx.Actor().User() != 0 {
		b.People = register.Refs[User]{register.Ref[User](tx.Actor().User())}
	}
	if b.Way == "" {
		b.Way = BookInTurn
	}
	if len(b.Lengths) == 0 {
		b.Lengths = BookingLengths{usualLength}
	}
	if b.HorizonDays == 0 {
		b.HorizonDays = usualHorizon
	}
	if b.Type != 0 {
		return nil
	}
	meetings, err := register.Select(ctx, tx.AsProgram(), EventTypes, register.Query{
		Filter: register.All{register.Eq(&EventTypes.Row.Meeting, true), register.Alive()}, Limit: 1,
	})
	if len(meetings) > 0 {
		b.Type = register.Ref[EventType](meetings[0].ID)
	}
	return err
}

// Check refuses a page with nobody's hours, and bounds that are none.
func (b *BookingPage) Check(p *register.Problems) {
	b.Outside.Check(p)
	switch {
	case len(b.People) == 0:
		p.Add(&b.People, "required")
	case len(b.People) > mostBooked:
		p.Add(&b.People, "out_of_range")
	}
	if len(b.Lengths) == 0 {
		p.Add(&b.Lengths, "required")
	}
	if b.Type == 0 {
		p.Add(&b.Type, "required")
	}
	if b.NoticeHours < 0 || b.NoticeHours > mostNotice {
		p.Add(&b.NoticeHours, "out_of_range")
	}
	if b.HorizonDays < 1 || b.HorizonDays > mostHorizon {
		p.Add(&b.HorizonDays, "out_of_range")
	}
	if b.BufferMinutes < 0 || b.BufferMinutes > mostBuffer {
		p.Add(&b.BufferMinutes, "out_of_range")
	}
}

// BookingWay is with whom a meeting is planned.
type BookingWay string

// The ways.
const (
	BookInTurn BookingWay = "in_turn" // who is free, each in his turn
	BookChosen BookingWay = "chosen"  // the visitor says
)

// Choices of ways.
func (BookingWay) Choices() []string { return []string{"in_turn", "chosen"} }

// BookingLengths are how long meetings may be, in minutes.
type BookingLengths []string

// Choices of lengths.
func (BookingLengths) Choices() []string {
	return []string{"15", "20", "30", "45", "60", "90", "120"}
}

// Minutes are the lengths of a page in order, the shortest first.
func (b *BookingPage) Minutes() []int64 {
	var out []int64
	for _, text := range b.Lengths {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// Slot is a moment at which a meeting may begin, and who is free then.
type Slot struct {
	At   time.Time
	Free []register.Ref[User]
}

// BookingWish is what a visitor asks of a page: whose time, how much of it, and, when
// a meeting is moved, which one is to make way.
type BookingWish struct {
	With    register.Ref[User] // none is anybody's of the page
	Minutes int64
	Instead register.Ref[Event]
}

// Slots are the moments at which a meeting may begin, in order: within the
// working hours of the organisation, when nobody asked for is away or has
// something else to do. It asks a fixed number of questions.
func (b *BookingPage) Slots(ctx context.Context, tx register.Tx, w BookingWish) ([]Slot, error) {
	people, err := b.present(ctx, tx, w.With)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return nil, err
	}
	zone := home.Work().Zone
	first := tx.Now().Add(time.Duration(b.NoticeHours) * time.Hour)
	from := register.DayOf(first, zone)
	till := dayAfter(register.DayOf(tx.Now(), zone), b.HorizonDays)
	days, err := DaysOffBetween(ctx, tx, from, till)
	if err != nil {
		return nil, err
	}
	work := home.WorkWith(days)
	busy, err := b.busy(ctx, tx, people, calendar.Day(from).Starts(zone), calendar.Day(till).Add(1).Starts(zone), w.Instead, zone)
	if err != nil {
		return nil, err
	}
	var spans []calendar.Span
	for d := calendar.Day(from); d != "" && d <= calendar.Day(till); d = d.Add(1) {
		spans = append(spans, work.Spans(d)...)
	}
	at := map[time.Time][]register.Ref[User]{}
	length, step := time.Duration(w.Minutes)*time.Minute, bookingGrid
	if length%bookingGrid != 0 {
		step = bookingFinest
	}
	for _, one := range people {
		for _, t := range calendar.Free(spans, busy[one], length, step, time.Duration(b.BufferMinutes)*time.Minute, first, calendar.Day(till).Add(1).Starts(zone)) {
			at[t.UTC()] = append(at[t.UTC()], one)
		}
	}
	out := make([]Slot, 0, len(at))
	for t, free := range at {
		out = append(out, Slot{t, free})
	}
	slices.SortFunc(out, func(a, b Slot) int { return a.At.Compare(b.At) })
	return out, nil
}

// present are those of the page who work here, in the order of their coming.
func (b *BookingPage) present(ctx context.Context, tx register.Tx, with register.Ref[User]) ([]register.Ref[User], error) {
	asked := []register.Ref[User](b.People)
	if with != 0 {
		asked = []register.Ref[User]{with}
	}
	ids := make([]register.ID, len(asked))
	for i, one := range asked {
		ids[i] = register.ID(one)
	}
	users, err := register.Select(ctx, tx, Users, register.Query{Filter: register.All{register.ByID(ids...), register.Alive()}, Sort: []register.Sort{{Field: "id"}}})
	var out []register.Ref[User]
	for _, u := range users {
		if u.Enters() {
			out = append(out, register.Ref[User](u.ID))
		}
	}
	return out, err
}

// longestPlan is how far back a plan of whole days may have begun.
const longestPlan = 92 * 24 * time.Hour

// busy is when each of some people is away or has something planned.
func (b *BookingPage) busy(ctx context.Context, tx register.Tx, people []register.Ref[User], from, to time.Time, but register.Ref[Event], zone *time.Location) (map[register.Ref[User]][]calendar.Span, error) {
	out := map[register.Ref[User]][]calendar.Span{}
	row := Events.Row
	for _, of := range []register.Filter{register.In(&row.Responsible, people...), register.Is{Field: "others", Op: register.OneOf, Value: anyRefs(people)}} {
		plans, err := register.Select(ctx, tx, Events, register.Query{
			Filter: register.All{
				of, register.Eq(&row.Class, Planned), register.Alive(),
				register.Is{Field: "start", Op: register.AtLeast, Value: from.Add(-longestPlan)},
				register.Is{Field: "start", Op: register.Less, Value: to},
			},
			Whole: true, Only: []string{"responsible", "others", "start", "end", "all_day"},
		})
		if err != nil {
			return nil, err
		}
		for _, e := range plans {
			if e.ID == register.ID(but) {
				continue
			}
			s := calendar.Span{Start: e.Start, End: e.End}
			if e.AllDay {
				last := e.End
				if last.After(e.Start) {
					last = last.Add(-time.Nanosecond)
				}
				s = calendar.Span{Start: calendar.DayOf(e.Start.In(zone)).Starts(zone), End: calendar.DayOf(last.In(zone)).Add(1).Starts(zone)}
			}
			for _, one := range append(slices.Clone(e.Others), e.Responsible) {
				if s.End.After(from) && slices.Contains(people, one) {
					out[one] = append(out[one], s)
				}
			}
		}
	}
	away, err := register.Select(ctx, tx, Absences, register.Query{Filter: register.All{
		register.In(&Absences.Row.User, people...), register.Le(&Absences.Row.From, register.DayOf(to, zone)), register.Ge(&Absences.Row.Till, register.DayOf(from, zone)), register.Alive(),
	}})
	for _, a := range away {
		out[a.User] = append(out[a.User], calendar.Span{Start: calendar.Day(a.From).Starts(zone), End: calendar.Day(a.Till).Add(1).Starts(zone)})
	}
	return out, err
}

func anyRefs[T any](refs []register.Ref[T]) []any {
	out := make([]any, len(refs))
	for i, one := range refs {
		out[i] = register.ID(one)
	}
	return out
}
