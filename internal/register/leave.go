package register

import "context"

// Leaver is a record that may refuse to leave. Leave is asked before it is
// archived (act Archive) or removed for good (act Delete); *Problems refuse.
type Leaver interface {
	Leave(ctx context.Context, tx Tx, act Act) error
}

// Returner is a record that has something to mend, or to refuse, before it is
// brought back from the archive: others may have taken its place meanwhile. It
// may save itself.
type Returner interface {
	Return(ctx context.Context, tx Tx) error
}
