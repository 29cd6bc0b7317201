package crm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/internal/register"
)

// Erasure is the wish to know a person no more: asked by one employee,
// confirmed by another, done by a job, and told of without what was erased.
type Erasure struct {
	register.Base
	Number  string
	Who     register.Link // a contact, a lead, or the partner that a private person is
	State   ErasureState
	Ground  ErasureGround
	Request register.Ref[DataRequest]
	Reason  string
	Chosen  register.Parts[ErasedMention] // records whose texts speak of the person

	AskedBy     register.Ref[User]
	AskedAt     time.Time
	ConfirmedBy register.Ref[User]
	ConfirmedAt time.Time
	Refusal     string
	DoneAt      time.Time
	Report      register.Parts[Counted]
	Kept        register.Parts[Counted] // what the law bids us keep
	Pseudonym   int64
	Files       register.Parts[ErasedFile] // to be removed before it is done
}

// Erasures is the register of them.
var Erasures = register.Define[Erasure]("erasure", "erasures",
	register.Do[Erasure, ConfirmErasure]("confirm"),
	register.Do[Erasure, RefuseErasure]("refuse"),
)

// Describe lists the fields. Whoever sees the person sees that it was asked.
func (e *Erasure) Describe(f *register.Fields) {
	f.Text(&e.Number).Max(40).ReadOnly().Searchable().Unique()
	f.Link(&e.Who).Required().ReadOnly().Guard()
	f.Choice(&e.State).ReadOnly().Indexed().Tracked()
	f.Choice(&e.Ground).ReadOnly().Indexed()
	f.Ref(&e.Request).ReadOnly()
	f.LongText(&e.Reason).ReadOnly().Class(register.Personal)
	f.Section("people")
	f.Ref(&e.AskedBy).ReadOnly()
	f.Moment(&e.AskedAt).ReadOnly().Indexed()
	f.Ref(&e.ConfirmedBy).ReadOnly().Tracked()
	f.Moment(&e.ConfirmedAt).ReadOnly()
	f.Text(&e.Refusal).Max(500).ReadOnly().Class(register.Personal)
	f.Section("report")
	f.Moment(&e.DoneAt).ReadOnly().Indexed()
	f.Parts(&e.Report).ReadOnly()
	f.Parts(&e.Kept).ReadOnly()
	f.Parts(&e.Chosen).Unseen()
	f.Int(&e.Pseudonym).Unseen()
	f.Parts(&e.Files).Unseen()
	f.Newest()
	f.Together(&e.State, &e.AskedAt)
}

// Title is the number.
func (e *Erasure) Title(string) string { return "№ " + e.Number }

// Change lets the program alone make erasures.
func (e *Erasure) Change(_ context.Context, tx register.Tx, _ *Erasure) error {
	if tx.Actor() != register.Program {
		return register.ErrForbidden
	}
	return nil
}

// Leave keeps every erasure in sight: it is the proof.
func (e *Erasure) Leave(context.Context, register.Tx, register.Act) error {
	return register.Refuse("erasure_stays")
}

// Waits reports whether somebody has to confirm or refuse it.
func (e *Erasure) Waits() bool { return e.State == ErasureAsked }

// ErasedMention is a record in which the person is spoken of.
type ErasedMention struct {
	register.Part
	Register string
	Record   int64
	Keep     bool // it speaks of somebody else, whatever it looks like
}

// Describe lists the fields.
func (m *ErasedMention) Describe(f *register.Fields) {
	f.Text(&m.Register).Max(60).Required()
	f.Int(&m.Record).Required()
	f.Bool(&m.Keep)
}

// ErasedFile is a content that was taken from a record.
type ErasedFile struct {
	register.Part
	Hash string
}

// Describe lists the fields.
func (e *ErasedFile) Describe(f *register.Fields) { f.Text(&e.Hash).Max(64) }

// EraseContact asks for a contact to be erased.
type EraseContact struct{ askErasure }

// Offered is for whom nobody erased.
func (*EraseContact) Offered(c *Contact) bool { return c.Erased == "" }

// Do keeps the wish; nothing is erased yet.
func (in *EraseContact) Do(ctx context.Context, tx register.Tx, c *Contact) error {
	return in.ask(ctx, tx, linkTo(Contacts.Register, c.ID))
}

// ErasePartner asks for a private person to be erased.
type ErasePartner struct{ askErasure }

// Offered is for private people whom nobody erased.
func (*ErasePartner) Offered(c *Partner) bool { return c.Kind == PrivatePerson && c.Erased == "" }

// Do keeps the wish; nothing is erased yet.
func (in *ErasePartner) Do(ctx context.Context, tx register.Tx, c *Partner) error {
	return in.ask(ctx, tx, linkTo(Partners.Register, c.ID))
}

// EraseLead asks for somebody to be erased of whom nothing is known but that
// he once was interested.
type EraseLead struct{ askErasure }

// Offered is for people whom nobody erased, and who became nobody's contact:
// of those the contact is erased.
func (*EraseLead) Offered(l *Lead) bool { return l.Contact == 0 && l.Erased == "" }

// Do keeps the wish; nothing is erased yet.
func (in *EraseLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	return in.ask(ctx, tx, linkTo(Leads.Register, l.ID))
}

// askErasure is what each of them is asked with.
type askErasure struct {
	Ground   ErasureGround
	Request  register.Ref[DataRequest]
	Reason   string
	Mentions register.Parts[ErasedMention]
	made     register.ID
}

// Describe lists the input.
func (in *askErasure) Describe(f *register.Fields) {
	f.Choice(&in.Ground).Required()
	f.Ref(&in.Request)
	f.LongText(&in.Reason).Class(register.Personal)
	f.Parts(&in.Mentions)
}

// Leads is the erasure that was asked for.
func (in *askErasure) Leads() register.Link { return linkTo(Erasures.Register, in.made) }

// Choose names the records in which the person is spoken of, and those of which
// somebody saw that they are not about him.
func (in *askErasure) Choose(mentions, others []register.Link) {
	in.Mentions = nil
	for _, l := range mentions {
		in.Mentions = append(in.Mentions, ErasedMention{Register: l.Register, Record: l.ID})
	}
	for _, l := range others {
		in.Mentions = append(in.Mentions, ErasedMention{Register: l.Register, Record: l.ID, Keep: true})
	}
}

func (in *askErasure) ask(ctx context.Context, tx register.Tx, who register.Link) error {
	all := tx.AsProgram()
	plan, err := PlanErasure(ctx, tx, who)
	if err != nil {
		return err
	}
	if plan.Waiting != 0 {
		return register.Refuse("erasure_asked_already")
	}
	if key := plan.Blocked(); key != "" {
		return register.Refuse(key)
	}
	number, err := unusedCode(ctx, tx, Erasures.Register, "number", 4)
	if err != nil {
		return err
	}
	e := &Erasure{
		Number: number, Who: who, State: ErasureAsked, Ground: in.Ground, Request: in.Request, Reason: in.Reason,
		AskedBy: register.Ref[User](tx.Doer()), AskedAt: tx.Now(),
	}
	for _, m := range in.Mentions {
		of := tx.Schema().Named(m.Register)
		if of == nil {
			return register.RefuseAt("mentions", "unknown_reference")
		}
		if _, err := tx.Load(ctx, of, m.Record); err != nil {
			return refuseUnknown("mentions", err)
		}
		e.Chosen = append(e.Chosen, ErasedMention{Register: m.Register, Record: m.Record, Keep: m.Keep})
	}
	if err := all.Save(ctx, e); err != nil {
		return err
	}
	in.made = e.ID
	return nil
}

// ConfirmErasure lets an erasure be done. Whoever asked for it cannot.
type ConfirmErasure struct{}

// Describe lists the input: there is none.
func (*ConfirmErasure) Describe(*register.Fields) {}

// Offered is for what waits.
func (*ConfirmErasure) Offered(e *Erasure) bool { return e.State == ErasureAsked }

// Do marks the person, so that nobody changes him any more, and leaves the
// rest to a job.
func (in *ConfirmErasure) Do(ctx context.Context, tx register.Tx, e *Erasure) error {
	switch {
	case !in.Offered(e):
		return register.Refuse("erasure_decided_already")
	case tx.Doer() == 0 || register.Ref[User](tx.Doer()) == e.AskedBy:
		return register.Refuse("erasure_needs_another")
	}
	plan, err := PlanErasure(ctx, tx, e.Who)
	if err != nil {
		return err
	}
	if key := plan.Blocked(); key != "" {
		return register.Refuse(key)
	}
	all := tx.AsProgram()
	if e.Pseudonym, err = all.Next(ctx, pseudonyms); err != nil {
		return err
	}
	e.State, e.ConfirmedBy, e.ConfirmedAt = ErasureGoing, register.Ref[User](tx.Doer()), tx.Now()
	for _, k := range plan.Keep {
		e.Kept = addCount(e.Kept, k.Of.Name, 1)
	}
	if err := all.Save(ctx, e); err != nil {
		return err
	}
	if err := plan.person.mark(ctx, all); err != nil {
		return err
	}
	return tx.Enqueue(ctx, register.Job{Kind: ErasureJob, Key: fmt.Sprintf("%s:%d", ErasureJob, e.ID), Input: ErasureInput{e.ID}, At: tx.Now()})
}

// ErasureJob does what was confirmed.
const ErasureJob = "erasure"

// ErasureInput names the erasure.
type ErasureInput struct {
	Erasure register.ID `json:"erasure"`
}

// mark lets nobody change the person from now on.
func (p *person) mark(ctx context.Context, all register.Tx) error {
	for _, c := range p.contacts {
		c.Erased = ErasureUnderway
		if err := all.Save(ctx, c); err != nil {
			return err
		}
	}
	for _, l := range p.leads {
		l.Erased, l.acting = ErasureUnderway, true
		if err := all.Save(ctx, l); err != nil {
			return err
		}
	}
	if p.partner != nil {
		p.partner.Erased = ErasureUnderway
		return all.Save(ctx, p.partner)
	}
	return nil
}

// RefuseErasure takes back what was asked.
type RefuseErasure struct{ Reason string }

// Describe lists the input.
func (in *RefuseErasure) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(500).Required().Class(register.Personal)
}

// Offered is for what waits.
func (*RefuseErasure) Offered(e *Erasure) bool { return e.State == ErasureAsked }

// Do ends it.
func (in *RefuseErasure) Do(ctx context.Context, tx register.Tx, e *Erasure) error {
	if !in.Offered(e) {
		return register.Refuse("erasure_decided_already")
	}
	e.State, e.Refusal = ErasureRefused, in.Reason
	return tx.AsProgram().Save(ctx, e)
}

// ErasureState is how far an erasure is.
type ErasureState string

// The states.
const (
	ErasureAsked   ErasureState = "asked"
	ErasureGoing   ErasureState = "going"
	ErasureDone    ErasureState = "done"
	ErasureRefused ErasureState = "refused"
)

// Choices of states.
func (ErasureState) Choices() []string { return []string{"asked", "going", "done", "refused"} }

// ErasureGround is why a person is erased: article 17 of the GDPR.
type ErasureGround string

// ByRequest is at the wish of the person; ByRetention when there is no more
// need to know him.
const (
	ByRequest   ErasureGround = "request"
	ByRetention ErasureGround = "retention"
)

// Choices of grounds.
func (ErasureGround) Choices() []string {
	return []string{"request", "retention", "withdrawal", "objection", "unlawful"}
}

// ErasedState is whether a record is of somebody who is being erased, or was.
type ErasedState string

// The states.
const (
	ErasureUnderway ErasedState = "going"
	ErasedForGood   ErasedState = "erased"
)

// Choices of states.
func (ErasedState) Choices() []string { return []string{"going", "erased"} }

// stayErased refuses to change who is erased or being so.
func stayErased(tx register.Tx, state ErasedState) error {
	if state != "" && tx.Actor() != register.Program {
		return register.Refuse("erased_record")
	}
	return nil
}

// ErasurePlan is what an erasure of somebody would do, and what it would not.
type ErasurePlan struct {
	Own      []register.Record // the person himself
	Linked   []ErasureLine
	Keep     []ErasureKeep
	Mentions []Mention
	More     bool     // there are more mentions than were read
	Shared   []string // addresses that others have too, and which stay there
	Waiting  register.ID
	person   *person
}

// ErasureLine is what becomes of the records of a register.
type ErasureLine struct {
	Register *register.Register
	Count    int
	How      ErasureHow
}

// ErasureKeep are records that are not erased, and why.
type ErasureKeep struct {
	Record register.Record
	Of     *register.Register
	Why    string // message key
	Blocks bool   // nothing is erased while it is so
}

// Mention is a text in which the person is perhaps spoken of.
type Mention struct {
	Of      *register.Register
	Record  register.Record
	Field   *register.Field
	Snippet string
	Sure    bool // it has his address or his whole name
}

// Blocked is why the erasure cannot be, empty when it can.
func (p *ErasurePlan) Blocked() string {
	for _, k := range p.Keep {
		if k.Blocks {
			return k.Why
		}
	}
	return ""
}

// ErasureHow is what an erasure does to records that are linked to a person.
type ErasureHow string

// What is done.
const (
	EraseTexts   ErasureHow = "texts"    // are emptied; kind, date, duration and manager stay
	EraseAway    ErasureHow = "away"     // the record goes
	EraseSaid    ErasureHow = "mentions" // what is said of the person goes from the texts
	EraseSome    ErasureHow = "some"     // some fields are emptied
	erasedByHand ErasureHow = ""         // the person himself
)

// erasedHow is what is done to records of a register that lead to a person;
// of all others what is said of him goes.
func erasedHow(of *register.Register) ErasureHow {
	switch of.Name {
	case Comments.Name, Attachments.Name, Reminders.Name, Notifications.Name:
		return EraseAway
	case Events.Name, EventSeriesList.Name:
		return EraseTexts
	case FormEntries.Name, UnmetDemands.Name, Consents.Name, DataRequests.Name, Merges.Name, Erasures.Name:
		return EraseSome
	case Contacts.Name, Leads.Name:
		return erasedByHand
	}
	return EraseSaid
}

// erasedFields are those that EraseSome empties. Of a consent stays the proof
// that it was given: when, how and which text; of a request what was asked and
// when it was answered; of a form that was sent, when and to which text its
// sender agreed.
var erasedFields = map[string][]string{
	FormEntries.Name:  {"address", "site"},
	UnmetDemands.Name: {"who", "what", "note"},
	Consents.Name:     {"note", "end_note", "proof"},
	DataRequests.Name: {"applicant", "scope", "reasons", "answer", "extension"},
	Merges.Name:       {"name", "gone"},
	Erasures.Name:     {"reason", "refusal", "files"},
}

// leadsTo is the condition under which a record refers to some of a register,
// nil when none can.
func leadsTo(in, of *register.Register, ids []register.ID) register.Filter {
	var some register.Any
	for _, f := range in.Fields {
		if cond := fieldLeads(f, of, ids); cond != nil {
			some = append(some, cond)
		}
	}
	if len(some) == 0 || len(ids) == 0 {
		return nil
	}
	return some
}

func fieldLeads(f *register.Field, of *register.Register, ids []register.ID) register.Filter {
	switch f.Kind {
	case register.Reference, register.References:
		if f.Target != nil && f.Target.Name == of.Name {
			var list []any
			for _, id := range ids {
				list = append(list, id)
			}
			return register.Is{Field: f.Name, Op: register.OneOf, Value: list}
		}
	case register.LinkTo:
		var some register.Any
		for _, id := range ids {
			some = append(some, register.Is{Field: f.Name, Op: register.Equal, Value: register.Link{Register: of.Name, ID: id}})
		}
		return some
	case register.PartsOf:
		var some register.Any
		for _, g := range f.Target.Fields {
			if cond := fieldLeads(g, of, ids); cond != nil {
				some = append(some, cond)
			}
		}
		if len(some) > 0 {
			return register.Through{Field: f.Name, Filter: some}
		}
	}
	return nil
}

// linked is the condition under which a record leads to the person.
func (p *person) linked(in *register.Register) register.Filter {
	var some register.Any
	if f := leadsTo(in, Contacts.Register, p.ids()); f != nil {
		some = append(some, f)
	}
	if f := leadsTo(in, Leads.Register, p.leadIDs()); f != nil {
		some = append(some, f)
	}
	if p.partner != nil {
		if f := leadsTo(in, Partners.Register, []register.ID{p.partner.ID}); f != nil {
			some = append(some, f)
		}
	}
	if in.Name == FormEntries.Name { // a meeting that he planned himself
		some = append(some, register.Where(&FormEntries.Row.Event, p.linked(Events.Register)))
	}
	if len(some) == 0 {
		return nil
	}
	return some
}

// lines count the records that lead to the person, by register.
func (p *person) lines(ctx context.Context, all register.Tx) (out []ErasureLine, err error) {
	for _, r := range all.Schema().Registers {
		f := p.linked(r)
		how := erasedHow(r)
		if f == nil || r.Name == Erasures.Name || r.Name == Retentions.Name || how == erasedByHand || p.partner != nil && r.Name == Counterparties.Name {
			continue
		}
		if p.partner != nil && r.Name == Partners.Name {
			f = register.All{f, register.Not{Filter: register.ByID(p.partner.ID)}}
		}
		n, err := all.Count(ctx, r, f, mostErasedCount)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ErasureLine{r, n, how})
		}
	}
	return out, nil
}

// Bounds of a plan: what is counted, and what is shown to be looked through.
const (
	mostErasedCount   = 100_000
	mostMentionsRead  = 500
	mostMentionsShown = 200
)

// PlanErasure collects what an erasure would do. Counts are of all records;
// mentions are read as far as the actor may see them.
func PlanErasure(ctx context.Context, tx register.Tx, who register.Link) (*ErasurePlan, error) {
	all := tx.AsProgram()
	one, err := personOf(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	plan := &ErasurePlan{person: one, Shared: one.shared, Own: one.records()}
	waiting, err := register.First(ctx, all, Erasures, register.All{
		register.Eq(&Erasures.Row.Who, who), register.In(&Erasures.Row.State, ErasureAsked, ErasureGoing),
	})
	if err != nil {
		return nil, err
	}
	if waiting != nil {
		plan.Waiting = waiting.ID
	}
	if plan.Linked, err = one.lines(ctx, all); err != nil {
		return nil, err
	}
	if err := plan.keep(ctx, all); err != nil {
		return nil, err
	}
	return plan, plan.mention(ctx, tx)
}

// keep finds what must stay: what is still disputed, what somebody holds, and
// what the law bids us keep.
func (p *ErasurePlan) keep(ctx context.Context, all register.Tx) error {
	one := p.person
	if f := one.linked(all.Schema().This(Claims.Register)); f != nil {
		open, err := register.Select(ctx, all, Claims, register.Query{Limit: 20, Filter: register.All{
			f, register.In(&Claims.Row.Status, ClaimRegistered, ClaimInProcessing), register.Alive(),
		}})
		if err != nil {
			return err
		}
		for _, c := range open {
			p.Keep = append(p.Keep, ErasureKeep{c, Claims.Register, "erasure_claim_open", true})
		}
	}
	held, err := one.held(ctx, all)
	if err != nil {
		return err
	}
	for _, h := range held {
		p.Keep = append(p.Keep, ErasureKeep{h, Retentions.Register, "erasure_held", true})
	}
	for _, c := range one.counterparties {
		bound, err := boundByLaw(ctx, all, c)
		if err != nil {
			return err
		}
		if bound {
			p.Keep = append(p.Keep, ErasureKeep{c, Counterparties.Register, "erasure_papers", false})
		} else {
			p.Own = append(p.Own, c)
		}
	}
	return nil
}

// boundByLaw reports whether papers of sales to a counterparty must still be
// kept.
func boundByLaw(ctx context.Context, all register.Tx, c *Counterparty) (bool, error) {
	rules, err := RetentionOf(ctx, all)
	if err != nil {
		return false, err
	}
	since := register.Date(all.Now().AddDate(0, 0, -int(rules.PaperDays)).Format(time.DateOnly))
	n, err := all.Count(ctx, Deals.Register, register.All{
		register.Eq(&Deals.Row.Counterparty, register.Ref[Counterparty](c.ID)), register.Eq(&Deals.Row.Outcome, Won), register.Ge(&Deals.Row.ClosedOn, since),
	}, 1)
	return n > 0, err
}

// mention reads the texts in which the person may be spoken of: of the
// records of his partners, and of those that have his name or addresses in a
// searchable text.
func (p *ErasurePlan) mention(ctx context.Context, tx register.Tx) error {
	one := p.person
	var partners []register.ID
	words := map[string]bool{}
	for _, c := range one.contacts {
		if id := register.ID(c.Partner); !slices.Contains(partners, id) {
			partners = append(partners, id)
		}
	}
	if one.partner != nil {
		partners = append(partners, one.partner.ID)
	}
	for _, n := range one.names {
		words[stemOf(n.surname, 2)] = true
	}
	phones, emails := one.addresses()
	for _, list := range [][]string{phones, emails} {
		for _, s := range list {
			words[s] = true
		}
	}
	for _, r := range tx.Schema().Registers {
		if !spokenIn(r) || !register.May(tx.Actor(), r, register.See) {
			continue
		}
		filters := []register.Filter{}
		if f := leadsTo(r, Partners.Register, partners); f != nil {
			filters = append(filters, f)
		}
		if searched(r) {
			for w := range words {
				if w != "" {
					filters = append(filters, register.Mentions{Words: w})
				}
			}
		}
		seen := map[register.ID]bool{}
		for _, f := range filters {
			recs, err := tx.Select(ctx, r, register.Query{Filter: f, Limit: mostMentionsRead, Whole: true, Sort: []register.Sort{{Field: "id", Down: true}}})
			if err != nil {
				return fmt.Errorf("mentions in %s: %w", r.Path, err)
			}
			p.More = p.More || len(recs) == mostMentionsRead
			for _, rec := range recs {
				id := register.BaseOf(rec).ID
				if !seen[id] && !one.is(register.Link{Register: r.Name, ID: id}) {
					seen[id] = true
					p.look(tx, r, rec)
				}
			}
		}
	}
	slices.SortStableFunc(p.Mentions, func(a, b Mention) int {
		if a.Sure != b.Sure {
			if a.Sure {
				return -1
			}
			return 1
		}
		return 0
	})
	if len(p.Mentions) > mostMentionsShown {
		p.Mentions, p.More = p.Mentions[:mostMentionsShown], true
	}
	return nil
}

// spokenIn reports whether texts of a register may speak of people: not what
// names us and our ways.
func spokenIn(r *register.Register) bool {
	switch r.Name {
	case Users.Name, Roles.Name, Teams.Name, Organisations.Name, Contacts.Name, Erasures.Name, Retentions.Name, CustomFields.Name, SavedViews.Name, Merges.Name:
		return false
	}
	return !r.Passing && !r.Directory
}

func searched(r *register.Register) bool {
	for _, f := range r.Fields {
		if f.Searchable {
			return true
		}
		if f.Kind == register.PartsOf && slices.ContainsFunc(f.Target.Fields, func(g *register.Field) bool { return g.Searchable }) {
			return true
		}
	}
	return false
}

// look notes the first text of a record that speaks of the person.
func (p *ErasurePlan) look(tx register.Tx, r *register.Register, rec register.Record) {
	t := p.person.Traces
	found := false
	eachText(r.Fields, rec, func(f *register.Field, text string) {
		if found || !tx.Actor().Sees(r, f.Class) || f.Unique {
			return
		}
		masked := t.MaskAll(text)
		if masked == text {
			return
		}
		found = true
		p.Mentions = append(p.Mentions, Mention{Of: r, Record: rec, Field: f, Snippet: snippet(text, masked), Sure: t.Mask(text) != text})
	})
}

// snippet is the piece of a text around what would be taken out of it.
func snippet(text, masked string) string {
	const around = 60
	letters, other := []rune(text), []rune(masked)
	at := 0
	for at < len(letters) && at < len(other) && letters[at] == other[at] {
		at++
	}
	from, to := max(0, at-around), min(len(letters), at+2*around)
	out := strings.Join(strings.Fields(string(letters[from:to])), " ")
	if from > 0 {
		out = "…" + out
	}
	if to < len(letters) {
		out += "…"
	}
	return out
}

// eachText gives the texts of a record, and of its parts, one by one.
func eachText(fields []*register.Field, rec any, do func(*register.Field, string)) {
	for _, f := range fields {
		switch f.Kind {
		case register.Text, register.LongText, register.Email, register.Phone:
			if text, _ := f.Value(rec).(string); text != "" {
				do(f, text)
			}
		case register.PartsOf:
			for _, part := range f.Value(rec).([]any) {
				eachText(f.Target.Fields, part, do)
			}
		case register.FileOf:
			if file := f.Value(rec).(register.File); file.Name != "" {
				do(f, file.Name)
			}
		case register.NamesOf:
			for _, text := range f.Value(rec).(register.Names).All() {
				if text != "" {
					do(f, text)
				}
			}
		}
	}
}
