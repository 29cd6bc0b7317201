package crm

import (
	"context"

	"dossier/internal/register"
)

// NotSpecified is the code of the reason that stands for none.
const NotSpecified = "not_specified"

// Reason is what a directory of answers to "why not?" has in each row. One row
// stands for a reason that nobody gave, and stays with its code.
type Reason struct{ Entry }

// keep refuses another code for the row that stands for no reason.
func (e *Reason) keep(was string) error {
	if was == NotSpecified && e.Code != NotSpecified {
		return register.RefuseAt("code", "not_specified_stays")
	}
	return nil
}

// Leave keeps the row that stands for no reason.
func (e *Reason) Leave(context.Context, register.Tx, register.Act) error {
	if e.Code == NotSpecified {
		return register.Refuse("not_specified_stays")
	}
	return nil
}
