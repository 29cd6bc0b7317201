package register

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Filter says which rows of a register are meant. It is a tree of the types
// below; store turns it into SQL, JSON keeps it in saved views and reports.
type Filter interface{ filter() }

type (
	// All is met when each of its filters is; the empty All is met by every row.
	All []Filter
	// Any is met when one of its filters is; the empty Any is met by no row.
	Any []Filter
	// Not is met when its filter is not.
	Not struct{ Filter Filter }
	// Is compares a field with a value.
	Is struct {
		Field string
		Op    Op
		Value any // by kind; []any for OneOf and NoneOf; a Word for Within
		at    any
	}
	// Through is met when a row that the reference, set or part Field leads to
	// meets Filter.
	Through struct {
		Field  string
		Filter Filter
		at     any
	}
	// Linked is met when the LinkTo Field points into Register at a row that
	// meets Filter.
	Linked struct {
		Field    string
		Register *Register
		Filter   Filter
	}
	// Referred is met when some row of By, whose reference Field points here,
	// meets Filter.
	Referred struct {
		By     *Register
		Field  string
		Filter Filter
	}
	// Asked is a filter that came from outside. It may speak only of fields its
	// actor may see, and follow references only to rows its actor may see;
	// otherwise counting answers would tell what the actor may not know.
	Asked struct{ Filter Filter }
	// Mentions is met when the searchable fields that the actor sees have all
	// the words. Latin asks it of the Latin transliteration instead.
	Mentions struct {
		Words string
		Latin bool
	}
)

func (All) filter()      {}
func (Any) filter()      {}
func (Not) filter()      {}
func (Is) filter()       {}
func (Through) filter()  {}
func (Linked) filter()   {}
func (Referred) filter() {}
func (Mentions) filter() {}
func (Asked) filter()    {}

// Op is how Is compares.
type Op string

// Operators. Has and Starts compare folded text; Has of a Several or
// References means that the value is among them. Under follows a tree: the row
// itself and all below it. Within takes a Word. Moved takes a Move, of a visited
// reference alone.
const (
	Equal   Op = "eq"
	Differs Op = "ne"
	Less    Op = "lt"
	AtMost  Op = "le"
	Greater Op = "gt"
	AtLeast Op = "ge"
	OneOf   Op = "in"
	NoneOf  Op = "notin"
	Has     Op = "has"
	Starts  Op = "starts"
	IsSet   Op = "set"
	Unset   Op = "unset"
	Under   Op = "under"
	Within  Op = "within"
	Moved   Op = "moved"
)

// Word is a value that means something else each day or to each actor.
type Word string

// View is a value of OneOf and NoneOf: the rows that a filter means which is
// kept under a name, for the one who asks. An address writes partner.in=view:12.
type View ID

// viewMark begins a View where filters are text.
const viewMark = "view:"

func (v View) String() string { return viewMark + strconv.FormatInt(ID(v), 10) }

// Keeper is a record that keeps a filter under a name, a saved view. Kept are
// the name of the register it is of, and the filter as MarshalFilter writes it.
type Keeper interface {
	Record
	Kept() (of, filter string)
}

// Words of Within: Me and MyTeam of a reference to users, the others of dates
// and moments, by the organisation's calendar.
const (
	Me          Word = "me"
	MyTeam      Word = "myteam"
	Today       Word = "today"
	Yesterday   Word = "yesterday"
	Tomorrow    Word = "tomorrow"
	ThisWeek    Word = "thisweek"
	LastWeek    Word = "lastweek"
	NextWeek    Word = "nextweek"
	ThisMonth   Word = "thismonth"
	LastMonth   Word = "lastmonth"
	NextMonth   Word = "nextmonth"
	ThisQuarter Word = "thisquarter"
	LastQuarter Word = "lastquarter"
	ThisYear    Word = "thisyear"
	LastYear    Word = "lastyear"
	Last7       Word = "last7"
	Last30      Word = "last30"
	Last90      Word = "last90"
	Last365     Word = "last365"
	Next7       Word = "next7"
	Next30      Word = "next30"
	Past        Word = "past"
	Future      Word = "future"
)

// Ops are the operators that make sense for a kind, the usual one first.
func (k Kind) Ops() []Op {
	switch k {
	case Text, Email, Phone:
		return []Op{Has, Equal, Starts, Differs, OneOf, IsSet, Unset}
	case LongText:
		return []Op{Has, IsSet, Unset}
	case Int, Price, Quantity, Percent, Money:
		return []Op{AtLeast, AtMost, Equal, Greater, Less, Differs, IsSet, Unset}
	case Bool:
		return []Op{Equal}
	case Day, Moment:
		return []Op{Within, AtLeast, AtMost, Equal, Less, Greater, IsSet, Unset}
	case Choice:
		return []Op{OneOf, NoneOf, Equal, Differs, IsSet, Unset}
	case Several:
		return []Op{Has, IsSet, Unset}
	case Reference:
		return []Op{OneOf, NoneOf, Equal, Differs, Under, Within, IsSet, Unset}
	case References:
		return []Op{Has, OneOf, Within, IsSet, Unset}
	case LinkTo:
		return []Op{Equal, IsSet, Unset}
	case NamesOf:
		return []Op{Has, IsSet, Unset}
	}
	return []Op{IsSet, Unset}
}

// Eq and its sisters build filters on a field named by its address.
func Eq[V comparable](p *V, v V) Filter       { return Is{Op: Equal, Value: plain(v), at: p} }
func Ne[V comparable](p *V, v V) Filter       { return Is{Op: Differs, Value: plain(v), at: p} }
func Lt[V cmp.Ordered](p *V, v V) Filter      { return Is{Op: Less, Value: plain(v), at: p} }
func Le[V cmp.Ordered](p *V, v V) Filter      { return Is{Op: AtMost, Value: plain(v), at: p} }
func Gt[V cmp.Ordered](p *V, v V) Filter      { return Is{Op: Greater, Value: plain(v), at: p} }
func Ge[V cmp.Ordered](p *V, v V) Filter      { return Is{Op: AtLeast, Value: plain(v), at: p} }
func None[V any](p *V) Filter                 { return Is{Op: Unset, at: p} }
func Some[V any](p *V) Filter                 { return Is{Op: IsSet, at: p} }
func Below[T any](p *Ref[T], v Ref[T]) Filter { return Is{Op: Under, Value: int64(v), at: p} }

// In is met when the field has one of the values.
func In[V comparable](p *V, v ...V) Filter {
	list := make([]any, len(v))
	for i := range v {
		list[i] = plain(v[i])
	}
	return Is{Op: OneOf, Value: list, at: p}
}

// Holds is met when the set has the reference.
func Holds[T any](p *Refs[T], v Ref[T]) Filter { return Is{Op: Has, Value: int64(v), at: p} }

// Includes is met when the several-of-list field at p has the choice.
func Includes[S ~string, L ~[]S](p *L, v S) Filter { return Is{Op: Has, Value: string(v), at: p} }

// Where follows a reference: Where(&Deals.Row.Client, Eq(&Clients.Row.City, "Київ")).
func Where[T any](p *Ref[T], f Filter) Filter { return Through{Filter: f, at: p} }

// WherePart is met when one of the record's parts at p meets f. The fields of
// f are named, as parts have no prototype row of their own.
func WherePart[T any](p *Parts[T], f Filter) Filter { return Through{Filter: f, at: p} }

// ByID means one row.
func ByID(ids ...ID) Filter {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return Is{Field: "id", Op: OneOf, Value: list}
}

// Alive are the rows that are not archived.
func Alive() Filter { return Is{Field: "archived", Op: Equal, Value: false} }

// plain gives a value the Go type of its kind: a Ref is an ID, a Date a string.
func plain(v any) any {
	switch v := v.(type) {
	case string, int64, bool:
		return v
	}
	return plainReflect(v)
}

// Of is the field of r that the filter speaks of.
func (i Is) Of(r *Register) (*Field, error)      { return r.named(i.Field, i.at) }
func (t Through) Of(r *Register) (*Field, error) { return r.named(t.Field, t.at) }
func (l Linked) Of(r *Register) (*Field, error)  { return r.named(l.Field, nil) }

func (r *Register) named(name string, at any) (*Field, error) {
	if at != nil {
		return r.At(at)
	}
	if f := r.Field(name); f != nil {
		return f, nil
	}
	return nil, UnknownField{r.Name, name}
}

// UnknownField is a name that a register has not.
type UnknownField struct{ Register, Field string }

func (e UnknownField) Error() string { return fmt.Sprintf("%s has no field %q", e.Register, e.Field) }

// BadFilter is a filter from outside that cannot be understood: at which
// parameter, and why as a message key.
type BadFilter struct{ Param, Key string }

func (e BadFilter) Error() string { return e.Param + ": " + e.Key }

// limits on filters from outside: nobody asks more by hand, and the database
// has limits of its own.
const (
	maxTerms = 60
	maxList  = 500
	maxDepth = 6
)

// reserved are the parameters of an address that are not filters.
var reserved = map[string]bool{
	"q": true, "sort": true, "after": true, "before": true, "limit": true, "view": true,
	"columns": true, "fields": true, "peek": true, "filter": true, "tab": true, "only": true, "all": true,
}

// ParseFilter reads the filter of an address: client.city=Київ, amount.ge=10.
// Unknown fields are UnknownField, unreadable values BadFilter.
func ParseFilter(r *Register, values url.Values) (Filter, error) {
	var all All
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if reserved[key] {
			continue
		}
		for _, text := range values[key] {
			f, err := parseOne(r, key, strings.Split(key, "."), text)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
	}
	if q := strings.TrimSpace(values.Get("q")); q != "" {
		if len(q) > 400 {
			return nil, BadFilter{"q", "too_much"}
		}
		all = append(all, Mentions{Words: q})
	}
	if text := values.Get("filter"); text != "" {
		f, err := UnmarshalFilter(r, []byte(text))
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	if len(all) > maxTerms {
		return nil, BadFilter{"filter", "too_much"}
	}
	return Asked{all}, nil
}

func parseOne(r *Register, key string, path []string, text string) (Filter, error) {
	f := r.Field(path[0])
	if f == nil || f.Unseen {
		return nil, UnknownField{r.Name, path[0]}
	}
	if f.Target != nil && len(path) > 1 && f.Target.Field(path[1]) != nil {
		if len(path) > maxDepth {
			return nil, BadFilter{key, "too_deep"}
		}
		in, err := parseOne(f.Target, key, path[1:], text)
		return Through{Field: f.Name, Filter: in}, err
	}
	op := Equal
	if len(path) > 1 {
		op = Op(path[1])
	}
	if len(path) > 2 || !knownOp(op) {
		return nil, BadFilter{key, "unknown_operator"}
	}
	v, err := f.operand(op, text)
	if err != nil {
		var bad ErrUnreadable
		if errors.As(err, &bad) {
			err = BadFilter{key, string(bad)}
		}
		return nil, err
	}
	return Is{Field: f.Name, Op: op, Value: v}, nil
}

func knownOp(op Op) bool {
	return slices.Contains([]Op{Equal, Differs, Less, AtMost, Greater, AtLeast, OneOf, NoneOf, Has, Starts, IsSet, Unset, Under, Within, Moved}, op)
}

// operand reads what an operator compares this field with.
func (f *Field) operand(op Op, text string) (any, error) {
	if op == Moved && f.Visited && f.Kind == Reference {
		return parseMove(text)
	}
	if !slices.Contains(f.Kind.Ops(), op) && !(op == Equal || op == Differs || op == OneOf || op == NoneOf) {
		return nil, ErrUnreadable("unknown_operator")
	}
	switch op {
	case IsSet, Unset:
		return nil, nil
	case Within:
		if !slices.Contains(f.Words(), Word(text)) {
			return nil, ErrUnreadable("not_a_choice")
		}
		return Word(text), nil
	case OneOf, NoneOf:
		parts := strings.Split(text, ",")
		if len(parts) > maxList {
			return nil, ErrUnreadable("too_much")
		}
		var list []any
		for _, one := range parts {
			if id, isView := strings.CutPrefix(one, viewMark); isView && f.TakesViews() {
				n, err := strconv.ParseInt(id, 10, 64)
				if err != nil || n <= 0 {
					return nil, ErrUnreadable("unknown_view")
				}
				list = append(list, View(n))
				continue
			}
			v, err := f.single().Parse(one)
			if err != nil {
				return nil, err
			}
			if v != nil {
				list = append(list, v)
			}
		}
		return list, nil
	}
	if f.Kind == NamesOf || f.Kind == PartsOf {
		return text, nil
	}
	return f.single().Parse(text)
}

// TakesViews reports whether the field may be compared with a View: it leads to
// records that have views, or it is the number of such a record itself.
func (f *Field) TakesViews() bool {
	switch f.Kind {
	case Reference, References:
		return f.Target != nil
	}
	return f.Name == "id"
}

// single is the field as if it held one of its values.
func (f *Field) single() *Field {
	one := *f
	switch f.Kind {
	case Several:
		one.Kind = Choice
	case References:
		one.Kind = Reference
	case Email, Phone, LongText, NamesOf:
		one.Kind = Text
	}
	return &one
}

// Words are what Within takes for this field.
func (f *Field) Words() []Word {
	switch {
	case f.Kind == Day || f.Kind == Moment:
		return []Word{
			Today, Yesterday, Tomorrow, ThisWeek, LastWeek, NextWeek, ThisMonth, LastMonth, NextMonth, ThisQuarter,
			LastQuarter, ThisYear, LastYear, Last7, Last30, Last90, Last365, Next7, Next30, Past, Future,
		}
	case (f.Kind == Reference || f.Kind == References) && f.Target != nil && f.Target.Name == "user":
		return []Word{Me, MyTeam}
	}
	return nil
}

// Values writes a filter as the parameters of an address, as ParseFilter reads
// them. What an address cannot say goes whole into "filter".
func Values(r *Register, f Filter) (url.Values, error) {
	out := url.Values{}
	var rest All
	for _, one := range Terms(f) {
		if m, ok := one.(Mentions); ok {
			out.Set("q", m.Words)
			continue
		}
		key, text, ok, err := term(r, one)
		if err != nil {
			return nil, err
		}
		if ok {
			out.Add(key, text)
		} else {
			rest = append(rest, one)
		}
	}
	if len(rest) > 0 {
		b, err := MarshalFilter(r, rest)
		if err != nil {
			return nil, err
		}
		out.Set("filter", string(b))
	}
	return out, nil
}

// Terms are the filters that must all be met, without the nesting.
func Terms(f Filter) []Filter {
	switch f := f.(type) {
	case nil:
		return nil
	case Asked:
		return Terms(f.Filter)
	case All:
		var out []Filter
		for _, one := range f {
			out = append(out, Terms(one)...)
		}
		return out
	}
	return []Filter{f}
}

func term(r *Register, f Filter) (key, text string, ok bool, err error) {
	switch f := f.(type) {
	case Is:
		fld, err := f.Of(r)
		if err != nil {
			return "", "", false, err
		}
		return fld.Name + "." + string(f.Op), fld.operandText(f), true, nil
	case Through:
		fld, err := f.Of(r)
		if err != nil {
			return "", "", false, err
		}
		key, text, ok, err = term(fld.Target, f.Filter)
		return fld.Name + "." + key, text, ok, err
	}
	return "", "", false, nil
}

func (f *Field) operandText(i Is) string {
	switch v := i.Value.(type) {
	case nil:
		return ""
	case Word:
		return string(v)
	case Move:
		return v.String()
	case []any:
		var out []string
		for _, one := range v {
			if view, ok := one.(View); ok {
				out = append(out, view.String())
				continue
			}
			out = append(out, f.single().Text(one))
		}
		return strings.Join(out, ",")
	}
	return f.single().Text(i.Value)
}

// Views are the views that a comparison is with, and the comparison without
// them; rest says whether that still compares with anything.
func (i Is) Views() (views []View, without Is, rest bool) {
	list, ok := i.Value.([]any)
	if !ok {
		return nil, i, true
	}
	var plain []any
	for _, v := range list {
		if view, ok := v.(View); ok {
			views = append(views, view)
		} else {
			plain = append(plain, v)
		}
	}
	if views == nil {
		return nil, i, true
	}
	without = i
	without.Value = plain
	return views, without, len(plain) > 0
}

// ViewsOf are the views that a filter compares with, at whatever depth.
func ViewsOf(f Filter) []View {
	var out []View
	each := func(list []Filter) {
		for _, one := range list {
			out = append(out, ViewsOf(one)...)
		}
	}
	switch f := f.(type) {
	case All:
		each(f)
	case Any:
		each(f)
	case Not:
		return ViewsOf(f.Filter)
	case Asked:
		return ViewsOf(f.Filter)
	case Through:
		return ViewsOf(f.Filter)
	case Linked:
		return ViewsOf(f.Filter)
	case Is:
		out, _, _ = f.Views()
	}
	return out
}

// SpeaksOf reports whether a filter of r compares r's own field of a name.
func SpeaksOf(r *Register, f Filter, name string) bool {
	any := func(list []Filter) bool {
		return slices.ContainsFunc(list, func(one Filter) bool { return SpeaksOf(r, one, name) })
	}
	switch f := f.(type) {
	case All:
		return any(f)
	case Any:
		return any(f)
	case Not:
		return SpeaksOf(r, f.Filter, name)
	case Asked:
		return SpeaksOf(r, f.Filter, name)
	case Is:
		fld, err := f.Of(r)
		return err == nil && fld.Name == name
	}
	return false
}

// node is a filter as JSON keeps it; one of its members says which.
type node struct {
	All     []node  `json:"all,omitempty"`
	Any     []node  `json:"any,omitempty"`
	Not     *node   `json:"not,omitempty"`
	Field   string  `json:"field,omitempty"`
	Op      Op      `json:"op,omitempty"`
	Value   *string `json:"value,omitempty"`
	Through string  `json:"through,omitempty"`
	Filter  *node   `json:"filter,omitempty"`
	Words   string  `json:"q,omitempty"`
}

// MarshalFilter writes a filter of r as JSON.
func MarshalFilter(r *Register, f Filter) ([]byte, error) {
	n, err := toNode(r, f)
	if err != nil {
		return nil, err
	}
	return json.Marshal(n)
}

func toNode(r *Register, f Filter) (node, error) {
	list := func(fs []Filter) ([]node, error) {
		out := make([]node, 0, len(fs))
		for _, one := range fs {
			n, err := toNode(r, one)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
		return out, nil
	}
	switch f := f.(type) {
	case nil:
		return node{}, nil
	case Asked:
		return toNode(r, f.Filter)
	case All:
		l, err := list(f)
		return node{All: l}, err
	case Any:
		l, err := list(f)
		return node{Any: l}, err
	case Not:
		n, err := toNode(r, f.Filter)
		return node{Not: &n}, err
	case Mentions:
		return node{Words: f.Words}, nil
	case Is:
		fld, err := f.Of(r)
		if err != nil {
			return node{}, err
		}
		text := fld.operandText(f)
		return node{Field: fld.Name, Op: f.Op, Value: &text}, nil
	case Through:
		fld, err := f.Of(r)
		if err != nil {
			return node{}, err
		}
		n, err := toNode(fld.Target, f.Filter)
		return node{Through: fld.Name, Filter: &n}, err
	}
	return node{}, fmt.Errorf("%T is not kept as JSON", f)
}

// UnmarshalFilter reads a filter of r from JSON. The errors are ParseFilter's.
func UnmarshalFilter(r *Register, data []byte) (Filter, error) {
	var n node
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&n); err != nil || d.More() {
		return nil, BadFilter{"filter", "unreadable"}
	}
	terms := 0
	return fromNode(r, n, 0, &terms)
}

func fromNode(r *Register, n node, depth int, terms *int) (Filter, error) {
	if *terms++; depth > maxDepth || *terms > maxTerms {
		return nil, BadFilter{"filter", "too_much"}
	}
	list := func(ns []node) ([]Filter, error) {
		out := make([]Filter, 0, len(ns))
		for _, one := range ns {
			f, err := fromNode(r, one, depth+1, terms)
			if err != nil {
				return nil, err
			}
			out = append(out, f)
		}
		return out, nil
	}
	switch {
	case n.Any != nil:
		l, err := list(n.Any)
		return Any(l), err
	case n.Not != nil:
		f, err := fromNode(r, *n.Not, depth+1, terms)
		return Not{f}, err
	case n.Words != "":
		return Mentions{Words: n.Words}, nil
	case n.Field != "":
		text := ""
		if n.Value != nil {
			text = *n.Value
		}
		if n.Op == "" {
			n.Op = Equal
		}
		return parseOne(r, n.Field, []string{n.Field, string(n.Op)}, text)
	case n.Through != "":
		f := r.Field(n.Through)
		if f == nil || f.Target == nil || f.Unseen {
			return nil, UnknownField{r.Name, n.Through}
		}
		if n.Filter == nil {
			return nil, BadFilter{n.Through, "required"}
		}
		in, err := fromNode(f.Target, *n.Filter, depth+1, terms)
		return Through{Field: f.Name, Filter: in}, err
	}
	l, err := list(n.All)
	return All(l), err
}

// ParseSort reads "name,-created_at". Fields that may not be sorted by are
// BadFilter.
func ParseSort(r *Register, text string) ([]Sort, error) {
	var out []Sort
	for _, one := range strings.Split(text, ",") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		name, down := strings.CutPrefix(one, "-")
		f := r.Field(name)
		if f == nil || f.Unseen {
			return nil, UnknownField{r.Name, name}
		}
		if !f.Sortable() || len(out) == 3 {
			return nil, BadFilter{"sort", "not_sortable"}
		}
		out = append(out, Sort{name, down})
	}
	return out, nil
}

// Sortable reports whether lists may be ordered by the field.
func (f *Field) Sortable() bool {
	switch f.Kind {
	case LongText, Email, Phone, Several, Reference, References, LinkTo, FileOf, NamesOf, PartsOf:
		return false
	case Money:
		return f.Base != ""
	}
	return f.Indexed || f.Filterable
}

// ParseLimit reads how many rows a page has: 1 to most, usual when empty.
func ParseLimit(text string, usual, most int) (int, error) {
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, BadFilter{"limit", "out_of_range"}
	}
	return n, nil
}

// HiddenField is a field that its actor may not see, named in a filter or an
// order. Field names are public; values are not.
type HiddenField struct{ Register, Field string }

func (e HiddenField) Error() string { return fmt.Sprintf("%s.%s is hidden", e.Register, e.Field) }
