package crm

import (
	"context"

	"dossier/internal/register"
)

// ClientStatus is where a relation with a client stands, in the company's own
// words: interested, hot client, partner.
type ClientStatus struct {
	Entry
	Hue Hue
}

// ClientStatuses is the directory of them.
var ClientStatuses = register.Define[ClientStatus]("client_status", "client_statuses")

// Describe lists the fields.
func (e *ClientStatus) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Hue)
}

// Change gives a new row its code and place.
func (e *ClientStatus) Change(ctx context.Context, tx register.Tx, _ *ClientStatus) error {
	return e.fill(ctx, tx, ClientStatuses.Register)
}
