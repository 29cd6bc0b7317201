package register

import (
	"context"
	"reflect"
	"time"
)

// On says what an action is done to.
type On int

const (
	OnOne     On = iota // one record: a button on its card
	OnSeveral           // the chosen records of a list
	OnNone              // the register itself: a button over its list
)

// Action is a named thing done to records: a button, a permission, an audit
// line and an API call. Its input is described as a record's fields are.
type Action struct {
	Name  string
	On    On
	Input *Register // describes the input: fields alone
	New   func() any
	Run   func(ctx context.Context, tx Tx, recs []Record, in any) error
	// Offered reports whether the button makes sense for a record as it is.
	Offered func(rec Record) bool
	// Begin puts into an empty input what the record suggests at a moment, which
	// is in the zone of who asks.
	Begin func(ctx context.Context, tx Tx, rec Record, in any, now time.Time) error
	// Asks reports whether an input makes sense for a record as it is.
	Asks func(rec Record, input string) bool
}

// Doer is the input of an action on one T, and the action itself.
type Doer[T any] interface {
	Describe(*Fields)
	Do(ctx context.Context, tx Tx, rec *T) error
}

// AllDoer is the input of an action on several T, or on none.
type AllDoer[T any] interface {
	Describe(*Fields)
	DoAll(ctx context.Context, tx Tx, recs []*T) error
}

// Leader is an action input that, once done, says where to go next.
type Leader interface{ Leads() Link }

// Do declares an action on one T whose input is In. When In has a method
// Offered(*T) bool, the button is shown only where it says so; when it has
// Begin(*T), Begin(*T, time.Time) or Begin(context.Context, Tx, *T, time.Time)
// error, the form begins with what that fills in; when it has Asks(*T, string) bool, it asks only for what that names.
func Do[T, In any, P interface {
	*In
	Doer[T]
}](name string) *Action {
	a := newAction[In](name, OnOne)
	a.New = func() any { return P(new(In)) }
	a.Run = func(ctx context.Context, tx Tx, recs []Record, in any) error {
		for _, rec := range recs {
			if err := in.(P).Do(ctx, tx, any(rec).(*T)); err != nil {
				return err
			}
		}
		return nil
	}
	a.Offered = func(rec Record) bool {
		o, ok := any(P(new(In))).(interface{ Offered(*T) bool })
		return !ok || o.Offered(any(rec).(*T))
	}
	a.Asks = func(rec Record, input string) bool {
		o, ok := any(P(new(In))).(interface{ Asks(*T, string) bool })
		return !ok || o.Asks(any(rec).(*T), input)
	}
	a.Begin = func(ctx context.Context, tx Tx, rec Record, in any, now time.Time) error {
		switch b := in.(type) {
		case interface{ Begin(*T) }:
			b.Begin(any(rec).(*T))
		case interface{ Begin(*T, time.Time) }:
			b.Begin(any(rec).(*T), now)
		case interface {
			Begin(context.Context, Tx, *T, time.Time) error
		}:
			return b.Begin(ctx, tx, any(rec).(*T), now)
		}
		return nil
	}
	return a
}

// DoAll declares an action on the chosen records of T.
func DoAll[T, In any, P interface {
	*In
	AllDoer[T]
}](name string) *Action {
	return doAll[T, In, P](name, OnSeveral)
}

// DoNone declares an action on the register of T itself.
func DoNone[T, In any, P interface {
	*In
	AllDoer[T]
}](name string) *Action {
	return doAll[T, In, P](name, OnNone)
}

func doAll[T, In any, P interface {
	*In
	AllDoer[T]
}](name string, on On) *Action {
	a := newAction[In](name, on)
	a.New = func() any { return P(new(In)) }
	a.Run = func(ctx context.Context, tx Tx, recs []Record, in any) error {
		typed := make([]*T, len(recs))
		for i, rec := range recs {
			typed[i] = any(rec).(*T)
		}
		return in.(P).DoAll(ctx, tx, typed)
	}
	a.Offered = func(Record) bool { return true }
	a.Begin = func(context.Context, Tx, Record, any, time.Time) error { return nil }
	a.Asks = func(Record, string) bool { return true }
	return a
}

func newAction[In any](name string, on On) *Action {
	in := new(In)
	input := &Register{Name: name, Path: name, typ: reflect.TypeFor[In]()}
	input.describe(reflect.ValueOf(in).Elem(), any(in).(interface{ Describe(*Fields) }).Describe)
	input.index()
	return &Action{Name: name, On: on, Input: input}
}
