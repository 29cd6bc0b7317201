package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"dossier/internal/money"
)

// CustomKinds are the kinds a custom field may have.
func CustomKinds() []Kind {
	return []Kind{Text, LongText, Email, Phone, Int, Bool, Money, Quantity, Percent, Day, Moment, Choice, Several, Reference}
}

// MarshalCustom writes the custom values of a record as the database keeps
// them: one JSON object, values as numbers and strings that an index can
// compare. Values of fields no longer described are kept.
func MarshalCustom(r *Register, rec Record) (string, error) {
	b := rec.base()
	out := map[string]any{}
	for name, v := range b.Kept {
		out[name] = v
	}
	for _, f := range r.Fields {
		if v, ok := b.Custom[f.Name]; f.Custom && ok && !f.Nothing(v) {
			out[f.Name] = f.stored(v)
		}
	}
	if len(out) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(out)
	return string(text), err
}

func (f *Field) stored(v any) any {
	switch f.Kind {
	case Money:
		m := v.(money.Money)
		return map[string]any{"minor": m.Minor, "currency": m.Currency}
	case Moment:
		return v.(time.Time).UnixMilli()
	}
	return v
}

// UnmarshalCustom reads what MarshalCustom wrote.
func UnmarshalCustom(r *Register, rec Record, text string) error {
	b := rec.base()
	b.Custom, b.Kept = nil, nil
	if text == "" || text == "{}" {
		return nil
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return fmt.Errorf("custom fields of %s %d: %w", r.Name, b.ID, err)
	}
	for name, value := range raw {
		f := r.Field(name)
		if f == nil || !f.Custom {
			if b.Kept == nil {
				b.Kept = map[string]any{}
			}
			b.Kept[name] = value
			continue
		}
		v, err := f.fromStored(value)
		if err != nil {
			return fmt.Errorf("%s of %s %d: %w", name, r.Name, b.ID, err)
		}
		f.Set(rec, v)
	}
	return nil
}

func (f *Field) fromStored(raw json.RawMessage) (any, error) {
	read := func(into any) error { return json.NewDecoder(bytes.NewReader(raw)).Decode(into) }
	switch f.Kind {
	case Int, Price, Quantity, Percent, Reference:
		var n int64
		err := read(&n)
		return n, err
	case Bool:
		var v bool
		err := read(&v)
		return v, err
	case Moment:
		var ms int64
		err := read(&ms)
		return time.UnixMilli(ms).UTC(), err
	case Money:
		var m struct {
			Minor    int64
			Currency string
		}
		err := read(&m)
		return money.Money{Minor: m.Minor, Currency: m.Currency}, err
	case Several:
		var list []string
		err := read(&list)
		return list, err
	}
	var s string
	err := read(&s)
	return s, err
}
