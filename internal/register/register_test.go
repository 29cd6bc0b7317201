package register_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/internal/money"
	"dossier/internal/register"
)

// ship has fields of the kinds that addresses, forms and JSON treat apart.
type ship struct {
	register.Base
	Name    string
	Secret  string
	Crew    int64
	Price   money.Money
	BuiltOn register.Date
	SeenAt  time.Time
	Kind    shipKind
	Flags   shipFlags
	Port    register.Ref[port]
	Calls   register.Refs[port]
	Boats   register.Parts[boat]
	Called  register.Names
	Number  string
}

type (
	shipKind  string
	shipFlag  string
	shipFlags []shipFlag
)

func (shipKind) Choices() []string  { return []string{"cargo", "ferry"} }
func (shipFlags) Choices() []string { return []string{"fast", "old"} }

type boat struct {
	register.Part
	Mark  string
	Seats int64
}

func (b *boat) Describe(f *register.Fields) {
	f.Text(&b.Mark).Required()
	f.Int(&b.Seats)
}

type port struct {
	register.Base
	Name string
}

func (p *port) Describe(f *register.Fields) { f.Text(&p.Name).Required().Indexed() }

func (s *ship) Describe(f *register.Fields) {
	f.Text(&s.Name).Required().Indexed().Searchable()
	f.Text(&s.Secret).Class(register.Secret)
	f.Int(&s.Crew).Indexed()
	f.Money(&s.Price)
	f.Date(&s.BuiltOn).Indexed()
	f.Moment(&s.SeenAt).Indexed()
	f.Choice(&s.Kind).Indexed()
	f.Several(&s.Flags).Indexed()
	f.Ref(&s.Port)
	f.Refs(&s.Calls)
	f.Parts(&s.Boats)
	f.Names(&s.Called)
	f.Text(&s.Number).ReadOnly()
	f.SortBy(&s.Name)
}

var (
	ships = register.Define[ship]("ship", "ships")
	ports = register.Define[port]("port", "ports")
)

func schema(t *testing.T) *register.Schema {
	t.Helper()
	s, err := register.NewSchema([]*register.Register{ships.Register, ports.Register}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mate may not see what is secret.
type mate struct{ register.Actor }

func (mate) Sees(_ *register.Register, c register.Class) bool  { return c != register.Secret }
func (mate) Edits(_ *register.Register, c register.Class) bool { return c != register.Secret }

func TestAFilterKeepsItsMeaningInAddressesAndJSON(t *testing.T) {
	r := schema(t).Named("ship")
	for _, query := range []string{
		"name.has=Зоря", "crew.ge=12&crew.lt=90", "price.ge=9000.50+UAH", "built_on.within=last30", "built_on.le=2026-11-22",
		"kind.in=cargo,ferry", "flags.has=old", "port.in=3,4", "port.name.starts=Од", "calls.has=7", "boats.seats.gt=3",
		"seen_at.ge=2026-11-22T10:00:00Z", "name.set=", "archived.eq=true", "q=зоря+степу",
	} {
		asked, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f, err := register.ParseFilter(r, asked)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if again, err := register.Values(r, f); err != nil || again.Encode() != asked.Encode() {
			t.Errorf("%s became %s (%v)", query, again.Encode(), err)
		}
		text, err := register.MarshalFilter(r, f)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		back, err := register.UnmarshalFilter(r, text)
		if err != nil {
			t.Errorf("%s as %s: %v", query, text, err)
			continue
		}
		if again, err := register.Values(r, back); err != nil || again.Encode() != asked.Encode() {
			t.Errorf("%s through JSON became %s (%v)", query, again.Encode(), err)
		}
	}
}

func TestAFilterThatCannotBeUnderstoodNamesItsParameter(t *testing.T) {
	r := schema(t).Named("ship")
	for query, want := range map[string]error{
		"colour=red":                           register.UnknownField{Register: "ship", Field: "colour"},
		"port.colour=red":                      register.BadFilter{Param: "port.colour", Key: "unknown_operator"},
		"crew.ge=many":                         register.BadFilter{Param: "crew.ge", Key: "unreadable_number"},
		"crew.like=5":                          register.BadFilter{Param: "crew.like", Key: "unknown_operator"},
		"built_on.ge=22.11.2026":               register.BadFilter{Param: "built_on.ge", Key: "unreadable_date"},
		"built_on.within=soon":                 register.BadFilter{Param: "built_on.within", Key: "not_a_choice"},
		"kind.in=tanker":                       register.BadFilter{Param: "kind.in", Key: "not_a_choice"},
		"crew.ge=99999999999999999999":         register.BadFilter{Param: "crew.ge", Key: "too_large"},
		"filter={":                             register.BadFilter{Param: "filter", Key: "unreadable"},
		"port.in=" + strings.Repeat("1,", 600): register.BadFilter{Param: "port.in", Key: "too_much"},
	} {
		asked, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := register.ParseFilter(r, asked); !errors.Is(err, want) {
			t.Errorf("%.40s: %v, want %v", query, err, want)
		}
	}
}

func TestTypedFiltersNameTheirFieldByItsAddress(t *testing.T) {
	r := schema(t).Named("ship")
	f, err := register.Eq(&ships.Row.Kind, "cargo").(register.Is).Of(r)
	if err != nil || f.Name != "kind" {
		t.Errorf("%v %v", f, err)
	}
	var stray ship
	if _, err := register.Eq(&stray.Kind, "cargo").(register.Is).Of(r); err == nil {
		t.Error("an address that is not the prototype's was taken")
	}
}

func TestPeriodsFollowTheCalendar(t *testing.T) {
	const sunday = register.Date("2026-11-22")
	for word, want := range map[register.Word][2]register.Date{
		register.Today: {sunday, sunday}, register.ThisWeek: {"2026-11-16", sunday}, register.LastWeek: {"2026-11-09", "2026-11-15"},
		register.NextWeek: {"2026-11-23", "2026-11-29"}, register.ThisMonth: {"2026-11-01", "2026-11-30"}, register.LastMonth: {"2026-10-01", "2026-10-31"},
		register.NextMonth: {"2026-12-01", "2026-12-31"}, register.ThisQuarter: {"2026-10-01", "2026-12-31"}, register.LastQuarter: {"2026-07-01", "2026-09-30"},
		register.ThisYear: {"2026-01-01", "2026-12-31"}, register.LastYear: {"2025-01-01", "2025-12-31"}, register.Last7: {"2026-11-16", sunday},
		register.Next30: {sunday, "2026-12-21"}, register.Past: {"", "2026-11-21"}, register.Future: {"2026-11-23", ""},
	} {
		if from, to := register.Period(word, sunday); from != want[0] || to != want[1] {
			t.Errorf("%s: %s to %s", word, from, to)
		}
	}
	if from, to := register.Period(register.LastMonth, "2026-03-31"); from != "2026-02-01" || to != "2026-02-28" {
		t.Errorf("the month before March ends: %s to %s", from, to)
	}
}

func TestWhatIsSaidOfARecordIsNeverSkippedInSilence(t *testing.T) {
	r := schema(t).Named("ship")
	s := &ship{Number: "7"}
	err := register.Fill(mate{register.Program}, r, s, map[string][]string{
		"name": {"Зоря"}, "secret": {"x"}, "number": {"8"}, "colour": {"red"}, "crew": {"many"}, "version": {"2"}, "name.uk": {"x"},
		"boats": {""}, "boats.0.mark": {"A"}, "boats.0.seats": {"4"}, "boats.3.mark": {"B"}, "boats.5.mark": {""}, "boats.6.colour": {"x"},
	}, register.Plainly)
	var p *register.Problems
	if !errors.As(err, &p) {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, one := range p.List {
		got[one.Field] = one.Key
	}
	want := map[string]string{
		"secret": "hidden_field", "number": "read_only_field", "colour": "unknown_field", "crew": "unreadable_number",
		"version": "unknown_field", "name.uk": "unknown_field", "boats.2.colour": "unknown_field",
	}
	for field, key := range want {
		if got[field] != key {
			t.Errorf("%s: %q, want %q", field, got[field], key)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
	if s.Name != "Зоря" || s.Number != "7" || s.Secret != "" || len(s.Boats) != 2 || s.Boats[0].Seats != 4 || s.Boats[1].Mark != "B" {
		t.Errorf("%+v", s)
	}
}

func TestJSONIsReadStrictly(t *testing.T) {
	for text, key := range map[string]string{
		`{"a":1,"a":2}`:                     "duplicate_key",
		`{"a":1} {"b":2}`:                   "unreadable_json",
		`[1]`:                               "unreadable_json",
		`{"a":`:                             "unreadable_json",
		"{\"a\":\"\xff\"}":                  "invalid_utf8",
		strings.Repeat(`{"a":`, 40) + "1":   "too_deep",
		`{"a":{"b":1,"b":2}}`:               "duplicate_key",
		`{"a":1}` + strings.Repeat(" ", 10): "",
	} {
		_, err := register.ReadObject(strings.NewReader(text))
		var p *register.Problems
		switch {
		case key == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case key != "" && (!errors.As(err, &p) || p.List[0].Key != key):
			t.Errorf("%.30s: %v, want %s", text, err, key)
		}
	}
}

func TestValuesComeBackFromJSON(t *testing.T) {
	r := schema(t).Named("ship")
	s := &ship{
		Name: "Зоря", Crew: 12, Price: money.New(900_050, "UAH"), BuiltOn: "2026-11-22", SeenAt: time.Date(2026, 11, 22, 10, 0, 0, 5e6, time.UTC),
		Kind: "ferry", Flags: shipFlags{"fast"}, Port: 3, Calls: register.Refs[port]{4, 5}, Called: register.Names{Uk: "Зоря", En: "Star"},
		Boats: register.Parts[boat]{{Mark: "A", Seats: 2}},
	}
	for _, f := range r.Fields {
		text, err := json.Marshal(f.JSON(f.Value(s)))
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(strings.NewReader(string(text)))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		back := &ship{}
		if err := f.Recall(back, v); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if !f.Same(f.Value(s), f.Value(back)) {
			t.Errorf("%s: %v became %v", f.Name, f.Value(s), f.Value(back))
		}
	}
}

func TestCursorsSurviveTheAddress(t *testing.T) {
	c := register.Cursor{Keys: []any{int64(5), "x", nil}, ID: 9}
	back, err := register.ParseCursor(c.String(), true)
	if err != nil || back.ID != 9 || !back.Back || !slices.Equal(back.Keys, c.Keys) {
		t.Errorf("%+v %v", back, err)
	}
	for _, bad := range []string{"%", "e30", "W1tdLDBd", strings.Repeat("a", 9000)} {
		if _, err := register.ParseCursor(bad, false); err == nil {
			t.Errorf("%.20q was taken for a place", bad)
		}
	}
}

// lie describes what is not its own.
type lie struct {
	register.Base
	Name string
}

var strange string

func (*lie) Describe(f *register.Fields) { f.Text(&strange) }

func TestAWrongDescriptionIsFoundAtStart(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a field of something else was described")
		}
	}()
	register.Define[lie]("lie", "lies")
}

func TestPlacesInAFormAreRememberedByTheirRow(t *testing.T) {
	p := register.ProblemsOf(&ship{})
	p.AddAt("boats.1.mark", "required")
	if !p.Has("boats.1.mark") || p.Has("boats") {
		t.Error(p.List)
	}
}
