package store

import (
	"slices"
	"unicode/utf8"

	"dossier/internal/register"
)

// hasIndex reports whether rows are found by an index of the field's value.
func hasIndex(f *register.Field) bool {
	if f.Custom {
		return f.Filterable
	}
	return (f.Indexed || f.Kind == register.References) && f.Name != "id"
}

// How an index finds the rows of a comparison.
const (
	byNoIndex  = iota
	byOneValue // and goes on in the usual order of lists
	bySeveral  // values, each with its own rows in the usual order
	bySet      // in a table of its own
	byRange    // in the order of the field itself
)

// comparisonOf tells how an index finds the rows of a comparison.
func comparisonOf(f *register.Field, is register.Is) int {
	if is.Value == nil && is.Op != register.Unset {
		return byNoIndex
	}
	list, _ := is.Value.([]any)
	if views, _, _ := is.Views(); views != nil {
		return byNoIndex // inViews compiles it, in a table of its own
	}
	switch f.Kind {
	case register.References:
		if is.Op == register.Equal || is.Op == register.OneOf || is.Op == register.Has {
			return bySet
		}
	case register.LinkTo:
		if is.Op == register.Equal {
			return byOneValue
		}
	case register.Reference, register.Choice, register.Bool:
		switch {
		case is.Op == register.OneOf && len(list) > 1, is.Op == register.Within && is.Value != register.Me:
			return bySeveral
		case is.Op == register.Equal, is.Op == register.Unset, is.Op == register.OneOf, is.Op == register.Within:
			return byOneValue
		}
	case register.Int, register.Price, register.Quantity, register.Percent, register.Day, register.Moment:
		switch is.Op {
		case register.Equal, register.OneOf, register.Less, register.AtMost, register.Greater, register.AtLeast, register.Within:
			return byRange
		}
	case register.Text, register.Email, register.Phone:
		switch {
		case !folded(f):
		case is.Op == register.Equal, is.Op == register.OneOf, is.Op == register.Starts,
			is.Op == register.Has && utf8.RuneCountInString(sought(f, is.Value)) < trigram:
			return byRange
		}
	}
	return byNoIndex
}

// isIndexed reports whether rows that meet f are found by an index.
func isIndexed(r *register.Register, f register.Filter) bool {
	switch f := f.(type) {
	case register.Is:
		fld, err := f.Of(r)
		return err == nil && (fld.Name == "id" || hasIndex(fld) && comparisonOf(fld, f) != byNoIndex)
	case register.Through:
		fld, err := f.Of(r)
		return err == nil && fld.Kind == register.PartsOf && isIndexed(fld.Target, f.Filter)
	}
	return false
}

func (w *where) allIndexed(r *register.Register, list register.Any) bool {
	return !slices.ContainsFunc(list, func(f register.Filter) bool { return !isIndexed(r, f) })
}

// How many rows say one value of a field: few of what belongs to something,
// half of the table of a yes or no.
const (
	ofOwner = iota
	ofDirectory
	ofChoice
	ofBool
	ofNone
)

func rankOf(f *register.Field) int {
	switch {
	case f.Kind == register.Choice:
		return ofChoice
	case f.Kind == register.Bool:
		return ofBool
	case f.Kind == register.Reference && (f.Target == nil || f.Target.Directory):
		return ofDirectory
	}
	return ofOwner
}
