package web

import (
	"errors"
	"strings"

	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/money"
	"dossier/internal/register"
)

// asTyped reads what people type into forms, in their language: 24.11.2026,
// 1 286 000,5. Other kinds read as machines write them. An amount is said as
// two texts, the number and its currency.
func (c *call) asTyped(f *register.Field, texts []string) (any, error) {
	if len(texts) == 0 {
		return nil, register.ErrUnreadable("unreadable")
	}
	l := c.p.Language()
	text := strings.TrimSpace(texts[len(texts)-1])
	switch f.Kind {
	case register.Several, register.References:
		return register.Plainly(f, texts)
	case register.Money:
		if number := strings.TrimSpace(texts[0]); number == "" {
			return nil, nil
		}
		currency := ""
		if len(texts) > 1 {
			currency = texts[1]
		}
		minor, err := lang.ParseDecimalIn(texts[0], l, money.Digits(currency))
		if err != nil {
			return nil, unreadable(err, "unreadable_money")
		}
		return money.New(minor, currency), nil
	}
	if f.Kind == register.FileOf {
		return c.fileSaid(text)
	}
	if text == "" {
		return nil, nil
	}
	scale := map[register.Kind]int{register.Int: 0, register.Price: 4, register.Quantity: 3}
	switch f.Kind {
	case register.Int, register.Price, register.Quantity:
		n, err := lang.ParseDecimalIn(text, l, scale[f.Kind])
		if err != nil {
			return nil, unreadable(err, "unreadable_number")
		}
		return n, nil
	case register.Percent:
		// 20 % is typed as 20, four digits after the point are kept.
		n, err := lang.ParseDecimalIn(strings.TrimSuffix(text, "%"), l, 4)
		if err != nil {
			return nil, unreadable(err, "unreadable_number")
		}
		return n, nil
	case register.Day:
		day, err := lang.ParseDate(text, l, c.p.Today())
		if err != nil {
			return nil, register.ErrUnreadable("unreadable_date")
		}
		return day, nil
	case register.Moment:
		t, err := lang.ParseMoment(text, l, c.now, c.p.Zone())
		if err != nil {
			return nil, register.ErrUnreadable("unreadable_moment")
		}
		return t.UTC(), nil
	case register.Bool:
		return text == "1" || text == "true" || text == "on", nil
	case register.Phone:
		if stored := strings.ReplaceAll(text, " ", ""); identity.GroupPhone(stored) == text {
			return stored, nil // as the form had written it: nobody typed it anew
		}
		return text, nil
	case register.Text, register.LongText, register.Email:
		return texts[len(texts)-1], nil
	}
	return f.Parse(text)
}

// unreadable says why a number cannot be read: as such, or by its size.
func unreadable(err error, key string) error {
	switch {
	case errors.Is(err, lang.ErrTooLarge):
		key = "too_large"
	case errors.Is(err, lang.ErrTooPrecise):
		key = "too_precise"
	case errors.Is(err, lang.ErrAmbiguous):
		key = "ambiguous_number"
	}
	return register.ErrUnreadable(key)
}

// said is what a posted form says, ready for register.Fill: the currency of an
// amount goes with its number, what belongs to the form itself is left out.
func said(form map[string][]string) map[string][]string {
	out := make(map[string][]string, len(form))
	for name, texts := range form {
		if formOwn[name] {
			continue
		}
		if strings.HasSuffix(name, ".currency") {
			continue
		}
		if currency, ok := form[name+".currency"]; ok {
			texts = []string{texts[0], currency[0]}
		}
		out[name] = texts
	}
	return out
}

// formOwn are the names that every form carries for itself.
var formOwn = map[string]bool{"idempotency_key": true, "version": true, "back": true, "rows": true, "anyway": true, "merge_with": true}
