package register

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
)

// Schema is every register with its custom fields, at one moment. It never
// changes: a new one takes its place.
type Schema struct {
	Registers []*Register
	byName    map[string]*Register
	byPath    map[string]*Register
	byType    map[reflect.Type]*Register
	back      map[string][]Back
	keeping   *Register
}

// Back is a reference seen from its other end: Field of Register points here.
type Back struct {
	Register *Register
	Field    *Field
}

// CustomName is the form of a custom field's name; it goes into SQL as it is.
var CustomName = regexp.MustCompile(`^x_[a-z][a-z0-9_]{0,40}$`)

// NewSchema binds references to their registers and adds custom fields, given
// by register name. It fails when a description does not hold together.
func NewSchema(regs []*Register, custom map[string][]*Field) (*Schema, error) {
	s := &Schema{
		byName: map[string]*Register{}, byPath: map[string]*Register{},
		byType: map[reflect.Type]*Register{}, back: map[string][]Back{},
	}
	for _, defined := range regs {
		r := *defined
		r.Fields = cloneFields(defined.Fields)
		r.Head = cloneFields(defined.Head)
		r.Tallies = slices.Clone(defined.Tallies)
		for _, f := range custom[r.Name] {
			if !CustomName.MatchString(f.Name) {
				return nil, fmt.Errorf("%s: a custom field cannot be called %q", r.Name, f.Name)
			}
			one := *f
			one.Custom = true
			r.Fields = append(r.Fields, &one)
		}
		if s.byName[r.Name] != nil || s.byPath[r.Path] != nil {
			return nil, fmt.Errorf("two registers are called %s or lie at %s", r.Name, r.Path)
		}
		r.index()
		s.Registers = append(s.Registers, &r)
		s.byName[r.Name], s.byPath[r.Path], s.byType[r.typ] = &r, &r, &r
		if _, keeps := r.New().(Keeper); keeps {
			s.keeping = &r
		}
	}
	for _, r := range s.Registers {
		for _, f := range slices.Concat(r.Head, r.Fields) {
			if err := s.bind(r, f); err != nil {
				return nil, err
			}
		}
		actions := slices.Clone(r.Actions)
		for i, a := range actions {
			bound, input := *a, *a.Input
			input.Fields = cloneFields(a.Input.Fields)
			for _, f := range input.Fields {
				if err := s.bind(nil, f); err != nil {
					return nil, err
				}
			}
			input.index()
			bound.Input = &input
			actions[i] = &bound
		}
		r.Actions = actions
		for i, t := range r.Tallies {
			r.Tallies[i] = t.of(r)
		}
	}
	return s, nil
}

func (s *Schema) bind(r *Register, f *Field) error {
	switch {
	case f.Kind == PartsOf:
		part := *f.Target
		part.Fields = cloneFields(part.Fields)
		for _, g := range part.Fields {
			if err := s.bind(nil, g); err != nil {
				return err
			}
		}
		part.index()
		f.Target = &part
		return nil
	case f.target != nil:
		f.Target = s.byType[f.target]
		if f.Target == nil {
			return fmt.Errorf("%s points at %v, which is no register", f.Name, f.target)
		}
	case f.Name == "created_by" || f.Name == "updated_by":
		f.Target = s.byName["user"]
	case f.Custom && f.Target != nil:
		f.Target = s.byName[f.Target.Name]
	}
	if r != nil && f.Target != nil && !slices.Contains(r.Head, f) && !f.Unseen {
		s.back[f.Target.Name] = append(s.back[f.Target.Name], Back{r, f})
	}
	return nil
}

func cloneFields(fields []*Field) []*Field {
	out := make([]*Field, len(fields))
	for i, f := range fields {
		one := *f
		out[i] = &one
	}
	return out
}

// Keeping is the register of records that keep filters, nil when there is none.
func (s *Schema) Keeping() *Register { return s.keeping }

// At is the register at a path, nil when there is none.
func (s *Schema) At(path string) *Register { return s.byPath[path] }

// Named is the register of a name, nil when there is none.
func (s *Schema) Named(name string) *Register { return s.byName[name] }

// Of is the register of a record.
func (s *Schema) Of(rec Record) *Register { return s.byType[reflect.TypeOf(rec).Elem()] }

// This is the schema's own copy of a register: with custom fields, and with
// references bound.
func (s *Schema) This(r *Register) *Register {
	if own := s.byName[r.Name]; own != nil && !r.partOf {
		return own
	}
	return r
}

// Back are the references that lead to a register.
func (s *Schema) Back(r *Register) []Back { return s.back[r.Name] }
