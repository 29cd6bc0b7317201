package register

import "context"

// Leaver is a record that may refuse to leave. Leave is asked before it is
// archived (act Archive) or removed for good (act Delete); *Problems refuse.
// Bringing a record back from the archive is not asked about.
type Leaver interface {
	Leave(ctx context.Context, tx Tx, act Act) error
}
