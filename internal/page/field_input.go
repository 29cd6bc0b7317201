package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/lang"
)

func (f Field) first() string { return f.value(0) }

func (f Field) value(i int) string {
	if i < len(f.Values) {
		return f.Values[i]
	}
	return ""
}

func (f Field) holds(value string) bool { return slices.Contains(f.Values, value) }

func (f Field) on() bool { return f.first() == "1" }

// grouped fields are several inputs under one legend instead of one label.
func (f Field) grouped() bool {
	switch f.Control {
	case AskSeveral, AskNames, AskParts, AskFile:
		return true
	}
	return false
}

// searched choices are too many for the browser's own list, where there is an
// address that searches them.
func (f Field) searched() bool {
	return f.Control == AskChoice && f.Lookup != "" && len(f.Choices) > NativeChoices
}

// many fields hold several values, each in a chip.
func (f Field) many() bool { return f.Control == AskReferences }

// still is the field as it is inside rows that may not be changed.
func (f Field) still(readOnly bool) Field {
	f.ReadOnly = f.ReadOnly || readOnly
	return f
}

func (f Field) id(form string) string { return inputID(form, f.Name) }

// inputID is the id of an input. Inside rows there is no form in it: there the
// script numbers names and ids anew, and both begin with the field's name.
func inputID(form, name string) string {
	if form == "" {
		return name
	}
	return form + "-" + name
}

// describedBy lists the ids of the texts under the input.
func (f Field) describedBy(form string) string {
	var ids []string
	if f.Unit != "" {
		ids = append(ids, f.id(form)+"-unit")
	}
	if f.Problem != "" {
		ids = append(ids, f.id(form)+"-problem")
	}
	if f.Hint != "" || f.Because != "" {
		ids = append(ids, f.id(form)+"-hint")
	}
	return strings.Join(ids, " ")
}

// state are the attributes that every input has: what describes it, whether it
// is wrong, required or still, and the cursor.
func (f Field) state(form string) Extra {
	var extra Extra
	if ids := f.describedBy(form); ids != "" {
		extra = extra.And("aria-describedby", ids)
	}
	if f.Problem != "" {
		extra = extra.And("aria-invalid", "true")
	}
	if f.Required && f.Control != AskYesNo {
		extra = extra.And("aria-required", "true")
	}
	if f.Focus {
		extra = extra.And("autofocus")
	}
	return extra
}

// line are all attributes of an input of one line.
func (f Field) line(form string) Extra {
	extra := With("class", f.class(), "id", f.id(form), "name", f.Name, "value", f.first(), "autocomplete", f.token())
	switch f.Control {
	case AskEmail:
		extra = extra.And("inputmode", "email", "type", "email", "autocapitalize", "none", "spellcheck", "false")
	case AskPhone:
		extra = extra.And("type", "tel")
	case AskLink:
		extra = extra.And("inputmode", "url", "type", "text", "autocapitalize", "none", "spellcheck", "false")
	case AskNumber:
		extra = extra.And("inputmode", "numeric", "type", "text")
	case AskQuantity, AskPercent, AskMoney:
		extra = extra.And("inputmode", "decimal", "type", "text")
	case AskCode:
		extra = extra.And("inputmode", "numeric", "type", "text", "spellcheck", "false")
	case AskPassword:
		extra = extra.And("type", "password")
	default:
		extra = extra.And("type", "text")
	}
	if f.Placeholder != "" {
		extra = extra.And("placeholder", f.Placeholder)
	}
	if f.MaxLength > 0 {
		extra = extra.And("maxlength", strconv.Itoa(f.MaxLength))
	}
	return append(extra, f.state(form)...)
}

func (f Field) class() string {
	switch f.Control {
	case AskNumber, AskQuantity, AskPercent, AskMoney, AskDate, AskMoment, AskPhone:
		return "input number"
	case AskCode:
		return "input input-code"
	}
	return "input"
}

func (f Field) token() string {
	if f.Autocomplete == "" {
		return "off"
	}
	return f.Autocomplete
}

func (f Field) lines() int {
	if f.Lines == 0 {
		return 4
	}
	return f.Lines
}

// chosen is the record a single reference points at.
func (f Field) chosen() Chosen {
	if len(f.Chosen) > 0 {
		return f.Chosen[0]
	}
	for _, c := range f.Choices {
		if f.holds(c.Value) {
			return Chosen{ID: c.Value, Label: c.Label}
		}
	}
	return Chosen{ID: f.first()}
}

// shown is the value as it is read when it may not be changed.
func (f Field) shown() string {
	var words []string
	for _, c := range f.Choices {
		if f.Control != AskMoney && f.holds(c.Value) {
			words = append(words, c.Label)
		}
	}
	switch {
	case len(words) > 0:
		return strings.Join(words, ", ")
	case f.first() == "":
		return "—"
	case f.Control == AskMoney:
		return f.first() + "\u00a0" + f.currency()
	case f.Unit != "":
		return f.first() + "\u00a0" + f.Unit
	}
	return f.first()
}

// currency is the label of the only currency there is.
func (f Field) currency() string {
	for _, c := range f.Choices {
		if c.Value == f.value(1) {
			return c.Label
		}
	}
	return f.value(1)
}

// dateWords tell x-date how the reader writes days.
func dateWords(p *lang.Printer) Extra {
	months := make([]string, 0, 12)
	for m := time.January; m <= time.December; m++ {
		months = append(months, p.Month(m))
	}
	days := make([]string, 0, 7)
	for _, d := range lang.Weekdays() {
		days = append(days, p.WeekdayShort(d))
	}
	order, separator := "dmy", "."
	if sample := p.Date("2026-11-22"); strings.HasPrefix(sample, "2026") {
		order, separator = "ymd", sample[4:5]
	} else if len(sample) > 2 {
		separator = sample[2:3]
	}
	return With(
		"data-months", strings.Join(months, ","),
		"data-days", strings.Join(days, ","),
		"data-words", p.Text("form.date_words"),
		"data-order", order,
		"data-sep", separator,
		"data-today", p.Today(),
		"data-prev", p.Text("form.month_before"),
		"data-next", p.Text("form.month_after"),
	)
}

// amounts tells x-money how the reader writes numbers.
func amounts(p *lang.Printer) Extra {
	group, from := "", "4"
	long := p.Integer(12345)
	if len(long) > 5 {
		group = long[2 : len(long)-3]
	}
	if len(p.Integer(1234)) == 4 {
		from = "5"
	}
	point := strings.Trim(p.Decimal(15, 1), "0123456789")
	return With("data-group", group, "data-decimal", point, "data-group-from", from, "data-words", p.Text("form.money_words"))
}
