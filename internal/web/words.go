package web

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"dossier/internal/lang"
	"dossier/internal/money"
	"dossier/internal/register"
)

// label is what a field of a register is called.
func label(p *lang.Printer, r *register.Register, f *register.Field) string {
	switch {
	case f.Custom:
		return custom(p, f, "", f.Name)
	case p.Has(r.Name + "." + f.Name):
		return p.Text(r.Name + "." + f.Name)
	}
	return p.Text("head." + f.Name)
}

// custom is what the author of a custom field called it, or with a prefix one
// of its choices, in the reader's language or in another that he filled.
func custom(p *lang.Printer, f *register.Field, prefix, otherwise string) string {
	n := register.Names{Uk: f.Labels[prefix+"uk"], Ru: f.Labels[prefix+"ru"], Bg: f.Labels[prefix+"bg"], En: f.Labels[prefix+"en"]}
	return cmp.Or(n.In(string(p.Language())), otherwise)
}

// choice is what one of a field's choices is called.
func choice(p *lang.Printer, r *register.Register, f *register.Field, value string) string {
	if f.Custom {
		return custom(p, f, value+".", value)
	}
	if key := r.Name + "." + f.Name + "." + value; p.Has(key) {
		return p.Text(key)
	}
	return value
}

// hint is the line under a field, empty when there is none.
func hint(p *lang.Printer, r *register.Register, f *register.Field) string {
	if key := r.Name + "." + f.Name + ".hint"; p.Has(key) {
		return p.Text(key)
	}
	return ""
}

// many is the title of a register's list.
func many(p *lang.Printer, r *register.Register) string { return p.Text(r.Name + ".many") }

// words is a value of a field as people read it. titles name what references
// point at.
func (n names) words(p *lang.Printer, r *register.Register, f *register.Field, v any) string {
	if f.Nothing(v) {
		return ""
	}
	switch f.Kind {
	case register.Int:
		// A number of four digits is as often a year as an amount.
		if n := v.(int64); n > -10_000 && n < 10_000 {
			return strings.Replace(strconv.FormatInt(n, 10), "-", "\u2212", 1)
		}
		return p.Integer(v.(int64))
	case register.Price:
		return p.Decimal(v.(int64), 4)
	case register.Quantity:
		return p.Quantity(v.(int64))
	case register.Percent:
		return p.Percent(v.(int64))
	case register.Bool:
		if v.(bool) {
			return p.Text("yes")
		}
		return p.Text("no")
	case register.Day:
		return p.Date(v.(string))
	case register.Moment:
		return p.Moment(v.(time.Time))
	case register.Money:
		return p.Money(v.(money.Money))
	case register.Choice:
		return choice(p, r, f, v.(string))
	case register.Several:
		var all []string
		for _, s := range v.([]string) {
			all = append(all, choice(p, r, f, s))
		}
		return strings.Join(all, ", ")
	case register.Reference:
		return n.title(p, f.Target, v.(int64))
	case register.References:
		var all []string
		for _, id := range v.([]register.ID) {
			if t := n.title(p, f.Target, id); t != "" {
				all = append(all, t)
			}
		}
		return strings.Join(all, ", ")
	case register.LinkTo:
		l := v.(register.Link)
		return p.Text(l.Register) + " № " + strconv.FormatInt(l.ID, 10)
	case register.NamesOf:
		return v.(register.Names).In(string(p.Language()))
	case register.PartsOf:
		return p.Count("records", int64(len(v.([]any))))
	}
	if text, ok := v.(string); ok && f.Name == "register" && p.Has(text+".many") {
		return p.Text(text + ".many") // saved views and imports name a register
	}
	return f.Text(v)
}
