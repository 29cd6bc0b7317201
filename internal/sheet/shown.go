package sheet

import (
	"time"

	"dossier/internal/lang"
	"dossier/internal/money"
	"dossier/internal/register"
)

// Shown writes a value for a person to read, so that the steps of an import
// can show what a cell was understood as. References, choices and parts come
// as the API writes them: their words are the caller's.
func Shown(f *register.Field, v any, p *lang.Printer) string {
	if f.Nothing(v) {
		return ""
	}
	switch f.Kind {
	case register.Int:
		return p.Integer(v.(int64))
	case register.Quantity:
		return p.Quantity(v.(int64))
	case register.Percent:
		return p.Percent(v.(int64))
	case register.Price:
		return p.Decimal(v.(int64), 4)
	case register.Money:
		return p.Money(v.(money.Money))
	case register.Day:
		return p.DateWords(v.(string))
	case register.Moment:
		return p.Moment(v.(time.Time))
	case register.Bool:
		if v.(bool) {
			return p.Text("sheet.yes")
		}
		return p.Text("sheet.no")
	case register.NamesOf:
		return v.(register.Names).In(string(p.Language()))
	}
	return f.Text(v)
}
