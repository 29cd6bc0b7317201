package page

import "strconv"

// Form is everything a form shows. The same value is a page of its own, the
// content of a drawer, and the dialog of an action.
type Form struct {
	// ID is unique on the page; the ids of inputs begin with it.
	ID    string
	Title string
	// Lead is a sentence under the title: what happens when one saves.
	Lead   string
	Action string
	// Fields are in sections; a form of a few questions has one without a title.
	Sections []Section
	Hidden   []Hidden
	// Key makes a second submit of the same form do nothing.
	Key string
	// Version is the one the form was filled from; empty for a new record.
	Version string
	Draft   Draft
	// Duplicates are records that look like this one. They warn, they do not refuse.
	Duplicates Duplicates
	// Refusal is a problem of the whole record rather than of one field.
	Refusal string
	// Needs are what a stage asks for that no field of the form gives.
	Needs  []StageNeed
	Submit string
	// Dangerous makes the submit button red: it deletes or cannot be undone.
	Dangerous bool
	// Also are further ways to submit: "save and add another".
	Also []AlsoSubmit
	// Cancel leads back without saving; over another page it closes.
	Cancel string
	// Place is where the form stands; empty is a page of its own.
	Place Place
}

// Place is where a form stands.
type Place string

// Over another page a form is in its dialog or its drawer.
const (
	InDialog Place = "dialog"
	InDrawer Place = "drawer"
)

// Section is a group of fields under a title.
type Section struct {
	Title  string
	Note   string
	Fields []Field
	// Folded sections are closed until one opens them or a problem is inside.
	Folded bool
}

// AlsoSubmit is a second submit button; its name and value are posted.
type AlsoSubmit struct{ Name, Value, Label string }

// Draft is what was typed but not saved. URL takes what is typed a second after
// typing stops; empty means the form keeps no drafts.
type Draft struct {
	URL string
	// RestoredAt says when the restored draft was typed ("сьогодні о 14:02");
	// empty when the form shows the record as it is.
	RestoredAt string
	// Discard forgets the draft and shows the form again.
	Discard string
}

// Duplicates are records that may be the same thing as the one being written.
type Duplicates struct {
	Found []Duplicate
	// Hidden is set when there is also one that the reader may not see.
	Hidden bool
	// Merging is set where they are offered to become one, not warned of.
	Merging bool
}

// Duplicate is one record that looks the same, and what is the same about it.
type Duplicate struct {
	Label, Href, Because string
	Merge                string // posted as "merge_with": what is made becomes one with it; empty is not offered
}

// problem is one line of the summary on top.
type problem struct{ id, label, text string }

// Problems is the number of fields that must be mended.
func (f Form) Problems() int { return len(f.problems()) }

func (f Form) problems() []problem {
	var found []problem
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			found = append(found, field.problems(f.ID)...)
		}
	}
	return found
}

func (f Field) problems(form string) []problem {
	var found []problem
	if f.Problem != "" {
		found = append(found, problem{f.id(form), f.Label, f.Problem})
	}
	for _, n := range f.Names {
		if n.Problem != "" {
			found = append(found, problem{inputID(form, f.Name+"."+n.Language), f.Label + " (" + n.Label + ")", n.Problem})
		}
	}
	for i, r := range f.Rows.Rows {
		if r.Problem != "" {
			found = append(found, problem{inputID("", f.Name+"."+strconv.Itoa(i)+".row"), f.Label, r.Problem})
		}
		for _, inner := range r.Fields {
			found = append(found, inner.problems("")...)
		}
	}
	return found
}

// ready is the form with the cursor in its first wrong field, if there is one.
func (f Form) ready() Form {
	if f.Problems() == 0 {
		return f
	}
	sections := make([]Section, len(f.Sections))
	put := false
	for i, s := range f.Sections {
		sections[i] = s
		sections[i].Fields = make([]Field, len(s.Fields))
		for j, field := range s.Fields {
			field.Focus = !put && len(field.problems("")) > 0
			put = put || field.Focus
			sections[i].Fields[j] = field
		}
	}
	f.Sections = sections
	return f
}

func (f Form) required() bool {
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.Required {
				return true
			}
		}
	}
	return false
}

func (f Form) uploads() bool {
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.Control == AskFile {
				return true
			}
		}
	}
	return false
}

func (s Section) open() bool {
	if !s.Folded {
		return true
	}
	for _, f := range s.Fields {
		if len(f.problems("")) > 0 {
			return true
		}
	}
	return false
}

func (f Form) class() string {
	if f.Place == "" {
		return "form-page"
	}
	return string(f.Place) + "-frame"
}

func (f Form) weight() Weight {
	if f.Dangerous {
		return Danger
	}
	return Primary
}
