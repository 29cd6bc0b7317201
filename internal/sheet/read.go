package sheet

import (
	"errors"
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Read reads a cell into a field as the column says. The error is
// register.ErrUnreadable. References and sets of them are not read here: they
// need the directory.
func (c *Column) Read(f *register.Field, cell string, p *lang.Printer) (any, error) {
	return c.read(f, cell, c.Currency, p)
}

func (c *Column) read(f *register.Field, cell, currency string, p *lang.Printer) (any, error) {
	clean := identity.CleanLine
	if f.Kind == register.LongText {
		clean = identity.CleanText
	}
	cell, err := clean(cell)
	if err != nil {
		return nil, register.ErrUnreadable(err.Error())
	}
	if cell == "" {
		return nil, nil
	}
	switch f.Kind {
	case register.Int:
		return numberOr(readEither(cell, c.Decimal, 0))
	case register.Quantity:
		return numberOr(readEither(cell, c.Decimal, 3))
	case register.Price:
		amount, _ := cutCurrency(cell)
		return numberOr(readEither(amount, c.Decimal, 4))
	case register.Percent:
		// 20% and 20 are a fifth; only a share of one may be meant by 0.2.
		return numberOr(readEither(strings.TrimSpace(strings.TrimSuffix(cell, "%")), c.Decimal, 4))
	case register.Money:
		return c.readMoney(cell, currency)
	case register.Bool:
		return readYes(cell)
	case register.Day:
		day, ok := readDate(cell, c.Dates, p.Language())
		if !ok {
			return nil, register.ErrUnreadable("unreadable_date")
		}
		return day, nil
	case register.Moment:
		return c.readMoment(cell, p)
	}
	return f.Parse(cell)
}

func numberOr(n int64, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

func (c *Column) readMoney(cell, currency string) (any, error) {
	amount, sign := cutCurrency(cell)
	if sign == "" {
		sign = strings.ToUpper(strings.TrimSpace(currency))
	}
	switch {
	case sign == "":
		return nil, register.ErrUnreadable("sheet.no_currency")
	case !money.Known(sign):
		return nil, register.ErrUnreadable("unknown_currency")
	}
	n, err := readEither(amount, c.Decimal, money.Digits(sign))
	if err != nil {
		return nil, err
	}
	return money.New(n, sign), nil
}

// yes and no in four languages, and as tables mark them.
var yesNo = map[string]bool{
	"true": true, "yes": true, "y": true, "1": true, "+": true, "x": true, "✓": true, "так": true, "да": true, "х": true,
	"false": false, "no": false, "n": false, "0": false, "-": false, "–": false, "—": false, "ні": false, "нет": false, "не": false,
}

func readYes(cell string) (any, error) {
	v, ok := yesNo[strings.ToLower(cell)]
	if !ok {
		return nil, register.ErrUnreadable("sheet.unreadable_yes_no")
	}
	return v, nil
}

func (c *Column) readMoment(cell string, p *lang.Printer) (any, error) {
	if t, err := time.Parse(time.RFC3339, cell); err == nil {
		return t.UTC(), nil
	}
	day, clock, ok := readDayAndTime(cell, c.Dates, p.Language())
	if !ok {
		return nil, register.ErrUnreadable("unreadable_moment")
	}
	text := day
	if clock != "" {
		if parts := strings.Split(clock, ":"); len(parts) == 3 {
			clock = parts[0] + ":" + parts[1] // seconds are dust of the program that wrote them
		}
		text += " " + clock
	}
	t, err := lang.ParseMoment(text, p.Language(), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), p.Zone())
	if err != nil {
		return nil, register.ErrUnreadable("unreadable_moment")
	}
	return t.UTC(), nil
}

// cause is the message key of an unreadable value.
func cause(err error) string {
	var bad register.ErrUnreadable
	if errors.As(err, &bad) {
		return string(bad)
	}
	return "unreadable"
}

// parts are the texts of a cell that holds several.
func (c *Column) parts(cell string) []string {
	separator := c.Separator
	if separator == "" {
		separator = ","
		for _, s := range []string{"\n", ";", "|"} {
			if strings.Contains(cell, s) {
				separator = s
				break
			}
		}
	}
	var out []string
	for _, one := range strings.Split(cell, separator) {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// fieldAt finds the field of a path such as name, names.uk or phones.0.number;
// nil when there is none.
func fieldAt(r *register.Register, path string) *register.Field {
	head, rest, nested := strings.Cut(path, ".")
	f := r.Field(head)
	switch {
	case f == nil || !nested:
		return f
	case f.Kind == register.NamesOf && (rest == "uk" || rest == "ru" || rest == "bg" || rest == "en"):
		text := *f
		text.Kind = register.Text
		return &text
	case f.Kind == register.PartsOf:
		if _, name, ok := strings.Cut(rest, "."); ok {
			return f.Target.Field(name)
		}
	}
	return nil
}
