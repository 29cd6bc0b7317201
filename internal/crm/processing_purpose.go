package crm

import (
	"context"

	"dossier/internal/register"
)

// ProcessingPurpose is what the data of people are kept for, and on what
// ground.
type ProcessingPurpose struct {
	Entry
	Kind    PurposeKind
	Channel Channel // of direct marketing
	Ground  Ground
	Balance string // why our interest outweighs that of the person
}

// ProcessingPurposes is the directory of them.
var ProcessingPurposes = register.Define[ProcessingPurpose]("processing_purpose", "processing_purposes")

// Describe lists the fields.
func (e *ProcessingPurpose) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Kind).Required().Indexed().Tracked()
	f.Choice(&e.Channel).Indexed().Tracked()
	f.Choice(&e.Ground).Required().Indexed().Tracked()
	f.LongText(&e.Balance).Tracked()
}

// Change gives a new row its code and place.
func (e *ProcessingPurpose) Change(ctx context.Context, tx register.Tx, _ *ProcessingPurpose) error {
	return e.fill(ctx, tx, ProcessingPurposes.Register)
}

// Check holds marketing to a channel, and to consent or a balance of interests.
func (e *ProcessingPurpose) Check(p *register.Problems) {
	e.Entry.Check(p)
	if (e.Kind == Marketing) != (e.Channel != "") {
		p.Add(&e.Channel, "channel_is_of_marketing")
	}
	if e.Ground == LegitimateInterest && e.Balance == "" {
		p.Add(&e.Balance, "required")
	}
}

// PurposeKind is a kind of purpose that rules know.
type PurposeKind string

// Marketing is for writing and calling with offers.
const Marketing PurposeKind = "marketing"

// Choices of kinds.
func (PurposeKind) Choices() []string {
	return []string{"contract", "claims", "accounting", "marketing", "survey", "profiling", "recording", "other"}
}

// Channel is a way by which offers reach a person.
type Channel string

// Choices of channels. Contacts keep them as a mask: new ones go to the end.
func (Channel) Choices() []string { return []string{"email", "phone", "messenger", "sms", "post"} }

// Channels are several of them.
type Channels []Channel

// Choices of channels.
func (Channels) Choices() []string { return Channel("").Choices() }

// Ground is what entitles us: article 6 of the GDPR, article 11 of the
// Ukrainian law on the protection of personal data.
type Ground string

// The grounds that rules know.
const (
	OnConsent          Ground = "consent"
	LegitimateInterest Ground = "legitimate_interest"
)

// Choices of grounds.
func (Ground) Choices() []string {
	return []string{"consent", "contract", "legal_duty", "legitimate_interest", "vital_interests", "permit_by_law"}
}
