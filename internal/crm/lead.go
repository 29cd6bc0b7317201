package crm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Lead is an interest in what we sell, from somebody who is no client yet. What
// it says of a person and a firm is what they themselves said.
type Lead struct {
	register.Base
	Number     string
	Name       string // of the person
	Company    string
	Phone      string
	Email      string
	Text       string // what they want, in their own words
	Status     LeadStatus
	ReceivedAt time.Time
	Channel    register.Ref[LeadChannel]
	AdSource   register.Ref[AdSource] // of the first touch
	Campaign   string
	Region     register.Ref[Region]
	Industry   register.Ref[Industry]
	Products   register.Refs[Product]
	Expected   money.Money
	NextStepOn register.Date

	Responsible register.Ref[User]
	Queued      bool // nobody's yet: everybody who works with leads sees it
	Rule        register.Ref[DistributionRule]
	GivenTo     register.Ref[User] // by the rule

	ReactBy         time.Time // by when somebody should answer, in working time
	RespondedAt     time.Time // the first outgoing dealing that took place
	ReactionMinutes int64     // of working time, from received till responded
	ReactedLate     bool

	Answers register.Parts[LeadAnswer]
	Score   int64 // from 0 to 100

	Reason           register.Ref[LeadReason]
	ReasonNote       string
	DuplicateOf      register.Ref[Lead]
	DuplicatePartner register.Ref[Partner]
	ReopenReason     string

	Partner     register.Ref[Partner] // what came of it
	Contact     register.Ref[Contact]
	Deal        register.Ref[Deal]
	ConvertedAt time.Time

	Erased     ErasedState
	Pseudonym  int64 // under which the person is kept once erased
	Suppressed bool  // an address was erased at somebody's wish: no offers are sent there

	acting bool // an action is at work
}

// Leads is the register of them.
var Leads = register.Define[Lead]("lead", "leads",
	register.Do[Lead, TakeLead]("take"),
	register.Do[Lead, QualifyLead]("qualify"),
	register.Do[Lead, ConvertLead]("convert"),
	register.Do[Lead, DisqualifyLead]("disqualify"),
	register.Do[Lead, ReturnLead]("return"),
	register.Do[Lead, ReopenLead]("reopen"),
	register.Do[Lead, AnswerLead]("answer"),
	register.Do[Lead, StartLeadProcess]("start_process"),
	register.DoAll[Lead, TransferLeads]("transfer"),
	register.Do[Lead, EraseLead]("erase"),
	register.Do[Lead, HoldLead]("hold"),
)

// Describe lists the fields.
func (l *Lead) Describe(f *register.Fields) {
	f.Text(&l.Number).Max(40).Searchable().Unique().Tracked()
	f.Text(&l.Name).Max(200).Searchable().Indexed().Tracked()
	f.Text(&l.Company).Max(300).Searchable().Indexed().Tracked()
	f.Phone(&l.Phone).Class(register.Contact).Searchable().Indexed().Tracked()
	f.Email(&l.Email).Class(register.Contact).Searchable().Indexed().Tracked()
	f.LongText(&l.Text).Searchable().Tracked()
	f.Choice(&l.Status).ReadOnly().Indexed().Tracked()
	f.Moment(&l.ReceivedAt).Indexed().Tracked()
	f.Ref(&l.Responsible).Owner().Tracked()
	f.Section("source")
	f.Ref(&l.Channel).Tracked()
	f.Ref(&l.AdSource).Tracked()
	f.Text(&l.Campaign).Max(200).Searchable().Indexed().Tracked()
	f.Section("want")
	f.Refs(&l.Products).Tracked()
	f.Money(&l.Expected).Class(register.Prices).Tracked().Summed()
	f.Ref(&l.Region).Tracked()
	f.Ref(&l.Industry).Tracked()
	f.Date(&l.NextStepOn).Indexed().Tracked()
	f.Section("reaction")
	f.Moment(&l.ReactBy).ReadOnly().Indexed()
	f.Moment(&l.RespondedAt).ReadOnly().Indexed().Tracked()
	f.Int(&l.ReactionMinutes).ReadOnly().Indexed()
	f.Bool(&l.ReactedLate).ReadOnly().Indexed()
	f.Bool(&l.Queued).ReadOnly().Indexed().Shared()
	f.Ref(&l.Rule).ReadOnly()
	f.Ref(&l.GivenTo).ReadOnly()
	f.Section("qualification")
	f.Parts(&l.Answers).ReadOnly()
	f.Int(&l.Score).ReadOnly().Indexed().Tracked()
	f.Ref(&l.Reason).ReadOnly().Tracked()
	f.Text(&l.ReasonNote).Max(1000).ReadOnly().Tracked()
	f.Ref(&l.DuplicateOf).ReadOnly().Tracked()
	f.Ref(&l.DuplicatePartner).ReadOnly().Tracked()
	f.Text(&l.ReopenReason).Max(500).ReadOnly().Tracked()
	f.Section("outcome")
	f.Ref(&l.Partner).ReadOnly().Tracked()
	f.Ref(&l.Contact).ReadOnly().Tracked()
	f.Ref(&l.Deal).ReadOnly().Tracked()
	f.Moment(&l.ConvertedAt).ReadOnly().Indexed().Tracked()
	f.Choice(&l.Erased).ReadOnly().Indexed()
	f.Int(&l.Pseudonym).Unseen()
	f.Bool(&l.Suppressed).ReadOnly().Indexed()
	f.Latest(&l.ReceivedAt)
	f.Together(&l.Status, &l.ReceivedAt)              // the columns of the board
	f.Together(&l.Responsible, &l.Status, &l.ReactBy) // my day, and how much somebody has
	f.Together(&l.AdSource, &l.Status, &l.ReceivedAt) // what a source brings
}

// Title is the firm, else the person, else the number.
func (l *Lead) Title(language string) string {
	if l.Pseudonym != 0 && l.Company == "" {
		return pseudonymOf(language, l.Pseudonym)
	}
	if name := cmp.Or(l.Company, l.Name); name != "" {
		return name
	}
	return "№ " + l.Number
}

// Hint is the person of a firm, or the number.
func (l *Lead) Hint(string) string {
	if l.Company != "" && l.Name != "" {
		return l.Name
	}
	return l.Number
}

// Opened reports whether there is something to do yet.
func (l *Lead) Opened() bool {
	return l.Status == NewLead || l.Status == LeadInWork || l.Status == QualifiedLead
}

// Waits reports whether nobody has answered yet.
func (l *Lead) Waits() bool {
	return l.RespondedAt.IsZero() && (l.Status == NewLead || l.Status == LeadInWork)
}

// Change registers a new lead, gives it to somebody and counts by when he is to
// answer. A converted lead stays as it was.
func (l *Lead) Change(ctx context.Context, tx register.Tx, was *Lead) error {
	if err := stayErased(tx, l.Erased); err != nil {
		return err
	}
	if was != nil && was.Status == ConvertedLead && !l.acting && tx.Cause() != register.ByUndo {
		if err := staysAsItWas(tx, Leads.Register, l, was, "lead_is_converted"); err != nil {
			return err
		}
	}
	p := register.ProblemsOf(l)
	if l.Phone != "" && (was == nil || was.Phone != l.Phone) {
		l.Phone = cmp.Or(readPhone(ctx, tx, p, "phone", l.Phone, "").E164, l.Phone)
	}
	checkEmail(p, "email", l.Email)
	if err := p.Err(); err != nil {
		return err
	}
	if err := lookSuppressed(ctx, tx, &l.Suppressed, l.addresses(), before(was).addresses()); err != nil {
		return err
	}
	if was == nil {
		if err := l.begin(ctx, tx); err != nil {
			return err
		}
	}
	if l.ReceivedAt.After(tx.Now().Add(tolerance)) {
		return register.RefuseAt("received_at", "in_future")
	}
	l.Queued = l.Responsible == 0 && l.Status == NewLead
	return l.clock(ctx, tx, was)
}

func (l *Lead) addresses() (out []string) {
	for _, one := range []string{l.Phone, strings.ToLower(l.Email)} {
		if one != "" {
			out = append(out, one)
		}
	}
	return out
}

// begin gives a new lead its number, its moment and whose it is: whom it names,
// else whom the rules of distribution say, as far as the one who writes it may
// give it away.
func (l *Lead) begin(ctx context.Context, tx register.Tx) error {
	if l.Number == "" {
		number, err := unusedCode(ctx, tx, Leads.Register, "number", 6)
		if err != nil {
			return err
		}
		l.Number = number
	}
	l.Status = cmp.Or(l.Status, NewLead)
	if l.ReceivedAt.IsZero() {
		l.ReceivedAt = tx.Now()
	}
	switch {
	case l.Responsible != 0 || l.Status != NewLead:
		return nil
	case !register.Always(tx.Actor().Rows(Leads.Register, register.Create)):
		l.Responsible = register.Ref[User](tx.Actor().User())
		return nil
	}
	return l.distribute(ctx, tx)
}

// clock counts the reaction in working time: by when it should be, and when it
// was, how long it took.
func (l *Lead) clock(ctx context.Context, tx register.Tx, was *Lead) error {
	if was != nil && was.ReceivedAt.Equal(l.ReceivedAt) && was.RespondedAt.Equal(l.RespondedAt) {
		return nil
	}
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return err
	}
	zone := home.Work().Zone
	from := register.DayOf(l.ReceivedAt, zone)
	till := dayAfter(from, mostDaysOff)
	if !l.RespondedAt.IsZero() {
		till = max(till, register.DayOf(l.RespondedAt, zone))
	}
	work, err := WorkOf(ctx, tx, from, till)
	if err != nil {
		return err
	}
	l.react(work, home.leadMinutes())
	return nil
}

// react counts what follows from the moments of the lead by the working time of
// the organisation and its norm.
func (l *Lead) react(work calendar.Work, norm int64) {
	l.ReactBy, _ = work.After(l.ReceivedAt, norm)
	l.ReactBy = l.ReactBy.UTC()
	l.ReactionMinutes, l.ReactedLate = 0, false
	if !l.RespondedAt.IsZero() {
		l.ReactionMinutes = work.Minutes(l.ReceivedAt, l.RespondedAt)
		l.ReactedLate = l.RespondedAt.After(l.ReactBy)
	}
}

// Check holds whichever way the lead was written.
func (l *Lead) Check(p *register.Problems) {
	if l.Name == "" && l.Company == "" && l.Phone == "" && l.Email == "" && l.Text == "" {
		p.Add(&l.Name, "lead_says_nothing")
	}
	if l.Expected.Minor < 0 {
		p.Add(&l.Expected, "too_small")
	}
	if l.Status == DisqualifiedLead && l.Reason == 0 {
		p.Add(&l.Reason, "required")
	}
}

// Leave keeps in sight a lead with which something is to be done.
func (l *Lead) Leave(_ context.Context, _ register.Tx, act register.Act) error {
	if act == register.Archive && l.Opened() {
		return register.Refuse("lead_is_open")
	}
	return nil
}

// Notices warn of mixed letters and of personal codes in the text, and tell of
// an address to which no offers are sent.
func (l *Lead) Notices() []Notice {
	return slices.Concat(suppressedNotice("suppressed", l.Suppressed), scriptNotice("company", l.Company), scriptNotice("name", l.Name), personalNotice("text", l.Text))
}

// LeadStatus is how far a lead has come. Actions alone move it.
type LeadStatus string

// The statuses.
const (
	NewLead          LeadStatus = "new"
	LeadInWork       LeadStatus = "in_work"
	QualifiedLead    LeadStatus = "qualified"
	DisqualifiedLead LeadStatus = "disqualified"
	ConvertedLead    LeadStatus = "converted"
)

// Choices of statuses.
func (LeadStatus) Choices() []string {
	return []string{"new", "in_work", "qualified", "disqualified", "converted"}
}

// LeadAnswer is the answer to a question of the checklist.
type LeadAnswer struct {
	register.Part
	Question register.Ref[ChecklistQuestion]
	Answer   Answer
}

// Describe lists the fields.
func (a *LeadAnswer) Describe(f *register.Fields) {
	f.Ref(&a.Question).Required()
	f.Choice(&a.Answer)
}

// Answer is yes or no; empty is not known yet.
type Answer string

// The answers.
const (
	AnswerYes Answer = "yes"
	AnswerNo  Answer = "no"
)

// Choices of answers.
func (Answer) Choices() []string { return []string{"yes", "no"} }

// LeadJob notes the first answer to a lead after a dealing with it.
const LeadJob = "lead.reaction"

// LeadInput is what LeadJob is about.
type LeadInput struct{ Lead register.ID }

// noteLead has the first answer to a lead noted, once an event of it was held
// or was none after all.
func (e *Event) noteLead(ctx context.Context, tx register.Tx, was *Event) error {
	held := e.Class == Held || was != nil && was.Class == Held
	if !held || e.Lead == 0 || was != nil && was.Class == e.Class && was.Start.Equal(e.Start) && was.Lead == e.Lead {
		return nil
	}
	return tx.Enqueue(ctx, register.Job{
		Kind: LeadJob, Key: fmt.Sprintf("%s:%d", LeadJob, e.Lead), At: tx.Now(), Input: LeadInput{register.ID(e.Lead)},
	})
}

// NoteReaction writes down when a lead was first answered, and takes a new one
// that was dealt with to work.
func NoteReaction(ctx context.Context, work register.Work, id register.ID) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		l, err := register.Load(ctx, tx, Leads, register.Ref[Lead](id))
		if err != nil {
			return unlessGone(err)
		}
		held, err := register.Select(ctx, tx, Events, register.Query{
			Filter: register.All{register.Eq(&Events.Row.Lead, register.Ref[Lead](id)), register.Eq(&Events.Row.Class, Held), register.Alive()},
			Sort:   []register.Sort{{Field: "start"}}, Limit: mostOfLead,
		})
		if err != nil {
			return err
		}
		before := *l
		l.RespondedAt = time.Time{}
		if at := slices.IndexFunc(held, func(e *Event) bool { return e.Direction == Outgoing }); at >= 0 {
			l.RespondedAt = laterOf(held[at].Start, l.ReceivedAt)
		}
		if len(held) > 0 && l.Status == NewLead {
			l.Status = LeadInWork
			l.Responsible = cmp.Or(l.Responsible, held[0].Responsible)
		}
		if before.RespondedAt.Equal(l.RespondedAt) && before.Status == l.Status {
			return nil
		}
		l.acting = true
		return tx.Save(ctx, l)
	})
}

// mostOfLead is how many records of one kind are looked at for one lead.
const mostOfLead = 500

func laterOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// wordsOf are the surname, given name and patronymic that a name as typed
// seems to say. Of two words the one that ends as surnames do is the surname,
// else the second.
func wordsOf(name string) (surname, given, patronymic string) {
	words := strings.Fields(name)
	switch len(words) {
	case 0:
		return "", "", ""
	case 1:
		return words[0], "", ""
	case 2:
		if endsAsSurname(words[0]) && !endsAsSurname(words[1]) {
			return words[0], words[1], ""
		}
		return words[1], words[0], ""
	}
	return words[0], words[1], strings.Join(words[2:], " ")
}

func endsAsSurname(word string) bool {
	return slices.ContainsFunc(surnameEnds, func(end string) bool { return strings.HasSuffix(word, end) })
}

// surnameEnds are the usual ends of surnames in Ukraine and Bulgaria.
var surnameEnds = []string{"енко", "чук", "юк", "ук", "ський", "цький", "ська", "цька", "ик", "ий", "ов", "ова", "ев", "ева", "єв", "єва", "ски", "ска"}
