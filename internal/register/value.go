package register

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/money"
)

// Value returns what rec (a record, a part or an action's input) says in this
// field, in the Go type of its kind.
func (f *Field) Value(rec any) any {
	if f.Custom {
		if v, ok := rec.(Record).base().Custom[f.Name]; ok {
			return v
		}
		return f.Zero()
	}
	v := reflect.ValueOf(rec).Elem().FieldByIndex(f.index)
	switch f.Kind {
	case Text, LongText, Email, Phone, Day, Choice:
		return v.String()
	case Int, Price, Quantity, Percent, Reference:
		return v.Int()
	case Bool:
		return v.Bool()
	case Several:
		out := make([]string, v.Len())
		for i := range out {
			out[i] = v.Index(i).String()
		}
		return out
	case References:
		out := make([]ID, v.Len())
		for i := range out {
			out[i] = v.Index(i).Int()
		}
		return out
	case PartsOf:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = v.Index(i).Addr().Interface()
		}
		return out
	}
	return v.Interface()
}

// Set makes rec say v in this field; v has the Go type of the field's kind,
// or is nil for nothing.
func (f *Field) Set(rec, v any) {
	if v == nil {
		v = f.Zero()
	}
	if f.Custom {
		b := rec.(Record).base()
		if b.Custom == nil {
			b.Custom = map[string]any{}
		}
		b.Custom[f.Name] = v
		return
	}
	dst := reflect.ValueOf(rec).Elem().FieldByIndex(f.index)
	switch f.Kind {
	case Text, LongText, Email, Phone, Day, Choice:
		dst.SetString(v.(string))
	case Int, Price, Quantity, Percent, Reference:
		dst.SetInt(v.(int64))
	case Bool:
		dst.SetBool(v.(bool))
	case Several:
		list := v.([]string)
		out := reflect.MakeSlice(dst.Type(), len(list), len(list))
		for i, s := range list {
			out.Index(i).SetString(s)
		}
		dst.Set(out)
	case References:
		list := v.([]ID)
		out := reflect.MakeSlice(dst.Type(), len(list), len(list))
		for i, id := range list {
			out.Index(i).SetInt(id)
		}
		dst.Set(out)
	case PartsOf:
		list := v.([]any)
		out := reflect.MakeSlice(dst.Type(), len(list), len(list))
		for i, p := range list {
			out.Index(i).Set(reflect.ValueOf(p).Elem())
		}
		dst.Set(out)
	default:
		dst.Set(reflect.ValueOf(v))
	}
}

// Zero is nothing, in the Go type of the field's kind.
func (f *Field) Zero() any {
	switch f.Kind {
	case Int, Price, Quantity, Percent, Reference:
		return int64(0)
	case Bool:
		return false
	case Money:
		return money.Money{}
	case Moment:
		return time.Time{}
	case Several:
		return []string(nil)
	case References:
		return []ID(nil)
	case LinkTo:
		return Link{}
	case FileOf:
		return File{}
	case NamesOf:
		return Names{}
	case PartsOf:
		return []any(nil)
	}
	return ""
}

// Empty reports whether rec says nothing in this field. Nought is nothing for
// references alone: a price of 0 is a price.
func (f *Field) Empty(rec any) bool { return f.Nothing(f.Value(rec)) }

// Nothing reports whether v says nothing in this field.
func (f *Field) Nothing(v any) bool {
	switch f.Kind {
	case Int, Price, Quantity, Percent, Bool:
		return v == nil
	case Several, References, PartsOf:
		return v == nil || reflect.ValueOf(v).Len() == 0
	case Moment:
		return v == nil || v.(time.Time).IsZero()
	}
	return v == nil || v == f.Zero()
}

// Same reports whether two values of this field say the same.
func (f *Field) Same(a, b any) bool {
	switch f.Kind {
	case Several:
		return slices.Equal(a.([]string), b.([]string))
	case References:
		return slices.Equal(a.([]ID), b.([]ID))
	case Moment:
		return a.(time.Time).Equal(b.(time.Time))
	case PartsOf:
		x, y := a.([]any), b.([]any)
		return slices.EqualFunc(x, y, func(p, q any) bool {
			return PartOf(p).ID == PartOf(q).ID && !slices.ContainsFunc(f.Target.Fields, func(g *Field) bool { return !g.Same(g.Value(p), g.Value(q)) })
		})
	}
	return a == b
}

// ErrUnreadable is what Parse and FromJSON answer when a value is not of the
// field's kind. Its text is a message key.
type ErrUnreadable string

func (e ErrUnreadable) Error() string { return string(e) }

// Parse reads a value in the form that addresses, mapping files and the API
// use: 9000.00 UAH, 2026-11-22, 1.5, true. Empty text is nil, nothing.
func (f *Field) Parse(s string) (any, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	switch f.Kind {
	case Int, Reference:
		return orNil(parseInt(s))
	case Price:
		return parseDecimal(s, 4)
	case Quantity:
		return parseDecimal(s, 3)
	case Percent:
		return parseDecimal(s, 6)
	case Bool:
		v, err := strconv.ParseBool(s)
		if err != nil {
			return nil, ErrUnreadable("unreadable")
		}
		return v, nil
	case Day:
		if _, err := time.Parse(time.DateOnly, s); err != nil || len(s) != 10 {
			return nil, ErrUnreadable("unreadable_date")
		}
		return s, nil
	case Moment:
		t, err := time.Parse(time.RFC3339, s)
		if err != nil || t.Year() < 1 || t.Year() > 9999 {
			return nil, ErrUnreadable("unreadable_moment")
		}
		return t.UTC().Truncate(time.Millisecond), nil
	case Money:
		m, err := money.Parse(s)
		if err != nil {
			return nil, ErrUnreadable("unreadable_money")
		}
		return m, nil
	case Choice:
		if !slices.Contains(f.Choices, s) {
			return nil, ErrUnreadable("not_a_choice")
		}
	case Several:
		return f.choose(strings.Split(s, ","))
	case References:
		var ids []ID
		for _, one := range strings.Split(s, ",") {
			id, err := parseInt(strings.TrimSpace(one))
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		return ids, nil
	case LinkTo:
		name, id, ok := strings.Cut(s, ":")
		n, err := parseInt(id)
		if !ok || err != nil {
			return nil, ErrUnreadable("unreadable")
		}
		return Link{name, n}, nil
	case NamesOf, FileOf, PartsOf:
		return nil, ErrUnreadable("unreadable")
	}
	return s, nil
}

// choose checks the values of a Several and puts them in the order of Choices.
func (f *Field) choose(said []string) (any, error) {
	var out []string
	for _, c := range f.Choices {
		if slices.Contains(said, c) {
			out = append(out, c)
		}
	}
	for _, s := range said {
		if s != "" && !slices.Contains(f.Choices, s) {
			return nil, ErrUnreadable("not_a_choice")
		}
	}
	return out, nil
}

// Text writes a value as Parse reads it.
func (f *Field) Text(v any) string {
	if f.Nothing(v) {
		return ""
	}
	switch f.Kind {
	case Int, Reference:
		return strconv.FormatInt(v.(int64), 10)
	case Price:
		return decimal(v.(int64), 4)
	case Quantity:
		return decimal(v.(int64), 3)
	case Percent:
		return decimal(v.(int64), 6)
	case Bool:
		return strconv.FormatBool(v.(bool))
	case Moment:
		return v.(time.Time).UTC().Format("2006-01-02T15:04:05.999Z07:00")
	case Money:
		return v.(money.Money).String()
	case Several:
		return strings.Join(v.([]string), ",")
	case References:
		var out []string
		for _, id := range v.([]ID) {
			out = append(out, strconv.FormatInt(id, 10))
		}
		return strings.Join(out, ",")
	case LinkTo:
		return fmt.Sprintf("%s:%d", v.(Link).Register, v.(Link).ID)
	case FileOf:
		return v.(File).Name
	case NamesOf:
		all := v.(Names).All()
		return strings.Join(all[:], " | ")
	case PartsOf:
		b, _ := json.Marshal(f.JSON(v))
		return string(b)
	}
	return v.(string)
}

// JSON is a value as the API, the journal and exports write it.
func (f *Field) JSON(v any) any {
	switch f.Kind {
	case Several:
		if v.([]string) == nil {
			return []string{}
		}
		return v
	case References:
		if v.([]ID) == nil {
			return []ID{}
		}
		return v
	case PartsOf:
		out := []map[string]any{}
		for _, p := range v.([]any) {
			one := map[string]any{"id": PartOf(p).ID}
			for _, g := range f.Target.Fields {
				one[g.Name] = g.JSON(g.Value(p))
			}
			out = append(out, one)
		}
		return out
	case Int, Bool:
		return v
	}
	if f.Nothing(v) {
		return nil
	}
	switch f.Kind {
	case Money:
		m := v.(money.Money)
		return map[string]any{"amount": strings.TrimSuffix(m.String(), " "+m.Currency), "currency": m.Currency}
	case Price, Quantity, Percent:
		return json.Number(f.Text(v))
	case Reference:
		return v
	case Moment:
		return f.Text(v)
	case LinkTo:
		return map[string]any{"register": v.(Link).Register, "id": v.(Link).ID}
	case FileOf:
		x := v.(File)
		return map[string]any{"hash": x.Hash, "name": x.Name, "type": x.Type, "size": x.Size}
	case NamesOf:
		x := v.(Names)
		return map[string]any{"uk": x.Uk, "ru": x.Ru, "bg": x.Bg, "en": x.En}
	}
	return v
}

// FromJSON reads a value as JSON writes it, numbers being json.Number. Shapes
// that JSON would not write are ErrUnreadable; wrong parts are Problems.
func (f *Field) FromJSON(v any) (any, error) {
	wrong := ErrUnreadable("unreadable")
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		if f.Kind != Bool {
			return nil, wrong
		}
		return v, nil
	case json.Number:
		switch f.Kind {
		case Int, Reference, Price, Quantity, Percent:
			return f.Parse(v.String())
		}
		return nil, wrong
	case string:
		switch f.Kind {
		case Text, LongText, Email, Phone:
			return v, nil
		case Int, Bool, Reference, Several, References, NamesOf, FileOf, PartsOf, LinkTo:
			return nil, wrong
		}
		return f.Parse(v)
	case []any:
		switch f.Kind {
		case Several:
			var said []string
			for _, x := range v {
				s, ok := x.(string)
				if !ok || s == "" {
					return nil, wrong
				}
				said = append(said, s)
			}
			return f.choose(said)
		case References:
			var ids []ID
			for _, x := range v {
				n, ok := x.(json.Number)
				if !ok {
					return nil, wrong
				}
				id, err := parseInt(n.String())
				if err != nil {
					return nil, err
				}
				ids = append(ids, id)
			}
			return ids, nil
		}
		return nil, wrong
	case map[string]any:
		str := func(key string) string { s, _ := v[key].(string); return s }
		switch f.Kind {
		case Money:
			if len(v) != 2 {
				return nil, wrong
			}
			amount := str("amount")
			if n, ok := v["amount"].(json.Number); ok {
				amount = n.String()
			}
			return f.Parse(amount + " " + str("currency"))
		case LinkTo:
			n, ok := v["id"].(json.Number)
			if !ok || len(v) != 2 {
				return nil, wrong
			}
			return f.Parse(str("register") + ":" + n.String())
		case NamesOf:
			for key, x := range v {
				if _, ok := x.(string); !ok || !slices.Contains(Languages[:], key) {
					return nil, wrong
				}
			}
			return Names{str("uk"), str("ru"), str("bg"), str("en")}, nil
		}
		return nil, wrong
	}
	return nil, wrong
}

func parseInt(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		if errors.Is(err, strconv.ErrRange) {
			return 0, ErrUnreadable("too_large")
		}
		return 0, ErrUnreadable("unreadable_number")
	}
	return n, nil
}

// orNil gives a value or nothing, never a value with an error.
func orNil[V any](v V, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// parseDecimal reads 1.25 as a whole number of 1/10^scale, refusing more
// digits than there is room for.
func parseDecimal(s string, scale int) (any, error) {
	sign := int64(1)
	if rest, neg := strings.CutPrefix(s, "-"); neg {
		s, sign = rest, -1
	}
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	digits := whole + frac
	if whole == "" || strings.Trim(digits, "0123456789") != "" {
		return nil, ErrUnreadable("unreadable_number")
	}
	if len(frac) > scale {
		return nil, ErrUnreadable("too_precise")
	}
	n, err := strconv.ParseInt(digits+strings.Repeat("0", scale-len(frac)), 10, 64)
	if err != nil || n == math.MaxInt64 {
		return nil, ErrUnreadable("too_large")
	}
	return sign * n, nil
}

func decimal(n int64, scale int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%0*d", scale+1, n)
	whole, frac := s[:len(s)-scale], strings.TrimRight(s[len(s)-scale:], "0")
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}

// Compare orders two values of this field as lists do; it is for small sets
// in memory.
func (f *Field) Compare(a, b any) int {
	switch f.Kind {
	case Int, Price, Quantity, Percent, Reference:
		return cmp.Compare(a.(int64), b.(int64))
	case Moment:
		return a.(time.Time).Compare(b.(time.Time))
	}
	return strings.Compare(f.Text(a), f.Text(b))
}

// Recall reads into rec what JSON wrote of a stored record, whoever may set
// the field; it is for the journal.
func (f *Field) Recall(rec, v any) error {
	switch f.Kind {
	case PartsOf:
		var out []any
		list, _ := v.([]any)
		for _, one := range list {
			row, _ := one.(map[string]any)
			part := f.Target.NewPart()
			if n, ok := row["id"].(json.Number); ok {
				PartOf(part).ID, _ = n.Int64()
			}
			for _, g := range f.Target.Fields {
				if err := g.Recall(part, row[g.Name]); err != nil {
					return err
				}
			}
			out = append(out, part)
		}
		f.Set(rec, out)
		return nil
	case FileOf:
		row, _ := v.(map[string]any)
		str := func(key string) string { s, _ := row[key].(string); return s }
		file := File{Hash: str("hash"), Name: str("name"), Type: str("type")}
		if n, ok := row["size"].(json.Number); ok {
			file.Size, _ = n.Int64()
		}
		f.Set(rec, file)
		return nil
	}
	read, err := f.FromJSON(v)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	f.Set(rec, read)
	return nil
}
