package crm

import (
	"context"

	"dossier/internal/register"
)

// LeadChannel is how an interest reached us: a call, a web form, an exhibition.
type LeadChannel struct {
	Entry
	Hue Hue
}

// LeadChannels is the directory of them.
var LeadChannels = register.Define[LeadChannel]("lead_channel", "lead_channels")

// WebFormChannel is the code of the channel that web forms come by.
const WebFormChannel = "web_form"

// Describe lists the fields.
func (e *LeadChannel) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Hue)
}

// Change gives a new row its code and place.
func (e *LeadChannel) Change(ctx context.Context, tx register.Tx, _ *LeadChannel) error {
	return e.fill(ctx, tx, LeadChannels.Register)
}
