package register

import (
	"context"
	"time"
)

// Tx is one unit of work done for one actor: all that a rule can do. All of it
// is kept, or none. store implements it; it is an interface so that crm can be
// read and compiled without a database.
type Tx interface {
	// Now is the moment the unit of work began.
	Now() time.Time
	// Today is the day of Now in the organisation's zone.
	Today() Date
	Actor() Actor
	// Doer is the user who began the unit of work, also while a rule acts as the
	// program; nought is the program itself.
	Doer() ID
	Cause() Cause
	Schema() *Schema

	// AsProgram is the same unit of work without the actor's limits, for rules
	// that must see more than the actor may: counters, limits, duplicates.
	AsProgram() Tx

	// Load returns a whole record, ErrNotFound when it is not there or the
	// actor may not see it.
	Load(ctx context.Context, r *Register, id ID) (Record, error)
	// Select returns the records that q asks for and the actor may see.
	Select(ctx context.Context, r *Register, q Query) ([]Record, error)
	// Count counts the rows that f means, stopping at most; most of nought
	// counts them all.
	Count(ctx context.Context, r *Register, f Filter, most int) (int, error)
	// Sum adds up a field over the rows that f means.
	Sum(ctx context.Context, r *Register, f Filter, field string) (Total, error)
	Group(ctx context.Context, r *Register, g Grouping) ([]Group, error)

	// Save checks and writes a record, new or known. Every write of a record in
	// the program is this one. It answers *Problems, ErrNotFound, ErrForbidden,
	// ErrStale.
	Save(ctx context.Context, rec Record) error
	// Derive stores the amounts in the base currency that a record says, and
	// nothing else of it: they follow from other records, so that nobody said
	// anything new, and version and history stay as they are.
	Derive(ctx context.Context, rec Record) error
	// Archive hides a record from choice, or brings it back.
	Archive(ctx context.Context, rec Record, archived bool) error
	// Delete removes a record that nothing refers to.
	Delete(ctx context.Context, rec Record) error

	// About names what the unit of work belongs to, so that all its units can be
	// undone together. It is said before anything is written.
	About(name string)
	// Repoint makes what refers to the rows from of a register refer to another
	// row of it: references, sets, links, parts and custom fields of every
	// register, and what users keep in their menus. It changes no more than most
	// records, nought being all of them.
	Repoint(ctx context.Context, r *Register, from []ID, to ID, most int) (Repointed, error)
	// Pointing counts the records that Repoint would change, by register, up to
	// most of each field.
	Pointing(ctx context.Context, r *Register, to []ID, most int) ([]Pointed, error)
	// TakeBack puts back, field by field, what the units of work named about
	// changed in records that were there before. It changes nothing when some of
	// those fields say something else by now, and answers where.
	TakeBack(ctx context.Context, about string) ([]Clash, error)

	// Alone waits until no other unit of work is alone in what is named, and is so
	// until it ends: what it reads from now on is what the others left.
	Alone(ctx context.Context, what string) error
	// Erase lets by change what a record says and ever said: the row, its
	// history, the images that undo reads. No rule is asked. by does the same to
	// every image it is given. Only the program erases.
	Erase(ctx context.Context, rec Record, by func(Record)) error
	// EraseWhole removes a record, its comments and files, and its past.
	EraseWhole(ctx context.Context, rec Record) error
	// Past are the images of a record that undo reads, the oldest first.
	Past(ctx context.Context, r *Register, id ID) ([]Record, error)
	// Suppress keeps addresses, as hashes that nobody reads back, which are not
	// to be written to with offers; Suppressed are those of some that are kept.
	Suppress(ctx context.Context, addresses ...string) error
	Suppressed(ctx context.Context, addresses ...string) ([]string, error)

	// Next is the next number of a series, from 1. Numbers may be skipped.
	Next(ctx context.Context, series string) (int64, error)
	// Enqueue adds a job that exists exactly when the unit of work is kept.
	Enqueue(ctx context.Context, job Job) error
	// Audit adds a line to the audit log. It holds names and counts, never the
	// personal data itself.
	Audit(ctx context.Context, act string, about Link, facts map[string]any) error
}

// Repointed is what Repoint did: how many records of each register it changed,
// and whether there are more.
type Repointed struct {
	Moved []Pointed
	More  bool
}

// Pointed counts records of a register that refer to something.
type Pointed struct {
	Register *Register
	Count    int
}

// Clash is a record that cannot be put back, and the field that was changed
// since; no field is the record itself, which is gone.
type Clash struct {
	Record Link
	Field  string
}

// Cause says by what road a change came.
type Cause string

const (
	ByForm    Cause = "form"
	ByImport  Cause = "import"
	ByAPI     Cause = "api"
	ByProcess Cause = "process"
	ByProgram Cause = "program"
	ByUndo    Cause = "undo"
	ByCommand Cause = "command"
)

// Job is durable work to be done outside the request.
type Job struct {
	Kind  string // a fixed string: stored rows outlive renamed code
	Input any    // goes to JSON
	At    time.Time
	Key   string // while a job with this key waits, another is not added
}

// Work begins units of work; it is what jobs, mail and other doers are given.
type Work interface {
	Do(ctx context.Context, actor Actor, cause Cause, fn func(Tx) error) error
}

// Load returns the record that ref points at.
func Load[T any](ctx context.Context, tx Tx, of *Of[T], ref Ref[T]) (*T, error) {
	rec, err := tx.Load(ctx, of.Register, ID(ref))
	if err != nil {
		return nil, err
	}
	return any(rec).(*T), nil
}

// Select returns the typed records that q asks for.
func Select[T any](ctx context.Context, tx Tx, of *Of[T], q Query) ([]*T, error) {
	recs, err := tx.Select(ctx, of.Register, q)
	if err != nil {
		return nil, err
	}
	out := make([]*T, len(recs))
	for i, rec := range recs {
		out[i] = any(rec).(*T)
	}
	return out, nil
}

// First returns the first record that the filter means, nil when there is none.
func First[T any](ctx context.Context, tx Tx, of *Of[T], f Filter) (*T, error) {
	list, err := Select(ctx, tx, of, Query{Filter: f, Limit: 1, Whole: true})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}
