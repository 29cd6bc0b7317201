package sheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"dossier/internal/register"
)

// Mapping says how a file becomes records of a register. It is written by the
// import's steps or by hand; docs/import.md describes its JSON.
type Mapping struct {
	File      string `json:"file,omitempty"` // of several files in one order: the name of the file meant
	Register  string `json:"register"`
	Encoding  string `json:"encoding,omitempty"`
	Delimiter string `json:"delimiter,omitempty"`
	Sheet     string `json:"sheet,omitempty"`
	HeaderRow int    `json:"header_row,omitempty"`
	// Key are the fields that tell a known record from a new one; none makes
	// every row a new record.
	Key       []string   `json:"key,omitempty"`
	Columns   []Column   `json:"columns"`
	Constants []Constant `json:"constants,omitempty"`
}

// Column is one column of the file and what becomes of it.
type Column struct {
	Header string `json:"column"`
	// Field is where the value goes: name, phones.0.number, names.uk. Empty is
	// nowhere, unless Person or Makes says otherwise.
	Field string `json:"field,omitempty"`
	// Dates is the order of day, month and year: dmy, mdy or ymd.
	Dates string `json:"dates,omitempty"`
	// Decimal is the sign before a fraction: "." or ",".
	Decimal string `json:"decimal,omitempty"`
	// Currency is the code of amounts without a sign, or {Column} to read it there.
	Currency string `json:"currency,omitempty"`
	// Empty is said where the cell is empty.
	Empty string `json:"empty,omitempty"`
	// OnlyEmpty leaves alone what a known record already says.
	OnlyEmpty bool `json:"only_empty,omitempty"`
	// Clear empties the field where the cell is empty.
	Clear bool `json:"clear,omitempty"`
	// Separator parts the values of a set.
	Separator string `json:"separator,omitempty"`

	// Person is the order in which names of people are written, of the words
	// surname, given, patronymic: "given surname". With no Field the record's
	// own name is meant.
	Person string `json:"person,omitempty"`

	// By is the field of the directory that the text is: code, email. Without
	// it, any of its names and codes.
	By string `json:"by,omitempty"`
	// Loosely also takes an entry whose name is the same company's.
	Loosely bool `json:"loosely,omitempty"`
	// Values says what texts of this column mean.
	Values map[string]Meaning `json:"values,omitempty"`
	// CreateMissing makes an entry of every text that is not found.
	CreateMissing bool `json:"create_missing,omitempty"`
	// NewEntry is what new entries of this column say besides their name;
	// {Column} stands for the row's own text there.
	NewEntry map[string]string `json:"new_entry,omitempty"`
	// Makes is a register whose entries the column's texts are, though no field
	// of the record refers to them.
	Makes string `json:"makes,omitempty"`

	// New is a custom field to be made for this column before the import.
	New *NewField `json:"new_field,omitempty"`
}

// Meaning is what one text of a column means.
type Meaning struct {
	Entry  string            // code, name or choice of what it means
	Create map[string]string // a new entry; what it says besides its name
	Empty  bool              // nothing: leave the field empty
}

// MarshalJSON writes "GTX Pro", null, or {"create": {…}}.
func (m Meaning) MarshalJSON() ([]byte, error) {
	switch {
	case m.Empty:
		return []byte("null"), nil
	case m.Create != nil:
		return json.Marshal(map[string]any{"create": m.Create})
	}
	return json.Marshal(m.Entry)
}

// UnmarshalJSON is the reverse.
func (m *Meaning) UnmarshalJSON(b []byte) error {
	*m = Meaning{}
	switch {
	case bytes.Equal(b, []byte("null")):
		m.Empty = true
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, &m.Entry)
	}
	var in struct {
		Create *map[string]string `json:"create"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil || in.Create == nil {
		return fmt.Errorf("a meaning is a text, null or {\"create\": {…}}")
	}
	m.Create = *in.Create
	if m.Create == nil {
		m.Create = map[string]string{}
	}
	return nil
}

// Constant is said of every row, of fields that have no column. It fills what
// is empty, and adds to sets.
type Constant struct {
	Field string `json:"field"`
	Value string `json:"value"` // as the API writes it; of references, a code or name
	// Only limits it to rows that have one of the texts in a column.
	Only *Only `json:"only,omitempty"`
}

// Only is a condition on the text of a column.
type Only struct {
	Column string   `json:"column"`
	Is     []string `json:"is"`
}

// NewField describes a custom field to be made for a column.
type NewField struct {
	Name   string            `json:"name"` // x_ and small Latin letters
	Kind   string            `json:"kind"`
	Class  string            `json:"class,omitempty"`
	Labels map[string]string `json:"labels,omitempty"` // by language
}

// Options are those by which the mapping's file is opened.
func (m *Mapping) Options() Options {
	return Options{Encoding: m.Encoding, Delimiter: m.Delimiter, Sheet: m.Sheet, HeaderRow: m.HeaderRow}
}

// NewFields are the custom fields that must be made before the import: those
// that r does not have yet.
func (m *Mapping) NewFields(r *register.Register) []NewField {
	var out []NewField
	for _, c := range m.Columns {
		if c.New != nil && r.Field(c.New.Name) == nil {
			out = append(out, *c.New)
		}
	}
	return out
}

// column is the column of a header, nil when the mapping does not speak of it.
func (m *Mapping) column(header string) *Column {
	i := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Header == header })
	if i < 0 {
		return nil
	}
	return &m.Columns[i]
}

// ReadMappings reads a file of mappings: one, or a list in the order in which
// the files go in. Names that no mapping has are faults: a mistyped word would
// else be passed over in silence.
func ReadMappings(in io.Reader) ([]Mapping, error) {
	raw, err := io.ReadAll(io.LimitReader(in, 4<<20))
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")))
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var list []Mapping
	if len(raw) > 0 && raw[0] == '[' {
		err = d.Decode(&list)
	} else {
		list = make([]Mapping, 1)
		err = d.Decode(&list[0])
	}
	if err == nil && d.More() {
		err = fmt.Errorf("something follows the mapping")
	}
	if err != nil {
		return nil, fault("unreadable_mapping", "cause", strings.TrimPrefix(err.Error(), "json: "))
	}
	return list, nil
}
