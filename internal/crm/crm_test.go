package crm_test

import (
	"reflect"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// schema is the program's own registers, bound.
func schema(t *testing.T) *register.Schema {
	t.Helper()
	s, err := register.NewSchema(crm.Registers(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A field left out of a description would be left out of forms, history and
// rights as well.
func TestEveryExportedFieldIsDescribed(t *testing.T) {
	for _, r := range schema(t).Registers {
		described(t, r, reflect.TypeOf(r.New()).Elem())
		for _, f := range r.Fields {
			if f.Kind == register.PartsOf {
				described(t, f.Target, reflect.TypeOf(f.Target.NewPart()).Elem())
			}
		}
		for _, a := range r.Actions {
			described(t, a.Input, reflect.TypeOf(a.New()).Elem())
		}
	}
}

func described(t *testing.T, r *register.Register, typ reflect.Type) {
	t.Helper()
	fields := 0
	for _, sf := range reflect.VisibleFields(typ) {
		if sf.IsExported() && !sf.Anonymous && !inherited(typ, sf) {
			fields++
		}
	}
	if fields != len(r.Fields) {
		t.Errorf("%s has %d fields and describes %d", r.Name, fields, len(r.Fields))
	}
}

// inherited reports whether the field is one that every record or part has.
func inherited(typ reflect.Type, sf reflect.StructField) bool {
	if len(sf.Index) == 1 {
		return false
	}
	owner := typ.FieldByIndex(sf.Index[:len(sf.Index)-1]).Type
	return owner == reflect.TypeFor[register.Base]() || owner == reflect.TypeFor[register.Part]()
}
