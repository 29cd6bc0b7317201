package register

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
)

// The four refusals that are not about what a record says.
var (
	ErrNotFound  = errors.New("not found") // absent, or not the actor's to see
	ErrForbidden = errors.New("forbidden")
	ErrStale     = errors.New("changed by someone else since it was read")
	ErrTooMuch   = errors.New("too much")
)

// Problem is one thing wrong with a record. Field is its name, with the row of
// a part as in phones.0.number, or empty. Key is a message key; Args fill its
// placeholders.
type Problem struct {
	Field string         `json:"field,omitempty"`
	Key   string         `json:"key"`
	Args  map[string]any `json:"args,omitempty"`
}

// Problems is what is wrong with a record; as an error it refuses the write.
type Problems struct {
	rec  any
	List []Problem
}

// ProblemsOf collects problems of rec.
func ProblemsOf(rec any) *Problems { return &Problems{rec: rec} }

// Refuse is an error with one problem of no field.
func Refuse(key string, pairs ...any) error {
	return &Problems{List: []Problem{{Key: key, Args: args(pairs)}}}
}

// RefuseAt is an error with one problem at a named field.
func RefuseAt(field, key string, pairs ...any) error {
	return &Problems{List: []Problem{{Field: field, Key: key, Args: args(pairs)}}}
}

// Add says what is wrong at a field, given by its address in the record.
func (p *Problems) Add(at any, key string, pairs ...any) {
	sf, ok := fieldAt(reflect.ValueOf(p.rec).Elem(), at)
	if !ok {
		panic("register: a problem at no field of the record")
	}
	p.AddAt(snake(sf.Name), key, pairs...)
}

// AddAt says what is wrong at a named field, "" for the record as a whole.
func (p *Problems) AddAt(field, key string, pairs ...any) {
	p.List = append(p.List, Problem{field, key, args(pairs)})
}

// Err is p as an error, nil when nothing is wrong.
func (p *Problems) Err() error {
	if p == nil || len(p.List) == 0 {
		return nil
	}
	return p
}

// Has reports whether something is wrong at the field.
func (p *Problems) Has(field string) bool {
	return slices.ContainsFunc(p.List, func(o Problem) bool { return o.Field == field })
}

func (p *Problems) Error() string {
	b, _ := json.Marshal(p.List)
	return "refused: " + string(b)
}

func args(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}
