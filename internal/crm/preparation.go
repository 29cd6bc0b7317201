package crm

import (
	"context"
	"slices"
	"strings"

	"dossier/internal/register"
)

// Preparation is what a seller thought of before a meeting, at most one sheet a
// meeting. Once the meeting was held the sheet stays as it was, and only which
// techniques worked is noted.
type Preparation struct {
	register.Base
	Event     register.Ref[Event]
	State     PreparationState
	Filled    int64 // blocks, of Blocks
	Readiness int64 // share of filled blocks, in millionths

	Goal       string // content and goal
	Attention  string // how it is won, what is to be learnt
	Questions  string
	Agree      string // what must be agreed
	Benefits   string // advantages and what they give this client
	Objections register.Parts[Objection]
	Closing    string
	Support    string // materials, samples, references

	Techniques register.Refs[Technique]
	Worked     register.Refs[Technique] // those of them that did
}

// Preparations is the register of them.
var Preparations = register.Define[Preparation]("preparation", "preparations")

// Describe lists the fields. Whoever sees the meeting sees the sheet.
func (p *Preparation) Describe(f *register.Fields) {
	f.Ref(&p.Event).Required().Unique().Guard()
	f.Choice(&p.State).ReadOnly().Indexed().Tracked()
	f.Int(&p.Filled).ReadOnly()
	f.Percent(&p.Readiness).ReadOnly().Indexed()
	f.LongText(&p.Goal).Tracked()
	f.LongText(&p.Attention).Tracked()
	f.LongText(&p.Questions).Tracked()
	f.LongText(&p.Agree).Tracked()
	f.LongText(&p.Benefits).Tracked()
	f.Parts(&p.Objections).Tracked()
	f.LongText(&p.Closing).Tracked()
	f.LongText(&p.Support).Tracked()
	f.Refs(&p.Techniques).Tracked()
	f.Refs(&p.Worked).Tracked()
	f.Newest()
}

// Change keeps the sheet of a held meeting as it was and counts what is filled
// in.
func (p *Preparation) Change(ctx context.Context, tx register.Tx, was *Preparation) error {
	all := tx.AsProgram()
	event, err := register.Load(ctx, all, Events, p.Event)
	if err != nil {
		return refuseUnknown("event", err)
	}
	switch {
	case was != nil && was.Event != p.Event:
		return register.RefuseAt("event", "preparation_stays")
	case !event.Meeting:
		return register.RefuseAt("event", "event_is_no_meeting")
	case was == nil && event.Class != Planned && tx.Cause() != register.ByImport && tx.Cause() != register.ByUndo:
		return register.RefuseAt("event", "meeting_is_over")
	}
	if was != nil && was.State == PreparationUsed && event.Class == Held && tx.Cause() != register.ByUndo {
		if err := p.stayUsed(tx, was); err != nil {
			return err
		}
	}
	types, err := techniqueTypes(ctx, all, p.Techniques)
	if err != nil {
		return err
	}
	p.Filled = 0
	for _, b := range Blocks() {
		if b.filled(p) || b.Type != "" && slices.Contains(types, b.Type) {
			p.Filled++
		}
	}
	p.Readiness = p.Filled * certain / int64(len(Blocks()))
	p.State = p.stateFor(event)
	if p.State != PreparationUsed {
		p.Worked = nil
	}
	p.Worked = slices.DeleteFunc(slices.Clone(p.Worked), func(id register.Ref[Technique]) bool { return !slices.Contains(p.Techniques, id) })
	return nil
}

// stateFor is the state that follows from the meeting and from what is filled
// in.
func (p *Preparation) stateFor(event *Event) PreparationState {
	switch {
	case event.Class == Held:
		return PreparationUsed
	case p.Filled == 0:
		return PreparationEmpty
	case p.Filled == int64(len(Blocks())):
		return PreparationReady
	}
	return PreparationDraft
}

// stayUsed refuses to rewrite what was thought before the meeting.
func (p *Preparation) stayUsed(tx register.Tx, was *Preparation) error {
	for _, f := range tx.Schema().Of(p).Fields {
		if f.Custom || f.ReadOnly || f.Name == "worked" {
			continue
		}
		if !f.Same(f.Value(was), f.Value(p)) {
			return register.RefuseAt(f.Name, "preparation_is_used")
		}
	}
	return nil
}

// techniqueTypes are the types of chosen techniques.
func techniqueTypes(ctx context.Context, all register.Tx, ids register.Refs[Technique]) ([]TechniqueType, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	plain := make([]register.ID, len(ids))
	for i, id := range ids {
		plain[i] = register.ID(id)
	}
	list, err := register.Select(ctx, all, Techniques, register.Query{Filter: register.ByID(plain...)})
	if err != nil {
		return nil, err
	}
	types := make([]TechniqueType, len(list))
	for i, one := range list {
		types[i] = one.Type
	}
	return types, nil
}

// Check holds whichever way the sheet was written.
func (p *Preparation) Check(problems *register.Problems) {
	for i, o := range p.Objections {
		if strings.TrimSpace(o.Objection) == "" {
			problems.AddAt(partField("objections", i, "objection"), "required")
		}
	}
}

// Notices warn of personal codes in free texts.
func (p *Preparation) Notices() []Notice {
	var out []Notice
	for _, b := range Blocks() {
		if b.text != nil {
			out = append(out, personalNotice(b.Name, *b.text(p))...)
		}
	}
	return out
}

// followMeeting brings the sheet of a meeting into the state that follows from
// the meeting.
func followMeeting(ctx context.Context, tx register.Tx, e *Event) error {
	if !e.Meeting || e.ID == 0 {
		return nil
	}
	all := tx.AsProgram()
	sheet, err := register.First(ctx, all, Preparations, register.Eq(&Preparations.Row.Event, register.Ref[Event](e.ID)))
	if err != nil || sheet == nil || sheet.stateFor(e) == sheet.State {
		return err
	}
	return all.Save(ctx, sheet)
}

// Block is one of the parts of a sheet whose filling makes it ready.
type Block struct {
	Name string        // the field
	Type TechniqueType // of the techniques that belong into it; empty for none
	text func(*Preparation) *string
}

// Blocks are the parts of a sheet in the order of a talk.
func Blocks() []Block {
	return []Block{
		{"goal", "", func(p *Preparation) *string { return &p.Goal }},
		{"attention", AttentionTechnique, func(p *Preparation) *string { return &p.Attention }},
		{"questions", QuestioningTechnique, func(p *Preparation) *string { return &p.Questions }},
		{"agree", "", func(p *Preparation) *string { return &p.Agree }},
		{"benefits", BenefitTechnique, func(p *Preparation) *string { return &p.Benefits }},
		{"objections", ObjectionTechnique, nil},
		{"closing", ClosingTechnique, func(p *Preparation) *string { return &p.Closing }},
		{"support", SupportTechnique, func(p *Preparation) *string { return &p.Support }},
	}
}

func (b Block) filled(p *Preparation) bool {
	if b.text == nil {
		return len(p.Objections) > 0
	}
	return strings.TrimSpace(*b.text(p)) != ""
}

// Text is what the block says; nothing for objections, which are rows.
func (b Block) Text(p *Preparation) string {
	if b.text == nil {
		return ""
	}
	return *b.text(p)
}

// Objection is what the client may object, with the answer to it.
type Objection struct {
	register.Part
	Objection string
	Answer    string
}

// Describe lists the fields.
func (o *Objection) Describe(f *register.Fields) {
	f.Text(&o.Objection).Max(500)
	f.Text(&o.Answer).Max(1000)
}

// PreparationState is how far a sheet is.
type PreparationState string

// The states: the last one is that of a held meeting.
const (
	PreparationEmpty PreparationState = "empty"
	PreparationDraft PreparationState = "draft"
	PreparationReady PreparationState = "ready"
	PreparationUsed  PreparationState = "used"
)

// Choices of states.
func (PreparationState) Choices() []string { return []string{"empty", "draft", "ready", "used"} }
