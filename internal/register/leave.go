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

// Undoer is a record that others were derived from, which an undo does not
// count anew: it is told, as the undo found it and as it left it.
type Undoer interface {
	Undone(ctx context.Context, tx Tx) error
}

// Mover is a record that has something to mend when a record that it refers to
// was merged into another. Its references say the other already; it may set its
// own fields, and reports whether it still has a meaning. One that has none is
// archived as it was.
type Mover interface {
	Moved(ctx context.Context, tx Tx) (meant bool, err error)
}
