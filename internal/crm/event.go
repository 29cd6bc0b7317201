package crm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// Event is one dealing with a client: a call, a letter, a meeting, an offer.
// It has two axes: the status says whether it took place, the handling whether
// what it asked for is done.
type Event struct {
	register.Base
	Number      string
	Type        register.Ref[EventType]
	Status      register.Ref[EventStatus]
	Class       EventClass // follows the status
	Meeting     bool       // follows the type
	Subject     string     // the type stands for it when empty
	Text        string
	Partner     register.Ref[Partner]
	Contacts    register.Refs[Contact]
	Deal        register.Ref[Deal]
	Claim       register.Ref[Claim]
	Lead        register.Ref[Lead]
	Responsible register.Ref[User]
	Others      register.Refs[User]

	PlannedStart time.Time
	PlannedEnd   time.Time
	ActualStart  time.Time
	ActualEnd    time.Time
	AllDay       bool
	Minutes      int64     // between start and end; said when there is no end
	Start        time.Time // the actual start, else the planned one
	End          time.Time // of the same pair; never before the start

	Method        EventMethod
	Direction     EventDirection
	Priority      EventPriority
	Matter        EventMatter
	Handling      EventHandling
	HandleBy      time.Time
	Remind        RemindBefore // before the planned start; none is not at all
	RemindAt      time.Time    // at a moment of its own instead
	Attention     bool         // asks for something not yet done; followed from the rest, as the next
	DueBy         time.Time    // when it is overdue: a plan that ends, something to be handled
	Result        string
	CancelReason  string
	CorrectReason string // of the last correction, as corrections ask
	AdSource      register.Ref[AdSource]
	Stage         register.Ref[Stage] // of the deal, when the event took place
	RepeatOf      register.Ref[Event] // what did not take place
	Reschedules   register.Parts[Reschedule]
	Series        register.Ref[EventSeries]
	SeriesDay     register.Date // of the series that the event stands for, wherever it was moved

	Place          string
	Goals          string
	Agenda         register.Parts[AgendaPoint]
	Guests         register.Parts[Guest]
	Discussion     string
	Agreements     register.Parts[Agreement]
	NextMeeting    register.Ref[Event]
	ProtocolSentAt time.Time

	acting bool // an action moves the status
}

// Events is the register of them.
var Events = register.Define[Event]("event", "events",
	register.Do[Event, HoldEvent]("hold"),
	register.Do[Event, RescheduleEvent]("reschedule"),
	register.Do[Event, MissEvent]("miss"),
	register.Do[Event, CancelEvent]("cancel"),
	register.Do[Event, RepeatEvent]("repeat"),
	register.Do[Event, FollowUpEvent]("follow_up"),
	register.Do[Event, HandleEvent]("handle"),
	register.Do[Event, CorrectEvent]("correct"),
	register.Do[Event, RecurEvent]("recur"),
	register.Do[Event, SpreadEvent]("spread"),
	register.Do[Event, ChangeRule]("change_rule"),
	register.Do[Event, EndSeries]("end_series"),
	register.Do[Event, AssignAgreements]("assign"),
	register.Do[Event, PlanNextMeeting]("plan_next"),
	register.Do[Event, MarkProtocolSent]("protocol_sent"),
	register.DoAll[Event, TransferEvents]("transfer"),
)

// Describe lists the fields.
func (e *Event) Describe(f *register.Fields) {
	f.Text(&e.Number).Max(40).Searchable().Unique().Tracked()
	f.Ref(&e.Type).Required().Tracked()
	f.Ref(&e.Status).Tracked()
	f.Choice(&e.Class).ReadOnly().Indexed()
	f.Bool(&e.Meeting).ReadOnly().Indexed()
	f.Text(&e.Subject).Searchable().Tracked()
	f.LongText(&e.Text).Searchable().Tracked()
	f.Ref(&e.Partner).Guard().Tracked()
	f.Refs(&e.Contacts).Tracked()
	f.Ref(&e.Deal).Tracked()
	f.Ref(&e.Claim).Tracked()
	f.Ref(&e.Lead).Tracked()
	f.Ref(&e.Responsible).Owner().Tracked()
	f.Refs(&e.Others).Owner().Tracked()
	f.Section("time")
	f.Moment(&e.PlannedStart).Indexed().Tracked()
	f.Moment(&e.PlannedEnd).Indexed().Tracked()
	f.Moment(&e.ActualStart).Tracked()
	f.Moment(&e.ActualEnd).Tracked()
	f.Bool(&e.AllDay).Indexed()
	f.Int(&e.Minutes)
	f.Choice(&e.Remind)
	f.Moment(&e.RemindAt)
	f.Moment(&e.Start).ReadOnly().Indexed()
	f.Moment(&e.End).ReadOnly().Indexed()
	f.Section("manner")
	f.Choice(&e.Method).Indexed().Tracked()
	f.Choice(&e.Direction).Indexed().Tracked()
	f.Choice(&e.Priority).Indexed().Tracked()
	f.Choice(&e.Matter).Indexed().Tracked()
	f.Ref(&e.AdSource).Tracked()
	f.Section("result")
	f.Choice(&e.Handling).Indexed().Tracked()
	f.Moment(&e.HandleBy).Indexed().Tracked()
	f.Bool(&e.Attention).Unseen().Indexed()
	f.Moment(&e.DueBy).Unseen().Indexed()
	f.LongText(&e.Result).Searchable().Tracked()
	f.Text(&e.CancelReason).Max(500).ReadOnly().Tracked()
	f.Text(&e.CorrectReason).Max(500).ReadOnly().Tracked()
	f.Ref(&e.Stage).ReadOnly()
	f.Ref(&e.RepeatOf).ReadOnly()
	f.Parts(&e.Reschedules).ReadOnly()
	f.Ref(&e.Series).ReadOnly()
	f.Date(&e.SeriesDay).ReadOnly()
	f.Section("meeting")
	f.Text(&e.Place).Max(500).Searchable().Tracked()
	f.LongText(&e.Goals).Tracked()
	f.Parts(&e.Agenda)
	f.Parts(&e.Guests).Tracked()
	f.LongText(&e.Discussion).Tracked()
	f.Parts(&e.Agreements).Tracked()
	f.Ref(&e.NextMeeting)
	f.Moment(&e.ProtocolSentAt).ReadOnly().Tracked()
	f.Latest(&e.Start)
	f.Together(&e.Partner, &e.Class, &e.Start)     // the plans of a client
	f.Together(&e.Responsible, &e.Class, &e.Start) // somebody's day
	f.Together(&e.Responsible, &e.Attention, &e.Start)
}

// Title is the subject; the first line of the text, or the number, stands for
// it.
func (e *Event) Title(string) string {
	const enough = 80
	line, _, _ := strings.Cut(e.Text, "\n")
	switch letters := []rune(line); {
	case e.Subject != "":
		return e.Subject
	case line == "":
		return "№ " + e.Number
	case len(letters) > enough:
		return string(letters[:enough]) + "…"
	}
	return line
}

// Hint is the number.
func (e *Event) Hint(string) string { return e.Number }

// mostMinutes is the longest that an event of one day lasts.
const mostMinutes = 24 * 60

// tolerance is how far clocks may differ before a fact lies in the future.
const tolerance = 5 * time.Minute

// Change fills a new event in by its type, lets the class follow the status
// and the times follow each other. The status is moved by actions alone, and
// what is no longer planned stays as it was.
func (e *Event) Change(ctx context.Context, tx register.Tx, was *Event) error {
	kind, err := e.kind(ctx, tx, was)
	if err != nil {
		return err
	}
	if was == nil {
		if err := e.begin(ctx, tx, kind); err != nil {
			return err
		}
	} else if err := e.stay(tx, was); err != nil {
		return err
	}
	if err := e.followStatus(ctx, tx, was); err != nil {
		return err
	}
	if err := e.followParties(ctx, tx, was); err != nil {
		return err
	}
	if err := e.followTime(tx, was, kind); err != nil {
		return err
	}
	e.followWork()
	if err := e.noteLead(ctx, tx, was); err != nil {
		return err
	}
	return e.noteContact(ctx, tx, was)
}

// noteContact has the day of the last contact kept at the client, once an
// event was held or was none after all.
func (e *Event) noteContact(ctx context.Context, tx register.Tx, was *Event) error {
	held := e.Class == Held || was != nil && was.Class == Held
	if !held || e.Partner == 0 || was != nil && was.Class == e.Class && was.Start.Equal(e.Start) && was.Partner == e.Partner {
		return nil
	}
	return tx.Enqueue(ctx, register.Job{
		Kind: ContactJob, Key: fmt.Sprintf("%s:%d", ContactJob, e.Partner), At: tx.Now().Add(jobPause), Input: ContactInput{register.ID(e.Partner)},
	})
}

// kind is the type of the event, nil for a stored event whose type stays.
func (e *Event) kind(ctx context.Context, tx register.Tx, was *Event) (*EventType, error) {
	if e.Type == 0 {
		return nil, register.RefuseAt("type", "required")
	}
	kind, err := register.Load(ctx, tx.AsProgram(), EventTypes, e.Type)
	if err != nil {
		return nil, refuseUnknown("type", err)
	}
	if was == nil || was.Type != e.Type {
		e.Meeting = kind.Meeting
	}
	return kind, nil
}

// begin gives a new event what its type begins with.
func (e *Event) begin(ctx context.Context, tx register.Tx, kind *EventType) error {
	if e.Number == "" {
		number, err := unusedCode(ctx, tx, Events.Register, "number", 6)
		if err != nil {
			return err
		}
		e.Number = number
	}
	if e.Responsible == 0 && !nobodysAllowed(tx, Events.Register) {
		e.Responsible = register.Ref[User](tx.Actor().User())
	}
	if e.Direction == "" {
		e.Direction = kind.Direction
	}
	if e.Method == "" {
		e.Method = kind.Method
	}
	if e.Priority == "" {
		e.Priority = MediumPriority
	}
	if e.Handling == "" {
		e.Handling = kind.Handling
	}
	if e.Handling == "" {
		e.Handling = HandlingNotRequired
	}
	if e.Status == 0 {
		status, err := e.firstStatus(ctx, tx, kind)
		if err != nil {
			return err
		}
		e.Status = status
	}
	return nil
}

// firstStatus is the status of a new event: that of its type, but a held one
// when it is known to have begun.
func (e *Event) firstStatus(ctx context.Context, tx register.Tx, kind *EventType) (register.Ref[EventStatus], error) {
	if !e.ActualStart.IsZero() {
		return statusOf(ctx, tx, e.Type, Held)
	}
	if kind.First != 0 {
		first, err := register.Load(ctx, tx.AsProgram(), EventStatuses, kind.First)
		if err != nil {
			return 0, refuseUnknown("status", err)
		}
		if !first.Archived {
			return kind.First, nil
		}
	}
	return statusOf(ctx, tx, e.Type, Planned)
}

// statusOf is the first status of a type with a class.
func statusOf(ctx context.Context, tx register.Tx, kind register.Ref[EventType], class EventClass) (register.Ref[EventStatus], error) {
	list, err := statusesOf(ctx, tx, kind, class)
	if err != nil {
		return 0, err
	}
	if len(list) == 0 {
		return 0, register.RefuseAt("status", "type_lacks_"+string(class)+"_status")
	}
	return register.Ref[EventStatus](list[0].ID), nil
}

// facts are the fields that say what happened, when, with whom and by whom.
var facts = []string{
	"type", "status", "partner", "responsible", "planned_start", "planned_end", "actual_start", "actual_end", "all_day", "minutes",
	"method", "direction", "repeat_of", "series_day",
}

// stay refuses to move the status by hand and to change the facts of an event
// that is no longer planned. Actions and undoing do so.
func (e *Event) stay(tx register.Tx, was *Event) error {
	switch {
	case e.acting, tx.Cause() == register.ByUndo, tx.Actor() == register.Program:
		return nil
	case was.Status != e.Status:
		return register.RefuseAt("status", "event_status_by_actions")
	case was.Type != e.Type && was.Class != Planned:
		return register.RefuseAt("type", "event_is_fact")
	}
	if was.Handling != HandlingNotRequired && e.Handling == HandlingNotRequired {
		return register.RefuseAt("handling", "handling_stays_required")
	}
	if was.Class == Planned {
		return nil
	}
	for _, name := range facts {
		f := tx.Schema().Of(e).Field(name)
		if !f.Same(f.Value(was), f.Value(e)) {
			return register.RefuseAt(name, "event_is_fact")
		}
	}
	return nil
}

// followStatus takes the class from the status, which is one of the type's.
// A planned event of another type gets the status that type begins with.
func (e *Event) followStatus(ctx context.Context, tx register.Tx, was *Event) error {
	if was != nil && was.Status == e.Status && was.Type == e.Type {
		e.Class = was.Class
		return nil
	}
	if was != nil && was.Type != e.Type && was.Status == e.Status {
		status, err := statusOf(ctx, tx, e.Type, was.Class)
		if err != nil {
			return err
		}
		e.Status = status
	}
	status, err := register.Load(ctx, tx.AsProgram(), EventStatuses, e.Status)
	if err != nil {
		return refuseUnknown("status", err)
	}
	if status.Type != e.Type {
		return register.RefuseAt("status", "status_of_another_type")
	}
	e.Class = status.Class
	if e.Class != Cancelled {
		e.CancelReason = ""
	}
	return nil
}

// followParties fills in the partner of the deal, the contact or the claim,
// refuses people, deals and claims of other partners, and keeps the stage that the deal has.
func (e *Event) followParties(ctx context.Context, tx register.Tx, was *Event) error {
	all := tx.AsProgram()
	var deal *Deal
	if e.Deal != 0 && (was == nil || was.Deal != e.Deal || was.Partner != e.Partner || was.Class != e.Class) {
		var err error
		if deal, err = register.Load(ctx, all, Deals, e.Deal); err != nil {
			return refuseUnknown("deal", err)
		}
		if e.Partner == 0 {
			e.Partner = deal.Partner
		}
		if e.Class == Planned || was == nil || was.Class != e.Class || was.Deal != e.Deal {
			e.Stage = deal.Stage
		}
	}
	if e.Deal == 0 {
		e.Stage = 0
	}
	for i, id := range e.Contacts {
		if was != nil && was.Partner == e.Partner && slices.Contains(was.Contacts, id) {
			continue
		}
		of, err := register.Load(ctx, all, Contacts, id)
		if err != nil {
			return refuseUnknown("contacts", err)
		}
		if i == 0 && e.Partner == 0 {
			e.Partner = of.Partner
		}
		if err := belongs(ctx, all, "contacts", e.Partner, of.Partner); err != nil {
			return err
		}
	}
	if deal != nil && deal.Partner != 0 {
		if err := belongs(ctx, all, "deal", e.Partner, deal.Partner); err != nil {
			return err
		}
	}
	if err := e.followLead(ctx, all, was); err != nil {
		return err
	}
	return e.followClaim(ctx, all, was)
}

// followLead fills in the partner that came of the lead.
func (e *Event) followLead(ctx context.Context, all register.Tx, was *Event) error {
	if e.Lead == 0 || e.Partner != 0 || was != nil && was.Lead == e.Lead {
		return nil
	}
	lead, err := register.Load(ctx, all, Leads, e.Lead)
	if err != nil {
		return refuseUnknown("lead", err)
	}
	e.Partner = lead.Partner
	return nil
}

// followClaim fills in the partner of the claim, and refuses one of another.
func (e *Event) followClaim(ctx context.Context, all register.Tx, was *Event) error {
	if e.Claim == 0 || was != nil && was.Claim == e.Claim && was.Partner == e.Partner {
		return nil
	}
	claim, err := register.Load(ctx, all, Claims, e.Claim)
	if err != nil {
		return refuseUnknown("claim", err)
	}
	if e.Partner == 0 {
		e.Partner = claim.Partner
	}
	return belongs(ctx, all, "claim", e.Partner, claim.Partner)
}

// followTime counts the derived start, end and minutes. A fact needs its
// beginning, which is now when nobody says it, and does not lie in the future.
func (e *Event) followTime(tx register.Tx, was *Event, kind *EventType) error {
	now := tx.Now().Truncate(time.Minute)
	if (e.Class == Held || e.Class == NotHeld) && e.ActualStart.IsZero() && (was == nil || was.Class == Planned) {
		if tx.Cause() == register.ByImport {
			return register.RefuseAt("actual_start", "required")
		}
		e.ActualStart = now
	}
	soon := tx.Now().Add(tolerance)
	for name, at := range map[string]time.Time{"actual_start": e.ActualStart, "actual_end": e.ActualEnd} {
		if at.After(soon) && (was == nil || !was.ActualStart.Equal(e.ActualStart) || !was.ActualEnd.Equal(e.ActualEnd)) {
			return register.RefuseAt(name, "in_future")
		}
	}
	e.Start, e.End = e.PlannedStart, e.PlannedEnd
	if !e.ActualStart.IsZero() {
		e.Start, e.End = e.ActualStart, e.ActualEnd
	}
	fresh := was == nil || !was.Start.Equal(e.Start)
	switch {
	case e.AllDay:
		e.Minutes = 0
	case !e.End.IsZero() && e.End.After(e.Start):
		e.Minutes = int64((e.End.Sub(e.Start) + time.Minute - 1) / time.Minute)
	case e.Minutes == 0 && fresh && e.Class == Planned:
		e.Minutes = kind.Minutes
	}
	if e.End.IsZero() {
		e.End = e.Start.Add(time.Duration(e.Minutes) * time.Minute)
		if e.Class == Planned && !e.AllDay && !e.Start.IsZero() {
			e.PlannedEnd = e.End
		}
	}
	return nil
}

// followWork notes whether the event asks for something, and by when: events
// that took place do, and whatever the client sent.
func (e *Event) followWork() {
	open := e.Handling == HandlingNotDone || e.Handling == HandlingPartlyDone
	e.Attention = open && (e.Class == Held || e.Direction == Incoming)
	e.DueBy = time.Time{}
	if e.Class == Planned {
		e.DueBy = e.PlannedEnd
	}
	if open && !e.HandleBy.IsZero() && (e.DueBy.IsZero() || e.HandleBy.Before(e.DueBy)) {
		e.DueBy = e.HandleBy
	}
}

// belongs refuses what is of another partner; what is of the companies above
// in the group is the partner's own as well.
func belongs(ctx context.Context, all register.Tx, field string, partner, owner register.Ref[Partner]) error {
	for at := partner; at != 0; {
		if at == owner {
			return nil
		}
		one, err := register.Load(ctx, all, Partners, at)
		if err != nil {
			return refuseUnknown("partner", err)
		}
		at = one.Parent
	}
	return register.RefuseAt(field, "belongs_to_another_partner")
}

// Check holds whichever way the event was written.
func (e *Event) Check(p *register.Problems) {
	switch {
	case e.Class == Planned && e.PlannedStart.IsZero():
		p.Add(&e.PlannedStart, "planned_event_needs_start")
	case (e.Class == Held || e.Class == NotHeld) && e.ActualStart.IsZero():
		p.Add(&e.ActualStart, "required")
	case e.Class == Cancelled && e.CancelReason == "":
		p.Add(&e.CancelReason, "cancelled_event_needs_reason")
	}
	if !e.PlannedEnd.IsZero() && e.PlannedEnd.Before(e.PlannedStart) {
		p.Add(&e.PlannedEnd, "ends_before_it_begins")
	}
	if !e.ActualEnd.IsZero() && e.ActualEnd.Before(e.ActualStart) {
		p.Add(&e.ActualEnd, "ends_before_it_begins")
	}
	if e.Minutes < 0 || e.Minutes > mostMinutes {
		p.Add(&e.Minutes, "longer_than_a_day")
	}
	for i, point := range e.Agenda {
		if point.Minutes < 0 || point.Minutes > mostMinutes {
			p.AddAt(partField("agenda", i, "minutes"), "out_of_range")
		}
	}
}

// Notices warn of personal codes in free texts.
func (e *Event) Notices() []Notice {
	return slices.Concat(personalNotice("text", e.Text), personalNotice("result", e.Result), personalNotice("discussion", e.Discussion))
}

// Reschedule is a place in time that an event was moved from.
type Reschedule struct {
	register.Part
	Start  time.Time
	End    time.Time
	At     time.Time // when it was moved
	By     register.Ref[User]
	Reason string
}

// Describe lists the fields.
func (r *Reschedule) Describe(f *register.Fields) {
	f.Moment(&r.Start)
	f.Moment(&r.End)
	f.Moment(&r.At)
	f.Ref(&r.By)
	f.Text(&r.Reason).Max(500)
}

// AgendaPoint is what a meeting shall speak of.
type AgendaPoint struct {
	register.Part
	Topic   string
	Speaker string
	Minutes int64
}

// Describe lists the fields.
func (a *AgendaPoint) Describe(f *register.Fields) {
	f.Text(&a.Topic).Max(500).Required()
	f.Text(&a.Speaker).Max(200)
	f.Int(&a.Minutes)
}

// Guest takes part in a meeting: one of us, a contact of the client, or
// somebody named here alone.
type Guest struct {
	register.Part
	Name     string
	Company  string
	Role     string
	Contact  register.Ref[Contact]
	User     register.Ref[User]
	Attended bool
}

// Describe lists the fields.
func (g *Guest) Describe(f *register.Fields) {
	f.Text(&g.Name).Max(200)
	f.Text(&g.Company).Max(200)
	f.Text(&g.Role).Max(200)
	f.Ref(&g.Contact)
	f.Ref(&g.User)
	f.Bool(&g.Attended)
}

// Agreement is what a meeting agreed that one of the sides will do.
type Agreement struct {
	register.Part
	Text     string
	Side     AgreementSide
	User     register.Ref[User]    // who does it of ours
	Contact  register.Ref[Contact] // who does it of theirs
	Deadline register.Date

	Kind       register.Ref[CommitmentKind] // makes it a commitment
	Task       register.Ref[Task]           // what was made of it
	Commitment register.Ref[Commitment]
}

// Describe lists the fields.
func (a *Agreement) Describe(f *register.Fields) {
	f.Text(&a.Text).Max(1000).Required()
	f.Choice(&a.Side)
	f.Ref(&a.User)
	f.Ref(&a.Contact)
	f.Date(&a.Deadline)
	f.Ref(&a.Kind)
	f.Ref(&a.Task).ReadOnly()
	f.Ref(&a.Commitment).ReadOnly()
}

// AgreementSide says who does what was agreed.
type AgreementSide string

// TheirAgreement is what the client does; all else is ours.
const TheirAgreement AgreementSide = "theirs"

// Choices of sides.
func (AgreementSide) Choices() []string { return []string{"ours", "theirs"} }

// EventMethod is how a client was met.
type EventMethod string

// Choices of methods.
func (EventMethod) Choices() []string {
	return []string{"telephone", "email", "meeting", "visit", "post", "messenger", "web", "exhibition"}
}

// EventDirection says from whom an event came.
type EventDirection string

// Incoming is a word of the client's own.
const Incoming EventDirection = "incoming"

// Outgoing is a word of our own.
const Outgoing EventDirection = "outgoing"

// Choices of directions.
func (EventDirection) Choices() []string { return []string{"incoming", "outgoing", "internal"} }

// EventPriority says what goes first.
type EventPriority string

// MediumPriority is that of an event of which nobody said more.
const MediumPriority EventPriority = "medium"

// Choices of priorities.
func (EventPriority) Choices() []string { return []string{"high", "medium", "low"} }

// EventMatter is what an event was about.
type EventMatter string

// Choices of matters.
func (EventMatter) Choices() []string {
	return []string{"sale", "consultation", "claim", "service", "information", "settlement", "other"}
}

// EventHandling says whether what an event asked for is done, whatever its
// status.
type EventHandling string

// The states of handling.
const (
	HandlingNotRequired EventHandling = "not_required"
	HandlingNotDone     EventHandling = "not_done"
	HandlingPartlyDone  EventHandling = "partly_done"
	HandlingDone        EventHandling = "done"
)

// Choices of states.
func (EventHandling) Choices() []string {
	return []string{"not_required", "not_done", "partly_done", "done"}
}

// NeedsAttention are the events that ask for something not yet done: those
// that took place, and whatever the client sent.
func NeedsAttention() register.Filter { return register.Eq(&Events.Row.Attention, true) }

// OverdueEvents are plans whose time is over, and what should be handled by
// now and is not.
func OverdueEvents(now time.Time) register.Filter {
	return register.All{
		register.Is{Field: "due_by", Op: register.Greater, Value: time.UnixMilli(0).UTC()}, register.Is{Field: "due_by", Op: register.Less, Value: now},
	}
}
